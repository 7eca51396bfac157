"""The payoffs of a game of two players: what can be had, what holds in equilibrium, and what is fair."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from negsim.errors import GameError, SolverError
from negsim.games.normal_form import NormalFormGame
from negsim.plots.choosing import nash_only
from negsim.plots.lettering import lettered
from negsim.plots.style import COLOURS, FAINT, INK, NORMAL, SMALL, new_axes, title, wrap
from negsim.solution import Solution
from negsim.solvers.bargaining.bargaining_problem import Bargain
from negsim.text import oneline

if TYPE_CHECKING:
    from matplotlib.axes import Axes


__all__ = ["payoff_polygon"]

Floats = NDArray[np.float64]

NAMES = {
    "nash": "Nash",
    "kalai_smorodinsky": "Kalai–Smorodinsky",
    "egalitarian": "egalitarian",
    "utilitarian": "utilitarian",
}
BARGAIN_MARKERS = ("*", "P", "X", "h", "p")
NAMED = 9  # cells of a game that are named by their actions; more would cover the picture
SAME = 1e-9  # of the range: payoffs nearer than this are one point


@lettered
def payoff_polygon(
    game: NormalFormGame | Solution,
    ax: Axes | None = None,
    *,
    bargains: Sequence[Bargain] = (),
    correlated: bool = True,
) -> Axes:
    """Draw the payoffs of two players: cells, Pareto frontier, correlated and Nash equilibria, bargains.

    Parameters
    ----------
    game : NormalFormGame or Solution
        Of two players. The equilibria of a solution are marked; of a game, those that `negsim.solve` finds.
    ax : Axes, optional
        Where to draw; a new figure by default.
    bargains : sequence of Bargain, optional
        From `negsim.bargaining_solution`; each is marked, and so is the disagreement point.
    correlated : bool
        Whether to work out and draw the payoffs of correlated equilibria.

    Returns
    -------
    Axes
        Pale: all that lotteries over the cells can give; its thick border is the Pareto frontier.

    Raises
    ------
    GameError
        If the game has other than two players.

    Examples
    --------
    >>> import negsim as ns
    >>> chicken = ns.NormalFormGame.from_bimatrix([[6, 2], [7, 0]], [[6, 7], [2, 0]])
    >>> ns.plots.payoff_polygon(chicken).get_xlabel()
    'Payoff of Player 1'
    """
    solution = game if isinstance(game, Solution) else None
    base = solution.game if solution is not None else game
    if not isinstance(base, NormalFormGame) or len(base.players) != 2:
        raise GameError("payoffs can be drawn as a polygon for two players")
    if solution is None:
        from negsim.solvers.dispatch import solve

        solution = solve(base)
    given: Any = bargains
    if isinstance(given, Bargain) or not all(isinstance(b, Bargain) and len(b.players) == 2 for b in given):
        raise GameError("bargains: a list is needed of what bargaining_solution gives, for two players")
    if ax is None:
        ax = new_axes(7.6, 5.2)
    cells = base.payoffs.reshape(2, -1).T
    hull = convex_hull(cells)
    _reachable(ax, hull)
    if correlated:
        _correlated(ax, base)
    _cells(ax, base)
    nash = np.array([list(e.values.values()) for e in solution.equilibria])
    if len(nash):
        ax.plot(
            *_distinct(nash).T, "o", ms=11, mfc="none", mec=INK, mew=1.9, zorder=6,
            label=_kind(solution),
        )  # fmt: skip
    _bargains(ax, bargains)
    for set_label, player in ((ax.set_xlabel, base.players[0]), (ax.set_ylabel, base.players[1])):
        set_label(wrap(f"Payoff of {player}", 60), fontsize=NORMAL, color=INK)
    ax.tick_params(labelsize=SMALL)
    ax.margins(0.12)
    ax.spines[["top", "right"]].set_visible(False)
    title(ax, wrap(base.title or "Payoffs of two players", 70))
    ax.legend(loc="upper left", bbox_to_anchor=(1.01, 1), fontsize=SMALL, frameon=False, labelspacing=0.9)
    return ax


def _kind(solution: Solution) -> str:
    if not nash_only(solution):
        return "Correlated equilibrium of the solution"
    if solution.completeness in ("unique", "all"):
        return "Nash equilibria"
    return wrap(f"Nash equilibria ({solution.completeness})", 32)


def convex_hull(points: Floats) -> Floats:
    """Corners of the convex hull of points [point, 2], counterclockwise from the leftmost (Andrew 1979).

    >>> convex_hull(np.array([[0, 0], [2, 0], [1, 0.5], [0, 2], [2, 2]])).tolist()
    [[0.0, 0.0], [2.0, 0.0], [2.0, 2.0], [0.0, 2.0]]
    """
    ordered = np.unique(points.astype(float), axis=0)
    if len(ordered) < 3:
        return ordered
    span = np.ptp(ordered, axis=0)
    flat = 1e-12 * float(span.prod())

    def half(walk: Floats) -> list[Floats]:
        kept: list[Floats] = []
        for p in walk:
            while len(kept) > 1:
                (ax, ay), (bx, by) = kept[-1] - kept[-2], p - kept[-1]
                if ax * by - ay * bx > flat:
                    break
                kept.pop()
            kept.append(p)
        return kept

    return np.array([*half(ordered)[:-1], *half(ordered[::-1])[:-1]])


def _distinct(points: Floats) -> Floats:
    unit = np.maximum(np.ptp(points, axis=0), 1e-300)
    _, first = np.unique(np.round((points - points.min(axis=0)) / unit / SAME), axis=0, return_index=True)
    return points[np.sort(first)]


def _reachable(ax: Axes, hull: Floats) -> None:
    if len(hull) > 2:
        ax.fill(
            *hull.T, facecolor="#EFEFEF", edgecolor="#BBBBBB", lw=0.8, zorder=0, label="Lotteries over cells"
        )
    elif len(hull) == 2:
        ax.plot(*hull.T, color="#BBBBBB", lw=0.8, zorder=0, label="Lotteries over cells")
    frontier = pareto_frontier(hull)
    if len(frontier) > 1:
        ax.plot(*frontier.T, color=INK, lw=2.4, zorder=2, solid_capstyle="round", label="Pareto frontier")
    else:
        ax.plot(*frontier.T, "s", ms=9, mfc="none", mec=INK, mew=1.0, zorder=3, label="Best for both")


def pareto_frontier(hull: Floats) -> Floats:
    """Corners of a convex polygon [corner, 2] between the best for the first player and for the second."""
    by_first = np.lexsort((-hull[:, 1], -hull[:, 0]))
    kept, best = [], -np.inf
    for i in by_first:
        if hull[i, 1] > best:
            kept.append(i)
            best = float(hull[i, 1])
    return hull[kept]


def _correlated(ax: Axes, game: NormalFormGame) -> None:
    from negsim.solvers.concepts.correlated import correlated_payoffs

    try:
        corners = correlated_payoffs(game).vertices
    except SolverError:  # payoffs of very different sizes, which the picture would not show anyway
        ax.plot([], [], " ", label="Correlated equilibria: not found")
        return
    label = "Correlated equilibria"
    if len(corners) > 2:
        ax.fill(
            *corners.T, facecolor=COLOURS[4], alpha=0.35, edgecolor=COLOURS[0], lw=1.2, hatch="///",
            zorder=1, label=label,
        )  # fmt: skip
    else:
        ax.plot(*corners.T, color=COLOURS[0], lw=5, alpha=0.5, marker="D", ms=7, zorder=3, label=label)


def _cells(ax: Axes, game: NormalFormGame) -> None:
    from matplotlib.patheffects import withStroke

    points = game.payoffs.reshape(2, -1).T
    ax.plot(*points.T, "o", ms=4.5, color=FAINT, ls="none", zorder=4, label="Cells: nobody mixes")
    if len(points) > NAMED:
        return
    named: dict[tuple[float, float], list[str]] = {}
    for i, row in enumerate(game.actions[0]):
        for j, column in enumerate(game.actions[1]):
            place = float(game.payoffs[0, i, j]), float(game.payoffs[1, i, j])
            named.setdefault(place, []).append(f"{oneline(row)}, {oneline(column)}")
    for place, names in named.items():
        text = "\n".join(wrap(n, 34) for n in names[:2]) + ("\n…" if len(names) > 2 else "")
        ax.annotate(
            text, place, (9, -6), textcoords="offset points", fontsize=SMALL, color=INK, va="top", zorder=7,
            path_effects=[withStroke(linewidth=2.5, foreground="white")],  # over lines, without hiding them
        )  # fmt: skip


def _bargains(ax: Axes, bargains: Sequence[Bargain]) -> None:
    named: dict[tuple[float, ...], list[str]] = {}
    for bargain in bargains:
        place = tuple(np.round(list(bargain.values.values()), 9).tolist())
        named.setdefault(place, []).append(NAMES.get(bargain.solution, bargain.solution))
    if bargains:
        disagreement = np.asarray(bargains[0].disagreement, dtype=float)
        ax.plot(*disagreement, "s", ms=8, color=INK, ls="none", zorder=5, label="Disagreement")
    for k, (at, names) in enumerate(named.items()):
        ax.plot(
            *at, BARGAIN_MARKERS[k % len(BARGAIN_MARKERS)], ms=12, color=COLOURS[(k + 1) % len(COLOURS)],
            mec=INK, mew=0.8, ls="none", zorder=5, label=wrap("Bargain: " + ", ".join(names), 32),
        )  # fmt: skip
