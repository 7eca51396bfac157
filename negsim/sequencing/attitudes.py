"""What each party makes of an order: accepts, rejects, stalls, or indifferent (docs/design.md)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import numpy as np

from negsim.games.stage_game import Turn
from negsim.sequencing.distance import FAR, Distances, distances
from negsim.sequencing.play import Play, Step
from negsim.solvers.scenarios.operator import TIE

__all__ = ["Attitude", "attitudes", "stallers"]

Attitude = Literal["accepts", "rejects", "indifferent", "stalls"]


def attitudes(
    play: Play, values: Mapping[str, float], disagreement: Mapping[str, float]
) -> dict[str, Attitude]:
    """Attitude of every party to an order.

    Parameters
    ----------
    play : Play
        The order's equilibrium play.
    values, disagreement : mapping of str to float
        What the order, and disagreement, are worth to each party.
    """
    stall = stallers(play)
    result: dict[str, Attitude] = {}
    for party, value in values.items():
        d = disagreement[party]
        tie = TIE * (1 + max(abs(value), abs(d)))
        if value < d - tie:
            result[party] = "rejects"
        elif party in stall:
            result[party] = "stalls"
        else:
            result[party] = "indifferent" if value <= d + tie else "accepts"
    return result


def stallers(play: Play) -> dict[str, str]:
    """Parties that keep play from the goal, and by what.

    At each mover's first turn after play has come nearest the goal: it moves away, leaves undone a step of
    its own that leads nearer, or somebody who would have to agree to such a step would lose by it.
    """
    game = play.game
    if game.goal is None or play.end == game.scenario.goal:
        return {}
    far = distances(game)
    where = [int(far[s.phase][s.before]) for s in play.steps]
    if not where:
        return {}
    after = [int(far[s.phase + 1][s.after]) for s in play.steps]
    nearest, first = where[0], 0
    for k, (before, distance) in enumerate(zip(where, after, strict=True)):
        if before < nearest:  # chance, or time, has brought it nearer
            nearest, first = before, k
        if distance < nearest:
            nearest, first = distance, k + 1
    if nearest >= FAR:
        return {}
    found: dict[str, str] = {}
    seen: set[str] = set()
    for step in play.steps[first:]:
        if step.party not in seen:
            seen.add(step.party)
            for party, why in _stalled(play, step, far).items():
                found.setdefault(party, why)
    return found


def _stalled(play: Play, step: Step, far: Distances) -> dict[str, str]:
    game, k, x = play.game, step.phase, step.before
    turn = game.phases[k]
    assert isinstance(turn, Turn)
    here = int(far[k][x])
    found: dict[str, str] = {}
    if step.made is not None and far[k + 1][step.after] < here:
        return found  # this very turn leads nearer, whatever becomes of it later
    if step.made is not None and far[k + 1][step.after] > here:
        found[step.party] = f"{step.made} leads away from the goal"
    place = int(np.searchsorted(turn.rows, x))
    if place == len(turn.rows) or turn.rows[place] != x:
        return found
    now, later = play.nodes(step.period)[k], play.nodes(step.period)[k + 1]
    pay = play.payoffs.pay[:, :, 0]
    for a, action in enumerate(turn.actions):
        if turn.forbidden[a] or not turn.available[a, place]:
            continue
        if far[k + 1][turn.target[a, place]] >= here:
            continue
        if not action.joint:
            found.setdefault(step.party, f"leaves {action.label} undone")
            continue
        yes = later[turn.target[a, place]] + pay[turn.pay[a, place]]
        no = later[turn.refusal[a, place]] + pay[turn.refusal_pay[a, place]]
        losers = [r for r in turn.responders[a] if _less(yes[r], no[r])]
        if _less(yes[turn.owner], now[x, turn.owner]):
            losers.append(turn.owner)
        for party in losers or [turn.owner]:
            found.setdefault(
                game.parties[party],
                f"would lose by {action.label}" if losers else f"does not propose {action.label}",
            )
    return found


def _less(a: float, b: float) -> bool:
    return bool(a < b - TIE * (1 + max(abs(a), abs(b))))
