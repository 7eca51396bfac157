"""The payoff terms behind values: what a party expects anywhere in a play, taken apart by what pays it.

Play is followed forward along what the strategy chooses, with the odds of where chance may have taken it.
Nothing is maximised, so the parts add up to the value; and only states that play can get to are looked at,
which in a large game are few.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from negsim.errors import GameError, nearest
from negsim.games.cells import Cells
from negsim.games.stage_game import WAIT, Chance, Turn
from negsim.games.states import States
from negsim.scenario.scenario import Scenario
from negsim.sequencing.play import Play, Step
from negsim.solution import Equilibrium
from negsim.solvers.scenarios.waiting import waiting_values

__all__ = ["FINAL", "DecisionTerms", "Edge", "Option", "Parts", "Terms", "decision_terms", "options"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Parts = dict[str, Floats]  # by name, an amount for each node that was asked for
Spread = tuple[Ints, Ints, Floats]  # which node play started from, state, and its odds, discounted

FINAL = "the final payoff"  # no name in a file has blanks


class Edge(NamedTuple):
    """Something that can happen at a turn."""

    label: str
    state: int  # where it leads
    pay: int = 0  # number of what it pays
    source: str = ""  # what that payment is called


class Option(NamedTuple):
    """An action that a party can take or propose at its turn: what follows if all consent, and if not."""

    number: int
    agreed: Edge
    refused: Edge
    declined_by: str | None  # who declines, if it is proposed


def options(play: Play, period: int, phase: int, state: int) -> Iterator[Option]:
    """Yield what can be done at a turn, besides waiting."""
    turn = play.game.phases[phase]
    answers = play.strategy.answers[play.periods - period - 1][phase]
    assert isinstance(turn, Turn)
    place = int(np.searchsorted(turn.rows, state))
    if place == len(turn.rows) or turn.rows[place] != state:
        return
    assert answers is not None
    for a in np.flatnonzero(turn.available[:, place] & ~turn.forbidden).tolist():
        against = (r for k, r in enumerate(turn.responders[a]) if not answers[a, k, place])
        declined_by = next((play.game.parties[r] for r in against), None)
        yield Option(a, _edge(turn, a, place), _edge(turn, a, place, declined=True), declined_by)


def _edge(turn: Turn, a: int, place: int, *, declined: bool = False) -> Edge:
    label = turn.actions[a].label
    if declined:
        pay = int(turn.refusal_pay[a, place])
        return Edge("decline", int(turn.refusal[a, place]), pay, f"declining {label}")
    return Edge(label, int(turn.target[a, place]), int(turn.pay[a, place]), f"making {label}")


class Terms:
    """Takes apart what one party expects, from any nodes of a play, if all follow the strategy from there on.

    Parts are payoff terms of the file ("threat"), what a move pays ("making resume", "declining resume"),
    what an event pays ("the event clash"), and `FINAL`, where the file states what the last state is worth.
    With ``final: forever`` all go on after the last period. They are expectations, discounted to the node.
    """

    def __init__(self, play: Play, party: str) -> None:
        self.play, self.game = play, play.game
        self.i = self.game.parties.index(party)
        self.names = tuple(self.game.scenario.payoffs.get(party, {}))
        self.discount = float(play.payoffs.discount[self.i, 0])
        self.pay = play.payoffs.pay[:, self.i, 0]

    def along(self, period: int, phase: int, edges: Sequence[Edge]) -> Parts:
        """Parts of what each of several edges of a turn is worth, with what follows upon it."""
        total = self.of(period, phase + 1, [e.state for e in edges])
        for k, edge in enumerate(edges):
            _add(total, edge.source, np.array([k]), self.pay[[edge.pay]])
        return total

    def of(self, period: int, phase: int, states: Sequence[int]) -> Parts:
        """Parts of each state's value just before a phase (the number of phases: just before the close)."""
        total: Parts = defaultdict(lambda: np.zeros(len(states)))
        spread: Spread = np.arange(len(states)), np.array(states, np.int64), np.ones(len(states))
        for now in range(period, self.play.periods):
            for k in range(phase if now == period else 0, len(self.game.phases)):
                spread = self._through(now, k, spread, total)
            start, state, weight = spread
            for name, amounts in self._flow.items():
                _add(total, name, start, weight * amounts[state])
            after, weight = self.game.tick[state].astype(np.int64), weight * self.discount
            over = self.game.ends[state] | (now == self.play.periods - 1)
            for name, amounts in self._final.items():
                _add(total, name, start[over], weight[over] * amounts[after[over]])
            spread = _merged(start[~over], after[~over], weight[~over])
            if over.all():
                break
        return total

    def _through(self, period: int, k: int, spread: Spread, total: Parts) -> Spread:
        """Carry odds of states through a phase; add what it pays to the total."""
        phase, (start, state, weight) = self.game.phases[k], spread
        if not len(phase.rows):
            return spread
        place = np.minimum(np.searchsorted(phase.rows, state), len(phase.rows) - 1)
        here = np.flatnonzero(phase.rows[place] == state)
        place = place[here]
        if isinstance(phase, Chance):
            p = self.play.payoffs.probability[phase.probability[:, place], 0, 0]  # [draw, row]
            struck, left = weight[here] * p, weight.copy()
            left[here] *= 1 - p.sum(axis=0)
            for odds, pay in zip(struck, phase.pay[:, place], strict=True):
                _add(total, f"the event {phase.name}", start[here], odds * self.pay[pay])
            starts, states = [start, *[start[here]] * len(p)], [state, *phase.target[:, place]]
            return _merged(np.concatenate(starts), np.concatenate(states), np.concatenate([left, *struck]))
        record = self.play.periods - period - 1
        choice, answers = self.play.strategy.choice[record][k], self.play.strategy.answers[record][k]
        assert choice is not None
        assert answers is not None
        state, chosen = state.copy(), choice[place]
        for a in np.unique(chosen[chosen != WAIT]).tolist():
            agreed, label = answers[a, :, place].all(axis=1), phase.actions[a].label
            for which, source, target, pay in (
                (agreed, f"making {label}", phase.target, phase.pay),
                (~agreed, f"declining {label}", phase.refusal, phase.refusal_pay),
            ):
                at = np.flatnonzero((chosen == a) & which)
                rows = here[at]
                state[rows] = target[a, place[at]]
                _add(total, source, start[rows], weight[rows] * self.pay[pay[a, place[at]]])
        return start, state, weight

    @cached_property
    def _flow(self) -> dict[str, Floats]:
        """What each payoff term gives in a period: f8 [S]."""
        game = self.game
        compiled = game.cells["flow"].sources.get("flow")  # none where nobody has payoff terms
        cells = Cells(game.space, len(self.names))
        cells.add_source("terms", [[term] for term in compiled.terms[self.i]] if compiled else [])
        number = cells.of("terms", States(game.space, game.table))
        values = {n: np.atleast_1d(np.float64(v)) for n, v in game.scenario.values.items()}
        return dict(zip(self.names, cells.evaluate(values, 1)[number, :, 0].T, strict=True))

    @cached_property
    def _final(self) -> dict[str, Floats]:
        """What is counted after the last period: f8 [S₀], by the state at the start of the next."""
        game, payoffs, kind = self.game, self.play.payoffs, self.game.scenario.play.final
        if kind == "stop":
            return {}
        if kind != "forever":
            return {FINAL: payoffs.final[game.final_id[: game.sizes[0]], self.i, 0]}
        flow = dict(self._flow)
        pay = {name: np.zeros(len(self.pay)) for name in flow}
        for event in (p for p in game.phases if isinstance(p, Chance)):
            numbers, name = np.unique(event.pay), f"the event {event.name}"
            flow[name], pay[name] = np.zeros(game.states), np.zeros(len(self.pay))
            pay[name][numbers] = self.pay[numbers]  # no two events pay by the same number
        if not flow:
            return {}
        rows, paid = (np.stack(list(of.values()), axis=1)[:, :, None] for of in (flow, pay))
        discount = np.full((len(flow), 1), self.discount)
        values = waiting_values(game, rows, paid, payoffs.probability, discount)
        return dict(zip(flow, values[:, :, 0].T, strict=True))


