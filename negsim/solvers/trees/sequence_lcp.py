"""One equilibrium of a two-player game tree, by complementary pivoting on its sequence form.

Plans x, y are in equilibrium if each is a best reply to the other; by duality of linear programs that is a
linear complementarity problem as large as the tree (Koller, Megiddo & von Stengel 1996). The path starts
from the best replies to a prior, whose weight z0 falls from 1 to 0 (von Stengel, van den Elzen & Talman
2002): while z0 > 0 each player answers z0 times the prior plus what the other does. Dual variables are free
and never leave the basis, so that they and the equations E x = e are solved for beforehand.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from negsim.certificate.behavior import certify_behavior
from negsim.errors import GameError, NotSupportedError, SolverError
from negsim.games.extensive_form import ExtensiveGame
from negsim.games.forms.sequence_form import SequenceForm, sequence_form
from negsim.games.forms.sequences import Sequences
from negsim.solvers.method import Found
from negsim.solvers.trees.lemke import exact_solution, lemke, lemke_exact, solution

__all__ = ["SequenceLCP"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MAX_SEQUENCES = 5_000  # the tableau is square: 200 MB
MAX_EXACT = 400  # sequences, in whole numbers
GOOD = 1e-10  # gain, as a share of the range of payoffs, below which a result in floats is taken
TINY = 1e-13  # realisation weights that stand for 0


@dataclass(frozen=True)
class SequenceLCP:
    """Lemke's algorithm on the sequence form of a two-player game tree.

    Finds one Nash equilibrium, in behaviour strategies; it need not be subgame-perfect.

    Parameters
    ----------
    exact : bool
        Compute in fractions.
    prior : behaviour profile, optional
        What each player expects the other to do at the outset, as `game.profile` reads it; without it all
        actions at an information set are taken to be equally likely. Different priors may lead to different
        equilibria.

    Examples
    --------
    >>> import negsim as ns
    >>> def call(hidden):
    ...     return ns.DecisionNode("South", {
    ...         "believe": ns.EndNode(1 if hidden else 0, 0 if hidden else 1),
    ...         "inspect": ns.EndNode(-2 if hidden else 0, 2 if hidden else 0),
    ...     }, infoset="report")
    >>> game = ns.ExtensiveGame.from_tree(
    ...     ns.DecisionNode("North", {"hide": call(True), "comply": call(False)}), ["North", "South"]
    ... )
    >>> eq = ns.solve(game, method=ns.SequenceLCP(exact=True)).one()
    >>> eq.exact
    ((Fraction(1, 3), Fraction(2, 3)), (Fraction(2, 3), Fraction(1, 3)))
    """

    exact: bool = False
    prior: Any = None
    name: ClassVar[str] = "complementary pivoting on the sequence form"

    def find(self, game: ExtensiveGame) -> Found:
        """Follow the path.

        Raises
        ------
        NotSupportedError
            If it is no game tree of two players with perfect recall.
        GameError
            If it is too large, or could not be solved in floats and is too large for fractions.
        """
        if not isinstance(game, ExtensiveGame):
            raise NotSupportedError("SequenceLCP is for game trees; for a normal form use LemkeHowson")
        form = sequence_form(game)
        size = sum(form.shape)
        most = MAX_EXACT if self.exact else MAX_SEQUENCES
        if size > most:
            raise GameError(
                f"{size:,} sequences; SequenceLCP takes at most {most:,}{' in fractions' * self.exact}; "
                + ("leave out exact=True" if self.exact else "if it is of constant sum, use SequenceLP")
            )
        notes = [
            "Nash equilibrium: it need not be subgame-perfect, and others were not looked for",
            "what is never reached because of a player's own choices is filled in by a best reply there",
        ]
        prior = [side.plan(self._prior(game)) for side in form.sides]
        if not self.exact:
            for other in range(1 if self.prior is not None else 3):
                plans, pivots = _in_floats(form, _jittered(form, other) if other else prior)
                if plans is not None:
                    if other:
                        notes.append(
                            "from an uneven prior, since rounding spoiled the path from the even one"
                        )
                    return Found(
                        [form.behavior(plans)],
                        "one of possibly many",
                        tuple(notes),
                        searched={"pivots": pivots},
                    )
            if size > MAX_EXACT:
                raise GameError(
                    f"rounding spoils the result, and {size:,} sequences are too many for fractions (at most "
                    f"{MAX_EXACT}); try another prior, or SubgamePerfect"
                )
            notes.append("computed in fractions, since rounding spoiled the result in floats")
        exact_plans, pivots = _in_fractions(form, prior)
        exact = tuple(tuple(v) for v in form.behavior(exact_plans, exact=True))
        profile = tuple(np.array([float(p) for p in v]) for v in exact)
        return Found(
            [profile], "one of possibly many", tuple(notes), exact=[exact], searched={"pivots": pivots}
        )

    def _prior(self, game: ExtensiveGame) -> list[list[Fraction]]:
        if self.prior is None:
            return [[Fraction(1, len(s.actions))] * len(s.actions) for s in game.infosets]
        given = game.exact_profile(self.prior, rounded=True)
        return [[p / sum(v) for p in v] for v in given]


@dataclass(frozen=True, eq=False)
class _Problem:
    """The problem w = q + M z + d z0, and where the sequences stand in it.

    For each side sequences but the empty one, first those that are basic at the outset (a best reply to the
    prior at each information set), then the rest. A basic sequence's weight is a w, its loss the z; of the
    others the weight is the z. The last row is 1 - z0, the weight of the empty sequences; it is perturbed
    least, so that the path cannot come back to where it started.
    """

    M: NDArray[Any]
    q: NDArray[Any]
    d: NDArray[Any]
    order: Ints
    parts: tuple[tuple[Ints, Ints], tuple[Ints, Ints]]

    def plans(self, z: Any, form: SequenceForm) -> list[NDArray[Any]]:
        """Realisation plans of both sides."""
        w = self.q + self.M @ z
        out, begin = [], 0
        for (basic, rest), side in zip(self.parts, form.sides, strict=True):
            middle, end = begin + len(basic), begin + len(basic) + len(rest)
            plan = np.ones(side.size, dtype=self.M.dtype)
            plan[basic], plan[rest] = w[begin:middle], z[middle:end]
            out.append(plan)
            begin = end
        return out


def _jittered(form: SequenceForm, seed: int) -> list[Floats]:
    """Plans near the even ones, always the same."""
    rng = np.random.default_rng(seed)
    uneven = [rng.uniform(1, 2, len(s.actions)) for s in form.game.infosets]
    return [side.plan([v / v.sum() for v in uneven]) for side in form.sides]


def _float_problem(form: SequenceForm, prior: list[NDArray[Any]], best: list[Ints] | None = None) -> _Problem:
    payoffs = [form.against(k).toarray() for k in range(2)]
    priors = [p.astype(np.float64) for p in prior]
    if best is None:
        best = _best(form, payoffs, priors)
    return _problem(form, payoffs, priors, [_weights(form, k) for k in range(2)], best)


def _best(form: SequenceForm, payoffs: list[NDArray[Any]], priors: list[NDArray[Any]]) -> list[Ints]:
    return [side.best_reply(payoffs[k] @ priors[1 - k])[0] for k, side in enumerate(form.sides)]


def _in_floats(form: SequenceForm, prior: list[NDArray[Any]]) -> tuple[list[Floats] | None, int]:
    """Plans in equilibrium and the number of pivots; no plans if rounding spoils them."""
    problem = _float_problem(form, prior)
    try:
        path = lemke(problem.M, problem.q, problem.d, order=problem.order)
        z = solution(problem.M, problem.q, path.basic)
    except (SolverError, np.linalg.LinAlgError):
        return None, 0
    plans = [np.where(plan > TINY, plan, 0.0) for plan in problem.plans(z, form)]
    profile = form.behavior(plans)
    plans = [side.plan(profile) for side in form.sides]
    # a share of the range of payoffs may still be a large gain: what it will be measured with has to agree
    good = form.regret(plans) <= GOOD and certify_behavior(form.game, form.behavior(plans)).valid
    return (plans if good else None), path.pivots


def _in_fractions(form: SequenceForm, prior: list[NDArray[Any]]) -> tuple[list[NDArray[Any]], int]:
    """Plans in equilibrium as fractions, and the number of pivots."""
    payoffs = []
    for k in range(2):
        entries = form.exact_matrix(form.exact_shares[k])
        common = lcm(*(v.denominator for v in entries.values()))
        table = np.zeros(form.shape, dtype=object)
        for pair, v in entries.items():
            table[pair] = int(v * common)
        payoffs.append(table if k == 0 else table.T)
    best = _best(form, payoffs, prior)
    problem = _problem(form, payoffs, prior, [np.ones(side.size, dtype=object) for side in form.sides], best)
    whole = [_whole(row) for row in np.column_stack([problem.M, problem.d, problem.q])]
    table = np.array(whole, dtype=object).reshape(len(whole), len(whole) + 2)
    M, d, q = table[:, :-2], table[:, -2], table[:, -1]
    z = None
    try:  # where floats end is almost always right, and quick to verify
        close = _float_problem(form, prior, best)
        path = lemke(close.M, close.q, close.d, order=close.order)
        z = exact_solution(M, q, path.basic)
    except (SolverError, np.linalg.LinAlgError):
        pass
    if z is None:
        path = lemke_exact(M, q, d, order=problem.order)
        z = exact_solution(M, q, path.basic)
        assert z is not None
    return problem.plans(np.array(z, dtype=object), form), path.pivots


def _whole(row: NDArray[Any]) -> list[int]:
    """Multiply a row so that it becomes whole: that only changes the unit of its w."""
    common = lcm(*(Fraction(v).denominator for v in row))
    return [int(v * common) for v in row]


def _weights(form: SequenceForm, k: int) -> Floats:
    """Unit for losses at each of a player's sequences: the most that chance gives a pair that follows."""
    side = form.sides[k]
    most = form.matrix(np.ones(len(form.ends))).max(axis=1 - k).toarray().ravel()
    weight = np.ones(side.size)
    for i in reversed(range(len(side.infosets))):
        here = slice(side.first[i], side.first[i] + side.actions[i])
        top = most[here].max()
        weight[here] = top or 1.0
        most[side.parent[i]] = max(most[side.parent[i]], top)
    return weight


