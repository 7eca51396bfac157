"""What the text of a scenario can tell about its mistakes: references, names, expressions, bounds."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from negsim.errors import Problem, nearest
from negsim.scenario.expressions import RESERVED_WORDS, ExpressionError, Kind

if TYPE_CHECKING:
    from negsim.scenario.reader import Document
    from negsim.scenario.scenario import Scenario

__all__ = ["check"]

Path = tuple[str | int, ...]


def check(scenario: Scenario, document: Document) -> list[Problem]:
    """List every problem of a scenario whose keys and types are right."""
    checker = _Checker(scenario, document)
    checker.run()
    return checker.problems


class _Checker:
    def __init__(self, scenario: Scenario, document: Document) -> None:
        self.s = scenario
        self.document = document
        self.problems: list[Problem] = []

    def say(self, path: Path, message: str, *, at_key: bool = False, offset: int = 0) -> None:
        self.problems.append(self.document.problem(path, message, at_key=at_key, offset=offset))

    def run(self) -> None:
        self.names()
        self.issues()
        self.moves()
        self.events()
        self.payoffs()
        self.outcomes()
        self.orders()
        self.play()
        self.sources()

    def known(
        self,
        names: Iterable[str],
        group: Mapping[str, Any] | Iterable[str],
        what: str,
        path: Path,
        *,
        keys: bool = False,
    ) -> bool:
        """Report names that the group lacks or that stand twice; `keys`: as keys of what is at the path."""
        names = list(names)
        fine = True
        known = list(group)
        for k, name in enumerate(names):
            if name not in known:
                where = (*path, name if keys else k)
                self.say(where, f'"{name}" is not {what}; {nearest(name, known)}', at_key=keys)
                fine = False
        for name, count in Counter(names).items():
            if count > 1:
                self.say(path, f'"{name}" stands here {count} times')
                fine = False
        return fine

    def parties(self, names: Any, path: Path, *, keys: bool = False) -> None:
        self.known((names,) if isinstance(names, str) else names, self.s.parties, "a party", path, keys=keys)

    def expression(self, text: str, kind: Kind, path: Path) -> None:
        try:
            self.s.expression(text, kind)
        except ExpressionError as e:
            self.say(path, str(e), offset=e.offset)

    def names(self) -> None:
        groups = ("parameters", "issues", "moves", "parties")
        for group in groups:
            for name in getattr(self.s, group):
                if name in RESERVED_WORDS:
                    self.say(
                        (group, name), f'"{name}" is a word of the format; choose another name', at_key=True
                    )
        for name in self.s.parameters:
            if name in self.s.issues:
                self.say(
                    ("parameters", name), f'"{name}" is the name of an issue too; rename one', at_key=True
                )
        for name, parameter in self.s.parameters.items():
            path = ("parameters", name, "range")
            if parameter.range is not None:
                low, high = parameter.range
                if not (math.isfinite(low) and math.isfinite(high)):
                    self.say(path, "a range has two finite ends")
                elif low >= high:
                    self.say(
                        path, f"the range runs from its least to its greatest value; found {low:g}, {high:g}"
                    )
        for name, party in self.s.parties.items():
            path = ("parties", name, "discount")
            self.expression(party.discount, "number", path)
            self._only_parameters(party.discount, "a discount", path)

    def _only_parameters(self, text: str, what: str, path: Path) -> None:
        try:
            e = self.s.expression(text, "number")
        except ExpressionError:
            return
        if e.issues or e.done or e.in_force:
            self.say(path, f"{what} may read parameters, but not the state")

    def issues(self) -> None:
        for name, issue in self.s.issues.items():
            path = ("issues", name)
            self.known(
                issue.levels, issue.levels, "a level", (*path, "levels")
            )  # finds levels that stand twice
            for k, level in enumerate(issue.levels):
                if level in RESERVED_WORDS:
                    self.say((*path, "levels", k), f'"{level}" is a word of the format; choose another name')
                if level in self.s.parameters:
                    self.say((*path, "levels", k), f'"{level}" is the name of a parameter too; rename one')
                if level in self.s.issues:
                    self.say((*path, "levels", k), f'"{level}" is the name of an issue too; rename one')
            if issue.start is not None:
                self.known([issue.start], issue.levels, f'a level of "{name}"', (*path, "start"))
            if isinstance(issue.values, dict):
                self.known(issue.values, issue.levels, f'a level of "{name}"', (*path, "values"), keys=True)
                missing = [v for v in issue.levels if v not in issue.values]
                if missing:
                    self.say((*path, "values"), f"no number for {', '.join(missing)}")
            elif issue.values is not None and len(issue.values) != len(issue.levels):
                self.say((*path, "values"), f"{len(issue.levels)} levels, but {len(issue.values)} numbers")
            numbers = issue.values.values() if isinstance(issue.values, dict) else issue.values or ()
            if not all(math.isfinite(v) for v in numbers):
                self.say((*path, "values"), "the numbers of levels must be finite")

    def effect(
        self, pays: Mapping[str, str], sets: Mapping[str, str], path: Path, *, move: bool = False
    ) -> None:
        self.parties(pays, (*path, "pays"), keys=True)
        for party, text in pays.items():
            self.expression(text, "number", (*path, "pays", party))
        for issue, target in sets.items():
            where = (*path, "sets", issue)
            if not self.known([issue], self.s.issues, "an issue", (*path, "sets"), keys=True):
                continue
            relative = ("up", "down", "any") if move else ("up", "down")
            if target == "any" and not move:
                self.say(where, '"any" leaves a choice, which only a move has')
            elif target not in relative:
                levels = self.s.issues[issue].levels
                self.known([target], [*levels, *relative], f'a level of "{issue}"', where)

    def moves(self) -> None:
        for name, move in self.s.moves.items():
            path = ("moves", name)
            if isinstance(move.by, str):
                if move.by != "table":
                    self.parties(move.by, (*path, "by"))
            else:
                self.parties(move.by, (*path, "by"))
                if len(move.by) < 2:
                    self.say(
                        (*path, "by"), f"a joint move has two parties or more; write by: {''.join(move.by)}"
                    )
            if move.when is not None:
                self.expression(move.when, "guard", (*path, "when"))
            self.effect(move.pays, move.sets, path, move=True)
            if move.declined is not None:
                self.effect(move.declined.pays, move.declined.sets, (*path, "declined"))
                if isinstance(move.by, str) and move.by != "table":
                    self.say((*path, "declined"), "only a joint move can be declined", at_key=True)
            if move.lasts is not None and not move.sets:
                self.say((*path, "lasts"), "nothing lasts: the move sets no level", at_key=True)

    def events(self) -> None:
        for name, event in self.s.events.items():
            if event.when is not None:
                self.expression(event.when, "guard", ("events", name, "when"))
            for k, draw in enumerate(event.draws):
                path = ("events", name, "draws", k)
                self.expression(draw.probability, "number", (*path, "probability"))
                self.effect(draw.pays, draw.sets, path)

    def payoffs(self) -> None:
        for party, terms in self.s.payoffs.items():
            self.parties(party, ("payoffs",), keys=True)
            for name, term in terms.items():
                path = ("payoffs", party, name)
                self.expression(term.value, "number", (*path, "value"))
                if term.when is not None:
                    self.expression(term.when, "guard", (*path, "when"))

    def outcomes(self) -> None:
        names = list(self.s.outcomes)
        for k, (name, guard) in enumerate(self.s.outcomes.items()):
            if guard != "otherwise":
                self.expression(guard, "guard", ("outcomes", name))
            elif k < len(names) - 1:
                self.say(("outcomes", name), f'nothing is left for "{names[k + 1]}" after "otherwise"')
        if self.s.goal is not None:
            self.known([self.s.goal], names, "an outcome", ("goal",))
        for name, members in self.s.tables.items():
            self.parties(members, ("tables", name))

    def orders(self) -> None:
        for name, order in self.s.orders.items():
            path = ("orders", name)
            if order.proposed_by is not None:
                self.parties(order.proposed_by, (*path, "proposed_by"))
            if order.table is not None:
                self.known([order.table], self.s.tables, "a table", (*path, "table"))
            self.known(order.require, self.s.moves, "a move", (*path, "require"), keys=True)
            for move, guard in order.require.items():
                self.expression(guard, "guard", (*path, "require", move))
            self.known(order.sequence, self.s.moves, "a move", (*path, "sequence"))
            for k, package in enumerate(order.together):
                self.known(package, self.s.moves, "a move", (*path, "together", k))
            if order.forbid != "joint":
                names = (order.forbid,) if isinstance(order.forbid, str) else order.forbid
                self.known(names, self.s.moves, "a move", (*path, "forbid"))
            if order.opens is not None:
                self.effect(order.opens.pays, order.opens.sets, (*path, "opens"))
            self.known(order.complete, self.s.moves, "a move", (*path, "complete"))
            if order.complete and order.implementation == "at_once":
                self.say(
                    (*path, "complete"), '"complete" belongs to implementation: when_complete', at_key=True
                )
            if order.implementation == "when_complete" and not order.complete:
                self.say(
                    (*path, "implementation"), 'list the moves that take effect together under "complete"'
                )

    def play(self) -> None:
        play = self.s.play
        self.parties(play.movers, ("play", "movers"))
        if isinstance(play.final, dict):
            self.parties(play.final, ("play", "final"), keys=True)
            for party, text in play.final.items():
                self.expression(text, "number", ("play", "final", party))
        if play.until is not None:
            self.expression(play.until, "guard", ("play", "until"))
        dispute = self.s.dispute
        if dispute is not None:
            self.parties(dispute.parties, ("dispute", "parties"))
            if dispute.fallback is not None:
                self.known([dispute.fallback], self.s.orders, "an order", ("dispute", "fallback"))

    def sources(self) -> None:
        for path, source in _sources(self.s):
            self.known((source,) if isinstance(source, str) else source, self.s.sources, "a source", path)


def _sources(s: Scenario) -> Iterator[tuple[Path, Any]]:
    for group in ("parties", "parameters", "issues", "moves", "events", "orders"):
        for name, item in getattr(s, group).items():
            if item.source is not None:
                yield (group, name, "source"), item.source
    for party, terms in s.payoffs.items():
        for name, term in terms.items():
            if term.source is not None:
                yield ("payoffs", party, name, "source"), term.source
