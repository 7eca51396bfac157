"""Edges of the game graph: curves from border to border of their nodes, named where there is room."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from negsim.plots.layers import Edge
from negsim.plots.planning import CHANCE, TIME
from negsim.plots.style import FAINT, INK, SMALL, PartyStyle, wrap

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.text import Text
    from matplotlib.transforms import Bbox

__all__ = ["DASHED", "DOTS", "SEVERAL", "draw_edges", "name_text"]

SEVERAL = "#8C8C8C"  # colour of an edge that is nobody's alone
PALE = "#C4C4C4"  # of one to what is folded
DOTS = (0, (1, 2.5))  # dashes of what nobody does
DASHED = (0, (2.4, 1.3))  # dashes of the plan, in widths of its line
PLACES = (0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74)  # along an edge, where its name may stand
NAME = 19  # characters of a line of a name
WARM = "#FFF3D6"  # ground of what stands where play stops, and why, as in the ledger

Pair = tuple[int, int]


def draw_edges(
    ax: Axes,
    edges: Mapping[Pair, Edge],
    named: set[Pair],
    nodes: Mapping[int, Text],
    styles: dict[str, PartyStyle],
    remarks: Mapping[Pair, list[str]],
) -> None:
    """Draw edges between nodes that are drawn already, and name those that may be named, first ones first.

    Where nodes end is only known on the canvas; so this lays the figure out, and must come last.
    """
    figure = ax.get_figure(root=True)
    assert figure is not None
    figure.draw_without_rendering()
    outlines = {n: _around(text) for n, text in nodes.items()}
    curves = {(a, b): _Curve.between(outlines[a], outlines[b], e.heavy) for (a, b), e in edges.items()}
    for pair, curve in curves.items():
        _arrow(ax, curve, edges[pair], styles, pair[1] < 0)
    _edge_labels(ax, edges, curves, named, list(outlines.values()), remarks)


def _around(text: Text) -> Bbox:
    """Outline of a node on the canvas."""
    patch = text.get_bbox_patch()
    assert patch is not None
    return patch.get_window_extent()


@dataclass(frozen=True)
class _Curve:
    """An edge on the canvas: a quadratic curve from border to border."""

    start: tuple[float, float]
    middle: tuple[float, float]
    end: tuple[float, float]

    @classmethod
    def between(cls, a: Bbox, b: Bbox, straight: bool) -> _Curve:
        """Bend from one node to another, so that there and back lie side by side."""
        (ax, ay), (bx, by) = ((a.x0 + a.x1) / 2, (a.y0 + a.y1) / 2), ((b.x0 + b.x1) / 2, (b.y0 + b.y1) / 2)
        beside = abs(ax - bx) < max(a.width, b.width) / 2
        far = abs(ax - bx) > 2.5 * max(a.width, b.width) + 200
        bend = 0.3 if beside else 0.2 if far else 0.02 if straight else 0.1
        middle = (ax + bx) / 2 + bend * (by - ay), (ay + by) / 2 - bend * (bx - ax)
        whole = cls((ax, ay), middle, (bx, by))
        ts = [k / 100 for k in range(101)]
        first = next((t for t in ts if not a.contains(*whole.at(t))), 0.0)
        last = next((t for t in reversed(ts) if not b.padded(3).contains(*whole.at(t))), 1.0)
        return whole.part(first, max(first + 0.02, last))

    def at(self, t: float) -> tuple[float, float]:
        u = 1 - t
        return (
            u * u * self.start[0] + 2 * u * t * self.middle[0] + t * t * self.end[0],
            u * u * self.start[1] + 2 * u * t * self.middle[1] + t * t * self.end[1],
        )

    def places(self, wide: float, high: float, heavy: bool) -> Iterator[tuple[float, float, float]]:
        """Yield centres for a name of a size: over the curve, under it and on it; and what speaks against.

        What is in any case named may also stand somewhat farther off.
        """
        for k, t in enumerate(PLACES):
            x, y = self.at(t)
            (x0, y0), (x1, y1) = self.at(t - 0.02), self.at(t + 0.02)
            long = ((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5 or 1.0
            across, up = -(y1 - y0) / long, (x1 - x0) / long
            reach = abs(across) * wide / 2 + abs(up) * high / 2
            sign = 1 if up >= 0 else -1
            yield x + sign * reach * across, y + sign * reach * up, 3.0 * k
            yield x - sign * reach * across, y - sign * reach * up, 3.0 * k + (80 if heavy else 5)
            yield x, y, 3.0 * k + (400 if heavy else 25)
            for far in (20, 40, 60) if heavy else ():
                yield x + sign * (reach + far) * across, y + sign * (reach + far) * up, 3.0 * k + 4 * far

    def part(self, t: float, s: float) -> _Curve:
        """Piece of the curve (its middle point by blossoming)."""
        middle = tuple(
            (1 - t) * (1 - s) * p + ((1 - t) * s + t * (1 - s)) * q + t * s * r
            for p, q, r in zip(self.start, self.middle, self.end, strict=True)
        )
        return _Curve(self.at(t), (middle[0], middle[1]), self.at(s))


def _look(edge: Edge, styles: dict[str, PartyStyle]) -> tuple[str, Any]:
    """Colour and dashes of an edge: its mover's, if there is only one."""
    if len(edge.movers) == 1 and edge.movers[0] in styles:
        style = styles[edge.movers[0]]
        return style.colour, style.dash
    if set(edge.movers) <= {CHANCE, TIME}:
        return INK, DOTS
    return SEVERAL, "-"


