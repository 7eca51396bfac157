"""How an expression depends on its parameters: whether it is linear in each, and whether any stands twice."""

from __future__ import annotations

import ast
from collections.abc import Collection
from dataclasses import dataclass, field

__all__ = ["Degree", "degrees"]


@dataclass(frozen=True, slots=True)
class Degree:
    """How one part of an expression depends on parameters.

    Attributes
    ----------
    powers : dict of str to int
        The highest power of each parameter that it reads.
    polynomial : bool
        Whether it is made of sums and products of parameters alone, as far as they go.
    repeated : bool
        Whether a parameter stands in it more than once.
    """

    powers: dict[str, int] = field(default_factory=dict)
    polynomial: bool = True
    repeated: bool = False

    @property
    def multilinear(self) -> bool:
        """Whether it is linear in each parameter while the others stand still."""
        return self.polynomial and all(p == 1 for p in self.powers.values())


_NONE = Degree()


def degrees(tree: ast.expr, parameters: Collection[str]) -> dict[int, Degree]:
    """Find the degree of every part of an expression, by the identity of its node."""
    found: dict[int, Degree] = {}
    for node in list(ast.walk(tree))[::-1]:  # each after all that it is made of; no recursion
        if isinstance(node, ast.expr):
            found[id(node)] = _degree(node, found, parameters)
    return found


def _degree(node: ast.expr, found: dict[int, Degree], parameters: Collection[str]) -> Degree:
    match node:
        case ast.Constant():
            return _NONE
        case ast.Name():
            return Degree({node.id: 1}) if node.id in parameters else _NONE
        case ast.UnaryOp(op=ast.USub() | ast.UAdd()):
            return found[id(node.operand)]
        case ast.BinOp():
            a, b = found[id(node.left)], found[id(node.right)]
            if isinstance(node.op, ast.Mult):
                return _joined(
                    [a, b], {n: a.powers.get(n, 0) + b.powers.get(n, 0) for n in (*a.powers, *b.powers)}
                )
            fits = isinstance(node.op, ast.Add | ast.Sub) or (isinstance(node.op, ast.Div) and not b.powers)
            return _joined([a, b], polynomial=fits)
        case ast.Call(func=ast.Name(id="value" | "done" | "in_force")):
            return _NONE
        case ast.Call(func=ast.Name(id="if_")):
            return _joined([found[id(a)] for a in node.args])  # a condition on parameters is no polynomial
        case ast.Call():
            return _joined([found[id(a)] for a in node.args], polynomial=False)
        case ast.Compare():
            return _joined([found[id(a)] for a in (node.left, *node.comparators)], polynomial=False)
        case ast.BoolOp():
            return _joined([found[id(a)] for a in node.values], polynomial=False)
        case ast.UnaryOp():
            return _joined([found[id(node.operand)]], polynomial=False)
    return _NONE


def _joined(parts: list[Degree], powers: dict[str, int] | None = None, *, polynomial: bool = True) -> Degree:
    """Put parts together; what reads no parameter is a constant, whatever it is made of."""
    if powers is None:
        powers = {}
        for part in parts:
            for name, power in part.powers.items():
                powers[name] = max(power, powers.get(name, 0))
    if not powers:
        return _NONE
    repeated = any(p.repeated for p in parts) or sum(len(p.powers) for p in parts) > len(powers)
    return Degree(powers, polynomial and all(p.polynomial for p in parts), repeated)