def _problem(
    form: SequenceForm,
    payoffs: list[NDArray[Any]],
    priors: list[NDArray[Any]],
    weights: list[NDArray[Any]],
    bests: list[Ints],
) -> _Problem:
    """Write down the problem.

    Parameters
    ----------
    payoffs : two of [own sequence, other's sequence]
    priors : two of [sequence]
        Plans.
    weights : two of [sequence]
        What losses are measured in: the weight that chance gives to each information set.
    bests : two of [set]
        A best reply to the prior: sequence of the action at each information set.
    """
    kind = payoffs[0].dtype
    halves, parts = [], []
    for k, side in enumerate(form.sides):
        best = bests[k]
        rest = np.setdiff1d(np.arange(1, side.size), best)
        follows = _follows(side, best)
        # H: what basic sequences lose where another sequence is played, [basic, rest]
        H = np.zeros((len(best), len(rest)), dtype=kind)
        H += follows[:, best[side.at[rest]]] - follows[:, rest]
        H[side.at[rest], np.arange(len(rest))] += 1
        halves.append((best, rest, H, follows[:, 0].astype(kind)))
        parts.append((best, rest))
    sizes = [side.size - 1 for side in form.sides]
    n, at = sum(sizes) + 1, [0, sizes[0]]
    M, q, d = np.zeros((n, n), dtype=kind), np.zeros(n, dtype=kind), np.zeros(n, dtype=kind)
    weight_rows, loss_rows = [], []
    for k in range(2):
        basic, rest, H, plan = halves[k]
        theirs, others, G, reply = halves[1 - k]
        here, there = at[k], at[1 - k]
        middle, end = here + len(basic), here + len(basic) + len(rest)
        between, beyond = there + len(theirs), there + len(theirs) + len(others)
        # weights of basic sequences: x_B = plan (1 − z0) − H x_N
        q[here:middle], d[here:middle] = plan, -plan
        M[here:middle, middle:end] = -H
        # losses of the rest: r_N = H' r_B + C (y + prior z0), with y_0 = 1 − z0, y_B = reply (1 − z0) − G y_N
        C = H.T @ payoffs[k][basic] - payoffs[k][rest]
        own = weights[k]
        M[middle:end, here:middle] = _div(H.T * own[basic][None, :], own[rest][:, None])
        C = _div(C, own[rest][:, None])
        M[middle:end, between:beyond] = C[:, others] - C[:, theirs] @ G
        certain = C[:, 0] + C[:, theirs] @ reply
        q[middle:end], d[middle:end] = certain, C @ priors[1 - k] - certain
        loss_rows.append(np.arange(middle, end))
        weight_rows.append(np.arange(here, middle)[::-1])
    q[n - 1], d[n - 1] = 1, -1
    # losses are perturbed most, so that the best reply to the prior is the only one even if it is tied; then
    # weights, the deepest first, as if chance led to every information set now and then
    order = np.concatenate([*loss_rows, *weight_rows, [n - 1]])
    return _Problem(M, q, d, order, (parts[0], parts[1]))


def _div(values: NDArray[Any], by: NDArray[Any]) -> NDArray[Any]:
    """Measure losses in their weights; whole numbers are left as they are."""
    return values if values.dtype == object else values / by


def _follows(side: Sequences, best: Ints) -> NDArray[np.int64]:
    """Whether each set's best action is played once a sequence is, [set, sequence]: 1 or 0."""
    out = np.zeros((len(side.infosets), side.size), dtype=np.int64)
    chosen = np.zeros(side.size, dtype=bool)
    chosen[best] = True
    for i, parent in enumerate(side.parent.tolist()):
        out[i, parent] = 1
        while chosen[parent]:  # up the sequences that lead to it, as long as they are the best
            parent = int(side.parent[side.at[parent]])
            out[i, parent] = 1
    return out
