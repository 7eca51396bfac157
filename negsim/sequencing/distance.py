"""How far the goal is: the fewest moves from each node, if all whose moves they are would make them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from negsim.games.stage_game import StageGame, Turn

__all__ = ["FAR", "distances"]

FAR = 1_000_000  # the goal cannot be reached from here


def distances(game: StageGame) -> list[NDArray[np.int64]]:
    """Fewest moves to a period that closes in the goal.

    Waiting and time are free, chance does nothing, a package counts as one move. Moves that the order rules
    out do not count.

    Parameters
    ----------
    game : StageGame
        With a goal.

    Returns
    -------
    list of i8 [S]
        Before each phase, and last at the close; `FAR` where there is no way.
    """
    assert game.goal is not None
    before = np.full(game.sizes[0], FAR)
    while True:
        at_close = np.where(game.goal, 0, np.where(game.ends, FAR, before[game.tick]))
        found = [at_close]
        for phase in reversed(game.phases):
            now = found[-1].copy()
            if isinstance(phase, Turn):
                for a in range(len(phase.actions)):
                    if not phase.forbidden[a]:
                        ok = phase.available[a]
                        rows = phase.rows[ok]
                        now[rows] = np.minimum(now[rows], 1 + found[-1][phase.target[a, ok]])
            found.append(np.minimum(now, FAR))
        new = found[-1][: game.sizes[0]]
        if np.array_equal(new, before):
            return found[::-1]
        before = new
