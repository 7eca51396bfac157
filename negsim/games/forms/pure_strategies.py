"""Pure strategies of a player in a game tree, those that its own choices make the same counted once.

Two strategies that differ only at information sets which both keep play from ever coming to, whatever the
others do, are one (Kuhn 1953; "reduced" in Swinkels's and Gambit's sense). Where everybody remembers, their
number is a product over the sets that own moves lead to; it is known before any of them is listed.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import prod

import numpy as np
from numpy.typing import NDArray

from negsim.errors import GameError
from negsim.games.extensive_form import ExtensiveGame

__all__ = ["OwnMoves", "own_moves", "pure_strategies"]

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class OwnMoves:
    """What a player may have done before a node: its histories, numbered, 0 before any move.

    Attributes
    ----------
    player : int
    sets : i8 [set]
        Its information sets that have nodes, by position in the game.
    sizes : i8 [set]
        Actions at each.
    history : i8 [node]
        What the player has done before each node.
    above : i8 [history]
        History that each continues; −1 for the first.
    at, action : i8 [history]
        By which set (position in `sets`) and action; −1 for the first.
    met : tuple of i8
        Histories with which the player comes to each set: one each, if it remembers.
    """

    player: int
    sets: Ints
    sizes: Ints
    history: Ints
    above: Ints
    at: Ints
    action: Ints
    met: tuple[Ints, ...]

    @property
    def remembers(self) -> bool:
        """Whether the player comes to each set by one history only, and to none twice."""
        return all(len(m) == 1 for m in self.met)

    def count(self) -> int | None:
        """Number of its pure strategies; None if only listing them can tell, as the player forgets."""
        if not self.remembers:
            return None
        # what a player can do after a history: choose at every set that it may come to next
        ways = [1] * len(self.above)
        total = [0] * len(self.sets)
        by_depth = sorted(range(len(self.above)), reverse=True)  # whatever continues another comes later
        here: list[list[int]] = [[] for _ in self.above]
        for j, (m,) in enumerate(self.met):
            here[int(m)].append(j)
        for k in by_depth:
            ways[k] = prod(total[j] for j in here[k])
            if k > 0:
                total[int(self.at[k])] += ways[k]
        return ways[0]


def own_moves(game: ExtensiveGame, player: int) -> OwnMoves:
    """Number what a player may have done before each node."""
    size = len(game.parent)
    owned = np.flatnonzero(game.owner == player)
    sets = np.unique(game.infoset[owned]).astype(np.int64)
    place = np.full(len(game.infosets) + 1, -1)
    place[sets] = np.arange(len(sets))
    history = np.zeros(size, dtype=np.int64)
    above, came = [np.array([-1])], [np.array([-1])]
    width = int(game.arrival.max(initial=0)) + 1
    known: dict[int, int] = {}
    for nodes in game.levels[1:]:
        up = game.parent[nodes]
        history[nodes] = history[up]
        mine = nodes.start + np.flatnonzero(game.owner[up] == player)
        keys, number = np.unique(history[mine] * width + game.arrival[mine], return_inverse=True)
        fresh = np.array([key not in known for key in keys.tolist()], dtype=bool)
        for key in keys[fresh].tolist():
            known[key] = len(known) + 1
        history[mine] = np.array([known[key] for key in keys.tolist()], dtype=np.int64)[number]
        above.append(keys[fresh] // width)
        came.append(keys[fresh] % width)
    count = len(known) + 1
    action = np.concatenate(came)
    offset = game.action_offset
    at = np.full(count, -1)
    at[1:] = place[np.searchsorted(offset, action[1:], side="right") - 1]
    action[1:] -= offset[sets[at[1:]]]
    pairs = np.unique(place[game.infoset[owned]] * count + history[owned])
    cuts = np.searchsorted(pairs // count, np.arange(len(sets) + 1))
    met = tuple(pairs[a:b] % count for a, b in pairwise(cuts))
    sizes = np.array([len(game.infosets[h].actions) for h in sets], dtype=np.int64)
    return OwnMoves(player, sets, sizes, history, np.concatenate(above), at, action, met)


def pure_strategies(own: OwnMoves, most: int) -> tuple[NDArray[np.int16], Mask]:
    """List the pure strategies of a player.

    Parameters
    ----------
    own : OwnMoves
    most : int
        Stop beyond so many.

    Returns
    -------
    i2 [strategy, set]
        Action at each set; −1 where own choices exclude it.
    bool [strategy, history]
        Whether a strategy does what a history says.

    Raises
    ------
    GameError
        If there are more than `most`.
    """
    choice = np.full((1, len(own.sets)), -1, dtype=np.int16)
    done = _follow(own, choice)
    open_ = True
    while open_:  # once, for players who remember
        open_ = False
        for j, met in enumerate(own.met):
            undecided = done[:, met].any(axis=1) & (choice[:, j] < 0)
            if not undecided.any():
                continue
            open_ = True
            copies = np.where(undecided, own.sizes[j], 1)
            if int(copies.sum()) > most:
                raise GameError(
                    f"more than {most:,} pure strategies of one player; at most that many can be listed"
                )
            rows = np.repeat(np.arange(len(choice)), copies)
            begin = np.cumsum(copies) - copies
            turn = np.arange(len(rows)) - begin[rows]
            choice, done = choice[rows], done[rows]
            new = undecided[rows]
            choice[new, j] = turn[new]
            for k in np.flatnonzero(own.at == j):
                done[:, k] = done[:, own.above[k]] & (choice[:, j] == own.action[k])
        done = _follow(own, choice)
    return choice, done


def _follow(own: OwnMoves, choice: NDArray[np.int16]) -> Mask:
    done = np.ones((len(choice), len(own.above)), dtype=bool)
    for k in range(1, len(own.above)):
        done[:, k] = done[:, own.above[k]] & (choice[:, own.at[k]] == own.action[k])
    return done
