"""Names: what they stand for, and which are taken."""

from __future__ import annotations

from negsim.codes.kind import error

__all__ = ["NAMES"]

NAMES = (
    error(
        "NS301",
        "Not a party",
        """
        No party of this name is listed under `parties`. Capital and small letters differ. Correct the
        spelling, or add the party, with its discount and payoffs.
        """,
        bad="""
        moves:
          freeze: {by: ¦north, when: programme == advancing, sets: {programme: frozen}}
          pause: {by: South, when: exercises == held, sets: {exercises: paused}}
        """,
        good="""
        moves:
          freeze: {by: North, when: programme == advancing, sets: {programme: frozen}}
          pause: {by: South, when: exercises == held, sets: {exercises: paused}}
        """,
    ),
    error(
        "NS302",
        "Not a parameter",
        """
        A value was given to a parameter that the scenario does not have, with `with_values` or `--set`.
        Correct the spelling, or add it under `parameters`. A name inside an expression that is no parameter
        is NS402.
        """,
    ),
    error(
        "NS303",
        "Not an issue",
        """
        No issue of this name is listed under `issues`, so it has no levels that could be set or read. Correct
        the spelling, or add the issue.
        """,
        bad="""
        moves:
          freeze: {by: North, when: programme == advancing, sets: {¦program: frozen}}
          pause: {by: South, when: exercises == held, sets: {exercises: paused}}
        """,
        good="""
        moves:
          freeze: {by: North, when: programme == advancing, sets: {programme: frozen}}
          pause: {by: South, when: exercises == held, sets: {exercises: paused}}
        """,
    ),
    error(
        "NS304",
        "Not a level",
        """
        The issue has no level of this name. Each issue has only the levels that are listed under it. Correct
        the spelling, or add the level at its place in the list, lowest first.
        """,
        bad="""
        outcomes:
          settled: programme == ¦stopped and exercises == paused
          deadlock: otherwise
        """,
        good="""
        outcomes:
          settled: programme == frozen and exercises == paused
          deadlock: otherwise
        """,
    ),
    error(
        "NS305",
        "Not a move",
        """
        No move of this name is listed under `moves`. Orders lay rules over moves, and refer to them by their
        names, not by the levels that they set. Correct the spelling, or add the move.
        """,
        bad="""
        orders:
          both_at_once: {together: [[¦frozen, pause]]}
        """,
        good="""
        orders:
          both_at_once: {together: [[freeze, pause]]}
        """,
    ),
    error(
        "NS306",
        "Not an order",
        """
        No order of this name is listed under `orders`. The fallback of a dispute is the order that holds
        while nothing is agreed; it is written down like the others, for example with `forbid: joint`.
        """,
        bad="""
        orders:
          both_at_once: {together: [[freeze, pause]]}
        dispute: {fallback: ¦no_talks}
        """,
        good="""
        orders:
          both_at_once: {together: [[freeze, pause]]}
          no_talks: {forbid: joint}
        dispute: {fallback: no_talks}
        """,
    ),
    error(
        "NS307",
        "Not a table",
        """
        No table of this name is listed under `tables`, so nobody sits at it. Correct the spelling, or add
        the table and list who sits there.
        """,
        bad="""
        tables: {geneva: [North, South]}
        orders:
          both_at_once: {table: ¦genf, together: [[freeze, pause]]}
        """,
        good="""
        tables: {geneva: [North, South]}
        orders:
          both_at_once: {table: geneva, together: [[freeze, pause]]}
        """,
    ),
    error(
        "NS308",
        "Not a source",
        """
        A source is cited that is not listed under `sources`, so that readers could not look it up. Correct
        the spelling, or list it there with its full reference.
        """,
        bad="""
        sources: {envoy2016: "Report of the envoy to the council, 2016."}
        parties:
          North: {discount: 0.9, source: ¦envoy}
          South: {discount: 0.9}
        """,
        good="""
        sources: {envoy2016: "Report of the envoy to the council, 2016."}
        parties:
          North: {discount: 0.9, source: envoy2016}
          South: {discount: 0.9}
        """,
    ),
    error(
        "NS309",
        "Not an outcome",
        """
        The goal is one of the outcomes that are listed under `outcomes`, and none has this name. Correct
        the spelling, or add the outcome with its condition.
        """,
        bad="""
        goal: ¦settlement
        outcomes:
          settled: programme == frozen and exercises == paused
          deadlock: otherwise
        """,
        good="""
        goal: settled
        outcomes:
          settled: programme == frozen and exercises == paused
          deadlock: otherwise
        """,
    ),
    error(
        "NS310",
        "A word of the format as a name",
        """
        Words such as up, down, any, table, joint, value and min mean something in scenario files. A party,
        issue, level or move of the same name could not be told from them. Choose another name.
        """,
        bad="""
        moves:
          ¦joint: {by: [North, South], when: exercises == held, sets: {programme: frozen, exercises: paused}}
        """,
        good="""
        moves:
          swap: {by: [North, South], when: exercises == held, sets: {programme: frozen, exercises: paused}}
        """,
    ),
    error(
        "NS311",
        "One name for two things",
        """
        In expressions a bare word is a parameter, an issue or one of its levels. Where two of them have one
        name, nobody could say which is meant. Rename one; a parameter is best named after what it measures.
        """,
        bad="""
        parameters: {¦programme: {value: 2}}
        payoffs:
          North: {fear: {when: exercises == held, value: -1.5}}
          South: {worry: {when: programme == advancing, value: -programme}}
        """,
        good="""
        parameters: {worry: {value: 2}}
        payoffs:
          North: {fear: {when: exercises == held, value: -1.5}}
          South: {worry: {when: programme == advancing, value: -worry}}
        """,
    ),
    error(
        "NS312",
        "A name occurs twice",
        """
        A list holds the same name more than once. A party signs once, a level has one place, and a package
        makes each move once. Keep one of them. If a step is to be made twice, give the issue one more level.
        """,
        bad="""
        orders:
          both_at_once: {together: [[freeze, pause, ¦freeze]]}
        """,
        good="""
        orders:
          both_at_once: {together: [[freeze, pause]]}
        """,
    ),
    error(
        "NS313",
        "A word of Python as a name",
        """
        Expressions are written in the grammar of the language Python, in which some words have a fixed
        meaning, such as yield, pass, import, not and in. Choose another name.
        """,
        bad="""
        moves:
          ¦yield: {by: North, when: programme == advancing, sets: {programme: frozen}}
          pause: {by: South, when: exercises == held, sets: {exercises: paused}}
        """,
        good="""
        moves:
          give_in: {by: North, when: programme == advancing, sets: {programme: frozen}}
          pause: {by: South, when: exercises == held, sets: {exercises: paused}}
        """,
    ),
)
