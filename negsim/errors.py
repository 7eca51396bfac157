"""What negsim raises: every exception that a user can cause is a `NegsimError`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

__all__ = [
    "GameError",
    "NegsimError",
    "NotSupportedError",
    "Problem",
    "ScenarioError",
    "SolverError",
    "nearest",
]


class NegsimError(Exception):
    """Base of all errors that negsim raises on purpose."""


@dataclass(frozen=True, order=True)
class Problem:
    """One thing wrong with a scenario, and where: lines and columns count from 1, 0 means unknown."""

    file: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        return f"{place}: {self.message}"


class _LocatedError(NegsimError):
    def __init__(self, problems: Iterable[Problem] | str) -> None:
        if isinstance(problems, str):
            problems = [Problem("<scenario>", 0, 0, problems)]
        self.problems: tuple[Problem, ...] = tuple(sorted(set(problems)))
        super().__init__("\n".join(str(p) for p in self.problems))

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


class ScenarioError(_LocatedError):
    """A scenario says something wrong; `problems` lists everything found, each with its place."""


class NotSupportedError(_LocatedError):
    """A scenario uses something that is reserved for a later version."""


class GameError(NegsimError):
    """A scenario is well formed, but no game can be built from it or evaluated at these values."""


class SolverError(NegsimError):
    """A solver could not do what it was asked to do."""


def nearest(word: str, known: Iterable[str]) -> str:
    """Say which known word was probably meant, or list them if none is near.

    >>> nearest("freze", ["freeze", "sign"])
    'did you mean "freeze"?'
    """
    words = sorted(map(str, known))
    close = get_close_matches(word, words, n=1, cutoff=0.6)
    if close:
        return f'did you mean "{close[0]}"?'
    if not words:
        return "there are none"
    more = ", …" if len(words) > 12 else ""
    return "known: " + ", ".join(words[:12]) + more
