"""Which conditions can hold together: all is tried, so that what is called impossible is so for certain.

A situation is a level of each issue and, for each move, whether it was made. Any combination counts, whether
play can get there or not: what no situation meets, no game can meet. Conditions that share no issue are tried
apart, so few combinations are ever needed; where they would be too many, nothing is said.

All work is counted before it is done, not timed: no file takes long, and the same is said on every machine.
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
from negsim.scenario.names.finder import Finder

__all__ = ["Axis", "Condition", "Possibilities", "Spent", "Step"]

MOST_CELLS = 65_536  # situations that are tried at once
MOST_AXES = 32
WORK = 80_000_000  # what is done for one file, in hundredths of a microsecond or so

# What things cost, in the same measure
LOOK = 100  # to look at a condition or a change
TRY = 400  # an operation, besides what it costs for each situation
POWER = 30  # a power, compared with other operations

Axis = tuple[str, str]  # ("level", issue), ("done", move), and ("in_force", move) of a move that sets nothing
Mask = NDArray[np.bool_]

_COMPARE: dict[str, Callable[[NDArray[np.int64], int], Mask]] = {
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


class Spent(Exception):
    """As much was tried as is tried for one file."""


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

    conditions: list[Condition]
    changes: Mapping[Axis, int | str] = field(default_factory=dict)  # to an index, or: up, down, any


@dataclass(frozen=True, eq=False)
class _Group:
    """Axes that conditions bind together, and what of some steps has to do with them."""

    axes: tuple[Axis, ...]
    places: dict[int, list[Condition]] = field(default_factory=dict)  # by step, in their order


@dataclass(frozen=True, eq=False)
class _Wall:
    """A step that cannot be made: what is possible before it, and conditions that nothing of this meets."""

    step: int
    axes: tuple[Axis, ...]
    here: Mask
    conditions: Sequence[Condition]


class Possibilities:
    """What can hold, and what can be done, in one scenario.

    Methods raise `Spent` when the file asks for too much.
    """

    def __init__(self, finder: Finder) -> None:
        self.finder, self.scenario = finder, finder.scenario
        self.left_to_do = WORK
        self._numbers = finder.scenario.symbols.numbers
        self._lost = {path[:2] for path in finder.lost.paths}
        self._sound = {name: self._is_sound(name) for name in self.scenario.issues}
        self._whole: dict[str, bool] = {}
        self._nothing: list[Condition] = []
        self._guards: dict[str, list[Condition]] = {}
        self._comparisons: dict[tuple[str, str, str], Mask] = {}
        self._parts: dict[str, Condition | None] = {}
        self._standing: dict[str, list[Condition]] = {}
        self._steps: dict[str, Step] = {}
        self._clashes: dict[tuple[int, ...], list[Condition]] = {}

    def charge(self, work: int) -> None:
        """Count work that is about to be done."""
        if work > self.left_to_do:
            self.left_to_do = 0
            raise Spent
        self.left_to_do -= work

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
        if move not in self._whole:
            known = move in self.scenario.moves and not self.is_lost("moves", move)
            self._whole[move] = known and all(
                self._sound.get(issue) and (target in ("up", "down", "any") or target in self._numbers[issue])
                for issue, target in self.scenario.moves[move].sets.items()
            )
        return self._whole[move]

    def size(self, axis: Axis) -> int:
        """How many values there are on an axis."""
        return len(self.scenario.issues[axis[1]].levels) if axis[0] == "level" else 2

    # Conditions -----------------------------------------------------------------------------------------

    def guard(self, text: str | None) -> list[Condition]:
        """Take a guard apart at its `and`s; what cannot be decided about is left out."""
        if text is None:
            return self._nothing
        if text not in self._guards:
            self.charge(5 * LOOK + 30 * len(text))
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
                issue in self._sound and level in self._numbers[issue]
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
        self.charge(3 * LOOK)
        if key not in self._comparisons:
            numbers = self._numbers[issue]
            self.charge(TRY + 4 * len(numbers))  # kept: so memory is bounded, too
            self._comparisons[key] = _COMPARE[sign](np.arange(len(numbers)), numbers[level])
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
            numbers, first = self._numbers[issue], self.scenario.start_of(issue)
            level = first if target in ("up", "down", "any") else target
            beyond = numbers[level] - numbers[first]
            sign = {"up": ">", "down": "<", "any": "!="}.get(
                target, ">=" if beyond > 0 else "<=" if beyond < 0 else "=="
            )
            yield self._comparison(issue, sign, level, text, begin, end)

    def standing(self, move: str) -> list[Condition]:
        """List what it means that a move is in force."""
        if move not in self._standing:
            self._standing[move] = list(self.in_force(move))
        return self._standing[move]

    def _evaluated(self, text: str) -> Condition | None:
        """Try a condition in all situations that it tells apart; None if it cannot be decided about."""
        self.charge(LOOK * (100 + 3 * len(text)))
        e = self.finder.quiet(text, "guard")
        axes = self._reads(e) if e is not None else None
        cells = self._cells(axes) if axes is not None else None
        if e is None or axes is None or cells is None:
            return None
        self.charge(sum(TRY * (1 + len(self.standing(move))) + cells for move in e.in_force))
        self.charge(sum(TRY + cells * weight // 3 for weight in _operations(e.tree)))
        holds = e(_Grid(self, axes))
        return Condition(text, axes, np.broadcast_to(holds, [self.size(a) for a in axes]))

    def _reads(self, e: Expression) -> tuple[Axis, ...] | None:
        """List what an expression reads; None where that is not known."""
        axes: set[Axis] = {("level", issue) for issue in e.issues} | {("done", move) for move in e.done}
        for move in e.in_force:
            if not self.is_whole(move):
                return None
            axes |= {axis for c in self.standing(move) for axis in c.axes}
        sound = all(self._sound[name] for kind, name in axes if kind == "level")
        return tuple(sorted(axes)) if sound else None

    def _cells(self, axes: Sequence[Axis]) -> int | None:
        """Count the situations along some axes; None if they are too many to be tried."""
        cells = math.prod(self.size(axis) for axis in axes) if len(axes) <= MOST_AXES else MOST_CELLS + 1
        return cells if cells <= MOST_CELLS else None

    # Steps ----------------------------------------------------------------------------------------------

    def step(self, name: str) -> Step:
        """Give what a move by itself needs and changes; it must be whole."""
        if name not in self._steps:
            move = self.scenario.moves[name]
            conditions = list(self.guard(move.when))
            changes: dict[Axis, int | str] = {("done", name): 1, ("in_force", name): 1}
            self.charge(LOOK * len(move.sets))
            for issue, target in move.sets.items():
                levels = self.scenario.issues[issue].levels
                if target in ("up", "down"):
                    sign, level = ("<", levels[-1]) if target == "up" else (">", levels[0])
                    conditions.append(self._comparison(issue, sign, level))
                if move.after is None:  # a delayed move changes its levels only later
                    relative = target in ("up", "down", "any")
                    changes["level", issue] = target if relative else self._numbers[issue][target]
            self._steps[name] = Step(conditions, changes)
        return self._steps[name]

    # What cannot be -------------------------------------------------------------------------------------

    def clash(self, *parts: list[Condition]) -> list[Condition]:
        """Give as few conditions as no situation meets together; none if some situation meets all.

        The lists are those that other methods give: they are known again, so nothing is tried twice.
        """
        key = tuple(map(id, parts))
        if key not in self._clashes:
            wall = self._wall([Step([c for part in parts for c in part])])
            self._clashes[key] = [] if wall is None else self._fewest(wall)
        return self._clashes[key]

    def package(self, steps: Sequence[Step]) -> tuple[int, int, list[Condition]] | None:
        """Find the first step that can never be made after those before it, though it can by itself.

        Returns
        -------
        tuple of int, int and list of Condition, or None
            The first and the last of the steps that exclude each other, and as few conditions of the last as
            cannot be met then; None if no such step is known.
        """
        wall = self._wall(steps)
        if wall is None or self.clash(steps[wall.step].conditions):
            return None
        axes = set(wall.axes)
        near = [
            Step(
                [c for c in step.conditions if axes.issuperset(c.axes)],
                {axis: target for axis, target in step.changes.items() if axis in axes},
            )
            for step in steps[: wall.step + 1]
        ]
        for first in range(wall.step - 1, 0, -1):
            later = self._wall(near[first:])
            if later is not None:
                return first, wall.step, self._fewest(later)
        return 0, wall.step, self._fewest(wall)

    def left(self, steps: Sequence[Step], issue: str) -> list[str]:
        """List levels of an issue that steps may leave: all others are certainly gone."""
        axis: Axis = ("level", issue)
        self.charge(LOOK * sum(1 + len(step.conditions) for step in steps))
        places = {k: [c for c in step.conditions if c.axes == (axis,)] for k, step in enumerate(steps)}
        _, here = self._follow(_Group((axis,), places), steps, len(steps))
        return [v for k, v in enumerate(self.scenario.issues[issue].levels) if here is None or here[k]]

    def _wall(self, steps: Sequence[Step]) -> _Wall | None:
        """Find the first step that can never be made after those before it; None if there is none known."""
        self.charge(LOOK // 10 * sum(len(step.changes) for step in steps))
        self.charge(LOOK * sum(1 + len(c.axes) for step in steps for c in step.conditions))
        wall = None
        for group in _groups(steps):
            found, _ = self._follow(group, steps, len(steps) if wall is None else wall.step)
            wall = found or wall
        return wall

    def _follow(self, group: _Group, steps: Sequence[Step], end: int) -> tuple[_Wall | None, Mask | None]:
        """Follow what is possible along some axes: the step that is not, and what is possible at the end."""
        axes, cells = group.axes, self._cells(group.axes)
        if cells is None:
            return None, None
        self.charge(TRY)
        here = np.ones([self.size(a) for a in axes], bool)
        for k, conditions in group.places.items():
            if k >= end:
                break
            changes = [(d, steps[k].changes[a]) for d, a in enumerate(axes) if a in steps[k].changes]
            self.charge((TRY + cells // 3) * (len(conditions) + len(changes)))
            before = here
            for c in conditions:
                here = here & self._spread(c, axes)
            if not here.any():
                return _Wall(k, axes, before, conditions), here
            for d, target in changes:
                here = _changed(here, d, target)
        return None, here

    def _spread(self, c: Condition, axes: tuple[Axis, ...]) -> Mask:
        """Give a condition a dimension for each of some axes."""
        if c.axes == axes:
            return c.holds
        return c.holds.reshape([self.size(a) if a in c.axes else 1 for a in axes])

    def _fewest(self, wall: _Wall) -> list[Condition]:
        """Give as few conditions as suffice to make a step impossible, late ones rather than early ones."""
        kept: list[Condition] = []
        here, rest = wall.here, wall.conditions
        while here.any():
            with_later = here
            for k in reversed(range(len(rest))):
                self.charge(TRY + here.size // 3)
                with_later = with_later & self._spread(rest[k], wall.axes)
                if not with_later.any():  # so this one is needed, and those before it are not
                    break
            kept.append(rest[k])
            here, rest = here & self._spread(rest[k], wall.axes), rest[k + 1 :]
        return kept


def _conjuncts(node: ast.expr) -> Iterator[ast.expr]:
    if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.And):
        for value in node.values:
            yield from _conjuncts(value)
    else:
        yield node


def _operations(tree: ast.expr) -> Iterator[int]:
    """List what the operations of an expression cost for each situation."""
    for node in ast.walk(tree):
        if isinstance(node, ast.expr) and not isinstance(node, ast.Name | ast.Constant):
            yield POWER if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow) else 1


def _groups(steps: Sequence[Step]) -> list[_Group]:
    """Sort axes into groups such that each condition reads those of one group only."""
    bound: dict[Axis, list[Axis]] = {}  # each axis: those that are bound to it
    for axes in dict.fromkeys(c.axes for step in steps for c in step.conditions):
        several = {id(bound[a]): bound[a] for a in axes if bound.setdefault(a, [a])}
        largest, *others = sorted(several.values(), key=len, reverse=True) or [[]]
        for other in others:
            largest += other
            bound.update(dict.fromkeys(other, largest))
    lists = {id(axes): axes for axes in bound.values()}
    groups = {key: _Group(tuple(sorted(axes))) for key, axes in lists.items()}
    nothing = _Group(())  # of conditions that read nothing
    for k, step in enumerate(steps):
        for c in step.conditions:
            group = groups[id(bound[c.axes[0]])] if c.axes else nothing
            group.places.setdefault(k, []).append(c)
        for axis in step.changes:
            if axis in bound:
                groups[id(bound[axis])].places.setdefault(k, [])
    return [nothing, *groups.values()] if nothing.places else list(groups.values())


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
        self._standing: dict[str, Mask] = {}

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
        if move not in self._standing:
            holds = np.ones(1, bool)
            for c in self._possible.standing(move):
                holds = holds & c.holds[self._along(c.axes[0])]
            self._standing[move] = holds
        return self._standing[move]

    def parameter(self, name: str) -> float:  # guards never ask for one
        return math.nan
