"""Points of a support at which everybody is indifferent, where the equations have no isolated solution."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

__all__ = ["interior_points"]

Floats = NDArray[np.float64]

STARTS = 24
STEPS = 30
INSIDE = 1e-7  # least probability: nearer to the edge, a point belongs to a smaller support


def interior_points(
    payoffs: Floats, actions: Sequence[NDArray[np.int64]], seed: int = 0
) -> list[list[Floats]]:
    """Look for solutions of the indifference equations by Gauss and Newton's method, from several starts.

    Parameters
    ----------
    payoffs : f8 [player, a_1, …, a_n]
    actions : sequence of i8 [size]
        The support of each player.

    Returns
    -------
    list of profiles
        Each with positive probabilities for the support's actions alone, and payoffs equal to 1e-13.
    """
    rng = np.random.default_rng(seed)
    sizes = [len(a) for a in actions]
    inner = [payoffs[i][np.ix_(*actions)] for i in range(len(sizes))]
    found = []
    for attempt in range(STARTS):
        point = [np.full(k, 1 / k) if attempt == 0 else rng.dirichlet(np.ones(k)) for k in sizes]
        if _settle(inner, point):
            profile = []
            for m, chosen, p in zip(payoffs.shape[1:], actions, point, strict=True):
                v = np.zeros(m)
                v[chosen] = p / p.sum()
                profile.append(v)
            found.append(profile)
    return found


def _settle(inner: list[Floats], point: list[Floats]) -> bool:
    """Move a point, in place, until everybody is indifferent; tell whether that came about inside."""
    ends = np.cumsum([0, *(len(p) for p in point)])
    for _ in range(STEPS):
        residuals, rows = [], []
        for i, table in enumerate(inner):
            if len(point[i]) < 2:
                continue
            worth = _against(table, point, i)
            residuals.append(worth[1:] - worth[0])
            row = np.zeros((len(worth) - 1, ends[-1]))
            for j in range(len(point)):
                if j != i and len(point[j]) > 1:
                    slope = _against(table, point, i, j)
                    row[:, ends[j] : ends[j + 1]] = slope[1:] - slope[:1]
            rows.append(row)
        residual = np.concatenate(residuals)
        if np.abs(residual).max() < 1e-13:
            return all(p.min() > INSIDE for p in point)
        keep_sums = np.zeros((len(point), ends[-1]))
        for j in range(len(point)):
            keep_sums[j, ends[j] : ends[j + 1]] = 1
        matrix = np.vstack([*rows, keep_sums])
        right = np.concatenate([-residual, np.zeros(len(point))])
        step = np.linalg.lstsq(matrix, right, rcond=1e-9)[0]
        for j, p in enumerate(point):
            p += step[ends[j] : ends[j + 1]]
        if max(np.abs(p).max() for p in point) > 1e3:
            return False
    return False


def _against(table: Floats, point: list[Floats], own: int, other: int | None = None) -> Floats:
    """What own actions are worth; with `other`, at each of that player's actions [own, other]."""
    for j in reversed(range(len(point))):
        if j not in (own, other):
            table = np.tensordot(table, point[j], axes=(j, 0))
    return table if other is None or own < other else table.T
