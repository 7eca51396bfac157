"""The reduced normal form of a game tree, and the way back: mixed strategies to behaviour (Kuhn 1953).

What a profile of pure strategies pays is a sum over the ends that all players' choices allow, each weighted
by the probability of its moves of chance. The sums are made in integers of a common unit, as floating-point
matrix products wherever these are exact.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm, prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from negsim.errors import GameError, NotSupportedError
from negsim.games.extensive_form import CHANCE, ExtensiveGame
from negsim.games.forms.completion import fill_in
from negsim.games.forms.pure_strategies import Mask, OwnMoves, own_moves, pure_strategies
from negsim.games.normal_form import NormalFormGame

__all__ = ["MAX_PAYOFFS", "ReducedForm", "exact_chance", "reduced_normal_form", "strategy_counts"]

MAX_PAYOFFS = 4_000_000  # cells × players
MAX_STRATEGIES = 1_000_000  # of one player
EXACT = 2**53  # integers below it are floats, and so are all sums that stay below it
NOTHING = 1e-12  # a probability that is rounding

Numbers = NDArray[Any]


@dataclass(frozen=True, eq=False)
class ReducedForm:
    """A game tree as a normal form: each action is a plan for all information sets that it can meet.

    Attributes
    ----------
    tree : ExtensiveGame
    game : NormalFormGame
        Its actions are named by what is done at each of the player's information sets, in order; `*` where
        the plan's own choices exclude it.
    sets : tuple of i8 [set]
        Information sets of each player.
    choices : tuple of i2 [strategy, set]
        What each plan does there; −1 for `*`.
    remembers : tuple of bool
        Whether each player has perfect recall.
    """

    tree: ExtensiveGame
    game: NormalFormGame
    sets: tuple[NDArray[np.int64], ...]
    choices: tuple[NDArray[np.int16], ...]
    remembers: tuple[bool, ...]

    def to_behavior(self, profile: Sequence[Any]) -> tuple[Any, ...]:
        """Behaviour profile that does the same as a profile of mixed strategies (Kuhn 1953).

        At information sets that a player's own choices exclude, where mixed strategies say nothing, it takes
        an action that is best against what the others do: see `negsim.games.forms.completion.fill_in`.

        Parameters
        ----------
        profile : sequence of array-like [strategy]
            Floats, or fractions, which stay fractions.

        Returns
        -------
        tuple of f8 [action], or of tuple of Fraction
            One vector an information set, those of chance included.

        Raises
        ------
        NotSupportedError
            If somebody mixes who forgets: then behaviour cannot always do the same.
        """
        exact = all(isinstance(p, (Fraction, int)) for v in profile for p in v)
        found: list[Any] = [s.probabilities for s in self.tree.infosets]
        if not exact:
            found = [None if v is None else np.array([float(p) for p in v]) for v in found]
        for k, (sets, choice) in enumerate(zip(self.sets, self.choices, strict=True)):
            weight: Numbers = np.array(list(profile[k]), dtype=object if exact else np.float64)
            if not self.remembers[k] and np.count_nonzero(weight > NOTHING) > 1:
                problem = next(p for p in self.tree.recall_problems() if p.player == self.tree.players[k])
                raise NotSupportedError(
                    f"{problem}; mixing over plans is then not the same as mixing at information sets. "
                    "Keep to the normal form"
                )
            for j, h in enumerate(sets.tolist()):
                shares = [weight[choice[:, j] == a].sum() for a in range(len(self.tree.infosets[h].actions))]
                total = sum(shares)
                if total > (0 if exact else NOTHING):
                    found[h] = (
                        tuple(s / Fraction(total) for s in shares) if exact else np.array(shares) / total
                    )
        return fill_in(self.tree, found, exact=exact)

    def to_mixed(self, behavior: Sequence[Any]) -> tuple[Numbers, ...]:
        """Mixed strategies that do the same as a behaviour profile, for players who meet no set twice.

        Parameters
        ----------
        behavior : sequence of array-like [action]
            One vector an information set; floats or fractions.

        Returns
        -------
        tuple of [strategy]

        Raises
        ------
        NotSupportedError
            If one play can come to an information set twice (absent-mindedness).
        """
        problem = next((p for p in self.tree.recall_problems() if p.absent_minded), None)
        if problem is not None:
            raise NotSupportedError(
                f"{problem}; no mixture of plans does the same as mixing anew at each visit"
            )
        out = []
        for sets, choice in zip(self.sets, self.choices, strict=True):
            exact = all(isinstance(p, (Fraction, int)) for h in sets for p in behavior[h])
            weight: Numbers = np.full(len(choice), Fraction(1) if exact else 1.0)
            for j, h in enumerate(sets.tolist()):
                vector = np.array([*behavior[h], 1], dtype=object if exact else np.float64)
                weight = weight * vector[choice[:, j]]  # −1 takes the last
            out.append(weight)
        return tuple(out)


def strategy_counts(game: ExtensiveGame) -> tuple[int | None, ...]:
    """Number of each player's reduced pure strategies; None where only listing them can tell."""
    return tuple(own_moves(game, k).count() for k in range(len(game.players)))


