"""Correlated equilibria by linear programming (Aumann 1974, 1987), and coarse ones (Moulin & Vial 1978).

Both are distributions over the cells that satisfy linear inequalities, so that the best for any linear
objective is found by a linear program, and proven to be the best by its multipliers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from negsim.errors import GameError, SolverError
from negsim.games.linear_programs import maximise
from negsim.games.normal_form import NormalFormGame
from negsim.solution import CorrelatedEquilibrium
from negsim.solvers.concepts.dominance import Kept, eliminate_dominated
from negsim.solvers.concepts.normal_only import far_apart, normal_form_only, normalised, refuse_far_apart
from negsim.solvers.method import Found

if TYPE_CHECKING:
    import pandas as pd
    from scipy.sparse import csr_array

__all__ = ["Correlated", "PayoffSet", "correlated_payoffs"]

Floats = NDArray[np.float64]

NEAR = 1e-7  # incentives up to which a constraint is taken to bind
MAX_POLISHED = 400  # cells or constraints up to which a solution is polished
MAX_ENTRIES = 4_000_000  # of the constraints' matrix
SAME = 1e-8  # of the range of payoffs: points of a payoff set nearer than this are one
TOLERANCE = 1e-8  # of the objective's range: how far from the best a solution may be


@dataclass(frozen=True)
class Correlated:
    """The correlated equilibrium that is best for an objective, for any number of players.

    A mediator draws a cell and tells each player its own action; nobody gains by doing something else
    instead (Aumann 1974; 1987, proposition 2.3). In a coarse one nobody gains by committing to an action
    before being told anything (Moulin & Vial 1978). The value of the objective is proven: no such
    equilibrium gives more. The distribution itself may be one of many.

    Parameters
    ----------
    objective : str, optional
        ``"welfare"`` for the sum of all payoffs, or the name of a player; None for any equilibrium.
    coarse : bool
    sense : {"max", "min"}
        Whether the objective is made as large or as small as can be.

    Examples
    --------
    Aumann's example: a correlated equilibrium gives more than any mixture of Nash equilibria.

    >>> import negsim as ns
    >>> chicken = ns.NormalFormGame.from_bimatrix([[6, 2], [7, 0]], [[6, 7], [2, 0]])
    >>> best = ns.solve(chicken, method=ns.Correlated()).one()
    >>> best.distribution.round(6)
    array([[0.5 , 0.25],
           [0.25, 0.  ]])
    >>> {player: round(v, 6) for player, v in best.values.items()}
    {'Player 1': 5.25, 'Player 2': 5.25}
    """

    objective: str | None = "welfare"
    coarse: bool = False
    sense: Literal["max", "min"] = "max"
    name: ClassVar[str] = "correlated equilibrium by linear programming"

    def find(self, game: Any) -> Found:
        """Look for the best one.

        Raises
        ------
        NotSupportedError
            If the game is not in normal form.
        GameError
            If it is too large, or has no such player.
        SolverError
            If the value found could not be proven to be the best.
        """
        game = normal_form_only(game, "correlated equilibria")
        if self.sense not in ("max", "min"):
            raise SolverError(f'sense: "{self.sense}" is not known; it is "max" or "min"')
        small, kept = _manageable(game, self.coarse)
        weights = _weights(game, self.objective)
        if self.sense == "min":
            weights = -weights
        rows = _incentives(small, self.coarse)
        worth = np.tensordot(weights, small.payoffs, axes=1)
        found = _best(rows, worth)
        value = float((worth * found).sum())
        distribution = _among_all(game, kept, found)
        kind = "coarse correlated" if self.coarse else "correlated"
        if self.objective is None:
            note = "nothing was maximised: there may be many others, with other payoffs"
        else:
            whose = "welfare" if self.objective == "welfare" else f"payoff of {self.objective}"
            many, extreme = ("more", "largest") if self.sense == "max" else ("less", "smallest")
            value = value if self.sense == "max" else 0.0 - value
            note = (
                f"the {extreme} {whose} is {value:.6g}: no {kind} equilibrium gives {many}, as the "
                "program's multipliers prove; other distributions may give the same"
            )
        searched = {"cells": int(np.prod(small.shape)), "incentive constraints": int(rows.shape[0])}
        return Found(
            (distribution,),
            "one of possibly many",
            (note,),
            searched=searched,
            claim="coarse correlated" if self.coarse else "correlated",
        )


def _manageable(game: NormalFormGame, coarse: bool) -> tuple[NormalFormGame, Kept]:
    """The game, or what dominance leaves of it where payoffs are too far apart for linear programs.

    Nobody is ever told to choose a strictly dominated action, since the other one would be a gain; but in a
    coarse equilibrium somebody may be.
    """
    small, kept = game, tuple(tuple(range(m)) for m in game.shape)
    if not coarse and far_apart(game):
        left = eliminate_dominated(game, mixed=False)
        small, kept = left.game, left.kept
    refuse_far_apart(small, "coarse correlated equilibria" if coarse else "correlated equilibria")
    return small, kept


def _among_all(game: NormalFormGame, kept: Kept, found: Floats) -> Floats:
    """A distribution over the cells of some actions, as one over all cells."""
    whole = np.zeros(game.shape)
    whole[np.ix_(*kept)] = found
    return whole


def _weights(game: NormalFormGame, objective: str | None) -> Floats:
    """Weight of each player's payoffs [player] in the objective; a player called "welfare" comes first."""
    weights = np.zeros(len(game.players))
    if objective == "welfare" and "welfare" not in game.players:
        weights[:] = 1.0
    elif objective is not None:
        weights[game.player(objective)] = 1.0
    return weights


