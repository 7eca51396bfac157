"""The order in which equilibria of two players are listed, and what two players' profiles leave to gain."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["gains", "in_order"]

Floats = NDArray[np.float64]


def in_order(x: Floats, y: Floats, labels: NDArray[np.bool_] | None = None) -> NDArray[np.intp]:
    """Order of profiles: by how many actions are used, then by which these are.

    So pure profiles come first, those of low-numbered actions before others.

    Parameters
    ----------
    x : f8 [profile, a_1], y : f8 [profile, a_2]
    labels : bool [profile, label], optional
        Decide between profiles that use the same actions; without them probabilities do, large ones first.
    """
    used = np.concatenate([x > 0, y > 0], axis=1)
    size = np.count_nonzero(used, axis=1)[:, None]
    last = labels if labels is not None else -np.concatenate([x, y], axis=1)
    return np.lexsort(np.concatenate([size, ~used, last], axis=1).T[::-1])


def gains(unit: Floats, x: Floats, y: Floats) -> Floats:
    """The most that either player gains by leaving each profile [profile].

    Parameters
    ----------
    unit : f8 [player, a_1, a_2]
    x : f8 [profile, a_1], y : f8 [profile, a_2]
    """
    first, second = y @ unit[0].T, x @ unit[1]  # [profile, action]
    return np.asarray(
        np.maximum(
            first.max(axis=1, initial=-np.inf) - (x * first).sum(axis=1),
            second.max(axis=1, initial=-np.inf) - (y * second).sum(axis=1),
        )
    )
