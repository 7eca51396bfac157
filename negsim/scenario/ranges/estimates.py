"""A quick bound of an expression over all situations and the whole ranges of its parameters, or a doubt.

Most expressions are plainly finite. This says so in microseconds, with a few Python numbers for each part;
the others are looked at closely (`verdicts`).
"""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Mapping

from negsim.scenario.limits import LARGEST

__all__ = ["Span", "estimate"]

Span = tuple[float, float]
_MOST_EXPONENT = 230.0  # exp of it is just below the largest number


class _Doubt(Exception):
    """Somewhere there may be no finite value."""


def estimate(tree: ast.expr, ranges: Mapping[str, Span], numbers: Callable[[str], Span]) -> Span | None:
    """Bound an expression.

    Parameters
    ----------
    tree : ast.expr
    ranges : dict
        Least and greatest value of each parameter.
    numbers : callable
        Gives the least and the greatest number of an issue's levels.

    Returns
    -------
    tuple of float, or None
        Least and greatest value, not always attained; None where it may have no finite value.
    """

    def of(node: ast.expr) -> Span:
        match node:
            case ast.Constant():
                span = (float(node.value),) * 2  # type: ignore[arg-type]
            case ast.Name():
                span = ranges[node.id]
            case ast.BinOp():
                return chain(node)
            case ast.UnaryOp(op=ast.USub()):
                low, high = of(node.operand)
                return -high, -low
            case ast.UnaryOp(op=ast.UAdd()):
                return of(node.operand)
            case ast.Call(func=ast.Name(id=name)) if name not in ("done", "in_force"):
                span = call(name, node.args)
            case _:
                return 0.0, 1.0  # a condition
        return _kept(*span)

    def chain(node: ast.BinOp) -> Span:
        steps = []
        first: ast.expr = node
        while isinstance(first, ast.BinOp):
            steps.append(first)
            first = first.left
        span = of(first)
        for step in reversed(steps):
            span = _kept(*_joined(step.op, span, of(step.right)))
        return span

    def call(name: str, arguments: list[ast.expr]) -> Span:
        if name == "value":
            assert isinstance(arguments[0], ast.Name)
            return numbers(arguments[0].id)
        spans = [of(a) for a in (arguments[1:] if name == "if_" else arguments)]
        lows, highs = [s[0] for s in spans], [s[1] for s in spans]
        if name == "if_":
            return min(lows), max(highs)
        if name in ("min", "max"):
            choose = min if name == "min" else max
            return choose(lows), choose(highs)
        return _FUNCTIONS[name](lows[0], highs[0])

    try:
        return of(tree)
    except (_Doubt, OverflowError):
        return None


def _kept(low: float, high: float) -> Span:
    if not (low >= -LARGEST and high <= LARGEST):
        raise _Doubt
    return low, high


def _joined(op: ast.operator, a: Span, b: Span) -> Span:
    match op:
        case ast.Add():
            return a[0] + b[0], a[1] + b[1]
        case ast.Sub():
            return a[0] - b[1], a[1] - b[0]
        case ast.Mult():
            corners = [x * y for x in a for y in b]
        case ast.Div():
            if b[0] <= 0 <= b[1]:
                raise _Doubt
            corners = [x / y for x in a for y in b]
        case _:
            whole = b[0] == b[1] >= 0 and b[0] == math.floor(b[0])
            if not (a[0] > 0 or whole):
                raise _Doubt
            corners = [x**y for x in a for y in b]
            if a[0] < 0 < a[1] and b[0] > 0:
                corners.append(0.0)
    return min(corners), max(corners)


def _exp(low: float, high: float) -> Span:
    if high > _MOST_EXPONENT:
        raise _Doubt
    return math.exp(low), math.exp(high)


def _log(low: float, high: float) -> Span:
    if low <= 0:
        raise _Doubt
    return math.log(low), math.log(high)


def _sqrt(low: float, high: float) -> Span:
    if low < 0:
        raise _Doubt
    return math.sqrt(low), math.sqrt(high)


def _abs(low: float, high: float) -> Span:
    return max(low, -high, 0.0), max(-low, high)


_FUNCTIONS: dict[str, Callable[[float, float], Span]] = {"abs": _abs, "exp": _exp, "log": _log, "sqrt": _sqrt}
