"""What a value is made of: the payoff terms, payments and events that add up to it."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from negsim.games.stage_game import Chance, Turn
from negsim.games.states import States
from negsim.sequencing.play import Play
from negsim.solvers.waiting import waiting_values

__all__ = ["Parts", "Sources"]

Floats = NDArray[np.float64]
Parts = dict[str, float]


class Sources:
    """Splits the value that a party expects from any node of a play into its sources.

    A source is a payoff term of the file ("threat"), what a move pays ("making resume"), what an event pays
    ("the event clash"), or the final payoff. Discounted expectations, if all follow the strategy from the
    node on; they add up to the node's value.
    """

    def __init__(self, play: Play, party: str) -> None:
        self.play, self.game = play, play.game
        self.i = self.game.parties.index(party)
        self.discount = float(play.payoffs.discount[self.i, 0])
        self._terms = self.game.scenario.payoffs.get(party, {})
        self._flows: dict[int, Parts] = {}

    def of(self, period: int, phase: int, state: int) -> Parts:
        """Sources of the value from just before a phase on (the number of phases: just before the close)."""
        total: Parts = {}
        weights, first, factor = {state: 1.0}, phase, 1.0
        for now in range(period, self.play.periods):
            for k in range(first, len(self.game.phases)):
                weights = self._through(now, k, weights, factor, total)
            first = 0
            ahead: dict[int, float] = {}
            for x, weight in weights.items():
                _add(total, self._flow(x), factor * weight)
                after = int(self.game.tick[x])
                if self.game.ends[x] or now == self.play.periods - 1:
                    _add(total, self._final(after), factor * self.discount * weight)
                else:
                    ahead[after] = ahead.get(after, 0.0) + weight
            weights, factor = ahead, factor * self.discount
        return total

    def paid(self, number: int) -> float:
        """What a numbered payment pays the party."""
        return float(self.play.payoffs.pay[number, self.i, 0])

    def _through(
        self, period: int, k: int, weights: dict[int, float], factor: float, total: Parts
    ) -> dict[int, float]:
        phase = self.game.phases[k]
        after: dict[int, float] = {}
        for x, weight in weights.items():
            place = int(np.searchsorted(phase.rows, x))
            if place == len(phase.rows) or phase.rows[place] != x:
                after[x] = after.get(x, 0.0) + weight
                continue
            for target, share, pay, name in self._branches(period, k, phase, place, x):
                after[target] = after.get(target, 0.0) + weight * share
                _add(total, {name: self.paid(pay)}, factor * weight * share)
        return after

    def _branches(
        self, period: int, k: int, phase: Turn | Chance, place: int, x: int
    ) -> list[tuple[int, float, int, str]]:
        """Where a state goes in a phase: state, probability, payment, and what pays it."""
        if isinstance(phase, Turn):
            action, a, declined_by = self.play.turn_at(period, k, x)
            if action is None:
                return [(x, 1.0, 0, "")]
            if declined_by is not None:
                return [
                    (
                        int(phase.refusal[a, place]),
                        1.0,
                        int(phase.refusal_pay[a, place]),
                        declining(action.label),
                    )
                ]
            return [(int(phase.target[a, place]), 1.0, int(phase.pay[a, place]), making(action.label))]
        found = []
        left = 1.0
        for target, pay, cell in zip(
            phase.target[:, place], phase.pay[:, place], phase.probability[:, place], strict=True
        ):
            p = float(self.play.payoffs.probability[cell, 0, 0])
            left -= p
            found.append((int(target), p, int(pay), f"the event {phase.name}"))
        return [*found, (x, left, 0, "")]

    def _flow(self, x: int) -> Parts:
        """Each payoff term in a state."""
        if x not in self._flows:
            found = self._evaluate(States(self.game.space, self.game.table, np.array([x])))
            self._flows[x] = dict(zip(self._terms, map(float, found[0]), strict=True))
        return self._flows[x]

    def _evaluate(self, states: States) -> Floats:
        """Payoff terms in some states: f8 [state, term]."""
        scenario, env = self.game.scenario, _AtOwnValues(states, self.game.scenario.values)
        result = np.zeros((len(states), len(self._terms)))
        for k, term in enumerate(self._terms.values()):
            amount = scenario.expression(term.value, "number")(env)
            holds = True if term.when is None else scenario.expression(term.when, "guard")(env)
            result[:, k] = np.where(holds, amount, 0.0)
        return result

    def _final(self, x: int) -> Parts:
        kind = self.game.scenario.play.final
        if kind == "stop":
            return {}
        if kind != "forever":
            return {"the final payoff": float(self.play.payoffs.final[self.game.final_id[x], self.i, 0])}
        names = [*self._terms, *self._events]
        return dict(zip(names, map(float, self._for_ever[x]), strict=True))

    @cached_property
    def _events(self) -> list[str]:
        return [f"the event {p.name}" for p in self.game.phases if isinstance(p, Chance)]

    @cached_property
    def _for_ever(self) -> Floats:
        """What waiting for ever gives, by source: f8 [S₀, source]."""
        game, events = self.game, [p for p in self.game.phases if isinstance(p, Chance)]
        width = len(self._terms) + len(events)
        flow = np.zeros((game.states, width, 1))
        flow[:, : len(self._terms), 0] = self._evaluate(States(game.space, game.table))
        discount = np.full((width, 1), self.discount)
        pay = np.zeros((len(self.play.payoffs.pay), width, 1))
        for k, event in enumerate(events):  # the payments of different events have different numbers
            mine = np.unique(event.pay)
            pay[mine, len(self._terms) + k, 0] = self.play.payoffs.pay[mine, self.i, 0]
        return waiting_values(game, flow, pay, self.play.payoffs.probability, discount)[:, :, 0]


class _AtOwnValues:
    """States, and the scenario's own parameter values: what expressions are evaluated in."""

    def __init__(self, states: States, values: dict[str, float]) -> None:
        self._states, self._values = states, values
        self.level, self.value = states.level, states.value
        self.done, self.in_force = states.done, states.in_force

    def parameter(self, name: str) -> float:
        return self._values[name]


def making(label: str) -> str:
    """Name what a step pays."""
    return f"making {label}"


def declining(label: str) -> str:
    """Name what it pays to decline a proposal."""
    return f"declining {label}"


def _add(total: Parts, parts: Parts, factor: float) -> None:
    for name, amount in parts.items():
        if amount:
            total[name] = total.get(name, 0.0) + factor * amount
