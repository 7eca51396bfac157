"""An independent, plain solver for the model of docs/design.md ("The model, exactly"): the tests' oracle.

It shares no code with `negsim`. It reads the scenario from a nested dict (scalars may be strings or numbers),
walks the game tree recursively and remembers what it has seen. Nothing here is clever, on purpose.

    solve(data, order)        the equilibrium of the default tie rules (or of ties broken for one party)
    all_values(data, order)   every pure subgame-perfect payoff vector

Supported: `turns: sequential | rotating`, a fixed number of periods. Not: `random`, `simultaneous`, `forever`
as the number of periods, and the keys that the design reserves for later; these raise NotSupported.

Labels in `Result.path`: a move's name, `a+b` for a package, `[level, ...]` appended for the levels chosen by
`any`, and `wait`. The third entry is True or False for a proposal, None where nobody's consent was needed.

Readings (the design's text leaves these open; the most literal one was taken)
 1. `up` at the top (or `down` at the bottom) makes a move with `after` unavailable too, when it is made; only
    the landing is relative and stops at the end.
 2. Under `when_complete`, "at the top" is an implied guard: a joint move reads agreed levels there, a
    unilateral move actual ones. At completion, or for a joint move outside `complete` whose actual level is
    already at the end, `up` and `down` stop at the end.
 3. Inside a package each component's guard is read as the component's own kind asks (joint: agreed levels,
    unilateral: actual ones), whoever signs the package as a whole.
 4. "Agreed moves count in joint guards' in_force": rule 3 of the design is applied to the agreed levels; a
    move that sets nothing counts as in force in joint guards once agreed. So an agreed move need not be in
    force: `any` may have chosen the start level, or a later agreed move may have overwritten it.
    `done(m)` in a joint guard reads the real bit (set at completion).
 5. Agreed levels show a move with `after` at once, as if it had landed.
 6. After completion the list of agreed moves is empty and the listed moves may be agreed anew.
 7. A unilateral move may stand in `complete`: making it is then agreeing to it. `declined` is never deferred.
 8. `declined` (and `opens`, and draws) have neither `lasts` nor `after`: what they set holds at once.
 9. A package that is forbidden still keeps its joint components (under `binds: all`, all) from being used
    alone; so does one that lacks a table.
10. A `forbid` list forbids unilateral moves too: `binds` is about `sequence` and `require` only.
11. `F` after `until` is evaluated in the ticked state too, and discounted like the value of a next period.
12. Several `any` inside one package: the first component's choice varies slowest.
13. A draw of probability zero is no branch. `until` is not tested on the opening state.
14. The tolerance `1e-9 (1 + |v|)` takes v = the larger of the values compared (the maximum over the actions).
15. With `favour`, a responder who is indifferent declines only if declining is strictly better for that party
    (beyond the tolerance); if the answer changes nothing, it accepts.
16. A move with `lasts` whose write changes nothing restarts its own countdown, never touches another move's.
17. `require` and `sequence` of one order both apply, on top of the move's own `when`.
18. `end` is the state of the last period's flows (before countdowns tick), actual levels; `path` stops there
    when `until` ends the game early.
"""

from __future__ import annotations

import ast
import itertools
import math
import operator
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

Vector = tuple[float, ...]


class NotSupported(Exception):
    """The scenario uses something this oracle does not model."""


class TooMany(Exception):
    """A node has more payoff vectors than the limit allows."""


@dataclass(frozen=True)
class Result:
    values: dict[str, float]
    path: list[list[tuple[str, str, bool | None]]]
    end: dict[str, str]


class View(NamedTuple):
    """What an expression can see. `agreed` is empty except in the guards of joint moves."""

    levels: tuple[int, ...]
    done: frozenset[str]
    agreed: frozenset[str]


class State(NamedTuple):
    levels: tuple[int, ...]
    running: tuple[tuple[str, int, int] | None, ...]  # per issue: (move, periods left, prior level)
    pending: tuple[tuple[int, int, tuple], ...]  # (file position of the move, periods left, its writes)
    done: frozenset[str]
    agreed: tuple[tuple[str, tuple], ...]  # (move, its writes), in order of agreement
    turn: int


class Action(NamedTuple):
    label: str
    responders: tuple[int, ...]
    state: State  # where it leads if all consent
    pays: Vector
    declined: str | None  # the move whose `declined` applies; None for packages
    wait: bool


