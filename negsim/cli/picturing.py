"""`negsim plot`."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from negsim.cli.common import File, Periods, Settings, note_tables, order_key, read
from negsim.errors import NegsimError

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from negsim.scenario.scenario import Scenario
    from negsim.solution import Equilibrium

__all__ = ["plot"]


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
    drawn: dict[str, list[str]] = {}  # by order, what was drawn
    first: Path | None = None
    count = failed = 0
    progress = _Progress(_how_many(scenario, chosen, what, party))
    progress.show("playing the orders out")
    for name, draw in _pictures(scenario, chosen, what, party, period):
        progress.done += 1
        progress.show(name)
        try:
            axes = draw()
        except NegsimError as e:  # the others can be drawn all the same
            progress.clear()
            note(f"negsim: {stem}-{name} is left out: {e}")
            failed += 1
            continue
        path = save(axes, out / f"{stem}-{name}.{kind.value}")
        plt.close("all")
        if each:
            progress.clear()
            emit_text(str(path))
        picture, _, of = name.partition("-")
        drawn.setdefault(of, []).append(picture)
        first, count = first or path, count + 1
    progress.clear()
    if not each and first is not None:
        for of, pictures in drawn.items():
            emit_text(f"{of}: {', '.join(pictures)}" if of else f"all orders: {', '.join(pictures)}")
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


def _how_many(scenario: Scenario, orders: list[str], what: What | None, party: str | None) -> int:
    """Count the pictures that `_pictures` yields."""
    if what is What.comparison:
        return 1
    if what is What.decision:
        return max(1, len(orders)) * (1 if party is not None else len(scenario.movers))
    if what is not None:
        return max(1, len(orders))
    return 1 + len(orders) * (3 if scenario.goal is not None else 2) if orders else 2


def _folder(out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as e:
        raise NegsimError(f'"{out}" cannot be made a folder: {getattr(e, "strerror", None) or e}') from None


class _Draw:
    """One picture, drawn when called."""

    def __init__(self, function: str, *arguments: object) -> None:
        self.function, self.arguments = function, arguments

    def __call__(self) -> Axes:
        from negsim import plots

        axes: Axes = getattr(plots, self.function)(*self.arguments)
        return axes


def _pictures(
    scenario: Scenario, orders: list[str], what: What | None, party: str | None, period: int
) -> Iterator[tuple[str, _Draw]]:
    """Yield the pictures that were asked for: the end of their names, and how to draw them."""
    from negsim.sequencing.compare import compare
    from negsim.sequencing.incentives import incentives
    from negsim.solvers.dispatch import solve

    if what is What.comparison or (what is None and orders):
        yield "comparison", _Draw("comparison", compare(scenario, orders))
    each: list[str | None] = [*orders] or [None]
    for order in each:
        end = f"-{order}" if order is not None else ""
        equilibrium: Equilibrium | None = None
        if what in (None, What.timeline, What.graph, What.decision):
            equilibrium = solve(scenario, order).one()
        if what in (None, What.timeline):
            yield f"timeline{end}", _Draw("timeline", equilibrium)
        if order is not None and (what is What.ledger or (what is None and scenario.goal is not None)):
            yield f"ledger{end}", _Draw("ledger", incentives(scenario, order))
        if what in (None, What.graph):
            yield f"graph{end}", _Draw("game_graph", equilibrium)
        if what is What.decision:
            for who in [party] if party is not None else scenario.movers:
                yield f"decision{end}-{who}-{period}", _Draw("decision", equilibrium, period - 1, who)
