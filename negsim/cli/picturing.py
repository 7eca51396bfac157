"""`negsim plot`."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from negsim.cli.common import File, Force, Periods, Settings, note_tables, order_key, read
from negsim.errors import NegsimError

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from negsim.scenario.scenario import Scenario

__all__ = ["plot"]

MOST_NAMED = 3  # files that are in the way


class What(StrEnum):
    """Kinds of pictures."""

    comparison = "comparison"
    timeline = "timeline"
    ledger = "ledger"
    graph = "graph"
    decision = "decision"


class Format(StrEnum):
    """Kinds of files."""

    png = "png"
    svg = "svg"
    pdf = "pdf"


def plot(
    file: File,
    order: Annotated[
        list[str] | None,
        typer.Option("--order", "-o", metavar="ORDER", help="Only this order; may be repeated."),
    ] = None,
    what: Annotated[
        What | None,
        typer.Option(
            "--what", "-w", help="One kind of picture; all but decisions by default.", show_default=False
        ),
    ] = None,
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="Folder for the files; made if need be.")
    ] = Path("."),
    kind: Annotated[Format, typer.Option("--format", "-f", help="Kind of file.")] = Format.png,
    party: Annotated[
        str | None, typer.Option("--party", metavar="PARTY", help="Whose decision; by default each mover's.")
    ] = None,
    period: Annotated[
        int, typer.Option("--period", min=1, metavar="N", help="The period of the decision.")
    ] = 1,
    settings: Settings = None,
    periods: Periods = None,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Print the name of each file, as with --what.")
    ] = False,
    force: Force = False,
) -> None:
    """Draw the comparison of orders, and each order's timeline, ledger and game graph.

    With --what or --verbose the name of each file is printed, otherwise what was drawn of which order.

    [bold]Examples[/bold]

      negsim plot korea_2016 --out pictures

      negsim plot korea_2016 --what comparison --format svg

      negsim plot korea_2016 --what decision --order peace_first --party US
    """
    from negsim.cli.output import emit_text, note

    scenario = read(file, settings, periods)
    chosen = list(dict.fromkeys(order_key(scenario, o) for o in order)) if order else list(scenario.orders)
    note_tables(scenario, chosen)
    import matplotlib as mpl

    mpl.use("Agg")  # files only, whatever the machine has
    import matplotlib.pyplot as plt

    from negsim.plots import save

    _folder(out)
    stem = re.sub(r"[^A-Za-z0-9_-]+", "_", Path(file).stem).strip("_") or "scenario"
    each = verbose or what is not None or not chosen
    pictures = list(_pictures(scenario, chosen, what, party, period))
    paths = {name: out / f"{stem}-{name}.{kind.value}" for name, _ in pictures}
    if not force:
        _refuse_to_replace([path for path in paths.values() if os.path.lexists(path)])
    drawn: dict[str, list[str]] = {}  # by order, what was drawn
    first: Path | None = None
    count = failed = 0
    progress = _Progress(len(pictures))
    progress.show("playing the orders out")
    for name, picture in pictures:
        progress.done += 1
        progress.show(name)
        result = picture.result()
        try:
            axes = picture.draw(result)
        except NegsimError as e:  # the others can be drawn all the same
            progress.clear()
            note(f"negsim: {stem}-{name} is left out: {e}")
            failed += 1
            continue
        path = save(axes, paths[name])
        plt.close("all")
        if each:
            progress.clear()
            emit_text(str(path))
        shown, _, of = name.partition("-")
        drawn.setdefault(of, []).append(shown)
        first, count = first or path, count + 1
    progress.clear()
    if not each and first is not None:
        for of, kinds in drawn.items():
            emit_text(f"{of or 'all orders'}: {', '.join(kinds)}")
        files = f"{stem}-PICTURE-ORDER.{kind.value}"
        emit_text(f"{count} picture{'s' * (count != 1)} in {out} ({files}); start with {first.name}")
    if not count:
        if not failed:
            raise NegsimError("there is nothing to draw: the scenario has no orders")
        raise typer.Exit(1)


class _Progress:
    """A line on stderr that says what is being drawn; nothing where stderr is no terminal."""

    def __init__(self, total: int) -> None:
        self.done, self.total, self.shown = 0, total, 0
        self.wanted = sys.stderr.isatty()

    def show(self, name: str) -> None:
        """Say which picture comes next."""
        if self.wanted:
            line = f"drawing {self.done} of {self.total}: {name}" if self.done else name
            sys.stderr.write(f"\r{line:<{self.shown}}")
            sys.stderr.flush()
            self.shown = len(line)

    def clear(self) -> None:
        """Wipe the line, before anything else is printed."""
        if self.wanted and self.shown:
            sys.stderr.write(f"\r{'':<{self.shown}}\r")
            sys.stderr.flush()
            self.shown = 0


def _refuse_to_replace(there: Sequence[Path]) -> None:
    """Refuse to draw what would replace other files, before anything is computed."""
    if not there:
        return
    named = ", ".join(f'"{path}"' for path in there[:MOST_NAMED])
    more = f" and {len(there) - MOST_NAMED} more" if len(there) > MOST_NAMED else ""
    verb = "is" if len(there) == 1 else "are"
    raise NegsimError(f"{named}{more} {verb} there already; choose another --out, or give --force to replace")


def _folder(out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as e:
        raise NegsimError(f'"{out}" cannot be made a folder: {getattr(e, "strerror", None) or e}') from None


class _Picture:
    """One picture: the function that draws it, what it shows, which is computed when wanted, and the rest."""

    def __init__(self, function: str, result: Callable[[], Any], *arguments: object) -> None:
        self.function, self.result, self.arguments = function, result, arguments

    def draw(self, result: Any) -> Axes:
        from negsim import plots

        axes: Axes = getattr(plots, self.function)(result, *self.arguments)
        return axes


def _pictures(
    scenario: Scenario, orders: list[str], what: What | None, party: str | None, period: int
) -> Iterator[tuple[str, _Picture]]:
    """Yield the pictures that were asked for: the end of their names, and how to draw them."""
    from negsim.sequencing.compare import compare
    from negsim.sequencing.incentives import incentives
    from negsim.solvers.dispatch import solve

    if what is What.comparison or (what is None and orders):
        yield "comparison", _Picture("comparison", lambda: compare(scenario, orders))
    each: list[str | None] = [*orders] or [None]
    for order in each:
        end = f"-{order}" if order is not None else ""

        def ledger(order: Any = order) -> Any:
            return incentives(scenario, order)

        @cache  # several pictures show the same
        def equilibrium(order: Any = order) -> Any:
            return solve(scenario, order).one()

        if what in (None, What.timeline):
            yield f"timeline{end}", _Picture("timeline", equilibrium)
        if order is not None and (what is What.ledger or (what is None and scenario.goal is not None)):
            yield f"ledger{end}", _Picture("ledger", ledger)
        if what in (None, What.graph):
            yield f"graph{end}", _Picture("game_graph", equilibrium)
        if what is What.decision:
            for who in [party] if party is not None else scenario.movers:
                yield f"decision{end}-{who}-{period}", _Picture("decision", equilibrium, period - 1, who)
