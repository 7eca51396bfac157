"""Vertices of best-reply polytopes in whole numbers, and the pairs of them that are equilibria.

The same search as `best_reply_polytopes`, a basis at a time: a tableau is kept in integers over a common
denominator, and each pivot divides without remainder (Edmonds 1967; Avis, Rosenberg, Savani & von Stengel
2010, section 5). Nothing is rounded, so that nothing needs a tolerance.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from negsim.errors import GameError

__all__ = ["Basis", "ExactVertex", "exact_pairs", "leaving", "pivot", "starting_basis", "visit_exactly"]

Row = list[int]


@dataclass(frozen=True)
class ExactVertex:
    """A vertex.

    Attributes
    ----------
    labels : int
        Tight inequalities, as bits.
    strategy : tuple of Fraction
    degenerate : bool
        Whether it has more labels than the polytope has dimensions.
    """

    labels: int
    strategy: tuple[Fraction, ...]
    degenerate: bool


@dataclass
class Basis:
    """Integers [row, column] over a denominator; the last two columns are the right-hand sides 1 and r.

    Columns stand for the labels outside the basis, rows for those inside.
    """

    rows: list[Row]
    denominator: int
    outside: list[int]
    inside: list[int]

    def strategy(self, own: Iterable[int]) -> tuple[Fraction, ...]:
        """Its vertex as a mixed strategy of the actions with these labels."""
        at = {label: i for i, label in enumerate(self.inside)}
        weights = [self.rows[at[label]][-2] if label in at else 0 for label in own]
        total = sum(weights)
        return tuple(Fraction(w, total) for w in weights)


def starting_basis(M: Sequence[Sequence[int]], own: Iterable[int], other: Iterable[int]) -> Basis:
    """The origin of {x ≥ 0, M x ≤ 1}."""
    chance = random.Random(20100)
    return Basis([[*line, 1, chance.getrandbits(60) | 1 << 60] for line in M], 1, list(own), list(other))


def visit_exactly(
    M: Sequence[Sequence[int]], own: Sequence[int], other: Sequence[int], *, most: int, player: str
) -> tuple[list[ExactVertex], int]:
    """Visit all vertices of {x ≥ 0, M x ≤ 1} but the origin; return them and the number of bases.

    Parameters
    ----------
    M : int [row][column]
        Positive.
    own, other : int [column], int [row]
        Labels of x_c ≥ 0 and of (M x)_r ≤ 1.
    most : int
        Number of bases.
    player : str
        For the message.

    Raises
    ------
    GameError
        If there are more bases.
    """
    start = starting_basis(M, own, other)
    seen = {_bits(own)}
    found: dict[int, ExactVertex] = {}
    level = [start]
    while level:
        following = []
        for basis in level:
            key = _bits(basis.outside)
            for column in range(len(own)):
                row = leaving(basis, column)
                new = key ^ 1 << basis.outside[column] ^ 1 << basis.inside[row]
                if new in seen:
                    continue
                seen.add(new)
                if len(seen) > most:
                    raise GameError(
                        f"{player}'s best-reply polytope has more than {most:,} bases, too many for exact "
                        "arithmetic at this size; VertexEnumeration() computes with floats"
                    )
                made = pivot(basis, row, column)
                following.append(made)
                vertex = _vertex(made, new, own)
                found.setdefault(vertex.labels, vertex)
        level = following
    return list(found.values()), len(seen)


def leaving(basis: Basis, column: int) -> int:
    """The row that leaves where a column enters, by a lexicographic ratio test."""
    best = -1
    for i, row in enumerate(basis.rows):
        if row[column] <= 0:
            continue
        if best < 0:
            best = i
            continue
        against = basis.rows[best]
        first = row[-2] * against[column] - against[-2] * row[column]
        if first < 0 or (first == 0 and row[-1] * against[column] < against[-1] * row[column]):
            best = i
    return best


def pivot(basis: Basis, r: int, c: int) -> Basis:
    """Exchange a row's label for a column's."""
    line = basis.rows[r]
    p, d = line[c], basis.denominator
    rows = []
    for i, row in enumerate(basis.rows):
        if i == r:
            new = line.copy()
            new[c] = d
        else:
            f = row[c]
            new = (
                [(v * p - f * w) // d for v, w in zip(row, line, strict=True)]
                if f
                else [v * p // d for v in row]
            )
            new[c] = -f
        rows.append(new)
    outside, inside = basis.outside.copy(), basis.inside.copy()
    outside[c], inside[r] = inside[r], outside[c]
    return Basis(rows, p, outside, inside)


def exact_pairs(one: Sequence[ExactVertex], two: Sequence[ExactVertex], count: int) -> list[tuple[int, int]]:
    """Pairs of vertices that have all `count` labels between them."""
    every = (1 << count) - 1
    plain = {v.labels: j for j, v in enumerate(two) if not v.degenerate}
    degenerate = [(j, v.labels) for j, v in enumerate(two) if v.degenerate]
    whole = [(j, v.labels) for j, v in enumerate(two)]
    pairs = []
    for i, v in enumerate(one):
        if v.degenerate:
            pairs += [(i, j) for j, labels in whole if v.labels | labels == every]
            continue
        partner = plain.get(every ^ v.labels)
        if partner is not None:
            pairs.append((i, partner))
        pairs += [(i, j) for j, labels in degenerate if v.labels | labels == every]
    return pairs


def _vertex(basis: Basis, key: int, own: Sequence[int]) -> ExactVertex:
    tight = _bits(label for label, row in zip(basis.inside, basis.rows, strict=True) if row[-2] == 0)
    return ExactVertex(key | tight, basis.strategy(own), bool(tight))


def _bits(labels: Iterable[int]) -> int:
    bits = 0
    for label in labels:
        bits |= 1 << label
    return bits
