"""YAML, the notation of the file."""

from __future__ import annotations

from negsim.codes.kind import error, warning

__all__ = ["YAML"]

YAML = (
    error(
        "NS101",
        "This is not YAML",
        """
        Scenario files are written in YAML: lines of the form "key: value", indented by spaces. This text
        breaks its rules in a way for which there is no closer explanation. Look at the place that is shown
        and at the line above it. A line that begins with % is a frequent cause: comments begin with #.
        """,
        bad="""
        ¦% Talks on the strait, 1994
        title: "The strait"
        """,
        good="""
        # Talks on the strait, 1994
        title: "The strait"
        """,
    ),
    error(
        "NS102",
        "A tab indents a line",
        """
        YAML sees from the spaces at the beginning of a line what belongs to what. A tab is as wide as each
        editor likes, so YAML does not accept it there. Replace tabs by spaces, two for each level, and set
        your editor to do so by itself.
        """,
        bad="""
        parties:
        ¦\tNorth: {discount: 0.9}
        ¦\tSouth: {discount: 0.9}
        """,
        good="""
        parties:
          North: {discount: 0.9}
          South: {discount: 0.9}
        """,
    ),
    error(
        "NS103",
        "A second colon in an unquoted text",
        """
        A colon that is followed by a space ends a key. In a text with a colon YAML therefore sees two keys in
        one line. Put the whole text in quotes, straight ones as on the keyboard: YAML does not know the
        typographic ones of a word processor. If both are keys, put the second on a line of its own, or
        between braces.
        """,
        bad="""
        title: The strait¦: talks without a table
        """,
        good="""
        title: "The strait: talks without a table"
        """,
    ),
    error(
        "NS104",
        "A quotation mark is never closed",
        """
        The text begins with a quotation mark, and no second one ends it in its line, so that what follows
        would belong to it, up to the next quotation mark. Close the text where it ends. An apostrophe inside
        single quotes is written twice.
        """,
        bad="""
        title: ¦"The second round
        about: Written after the visit
        """,
        good="""
        title: "The second round"
        about: Written after the visit
        """,
    ),
    error(
        "NS105",
        "Brackets do not match, or a comma is missing between them",
        """
        Lists stand in [ ], pairs of key and value in { }, and commas separate the entries. One bracket is
        missing, is of the wrong kind, or two entries have no comma between them. If a bracket is part of a
        text, put the text in quotes.
        """,
        bad="""
        issues:
          programme: {levels: [advancing, frozen¦}}
          exercises: {levels: [held, paused]}
        """,
        good="""
        issues:
          programme: {levels: [advancing, frozen]}
          exercises: {levels: [held, paused]}
        """,
    ),
    error(
        "NS106",
        "Anchors and aliases are not allowed",
        """
        YAML can name a passage with & and repeat it with *. In that way a small file could stand for a huge
        one, and readers would have to look up what is meant. Write out what is repeated; quote a text that
        begins with one of these signs.
        """,
        bad="""
        parties:
          North: ¦&patient {discount: 0.9}
          South: ¦*patient
        """,
        good="""
        parties:
          North: {discount: 0.9}
          South: {discount: 0.9}
        """,
    ),
    error(
        "NS107",
        "Tags are not allowed",
        """
        A word that begins with ! is a tag, with which YAML can ask programs to do things; a file from a
        stranger must not. In expressions a negation is written "not" or "!=". Quote a text that begins with
        !.
        """,
        bad="""
        outcomes:
          open: ¦!settled programme == frozen
          settled: otherwise
        """,
        good="""
        outcomes:
          open: not programme == frozen
          settled: otherwise
        """,
    ),
    error(
        "NS108",
        "A second scenario in one file",
        """
        A line of three hyphens begins another document, but one file is one scenario. Put the second one into
        a file of its own. To compare variants of one dispute, write them as orders, or vary its parameters.
        """,
        bad="""
        negsim: 1
        title: "The first round"
        ¦---
        negsim: 1
        title: "The second round"
        """,
        good="""
        negsim: 1
        title: "The first round"
        """,
    ),
    error(
        "NS109",
        "Nested too deep",
        """
        Something stands in brackets or under keys more than 32 levels deep. No scenario needs more than about
        seven. Usually brackets were doubled by a program, or the file is not a scenario.
        """,
    ),
    error(
        "NS110",
        "Too many keys and values",
        """
        The file holds more keys and values than any dispute that could be solved. Reading stops there, so
        that a file from a stranger cannot fill the memory. Usually a table of data was put into the file;
        keep it elsewhere.
        """,
    ),
    error(
        "NS111",
        "A key is there twice",
        """
        Two entries of one section have the same name, and only one of them could count. Often the second was
        copied from the first and not renamed. Give it its own name, or delete one of the two.
        """,
        bad="""
        parties:
          North: {discount: 0.9}
          ¦North: {discount: 0.5}
          South: {discount: 0.9}
        """,
        good="""
        parties:
          North: {discount: 0.9}
          South: {discount: 0.9}
        """,
    ),
    error(
        "NS112",
        "A key is not a word",
        """
        Before the colon stands a list or a mapping, and a single word is expected. What holds for several
        parties is written once for each of them.
        """,
        bad="""
        payoffs:
          ¦[North, South]: {fear: {when: exercises == held, value: -1.5}}
        """,
        good="""
        payoffs:
          North: {fear: {when: exercises == held, value: -1.5}}
          South: {fear: {when: exercises == held, value: -1.5}}
        """,
    ),
    error(
        "NS113",
        "The indentation does not fit",
        """
        YAML sees from the spaces at the beginning of a line what belongs to what: entries of one section
        begin in the same column, and what is part of an entry stands two further in. Here a line begins where
        it fits to nothing above, or beside the key that it is part of. Nothing can stand below a key that has
        its value in its own line.
        """,
        bad="""
        parties:
          North: {discount: 0.9}
           ¦South: {discount: 0.9}
        """,
        good="""
        parties:
          North: {discount: 0.9}
          South: {discount: 0.9}
        """,
    ),
    error(
        "NS114",
        "A comma cuts a value in two",
        """
        Between { and } a comma ends the value, so that the rest of the text is taken for another key. Put the
        text in quotes, or write the entry over several lines without braces. Decimals have a point, and lists
        square brackets.
        """,
        bad="""
        parties:
          North: {discount: 0.9, about: ¦The government, not the army}
          South: {discount: 0.9}
        """,
        good="""
        parties:
          North: {discount: 0.9, about: "The government, not the army"}
          South: {discount: 0.9}
        """,
    ),
    warning(
        "NS115",
        "Part of a line is read as a comment",
        """
        A # after a space begins a comment, so the rest of the line is not part of the text. If it should be,
        put the whole text in quotes. If it is meant as a comment, write a space after the #, and the warning
        goes.
        """,
        bad="""
        about: The quarrel over track ¦#2 talks
        """,
        good="""
        about: "The quarrel over track #2 talks"
        """,
    ),
    error(
        "NS116",
        "A key or a value is missing between braces",
        """
        Between { and } stand pairs of "key: value", and here is a word without a value, or a value without a
        key. Add what is missing. If a list is meant, it stands in [ ].
        """,
        bad="""
        parties: {¦North, South}
        """,
        good="""
        parties: {North: {discount: 0.9}, South: {discount: 0.9}}
        """,
    ),
    error(
        "NS117",
        "A text begins with a sign that must be quoted",
        """
        Some signs, such as @, % and the backtick, mean something to YAML or are kept for later, so that no
        text may begin with them. Put the whole text in quotes.
        """,
        bad="""
        title: ¦@Geneva, the second round
        """,
        good="""
        title: "@Geneva, the second round"
        """,
    ),
    error(
        "NS118",
        "Text after a closing quotation mark or bracket",
        """
        A text that begins with a quotation mark ends with the next one, and a list with its closing bracket;
        nothing but a comment may follow in the line. Put all of the text between the quotation marks. A
        quotation inside a text is easiest in the other kind of quotes; an apostrophe inside single quotes is
        written twice.
        """,
        bad="""
        title: "Agreed Framework" ¦of 1994
        """,
        good="""
        title: "Agreed Framework of 1994"
        """,
    ),
    error(
        "NS119",
        "A line without a key and its colon",
        """
        Each line is "key: value", with a colon and then a space. Here the colon is missing, or no space
        follows it, so that key and value look like one word. Add what is missing. An entry of a list has a
        space after its hyphen too. A text that goes on from the line above stands further in than its key.
        """,
        bad="""
        play:
          turns¦:sequential
          periods: 4
        """,
        good="""
        play:
          turns: sequential
          periods: 4
        """,
    ),
    error(
        "NS120",
        "A hyphen and a space where a value begins",
        """
        A hyphen and a space begin an entry of a list. A list that is written so begins in the line after its
        key, one entry a line; in one line a list is written with square brackets. If a minus is meant, write
        it right before its number or name.
        """,
        bad="""
        orders:
          both_at_once:
            together: ¦- [freeze, pause]
        """,
        good="""
        orders:
          both_at_once:
            together:
              - [freeze, pause]
        """,
    ),
    error(
        "NS121",
        "A backslash in double quotes",
        r"""
        Inside double quotes a backslash begins a special character, and this one is none that YAML knows.
        Paths of Windows are the usual cause. Write \\ for a backslash, or put the text in single quotes,
        where it means itself.
        """,
        bad=r"""
        sources:
          memo: "archive¦\dossier.pdf"
        """,
        good="""
        sources:
          memo: 'archive\\dossier.pdf'
        """,
    ),
    error(
        "NS122",
        "Text after the sign that announces a text of several lines",
        """
        After | or > a text of several lines begins in the next line, further in than its key. In the line of
        the sign itself nothing more may stand. Move the text down, or quote it if the sign is part of it.
        """,
        bad="""
        about: | ¦The dispute after the visit,
          as both sides described it.
        """,
        good="""
        about: |
          The dispute after the visit,
          as both sides described it.
        """,
    ),
    warning(
        "NS123",
        "Typographic quotation marks in a text",
        """
        Word processors write curved or angular quotation marks, which YAML does not know: they are part of
        the text, and are shown with it. That is fine where they are meant. If they are to mark off the whole
        text, write straight ones, as on the keyboard.
        """,
        bad="""
        title: ¦“The second round”
        """,
        good="""
        title: "The second round"
        """,
    ),
    error(
        "NS124",
        "A space that is none to YAML",
        """
        Word processors and web pages have spaces of several kinds, such as one at which no line is broken.
        YAML knows only the ordinary one: with another, it sees no indentation and no end of a key. They all
        look alike, so delete the space that is shown and type it again. Inside quotes they are allowed.
        """,
        bad="""
        title:¦\u00a0"The second round"
        """,
        good="""
        title: "The second round"
        """,
    ),
)
