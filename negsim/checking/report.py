"""`Report`: what a check found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from negsim.errors import Problem
from negsim.text import clean, oneline

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Report"]

_CELL = "padding:.3em .7em;text-align:left;vertical-align:top;border-bottom:1px solid rgba(128,128,128,.35)"
# Thin colours that can be read on light and on dark ground.
_GROUND = {"error": "rgba(218,54,51,.24)", "warning": "rgba(212,153,20,.24)"}


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
            return f"{oneline(self.file)}: no problems found"
        counts = [(len(self.errors), "error"), (len(self.warnings), "warning")]
        told = " and ".join(f"{n} {what}{'s' * (n != 1)}" for n, what in counts if n)
        return f"{oneline(self.file)}: {told}"

    def __str__(self) -> str:
        return "\n".join([*(p.shown() for p in self.problems), self.summary])

    def to_frame(self) -> pd.DataFrame:
        """Make a table of it, one problem a row.

        Returns
        -------
        DataFrame
            Columns ``file``, ``line``, ``column``, ``severity``, ``code``, ``message``, ``hint``, ``source``.
        """
        import pandas as pd

        columns = ["file", "line", "column", "severity", "code", "message", "hint", "source"]
        return pd.DataFrame([[getattr(p, c) for c in columns] for p in self.problems], columns=columns)

    def _repr_html_(self) -> str:
        """Show it in a notebook: nothing of what a file says is obeyed by the page."""
        rows = "".join(map(_row, self.problems))
        heads = "".join(f"<th style='{_CELL}'>{h}</th>" for h in ("Place", "", "Code", "What is wrong"))
        table = (
            f"<table style='border-collapse:collapse'><tr>{heads}</tr>{rows}</table>" if self.problems else ""
        )
        return f"<div><b>{_text(self.summary)}</b>{table}</div>"


def _row(problem: Problem) -> str:
    place = f"{problem.line}:{problem.column}" if problem.line else ""
    quoted = "\n".join(problem.quoted())
    what = _text(problem.message)
    if problem.hint:
        what += f"<div style='opacity:.75'>{_text(problem.hint)}</div>"
    if quoted:
        what += f"<pre style='margin:.3em 0 0;background:none'>{escape(clean(quoted))}</pre>"
    ground = f"{_CELL};background:{_GROUND[problem.severity]}"
    cells = [(place, _CELL), (problem.severity, ground), (_text(problem.code), _CELL), (what, _CELL)]
    return "<tr>" + "".join(f"<td style='{style}'>{text}</td>" for text, style in cells) + "</tr>"


def _text(text: str) -> str:
    return escape(oneline(text))
