"""Logit quantal response equilibrium, and the principal branch that leads to it.

Players make mistakes, the fewer the more these cost: the odds of two actions are exp(λ × the difference of
what they are worth), given what the others do, mistakes included (McKelvey & Palfrey 1995; for game trees,
with every information set an agent of its own, 1998). At λ = 0 all choose at random; as λ grows the principal
branch leads to a Nash equilibrium, in trees to a sequential one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from negsim.certificate.behavior import Claim
from negsim.errors import SolverError
from negsim.games.extensive_form import ExtensiveGame
from negsim.games.normal_form import NormalFormGame
from negsim.solvers.logit.any_game import nothing_to_choose, system_of
from negsim.solvers.logit.branch import LogitBranch, branch_of
from negsim.solvers.logit.crossing import at_lambda, between_points, filled
from negsim.solvers.logit.path import Point, Trouble, follow, told
from negsim.solvers.logit.system import System
from negsim.solvers.method import Found

__all__ = ["LogitBranch", "QuantalResponse", "logit_branch"]

Floats = NDArray[np.float64]

AT_A_FORK = 1e-9  # how well the equations must hold where branches meet, and Newton's method does not lead

EARLY = 30.0  # λ times the widest range of payoffs; before, a small regret may be a passing one


def logit_branch(
    game: NormalFormGame | ExtensiveGame,
    *,
    lambdas: Sequence[float] | None = None,
    max_lambda: float | None = None,
    max_regret: float = 1e-4,
) -> LogitBranch:
    """Follow the principal branch of the logit quantal response equilibria.

    Parameters
    ----------
    game : NormalFormGame or ExtensiveGame
        In a tree every information set decides for itself (agent quantal response).
    lambdas : sequence of float, optional
        Give the equilibria at exactly these λ, in this order: for each the first one on the branch.
    max_lambda : float, optional
        Follow the branch until λ is first as large as this.
    max_regret : float
        Without the other two: until nobody could gain more than this share of the range of its payoffs.

    Returns
    -------
    LogitBranch

    Raises
    ------
    GameError
        If the game has more unknowns, payoffs or moves than can be followed.
    NotSupportedError
        If play can come to an information set twice.
    SolverError
        If the branch could not be followed to one of `lambdas`.

    Notes
    -----
    Predictor and corrector along the arc of log-probabilities and λ (Turocy 2005, 2010), so that turning
    points are no obstacle; each point solves the system to about 1e-12.

    Examples
    --------
    A game of chicken that is not symmetric:

    >>> import negsim as ns
    >>> game = ns.NormalFormGame([[[0, 5], [1, 3]], [[0, 1], [4, 3]]], players=["North", "South"])
    >>> branch = ns.logit_branch(game, lambdas=[0, 1, 10])
    >>> branch.strategy[0].round(4)
    array([[0.5   , 0.6842, 1.    ],
           [0.5   , 0.3158, 0.    ]])
    >>> [vector.round(3).tolist() for vector in branch.at(0.5)]
    [[0.568, 0.432], [0.483, 0.517]]
    """
    given: Any = lambdas
    if isinstance(given, (str, bytes)) or not (given is None or np.iterable(given)):
        raise SolverError(
            f"lambdas: a list of numbers is needed, not {lambdas!r}; for a single one, [{lambdas}]"
        )
    wanted = [_checked(lam, "lambdas") for lam in lambdas] if lambdas is not None else None
    if wanted is not None and not wanted:
        raise SolverError("lambdas is empty; give at least one number")
    if wanted is not None and max_lambda is None:
        max_lambda = max(wanted)
    if max_lambda is not None:
        max_lambda = _checked(max_lambda, "max_lambda")
    elif not max_regret > 0:
        raise SolverError(f"max_regret: {max_regret} is not positive; regret falls to 0 only in the limit")
    system = system_of(game)
    end = None if max_lambda is None else max_lambda * system.unit
    path, trouble = _followed(system, end, max_regret)
    notes = (*told(path, system.unit), *trouble)
    shown: list[tuple[float, Floats]] = [(p.lam, p.x) for p in filled(system, path)]
    if wanted is not None:
        shown = [(lam * system.unit, _at(system, path, lam, notes)) for lam in wanted]
    elif end is not None and path[-1].lam > end:
        shown[-1] = (end, _at(system, path, end / system.unit, notes))
    return branch_of(game, system, path, shown, notes)


@dataclass(frozen=True)
class QuantalResponse:
    """The logit quantal response equilibrium on the principal branch, at one λ.

    It is no Nash equilibrium, and is given as a candidate: its certificate says how near to one it is. Its
    own equations, that every probability is the logit response to all the others, hold to rounding; how well
    is in the notes.

    Parameters
    ----------
    lam : float
        Precision λ, per unit of payoff. 0: all choose at random.

    Raises
    ------
    GameError, NotSupportedError
        As `logit_branch`.
    SolverError
        If λ is negative, or the branch could not be followed so far.

    Examples
    --------
    Matching pennies where one win counts nine times as much (Ochs 1995): the own payoff matters, which it
    does not in the Nash equilibrium (McKelvey & Palfrey 1995).

    >>> import negsim as ns
    >>> game = ns.NormalFormGame([[[9, 0], [0, 1]], [[0, 1], [1, 0]]])
    >>> found = ns.solve(game, method=ns.QuantalResponse(lam=1)).one()
    >>> [v.round(4).tolist() for v in found.strategy]
    [[0.8936, 0.1064], [0.3128, 0.6872]]
    """

    lam: float = 1.0
    name: ClassVar[str] = "quantal response"

    def find(self, game: Any) -> Found:
        """Follow the principal branch to λ."""
        lam = _checked(self.lam, "lam")
        if (nothing := nothing_to_choose(game)) is not None:
            return nothing
        system = system_of(game)
        path, trouble = _followed(system, lam * system.unit, 0.0)
        way = (*told(path, system.unit), *trouble)
        x = _at(system, path, lam, way)
        residual = fixed_point_residual(system, x, lam * system.unit)
        regret = system.regret(x, system.utilities(x))
        where = "at any information set" if isinstance(game, ExtensiveGame) else "by any other action"
        notes = (
            f"logit quantal response equilibrium at lambda {lam:g}, the first on the principal branch: "
            "others may exist at this lambda",
            f"its equations hold to {residual:.1g}"
            + (", as nearly as floats can at so large a lambda" if residual > 1e-9 else ""),
            f"as a Nash equilibrium it is off by {regret:.3g}: "
            f"the most that is gained {where}, as a share of the range of payoffs",
            *way,
        )
        claim: Claim = "agent" if isinstance(game, ExtensiveGame) and not game.perfect_recall else "Nash"
        return Found((system.profile(x),), "candidate", notes, searched={"points": len(path)}, claim=claim)


def fixed_point_residual(system: System, x: Floats, lam: float) -> float:
    """Largest difference between a probability and the logit response to all of them."""
    z = lam * system.utilities(x)
    e = np.exp(z - system.per_block(np.maximum, z))
    return float(np.abs(np.exp(x) - e / system.per_block(np.add, e)).max())


def _checked(lam: float, what: str) -> float:
    try:
        number = float(lam)
    except (TypeError, ValueError):
        number = float("nan")
    if not (np.isfinite(number) and number >= 0):
        raise SolverError(f"{what}: {lam} is not a precision; it is a finite number from 0 on")
    return number


def _followed(system: System, end: float | None, max_regret: float) -> tuple[list[Point], tuple[str, ...]]:
    """Points up to λ `end`, or to a regret; and what went wrong."""
    path: list[Point] = []
    try:
        for point in follow(system, precise=True):
            path.append(point)
            if (point.lam >= end) if end is not None else (point.regret <= max_regret and point.lam >= EARLY):
                break
    except Trouble as trouble:
        return path, (f"the branch was lost beyond lambda {path[-1].lam / system.unit:.6g}: {trouble}",)
    return path, ()


def _at(system: System, path: Sequence[Point], lam: float, notes: tuple[str, ...]) -> Floats:
    x = at_lambda(system, path, lam * system.unit)
    if x is None:
        x = between_points(system, path, lam * system.unit)
    if x is None or fixed_point_residual(system, x, lam * system.unit) > AT_A_FORK:
        raise SolverError(
            f"the principal branch could not be followed to lambda {lam:g}: "
            + ("; ".join(notes) or "it turns")
        )
    return x
