"""The program: its commands, and what becomes of everything that can go wrong."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import Annotated

import typer

from negsim import __version__
from negsim.cli.checks import check
from negsim.cli.comparing import compare
from negsim.cli.differing import diff
from negsim.cli.equilibria import equilibria
from negsim.cli.explaining import explain
from negsim.cli.keeping import incentives
from negsim.cli.listing import list_scenarios
from negsim.cli.output import OutputClosedError, complain, note
from negsim.cli.picturing import plot
from negsim.cli.problems import complain_of
from negsim.cli.schemas import schema
from negsim.cli.showing import show
from negsim.cli.solving import solve
from negsim.cli.starting import new
from negsim.errors import NegsimError

__all__ = ["app", "run"]

# What stands above typer's errors of usage; its own name for it has changed between versions
_COMPLAINT: type[Exception] = typer.BadParameter.__mro__[2]

app = typer.Typer(
    name="negsim",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    rich_markup_mode="rich",
)
for command, name in (
    (list_scenarios, "list"),
    (new, "new"),
    (check, "check"),
    (explain, "explain"),
    (show, "show"),
    (compare, "compare"),
    (incentives, "incentives"),
    (solve, "solve"),
    (equilibria, "equilibria"),
    (plot, "plot"),
    (diff, "diff"),
    (schema, "schema"),
):
    app.command(name, no_args_is_help=name not in ("list", "explain", "schema"))(command)


def _version(wanted: bool) -> None:
    if wanted:
        print(f"negsim {__version__}")
        raise typer.Exit()


@app.callback()
def program(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Which order of negotiations holds, who stops the others, and why.

    A dispute is written down as a scenario file: FILE, its path, or the name of one that is shipped.

    [bold]Examples[/bold]

      negsim new mine

      negsim check mine.yaml

      negsim compare korea_2016

      negsim incentives korea_2016 --order peace_first
    """


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the program and return its exit code; only what is a mistake in negsim itself raises."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # a terminal may lack a letter
    try:
        code = _invoke(arguments)
        sys.stdout.flush()
    except (OutputClosedError, BrokenPipeError):
        _drop_output()
        code = 0
    except NegsimError as e:
        complain_of(e)
        code = 1
    except OSError as e:
        code = _fail(
            f"{e.filename}: {e.strerror}" if e.filename else f"cannot write the results: {e.strerror}"
        )
        _drop_output()
    except MemoryError:
        code = _fail("not enough memory for a game of this size")
    return code


def _invoke(arguments: Sequence[str] | None) -> int:
    try:
        result = app(
            args=None if arguments is None else list(arguments), prog_name="negsim", standalone_mode=False
        )
    except typer.Abort:  # what typer makes of Ctrl-C
        raise KeyboardInterrupt from None
    except _COMPLAINT as e:
        return _wrong_usage(e)
    if result == 130:  # another thing that it makes of it
        raise KeyboardInterrupt
    return result if isinstance(result, int) else 0


def _wrong_usage(error: Exception) -> int:
    """Say what is wrong with the words of a command; like a file's, names of files may be a stranger's."""
    message = str(getattr(error, "format_message", lambda: error)())
    if message.strip():  # not where the help was wanted, and has been shown
        complain(message)
        context = getattr(error, "ctx", None)
        if context is not None:
            note(f"Try: {context.command_path} --help")
    return int(getattr(error, "exit_code", 2))


def _fail(message: str) -> int:
    complain(message)
    return 1


def _drop_output() -> None:
    """Nothing more can be written: let the interpreter's last flush go nowhere instead of failing."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
