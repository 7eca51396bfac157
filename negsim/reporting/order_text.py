"""One order of negotiations in plain sentences, and how far its result may be trusted."""

from __future__ import annotations

from negsim.reporting.decisions import decisions
from negsim.reporting.equilibrium_text import deciding, opening_costs, path_sentences
from negsim.reporting.ledger_text import goes_along, way_sentences
from negsim.reporting.wording import Words, ago, listed, number, oneline, sentence, worth
from negsim.sequencing.compare import OrderResult
from negsim.sequencing.renegotiation import Temptation

__all__ = ["deadline_sentence", "explain_order", "objections", "reluctance", "temptation_sentence"]

SAME = 1e-9


def explain_order(row: OrderResult) -> str:
    """Paragraphs: what happens and where it stops; attitudes; how far to trust it."""
    words = Words(row.equilibrium.game.scenario, row.order)
    play = row.equilibrium.play
    paragraphs = [
        " ".join(path_sentences(play, words)),
        " ".join(stop_sentences(row, words)),
        " ".join([_attitudes(row, words), *reluctance(row, words)]),
        " ".join(trust_sentences(row, words)),
    ]
    return "\n\n".join(filter(None, paragraphs))


def stop_sentences(row: OrderResult, words: Words) -> list[str]:
    """The way to the goal, where play leaves it, because of whom, and which payoff terms decide there."""
    told = [sentence(t) for t in way_sentences(row.ledger, words)]
    stop = row.stop
    if stop is None:
        return told
    for decision in decisions(row.equilibrium.play):
        at = (decision.period, decision.proposer, decision.step)
        if at == (stop.period, stop.party, stop.move) and decision.kind in ("waits", "would decline"):
            who = words.party(decision.party)
            reason = deciding(decision, words, f"For {who}, what decides there is")
            return [*told, reason] if reason else told
    return told


def _attitudes(row: OrderResult, words: Words) -> str:
    if not row.attitudes:
        values = listed(f"{number(v)} to {words.party(p)}" for p, v in row.values.items())
        return f"This is the disagreement that the orders are measured against: worth {values}."
    return "Against disagreement, " + "; ".join(attitude_clauses(row, words)) + "."


def attitude_clauses(row: OrderResult, words: Words) -> list[str]:
    """What each party makes of the order, with the numbers; the indifferent together, last."""
    told = [_clause(row, words, p) for p, attitude in row.attitudes.items() if attitude != "indifferent"]
    rest = [
        f"{words.party(p)} ({number(row.values[p])})" for p, a in row.attitudes.items() if a == "indifferent"
    ]
    if rest:
        told.append(f"{listed(rest)} {'is' if len(rest) == 1 else 'are'} indifferent")
    return told


def objections(row: OrderResult, words: Words) -> list[str]:
    """Who rejects or stalls the order, with the numbers."""
    return [
        _clause(row, words, p) for p, attitude in row.attitudes.items() if attitude in ("rejects", "stalls")
    ]


def reluctance(row: OrderResult, words: Words) -> list[str]:
    """Why those who reject an order that gets to the goal play along in it nevertheless."""
    if not row.ledger.reached:
        return []
    rejecting = [p for p, a in row.attitudes.items() if a == "rejects"]
    told = [goes_along(row.ledger, p, words) for p in rejecting]
    return [sentence(t) for t in told if t]


def _clause(row: OrderResult, words: Words, party: str) -> str:
    attitude, value, without = row.attitudes[party], row.values[party], row.disagreement[party]
    shown, other = worth(value, without)
    detail = (
        f"{shown} against {other}"
        if abs(value - without) > SAME * (1 + abs(value))
        else f"{shown} either way"
    )
    cost = opening_costs(row.equilibrium).get(party, 0.0)
    if attitude == "rejects" and cost < 0:
        detail += f"; agreeing to it costs {number(-cost)} at once"
    if attitude == "stalls" and party in row.stalls:
        detail += f"; {words.stall(row.stalls[party])}"
    return f"{words.party(party)} {attitude} it ({detail})"


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
    reason = words.reason_named(t.reason)
    return f"in {ago(t.period)}, with {where} ({met}), {words.step(t.move)} would gain {gains}, but {reason}."


def deadline_sentence(row: OrderResult) -> str:
    """Why the result is an artefact of the deadline, or that it is none."""
    if not row.deadline:
        return "It does not hang on the number of periods, on what follows the last, or on who moves first."
    reasons = "; ".join(oneline(r) for r in row.deadline)
    return sentence(f"it is an artefact of how the game was set up, not a finding: {reasons}")
