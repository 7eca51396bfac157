"""All Nash equilibria of two players, by enumerating the vertices of their best-reply polytopes.

Of every set of equilibria that hangs together the extreme ones are found; all others are mixtures of those,
as the components say (Mangasarian 1964; Avis, Rosenberg, Savani & von Stengel 2010).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from negsim.certificate.mixed import TOLERANCE, certify_mixed
from negsim.errors import GameError
from negsim.games.normal_form import NormalFormGame
from negsim.solution import Completeness, Component
from negsim.solvers.method import Found
from negsim.solvers.two_players.best_reply_polytopes import MAX_WORK, visit_vertices
from negsim.solvers.two_players.complementary_vertices import completions, matches, strategies
from negsim.solvers.two_players.exact_vertices import exact_pairs, visit_exactly
from negsim.solvers.two_players.nash_subsets import components
from negsim.solvers.two_players.profile_order import gains, in_order
from negsim.solvers.two_players.unit_payoffs import (
    DECIDED_CELLS,
    GAIN,
    Precision,
    drowned,
    integer_payoffs,
    two_players,
    unit_payoffs,
    whole,
)

__all__ = ["VertexEnumeration"]

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.intp]
Keep = tuple[Ints, Ints]
ExactStrategies = list[tuple[Fraction, ...]]

SMALL_CELLS = 16  # of a game of integers that is quicker to solve in integers
EXACT_WORK = 150_000_000  # entries of tableaus of integers that are computed if asked for; about a minute
RESCUE_WORK = 15_000_000  # and if floats turn out not to be enough; some seconds
ROUNDED = 1e-14  # what gains may be wrong by in floats, payoffs between 1 and 2
VISITED = "every vertex of the best-reply polytopes was looked at"


@dataclass(frozen=True)
class VertexEnumeration:
    """All Nash equilibria of two players.

    Every vertex of a player's best-reply polytope is visited, degenerate ones included, and those pairs are
    kept that have every label between them. What is found are the extreme equilibria: all there are where
    they lie isolated, and otherwise the corners of the sets that they form. Actions that another one beats
    strictly, whatever the other player does, are left aside beforehand.

    The equilibria are in order of how many actions are used (pure ones come first), then of which.

    Parameters
    ----------
    exact : bool
        Compute in whole numbers throughout; the probabilities are fractions. Otherwise that is done only
        where a decision is too close for floats, and the game small enough.
    max_work : int
        Refuse games that take more entries of tableaus than this; a thousand million take half a minute.

    Notes
    -----
    With floats, differences in payoffs below 10⁻¹¹ of a player's range count as ties, and larger ones where
    the payoffs themselves are known less well (1 + 10⁻⁸ a).

    References
    ----------
    D. Avis, G. Rosenberg, R. Savani & B. von Stengel (2010), Enumeration of Nash equilibria for two-player
    games, Economic Theory 42. B. von Stengel (2002), Computing equilibria for two-person games, in Handbook
    of Game Theory 3.

    Examples
    --------
    >>> import negsim as ns
    >>> battle = ns.NormalFormGame.from_bimatrix([[2, 0], [0, 1]], [[1, 0], [0, 2]])
    >>> found = ns.solve(battle, method=ns.VertexEnumeration(exact=True))
    >>> found.completeness
    'all'
    >>> [[str(p) for p in v] for v in found[2].exact]
    [['2/3', '1/3'], ['1/3', '2/3']]

    A game whose equilibria are not isolated: the second player does not care.

    >>> careless = ns.NormalFormGame.from_bimatrix([[1, 0], [0, 1]], [[1, 1], [1, 1]])
    >>> found = ns.solve(careless, method="vertex_enumeration")
    >>> found.completeness, found.components
    ('all extreme points', (Component(4 extreme equilibria, 3 maximal Nash subsets),))
    """

    exact: bool = False
    max_work: int = MAX_WORK
    name: ClassVar[str] = "vertex enumeration"

    def find(self, game: NormalFormGame) -> Found:
        """Find all extreme equilibria.

        Raises
        ------
        NotSupportedError
            If there are not two players.
        GameError
            If there are more vertices than can be visited.
        """
        two_players(game, "VertexEnumeration")
        unit, precision = unit_payoffs(game)
        keep = _undominated(unit, precision.doubt)
        m, n = len(keep[0]), len(keep[1])
        dominated = sum(game.shape) - m - n
        aside = (f"strictly dominated actions were left aside: {dominated}",) if dominated else ()
        if self.exact or (m * n <= SMALL_CELLS and whole(game.payoffs)):
            return _exactly(
                game, keep, min(EXACT_WORK, self.max_work), (*aside, f"{VISITED}, in whole numbers")
            )
        if not precision.enough:
            why = f"{VISITED}, in whole numbers: payoffs differ too little for floats"
            return _exactly(game, keep, min(EXACT_WORK, self.max_work), (*aside, why))
        if _allowed(game) < ROUNDED or (m * n <= DECIDED_CELLS and drowned(game, precision.doubt)):
            why = f"{VISITED}, in whole numbers: payoffs differ too much in size for floats"
            return _exactly(game, keep, min(2 * RESCUE_WORK, self.max_work), (*aside, why))
        with np.errstate(all="ignore"):  # what rounding may have spoiled is looked at
            extreme, sound = _rounded(game, unit, precision, keep, self.max_work)
        if sound and m * n > DECIDED_CELLS and drowned(game, precision.doubt):
            why = (
                "payoffs differ so much in size that floats may take some for the same; "
                "VertexEnumeration(exact=True) decides"
            )
            return extreme.found((*aside, why), "one of possibly many")
        if sound:
            return extreme.found((*aside, VISITED))
        if 2 * extreme.bases * m * n <= RESCUE_WORK:
            why = f"{VISITED}, in exact arithmetic: a decision was too close for floats"
            return _exactly(game, keep, min(2 * RESCUE_WORK, self.max_work), (*aside, why))
        why = (
            "some decisions were too close for floats, so that equilibria may be missing; "
            "VertexEnumeration(exact=True) decides them"
        )
        return _held(game, extreme.found((*aside, why), "one of possibly many"))


@dataclass(frozen=True, eq=False)
class Extreme:
    """Extreme equilibria: strategies of each player, and which of them go together.

    `labels` [strategy, label] tell strategies apart, and bring them into an order, without a tolerance.
    """

    rows: Floats
    columns: Floats
    labels: tuple[Bools, Bools]
    pairs: Ints
    bases: int
    exact: tuple[ExactStrategies, ExactStrategies] | None = None

    def found(self, notes: tuple[str, ...], completeness: Completeness | None = None) -> Found:
        """The answer, in order."""
        x, y = self.pairs.T
        labels = np.concatenate([self.labels[0][x], self.labels[1][y]], axis=1)
        pairs = self.pairs[in_order(self.rows[x], self.columns[y], labels)].tolist()
        searched = {"bases": self.bases}
        parts: tuple[Component, ...] = ()
        isolated = False
        try:
            parts = components(self.rows, self.columns, pairs)
        except GameError as error:
            notes = (*notes, f"how they hang together was not worked out: {error}")
        else:
            searched["components"] = len(parts)
            isolated = all(part.isolated for part in parts)
            if not isolated:
                notes = (*notes, "equilibria are not isolated: the components say what lies between them")
        if completeness is None:
            completeness = "all extreme points" if not isolated else "unique" if len(pairs) == 1 else "all"
        return Found(
            [(self.rows[i], self.columns[j]) for i, j in pairs],
            completeness,
            notes,
            [(self.exact[0][i], self.exact[1][j]) for i, j in pairs] if self.exact is not None else None,
            parts,
            searched,
        )


def _rounded(
    game: NormalFormGame, unit: Floats, precision: Precision, keep: Keep, work: int
) -> tuple[Extreme, bool]:
    """Extreme equilibria in floats, and whether every decision was clear."""
    table = unit[:, keep[0]][:, :, keep[1]]
    sizes = table.shape[1:]
    labels = [np.arange(sizes[0]), np.arange(sizes[0], sum(sizes))]
    # each player's polytope is bounded by what the other's actions are worth; the one of lower dimension has
    # fewer vertices
    matrices = [np.ascontiguousarray(table[1].T), np.ascontiguousarray(table[0])]
    a = 0 if sizes[0] <= sizes[1] else 1
    b = 1 - a
    one = visit_vertices(matrices[a], labels[a], labels[b], precision, game.players[a], work)
    bases, doubtful = one.visited, one.doubtful
    pairs = completions(one, matrices[b], labels[a], labels[b], precision)
    if pairs is None:
        two = visit_vertices(matrices[b], labels[b], labels[a], precision, game.players[b], work)
        bases += two.visited
        pairs = matches(one, two)
    mixed = [np.empty(0)] * 2
    for k, side in enumerate((a, b)):
        chosen = strategies(matrices[side], labels[side], labels[1 - side], pairs.bases[k], pairs.labels[k])
        mixed[side] = np.zeros((len(chosen), game.shape[side]))
        mixed[side][:, keep[side]] = chosen
    extreme = Extreme(mixed[0], mixed[1], (pairs.labels[a], pairs.labels[b]), pairs.pairs[:, [a, b]], bases)
    x, y = extreme.pairs.T
    gain = gains(unit, extreme.rows[x], extreme.columns[y]).max(initial=0)
    sound = len(x) > 0 and not (doubtful or pairs.doubtful) and gain <= _allowed(game)
    return extreme, bool(sound)


def _held(game: NormalFormGame, found: Found) -> Found:
    """What floats found as far as it is certified; the rest is counted."""
    good = [p for p in found.profiles if certify_mixed(game, p).valid]
    lost = len(found.profiles) - len(good)
    if not lost:
        return found
    if not good:
        raise GameError(
            "payoffs differ too much in size for floats: nothing that was found is certified; take "
            "VertexEnumeration(exact=True), or LogitPath"
        )
    note = f"profiles that rounding made up were left out: {lost}"
    return Found(good, found.completeness, (*found.notes, note), searched=found.searched)


def _allowed(game: NormalFormGame) -> float:
    """Half of the gain that certificates allow for, payoffs between 1 and 2."""
    own = [table - table.min(axis=k, keepdims=True) for k, table in enumerate(game.payoffs)]
    spans = [float(table.max()) for table in own]
    return min(
        (0.5 * TOLERANCE * s / w for s, w in zip(game.scale.tolist(), spans, strict=True) if w), default=GAIN
    )


def _exactly(game: NormalFormGame, keep: Keep, work: int, notes: tuple[str, ...]) -> Found:
    """Extreme equilibria in fractions."""
    first, second = (
        [[line[j] for j in keep[1]] for line in (t[i] for i in keep[0])] for t in integer_payoffs(game)
    )
    m, n = len(keep[0]), len(keep[1])
    transposed = [list(line) for line in zip(*second, strict=True)]
    most = work // (m * n)
    xs, x_bases = visit_exactly(transposed, range(m), range(m, m + n), most=most, player=game.players[0])
    ys, y_bases = visit_exactly(first, range(m, m + n), range(m), most=most, player=game.players[1])
    pairs = exact_pairs(xs, ys, m + n)
    used = [sorted({p[k] for p in pairs}) for k in range(2)]
    at = [{v: i for i, v in enumerate(u)} for u in used]
    exact, mixed, labels = [], [], []
    for k, vertices in enumerate((xs, ys)):
        full = [_widened(vertices[v].strategy, keep[k].tolist(), game.shape[k]) for v in used[k]]
        exact.append(full)
        mixed.append(np.array([[float(p) for p in v] for v in full]))
        labels.append(np.array([[bool(vertices[v].labels >> c & 1) for c in range(m + n)] for v in used[k]]))
    extreme = Extreme(
        mixed[0],
        mixed[1],
        (labels[0], labels[1]),
        np.array([(at[0][i], at[1][j]) for i, j in pairs], np.intp).reshape(-1, 2),
        x_bases + y_bases,
        (exact[0], exact[1]),
    )
    return extreme.found(notes)


def _widened(strategy: tuple[Fraction, ...], keep: list[int], count: int) -> tuple[Fraction, ...]:
    out = [Fraction(0)] * count
    for a, p in zip(keep, strategy, strict=True):
        out[a] = p
    return tuple(out)


def _undominated(unit: Floats, margin: float) -> Keep:
    """Actions that remain when those are taken away, again and again, that another one beats everywhere."""
    keep = [np.arange(unit.shape[1]), np.arange(unit.shape[2])]
    going = True
    while going:
        going = False
        for k in range(2):
            table = unit[k][np.ix_(*keep)]
            own = table if k == 0 else table.T
            if len(own) > 1:
                worse = _beaten(own, margin)
                if worse.any():
                    keep[k] = keep[k][~worse]
                    going = True
    return keep[0], keep[1]


def _beaten(own: Floats, margin: float) -> Bools:
    """Whether another row is larger everywhere."""
    worse = np.zeros(len(own), np.bool_)
    for row in own:  # not all pairs of rows at once, for the sake of memory
        worse |= (row > own + margin).all(axis=1)
    return worse
