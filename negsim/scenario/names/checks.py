"""What the text of a scenario can tell about its mistakes: names, references, expressions, sense."""

from __future__ import annotations

import keyword
import math
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from negsim.errors import Problem
from negsim.scenario.expressions import RESERVED_WORDS
from negsim.scenario.logic.contradictions import check_contradictions
from negsim.scenario.names.finder import Finder, Lost
from negsim.scenario.names.references import quoted_list
from negsim.scenario.ranges.bounds import check_bounds
from negsim.scenario.text.document import Document, Path

if TYPE_CHECKING:
    from negsim.scenario.scenario import Scenario
    from negsim.scenario.schema import Order

__all__ = ["Lost", "check"]


def check(scenario: Scenario, document: Document, lost: Lost | None = None) -> list[Problem]:
    """List every problem of a scenario whose keys and types are right.

    Parameters
    ----------
    scenario : Scenario
    document : Document
        Where everything stands.
    lost : Lost, optional
        Names in parts of the file that could not be read; nothing is said about them.
    """
    finder = Finder(scenario, document, lost or Lost())
    _Checker(finder).run()
    finder.name_strangers()
    check_bounds(finder)
    check_contradictions(finder)
    if finder.unfinished:
        questions = ", and ".join(finder.unfinished)
        message = f"this file asks for more than is checked: {questions} was looked at only in part"
        finder.problems.append(document.whole("NS520", message))
    if finder.unworded:
        message = f"and {finder.unworded:,} more problems, which are listed once these are corrected"
        finder.problems.append(document.whole("NS008", message))
    return finder.problems


