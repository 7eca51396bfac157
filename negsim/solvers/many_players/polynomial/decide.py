"""What each support of a batch holds: no equilibrium, isolated ones, or what could not be told.

Where two players mix, indifference is linear. Where more do, all complex roots are followed and certified;
their number, if it is the generic one, proves that there are no others. Where one player mixes over more
actions than all the others can make it indifferent between, almost no game has a solution: that is proven by
solving as many combinations of its equations as there are variables, and looking at the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from math import factorial, prod

import numpy as np
from numpy.typing import NDArray

from negsim.solvers.many_players.polynomial.certified_roots import Roots, certify_roots
from negsim.solvers.many_players.polynomial.homotopy import (
    AIM,
    Start,
    charted,
    homogeneous,
    in_chart,
    start,
    track,
    with_one,
)
from negsim.solvers.many_players.polynomial.multilinear import Shape, values_and_slopes
from negsim.solvers.many_players.supports import MARGIN

__all__ = ["Batch", "Decided", "decide", "paths_needed"]

Complexes = NDArray[np.complex128]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

ATTEMPTS = 3  # with other random numbers, where fewer roots were certified than there should be
SINGULAR = 1e-9  # a singular value, of rows of norm 1, that counts as none
TOGETHER = 20_000  # paths taken into memory at a time


@dataclass(frozen=True, eq=False)
class Batch:
    """Supports of the same sizes, the players who mix in order of how many actions they mix over.

    Attributes
    ----------
    sizes : tuple of int
        Descending, all at least 2.
    equations : tuple of f8 [support, size - 1, k, …]
        Of each player: what its other actions are worth beyond the first, at each choice of the others.
    """

    sizes: tuple[int, ...]
    equations: tuple[Floats, ...]

    def __len__(self) -> int:
        return len(self.equations[0])

    @classmethod
    def joined(cls, batches: Sequence[Batch]) -> Batch:
        """All supports of several batches of the same sizes."""
        together = zip(*(b.equations for b in batches), strict=True)
        return cls(batches[0].sizes, tuple(np.concatenate(e) for e in together))


@dataclass(eq=False)
class Decided:
    """What a batch of supports holds.

    Attributes
    ----------
    open : bool [support]
        Not decided: singular, or roots are missing.
    paths : int
        Followed.
    found : list of (int, tuple of f8 [size], tuple of f8)
        Real solutions that are positive, or zero within their error: the support, each player's
        probabilities, and how far off each player's may be.
    """

    open: Bools
    paths: int = 0
    found: list[tuple[int, tuple[Floats, ...], tuple[float, ...]]] = field(default_factory=list)


def paths_needed(sizes: tuple[int, ...]) -> int:
    """How many paths one support of these sizes takes, all players' sizes given, in any order."""
    free = sorted((k - 1 for k in sizes if k > 1), reverse=True)
    if len(free) < 3:
        return 0
    return Shape.indifference(free).roots or _common_count(tuple(free[1:]))


def _common_count(free: tuple[int, ...]) -> int:
    return factorial(sum(free)) // prod(map(factorial, free))


def decide(batch: Batch, seed: int = 0) -> Decided:
    """Find all positive solutions of each support's indifference equations, as far as that can be proven."""
    if len(batch.sizes) < 2 or not len(batch):
        return Decided(np.ones(len(batch), dtype=bool))  # only ties make one player alone indifferent
    if 2 * (batch.sizes[0] - 1) > sum(k - 1 for k in batch.sizes):
        return _overdetermined(batch, seed)
    if len(batch.sizes) == 2:
        return _linear(batch)
    shape = Shape.indifference([k - 1 for k in batch.sizes])
    return _solve(shape, batch, list(batch.equations), seed)[0]


# --- two players who mix


def _linear(batch: Batch) -> Decided:
    """Each player's equations fix the other's probabilities."""
    out = Decided(np.zeros(len(batch), dtype=bool))
    vectors, errors, impossible = [], [], np.zeros(len(batch), dtype=bool)
    for equations in batch.equations:
        matrix = _rows_scaled(equations)
        _, sizes, right = np.linalg.svd(matrix)
        least = sizes[:, -1]
        v = right[:, -1]
        v = v * np.where(v.sum(axis=1) < 0, -1.0, 1.0)[:, None]
        regular = least > SINGULAR
        error = 1e-14 / np.maximum(least, 1e-300)
        out.open |= ~regular
        impossible |= regular & (v < -error[:, None]).any(axis=1)
        total = v.sum(axis=1)
        vectors.append(v / np.where(total > 0, total, 1.0)[:, None])
        errors.append(error / np.where(total > 0, total, 1.0))
    out.open &= ~impossible
    for s in np.flatnonzero(~impossible & ~out.open).tolist():
        # the first player's equations hold the second's probabilities
        pair = (vectors[1][s], vectors[0][s])
        out.found.append((s, pair, (float(errors[1][s]), float(errors[0][s]))))
    return out


def _rows_scaled(matrix: Floats) -> Floats:
    norm = np.linalg.norm(matrix, axis=-1, keepdims=True)
    return matrix / np.where(norm > MARGIN, norm, np.inf)


# --- one player who mixes over more actions than the others can tie


