"""`negsim compare`."""

from __future__ import annotations

from typing import Annotated

import typer

from negsim.cli.common import File, Periods, Settings, note_tables, one_of, order_key, read

__all__ = ["compare"]


def compare(
    file: File,
    order: Annotated[
        list[str] | None,
        typer.Option("--order", "-o", metavar="ORDER", help="Compare only this order; may be repeated."),
    ] = None,
    settings: Settings = None,
    periods: Periods = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Write CSV, a row an order.")] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Say in sentences what happens and why.")
    ] = False,
    brief: Annotated[bool, typer.Option("--brief", help="Say only which orders hold.")] = False,
) -> None:
    """Compare the orders of negotiation: which hold, who stops the others, and because of whom.

    [bold]Examples[/bold]

      negsim compare korea_2016

      negsim compare korea_2016 --brief

      negsim compare korea_2016 --explain

      negsim compare korea_2016 --order peace_first --order omnibus --set patience=0.8

      negsim compare my_dispute.yaml --json > result.json
    """
    from negsim.cli.output import emit, emit_text, paragraphs

    one_of(json=as_json, csv=as_csv, explain=explain, brief=brief)
    scenario = read(file, settings, periods)
    from negsim.sequencing.compare import compare as play_out

    chosen = list(dict.fromkeys(order_key(scenario, o) for o in order)) if order else None
    comparison = play_out(scenario, chosen)
    note_tables(scenario, [row.order for row in comparison])
    if as_json or as_csv:
        from negsim.reporting.export import comparison_csv, comparison_json

        emit_text((comparison_json if as_json else comparison_csv)(comparison))
    elif explain:
        emit(paragraphs(comparison.explain()))
    elif brief:
        from negsim.reporting.terminal import verdict_lines

        emit(verdict_lines(comparison))
    else:
        from rich.text import Text

        from negsim.reporting.terminal import comparison_tables, text_width

        emit(comparison_tables(comparison, text_width()))
        emit(Text("\nWith --explain the reasons in sentences, with the numbers.", style="dim"))
