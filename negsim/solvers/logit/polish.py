"""From the end of a path to the equilibrium that it leads to.

Far along the branch most probabilities have settled: those of actions that are best replies, and those of
the others, which have all but vanished. Taking the latter for 0, what is left is a system of equations: all
actions that are used are worth the same. Newton's method, started from the path, solves it to rounding.
Which actions have vanished is a guess; where it is wrong there is no solution, or none that is an
equilibrium, and the next guess is tried. Where there is a continuum of solutions, of which only a part are
equilibria, the condition that no unused action is worth more is put into each step, as a linear programme.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

from negsim.solvers.logit.system import BURIED, System

__all__ = ["polished"]

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
Ints = NDArray[np.intp]

CUTS = (
    1e-4,
    1e-6,
    1e-3,
    1e-8,
    1e-2,
    1e-10,
    1e-14,
    0.05,
)  # probabilities below are taken for 0, in this order
NEWTON = 25
SOLVED = 1e-15  # of utilities, whose range is 1
APART = 0.05  # of a probability: what moves further is another equilibrium than the path's
LONGEST_MOVE = 1.0  # of a log-probability in one linear programme
MOST_PROGRAMMED = 400  # unknowns


def polished(system: System, x: Floats) -> Iterator[Floats]:
    """Yield log-probabilities that solve the equations of each guess, from the likeliest guess on."""
    top = system.per_block(np.maximum, x)
    guesses: list[Mask] = []
    for cut in CUTS:
        used = x - top > np.log(cut)
        if not any(np.array_equal(used, g) for g in guesses):
            guesses.append(used)
    for step in (_least_squares, _linear_programme):
        if step is _least_squares or system.size <= MOST_PROGRAMMED:
            for used in guesses:
                found = _solved(system, x, used, step)
                if found is not None and float(np.abs(np.exp(found) - np.exp(x)).max()) <= APART:
                    yield found


class _Equations:
    """Equal utilities of the used actions of each block that is reached, and probabilities that sum to 1.

    Attributes
    ----------
    free : int [unknown]
        Used actions of the blocks that are reached.
    leader : int [unknown]
        The first of each one's block, whose own equation is that probabilities sum to 1.
    unused : int [unused], its_leader : int [unused]
        The other actions of these blocks.
    """

    def __init__(self, system: System, y: Floats, used: Mask) -> None:
        self.system = system
        reached = system.reached(y)[system.block]
        self.free: Ints = np.flatnonzero(used & reached)
        block = system.block[self.free]
        first = np.diff(block, prepend=-1) > 0
        self.cuts: Ints = np.flatnonzero(first)
        self.leader: Ints = self.free[self.cuts][np.cumsum(first) - 1]
        self.same = block[self.cuts][:, None] == block
        leader_of = np.full(len(system.starts), -1, dtype=np.intp)
        leader_of[block] = self.leader
        self.unused: Ints = np.flatnonzero(~used & reached)
        self.its_leader: Ints = leader_of[system.block[self.unused]]

    def at(self, y: Floats) -> tuple[Floats, Floats, Floats, Floats]:
        """Residuals and their derivatives; by how much unused actions are worth more, and its derivatives."""
        u, d = self.system.derivatives(y)
        d = d[:, self.free]
        rest, matrix = u[self.free] - u[self.leader], d[self.free] - d[self.leader]
        p = np.exp(y[self.free])
        rest[self.cuts] = np.add.reduceat(p, self.cuts) - 1
        matrix[self.cuts] = np.where(self.same, p, 0.0)
        return rest, matrix, u[self.unused] - u[self.its_leader], d[self.unused] - d[self.its_leader]


Step = Callable[[Floats, Floats, Floats, Floats, Floats], Floats | None]


def _solved(system: System, x: Floats, used: Mask, step: Step) -> Floats | None:
    """Newton's method, with the given way to solve the linear equations of each step."""
    y = system.normalised(np.where(used, x, BURIED))
    y[~used] = BURIED
    equations = _Equations(system, y, used)
    free = equations.free
    if not len(free):  # play comes to no decision
        return y
    before = np.inf
    for _ in range(NEWTON):
        rest, matrix, more, slope = equations.at(y)
        off = float(np.abs(rest).max())
        if step is _least_squares and (off <= SOLVED or (off < 1e-11 and off >= before)):
            break
        move = step(rest, matrix, more, slope, np.exp(y[free]))
        if move is None or not np.isfinite(move).all() or float(np.abs(move).max()) > 50:
            return None
        y[free] += move
        before = off
        if float(np.abs(move).max()) <= 1e-13:
            break
    rest = equations.at(y)[0]
    return y if float(np.abs(rest).max()) <= 1e-9 else None


def _least_squares(rest: Floats, matrix: Floats, more: Floats, slope: Floats, p: Floats) -> Floats | None:
    """The shortest move that solves the equations best."""
    return np.asarray(np.linalg.lstsq(matrix, -rest, rcond=1e-11)[0])


def _linear_programme(rest: Floats, matrix: Floats, more: Floats, slope: Floats, p: Floats) -> Floats | None:
    """The move that changes probabilities least and leaves no unused action worth more."""
    n = len(rest)
    size = max(float(np.abs(rest).max()), float(more.max(initial=0.0)), 1e-6)  # tolerances are absolute
    found = linprog(
        np.concatenate([p, p]) + 1e-6,  # moves up and down
        A_eq=np.hstack([matrix, -matrix]),
        b_eq=-rest / size,
        A_ub=np.hstack([slope, -slope]) if len(more) else None,
        b_ub=-more / size if len(more) else None,
        bounds=(0, LONGEST_MOVE / size),
        method="highs",
        options={"primal_feasibility_tolerance": 1e-10},
    )
    return (found.x[:n] - found.x[n:]) * size if found.x is not None and found.status == 0 else None
