"""The game graph near the path of play: its states and edges, folded to a readable size, in layers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, zip_longest
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from negsim.games.stage_game import Chance, StageGame
from negsim.plots.planning import CHANCE, TIME, Passage, PlanLine, alternatives, path_line
from negsim.plots.style import move_name, plain

if TYPE_CHECKING:
    from networkx import DiGraph

    from negsim.sequencing.play import Play

__all__ = ["FEW", "Edge", "Folded", "state_label", "walk"]

Ints = NDArray[np.int64]

MOST_LINES = 5  # of a state's label
BUBBLES, FEW = 3, 24  # in graphs of few nodes, what is folded stands in at most so many
SWEEPS = 8


@dataclass
class Edge:
    """All that leads from one state to another."""

    labels: list[str] = field(default_factory=list)
    movers: list[str] = field(default_factory=list)  # who may make or propose it; `chance`, `time`
    periods: list[int] = field(default_factory=list)  # when play takes it; none: never
    planned: bool = False  # whether the plan takes it

    @property
    def heavy(self) -> bool:
        """Whether play or the plan goes this way."""
        return bool(self.periods) or self.planned

    def add(self, label: str, mover: str) -> None:
        """Note one more thing that leads this way."""
        if label not in self.labels:
            self.labels.append(label)
        if mover not in self.movers:
            self.movers.append(mover)

    def take(self, step: Passage, planned: bool) -> None:
        """Note that play, or the plan, goes this way: then it matters who does it, not who else could."""
        if planned:
            self.planned = True
        else:
            self.periods.append(step.period)
        if step.mover in (CHANCE, TIME) and self.labels:
            return
        self.labels, self.movers = [step.label], [step.mover]


@dataclass(frozen=True)
class Folded:
    """What is drawn: nodes are states, or −1, −2, … for what is folded away."""

    graph: DiGraph[int]  # edges carry an `Edge` as "edge"
    path: frozenset[int]
    plan: frozenset[int]
    layers: list[int]  # fewest moves from the start to the nodes of each column
    columns: list[list[int]]  # nodes of each layer, from top to bottom
    counts: dict[int, int]  # states that a folded node stands for
    open: bool  # whether the last layer stands for all farther ones too


@dataclass(frozen=True)
class _Change:
    """States that one action, event or the tick changes, and what they become."""

    before: Ints
    after: Ints
    label: str
    mover: str


def walk(play: Play, most: int, plan: PlanLine) -> Folded:
    """Keep the path of play, the plan, and what is nearest to them of all that can be reached."""
    import networkx as nx

    changes = list(_changes(play.game))
    steps = path_line(play)
    path = frozenset((play.game.start, *(s.after for s in steps)))
    planned = frozenset(s for step in plan.steps for s in (step.before, step.after))
    layer, near = _distances(play.game, changes, sorted(path | planned))
    visits = [(s.period, s.phase, s.before) for s in play.steps]
    others = alternatives(play, visits), alternatives(play, plan.visits)
    first = [*path, *planned, *(s for pair in zip_longest(*others) for s in pair if s is not None)]
    layers, columns, stands, counts = _fold(layer, near, first, len(path | planned), most)
    graph: DiGraph[int] = nx.DiGraph()
    graph.add_nodes_from(n for column in columns for n in column)
    for change in changes:
        kept = np.isin(change.before, [n for n in graph if n >= 0])
        for a, b in zip(change.before[kept].tolist(), change.after[kept].tolist(), strict=True):
            if stands(b) != a:
                _edge(graph, a, stands(b)).add(change.label, change.mover)
    for step in steps:
        _edge(graph, step.before, step.after).take(step, planned=False)
    for step in plan.steps:
        _edge(graph, step.before, step.after).take(step, planned=True)
    _untangle(graph, columns)
    for column in columns:  # a line to look along: play over it, all else under it
        column.sort(key=lambda n: 2 if n < 0 else 0 if n in path - planned else 1 if n in planned else 1.5)
    return Folded(graph, path, planned, layers, columns, counts, layer.max() > layers[-1])


def _changes(game: StageGame) -> Iterator[_Change]:
    """Yield all that changes states."""
    for phase in game.phases:
        if isinstance(phase, Chance):
            for targets in phase.target:
                yield _change(phase.rows, targets, plain(phase.name), CHANCE)
            continue
        for k in np.flatnonzero(~phase.forbidden):
            ok, mover = phase.available[k], game.parties[phase.owner]
            label = move_name(game.scenario, phase.actions[k].label)
            yield _change(phase.rows[ok], phase.target[k, ok], label, mover)
            yield _change(phase.rows[ok], phase.refusal[k, ok], f"{label} declined", mover)
    yield _change(np.arange(game.states), game.tick, "time passes", TIME)


def _change(before: NDArray[Any], after: NDArray[Any], label: str, mover: str) -> _Change:
    differ = before != after
    return _Change(before[differ].astype(np.int64), after[differ].astype(np.int64), label, mover)


def _distances(game: StageGame, changes: Sequence[_Change], path: list[int]) -> tuple[Ints, Ints]:
    """Fewest moves from the start (−1: no way), and from the path, either way."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import dijkstra

    a = np.concatenate([c.before for c in changes])
    b = np.concatenate([c.after for c in changes])
    links = coo_array((np.ones(len(a)), (a, b)), (game.states, game.states)).tocsr()
    layer = dijkstra(links, indices=[game.start], unweighted=True)[0]
    layer = np.where(np.isfinite(layer), layer, -1).astype(np.int64)
    layer[[n for n in path if layer[n] < 0]] = 0
    near = dijkstra(links, directed=False, indices=path, unweighted=True, min_only=True)
    return layer, np.where(np.isfinite(near), near, game.states).astype(np.int64)


