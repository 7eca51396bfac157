r"""Comparisons and ledgers as JSON and CSV, for other programs.

Numbers have full precision in JSON and 15 digits in CSV, texts are as in the file. Periods are counted from
1; `duration` is a number of periods that pass. Keys are stable: later versions add some, and raise `format`
if one changes its meaning.

A comparison in JSON: ``format``; ``negsim``, the version that made it; ``scenario`` with ``title``,
``file``, ``parties`` (key to full name), ``parameters``, ``periods``, ``goal``, ``fallback`` (the
disagreement order) and ``must_agree``; ``verdict``, lists of orders under ``holds``, ``partial``, ``idle``,
``unwanted``, ``rejected`` (see `negsim.reporting.verdict.Verdict`); and ``orders``, each with

==================== ===================================================================================
order, name          in the file, and in full
proposed_by          list of parties
outcome              where the most likely path ends
reaches_goal
ends, shares         by outcome: probability that play ends there, share of discounted time
duration             mean number of periods before play enters the outcome that it ends in
parties              by party: value, normalised, disagreement, difference, attitude (null for the
                     disagreement itself), stalls, opening (what agreeing to the order pays), gain
                     (the most by any deviation: the certificate)
stop                 null, or: period, party, move (empty: hold still), instead, and because, which is
                     null or a row of the ledger
obstacle             why no way leads to the goal; empty where one does
unique               null where there are too many ties to tell
renegotiation_proof
temptations          each with period, party, move, reason, levels, gains, on_path
deadline             reasons to take the result for an artefact
flags
certificate          valid, error, tolerance (what each party could gain is under parties)
states               size of the game
==================== ===================================================================================

A ledger in JSON: ``format``, ``negsim``, ``scenario`` (title, file, goal), ``order``, ``reached``,
``obstacle``, ``more`` and ``plans``, each with ``labels``, ``followed``, ``holds``, ``stop`` and ``rows``;
a row has step, period, move, party, role, follow, deviate, slack, breaks, instead, exposure.

In CSV a comparison has the columns of `Comparison.to_frame`, a ledger those of `Ledger.to_frame`. Control
characters are written out (``\x1b``), and a text that a spreadsheet would take for a formula gets an
apostrophe before it.
"""

from __future__ import annotations

import json
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

from negsim.reporting.equilibrium_text import opening_costs
from negsim.reporting.verdict import flags, must_agree, verdict
from negsim.reporting.wording import clean

if TYPE_CHECKING:
    import pandas as pd

    from negsim.sequencing.compare import Comparison, OrderResult
    from negsim.sequencing.ledger import Ledger, LedgerRow, PlanLedger, Stop

__all__ = ["comparison_csv", "comparison_data", "comparison_json", "ledger_csv", "ledger_data", "ledger_json"]

FORMAT = 1


def comparison_data(comparison: Comparison) -> dict[str, Any]:
    """Return a comparison as plain data: dicts, lists, texts, numbers, True, False and None."""
    scenario = comparison.scenario
    found = verdict(comparison)
    groups = ("holds", "partial", "idle", "unwanted", "rejected")
    return {
        "format": FORMAT,
        "negsim": _version(),
        "scenario": {
            "title": scenario.title,
            "file": scenario.file,
            "parties": {p: scenario.label(p) for p in scenario.parties},
            "parameters": dict(scenario.values),
            "periods": scenario.play.periods,
            "goal": scenario.goal,
            "fallback": comparison.fallback,
            "must_agree": list(must_agree(comparison)),
        },
        "verdict": {group: [row.order for row in getattr(found, group)] for group in groups},
        "orders": [_order(row) for row in comparison],
    }


def _version() -> str:
    try:
        return version("negsim")
    except PackageNotFoundError:  # run from a checkout that is not installed
        return "unknown"


