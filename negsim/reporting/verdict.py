"""What the comparison comes to: which orders hold, and how far each answer may be trusted."""

from __future__ import annotations

from dataclasses import dataclass

from negsim.reporting.wording import CERTAIN, percent
from negsim.sequencing.compare import Comparison, OrderResult

__all__ = ["FLAGS", "Verdict", "chance", "flags", "gain", "must_agree", "verdict"]

# Flag, and what it means: the legend of every table.
FLAGS = {
    "deadline": "an artefact of the fixed number of periods, or of another rule of play, and no finding",
    "renegotiable": "at some point all who would have to agree gain by a step that the order rules out",
    "not unique": "where a party is indifferent a rule decides what it does; had it done otherwise, "
    "which is as good an answer, the values would be others",
    "ties": "parties are indifferent so often that it cannot be told whether the values are the only ones",
}


def flags(row: OrderResult) -> tuple[str, ...]:
    """Reasons for caution about an order's result; the keys of `FLAGS`."""
    found = {
        "deadline": bool(row.deadline),
        "renegotiable": bool(row.temptations),
        "not unique": row.unique is False,
        "ties": row.unique is None,
    }
    return tuple(name for name, applies in found.items() if applies)


def must_agree(comparison: Comparison) -> tuple[str, ...]:
    """Parties that must agree on an order: those of the dispute, or all movers."""
    dispute = comparison.scenario.dispute
    return (dispute.parties if dispute is not None else ()) or comparison.scenario.movers


@dataclass(frozen=True)
class Verdict:
    """Orders by what becomes of them; only the parties that must agree count.

    Attributes
    ----------
    holds
        Play reaches the goal, and nobody is worse off than in disagreement.
    partial
        Play ends short of the goal, somebody is better off than in disagreement, and nobody worse.
    idle
        Play ends short of the goal, and everybody is where disagreement would leave them.
    unwanted
        Play would reach the goal, but somebody is worse off and rejects the order.
    rejected
        Play ends short of the goal, and somebody rejects the order.
    """

    holds: tuple[OrderResult, ...]
    partial: tuple[OrderResult, ...]
    idle: tuple[OrderResult, ...]
    unwanted: tuple[OrderResult, ...]
    rejected: tuple[OrderResult, ...]


def verdict(comparison: Comparison) -> Verdict:
    """Sort the orders of a comparison; the fallback itself is left out."""
    groups: dict[str, list[OrderResult]] = {
        k: [] for k in ("holds", "partial", "idle", "unwanted", "rejected")
    }
    agree = must_agree(comparison)
    for row in comparison:
        if row.order == comparison.fallback:
            continue
        if any(row.attitudes[p] == "rejects" for p in agree):
            groups["unwanted" if row.ledger.reached else "rejected"].append(row)
        elif row.ledger.reached:
            groups["holds"].append(row)
        else:
            gains = any(gain(row, p) > 0 for p in agree)
            groups["partial" if gains else "idle"].append(row)
    return Verdict(**{k: tuple(v) for k, v in groups.items()})


def chance(row: OrderResult) -> str:
    """Probability of the outcome, to be put behind its name; empty where it is as good as certain."""
    probability = row.ends[row.outcome]
    return f" {percent(probability)}" if probability < CERTAIN else ""


def gain(row: OrderResult, party: str) -> float:
    """What a party gains by the order against disagreement; exactly 0 where both are worth the same."""
    value, without = row.values[party], row.disagreement[party]
    tie = 1e-9 * (1 + max(abs(value), abs(without)))
    return value - without if abs(value - without) > tie else 0.0
