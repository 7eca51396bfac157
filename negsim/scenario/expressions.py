"""Expressions of scenario files: a whitelist over Python's grammar, compiled once to NumPy closures.

Nothing of a file is ever evaluated by Python itself: the syntax tree is walked here, every node that is
not on the list is refused, and what remains becomes closures over NumPy arrays. So a parameter may be an
array of points and an issue an array of states, and the same closure serves both.
"""

from __future__ import annotations

import ast
import keyword
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from negsim.errors import nearest

__all__ = ["RESERVED_WORDS", "Environment", "Expression", "ExpressionError", "Symbols", "parse"]

MAX_LENGTH = 500
MAX_DEPTH = 300

Array = NDArray[Any]
Kind = Literal["number", "guard"]
Closure = Callable[["Environment"], Any]

_FUNCTIONS: dict[str, tuple[Callable[..., Any], int, int]] = {  # name: function, least and most arguments
    "min": (lambda *a: _fold(np.minimum, a), 2, 16),
    "max": (lambda *a: _fold(np.maximum, a), 2, 16),
    "abs": (np.abs, 1, 1),
    "exp": (np.exp, 1, 1),
    "log": (np.log, 1, 1),
    "sqrt": (np.sqrt, 1, 1),
}
_STATE_FUNCTIONS = ("value", "in_force", "done")
RESERVED_WORDS = frozenset(
    [
        *_FUNCTIONS,
        *_STATE_FUNCTIONS,
        *keyword.kwlist,
        "if_",
        "up",
        "down",
        "any",
        "otherwise",
        "table",
        "joint",
    ]
)
_ARITHMETIC: dict[type[ast.operator], Callable[..., Any]] = {
    ast.Add: np.add,
    ast.Sub: np.subtract,
    ast.Mult: np.multiply,
    ast.Div: np.divide,
    ast.Pow: np.power,
}
_COMPARISON: dict[type[ast.cmpop], Callable[..., Any]] = {
    ast.Eq: np.equal,
    ast.NotEq: np.not_equal,
    ast.Lt: np.less,
    ast.LtE: np.less_equal,
    ast.Gt: np.greater,
    ast.GtE: np.greater_equal,
}


class ExpressionError(ValueError):
    """An expression that is not one; `offset` counts characters from its start."""

    def __init__(self, message: str, offset: int = 0) -> None:
        super().__init__(message)
        self.offset = offset


class Environment(Protocol):
    """What an expression is evaluated in: states, parameter points, or both (shapes must broadcast)."""

    def level(self, issue: str) -> Array: ...  # noqa: D102
    def value(self, issue: str) -> Array: ...  # noqa: D102
    def done(self, move: str) -> Array: ...  # noqa: D102
    def in_force(self, move: str) -> Array: ...  # noqa: D102
    def parameter(self, name: str) -> Array | float: ...  # noqa: D102


@dataclass(frozen=True)
class Symbols:
    """The names that an expression may use."""

    issues: Mapping[str, tuple[str, ...]]  # issue → its levels, in order
    parameters: frozenset[str]
    moves: frozenset[str]


@dataclass(frozen=True)
class Expression:
    """A parsed expression and the names it reads."""

    text: str
    kind: Kind
    parameters: frozenset[str]
    issues: frozenset[str]
    done: frozenset[str]
    in_force: frozenset[str]
    closure: Closure = field(repr=False, compare=False)

    def __call__(self, env: Environment) -> Array:
        """Evaluate: float64 for a number, bool for a guard; overflow and 0/0 give inf and nan, unreported."""
        with np.errstate(all="ignore"):
            result = np.asarray(self.closure(env))
        return result if self.kind == "guard" else result.astype(np.float64, copy=False)


def parse(text: str, symbols: Symbols, kind: Kind) -> Expression:
    """Parse one expression.

    Parameters
    ----------
    text : str
        The expression, at most 500 characters.
    symbols : Symbols
        Names it may use.
    kind : {"number", "guard"}
        A guard is a condition on the state; it may not read parameters, so that the states of a game are
        the same at every parameter point.

    Raises
    ------
    ExpressionError
        With the offset of the offending part.
    """
    if len(text) > MAX_LENGTH:
        raise ExpressionError(f"expression of {len(text)} characters; at most {MAX_LENGTH} are allowed")
    source = text.replace("\n", " ").strip()
    blanks = len(text) - len(text.lstrip())
    try:
        tree = ast.parse(source, mode="eval").body
    except SyntaxError as e:
        offset = blanks + max((e.offset or 1) - 1, 0)
        raise ExpressionError(f'"{text}" is not an expression: {e.msg}', offset) from None
    except (ValueError, RecursionError, MemoryError):
        raise ExpressionError(f'"{text[:40]}…" is not an expression') from None
    compiler = _Compiler(symbols)
    try:
        closure, is_guard = compiler.compile(tree, 0)
    except ExpressionError as e:
        e.offset += blanks
        raise
    if kind == "guard":
        if not is_guard:
            raise ExpressionError(f'"{text}" is a number; a condition is expected, such as "issue == level"')
        if compiler.parameters:
            name = min(compiler.parameters, key=compiler.parameters.__getitem__)
            raise ExpressionError(
                f'a condition may not read the parameter "{name}": put it into a payoff or a probability',
                blanks + compiler.parameters[name],
            )
    return Expression(
        text,
        kind,
        frozenset(compiler.parameters),
        frozenset(compiler.issues),
        frozenset(compiler.done),
        frozenset(compiler.in_force),
        closure,
    )


