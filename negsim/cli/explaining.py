"""`negsim explain`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from negsim.errors import NegsimError, nearest

if TYPE_CHECKING:
    from negsim.codes import Kind

__all__ = ["explain"]

_GRAVITY = {
    "error": "An error: it keeps the file from being used.",
    "warning": "A warning: worth a second look, but the file can be used.",
}


def explain(
    code: Annotated[
        str | None, typer.Argument(metavar="CODE", help="A code such as NS304; without one, all are listed.")
    ] = None,
) -> None:
    """Say what a kind of problem means, what causes it, and how to mend it.

    [bold]Examples[/bold]

      negsim explain NS304

      negsim explain
    """
    if code is None:
        _list()
    else:
        _tell(_found(code))


def _found(given: str) -> Kind:
    from negsim.codes import KINDS

    code = given.strip().upper()
    code = f"NS{code}" if code.isascii() and code.isdigit() else code
    if code not in KINDS:
        raise NegsimError(f'there is no code "{given.strip()}"; {nearest(code, KINDS)}')
    return KINDS[code]


def _list() -> None:
    from rich.text import Text

    from negsim.cli.output import emit
    from negsim.codes import GROUPS
    from negsim.reporting.terminal import grid

    table = grid(["Code", "", "What is wrong"])
    for name, kinds in GROUPS.items():
        table.add_row("", "", Text(name, style="dim"))
        for kind in kinds:
            table.add_row(Text(kind.code, style="bold"), Text(kind.severity), Text(kind.title))
    emit(table, Text("\nnegsim explain CODE says what one means, with an example.", style="dim"))


def _tell(kind: Kind) -> None:
    from rich.text import Text

    from negsim.cli.output import emit, emit_text, paragraphs

    emit(
        Text(f"{kind.code}  {kind.title}", style="bold"),
        Text(_GRAVITY[kind.severity], style="dim"),
        paragraphs(f"\n{kind.why}"),
    )
    if kind.bad:
        emit(Text("\nNot so:", style="dim"))
        emit_text(_pointed(kind.bad))
        emit(Text("\nBut so:", style="dim"))
        emit_text(_pointed(kind.good))


def _pointed(example: str) -> str:
    """Indent an example, and turn its marks into carets under the places."""
    from negsim.codes import MARK
    from negsim.text import clean, width

    lines: list[str] = []
    for line in example.splitlines():
        before = [line[:k].replace(MARK, "") for k, sign in enumerate(line) if sign == MARK]
        lines.append(f"    {clean(line.replace(MARK, ''))}")
        if before:
            carets = dict.fromkeys(width(clean(part)) for part in before)
            lines.append("    " + "".join("^" if k in carets else " " for k in range(max(carets) + 1)))
    return "\n".join(lines)
