"""The game graph near the path of play: its states and edges, folded to a readable size, in layers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from negsim.games.stage_game import Chance, StageGame
from negsim.plots.style import move_name, plain

if TYPE_CHECKING:
    from networkx import DiGraph

    from negsim.sequencing.play import Play

__all__ = ["Edge", "Folded", "state_label", "walk"]

Ints = NDArray[np.int64]

CHANCE, TIME = "chance", "time"
MOST_LINES = 5  # of a state's label
SWEEPS = 8


@dataclass
class Edge:
    """All that leads from one state to another."""

    labels: list[str] = field(default_factory=list)
    movers: list[str] = field(default_factory=list)  # who may make or propose it; `chance`, `time`
    periods: list[int] = field(default_factory=list)  # when play takes it; none: never

    def add(self, label: str, mover: str) -> None:
        """Note one more thing that leads this way."""
        if label not in self.labels:
            self.labels.append(label)
        if mover not in self.movers:
            self.movers.append(mover)

    def take(self, label: str, mover: str, period: int) -> None:
        """Note that play goes this way: then it matters who does it, not who else could."""
        self.periods.append(period)
        if mover in (CHANCE, TIME) and self.labels:
            return
        self.labels, self.movers = [label], [mover]


@dataclass(frozen=True)
class Folded:
    """What is drawn: nodes are states, or −1, −2, … for what is folded away."""

    graph: DiGraph[int]  # edges carry an `Edge` as "edge"
    path: frozenset[int]
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


def walk(play: Play, most: int) -> Folded:
    """Keep the states nearest to the path of play, of all that moves, chance and time can lead to."""
    import networkx as nx

    changes = list(_changes(play.game))
    steps = _steps(play)
    path = frozenset((play.game.start, *(b for _, b, *_ in steps)))
    layer, near = _distances(play.game, changes, sorted(path))
    columns, stands, counts = _fold(layer, near, path, most)
    graph: DiGraph[int] = nx.DiGraph()
    graph.add_nodes_from(n for column in columns for n in column)
    for change in changes:
        kept = np.isin(change.before, [n for n in graph if n >= 0])
        for a, b in zip(change.before[kept].tolist(), change.after[kept].tolist(), strict=True):
            if stands(b) != a:
                _edge(graph, a, stands(b)).add(change.label, change.mover)
    for a, b, period, label, mover in steps:
        _edge(graph, a, b).take(label, mover, period)
    _untangle(graph, columns)
    return Folded(graph, path, columns, counts, layer.max() > len(columns) - 1)


def _changes(game: StageGame) -> Iterator[_Change]:
    """Yield all that changes states."""
    for phase in game.phases:
        if isinstance(phase, Chance):
            for targets in phase.target:
                yield _change(phase.rows, targets, plain(phase.name), CHANCE)
            continue
        for k in np.flatnonzero(~phase.forbidden):
            ok, mover = phase.available[k], game.parties[phase.owner]
            label = move_name(game.scenario, phase.actions[k].label, full=False)
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


def _steps(play: Play) -> list[tuple[int, int, int, str, str]]:
    """Changes of state on the path of play: from, to, period, what it is, and whose."""
    game, at = play.game, play.game.start
    found: list[tuple[int, int, int, str, str]] = []

    def go(to: int, period: int, label: str, mover: str) -> None:
        nonlocal at
        if to != at:
            found.append((at, to, period, label, mover))
        at = to

    for period, close in enumerate(play.closes):
        for step in play.steps:
            if step.period == period:
                go(step.before, period, CHANCE, CHANCE)
                if step.action is not None:
                    label = move_name(game.scenario, step.action.label, full=False)
                    go(step.after, period, label + (" declined" if step.declined_by else ""), step.party)
        go(close, period, CHANCE, CHANCE)
        if period + 1 < len(play.closes):
            go(int(game.tick[close]), period, "time passes", TIME)
    return found


def _fold(
    layer: Ints, near: Ints, path: frozenset[int], most: int
) -> tuple[list[list[int]], Callable[[int], int], dict[int, int]]:
    """Keep the states nearest to the path; in each layer one node, which counts them, stands for the rest.

    Returns the nodes of each layer, the node that stands for a state, and how many a node stands for. What
    is farther from the start than all states that are kept stands together.
    """
    reached = np.flatnonzero(layer >= 0)
    ranked = reached[np.lexsort((reached, layer[reached], near[reached]))]
    room = max(most, len(path))
    if len(ranked) > room:
        room = max(room - len(np.unique(layer[ranked[:room]])) - 1, len(path))
    kept = set(ranked[:room].tolist())
    last = int(layer[ranked[:room]].max()) + 1
    columns: list[list[int]] = [[] for _ in range(last + 1)]
    for s in sorted(kept):
        columns[layer[s]].append(s)
    folded = np.minimum(layer[ranked[room:]], last)
    counts = {-1 - int(k): int(n) for k, n in zip(*np.unique(folded, return_counts=True), strict=True)}
    for node in counts:
        columns[-1 - node].append(node)

    def stands(state: int) -> int:
        return state if state in kept else -1 - min(int(layer[state]), last)

    return [c for c in columns if c], stands, counts


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
            lines.append(f"{plain(name)} for {now} more")
        elif kind == "pending" and now:
            lines.append(f"{plain(name)} in {now}")
        elif kind in ("done", "agreed") and now:
            lines.append(f"{plain(name)} {kind}")
        elif kind == "turn" and now != before:
            lines.append(f"{game.scenario.movers[now]} to move")
    if len(lines) > MOST_LINES:
        lines = [*lines[: MOST_LINES - 1], f"+{len(lines) - MOST_LINES + 1} more"]
    if state == game.start:
        lines.insert(0, "start")
    return "\n".join(lines) or "as at the start"
