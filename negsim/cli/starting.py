"""`negsim new`."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer

from negsim.cli.common import Force
from negsim.errors import NegsimError
from negsim.text import oneline

__all__ = ["new"]

# Beside the file, and named without a folder: so the editor finds it wherever the folder is copied to, and
# nothing of this machine stands in a file that is passed on.
SCHEMA = "scenario.schema.json"


def new(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="A name or a path; .yaml is added where it is missing.")
    ],
    force: Force = False,
) -> None:
    """Write a small scenario to begin with, and beside it the schema with which editors check it.

    The scenario is complete: it can be compared as it stands, and has a word on each section.

    [bold]Examples[/bold]

      negsim new ceasefire

      negsim new talks/ceasefire.yaml --force
    """
    from negsim.cli.output import emit_lines, write_file
    from negsim.scenario.json_schema import json_schema_text
    from negsim.scenario.starter import starter, title_of

    path = _path(name)
    schema, text = path.with_name(SCHEMA), json_schema_text()
    write_file(path, starter(title_of(path.stem), SCHEMA), replace=force, folders=False)
    told = [f"{path} is written: a scenario to begin with"]
    current = _read(schema)
    if current is None or (force and current != text):
        write_file(schema, text, replace=force, folders=False)
        told.append(f"{schema} is written: with it an editor that knows YAML checks the scenario")
    elif current != text:
        told.append(f"{schema} is there already, of another version of negsim; --force renews it")
    shown = oneline(shlex.quote(str(path)))
    emit_lines(*map(oneline, told), "", "What to do next:")
    emit_lines(f"  negsim check {shown} --watch    while you edit it")
    emit_lines(f"  negsim compare {shown}          which of its orders hold")


def _path(name: str) -> Path:
    if not name.strip() or name.endswith(("/", "\\")) or Path(name).name in ("", "..", "."):
        raise NegsimError(f'"{name}" names no file; write a name, such as negsim new ceasefire')
    path = Path(name)
    return path if path.suffix.lower() in (".yaml", ".yml") else path.with_name(f"{path.name}.yaml")


def _read(path: Path) -> str | None:
    try:
        return path.read_text("utf-8")
    except FileNotFoundError:
        return None
    except (OSError, ValueError):
        return ""
