"""`solve`: one call for every game and method."""

from __future__ import annotations

from negsim.errors import SolverError
from negsim.games.compile import MAX_STATES, compile_game
from negsim.games.stage_game import StageGame
from negsim.scenario.scenario import Scenario
from negsim.solution import Solution
from negsim.solvers.backward_induction import BackwardInduction, fixed_periods, solve_stage_game

__all__ = ["solve"]


def solve(
    game: Scenario | StageGame,
    order: str | None = None,
    *,
    method: BackwardInduction | None = None,
    max_states: int = MAX_STATES,
    throw: bool = True,
) -> Solution:
    """Solve a scenario under an order of negotiations, or a game that is compiled already.

    Parameters
    ----------
    game : Scenario or StageGame
    order : str, optional
        Name of an order of the scenario; without it the file is taken as it stands.
    method : BackwardInduction, optional
        How to solve, and what to do about ties.
    max_states : int
        Refuse games with more states than this.
    throw : bool
        Raise if a certificate fails; with False the certificate only says so.

    Returns
    -------
    Solution
        Each equilibrium with its values, strategy and certificate.

    Raises
    ------
    GameError
        If the order is unknown, there are too many states, or a payoff is not finite.
    NotSupportedError
        If the scenario uses what a later version will solve.
    SolverError
        If a certificate fails, or there are more tied equilibria than the method's limit.

    Examples
    --------
    >>> import negsim as ns
    >>> korea = ns.load("korea_reduced")
    >>> eq = ns.solve(korea, order="omnibus").one()
    >>> {party: round(v, 6) for party, v in eq.values.items()}
    {'US': -4.0, 'DPRK': 15.0}
    """
    if isinstance(game, Scenario):
        game = compile_game(game, order, periods=fixed_periods(game), max_states=max_states)
    elif order is not None:
        raise SolverError("a compiled game has its order already; leave order out")
    return solve_stage_game(game, method or BackwardInduction(), throw=throw)
