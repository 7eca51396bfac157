"""The principal branch as a result: what everybody does at each λ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from negsim.errors import GameError
from negsim.games.extensive_form import CHANCE, ExtensiveGame
from negsim.games.normal_form import NormalFormGame
from negsim.solvers.logit.crossing import at_lambda
from negsim.solvers.logit.path import Point
from negsim.solvers.logit.system import System

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

__all__ = ["LogitBranch"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class LogitBranch:
    """The principal branch of the logit quantal response equilibria of a game, point by point.

    It starts where everybody chooses at random, at λ = 0, and leads to a Nash equilibrium as λ grows. On the
    way λ may fall for a while: then several points of the branch have the same λ.

    Attributes
    ----------
    game : NormalFormGame or ExtensiveGame
    lam : f8 [point]
        Precision λ of each point, per unit of payoff: log-odds of two actions are λ times what one is worth
        more than the other.
    strategy : tuple of f8 [a, point]
        Probabilities, for each player of a normal form, for each information set of a tree (chance included).
    values : f8 [player, point]
        Expected payoffs.
    regret : f8 [point]
        Largest gain of any player from another action (in a tree: at any information set, once play is
        there), as a share of the range of its payoffs.
    notes : tuple of str
        Where the branch ends and why; where it turned back or met another.
    """

    game: NormalFormGame | ExtensiveGame
    lam: Floats
    strategy: tuple[Floats, ...]
    values: Floats
    regret: Floats
    notes: tuple[str, ...]
    _system: System
    _points: tuple[Point, ...]

    def at(self, lam: float) -> tuple[Floats, ...]:
        """The quantal response equilibrium where the branch first comes to this λ.

        Parameters
        ----------
        lam : float

        Returns
        -------
        tuple of f8 [a]
            One vector a player or information set.

        Raises
        ------
        GameError
            If the branch was not followed so far, or λ is negative.
        """
        if not lam >= 0:
            raise GameError(f"lambda is a number from 0 on, not {lam}")
        unit = self._system.unit
        x = at_lambda(self._system, self._points, float(lam) * unit)
        if x is None:
            far = max(p.lam for p in self._points) / unit
            raise GameError(
                f"the branch was followed up to lambda {far:.6g}, not to {lam:g}; "
                f"follow it further with max_lambda={lam:g}"
            )
        return self._system.profile(x)

    def __len__(self) -> int:
        return len(self.lam)

    def to_frame(self) -> pd.DataFrame:
        """Probabilities, a row for each point and a column for each action, λ and regret as the index."""
        import pandas as pd

        game = self.game
        if isinstance(game, NormalFormGame):
            names = [(p, a) for p, actions in zip(game.players, game.actions, strict=True) for a in actions]
            levels, parts = ["player", "action"], list(self.strategy)
        else:
            own = [h for h, s in enumerate(game.infosets) if s.player != CHANCE]
            names = [(game.infoset_names[h], a) for h in own for a in game.infosets[h].actions]
            levels, parts = ["information set", "action"], [self.strategy[h] for h in own]
        index = pd.MultiIndex.from_arrays([self.lam, self.regret], names=["lambda", "regret"])
        columns = pd.MultiIndex.from_tuples(names, names=levels)
        return pd.DataFrame(np.concatenate(parts).T, index=index, columns=columns)

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw each probability against λ."""
        from negsim.plots import qre_branch

        return qre_branch(self, ax=ax)

    def _repr_html_(self) -> str:
        from negsim.reporting.results_html import framed

        return framed(self)

    def __repr__(self) -> str:
        count = f"{len(self)} point{'s' * (len(self) != 1)}"
        low, high = float(self.lam.min()), float(self.lam.max())
        span = f"lambda {low:.6g}" if low == high else f"lambda {low:.6g} to {high:.6g}"
        parts = (f"{count}, {span}", f"regret {float(self.regret[-1]):.2g}", *self.notes)
        return f"LogitBranch({'; '.join(parts)})"


def branch_of(
    game: NormalFormGame | ExtensiveGame,
    system: System,
    path: Sequence[Point],
    shown: Sequence[tuple[float, Floats]],
    notes: tuple[str, ...],
) -> LogitBranch:
    """Put the points of a path together; `shown` are those that the result is to list."""
    profiles = [system.profile(x) for _, x in shown]
    strategy = tuple(np.stack(vectors, axis=1) for vectors in zip(*profiles, strict=True))
    values = np.stack([game.values(p) for p in profiles], axis=1)
    regret = np.array([system.regret(x, system.utilities(x)) for _, x in shown])
    lam = np.array([lam for lam, _ in shown]) / system.unit
    return LogitBranch(game, lam, strategy, values, regret, notes, system, tuple(path))
