"""A strategy for each tied payoff vector: who does what to reach it, and what deters everybody else.

A vector v in E(n) is reached by a branch that offers it; every other branch is continued by the vector that
is worst for the node's owner. So a strategy is a walk over pairs of a node and the vector promised there.
"""

from __future__ import annotations

from collections.abc import Hashable
from itertools import product
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from negsim.certificate import TreeNode, certify_tree
from negsim.errors import SolverError
from negsim.games.stage_game import Chance, Payoffs, StageGame, Turn
from negsim.solution import Solution, TiedEquilibrium
from negsim.solvers.scenarios.all_ties import Vector, Vectors, VectorSets, choices

__all__ = ["all_equilibria"]

Floats = NDArray[np.float64]

MOST_NODES = 1_000_000


class Node(NamedTuple):
    """Where the game is: periods to go, phase, state; inside a proposal the action and who is asked."""

    to_go: int
    phase: int
    state: int
    action: int = -1
    asked: int = 0


Pair = tuple[Node, Vector]
T = TypeVar("T")


def all_equilibria(
    game: StageGame, payoffs: Payoffs, periods: int, *, limit: int = 2_000, throw: bool = True
) -> Solution:
    """Every payoff vector of a pure subgame-perfect equilibrium, each with a certified strategy.

    Raises
    ------
    SolverError
        If a node has more than `limit` vectors, or a certificate fails (unless ``throw=False``).
    """
    sets = VectorSets(game, payoffs, periods, limit, keep=True)
    opening = payoffs.opening[:, 0]
    found = []
    for vector in sets.root():
        walk = _Walk(sets, periods, vector)
        certificate = certify_tree(walk.tree, walk.root, np.asarray(vector), game.parties)
        if throw:
            certificate.demand()
        values = (float(v) for v in np.asarray(vector) + opening)
        found.append(TiedEquilibrium(dict(zip(game.parties, values, strict=True)), walk.path(), certificate))
    note = "all pure subgame-perfect equilibria; histories that meet in a state may go on differently"
    return Solution(game, "backward induction", "unique" if len(found) == 1 else "all", tuple(found), (note,))


