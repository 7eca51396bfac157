"""Following the principal branch: predictor and corrector along the arc of (x, λ).

The branch starts at λ = 0 with everybody choosing at random. Generically it is a smooth curve without
crossings (McKelvey & Palfrey 1995, theorem 3) on which λ may fall for a while, so that its own length is the
parameter (Turocy 2005). Each step extrapolates the curve from its tangents and comes back to it by Newton's
method in the plane across the last tangent; its length adapts to how far off the extrapolation was.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg.lapack import dgesv

from negsim.solvers.logit.system import System, response

__all__ = ["Point", "Trouble", "correct", "follow"]

Floats = NDArray[np.float64]

FIRST_STEP = 0.1
AIM = 0.02  # how far off an extrapolation may be, in log-probabilities
LONGEST_TURN = 0.8  # cosine of the angle between tangents from one point to the next
NEWTON = 6
LOOSE = 1e-5  # of a corrector's last move: the error after it is about its square
TIGHT = 1e-12
EPS = float(np.finfo(float).eps)


@dataclass(frozen=True, eq=False)
class Point:
    """A solution of the logit system.

    Attributes
    ----------
    x : f8 [action]
    lam : float
        In the system's units.
    tangent : f8 [action + 1]
        Direction of the branch, λ last.
    regret : float
    bifurcation : bool
        Whether the branch crossed another one, or came very near to it, on the way here.
    """

    x: Floats
    lam: float
    tangent: Floats
    regret: float
    bifurcation: bool = False


class Trouble(Exception):
    """The branch could not be followed further."""


def correct(system: System, x: Floats, lam: float, tolerance: float = TIGHT) -> tuple[Floats, bool]:
    """Newton's method at a fixed λ; and whether it converged."""
    floor = tolerance + 8 * EPS * (lam + float(np.abs(x).max()))
    last = np.inf
    for _ in range(30):
        h, matrix, _, _ = response(system, x, lam)
        _, _, move, info = dgesv(matrix, -h)
        size = float(np.abs(move).max())
        if info or not np.isfinite(size):
            return x, False
        x = system.normalised(x + move)
        if size <= floor:
            return x, True
        if size > 0.5 * last and size < 1e3 * floor:  # rounding is all that is left
            return x, True
        last = size
    return x, False


def follow(system: System, *, precise: bool = False, max_steps: int = 20_000) -> Iterator[Point]:
    """Yield points of the principal branch, from λ = 0 on, without end.

    Raises
    ------
    Trouble
        If no step is short enough, or there were too many.
    """
    n = system.size
    x = system.uniform()
    u = system.utilities(x)
    tangent = np.append(u - system.per_block(np.add, np.exp(x) * u), 1.0)
    tangent /= np.linalg.norm(tangent)
    y = np.append(x, 0.0)
    yield Point(x, 0.0, tangent, system.regret(x, u))
    step, before, old_tangent, sign = FIRST_STEP, 1.0, tangent, 1.0
    bordered = np.empty((n + 1, n + 1), order="F")
    right = np.zeros((n + 1, 2), order="F")
    flips = 0
    for _ in range(max_steps):
        bend = (tangent - old_tangent) / before
        guess = y + step * tangent + (0.5 * step * step) * bend
        found = _corrector(system, guess, tangent, bordered, right, precise)
        good = False
        if found is not None:
            new, new_tangent, new_sign, miss, u = found
            good = float(new_tangent @ tangent) >= LONGEST_TURN
        if not good:
            step *= 0.3
            if step < 1e-9 * (1 + float(np.abs(y).max())) ** 0.5 or step < 1e-10:
                raise Trouble("no step was short enough")
            continue
        flip = new_sign != sign
        if flip and flips < 6:  # a jump to another branch shows so too: look closer first
            flips += 1
            step *= 0.3
            continue
        flips = 0
        old_tangent, before = tangent, float(np.linalg.norm(new - y))
        y, tangent, sign = new, new_tangent, new_sign
        yield Point(y[:n], float(y[n]), tangent, system.regret(y[:n], u), flip)
        step *= min(3.0, max(0.3, (AIM / max(miss, 1e-12)) ** (1 / 3)))
    raise Trouble(f"{max_steps:,} steps were not enough")


def _corrector(
    system: System, y: Floats, border: Floats, matrix: Floats, right: Floats, precise: bool
) -> tuple[Floats, Floats, float, float, Floats] | None:
    """Come back to the branch: the point, its tangent, orientation, and how far off it was."""
    n = len(y) - 1
    first, last = 0.0, np.inf
    loose = LOOSE if not precise else 1e-9
    for k in range(NEWTON):
        y[:n] = system.normalised(y[:n])
        lam = float(y[n])
        if lam < 0:
            return None
        h, matrix[:n, :n], matrix[:n, n], u = response(system, y[:n], lam)
        matrix[n] = border
        right[:n, 0], right[n, 0] = -h, 0.0
        right[:n, 1], right[n, 1] = 0.0, 1.0
        lu, pivots, solved, info = dgesv(matrix, right)
        if info or not np.isfinite(solved).all():
            return None
        move, tangent = solved[:, 0], solved[:, 1]
        size = float((np.abs(move) / (1 + np.abs(y))).max())
        if k == 0:
            first = size
            if size > 1.0:
                return None
        elif size > 0.5 * last:
            return None
        y = y + move
        if size <= loose:
            swaps = np.count_nonzero(pivots != np.arange(n + 1))
            negative = np.count_nonzero(lu.diagonal() < 0)
            sign = -1.0 if (swaps + negative) % 2 else 1.0
            return y, tangent / np.linalg.norm(tangent), sign, first, u
        last = size
    return None
