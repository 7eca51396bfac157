"""The logit system of a game in whatever form it is."""

from __future__ import annotations

from typing import Any

from negsim.errors import NotSupportedError
from negsim.games.extensive_form import ExtensiveGame
from negsim.games.normal_form import NormalFormGame
from negsim.solvers.logit.of_normal_form import NormalFormSystem
from negsim.solvers.logit.of_tree import TreeSystem
from negsim.solvers.logit.system import System

__all__ = ["system_of"]


def system_of(game: Any) -> System:
    """Make the logit system of a game.

    Raises
    ------
    NotSupportedError
        If it is no game in normal or extensive form, or a player may meet an information set twice.
    GameError
        If it is too large.
    """
    if isinstance(game, NormalFormGame):
        return NormalFormSystem(game)
    if isinstance(game, ExtensiveGame):
        return TreeSystem(game)
    raise NotSupportedError(
        f"quantal response is computed for a NormalFormGame or an ExtensiveGame, not for a {type(game).__name__}"
    )
