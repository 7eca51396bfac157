"""`negsim schema`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from negsim.cli.common import Force
from negsim.errors import NegsimError

__all__ = ["schema"]


def schema(
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help="Write it to this file instead of printing it."),
    ] = None,
    check: Annotated[
        bool,
        typer.Option("--check", help="Only say whether the file (or the one that is shipped) is up to date."),
    ] = False,
    force: Force = False,
) -> None:
    """Print the JSON schema of scenario files, with which editors check them while you type.

    [bold]Examples[/bold]

      negsim schema --out scenario.schema.json

      negsim schema --check
    """
    from negsim.cli.output import emit_text, write_file
    from negsim.scenario.catalog import shipped
    from negsim.scenario.json_schema import json_schema_text

    text = json_schema_text()
    if not check:
        if out is None:
            emit_text(text)
        else:
            write_file(out, text, replace=force)
            emit_text(str(out))
        return
    path = out or next(iter(shipped().values())).parent / "schema" / "scenario.schema.json"
    try:
        current = path.read_text("utf-8")
    except (OSError, ValueError) as e:
        raise NegsimError(f'"{path}" cannot be read: {getattr(e, "strerror", None) or e}') from None
    if current != text:
        raise NegsimError(f'"{path}" is out of date; write it anew: negsim schema --force --out {path}')
    emit_text(f"{path} is up to date")
