"""What makes a game large: by what its levels, countdowns and memory multiply the situations."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from negsim.checking.budget import Budget
from negsim.checking.built import Built
from negsim.games.states import Column, StateSpace
from negsim.scenario.names.finder import Finder
from negsim.scenario.text.document import Path

__all__ = ["Sizes", "largest_factors"]

LEAST_FACTOR = 4.0
LEAST_STATES = 1_000
MOST_NAMED = 6
LEAST_NAMED = 1.5  # what multiplies them less is not named
MOST_GROUPS = 60  # columns that are looked at one by one

Table = NDArray[np.int16]


@dataclass(frozen=True)
class Group:
    """Columns that come and go together: what they stand for, and where in the file that is."""

    words: str
    path: Path
    columns: tuple[Column, ...]


class Sizes:
    """What the games say about `lasts` and `after`."""

    def __init__(self, finder: Finder, budget: Budget) -> None:
        self.finder, self.budget = finder, budget
        self.worst = LEAST_FACTOR
        self.path: Path = ()
        self.message = ""

    def see(self, built: Built) -> None:
        """Note the game that countdowns multiply most."""
        space, table = built.game.space, built.game.table
        groups = _passing(space)
        if built.game.states < LEAST_STATES or not groups:
            return
        self.budget.spend(table.size * 0.02 + 0.2 * built.game.states * (2 + min(MOST_GROUPS, len(groups))))
        hashed = _hash(space, table, space.columns)
        every = tuple(c for group in groups for c in group.columns)
        factor = _factor(space, table, hashed, every)
        if factor < self.worst:
            return
        factors = {g: _factor(space, table, hashed, g.columns) for g in groups[:MOST_GROUPS]}
        named = sorted(factors, key=lambda g: -factors[g])[:MOST_NAMED]
        named = [g for k, g in enumerate(named) if k == 0 or factors[g] >= LEAST_NAMED]
        words = " and ".join(filter(None, [", ".join(g.words for g in named[:-1]), named[-1].words]))
        self.worst, self.path = factor, named[0].path
        self.message = (
            f"because {words} the game has {built.game.states} situations{built.under} instead of "
            f"{built.game.states / factor:.0f} ({factor:.0f} times as many)"
        )

    def say(self, complete: bool) -> None:
        """Report it, at the move that has the largest part in it."""
        hint = "make it shorter, or use a move that takes it back instead"
        if self.path:
            self.finder.say("NS613", self.path, self.message, at_key=len(self.path) == 2, hint=hint)


def largest_factors(space: StateSpace, table: Table) -> str:
    """Name what multiplies the situations of a game most, as far as it was built."""
    issues = space.scenario.issues
    levels = [Group(f'"{i}" has {len(issues[i].levels)} levels', (), (("level", i),)) for i in space.levels]
    groups = [*levels[:MOST_GROUPS], *_passing(space)[:MOST_GROUPS]]
    hashed = _hash(space, table, space.columns)
    factors = [(_factor(space, table, hashed, group.columns), group.words) for group in groups]
    largest = sorted(factors, key=lambda f: -f[0])[:3]
    return ", ".join(f"{words} ({factor:.3g} times as many)" for factor, words in largest if factor > 1.05)


def _passing(space: StateSpace) -> list[Group]:
    """List what is kept of moves beside the levels: countdowns, delays, and that they were made."""
    moves = space.scenario.moves
    groups = []
    for issue, names in space.lasting.items():
        if names:
            words = " and ".join(f'"{m}" lasts {moves[m].lasts} periods' for m in names[:3])
            columns = tuple((kind, issue) for kind in ("rest", "holder", "prior"))
            groups.append(Group(words, ("moves", names[0], "lasts"), columns))
    for move in space.delayed:
        choices = tuple(c for c in space.columns if c[:2] == ("choice", move))
        words = f'"{move}" takes effect {moves[move].after} periods later'
        groups.append(Group(words, ("moves", move, "after"), (("pending", move), *choices)))
    for move in space.watched:
        groups.append(Group(f'it counts whether "{move}" was made', ("moves", move), (("done", move),)))
    return groups


def _hash(space: StateSpace, table: Table, columns: tuple[Column, ...]) -> NDArray[np.uint64]:
    """One number a state, of some of its columns; sums of such numbers can be taken apart again."""
    weights = np.random.default_rng(0).integers(1, 2**63, len(space.columns), np.uint64)
    total = np.zeros(table.shape[1], np.uint64)
    for column in columns:
        place = space.place[column]
        total += table[place].astype(np.uint64) * weights[place]
    return total


def _factor(
    space: StateSpace, table: Table, hashed: NDArray[np.uint64], columns: tuple[Column, ...]
) -> float:
    """By what some columns multiply the states."""
    without = hashed - _hash(space, table, columns)
    return float(len(without) / max(1, len(np.unique(without))))
