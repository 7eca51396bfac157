"""All complex roots of multilinear systems, by following paths from the roots of simple ones.

The start system has, in place of each equation, a product of random linear forms, one in each of the
equation's groups: its roots are had by giving each equation one form that vanishes, and solving linear
systems (Morgan & Sommese 1987; for games McKelvey & McLennan 1997 count them). Along
``H(y, t) = (1 - t) γ S(y) + t F(y)`` each root of almost every F is reached from one of them, on paths that
meet nowhere if the complex γ is random.

Each group is a point of a projective space, seen in a random complex chart ``x = U (1, y)``: roots at
infinity are ordinary points there, so that no path runs away. All paths of all systems of a shape are
followed in one batch. A step is predicted by the cubic through the last two points with their tangents, and
corrected by two Newton iterations; how fast these contract decides whether the step counts and how long the
next one may be (Timme 2021, "Mixed precision path tracking for polynomial homotopy continuation").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from negsim.solvers.polynomial.multilinear import Shape, assignments, values_and_slopes

__all__ = ["Start", "Tracked", "in_chart", "solve_all", "start", "track"]

Complexes = NDArray[np.complex128]
Floats = NDArray[np.float64]

CONTRACTION = 0.125  # of the second Newton step against the first: beyond, a step is tried again
AIM = 0.02  # what contraction a step's length is chosen for
LONGEST_RATIO = 2.0  # a step against the one before it: the predictor extrapolates
SHORTEST = 1e-9
MOST_STEPS = 400
FAR = 1e9


@dataclass(frozen=True, eq=False)
class Start:
    """A start system and the charts that it is written in, for all systems of a shape.

    Attributes
    ----------
    charts : tuple of c16 [k, k]
        Of each group, unitary.
    forms : tuple of dict of int to c16 [equation, k]
        Of each block: its linear forms in each of its groups.
    gamma : c16
    roots : c16 [root, variable]
    """

    shape: Shape
    charts: tuple[Complexes, ...]
    forms: tuple[dict[int, Complexes], ...]
    gamma: complex
    roots: Complexes


def start(shape: Shape, rng: np.random.Generator) -> Start:
    """Draw a start system, and solve it."""
    charts = tuple(_unitary(m + 1, rng) for m in shape.sizes)
    forms = tuple(
        {g: _rows_of_norm_one(_complex(rng, count, shape.sizes[g] + 1)) for g in groups}
        for groups, count in shape.blocks
    )
    ways = assignments(shape)
    roots = np.empty((len(ways), shape.variables), dtype=complex)
    for g, where in enumerate(shape.slices):
        chosen = np.argsort(ways != g, axis=1, kind="stable")[:, : shape.sizes[g]]  # its equations
        stacked = np.zeros((shape.variables, shape.sizes[g] + 1), dtype=complex)
        for (groups, _), rows, form in zip(shape.blocks, shape.rows, forms, strict=True):
            if g in groups:
                stacked[rows] = form[g]
        lines = stacked[chosen]
        roots[:, where] = np.linalg.solve(lines[:, :, 1:], -lines[:, :, :1])[:, :, 0]
    gamma = complex(np.exp(2j * np.pi * rng.random()))
    return Start(shape, charts, forms, gamma, roots)


def in_chart(tensors: Sequence[Floats], begin: Start) -> list[Complexes]:
    """Write equations [system, equation, k_1, …] in the charts' coordinates, each equation with norm 1."""
    found = []
    for tensor, (groups, _) in zip(tensors, begin.shape.blocks, strict=True):
        out: Complexes = tensor.astype(complex)
        for axis, g in enumerate(groups, start=2):
            out = np.moveaxis(np.tensordot(out, begin.charts[g], axes=(axis, 0)), -1, axis)
        norm = np.sqrt((np.abs(out) ** 2).sum(axis=tuple(range(2, out.ndim)), keepdims=True))
        found.append(out / np.where(norm > 0, norm, 1.0))
    return found


@dataclass(frozen=True, eq=False)
class Tracked:
    """Where paths ended.

    Attributes
    ----------
    ends : c16 [system, path, variable]
        In the charts' coordinates.
    arrived : bool [system, path]
    steps : int
        Of all paths together.
    """

    ends: Complexes
    arrived: NDArray[np.bool_]
    steps: int


