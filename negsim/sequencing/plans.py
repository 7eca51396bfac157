"""Plans: the shortest ways to the goal, each step made at the first turn at which it can be.

A plan lists every turn until a period closes in the goal: those at which a step is made, and those at which
time is to pass, for a plan can be broken there too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from negsim.games.rules import Action
from negsim.games.stage_game import StageGame, Turn
from negsim.sequencing.distance import FAR, Distances, distances_in_time

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
    far = distances_in_time(game, periods)
    found: list[Plan] = []
    todo: list[_Place] = [_Place(0, 0, game.start, None)]
    while todo and len(found) <= most:
        place = todo.pop()
        left = far[periods - place.period - 1][place.phase][place.state]
        if left == 0:
            found.append(Plan(game, _nodes(_to_the_close(game, place))))
        elif left < FAR:
            todo += reversed(_next_steps(game, far, place, periods))  # the first one is looked at first
    return tuple(found[:most]), len(found) > most


class _Place(NamedTuple):
    """Where a plan has got to, and its nodes so far: the last one, and those before it."""

    period: int
    phase: int
    state: int
    nodes: _Link | None


class _Link(NamedTuple):
    node: Node
    before: _Link | None


def _nodes(last: _Link | None) -> tuple[Node, ...]:
    result = []
    while last is not None:
        result.append(last.node)
        last = last.before
    return tuple(reversed(result))


def _next_steps(game: StageGame, far: list[Distances], place: _Place, periods: int) -> list[_Place]:
    """Look for the next step while time passes: each at the first turn at which it can be made."""
    period, phase, state, nodes = place
    left = far[periods - period - 1][phase][state]
    seen: set[tuple[str, int]] = set()
    found: list[_Place] = []
    while period < periods and far[periods - period - 1][phase][state] == left:
        if phase == len(game.phases):
            if game.ends[state]:
                break
            period, phase, state = period + 1, 0, int(game.tick[state])
            continue
        turn = game.phases[phase]
        if isinstance(turn, Turn):
            for number, target in _nearer(turn, far[periods - period - 1][phase + 1], state, int(left)):
                step = (turn.actions[number].label, turn.owner)
                if step not in seen:
                    seen.add(step)
                    made = _Link(Node(period, phase, state, number), nodes)
                    found.append(_Place(period, phase + 1, target, made))
            nodes = _Link(Node(period, phase, state, None), nodes)
        phase += 1
    return found


def _to_the_close(game: StageGame, place: _Place) -> _Link | None:
    """After the last step: the turns that still come before a period closes in the goal."""
    assert game.goal is not None
    period, phase, state, nodes = place
    while True:
        if phase == len(game.phases):
            if game.goal[state]:
                return nodes
            period, phase, state = period + 1, 0, int(game.tick[state])
            continue
        if isinstance(game.phases[phase], Turn):
            nodes = _Link(Node(period, phase, state, None), nodes)
        phase += 1


def _nearer(turn: Turn, far: NDArray[np.int32], state: int, left: int) -> list[tuple[int, int]]:
    """Actions that bring the goal one move nearer, and where they lead."""
    place = int(np.searchsorted(turn.rows, state))
    if place == len(turn.rows) or turn.rows[place] != state:
        return []
    return [
        (a, int(turn.target[a, place]))
        for a in range(len(turn.actions))
        if turn.available[a, place] and not turn.forbidden[a] and far[turn.target[a, place]] == left - 1
    ]
