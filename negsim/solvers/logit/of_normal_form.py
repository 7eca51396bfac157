"""The logit system of a game in normal form, for any number of players."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from negsim.errors import GameError
from negsim.games.normal_form import NormalFormGame
from negsim.solvers.logit.system import System

__all__ = ["NormalFormSystem"]

Floats = NDArray[np.float64]

MAX_PAYOFFS = 5_000_000  # read twice in each of some hundred steps


class NormalFormSystem(System):
    """One block a player.

    With the players before k as rows and those after it as columns, the payoffs of player k are a block
    [before, a_k, after] of the array as it stands. Weighing `after` with its probabilities and summing leaves
    what is needed for all derivatives with respect to players before k, and the other way round: so all of
    them cost two passes over the payoffs.
    """

    def __init__(self, game: NormalFormGame, *, own_units: bool = False) -> None:
        shape, size = game.shape, game.payoffs.size
        if size > MAX_PAYOFFS:
            raise GameError(f"{size:,} payoffs; the logit path follows at most {MAX_PAYOFFS:,}")
        n = len(shape)
        # what only the others decide changes no response, and would only cost digits
        payoffs = np.array(
            [t - t.min(axis=k, keepdims=True) for k, t in enumerate(game.as_given)], dtype=float
        )
        super().__init__(shape, range(n), payoffs.reshape(n, -1), own_units)
        scaled = self.scaled(payoffs)
        self.tables = [
            np.ascontiguousarray(scaled[k]).reshape(
                -1, shape[k], int(np.prod(shape[k + 1 :], dtype=np.int64))
            )
            for k in range(n)
        ]
        self.slices = [slice(s, s + m) for s, m in zip(self.starts.tolist(), shape, strict=True)]
        self.before = [_incidence(shape[:k]) for k in range(n)]
        self.after = [_incidence(shape[k + 1 :]) for k in range(n)]

    def _weights(self, x: Floats) -> tuple[list[Floats], list[Floats]]:
        """Probabilities of what the players before each, and those after it, do together."""
        p = np.exp(x)
        ones, n = np.ones(1), len(self.slices)
        left, right = [ones], [ones]
        for k in range(n - 1):
            left.append(np.multiply.outer(left[-1], p[self.slices[k]]).ravel())
            right.append(np.multiply.outer(p[self.slices[n - 1 - k]], right[-1]).ravel())
        return left, right[::-1]

    def utilities(self, x: Floats) -> Floats:
        """Utility of each action [action]."""
        left, right = self._weights(x)
        return np.concatenate([w @ (t @ v) for t, w, v in zip(self.tables, left, right, strict=True)])

    def derivatives(self, x: Floats) -> tuple[Floats, Floats]:
        """Utilities, and ∂u_a/∂x_b: the part of u_a that comes from the cells in which b is chosen."""
        left, right = self._weights(x)
        u, d = np.empty(self.size), np.zeros((self.size, self.size))
        for k, (table, w, v) in enumerate(zip(self.tables, left, right, strict=True)):
            own = self.slices[k]
            given_after = table @ v
            u[own] = w @ given_after
            if k > 0:
                part = (given_after * w[:, None]).T
                d[own, : own.start] = part if k == 1 else part @ self.before[k]
            if k < len(self.tables) - 1:
                part = (w @ table.reshape(len(w), -1)).reshape(-1, len(v)) * v
                d[own, own.stop :] = part if k == len(self.tables) - 2 else part @ self.after[k]
        return u, d

    def profile(self, x: Floats) -> tuple[Floats, ...]:
        """Mixed strategies."""
        p = np.exp(x)
        return tuple(p[s] / p[s].sum() for s in self.slices)


def _incidence(shape: tuple[int, ...]) -> Floats:
    """Which actions make up each cell of some players [cell, action]; nobody needs it for a single one."""
    if len(shape) < 2:
        return np.empty((0, 0))
    digits = np.indices(shape).reshape(len(shape), -1)
    offsets = np.concatenate([[0], np.cumsum(shape)[:-1]])
    out = np.zeros((digits.shape[1], sum(shape)))
    for d, offset in zip(digits, offsets, strict=True):
        out[np.arange(len(d)), offset + d] = 1.0
    return out
