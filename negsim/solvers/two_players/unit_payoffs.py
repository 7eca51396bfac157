"""Payoffs of two players brought to one scale, and what counts as nothing on it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from negsim.errors import NotSupportedError
from negsim.games.normal_form import NormalFormGame
from negsim.solvers.concepts.normal_only import normal_form_only

__all__ = [
    "DECIDED_CELLS",
    "GAIN",
    "Precision",
    "drowned",
    "integer_payoffs",
    "two_players",
    "unit_payoffs",
    "whole",
]

Floats = NDArray[np.float64]

GAIN = 5e-10  # what a profile may leave to gain, payoffs between 1 and 2: half of what certificates allow
ZERO = 1e-11  # what rounding leaves of a 0, payoffs between 1 and 2
DECIDED_CELLS = 64  # of a game with small payoffs beside large ones that is solved in integers
DOUBT = 1e-8  # what is smaller, and not 0, is too close to it


@dataclass(frozen=True)
class Precision:
    """What payoffs between 1 and 2 can tell.

    Attributes
    ----------
    zero : float
        What is not larger counts as 0.
    doubt : float
        What is larger than `zero`, but smaller than this, may be 0 or not.
    near : float
        Ratios that differ by a smaller share are compared with care.
    """

    zero: float
    doubt: float
    near: float

    @property
    def enough(self) -> bool:
        """Whether there is room between what is nothing and what is something."""
        return self.doubt < 1e-2


def two_players(game: NormalFormGame, method: str) -> None:
    """Refuse what is no game of two players in normal form."""
    normal_form_only(game, method)
    if len(game.players) != 2:
        raise NotSupportedError(
            f"{method} is for two players; this game has {len(game.players)}. SupportEnumeration and "
            "LogitPath are for any number"
        )


def whole(payoffs: Floats) -> bool:
    """Whether these are integers that floats hold exactly."""
    return bool(((payoffs == np.rint(payoffs)) & (np.abs(payoffs) <= 2**53)).all())


def unit_payoffs(game: NormalFormGame) -> tuple[Floats, Precision]:
    """Stakes [player, a_1, a_2] moved to between 1 and 2, and what they can tell.

    Floats that differ little are known less well than their difference: payoffs 1 + 10⁻⁸ a carry only eight
    digits of a. Numbers are told apart accordingly; integers are exact, wherever they lie.
    """
    noise = 0.0
    for k, table in enumerate(game.payoffs):
        width = float((table / 2 - table.min(axis=k, keepdims=True) / 2).max())
        if width and not whole(table) and game.as_given.dtype != object:
            noise = max(noise, float(np.spacing(np.abs(table).max())) / (2 * width))
    zero = max(ZERO, 512 * noise)
    return 1 + game.stakes, Precision(zero, max(DOUBT, 16 * zero), max(1e-6, 1e3 * zero))


def drowned(game: NormalFormGame, doubt: float) -> bool:
    """Whether somebody has payoffs so small beside others that floats would take them for the same.

    Two payoffs of one player that are compared, and whose difference is large for them but nothing beside
    the largest difference that there is. What rounding leaves of a tie is small for the payoffs themselves.
    """
    for k, table in enumerate(game.payoffs):
        rows = np.sort(table, axis=k)
        low, high = np.delete(rows, -1, axis=k), np.delete(rows, 0, axis=k)
        step = high / 2 - low / 2
        width = float((table.max(axis=k) / 2 - table.min(axis=k) / 2).max())
        size = np.maximum(np.abs(low), np.abs(high))
        if ((step > doubt * size) & (step < doubt * width)).any():
            return True
    return False


def integer_payoffs(game: NormalFormGame) -> list[list[list[int]]]:
    """Payoffs [player][a_1][a_2] as positive integers: exactly, but moved and stretched."""
    tables = []
    for table in game.exact:
        cells = [[f for f in row] for row in table.tolist()]
        unit = math.lcm(*{f.denominator for row in cells for f in row})
        numbers = [[f.numerator * (unit // f.denominator) for f in row] for row in cells]
        low = min(min(row) for row in numbers)
        common = math.gcd(*(v - low for row in numbers for v in row)) or 1
        # the range is added, not 1, so that the largest payoff is at most twice the smallest
        top = max(max(row) for row in numbers)
        shift = max((top - low) // common, 1)
        tables.append([[(v - low) // common + shift for v in row] for row in numbers])
    return tables
