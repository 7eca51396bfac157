"""Conditions, sequences and packages that contradict themselves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from negsim.scenario.logic.possibilities import LOOK, Axis, Condition, Possibilities, Spent, Step
from negsim.scenario.names.finder import Finder
from negsim.scenario.text.document import Path

if TYPE_CHECKING:
    from negsim.scenario.scenario import Scenario
    from negsim.scenario.schema import Order

__all__ = ["check_contradictions"]

SHOWN = 60  # characters of a condition that are quoted


def check_contradictions(finder: Finder) -> None:
    """Report conditions that no situation meets, and rules of orders that rule themselves out.

    What is said here is certain in every situation, whether play gets there or not; what depends on where
    play can get is left to `negsim check`, which builds the games.
    """
    possible = Possibilities(finder)
    try:
        never = _check_conditions(finder, possible)
        _check_ends(finder, possible, never)
        for name in finder.scenario.orders:
            if not possible.is_lost("orders", name):
                _OrderCheck(finder, possible, name, never).run()
    except Spent:
        finder.unfinished.append("whether conditions, sequences and packages contradict themselves")


def _check_conditions(finder: Finder, possible: Possibilities) -> set[str]:
    """Report conditions that can never hold by themselves, and return them."""
    never = set()
    for path, text in _conditions(finder.scenario):
        possible.charge(LOOK)
        culprits = possible.clash(possible.guard(text))
        if culprits:
            possible.charge(10 * LOOK)
            never.add(text)
            message = f"this can never hold: {_why(possible, culprits)}"
            _say_at(finder, path, text, culprits, message, _hint(culprits))
    return never


def _conditions(s: Scenario) -> Iterator[tuple[Path, str]]:
    for move_name, move in s.moves.items():
        if move.when is not None:
            yield ("moves", move_name, "when"), move.when
    for event_name, event in s.events.items():
        if event.when is not None:
            yield ("events", event_name, "when"), event.when
    for party, terms in s.payoffs.items():
        for term_name, term in terms.items():
            if term.when is not None:
                yield ("payoffs", party, term_name, "when"), term.when
    for outcome, guard in s.outcomes.items():
        if guard != "otherwise":
            yield ("outcomes", outcome), guard
    for order_name, order in s.orders.items():
        for required, guard in order.require.items():
            yield ("orders", order_name, "require", required), guard
    if s.play.until is not None:
        yield ("play", "until"), s.play.until


def _check_ends(finder: Finder, possible: Possibilities, never: set[str]) -> None:
    """Report moves that go up only at the top, or down only at the bottom."""
    for name, move in finder.scenario.moves.items():
        if move.when is None or move.when in never or not possible.is_whole(name):
            continue
        culprits = possible.clash(possible.step(name).conditions)
        own, ends = _divided(culprits, possible.guard(move.when))
        if own and ends:
            way = "up" if ends[0].sign == "<" else "down"
            message = f'where this holds, "{ends[0].issue}" cannot go {way}: that needs {_listed(ends)}'
            hint = "correct the condition, or name the level that is meant under `sets`"
            _say_at(finder, ("moves", name, "when"), move.when, own, message, hint)


class _OrderCheck:
    """The rules of one order, each against what the moves themselves need."""

    def __init__(self, finder: Finder, possible: Possibilities, name: str, never: set[str]) -> None:
        self.say, self.finder, self.possible, self.never = finder.say, finder, possible, never
        self.s, self.path = finder.scenario, ("orders", name)
        self.order: Order = finder.scenario.orders[name]
        self.possible.charge(LOOK * (10 + sum(map(len, self.order.together))))
        self.packaged = {move for package in self.order.together for move in package}
        forbid = self.order.forbid
        self.forbidden = {forbid} if isinstance(forbid, str) else set(forbid)
        self.listed = set(self.order.complete) if self.order.implementation == "when_complete" else set()

    def run(self) -> None:
        order = self.order
        for move, guard in order.require.items():
            path = (*self.path, "require", move)
            if self.is_free(move, path, "this changes nothing", sequence=False):
                continue
            if guard not in self.never:
                self.required(move, guard, path)
        if len(set(order.sequence)) == len(order.sequence):
            for k in range(1, len(order.sequence)):
                before, move = order.sequence[k - 1 : k + 1]
                place = (*self.path, "sequence", k)
                if not self.is_free(move, place, f'it does not wait for "{before}"', sequence=True):
                    self.follows(before, move, place)
        for k, package in enumerate(order.together):
            self.package(package, (*self.path, "together", k))

    def signatories(self, move: str) -> Sequence[str]:
        """List who must make a move; nobody where that is unknown."""
        by = self.s.moves[move].by
        names = (by,) if isinstance(by, str) else by
        if by != "table" and not all(name in self.s.parties for name in names):
            return ()  # who makes it is not known: that is reported already
        if by == "table":
            table = self.order.table or ""
            return () if self.possible.is_lost("tables", table) else self.s.tables.get(table, ())
        return (by,) if isinstance(by, str) else by

    def is_free(self, move: str, path: Path, so: str, *, sequence: bool) -> bool:
        """Whether the order's conditions do not bind a move; say so where that is probably not meant."""
        self.possible.charge(10 * LOOK)
        if not self.possible.is_whole(move) or not self.signatories(move):
            return True
        joint = len(self.signatories(move)) > 1
        if move in self.forbidden or (joint and self.order.forbid == "joint"):
            if not sequence:
                self.say(
                    "NS516", path, f'the order forbids "{move}", so {so}', at_key=True, hint="leave it out"
                )
            return True
        if self.order.binds == "joint" and not joint:
            message = f'"{move}" needs nobody\'s consent, and this order binds joint moves only, so {so}'
            self.say("NS516", path, message, at_key=not sequence, hint="add binds: all to the order")
            return True
        if move in self.packaged:
            if not sequence:
                inside = "in which the order's other rules do not count"
                message = f'the order makes "{move}" only in a package, {inside}, so {so}'
                hint = "leave it out, or take the move out of `together`"
                self.say("NS516", path, message, at_key=True, hint=hint)
            return True
        return False

    def required(self, move: str, guard: str, path: Path) -> None:
        """Report a further condition that the move's own rules out."""
        own, further = self.possible.step(move).conditions, self.possible.guard(guard)
        if self.possible.clash(own):
            return
        culprits = self.possible.clash(further, own)
        if culprits:
            here, there = _divided(culprits, further)
            needs = f'by itself "{move}" needs {_listed(there)}'
            message = f'"{move}" can never be made under this order: {needs}, and here {_listed(here)}'
            _say_at(self.finder, path, guard, here, message, "correct one of the two conditions")

    def follows(self, before: str, move: str, path: Path) -> None:
        """Report a place in the sequence at which a move can never be made."""
        if not self.possible.is_whole(before):
            return
        own, further = self.possible.step(move).conditions, self.possible.guard(self.order.require.get(move))
        if self.possible.clash(own, further):
            return  # reported already
        standing = self.possible.standing(before)
        culprits = self.possible.clash(standing, own, further)
        if not culprits:
            return
        there, here = _divided(culprits, standing)
        if not here:
            ends = " and ".join(f"{c.issue} starts at {c.level}" for c in there)
            message = f'"{before}" is never in force, so "{move}" can never be made: {ends}'
        else:
            then = " and ".join(dict.fromkeys(self.left_by(c) for c in there))
            message = (
                f'once "{before}" is made, {then}; "{move}" is possible only where {_listed(here)}, '
                "so it can never be made"
            )
        hint = "list the moves in an order in which each can be made after the one before it"
        self.say("NS513", path, message, hint=hint)

    def left_by(self, c: Condition) -> str:
        """Say where an issue stands while a move is in force."""
        if not c.issue:
            return c.text
        levels = [v for v, holds in zip(self.s.issues[c.issue].levels, c.holds, strict=True) if holds]
        if len(levels) == 1:
            return f"{c.issue} is {levels[0]}"
        how = {">=": "at least ", "<=": "at most ", ">": "above ", "<": "below ", "!=": "not "}
        return f"{c.issue} is {how.get(c.sign, '')}{c.level}"

    def package(self, package: Sequence[str], path: Path) -> None:
        """Report the first move of a package that can never be made after those before it."""
        if len(set(package)) < len(package) or self.order.forbid == "joint" or self.forbidden & set(package):
            return
        self.possible.charge(LOOK * (10 + 3 * len(package)))
        if not all(self.possible.is_whole(m) and self.signatories(m) for m in package):
            return
        if not self.plain(package):
            return
        steps = [self.possible.step(m) for m in package]
        found = self.possible.package(steps)
        if found is None:
            return
        first, stuck, culprits = found
        read = {axis for c in culprits for axis in c.axes}
        matter = [
            m
            for m, step in zip(package[first:stuck], steps[first:stuck], strict=True)
            if read & _touched(step)
        ]
        after = " and ".join(f'"{m}"' for m in matter or package[first:stuck])
        message = f'after {after}, "{package[stuck]}" can never be made: it needs {_listed(culprits)}'
        for issue in dict.fromkeys(c.issue for c in culprits if c.issue):
            left = self.possible.left(steps[first:stuck], issue)
            if len(left) == 1:
                message += f', and "{issue}" is {left[0]} then'
        hint = "the moves of a package are made in the order listed: change it, or leave a move out"
        self.say("NS514", (*path, stuck), message, hint=hint)

    def plain(self, package: Sequence[str]) -> bool:
        """Whether each part sees what those before it changed.

        Under `when_complete` a listed move changes only what guards of joint moves see, and nothing else; and
        whatever was agreed earlier may take effect in the middle of a package. Then only the plain cases are
        decided: packages that agreed moves do not touch, and packages of agreed moves only.
        """
        listed = self.listed
        if not listed:
            return True
        if not self.complete_is_whole:
            return False
        steps = [self.possible.step(m) for m in package]
        self.possible.charge(LOOK * sum(len(step.changes) + len(step.conditions) for step in steps))
        axes = {a for step in steps for c in step.conditions for a in c.axes}
        axes |= {("level", issue) for m in package for issue in self.s.moves[m].sets}
        if listed.isdisjoint(package):
            return axes.isdisjoint(self.changed_later)
        if not listed.issuperset(package) or not all(len(self.signatories(m)) > 1 for m in package):
            return False
        delayed = any(self.s.moves[m].after is not None for m in listed)
        return not delayed and not any(kind == "done" and m in listed for kind, m in axes)

    @cached_property
    def complete_is_whole(self) -> bool:
        """Whether all moves that are to be agreed before any takes effect are known."""
        return all(self.possible.is_whole(m) for m in self.listed)

    @cached_property
    def changed_later(self) -> set[Axis]:
        """What the moves change that take effect together."""
        self.possible.charge(LOOK * sum(1 + len(self.s.moves[m].sets) for m in self.listed))
        levels: set[Axis] = {("level", issue) for m in self.listed for issue in self.s.moves[m].sets}
        return levels | {("in_force", m) for m in self.listed}


