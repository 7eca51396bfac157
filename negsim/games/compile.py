"""From a scenario and an order to a `StageGame`: the reachable states, found by breadth, arrays at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from negsim.errors import GameError
from negsim.games.cells import Cells, Sums, Term
from negsim.games.rules import Action, resolve
from negsim.games.stage_game import Chance, StageGame, Turn
from negsim.games.states import States, StateSpace
from negsim.scenario.scenario import Scenario
from negsim.scenario.schema import Effect, Event

__all__ = ["compile_game"]

MAX_STATES = 2_000_000
MAX_EDGES = 200_000_000

Ints = NDArray[np.int64]


def compile_game(
    scenario: Scenario,
    order: str | None = None,
    *,
    max_states: int = MAX_STATES,
    forbidden: bool = False,
    start: Mapping[str, str] | None = None,
) -> StageGame:
    """Build the game of a scenario under an order.

    Parameters
    ----------
    scenario : Scenario
    order : str, optional
        Name of an order; without it the file is taken as it stands.
    max_states : int
        Building stops with an error above so many states.
    forbidden : bool
        Also carry the actions that the order rules out, and the states that they lead to. They are never
        taken; they tell whether the order is renegotiation-proof.
    start : mapping of str to str, optional
        Levels to begin with, where they are not those of the file.

    Raises
    ------
    GameError
        If the order is unknown or there are too many states; the message names what multiplies them.

    Examples
    --------
    >>> import negsim as ns
    >>> ns.compile_game(ns.load("korea_reduced"), "parallel").states
    15
    """
    return _Builder(scenario, order, max_states, forbidden, start or {}).build()


@dataclass
class _Edges:
    """What was found for one action or draw: rows, where they lead, what that pays."""

    rows: list[Ints] = field(default_factory=list)
    columns: list[tuple[Ints, ...]] = field(default_factory=list)

    def add(self, rows: Ints, *columns: Ints) -> None:
        self.rows.append(rows)
        self.columns.append(columns)

    def dense(self, active: Ints, fill: tuple[Ints, ...], place: Ints) -> tuple[list[Ints], NDArray[np.bool_]]:
        """Columns over the active rows (numbered by `place`), and where they were found."""
        found = np.zeros(len(active), bool)
        result = [f.copy() for f in fill]
        for rows, columns in zip(self.rows, self.columns, strict=True):
            at = place[rows]
            found[at] = True
            for out, values in zip(result, columns, strict=True):
                out[at] = values
        return result, found


class _Index:
    """Numbers for states, by their keys; sorted arrays that grow by merging."""

    def __init__(self, space: StateSpace, limit: int) -> None:
        self.space, self.limit = space, limit
        self.sorted = np.zeros(0, np.uint64)
        self.numbers = np.zeros(0, np.int64)
        self.table = np.zeros((len(space.columns), 1024), np.int16)
        self.earliest = np.zeros(1024, np.int16)  # first phase that can find the state
        self.expanded = np.zeros(1024, np.int16)  # phases from this one on have been expanded
        self.count = 0

    def states(self, rows: Ints) -> States:
        return States(self.space, self.table, rows)

    def add(self, states: States, phase: int, never: int) -> tuple[Ints, Ints]:
        """Number the states; also say which are new to this phase."""
        unique, first, inverse = np.unique(states.keys(), return_index=True, return_inverse=True)
        at = np.searchsorted(self.sorted, unique)
        known = np.zeros(len(unique), bool)
        inside = at < len(self.sorted)
        known[inside] = self.sorted[at[inside]] == unique[inside]
        numbers = np.empty(len(unique), np.int64)
        numbers[known] = self.numbers[at[known]]
        fresh = np.flatnonzero(~known)
        fresh = fresh[np.argsort(first[fresh], kind="stable")]  # numbered as they are met
        numbers[fresh] = self.count + np.arange(len(fresh))
        if len(fresh):
            self._append(states.select(first[fresh]), unique[fresh], numbers[fresh], phase, never)
        if not self.space.exact:  # keys are hashes here: make sure that equal keys are equal states
            same = self.table[:, numbers[inverse.reshape(-1)]] == states.table()
            if not same.all():
                raise GameError("two states share a hash key; rename or reorder an issue and try again")
        lowered = numbers[self.earliest[numbers] > phase]
        self.earliest[lowered] = phase
        return numbers[inverse.reshape(-1)], np.concatenate([numbers[fresh], lowered])

    def _append(self, states: States, keys: NDArray[np.uint64], numbers: Ints, phase: int, never: int) -> None:
        end = self.count + len(states)
        if end > self.limit:
            self._refuse(end)
        while end > self.table.shape[1]:
            self.table = np.concatenate([self.table, np.zeros_like(self.table)], axis=1)
            self.earliest = np.concatenate([self.earliest, np.zeros_like(self.earliest)])
            self.expanded = np.concatenate([self.expanded, np.zeros_like(self.expanded)])
        self.table[:, self.count : end] = states.table()
        self.earliest[self.count : end] = phase
        self.expanded[self.count : end] = never
        self.count = end
        merged = np.concatenate([self.sorted, keys])
        order = np.argsort(merged, kind="stable")
        self.sorted, self.numbers = merged[order], np.concatenate([self.numbers, numbers])[order]

    def _refuse(self, count: int) -> None:
        """Name what multiplies the states: without it, how many would there be?"""
        table = self.table[:, : self.count]
        parts: dict[str, list[int]] = {}
        for k, column in enumerate(self.space.columns):
            kind, *names = column
            words = {"level": "issue", "rest": "countdown of", "holder": "countdown of", "prior": "countdown of"}
            words |= {"pending": "delay of", "done": "memory of", "agreed": "agreement on", "choice": "level chosen by"}
            parts.setdefault(f'{words.get(kind, kind)} "{names[0]}"' if names else "turn", []).append(k)
        factors = {}
        for name, columns in parts.items():
            rest = np.delete(table, columns, axis=0).astype(np.int64)
            weights = np.random.default_rng(0).integers(1, 2**62, len(rest))
            factors[name] = self.count / max(1, len(np.unique(weights @ rest)))
        worst = sorted(factors.items(), key=lambda f: -f[1])[:3]
        listed = ", ".join(f"the {name} by {factor:.1f}" for name, factor in worst)
        raise GameError(
            f"more than {self.limit:,} states ({count:,} and counting); they are multiplied by: {listed}. "
            "Drop levels or countdowns, or raise max_states"
        )


class _Builder:
    def __init__(
        self, scenario: Scenario, order: str | None, limit: int, forbidden: bool, start: Mapping[str, str]
    ) -> None:
        self.scenario = scenario
        self.rules = resolve(scenario, order, forbidden=forbidden)
        self.space = StateSpace(self.rules)
        self.initial = self.space.initial(start)
        self.parties = tuple(scenario.parties)
        self.index = _Index(self.space, limit)
        self.turns: list[tuple[str, list[Action]]] = []
        for mover in scenario.movers:
            self.turns.append((mover, [a for a in self.rules.actions if mover in a.signatories]))
        self.events = list(scenario.events.items())
        self.close = len(self.turns) + len(self.events)
        self.edges: list[list[_Edges]] = [[_Edges() for _ in actions] for _, actions in self.turns]
        self.edges += [[_Edges() for _ in event.draws] for _, event in self.events]
        self.ticks = _Edges()
        self.sums = Sums()
        self.cells = self._declare()
        self.edge_count = 0
        self._touched: list[Ints] = []  # states met in the sweep under way

    def _declare(self) -> dict[str, Cells]:
        s, n = self.scenario, len(self.parties)
        pay, probability = Cells(self.space, n), Cells(self.space, 1)
        for name, move in s.moves.items():
            pay.add_source(f"move {name}", self._payments(move.pays, f"what the move {name} pays"))
            if move.declined is not None:
                pay.add_source(f"declined {name}", self._payments(move.declined.pays, f"what declining {name} pays"))
        for name, event in s.events.items():
            for k, draw in enumerate(event.draws):
                what = f"draw {k + 1} of the event {name}"
                pay.add_source(f"event {name} {k}", self._payments(draw.pays, f"what {what} pays"))
                term = Term(s.expression(draw.probability, "number"), None, f"the probability of {what}")
                probability.add_source(f"{name} {k}", [[term]])
        opens = self.rules.order.opens
        if opens is not None:
            pay.add_source("opens", self._payments(opens.pays, f"what opening {self.rules.name} pays"))
        flow = Cells(self.space, n)
        flow.add_source("flow", [self._terms(p) for p in self.parties])
        final = Cells(self.space, n)
        if isinstance(s.play.final, dict):
            final.add_source("final", self._payments(s.play.final, "the final payoff"))
        discount = Cells(self.space, n)
        each = [[Term(s.expression(p.discount, "number"), None, f"the discount of {q}")] for q, p in s.parties.items()]
        discount.add_source("discount", each)
        discount.of("discount", self.initial)
        return {"flow": flow, "pay": pay, "probability": probability, "final": final, "discount": discount}

    def _payments(self, pays: dict[str, str], name: str) -> list[list[Term]]:
        return [
            [Term(self.scenario.expression(pays[p], "number"), None, f"{name} to {p}")] if p in pays else []
            for p in self.parties
        ]

    def _terms(self, party: str) -> list[Term]:
        s = self.scenario
        return [
            Term(
                s.expression(t.value, "number"),
                s.expression(t.when, "guard") if t.when is not None else None,
                f'the payoff "{name}" of {party}',
            )
            for name, t in s.payoffs.get(party, {}).items()
        ]

    # Finding the states ---------------------------------------------------------------------------------

    def build(self) -> StageGame:
        index, never = self.index, self.close + 1
        (start,), frontier = index.add(self.initial, 0, never)
        opening = self.sums.of([self.cells["pay"].of("opens", self.initial)], 1)[0]
        while len(frontier):
            found = frontier
            for phase in range(self.close):
                found = found[index.expanded[found] > phase]
                new = self._expand(phase, found)
                found = np.unique(np.concatenate([found, new])) if len(new) else found
            found = found[index.expanded[found] > self.close]
            # whatever was found in this sweep is expanded from its earliest phase on; ticking may lower that
            touched = np.unique(np.concatenate([frontier, *self._touched]))
            self._touched = []
            index.expanded[touched] = index.earliest[touched]
            frontier = self._tick(found, never)
        return self._finish(int(start), int(opening))

    def _expand(self, phase: int, rows: Ints) -> Ints:
        if not len(rows):
            return rows
        states = self.index.states(rows)
        new = [np.zeros(0, np.int64)]
        if phase < len(self.turns):
            mover, actions = self.turns[phase]
            if ("turn",) in self.space.sizes:
                now = np.flatnonzero(states.get(("turn",)) == phase)
                rows, states = rows[now], states.select(now)
            for action, edges in zip(actions, self.edges[phase], strict=True):
                new.append(self._act(phase, action, edges, rows, states))
        else:
            name, event = self.events[phase - len(self.turns)]
            new += self._draw(phase, name, event, rows, states)
        fresh = np.unique(np.concatenate(new))
        self._touched = [*self._touched, fresh]
        if self.edge_count > MAX_EDGES:
            raise GameError(f"more than {MAX_EDGES:,} edges between states; give `any` fewer levels to choose from")
        return fresh

    def _act(self, phase: int, action: Action, edges: _Edges, rows: Ints, states: States) -> Ints:
        before = states
        pieces: list[Ints] = []
        for component in action.components:
            open_ = np.flatnonzero(states.available(component))
            if len(open_) < len(states):
                rows, states, before = rows[open_], states.select(open_), before.select(open_)
                pieces = [p[open_] for p in pieces]
            if not len(rows):
                return rows
            states, due = states.perform(component)
            pieces += [self.cells["pay"].of(f"move {m}", seen, where) for m, where, seen in due]
        targets, new = self.index.add(states, phase + 1, self.close + 1)
        pay = self.sums.of(pieces, len(rows))
        refusal, refusal_pay, also = self._decline(phase, action, rows, before)
        edges.add(rows, targets, pay, refusal, refusal_pay)
        self.edge_count += len(rows)
        return np.concatenate([new, also])

    def _decline(self, phase: int, action: Action, rows: Ints, states: States) -> tuple[Ints, Ints, Ints]:
        nothing = np.zeros(len(rows), np.int64)
        effect: Effect | None = action.declined
        if effect is None or not action.joint:
            return rows, nothing, rows[:0]
        after = states.write_all(effect.sets)
        pay = self.sums.of([self.cells["pay"].of(f"declined {action.moves[0]}", after)], len(rows))
        targets, new = self.index.add(after, phase + 1, self.close + 1)
        return targets, pay, new

    def _draw(self, phase: int, name: str, event: Event, rows: Ints, states: States) -> list[Ints]:
        if event.when is not None:
            now = np.flatnonzero(self.scenario.expression(event.when, "guard")(states))
            rows, states = rows[now], states.select(now)
        if not len(rows):
            return []
        new = []
        for k, (draw, edges) in enumerate(zip(event.draws, self.edges[phase], strict=True)):
            after = states.write_all(draw.sets)
            targets, fresh = self.index.add(after, phase + 1, self.close + 1)
            pay = self.sums.of([self.cells["pay"].of(f"event {name} {k}", after)], len(rows))
            edges.add(rows, targets, pay, self.cells["probability"].of(f"{name} {k}", states))
            self.edge_count += len(rows)
            new.append(fresh)
        return new

    def _tick(self, rows: Ints, never: int) -> Ints:
        if not len(rows):
            return rows
        targets, new = self.index.add(self.index.states(rows).tick(), 0, never)
        self.ticks.add(rows, targets)
        return np.unique(new)

    # Arrays ---------------------------------------------------------------------------------------------

    def _finish(self, start: int, opening: int) -> StageGame:
        count = self.index.count
        earliest = self.index.earliest[:count]
        order = np.argsort(earliest, kind="stable")
        rank = np.empty(count, np.int64)
        rank[order] = np.arange(count)
        sizes = tuple(int((earliest <= phase).sum()) for phase in range(self.close + 1))
        phases: list[Turn | Chance] = []
        for phase, ((mover, actions), edges) in enumerate(zip(self.turns, self.edges[: len(self.turns)], strict=True)):
            phases.append(self._turn(mover, actions, edges, rank))
        for (name, _), edges in zip(self.events, self.edges[len(self.turns) :], strict=True):
            phases.append(self._chance(name, edges, rank))
        table = np.ascontiguousarray(self.index.table[:, order])
        states = States(self.space, table)
        tick = np.zeros(count, np.int64)
        for rows, (targets,) in zip(self.ticks.rows, self.ticks.columns, strict=True):
            tick[rank[rows]] = rank[targets]
        until = self.scenario.play.until
        ends = self.scenario.expression(until, "guard")(states) if until is not None else np.zeros(count, bool)
        flow, final = self.cells["flow"].of("flow", states), self.cells["final"].of("final", states)
        return StageGame(
            self.rules, self.space, table, sizes, tuple(phases), tick.astype(np.int32), flow.astype(np.int32),
            final.astype(np.int32), ends, self._outcomes(states), opening, int(rank[start]), self.cells, self.sums,
        )  # fmt: skip

    def _active(self, edges: list[_Edges], rank: Ints) -> tuple[Ints, Ints]:
        rows = [r for e in edges for r in e.rows]
        active = np.unique(rank[np.concatenate(rows)]) if rows else np.zeros(0, np.int64)
        place = np.zeros(len(rank), np.int64)
        place[active] = np.arange(len(active))
        return active, place[rank]

    def _turn(self, mover: str, actions: list[Action], edges: list[_Edges], rank: Ints) -> Turn:
        kept = [(a, e) for a, e in zip(actions, edges, strict=True) if e.rows]
        active, place = self._active(edges, rank)
        nothing = np.zeros(len(active), np.int64)
        shape = (4, len(kept), len(active))
        columns, available = np.zeros(shape, np.int32), np.zeros(shape[1:], bool)
        for k, (_, e) in enumerate(kept):
            ranked = _Edges(e.rows, [(rank[t], p, rank[r], q) for t, p, r, q in e.columns])
            dense, available[k] = ranked.dense(active, (active, nothing, active, nothing), place)
            columns[:, k] = dense
        names = [a for a, _ in kept]
        responders = tuple(tuple(self.parties.index(p) for p in a.signatories if p != mover) for a in names)
        return Turn(
            self.parties.index(mover), active.astype(np.int32), tuple(names), responders, columns[0], columns[1],
            available, columns[2], columns[3], np.array([bool(a.forbidden) for a in names], bool),
        )  # fmt: skip

    def _chance(self, name: str, edges: list[_Edges], rank: Ints) -> Chance:
        active, place = self._active(edges, rank)
        nothing = np.zeros(len(active), np.int64)
        columns = np.zeros((3, len(edges), len(active)), np.int32)
        for k, e in enumerate(edges):
            ranked = _Edges(e.rows, [(rank[t], p, q) for t, p, q in e.columns])
            columns[:, k] = ranked.dense(active, (active, nothing, nothing), place)[0]
        return Chance(name, active.astype(np.int32), *columns)

    def _outcomes(self, states: States) -> NDArray[np.int32]:
        guards = list(self.scenario.outcomes.values())
        result = np.full(len(states), len(guards), np.int32)
        for k, text in reversed(list(enumerate(guards))):
            holds = slice(None) if text == "otherwise" else self.scenario.expression(text, "guard")(states)
            result[holds] = k
        return result
