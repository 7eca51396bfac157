"""What happens without agreement on an order: the order that the others are measured against."""

from __future__ import annotations

from negsim.scenario.scenario import Scenario

__all__ = ["IMPLICIT", "disagreement_order"]

IMPLICIT = "no_agreement"


def disagreement_order(scenario: Scenario) -> tuple[Scenario, str]:
    """Name the fallback of the dispute, and a scenario that has it.

    Where the file names none, it is an order that forbids all joint moves.
    """
    if scenario.dispute is not None and scenario.dispute.fallback is not None:
        return scenario, scenario.dispute.fallback
    name = IMPLICIT
    while name in scenario.orders:
        name += "_"
    return scenario.with_order(name, name="No agreement", forbid="joint"), name
