"""Moves that wait for one another in a circle."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from negsim.checking.conditions import Part
from negsim.checking.wording import listed
from negsim.scenario.ranges.situations import Moment, Situations
from negsim.scenario.scenario import Scenario
from negsim.scenario.schema import Effect

__all__ = ["circle"]

LONGEST = 5  # links that are told
MOST_LEVELS = 200


def circle(
    s: Scenario, first: str, available: set[str], waits: Callable[[str], Part | None]
) -> list[tuple[str, str]]:
    """Follow what moves wait for until one of them comes again.

    Parameters
    ----------
    s : Scenario
    first : str
        A move that can never be made.
    available : set of str
        The moves that can be made.
    waits : callable
        Tells which part of its conditions keeps a move from being made, if one alone does.

    Returns
    -------
    list of (str, str)
        The moves of the circle, and in words what each waits for; empty if there is none, or a long one.
    """
    chain: dict[str, str] = {}
    move = first
    while move not in chain:
        part = waits(move)
        makers = _makers(s, part.text) if part is not None and len(chain) < LONGEST else []
        if part is None or not makers or available.intersection(makers):
            return []
        verb = "brings" if len(makers) == 1 else "bring"
        chain[move] = f'"{move}" waits for {part.text}, which only {listed(makers)} {verb} about'
        move = next((m for m in makers if m in chain), makers[0])
    moves = list(chain)
    return [(m, chain[m]) for m in moves[moves.index(move) :]]


def _makers(s: Scenario, text: str) -> list[str]:
    """List the moves that may bring a condition about; nothing, if something else may too."""
    e = s.expression(text, "guard")
    asked = e.done | e.in_force
    if asked and not e.issues and len(asked) == 1:
        return list(asked) if not any(s.moves[m].sets for m in e.in_force) else []
    if asked or len(e.issues) != 1:
        return []
    issue = min(e.issues)
    levels = s.issues[issue].levels
    effects: list[Effect] = [draw for event in s.events.values() for draw in event.draws]
    effects += [order.opens for order in s.orders.values() if order.opens is not None]
    effects += [move.declined for move in s.moves.values() if move.declined is not None]
    if len(levels) > MOST_LEVELS or any(issue in effect.sets for effect in effects):
        return []
    holds = np.ravel(np.broadcast_to(e(Situations.of(s, [e], None, Moment())), len(levels)))
    there = {level for level, here in zip(levels, holds, strict=True) if here} | {"up", "down", "any"}
    return [name for name, move in s.moves.items() if move.sets.get(issue) in there]
