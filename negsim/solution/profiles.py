"""Equilibria of games that users bring: mixed strategies of normal forms, behaviour in game trees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from negsim.certificate.certificate import Certificate
from negsim.errors import GameError
from negsim.games.extensive_form import CHANCE, Behavior, ExtensiveGame
from negsim.games.normal_form import Mixed, NormalFormGame

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

__all__ = ["BehaviorEquilibrium", "CorrelatedEquilibrium", "MixedEquilibrium"]

ExactProfile = tuple[tuple[Fraction, ...], ...]
NOTHING = 1e-12  # a probability below it is shown as 0
MOST_NAMED = 8  # information sets in a repr


@dataclass(frozen=True, eq=False)
class MixedEquilibrium:
    """A profile of mixed strategies that nobody gains by leaving.

    Attributes
    ----------
    game : NormalFormGame
    strategy : tuple of f8 [a_k]
        Probabilities of each player's actions.
    values : dict of str to float
        Expected payoffs.
    certificate : Certificate
    exact : tuple of tuple of Fraction, optional
        The same probabilities as fractions, where they were computed so.
    labels : tuple of str
        What else is known of it, such as ``"strict"``, ``"Pareto-dominated"`` or ``"risk-dominant"``: labels
        on a complete list, never a choice.
    """

    game: NormalFormGame
    strategy: Mixed
    values: Mapping[str, float]
    certificate: Certificate
    exact: ExactProfile | None = None
    labels: tuple[str, ...] = ()

    @property
    def pure(self) -> bool:
        """Whether everybody chooses one action for certain."""
        return all(np.count_nonzero(v > NOTHING) == 1 for v in self.strategy)

    def of(self, player: str | int) -> dict[str, float]:
        """What a player does: the probability of each action, by name."""
        k = self.game.player(player)
        return dict(zip(self.game.actions[k], map(float, self.strategy[k]), strict=True))

    @property
    def distribution(self) -> NDArray[np.float64]:
        """Probability of each cell [a_1, …, a_n]."""
        joint = np.ones(())
        for vector in self.strategy:
            joint = np.multiply.outer(joint, vector)
        return joint

    @property
    def support(self) -> tuple[tuple[int, ...], ...]:
        """Actions that each player chooses with positive probability, by number."""
        return tuple(tuple(np.flatnonzero(v > NOTHING).tolist()) for v in self.strategy)

    def to_frame(self) -> pd.DataFrame:
        """Probabilities, a row for each player and action."""
        from negsim.reporting.profiles import mixed_table

        return mixed_table(self)

    def explain(self) -> str:
        """Say in plain sentences what is done, and what each other action would be worth."""
        from negsim.reporting.profiles import mixed_text

        return mixed_text(self)

    def _repr_html_(self) -> str:
        from negsim.reporting.profiles_html import profile

        return profile(self)

    def __repr__(self) -> str:
        from negsim.reporting.profiles import mixture

        does = [
            f"{player}: {mixture(names, vector, self.exact[k] if self.exact is not None else None)}"
            for k, (player, names, vector) in enumerate(
                zip(self.game.players, self.game.actions, self.strategy, strict=True)
            )
        ]
        return _shown("MixedEquilibrium", self, does)


@dataclass(frozen=True, eq=False)
class BehaviorEquilibrium:
    """What everybody does at each of its information sets, such that nobody gains by doing otherwise.

    Attributes
    ----------
    game : ExtensiveGame
    strategy : tuple of f8 [action]
        Probabilities at each information set, those of chance included.
    values : dict of str to float
    certificate : Certificate
        Its `claim` says whether deviations were tried at the start only (Nash), in every subgame, or at each
        information set alone (agent).
    exact : tuple of tuple of Fraction, optional
    labels : tuple of str
    """

    game: ExtensiveGame
    strategy: Behavior
    values: Mapping[str, float]
    certificate: Certificate
    exact: ExactProfile | None = None
    labels: tuple[str, ...] = ()

    @property
    def pure(self) -> bool:
        """Whether everybody chooses one action for certain, everywhere."""
        own = (v for v, s in zip(self.strategy, self.game.infosets, strict=True) if s.player != CHANCE)
        return all(np.count_nonzero(v > NOTHING) == 1 for v in own)

    def at(self, infoset: str) -> dict[str, float]:
        """What is done at an information set: the probability of each action, by name."""
        from negsim.games.given import position

        h = position(infoset, self.game.infoset_names, "information set")
        return dict(zip(self.game.infosets[h].actions, map(float, self.strategy[h]), strict=True))

    def beliefs(self, infoset: str) -> dict[int, float]:
        """Where its player must think it is, at an information set that play comes to: node → probability.

        Raises
        ------
        GameError
            If there is no such information set, or play never comes there: then the strategy alone says
            nothing about beliefs.
        """
        from negsim.games.given import position

        nodes = self.game.members[position(infoset, self.game.infoset_names, "information set")]
        reach = self.game.reach(self.strategy)[nodes]
        if reach.sum() <= NOTHING:
            raise GameError(f'play never comes to "{infoset}"; the strategy says nothing about beliefs there')
        return dict(zip(nodes.tolist(), map(float, reach / reach.sum()), strict=True))

    def to_frame(self) -> pd.DataFrame:
        """Probabilities, a row for each information set and action."""
        from negsim.reporting.profiles import behavior_table

        return behavior_table(self)

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the tree, and what is done in it."""
        from negsim.plots import game_tree

        return game_tree(self, ax=ax)

    def explain(self) -> str:
        """Say in plain sentences what is done where."""
        from negsim.reporting.profiles import behavior_text

        return behavior_text(self)

    def _repr_html_(self) -> str:
        from negsim.reporting.profiles_html import profile

        return profile(self)

    def __repr__(self) -> str:
        from negsim.reporting.profiles import mixture

        own = [h for h, s in enumerate(self.game.infosets) if s.player != CHANCE]
        does = [
            f"{self.game.infoset_names[h]}: {mixture(self.game.infosets[h].actions, self.strategy[h])}"
            for h in own[:MOST_NAMED]
        ]
        left = [f"and {len(own) - MOST_NAMED} more"] if len(own) > MOST_NAMED else []
        return _shown("BehaviorEquilibrium", self, [*does, *left])


