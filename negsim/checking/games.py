"""What shows only when the games of a scenario are built."""

from __future__ import annotations

from contextlib import suppress
from typing import Protocol

from negsim.checking.budget import Budget, Spent
from negsim.checking.built import Built, TooLarge, build, place_of, under
from negsim.checking.collisions import Collisions
from negsim.checking.conditions import Conditions
from negsim.checking.moves import Moves
from negsim.checking.numbers import Numbers
from negsim.checking.orders import Orders
from negsim.checking.outcomes import Outcomes
from negsim.checking.reach import Reach
from negsim.checking.sizes import Sizes, largest_factors
from negsim.checking.starts import check_starts
from negsim.checking.told import Told
from negsim.checking.unused import check_unused
from negsim.checking.wording import listed
from negsim.errors import GameError, Problem
from negsim.scenario.names.finder import Finder, Lost
from negsim.scenario.scenario import Scenario

__all__ = ["check_games"]

_LEFT_OPEN = "whether moves, levels, outcomes, payoffs and events ever come about was not checked"


class Look(Protocol):
    """One kind of check: it sees every game, and then says what it found."""

    def see(self, built: Built) -> None: ...
    def say(self, complete: bool) -> None: ...


def check_games(scenario: Scenario) -> list[Problem]:
    """Build the game of each order, and list what is wrong with them or worth a second look.

    The work is bounded: of a file that asks for too much, what could not be looked at is said.
    """
    finder = Finder(scenario, scenario.document, Lost())
    check_unused(finder)
    _Games(finder).run()
    if finder.unworded:
        message = f"and {finder.unworded} more problems, which are listed once these are corrected"
        finder.problems.append(scenario.document.whole("NS008", message))
    return finder.problems


class _Games:
    def __init__(self, finder: Finder) -> None:
        self.finder, self.s = finder, finder.scenario
        self.budget = Budget()
        self.complete = True  # whether all games were seen: only then can anything be said never to happen
        self.too_large: dict[str, tuple[list[str | None], str]] = {}
        self.impossible: dict[str, str | None] = {}  # why, and under which order; without one, if so

    def run(self) -> None:
        playable = _playable(self.finder)
        told = Told(self.s)
        with suppress(Spent):
            check_starts(self.finder, told, self.budget)
        conditions = Conditions(self.s, self.budget)
        moves = Moves(self.finder, conditions, self.budget, told)
        looks: list[Look] = [
            Outcomes(self.finder, conditions, told),
            moves,
            Orders(self.finder, moves, self.budget, told),
            Reach(self.finder, conditions, self.budget, told),
            Sizes(self.finder, self.budget),
            Numbers(self.finder, self.budget),
        ]
        if self.s.play.turns == "simultaneous":
            looks.append(Collisions(self.finder, self.budget))
        games = [*self.s.orders, None]
        for k, order in enumerate(games):
            try:
                built = self._build(playable, order)
                if built is not None:
                    conditions.see(built)
                    for look in looks:
                        look.see(built)
            except Spent:
                self._spent(games[k:])
                break
        for look in looks:
            look.say(self.complete)
        self._say_too_large()
        for text, order in self.impossible.items():
            message = f"no game can be built{under(self.s, order)}: {text}"
            self.finder.say("NS620", place_of(order), message, at_key=True)

    def _build(self, playable: Scenario, order: str | None) -> Built | None:
        try:
            return build(playable, order, self.budget)
        except TooLarge as e:
            if e.what not in self.too_large:
                hint = largest_factors(e.space, e.table) if e.space and e.table is not None else ""
                self.too_large[e.what] = [], hint
            self.too_large[e.what][0].append(order)
        except GameError as e:
            if order is None or str(e) not in self.impossible:
                self.impossible[str(e)] = order
        self.complete = False
        return None

    def _spent(self, left: list[str | None]) -> None:
        self.complete = False
        self.too_large.setdefault("", ([], ""))[0].extend(left)

    def _say_too_large(self) -> None:
        for what, (orders, factors) in self.too_large.items():
            named = [order for order in orders if order is not None]
            games = f"the game{'s' * (len(named) > 1)} of {listed(named)}" if named else "the game"
            several = len(named) > 1
            if what:
                message = f"{games} {'have' if several else 'has'} {what}, the most that is checked"
            else:
                message = f"{games} {'are together' if several else 'is'} too large to be checked"
            hint = f"what makes it large: {factors}" if factors else ""
            message = f"{message}; {_LEFT_OPEN}"
            self.finder.say("NS614", place_of(orders[0]), message, at_key=True, hint=hint)


def _playable(finder: Finder) -> Scenario:
    """Report what this version cannot solve; give it back with turns whose games can be built."""
    s = finder.scenario
    turns = s.play.turns
    if s.play.periods == "forever":
        message = "this version cannot solve games without end yet; the games were checked all the same"
        finder.say("NS619", ("play", "periods"), message, hint="give a number of periods until then")
    if turns not in ("random", "simultaneous"):
        return s
    message = f'this version cannot solve "{turns}" turns yet; the games were checked with sequential turns'
    finder.say(
        "NS619", ("play", "turns"), message, hint="write turns: sequential or turns: rotating until then"
    )
    # only this one word changes: nothing needs to be read again
    return s.model_copy(update={"play": s.play.model_copy(update={"turns": "sequential"})})
