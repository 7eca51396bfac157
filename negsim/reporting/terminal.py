"""The comparison of orders as tables for a terminal."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Iterator, Sequence

from rich import box
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from negsim.reporting.ledger_text import cause, due, farthest, same_place
from negsim.reporting.verdict import FLAGS, chance, flags, gain
from negsim.reporting.verdict_text import picture_note, summary_sentences
from negsim.reporting.wording import Words, ago, horizon, listed, number, oneline, sentence, signed, worth
from negsim.sequencing.compare import Comparison, OrderResult

__all__ = ["STYLES", "comparison_tables", "grid", "plain", "text_width", "verdict_lines"]

STYLES = {
    "accepts": "green",
    "rejects": "bold red",
    "stalls": "yellow",
    "indifferent": "",
    "disagreement": "dim",
}
ATTITUDES = {
    "accepts": "better than disagreement",
    "rejects": "worse than disagreement",
    "stalls": "no worse, but keeps play from the goal",
    "indifferent": "as good as disagreement",
}
NARROWEST, WIDEST, USUAL = 60, 120, 110
GAP = 2
PARTY_WIDTH = 15  # "-31.15 (+12.34)"
ORDER_WIDTH, OUTCOME_WIDTH = 20, 14


def text_width() -> int:
    """Columns to write for: the terminal's, or `COLUMNS`, within what reads well; 110 where neither says."""
    return max(NARROWEST, min(WIDEST, shutil.get_terminal_size((USUAL, 24)).columns))


def plain(renderable: RenderableType, width: int | None = None) -> str:
    """Render without colour; no blanks at the ends of lines."""
    stream = io.StringIO()
    console = Console(
        file=stream, width=width or text_width(), color_system=None, force_terminal=False, force_jupyter=False
    )
    console.print(renderable)
    return "\n".join(line.rstrip() for line in stream.getvalue().splitlines())


def grid(columns: Sequence[str], *, lines: bool = False) -> Table:
    """Make a table in the house style: a rule below the head, on request between rows, none at the sides."""
    style = box.HORIZONTALS if lines else box.SIMPLE_HEAD
    table = Table(box=style, padding=(0, GAP - 1, 0, 0), show_edge=False, pad_edge=False, show_lines=lines)
    table.border_style = "dim"
    for name in columns:
        table.add_column(Text(oneline(name)), overflow="fold")
    return table


