"""Proofs that numbers near an approximate root hold exactly one root, and that two such roots differ.

Krawczyk's test, in the form of Newton and Kantorovich: let A be about the inverse of the Jacobian at y. If
the Newton map ``z - A F(z)`` takes the ball of radius r around y into itself and contracts there, then F has
exactly one root in it. For multilinear F a Lipschitz constant of the Jacobian is a sum of coefficients. What
rounding may have added is allowed for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from negsim.solvers.many_players.polynomial.homotopy import Start, charted, homogeneous, solve_all, with_one
from negsim.solvers.many_players.polynomial.multilinear import Shape, values_and_slopes

__all__ = ["Roots", "certify_roots"]

Complexes = NDArray[np.complex128]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

ROUNDING = 64 * float(np.finfo(float).eps)  # of the sum of the absolute values of an equation's terms
REACH = 0.01  # radius within which the Lipschitz constant is to hold


@dataclass(frozen=True, eq=False)
class Roots:
    """Approximate roots, and what is proven of them.

    Attributes
    ----------
    at : c16 [system, root, variable]
        In the coordinates of the start system's charts.
    radius : f8 [system, root]
        A root lies within, in the largest coordinate; infinite where that is not proven.
    own : bool [system, root]
        Proven to be a root that none before it in the list is.
    real : bool [system, root]
        Proven to be real, in homogeneous coordinates of the original system.
    """

    at: Complexes
    radius: Floats
    own: Bools
    real: Bools

    @property
    def distinct(self) -> NDArray[np.int64]:
        """How many different roots of each system are proven."""
        return np.asarray(self.own.sum(axis=1))


def certify_roots(tensors: Sequence[Complexes], begin: Start, ends: Complexes, block: int = 2048) -> Roots:
    """Refine approximate roots, and prove what can be proven.

    Parameters
    ----------
    tensors : sequence of c16 [system, equation, k_1, …]
        From `negsim.solvers.many_players.polynomial.homotopy.in_chart`.
    begin : Start
        Where the charts are.
    ends : c16 [system, path, variable]
    """
    systems, paths, variables = ends.shape
    at: Complexes = ends.reshape(-1, variables).copy()
    radius, reach = np.empty(len(at)), np.empty(len(at))
    real = np.zeros(len(at), dtype=bool)
    with np.errstate(all="ignore"):
        for low in range(0, len(at), block):
            which = np.arange(low, min(low + block, len(at)))
            mine = [t[which // paths] for t in tensors]
            at[which], radius[which], reach[which] = _refined(mine, begin.shape, at[which])
            mirror = charted(begin, [x.conj() for x in homogeneous(begin, at[which])])
            apart = np.abs(mirror - at[which]).max(axis=1)
            # the mirror image of the root itself may be off by its radius, stretched by the change of charts
            off = radius[which] * np.sqrt(max(begin.shape.sizes) + 1) * (1 + np.abs(at[which]).max(axis=1))
            real[which] = (
                apart + off < reach[which]
            )  # the mirror image is the root: there is no other so near
            radius[which[~(real[which] | (apart > off + radius[which]))]] = np.inf  # cannot tell
    real &= np.isfinite(radius)
    listed, radii = at.reshape(systems, paths, variables), radius.reshape(systems, paths)
    return Roots(listed, radii, _own(listed, radii), real.reshape(systems, paths))


def _refined(tensors: list[Complexes], shape: Shape, y: Complexes) -> tuple[Complexes, Floats, Floats]:
    """Newton's method to the end; then the radius that is proven, and the one in which the root is alone."""
    for _ in range(3):
        value, jacobian = _system(tensors, shape, y)
        step = solve_all(jacobian, -value[:, :, None])[:, :, 0]
        sane = np.abs(step).max(axis=1) < 0.1 * (1 + np.abs(y).max(axis=1))
        y = np.where(sane[:, None], y + step, y)
    value, jacobian = _system(tensors, shape, y)
    identity = np.eye(shape.variables)
    inverse = solve_all(jacobian, np.broadcast_to(identity.astype(complex), jacobian.shape))
    size = np.abs(inverse)
    terms, curvature = _bounds(tensors, shape, y)
    defect = np.abs(identity - inverse @ jacobian).sum(axis=2).max(axis=1)
    defect = defect + (size @ (ROUNDING * terms)[:, :, None])[:, :, 0].max(axis=1)
    off = (size @ (np.abs(value) + ROUNDING * terms)[:, :, None])[:, :, 0].max(axis=1)
    lipschitz = (size @ curvature[:, :, None])[:, :, 0].max(axis=1)
    radius = 2 * off
    reach = np.minimum((1 - defect) / (2 * np.maximum(lipschitz, 1e-300)), REACH)
    # r = 2 off is mapped into itself if off + (defect + lipschitz r) r <= r; up to `reach` there is no other
    proven = (defect + lipschitz * radius <= 0.5) & (radius < reach) & (radius < REACH)
    return y, np.where(proven, radius, np.inf), np.where(proven, reach, 0.0)


