"""The comparison of orders in plain sentences: which hold, who stops the others and why, how far to trust."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from negsim.reporting.equilibrium_text import heading
from negsim.reporting.ledger_text import stop_sentence, way_sentences
from negsim.reporting.order_text import deadline_sentence, objections, reluctance, temptation_sentence
from negsim.reporting.verdict import Verdict, chance, flags, gain, must_agree, verdict
from negsim.reporting.wording import CERTAIN, Words, ago, clean, listed, number, percent, sentence, signed
from negsim.scenario.scenario import Scenario
from negsim.sequencing.compare import Comparison, OrderResult
from negsim.sequencing.disagreement import disagreement_order
from negsim.solvers.dispatch import solve

__all__ = ["explain_comparison", "picture_note", "summary_sentences"]


def explain_comparison(comparison: Comparison) -> str:
    """Paragraphs: what disagreement means; which orders hold; who stops the others; how far to trust it."""
    found = verdict(comparison)
    blocks = [
        f"{clean(comparison.scenario.title)}\n\n{_disagreement(comparison)}",
        _bullets("Which orders hold.", summary_sentences(comparison, found)),
    ]
    stopped = [*found.unwanted, *found.rejected, *found.partial, *found.idle]
    if stopped:
        what = (
            "Who stops the others, and why."
            if comparison.scenario.goal is not None
            else "What else there is."
        )
        blocks.append(_bullets(what, (_stopped(r, comparison) for r in stopped)))
    blocks.append(_bullets("How far to trust this.", _trust(comparison)))
    return "\n\n".join(blocks)


def picture_note(comparison: Comparison) -> str:
    """How the numbers of the picture follow from those of the table; nothing where they are the same."""
    discounts = next(iter(comparison)).equilibrium.payoffs.discount[:, 0]
    if not (discounts < 1).all():
        return ""
    return "The picture of the comparison shows (1 - δ) × the differences in brackets, payoffs a period."


def _bullets(head: str, lines: Iterable[str]) -> str:
    return "\n".join([head, *(f"- {line}" for line in lines)])


def _disagreement(comparison: Comparison) -> str:
    words = Words(comparison.scenario)
    rows = list(comparison)
    values = listed(f"{number(v)} to {words.party(p)}" for p, v in rows[0].disagreement.items())
    name = words.quoted(comparison.fallback) if comparison.fallback in comparison.scenario.orders else ""
    own = next((r for r in rows if r.order == comparison.fallback), None)
    ends = f"play {_ends(own, words)}; " if own is not None else ""
    under = f", under {name}" if name else ", when no joint step is taken"
    return sentence(
        f"without agreement on an order{under}, {ends}this is worth {values}. An order is acceptable to a "
        "party that it does not leave worse off than this; to be followed it takes the agreement of "
        f"{_agree(comparison, words)}"
    )


def _ends(row: OrderResult, words: Words) -> str:
    odds = _odds(row)
    return f"{'most probably ' if odds else ''}ends in {words.outcome(row.outcome)}{odds}"


@lru_cache(maxsize=16)
def _played(scenario: Scenario) -> tuple[str, float]:
    play = solve(*disagreement_order(scenario)).one().play
    return play.end, play.ends[play.end]


def _disagreement_end(comparison: Comparison) -> tuple[str, float]:
    """Where disagreement most probably ends, and how probably."""
    own = next((r for r in comparison if r.order == comparison.fallback), None)
    return (own.outcome, own.ends[own.outcome]) if own is not None else _played(comparison.scenario)


def _agree(comparison: Comparison, words: Words) -> str:
    agree = must_agree(comparison)
    everybody = set(agree) == set(comparison.scenario.parties) and len(agree) > 2
    return "all parties" if everybody else words.parties(agree)


def summary_sentences(
    comparison: Comparison, found: Verdict | None = None, *, see: str = "; see below"
) -> list[str]:
    """Which orders hold, go part of the way, or change nothing; `see` says where cautions are explained."""
    found = found or verdict(comparison)
    words, told = Words(comparison.scenario), []
    goal = words.outcome(comparison.scenario.goal) if comparison.scenario.goal is not None else ""
    for row in found.holds:
        told.append(
            f"{words.quoted(row.order)} holds: play {_reaches(row, goal)} in {ago(row.duration)}. "
            f"{_gains(row, words)}{_caution(row, see)}"
        )
    if not goal:
        told.append("The scenario names no goal, so that no order can be said to reach it.")
    elif not found.holds:
        told.append(f"No order holds: none leads to {goal} on terms that {_agree(comparison, words)} accept.")
    for row in found.unwanted:
        told.append(
            f"{words.quoted(row.order)} would lead to {goal}{_odds(row)}, but {_rejected_by(row, words)}."
            f"{_caution(row, see)}"
        )
    for row in found.partial:
        told.append(_part_of_the_way(row, comparison, goal, see))
    if found.idle:
        told.append(f"No better and no worse than disagreement: {_names(found.idle, words)}.")
    if found.rejected:
        each = listed(f"{words.quoted(r.order)} ({_rejected_by(r, words, 'by')})" for r in found.rejected)
        told.append(f"Rejected: {each}.")
    return told


def _odds(row: OrderResult) -> str:
    likely = chance(row)
    return f" ({likely.strip()})" if likely else ""


def _reaches(row: OrderResult, goal: str) -> str:
    return f"most probably reaches {goal}{_odds(row)}" if _odds(row) else f"reaches {goal}"


def _part_of_the_way(row: OrderResult, comparison: Comparison, goal: str, see: str) -> str:
    words = Words(comparison.scenario)
    order, end = words.quoted(row.order), words.outcome(row.outcome)
    text = f"{order} leads to {end}{_odds(row)}, and nobody rejects it"
    without, probability = _disagreement_end(comparison)
    if row.outcome == without:
        odds = f"most probably ends too ({percent(probability)})" if probability < CERTAIN else "ends too"
        text = f"{order} {_ends(row, words)}, where disagreement {odds}, and nobody rejects it"
    elif goal:
        text = f"{order} goes part of the way: to {end}{_odds(row)}, short of {goal}"
    stall = [p for p, a in row.attitudes.items() if a == "stalls"]
    if stall:
        because = ", because" if goal and row.outcome != without else ";"
        text += f"{because} {words.parties(stall)} {'stalls' if len(stall) == 1 else 'stall'} the rest"
    return f"{text}. {_gains(row, words)}{_caution(row, see)}"


def _rejected_by(row: OrderResult, words: Words, form: str = "") -> str:
    who = [p for p, a in row.attitudes.items() if a == "rejects"]
    if form:
        return f"{form} {words.parties(who)}"
    return f"{words.parties(who)} {'rejects' if len(who) == 1 else 'reject'} it"


def _caution(row: OrderResult, see: str) -> str:
    found = list(flags(row))
    if "renegotiable" in found:
        words = Words(row.equilibrium.game.scenario, row.order)
        first = row.temptations[0]
        who = f"renegotiable ({words.parties(first.gains)} would gain by {words.step(first.move)})"
        found[found.index("renegotiable")] = who
    return f" Caution: {', '.join(found)}{see}." if found else ""


def _gains(row: OrderResult, words: Words) -> str:
    changes = {p: gain(row, p) for p in row.values}
    groups = (
        ("better off", [p for p in changes if changes[p] > 0]),
        ("worse off", [p for p in changes if changes[p] < 0]),
    )
    told = [
        f"{name}: {listed(f'{words.party(p)} ({signed(changes[p])})' for p in who)}"
        for name, who in groups
        if who
    ]
    return sentence("; ".join(told)) if told else "It is worth to everybody what disagreement is worth."


def _stopped(row: OrderResult, comparison: Comparison) -> str:
    words = Words(comparison.scenario, row.order)
    goal = ", the goal" if row.ledger.reached else ""
    told = [f"{heading(words)} play {_ends(row, words)}{goal}."]
    told += [sentence("; ".join(found))] if (found := objections(row, words)) else []
    told += reluctance(row, words)
    if row.stop is not None:
        told.append(stop_sentence(row.stop, words, row.ledger))
    elif not row.ledger.reached and comparison.scenario.goal is not None:
        told += map(sentence, way_sentences(row.ledger, words))
    return " ".join(told)


def _trust(comparison: Comparison) -> list[str]:
    rows, words = list(comparison), Words(comparison.scenario)
    told = []
    several = [r for r in rows if r.unique is False]
    unknown = [r for r in rows if r.unique is None]
    if not several and not unknown:
        told.append("The values are unique: under each order all equilibria give the same.")
    if several:
        told.append(f"Not unique, because ties leave room for other equilibria: {_names(several, words)}.")
    if unknown:
        told.append(f"Too many ties to tell whether the values are unique: {_names(unknown, words)}.")
    for row in (r for r in rows if r.deadline):
        told.append(f"{words.quoted(row.order)} {deadline_sentence(row).removeprefix('It ')}")
    if not any(r.deadline for r in rows):
        told.append(
            "No result hangs on the number of periods, on what follows the last, or on who moves first."
        )
    tempted = [r for r in rows if r.temptations and r.order != comparison.fallback]
    for row in tempted:
        its = Words(comparison.scenario, row.order)
        told.append(f"{words.quoted(row.order)} is not renegotiation-proof: {temptation_sentence(row, its)}")
    if not tempted:
        told.append(
            "Every order is renegotiation-proof: nowhere would all who must agree gain by a step that it "
            "rules out."
        )
    told.append("The numbers are the scenario's assumptions; try others before you rely on an answer.")
    return told


def _names(rows: Sequence[OrderResult], words: Words) -> str:
    return listed(words.quoted(r.order) for r in rows)
