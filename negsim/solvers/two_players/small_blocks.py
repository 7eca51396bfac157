"""All equilibria of a block of small bimatrix games at once, and which games are too close to a tie for that.

Every comparison is between 0 and a minor of payoffs, in units of the game's own size, that floats give to
about 1e-14. So a minor beyond `TIE` has the sign that it shows, and between -`TIE` and `TIE` any sign is
possible. A pair of supports whose minors all have the right signs holds exactly one equilibrium, a regular
one.

Why nothing else is missed: any other equilibrium lies in a product of two polytopes of equilibria, none of
them regular. Take a vertex (x, y) of it. There are at least as many best replies to x as x has actions,
because it is a vertex, and so with y (Avis et al. 2010). Hence there are sets I and J of equal
size, each between what is played and what is a best reply, and all minors of that pair have the right signs
or are 0. A game in which a pair is right for some choice of the doubtful signs, but not certainly right, is
called degenerate.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from negsim.solvers.two_players.small_minors import Side, count_minors, minors, supports

__all__ = ["TIE", "BlockResult", "Workspace", "solve_block"]

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

TIE = 1e-8  # of a minor, where no difference within a column of payoffs exceeds 1
THIN = 1e-5  # sum of weights below which rounding could show in the probabilities
RESOLVED = 1e-6  # of the largest payoff: smaller differences are too near to what decimals lose as floats


class BlockResult(NamedTuple):
    """What was found in a block: equilibria sorted by game, and the games that need care.

    Attributes
    ----------
    game : i8 [E]
    row : f8 [m, E], column : f8 [n, E]
    degenerate : bool [G]
    """

    game: NDArray[np.intp]
    row: Floats
    column: Floats
    degenerate: Bools


class Workspace:
    """Memory for blocks of one size, used over and over."""

    def __init__(self, m: int, n: int, games: int) -> None:
        self.m, self.n, self.games = m, n, games
        self.counts = count_minors(m, n), count_minors(n, m)
        self.minors = [np.empty((count, games)) for count in self.counts]
        self.signs = [np.empty((2 * count, games), np.bool_) for count in self.counts]
        self.found = np.empty((len(supports(m, n).rows), games), np.bool_)


def solve_block(payoffs: Floats, work: Workspace) -> BlockResult:
    """Find all regular equilibria of each game, and say which games may have others.

    Parameters
    ----------
    payoffs : f8 [2, m, n, G]
        Finite.
    work : Workspace
        For this shape and number of games.
    """
    pairs = supports(work.m, work.n)
    close = np.zeros(work.games, np.bool_)
    for k, table in enumerate((payoffs[0], payoffs[1].swapaxes(0, 1))):
        values, signs, count = work.minors[k], work.signs[k], work.counts[k]
        minors(table, _unit(table), values)
        np.greater(values, TIE, out=signs[:count])
        np.less(values, -TIE, out=signs[count:])
        close |= ~(signs[:count] | signs[count:]).all(axis=0)
    _right(work.signs[0], pairs.row, work.found)
    work.found &= _right(work.signs[1], pairs.column, np.empty_like(work.found))
    game, row, column, thin = _strategies(work)
    degenerate = _degenerate(work, np.flatnonzero(close))
    degenerate[thin] = True
    # a game without ties has an odd number of equilibria (Lemke & Howson 1964)
    degenerate |= np.bincount(game, minlength=work.games) % 2 == 0
    return BlockResult(game, row, column, degenerate)


def _unit(table: Floats) -> Floats:
    """What to multiply each game's payoffs with; 0 where their differences are lost in their size."""
    high, low = table.max(axis=0), table.min(axis=0)
    span = (high - low).max(axis=0)
    size = np.maximum(high.max(axis=0), -low.min(axis=0))
    unit = np.zeros(len(span))
    return np.asarray(np.divide(1.0, span, out=unit, where=span > np.maximum(RESOLVED * size, 1e-300)))


def _right(signs: Bools, side: Side, out: Bools) -> Bools:
    """For each pair of supports and game, whether all signs are as they should be, or all opposite."""
    other = np.empty(signs.shape[1], np.bool_)
    for here, one, two in zip(out, side.signs, side.opposite, strict=True):
        _all(signs, one, here)
        if two:
            here |= _all(signs, two, other)
    return out


def _all(signs: Bools, rows: list[int], out: Bools) -> Bools:
    np.copyto(out, signs[rows[0]])
    for r in rows[1:]:
        out &= signs[r]
    return out


def _strategies(work: Workspace) -> tuple[NDArray[np.intp], Floats, Floats, NDArray[np.intp]]:
    """Equilibria in the order of their games, and the games of those left out for too small weights."""
    pairs = supports(work.m, work.n)
    having = [np.flatnonzero(found) for found in work.found]
    ends = np.cumsum([len(games) for games in having]).tolist()
    row, column = np.zeros((work.m, ends[-1])), np.zeros((work.n, ends[-1]))
    thin = np.zeros(ends[-1], np.bool_)
    for s, (games, end) in enumerate(zip(having, ends, strict=True)):
        here = slice(end - len(games), end)
        for out, actions, values, side in (
            (row, pairs.rows[s], work.minors[1], pairs.column),
            (column, pairs.columns[s], work.minors[0], pairs.row),
        ):
            if len(actions) == 1:
                out[actions[0], here] = 1.0
                continue
            weights = [np.abs(values[at].take(games)) for at in side.weights[s]]
            total = sum(weights[1:], weights[0])
            for action, weight in zip(actions, weights, strict=True):
                np.divide(weight, total, out=out[action, here])
            thin[here] |= total < THIN
    game = np.concatenate(having)
    short = game.astype(np.uint16) if work.games <= 1 << 16 else game  # which numpy sorts by radix
    order = np.argsort(short, kind="stable")
    doubtful = game[thin]
    if len(doubtful):
        order = order[~thin[order]]
    return game[order], row.take(order, axis=1), column.take(order, axis=1), doubtful


def _degenerate(work: Workspace, close: NDArray[np.intp]) -> Bools:
    """Which games have a pair of supports that is right for some choice of the doubtful signs only."""
    degenerate = np.zeros(work.games, np.bool_)
    if len(close) == 0:
        return degenerate
    pairs = supports(work.m, work.n)
    possible = np.ones((len(pairs.rows), len(close)), np.bool_)
    for signs, side in zip(work.signs, (pairs.row, pairs.column), strict=True):
        half = len(signs) // 2
        few = signs[:, close]
        not_negative, not_positive = ~few[half:], ~few[:half]
        possible &= _right(np.concatenate([not_negative, not_positive]), side, np.empty_like(possible))
    degenerate[close] = (possible & ~work.found[:, close]).any(axis=0)
    return degenerate
