"""`negsim equilibria`."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Protocol

import typer

from negsim.cli.common import Force, one_of
from negsim.errors import NegsimError, nearest

if TYPE_CHECKING:
    from negsim.reporting.folder_report import GameReport

__all__ = ["equilibria"]

ENDINGS = (".nfg", ".efg")  # of files that are looked for in folders
MOST_SHOWN = 40  # equilibria
MOST_LINES = 200  # of one equilibrium
PAUSE = 10  # seconds between two notes of progress where there is no terminal


def equilibria(
    paths: Annotated[
        list[Path],
        typer.Argument(metavar="PATH", help="Files of Gambit's, or folders with .nfg and .efg files."),
    ],
    method: Annotated[
        str | None,
        typer.Option(
            "--method", "-m", metavar="NAME", help="How to solve; by default the best way for each game."
        ),
    ] = None,
    limit: Annotated[
        float, typer.Option("--limit", min=0.1, metavar="SECONDS", help="The most time for a file.")
    ] = 60,
    show: Annotated[
        bool | None,
        typer.Option(
            "--show/--no-show",
            help="Print each equilibrium; the default for a single file.",
            show_default=False,
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Write CSV, a row a file.")] = False,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help="Write JSON or CSV to a file, as its name ends."),
    ] = None,
    force: Force = False,
) -> None:
    """Find the equilibria of games in Gambit's files (.nfg, .efg), each with its certificate.

    Says how many there are, whether these are all, by which method, and what anybody could gain by leaving.

    What takes too long, or takes its process down, does not stop the rest; nor does Ctrl-C lose what is done.

    The exit code is 0 if every file was solved, or refused with a reason.

    [bold]Examples[/bold]

      negsim equilibria mine.nfg

      negsim equilibria games/ --limit 10

      negsim equilibria games/ other.efg --method logit_path --out results.csv
    """
    one_of(json=as_json, csv=as_csv)
    _check(method, out, force)
    files = list(_files(paths))
    wanted = len(files) == 1 if show is None else show
    reports, interrupted = _examined(files, method, wanted, limit)
    _emit(reports, wanted, as_json, as_csv, interrupted)
    if out is not None:
        from negsim.cli.output import note, write_file

        write_file(out, _data(reports, out.suffix.lower() == ".json", interrupted), replace=force)
        note(f"negsim: wrote {out}")
    if interrupted:
        raise KeyboardInterrupt
    from negsim.reporting.folder_report import all_fine

    if not all_fine(reports):
        raise typer.Exit(1)


def _check(method: str | None, out: Path | None, force: bool) -> None:
    """Complain before the work begins, not after it."""
    if method is not None:
        from negsim.solvers.dispatch import METHODS

        if method not in METHODS:
            raise NegsimError(f"--method {method}: there is no such method; {nearest(method, METHODS)}")
    if out is not None:
        if out.suffix.lower() not in (".json", ".csv"):
            raise NegsimError(f"--out {out}: the name must end in .json or .csv")
        if os.path.lexists(out) and not force:
            raise NegsimError(f'"{out}" is there already; choose another name, or give --force to replace it')


def _files(paths: Sequence[Path]) -> Iterator[str]:
    """Files that are meant, each once: those named, and those with the right ending below folders."""
    seen: set[str] = set()
    for path in paths:
        if path.is_dir():
            found = sorted(
                os.path.normpath(os.path.join(folder, name))
                for folder, _, names in os.walk(path)
                for name in names
                if name.lower().endswith(ENDINGS)
            )
            if not found:
                raise NegsimError(f'"{path}": there is no .nfg or .efg file in this folder or below it')
        elif os.path.lexists(path):
            found = [str(path)]
        else:
            raise NegsimError(f'"{path}": there is no such file or folder')
        for file in found:
            real = os.path.realpath(file)
            if real not in seen:
                seen.add(real)
                yield file


def _examined(
    files: Sequence[str], method: str | None, profiles: bool, limit: float
) -> tuple[list[GameReport], bool]:
    """Examine all files; say if it was interrupted before the end."""
    from negsim.cli.child import Child

    reports: list[GameReport] = []
    try:
        with Child(method, profiles, limit) as child, _progress(len(files)) as say:
            for k, file in enumerate(files):
                say(k, file)
                reports.append(child.examine(file))
    except KeyboardInterrupt:
        return reports, True
    return reports, False


class _Say(Protocol):
    def __call__(self, done: int, file: str) -> None: ...


@contextmanager
def _progress(count: int) -> Iterator[_Say]:
    """Say on stderr which file is at work: all the time on a terminal, elsewhere now and then."""
    from rich.console import Console
    from rich.text import Text

    from negsim.cli.output import note
    from negsim.text import oneline

    console = Console(stderr=True)
    said = time.monotonic()

    def now_and_then(done: int, file: str) -> None:
        nonlocal said
        if time.monotonic() - said > PAUSE:
            said = time.monotonic()
            note(f"negsim: {done + 1} of {count}: {file}")

    if not sys.stderr.isatty():  # not what a console says, which an inherited FORCE_COLOR overrules
        yield now_and_then
        return
    with console.status(Text("starting")) as status:
        yield lambda done, file: status.update(Text(f"{done + 1} of {count}: {oneline(file)}"))


def _data(reports: Sequence[GameReport], as_json: bool, interrupted: bool) -> str:
    from negsim.reporting.folder_report import files_csv, files_json

    return files_json(reports, interrupted=interrupted) if as_json else files_csv(reports)


def _emit(reports: list[GameReport], shown: bool, as_json: bool, as_csv: bool, interrupted: bool) -> None:
    from negsim.cli.output import emit, emit_text

    if as_json or as_csv:
        emit_text(_data(reports, as_json, interrupted))
        return
    from rich.text import Text

    from negsim.reporting.folder_report import files_table, reasons, summary

    if shown:
        for r in reports:
            _show(r)
    if len(reports) != 1 or not shown:
        common = os.path.commonpath([os.path.dirname(r.file) for r in reports]) if len(reports) > 1 else ""
        names = [os.path.relpath(r.file, common) if common else r.file for r in reports]
        emit(files_table(reports, names))
    emit(*reasons(reports), Text(f"\n{summary(reports)}", style="bold"))


def _show(report: GameReport) -> None:
    """Print what was found in one file."""
    from rich.text import Text

    from negsim.cli.output import emit
    from negsim.reporting.folder_report import profile_lines
    from negsim.reporting.wording import number, oneline

    if not report.kind:
        return
    title = oneline(report.title) or oneline(report.file)
    emit(Text(f"{title} ({report.kind}, {report.size})", style="bold"))
    if report.equilibria is None:
        return
    many = "1 equilibrium" if report.equilibria == 1 else f"{report.equilibria} equilibria"
    emit(Text(f"{many} ({oneline(report.method)}): {report.completeness}"))
    if report.components and report.components != report.equilibria:
        emit(Text(f"in {report.components} connected part{'s' * (report.components != 1)}"))
    emit(*(Text(oneline(note) + ".", style="dim") for note in report.notes))
    for k, profile in enumerate(report.profiles[:MOST_SHOWN]):
        worth = ", ".join(f"{oneline(p)} {number(v)}" for p, v in profile.values.items())
        marks = f" ({', '.join(map(oneline, profile.labels))})" if profile.labels else ""
        emit(Text(f"\n{k + 1}. Worth {worth}{marks}", style="bold"))
        lines = profile_lines(profile)
        emit(*(Text(f"   {line}") for line in lines[:MOST_LINES]))
        if len(lines) > MOST_LINES:
            emit(Text(f"   ({len(lines) - MOST_LINES} more lines are left out here; --json has all)"))
        emit(Text(f"   {oneline(profile.certificate)}", style="dim"))
    if report.equilibria > MOST_SHOWN:
        emit(Text(f"\n({report.equilibria - MOST_SHOWN} more are left out here; --json has them)"))
