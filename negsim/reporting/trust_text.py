"""How far an order's result may be trusted, in sentences: uniqueness, renegotiation, the deadline."""

from __future__ import annotations

from negsim.reporting.wording import Words, ago, listed, number, oneline, sentence
from negsim.sequencing.compare import OrderResult
from negsim.sequencing.renegotiation import Temptation

__all__ = ["deadline_sentence", "temptation_sentence", "trust_sentences", "unique_sentence"]


def trust_sentences(row: OrderResult, words: Words) -> list[str]:
    """All that speaks for caution, or for trust."""
    told = [unique_sentence(row)]
    if row.temptations:
        told.append(f"It is not renegotiation-proof: {temptation_sentence(row, words)}")
    else:
        told.append(
            "It is renegotiation-proof: nowhere would all who must agree gain by a step that it rules out."
        )
    return [*told, deadline_sentence(row)]


def unique_sentence(row: OrderResult) -> str:
    """Whether the values are the only ones."""
    if row.unique is None:
        return "There are too many ties to tell whether other equilibria give other values."
    if row.unique:
        return "All equilibria give these values."
    return (
        "Ties leave room for other equilibria with other values; these follow from the rule that breaks ties."
    )


def temptation_sentence(row: OrderResult, words: Words) -> str:
    """Quote the first temptation; say how many there are."""
    first = row.temptations[0]
    rest = len(row.temptations) - 1
    more = f" ({rest} more such step{'s' * (rest > 1)}.)" if rest else ""
    return _temptation(first, words) + more


def _temptation(t: Temptation, words: Words) -> str:
    gains = listed(f"{words.party(p)} {number(g)}" for p, g in t.gains.items())
    where = listed(f"{words.name(i)} {oneline(v).replace('_', ' ')}" for i, v in t.levels.items())
    met = "which play does get to" if t.on_path else "which play does not get to"
    reason = oneline(t.reason)
    return f"in {ago(t.period)}, with {where} ({met}), {words.step(t.move)} would gain {gains}, but {reason}."


def deadline_sentence(row: OrderResult) -> str:
    """Why the result is an artefact of the deadline, or that it is none."""
    if not row.deadline:
        return "It does not hang on the number of periods, on what follows the last, or on who moves first."
    reasons = "; ".join(oneline(r) for r in row.deadline)
    return sentence(f"it is an artefact of how the game was set up, not a finding: {reasons}")
