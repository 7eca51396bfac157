"""`negsim solve`."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from negsim.cli.common import File, Periods, Settings, note_tables, one_of, order_key, read

if TYPE_CHECKING:
    from negsim.solution import Solution

__all__ = ["solve"]

MOST_SHOWN = 40


class Ties(StrEnum):
    """What to do about ties."""

    default = "default"
    all = "all"


def solve(
    file: File,
    order: Annotated[
        str | None,
        typer.Option(
            "--order",
            "-o",
            metavar="ORDER",
            help="An order of negotiations; without it the file as it stands.",
        ),
    ] = None,
    settings: Settings = None,
    periods: Periods = None,
    ties: Annotated[
        Ties, typer.Option(help="With all: every equilibrium that ties leave room for, by its values.")
    ] = Ties.default,
    favour: Annotated[
        str | None, typer.Option("--favour", metavar="PARTY", help="Break ties for this party.")
    ] = None,
) -> None:
    """Solve one order: what each party does, what it is worth to them, and which numbers decide.

    [bold]Examples[/bold]

      negsim solve korea_2016 --order omnibus

      negsim solve korea_2016 --order omnibus --set threat=1.5 --periods 20

      negsim solve centipede --ties all
    """
    one_of(favour=favour is not None, **{"ties all": ties is Ties.all})
    scenario = read(file, settings, periods)
    if order is not None:
        order = order_key(scenario, order)
        note_tables(scenario, [order])
    from negsim.cli.output import emit, paragraphs
    from negsim.solution import Equilibrium
    from negsim.solvers.dispatch import solve as find
    from negsim.solvers.scenarios.backward_induction import BackwardInduction

    solution = find(scenario, order, method=BackwardInduction(ties=ties.value, favour=favour))
    if len(solution) != 1 or not isinstance(solution.equilibria[0], Equilibrium):
        _several(solution)
        return
    from rich.text import Text

    from negsim.reporting.equilibrium_text import one_of_many
    from negsim.reporting.terminal_single import timeline_table
    from negsim.reporting.wording import percent

    equilibrium = solution.one()
    title = "The most likely play, period by period"
    if one_of_many(equilibrium.play):
        chance = percent(equilibrium.play.path_probability)
        title = f"One play of many (probability {chance}): chance does the likeliest each time"
    emit(
        Text(_title(solution), style="bold"), Text(),
        paragraphs(equilibrium.explain()), Text(f"\n{title}\n", style="bold"),
        timeline_table(equilibrium),
    )  # fmt: skip


def _title(solution: Solution) -> str:
    from negsim.reporting.wording import oneline

    game = solution.game
    return f"{oneline(game.scenario.title)} ({game.states:,} states)"


def _several(solution: Solution) -> None:
    """A table of payoff vectors."""
    from rich.text import Text

    from negsim.cli.output import emit
    from negsim.reporting.equilibrium_text import heading
    from negsim.reporting.terminal import grid
    from negsim.reporting.wording import Words, number, oneline

    words = Words(solution.game.scenario, solution.game.rules.name)
    count = len(solution)
    emit(
        Text(_title(solution), style="bold"),
        Text(f"\n{heading(words)}: payoffs of pure equilibria, {count} found ({solution.completeness})."),
        *(Text(oneline(n) + ".", style="dim") for n in solution.notes), Text(),
    )  # fmt: skip
    table = grid([*(words.name(p) for p in solution.game.parties), "What is done, in which period"])
    for found in solution.equilibria[:MOST_SHOWN]:
        steps = "; ".join(
            f"{period + 1}, {words.name(who)}: {words.step(what)}" for period, who, what in found.path
        )
        table.add_row(*(Text(number(v)) for v in found.values.values()), Text(steps or "nothing"))
    emit(table)
    if count > MOST_SHOWN:
        rest = f"({count - MOST_SHOWN} more are left out here; in Python: negsim.solve(...).equilibria)"
        emit(Text(rest, style="dim"))