def _overdetermined(batch: Batch, seed: int) -> Decided:
    rest = tuple(k - 1 for k in batch.sizes[1:])
    equations = batch.equations[0]
    if len(rest) == 1:
        sizes = np.linalg.svd(_rows_scaled(equations), compute_uv=False)
        return Decided(sizes[:, rest[0]] <= SINGULAR)
    mix = np.linalg.qr(np.random.default_rng(seed).normal(size=(equations.shape[1],) * 2))[0]
    norm = np.sqrt((equations**2).sum(axis=tuple(range(2, equations.ndim)), keepdims=True))
    scaled = equations / np.where(norm > MARGIN, norm, np.inf)
    combined = np.moveaxis(np.tensordot(mix[: sum(rest)], scaled, axes=(1, 1)), 0, 1)
    shape = Shape.common(rest)
    out, tried = _solve(shape, batch, [combined], seed)
    out.found.clear()
    for which, begin, roots in tried:
        # at each of the roots of some equations, one of the others is away from 0
        paths = roots.at.shape[1]
        at = roots.at.reshape(-1, shape.variables)
        tensor = in_chart([scaled[which]], begin)[0][np.arange(len(at)) // paths]
        points = [with_one(at[:, s]) for s in shape.slices]
        with np.errstate(all="ignore"):
            value, slopes = values_and_slopes(tensor, points)
            steep = sum(np.abs(slope[:, :, 1:]).sum(axis=2) for slope in slopes)
            size = prod([np.abs(x).sum(axis=1) for x in points], start=np.ones(len(at)))[:, None]
            allowed = 4 * roots.radius.reshape(-1)[:, None] * (1 + steep) + 1e-13 * size
            away = (np.abs(value) > allowed).any(axis=1).reshape(-1, paths)
        complete = roots.distinct >= shape.roots
        out.open[which[complete]] = ~(away | ~roots.own)[complete].all(axis=1)
    return out


# --- the general case


def _solve(
    shape: Shape, batch: Batch, equations: list[Floats], seed: int
) -> tuple[Decided, list[tuple[Ints, Start, Roots]]]:
    """Find all roots, a part of the supports at a time; also return them with the charts they are in."""
    out = Decided(np.ones(len(batch), dtype=bool))
    left = np.flatnonzero(_independent(equations))
    tried = []
    part = max(1, TOGETHER // shape.roots)
    for low in range(0, len(left), part):
        tried += _attempts(out, shape, equations, left[low : low + part], seed)
    return out, tried


def _attempts(
    out: Decided, shape: Shape, equations: list[Floats], which: Ints, seed: int
) -> list[tuple[Ints, Start, Roots]]:
    """Follow paths from other start systems, in shorter steps, as long as roots are missing."""
    tried: list[tuple[Ints, Start, Roots]] = []
    known = np.zeros(len(which), dtype=np.int64)
    before: list[Complexes] | None = None  # what was found in earlier attempts counts as well
    for attempt in range(ATTEMPTS):
        begin = _start(shape, seed + attempt)
        tensors = in_chart([e[which] for e in equations], begin)
        ends = track(tensors, begin, aim=AIM / 4**attempt)
        out.paths += ends.shape[0] * ends.shape[1]
        if before is not None:
            with np.errstate(all="ignore"):
                ends = np.concatenate([ends, charted(begin, before)], axis=1)
        roots = certify_roots(tensors, begin, ends)
        complete = roots.distinct >= shape.roots
        out.open[which[complete]] = False
        # where nothing was gained, roots are singular, and no other random numbers will help; unless so few
        # are missing that paths may have jumped
        few = shape.roots - roots.distinct <= shape.roots // 20
        again = ~complete & (few | (roots.distinct > known)) & (attempt < ATTEMPTS - 1)
        _collect(out, begin, which, roots, ~again)
        tried.append((which, begin, roots))
        which, known = which[again], roots.distinct[again]
        if not len(which):
            break
        before = homogeneous(begin, roots.at[again])
    return tried


def _independent(equations: list[Floats]) -> Bools:
    """Supports where no player's equations depend on each other: otherwise no root is isolated."""
    found = np.ones(len(equations[0]), dtype=bool)
    for tensor in equations:
        rows = _rows_scaled(tensor.reshape(*tensor.shape[:2], -1))
        found &= (
            np.linalg.svd(rows, compute_uv=False)[:, rows.shape[1] - 1 :].max(axis=1, initial=0) > SINGULAR
        )
    return found


@lru_cache(maxsize=64)
def _start(shape: Shape, seed: int) -> Start:
    return start(shape, np.random.default_rng(seed))


def _collect(out: Decided, begin: Start, which: Ints, roots: Roots, wanted: Bools) -> None:
    """Add the real roots that may be positive, within their error."""
    system, root = np.nonzero(roots.real & roots.own & wanted[:, None])
    y, radius = roots.at[system, root], roots.radius[system, root]
    vectors, errors = [], []
    possible = np.ones(len(y), dtype=bool)
    with np.errstate(all="ignore"):
        for x in homogeneous(begin, y):
            largest = np.take_along_axis(x, np.abs(x).argmax(axis=1)[:, None], axis=1)
            v = (x / largest).real  # of one sign, if these are probabilities: not so at infinity
            error = 3 * radius * np.sqrt(x.shape[1]) / np.abs(largest[:, 0]) + 1e-15
            possible &= (v >= -error[:, None]).all(axis=1)
            total = np.abs(v).sum(axis=1)
            vectors.append(v / total[:, None])
            errors.append(error * 2 / total)
    for at in np.flatnonzero(possible).tolist():
        out.found.append(
            (int(which[system[at]]), tuple(v[at] for v in vectors), tuple(float(e[at]) for e in errors))
        )
