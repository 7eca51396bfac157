"""All extreme equilibria of a small bimatrix game by definition, in fractions; no code of negsim.

A strategy and the payoff that the other player can get against it is a point with m + n inequalities: no
probability is negative, no action of the other is worth more. The vertices are the feasible points where as
many as there are probabilities hold with equality and determine it; two vertices are an equilibrium if each
action is either not played or a best reply (Mangasarian 1964).
"""

from fractions import Fraction
from itertools import combinations

Point = tuple[Fraction, ...]


def extreme_equilibria(a: list[list[int]], b: list[list[int]]) -> tuple[set[tuple[Point, Point]], bool]:
    """Extreme equilibria, and whether all of them are regular: no tie is met in any."""
    m, n = len(a), len(a[0])
    rows = _vertices([[b[i][j] for i in range(m)] for j in range(n)])  # against x: what j is worth
    columns = _vertices(a)
    found, regular = set(), True
    for x, (zeros, replies) in rows.items():
        labels = zeros | {m + j for j in replies}
        for y, (zeros_y, replies_y) in columns.items():
            labels_y = {m + j for j in zeros_y} | replies_y
            if len(labels | labels_y) == m + n:
                found.add((x, y))
                regular &= len(labels) == m and len(labels_y) == n
    return found, regular


def _vertices(worth: list[list[int]]) -> dict[Point, tuple[set[int], set[int]]]:
    """Vertices of one player's strategies: probabilities, which are 0, and which of the other's are best."""
    size, others = len(worth[0]), len(worth)
    found = {}
    for tight in combinations(range(size + others), size):
        equations = [[Fraction(1)] * size + [Fraction(0), Fraction(1)]]
        for t in tight:
            if t < size:
                equations.append([Fraction(int(t == k)) for k in range(size + 1)] + [Fraction(0)])
            else:
                equations.append([Fraction(v) for v in worth[t - size]] + [Fraction(-1), Fraction(0)])
        point = _solved(equations)
        if point is None or min(point[:size]) < 0:
            continue
        values = [sum(w * p for w, p in zip(line, point, strict=False)) for line in worth]
        if max(values) <= point[size]:
            zeros = {k for k in range(size) if point[k] == 0}
            found[point[:size]] = zeros, {k for k in range(others) if values[k] == point[size]}
    return found


def _solved(equations: list[list[Fraction]]) -> Point | None:
    """Solution of square equations, if there is exactly one."""
    lines, size = [list(line) for line in equations], len(equations)
    for k in range(size):
        pivot = next((r for r in range(k, size) if lines[r][k] != 0), None)
        if pivot is None:
            return None
        lines[k], lines[pivot] = lines[pivot], lines[k]
        lines[k] = [v / lines[k][k] for v in lines[k]]
        for r in range(size):
            if r != k and lines[r][k] != 0:
                lines[r] = [v - lines[r][k] * w for v, w in zip(lines[r], lines[k], strict=True)]
    return tuple(line[-1] for line in lines)
