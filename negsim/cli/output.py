"""Writing: results to stdout, complaints to stderr, files whole or not at all."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from negsim.errors import NegsimError
from negsim.files import write_whole

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.text import Text

__all__ = [
    "OutputClosedError",
    "complain",
    "emit",
    "emit_lines",
    "emit_text",
    "note",
    "on_terminal",
    "paragraphs",
    "write_file",
]


def _typeable(text: str) -> str:
    """Draw rules with hyphens where the encoding of stdout has nothing better."""
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        return (
            text.replace("─", "-")
            .replace("…", "...")
            .replace("δ", "discount factor")
            .replace("×", "x")
            .replace("→", "->")
        )
    return text


class OutputClosedError(Exception):
    """Whoever reads the results has read enough. No OSError, which typer would take for a failure."""


def emit(*renderables: RenderableType) -> None:
    """Print for people: in colour on a terminal, without it elsewhere or where NO_COLOR is set."""
    from negsim.reporting.terminal import plain

    console = _console()
    for renderable in renderables:
        if console.is_terminal:
            console.print(renderable)
        else:
            emit_text(_typeable(plain(renderable)))


def emit_lines(*lines: str | Text) -> None:
    """Print for people lines that must not be broken: what is marked below a line stays below it."""
    if any(not isinstance(line, str) for line in lines) and on_terminal():
        console = _console()
        for line in lines:
            console.print(line, soft_wrap=True)
        return
    for line in lines:
        emit_text(_typeable(str(line)))


def on_terminal() -> bool:
    """Whether results go to a terminal, which may show colours."""
    from rich.console import Console

    return Console().is_terminal


def emit_text(text: str) -> None:
    """Print for programs, as it is."""
    try:
        sys.stdout.write(text if text.endswith("\n") else text + "\n")
    except BrokenPipeError:
        raise OutputClosedError from None


def emit_json(data: object) -> None:
    """Print data for programs: in ASCII, so that no text of a file reaches a terminal as it is."""
    emit_text(json.dumps(data, indent=2).replace("\x7f", "\\u007f"))  # DEL is ASCII


def note(text: str) -> None:
    """Say something on stderr that is no error."""
    from negsim.text import clean

    print(clean(text), file=sys.stderr)


def complain(text: str) -> None:
    """Say what is wrong on stderr, each line after the program's name."""
    from negsim.text import clean

    for line in clean(text).splitlines() or [""]:
        print(f"negsim: {line}", file=sys.stderr)


def paragraphs(text: str) -> RenderableType:
    """Lay prose out: lines that begin with a dash hang."""
    from rich.console import Group
    from rich.padding import Padding
    from rich.text import Text

    from negsim.text import clean

    parts: list[RenderableType] = []
    for line in clean(text).split("\n"):
        if line.startswith("- "):
            hanging = Text(line[2:])
            parts.append(Padding(hanging, (0, 0, 0, 2)) if not parts else _bullet(hanging))
        else:
            parts.append(Text(line))
    return Group(*parts)


def _bullet(text: RenderableType) -> RenderableType:
    from rich.table import Table
    from rich.text import Text

    table = Table.grid(padding=(0, 1))
    table.add_row(Text("-"), text)
    return table


def _console() -> Console:
    from rich.console import Console

    from negsim.reporting.terminal import text_width

    class Output(Console):
        def on_broken_pipe(self) -> None:
            raise OutputClosedError

    return Output(width=text_width(), highlight=False, markup=False, emoji=False, soft_wrap=False)


def write_file(path: Path, text: str, *, replace: bool = False, folders: bool = True) -> None:
    """Write a text file, whole or not at all; what stood there stays if anything goes wrong.

    Its folder is made if need be, unless `folders` says otherwise.
    """
    if folders and str(path.parent) not in ("", "."):
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except (OSError, ValueError) as e:
            raise NegsimError(f'"{path}" cannot be written: {getattr(e, "strerror", None) or e}') from None
    write_whole(path, lambda stream: stream.write(text.encode("utf-8")), replace=replace)
