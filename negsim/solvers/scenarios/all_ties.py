"""All pure subgame-perfect payoff vectors, where ties leave room for several (docs/design.md, "Ties").

At a node n of the game tree, with owner i and branches a,

    E(n) = ⋃_a { v ∈ E(n_a) : v_i ≥ max_{b≠a} min_{w ∈ E(n_b)} w_i },

because off the path each branch may be continued by whatever deters i best. Each answer to a proposal is a
node. Histories that meet in a state may go on differently, so after chance every combination of its
branches' vectors counts. Nodes at which no tie makes a difference have one vector; they are worked out as
arrays, and only the others one by one.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from math import prod

import numpy as np
from numpy.typing import NDArray

from negsim.errors import SolverError
from negsim.games.stage_game import Chance, Payoffs, StageGame, Turn
from negsim.solvers.scenarios.operator import TIE, Operator

__all__ = ["VectorSets", "all_vectors", "is_unique"]

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
Vector = tuple[float, ...]
Vectors = list[Vector]

MOST_WORK = 5_000_000  # vectors looked at, over the whole game


def is_unique(game: StageGame, payoffs: Payoffs, periods: int, *, most_work: int = 50_000) -> bool:
    """Whether all pure subgame-perfect equilibria give the same values.

    Raises
    ------
    SolverError
        If more than `most_work` tied vectors would have to be looked at to tell.
    """
    return len(VectorSets(game, payoffs, periods, 200, keep=False, most_work=most_work).root()) == 1


def all_vectors(game: StageGame, payoffs: Payoffs, periods: int, *, limit: int = 2_000) -> Vectors:
    """Every payoff vector of a pure subgame-perfect equilibrium of the whole game; `opens` included.

    Parameters
    ----------
    game, payoffs
        The game, and its numbers at a single point.
    periods : int
    limit : int
        The most vectors that a node may have.

    Raises
    ------
    SolverError
        If a node has more.
    """
    found = VectorSets(game, payoffs, periods, limit, keep=False).root()
    return [tuple(float(x) for x in np.asarray(v) + payoffs.opening[:, 0]) for v in found]


class VectorSets:
    """E(n) for all nodes: an array where there is one vector, lists where there are more.

    Attributes
    ----------
    nodes : list of list of (f8 [S, party], dict)
        With ``keep``, by periods to go and phase (last: the close): the vector of every state that has one,
        and all vectors of the others.
    """

    def __init__(
        self,
        game: StageGame,
        payoffs: Payoffs,
        periods: int,
        limit: int,
        *,
        keep: bool,
        most_work: int = MOST_WORK,
    ) -> None:
        if payoffs.points != 1:
            raise SolverError('ties="all" works at one parameter point at a time')
        self.game, self.limit, self.most_work, self.work = game, limit, most_work, 0
        self.pay, self.flow = payoffs.pay[:, :, 0], payoffs.flow[:, :, 0]
        self.probability, self.discount = payoffs.probability[:, 0, 0], payoffs.discount[:, 0]
        self.operator = Operator(game, payoffs)
        self.final: Floats = self.operator.final[:, :, 0]
        self.nodes: list[list[tuple[Floats, dict[int, Vectors]]]] = []
        self.single, self.several = self.final.copy(), dict[int, Vectors]()
        for _ in range(periods):
            self._period(keep)

    def root(self) -> Vectors:
        """Vectors of the whole game, in increasing order."""
        return merged(self.of(self.single, self.several, self.game.start))

    @staticmethod
    def of(single: Floats, several: dict[int, Vectors], state: int) -> Vectors:
        """Vectors of one state."""
        return several[state] if state in several else [tuple(single[state].tolist())]

    def _period(self, keep: bool) -> None:
        game = self.game
        ahead = self.single[game.tick]
        ahead[game.ends] = self.final[game.tick[game.ends]]
        values = self.flow[game.flow_id] + self.discount * ahead
        several: dict[int, Vectors] = {}
        if self.several:
            later = np.zeros(game.sizes[0], bool)
            later[list(self.several)] = True
            for x in np.flatnonzero(later[game.tick] & ~game.ends).tolist():
                flow = self.flow[game.flow_id[x]]
                several[x] = [
                    tuple((flow + self.discount * v).tolist()) for v in self.several[int(game.tick[x])]
                ]
        kept = [(values.copy(), dict(several))]
        for k in reversed(range(len(game.phases))):
            phase = game.phases[k]
            if len(phase.rows):
                many = np.zeros(game.states, bool)
                many[list(several)] = True
                back = self._turn if isinstance(phase, Turn) else self._chance
                found = back(k, phase, values, several, many)  # type: ignore[arg-type]
                for x in phase.rows[many[phase.rows]].tolist():
                    several.pop(x, None)
                for x, vectors in found.items():
                    values[x] = vectors[0]
                    if len(vectors) > 1:
                        several[x] = vectors
            if keep:
                kept.append((values.copy(), dict(several)))
        if keep:
            self.nodes.append(kept[::-1])
        size = game.sizes[0]
        self.single, self.several = values[:size], {x: v for x, v in several.items() if x < size}

    def _turn(
        self, k: int, turn: Turn, values: Floats, several: dict[int, Vectors], many: Mask
    ) -> dict[int, Vectors]:
        """Go back over a turn: arrays in place, and the vectors of rows that need looking at one by one."""
        careful = many[turn.rows] | self._tied(turn, values)
        for a in np.flatnonzero(~turn.forbidden):
            careful |= many[turn.target[a]] | many[turn.refusal[a]]
        found = {
            int(turn.rows[i]): self._mover(turn, int(i), values, several) for i in np.flatnonzero(careful)
        }
        column = values[:, :, None]
        self.operator.back(k, column)
        return found

    def _tied(self, turn: Turn, values: Floats) -> Mask:
        """Rows in which some tie makes a difference to anybody."""
        wait = values[turn.rows]
        tied = np.zeros(len(turn.rows), bool)
        options: list[tuple[Floats, Mask]] = [(wait, np.ones(len(turn.rows), bool))]
        for a in np.flatnonzero(~turn.forbidden):
            ok = turn.available[a]
            yes = values[turn.target[a]] + self.pay[turn.pay[a]]
            no = values[turn.refusal[a]] + self.pay[turn.refusal_pay[a]]
            consent = np.ones(len(turn.rows), bool)
            for r in turn.responders[a]:
                close = np.abs(yes[:, r] - no[:, r]) <= 2 * TIE * (1 + np.abs(yes[:, r]))
                tied |= ok & close & differ(yes, no)
                consent &= (yes[:, r] >= no[:, r]) | close
            options.append((np.where(consent[:, None], yes, no), ok))
        worth = np.array([np.where(ok, v[:, turn.owner], -np.inf) for v, ok in options])
        best = worth.max(axis=0)
        first = np.array([v for v, _ in options])[worth.argmax(axis=0), np.arange(len(best))]
        for (vector, ok), w in zip(options, worth, strict=True):
            tied |= ok & (w >= best - 2 * TIE * (1 + np.abs(best))) & differ(vector, first)
        return tied

    def _mover(self, turn: Turn, i: int, values: Floats, several: dict[int, Vectors]) -> Vectors:
        branches = [self.of(values, several, int(turn.rows[i]))]
        for a in np.flatnonzero(~turn.forbidden & turn.available[:, i]):
            branches.append(self.answers(turn, int(a), i, 0, values, several))
        return self._checked(choices(turn.owner, branches))

    def answers(
        self, turn: Turn, a: int, i: int, first: int, values: Floats, several: dict[int, Vectors]
    ) -> Vectors:
        """Vectors of a proposal, from the answer of its `first`-th responder on."""
        result = self._paid(self.of(values, several, int(turn.target[a, i])), int(turn.pay[a, i]))
        if len(turn.responders[a]) > first:
            no = self._paid(self.of(values, several, int(turn.refusal[a, i])), int(turn.refusal_pay[a, i]))
            for r in reversed(turn.responders[a][first:]):
                result = self._checked(choices(r, [result, no]))
        return result

    def _paid(self, vectors: Vectors, pay: int) -> Vectors:
        return (
            vectors if pay == 0 else [tuple((v + self.pay[pay]).tolist()) for v in map(np.asarray, vectors)]
        )

    def _chance(
        self, k: int, phase: Chance, values: Floats, several: dict[int, Vectors], many: Mask
    ) -> dict[int, Vectors]:
        careful = many[phase.rows] | many[phase.target].any(axis=0)
        found: dict[int, Vectors] = {}
        for i in np.flatnonzero(careful):
            branches = self.draws(phase, int(i), values, several)
            count = prod(len(vectors) for _, vectors in branches)
            self._spend(count)
            combined = []
            for combination in product(*(vectors for _, vectors in branches)):
                weighted = [p * np.asarray(v) for (p, _), v in zip(branches, combination, strict=True)]
                combined.append(tuple(np.sum(weighted, axis=0).tolist()))
            found[int(phase.rows[i])] = self._checked(merged(combined))
        self.operator.back(k, values[:, :, None])
        return found

    def draws(
        self, phase: Chance, i: int, values: Floats, several: dict[int, Vectors]
    ) -> list[tuple[float, Vectors]]:
        """Branches of chance that have any probability: first that nothing happens."""
        p = self.probability[phase.probability[:, i]]
        branches = [(1.0 - float(p.sum()), self.of(values, several, int(phase.rows[i])))]
        for d, weight in enumerate(p.tolist()):
            vectors = self._paid(self.of(values, several, int(phase.target[d, i])), int(phase.pay[d, i]))
            branches.append((weight, vectors))
        return [(w, v) for w, v in branches if w > 1e-15]

    def _spend(self, count: int) -> None:
        self.work += count
        if count > self.limit * self.limit or self.work > self.most_work:
            raise SolverError(
                f"too many tied equilibria to list ({self.work:,} vectors looked at); "
                "make payoffs less round, or play fewer periods"
            )

    def _checked(self, vectors: Vectors) -> Vectors:
        self._spend(len(vectors))
        if len(vectors) > self.limit:
            raise SolverError(
                f"a node has {len(vectors):,} tied equilibrium payoff vectors, "
                f"more than the limit of {self.limit:,}; "
                "raise the limit, make payoffs less round, or play fewer periods"
            )
        return vectors


def differ(a: Floats, b: Floats) -> Mask:
    """Rows in which two vectors [row, party] differ by more than a tie."""
    result: Mask = np.any(np.abs(a - b) > TIE * (1 + np.abs(a)), axis=-1)
    return result


def choices(owner: int, branches: Sequence[Vectors]) -> Vectors:
    """E(n) of one node: what each branch may give, if the owner can be deterred from all the others."""
    least = [min(v[owner] for v in vectors) for vectors in branches]
    kept: Vectors = []
    for a, vectors in enumerate(branches):
        bar = max((m for b, m in enumerate(least) if b != a), default=-np.inf)
        bar -= TIE * (1 + abs(bar)) if np.isfinite(bar) else 0.0
        kept += [v for v in vectors if v[owner] >= bar]
    return merged(kept)


def merged(vectors: Vectors) -> Vectors:
    """Sort, and drop vectors that equal another one within a tie."""
    result: Vectors = []
    for v in sorted(set(vectors)):
        for w in reversed(result):
            if v[0] - w[0] > TIE * (1 + abs(v[0])):
                result.append(v)
                break
            if all(abs(x - y) <= TIE * (1 + abs(x)) for x, y in zip(v, w, strict=True)):
                break
        else:
            result.append(v)
    return result
