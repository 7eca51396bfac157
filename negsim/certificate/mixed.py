"""Certificates of mixed strategies: the worth of every single action against what the others do.

By linearity no mixture of actions is worth more than the best of them, so that a profile is a Nash
equilibrium if and only if no player has an action that is worth more than what it gets (Nash 1951). With
fractions the gains are exact, and the tolerance is nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from negsim.certificate.certificate import Certificate
from negsim.games.normal_form import NormalFormGame
from negsim.games.relevance import ROUNDING

__all__ = ["TOLERANCE", "certify_mixed"]

TOLERANCE = 1e-9  # of the range of a player's payoffs


def certify_mixed(
    game: NormalFormGame,
    profile: Sequence[Any],
    claimed: Sequence[float] | None = None,
    *,
    tolerance: float = TOLERANCE,
) -> Certificate:
    """Certify a mixed strategy profile.

    Parameters
    ----------
    game : NormalFormGame
    profile : sequence of array-like [a_k]
        Probabilities of each player's actions; fractions are computed with exactly, and then certified with
        no tolerance at all.
    claimed : sequence of float, optional
        Values that the solver reports.
    tolerance : float
        As a share of how much each player's own choice can matter to it: `NormalFormGame.scale`, or less if
        it matters less against what the others ever choose here.
    """
    vectors = [np.asarray(v) for v in profile]
    exact = all(v.dtype == object and all(isinstance(p, (Fraction, int)) for p in v) for v in vectors)
    table: NDArray[Any] = game.exact if exact else game.as_given
    if not exact:
        vectors = [v.astype(np.float64) for v in vectors]
    fits = all(_is_distribution(v, m, exact) for v, m in zip(vectors, game.shape, strict=True))
    gains, values = {}, []
    for k, player in enumerate(game.players):
        # measured from the best action against the same others: in floats, what only the others decide, and
        # what nobody would choose, would drown what the player can gain
        best = table[k].max(axis=k, keepdims=True)
        own = table[k] - best
        if not exact:
            own, best = own.astype(np.float64), best.astype(np.float64)
        worth, above = _against(own, vectors, k), _against(best, vectors, k)
        value = (worth * vectors[k]).sum()
        gains[player] = max(0.0, float(max(worth) - value)) if fits else float("inf")
        values.append(float(value + above[0]))
    scale = {p: _matters(game, vectors, k, exact) for k, p in enumerate(game.players)}
    error = 0.0
    if claimed is not None:
        sizes = [max(s, float(np.abs(t).max())) for s, t in zip(scale.values(), game.payoffs, strict=True)]
        off = [abs(c - v) / (s or 1.0) for c, v, s in zip(claimed, values, sizes, strict=True)]
        error = max(off) if not exact or max(off) > TOLERANCE else 0.0  # values are shown as floats
    return Certificate(gains, error, 0.0 if exact else tolerance, "Nash", scale)


def _matters(game: NormalFormGame, vectors: Sequence[NDArray[Any]], k: int, exact: bool) -> float:
    """How much a player's own choice can matter to it at most, against actions that the others ever choose.

    What it would matter against others is no measure of what is gained against these.
    """
    most = float(game.scale[k])
    if exact or any(v.shape != (m,) for v, m in zip(vectors, game.shape, strict=True)):
        return most
    chosen = [np.flatnonzero(v > 0) if j != k else np.arange(len(v)) for j, v in enumerate(vectors)]
    reached = game.payoffs[k][np.ix_(*chosen)]
    if not reached.size:
        return most
    half = float((reached.max(axis=k) / 2 - reached.min(axis=k) / 2).max())
    return min(most, 2 * half + ROUNDING * float(np.spacing(np.abs(reached).max())))


def _against(table: NDArray[Any], vectors: Sequence[NDArray[Any]], k: int) -> NDArray[Any]:
    """Expected payoff of each of a player's actions [a_k] against what the others do."""
    for other in reversed(range(len(vectors))):
        if other != k:
            # each other player in turn: its axis is moved to the end and summed away
            table = (np.moveaxis(table, other, -1) * vectors[other]).sum(axis=-1)
    return table


def _is_distribution(v: NDArray[Any], actions: int, exact: bool) -> bool:
    if v.shape != (actions,):
        return False
    slack = 0 if exact else 1e-9
    return bool((v >= -slack).all() and abs(v.sum() - 1) <= slack)
