"""Which conditions can hold together: all is tried, so that what is called impossible is so for certain.

A situation is a level of each issue and, for each move, whether it was made. Any combination counts, whether
play can get there or not: what no situation meets, no game can meet. Conditions that share no issue are tried
apart, so few combinations are ever needed; where they would be too many, nothing is said.
"""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from negsim.scenario.expressions import Expression
from negsim.scenario.finder import Finder

__all__ = ["Axis", "Condition", "Possibilities", "Step"]

MOST_CELLS = 65_536  # situations that are tried at once
MOST_AXES = 32
WORK = 100_000_000  # what is tried for one file, in hundredths of a microsecond or so

Axis = tuple[str, str]  # ("level", issue), ("done", move), and ("in_force", move) of a move that sets nothing
Mask = NDArray[np.bool_]

_COMPARE: dict[str, Callable[[int, int], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_SIGNS: dict[type[ast.cmpop], str] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}
_YES = np.array([False, True])


@dataclass(frozen=True, eq=False)
class Condition:
    """One thing that must hold.

    Attributes
    ----------
    text : str
        As an expression.
    axes : tuple of Axis
        What it reads, sorted.
    holds : array of bool
        Where it holds: one dimension an axis.
    begin, end : int
        Its place in the expression that it is part of; 0, 0 if it is part of none.
    issue, sign, level : str
        The parts of a plain comparison, else empty.
    """

    text: str
    axes: tuple[Axis, ...]
    holds: Mask
    begin: int = 0
    end: int = 0
    issue: str = ""
    sign: str = ""
    level: str = ""


@dataclass(frozen=True, eq=False)
class Step:
    """Something that is done: what must hold before, and what it changes."""

    conditions: Sequence[Condition]
    changes: Mapping[Axis, int | str] = field(default_factory=dict)  # to an index, or: up, down, any


class Possibilities:
    """What can hold, and what can be done, in one scenario."""

    def __init__(self, finder: Finder) -> None:
        self.finder, self.scenario = finder, finder.scenario
        self.budget = WORK
        self._lost = {path[:2] for path in finder.lost.paths}
        self._sound = {name: self._is_sound(name) for name in self.scenario.issues}
        self._guards: dict[str, list[Condition]] = {}
        self._comparisons: dict[tuple[str, str, str], Mask] = {}
        self._parts: dict[str, Condition | None] = {}
        self._steps: dict[str, Step] = {}

    # What is known ------------------------------------------------------------------------------------

    def _is_sound(self, issue: str) -> bool:
        """Whether nothing is wrong with an issue that would make its levels other than what is meant."""
        i = self.scenario.issues[issue]
        fits = isinstance(i.values, dict) or i.values is None or len(i.values) == len(i.levels)
        named = not isinstance(i.values, dict) or all(level in i.values for level in i.levels)
        right = self.scenario.start_of(issue) in i.levels and len(set(i.levels)) == len(i.levels)
        return fits and named and right and not self.is_lost("issues", issue)

    def is_lost(self, group: str, name: str) -> bool:
        """Whether a part of something could not be read."""
        return (group, name) in self._lost

    def is_whole(self, move: str) -> bool:
        """Whether a move is known with all that it needs and sets."""
        if move not in self.scenario.moves or self.is_lost("moves", move):
            return False
        for issue, target in self.scenario.moves[move].sets.items():
            if not self._sound.get(issue):
                return False
            if target not in ("up", "down", "any") and target not in self.scenario.issues[issue].levels:
                return False
        return True

    def size(self, axis: Axis) -> int:
        """How many values there are on an axis."""
        return len(self.scenario.issues[axis[1]].levels) if axis[0] == "level" else 2

    # Conditions -----------------------------------------------------------------------------------------

    def guard(self, text: str | None) -> list[Condition]:
        """Take a guard apart at its `and`s; what cannot be decided about is left out."""
        if text is None:
            return []
        if text not in self._guards:
            e = self.finder.quiet(text, "guard")
            self._guards[text] = [] if e is None else list(self._all(e))
        return self._guards[text]

    def _all(self, expression: Expression) -> Iterator[Condition]:
        blanks = len(expression.text) - len(expression.text.lstrip())
        source = expression.text.replace("\n", " ").replace("\r", " ")
        for node in _conjuncts(expression.tree):
            begin, end = blanks + node.col_offset, blanks + (node.end_col_offset or 0)
            yield from self._part(node, source[begin:end], begin, end)

    def _part(self, node: ast.expr, text: str, begin: int, end: int) -> Iterator[Condition]:
        match node:
            case ast.Compare(left=ast.Name(id=issue), ops=[sign], comparators=[ast.Name(id=level)]) if (
                issue in self._sound and level in self.scenario.issues[issue].levels
            ):
                if self._sound[issue]:
                    yield self._comparison(issue, _SIGNS[type(sign)], level, text, begin, end)
            case ast.Call(func=ast.Name(id="in_force"), args=[ast.Name(id=move)]):
                yield from self.in_force(move, text, begin, end)
            case _:
                if text not in self._parts:
                    self._parts[text] = self._evaluated(text)
                found = self._parts[text]
                if found is not None:
                    yield Condition(text, found.axes, found.holds, begin, end)

    def _comparison(
        self, issue: str, sign: str, level: str, text: str = "", begin: int = 0, end: int = 0
    ) -> Condition:
        key = (issue, sign, level)
        if key not in self._comparisons:
            levels, compare = self.scenario.issues[issue].levels, _COMPARE[sign]
            aim = levels.index(level)
            self._comparisons[key] = np.array([compare(k, aim) for k in range(len(levels))])
        text = text or f"{issue} {sign} {level}"
        return Condition(text, (("level", issue),), self._comparisons[key], begin, end, issue, sign, level)

    def in_force(self, move: str, text: str = "", begin: int = 0, end: int = 0) -> Iterator[Condition]:
        """Give what it means that a move is in force (docs/design.md, rule 3)."""
        if not self.is_whole(move):
            return
        sets = self.scenario.moves[move].sets
        if not sets:
            yield Condition(text or f"in_force({move})", (("in_force", move),), _YES, begin, end)
        for issue, target in sets.items():
            levels, first = self.scenario.issues[issue].levels, self.scenario.start_of(issue)
            level = first if target in ("up", "down", "any") else target
            beyond = levels.index(level) - levels.index(first)
            sign = {"up": ">", "down": "<", "any": "!="}.get(
                target, ">=" if beyond > 0 else "<=" if beyond < 0 else "=="
            )
            yield self._comparison(issue, sign, level, text, begin, end)

    def _evaluated(self, text: str) -> Condition | None:
        """Try a condition in all situations that it tells apart; None if it cannot be decided about."""
        e = self.finder.quiet(text, "guard")
        axes = self._reads(e) if e is not None else None
        if e is None or axes is None or not self._afford(axes, 20 + len(text)):
            return None
        holds = e(_Grid(self, axes))
        return Condition(text, axes, np.broadcast_to(holds, [self.size(a) for a in axes]))

    def _reads(self, e: Expression) -> tuple[Axis, ...] | None:
        """List what an expression reads; None where that is not known."""
        axes: set[Axis] = {("level", issue) for issue in e.issues} | {("done", move) for move in e.done}
        for move in e.in_force:
            if not self.is_whole(move):
                return None
            sets = self.scenario.moves[move].sets
            axes |= {("level", issue) for issue in sets} if sets else {("in_force", move)}
        sound = all(self._sound[name] for kind, name in axes if kind == "level")
        return tuple(sorted(axes)) if sound else None

    def _afford(self, axes: Sequence[Axis], work: int) -> bool:
        cells = math.prod(self.size(axis) for axis in axes)
        if cells > MOST_CELLS or len(axes) > MOST_AXES or cells * work > self.budget:
            return False
        self.budget -= cells * work
        return True

    # Steps ----------------------------------------------------------------------------------------------

    def step(self, name: str) -> Step:
        """Give what a move by itself needs and changes; it must be whole."""
        if name not in self._steps:
            move = self.scenario.moves[name]
            conditions = list(self.guard(move.when))
            changes: dict[Axis, int | str] = {("done", name): 1, ("in_force", name): 1}
            for issue, target in move.sets.items():
                levels = self.scenario.issues[issue].levels
                if target in ("up", "down"):
                    sign, level = ("<", levels[-1]) if target == "up" else (">", levels[0])
                    conditions.append(self._comparison(issue, sign, level))
                if move.after is None:  # a delayed move changes its levels only later
                    relative = target in ("up", "down", "any")
                    changes["level", issue] = target if relative else levels.index(target)
            self._steps[name] = Step(conditions, changes)
        return self._steps[name]

    def stuck(self, steps: Sequence[Step]) -> int | None:
        """Find the first step that can never be made after those before it; None if there is none known."""
        conditions = [c for step in steps for c in step.conditions]
        if len(steps) == len(conditions) == 1:
            return None if conditions[0].holds.any() else 0
        self.budget -= 2000 + 300 * len(conditions)
        first = None
        for axes in _groups(conditions):
            found, _ = self._go_through(axes, steps[:first])
            first = first if found is None else found
        return first

    def left(self, steps: Sequence[Step], issue: str) -> list[str]:
        """List levels of an issue that steps may leave: all others are certainly gone."""
        _, here = self._go_through((("level", issue),), steps)
        return [v for k, v in enumerate(self.scenario.issues[issue].levels) if here is None or here[k]]

    def _go_through(self, axes: tuple[Axis, ...], steps: Sequence[Step]) -> tuple[int | None, Mask | None]:
        """Follow what is possible along some axes: the step that is not, and what is possible at the end."""
        inside = [[c for c in step.conditions if set(c.axes) <= set(axes)] for step in steps]
        if not self._afford(axes, 20 * (len(steps) + sum(map(len, inside)))):
            return None, None
        here = np.ones([self.size(a) for a in axes], bool)
        for k, (step, conditions) in enumerate(zip(steps, inside, strict=True)):
            for c in conditions:
                here = here & c.holds.reshape([self.size(a) if a in c.axes else 1 for a in axes])
            if not here.any():
                return k, here
            for d, axis in enumerate(axes):
                if axis in step.changes:
                    here = _changed(here, d, step.changes[axis])
        return None, here

    def clash(self, conditions: Sequence[Condition]) -> list[Condition]:
        """Give as few of the conditions as no situation meets together; none if some situation meets all."""
        return self.fewest([], conditions) if self.stuck([Step(conditions)]) is not None else []

    def fewest(self, before: Sequence[Step], conditions: Sequence[Condition]) -> list[Condition]:
        """Leave out conditions as long as those that are left can never be met after the steps before."""
        kept = list(conditions)
        for c in conditions:
            rest = [other for other in kept if other is not c]
            if self.stuck([*before, Step(rest)]) == len(before):
                kept = rest
        return kept


def _conjuncts(node: ast.expr) -> Iterator[ast.expr]:
    if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.And):
        for value in node.values:
            yield from _conjuncts(value)
    else:
        yield node


