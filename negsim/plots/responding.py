"""The principal branch of quantal responses: from choosing at random to an equilibrium."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from negsim.errors import GameError
from negsim.games.extensive_form import CHANCE
from negsim.games.normal_form import NormalFormGame
from negsim.plots.lettering import lettered
from negsim.plots.players import player_styles
from negsim.plots.style import DASHES, FAINT, INK, NORMAL, SMALL, beside, new_axes, title, wrap
from negsim.text import oneline

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from negsim.plots.style import PartyStyle
    from negsim.solvers.logit.branch import LogitBranch

__all__ = ["qre_branch"]

APART = 0.045  # of the height: names at the right are kept so far apart
MARKED = 9  # markers along a line, to tell lines apart in grey
MOST = 14  # lines; of more actions those that are ever likeliest are drawn
LONGEST = 44  # characters of a name

Line = tuple["PartyStyle", int, str, NDArray[np.float64]]


@lettered
def qre_branch(branch: LogitBranch, ax: Axes | None = None) -> Axes:
    """Draw what everybody does along the principal branch of quantal response equilibria.

    Parameters
    ----------
    branch : LogitBranch
        From `negsim.logit_branch`.
    ax : Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    Axes
        Across: λ, how sharply players respond to payoffs (in powers of ten, from choosing at random at the
        left); up: the probability of each action. A player has its colour and marker, an action its dashes.
        With two actions only the second is drawn: the first is what is left.

    Examples
    --------
    >>> import negsim as ns
    >>> chicken = ns.NormalFormGame.from_bimatrix([[6, 2], [7, 0]], [[6, 7], [2, 0]])
    >>> ax = ns.plots.qre_branch(ns.logit_branch(chicken, max_lambda=10))
    >>> ax.get_ylabel()
    'Probability'
    """
    if not hasattr(branch, "lam"):
        raise GameError(f"a branch is drawn of a LogitBranch, from logit_branch, not {type(branch).__name__}")
    if ax is None:
        ax = new_axes(8.4, 4.6)
    lines, left = _lines(branch)
    lam = branch.lam
    floor = _floor(lam)
    shown = np.maximum(lam, floor)
    for style, a, _, p in lines:
        every = max(1, len(lam) // MARKED)
        ax.plot(
            shown, p, color=style.colour, ls=DASHES[a % len(DASHES)], lw=1.8, marker=style.marker, ms=5.5,
            mec="white", mew=0.5, markevery=(a % every, every), clip_on=False, zorder=3,
        )  # fmt: skip
    ax.set_xscale("log")
    ax.set_xlim(floor, float(shown.max()) if shown.max() > floor else floor * 10)
    ax.set_ylim(-0.02, 1.02)
    _names(ax, lines)
    ax.set_xlabel(
        "λ: how sharply players respond (per unit of payoff, powers of ten)", fontsize=NORMAL, color=INK
    )
    ax.set_ylabel("Probability", fontsize=NORMAL, color=INK)
    ax.tick_params(labelsize=SMALL)
    ax.grid(color="#E5E5E5", lw=0.6)
    ax.set_axisbelow(True)
    ax.spines[["top", "right"]].set_visible(False)
    name = branch.game.title or "Quantal responses"
    title(ax, wrap(name + (f" ({left} unlikely actions are left out)" if left else ""), 90))
    return ax


def _floor(lam: NDArray[np.float64]) -> float:
    """Where the axis begins: λ = 0 has no place on a logarithmic one."""
    positive = lam[lam > 0]
    if not len(positive):
        return 1e-3
    return float(max(positive.min(), positive.max() * 1e-5, 1e-300))


def _lines(branch: LogitBranch) -> tuple[list[Line], int]:
    """What is drawn: looks, number of the action, its name, its probabilities; and how many are left out."""
    game = branch.game
    styles = player_styles(game.players)
    lines: list[Line] = []
    if isinstance(game, NormalFormGame):
        owners = list(enumerate(game.actions))
        heads = [oneline(p) for p in game.players]
    else:
        owners = [(s.player, s.actions) for s in game.infosets]
        heads = [oneline(name) for name in game.infoset_names]
    for place, (owner, actions) in enumerate(owners):
        if owner == CHANCE or len(actions) == 1:
            continue
        for a, action in enumerate(actions):
            if len(actions) == 2 and a == 0:
                continue
            lines.append((styles[owner], a, f"{heads[place]}: {oneline(action)}", branch.strategy[place][a]))
    if len(lines) <= MOST:
        return lines, 0
    by_weight = sorted(range(len(lines)), key=lambda i: -float(lines[i][3].max()))
    kept = sorted(by_weight[:MOST])
    return [lines[i] for i in kept], len(lines) - MOST


def _names(ax: Axes, lines: list[Line]) -> None:
    """Name each line at its right end, moved apart where they end together."""
    order = sorted(range(len(lines)), key=lambda i: float(lines[i][3][-1]))
    places: list[float] = []
    for i in order:
        places.append(max(float(lines[i][3][-1]), places[-1] + APART if places else 0.0))
    highest = max(1.0, APART * (len(places) - 1))
    for k in reversed(range(len(places))):  # and back down, where they were moved above the top
        places[k] = min(places[k], highest - APART * (len(places) - 1 - k))
    for i, y in zip(order, places, strict=True):
        style, _, name, p = lines[i]
        text = name if len(name) <= LONGEST else name[: LONGEST - 1] + "…"
        beside(ax, text, 10, y, color=style.colour if style.colour != "#F0E442" else FAINT)
        ax.plot(
            [1.0, 1.012], [float(p[-1]), y], transform=ax.get_yaxis_transform(), color=style.colour, lw=0.7,
            clip_on=False,
        )  # fmt: skip
