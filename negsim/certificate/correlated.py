"""Certificates of correlated equilibria: obeying a recommendation; of coarse ones: asking for it at all.

A distribution over the cells is a correlated equilibrium if no player gains by answering any recommended
action with another (Aumann 1974, 1987); a coarse one if no player gains by committing to one action before
any recommendation is made (Moulin & Vial 1978).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from negsim.certificate.certificate import Certificate
from negsim.certificate.mixed import TOLERANCE
from negsim.games.normal_form import NormalFormGame

__all__ = ["certify_correlated"]


def certify_correlated(
    game: NormalFormGame,
    distribution: NDArray[np.float64],
    claimed: Sequence[float] | None = None,
    *,
    coarse: bool = False,
    tolerance: float = TOLERANCE,
) -> Certificate:
    """Certify a distribution over the cells [a_1, …, a_n]."""
    gains, values = {}, []
    fits = (
        distribution.shape == game.shape
        and bool((distribution >= -1e-9).all())
        and abs(float(distribution.sum()) - 1) <= 1e-9
    )
    for k, player in enumerate(game.players):
        if not fits:
            gains[player] = float("inf")
            values.append(float("nan"))
            continue
        chance = np.moveaxis(distribution, k, 0).reshape(game.shape[k], -1)
        payoff = np.moveaxis(game.payoffs[k], k, 0).reshape(game.shape[k], -1)
        # worth[told, done]: where `told` is recommended, weighted with how often it is
        worth = chance @ (payoff - payoff.max(axis=0)).T
        obeyed = np.diag(worth)
        if coarse:
            gains[player] = max(0.0, float(worth.sum(axis=0).max() - obeyed.sum()))
        else:
            gains[player] = max(0.0, float((worth.max(axis=1) - obeyed).sum()))
        values.append(float((chance * payoff).sum()))
    scale = dict(zip(game.players, map(float, game.scale), strict=True))
    error = 0.0
    if claimed is not None:
        off = [abs(c - v) / (s or 1.0) for c, v, s in zip(claimed, values, scale.values(), strict=True)]
        error = max(off)
    return Certificate(gains, error, tolerance, "coarse correlated" if coarse else "correlated", scale)
