"""What several commands share: their options, and reading a scenario with them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Annotated

import typer

from negsim.errors import NegsimError, nearest

if TYPE_CHECKING:
    from negsim.scenario.scenario import Scenario

__all__ = ["File", "Order", "Periods", "Settings", "one_of", "read"]

File = Annotated[
    str, typer.Argument(metavar="FILE", help="A scenario file, or the name of one that comes with negsim.")
]
Order = Annotated[str, typer.Option("--order", "-o", metavar="ORDER", help="An order of negotiations.")]
Settings = Annotated[
    list[str] | None,
    typer.Option("--set", "-s", metavar="NAME=VALUE", help="Another value for a parameter; may be repeated."),
]
Periods = Annotated[
    int | None, typer.Option("--periods", "-n", min=1, metavar="N", help="Another number of periods.")
]


def read(file: str, settings: list[str] | None = None, periods: int | None = None) -> Scenario:
    """Read a scenario, with other parameter values and another number of periods if wanted."""
    from negsim.scenario.catalog import load

    scenario = load(file)
    values = _values(settings or [], scenario)
    if values:
        scenario = scenario.with_values(**values)
    return scenario if periods is None else scenario.with_play(periods=periods)


def _values(settings: list[str], scenario: Scenario) -> dict[str, float]:
    values: dict[str, float] = {}
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
            raise NegsimError(f'--set {setting}: "{text.strip()}" is not a number') from None
        if not math.isfinite(value):
            raise NegsimError(f"--set {setting}: the value must be finite")
        values[name] = value
    return values


def one_of(**flags: bool) -> None:
    """Refuse options that exclude each other."""
    given = [f"--{name}" for name, on in flags.items() if on]
    if len(given) > 1:
        raise typer.BadParameter(f"{' and '.join(given)} exclude each other; give one of them")
