"""`negsim plot`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from negsim.cli.common import File, Periods, Settings, read
from negsim.errors import NegsimError, nearest

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
) -> None:
    """Draw the comparison of orders, and each order's timeline, ledger and game graph.

    Prints the name of each file.

    [bold]Examples[/bold]

      negsim plot korea_2016 --out pictures

      negsim plot korea_2016 --what comparison --format svg

      negsim plot korea_2016 --what decision --order peace_first --party US
    """
    from negsim.cli.output import emit_text, note

    scenario = read(file, settings, periods)
    for name in order or []:
        if name not in scenario.orders:
            raise NegsimError(f'"{name}" is not an order of this scenario; {nearest(name, scenario.orders)}')
    import matplotlib as mpl

    mpl.use("Agg")  # files only, whatever the machine has
    import matplotlib.pyplot as plt

    from negsim.plots import save

    _folder(out)
    stem = re.sub(r"[^A-Za-z0-9_-]+", "_", Path(file).stem).strip("_") or "scenario"
    chosen = list(dict.fromkeys(order)) if order else list(scenario.orders)
    drawn = failed = 0
    for name, draw in _pictures(scenario, chosen, what, party, period):
        try:
            axes = draw()
        except NegsimError as e:  # the others can be drawn all the same
            note(f"negsim: {stem}-{name} is left out: {e}")
            failed += 1
            continue
        path = save(axes, out / f"{stem}-{name}.{kind.value}")
        plt.close("all")
        emit_text(str(path))
        drawn += 1
    if not drawn:
        if not failed:
            raise NegsimError("there is nothing to draw: the scenario has no orders")
        raise typer.Exit(1)


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
