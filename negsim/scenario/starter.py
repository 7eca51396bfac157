"""A scenario to begin with: small, complete, and with a word on each section."""

from __future__ import annotations

from negsim.text import oneline

__all__ = ["starter", "title_of"]

LONGEST_TITLE = 80


def title_of(name: str) -> str:
    """Make a title of the name of a file.

    >>> title_of("arms-talks_2025")
    'Arms talks 2025'
    """
    words = oneline(name.replace("_", " ").replace("-", " "))[:LONGEST_TITLE].strip()
    return words[:1].upper() + words[1:] if words else "A dispute"


def starter(title: str, schema: str) -> str:
    """Write the text of the scenario.

    Parameters
    ----------
    title : str
    schema : str
        Where editors find the JSON schema, seen from the file.
    """
    quoted = title.replace("\\", "\\\\").replace('"', '\\"')
    return _TEXT.replace("SCHEMA", schema, 1).replace("TITLE", quoted, 1)


_TEXT = """\
# yaml-language-server: $schema=SCHEMA
# With this first line an editor that knows YAML completes keys and checks them while you type.
negsim: 1
title: "TITLE"
about: >-
  An invented civil war, to begin with. The opposition fights for a reform; the government would rather have
  the reform than an armed opposition, but neither wants to go first. Replace it piece by piece.

# Texts that the scenario draws on; anything below may name one: source: agreement
sources:
  agreement: "Author, A. (2025). Title of the text. Publisher."

# Who has payoffs. discount: how much the next period weighs against this one, 0 to 1.
parties:
  Government: {discount: patience, about: "Holds the law in its hands"}
  Opposition: {discount: patience, about: "Holds the weapons"}

# Every number that you may want to vary, with the range that you take seriously and what it stands for.
parameters:
  patience: {value: 0.9, range: [0.5, 0.98], about: "Weight of the next period relative to this one"}
  war: {value: 2, range: [0, 6], about: "Cost of the fighting to the government, per period"}
  menace: {value: 1.5, range: [0, 4], about: "Cost to the government of an armed opposition, per period"}
  loss: {value: 1, range: [0, 4], about: "Cost of the reform to the government, per period"}
  reward: {value: 3, range: [0, 6], about: "What the reform is worth to the opposition, per period"}
  hardship: {value: 1, range: [0, 4], about: "Cost of the fighting to the opposition, per period"}
  shield: {value: 0.5, range: [0, 2], about: "What weapons, used or not, are worth to the opposition"}

# What the dispute is about: levels, lowest first; it starts at the first unless start: says otherwise.
issues:
  weapons: {levels: [in_use, silent, handed_in]}
  reform: {levels: [refused, drafted, in_law]}

# What can be done: by whom, when (a condition on the levels; without it always), and which levels it sets.
# Joint moves (by: a list) need the consent of all. Also: pays, lasts, after, declined, kind, name, source.
moves:
  cease: {by: Opposition, when: weapons == in_use, sets: {weapons: silent}}
  resume:
    by: Opposition
    when: weapons == silent
    sets: {weapons: in_use}
    pays: {Opposition: -0.5}     # going back costs something, or every concession becomes a bargaining chip
  hand_in: {by: Opposition, when: weapons == silent, sets: {weapons: handed_in}}
  draft: {by: Government, when: reform == refused, sets: {reform: drafted}}
  withdraw: {by: Government, when: reform == drafted, sets: {reform: refused}, pays: {Government: -0.5}}
  enact: {by: [Government, Opposition], when: reform == drafted, sets: {reform: in_law}}

# What each party gets every period, in the state at its end; all terms that apply add up.
payoffs:
  Government:
    war: {when: weapons == in_use, value: -war}
    menace: {when: weapons != handed_in, value: -menace}
    reform: {when: reform == in_law, value: -loss}
  Opposition:
    hardship: {when: weapons == in_use, value: -hardship}
    shield: {when: weapons != handed_in, value: shield}
    reform: {when: reform == in_law, value: reward}

# Names for states: the first that holds. The goal is what the negotiations aim at.
outcomes:
  peace: weapons == handed_in and reform == in_law
  truce: weapons == silent
  war: otherwise
goal: peace

# Orders of negotiation to compare. Each rules joint moves, and with binds: all what a party does alone too.
# Also: sequence, forbid, table (with tables:), opens, implementation, proposed_by, name, source.
orders:
  weapons_first:                 # a condition beyond the move's own
    require: {draft: weapons == handed_in, enact: weapons == handed_in}
    binds: all
  reform_first:
    require: {cease: reform == in_law, hand_in: reform == in_law}
    binds: all
  package:                       # moves that are made only together, one after the other
    together: [[cease, hand_in, draft, enact]]

# In each period every party may move, in turn. final: what follows the last one (forever: as it stands).
# Also: turns, movers, until.
play:
  periods: 12
  final: forever

# Left out here: events (what chance does), dispute (who must agree on an order, and what disagreement is).
"""
