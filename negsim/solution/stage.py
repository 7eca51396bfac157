"""Equilibria of scenarios: the strategy at every node, its values and its certificate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from negsim.certificate import Certificate
from negsim.games.stage_game import Payoffs, StageGame

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from negsim.sequencing.play import Play

__all__ = ["Equilibrium", "Strategy", "TiedEquilibrium"]


@dataclass(frozen=True, eq=False)
class Strategy:
    """What everybody does at every node, by the number of periods to go (index 0: the last period).

    Attributes
    ----------
    choice : tuple of tuple of i4 [N]
        For each period and phase: the action taken in each active row, −1 for waiting.
    answers : tuple of tuple of bool [A, responder, N]
        Whether each responder consents to each proposal, made or not.
    values : tuple of f8 [S₀, row]
        Values at the start of a period with 0, 1, … periods to go; rows: parties, then outcome shares.
    observer : float
        Discount factor that outcome shares are weighed with: the mean of the parties'.
    favour : int, optional
        The party for whom ties were broken.
    """

    choice: tuple[tuple[NDArray[np.int32] | None, ...], ...]
    answers: tuple[tuple[NDArray[np.bool_] | None, ...], ...]
    values: tuple[NDArray[np.float64], ...]
    observer: float
    favour: int | None = None

    def shorter(self, periods: int) -> Strategy:
        """Return the strategy of the same game with fewer periods."""
        return replace(
            self,
            choice=self.choice[:periods],
            answers=self.answers[:periods],
            values=self.values[: periods + 1],
        )

    @property
    def periods(self) -> int:
        """Number of periods."""
        return len(self.choice)


@dataclass(frozen=True, eq=False)
class Equilibrium:
    """A strategy that nobody gains by leaving, anywhere, with its proof.

    Attributes
    ----------
    values : dict of str to float
        What the game is worth to each party, `opens` included.
    strategy : Strategy
    certificate : Certificate
    """

    game: StageGame
    payoffs: Payoffs
    values: Mapping[str, float]
    strategy: Strategy
    certificate: Certificate

    @cached_property
    def play(self) -> Play:
        """The play that the strategy leads to."""
        from negsim.sequencing.play import Play

        return Play(self.game, self.payoffs, self.strategy)

    @property
    def normalised(self) -> dict[str, float]:
        """Values as payoffs a period, (1 − δ) V."""
        discount = self.payoffs.discount[:, 0]
        return {p: (1 - float(d)) * v for (p, v), d in zip(self.values.items(), discount, strict=True)}

    def timeline(self) -> pd.DataFrame:
        """Period by period: what is done, the levels of the issues, and the outcome."""
        from negsim.reporting.tables import timeline

        return timeline(self)

    def outcomes(self) -> pd.DataFrame:
        """Share of discounted time in each outcome, where play ends, and when it got there."""
        from negsim.reporting.tables import outcomes

        return outcomes(self)

    def explain(self) -> str:
        """Say in plain sentences what is done and which numbers decide."""
        from negsim.reporting.explain import explain

        return explain(self)

    def to_frame(self) -> pd.DataFrame:
        """Values by party."""
        from negsim.reporting.tables import values

        return values(self)

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the timeline."""
        from negsim.plots import timeline

        return timeline(self, ax=ax)

    def _repr_html_(self) -> str:
        from negsim.reporting.html import equilibrium

        return equilibrium(self)

    def __repr__(self) -> str:
        values = ", ".join(f"{p} {v:.6g}" for p, v in self.values.items())
        return f"Equilibrium({values}; {self.certificate})"


@dataclass(frozen=True)
class TiedEquilibrium:
    """One payoff vector that ties leave room for, with the certificate of a strategy that gives it.

    Such a strategy remembers: histories that meet in a state may go on differently.

    Attributes
    ----------
    values : dict of str to float
    path : tuple of (int, str, str)
        What is done on its most likely path: period, party, move.
    certificate : Certificate
    """

    values: Mapping[str, float]
    path: tuple[tuple[int, str, str], ...]
    certificate: Certificate

    def __repr__(self) -> str:
        values = ", ".join(f"{p} {v:.6g}" for p, v in self.values.items())
        return f"TiedEquilibrium({values}; {self.certificate})"
