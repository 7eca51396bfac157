"""A scenario under an order, period by period, as a game tree.

Every turn, answer and draw is a node; nothing is merged, so that a tree grows with the number of histories
where a `StageGame` grows with the number of states. Discounting is folded into what the nodes pay. Amounts
are read as decimals of twelve significant digits and then added exactly, so that what is equal on paper is
equal in the tree.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from negsim.errors import GameError, NotSupportedError
from negsim.games.compile import compile_game
from negsim.games.extensive_form import CHANCE, ExtensiveGame, InformationSet, Outcome
from negsim.games.forms.waiting_exactly import Amounts, waiting_for_ever
from negsim.games.stage_game import Chance, StageGame, Turn
from negsim.scenario.scenario import Scenario

__all__ = ["unroll"]

MAX_NODES = 200_000

WAIT, CONSENT, DECLINE = "wait", "consent", "decline"


def unroll(
    scenario: Scenario | StageGame,
    order: str | None = None,
    *,
    periods: int | None = None,
    max_nodes: int = MAX_NODES,
) -> ExtensiveGame:
    """Unroll a scenario under an order to a game tree.

    Parameters
    ----------
    scenario : Scenario or StageGame
        With its own values of parameters.
    order : str, optional
        Name of an order; without it the file is taken as it stands. A StageGame has its order already.
    periods : int, optional
        How many periods; by default the scenario's own.
    max_nodes : int
        Refuse more nodes than this.

    Returns
    -------
    ExtensiveGame
        Of perfect information: each turn (to ``wait``, or one of the moves) and each answer (``consent`` or
        ``decline``) is an information set of its own, nodes are labelled with their period. Payoffs are
        values as `solve` gives them: `opens`, payments and flows discounted to the first period, and after
        the last period what the scenario says of it (`final`).

    Raises
    ------
    GameError
        If there would be more nodes; they are counted beforehand.
    NotSupportedError
        If the scenario is open-ended and no number of periods is given.

    Examples
    --------
    >>> import negsim as ns
    >>> tree = ns.unroll(ns.load("korea_reduced"), "no_talks", periods=2)
    >>> tree
    ExtensiveGame(US, DPRK; 75 nodes, 24 information sets)
    >>> found = ns.solve(tree)
    >>> found.completeness, {party: round(v, 4) for party, v in found.one().values.items()}
    ('unique', {'US': -31.0, 'DPRK': 9.0})
    """
    if isinstance(scenario, StageGame):
        if order is not None:
            raise GameError("a compiled game has its order already; leave order out")
        game = scenario
    else:
        game = compile_game(scenario, order, periods=_periods(scenario, periods))
    periods = _periods(game.scenario, periods)
    if game.horizon is not None and periods > game.horizon:
        raise GameError(f"the game was compiled for {game.horizon} periods, fewer than {periods}")
    numbers = Amounts(game)
    _limit(game, numbers, periods, max_nodes)
    return _Unrolling(game, numbers, periods).tree()


def _periods(scenario: Scenario, periods: int | None) -> int:
    if periods is None:
        said = scenario.play.periods
        if said == "forever":
            message = "a tree needs a number of periods; give periods="
            raise NotSupportedError([scenario.problem("NS203", ("play", "periods"), message)])
        return int(said)
    if periods < 1:
        raise GameError(f"{periods} periods; at least 1 is needed")
    return int(periods)


def _limit(game: StageGame, numbers: Amounts, periods: int, most: int) -> None:
    """Count the nodes, from the last period back, and refuse too many."""
    ahead = np.ones(game.sizes[0])
    fits = count = 0.0
    for n in range(1, periods + 1):
        below = np.where(game.ends, 1.0, ahead[game.tick])
        for phase in reversed(game.phases):
            below[phase.rows] = _with_phase(phase, numbers, below)
        ahead = below[: game.sizes[0]]
        count = float(ahead[game.start])
        if count <= most:
            fits = n
    if count > most:
        told = f"{count:,.0f}" if count < 1e9 else f"about {count:.0e}"
        advice = f"with periods={fits:.0f} it fits" if fits else "even one period has too many"
        raise GameError(
            f"{periods} period{'s' * (periods != 1)} make a tree of {told} nodes; at most {most:,} are made. "
            f"{advice[0].upper()}{advice[1:]}, and solve(scenario, order) needs no tree"
        )


def _with_phase(phase: Turn | Chance, numbers: Amounts, below: NDArray[np.float64]) -> Any:
    """Nodes from a phase on [row], from those after it [state]."""
    waits = below[phase.rows]
    if isinstance(phase, Chance):
        likely = numbers.probability[phase.probability] > 0
        struck = np.where(likely, below[phase.target], 0).sum(axis=0)
        rest = numbers.rest(phase) > 0
        return np.where(likely.any(axis=0), 1 + struck + np.where(rest, waits, 0), waits)
    total, some = 1 + waits, np.zeros(len(waits), dtype=bool)
    for a, responders in enumerate(phase.responders):
        if phase.forbidden[a]:
            continue
        answers = len(responders)
        nodes = below[phase.target[a]] + answers * (1 + below[phase.refusal[a]])
        total = total + np.where(phase.available[a], nodes, 0)
        some |= phase.available[a]
    return np.where(some, total, waits)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the game stands: a period and a phase in it, a state, and what has been paid since the last node.

    With answers outstanding, `action` is what was proposed and `answer` whose turn it is to answer it.
    """

    period: int
    phase: int
    state: int
    paid: tuple[Fraction, ...]
    action: int = -1
    answer: int = 0


