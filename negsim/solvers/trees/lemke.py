"""Complementary pivoting for linear complementarity problems, with the lexicographic rule against ties.

Look for z >= 0 with w = q + M z >= 0 and z w = 0. Lemke (1965) adds a covering vector, w = q + M z + d z0,
starts where z0 is large enough for z = 0, and lowers it along a path of complementary bases until it is 0:
whatever variable leaves the basis, its complement enters next. Ties are broken as if q_i were
q_i + eps^(place of i) for an infinitely small eps, so that no basis comes twice
(von Stengel 2002, section 2.6; Cottle, Pang & Stone 1992, section 4.9).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.linalg.blas import dger

from negsim.errors import SolverError

__all__ = ["Path", "exact_solution", "lemke", "lemke_exact", "solution"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
SMALL = 1e-10  # an entry of the tableau that stands for 0: entries are of size 1 where M is scaled
EQUAL = 1e-11  # ratios that stand for a tie
DOUBTFUL = 1e-6  # a pivot this small is not trusted before the tableau was computed afresh
FRESH = 100  # pivots after which it is in any case; N / 2 in larger problems
PIECE = 8_000  # entries: OpenBLAS spreads more than 8,192 over threads


@dataclass(frozen=True, eq=False)
class Path:
    """Where complementary pivoting ended.

    Attributes
    ----------
    basic : bool [N]
        Which z are basic; of the others w is.
    pivots : int
    """

    basic: NDArray[np.bool_]
    pivots: int


class _Basis:
    """Who is basic in which row, and who stands in which column: variables w 0…N−1, z N…2N−1, z0 2N."""

    def __init__(self, n: int, order: Ints) -> None:
        self.n, self.order = n, order
        self.rows = np.arange(n)
        self.columns = np.arange(n, 2 * n + 1)
        self.place = np.concatenate([np.arange(n), np.arange(n + 1)])  # row or column of each variable
        self.is_basic = np.arange(2 * n + 1) < n

    def swap(self, row: int, column: int) -> int:
        """Exchange two variables; returns the one that leaves the basis."""
        leaving, entering = int(self.rows[row]), int(self.columns[column])
        self.rows[row], self.columns[column] = entering, leaving
        self.place[entering], self.place[leaving] = row, column
        self.is_basic[entering], self.is_basic[leaving] = True, False
        return leaving

    def complement(self, variable: int) -> int:
        return variable + self.n if variable < self.n else variable - self.n

    def lowest(self, rows: Ints, table: NDArray[Any], column: int, slack: float) -> int:
        """Among rows that are tied, the one whose perturbations are smallest in lexicographic order."""
        for k in self.order:  # of a perturbation of w_k; few are needed
            if len(rows) == 1:
                break
            if self.is_basic[k]:
                rows = rows[self.rows[rows] != k]
                continue
            ratios = _ratios(table[rows, self.place[k]], table[rows, column])
            rows = rows[ratios <= ratios.min() + slack]
        return int(rows[0])


def _ratios(upper: NDArray[Any], lower: NDArray[Any]) -> NDArray[Any]:
    if upper.dtype != object:
        return np.asarray(upper / lower)
    out = np.empty(len(upper), dtype=object)
    out[:] = [Fraction(u, v) for u, v in zip(upper.tolist(), lower.tolist(), strict=True)]
    return out


def lemke(M: Floats, q: Floats, d: Floats, *, order: Ints | None = None, most: int | None = None) -> Path:
    """Follow Lemke's path in floats.

    Parameters
    ----------
    M : f8 [N, N]
        Scaled so that entries that are not 0 are of size 1 or so.
    q, d : f8 [N]
        With q + d z0 >= 0 for some z0 > 0; the path starts at the smallest such.
    order : int [N], optional
        Of the rows, those that are perturbed most first.
    most : int, optional
        Pivots to try.

    Raises
    ------
    SolverError
        If the path ends in a ray or is longer than `most`: by theory or by rounding, whoever calls must know.

    Examples
    --------
    >>> import numpy as np
    >>> M, q = np.array([[2.0, 1.0], [1.0, 2.0]]), np.array([-5.0, -6.0])
    >>> path = lemke(M, q, np.ones(2))
    >>> solution(M, q, path.basic).round(6).tolist()
    [1.333333, 2.333333]
    """
    n = len(q)
    base = _Basis(n, order if order is not None else np.arange(n))
    start = np.ascontiguousarray(np.column_stack([M, d, q]))
    table = start.copy()
    most = most if most is not None else 50 * n + 100
    column, pivots, age = n, 0, 0
    first = _first(base, table, d > SMALL, EQUAL)
    if first is None:
        return Path(np.zeros(n, dtype=bool), 0)
    row = first
    while True:
        _pivot(table, row, column)
        leaving = base.swap(row, column)
        pivots, age = pivots + 1, age + 1
        if leaving == 2 * n:
            return Path(base.is_basic[n : 2 * n].copy(), pivots)
        if pivots >= most:
            raise SolverError(f"complementary pivoting did not end within {most} steps")
        if age >= max(FRESH, n // 2):
            _refresh(start, table, base)
            age = 0
        column = int(base.place[base.complement(leaving)])
        row = _leaving(base, table, column)
        if age and (row < 0 or table[row, column] > -DOUBTFUL):
            _refresh(start, table, base)
            age = 0
            row = _leaving(base, table, column)
        if row < 0:
            raise SolverError("complementary pivoting ended in a ray")


def _leaving(base: _Basis, table: Floats, column: int) -> int:
    """Row whose variable is first to reach 0 when that of the column grows; −1 if none is."""
    rows = np.flatnonzero(table[:, column] < -SMALL)
    if not len(rows):
        return -1
    ratios = -np.maximum(table[rows, -1], 0.0) / table[rows, column]
    rows = rows[ratios <= ratios.min() + EQUAL * (1 + ratios.min())]
    last = rows[base.rows[rows] == 2 * base.n]
    return int(last[0]) if len(last) else base.lowest(rows, table, column, EQUAL)


def _first(base: _Basis, table: NDArray[Any], covered: NDArray[np.bool_], slack: float) -> int | None:
    """Row that stops z0 from being lowered at first; none if it can be lowered to 0."""
    rows = np.flatnonzero(covered)
    if not len(rows) or bool((table[rows, -1] >= 0).all()):
        return None
    ratios = _ratios(table[rows, -1], table[rows, -2])  # z0 >= −q/d
    rows = rows[ratios <= ratios.min() + slack * abs(ratios.min())]
    # all w are basic: perturbation k touches row k alone, and the least perturbed is what stops z0
    place = np.empty(base.n, dtype=np.int64)
    place[base.order] = np.arange(base.n)
    return int(rows[np.argmax(place[rows])])


def _pivot(table: Floats, r: int, c: int) -> None:
    """Let the variable of a column enter and that of a row leave, only where numbers change."""
    row = table[r] / -table[r, c]
    row[c] = 1 / table[r, c]
    column = table[:, c].copy()
    column[r] = 0.0
    table[:, c] = 0.0
    rows, columns = np.flatnonzero(column), np.flatnonzero(row)
    if 6 * len(rows) * len(columns) < table.size:
        block = np.ix_(rows, columns)
        new = table[block] + np.outer(column[rows], row[columns])
        new[np.abs(new) < 1e-15] = 0.0  # keeps it sparse
        table[block] = new
    else:
        # in place, in one pass; BLAS is given pieces that it does not spread over threads, whose waiting for
        # one another costs more than the sums
        step = max(1, PIECE // table.shape[1])
        for i in range(0, len(table), step):
            dger(1.0, row, column[i : i + step], a=table[i : i + step].T, overwrite_a=1)
    table[r] = row


def _refresh(start: Floats, table: Floats, base: _Basis) -> None:
    """Compute the tableau afresh from the problem and the basis."""
    n = base.n

    def columns(variables: Ints) -> Floats:
        """Of the system w − M z − d z0 = q."""
        out = np.zeros((n, len(variables)))
        single = np.flatnonzero(variables < n)
        out[variables[single], single] = 1.0
        others = np.flatnonzero(variables >= n)
        out[:, others] = -start[:, variables[others] - n]
        return out

    right = np.column_stack([-columns(base.columns), start[:, -1]])
    table[:] = np.linalg.solve(columns(base.rows), right)
    table[np.abs(table) < 1e-14] = 0.0


def solution(M: Floats, q: Floats, basic: NDArray[np.bool_]) -> Floats:
    """Compute z from which of its entries are basic: M z = −q there, 0 elsewhere."""
    z = np.zeros(len(q))
    at = np.flatnonzero(basic)
    if len(at):
        z[at] = np.linalg.solve(M[np.ix_(at, at)], -q[at])
    return z


# --- the same in whole numbers


def lemke_exact(
    M: NDArray[Any], q: NDArray[Any], d: NDArray[Any], *, order: Ints | None = None, most: int | None = None
) -> Path:
    """Follow the same path in whole numbers: all entries of the tableau share the last pivot as denominator.

    Parameters
    ----------
    M : object [N, N], q, d : object [N]
        Of Python integers. (Edmonds 1967; von Stengel 2007, section 3.4.)
    """
    n = len(q)
    base = _Basis(n, order if order is not None else np.arange(n))
    table = np.column_stack([M, d, q]).astype(object)
    most = most if most is not None else 50 * n + 100
    column, pivots, shared = n, 0, 1
    first = _first(base, table, np.array([v > 0 for v in d], dtype=bool), 0)
    if first is None:
        return Path(np.zeros(n, dtype=bool), 0)
    row = first
    while True:
        shared = _pivot_exact(table, row, column, shared)
        leaving = base.swap(row, column)
        pivots += 1
        if leaving == 2 * n:
            return Path(base.is_basic[n : 2 * n].copy(), pivots)
        if pivots >= most:
            raise SolverError(f"complementary pivoting did not end within {most} steps")
        column = int(base.place[base.complement(leaving)])
        rows = np.flatnonzero(table[:, column] < 0)
        if not len(rows):
            raise SolverError("complementary pivoting ended in a ray")
        ratios = _ratios(-table[rows, -1], table[rows, column])
        rows = rows[ratios == ratios.min()]
        last = rows[base.rows[rows] == 2 * n]
        row = int(last[0]) if len(last) else base.lowest(rows, table, column, 0)


def _pivot_exact(table: NDArray[Any], r: int, c: int, shared: int) -> int:
    """Pivot on table[r, c]; entries are table / shared, and stay whole. Returns the new denominator, > 0."""
    pivot = table[r, c]
    row, column = table[r].copy(), table[:, c].copy()
    table *= pivot
    table -= np.multiply.outer(column, row)
    table //= shared
    # the row itself is −row / pivot and its entry in the column 1 / pivot; other entries there column / pivot
    table[r] = -row
    table[:, c] = column
    table[r, c] = shared
    if pivot < 0:
        np.negative(table, out=table)
    return int(abs(pivot))


def exact_solution(M: NDArray[Any], q: NDArray[Any], basic: NDArray[np.bool_]) -> list[Fraction] | None:
    """Compute z exactly from which of its entries are basic, in whole numbers (Bareiss 1968).

    Returns
    -------
    list of Fraction, or None
        None if the basis is none, or not complementary and feasible when computed exactly.
    """
    at = np.flatnonzero(basic)
    k, shared = len(at), 1
    table = np.column_stack([M[np.ix_(at, at)], -q[at]]).astype(object)
    for i in range(k):
        below = [r for r in range(i, k) if table[r, i]]
        if not below:
            return None
        if below[0] != i:
            table[[i, below[0]]] = table[[below[0], i]]
        pivot, others = table[i, i], np.flatnonzero(np.arange(k) != i)
        table[others, i + 1 :] = (
            table[others, i + 1 :] * pivot - np.multiply.outer(table[others, i], table[i, i + 1 :])
        ) // shared
        shared = pivot
    values = [Fraction(int(v), int(shared)) for v in table[:, -1]]
    z = [Fraction(0)] * len(q)
    for i, v in zip(at.tolist(), values, strict=True):
        z[i] = v
    if any(v < 0 for v in values):
        return None
    common = abs(int(shared))
    whole = np.array([int(v * common) for v in z], dtype=object)
    w = M @ whole + q * common
    return z if all(v >= 0 for v in w) else None
