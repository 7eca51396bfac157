"""The play that a strategy leads to: its most likely path, and where chance may take it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from negsim.games.rules import Action
from negsim.games.stage_game import WAIT, Chance, Payoffs, StageGame, Turn
from negsim.solution import Strategy
from negsim.solvers.scenarios.operator import Operator

__all__ = ["Play", "Step"]

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Step:
    """One turn on the most likely path.

    Attributes
    ----------
    period, phase : int
    party : str
        Whose turn it is.
    action : Action or None
        What it does or proposes; None: it waits.
    declined_by : str or None
        Who declines the proposal.
    before, after : int
        States before and after the turn.
    """

    period: int
    phase: int
    party: str
    action: Action | None
    declined_by: str | None
    before: int
    after: int

    @property
    def made(self) -> str | None:
        """Label of what takes effect; None where nothing does."""
        return self.action.label if self.action is not None and self.declined_by is None else None


class Play:
    """What happens, from the start of the game, if all follow a strategy."""

    def __init__(self, game: StageGame, payoffs: Payoffs, strategy: Strategy) -> None:
        self.game, self.payoffs, self.strategy = game, payoffs, strategy
        self.periods = strategy.periods
        narrow = len(game.parties)
        self._values = [v[:, :narrow, None] for v in strategy.values]
        self._nodes: dict[int, list[Floats]] = {}

    @cached_property
    def _operator(self) -> Operator:
        return Operator(self.game, self.payoffs, self.strategy.favour)

    def nodes(self, period: int, *, keep: bool = True) -> list[Floats]:
        """Values f8 [S, party] before each phase of a period, and last at its close; kept by default."""
        if period in self._nodes:
            return self._nodes[period]
        found = [v[:, :, 0] for v in self._operator.nodes(self._values[self.periods - period - 1])]
        if keep:
            self._nodes[period] = found
        return found

    def turn_at(self, period: int, phase: int, state: int) -> tuple[Action | None, int, str | None]:
        """Say what is done at a node: the action (None: wait), its number, and who declines it."""
        turn = self.game.phases[phase]
        assert isinstance(turn, Turn)
        place = int(np.searchsorted(turn.rows, state))
        if place == len(turn.rows) or turn.rows[place] != state:
            return None, WAIT, None
        record = self.periods - period - 1
        choice, answers = self.strategy.choice[record][phase], self.strategy.answers[record][phase]
        assert choice is not None
        assert answers is not None
        a = int(choice[place])
        if a == WAIT:
            return None, WAIT, None
        for k, responder in enumerate(turn.responders[a]):
            if not answers[a, k, place]:
                return turn.actions[a], a, self.game.parties[responder]
        return turn.actions[a], a, None

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """Every turn on the most likely path, in order."""
        return self._path[0]

    @cached_property
    def closes(self) -> tuple[int, ...]:
        """State at the end of each period of the most likely path."""
        return self._path[1]

    @cached_property
    def _path(self) -> tuple[tuple[Step, ...], tuple[int, ...], float]:
        game, state = self.game, self.game.start
        steps: list[Step] = []
        closes: list[int] = []
        probability = 1.0
        for period in range(self.periods):
            for k, phase in enumerate(game.phases):
                if isinstance(phase, Chance):
                    state, p = self._likeliest(phase, state)
                    probability *= p
                    continue
                action, a, declined_by = self.turn_at(period, k, state)
                after = state
                if action is not None:
                    place = int(np.searchsorted(phase.rows, state))
                    after = int((phase.target if declined_by is None else phase.refusal)[a, place])
                if not self._passes(phase, state):
                    party = game.parties[phase.owner]
                    steps.append(Step(period, k, party, action, declined_by, state, after))
                state = after
            closes.append(state)
            if game.ends[state]:
                break
            state = int(game.tick[state])
        return tuple(steps), tuple(closes), probability

    def _passes(self, phase: Turn, state: int) -> bool:
        """Whether it is not this mover's turn at all (rotating turns)."""
        column = self.game.space.place.get(("turn",))
        if column is None:
            return False
        movers = self.game.scenario.movers
        return movers[int(self.game.table[column, state])] != self.game.parties[phase.owner]

    def _likeliest(self, phase: Chance, state: int) -> tuple[int, float]:
        """Where chance most probably leads from a state, and with what probability."""
        place = int(np.searchsorted(phase.rows, state))
        if place == len(phase.rows) or phase.rows[place] != state:
            return state, 1.0
        p = self.payoffs.probability[phase.probability[:, place], 0, 0]
        chances = {state: 1.0 - float(p.sum())}
        for target, weight in zip(phase.target[:, place].tolist(), p.tolist(), strict=True):
            chances[target] = chances.get(target, 0.0) + weight  # draws that lead to one state count together
        return max(chances.items(), key=lambda c: c[1])

    @property
    def path_probability(self) -> float:
        """Probability that chance keeps play on its most likely path; small where much is left to chance."""
        return self._path[2]

    @property
    def end(self) -> str:
        """Outcome in which play most probably ends, whichever way chance takes it there."""
        ends = self.ends
        return next(name for name, p in ends.items() if p >= max(ends.values()) - 1e-9)

    @property
    def path_end(self) -> str:
        """Outcome in which the most likely path ends."""
        return self.game.outcomes[int(self.game.outcome[self.closes[-1]])]

    @cached_property
    def _spread(self) -> tuple[Floats, Floats, float]:
        """Outcome probabilities a period, where play ends, and the mean period of the last change."""
        game = self.game
        by_period = np.zeros((self.periods, len(game.outcomes)))
        ends = np.zeros(len(game.outcomes))
        mean_entry = 0.0
        none = -1
        state, entered, last, weight = (
            np.array([game.start], np.int64),
            np.array([0]),
            np.array([none]),
            np.ones(1),
        )
        for period in range(self.periods):
            for k, phase in enumerate(game.phases):
                state, keep, share = self._forward(period, k, phase, state)
                entered, last, weight = entered[keep], last[keep], weight[keep] * share
            outcome = game.outcome[state]
            entered = np.where(outcome == last, entered, period)
            last = outcome.astype(np.int64)
            np.add.at(by_period[period], outcome, weight)
            stop = game.ends[state] | (period == self.periods - 1)
            np.add.at(ends, outcome[stop], weight[stop])
            mean_entry += float(weight[stop] @ entered[stop])
            go = ~stop
            state = game.tick[state[go]].astype(np.int64)
            entered, last, weight = entered[go], last[go], weight[go]
            if not len(state):
                break
            key, first, inverse = np.unique(
                np.stack([state, entered, last]), axis=1, return_index=True, return_inverse=True
            )
            weight = np.bincount(inverse.reshape(-1), weight, len(first)).astype(np.float64)
            state, entered, last = key
        return by_period, ends, mean_entry

    def _forward(
        self, period: int, k: int, phase: Turn | Chance, state: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], Floats]:
        """Where states go in a phase: states, which row each came from, with what probability."""
        everyone = np.arange(len(state))
        if not len(phase.rows):
            return state, everyone, np.ones(len(state))
        place = np.minimum(np.searchsorted(phase.rows, state), len(phase.rows) - 1)
        active = phase.rows[place] == state
        if isinstance(phase, Turn):
            record = self.periods - period - 1
            choice, answers = self.strategy.choice[record][k], self.strategy.answers[record][k]
            assert choice is not None
            assert answers is not None
            a = np.where(active, choice[place], WAIT)
            acts = a != WAIT
            safe = np.maximum(a, 0)
            if not len(phase.actions):
                return state, everyone, np.ones(len(state))
            agreed = answers[safe, :, place].all(axis=1)
            leads = np.where(agreed, phase.target[safe, place], phase.refusal[safe, place])
            return np.where(acts, leads, state), everyone, np.ones(len(state))
        p = self.payoffs.probability[phase.probability[:, place], 0, 0] * active  # [draw, row]
        states = [state, *(np.where(active, t, state) for t in phase.target[:, place])]
        weights = [1 - p.sum(axis=0), *p]
        keep = np.concatenate([everyone] * len(states))
        all_states, all_weights = np.concatenate(states), np.concatenate(weights)
        some = all_weights > 0
        return all_states[some], keep[some], all_weights[some]

    @property
    def by_period(self) -> Floats:
        """Probability of each outcome at the end of each period: f8 [period, outcome]."""
        return self._spread[0]

    @property
    def ends(self) -> dict[str, float]:
        """Probability that play ends in each outcome."""
        return dict(zip(self.game.outcomes, map(float, self._spread[1]), strict=True))

    @property
    def duration(self) -> float:
        """Mean period in which play enters the outcome that it ends in, never to leave it again."""
        return self._spread[2]

    @cached_property
    def shares(self) -> dict[str, float]:
        """Share of discounted time in each outcome; with `final: forever` what follows the end counts."""
        rows = self.strategy.values[-1][self.game.start, len(self.game.parties) :]
        total = rows.sum()
        return dict(zip(self.game.outcomes, (float(r / total) for r in rows), strict=True))

    def shorter(self, periods: int) -> Play:
        """Return the play of the same game with fewer periods."""
        return Play(self.game, self.payoffs, self.strategy.shorter(periods))
