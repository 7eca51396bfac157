"""Orders, and moves of orders, that can never be made under the very order that speaks of them."""

from __future__ import annotations

from dataclasses import dataclass

from negsim.checking.budget import Budget
from negsim.checking.built import Built
from negsim.checking.circles import circle
from negsim.checking.conditions import Part, never_holds
from negsim.checking.moves import Moves
from negsim.checking.tables import without_table
from negsim.checking.told import Told
from negsim.checking.wording import listed
from negsim.games.rules import Action
from negsim.scenario.names.finder import Finder
from negsim.scenario.schema import Order
from negsim.scenario.text.document import Path

__all__ = ["Orders"]

_TOLD = ("NS419", "NS513", "NS514")  # what the text alone tells of an order

MOST_TRIED = 20  # choices of levels in a package, when it is told what stands in its way


@dataclass(frozen=True)
class Step:
    """One step of an order: a move by itself, or a package."""

    moves: tuple[str, ...]
    path: Path
    package: bool = False


@dataclass(frozen=True)
class Missing:
    """A step that can never be made: why, and where in the file that is said."""

    step: Step
    why: str
    path: Path
    at_key: bool = False
    waits: str = ""  # the part of a condition that never holds, if it is that


class Orders:
    """What the games say about `orders`."""

    def __init__(self, finder: Finder, moves: Moves, budget: Budget, told: Told) -> None:
        self.told = told
        self.circles: dict[str, list[tuple[str, str]]] = {}
        self.finder, self.s, self.moves, self.budget = finder, finder.scenario, moves, budget
        self.missing: dict[str, tuple[list[Missing], bool]] = {}  # and whether any of the steps is available

    def see(self, built: Built) -> None:
        """Note the steps that can never be made in this order's own game."""
        if built.order is None:
            return
        order = self.s.orders[built.order]
        steps = _steps(order, ("orders", built.order))
        self.budget.spend(2 * len(steps))
        there = [
            step.moves in built.made if step.package else step.moves[0] in built.available for step in steps
        ]
        tables = set(without_table(self.s, built.order))
        lost = [step for step, available in zip(steps, there, strict=True) if not available]
        packaged = {move for step in lost if step.package for move in step.moves}
        found = []
        for step in lost:
            if tables.intersection(step.moves) or (not step.package and step.moves[0] in packaged):
                continue  # said of the order, or of the package
            if not self._forbidden(order, step):
                found.append(self._reason(step, order, built))
        self.missing[built.order] = found, any(there)
        if found and not any(there) and not found[0].step.package:
            self.circles[built.order] = circle(
                self.s, found[0].step.moves[0], built.available, lambda move: self._waits(move, built)
            )

    def say(self, complete: bool) -> None:
        """Report steps that can never be made; of an order without any other, the order."""
        never = set(self.moves.never_available(complete))
        for name in self.s.orders:
            self._table(name, never)
        for name, (missing, some) in self.missing.items():
            left = [m for m in missing if not never.intersection(m.step.moves)]
            if left and not some:
                if not self._said(left[0]) and not self.told.inside(("orders", name), *_TOLD):
                    self._order(name, left)
                continue
            left = [m for m in left if not self._said(m)]
            first = min((m.path[-1] for m in left if m.path[-2] == "sequence"), default=0)
            for m in left:
                if m.path[-2] == "sequence" and m.path[-1] != first:
                    continue  # what comes after is lost with it
                what = f"the package {listed(m.step.moves)}" if m.step.package else listed(m.step.moves)
                message = f'{what} can never be made under the order "{name}": {m.why}'
                hint = "correct what stands in its way, or leave this move out"
                self.finder.say("NS606", m.path, message, at_key=m.at_key, hint=hint)

    def _said(self, m: Missing) -> bool:
        """Whether it was said already what keeps a move or a package from being made."""
        if m.waits and self.told.follows(m.waits):
            return True
        where = m.path[:3] if m.path[-2] == "sequence" else m.step.path if m.step.package else m.path
        return self.told.inside(where, *_TOLD)

    def _order(self, name: str, left: list[Missing]) -> None:
        """Report an order of which no move can be made."""
        path: Path = ("orders", name)
        why, hint = left[0].why, "look at what the order requires, and at the conditions of its moves"
        ring = self.circles.get(name, [])
        if ring:
            why = "; ".join(words for _, words in ring)
            hint = "let one of them be possible from the start"
            if any(move in self.s.orders[name].require for move, _ in ring):
                path = (*path, "require")
        elif len(left) == 1 and left[0].path[-2] == "require":
            path = left[0].path
        message = f'no move of the order "{name}" can ever be made: {why}'
        self.finder.say("NS605", path, message, at_key=True, hint=hint)

    def _waits(self, move: str, built: Built) -> Part | None:
        """Tell which part of its conditions keeps a move from being made."""
        self.budget.spend(0.1 * len(built.game.rules.actions))
        actions = [a for a in built.game.rules.actions if a.moves == (move,)]
        return self._guard(actions[0], 0, built)[2] if actions else None

    def _table(self, name: str, never: set[str]) -> None:
        moves = [move for move in without_table(self.s, name) if move not in never]
        if moves:
            one = len(moves) == 1
            verb, they = ("needs", "it") if one else ("need", "they")
            message = (
                f'the order "{name}" names no table; {listed(moves)} {verb} one, and cannot be made under it'
            )
            example = next(iter(self.s.tables), "")
            hint = f"add table: {example}" if example else "name parties under `tables`, and the table here"
            hint += f", or forbid {'it' if one else 'them'} under this order if {they} should not be made"
            self.finder.say("NS615", ("orders", name), message, at_key=True, hint=hint)

    def _forbidden(self, order: Order, step: Step) -> bool:
        if order.forbid == "joint":
            return step.package or not isinstance(self.s.moves[step.moves[0]].by, str) or self._tabled(step)
        names = (order.forbid,) if isinstance(order.forbid, str) else order.forbid
        return not step.package and step.moves[0] in names

    def _tabled(self, step: Step) -> bool:
        return any(self.s.moves[move].by == "table" for move in step.moves)

    def _reason(self, step: Step, order: Order, built: Built) -> Missing:
        """Tell why a step is never available, as far as it can be told."""
        self.budget.spend(0.1 * len(built.game.rules.actions))
        actions = [a for a in built.game.rules.actions if a.moves == step.moves]
        keyed = step.path[-2] == "require"
        if not actions:
            names = (order.forbid,) if isinstance(order.forbid, str) else order.forbid
            ruled = [move for move in step.moves if move in names]
            why = f"the order forbids {listed(ruled)}" if ruled else "the order rules it out"
            return Missing(step, why, step.path, keyed)
        if not set(actions[0].signatories) & set(self.s.movers):
            who = listed(actions[0].signatories)
            return Missing(step, f"nobody who could propose it is a mover ({who})", step.path, keyed)
        if step.package:
            k, why = max((self._way(a, built) for a in actions[:MOST_TRIED]), key=lambda way: way[0])
            return Missing(step, why, (*step.path, k))
        guard, why, part = self._guard(actions[0], 0, built)
        waits = part.text if part is not None else ""
        move, path = step.moves[0], ("orders", built.order or "")
        if guard and guard == order.require.get(move):
            return Missing(step, why, (*path, "require", move), True, waits)
        if move in order.sequence:
            return Missing(step, why, (*path, "sequence", order.sequence.index(move)), False, waits)
        return Missing(step, why, step.path, keyed, waits)

    def _way(self, action: Action, built: Built) -> tuple[int, str]:
        """Follow a package to the first move that can never be made after those before it."""
        states = built.states
        for k, component in enumerate(action.components):
            self.budget.spend(200 + len(states))
            open_ = states.available(component)
            if not open_.any():
                before = listed(action.moves[:k])
                after = f" after {before}" if before else ""
                why = self._guard(action, k, built)[1]
                return k, f'"{component.move}" cannot be made{after}: {why}'
            states = states.select(open_).perform(component)[0]
        return len(action.components) - 1, "its moves can never follow one another"

    def _guard(self, action: Action, k: int, built: Built) -> tuple[str, str, Part | None]:
        """Find the first condition on a move that holds nowhere in this game, and say so."""
        component = action.components[k]
        states = built.seen_jointly if component.joint else built.states
        for guard in component.guards:
            part = never_holds(self.s, guard.text, states, self.budget)
            if part is not None:
                return guard.text, f'"{part.text}" never holds under this order', part
        if len(component.guards) > 1:
            return "", "its conditions never hold together", None
        why = "its condition does not hold then" if component.guards else "it has nothing to change"
        return "", why, None


def _steps(order: Order, path: Path) -> list[Step]:
    """List what an order speaks of, each once."""
    steps = [Step((move,), (*path, "sequence", k)) for k, move in enumerate(order.sequence)]
    steps += [Step((move,), (*path, "require", move)) for move in order.require]
    steps += [Step(package, (*path, "together", k), package=True) for k, package in enumerate(order.together)]
    steps += [Step((move,), (*path, "complete", k)) for k, move in enumerate(order.complete)]
    return list({(step.moves, step.package): step for step in reversed(steps)}.values())[::-1]
