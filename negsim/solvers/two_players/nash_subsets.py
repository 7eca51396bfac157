"""How the extreme equilibria of two players hang together.

Join a strategy x of the one and y of the other where (x, y) is an extreme equilibrium. All equilibria are
then the mixtures of rows against mixtures of columns of the maximal complete bipartite subgraphs, the
*maximal Nash subsets*; those that share an extreme equilibrium make up a connected component (Winkels 1979;
Avis, Rosenberg, Savani & von Stengel 2010, section 7).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from negsim.errors import GameError
from negsim.solution import Component, NashSubset

__all__ = ["components", "maximal_subsets"]

Floats = NDArray[np.float64]
MAX_SUBSETS = 100_000  # of one component


def components(rows: Floats, columns: Floats, pairs: Sequence[tuple[int, int]]) -> tuple[Component, ...]:
    """Group extreme equilibria into connected components and maximal Nash subsets.

    Parameters
    ----------
    rows : f8 [k, a_1], columns : f8 [l, a_2]
        Strategies that occur in equilibria.
    pairs : sequence of (int, int)
        Each equilibrium's row and column.

    Returns
    -------
    tuple of Component
        In the order of their first equilibrium.

    Raises
    ------
    GameError
        If one has too many maximal subsets.
    """
    parent = list(range(len(rows) + len(columns)))

    def root(k: int) -> int:
        while parent[k] != k:
            parent[k] = parent[parent[k]]
            k = parent[k]
        return k

    for x, y in pairs:
        parent[root(x)] = root(len(rows) + y)
    members: dict[int, list[int]] = {}
    for e, (x, _) in enumerate(pairs):
        members.setdefault(root(x), []).append(e)
    return tuple(_component(rows, columns, pairs, within) for within in members.values())


def _component(
    rows: Floats, columns: Floats, pairs: Sequence[tuple[int, int]], within: list[int]
) -> Component:
    xs = list(dict.fromkeys(pairs[e][0] for e in within))
    ys = list(dict.fromkeys(pairs[e][1] for e in within))
    if len(within) == 1:
        return Component(rows[xs], columns[ys], (NashSubset((0,), (0,)),), tuple(within))
    x_at, y_at = {x: i for i, x in enumerate(xs)}, {y: j for j, y in enumerate(ys)}
    subsets = maximal_subsets([(x_at[pairs[e][0]], y_at[pairs[e][1]]) for e in within])
    return Component(rows[xs], columns[ys], tuple(NashSubset(*s) for s in subsets), tuple(within))


def maximal_subsets(pairs: Sequence[tuple[int, int]]) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    """Maximal complete bipartite subgraphs of a graph, as sorted (rows, columns).

    The columns of each are the columns that some rows have in common: one row after another is added, and all
    intersections with what there was before are taken.
    """
    has: dict[int, int] = {}  # columns of each row, as bits
    for x, y in pairs:
        has[x] = has.get(x, 0) | 1 << y
    closed: set[int] = set()
    for bits in set(has.values()):
        closed |= {bits & c for c in closed}
        closed.add(bits)
        if len(closed) > MAX_SUBSETS:
            raise GameError(
                f"a component of {len(pairs):,} extreme equilibria has more than {MAX_SUBSETS:,} maximal "
                "Nash subsets"
            )
    closed.discard(0)
    return sorted(
        (
            tuple(x for x in sorted(has) if has[x] & c == c),
            tuple(j for j in range(c.bit_length()) if c >> j & 1),
        )
        for c in closed
    )