def _order(row: OrderResult) -> dict[str, Any]:
    certificate, scenario = row.equilibrium.certificate, row.equilibrium.game.scenario
    by = scenario.orders[row.order].proposed_by if row.order in scenario.orders else None
    opening = opening_costs(row.equilibrium)
    return {
        "order": row.order,
        "name": row.name,
        "proposed_by": [by] if isinstance(by, str) else list(by or ()),
        "outcome": row.outcome,
        "reaches_goal": row.ledger.reached,
        "ends": dict(row.ends),
        "shares": dict(row.shares),
        "duration": row.duration,
        "parties": {
            p: {
                "value": value,
                "normalised": row.normalised[p],
                "disagreement": row.disagreement[p],
                "difference": value - row.disagreement[p],
                "attitude": row.attitudes.get(p),
                "stalls": row.stalls.get(p),
                "opening": opening.get(p, 0.0),
                "gain": certificate.gains[p],
            }
            for p, value in row.values.items()
        },
        "stop": _stop(row.stop),
        "obstacle": row.ledger.obstacle,
        "unique": row.unique,
        "renegotiation_proof": row.renegotiation_proof,
        "temptations": [
            {
                "period": t.period + 1,
                "party": t.party,
                "move": t.move,
                "reason": t.reason,
                "levels": dict(t.levels),
                "gains": dict(t.gains),
                "on_path": t.on_path,
            }
            for t in row.temptations
        ],
        "deadline": list(row.deadline),
        "flags": list(flags(row)),
        "certificate": {
            "valid": certificate.valid,
            "error": certificate.error,
            "tolerance": certificate.tolerance,
        },
        "states": row.states,
    }


def _stop(stop: Stop | None) -> dict[str, Any] | None:
    if stop is None:
        return None
    because = _row(stop.because) if stop.because is not None else None
    return {
        "period": stop.period + 1,
        "party": stop.party,
        "move": stop.move,
        "instead": stop.instead,
        "because": because,
    }


def _row(row: LedgerRow) -> dict[str, Any]:
    return {
        "step": row.step,
        "period": row.period + 1,
        "move": row.move,
        "party": row.party,
        "role": row.role,
        "follow": row.follow,
        "deviate": row.deviate,
        "slack": row.slack,
        "breaks": row.breaks,
        "instead": row.instead,
        "exposure": row.exposure,
    }


def ledger_data(ledger: Ledger) -> dict[str, Any]:
    """Return a ledger, all of its plans, as plain data."""
    scenario = ledger.scenario
    return {
        "format": FORMAT,
        "negsim": _version(),
        "scenario": {"title": scenario.title, "file": scenario.file, "goal": scenario.goal},
        "order": ledger.order,
        "reached": ledger.reached,
        "obstacle": ledger.obstacle,
        "more": ledger.more,
        "plans": [_plan(plan) for plan in ledger.plans],
    }


def _plan(plan: PlanLedger) -> dict[str, Any]:
    return {
        "labels": list(plan.labels),
        "followed": plan.followed,
        "holds": plan.holds,
        "stop": _stop(plan.stop),
        "rows": [_row(r) for r in plan.rows],
    }


def comparison_json(comparison: Comparison) -> str:
    """Write a comparison as JSON: plain ASCII, so that no text in it can do anything to a terminal."""
    return _json(comparison_data(comparison))


def ledger_json(ledger: Ledger) -> str:
    """Write a ledger as JSON."""
    return _json(ledger_data(ledger))


def comparison_csv(comparison: Comparison) -> str:
    """Write a comparison as CSV, a row an order."""
    return _csv(comparison.to_frame().reset_index())


def ledger_csv(ledger: Ledger, plan: int = 0) -> str:
    """Write one plan of a ledger as CSV."""
    return _csv(ledger.to_frame(plan))


def _json(data: dict[str, Any]) -> str:
    return json.dumps(data, indent=2, allow_nan=False).replace("\x7f", "\\u007f")  # DEL is ASCII


def _csv(frame: pd.DataFrame) -> str:
    safe = frame.map(lambda v: _cell(v) if isinstance(v, str) else _rounded(v))
    return str(safe.to_csv(index=False, lineterminator="\n")).removesuffix("\n")


def _rounded(value: object) -> object:
    """Drop the digits that only say how a computer adds: -19.0, not -18.999999999999982."""
    return float(f"{value:.15g}") if isinstance(value, float) else value


def _cell(text: str) -> str:
    shown = clean(text)
    # what a spreadsheet would take for a formula, after what it skips
    return f"'{shown}" if shown.lstrip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠")) else shown
