"""Expressions of scenario files: a whitelist over Python's grammar, compiled once to NumPy closures.

Nothing of a file is ever evaluated by Python itself: the syntax tree is walked here, every node that is
not on the list is refused, and what remains becomes closures over NumPy arrays. So a parameter may be an
array of points and an issue an array of states, and the same closure serves both.
"""

from __future__ import annotations

import ast
import keyword
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from negsim.errors import nearest
from negsim.scenario.tokens import MAX_DEPTH, ExpressionError, screen, together, too_deep

__all__ = ["RESERVED_WORDS", "Environment", "Expression", "ExpressionError", "Symbols", "parse"]

MAX_LENGTH = 500

_HINT = (
    "expressions know numbers, names, comparisons, and or not, + - * / **, and "
    "min max abs exp log sqrt if_ value in_force done"
)

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

    issues: dict[str, tuple[str, ...]]  # issue → its levels, in order
    parameters: frozenset[str]
    moves: frozenset[str]
    others: Mapping[str, str] = field(default_factory=dict)  # what else there is of a name: "an outcome"

    @cached_property
    def known(self) -> dict[str, tuple[str, ...]]:
        """Names that may stand in a place; one list for all refusals, of which there may be very many."""
        issues, parameters = tuple(self.issues), tuple(self.parameters)
        return {
            "issue": issues, "parameter": parameters, "move": tuple(self.moves), "any": parameters + issues,
        }  # fmt: skip

    @cached_property
    def issue_of(self) -> dict[str, str]:
        """The first issue that has a level of this name."""
        return {level: name for name, levels in reversed(self.issues.items()) for level in levels}

    @cached_property
    def numbers(self) -> dict[str, dict[str, int]]:
        """The number of each level of each issue."""
        return {issue: {level: k for k, level in enumerate(levels)} for issue, levels in self.issues.items()}


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
    tree: ast.expr = field(repr=False, compare=False)

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
        hint = "split it into several payoff terms, or give part of it to a parameter"
        message = f"this expression has {len(text):,} characters; at most {MAX_LENGTH} are allowed"
        raise ExpressionError(message, 0, "NS414", hint, len(text))
    screen(text)
    blanks = len(text) - len(text.lstrip())
    source = text.replace("\n", " ").replace("\r", " ").strip()
    try:
        tree = ast.parse(source, mode="eval").body
    except SyntaxError as e:
        offset = blanks + min(max((e.offset or 1) - 1, 0), len(source) - 1)
        raise ExpressionError("this is not an expression", offset, hint=_HINT) from None
    except (ValueError, RecursionError, MemoryError):
        raise too_deep(blanks) from None
    compiler = _Compiler(symbols, kind)
    try:
        closure = compiler.run(tree)
    except ExpressionError as e:
        raise e.moved(blanks) from None
    return Expression(
        text,
        kind,
        frozenset(compiler.parameters),
        frozenset(compiler.issues),
        frozenset(compiler.done),
        frozenset(compiler.in_force),
        closure,
        tree,
    )


