"""The game graph near the path of play: its states and edges, folded to a readable size, in layers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from negsim.games.stage_game import Chance, StageGame
from negsim.plots.style import level_name, move_name, plain

if TYPE_CHECKING:
    from networkx import DiGraph

    from negsim.sequencing.play import Play

__all__ = ["Edge", "Folded", "state_label", "walk"]

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


@dataclass(frozen=True)
class Folded:
    """What is drawn: nodes are states, or −1, −2, … for what is folded away in a layer."""

    graph: DiGraph[int]  # edges carry an `Edge` as "edge"
    path: frozenset[int]
    columns: list[list[int]]  # nodes of each layer, from top to bottom
    counts: dict[int, int]  # states that a folded node stands for


def walk(play: Play, most: int) -> Folded:
    """Collect the states that moves, chance and time can lead to, and keep those nearest to the path of play."""
    import networkx as nx

    game = play.game
    whole: DiGraph[int] = nx.DiGraph()
    whole.add_node(game.start)
    for a, b, label, mover in _edges(game):
        _edge(whole, a, b).add(label, mover)
    reached = nx.single_source_shortest_path_length(whole, game.start)
    path = _mark_path(whole, play)
    for state in path - reached.keys():
        reached[state] = 0
    graph = whole.subgraph(reached).copy()
    columns, counts = _fold(graph, reached, path, most)
    _untangle(graph, columns)
    return Folded(graph, frozenset(path), columns, counts)


def _edge(graph: DiGraph[int], a: int, b: int) -> Edge:
    if not graph.has_edge(a, b):
        graph.add_edge(a, b, edge=Edge())
    edge: Edge = graph.edges[a, b]["edge"]
    return edge


def _edges(game: StageGame) -> Iterator[tuple[int, int, str, str]]:
    """Yield what changes the state: from, to, what it is, and whose it is."""
    for phase in game.phases:
        if isinstance(phase, Chance):
            for targets in phase.target:
                for a, b in zip(phase.rows.tolist(), targets.tolist(), strict=True):
                    if a != b:
                        yield a, b, plain(phase.name), CHANCE
            continue
        for k, action in enumerate(phase.actions):
            if phase.forbidden[k]:
                continue
            ok = phase.available[k]
            label, mover = move_name(game.scenario, action.label, full=False), game.parties[phase.owner]
            for a, b, c in zip(
                phase.rows[ok].tolist(), phase.target[k, ok].tolist(), phase.refusal[k, ok].tolist(), strict=True
            ):
                if a != b:
                    yield a, b, label, mover
                if a != c:
                    yield a, c, f"{label} declined", mover
    for a in np.flatnonzero(game.tick != np.arange(game.states)).tolist():
        yield a, int(game.tick[a]), "time passes", TIME


def _mark_path(graph: DiGraph[int], play: Play) -> set[int]:
    """Note on its edges when play takes them; edges that chance takes several at a time are added."""
    game = play.game
    at = game.start
    path = {at}

    def go(to: int, period: int, label: str, mover: str) -> None:
        nonlocal at
        if to != at:
            edge = _edge(graph, at, to)
            if not edge.labels:
                edge.add(label, mover)
            edge.periods.append(period)
            if mover not in (CHANCE, TIME):  # who does it, not who else could
                edge.labels[:] = [label]
                edge.movers[:] = [mover]
            path.add(to)
            at = to

    for period, close in enumerate(play.closes):
        for step in play.steps:
            if step.period == period:
                go(step.before, period, "chance", CHANCE)
                if step.action is not None:
                    label = move_name(game.scenario, step.action.label, full=False)
                    declined = " declined" if step.declined_by is not None else ""
                    go(step.after, period, label + declined, step.party)
        go(close, period, "chance", CHANCE)
        if period + 1 < len(play.closes):
            go(int(game.tick[close]), period, "time passes", TIME)
    return path


def _fold(
    graph: DiGraph[int], layer: dict[int, int], path: set[int], most: int
) -> tuple[list[list[int]], dict[int, int]]:
    """Keep the states nearest to the path; in each layer one node, which counts them, stands for the rest."""
    import networkx as nx

    near = nx.multi_source_dijkstra_path_length(graph.to_undirected(as_view=True), path, weight=None)
    ranked = sorted(graph, key=lambda s: (near.get(s, graph.number_of_nodes()), layer[s], s))
    keep, room = ranked, max(most, len(path))
    if len(ranked) > room:
        rest = {layer[s] for s in ranked[room:]}
        keep = ranked[: max(room - len(rest), len(path))]
    columns: list[list[int]] = [[] for _ in range(max(layer.values()) + 1)]
    for s in sorted(keep):
        columns[layer[s]].append(s)
    counts: dict[int, int] = {}
    kept = set(keep)
    stands = {}
    for s in ranked:
        if s not in kept:
            stands[s] = -1 - layer[s]
            counts[stands[s]] = counts.get(stands[s], 0) + 1
    for a, b in list(graph.edges):
        x, y = stands.get(a, a), stands.get(b, b)
        if x != y and (x, y) != (a, b):
            merged = _edge(graph, x, y)
            for label in graph.edges[a, b]["edge"].labels:
                merged.add(label, graph.edges[a, b]["edge"].movers[0])
    graph.remove_nodes_from(list(stands))
    for node in sorted(counts, reverse=True):
        columns[-1 - node].append(node)
        graph.add_node(node)
    return [c for c in columns if c], counts


def _untangle(graph: DiGraph[int], columns: list[list[int]]) -> None:
    """Order each layer by the mean place of its neighbours in the layers beside it, back and forth."""
    place = {n: k - (len(c) - 1) / 2 for c in columns for k, n in enumerate(c)}
    for sweep in range(SWEEPS):
        pairs: Sequence[tuple[list[int], list[int]]] = list(zip(columns, columns[1:], strict=False))
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
            lines.append(level_name(game.scenario, name, game.scenario.issues[name].levels[now]))
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
