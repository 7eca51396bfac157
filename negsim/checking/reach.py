"""Payoffs that are never paid, events that never strike, levels that are never reached."""

from __future__ import annotations

import numpy as np

from negsim.checking.budget import Budget
from negsim.checking.built import Built
from negsim.checking.conditions import Conditions
from negsim.checking.told import Told
from negsim.checking.wording import anywhere, listed
from negsim.scenario.names.finder import Finder
from negsim.scenario.schema import Event
from negsim.scenario.text.document import Path

__all__ = ["Reach"]


class Reach:
    """What the games say about `payoffs`, `events` and `issues`."""

    def __init__(self, finder: Finder, conditions: Conditions, budget: Budget, told: Told) -> None:
        self.told = told
        self.finder, self.s, self.conditions, self.budget = finder, finder.scenario, conditions, budget
        self.levels = {name: np.zeros(len(issue.levels), bool) for name, issue in self.s.issues.items()}
        self.idle: list[tuple[str, int]] | None = None

    def see(self, built: Built) -> None:
        """Note the levels that are reached, and draws that never happen."""
        if self.idle is None:
            self.idle = [(e, k) for e, event in self.s.events.items() for k in self._idle(event, built)]
        for name, reached in self.levels.items():
            if not reached.all():
                self.budget.spend(5 + built.game.states * 0.002)
                reached[built.game.table[built.game.space.place["level", name]]] = True

    def say(self, complete: bool) -> None:
        """Report what no game reaches."""
        for name, k in self.idle or ():
            message = f'draw {k + 1} of the event "{name}" never happens: its probability is 0'
            hint = "give it a probability, or a parameter that can be varied, or leave it out"
            self.finder.say("NS608", ("events", name, "draws", k, "probability"), message, hint=hint)
        if not complete:
            return
        for name, event in self.s.events.items():
            what = f'the event "{name}" never strikes'
            self._never(
                "NS608",
                ("events", name, "when"),
                event.when,
                what,
                "correct the condition, or leave the event out",
            )
        for party, terms in self.s.payoffs.items():
            for name, term in terms.items():
                what = f'the payoff "{name}" of {party} is never paid'
                path = ("payoffs", party, name, "when")
                self._never("NS607", path, term.when, what, "correct the condition, or leave the payoff out")
        for name, reached in self.levels.items():
            self._levels(name, np.flatnonzero(~reached).tolist())

    def _idle(self, event: Event, built: Built) -> list[int]:
        """Number the draws whose probability is 0 wherever and whatever the parameters."""
        self.budget.spend(len(event.draws))
        found = []
        for k, draw in enumerate(event.draws):
            e = self.s.expression(draw.probability, "number")
            if not (e.parameters or e.issues or e.done or e.in_force) and float(e(built.states)) == 0:
                found.append(k)
        return found

    def _never(self, code: str, path: Path, text: str | None, what: str, hint: str) -> None:
        never = self.conditions.never(text)
        if never is not None and not self.told.inside(path, "NS419") and not self.told.follows(never.text):
            message = f'{what}: "{never.text}" holds in no situation that can be reached{anywhere(self.s)}'
            self.finder.say(code, path, message, offset=never.offset, length=never.length, hint=hint)

    def _levels(self, name: str, missing: list[int]) -> None:
        if not missing or name in self.told.stuck:
            return
        levels = self.s.issues[name].levels
        if name in self.told.constant:
            message = f'nothing ever sets "{name}": it always stays at "{self.s.start_of(name)}"'
            hint = "add a move or an event that sets it, or leave the issue out"
            self.finder.say("NS609", ("issues", name, "levels", missing[0]), message, hint=hint)
            return
        number = "the level" if len(missing) == 1 else "the levels"
        verb = "is" if len(missing) == 1 else "are"
        names = listed([levels[k] for k in missing])
        message = f'{number} {names} of "{name}" {verb} never reached{anywhere(self.s)}'
        hint = "add a move or an event that sets it, or leave it out"
        if len(missing) > 1:
            hint = "add moves or events that set them, or leave them out"
        self.finder.say("NS609", ("issues", name, "levels", missing[0]), message, hint=hint)
