"""Which method solves a game if the user does not say."""

from __future__ import annotations

from negsim.games.extensive_form import ExtensiveGame
from negsim.games.normal_form import NormalFormGame
from negsim.solvers.method import Method

__all__ = ["best_method"]


def best_method(game: NormalFormGame | ExtensiveGame) -> Method:
    """Choose the method that says most about a game and can be finished.

    Parameters
    ----------
    game : NormalFormGame or ExtensiveGame
    """
    if isinstance(game, ExtensiveGame):
        from negsim.solvers.subgame_perfect import SubgamePerfect

        return SubgamePerfect()
    if len(game.players) == 2:
        from negsim.solvers.vertex_enumeration import VertexEnumeration

        return VertexEnumeration()
    from negsim.solvers.support_enumeration import SupportEnumeration

    return SupportEnumeration()