def _acting(phase: Turn | Chance, numbers: Amounts) -> dict[int, int]:
    """Rows of the states in which there is something to choose or to draw, by state."""
    if isinstance(phase, Chance):
        some = (numbers.probability[phase.probability] > 0).any(axis=0)
    else:
        some = (phase.available & ~phase.forbidden[:, None]).any(axis=0)
    at = np.flatnonzero(some)
    return dict(zip(phase.rows[at].tolist(), at.tolist(), strict=True))


def _plus(a: tuple[Fraction, ...], b: tuple[Fraction, ...]) -> tuple[Fraction, ...]:
    return tuple(x + y for x, y in zip(a, b, strict=True)) if any(a) else b


class _Unrolling:
    def __init__(self, game: StageGame, numbers: Amounts, periods: int) -> None:
        self.game, self.numbers, self.periods = game, numbers, periods
        self.row = [_acting(phase, numbers) for phase in game.phases]
        n = len(game.parties)
        self.weights = [tuple(d**t for d in numbers.discount) for t in range(periods + 1)]
        self.nothing = (Fraction(0),) * n
        self.final = waiting_for_ever(game, numbers)
        self.known: dict[tuple[int, str, int], tuple[Fraction, ...]] = {}
        self.sets: list[InformationSet] = []
        self.numbered = [0] * (n + 1)

    def tree(self) -> ExtensiveGame:
        """Walk through all histories, breadth first."""
        infoset, parent, branch, outcome, labels = [], [-1], [-1], [], []
        outcomes: list[Outcome] = []
        known: dict[tuple[Fraction, ...], int] = {}
        opening = self.numbers.pay(self.game.opening_pay)
        queue = [self._advance(_Place(0, 0, self.game.start, opening))]
        for at, place in enumerate(queue):  # grows while it is walked
            options = self._options(place)
            infoset.append(self._set(place, options))
            labels.append(f"period {place.period + 1}" if options else "")
            for a, (_, _, then) in enumerate(options):
                queue.append(self._advance(then))
                parent.append(at)
                branch.append(a)
            if any(place.paid):
                if place.paid not in known:
                    known[place.paid] = len(outcomes)
                    outcomes.append(Outcome(place.paid, "", len(outcomes) + 1))
                outcome.append(known[place.paid])
            else:
                outcome.append(-1)
        title = self.game.scenario.title + (f", {self.game.rules.name}" if self.game.rules.name else "")
        return ExtensiveGame(
            self.game.parties,
            self.sets,
            infoset,
            parent,
            branch,
            outcomes,
            outcome,
            labels=labels,
            title=title,
        )

    def _advance(self, place: _Place) -> _Place:
        """Go on to where there is something to decide or to draw, or to the end."""
        game = self.game
        while place.action < 0 and place.period < self.periods:
            if place.phase < len(game.phases):
                if place.state in self.row[place.phase]:
                    return place
                place = _Place(place.period, place.phase + 1, place.state, place.paid)
                continue
            flow = self._discounted(place.period, "flow", int(game.flow_id[place.state]))
            paid = _plus(place.paid, flow)
            next_state, over = int(game.tick[place.state]), bool(game.ends[place.state])
            period = self.periods if over else place.period + 1
            if period == self.periods:
                later = self.weights[place.period + 1]
                final = self.final(next_state)
                paid = tuple(p + w * f for p, w, f in zip(paid, later, final, strict=True))
            place = _Place(period, 0, next_state, paid)
        return place

    def _discounted(self, period: int, kind: str, number: int) -> tuple[Fraction, ...]:
        """What a payment, or a flow, is worth at the start."""
        key = period, kind, number
        if key not in self.known:
            amounts = self.numbers.pay(number) if kind == "pay" else self.numbers.flow(number)
            self.known[key] = tuple(w * x for w, x in zip(self.weights[period], amounts, strict=True))
        return self.known[key]

    def _options(self, place: _Place) -> list[tuple[str, Fraction | None, _Place]]:
        """What can happen: its name, its probability if it is drawn, and where it leads."""
        if place.period == self.periods:
            return []
        phase = self.game.phases[place.phase]
        row = self.row[place.phase][place.state]
        if isinstance(phase, Chance):
            return self._draws(place, phase, row)
        if place.action >= 0:
            return self._answers(place, phase, row)
        options: list[tuple[str, Fraction | None, _Place]] = []
        for a, action in enumerate(phase.actions):
            if not phase.available[a, row] or phase.forbidden[a]:
                continue
            if phase.responders[a]:
                then = _Place(place.period, place.phase, place.state, self.nothing, a)
            else:
                then = self._after(place, int(phase.target[a, row]), int(phase.pay[a, row]))
            options.append((action.label, None, then))
        return [(WAIT, None, self._after(place, place.state, 0)), *options]

    def _answers(self, place: _Place, phase: Turn, row: int) -> list[tuple[str, Fraction | None, _Place]]:
        a = place.action
        if place.answer + 1 < len(phase.responders[a]):
            yes = _Place(place.period, place.phase, place.state, self.nothing, a, place.answer + 1)
        else:
            yes = self._after(place, int(phase.target[a, row]), int(phase.pay[a, row]))
        no = self._after(place, int(phase.refusal[a, row]), int(phase.refusal_pay[a, row]))
        return [(CONSENT, None, yes), (DECLINE, None, no)]

    def _draws(self, place: _Place, phase: Chance, row: int) -> list[tuple[str, Fraction | None, _Place]]:
        options: list[tuple[str, Fraction | None, _Place]] = []
        left = Fraction(1)
        for d in range(len(phase.target)):
            p = self.numbers.chance(int(phase.probability[d, row]))
            left -= p
            if p > 0:
                name = phase.name if len(phase.target) == 1 else f"{phase.name} {d + 1}"
                then = self._after(place, int(phase.target[d, row]), int(phase.pay[d, row]))
                options.append((name, p, then))
        if left > 0:
            options.append((f"no {phase.name}", left, self._after(place, place.state, 0)))
        return options

    def _after(self, place: _Place, state: int, pay: int) -> _Place:
        paid = self._discounted(place.period, "pay", pay) if pay else self.nothing
        return _Place(place.period, place.phase + 1, state, paid)

    def _set(self, place: _Place, options: list[tuple[str, Fraction | None, _Place]]) -> int:
        """An information set of its own for each node; −1 where the game ends."""
        if not options:
            return -1
        phase = self.game.phases[place.phase]
        owner = CHANCE
        if isinstance(phase, Turn):
            owner = phase.owner if place.action < 0 else phase.responders[place.action][place.answer]
        self.numbered[owner] += 1
        drawn = tuple(p for _, p, _ in options if p is not None) if owner == CHANCE else None
        names = tuple(name for name, _, _ in options)
        self.sets.append(InformationSet(owner, names, "", self.numbered[owner], drawn))
        return len(self.sets) - 1
