"""Optimal strategies of both players of a zero-sum game, from one linear program and its dual.

Player 1 chooses x >= 0 with E x = e, player 2 y >= 0 with F y = f, and 2 pays 1 the amount x' A y. For any x
the best reply of 2 costs the optimum of max f' q subject to F' q <= A' x, so that player 1's best x is found
along with q, and y as the multipliers of the inequalities (von Stengel 1996, section 4; for matrix games,
where E and F are a row of ones, Dantzig 1951).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from negsim.errors import SolverError

__all__ = ["saddle_point"]

Floats = NDArray[np.float64]
LARGE = 1_000  # rows and columns from which the interior point method, with crossover to a corner, is quicker
DENSE = 0.3  # share of entries that are not 0 from which it is
CLOSE = 1e-10  # what HiGHS may miss a constraint by
TINY = 1e-13  # probabilities that stand for 0


def saddle_point(
    A: Any,
    sides: tuple[tuple[Any, Floats], tuple[Any, Floats]],
    check: Callable[[Floats, Floats], float],
    good: float = 1e-10,
) -> tuple[Floats, Floats, str]:
    """Find optimal x and y.

    Parameters
    ----------
    A : dense or sparse [n, m]
        What player 2 pays player 1.
    sides : ((E, e), (F, f))
    check : callable
        What a player could gain by leaving (x, y), as a share of the range of payoffs.
    good : float
        Gain up to which a result is taken; if every way to solve the program leaves a larger one, the best of
        them is returned.

    Returns
    -------
    x : f8 [n], y : f8 [m], way : str

    Raises
    ------
    SolverError
        If HiGHS fails in every way.
    """
    from scipy import sparse

    A = sparse.csr_array(A)
    E, F = (sparse.csr_array(side[0]) for side in sides)
    e, f = (side[1] for side in sides)
    largest = float(abs(A).max()) if A.nnz else 0.0
    A = A / (largest or 1.0)  # chance may make all entries tiny; HiGHS means its tolerances absolutely
    n, m = A.shape
    rows, free = E.shape[0], F.shape[0]
    objective = np.concatenate([np.zeros(n), -f])
    at_most = sparse.hstack([-A.T, F.T]).tocsr()
    equal = sparse.hstack([E, sparse.csr_array((rows, free))]).tocsr()
    bounds = np.zeros((n + free, 2))
    bounds[:, 1], bounds[n:, 0] = np.inf, -np.inf
    found: list[tuple[float, Floats, Floats, str]] = []
    large = min(n, m) >= LARGE / 2 and A.nnz > DENSE * n * m
    ways = ["highs-ipm", "highs-ds"] if large else ["highs-ds", "highs-ipm"]
    for method, presolve in [(ways[0], True), (ways[1], True), (ways[0], False)]:
        answer = _linprog(objective, at_most, np.zeros(m), equal, e, bounds, method, presolve)
        if answer.status != 0:
            continue
        x, y = np.asarray(answer.x[:n]), -np.asarray(answer.ineqlin.marginals)
        x, y = np.where(x > TINY, x, 0.0), np.where(y > TINY, y, 0.0)
        gain = check(x, y)
        found.append((gain, x, y, "interior point" if method == "highs-ipm" else "dual simplex"))
        if gain <= good:
            break
    if not found:
        raise SolverError(f"HiGHS could not solve a linear program of {n + free} variables: {answer.message}")
    _, x, y, way = min(found, key=lambda item: item[0])
    return x, y, way


def _linprog(
    c: Floats, A: Any, b: Floats, E: Any, e: Floats, bounds: Floats, method: str, presolve: bool
) -> Any:
    from scipy import optimize

    linprog: Any = optimize.linprog  # its stubs want every option spelled out
    options: dict[str, Any] = {"primal_feasibility_tolerance": CLOSE, "dual_feasibility_tolerance": CLOSE}
    if not presolve:
        options = {"presolve": False}
    return linprog(c, A, b, E, e, bounds, method=method, options=options)
