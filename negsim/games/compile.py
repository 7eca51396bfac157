"""From a scenario and an order to a `StageGame`: the reachable states, found by breadth, arrays at a time."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from negsim.errors import GameError
from negsim.games.cells import Cells, Sums, Term
from negsim.games.index import Edges, StateIndex
from negsim.games.rules import Action, resolve
from negsim.games.stage_game import Chance, StageGame, Turn
from negsim.games.states import States, StateSpace
from negsim.scenario.scenario import Scenario
from negsim.scenario.schema import Effect, Event
from negsim.scenario.text.document import Path

__all__ = ["compile_game"]

MAX_STATES = 2_000_000
MAX_EDGES = 60_000_000  # forty bytes each, while they are found

Ints = NDArray[np.int64]


def compile_game(
    scenario: Scenario,
    order: str | None = None,
    *,
    periods: int | None = None,
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
    periods : int, optional
        Build only what can be reached in so many periods, and by waiting after them: a smaller game, but for
        no more periods than these. By default all that can be reached at any time.
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
    45
    """
    return Builder(scenario, order, periods, max_states, forbidden, start or {}).build()


class Builder:
    def __init__(
        self,
        scenario: Scenario,
        order: str | None,
        periods: int | None,
        limit: int,
        forbidden: bool,
        start: Mapping[str, str],
    ) -> None:
        self.scenario = scenario
        self.periods = periods
        self.rules = resolve(scenario, order, forbidden=forbidden)
        self.space = StateSpace(self.rules)
        self.initial = self.space.initial(start)
        self.parties = tuple(scenario.parties)
        self.index = StateIndex(self.space, limit)
        self.turns: list[tuple[str, list[Action]]] = []
        for mover in scenario.movers:
            self.turns.append((mover, [a for a in self.rules.actions if mover in a.signatories]))
        self.events = list(scenario.events.items())
        self.close = len(self.turns) + len(self.events)
        self.edges: list[list[Edges]] = [[Edges() for _ in actions] for _, actions in self.turns]
        self.edges += [[Edges() for _ in event.draws] for _, event in self.events]
        self.ticks = Edges()
        self.sums = Sums()
        self.cells = self._declare()
        self.edge_count = 0
        self._touched: list[Ints] = []  # states met in the sweep under way

    def _declare(self) -> dict[str, Cells]:
        s, n = self.scenario, len(self.parties)
        pay, probability = Cells(self.space, n), Cells(self.space, 1)
        for name, move in s.moves.items():
            path: Path = ("moves", name)
            what = f"what the move {name} pays"
            pay.add_source(f"move {name}", self._payments(move.pays, what, (*path, "pays")))
            if move.declined is not None:
                what, path = f"what declining {name} pays", (*path, "declined", "pays")
                pay.add_source(f"declined {name}", self._payments(move.declined.pays, what, path))
        for name, event in s.events.items():
            for k, draw in enumerate(event.draws):
                what, path = f"draw {k + 1} of the event {name}", ("events", name, "draws", k)
                pays = self._payments(draw.pays, f"what {what} pays", (*path, "pays"))
                pay.add_source(f"event {name} {k}", pays)
                chance = s.expression(draw.probability, "number")
                term = Term(chance, None, f"the probability of {what}", (*path, "probability"))
                probability.add_source(f"{name} {k}", [[term]])
        opens = self.rules.order.opens
        if opens is not None:
            path = ("orders", str(self.rules.name), "opens", "pays")
            what = f"what opening {self.rules.name} pays"
            pay.add_source("opens", self._payments(opens.pays, what, path))
        flow = Cells(self.space, n)
        flow.add_source("flow", [self._terms(p) for p in self.parties])
        final = Cells(self.space, n)
        if isinstance(s.play.final, dict):
            terms = self._payments(s.play.final, "the final payoff", ("play", "final"))
            final.add_source("final", terms)
        discount = Cells(self.space, n)
        each = [
            [
                Term(
                    s.expression(p.discount, "number"),
                    None,
                    f"the discount of {q}",
                    ("parties", q, "discount"),
                )
            ]
            for q, p in s.parties.items()
        ]
        discount.add_source("discount", each)
        discount.of("discount", self.initial)
        return {"flow": flow, "pay": pay, "probability": probability, "final": final, "discount": discount}

    def _payments(self, pays: dict[str, str], name: str, path: Path) -> list[list[Term]]:
        s = self.scenario
        return [
            [Term(s.expression(pays[p], "number"), None, f"{name} to {p}", (*path, p))] if p in pays else []
            for p in self.parties
        ]

    def _terms(self, party: str) -> list[Term]:
        s = self.scenario
        return [
            Term(
                s.expression(t.value, "number"),
                s.expression(t.when, "guard") if t.when is not None else None,
                f'the payoff "{name}" of {party}',
                ("payoffs", party, name, "value"),
            )
            for name, t in s.payoffs.get(party, {}).items()
        ]

    # Finding the states ---------------------------------------------------------------------------------

    def build(self) -> StageGame:
        index, never = self.index, self.close + 1
        (start,), frontier = index.add(self.initial, 0, never)
        opening = self.sums.of([self.cells["pay"].of("opens", self.initial)], 1)[0]
        period = 0
        while len(frontier):
            found = frontier
            moving = self.periods is None or period < self.periods
            for phase in range(0 if moving else len(self.turns), self.close):
                found = found[index.expanded[found] > phase]
                new = self._expand(phase, found)
                found = np.unique(np.concatenate([found, new])) if len(new) else found
            found = found[index.expanded[found] > self.close]
            # whatever was found in this sweep is expanded from its earliest phase on; ticking may lower that
            touched = np.unique(np.concatenate([frontier, *self._touched]))
            self._touched = []
            index.expanded[touched] = index.earliest[touched]
            frontier = self._tick(found, never)
            period += 1
        return self._finish(int(start), int(opening))

    def _expand(self, phase: int, rows: Ints) -> Ints:
        if not len(rows):
            return rows
        states = self.index.states(rows)
        new = [np.zeros(0, np.int64)]
        if phase < len(self.turns):
            actions = self.turns[phase][1]
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
            raise GameError(
                f"more than {MAX_EDGES:,} edges between states; drop moves or draws, or give `any` fewer "
                "levels to choose from"
            )
        return fresh

    def _act(self, phase: int, action: Action, edges: Edges, rows: Ints, states: States) -> Ints:
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
        for (mover, actions), edges in zip(self.turns, self.edges[: len(self.turns)], strict=True):
            phases.append(self._turn(mover, actions, edges, rank))
        for (name, _), edges in zip(self.events, self.edges[len(self.turns) :], strict=True):
            phases.append(self._chance(name, edges, rank))
        table = np.ascontiguousarray(self.index.table[:, order])
        states = States(self.space, table)
        tick = np.zeros(count, np.int64)
        for rows, (targets,) in zip(self.ticks.rows, self.ticks.columns, strict=True):
            tick[rank[rows]] = rank[targets]
        until = self.scenario.play.until
        ends = (
            self.scenario.expression(until, "guard")(states) if until is not None else np.zeros(count, bool)
        )
        flow, final = self.cells["flow"].of("flow", states), self.cells["final"].of("final", states)
        return StageGame(
            rules=self.rules,
            horizon=self.periods,
            space=self.space,
            table=table,
            sizes=sizes,
            phases=tuple(phases),
            tick=tick.astype(np.int32),
            flow_id=flow.astype(np.int32),
            final_id=final.astype(np.int32),
            ends=ends,
            outcome=self._outcomes(states),
            opening_pay=opening,
            start=int(rank[start]),
            cells=self.cells,
            sums=self.sums,
        )

    def _active(self, edges: list[Edges], rank: Ints) -> tuple[Ints, Ints]:
        rows = [r for e in edges for r in e.rows]
        active = np.unique(rank[np.concatenate(rows)]) if rows else np.zeros(0, np.int64)
        place = np.zeros(len(rank), np.int64)
        place[active] = np.arange(len(active))
        return active, place[rank]

    def _turn(self, mover: str, actions: list[Action], edges: list[Edges], rank: Ints) -> Turn:
        kept = [(a, e) for a, e in zip(actions, edges, strict=True) if e.rows]
        active, place = self._active(edges, rank)
        nothing = np.zeros(len(active), np.int64)
        shape = (4, len(kept), len(active))
        columns, available = np.zeros(shape, np.int32), np.zeros(shape[1:], bool)
        for k, (_, e) in enumerate(kept):
            ranked = Edges(e.rows, [(rank[t], p, rank[r], q) for t, p, r, q in e.columns])
            dense, available[k] = ranked.dense(active, (active, nothing, active, nothing), place)
            columns[:, k] = dense
        names = [a for a, _ in kept]
        responders = tuple(tuple(self.parties.index(p) for p in a.signatories if p != mover) for a in names)
        return Turn(
            owner=self.parties.index(mover),
            rows=active.astype(np.int32),
            actions=tuple(names),
            responders=responders,
            target=columns[0],
            pay=columns[1],
            available=available,
            refusal=columns[2],
            refusal_pay=columns[3],
            forbidden=np.array([bool(a.forbidden) for a in names], bool),
        )

    def _chance(self, name: str, edges: list[Edges], rank: Ints) -> Chance:
        active, place = self._active(edges, rank)
        nothing = np.zeros(len(active), np.int64)
        columns = np.zeros((3, len(edges), len(active)), np.int32)
        for k, e in enumerate(edges):
            ranked = Edges(e.rows, [(rank[t], p, q) for t, p, q in e.columns])
            columns[:, k] = ranked.dense(active, (active, nothing, nothing), place)[0]
        return Chance(name, active.astype(np.int32), *columns)

    def _outcomes(self, states: States) -> NDArray[np.int32]:
        guards = list(self.scenario.outcomes.values())
        result = np.full(len(states), len(guards), np.int32)
        for k, text in reversed(list(enumerate(guards))):
            holds = slice(None) if text == "otherwise" else self.scenario.expression(text, "guard")(states)
            result[holds] = k
        return result