@dataclass
class Move:
    name: str
    position: int
    parties: tuple[str, ...]  # signatories, listed order; empty if `table` and there is none
    joint: bool
    when: Callable
    sets: tuple[tuple[int, int | str], ...]  # (issue, level number | up | down | any)
    pays: list[tuple[int, Callable]]
    lasts: int | None
    after: int | None
    declined_sets: tuple[tuple[int, int | str], ...]
    declined_pays: list[tuple[int, Callable]]


def tolerance(value: float) -> float:
    return 1e-9 * (1 + abs(value))


def add(a: Vector, b: Vector) -> Vector:
    return tuple(x + y for x, y in zip(a, b, strict=True))


def always(view: View) -> bool:
    return True


# ---------------------------------------------------------------------------------------------- expressions

BINARY = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}
COMPARE = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}
FUNCTIONS = {"min": min, "max": max, "abs": abs, "exp": math.exp, "log": math.log, "sqrt": math.sqrt}


class Expressions:
    """Turns text into functions of a View. `tracked` collects the moves whose done bit somebody reads."""

    def __init__(
        self,
        issues: dict[str, list[str]],
        starts: list[int],
        numbers: list[list[float]],
        sets_of: dict[str, dict[str, str]],
        parameters: dict[str, float],
    ):
        self.issues, self.starts, self.numbers = issues, starts, numbers
        self.index = {name: k for k, name in enumerate(issues)}
        self.sets_of, self.parameters = sets_of, parameters
        self.tracked: set[str] = set()

    def number(self, text: Any) -> Callable[[View], float]:
        inner = self._compile(ast.parse(str(text).strip(), mode="eval").body, parameters=True)
        return lambda view: float(inner(view))

    def guard(self, text: Any) -> Callable[[View], bool]:
        inner = self._compile(ast.parse(str(text).strip(), mode="eval").body, parameters=False)
        return lambda view: bool(inner(view))

    def in_force(self, move: str) -> Callable[[View], bool]:
        sets = self.sets_of[move]
        if not sets:
            self.tracked.add(move)
            return lambda view: move in view.done or move in view.agreed
        tests = []
        for issue, how in sets.items():
            k = self.index[issue]
            start = self.starts[k]
            if how in ("up", "down", "any"):
                compare = {"up": operator.gt, "down": operator.lt, "any": operator.ne}[how]
                tests.append((k, compare, start))
            else:
                target = self.issues[issue].index(how)
                compare = operator.ge if target > start else operator.le if target < start else operator.eq
                tests.append((k, compare, target))
        return lambda view: all(compare(view.levels[k], target) for k, compare, target in tests)

    def _compile(self, node: ast.expr, parameters: bool) -> Callable[[View], Any]:
        def again(child):
            return self._compile(child, parameters)

        if isinstance(node, ast.Constant) and type(node.value) in (int, float):
            constant = float(node.value)
            return lambda view: constant
        if isinstance(node, ast.Name) and parameters and node.id in self.parameters:
            value = self.parameters[node.id]
            return lambda view: value
        if isinstance(node, ast.UnaryOp):
            inner = again(node.operand)
            if isinstance(node.op, ast.Not):
                return lambda view: not inner(view)
            if isinstance(node.op, ast.USub):
                return lambda view: -inner(view)
            if isinstance(node.op, ast.UAdd):
                return inner
        if isinstance(node, ast.BinOp) and type(node.op) in BINARY:
            apply, left, right = BINARY[type(node.op)], again(node.left), again(node.right)
            return lambda view: apply(left(view), right(view))
        if isinstance(node, ast.BoolOp):
            parts = [again(part) for part in node.values]
            combine = all if isinstance(node.op, ast.And) else any
            return lambda view: combine(part(view) for part in parts)
        if isinstance(node, ast.Compare):
            return self._comparison(node, parameters)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and not node.keywords:
            return self._call(node.func.id, node.args, parameters)
        raise ValueError(f"not allowed in an expression: {ast.unparse(node)}")

    def _comparison(self, node: ast.Compare, parameters: bool) -> Callable[[View], bool]:
        sides = [node.left, *node.comparators]
        pairs = []
        for left, op, right in zip(sides, node.ops, sides[1:], strict=False):
            a, b = self._side(left, right, parameters), self._side(right, left, parameters)
            pairs.append((a, COMPARE[type(op)], b))
        return lambda view: all(compare(a(view), b(view)) for a, compare, b in pairs)

    def _side(self, node: ast.expr, other: ast.expr, parameters: bool) -> Callable[[View], float]:
        # A level's name means something only across from its issue, so both sides are looked at together.
        if isinstance(node, ast.Name) and node.id in self.issues:
            k = self.index[node.id]
            if not isinstance(other, ast.Name) or other.id not in self.issues[node.id]:
                raise ValueError(f"an issue is compared with its levels only: {node.id}")
            return lambda view: view.levels[k]
        if isinstance(node, ast.Name) and isinstance(other, ast.Name) and other.id in self.issues:
            level = self.issues[other.id].index(node.id)
            return lambda view: level
        return self._compile(node, parameters)

    def _call(self, name: str, args: list[ast.expr], parameters: bool) -> Callable[[View], Any]:
        if name in ("value", "done", "in_force"):
            if len(args) != 1 or not isinstance(args[0], ast.Name):
                raise ValueError(f"{name}() takes one name")
            target = args[0].id
            if name == "value":
                k = self.index[target]
                numbers = self.numbers[k]
                return lambda view: numbers[view.levels[k]]
            if target not in self.sets_of:
                raise ValueError(f"no such move: {target}")
            if name == "in_force":
                return self.in_force(target)
            self.tracked.add(target)
            return lambda view: target in view.done
        parts = [self._compile(arg, parameters) for arg in args]
        if name == "if_" and len(parts) == 3:
            condition, yes, no = parts
            return lambda view: yes(view) if condition(view) else no(view)
        if name in FUNCTIONS:
            function = FUNCTIONS[name]
            if name in ("min", "max"):
                return lambda view: function([part(view) for part in parts])  # a list: one argument is fine
            return lambda view: function(*[part(view) for part in parts])
        raise ValueError(f"no such function: {name}")


