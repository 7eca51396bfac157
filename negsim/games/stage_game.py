"""`StageGame`: one period of a negotiation as arrays, without time and without parameters.

All states of all phases share one numbering. Waiting, and chance doing nothing, change no state; so the
states in which a phase can find the game are among those of the next phase, and states are numbered so
that they come first there: phase k sees states 0 … sizes[k] − 1. A phase stores only its *active* rows,
where there is something to do; in all others a value passes through unchanged.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from negsim.errors import GameError, nearest
from negsim.games.cells import Cells, Sums
from negsim.games.rules import Action, Rules
from negsim.games.states import StateSpace
from negsim.scenario.limits import ROUNDING
from negsim.scenario.scenario import Scenario
from negsim.scenario.text.document import Path

__all__ = ["Chance", "Payoffs", "StageGame", "Turn"]

Ints = NDArray[np.int32]
Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

WAIT = -1


@dataclass(frozen=True, eq=False)
class Turn:
    """One mover's turn. A: actions (waiting is not among them), N: active rows."""

    owner: int  # party that chooses
    rows: Ints  # i4 [N] states in which there is a choice
    actions: tuple[Action, ...]
    responders: tuple[tuple[int, ...], ...]  # for each action the parties that must consent, in order
    target: Ints  # i4 [A, N] state that the action leads to; the row itself where it is unavailable
    pay: Ints  # i4 [A, N] what it pays
    available: Mask  # [A, N]
    refusal: Ints  # i4 [A, N] state after a proposal is declined; the row itself where that does nothing
    refusal_pay: Ints  # i4 [A, N]
    forbidden: Mask  # [A] looked at, never taken


@dataclass(frozen=True, eq=False)
class Chance:
    """One event. D: draws, N: active rows; with the rest of the probability nothing happens."""

    name: str
    rows: Ints  # i4 [N]
    target: Ints  # i4 [D, N]
    pay: Ints  # i4 [D, N]
    probability: Ints  # i4 [D, N] number of the cell that holds it


@dataclass(frozen=True, eq=False)
class Payoffs:
    """The numbers of a game at a block of B parameter points, points on the last axis."""

    flow: Floats  # f8 [F, party, B] payoff of a period
    pay: Floats  # f8 [K, party, B] payments on edges; 0 pays nothing
    probability: Floats  # f8 [Q, 1, B]
    final: Floats  # f8 [G, party, B] terminal payoffs, where the scenario states any
    discount: Floats  # f8 [party, B]
    opening: Floats  # f8 [party, B] what opening the order pays

    @property
    def points(self) -> int:
        """Number of parameter points."""
        return int(self.discount.shape[-1])


