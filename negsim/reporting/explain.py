"""Results in plain English: equilibria, ledgers, orders, and the comparison of orders."""

from negsim.reporting.equilibrium_text import explain_equilibrium as explain
from negsim.reporting.ledger_text import explain_ledger
from negsim.reporting.order_text import explain_order
from negsim.reporting.verdict_text import explain_comparison

__all__ = ["explain", "explain_comparison", "explain_ledger", "explain_order"]
