"""Conditions that hold in no situation of any game, and which part of them is why."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from negsim.checking.budget import Budget
from negsim.checking.built import Built
from negsim.games.states import States
from negsim.scenario.scenario import Scenario

__all__ = ["Conditions", "Part", "conjuncts", "cost", "never_holds"]


@dataclass(frozen=True)
class Part:
    """Part of a condition, and which characters of it these are."""

    text: str
    offset: int
    length: int


def cost(text: str, rows: int) -> float:
    """Estimate what it costs to evaluate an expression, in microseconds."""
    return 5 + 0.3 * len(text) + 0.0005 * len(text) * rows


def conjuncts(scenario: Scenario, text: str) -> list[Part]:
    """List what is joined by `and`, and last the whole."""
    tree = scenario.expression(text, "guard").tree
    whole = Part(text, 0, len(text))
    if not isinstance(tree, ast.BoolOp) or not isinstance(tree.op, ast.And):
        return [whole]
    blanks = len(text) - len(text.lstrip())
    source = text.replace("\n", " ").replace("\r", " ").strip().encode()  # places in a tree count bytes
    parts = []
    for node in tree.values:
        begin, end = node.col_offset, node.end_col_offset or node.col_offset
        part = source[begin:end].decode()
        parts.append(Part(part, blanks + len(source[:begin].decode()), len(part)))
    return [*parts, whole]


def never_holds(scenario: Scenario, text: str, states: States, budget: Budget) -> Part | None:
    """Find the first part of a condition that holds in none of the states; the whole, if only that."""
    for part in conjuncts(scenario, text):
        budget.spend(cost(part.text, len(states)))
        if not scenario.expression(part.text, "guard")(states).any():
            return part
    return None


class Conditions:
    """Conditions of a scenario that have held nowhere yet, in the games seen so far."""

    def __init__(self, scenario: Scenario, budget: Budget) -> None:
        self.scenario, self.budget = scenario, budget
        self.open = dict.fromkeys(self._texts())
        self.known = set(self.open)

    def _texts(self) -> Iterable[str]:
        s = self.scenario
        whole = [move.when for move in s.moves.values()] + [event.when for event in s.events.values()]
        whole += [term.when for terms in s.payoffs.values() for term in terms.values()]
        whole += [text for text in s.outcomes.values() if text != "otherwise"]
        return (text for text in whole if text is not None)

    def see(self, built: Built) -> None:
        """Forget what holds somewhere in this game; of the rest, look at the parts too."""
        views = [built.states] + [built.seen_jointly] * bool(built.game.space.complete)
        queue = list(self.open)
        for text in queue:
            self.budget.spend(len(views) * cost(text, built.game.states))
            if not self._told(text, built):
                del self.open[text]  # may have held: nothing more can be said of it
                continue
            if any(self.scenario.expression(text, "guard")(view).any() for view in views):
                del self.open[text]
                continue
            parts = dict.fromkeys(part.text for part in conjuncts(self.scenario, text))  # each once
            fresh = {part: None for part in parts if part not in self.known}
            queue += fresh
            self.known.update(fresh)
            self.open.update(fresh)

    def _told(self, text: str, built: Built) -> bool:
        """Whether the game remembers the moves that a condition asks about: not, where it guards no move."""
        e = self.scenario.expression(text, "guard")
        bare = {move for move in e.in_force if not self.scenario.moves[move].sets}
        return (e.done | bare) <= built.game.space.watched

    def never(self, text: str | None) -> Part | None:
        """Tell which part of a condition held nowhere; None, if the condition held somewhere."""
        if text is None or text not in self.open:
            return None
        return next(part for part in conjuncts(self.scenario, text) if part.text in self.open)
