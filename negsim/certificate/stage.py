"""Whether a strategy is an equilibrium: each party's own best reply to the others, at every node.

Nothing here is shared with a solver. A party's decision problem against the others' fixed strategies is
solved anew, by dynamic programming over every period, turn and answer, reached or not; the certificate is
the largest gain that any party could make anywhere. Terminal values that the strategy claims for waiting
for ever are checked by letting one more period of waiting go by.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from negsim.certificate.certificate import Certificate
from negsim.errors import SolverError
from negsim.games.stage_game import WAIT, Chance, Payoffs, StageGame, Turn

if TYPE_CHECKING:
    from negsim.solution import Strategy

__all__ = ["certify_strategy"]

Floats = NDArray[np.float64]


def certify_strategy(game: StageGame, payoffs: Payoffs, strategy: Strategy) -> Certificate:
    """Certify a strategy of a game at one parameter point.

    Parameters
    ----------
    game, payoffs
        The game, and its numbers at a single point.
    strategy : Strategy
        Choices and answers at every node, and the values claimed for the start of each period.
    """
    n = len(game.parties)
    claimed = [v[:, :n] for v in strategy.values]
    numbers = _Numbers(payoffs)
    final = claimed[0]
    gains = np.zeros(n)
    error = _waiting_error(game, numbers, final)
    if not all(np.isfinite(v).all() for v in claimed):
        error = float("inf")  # nan would compare as nothing
    follow, best = final.copy(), final.copy()
    for period, (choices, answers) in enumerate(zip(strategy.choice, strategy.answers, strict=True)):
        follow, best = _close(game, numbers, follow, final), _close(game, numbers, best, final)
        for k in reversed(range(len(game.phases))):
            phase = game.phases[k]
            if isinstance(phase, Chance):
                _expect(phase, numbers, follow)
                _expect(phase, numbers, best)
                continue
            choice, answer = choices[k], answers[k]
            assert choice is not None
            assert answer is not None
            for party, gain in _deviations(phase, numbers, choice, answer, follow, best):
                gains[party] = max(gains[party], gain)
        follow, best = follow[: game.sizes[0]], best[: game.sizes[0]]
        error = max(error, float(np.abs(follow - claimed[period + 1]).max(initial=0.0)))
    scale = 1.0 + max(float(np.abs(v[np.isfinite(v)]).max(initial=0.0)) for v in claimed)
    turns = sum(isinstance(p, Turn) for p in game.phases)
    tolerance = 2e-9 * scale * (1 + turns * len(strategy.choice))
    return Certificate(dict(zip(game.parties, map(float, gains), strict=True)), error, tolerance)


class _Numbers:
    """The payoffs of a single point, without their last axis."""

    def __init__(self, payoffs: Payoffs) -> None:
        if payoffs.points != 1:
            raise SolverError("a certificate is made at one parameter point at a time")
        self.flow, self.pay = payoffs.flow[:, :, 0], payoffs.pay[:, :, 0]
        self.probability, self.discount = payoffs.probability[:, 0, 0], payoffs.discount[:, 0]
        self.final = payoffs.final[:, :, 0]


def _close(game: StageGame, numbers: _Numbers, later: Floats, final: Floats) -> Floats:
    goes_on = later[game.tick]
    stops = final[game.tick]
    ahead = np.where(game.ends[:, None], stops, goes_on)
    return numbers.flow[game.flow_id] + numbers.discount * ahead


def _expect(phase: Chance, numbers: _Numbers, values: Floats) -> None:
    """Replace values [S, party] after an event by their expectation before it."""
    probability = numbers.probability[phase.probability]
    nothing = 1.0 - probability.sum(axis=0)
    total = nothing[:, None] * values[phase.rows]
    for p, target, pay in zip(probability, phase.target, phase.pay, strict=True):
        total = total + p[:, None] * (values[target] + numbers.pay[pay])
    values[phase.rows] = total


def _deviations(
    turn: Turn,
    numbers: _Numbers,
    choice: NDArray[np.int32],
    answers: NDArray[np.bool_],
    follow: Floats,
    best: Floats,
) -> Iterator[tuple[int, float]]:
    """Go back over a turn, in place; yield what each decision maker could gain at each of its nodes.

    `follow` [S, party] is what following the strategy is worth, `best` what each party could get if it
    alone replied as well as it can from here on.
    """
    rows = turn.rows
    new_follow, new_best = follow[rows].copy(), best[rows].copy()
    owner_best = best[rows, turn.owner].copy()
    for a in np.flatnonzero(~turn.forbidden).tolist():
        ok = turn.available[a]
        yes_f, no_f = _branch(turn, numbers, a, follow)
        yes_b, no_b = _branch(turn, numbers, a, best)
        value, reply = yes_f.copy(), yes_b.copy()
        for k in reversed(range(len(turn.responders[a]))):  # the last answer is nearest to the result
            party, consents = turn.responders[a][k], answers[a, k]
            value = np.where(consents[:, None], value, no_f)
            free = np.maximum(reply[:, party], no_b[:, party])
            reply = np.where(consents[:, None], reply, no_b)
            reply[:, party] = free
            yield party, float((free - value[:, party])[ok].max(initial=0.0))
        taken = (choice == a) & ok
        new_follow[taken], new_best[taken] = value[taken], reply[taken]
        owner_best = np.where(ok, np.maximum(owner_best, reply[:, turn.owner]), owner_best)
    acting = np.flatnonzero(choice != WAIT)
    taken = choice[acting]
    if not turn.available[taken, acting].all() or turn.forbidden[taken].any():
        yield turn.owner, float("inf")  # a choice that the rules do not offer
    new_best[:, turn.owner] = owner_best
    yield turn.owner, float((owner_best - new_follow[:, turn.owner]).max(initial=0.0))
    follow[rows], best[rows] = new_follow, new_best


def _branch(turn: Turn, numbers: _Numbers, a: int, values: Floats) -> tuple[Floats, Floats]:
    """Values [N, party] of an action that takes effect, and of one that is declined."""
    took = values[turn.target[a]] + numbers.pay[turn.pay[a]]
    declined = values[turn.refusal[a]] + numbers.pay[turn.refusal_pay[a]]
    return took, declined


def _waiting_error(game: StageGame, numbers: _Numbers, final: Floats) -> float:
    """How far the claimed terminal values are from what the scenario says they are."""
    kind = game.scenario.play.final
    if kind == "stop":
        return float(np.abs(final).max(initial=0.0))
    if kind != "forever":
        return float(np.abs(final - numbers.final[game.final_id[: len(final)]]).max(initial=0.0))
    values = numbers.flow[game.flow_id] + numbers.discount * final[game.tick]
    for phase in reversed(game.phases):
        if isinstance(phase, Chance):
            _expect(phase, numbers, values)
    residual = np.abs(values[: len(final)] - final).max(axis=0, initial=0.0)
    return float((residual / (1.0 - numbers.discount)).max())
