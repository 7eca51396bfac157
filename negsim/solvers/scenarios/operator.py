"""One period as an operator on values: what states are worth now, from what they are worth next period.

Values are f8 [state, row, point], points last: the first rows are the parties', in whose name choices are
made; further rows are passengers, carried along the chosen edges. A move phase is worked in chunks of
rows, so that its temporaries stay in the cache. No Python loop runs over states or points.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from negsim.games.stage_game import WAIT, Chance, Payoffs, StageGame, Turn
from negsim.solvers.scenarios.waiting import waiting_values

__all__ = ["TIE", "Operator", "PeriodRecord", "with_passengers"]

TIE = 1e-9  # values within TIE (1 + |v|) count as equal (docs/design.md)
CHUNK = 32_768  # elements of a temporary: a quarter of a megabyte

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class PeriodRecord:
    """What is chosen in one period, for each phase that is a turn: kept for a single point only."""

    choice: tuple[NDArray[np.int32] | None, ...]  # i4 [N] action, or WAIT
    answers: tuple[Mask | None, ...]  # [A, most responders, N] whether each would consent


def with_passengers(game: StageGame, payoffs: Payoffs, observer: Floats) -> tuple[StageGame, Payoffs]:
    """Add one passenger row an outcome: its share of discounted time, at the observer's discount.

    Parameters
    ----------
    game, payoffs
    observer : f8 [B]
        Discount factor that time is weighed with.
    """
    parties, outcomes, points = len(game.parties), len(game.outcomes), payoffs.points
    pairs, cell = np.unique(np.stack([game.flow_id, game.outcome]), axis=1, return_inverse=True)
    flow = np.zeros((pairs.shape[1], parties + outcomes, points))
    flow[:, :parties] = payoffs.flow[pairs[0]]
    flow[np.arange(pairs.shape[1]), parties + pairs[1]] = 1.0

    def widened(a: Floats) -> Floats:
        return np.concatenate([a, np.zeros((len(a), outcomes, points))], axis=1)

    discount = np.concatenate([payoffs.discount, np.broadcast_to(observer, (outcomes, points))])
    opening = np.concatenate([payoffs.opening, np.zeros((outcomes, points))])
    wide = Payoffs(flow, widened(payoffs.pay), payoffs.probability, widened(payoffs.final), discount, opening)
    return replace(game, flow_id=cell.reshape(-1).astype(np.int32)), wide


class Operator:
    """One period of a game at a block of points.

    With ``reuse``, `apply` returns one of two buffers by turns: what it returned before is overwritten at the
    call after next. Large arrays are then not asked of the system anew in every period.
    """

    def __init__(
        self, game: StageGame, payoffs: Payoffs, favour: int | None = None, *, reuse: bool = False
    ) -> None:
        self.game, self.payoffs, self.favour, self.reuse = game, payoffs, favour, reuse
        self.rows, self.points = payoffs.flow.shape[1], payoffs.points
        self.pays = tuple(
            tuple(bool(phase.pay[k].any()) for k in range(len(phase.pay))) for phase in game.phases
        )  # most edges pay nothing, and need not be looked at
        self.chunk = max(64, CHUNK // self.points)
        self._buffers: list[Floats] = []
        self._scratch = np.empty((max((len(p.rows) for p in game.phases), default=0), self.rows, self.points))
        self.final = self._final()

    def _final(self) -> Floats:
        """Values after the last period, at the start of the next: [S₀, row, B]."""
        game, payoffs, kind = self.game, self.payoffs, self.game.scenario.play.final
        size = game.sizes[0]
        if kind == "stop":
            return np.zeros((size, self.rows, self.points))
        if kind == "forever":
            return waiting_values(
                game, payoffs.flow[game.flow_id], payoffs.pay, payoffs.probability, payoffs.discount
            )
        return payoffs.final[game.final_id[:size]]

    def apply(self, after: Floats, record: bool = False) -> tuple[Floats, PeriodRecord | None]:
        """Values at the start of a period, from those at the start of the next: both [S₀, row, B]."""
        game = self.game
        values = self._close(after)
        choices: list[NDArray[np.int32] | None] = []
        answers: list[Mask | None] = []
        for k in range(len(game.phases) - 1, -1, -1):
            choice, answer = self.back(k, values, record)
            choices.append(choice)
            answers.append(answer)
        kept = PeriodRecord(tuple(reversed(choices)), tuple(reversed(answers))) if record else None
        return values[: game.sizes[0]], kept

    def nodes(self, after: Floats) -> list[Floats]:
        """Values [S, row, B] before each phase of a period, and last at its close."""
        values = self._close(after)
        found = [values.copy()]
        for k in range(len(self.game.phases) - 1, -1, -1):
            self.back(k, values)
            found.append(values.copy())
        return found[::-1]

    def _close(self, after: Floats) -> Floats:
        game, payoffs = self.game, self.payoffs
        values = self._buffer()
        over = np.flatnonzero(game.ends)
        for low in range(0, game.states, self.chunk):
            part = slice(low, low + self.chunk)
            block = values[part]
            after.take(game.tick[part], axis=0, out=block, mode="clip")  # with clip, `take` writes in place
            mine = over[np.searchsorted(over, low) : np.searchsorted(over, low + self.chunk)]
            values[mine] = self.final[game.tick[mine]]
            block *= payoffs.discount
            block += payoffs.flow[game.flow_id[part]]
        return values

    def _buffer(self) -> Floats:
        """Return room for the values of all states."""
        shape = (self.game.states, self.rows, self.points)
        if not self.reuse:
            return np.empty(shape)
        self._buffers = [np.empty(shape), np.empty(shape)] if not self._buffers else self._buffers[::-1]
        return self._buffers[0]

    def back(
        self, k: int, values: Floats, record: bool = False
    ) -> tuple[NDArray[np.int32] | None, Mask | None]:
        """Take values [S, row, B], in place, from after phase k to before it."""
        phase = self.game.phases[k]
        if not len(phase.rows):
            empty = np.zeros(0, np.int32) if isinstance(phase, Turn) else None
            return empty, (np.zeros((len(phase.target), 0, 0), bool) if isinstance(phase, Turn) else None)
        if isinstance(phase, Chance):
            self._draw(phase, values, self.pays[k])
            return None, None
        new = self._scratch[: len(phase.rows)]
        choice = np.full(len(phase.rows), WAIT, np.int32) if record else None
        answers = (
            np.ones((len(phase.actions), max(map(len, phase.responders)), len(phase.rows)), bool)
            if record
            else None
        )
        for low in range(0, len(phase.rows), self.chunk):
            part = slice(low, low + self.chunk)
            self._choose(phase, part, values, self.pays[k], new[part], choice, answers)
        values[phase.rows] = new
        return choice, answers

    def _draw(self, phase: Chance, values: Floats, pays: Sequence[bool]) -> None:
        left = np.ones((len(phase.rows), 1, self.points))
        total = np.zeros((len(phase.rows), self.rows, self.points))
        for d in range(len(phase.target)):
            p = self.payoffs.probability[phase.probability[d]]
            worth = values[phase.target[d]]
            if pays[d]:
                worth += self.payoffs.pay[phase.pay[d]]
            worth *= p
            total += worth
            left -= p
        total += left * values[phase.rows]
        values[phase.rows] = total

    def _choose(
        self,
        turn: Turn,
        part: slice,
        values: Floats,
        pays: Sequence[bool],
        out: Floats,
        choice: NDArray[np.int32] | None,
        answers: Mask | None,
    ) -> None:
        """Let the owner of a turn choose in some rows: the best of what the others would let happen."""
        owner, rows = turn.owner, turn.rows[part]
        values.take(rows, axis=0, out=out, mode="clip")  # waiting
        wait = out[:, owner]
        best = wait.copy()
        candidates: list[tuple[int, bool, Floats]] = []
        refused: list[tuple[int, bool, Floats]] = []
        for a in range(len(turn.actions)):
            if turn.forbidden[a]:
                continue
            worth = self._worth(turn, a, part, values, pays[a], owner)
            if turn.responders[a]:
                consent = self._consent(turn, a, part, values, pays[a], answers)
                if turn.actions[a].declined is not None:
                    declined = np.where(consent, -np.inf, self._refusal(turn, a, part, values, owner))
                    refused.append((a, False, declined))
                    np.maximum(best, declined, out=best)
                worth[~consent] = -np.inf
            candidates.append((a, True, worth))
            np.maximum(best, worth, out=best)
        good = np.abs(best)
        good += 1.0
        good *= -TIE
        good += best
        waits = wait >= good
        if self.favour is not None:
            candidates, waits = self._favoured(turn, part, values, candidates + refused, out, waits, good)
            refused = []
        elif waits.all():
            return
        open_ = ~waits
        for a, accepted, worth in [
            *reversed(refused),
            *reversed(candidates),
        ]:  # the first listed wins: written last
            chosen = (worth >= good) & open_
            if not chosen.any():
                continue
            leads = values[turn.target[a, part]] if accepted else values[turn.refusal[a, part]]
            if not accepted:
                leads += self.payoffs.pay[turn.refusal_pay[a, part]]
            elif pays[a]:
                leads += self.payoffs.pay[turn.pay[a, part]]
            np.copyto(out, leads, where=chosen[:, None, :])
            if choice is not None:
                choice[part][chosen[:, 0]] = a

    def _worth(self, turn: Turn, a: int, part: slice, values: Floats, pays: bool, party: int) -> Floats:
        worth: Floats = values[turn.target[a, part], party]
        if pays:
            worth += self.payoffs.pay[turn.pay[a, part], party]
        return worth

    def _refusal(self, turn: Turn, a: int, part: slice, values: Floats, party: int) -> Floats:
        worth: Floats = values[turn.refusal[a, part], party]
        if turn.actions[a].declined is not None:
            worth += self.payoffs.pay[turn.refusal_pay[a, part], party]
        return worth

    def _consent(
        self, turn: Turn, a: int, part: slice, values: Floats, pays: bool, answers: Mask | None
    ) -> Mask:
        """Whether all would consent: who is asked last decides first; whoever is overruled consents."""
        consent: Mask | None = None
        for k in reversed(range(len(turn.responders[a]))):
            party = turn.responders[a][k]
            yes = self._worth(turn, a, part, values, pays, party)
            no = self._refusal(turn, a, part, values, party)
            agrees = self._prefers(yes, no)
            if self.favour is not None:
                friend_yes = self._worth(turn, a, part, values, pays, self.favour)
                friend_no = self._refusal(turn, a, part, values, self.favour)
                agrees &= ~self._prefers(no, yes) | self._prefers(friend_yes, friend_no)
            if answers is not None:
                overruled = np.zeros(len(yes), bool) if consent is None else ~consent[:, 0]
                answers[a, k, part] = agrees[:, 0] | overruled
            consent = agrees if consent is None else consent & agrees
        assert consent is not None
        return consent

    @staticmethod
    def _prefers(a: Floats, b: Floats) -> Mask:
        """Whether a is at least b, but for a tie."""
        best = np.maximum(a, b)
        result: Mask = a >= best - TIE * (1.0 + np.abs(best))
        return result

    def _favoured(
        self,
        turn: Turn,
        part: slice,
        values: Floats,
        candidates: list[tuple[int, bool, Floats]],
        out: Floats,
        waits: Mask,
        good: Floats,
    ) -> tuple[list[tuple[int, bool, Floats]], Mask]:
        """Among the owner's equally good choices keep those that are best for the favoured party."""
        friend = self.favour
        assert friend is not None
        worths = []
        for a, accepted, worth in candidates:
            theirs = (
                self._worth(turn, a, part, values, True, friend)
                if accepted
                else self._refusal(turn, a, part, values, friend)
            )
            worths.append(np.where(worth >= good, theirs, -np.inf))
        wait = np.where(waits, out[:, friend], -np.inf)
        best = wait.copy()
        for theirs in worths:
            np.maximum(best, theirs, out=best)
        bar = best - TIE * (1.0 + np.abs(best))
        kept = [
            (a, accepted, np.where(theirs >= bar, worth, -np.inf))
            for (a, accepted, worth), theirs in zip(candidates, worths, strict=True)
        ]
        return kept, wait >= bar
