"""Simultaneous turns: moves of different parties that set one issue to different levels at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from negsim.checking.budget import Budget
from negsim.checking.built import Built
from negsim.games.rules import Action
from negsim.games.stage_game import Turn
from negsim.scenario.names.finder import Finder

__all__ = ["Collisions"]

MOST_REPORTED = 50


@dataclass(frozen=True)
class Write:
    """What one action does to one issue."""

    action: Action
    move: str
    available: NDArray[np.bool_]  # in the states in which a period can begin
    level: NDArray[np.int16]  # afterwards


class Collisions:
    """What the games say about turns in which all move at once."""

    def __init__(self, finder: Finder, budget: Budget) -> None:
        self.finder, self.s, self.budget = finder, finder.scenario, budget
        self.place = {move: k for k, move in enumerate(self.s.moves)}
        self.found: dict[tuple[str, str, str], str] = {}  # two moves and an issue: where they meet

    def see(self, built: Built) -> None:
        """Look for pairs of moves that can be made at once and do not go together."""
        for issue in self.s.issues:
            writes = self._writes(issue, built)
            for k, first in enumerate(writes):
                for second in writes[:k]:
                    self._compare(first, second, issue, built)

    def say(self, complete: bool) -> None:
        """Report the pairs, at the later of the two moves."""
        for (early, late, issue), where in self.found.items():
            message = (
                f'"{early}" and "{late}" can be made at once, and set "{issue}" to different levels{where}'
            )
            hint = "let a condition keep them apart: what happens when moves collide is not settled yet"
            self.finder.say("NS612", ("moves", late, "sets", issue), message, hint=hint)

    def _writes(self, issue: str, built: Built) -> list[Write]:
        game, count = built.game, built.game.sizes[0]
        column = game.table[game.space.place["level", issue]]
        writes = []
        for turn in game.phases:
            if not isinstance(turn, Turn):
                continue
            first = turn.rows < count
            for k, action in enumerate(turn.actions):
                move = next((c.move for c in action.components if dict(c.targets).get(issue)), None)
                if move is None or self.s.moves[move].after or move in game.space.complete:
                    continue  # what takes effect later does not meet what is done now
                self.budget.spend(20 + 0.02 * count)
                available, level = np.zeros(count, bool), np.zeros(count, np.int16)
                available[turn.rows[first]] = turn.available[k][first]
                level[turn.rows[first]] = column[turn.target[k][first]]
                writes.append(Write(action, move, available, level))
        return writes

    def _compare(self, a: Write, b: Write, issue: str, built: Built) -> None:
        early, late = sorted((a.move, b.move), key=self.place.__getitem__)
        self.budget.spend(5 + 0.002 * len(a.available))
        if len(self.found) >= MOST_REPORTED or (early, late, issue) in self.found:
            return
        if set(a.action.signatories) & set(b.action.signatories):
            return
        together = np.flatnonzero(a.available & b.available & (a.level != b.level))
        if len(together):
            at = built.situation(int(together[0]), self.s.issues)
            self.found[early, late, issue] = f", such as{built.under} where {at}"