def _add(total: Parts, name: str, start: Ints, amounts: Floats) -> None:
    if amounts.any():  # names of what never pays anything are left out
        np.add.at(total[name], start, amounts)


def _merged(start: Ints, state: Ints, weight: Floats) -> Spread:
    """Add up what has got from the same start to the same state; leave out what is impossible."""
    some = weight != 0
    key, index = np.unique(np.stack([start[some], state[some]]), axis=1, return_inverse=True)
    odds = np.zeros(key.shape[1])
    np.add.at(odds, index.reshape(-1), weight[some])
    return key[0], key[1], odds


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
    play, scenario = equilibrium.play, equilibrium.game.scenario
    step = _turn_of(play, period, party)
    found = list(options(play, period, step.phase, step.before))
    edges = [Edge("wait", step.before), *(o.agreed if o.declined_by is None else o.refused for o in found)]
    terms, nothing = Terms(play, party), np.zeros(len(edges))
    parts = dict(terms.along(period, step.phase, edges))
    columns = {name: parts.pop(name, nothing) for name in terms.names}
    afterwards = {"afterwards": parts.pop(FINAL, nothing)} if isinstance(scenario.play.final, dict) else {}
    columns |= {"payments": sum(parts.values(), nothing)} | afterwards  # moves and events pay what is left
    taken = play.turn_at(period, step.phase, step.before)[1]  # WAIT is no option's number
    return DecisionTerms(
        scenario, equilibrium.game.rules.name or "", period, party,
        ("wait", *(o.agreed.label for o in found)), (None, *(o.declined_by for o in found)),
        next((k for k, o in enumerate(found, 1) if o.number == taken), 0),
        tuple(columns), np.stack(list(columns.values()), axis=1),
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
