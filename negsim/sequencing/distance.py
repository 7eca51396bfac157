"""How far the goal is: the fewest moves from each node, if all whose moves they are would make them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from negsim.games.stage_game import StageGame, Turn

__all__ = ["FAR", "Distances", "distances", "distances_in_time"]

FAR = 1_000_000  # the goal cannot be reached from here

Distances = list[NDArray[np.int32]]  # i4 [S] before each phase, and last at the close


def distances(game: StageGame) -> Distances:
    """Fewest moves to a period that closes in the goal, however long that takes.

    Waiting and time are free, chance does nothing, a package counts as one move. Moves that the order rules
    out do not count. In a game that was compiled for some periods only, farther states are unknown.

    Parameters
    ----------
    game : StageGame
        With a goal.

    Returns
    -------
    list of i4 [S]
        Before each phase, and last at the close; `FAR` where there is no way.
    """
    found = _sweep(game, np.full(game.sizes[0], FAR, np.int32))
    while True:
        again = _sweep(game, found[0][: game.sizes[0]])
        if np.array_equal(again[0], found[0]):
            return again
        found = again


def distances_in_time(game: StageGame, periods: int) -> list[Distances]:
    """Fewest moves to the goal with 1, 2, …, `periods` periods to go."""
    found: list[Distances] = []
    before = np.full(game.sizes[0], FAR, np.int32)
    for _ in range(periods):
        now = _sweep(game, before)
        if found and np.array_equal(now[0], found[-1][0]):
            return found + [now] * (periods - len(found))  # more time makes no difference any more
        found.append(now)
        before = now[0][: game.sizes[0]]
    return found


def _sweep(game: StageGame, later: NDArray[np.int32]) -> Distances:
    """Go back over one period, from the distances at the start of the next."""
    assert game.goal is not None
    at_close = np.where(game.goal, 0, np.where(game.ends, FAR, later[game.tick]))
    found = [at_close.astype(np.int32)]
    for phase in reversed(game.phases):
        now = found[-1].copy()
        if isinstance(phase, Turn):
            for a in np.flatnonzero(~phase.forbidden):
                ok = phase.available[a]
                rows = phase.rows[ok]
                now[rows] = np.minimum(now[rows], 1 + found[-1][phase.target[a, ok]])
        found.append(np.minimum(now, FAR))
    return found[::-1]
