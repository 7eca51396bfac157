"""The logit system in log-probabilities: what a game form must supply, and what follows from it.

At a logit quantal response equilibrium every action's log-probability is

    x_a = λ u_a(x) − log Σ_b exp(λ u_b(x)),

the sum over the actions of the same block: a player's in normal form, an information set's in a tree
(McKelvey & Palfrey 1995, equation 4; 1998, definition 2). Logarithms keep probabilities of actions that
die out as λ grows from becoming 0 (Turocy 2005, section 3).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from negsim.errors import GameError

__all__ = ["BURIED", "MAX_UNKNOWNS", "System", "response"]

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]

MAX_UNKNOWNS = 1_500  # log-probabilities: a dense matrix of their number is factored hundreds of times
NOTHING = 1e-12  # a range as a share of payoffs that is rounding
BURIED = -1e5  # a log-probability that stands for 0: its exponential is, and so are products with it


class System(ABC):
    """Utilities of all actions, and their derivatives, at a vector of log-probabilities.

    Payoffs are shifted and divided by one number, so that the widest player's range is 1; or each player's by
    its own range, which makes another game of it if these differ, with the same Nash equilibria.

    Attributes
    ----------
    starts : int [block]
        First action of each block.
    block : int [action]
    ranges : f8 [block]
        Range of the payoffs of each block's player, in the scaled units; 1 where the player is indifferent.
    unit : float
        What the payoffs were divided by; λ in the user's units is the system's divided by `unit`.
    """

    def __init__(self, counts: Any, owner: Any, payoffs: Floats, own_units: bool) -> None:
        sizes = np.asarray(counts, dtype=np.intp)
        if sizes.sum() > MAX_UNKNOWNS:
            raise GameError(
                f"{int(sizes.sum()):,} probabilities are unknown; at most {MAX_UNKNOWNS:,} can be followed"
            )
        low, high = payoffs.min(axis=1), payoffs.max(axis=1)
        self.middle = low + (high - low) / 2
        spans = np.where(high - low > NOTHING * np.maximum(abs(low), abs(high)), high - low, 0.0)
        self.unit = float(spans.max()) or 1.0
        self.factors = 1 / np.where(spans > 0, spans if own_units else self.unit, np.inf)  # of each player
        self.sizes = sizes
        self.starts: Ints = np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.intp)
        self.block: Ints = np.repeat(np.arange(len(sizes)), sizes)
        relative = spans * self.factors
        self.ranges = np.where(relative > 0, relative, 1.0)[np.asarray(owner, dtype=np.intp)]

    def scaled(self, payoffs: Floats) -> Floats:
        """Payoffs [player, …] in the system's units; 0 for a player whose payoffs differ by rounding only."""
        shape = (-1, *[1] * (payoffs.ndim - 1))
        return np.asarray((payoffs - self.middle.reshape(shape)) * self.factors.reshape(shape))

    @property
    def size(self) -> int:
        """Number of unknown log-probabilities."""
        return len(self.block)

    @abstractmethod
    def utilities(self, x: Floats) -> Floats:
        """Utility of each action [action]."""

    @abstractmethod
    def derivatives(self, x: Floats) -> tuple[Floats, Floats]:
        """Utilities [action], and their derivatives with respect to each log-probability [action, action]."""

    @abstractmethod
    def profile(self, x: Floats) -> tuple[Floats, ...]:
        """The strategy profile, as the game's own form has it."""

    def reached(self, x: Floats) -> NDArray[np.bool_]:
        """Which blocks play comes to [block]; all of them in normal form."""
        return np.ones(len(self.starts), dtype=bool)

    def uniform(self) -> Floats:
        """Log-probabilities where everybody chooses at random: the one solution at λ = 0."""
        return -np.log(self.sizes[self.block].astype(np.float64))

    def per_block(self, ufunc: np.ufunc, values: Floats) -> Floats:
        """Reduce over the actions of each block; the result is spread over its actions again."""
        return np.asarray(ufunc.reduceat(values, self.starts, axis=0)[self.block])

    def normalised(self, x: Floats) -> Floats:
        """The same log-probabilities, shifted so that those of each block sum to 1."""
        top = self.per_block(np.maximum, x)
        return np.asarray(x - top - np.log(self.per_block(np.add, np.exp(x - top))))

    def regret(self, x: Floats, u: Floats) -> float:
        """Largest gain of any block from any other action, as a share of its player's range."""
        best = np.maximum.reduceat(u, self.starts)
        got = np.add.reduceat(np.exp(x) * u, self.starts)
        return float(max(0.0, ((best - got) / self.ranges).max()))


def response(system: System, x: Floats, lam: float) -> tuple[Floats, Floats, Floats, Floats]:
    """Residual of the logit system, its derivatives by x and by λ, and the utilities they come from.

    For each block: x_a − x_r = λ (u_a − u_r) with r its likeliest action, and in the place of the equation of
    r itself log Σ_a exp(x_a) = 0. So λ, which grows without bound, meets only differences of utilities:
    written with the sum of exp(λ u), the equations would bend so much that Newton's method needs ever shorter
    steps.
    """
    u, d = system.derivatives(x)
    shifted = system.per_block(np.maximum, x)
    hit = np.flatnonzero(x >= shifted)
    likeliest = hit[np.searchsorted(system.block[hit], np.arange(len(system.starts)))]
    r = likeliest[system.block]
    over = u - u[r]
    h = x - shifted - lam * over
    everything = np.arange(len(x))
    matrix = (-lam) * (d - d[r])
    matrix[everything, everything] += 1.0
    matrix[everything, r] -= 1.0
    p = np.exp(x - shifted)
    total = system.per_block(np.add, p)
    matrix[likeliest] = 0.0
    matrix[r, everything] = p / total
    h[likeliest] = shifted[likeliest] + np.log(total[likeliest])
    return h, matrix, -over, u
