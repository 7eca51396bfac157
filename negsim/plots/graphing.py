"""The game graph near the path of play: where moves lead, and which way play goes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from negsim.plots.arrows import DOTS, SEVERAL, draw_edges
from negsim.plots.layers import Edge, Folded, state_label, walk
from negsim.plots.style import (
    FAINT,
    INK,
    NORMAL,
    SMALL,
    PartyStyle,
    grounds,
    new_axes,
    order_name,
    party_styles,
    title,
    wrap,
)
from negsim.solution import Equilibrium

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.text import Text

    from negsim.games.stage_game import StageGame

__all__ = ["game_graph"]

CHARACTER, LINE = 5.2, 10.6  # points: a character of a label is about so wide, a line so high
PAD = 5  # points around a label
BETWEEN, ABOVE = 100, 13  # points between columns, and between the nodes of one
FEW, EDGES = 24, 56  # with no more nodes and edges than this, all are drawn, and named where there is room
CHARACTERS = {"o": "●", "s": "■", "D": "◆", "^": "▲", "v": "▼", "p": "⬟", "h": "⬢", "*": "★"}


def game_graph(equilibrium: Equilibrium, ax: Axes | None = None, most: int = 60) -> Axes:
    """Draw the states near the path of play, and what leads from one to another.

    Parameters
    ----------
    equilibrium : Equilibrium
        From `negsim.solve` or a row of `negsim.compare`.
    ax : Axes, optional
        Where to draw; a new figure by default, as large as the graph needs.
    most : int
        Nodes that are drawn at most: of larger games the states nearest to the path; the rest is folded
        into one counted node a layer.

    Returns
    -------
    Axes
        Columns are fewest moves from the start. A state is named by what differs from the start; thick
        edges are the path of play. What the order forbids is not drawn.

    Examples
    --------
    >>> import negsim as ns
    >>> ax = ns.plots.game_graph(ns.solve(ns.load("korea_reduced"), order="omnibus").one())
    >>> ax.get_xlabel()
    'Fewest moves from the start'
    """
    play, game = equilibrium.play, equilibrium.game
    folded = walk(play, most)
    boxes = _boxes(game, folded, play.closes[-1])
    if ax is None:
        x, y = _extent(boxes)
        ax = new_axes(max(8.0, (x[1] - x[0]) / 72 + 2.6), max(3.6, (y[1] - y[0]) / 72 + 1.6))
    texts = _nodes(ax, game, folded, boxes)
    ax.set_xlim(*_extent(boxes)[0])
    ax.set_ylim(*_extent(boxes)[1])
    columns = sorted({b.x for b in boxes.values()})
    ticks = [str(k) for k in range(len(columns))]
    ax.set_xticks(columns, [*ticks[:-1], ticks[-1] + (" or more" if folded.open else "")], fontsize=SMALL)
    ax.set_yticks([])
    ax.spines[["top", "right", "left"]].set_visible(False)
    crowded = len(boxes) > FEW or folded.graph.number_of_edges() > EDGES
    note = "\n(away from the path, moves that lead no farther are left out)" if crowded else ""
    ax.set_xlabel(f"Fewest moves from the start{note}", fontsize=NORMAL)
    ax.set_ylabel("States: what differs from the start", fontsize=NORMAL)
    styles = party_styles(game.scenario)
    _legend(ax, game, folded, styles)
    count = sum(folded.counts.values())
    note = (
        f"\n{len(boxes) - len(folded.counts)} states near the path; {count} more are folded" if count else ""
    )
    title(ax, wrap(f"{order_name(game.scenario, game.rules.name or '')}: where moves lead", 75) + note)
    edges = sorted(
        folded.graph.edges, key=lambda e: (not _edge(folded, *e).periods, e[0] not in folded.path, e)
    )
    if crowded:
        edges = [(a, b) for a, b in edges if a in folded.path or boxes[a].x < boxes[b].x]
    named = [(a, b) for a, b in edges if a in folded.path or (b >= 0 and not crowded)]
    draw_edges(ax, {e: _edge(folded, *e) for e in edges}, set(named), texts, styles)
    return ax


@dataclass(frozen=True)
class _Box:
    """A node as drawn: its text, centre, and size in points, which are the units of the axes."""

    text: str
    x: float
    y: float
    wide: float
    high: float


def _extent(boxes: dict[int, _Box]) -> tuple[tuple[float, float], tuple[float, float]]:
    values = boxes.values()
    return (
        (min(b.x - b.wide / 2 for b in values) - 14, max(b.x + b.wide / 2 for b in values) + 14),
        (min(b.y - b.high / 2 for b in values) - 14, max(b.y + b.high / 2 for b in values) + 14),
    )


def _boxes(game: StageGame, folded: Folded, end: int) -> dict[int, _Box]:
    marks = grounds(game.outcomes, game.scenario.goal)
    texts = {}
    for n in folded.graph:
        if n < 0:
            texts[n] = f"+{folded.counts[n]} states"
            continue
        text = state_label(game, n) + ("\n(play ends)" if n == end else "")
        texts[n] = f"{CHARACTERS.get(marks[game.outcomes[game.outcome[n]]][1], '●')} {text}"
    boxes: dict[int, _Box] = {}
    x = 0.0
    for column in folded.columns:
        sizes = {n: _size(texts[n]) for n in column}
        widest = max(w for w, _ in sizes.values())
        y = (sum(h for _, h in sizes.values()) + ABOVE * (len(column) - 1)) / 2
        for n in column:
            wide, high = sizes[n]
            boxes[n] = _Box(texts[n], x + widest / 2, y - high / 2, wide, high)
            y -= high + ABOVE
        x += widest + BETWEEN
    return boxes


def _size(text: str) -> tuple[float, float]:
    lines = text.split("\n")
    return CHARACTER * max(map(len, lines)) + 2 * PAD, LINE * len(lines) + 2 * PAD


def _nodes(ax: Axes, game: StageGame, folded: Folded, boxes: dict[int, _Box]) -> dict[int, Text]:
    texts = {}
    colours = grounds(game.outcomes, game.scenario.goal)
    for n, box in boxes.items():
        on_path = n in folded.path
        goal = n >= 0 and game.goal is not None and bool(game.goal[n])
        texts[n] = ax.text(
            box.x, box.y, box.text, ha="center", va="center", fontsize=SMALL, color=INK, zorder=5,
            linespacing=1.1, fontweight="bold" if on_path else "normal",
            fontstyle="italic" if n < 0 else "normal",
            bbox={
                "boxstyle": "round,pad=0.35" if n >= 0 else "sawtooth,pad=0.35",
                "fc": colours[game.outcomes[game.outcome[n]]][0] if n >= 0 else "white",
                "ec": INK if on_path or goal else FAINT,
                "lw": 2.4 if on_path else 0.9 if goal else 0.6,
            },
        )  # fmt: skip
    return texts


def _edge(folded: Folded, a: int, b: int) -> Edge:
    edge: Edge = folded.graph.edges[a, b]["edge"]
    return edge


def _legend(ax: Axes, game: StageGame, folded: Folded, styles: dict[str, PartyStyle]) -> None:
    from matplotlib.lines import Line2D

    handles = [Line2D([], [], color=s.colour, ls=s.dash, lw=1.8, label=s.name) for s in styles.values()]
    handles += [
        Line2D([], [], color=SEVERAL, lw=1.8, label="several may propose"),
        Line2D([], [], color=INK, ls=DOTS, lw=1.8, label="chance, or time"),
        Line2D([], [], color=INK, lw=3.5, label="path of play"),
    ]
    shown = {game.outcomes[game.outcome[n]] for n in folded.graph if n >= 0}
    for outcome, (colour, marker) in grounds(game.outcomes, game.scenario.goal).items():
        if outcome in shown:
            name = wrap(outcome + (" (goal)" if outcome == game.scenario.goal else ""), 24)
            handles.append(
                Line2D([], [], ls="none", marker=marker, mfc=colour, mec=INK, mew=0.8, ms=10, label=name)
            )
    ax.legend(
        handles=handles, loc="upper left", bbox_to_anchor=(1.005, 1), fontsize=SMALL, frameon=False,
        borderaxespad=0, handlelength=2.6,
    )  # fmt: skip
