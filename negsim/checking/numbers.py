"""Values that are not finite, and probabilities out of bounds, in situations that can be reached."""

from __future__ import annotations

from dataclasses import replace

from negsim.checking.budget import Budget
from negsim.checking.built import Built, TooLarge, build
from negsim.checking.conditions import cost
from negsim.errors import GameError, Problem
from negsim.games.stage_game import StageGame
from negsim.scenario.names.finder import Finder

__all__ = ["Numbers"]


class Numbers:
    """What the games say about payoffs, payments, probabilities and discounts, at today's values."""

    def __init__(self, finder: Finder, budget: Budget) -> None:
        self.finder, self.s, self.budget = finder, finder.scenario, budget
        self.problems: dict[tuple[int, int], Problem] = {}  # by place

    def see(self, built: Built) -> None:
        """Evaluate every number wherever it can be needed."""
        problem = self._evaluate(built.game)
        if problem is not None and isinstance(self.s.play.periods, int):
            try:  # perhaps only after more periods than are played
                played = build(built.game.scenario, built.order, self.budget, periods=self.s.play.periods)
            except TooLarge:
                return
            problem = self._evaluate(played.game)
        if problem is not None:
            at = f" ({built.under.strip()})" if built.under else ""
            hint = "correct the expression, or keep play from getting there"
            found = replace(problem, message=problem.message + at, hint=hint)
            self.problems.setdefault((problem.line, problem.column), found)

    def say(self, complete: bool) -> None:
        """Report what was found."""
        self.finder.problems += self.problems.values()

    def _evaluate(self, game: StageGame) -> Problem | None:
        for cells in game.cells.values():
            for source in cells.sources.values():
                terms = [term for group in source.terms for term in group]
                count = len(source.table)
                texts = [e.text for t in terms for e in (t.value, t.guard) if e is not None]
                columns = len(source.columns)
                self.budget.spend(20 + 0.05 * count * columns + sum(cost(t, count) for t in texts))
        try:
            game.payoffs()
        except GameError as e:
            return e.problem
        return None