def _incentives(game: NormalFormGame, coarse: bool) -> csr_array[Any]:
    """Constraints [incentive, cell]: what deviating gains, weighted with the cells' probabilities, is ≤ 0."""
    from scipy.sparse import csr_array

    cells = int(np.prod(game.shape))
    entries = sum(cells * (m if coarse else m - 1) for m in game.shape)
    if entries > MAX_ENTRIES:
        raise GameError(
            f"the linear program has {entries:,} coefficients; at most {MAX_ENTRIES:,} are taken. Remove "
            "dominated actions first (eliminate_dominated), or look for a Nash equilibrium, which is a "
            "correlated one too (LemkeHowson, LogitPath)"
        )
    data, row, column = [], [], []
    first = 0
    index = np.arange(cells).reshape(game.shape)
    for k, m in enumerate(game.shape):
        payoff = np.moveaxis(game.stakes[k], k, 0).reshape(m, -1)
        cell = np.moveaxis(index, k, 0).reshape(m, -1)
        gain = payoff[None, :, :] - payoff[:, None, :]  # [told, done, what the others do]
        told, done, rest = np.nonzero(gain)
        data.append(gain[told, done, rest])
        column.append(cell[told, rest])
        # a row for each pair (told, done), or for each commitment: rows of zeros are harmless
        row.append(first + (done if coarse else told * m + done))
        first += m if coarse else m * m
    parts = (np.concatenate(data), (np.concatenate(row), np.concatenate(column)))
    matrix = csr_array(parts, shape=(first, cells))
    return matrix[np.diff(matrix.indptr) > 0]


def _best(rows: csr_array[Any], worth: Floats) -> Floats:
    """Maximise what the cells are worth [a_1, …]; return the distribution, once it is proven best."""
    cells = worth.size
    objective = normalised(worth).reshape(-1)
    constraints = (rows, np.zeros(rows.shape[0])) if rows.shape[0] else None
    found = maximise(objective, constraints, (np.ones((1, cells)), np.ones(1)))
    if found is None:
        raise SolverError("the linear program was found to have no solution, although every game has one")
    p = _polished(rows, np.where(found.x > 1e-12, found.x, 0.0))
    # for any multipliers y ≥ 0, an equilibrium p has c·p ≤ c·p − y·(rows p) ≤ max (c − y rows)
    reduced = objective - (rows.T @ found.at_most if rows.shape[0] else 0.0)
    gap = float(reduced.max()) - float(objective @ p)
    if gap > TOLERANCE:
        raise SolverError(f"the best value is known only to within {gap:.2g} of the objective's range")
    return p.reshape(worth.shape)


