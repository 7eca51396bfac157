"""How much work a check may do: a file from a stranger can describe a game that nobody could build."""

from __future__ import annotations

__all__ = ["Budget", "Spent"]

# A second and a half on an ordinary machine. What is spent is estimated, not measured by a clock, so that a
# file is checked alike wherever it is checked.
MICROSECONDS = 1_500_000
MOST_STATES = 200_000  # of all games together


class Spent(Exception):
    """Nothing is left to spend: what has not been looked at stays so."""


class Budget:
    """Work that is left, in microseconds, and states that may still be built."""

    def __init__(self, microseconds: float = MICROSECONDS, states: int = MOST_STATES) -> None:
        self.left = microseconds
        self.states = states

    def spend(self, microseconds: float) -> None:
        """Take from what is left.

        Raises
        ------
        Spent
            If that is not enough.
        """
        self.left -= microseconds
        if self.left < 0:
            raise Spent

    def take(self, states: int) -> None:
        """Take a whole game from the states that are left."""
        self.states = max(0, self.states - states)
