"""The logit path as a solver: one Nash equilibrium of a game of any number of players.

The principal branch of logit quantal response equilibria is followed until nobody gains much, and what it
leads to is solved for directly (McKelvey & Palfrey 1995; Turocy 2005, 2010).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from negsim.certificate import Certificate, certify_behavior, certify_mixed
from negsim.certificate.behavior import Claim
from negsim.errors import SolverError
from negsim.games.extensive_form import ExtensiveGame
from negsim.solvers.logit.any_game import nothing_to_choose, system_of
from negsim.solvers.logit.path import Point, Trouble, follow, told
from negsim.solvers.logit.polish import polished
from negsim.solvers.logit.system import System
from negsim.solvers.method import Found

__all__ = ["LogitPath"]

Floats = NDArray[np.float64]

SETTLED = 1e3  # λ, times the narrowest player's range, before which a small regret may be a passing one
ALIKE = 2.0  # ratio of the widest range of payoffs to the narrowest, from which units may be the trouble


@dataclass(frozen=True)
class LogitPath:
    """One Nash equilibrium: the limit of the principal branch of logit quantal response equilibria.

    The branch is followed until nobody gains much. Then the probabilities that have all but vanished are
    taken for 0, and the equations that are left are solved to rounding; what comes out is certified. In
    generic games the branch has one limit, so that it selects an equilibrium; in a game tree it is that of a
    sequential equilibrium.

    Parameters
    ----------
    max_regret : float
        Follow the branch until nobody gains more than this share of the range of its payoffs (and λ is large
        enough for that to last).
    max_steps : int
        Give up after so many steps.

    Notes
    -----
    Completeness is "one of possibly many" where the certificate holds. Otherwise the last point of the branch
    is returned as a "candidate", and its certificate says by how much it fails.

    If that happens, and some players' payoffs have a much wider range than others', the branch of the game
    with each player's payoffs divided by their range is tried: it has the same Nash equilibria, though it may
    lead to another of them. The notes say so.

    References
    ----------
    R. D. McKelvey and T. R. Palfrey (1995), Quantal response equilibria for normal form games, Games and
    Economic Behavior 10, theorem 2; (1998), Quantal response equilibria for extensive form games,
    Experimental Economics 1. T. L. Turocy (2005), A dynamic homotopy interpretation of the logistic quantal
    response equilibrium correspondence, Games and Economic Behavior 51; (2010), Computing sequential
    equilibria using agent quantal response equilibria, Economic Theory 42.

    Examples
    --------
    Three players, each of whom prefers to do what the next one does not:

    >>> import numpy as np
    >>> import negsim as ns
    >>> a, b, c = np.indices((2, 2, 2))
    >>> game = ns.NormalFormGame([a != b, 2 * (b != c), 3 * (c != a)])
    >>> found = ns.solve(game, method=ns.LogitPath())
    >>> found.completeness, [v.round(6).tolist() for v in found.one().strategy]
    ('one of possibly many', [[0.5, 0.5], [0.5, 0.5], [0.5, 0.5]])
    """

    max_regret: float = 1e-6
    max_steps: int = 5_000
    name: ClassVar[str] = "logit path"

    def find(self, game: Any) -> Found:
        """Follow the branch and solve for its end.

        Raises
        ------
        NotSupportedError
            If it is no game in normal or extensive form, or a player may meet an information set twice.
        GameError
            If it is too large.
        SolverError
            If `max_regret` is not positive.
        """
        if not self.max_regret > 0:
            raise SolverError(
                f"max_regret: {self.max_regret} is not positive; regret falls to 0 only in the limit"
            )
        if (nothing := nothing_to_choose(game)) is not None:
            return nothing
        system = system_of(game)
        found = self._end(game, system)
        if found.completeness != "candidate" or system.ranges.max() < ALIKE * system.ranges.min():
            return found
        again = self._end(game, system_of(game, own_units=True))
        if again.completeness == "candidate":
            return found
        note = (
            "players' payoffs differ in size, and with them as they are the branch could not be followed: "
            "this is that of the game with each player's payoffs divided by their range"
        )
        return Found(
            again.profiles,
            again.completeness,
            (note, *again.notes),
            searched=again.searched,
            claim=again.claim,
        )

    def _end(self, game: Any, system: System) -> Found:
        path, trouble = self._followed(system)
        end = path[-1]
        tree = isinstance(game, ExtensiveGame)
        claim: Claim = "agent" if tree and not game.perfect_recall else "Nash"
        notes = (*told(path, system.unit), *trouble)
        searched = {"points": len(path)}
        tried = 0
        for x in polished(system, end.x):
            tried += 1
            profile = system.profile(x)
            if _certificate(game, profile, claim).valid:
                first = "near the last point of the branch that was found" if trouble else _selected(tree)
                off_path = () if bool(system.reached(x).all()) else (_off_path(end.lam / system.unit),)
                notes = (first, *off_path, *notes)
                if claim == "agent":  # nobody gains at one information set; about whole plans nothing is said
                    who = (
                        f"{game.recall_problems()[0]}: an equilibrium of the agents at information sets only"
                    )
                    return Found((profile,), "candidate", (who, *notes), searched=searched, claim=claim)
                return Found((profile,), "one of possibly many", notes, searched=searched, claim=claim)
        profile = system.profile(end.x)
        near = max(_certificate(game, profile, claim).relative.values())
        point = f"a point of the principal branch at lambda {end.lam / system.unit:.4g}"
        notes = (
            f"{point}, where nobody gains more than {near:.2g} of the range of its payoffs",
            f"{tried} guesses of which probabilities vanish were tried; none gave an equilibrium nearby",
            *notes,
        )
        return Found((profile,), "candidate", notes, searched=searched, claim=claim)

    def _followed(self, system: System) -> tuple[list[Point], tuple[str, ...]]:
        path: list[Point] = []
        least = SETTLED / float(system.ranges.min())
        try:
            for point in follow(system, max_steps=self.max_steps):
                path.append(point)
                if point.regret <= self.max_regret and point.lam >= least:
                    break
        except Trouble as trouble:
            return path, (f"the branch was lost beyond lambda {path[-1].lam / system.unit:.6g}: {trouble}",)
        return path, ()


def _certificate(game: Any, profile: Sequence[Floats], claim: Claim) -> Certificate:
    if isinstance(game, ExtensiveGame):
        return certify_behavior(game, profile, claim=claim)
    return certify_mixed(game, profile)


def _selected(tree: bool) -> str:
    kind, year = ("agent logit", 1998) if tree else ("logit", 1995)
    also = ", a candidate for a sequential equilibrium" if tree else ""
    return (
        f"limit of the principal branch of {kind} quantal response equilibria{also}; in generic games it "
        f"selects one (McKelvey & Palfrey {year}). Others were not looked for"
    )


def _off_path(lam: float) -> str:
    return (
        f"where play never comes, probabilities are those of the branch at lambda {lam:.4g}, not their limits"
    )
