"""The game graph near play and plan: where moves lead, which way play goes, and where it leaves the plan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from negsim.plots.arrows import DASHED, DOTS, SEVERAL, draw_edges, name_text
from negsim.plots.layers import FEW, Edge, Folded, state_label, walk
from negsim.plots.lettering import lettered
from negsim.plots.planning import CHANCE, TIME, PlanLine, plan_line
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
    from matplotlib.lines import Line2D
    from matplotlib.text import Text

    from negsim.games.stage_game import StageGame

__all__ = ["game_graph"]

CHARACTER, LINE = 5.2, 10.6  # points: a character of a label is about so wide, a line so high
PAD = 5  # points around a label
BETWEEN, ABOVE = 84, 13  # points between columns, and between the nodes of one
ROOMY = 112, 30  # the same in graphs of few nodes, where edges have names
OVER = 64  # points between play and the plan beneath it, where both have names
EDGES = 40  # with more edges than this, only those that lead away from the start are drawn
WIDE, HIGH = 8.0, 3.6  # inches that a picture takes at least
CHARACTERS = {"o": "●", "s": "■", "D": "◆", "^": "▲", "v": "▼", "p": "⬟", "h": "⬢", "*": "★"}


@lettered
def game_graph(equilibrium: Equilibrium, ax: Axes | None = None, most: int = 16) -> Axes:
    """Draw the path of play, the plan to the goal that breaks, and the states nearest to them.

    Parameters
    ----------
    equilibrium : Equilibrium
        From `negsim.solve` or a row of `negsim.compare`.
    ax : Axes, optional
        Where to draw; a new figure by default, as large as the graph needs.
    most : int
        Nodes that are drawn at most, beyond those of the path and the plan: what would cost the mover least
        comes first, and the rest is folded into counted nodes. More than 60 make no readable picture.

    Returns
    -------
    Axes
        Columns are fewest moves from the start. A state is named by what differs from the start; thick
        edges are the path of play, thick dashed ones the plan that play follows farthest. What the order
        forbids is not drawn.

    Examples
    --------
    >>> import negsim as ns
    >>> ax = ns.plots.game_graph(ns.solve(ns.load("korea_reduced"), order="omnibus").one())
    >>> ax.get_ylabel()
    'States: what differs from the start'
    """
    play, game = equilibrium.play, equilibrium.game
    plan = plan_line(play)
    folded = walk(play, most, plan)
    boxes = _boxes(game, folded, plan, play.closes[-1])
    x, y = _extent(boxes, folded, plan)
    edges = _edges(folded, boxes)
    styles = party_styles(game.scenario)
    handles = _handles(game, folded, edges, styles)
    wide = max(WIDE, (x[1] - x[0]) / 72 + 0.9)
    if ax is None:
        lines = -(-len(handles) // _columns(wide))
        ax = new_axes(wide, max(HIGH, (y[1] - y[0]) / 72 + 1.5 + 0.2 * lines))
    else:
        figure = ax.get_figure(root=True)
        wide = ax.get_position().width * (figure.get_size_inches()[0] if figure is not None else wide)
    texts = _nodes(ax, game, folded, boxes)
    ax.set_xlim(*x)
    ax.set_ylim(*y)
    columns = [boxes[c[0]].x for c in folded.columns]
    ticks = [str(k) for k in folded.layers]
    ax.set_xticks(columns, [*ticks[:-1], ticks[-1] + (" or more" if folded.open else "")], fontsize=SMALL)
    ax.set_yticks([])
    ax.spines[["top", "right", "left"]].set_visible(False)
    less = any(e not in edges for e in folded.graph.edges)
    note = "\n(away from play and plan, moves that lead no farther are left out)" if less else ""
    ax.set_xlabel(f"Fewest moves from the start{note}", fontsize=NORMAL)
    ax.set_ylabel("States: what differs from the start", fontsize=NORMAL)
    ncols = _columns(wide)
    ax.legend(
        handles=handles, loc="lower left", bbox_to_anchor=(0, 1), fontsize=SMALL, frameon=False,
        borderaxespad=0.2, handlelength=2.6, ncols=ncols, columnspacing=1.2,
    )  # fmt: skip
    title(ax, _title(game, folded, plan), pad=12 + 15 * -(-len(handles) // ncols))
    named = {(a, b) for a, b in edges if b >= 0 and _may_be_named(folded, a, b)}
    draw_edges(ax, {e: _edge(folded, *e) for e in edges}, named, texts, styles, plan.edges)
    return ax


def _columns(wide: float) -> int:
    return max(3, int(wide / 2.1))


def _title(game: StageGame, folded: Folded, plan: PlanLine) -> str:
    text = wrap(f"{order_name(game.scenario, game.rules.name or '')}: where moves lead", 75)
    if plan.obstacle:
        text += "\n" + wrap(plan.obstacle[0].upper() + plan.obstacle[1:], 75)
    count = sum(folded.counts.values())
    if count:
        drawn = folded.graph.number_of_nodes() - len(folded.counts)
        text += f"\n{drawn} states near play{' and plan' * bool(folded.plan)}; {count} more are folded"
    return text


def _may_be_named(folded: Folded, a: int, b: int) -> bool:
    """In a graph of few nodes, edges from and to play and plan have names; in others, only play and plan."""
    edge = _edge(folded, a, b)
    back = folded.graph.has_edge(b, a) and _edge(folded, b, a).heavy  # two names would stand side by side
    return edge.heavy or (len(folded.graph) <= FEW and a in folded.path | folded.plan and not back)


def _edges(folded: Folded, boxes: dict[int, _Box]) -> list[tuple[int, int]]:
    """Edges to draw: play's first, then the plan's."""
    line = folded.path | folded.plan
    edges = sorted(
        folded.graph.edges,
        key=lambda e: (not _edge(folded, *e).heavy, not _edge(folded, *e).periods, e[0] not in line, e),
    )
    crowded = len(folded.graph) > FEW or len(edges) > EDGES
    return [
        (a, b)
        for a, b in edges
        if _edge(folded, a, b).heavy
        or boxes[a].x < boxes[b].x
        or (b >= 0 and (a in folded.path or not crowded))
    ]


@dataclass(frozen=True)
class _Box:
    """A node as drawn: its text, centre, and size in points, which are the units of the axes."""

    text: str
    x: float
    y: float
    wide: float
    high: float


def _extent(
    boxes: dict[int, _Box], folded: Folded, plan: PlanLine
) -> tuple[tuple[float, float], tuple[float, float]]:
    values = boxes.values()
    top = max(b.y + b.high / 2 for b in values) + 14
    edges = [(a, b) for a, b in folded.graph.edges if _edge(folded, a, b).heavy]
    lines = [name_text(_edge(folded, *e), plan.edges.get(e, [])).count("\n") + 2 for e in edges]
    middle = [(boxes[a].y + boxes[b].y) / 2 for a, b in edges]  # names stand over the line
    top = max([top, *(y + LINE * n + 8 for y, n in zip(middle, lines, strict=True))])
    return (
        (min(b.x - b.wide / 2 for b in values) - 14, max(b.x + b.wide / 2 for b in values) + 14),
        (min(b.y - b.high / 2 for b in values) - 14, top),
    )


def _boxes(game: StageGame, folded: Folded, plan: PlanLine, end: int) -> dict[int, _Box]:
    marks = grounds(game.outcomes, game.scenario.goal)
    texts = {}
    for n in folded.graph:
        if n < 0:
            count = folded.counts[n]
            texts[n] = f"+{count} state{'s' if count > 1 else ''}"
            continue
        notes = [*plan.nodes.get(n, []), *(["(play stays here)"] if n == end else [])]
        text = "\n".join([state_label(game, n), *notes])
        texts[n] = f"{CHARACTERS.get(marks[game.outcomes[game.outcome[n]]][1], '●')} {text}"
    boxes: dict[int, _Box] = {}
    few = len(texts) <= FEW
    between, above = ROOMY if few else (BETWEEN, ABOVE)
    x = 0.0
    for column in folded.columns:
        sizes = {n: _size(texts[n]) for n in column}
        widest = max(w for w, _ in sizes.values())
        y = (sum(h for _, h in sizes.values()) + above * (len(column) - 1)) / 2
        if few:  # plan, or else play, in one line
            y = _top(column, folded, sizes, above)
        for n in column:
            wide, high = sizes[n]
            boxes[n] = _Box(texts[n], x + widest / 2, y - high / 2, wide, high)
            y -= high + (OVER if few and n in folded.path - folded.plan and folded.plan else above)
        x += widest + between
    return boxes


def _top(column: list[int], folded: Folded, sizes: dict[int, tuple[float, float]], above: float) -> float:
    """Where a column must start for its first state of the plan, or else of play, to be at height 0."""
    middle = next((n for n in column if n in folded.plan), None)
    if middle is None:
        if folded.plan and column[0] not in folded.path:
            return -above - 12  # beside the line
        middle = column[0]
    over = column[: column.index(middle)]
    return sum(sizes[n][1] + (OVER if folded.plan else above) for n in over) + sizes[middle][1] / 2


def _size(text: str) -> tuple[float, float]:
    lines = text.split("\n")
    return CHARACTER * max(map(len, lines)) + 2 * PAD, LINE * len(lines) + 2 * PAD


def _nodes(ax: Axes, game: StageGame, folded: Folded, boxes: dict[int, _Box]) -> dict[int, Text]:
    texts = {}
    colours = grounds(game.outcomes, game.scenario.goal)
    for n, box in boxes.items():
        on_path, on_plan = n in folded.path, n in folded.plan
        goal = n >= 0 and game.goal is not None and bool(game.goal[n])
        texts[n] = ax.text(
            box.x, box.y, box.text, ha="center", va="center", fontsize=SMALL, color=INK, zorder=5,
            linespacing=1.1, fontweight="bold" if on_path else "normal",
            fontstyle="italic" if n < 0 else "normal",
            bbox={
                "boxstyle": "round,pad=0.35" if n >= 0 else "sawtooth,pad=0.35",
                "fc": colours[game.outcomes[game.outcome[n]]][0] if n >= 0 else "white",
                "ec": INK if on_path or on_plan or goal else FAINT,
                "lw": 2.4 if on_path else 1.2 if goal or on_plan else 0.6,
                "ls": "--" if on_plan and not on_path else "-",
            },
        )  # fmt: skip
    return texts


def _edge(folded: Folded, a: int, b: int) -> Edge:
    edge: Edge = folded.graph.edges[a, b]["edge"]
    return edge


def _handles(
    game: StageGame, folded: Folded, edges: list[tuple[int, int]], styles: dict[str, PartyStyle]
) -> list[Line2D]:
    """What is in the picture, for the legend: only parties that have edges of their own."""
    from matplotlib.lines import Line2D

    drawn = [_edge(folded, *e) for e in edges if e[1] >= 0]
    movers = {e.movers[0] for e in drawn if len(e.movers) == 1}
    handles = []
    if any(e.periods for e in drawn):
        handles.append(Line2D([], [], color=INK, lw=3.2, label="play"))
    if any(e.planned and not e.periods for e in drawn):
        handles.append(Line2D([], [], color=INK, lw=3.2, ls=DASHED, label="plan to the goal"))
    handles += [
        Line2D([], [], color=s.colour, ls=s.dash, lw=1.8, label=s.name)
        for party, s in styles.items()
        if party in movers
    ]
    if any(len(e.movers) > 1 and not set(e.movers) <= {CHANCE, TIME} for e in drawn):
        handles.append(Line2D([], [], color=SEVERAL, lw=1.8, label="several may propose"))
    if any(set(e.movers) <= {CHANCE, TIME} for e in drawn):
        handles.append(Line2D([], [], color=INK, ls=DOTS, lw=1.8, label="chance, or time"))
    shown = {game.outcomes[game.outcome[n]] for n in folded.graph if n >= 0}
    for outcome, (colour, marker) in grounds(game.outcomes, game.scenario.goal).items():
        if outcome in shown:
            name = wrap(outcome + (" (goal)" if outcome == game.scenario.goal else ""), 30)
            handles.append(
                Line2D([], [], ls="none", marker=marker, mfc=colour, mec=INK, mew=0.8, ms=10, label=name)
            )
    return handles
