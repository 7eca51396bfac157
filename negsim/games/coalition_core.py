"""The core of a game of coalitions, its least core and its nucleolus, by linear programs that are proven.

The complaint of a coalition about a division x of what all are worth is v(S) − x(S). The smallest possible
largest complaint ε is a linear program; its multipliers, scaled, are a balanced collection: weights δ of
coalitions such that each player's add up to 1. If Σ δ v(S) exceeds what all are worth, no division can
satisfy these coalitions, and the core is empty (Bondareva 1963, Shapley 1967). Both answers are solved for
again in fractions and checked there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from negsim.errors import SolverError
from negsim.games.linear_programs import exact_solution, maximise

if TYPE_CHECKING:
    import pandas as pd

    from negsim.games.coalitions import CoalitionGame

__all__ = ["Core", "LeastCore", "core", "least_core", "nucleolus", "sums"]

Floats = NDArray[np.float64]

TOLERANCE = 1e-9  # of the size of the worths, where fractions could not settle it
BATCH = 60  # coalitions that are added to a linear program at first; then as many as there are
MAX_VERTICES = 5  # players up to which all vertices are enumerated
SAME = 1e-9


@dataclass(frozen=True, eq=False)
class LeastCore:
    """The smallest ε such that no coalition could get more than ε more than it is given.

    Attributes
    ----------
    game : CoalitionGame
    epsilon : float
        Positive if and only if the core is empty.
    point : dict of str to float
        A division of what all are worth at which no complaint is larger.
    binding : tuple of int
        Coalitions whose complaint is ε there, by number.
    weights : dict of int to float
        A balanced collection that proves that ε cannot be smaller: each player's coalitions have weights that
        sum to 1.
    exact : Fraction, optional
        ε as a fraction, if point and weights were both checked in fractions.
    exact_point, exact_weights : dict, optional
        The same as fractions.
    """

    game: CoalitionGame
    epsilon: float
    point: Mapping[str, float]
    binding: tuple[int, ...]
    weights: Mapping[int, float]
    exact: Fraction | None = None
    exact_point: Mapping[str, Fraction] | None = None
    exact_weights: Mapping[int, Fraction] | None = None

    def to_frame(self) -> pd.DataFrame:
        """Coalitions that complain most: their worth, what they are given, their weight in the proof."""
        import pandas as pd

        given = sums(np.array(list(self.point.values())))
        at = list(self.binding)
        index = pd.Index([self.game.name(s) for s in at], name="coalition")
        columns = {
            "worth": self.game.worth[at],
            "given": given[at],
            "complaint": self.game.worth[at] - given[at],
            "weight": [self.weights.get(s, 0.0) for s in at],
        }
        return pd.DataFrame(columns, index=index)

    def _repr_html_(self) -> str:
        from negsim.reporting.results_html import framed

        return framed(self)

    def __repr__(self) -> str:
        point = ", ".join(f"{p} {v:.6g}" for p, v in self.point.items())
        return f"LeastCore(ε = {self.epsilon:.6g}; {point}; {len(self.binding)} binding coalitions)"


@dataclass(frozen=True, eq=False)
class Core:
    """The core: divisions of what all are worth that no coalition can improve upon.

    Attributes
    ----------
    game : CoalitionGame
    empty : bool
    point : dict of str to float, optional
        A division in the core: that of the least core, which is as far inside as can be.
    excess : float
        The largest complaint of a coalition at the point, recomputed over all 2^n; not positive in the core.
        If the core is empty, the smallest that the largest complaint can be.
    balanced : dict of int to Fraction or float, optional
        If the core is empty: weights of coalitions, each player's summing to 1, that together get more than
        all are worth.
    vertices : f8 [vertex, player], optional
        All vertices, for up to 5 players.
    proven : bool
        Whether the answer was checked in fractions; otherwise in floats, to 1e-9 of the worths' size.
    """

    game: CoalitionGame
    empty: bool
    point: Mapping[str, float] | None
    excess: float
    balanced: Mapping[int, Any] | None
    vertices: Floats | None
    proven: bool

    def to_frame(self) -> pd.DataFrame:
        """The point and the vertices, a row each; of an empty core the coalitions that prove it."""
        import pandas as pd

        if self.balanced is not None:
            index = pd.Index([self.game.name(s) for s in self.balanced], name="coalition")
            worth = self.game.worth[list(self.balanced)]
            return pd.DataFrame({"weight": [float(w) for w in self.balanced.values()], "worth": worth}, index)
        assert self.point is not None
        rows = [list(self.point.values())]
        names = ["point"]
        if self.vertices is not None:
            rows += self.vertices.tolist()
            names += [f"vertex {i + 1}" for i in range(len(self.vertices))]
        return pd.DataFrame(rows, index=names, columns=list(self.game.players))

    def explain(self) -> str:
        """Say in plain sentences whether there is a division that nobody can improve upon, and why."""
        if self.balanced is not None:
            worth = sum(float(w) * float(self.game.worth[s]) for s, w in self.balanced.items())
            all_get = float(self.game.worth[-1])
            parts = "; ".join(f"{self.game.name(s)} {_share(w)}" for s, w in self.balanced.items())
            if f"{worth:.6g}" != f"{all_get:.6g}":
                compared = f"{worth:.6g} (all together: {all_get:.6g})"
            else:  # so near that these digits do not show it
                more = self.excess * float(sum(self.balanced.values()))
                compared = f"{more:.3g} more than the {all_get:.6g} that all get together"
            return (
                "The core is empty.\n"
                f"Each player's time is split among coalitions that together get {compared}: {parts}."
            )
        assert self.point is not None
        point = ", ".join(f"{p} {v:.6g}" for p, v in self.point.items())
        lines = [
            "The core is not empty.",
            f"In it is, for instance: {point}; no coalition could get more on its own.",
        ]
        if self.vertices is not None:
            n = len(self.vertices)
            lines.append(f"It is the convex hull of {n} point{'s' * (n != 1)}.")
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        from negsim.reporting.results_html import framed

        return framed(self)

    def __repr__(self) -> str:
        how = "proven in fractions" if self.proven else f"to {TOLERANCE:g}"
        if self.point is None:
            return f"Core(empty; smallest complaint {self.excess:.6g}; {how})"
        point = ", ".join(f"{p} {v:.6g}" for p, v in self.point.items())
        return f"Core(not empty; {point}; {how})"


def _share(w: Any) -> str:
    return str(w) if isinstance(w, Fraction) and w.denominator < 1000 else f"{float(w):.6g}"


def sums(single: NDArray[Any]) -> NDArray[Any]:
    """Sum over the members of each coalition [2^n] of a number for each player [n]."""
    out = np.zeros(1, dtype=single.dtype)
    for x in single:
        out = np.concatenate([out, out + x])
    return out


def _membership(coalitions: NDArray[np.int64], n: int) -> Floats:
    """Members as 0 and 1 [coalition, player]."""
    return (coalitions[:, None] >> np.arange(n) & 1).astype(np.float64)


@dataclass(frozen=True, eq=False)
class _Program:
    """An answer to: minimise the largest complaint of the free coalitions, others being fixed."""

    x: Floats
    epsilon: float
    coalitions: NDArray[np.int64]  # those in the program
    weights: Floats  # their multipliers


def _smallest_complaint(
    worth: Floats, n: int, free: NDArray[np.bool_], fixed: Floats, right: Floats
) -> _Program:
    """Minimise the largest complaint among `free` coalitions, subject to equations ``fixed @ x == right``.

    Coalitions are taken in as they are found to complain more than those that are in already.
    """
    inside = np.flatnonzero(free & (np.bitwise_count(np.arange(len(worth))) <= 1))
    if not len(inside):
        inside = np.flatnonzero(free)[:BATCH]
    objective = np.append(np.zeros(n), -1.0)
    # a coalition and its complement have complaints of −3/2 on average at least; so this never binds
    bounded = np.append(np.zeros(n), 1.0)
    equal = (np.column_stack([fixed, np.zeros(len(fixed))]), right)
    for _ in range(1000):
        # x(S) + ε ≥ v(S)
        rows = np.column_stack([-_membership(inside, n), -np.ones(len(inside))])
        rows = np.vstack([rows, -bounded])
        found = maximise(objective, (rows, np.append(-worth[inside], 2.0)), equal, free=n + 1)
        if found is None:
            raise SolverError("complaints that were fixed contradict each other by rounding")
        x, epsilon = found.x[:n], float(found.x[n])
        complaint = np.where(free, worth - sums(x), -np.inf)
        worst = np.argsort(-complaint, kind="stable")[: max(BATCH, len(inside))]
        new = worst[complaint[worst] > epsilon + TOLERANCE / 10]
        new = np.setdiff1d(new, inside)
        if not len(new):
            return _Program(x, epsilon, inside, found.at_most[:-1])
        inside = np.concatenate([inside, new])
    raise SolverError("the largest complaint did not settle after 1000 linear programs")


def _start(game: CoalitionGame) -> tuple[Floats, float, NDArray[np.bool_], Floats, Floats]:
    """Worths scaled to the size 1, that size, the coalitions that may complain, and what all must share."""
    size = float(np.abs(game.worth).max()) or 1.0
    worth = game.worth / size
    free = np.ones(len(worth), dtype=bool)
    free[0] = free[-1] = False
    return worth, size, free, np.ones((1, len(game.players))), worth[-1:]


def least_core(game: CoalitionGame) -> LeastCore:
    """See `CoalitionGame.least_core`."""
    n = len(game.players)
    if n == 1:
        whole = {game.players[0]: float(game.worth[-1])}
        one = {game.players[0]: game.exact[-1]}
        return LeastCore(game, 0.0, whole, (), {}, Fraction(0), one, {})
    worth, size, free, fixed, right = _start(game)
    found = _smallest_complaint(worth, n, free, fixed, right)
    exact = _in_fractions(game, found)
    if exact is not None:
        epsilon, x, weights = exact
        complaints = game.exact - sums(np.array(x, dtype=object))
        binding = [s for s in range(1, len(worth) - 1) if complaints[s] == epsilon]
        return LeastCore(
            game,
            float(epsilon),
            dict(zip(game.players, map(float, x), strict=True)),
            tuple(binding),
            {s: float(w) for s, w in weights.items()},
            epsilon,
            dict(zip(game.players, x, strict=True)),
            weights,
        )
    complaint = worth - sums(found.x)
    heavy = found.weights > TOLERANCE
    shares = found.weights[heavy] / _membership(found.coalitions[heavy], n).T.dot(found.weights[heavy]).max()
    bound = _bound(worth, found.coalitions[heavy], shares, n)
    if found.epsilon - bound > 1e-8:
        raise SolverError(f"the smallest complaint is known only to within {found.epsilon - bound:.2g}")
    near = np.flatnonzero(free & (complaint >= found.epsilon - 1e-8))
    return LeastCore(
        game,
        found.epsilon * size,
        dict(zip(game.players, (found.x * size).tolist(), strict=True)),
        tuple(near.tolist()),
        dict(zip(found.coalitions[heavy].tolist(), shares.tolist(), strict=True)),
    )


def _bound(worth: Floats, coalitions: NDArray[np.int64], weights: Floats, n: int) -> float:
    """What the largest complaint cannot be below, by balanced weights: (Σ δ v(S) − v(N)) / Σ δ."""
    covered = _membership(coalitions, n).T @ weights
    if np.abs(covered - 1).max() > 1e-7:
        return -np.inf
    return float((weights @ worth[coalitions] - worth[-1]) / weights.sum())


def _in_fractions(
    game: CoalitionGame, found: _Program
) -> tuple[Fraction, list[Fraction], dict[int, Fraction]] | None:
    """Smallest complaint, division and balanced weights in fractions, if they can be proven to be right."""
    n = len(game.players)
    heavy = found.coalitions[found.weights > TOLERANCE]
    if not len(heavy) or len(heavy) > n + 1:
        return None
    # balanced weights: each player's add up to 1
    weights = exact_solution(_membership(heavy, n).T.astype(int).astype(object), [Fraction(1)] * n)
    if weights is None or min(weights) < 0:
        return None
    total = sum(weights)
    epsilon = (sum(w * game.exact[s] for w, s in zip(weights, heavy, strict=True)) - game.exact[-1]) / total
    # the division: complaints of all coalitions that are as large as any
    size = float(np.abs(game.worth).max()) or 1.0
    tight = np.flatnonzero(game.worth / size - sums(found.x) >= found.epsilon - 1e-8)
    tight = tight[(tight > 0) & (tight < len(game.worth) - 1)]
    rows = np.concatenate([_membership(tight, n), np.ones((1, n))]).astype(int).astype(object)
    paid = np.flatnonzero(np.abs(found.x) > TOLERANCE)  # what the program left at 0 stays there
    solved = exact_solution(rows[:, paid], [*(game.exact[tight] - epsilon), game.exact[-1]])
    if solved is None:
        return None
    x = [Fraction(0)] * n
    for k, v in zip(paid.tolist(), solved, strict=True):
        x[k] = v
    complaints = game.exact - sums(np.array(x, dtype=object))
    if max(complaints[1:-1]) > epsilon or complaints[-1] != 0:
        return None
    return epsilon, x, {int(s): w for s, w in zip(heavy, weights, strict=True) if w}


def core(game: CoalitionGame) -> Core:
    """See `CoalitionGame.core`."""
    n = len(game.players)
    least = least_core(game)
    proven = least.exact is not None
    size = float(np.abs(game.worth).max()) or 1.0
    empty = least.exact > 0 if least.exact is not None else least.epsilon > TOLERANCE * size
    if empty:
        balanced = least.exact_weights if least.exact_weights is not None else least.weights
        return Core(game, True, None, least.epsilon, balanced, None, proven)
    if n == 1:
        excess = 0.0
    elif least.exact_point is not None:
        given = sums(np.array(list(least.exact_point.values()), dtype=object))
        excess = float(max((game.exact - given)[1:-1]))
    else:
        excess = float((game.worth - sums(np.array(list(least.point.values()))))[1:-1].max())
    vertices = _vertices(game) if n <= MAX_VERTICES else None
    return Core(game, False, least.point, excess, None, vertices, proven)


def _vertices(game: CoalitionGame) -> Floats:
    """All vertices of the core: where n − 1 coalitions get just what they are worth."""
    n = len(game.players)
    if n == 1:
        return game.worth[1:][None, :]
    size = float(np.abs(game.worth).max()) or 1.0
    worth = game.worth / size
    proper = np.arange(1, len(worth) - 1)
    chosen = np.array(list(combinations(proper.tolist(), n - 1)))
    rows = _membership(np.arange(len(worth)), n)
    systems = np.concatenate([rows[chosen], np.ones((len(chosen), 1, n))], axis=1)
    regular = np.abs(np.linalg.det(systems)) > 0.5  # of whole numbers
    right = np.column_stack([worth[chosen[regular]], np.full(int(regular.sum()), worth[-1])])
    x = np.linalg.solve(systems[regular], right[:, :, None])[:, :, 0]
    x = x[(x @ rows.T >= worth - SAME).all(axis=1)]
    _, first = np.unique(x.round(8) + 0.0, axis=0, return_index=True)
    return x[np.sort(first)] * size


def nucleolus(game: CoalitionGame) -> dict[str, Fraction | float]:
    """See `CoalitionGame.nucleolus`: a sequence of linear programs (Kopelowitz 1967).

    In each, the coalitions whose multipliers are positive complain as much at every solution; their
    complaints are fixed, and the largest of the others is minimised, until the division is determined. It is
    then solved for in fractions, together with the level of each program.
    """
    n = len(game.players)
    worth, size, free, fixed, right = _start(game)
    rows = _membership(np.arange(len(worth)), n)
    levels: list[list[int]] = []
    while (rank := int(np.linalg.matrix_rank(fixed))) < n:
        # coalitions whose members' payoffs are determined by what is fixed complain the same everywhere
        basis = np.linalg.svd(fixed)[2][:rank]
        free = free & (np.abs(rows - rows @ basis.T @ basis).max(axis=1) > 1e-7)
        found = _smallest_complaint(worth, n, free, fixed, right)
        levels.append(found.coalitions[found.weights > 1e-7].tolist())
        if not levels[-1]:
            raise SolverError("a linear program of the nucleolus fixed no coalition")
        fixed = np.vstack([fixed, rows[levels[-1]]])
        right = np.append(right, worth[levels[-1]] - found.epsilon)
        if len(fixed) > int(
            np.linalg.matrix_rank(fixed)
        ):  # keep what is needed: equations repeat one another
            fixed, right = _independent(fixed, right)
    x = np.linalg.solve(fixed, right) * size if len(fixed) == n else worth[-1:] * size
    exact = _levels_in_fractions(game, levels)
    if exact is not None and not _in_order(game, levels, exact):
        raise SolverError("the nucleolus could not be found: worths differ too much in size for floats")
    if exact is not None and np.abs(np.array(exact, dtype=np.float64) - x).max() <= 1e-7 * size:
        return dict(zip(game.players, exact, strict=True))
    return dict(zip(game.players, x.tolist(), strict=True))


def _independent(fixed: Floats, right: Floats) -> tuple[Floats, Floats]:
    kept: list[int] = []
    for i in range(len(fixed)):
        if int(np.linalg.matrix_rank(fixed[[*kept, i]])) > len(kept):
            kept.append(i)
    return fixed[kept], right[kept]


def _in_order(game: CoalitionGame, levels: list[list[int]], x: list[Fraction]) -> bool:
    """Whether nobody complains more than a level says who was not settled by the levels before it.

    That is needed, though not enough; it is what goes wrong where a program takes small worths for nothing.
    """
    complaints = game.exact - sums(np.array(x, dtype=object))
    n = len(x)
    rows = _membership(np.arange(len(complaints)), n)
    fixed, free = np.ones((1, n)), np.ones(len(complaints), dtype=bool)
    free[[0, -1]] = False
    for level in levels:
        basis = np.linalg.svd(fixed)[2][: int(np.linalg.matrix_rank(fixed))]
        free &= np.abs(rows - rows @ basis.T @ basis).max(axis=1) > 1e-7
        if any(complaints[free] > complaints[level[0]]):
            return False
        fixed = np.vstack([fixed, rows[level]])
    return True


def _levels_in_fractions(game: CoalitionGame, levels: list[list[int]]) -> list[Fraction] | None:
    """Solve for the payoffs and the complaints of each level in fractions."""
    n = len(game.players)
    equations = [(s, level) for level, coalitions in enumerate(levels) for s in coalitions]
    table = np.zeros((len(equations) + 1, n + len(levels)), dtype=object)
    table[-1, :n] = 1
    for row, (s, level) in enumerate(equations):
        table[row, :n] = [s >> k & 1 for k in range(n)]
        table[row, n + level] = 1
    found = exact_solution(table, [*(game.exact[s] for s, _ in equations), game.exact[-1]])
    return None if found is None else found[:n]
