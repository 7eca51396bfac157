"""The file itself: found, readable, a text."""

from __future__ import annotations

from negsim.codes.kind import error

__all__ = ["FILES"]

FILES = (
    error(
        "NS001",
        "There is no such file",
        """
        Nothing is found under this name or path. A scenario is given by its path, such as talks/korea.yaml,
        or, if it comes with negsim, by its bare name. Check the spelling and the folder that you are in;
        `negsim list` shows the scenarios that come with negsim.
        """,
    ),
    error(
        "NS002",
        "This is a folder",
        """
        The path names a folder, and one scenario is one file. Add the file's name to the path.
        """,
    ),
    error(
        "NS003",
        "The file cannot be read",
        """
        The file is there, but the system does not give it out: often you lack the right to read it, or
        another program holds it. Devices and pipes are not read either, because they may never end. Save the
        text as an ordinary file of your own.
        """,
    ),
    error(
        "NS004",
        "The file is too large",
        """
        A scenario file has at most 1 MiB, some hundred times the size of a detailed dispute. A larger one is
        usually a data set or another document that was given by mistake. Keep the data elsewhere, and only
        the dispute here.
        """,
    ),
    error(
        "NS005",
        "The file is not UTF-8 text",
        """
        Letters can be stored in several ways, and negsim reads the common one, UTF-8. Word processors and
        older editors on Windows often write another one. Save the file again as plain text, with the encoding
        UTF-8.
        """,
    ),
    error(
        "NS006",
        "The file is empty",
        """
        Nothing stands in the file, or only comments. `negsim new NAME` writes a small scenario to start from;
        the good example below is about the least that a scenario needs.
        """,
        bad="""
        # Talks on a freeze: to be written after the interviews
        """,
        good="""
        negsim: 1
        title: "A freeze"
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
        "NS007",
        "A character that has no place in a text",
        r"""
        The text holds an invisible control character. Such characters come along when text is copied from a
        word processor or a PDF; they could hide something from readers, so they are refused. Delete the
        character (here it is written as \x0b) and type a space instead. If there are very many, the file is
        probably not a text file at all.
        """,
        bad="""
        title: "A freeze¦\x0bfor a pause"
        """,
        good="""
        title: "A freeze for a pause"
        """,
    ),
    error(
        "NS008",
        "More problems than are listed",
        """
        The file has so many mistakes that only the first ones are listed. Often a few slips are behind most
        of them, such as one misspelt name that is used everywhere. Correct those that are listed, and
        check again.
        """,
    ),
)
