"""Certificates of behaviour strategies in game trees. (Being built.)"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from negsim.certificate.certificate import Certificate
from negsim.games.extensive_form import ExtensiveGame

__all__ = ["Claim", "certify_behavior"]

Claim = Literal["Nash", "subgame-perfect", "agent", "correlated", "coarse correlated"]


def certify_behavior(
    game: ExtensiveGame,
    profile: Sequence[Any],
    claimed: Sequence[float] | None = None,
    *,
    claim: Claim = "Nash",
    tolerance: float = 1e-9,
) -> Certificate:
    """Certify a behaviour strategy profile."""
    raise NotImplementedError
