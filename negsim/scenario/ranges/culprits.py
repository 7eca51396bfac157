"""Which part of an expression has no value, or one that is too large, and why."""

from __future__ import annotations

import ast
from typing import Any

import numpy as np

from negsim.scenario.expressions import Expression
from negsim.scenario.ranges.intervals import Evaluation, Interval
from negsim.scenario.ranges.verdicts import Quantity, Verdict

__all__ = ["culprit"]

_LARGE = "numbers up to 1e100 are possible; choose a larger unit"
_DIVISOR = "keep the divisor away from zero, such as max(…, 0.001)"
_ROOT = "keep what stands in the root at least 0, such as max(0, …)"
_LOGARITHM = "keep what stands in the logarithm above 0, such as max(…, 0.001)"


def culprit(expression: Expression, verdict: Verdict) -> tuple[str, str, int, int]:
    """Find the innermost part that has no finite value though all that it is made of has one.

    Returns
    -------
    what, hint : str
        Why, as in "this is ...", and what to do.
    offset, length : int
        The characters of the part.
    """
    text = expression.text
    evaluation = Quantity([expression]).traced(verdict.situation, verdict.point)
    node = _innermost(expression.tree, evaluation)
    if not _bad(evaluation.seen[id(node)]):  # a finite number, and too large
        what = f"{verdict.value:.6g}, which is too large" if np.isfinite(verdict.value) else "not a number"
        return what, _LARGE, 0, len(text)
    what, hint = _reason(node, evaluation.seen)
    offset = len(text) - len(text.lstrip()) + node.col_offset
    return what, hint, offset, (node.end_col_offset or node.col_offset + 1) - node.col_offset


def _innermost(node: ast.expr, evaluation: Evaluation) -> ast.expr:
    while True:
        inner = [part for part in _parts(node, evaluation) if _bad(evaluation.seen[id(part)])]
        if not inner:
            return node
        node = inner[0]


def _parts(node: ast.expr, evaluation: Evaluation) -> list[ast.expr]:
    """List what the value of a node is made of, here."""
    match node:
        case ast.BinOp():
            return [node.left, node.right]
        case ast.UnaryOp(op=ast.USub() | ast.UAdd()):
            return [node.operand]
        case ast.Call(func=ast.Name(id="if_")):
            chosen = evaluation.number(node.args[0])
            return [node.args[1] if chosen.lo == 1 else node.args[2]]
        case ast.Call(func=ast.Name(id="min" | "max" | "abs" | "exp" | "log" | "sqrt")):
            return list(node.args)
    return []


def _reason(node: ast.expr, seen: dict[int, Interval]) -> tuple[str, str]:
    match node:
        case ast.BinOp(op=ast.Div()) if _of(node.right, seen) == 0:
            return "a division by zero", _DIVISOR
        case ast.BinOp(op=ast.Pow()):
            base, power = _of(node.left, seen), _of(node.right, seen)
            if base == 0 and power < 0:
                return "a division by zero: 0 to a negative power", _DIVISOR
            if base < 0 and power != np.floor(power):
                return "a root of a negative number", _ROOT
        case ast.Call(func=ast.Name(id="sqrt")):
            return "the square root of a negative number", _ROOT
        case ast.Call(func=ast.Name(id="log")):
            negative = _of(node.args[0], seen) < 0
            return f"the logarithm of {'a negative number' if negative else 'zero'}", _LOGARITHM
    return "too large a number, beyond 1e100", _LARGE


def _bad(interval: Interval) -> bool:
    return bool(np.any(interval.bad))


def _of(node: ast.expr, seen: dict[int, Interval]) -> Any:
    return np.ravel(seen[id(node)].lo)[0]
