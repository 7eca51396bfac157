"""Extreme equilibria of many small bimatrix games with ties, by signs that are known exactly.

Where payoffs are whole numbers, or decimals of a few digits, floats give the minors of `small_minors` without
any rounding, so that a 0 is a 0. Then the signs tell the vertices of each player's strategies (Avis et al.
2010): a pair of supports I and J of equal size gives one if its weights have the right signs, and nothing
outside is better; what is as good is a best reply too. Two vertices are an extreme equilibrium if each plays
only best replies to the other, whatever their sizes.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from negsim.solvers.two_players.small_minors import Set, Side, count_minors, minors, supports

__all__ = ["solve_ties"]

Floats = NDArray[np.float64]
Index = NDArray[np.intp]
Bools = NDArray[np.bool_]
Masks = NDArray[np.uint8]  # sets of actions, a bit each

DIGITS = 5  # of the differences in payoffs: 6 · (10⁵)³, the largest minor there may be, is below 2⁵³
POWERS = np.array([float(f"1e{k}") for k in range(23)])  # those that are floats
COMPARED = 1 << 20  # pairs of vertices that are looked at together


def solve_ties(payoffs: Floats) -> tuple[Bools, Index, Floats, Floats]:
    """Find all extreme equilibria of the games whose payoffs have few enough digits.

    Parameters
    ----------
    payoffs : f8 [2, m, n, G]

    Returns
    -------
    solved : bool [G]
    game : i8 [E]
        In ascending order.
    row : f8 [m, E], column : f8 [n, E]
    """
    whole = [_whole_numbers(table) for table in (payoffs[0], payoffs[1].swapaxes(0, 1))]
    solved = whole[0][1] & whole[1][1]
    numbers = np.flatnonzero(solved)
    parts = []
    together = COMPARED // len(supports(*payoffs.shape[1:3]).rows) ** 2
    for low in range(0, len(numbers) or 1, together):
        some = numbers[low : low + together]
        game, row, column = _extreme([table[..., some] for table, _ in whole])
        parts.append((some[game], row, column))
    games, rows, columns = (np.concatenate(kind, axis=-1) for kind in zip(*parts, strict=True))
    return solved, games, rows, columns


def _whole_numbers(table: Floats) -> tuple[Floats, Bools]:
    """Payoffs [own, other, G] times a power of ten that makes whole numbers of them, where there is one."""
    span = np.ptp(table, axis=0).max(axis=0)
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        digits = np.where(span > 0, DIGITS - 1 - np.floor(np.log10(span)), 0).clip(-22, 22).astype(np.intp)
        up, down = POWERS[digits.clip(0)], POWERS[(-digits).clip(0)]
        whole = np.rint(table * up / down)
        certain = (whole / up * down == table).all(axis=(0, 1))
        certain &= (np.abs(whole) < 2**53).all(axis=(0, 1))
        certain &= np.ptp(whole, axis=0).max(axis=0) <= 10**DIGITS
    nothing = span == 0  # to choose, whatever the numbers are
    return np.where(nothing, 0.0, whole), certain | nothing


def _extreme(tables: list[Floats]) -> tuple[Index, Floats, Floats]:
    """Extreme equilibria of a few games of whole numbers: payoffs with the player's own actions first."""
    m, n, games = tables[0].shape
    pairs = supports(m, n)
    values = [np.zeros((count_minors(*table.shape[:2]) + 1, games)) for table in tables]  # and one row of 0
    for table, out in zip(tables, values, strict=True):
        minors(table, np.ones(games), out[:-1])
    # what the row player's payoffs determine is the column player's strategy, and vice versa
    y, best_rows = _vertices(values[0], pairs.row, pairs.rows, pairs.columns, m)
    x, best_columns = _vertices(values[1], pairs.column, pairs.columns, pairs.rows, n)
    plays_rows, plays_columns = _masks(pairs.rows), _masks(pairs.columns)
    fits = x.T[:, :, None] & y.T[:, None, :]  # [game, pair that gives x, pair that gives y]
    fits &= (plays_rows[:, None] & ~best_rows.T[:, None, :]) == 0
    fits &= (plays_columns & ~best_columns.T[:, :, None]) == 0
    game, from_x, from_y = np.nonzero(fits)
    row = _strategies(values[1], pairs.column, pairs.rows, m, from_x, game)
    column = _strategies(values[0], pairs.row, pairs.columns, n, from_y, game)
    return game, row, column


def _vertices(
    values: Floats, side: Side, mine: tuple[Set, ...], theirs: tuple[Set, ...], own: int
) -> tuple[Bools, Masks]:
    """Which pairs of supports give a vertex [pair, game], each vertex once, and the best replies to it."""
    count, games = len(values) - 1, values.shape[1]
    positive, negative, zero = values > 0, values < 0, values == 0
    signs = np.concatenate([positive[:-1], negative[:-1]])
    valid = np.zeros((len(mine), games), np.bool_)
    best = np.zeros((len(mine), games), np.uint8)
    for s, (actions, wanted) in enumerate(zip(mine, side.signs, strict=True)):
        size = len(actions)
        for turned in (0, count) if size > 1 else (0,):
            at = [(k + turned) % (2 * count) for k in wanted]
            right = signs[at[:size]].all(axis=0)
            right &= ~signs[[(k + count) % (2 * count) for k in at[size:]]].any(axis=0)
            valid[s] |= right
        best[s] = sum(1 << i for i in actions)
        outside = [i for i in range(own) if i not in actions]
        for i, k in zip(outside, wanted[size:], strict=True):
            best[s] |= zero[k % count].astype(np.uint8) << i
        for t in range(s):  # the same actions, and the same best replies: the same vertex
            if theirs[t] == theirs[s]:
                valid[s] &= ~(valid[t] & (best[t] == best[s]))
    return valid, best


def _masks(sets: tuple[Set, ...]) -> Masks:
    return np.array([sum(1 << i for i in actions) for actions in sets], np.uint8)


def _strategies(
    values: Floats, side: Side, actions: tuple[Set, ...], size: int, which: Index, game: Index
) -> Floats:
    """Probabilities [action, E] that pairs of supports give; others take their weight from the row of 0."""
    place = np.full((len(actions), size), len(values) - 1)
    for s, (played, weights) in enumerate(zip(actions, side.weights, strict=True)):
        place[s, list(played)] = weights
    strategies = np.abs(values[place[which].T, game])
    return np.asarray(strategies / strategies.sum(axis=0))
