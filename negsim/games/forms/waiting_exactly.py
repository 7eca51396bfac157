"""The numbers of a scenario as fractions, and what waiting for ever is worth in them."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from negsim.games.stage_game import Chance, StageGame

__all__ = ["Amounts", "waiting_for_ever"]

Vector = tuple[Fraction, ...]

MOST_EXACT = 40  # states on a way of waiting up to which it is solved in fractions


def decimal(value: float) -> Fraction:
    """A number as the decimal of twelve digits that it is nearest to: 0.1 + 0.2 is 3/10."""
    return Fraction(f"{value:.12g}")


class Amounts:
    """Payments, flows and probabilities of a game at the scenario's own values, by number, as fractions."""

    def __init__(self, game: StageGame) -> None:
        self.game = game
        self._raw = game.payoffs()
        self.probability: NDArray[np.float64] = self._raw.probability[:, 0, 0]
        self.discount: Vector = tuple(decimal(float(d)) for d in self._raw.discount[:, 0])
        self._known: dict[Any, Vector] = {}

    def _row(self, kind: str, table: NDArray[np.float64], number: int) -> Vector:
        key = kind, number
        if key not in self._known:
            self._known[key] = tuple(decimal(x) for x in table[number, :, 0].tolist())
        return self._known[key]

    def pay(self, number: int) -> Vector:
        """What an edge pays each party."""
        return self._row("pay", self._raw.pay, number)

    def flow(self, number: int) -> Vector:
        """What a period pays each party."""
        return self._row("flow", self._raw.flow, number)

    def final(self, state: int) -> Vector:
        """Terminal payoffs that the scenario states."""
        return self._row("final", self._raw.final, int(self.game.final_id[state]))

    def chance(self, number: int) -> Fraction:
        """A probability."""
        return self._chances[number]

    @cached_property
    def _chances(self) -> list[Fraction]:
        return [decimal(p) for p in self.probability.tolist()]

    def rest(self, phase: Chance) -> NDArray[np.float64]:
        """Probability that nothing happens [row]; what is rounding counts as none."""
        left = 1.0 - self.probability[phase.probability].sum(axis=0)
        return np.where(left > 1e-12, left, 0.0)


def waiting_for_ever(game: StageGame, numbers: Amounts) -> Callable[[int], Vector]:
    """What play is worth after the last period, from a state at the start of a period."""
    kind = game.scenario.play.final
    if kind == "stop":
        nothing = (Fraction(0),) * len(game.parties)
        return lambda state: nothing
    if kind != "forever":
        return numbers.final
    return _Waiting(game, numbers)


class _Waiting:
    """Values of waiting for ever, by state: W = r + δ P W over the states that waiting leads to."""

    def __init__(self, game: StageGame, numbers: Amounts) -> None:
        self.game, self.numbers = game, numbers
        self.place = [
            dict(zip(p.rows.tolist(), range(len(p.rows)), strict=True)) if isinstance(p, Chance) else {}
            for p in game.phases
        ]
        self.known: dict[int, Vector] = {}

    def __call__(self, state: int) -> Vector:
        if state not in self.known:
            self._solve(state)
        return self.known[state]

    def _period(self, state: int) -> tuple[Vector, dict[int, Fraction]]:
        """Expected payoffs of a period of waiting, and the states that it leads to with their chances."""
        paid = [Fraction(0)] * len(self.game.parties)
        now = {state: Fraction(1)}
        for phase, place in zip(self.game.phases, self.place, strict=True):
            after: dict[int, Fraction] = {}
            for s, p in now.items():
                left = p
                if isinstance(phase, Chance) and s in place:
                    row = place[s]
                    for d in range(len(phase.target)):
                        q = p * self.numbers.chance(int(phase.probability[d, row]))
                        left -= q
                        to = int(phase.target[d, row])
                        after[to] = after.get(to, Fraction(0)) + q
                        pays = self.numbers.pay(int(phase.pay[d, row]))
                        paid = [x + q * y for x, y in zip(paid, pays, strict=True)]
                after[s] = after.get(s, Fraction(0)) + left
            now = {s: p for s, p in after.items() if p}
        later: dict[int, Fraction] = {}
        for s, p in now.items():
            paid = [
                x + p * y for x, y in zip(paid, self.numbers.flow(int(self.game.flow_id[s])), strict=True)
            ]
            to = int(self.game.tick[s])
            later[to] = later.get(to, Fraction(0)) + p
        return tuple(paid), later

    def _solve(self, start: int) -> None:
        periods: dict[int, tuple[Vector, dict[int, Fraction]]] = {}
        queue = [start]
        for s in queue:  # grows while it is walked
            if s not in periods and s not in self.known:
                periods[s] = self._period(s)
                queue += periods[s][1]
        states = list(periods)
        place = {s: i for i, s in enumerate(states)}
        columns = []
        for k, delta in enumerate(self.numbers.discount):
            rows = []
            for s in states:
                paid, later = periods[s]
                row = {place[s]: Fraction(1)}
                right = paid[k]
                for to, p in later.items():
                    if to in self.known:
                        right += delta * p * self.known[to][k]
                    else:
                        row[place[to]] = row.get(place[to], Fraction(0)) - delta * p
                rows.append((row, right))
            columns.append(_eliminate(rows) if len(states) <= MOST_EXACT else _in_floats(rows))
        for s, worth in zip(states, zip(*columns, strict=True), strict=True):
            self.known[s] = worth


def _eliminate(rows: list[tuple[dict[int, Fraction], Fraction]]) -> list[Fraction]:
    """Solve linear equations whose diagonal dominates, from the last to the first and back."""
    n = len(rows)
    work = [(dict(row), right) for row, right in rows]
    for i in range(n - 1, -1, -1):
        row, right = work[i]
        pivot = row.pop(i)
        row = {j: c / pivot for j, c in row.items()}
        right /= pivot
        work[i] = row, right
        for j in range(i):
            other, value = work[j]
            factor = other.pop(i, None)
            if factor:
                for m, c in row.items():
                    other[m] = other.get(m, Fraction(0)) - factor * c
                work[j] = other, value - factor * right
    solved: list[Fraction] = []
    for row, right in work:
        solved.append(right - sum((c * solved[j] for j, c in row.items()), Fraction(0)))
    return solved


def _in_floats(rows: list[tuple[dict[int, Fraction], Fraction]]) -> list[Fraction]:
    from scipy.sparse import coo_array
    from scipy.sparse.linalg import splu

    entries = [(i, j, float(c)) for i, (row, _) in enumerate(rows) for j, c in row.items()]
    i, j, c = (np.array(x) for x in zip(*entries, strict=True))
    matrix = coo_array((c, (i, j)), shape=(len(rows), len(rows))).tocsc()
    return [decimal(float(x)) for x in splu(matrix).solve(np.array([float(right) for _, right in rows]))]
