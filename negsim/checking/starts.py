"""Issues that can never leave their start: levels listed the wrong way round, or a wrong start."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from negsim.checking.budget import Budget
from negsim.checking.conditions import conjuncts
from negsim.checking.told import Told
from negsim.checking.wording import listed
from negsim.scenario.expressions import Expression
from negsim.scenario.names.finder import Finder
from negsim.scenario.ranges.situations import Situations
from negsim.scenario.scenario import Scenario
from negsim.scenario.text.document import Path

__all__ = ["check_starts"]

MOST_TRIED = 40  # levels, and moves that set them, when a better start is looked for


@dataclass(frozen=True)
class _Setter:
    """Something that sets an issue, and the condition under which it does."""

    name: str  # of the move; empty, if it is none
    guard: str | None
    target: str


def check_starts(finder: Finder, told: Told, budget: Budget) -> None:
    """Report issues that things set, but never from where they start; note those that nothing sets."""
    _Starts(finder, told, budget).run()


class _Starts:
    def __init__(self, finder: Finder, told: Told, budget: Budget) -> None:
        self.finder, self.s, self.told, self.budget = finder, finder.scenario, told, budget
        self.own: dict[
            str, Mapping[str, list[Expression]]
        ] = {}  # of a condition: its parts on one issue only

    def run(self) -> None:
        setters: dict[str, list[_Setter]] = defaultdict(list)
        for written, setter in _setters(self.s):
            setters[written].append(setter)
        for name, issue in self.s.issues.items():
            if len(issue.levels) < 2:
                continue
            start = issue.levels.index(self.s.start_of(name))
            if not setters[name]:
                self.told.constant.add(name)
            elif not any(self.leads(setter, name, start) for setter in setters[name]):
                self.told.stuck.add(name)
                self.say(name, start, setters[name])

    def leads(self, setter: _Setter, issue: str, level: int) -> bool:
        """Whether something may set an issue to another level, when it stands at this one."""
        self.budget.spend(10)
        return self.goes(setter, issue, level) != {level} and self.allows(setter.guard, issue, level)

    def goes(self, setter: _Setter, issue: str, level: int) -> set[int]:
        levels = self.s.issues[issue].levels
        if setter.target == "any":
            return set(range(len(levels)))
        if setter.target in ("up", "down"):
            there = level + (1 if setter.target == "up" else -1)
            return {there if 0 <= there < len(levels) else level}
        return {levels.index(setter.target)}

    def allows(self, guard: str | None, issue: str, level: int) -> bool:
        """Whether no part of a condition that reads this issue alone fails at a level."""
        if guard is None:
            return True
        if guard not in self.own:
            self.budget.spend(50 + len(guard))
            self.own[guard] = _own_parts(self.s, guard)
        here = Situations(self.s, 1, True, {("level", issue): np.array([level])})
        return all(bool(np.all(e(here))) for e in self.own[guard].get(issue, ()))

    def say(self, issue: str, start: int, setters: list[_Setter]) -> None:
        levels = self.s.issues[issue].levels
        message = f'"{issue}" starts at "{levels[start]}", and nothing leads away from it'
        better = self.better(issue, start, setters)
        moves = list(dict.fromkeys(s.name for s in setters if s.name))
        given = self.s.issues[issue].start is not None
        hints = [] if given else ["list the levels lowest first"]
        if better is not None:
            there = f"start: {levels[better]}"
            hints.append(f"write {there}" if given else f"say where it starts, such as {there}")
        if moves:
            hints.append(f"correct the conditions of {listed(moves)}")
        path: Path = ("issues", issue, "start" if given else "levels")
        self.finder.say("NS622", path, message, hint=", or ".join(hints))

    def better(self, issue: str, start: int, setters: list[_Setter]) -> int | None:
        """Find a level from which most others can be reached: of several, the one furthest from the start."""
        count = len(self.s.issues[issue].levels)
        if count > MOST_TRIED or len(setters) > MOST_TRIED:
            return None
        next_ = {
            k: {t for s in setters if self.leads(s, issue, k) for t in self.goes(s, issue, k)}
            for k in range(count)
        }

        def reached(level: int) -> int:
            seen, queue = {level}, [level]
            while queue:
                for there in next_[queue.pop()] - seen:
                    seen.add(there)
                    queue.append(there)
            return len(seen)

        best = max(range(count), key=lambda k: (reached(k), abs(k - start)))
        return best if reached(best) > 1 else None


def _setters(s: Scenario) -> Iterator[tuple[str, _Setter]]:
    for name, move in s.moves.items():
        for effect in (move, move.declined):
            for issue, target in effect.sets.items() if effect is not None else ():
                yield issue, _Setter(name, move.when, target)
    for event in s.events.values():
        for draw in event.draws:
            for issue, target in draw.sets.items():
                yield issue, _Setter("", event.when, target)
    for order in s.orders.values():
        for issue, target in order.opens.sets.items() if order.opens is not None else ():
            yield issue, _Setter("", None, target)


def _own_parts(s: Scenario, guard: str) -> dict[str, list[Expression]]:
    """Sort the parts of a condition that read one issue and nothing else."""
    found: dict[str, list[Expression]] = defaultdict(list)
    for part in conjuncts(s, guard):
        e = s.expression(part.text, "guard")
        if len(e.issues) == 1 and not e.done and not e.in_force:
            found[min(e.issues)].append(e)
    return found
