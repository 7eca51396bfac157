"""Linear programs by HiGHS' dual simplex; and the corner that it ends in, solved for again in fractions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from negsim.errors import SolverError

__all__ = ["Optimum", "exact_corner", "exact_solution", "maximise"]

Floats = NDArray[np.float64]
Constraints = tuple[Any, Any]  # a matrix, dense or sparse, and the right-hand sides

EXACT_SIZE = 40  # unknowns up to which a corner is solved for in fractions: the work grows with their cube
NEAR = 1e-8  # within which a constraint is taken to hold with equality, before that is proven in fractions


@dataclass(frozen=True, eq=False)
class Optimum:
    """An optimum of a linear program, with its multipliers.

    Attributes
    ----------
    x : f8 [variable]
    value : float
    at_most : f8 [row]
        Multipliers of the inequalities, not negative.
    equal : f8 [row]
        Multipliers of the equations.
    """

    x: Floats
    value: float
    at_most: Floats
    equal: Floats


def maximise(
    objective: Any,
    at_most: Constraints | None = None,
    equal: Constraints | None = None,
    *,
    free: int = 0,
) -> Optimum | None:
    """Maximise a linear function of variables that are not negative, but for the last `free` ones.

    Parameters
    ----------
    objective : f8 [variable]
    at_most, equal : (matrix [row, variable], f8 [row]), optional
        Inequalities A x ≤ b, and equations. Coefficients are best of the size 1: what is below 1e-9 counts
        as nothing.
    free : int

    Returns
    -------
    Optimum or None
        None if the constraints contradict each other.

    Raises
    ------
    SolverError
        If the program has no bound, or HiGHS gives up.

    Examples
    --------
    >>> best = maximise([1.0, 1.0], ([[2.0, 1.0], [1.0, 2.0]], [3.0, 3.0]))
    >>> best.x.round(9), round(best.value, 9)
    (array([1., 1.]), 2.0)
    """
    from scipy import optimize

    linprog: Any = optimize.linprog  # its stubs want every option spelled out
    c = -np.asarray(objective, np.float64)
    bounds = np.zeros((len(c), 2))
    bounds[:, 1] = np.inf
    bounds[len(c) - free :, 0] = -np.inf
    A, b = at_most if at_most is not None else (None, None)
    A_eq, b_eq = equal if equal is not None else (None, None)
    close: dict[str, Any] = {"primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10}
    for options in (close, {**close, "presolve": False}, {}):  # what one way gives up, another may finish
        found = linprog(c, A, b, A_eq, b_eq, bounds, method="highs-ds", options=options)
        if found.status == 0:
            multipliers = np.maximum(-np.asarray(found.ineqlin.marginals, np.float64), 0.0)
            return Optimum(
                np.asarray(found.x, np.float64),
                -float(found.fun),
                multipliers,
                -np.asarray(found.eqlin.marginals, np.float64),
            )
        if found.status == 2:
            return None
    raise SolverError(f"a linear program of {len(c)} variables could not be solved: {found.message}")


def exact_solution(rows: NDArray[np.object_], right: Sequence[Fraction]) -> list[Fraction] | None:
    """Solve equations in fractions; None if they contradict each other or leave something open.

    Examples
    --------
    >>> exact_solution(np.array([[2, 1], [1, 1], [3, 2]], dtype=object), [3, 2, 5])
    [Fraction(1, 1), Fraction(1, 1)]
    """
    unknowns = rows.shape[1]
    table = np.empty((len(rows), unknowns + 1), dtype=object)
    table[:, :unknowns] = rows
    table[:, unknowns] = list(right)
    done = 0
    for column in range(unknowns):
        pivots = np.flatnonzero(table[done:, column])
        if not len(pivots):
            return None
        pivot = done + int(pivots[0])
        table[[done, pivot]] = table[[pivot, done]]
        table[done] = table[done] / Fraction(table[done, column])
        for other in np.flatnonzero(table[:, column]).tolist():
            if other != done:
                table[other] = table[other] - table[done] * table[other, column]
        done += 1
    if any(table[done:, unknowns]):
        return None
    return [Fraction(v) for v in table[:done, unknowns]]


def exact_corner(
    x: Floats,
    at_most: Constraints,
    equal: Constraints,
    *,
    free: int = 0,
) -> list[Fraction] | None:
    """Find the corner near a point in fractions, and prove that it satisfies every constraint.

    What is nearly 0 in `x` is taken to be 0, and what nearly holds with equality to do so; the equations that
    this gives are solved, and all constraints checked.

    Parameters
    ----------
    x : f8 [variable]
    at_most, equal : (object [row, variable], object [row])
        Of fractions or integers.
    free : int
        How many variables, the last ones, may be negative.

    Returns
    -------
    list of Fraction or None
        None if the point is not near such a corner, or the corner is too large for fractions.
    """
    (A, b), (A_eq, b_eq) = at_most, equal
    fixed = np.abs(x) > NEAR
    fixed[len(x) - free :] = True
    support = np.flatnonzero(fixed)
    if len(support) > EXACT_SIZE:
        return None
    slack = np.asarray(b, np.float64) - np.asarray(A, np.float64) @ x
    tight = np.flatnonzero(slack < NEAR)
    rows = np.concatenate([A_eq[:, support], A[np.ix_(tight, support)]])
    found = exact_solution(rows, [*b_eq, *b[tight]])
    if found is None or any(v < 0 for v, s in zip(found, support, strict=True) if s < len(x) - free):
        return None
    full = np.full(len(x), Fraction(0), dtype=object)
    full[support] = found
    if (A @ full > b).any() or (A_eq @ full != b_eq).any():
        return None
    return list(full)
