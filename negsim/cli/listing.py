"""`negsim list`."""

from __future__ import annotations

__all__ = ["list_scenarios"]


def list_scenarios() -> None:
    """List the scenarios that come with negsim.

    [bold]Example[/bold]

      negsim list
    """
    from rich.text import Text

    from negsim.cli.output import emit
    from negsim.cli.problems import complain_of
    from negsim.errors import NegsimError
    from negsim.reporting.terminal import grid
    from negsim.reporting.wording import oneline
    from negsim.scenario.catalog import load, shipped

    table = grid(["Name", "Parties", "Orders", "Title"])
    table.columns[0].no_wrap = True
    for name in shipped():
        try:
            s = load(name)
        except NegsimError as e:
            complain_of(e)
            continue
        cells = (str(len(s.parties)), str(len(s.orders)), oneline(s.title))
        table.add_row(Text(name, style="bold"), *map(Text, cells))
    emit(
        table,
        Text("\nnegsim show NAME says what is in one; negsim compare NAME compares its orders.", style="dim"),
    )