class _Compiler:
    """Walks one syntax tree; `compile` gives a closure and whether it is a truth value.

    A name that means nothing is noted, and the rest is walked all the same: so all of them are reported.
    """

    def __init__(self, symbols: Symbols, kind: Kind) -> None:
        self.symbols, self.kind = symbols, kind
        self.parameters: dict[str, int] = {}  # name → where it first stands
        self.issues: set[str] = set()
        self.done: set[str] = set()
        self.in_force: set[str] = set()
        self.wrong: list[ExpressionError] = []

    def run(self, tree: ast.expr) -> Closure:
        """Compile all of an expression.

        Raises
        ------
        ExpressionError
            With the first mistake, and the others that were found.
        """
        try:
            closure = self._guard(tree, 0) if self.kind == "guard" else self._number(tree, 0)
        except ExpressionError as e:
            if e.code != "NS407" or not self.wrong:  # what a wrong name is, is not known
                self.wrong.append(e)
        if not self.wrong and self.kind == "guard" and self.parameters:
            name = min(self.parameters, key=self.parameters.__getitem__)
            hint = f'conditions speak of levels only; in a payoff write value: "if_({name} > 1, -{name}, 0)"'
            message = f'a condition may not read the parameter "{name}"'
            raise ExpressionError(message, self.parameters[name], "NS408", hint, len(name))
        if self.wrong:
            raise together(self.wrong)
        return closure

    def compile(self, node: ast.expr, depth: int) -> tuple[Closure, bool]:
        if depth > MAX_DEPTH:
            raise too_deep(node.col_offset)
        method = getattr(self, "_" + type(node).__name__, None)
        if method is None:
            raise _refuse(node, "this is not allowed in an expression", "NS403", _HINT)
        result: tuple[Closure, bool] = method(node, depth + 1)
        return result

    def _guard(self, node: ast.expr, depth: int) -> Closure:
        if isinstance(node, ast.Name) and node.id not in self.symbols.parameters:
            return self._bare(node)
        closure, is_guard = self.compile(node, depth)
        if not is_guard:
            hint = "compare it with something, such as issue == level"
            raise _refuse(node, "this is a number, and a condition is expected", "NS407", hint)
        return closure

    def _number(self, node: ast.expr, depth: int) -> Closure:
        return self.compile(node, depth)[0]  # a condition counts as 0 or 1

    def _note(self, error: ExpressionError) -> Closure:
        """Note a mistake, and go on with what is never evaluated."""
        self.wrong.append(error)
        return lambda env: np.float64(0)

    def _bare(self, node: ast.Name) -> Closure:
        """Refuse a word where a condition is expected."""
        name, symbols = node.id, self.symbols
        if name in symbols.issues:
            message = f'the issue "{name}" is not a condition by itself'
            hint = f"write {name} == {symbols.issues[name][0]}, or another of its levels"
            return self._note(_refuse(node, message, "NS410", hint))
        if name in symbols.issue_of:
            return self._level_alone(node)
        if name in symbols.others:
            issue, levels = next(iter(symbols.issues.items()), ("issue", ("level",)))
            hint = {
                "a move": f"write done({name}) or in_force({name})",
                "an outcome": "write its condition here",
            }.get(
                symbols.others[name], f"write an issue and one of its levels, such as {issue} == {levels[0]}"
            )
            message = f'"{name}" is {symbols.others[name]}, and a condition speaks of issues'
            return self._note(_refuse(node, message, "NS402", hint))
        if name == "otherwise":
            hint = "leave the line out where something always holds"
            return self._note(_refuse(node, '"otherwise" stands only under outcomes', "NS402", hint))
        known = ("otherwise",) if name.casefold() == "otherwise" else symbols.known["issue"]
        message = f'"{name}" is not an issue'
        return self._note(_refuse(node, message, "NS402", word=name, known=known))

    def _level_alone(self, node: ast.Name) -> Closure:
        issue = self.symbols.issue_of[node.id]
        message = f'the level "{node.id}" means something only beside its issue, "{issue}"'
        return self._note(_refuse(node, message, "NS411", f"write {issue} == {node.id}"))

    def _Constant(self, node: ast.Constant, depth: int) -> tuple[Closure, bool]:
        if isinstance(node.value, bool) or not isinstance(node.value, int | float):
            raise _refuse(node, f"{node.value!r} is not a number", "NS403")
        try:
            number = np.float64(node.value)
        except OverflowError:
            number = np.float64("inf")
        if not np.isfinite(number):
            raise _refuse(node, "this number is too large", "NS413", "the largest is about 1e308")
        return lambda env: number, False

    def _Name(self, node: ast.Name, depth: int) -> tuple[Closure, bool]:
        name = node.id
        if name in self.symbols.parameters:
            self.parameters.setdefault(name, node.col_offset)
            return lambda env: env.parameter(name), False
        return self._unknown(node), False

    def _unknown(self, node: ast.Name) -> Closure:
        """Refuse a word where a number is expected."""
        name, symbols = node.id, self.symbols
        if name in symbols.issues:
            message = f'the issue "{name}" is not a number; its number is value({name})'
            level = symbols.issues[name][0]
            hint = f"write value({name}), or compare it with a level, such as {name} == {level}"
            return self._note(_refuse(node, message, "NS410", hint))
        if name in symbols.issue_of:
            return self._level_alone(node)
        if name in symbols.others and symbols.parameters:
            hint = "write a number, or the name of a parameter"
            if symbols.others[name] == "a move":
                hint = f"write in_force({name}) or done({name}), which count as 1 or 0"
            message = f'"{name}" is {symbols.others[name]}, and a number is expected'
            return self._note(_refuse(node, message, "NS402", hint))
        message = f'"{name}" is neither a number nor a parameter'
        known = symbols.known["parameter"]
        return self._note(_refuse(node, message, "NS402", word=name, known=known))

    def _BinOp(self, node: ast.BinOp, depth: int) -> tuple[Closure, bool]:
        # a - b + c - … is a chain on the left: walked in a loop, so that a long sum is no deep nesting
        steps: list[tuple[Callable[..., Any], Closure]] = []
        first: ast.expr = node
        while isinstance(first, ast.BinOp):
            operate = _ARITHMETIC.get(type(first.op))
            if operate is None:
                raise _refuse(first, "of the signs between numbers only + - * / ** are allowed", "NS403")
            steps.append((operate, self._number(first.right, depth)))
            first = first.left
        start = self._number(first, depth)
        steps.reverse()

        def evaluate(env: Environment) -> Any:
            # floats before anything is folded: 9**9**9 overflows at once instead of growing for ever
            result = np.asarray(start(env), np.float64)
            for operate, right in steps:
                result = operate(result, np.asarray(right(env), np.float64))
            return result

        return evaluate, False

    def _UnaryOp(self, node: ast.UnaryOp, depth: int) -> tuple[Closure, bool]:
        if isinstance(node.op, ast.Not):
            guard = self._guard(node.operand, depth)
            return lambda env: np.logical_not(guard(env)), True
        operand = self._number(node.operand, depth)
        if isinstance(node.op, ast.USub):
            return lambda env: np.negative(np.asarray(operand(env), np.float64)), False
        if isinstance(node.op, ast.UAdd):
            return operand, False
        raise _refuse(node, "~ is not allowed", "NS403", "write not")

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
                raise _refuse(left, "of the comparisons only == != < <= > >= are allowed", "NS403")
            links.append(self._link(left, compare, right, depth))
        return lambda env: _fold(np.logical_and, [link(env) for link in links]), True

    def _link(self, left: ast.expr, compare: Callable[..., Any], right: ast.expr, depth: int) -> Closure:
        a, b = self._issue_of(left), self._issue_of(right)
        if a and b:
            raise _refuse(
                left, f'"{a}" and "{b}" are both issues, whose levels cannot be compared', "NS409",
                f"compare each with a level, or value({a}) with value({b})",
            )  # fmt: skip
        if a:
            level = self._level(a, right)
            return lambda env: compare(env.level(a), level)
        if b:
            level = self._level(b, left)
            return lambda env: compare(level, env.level(b))
        for side, other in ((left, right), (right, left)):  # a level beside what is no issue: said once
            if (
                self._is_level(side)
                and isinstance(other, ast.Name)
                and other.id not in self.symbols.parameters
            ):
                return self._side(other, side, depth)
        first, second = self._side(left, right, depth), self._side(right, left, depth)
        return lambda env: compare(first(env), second(env))

    def _is_level(self, node: ast.expr) -> bool:
        return isinstance(node, ast.Name) and node.id in self.symbols.issue_of

    def _side(self, node: ast.expr, other: ast.expr, depth: int) -> Closure:
        """Compile one side of a comparison of numbers."""
        if not isinstance(node, ast.Name) or node.id in self.symbols.parameters:
            return self._number(node, depth)
        name, issue, symbols = node.id, _valued(other), self.symbols
        if name in symbols.numbers.get(issue, ()):
            message = f'"{name}" is a level of "{issue}", and value({issue}) a number'
            hint = f"write {issue} == {name}, without value( )"
            return self._note(_refuse(node, message, "NS411", hint))
        if name in symbols.issue_of or name in symbols.others:
            return self._bare(node)
        if self.kind == "guard" or self._is_level(other):
            message, known = f'"{name}" is not an issue', symbols.known["issue"]
        else:
            message = f'"{name}" is neither a parameter nor an issue'
            known = symbols.known["any"]
        return self._note(_refuse(node, message, "NS402", word=name, known=known))

    def _issue_of(self, node: ast.expr) -> str | None:
        if isinstance(node, ast.Name) and node.id in self.symbols.issues:
            self.issues.add(node.id)
            return node.id
        return None

    def _level(self, issue: str, node: ast.expr) -> int:
        levels = self.symbols.issues[issue]
        if not isinstance(node, ast.Name):
            hint = f"its levels: {', '.join(levels[:12])}{', …' * (len(levels) > 12)}"
            if isinstance(node, ast.Constant):
                hint += f"; as a number it is value({issue})"
            raise _refuse(node, f'the issue "{issue}" is compared with one of its levels', "NS412", hint)
        numbers = self.symbols.numbers[issue]
        if node.id not in numbers:
            message = f'"{node.id}" is not a level of "{issue}"'
            self._note(_refuse(node, message, "NS304", word=node.id, known=levels))
            return 0
        return numbers[node.id]

    def _Call(self, node: ast.Call, depth: int) -> tuple[Closure, bool]:
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if node.keywords or any(isinstance(a, ast.Starred) for a in node.args):
            hint = f"write {name or 'the function'}(a, b)"
            raise _refuse(node, "what stands in the brackets is written without = and *", "NS403", hint)
        if name in _STATE_FUNCTIONS:
            return self._state_function(name, node)
        if name == "if_":
            if len(node.args) != 3:
                message = f"if_( ) takes a condition and two numbers; here {_stand(len(node.args))} in it"
                raise _refuse(node, message, "NS406", "write if_(condition, then, else)")
            condition = self._guard(node.args[0], depth)
            then, other = self._number(node.args[1], depth), self._number(node.args[2], depth)
            return lambda env: np.where(condition(env), then(env), other(env)), False
        if name not in _FUNCTIONS:
            known = [*_FUNCTIONS, *_STATE_FUNCTIONS, "if_"]
            if name in {*self.symbols.parameters, *self.symbols.issues} or not name:
                raise _refuse(
                    node.func, f'"{name or "this"}" is not a function', "NS405", "write * for a product"
                )
            raise _refuse(node.func, f'"{name}" is not a function; {nearest(name, known)}', "NS405")
        function, least, most = _FUNCTIONS[name]
        if not least <= len(node.args) <= most:
            wants = "one number" if most == 1 else f"{least} to {most} numbers, with commas between them"
            message = f"{name}( ) takes {wants}; here {_stand(len(node.args))} in it"
            hint = f"write {name}(…)" if most == 1 else f"write {name}(…, …)"
            raise _refuse(node, message, "NS406", hint)
        arguments = [self._number(a, depth) for a in node.args]
        return lambda env: function(*[np.asarray(a(env), np.float64) for a in arguments]), False

    def _state_function(self, name: str, node: ast.Call) -> tuple[Closure, bool]:
        if len(node.args) != 1 or not isinstance(node.args[0], ast.Name):
            what = "an issue" if name == "value" else "a move"
            raise _refuse(
                node, f"{name}( ) takes the name of {what}", "NS406", f"write {name}({what[3:].strip()})"
            )
        argument = node.args[0].id
        if name == "value":
            if argument not in self.symbols.issues:
                known = self.symbols.known["issue"]
                message = f'"{argument}" is not an issue'
                return self._note(_refuse(node.args[0], message, "NS303", word=argument, known=known)), False
            self.issues.add(argument)
            return lambda env: env.value(argument), False
        if argument not in self.symbols.moves:
            known = self.symbols.known["move"]
            message = f'"{argument}" is not a move'
            return self._note(_refuse(node.args[0], message, "NS305", word=argument, known=known)), True
        if name == "done":
            self.done.add(argument)
            return lambda env: env.done(argument), True
        self.in_force.add(argument)
        return lambda env: env.in_force(argument), True


def _refuse(
    node: ast.expr, message: str, code: str, hint: str = "", word: str = "", known: Sequence[str] = ()
) -> ExpressionError:
    length = max(1, (node.end_col_offset or 0) - node.col_offset)
    return ExpressionError(message, node.col_offset, code, hint, length, word, known)


def _fold(operate: Callable[..., Any], parts: Any) -> Any:
    result = parts[0]
    for part in parts[1:]:
        result = operate(result, part)
    return result


def _valued(node: ast.expr) -> str:
    """Give the issue of value(issue)."""
    match node:
        case ast.Call(func=ast.Name(id="value"), args=[ast.Name(id=issue)]):
            return issue
    return ""


def _stand(count: int) -> str:
    return f"{('nothing', 'one', 'two')[count] if count < 3 else count} stand{'s' * (count < 2)}"
