"""What distinguishes the equilibria on a list: labels, never a choice among them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from negsim.errors import NotSupportedError
from negsim.games.normal_form import NormalFormGame
from negsim.solution import BehaviorEquilibrium, MixedEquilibrium, Solution

__all__ = ["label_equilibria"]

Floats = NDArray[np.float64]

TIED = 1e-9  # of the range of a player's payoffs
ROUNDING = 1e-12  # of two payoffs of the game that are compared, or of their player's range if that is less
FLOOR = 1e-15  # of the range: less than this is rounding, however small the payoffs that are compared
WHOLE = ("unique", "all", "all extreme points")
OWN = ("pure", "strict", "symmetric", "Pareto-", "payoff-dominant", "risk-dominant", "risk dominance")


def label_equilibria(solution: Solution) -> Solution:
    """Label the equilibria of a solution by what sets them apart from the others on the list.

    Parameters
    ----------
    solution : Solution
        Of a game in normal or extensive form. Labels compare what is listed: where other equilibria may
        exist, a note says so.

    Returns
    -------
    Solution
        The same equilibria in the same order, each with `labels`:

        ``"pure"``
            Everybody chooses one action for certain.
        ``"strict"``
            Whoever deviates alone loses by it.
        ``"symmetric"``
            All players of a symmetric game do the same.
        ``"Pareto-dominated by #k"``
            Another, ``solution[k]``, is worse for nobody and better for somebody.
        ``"Pareto-undominated"``
            None of the others is so.
        ``"payoff-dominant"``
            It is better for every player than each of the others (Harsanyi & Selten 1988, section 3.6).
        ``"risk-dominant"``, ``"risk dominance tied"``
            In games of two players with two actions each and two strict equilibria: the one from which
            deviating alone costs more, as the product of both players' losses (Harsanyi & Selten 1988,
            section 3.9).

        Equilibria of game trees get the labels that depend on payoffs only.

    Raises
    ------
    NotSupportedError
        If its equilibria are not of these forms.

    Examples
    --------
    In the stag hunt one equilibrium pays more, the other one risks less.

    >>> import negsim as ns
    >>> hunt = ns.NormalFormGame.from_bimatrix([[9, 0], [8, 7]], [[9, 8], [0, 7]])
    >>> labelled = ns.label_equilibria(ns.solve(hunt))
    >>> for label in ("payoff-dominant", "risk-dominant"):
    ...     print(label, [eq.values for eq in labelled if label in eq.labels])
    payoff-dominant [{'Player 1': 9.0, 'Player 2': 9.0}]
    risk-dominant [{'Player 1': 7.0, 'Player 2': 7.0}]
    """
    if not isinstance(solution, Solution):
        raise NotSupportedError(f"labels: a Solution is needed, from solve, not {type(solution).__name__}")
    game, listed = solution.game, solution.equilibria
    if not all(isinstance(e, (MixedEquilibrium, BehaviorEquilibrium)) for e in listed):
        raise NotSupportedError(
            "labels: mixed equilibria of a normal form, or behaviour in a game tree, are needed; "
            "for scenarios compare the orders instead"
        )
    labels: list[list[str]] = [[] for _ in listed]
    if isinstance(game, NormalFormGame):
        _label_normal_form(game, listed, labels)
    _label_payoffs(np.array([list(e.values.values()) for e in listed]), np.asarray(game.scale), labels)
    made = [
        replace(e, labels=(*(x for x in e.labels if not x.startswith(OWN)), *new))
        for e, new in zip(listed, labels, strict=True)
    ]
    notes = tuple(n for n in solution.notes if not n.startswith("labels "))
    return replace(solution, equilibria=tuple(made), notes=(*notes, _scope(solution)))


def _scope(solution: Solution) -> str:
    """What the labels may be taken to say."""
    if solution.completeness == "all extreme points":
        return (
            "labels compare the extreme equilibria; of each connected piece these include the best for "
            "everybody at once, so that none of their mixtures dominates an undominated one"
        )
    if solution.completeness in WHOLE:
        return "labels compare all equilibria"
    return f"labels compare only what is listed ({solution.completeness}): others may exist"


def _label_payoffs(values: Floats, scale: Floats, labels: list[list[str]]) -> None:
    """Label Pareto dominance and payoff dominance, from values [equilibrium, player]."""
    slack = TIED * scale
    for i, own in enumerate(labels):
        worse = (values >= values[i] - slack).all(axis=1) & (values > values[i] + slack).any(axis=1)
        over = np.flatnonzero(worse).tolist()
        if over:
            own.append("Pareto-dominated by " + ", ".join(f"#{k}" for k in over))
            continue
        own.append("Pareto-undominated")
        others = np.delete(values, i, axis=0)
        if len(others) and (values[i] > others + slack).all():
            own.append("payoff-dominant")


def _label_normal_form(
    game: NormalFormGame, listed: Sequence[MixedEquilibrium], labels: list[list[str]]
) -> None:
    symmetric = _symmetric(game)
    losses: dict[int, float] = {}  # of the strict ones: what deviating costs, multiplied
    for i, e in enumerate(listed):
        if _pure(e):
            labels[i].append("pure")
            least = _least_loss(game, [int(np.argmax(v)) for v in e.strategy])
            if (least > 0).all():
                labels[i].append("strict")
                losses[i] = float(np.prod(least))
        if symmetric and all(np.abs(v - e.strategy[0]).max() <= TIED for v in e.strategy):
            labels[i].append("symmetric")
    if game.shape == (2, 2) and len(losses) == 2:
        (i, a), (j, b) = losses.items()
        if abs(a - b) <= TIED * max(a, b):
            labels[i].append("risk dominance tied")
            labels[j].append("risk dominance tied")
        else:
            labels[i if a > b else j].append("risk-dominant")


def _pure(e: MixedEquilibrium) -> bool:
    """Whether everybody chooses one action for certain; in fractions if known: 1e-13 may be a probability."""
    if e.exact is None:
        return e.pure
    return all(sum(q != 0 for q in vector) == 1 for vector in e.exact)


def _least_loss(game: NormalFormGame, cell: list[int]) -> Floats:
    """What each player loses at least by deviating alone from a cell [player], as a share of its range.

    0 where it may lose nothing, but for rounding: one very large payoff elsewhere does not make a loss that.
    """
    out = np.empty(len(cell))
    for k, a in enumerate(cell):
        at: list[Any] = list(cell)
        at[k] = slice(None)
        worth = game.payoffs[(k, *at)]
        others = np.delete(worth, a)
        size = float(game.scale[k]) or 1.0
        lost = worth[a] - others
        compared = np.maximum(np.abs(others), abs(float(worth[a])))
        rounding = np.maximum(ROUNDING * np.minimum(compared, size), FLOOR * size)
        out[k] = float(np.where(lost > rounding, lost, 0.0).min()) / size if len(others) else np.inf
    return out


def _symmetric(game: NormalFormGame) -> bool:
    """Whether exchanging any two players changes nothing."""
    n = len(game.players)
    if n < 2 or len(set(game.shape)) > 1:
        return False
    for k in range(n - 1):  # exchanges of neighbours make up all others
        axes = list(range(n))
        axes[k], axes[k + 1] = axes[k + 1], axes[k]
        players = list(axes)
        exchanged = game.payoffs[players].transpose(0, *(1 + a for a in axes))
        if not np.array_equal(exchanged, game.payoffs):
            return False
    return True
