"""Certificates of strategies that remember: one decision problem over the histories they speak about."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from negsim.certificate.certificate import Certificate

__all__ = ["TreeNode", "certify_tree"]

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class TreeNode:
    """A node of a strategy that remembers: whose it is, what is done there, and where each branch leads.

    Attributes
    ----------
    owner : int
        The party that chooses; −1: chance, or nobody.
    chosen : int
        The branch that the strategy takes.
    weights : tuple of float
        Probabilities of the branches, where chance chooses.
    branches : tuple of (f8 [party], f8 [party], key or None)
        What a branch pays, how the rest is discounted, and the node that it leads to.
    """

    owner: int
    chosen: int
    weights: tuple[float, ...]
    branches: tuple[tuple[Floats, Floats, Hashable | None], ...]


def certify_tree(
    tree: Mapping[Hashable, TreeNode], root: Hashable, claimed: Floats, parties: Sequence[str]
) -> Certificate:
    """Certify a strategy that is given node by node.

    Parameters
    ----------
    tree : mapping of key to TreeNode
        Every node that the strategy speaks about, on the path and off it.
    root : key
    claimed : f8 [party]
        Values that the solver reports for the root.
    parties : sequence of str
    """
    n = len(parties)
    follow: dict[Hashable, Floats] = {}
    best: dict[Hashable, Floats] = {}
    gains = np.zeros(n)
    for key in _leaves_first(tree, root):
        node = tree[key]
        nothing = np.zeros(n)
        f = [pay + d * (follow[to] if to is not None else nothing) for pay, d, to in node.branches]
        b = [pay + d * (best[to] if to is not None else nothing) for pay, d, to in node.branches]
        if node.weights:
            follow[key] = np.sum([w * v for w, v in zip(node.weights, f, strict=True)], axis=0)
            best[key] = np.sum([w * v for w, v in zip(node.weights, b, strict=True)], axis=0)
            continue
        follow[key], best[key] = f[node.chosen], b[node.chosen].copy()
        if node.owner >= 0:
            best[key][node.owner] = max(v[node.owner] for v in b)
            gains[node.owner] = max(gains[node.owner], best[key][node.owner] - follow[key][node.owner])
    scale = 1.0 + max(float(np.abs(v).max()) for v in follow.values())
    error = float(np.abs(follow[root] - claimed).max())
    tolerance = 2e-9 * scale * (1 + _depth(tree, root))
    return Certificate(dict(zip(parties, map(float, gains), strict=True)), error, tolerance)


def _leaves_first(tree: Mapping[Hashable, TreeNode], root: Hashable) -> Iterator[Hashable]:
    done: set[Hashable] = set()
    stack: list[tuple[Hashable, bool]] = [(root, False)]
    while stack:
        key, expanded = stack.pop()
        if expanded:
            yield key
        elif key not in done:
            done.add(key)
            stack.append((key, True))
            stack += [(to, False) for _, _, to in tree[key].branches if to is not None and to not in done]


def _depth(tree: Mapping[Hashable, TreeNode], root: Hashable) -> int:
    deep: dict[Hashable, int] = {}
    for key in _leaves_first(tree, root):
        deep[key] = 1 + max((deep[to] for _, _, to in tree[key].branches if to is not None), default=0)
    return deep[root]
