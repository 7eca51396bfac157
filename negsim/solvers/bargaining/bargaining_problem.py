"""Bargaining problems: the points, the disagreement, and the agreement that a solution leads to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from negsim.errors import GameError, SolverError
from negsim.games.given import position
from negsim.games.normal_form import NormalFormGame
from negsim.solvers.bargaining.nash_product import Lottery
from negsim.text import oneline

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["TOLERANCE", "Bargain", "BargainingProblem", "disagreement_of", "points_of", "weights_of"]

Floats = NDArray[np.float64]

TITLES = {
    "nash": "Nash solution",
    "kalai_smorodinsky": "Kalai-Smorodinsky solution",
    "egalitarian": "egalitarian solution",
    "utilitarian": "utilitarian solution",
}
TOLERANCE = 1e-9  # of what each player could gain
HOPELESS = 1e9  # losses, in multiples of the most that a player could gain, which no lottery makes up for


@dataclass(frozen=True, eq=False)
class Bargain:
    """What is agreed on, what it gives, and what proves it.

    Attributes
    ----------
    solution : str
    players, names : tuple of str
        Of players and points.
    points : f8 [point, player]
    disagreement : f8 [player]
    values : dict of str to float
        What the solution gives each player.
    lottery : f8 [point]
        Probabilities of the points; all 0 if there is no agreement.
    ties : tuple of int
        Points that are as good by themselves, where single points are chosen among.
    ideal : dict of str to float, optional
        The most that each can get if nobody else loses.
    prices : f8 [player], optional
        Normal of the hyperplane that supports the set of payoffs at the solution.
    gap : float
        How much better another agreement could be, at most, as a share of what can be gained: the
        certificate, computed from the prices at all points.
    notes : tuple of str
    """

    solution: str
    players: tuple[str, ...]
    names: tuple[str, ...]
    points: Floats
    disagreement: Floats
    values: Mapping[str, float]
    lottery: Floats
    ties: tuple[int, ...] = ()
    ideal: Mapping[str, float] | None = None
    prices: Floats | None = None
    gap: float = 0.0
    notes: tuple[str, ...] = ()

    @property
    def agreed(self) -> bool:
        """Whether anything is agreed on."""
        return bool(self.lottery.any())

    @property
    def chosen(self) -> tuple[int, ...]:
        """Points that are agreed on with positive probability."""
        return tuple(np.flatnonzero(self.lottery).tolist())

    @property
    def gains(self) -> dict[str, float]:
        """What each player gains over the disagreement."""
        return {p: v - float(d) for (p, v), d in zip(self.values.items(), self.disagreement, strict=True)}

    @property
    def attained(self) -> dict[str, float]:
        """What the lottery gives; more than `values` to those who are held to a common share."""
        got = self.lottery @ self.points if self.agreed else self.disagreement
        return dict(zip(self.players, map(float, got), strict=True))

    def to_frame(self) -> pd.DataFrame:
        """Points that are agreed on: their probability, and what they pay."""
        import pandas as pd

        at = list(self.chosen)
        index = pd.Index([self.names[i] for i in at], name="point")
        frame = pd.DataFrame(self.points[at], columns=list(self.players), index=index)
        frame.insert(0, "probability", self.lottery[at])
        return frame

    def explain(self) -> str:
        """Say in plain sentences what is agreed on, and what it gives."""
        if not self.agreed:
            lines = [f"No agreement by the {TITLES[self.solution]}."]
        else:
            parts = [f"{oneline(self.names[i])} ({self.lottery[i]:.4g})" for i in self.chosen]
            one = len(parts) == 1
            what = oneline(self.names[self.chosen[0]]) if one else f"a lottery over {', '.join(parts)}"
            lines = [f"The {TITLES[self.solution]} is {what}."]
        for (p, v), d in zip(self.values.items(), self.disagreement, strict=True):
            lines.append(f"{oneline(p)} gets {v:.6g}; without agreement {d:.6g}.")
        lines += [note[0].upper() + note[1:] + "." for note in self.notes]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        from negsim.reporting.results_html import framed

        return framed(self)

    def __repr__(self) -> str:
        values = ", ".join(f"{oneline(p)} {v:.6g}" for p, v in self.values.items())
        proof = f"; no better by more than {self.gap:.2g}" if self.prices is not None else ""
        how = f"{len(self.chosen)} of {len(self.points)} points" if self.agreed else "no agreement"
        return f"Bargain({self.solution}: {values}; {how}{proof})"


@dataclass(frozen=True, eq=False)
class BargainingProblem:
    """A bargaining problem, with gains scaled to the size 1 for each player."""

    points: Floats
    names: tuple[str, ...]
    players: tuple[str, ...]
    disagreement: Floats
    notes: tuple[str, ...]
    solution: str
    size: Floats = field(init=False)
    least: Floats = field(init=False)  # scaled gains that are more than rounding [player]
    gains: Floats = field(init=False)
    hopeless: NDArray[np.bool_] = field(init=False)  # points that cannot be part of an agreement [point]

    def __post_init__(self) -> None:
        with np.errstate(over="ignore"):
            gains = self.points - self.disagreement
        if not np.isfinite(gains).all():
            raise GameError("points and disagreement are so far apart that floats cannot hold the difference")
        noise = 4e-15 * np.maximum(np.abs(self.points), np.abs(self.disagreement))
        gains = np.where(np.abs(gains) > noise, gains, 0.0)
        # by what can be gained: how terrible another point is must not make gains look small
        most = gains.max(axis=0)
        size = np.where(most > 0, most, np.abs(gains).max(axis=0))
        size = np.where(size > 0, size, 1.0)
        tiny = np.where(gains > 0, noise, 0.0).max(
            axis=0
        )  # losses enter with small weights, and so their noise
        object.__setattr__(self, "size", size)
        object.__setattr__(self, "least", TOLERANCE + tiny / size)
        with np.errstate(over="ignore"):
            gains = gains / size
        hopeless = (gains < -HOPELESS).any(axis=1)
        gains[hopeless] = -1.0  # bad for everybody, so that no solution asks for it
        object.__setattr__(self, "gains", gains)
        object.__setattr__(self, "hopeless", hopeless)

    def by(self, values: Floats) -> dict[str, float]:
        """Values by player."""
        return dict(zip(self.players, map(float, values), strict=True))

    def without(self, *notes: str) -> Bargain:
        """No agreement, and why."""
        return Bargain(
            self.solution,
            self.players,
            self.names,
            self.points,
            self.disagreement,
            self.by(self.disagreement),
            np.zeros(len(self.points)),
            notes=(*self.notes, *notes),
        )

    def agreement(
        self, found: Lottery, most: Floats, notes: tuple[str, ...] = (), target: Floats | None = None
    ) -> Bargain:
        """What a lottery gives, once its prices prove that it solves the problem.

        `target` are the gains that count, where those of the lottery may be larger.
        """
        if not found.gap <= TOLERANCE:
            raise SolverError(f"the {TITLES[self.solution]} is known only to within {found.gap:.2g}")
        if found.weights[self.hopeless].any():
            raise SolverError(
                f"the {TITLES[self.solution]} could not be found: losses at some points are too large beside "
                "what can be gained"
            )
        values = found.weights @ self.points
        if target is not None:
            shares = self.disagreement + target * self.size
            over = values - shares > TOLERANCE * self.size
            values = np.where(over, shares, values)
            if over.any():
                more = ", ".join(oneline(p) for p, o in zip(self.players, over, strict=True) if o)
                notes += (
                    f"the lottery gives more than this share to {more}, which is thrown away (free "
                    "disposal); lexicographic=True lets them keep it",
                )
        return Bargain(
            self.solution,
            self.players,
            self.names,
            self.points,
            self.disagreement,
            self.by(values),
            found.weights,
            ideal=self.by(self.disagreement + most * self.size),
            prices=found.prices / self.size,
            gap=found.gap,
            notes=(*self.notes, *notes),
        )

    def chosen(self, ties: NDArray[np.intp], most: Floats | None, *notes: str) -> Bargain:
        """The first of some points that are equally good."""
        lottery = np.zeros(len(self.points))
        lottery[ties[0]] = 1.0
        if len(ties) > 1:
            notes += (f"{len(ties)} points are equally good by themselves; `ties` lists them",)
        return Bargain(
            self.solution,
            self.players,
            self.names,
            self.points,
            self.disagreement,
            self.by(self.points[ties[0]]),
            lottery,
            tuple(ties.tolist()),
            None if most is None else self.by(self.disagreement + most * self.size),
            notes=(*self.notes, *notes),
        )


def points_of(points: Any, players: Sequence[str] | None) -> tuple[Floats, tuple[str, ...], tuple[str, ...]]:
    """Payoffs [point, player], names of points and of players."""
    names: Sequence[str] | None = None
    if isinstance(points, NormalFormGame):
        names = [", ".join(cell) for cell in product(*points.actions)]
        if players is None:
            players = points.players
        points = points.payoffs.reshape(len(points.players), -1).T
    elif isinstance(points, Mapping):
        names, points = [str(k) for k in points], list(points.values())
    elif hasattr(points, "to_numpy") and hasattr(points, "columns"):
        names = [str(k) for k in points.index]
        if players is None:
            players = [str(c) for c in points.columns]
        points = points.to_numpy()
    try:
        table = np.asarray(points, dtype=np.float64)
    except (ValueError, TypeError):
        raise GameError("points must be numbers, one for each player at every point") from None
    if table.ndim != 2 or table.size == 0:
        raise GameError(f"points must be a table [point, player]; this has the shape {table.shape}")
    if not np.isfinite(table).all():
        raise GameError("points must be finite numbers")
    n = table.shape[1]
    if players is not None and len(players) != n:
        raise GameError(f"{len(players)} players for points of {n} payoffs")
    parties = tuple(map(str, players)) if players is not None else tuple(f"Player {i + 1}" for i in range(n))
    if len(set(parties)) < n:
        raise GameError("players need names of their own")
    return table, tuple(names or (f"point {i + 1}" for i in range(len(table)))), parties


def disagreement_of(points: Any, given: Any, players: tuple[str, ...]) -> tuple[Floats, tuple[str, ...]]:
    """Payoffs without agreement [player], and what is to be said about them."""
    if isinstance(given, str):
        if given != "minmax":
            raise GameError(
                f'disagreement: "{given}" is not known; give a payoff for each player, or "minmax"'
            )
        if not isinstance(points, NormalFormGame):
            raise GameError('disagreement: "minmax" needs a NormalFormGame; give a payoff for each player')
        from negsim.solvers.concepts.security import minmax

        return np.array(list(minmax(points).values.values())), (
            "disagreement: what each can be held down to in mixed strategies",
        )
    return _vector(given, players, "disagreement"), ()


def weights_of(given: Any, players: tuple[str, ...], solution: str) -> Floats:
    """Bargaining weights [player], the largest 1."""
    if given is None:
        return np.ones(len(players))
    if solution == "kalai_smorodinsky":
        raise GameError("the Kalai-Smorodinsky solution has no weights; the egalitarian one has")
    w = _vector(given, players, "weights")
    if (w <= 0).any():
        raise GameError("weights must be positive; leave out a player who has none")
    return np.asarray(w / w.max())


def _vector(given: Any, players: tuple[str, ...], what: str) -> Floats:
    """A number for each player, in order or by name."""
    if isinstance(given, Mapping):
        at = {position(p, players, "player"): v for p, v in given.items()}
        given = [at.get(k) for k in range(len(players))]
    try:
        vector = np.asarray(given, dtype=np.float64)
    except (ValueError, TypeError):
        vector = np.empty(0)
    if vector.shape != (len(players),) or not np.isfinite(vector).all():
        raise GameError(f"{what}: a finite number for each of {', '.join(map(oneline, players))} is needed")
    return vector
