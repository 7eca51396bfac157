"""Which supports an equilibrium can have: what conditional dominance leaves.

A support profile names, for each player, exactly the actions that are played with positive probability. It
is not that of an equilibrium if some action in it is never worth more than another action of the same player,
and less at least once, against what the others' supports allow for: everything in them is played. (An
equilibrium in which a weakly dominated action is played has smaller supports of the others, and is found
there. Porter, Nudelman & Shoham 2008 prune by strict dominance, and before supports are complete.)
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

__all__ = ["MARGIN", "SupportGroup", "surviving", "values_on"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MARGIN = 1e-12  # differences up to this, of payoffs between 0 and 1, count as none


@dataclass(frozen=True, eq=False)
class SupportGroup:
    """Support profiles in which each player has the same number of actions.

    Attributes
    ----------
    sizes : tuple of int
    actions : tuple of i8 [profile, size]
        Of each player.
    """

    sizes: tuple[int, ...]
    actions: tuple[Ints, ...]

    def __len__(self) -> int:
        return len(self.actions[0])


def surviving(payoffs: Floats) -> list[SupportGroup]:
    """Support profiles that conditional dominance leaves, by their sizes.

    Parameters
    ----------
    payoffs : f8 [player, a_1, …, a_n]
        From 0 to 1.
    """
    counts = payoffs.shape[1:]
    members = [_supports(m) for m in counts]
    alive = np.ones([len(s) for s in members], dtype=bool)
    for i, m in enumerate(counts):
        own = np.moveaxis(payoffs[i], i, 0)
        least = own[:, None] - own[None]  # gain [better, action, others' actions …]
        most = least
        for axis, other in enumerate([j for j in range(len(counts)) if j != i], start=2):
            least = _extreme(np.minimum, least, axis, members[other])
            most = _extreme(np.maximum, most, axis, members[other])
        dominated = ((least >= 0) & (most > MARGIN)).any(axis=0)  # [action, others' supports …]
        masks = np.array([np.isin(np.arange(m), s) for s in members[i]])
        bad = _any(masks, dominated)
        alive &= ~np.moveaxis(bad, 0, i)
    left = np.argwhere(alive)
    sizes = np.stack([np.array([len(s) for s in members[i]])[left[:, i]] for i in range(len(counts))], axis=1)
    groups = []
    kinds, which = np.unique(sizes, axis=0, return_inverse=True)
    for k, kind in enumerate(kinds):
        rows = left[which.reshape(-1) == k]
        tables = [
            np.array([s if len(s) == size else (0,) * size for s in members[i]])
            for i, size in enumerate(kind.tolist())
        ]
        groups.append(SupportGroup(tuple(kind.tolist()), tuple(t[rows[:, i]] for i, t in enumerate(tables))))
    return groups


def _supports(actions: int) -> list[tuple[int, ...]]:
    """Every set of actions but the empty one, the smaller before the larger."""
    return [s for k in range(1, actions + 1) for s in combinations(range(actions), k)]


def _extreme(of: np.ufunc, values: Floats, axis: int, supports: list[tuple[int, ...]]) -> Floats:
    """Minimum or maximum over each support, in place of the values at each action."""
    values = np.moveaxis(values, axis, 0)
    place = {s: at for at, s in enumerate(supports)}
    out = np.empty((len(supports), *values.shape[1:]))
    for at, s in enumerate(supports):
        out[at] = values[s[0]] if len(s) == 1 else of(out[place[s[:-1]]], values[s[-1]])
    return np.moveaxis(out, 0, axis)


def _any(masks: NDArray[np.bool_], dominated: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Whether a support holds an action that is dominated against the others' supports."""
    flat = dominated.reshape(len(dominated), -1).astype(np.float32)
    hit = masks.astype(np.float32) @ flat > 0.5
    return np.asarray(hit.reshape(len(masks), *dominated.shape[1:]))


def values_on(payoffs: Floats, group: SupportGroup) -> list[Floats]:
    """What each player's actions are worth where the others choose actions of their supports.

    Returns
    -------
    list of f8 [profile, action, k, …]
        Of each player: its own actions, those of the support first and in order, then an axis for each other
        player with more than one action in the support.
    """
    found = []
    n = len(group.sizes)
    axes = [j for j in range(n) if group.sizes[j] > 1]
    for i in range(n):
        others = [j for j in axes if j != i]
        dims = 2 + len(others)
        index = []
        for j in range(n):
            if j == i:
                part, place = _own_first(group.actions[i], payoffs.shape[1 + i]), 1
            else:
                part, place = group.actions[j], 2 + others.index(j) if j in others else 1
            index.append(
                part.reshape(len(part), *(part.shape[1] if d == place else 1 for d in range(1, dims)))
            )
        found.append(payoffs[i][tuple(index)])
    return found


def _own_first(chosen: Ints, actions: int) -> Ints:
    """All actions of a player, those of the support first [profile, action]."""
    inside = np.zeros((len(chosen), actions), dtype=bool)
    np.put_along_axis(inside, chosen, True, axis=1)
    return np.argsort(~inside, axis=1, kind="stable")