def track(tensors: Sequence[Complexes], begin: Start, *, aim: float = AIM, block: int = 2048) -> Tracked:
    """Follow all paths of all systems.

    Parameters
    ----------
    tensors : sequence of c16 [system, equation, k_1, …]
        Of each block, from `in_chart`.
    begin : Start
    aim : float
        Smaller: shorter steps, and less risk of jumping from one path to another.
    block : int
        Paths followed at a time: what the processor's cache can hold.
    """
    systems, paths = len(tensors[0]), len(begin.roots)
    ends = np.empty((systems * paths, begin.shape.variables), dtype=complex)
    arrived = np.zeros(systems * paths, dtype=bool)
    steps = 0
    for low in range(0, systems * paths, block):
        which = np.arange(low, min(low + block, systems * paths))
        follower = _Paths([t[which // paths] for t in tensors], begin, begin.roots[which % paths])
        ends[which], arrived[which], n = follower.run(aim)
        steps += n
    return Tracked(ends.reshape(systems, paths, -1), arrived.reshape(systems, paths), steps)


class _Paths:
    """A batch of paths, of which those that have ended are taken out from time to time."""

    def __init__(self, tensors: list[Complexes], begin: Start, roots: Complexes) -> None:
        self.tensors, self.begin, self.shape = tensors, begin, begin.shape
        n = len(roots)
        self.id = np.arange(n)
        self.y = roots.copy()
        self.t, self.h = np.zeros(n), np.full(n, 0.05)
        self.before_y, self.before_v, self.before_t = self.y, np.zeros_like(self.y), np.full(n, -1.0)
        with np.errstate(all="ignore"):
            self.v = self._newton(self.y, self.t)[1]

    def run(self, aim: float) -> tuple[Complexes, NDArray[np.bool_], int]:
        ends, arrived, steps = self.y.copy(), np.zeros(len(self.id), dtype=bool), 0
        with np.errstate(all="ignore"):
            for _ in range(MOST_STEPS):
                steps += len(self.id)
                self._step(aim)
                over = (self.t >= 1) | (self.h < SHORTEST) | ~(np.abs(self.y).max(axis=1) < FAR)
                if over.any():
                    ends[self.id[over]] = self.y[over]
                    arrived[self.id[over]] = self.t[over] >= 1
                    self._keep(~over)
                    if not len(self.id):
                        break
        ends[self.id] = self.y
        return ends, arrived, steps

    def _keep(self, these: NDArray[np.bool_]) -> None:
        for name in ("id", "y", "t", "h", "v", "before_y", "before_v", "before_t"):
            setattr(self, name, getattr(self, name)[these])
        self.tensors = [t[these] for t in self.tensors]

    def _step(self, aim: float) -> None:
        t = np.minimum(self.t + self.h, 1.0)
        y = self._predict(t)
        first, _ = self._newton(y, t)
        y = y + first
        second, v = self._newton(y, t)
        y = y + second
        size1, size2 = np.abs(first).max(axis=1), np.abs(second).max(axis=1)
        scale = 1.0 + np.abs(y).max(axis=1)
        contraction = size2 / np.maximum(size1, 1e-300)
        tiny = size1 < 1e-9 * scale  # rounding rules, and contraction says nothing
        good = (tiny | (contraction < CONTRACTION)) & (size1 < 0.1 * scale)
        order = np.where(self.before_t < 0, 0.5, 0.25)
        factor = np.where(tiny, LONGEST_RATIO, (aim / np.maximum(contraction, 1e-12)) ** order)
        factor = np.where(good, np.clip(factor, 0.3, LONGEST_RATIO), np.clip(factor, 0.1, 0.5))
        factor = np.where(np.isfinite(factor), factor, 0.25)
        taken = (t - self.t) * factor
        moved = good[:, None]
        self.before_y = np.where(moved, self.y, self.before_y)
        self.before_v = np.where(moved, self.v, self.before_v)
        self.before_t = np.where(good, self.t, self.before_t)
        self.y, self.v = np.where(moved, y, self.y), np.where(moved, v, self.v)
        self.t, self.h = np.where(good, t, self.t), taken

    def _predict(self, t: Floats) -> Complexes:
        """Go on along the cubic through the last two points and tangents; at first, along the tangent."""
        ahead = (t - self.t)[:, None]
        span = (self.t - self.before_t)[:, None]
        s = ahead / span  # beyond the last point, in lengths of the last step
        line = (self.y - self.before_y) / span
        bend = self.v - line
        twist = self.v - 2 * line + self.before_v
        cubic = self.y + ahead * (self.v + s * (bend + twist) + s * s * twist)
        return np.where((self.before_t < 0)[:, None], self.y + ahead * self.v, cubic)

    def _newton(self, y: Complexes, t: Floats) -> tuple[Complexes, Complexes]:
        """Newton's step, and the tangent, from one factorisation."""
        shape, begin = self.shape, self.begin
        ones = np.ones((len(y), 1))
        points = [np.concatenate([ones, y[:, s]], axis=1) for s in shape.slices]
        jacobian = np.zeros((len(y), shape.variables, shape.variables), dtype=complex)
        right = np.empty((len(y), shape.variables, 2), dtype=complex)
        early, late = begin.gamma * (1 - t)[:, None], t[:, None]
        for (groups, _), rows, tensor, forms in zip(
            shape.blocks, shape.rows, self.tensors, begin.forms, strict=True
        ):
            value, slopes = values_and_slopes(tensor, [points[g] for g in groups])
            lines = [points[g] @ forms[g].T for g in groups]
            start_value = lines[0]
            for line in lines[1:]:
                start_value = start_value * line
            for at, (g, slope) in enumerate(zip(groups, slopes, strict=True)):
                others = early
                for k, line in enumerate(lines):
                    if k != at:
                        others = others * line
                jacobian[:, rows, shape.slices[g]] = (
                    late[:, :, None] * slope[:, :, 1:] + others[:, :, None] * forms[g][None, :, 1:]
                )
            right[:, rows, 0] = -(early * start_value + late * value)
            right[:, rows, 1] = begin.gamma * start_value - value
        solved = solve_all(jacobian, right)
        return solved[:, :, 0], solved[:, :, 1]


def solve_all(matrices: Complexes, right: Complexes) -> Complexes:
    """Solve; what is exactly singular is moved a little, and shows by its size."""
    try:
        return np.linalg.solve(matrices, right)
    except np.linalg.LinAlgError:
        n = matrices.shape[-1]
        return np.linalg.solve(matrices + 1e-14 * np.eye(n) * (1 + 0.5j), right)


def _complex(rng: np.random.Generator, *shape: int) -> Complexes:
    return np.asarray(rng.normal(size=shape) + 1j * rng.normal(size=shape))


def _rows_of_norm_one(rows: Complexes) -> Complexes:
    return rows / np.linalg.norm(rows, axis=-1, keepdims=True)


def _unitary(n: int, rng: np.random.Generator) -> Complexes:
    return np.asarray(np.linalg.qr(_complex(rng, n, n))[0])
