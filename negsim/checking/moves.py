"""Moves that can never be made, and moves that never change anything."""

from __future__ import annotations

import numpy as np

from negsim.checking.budget import Budget
from negsim.checking.built import Built
from negsim.checking.conditions import Conditions
from negsim.checking.told import Told
from negsim.checking.uses import asked_about
from negsim.checking.wording import anywhere, listed
from negsim.games.stage_game import Turn
from negsim.scenario.names.finder import Finder

__all__ = ["Moves"]


class Moves:
    """What the games say about `moves`."""

    def __init__(self, finder: Finder, conditions: Conditions, budget: Budget, told: Told) -> None:
        self.told = told
        self.finder, self.s, self.conditions, self.budget = finder, finder.scenario, conditions, budget
        self.available: set[str] = set()
        self.changing: set[str] = set()

    def see(self, built: Built) -> None:
        """Note which moves are available, and which of them lead anywhere."""
        self.available |= built.available
        for turn in built.game.phases:
            if not isinstance(turn, Turn):
                continue
            for k, action in enumerate(turn.actions):
                if self.changing.issuperset(action.moves):
                    continue
                self.budget.spend(30 + len(turn.rows) * 0.01)
                open_ = turn.available[k]
                moved = (turn.target[k] != turn.rows) | (turn.refusal[k] != turn.rows)
                paid = (turn.pay[k] != 0) | (turn.refusal_pay[k] != 0)
                if len(action.moves) > 1 or np.any((moved | paid) & open_):
                    self.changing.update(action.moves)  # in a package it is not told which of them it was

    def never_available(self, complete: bool) -> list[str]:
        """List the moves that no game knows; none, where some games were not built."""
        return [name for name in self.s.moves if name not in self.available] if complete else []

    def say(self, complete: bool) -> None:
        """Report moves that are never available, or never change anything."""
        for name in self.never_available(complete):
            self._unavailable(name)
        if not complete:
            return
        asked = asked_about(self.s)
        for name, move in self.s.moves.items():
            if name in self.available and name not in self.changing | asked and not move.pays:
                there = " and ".join(f"{i} is at {level} already" for i, level in move.sets.items())
                why = (
                    f"wherever it can be made, {there}" if move.sets else "it sets no level and pays nothing"
                )
                message = f'the move "{name}" never changes anything: {why}'
                hint = "say under `sets` what it changes, or under `when` that it is needed only before that"
                self.finder.say("NS618", ("moves", name), message, at_key=True, hint=hint)

    def _unavailable(self, name: str) -> None:
        move, path = self.s.moves[name], ("moves", name)
        what = f'the move "{name}" can never be made{anywhere(self.s)}'
        by = (move.by,) if isinstance(move.by, str) else move.by
        tables = {o.table for o in self.s.orders.values() if o.table is not None}
        if move.by == "table":
            by = tuple(dict.fromkeys(p for table in tables for p in self.s.tables[table]))
            if not tables:
                hint = "give an order a table, or list the parties that must consent"
                self.finder.say("NS604", (*path, "by"), f"{what}: no order has a table", hint=hint)
                return
        if not set(by) & set(self.s.movers):
            who = "is no mover" if len(by) == 1 else "are no movers"
            message = f"{what}: {listed(by)} {who}, so nobody can {'make' if len(by) == 1 else 'propose'} it"
            hint = f'add {listed(by, last="or").replace(chr(34), "")} to "movers"'
            self.finder.say("NS604", (*path, "by"), message, hint=hint)
            return
        never = self.conditions.never(move.when)
        stuck = not self.told.stuck.isdisjoint(move.sets)
        if self.told.inside((*path, "when"), "NS419") or (self.told.follows(never.text) if never else stuck):
            return
        if never is not None:
            message = f'{what}: "{never.text}" holds in no situation that can be reached'
            hint = "correct the condition, or add what should lead there"
            where = (*path, "when")
            self.finder.say("NS604", where, message, offset=never.offset, length=never.length, hint=hint)
            return
        why = "; no order that has a table lets it" if move.by == "table" else ""
        hint = "look at `when`, at what it sets (nothing goes `up` from the highest level), and at the orders"
        self.finder.say("NS604", path, what + why, at_key=True, hint=hint)
