"""Whether an action dominates another: single ones compared by rank, mixtures by linear programs."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from negsim.games.linear_programs import exact_corner, maximise
from negsim.games.normal_form import NormalFormGame
from negsim.games.numbers import Exact

__all__ = ["by_single", "mixable", "mixture", "proven", "ranks_of", "table_of"]

Floats = NDArray[np.float64]

CLEAR = 1e-9  # of the range of payoffs: mixtures that are better by less are not looked at
ROUNDING = 1e-12  # of the same: a mixture that is worse by less is called as good, and a note says so


def table_of(payoffs: NDArray[Any], k: int, kept: Sequence[Sequence[int]]) -> NDArray[Any]:
    """Payoffs of player k [own action, what the others do] in what is left."""
    part: NDArray[Any] = np.moveaxis(payoffs[np.ix_(*kept)], k, 0)
    return part.reshape(len(kept[k]), -1)


def ranks_of(game: NormalFormGame) -> list[NDArray[np.int64]]:
    """Payoffs of each player as ranks: all that single actions are compared by, without any rounding."""
    ranks = []
    given_exactly = game._exact is not None  # otherwise two payoffs are equal if and only if their floats are
    for k, table in enumerate(game.payoffs):
        if given_exactly:
            order = {v: r for r, v in enumerate(sorted(set(game.exact[k].flat)))}
            flat = np.array([order[v] for v in game.exact[k].flat], dtype=np.int64)
        else:
            flat = np.unique(table, return_inverse=True)[1]
        ranks.append(flat.reshape(game.shape))
    return ranks


def by_single(ranks: NDArray[np.int64], strict: bool) -> dict[int, int]:
    """Actions that a single other one dominates, with one that is not dominated itself."""
    m = len(ranks)
    strictly, weakly = np.zeros((2, m, m), dtype=bool)  # [dominating, dominated]
    for b in range(m):
        strictly[b] = (ranks[b] > ranks).all(axis=1)
        if not strict:
            weakly[b] = (ranks[b] >= ranks).all(axis=1) & (ranks[b] > ranks).any(axis=1)
    over = strictly | weakly
    dominated = np.logical_or.reduce(over, axis=0)
    over[dominated] = False  # what dominates is to be there afterwards
    # a strict reason says more than a weak one
    return {
        int(a): int(np.argmax(over[:, a] * 1 + (over & strictly)[:, a])) for a in np.flatnonzero(dominated)
    }


def mixable(ranks: NDArray[np.int64], a: int, others: NDArray[np.int64], strict: bool) -> NDArray[np.int64]:
    """Which of the other actions a mixture that dominates action `a` may consist of, if there is one."""
    best = ranks[others].max(axis=0, initial=-1)
    if (ranks[a] >= best).any() if strict else (ranks[a] > best).any():
        return others[:0]  # it is the best reply to something
    at = ranks[a] == best  # there only what ties with it may be mixed
    fits: NDArray[np.bool_] = (ranks[np.ix_(others, np.flatnonzero(at))] == ranks[a][at]).all(axis=1)
    return others[fits]


def mixture(table: Floats, a: int, others: NDArray[np.int64], strict: bool) -> Floats | None:
    """Find a mixture of `others` that dominates action `a`, and by how much it does at least if strictly."""
    if len(others) < 2:
        return None
    better = table[others] - table[a]  # [other, what the others do]
    k, columns = better.shape
    total = (np.ones((1, k)), np.ones(1))
    if strict:  # weights w, then the margin t: better·w ≥ t everywhere
        A = np.column_stack([-better.T, np.ones(columns)])
        total = (np.append(total[0], [[0.0]], axis=1), total[1])
        found = maximise(np.append(np.zeros(k), 1.0), (A, np.zeros(columns)), total, free=1)
    else:
        found = maximise(better.mean(axis=1), (-better.T, np.zeros(columns)), total)
    return found.x if found is not None and found.value > CLEAR else None


def proven(
    x: Floats, exact: Exact, a: int, others: NDArray[np.int64], strict: bool
) -> tuple[dict[int, Fraction], bool] | None:
    """Weights of the mixture in fractions if it dominates, and whether it does so without any rounding."""
    better = (exact[others] - exact[a]).T  # [what the others do, other]
    better = better / max(abs(v) for v in better.flat)
    columns, k = better.shape
    A, total = -better, np.full((1, k), Fraction(1), dtype=object)
    if strict:
        A = np.column_stack([A, np.full(columns, Fraction(1), dtype=object)])
        total = np.append(total, np.array([[Fraction(0)]], dtype=object), axis=1)
        x = np.append(x[:k], float(np.min(better.astype(np.float64) @ x[:k])))
    nothing, one = np.full(columns, Fraction(0), dtype=object), np.array([Fraction(1)], dtype=object)
    corner = exact_corner(x, (A, nothing), (total, one), free=int(strict))
    if corner is not None:
        weights = np.array(corner[:k], dtype=object)
    else:  # too large, or nearly tied: the weights as they are will do if there is room for their rounding
        weights = np.array([Fraction(max(0.0, float(w))) for w in x[:k]], dtype=object)
        weights = weights / sum(weights)
    advantage = better @ weights
    low, high = min(advantage), max(advantage)
    if low > 0 or (not strict and low >= -ROUNDING and high > CLEAR):
        return {int(b): w for b, w in zip(others, weights, strict=True) if w}, low >= 0
    return None
