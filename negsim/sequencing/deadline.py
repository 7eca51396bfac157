"""Deadline artefacts: what a fixed number of periods brings about, and nothing else does (docs/design.md)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from negsim.errors import GameError
from negsim.games.compile import compile_game
from negsim.sequencing.play import Play
from negsim.solvers.scenarios.backward_induction import induce

__all__ = ["LOOK_AHEAD", "artefacts"]

Floats = NDArray[np.float64]

LOOK_AHEAD = 12  # further periods that are looked at
SPREAD = 0.01  # of the largest value a party could have: what differs by less counts as settled


def artefacts(longest: Play, periods: int) -> tuple[str, ...]:
    """Give the reasons to take an order's result for an artefact of its deadline; none: it is not one.

    Parameters
    ----------
    longest : Play
        Play of the same game with `LOOK_AHEAD` more periods.
    periods : int
        The number of periods of the scenario.
    """
    horizons = range(periods, longest.periods + 1)
    plays = [longest.shorter(n) for n in horizons]
    play, game = plays[0], longest.game
    reasons = []
    last = [s for s in play.steps if s.period == periods - 1 and s.made is not None and s.action is not None]
    agreed = [s for s in last if s.action is not None and s.action.joint]
    if agreed and periods > 1:
        reasons.append(f"agreement on {agreed[0].made} falls in the last period")
    first = {_opening(p) for p in plays}
    if len(first) > 1:
        reasons.append(
            f"the first period's play changes with the number of periods ({periods} to {horizons[-1]})"
        )
    ends = sorted({p.path_end for p in plays})
    if len(ends) > 1:
        reasons.append(f"the outcome changes with the number of periods: {', '.join(ends)}")
    largest = np.abs(longest.strategy.values[-1][:, : len(game.parties)]).max(axis=0)
    moved = np.all([_spread(f, plays) > SPREAD * largest for f in (_values, _per_period)], axis=0).tolist()
    if any(moved):
        who = [game.scenario.label(p) for p, m in zip(game.parties, moved, strict=True) if m]
        reasons.append(f"values keep changing with the number of periods (of {', '.join(who)})")
    return (*reasons, *_other_rules(play))


def _opening(play: Play) -> tuple[tuple[str, str], ...]:
    return tuple((s.party, s.made) for s in play.steps if s.period == 0 and s.made is not None)


def _spread(values: Callable[[Play], Floats], plays: list[Play]) -> Floats:
    """By how much the values of each party differ over the horizons."""
    spread: Floats = np.ptp(np.array([values(p) for p in plays]), axis=0)
    return spread


def _values(play: Play) -> Floats:
    return play.strategy.values[-1][play.game.start, : len(play.game.parties)]


def _per_period(play: Play) -> Floats:
    """Values on a scale on which a game that only lasts longer is not worth more."""
    if play.game.scenario.play.final == "forever":
        return _values(play)
    discount = play.payoffs.discount[:, 0]
    weight = np.array([sum(d**t for t in range(play.periods)) for d in discount])
    result: Floats = _values(play) / weight
    return result


def _other_rules(play: Play) -> list[str]:
    """Solve again with another end, and with the movers in another order."""
    scenario = play.game.scenario
    reasons = []
    other = "stop" if scenario.play.final == "forever" else "forever"
    try:
        changed = _solve(play, final=other)
    except GameError:
        changed = play  # patience of 1 has no value for ever
    if changed.path_end != play.path_end:
        reasons.append(
            f"the outcome changes with the end of the game (final: {other} gives {changed.path_end})"
        )
    elif _opening(changed) != _opening(play):
        reasons.append(f"the first period's play changes with the end of the game (final: {other})")
    movers = tuple(reversed(scenario.movers))
    named = ", ".join(map(scenario.label, movers))
    if len(movers) > 1:
        changed = _solve(play, movers=movers)
        if changed.path_end != play.path_end:
            reasons.append(f"the outcome changes with the order of movers ({named} gives {changed.path_end})")
    return reasons


def _solve(play: Play, **rules: object) -> Play:
    scenario = play.game.scenario.with_play(**rules)
    game = compile_game(scenario, play.game.rules.name, periods=play.periods)
    payoffs = game.payoffs()
    return Play(game, payoffs, induce(game, payoffs, play.periods))
