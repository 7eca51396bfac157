"""`negsim diff`."""

from __future__ import annotations

from typing import Annotated

import typer

__all__ = ["diff"]


def diff(
    before: Annotated[
        str, typer.Argument(metavar="A", help="A scenario file, or the name of one that comes with negsim.")
    ],
    after: Annotated[str, typer.Argument(metavar="B", help="Another one.")],
    as_json: Annotated[bool, typer.Option("--json", help="For programs: a list of all changes.")] = False,
) -> None:
    """Say how two scenarios differ: what was added, removed, renamed, changed or put in another place.

    Layout, comments and white space make no difference. The exit code is 0 either way.

    [bold]Examples[/bold]

      negsim diff draft.yaml mine.yaml

      negsim diff korea_2016 mine.yaml --json
    """
    from negsim.cli.output import emit_json, emit_lines
    from negsim.scenario.difference import diff as compare_files

    found = compare_files(before, after)
    if as_json:
        from dataclasses import asdict

        emit_json([asdict(change) for change in found])
    else:
        emit_lines(*str(found).split("\n"))
