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
from negsim.solvers.logit.any_game import system_of
from negsim.solvers.logit.path import Point, Trouble, follow
from negsim.solvers.logit.polish import polished
from negsim.solvers.logit.system import System
from negsim.solvers.method import Found
from negsim.solvers.quantal_response import _told

__all__ = ["LogitPath"]

Floats = NDArray[np.float64]

SETTLED = 1e3  # λ, times the narrowest player's range, before which a small regret may be a passing one


@dataclass(frozen=True)
class LogitPath:
    """One Nash equilibrium: the limit of the principal branch of logit quantal response equilibria.

    Parameters
    ----------
    max_regret : float
        Follow the branch until nobody gains more than this share of the range of its payoffs; from there the
        equilibrium is solved for.
    max_steps : int
        Give up after so many.
    """

    max_regret: float = 1e-6
    max_steps: int = 20_000
    name: ClassVar[str] = "logit path"

    def find(self, game: Any) -> Found:
        """Follow the branch and polish its end."""
        if not self.max_regret > 0:
            raise SolverError(f"max_regret: {self.max_regret} is not positive; regret falls to 0 only in the limit")
        system = system_of(game)
        path, trouble = self._followed(system)
        end = path[-1]
        tree = isinstance(game, ExtensiveGame)
        claim: Claim = "agent" if tree and not game.perfect_recall else "Nash"
        notes = (*_told(path, system.unit), *trouble)
        searched = {"points": len(path)}
        tried = 0
        for x in polished(system, end.x):
            tried += 1
            profile = system.profile(x)
            if _certificate(game, profile, claim).valid:
                where = _selected(tree) if not trouble else "near the last point of the branch that was found"
                return Found(
                    (profile,), "one of possibly many", (where, *notes), searched=searched, claim=claim
                )
        why = f"none of {tried} guesses of which probabilities vanish gave an equilibrium" if tried else ""
        profile = system.profile(end.x)
        near = max(_certificate(game, profile, claim).relative.values())
        told = (
            f"a point of the principal branch at lambda {end.lam / system.unit:.4g}, where nobody gains more "
            f"than {near:.2g} of its range",
            *((why,) if why else ()),
            *notes,
        )
        return Found((profile,), "candidate", told, searched=searched, claim=claim)

    def _followed(self, system: System) -> tuple[list[Point], tuple[str, ...]]:
        path: list[Point] = []
        least = SETTLED / float(system.ranges.min())
        try:
            for point in follow(system, max_steps=self.max_steps):
                path.append(point)
                if point.regret <= self.max_regret and point.lam >= least:
                    return path, ()
        except Trouble as trouble:
            return path, (f"the branch was lost beyond lambda {path[-1].lam / system.unit:.6g}: {trouble}",)
        raise AssertionError("a path without end")


def _certificate(game: Any, profile: Sequence[Floats], claim: Claim) -> Certificate:
    if isinstance(game, ExtensiveGame):
        return certify_behavior(game, profile, claim=claim)
    return certify_mixed(game, profile)


def _selected(tree: bool) -> str:
    kind = "agent logit" if tree else "logit"
    also = "; on and off the path of play it is a candidate for a sequential equilibrium" if tree else ""
    return (
        f"limit of the principal branch of {kind} quantal response equilibria, which selects one in generic games "
        f"(McKelvey & Palfrey {'1998' if tree else '1995'}); others were not looked for{also}"
    )
