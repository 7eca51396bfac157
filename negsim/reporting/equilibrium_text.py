"""An equilibrium in plain sentences: what is done, what it is worth, and which numbers decide."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from negsim.reporting.decisions import Decision, decisions
from negsim.reporting.wording import (
    CERTAIN,
    Words,
    ago,
    listed,
    number,
    oneline,
    percent,
    sentence,
    signed,
    worth,
)

if TYPE_CHECKING:
    from negsim.sequencing.play import Play, Step
    from negsim.solution import Equilibrium

__all__ = [
    "deciding",
    "decision_sentence",
    "explain_equilibrium",
    "heading",
    "one_of_many",
    "opening_costs",
    "path_sentences",
    "play_shown",
]

MOST_SENTENCES = 14
MOST_PERIODS = 6
MANY = 0.5  # a play less probable than this is one of many
LEAST_PART = 0.05  # of what decides: smaller parts are left out


def explain_equilibrium(equilibrium: Equilibrium) -> str:
    """Paragraphs: the path, the values, the decisions with the payoff terms that decide, the proof."""
    play, words = equilibrium.play, Words(equilibrium.game.scenario, equilibrium.game.rules.name)
    paragraphs = [" ".join(path_sentences(play, words)), _values(equilibrium, words)]
    found = list(_telling(decisions(play)))
    why = [decision_sentence(d, words) for d in found[:MOST_SENTENCES]]
    if len(found) > MOST_SENTENCES:
        why.append(f"({len(found) - MOST_SENTENCES} more decisions are left out here.)")
    if why:
        paragraphs.append("Why:\n" + "\n".join(f"- {w}" for w in why))
    paragraphs.append(_proof(equilibrium, words))
    return "\n\n".join(paragraphs)


def _telling(found: Iterable[Decision]) -> Iterator[Decision]:
    """Leave out that somebody waits because it is indifferent, where that has been said of the same step."""
    told: set[tuple[str, str]] = set()
    for decision in found:
        if decision.kind == "waits" and decision.tie:
            if (decision.party, decision.step) in told:
                continue
            told.add((decision.party, decision.step))
        yield decision


def heading(words: Words) -> str:
    """Name an order and who proposed it: `Under "Peace first" (proposed by North Korea)`."""
    if words.order is None:
        return "Without an order of negotiations"
    order = words.scenario.orders.get(words.order)
    by = order.proposed_by if order is not None else None
    if by is None:
        return f"Under {words.quoted(words.order)}"
    proposers = words.parties([by] if isinstance(by, str) else by)
    return f"Under {words.quoted(words.order)} (proposed by {proposers})"


def path_sentences(play: Play, words: Words) -> list[str]:
    """Where the most likely path ends, what is done on it, and where else chance may take it."""
    game = play.game
    acted = [s for s in play.steps if s.action is not None]
    probability = play.ends[play.end]
    most, odds = ("", "") if probability >= CERTAIN else ("most probably ", f" ({percent(probability)})")
    end = f"{heading(words)} play {most}ends in {words.outcome(play.end)}{odds}" + (
        ", the goal" * (play.end == game.scenario.goal)
    )
    idle = f"nobody takes any step in any of the {play.periods} periods"
    if play.periods == 1:
        idle = "nobody takes any step in the one period"
    if acted or one_of_many(play):
        told = [f"{end}, entered in {ago(play.duration)}.", *filter(None, [play_shown(play, words)])]
        told += [] if acted else [sentence(f"in it {idle}")]
    else:
        told = [f"{end}: {idle}."]
    by_period = [(period, list(steps)) for period, steps in groupby(acted, key=lambda s: s.period)]
    shown = by_period if len(by_period) <= MOST_PERIODS else [*by_period[: MOST_PERIODS - 1], by_period[-1]]
    for period, steps in shown:
        if period == by_period[-1][0] and len(shown) < len(by_period):
            told.append(f"({len(by_period) - len(shown)} more periods with steps are left out here.)")
        told.append(sentence(f"in {ago(period)} {'; then '.join(_told(s, words) for s in steps)}"))
    possible = {n: p for n, p in play.ends.items() if p > 1e-9}
    if len(possible) > 1:
        odds = listed(
            f"{words.outcome(n)} {percent(p)}" for n, p in sorted(possible.items(), key=lambda e: -e[1])
        )
        told.append(f"Whichever way chance takes it, play ends in: {odds}.")
    return told


def one_of_many(play: Play) -> bool:
    """Whether chance leads so many ways that the likeliest is improbable."""
    return play.path_probability < MANY


def play_shown(play: Play, words: Words) -> str:
    """Say that the play that is shown is one of many, where it is improbable; else nothing."""
    if not one_of_many(play):
        return ""
    last = play.game.outcomes[int(play.game.outcome[play.closes[-1]])]
    where = f"; it ends in {words.outcome(last)}" if last != play.end else ""
    return (
        "The play shown here, in which chance does the likeliest each time, is one of many: its probability "
        f"is {percent(play.path_probability)}{where}."
    )


def _told(step: Step, words: Words) -> str:
    assert step.action is not None
    text = f"{words.party(step.party)} {words.do('makes', step.action.label, 's', full=True)}"
    if step.declined_by is not None:
        return f"{text}, which {words.party(step.declined_by)} declines"
    others = [p for p in step.action.signatories if p != step.party]
    if not others:
        return text
    return f"{text}, to which {words.parties(others)} consent{'s' * (len(others) == 1)}"


def _values(equilibrium: Equilibrium, words: Words) -> str:
    told = []
    for (party, value), d in zip(equilibrium.values.items(), equilibrium.payoffs.discount[:, 0], strict=True):
        rate = f" ({number(equilibrium.normalised[party])} a period)" if d < 1 else ""
        told.append(f"{number(value)} to {words.party(party)}{rate}")
    text = f"{'The order' if words.order is not None else 'The game'} is worth {listed(told)}."
    costs = opening_costs(equilibrium)
    if costs:
        text += " " + sentence(
            "agreeing to it, before anything is done, "
            + listed(
                f"{'costs' if c < 0 else 'brings'} {words.party(p)} {number(abs(c))}"
                for p, c in costs.items()
            )
        )
    return text


def opening_costs(equilibrium: Equilibrium) -> dict[str, float]:
    """What agreeing to the order pays each party at once; parties whom it pays nothing are left out."""
    opening = equilibrium.payoffs.opening[:, 0]
    return {p: float(c) for p, c in zip(equilibrium.game.parties, opening, strict=True) if c}


def decision_sentence(decision: Decision, words: Words) -> str:
    """Say what one party chooses, what that is worth to it, and what decides."""
    d = decision
    who, value, other = words.party(d.party), *worth(d.value, d.otherwise)
    step = words.step(d.step)
    when = f"in {ago(d.period)}"
    if d.kind == "makes":
        done, rather = words.do("makes", d.step, "s"), words.do("makes", d.other, "ing")
    elif d.kind == "waits":
        done, rather = "waits", words.do("makes", d.step, "ing")
    elif d.kind == "consents":
        done, rather = words.do("consents to", d.step, "s"), "declining"
    else:
        done = f"{'declines' if d.kind == 'declines' else 'would decline'} {step}"
        rather = "consenting"
        if d.kind == "would decline" and d.proposer != d.party:
            done += f", if {words.party(d.proposer)} proposed it"
    if d.tie:
        why = "consents" if d.kind == "consents" else "waits"
        rule = f", and a party that is indifferent {why}" if d.kind in ("waits", "consents") else ""
        return sentence(f"{when} {who} {done}; {rather} would be worth the same to it ({value}){rule}")
    if d.then and d.kind == "waits":
        rather += f" (upon which {_next(d.then, words)})"
    return sentence(f"{when} {who} {done}: worth {value} to it from there on, {rather} {other}") + (
        f" {why}" if (why := deciding(d, words)) else ""
    )


def _next(steps: tuple[tuple[str, str], ...], words: Words) -> str:
    told = []
    for k, (party, label) in enumerate(steps):
        who = f"{words.party(party)} would " if k == 0 or steps[k - 1][0] != party else ""
        told.append(who + words.do("makes", label))
    return ", and then ".join(told)


def deciding(decision: Decision, words: Words, start: str = "What decides is") -> str:
    """Quote the sources of value that make the difference."""
    total = sum(map(abs, decision.parts.values()))
    large = {n: d for n, d in decision.parts.items() if abs(d) >= LEAST_PART * total}
    for_it = [f"{_source(n, words)} ({signed(d)})" for n, d in large.items() if d > 0][:3]
    against = [f"{_source(n, words)} ({signed(d)})" for n, d in large.items() if d < 0][:3]
    if not for_it:
        return ""
    text = f"{start} {listed(for_it)}"
    return text + (f", against {listed(against)}." if against else ".")


def _source(name: str, words: Words) -> str:
    for prefix in ("making ", "declining "):
        if name.startswith(prefix):
            return f"what {prefix}{words.step(name.removeprefix(prefix))} pays"
    if name.startswith("the event "):
        return f'the event "{oneline(name.removeprefix("the event ")).replace("_", " ")}"'
    return oneline(name) if name == "the final payoff" else f'"{oneline(name).replace("_", " ")}"'


def _proof(equilibrium: Equilibrium, words: Words) -> str:
    certificate, favour = equilibrium.certificate, equilibrium.strategy.favour
    most = max(certificate.gains.values())
    towards = "towards waiting, then in the file's order; a party that is indifferent consents"
    if favour is not None:
        towards = f"in favour of {words.party(equilibrium.game.parties[favour])}"
    verdict = "No party" if certificate.valid else "THIS IS NOT AN EQUILIBRIUM, though: some party"
    return (
        f"Ties are broken {towards}. {verdict} can gain more than {most:.1g} by any deviation, at any point "
        f"of the game, reached or not (checked anew for each party; tolerance {certificate.tolerance:.1g})."
    )
