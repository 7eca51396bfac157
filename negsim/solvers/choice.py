"""Which methods solve a game if the user names none."""

from __future__ import annotations

from negsim.games.extensive_form import ExtensiveGame
from negsim.games.normal_form import NormalFormGame
from negsim.solvers.method import Method

__all__ = ["best_methods"]

MOST_LABELS = 80  # actions of both players together


def best_methods(game: NormalFormGame | ExtensiveGame) -> tuple[Method, ...]:
    """Methods for a game, the one that says most first; the next where that one cannot finish.

    Parameters
    ----------
    game : NormalFormGame or ExtensiveGame
    """
    if isinstance(game, ExtensiveGame):
        from negsim.solvers.trees.subgame_perfect import SubgamePerfect

        return (SubgamePerfect(),)
    from negsim.solvers.logit.logit_path import LogitPath

    if len(game.players) == 2:
        from negsim.solvers.two_players.lemke_howson import LemkeHowson
        from negsim.solvers.two_players.vertex_enumeration import VertexEnumeration
        from negsim.solvers.two_players.zero_sum import ZeroSum

        if game.zero_sum:
            return (VertexEnumeration(), ZeroSum())
        if sum(game.shape) > MOST_LABELS:  # Lemke–Howson's paths are as long there as they can be
            return (VertexEnumeration(), LogitPath())
        return (VertexEnumeration(), LemkeHowson())
    from negsim.solvers.many_players.support_enumeration import SupportEnumeration

    return (SupportEnumeration(), LogitPath())
