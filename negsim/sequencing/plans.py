"""Plans: the shortest ways to the goal, each step made at the first turn at which it can be."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from negsim.games.rules import Action
from negsim.games.stage_game import Chance, StageGame, Turn
from negsim.sequencing.distance import FAR, distances

__all__ = ["Node", "Plan", "shortest_plans"]

MOST_VARIANTS = 200


@dataclass(frozen=True)
class Node:
    """A turn on a plan; `number`: the action that the plan wants made (None: it lets time pass)."""

    period: int
    phase: int
    state: int
    number: int | None


@dataclass(frozen=True)
class Plan:
    """A way to the goal: every turn until it is reached, the first ones first."""

    game: StageGame
    nodes: tuple[Node, ...]

    def action(self, node: Node) -> Action | None:
        """Return what the plan wants done at one of its nodes."""
        turn = self.game.phases[node.phase]
        assert isinstance(turn, Turn)
        return None if node.number is None else turn.actions[node.number]

    @property
    def steps(self) -> tuple[Node, ...]:
        """The nodes at which something is to be done."""
        return tuple(n for n in self.nodes if n.number is not None)

    @property
    def labels(self) -> tuple[str, ...]:
        """What is done, in order."""
        return tuple(a.label for a in map(self.action, self.nodes) if a is not None)


def shortest_plans(game: StageGame, periods: int, most: int = MOST_VARIANTS) -> tuple[tuple[Plan, ...], bool]:
    """Find the shortest plans, by number of moves, that fit into a number of periods.

    Plans differ in what is done, in which order, and who proposes it. Chance does nothing on a plan.

    Returns
    -------
    plans : tuple of Plan
        None if the goal cannot be reached; only the empty plan if it holds already.
    more : bool
        Whether there are more than `most`.
    """
    if game.goal is None:
        return (), False
    far = distances(game)
    found: list[Plan] = []
    _extend(game, far, (0, 0, game.start), (), periods, most + 1, found)
    return tuple(found[:most]), len(found) > most


Place = tuple[int, int, int]  # period, phase, state


def _extend(
    game: StageGame,
    far: list[np.ndarray[tuple[int, ...], np.dtype[np.int64]]],
    at: Place,
    nodes: tuple[Node, ...],
    periods: int,
    most: int,
    found: list[Plan],
) -> None:
    """Branch over what can be done next, each at the first turn at which it can be."""
    period, phase, state = at
    if period >= periods or len(found) >= most:
        return
    left = int(far[phase][state])
    if left == 0 or left >= FAR:
        if left == 0:
            found.append(Plan(game, nodes))
        return
    seen: set[tuple[str, int]] = set()
    visited: set[tuple[int, int]] = set()
    while period < periods and (phase, state) not in visited:
        visited.add((phase, state))
        if phase == len(game.phases):
            if game.ends[state] or far[0][game.tick[state]] > left:
                return  # to wait any longer would cost what has been reached
            period, phase, state = period + 1, 0, int(game.tick[state])
            continue
        turn = game.phases[phase]
        if isinstance(turn, Chance):
            phase += 1
            continue
        for number, target in _nearer(turn, far[phase + 1], state, left):
            step = (turn.actions[number].label, turn.owner)
            if step not in seen:
                seen.add(step)
                node = Node(period, phase, state, number)
                _extend(game, far, (period, phase + 1, target), (*nodes, node), periods, most, found)
        nodes = (*nodes, Node(period, phase, state, None))
        phase += 1


def _nearer(
    turn: Turn, far: np.ndarray[tuple[int, ...], np.dtype[np.int64]], state: int, left: int
) -> list[tuple[int, int]]:
    """Actions that bring the goal one move nearer, and where they lead."""
    place = int(np.searchsorted(turn.rows, state))
    if place == len(turn.rows) or turn.rows[place] != state:
        return []
    return [
        (a, int(turn.target[a, place]))
        for a in range(len(turn.actions))
        if turn.available[a, place] and not turn.forbidden[a] and far[turn.target[a, place]] == left - 1
    ]
