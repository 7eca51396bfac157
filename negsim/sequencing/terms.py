"""The payoff terms behind a decision: what each alternative at one turn is worth, taken apart by named term.

Every term is carried back over the periods as a row of its own, along the edges that the strategy chooses:
nothing is maximised here, so the terms of an alternative add up to its value, whatever chance does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from negsim.errors import GameError, nearest
from negsim.games.cells import Cells, Term
from negsim.games.stage_game import WAIT, Chance, StageGame, Turn
from negsim.games.states import States
from negsim.scenario.scenario import Scenario
from negsim.sequencing.play import Play, Step
from negsim.solution import Equilibrium
from negsim.solvers.waiting import waiting_values

__all__ = ["DecisionTerms", "decision_terms"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class DecisionTerms:
    """What a party's alternatives at one of its turns are worth to it, by payoff term.

    Attributes
    ----------
    scenario : Scenario
    order : str
        Empty where the file was solved as it stands.
    period : int
    party : str
    alternatives : tuple of str
        Waiting first, then each action that is available there.
    declined_by : tuple of (str or None)
        For each alternative who would decline it; None: it takes effect.
    chosen : int
        Which alternative the party takes.
    terms : tuple of str
        The party's payoff terms as the file names them; then ``payments``; and ``afterwards``, where the
        scenario states what the last state is worth. With ``final: forever`` the terms go on after the last
        period, and are counted in full.
    values : f8 [alternative, term]
        Expected discounted sum from this turn on, as seen in this period.
    """

    scenario: Scenario
    order: str
    period: int
    party: str
    alternatives: tuple[str, ...]
    declined_by: tuple[str | None, ...]
    chosen: int
    terms: tuple[str, ...]
    values: Floats

    @property
    def totals(self) -> Floats:
        """Value of each alternative: f8 [alternative]."""
        result: Floats = self.values.sum(axis=1)
        return result

    @property
    def differences(self) -> Floats:
        """What each alternative brings beyond the chosen one: f8 [alternative, term]."""
        result: Floats = self.values - self.values[self.chosen]
        return result


def decision_terms(equilibrium: Equilibrium, period: int, party: str) -> DecisionTerms:
    """Take the decision of a party apart: its turn in a period of the most likely path.

    Parameters
    ----------
    equilibrium : Equilibrium
    period : int
        Counted from 0.
    party : str

    Returns
    -------
    DecisionTerms

    Raises
    ------
    GameError
        If the party has no turn in that period of the most likely path.

    Examples
    --------
    >>> import negsim as ns
    >>> equilibrium = ns.solve(ns.load("korea_reduced"), order="parallel").one()
    >>> found = decision_terms(equilibrium, 0, "US")
    >>> found.alternatives[found.chosen]
    'wait'
    >>> found.terms
    ('threat', 'recognition', 'readiness', 'alliance', 'payments')
    >>> [round(float(x), 3) + 0.0 for x in found.differences[found.alternatives.index("scale_down")]]
    [0.0, 0.0, -3.0, 0.0, 1.0]
    """
    play, game = equilibrium.play, equilibrium.game
    step = _turn_of(play, period, party)
    turn = game.phases[step.phase]
    assert isinstance(turn, Turn)
    rows = _Rows(play, game.parties.index(party))
    after = rows.after(step)
    labels, values, chosen = ["wait"], [after[step.before]], 0
    declined_by: list[str | None] = [None]
    for a, label, refuser, target, pay in _alternatives(play, step, turn):
        if a == play.turn_at(period, step.phase, step.before)[1]:
            chosen = len(labels)
        labels.append(label)
        declined_by.append(refuser)
        values.append(after[target] + rows.pay[pay])
    return DecisionTerms(
        game.scenario, game.rules.name or "", period, party, tuple(labels), tuple(declined_by), chosen,
        rows.names, np.array(values),
    )  # fmt: skip


def _turn_of(play: Play, period: int, party: str) -> Step:
    """Find the party's turn in a period of the most likely path."""
    if party not in play.game.parties:
        raise GameError(f'"{party}" is not a party of this scenario; {nearest(party, play.game.parties)}')
    own = [s for s in play.steps if s.party == party]
    for step in own:
        if step.period == period:
            return step
    if not own:
        raise GameError(f"{party} never has a turn in this game")
    periods = ", ".join(str(s.period) for s in own[:12]) + (", …" if len(own) > 12 else "")
    raise GameError(
        f"{party} has no turn in period {period} of the most likely path; it has one in {periods}"
    )


