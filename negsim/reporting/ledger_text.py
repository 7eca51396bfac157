"""A ledger in plain sentences: where the plan breaks, for whom, by how much."""

from __future__ import annotations

from negsim.reporting.equilibrium_text import heading
from negsim.reporting.stop_text import stop_sentence, way_sentences
from negsim.reporting.wording import Words, ago, listed, number, sentence, worth
from negsim.sequencing.ledger import Ledger, LedgerRow, PlanLedger

__all__ = ["explain_ledger"]

MOST_PLANS = 5


def explain_ledger(ledger: Ledger) -> str:
    """Paragraphs: the way to the goal and where it stops; who would break it at which step; exposure."""
    words = Words(ledger.scenario, ledger.order or None)
    paragraphs = [f"{heading(words)} {' '.join(way_sentences(ledger, words))}"]
    if not ledger.plans:
        return paragraphs[0]
    first = ledger.plans[0]
    breaks = [r for r in first.rows if r.breaks]
    if breaks:
        told = "\n".join(f"- {sentence(_breaks(r, words))}" for r in breaks)
        paragraphs.append(f"Who would gain by leaving this way, had all gone to plan until then:\n{told}")
    elif first.labels:
        paragraphs.append("Nobody would gain by leaving this way at any step.")
    if risk := _exposure(first, words):
        paragraphs.append(risk)
    others = ledger.plans[1:MOST_PLANS]
    if others:
        lines = [f"- {sentence(words.steps(p.labels))} {_short(p, words)}" for p in others]
        if len(ledger.plans) > MOST_PLANS or ledger.more:
            lines.append("- And more, which are left out here.")
        paragraphs.append("Other ways, of as many steps:\n" + "\n".join(lines))
    return "\n\n".join(paragraphs)


def _breaks(row: LedgerRow, words: Words) -> str:
    follow, deviate = worth(row.follow, row.deviate)
    instead, due = words.do("makes", row.instead, "ing"), words.do(row.role, row.move)
    gain = f"{deviate} instead of {follow}, {number(-row.slack)} more"
    return f"{words.party(row.party)} in {ago(row.period)}, by {instead} where it was to {due}: {gain}"


def _exposure(plan: PlanLedger, words: Words) -> str:
    """The most that each party would have lost, had all collapsed at some point of the way."""
    worst: dict[str, LedgerRow] = {}
    for row in plan.rows:
        if row.exposure > (worst[row.party].exposure if row.party in worst else 1e-9):
            worst[row.party] = row
    if not worst:
        return ""
    told = listed(f"{number(r.exposure)} for {words.party(p)} (in {ago(r.period)})" for p, r in worst.items())
    return (
        f"What collapse on the way would cost a party, against disagreement from the start: at worst {told}."
    )


def _short(plan: PlanLedger, words: Words) -> str:
    return stop_sentence(plan.stop, words) if plan.stop is not None else "Play follows it."
