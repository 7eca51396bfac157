"""Games of two or more players whose equilibria are in the literature: numbers copied from there, by hand.

Nothing here was computed by negsim. Where an article gives a formula, the formula is what stands here.
Equilibria are written as a vector of probabilities for each player; completeness is what a complete method
may then say at most.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations, product
from math import sqrt
from typing import Any

import numpy as np

import negsim as ns


@dataclass(frozen=True)
class Published:
    """A game, and every equilibrium (or every extreme one) that the source gives."""

    name: str
    source: str
    payoffs: Any  # [player][a_1]…[a_n]
    equilibria: tuple[Any, ...]  # of profiles: for each player, probabilities as numbers or "1/3"
    completeness: str = "all"
    components: int | None = None  # connected sets; by default each equilibrium is one
    values: tuple[Any, ...] | None = None  # of the only equilibrium, or in all of them
    also: tuple[Any, ...] = field(default=())  # inside a continuum: certified, not listed as extreme

    @property
    def game(self) -> ns.NormalFormGame:
        return ns.NormalFormGame(self.payoffs)

    def profiles(self) -> list[np.ndarray]:
        return [flat(p) for p in self.equilibria]


def flat(profile: Any) -> np.ndarray:
    """A profile as one vector."""
    return np.array([float(Fraction(p)) if isinstance(p, str) else float(p) for v in profile for p in v])


def pure(*actions_of: tuple[int, int]) -> list[list[int]]:
    """A profile of pure strategies, from pairs of (action, number of actions)."""
    return [[int(a == k) for a in range(m)] for k, m in actions_of]


def bimatrix(rows: list[list[tuple[Any, Any]]]) -> list[list[list[Any]]]:
    """Two tables from one of pairs."""
    return [[[cell[k] for cell in row] for row in rows] for k in range(2)]


def zero_sum(rows: list[list[Any]]) -> list[list[list[Any]]]:
    return [rows, [[-Fraction(x) for x in row] for row in rows]]


def same(*probabilities: Any) -> list[list[Any]]:
    """Both players use the same mixture."""
    return [list(probabilities), list(probabilities)]


def rock_paper_scissors(n: int) -> list[list[int]]:
    """Of an odd number of actions: each beats the (n - 1)/2 before it."""
    return [[0 if i == j else (1 if (i - j) % n <= n // 2 else -1) for j in range(n)] for i in range(n)]


def identity_equilibria(n: int) -> tuple[Any, ...]:
    """Uniform over every non-empty set of actions (Quint & Shubik 1997)."""
    out = []
    for size in range(1, n + 1):
        for chosen in combinations(range(n), size):
            out.append(same(*[Fraction(int(k in chosen), size) for k in range(n)]))
    return tuple(out)


def nash_1951() -> list[Published]:
    """The six examples of Nash (1951), Non-cooperative games, Annals of Mathematics 54, pp. 291-292."""
    at = "Nash (1951), Annals of Mathematics 54, p. 291, Ex. "
    return [
        Published(
            "Nash 1951, 1",
            at + "1: weak solution (9/16, 7/16), (7/17, 10/17), v1 = -5/17, v2 = 1/2",
            bimatrix([[(5, -3), (-4, 4)], [(-5, 5), (3, -4)]]),
            ([["9/16", "7/16"], ["7/17", "10/17"]],),
            "unique",
            values=("-5/17", "1/2"),
        ),
        Published(
            "Nash 1951, 2",
            at + "2: strong solution (b, beta), v = -1",
            bimatrix([[(1, 1), (-10, 10)], [(10, -10), (-1, -1)]]),
            (same(0, 1),),
            "unique",
            values=(-1, -1),
        ),
        Published(
            "Nash 1951, 3",
            at + "3: unsolvable; (a, alpha), (b, beta) and both halves",
            bimatrix([[(1, 1), (-10, -10)], [(-10, -10), (1, 1)]]),
            (same(1, 0), same(0, 1), same("1/2", "1/2")),
        ),
        Published(
            "Nash 1951, 4",
            at + "4: all pairs of mixed strategies",
            bimatrix([[(1, 1), (0, 1)], [(1, 0), (0, 0)]]),
            tuple(pure((i, 2), (j, 2)) for i in range(2) for j in range(2)),
            "all extreme points",
            components=1,
            also=([["1/3", "2/3"], ["3/7", "4/7"]],),
        ),
        Published(
            "Nash 1951, 5",
            at + "5: unsolvable; (a, alpha), (b, beta) and (1/4, 3/4), (3/8, 5/8)",
            bimatrix([[(1, 2), (-1, -4)], [(-4, -1), (2, 1)]]),
            (same(1, 0), same(0, 1), [["1/4", "3/4"], ["3/8", "5/8"]]),
        ),
        Published(
            "Nash 1951, 6",
            at + "6: (a, alpha) and (b, beta), the latter instable",
            bimatrix([[(1, 1), (0, 0)], [(0, 0), (0, 0)]]),
            (same(1, 0), same(0, 1)),
        ),
    ]


# von Stengel's 6 x 6 game with 75 equilibria, more than 2^6 - 1: New maximal numbers of equilibria in
# bimatrix
# games, Discrete & Computational Geometry 21 (1999), 557-568; small payoffs: Savani & von Stengel (2006).
SMALL_75_A = [
    [-81, 36, -126, 126, -36, 90],
    [-180, 72, -333, 297, -153, 270],
    [20, -3, 42, -33, 17, -30],
    [-30, 17, -33, 42, -3, 20],
    [270, -153, 297, -333, 72, -180],
    [90, -36, 126, -126, 36, -81],
]
SMALL_75_B = [
    [72, 36, 17, -3, -36, -153],
    [-180, -81, -30, 20, 90, 270],
    [297, 126, 42, -33, -126, -333],
    [-333, -126, -33, 42, 126, 297],
    [270, 90, 20, -30, -81, -180],
    [-153, -36, -3, 17, 36, 72],
]
LARGE_75_A = [
    [9504, -660, 19976, -20526, 1776, -8976],
    [-111771, 31680, -130944, 168124, -8514, 52764],
    [397584, -113850, 451176, -586476, 29216, -178761],
    [171204, -45936, 208626, -263076, 14124, -84436],
    [1303104, -453420, 1227336, -1718376, 72336, -461736],
    [737154, -227040, 774576, -1039236, 48081, -300036],
]
LARGE_75_B = [
    [72336, 48081, 29216, 14124, 1776, -8514],
    [-461736, -300036, -178761, -84436, -8976, 52764],
    [1227336, 774576, 451176, 208626, 19976, -130944],
    [-1718376, -1039236, -586476, -263076, -20526, 168124],
    [1303104, 737154, 397584, 171204, 9504, -111771],
    [-453420, -227040, -113850, -45936, -660, 31680],
]


def bimatrix_games() -> list[Published]:
    """Games of two players with every equilibrium that the source names."""
    third, tenth = "1/3", "1/10"
    return [
        *nash_1951(),
        Published(
            "prisoner's dilemma",
            "Luce & Raiffa (1957), Games and Decisions, p. 95: (0.9, 0.9), (0, 1), (1, 0), (0.1, 0.1)",
            bimatrix([[("9/10", "9/10"), (0, 1)], [(1, 0), (tenth, tenth)]]),
            (same(0, 1),),
            "unique",
            values=(tenth, tenth),
        ),
        Published(
            "battle of the sexes",
            "Luce & Raiffa (1957), pp. 90-94: (3/5, 2/5), (2/5, 3/5) gives 1/5 to each",
            bimatrix([[(2, 1), (-1, -1)], [(-1, -1), (1, 2)]]),
            (same(1, 0), same(0, 1), [["3/5", "2/5"], ["2/5", "3/5"]]),
        ),
        Published(
            "matching pennies, 320",
            "Goeree & Holt (2001), AER 91, table 1: row 1/2, column 1/8",
            bimatrix([[(320, 40), (40, 80)], [(40, 80), (80, 40)]]),
            ([["1/2", "1/2"], ["1/8", "7/8"]],),
            "unique",
        ),
        Published(
            "matching pennies, 44",
            "Goeree & Holt (2001), AER 91, table 1: row 1/2, column 10/11",
            bimatrix([[(44, 40), (40, 80)], [(40, 80), (80, 40)]]),
            ([["1/2", "1/2"], ["10/11", "1/11"]],),
            "unique",
        ),
        Published(
            "matching pennies, Ochs",
            "Ochs (1995), GEB 10, game 2: 9 against 1; row 1/2, column 1/10",
            bimatrix([[(9, 0), (0, 1)], [(0, 1), (1, 0)]]),
            ([["1/2", "1/2"], [tenth, "9/10"]],),
            "unique",
        ),
        *[
            Published(
                f"rock-paper-scissors of {n}",
                "Fisher & Ryan (1992), tournament games: the regular tournament has the uniform one only",
                zero_sum(rock_paper_scissors(n)),
                (same(*[Fraction(1, n)] * n),),
                "unique",
                values=(0, 0),
            )
            for n in (3, 5, 7)
        ],
        Published(
            "rock-paper-scissors with a well",
            "folklore: the well beats rock and scissors and loses to paper; rock is weakly worse, unplayed",
            zero_sum([[0, -1, 1, -1], [1, 0, -1, 1], [-1, 1, 0, -1], [1, -1, 1, 0]]),
            (same(0, third, third, third),),
            "unique",
            values=(0, 0),
        ),
        Published(
            "Shapley 1964",
            "Shapley (1964), Some topics in two-person games, section 5: (1/3, 1/3, 1/3) only",
            [[[1, 0, 0], [0, 1, 0], [0, 0, 1]], [[0, 1, 0], [0, 0, 1], [1, 0, 0]]],
            (same(third, third, third),),
            "unique",
            values=(third, third),
        ),
        Published(
            "O'Neill 1987",
            "O'Neill (1987), PNAS 84: joker 0.4, each card 0.2; the first wins 40%",
            zero_sum([[1, -1, -1, -1], [-1, -1, 1, 1], [-1, 1, -1, 1], [-1, 1, 1, -1]]),
            (same("2/5", "1/5", "1/5", "1/5"),),
            "unique",
            values=("-1/5", "1/5"),
        ),
        Published(
            "handbook 3 x 2",
            "von Stengel (2002), Handbook of Game Theory 3, (2.15); Avis et al. (2010), section 3: three",
            bimatrix([[(0, 1), (6, 0)], [(2, 0), (5, 2)], [(3, 4), (3, 3)]]),
            (
                [[0, 0, 1], [1, 0]],
                [[0, third, "2/3"], ["2/3", third]],
                [["2/3", third, 0], [third, "2/3"]],
            ),
        ),
        Published(
            "AGT 3 x 2",
            "von Stengel (2007), in Algorithmic Game Theory, (3.3): three equilibria",
            bimatrix([[(3, 3), (3, 2)], [(2, 2), (5, 6)], [(0, 3), (6, 1)]]),
            (
                [[1, 0, 0], [1, 0]],
                [["4/5", "1/5", 0], ["2/3", third]],
                [[0, third, "2/3"], [third, "2/3"]],
            ),
        ),
        Published(
            "AGT 3 x 2, degenerate",
            "von Stengel (2007), in Algorithmic Game Theory, (3.7): an edge, y between (1, 0) and (2/3, 1/3)",
            bimatrix([[(3, 3), (3, 3)], [(2, 2), (5, 6)], [(0, 3), (6, 1)]]),
            (
                [[1, 0, 0], [1, 0]],
                [[1, 0, 0], ["2/3", third]],
                [[0, third, "2/3"], [third, "2/3"]],
            ),
            "all extreme points",
            components=2,
            also=([[1, 0, 0], ["4/5", "1/5"]],),
        ),
        Published(
            "inspection",
            "Fudenberg & Tirole (1991), p. 17, g = 1, w = 4, v = 7, h = 2: shirk h/w, inspect g/w",
            bimatrix([[(0, -2), (4, -4)], [(3, 1), (3, 3)]]),
            ([["1/2", "1/2"], ["1/4", "3/4"]],),
            "unique",
            values=(3, "-1/2"),
        ),
        Published(
            "hawk and dove",
            "Maynard Smith & Price (1973), Nature 246: V = 2, C = 6: hawk V/C",
            bimatrix([[(-2, -2), (2, 0)], [(0, 2), (1, 1)]]),
            ([[1, 0], [0, 1]], [[0, 1], [1, 0]], same(third, "2/3")),
        ),
        Published(
            "stag hunt",
            "Harsanyi & Selten (1988), p. 355, Aumann's 9-8-0-7: mixed at 7/8",
            bimatrix([[(9, 9), (0, 8)], [(8, 0), (7, 7)]]),
            (same(1, 0), same(0, 1), same("7/8", "1/8")),
        ),
        Published(
            "hide and seek",
            "von Neumann (1953), Contributions II: diagonal a gives 1/sum(1/a), in proportion to 1/a",
            zero_sum([[a if i == j else 0 for j in range(4)] for i, a in enumerate([1, 2, 3, 6])]),
            (same("1/2", "1/4", "1/6", "1/12"),),
            "unique",
            values=("1/2", "-1/2"),
        ),
        Published(
            "two-finger Morra",
            "Chvatal (1983), Linear Programming, ch. 15: (0, p, 1 - p, 0) with p from 4/7 to 3/5 is optimal",
            zero_sum([[0, 2, -3, 0], [-2, 0, 0, 3], [3, 0, 0, -4], [0, -3, 4, 0]]),
            tuple(
                [list(x), list(y)] for x, y in product([(0, "4/7", "3/7", 0), (0, "3/5", "2/5", 0)], repeat=2)
            ),
            "all extreme points",
            components=1,
            values=(0, 0),
        ),
        Published(
            "Bismarck Sea",
            "Haywood (1954), JORSA 2: both go north, two days of bombing; the convoy may mix up to 1/2",
            zero_sum([[2, 2], [1, 3]]),
            (same(1, 0), [[1, 0], ["1/2", "1/2"]]),
            "all extreme points",
            components=1,
            values=(2, -2),
        ),
        Published(
            "Gibbons 1.1.1",
            "Gibbons (1992), A Primer in Game Theory, fig. 1.1.1: (Up, Middle)",
            bimatrix([[(1, 0), (1, 2), (0, 1)], [(0, 3), (0, 1), (2, 0)]]),
            ([[1, 0], [0, 1, 0]],),
            "unique",
            values=(1, 2),
        ),
        Published(
            "Fudenberg & Tirole 1.1",
            "Fudenberg & Tirole (1991), fig. 1.1: (U, L)",
            bimatrix([[(4, 3), (5, 1), (6, 2)], [(2, 1), (8, 4), (3, 6)], [(3, 0), (9, 6), (2, 8)]]),
            (pure((0, 3), (0, 3)),),
            "unique",
            values=(4, 3),
        ),
        Published(
            "Wilson's inaccessible equilibria",
            "Shapley (1974), Math. Programming Study 1, fig. 3: one pure, two mixed ones",
            bimatrix([[(0, 0), (3, 2), (0, 3)], [(2, 3), (2, 2), (0, 0)], [(3, 0), (0, 0), (1, 1)]]),
            (
                pure((2, 3), (2, 3)),
                same(third, "2/3", 0),
                # all three: 3 y2 = 2 y1 + 2 y2 = 3 y1 + y3, so y2 = 2 y1, y3 = 3 y1
                same("1/6", "1/3", "1/2"),
            ),
        ),
        *[
            Published(
                f"coordination {n} x {n}",
                "Quint & Shubik (1997), IJGT 26: the identity game has 2^n - 1",
                [[[int(i == j) for j in range(n)] for i in range(n)]] * 2,
                identity_equilibria(n),
                "all" if n > 1 else "unique",
            )
            for n in range(1, 8)
        ],
        Published(
            "traveller's dilemma",
            "Basu (1994), AER 84: (2, 2) is the only equilibrium, here with claims from 2 to 9",
            [
                [[min(a, b) + 2 * ((a < b) - (a > b)) for b in range(2, 10)] for a in range(2, 10)],
                [[min(a, b) + 2 * ((b < a) - (b > a)) for b in range(2, 10)] for a in range(2, 10)],
            ],
            (pure((0, 8), (0, 8)),),
            "unique",
            values=(2, 2),
        ),
    ]


def el_farol() -> np.ndarray:
    """Arthur (1994), three guests and two seats: 2 if seated, 0 in a crowd, 1 at home. Action 0 is to go."""
    out = np.empty((3, 2, 2, 2))
    for cell in product(range(2), repeat=3):
        going = cell.count(0)
        out[(slice(None), *cell)] = [1 if a else (2 if going <= 2 else 0) for a in cell]
    return out


def volunteers(n: int, benefit: int, cost: int) -> np.ndarray:
    """Diekmann (1985): everybody gets the benefit if one volunteers (action 0), who pays the cost."""
    out = np.empty((n, *[2] * n))
    for cell in product(range(2), repeat=n):
        out[(slice(None), *cell)] = [benefit * (0 in cell) - cost * (a == 0) for a in cell]
    return out


def volunteers_equilibria(n: int, ratio: float) -> tuple[Any, ...]:
    """Each non-empty set of those who may volunteer: alone surely, otherwise not with (c/b)^(1/(m-1))."""
    out = []
    for size in range(1, n + 1):
        for group in combinations(range(n), size):
            q = 0.0 if size == 1 else ratio ** (1 / (size - 1))
            out.append([[1 - q, q] if k in group else [0, 1] for k in range(n)])
    return tuple(out)


def threshold(n: int, needed: int, cost: Fraction) -> list[Any]:
    """Palfrey & Rosenthal (1984): the good (worth 1) is provided if enough pay (action 0); no refund."""
    tables = []
    for k in range(n):
        table = np.empty([2] * n, dtype=object)
        for cell in product(range(2), repeat=n):
            table[cell] = int(cell.count(0) >= needed) - cost * (cell[k] == 0)
        tables.append(table)
    return tables


def public_good(n: int, share: Fraction) -> list[Any]:
    """Linear public good: each of n keeps its unit (action 1) or gives it; all get `share` of each unit
    given.
    """
    tables = []
    for k in range(n):
        table = np.empty([2] * n, dtype=object)
        for cell in product(range(2), repeat=n):
            table[cell] = share * cell.count(0) + cell[k]
        tables.append(table)
    return tables


def from_cells(shape: tuple[int, ...], cells: list[tuple[int, ...]]) -> np.ndarray:
    """Payoffs from a list of cells in which the first player's action runs fastest, as Nau et al. print
    them.
    """
    out = np.empty((len(shape), *shape))
    for number, cell in enumerate(cells):
        place = np.unravel_index(number, shape, order="F")
        out[(slice(None), *place)] = cell
    return out


NAU_4 = from_cells(  # Nau, Gomez Canovas & Hansen (2004), IJGT 32, section 4: one equilibrium, irrational
    (2, 2, 2),
    [(3, 0, 2), (0, 1, 0), (0, 2, 0), (1, 0, 0), (1, 0, 0), (0, 3, 0), (0, 1, 0), (2, 0, 3)],
)
NAU_5 = from_cells(  # section 5: three pure ones, two in which one does not mix, and a continuum
    (2, 2, 2),
    [(0, 0, 2), (3, 0, 0), (0, 3, 0), (0, 0, 0), (1, 1, 0), (0, 0, 0), (0, 0, 0), (0, 0, 3)],
)
NAU_6 = from_cells(  # section 6: the equilibria are a segment
    (2, 2, 4),
    [
        *[(2, 0, 0), (0, 2, 1), (0, 1, 1), (1, 0, 2), (1, 0, 2), (0, 1, 1), (0, 2, 1), (2, 0, 0)],
        *[(1, 0, 1), (0, 2, 0), (0, 1, 2), (2, 0, 1), (2, 0, 1), (0, 1, 2), (0, 2, 0), (1, 0, 1)],
    ],
)


def mckelvey_mclennan() -> np.ndarray:
    out = np.zeros((3, 2, 2, 2))
    out[:, 0, 0, 0], out[:, 1, 1, 0] = (9, 8, 12), (9, 8, 2)
    out[:, 1, 0, 1], out[:, 0, 1, 1] = (3, 4, 6), (3, 4, 6)
    return out


def many_player_games() -> list[Published]:
    """Games of three or four players with every equilibrium, in closed form."""
    half = [0.5, 0.5]
    # indifference: q/(1-q) = (2-r)/(1+2r), p/(1-p) = (3-2r)/(1+r), their product 3/2: 2 r^2 + 23 r - 9 = 0
    r = (sqrt(601) - 23) / 4
    nau = [[p, 1 - p] for p in ((3 - 2 * r) / (4 - r), (2 - r) / (3 + r), r)]
    go = sqrt(0.5)
    three = range(3)
    a, b, c = np.indices((2, 2, 2))
    return [
        Published(
            "Nau et al., irrational",
            "Nau, Gomez Canovas & Hansen (2004), IJGT 32, section 4: unique, in the roots of 601",
            NAU_4,
            (nau,),
            "unique",
        ),
        Published(
            "El Farol of three",
            "Arthur (1994), AER 84; closed form: p^2 = 1/2, and where one goes surely the others go with 1/2",
            el_farol(),
            (
                *[[[0, 1] if k == i else [1, 0] for k in three] for i in three],
                *[[[1, 0] if k == i else half for k in three] for i in three],
                [[go, 1 - go]] * 3,
            ),
        ),
        Published(
            "volunteer's dilemma of three",
            "Diekmann (1985), J. Conflict Resolution 29, b = 4, c = 1: (c/b)^(1/(m-1)) for each group of m",
            volunteers(3, 4, 1),
            volunteers_equilibria(3, 1 / 4),
        ),
        Published(
            "volunteer's dilemma of four",
            "Diekmann (1985), b = 8, c = 1",
            volunteers(4, 8, 1),
            volunteers_equilibria(4, 1 / 8),
        ),
        Published(
            "threshold public good",
            "Palfrey & Rosenthal (1984), J. Public Econ. 24, two of three, c = 3/8: 2p(1-p) = c, or one sure",
            threshold(3, 2, Fraction(3, 8)),
            (
                [[0, 1]] * 3,
                *[[[0, 1] if k == i else [1, 0] for k in three] for i in three],
                *[[[1, 0] if k == i else [5 / 8, 3 / 8] for k in three] for i in three],
                [[1 / 4, 3 / 4]] * 3,
                [[3 / 4, 1 / 4]] * 3,
            ),
        ),
        *[
            Published(
                f"public good of {n}",
                "Isaac & Walker (1988), QJE 103: nobody gives, by strict dominance",
                public_good(n, Fraction(1, 2)),
                ([[0, 1]] * n,),
                "unique",
                values=(1,) * n,
            )
            for n in (3, 4, 5)
        ],
        Published(
            "Jordan's pennies",
            "Jordan (1993), GEB 5: each wants to match the next one, the last not to; 1/2 only",
            [(a == b).astype(int), (b == c).astype(int), (c != a).astype(int)],
            ([half] * 3,),
            "unique",
        ),
        Published(
            "coordination 2 x 2 x 2",
            "closed form: all the same, or q r = (1-q)(1-r) for each pair",
            [((a == b) & (b == c)).astype(int)] * 3,
            ([[1, 0]] * 3, [[0, 1]] * 3, [half] * 3),
        ),
    ]
