"""Outcomes: that they name every situation, and that each of them, and the goal, can be reached."""

from __future__ import annotations

import ast

import numpy as np

from negsim.checking.built import Built
from negsim.checking.conditions import Conditions, Part
from negsim.checking.told import Told
from negsim.checking.wording import anywhere, issues_of, listed
from negsim.scenario.names.finder import Finder

__all__ = ["Outcomes"]


class Outcomes:
    """What the games say about `outcomes` and `goal`."""

    def __init__(self, finder: Finder, conditions: Conditions, told: Told) -> None:
        self.told = told
        self.finder, self.s, self.conditions = finder, finder.scenario, conditions
        self.names = list(self.s.outcomes)
        self.covered = "otherwise" in self.s.outcomes.values()
        self.unnamed = ""
        self.reached: set[str] = set()
        self.reached_in_order = False
        texts = [text for text in self.s.outcomes.values() if text != "otherwise"]
        self.read = {i for text in texts for i in issues_of(self.s, self.s.expression(text, "guard"))}

    def see(self, built: Built) -> None:
        """Note which outcomes occur, and a situation that none names."""
        found = set(np.unique(built.game.outcome).tolist())
        here = {name for k, name in enumerate(self.names) if k in found}
        self.reached |= here
        self.reached_in_order |= (built.order is not None or not self.s.orders) and self.s.goal in here
        if self.names and not self.covered and not self.unnamed and len(self.names) in found:
            state = int(np.flatnonzero(built.game.outcome == len(self.names))[0])
            at = built.situation(state, self.read)
            self.unnamed = f"none of them holds{built.under}" + (f" where {at}" if at else "")

    def say(self, complete: bool) -> None:
        """Report what is not named, and what is never reached."""
        if self.unnamed:
            hint = "put a last outcome after them, such as deadlock: otherwise"
            message = f"the outcomes leave situations without a name: {self.unnamed}"
            self.finder.say("NS601", ("outcomes",), message, at_key=True, hint=hint)
        if not complete:
            return
        if self.s.goal is not None and not self.reached_in_order:
            self._goal(self.s.goal)
        for name, text in self.s.outcomes.items():
            # an `otherwise` that nothing is left for is a safeguard, not a mistake
            if name not in self.reached and name != self.s.goal and text != "otherwise":
                if self._said(name):
                    continue
                never, hint = self.conditions.never(text), "correct its condition, or leave it out"
                if never is None:
                    hint = "the first outcome that holds names the situation: put the narrower one first"
                if self._twin(name):
                    hint = "change one of the two conditions, or leave one of the outcomes out"
                message = f'the outcome "{name}" is never reached: {self._why(name)}'
                place = never or Part(text, 0, len(text))
                at = ("outcomes", name)
                self.finder.say("NS602", at, message, offset=place.offset, length=place.length, hint=hint)

    def _goal(self, goal: str) -> None:
        if self._said(goal):
            return
        if goal in self.reached:
            message = f'the goal "{goal}" can be reached without an order, but under none of the orders'
            hint = "look at what the orders forbid and require"
        else:
            message = f'the goal "{goal}" is out of reach: {self._why(goal)}'
            hint = "look at its condition, and at the moves that should lead to it"
        self.finder.say("NS603", ("goal",), message, hint=hint)

    def _said(self, name: str) -> bool:
        """Whether it is said already why an outcome is out of reach."""
        text = self.s.outcomes[name]
        never = self.conditions.never(text) if text != "otherwise" else None
        return never is not None and (
            self.told.inside(("outcomes", name), "NS419") or self.told.follows(never.text)
        )

    def _twin(self, name: str) -> str:
        """Find an outcome above that has the same condition."""
        text = self.s.outcomes[name]
        if text == "otherwise":
            return ""
        tree = ast.dump(self.s.expression(text, "guard").tree)
        for other in self.names[: self.names.index(name)]:
            above = self.s.outcomes[other]
            if above != "otherwise" and ast.dump(self.s.expression(above, "guard").tree) == tree:
                return other
        return ""

    def _why(self, name: str) -> str:
        text = self.s.outcomes[name]
        if text == "otherwise":
            return "the outcomes above it name every situation that can be reached"
        never = self.conditions.never(text)
        if never is not None:
            return f'"{never.text}" holds in no situation that can be reached{anywhere(self.s)}'
        twin = self._twin(name)
        if twin:
            return f'it has the same condition as "{twin}"'
        above = self.names[: self.names.index(name)]
        return f"wherever its condition holds, an outcome above it does too ({listed(above)})"
