"""Results as HTML for notebooks: no scripts, everything escaped, readable on light and on dark ground."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING

from negsim.reporting.equilibrium_text import play_shown
from negsim.reporting.verdict import FLAGS, chance, flags, gain
from negsim.reporting.wording import Words, ago, clean, horizon, number, oneline, sentence, signed, worth

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
_LINE = "1px solid rgba(128,128,128,.35)"
_CELL = f"padding:.3em .7em;text-align:left;vertical-align:top;border-bottom:{_LINE}"
_FAINT = "opacity:.7;font-size:.9em"
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
    fallback = _text(words.quoted(comparison.fallback))
    note = f"Discounted total: {_text(horizon(scenario))} (difference from the disagreement, {fallback})."
    return _block(
        f"<b>{_text(scenario.title)}</b><div style='{_FAINT}'>{note}</div>",
        _list(summary_sentences(comparison, see="")),
        _table(heads, rows),
        *(f"<div style='{_FAINT}'>{_text(line)}</div>" for line in legend),
        _more("In sentences", comparison.explain()),
    )


def _order(row: OrderResult, comparison: Comparison) -> list[str]:
    from negsim.reporting.ledger_text import stop_sentence, way_sentences

    words = Words(comparison.scenario, row.order)
    name = words.order_name(row.order)
    since = "from the start" if row.duration == 0 else f"from {ago(row.duration)}"
    cells = [
        _cell(_two(name, row.order if name != row.order else "")),
        _cell(_two(f"{row.outcome}{chance(row)}", since)),
    ]
    for p, value in row.values.items():
        attitude = row.attitudes.get(p)
        change = f" ({signed(gain(row, p))})" if gain(row, p) else ""
        shown = worth(value, row.disagreement[p])[0] + change
        cells.append(_cell(_two(shown, attitude or "disagreement"), _GROUND.get(attitude or "", "")))
    caution = _cell(_text(", ".join(flags(row))))
    if comparison.scenario.goal is None:
        return [*cells, caution]
    stop = " ".join(map(sentence, way_sentences(row.ledger, words)))
    if row.stop is not None:
        stop = stop_sentence(row.stop, words, row.ledger)
    elif row.ledger.reached:
        stop = f"It reaches the goal{chance(row)}."
    return [*cells, _cell(_text(stop)), caution]


def equilibrium(equilibrium: Equilibrium) -> str:
    """The timeline, the values, and the explanation."""
    game = equilibrium.game
    words = Words(game.scenario, game.rules.name)
    title = words.quoted(words.order) if words.order is not None else "Without an order of negotiations"
    timeline = equilibrium.timeline()
    heads = ["Period", "What is done", *(words.name(i) for i in game.scenario.issues), "Outcome"]
    rows = [
        [_cell(_text(period)), *(_cell(_text(value)) for value in record)]
        for period, record in zip(timeline.index, timeline.itertuples(index=False, name=None), strict=True)
    ]
    values = [
        [
            _cell(_text(words.name(p))),
            _cell(_text(number(v))),
            _cell(_text(number(equilibrium.normalised[p]))),
        ]
        for p, v in equilibrium.values.items()
    ]
    return _block(
        f"<b>{_text(title)}</b>",
        _table(["Party", "Value", "A period"], values),
        f"<div>{_text(shown)}</div>" if (shown := play_shown(equilibrium.play, words)) else "",
        _more("Timeline of the most likely play", _table(heads, rows), raw=True, shown=True),
        _more("In sentences", equilibrium.explain()),
    )


def solution(solution: Solution) -> str:
    """One equilibrium in full; several as a table of values."""
    notes = "; ".join([solution.completeness, *solution.notes])
    head = f"<b>{_text(solution.method)}</b><div style='{_FAINT}'>{_text(notes)}</div>"
    from negsim.solution import Equilibrium

    found = solution.equilibria
    if len(found) == 1 and isinstance(found[0], Equilibrium):
        return _block(head, equilibrium(found[0]))
    words = Words(solution.game.scenario, solution.game.rules.name)
    rows = [[_cell(_text(number(v))) for v in e.values.values()] for e in found[:MOST_SHOWN]]
    left = len(found) - MOST_SHOWN
    more = f"<div style='{_FAINT}'>and {left} more</div>" if left > 0 else ""
    return _block(head, _table([words.name(p) for p in solution.game.parties], rows), more)


def ledger(ledger: Ledger) -> str:
    """The rows of the plan that play follows farthest, and all in sentences."""
    words = Words(ledger.scenario, ledger.order or None)
    head = (
        f"<b>{_text(words.quoted(ledger.order) if ledger.order else 'Without an order of negotiations')}</b>"
    )
    if not ledger.plans:
        return _block(head, _text(ledger.explain()))
    heads = ["Step", "Period", "Party", "Is to", "Following", "Leaving", "Slack", "By", "Exposure"]
    rows = []
    for r in ledger.plans[0].rows:
        ground = _GROUND["breaks"] if r.breaks else ""
        follow, deviate = worth(r.follow, r.deviate)
        texts = [
            r.step, r.period + 1, words.name(r.party), words.do(r.role, r.move, full=True), follow, deviate,
            signed(r.slack), words.do("makes", r.instead, "ing"), number(r.exposure),
        ]  # fmt: skip
        rows.append([_cell(_text(t), ground) for t in texts])
    return _block(head, _table(heads, rows), _more("In sentences", ledger.explain()))


def _text(text: object) -> str:
    return escape(clean(text), quote=True)


def _two(first: str, second: str) -> str:
    below = f"<br><span style='{_FAINT}'>{_text(second)}</span>" if second else ""
    return f"{_text(oneline(first))}{below}"


def _cell(content: str, ground: str = "") -> str:
    colour = f";background:{ground}" if ground else ""
    return f"<td style='{_CELL}{colour}'>{content}</td>"


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    top = "".join(f"<th scope='col' style='{_CELL}'>{_text(h)}</th>" for h in heads)
    body = "".join(f"<tr style='background:transparent'>{''.join(cells)}</tr>" for cells in rows)
    style = "border-collapse:collapse;margin:.5em 0"
    return f"<table style='{style}'><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"


def _list(lines: Iterable[str]) -> str:
    return f"<ul>{''.join(f'<li>{_text(line)}</li>' for line in lines)}</ul>"


def _more(title: str, content: str, *, raw: bool = False, shown: bool = False) -> str:
    inside = content if raw else f"<div style='white-space:pre-wrap;max-width:60em'>{_text(content)}</div>"
    return f"<details{' open' * shown}><summary>{_text(title)}</summary>{inside}</details>"


def _block(*parts: str) -> str:
    # the classes keep notebooks from typesetting what stands between dollar signs in a text of the file
    return f"<div class='tex2jax_ignore mathjax_ignore' style='overflow-x:auto'>{''.join(parts)}</div>"
