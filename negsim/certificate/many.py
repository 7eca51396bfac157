"""Certificates of very many equilibria of small games of two players, in array calls.

The same test as of a single one (`certify_mixed`): the worth of every action against what the other player
does, from the payoffs as they were given.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from negsim.certificate.mixed import TOLERANCE
from negsim.errors import SolverError

__all__ = ["ManyCertificates", "certify_many"]

Floats = NDArray[np.float64]

TOGETHER = 8_192  # equilibria tested at once: their payoffs are best kept within the cache


@dataclass(frozen=True, eq=False)
class ManyCertificates:
    """What each player gets in each equilibrium, and the most that it could gain by leaving it.

    Attributes
    ----------
    values, gains : f8 [2, E]
        In units of the payoffs; gains are infinite where a strategy is no probability distribution.
    relative : f8 [2, E]
        Gains as shares of the size of the player's payoffs in that game.
    tolerance : float
        Relative gains that count as nothing.
    """

    values: Floats
    gains: Floats
    relative: Floats
    tolerance: float

    @property
    def valid(self) -> NDArray[np.bool_]:
        """Whether nobody can gain more than the tolerance [E]."""
        return np.asarray((self.relative <= self.tolerance).all(axis=0))

    def demand(self, game: NDArray[np.intp]) -> None:
        """Raise `SolverError` unless all are valid, naming the first game [E] that has one that is not."""
        failing = np.flatnonzero(~self.valid)
        if len(failing):
            e = int(failing[0])
            who = int(np.argmax(self.relative[:, e]))
            raise SolverError(
                f"not an equilibrium: in game {game[e]} player {who + 1} gains {self.gains[who, e]:.2g} by "
                f"deviating; tolerance {self.tolerance:.2g} of its range ({len(failing):,} such in all)"
            )


def certify_many(
    payoffs: Floats,
    game: NDArray[np.intp],
    row: Floats,
    column: Floats,
    *,
    tolerance: float = TOLERANCE,
) -> ManyCertificates:
    """Certify profiles of mixed strategies, each of one of many games.

    Parameters
    ----------
    payoffs : f8 [2, m, n, G]
    game : i8 [E]
        The game that each profile belongs to.
    row : f8 [m, E], column : f8 [n, E]
    tolerance : float
        As a share of how much a player's own choice can matter to it in a game.
    """
    values, gains, relative = (np.empty((2, len(game))) for _ in range(3))
    for low in range(0, len(game), TOGETHER):
        part = slice(low, low + TOGETHER)
        table = payoffs.take(game[part], axis=-1)  # [2, m, n, part]
        x, y = row[:, part], column[:, part]
        fits = np.logical_and.reduce([_is_distribution(v) for v in (x, y)])
        worth = (table[0] * y).sum(axis=1), (table[1] * x[:, None]).sum(axis=0)
        # what each player's own choice can matter, with room for rounding
        own = [np.ptp(table[k], axis=k).max(axis=0) for k in range(2)]
        scale = own + 1e-6 * np.abs(table).max(axis=(1, 2))
        for k, mixed in enumerate((x, y)):
            values[k, part] = (worth[k] * mixed).sum(axis=0)
            gain = np.maximum(worth[k].max(axis=0) - values[k, part], 0.0)
            gains[k, part] = np.where(fits, gain, np.inf)
        with np.errstate(invalid="ignore"):  # 0 / 0 where all payoffs are 0
            relative[:, part] = np.where(gains[:, part] > 0, gains[:, part] / scale, 0.0)
    return ManyCertificates(values, gains, relative, tolerance)


def _is_distribution(strategies: Floats) -> NDArray[np.bool_]:
    negative = (strategies < -1e-9).any(axis=0)
    return np.asarray(~negative & (np.abs(strategies.sum(axis=0) - 1) <= 1e-9))
