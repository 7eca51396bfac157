"""The payoff terms behind a decision: what speaks for and against each alternative."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from negsim.plots.lettering import lettered
from negsim.plots.style import (
    FAINT,
    INK,
    SMALL,
    beside,
    frame,
    move_name,
    name_of,
    new_axes,
    number,
    order_name,
    party_styles,
    plain,
    term_styles,
    title,
    wrap,
)
from negsim.sequencing.terms import DecisionTerms, decision_terms
from negsim.solution import Equilibrium

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

__all__ = ["decision"]

MOST_ROWS = 16  # alternatives that are drawn: the chosen one and the best others
MOST_TERMS = 8  # terms with a colour of their own; the rest share one
TINY = 1e-9  # differences below this part of the values are rounding
VALUES = 118  # points right of the axes that the values take
OTHER = "other terms"


@lettered
def decision(equilibrium: Equilibrium, period: int, party: str, ax: Axes | None = None) -> Axes:
    """Draw why a party does what it does at its turn: each alternative against the one that it chooses.

    Parameters
    ----------
    equilibrium : Equilibrium
        From `negsim.solve` or a row of `negsim.compare`.
    period : int
        Counted from 0, on the most likely path.
    party : str
        Whose turn.
    ax : Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    Axes
        A row an alternative; bars to the right are payoff terms in which it is better than what is chosen,
        bars to the left those in which it is worse, summed over all that would follow. The diamond is
        their sum. Terms that are the same for all alternatives are not drawn.

    Raises
    ------
    GameError
        If the party has no turn in that period.

    Examples
    --------
    >>> import negsim as ns
    >>> ax = ns.plots.decision(ns.solve(ns.load("korea_reduced"), order="parallel").one(), 0, "US")
    >>> ax.get_title(loc="left")
    'parallel: why United States waits in period 1'
    """
    found = decision_terms(equilibrium, period, party)
    scenario = found.scenario
    order = _rows(found)
    terms, gains = _gains(found)
    names = [_alternative(found, k) for k in order]
    places, height = _places(names)
    if ax is None:
        ax = new_axes(10.4, 1.6 + 0.32 * max(height, 4))
    _bars(ax, found, terms, gains[order], places)
    ax.axvline(0, color=INK, lw=1, zorder=3)
    ax.axhspan(places[0] - 0.5, places[0] + 0.5, color="#F3F3F3", lw=0, zorder=0)
    for y, k in zip(places, order, strict=True):
        total, difference = float(found.totals[k]), float(found.totals[k] - found.totals[found.chosen])
        if k == found.chosen:
            beside(ax, f"{number(total)}   (chosen)", 8, y, va="center_baseline", fontweight="bold")
            continue
        ax.plot([difference], [y], "D", color=INK, mec="white", ms=6.5, zorder=4)
        beside(ax, f"{number(total)}   ({number(difference, sign=True)})", 8, y, va="center_baseline")
    beside(ax, "Value (difference)", 8, up=3, fontweight="bold")
    ax.set_yticks(places, names, fontsize=SMALL)
    ax.get_yticklabels()[0].set_fontweight("bold")
    ax.set_ylim(height - 0.2, -0.8)
    drawn = gains[order]
    low, high = np.minimum(drawn, 0).sum(axis=1).min(), np.maximum(drawn, 0).sum(axis=1).max()
    margin = 0.06 * float(high - low) or 1.0
    ax.set_xlim(float(low) - margin, float(high) + margin)
    name = name_of(scenario, party)
    what = f"Discounted payoff to {name} from here on, relative to what it chooses"
    if len(order) < len(found.alternatives):
        what += (
            f"\n({len(found.alternatives) - len(order)} alternatives that are worse than these are left out)"
        )
    frame(ax, what, "Alternatives")
    _legend(ax, found, terms)
    why = f"{order_name(scenario, found.order)}: why {name} {_done(found)} in period {period + 1}"
    title(ax, wrap(why, 64), pad=20)
    return ax


def _rows(found: DecisionTerms) -> list[int]:
    """Alternatives in the order in which they are drawn: the chosen one, then the best of the others."""
    others = sorted(
        (k for k in range(len(found.alternatives)) if k != found.chosen), key=lambda k: -found.totals[k]
    )
    return [found.chosen, *others[: MOST_ROWS - 1]]


def _gains(found: DecisionTerms) -> tuple[tuple[str, ...], NDArray[np.float64]]:
    """Terms in which alternatives differ, and by how much; where there are many, the smallest together."""
    gains = found.differences
    gains = np.where(np.abs(gains) > TINY * (1 + np.abs(found.values).max()), gains, 0.0)
    size = np.abs(gains).max(axis=0)
    kept = np.flatnonzero(size > 0)
    if len(kept) <= MOST_TERMS:
        return tuple(found.terms[t] for t in kept), gains[:, kept]
    large = np.sort(np.argsort(-size, kind="stable")[: MOST_TERMS - 1])
    rest = np.setdiff1d(kept, large)
    together = gains[:, rest].sum(axis=1, keepdims=True)
    return (*(found.terms[t] for t in large), OTHER), np.concatenate([gains[:, large], together], axis=1)


def _alternative(found: DecisionTerms, k: int) -> str:
    name = "wait" if k == 0 else move_name(found.scenario, found.alternatives[k])
    refuser = found.declined_by[k]
    if refuser is not None:
        name += f" \N{EN DASH} {name_of(found.scenario, refuser)} would decline"
    return wrap(name, 40)


def _done(found: DecisionTerms) -> str:
    if found.chosen == 0:
        return "waits"
    verb = "does" if found.declined_by[found.chosen] is None else "proposes in vain"
    label = move_name(found.scenario, found.alternatives[found.chosen])
    return f"{verb} \N{LEFT DOUBLE QUOTATION MARK}{label}\N{RIGHT DOUBLE QUOTATION MARK}"


def _places(names: list[str]) -> tuple[list[float], float]:
    """Height of each row: room for the lines of its name."""
    places, y = [], 0.0
    for name in names:
        tall = max(1.0, 0.6 * (name.count("\n") + 1) + 0.2)
        places.append(y + tall / 2 - 0.5)
        y += tall + 0.15
    return places, y - 0.5


def _styles(found: DecisionTerms) -> dict[str, tuple[str, str]]:
    """Colour and hatch of each term: the same in all decisions of a party."""
    return {**term_styles(found.terms), OTHER: ("#BBBBBB", "")}


def _bars(
    ax: Axes, found: DecisionTerms, terms: tuple[str, ...], gains: NDArray[np.float64], places: list[float]
) -> None:
    """Stack what is better to the right of zero and what is worse to the left."""
    styles = _styles(found)
    right, left = np.zeros(len(places)), np.zeros(len(places))
    for t, term in enumerate(terms):
        colour, hatch = styles[term]
        up, down = np.maximum(gains[:, t], 0), np.minimum(gains[:, t], 0)
        for width, base in ((up, right), (down, left)):
            drawn = np.flatnonzero(width)
            ax.barh(
                np.array(places)[drawn], width[drawn], 0.6, left=base[drawn], color=colour, hatch=hatch,
                edgecolor="white", lw=0.8, zorder=2,
            )  # fmt: skip
        right, left = right + up, left + down


def _legend(ax: Axes, found: DecisionTerms, terms: tuple[str, ...]) -> None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch
    from matplotlib.transforms import ScaledTranslation

    figure = ax.get_figure(root=True)
    assert figure is not None
    place = ax.transAxes + ScaledTranslation(VALUES / 72, 0, figure.dpi_scale_trans)
    style = party_styles(found.scenario)[found.party]
    handles: list[Line2D | Patch] = [
        Line2D(
            [], [], ls="none", marker=style.marker, color=style.colour, ms=7, mec="white", label=style.name
        )
    ]
    for term in terms:
        colour, hatch = _styles(found)[term]
        handles.append(Patch(fc=colour, hatch=hatch, ec="white", lw=0.8, label=wrap(plain(term), 24)))
    if len(found.alternatives) > 1:
        sign = Line2D([], [], ls="none", marker="D", color=INK, mec="white", ms=6.5, label="sum")
        handles.append(sign)
    legend = ax.legend(
        handles=handles, loc="upper left", bbox_to_anchor=(1, 1.04), bbox_transform=place, fontsize=SMALL,
        frameon=False, title="Payoff terms of" if terms else "No difference to", title_fontsize=SMALL,
        alignment="left",
    )  # fmt: skip
    legend.get_title().set_color(FAINT)
