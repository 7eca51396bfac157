"""From the end of a path to the equilibrium that it leads to.

Far along the branch most probabilities have settled: those of actions that are best replies, and those of
the others, which have all but vanished. Taking the latter for 0, what is left is a system of equations: all
actions that are used are worth the same. Newton's method, started from the path, solves it to rounding.
Which actions have vanished is a guess; where it is wrong there is no solution, or none that is an
equilibrium, and the next guess is tried.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from negsim.solvers.logit.system import BURIED, System

__all__ = ["polished"]

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

CUTS = (1e-4, 1e-6, 1e-3, 1e-8, 1e-2, 1e-10, 1e-14, 0.05)  # probabilities below are taken for 0, in this order
NEWTON = 25
SOLVED = 1e-15  # of utilities, whose range is 1, times their number
APART = 0.05  # of a probability: what moves further is another equilibrium than the path's


def polished(system: System, x: Floats) -> Iterator[Floats]:
    """Yield log-probabilities that solve the equations of each guess, from the likeliest guess on."""
    top = system.per_block(np.maximum, x)
    tried: list[Mask] = []
    for cut in CUTS:
        used = x - top > np.log(cut)
        if any(np.array_equal(used, t) for t in tried):
            continue
        tried.append(used)
        found = _solved(system, x, used)
        if found is not None and float(np.abs(np.exp(found) - np.exp(x)).max()) <= APART:
            yield found


def _solved(system: System, x: Floats, used: Mask) -> Floats | None:
    """Newton's method for equal utilities of the used actions of each block that is reached."""
    y = system.normalised(np.where(used, x, BURIED))
    y[~used] = BURIED
    free = np.flatnonzero(used & system.reached(y)[system.block])
    several = np.bincount(system.block[free], minlength=len(system.starts)) > 1
    free = free[several[system.block[free]]]
    if not len(free):
        return y
    first = np.concatenate([[True], np.diff(system.block[free]) > 0])
    cuts = np.flatnonzero(first)
    leader = free[cuts][np.cumsum(first) - 1]
    for _ in range(NEWTON):
        u, d = system.derivatives(y)
        rest = u[free] - u[leader]
        matrix = (d[free] - d[leader])[:, free]
        p = np.exp(y[free])
        total = np.add.reduceat(p, cuts)
        rest[cuts] = total - 1
        same = system.block[free][cuts][:, None] == system.block[free]
        matrix[cuts] = np.where(same, p, 0.0)
        if not np.isfinite(matrix).all():
            return None
        move = np.linalg.lstsq(matrix, -rest, rcond=1e-11)[0]
        size = float(np.abs(move).max())
        if size > 1e-6 and float(np.abs(rest).max()) <= SOLVED:
            break
        if size > 50:
            return None
        y[free] += move
        if size <= 1e-14:
            break
    u = system.utilities(y)
    off = np.abs(u[free] - u[leader]) / system.ranges[system.block[free]]
    return y if float(off.max()) <= 1e-9 else None
