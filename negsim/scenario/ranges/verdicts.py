"""Whether a rule is kept over ranges of parameters and in all situations: by trying points, then by proof.

Today's values, the corners of the ranges and some hundred points between them are tried first. Where the
rule holds at all of them, intervals have to prove that it holds between them too; where they are too wide
for that, the ranges are halved, again and again, as far as a bounded effort allows.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache, reduce
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from negsim.scenario.expressions import Expression
from negsim.scenario.ranges.degrees import Degree, degrees
from negsim.scenario.ranges.estimates import Span
from negsim.scenario.ranges.intervals import MOST_CORNERS, MOST_NUMBERS, Evaluation, Interval
from negsim.scenario.ranges.situations import Situations

__all__ = ["Quantity", "Rule", "Search", "Verdict"]

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

MOST_TRIED = 65_536  # points × situations
BETWEEN = 256  # points between the corners
MOST_BOXES = 512
HALVINGS = 14
MOST_WALKED = 600  # parts of an expression, counted once a halving
EFFORT = 1e6  # for all expressions of a file together, in something like microseconds
OVERHEAD = 500.0
LOOKED_AT = 32  # boxes left over, in which one more point is tried


@dataclass(frozen=True)
class Rule:
    """What values must keep."""

    broken: Callable[[Floats], Any]  # by these values
    kept: Callable[[Interval], Any]  # by all values of an interval
    never: Callable[[Interval], Any]  # by none of them


@dataclass(frozen=True)
class Verdict:
    """How a rule is broken.

    Attributes
    ----------
    how : {"always", "sometimes", "perhaps"}
        Everywhere; at least at `point`; or there, as far as intervals can tell.
    today : bool
        Whether it is broken in every situation at today's values of the parameters.
    value : float
        What was found.
    point : dict
        All parameters that are read.
    changed : tuple of str
        Those that must leave their value of today for it.
    situation : Situations
        The one in which it was found.
    everywhere : bool
        Whether it is the same in all situations.
    """

    how: Literal["always", "sometimes", "perhaps"]
    today: bool
    value: float
    point: dict[str, float]
    changed: tuple[str, ...]
    situation: Situations
    everywhere: bool


class Quantity:
    """An expression, or the sum of several."""

    def __init__(self, parts: Sequence[Expression]) -> None:
        self.parts = parts
        self.parameters = sorted(frozenset().union(*[e.parameters for e in parts]))
        self.size = max(1, sum(len(e.text) for e in parts) // 2)  # about as many parts as it has at most
        self.tree: ast.expr = reduce(lambda a, b: ast.BinOp(a, ast.Add(), b), [e.tree for e in parts])

    @cached_property
    def degrees(self) -> dict[int, Degree]:
        """How its parts depend on parameters."""
        return degrees(self.tree, self.parameters)

    def at(self, situations: Situations, points: Floats) -> Floats:
        """Evaluate at points [point, parameter]: f8 [point, situation]."""
        env = situations.at({n: points[:, k : k + 1] for k, n in enumerate(self.parameters)})
        total = sum(e(env) for e in self.parts)
        return np.broadcast_to(np.asarray(total, np.float64), (len(points), situations.count))

    def traced(self, situation: Situations, point: Mapping[str, float]) -> Evaluation:
        """Evaluate in one situation at one point, and keep what every part is worth there."""
        ends = np.array([[point[n] for n in self.parameters]], np.float64)
        evaluation = Evaluation(_Boxes(situation, self.parameters, ends, ends), {}, slack=0)
        evaluation.number(self.tree)
        return evaluation


class Search:
    """Looks for points at which rules are broken, with a bounded effort for all of a file."""

    def __init__(self, ranges: Mapping[str, Span], today: Mapping[str, float]) -> None:
        self.ranges, self.today = ranges, today
        self.left = EFFORT

    def judge(self, quantity: Quantity, situations: Situations, rule: Rule) -> Verdict | None:
        """Say how a rule is broken; None if it is kept, or if the effort is spent."""
        if not situations.count or self.left < 0:
            return None
        names = quantity.parameters
        points = self._points(names, max(1, MOST_TRIED // situations.count))
        self.left -= OVERHEAD + quantity.size * (3 + 0.01 * len(points) * situations.count)
        with np.errstate(all="ignore"):
            broken = rule.broken(quantity.at(situations, points))
        box = None
        if not broken.any():
            if not situations.exact or names:
                box = self._undecided(quantity, situations, rule.kept)
            if box is None:
                return None
            points = np.vectorize(_plainest, otypes=[np.float64])(box.low, box.high).reshape(box.low.shape)
            with np.errstate(all="ignore"):
                broken = rule.broken(quantity.at(situations, points))
            if not broken.any():
                at = dict(zip(names, (box.low[0] / 2 + box.high[0] / 2).tolist(), strict=True))
                return Verdict("perhaps", False, np.nan, at, box.near, situations.first(), everywhere=True)
        surely = situations.exact and not names
        always = broken.all() and (surely or self._undecided(quantity, situations, rule.never) is None)
        today = box is None and situations.exact and bool(broken[0].all())
        row = int(broken.any(axis=1).argmax())
        one = situations.select(np.arange(situations.count) == broken[row].argmax())
        point, changed = self._nearest(quantity, one, rule, points[row])
        value = float(quantity.at(one, point)[0, 0])
        return Verdict(
            "always" if always and box is None else "sometimes",
            today,
            value,
            dict(zip(names, point[0].tolist(), strict=True)),
            changed,
            one,
            bool(broken[row].all()),
        )

    def _points(self, names: list[str], most: int) -> Floats:
        """Choose points to try: today's values first, then the corners, then points spread evenly."""
        today = np.array([[self.today[n] for n in names]], np.float64)
        low, high = (np.array([self.ranges[n][k] for n in names]) for k in (0, 1))
        free = np.flatnonzero(low < high)
        if not len(free):
            return today
        share = _shares(len(free))[: most - 1]
        points = np.repeat(today, 1 + len(share), axis=0)
        # not low + share * (high - low): at the ends exactly the ends, and never beyond
        inner = low[free] * (1 - share) + high[free] * share
        points[1:, free] = np.clip(inner, low[free], high[free])
        return points

    def _nearest(
        self, quantity: Quantity, situation: Situations, rule: Rule, point: Floats
    ) -> tuple[Floats, tuple[str, ...]]:
        """Put back to today's value what need not leave it."""
        point = point.copy().reshape(1, -1)
        changed = []
        for k, name in enumerate(quantity.parameters):
            found, point[0, k] = point[0, k], self.today[name]
            if found != point[0, k] and not rule.broken(quantity.at(situation, point))[0, 0]:
                point[0, k] = found
                changed.append(name)
        return point, tuple(changed)

    def _undecided(
        self, quantity: Quantity, situations: Situations, decided: Callable[[Interval], Any]
    ) -> _Undecided | None:
        """Find where intervals cannot decide: None if they can everywhere."""
        names = quantity.parameters
        low, high = (np.array([[self.ranges[n][k] for n in names]], np.float64) for k in (0, 1))
        whole = np.where(high > low, high - low, np.inf)
        for _ in range(max(1, min(HALVINGS, MOST_WALKED // quantity.size))):
            boxes = _Boxes(situations, names, low, high)
            interval = Evaluation(boxes, quantity.degrees).number(quantity.tree)
            at_once = min(MOST_NUMBERS, boxes.size << min(MOST_CORNERS, len(names)))
            self.left -= quantity.size * (40 + 0.003 * at_once)
            done = np.broadcast_to(decided(interval), (len(low), situations.count if situations.exact else 1))
            rest = ~done.all(axis=1)
            if not rest.any():
                return None
            low, high = low[rest], high[rest]
            if situations.exact:
                situations = situations.select(np.asarray(~done[rest].all(axis=0)))
            if self.left < 0 or 2 * len(low) > MOST_BOXES or not np.isfinite(whole).any():
                break
            low, high = _halved(low, high, whole)
        # from the middle on: around a place where the rule is broken, boxes are left on all sides
        middle = low / 2 + high / 2
        order = (np.abs(middle - middle.mean(axis=0)) / whole).max(axis=1, initial=0).argsort(kind="stable")
        low, high = low[order[:LOOKED_AT]], high[order[:LOOKED_AT]]
        near = tuple(n for n, w in zip(names, whole[0], strict=True) if np.isfinite(w))
        if ((high[0] - low[0]) / whole[0]).max(initial=0) > 0.1:
            near = ()  # it may be anywhere
        return _Undecided(low, high, near)


@dataclass(frozen=True)
class _Undecided:
    """Some of the boxes on which intervals could not decide; parameters that are confined to a small part."""

    low: Floats
    high: Floats
    near: tuple[str, ...]


def _plainest(low: float, high: float) -> float:
    """Find the number between two that has the fewest digits: what breaks a rule is mostly such a one."""
    if low <= 0 <= high:
        return 0.0
    for digits in range(1, 8):
        number = float(f"{low / 2 + high / 2:.{digits}g}")
        if low <= number <= high:
            return number
    return low


@lru_cache(maxsize=8)
def _shares(count: int) -> Floats:
    """Choose points of the unit box: its corners, or some of them, and points spread evenly."""
    if count <= MOST_CORNERS:
        sides = np.arange(1 << count)[:, None] >> np.arange(count) & 1
    else:
        one = np.eye(count, dtype=np.int64)
        sides = np.concatenate([np.zeros_like(one[:1]), np.ones_like(one[:1]), one, 1 - one])
    root = 2.0  # powers of this number spread points evenly: it solves x ** (count + 1) == x + 1
    for _ in range(40):
        root = (1 + root) ** (1 / (count + 1))
    steps = root ** -np.arange(1.0, count + 1)
    between = (0.5 + np.arange(1, BETWEEN + 1)[:, None] * steps) % 1
    return np.concatenate([sides, between])


def _halved(low: Floats, high: Floats, whole: Floats) -> tuple[Floats, Floats]:
    """Cut each box through the middle of the parameter that is widest still, as a share of its range."""
    k = ((high - low) / whole).argmax(axis=1)
    rows = np.arange(len(low))
    middle = low[rows, k] / 2 + high[rows, k] / 2
    above, below = low.copy(), high.copy()
    above[rows, k] = below[rows, k] = middle
    return np.concatenate([low, above]), np.concatenate([below, high])


class _Boxes:
    """Boxes of parameters down the first axis, situations along the second."""

    def __init__(self, situations: Situations, names: Sequence[str], low: Floats, high: Floats) -> None:
        self.situations = situations
        self.issues: Mapping[str, tuple[str, ...]] = situations.scenario.symbols.issues
        self.size = len(low) * (situations.count if situations.exact else 1)
        self._ends = {n: (low[:, k : k + 1], high[:, k : k + 1]) for k, n in enumerate(names)}

    def parameter(self, name: str) -> tuple[Any, Any]:
        return self._ends[name]

    def value(self, issue: str) -> tuple[Any, Any]:
        if self.situations.exact:
            numbers = self.situations.value(issue)
            return numbers, numbers
        every = self.situations.scenario.level_numbers(issue)
        return np.float64(min(every)), np.float64(max(every))

    def level(self, issue: str) -> Any:
        return self.situations.level(issue) if self.situations.exact else None

    def done(self, move: str) -> Any:
        return self.situations.done(move) if self.situations.exact else None

    def in_force(self, move: str) -> Any:
        return self.situations.in_force(move) if self.situations.exact else None
