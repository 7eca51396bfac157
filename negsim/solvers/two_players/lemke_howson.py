"""One equilibrium of two players, or some, by the algorithm of Lemke and Howson (1964).

At (0, 0) every action is unused. One label is dropped: its action enters in one best-reply polytope. Whatever
is picked up is then held twice, and is dropped in the other polytope, and so on, until the label that was
dropped first is found again: then every action is unused or a best reply. Ties are broken as if the
right-hand sides were 1 + ε r, with r generic and ε infinitely small, so that the path never comes back to
itself, degenerate games included (von Stengel 2002, sections 2.3 and 2.6).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from negsim.certificate.mixed import certify_mixed
from negsim.errors import GameError, SolverError
from negsim.games.normal_form import NormalFormGame
from negsim.solvers.method import Found
from negsim.solvers.two_players.best_reply_polytopes import generic_numbers
from negsim.solvers.two_players.exact_vertices import leaving, pivot, starting_basis
from negsim.solvers.two_players.profile_order import in_order
from negsim.solvers.two_players.unit_payoffs import (
    DECIDED_CELLS,
    drowned,
    integer_payoffs,
    two_players,
    unit_payoffs,
)

__all__ = ["LemkeHowson"]

Floats = NDArray[np.float64]
Profile = tuple[Floats, Floats]
Exact = tuple[tuple[Fraction, ...], tuple[Fraction, ...]]

MOST_PIVOTS = 250_000  # paths can be exponentially long (Savani & von Stengel 2006)
MOST_WORK = 5_000_000_000  # entries of tableaus; some ten seconds
LEAST_PIVOTS = 200
REFRESH = 50  # pivots after which a tableau is computed anew
EXACT_CELLS = 1_600  # of a game whose path is followed again in whole numbers if floats lead astray
EXACT_PIVOTS = 3_000
SMALL = 1e-10  # an entry of the tableau that stands for 0
SAME = 1e-7  # probabilities that differ by less are of one equilibrium


@dataclass(frozen=True)
class LemkeHowson:
    """One equilibrium of two players by complementary pivoting, or one for each label.

    Parameters
    ----------
    label : int, optional
        Where to start: the number of an action that is dropped, those of the first player coming first.
        Without it each is tried, and what they lead to is listed once.

    Notes
    -----
    Not all equilibria can be reached from (0, 0), whatever is dropped; the answer is never called complete.

    References
    ----------
    C. E. Lemke & J. T. Howson (1964), Equilibrium points of bimatrix games, SIAM Journal 12.

    Examples
    --------
    >>> import negsim as ns
    >>> battle = ns.NormalFormGame.from_bimatrix([[2, 0], [0, 1]], [[1, 0], [0, 2]])
    >>> found = ns.solve(battle, method=ns.LemkeHowson(label=0))
    >>> found.completeness, found.one().support
    ('one of possibly many', ((0,), (0,)))
    >>> len(ns.solve(battle, method="lemke_howson"))
    2
    """

    label: int | None = None
    name: ClassVar[str] = "Lemke-Howson"

    def find(self, game: NormalFormGame) -> Found:
        """Follow the paths.

        Raises
        ------
        NotSupportedError
            If there are not two players.
        GameError
            If there is no such label.
        SolverError
            If no path could be followed to its end.
        """
        two_players(game, "LemkeHowson")
        m, n = game.shape
        if self.label is not None and self.label not in range(m + n):
            raise GameError(
                f"label {self.label}: the game has {m} + {n} actions, so labels from 0 to {m + n - 1}"
            )
        labels = list(range(m + n)) if self.label is None else [self.label]
        # most paths are short, and some far too long: with many to try, none is gone on with for long
        share = MOST_WORK // (m * n * len(labels))
        most = max(LEAST_PIVOTS, min(share, MOST_PIVOTS))
        unit, precision = unit_payoffs(game)
        # where floats would take small payoffs for ties they lead to what is none, or in circles
        exactly = m * n <= DECIDED_CELLS and drowned(game, precision.doubt)
        found: list[End] = []
        pivots = lost = again = 0
        for label in labels:
            if exactly:
                end, steps = _exactly(game, label)
                pivots += steps
            else:
                path = Path(unit)
                end = End(path.follow(label, most))
                pivots += path.pivots
                if path.pivots < most and not end.holds(game):
                    end, _ = _exactly(game, label)  # rounding led astray
                    again += 1
            if end.profile is None:
                lost += 1
            elif not any(end.same(other) for other in found):
                found.append(end)
        if not found:
            raise SolverError(
                f"none of {len(labels)} paths ended within {most:,} steps; PureEnumeration and LogitPath are "
                "other ways to find one equilibrium"
                if self.label is None
                else f"the path did not end within {most:,} steps; LemkeHowson() tries every label"
            )
        notes = ["equilibria that no path from (0, 0) leads to are not looked for"]
        if exactly:
            notes.append("paths were followed in whole numbers: payoffs differ too much in size for floats")
        if again:
            notes.append(
                f"{again} of {len(labels)} paths were followed in exact arithmetic: rounding led astray"
            )
        if lost:
            notes.append(f"{lost} of {len(labels)} paths were given up, after {most:,} steps at most")
        profiles = [end.profile for end in found if end.profile is not None]
        order = in_order(np.array([x for x, _ in profiles]), np.array([y for _, y in profiles])).tolist()
        exact = [end.exact for end in found if end.exact is not None]
        return Found(
            [profiles[i] for i in order],
            "one of possibly many",
            tuple(notes),
            [exact[i] for i in order] if len(exact) == len(found) else None,
            searched={"paths": len(labels), "pivots": pivots},
        )


@dataclass(frozen=True, eq=False)
class End:
    """Where a path led, if to anywhere."""

    profile: Profile | None
    exact: Exact | None = None

    def holds(self, game: NormalFormGame) -> bool:
        """Whether it is an equilibrium, by what it will be measured with."""
        return self.profile is not None and certify_mixed(game, self.profile).valid

    def same(self, other: End) -> bool:
        """Whether another path led to it."""
        if self.profile is None or other.profile is None:
            return False
        return all(
            bool(np.abs(a - b).max() <= SAME) for a, b in zip(self.profile, other.profile, strict=True)
        )


class Path:
    """A path of complementary pivots, and the tableaus of both polytopes on it."""

    def __init__(self, unit: Floats) -> None:
        m, n = unit.shape[1:]
        self.first, self.second = np.arange(m), np.arange(m, m + n)
        # the first player's strategies are bounded by what the second's actions are worth, and the reverse
        self.tables = [Tableau(unit[1].T, self.first, self.second), Tableau(unit[0], self.second, self.first)]
        self.pivots = 0

    def follow(self, label: int, most: int) -> Profile | None:
        """Go to the end of the path that a label begins; None if it is not reached."""
        side = 0 if label < len(self.first) else 1
        entering = label
        while self.pivots < most:
            out = self.tables[side].enter(entering)
            if out is None:
                return None
            self.pivots += 1
            if out == label:
                ends = [t.weights() for t in self.tables]
                if any(w is None for w in ends):
                    return None
                return ends[0], ends[1]  # type: ignore[return-value]
            entering, side = out, 1 - side
        return None


class Tableau:
    """Tableau of {x ≥ 0, M x ≤ 1}: [row, column], the last two columns the right-hand sides 1 and r."""

    def __init__(self, M: Floats, own: NDArray[np.intp], other: NDArray[np.intp]) -> None:
        rows, columns = M.shape
        self.own = own
        self.right = np.stack([np.ones(rows), generic_numbers(rows)], axis=1)
        self.every = np.zeros((rows, rows + columns))  # by label
        self.every[:, own], self.every[np.arange(rows), other] = M, 1
        self.table = np.concatenate([M, self.right], axis=1)
        self.outside, self.inside = own.copy(), other.copy()
        self.column = {label: c for c, label in enumerate(own.tolist())}
        self.pivots = 0

    def enter(self, label: int) -> int | None:
        """Bring a label into the basis; return the one that leaves, None if rounding leaves none."""
        table, c = self.table, self.column.pop(label)
        column = table[:, c].copy()
        rows = np.flatnonzero(column > SMALL)
        if not len(rows):
            return None
        entry, first = column[rows], np.maximum(table[rows, -2], 0)
        left = first - (first / entry).min() * entry
        tied = left <= SMALL
        rows, entry = rows[tied], entry[tied]
        r = int(rows[np.argmin(table[rows, -1] / entry)])
        out = int(self.inside[r])
        across = table[r] / column[r]
        table -= column[:, None] * across
        table[:, c] = column / -column[r]
        table[r] = across
        table[r, c] = 1 / column[r]
        self.inside[r], self.outside[c] = label, out
        self.column[out] = c
        self.pivots += 1
        if self.pivots % REFRESH == 0 and not self.refresh():
            return None
        first = table[:, -2]
        first[np.abs(first) <= SMALL] = 0
        return out

    def refresh(self) -> bool:
        """Compute the tableau anew; whether that could be done."""
        right = np.concatenate([self.every[:, self.outside], self.right], axis=1)
        try:
            self.table[:] = np.linalg.solve(self.every[:, self.inside], right)
        except np.linalg.LinAlgError:
            return False
        return bool(np.isfinite(self.table).all())

    def weights(self) -> Floats | None:
        """The mixed strategy, computed anew from the basis."""
        try:
            basic = np.linalg.solve(self.every[:, self.inside], self.right[:, 0])
        except np.linalg.LinAlgError:
            return None
        x = np.zeros(self.every.shape[1])
        x[self.inside] = np.where(basic > SMALL, basic, 0)
        x = x[self.own]
        total = float(x.sum())
        return x / total if total > 0 else None


def _exactly(game: NormalFormGame, label: int) -> tuple[End, int]:
    """Follow a path in whole numbers, unless that takes too long; also the number of pivots."""
    m, n = game.shape
    if m * n > EXACT_CELLS:
        return End(None), 0
    first, second = integer_payoffs(game)
    bases = [
        starting_basis([list(line) for line in zip(*second, strict=True)], range(m), range(m, m + n)),
        starting_basis(first, range(m, m + n), range(m)),
    ]
    side, entering = (0 if label < m else 1), label
    for step in range(EXACT_PIVOTS):
        column = bases[side].outside.index(entering)
        row = leaving(bases[side], column)
        out = bases[side].inside[row]
        bases[side] = pivot(bases[side], row, column)
        if out == label:
            x, y = bases[0].strategy(range(m)), bases[1].strategy(range(m, m + n))
            return End((np.array([float(p) for p in x]), np.array([float(p) for p in y])), (x, y)), step + 1
        entering, side = out, 1 - side
    return End(None), EXACT_PIVOTS