def _alternatives(play: Play, step: Step, turn: Turn) -> Iterator[tuple[int, str, str | None, int, int]]:
    """List the available actions: number, label, who would decline, where it leads, and what it pays."""
    place = int(np.searchsorted(turn.rows, step.before))
    if place == len(turn.rows) or turn.rows[place] != step.before:
        return
    answers = play.strategy.answers[play.periods - step.period - 1][step.phase]
    assert answers is not None
    for a, action in enumerate(turn.actions):
        if turn.forbidden[a] or not turn.available[a, place]:
            continue
        refuser = next((r for k, r in enumerate(turn.responders[a]) if not answers[a, k, place]), None)
        if refuser is None:
            yield a, action.label, None, int(turn.target[a, place]), int(turn.pay[a, place])
        else:
            name = play.game.parties[refuser]
            yield a, action.label, name, int(turn.refusal[a, place]), int(turn.refusal_pay[a, place])


class _Rows:
    """One party's payoff as separate rows: each named term, payments, and what is stated for afterwards."""

    def __init__(self, play: Play, party: int) -> None:
        self.play, self.game = play, play.game
        scenario, payoffs = self.game.scenario, play.payoffs
        terms = tuple(scenario.payoffs.get(self.game.parties[party], {}))
        stated = isinstance(scenario.play.final, dict)
        self.names = (*terms, "payments", *(["afterwards"] if stated else []))
        self.discount = float(payoffs.discount[party, 0])
        self.flow = np.zeros((self.game.states, len(self.names)))
        self.flow[:, : len(terms)] = _term_values(self.game, self.game.parties[party])
        self.pay = np.zeros((len(payoffs.pay), len(self.names)))
        self.pay[:, len(terms)] = payoffs.pay[:, party, 0]
        self.probability = payoffs.probability[:, 0, 0]
        self.final = self._final(party)

    def _final(self, party: int) -> Floats:
        """Rows after the last period, at the start of the next: [S₀, row]."""
        game, payoffs, kind = self.game, self.play.payoffs, self.game.scenario.play.final
        size = game.sizes[0]
        if kind == "forever":
            discount = np.full((len(self.names), 1), self.discount)
            found = waiting_values(
                game, self.flow[:, :, None], self.pay[:, :, None], payoffs.probability, discount
            )
            result: Floats = found[:, :, 0]
            return result
        result = np.zeros((size, len(self.names)))
        if kind != "stop":
            result[:, -1] = payoffs.final[game.final_id[:size], party, 0]
        return result

    def after(self, step: Step) -> Floats:
        """Rows [S, row] right after a turn, if all follow the strategy from there on."""
        last = len(self.game.phases)
        values = self.final
        for period in reversed(range(step.period, self.play.periods)):
            values = self._close(values)
            for k in reversed(range(step.phase + 1 if period == step.period else 0, last)):
                self._back(period, k, values)
        return values

    def _close(self, later: Floats) -> Floats:
        game = self.game
        values = later[game.tick]
        values[game.ends] = self.final[game.tick[game.ends]]
        values *= self.discount
        values += self.flow
        return values

    def _back(self, period: int, k: int, values: Floats) -> None:
        """Go back over a phase, in place, along what the strategy chooses there."""
        phase = self.game.phases[k]
        if not len(phase.rows):
            return
        if isinstance(phase, Chance):
            p = self.probability[phase.probability][:, :, None]  # [draw, row, 1]
            struck = (p * (values[phase.target] + self.pay[phase.pay])).sum(axis=0)
            values[phase.rows] = struck + (1 - p.sum(axis=0)) * values[phase.rows]
            return
        record = self.play.periods - period - 1
        choice, answers = self.play.strategy.choice[record][k], self.play.strategy.answers[record][k]
        assert choice is not None
        assert answers is not None
        acting = np.flatnonzero(choice != WAIT)
        a = choice[acting]
        agreed = answers[a, :, acting].all(axis=1)
        target = np.where(agreed, phase.target[a, acting], phase.refusal[a, acting])
        pay = np.where(agreed, phase.pay[a, acting], phase.refusal_pay[a, acting])
        values[phase.rows[acting]] = values[target] + self.pay[pay]


def _term_values(game: StageGame, party: str) -> Floats:
    """What each of a party's payoff terms is worth for a period, in each state: f8 [S, term]."""
    scenario = game.scenario
    named = scenario.payoffs.get(party, {})
    groups = [
        [
            Term(
                scenario.expression(t.value, "number"),
                scenario.expression(t.when, "guard") if t.when is not None else None,
                f'the payoff "{name}" of {party}',
            )
        ]
        for name, t in named.items()
    ]
    cells = Cells(game.space, len(groups))
    cells.add_source("terms", groups)
    number = cells.of("terms", States(game.space, game.table))
    parameters = {n: np.atleast_1d(np.float64(v)) for n, v in scenario.values.items()}
    result: Floats = cells.evaluate(parameters, 1)[number, :, 0]
    return result
