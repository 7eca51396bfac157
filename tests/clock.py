"""Limits of processor time that mean the same on machines of any speed.

Limits are in seconds of a machine that counts to a million in 40 ms, and makes 100,000 small objects in 40.
Where a test needs more, this machine is asked how fast it is just now, at what it does more slowly: memory
may be in demand when processors are not. What is looked for are hangs, and work that grows with the wrong
power of the size, not how busy the machine is.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["pace", "within"]

REFERENCE = 0.04  # seconds


def pace() -> float:
    """How many times slower this machine is, at its slowest in a moment; at least 1."""
    return max(1.0, *(work() / REFERENCE for _ in range(5) for work in (_counting, _making)))


def _counting() -> float:
    begin, total = time.process_time(), 0
    for k in range(1_000_000):
        total += k
    return time.process_time() - begin


def _making() -> float:
    begin = time.process_time()
    made = [{"number": k, "name": f"name {k}", "list": [k]} for k in range(100_000)]
    assert len(made) == 100_000
    return time.process_time() - begin


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Require that what is done inside takes no longer than this."""
    begin = time.process_time()
    yield
    taken = time.process_time() - begin
    assert taken < seconds or taken < seconds * pace(), f"{taken:.2f} s; {seconds} s on the reference machine"
