"""How much choices matter that a player might make: the yardstick for what counts as no gain."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["relevant_spans"]

Floats = NDArray[np.float64]

MOST_COMPARED = 200_000_000  # payoffs in all comparisons of two actions; beyond, no action is left aside


def relevant_spans(payoffs: Floats) -> Floats:
    """Half of the largest difference that each player's own choice makes [player], among relevant actions.

    Actions that another one is as good as in every cell, and better in some, are left aside, again and
    again, as long as there is somebody left to whom anything matters. For a yardstick that is harmless:
    nothing else is concluded from it.

    Parameters
    ----------
    payoffs : f8 [player, a_1, …, a_n]
    """
    n = len(payoffs)
    tables = list(payoffs)
    spans = np.array([_span(t, k) for k, t in enumerate(tables)])
    while sum(t.size * t.shape[k] for k, t in enumerate(tables)) <= MOST_COMPARED:
        keep = [_undominated(t, k) for k, t in enumerate(tables)]
        if all(len(a) == m for a, m in zip(keep, tables[0].shape, strict=True)):
            break
        tables = [t[np.ix_(*keep)] for t in tables]
        for k in range(n):  # somebody with one action left keeps the measure that it had
            spans[k] = _span(tables[k], k) or spans[k]
    return spans


def _span(table: Floats, k: int) -> float:
    return float((table.max(axis=k) / 2 - table.min(axis=k) / 2).max())


def _undominated(table: Floats, k: int) -> NDArray[np.intp]:
    """Actions that no other one is as good as everywhere and better somewhere; of equal ones all."""
    rows = np.moveaxis(table, k, 0).reshape(table.shape[k], -1)
    kept = [
        a for a, row in enumerate(rows) if not ((rows >= row).all(axis=1) & (rows > row).any(axis=1)).any()
    ]
    return np.array(kept, dtype=np.intp)
