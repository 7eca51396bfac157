"""Numbers for the states of a game under construction, and the edges found between them."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from negsim.errors import GameError
from negsim.games.states import States, StateSpace

__all__ = ["Edges", "StateIndex"]

MAX_CELLS = 200_000_000  # of the table of states: columns times states, two bytes each

Ints = NDArray[np.int64]


@dataclass
class Edges:
    """What was found for one action or draw: rows, where they lead, what that pays."""

    rows: list[Ints] = field(default_factory=list)
    columns: list[tuple[Ints, ...]] = field(default_factory=list)

    def add(self, rows: Ints, *columns: Ints) -> None:
        """Note edges from these rows."""
        self.rows.append(rows)
        self.columns.append(columns)

    def dense(
        self, active: Ints, fill: tuple[Ints, ...], place: Ints
    ) -> tuple[list[Ints], NDArray[np.bool_]]:
        """Columns over the active rows (numbered by `place`), and where they were found."""
        found = np.zeros(len(active), bool)
        result = [f.copy() for f in fill]
        for rows, columns in zip(self.rows, self.columns, strict=True):
            at = place[rows]
            found[at] = True
            for out, values in zip(result, columns, strict=True):
                out[at] = values
        return result, found


class StateIndex:
    """Numbers for states, by their keys; sorted arrays that grow by merging."""

    def __init__(self, space: StateSpace, limit: int) -> None:
        self.space, self.asked = space, limit
        self.limit = min(limit, MAX_CELLS // max(1, len(space.columns)))
        self.sorted = np.zeros(0, np.uint64)
        self.numbers = np.zeros(0, np.int64)
        self.table = np.zeros((len(space.columns), 1024), np.int16)
        self.earliest = np.zeros(1024, np.int16)  # first phase that can find the state
        self.expanded = np.zeros(1024, np.int16)  # phases from this one on have been expanded
        self.count = 0

    def states(self, rows: Ints) -> States:
        """Look up states by their numbers."""
        return States(self.space, self.table, rows)

    def add(self, states: States, phase: int, never: int) -> tuple[Ints, Ints]:
        """Number the states; also say which are new to this phase."""
        unique, first, inverse = np.unique(states.keys(), return_index=True, return_inverse=True)
        at = np.searchsorted(self.sorted, unique)
        known = np.zeros(len(unique), bool)
        inside = at < len(self.sorted)
        known[inside] = self.sorted[at[inside]] == unique[inside]
        numbers = np.empty(len(unique), np.int64)
        numbers[known] = self.numbers[at[known]]
        fresh = np.flatnonzero(~known)
        fresh = fresh[np.argsort(first[fresh], kind="stable")]  # numbered as they are met
        numbers[fresh] = self.count + np.arange(len(fresh))
        if len(fresh):
            self._append(states.select(first[fresh]), unique[fresh], numbers[fresh], phase, never)
        if not self.space.exact:  # keys are hashes here: make sure that equal keys are equal states
            same = self.table[:, numbers[inverse.reshape(-1)]] == states.table()
            if not same.all():
                raise GameError("two states share a hash key; rename or reorder an issue and try again")
        lowered = numbers[self.earliest[numbers] > phase]
        self.earliest[lowered] = phase
        return numbers[inverse.reshape(-1)], np.concatenate([numbers[fresh], lowered])

    def _append(
        self, states: States, keys: NDArray[np.uint64], numbers: Ints, phase: int, never: int
    ) -> None:
        end = self.count + len(states)
        if end > self.limit:
            self._refuse(end)
        while end > self.table.shape[1]:
            self.table = np.concatenate([self.table, np.zeros_like(self.table)], axis=1)
            self.earliest = np.concatenate([self.earliest, np.zeros_like(self.earliest)])
            self.expanded = np.concatenate([self.expanded, np.zeros_like(self.expanded)])
        self.table[:, self.count : end] = states.table()
        self.earliest[self.count : end] = phase
        self.expanded[self.count : end] = never
        self.count = end
        merged = np.concatenate([self.sorted, keys])
        order = np.argsort(merged, kind="stable")
        self.sorted, self.numbers = merged[order], np.concatenate([self.numbers, numbers])[order]

    def _refuse(self, count: int) -> None:
        """Name what multiplies the states: without it, how many would there be?"""
        table = self.table[:, : self.count]
        parts: dict[str, list[int]] = {}
        for k, column in enumerate(self.space.columns):
            kind, *names = column
            words = {
                "level": "issue",
                "rest": "countdown of",
                "holder": "countdown of",
                "prior": "countdown of",
            }
            words |= {
                "pending": "delay of",
                "done": "memory of",
                "agreed": "agreement on",
                "choice": "level chosen by",
            }
            parts.setdefault(f'{words.get(kind, kind)} "{names[0]}"' if names else "turn", []).append(k)
        factors = {}
        for name, columns in parts.items():
            rest = np.delete(table, columns, axis=0).astype(np.int64)
            weights = np.random.default_rng(0).integers(1, 2**62, len(rest))
            factors[name] = self.count / max(1, len(np.unique(weights @ rest)))
        worst = sorted(factors.items(), key=lambda f: -f[1])[:3]
        listed = ", ".join(f"the {name} by {factor:.1f}" for name, factor in worst)
        raise GameError(
            f"more than {self.limit:,} states ({count:,} and counting); they are multiplied by: {listed}. "
            "Drop levels, countdowns or delays"
            + (", or raise max_states" if self.limit == self.asked else "")
        )
