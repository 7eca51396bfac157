"""Results in plain English: equilibria, ledgers, orders, and the comparison of orders."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from negsim.sequencing.compare import Comparison, OrderResult
    from negsim.sequencing.incentives import Ledger
    from negsim.solution import Equilibrium

__all__ = ["explain", "explain_comparison", "explain_ledger", "explain_order"]


def explain(equilibrium: Equilibrium) -> str:
    """Say what is done in an equilibrium, what it is worth, and which payoff terms decide."""
    from negsim.reporting.equilibrium_text import explain_equilibrium

    return explain_equilibrium(equilibrium)


def explain_ledger(ledger: Ledger) -> str:
    """Say where the way to the goal breaks, for whom, and by how much."""
    from negsim.reporting import ledger_text

    return ledger_text.explain_ledger(ledger)


def explain_order(order: OrderResult) -> str:
    """Say what one order leads to, who stops it because of whom, and how far to trust that."""
    from negsim.reporting import order_text

    return order_text.explain_order(order)


def explain_comparison(comparison: Comparison) -> str:
    """Say which orders hold, who stops the others and why, and how far to trust that."""
    from negsim.reporting import verdict_text

    return verdict_text.explain_comparison(comparison)