def _edge(graph: DiGraph[int], a: int, b: int) -> Edge:
    if not graph.has_edge(a, b):
        graph.add_edge(a, b, edge=Edge())
    edge: Edge = graph.edges[a, b]["edge"]
    return edge


def _fold(
    layer: Ints, near: Ints, first: Sequence[int], least: int, most: int
) -> tuple[list[int], list[list[int]], Callable[[int], int], dict[int, int]]:
    """Keep the states that come first, and then the nearest; nodes that count them stand for the rest.

    Returns which layers there are, the nodes of each, the node that stands for a state, and how many a node
    stands for. What is farther from the start than all states that are kept stands with the last of these.
    """
    rank = np.full(len(layer), len(first))
    for place, s in reversed(list(enumerate(first))):
        rank[s] = place
    reached = np.flatnonzero(layer >= 0)
    ranked = reached[np.lexsort((reached, layer[reached], near[reached], rank[reached]))]
    room = max(most, least)
    if len(ranked) > room:
        bubbles = len(np.unique(layer[ranked[:room]]))
        room = max(room - (min(bubbles, BUBBLES) if most <= FEW else bubbles), least)
    kept = set(ranked[:room].tolist())
    layers = sorted({int(layer[s]) for s in kept})
    size = -(-len(layers) // BUBBLES) if most <= FEW else 1

    def column(state: int) -> int:
        """Which column stands for a state: the last of its group of layers."""
        k = int(np.searchsorted(layers, layer[state]))
        return min(k // size * size + size - 1, len(layers) - 1)

    columns: list[list[int]] = [[s for s in sorted(kept) if layer[s] == n] for n in layers]
    counts: dict[int, int] = {}
    for s in ranked[room:].tolist():
        node = -1 - column(s)
        counts[node] = counts.get(node, 0) + 1
    for node in sorted(counts):
        columns[-1 - node].append(node)

    def stands(state: int) -> int:
        return state if state in kept else -1 - column(state)

    return layers, columns, stands, counts


def _untangle(graph: DiGraph[int], columns: list[list[int]]) -> None:
    """Order each layer by the mean place of its neighbours in the layers beside it, back and forth."""
    place = {n: k - (len(c) - 1) / 2 for c in columns for k, n in enumerate(c)}
    for sweep in range(SWEEPS):
        pairs = list(pairwise(columns))
        if sweep % 2:
            pairs = [(b, a) for a, b in reversed(pairs)]
        for fixed, free in pairs:
            beside = set(fixed)
            weight = {}
            for n in free:
                near = [place[m] for m in (*graph.predecessors(n), *graph.successors(n)) if m in beside]
                weight[n] = sum(near) / len(near) if near else place[n]
            free.sort(key=lambda n: (n < 0, weight[n], n))  # what is folded comes last
            place |= {n: k - (len(free) - 1) / 2 for k, n in enumerate(free)}


def state_label(game: StageGame, state: int) -> str:
    """Say how a state differs from the start; countdowns and the like only where they run."""
    lines = []
    for column, k in game.space.place.items():
        now, before = int(game.table[k, state]), int(game.table[k, game.start])
        kind, name = column[0], column[1] if len(column) > 1 else ""
        if kind == "level" and now != before:
            lines.append(f"{plain(name)} {plain(game.scenario.issues[name].levels[now])}")
        elif kind == "rest" and now:
            lines.append(f"{plain(name)} reverts {_when(now)}")
        elif kind == "pending" and now:
            lines.append(f"{_short(game, name)} {_when(now)}")
        elif kind in ("done", "agreed") and now:
            lines.append(f"{plain(name)} {kind}")
        elif kind == "turn" and now != before:
            lines.append(f"{game.scenario.movers[now]} to move")
    if len(lines) > MOST_LINES:
        lines = [*lines[: MOST_LINES - 1], f"+{len(lines) - MOST_LINES + 1} more"]
    if state == game.start:
        lines.insert(0, "start")
    return "\n".join(lines) or "as at the start"


def _when(periods: int) -> str:
    return "next period" if periods == 1 else f"in {periods} periods"


def _short(game: StageGame, move: str) -> str:
    """Say what a delayed move will land: the issue that it sets, if there is only one."""
    sets = list(game.scenario.moves[move].sets)
    return f"{plain(sets[0] if len(sets) == 1 else move)} lands"
