"""Results that are a table and some sentences, drawn by a notebook."""

from __future__ import annotations

import math
from numbers import Real
from typing import TYPE_CHECKING, Any, Protocol

from negsim.reporting.markup import FAINT, block, bullets, cell, more, table, text
from negsim.reporting.wording import count, number

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["framed"]

MOST_ROWS = 30


class _Framed(Protocol):
    def to_frame(self) -> pd.DataFrame: ...


def framed(result: _Framed) -> str:
    """Draw a result that has `to_frame`: its table, its notes, and its sentences below a click.

    Parameters
    ----------
    result : object
        With `to_frame()`; `explain()` and `notes` are taken where it has them.
    """
    frame = result.to_frame()
    index = [n if n is not None else "" for n in frame.index.names]
    heads = [*map(str, index), *map(_head, frame.columns)]
    rows = [
        [cell(text(_shown(v))) for v in (*(i if isinstance(i, tuple) else (i,)), *row)]
        for i, row in zip(
            frame.index[:MOST_ROWS], frame.head(MOST_ROWS).itertuples(index=False, name=None), strict=True
        )
    ]
    left = len(frame) - MOST_ROWS
    notes = tuple(getattr(result, "notes", ()))
    explain: Any = getattr(result, "explain", None)
    return block(
        table(heads, rows),
        f"<div style='{FAINT}'>and {count(left, 'row')} more</div>" if left > 0 else "",
        bullets(notes) if notes else "",
        more("In sentences", explain()) if explain is not None else "",
    )


def _head(column: object) -> str:
    return " ".join(str(c) for c in column if str(c)) if isinstance(column, tuple) else str(column)


def _shown(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, Real):
        return str(value)
    if float(value).is_integer() and abs(float(value)) < 1e15:
        return f"{float(value):.0f}"
    return number(float(value)) if math.isfinite(float(value)) else str(value)
