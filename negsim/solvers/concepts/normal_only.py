"""Concepts that are defined for games in normal form: others are told how to become one."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from negsim.errors import NotSupportedError, SolverError
from negsim.games.extensive_form import ExtensiveGame
from negsim.games.normal_form import NormalFormGame
from negsim.text import oneline

__all__ = ["far_apart", "normal_form_only", "normalised", "refuse_far_apart"]

NEAR = 2e-8  # of a player's range: payoffs nearer than this are hardly told apart by linear programs
MOST_NEAR = 0.25  # of the steps from one payoff to the next that may be so small


def normal_form_only(game: Any, what: str) -> NormalFormGame:
    """Refuse what is no game in normal form, and say how to get one."""
    if isinstance(game, NormalFormGame):
        return game
    if isinstance(game, ExtensiveGame):
        raise NotSupportedError(f"{what} of a game tree: give its normal form, game.normal_form()")
    raise NotSupportedError(f"{what}: a NormalFormGame is needed, not {type(game).__name__}")


def far_apart(game: NormalFormGame) -> list[str]:
    """Players some of whose payoffs are so large that floats lose the differences between the others."""
    found = []
    for k, player in enumerate(game.players):
        values = np.unique(game.payoffs[k])
        half = np.diff(values / 2)  # halves: the range itself may be too large
        span = half.sum()
        size = np.maximum(np.abs(values[1:]), np.abs(values[:-1])) / 2
        near = (half < NEAR * span) & (half > np.maximum(1e-12 * size, 4e-16 * span))  # and not by rounding
        if len(half) and near.mean() >= MOST_NEAR:
            found.append(oneline(player))
    return found


def refuse_far_apart(game: NormalFormGame, what: str) -> None:
    """Refuse a game in which a catastrophe makes all other differences too small for linear programs."""
    if found := far_apart(game):
        raise SolverError(
            f"{what}: payoffs differ too much in size for linear programs in floats, of {', '.join(found)}. "
            "A payoff that stands for a catastrophe does as well if it is a thousand times as large as others"
        )


def normalised(table: NDArray[np.float64]) -> NDArray[np.float64]:
    """Payoffs of a player shifted and scaled to 0…1; all 0 where they are the same everywhere."""
    low, high = float(table.min()), float(table.max())
    if high - low <= 1e-14 * max(abs(low), abs(high)):
        return np.zeros_like(table)
    return (table / 2 - low / 2) / (high / 2 - low / 2)  # halves: the range itself may be too large