@dataclass(frozen=True, eq=False)
class CorrelatedEquilibrium:
    """A distribution over the cells that nobody gains by disobeying, once a mediator draws from it.

    Attributes
    ----------
    game : NormalFormGame
    distribution : f8 [a_1, …, a_n]
    values : dict of str to float
    certificate : Certificate
    """

    game: NormalFormGame
    distribution: NDArray[np.float64]
    values: Mapping[str, float]
    certificate: Certificate
    labels: tuple[str, ...] = ()

    def to_frame(self) -> pd.DataFrame:
        """Probability of each cell that is ever drawn, and what it pays."""
        from negsim.reporting.profiles import correlated_table

        return correlated_table(self)

    def _repr_html_(self) -> str:
        from negsim.reporting.profiles_html import profile

        return profile(self)

    def __repr__(self) -> str:
        drawn = int(np.count_nonzero(self.distribution > NOTHING))
        return _shown("CorrelatedEquilibrium", self, [f"{drawn} of {self.distribution.size} cells are drawn"])


def _shown(
    kind: str, found: MixedEquilibrium | BehaviorEquilibrium | CorrelatedEquilibrium, does: list[str]
) -> str:
    worth = "values " + ", ".join(f"{p} {v:.6g}" for p, v in found.values.items())
    marks = [", ".join(found.labels)] if found.labels else []
    certificate = found.certificate
    worst = max(certificate.relative.values(), default=0.0)
    verdict = (
        f"{certificate.claim} certificate {'holds' if certificate.valid else 'FAILS'}: gains ≤ {worst:.1g}"
    )
    return f"{kind}({'; '.join([*does, worth, *marks, verdict])})"
