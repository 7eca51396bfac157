"""Subgames: parts of a tree that can be looked at by themselves (Selten 1965; 1975, section 5).

A node starts one if no information set has nodes both in what follows on it, itself included, and outside:
nobody who moves there could take it for a place elsewhere. In a depth-first numbering what follows on a node
is an interval, so that the test compares it with the least and the greatest number of all the information
sets that are met there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from negsim.games.extensive_form import Behavior, ExtensiveGame, InformationSet, Outcome

__all__ = ["Subgames", "cut_out", "own_choice_excludes", "subgames"]

Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Subgames(Sequence[ExtensiveGame]):
    """All subgames of a game, the whole game first; each is made when it is asked for.

    A game in which nothing is chosen or drawn has none.

    Attributes
    ----------
    game : ExtensiveGame
    roots : i8 [subgame]
        The node at which each starts, in order; ends of the game are not counted.
    home : i8 [node]
        Smallest subgame that each node is in, by position in `roots`.
    """

    game: ExtensiveGame
    roots: Ints
    home: Ints

    @cached_property
    def parent(self) -> Ints:
        """Smallest subgame that each is part of; −1 for the whole game."""
        above = self.game.parent[self.roots[1:]]
        return np.concatenate([np.full(min(1, len(self.roots)), -1), self.home[above]])

    @cached_property
    def depth(self) -> Ints:
        """How many others each is part of."""
        depth = np.zeros(len(self.roots), dtype=np.int64)
        for k, p in enumerate(self.parent.tolist()):  # whatever contains another comes before it
            if p >= 0:
                depth[k] = depth[p] + 1
        return depth

    @cached_property
    def _by_home(self) -> tuple[Ints, Ints]:
        order = np.argsort(self.home, kind="stable")
        return order, np.searchsorted(self.home[order], np.arange(len(self.roots) + 1))

    def own_nodes(self, k: int) -> Ints:
        """Nodes of a subgame that are in no smaller one, in order."""
        order, cuts = self._by_home
        return order[cuts[k] : cuts[k + 1]]

    @cached_property
    def _inner(self) -> tuple[Ints, Ints]:
        order = np.argsort(self.parent, kind="stable")
        return order, np.searchsorted(self.parent[order], np.arange(len(self.roots) + 1))

    def inner(self, k: int) -> Ints:
        """Largest subgames inside a subgame, by position in `roots`."""
        order, cuts = self._inner
        return order[cuts[k] : cuts[k + 1]]

    def __len__(self) -> int:
        return len(self.roots)

    def __getitem__(self, k: int) -> ExtensiveGame:  # type: ignore[override]
        return cut_out(self.game, self._below(int(self.roots[k])))

    def __iter__(self) -> Iterator[ExtensiveGame]:
        return (self[k] for k in range(len(self)))

    def _below(self, root: int) -> Ints:
        """All nodes of a subgame, a level at a time: children of nodes side by side are side by side."""
        game, parts, low, high = self.game, [], root, root + 1
        while high > low:
            parts.append(np.arange(low, high))
            low, high = int(game.first[low]), int(game.first[high - 1] + game.n_actions[high - 1])
        return np.concatenate(parts)

    def __repr__(self) -> str:
        return f"Subgames({len(self)} of {self.game!r})"


def subgames(game: ExtensiveGame) -> Subgames:
    """Find all subgames of a game.

    Parameters
    ----------
    game : ExtensiveGame

    Returns
    -------
    Subgames
        A sequence of games, the whole one first.

    Examples
    --------
    >>> import negsim as ns
    >>> tree = ns.DecisionNode("Entrant", {
    ...     "out": ns.EndNode(0, 2),
    ...     "in": ns.DecisionNode("Incumbent", {"yield": ns.EndNode(1, 1), "fight": ns.EndNode(-1, -1)}),
    ... })
    >>> parts = subgames(ns.ExtensiveGame.from_tree(tree, ["Entrant", "Incumbent"]))
    >>> len(parts), parts[1]
    (2, ExtensiveGame(Entrant, Incumbent; 3 nodes, 1 information set))
    """
    starts = _starts(game)
    roots = np.flatnonzero(starts)
    home = np.cumsum(starts) - 1
    for nodes in game.levels[1:]:
        home[nodes] = np.where(starts[nodes], home[nodes], home[game.parent[nodes]])
    return Subgames(game, roots, home)


def own_choice_excludes(parts: Subgames, profile: Behavior) -> bool:
    """Whether somebody's own strategy keeps it from an information set, within the smallest subgame of that.

    What it would do there is then left open by everything that anybody does.
    """
    game = parts.game
    taken = game.branch_probabilities(profile)
    taken[parts.roots] = 1.0
    for k in range(len(game.players)):
        own = np.where(game.owner[game.parent] == k, taken, 1.0)
        own[parts.roots] = 1.0
        for nodes in game.levels[1:]:
            above = own[game.parent[nodes]]
            own[nodes] *= np.where(np.isin(np.arange(nodes.start, nodes.stop), parts.roots), 1.0, above)
        if any(not own[game.members[h]].any() for h in game.owned(k) if len(game.infosets[h].actions) > 1):
            return True
    return False


def _starts(game: ExtensiveGame) -> NDArray[np.bool_]:
    count = len(game.parent)
    size = np.ones(count, dtype=np.int64)
    for nodes in reversed(game.levels[1:]):
        np.add.at(size, game.parent[nodes], size[nodes])
    # depth-first number: one more than the parent's, and all that is below earlier siblings
    before = np.concatenate([[0], np.cumsum(size)[:-1]])
    number = np.zeros(count, dtype=np.int64)
    for nodes in game.levels[1:]:
        above = game.parent[nodes]
        number[nodes] = number[above] + 1 + before[nodes] - before[game.first[above]]
    # whoever cannot tell its nodes apart spans from the first of them to the last; chance knows nothing
    low, high = number.copy(), number.copy()
    deciding = np.flatnonzero(game.owner >= 0)
    least = np.full(len(game.infosets) + 1, count)
    most = np.full(len(game.infosets) + 1, -1)
    np.minimum.at(least, game.infoset[deciding], number[deciding])
    np.maximum.at(most, game.infoset[deciding], number[deciding])
    low[deciding], high[deciding] = least[game.infoset[deciding]], most[game.infoset[deciding]]
    for nodes in reversed(game.levels[1:]):
        np.minimum.at(low, game.parent[nodes], low[nodes])
        np.maximum.at(high, game.parent[nodes], high[nodes])
    return np.asarray((low >= number) & (high < number + size) & ~game.terminal)


def cut_out(game: ExtensiveGame, nodes: Ints) -> ExtensiveGame:
    """The game of a node and all that follows; what was collected on the way there is paid at its root.

    Parameters
    ----------
    game : ExtensiveGame
    nodes : i8 [node]
        In order, the root first.
    """
    used = np.unique(game.infoset[nodes][game.infoset[nodes] >= 0])
    place = np.full(len(game.infosets) + 1, -1)
    place[used] = np.arange(len(used))
    new = np.full(len(game.parent), -1)
    new[nodes] = np.arange(len(nodes))
    parent, branch = new[game.parent[nodes]], game.branch[nodes].copy()
    parent[0] = branch[0] = -1
    paid, outcome = np.unique(game.outcome[nodes], return_inverse=True)
    outcome = outcome.reshape(-1) - np.count_nonzero(paid < 0)
    outcomes: list[Outcome] = [game.outcomes[o] for o in paid[paid >= 0]]
    so_far = tuple(game.exact_payoffs[:, nodes[0]].tolist())
    if nodes[0] != 0 and any(so_far):
        outcomes.append(Outcome(so_far, "", 1 + max((o.number for o in outcomes), default=0)))
        outcome[0] = len(outcomes) - 1
    sets: list[InformationSet] = [game.infosets[h] for h in used]
    labels = [game.labels[v] for v in nodes]
    return ExtensiveGame(
        game.players, sets, place[game.infoset[nodes]], parent, branch, outcomes, outcome, labels=labels
    )
