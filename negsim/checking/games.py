"""What shows only when the games of a scenario are built."""

from __future__ import annotations

from negsim.errors import Problem
from negsim.scenario.scenario import Scenario

__all__ = ["check_games"]


def check_games(scenario: Scenario) -> list[Problem]:
    """Build the game of each order, and list what is wrong with them or worth a second look."""
    return []