def _groups(conditions: Sequence[Condition]) -> list[tuple[Axis, ...]]:
    """Sort axes into groups such that each condition reads those of one group only."""
    group: dict[Axis, set[Axis]] = {}
    for axes in dict.fromkeys(c.axes for c in conditions):
        merged = set(axes).union(*(group[a] for a in axes if a in group))
        group.update(dict.fromkeys(merged, merged))
    groups = list(dict.fromkeys(tuple(sorted(axes)) for axes in group.values()))
    return groups or [()] * bool(conditions)


def _changed(here: Mask, dimension: int, target: int | str) -> Mask:
    """Move what is possible along an axis; whoever goes up is not at the top, as the step itself demands."""
    if target == "any":
        return np.broadcast_to(here.any(axis=dimension, keepdims=True), here.shape)
    there = np.zeros_like(here)
    new, old = np.moveaxis(there, dimension, 0), np.moveaxis(here, dimension, 0)
    if target == "up":
        new[1:] = old[:-1]
    elif target == "down":
        new[:-1] = old[1:]
    else:
        assert isinstance(target, int)
        new[target] = old.any(axis=0)
    return there


class _Grid:
    """All combinations along some axes, as an environment of expressions."""

    def __init__(self, possible: Possibilities, axes: Sequence[Axis]) -> None:
        self._possible, self._axes = possible, axes

    def _along(self, axis: Axis) -> NDArray[np.int64]:
        shape = [1] * len(self._axes)
        shape[self._axes.index(axis)] = -1
        return np.arange(self._possible.size(axis)).reshape(shape)

    def level(self, issue: str) -> NDArray[np.int64]:
        return self._along(("level", issue))

    def value(self, issue: str) -> NDArray[np.float64]:
        return np.asarray(self._possible.scenario.level_numbers(issue))[self.level(issue)]

    def done(self, move: str) -> Mask:
        return self._along(("done", move)) > 0

    def in_force(self, move: str) -> Mask:
        holds = np.ones(1, bool)
        for c in self._possible.in_force(move):
            holds = holds & c.holds[self._along(c.axes[0])]
        return holds

    def parameter(self, name: str) -> float:  # guards never ask for one
        return math.nan
