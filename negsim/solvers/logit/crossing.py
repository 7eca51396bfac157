"""Where a path comes to a given λ for the first time."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from negsim.solvers.logit.path import Point, between, correct
from negsim.solvers.logit.system import System

__all__ = ["at_lambda", "between_points", "filled"]

Floats = NDArray[np.float64]

ASTRAY = 0.2  # of a correction: what moves further has gone to another branch
HALVINGS = 40
SMOOTH = 0.03  # largest change of a probability between two points that are shown
DEEPEST = 5  # times that the way between two points is halved


def at_lambda(system: System, points: Sequence[Point], lam: float) -> Floats | None:
    """Log-probabilities at the first point of the path with this λ; None if it never comes there."""
    if lam == 0:
        return system.uniform()
    for a, b in pairwise(points):
        # a cubic through both ends may come to λ even where neither end is beyond it: there the path turns
        turns = a.tangent[-1] * b.tangent[-1] < 0
        if (a.lam < lam <= b.lam) or (turns and max(a.lam, b.lam) < lam and _reach(a, b) >= lam):
            found = _within(system, a, b, lam)
            if found is not None:
                return found
    return None


def between_points(system: System, points: Sequence[Point], lam: float) -> Floats | None:
    """What the path is at λ as far as the points around it tell, where it cannot be corrected."""
    for a, b in pairwise(points):
        if a.lam < lam <= b.lam:
            share = (lam - a.lam) / (b.lam - a.lam)
            return system.normalised(a.x + share * (b.x - a.x))
    return None


def filled(system: System, points: Sequence[Point]) -> list[Point]:
    """The same path with points between those that lie far apart: a picture of it is to look smooth."""
    dense = list(points[:1])
    stack = [(a, b, 0) for a, b in reversed(list(pairwise(points)))]
    while stack:
        a, b, depth = stack.pop()
        if depth < DEEPEST and float(np.abs(np.exp(a.x) - np.exp(b.x)).max()) > SMOOTH:
            middle = between(system, a, b, _cubic(a, b, 0.5))
            if middle is not None:
                stack += [(middle, b, depth + 1), (a, middle, depth + 1)]
                continue
        dense.append(b)
    return dense


def _within(system: System, a: Point, b: Point, lam: float) -> Floats | None:
    for _ in range(HALVINGS):
        share = _share(a, b, lam)
        if share is not None:
            guess = system.normalised(_cubic(a, b, share)[:-1])
            x, converged = correct(system, guess, lam)
            if converged and float((np.abs(x - guess) / (1 + np.abs(x))).max()) <= ASTRAY:
                return x
        middle = between(system, a, b, _cubic(a, b, 0.5))
        if middle is None:
            return None
        a, b = (a, middle) if middle.lam >= lam or _reach(a, middle) >= lam else (middle, b)
    return None


def _cubic(a: Point, b: Point, t: float) -> Floats:
    """Point of Hermite's cubic between two points, with their tangents, at a share t of the way."""
    p, q = np.append(a.x, a.lam), np.append(b.x, b.lam)
    d = float(np.linalg.norm(q - p))
    s = 1 - t
    return np.asarray(
        (1 + 2 * t) * s * s * p
        + t * s * s * d * a.tangent
        + t * t * (3 - 2 * t) * q
        - t * t * s * d * b.tangent
    )


def _lam_polynomial(a: Point, b: Point) -> Floats:
    """Coefficients of λ on the cubic, the highest power first."""
    d = float(np.sqrt(((b.x - a.x) ** 2).sum() + (b.lam - a.lam) ** 2))
    m, n, rise = d * a.tangent[-1], d * b.tangent[-1], b.lam - a.lam
    return np.array([m + n - 2 * rise, 3 * rise - 2 * m - n, m, a.lam])


def _share(a: Point, b: Point, lam: float) -> float | None:
    """Least share of the way at which the cubic is at λ."""
    c = _lam_polynomial(a, b)
    c[-1] -= lam
    roots = np.roots(c)
    real = roots.real[(np.abs(roots.imag) < 1e-9) & (roots.real > -1e-12) & (roots.real < 1 + 1e-9)]
    return float(real.min()) if len(real) else None


def _reach(a: Point, b: Point) -> float:
    """Largest λ on the cubic between two points."""
    c = _lam_polynomial(a, b)
    turns = np.roots(np.polyder(c))
    inside = turns.real[(np.abs(turns.imag) < 1e-9) & (turns.real > 0) & (turns.real < 1)]
    return float(max(a.lam, b.lam, *np.polyval(c, inside))) if len(inside) else max(a.lam, b.lam)