# --------------------------------------------------------------------------------------------------- the game


class Game:
    """One scenario under one order, with its transitions. What is optimal in it is decided elsewhere."""

    def __init__(self, data: dict, order: str | None = None, parameters: dict[str, float] | None = None):
        self.parties = list(data["parties"])
        number_of = {name: k for k, name in enumerate(self.parties)}
        self.zero: Vector = (0.0,) * len(self.parties)
        values = {name: float(entry["value"]) for name, entry in (data.get("parameters") or {}).items()}
        for name, value in (parameters or {}).items():
            if name not in values:
                raise ValueError(f"no such parameter: {name}")
            values[name] = float(value)

        self.issues = {
            name: [str(level) for level in entry["levels"]] for name, entry in data["issues"].items()
        }
        self.issue_index = {name: k for k, name in enumerate(self.issues)}
        self.tops = [len(levels) - 1 for levels in self.issues.values()]
        self.starts, numbers = [], []
        for name, entry in data["issues"].items():
            levels = self.issues[name]
            self.starts.append(levels.index(str(entry["start"])) if "start" in entry else 0)
            given = entry.get("values")
            if given is None:
                numbers.append([float(k) for k in range(len(levels))])
            elif isinstance(given, dict):
                numbers.append([float(given[level]) for level in levels])
            else:
                numbers.append([float(number) for number in given])

        entries = data.get("moves") or {}
        sets_of = {
            name: {str(i): str(how) for i, how in (entry.get("sets") or {}).items()}
            for name, entry in entries.items()
        }
        self.expressions = e = Expressions(self.issues, self.starts, numbers, sets_of, values)

        blank = View(tuple(self.starts), frozenset(), frozenset())
        self.discount = [e.number(entry["discount"])(blank) for entry in data["parties"].values()]

        def payments(entry):
            return [(number_of[p], e.number(text)) for p, text in (entry or {}).items()]

        def writes(entry):
            return tuple(self.write(str(i), str(how)) for i, how in (entry or {}).items())

        # the order's overlay
        overlay = {} if order is None else (data["orders"][order] or {})
        table = None
        if overlay.get("table") is not None:
            table = tuple(data["tables"][overlay["table"]])
        self.moves: list[Move] = []
        for position, (name, entry) in enumerate(entries.items()):
            by = entry["by"]
            if by == "table":
                parties, joint = table or (), True
            else:
                parties = (by,) if isinstance(by, str) else tuple(by)
                joint = len(parties) > 1
            declined = entry.get("declined") or {}
            self.moves.append(
                Move(
                    name,
                    position,
                    parties,
                    joint,
                    e.guard(entry["when"]) if "when" in entry else always,
                    writes(sets_of[name]),
                    payments(entry.get("pays")),
                    int(entry["lasts"]) if "lasts" in entry else None,
                    int(entry["after"]) if "after" in entry else None,
                    writes(declined.get("sets")),
                    payments(declined.get("pays")),
                )
            )
        self.by_name = {move.name: move for move in self.moves}

        binds_all = overlay.get("binds", "joint") == "all"
        extra: dict[str, list[Callable]] = {name: [] for name in entries}
        for name, text in (overlay.get("require") or {}).items():
            extra[name].append(e.guard(text))
        sequence = list(overlay.get("sequence") or [])
        for before, name in itertools.pairwise(sequence):
            extra[name].append(e.in_force(before))
        self.order_guards = {
            name: guards if binds_all or self.by_name[name].joint else [] for name, guards in extra.items()
        }
        together = [[self.by_name[name] for name in package] for package in overlay.get("together") or []]
        forbid = overlay.get("forbid") or []
        forbid = [forbid] if isinstance(forbid, str) and forbid != "joint" else forbid
        inside = {move.name for package in together for move in package}
        banned = {move.name for move in self.moves if move.joint} if forbid == "joint" else set(forbid)
        self.singles = [
            move
            for move in self.moves
            if move.name not in banned and not (move.name in inside and (move.joint or binds_all))
        ]
        self.packages = (
            []
            if forbid == "joint"
            else [package for package in together if not any(move.name in banned for move in package)]
        )

        self.complete: frozenset[str] = frozenset()
        if overlay.get("implementation", "at_once") == "when_complete":
            self.complete = frozenset(overlay["complete"])

        # chance, payoffs, the end
        self.events = []
        for entry in (data.get("events") or {}).values():
            draws = [
                (e.number(draw["probability"]), writes(draw.get("sets")), payments(draw.get("pays")))
                for draw in entry["draws"]
            ]
            self.events.append((e.guard(entry["when"]) if "when" in entry else always, draws))
        self.terms = []
        for party, terms in (data.get("payoffs") or {}).items():
            for term in terms.values():
                guard = e.guard(term["when"]) if "when" in term else always
                self.terms.append((number_of[party], guard, e.number(term["value"])))
        play = data.get("play") or {}
        self.turns = play.get("turns", "sequential")
        if self.turns not in ("sequential", "rotating"):
            raise NotSupported(f"turns: {self.turns}")
        self.movers = [number_of[party] for party in play.get("movers") or self.parties]
        self.periods = play.get("periods")
        self.until = e.guard(play["until"]) if play.get("until") is not None else None
        final = play.get("final", "forever")
        self.final = final if isinstance(final, str) else None
        self.final_values = payments(final) if self.final is None else []
        if self.final not in (None, "forever", "stop"):
            raise ValueError(f"final: {final}")
        if self.final == "forever" and max(self.discount) >= 1:
            raise ValueError("final: forever needs discount factors below 1")

        # where it opens
        opens = overlay.get("opens") or {}
        empty = State(tuple(self.starts), (None,) * len(self.issues), (), frozenset(), (), 0)
        self.start = self.set_levels(empty, writes(opens.get("sets")), None)
        self.opening = self.paid(payments(opens.get("pays")), self.start)
        self._actions: dict = {}
        self._waiting: dict[State, Vector] = {}

    # -- writing levels

    def write(self, issue: str, how: str) -> tuple[int, int | str]:
        k = self.issue_index[issue]
        return (k, how) if how in ("up", "down", "any") else (k, self.issues[issue].index(how))

    def target(self, levels: tuple[int, ...] | list[int], k: int, how: int | str) -> int:
        """The level a write leads to; `up` and `down` stop at the ends."""
        if how == "up":
            return min(levels[k] + 1, self.tops[k])
        if how == "down":
            return max(levels[k] - 1, 0)
        if how == "any":
            raise ValueError("any is not allowed here")
        return how

    def set_levels(self, state: State, writes: Iterable[tuple[int, int | str]], move: Move | None) -> State:
        """Write levels; `move` is given if a move's own `lasts` may start countdowns (rule 7)."""
        levels, running = list(state.levels), list(state.running)
        for k, how in writes:
            new = self.target(levels, k, how)
            changed = new != levels[k]
            own = move is not None and running[k] is not None and running[k][0] == move.name
            if move is not None and move.lasts is not None and (changed or own):
                prior = running[k][2] if own else levels[k]
                running[k] = (move.name, move.lasts, prior)
            elif changed:
                running[k] = None
            levels[k] = new
        return state._replace(levels=tuple(levels), running=tuple(running))

    # -- views and payments

    def view(self, state: State) -> View:
        return View(state.levels, state.done, frozenset())

    def agreed_view(self, state: State) -> View:
        levels = list(state.levels)
        for _, writes in state.agreed:
            for k, how in writes:
                levels[k] = self.target(levels, k, how)
        return View(tuple(levels), state.done, frozenset(name for name, _ in state.agreed))

    def paid(self, payments: list[tuple[int, Callable]], state: State) -> Vector:
        if not payments:
            return self.zero
        total = list(self.zero)
        for party, amount in payments:
            total[party] += amount(self.view(state))
        return tuple(total)

    def flow(self, state: State) -> Vector:
        view, total = self.view(state), list(self.zero)
        for party, guard, amount in self.terms:
            if guard(view):
                total[party] += amount(view)
        return tuple(total)

    # -- moves

    def available(self, state: State, move: Move) -> bool:
        """Apart from the order's `require` and `sequence`, which packages escape."""
        if len(move.parties) < 1 or (move.joint and len(move.parties) < 2):
            return False
        if any(position == move.position for position, _, _ in state.pending):
            return False
        if any(name == move.name for name, _ in state.agreed):
            return False
        view = self.agreed_view(state) if move.joint else self.view(state)
        for k, how in move.sets:
            if how in ("up", "down") and self.target(view.levels, k, how) == view.levels[k]:
                return False
        return move.when(view)

    def order_allows(self, state: State, move: Move) -> bool:
        view = self.agreed_view(state) if move.joint else self.view(state)
        return all(guard(view) for guard in self.order_guards[move.name])

    def choices(self, move: Move) -> list[tuple[tuple, list[str]]]:
        """The move's concrete writes, one for each choice of `any`, with the names of the chosen levels."""
        names = list(self.issues.values())
        free = [k for k, how in move.sets if how == "any"]
        found = []
        for levels in itertools.product(*[range(len(names[k])) for k in free]):
            chosen = dict(zip(free, levels, strict=True))
            writes = tuple((k, chosen.get(k, how)) for k, how in move.sets)
            found.append((writes, [names[k][chosen[k]] for k in free]))
        return found

    def make(self, state: State, move: Move, writes: tuple) -> tuple[State, Vector]:
        """All have consented to the move: it takes effect, or waits for the others in `complete`."""
        if move.name not in self.complete:
            return self.effect(state, move, writes)
        state = state._replace(agreed=(*state.agreed, (move.name, writes)))
        if len(state.agreed) < len(self.complete):
            return state, self.zero
        agreed, pays = state.agreed, self.zero
        state = state._replace(agreed=())
        for name, its_writes in agreed:
            state, more = self.effect(state, self.by_name[name], its_writes)
            pays = add(pays, more)
        return state, pays

    def effect(self, state: State, move: Move, writes: tuple) -> tuple[State, Vector]:
        if move.name in self.expressions.tracked:
            state = state._replace(done=state.done | {move.name})
        if move.after is not None:
            pending = tuple(sorted((*state.pending, (move.position, move.after, writes)), key=lambda p: p[0]))
            state = state._replace(pending=pending)
        else:
            state = self.set_levels(state, writes, move)
        return state, self.paid(move.pays, state)

    def decline(self, state: State, name: str | None) -> tuple[State, Vector]:
        if name is None:
            return state, self.zero
        move = self.by_name[name]
        state = self.set_levels(state, move.declined_sets, None)
        return state, self.paid(move.declined_pays, state)

    def actions(self, state: State, mover: int) -> list[Action]:
        """Waiting first, then moves in file order, then packages: the order in which ties are broken."""
        key = (state, mover)
        if key not in self._actions:
            me = self.parties[mover]
            found = [Action("wait", (), state, self.zero, None, True)]
            for move in self.singles:
                if me in move.parties and self.available(state, move) and self.order_allows(state, move):
                    found += self.proposals(state, mover, [move], move.name)
            for package in self.packages:
                if all(move.parties for move in package) and any(me in move.parties for move in package):
                    found += self.proposals(state, mover, package, None)
            self._actions[key] = found
        return self._actions[key]

    def proposals(self, state: State, mover: int, moves: list[Move], declined: str | None) -> list[Action]:
        me = self.parties[mover]
        signatories = list(dict.fromkeys(party for move in moves for party in move.parties))
        responders = tuple(self.parties.index(party) for party in signatories if party != me)
        found = []
        for combination in itertools.product(*[self.choices(move) for move in moves]):
            after, pays, levels = state, self.zero, []
            for move, (writes, names) in zip(moves, combination, strict=True):
                if not self.available(after, move):
                    break
                after, more = self.make(after, move, writes)
                pays = add(pays, more)
                levels += names
            else:
                label = "+".join(move.name for move in moves) + (f"[{', '.join(levels)}]" if levels else "")
                found.append(Action(label, responders, after, pays, declined, False))
        return found

    # -- chance and the end of a period

    def draws(self, state: State, event: int) -> list[tuple[float, State, Vector]]:
        """Branches of one event; the last one is "nothing happens"."""
        guard, draws = self.events[event]
        view = self.view(state)
        if not guard(view):
            return [(1.0, state, self.zero)]
        found, left = [], 1.0
        for probability, writes, payments in draws:
            p = probability(view)
            left -= p
            if p < 0 or left < -1e-12:
                raise ValueError("probabilities outside 0 … 1")
            if p > 0:
                after = self.set_levels(state, writes, None)
                found.append((p, after, self.paid(payments, after)))
        found.append((max(left, 0.0), state, self.zero))
        return found

    def tick(self, state: State) -> State:
        """Countdowns: reversions, then landings, in file order; the turn passes on under `rotating`."""
        levels, running = list(state.levels), list(state.running)
        for k, countdown in enumerate(running):
            if countdown is not None:
                move, left, prior = countdown
                if left > 1:
                    running[k] = (move, left - 1, prior)
                else:
                    running[k], levels[k] = None, prior
        landing = [item for item in state.pending if item[1] == 1]
        pending = tuple((position, left - 1, writes) for position, left, writes in state.pending if left > 1)
        turn = (state.turn + 1) % len(self.movers) if self.turns == "rotating" else 0
        state = state._replace(levels=tuple(levels), running=tuple(running), pending=pending, turn=turn)
        for position, _, writes in landing:
            state = self.set_levels(state, writes, self.moves[position])
        return state

    def final_value(self, state: State) -> Vector:
        if self.final == "stop":
            return self.zero
        if self.final is None:
            return self.paid(self.final_values, state)
        return self.waiting(state._replace(turn=0))

    def wait_a_period(self, state: State) -> list[tuple[float, Vector, State]]:
        """(probability, what the period pays, next state) if everybody waits."""
        branches = [(1.0, self.zero, state)]
        for event in range(len(self.events)):
            branches = [
                (p * q, add(paid, more), after)
                for p, paid, before in branches
                for q, after, more in self.draws(before, event)
                if q > 0
            ]
        return [(p, add(paid, self.flow(x)), self.tick(x)._replace(turn=0)) for p, paid, x in branches]

    def waiting(self, start: State) -> Vector:
        """Everybody waits for ever: one linear system a party over all states this can lead to."""
        if start not in self._waiting:
            rows: dict[State, list] = {}
            todo = [start]
            while todo:
                state = todo.pop()
                if state not in rows and state not in self._waiting:
                    rows[state] = self.wait_a_period(state)
                    todo += [after for _, _, after in rows[state]]
            number = {state: k for k, state in enumerate(rows)}
            solved = []
            for i, delta in enumerate(self.discount):
                matrix, constant = np.eye(len(rows)), np.zeros(len(rows))
                for state, branches in rows.items():
                    for p, paid, after in branches:
                        constant[number[state]] += p * paid[i]
                        if after in number:
                            matrix[number[state], number[after]] -= delta * p
                        else:
                            constant[number[state]] += delta * p * self._waiting[after][i]
                solved.append(np.linalg.solve(matrix, constant))
            for state, k in number.items():
                self._waiting[state] = tuple(float(column[k]) for column in solved)
        return self._waiting[start]

    # -- who moves when

    def turns_in_a_period(self) -> int:
        return len(self.movers) if self.turns == "sequential" else 1

    def mover(self, state: State, phase: int) -> int:
        return self.movers[phase] if self.turns == "sequential" else self.movers[state.turn]

    def ends(self, state: State, left: int) -> bool:
        return left == 1 or (self.until is not None and self.until(self.view(state)))


