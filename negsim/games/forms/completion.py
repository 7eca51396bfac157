"""What to do where a player's own choices never lead: strategies are silent there, behaviour must not be."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from negsim.games.extensive_form import CHANCE, ExtensiveGame
from negsim.games.forms.recall import last_moves

__all__ = ["fill_in"]

TIED = 1e-9  # of the range of payoffs


def fill_in(game: ExtensiveGame, profile: Sequence[Any], *, exact: bool) -> tuple[Any, ...]:
    """Give information sets without a strategy the action that is best against the others, for certain.

    Parameters
    ----------
    game : ExtensiveGame
    profile : sequence of array-like [action] or None
        None where a player's own other choices exclude a set.
    exact : bool
        Answer in fractions.

    Returns
    -------
    tuple of f8 [action], or of tuple of Fraction
        The first of the actions that are best against the others, who are taken to choose evenly where that
        is open for them too; where the others do not come either, of those that are best if they all chose
        evenly. The first of all for players who forget.
    """
    found = list(profile)
    missing = [h for h, v in enumerate(found) if v is None]
    if missing:
        sizes = [len(s.actions) for s in game.infosets]
        known = tuple(
            np.full(sizes[h], 1 / sizes[h]) if v is None else np.array([float(p) for p in v])
            for h, v in enumerate(found)
        )
        evenly = tuple(
            np.full(len(v), 1 / len(v)) if s.player != CHANCE else v
            for s, v in zip(game.infosets, known, strict=True)
        )
        branches = [game.branch_probabilities(known), game.branch_probabilities(evenly)]
        for k in sorted({game.infosets[h].player for h in missing}):
            mine = [h for h in missing if game.infosets[h].player == k]
            for h, a in zip(mine, _best(game, k, mine, branches), strict=True):
                one, none = (Fraction(1), Fraction(0)) if exact else (1.0, 0.0)
                vector = [one if b == a else none for b in range(sizes[h])]
                found[h] = tuple(vector) if exact else np.array(vector)
    return tuple(found)


def _best(game: ExtensiveGame, player: int, sets: Sequence[int], branches: Sequence[Any]) -> list[int]:
    """Best action at each of some sets, what follows being chosen as well as can be.

    Branch probabilities are given by importance: the second decide where by the first all is the same.
    """
    last = last_moves(game, player)
    heads = [int(game.members[h][0]) if len(game.members[h]) else -1 for h in sets]
    if any((last[game.members[h]] != last[v]).any() for h, v in zip(sets, heads, strict=True) if v >= 0):
        return [0] * len(sets)
    weights = np.where(game.owner[game.parent] == player, 1.0, np.stack(branches))
    moves = np.zeros(len(game.parent), dtype=np.int64)
    for nodes in game.levels[1:]:
        up = game.parent[nodes]
        weights[:, nodes] *= weights[:, up]
        moves[nodes] = moves[up] + (game.owner[up] == player)
    ends = game.terminal
    own = game.payoffs[player, ends]
    span = float(np.ptp(own)) or 1.0
    worth = np.zeros((len(branches), int(game.arrival.max(initial=0)) + 2))  # of each action; last: of none
    for row, weight in zip(worth, weights, strict=True):
        np.add.at(row, last[ends], weight[ends] * (own - own.min()) / span)
    chosen = [0] * len(sets)
    for i in sorted(range(len(sets)), key=lambda i: -int(moves[heads[i]])):
        h, head = sets[i], heads[i]
        if head < 0:
            continue
        here = worth[:, game.action_offset[h] :][:, : len(game.infosets[h].actions)]
        good = np.ones(here.shape[1], dtype=bool)
        for row in here:
            good &= row >= row[good].max() - TIED
        chosen[i] = int(np.flatnonzero(good)[0])
        worth[:, last[head]] += here[:, chosen[i]]
    return chosen
