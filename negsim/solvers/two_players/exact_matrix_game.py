"""Zero-sum games in whole numbers: the simplex method, pivot by pivot, without rounding.

With all payoffs a_ij > 0, the u >= 0 that maximise sum u subject to A u <= 1 are the column player's optimal
strategy times 1 / value, and the multipliers the row player's (Dantzig 1951; Dantzig 1963, section 13-2). All
entries of the tableau share the last pivot as denominator and stay whole (Edmonds 1967).
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Fractions", "exact_matrix_game", "exact_rank"]

Fractions = list[Fraction]


def exact_matrix_game(table: NDArray[Any]) -> tuple[Fractions, Fractions, int]:
    """Find optimal strategies of both players.

    Parameters
    ----------
    table : object [n, m]
        What the row player gets, in positive Python integers.

    Returns
    -------
    x, y : list of Fraction
    pivots : int

    Examples
    --------
    >>> exact_matrix_game(np.array([[3, 1], [1, 2]], dtype=object))
    ([Fraction(1, 3), Fraction(2, 3)], [Fraction(1, 3), Fraction(2, 3)], 2)
    """
    n, m = table.shape
    T = np.full((n + 1, m + 1), 1, dtype=object)
    T[:n, :m] = table
    T[n, :m], T[n, m] = -1, 0
    shared, pivots = 1, 0
    basic, other = np.arange(m, m + n), np.arange(m)  # u are 0…m−1, slacks m…m+n−1
    while True:
        entering = np.flatnonzero(T[n, :m] < 0)
        if not len(entering):
            break
        if pivots < 5 * (n + m):
            c = int(entering[np.argmin(T[n, entering])])
        else:
            c = int(entering[np.argmin(other[entering])])  # Bland's rule: it cannot cycle
        rows = np.flatnonzero(T[:n, c] > 0)
        ratios = [Fraction(a, b) for a, b in zip(T[rows, m].tolist(), T[rows, c].tolist(), strict=True)]
        least = min(ratios)
        tied = [i for i, ratio in zip(rows.tolist(), ratios, strict=True) if ratio == least]
        r = min(tied, key=lambda i: int(basic[i]))
        shared = _exchange(T, r, c, shared)
        basic[r], other[c] = other[c], basic[r]
        pivots += 1
    x, y = [Fraction(0)] * n, [Fraction(0)] * m
    total = int(T[n, m])
    for i, v in enumerate(basic.tolist()):
        if v < m:
            y[v] = Fraction(int(T[i, m]), total)
    for j, v in enumerate(other.tolist()):
        if v >= m:
            x[v - m] = Fraction(int(T[n, j]), total)
    return x, y, pivots


def _exchange(T: NDArray[Any], r: int, c: int, shared: int) -> int:
    """Pivot on T[r, c] > 0; returns the new denominator."""
    pivot, row, column = T[r, c], T[r].copy(), T[:, c].copy()
    T *= pivot
    T -= np.multiply.outer(column, row)
    T //= shared
    T[r], T[:, c] = row, -column
    T[r, c] = shared
    return int(pivot)


def exact_rank(matrix: NDArray[Any]) -> int:
    """Rank of a matrix of Python integers (Bareiss 1968).

    Examples
    --------
    >>> exact_rank(np.array([[1, 2], [2, 4]], dtype=object))
    1
    """
    work, shared, rank = matrix.copy(), 1, 0
    for c in range(work.shape[1]):
        rows = np.flatnonzero(work[rank:, c])
        if not len(rows):
            continue
        r = rank + int(rows[0])
        work[[rank, r]] = work[[r, rank]]
        pivot, below = work[rank, c], slice(rank + 1, None)
        work[below] = (work[below] * pivot - np.multiply.outer(work[below, c], work[rank])) // shared
        shared, rank = pivot, rank + 1
    return rank
