"""Proofs that a support holds no equilibrium, by dividing it into cells and looking at their corners.

What an action is worth is linear in each other player's mixed strategy. On a cell, a product of simplices of
mixed strategies, it therefore lies between the least and the largest value at the cell's corners. No
equilibrium lies in a cell where, at all corners, an action of the support is worth less than another action;
it may be worth as much at corners at which some action of the support is not played, if it is the same at all
of them. Other cells are cut in two, across the edge along which payoffs differ most. The values at the new
corner are the means of those at the ends of the edge, so that a cell is little more than its table of values.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from negsim.solvers.many_players.supports import MARGIN

__all__ = ["excluded"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Played = dict[int, Bools]


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
    # whether an action is played at a corner [cell, corner, action], of each player who mixes
    played = {g: np.broadcast_to(np.eye(sizes[g], dtype=bool), (total, sizes[g], sizes[g])) for g in players}
    given_up = np.zeros(total, dtype=bool)
    while len(owner):
        keep = ~_dominated(tables, sizes, played)
        owner, tables, played = _kept(keep, owner, tables, played)
        load = np.bincount(owner, minlength=total)
        given_up |= 2 * load > cells
        owner, tables, played = _kept(~given_up[owner], owner, tables, played)
        if len(owner):
            tables, played = _cut(tables, players, played)
            owner = np.concatenate([owner, owner])
    return ~given_up


def _kept(
    keep: Bools, owner: Ints, tables: Sequence[Floats], played: Played
) -> tuple[Ints, list[Floats], Played]:
    return owner[keep], [t[keep] for t in tables], {g: p[keep] for g, p in played.items()}


def _dominated(tables: Sequence[Floats], sizes: Sequence[int], played: Played) -> Bools:
    """Cells where some action of a support is worth less than another wherever all of it is played."""
    found = np.zeros(len(tables[0]), dtype=bool)
    for i, (table, size) in enumerate(zip(tables, sizes, strict=True)):
        flat = table.reshape(*table.shape[:2], -1)
        for a in range(size):
            gain = flat - flat[:, a : a + 1]
            least = gain.min(axis=2)
            found |= (least > MARGIN).any(axis=1)
            weak = np.argwhere((least >= 0) & (gain.max(axis=2) > MARGIN) & ~found[:, None])
            if len(weak):
                cell, rival = weak.T
                tied = gain[cell, rival].reshape(-1, *table.shape[2:]) <= MARGIN
                found[cell] |= _at_the_edge(tied, {g: p[cell] for g, p in played.items() if g != i})
    return found


def _at_the_edge(tied: Bools, played: Played) -> Bools:
    """Whether there is an action that is played at none of the tied corners [cell, corner of each player]."""
    found = np.zeros(len(tied), dtype=bool)
    for axis, g in enumerate(sorted(played), start=1):
        corners: Bools = np.any(tied, axis=tuple(d for d in range(1, tied.ndim) if d != axis))
        there = np.any(corners[:, :, None] & played[g], axis=1)  # whether it is played at a tied corner
        found |= ~np.all(there, axis=1)
    return found


def _cut(tables: Sequence[Floats], players: Sequence[int], played: Played) -> tuple[list[Floats], Played]:
    """Halve each cell: first all the halves on one side, then those on the other."""
    edges = [(g, p, q) for g in players for p, q in combinations(range(played[g].shape[1]), 2)]
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
    marks = [{g: p.copy() for g, p in played.items()} for _ in sides]
    for e, (g, p, q) in enumerate(edges):
        which = np.flatnonzero(longest == e)
        for mark, corner in zip(marks, (p, q), strict=True):
            mark[g][which, corner] = played[g][which, p] | played[g][which, q]
        for i, table in enumerate(tables):
            if i != g and len(which):
                axis = _axis(players, i, g)
                mine = table[which]
                middle = (np.take(mine, p, axis) + np.take(mine, q, axis)) / 2
                for side, corner in zip(sides, (p, q), strict=True):
                    index: tuple[Any, ...] = (which, *(slice(None),) * (axis - 1), corner)
                    side[i][index] = middle
    joined = {g: np.concatenate([mark[g] for mark in marks]) for g in players}
    return [np.concatenate(pair) for pair in zip(*sides, strict=True)], joined


def _axis(players: Sequence[int], i: int, g: int) -> int:
    """Where the choices of player g stand in the table of player i."""
    return 2 + sum(1 for j in players if j < g and j != i)
