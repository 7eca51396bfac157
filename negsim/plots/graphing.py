"""The game graph near the path of play: where moves lead, and which way play goes."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from negsim.plots.layers import CHANCE, TIME, Edge, Folded, state_label, walk
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
    from matplotlib.transforms import Bbox

    from negsim.games.stage_game import StageGame

__all__ = ["game_graph"]

CHARACTER, LINE = 5.2, 10.6  # points: a character of a label is about so wide, a line so high
PAD = 5  # points around a label
BETWEEN, ABOVE = 92, 16  # points between columns, and between the nodes of one
FEW = 24  # with no more nodes than this, all edges are labelled where there is room
SEVERAL = "#8C8C8C"
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
        width = max(b.x + b.wide / 2 for b in boxes.values()) - min(b.x - b.wide / 2 for b in boxes.values())
        height = max(b.y + b.high / 2 for b in boxes.values()) - min(b.y - b.high / 2 for b in boxes.values())
        ax = new_axes(max(8.0, width / 72 + 2.6), max(3.6, height / 72 + 1.8))
    _nodes(ax, game, folded, boxes)
    _limits(ax, boxes)
    styles = party_styles(game.scenario)
    drawn = sorted(folded.graph.edges, key=lambda e: (not _edge(folded, *e).periods, not e[0] in folded.path, e))
    for a, b in drawn:
        _arrow(ax, boxes, a, b, _edge(folded, a, b), styles)
    ax.set_yticks([])
    ax.spines[["top", "right", "left"]].set_visible(False)
    ax.set_xlabel("Fewest moves from the start", fontsize=NORMAL)
    ax.set_ylabel("States: what differs from the start", fontsize=NORMAL)
    _legend(ax, game, folded, styles)
    count = sum(folded.counts.values())
    note = f" ({len(boxes) - len(folded.counts)} states near the path; {count} more are folded)" if count else ""
    title(ax, wrap(f"{order_name(game.scenario, game.rules.name or '')}: where moves lead{note}", 90))
    if len(boxes) > FEW:
        drawn = [e for e in drawn if e[0] in folded.path]
    _edge_labels(ax, folded, boxes, drawn)
    return ax


@dataclass(frozen=True)
class _Box:
    """A node as drawn: its text, centre, and size in points, which are the units of the axes."""

    text: str
    x: float
    y: float
    wide: float
    high: float

    def border(self, dx: float, dy: float) -> float:
        """Distance from the centre to the border in a direction."""
        length = math.hypot(dx, dy) or 1.0
        across = self.wide / 2 / max(abs(dx) / length, 1e-9)
        return min(across, self.high / 2 / max(abs(dy) / length, 1e-9))


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


def _nodes(ax: Axes, game: StageGame, folded: Folded, boxes: dict[int, _Box]) -> None:
    colours = grounds(game.outcomes, game.scenario.goal)
    for n, box in boxes.items():
        on_path = n in folded.path
        goal = n >= 0 and game.goal is not None and bool(game.goal[n])
        ax.text(
            box.x, box.y, box.text, ha="center", va="center", fontsize=SMALL, color=INK, zorder=5, linespacing=1.1,
            fontweight="bold" if on_path else "normal", fontstyle="italic" if n < 0 else "normal",
            bbox={
                "boxstyle": "round,pad=0.35" if n >= 0 else "sawtooth,pad=0.35",
                "fc": colours[game.outcomes[game.outcome[n]]][0] if n >= 0 else "white",
                "ec": INK if on_path or goal else FAINT,
                "lw": 2.2 if on_path else 1.4 if goal else 0.6,
            },
        )  # fmt: skip


def _limits(ax: Axes, boxes: dict[int, _Box]) -> None:
    values = boxes.values()
    ax.set_xlim(min(b.x - b.wide / 2 for b in values) - 14, max(b.x + b.wide / 2 for b in values) + 14)
    ax.set_ylim(min(b.y - b.high / 2 for b in values) - 14, max(b.y + b.high / 2 for b in values) + 14)
    columns = sorted({b.x for b in values})
    ax.set_xticks(columns, [str(k) for k in range(len(columns))], fontsize=SMALL)


def _edge(folded: Folded, a: int, b: int) -> Edge:
    edge: Edge = folded.graph.edges[a, b]["edge"]
    return edge


def _bend(a: _Box, b: _Box) -> float:
    """How far an edge swings out: more if it passes columns or stays in one."""
    if abs(a.x - b.x) < 1:
        return 0.35
    return 0.1 if abs(a.x - b.x) < 2.2 * BETWEEN else 0.22


def _look(edge: Edge, styles: dict[str, PartyStyle]) -> tuple[str, Any]:
    """Colour and dashes of an edge: its mover's, if there is only one."""
    if len(edge.movers) == 1 and edge.movers[0] in styles:
        style = styles[edge.movers[0]]
        return style.colour, style.dash
    if set(edge.movers) <= {CHANCE, TIME}:
        return INK, (0, (1, 2.5))
    return SEVERAL, "-"


