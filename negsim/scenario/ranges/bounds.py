"""Values that are no numbers, and discounts and probabilities that leave their bounds.

Each expression is looked at over the ranges of its parameters and in every situation in which it counts. What
is wrong everywhere is an error; what may be wrong somewhere is a warning, which says where.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from negsim.scenario.expressions import Expression
from negsim.scenario.limits import LARGEST, ROUNDING
from negsim.scenario.names.finder import Finder
from negsim.scenario.ranges.culprits import culprit
from negsim.scenario.ranges.estimates import Span, estimate
from negsim.scenario.ranges.situations import Moment, Situations
from negsim.scenario.ranges.verdict_words import found, joined, narrow, where
from negsim.scenario.ranges.verdicts import Quantity, Rule, Search, Verdict
from negsim.scenario.text.document import Path

__all__ = ["check_bounds"]

NEAR = 1e-9  # bounds that are left by so little, in intervals only, are kept

_FINITE = Rule(
    broken=lambda v: ~(np.abs(v) <= LARGEST),
    kept=lambda i: ~i.bad & (i.lo >= -LARGEST) & (i.hi <= LARGEST),
    never=lambda i: (i.lo > LARGEST) | (i.hi < -LARGEST),
)
# What has no finite value is none of the following rules' business.
_SHARE = Rule(  # 0 to 1
    broken=lambda v: np.isfinite(v) & ((v < -ROUNDING) | (v > 1 + ROUNDING)),
    kept=lambda i: i.empty | (i.lo >= -NEAR) & (i.hi <= 1 + NEAR),
    never=lambda i: ~i.empty & ((i.lo > 1 + ROUNDING) | (i.hi < -ROUNDING)),
)
_BELOW_ONE = Rule(  # 0 to 1, and 1 not included
    broken=lambda v: np.isfinite(v) & ((v < 0) | (v >= 1)),
    kept=lambda i: i.empty | (i.lo >= -NEAR) & (i.hi < 1),
    never=lambda i: ~i.empty & ((i.lo >= 1) | (i.hi < 0)),
)
_AT_MOST_ONE = Rule(  # as the sum of an event's draws
    broken=lambda v: np.isfinite(v) & (v > 1 + ROUNDING),
    kept=lambda i: i.empty | (i.hi <= 1 + NEAR),
    never=lambda i: ~i.empty & (i.lo > 1 + ROUNDING),
)


def check_bounds(finder: Finder) -> None:
    """Report values that are no finite numbers, and discounts and probabilities out of bounds."""
    bounds = _Bounds(finder)
    bounds.run()
    if bounds.search.left < 0:
        finder.unfinished.append("whether values stay within bounds over the ranges of the parameters")


@dataclass(frozen=True)
class _Place:
    """An expression and when it is asked for."""

    path: Path
    text: str
    moment: Moment = field(default_factory=Moment)


@dataclass
class _Shared:
    """A parameter that leaves its bounds as a discount factor, and the parties whose it is."""

    parameter: str
    verdict: Verdict
    wrong: bool
    parties: list[str] = field(default_factory=list)


class _Bounds:
    def __init__(self, finder: Finder) -> None:
        self.finder, self.s = finder, finder.scenario
        self.ranges = {n: _hull(p.value, p.range) for n, p in self.s.parameters.items()}
        self.search = Search(self.ranges, self.s.values)
        # what is gone from a part of the file leaves nothing certain to say about the rest of the part
        self.partial = {path[:k] for path in finder.lost.paths for k in range(len(path) + 1)}
        self.numbers: dict[str, Span] = {}
        self.estimates: dict[str, Span | None] = {}
        self.verdicts: dict[tuple[str, Moment, int], Verdict | None] = {}
        self.unsure: set[str] = set()  # issues of which levels or numbers are wrong
        for name, issue in self.s.issues.items():
            values = issue.values if issue.values is not None else issue.levels
            sound = (
                set(values) == set(issue.levels)
                if isinstance(values, dict)
                else len(values) == len(issue.levels)
            )
            if sound and ("issues", name) not in self.partial:
                numbers = self.s.level_numbers(name)
                self.numbers[name] = (min(numbers), max(numbers))
                sound = all(map(math.isfinite, numbers))
            if not sound or name not in self.numbers:
                self.unsure.add(name)

    def run(self) -> None:
        self.discounts()
        for place in self.values():
            self.finite(place)
        for name, event in self.s.events.items():
            if ("events", name) not in self.partial:
                self.draws(name, [d.probability for d in event.draws], Moment(event.when))

    # Where expressions stand --------------------------------------------------------------------------

    def values(self) -> Iterator[_Place]:
        """List all expressions but discounts and probabilities."""
        s, whole = self.s, self.partial
        for party, terms in s.payoffs.items():
            for name, term in terms.items():
                if ("payoffs", party, name) not in whole:
                    yield _Place(("payoffs", party, name, "value"), term.value, Moment(term.when))
        together = any(o.implementation == "when_complete" for o in s.orders.values())
        for name, move in s.moves.items():
            if ("moves", name) in whole:
                continue
            # moves that take effect together are paid in states that their own conditions say nothing about
            guard = None if together else move.when
            sets = () if together or move.after else tuple(move.sets.items())
            when = Moment(guard, sets, name)
            yield from _payments(("moves", name, "pays"), move.pays, when)
            if move.declined is not None:
                after = Moment(guard, tuple(move.declined.sets.items()))
                yield from _payments(("moves", name, "declined", "pays"), move.declined.pays, after)
        for name, event in s.events.items():
            for k, draw in enumerate(event.draws) if ("events", name) not in whole else ():
                after = Moment(event.when, tuple(draw.sets.items()))
                yield from _payments(("events", name, "draws", k, "pays"), draw.pays, after)
        for name, order in s.orders.items():
            if order.opens is not None and ("orders", name) not in whole:
                opening = Moment(sets=tuple(order.opens.sets.items()), opening=True)
                yield from _payments(("orders", name, "opens", "pays"), order.opens.pays, opening)
        if isinstance(s.play.final, dict) and ("play", "final") not in whole:
            yield from _payments(("play", "final"), s.play.final, Moment())

    # Rules ----------------------------------------------------------------------------------------------

    def finite(self, place: _Place) -> bool:
        """Report a value that is no number, or too large; say whether nothing was found."""
        if self.estimate(place.text) is not None:
            return True
        verdict = self.judge(place, _FINITE)
        if verdict is None:
            return True
        e = self.finder.quiet(place.text, "number")
        assert e is not None
        code = "NS417" if verdict.how == "always" else "NS418"
        at = where(verdict)
        if verdict.how == "perhaps":
            message = f"this may have no value{at}: it cannot be ruled out"
            hint = "narrow the ranges, or keep divisors and the like above zero with max(…)"
            self.finder.say(code, place.path, message, offset=0, length=len(place.text), hint=hint)
            return False
        what, hint, offset, length = culprit(e, verdict)
        always = verdict.how == "always"
        varies = bool(verdict.point) or bool(verdict.situation.columns)
        at = "" if always else at
        message = f"this is {'always ' * (always and varies)}{what}{at}"
        self.finder.say(code, place.path, message, offset=offset, length=length, hint=hint)
        return False

    def discounts(self) -> None:
        lost = self.finder.lost
        unknown = "play" in lost.groups or ("play",) in lost.paths or ("play", "final") in lost.paths
        forever = self.s.play.final == "forever" and not unknown
        rule = _BELOW_ONE if forever else _SHARE
        wanted = (
            "it must be at least 0 and below 1, because what follows the last period is counted for ever"
            if forever
            else "it must lie between 0 and 1"
        )
        shared: dict[str, _Shared] = {}
        for name, party in self.s.parties.items():
            place = _Place(("parties", name, "discount"), party.discount)
            e = self.finder.quiet(place.text, "number")
            if e is None or e.issues or e.done or e.in_force:
                continue
            if ("parties", name) in self.partial or "parties" in lost.groups:
                continue
            span = self.estimate(place.text)
            if span is not None and span[0] >= 0 and (span[1] < 1 or (span[1] == 1 and not forever)):
                continue
            self.finite(place)
            verdict = self.judge(place, _SHARE)
            wrong = verdict is not None and _is_error(verdict)
            if not wrong:  # that 1 is too much depends on what follows the last period, which may be changed
                verdict = self.judge(place, rule)
            if verdict is None:
                continue
            if place.text.strip() in self.s.parameters:  # said once, of the parameter
                parameter = place.text.strip()
                shared.setdefault(parameter, _Shared(parameter, verdict, wrong)).parties.append(name)
                continue
            hint = self.bounded(verdict, forever)
            what = f"this discount factor {found(verdict)}"
            if "discount" not in party.model_fields_set and not self.finder.document.changed:
                what = f'the discount factor of "{name}" is 1 as none is given'
                hint = "add discount: 0.9, or write final: stop under play"
            self.say(place, "NS501" if wrong else "NS517", f"{what}; {wanted}", hint)
        for patience in shared.values():
            self.shared(patience, wanted, forever)

    def bounded(self, verdict: Verdict, forever: bool) -> str:
        """Say how a discount factor comes within its bounds."""
        hint = narrow(verdict, self.ranges)
        if forever and (verdict.value == 1 or verdict.how == "perhaps"):
            return f"{hint or 'write a number below 1'}, or write final: stop under play"
        return hint

    def shared(self, patience: _Shared, wanted: str, forever: bool) -> None:
        """Report a parameter that is, as it stands, the discount factor of some parties."""
        name, verdict = patience.parameter, patience.verdict
        parameter = self.s.parameters[name]
        today = verdict.today and not verdict.changed
        path: Path = ("parameters", name, "value" if today else "range")
        what = f'"{name}" is' if today else f'the range of "{name}" reaches'
        who = joined(patience.parties)
        message = f"{what} {verdict.value:.6g}, but it is the discount factor of {who}; {wanted}"
        hint, share = self.bounded(verdict, forever), parameter.value / 100
        fits = share < 1 or (share == 1 and not forever)
        if today and parameter.value >= 5 and fits:  # written in per cent
            hint = f"write {share:.6g}"
            if parameter.range is not None and parameter.range[1] > 1:
                low, high = (end / 100 for end in parameter.range)
                hint = f"write value: {share:.6g}, range: [{low:.6g}, {high:.6g}]"
        begin = len(self.finder.problems)
        self.finder.say("NS501" if patience.wrong else "NS517", path, message, hint=hint)
        at = {(p.line, p.column) for p in self.finder.problems[begin:]}
        self.finder.problems[:] = [  # that such a value lies outside its range is the same slip
            p for p in self.finder.problems if p.code != "NS515" or (p.line, p.column) not in at
        ]

    def draws(self, name: str, texts: list[str], moment: Moment) -> None:
        """Check the probabilities of one event, each and together."""
        path = ("events", name, "draws")
        places = [_Place((*path, k, "probability"), text, moment) for k, text in enumerate(texts)]
        spans = [self.estimate(text) for text in texts]
        codes = {self.draw(place, span) for place, span in zip(places, spans, strict=True)}
        if len(texts) < 2 or (None not in spans and sum(s[1] for s in spans if s) <= 1 + ROUNDING):
            return
        verdict = self.judge_sum(places)
        if verdict is None or "NS502" in codes:
            return
        wrong = _is_error(verdict)
        if wrong or codes == {""}:  # what may be wrong with one draw may be wrong with the sum: said once
            message = (
                f"together these probabilities {found(verdict, 'are')}; "
                "at most one draw happens, so they add up to at most 1"
            )
            hint = narrow(verdict, self.ranges) or "lower some of them"
            self.finder.say("NS503" if wrong else "NS519", path, message, at_key=True, hint=hint)

    def draw(self, place: _Place, span: Span | None) -> str:
        """Check one probability; return the code of what was reported."""
        if span is not None and span[0] >= 0 and span[1] <= 1:
            return ""
        code = "" if self.finite(place) else "NS418"
        verdict = self.judge(place, _SHARE)
        if verdict is None:
            return code
        message = f"this probability {found(verdict)}; probabilities lie between 0 and 1"
        hints = [narrow(verdict, self.ranges)]
        if verdict.point or verdict.situation.columns:
            hints.append("write min(1, …)" if verdict.value > 1 else "write max(0, …)")
        code = "NS502" if _is_error(verdict) else "NS518"
        self.say(place, code, message, ", or ".join(filter(None, hints)))
        return code

    def say(self, place: _Place, code: str, message: str, hint: str) -> None:
        self.finder.say(code, place.path, message, offset=0, length=len(place.text), hint=hint)

    # Looking ----------------------------------------------------------------------------------------------

    def estimate(self, text: str) -> Span | None:
        """Bound an expression roughly, whatever the situation: None where that may be no number."""
        if text not in self.estimates:
            e = self.finder.quiet(text, "number")
            known = e is not None and e.issues <= self.numbers.keys()
            self.estimates[text] = (
                estimate(e.tree, self.ranges, self.numbers.__getitem__) if known and e else None
            )
        return self.estimates[text]

    def judge(self, place: _Place, rule: Rule) -> Verdict | None:
        key = (place.text, place.moment, id(rule))
        if key not in self.verdicts:
            e = self.finder.quiet(place.text, "number")
            self.verdicts[key] = self._judged([e], place.moment, rule)
        return self.verdicts[key]

    def judge_sum(self, places: list[_Place]) -> Verdict | None:
        return self._judged(
            [self.finder.quiet(p.text, "number") for p in places], places[0].moment, _AT_MOST_ONE
        )

    def _judged(self, read: list[Expression | None], moment: Moment, rule: Rule) -> Verdict | None:
        expressions = [e for e in read if e is not None]
        guard = self.finder.quiet(moment.guard, "guard") if moment.guard is not None else None
        if self.search.left < 0:
            return None  # so much is uncertain in this file that the rest is left to building its games
        if len(expressions) < len(read) or (moment.guard is not None and guard is None):
            return None  # one of them is none: that is reported already
        asked = [*expressions, guard] if guard is not None else expressions
        issues = {i for e in asked for i in e.issues} | {
            i for e in asked for m in e.in_force for i in self.s.moves[m].sets
        }
        if issues & self.unsure or any(("moves", m) in self.partial for e in asked for m in e.in_force):
            return None
        try:
            situations = Situations.of(self.s, expressions, guard, moment)
        except (LookupError, ValueError):
            return None  # a level is unknown: that is reported already
        return self.search.judge(Quantity(expressions), situations, rule)


def _is_error(verdict: Verdict) -> bool:
    """Whether nothing can be solved: it is so at all values, or at today's."""
    return verdict.how == "always" or verdict.today


def _payments(path: Path, pays: dict[str, str], moment: Moment) -> Iterator[_Place]:
    for party, text in pays.items():
        yield _Place((*path, party), text, moment)


def _hull(value: float, given: Span | None) -> Span:
    """Bound a parameter: by its range, where that is one, and its value."""
    low, high = given if given is not None else (value, value)
    if not (math.isfinite(low) and math.isfinite(high) and low <= high):
        return value, value
    return min(low, value), max(high, value)
