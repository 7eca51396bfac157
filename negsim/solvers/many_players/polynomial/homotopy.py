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

from negsim.solvers.many_players.polynomial.multilinear import Shape, assignments, values_and_slopes

__all__ = ["Start", "charted", "homogeneous", "in_chart", "solve_all", "start", "track", "with_one"]

Complexes = NDArray[np.complex128]
Floats = NDArray[np.float64]

AIM = 0.02  # contraction, of the second Newton step against the first, that a step's length is chosen for
WORST = 10  # times as much: beyond, a step is tried again
FIRST = 0.02  # the first step
LONGEST_RATIO = 1.5  # a step against the one before it: the predictor extrapolates
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
    forms : tuple of c16 [equation, k]
        Of each group: each equation's linear form in it; 0 where the equation does not hold it.
    free : tuple of f8 [equation]
        Of each group: 1 where the equation does not hold it.
    gamma : c16
    roots : c16 [root, variable]
    """

    shape: Shape
    charts: tuple[Complexes, ...]
    forms: tuple[Complexes, ...]
    free: tuple[Floats, ...]
    gamma: complex
    roots: Complexes


def start(shape: Shape, rng: np.random.Generator) -> Start:
    """Draw a start system, and solve it."""
    charts = tuple(_unitary(m + 1, rng) for m in shape.sizes)
    holds = np.zeros((len(shape.sizes), shape.variables))
    for (groups, _), rows in zip(shape.blocks, shape.rows, strict=True):
        holds[list(groups), rows] = 1
    forms = [_complex(rng, shape.variables, m + 1) * holds[g][:, None] for g, m in enumerate(shape.sizes)]
    forms = [f / np.maximum(np.linalg.norm(f, axis=1, keepdims=True), 1e-300) for f in forms]
    ways = assignments(shape)
    roots = np.empty((len(ways), shape.variables), dtype=complex)
    for g, where in enumerate(shape.slices):
        chosen = np.argsort(ways != g, axis=1, kind="stable")[:, : shape.sizes[g]]  # its equations
        lines = forms[g][chosen]
        roots[:, where] = np.linalg.solve(lines[:, :, 1:], -lines[:, :, :1])[:, :, 0]
    gamma = complex(np.exp(2j * np.pi * rng.random()))
    return Start(shape, charts, tuple(forms), tuple(1 - holds), gamma, roots)


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


def with_one(y: Complexes) -> Complexes:
    """Put a coordinate 1 before the free ones [.., variable]."""
    return np.concatenate([np.ones((*y.shape[:-1], 1)), y], axis=-1)


def homogeneous(begin: Start, y: Complexes) -> list[Complexes]:
    """Points in the original homogeneous coordinates of each group [.., k]."""
    return [with_one(y[..., s]) @ u.T for s, u in zip(begin.shape.slices, begin.charts, strict=True)]


def charted(begin: Start, points: Sequence[Complexes]) -> Complexes:
    """Points in the coordinates of the charts [.., variable]."""
    found = []
    for x, u in zip(points, begin.charts, strict=True):
        w = x @ u.conj()
        found.append(w[..., 1:] / w[..., :1])
    return np.concatenate(found, axis=-1)


def track(tensors: Sequence[Complexes], begin: Start, *, aim: float = AIM, block: int = 2048) -> Complexes:
    """Follow all paths of all systems to their ends.

    Parameters
    ----------
    tensors : sequence of c16 [system, equation, k_1, …]
        Of each block, from `in_chart`.
    begin : Start
    aim : float
        Smaller: shorter steps, and less risk of jumping from one path to another.
    block : int
        Paths followed at a time: what the processor's cache can hold.

    Returns
    -------
    c16 [system, path, variable]
        In the coordinates of the charts. A path that got lost ends where it was lost.
    """
    systems, paths = len(tensors[0]), len(begin.roots)
    ends = np.empty((systems * paths, begin.shape.variables), dtype=complex)
    for low in range(0, systems * paths, block):
        which = np.arange(low, min(low + block, systems * paths))
        ends[which] = _Paths([t[which // paths] for t in tensors], begin, begin.roots[which % paths]).run(aim)
    return ends.reshape(systems, paths, -1)


class _Paths:
    """A batch of paths, of which those that have ended are taken out from time to time."""

    def __init__(self, tensors: list[Complexes], begin: Start, roots: Complexes) -> None:
        self.tensors, self.begin, self.shape = tensors, begin, begin.shape
        n = len(roots)
        self.id = np.arange(n)
        self.y = roots.copy()
        self.t, self.h = np.zeros(n), np.full(n, FIRST)
        with np.errstate(all="ignore"):
            self.v = self._newton(self.y, self.t)[1]
        # as if the path had come here along its tangent
        self.before_t, self.before_v = np.full(n, -FIRST), self.v
        self.before_y = self.y - FIRST * self.v

    def run(self, aim: float) -> Complexes:
        """Follow them to their ends."""
        ends = self.y.copy()
        with np.errstate(all="ignore"):
            for _ in range(MOST_STEPS):
                self._step(aim)
                over = (self.t >= 1) | (self.h < SHORTEST) | ~(np.abs(self.y).max(axis=1) < FAR)
                if over.any():
                    ends[self.id[over]] = self.y[over]
                    self._keep(~over)
                    if not len(self.id):
                        break
        ends[self.id] = self.y
        return ends

    def _keep(self, these: NDArray[np.bool_]) -> None:
        for name in ("id", "y", "t", "h", "v", "before_y", "before_v", "before_t"):
            setattr(self, name, getattr(self, name)[these])
        self.tensors = [t[these] for t in self.tensors]

    def _step(self, aim: float) -> None:
        t = np.minimum(self.t + self.h, 1.0)
        tried, span = t - self.t, self.t - self.before_t
        y = self._predict(tried, span)
        first, _ = self._newton(y, t)
        y += first
        second, v = self._newton(y, t)
        y += second
        size1, size2 = np.abs(first).max(axis=1), np.abs(second).max(axis=1)
        scale = 1.0 + np.abs(y).max(axis=1)
        tiny = size1 < 1e-9 * scale  # rounding rules, and contraction says nothing
        contraction = np.where(tiny, 0.0, size2 / size1)
        good = (contraction < WORST * aim) & (size1 < 0.1 * scale)
        # the cubic is off by a multiple of (a (a + b))², for a step a after a step b
        last = np.where(good, tried, span)
        goal = np.sqrt(aim / np.maximum(contraction, aim / 256)) * tried * (tried + span)
        h = (np.sqrt(last * last + 4 * goal) - last) / 2
        h = np.where(good, np.clip(h, 0.3 * tried, LONGEST_RATIO * tried), np.minimum(h, 0.5 * tried))
        self.h = np.where(h > 0, h, 0.25 * tried)  # not so where numbers ran over
        if good.all():
            self.before_y, self.before_v, self.before_t = self.y, self.v, self.t
            self.y, self.v, self.t = y, v, t
            return
        for now, before, new in (("y", "before_y", y), ("v", "before_v", v), ("t", "before_t", t)):
            old = getattr(self, now)
            moved = good[:, None] if old.ndim == 2 else good
            setattr(self, before, np.where(moved, old, getattr(self, before)))
            setattr(self, now, np.where(moved, new, old))

    def _predict(self, ahead: Floats, span: Floats) -> Complexes:
        """Go on along the cubic through the last two points and their tangents."""
        a, s = ahead[:, None], (ahead / span)[:, None]
        line = (self.y - self.before_y) / span[:, None]
        twist = self.v - 2 * line + self.before_v
        return np.asarray(self.y + a * (self.v + s * (self.v - line + twist + s * twist)))

    def _newton(self, y: Complexes, t: Floats) -> tuple[Complexes, Complexes]:
        """Newton's step, and the tangent, from one factorisation."""
        shape, begin = self.shape, self.begin
        points = [with_one(y[:, s]) for s in shape.slices]
        jacobian = np.empty((len(y), shape.variables, shape.variables), dtype=complex)
        right = np.empty((len(y), shape.variables, 2), dtype=complex)
        early, late = begin.gamma * (1 - t)[:, None], t[:, None]
        # the start system: a form in each group, 1 where the equation does not hold the group
        lines = [x @ form.T + free for x, form, free in zip(points, begin.forms, begin.free, strict=True)]
        before, after = [early], [np.ones_like(early)]
        for line, back in zip(lines, reversed(lines), strict=True):
            before.append(before[-1] * line)
            after.append(after[-1] * back)
        for g, s in enumerate(shape.slices):
            others = before[g] * after[len(lines) - 1 - g]
            jacobian[:, :, s] = others[:, :, None] * begin.forms[g][:, 1:]
        right[:, :, 0] = -before[-1]
        right[:, :, 1] = begin.gamma * after[-1]
        for (groups, _), rows, tensor in zip(shape.blocks, shape.rows, self.tensors, strict=True):
            value, slopes = values_and_slopes(tensor, [points[g] for g in groups])
            right[:, rows, 0] -= late * value
            right[:, rows, 1] -= value
            for g, slope in zip(groups, slopes, strict=True):
                jacobian[:, rows, shape.slices[g]] += late[:, :, None] * slope[:, :, 1:]
        solved = solve_all(jacobian, right)
        return solved[:, :, 0], solved[:, :, 1]


def solve_all(matrices: Complexes, right: Complexes) -> Complexes:
    """Solve; what is exactly singular is moved a little, and shows by its size."""
    try:
        return np.asarray(np.linalg.solve(matrices, right), dtype=complex)
    except np.linalg.LinAlgError:
        n = matrices.shape[-1]
        moved = matrices + 1e-14 * (1 + 0.5j) * np.eye(n)
        return np.asarray(np.linalg.solve(moved, right), dtype=complex)


def _complex(rng: np.random.Generator, *shape: int) -> Complexes:
    return np.asarray(rng.normal(size=shape) + 1j * rng.normal(size=shape))


def _unitary(n: int, rng: np.random.Generator) -> Complexes:
    return np.asarray(np.linalg.qr(_complex(rng, n, n))[0])
