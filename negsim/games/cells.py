"""Distinct payoff cells: what expressions can evaluate to, far fewer than there are states.

A cell is one combination of the columns that an expression reads. States refer to cells by number, so that
at a parameter point each expression is evaluated once a cell, for all points together.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from math import prod

import numpy as np
from numpy.typing import NDArray

from negsim.errors import GameError
from negsim.games.states import Column, States, StateSpace
from negsim.scenario.expressions import Expression
from negsim.scenario.limits import LARGEST
from negsim.scenario.text.document import Path

__all__ = ["Cells", "Source", "Sums", "Term"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Term:
    """One expression, counted where its guard holds; `name` is what error messages call it."""

    value: Expression
    guard: Expression | None
    name: str
    path: Path  # where it stands in the file


class Source:
    """Expressions that are evaluated together: some terms for each of `width` recipients."""

    def __init__(self, space: StateSpace, terms: Sequence[Sequence[Term]]) -> None:
        self.space = space
        self.terms = terms
        self.columns = self._columns()
        self.rows: dict[Hashable, int] = {}  # combination → cell
        self.table: list[Ints] = []

    def _columns(self) -> tuple[Column, ...]:
        read: set[Column] = set()
        moves = self.space.scenario.moves
        for term in (t for group in self.terms for t in group):
            for e in filter(None, (term.value, term.guard)):
                read |= {("level", i) for i in e.issues} | {("done", m) for m in e.done}
                for m in e.in_force:
                    read |= {("level", i) for i in moves[m].sets} or {("done", m)}
        return tuple(c for c in self.space.columns if c in read)

    def evaluate(self, parameters: Mapping[str, Floats], points: int) -> Floats:
        """Evaluate every cell at every point: f8 [cell, recipient, point]."""
        env = self._environment(parameters)
        result = np.zeros((len(self.table), len(self.terms), points))
        for k, group in enumerate(self.terms):
            for term in group:
                amount = np.broadcast_to(term.value(env), (len(self.table), points))
                if term.guard is not None:
                    amount = np.where(term.guard(env), amount, 0.0)
                bad = ~(np.abs(amount) <= LARGEST)  # nan is bad too
                if bad.any():
                    self._refuse(term, amount, bad, parameters)
                result[:, k] += amount
        return result

    def _environment(self, parameters: Mapping[str, Floats]) -> States:
        table = np.zeros((len(self.space.columns), len(self.table)), np.int16)
        for c, values in zip(
            self.columns, np.array(self.table, np.int16).reshape(len(self.table), -1).T, strict=True
        ):
            table[self.space.place[c]] = values
        return _Upright(self.space, table, parameters)

    def _refuse(
        self, term: Term, amount: Floats, bad: NDArray[np.bool_], parameters: Mapping[str, Floats]
    ) -> None:
        cell, point = np.argwhere(bad)[0]
        where = [
            f"{c[1]} == {self.space.scenario.issues[c[1]].levels[v]}"
            for c, v in zip(self.columns, self.table[cell], strict=True)
            if c[0] == "level"
        ]
        values = [
            f"{n} = {np.ravel(np.broadcast_to(parameters[n], bad.shape[1:]))[point]:g}"
            for n in sorted(term.value.parameters)
        ]
        at = " and ".join(where + values)
        found = amount[cell, point]
        said = (
            f"{found:g}"
            + (", which is too large" if np.isfinite(found) else "")
            + (f" where {at}" if at else "")
        )
        message = f'{term.name}: "{term.value.text}" is {said}'
        raise GameError(self.space.scenario.problem("NS621", term.path, message))


class _Upright(States):
    """States down the first axis, points along the second."""

    def __init__(self, space: StateSpace, table: NDArray[np.int16], parameters: Mapping[str, Floats]) -> None:
        super().__init__(space, table)
        self._parameters = parameters

    def get(self, column: Column) -> Ints:
        return super().get(column).reshape(-1, 1)


class Cells:
    """Numbered cells of several sources; cell 0 is nothing at all."""

    def __init__(self, space: StateSpace, width: int) -> None:
        self.space = space
        self.width = width
        self.sources: dict[str, Source] = {}
        self._numbers: dict[tuple[str, int], int] = {}

    def __len__(self) -> int:
        return 1 + len(self._numbers)

    def add_source(self, name: str, terms: Sequence[Sequence[Term]]) -> None:
        """Declare expressions under a name; a source without terms costs nothing."""
        if any(terms):
            self.sources[name] = Source(self.space, terms)

    def of(self, name: str, states: States, where: NDArray[np.bool_] | None = None) -> Ints:
        """Number the cells that these states see: i8 [row], 0 where `where` fails or there is nothing."""
        source = self.sources.get(name)
        if source is None or not len(states):
            return np.zeros(len(states), np.int64)
        columns = [states.get(c) for c in source.columns] or [np.zeros(len(states), np.int64)]
        codes, first, inverse = _distinct(columns, [self.space.sizes[c] for c in source.columns] or [1])
        numbers = np.empty(len(codes), np.int64)
        for k, (code, row) in enumerate(zip(codes, first.tolist(), strict=True)):
            if code not in source.rows:
                source.rows[code] = len(source.table)
                source.table.append(np.array([v[row] for v in columns[: len(source.columns)]], np.int64))
                self._numbers[name, source.rows[code]] = len(self)
            numbers[k] = self._numbers[name, source.rows[code]]
        result = numbers[inverse]
        return result if where is None else np.where(where, result, 0)

    def evaluate(self, parameters: Mapping[str, Floats], points: int) -> Floats:
        """Evaluate all cells: f8 [cell, recipient, point]."""
        result = np.zeros((len(self), self.width, points))
        for name, source in self.sources.items():
            if source.table:
                numbers = [self._numbers[name, k] for k in range(len(source.table))]
                result[numbers] = source.evaluate(parameters, points)
        return result


def _distinct(columns: list[Ints], sizes: list[int]) -> tuple[list[Hashable], Ints, Ints]:
    """Tell combinations apart: a code for each, the first row that has it, and which one each row has."""
    if prod(sizes) < 2**62:
        key = np.zeros(len(columns[0]), np.int64)
        for values, size in zip(reversed(columns), reversed(sizes), strict=True):
            key = key * size + values
        unique, first, inverse = np.unique(key, return_index=True, return_inverse=True)
        return unique.tolist(), first, inverse.reshape(-1)
    table, first, inverse = np.unique(np.stack(columns), axis=1, return_index=True, return_inverse=True)
    return [c.tobytes() for c in table.T], first, inverse.reshape(-1)


class Sums:
    """Numbered sums of cells: what one edge of the game pays may fall due in several parts."""

    def __init__(self) -> None:
        self.parts: dict[tuple[int, ...], int] = {(): 0}

    def of(self, pieces: Sequence[Ints], rows: int) -> Ints:
        """Number the sum of the pieces in each row."""
        if not pieces:
            return np.zeros(rows, np.int64)
        stacked = np.stack(pieces)
        unique, inverse = np.unique(stacked, axis=1, return_inverse=True)
        numbers = np.empty(unique.shape[1], np.int64)
        for k, column in enumerate(unique.T.tolist()):
            numbers[k] = self.parts.setdefault(tuple(c for c in column if c), len(self.parts))
        return numbers[inverse.reshape(-1)]

    def evaluate(self, cells: Floats) -> Floats:
        """Add up: f8 [sum, recipient, point]."""
        longest = max(map(len, self.parts))
        result = np.zeros((len(self.parts), *cells.shape[1:]))
        for k in range(longest):
            result += cells[[p[k] if k < len(p) else 0 for p in self.parts]]
        return result
