"""The ledger of an order: who gains by going on and who by stopping, step by step."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from negsim.errors import GameError
from negsim.plots.lettering import lettered
from negsim.plots.style import (
    INK,
    NORMAL,
    RED,
    SMALL,
    beside,
    does,
    frame,
    is_joint,
    mark,
    move_name,
    name_of,
    new_axes,
    number,
    order_name,
    party_handles,
    party_styles,
    title,
    wrap,
)
from negsim.scenario.scenario import Scenario
from negsim.sequencing.incentives import Ledger, LedgerRow, PlanLedger, Stop

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["ledger"]

FORESEES = "A positive bar: would go on if the others did. It stops because it foresees the hatched row."
MOST_ROWS = 40  # beyond this, rows of parties that gladly wait are left out
NUMBERS, SIGN = 62, 11  # points right of the axes to which numbers extend, and what the cross takes of it
LINE = 0.62  # height of a further line of a heading, in rows


@lettered
def ledger(ledger: Ledger, plan: int = 0, ax: Axes | None = None) -> Axes:
    """Draw the slack of each party at each step of a plan: what it gains by going on rather than stopping.

    Parameters
    ----------
    ledger : Ledger
        From `negsim.incentives` or a row of `negsim.compare`.
    plan : int
        Which of its plans; the first is the one that play follows farthest.
    ax : Axes, optional
        Where to draw; a new figure by default. Remarks stand to the right of these axes, so their figure
        needs a layout engine, or `tight_layout`.

    Returns
    -------
    Axes
        A bar a party and step; red, hatched and crossed where the party would break the plan.

    Raises
    ------
    GameError
        If there is no such plan.

    Examples
    --------
    >>> import negsim as ns
    >>> ax = ns.plots.ledger(ns.incentives(ns.load("korea_reduced"), "peace_first"))
    >>> ax.get_xlabel()
    'Slack: value of going on minus value of the best deviation (discounted payoff)'
    """
    if ledger.plans and not 0 <= plan < len(ledger.plans):
        raise GameError(f"there is no plan {plan}: this ledger has plans 0 to {len(ledger.plans) - 1}")
    scenario = ledger.scenario
    chosen = ledger.plans[plan] if ledger.plans else None
    rows, left_out = _rows(chosen)
    places, heads, height = _places(scenario, rows)
    heading = f"{order_name(scenario, ledger.order)}: who would break it, and where"
    if chosen is None or not rows:
        return _say_nothing(ledger, heading, ax)
    if ax is None:
        ax = new_axes(10.6, 1.9 + 0.25 * max(height, 4))
    for y, row in zip(places, rows, strict=True):
        _bar(ax, scenario, y, row)
    _remarks(ax, scenario, chosen.stop, rows, places)
    labels = [f"{name_of(scenario, r.party)} {_role(scenario, r)}" for r in rows]
    names = [*labels, *(text for _, text in heads)]
    ax.set_yticks([*places, *(y for y, _ in heads)], names, fontsize=SMALL)
    for label in ax.get_yticklabels()[len(rows) :]:
        label.set_fontweight("bold")
    ax.set_ylim(height - 0.3, -0.6)
    low, high = min(0.0, *(r.slack for r in rows)), max(0.0, *(r.slack for r in rows))
    ax.set_xlim(low - 0.05 * ((high - low) or 1), high + 0.05 * ((high - low) or 1))
    ax.axvline(0, color=INK, lw=1, zorder=3)
    what = "Slack: value of going on minus value of the best deviation (discounted payoff)"
    if left_out:
        what += f"\n({left_out} further turns, in which parties gladly wait, are left out)"
    frame(ax, what, "Step, and who decides")
    lines = _legend(ax, scenario)
    if len(ledger.plans) > 1:
        more = " or more" if ledger.more else ""
        heading += " " + f"(plan {plan + 1} of {len(ledger.plans)}{more})".replace(" ", "\N{NO-BREAK SPACE}")
    foresees = _foresees(chosen.stop, rows)
    title(ax, wrap(heading, 60), pad=12 + 15 * (lines + foresees))
    if foresees:
        ax.annotate(
            FORESEES, (0, 1), (0, 10 + 15 * lines), "axes fraction", textcoords="offset points",
            fontsize=SMALL, color=INK, annotation_clip=False,
        )  # fmt: skip
    return ax


def _foresees(stop: Stop | None, rows: Sequence[LedgerRow]) -> bool:
    """Whether play stops at a party that would gain by going on, if the others did."""
    here = [r for r in rows if _departs(r, stop)]
    return stop is not None and stop.because is not None and any(not r.breaks for r in here)


def _rows(plan: PlanLedger | None) -> tuple[list[LedgerRow], int]:
    """Rows to draw, and how many are left out."""
    if plan is None:
        return [], 0
    rows = list(plan.rows)
    if len(rows) > MOST_ROWS:
        rows = [r for r in rows if r.role != "holds" or r.breaks or _departs(r, plan.stop)]
    return rows, len(plan.rows) - len(rows)


def _departs(row: LedgerRow, stop: Stop | None) -> bool:
    """Whether play leaves the plan in this row."""
    return stop is not None and (row.period, row.party, row.move) == (stop.period, stop.party, stop.move)


def _places(
    scenario: Scenario, rows: Sequence[LedgerRow]
) -> tuple[list[float], list[tuple[float, str]], float]:
    """Height of each row, headings with theirs, and of all: rows of a step stand together under its name."""
    places: list[float] = []
    heads: list[tuple[float, str]] = []
    y = 0.0
    for (period, step, move), group in groupby(rows, key=lambda r: (r.period, r.step, r.move)):
        text = f"{step}. {move_name(scenario, move)}" if move else "nothing is due"
        text = wrap(f"{text} (period\N{NO-BREAK SPACE}{period + 1})", 46)
        extra = LINE * text.count("\n")
        heads.append((y + extra / 2, text))
        y += 1 + extra
        for _ in group:
            places.append(y)
            y += 1
        y += 0.35
    return places, heads, y - 0.35


def _role(scenario: Scenario, row: LedgerRow) -> str:
    if row.role == "makes":
        return "proposes it" if is_joint(scenario, row.move) else "takes it"
    return "consents" if row.role == "consents to" else "waits"


def _bar(ax: Axes, scenario: Scenario, y: float, row: LedgerRow) -> None:
    style = party_styles(scenario)[row.party]
    if row.breaks:
        ax.barh([y], [row.slack], 0.62, color="white", edgecolor=RED, hatch="////", lw=1.2, zorder=2)
    else:
        ax.barh([y], [row.slack], 0.62, color=style.colour, alpha=0.55, lw=0, zorder=2)
    mark(ax, style, row.slack, y, 7)
    text = number(row.slack, sign=True) + (" \N{MULTIPLICATION SIGN}" if row.breaks else "")
    looks: dict[str, Any] = {"color": RED, "fontweight": "bold"} if row.breaks else {}
    beside(ax, text, NUMBERS if row.breaks else NUMBERS - SIGN, y, ha="right", va="center_baseline", **looks)


def _remarks(
    ax: Axes, scenario: Scenario, stop: Stop | None, rows: Sequence[LedgerRow], places: Sequence[float]
) -> None:
    """Beside the row where play stops, and the one because of which it does, say so."""
    beside(ax, "Slack", NUMBERS - SIGN, 0, ha="right", va="center_baseline", fontweight="bold")
    if stop is None:
        return
    for y, row in zip(places, rows, strict=True):
        parts = []
        if _departs(row, stop):
            parts.append(f"play stops here: {does(scenario, stop.instead)}")
        if row is stop.because:
            instead = does(scenario, row.instead, "")
            parts.append("and because of it" if parts else f"because of this: would rather {instead}")
        if parts:
            ax.axhspan(y - 0.5, y + 0.5, color="#FFF3D6", lw=0, zorder=0)
            text = "\N{BLACK LEFT-POINTING TRIANGLE} " + ", ".join(parts)
            beside(ax, wrap(text, 44), NUMBERS + 10, y, fontweight="bold")


def _say_nothing(ledger: Ledger, heading: str, ax: Axes | None) -> Axes:
    """Where there are no rows, say why, and draw nothing."""
    if ax is None:
        ax = new_axes(7.5, 1.0)
    text = ledger.obstacle or "the goal holds from the start"
    ax.text(
        0, 0.9, wrap(text[0].upper() + text[1:] + ".", 80), transform=ax.transAxes, va="top", color=INK,
        fontsize=NORMAL,
    )  # fmt: skip
    ax.set_axis_off()
    title(ax, wrap(heading, 60))
    return ax


def _legend(ax: Axes, scenario: Scenario) -> int:
    """Draw the legend over the axes; return how many lines it takes."""
    from matplotlib.patches import Patch

    handles = [
        *party_handles(scenario),
        Patch(fc="white", ec=RED, hatch="////", lw=1.2, label="breaks the plan"),
    ]
    columns = 3
    ax.legend(
        handles=handles, loc="lower left", bbox_to_anchor=(0, 1), fontsize=SMALL, frameon=False,
        ncols=columns, borderaxespad=0.2, handletextpad=0.3, columnspacing=1,
    )  # fmt: skip
    return -(-len(handles) // columns)