class _Walk:
    """Collects the strategy that gives one vector, from the start of the game to every node."""

    def __init__(self, sets: VectorSets, periods: int, vector: Vector) -> None:
        self.sets, self.game, self.periods = sets, sets.game, periods
        self.nobody = np.zeros(len(self.game.parties))
        self.same = np.ones(len(self.game.parties))
        self.root: Pair = (Node(periods, 0, self.game.start), vector)
        self.tree: dict[Hashable, TreeNode] = {}
        todo: list[Pair] = [self.root]
        while todo:
            pair = todo.pop()
            if pair in self.tree:
                continue
            node = self._decide(*pair)
            self.tree[pair] = node
            if len(self.tree) > MOST_NODES:
                raise SolverError(f"the strategy has more than {MOST_NODES:,} nodes; play fewer periods")
            todo += [to for _, _, to in node.branches if to is not None]  # type: ignore[misc]

    def _decide(self, node: Node, vector: Vector) -> TreeNode:
        if node.phase == len(self.game.phases):
            return self._close(node, vector)
        phase = self.game.phases[node.phase]
        place = int(np.searchsorted(phase.rows, node.state))
        if place == len(phase.rows) or phase.rows[place] != node.state:
            return self._on(node._replace(phase=node.phase + 1), vector)
        if isinstance(phase, Chance):
            return self._chance(node, phase, place, vector)
        if node.action < 0:
            return self._mover(node, phase, place, vector)
        return self._answer(node, phase, place, vector)

    def _after(self, node: Node) -> tuple[Floats, dict[int, Vectors]]:
        """Vectors of all states right after the phase of a node."""
        return self.sets.nodes[node.to_go - 1][node.phase + 1]

    def _on(self, node: Node, vector: Vector) -> TreeNode:
        return TreeNode(-1, 0, (), ((self.nobody, self.same, (node, vector)),))

    def _close(self, node: Node, vector: Vector) -> TreeNode:
        """Flows; then the next period, or the end."""
        game, sets = self.game, self.sets
        state = int(game.tick[node.state])
        flow = sets.flow[game.flow_id[node.state]]
        if game.ends[node.state] or node.to_go == 1:
            return TreeNode(-1, 0, (), ((flow + sets.discount * sets.final[state], self.same, None),))
        single, several = sets.nodes[node.to_go - 2][0]
        options = VectorSets.of(single, several, state)
        w = _nearest(options, [tuple((flow + sets.discount * v).tolist()) for v in options], vector)
        return TreeNode(-1, 0, (), ((flow, sets.discount, (Node(node.to_go - 1, 0, state), w)),))

    def _chance(self, node: Node, phase: Chance, place: int, vector: Vector) -> TreeNode:
        branches = self.sets.draws(phase, place, *self._after(node))
        combinations = list(product(*(vectors for _, vectors in branches)))
        sums = [
            tuple(np.sum([p * np.asarray(v) for (p, _), v in zip(branches, c, strict=True)], axis=0).tolist())
            for c in combinations
        ]
        promised = _nearest(combinations, sums, vector)
        targets = [node.state, *phase.target[:, place].tolist()]
        pays = [0, *phase.pay[:, place].tolist()]
        p = self.sets.probability[phase.probability[:, place]]
        weights = [1.0 - float(p.sum()), *p.tolist()]
        live = [d for d, w in enumerate(weights) if w > 1e-15]
        leads = []
        for d, v in zip(live, promised, strict=True):
            leads.append(self._lead(node, int(targets[d]), int(pays[d]), v))
        return TreeNode(-1, 0, tuple(weights[d] for d in live), tuple(leads))

    def _lead(self, node: Node, state: int, pay: int, paid: Vector) -> tuple[Floats, Floats, Pair]:
        """Branch to the next phase; the vector there is what is promised, less the payment."""
        options = VectorSets.of(*self._after(node), state)
        v = _nearest(options, [tuple((np.asarray(o) + self.sets.pay[pay]).tolist()) for o in options], paid)
        return self.sets.pay[pay], self.same, (Node(node.to_go, node.phase + 1, state), v)

    def _mover(self, node: Node, turn: Turn, place: int, vector: Vector) -> TreeNode:
        after = self._after(node)
        actions = np.flatnonzero(~turn.forbidden & turn.available[:, place]).tolist()
        offers = [VectorSets.of(*after, node.state)]
        offers += [self.sets.answers(turn, a, place, 0, *after) for a in actions]
        chosen, promised = _promise(turn.owner, offers, vector)
        leads = [(self.nobody, self.same, (node._replace(phase=node.phase + 1), promised[0]))]
        leads += [
            (self.nobody, self.same, (node._replace(action=a), v))
            for a, v in zip(actions, promised[1:], strict=True)
        ]
        return TreeNode(turn.owner, chosen, (), tuple(leads))

    def _answer(self, node: Node, turn: Turn, place: int, vector: Vector) -> TreeNode:
        a, after = node.action, self._after(node)
        if node.asked == len(turn.responders[a]):
            return TreeNode(
                -1, 0, (), (self._lead(node, int(turn.target[a, place]), int(turn.pay[a, place]), vector),)
            )
        yes = self.sets.answers(turn, a, place, node.asked + 1, *after)
        state, pay = int(turn.refusal[a, place]), int(turn.refusal_pay[a, place])
        no = [tuple((np.asarray(v) + self.sets.pay[pay]).tolist()) for v in VectorSets.of(*after, state)]
        responder = turn.responders[a][node.asked]
        chosen, (accept, decline) = _promise(responder, [yes, no], vector)
        asked = (self.nobody, self.same, (node._replace(asked=node.asked + 1), accept))
        return TreeNode(responder, chosen, (), (asked, self._lead(node, state, pay, decline)))

    def path(self) -> tuple[tuple[int, str, str], ...]:
        """What is done on the most likely path: period, party, move."""
        result: list[tuple[int, str, str]] = []
        pair: Pair | None = self.root
        proposal: tuple[int, str, str] | None = None
        while pair is not None:
            node, step = pair[0], self.tree[pair]
            taken = int(np.argmax(step.weights)) if step.weights else step.chosen
            to: Pair | None = step.branches[taken][2]  # type: ignore[assignment]
            if to is not None and to[0].action >= 0 > node.action:
                turn = self.game.phases[node.phase]
                assert isinstance(turn, Turn)
                label = turn.actions[to[0].action].label
                proposal = (self.periods - node.to_go, self.game.parties[turn.owner], label)
            elif node.action >= 0 and proposal is not None and step.owner < 0:
                result.append(proposal)
            pair = to
        return tuple(result)


def _promise(owner: int, offers: list[Vectors], vector: Vector) -> tuple[int, list[Vector]]:
    """Branch that gives the owner's node its vector, and what each branch promises: the others deter."""
    deterrents = [min(vectors, key=lambda v: v[owner]) for vectors in offers]
    best: tuple[float, int, Vector] | None = None
    for a, vectors in enumerate(offers):
        others = [[d] for b, d in enumerate(deterrents) if b != a]
        for v in choices(owner, [vectors, *others]):
            gap = _gap(v, vector)
            if v in vectors and (best is None or gap < best[0] - 1e-12):
                best = (gap, a, v)
    assert best is not None
    _, chosen, kept = best
    return chosen, [kept if a == chosen else d for a, d in enumerate(deterrents)]


def _nearest(options: list[T], vectors: Vectors, wanted: Vector) -> T:
    """Return the option whose vector is the wanted one, but for rounding."""
    return min(zip(options, vectors, strict=True), key=lambda o: _gap(o[1], wanted))[0]


def _gap(a: Vector, b: Vector) -> float:
    return max(abs(x - y) for x, y in zip(a, b, strict=True))
