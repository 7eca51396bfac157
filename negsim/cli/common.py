"""What several commands share: their options, and reading a scenario with them."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

import typer

from negsim.checking.tables import without_table
from negsim.errors import NegsimError, nearest

if TYPE_CHECKING:
    from negsim.scenario.scenario import Scenario

__all__ = [
    "File",
    "Force",
    "Order",
    "Periods",
    "Settings",
    "note_tables",
    "one_of",
    "order_key",
    "read",
]

File = Annotated[
    str, typer.Argument(metavar="FILE", help="A scenario file, or the name of one that comes with negsim.")
]
Order = Annotated[
    str | None,
    typer.Option("--order", "-o", metavar="ORDER", help="An order of negotiations: its key, or its name."),
]
Settings = Annotated[
    list[str] | None,
    typer.Option("--set", "-s", metavar="NAME=VALUE", help="Another value for a parameter; may be repeated."),
]
Periods = Annotated[
    int | None, typer.Option("--periods", "-n", min=1, metavar="N", help="Another number of periods.")
]
Force = Annotated[bool, typer.Option("--force", help="Replace files that are there already.")]


def read(file: str, settings: list[str] | None = None, periods: int | None = None) -> Scenario:
    """Read a scenario, with other parameter values and another number of periods if wanted."""
    from negsim.cli.output import note
    from negsim.scenario.catalog import load

    scenario = load(file)
    if scenario.warnings:
        count = len(scenario.warnings)
        note(f"negsim: {scenario.file}: {count} warning{'s' * (count != 1)}, which negsim check shows")
    values = _values(settings or [], scenario)
    if values:
        scenario = scenario.with_values(**values)
    return scenario if periods is None else scenario.with_play(periods=periods)


def _values(settings: list[str], scenario: Scenario) -> dict[str, float]:
    from negsim.cli.output import note

    values: dict[str, float] = {}
    beyond: list[str] = []
    for setting in settings:
        name, equals, text = setting.partition("=")
        name = name.strip()
        if not equals:
            raise NegsimError(f'--set {setting}: write NAME=VALUE, such as "--set patience=0.8"')
        if name not in scenario.parameters:
            raise NegsimError(
                f'--set {setting}: "{name}" is not a parameter of this scenario; '
                f"{nearest(name, scenario.parameters)}"
            )
        if name in values:
            raise NegsimError(f'--set {setting}: "{name}" is set twice')
        try:
            value = float(text)
        except ValueError:
            comma = re.fullmatch(r"\s*([+-]?\d+),(\d+)\s*", text)
            hint = f"; use {comma[1]}.{comma[2]}" if comma else ""
            raise NegsimError(f'--set {setting}: "{text.strip()}" is not a number{hint}') from None
        if not math.isfinite(value):
            raise NegsimError(f"--set {setting}: the value must be finite")
        limits = scenario.parameters[name].range
        if limits is not None and not limits[0] <= value <= limits[1]:
            beyond.append(
                f"--set {setting}: the file takes {name} from {limits[0]:g} to {limits[1]:g} seriously"
            )
        values[name] = value
    for text in beyond:
        note(f"negsim: {text}")
    return values


def order_key(scenario: Scenario, given: str) -> str:
    """Find the order that is meant, by its key or by its name; what is neither is complained about."""
    from negsim.reporting.wording import Words

    if given in scenario.orders:
        return given
    words, wanted = Words(scenario), " ".join(given.split()).casefold()
    found = [key for key in scenario.orders if words.name(key).casefold() == wanted]
    if len(found) == 1:
        return found[0]
    if found:
        raise NegsimError(f'"{given}" is the name of several orders: {", ".join(found)}; give one of these')
    raise NegsimError(f'"{given}" is not an order of this scenario; {nearest(given, scenario.orders)}')


def note_tables(scenario: Scenario, orders: Iterable[str]) -> None:
    """Say on stderr which moves cannot be made under which orders for want of a table."""
    from negsim.cli.output import note
    from negsim.reporting.wording import Words

    words = Words(scenario)
    for order in orders:
        moves = without_table(scenario, order)
        if moves:
            needed = f"{', '.join(moves)} need{'s' * (len(moves) == 1)} one"
            note(f"negsim: {words.quoted(order)} names no table; {needed} and cannot be made")


def one_of(**flags: bool) -> None:
    """Refuse options that exclude each other."""
    given = [f"--{name}" for name, on in flags.items() if on]
    if len(given) > 1:
        raise typer.BadParameter(f"{' and '.join(given)} exclude each other; give one of them")
