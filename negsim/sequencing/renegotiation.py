"""Whether an order would be kept: nodes at which all whose consent it takes gain from what it forbids."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from negsim.games.stage_game import Chance, StageGame, Turn
from negsim.sequencing.play import Play

__all__ = ["Temptation", "temptations"]

TIE = 1e-9

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
    reached = _reachable(game)
    path = {(s.period, s.phase): s.before for s in play.steps}
    pay = play.payoffs.pay[:, :, 0]
    best: dict[str, tuple[bool, Temptation]] = {}
    for period in range(play.periods):
        nodes = play.nodes(period)
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


def _reachable(game: StageGame) -> list[Mask]:
    """States that can be met before each phase without any forbidden move, at any time."""
    reached = [np.zeros(game.states, bool) for _ in range(len(game.phases) + 1)]
    fresh = np.zeros(game.states, bool)
    fresh[game.start] = True
    while fresh.any():
        for k, phase in enumerate(game.phases):
            fresh &= ~reached[k]
            reached[k] |= fresh
            found = fresh.copy()
            active = fresh[phase.rows]
            for a in range(len(phase.target)):
                if isinstance(phase, Chance):
                    found[phase.target[a, active]] = True
                elif not phase.forbidden[a]:
                    ok = active & phase.available[a]
                    found[phase.target[a, ok]] = True
                    found[phase.refusal[a, ok]] = True
            fresh = found
        fresh &= ~reached[-1]
        reached[-1] |= fresh
        closing = fresh
        fresh = np.zeros(game.states, bool)
        fresh[game.tick[closing]] = True
    return reached
