"""Sets of labels as bits of 64-bit words, many at a time: [set, word]."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["Masks", "fresh", "packed", "unpacked"]

Masks = NDArray[np.uint64]  # [set, word]
Bools = NDArray[np.bool_]  # [set, label]


def packed(sets: Bools) -> Masks:
    """Sets as bits; label 0 is the lowest.

    >>> packed(np.array([[True, False, True]])).tolist()
    [[5]]
    """
    octets = np.packbits(sets, axis=1, bitorder="little")
    whole = np.zeros((len(sets), -(-octets.shape[1] // 8) * 8), np.uint8)
    whole[:, : octets.shape[1]] = octets
    return whole.view("<u8").astype(np.uint64)


def unpacked(masks: Masks, count: int) -> Bools:
    """Sets of labels 0 to `count` - 1, from their bits."""
    octets = masks.astype("<u8").view(np.uint8)
    return np.unpackbits(octets, axis=1, count=count, bitorder="little").view(np.bool_)


def fresh(keys: Masks, *known: Masks) -> NDArray[np.intp]:
    """Where each key occurs first that is not known, in the order of keys; what is known comes in it too."""
    if keys.shape[1] == 1:
        flat = keys[:, 0]
        order = np.argsort(flat)
        flat = flat[order]
        new = np.ones(len(flat), np.bool_)
        new[1:] = flat[1:] != flat[:-1]
        flat, order = flat[new], order[new]
        new = np.ones(len(flat), np.bool_)
        for old in known:
            if len(old):
                place = np.searchsorted(old[:, 0], flat)
                place[place == len(old)] = 0
                new &= old[place, 0] != flat
        return order[new]
    every = np.concatenate([*known, keys])
    order = np.lexsort(every.T)  # stable: what is known comes before what equals it
    new = np.ones(len(order), np.bool_)
    new[1:] = (every[order[1:]] != every[order[:-1]]).any(axis=1)
    order = order[new] - (len(every) - len(keys))
    return order[order >= 0]
