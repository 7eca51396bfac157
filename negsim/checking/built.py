"""The games that a check looks at: built within bounds, or refused with a reason."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from math import prod

import numpy as np
from numpy.typing import NDArray

from negsim.checking.budget import Budget, Spent
from negsim.games.compile import Builder
from negsim.games.index import Edges, StateIndex
from negsim.games.rules import MAX_ACTIONS as MOST_THAT_CAN_BE_BUILT
from negsim.games.rules import Action
from negsim.games.stage_game import StageGame, Turn
from negsim.games.states import States, StateSpace
from negsim.scenario.scenario import Scenario
from negsim.scenario.schema import Event, Order
from negsim.scenario.text.document import Path

__all__ = ["Built", "TooLarge", "build", "place_of", "under"]

MAX_STATES = 50_000  # of one game
MAX_CELLS = 5_000_000  # columns times states: what the table of a game holds
MAX_EDGES = 2_000_000
MAX_ACTIONS = 5_000  # of one game; an `any` is one a level

Ints = NDArray[np.int64]


class TooLarge(Exception):
    """A game is larger than a check builds: what it has too much of, and its states as far as known."""

    def __init__(self, what: str, space: StateSpace | None = None, table: NDArray[np.int16] | None = None):
        super().__init__(what)
        self.what, self.space, self.table = what, space, table


def under(scenario: Scenario, order: str | None) -> str:
    """Say under which order, with a blank before it; nothing, where the file has no orders."""
    if order is None:
        return " without an order" if scenario.orders else ""
    return f' under the order "{order}"'


def place_of(order: str | None) -> Path:
    """Say where in the file a game is spoken of; without an order, where the moves begin."""
    return ("moves",) if order is None else ("orders", order)


@dataclass(frozen=True)
class Built:
    """The game of one order, with what several checks ask of it."""

    order: str | None
    game: StageGame

    @cached_property
    def states(self) -> States:
        """All situations that can be reached, as what conditions are evaluated in."""
        return States(self.game.space, self.game.table)

    @cached_property
    def seen_jointly(self) -> States:
        """The same, as conditions of joint moves see them."""
        return self.states.agreed()

    @cached_property
    def made(self) -> set[tuple[str, ...]]:
        """The moves of every action that is available somewhere."""
        turns = (phase for phase in self.game.phases if isinstance(phase, Turn))
        return {action.moves for turn in turns for action in turn.actions}

    @cached_property
    def available(self) -> set[str]:
        """Moves that are available somewhere, alone or in a package."""
        return {move for moves in self.made for move in moves}

    @cached_property
    def under(self) -> str:
        """Under which order, in words."""
        return under(self.game.scenario, self.order)

    def situation(self, state: int, issues: Iterable[str]) -> str:
        """Write the levels of some issues in a state, as a condition; not more of them than can be read."""
        levels = self.game.levels(state)
        named = [f"{issue} == {levels[issue]}" for issue in levels if issue in set(issues)]
        return " and ".join(named[:6]) + " …" * (len(named) > 6)


def build(scenario: Scenario, order: str | None, budget: Budget, *, periods: int | None = None) -> Built:
    """Build the game of an order, unless it is too large.

    Raises
    ------
    TooLarge
        If it has too many actions, states or edges.
    Spent
        If it may not be too large, but there is no budget left for it.
    GameError
        If no game can be built for another reason.
    """
    actions = _count_actions(scenario, scenario.orders[order] if order is not None else Order())
    if actions > MOST_THAT_CAN_BE_BUILT:
        actions = 0  # none is made: the rules refuse
    elif actions > MAX_ACTIONS:
        raise TooLarge(f"more than {MAX_ACTIONS} choices of moves: packages, or levels chosen by `any`")
    expressions = sum(map(len, scenario.payoffs.values())) + len(scenario.moves) + len(scenario.events)
    budget.spend(300 + 15 * expressions + 5 * actions * len(scenario.movers))
    game = _Bounded(scenario, order, budget, periods).build()
    budget.take(game.states)
    return Built(order, game)


def _count_actions(scenario: Scenario, order: Order) -> int:
    """Count the actions that there may be, before they are listed: a package multiplies choices of levels."""
    choices = {
        name: prod(len(scenario.issues[i].levels) for i, target in move.sets.items() if target == "any")
        for name, move in scenario.moves.items()
    }
    return sum(choices.values()) + sum(prod(choices[m] for m in package) for package in order.together)


class _Bounded(Builder):
    """A builder that spends from a budget, and stops before it fills the memory."""

    def __init__(self, scenario: Scenario, order: str | None, budget: Budget, periods: int | None) -> None:
        limit = min(MAX_STATES, budget.states)
        super().__init__(scenario, order, periods, limit, False, {})
        self.budget = budget
        self.width = len(self.space.columns)
        self.index = _Index(self.space, min(limit, MAX_CELLS // self.width), whole=limit == MAX_STATES)

    def _spend(self, fixed: float, rows: int, a_row: float) -> None:
        self.budget.spend(
            fixed + 4 * self.width + rows * (0.3 + 0.08 * self.width + a_row) + self.index.count * 0.01
        )
        if self.edge_count > MAX_EDGES:
            raise TooLarge(f"more than {MAX_EDGES} ways from one situation to the next")

    def _act(self, phase: int, action: Action, edges: Edges, rows: Ints, states: States) -> Ints:
        chars = sum(len(guard.text) for c in action.components for guard in c.guards)
        writes = sum(len(c.targets) for c in action.components)
        agreed = len(self.space.complete) ** 2 * len(action.components)
        fixed = 50 + 40 * len(action.components) + 12 * writes + 0.3 * chars + 10 * agreed
        self._spend(fixed, len(rows), 0.001 * chars + 0.02 * agreed)
        return super()._act(phase, action, edges, rows, states)

    def _draw(self, phase: int, name: str, event: Event, rows: Ints, states: States) -> list[Ints]:
        writes = sum(len(draw.sets) for draw in event.draws)
        draws = len(event.draws)
        if draws * len(rows) > MAX_EDGES:
            raise TooLarge(f"more than {MAX_EDGES} ways from one situation to the next")
        fixed = 30 + draws * (50 + 4 * self.width) + 12 * writes + 0.3 * len(event.when or "")
        self._spend(fixed, len(rows), draws * (0.3 + 0.08 * self.width))
        return super()._draw(phase, name, event, rows, states)

    def _tick(self, rows: Ints, never: int) -> Ints:
        self._spend(60 + 15 * self.width, len(rows), 0)
        return super()._tick(rows, never)

    def _finish(self, start: int, opening: int) -> StageGame:
        # each phase becomes a table of actions by states, however few of them belong together
        filled = 0
        for edges in self.edges:
            found = [sum(map(len, e.rows)) for e in edges if e.rows]
            filled += len(found) * min(self.index.count, sum(found))
        if filled > 2 * MAX_EDGES:
            raise TooLarge(f"more than {2 * MAX_EDGES} pairs of a choice and a situation")
        chars = sum(len(t) for t in self.scenario.outcomes.values())
        self.budget.spend(filled * 0.02 + self.index.count * (2 + 0.001 * chars) + 0.3 * chars)
        return super()._finish(start, opening)


class _Index(StateIndex):
    """Numbers for states, up to a limit."""

    def __init__(self, space: StateSpace, limit: int, *, whole: bool) -> None:
        super().__init__(space, limit)
        self.whole = whole  # the limit is that of any game, not what earlier games left of the budget

    def _refuse(self, count: int) -> None:
        if not self.whole:
            raise Spent
        what = f"more than {self.limit} situations"
        raise TooLarge(what, self.space, self.table[:, : self.count].copy())
