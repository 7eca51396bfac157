"""Conditions, sequences and packages that contradict themselves."""

from __future__ import annotations

from negsim.scenario.finder import Finder

__all__ = ["check_contradictions"]


def check_contradictions(finder: Finder) -> None:
    """Report conditions that no situation meets, and rules of orders that rule themselves out."""
