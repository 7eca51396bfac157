"""Vertices of a best-reply polytope, many bases at a time.

A player's polytope is {x ≥ 0, M x ≤ 1}, with M the other's payoffs, all positive: x/Σx is a mixed strategy,
and a row of M is tight where it is a best reply to it (von Stengel 2002, section 2). A vertex is known by its
tight inequalities, its *labels*.

All bases are visited breadth-first from x = 0. A level of the search is one array of tableaus; each of its
columns enters in turn, and ratio tests and pivots are done for all of them at once. Where inequalities meet
by chance, the right-hand sides are thought of as 1 + ε r, with r positive and generic and ε infinitely small,
which makes the polytope simple: its graph is connected, and each vertex of the polytope as given has a basis
in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import comb

import numpy as np
from numpy.typing import NDArray

from negsim.errors import GameError
from negsim.solvers.two_players.label_sets import Masks, fresh, packed, unpacked
from negsim.solvers.two_players.unit_payoffs import Precision

__all__ = ["Vertices", "generic_numbers", "most_bases", "visit_vertices"]

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]

BLOCK = 256  # bases handled together: their tableaus stay in the cache
MAX_WORK = 1_000_000_000  # entries of all tableaus; half a minute
MAX_FOUND = 4_000_000  # words of neighbours that are compared together
MAX_KEPT = 16_000_000  # entries of tableaus that are kept for the next level; an eighth of a gigabyte
TELLING = 20_000  # bases from which on the growth of the levels tells where it leads
HUGE = 1e40  # stands for 1/0 in ratio tests
CHECKSUM = 1e-12  # more is wrong by rounding: computed anew


@dataclass(frozen=True, eq=False)
class Vertices:
    """Vertices of a polytope, without the origin.

    Attributes
    ----------
    bases : bool [vertex, label]
        Inequalities that define it, as many as the polytope has dimensions.
    labels : bool [vertex, label]
        All inequalities that are tight.
    visited : int
        Number of bases.
    doubtful : bool
        Whether a decision was too close to be sure of it.
    """

    bases: NDArray[np.bool_]
    labels: NDArray[np.bool_]
    visited: int
    doubtful: bool

    @property
    def simple(self) -> bool:
        """Whether no vertex has more labels than dimensions."""
        return bool((self.bases == self.labels).all())


@dataclass
class Level:
    """Bases that are equally far from the origin.

    `tableau` is [column, row, basis]: the columns outside the basis, then the right-hand sides 1 and r, then
    the sum of all columns, by which rounding errors show. `outside` [column, basis] and `inside` [row, basis]
    are the labels that columns and rows stand for. `keys` [basis, word] are the labels outside, as bits.
    """

    keys: Masks
    outside: NDArray[np.int32]
    inside: NDArray[np.int32]
    tableau: Floats | None


def visit_vertices(
    M: Floats, own: Ints, other: Ints, precision: Precision, player: str, work: int = MAX_WORK
) -> Vertices:
    """Visit all vertices of {x ≥ 0, M x ≤ 1}.

    Parameters
    ----------
    M : f8 [row, column]
        Positive.
    own, other : int [column], int [row]
        Labels of x_c ≥ 0 and of (M x)_r ≤ 1, together 0, 1, 2, ….
    precision : Precision
    player : str
        Whose polytope it is, for the message.
    work : int
        Entries of tableaus that may be computed.

    Raises
    ------
    GameError
        If there are too many.
    """
    search = Search(M, own, other, precision)
    level, before = search.start(), np.empty((0, search.bits.shape[1]), np.uint64)
    sizes, found = [], []
    while len(level.keys):
        sizes.append(len(level.keys))
        if sum(sizes) > most_bases(M.shape[1], sum(M.shape)):  # more than there can be: rounding made them up
            search.doubtful = True
            break
        _bound(sizes, M, player, work)
        following, labels = search.following(level, before)
        found.append((level.keys, labels))
        level, before = following, level.keys
    bases = np.concatenate([b for b, _ in found[1:]])
    labels = np.concatenate([t for _, t in found[1:]])
    if (bases != labels).any():  # a degenerate vertex has several bases; the first one stands for it
        at = fresh(labels, labels[:0])
        bases, labels = bases[at], labels[at]
    return Vertices(
        unpacked(bases, len(search.bits)),
        unpacked(labels, len(search.bits)),
        sum(sizes),
        search.doubtful,
    )


class Search:
    """The breadth-first search over the bases of one polytope."""

    def __init__(self, M: Floats, own: Ints, other: Ints, precision: Precision) -> None:
        self.M, self.own, self.other, self.precision = M, own, other, precision
        self.doubtful = False
        self.bits = packed(np.eye(len(own) + len(other), dtype=np.bool_))
        self.generic = generic_numbers(len(M))
        self.block = max(1, min(BLOCK, MAX_KEPT // (4 * M.size)))

    def start(self) -> Level:
        """The origin: every column is outside the basis."""
        rows, columns = self.M.shape
        tableau = np.ones((columns + 3, rows, 1))
        tableau[:columns, :, 0] = self.M.T
        tableau[columns + 1, :, 0] = self.generic
        tableau[columns + 2, :, 0] += self.M.sum(axis=1)
        keys = np.bitwise_or.reduce(self.bits[self.own], axis=0)[None]
        return Level(keys, self.own.astype(np.int32)[:, None], self.other.astype(np.int32)[:, None], tableau)

    def following(self, level: Level, before: Masks) -> tuple[Level, Masks]:
        """Bases one pivot away from a level, but for known ones; and all labels of those in the level."""
        rows, (columns, width) = len(level.inside), level.outside.shape
        labels = level.keys.copy()
        step = self.block * max(1, MAX_FOUND // (columns * self.block * self.bits.shape[1]))
        found = [self.neighbours(level, before, labels, low, low + step) for low in range(0, width, step)]
        keys, entering, parent, row = (np.concatenate(part) for part in zip(*found, strict=True))
        if len(found) > 1:  # the same may have been found from several parts
            at = fresh(keys)
            keys, entering, parent, row = keys[at], entering[at], parent[at], row[at]
        each = np.arange(len(keys))
        made = Level(keys, level.outside[:, parent], level.inside[:, parent], None)
        made.outside[entering, each] = level.inside[row, parent]
        made.inside[row, each] = level.outside[entering, parent]
        if len(keys) * rows * (columns + 3) <= MAX_KEPT:
            made.tableau = np.empty((columns + 3, rows, len(keys)))
            for low in range(0, len(keys), self.block):
                part = slice(low, low + self.block)
                made.tableau[:, :, part] = self.pivoted(
                    level, made, part, parent[part], entering[part], row[part]
                )
        return made, labels

    def neighbours(
        self, level: Level, before: Masks, labels: Masks, low: int, high: int
    ) -> tuple[Masks, Ints, Ints, Ints]:
        """New bases one pivot away from some of a level: keys, entering columns, parents and leaving rows.

        On the way, labels of rows that are 0 are added to `labels`.
        """
        some = slice(low, high)
        outside, inside = level.outside[:, some], level.inside[:, some]
        columns, width = outside.shape
        leaving = np.empty((columns, width), np.intp)
        for first in range(0, width, self.block):
            here = slice(first, first + self.block)
            part = slice(low + first, min(low + first + self.block, high))
            table = self.tableaus(level, part)
            none = table[columns] == 0
            degenerate = bool(none.any())
            if degenerate:
                more = np.where(none[:, :, None], self.bits[inside[:, here]], np.uint64(0))
                labels[part] |= np.bitwise_or.reduce(more, axis=0)
            leaving[:, here] = self.ratio_test(table, none if degenerate else None)
        out = inside[leaving, np.arange(width)]
        keys = (level.keys[some] ^ self.bits[outside] ^ self.bits[out]).reshape(columns * width, -1)
        at = fresh(keys, level.keys, before)
        entering, parent = np.divmod(at, width)
        return keys[at], entering, parent + low, leaving[entering, parent]

    def tableaus(self, level: Level, part: slice) -> Floats:
        """Tableaus of some bases of a level, kept or computed anew."""
        if level.tableau is not None:
            return level.tableau[:, :, part]
        return self.settled(self.solved(level.outside[:, part], level.inside[:, part]))

    def ratio_test(self, tableau: Floats, none: NDArray[np.bool_] | None) -> Ints:
        """The row that leaves the basis [column, basis] for each column that enters it.

        `none` says which rows are 0, if any is: they bind at once, in whichever column they are positive.
        """
        columns = len(tableau) - 3
        entries, first = tableau[:columns], tableau[columns]
        if none is None:
            gain = entries * (1 / first)
        else:
            zero, doubt = self.precision.zero, self.precision.doubt
            gain = entries / np.where(none, 1, first)
            np.copyto(gain, np.where(entries > zero, HUGE, 0), where=none)
            self.doubtful |= bool(((entries > zero / 8) & (entries < doubt) & none).any())
        best = gain.max(axis=1)
        leaving: Ints = gain.argmax(axis=1)
        close = gain >= best[:, None] * (1 - self.precision.near)
        column, basis = np.nonzero(np.count_nonzero(close, axis=1) > 1)
        if len(column):
            leaving[column, basis] = self.untied(
                entries[column, :, basis], first[:, basis].T, tableau[columns + 1][:, basis].T
            )
        return leaving

    def untied(self, entry: Floats, first: Floats, second: Floats) -> Ints:
        """Ratio tests [case, row] in which the second right-hand side may have to decide."""
        zero = self.precision.zero
        positive = entry > zero
        usable = np.where(positive, entry, 1)
        ratio = np.where(positive, first / usable, np.inf)
        left = first - ratio.min(axis=1)[:, None] * entry  # what the rows would be after the pivot
        tied = positive & (left <= zero)
        again = np.where(tied, second / usable, np.inf)
        return np.asarray(again.argmin(axis=1))

    def pivoted(
        self, level: Level, made: Level, part: slice, parent: Ints, entering: Ints, row: Ints
    ) -> Floats:
        """Tableaus after one pivot each."""
        columns, each = len(level.outside), np.arange(len(parent))
        if level.tableau is None:
            return self.settled(self.solved(made.outside[:, part], made.inside[:, part]))
        table = np.take(level.tableau, parent, axis=2)
        column = table[entering, :, each].T
        across = table[:, row, each]
        pivot = 1 / column[row, each]
        across *= pivot
        table -= across[:, None] * column
        table[entering, :, each] = (column * -pivot).T
        table[:, row, each] = across
        table[entering, row, each] = pivot
        wrong = table[columns + 2] - 1
        wrong -= table[:columns].sum(axis=0)
        off = np.flatnonzero(np.abs(wrong).max(axis=0) > CHECKSUM)
        if len(off):
            place = off + part.start
            table[:, :, off] = self.solved(made.outside[:, place], made.inside[:, place])
        return self.settled(table)

    def settled(self, table: Floats) -> Floats:
        """Set to 0 what is 0 but for rounding, and see that nothing is close to it without being it."""
        zero, doubt = self.precision.zero, self.precision.doubt
        first, second = table[-3], table[-2]
        small = first < doubt
        if small.any():
            none = first <= zero
            self.doubtful |= bool(
                (small & (np.abs(first) > zero / 8)).any() or (none & (second < 1e-9)).any()
            )
            first[none] = 0
        return table

    def solved(self, outside: NDArray[np.int32], inside: NDArray[np.int32]) -> Floats:
        """Tableaus of these bases from the beginning, with the error of one elimination."""
        rows, columns = self.M.shape
        every = np.zeros((rows, rows + columns))
        every[:, self.own] = self.M
        every[np.arange(rows), self.other] = 1
        right = np.stack([np.ones(rows), self.generic, every.sum(axis=1)], axis=1)
        matrix = every[:, inside].transpose(2, 0, 1)
        wide = np.concatenate(
            [every[:, outside].transpose(2, 0, 1), np.broadcast_to(right, (inside.shape[1], rows, 3))], axis=2
        )
        try:
            table = np.linalg.solve(matrix, wide).transpose(2, 1, 0)
        except np.linalg.LinAlgError:
            self.doubtful = True
            table = np.stack(
                [np.linalg.lstsq(a, b, rcond=None)[0].T for a, b in zip(matrix, wide, strict=True)], axis=2
            )
        return np.ascontiguousarray(table)


@lru_cache(maxsize=64)
def generic_numbers(count: int) -> Floats:
    """Numbers between 1 and 2 that no equation with simple coefficients holds for; always the same."""
    return np.random.default_rng(20100).uniform(1, 2, count)


def most_bases(dimension: int, inequalities: int) -> int:
    """The most vertices that a simple polytope can have (upper bound theorem, McMullen 1970).

    >>> most_bases(2, 7), most_bases(3, 8)
    (7, 12)
    """
    beyond = inequalities - dimension
    return comb(inequalities - (dimension + 1) // 2, beyond) + comb(inequalities - dimension // 2 - 1, beyond)


def _bound(sizes: list[int], M: Floats, player: str, work: int) -> None:
    """Stop a search that is, or will be, too long to finish."""
    most = work // M.size
    visited = sum(sizes)
    expected = float(visited)
    if visited > TELLING and len(sizes) > 3:
        # levels grow by factors that fall from level to level: go on as the last ones did
        size, factor, last = float(sizes[-1]), sizes[-1] / sizes[-2], sizes[-2] / sizes[-3]
        fall = min(factor / last, 0.98)
        while factor > 1 and expected < 1e30:
            factor *= fall
            size *= factor
            expected += size
        expected = min(expected, most_bases(M.shape[1], sum(M.shape)))
    if visited > most or expected > 10 * most:
        about = f"more than {visited:,}" if visited > most else f"about {expected:.0e}"
        raise GameError(
            f"{player}'s best-reply polytope has {about} bases; all vertices are enumerated up to "
            f"{most:,} at this size (max_work). LemkeHowson finds one equilibrium, PureEnumeration all "
            "pure ones, LogitPath follows one branch"
        )
