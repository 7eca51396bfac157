"""What an editor says when the mouse rests on a key: the longer part of its description.

The first sentence of each is the description of the field, or the docstring of the model, in `schema.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ["DETAILS", "PLACES", "RESERVED", "SNIPPETS", "WORDS"]

_NAME = "Names are letters, digits and `_`, at most 64, not starting with a digit."
_CONDITION = (
    "A condition compares issues with their levels: `program == frozen`, `program >= frozen`. It may use "
    "`and`, `or`, `not`, `in_force(move)`, `done(move)` and `value(issue)`, but no parameters."
)
_NUMBER = (
    "A number, or an expression: parameters, `value(issue)`, `+ - * / **`, `min max abs exp log sqrt`, "
    "`if_(condition, a, b)`."
)
_LABEL = "At most 80 characters. Without it the name in this file is shown."


def _like(example: str) -> str:
    return f"\n\n```yaml\n{example}\n```"


# Keys of the file: "Model" or "Model.key".
DETAILS: Mapping[str, str] = {
    "ScenarioFile.negsim": "Always 1, in the first line.",
    "ScenarioFile.title": "At most 80 characters; quote it if it holds a colon or a #."
    + _like('title: "Order of negotiations, Korea 2015-16"'),
    "ScenarioFile.about": "Say which numbers are assumptions, and how far each may move before the result "
    "changes.",
    "ScenarioFile.sources": "Moves, orders and numbers refer to them by name under `source`. Optional."
    + _like('sources:\n  sigal2016: "Sigal, L. V. (2016). The Off-Ramp with North Korea."'),
    "ScenarioFile.parties": "At least one, at most 32. Their order is the order in which they move, unless "
    f"`play: movers` says otherwise. {_NAME}"
    + _like('parties:\n  US: {name: "United States", discount: 0.9}\n  DPRK: {discount: 0.9}'),
    "ScenarioFile.parameters": "Expressions use them by name, and `--set name=value` changes them. "
    "Conditions may not read them. Optional."
    + _like("parameters:\n  threat:\n    value: 3\n    range: [0, 6]"),
    "ScenarioFile.issues": "The state of the dispute is the level of every issue. At least one, at most 256."
    + _like("issues:\n  program: {levels: [advancing, frozen, dismantled]}"),
    "ScenarioFile.moves": "A party may always wait instead. At most 1,000; none by default."
    + _like("moves:\n  freeze:\n    by: DPRK\n    when: program == advancing\n    sets: {program: frozen}"),
    "ScenarioFile.events": "At most 256; none by default."
    + _like(
        "events:\n  clash:\n    when: exercises == full\n    draws:\n"
        "      - {probability: 0.05, pays: {US: -2, DPRK: -4}}"
    ),
    "ScenarioFile.payoffs": "By party, then by the name of the term. A party without terms gets 0 each "
    "period." + _like("payoffs:\n  US:\n    threat: {when: program == advancing, value: -threat}"),
    "ScenarioFile.outcomes": "`otherwise` catches the rest and stands last. Names are texts of at most 80 "
    "characters. "
    "Optional."
    + _like("outcomes:\n  settlement: program == dismantled and peace == treaty\n  deadlock: otherwise"),
    "ScenarioFile.goal": "One of the names under `outcomes`. Attitudes and plans are measured by it. "
    "Optional." + _like("goal: settlement"),
    "ScenarioFile.tables": "A move `by: table` needs the consent of all who sit at the order's table. "
    "Optional." + _like("tables:\n  bilateral: [US, DPRK]"),
    "ScenarioFile.orders": "Each is laid over the same moves: it adds conditions, binds moves together, or "
    "rules "
    "them out. At most 1,000. Without orders the file is solved as it stands."
    + _like("orders:\n  peace_first:\n    table: bilateral\n    sequence: [declare, sign, freeze]"),
    "ScenarioFile.play": "`periods` is required." + _like("play: {periods: 8, movers: [US, DPRK]}"),
    "ScenarioFile.dispute": "Optional; by default disagreement is an order that forbids joint moves."
    + _like("dispute:\n  parties: [US, DPRK]\n  fallback: no_talks"),
    #
    "Party": "Keys: `name`, `discount`, `about`, `source`; none is required.",
    "Party.name": _LABEL,
    "Party.discount": "Near 1 is patient. A number or an expression over parameters; 1 by default, which "
    "`final: forever` does not allow." + _like("discount: patience"),
    "Parameter": "`value` is required; `range`, `unit`, `about` and `source` are optional.",
    "Parameter.value": "A fixed number, with a decimal point; no expression." + _like("value: 0.9"),
    "Parameter.range": "The value lies between them. Optional." + _like("range: [0.5, 0.99]"),
    "Parameter.unit": "At most 80 characters. Optional.",
    "Issue": "`levels` is required." + _like("program:\n  levels: [advancing, frozen, dismantled]"),
    "Issue.levels": "Conditions compare by this order: `program >= frozen`. One to 2,000, each once. "
    f"{_NAME}" + _like("levels: [full, modulated, suspended]"),
    "Issue.start": "One of the levels.",
    "Issue.values": "A list, lowest level first, or one number for each level."
    + _like("values: [0, 0.5, 2]"),
    "Effect": "`pays`, `sets`, or both.",
    "Effect.pays": "By party; a party left out gets nothing." + _like("pays: {US: -2, DPRK: -recognition}"),
    "Effect.sets": "By issue." + _like("sets: {peace: down}"),
    #
    "Move": "`by` is required; `when`, `sets`, `pays`, `lasts`, `after` and `declined` say the rest.",
    "Move.name": _LABEL,
    "Move.kind": "At most 80 characters; several moves may share one.",
    "Move.by": "Of a joint move any signatory proposes, in its turn, and the others answer in this order; "
    "all must "
    "consent." + _like("by: DPRK\nby: [US, DPRK]\nby: table"),
    "Move.when": _CONDITION + _like("when: program == advancing"),
    "Move.sets": "By issue. Nothing by default." + _like("sets: {program: frozen, exercises: up}"),
    "Move.pays": f"By party; a party left out gets nothing. {_NUMBER}" + _like("pays: {DPRK: -0.5}"),
    "Move.lasts": "1 to 1,000; without it the change stays. With 2: in this period and the next.",
    "Move.after": "1 to 1,000; without it the move takes effect at once. It cannot be made again while it is "
    "on its way.",
    "Move.declined": "Joint moves only; nothing by default." + _like("declined: {pays: {US: -0.2}}"),
    #
    "Draw": "`probability` is required; `pays` and `sets` say what then happens.",
    "Draw.probability": "A number or an expression over parameters and the state.",
    "Draw.pays": "By party; a party left out gets nothing." + _like("pays: {US: -2, DPRK: -4}"),
    "Draw.sets": "By issue." + _like("sets: {peace: down}"),
    "Event": "`draws` is required.",
    "Event.when": _CONDITION + _like("when: exercises == full and program == advancing"),
    "Event.draws": "At most one of them happens; if their probabilities add up to less than 1, the rest "
    "is: nothing "
    "happens. One to 64." + _like("draws:\n  - probability: 0.05\n    pays: {US: -2}"),
    "Term": "`value` is required. All terms whose condition holds add up.",
    "Term.when": _CONDITION + _like("when: peace >= declared and program != dismantled"),
    "Term.value": _NUMBER + _like("value: -0.3 * value(exercises)"),
    #
    "Order": "All keys are optional: `{}` is an order that adds nothing.",
    "Order.name": _LABEL,
    "Order.proposed_by": "A label: it changes no result.",
    "Order.table": "Moves `by: table` need the consent of all of them; without a table they cannot be made.",
    "Order.require": "By move, beside the move's own `when`. Binds joint moves; with `binds: all` "
    "unilateral ones too. "
    f"{_CONDITION}" + _like("require: {sign: program == dismantled}"),
    "Order.sequence": "Binds joint moves; with `binds: all` unilateral ones too."
    + _like("sequence: [declare, sign, freeze]"),
    "Order.together": "Each package is a list of one to 32 moves, made in this order, by consent of all "
    "their signatories." + _like("together:\n  - [freeze, scale_down]"),
    "Order.forbid": "None by default." + _like("forbid: [sign, declare]"),
    "Order.binds": "This concerns `require`, `sequence` and `together`.",
    "Order.opens": "It counts in what the order is worth. Nothing by default."
    + _like("opens:\n  pays: {US: -recognition}"),
    "Order.implementation": "With `when_complete`, list the moves under `complete`.",
    "Order.complete": "They are agreed one by one and take effect once all are agreed."
    + _like("implementation: when_complete\ncomplete: [freeze, sign]"),
    #
    "Play": "`periods` is required."
    + _like("play:\n  periods: 8\n  turns: sequential\n  movers: [US, DPRK]"),
    "Play.turns": "A mover may always wait.",
    "Play.movers": "A party left out never proposes or moves by itself, but may be asked for its consent."
    + _like("movers: [US, DPRK]"),
    "Play.periods": "A whole number, 1 to 10,000." + _like("periods: 8"),
    "Play.final": "By party, as a number or an expression in the last state; a party left out gets 0. "
    "`forever` needs discounts below 1." + _like("final: {US: 2 * value(peace), DPRK: 0}"),
    "Play.until": "Tested at the end of each period; nobody can go back on anything afterwards. "
    f"{_CONDITION}" + _like("until: peace == treaty"),
    "Dispute": "All keys are optional.",
    "Dispute.parties": "The verdict of `negsim compare` is about them.",
    "Dispute.rule": "`unanimity`: all must agree; the only rule so far.",
    "Dispute.fallback": "A name listed under `orders`.",
    "about": "Free text, which `negsim show` prints; quote it if it holds a colon or a #.",
    "source": "One name, or a list." + _like("source: sigal2016"),
}

# What stands under a name: "Model.key.*".
PLACES: Mapping[str, str] = {
    "ScenarioFile.sources.*": "A text that the scenario draws on, as you would cite it.",
    "ScenarioFile.payoffs.*": "The terms of this party's payoff, by name; those whose condition holds add "
    "up.",
    "ScenarioFile.outcomes.*": f"The condition under which a state has this name, or `otherwise`. "
    f"{_CONDITION}",
    "ScenarioFile.tables.*": "The parties that sit at this table: two or more.",
    "Issue.values.*": "The number that `value(issue)` stands for at this level.",
    "Effect.pays.*": f"What this party gets, once. {_NUMBER}",
    "Effect.sets.*": "The level that this issue moves to: its name, or",
    "Draw.pays.*": f"What this party gets if this happens, once. {_NUMBER}",
    "Draw.sets.*": "The level that this issue moves to: its name, or",
    "Move.pays.*": f"What this party gets when the move is made, once. {_NUMBER}",
    "Move.sets.*": "The level that this issue moves to: its name, or",
    "Order.require.*": f"The further condition under which this order allows the move. {_CONDITION}",
    "Play.final.*": f"What this party gets after the last period. {_NUMBER}",
}

# Words that mean something of their own as a value.
WORDS: Mapping[str, Mapping[str, str]] = {
    "Move.by": {"table": "All who sit at the order's table"},
    "Move.sets.*": {"up": "One level up", "down": "One level down", "any": "The mover chooses the level"},
    "Effect.sets.*": {"up": "One level up", "down": "One level down"},
    "Draw.sets.*": {"up": "One level up", "down": "One level down"},
    "ScenarioFile.outcomes.*": {"otherwise": "All states that no outcome before this one names"},
    "Order.forbid": {"joint": "All joint moves and packages"},
    "Order.binds": {
        "joint": "The order rules joint moves only; what a party can do alone stays open",
        "all": "Unilateral moves too",
    },
    "Order.implementation": {
        "at_once": "Each move takes effect when it is agreed",
        "when_complete": "The moves under `complete` take effect together, once all are agreed",
    },
    "Play.turns": {
        "sequential": "Every mover once a period, in order, seeing what came before",
        "rotating": "One mover a period, in turn: alternating offers",
        "random": "Kept for a later version: read, but not solved",
        "simultaneous": "Kept for a later version: read, but not solved",
    },
    "Play.periods": {"forever": "Kept for a later version: read, but not solved"},
    "Play.final": {
        "forever": "Everybody waits for ever: payoffs, events and countdowns go on",
        "stop": "Nothing comes after",
    },
}

# Where somebody would look for a key that a later version will have.
RESERVED: Mapping[str, tuple[str, ...]] = {
    "ScenarioFile": ("types", "landscapes", "preferences"),
    "Party": ("types", "preferences"),
    "Move": ("hidden", "transfer", "share", "accept"),
    "Order": ("accept", "transfer", "share"),
    "Play": ("must_move", "weights", "on_conflict"),
    "Dispute": ("procedure", "accept"),
}

# What an editor offers to write: "Model.key", a label, and the body with places to fill in.
SNIPPETS: Mapping[str, Mapping[str, Any]] = {
    "Play.periods": {"a number of periods": "${1:8}"},
    "ScenarioFile.parties": {"a party": {"${1:name}": {"discount": "${2:0.9}"}}},
    "ScenarioFile.parameters": {
        "a parameter": {"${1:name}": {"value": "${2:1}", "range": ["${3:0}", "${4:2}"]}}
    },
    "ScenarioFile.issues": {"an issue": {"${1:name}": {"levels": ["${2:low}", "${3:high}"]}}},
    "ScenarioFile.moves": {
        "a move of one party": {
            "${1:name}": {
                "by": "${2:party}",
                "when": "${3:issue} == ${4:level}",
                "sets": {"${3:issue}": "${5:level}"},
            }
        },
        "a joint move": {
            "${1:name}": {
                "by": ["${2:party}", "${3:other}"],
                "when": "${4:issue} == ${5:level}",
                "sets": {"${4:issue}": "${6:level}"},
            }
        },
    },
    "ScenarioFile.events": {
        "an event": {
            "${1:name}": {
                "when": "${2:issue} == ${3:level}",
                "draws": [{"probability": "${4:0.1}", "pays": {"${5:party}": "${6:-1}"}}],
            }
        }
    },
    "ScenarioFile.orders": {
        "an order that requires": {"${1:name}": {"require": {"${2:move}": "${3:issue} == ${4:level}"}}},
        "a package": {"${1:name}": {"together": [["${2:move}", "${3:other}"]]}},
        "a sequence": {"${1:name}": {"sequence": ["${2:first}", "${3:second}"]}},
        "no talks": {"${1:no_talks}": {"forbid": "joint"}},
    },
}
