"""What to do where a player's own choices never lead: strategies are silent there, behaviour must not be."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from negsim.games.extensive_form import ExtensiveGame
from negsim.games.recall import last_moves

__all__ = ["fill_in"]


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
        The first of the actions that are best if the others choose evenly where that is open for them too;
        the first of all at sets where nobody comes, and for players who forget.
    """
    found = list(profile)
    missing = [h for h, v in enumerate(found) if v is None]
    if missing:
        sizes = [len(s.actions) for s in game.infosets]
        known = tuple(
            np.full(sizes[h], 1 / sizes[h]) if v is None else np.array([float(p) for p in v])
            for h, v in enumerate(found)
        )
        branch = game.branch_probabilities(known)
        for k in sorted({game.infosets[h].player for h in missing}):
            mine = [h for h in missing if game.infosets[h].player == k]
            for h, a in zip(mine, _best(game, k, mine, branch), strict=True):
                one, none = (Fraction(1), Fraction(0)) if exact else (1.0, 0.0)
                vector = [one if b == a else none for b in range(sizes[h])]
                found[h] = tuple(vector) if exact else np.array(vector)
    return tuple(found)


def _best(game: ExtensiveGame, player: int, sets: Sequence[int], branch: Any) -> list[int]:
    """Best action at each of some sets, what follows being chosen as well as can be."""
    last = last_moves(game, player)
    heads = [int(game.members[h][0]) if len(game.members[h]) else -1 for h in sets]
    if any((last[game.members[h]] != last[v]).any() for h, v in zip(sets, heads, strict=True) if v >= 0):
        return [0] * len(sets)
    weight = np.where(game.owner[game.parent] == player, 1.0, branch)
    moves = np.zeros(len(game.parent), dtype=np.int64)
    for nodes in game.levels[1:]:
        up = game.parent[nodes]
        weight[nodes] *= weight[up]
        moves[nodes] = moves[up] + (game.owner[up] == player)
    ends = game.terminal
    own = game.payoffs[player, ends]
    worth = np.zeros(int(game.arrival.max(initial=0)) + 2)  # of each action; the last for before any
    np.add.at(worth, last[ends], weight[ends] * (own - own.min()))
    slack = 1e-9 * (float(np.ptp(own)) or 1.0)
    chosen = [0] * len(sets)
    for i in sorted(range(len(sets)), key=lambda i: -int(moves[heads[i]])):
        h, head = sets[i], heads[i]
        if head < 0:
            continue
        here = worth[game.action_offset[h] :][: len(game.infosets[h].actions)]
        chosen[i] = int(np.flatnonzero(here >= here.max() - slack)[0])
        worth[last[head]] += here[chosen[i]]
    return chosen
