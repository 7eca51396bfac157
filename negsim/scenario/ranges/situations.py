"""The situations that an expression can be asked in: combinations of what it reads of the state."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from negsim.scenario.expressions import Expression

if TYPE_CHECKING:
    from negsim.scenario.scenario import Scenario

__all__ = ["MOST_SITUATIONS", "Moment", "Situations"]

MOST_SITUATIONS = 4096  # where more are possible, some are looked at
SOME = 512

Arrays = dict[tuple[str, str], NDArray[Any]]  # ("level" or "done", name) → one number a situation


@dataclass(frozen=True)
class Moment:
    """When an expression is asked: after some levels were set, in a state in which a condition held before.

    Attributes
    ----------
    guard : str, optional
        The condition.
    sets : tuple of (issue, target)
        A target is a level, ``up``, ``down`` or ``any``.
    move : str
        The move that is just made, if any: whether it was made before is not known.
    opening : bool
        Whether it is the moment before anybody moves.
    """

    guard: str | None = None
    sets: tuple[tuple[str, str], ...] = ()
    move: str = ""
    opening: bool = False


@dataclass
class Situations:
    """Combinations of levels, and of moves that were made or not.

    Attributes
    ----------
    scenario : Scenario
    count : int
    exact : bool
        Whether these are all; else they are some of very many.
    columns : dict
        What each issue and move is in each situation.
    """

    scenario: Scenario
    count: int
    exact: bool
    columns: Arrays
    _parameters: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(
        cls, scenario: Scenario, read: Iterable[Expression], guard: Expression | None, moment: Moment
    ) -> Situations:
        """List the situations of a moment that differ in what is read.

        Raises
        ------
        LookupError
            If a move sets what is no issue, or no level of one.
        """
        targets = dict(moment.sets)
        after, before = _columns(scenario, read), _columns(scenario, (guard,) if guard else ())
        new = {
            c for c in after if c == ("done", moment.move) or (c[0] == "level" and targets.get(c[1]) == "any")
        }
        moved = {c: targets[c[1]] for c in after if c[0] == "level" and c[1] in targets and c not in new}
        before += [
            c for c in after if c not in before and c not in new and moved.get(c, "up") in ("up", "down")
        ]
        axes = [(c, "before") for c in before] + [(c, "new") for c in after if c in new]
        sizes = [len(scenario.issues[c[1]].levels) if c[0] == "level" else 2 for c, _ in axes]
        exact = moment.opening or prod(sizes) <= MOST_SITUATIONS
        if moment.opening:
            rows = [np.array([_start(scenario, c)]) for c, _ in axes]
        elif exact:
            rows = list(np.unravel_index(np.arange(prod(sizes)), sizes)) if sizes else []
        else:
            random = np.random.default_rng(0)
            rows = [random.integers(0, size, SOME) for size in sizes]
        count = len(rows[0]) if rows else 1
        known = dict(zip(axes, rows, strict=True))
        state = cls(scenario, count, exact, {c: v for (c, when), v in known.items() if when == "before"})
        keep = np.ones(count, bool)
        if guard is not None:
            keep &= guard(state)
        result: Arrays = {}
        for column in after:
            if column in new:
                result[column] = known[column, "new"]
            elif column in moved:
                result[column] = state._target(column[1], moved[column])
            else:
                result[column] = known[column, "before"]
        return cls(scenario, int(keep.sum()), exact, {c: v[keep] for c, v in result.items()})

    def _target(self, issue: str, target: str) -> NDArray[Any]:
        """Level that a write leads to; up and down stop at the ends."""
        levels = self.scenario.issues[issue].levels
        if target not in ("up", "down"):
            if target not in levels:
                raise LookupError(target)
            return np.full(self.count, levels.index(target))
        aim = self.columns["level", issue] + (1 if target == "up" else -1)
        return np.asarray(np.clip(aim, 0, len(levels) - 1))

    def select(self, which: NDArray[Any]) -> Situations:
        """Keep some of them."""
        kept = {c: v[which] for c, v in self.columns.items()}
        return Situations(self.scenario, int(which.sum()), self.exact, kept)

    def first(self) -> Situations:
        """Keep one of them."""
        return self.select(np.arange(self.count) == 0)

    def at(self, parameters: Mapping[str, Any]) -> Situations:
        """Give the parameters values: [point, 1], so that results are [point, situation]."""
        return Situations(self.scenario, self.count, self.exact, self.columns, parameters)

    def described(self, k: int) -> str:
        """Say which one the k-th is.

        >>> import negsim as ns
        >>> korea = ns.load("korea_reduced")
        >>> read = [korea.expression("value(peace)", "number")]
        >>> Situations.of(korea, read, None, Moment()).described(2)
        'peace == treaty'
        """
        words = []
        for (kind, name), values in self.columns.items():
            if kind == "level":
                words.append(f"{name} == {self.scenario.issues[name].levels[values[k]]}")
            else:
                words.append(f"done({name})" if values[k] else f"not done({name})")
        more = f" and {len(words) - 4} more" if len(words) > 5 else ""
        return " and ".join(words if not more else words[:4]) + more

    # What expressions ask -----------------------------------------------------------------------------

    def parameter(self, name: str) -> Any:
        """Return a parameter."""
        return self._parameters[name]

    def level(self, issue: str) -> NDArray[Any]:
        """Place of the level of an issue."""
        return self.columns["level", issue]

    def value(self, issue: str) -> NDArray[Any]:
        """Return the number of the level of an issue."""
        numbers = np.array(self.scenario.level_numbers(issue), np.float64)
        return np.asarray(numbers[self.level(issue)])

    def done(self, move: str) -> NDArray[Any]:
        """Whether a move has been made."""
        return np.asarray(self.columns["done", move] > 0)

    def in_force(self, move: str) -> NDArray[Any]:
        """Whether what a move sets holds, or beyond it (docs/design.md, rule 3)."""
        sets = self.scenario.moves[move].sets
        if not sets:
            return self.done(move)
        holds = np.ones(self.count, bool)
        for issue, target in sets.items():
            levels, level = self.scenario.issues[issue].levels, self.level(issue)
            start = levels.index(self.scenario.start_of(issue))
            if target == "any":
                holds &= level != start
                continue
            aim = {"up": start + 1, "down": start - 1}.get(target)
            if aim is None:
                aim = levels.index(target)
            holds &= level >= aim if aim > start else level <= aim if aim < start else level == aim
        return holds


def _columns(scenario: Scenario, read: Iterable[Expression]) -> list[tuple[str, str]]:
    """List what expressions read of the state, each once."""
    found: dict[tuple[str, str], None] = {}
    for e in read:
        made = set(e.done)
        issues = set(e.issues)
        for move in e.in_force:
            sets = scenario.moves[move].sets
            issues |= set(sets)
            made |= set() if sets else {move}
            for issue, target in sets.items():
                known = (*scenario.issues[issue].levels, "up", "down", "any")
                if target not in known or scenario.start_of(issue) not in known:
                    raise LookupError(target)
        found |= dict.fromkeys([("level", i) for i in sorted(issues)] + [("done", m) for m in sorted(made)])
    return list(found)


def _start(scenario: Scenario, column: tuple[str, str]) -> int:
    kind, name = column
    return scenario.issues[name].levels.index(scenario.start_of(name)) if kind == "level" else 0
