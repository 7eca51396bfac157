"""Game trees: who moves where, what it knows, and what an equilibrium does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from negsim.errors import GameError
from negsim.games.extensive_form import CHANCE, ExtensiveGame
from negsim.games.numbers import written
from negsim.plots.choosing import single
from negsim.plots.lettering import lettered
from negsim.plots.players import player_styles
from negsim.plots.style import FAINT, INK, SMALL, PartyStyle, new_axes, title, wrap
from negsim.solution import BehaviorEquilibrium, Solution
from negsim.text import oneline

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["game_tree"]

ACROSS, UP = 1.75, 0.34  # inches between depths, and between ends
WIDEST, TALLEST = 16.0, 30.0  # inches
SHORT = 18  # characters of a branch's name that are shown
PLAYED = 1e-9


@lettered
def game_tree(
    game: ExtensiveGame | BehaviorEquilibrium | Solution, ax: Axes | None = None, most: int = 90
) -> Axes:
    """Draw a game tree from left to right, with its information sets; an equilibrium in thick lines.

    Parameters
    ----------
    game : ExtensiveGame, BehaviorEquilibrium, or Solution that has one
        Of an equilibrium, branches are as thick as they are likely, and mixed ones carry their probability.
    ax : Axes, optional
        Where to draw; a new figure by default, as large as the tree needs.
    most : int
        Nodes that are drawn at most, those nearest the root; what is left out is counted where it begins.

    Returns
    -------
    Axes
        Nodes have the mover's colour and marker, chance is a hollow circle; nodes that a player cannot tell
        apart are joined by a dotted line. At the ends: payoffs in order of players.

    Examples
    --------
    >>> import negsim as ns
    >>> root = ns.DecisionNode("North", {"freeze": ns.EndNode(2, 2), "test": ns.EndNode(3, 0)})
    >>> ax = ns.plots.game_tree(ns.ExtensiveGame.from_tree(root, ["North", "South"], title="A choice"))
    >>> ax.get_title(loc="left")
    'A choice'
    """
    given = single(game, "one of them")
    equilibrium = given if isinstance(given, BehaviorEquilibrium) else None
    tree = equilibrium.game if equilibrium is not None else given
    if not isinstance(tree, ExtensiveGame):
        raise GameError(
            f"a tree is drawn of an ExtensiveGame or an equilibrium of one, not of {type(tree).__name__}"
        )
    places = _layout(tree, most)
    styles = player_styles(tree.players)
    deep, high = float(np.nanmax(places.x)), float(np.nanmax(places.y)) + 1
    if ax is None:
        ax = new_axes(min(WIDEST, max(6.0, ACROSS * deep + 2.6)), min(TALLEST, max(2.6, UP * high + 1.3)))
    _branches(ax, tree, places, equilibrium)
    _information(ax, tree, places, styles)
    _nodes(ax, tree, places, styles)
    _ends(ax, tree, places)
    ax.set_xlim(-0.35, deep + 0.9)
    ax.set_ylim(high - 0.3, -0.9)  # the first branch on top
    ax.axis("off")
    left = len(tree.parent) - len(places.shown)
    name = tree.title or "Game tree"
    title(
        ax,
        wrap(name + (f" (the first {len(places.shown)} of {len(tree.parent):,} nodes)" if left else ""), 90),
    )
    _legend(ax, tree, places, styles, equilibrium)
    return ax


@dataclass(frozen=True)
class _Places:
    shown: NDArray[np.int64]  # nodes that are drawn, parents first
    folded: set[int]  # nodes whose branches are left out
    x: NDArray[np.float64]  # [node], nan where it is not drawn
    y: NDArray[np.float64]


def _layout(tree: ExtensiveGame, most: int) -> _Places:
    """Place every end on a line of its own, and every other node in the middle of its branches."""
    n = len(tree.parent)
    chosen = np.zeros(n, dtype=bool)
    chosen[0] = True
    count, folded = 1, set()
    for v in range(n):  # breadth first: siblings are shown together or not at all
        if not chosen[v] or tree.terminal[v]:
            continue
        children = slice(int(tree.first[v]), int(tree.first[v] + tree.n_actions[v]))
        if count + tree.n_actions[v] > max(most, 3):
            folded.add(v)
            continue
        chosen[children] = True
        count += int(tree.n_actions[v])
    x, y = np.full(n, np.nan), np.full(n, np.nan)
    line = 0
    for v in tree.preorder() if n <= 200_000 else np.flatnonzero(chosen).tolist():
        if chosen[v] and (tree.terminal[v] or v in folded):
            y[v] = line
            line += 1
    shown = np.flatnonzero(chosen)
    for v in reversed(shown.tolist()):
        if np.isnan(y[v]):
            children = slice(int(tree.first[v]), int(tree.first[v] + tree.n_actions[v]))
            y[v] = (np.nanmin(y[children]) + np.nanmax(y[children])) / 2
    x[shown] = tree.depth[shown]
    return _Places(shown, folded, x, y)


def _branches(
    ax: Axes, tree: ExtensiveGame, places: _Places, equilibrium: BehaviorEquilibrium | None
) -> None:
    likely = tree.branch_probabilities(equilibrium.strategy) if equilibrium is not None else None
    reach = tree.reach(equilibrium.strategy) if equilibrium is not None else None
    for v in places.shown[1:].tolist():
        parent = int(tree.parent[v])
        s = tree.infosets[int(tree.infoset[parent])]
        a = int(tree.branch[v])
        x, y = places.x[[parent, v]], places.y[[parent, v]]
        width, colour = 1.0, "#9A9A9A"
        if likely is not None and likely[v] > PLAYED:
            width = 1.2 + 2.8 * float(likely[v])
            colour = INK if reach is not None and reach[v] > PLAYED else "#7A7A7A"
        ax.plot(x, y, color=colour, lw=width, solid_capstyle="round", zorder=1)
        name = oneline(s.actions[a])
        text = shortened(name)
        if s.probabilities is not None:
            text = f"{text} ({written(s.probabilities[a])})" if text else written(s.probabilities[a])
        elif likely is not None and PLAYED < likely[v] < 1 - PLAYED:
            text += f" ({_short(float(likely[v]))})"
        at = 0.56
        ax.annotate(
            text, (x[0] + at * (x[1] - x[0]), y[0] + at * (y[1] - y[0])), fontsize=SMALL,
            color=INK if likely is None or likely[v] > PLAYED else FAINT, ha="center", va="center", zorder=5,
            bbox={"boxstyle": "round,pad=0.12", "fc": "white", "ec": "none", "alpha": 0.9},
        )  # fmt: skip


def _information(ax: Axes, tree: ExtensiveGame, places: _Places, styles: list[PartyStyle]) -> None:
    """Join the nodes that a player cannot tell apart."""
    for h, s in enumerate(tree.infosets):
        nodes = [v for v in tree.members[h].tolist() if not np.isnan(places.x[v])]
        if s.player == CHANCE or len(nodes) < 2:
            continue
        nodes.sort(key=lambda v: (places.y[v], places.x[v]))
        ax.plot(
            places.x[nodes],
            places.y[nodes],
            color=styles[s.player].colour,
            lw=2.2,
            ls=(0, (1, 1.3)),
            zorder=2,
        )


def _nodes(ax: Axes, tree: ExtensiveGame, places: _Places, styles: list[PartyStyle]) -> None:
    for v in places.shown.tolist():
        owner = int(tree.owner[v])
        if owner == -2:
            continue
        x, y = float(places.x[v]), float(places.y[v])
        if owner == CHANCE:
            ax.plot([x], [y], "o", ms=8, mfc="white", mec=INK, mew=1.2, zorder=4)
        else:
            style = styles[owner]
            ax.plot([x], [y], style.marker, ms=9, color=style.colour, mec="white", mew=0.6, zorder=4)
            h = int(tree.infoset[v])
            s = tree.infosets[h]
            first = min(tree.members[h].tolist(), key=lambda u: (np.isnan(places.y[u]), places.y[u]))
            if s.label and v == first:  # a set is named once, at its uppermost node
                ax.annotate(
                    oneline(s.label)[:SHORT], (x, y), (0, 7), textcoords="offset points",
                    fontsize=SMALL - 1, color=INK, style="italic", ha="center", va="bottom", zorder=6,
                )  # fmt: skip
        if v in places.folded:
            below = int(_size(tree, v)) - 1
            ax.annotate(
                f"… {below:,} more nodes", (x, y), (9, 0), textcoords="offset points", fontsize=SMALL,
                color=FAINT, va="center",
            )  # fmt: skip


def shortened(name: str) -> str:
    """Break a long name into two lines, and cut what is longer than that."""
    if len(name) <= SHORT:
        return name
    first, *rest = wrap(name, SHORT).split("\n")
    second = " ".join(rest)
    return f"{first}\n{second if len(second) <= SHORT else second[: SHORT - 1] + '…'}"


def _short(value: float) -> str:
    return f"{value:.4g}".replace("-", "\N{MINUS SIGN}")


def _size(tree: ExtensiveGame, v: int) -> int:
    """Count the nodes from v on: in breadth-first order those of one depth stand side by side."""
    size, begin, end = 1, v, v + 1
    while (below := int(tree.n_actions[begin:end].sum())) > 0:
        begin = int(tree.first[begin])
        end = begin + below
        size += below
    return size


def _ends(ax: Axes, tree: ExtensiveGame, places: _Places) -> None:
    for v in places.shown.tolist():
        if not tree.terminal[v]:
            continue
        text = ", ".join(_short(float(p)) for p in tree.payoffs[:, v])
        name = oneline(tree.outcomes[tree.outcome[v]].label)[:SHORT] if tree.outcome[v] >= 0 else ""
        label = f"   {name}" if name else ""
        ax.annotate(
            text + label, (float(places.x[v]), float(places.y[v])), (5, 0),
            textcoords="offset points", fontsize=SMALL, color=INK, va="center",
        )  # fmt: skip


def _legend(
    ax: Axes,
    tree: ExtensiveGame,
    places: _Places,
    styles: list[PartyStyle],
    equilibrium: BehaviorEquilibrium | None,
) -> None:
    from matplotlib.lines import Line2D

    owners = set(tree.owner[places.shown].tolist())
    handles = [
        Line2D([], [], color=s.colour, marker=s.marker, ls="none", ms=8, mec="white", label=s.name)
        for k, s in enumerate(styles)
        if k in owners
    ]
    if CHANCE in owners:
        handles.append(Line2D([], [], marker="o", ls="none", ms=8, mfc="white", mec=INK, label="chance"))
    if any(len(m) > 1 and s.player != CHANCE for m, s in zip(tree.members, tree.infosets, strict=True)):
        handles.append(Line2D([], [], color=FAINT, lw=2.2, ls=(0, (1, 1.3)), label="cannot be told apart"))
    if equilibrium is not None:
        handles.append(Line2D([], [], color=INK, lw=3.5, label="what is done"))
    order = ", ".join(tree.players)
    ax.legend(
        handles=handles, loc="upper left", bbox_to_anchor=(0, 0), ncols=min(4, len(handles)), fontsize=SMALL,
        frameon=False, title=wrap(f"At the ends: payoffs of {order}", 90), title_fontsize=SMALL,
        alignment="left",
    )  # fmt: skip