def _arrow(ax: Axes, curve: _Curve, edge: Edge, styles: dict[str, PartyStyle], folds: bool) -> None:
    from matplotlib.patches import FancyArrowPatch
    from matplotlib.path import Path

    points = ax.transData.inverted().transform([curve.start, curve.middle, curve.end])
    colour, dash = (PALE, "-") if folds else _look(edge, styles)
    arrow = FancyArrowPatch(path=Path(points, [Path.MOVETO, Path.CURVE3, Path.CURVE3]), arrowstyle="-|>")
    dash = "-" if edge.periods else DASHED if edge.planned else dash
    arrow.set(color=colour, lw=3 if edge.heavy else 1.0, ls=dash, alpha=1 if edge.heavy else 0.75)
    arrow.set_capstyle("butt")
    arrow.set(mutation_scale=15 if edge.heavy else 9, zorder=4 if edge.heavy else 2)
    ax.add_patch(arrow)


def _edge_labels(
    ax: Axes,
    edges: Mapping[Pair, Edge],
    curves: Mapping[Pair, _Curve],
    named: set[Pair],
    taken: list[Bbox],
    remarks: Mapping[Pair, list[str]],
) -> None:
    """Name edges beside their middle where there is room for it: play and plan first, and in any case."""
    points = {pair: [c.at(k / 24) for k in range(25)] for pair, c in curves.items()}
    for pair, curve in curves.items():
        if pair not in named:
            continue
        edge = edges[pair]
        label = _name(ax, edge, remarks.get(pair, []))
        size = label.get_window_extent()
        wide, high = size.width + 6, size.height + 6
        others = [(xy, edges[e].heavy) for e, line in points.items() if e != pair for xy in line]
        best, least = None, float("inf")
        for x, y, shift in curve.places(wide, high, edge.heavy):
            spot = _spot((x, y), wide, high)
            hidden = _covers(spot, taken, ax.bbox)
            if hidden and not edge.heavy:
                continue
            crossed = sum(1 + 4 * h for xy, h in others if spot.contains(*xy))
            cost = 4 * hidden + (12.0 if edge.heavy else 40.0) * crossed + shift
            if cost < least:
                best, least = spot, cost
        if best is None:
            label.remove()
            continue
        x, y = ax.transData.inverted().transform(((best.x0 + best.x1) / 2, (best.y0 + best.y1) / 2))
        label.set_position((float(x), float(y)))
        taken.append(best)


def name_text(edge: Edge, remarks: Sequence[str]) -> str:
    """What stands beside an edge."""
    names = edge.labels if len(edge.labels) <= 3 else [*edge.labels[:2], f"{len(edge.labels) - 2} others"]
    text = wrap(" / ".join(names), NAME) + (f"\n({_periods(edge.periods)})" if edge.periods else "")
    return "\n".join([text, *("\N{BLACK RIGHT-POINTING TRIANGLE} " + r for r in remarks)])


def _name(ax: Axes, edge: Edge, remarks: list[str]) -> Text:
    return ax.text(
        0, 0, name_text(edge, remarks), fontsize=SMALL, ha="center", va="center", zorder=6, linespacing=1.12,
        color=INK if edge.heavy else FAINT, fontweight="bold" if edge.heavy else "normal",
        bbox={"boxstyle": "square,pad=0.1", "fc": WARM if remarks else "white", "ec": "none", "alpha": 0.9},
    )  # fmt: skip


def _spot(centre: tuple[float, float], wide: float, high: float) -> Bbox:
    from matplotlib.transforms import Bbox

    return Bbox.from_bounds(centre[0] - wide / 2, centre[1] - high / 2, wide, high)


def _covers(spot: Bbox, taken: list[Bbox], inside: Any) -> float:
    """How much of what is drawn already a name would cover; very much if it left the axes."""
    within = inside.contains(spot.x0, spot.y0) and inside.contains(spot.x1, spot.y1)
    return sum(_overlap(spot, other) for other in taken) + (0.0 if within else 1e6)


def _overlap(a: Bbox, b: Bbox) -> float:
    wide = min(a.x1, b.x1) - max(a.x0, b.x0)
    high = min(a.y1, b.y1) - max(a.y0, b.y0)
    return float(max(wide, 0.0) * max(high, 0.0))


def _periods(periods: list[int]) -> str:
    shown = ", ".join(str(p + 1) for p in periods[:3]) + (", …" if len(periods) > 3 else "")
    return f"period{'s' if len(periods) > 1 else ''} {shown}"
