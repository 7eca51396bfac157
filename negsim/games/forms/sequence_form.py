"""The sequence form of a two-player game tree: as large as the tree, where the normal form explodes.

A sequence of a player is what it has done on the way to a node; a strategy is a realisation plan, the
probability with which the player plays each of its sequences. Plans are the vectors x >= 0 with E x = e, one
equation an information set, and expected payoffs are bilinear in the two plans. Chance is folded into the
payoffs. (Koller, Megiddo & von Stengel 1994, 1996; von Stengel 1996.)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from negsim.errors import NotSupportedError
from negsim.games.extensive_form import CHANCE, Behavior, ExtensiveGame
from negsim.games.forms.recall import last_moves
from negsim.games.forms.sequences import Sequences, own_sequences
from negsim.games.numbers import Exact, float_array

if TYPE_CHECKING:
    from scipy.sparse import csr_array

__all__ = ["SequenceForm", "sequence_form"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class SequenceForm:
    """Sequences of both players and what pairs of them pay.

    Attributes
    ----------
    game : ExtensiveGame
    sides : tuple of Sequences
        Of each of the two players.
    ends : i8 [end]
        Nodes where the game ends and that chance lets be reached.
    pairs : i8 [2, end]
        Last sequence of each player there.
    chance : f8 [end]
        Probability of the moves of chance on the way.
    """

    game: ExtensiveGame
    sides: tuple[Sequences, Sequences]
    ends: Ints
    pairs: Ints
    chance: Floats

    @cached_property
    def shape(self) -> tuple[int, int]:
        """Number of sequences of each player."""
        return self.sides[0].size, self.sides[1].size

    def matrix(self, values: Floats) -> csr_array:
        """Sum what ends pay [end], weighted by chance, over pairs of sequences [sequence, sequence]."""
        from scipy.sparse import coo_array

        rows, columns = self.pairs
        return coo_array((self.chance * values, (rows, columns)), shape=self.shape).tocsr()

    @cached_property
    def payoffs(self) -> tuple[csr_array, csr_array]:
        """Payoff matrices of both players [sequence, sequence]."""
        return self.matrix(self.game.payoffs[0, self.ends]), self.matrix(self.game.payoffs[1, self.ends])

    @cached_property
    def shares(self) -> Floats:
        """Payoffs at the ends as shares of each player's range, from 0 to 1 [2, end].

        Shifting and scaling a player's payoffs changes nothing here, so that tolerances mean the same.
        """
        values = self.game.payoffs[:, self.ends] / 2  # the range itself may be too large for floats
        low, high = values.min(axis=1, keepdims=True), values.max(axis=1, keepdims=True)
        if (high - low > 1e-3 * np.maximum(abs(low), abs(high))).all():
            return np.asarray((values - low) / (high - low))
        return float_array(self.exact_shares)  # a small range far from zero: floats would round it away

    def against(self, player: int) -> csr_array:
        """Shares of a player [own sequence, other's sequence], weighted by chance."""
        matrix = self._share_matrices[player]
        return matrix if player == 0 else matrix.T.tocsr()

    @cached_property
    def _share_matrices(self) -> list[csr_array]:
        return [self.matrix(s) for s in self.shares]

    @cached_property
    def exact_shares(self) -> Exact:
        """The same shares as fractions [2, end]; all 0 for a player to whom all ends pay the same."""
        values = self.game.exact_payoffs[:, self.ends]
        low, high = values.min(axis=1), values.max(axis=1)
        span = [b - a if b != a else Fraction(1) for a, b in zip(low, high, strict=True)]
        return np.stack([(values[k] - low[k]) / span[k] for k in range(2)])

    @cached_property
    def exact_chance(self) -> Exact:
        """Probability of the moves of chance on the way to each end, as fractions [end]."""
        game = self.game
        reach = np.full(len(game.parent), Fraction(1), dtype=object)
        for nodes in game.levels[1:]:
            reach[nodes] = reach[game.parent[nodes]]
            here = np.arange(nodes.start, nodes.stop)
            for v in here[game.owner[game.parent[nodes]] == CHANCE].tolist():
                p = game.infosets[game.infoset[game.parent[v]]].probabilities
                assert p is not None
                reach[v] = reach[v] * p[game.branch[v]]
        return reach[self.ends]

    def exact_matrix(self, values: Exact) -> dict[tuple[int, int], Fraction]:
        """Sum what ends pay [end] over pairs of sequences, as fractions, those that are not 0."""
        total: dict[tuple[int, int], Fraction] = {}
        weighted = self.exact_chance * values
        for i, j, v in zip(*self.pairs.tolist(), weighted.tolist(), strict=True):
            total[i, j] = total.get((i, j), Fraction(0)) + v
        return {pair: v for pair, v in total.items() if v}

    @cached_property
    def constant_sum(self) -> bool:
        """Whether what one player wins is what the other loses, up to the units of either."""
        values = self.game.payoffs[:, self.ends] / 2
        span = np.ptp(values, axis=1)
        noise = np.spacing(np.abs(values).max(axis=1)) / np.where(span > 0, span, np.inf)
        return bool(np.ptp(self.shares.sum(axis=0)) <= max(1e-12, 16 * float(noise.max())))

    def regret(self, plans: Sequence[Floats]) -> float:
        """Most that a player can gain by another plan, as a share of the range of its payoffs."""
        gains = []
        for k, side in enumerate(self.sides):
            worth = self.against(k) @ plans[1 - k]
            gains.append(side.best_reply(worth)[1] - float(worth @ plans[k]))
        return max(gains)

    def behavior(self, plans: Sequence[Floats], exact: bool = False) -> Behavior:
        """Behaviour profile of two realisation plans.

        At information sets that a player's own plan never leads to, where anything would do, it does what is
        best against the other's plan; where that does not lead there either, what is best if the other
        chooses every action with the same probability.

        Parameters
        ----------
        plans : two of f8 [sequence], or of fractions if `exact`
        """
        out: list[Any] = [
            np.full(len(s.actions), 1 / len(s.actions))
            if s.probabilities is None
            else np.array([float(p) for p in s.probabilities])
            for s in self.game.infosets
        ]
        if exact:
            out = [
                s.probabilities or (Fraction(1, len(s.actions)),) * len(s.actions) for s in self.game.infosets
            ]
        for k, side in enumerate(self.sides):
            against = self.against(k)
            other, plan = np.asarray(plans[1 - k], dtype=np.float64), plans[k]
            best, _ = side.best_reply(against @ other, against @ self.sides[1 - k].uniform)
            one, none = (Fraction(1), Fraction(0)) if exact else (1.0, 0.0)
            for i, (h, first, count) in enumerate(zip(side.infosets, side.first, side.actions, strict=True)):
                weights = plan[first : first + count]
                total = weights.sum()
                if total > 0:
                    shares = weights / total
                else:
                    shares = np.array([one if first + a == best[i] else none for a in range(count)])
                out[h] = tuple(shares) if exact else shares
        return tuple(out)


def sequence_form(game: ExtensiveGame) -> SequenceForm:
    """Make the sequence form of a two-player game tree.

    Parameters
    ----------
    game : ExtensiveGame
        Of two players who remember what they did (perfect recall).

    Raises
    ------
    NotSupportedError
        If there are not two players, or one of them forgets what it did.

    Examples
    --------
    >>> import negsim as ns
    >>> tree = ns.DecisionNode("North", {
    ...     "out": ns.EndNode(1, 1),
    ...     "in": ns.DecisionNode("South", {"yield": ns.EndNode(2, 0), "fight": ns.EndNode(0, -1)}),
    ... })
    >>> form = sequence_form(ns.ExtensiveGame.from_tree(tree, ["North", "South"]))
    >>> form.shape
    (3, 3)
    >>> form.payoffs[0].toarray().tolist()
    [[0.0, 0.0, 0.0], [1.0, 0.0, 0.0], [0.0, 2.0, 0.0]]
    """
    if len(game.players) != 2:
        raise NotSupportedError(
            f"the sequence form is for two players; this game has {len(game.players)}; use SubgamePerfect"
        )
    if problems := game.recall_problems():
        raise NotSupportedError(
            f"{problems[0]}; the sequence form needs perfect recall; solve game.normal_form() instead, by "
            "VertexEnumeration or LemkeHowson: its strategies are plans for the whole game"
        )
    # what each player did last before each node: 0 for nothing, then the actions of the game in a row
    before = np.stack([last_moves(game, k) + 1 for k in range(2)])
    sides, pairs = [], np.zeros_like(before)
    for k in range(2):
        side, number = own_sequences(game, k, before[k])
        sides.append(side)
        pairs[k] = number[before[k]]
    probabilities: Behavior = tuple(
        np.array([float(p) for p in s.probabilities])
        if s.probabilities is not None
        else np.ones(len(s.actions))
        for s in game.infosets
    )
    reach = game.reach(probabilities)
    ends = np.flatnonzero(game.terminal & (reach > 0))
    return SequenceForm(game, (sides[0], sides[1]), ends, pairs[:, ends], reach[ends])