def _system(tensors: list[Complexes], shape: Shape, y: Complexes) -> tuple[Complexes, Complexes]:
    points = [with_one(y[:, s]) for s in shape.slices]
    value = np.empty((len(y), shape.variables), dtype=complex)
    jacobian = np.zeros((len(y), shape.variables, shape.variables), dtype=complex)
    for (groups, _), rows, tensor in zip(shape.blocks, shape.rows, tensors, strict=True):
        value[:, rows], slopes = values_and_slopes(tensor, [points[g] for g in groups])
        for g, slope in zip(groups, slopes, strict=True):
            jacobian[:, rows, shape.slices[g]] = slope[:, :, 1:]
    return value, jacobian


def _bounds(tensors: list[Complexes], shape: Shape, y: Complexes) -> tuple[Floats, Floats]:
    """Of each equation, within `REACH` of y: the sum of its terms' sizes, and of its second derivatives'.

    The second is twice the coefficient of s² in the polynomial whose coefficients are the sizes of the
    equation's, at ``z + s e``: z has the sizes of the coordinates, e is 1 in the free ones.
    """
    terms, curvature = np.empty((2, len(y), shape.variables))
    for (groups, _), rows, tensor in zip(shape.blocks, shape.rows, tensors, strict=True):
        parts: list[Floats] = [np.abs(tensor)]
        for g in reversed(groups):
            free = np.abs(y[:, shape.slices[g]]) + REACH
            z = np.concatenate([np.ones((len(y), 1)), free], axis=1)
            plain = [_put_in(p, z) for p in parts]
            moved = [p[..., 1:].sum(axis=-1) for p in parts]
            parts = [plain[0], *(a + b for a, b in zip(plain[1:], moved, strict=False)), moved[-1]][:3]
        terms[:, rows] = parts[0]
        curvature[:, rows] = 2 * parts[2] if len(parts) > 2 else 0.0
    return terms, curvature


def _put_in(tensor: Floats, z: Floats) -> Floats:
    flat = tensor.reshape(len(tensor), -1, tensor.shape[-1])
    return np.asarray(np.matmul(flat, z[:, :, None]).reshape(tensor.shape[:-1]))


def _own(at: Complexes, radius: Floats) -> Bools:
    """Proven roots that differ from all proven ones before them: their balls do not meet.

    Sorted by one coordinate, roots further apart in it than their radii are told apart at once.
    """
    own = np.isfinite(radius)
    key = np.where(own, at[:, :, 0].real, np.inf)
    order = np.argsort(key, axis=1)
    ordered = np.take_along_axis(key, order, axis=1)
    wide = np.take_along_axis(np.where(own, radius, 0.0), order, axis=1).max(axis=1, keepdims=True)
    with np.errstate(invalid="ignore"):  # of two unproven ones
        close = np.diff(ordered, axis=1) <= 2 * wide
    for s in np.flatnonzero((close & np.isfinite(ordered[:, 1:])).any(axis=1)).tolist():
        for k in np.flatnonzero(own[s]).tolist():
            gap = np.abs(at[s, :k] - at[s, k]).max(axis=1)
            own[s, k] = not (own[s, :k] & (gap <= radius[s, :k] + radius[s, k])).any()
    return own
