"""Concepts that are defined for games in normal form: others are told how to become one."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from negsim.errors import NotSupportedError
from negsim.games.extensive_form import ExtensiveGame
from negsim.games.normal_form import NormalFormGame

__all__ = ["normal_form_only", "normalised"]


def normal_form_only(game: Any, what: str) -> NormalFormGame:
    """Refuse what is no game in normal form, and say how to get one."""
    if isinstance(game, NormalFormGame):
        return game
    if isinstance(game, ExtensiveGame):
        raise NotSupportedError(f"{what} of a game tree: give its normal form, game.normal_form()")
    raise NotSupportedError(f"{what}: a NormalFormGame is needed, not {type(game).__name__}")


def normalised(table: NDArray[np.float64]) -> NDArray[np.float64]:
    """Payoffs of a player shifted and scaled to 0…1; all 0 where they are the same everywhere."""
    low, high = float(table.min()), float(table.max())
    if high - low <= 1e-14 * max(abs(low), abs(high)):
        return np.zeros_like(table)
    return (table / 2 - low / 2) / (high / 2 - low / 2)  # halves: the range itself may be too large