# ---------------------------------------------------------------------------------------- one equilibrium


class Solver:
    def __init__(self, game: Game, favour: str | None = None):
        self.game = game
        self.favour = None if favour is None else game.parties.index(favour)
        self.memo: dict = {}

    def moves(self, left: int, phase: int, state: State) -> Vector:
        """Values when the mover number `phase` of a period is to act, `left` periods (this one too) to go."""
        if phase == self.game.turns_in_a_period():
            return self.events(left, 0, state)
        return self.decide(left, phase, state)[0]

    def decide(self, left: int, phase: int, state: State) -> tuple[Vector, Action, bool]:
        """(values, the chosen action, whether it is accepted)"""
        key = (left, phase, state)
        if key not in self.memo:
            i = self.game.mover(state, phase)
            found = []
            for action in self.game.actions(state, i):
                accepted = add(action.pays, self.moves(left, phase + 1, action.state))
                if action.responders:
                    after, pays = self.game.decline(state, action.declined)
                    declined = add(pays, self.moves(left, phase + 1, after))
                    values, consent = self.answers(action.responders, accepted, declined)
                else:
                    values, consent = accepted, True
                found.append((values, action, consent))
            best = self.best(found, i)
            if self.favour is not None:
                best = self.best(best, self.favour)
            # `actions` lists waiting first, then file order, and min() keeps the first of its equals
            self.memo[key] = min(best, key=lambda option: not option[2])
        return self.memo[key]

    @staticmethod
    def best(options: list, party: int) -> list:
        top = max(option[0][party] for option in options)
        return [option for option in options if option[0][party] >= top - tolerance(top)]

    def answers(self, responders: tuple[int, ...], accepted: Vector, declined: Vector) -> tuple[Vector, bool]:
        """What the responders make of a proposal, each knowing how those after it will answer."""
        values, consent = accepted, True
        for responder in reversed(responders):
            options = self.best([(values, consent), (declined, False)], responder)
            if self.favour is not None:
                options = self.best(options, self.favour)
            values, consent = options[0]  # accepting is listed first
        return values, consent

    def events(self, left: int, event: int, state: State) -> Vector:
        if event == len(self.game.events):
            return self.close(left, state)
        key = (left, "event", event, state)
        if key not in self.memo:
            total = self.game.zero
            for p, after, pays in self.game.draws(state, event):
                if p > 0:
                    branch = add(pays, self.events(left, event + 1, after))
                    total = add(total, tuple(p * v for v in branch))
            self.memo[key] = total
        return self.memo[key]

    def close(self, left: int, state: State) -> Vector:
        game = self.game
        after = game.tick(state)
        later = game.final_value(after) if game.ends(state, left) else self.moves(left - 1, 0, after)
        return tuple(u + d * v for u, d, v in zip(game.flow(state), game.discount, later, strict=True))

    def path(self, periods: int) -> tuple[list, State]:
        """Play and last state if no event ever draws anything."""
        game, state, played = self.game, self.game.start, []
        for left in range(periods, 0, -1):
            period = []
            for phase in range(game.turns_in_a_period()):
                who = game.parties[game.mover(state, phase)]
                _, action, consent = self.decide(left, phase, state)
                period.append((who, action.label, consent if action.responders else None))
                state = action.state if consent else game.decline(state, action.declined)[0]
            played.append(period)
            if game.ends(state, left):
                break
            state = game.tick(state)
        return played, state


