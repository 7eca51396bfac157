"""Extreme equilibria of small integer games of two players, by trying every square system in fractions.

Nothing of negsim is used. A player's strategies and the least payoff that they leave to the other, {(x, v): x
in the simplex, B'x <= v}, form a polyhedron; each vertex solves a square system of the actions in use and as
many best replies. An extreme equilibrium is a pair of vertices that are best replies to each other.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

Matrix = list[list[int]]
Vector = tuple[Fraction, ...]


def solved(rows: Matrix) -> list[Fraction] | None:
    """Solve a square system, written with its right-hand side as last column; None if it is singular."""
    rows = [list(r) for r in rows]
    n, last = len(rows), 1
    for k in range(n):
        p = next((i for i in range(k, n) if rows[i][k]), None)
        if p is None:
            return None
        rows[k], rows[p] = rows[p], rows[k]
        top = rows[k]
        for i in range(n):
            if i != k:
                f = rows[i][k]
                rows[i] = [(top[k] * a - f * b) // last for a, b in zip(rows[i], top, strict=True)]
        last = top[k]
    return [Fraction(r[n], last) for r in rows]


def vertices(payoff: Matrix) -> dict[Vector, frozenset[int]]:
    """Strategies x that are vertices, with the best replies to them; payoff[own action][reply]."""
    m, n = len(payoff), len(payoff[0])
    found: dict[Vector, frozenset[int]] = {}
    for k in range(1, min(m, n) + 1):
        for used in combinations(range(m), k):
            for replies in combinations(range(n), k):
                # unknowns: the probabilities of those in use, then what the replies are worth
                system = [[payoff[i][j] for i in used] + [-1, 0] for j in replies]
                point = solved([*system, [1] * k + [0, 1]])
                if point is None or min(point[:k]) < 0:
                    continue
                if any(
                    sum(p * payoff[i][j] for i, p in zip(used, point, strict=False)) > point[k]
                    for j in range(n)
                ):
                    continue
                x = [Fraction(0)] * m
                for i, p in zip(used, point, strict=False):
                    x[i] = p
                worth = [sum(p * payoff[i][j] for i, p in enumerate(x)) for j in range(n)]
                found[tuple(x)] = frozenset(j for j in range(n) if worth[j] == max(worth))
    return found


def extreme_equilibria(A: Matrix, B: Matrix) -> set[tuple[Vector, Vector]]:
    """All pairs of vertices that are best replies to each other."""
    xs = vertices(B)
    ys = vertices([list(column) for column in zip(*A, strict=True)])
    return {
        (x, y)
        for x, replies in xs.items()
        for y, against in ys.items()
        if all(j in replies for j, p in enumerate(y) if p) and all(i in against for i, p in enumerate(x) if p)
    }


def bicliques(pairs: set[tuple[int, int]]) -> set[tuple[tuple[int, ...], tuple[int, ...]]]:
    """Maximal complete bipartite subgraphs, from all sets of rows."""
    rows = sorted({x for x, _ in pairs})
    columns = {y for _, y in pairs}
    found = set()
    for k in range(1, len(rows) + 1):
        for some in combinations(rows, k):
            common = [y for y in columns if all((x, y) in pairs for x in some)]
            if common:
                whole = [x for x in rows if all((x, y) in pairs for y in common)]
                found.add((tuple(whole), tuple(sorted(common))))
    return found
