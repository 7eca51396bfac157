"""States as columns of small integers, and what moves, chance and time do to many of them at once.

A `States` is a set of rows over the columns of a `StateSpace`; operations return new ones and copy only
the columns that they change. Nothing here loops over states.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from negsim.games.rules import Component, Rules
from negsim.scenario.expressions import Expression

__all__ = ["StateSpace", "States"]

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]
Column = tuple[str, ...]


class StateSpace:
    """The columns of a state under some rules, and how many values each can take.

    ("level", issue); for issues that a lasting move sets ("rest", issue) periods left, ("holder", issue)
    which move, ("prior", issue) level to return to; ("pending", move) periods until a delayed move lands;
    ("done", move) where an expression asks; ("agreed", move) its place among agreed, uncompleted moves;
    ("choice", move, issue) the level chosen for an `any` that is pending or agreed; ("turn",).
    """

    def __init__(self, rules: Rules) -> None:
        s = rules.scenario
        self.rules = rules
        self.scenario = s
        self.levels = {name: len(issue.levels) for name, issue in s.issues.items()}
        self.start = {name: s.issues[name].levels.index(s.start_of(name)) for name in s.issues}
        self.used = {m for a in rules.actions for m in a.moves}
        self.lasting: dict[str, list[str]] = {
            i: [m for m in s.moves if m in self.used and s.moves[m].lasts and i in s.moves[m].sets]
            for i in s.issues
        }
        self.delayed = [m for m in s.moves if m in self.used and s.moves[m].after]
        self.complete = [m for m in rules.complete if m in self.used]
        # an agreement that lists a move nobody can make is never complete
        self.completable = len(self.complete) == len(rules.complete)
        self.watched = self._watched()
        sizes: dict[Column, int] = {("level", i): n for i, n in self.levels.items()}
        for issue, moves in self.lasting.items():
            if moves:
                sizes["rest", issue] = 1 + max(s.moves[m].lasts or 0 for m in moves)
                sizes["holder", issue] = 1 + len(moves)
                sizes["prior", issue] = self.levels[issue]
        for m in self.delayed:
            sizes["pending", m] = 1 + (s.moves[m].after or 0)
        for m in self.complete:
            sizes["agreed", m] = 1 + len(self.complete)
        for m in dict.fromkeys([*self.delayed, *self.complete]):
            for issue, target in s.moves[m].sets.items():
                if target == "any":
                    sizes["choice", m, issue] = self.levels[issue]
        for m in s.moves:
            if m in self.watched:
                sizes["done", m] = 2
        if s.play.turns == "rotating":
            sizes["turn",] = len(s.movers)
        self.columns: tuple[Column, ...] = tuple(sizes)
        self.sizes = sizes
        self.place = {c: k for k, c in enumerate(self.columns)}
        self.multiplier, self.exact = _multipliers([sizes[c] for c in self.columns])

    def _watched(self) -> set[str]:
        """Moves whose having been made some expression asks for."""
        found: set[str] = set()
        for e in self._expressions():
            found |= e.done | {m for m in e.in_force if not self.scenario.moves[m].sets}
        return found

    def _expressions(self) -> Iterable[Expression]:
        s = self.scenario
        for action in self.rules.actions:
            for c in action.components:
                yield from c.guards
        opens = self.rules.order.opens
        numbers = list(opens.pays.values()) if opens is not None else []
        numbers += [t for m in s.moves.values() for t in m.pays.values()]
        numbers += [t for m in s.moves.values() if m.declined for t in m.declined.pays.values()]
        numbers += [t for e in s.events.values() for d in e.draws for t in (d.probability, *d.pays.values())]
        numbers += [term.value for terms in s.payoffs.values() for term in terms.values()]
        numbers += list(s.play.final.values()) if isinstance(s.play.final, dict) else []
        guards = [e.when for e in s.events.values()] + [
            t.when for p in s.payoffs.values() for t in p.values()
        ]
        guards += [g for g in s.outcomes.values() if g != "otherwise"] + [s.play.until]
        yield from (s.expression(t, "number") for t in numbers)
        yield from (s.expression(t, "guard") for t in guards if t is not None)

    def initial(self, start: Mapping[str, str]) -> States:
        """Return the state before anybody moves, after what opening the order sets.

        `start` names levels to begin with where they are not the declared ones.
        """
        table = np.zeros((len(self.columns), 1), np.int16)
        for issue, declared in self.start.items():
            other = start.get(issue)
            level = declared if other is None else self.scenario.issues[issue].levels.index(other)
            table[self.place["level", issue]] = level
        opens = self.rules.order.opens
        states = States(self, table)
        return states if opens is None else states.write_all(opens.sets)


def _multipliers(sizes: list[int]) -> tuple[NDArray[np.uint64], bool]:
    """Multipliers that turn a row into one number: positional where 64 bits are enough, else a hash."""
    total = 1
    result = []
    for size in sizes:
        result.append(total)
        total *= size
    if total < 2**63:
        return np.array(result, np.uint64), True
    return np.random.default_rng(20160221).integers(1, 2**63, len(sizes), np.uint64) * np.uint64(
        2
    ) + np.uint64(1), False


class States:
    """Rows over the columns of a space; an environment that expressions are evaluated in."""

    def __init__(self, space: StateSpace, table: NDArray[np.int16], rows: Ints | None = None) -> None:
        self.space = space
        self._table = table
        self._rows = np.arange(table.shape[1]) if rows is None else rows
        self._own: dict[Column, Ints] = {}
        self._parameters: Mapping[str, NDArray[np.float64]] = {}
        self._agreed: dict[str, Ints] | None = None

    def __len__(self) -> int:
        return len(self._rows)

    def get(self, column: Column) -> Ints:
        """Values of one column."""
        if column not in self._own:
            self._own[column] = self._table[self.space.place[column]][self._rows].astype(np.int64)
        return self._own[column]

    def _with(self, changes: Mapping[Column, Ints]) -> States:
        new = States(self.space, self._table, self._rows)
        new._own = {**self._own, **changes}
        return new

    def select(self, which: Mask | Ints) -> States:
        """Keep some of the rows."""
        new = States(self.space, self._table, self._rows[which])
        new._own = {c: v[which] for c, v in self._own.items()}
        return new

    def keys(self) -> NDArray[np.uint64]:
        """One number a row, the same for equal rows."""
        total = np.zeros(len(self), np.uint64)
        for column, multiplier in zip(self.space.columns, self.space.multiplier, strict=True):
            total += self.get(column).astype(np.uint64) * multiplier
        return total

    def table(self) -> NDArray[np.int16]:
        """All columns as one array [column, row]."""
        return np.array([self.get(c) for c in self.space.columns], np.int16).reshape(-1, len(self))

    # The environment of expressions -----------------------------------------------------------------

    def level(self, issue: str) -> Ints:
        """Level of an issue: the agreed one where guards of joint moves look."""
        if self._agreed is not None:
            return self._agreed[issue]
        return self.get(("level", issue))

    def value(self, issue: str) -> NDArray[np.float64]:
        """Return the number that the level of an issue stands for."""
        return np.asarray(self.space.scenario.level_numbers(issue))[self.level(issue)]

    def done(self, move: str) -> Mask:
        """Whether a move has been made."""
        return self.get(("done", move)) > 0

    def in_force(self, move: str) -> Mask:
        """Whether what a move sets holds now, or beyond it (docs/design.md, rule 3)."""
        sets = self.space.scenario.moves[move].sets
        if not sets:
            made = self.done(move)
            if self._agreed is not None and ("agreed", move) in self.space.sizes:
                made = made | (self.get(("agreed", move)) > 0)
            return made
        holds = np.ones(1, bool)
        for issue, target in sets.items():
            level, start = self.level(issue), self.space.start[issue]
            if target == "any":
                holds = holds & (level != start)
                continue
            aim = {"up": start + 1, "down": start - 1}.get(target)
            if aim is None:
                aim = self.space.scenario.issues[issue].levels.index(target)
            holds = holds & (level >= aim if aim > start else level <= aim if aim < start else level == aim)
        return holds

    def parameter(self, name: str) -> NDArray[np.float64]:
        """Return a parameter; guards never ask for one."""
        return self._parameters[name]

    def agreed(self) -> States:
        """Return the same rows as guards of joint moves see them: agreed moves already in effect."""
        space = self.space
        if not space.complete:
            return self
        seen = self._with({})
        levels = {i: self.get(("level", i)) for i in space.levels}
        for place in range(1, len(space.complete) + 1):
            for m in space.complete:
                now = self.get(("agreed", m)) == place
                if now.any():
                    for issue, target in space.scenario.moves[m].sets.items():
                        new = self._target(issue, target, levels[issue], m)
                        levels[issue] = np.where(now, new, levels[issue])
        seen._agreed = levels
        return seen

    # What changes states ------------------------------------------------------------------------------

    def _target(self, issue: str, target: str, level: Ints, move: str = "") -> Ints:
        """Level that a write aims at; up and down stop at the ends, `any` reads the choice kept for it."""
        if target == "up":
            return np.minimum(level + 1, self.space.levels[issue] - 1)
        if target == "down":
            return np.maximum(level - 1, 0)
        if target == "any":
            return self.get(("choice", move, issue))
        return np.full(len(self), self.space.scenario.issues[issue].levels.index(target), np.int64)

    def _write(self, issue: str, new: Ints, now: Mask, move: str = "") -> States:
        """Set a level where `now` holds, minding countdowns (docs/design.md, rule 7)."""
        old = self.get(("level", issue))
        new = np.where(now, new, old)
        changes: dict[Column, Ints] = {("level", issue): new}
        holders = self.space.lasting[issue]
        if holders:
            rest, holder, prior = (self.get((c, issue)) for c in ("rest", "holder", "prior"))
            changed = new != old
            if move in holders:
                me = holders.index(move) + 1
                again = now & (holder == me)
                first = changed & ~again
                rest = np.where(again | first, self.space.scenario.moves[move].lasts or 0, rest)
                holder, prior = np.where(first, me, holder), np.where(first, old, prior)
            else:
                rest, holder, prior = (np.where(changed, 0, c) for c in (rest, holder, prior))
            changes |= {("rest", issue): rest, ("holder", issue): holder, ("prior", issue): prior}
        return self._with(changes)

    def write_all(self, sets: Mapping[str, str]) -> States:
        """Apply the `sets` of an event's draw, of `declined` or of `opens`."""
        states, now = self, np.ones(len(self), bool)
        for issue, target in sets.items():
            states = states._write(issue, states._target(issue, target, states.get(("level", issue))), now)
        return states

    def available(self, component: Component) -> Mask:
        """Where a component may be made: guards, nothing pending or agreed, `up` not at the top."""
        seen = self.agreed() if component.joint else self
        open_ = np.ones(len(self), bool)
        for guard in component.guards:
            open_ &= guard(seen)
        m = component.move
        if ("pending", m) in self.space.sizes:
            open_ &= self.get(("pending", m)) == 0
        if ("agreed", m) in self.space.sizes:
            open_ &= self.get(("agreed", m)) == 0
        for issue, target in component.targets:
            if target == "up":
                open_ &= seen.level(issue) < self.space.levels[issue] - 1
            elif target == "down":
                open_ &= seen.level(issue) > 0
        return open_

    def perform(self, component: Component) -> tuple[States, list[tuple[str, Mask, States]]]:
        """Make a component's move in every row.

        Returns
        -------
        states : States
        payments : list of (move, where, states)
            Moves whose `pays` fall due, in which rows, and the states in which they are evaluated.
        """
        m = component.move
        chosen: dict[Column, Ints] = {}
        for issue, target in component.targets:
            if ("choice", m, issue) in self.space.sizes:
                chosen["choice", m, issue] = self._target(issue, target, self.get(("level", issue)))
        everywhere = np.ones(len(self), bool)
        if ("agreed", m) not in self.space.sizes:
            states, paid = self._with(chosen)._make(m, everywhere, dict(component.targets))
            return states, [(m, everywhere, paid)]
        places = [self.get(("agreed", other)) for other in self.space.complete]
        place = 1 + np.max(places, axis=0)
        states = self._with({**chosen, ("agreed", m): place})
        complete = (place == len(self.space.complete)) & self.space.completable
        payments = []
        if complete.any():
            order = {other: states.get(("agreed", other)) for other in self.space.complete}
            for k in range(1, len(order) + 1):
                for other in self.space.complete:
                    now = complete & (order[other] == k)
                    if now.any():
                        left = np.where(now, 0, states.get(("agreed", other)))
                        states = states._with({("agreed", other): left})
                        states, paid = states._make(other, now, self.space.scenario.moves[other].sets)
                        payments.append((other, now, paid))
        return states, payments

    def _make(self, m: str, now: Mask, targets: Mapping[str, str]) -> tuple[States, States]:
        """Let a move take effect, or start waiting for it; return the states in which it is paid too."""
        states = self
        move = self.space.scenario.moves[m]
        if move.after:
            column: Column = ("pending", m)
            states = states._with({column: np.where(now, move.after, states.get(column))})
        else:
            states = states._land(m, now, targets)
        if m in self.space.watched:
            states = states._with({("done", m): np.where(now, 1, states.get(("done", m)))})
        return states, states

    def _land(self, m: str, now: Mask, targets: Mapping[str, str]) -> States:
        states = self
        for issue, target in targets.items():
            new = states._target(issue, target, states.get(("level", issue)), m)
            states = states._write(issue, new, now, m)
        kept: dict[Column, Ints] = {}  # a choice is forgotten once it has been made
        for issue in self.space.scenario.moves[m].sets:
            choice: Column = ("choice", m, issue)
            if choice in self.space.sizes:
                kept[choice] = np.where(now, 0, states.get(choice))
        return states._with(kept)

    def tick(self) -> States:
        """Let a period end: levels revert, then delayed moves land, then the turn passes."""
        states = self
        for issue, moves in self.space.lasting.items():
            if not moves:
                continue
            rest = states.get(("rest", issue))
            over = rest == 1
            changes: dict[Column, Ints] = {
                ("rest", issue): np.maximum(rest - 1, 0),
                ("level", issue): np.where(over, states.get(("prior", issue)), states.get(("level", issue))),
                ("holder", issue): np.where(over, 0, states.get(("holder", issue))),
                ("prior", issue): np.where(over, 0, states.get(("prior", issue))),
            }
            states = states._with(changes)
        for m in self.space.delayed:
            left = states.get(("pending", m))
            states = states._with({("pending", m): np.maximum(left - 1, 0)})
            if (left == 1).any():
                states = states._land(m, left == 1, self.space.scenario.moves[m].sets)
        if ("turn",) in self.space.sizes:
            states = states._with({("turn",): (states.get(("turn",)) + 1) % self.space.sizes["turn",]})
        return states