def reduced_normal_form(game: ExtensiveGame, *, max_payoffs: int = MAX_PAYOFFS) -> ReducedForm:
    """Make the reduced normal form of a game tree.

    Parameters
    ----------
    game : ExtensiveGame
        With or without perfect recall: plans are well defined either way, though mixing over plans and
        mixing at information sets are the same only with it (Kuhn 1953).
    max_payoffs : int
        Refuse more cells × players than this.

    Returns
    -------
    ReducedForm

    Raises
    ------
    GameError
        If there would be too many payoffs; they are counted before anything is built.

    Examples
    --------
    >>> import negsim as ns
    >>> tree = ns.DecisionNode("Ann", {
    ...     "out": ns.EndNode(2, 2),
    ...     "in": ns.DecisionNode("Bob", {
    ...         "left": ns.DecisionNode("Ann", {"up": ns.EndNode(3, 1), "down": ns.EndNode(0, 0)}),
    ...         "right": ns.EndNode(1, 3),
    ...     }),
    ... })
    >>> form = reduced_normal_form(ns.ExtensiveGame.from_tree(tree, ["Ann", "Bob"]))
    >>> form.game.actions
    (('out,*', 'in,up', 'in,down'), ('left', 'right'))
    >>> form.game.payoffs[0].tolist()
    [[2.0, 2.0], [3.0, 1.0], [0.0, 1.0]]
    """
    owns = [own_moves(game, k) for k in range(len(game.players))]
    _limit(game, [own.count() for own in owns], max_payoffs)
    listed: list[tuple[NDArray[np.int16], Mask]] = []
    for own in owns:
        known = prod([len(choice) for choice, _ in listed])
        listed.append(pure_strategies(own, max(1, min(max_payoffs // (known * len(owns)), MAX_STRATEGIES))))
    payoffs = _payoffs(game, owns, [done for _, done in listed])
    form = NormalFormGame(
        payoffs,
        players=game.players,
        actions=[_labels(game, own, choice) for own, (choice, _) in zip(owns, listed, strict=True)],
        title=game.title,
    )
    return ReducedForm(
        game,
        form,
        tuple(own.sets for own in owns),
        tuple(choice for choice, _ in listed),
        tuple(own.remembers for own in owns),
    )


def _limit(game: ExtensiveGame, counts: list[int | None], limit: int) -> None:
    sure = [c or 1 for c in counts]
    if prod(sure) * len(sure) > limit or max(sure) > MAX_STRATEGIES:
        size = " × ".join(f"{p} {_many(c)}" for p, c in zip(game.players, sure, strict=True))
        raise GameError(
            f"the reduced normal form has {size} strategies, {_many(prod(sure) * len(sure))} payoffs; "
            f"at most {limit:,} are built. On the tree itself work SequenceLCP and, where one wins what the "
            "other loses, SequenceLP for two players, LogitPath for any number"
        )


def _many(count: int) -> str:
    return f"{count:,}" if count < 10**12 else f"10^{len(str(count)) - 1}"


def _labels(game: ExtensiveGame, own: OwnMoves, choice: NDArray[np.int16]) -> list[str]:
    if not len(own.sets):
        return ["nothing to choose"]
    names = [
        [*(name or str(a + 1) for a, name in enumerate(game.infosets[h].actions)), "*"] for h in own.sets
    ]
    return [",".join(n[a] for n, a in zip(names, row, strict=True)) for row in choice.tolist()]


def exact_chance(game: ExtensiveGame) -> Numbers:
    """Product of the probabilities of chance on the way to each node, as fractions [node]."""
    product: Numbers = np.full(len(game.parent), Fraction(1), dtype=object)
    if not any(s.player == CHANCE for s in game.infosets):
        return product
    flat = np.array(
        [p for s in game.infosets for p in s.probabilities or (1,) * len(s.actions)], dtype=object
    )
    for nodes in game.levels[1:]:
        up = game.parent[nodes]
        product[nodes] = product[up]
        drawn = nodes.start + np.flatnonzero(game.owner[up] == CHANCE)
        product[drawn] *= flat[game.arrival[drawn]]
    return product


def _payoffs(game: ExtensiveGame, owns: list[OwnMoves], done: list[Mask]) -> Numbers:
    """Payoffs [player, s_1, …, s_n], floats where these stand for the exact numbers, otherwise fractions."""
    ends = np.flatnonzero(game.terminal)
    chance = exact_chance(game)[ends]
    kinds, tables = [], []  # histories that the same strategies follow are one
    for own, mask in zip(owns, done, strict=True):
        table, kind = np.unique(mask, axis=1, return_inverse=True)
        kinds.append(kind.reshape(-1)[own.history[ends]])
        tables.append(table)
    shape = tuple(t.shape[1] for t in tables)
    where = np.ravel_multi_index(kinds, shape)
    sums = []
    for k in range(len(owns)):
        weighted = chance * game.exact_payoffs[k, ends]
        unit = lcm(*{v.denominator for v in weighted})
        numbers = [v.numerator * (unit // v.denominator) for v in weighted]
        small = sum(map(abs, numbers)) < EXACT
        total: Numbers = np.zeros(prod(shape), dtype=np.float64 if small else object)
        np.add.at(total, where, np.array(numbers, dtype=total.dtype))
        total = total.reshape(shape)
        for table in tables:  # each product puts one player's strategies last and takes its histories away
            total = np.tensordot(total, table.T.astype(total.dtype), axes=(0, 0))
        sums.append((total, unit))
    decimal = [_as_decimals(total, unit) for total, unit in sums]
    if all(d is not None for d in decimal):
        return np.stack([d for d in decimal if d is not None])
    return np.stack([_as_fractions(total, unit) for total, unit in sums])


def _as_decimals(total: Numbers, unit: int) -> NDArray[np.float64] | None:
    """Floats whose shortest decimals are exactly the numbers total / unit, if they are such decimals."""
    if total.dtype == object or unit >= EXACT:
        return None
    twos = (unit & -unit).bit_length() - 1
    fives, rest = 0, unit >> twos
    while rest % 5 == 0:
        fives, rest = fives + 1, rest // 5
    digits = 10 ** max(twos, fives) // unit if rest == 1 else 0
    if not digits or float(np.abs(total).max(initial=0.0)) * digits >= 1e15:
        return None
    return np.asarray(total / unit)


def _as_fractions(total: Numbers, unit: int) -> Numbers:
    distinct, inverse = np.unique(total, return_inverse=True)
    fractions = np.array([Fraction(int(v), unit) for v in distinct], dtype=object)
    return np.asarray(fractions[inverse.reshape(total.shape)])
