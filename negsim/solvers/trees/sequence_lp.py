"""Equilibria of zero-sum game trees by one linear program over their sequence form (Koller, Megiddo &
von Stengel 1994; von Stengel 1996): as large as the tree, and solved for both players at once.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from negsim.certificate.behavior import certify_behavior
from negsim.errors import NotSupportedError
from negsim.games.extensive_form import ExtensiveGame
from negsim.games.forms.sequence_form import sequence_form
from negsim.solvers.method import Found
from negsim.solvers.trees.saddle_point import saddle_point
from negsim.solvers.trees.sequence_lcp import MAX_EXACT, SequenceLCP

__all__ = ["SequenceLP"]


@dataclass(frozen=True)
class SequenceLP:
    """Linear programming on the sequence form of a zero-sum game tree of two players.

    Payoffs need to add up to the same number at every end, each player's in its own units. What the game is
    worth is then the same in every equilibrium; strategies may differ.

    Examples
    --------
    >>> import negsim as ns
    >>> def call(strong):
    ...     fold, shown = ns.EndNode(1, -1), ns.EndNode(2, -2) if strong else ns.EndNode(-2, 2)
    ...     return ns.DecisionNode("South", {"call": shown, "fold": fold}, infoset="raised")
    >>> def move(strong):
    ...     drop = ns.EndNode(1, -1) if strong else ns.EndNode(-1, 1)
    ...     return ns.DecisionNode("North", {"raise": call(strong), "check": drop})
    >>> deal = ns.ChanceNode({"red": ("1/2", move(True)), "black": ("1/2", move(False))})
    >>> poker = ns.ExtensiveGame.from_tree(deal, ["North", "South"])
    >>> eq = ns.solve(poker, method=ns.SequenceLP()).one()
    >>> round(eq.values["North"], 9), round(eq.at("raised")["call"], 9)
    (0.333333333, 0.666666667)
    """

    name: ClassVar[str] = "linear programming on the sequence form"

    def find(self, game: ExtensiveGame) -> Found:
        """Solve the program.

        Raises
        ------
        NotSupportedError
            If it is no game tree of two players with perfect recall and constant sum.
        SolverError
            If HiGHS fails.
        """
        if not isinstance(game, ExtensiveGame):
            raise NotSupportedError("SequenceLP is for game trees; for a normal form use ZeroSum")
        form = sequence_form(game)
        if not form.constant_sum:
            raise NotSupportedError(
                "SequenceLP is for zero-sum games, and what the players get adds up to different sums at "
                "different ends; use SequenceLCP"
            )
        one, two = form.sides

        def check(x: NDArray[np.float64], y: NDArray[np.float64]) -> float:
            profile = form.behavior((x, y))
            # a share of the range may still be a large gain: what it will be measured with counts too
            measured = max(certify_behavior(game, profile).relative.values())
            return max(measured, form.regret((one.plan(profile), two.plan(profile))))

        x, y, way = saddle_point(
            form.matrix(form.shares[0]), ((one.constraints, one.start), (two.constraints, two.start)), check
        )
        profile = form.behavior((x, y))
        if sum(form.shape) <= MAX_EXACT and not certify_behavior(game, profile).valid:
            found = SequenceLCP(exact=True).find(game)
            why = "by complementary pivoting in fractions, since rounding spoiled the linear program"
            note = f"zero-sum, {why}: the value is the same in every equilibrium, strategies may differ"
            return replace(found, notes=(note, *found.notes[1:]))
        notes = [
            f"zero-sum, by HiGHS ({way}): the value is the same in every equilibrium, strategies may differ",
            "what is never reached because of a player's own choices is filled in by a best reply there",
        ]
        return Found([profile], "one of possibly many", tuple(notes))
