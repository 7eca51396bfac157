"""From nodes written inside nodes to the arrays of an `ExtensiveGame`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from negsim.errors import GameError, nearest
from negsim.games.extensive_form import CHANCE, MAX_NODES, ExtensiveGame, InformationSet, Outcome
from negsim.games.given import name_list
from negsim.games.numbers import exact
from negsim.games.tree import ChanceNode, DecisionNode, EndNode, Node
from negsim.text import oneline

__all__ = ["from_tree"]


def from_tree(root: Node, players: Sequence[str], *, title: str = "") -> ExtensiveGame:
    """Number the nodes breadth first, and collect information sets and outcomes."""
    if not players:
        raise GameError("a game needs players; give their names in order of payoffs")
    names = name_list(players, "players")
    _refuse_circles(root)
    reading = _Reading(names)
    queue: list[tuple[Node, int, int]] = [(root, -1, -1)]
    for at, (node, parent, branch) in enumerate(queue):  # grows while it is walked
        children = reading.take(node, parent, branch)
        queue.extend((child, at, a) for a, child in enumerate(children))
        if len(queue) > MAX_NODES:
            raise GameError(f"more than {MAX_NODES:,} nodes, which is all that can be taken")
    return ExtensiveGame(
        reading.players,
        list(reading.sets.values()),
        reading.infoset,
        reading.parent,
        reading.branch,
        reading.outcomes,
        reading.outcome,
        labels=reading.labels,
        title=title,
    )


def _refuse_circles(root: Node) -> None:
    """Refuse a node that contains itself: its tree would have no end."""
    open_, done = {id(root)}, set()
    stack = [(root, iter(_children(root)))]
    while stack:
        node, rest = stack[-1]
        child = next(rest, None)
        if child is None:
            stack.pop()
            open_.discard(id(node))
            done.add(id(node))
        elif id(child) in open_:
            raise GameError("a node contains itself: the tree has no end")
        elif id(child) not in done:
            open_.add(id(child))
            stack.append((child, iter(_children(child))))


def _children(node: Any) -> list[Node]:
    if isinstance(node, (DecisionNode, ChanceNode)) and not isinstance(node.branches, Mapping):
        raise GameError(
            f"branches are a mapping from the name of each to where it leads, "
            f"not {oneline(repr(node.branches))[:60]}"
        )
    if isinstance(node, DecisionNode):
        return list(node.branches.values())
    if isinstance(node, ChanceNode):
        return [pair[1] for pair in map(_pair, node.branches.values())]
    return []


def _pair(given: Any) -> tuple[Any, Node]:
    if not isinstance(given, (tuple, list)) or len(given) != 2:
        raise GameError(
            "each branch of a ChanceNode is a pair of its probability and the node that it leads to, "
            f"not {oneline(repr(given))[:60]}"
        )
    return given[0], given[1]


class _Reading:
    def __init__(self, players: tuple[str, ...]) -> None:
        self.players = players
        self.sets: dict[object, InformationSet] = {}
        self.position: dict[object, int] = {}
        self.infoset: list[int] = []
        self.parent: list[int] = []
        self.branch: list[int] = []
        self.outcome: list[int] = []
        self.outcomes: list[Outcome] = []
        self.labels: list[str] = []
        self.count: Counter[int] = Counter()  # information sets of each player

    def take(self, node: Node, parent: int, branch: int) -> list[Node]:
        if not isinstance(node, (EndNode, DecisionNode, ChanceNode)):
            raise GameError(
                f"a node is {oneline(repr(node))[:60]}; an EndNode, DecisionNode or ChanceNode is needed"
            )
        self.parent.append(parent)
        self.branch.append(branch)
        self.labels.append(node.label)
        pays = node.payoffs if isinstance(node, EndNode) else node.pays
        self.outcome.append(self._outcome(pays) if pays is not None else -1)
        if isinstance(node, EndNode):
            self.infoset.append(-1)
            return []
        key, made = self._chance(node) if isinstance(node, ChanceNode) else self._decision(node)
        if key not in self.sets:
            self.count[made.player] += 1
        known = self.sets.setdefault(key, made)
        if known.actions != made.actions:
            raise GameError(
                f'information set "{oneline(known.label)}" offers {list(known.actions)} at one node and '
                f"{list(made.actions)} at another; who cannot tell them apart must find the same actions"
            )
        self.infoset.append(self.position.setdefault(key, len(self.position)))
        if isinstance(node, ChanceNode):
            return [child for _, child in node.branches.values()]
        return list(node.branches.values())

    def _outcome(self, pays: tuple[Any, ...]) -> int:
        if len(pays) != len(self.players):
            raise GameError(f"{len(pays)} payoffs {pays} for {len(self.players)} players")
        self.outcomes.append(Outcome(tuple(exact(p) for p in pays), "", len(self.outcomes) + 1))
        return len(self.outcomes) - 1

    def _number(self, player: int) -> int:
        return 1 + self.count[player]

    def _chance(self, node: ChanceNode) -> tuple[object, InformationSet]:
        weights = tuple(exact(p, "a probability of chance") for p, _ in node.branches.values())
        made = InformationSet(
            CHANCE, tuple(map(str, node.branches)), node.name, self._number(CHANCE), _whole(weights)
        )
        return object(), made

    def _decision(self, node: DecisionNode) -> tuple[object, InformationSet]:
        if node.player not in self.players:
            raise GameError(
                f'there is no player "{oneline(str(node.player))}"; {nearest(str(node.player), self.players)}'
            )
        player = self.players.index(node.player)
        key = (player, node.infoset) if node.infoset is not None else object()
        made = InformationSet(
            player, tuple(map(str, node.branches)), node.infoset or "", self._number(player)
        )
        return key, made


def _whole(weights: tuple[Fraction, ...]) -> tuple[Fraction, ...]:
    """Thirds that were written as floats sum to nearly 1: made to sum to 1."""
    total = sum(weights, Fraction(0))
    near = total != 1 and abs(total - 1) < Fraction(1, 10**12)
    return tuple(w / total for w in weights) if near else weights
