"""`incentives`: along each way to the goal, who gains by going on and who by stopping (docs/design.md)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from negsim.errors import GameError
from negsim.games.compile import compile_game
from negsim.games.stage_game import Chance, StageGame, Turn
from negsim.scenario.scenario import Scenario
from negsim.sequencing.disagreement import disagreement_order
from negsim.sequencing.ledger import Ledger, LedgerRow, PlanLedger, Role, Stop
from negsim.sequencing.plans import Node, Plan, shortest_plans
from negsim.sequencing.play import Play
from negsim.solvers.scenarios.backward_induction import fixed_periods, induce
from negsim.solvers.scenarios.operator import TIE

__all__ = ["Exposure", "Ledger", "LedgerRow", "PlanLedger", "Stop", "exposures", "incentives", "ledger_of"]

Floats = NDArray[np.float64]
Exposure = Callable[[StageGame, int], Floats]

MOST_PLANS = 24


def incentives(scenario: Scenario, order: str) -> Ledger:
    """Keep the ledger of an order: who gains by going on, and who by stopping, step by step.

    Parameters
    ----------
    scenario : Scenario
        With a goal.
    order : str

    Returns
    -------
    Ledger

    Raises
    ------
    GameError
        If the scenario has no goal, or the order is unknown.

    Notes
    -----
    W is the value of following the plan from here on, and after its end whatever the equilibrium does; D is
    the value of the best deviation, after which the equilibrium is played. A plan all of whose slacks W − D
    are at least zero could be played; the last negative one is why it is not.

    Examples
    --------
    >>> import negsim as ns
    >>> ledger = ns.incentives(ns.load("korea_reduced"), "denuclearization_first")
    >>> ledger.stop.party, ledger.stop.move
    ('DPRK', 'freeze')
    >>> ledger.stop.because.party, ledger.stop.because.move
    ('US', 'sign')
    """
    if scenario.goal is None:
        raise GameError('the scenario has no goal; name an outcome: "goal: settlement"')
    periods = fixed_periods(scenario)
    game = compile_game(scenario, order, periods=periods)
    payoffs = game.payoffs()
    play = Play(game, payoffs, induce(game, payoffs, periods))
    return ledger_of(play, exposures(scenario))


def ledger_of(play: Play, exposure: Exposure) -> Ledger:
    """Keep the ledger of a play that is worked out already."""
    game = play.game
    name = str(game.rules.name or "")
    if game.goal is None:
        return Ledger(game.scenario, name, (), False, False, "the scenario names no goal")
    plans, more = shortest_plans(game, play.periods)
    farthest: dict[tuple[str, ...], _PlanWalk] = {}
    for walk in (_PlanWalk(play, plan, exposure) for plan in plans):
        if walk.labels not in farthest or walk.followed > farthest[walk.labels].followed:
            farthest[walk.labels] = (
                walk  # of those that differ only in who proposes, as the parties would have it
            )
    chosen = sorted(farthest.values(), key=lambda w: (w.departure is not None, -w.followed))
    more |= len(chosen) > MOST_PLANS
    reached = play.end == game.scenario.goal
    ledgers = tuple(walk.ledger() for walk in chosen[:MOST_PLANS])
    return Ledger(game.scenario, name, ledgers, more, reached, "" if plans else _obstacle(game))


def _obstacle(game: StageGame) -> str:
    goal = game.scenario.goal
    return f'no sequence of moves that this order allows leads to "{goal}" in time'


def exposures(scenario: Scenario) -> Exposure:
    """Disagreement value lost if all collapsed in a state: by the levels of that state, each solved once."""
    altered, fallback = disagreement_order(scenario)
    periods = fixed_periods(scenario)
    solved: list[tuple[StageGame, Floats]] = []

    def value(levels: Mapping[str, str]) -> Floats:
        for game, values in solved:  # most situations are found in a game that is solved already
            wanted = game.space.initial(levels).table()
            places = np.flatnonzero((game.table[:, : game.sizes[0]] == wanted).all(axis=0))
            if len(places):
                known: Floats = values[places[0]]
                return known
        game = compile_game(altered, fallback, start=levels)
        payoffs = game.payoffs()
        values = induce(game, payoffs, periods).values[-1][:, : len(game.parties)]
        solved.append((game, values))
        new: Floats = values[game.start]
        return new

    start = {name: scenario.start_of(name) for name in scenario.issues}

    def exposure(game: StageGame, state: int) -> Floats:
        difference: Floats = value(start) - value(game.levels(state))
        return difference

    return exposure


class _PlanWalk:
    """Values along one plan, worked out from its end."""

    def __init__(self, play: Play, plan: Plan, exposure: Exposure) -> None:
        self.play, self.plan, self.game = play, plan, play.game
        self.labels = plan.labels
        self.exposure = exposure
        self.pay = play.payoffs.pay[:, :, 0]
        self.flow = play.payoffs.flow[:, :, 0]
        self.discount = play.payoffs.discount[:, 0]
        self.probability = play.payoffs.probability[:, 0, 0]
        self.departure, self.followed = self._departure()

    def ledger(self) -> PlanLedger:
        rows: list[LedgerRow] = []
        value: Floats | None = None
        step = len(self.plan.steps)
        nodes = self.plan.nodes
        for k in reversed(range(len(nodes))):
            node = nodes[k]
            later = self._after(node, nodes[k + 1] if k + 1 < len(nodes) else None, value)
            value, new = self._turn(node, later, step)
            rows += reversed(new)
            step -= node.number is not None
        rows.reverse()
        stop = None
        if self.departure is not None:
            because = next((r for r in reversed(rows) if r.breaks), None)
            stop = Stop(*self.departure, because)
        return PlanLedger(self.labels, tuple(rows), stop, self.followed)

    def _after(self, node: Node, following: Node | None, value: Floats | None) -> Floats:
        """Value right after a turn of the plan: what lies between it and the next one on the plan."""
        state = self._target(node)
        if following is None or value is None:
            end: Floats = self.play.nodes(node.period)[node.phase + 1][state]
            return end
        if following.period == node.period:
            return self._through(node.period, node.phase + 1, following.phase, state, value)
        value = self._through(following.period, 0, following.phase, int(self.game.tick[state]), value)
        value = self.flow[self.game.flow_id[state]] + self.discount * value
        return self._through(node.period, node.phase + 1, len(self.game.phases), state, value)

    def _through(self, period: int, first: int, last: int, state: int, value: Floats) -> Floats:
        """Go back through chance: it may strike without changing the state, or end the plan."""
        for k in reversed(range(first, last)):
            phase = self.game.phases[k]
            if not isinstance(phase, Chance):
                continue
            place = int(np.searchsorted(phase.rows, state))
            if place == len(phase.rows) or phase.rows[place] != state:
                continue
            total, left = np.zeros_like(value), 1.0
            for target, pay, cell in zip(
                phase.target[:, place], phase.pay[:, place], phase.probability[:, place], strict=True
            ):
                p = self.probability[cell]
                left -= p
                off = self.play.nodes(period)[k + 1][target] if target != state else value
                total = total + p * (off + self.pay[pay])
            value = total + left * value
        return value

    def _target(self, node: Node) -> int:
        if node.number is None:
            return node.state
        turn = self._turn_of(node)
        return int(turn.target[node.number, self._place(turn, node.state)])

    def _turn_of(self, node: Node) -> Turn:
        turn = self.game.phases[node.phase]
        assert isinstance(turn, Turn)
        return turn

    @staticmethod
    def _place(turn: Turn, state: int) -> int:
        return int(np.searchsorted(turn.rows, state))

    def _turn(self, node: Node, later: Floats, step: int) -> tuple[Floats, list[LedgerRow]]:
        """Value before a turn on the plan, and the rows of all who decide in it."""
        turn, equilibrium = self._turn_of(node), self.play.nodes(node.period)[node.phase + 1]
        place = self._place(turn, node.state)
        if place == len(turn.rows) or turn.rows[place] != node.state:
            return later, []
        lost = self.exposure(self.game, node.state)
        parties = self.game.parties
        label, value = "", later
        rows: list[LedgerRow] = []
        if node.number is not None:
            a = node.number
            label, value = turn.actions[a].label, later + self.pay[turn.pay[a, place]]
            refused = equilibrium[turn.refusal[a, place]] + self.pay[turn.refusal_pay[a, place]]
            for r in turn.responders[a]:
                rows.append(
                    LedgerRow(
                        step,
                        node.period,
                        label,
                        parties[r],
                        "consents to",
                        float(value[r]),
                        float(refused[r]),
                        "decline",
                        float(lost[r]),
                    )
                )
        best = self._best_other(node, turn, place, equilibrium)
        if best is not None:
            o = turn.owner
            role: Role = "makes" if node.number is not None else "holds"
            rows.insert(
                0,
                LedgerRow(
                    step,
                    node.period,
                    label,
                    parties[o],
                    role,
                    float(value[o]),
                    best[0],
                    best[1],
                    float(lost[o]),
                ),
            )
        return value, rows

    def _best_other(
        self, node: Node, turn: Turn, place: int, equilibrium: Floats
    ) -> tuple[float, str] | None:
        """Best thing that the mover can do at a node of the plan other than what the plan says."""
        record = self.play.periods - node.period - 1
        answers = self.play.strategy.answers[record][node.phase]
        assert answers is not None
        o = turn.owner
        found: list[tuple[float, str]] = []
        if node.number is not None:
            found.append((float(equilibrium[node.state, o]), "wait"))
        for a, action in enumerate(turn.actions):
            if a == node.number or turn.forbidden[a] or not turn.available[a, place]:
                continue
            agreed = answers[a, :, place].all()
            state = (turn.target if agreed else turn.refusal)[a, place]
            pay = (turn.pay if agreed else turn.refusal_pay)[a, place]
            if agreed or action.declined is not None:
                found.append((float(equilibrium[state, o] + self.pay[pay, o]), action.label))
        return max(found, key=lambda f: f[0], default=None)

    def _departure(self) -> tuple[tuple[int, str, str, str] | None, int]:
        """Where play leaves the plan: period, party, what was due, what is done; and the steps it makes."""
        steps = 0
        for node in self.plan.nodes:
            action, number, declined_by = self.play.turn_at(node.period, node.phase, node.state)
            made = number if declined_by is None or action is None or action.declined is not None else -1
            wanted = -1 if node.number is None else node.number
            if made == wanted and declined_by is None:
                steps += wanted >= 0
                continue
            due = self.plan.action(node)
            label = due.label if due is not None else ""
            if number == wanted and declined_by is not None:
                return (node.period, declined_by, label, "declines"), steps
            if made == wanted:
                continue  # the proposal of something else is declined, which is as good as waiting
            refuser = self._refuser(node) if made == -1 else None
            if refuser is not None:
                return (node.period, refuser, label, "declines"), steps
            owner = self.game.parties[self._turn_of(node).owner]
            instead = "waits" if made == -1 or action is None else action.label
            return (node.period, owner, label, instead), steps
        return None, steps

    def _refuser(self, node: Node) -> str | None:
        """Who would decline the step that is due, if that and no loss of its own keeps the mover from it."""
        if node.number is None:
            return None
        turn, after = self._turn_of(node), self.play.nodes(node.period)[node.phase + 1]
        place, a, o = self._place(turn, node.state), node.number, turn.owner
        answers = self.play.strategy.answers[self.play.periods - node.period - 1][node.phase]
        assert answers is not None
        worth = after[turn.target[a, place], o] + self.pay[turn.pay[a, place], o]
        wait = after[node.state, o]
        if worth <= wait + TIE * (1 + abs(wait)):
            return None
        refusing = (r for k, r in enumerate(turn.responders[a]) if not answers[a, k, place])
        return next((self.game.parties[r] for r in refusing), None)
