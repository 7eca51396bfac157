"""`solve`: one call for every game and method; and the one place where what a method found is certified."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from typing import Any

import numpy as np

from negsim.certificate import certify_behavior, certify_correlated, certify_mixed
from negsim.errors import GameError, SolverError, nearest
from negsim.games.compile import MAX_STATES, compile_game
from negsim.games.extensive_form import ExtensiveGame
from negsim.games.normal_form import NormalFormGame
from negsim.games.stage_game import StageGame
from negsim.scenario.scenario import Scenario
from negsim.solution import BehaviorEquilibrium, CorrelatedEquilibrium, MixedEquilibrium, Solution
from negsim.solvers.method import Found, Method
from negsim.solvers.scenarios.backward_induction import BackwardInduction, fixed_periods, solve_stage_game

__all__ = ["METHODS", "solve"]

Brought = NormalFormGame | ExtensiveGame

# Methods that can be asked for by name, with their default options.
METHODS = {
    "correlated": ("negsim.solvers.concepts.correlated", "Correlated"),
    "gambit": ("negsim.solvers.many_players.gambit_methods", "Gambit"),
    "lemke_howson": ("negsim.solvers.two_players.lemke_howson", "LemkeHowson"),
    "logit_path": ("negsim.solvers.logit.logit_path", "LogitPath"),
    "nashpy": ("negsim.solvers.two_players.nashpy_methods", "Nashpy"),
    "pure_enumeration": ("negsim.solvers.many_players.pure_enumeration", "PureEnumeration"),
    "quantal_response": ("negsim.solvers.logit.quantal_response", "QuantalResponse"),
    "sequence_lcp": ("negsim.solvers.trees.sequence_lcp", "SequenceLCP"),
    "sequence_lp": ("negsim.solvers.trees.sequence_lp", "SequenceLP"),
    "subgame_perfect": ("negsim.solvers.trees.subgame_perfect", "SubgamePerfect"),
    "support_enumeration": ("negsim.solvers.many_players.support_enumeration", "SupportEnumeration"),
    "vertex_enumeration": ("negsim.solvers.two_players.vertex_enumeration", "VertexEnumeration"),
    "zero_sum": ("negsim.solvers.two_players.zero_sum", "ZeroSum"),
}


def solve(
    game: Scenario | StageGame | Brought,
    order: str | None = None,
    *,
    method: BackwardInduction | Method | str | None = None,
    max_states: int = MAX_STATES,
    throw: bool = True,
) -> Solution:
    """Solve a scenario under an order of negotiations, or a game in any other form.

    Parameters
    ----------
    game : Scenario, StageGame, NormalFormGame or ExtensiveGame
    order : str, optional
        Name of an order of the scenario; without it the file is taken as it stands.
    method : method or str, optional
        How to solve: an object such as ``ns.VertexEnumeration(exact=True)``, or its name with the default
        options, such as ``"lemke_howson"``. Without it: backward induction for scenarios; for two players in
        normal form all equilibria by vertex enumeration; for more players support enumeration where that can
        be finished, otherwise the logit path; subgame by subgame for game trees.
    max_states : int
        Refuse scenarios with more states than this.
    throw : bool
        Raise if a certificate fails; with False the certificate only says so.

    Returns
    -------
    Solution
        Each equilibrium with its values, strategy and certificate, and what else there may be.

    Raises
    ------
    GameError
        If the order is unknown, a game is too large for the method, or a payoff is not finite.
    NotSupportedError
        If the method is not for such a game, or the scenario uses what a later version will solve.
    SolverError
        If a certificate fails, or there are more equilibria than the method's limit.

    Examples
    --------
    >>> import negsim as ns
    >>> korea = ns.load("korea_reduced")
    >>> eq = ns.solve(korea, order="omnibus").one()
    >>> {party: round(v, 6) for party, v in eq.values.items()}
    {'US': -4.0, 'DPRK': 15.0}

    >>> chicken = ns.NormalFormGame.from_bimatrix([[6, 2], [7, 0]], [[6, 7], [2, 0]])
    >>> found = ns.solve(chicken)
    >>> found.completeness, len(found)
    ('all', 3)
    """
    if isinstance(game, (NormalFormGame, ExtensiveGame)):
        if order is not None:
            raise SolverError("only scenarios have orders; leave order out")
        return _solve_brought(game, method, throw=throw)
    if not isinstance(game, (Scenario, StageGame)):
        raise GameError(
            f"a game or a scenario is needed, not {type(game).__name__}; "
            "tables of payoffs become a game by ns.NormalFormGame(payoffs)"
        )
    if isinstance(game, Scenario):
        game = compile_game(game, order, periods=fixed_periods(game), max_states=max_states)
    elif order is not None:
        raise SolverError("a compiled game has its order already; leave order out")
    if method is not None and not isinstance(method, BackwardInduction):
        raise SolverError("scenarios are solved by BackwardInduction; for other methods bring another form")
    return solve_stage_game(game, method or BackwardInduction(), throw=throw)


def _solve_brought(game: Brought, method: Any, *, throw: bool) -> Solution:
    if isinstance(method, str):
        method = named(method)
    elif method is None:
        return _by_the_best(game, throw=throw)
    if isinstance(method, type):
        raise SolverError(f"{method.__name__} is a kind of method; write {method.__name__}() with brackets")
    if not hasattr(method, "find"):
        raise SolverError(
            f"{type(method).__name__} is no method for games in normal or extensive form; known: "
            + ", ".join(METHODS)
        )
    return certified(game, method.name, method.find(game), throw=throw)


def _by_the_best(game: Brought, *, throw: bool) -> Solution:
    """Take the method that says most; where it cannot finish, the next, and say so."""
    from negsim.solvers.choice import best_methods

    refusals: list[tuple[str, GameError]] = []
    for method in best_methods(game):
        try:
            found = method.find(game)
        except GameError as refusal:
            refusals.append((method.name, refusal))
        else:
            told = [f"{name} would say more, but was refused: {refusal}" for name, refusal in refusals]
            return certified(game, method.name, replace(found, notes=(*told, *found.notes)), throw=throw)
    raise refusals[-1][1]


def named(name: str) -> Method:
    """Make the method of that name, with its default options."""
    if name not in METHODS:
        raise SolverError(f'there is no method "{name}"; {nearest(name, METHODS)}')
    module, attribute = METHODS[name]
    made: Method = getattr(import_module(module), attribute)()
    return made


def certified(game: Brought, method: str, found: Found, *, throw: bool = True) -> Solution:
    """Certify each profile that a method found, and make a solution of them."""
    equilibria = []
    for i, profile in enumerate(found.profiles):
        exact = found.exact[i] if found.exact is not None else None
        labels = found.labels[i] if found.labels is not None else ()
        made = _equilibrium(game, found, profile, exact, labels)
        if throw and found.completeness != "candidate":
            made.certificate.demand()
        equilibria.append(made)
    return Solution(
        game,
        method,
        found.completeness,
        tuple(equilibria),
        found.notes,
        found.components,
        found.searched,
    )


def _equilibrium(game: Brought, found: Found, profile: Any, exact: Any, labels: tuple[str, ...]) -> Any:
    coarse = found.claim == "coarse correlated"
    if coarse or found.claim == "correlated":
        assert isinstance(game, NormalFormGame)
        worth = [float((profile * game.payoffs[k]).sum()) for k in range(len(game.players))]
        certificate = certify_correlated(game, profile, worth, coarse=coarse)
        return CorrelatedEquilibrium(game, profile, _by(game, worth), certificate, labels)
    worth = game.values(profile).tolist()
    tested = exact if exact is not None else profile
    if isinstance(game, NormalFormGame):
        if exact is not None:
            tested = [np.array(v, dtype=object) for v in exact]
        certificate = certify_mixed(game, tested, worth)
        return MixedEquilibrium(game, profile, _by(game, worth), certificate, exact, labels)
    certificate = certify_behavior(game, tested, worth, claim=found.claim)
    return BehaviorEquilibrium(game, profile, _by(game, worth), certificate, exact, labels)


def _by(game: Brought, values: list[float]) -> dict[str, float]:
    return dict(zip(game.players, values, strict=True))
