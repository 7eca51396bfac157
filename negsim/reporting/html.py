"""Results as HTML for notebooks: no scripts, everything escaped, readable on light and on dark ground."""

from __future__ import annotations

from typing import TYPE_CHECKING

from negsim.reporting.equilibrium_text import play_shown
from negsim.reporting.markup import FAINT, block, bullets, cell, more, table, text, two_lines
from negsim.reporting.verdict import FLAGS, chance, flags, gain
from negsim.reporting.wording import Words, ago, horizon, number, sentence, signed, worth

if TYPE_CHECKING:
    from negsim.sequencing.compare import Comparison, OrderResult
    from negsim.sequencing.ledger import Ledger
    from negsim.solution import Equilibrium, Solution

__all__ = ["comparison", "equilibrium", "ledger", "solution"]

# Colours are laid thinly over whatever ground the page has; text keeps the page's own colour.
_GROUND = {
    "accepts": "rgba(46,160,67,.20)",
    "rejects": "rgba(218,54,51,.24)",
    "stalls": "rgba(212,153,20,.24)",
    "indifferent": "transparent",
    "breaks": "rgba(218,54,51,.24)",
}
MOST_SHOWN = 12  # equilibria, where there are several


def comparison(comparison: Comparison) -> str:
    """All orders side by side, and in sentences below."""
    from negsim.reporting.verdict_text import picture_note, summary_sentences

    scenario = comparison.scenario
    words = Words(scenario)
    stops = ["Where it stops"] if scenario.goal is not None else []
    heads = ["Order", "Ends in", *(words.name(p) for p in scenario.parties), *stops, "Caution"]
    rows = [_order(row, comparison) for row in comparison]
    used = {flag for row in comparison for flag in flags(row)}
    legend = [f"{name}: {meaning}." for name, meaning in FLAGS.items() if name in used]
    legend += filter(None, [picture_note(comparison)])
    fallback = text(words.quoted(comparison.fallback))
    note = f"Discounted total: {text(horizon(scenario))} (difference from the disagreement, {fallback})."
    return block(
        f"<b>{text(scenario.title)}</b><div style='{FAINT}'>{note}</div>",
        bullets(summary_sentences(comparison, see="")),
        table(heads, rows),
        *(f"<div style='{FAINT}'>{text(line)}</div>" for line in legend),
        more("In sentences", comparison.explain()),
    )


def _order(row: OrderResult, comparison: Comparison) -> list[str]:
    from negsim.reporting.ledger_text import stop_sentence, way_sentences

    words = Words(comparison.scenario, row.order)
    name = words.order_name(row.order)
    since = "from the start" if row.duration == 0 else f"from {ago(row.duration)}"
    cells = [
        cell(two_lines(name, row.order if name != row.order else "")),
        cell(two_lines(f"{row.outcome}{chance(row)}", since)),
    ]
    for p, value in row.values.items():
        attitude = row.attitudes.get(p)
        change = f" ({signed(gain(row, p))})" if gain(row, p) else ""
        shown = worth(value, row.disagreement[p])[0] + change
        cells.append(cell(two_lines(shown, attitude or "disagreement"), _GROUND.get(attitude or "", "")))
    caution = cell(text(", ".join(flags(row))))
    if comparison.scenario.goal is None:
        return [*cells, caution]
    stop = " ".join(map(sentence, way_sentences(row.ledger, words)))
    if row.stop is not None:
        stop = stop_sentence(row.stop, words, row.ledger)
    elif row.ledger.reached:
        stop = f"It reaches the goal{chance(row)}."
    return [*cells, cell(text(stop)), caution]


def equilibrium(equilibrium: Equilibrium) -> str:
    """The timeline, the values, and the explanation."""
    game = equilibrium.game
    words = Words(game.scenario, game.rules.name)
    title = words.quoted(words.order) if words.order is not None else "Without an order of negotiations"
    timeline = equilibrium.timeline()
    heads = ["Period", "What is done", *(words.name(i) for i in game.scenario.issues), "Outcome"]
    rows = [
        [cell(text(period)), *(cell(text(value)) for value in record)]
        for period, record in zip(timeline.index, timeline.itertuples(index=False, name=None), strict=True)
    ]
    values = [
        [
            cell(text(words.name(p))),
            cell(text(number(v))),
            cell(text(number(equilibrium.normalised[p]))),
        ]
        for p, v in equilibrium.values.items()
    ]
    return block(
        f"<b>{text(title)}</b>",
        table(["Party", "Value", "A period"], values),
        f"<div>{text(shown)}</div>" if (shown := play_shown(equilibrium.play, words)) else "",
        more("Timeline of the most likely play", table(heads, rows), raw=True, shown=True),
        more("In sentences", equilibrium.explain()),
    )


def solution(solution: Solution) -> str:
    """One equilibrium in full; several as a table of values."""
    notes = "; ".join([solution.completeness, *solution.notes])
    head = f"<b>{text(solution.method)}</b><div style='{FAINT}'>{text(notes)}</div>"
    from negsim.games.stage_game import StageGame
    from negsim.reporting.profiles_html import brought_solution
    from negsim.solution import Equilibrium

    found = solution.equilibria
    if not isinstance(solution.game, StageGame):
        return brought_solution(solution)
    if len(found) == 1 and isinstance(found[0], Equilibrium):
        return block(head, equilibrium(found[0]))
    words = Words(solution.game.scenario, solution.game.rules.name)
    rows = [[cell(text(number(v))) for v in e.values.values()] for e in found[:MOST_SHOWN]]
    left = len(found) - MOST_SHOWN
    rest = f"<div style='{FAINT}'>and {left} more</div>" if left > 0 else ""
    return block(head, table([words.name(p) for p in solution.game.parties], rows), rest)


def ledger(ledger: Ledger) -> str:
    """The rows of the plan that play follows farthest, and all in sentences."""
    words = Words(ledger.scenario, ledger.order or None)
    head = (
        f"<b>{text(words.quoted(ledger.order) if ledger.order else 'Without an order of negotiations')}</b>"
    )
    if not ledger.plans:
        return block(head, text(ledger.explain()))
    heads = ["Step", "Period", "Party", "Is to", "Following", "Leaving", "Slack", "By", "Exposure"]
    rows = []
    for r in ledger.plans[0].rows:
        ground = _GROUND["breaks"] if r.breaks else ""
        follow, deviate = worth(r.follow, r.deviate)
        texts = [
            r.step, r.period + 1, words.name(r.party), words.do(r.role, r.move, full=True), follow, deviate,
            signed(r.slack), words.do("makes", r.instead, "ing"), number(r.exposure),
        ]  # fmt: skip
        rows.append([cell(text(t), ground) for t in texts])
    return block(head, table(heads, rows), more("In sentences", ledger.explain()))