class _Compiler:
    """Walks one syntax tree; `compile` gives a closure and whether it is a truth value."""

    def __init__(self, symbols: Symbols) -> None:
        self.symbols = symbols
        self.parameters: dict[str, int] = {}  # name → where it first stands
        self.issues: set[str] = set()
        self.done: set[str] = set()
        self.in_force: set[str] = set()

    def compile(self, node: ast.expr, depth: int) -> tuple[Closure, bool]:
        if depth > MAX_DEPTH:
            raise ExpressionError("the expression is nested too deeply", node.col_offset)
        method = getattr(self, "_" + type(node).__name__, None)
        if method is None:
            raise ExpressionError(
                f"{_describe(node)} is not allowed here; expressions know numbers, names, comparisons, "
                "and or not, + - * / **, and min max abs exp log sqrt if_ value in_force done",
                node.col_offset,
            )
        result: tuple[Closure, bool] = method(node, depth + 1)
        return result

    def _guard(self, node: ast.expr, depth: int) -> Closure:
        closure, is_guard = self.compile(node, depth)
        if not is_guard:
            raise ExpressionError("a condition is expected here, and this is a number", node.col_offset)
        return closure

    def _number(self, node: ast.expr, depth: int) -> Closure:
        return self.compile(node, depth)[0]  # a condition counts as 0 or 1

    def _Constant(self, node: ast.Constant, depth: int) -> tuple[Closure, bool]:
        if isinstance(node.value, bool) or not isinstance(node.value, int | float):
            raise ExpressionError(f"{node.value!r} is not a number", node.col_offset)
        try:
            number = np.float64(node.value)
        except OverflowError:
            number = np.float64("inf")
        if not np.isfinite(number):
            raise ExpressionError("this number is too large", node.col_offset)
        return lambda env: number, False

    def _Name(self, node: ast.Name, depth: int) -> tuple[Closure, bool]:
        name = node.id
        if name in self.symbols.parameters:
            self.parameters.setdefault(name, node.col_offset)
            return lambda env: env.parameter(name), False
        if name in self.symbols.issues:
            levels = self.symbols.issues[name]
            raise ExpressionError(
                f'the issue "{name}" is not a number: write value({name}), or compare it with a level, '
                f'such as "{name} == {levels[0]}"',
                node.col_offset,
            )
        for issue, levels in self.symbols.issues.items():
            if name in levels:
                raise ExpressionError(
                    f'the level "{name}" means something only beside its issue: write "{issue} == {name}"',
                    node.col_offset,
                )
        known = [*self.symbols.parameters, *self.symbols.issues]
        raise ExpressionError(
            f'"{name}" is neither a parameter nor an issue; {nearest(name, known)}', node.col_offset
        )

    def _BinOp(self, node: ast.BinOp, depth: int) -> tuple[Closure, bool]:
        operate = _ARITHMETIC.get(type(node.op))
        if operate is None:
            raise ExpressionError("of the operators only + - * / ** are allowed", node.col_offset)
        left, right = self._number(node.left, depth), self._number(node.right, depth)
        # floats before anything is folded: 9**9**9 overflows at once instead of growing for ever
        return lambda env: operate(
            np.asarray(left(env), np.float64), np.asarray(right(env), np.float64)
        ), False

    def _UnaryOp(self, node: ast.UnaryOp, depth: int) -> tuple[Closure, bool]:
        if isinstance(node.op, ast.Not):
            guard = self._guard(node.operand, depth)
            return lambda env: np.logical_not(guard(env)), True
        operand = self._number(node.operand, depth)
        if isinstance(node.op, ast.USub):
            return lambda env: np.negative(np.asarray(operand(env), np.float64)), False
        if isinstance(node.op, ast.UAdd):
            return operand, False
        raise ExpressionError("~ is not allowed; write not", node.col_offset)

    def _BoolOp(self, node: ast.BoolOp, depth: int) -> tuple[Closure, bool]:
        parts = [self._guard(v, depth) for v in node.values]
        operate = np.logical_and if isinstance(node.op, ast.And) else np.logical_or
        return lambda env: _fold(operate, [p(env) for p in parts]), True

    def _Compare(self, node: ast.Compare, depth: int) -> tuple[Closure, bool]:
        operands = [node.left, *node.comparators]
        links: list[Closure] = []
        for left, op, right in zip(operands[:-1], node.ops, operands[1:], strict=True):
            compare = _COMPARISON.get(type(op))
            if compare is None:
                raise ExpressionError("of the comparisons only == != < <= > >= are allowed", left.col_offset)
            links.append(self._link(left, compare, right, depth))
        return lambda env: _fold(np.logical_and, [link(env) for link in links]), True

    def _link(self, left: ast.expr, compare: Callable[..., Any], right: ast.expr, depth: int) -> Closure:
        a, b = self._issue_of(left), self._issue_of(right)
        if a and b:
            raise ExpressionError(
                f'"{a}" and "{b}" are both issues, whose levels cannot be compared; '
                f"compare each with a level, or value({a}) with value({b})",
                left.col_offset,
            )
        if a:
            level = self._level(a, right)
            return lambda env: compare(env.level(a), level)
        if b:
            level = self._level(b, left)
            return lambda env: compare(level, env.level(b))
        first, second = self._number(left, depth), self._number(right, depth)
        return lambda env: compare(first(env), second(env))

    def _issue_of(self, node: ast.expr) -> str | None:
        if isinstance(node, ast.Name) and node.id in self.symbols.issues:
            self.issues.add(node.id)
            return node.id
        return None

    def _level(self, issue: str, node: ast.expr) -> int:
        levels = self.symbols.issues[issue]
        if not isinstance(node, ast.Name):
            raise ExpressionError(
                f'the issue "{issue}" is compared with one of its levels ({", ".join(levels[:12])})',
                node.col_offset,
            )
        if node.id not in levels:
            raise ExpressionError(
                f'"{node.id}" is not a level of "{issue}"; {nearest(node.id, levels)}', node.col_offset
            )
        return levels.index(node.id)

    def _Call(self, node: ast.Call, depth: int) -> tuple[Closure, bool]:
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if node.keywords or any(isinstance(a, ast.Starred) for a in node.args):
            raise ExpressionError("arguments are written plainly, without names or stars", node.col_offset)
        if name in _STATE_FUNCTIONS:
            return self._state_function(name, node)
        if name == "if_":
            if len(node.args) != 3:
                raise ExpressionError(
                    "if_ takes three arguments: if_(condition, then, else)", node.col_offset
                )
            condition = self._guard(node.args[0], depth)
            then, other = self._number(node.args[1], depth), self._number(node.args[2], depth)
            return lambda env: np.where(condition(env), then(env), other(env)), False
        if name not in _FUNCTIONS:
            known = [*_FUNCTIONS, *_STATE_FUNCTIONS, "if_"]
            raise ExpressionError(
                f'"{name or "this"}" is not a function; {nearest(name, known)}', node.col_offset
            )
        function, least, most = _FUNCTIONS[name]
        if not least <= len(node.args) <= most:
            wants = f"{least}" if least == most else f"{least} to {most}"
            raise ExpressionError(f"{name} takes {wants} arguments, not {len(node.args)}", node.col_offset)
        arguments = [self._number(a, depth) for a in node.args]
        return lambda env: function(*[np.asarray(a(env), np.float64) for a in arguments]), False

    def _state_function(self, name: str, node: ast.Call) -> tuple[Closure, bool]:
        if len(node.args) != 1 or not isinstance(node.args[0], ast.Name):
            what = "an issue" if name == "value" else "a move"
            raise ExpressionError(f"{name}(…) takes the name of {what}", node.col_offset)
        argument, where = node.args[0].id, node.args[0].col_offset
        if name == "value":
            if argument not in self.symbols.issues:
                raise ExpressionError(
                    f'"{argument}" is not an issue; {nearest(argument, self.symbols.issues)}', where
                )
            self.issues.add(argument)
            return lambda env: env.value(argument), False
        if argument not in self.symbols.moves:
            raise ExpressionError(
                f'"{argument}" is not a move; {nearest(argument, self.symbols.moves)}', where
            )
        if name == "done":
            self.done.add(argument)
            return lambda env: env.done(argument), True
        self.in_force.add(argument)
        return lambda env: env.in_force(argument), True


def _fold(operate: Callable[..., Any], parts: Any) -> Any:
    result = parts[0]
    for part in parts[1:]:
        result = operate(result, part)
    return result


def _describe(node: ast.AST) -> str:
    words = {
        "Attribute": "a dot",
        "Subscript": "an index",
        "Lambda": "lambda",
        "IfExp": "if … else (write if_)",
    }
    name = type(node).__name__
    return words.get(name, f"{name.lower()}")
