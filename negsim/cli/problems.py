"""Problems of scenario files as the command line shows them: in colour on a terminal, as JSON, in brief."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.text import Text

    from negsim.errors import NegsimError, Problem

__all__ = ["complain_of", "record", "see_also", "shown", "told"]

MOST_CODES = 5  # that are named at the end
MOST_SHOWN = 20  # problems of a file that another command than `check` was to read
COLOURS = {"error": "bold red", "warning": "bold yellow"}


def shown(problem: Problem, *, brief: bool = False) -> Text:
    """Write a problem with the line that it is about and what to do, or in brief in one line, in colour."""
    from rich.text import Text

    colour = COLOURS[problem.severity]
    first, *rest = (str(problem) if brief else problem.shown()).split("\n")
    text = Text(first)
    grave = f": {problem.severity}"
    begin = first.find(grave, len(problem.file)) + 2  # the name of a file may hold anything
    end = begin + len(grave) - 2 + (len(problem.code) + 1 if problem.code else 0)
    if begin > 1:
        text.stylize("bold", 0, begin - 2)
        text.stylize(colour, begin, end)
    for line in rest:
        text.append("\n")
        mark, rule, content = line.partition("|")
        if not rule or mark.strip(" 0123456789"):  # what to do
            text.append(line, style="cyan")
            continue
        text.append(mark + rule, style="dim")
        text.append(content, style=colour if content.strip(" …^") == "" else "")
    return text


def told(problems: Iterable[Problem], *, brief: bool = False) -> Iterator[str]:
    """Write problems without colour."""
    for problem in problems:
        yield str(problem) if brief else problem.shown()


def see_also(problems: Sequence[Problem]) -> str:
    """Say where more is said about them, the gravest first; nothing if none has a code."""
    codes = list(dict.fromkeys(p.code for p in sorted(problems, key=lambda p: p.severity) if p.code))
    if not codes:
        return ""
    others = ", ".join(codes[1:MOST_CODES])
    return f"negsim explain {codes[0]}{f' (or {others})' if others else ''} says more"


def record(problem: Problem) -> dict[str, object]:
    """Give a problem to programs; line and column 0 mean that it has no place."""
    return {
        "file": problem.file,
        "line": problem.line,
        "column": problem.column,
        "code": problem.code,
        "severity": problem.severity,
        "message": problem.message,
        "hint": problem.hint,
    }


def complain_of(error: NegsimError) -> None:
    """Say on stderr what is wrong; each place of a file begins its line, so that it can be clicked on."""
    from negsim.cli.output import complain, note

    problems: Sequence[Problem] = getattr(error, "problems", ())
    if not problems:
        complain(str(error))
        return
    texts = list(told(problems))
    if not any(p.line for p in problems):  # no such file, say
        first, *rest = "\n".join(texts).split("\n")
        complain(first)
        for line in rest:
            note(line)
        return
    count, file = len(problems), problems[0].file
    complain(f"{file} cannot be used: {count} error{'s' * (count != 1)}")
    for text in texts[:MOST_SHOWN]:
        note(text)
    if count > MOST_SHOWN:
        note(f"and {count - MOST_SHOWN} more: negsim check {shlex.quote(file)}")
    if more := see_also(problems):
        note(more)
