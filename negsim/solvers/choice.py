"""Which methods solve a game if the user names none."""

from __future__ import annotations

from collections.abc import Iterator

from negsim.games.extensive_form import ExtensiveGame
from negsim.games.normal_form import NormalFormGame
from negsim.solvers.method import Method

__all__ = ["best_methods"]

MOST_LABELS = 80  # actions of both players together


def best_methods(game: NormalFormGame | ExtensiveGame) -> Iterator[Method]:
    """Methods for a game, the one that says most first; the next where that one cannot finish.

    Parameters
    ----------
    game : NormalFormGame or ExtensiveGame
    """
    if isinstance(game, ExtensiveGame):
        from negsim.solvers.trees.subgame_perfect import SubgamePerfect

        yield SubgamePerfect()
        return
    if len(game.players) == 2:
        from negsim.solvers.two_players.vertex_enumeration import VertexEnumeration

        yield VertexEnumeration()
        if game.zero_sum:
            from negsim.solvers.two_players.zero_sum import ZeroSum

            yield ZeroSum()
        elif sum(game.shape) <= MOST_LABELS:  # beyond, Lemke and Howson's paths become too long
            from negsim.solvers.two_players.lemke_howson import LemkeHowson

            yield LemkeHowson()
    else:
        from negsim.solvers.many_players.support_enumeration import SupportEnumeration

        yield SupportEnumeration()
    from negsim.solvers.logit.logit_path import LogitPath

    yield LogitPath()