@dataclass(frozen=True, eq=False)
class StageGame:
    """A scenario under an order, compiled; made by `compile_game`.

    S: states; a period is the phases in order, then its close: flows, `until`, the tick of countdowns.
    """

    rules: Rules
    horizon: int | None  # the most periods that it can be played for; None: any number
    space: StateSpace
    table: NDArray[np.int16]  # i2 [column, S]
    sizes: tuple[int, ...]  # states that each phase, and last the close, can find
    phases: tuple[Turn | Chance, ...]
    tick: Ints  # i4 [S] state at the start of the next period
    flow_id: Ints  # i4 [S]
    final_id: Ints  # i4 [S]
    ends: Mask  # [S] where `until` holds
    outcome: Ints  # i4 [S] index into outcomes
    opening_pay: int
    start: int
    cells: Mapping[str, Cells]
    sums: Sums

    @property
    def scenario(self) -> Scenario:
        """The scenario that was compiled."""
        return self.rules.scenario

    @cached_property
    def parties(self) -> tuple[str, ...]:
        """Names of the parties, in the order of every party axis."""
        return tuple(self.scenario.parties)

    @cached_property
    def outcomes(self) -> tuple[str, ...]:
        """Names of the outcomes; `other` is what no guard matches."""
        names = tuple(self.scenario.outcomes)
        return names if "otherwise" in self.scenario.outcomes.values() else (*names, "other")

    @property
    def states(self) -> int:
        """Number of states at any point of a period."""
        return int(self.table.shape[1])

    @cached_property
    def goal(self) -> Mask | None:
        """States whose outcome is the goal; None without one."""
        if self.scenario.goal is None:
            return None
        reached: Mask = np.equal(self.outcome, self.outcomes.index(self.scenario.goal))
        return reached

    def levels(self, state: int) -> dict[str, str]:
        """Return the level of each issue in a state."""
        return {
            name: issue.levels[int(self.table[self.space.place["level", name], state])]
            for name, issue in self.scenario.issues.items()
        }

    def payoffs(self, points: Mapping[str, Floats | float] | None = None) -> Payoffs:
        """Evaluate payoffs, probabilities and discounts at a block of parameter points.

        Parameters
        ----------
        points : mapping of str to array or float, optional
            Values of parameters, arrays of one length B; those left out have the scenario's value.

        Raises
        ------
        GameError
            If an expression is not finite, or a probability or discount leaves its bounds.
        """
        given = {} if points is None else points
        scenario = self.scenario
        for name in given:
            if name not in scenario.parameters:
                raise GameError(
                    f'"{name}" is not a parameter of this scenario; {nearest(name, scenario.parameters)}'
                )
        arrays = {
            n: np.atleast_1d(np.asarray(v, np.float64)) for n, v in {**scenario.values, **given}.items()
        }
        lengths = {len(v) for v in arrays.values() if len(v) > 1}
        if len(lengths) > 1 or any(v.ndim > 1 for v in arrays.values()):
            raise GameError(f"parameter arrays must be of one length; found {sorted(lengths)}")
        count = max(lengths, default=1)
        evaluated = {name: cells.evaluate(arrays, count) for name, cells in self.cells.items()}
        discount = (
            evaluated["discount"][1]
            if len(evaluated["discount"]) > 1
            else np.zeros((len(self.parties), count))
        )
        self._check_bounds(discount, evaluated["probability"])
        np.clip(evaluated["probability"], 0, 1, out=evaluated["probability"])  # what rounding has added
        pay = self.sums.evaluate(evaluated["pay"])
        return Payoffs(
            evaluated["flow"],
            pay,
            evaluated["probability"],
            evaluated["final"],
            discount,
            pay[self.opening_pay],
        )

    def _check_bounds(self, discount: Floats, probability: Floats) -> None:
        patient = self.scenario.play.final == "forever"
        for name, values in zip(self.parties, discount, strict=True):
            bad = (values < 0) | (values > 1) | (patient & (values == 1))
            if bad.any():
                wanted = "at least 0 and below 1, because what follows the last period is counted for ever"
                wanted = wanted if patient else "between 0 and 1"
                message = f"the discount factor of {name} is {values[bad][0]:g}; it must be {wanted}"
                raise GameError(self.scenario.problem("NS621", ("parties", name, "discount"), message))
        for phase in self.phases:
            if isinstance(phase, Chance):
                each = probability[:, 0][phase.probability]
                total = each.sum(axis=0)
                bad = (each < -ROUNDING).any(axis=0) | (total > 1 + ROUNDING)
                if bad.any():
                    row, point = np.argwhere(bad)[0]
                    values = ", ".join(f"{p:g}" for p in each[:, row, point])
                    where = " and ".join(f"{i} == {v}" for i, v in self.levels(int(phase.rows[row])).items())
                    message = (
                        f'the probabilities of the event "{phase.name}" must be at least 0 and add up to at '
                        f"most 1; they are {values} where {where}"
                    )
                    path: Path = ("events", phase.name, "draws")
                    alone = np.flatnonzero(
                        (each[:, row, point] < -ROUNDING) | (each[:, row, point] > 1 + ROUNDING)
                    )
                    if len(alone):
                        path = (*path, int(alone[0]), "probability")
                    raise GameError(self.scenario.problem("NS621", path, message))
