"""Moves that are for a table to make, under orders that have none."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from negsim.scenario.scenario import Scenario

__all__ = ["without_table"]


def without_table(scenario: Scenario, order: str) -> list[str]:
    """List moves that are for a table to make, where the order names none and does not forbid them."""
    overlay = scenario.orders[order]
    if overlay.table is not None or overlay.forbid == "joint":
        return []
    forbidden = (overlay.forbid,) if isinstance(overlay.forbid, str) else overlay.forbid
    return [name for name, move in scenario.moves.items() if move.by == "table" and name not in forbidden]
