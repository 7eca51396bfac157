"""`Report`: what a check found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from negsim.errors import Problem

__all__ = ["Report"]


@dataclass(frozen=True)
class Report:
    """What `negsim.check` found, in the order of the file.

    Attributes
    ----------
    file : str
    problems : tuple of Problem
        Errors and warnings.
    """

    file: str
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        """What keeps the file from being used."""
        return tuple(p for p in self.problems if p.severity == "error")

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What is worth a second look."""
        return tuple(p for p in self.problems if p.severity == "warning")

    @property
    def ok(self) -> bool:
        """Whether there are no errors."""
        return not self.errors

    @property
    def codes(self) -> tuple[str, ...]:
        """Code of each problem."""
        return tuple(p.code for p in self.problems)

    def __iter__(self) -> Iterator[Problem]:
        return iter(self.problems)

    def __len__(self) -> int:
        return len(self.problems)

    @property
    def summary(self) -> str:
        """How many there are, in words."""
        if not self.problems:
            return f"{self.file}: nothing to complain about"
        counts = [(len(self.errors), "error"), (len(self.warnings), "warning")]
        told = " and ".join(f"{n} {what}{'s' * (n != 1)}" for n, what in counts if n)
        return f"{self.file}: {told}"

    def __str__(self) -> str:
        return "\n".join([*(p.shown() for p in self.problems), self.summary])
