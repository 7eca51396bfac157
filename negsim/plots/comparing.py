"""The orders of negotiation side by side: what each is worth to whom, who stops it, and where it ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from negsim.plots.lettering import lettered
from negsim.plots.style import (
    FAINT,
    INK,
    NORMAL,
    SMALL,
    PartyStyle,
    beside,
    frame,
    mark,
    name_of,
    new_axes,
    order_name,
    party_handles,
    party_styles,
    title,
    wrap,
)
from negsim.scenario.scenario import Scenario
from negsim.sequencing.compare import Comparison, OrderResult

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

__all__ = ["comparison"]

CELL, HIGH, GAP = 62, 18, 4  # points: least size of an attitude's cell, and space between them
CHARACTER, LINE = 5.9, 11  # points: a bold character of a heading is about so wide, a line so high
OUTCOME = 138  # points: width of the column that says where play ends
# attitude: sign, ground, ink. The darker the worse, so that grey tells as much
CELLS = {
    "accepts": ("\N{CHECK MARK}", "#D5EFE3", INK),
    "indifferent": ("=", "#F4F4F4", FAINT),
    "stalls": ("\N{DOUBLE VERTICAL LINE}", "#F3B58A", INK),
    "rejects": ("\N{MULTIPLICATION SIGN}", "#A63C06", "white"),
}
NOTE = (
    "* May be an artefact of the deadline: with other numbers of periods, another end of the game or another "
    "order of movers, what this order leads to changes."
)


@lettered
def comparison(comparison: Comparison, ax: Axes | None = None) -> Axes:
    """Draw what each order is worth to each party beside disagreement, with attitudes and outcomes.

    Parameters
    ----------
    comparison : Comparison
        From `negsim.compare`.
    ax : Axes, optional
        Where to draw; a new figure by default. Columns stand to the right of these axes, so their figure
        needs a layout engine, or `tight_layout`.

    Returns
    -------
    Axes
        Bars are (1 − δ) (V − d), differences as a payoff per period; where a party does not discount, the
        plain difference of the values is drawn for all.

    Examples
    --------
    >>> import negsim as ns
    >>> ax = ns.plots.comparison(ns.compare(ns.load("korea_reduced")))
    >>> ax.get_ylabel()
    'Order of negotiations'
    """
    scenario = comparison.scenario
    rows = [r for r in comparison if r.order != comparison.fallback] or list(comparison)
    parties, cell = len(scenario.parties), _cell_width(scenario)
    if ax is None:
        columns = (parties * (cell + GAP) + OUTCOME) / 72
        ax = new_axes(5.4 + columns, 2.7 + max(1.6, len(rows) * _row_height(comparison, rows)))
    _bars(ax, comparison, rows)
    lines = 1
    for k, (party, style) in enumerate(party_styles(scenario).items()):
        centre = 10 + (cell + GAP) * k + cell / 2
        name = wrap(style.name, int(cell / CHARACTER))
        lines = max(lines, 1 + name.count("\n"))
        _column(ax, centre, style, name)
        for y, row in enumerate(rows):
            _cell(ax, y, centre, cell, row.attitudes.get(party))
    x = 10 + (cell + GAP) * parties + GAP
    beside(ax, "Ends in", x, up=6, fontsize=NORMAL, fontweight="bold")
    for y, row in enumerate(rows):
        _outcome(ax, y, x, comparison, row)
        if y:
            _rule(ax, y - 0.5, x + OUTCOME)
    notes = [wrap(_key(comparison, rows), 115)]
    if any(r.deadline for r in rows):
        notes.append(wrap(NOTE, 115))
    ax.annotate(
        "\n".join(notes), (0, 0), (-130, -46), "axes fraction", textcoords="offset points", fontsize=SMALL,
        va="top", color=FAINT, annotation_clip=False, linespacing=1.3,
    )  # fmt: skip
    title(
        ax,
        f"{scenario.title}\nWhat each order is worth, and who stops it",
        pad=max(22 + LINE * lines, 14 + 15 * ((parties + 1) // 2)),
    )
    return ax


def _bars(ax: Axes, comparison: Comparison, rows: list[OrderResult]) -> None:
    scenario, n = comparison.scenario, len(comparison.scenario.parties)
    discount = rows[0].equilibrium.payoffs.discount[:, 0]
    per_period = bool((discount < 1).all())
    for k, style in enumerate(party_styles(scenario).values()):
        party = list(scenario.parties)[k]
        weight = 1 - float(discount[k]) if per_period else 1.0
        for y, row in enumerate(rows):
            gain = weight * (row.values[party] - row.disagreement[party])
            place = y + 0.72 * ((k + 0.5) / n - 0.5)
            ax.plot([0, gain], [place, place], color=style.colour, lw=3.2, solid_capstyle="butt", zorder=2)
            mark(ax, style, gain, place, 6.5)
    ax.axvline(0, color=INK, lw=1, zorder=1)
    ax.set_ylim(len(rows) - 0.5, -0.5)
    ax.margins(x=0.08)
    low, high = ax.get_xlim()
    ax.set_xlim(min(low, -0.08 * (high - low)), max(high, 0.08 * (high - low)))
    ax.axvspan(ax.get_xlim()[0], 0, color="#F0F0F0", zorder=0, lw=0)
    ax.set_yticks(range(len(rows)), [_row_name(comparison, r) for r in rows], fontsize=NORMAL)
    for label, row in zip(ax.get_yticklabels(), rows, strict=True):
        label.set_fontweight("bold" if _holds(comparison, row) else "normal")
    what = "Value, summed over the periods"
    if per_period:
        what = "Payoff per period, (1 \N{MINUS SIGN} δ) × discounted total"
    frame(ax, f"{what}, relative to disagreement\n({_fallback(comparison)})", "Order of negotiations")
    ax.legend(
        handles=party_handles(scenario), loc="lower left", bbox_to_anchor=(0, 1), ncols=2, fontsize=SMALL,
        frameon=False, borderaxespad=0.2, handletextpad=0.1, columnspacing=0.8,
    )  # fmt: skip


def _row_name(comparison: Comparison, row: OrderResult) -> str:
    scenario = comparison.scenario
    name = wrap(order_name(scenario, row.order) + (" *" if row.deadline else ""), 36)
    given = scenario.orders[row.order].proposed_by
    proposers = (given,) if isinstance(given, str) else given or ()
    if proposers:
        name += "\n" + wrap("proposed by " + ", ".join(name_of(scenario, p) for p in proposers), 38)
    return name


def _key(comparison: Comparison, rows: list[OrderResult]) -> str:
    """Say what the words in the cells mean, and what stands out; only of what is there."""
    goal = comparison.scenario.goal
    short = f"keeps play from the goal ({goal})" if goal else "keeps play from the goal"
    meanings = {
        "rejects": "worse off than under disagreement",
        "stalls": f"not worse off, but {short}",
        "indifferent": "as well off",
        "accepts": "better off",
    }
    met = {a for r in rows for a in r.attitudes.values()}
    words = "; ".join(f"{a}: {text}" for a, text in meanings.items() if a in met) + "."
    words = words if met else ""
    if any(r.outcome == goal for r in rows):
        words += " \N{BLACK STAR}: play ends in the goal."
    if any(_holds(comparison, r) for r in rows):
        words += f" Bold: leads to {goal}, and nobody rejects it."
    return words.strip()


def _holds(comparison: Comparison, row: OrderResult) -> bool:
    return row.outcome == comparison.scenario.goal and "rejects" not in row.attitudes.values()


def _fallback(comparison: Comparison) -> str:
    for row in comparison:
        if row.order == comparison.fallback:
            return f"{order_name(comparison.scenario, row.order)}: {row.outcome}"
    return "nothing is agreed"


def _cell_width(scenario: Scenario) -> float:
    """Width of a column of attitudes: no word of a party's name need be broken."""
    words = [word for party in scenario.parties for word in name_of(scenario, party).split()]
    return max(CELL, min(2 * CELL, CHARACTER * max(map(len, words), default=0) + 4))


