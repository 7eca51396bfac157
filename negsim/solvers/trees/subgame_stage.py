"""One subgame by itself, smaller ones inside it replaced by what they are worth: all its equilibria, or some.

Only those who move in it play; the others' payoffs are carried along. One player: its best plans. Two: all
extreme equilibria of the reduced normal form. More: support enumeration. What is too large for that is
solved on the tree by a method that finds one equilibrium.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from negsim.errors import GameError, NotSupportedError
from negsim.games.extensive_form import ExtensiveGame, Outcome
from negsim.games.forms.completion import fill_in
from negsim.games.forms.reduced_form import ReducedForm, reduced_normal_form
from negsim.games.forms.subgames import Subgames
from negsim.solution import Completeness
from negsim.solvers.method import Found

__all__ = ["Local", "Stage", "Stages"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Exactly = tuple[Fraction, ...]

EXACT_CELLS = 150  # of two players: up to these, solving in fractions takes no time that matters
MOST_SUPPORTS = 20_000  # of three or more players, and
MOST_PATHS = 2_000  # paths: together at most some seconds, beyond which a single equilibrium is looked for
MOST_WORK = 60_000_000  # of vertex enumeration: some seconds
MOST_PLANS = 200_000  # payoffs of a reduced normal form beyond which a single equilibrium is looked for


@dataclass(frozen=True, eq=False)
class Local:
    """One equilibrium of a subgame: what is done at its information sets, and what that is worth.

    Attributes
    ----------
    vectors, exact_vectors : tuple, one entry an information set of the stage
    worth : f8 [player], exact_worth : tuple of Fraction, optional
    """

    vectors: tuple[Floats, ...]
    exact_vectors: tuple[Exactly, ...] | None
    worth: Floats
    exact_worth: Exactly | None

    def same(self, other: Local) -> bool:
        """Whether both do the same everywhere."""
        if self.exact_vectors is not None and other.exact_vectors is not None:
            return self.exact_vectors == other.exact_vectors
        return all(np.abs(a - b).max() < 1e-9 for a, b in zip(self.vectors, other.vectors, strict=True))


@dataclass(frozen=True, eq=False)
class Stage:
    """The part of a subgame that is in no smaller one.

    Attributes
    ----------
    nodes : i8
        Its nodes, and the roots of those inside it, in order.
    sets : i8
        Information sets that it contains, of chance too.
    ends : i8
        Which of `nodes` end it.
    players : tuple of int
        Who moves in it.
    """

    nodes: Ints
    sets: Ints
    ends: Ints
    players: tuple[int, ...]
    infoset: Ints
    parent: Ints
    branch: Ints


class Stages:
    """All subgames that are more than a single choice, solved when asked.

    Parameters
    ----------
    parts : Subgames
    inner : method, optional
        Solves each instead of the methods chosen here.
    """

    def __init__(self, parts: Subgames, inner: Any = None) -> None:
        self.parts, self.game, self.inner = parts, parts.game, inner
        self.words: set[Completeness] = set()
        self.methods: dict[str, int] = {}
        self.costly = 0  # how often a stage was too large for all its equilibria
        self.silent = False  # whether some own choices excluded information sets
        self._stages: dict[int, Stage] = {}
        self._known: dict[Any, tuple[Completeness, list[Local]]] = {}

    def solve(
        self, k: int, worth: Floats, exact_worth: Callable[[int], Exactly | None]
    ) -> tuple[Completeness, list[Local]]:
        """Equilibria of a subgame, given what each node is worth where smaller ones start or play ends.

        Parameters
        ----------
        k : int
            Position of the subgame.
        worth : f8 [player, node]
        exact_worth : function of a node
            The same as fractions; None where that is not known.
        """
        stage = self._stage(k)
        ends = stage.nodes[stage.ends]
        sure = [exact_worth(int(v)) for v in ends]
        all_sure = all(s is not None for s in sure)
        paid = [
            s if s is not None else tuple(Fraction(f"{x:.12g}") for x in worth[:, v].tolist())
            for s, v in zip(sure, ends, strict=True)
        ]
        key = (k, tuple(paid))
        if key not in self._known:
            found = self._equilibria(self._tree(stage, paid), all_sure)
            self._known[key] = found[0], self._locals(stage, found[1], paid, worth[:, ends], all_sure)
        word, made = self._known[key]
        self.words.add(word)
        return word, made

    def sets(self, k: int) -> Ints:
        """Information sets of a subgame that are in no smaller one, in the order of its `Local` vectors."""
        return self._stage(k).sets

    def _stage(self, k: int) -> Stage:
        if k not in self._stages:
            self._stages[k] = self._made(k)
        return self._stages[k]

    def _made(self, k: int) -> Stage:
        game, parts = self.game, self.parts
        nodes = np.sort(np.concatenate([parts.own_nodes(k), parts.roots[parts.inner(k)]]))
        inside = (parts.home[nodes] == k) & ~game.terminal[nodes]
        sets = np.unique(game.infoset[nodes[inside]]).astype(np.int64)
        place = np.full(len(game.infosets) + 1, -1)
        place[sets] = np.arange(len(sets))
        new = np.full(len(game.parent) + 1, -1)
        new[nodes] = np.arange(len(nodes))
        parent, branch = new[game.parent[nodes]], game.branch[nodes].astype(np.int64)
        parent[0] = branch[0] = -1
        infoset = np.where(inside, place[game.infoset[nodes]], -1)
        players = sorted({game.infosets[h].player for h in sets} - {-1})
        return Stage(nodes, sets, np.flatnonzero(~inside), tuple(players), infoset, parent, branch)

    def _tree(self, stage: Stage, paid: list[Exactly]) -> ExtensiveGame:
        """The stage as a game of those who move in it."""
        game, outcome = self.game, np.full(len(stage.nodes), -1)
        outcome[stage.ends] = np.arange(len(stage.ends))
        seat = {p: i for i, p in enumerate(stage.players)}
        sets = [game.infosets[h] for h in stage.sets]
        return ExtensiveGame(
            [game.players[p] for p in stage.players],
            [type(s)(seat.get(s.player, -1), s.actions, s.label, s.number, s.probabilities) for s in sets],
            stage.infoset,
            stage.parent,
            stage.branch,
            [Outcome(tuple(p[i] for i in stage.players), "", n + 1) for n, p in enumerate(paid)],
            outcome,
        )

    # --- equilibria of one stage

    def _equilibria(self, tree: ExtensiveGame, sure: bool) -> tuple[Completeness, list[Any]]:
        """How complete they are, and behaviour profiles in floats or in fractions.

        Where what smaller subgames are worth is not known exactly, nothing is decided by its last digits.
        """
        try:
            form = reduced_normal_form(tree, max_payoffs=MOST_PLANS)
        except GameError:
            return self._of_tree(tree, None)
        self.silent |= any((choice < 0).any() for choice in form.choices)
        if len(tree.players) == 1:
            self._count("best plans")
            worth = form.game.exact[0]
            slack = 0 if sure else Fraction(float(form.game.scale[0])) / 10**9
            best = np.flatnonzero(worth >= worth.max() - slack)
            pure = [[Fraction(int(s == b)) for s in range(form.game.shape[0])] for b in best]
            word: Completeness = "unique" if len(best) == 1 else "all extreme points"
            return word, [form.to_behavior([v]) for v in pure]
        try:
            return self._of_form(form, sure)
        except (GameError, NotSupportedError) as error:
            return self._of_tree(tree, error)

    def _of_form(self, form: ReducedForm, sure: bool) -> tuple[Completeness, list[Any]]:
        method: Any = self.inner
        if method is None and len(form.game.players) == 2:
            from negsim.solvers.two_players.vertex_enumeration import VertexEnumeration

            method = VertexEnumeration(sure and prod(form.game.shape) <= EXACT_CELLS, MOST_WORK)
        elif method is None:
            from negsim.solvers.many_players.support_enumeration import SupportEnumeration

            method = SupportEnumeration(max_supports=MOST_SUPPORTS, max_paths=MOST_PATHS)
        found: Found = method.find(form.game)
        self._count(method.name)
        profiles = found.exact if found.exact is not None else found.profiles
        made = [form.to_behavior(p) for p in profiles]
        return found.completeness, made

    def _of_tree(self, tree: ExtensiveGame, error: Exception | None) -> tuple[Completeness, list[Any]]:
        method: Any = self.inner
        if method is not None and isinstance(error, GameError):
            raise error
        if method is None and len(tree.players) == 1:
            self._count("best plan")
            return "one of possibly many", [
                fill_in(tree, [s.probabilities for s in tree.infosets], exact=True)
            ]
        if method is None and len(tree.players) == 2:
            from negsim.solvers.trees.sequence_lcp import SequenceLCP

            method = SequenceLCP()
        elif method is None:
            from negsim.solvers.logit.logit_path import LogitPath

            method = LogitPath()
        self.costly += 1
        found: Found = method.find(tree)
        self._count(method.name)
        return found.completeness, list(found.exact if found.exact is not None else found.profiles)

    def _count(self, method: str) -> None:
        self.methods[method] = self.methods.get(method, 0) + 1

    def _locals(
        self, stage: Stage, profiles: list[Any], paid: list[Exactly], worth: Floats, sure: bool
    ) -> list[Local]:
        made: list[Local] = []
        for profile in profiles:
            exact_vectors = None
            if all(isinstance(p, Fraction) for v in profile for p in v):
                exact_vectors = tuple(tuple(v) for v in profile)
            vectors = tuple(np.array([float(p) for p in v]) for v in profile)
            reach = _reach(stage, vectors, np.float64)[stage.ends]
            exactly = None
            if exact_vectors is not None and sure:
                weights = _reach(stage, exact_vectors, object)[stage.ends]
                some = [(w, p) for w, p in zip(weights, paid, strict=True) if w]
                exactly = tuple(
                    sum((w * p[i] for w, p in some), Fraction(0)) for i in range(len(self.game.players))
                )
            value = worth @ reach if exactly is None else np.array([float(x) for x in exactly])
            local = Local(vectors, exact_vectors, value, exactly)
            # mixtures over plans that do the same are one behaviour
            if not any(local.same(other) for other in made):
                made.append(local)
        return made


def _reach(stage: Stage, vectors: Any, dtype: Any) -> NDArray[Any]:
    """Probability that play comes to each node of the stage."""
    reach = np.ones(len(stage.nodes), dtype=dtype)
    for v in range(1, len(stage.nodes)):
        up = stage.parent[v]
        reach[v] = reach[up] * vectors[stage.infoset[up]][stage.branch[v]]
    return reach
