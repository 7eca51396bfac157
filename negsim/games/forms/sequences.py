"""A player's own sequences: what it has done on the way to a node, and the plans that give them weights.

A realisation plan says with which probability a player plays each of its sequences, as far as that is up to
it: 1 for the empty one, and the actions at an information set share the weight of the sequence that leads
there (von Stengel 1996, section 3).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from negsim.games.extensive_form import ExtensiveGame

if TYPE_CHECKING:
    from scipy.sparse import csr_array

__all__ = ["Sequences", "own_sequences"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
TIED = 1e-9  # of the worth of the best action: what is worth as much


@dataclass(frozen=True, eq=False)
class Sequences:
    """The sequences of one player, parents before what follows on them; number 0 is the empty one.

    Attributes
    ----------
    player : int
    infosets : i8 [set]
        Its information sets by their position in the game, in the order in which they can be met.
    first : i8 [set]
        Number of the sequence that ends with the first action at each set; the other actions follow.
    actions : i8 [set]
        Number of actions at each set.
    parent : i8 [set]
        Sequence that leads to each set.
    rounds : tuple of slice
        Sets that are met after 0, 1, 2, … own moves.
    """

    player: int
    infosets: Ints
    first: Ints
    actions: Ints
    parent: Ints
    rounds: tuple[slice, ...]

    @cached_property
    def size(self) -> int:
        """Number of sequences, the empty one included."""
        return 1 + int(self.actions.sum())

    @cached_property
    def at(self) -> Ints:
        """Set at which each sequence ends [sequence]; −1 for the empty one."""
        return np.concatenate([[-1], np.repeat(np.arange(len(self.infosets)), self.actions)])

    @cached_property
    def constraints(self) -> csr_array:
        """Matrix E of E x = e [1 + set, sequence].

        The empty sequence is certain, and the actions at a set share what leads there.
        """
        from scipy.sparse import csr_array

        sets = np.arange(1, len(self.infosets) + 1)
        rows = np.concatenate([[0], self.at[1:] + 1, sets])
        columns = np.concatenate([np.arange(self.size), self.parent])
        values = np.concatenate([np.ones(self.size), -np.ones(len(sets))])
        return csr_array((values, (rows, columns)), shape=(len(sets) + 1, self.size))

    @cached_property
    def start(self) -> Floats:
        """Right-hand side e of E x = e [1 + set]."""
        out = np.zeros(len(self.infosets) + 1)
        out[0] = 1.0
        return out

    def _of(self, sets: slice) -> slice:
        """Sequences that end at some sets that follow one another."""
        if sets.start == sets.stop:
            return slice(0, 0)
        last = sets.stop - 1
        return slice(int(self.first[sets.start]), int(self.first[last] + self.actions[last]))

    def plan(self, behavior: Sequence[Any]) -> NDArray[Any]:
        """Realisation plan [sequence] of a behaviour profile of the game, in floats or fractions."""
        own: list[Any] = [p for h in self.infosets for p in behavior[h]]
        exact = any(isinstance(p, Fraction) for p in own)
        plan = np.array([Fraction(1) if exact else 1.0, *own], dtype=object if exact else np.float64)
        for sets in self.rounds:
            here = self._of(sets)
            plan[here] = plan[here] * np.repeat(plan[self.parent[sets]], self.actions[sets])
        return plan

    @cached_property
    def uniform(self) -> Floats:
        """The plan that chooses every action at a set with the same probability [sequence]."""
        plan = np.ones(self.size)
        for sets in self.rounds:
            plan[self._of(sets)] = np.repeat(plan[self.parent[sets]] / self.actions[sets], self.actions[sets])
        return plan

    def best_reply(self, worth: Floats, second: Floats | None = None) -> tuple[Ints, float]:
        """Best action at every set, and what the best plan is worth, by induction over own moves.

        Parameters
        ----------
        worth : f8 [sequence]
            What each sequence contributes to the payoff: A y against the plan y.
        second : f8 [sequence], optional
            Decides where actions are worth the same, such as where the other never lets the player come.

        Returns
        -------
        i8 [set], float
            Sequence of the action chosen at each set; the first of those that are tied in both.
        """
        total = worth.copy()
        after = np.zeros_like(worth) if second is None else second.copy()
        chosen = np.zeros(len(self.infosets), dtype=np.int64)
        for sets in reversed(self.rounds):
            here = self._of(sets)
            if here.start == here.stop:
                continue
            cuts, count = self.first[sets] - here.start, self.actions[sets]
            w, s = total[here], after[here]
            slack = TIED * np.maximum.reduceat(np.abs(w), cuts)
            if second is None:
                slack = np.zeros_like(slack)
            near = w >= np.repeat(np.maximum.reduceat(w, cuts) - slack, count)
            s = np.where(near, s, -np.inf)
            found = s == np.repeat(np.maximum.reduceat(s, cuts), count)
            best = np.minimum.reduceat(np.where(found, np.arange(len(w)), len(w)), cuts) + here.start
            chosen[sets] = best
            np.add.at(total, self.parent[sets], total[best])
            np.add.at(after, self.parent[sets], after[best])
        return chosen, float(total[0])


def own_sequences(game: ExtensiveGame, k: int, before: Ints) -> tuple[Sequences, Ints]:
    """Order the sequences of a player, and the number among them of each action of the game [1 + action].

    Parameters
    ----------
    game : ExtensiveGame
        In which the player remembers what it did.
    k : int
    before : i8 [node]
        What the player did last before each node: 0 for nothing, then the actions of the game in a row.
    """
    own = [h for h in game.owned(k) if len(game.members[h])]
    head = {h: int(game.members[h][0]) for h in own}
    sizes = [len(s.actions) for s in game.infosets]
    ends_at = np.concatenate([[-1], np.repeat(np.arange(len(sizes)), sizes)]).tolist()
    came = before.tolist()
    met = {-1: -1}  # own moves before each set
    for h in sorted(own, key=head.__getitem__):  # what leads to a set has nodes above its own: it comes first
        met[h] = met[ends_at[came[head[h]]]] + 1
    ordered = sorted(own, key=lambda h: (met[h], head[h]))
    order = np.array(ordered, dtype=np.int64)
    actions = np.array([sizes[h] for h in ordered], dtype=np.int64)
    first = 1 + np.cumsum(actions) - actions
    number = np.zeros(1 + sum(sizes), dtype=np.int64)
    steps = np.arange(actions.sum()) - np.repeat(first - 1, actions)
    number[1 + np.repeat(game.action_offset[order], actions) + steps] = np.arange(1, 1 + actions.sum())
    depth = np.array([met[h] for h in ordered], dtype=np.int64)
    cuts = np.searchsorted(depth, np.arange(depth.max(initial=-1) + 2))
    rounds = tuple(slice(int(a), int(b)) for a, b in pairwise(cuts))
    parent = number[before[[head[h] for h in ordered]]]
    return Sequences(k, order, first, actions, parent, rounds), number
