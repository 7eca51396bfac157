"""Pairs of vertices that have every label between them: the extreme equilibria of a game of two players.

A pair of strategies is an equilibrium if and only if each action is unused or a best reply, that is, if the
vertices (x, y) are tight, in one or the other, at every label (von Stengel 2002, section 2).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from negsim.solvers.two_players.best_reply_polytopes import Vertices, generic_numbers
from negsim.solvers.two_players.label_sets import packed
from negsim.solvers.two_players.unit_payoffs import Precision

__all__ = ["Pairs", "completions", "matches", "strategies"]

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.intp]

BLOCK = 1024  # systems that are solved together
PAIRS = 4_000_000  # pairs that are compared together


@dataclass(frozen=True, eq=False)
class Pairs:
    """Vertices of two polytopes, and which of them complete each other.

    Attributes
    ----------
    bases, labels : tuple of bool [vertex, label]
        Of each of the two polytopes, as `Vertices` has them; only those that occur in a pair.
    pairs : int [pair, 2]
        Numbers of vertices.
    doubtful : bool
    """

    bases: tuple[Bools, Bools]
    labels: tuple[Bools, Bools]
    pairs: Ints
    doubtful: bool


def completions(found: Vertices, N: Floats, own: Ints, other: Ints, precision: Precision) -> Pairs | None:
    """Solve for what completes each vertex, if that is one point for each.

    A vertex without superfluous labels lacks as many as the other polytope has dimensions. If the
    inequalities that they stand for are independent, only one point is tight in all of them, and what remains
    to be seen is whether it lies in the polytope: there is no need to visit the other's vertices.

    Parameters
    ----------
    found : Vertices
        All of one player's.
    N : f8 [own, other]
        The other player's polytope is {y ≥ 0, N y ≤ 1}.
    own, other : int
        Labels of the actions of each.
    precision : Precision

    Returns
    -------
    Pairs, or None
        None if a vertex has more labels, or inequalities are dependent.
    """
    if not found.simple:
        return None
    count = len(own) + len(other)
    rows, columns = ~found.labels[:, own], found.labels[:, other]
    y, generic = _points(N, rows, columns)
    # dependent inequalities may agree by chance, but with no generic right-hand side
    if generic * precision.zero > 0.01:
        return None
    first = np.flatnonzero(y.min(axis=1) > -precision.doubt)
    y = y[first]
    slack = 1 - y @ N.T
    slack[rows[first]] = 0
    values = np.empty((len(first), count))
    values[:, own], values[:, other] = slack, y
    least = values.min(axis=1)
    near = np.abs(values[least > -precision.doubt])
    doubtful = bool(((near > precision.zero / 8) & (near < precision.doubt)).any())
    inside = least >= -precision.zero
    first, second = first[inside], values[inside] <= precision.zero
    numbers: dict[bytes, int] = {}
    number = [numbers.setdefault(row.tobytes(), len(numbers)) for row in second]
    at = [number.index(k) for k in range(len(numbers))]
    return Pairs(
        (found.bases[first], ~found.labels[first][at]),
        (found.labels[first], second[at]),
        np.stack([np.arange(len(first)), np.array(number, np.intp)], axis=1),
        doubtful,
    )


def _points(N: Floats, rows: Bools, columns: Bools) -> tuple[Floats, float]:
    """Points y [case, column] that are 0 but in some columns, with N y = 1 in as many rows.

    Also returned is the largest entry for another right-hand side: enormous if a system is singular, and
    infinite if it could not even be solved.
    """
    out, largest = np.zeros(columns.shape), 0.0
    sizes = np.count_nonzero(columns, axis=1)
    order = np.argsort(sizes) if len(sizes) > BLOCK else np.arange(len(sizes))
    for low in range(0, len(order), BLOCK):
        at = order[low : low + BLOCK]
        k = int(sizes[at].max())
        real = np.arange(k) < sizes[at][:, None]
        row, column = np.zeros(real.shape, np.intp), np.zeros(real.shape, np.intp)
        row[real], column[real] = np.nonzero(rows[at])[1], np.nonzero(columns[at])[1]
        # systems that are smaller are filled up with y = 0
        matrix = np.where(real[:, :, None] & real[:, None], N[row[:, :, None], column[:, None]], np.eye(k))
        right = np.empty((len(at), k, 2))
        right[:, :, 0], right[:, :, 1] = real, generic_numbers(k)
        try:
            solved = np.linalg.solve(matrix, right)
        except np.linalg.LinAlgError:
            return out, np.inf
        case, place = np.nonzero(real)
        out[at[case], column[real]] = solved[case, place, 0]
        largest = max(largest, float(np.abs(solved[:, :, 1]).max()))
    return out, largest


def matches(one: Vertices, two: Vertices) -> Pairs:
    """Match all vertices of one polytope with all of the other."""
    plain = [v.labels.sum(axis=1) == v.bases.sum(axis=1) for v in (one, two)]
    at = [np.flatnonzero(p) for p in plain]
    lacking = {row.tobytes(): i for i, row in zip(at[1].tolist(), ~two.labels[at[1]], strict=True)}
    pairs = [
        (i, lacking[key])
        for i, row in zip(at[0].tolist(), one.labels[at[0]], strict=True)
        if (key := row.tobytes()) in lacking
    ]
    found = [np.array(pairs, np.intp).reshape(-1, 2)]
    degenerate = [np.flatnonzero(~p) for p in plain]
    found.append(_compared(one, two, degenerate[0], np.arange(len(two.labels))))
    found.append(_compared(one, two, at[0], degenerate[1]))
    every = np.concatenate(found)
    used = [np.unique(every[:, k], return_inverse=True) for k in range(2)]
    x, y = used[0][0], used[1][0]
    return Pairs(
        (one.bases[x], two.bases[y]),
        (one.labels[x], two.labels[y]),
        np.stack([u[1].reshape(-1) for u in used], axis=1),
        one.doubtful or two.doubtful,
    )


def _compared(one: Vertices, two: Vertices, these: Ints, those: Ints) -> Ints:
    """Pairs of these and those vertices that lack no label together."""
    if not (len(these) and len(those)):
        return np.empty((0, 2), np.intp)
    first, second = packed(~one.labels[these]), packed(~two.labels[those])
    step = max(1, PAIRS // len(those))
    found = []
    for low in range(0, len(these), step):
        part = first[low : low + step]
        complete = part[:, None, 0] & second[None, :, 0] == 0
        for w in range(1, part.shape[1]):
            complete &= part[:, None, w] & second[None, :, w] == 0
        i, j = np.nonzero(complete)
        found.append(np.stack([these[low + i], those[j]], axis=1))
    return np.concatenate(found)


def strategies(M: Floats, own: Ints, other: Ints, bases: Bools, labels: Bools) -> Floats:
    """Mixed strategies [vertex, own] of vertices of {x ≥ 0, M x ≤ 1}, each from its own inequalities."""
    out, _ = _points(M, bases[:, other], ~bases[:, own])
    out[labels[:, own]] = 0
    np.maximum(out, 0, out=out)
    out /= out.sum(axis=1, keepdims=True)
    return out
