"""The plan to the goal as a line through the game graph, and where play leaves it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from negsim.games.stage_game import StageGame, Turn
from negsim.plots.style import does, move_name, name_of, wrap
from negsim.sequencing.incentives import ledger_of
from negsim.sequencing.ledger import PlanLedger
from negsim.sequencing.plans import Plan, shortest_plans

if TYPE_CHECKING:
    from negsim.sequencing.play import Play

__all__ = ["CHANCE", "TIME", "Passage", "PlanLine", "alternatives", "path_line", "plan_line"]

CHANCE, TIME = "chance", "time"
REMARK = 22  # characters of a line of a remark

Visit = tuple[int, int, int]  # period, phase, state


class Passage(NamedTuple):
    """One change of state on a line: what it is, and whose."""

    before: int
    after: int
    period: int
    label: str
    mover: str


@dataclass
class PlanLine:
    """The plan that play follows farthest; no steps where play gets to the goal, or nothing does."""

    steps: list[Passage] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)  # its turns
    edges: dict[tuple[int, int], list[str]] = field(default_factory=dict)  # remarks beside its edges
    nodes: dict[int, list[str]] = field(default_factory=dict)  # and in its states
    obstacle: str = ""  # why there is no plan


def path_line(play: Play) -> list[Passage]:
    """Changes of state on the path of play."""
    game, at = play.game, play.game.start
    found: list[Passage] = []

    def go(to: int, period: int, label: str, mover: str) -> None:
        nonlocal at
        if to != at:
            found.append(Passage(at, to, period, label, mover))
        at = to

    for period, close in enumerate(play.closes):
        for step in play.steps:
            if step.period == period:
                go(step.before, period, CHANCE, CHANCE)
                if step.action is not None:
                    label = move_name(game.scenario, step.action.label)
                    go(step.after, period, label + (" declined" if step.declined_by else ""), step.party)
        go(close, period, CHANCE, CHANCE)
        if period + 1 < len(play.closes):
            go(int(game.tick[close]), period, "time passes", TIME)
    return found


def plan_line(play: Play) -> PlanLine:
    """Find the plan that play follows farthest, unless play ends in the goal."""
    game = play.game
    if game.goal is None or game.goal[play.closes[-1]]:
        return PlanLine()
    kept = ledger_of(play, _nothing)
    if not kept.plans:
        return PlanLine(obstacle=kept.obstacle)
    first = kept.plans[0]
    plans = (p for p in shortest_plans(game, play.periods)[0] if p.labels == first.labels)
    plan = next((p for p in plans if _same(p, first)), None)
    if plan is None:
        return PlanLine()
    line = PlanLine(visits=[(n.period, n.phase, n.state) for n in plan.nodes])
    moves = _follow(play, plan, line)
    _remark(game, line, first, moves)
    return line


def _nothing(game: StageGame, _: int) -> NDArray[np.float64]:
    """Leave out what the parties are exposed to: the picture does not show it."""
    return np.zeros(len(game.parties))


def _same(plan: Plan, kept: PlanLedger) -> bool:
    """Whether a ledger is this plan's: the same moves may differ in who proposes them, and when."""
    turns = set()
    for node in plan.nodes:
        turn = plan.game.phases[node.phase]
        action = plan.action(node)
        assert isinstance(turn, Turn)
        turns.add((node.period, action.label if action is not None else "", plan.game.parties[turn.owner]))
    return all((r.period, r.move, r.party) in turns for r in kept.rows if r.role != "consents to")


def _follow(play: Play, plan: Plan, line: PlanLine) -> list[tuple[int, int]]:
    """Note the changes of state on a plan; return from where to where each of its moves leads."""
    game = play.game
    at, period = game.start, 0
    moves: list[tuple[int, int]] = []

    def go(to: int, label: str, mover: str) -> None:
        nonlocal at
        if to != at:
            line.steps.append(Passage(at, to, period, label, mover))
        at = to

    for node in plan.nodes:
        go(node.state, "time passes", TIME)
        period = node.period
        action, turn = plan.action(node), game.phases[node.phase]
        if node.number is not None and action is not None and isinstance(turn, Turn):
            to = int(turn.target[node.number, np.searchsorted(turn.rows, node.state)])
            moves.append((at, to))
            go(to, move_name(game.scenario, action.label), game.parties[turn.owner])
    assert game.goal is not None
    while not game.goal[at] and not game.ends[at] and period + 1 < play.periods:  # what is delayed lands
        period += 1
        go(int(game.tick[at]), "time passes", TIME)
    return moves


def _remark(game: StageGame, line: PlanLine, kept: PlanLedger, moves: Sequence[tuple[int, int]]) -> None:
    """Say on the plan where play stops, and because of what."""
    stop, scenario = kept.stop, game.scenario
    if stop is None:
        return

    def say(step: int, due: bool, text: str) -> None:
        before, after = moves[step - 1] if step else (game.start, game.start)
        if due and before != after:
            line.edges.setdefault((before, after), []).append(wrap(text, REMARK))
        else:
            line.nodes.setdefault(before if due else after, []).append(wrap(text, REMARK))

    due = bool(stop.move)
    who = name_of(scenario, stop.party)
    say(kept.followed + due, due, f"play stops here: {who} {does(scenario, stop.instead)}")
    row = stop.because
    same = row is not None and (row.step, row.party, row.move) == (kept.followed + due, stop.party, stop.move)
    if row is not None and not same:
        who = name_of(scenario, row.party)
        say(
            row.step, bool(row.move), f"because of this: {who} would rather {does(scenario, row.instead, '')}"
        )


def alternatives(play: Play, visits: Sequence[Visit]) -> list[int]:
    """States that other choices at some turns lead to, those first that cost the mover least."""
    game = play.game
    found: dict[int, float] = {}
    seen: set[tuple[int, int]] = set()
    for period, k, state in visits:
        turn = game.phases[k]
        if (k, state) in seen or not isinstance(turn, Turn) or not len(turn.rows):
            continue
        seen.add((k, state))
        place = min(int(np.searchsorted(turn.rows, state)), len(turn.rows) - 1)
        if turn.rows[place] != state:
            continue
        answers = play.strategy.answers[play.periods - period - 1][k]
        assert answers is not None
        nodes, o = play.nodes(period), turn.owner
        for a in np.flatnonzero(turn.available[:, place] & ~turn.forbidden).tolist():
            to = int(turn.target[a, place])
            pay = float(play.payoffs.pay[turn.pay[a, place], o, 0])
            loss = float(nodes[k][state, o] - nodes[k + 1][to, o]) - pay
            if not answers[a, :, place].all():
                loss += 1e9  # it would be declined: last
            found[to] = min(loss, found.get(to, np.inf))
    return sorted(found, key=lambda s: (found[s], s))
