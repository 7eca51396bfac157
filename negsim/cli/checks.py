"""`negsim check`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from negsim.cli.common import one_of

if TYPE_CHECKING:
    from negsim.checking.report import Report

__all__ = ["check"]


def check(
    files: Annotated[
        list[str],
        typer.Argument(metavar="FILE", help="Scenario files, or names of ones that come with negsim."),
    ],
    watch: Annotated[
        bool, typer.Option("--watch", "-w", help="Check again whenever a file is saved, until Ctrl-C.")
    ] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="Warnings too make the exit code 1, as errors do.")
    ] = False,
    brief: Annotated[
        bool, typer.Option("--brief", help="One line a problem, without the line of the file.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="For programs: a list of all problems.")] = False,
) -> None:
    """Check scenario files: say all that is wrong with them, where, and what to do about it.

    Errors keep a file from being used (exit code 1); warnings are worth a second look.

    [bold]Examples[/bold]

      negsim check mine.yaml

      negsim check mine.yaml --watch

      negsim check scenarios/*.yaml --brief --strict
    """
    one_of(watch=watch, json=as_json)
    one_of(brief=brief, json=as_json)
    names = list(dict.fromkeys(files))
    if watch:
        from negsim.cli.watching import keep_checking

        keep_checking(names, lambda: _show(_reports(names), brief=brief))
        return
    reports = _reports(names)
    if as_json:
        from negsim.cli.output import emit_json
        from negsim.cli.problems import record

        emit_json([record(p) for r in reports for p in r])
    else:
        _show(reports, brief=brief)
    if any(r.problems if strict else r.errors for r in reports):
        raise typer.Exit(1)


def _reports(names: Sequence[str]) -> list[Report]:
    from negsim.checking.checked import check as check_file

    return [check_file(name) for name in names]


def _show(reports: Sequence[Report], *, brief: bool) -> None:
    """Print each problem, a line that sums a file up, and last where more is said."""
    from negsim.cli.output import emit_lines, on_terminal
    from negsim.cli.problems import COLOURS, see_also, shown, told
    from negsim.text import oneline

    coloured = on_terminal()
    for k, report in enumerate(reports):
        if k and (report.problems or reports[k - 1].problems) and not brief:
            emit_lines("")
        summary = oneline(report.summary)
        if coloured:
            from rich.text import Text

            emit_lines(*(shown(p, brief=brief) for p in report))
            grave = "error" if report.errors else "warning"
            emit_lines(Text(summary, style=COLOURS[grave] if report.problems else "green"))
        else:
            emit_lines(*told(report, brief=brief), summary)
    more = see_also([p for r in reports for p in r])
    if more:
        emit_lines(more)