def _polished(rows: csr_array[Any], p: Floats) -> Floats:
    """Take away what the program leaves violated, by solving again for the constraints that bind."""
    p = p / p.sum()
    gains = rows @ p
    support, binding = np.flatnonzero(p), np.flatnonzero(np.abs(gains) <= NEAR)
    if not len(binding) or gains.max() <= 1e-13 or max(len(support), len(binding)) > MAX_POLISHED:
        return p
    system = np.vstack([rows[binding][:, support].toarray(), np.ones(len(support))])
    step = np.linalg.lstsq(system, np.append(-gains[binding], 0.0), rcond=None)[0]
    better = p.copy()
    better[support] = np.maximum(p[support] + step, 0.0)
    better /= better.sum()
    return better if (rows @ better).max() < gains.max() else p


@dataclass(frozen=True, eq=False)
class PayoffSet:
    """Payoffs that correlated equilibria attain.

    Attributes
    ----------
    game : NormalFormGame
    coarse : bool
    equilibria : tuple of CorrelatedEquilibrium
        Those that give the vertices, in their order; each with its certificate.
    vertices : f8 [vertex, player]
        For two players: all vertices of the set, a convex polygon, counterclockwise from the lowest payoff of
        the first player. For more players: the points that are extreme in the directions asked for.
    whole : bool
        Whether the set is the convex hull of the vertices.
    lowest, highest : dict of str to float
        The worst and the best that each player can get.
    """

    game: NormalFormGame
    coarse: bool
    equilibria: tuple[CorrelatedEquilibrium, ...]
    vertices: Floats
    whole: bool
    lowest: dict[str, float]
    highest: dict[str, float]

    def to_frame(self) -> pd.DataFrame:
        """Vertices, a row each."""
        import pandas as pd

        index = pd.RangeIndex(len(self.vertices), name="vertex")
        return pd.DataFrame(self.vertices, columns=list(self.game.players), index=index)

    def explain(self) -> str:
        """Say in plain sentences what each player can get."""
        kind = "coarse correlated" if self.coarse else "correlated"
        lines = [f"What the players can get in {kind} equilibria:"]
        for player, low in self.lowest.items():
            high = self.highest[player]
            if high - low <= 1e-9 * float(self.game.scale[self.game.player(player)]):
                lines.append(f"  {player} gets {low:.6g} in all of them.")
            else:
                lines.append(f"  {player} gets between {low:.6g} and {high:.6g}.")
        if self.whole:
            lines.append(f"The set of payoffs is the convex hull of {_count(len(self.vertices), 'point')}.")
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        from negsim.reporting.results_html import framed

        return framed(self)

    def __repr__(self) -> str:
        spans = ", ".join(f"{p} {v:.6g} to {self.highest[p]:.6g}" for p, v in self.lowest.items())
        kind = "coarse correlated" if self.coarse else "correlated"
        what = "vertices" if self.whole else "extreme points"
        return f"PayoffSet({kind}; {spans}; {len(self.vertices)} {what})"


def _count(n: int, what: str) -> str:
    return f"{n} {what}{'s' * (n != 1)}"