def _column(ax: Axes, centre: float, style: PartyStyle, name: str) -> None:
    """Head a column with the party's marker and name."""
    from matplotlib.lines import Line2D

    mark = Line2D([4], [4], color=style.colour, marker=style.marker, ms=7, mec="white", mew=0.6)
    _box(ax, centre, None, 8, 8, [mark])
    beside(ax, name, centre, up=14, ha="center", fontweight="bold")


def _cell(ax: Axes, y: float, centre: float, wide: float, attitude: str | None) -> None:
    """Say what a party makes of an order, in a box of a fixed size."""
    from matplotlib.patches import Rectangle
    from matplotlib.text import Text

    sign, ground, ink = CELLS.get(attitude or "", ("", "white", FAINT))
    words = f"{sign} {attitude}" if attitude else "–"
    text = Text(wide / 2, HIGH / 2, words, ha="center", va="center_baseline", fontsize=SMALL, color=ink)
    text.set_fontweight("bold" if attitude == "rejects" else "normal")
    _box(ax, centre, y, wide, HIGH, [Rectangle((0, 0), wide, HIGH, fc=ground, ec="none"), text])


def _box(ax: Axes, centre: float, y: float | None, wide: float, high: float, artists: list[Artist]) -> None:
    """Place artists, measured in points, right of the axes: at the height of an order, or over it all."""
    from matplotlib.offsetbox import AnnotationBbox, DrawingArea

    area = DrawingArea(wide, high)
    for artist in artists:
        area.add_artist(artist)
    coordinates = "axes fraction" if y is None else ("axes fraction", "data")
    place = (centre, 8 if y is None else 0)
    box = AnnotationBbox(
        area, (1, 1 if y is None else y), place, coordinates, boxcoords="offset points", frameon=False, pad=0,
        annotation_clip=False,
    )  # fmt: skip
    ax.add_artist(box)


