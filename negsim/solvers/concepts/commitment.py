"""Commitment of a leader whom a follower observes (von Stackelberg 1934), to an action or to a mixture.

A mixture to commit to is found by one linear program for each action of the follower: among the mixtures to
which it is a best reply, the one that is best for the leader (Conitzer & Sandholm 2006). A follower who is
indifferent is taken to favour the leader. What the leader can be sure of otherwise is worked out from the
follower's actions that are, up to duplicates, the only best reply to something (von Stengel & Zamir 2010).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from negsim.errors import NotSupportedError, SolverError
from negsim.games.linear_programs import maximise
from negsim.games.normal_form import NormalFormGame
from negsim.solution import Solution
from negsim.solvers.concepts.normal_only import normal_form_only, normalised, refuse_far_apart
from negsim.text import oneline

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Commitment", "PureCommitment", "stackelberg"]

Floats = NDArray[np.float64]

TIED = 1e-9  # of the follower's range of payoffs
COMPARED = 8  # actions of the player with fewer, up to which Nash equilibria are looked for to compare


@dataclass(frozen=True)
class PureCommitment:
    """The best single action to commit to.

    Attributes
    ----------
    action, reply : str
    values : dict of str to float
        If the follower favours the leader where it is indifferent.
    assured_action : str
    assured : float
        The most that a single action gives, `assured_action`, if it is always the worst best reply that is
        chosen.
    """

    action: str
    reply: str
    values: Mapping[str, float]
    assured_action: str
    assured: float


@dataclass(frozen=True, eq=False)
class Commitment:
    """What a leader commits to, how the follower replies, and what that is worth.

    Attributes
    ----------
    game : NormalFormGame
    leader, follower : str
    strategy : f8 [action of the leader]
        The mixture to commit to.
    reply : str
        The best reply that is best for the leader.
    values : dict of str to float
        What both get from these (strong Stackelberg equilibrium).
    replies : tuple of str
        All best replies to `strategy`.
    against : float
        What the leader gets from `strategy` if the worst of them is chosen.
    assured : float
        What the leader can get as near to as it likes, however the follower breaks ties (weak Stackelberg
        value): a slightly different mixture makes the reply it wants the only best one.
    assured_by : f8 [action of the leader]
        The mixture that such commitments come near to.
    pure : PureCommitment
    nash : (float, float), optional
        The leader's lowest and highest payoff in the Nash equilibria that were found.
    notes : tuple of str
    """

    game: NormalFormGame
    leader: str
    follower: str
    strategy: Floats
    reply: str
    values: Mapping[str, float]
    replies: tuple[str, ...]
    against: float
    assured: float
    assured_by: Floats
    pure: PureCommitment
    nash: tuple[float, float] | None = None
    notes: tuple[str, ...] = ()

    @property
    def value(self) -> float:
        """What the leader gets, ties broken in its favour."""
        return self.values[self.leader]

    def to_frame(self) -> pd.DataFrame:
        """What the leader gets: mixed and pure commitment, ties for and against it; and Nash equilibria."""
        import pandas as pd

        rows = {
            "mixed commitment": (self.value, self.assured),
            "pure commitment": (self.pure.values[self.leader], self.pure.assured),
        }
        if self.nash is not None:
            rows["Nash equilibria"] = (self.nash[1], self.nash[0])
        frame = pd.DataFrame.from_dict(rows, orient="index", columns=["at best", "at least"])
        return frame.rename_axis(f"payoff of {self.leader}")

    def explain(self) -> str:
        """Say in plain sentences what to commit to, and what it brings."""
        leader, follower = oneline(self.leader), oneline(self.follower)
        names = self.game.actions[self.game.player(self.leader)]
        parts = [f'"{oneline(a)}" ({q:.4g})' for a, q in zip(names, self.strategy, strict=True) if q > 0]
        what = parts[0].rsplit(" (", 1)[0] if len(parts) == 1 else f"mixing {', '.join(parts)}"
        lines = [
            f'{leader} commits to {what}; {follower} replies "{oneline(self.reply)}".',
            f"{leader} gets {self.value:.6g}, {follower} {self.values[self.follower]:.6g}.",
        ]
        pure = self.pure.values[self.leader]
        lines.append(f'The best single action, "{oneline(self.pure.action)}", gives {leader} {pure:.6g}.')
        if len(self.replies) > 1:
            tied = ", ".join(oneline(r) for r in self.replies)
            lines += [
                f"{follower} is indifferent among {tied}; the worst of these would leave {leader} with "
                f"{self.against:.6g}.",
                f"However ties are broken, {leader} can come as near as it likes to {self.assured:.6g}.",
            ]
        if self.nash is not None:
            low, high = self.nash
            span = f"{low:.6g}" if high - low < 1e-9 else f"between {low:.6g} and {high:.6g}"
            lines.append(f"In the Nash equilibria that were found, without commitment, it gets {span}.")
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        from negsim.reporting.results_html import framed

        return framed(self)

    def __repr__(self) -> str:
        return (
            f'Commitment({oneline(self.leader)} {self.value:.6g}, reply "{oneline(self.reply)}"; '
            f"assured {self.assured:.6g}; pure {self.pure.values[self.leader]:.6g})"
        )


def stackelberg(game: NormalFormGame, leader: str | int, *, nash: Solution | None = None) -> Commitment:
    """Find what a player would best commit to, if the other observes it and replies.

    Parameters
    ----------
    game : NormalFormGame
        Of two players.
    leader : str or int
        Name of the player that commits, or its number from 0.
    nash : Solution, optional
        Nash equilibria to compare with. Without it, all are looked for if a player has at most 8 actions.

    Returns
    -------
    Commitment

    Raises
    ------
    NotSupportedError
        If the game is not in normal form, or has not two players.
    GameError
        If there is no such player.

    Examples
    --------
    Conitzer and Sandholm's example (2006): committing to a mixture is worth more than to an action.

    >>> import negsim as ns
    >>> game = ns.NormalFormGame.from_bimatrix([[2, 4], [1, 3]], [[1, 0], [0, 1]])
    >>> best = ns.stackelberg(game, "Player 1")
    >>> best.strategy.round(6), round(best.value, 6), best.pure.values["Player 1"]
    (array([0.5, 0.5]), 3.5, 3.0)
    >>> best.nash
    (2.0, 2.0)
    """
    game = normal_form_only(game, "commitment")
    if len(game.players) != 2:
        raise NotSupportedError(
            f"commitment: a leader and one follower are needed; the game has {len(game.players)} players"
        )
    k = game.player(leader)
    refuse_far_apart(game, "commitment")
    A, B = (game.payoffs[0], game.payoffs[1]) if k == 0 else (game.payoffs[1].T, game.payoffs[0].T)
    unit_a, unit_b = normalised(A), normalised(B)
    strategy, reply = _strong(unit_a, unit_b)
    tied = np.flatnonzero(_tied(strategy @ unit_b))
    assured_by, assured = _weak(unit_a, unit_b)
    names = game.actions[1 - k]
    found = _nash(game, k, nash)
    return Commitment(
        game,
        game.players[k],
        game.players[1 - k],
        strategy,
        names[reply],
        _values(game, k, float(strategy @ A[:, reply]), float(strategy @ B[:, reply])),
        tuple(names[j] for j in tied),
        float((strategy @ A)[tied].min()),
        float((assured_by @ A)[assured].min()),
        assured_by,
        _pure(game, k, A, B),
        *found,
    )


def _values(game: NormalFormGame, k: int, leader: float, follower: float) -> dict[str, float]:
    return (
        {game.players[0]: leader, game.players[1]: follower}
        if k == 0
        else {
            game.players[0]: follower,
            game.players[1]: leader,
        }
    )


def _tied(worth: Floats) -> NDArray[np.bool_]:
    return np.asarray(worth >= worth.max() - TIED)


def _strong(A: Floats, B: Floats) -> tuple[Floats, int]:
    """The best mixture to commit to and the reply, over one linear program for each reply."""
    best: tuple[float, Floats, int] | None = None
    m = len(A)
    order = np.argsort(-A.max(axis=0), kind="stable")  # replies that allow of more come first
    for j in order.tolist():
        if best is not None and A[:, j].max() <= best[0] + TIED:
            break
        others = np.delete(B, j, axis=1) - B[:, [j]]
        found = maximise(A[:, j], (others.T, np.zeros(others.shape[1])), (np.ones((1, m)), np.ones(1)))
        if found is not None and (best is None or found.value > best[0] + TIED):
            best = found.value, _clean(found.x), j
    if best is None:
        raise SolverError("no reply was found to be best against anything, although there always is one")
    return best[1], best[2]


def _weak(A: Floats, B: Floats) -> tuple[Floats, NDArray[np.intp]]:
    """The mixture that assures most, as a limit, and the replies (duplicates for the follower) to it.

    An action of the follower counts if it and its duplicates are the only best replies to some mixture: then
    they are for mixtures arbitrarily near to any to which they are best replies.
    """
    best: tuple[float, Floats, NDArray[np.intp]] | None = None
    m, n = B.shape
    total = np.append(np.ones((1, m)), [[0.0]], axis=1), np.ones(1)
    margin = np.append(np.zeros(m), 1.0)
    seen = np.zeros(n, dtype=bool)
    for j in np.argsort(-A.max(axis=0), kind="stable").tolist():
        if best is not None and A[:, j].max() <= best[0] + TIED:
            break
        if seen[j]:
            continue
        same = np.abs(B - B[:, [j]]).max(axis=0) <= TIED
        seen |= same
        others = (B[:, ~same] - B[:, [j]]).T
        if len(others):
            strict = np.column_stack([others, np.ones(len(others))])
            inside = maximise(margin, (strict, np.zeros(len(others))), total, free=1)
            if inside is None or inside.value <= TIED:
                continue
        duplicates = np.flatnonzero(same)
        rows = np.concatenate(
            [
                np.column_stack([others, np.zeros(len(others))]),
                np.column_stack([-A[:, duplicates].T, np.ones(len(duplicates))]),
            ]
        )
        found = maximise(margin, (rows, np.zeros(len(rows))), total, free=1)
        if found is not None and (best is None or found.value > best[0] + TIED):
            best = found.value, _clean(found.x[:m]), duplicates
    if best is None:
        raise SolverError("no reply was found to be the only best one, although there always is one")
    return best[1], best[2]


def _clean(x: Floats) -> Floats:
    x = np.where(x > 1e-12, x, 0.0)
    return np.asarray(x / x.sum())


def _pure(game: NormalFormGame, k: int, A: Floats, B: Floats) -> PureCommitment:
    rows, replies = game.actions[k], game.actions[1 - k]
    best = np.equal(B, B.max(axis=1, keepdims=True))
    kind = np.where(best, A, -np.inf)
    unkind = np.where(best, A, np.inf).min(axis=1)
    i, j = (int(v) for v in np.unravel_index(int(kind.argmax()), A.shape))
    safe = int(unkind.argmax())
    values = _values(game, k, float(A[i, j]), float(B[i, j]))
    return PureCommitment(rows[i], replies[j], values, rows[safe], float(unkind[safe]))


def _nash(
    game: NormalFormGame, k: int, given: Solution | None
) -> tuple[tuple[float, float] | None, tuple[str, ...]]:
    """The leader's lowest and highest Nash payoff, and what that rests on."""
    if given is None:
        if min(game.shape) > COMPARED:
            note = "Nash equilibria were not looked for in so large a game: give a solution as nash="
            return None, (note,)
        from negsim.solvers.dispatch import solve

        given = solve(game)
    if not isinstance(given, Solution):
        raise NotSupportedError(f"nash: a Solution is needed, from solve, not {type(given).__name__}")
    if not len(given):
        return None, ("no Nash equilibrium was found to compare with",)
    values = [e.values[game.players[k]] for e in given]
    notes: tuple[str, ...] = ()
    if given.completeness not in ("unique", "all", "all extreme points"):
        notes = (f"Nash equilibria compared with: {given.completeness}",)
    return (min(values), max(values)), notes
