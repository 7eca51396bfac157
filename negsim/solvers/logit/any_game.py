"""The logit system of a game in whatever form it is."""

from __future__ import annotations

from typing import Any

import numpy as np

from negsim.errors import NotSupportedError
from negsim.games.extensive_form import ExtensiveGame
from negsim.games.normal_form import NormalFormGame
from negsim.games.numbers import refuse_large
from negsim.solvers.logit.of_normal_form import NormalFormSystem
from negsim.solvers.logit.of_tree import TreeSystem
from negsim.solvers.logit.system import System
from negsim.solvers.method import Found

__all__ = ["nothing_to_choose", "system_of"]


def nothing_to_choose(game: Any) -> Found | None:
    """The answer for a tree in which chance does everything, or nothing is done; None for other games."""
    if not isinstance(game, ExtensiveGame) or bool((game.owner >= 0).any()):
        return None
    profile = tuple(
        np.array([float(p) for p in s.probabilities]) if s.probabilities else np.full(m, 1 / m)
        for s in game.infosets
        for m in (len(s.actions),)
    )
    return Found((profile,), "unique", ("nobody has anything to choose",))


def system_of(game: Any, *, own_units: bool = False) -> System:
    """Make the logit system of a game.

    Parameters
    ----------
    game : NormalFormGame or ExtensiveGame
    own_units : bool
        Divide each player's payoffs by its own range, instead of all by the widest.

    Raises
    ------
    NotSupportedError
        If it is no game in normal or extensive form, or a player may meet an information set twice.
    GameError
        If it is too large.
    """
    if isinstance(game, NormalFormGame):
        return NormalFormSystem(game, own_units=own_units)
    if isinstance(game, ExtensiveGame):
        refuse_large(game.payoffs)
        return TreeSystem(game, own_units=own_units)
    raise NotSupportedError(
        f"quantal response needs a NormalFormGame or an ExtensiveGame, not a {type(game).__name__}"
    )