def correlated_payoffs(
    game: NormalFormGame,
    *,
    coarse: bool = False,
    directions: Sequence[Sequence[float]] | Floats | None = None,
) -> PayoffSet:
    """Find out which payoffs correlated equilibria attain.

    For two players this is a convex polygon. Its vertices are found by linear programs: from points that are
    known, the farthest in the direction across each edge is looked for, until there is none farther.

    Parameters
    ----------
    game : NormalFormGame
    coarse : bool
        Coarse correlated equilibria instead.
    directions : array-like [direction, player], optional
        Directions to look into. Without them all vertices for two players, and for more players the lowest
        and the highest payoff of each.

    Returns
    -------
    PayoffSet

    Raises
    ------
    NotSupportedError, GameError, SolverError
        As `Correlated` does.

    Examples
    --------
    >>> import negsim as ns
    >>> from negsim.solvers.concepts.correlated import correlated_payoffs
    >>> chicken = ns.NormalFormGame.from_bimatrix([[6, 2], [7, 0]], [[6, 7], [2, 0]])
    >>> correlated_payoffs(chicken).vertices.round(4)
    array([[2.  , 7.  ],
           [3.6 , 3.6 ],
           [7.  , 2.  ],
           [5.25, 5.25]])
    """
    game = normal_form_only(game, "correlated equilibria")
    small, kept = _manageable(game, coarse)
    n, rows = len(game.players), _incentives(small, coarse)
    unit = small.unit
    found: list[Floats] = []

    def farthest(direction: Floats) -> tuple[int, Floats]:
        """Number of a point that is farthest in a direction, and payoffs as shares of each range."""
        found.append(_best(rows, np.tensordot(direction, unit, axes=1)))
        return len(found) - 1, np.tensordot(unit, found[-1], axes=n)

    whole = n == 2 and directions is None
    corners = dict(map(farthest, np.concatenate([-np.eye(n), np.eye(n)])))
    lowest = {p: float((small.payoffs[k] * found[k]).sum()) for k, p in enumerate(game.players)}
    highest = {p: float((small.payoffs[k] * found[n + k]).sum()) for k, p in enumerate(game.players)}
    if directions is not None:
        try:
            given = np.asarray(directions, np.float64)
        except (TypeError, ValueError):
            raise GameError("directions must be a table of numbers, a row for each direction") from None
        if given.ndim != 2 or given.shape[1] != n or not np.isfinite(given).all():
            raise GameError(f"directions need one number for each of {n} players; found {given.shape}")
        span = np.ptp(small.payoffs.reshape(n, -1), axis=1)  # directions are meant in units of payoffs
        corners = dict(map(farthest, given * span / float(span.max() or 1.0)))
    chosen = _polygon(corners, farthest) if whole else _distinct(corners)
    # here, because dispatch knows every method and imports this one by name
    from negsim.solvers.dispatch import certified

    claim: Literal["correlated", "coarse correlated"] = "coarse correlated" if coarse else "correlated"
    raw = Found([_among_all(game, kept, found[i]) for i in chosen], "one of possibly many", claim=claim)
    equilibria = certified(game, Correlated.name, raw).equilibria
    vertices = np.array([list(e.values.values()) for e in equilibria])
    return PayoffSet(game, coarse, equilibria, vertices, whole, lowest, highest)


def _distinct(corners: dict[int, Floats]) -> list[int]:
    kept: list[int] = []
    for i, u in corners.items():
        if all(_apart(u, corners[j]) for j in kept):
            kept.append(i)
    return kept


def _polygon(corners: dict[int, Floats], farthest: Callable[[Floats], tuple[int, Floats]]) -> list[int]:
    """Complete some points of a polygon to all of its vertices, in counterclockwise order."""
    points = dict(corners)
    order: list[int] = []
    for i, u in corners.items():
        if not order or _apart(u, points[order[-1]]):
            order.append(i)
    while len(order) > 1 and not _apart(points[order[0]], points[order[-1]]):
        order.pop()
    at = 0
    while at < len(order) and len(order) > 1:
        a, b = points[order[at]], points[order[(at + 1) % len(order)]]
        outward = np.array([b[1] - a[1], a[0] - b[0]])
        outward /= np.abs(outward).max()
        i, u = farthest(outward)
        if float(outward @ (u - a)) > SAME and all(_apart(u, points[j]) for j in order):
            points[i] = u
            order.insert(at + 1, i)
        else:
            at += 1
    return _without_collinear(order, points)


def _apart(u: Floats, v: Floats) -> bool:
    return float(np.abs(u - v).max()) > SAME


def _without_collinear(order: list[int], points: dict[int, Floats]) -> list[int]:
    """Drop points that lie between their neighbours on a straight line."""
    kept = list(order)
    for i in order:
        if len(kept) < 3:
            break
        at = kept.index(i)
        a, b = points[kept[at - 1]], points[kept[(at + 1) % len(kept)]]
        along, off = b - a, points[i] - a
        length = float(np.hypot(*along))
        straight = abs(float(along[0] * off[1] - along[1] * off[0])) <= SAME * length
        if length > SAME and straight and 0 <= float(along @ off) <= length**2:
            kept.remove(i)
    return kept
