"""Bounds that no value of the parameters keeps, and values that are none."""

from __future__ import annotations

from negsim.scenario.finder import Finder

__all__ = ["check_bounds"]


def check_bounds(finder: Finder) -> None:
    """Report discounts, probabilities and values that leave their bounds at every parameter point."""
