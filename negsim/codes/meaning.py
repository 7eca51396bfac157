"""What is well formed, and still cannot be meant."""

from __future__ import annotations

from negsim.codes.kind import error, warning

__all__ = ["MEANING"]

MEANING = (
    error(
        "NS501",
        "A discount factor out of bounds",
        """
        A discount factor is the weight of the next period relative to this one, from 0 (only today counts) to
        1 (tomorrow counts as much). Write 95 % as 0.95. With `final: forever`, which is the default, it must
        be below 1, because an endless sum of undiscounted payoffs has no value. Where a parameter is the
        discount factor of several parties, it is reported once, at the parameter.
        """,
        bad="""
        parties:
          North: {discount: ¦95}
          South: {discount: 0.9}
        """,
        good="""
        parties:
          North: {discount: 0.95}
          South: {discount: 0.9}
        """,
    ),
    error(
        "NS502",
        "A probability out of bounds",
        """
        A probability lies between 0 (never) and 1 (for sure). Write 5 % as 0.05. If it is an expression, its
        value is wrong at today's values of the parameters, or at all of them.
        """,
        bad="""
        events:
          incident:
            when: exercises == held
            draws:
              - {probability: ¦5, pays: {North: -1, South: -2}}
        """,
        good="""
        events:
          incident:
            when: exercises == held
            draws:
              - {probability: 0.05, pays: {North: -1, South: -2}}
        """,
    ),
    error(
        "NS503",
        "Probabilities that add up to more than one",
        """
        At most one draw of an event happens in a period, so their probabilities add up to 1 or less; what is
        left is the probability that nothing happens. For things that can happen together, write two events.
        """,
        bad="""
        events:
          incident:
            when: exercises == held
            ¦draws:
              - {probability: 0.7, pays: {South: -1}}
              - {probability: 0.6, pays: {North: -1, South: -2}}
        """,
        good="""
        events:
          incident:
            when: exercises == held
            draws:
              - {probability: 0.7, pays: {South: -1}}
              - {probability: 0.2, pays: {North: -1, South: -2}}
        """,
    ),
    error(
        "NS504",
        "A range that does not run from low to high",
        """
        The range of a parameter has a least and a greatest value, in this order: two different numbers,
        neither of them infinite. For a number that is known exactly leave the range out.
        """,
        bad="""
        parties: {North: {discount: patience}, South: {discount: patience}}
        parameters:
          patience: {value: 0.9, range: ¦[0.99, 0.5]}
        """,
        good="""
        parties: {North: {discount: patience}, South: {discount: patience}}
        parameters:
          patience: {value: 0.9, range: [0.5, 0.99]}
        """,
    ),
    error(
        "NS505",
        "Numbers that do not fit the levels",
        """
        With `values` each level of an issue gets one number, which value(issue) stands for. There are more or
        fewer numbers than levels. Give them in the order of the levels, or as pairs of level and number.
        """,
        bad="""
        issues:
          programme: {levels: [advancing, frozen]}
          exercises: {levels: [held, paused], values: ¦[0, 1, 2]}
        """,
        good="""
        issues:
          programme: {levels: [advancing, frozen]}
          exercises: {levels: [held, paused], values: [0, 2]}
        """,
    ),
    error(
        "NS506",
        "A joint move of fewer than two",
        """
        A list under `by` says who must agree to a joint move: one proposes it, the others consent. For a move
        that one party makes alone, write its name without brackets.
        """,
        bad="""
        moves:
          freeze: {by: ¦[North], when: programme == advancing, sets: {programme: frozen}}
          pause: {by: South, when: exercises == held, sets: {exercises: paused}}
        """,
        good="""
        moves:
          freeze: {by: North, when: programme == advancing, sets: {programme: frozen}}
          pause: {by: South, when: exercises == held, sets: {exercises: paused}}
        """,
    ),
    error(
        "NS507",
        "A choice that nobody makes",
        """
        `any` lets the mover choose the level. Where chance, a declined proposal or the opening of an order
        sets it, nobody is there to choose. Name the level, or write up or down.
        """,
        bad="""
        events:
          hardliners:
            when: programme == frozen
            draws:
              - {probability: 0.1, sets: {programme: ¦any}}
        """,
        good="""
        events:
          hardliners:
            when: programme == frozen
            draws:
              - {probability: 0.1, sets: {programme: advancing}}
        """,
    ),
    error(
        "NS508",
        "Declining what needs no consent",
        """
        `declined` says what a proposal brings that somebody declines. This move is made by one party alone,
        so nobody can decline it. List under `by` all who must consent, or leave `declined` out.
        """,
        bad="""
        moves:
          freeze:
            by: North
            when: programme == advancing
            sets: {programme: frozen}
            ¦declined: {pays: {North: -1}}
          pause: {by: South, when: exercises == held, sets: {exercises: paused}}
        """,
        good="""
        moves:
          freeze:
            by: [North, South]
            when: programme == advancing
            sets: {programme: frozen}
            declined: {pays: {North: -1}}
          pause: {by: South, when: exercises == held, sets: {exercises: paused}}
        """,
    ),
    error(
        "NS509",
        "Nothing that lasts",
        """
        `lasts` says after how many periods the levels that a move has set go back. This move sets no level.
        Say under `sets` what changes, or leave `lasts` out; what `pays` gives is given once.
        """,
        bad="""
        moves:
          freeze: {by: North, when: programme == advancing, sets: {programme: frozen}}
          pause: {by: South, when: exercises == held, sets: {exercises: paused}}
          visit: {by: South, pays: {North: 1, South: -0.5}, ¦lasts: 2}
        """,
        good="""
        moves:
          freeze: {by: North, when: programme == advancing, sets: {programme: frozen}}
          pause: {by: South, when: exercises == held, sets: {exercises: paused}}
          visit: {by: South, pays: {North: 1, South: -0.5}}
        """,
    ),
    error(
        "NS510",
        "An outcome after `otherwise`",
        """
        The first outcome whose condition holds names the situation, and `otherwise` always holds. So an
        outcome after it can never be the first. Put the outcome with `otherwise` last.
        """,
        bad="""
        outcomes:
          deadlock: ¦otherwise
          settled: programme == frozen and exercises == paused
        """,
        good="""
        outcomes:
          settled: programme == frozen and exercises == paused
          deadlock: otherwise
        """,
    ),
    error(
        "NS511",
        "`complete` without `when_complete`",
        """
        `complete` lists moves that take effect together, once all of them are agreed. That is so only under
        `implementation: when_complete`; as the order stands, every move takes effect at once and the list
        would mean nothing. Add the line, or leave the list out.
        """,
        bad="""
        moves:
          freeze: {by: [North, South], when: programme == advancing, sets: {programme: frozen}}
          pause: {by: [North, South], when: exercises == held, sets: {exercises: paused}}
        orders:
          single_undertaking:
            ¦complete: [freeze, pause]
        """,
        good="""
        moves:
          freeze: {by: [North, South], when: programme == advancing, sets: {programme: frozen}}
          pause: {by: [North, South], when: exercises == held, sets: {exercises: paused}}
        orders:
          single_undertaking:
            implementation: when_complete
            complete: [freeze, pause]
        """,
    ),
    error(
        "NS512",
        "`when_complete` without `complete`",
        """
        Under `implementation: when_complete` moves take effect together, once all of them are agreed, and
        `complete` lists which. Without the list nobody knows what to wait for. Add it.
        """,
        bad="""
        moves:
          freeze: {by: [North, South], when: programme == advancing, sets: {programme: frozen}}
          pause: {by: [North, South], when: exercises == held, sets: {exercises: paused}}
        orders:
          single_undertaking:
            implementation: ¦when_complete
        """,
        good="""
        moves:
          freeze: {by: [North, South], when: programme == advancing, sets: {programme: frozen}}
          pause: {by: [North, South], when: exercises == held, sets: {exercises: paused}}
        orders:
          single_undertaking:
            implementation: when_complete
            complete: [freeze, pause]
        """,
    ),
    warning(
        "NS513",
        "A sequence that contradicts itself",
        """
        In a sequence each move is available only while the one before it is in force. Here the two exclude
        one another: what the first brings about is just what the second may not find. Reverse them, or change
        the condition of the later move.
        """,
        bad="""
        moves:
          freeze: {by: [North, South], when: programme == advancing, sets: {programme: frozen}}
          pause: {by: [North, South], when: programme == advancing, sets: {exercises: paused}}
        orders:
          freeze_first: {sequence: [freeze, ¦pause]}
        """,
        good="""
        moves:
          freeze: {by: [North, South], when: programme == advancing, sets: {programme: frozen}}
          pause: {by: [North, South], when: exercises == held, sets: {exercises: paused}}
        orders:
          freeze_first: {sequence: [freeze, pause]}
        """,
    ),
    warning(
        "NS514",
        "A package whose moves can never follow one another",
        """
        The moves of a package are made in the order in which they are listed, each in the situation that
        those before it have left. From no situation do all of them go through, so the package can never be
        made. Change their order, or the condition of the move that fails.
        """,
        bad="""
        moves:
          freeze: {by: North, when: programme == advancing, sets: {programme: frozen}}
          pause: {by: South, when: exercises == held and programme == advancing, sets: {exercises: paused}}
        orders:
          both_at_once: {together: [[freeze, ¦pause]]}
        """,
        good="""
        moves:
          freeze: {by: North, when: programme == advancing, sets: {programme: frozen}}
          pause: {by: South, when: exercises == held and programme == advancing, sets: {exercises: paused}}
        orders:
          both_at_once: {together: [[pause, freeze]]}
        """,
    ),
    warning(
        "NS515",
        "A value outside its own range",
        """
        The range says which values of a parameter are taken seriously, and today's best guess is not among
        them. One of the two is probably a slip. Widen the range, or correct the value.
        """,
        bad="""
        parties: {North: {discount: patience}, South: {discount: patience}}
        parameters:
          patience: {value: ¦0.09, range: [0.5, 0.99]}
        """,
        good="""
        parties: {North: {discount: patience}, South: {discount: patience}}
        parameters:
          patience: {value: 0.9, range: [0.5, 0.99]}
        """,
    ),
    warning(
        "NS516",
        "A rule of an order that binds nothing",
        """
        An order cannot forbid what a party does alone, unless it says so: by default the rules of an order
        bind joint moves only. This rule is about a move of one party, so it has no effect. Write `binds: all`
        if the order is to rule such moves too, or leave the rule out. A condition on a move that the order
        forbids, or makes only in a package, binds nothing either: inside a package each move's own condition
        counts.
        """,
        bad="""
        orders:
          freeze_first: {require: {¦pause: programme == frozen}}
        """,
        good="""
        orders:
          freeze_first: {require: {pause: programme == frozen}, binds: all}
        """,
    ),
    warning(
        "NS517",
        "A discount factor that may leave its bounds",
        """
        At some values inside the ranges of the parameters the discount factor is below 0, above 1, or, with
        `final: forever`, equal to 1. Today's values are fine, but a comparison that comes there will stop.
        Narrow the range.
        """,
        bad="""
        parties: {North: {discount: ¦patience + 0.05}, South: {discount: patience}}
        parameters:
          patience: {value: 0.9, range: [0.5, 0.99]}
        """,
        good="""
        parties: {North: {discount: patience + 0.05}, South: {discount: patience}}
        parameters:
          patience: {value: 0.9, range: [0.5, 0.94]}
        """,
    ),
    warning(
        "NS518",
        "A probability that may leave its bounds",
        """
        At some values inside the ranges of the parameters, or in some situation, the probability is below 0
        or above 1. A comparison that comes there will stop. Narrow the range, or bound the expression with
        min(…) and max(…).
        """,
        bad="""
        parameters:
          risk: {value: 0.1, range: [0, 0.6]}
        events:
          incident:
            when: exercises == held
            draws:
              - {probability: ¦2 * risk, pays: {North: -1, South: -2}}
        """,
        good="""
        parameters:
          risk: {value: 0.1, range: [0, 0.5]}
        events:
          incident:
            when: exercises == held
            draws:
              - {probability: 2 * risk, pays: {North: -1, South: -2}}
        """,
    ),
    warning(
        "NS519",
        "Probabilities that may add up to more than one",
        """
        At some values inside the ranges of the parameters, or in some situation, the probabilities of the
        draws of one event add up to more than 1, though at most one of them can happen. Narrow the ranges.
        """,
        bad="""
        parameters:
          risk: {value: 0.1, range: [0, 0.6]}
        events:
          incident:
            when: exercises == held
            ¦draws:
              - {probability: risk, pays: {South: -1}}
              - {probability: 0.5, pays: {North: -1, South: -2}}
        """,
        good="""
        parameters:
          risk: {value: 0.1, range: [0, 0.5]}
        events:
          incident:
            when: exercises == held
            draws:
              - {probability: risk, pays: {South: -1}}
              - {probability: 0.5, pays: {North: -1, South: -2}}
        """,
    ),
    warning(
        "NS520",
        "Too much to be checked",
        """
        The work of a check is bounded, so that no file can keep it busy, and this file asks for more: part of
        what would have been looked at was not. It may be used all the same. Moves that set very many issues,
        conditions that ask for many such moves, and very many packages are what makes files costly.
        """,
    ),
)
