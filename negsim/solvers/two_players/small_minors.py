"""Small bimatrix games by the signs of minors: every question of support enumeration is one.

Put a column of ones beside a player's payoffs. The minors of that matrix, of rows R and of columns C and the
ones, |R| = |C| + 1, answer all that support enumeration asks of this player, about every pair of supports:

- the strategy on J that makes the player indifferent between its actions I, |I| = |J|, gives j a weight
  proportional to the minor of I and J without j (Cramer's rule), with alternating signs;
- what an action i outside of I gains against it is the minor of I with i and J.

So a strategy exists and nothing outside of I is better if certain minors have certain signs, or all of them
the opposite ones. A 3 × 3 game has 12 such minors a player for its 19 pairs of supports, a 4 × 4 game 52 for
69. The tables of which minors and which signs depend on the game's shape only.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

__all__ = ["Set", "Side", "Supports", "count_minors", "minors", "supports"]

Floats = NDArray[np.float64]
Index = NDArray[np.intp]
Set = tuple[int, ...]


@dataclass(frozen=True)
class _Recipe:
    """How to work out the minors of a table, each from smaller ones.

    Attributes
    ----------
    place : dict
        Position of the minor of rows R and columns C; the one of a single row is always 1, at position 0.
    pairs : list of (int, int, int)
        Differences of two rows, and the position of the first of as many as there are columns.
    products : list of (int, list of (int, int, int))
        Position of a larger minor, and the products that it is the sum of: sign, and two positions.
    """

    place: dict[tuple[Set, Set], int]
    pairs: list[tuple[int, int, int]]
    products: list[tuple[int, list[tuple[int, int, int]]]]


@cache
def _recipe(own: int, other: int) -> _Recipe:
    place: dict[tuple[Set, Set], int] = {((i,), ()): 0 for i in range(own)}
    count = 1
    for size in range(2, min(own, other + 1) + 1):
        for rows in combinations(range(own), size):
            for columns in combinations(range(other), size - 1):
                place[rows, columns] = count
                count += 1
    pairs = [(r, s, place[(r, s), (0,)]) for r, s in combinations(range(own), 2)]
    products = []
    for (rows, columns), at in place.items():
        if len(rows) > 2:
            # along the first column; the same expansion along a column of ones gives 0, which is taken away
            sum_of = [
                (
                    1 if p % 2 else -1,
                    place[(rows[0], rows[p]), columns[:1]],
                    place[rows[:p] + rows[p + 1 :], columns[1:]],
                )
                for p in range(1, len(rows))
            ]
            products.append((at, sum_of))
    return _Recipe(place, pairs, products)


def count_minors(own: int, other: int) -> int:
    """Number of minors of a table of `own` rows and `other` columns."""
    return max(_recipe(own, other).place.values()) + 1


def minors(table: Floats, unit: Floats, out: Floats) -> None:
    """Work out all minors of each game's table, its payoffs divided by a unit.

    Parameters
    ----------
    table : f8 [own, other, G]
        Payoffs of one player, its own actions first.
    unit : f8 [G]
        What to multiply payoffs with, so that no difference in a column exceeds 1.
    out : f8 [minor, G]
    """
    own, other, games = table.shape
    recipe = _recipe(own, other)
    out[0] = 1.0
    for r, s, at in recipe.pairs:
        np.subtract(table[r], table[s], out=out[at : at + other])
        out[at : at + other] *= unit
    product = np.empty(games)
    for at, sum_of in recipe.products:
        for number, (sign, a, b) in enumerate(sum_of):
            if number == 0:
                np.multiply(out[a], out[b], out=out[at])  # the sign of the first is always 1
                continue
            np.multiply(out[a], out[b], out=product)
            (np.add if sign > 0 else np.subtract)(out[at], product, out=out[at])


@dataclass(frozen=True, eq=False)
class Side:
    """What one player's minors must be like, for each pair of supports.

    Attributes
    ----------
    signs, opposite : list of list of int
        Rows of a table of "the minor is positive", followed by "the minor is negative": all of them must be
        true, in one or in the other. The other is left out for pure strategies, whose only minor is 1.
    weights : list of list of int
        The minors whose absolute values are the weights of the other player's actions.
    """

    signs: list[list[int]]
    opposite: list[list[int]]
    weights: list[list[int]]


@dataclass(frozen=True, eq=False)
class Supports:
    """All pairs of supports of equal size, smallest first, and what to ask about each.

    Attributes
    ----------
    rows, columns : tuple of tuple of int
        The actions in each pair.
    row, column : Side
        What the row player's payoffs must be like (they give the columns' weights), and the column player's.
    """

    rows: tuple[Set, ...]
    columns: tuple[Set, ...]
    row: Side
    column: Side


@cache
def supports(m: int, n: int) -> Supports:
    """List what to ask about each pair of supports of m × n games."""
    rows, columns = zip(
        *(
            (i, j)
            for size in range(1, min(m, n) + 1)
            for i in combinations(range(m), size)
            for j in combinations(range(n), size)
        ),
        strict=True,
    )
    return Supports(rows, columns, _side(m, n, rows, columns), _side(n, m, columns, rows))


def _side(own: int, other: int, mine: tuple[Set, ...], theirs: tuple[Set, ...]) -> Side:
    place, count = _recipe(own, other).place, count_minors(own, other)
    side = Side([], [], [])
    for i, j in zip(mine, theirs, strict=True):
        inside = [place[i, j[:p] + j[p + 1 :]] for p in range(len(j))]
        signs = [at + count * (p % 2) for p, at in enumerate(inside)]
        for k in range(own):
            if k in i:
                continue
            larger = tuple(sorted((*i, k)))
            # k is to lose: the opposite sign of the one that an action inside would have there
            signs.append(place[larger, j] + count * (1 - larger.index(k) % 2))
        side.signs.append(signs)
        side.opposite.append([(at + count) % (2 * count) for at in signs] if len(i) > 1 else [])
        side.weights.append(inside)
    return side