def _outcome(ax: Axes, y: float, x: float, comparison: Comparison, row: OrderResult) -> None:
    scenario = comparison.scenario
    share = row.ends.get(row.outcome, 1.0)
    words = row.outcome + (f" ({share:.0%})" if share < 0.995 else "")
    reached = row.outcome == scenario.goal
    lines = _why(comparison, row)
    outcome = wrap(("\N{BLACK STAR} " if reached else "") + words, 24)
    weight = "bold" if _holds(comparison, row) else "normal"
    if not lines:
        beside(ax, outcome, x, y, fontweight=weight)
        return
    # the seam lies where both halves are equally far from the row's edges
    seam = (LINE + 0.6) * (sum(1 + t.count("\n") for t in lines) - outcome.count("\n") - 1) / 2
    beside(ax, outcome, x, y, seam + 1, va="bottom", fontweight=weight)
    beside(ax, "\n".join(lines), x, y, seam, va="top", color=FAINT)


def _why(comparison: Comparison, row: OrderResult) -> list[str]:
    """Say who stops an order, and because of whom; or who rejects it."""
    scenario = comparison.scenario
    lines = []
    if row.stop is not None:
        lines.append(wrap(f"stopped by {name_of(scenario, row.stop.party)}", 28))
        because = row.stop.because
        if because is not None and because.party != row.stop.party:
            lines.append(wrap(f"because of {name_of(scenario, because.party)}", 28))
    elif row.outcome == scenario.goal:
        rejecting = [name_of(scenario, p) for p, a in row.attitudes.items() if a == "rejects"]
        lines += [wrap(f"but rejected by {', '.join(rejecting)}", 28)] if rejecting else []
    return lines


def _row_height(comparison: Comparison, rows: list[OrderResult]) -> float:
    """Inches that a row needs: for its bars, its name, and what stands under its outcome."""
    parties = len(comparison.scenario.parties)
    lines = [
        max(
            1 + _row_name(comparison, row).count("\n"),
            sum(1 + text.count("\n") for text in (wrap(row.outcome, 20), *_why(comparison, row))),
        )
        for row in rows
    ]
    return max(0.52, 0.13 * parties + 0.1, (LINE + 0.6) * max(lines) / 72 + 0.12)


def _rule(ax: Axes, y: float, width: float) -> None:
    """Draw a thin line between two orders, through the columns too."""
    ax.axhline(y, color="#DDDDDD", lw=0.7, zorder=0, snap=False)
    ax.annotate(
        "", (1, y), (width, 0), ("axes fraction", "data"), textcoords="offset points",
        arrowprops={"arrowstyle": "-", "color": "#DDDDDD", "lw": 0.7, "shrinkA": 0, "shrinkB": 0},
        annotation_clip=False,
    )  # fmt: skip