def comparison_tables(comparison: Comparison, width: int) -> Group:
    """What it comes to; two tables, values and attitudes, then where play stops; and a legend."""
    scenario = comparison.scenario
    words = Words(scenario)
    parts: list[RenderableType] = [
        verdict_lines(comparison),
        Text(
            "\nWhat each order is worth to each party (and against disagreement), and its attitude\n"
            f"Discounted total: {horizon(scenario)}\n"
        ),
    ]
    parties = list(scenario.parties)
    fitting = max(1, (width - ORDER_WIDTH - OUTCOME_WIDTH - GAP) // (PARTY_WIDTH + GAP))
    for k in range(0, len(parties), fitting):
        parts += [_values(comparison, words, parties[k : k + fitting], width), Text()]
    if scenario.goal is not None:
        head = Text(f"Where play stops on the way to {oneline(scenario.goal)}, and because of whom\n")
        parts += [head, _stops(comparison, width), Text()]
    elif any(map(flags, comparison)):
        cautions = grid(["Order", "Caution"])
        for row in comparison:
            if flags(row):
                cautions.add_row(
                    Text(words.order_name(row.order)), Text(", ".join(flags(row)), style="yellow")
                )
        parts += [cautions, Text()]
    parts += [Text(line, style="dim") for line in _legend(comparison)]
    return Group(*parts)


def verdict_lines(comparison: Comparison) -> Group:
    """Which orders hold, and nothing else."""
    return Group(
        Text(oneline(comparison.scenario.title), style="bold"),
        Text("\nWhich orders hold\n"),
        _bullets(summary_sentences(comparison, see="")),
    )


def _bullets(lines: Sequence[str]) -> Table:
    table = Table.grid(padding=(0, 1))
    for line in lines:
        table.add_row(Text("-"), Text(line))
    return table


def _order_cell(row: OrderResult, words: Words, width: int, *, key: bool) -> Text:
    """Name of an order, and on request below it what the command line calls it, broken where it may be."""
    plain_key, line = "", ""
    for piece in re.findall("[^_]*_*", row.order):
        if len(line) + len(piece) > width:
            plain_key, line = f"{plain_key}{line}\n", ""
        line += piece
    plain_key += line
    name = words.order_name(row.order)
    shown = Text(name, style="bold")
    return shown + Text(f"\n{plain_key}", style="dim") if key and name != row.order else shown


def _values(comparison: Comparison, words: Words, parties: Sequence[str], width: int) -> Table:
    table = grid(["Order", "Ends in", *(words.name(p) for p in parties)], lines=True)
    longest = max(len(row.order) for row in comparison)
    others = OUTCOME_WIDTH + GAP + len(parties) * (PARTY_WIDTH + GAP)
    order_width = max(ORDER_WIDTH, min(longest, width - others))
    for column, wide in zip(
        table.columns, (order_width, OUTCOME_WIDTH, *[PARTY_WIDTH] * len(parties)), strict=True
    ):
        column.width = wide
    for row in comparison:
        since = "from the start" if row.duration == 0 else f"from {ago(row.duration)}"
        cells = [
            _order_cell(row, words, order_width, key=True),
            Text.assemble(oneline(row.outcome), chance(row), "\n", (since, "dim")),
        ]
        for p in parties:
            attitude = row.attitudes.get(p, "disagreement")
            value = worth(row.values[p], row.disagreement[p])[0]
            change = f" ({signed(gain(row, p))})" if gain(row, p) else ""
            cells.append(Text.assemble(value, change, "\n", (attitude, STYLES[attitude])))
        table.add_row(*cells)
    return table


def _stops(comparison: Comparison, width: int) -> Table:
    table = grid(["Order", "Where it stops", "Because of", "Caution"], lines=True)
    caution = max((len(flag) for row in comparison for flag in flags(row)), default=7)
    order = max(ORDER_WIDTH, min(28, width // 4))
    rest = width - order - caution - 3 * GAP
    for column, wide in zip(
        table.columns, (order, rest * 9 // 20, rest - rest * 9 // 20, caution), strict=True
    ):
        column.width = wide
    for row in comparison:
        words = Words(comparison.scenario, row.order)
        found = flags(row)
        shown = Text("\n".join(found) or "-", style="yellow" if found else "dim")
        table.add_row(_order_cell(row, words, order, key=False), *map(Text, _where(row, words)), shown)
    return table


def _where(row: OrderResult, words: Words) -> tuple[str, str]:
    stop = row.stop
    if row.ledger.reached:
        return f"it reaches the goal{chance(row)}", "-"
    if stop is None:
        empty = any(not plan.labels for plan in row.ledger.plans)
        return ("it starts at the goal and leaves it" if empty else oneline(row.ledger.obstacle) or "-"), "-"
    if stop.instead == "declines":
        left = f"declines {words.step(stop.move)}"
    elif not stop.move:
        left = f"does not hold still but {words.do('makes', stop.instead, 's')}"
    else:
        left = f"does not {words.do('makes', stop.move)}"
    where = f"{ago(stop.period)}: {words.party(stop.party)} {left}"
    if stop.because is None:
        return where, "nobody would lose: only how ties are broken keeps play from it"
    loss = number(-stop.because.slack)
    if same_place(stop, stop.because):
        return where, f"it would lose {loss} by it"
    reason, which = cause(stop.because, words), ""
    if stop.because.party == stop.party:
        reason, which = f"it would itself not {due(stop.because, words)}", farthest(row.ledger)
        which = f" ({which})" if which else ""
    return where, f"{sentence(reason).rstrip('.')}, where it would lose {loss}{which}"


def _legend(comparison: Comparison) -> Iterator[str]:
    seen = {a for row in comparison for a in row.attitudes.values()}
    known = [f"{name}: {meaning}" for name, meaning in ATTITUDES.items() if name in seen]
    if known:
        yield "; ".join(known) + "."
    words = Words(comparison.scenario)
    worths = next(iter(comparison)).disagreement.items()
    values = listed(f"{number(v)} to {words.party(p)}" for p, v in worths)
    yield f"disagreement: {words.quoted(comparison.fallback)}, worth {values}."
    if shown := picture_note(comparison):
        yield shown
    used = {flag for row in comparison for flag in flags(row)}
    yield from (f"{name}: {meaning}." for name, meaning in FLAGS.items() if name in used)
