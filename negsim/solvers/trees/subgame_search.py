"""The subgames of a tree one after the other, and all combinations of their equilibria.

Subgames that are a single choice, or a single draw of chance, are solved together, a depth at a time. Where
there are several equilibria of a subgame one is picked; the others follow one by one, those nearest to the
root changing first, and only what lies around a change is solved anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import cache, cached_property
from heapq import heapify, heappop, heappush
from typing import Any

import numpy as np
from numpy.typing import NDArray

from negsim.errors import GameError
from negsim.games.extensive_form import CHANCE, Behavior, ExtensiveGame
from negsim.games.forms.subgames import Subgames
from negsim.solvers.trees.subgame_stage import Exactly, Local, Stages

__all__ = ["Search"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

NEAR = 1e-9  # of a player's range: what is as near as this is compared in fractions


class Search:
    """What every subgame is worth, given which of its equilibria is picked at each."""

    def __init__(self, game: ExtensiveGame, parts: Subgames, inner: Any) -> None:
        self.game, self.parts = game, parts
        self.stages = Stages(parts, inner)
        self.worth = game.payoffs.copy()  # right where play ends; written at the roots of subgames
        self.choice = np.zeros(len(game.parent), dtype=np.int64)
        self.local: dict[int, Local] = {}  # equilibrium picked at each subgame of several nodes
        self.options: dict[int, list[Any]] = {}  # where there are several: actions, or equilibria
        self.pick: dict[int, int] = {}
        self.slack = NEAR * game.scale
        inside = np.bincount(parts.home[~game.terminal], minlength=len(parts))
        self.single = inside == 1
        self.order = np.argsort(-parts.depth, kind="stable")  # those inside others first
        self.place = np.empty(len(parts), dtype=np.int64)
        self.place[self.order] = np.arange(len(parts))
        self._exact: dict[int, Exactly | None] = {}
        self.rounded = False  # whether a tie was decided in floats
        self.at_first: dict[int, list[Any]] = {}
        self.first_local: dict[int, list[Any]] = {}
        self.first_choice = self.choice
        self.varies = False  # whether what is best at one place depends on the pick at another
        self.spread: set[int] = set()  # subgames with a continuum of equilibria of different worth
        self.continuum = False

    # --- the first equilibrium

    def first_pass(self) -> None:
        """Solve all subgames, the deepest first, single choices a depth at a time."""
        depth = self.parts.depth[self.order]
        for d in range(int(depth.max(initial=-1)), -1, -1):
            here = self.order[np.searchsorted(-depth, -d) : np.searchsorted(-depth, -d, side="right")]
            alone = self.single[here]
            roots = self.parts.roots[here[alone]]
            self._draw(roots[self.game.owner[roots] == CHANCE])
            self._choose(here[alone][self.game.owner[roots] != CHANCE])
            for k in here[~alone].tolist():
                self._set(k, self._all_options(k), 0)
        self.first_choice = self.choice.copy()
        self.at_first = dict(self.options)
        self.first_local = {k: [v] for k, v in self.local.items()}

    def _branches(self, roots: Ints) -> tuple[Ints, Ints]:
        """Children of nodes in a row, and where those of each begin."""
        counts = self.game.n_actions[roots].astype(np.int64)
        heads = np.cumsum(counts) - counts
        return np.repeat(self.game.first[roots] - heads, counts) + np.arange(int(counts.sum())), heads

    def _draw(self, roots: Ints) -> None:
        if len(roots):
            children, heads = self._branches(roots)
            weighted = self.worth[:, children] * self._chance[self.game.arrival[children]]
            self.worth[:, roots] = np.add.reduceat(weighted, heads, axis=1)

    @cached_property
    def _chance(self) -> Floats:
        """Probability of each action of chance, counted as in `game.arrival`."""
        sets = self.game.infosets
        return np.array([float(p) for s in sets for p in s.probabilities or (0,) * len(s.actions)])

    def _choose(self, these: Ints) -> None:
        if not len(these):
            return
        roots = self.parts.roots[these]
        children, heads = self._branches(roots)
        owner = self.game.owner[roots]
        counts = self.game.n_actions[roots]
        own = self.worth[np.repeat(owner, counts), children]
        bar = np.maximum.reduceat(own, heads) - self.slack[owner]
        near = own >= np.repeat(bar, counts)
        at = np.flatnonzero(near)
        first = at[np.searchsorted(at, heads)]
        self.choice[roots] = first - heads
        self.worth[:, roots] = self.worth[:, children[first]]
        for i in np.flatnonzero(np.add.reduceat(near.astype(np.int64), heads) > 1).tolist():
            k = int(these[i])
            self._set(k, self._all_options(k), 0)

    # --- one subgame

    def _all_options(self, k: int) -> list[Any]:
        """Best actions at a single choice, by number; equilibria of a larger subgame."""
        root = int(self.parts.roots[k])
        if not self.single[k]:
            word, found = self.stages.solve(k, self.worth, self.exact)
            if not found:
                raise GameError(
                    f"no equilibrium was found of the subgame that starts at node {root}; "
                    "use SubgamePerfect without inner="
                )
            options: list[Any] = found
            if word == "all extreme points" and len(found) > 1:
                self._note_continuum(k, np.array([o.worth for o in found]))
            return options
        if self.game.owner[root] == CHANCE:
            return [None]
        owner = int(self.game.owner[root])
        first, count = int(self.game.first[root]), int(self.game.n_actions[root])
        own = self.worth[owner, first : first + count]
        near = np.flatnonzero(own >= own.max() - self.slack[owner]).tolist()
        if len(near) > 1:
            exactly = [self.exact(first + a) for a in near]
            if all(e is not None for e in exactly):
                amounts = [e[owner] for e in exactly if e is not None]
                near = [a for a, amount in zip(near, amounts, strict=True) if amount == max(amounts)]
            else:
                self.rounded = True
        if len(near) > 1:
            self._note_continuum(k, self.worth[:, first + np.array(near)].T)
        return near

    def _note_continuum(self, k: int, worths: Floats) -> None:
        self.continuum = True
        if (np.ptp(worths, axis=0) > self.slack).any():
            self.spread.add(k)

    def _set(self, k: int, options: list[Any], pick: int) -> None:
        """Pick one of the equilibria of a subgame."""
        root = int(self.parts.roots[k])
        self._exact.pop(root, None)
        if len(options) > 1:
            self.options[k], self.pick[k] = options, pick
        else:
            self.options.pop(k, None)
            self.pick.pop(k, None)
        if not self.single[k]:
            self.local[k] = options[pick]
            self.worth[:, root] = options[pick].worth
        elif self.game.owner[root] == CHANCE:
            self._draw(np.array([root]))
        else:
            self.choice[root] = options[pick]
            self.worth[:, root] = self.worth[:, self.game.first[root] + options[pick]]

    def exact(self, node: int) -> Exactly | None:
        """What a subgame, or an end, is worth to each player as fractions; None if only floats are known."""
        game, known = self.game, self._exact
        stack = [node]
        while stack:
            v = stack[-1]
            if v in known:
                stack.pop()
                continue
            if game.terminal[v]:
                known[v] = tuple(game.exact_payoffs[:, v].tolist())
                continue
            k = int(self.parts.home[v])
            if not self.single[k]:
                known[v] = self.local[k].exact_worth
                continue
            first = int(game.first[v])
            if game.owner[v] != CHANCE:
                weights: list[tuple[Fraction, int]] = [(Fraction(1), first + int(self.choice[v]))]
            else:
                chances = game.infosets[game.infoset[v]].probabilities or ()
                weights = [(p, first + a) for a, p in enumerate(chances) if p]
            missing = [w for _, w in weights if w not in known]
            if missing:
                stack += missing
                continue
            known[v] = _expected([(p, known[w]) for p, w in weights])
        return known[node]

    # --- all others

    def all_picks(self) -> Iterator[None]:
        """Go through all combinations of picks, those nearest to the root changing first."""
        while True:
            yield
            open_ = [k for k, p in self.pick.items() if p + 1 < len(self.options[k])]
            if not open_:
                return
            k = max(open_, key=lambda k: int(self.place[k]))
            self._set(k, self.options[k], self.pick[k] + 1)
            # what comes later starts again, and what lies around is solved anew
            changed = [
                int(self.place[j]) for j, p in self.pick.items() if p and self.place[j] > self.place[k]
            ]
            if self.parts.parent[k] >= 0:
                changed.append(int(self.place[self.parts.parent[k]]))
            heapify(changed)
            last = -1
            while changed:
                at = heappop(changed)
                if at == last:
                    continue
                last, j = at, int(self.order[at])
                options = self._all_options(j)
                self._compare(j, options)
                self._set(j, options, 0)
                if self.parts.parent[j] >= 0:
                    heappush(changed, int(self.place[self.parts.parent[j]]))

    def _compare(self, k: int, options: list[Any]) -> None:
        """Look whether what is best here depends on what is picked elsewhere."""
        if self.varies:
            return
        root = int(self.parts.roots[k])
        if self.single[k]:
            if self.game.owner[root] != CHANCE:
                self.varies = options != self.at_first.get(k, [int(self.first_choice[root])])
            return
        before = self.at_first.get(k, self.first_local[k])
        self.varies = len(before) != len(options) or not all(
            a.same(b) for a, b in zip(before, options, strict=True)
        )

    # --- answers

    def profile(self) -> tuple[Behavior, tuple[Exactly, ...] | None]:
        """The behaviour profile of the present picks; as fractions too, if they are known and few."""
        rounded, found = self._of_chance
        rounded, found = list(rounded), list(found)
        alone = self.parts.roots[self.single]
        alone = alone[self.game.owner[alone] != CHANCE]
        counts, choice = self.game.n_actions[alone].tolist(), self.choice[alone].tolist()
        for h, size, a in zip(self.game.infoset[alone].tolist(), counts, choice, strict=True):
            found[h], rounded[h] = _pure(size, a)
        keeps = True
        for k, local in self.local.items():
            exactly = local.exact_vectors
            keeps = keeps and exactly is not None
            for i, h in enumerate(self.stages.sets(k).tolist()):
                rounded[h] = local.vectors[i]
                found[h] = exactly[i] if exactly is not None else None
        return tuple(rounded), tuple(found) if keeps else None

    @cached_property
    def _of_chance(self) -> tuple[list[Any], list[Any]]:
        """Vectors of chance, as floats and as fractions; elsewhere the first action."""
        sets = self.game.infosets
        found = [s.probabilities or _pure(len(s.actions), 0)[0] for s in sets]
        return [np.array([float(p) for p in v]) for v in found], found

    def mixing_is_harmless(self) -> bool:
        """Whether mixing where there are ties leaves all other choices as they are.

        What an action is worth is linear in what is done at each later tie: what is best with all pure picks
        is best with every mixture. A subgame of several nodes around a tie could have new equilibria.
        """
        if not self.spread:
            return True
        around = np.zeros(len(self.parts), dtype=bool)
        for k in self.spread:
            j = int(self.parts.parent[k])
            while j >= 0 and not around[j]:
                around[j] = True
                j = int(self.parts.parent[j])
        return not self.varies and bool(self.single[around].all())


def _expected(parts: list[tuple[Fraction, Exactly | None]]) -> Exactly | None:
    if any(v is None for _, v in parts):
        return None
    if len(parts) == 1 and parts[0][0] == 1:
        return parts[0][1]
    columns = zip(*[v for _, v in parts if v is not None], strict=True)
    return tuple(sum((p * x for (p, _), x in zip(parts, c, strict=True)), Fraction(0)) for c in columns)


@cache
def _pure(size: int, action: int) -> tuple[Exactly, Floats]:
    vector = tuple(Fraction(int(a == action)) for a in range(size))
    rounded = np.array([float(p) for p in vector])
    rounded.setflags(write=False)  # it is shared by all information sets where the same is done
    return vector, rounded
