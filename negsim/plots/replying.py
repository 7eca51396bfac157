"""Best replies of a 2 × 2 game: what each player does against every mixture of the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from negsim.errors import GameError
from negsim.games.normal_form import NormalFormGame
from negsim.plots.choosing import nash_only
from negsim.plots.lettering import lettered
from negsim.plots.players import player_styles
from negsim.plots.style import INK, NORMAL, SMALL, new_axes, title, wrap
from negsim.solution import Solution

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from negsim.plots.style import PartyStyle

__all__ = ["best_replies"]

TIE = 1e-12  # of the range of a player's payoffs
MARGIN = 0.06  # around the unit square, so that lines along its border are seen


@lettered
def best_replies(game: NormalFormGame | Solution, ax: Axes | None = None) -> Axes:
    """Draw both players' best replies in a 2 × 2 game; where the lines meet are the equilibria.

    Parameters
    ----------
    game : NormalFormGame or Solution
        Of two players with two actions each. The equilibria of a solution are marked; of a game, those that
        `negsim.solve` finds.
    ax : Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    Axes
        Across: the probability of the first player's second action; up: of the second player's.

    Raises
    ------
    GameError
        If the game has other than 2 × 2 actions.

    Examples
    --------
    >>> import negsim as ns
    >>> chicken = ns.NormalFormGame.from_bimatrix([[6, 2], [7, 0]], [[6, 7], [2, 0]])
    >>> ns.plots.best_replies(chicken).get_xlabel()
    'Player 1: probability of 2 rather than 1'
    """
    solution = game if isinstance(game, Solution) else None
    base = solution.game if solution is not None else game
    if not isinstance(base, NormalFormGame) or base.shape != (2, 2):
        raise GameError("best replies can be drawn for two players with two actions each")
    if solution is not None and not nash_only(solution):
        raise GameError("best replies meet in Nash equilibria; these are others: payoff_polygon draws them")
    if solution is None:
        from negsim.solvers.dispatch import solve

        solution = solve(base)
    if ax is None:
        ax = new_axes(6.2, 5.4)
    for k, style in enumerate(player_styles(base.players)):
        _replies(ax, base, k, style)
    _equilibria(ax, solution)
    ax.set_xlim(-MARGIN, 1 + MARGIN)
    ax.set_ylim(-MARGIN, 1 + MARGIN)
    ax.set_aspect("equal")
    ticks = [0, 0.25, 0.5, 0.75, 1]
    ax.set_xticks(ticks, ["0", "0.25", "0.5", "0.75", "1"], fontsize=SMALL)
    ax.set_yticks(ticks, ["0", "0.25", "0.5", "0.75", "1"], fontsize=SMALL)
    ax.grid(color="#E5E5E5", lw=0.6)
    ax.set_axisbelow(True)
    for axis, k in ((ax.xaxis, 0), (ax.yaxis, 1)):
        first, second = base.actions[k]
        text = f"{base.players[k]}: probability of {second} rather than {first}"
        axis.set_label_text(wrap(text, 44), fontsize=NORMAL, color=INK)
    ax.spines[["top", "right"]].set_visible(False)
    title(ax, wrap(base.title or "Best replies", 60))
    ax.legend(
        loc="upper left", bbox_to_anchor=(1.01, 1), fontsize=SMALL, frameon=False, handlelength=3.2,
    )  # fmt: skip
    return ax


def _replies(ax: Axes, game: NormalFormGame, k: int, style: PartyStyle) -> None:
    """Draw the best reply of a player as a line; where it is always indifferent, as an area."""
    table = game.payoffs[k] if k == 0 else game.payoffs[k].T  # own action × other's action
    gain = (table[1] - table[0]) / (game.scale[k] or 1.0)  # of the second action, at either end of the other
    gain[np.abs(gain) < TIE] = 0.0
    label = wrap(f"{style.name}'s best replies", 30)
    if not gain.any():
        ax.fill(
            [0, 1, 1, 0], [0, 0, 1, 1], facecolor=style.colour, alpha=0.15, hatch=("//", "\\\\")[k],
            edgecolor=style.colour, lw=0, label=wrap(f"{style.name}: every mixture is a best reply", 30),
        )  # fmt: skip
        return
    other, own = [0.0], [float(gain[0] > 0)]
    if gain[0] == 0:  # indifferent at this end only
        other, own = [0.0, 0.0], [float(gain[1] < 0), float(gain[1] > 0)]
    elif gain[0] * gain[1] < 0:
        turn = float(gain[0] / (gain[0] - gain[1]))
        other += [turn, turn]
        own += [own[0], 1 - own[0]]
    other.append(1.0)
    own.append(own[-1])
    if gain[1] == 0:
        other.append(1.0)
        own.append(1 - own[-1])
    x, y = (own, other) if k == 0 else (other, own)
    ax.plot(
        x, y, color=style.colour, ls=style.dash, lw=4.5 - 2 * k, solid_capstyle="round", label=label,
        zorder=2 + k,
    )  # fmt: skip


def _equilibria(ax: Axes, solution: Solution) -> None:
    places = [(float(e.strategy[0][1]), float(e.strategy[1][1])) for e in solution.equilibria]
    for component in solution.components:
        for subset in component.subsets:
            for i in subset.rows:
                for j in subset.columns:
                    for i2 in subset.rows:
                        for j2 in subset.columns:
                            if (i < i2 and j == j2) or (i == i2 and j < j2):
                                ends = component.rows[[i, i2], 1], component.columns[[j, j2], 1]
                                ax.plot(*ends, color="black", lw=9, alpha=0.25, zorder=1)
    if places:
        x, y = zip(*places, strict=True)
        isolated = all(c.isolated for c in solution.components)
        label = "Equilibria" if isolated else "Equilibria (ends of\nconnected sets, grey)"
        ax.plot(
            x, y, "o", ms=11, mfc="white", mec="black", mew=1.8, ls="none", label=label, zorder=6,
            clip_on=False,
        )  # fmt: skip
