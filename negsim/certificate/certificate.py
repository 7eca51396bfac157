"""What a certificate says: how much anybody could gain by leaving a strategy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from negsim.errors import SolverError

__all__ = ["Certificate"]


@dataclass(frozen=True)
class Certificate:
    """Each party's largest gain from any deviation, anywhere in the game.

    Attributes
    ----------
    gains : dict of str to float
        By party, in units of its payoffs; 0 in an exact equilibrium.
    error : float
        Largest difference between the values that the solver reports and those recomputed here.
    tolerance : float
        What counts as nothing, as a share of `scale`; 0 where all was computed in fractions.
    claim : str
        What kind of deviations were tried: ``"Nash"``, ``"subgame-perfect"``, ``"agent"``, ``"correlated"``,
        ``"coarse correlated"``; empty for strategies of a scenario, which are tested at every node.
    scale : dict of str to float
        Size of each party's payoffs; 1 for those left out.
    """

    gains: Mapping[str, float]
    error: float
    tolerance: float
    claim: str = ""
    scale: Mapping[str, float] = field(default_factory=dict)

    @property
    def relative(self) -> dict[str, float]:
        """Gains as shares of the size of each party's payoffs."""
        return {p: g / (self.scale.get(p, 1.0) or 1.0) for p, g in self.gains.items()}

    @property
    def valid(self) -> bool:
        """Whether nobody can gain more than the tolerance, and the values are right."""
        return all(v <= self.tolerance for v in (*self.relative.values(), self.error))

    def demand(self) -> None:
        """Raise `SolverError` unless the certificate is valid."""
        if not self.valid:
            raise SolverError(f"not an equilibrium: {self}")

    def __str__(self) -> str:
        relative = self.relative
        worst = max(relative, key=lambda p: relative[p])
        gain = f"{self.gains[worst]:.2g}"
        if self.valid:
            by = f" ({worst})" if self.gains[worst] > 0 else ""
            verdict = f"holds: no party gains more than {gain} by any deviation{by}"
        elif relative[worst] > self.tolerance:
            verdict = f"FAILS: {worst} gains {gain} by deviating"
        else:
            verdict = "FAILS: the values are wrong"
        claim = f" ({self.claim})" if self.claim else ""
        size = " of its range" if self.scale and self.tolerance else ""
        return (
            f"certificate{claim} {verdict}; "
            f"tolerance {self.tolerance:.2g}{size}, values recomputed to {self.error:.2g}"
        )