def _arrow(
    ax: Axes, boxes: dict[int, _Box], a: int, b: int, edge: Edge, styles: dict[str, PartyStyle]
) -> None:
    from matplotlib.patches import FancyArrowPatch

    start, end = boxes[a], boxes[b]
    dx, dy = end.x - start.x, end.y - start.y
    colour, dash = _look(edge, styles)
    on_path = bool(edge.periods)
    ax.add_patch(
        FancyArrowPatch(
            (start.x, start.y), (end.x, end.y), arrowstyle="-|>", mutation_scale=15 if on_path else 9, color=colour,
            connectionstyle=f"arc3,rad={_bend(start, end)}", shrinkA=start.border(dx, dy), shrinkB=end.border(dx, dy) + 3,
            lw=3 if on_path else 1.0, ls="-" if on_path else dash, alpha=1 if on_path else 0.75,
            zorder=4 if on_path else 2,
        )  # fmt: skip
    )


def _edge_labels(ax: Axes, folded: Folded, boxes: dict[int, _Box], edges: list[tuple[int, int]]) -> None:
    """Name edges where there is room for it, those of the path first and in any case."""
    from matplotlib.transforms import Bbox

    figure = ax.get_figure(root=True)
    assert figure is not None
    figure.draw_without_rendering()  # the layout decides how much room there is
    scale = figure.dpi / 72
    taken = []
    for box in boxes.values():
        x, y = ax.transData.transform((box.x, box.y))
        taken.append(Bbox.from_bounds(x - box.wide / 2 * scale, y - box.high / 2 * scale, box.wide * scale, box.high * scale))
    for a, b in edges:
        edge, start, end = _edge(folded, a, b), boxes[a], boxes[b]
        periods = f" ({_periods(edge.periods)})" if edge.periods else ""
        names = edge.labels if len(edge.labels) <= 3 else [*edge.labels[:2], f"{len(edge.labels) - 2} others"]
        label = ax.text(
            0, 0, wrap(" / ".join(names) + periods, 20), fontsize=SMALL, ha="center", va="center", zorder=6,
            color=INK if edge.periods else FAINT, fontweight="bold" if edge.periods else "normal", linespacing=1.0,
            bbox={"boxstyle": "square,pad=0.1", "fc": "white", "ec": "none", "alpha": 0.85},
        )  # fmt: skip
        size = label.get_window_extent()
        best: tuple[float, tuple[float, float], Bbox] | None = None
        for t in (0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74):
            x, y = _along(ax.transData.transform((start.x, start.y)), ax.transData.transform((end.x, end.y)), _bend(start, end), t)
            spot = Bbox.from_bounds(x - size.width / 2 - 2, y - size.height / 2 - 2, size.width + 4, size.height + 4)
            overlap = sum(_overlap(spot, other) for other in taken)
            if not ax.bbox.containsx(spot.x0) or not ax.bbox.containsx(spot.x1):
                overlap += 1e6
            if best is None or overlap < best[0]:
                best = overlap, (x, y), spot
        assert best is not None
        if best[0] > 0 and not edge.periods:
            label.remove()
            continue
        label.set_position(ax.transData.inverted().transform(best[1]))
        taken.append(best[2])


def _along(a: Any, b: Any, bend: float, t: float) -> tuple[float, float]:
    """Point of an edge: a quadratic curve whose middle control point is off the straight line."""
    cx, cy = (a[0] + b[0]) / 2 + bend * (b[1] - a[1]), (a[1] + b[1]) / 2 - bend * (b[0] - a[0])
    u = 1 - t
    return (
        u * u * a[0] + 2 * u * t * cx + t * t * b[0],
        u * u * a[1] + 2 * u * t * cy + t * t * b[1],
    )


def _overlap(a: Bbox, b: Bbox) -> float:
    wide = min(a.x1, b.x1) - max(a.x0, b.x0)
    high = min(a.y1, b.y1) - max(a.y0, b.y0)
    return max(wide, 0) * max(high, 0)


def _periods(periods: list[int]) -> str:
    shown = ", ".join(map(str, periods[:3])) + (", …" if len(periods) > 3 else "")
    return f"period{'s' if len(periods) > 1 else ''} {shown}".replace(" ", "\N{NO-BREAK SPACE}")


def _legend(ax: Axes, game: StageGame, folded: Folded, styles: dict[str, PartyStyle]) -> None:
    from matplotlib.lines import Line2D

    handles = [Line2D([], [], color=s.colour, ls=s.dash, lw=1.8, label=s.name) for s in styles.values()]
    handles += [
        Line2D([], [], color=SEVERAL, lw=1.8, label="several may propose"),
        Line2D([], [], color=INK, ls=(0, (1, 2.5)), lw=1.8, label="chance, or time"),
        Line2D([], [], color=INK, lw=3.5, label="path of play"),
    ]
    shown = {game.outcomes[game.outcome[n]] for n in folded.graph if n >= 0}
    for outcome, (colour, marker) in grounds(game.outcomes, game.scenario.goal).items():
        if outcome in shown:
            name = wrap(outcome + (" (goal)" if outcome == game.scenario.goal else ""), 24)
            handles.append(Line2D([], [], ls="none", marker=marker, mfc=colour, mec=INK, mew=0.8, ms=10, label=name))
    ax.legend(
        handles=handles, loc="upper left", bbox_to_anchor=(1.005, 1), fontsize=SMALL, frameon=False,
        borderaxespad=0, handlelength=2.6,
    )  # fmt: skip
