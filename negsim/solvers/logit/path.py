"""Following the principal branch: predictor and corrector along the arc of (x, λ).

The branch starts at λ = 0 with everybody choosing at random. Generically it is a smooth curve without
crossings (McKelvey & Palfrey 1995, theorem 3) on which λ may fall for a while, so that its own length is the
parameter (Turocy 2005). Each step extrapolates the curve from its tangents and comes back to it by Newton's
method in the plane across the last tangent; its length adapts to how far off the extrapolation was.

Games with symmetries are not generic: there the branch meets others. And near such games there are sharp
turns, which a long step would leap over, onto another branch. Both show in the matrix of Newton's method,
which is singular somewhere between the two ends of such a step. So a step between whose ends the matrix
seems to pass through a singular one is taken shorter; if it still seems so when it is as short as `NEAR`,
the branch is said to cross another one there, and is followed straight on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.linalg.lapack import dgesv, dgetrs

from negsim.solvers.logit.system import System, response

__all__ = ["Point", "Trouble", "between", "correct", "follow", "told"]

Floats = NDArray[np.float64]

# Distances are of (x, λ), each coordinate as a share of 1 plus its size.
FIRST_STEP = 0.1
AIM = 0.02  # how far off an extrapolation should be
FARTHEST = 0.2  # how far off it may be
NEAR = 1e-3  # length of step at which a singular matrix is believed
LONGEST_TURN = 0.8  # least cosine of the angle between the tangents at both ends of a step
GROWTH, FAR, FAR_GROWTH = 3.0, 100.0, 10.0  # of steps; from λ = FAR on the branch is all but straight
NEWTON = 6  # iterations of a corrector
LOOSE = 1e-5  # of a corrector's last move: the error that it leaves is about its square
PRECISE = 1e-9  # the same where points are results
TIGHT = 1e-12
SPECTRUM = 40  # unknowns up to which all eigenvalues are looked at, not just the sign of the determinant
EPS = float(np.finfo(float).eps)
LARGEST = 1e14  # λ: beyond, differences of utilities that are rounding would decide


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
    crossing : bool
        Whether the branch crossed another one, or came very near to it, on the way here.
    """

    x: Floats
    lam: float
    tangent: Floats
    regret: float
    crossing: bool = False


class Trouble(Exception):
    """The branch could not be followed further."""


@dataclass(frozen=True, eq=False)
class _Corrected:
    y: Floats
    tangent: Floats
    miss: float
    utilities: Floats
    matrix: Floats
    lu: Floats
    pivots: NDArray[np.int32]


def correct(system: System, x: Floats, lam: float) -> tuple[Floats, bool]:
    """Newton's method at a fixed λ; and whether it converged."""
    floor = TIGHT + 8 * EPS * lam
    last = np.inf
    for _ in range(30):
        h, matrix, _, _ = response(system, x, lam)
        _, _, move, info = dgesv(matrix, -h)
        size = float((np.abs(move) / (1 + np.abs(x))).max())
        if info or not np.isfinite(size):
            return x, False
        x = system.normalised(x + move)
        if size <= floor or (size > 0.5 * last and size < 1e4 * floor):  # only rounding is left
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
    yield Point(x, 0.0, tangent, system.regret(x, u))
    here = _correct_across(system, np.append(x, 0.0), tangent, precise)
    assert here is not None  # the matrix of the logit system is that of the identity at λ = 0
    step, bend = FIRST_STEP, np.zeros(n + 1)
    for _ in range(max_steps):
        if here.y[n] > LARGEST:
            raise Trouble("rounding decides there")
        scale = 1 / (1 + np.abs(here.y))
        guess = here.y + step * here.tangent + (0.5 * step * step) * bend
        new = _correct_across(system, guess, here.tangent, precise)
        if new is None or not _alike(here.tangent * scale, new.tangent * scale):
            step *= 0.3
            if step * float(np.linalg.norm(here.tangent * scale)) < 1e-9:
                raise Trouble("no step was short enough")
            continue
        crossing = _singular_between(here, new)
        if crossing and step * float(np.linalg.norm(here.tangent * scale)) > NEAR:
            step *= 0.5
            continue
        length = float(np.linalg.norm(new.y - here.y))
        bend = (new.tangent - here.tangent) / length
        here = new
        yield Point(
            new.y[:n], float(new.y[n]), new.tangent, system.regret(new.y[:n], new.utilities), crossing
        )
        most = GROWTH if new.y[n] < FAR else FAR_GROWTH
        step *= min(most, max(0.3, (AIM / max(new.miss, 1e-12)) ** (1 / 3)))
    raise Trouble(f"{max_steps:,} steps were not enough")


