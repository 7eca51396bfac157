"""Edges of the game graph: curves from border to border of their nodes, named where there is room."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from negsim.plots.layers import CHANCE, TIME, Edge
from negsim.plots.style import FAINT, INK, SMALL, PartyStyle, wrap

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.text import Text
    from matplotlib.transforms import Bbox

__all__ = ["DOTS", "SEVERAL", "draw_edges"]

SEVERAL = "#8C8C8C"  # colour of an edge that is nobody's alone
DOTS = (0, (1, 2.5))  # dashes of what nobody does
PLACES = (0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74)  # along an edge, where its name may stand

Pair = tuple[int, int]


def draw_edges(
    ax: Axes,
    edges: Mapping[Pair, Edge],
    named: set[Pair],
    nodes: Mapping[int, Text],
    styles: dict[str, PartyStyle],
) -> None:
    """Draw edges between nodes that are drawn already, and name those that may be named, first ones first.

    Where nodes end is only known on the canvas; so this lays the figure out, and must come last.
    """
    figure = ax.get_figure(root=True)
    assert figure is not None
    figure.draw_without_rendering()
    outlines = {n: _around(text) for n, text in nodes.items()}
    curves = {(a, b): _Curve.between(outlines[a], outlines[b]) for a, b in edges}
    for pair, curve in curves.items():
        _arrow(ax, curve, edges[pair], styles)
    _edge_labels(ax, edges, {p: c for p, c in curves.items() if p in named}, list(outlines.values()))


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
    def between(cls, a: Bbox, b: Bbox) -> _Curve:
        """Bend from one node to another, so that there and back lie side by side."""
        (ax, ay), (bx, by) = ((a.x0 + a.x1) / 2, (a.y0 + a.y1) / 2), ((b.x0 + b.x1) / 2, (b.y0 + b.y1) / 2)
        beside = abs(ax - bx) < max(a.width, b.width) / 2
        far = abs(ax - bx) > 2.5 * max(a.width, b.width) + 200
        bend = 0.3 if beside else 0.2 if far else 0.1
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
        return INK, (0, (1, 2.5))
    return SEVERAL, "-"


def _arrow(ax: Axes, curve: _Curve, edge: Edge, styles: dict[str, PartyStyle]) -> None:
    from matplotlib.patches import FancyArrowPatch
    from matplotlib.path import Path

    points = ax.transData.inverted().transform([curve.start, curve.middle, curve.end])
    colour, dash = _look(edge, styles)
    on_path = bool(edge.periods)
    arrow = FancyArrowPatch(path=Path(points, [Path.MOVETO, Path.CURVE3, Path.CURVE3]), arrowstyle="-|>")
    arrow.set(
        color=colour, lw=3 if on_path else 1.0, ls="-" if on_path else dash, alpha=1 if on_path else 0.75
    )
    arrow.set(mutation_scale=15 if on_path else 9, zorder=4 if on_path else 2)
    ax.add_patch(arrow)


def _edge_labels(ax: Axes, edges: Mapping[Pair, Edge], curves: dict[Pair, _Curve], taken: list[Bbox]) -> None:
    """Name edges where there is room for it, those of the path first and in any case."""
    for pair, curve in curves.items():
        edge = edges[pair]
        periods = f"\n({_periods(edge.periods)})" if edge.periods else ""
        names = edge.labels if len(edge.labels) <= 3 else [*edge.labels[:2], f"{len(edge.labels) - 2} others"]
        label = ax.text(
            0, 0, wrap(" / ".join(names), 16) + periods, fontsize=SMALL, ha="center", va="center", zorder=6,
            color=INK if edge.periods else FAINT, fontweight="bold" if edge.periods else "normal",
            linespacing=1.0, bbox={"boxstyle": "square,pad=0.1", "fc": "white", "ec": "none", "alpha": 0.85},
        )  # fmt: skip
        size = label.get_window_extent()
        spots = [_spot(curve.at(t), size.width + 4, size.height + 4) for t in PLACES]
        covers = [_covers(spot, taken, ax.bbox) for spot in spots]
        best = covers.index(min(covers))
        if covers[best] > 0 and not edge.periods:
            label.remove()
            continue
        x, y = ax.transData.inverted().transform(curve.at(PLACES[best]))
        label.set_position((float(x), float(y)))
        taken.append(spots[best])


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
