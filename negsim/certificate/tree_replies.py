"""What each player's best reply to all others is worth in a game tree, reached or not.

Whatever a player does, chance and the others bring it to each node with the same probability but for its own
moves. Its best reply goes back over its own information sets, the deepest first, and takes at each the action
that is worth most, summed over the set's nodes with those probabilities (so that a set counts which only its
own moves keep it from). Under perfect recall that is exact: induction over own moves (Wilson 1972; von
Stengel 1996, section 3). For subgames, play is started anew at the root of each with probability 1, and what
follows in a smaller one enters with what it is worth there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import lcm, prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from negsim.errors import NotSupportedError
from negsim.games.extensive_form import ExtensiveGame

__all__ = ["Numbers", "Play", "best_gain"]

MOST_WORK = 5_000_000  # pure strategies × own histories, where recall is imperfect

Ints = NDArray[np.int64]
Numbers = NDArray[Any]  # floats, or fractions as objects


class Play:
    """A profile in a game: what is done, and what is collected, in floats or in fractions."""

    def __init__(self, game: ExtensiveGame, flat: Numbers, exact: bool) -> None:
        self.game, self.exact, self.actions = game, exact, len(flat)
        self.kind: NDArray[Any] | None = None
        self.units: Sequence[float] = [1] * len(game.players)
        self.payoffs: Numbers = game.payoffs
        if not exact:
            ends = game.payoffs[:, game.terminal] / 2
            # differences of such payoffs would be infinite, and then no gain would be seen
            large = ends.max(axis=1) - ends.min(axis=1) > np.finfo(float).max / 2
            self.units = np.where(large, 0.5, 1.0).tolist()
            self.payoffs = np.where(large[:, None], game.payoffs / 2, game.payoffs)
        if exact:
            # most probabilities are 0 or 1 and most payoffs are integers, or can be made so by another unit:
            # fractions are many times slower
            kind = np.where(flat == 0, 0, np.where(flat == 1, 1, 2))
            flat = np.where(kind < 2, kind.astype(object), flat)
            self.kind = np.concatenate([[1], kind[game.arrival[1:]]])
            self.units, self.payoffs = _integers(game.exact_payoffs)
        branch: Numbers = np.ones(len(game.parent), dtype=object if exact else np.float64)
        branch[1:] = flat[game.arrival[1:]]
        self.branch = branch

    def zeros(self, size: int) -> Numbers:
        """Room for so many numbers."""
        return np.zeros(size, dtype=object) if self.exact else np.zeros(size)

    def times(self, nodes: slice | Ints, values: Numbers) -> Numbers:
        """Values times the probabilities with which the branches to these nodes are taken."""
        if self.kind is None:
            return np.asarray(self.branch[nodes] * values)
        kind = self.kind[nodes]
        out: Numbers = values.copy()
        out[kind == 0] = 0
        mixed = kind == 2
        out[mixed] = self.branch[nodes][mixed] * values[mixed]
        return out

    @cached_property
    def reach(self) -> Numbers:
        """Probability that play comes to each node [node]."""
        reach = self.zeros(len(self.branch))
        reach[0] = 1
        for nodes in self.game.levels[1:]:
            reach[nodes] = self.times(nodes, reach[self.game.parent[nodes]])
        return reach

    def value(self, player: int) -> Any:
        """Expected payoff of a player."""
        ends = self.game.terminal
        return self.in_its_units(player, np.sum(self.reach[ends] * self.payoffs[player, ends]))

    def in_its_units(self, player: int, amount: Any) -> Any:
        """An amount of `collected` in the game's own units."""
        return (Fraction(amount) if self.exact else float(amount)) / self.units[player]

    def collected(self, player: int) -> Numbers:
        """What a player has collected at each node [node]: integers of a unit of its own, if all is exact;
        floats less the least that it can end with, since far from zero they would round small gains away.
        """
        own = self.payoffs[player]
        return own if self.exact else np.asarray(own - own[self.game.terminal].min())

    def worth(self, player: int) -> Numbers:
        """What a player gets from each node on [node], in the terms of `collected`."""
        game = self.game
        worth = self.collected(player).copy()
        for nodes in reversed(game.levels[1:]):
            above = game.parent[nodes]
            heads = np.flatnonzero(game.branch[nodes] == 0)
            worth[above[heads]] = np.add.reduceat(self.times(nodes, worth[nodes]), heads)
        return worth


