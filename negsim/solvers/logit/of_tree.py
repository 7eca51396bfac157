"""The logit system of a game tree: agent quantal response, one agent an information set.

An agent weighs its actions by what they are worth on condition that play has come to its information set
(McKelvey & Palfrey 1998, section 3). Conditional probabilities are computed from log-probabilities, so that
they are right however unlikely the set is.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from negsim.errors import GameError, NotSupportedError
from negsim.games.extensive_form import CHANCE, ExtensiveGame
from negsim.solvers.logit.system import BURIED, System

__all__ = ["TreeSystem"]

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]

MAX_PAIRS = 5_000_000  # pairs of moves on a common path


class TreeSystem(System):
    """One block an information set of a player that the tree has nodes of.

    A move is a node other than the root, with the branch that leads to it. All derivatives are sums over
    pairs of moves on a common path: the later move changes what the earlier one is worth, and the earlier
    one changes how likely the nodes of the later one's information set are.

    Where chance leads with probability 0, its moves count as equally and infinitely unlikely: beliefs rest on
    the nodes of a set with the fewest of them on the way.
    """

    def __init__(self, game: ExtensiveGame, *, own_units: bool = False) -> None:
        self.game = game
        used = [h for h, s in enumerate(game.infosets) if s.player != CHANCE and len(game.members[h])]
        if not used:
            raise GameError("nobody has anything to choose in this game")
        owner = [game.infosets[h].player for h in used]
        counts = [len(game.infosets[h].actions) for h in used]
        super().__init__(counts, owner, game.payoffs[:, game.terminal], own_units)
        self.used = used
        self.payoffs = self.scaled(game.payoffs)
        self._number_moves(owner)
        self._pair_moves()

    def _number_moves(self, owner: Any) -> None:
        """Which action each move is, and what chance does."""
        game = self.game
        offset = np.full(len(game.infosets) + 1, -1, dtype=np.intp)
        offset[self.used] = self.starts
        block = np.full(len(game.infosets) + 1, -1, dtype=np.intp)
        block[self.used] = np.arange(len(self.used))
        parent = game.parent.astype(np.intp)
        start = offset[game.infoset[parent[1:]]]
        self.action: Ints = np.concatenate([[-1], np.where(start >= 0, start + game.branch[1:], -1)])
        self.by_chance = self.action < 0
        chance = [
            np.array([float(p) for p in s.probabilities]) if s.probabilities else np.ones(len(s.actions))
            for s in game.infosets
        ]
        fixed = game.branch_probabilities(tuple(chance))
        self.chance = np.where(self.by_chance, fixed, 1.0)
        nothing = self.chance == 0
        self.log_chance = np.log(np.where(nothing, 1.0, self.chance))
        nothings = nothing.astype(np.intp)
        for nodes in game.levels[1:]:
            nothings[nodes] += nothings[parent[nodes]]
        self.nothings, self.parent = nothings, parent
        # nodes of players' sets, in order of their blocks, for sums over each set
        self.deciding = np.concatenate([game.members[h] for h in self.used]).astype(np.intp)
        sizes = np.array([len(game.members[h]) for h in self.used])
        self.cuts: Ints = np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.intp)
        self.set_of: Ints = np.repeat(np.arange(len(self.used)), sizes)
        fewest = np.minimum.reduceat(nothings[self.deciding], self.cuts)
        self.believed = nothings[self.deciding] == fewest[self.set_of]
        self.moves: Ints = np.flatnonzero(~self.by_chance)
        self.mover: Ints = np.asarray(owner, dtype=np.intp)[block[game.infoset[parent[self.moves]]]]
        internal = [slice_[~game.terminal[slice_]] for slice_ in map(_range, game.levels)]
        self.sweeps = [
            (above, below, np.asarray(game.first[above] - below.start, dtype=np.intp))
            for above, below in zip(internal, game.levels[1:], strict=False)
        ]

    def _pair_moves(self) -> None:
        """All pairs of players' moves on a common path, the earlier first."""
        later, at = self.moves, self.parent[self.moves]
        earlier_parts, later_parts, total = [], [], 0
        while len(at):
            mine = ~self.by_chance[at]
            earlier_parts.append(at[mine])
            later_parts.append(later[mine])
            total += int(mine.sum())
            if total > MAX_PAIRS:
                raise GameError(
                    f"more than {MAX_PAIRS:,} pairs of moves lie on a common path; that is too many"
                )
            go_on = at > 0
            later, at = later[go_on], self.parent[at[go_on]]
        earlier, after = np.concatenate(earlier_parts), np.concatenate(later_parts)
        if bool((self.game.infoset[self.parent[earlier]] == self.game.infoset[self.parent[after]]).any()):
            raise NotSupportedError(
                "a path meets the same information set twice; quantal response is not defined where a player "
                "forgets that it has moved"
            )
        self.earlier, self.later = earlier, after
        n = self.size
        self.forward = self.action[earlier] * n + self.action[after]
        self.backward = self.action[after] * n + self.action[earlier]
        place = np.full(len(self.parent), -1, dtype=np.intp)
        place[self.moves] = np.arange(len(self.moves))
        self.mover_earlier, self.mover_later = self.mover[place[earlier]], self.mover[place[after]]
        self.sure = self.nothings[earlier] == self.nothings[after]

    def _look(self, x: Floats) -> tuple[Floats, Floats, Floats]:
        """Expected payoffs at each node [player, node], log of reach [node], and beliefs [node]."""
        given = x[self.action]
        p = np.where(self.by_chance, self.chance, np.exp(given))
        reach = np.where(self.by_chance, self.log_chance, given)
        for nodes in self.game.levels[1:]:
            reach[nodes] += reach[self.parent[nodes]]
        worth = self.payoffs.copy()
        for above, below, first in reversed(self.sweeps):
            worth[:, above] = np.add.reduceat(p[below] * worth[:, below], first, axis=1)
        here = np.where(self.believed, reach[self.deciding], -np.inf)
        here -= np.maximum.reduceat(here, self.cuts)[self.set_of]
        weight = np.exp(here)
        belief = np.zeros(len(reach))
        belief[self.deciding] = weight / np.add.reduceat(weight, self.cuts)[self.set_of]
        return worth, reach, belief

    def _utilities(self, worth: Floats, belief: Floats) -> Floats:
        got = belief[self.parent[self.moves]] * worth[self.mover, self.moves]
        return np.asarray(np.bincount(self.action[self.moves], weights=got, minlength=self.size), np.float64)

    def utilities(self, x: Floats) -> Floats:
        """Utility of each action, on condition that its information set is reached [action]."""
        worth, _, belief = self._look(x)
        return self._utilities(worth, belief)

    def reached(self, x: Floats) -> NDArray[np.bool_]:
        """Which information sets play comes to with a probability that is more than 0 [block]."""
        _, reach, _ = self._look(x)
        come = np.where(self.nothings[self.deciding] == 0, reach[self.deciding], -np.inf)
        return np.asarray(np.maximum.reduceat(come, self.cuts) > BURIED / 2)

    def derivatives(self, x: Floats) -> tuple[Floats, Floats]:
        """Utilities [action], and their derivatives with respect to each log-probability."""
        worth, reach, belief = self._look(x)
        u = self._utilities(worth, belief)
        on_way = np.where(self.sure, np.exp(reach[self.later] - reach[self.earlier]), 0.0)
        ahead = belief[self.parent[self.earlier]] * on_way * worth[self.mover_earlier, self.later]
        surplus = worth[self.mover_later, self.later] - u[self.action[self.later]]
        behind = belief[self.parent[self.later]] * surplus
        size = self.size * self.size
        flat = np.bincount(self.forward, weights=ahead, minlength=size)
        flat = flat + np.bincount(self.backward, weights=behind, minlength=size)
        return u, np.asarray(flat, np.float64).reshape(self.size, self.size)

    def profile(self, x: Floats) -> tuple[Floats, ...]:
        """Behaviour strategies; a set without nodes is left at random."""
        p = np.exp(x)
        out = []
        at = dict(zip(self.used, self.starts.tolist(), strict=True))
        for h, s in enumerate(self.game.infosets):
            m = len(s.actions)
            if s.probabilities is not None:
                out.append(np.array([float(q) for q in s.probabilities]))
            elif h in at:
                own = p[at[h] : at[h] + m]
                out.append(own / own.sum())
            else:
                out.append(np.full(m, 1 / m))
        return tuple(out)


def _range(nodes: slice) -> Ints:
    return np.arange(nodes.start, nodes.stop)
