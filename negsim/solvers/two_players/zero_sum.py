"""Equilibria of zero-sum games in normal form: optimal strategies by linear programming (von Neumann 1928;
Dantzig 1951), and whether they are the only ones (Bohnenblust, Karlin & Shapley 1950).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from negsim.errors import GameError, NotSupportedError
from negsim.games.normal_form import NormalFormGame
from negsim.solvers.method import Found
from negsim.solvers.trees.saddle_point import saddle_point
from negsim.solvers.two_players.exact_matrix_game import Fractions, exact_matrix_game, exact_rank
from negsim.solvers.two_players.unit_payoffs import integer_payoffs, two_players, unit_payoffs

__all__ = ["ZeroSum"]

Floats = NDArray[np.float64]

MAX_EXACT = 10_000  # cells
ROUNDING = 1e-13  # of a linear system whose numbers are of size 1


@dataclass(frozen=True)
class ZeroSum:
    """Linear programming for zero-sum games of two players in normal form.

    Payoffs need to add up to the same number in every cell, each player's in its own units. What the game is
    worth is then the same in every equilibrium, and any optimal strategy of one player goes with any of the
    other (von Neumann 1928).

    Parameters
    ----------
    exact : bool
        Compute in fractions; then it is also certain whether there are other equilibria.

    Examples
    --------
    >>> import negsim as ns
    >>> rps = ns.NormalFormGame.from_bimatrix([[0, -1, 1], [1, 0, -1], [-1, 1, 0]])
    >>> found = ns.solve(rps, method=ns.ZeroSum())
    >>> found.completeness, found[0].strategy[0].round(6).tolist()
    ('unique', [0.333333, 0.333333, 0.333333])
    """

    exact: bool = False
    name: ClassVar[str] = "linear programming"

    def find(self, game: NormalFormGame) -> Found:
        """Solve the program.

        Raises
        ------
        NotSupportedError
            If it is no game of two players in normal form, or not of constant sum.
        GameError
            If it is too large for fractions.
        SolverError
            If HiGHS fails.
        """
        two_players(game, "ZeroSum")
        unit = 1 + game.unit  # not the stakes: what the others decide belongs to the value
        _, precision = unit_payoffs(game)
        total = unit.sum(axis=0)
        if np.ptp(total) > precision.zero / 16:
            raise NotSupportedError(
                "ZeroSum is for zero-sum games, and what the players get adds up to different sums in "
                "different cells; use VertexEnumeration or LemkeHowson"
            )
        return _in_fractions(game) if self.exact else _in_floats(game, (unit[0] - unit[1]) / 2)


def _in_fractions(game: NormalFormGame) -> Found:
    n, m = game.shape
    if n * m > MAX_EXACT:
        raise GameError(
            f"{n} × {m} = {n * m:,} cells; ZeroSum takes at most {MAX_EXACT:,} in fractions; "
            "leave out exact=True"
        )
    table, theirs = (np.array(t, dtype=object).reshape(n, m) for t in integer_payoffs(game))
    width, breadth = table.max() - table.min(), theirs.max() - theirs.min()
    total = table * max(breadth, 1) + theirs * max(width, 1)
    if (total != total[0, 0]).any():
        raise NotSupportedError(
            "as fractions, what the players get does not add up to the same sum in every cell; it does but "
            "for rounding, so leave out exact=True"
        )
    x, y, pivots = exact_matrix_game(table)
    only = _only_one_exactly(table, x, y)
    note = (
        "the only equilibrium" if only else "there are others, of the same value; VertexEnumeration lists all"
    )
    return Found(
        [tuple(np.array([float(p) for p in v]) for v in (x, y))],
        "unique" if only else "one of possibly many",
        (f"zero-sum, by the simplex method in fractions: {note}",),
        exact=[(tuple(x), tuple(y))],
        searched={"pivots": pivots},
    )


def _in_floats(game: NormalFormGame, table: Floats) -> Found:
    def check(x: Floats, y: Floats) -> float:
        x, y = x / x.sum(), y / y.sum()
        value = float(x @ table @ y)
        return max(float((table @ y).max()) - value, value - float((x @ table).min()))

    n, m = table.shape
    sides = ((np.ones((1, n)), np.ones(1)), (np.ones((1, m)), np.ones(1)))
    x, y, way = saddle_point(table - table.min(), sides, check)
    x, y = x / x.sum(), y / y.sum()
    polished, only = _only_one(table, x, y)
    if polished is not None and check(*polished) <= check(x, y):
        x, y = polished
    note = (
        "the only equilibrium"
        if only
        else "the value is the same in every equilibrium, of which there may be others; ZeroSum(exact=True) "
        "says whether there are, VertexEnumeration lists all"
    )
    return Found(
        [(x, y)], "unique" if only else "one of possibly many", (f"zero-sum, by HiGHS ({way}): {note}",)
    )


def _kernel(table: NDArray[Any], rows: Any, columns: Any, one: Any) -> NDArray[Any]:
    """What strategies on these rows and columns must satisfy: all actions worth the same, and sums of 1."""
    k = len(rows)
    out = np.full((k + 1, k + 1), one, dtype=table.dtype)
    out[:k, :k] = table[np.ix_(rows, columns)]
    out[k, k] = one * 0
    return out


def _only_one(table: Floats, x: Floats, y: Floats) -> tuple[tuple[Floats, Floats] | None, bool]:
    """The same strategies solved for on their supports, and whether they are proven to be the only ones.

    They are if and only if every action that is not used is worth less, and those that are used make a
    square, regular system (Bohnenblust, Karlin & Shapley 1950). Here all of that must hold by more than what
    rounding can have done.
    """
    rows, columns = np.flatnonzero(x > 0), np.flatnonzero(y > 0)
    k = len(rows)
    if k != len(columns):
        return None, False
    kernel = _kernel(table, rows, columns, 1.0)
    smallest = float(np.linalg.svd(kernel, compute_uv=False)[-1])
    error = ROUNDING * (k + 1) / smallest if smallest > 0 else np.inf
    if error > 1e-6:
        return None, False
    right = np.append(np.zeros(k), 1.0)
    new_x, new_y = np.zeros_like(x), np.zeros_like(y)
    y_and_value, x_and_value = np.linalg.solve(kernel, right), np.linalg.solve(kernel.T, right)
    new_x[rows], new_y[columns] = x_and_value[:k], y_and_value[:k]
    if min(x_and_value[:k].min(), y_and_value[:k].min()) < 0:
        return None, False
    value = -float(y_and_value[k])
    unused_rows, unused_columns = np.setdiff1d(range(len(x)), rows), np.setdiff1d(range(len(y)), columns)
    worse = np.concatenate([value - table[unused_rows] @ new_y, new_x @ table[:, unused_columns] - value])
    margin = min(worse.min(initial=np.inf), x_and_value[:k].min(), y_and_value[:k].min())
    return (new_x / new_x.sum(), new_y / new_y.sum()), bool(margin > 10 * error)


def _only_one_exactly(table: NDArray[Any], x: Fractions, y: Fractions) -> bool:
    """Whether optimal strategies are the only ones, in fractions: see `_only_one`."""
    rows, columns = [i for i, p in enumerate(x) if p], [j for j, p in enumerate(y) if p]
    if len(rows) != len(columns):
        return False
    for_rows, for_columns = table @ np.array(y, dtype=object), np.array(x, dtype=object) @ table
    value = max(for_rows)
    if sum(v == value for v in for_rows) > len(rows) or sum(v == value for v in for_columns) > len(columns):
        return False
    kernel = _kernel(table, rows, columns, 1)
    return exact_rank(kernel) == len(kernel)
