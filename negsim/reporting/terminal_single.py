"""One order's play and ledger as tables for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from negsim.reporting.terminal import grid
from negsim.reporting.wording import Words, number, oneline, signed, worth

if TYPE_CHECKING:
    from negsim.sequencing.ledger import Ledger
    from negsim.solution import Equilibrium

__all__ = ["LEDGER_LEGEND", "ledger_table", "timeline_table"]

MOST_PERIODS = 40
LEDGER_LEGEND = (
    "Slack: what going on is worth more than leaving; negative: the party would leave. Exposure: how much "
    "worse off than at the start it would be if all collapsed here."
)


def timeline_table(equilibrium: Equilibrium) -> Table:
    """Period by period what is done, and where the issues stand; periods without change are folded."""
    game = equilibrium.game
    words = Words(game.scenario, game.rules.name)
    frame = equilibrium.timeline()
    issues = list(game.scenario.issues)
    table = grid(["Period", "What is done", *(words.name(i) for i in issues), "Outcome"])
    records = [
        (int(p), [str(v) for v in row]) for p, row in zip(frame.index, frame.to_numpy().tolist(), strict=True)
    ]
    runs: list[tuple[int, int, list[str]]] = []
    for period, record in records:
        if runs and not record[0] and not runs[-1][2][0] and runs[-1][2][1:] == record[1:]:
            runs[-1] = (runs[-1][0], period, record)
        else:
            runs.append((period, period, record))
    for first, last, record in runs[:MOST_PERIODS]:
        which = str(first) if first == last else f"{first}-{last}"
        done, *levels = record
        shown = [oneline(v) for v in levels]
        table.add_row(which, Text(done or "-"), *map(Text, shown))
    if len(runs) > MOST_PERIODS:
        table.add_row("…", Text(f"({len(runs) - MOST_PERIODS} more rows are left out here)"))
    return table


def ledger_table(ledger: Ledger, plan: int = 0) -> Table:
    """Each party's incentive at each point of one way to the goal; red where it breaks."""
    words = Words(ledger.scenario, ledger.order or None)
    table = grid(["Period", "Party", "is to", "Going on", "Leaving", "Slack", "Leaving by", "Exposure"])
    for column in (3, 4, 5, 7):
        table.columns[column].justify = "right"
        table.columns[column].no_wrap = True
    for r in ledger.plans[plan].rows:
        follow, deviate = worth(r.follow, r.deviate)
        slack = Text(signed(r.slack), style="bold red" if r.breaks else "")
        due, by = words.do(r.role, r.move), words.do("makes", r.instead, "ing")
        head = (str(r.period + 1), Text(words.name(r.party)), Text(due))
        table.add_row(*head, follow, deviate, slack, Text(by), number(r.exposure))
    return table