class _Checker:
    def __init__(self, finder: Finder) -> None:
        self.finder, self.s = finder, finder.scenario
        self.say, self.expression, self.parties = finder.say, finder.expression, finder.parties

    def run(self) -> None:
        self.names()
        self.parameters()
        self.issues()
        self.moves()
        self.events()
        self.payoffs()
        self.outcomes()
        for name, order in self.s.orders.items():
            self.order(order, ("orders", name))
        self.play()
        for path, source in _sources(self.s):
            single = isinstance(source, str)
            names = (source,) if single else source
            self.finder.known(names, self.s.sources, "NS308", "a source", path, single=single)

    def names(self) -> None:
        for group in ("parameters", "issues", "moves", "parties"):
            for name in getattr(self.s, group):
                self.word(name, (group, name), at_key=True)
        for name in self.s.parameters:
            if name in self.s.issues:
                message = f'"{name}" is the name of an issue too'
                self.say("NS311", ("parameters", name), message, at_key=True, hint="rename one of them")

    def word(self, name: str, path: Path, *, at_key: bool = False) -> None:
        """Report a name that means something else in expressions."""
        if keyword.iskeyword(name):
            message = f'"{name}" is a word of Python, which expressions are written in'
            self.say("NS313", path, message, at_key=at_key, hint="choose another name")
        elif name in RESERVED_WORDS:
            message = f'"{name}" is a word of the format'
            self.say("NS310", path, message, at_key=at_key, hint="choose another name")

    def parameters(self) -> None:
        for name, parameter in self.s.parameters.items():
            path = ("parameters", name, "range")
            if parameter.range is None:
                continue
            low, high = parameter.range
            if not (math.isfinite(low) and math.isfinite(high)):
                self.say(
                    "NS504",
                    path,
                    "a range has two finite numbers, least and greatest",
                    hint="write [least, greatest]",
                )
            elif low >= high:
                message = f"the range runs from its least to its greatest number; found {low:g}, {high:g}"
                self.say("NS504", path, message, hint=f"write [{high:g}, {low:g}]" if low > high else "")
            elif not low <= parameter.value <= high:
                message = f"the value {parameter.value:g} lies outside its own range, {low:g} to {high:g}"
                self.say(
                    "NS515",
                    ("parameters", name, "value"),
                    message,
                    hint="widen the range, or correct the value",
                )
        for name, party in self.s.parties.items():
            path = ("parties", name, "discount")
            e = self.expression(party.discount, "number", path)
            if e is not None and (e.issues or e.done or e.in_force):
                message = "a discount may read parameters, but not the state"
                self.say("NS416", path, message, hint="patience does not change with what happens")

    def issues(self) -> None:
        for name, issue in self.s.issues.items():
            path = ("issues", name)
            names = (*path, "levels")
            self.finder.known(issue.levels, issue.levels, "NS304", "", names)  # finds what is there twice
            for k, level in enumerate(issue.levels):
                where = (*path, "levels", k)
                self.word(level, where)
                for group, what in ((self.s.parameters, "a parameter"), (self.s.issues, "an issue")):
                    if level in group:
                        self.say(
                            "NS311", where, f'"{level}" is the name of {what} too', hint="rename one of them"
                        )
            if issue.start is not None:
                self.finder.known(
                    [issue.start],
                    issue.levels,
                    "NS304",
                    f'a level of "{name}"',
                    (*path, "start"),
                    single=True,
                )
            self.values(name, (*path, "values"))

    def values(self, name: str, path: Path) -> None:
        levels, values = self.s.issues[name].levels, self.s.issues[name].values
        if isinstance(values, dict):
            self.finder.known(values, levels, "NS304", f'a level of "{name}"', path, keys=True)
            missing = [f'"{v}"' for v in levels if v not in values]
            if missing:
                message = f'"values" gives no number for {quoted_list(missing)}'
                self.say("NS505", path, message, hint="give each level one")
        elif values is not None and len(values) != len(levels):
            few = f"{len(levels)} level{'s' * (len(levels) != 1)}"
            message = f'"{name}" has {few}, but "values" gives {len(values)} number{"s" * (len(values) != 1)}'
            hint = "give each level one number, lowest level first"
            if len(values) > len(levels) and self.has_decimal_comma(path):
                hint = "write decimals with a point: 0.5"
            self.say("NS505", path, message, hint=hint)
        numbers = values.values() if isinstance(values, dict) else values or ()
        if not all(math.isfinite(v) for v in numbers):
            self.say("NS206", path, "the numbers of levels must be finite")

    def has_decimal_comma(self, path: Path) -> bool:
        """Whether a list of numbers was probably written as in 0,5."""
        begin, end = self.finder.document.values.get(path, (0, 0))
        return re.search(r"\d,\d", self.finder.document.text[begin : min(end, begin + 1000)]) is not None

    def effect(
        self, pays: Mapping[str, str], sets: Mapping[str, str], path: Path, *, move: bool = False
    ) -> None:
        self.parties(pays, (*path, "pays"), keys=True)
        for party, text in pays.items():
            self.expression(text, "number", (*path, "pays", party))
        for issue, target in sets.items():
            where = (*path, "sets", issue)
            if not self.finder.known([issue], self.s.issues, "NS303", "an issue", (*path, "sets"), keys=True):
                continue
            relative = ("up", "down", "any") if move else ("up", "down")
            if target == "any" and not move:
                hint = "name the level, or write up or down"
                self.say("NS507", where, '"any" leaves a choice, which only a move has', hint=hint)
            elif target not in relative:
                levels, what = self.s.issues[issue].levels, f'a level of "{issue}"'
                self.finder.known([target], levels, "NS304", what, where, single=True, others=relative)

    def moves(self) -> None:
        for name, move in self.s.moves.items():
            path = ("moves", name)
            one = isinstance(move.by, str)
            if move.by != "table":
                self.parties(move.by, (*path, "by"))
            if not one and len(move.by) < 2:
                hint = f"write by: {''.join(move.by)}" if move.by else "say who makes it"
                self.say("NS506", (*path, "by"), "a joint move has two parties or more", hint=hint)
            if move.when is not None:
                self.expression(move.when, "guard", (*path, "when"))
            self.effect(move.pays, move.sets, path, move=True)
            if move.declined is not None:
                self.effect(move.declined.pays, move.declined.sets, (*path, "declined"))
                if one and move.by != "table":
                    hint = "leave it out, or list under `by` all who must consent"
                    self.say(
                        "NS508",
                        (*path, "declined"),
                        "only a joint move can be declined",
                        at_key=True,
                        hint=hint,
                    )
            if move.lasts is not None and not move.sets:
                hint = "say under `sets` what lasts, or leave it out"
                self.say(
                    "NS509", (*path, "lasts"), "nothing lasts: the move sets no level", at_key=True, hint=hint
                )

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
            self.parties((party,), ("payoffs",), keys=True)
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
                message = f'nothing is left for "{names[k + 1]}" after "otherwise"'
                self.say("NS510", ("outcomes", name), message, hint="put this outcome last")
        if self.s.goal is not None and self.s.goal not in names:
            self.goal(self.s.goal)
        for name, members in self.s.tables.items():
            self.parties(members, ("tables", name))

    def goal(self, goal: str) -> None:
        """Report a goal that is no outcome."""
        if not re.search(r"[=<>]", goal):
            self.finder.known([goal], self.s.outcomes, "NS309", "an outcome", ("goal",), single=True)
            return
        same = [name for name, guard in self.s.outcomes.items() if guard.split() == goal.split()]
        hint = (
            f"write goal: {same[0]}"
            if same
            else "give the condition a name under outcomes, and write that name"
        )
        self.say("NS309", ("goal",), "the goal is the name of an outcome, not a condition", hint=hint)

    def order(self, order: Order, path: Path) -> None:
        moves = self.s.moves
        if order.proposed_by is not None:
            self.parties(order.proposed_by, (*path, "proposed_by"))
        if order.table is not None:
            self.finder.known([order.table], self.s.tables, "NS307", "a table", (*path, "table"), single=True)
        self.finder.known(order.require, moves, "NS305", "a move", (*path, "require"), keys=True)
        for move, guard in order.require.items():
            self.expression(guard, "guard", (*path, "require", move))
        self.finder.known(order.sequence, moves, "NS305", "a move", (*path, "sequence"))
        for k, package in enumerate(order.together):
            self.finder.known(package, moves, "NS305", "a move", (*path, "together", k))
        if order.forbid != "joint":
            single = isinstance(order.forbid, str)
            names = (order.forbid,) if isinstance(order.forbid, str) else order.forbid
            others = ("joint",) if single else ()
            at = (*path, "forbid")
            self.finder.known(names, moves, "NS305", "a move", at, single=single, others=others)
        if order.opens is not None:
            self.effect(order.opens.pays, order.opens.sets, (*path, "opens"))
        self.finder.known(order.complete, moves, "NS305", "a move", (*path, "complete"))
        if (
            order.complete
            and order.implementation == "at_once"
            and (*path, "implementation") not in self.finder.lost.paths
        ):
            hint = "add implementation: when_complete, or leave it out"
            message = '"complete" belongs to implementation: when_complete'
            self.say("NS511", (*path, "complete"), message, at_key=True, hint=hint)
        if order.implementation == "when_complete" and not order.complete:
            hint = "add complete: [move, move]"
            message = 'list the moves that take effect together under "complete"'
            self.say("NS512", (*path, "implementation"), message, hint=hint)

    def play(self) -> None:
        play, dispute = self.s.play, self.s.dispute
        self.parties(play.movers, ("play", "movers"))
        if isinstance(play.final, dict):
            self.parties(play.final, ("play", "final"), keys=True)
            for party, text in play.final.items():
                self.expression(text, "number", ("play", "final", party))
        if play.until is not None:
            self.expression(play.until, "guard", ("play", "until"))
        if dispute is not None:
            self.parties(dispute.parties, ("dispute", "parties"))
            if dispute.fallback is not None:
                self.finder.known(
                    [dispute.fallback],
                    self.s.orders,
                    "NS306",
                    "an order",
                    ("dispute", "fallback"),
                    single=True,
                )


def _sources(s: Scenario) -> Iterator[tuple[Path, Any]]:
    for group in ("parties", "parameters", "issues", "moves", "events", "orders"):
        for name, item in getattr(s, group).items():
            if item.source is not None:
                yield (group, name, "source"), item.source
    for party, terms in s.payoffs.items():
        for name, term in terms.items():
            if term.source is not None:
                yield ("payoffs", party, name, "source"), term.source
