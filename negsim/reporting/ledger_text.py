"""A ledger in plain sentences: the way to the goal, where play stops, because of whom, and by how much."""

from __future__ import annotations

from negsim.reporting.equilibrium_text import heading
from negsim.reporting.wording import Words, ago, listed, number, oneline, sentence, worth
from negsim.sequencing.ledger import Ledger, LedgerRow, PlanLedger, Stop

__all__ = [
    "cause",
    "due",
    "explain_ledger",
    "farthest",
    "goes_along",
    "same_place",
    "stop_sentence",
    "way_sentences",
]

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
    instead, wanted = words.do("makes", row.instead, "ing"), words.do(row.role, row.move)
    gain = f"{deviate} instead of {follow}, {number(-row.slack)} more"
    return f"{words.party(row.party)} in {ago(row.period)}, by {instead} where it was to {wanted}: {gain}"


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


def departure(stop: Stop, words: Words) -> str:
    """Who leaves the plan, how: `North Korea does not take the step "freeze" in period 1`."""
    who, when = words.party(stop.party), f"in {ago(stop.period)}"
    if stop.instead == "declines":
        return f"{who} declines {words.step(stop.move)} {when}"
    done = words.do("makes", stop.instead, "s")
    if not stop.move:
        return f"{who} does not hold still {when}, but {done}"
    text = f"{who} does not {words.do('makes', stop.move)} {when}"
    return text if stop.instead == "waits" else f"{text}, but {done}"


def same_place(stop: Stop, row: LedgerRow) -> bool:
    """Whether the party that departs is the one that loses, by that very step."""
    return (row.party, row.move, row.period) == (stop.party, stop.move, stop.period)


def loss(row: LedgerRow, words: Words) -> str:
    """What going on costs: `2.0 against waiting (-4.0 instead of -2.0)`."""
    follow, deviate = worth(row.follow, row.deviate)
    instead = words.do("makes", row.instead, "ing")
    return f"{number(-row.slack)} against {instead} ({follow} instead of {deviate})"


def cause(row: LedgerRow, words: Words) -> str:
    """Who would break the plan, where: `the United States would not propose "sign" in period 3`."""
    return f"{words.party(row.party)} would not {due(row, words)}"


def due(row: LedgerRow, words: Words) -> str:
    """What a party is to do, and when: `propose "sign" in period 3`."""
    return f"{words.do(row.role, row.move)} in {ago(row.period)}"


def farthest(ledger: Ledger) -> str:
    """Say which of several ways is meant; nothing where there is one."""
    many, more = len(ledger.plans), " or more" * ledger.more
    if many < 2 and not more:
        return ""
    return f"on the way that play follows farthest, 1 of {many}{more}"


def goes_along(ledger: Ledger, party: str, words: Words) -> str:
    """Why a party that rejects an order that gets to the goal would play along in it, once it is open."""
    text = f"once the order is open, {words.party(party)} goes along all the same"
    if ledger.plans and ledger.plans[0].stop is None:
        rows = [r for r in ledger.plans[0].rows if r.party == party and r.role != "holds"]
        if not rows:
            return ""  # nothing is asked of it
        row = min(rows, key=lambda r: r.slack)
        follow, deviate = worth(row.follow, row.deviate)
        more = "is worth more to it than" if follow != deviate else "is worth as much to it as"
        instead = words.do("makes", row.instead, "ing")
        return f"{text}: to {due(row, words)} {more} {instead} ({follow} against {deviate})"
    return f"{text}: going along is worth more to it than stopping"


def stop_sentence(stop: Stop, words: Words, ledger: Ledger | None = None) -> str:
    """Where play stops, because of whom, and by how much; with a ledger, on which of its ways."""
    row, left = stop.because, departure(stop, words)
    if row is None:
        rule = "only the rule that breaks ties, towards waiting, keeps play from it"
        return sentence(f"{left}; nobody would lose by going on, and {rule}")
    if same_place(stop, row):
        return sentence(f"{left}, because that would cost it {loss(row, words)}")
    same_step = row.move == stop.move and row.period == stop.period
    step = f"{row.role.split()[0].removesuffix('s')} to it" if same_step and row.role == "consents to" else ""
    step = step or due(row, words)
    if row.party == stop.party:
        which = farthest(ledger) if ledger is not None else ""
        cost = loss(row, words)
        cost = f"{cost.removesuffix(')')}; {which})" if which else cost
        return sentence(f"{left}, because it would itself not {step}: that would cost it {cost}")
    who = words.party(row.party)
    return sentence(f"{left}, because {who} would not {step}: that would cost {who} {loss(row, words)}")


def way_sentences(ledger: Ledger, words: Words) -> list[str]:
    """What the way to the goal would be, how far play follows it, and where it stops."""
    goal = words.outcome(ledger.scenario.goal or "the goal")
    if not ledger.plans:
        return [f"{oneline(ledger.obstacle)}."] if ledger.obstacle else []
    plan = ledger.plans[0]
    if not plan.labels:
        stays = "" if ledger.reached else ", but play does not stay there"
        return [f"the goal, {goal}, holds from the start{stays}."]
    steps = words.steps(plan.labels, full=True)
    if plan.stop is None:
        follows = "is" if ledger.reached else "would be"
        return [
            f"the way to {goal} {follows} {steps}" + (", and play follows it." if ledger.reached else ".")
        ]
    told = [f"the way to {goal} would be {steps}."]
    if ledger.reached:
        told.append(f"Play leaves it and still gets to {goal}.")
    elif plan.followed:
        told.append(f"Play makes {plan.followed} of these {len(plan.labels)} steps.")
    return [*told, stop_sentence(plan.stop, words, ledger)]
