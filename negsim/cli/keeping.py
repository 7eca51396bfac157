"""`negsim incentives`."""

from __future__ import annotations

from typing import Annotated

import typer

from negsim.cli.common import File, Order, Periods, Settings, note_tables, one_of, order_key, read
from negsim.errors import NegsimError

__all__ = ["incentives"]


def incentives(
    file: File,
    order: Order = None,
    plan: Annotated[
        int,
        typer.Option(
            "--plan",
            min=1,
            metavar="K",
            help="Which way to the goal: 1 is the one that play follows farthest.",
        ),
    ] = 1,
    settings: Settings = None,
    periods: Periods = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON, all ways to the goal.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Write CSV, a row a party and step.")] = False,
) -> None:
    """Keep the ledger of an order: on the way to the goal, who gains by going on, and who by stopping.

    [bold]Examples[/bold]

      negsim incentives korea_2016 --order peace_first

      negsim incentives korea_2016 --order omnibus --set patience=0.8 --csv
    """
    from negsim.cli.output import emit, emit_text, paragraphs

    one_of(json=as_json, csv=as_csv)
    scenario = read(file, settings, periods)
    if order is None:
        known = "\n".join(f"  {key}" for key in scenario.orders)
        raise typer.BadParameter(f"say of which order:\n{known}" if known else "the scenario has no orders")
    order = order_key(scenario, order)
    note_tables(scenario, [order])
    from negsim.sequencing.incentives import incentives as keep

    ledger = keep(scenario, order)
    if ledger.plans and plan > len(ledger.plans):
        count = len(ledger.plans)
        raise NegsimError(
            f"--plan {plan}: there {'is 1 way' if count == 1 else f'are {count} ways'} to the goal"
        )
    if as_json or as_csv:
        from negsim.reporting.export import ledger_csv, ledger_json

        emit_text(ledger_json(ledger) if as_json else ledger_csv(ledger, plan - 1))
        return
    from rich.text import Text

    from negsim.reporting.terminal_single import LEDGER_LEGEND, ledger_table

    emit(paragraphs(ledger.explain()))
    if ledger.plans and ledger.plans[plan - 1].rows:
        which = f"Way {plan} of {len(ledger.plans)}" if len(ledger.plans) > 1 else "The way"
        emit(Text(f"\n{which}, step by step\n", style="bold"), ledger_table(ledger, plan - 1))
        emit(Text(f"\n{LEDGER_LEGEND}", style="dim"))
