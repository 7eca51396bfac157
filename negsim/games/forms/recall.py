"""Perfect recall: whether everybody remembers what it knew and did (Kuhn 1953, definition 17).

A player remembers if all nodes of each of its information sets come after the same own moves, made at the
same own information sets. Without that, mixed and behaviour strategies are different things, and a player
may gain by several changes at once where none of them is worth anything alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from negsim.games.extensive_form import ExtensiveGame
from negsim.text import oneline

__all__ = ["RecallProblem", "last_moves", "path", "recall_problems"]

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class RecallProblem:
    """Two nodes that a player cannot tell apart although it did, or knew, different things before.

    Attributes
    ----------
    player : str
    infoset : str
        Name of the information set that both nodes are in.
    nodes : (int, int)
    paths : (str, str)
        Actions, chance's included, that lead from the root to each of the nodes.
    forgotten : str
        What the player no longer knows.
    absent_minded : bool
        Whether one play can pass both nodes (Piccione & Rubinstein 1997).
    """

    player: str
    infoset: str
    nodes: tuple[int, int]
    paths: tuple[str, str]
    forgotten: str
    absent_minded: bool

    def __str__(self) -> str:
        return (
            f'{oneline(self.player)} forgets {self.forgotten}: at "{oneline(self.infoset)}" it cannot tell '
            f"node {self.nodes[0]} ({self.paths[0]}) from node {self.nodes[1]} ({self.paths[1]})"
        )


def last_moves(game: ExtensiveGame, player: int) -> Ints:
    """What a player did last before each node [node]: number of the action in `game.action_offset`; or −1."""
    last = np.full(len(game.parent), -1, dtype=np.int64)
    mine = np.where(game.owner[game.parent] == player, game.arrival, -1)
    for nodes in game.levels[1:]:
        own = mine[nodes]
        last[nodes] = np.where(own >= 0, own, last[game.parent[nodes]])
    return last


def recall_problems(game: ExtensiveGame) -> tuple[RecallProblem, ...]:
    """Say who forgets what: one problem for each information set that different own moves lead to.

    Parameters
    ----------
    game : ExtensiveGame

    Returns
    -------
    tuple of RecallProblem
        Empty if everybody remembers everything. What follows from forgetting earlier is not told again.

    Examples
    --------
    >>> import negsim as ns
    >>> second = ns.DecisionNode("Driver", {"exit": ns.EndNode(4), "on": ns.EndNode(1)}, infoset="crossing")
    >>> first = ns.DecisionNode("Driver", {"exit": ns.EndNode(0), "on": second}, infoset="crossing")
    >>> [problem] = recall_problems(ns.ExtensiveGame.from_tree(first, ["Driver"]))
    >>> problem.forgotten, problem.absent_minded
    ('whether it has been here before', True)
    """
    problems = []
    for k in range(len(game.players)):
        own = game.owner == k
        if not own.any():
            continue
        last = last_moves(game, k)
        nodes = np.flatnonzero(own)
        least = np.full(len(game.infosets), np.iinfo(np.int64).max)
        most = np.full(len(game.infosets), -2, dtype=np.int64)
        np.minimum.at(least, game.infoset[nodes], last[nodes])
        np.maximum.at(most, game.infoset[nodes], last[nodes])
        problems += [_problem(game, k, int(h), last) for h in np.flatnonzero(least < most)]
    return tuple(problems)


def path(game: ExtensiveGame, node: int) -> list[tuple[int, int]]:
    """Information sets and actions on the way from the root to a node."""
    steps = []
    while node > 0:
        above = int(game.parent[node])
        steps.append((int(game.infoset[above]), int(game.branch[node])))
        node = above
    return steps[::-1]


def _problem(game: ExtensiveGame, player: int, h: int, last: Ints) -> RecallProblem:
    pair = _twice_on_a_path(game, h)
    absent = pair is not None
    if pair is None:
        members = game.members[h]
        other = members[last[members] != last[members[0]]][0]
        pair = int(members[0]), int(other)
    forgotten = "whether it has been here before" if absent else _difference(game, player, *pair)
    return RecallProblem(
        game.players[player],
        game.infoset_names[h],
        pair,
        (_told(game, pair[0]), _told(game, pair[1])),
        forgotten,
        absent,
    )


def _twice_on_a_path(game: ExtensiveGame, h: int) -> tuple[int, int] | None:
    """Two nodes of an information set that one play can pass, or nothing."""
    members = game.members[h]
    above = game.parent[members]
    while (above >= 0).any():
        again = np.flatnonzero((above >= 0) & (game.infoset[above] == h))
        if len(again):
            return int(above[again[0]]), int(members[again[0]])
        above = np.where(above >= 0, game.parent[above], -1)
    return None


def _difference(game: ExtensiveGame, player: int, a: int, b: int) -> str:
    """The first own move in which the ways to two nodes differ."""
    ways = [[s for s in path(game, v) if game.infosets[s[0]].player == player] for v in (a, b)]
    for (h, chosen), (g, also) in zip(*ways, strict=False):
        if h != g:
            first, second = (oneline(game.infoset_names[x]) for x in (h, g))
            return f'whether it has been at "{first}" or at "{second}"'
        if chosen != also:
            names = [oneline(game.infosets[h].actions[x]) or str(x + 1) for x in (chosen, also)]
            where = oneline(game.infoset_names[h])
            return f'whether it chose "{names[0]}" or "{names[1]}" at "{where}"'
    longer = max(ways, key=len)
    h = longer[min(map(len, ways))][0]
    return f'whether it has moved at "{oneline(game.infoset_names[h])}"'


def _told(game: ExtensiveGame, node: int) -> str:
    steps = [oneline(game.infosets[h].actions[a]) or str(a + 1) for h, a in path(game, node)]
    if len(steps) > 8:
        steps = [*steps[:4], "…", *steps[-3:]]
    return "after " + ", ".join(steps) if steps else "the first"
