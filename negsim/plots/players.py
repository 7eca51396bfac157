"""How the players of a brought game look in every picture: the looks that parties of scenarios have."""

from __future__ import annotations

from collections.abc import Sequence

from negsim.plots.style import COLOURS, DASHES, MARKERS, PartyStyle

__all__ = ["player_styles"]


def player_styles(players: Sequence[str]) -> list[PartyStyle]:
    """Give each player its looks, by its place in the game."""
    return [
        PartyStyle(name, COLOURS[k % len(COLOURS)], MARKERS[k % len(MARKERS)], DASHES[k % len(DASHES)])
        for k, name in enumerate(players)
    ]
