"""Whether an order would be kept: nodes at which all whose consent it takes gain from what it forbids."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from negsim.games.stage_game import Chance, Turn
from negsim.sequencing.play import Play
from negsim.solvers.scenarios.operator import TIE

__all__ = ["Temptation", "temptations"]

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Temptation:
    """A node at which a forbidden move would make everybody who must agree to it strictly better off.

    Attributes
    ----------
    period : int
    party : str
        Whose turn it is.
    move : str
    reason : str
        Why the order rules it out.
    levels : dict of str to str
        The situation.
    gains : dict of str to float
        By signatory.
    on_path : bool
        Whether play gets there.
    """

    period: int
    party: str
    move: str
    reason: str
    levels: dict[str, str]
    gains: dict[str, float]
    on_path: bool


def temptations(play: Play) -> tuple[Temptation, ...]:
    """Find what would be renegotiated: for each forbidden move the first node, on the path if there is one.

    Parameters
    ----------
    play : Play
        Of a game that was compiled with ``forbidden=True``.
    """
    game = play.game
    if not any(isinstance(p, Turn) and p.forbidden.any() for p in game.phases):
        return ()
    path = {(s.period, s.phase): s.before for s in play.steps}
    pay = play.payoffs.pay[:, :, 0]
    best: dict[str, tuple[bool, Temptation]] = {}
    now = np.zeros(game.states, bool)
    now[game.start] = True
    for period in range(play.periods):
        nodes, reached = play.nodes(period, keep=False), _reach(play, now)
        closing = reached[-1] & ~game.ends
        now = np.zeros(game.states, bool)
        now[game.tick[closing]] = True
        for k, turn in enumerate(game.phases):
            if not isinstance(turn, Turn) or not turn.forbidden.any():
                continue
            for a in np.flatnonzero(turn.forbidden):
                action = turn.actions[a]
                ok = turn.available[a] & reached[k][turn.rows] & ~_allowed(turn, action.label)
                rows, targets = turn.rows[ok], turn.target[a, ok]
                gain = nodes[k + 1][targets] + pay[turn.pay[a, ok]] - nodes[k][rows]
                members = [game.parties.index(p) for p in action.signatories]
                scale = TIE * (1 + np.abs(nodes[k][rows][:, members]))
                tempted = np.flatnonzero((gain[:, members] > scale).all(axis=1))
                for i in tempted[np.argsort(rows[tempted] != path.get((period, k)), kind="stable")][:1]:
                    on_path = int(rows[i]) == path.get((period, k))
                    if action.label not in best or (on_path and not best[action.label][0]):
                        gains = {game.parties[m]: float(gain[i, m]) for m in members}
                        found = Temptation(
                            period, game.parties[turn.owner], action.label, action.forbidden,
                            game.levels(int(rows[i])), gains, on_path,
                        )  # fmt: skip
                        best[action.label] = (on_path, found)
    return tuple(sorted((t for _, t in best.values()), key=lambda t: (not t.on_path, t.period)))


def _allowed(turn: Turn, label: str) -> Mask:
    """Rows in which the order itself offers a move of this name."""
    same = [a for a, action in enumerate(turn.actions) if action.label == label and not turn.forbidden[a]]
    result: Mask = np.any(turn.available[same], axis=0)
    return result


def _reach(play: Play, now: Mask) -> list[Mask]:
    """States that can be met before each phase of a period, and at its close, without any forbidden move."""
    probability = play.payoffs.probability[:, 0, 0]
    reached = [now]
    for phase in play.game.phases:
        found = now.copy()
        active = now[phase.rows]
        for a in range(len(phase.target)):
            if isinstance(phase, Chance):
                found[phase.target[a, active & (probability[phase.probability[a]] > 0)]] = True
            elif not phase.forbidden[a]:
                ok = active & phase.available[a]
                found[phase.target[a, ok]] = True
                found[phase.refusal[a, ok]] = True
        now = found
        reached.append(now)
    return reached
