"""Words that several checks share."""

from __future__ import annotations

from collections.abc import Collection

from negsim.scenario.expressions import Expression
from negsim.scenario.scenario import Scenario

__all__ = ["anywhere", "issues_of", "listed"]

MOST_LISTED = 6


def anywhere(scenario: Scenario) -> str:
    """Say that all games are meant."""
    return ", under any order or without one" if scenario.orders else ""


def listed(names: Collection[str], *, last: str = "and") -> str:
    """Write names one after the other, not more of them than can be read.

    >>> print(listed(["a", "b", "c"]))
    "a", "b" and "c"
    """
    quoted = [f'"{name}"' for name in list(names)[:MOST_LISTED]]
    if len(names) > MOST_LISTED:
        return f"{', '.join(quoted)} {last} {len(names) - MOST_LISTED} more"
    return f" {last} ".join(filter(None, [", ".join(quoted[:-1]), quoted[-1]])) if quoted else ""


def issues_of(scenario: Scenario, expression: Expression) -> frozenset[str]:
    """Find the issues that an expression reads, those that a move in force is known by included."""
    return expression.issues.union(*(scenario.moves[move].sets for move in expression.in_force))