def between(system: System, a: Point, b: Point, guess: Floats) -> Point | None:
    """A point of the branch between two others, near a guess."""
    border = a.tangent + b.tangent
    found = _correct_across(system, guess, border / np.linalg.norm(border), True)
    if found is None:
        return None
    x, lam = found.y[:-1], float(found.y[-1])
    return Point(x, lam, found.tangent, system.regret(x, found.utilities))


def _alike(a: Floats, b: Floats) -> bool:
    return float(a @ b) >= LONGEST_TURN * float(np.linalg.norm(a) * np.linalg.norm(b))


def _correct_across(system: System, y: Floats, border: Floats, precise: bool) -> _Corrected | None:
    """Come back to the branch in the plane through y across `border`; None if Newton's method strays."""
    n = len(y) - 1
    matrix = np.empty((n + 1, n + 1), order="F")
    right = np.zeros((n + 1, 2), order="F")
    right[n, 1] = 1.0
    matrix[n] = border
    miss, last = 0.0, np.inf
    for k in range(NEWTON):
        y[:n] = system.normalised(y[:n])
        if y[n] < 0:
            return None
        h, matrix[:n, :n], matrix[:n, n], u = response(system, y[:n], float(y[n]))
        right[:n, 0] = -h
        lu, pivots, solved, info = dgesv(matrix, right)
        if info or not np.isfinite(solved).all():
            return None
        move, tangent = solved[:, 0], solved[:, 1]
        size = float((np.abs(move) / (1 + np.abs(y))).max())
        if k == 0:
            miss = size
        rounding = 64 * EPS * (1 + float(y[n]))
        solved_to_rounding = float(np.abs(h).max()) <= rounding  # then moves no longer tell
        if size > FARTHEST or (size > 0.5 * last and not solved_to_rounding):
            return None
        y = y + move
        if size <= (PRECISE if precise else LOOSE) or solved_to_rounding:
            return _Corrected(y, tangent / np.linalg.norm(tangent), miss, u, matrix, lu, pivots)
        last = size
    return None


def _singular_between(a: _Corrected, b: _Corrected) -> bool:
    """Whether some matrix on the straight line from one to the other is singular.

    A + t (B − A) is singular for some t in (0, 1) if and only if A⁻¹ B has a negative eigenvalue. An odd
    number of them shows in the signs of the determinants; an even one, as where three alike options become
    two and one, does not. Eigenvalues near the negative axis count too.
    """
    if len(a.y) > SPECTRUM:
        return _sign(a) != _sign(b)
    ratio, _ = dgetrs(a.lu, a.pivots, b.matrix)
    values = np.linalg.eigvals(ratio)
    return bool((values.real < -np.abs(values.imag)).any())


def _sign(c: _Corrected) -> bool:
    swaps = np.count_nonzero(c.pivots != np.arange(len(c.pivots)))
    return bool((swaps + np.count_nonzero(c.lu.diagonal() < 0)) % 2)


def told(path: Sequence[Point], unit: float) -> tuple[str, ...]:
    """What happened on the way, in words: where λ turned back, and where other branches were met."""
    back = [a.lam / unit for a, b in pairwise(path) if a.tangent[-1] > 0 > b.tangent[-1]]
    met = [p.lam / unit for p in path if p.crossing]
    notes = []
    if back:
        notes.append(f"lambda falls on a part of the branch that begins near {_listed(back)}")
    if met:
        notes.append(
            f"near lambda {_listed(met)} the branch meets another, or comes very near to it; it was followed "
            "straight on"
        )
    return tuple(notes)


def _listed(lams: Sequence[float]) -> str:
    shown = [f"{lam:.4g}" for lam in lams[:4]]
    return ", ".join(shown) + (", …" if len(lams) > 4 else "")
