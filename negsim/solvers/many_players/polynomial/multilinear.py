"""Square systems of multilinear equations: their shape, how many roots they can have, how they are evaluated.

Variables come in groups, of which each is a point of a projective space: group g has ``sizes[g] + 1``
homogeneous coordinates, of which ``sizes[g]`` are free. Equations come in blocks; all equations of a block
are linear in each of the block's groups, and hold no other group. Where players are indifferent between
their actions, a player's equations are a block, and its groups are the other players' probabilities.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise
from math import comb

import numpy as np
from numpy.typing import NDArray

__all__ = ["Shape", "assignments", "values_and_slopes"]

Complexes = NDArray[np.complex128]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Shape:
    """What is the same in all systems that are solved together.

    Attributes
    ----------
    sizes : tuple of int
        Free variables of each group.
    blocks : tuple of (tuple of int, int)
        For each block its groups, ascending, and the number of its equations.

    Examples
    --------
    McKelvey & McLennan (1997): three players with two actions each have at most two equilibria in which
    everybody mixes, with three actions ten.

    >>> Shape.indifference((1, 1, 1)).roots, Shape.indifference((2, 2, 2)).roots
    (2, 10)
    """

    sizes: tuple[int, ...]
    blocks: tuple[tuple[tuple[int, ...], int], ...]

    @classmethod
    def indifference(cls, sizes: Sequence[int]) -> Shape:
        """Everybody is indifferent between one more actions than `sizes` says."""
        groups = range(len(sizes))
        blocks = tuple((tuple(g for g in groups if g != i), m) for i, m in enumerate(sizes))
        return cls(tuple(sizes), blocks)

    @classmethod
    def common(cls, sizes: Sequence[int]) -> Shape:
        """As many equations as variables, each holding all groups."""
        return cls(tuple(sizes), ((tuple(range(len(sizes))), sum(sizes)),))

    @cached_property
    def variables(self) -> int:
        """Number of variables, and of equations."""
        return sum(self.sizes)

    @cached_property
    def slices(self) -> tuple[slice, ...]:
        """Where each group's free variables stand among all."""
        ends = np.cumsum((0, *self.sizes)).tolist()
        return tuple(slice(a, b) for a, b in pairwise(ends))

    @cached_property
    def rows(self) -> tuple[slice, ...]:
        """Where each block's equations stand among all."""
        ends = np.cumsum((0, *(count for _, count in self.blocks))).tolist()
        return tuple(slice(a, b) for a, b in pairwise(ends))

    @cached_property
    def roots(self) -> int:
        """Number of roots of almost all systems of this shape: the multihomogeneous Bézout number.

        It counts the ways to give each equation one of its groups so that each group is given as many
        equations as it has variables.
        """
        return _count(self.blocks, self.sizes)


@cache
def _count(blocks: tuple[tuple[tuple[int, ...], int], ...], room: tuple[int, ...]) -> int:
    if not blocks:
        return int(not any(room))
    (groups, count), *rest = blocks
    return sum(ways * _count(tuple(rest), left) for ways, left in _shares(groups, count, room))


def _shares(groups: tuple[int, ...], count: int, room: tuple[int, ...]) -> list[tuple[int, tuple[int, ...]]]:
    """In how many ways a block's equations can be shared out, and what room each way leaves."""
    if not groups:
        return [(1, room)] if count == 0 else []
    g, *others = groups
    found = []
    for here in range(min(count, room[g]) + 1):
        left = (*room[:g], room[g] - here, *room[g + 1 :])
        found += [
            (ways * comb(count, here), after) for ways, after in _shares(tuple(others), count - here, left)
        ]
    return found


def assignments(shape: Shape) -> NDArray[np.int64]:
    """All ways to give each equation one of its groups, each group as many as it has variables.

    Returns
    -------
    i8 [way, equation]
    """
    given, room = np.zeros((1, 0), dtype=np.int64), np.array([shape.sizes])
    for groups in (g for g, count in shape.blocks for _ in range(count)):
        parts, left = [np.empty((0, given.shape[1] + 1), dtype=np.int64)], [room[:0]]
        for g in groups:
            free = room[:, g] > 0
            parts.append(np.insert(given[free], given.shape[1], g, axis=1))
            left.append(room[free] - (np.arange(len(shape.sizes)) == g))
        given, room = np.concatenate(parts), np.concatenate(left)
    return given


def values_and_slopes(
    tensor: NDArray[np.number], points: Sequence[NDArray[np.number]]
) -> tuple[NDArray[np.number], list[NDArray[np.number]]]:
    """Evaluate a block's equations, and their derivatives by each of its groups.

    Parameters
    ----------
    tensor : [system, equation, k_1, …, k_r]
    points : sequence of [system, k]
        Homogeneous coordinates of each of the block's groups.

    Returns
    -------
    [system, equation], list of [system, equation, k]
    """
    slopes = _slopes(tensor, list(points))
    values = np.matmul(slopes[0], points[0][:, :, None])[..., 0]
    return values, slopes


def _slopes(tensor: NDArray[np.number], points: list[NDArray[np.number]]) -> list[NDArray[np.number]]:
    """Put in all points but one, for each of them: halves are shared on the way."""
    if len(points) == 1:
        return [tensor]
    half = len(points) // 2
    early, late = tensor, tensor
    for x in reversed(points[half:]):
        flat = early.reshape(len(early), -1, early.shape[-1])
        early = np.matmul(flat, x[:, :, None]).reshape(early.shape[:-1])
    for x in points[:half]:
        late = np.einsum("yez...,yz->ye...", late, x)
    return _slopes(early, points[:half]) + _slopes(late, points[half:])
