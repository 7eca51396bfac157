"""What all pictures share: colours that colour-blind readers can tell apart, marks that survive in grey.

A party has the same colour and marker in every picture. Vermillion is kept for what breaks, and used for
nothing else.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from negsim.scenario.scenario import Scenario

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.lines import Line2D

__all__ = [
    "FAINT",
    "INK",
    "NORMAL",
    "RED",
    "SMALL",
    "TITLE",
    "PartyStyle",
    "beside",
    "does",
    "frame",
    "grounds",
    "is_joint",
    "mark",
    "move_name",
    "name_of",
    "new_axes",
    "number",
    "order_name",
    "party_handles",
    "party_styles",
    "plain",
    "term_styles",
    "title",
    "wrap",
]

SMALL, NORMAL, TITLE = 8.5, 9.5, 11.5  # points
INK, FAINT = "#222222", "#6E6E6E"
RED = "#D55E00"  # Okabe and Ito's vermillion

# Okabe and Ito (2008), without vermillion; yellow is too pale for lines and comes last
COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#000000", "#F0E442")
MARKERS = ("o", "s", "D", "^", "v", "P", "X", "p", "h")
DASHES: tuple[Any, ...] = ("-", (0, (5, 2)), (0, (1.2, 1.6)), (0, (6, 2, 1.2, 2)))

# Tol's (2021) muted colours: terms are not parties, and should not look like them
TERM_COLOURS = ("#332288", "#88CCEE", "#999933", "#882255", "#44AA99", "#DDCC77", "#AA4499", "#117733")
TERM_HATCHES = ("", "///", "...", "\\\\\\", "xxx", "---", "ooo", "+++")

# Pale grounds and markers for outcomes; the goal has its own
GROUND_COLOURS = ("#D9D9D9", "#B8DDEB", "#F6D8AE", "#BFE3D0", "#E9CFE2", "#9A9A9A", "#FFFFFF")
GROUND_MARKERS = ("o", "s", "D", "^", "v", "p", "h")
GOAL_COLOUR, GOAL_MARKER = "#F0E442", "*"


@dataclass(frozen=True)
class PartyStyle:
    """How a party looks in every picture."""

    name: str
    colour: str
    marker: str
    dash: Any


def party_styles(scenario: Scenario) -> dict[str, PartyStyle]:
    """Give each party its looks, by its place in the file."""
    return {
        party: PartyStyle(
            name_of(scenario, party),
            COLOURS[k % len(COLOURS)],
            MARKERS[k % len(MARKERS)],
            DASHES[k % len(DASHES)],
        )
        for k, party in enumerate(scenario.parties)
    }


def party_handles(scenario: Scenario, size: float = 7) -> list[Line2D]:
    """One legend entry a party: its marker in its colour."""
    from matplotlib.lines import Line2D

    return [
        Line2D([], [], color=s.colour, marker=s.marker, linestyle="none", ms=size, mec="white", label=s.name)
        for s in party_styles(scenario).values()
    ]


def grounds(outcomes: Sequence[str], goal: str | None) -> dict[str, tuple[str, str]]:
    """Colour and marker of each outcome."""
    others = [o for o in outcomes if o != goal]
    found = {
        o: (GROUND_COLOURS[k % len(GROUND_COLOURS)], GROUND_MARKERS[k % len(GROUND_MARKERS)])
        for k, o in enumerate(reversed(others))  # the last one is what is left otherwise: grey
    }
    return {o: (GOAL_COLOUR, GOAL_MARKER) if o == goal else found[o] for o in outcomes}


def term_styles(terms: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Colour and hatch of each payoff term."""
    n = len(TERM_COLOURS)
    return {t: (TERM_COLOURS[k % n], TERM_HATCHES[(k + k // n) % n]) for k, t in enumerate(terms)}


def name_of(scenario: Scenario, name: str) -> str:
    """Full name of a party, move or order; without one the name in the file, made readable."""
    full = scenario.label(name)
    return full if full != name else plain(name)


def plain(name: str) -> str:
    """Make a name of the file readable."""
    return name.replace("_", " ")


def order_name(scenario: Scenario, order: str) -> str:
    """Full name of an order; the scenario's title where it is solved as it stands."""
    return name_of(scenario, order) if order else scenario.title


def move_name(scenario: Scenario, label: str, full: bool = True) -> str:
    """Name an action by its moves: full names where there is room for them.

    >>> import negsim as ns
    >>> move_name(ns.load("korea_reduced"), "freeze + scale_down", full=False)
    'freeze + scale down'
    """
    parts = []
    for part in label.split(" + "):
        move, bracket, choice = part.partition("(")
        parts.append(
            (name_of(scenario, move) if full else plain(move)) + bracket.replace("(", " (") + plain(choice)
        )
    return " + ".join(parts)


def does(scenario: Scenario, label: str, s: str = "s") -> str:
    """Say what a party does instead of going on; the ledger has words for what is not a move."""
    if label in ("wait", "waits", "decline", "declines"):
        return label.removesuffix("s") + s
    verb = "propose" if is_joint(scenario, label) else "choose"
    name = move_name(scenario, label)
    return f"{verb}{s} \N{LEFT DOUBLE QUOTATION MARK}{name}\N{RIGHT DOUBLE QUOTATION MARK}"


def is_joint(scenario: Scenario, label: str) -> bool:
    """Whether an action is a package, or a move of several parties."""
    names = [part.partition("(")[0] for part in label.split(" + ")]
    return len(names) > 1 or any(
        n in scenario.moves and (scenario.moves[n].by == "table" or not isinstance(scenario.moves[n].by, str))
        for n in names
    )


def wrap(text: str, width: int) -> str:
    """Break a text into lines of at most so many characters; words longer than that are broken too."""
    return "\n".join(textwrap.wrap(text, width, break_on_hyphens=False) or [""])


def number(value: float, sign: bool = False) -> str:
    """Write a number with a true minus, and as many digits as a picture needs."""
    if abs(value) < 5e-4:
        return "0"
    digits = 2 if abs(value) < 100 else 0
    text = f"{value:{'+' if sign else ''}.{digits}f}"
    if float(text) == 0:
        text = f"{value:{'+' if sign else ''}.1g}"
    return text.replace("-", "\N{MINUS SIGN}")


def new_axes(width: float, height: float) -> Axes:
    """Make a figure of a size in inches, which keeps everything drawn beside its axes inside."""
    from matplotlib import pyplot as plt

    _, ax = plt.subplots(figsize=(width, height), layout="constrained")
    return ax


def beside(ax: Axes, text: str, right: float, y: float | None = None, up: float = 0, **looks: Any) -> None:
    """Write to the right of the axes, so many points out and up: at a height of the data, or at their top."""
    place, coordinates, va = (1, y), ("axes fraction", "data"), "center"
    if y is None:
        place, coordinates, va = (1, 1), ("axes fraction", "axes fraction"), "bottom"
    looks = {"fontsize": SMALL, "color": INK, "va": va, **looks}
    ax.annotate(
        text, place, (right, up), coordinates, textcoords="offset points", annotation_clip=False, **looks
    )


def mark(ax: Axes, style: PartyStyle, x: float, y: float, size: float) -> None:
    """Draw a party's marker."""
    ax.plot([x], [y], style.marker, color=style.colour, ms=size, mec="white", mew=0.6, zorder=4)


def frame(ax: Axes, xlabel: str, ylabel: str) -> None:
    """Name the axes, and draw no more of their frame than is needed."""
    ax.set_xlabel(xlabel, fontsize=NORMAL)
    ax.set_ylabel(ylabel, fontsize=NORMAL)
    ax.tick_params("x", labelsize=SMALL)
    ax.tick_params("y", length=0)
    ax.spines[["top", "right", "left"]].set_visible(False)


def title(ax: Axes, text: str, pad: float = 10) -> None:
    """Set the title over the left edge of the axes, as all pictures have it."""
    ax.set_title(text, loc="left", fontsize=TITLE, fontweight="bold", color=INK, pad=pad)