# In words -------------------------------------------------------------------------------------------------


def _divided(
    conditions: Sequence[Condition], some: Sequence[Condition]
) -> tuple[list[Condition], list[Condition]]:
    """Divide conditions into those that are among some others, and the rest."""
    among = {id(c) for c in some}
    return [c for c in conditions if id(c) in among], [c for c in conditions if id(c) not in among]


def _touched(step: Step) -> set[Axis]:
    return {*step.changes, *(axis for c in step.conditions for axis in c.axes)}


def _say_at(
    finder: Finder, path: Path, text: str, culprits: Sequence[Condition], message: str, hint: str
) -> None:
    """Point at the part of a condition from the first to the last of the culprits."""
    begin, end = min(c.begin for c in culprits), max(c.end for c in culprits)
    part = text[begin:end]
    if part.count("(") != part.count(")"):
        begin, end = len(text) - len(text.lstrip()), len(text.rstrip())
    finder.say("NS419", path, message, offset=begin, length=end - begin, hint=hint)


def _why(possible: Possibilities, culprits: Sequence[Condition]) -> str:
    first = culprits[0]
    if len(culprits) == 1:
        if not first.issue:
            return f"there is no situation with {_listed(culprits)}"
        levels = possible.scenario.issues[first.issue].levels
        end = "only" if len(levels) == 1 else "highest" if first.level == levels[-1] else "lowest"
        means = (
            f"{first.text} means {first.issue} {first.sign} {first.level}, and " if _is_implied(first) else ""
        )
        return f'{means}{first.level} is the {end} level of "{first.issue}"'
    if len(culprits) == 2 and all(c.sign == "==" and not _is_implied(c) for c in culprits):
        return f'"{first.issue}" cannot be both {first.level} and {culprits[1].level}'
    return f"no situation has {_listed(culprits)} at once"


def _hint(culprits: Sequence[Condition]) -> str:
    if len(culprits) == 1 and culprits[0].issue and not _is_implied(culprits[0]):
        first = culprits[0]
        return {
            ">": f"write {first.issue} >= {first.level} if that level is meant too",
            "<": f"write {first.issue} <= {first.level} if that level is meant too",
        }.get(first.sign, "leave it out")
    if len(culprits) == 2 and all(c.sign == "==" for c in culprits):
        return "write or between them, if either will do"
    return "correct the condition, or leave out what it stands for"


def _listed(conditions: Sequence[Condition]) -> str:
    """Write conditions as one, each once."""
    return " and ".join(dict.fromkeys(map(_shown, conditions)))


def _shown(c: Condition) -> str:
    text = c.text if len(c.text) <= SHOWN else c.text[: SHOWN - 1] + "…"
    return f"{text} ({c.issue} {c.sign} {c.level})" if _is_implied(c) else text


def _is_implied(c: Condition) -> bool:
    """Whether a comparison is not what stands there, but what `in_force(…)` means."""
    return bool(c.issue) and c.text.startswith("in_force")