def _integers(payoffs: Numbers) -> tuple[list[int], Numbers]:
    """A unit for each player that makes all its payoffs [player, node] integers, and these."""
    units = [lcm(*{v.denominator for v in row}) for row in payoffs]
    out = np.array(
        [
            [v.numerator * (unit // v.denominator) for v in row]
            for unit, row in zip(units, payoffs, strict=True)
        ],
        dtype=object,
    )
    return units, out


@dataclass(frozen=True, eq=False)
class _Own:
    """A player's view of the tree, play being started anew at each root.

    Attributes
    ----------
    region : i8 [node]
        Root that a node belongs to, by position.
    last : i8 [node]
        Own action before a node, as in `game.arrival`; after all of these, one for each root's beginning.
    moves : i8 [node]
        Own moves since the root.
    weight : [node]
        Probability that chance and the others bring the player from the root to a node.
    entry, entry_weight : [root]
        `last` and `weight` of each root as part of what is around it.
    """

    region: Ints
    last: Ints
    moves: Ints
    weight: Numbers
    entry: Ints
    entry_weight: Numbers


def _own(play: Play, player: int, roots: Ints) -> _Own:
    game = play.game
    size, actions = len(game.parent), play.actions
    region = np.full(size, -1, dtype=np.int64)
    region[roots] = np.arange(len(roots))
    is_root = region >= 0
    mine = game.owner[game.parent] == player
    last, moves = np.full(size, actions, dtype=np.int64), np.zeros(size, dtype=np.int64)
    weight = play.zeros(size)
    weight[0] = 1
    entry, entry_weight = last.copy(), weight.copy()
    for nodes in game.levels[1:]:
        above = game.parent[nodes]
        w = np.where(mine[nodes], weight[above], play.times(nodes, weight[above]))
        came = np.where(mine[nodes], game.arrival[nodes], last[above])
        anew = is_root[nodes]
        entry[nodes], entry_weight[nodes] = came, w
        region[nodes] = np.where(anew, region[nodes], region[above])
        last[nodes] = np.where(anew, actions + region[nodes], came)
        moves[nodes] = np.where(anew, 0, moves[above] + mine[nodes])
        w[anew] = 1
        weight[nodes] = w
    return _Own(region, last, moves, weight, entry[roots], entry_weight[roots])


def best_gain(play: Play, player: int, roots: Ints) -> Any:
    """The most that a player gains by its best reply, play being started at any of the roots.

    Raises
    ------
    NotSupportedError
        If the player forgets something, and its strategies cannot all be tried.
    """
    game = play.game
    worth, collected = play.worth(player), play.collected(player)
    own = _own(play, player, roots)
    owned = np.flatnonzero(game.owner == player)
    sets, head = np.unique(game.infoset[owned], return_index=True)
    heads = owned[head]  # the first node of each set
    first = np.full(len(game.infosets), -1)
    first[sets] = heads
    if (own.last[owned] != own.last[first[game.infoset[owned]]]).any():
        return _by_trying(play, player, worth, own, len(roots))
    actions = play.actions
    total = play.zeros(actions + len(roots))
    ends = np.flatnonzero(game.terminal)
    np.add.at(total, own.last[ends], own.weight[ends] * collected[ends])
    depth = _nesting(own.region[game.parent[roots[1:]]])
    gain: Any = 0
    set_depth, set_moves = depth[own.region[heads]], own.moves[heads]
    counts = game.n_actions[heads].astype(np.int64)
    for d, group in _groups(depth, set_depth, set_moves):
        if group is not None:  # what each set is worth goes to the own action before it
            best = _best(total, game.action_offset[sets[group]].astype(np.int64), counts[group])
            np.add.at(total, own.last[heads[group]], best)
            continue
        here = np.flatnonzero(depth == d)
        best = total[actions + here]
        gain = max(gain, (best - worth[roots[here]]).max())
        if d > 0:
            np.add.at(total, own.entry[here], own.entry_weight[here] * best)
    return play.in_its_units(player, gain)


def _nesting(around: Ints) -> Ints:
    """How many others each root lies below [root], from the one that is next around each but the first."""
    depth = [0]
    for above in around.tolist():
        depth.append(depth[above] + 1)
    return np.array(depth)


def _groups(depth: Ints, set_depth: Ints, set_moves: Ints) -> Iterator[tuple[int, Ints | None]]:
    """Information sets that can be handled together, deepest first; after those of a depth, its roots."""
    order = np.lexsort((-set_moves, -set_depth))
    key = np.stack([set_depth[order], set_moves[order]])
    cuts = np.flatnonzero((np.diff(key, axis=1) != 0).any(axis=0)) + 1
    groups = [g for g in np.split(order, cuts) if len(g)]
    at = 0
    for d in range(int(depth.max()), -1, -1):
        while at < len(groups) and set_depth[groups[at][0]] == d:
            yield d, groups[at]
            at += 1
        yield d, None


def _best(total: Numbers, offset: Ints, counts: Ints) -> Numbers:
    heads = np.cumsum(counts) - counts
    at = np.repeat(offset - heads, counts) + np.arange(int(counts.sum()))
    return np.asarray(np.maximum.reduceat(total[at], heads))


def _by_trying(play: Play, player: int, worth: Numbers, own: _Own, roots: int) -> Any:
    """The most that a player gains by any pure strategy, where it forgets and induction would be wrong."""
    game = play.game
    problem = next(p for p in game.recall_problems() if p.player == game.players[player])
    advice = 'claim="agent" tests each information set alone'
    if roots > 1 or any(p.absent_minded for p in game.recall_problems() if p.player == problem.player):
        raise NotSupportedError(f"{problem}; deviations cannot be tried one by one; {advice}")
    history, above, came = _histories(play, player, own)
    worths = play.zeros(len(above))
    ends = game.terminal & (history >= 0)
    np.add.at(worths, history[ends], own.weight[ends] * play.collected(player)[ends])
    at = np.repeat(np.arange(len(game.infosets)), [len(s.actions) for s in game.infosets])[came[1:]]
    sets = np.unique(at)
    sizes = [len(game.infosets[h].actions) for h in sets]
    if prod(sizes) * len(above) > MOST_WORK:
        raise NotSupportedError(f"{problem}; it has {prod(sizes):,} strategies, too many to try; {advice}")
    strategy = np.arange(prod(sizes))
    choices = np.unravel_index(strategy, sizes) if sizes else ()
    chosen = {h: game.action_offset[h] + a for h, a in zip(sets, choices, strict=True)}
    alive = [np.ones(len(strategy), dtype=bool)]
    value = np.full(len(strategy), worths[0], dtype=worths.dtype)
    for k in range(1, len(above)):
        alive.append(alive[above[k]] & (chosen[at[k - 1]] == came[k]))
        value[alive[k]] += worths[k]
    return play.in_its_units(player, max(0, max(value) - worth[0]))


def _histories(play: Play, player: int, own: _Own) -> tuple[Ints, Ints, Ints]:
    """Own moves before each node, numbered [node], −1 where chance and the others never let play come;
    and for each number the one that it continues, and by which action.
    """
    game = play.game
    history = np.zeros(len(game.parent), dtype=np.int64)
    above, came = [np.array([-1])], [np.array([-1])]
    count = 1
    for nodes in game.levels[1:]:
        up = game.parent[nodes]
        history[nodes] = np.where(own.weight[nodes] != 0, history[up], -1)
        mine = nodes.start + np.flatnonzero((game.owner[up] == player) & (history[nodes] >= 0))
        pairs, number = np.unique(
            np.stack([history[mine], game.arrival[mine].astype(np.int64)]), axis=1, return_inverse=True
        )
        history[mine] = count + number.reshape(-1)
        above.append(pairs[0])
        came.append(pairs[1])
        count += pairs.shape[1]
    return history, np.concatenate(above), np.concatenate(came)
