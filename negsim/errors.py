"""What negsim raises: every exception that a user can cause is a `NegsimError`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

from negsim.text import clean, oneline, width

__all__ = [
    "GameError",
    "NegsimError",
    "NotSupportedError",
    "Problem",
    "ScenarioError",
    "SolverError",
    "nearest",
]

MOST_KNOWN = 2000  # words that the nearest one is looked for among: each look takes microseconds a word
SHOWN = 70  # characters of a line that are quoted: with the margin, what a terminal shows in one line


class NegsimError(Exception):
    """Base of all errors that negsim raises on purpose."""


@dataclass(frozen=True, order=True)
class Problem:
    """One thing wrong with a scenario, or worth a second look, and where.

    Attributes
    ----------
    file : str
    line, column : int
        Of the first character that is meant, from 1; 0 means unknown.
    message : str
        What was found, and what was expected.
    code : str
        What kind of problem it is, such as ``"NS304"``: stable, and explained in ``docs/problems.md``.
    severity : {"error", "warning"}
        An error keeps the file from being used; a warning does not.
    hint : str
        What to do about it.
    source : str
        The line itself.
    length : int
        How many characters of the line are meant.

    Examples
    --------
    >>> line = "  when: x == hihg"
    >>> print(Problem("a.yaml", 2, 14, '"hihg" is not a level', "NS304", source=line, length=4).shown())
    a.yaml:2:14: error NS304: "hihg" is not a level
       2 |   when: x == hihg
         |              ^^^^
    """

    file: str
    line: int
    column: int
    message: str
    code: str = ""
    severity: Literal["error", "warning"] = "error"
    hint: str = ""
    source: str = ""
    length: int = 1

    def __post_init__(self) -> None:
        # texts of strangers are part of messages: nothing in them is to be obeyed, whoever prints them
        for name in ("message", "hint"):
            object.__setattr__(self, name, oneline(getattr(self, name)))

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        code = f" {self.code}" if self.code else ""
        return oneline(f"{place}: {self.severity}{code}: {self.message}")

    def shown(self) -> str:
        """Write it for reading, with the line that it is about and what to do."""
        lines = [str(self), *self.quoted()]
        if self.hint:
            lines.append(f"   {'':{len(str(self.line or ''))}} = {oneline(self.hint)}")
        return "\n".join(lines)

    def quoted(self) -> list[str]:
        """Quote the line, and below it put carets under what is meant; nothing where no line is known."""
        if not self.line or not self.source.strip():
            return []
        at = min(max(self.column - 1, 0), len(self.source))
        begin = 0 if at < SHOWN - 16 else at - SHOWN // 2  # of a long line only what is around the place
        end = min(len(self.source), begin + SHOWN)
        before, meant = (
            clean_line(self.source[begin:at]),
            clean_line(self.source[at : at + self.length][: end - at]),
        )
        after = clean_line(self.source[at + self.length : end])
        lead, trail = "…" * (begin > 0), "…" * (end < len(self.source))
        number = str(self.line)
        carets = "^" * max(1, width(meant))
        return [
            f"   {number} | {lead}{before}{meant}{after}{trail}".rstrip(),
            f"   {'':{len(number)}} | {' ' * (len(lead) + width(before))}{carets}",
        ]


def clean_line(text: str) -> str:
    """Show control characters; a tab takes one column here, so that the caret stays under its place."""
    return clean(text.replace("\t", " "))


class _LocatedError(NegsimError):
    def __init__(self, problems: Iterable[Problem] | str) -> None:
        found = (
            [Problem("<scenario>", 0, 0, problems)] if isinstance(problems, str) else sorted(set(problems))
        )
        self.warnings: tuple[Problem, ...] = tuple(p for p in found if p.severity == "warning")
        self.problems: tuple[Problem, ...] = tuple(p for p in found if p.severity == "error")
        # what has no place in a file is said without one
        said = problems if isinstance(problems, str) else "\n".join(p.shown() for p in self.problems)
        super().__init__(said)

    @property
    def file(self) -> str:
        """File of the first problem."""
        return self.problems[0].file

    @property
    def line(self) -> int:
        """Line of the first problem, counted from 1; 0 where there is none."""
        return self.problems[0].line

    @property
    def column(self) -> int:
        """Column of the first problem, counted from 1; 0 where there is none."""
        return self.problems[0].column

    @property
    def code(self) -> str:
        """What kind of problem the first one is: a code that docs/problems.md explains."""
        return self.problems[0].code


class ScenarioError(_LocatedError):
    """A scenario says something wrong: `problems` lists every error, `warnings` what else was noticed."""


class NotSupportedError(_LocatedError):
    """A scenario uses something that is reserved for a later version."""


class GameError(NegsimError):
    """A scenario is well formed, but no game can be built from it or evaluated at these values.

    `problem` says where in the file, if it is one expression that is to blame.
    """

    def __init__(self, message: str | Problem) -> None:
        self.problem = message if isinstance(message, Problem) else None
        super().__init__(message.shown() if isinstance(message, Problem) else message)


class SolverError(NegsimError):
    """A solver could not do what it was asked to do."""


def nearest(word: str, known: Iterable[str]) -> str:
    """Say which known word was probably meant, or list them if none is near.

    >>> nearest("freze", ["freeze", "sign"])
    'did you mean "freeze"?'
    """
    words = sorted(map(str, known))
    close = _close(word, words[:MOST_KNOWN]) if len(word) <= 80 else []
    if close:
        return f'did you mean "{close[0]}"?'
    if not words:
        return "there are none"
    more = ", …" if len(words) > 12 else ""
    return "known: " + ", ".join(words[:12]) + more


def _close(word: str, words: list[str]) -> list[str]:
    """Find the nearest word; one that differs only by case, or by what joins its parts, is always near."""
    bare = {w: w.casefold().replace("_", "").replace("-", "").replace(" ", "") for w in words}
    mine = word.casefold().replace("_", "").replace("-", "").replace(" ", "")
    same = [w for w in words if bare[w] == mine and mine]
    return same[:1] or get_close_matches(word, words, n=1, cutoff=0.6)
