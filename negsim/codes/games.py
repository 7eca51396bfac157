"""What shows only when the games are built (`negsim check`)."""

from __future__ import annotations

from negsim.codes.kind import error, warning

__all__ = ["GAMES"]

GAMES = (
    warning(
        "NS601",
        "Situations that no outcome names",
        """
        Play can come to a situation for which none of the outcomes holds, and tables and pictures have no
        word for it. Add an outcome for it; a last one with `otherwise` catches all that is left.
        """,
        bad="""
        ¦outcomes:
          settled: programme == frozen and exercises == paused
        """,
        good="""
        outcomes:
          settled: programme == frozen and exercises == paused
          deadlock: otherwise
        """,
    ),
    warning(
        "NS602",
        "An outcome that is never reached",
        """
        No play, under any order, leads to a situation with this outcome. Perhaps no move sets what its
        condition asks for, or an outcome above it always holds first: the first that holds names the
        situation. Put narrow outcomes before wide ones.
        """,
        bad="""
        outcomes:
          progress: programme == frozen or exercises == paused
          settled: ¦programme == frozen and exercises == paused
          deadlock: otherwise
        """,
        good="""
        outcomes:
          settled: programme == frozen and exercises == paused
          progress: programme == frozen or exercises == paused
          deadlock: otherwise
        """,
    ),
    warning(
        "NS603",
        "A goal that is out of reach",
        """
        No play, under any order, leads to the goal, so every order must fail whatever the parties want. Look
        at the conditions of the moves that lead there: often one of them asks for what another has changed.
        """,
        bad="""
        goal: ¦settled
        moves:
          freeze: {by: North, when: programme == advancing and exercises == held, sets: {programme: frozen}}
          pause: {by: South, when: exercises == held and programme == advancing, sets: {exercises: paused}}
        """,
        good="""
        goal: settled
        moves:
          freeze: {by: North, when: programme == advancing and exercises == held, sets: {programme: frozen}}
          pause: {by: South, when: exercises == held, sets: {exercises: paused}}
        """,
    ),
    warning(
        "NS604",
        "A move that can never be made",
        """
        In no situation that can be reached, under no order and without one, can this move be made. Its
        condition asks for something that never comes about, or nobody who could propose it is a mover. Two
        moves that wait for each other are a frequent cause.
        """,
        bad="""
        moves:
          freeze: {by: North, when: ¦exercises == paused, sets: {programme: frozen}}
          pause: {by: South, when: ¦programme == frozen, sets: {exercises: paused}}
        """,
        good="""
        moves:
          freeze: {by: North, when: programme == advancing, sets: {programme: frozen}}
          pause: {by: South, when: exercises == held and programme == frozen, sets: {exercises: paused}}
        """,
    ),
    warning(
        "NS605",
        "An order of which no move can be made",
        """
        None of the moves that the order speaks of can ever be made under it: they wait for each other, or for
        something that the order itself prevents. So nothing that it proposes can happen. Let one of the moves
        be possible from the start.
        """,
        bad="""
        orders:
          you_first:
            ¦require: {freeze: exercises == paused, pause: programme == frozen}
            binds: all
        """,
        good="""
        orders:
          you_first:
            require: {pause: programme == frozen}
            binds: all
        """,
    ),
    warning(
        "NS606",
        "A move that can never be made under its order",
        """
        The order speaks of this move, but under it the move can never be made: what it waits for does not
        come about, although other moves of the order can be made. In a sequence everything after the move is
        lost with it.
        """,
        bad="""
        moves:
          freeze: {by: North, when: programme == advancing, sets: {programme: frozen}}
          pause: {by: South, when: exercises == held, sets: {exercises: paused}}
          sign: {by: [North, South], pays: {North: 1, South: 1}}
        orders:
          step_by_step: {sequence: [freeze, sign], require: {¦sign: exercises == paused}, forbid: pause}
        """,
        good="""
        moves:
          freeze: {by: North, when: programme == advancing, sets: {programme: frozen}}
          pause: {by: South, when: exercises == held, sets: {exercises: paused}}
          sign: {by: [North, South], pays: {North: 1, South: 1}}
        orders:
          step_by_step: {sequence: [freeze, sign], require: {sign: exercises == paused}}
        """,
    ),
    warning(
        "NS607",
        "A payoff that is never paid",
        """
        The condition of this payoff term holds in no situation that play can come to, so it has no influence.
        The condition may be meant otherwise, or a move is missing that leads there.
        """,
        bad="""
        moves:
          swap: {by: [North, South], when: exercises == held, sets: {programme: frozen, exercises: paused}}
        payoffs:
          North: {fear: {when: exercises == held, value: -1.5}}
          South:
            worry: {when: programme == advancing, value: -2}
            regret: {when: ¦programme == advancing and exercises == paused, value: -1}
        """,
        good="""
        moves:
          swap: {by: [North, South], when: exercises == held, sets: {programme: frozen, exercises: paused}}
        payoffs:
          North: {fear: {when: exercises == held, value: -1.5}}
          South:
            worry: {when: programme == advancing, value: -2}
            regret: {when: programme == frozen and exercises == paused, value: -1}
        """,
    ),
    warning(
        "NS608",
        "An event that never strikes",
        """
        The condition of the event holds in no situation that play can come to, or its draw has the
        probability 0. So chance never does anything here. Correct the condition or the probability, or delete
        the event.
        """,
        bad="""
        moves:
          swap: {by: [North, South], when: exercises == held, sets: {programme: frozen, exercises: paused}}
        events:
          incident:
            when: ¦programme == frozen and exercises == held
            draws:
              - {probability: 0.1, pays: {North: -1, South: -2}}
        """,
        good="""
        moves:
          swap: {by: [North, South], when: exercises == held, sets: {programme: frozen, exercises: paused}}
        events:
          incident:
            when: programme == advancing and exercises == held
            draws:
              - {probability: 0.1, pays: {North: -1, South: -2}}
        """,
    ),
    warning(
        "NS609",
        "A level that is never reached",
        """
        No move and no event brings the issue to this level, under any order, though the level may be spoken
        of in payoffs or outcomes. Perhaps nothing sets the issue at all. Add the move that does, or leave the
        level out.
        """,
        bad="""
        issues:
          programme: {levels: [advancing, frozen, ¦dismantled]}
          exercises: {levels: [held, paused]}
        """,
        good="""
        issues:
          programme: {levels: [advancing, frozen]}
          exercises: {levels: [held, paused]}
        """,
    ),
    warning(
        "NS610",
        "An issue that matters to nobody",
        """
        Nobody gains or loses anything by this issue, and no condition of a move or an event depends on it.
        Often a payoff term was forgotten. As it is, no party has a reason to change the issue. Add the term,
        or leave the issue out.
        """,
        bad="""
        issues:
          programme: {levels: [advancing, frozen]}
          exercises: {levels: [held, paused]}
          ¦venue: {levels: [north, south]}
        moves:
          freeze: {by: North, when: programme == advancing, sets: {programme: frozen}}
          pause: {by: South, when: exercises == held, sets: {exercises: paused}}
          relocate: {by: South, sets: {venue: south}}
        """,
        good="""
        issues:
          programme: {levels: [advancing, frozen]}
          exercises: {levels: [held, paused]}
          venue: {levels: [north, south]}
        moves:
          freeze: {by: North, when: programme == advancing, sets: {programme: frozen}}
          pause: {by: South, when: exercises == held, sets: {exercises: paused}}
          relocate: {by: South, sets: {venue: south}}
        payoffs:
          North: {fear: {when: exercises == held, value: -1.5}}
          South:
            worry: {when: programme == advancing, value: -2}
            host: {when: venue == south, value: 0.5}
        """,
    ),
    warning(
        "NS611",
        "A parameter that nothing uses",
        """
        No expression reads the parameter, so varying it changes nothing. Often the number itself was written
        in its place. Use the name there, or delete the parameter.
        """,
        bad="""
        parameters: {¦worry: {value: 2}}
        payoffs:
          North: {fear: {when: exercises == held, value: -1.5}}
          South: {worry: {when: programme == advancing, value: -2}}
        """,
        good="""
        parameters: {worry: {value: 2}}
        payoffs:
          North: {fear: {when: exercises == held, value: -1.5}}
          South: {worry: {when: programme == advancing, value: -worry}}
        """,
    ),
    warning(
        "NS612",
        "Simultaneous moves that collide",
        """
        Under `turns: simultaneous` two parties may set one issue to different levels in the same period, and
        nothing says which of them counts. Give the moves conditions that exclude one another, or let the
        parties move in turn.
        """,
        bad="""
        moves:
          freeze: {by: North, when: programme == advancing, sets: {programme: frozen}}
          pause: {by: South, sets: {exercises: paused}}
          provoke: {by: North, sets: {exercises: ¦held}}
        play: {turns: simultaneous, periods: 4}
        """,
        good="""
        moves:
          freeze: {by: North, when: programme == advancing, sets: {programme: frozen}}
          pause: {by: South, when: exercises == held, sets: {exercises: paused}}
          provoke: {by: North, when: exercises == paused, sets: {exercises: held}}
        play: {turns: simultaneous, periods: 4}
        """,
    ),
    warning(
        "NS613",
        "A countdown that multiplies the situations",
        """
        While something lasts, or waits to take effect, the game must remember for how many periods yet. Each
        long countdown multiplies the number of situations, and with it the time and memory that solving
        takes. Shorten it, or leave out what outlasts the game anyway.
        """,
        bad="""
        moves:
          freeze: {by: North, when: programme == advancing, sets: {programme: frozen}, lasts: ¦40}
          pause: {by: South, when: exercises == held, sets: {exercises: paused}, lasts: 40}
        """,
        good="""
        moves:
          freeze: {by: North, when: programme == advancing, sets: {programme: frozen}}
          pause: {by: South, when: exercises == held, sets: {exercises: paused}, lasts: 4}
        """,
    ),
    warning(
        "NS614",
        "A game too large to be checked",
        """
        The game of an order has more situations than a check goes through, so what shows only in the whole
        game was not looked for. It may still be solved. Issues with many levels, moves that are always
        available and long countdowns are what makes games large.
        """,
        bad="""
        ¦moves:
          freeze: {by: North, when: programme == advancing, sets: {programme: frozen}, lasts: 400}
          pause: {by: South, when: exercises == held, sets: {exercises: paused}, lasts: 400}
        """,
        good="""
        moves:
          freeze: {by: North, when: programme == advancing, sets: {programme: frozen}, lasts: 4}
          pause: {by: South, when: exercises == held, sets: {exercises: paused}, lasts: 4}
        """,
    ),
    warning(
        "NS615",
        "A move for the table, and nobody sits at one",
        """
        A move `by: table` needs the consent of all who sit at the table of the order, and this order names
        none. Under it the move is not available. Give the order a table, or forbid the move there, which says
        that it is meant.
        """,
        bad="""
        moves:
          freeze: {by: North, when: programme == advancing, sets: {programme: frozen}}
          pause: {by: table, when: exercises == held, sets: {exercises: paused}}
        tables: {geneva: [North, South]}
        orders:
          ¦freeze_first: {require: {pause: programme == frozen}}
          pause_first: {table: geneva, require: {freeze: exercises == paused}, binds: all}
        """,
        good="""
        moves:
          freeze: {by: North, when: programme == advancing, sets: {programme: frozen}}
          pause: {by: table, when: exercises == held, sets: {exercises: paused}}
        tables: {geneva: [North, South]}
        orders:
          freeze_first: {table: geneva, require: {pause: programme == frozen}}
          pause_first: {table: geneva, require: {freeze: exercises == paused}, binds: all}
        """,
    ),
    warning(
        "NS616",
        "A table that no order uses",
        """
        The table is listed, but no order is negotiated at it, so it has no effect. Name it under `table` in
        an order, or delete it.
        """,
        bad="""
        tables: {geneva: [North, South], ¦oslo: [North, South]}
        orders:
          both_at_once: {table: geneva, together: [[freeze, pause]]}
        """,
        good="""
        tables: {geneva: [North, South]}
        orders:
          both_at_once: {table: geneva, together: [[freeze, pause]]}
        """,
    ),
    warning(
        "NS617",
        "A party without payoffs",
        """
        Nothing that happens is better or worse for this party, so it agrees to everything and does nothing by
        itself; or it is only paid for moves, and does not care where they lead. Write down under `payoffs`
        what it cares about, or leave it out.
        """,
        bad="""
        parties:
          North: {discount: 0.9}
          South: {discount: 0.9}
          ¦Mediator: {discount: 0.9}
        """,
        good="""
        parties:
          North: {discount: 0.9}
          South: {discount: 0.9}
          Mediator: {discount: 0.9}
        payoffs:
          North: {fear: {when: exercises == held, value: -1.5}}
          South: {worry: {when: programme == advancing, value: -2}}
          Mediator: {fame: {when: programme == frozen, value: 1}}
        """,
    ),
    warning(
        "NS618",
        "A move that changes nothing",
        """
        Wherever this move is available, the levels that it sets hold already, and it pays nothing, so making
        it is the same as waiting. Correct what it sets, say what it pays, or delete it.
        """,
        bad="""
        moves:
          freeze: {by: North, when: programme == advancing, sets: {programme: frozen}}
          pause: {by: South, when: exercises == held, sets: {exercises: paused}}
          ¦resume: {by: North, when: programme == frozen, sets: {programme: frozen}}
        """,
        good="""
        moves:
          freeze: {by: North, when: programme == advancing, sets: {programme: frozen}}
          pause: {by: South, when: exercises == held, sets: {exercises: paused}}
          resume: {by: North, when: programme == frozen, sets: {programme: advancing}}
        """,
    ),
    warning(
        "NS619",
        "Not to be solved by this version",
        """
        The format can say this, and the file is well formed, but this version of negsim solves games with
        sequential or rotating turns and a given number of periods only. The rest of the file is checked all
        the same.
        """,
        bad="""
        play: {turns: ¦simultaneous, periods: 4}
        """,
        good="""
        play: {turns: sequential, periods: 4}
        """,
    ),
    error(
        "NS620",
        "No game can be built",
        """
        The scenario is well formed, but its game has no size that can be handled, for example because a
        package of moves with `any` offers more choices than can be listed. The message says what is too
        large. Name the levels instead of `any`, or split the package.
        """,
    ),
    error(
        "NS621",
        "A value out of bounds in a situation that can be reached",
        """
        Play can come to a situation in which this number has no value, or in which a probability lies outside
        0 to 1. No game can be solved with that. Bound the expression with min(…) or max(…), or give it a
        condition under `when` that leaves this situation out.
        """,
        bad="""
        events:
          incident:
            draws:
              - {probability: ¦0.4 + 0.7 * value(exercises), pays: {North: -1, South: -2}}
        """,
        good="""
        events:
          incident:
            draws:
              - {probability: 0.4 + 0.2 * value(exercises), pays: {North: -1, South: -2}}
        """,
    ),
    warning(
        "NS622",
        "A start that nothing leads away from",
        """
        Moves or events set this issue, but all of them ask for another level than the one that it starts at,
        or set just this one. So it stays there for ever. Often the levels are listed from the highest to the
        lowest: an issue starts at the first, unless `start` says otherwise.
        """,
        bad="""
        issues:
          programme: {levels: ¦[frozen, advancing]}
          exercises: {levels: [held, paused]}
        """,
        good="""
        issues:
          programme: {levels: [advancing, frozen]}
          exercises: {levels: [held, paused]}
        """,
    ),
)
