"""Interval arithmetic: what an expression can be worth over boxes of parameters, in every situation at once.

The value of an expression is kept as a least and a greatest finite number, and whether it may be none at
all (not a number, or infinite). What NumPy does with such values is followed: ``1 / exp(1000)`` is 0,
``nan ** 0`` is 1, and of ``if_`` only the chosen branch counts. So an interval holds every value that can be
computed.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from negsim.scenario.ranges.degrees import Degree

__all__ = ["MOST_CORNERS", "MOST_NUMBERS", "Evaluation", "Interval", "Scope", "Truth"]

Floats = Any  # arrays or single numbers of NumPy: it treats both alike
Bools = Any

MOST = np.finfo(np.float64).max
LEAST = np.nextafter(0.0, 1.0)
SLACK = 1e-13  # relative: exp, log and powers are not rounded as exactly as + - * / are
REORDERED = 1e-12  # relative: sums at corners are rounded differently from sums between them
MOST_CORNERS = 8  # parameters of which all corners are tried
MOST_NUMBERS = 1 << 14  # corners × boxes × situations that are held at once
NO = np.bool_(False)
ZERO, ONE = np.float64(0.0), np.float64(1.0)


@dataclass(frozen=True, slots=True)
class Interval:
    """Finite values from `lo` to `hi` (none if `lo` is above `hi`); `bad`: there may be no finite value."""

    lo: Floats
    hi: Floats
    bad: Bools = NO

    @property
    def empty(self) -> Bools:
        """Where there is no finite value."""
        return np.asarray(self.lo > self.hi)


@dataclass(frozen=True, slots=True)
class Truth:
    """Whether a condition can hold, and whether it can fail."""

    holds: Bools
    fails: Bools


class Scope(Protocol):
    """Where an expression is evaluated: arrays [box, situation] or what can be broadcast to them."""

    issues: Mapping[str, tuple[str, ...]]  # issue → its levels
    size: int  # boxes × situations

    def parameter(self, name: str) -> tuple[Floats, Floats]: ...  # noqa: D102
    def value(self, issue: str) -> tuple[Floats, Floats]: ...  # noqa: D102
    def level(self, issue: str) -> NDArray[Any] | None: ...  # noqa: D102
    def done(self, move: str) -> Bools | None: ...  # noqa: D102
    def in_force(self, move: str) -> Bools | None: ...  # noqa: D102


class Evaluation:
    """Evaluates the tree of one expression.

    Parameters
    ----------
    scope : Scope
        A level, or whether a move was made, may be unknown there (None): then both is possible.
    degrees : dict of int to Degree
        Of all parts of the expression.
    slack : float
        Relative error of ``exp``, ``log`` and ``**``; 0 to follow one computation step by step.
    """

    def __init__(self, scope: Scope, degrees: Mapping[int, Degree], slack: float = SLACK) -> None:
        self.scope = scope
        self.degrees = degrees
        self.slack = slack
        self.seen: dict[int, Interval] = {}  # by the identity of a node: what it was worth
        self._corners: dict[str, Floats] | None = None
        self._natural = slack == 0

    def number(self, node: ast.expr) -> Interval:
        """Evaluate what stands for a number; a condition counts as 0 or 1."""
        with np.errstate(all="ignore"):
            return self._number(node)

    # Walking ----------------------------------------------------------------------------------------------

    def _number(self, node: ast.expr) -> Interval:
        match node:
            case ast.Constant():
                value = np.float64(node.value)  # type: ignore[arg-type]
                result = Interval(value, value)
            case ast.Name():
                result = self._parameter(node.id)
            case ast.BinOp():
                result = self._between_corners(node)
            case ast.UnaryOp(op=ast.USub()):
                a = self._number(node.operand)
                result = Interval(-a.hi, -a.lo, a.bad)
            case ast.UnaryOp(op=ast.UAdd()):
                result = self._number(node.operand)
            case ast.Call(func=ast.Name(id=name)) if name not in ("done", "in_force"):
                result = self._call(name, node.args)
            case _:
                truth = self._truth(node)
                result = Interval(np.where(truth.fails, 0.0, 1.0), np.where(truth.holds, 1.0, 0.0))
        self.seen[id(node)] = result
        return result

    def _parameter(self, name: str) -> Interval:
        if self._corners is not None and name in self._corners:
            return Interval(self._corners[name], self._corners[name])
        return Interval(*self.scope.parameter(name))

    def _chain(self, node: ast.BinOp) -> Interval:
        """Work out ``a - b + c …``, a chain on the left, in a loop: a long sum is no deep nesting."""
        steps = []
        first: ast.expr = node
        while isinstance(first, ast.BinOp):
            steps.append(first)
            first = first.left
        result = self._number(first)
        for step in reversed(steps):
            right = self._number(step.right)
            result = (
                _power(result, right, self.slack)
                if isinstance(step.op, ast.Pow)
                else _ARITHMETIC[type(step.op)](result, right)
            )
            self.seen[id(step)] = result
        return result

    def _between_corners(self, node: ast.BinOp) -> Interval:
        """Bound what is linear in each parameter by its values at the corners, where its extremes lie."""
        if self._natural:
            return self._chain(node)
        degree = self.degrees[id(node)]
        if not degree.multilinear or not degree.repeated:
            return self._chain(node)
        self._natural = True
        result = self._chain(node)
        corners = None if np.any(result.bad) else self._at_corners(node, degree)
        self._natural = False
        if corners is None or np.any(corners.bad):
            return result
        lo, hi = corners.lo, corners.hi
        if lo.ndim == 3:
            lo, hi = lo.min(axis=0), hi.max(axis=0)
        error = REORDERED * np.maximum(np.abs(result.lo), np.abs(result.hi))
        return Interval(np.maximum(result.lo, lo - error), np.minimum(result.hi, hi + error))

    def _at_corners(self, node: ast.BinOp, degree: Degree) -> Interval | None:
        ends = {name: self.scope.parameter(name) for name in sorted(degree.powers)}
        ends = {name: (lo, hi) for name, (lo, hi) in ends.items() if np.any(lo < hi)}
        if len(ends) > MOST_CORNERS or self.scope.size << len(ends) > MOST_NUMBERS:
            return None
        which = np.arange(1 << len(ends)).reshape(-1, 1, 1)
        self._corners = {
            name: np.where(which >> k & 1, np.asarray(hi), np.asarray(lo))
            for k, (name, (lo, hi)) in enumerate(ends.items())
        }
        result = self._chain(node)
        self._corners = None
        return result

    def _call(self, name: str, arguments: list[ast.expr]) -> Interval:
        if name == "value":
            issue = arguments[0]
            assert isinstance(issue, ast.Name)
            return Interval(*self.scope.value(issue.id))
        if name == "if_":
            return _choice(self._truth(arguments[0]), *map(self._number, arguments[1:]))
        parts = [self._number(a) for a in arguments]
        if name in ("min", "max"):
            return reduce(_least if name == "min" else _greatest, parts)
        if name in ("exp", "log"):
            return (_exp if name == "exp" else _log)(parts[0], self.slack)
        return (_abs if name == "abs" else _sqrt)(parts[0])

    def _truth(self, node: ast.expr) -> Truth:
        match node:
            case ast.UnaryOp():
                part = self._truth(node.operand)
                return Truth(part.fails, part.holds)
            case ast.BoolOp():
                join = _both if isinstance(node.op, ast.And) else _either
                return reduce(join, map(self._truth, node.values))
            case ast.Compare():
                ends = [node.left, *node.comparators]
                links = zip(ends[:-1], node.ops, ends[1:], strict=True)
                return reduce(_both, [self._link(a, op, b) for a, op, b in links])
            case ast.Call(func=ast.Name(id=name), args=[ast.Name(id=move)]):
                known = (self.scope.done if name == "done" else self.scope.in_force)(move)
                return UNKNOWN if known is None else Truth(known, ~known)
        raise TypeError(f"{type(node).__name__} is no condition")

    def _link(self, left: ast.expr, op: ast.cmpop, right: ast.expr) -> Truth:
        for issue, other in ((left, right), (right, left)):
            if isinstance(issue, ast.Name) and issue.id in self.scope.issues:
                assert isinstance(other, ast.Name)
                level = self.scope.level(issue.id)
                if level is None:
                    return UNKNOWN
                aim = np.int64(list(self.scope.issues[issue.id]).index(other.id))
                at, end = Interval(level, level), Interval(aim, aim)
                return _compare(at, op, end) if issue is left else _compare(end, op, at)
        return _compare(self._number(left), op, self._number(right))


# Conditions -------------------------------------------------------------------------------------------------

UNKNOWN = Truth(np.bool_(True), np.bool_(True))


def _both(a: Truth, b: Truth) -> Truth:
    return Truth(a.holds & b.holds, a.fails | b.fails)


def _either(a: Truth, b: Truth) -> Truth:
    return Truth(a.holds | b.holds, a.fails & b.fails)


def _compare(a: Interval, op: ast.cmpop, b: Interval) -> Truth:
    """Compare; with what may be no number, anything is possible."""
    if isinstance(op, ast.Gt | ast.GtE):
        a, b, op = b, a, ast.Lt() if isinstance(op, ast.Gt) else ast.LtE()
    if isinstance(op, ast.Lt):
        holds, fails = a.lo < b.hi, a.hi >= b.lo
    elif isinstance(op, ast.LtE):
        holds, fails = a.lo <= b.hi, a.hi > b.lo
    else:
        holds = (a.lo <= b.hi) & (b.lo <= a.hi)
        fails = (a.lo != a.hi) | (b.lo != b.hi) | (a.lo != b.lo)
        if isinstance(op, ast.NotEq):
            holds, fails = fails, holds
    bad = a.bad | b.bad
    return Truth(holds | bad, fails | bad)


def _choice(condition: Truth, then: Interval, other: Interval) -> Interval:
    lo = np.minimum(np.where(condition.holds, then.lo, np.inf), np.where(condition.fails, other.lo, np.inf))
    hi = np.maximum(np.where(condition.holds, then.hi, -np.inf), np.where(condition.fails, other.hi, -np.inf))
    return Interval(lo, hi, (condition.holds & then.bad) | (condition.fails & other.bad))


# Arithmetic -------------------------------------------------------------------------------------------------


def _made(lo: Floats, hi: Floats, bad: Bools, empty: Bools) -> Interval:
    """Make an interval of bounds that may be infinite: beyond the largest number there is none."""
    beyond = ~(np.isfinite(lo) & np.isfinite(hi))
    if not np.any(beyond) and not np.any(empty):
        return Interval(lo, hi, bad)
    gone = empty | (lo > MOST) | (hi < -MOST)
    return Interval(
        np.where(gone, np.inf, np.maximum(lo, -MOST)),
        np.where(gone, -np.inf, np.minimum(hi, MOST)),
        bad | beyond | gone,
    )


def _also(a: Interval, where: Bools, lo: Floats, hi: Floats) -> Interval:
    """Add values to an interval where something is the case."""
    if not np.any(where):
        return a
    return Interval(
        np.where(where, np.minimum(a.lo, lo), a.lo), np.where(where, np.maximum(a.hi, hi), a.hi), a.bad
    )


def _add(a: Interval, b: Interval) -> Interval:
    return _made(a.lo + b.lo, a.hi + b.hi, a.bad | b.bad, a.empty | b.empty)


def _subtract(a: Interval, b: Interval) -> Interval:
    return _made(a.lo - b.hi, a.hi - b.lo, a.bad | b.bad, a.empty | b.empty)


def _multiply(a: Interval, b: Interval) -> Interval:
    lo, hi = _extremes(a.lo * b.lo, a.lo * b.hi, a.hi * b.lo, a.hi * b.hi)
    return _made(lo, hi, a.bad | b.bad, a.empty | b.empty)


def _extremes(*corners: Floats) -> tuple[Floats, Floats]:
    return reduce(np.fmin, corners), reduce(np.fmax, corners)


def _divide(a: Interval, b: Interval) -> Interval:
    zero = (b.lo <= 0) & (b.hi >= 0)
    below, above = np.where(b.lo == 0, 0.0, b.lo), np.where(b.hi == 0, -0.0, b.hi)  # from which side
    lo, hi = _extremes(a.lo / below, a.lo / above, a.hi / below, a.hi / above)  # 0 / 0 is left out
    across = zero & (b.lo < 0) & (b.hi > 0)
    lo, hi = np.where(across, -np.inf, lo), np.where(across, np.inf, hi)
    none = a.empty | b.empty | ((b.lo == 0) & (b.hi == 0))
    return _also(
        _made(lo, hi, a.bad | b.bad | zero, none), b.bad, ZERO, ZERO
    )  # what is infinite divides to 0


def _power(a: Interval, b: Interval, slack: float) -> Interval:
    whole = (b.lo == b.hi) & (b.lo == np.floor(b.lo))
    none = a.empty | b.empty
    # positive bases, and zero
    lo, hi = _magnitudes(np.maximum(a.lo, 0.0), a.hi, b, slack)
    positive = _made(lo, hi, NO, none | (a.hi < 0))
    if not np.any(a.lo < 0):
        result = Interval(positive.lo, positive.hi, a.bad | b.bad | (positive.bad & ~none) | none)
        return _also(result, a.bad | b.bad, ZERO, ONE)
    # negative bases: whole powers have a sign, others are no numbers
    lo, hi = _magnitudes(np.maximum(-a.hi, 0.0), -a.lo, b, slack)
    even, odd = whole & (np.remainder(b.lo, 2) == 0), whole & (np.remainder(b.lo, 2) == 1)
    below = np.where(even, lo, -hi)
    above = np.where(odd, -lo, hi)
    never = none | (a.lo >= 0) | ((b.lo == b.hi) & ~whole)
    negative = _made(below, above, NO, never)
    bad = (a.hi >= 0) & ~none & positive.bad | (a.lo < 0) & (negative.bad | ~whole)
    result = Interval(
        np.minimum(positive.lo, negative.lo), np.maximum(positive.hi, negative.hi), bad | a.bad | b.bad
    )
    return _also(result, a.bad | b.bad, ZERO, ONE)


def _magnitudes(least: Floats, most: Floats, b: Interval, slack: float) -> tuple[Floats, Floats]:
    """Bound powers of bases that are not negative."""
    corners = [np.power(base, exponent) for base in (least, most) for exponent in (b.lo, b.hi)]
    return _widened(*_extremes(*corners), slack)


def _widened(lo: Floats, hi: Floats, slack: float) -> tuple[Floats, Floats]:
    """Allow for errors of values that are not negative."""
    if not slack:
        return lo, hi
    return lo * (1 - slack), np.where(hi == 0, 0.0, hi * (1 + slack) + LEAST)


def _exp(a: Interval, slack: float) -> Interval:
    result = _made(*_widened(np.exp(a.lo), np.exp(a.hi), slack), a.bad, a.empty)
    return _also(result, a.bad, ZERO, ZERO)


def _log(a: Interval, slack: float) -> Interval:
    lo, hi = np.log(np.maximum(a.lo, LEAST)), np.log(np.maximum(a.hi, LEAST))
    lo, hi = lo - slack * np.abs(lo), hi + slack * np.abs(hi)
    return _made(lo, hi, a.bad | (a.lo <= 0), a.empty | (a.hi <= 0))


def _sqrt(a: Interval) -> Interval:
    lo, hi = np.sqrt(np.maximum(a.lo, 0.0)), np.sqrt(np.maximum(a.hi, 0.0))
    return _made(lo, hi, a.bad | (a.lo < 0), a.empty | (a.hi < 0))


def _abs(a: Interval) -> Interval:
    least = np.maximum(np.maximum(a.lo, -a.hi), 0.0)
    return _made(least, np.maximum(-a.lo, a.hi), a.bad, a.empty)


def _least(a: Interval, b: Interval) -> Interval:
    return _other_if_bad(a, b, np.minimum)


def _greatest(a: Interval, b: Interval) -> Interval:
    return _other_if_bad(a, b, np.maximum)


def _other_if_bad(a: Interval, b: Interval, choose: Callable[[Floats, Floats], Floats]) -> Interval:
    """Choose the smaller or greater; beside an infinite value it may be the other one."""
    result = _made(choose(a.lo, b.lo), choose(a.hi, b.hi), a.bad | b.bad, a.empty | b.empty)
    return _also(_also(result, a.bad, b.lo, b.hi), b.bad, a.lo, a.hi)


_ARITHMETIC: dict[type[ast.operator], Callable[[Interval, Interval], Interval]] = {
    ast.Add: _add,
    ast.Sub: _subtract,
    ast.Mult: _multiply,
    ast.Div: _divide,
}
