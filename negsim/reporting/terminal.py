"""The comparison of orders as tables for a terminal."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterable, Sequence

from rich import box
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from negsim.reporting.verdict import FLAGS, flags
from negsim.reporting.wording import Words, ago, clean, number, signed, worth
from negsim.sequencing.compare import Comparison, OrderResult
from negsim.sequencing.incentives import Stop

__all__ = ["STYLES", "comparison_tables", "grid", "plain", "text_width"]

STYLES = {
    "accepts": "green",
    "rejects": "bold red",
    "stalls": "yellow",
    "indifferent": "",
    "disagreement": "dim",
}
NARROWEST, WIDEST = 60, 120
PARTY_WIDTH = 17  # "-31.15 (+12.34)" and a gap


def text_width() -> int:
    """Columns to write for: the terminal's, or `COLUMNS`, within what can be read; 110 where neither says."""
    return max(NARROWEST, min(WIDEST, shutil.get_terminal_size((110, 24)).columns))


def plain(renderable: RenderableType, width: int | None = None) -> str:
    """Render without colour; no blanks at the ends of lines."""
    stream = io.StringIO()
    Console(file=stream, width=width or text_width(), color_system=None, force_terminal=False).print(
        renderable
    )
    return "\n".join(line.rstrip() for line in stream.getvalue().splitlines())


def grid(columns: Sequence[str], *, title: str = "", lines: bool = False) -> Table:
    """Make a table in the house style: rules below the head, none at the sides."""
    table = Table(
        box=box.SIMPLE_HEAD if not lines else box.HORIZONTALS, show_edge=False, pad_edge=False, show_lines=lines,
        title=Text(clean(title), style="bold") if title else None, title_justify="left",
    )  # fmt: skip
    for name in columns:
        table.add_column(Text(clean(name)), overflow="fold")
    return table


def comparison_tables(comparison: Comparison, width: int) -> Group:
    """Write the comparison as two tables, values and attitudes, then where play stops, with a legend below."""
    words = Words(comparison.scenario)
    fallback = words.quoted(comparison.fallback)
    parts: list[RenderableType] = [
        Text(clean(comparison.scenario.title), style="bold"),
        Text(
            f"What each order leads to over {comparison.scenario.play.periods} periods: value to each party "
            f"(difference from {fallback}, the disagreement), and its attitude."
        ),
        Text(),
    ]
    parties = list(comparison.scenario.parties)
    fitting = max(1, (width - 44) // PARTY_WIDTH)
    for k in range(0, len(parties), fitting):
        parts += [_values(comparison, words, parties[k : k + fitting]), Text()]
    parts += [Text("How far play gets, and who stops it."), Text(), _stops(comparison, words), Text()]
    parts += _legend(comparison)
    return Group(*parts)


def _order_cell(row: OrderResult, words: Words) -> Text:
    """Name of an order, and below it what the command line calls it."""
    name = words.quoted(row.order).strip('"')
    if words.scenario.label(row.order) == row.order:
        return Text(clean(row.order), style="bold")
    return Text.assemble((name, "bold"), "\n", (clean(row.order), "dim"))


def _values(comparison: Comparison, words: Words, parties: Iterable[str]) -> Table:
    parties = list(parties)
    table = grid(["Order", "Ends in", *(words.name(p) for p in parties)], lines=True)
    table.columns[0].min_width = 18
    for row in comparison:
        cells = [_order_cell(row, words), Text(clean(row.outcome))]
        for p in parties:
            attitude = row.attitudes.get(p, "disagreement")
            value, d = row.values[p], row.disagreement[p]
            shown = Text(f"{worth(value, d)[0]} ({signed(value - d)})")
            if attitude == "disagreement":
                shown = Text(number(value))
            cells.append(Text.assemble(shown, "\n", (attitude, STYLES[attitude])))
        table.add_row(*cells)
    return table


def _stops(comparison: Comparison, words: Words) -> Table:
    table = grid(["Order", "Settles", "Where it stops", "Because of", "Caution"], lines=True)
    table.columns[0].min_width, table.columns[1].min_width = 18, 8
    for row in comparison:
        its = Words(comparison.scenario, row.order)
        where, because = _where(row, its)
        table.add_row(
            _order_cell(row, words), Text(ago(row.duration)), Text(where), Text(because),
            Text(", ".join(flags(row)) or "-", style="yellow" if flags(row) else "dim"),
        )  # fmt: skip
    return table


def _where(row: OrderResult, words: Words) -> tuple[str, str]:
    if row.ledger.reached:
        return "nowhere: it reaches the goal", "-"
    stop = row.stop
    if stop is None:
        return clean(row.ledger.obstacle) or "play does not leave the way to the goal", "-"
    return (
        f"{ago(stop.period)}: {words.name(stop.party)} does not {words.do(_role(stop), stop.move)}",
        _cause(stop, words),
    )


def _role(stop: Stop) -> str:
    return "consents to" if stop.instead == "declines" else "makes" if stop.move else "holds"


def _cause(stop: Stop, words: Words) -> str:
    row = stop.because
    if row is None:
        return "nobody: only ties keep play from it"
    loss = number(-row.slack)
    if (row.party, row.move, row.period) == (stop.party, stop.move, stop.period):
        return f"{words.name(row.party)} itself: it would lose {loss}"
    return f"{words.name(row.party)} would not {words.do(row.role, row.move)} in {ago(row.period)}: it would lose {loss}"


def _legend(comparison: Comparison) -> list[RenderableType]:
    attitudes = {
        "accepts": "better than disagreement",
        "rejects": "worse than disagreement",
        "stalls": "no worse, but it keeps play from the goal",
        "indifferent": "as good as disagreement",
    }
    seen = {a for row in comparison for a in row.attitudes.values()}
    lines = [f"{name}: {meaning}" for name, meaning in attitudes.items() if name in seen]
    used = {flag for row in comparison for flag in flags(row)}
    parts: list[RenderableType] = [Text("; ".join(lines) + ".", style="dim")] if lines else []
    parts += [Text(f"{name}: {meaning}.", style="dim") for name, meaning in FLAGS.items() if name in used]
    return parts
