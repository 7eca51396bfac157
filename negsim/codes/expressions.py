"""Expressions: payoffs, probabilities, conditions."""

from __future__ import annotations

from negsim.codes.kind import error, warning

__all__ = ["EXPRESSIONS"]

EXPRESSIONS = (
    error(
        "NS401",
        "Not an expression",
        """
        The text cannot be read as an expression: a bracket is not closed, a value is missing beside a sign,
        two values stand side by side, or a number begins with a zero. Conditions are joined by `and` or `or`,
        and products are written with *.
        """,
        bad="""
        outcomes:
          settled: programme == frozen ¦exercises == paused
          deadlock: otherwise
        """,
        good="""
        outcomes:
          settled: programme == frozen and exercises == paused
          deadlock: otherwise
        """,
    ),
    error(
        "NS402",
        "A name that is neither a parameter nor an issue",
        """
        A bare word in an expression is a parameter, or an issue that is compared with a level. This one is
        neither; it may be a move, an outcome or a party. Correct the spelling, or add it under `parameters`
        with its value.
        """,
        bad="""
        parameters: {worry: {value: 2}}
        payoffs:
          North: {fear: {when: exercises == held, value: -1.5}}
          South: {worry: {when: programme == advancing, value: -¦wory}}
        """,
        good="""
        parameters: {worry: {value: 2}}
        payoffs:
          North: {fear: {when: exercises == held, value: -1.5}}
          South: {worry: {when: programme == advancing, value: -worry}}
        """,
    ),
    error(
        "NS403",
        "Not allowed in an expression",
        """
        Expressions are for numbers and conditions only, and nothing in a file is ever executed. So most of
        what a programming language has is refused. docs/scenario-format.md lists what there is; a choice is
        written `if_(condition, then, else)`.
        """,
        bad="""
        payoffs:
          North: {fear: {when: exercises == held, value: -1.5}}
          South:
            worry: {value: -2 ¦if programme == advancing else 0}
        """,
        good="""
        payoffs:
          North: {fear: {when: exercises == held, value: -1.5}}
          South:
            worry: {value: "if_(programme == advancing, -2, 0)"}
        """,
    ),
    error(
        "NS404",
        "A sign that expressions do not know",
        """
        The sign comes from mathematics, from another language or from a word processor. The message says what
        to write instead. The most frequent slip is one = for a comparison, which is written ==.
        """,
        bad="""
        outcomes:
          settled: programme ¦= frozen and exercises == paused
          deadlock: otherwise
        """,
        good="""
        outcomes:
          settled: programme == frozen and exercises == paused
          deadlock: otherwise
        """,
    ),
    error(
        "NS405",
        "Not a function",
        """
        A bracket after a word calls a function, and there is none of this name. There are min, max, abs, exp,
        log, sqrt and if_, and of the situation value, in_force and done. A product is written with *.
        """,
        bad="""
        payoffs:
          North: {fear: {when: exercises == held, value: -1.5}}
          South: {worry: {when: programme == advancing, value: "-¦mean(1, 3)"}}
        """,
        good="""
        payoffs:
          North: {fear: {when: exercises == held, value: -1.5}}
          South: {worry: {when: programme == advancing, value: -(1 + 3) / 2}}
        """,
    ),
    error(
        "NS406",
        "Something else in the brackets than expected",
        """
        The function takes more or fewer numbers, or something of another kind. value(…) takes an issue,
        done(…) and in_force(…) a move, and if_(…) a condition and two numbers.
        """,
        bad="""
        payoffs:
          North: {fear: {when: exercises == held, value: -1.5}}
          South: {worry: {value: "¦if_(programme == advancing, -2)"}}
        """,
        good="""
        payoffs:
          North: {fear: {when: exercises == held, value: -1.5}}
          South: {worry: {value: "if_(programme == advancing, -2, 0)"}}
        """,
    ),
    error(
        "NS407",
        "A number where a condition is expected",
        """
        A condition holds or does not hold; a number by itself does neither. Compare it with something, or
        name the level that is meant.
        """,
        bad="""
        outcomes:
          settled: programme == frozen and ¦value(exercises)
          deadlock: otherwise
        """,
        good="""
        outcomes:
          settled: programme == frozen and value(exercises) > 0
          deadlock: otherwise
        """,
    ),
    error(
        "NS408",
        "A condition that reads a parameter",
        """
        What can happen must be the same at every value of the parameters, so that many values can be compared
        on one game. So conditions read the situation only. Put the parameter into a payoff, a payment or a
        probability, where `if_(…)` may ask about it.
        """,
        bad="""
        parameters: {worry: {value: 2}}
        payoffs:
          North: {fear: {when: exercises == held, value: -1.5}}
          South: {worry: {when: programme == advancing and ¦worry > 1, value: -worry}}
        """,
        good="""
        parameters: {worry: {value: 2}}
        payoffs:
          North: {fear: {when: exercises == held, value: -1.5}}
          South: {worry: {when: programme == advancing, value: "if_(worry > 1, -worry, 0)"}}
        """,
    ),
    error(
        "NS409",
        "Two issues compared",
        """
        The levels of two issues are different words, and nothing says which of them are equal. Compare each
        issue with a level of its own, or compare the numbers that the levels stand for with value(…).
        """,
        bad="""
        outcomes:
          in step: ¦programme == exercises
          out of step: otherwise
        """,
        good="""
        outcomes:
          in step: value(programme) == value(exercises)
          out of step: otherwise
        """,
    ),
    error(
        "NS410",
        "An issue as a number",
        """
        The levels of an issue are words. The number of the present level is value(issue): 0 for the lowest,
        then 1, 2 and so on, unless `values` says otherwise.
        """,
        bad="""
        payoffs:
          North: {fear: {when: exercises == held, value: -1.5}}
          South: {relief: {value: 2 * ¦programme}}
        """,
        good="""
        payoffs:
          North: {fear: {when: exercises == held, value: -1.5}}
          South: {relief: {value: 2 * value(programme)}}
        """,
    ),
    error(
        "NS411",
        "A level without its issue",
        """
        A level by itself does not say which issue is meant, as two issues may have levels of the same name.
        Write the issue, a comparison and the level.
        """,
        bad="""
        outcomes:
          settled: ¦frozen and exercises == paused
          deadlock: otherwise
        """,
        good="""
        outcomes:
          settled: programme == frozen and exercises == paused
          deadlock: otherwise
        """,
    ),
    error(
        "NS412",
        "An issue compared with something else than a level",
        """
        Beside an issue in a comparison stands one of its levels, by its name. Its number, if that is meant,
        is value(issue).
        """,
        bad="""
        outcomes:
          settled: programme == ¦1 and exercises == paused
          deadlock: otherwise
        """,
        good="""
        outcomes:
          settled: programme == frozen and exercises == paused
          deadlock: otherwise
        """,
    ),
    error(
        "NS413",
        "A number that is too large",
        """
        The number is larger than a computer can hold, so it would count as infinite, and infinite payoffs
        cannot be weighed against others. Write a number that is large beside the others; a thousand times is
        plenty.
        """,
        bad="""
        payoffs:
          North: {fear: {when: exercises == held, value: -1.5}}
          South: {ruin: {when: programme == advancing, value: -¦1e999}}
        """,
        good="""
        payoffs:
          North: {fear: {when: exercises == held, value: -1.5}}
          South: {ruin: {when: programme == advancing, value: -1000}}
        """,
    ),
    error(
        "NS414",
        "An expression that is too long",
        """
        An expression has at most 500 characters. A longer one can hardly be read, and reading it could take
        long. Split a payoff into several terms with names of their own, which also lets negsim say which of
        them decides; give a long condition an issue of its own.
        """,
    ),
    error(
        "NS415",
        "An expression that is nested too deeply",
        """
        Brackets or functions stand inside one another more than 60 deep. Split the expression into several
        payoff terms; often brackets can simply be left out.
        """,
    ),
    error(
        "NS416",
        "A discount that reads the situation",
        """
        A discount factor says how much a party cares about the next period, and belongs to the party,
        whatever happens. It may be a number or an expression over parameters. What changes with the situation
        belongs into payoffs.
        """,
        bad="""
        parties:
          North: {discount: ¦0.9 - 0.1 * value(exercises)}
          South: {discount: 0.9}
        """,
        good="""
        parties:
          North: {discount: 0.85}
          South: {discount: 0.9}
        """,
    ),
    error(
        "NS417",
        "No value, or one that is too large",
        """
        Wherever it counts, the expression divides by zero, takes the logarithm or the root of a negative
        number, or grows beyond all bounds, whatever the parameters are. No game can be solved with that. Note
        that value(issue) of the lowest level is 0.
        """,
        bad="""
        payoffs:
          North: {fear: {when: exercises == held, value: -1.5}}
          South: {worry: {when: programme == advancing, value: ¦-2 / value(programme)}}
        """,
        good="""
        payoffs:
          North: {fear: {when: exercises == held, value: -1.5}}
          South: {worry: {when: programme == advancing, value: -2 / (1 + value(programme))}}
        """,
    ),
    warning(
        "NS418",
        "Perhaps no value, or one that is too large",
        """
        At some point of the ranges that the parameters declare, or in some situation, the expression divides
        by zero, takes the logarithm or the root of a negative number, or grows beyond all bounds. A
        comparison that comes there will stop. Narrow the range, or bound the expression with min(…) or
        max(…).
        """,
        bad="""
        parameters: {hope: {value: 2, range: [0, 5]}}
        payoffs:
          North: {fear: {when: exercises == held, value: -1.5}}
          South: {worry: {when: programme == advancing, value: ¦-4 / hope}}
        """,
        good="""
        parameters: {hope: {value: 2, range: [1, 5]}}
        payoffs:
          North: {fear: {when: exercises == held, value: -1.5}}
          South: {worry: {when: programme == advancing, value: -4 / hope}}
        """,
    ),
    warning(
        "NS419",
        "A condition that can never hold",
        """
        No combination of levels meets the condition, so what it guards would never count. Mostly `and` stands
        where `or` is meant: an issue has one level at a time. To switch something off, delete it or make a
        comment of it.
        """,
        bad="""
        issues:
          programme: {levels: [advancing, slowed, frozen]}
          exercises: {levels: [held, paused]}
        moves:
          freeze: {by: North, sets: {programme: up}}
          pause: {by: South, when: exercises == held, sets: {exercises: paused}}
        outcomes:
          progress: ¦programme == slowed and programme == frozen
          deadlock: otherwise
        """,
        good="""
        issues:
          programme: {levels: [advancing, slowed, frozen]}
          exercises: {levels: [held, paused]}
        moves:
          freeze: {by: North, sets: {programme: up}}
          pause: {by: South, when: exercises == held, sets: {exercises: paused}}
        outcomes:
          progress: programme == slowed or programme == frozen
          deadlock: otherwise
        """,
    ),
)
