"""Points of a support at which everybody is indifferent, where the equations have no isolated solution."""

from __future__ import annotations

from collections.abc import Sequence
from string import ascii_lowercase

import numpy as np
from numpy.typing import NDArray

__all__ = ["interior_points"]

Floats = NDArray[np.float64]

STARTS = 24
STEPS = 25
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
        With positive probabilities for the support's actions alone, and payoffs equal within 1e-12.
    """
    rng = np.random.default_rng(seed)
    inner = [table[np.ix_(*actions)] for table in payoffs]
    points = [rng.dirichlet(np.ones(len(a)), STARTS) for a in actions]
    for p in points:
        p[0] = 1 / p.shape[1]
    ends = np.cumsum([0, *(len(a) for a in actions)])
    with np.errstate(all="ignore"):
        for _ in range(STEPS):
            residual, slopes = _equations(inner, points, ends)
            if np.nanmax(np.abs(residual)) < 1e-14:
                break
            step = np.linalg.pinv(slopes, rcond=1e-9) @ -residual[:, :, None]
            for j, p in enumerate(points):
                p += np.clip(step[:, ends[j] : ends[j + 1], 0], -1, 1)
        residual, _ = _equations(inner, points, ends)
    good = np.abs(residual).max(axis=1) < 1e-12
    for p in points:
        good &= p.min(axis=1) > INSIDE
    found = []
    for at in np.flatnonzero(good).tolist():
        profile = [np.zeros(m) for m in payoffs.shape[1:]]
        for v, chosen, p in zip(profile, actions, points, strict=True):
            v[chosen] = p[at] / p[at].sum()
        found.append(profile)
    return found


def _equations(inner: list[Floats], points: list[Floats], ends: NDArray[np.int64]) -> tuple[Floats, Floats]:
    """Differences of payoffs, and of sums from 1 [start, equation]; and their derivatives [.., variable]."""
    n, starts = len(points), len(points[0])
    letters = ascii_lowercase[:n]
    residuals, rows = [], []
    for i, table in enumerate(inner):
        row = np.zeros((starts, table.shape[i] - 1, ends[-1]))
        worth = _worth(table, points, letters, {i})
        residuals.append(worth[:, 1:] - worth[:, :1])
        for j in range(n):
            if j != i:
                slope = _worth(table, points, letters, {i, j})
                slope = slope if i < j else slope.transpose(0, 2, 1)
                row[:, :, ends[j] : ends[j + 1]] = slope[:, 1:] - slope[:, :1]
        rows.append(row)
    for j, p in enumerate(points):
        row = np.zeros((starts, 1, ends[-1]))
        row[:, :, ends[j] : ends[j + 1]] = 1
        rows.append(row)
        residuals.append(p.sum(axis=1, keepdims=True) - 1)
    return np.concatenate(residuals, axis=1), np.concatenate(rows, axis=1)


def _worth(table: Floats, points: list[Floats], letters: str, free: set[int]) -> Floats:
    """Expected payoffs at each start, for each action of the players in `free` [start, …]."""
    fixed = [j for j in range(len(points)) if j not in free]
    terms = ",".join([letters, *("z" + letters[j] for j in fixed)])
    out = "".join(letters[j] for j in sorted(free))
    found = np.einsum(
        f"{terms}->{'z' if fixed else ''}{out}", table, *(points[j] for j in fixed), optimize=bool(fixed)
    )
    return found if fixed else np.broadcast_to(found, (len(points[0]), *found.shape))
