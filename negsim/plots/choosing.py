"""Which picture shows a solution."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from negsim.errors import GameError, NotSupportedError
from negsim.games.extensive_form import ExtensiveGame
from negsim.games.normal_form import NormalFormGame
from negsim.solution import MixedEquilibrium, Solution

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["draw", "nash_only", "single"]


def draw(solution: Solution, ax: Axes | None = None) -> Axes:
    """Draw a solution in the way that suits its game."""
    from negsim.plots.payoff_space import payoff_polygon
    from negsim.plots.replying import best_replies
    from negsim.plots.timing import timeline
    from negsim.plots.trees import game_tree

    game = solution.game
    if isinstance(game, ExtensiveGame):
        return game_tree(solution.equilibria[0] if len(solution) else game, ax=ax)
    if not isinstance(game, NormalFormGame):
        return timeline(solution.one(), ax=ax)
    if game.shape == (2, 2) and nash_only(solution):
        return best_replies(solution, ax=ax)
    if len(game.players) == 2:
        return payoff_polygon(solution, ax=ax)
    raise NotSupportedError(
        f"there is no picture of a normal form of {len(game.players)} players; to_frame() has the equilibria"
    )


def nash_only(solution: Solution) -> bool:
    """Whether what was found are profiles of mixed strategies."""
    return all(isinstance(e, MixedEquilibrium) for e in solution.equilibria)


def single(given: Any, wanted: str) -> Any:
    """Take the one equilibrium of a solution; anything else as it is."""
    if not isinstance(given, Solution):
        return given
    if len(given) != 1:
        raise GameError(f"the solution has {len(given)} equilibria; give {wanted}, such as solution[0]")
    return given.equilibria[0]
