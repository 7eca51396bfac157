"""Plain data from Python, made fit to be written about."""

from __future__ import annotations

import math
from typing import Any

__all__ = ["printable"]

LONGEST = 10**4000  # Python writes numbers of up to 4,300 digits
MOST_DEPTH = 50


def printable(data: Any) -> Any:
    """Copy plain data with infinity for whole numbers that are too long for Python to write in a message."""
    return _without_endless(data, {}, 0)


def _without_endless(data: Any, seen: dict[int, Any], depth: int) -> Any:
    if isinstance(data, int):
        return data if abs(data) < LONGEST else math.copysign(math.inf, 1 if data > 0 else -1)
    if not isinstance(data, dict | list | tuple) or depth > MOST_DEPTH:
        return data
    if id(data) not in seen:
        seen[id(data)] = data  # data may hold themselves: that is refused later
        if isinstance(data, dict):
            pairs = [
                (_without_endless(k, seen, depth), _without_endless(v, seen, depth + 1))
                for k, v in data.items()
            ]
            seen[id(data)] = dict(pairs)
        else:
            seen[id(data)] = [_without_endless(v, seen, depth + 1) for v in data]
    return seen[id(data)]