def _set_up(data, order, periods, parameters) -> tuple[Game, int]:
    game = Game(data, order, parameters)
    periods = game.periods if periods is None else periods
    if periods is None or periods == "forever":
        raise NotSupported("a fixed number of periods is needed")
    if int(periods) < 1:
        raise ValueError("periods must be 1 or more")
    sys.setrecursionlimit(max(sys.getrecursionlimit(), 20_000))  # depth grows with periods times phases
    return game, int(periods)


def solve(
    data: dict,
    order: str | None = None,
    *,
    periods: int | None = None,
    parameters: dict[str, float] | None = None,
    favour: str | None = None,
) -> Result:
    game, periods = _set_up(data, order, periods, parameters)
    solver = Solver(game, favour)
    values = add(game.opening, solver.moves(periods, 0, game.start))
    path, state = solver.path(periods)
    end = {name: levels[k] for (name, levels), k in zip(game.issues.items(), state.levels, strict=True)}
    return Result(dict(zip(game.parties, values, strict=True)), path, end)


# ---------------------------------------------------------------------------------- all pure equilibria


class AllValues:
    """E(n) of the design, node by node: the set of all pure subgame-perfect payoff vectors."""

    def __init__(self, game: Game, limit: int):
        self.game, self.limit, self.memo = game, limit, {}

    def merge(self, vectors: Iterable[Vector]) -> list[Vector]:
        """Keep one of those equal within tolerance. Sorted, so only near neighbours need comparing."""
        kept: list[Vector] = []
        for vector in sorted(set(vectors)):
            for other in reversed(kept):
                if vector[0] - other[0] > tolerance(vector[0]):
                    kept.append(vector)
                    break
                if all(abs(a - b) <= tolerance(b) for a, b in zip(other, vector, strict=True)):
                    break
            else:
                kept.append(vector)
        if len(kept) > self.limit:
            raise TooMany(f"more than {self.limit} payoff vectors at a node")
        return kept

    def choose(self, party: int, options: list[list[Vector]]) -> list[Vector]:
        worst = [min(vector[party] for vector in option) for option in options]
        found: list[Vector] = []
        for a, option in enumerate(options):
            bar = max((worst[b] for b in range(len(options)) if b != a), default=-math.inf)
            slack = tolerance(bar) if bar > -math.inf else 0.0
            found += [vector for vector in option if vector[party] >= bar - slack]
        return self.merge(found)

    def moves(self, left: int, phase: int, state: State) -> list[Vector]:
        if phase == self.game.turns_in_a_period():
            return self.events(left, 0, state)
        key = (left, phase, state)
        if key not in self.memo:
            mover = self.game.mover(state, phase)
            options = []
            for action in self.game.actions(state, mover):
                option = [add(action.pays, v) for v in self.moves(left, phase + 1, action.state)]
                if action.responders:
                    after, pays = self.game.decline(state, action.declined)
                    refused = [add(pays, v) for v in self.moves(left, phase + 1, after)]
                    for responder in reversed(action.responders):
                        option = self.choose(responder, [option, refused])
                options.append(option)
            self.memo[key] = self.choose(mover, options)
        return self.memo[key]

    def events(self, left: int, event: int, state: State) -> list[Vector]:
        if event == len(self.game.events):
            return self.close(left, state)
        key = (left, "event", event, state)
        if key not in self.memo:
            total = [self.game.zero]
            for p, after, pays in self.game.draws(state, event):
                if p > 0:
                    branch = self.events(left, event + 1, after)
                    if len(total) * len(branch) > 20 * self.limit:  # before merging: memory gives up later
                        raise TooMany(f"more than {20 * self.limit} combinations at a chance node")
                    shares = [tuple(p * (x + y) for x, y in zip(v, pays, strict=True)) for v in branch]
                    total = self.merge(add(v, w) for v in total for w in shares)
            self.memo[key] = total
        return self.memo[key]

    def close(self, left: int, state: State) -> list[Vector]:
        game = self.game
        key = (left, "close", state)
        if key not in self.memo:
            after, flow = game.tick(state), game.flow(state)
            later = [game.final_value(after)] if game.ends(state, left) else self.moves(left - 1, 0, after)
            self.memo[key] = self.merge(
                tuple(u + d * v for u, d, v in zip(flow, game.discount, vector, strict=True))
                for vector in later
            )
        return self.memo[key]


def all_values(
    data: dict,
    order: str | None = None,
    *,
    periods: int | None = None,
    parameters: dict[str, float] | None = None,
    limit: int = 5000,
) -> list[Vector]:
    """All pure subgame-perfect payoff vectors (in the file's order of parties), `opens` included, sorted."""
    game, periods = _set_up(data, order, periods, parameters)
    found = AllValues(game, limit)
    return sorted(add(game.opening, vector) for vector in found.moves(periods, 0, game.start))
