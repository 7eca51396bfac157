"""Proofs that a support holds no equilibrium, by dividing it into cells and looking at their corners.

What an action is worth is linear in each other player's mixed strategy. On a cell, a product of simplices of
mixed strategies, it therefore lies between the least and the largest value at the cell's corners. No
equilibrium lies in a cell where, at all corners, an action of the support is worth less than another action;
other cells are cut in two, across the edge along which payoffs differ most. The values at the new corner are
the means of those at the ends of the edge, so that a cell is nothing but its table of values.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from negsim.solvers.supports import MARGIN

__all__ = ["excluded"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def excluded(
    values: Sequence[Floats], sizes: Sequence[int], players: Sequence[int], cells: int
) -> NDArray[np.bool_]:
    """Say which supports of a batch provably hold no equilibrium.

    Parameters
    ----------
    values : sequence of f8 [support, action, k, …]
        Of each player: what its actions are worth, those of the support first, at each choice of the players
        of `players` other than itself, in their order.
    sizes : sequence of int
        Number of each player's actions in the support.
    players : sequence of int
        Those with more than one.
    cells : int
        Give a support up when it is cut into more than that.
    """
    total = len(values[0])
    owner = np.arange(total)
    tables = list(values)
    given_up = np.zeros(total, dtype=bool)
    while len(owner):
        keep = ~_dominated(tables, sizes)
        owner, tables = owner[keep], [t[keep] for t in tables]
        load = np.bincount(owner, minlength=total)
        given_up |= 2 * load > cells
        keep = ~given_up[owner]
        owner, tables = owner[keep], [t[keep] for t in tables]
        if len(owner):
            tables = _cut(tables, players)
            owner = np.concatenate([owner, owner])
    return ~given_up


def _dominated(tables: Sequence[Floats], sizes: Sequence[int]) -> NDArray[np.bool_]:
    """Cells where an action of a support is worth less than another at all corners."""
    found = np.zeros(len(tables[0]), dtype=bool)
    for table, size in zip(tables, sizes, strict=True):
        flat = table.reshape(*table.shape[:2], -1)
        for a in range(size):
            gain = flat - flat[:, a : a + 1]
            found |= (gain.min(axis=2) > MARGIN).any(axis=1)
    return found


def _cut(tables: Sequence[Floats], players: Sequence[int]) -> list[Floats]:
    """Halve each cell: first all the halves on one side, then those on the other."""
    edges = [
        (g, p, q)
        for g in players
        for p, q in combinations(range(_size(tables, players, g)), 2)
    ]
    spread = np.zeros((len(edges), len(tables[0])))
    for e, (g, p, q) in enumerate(edges):
        for i, table in enumerate(tables):
            if i != g:
                axis = _axis(players, i, g)
                gap = np.take(table, p, axis) - np.take(table, q, axis)
                gap = gap - gap[:, :1]
                spread[e] += np.abs(gap).reshape(len(gap), -1).max(axis=1)
    longest = spread.argmax(axis=0)
    sides = [[t.copy() for t in tables], [t.copy() for t in tables]]
    for e, (g, p, q) in enumerate(edges):
        which = np.flatnonzero(longest == e)
        for i, table in enumerate(tables):
            if i != g and len(which):
                axis = _axis(players, i, g)
                mine = table[which]
                middle = (np.take(mine, p, axis) + np.take(mine, q, axis)) / 2
                for side, corner in zip(sides, (p, q), strict=True):
                    index = (which, *(slice(None),) * (axis - 1), corner)
                    side[i][index] = middle
    return [np.concatenate(pair) for pair in zip(*sides, strict=True)]


def _axis(players: Sequence[int], i: int, g: int) -> int:
    """Where the choices of player g stand in the table of player i."""
    return 2 + sum(1 for j in players if j < g and j != i)


def _size(tables: Sequence[Floats], players: Sequence[int], g: int) -> int:
    i = next(i for i in range(len(tables)) if i != g)
    return tables[i].shape[_axis(players, i, g)]
