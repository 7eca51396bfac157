"""Keys, and what kind of value each one takes."""

from __future__ import annotations

from negsim.codes.kind import error, warning

__all__ = ["SHAPE"]

SHAPE = (
    error(
        "NS201",
        "An unknown key",
        """
        The format has no such key at this place, so what stands under it would have no effect. Usually it is
        misspelt, or it belongs somewhere else. docs/scenario-format.md lists all keys.
        """,
        bad="""
        moves:
          freeze: {by: North, when: programme == advancing, ¦set: {programme: frozen}}
          pause: {by: South, when: exercises == held, sets: {exercises: paused}}
        """,
        good="""
        moves:
          freeze: {by: North, when: programme == advancing, sets: {programme: frozen}}
          pause: {by: South, when: exercises == held, sets: {exercises: paused}}
        """,
    ),
    error(
        "NS202",
        "A key is missing",
        """
        Some keys are always needed: a move says by whom it is made, an issue which levels it has, play how
        many periods there are. Add the key. If it seems to be there, look whether it is indented as part of
        this entry.
        """,
        bad="""
        moves:
          ¦freeze: {when: programme == advancing, sets: {programme: frozen}}
          pause: {by: South, when: exercises == held, sets: {exercises: paused}}
        """,
        good="""
        moves:
          freeze: {by: North, when: programme == advancing, sets: {programme: frozen}}
          pause: {by: South, when: exercises == held, sets: {exercises: paused}}
        """,
    ),
    error(
        "NS203",
        "Reserved for a later version",
        """
        The format keeps this word for something that this version of negsim cannot do yet. It is refused
        rather than ignored, so that no result leaves out what you have written. Leave it out, or say it with
        the keys that there are.
        """,
        bad="""
        moves:
          freeze:
            by: North
            when: programme == advancing
            sets: {programme: frozen}
            ¦transfer: 2
          pause: {by: South, when: exercises == held, sets: {exercises: paused}}
        """,
        good="""
        moves:
          freeze:
            by: North
            when: programme == advancing
            sets: {programme: frozen}
            pays: {North: 2, South: -2}
          pause: {by: South, when: exercises == held, sets: {exercises: paused}}
        """,
    ),
    error(
        "NS204",
        "Not a number",
        """
        A plain number is expected here, such as 0.9 or -2. Decimals have a point, digits are not grouped, and
        a share is written as a number between 0 and 1, without a percent sign.
        """,
        bad="""
        parties: {North: {discount: patience}, South: {discount: patience}}
        parameters:
          patience:
            value: ¦0,9
        """,
        good="""
        parties: {North: {discount: patience}, South: {discount: patience}}
        parameters:
          patience:
            value: 0.9
        """,
    ),
    error(
        "NS205",
        "Not a whole number",
        """
        Periods are counted in whole numbers, and so is how long something lasts. Write it in digits, without
        decimals, units, or a sign between groups of digits: neither 10,000 nor 10.000, but 10000.
        """,
        bad="""
        play:
          periods: ¦ten
        """,
        good="""
        play:
          periods: 10
        """,
    ),
    error(
        "NS206",
        "Not a finite number",
        """
        Infinite numbers cannot be weighed against others: a party to whom something is infinitely bad would
        care for nothing else, and sums of infinities mean nothing. Write a number that is large beside the
        others.
        """,
        bad="""
        parameters:
          worry:
            value: ¦infinity
        payoffs:
          North: {fear: {when: exercises == held, value: -1.5}}
          South: {worry: {when: programme == advancing, value: -worry}}
        """,
        good="""
        parameters:
          worry:
            value: 1000
        payoffs:
          North: {fear: {when: exercises == held, value: -1.5}}
          South: {worry: {when: programme == advancing, value: -worry}}
        """,
    ),
    error(
        "NS207",
        "A number beyond its bounds",
        """
        The number is smaller or larger than what has a meaning here: a game has from 1 to 10,000 periods, and
        what lasts does so for 1 to 1,000. To say that something does not end by itself, leave `lasts` out.
        """,
        bad="""
        moves:
          freeze: {by: North, when: programme == advancing, sets: {programme: frozen}, lasts: ¦0}
          pause: {by: South, when: exercises == held, sets: {exercises: paused}}
        """,
        good="""
        moves:
          freeze: {by: North, when: programme == advancing, sets: {programme: frozen}, lasts: 2}
          pause: {by: South, when: exercises == held, sets: {exercises: paused}}
        """,
    ),
    error(
        "NS208",
        "Not a name",
        """
        Names of parties, issues, levels and moves also stand in expressions, where spaces and hyphens would
        mean something else. So they have only letters a to z without accents, digits and _, and do not begin
        with a digit. The full name of a party, a move or an order can stand under `name`.
        """,
        bad="""
        moves:
          ¦halt tests: {by: North, when: programme == advancing, sets: {programme: frozen}}
          pause: {by: South, when: exercises == held, sets: {exercises: paused}}
        """,
        good="""
        moves:
          halt_tests: {by: North, when: programme == advancing, sets: {programme: frozen}, name: "Halt tests"}
          pause: {by: South, when: exercises == held, sets: {exercises: paused}}
        """,
    ),
    error(
        "NS209",
        'Not lines "key: value"',
        """
        Under this key stand lines of the form "key: value", and something else was found: a list, a number or
        a text. Write one entry a line, each with its name and a colon.
        """,
        bad="""
        parties: ¦[North, South]
        """,
        good="""
        parties:
          North: {discount: 0.9}
          South: {discount: 0.9}
        """,
    ),
    error(
        "NS210",
        "Not a list",
        """
        Several entries are expected here, as a list: in square brackets with commas between, or one a line,
        each after a hyphen. A text with commas in it is still one text.
        """,
        bad="""
        issues:
          programme:
            levels: ¦advancing, frozen
          exercises: {levels: [held, paused]}
        """,
        good="""
        issues:
          programme:
            levels: [advancing, frozen]
          exercises: {levels: [held, paused]}
        """,
    ),
    error(
        "NS211",
        "Not a text",
        """
        One text is expected here, such as a title or a single condition, and a list, or lines of their own,
        are there instead. Several conditions are joined by `and` or `or` in one expression.
        """,
        bad="""
        outcomes:
          settled:
            ¦- programme == frozen
            - exercises == paused
          deadlock: otherwise
        """,
        good="""
        outcomes:
          settled: programme == frozen and exercises == paused
          deadlock: otherwise
        """,
    ),
    error(
        "NS212",
        "Nothing stands here",
        """
        The key has no value. If nothing is meant, leave the whole line out; then the default holds. Sometimes
        the value is there, but a # before it makes it a comment, or it is not indented.
        """,
        bad="""
        moves:
          freeze:
            ¦by:
            when: programme == advancing
            sets: {programme: frozen}
          pause: {by: South, when: exercises == held, sets: {exercises: paused}}
        """,
        good="""
        moves:
          freeze:
            by: North
            when: programme == advancing
            sets: {programme: frozen}
          pause: {by: South, when: exercises == held, sets: {exercises: paused}}
        """,
    ),
    error(
        "NS213",
        "Not one of the words that are possible here",
        """
        The format knows only a few words at this place, and the message lists them. docs/scenario-format.md
        says what each one does.
        """,
        bad="""
        play:
          turns: ¦alternating
          periods: 8
        """,
        good="""
        play:
          turns: rotating
          periods: 8
        """,
    ),
    error(
        "NS214",
        "Too few",
        """
        The format needs more entries here: at least two parties sit at a table, a range has two numbers, an
        issue has at least one level. Add what is missing, or leave the whole key out.
        """,
        bad="""
        tables: {geneva: ¦[North]}
        orders:
          both_at_once: {table: geneva, together: [[freeze, pause]]}
        """,
        good="""
        tables: {geneva: [North, South]}
        orders:
          both_at_once: {table: geneva, together: [[freeze, pause]]}
        """,
    ),
    error(
        "NS215",
        "Too many, or too long",
        """
        The entry is longer than the format allows: titles must fit on pictures, and the number of parties,
        moves and orders is bounded so that every file can be checked in a moment. Shorten it; what needs more
        words can stand under `about`.
        """,
        bad="""
        title: "¦A freeze of the programme for a pause of the exercises, as proposed to both sides in March"
        """,
        good="""
        title: "A freeze for a pause"
        about: "A freeze of the programme for a pause of the exercises, as proposed to both sides in March"
        """,
    ),
    error(
        "NS216",
        "Not a scenario",
        """
        The file can be read, but it is a plain text or a list, not a scenario. A scenario has keys at the
        left margin, each followed by a colon, and begins with "negsim: 1". Perhaps another file was meant;
        `negsim new NAME` writes one to start from.
        """,
        bad="""
        ¦A freeze for a pause, as it was proposed in March.
        """,
        good="""
        negsim: 1
        title: "A freeze"
        about: "As it was proposed in March."
        parties: {North: {discount: 0.9}, South: {discount: 0.9}}
        issues: {programme: {levels: [advancing, frozen]}}
        moves: {freeze: {by: North, when: programme == advancing, sets: {programme: frozen}}}
        payoffs:
          North: {relief: {when: programme == frozen, value: 1}}
          South: {worry: {when: programme == advancing, value: -2}}
        play: {periods: 4}
        """,
        whole=True,
    ),
    error(
        "NS217",
        "Another version of the format",
        """
        The first key says which version of the format the file is written in, and this negsim reads version
        1. It is the version of the format, not of your file or of the program. If the file really needs a
        later one, install a newer negsim.
        """,
        bad="""
        negsim: ¦0.1.0
        """,
        good="""
        negsim: 1
        """,
    ),
    error(
        "NS218",
        "A value that is not possible here",
        """
        What was given cannot be used here, for a reason that the message tells. A file hardly ever causes
        this; a scenario that is made by a program may, where it holds objects other than texts, numbers and
        lists.
        """,
    ),
    warning(
        "NS219",
        "A key with nothing after it",
        """
        A line ends after its colon, so the key is as good as left out. Perhaps the rest of the line was
        forgotten, or stands behind a #. Complete the line, or delete it.
        """,
        bad="""
        moves:
          freeze:
            by: North
            ¦when:
            sets: {programme: frozen}
          pause: {by: South, when: exercises == held, sets: {exercises: paused}}
        """,
        good="""
        moves:
          freeze:
            by: North
            when: programme == advancing
            sets: {programme: frozen}
          pause: {by: South, when: exercises == held, sets: {exercises: paused}}
        """,
    ),
    warning(
        "NS220",
        "A point that may be meant to group digits",
        """
        In many countries 12.000 is how twelve thousand is written. Here a point always begins the
        decimals, so it is read as twelve. Write 12000, or 12, whichever is meant. Nothing is said where the
        numbers beside it have three decimals too.
        """,
        bad="""
        parameters: {worry: {value: ¦12.000}}
        payoffs:
          North: {fear: {when: exercises == held, value: -1.5}}
          South: {worry: {when: programme == advancing, value: -worry}}
        """,
        good="""
        parameters: {worry: {value: 12000}}
        payoffs:
          North: {fear: {when: exercises == held, value: -1.5}}
          South: {worry: {when: programme == advancing, value: -worry}}
        """,
    ),
)
