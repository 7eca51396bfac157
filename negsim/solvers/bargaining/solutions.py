"""Solutions of bargaining problems: which of the attainable payoffs is fair, from where nobody agrees.

Given are points, a payoff for each player, that can be agreed on, and what each gets without agreement. The
solutions are those of Nash (1950; with weights: Kalai 1977), Kalai and Smorodinsky (1975), the egalitarian or
proportional one (Kalai 1977b), and the utilitarian one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from negsim.errors import GameError, SolverError, nearest
from negsim.solvers.bargaining.bargaining_problem import (
    TOLERANCE,
    Bargain,
    BargainingProblem,
    disagreement_of,
    points_of,
    weights_of,
)
from negsim.solvers.bargaining.nash_product import Lottery, best_for_each, largest_product, largest_share
from negsim.text import oneline

__all__ = ["Bargain", "bargaining_solution"]

Floats = NDArray[np.float64]
Concept = Literal["nash", "kalai_smorodinsky", "egalitarian", "utilitarian"]

NEGLIGIBLE = 1e-6  # weights below this share of the largest are lost in the tolerances of linear programs
TIED = 1e-12  # of what each player could gain: single points nearer than this are equally good


def bargaining_solution(
    points: Any,
    disagreement: Sequence[float] | Mapping[str, float] | Literal["minmax"],
    solution: Concept = "nash",
    *,
    weights: Sequence[float] | Mapping[str, float] | None = None,
    lotteries: bool = True,
    free_disposal: bool = True,
    lexicographic: bool = False,
    players: Sequence[str] | None = None,
) -> Bargain:
    """Solve a bargaining problem of any number of players.

    Parameters
    ----------
    points : array-like [point, player], DataFrame, mapping of name to payoffs, or NormalFormGame
        What can be agreed on; of a game, its cells.
    disagreement : sequence or mapping of float, or "minmax"
        What each gets without agreement. "minmax": of a game, what each can be held down to (`minmax`).
    solution : {"nash", "kalai_smorodinsky", "egalitarian", "utilitarian"}
        ``"nash"``: the largest product of gains, each to the power of the player's weight.
        ``"kalai_smorodinsky"``: gains in proportion to the most that each could gain if nobody else lost.
        ``"egalitarian"``: gains in proportion to the weights, equal ones without them.
        ``"utilitarian"``: the largest weighted sum of payoffs, whatever the disagreement.
    weights : sequence or mapping of float, optional
        Positive bargaining weights; all equal without them. Kalai-Smorodinsky has none.
    lotteries : bool
        Whether lotteries over points can be agreed on; otherwise only the points.
    free_disposal : bool
        For the two proportional solutions with lotteries: whether payoffs may be thrown away to get equal
        shares, so that the set is comprehensive. `values` are then the shares, `attained` what the lottery
        gives. With False, gains must be in proportion as they are.
    lexicographic : bool
        For the two proportional solutions: after the smallest share, make the next one as large as can be,
        and so on (Imai 1983), so that nothing is thrown away.
    players : sequence of str, optional

    Returns
    -------
    Bargain
        If nobody can gain, or not all at once where the solution demands that, there is no agreement and
        `notes` says why.

    Raises
    ------
    GameError
        If the points, the disagreement or the weights make no sense.
    SolverError
        If a solution could not be proven to within 1e-9.

    Examples
    --------
    >>> import negsim as ns
    >>> borders = {"North's map": [8, 2], "South's map": [1, 7], "the river": [4, 5]}
    >>> deal = ns.bargaining_solution(borders, [1, 1], players=["North", "South"])
    >>> {player: round(v, 4) for player, v in deal.values.items()}, deal.to_frame().index.tolist()
    ({'North': 5.1667, 'South': 4.125}, ["North's map", 'the river'])
    >>> ns.bargaining_solution(borders, [1, 1], "egalitarian", lotteries=False).explain().splitlines()[0]
    'The egalitarian solution is the river.'
    """
    if solution not in get_args(Concept):
        raise GameError(
            f'there is no bargaining solution "{solution}"; {nearest(str(solution), get_args(Concept))}'
        )
    proportional = solution in ("kalai_smorodinsky", "egalitarian")
    if lexicographic and not proportional:
        raise GameError("lexicographic: only the Kalai-Smorodinsky and the egalitarian solution can be")
    if lexicographic and not free_disposal:
        raise GameError("lexicographic solutions give unequal shares; leave free_disposal as it is")
    table, names, parties = points_of(points, players)
    problem = BargainingProblem(
        table, names, parties, *disagreement_of(points, disagreement, parties), solution
    )
    w = weights_of(weights, parties, solution)
    if solution == "utilitarian":
        return _utilitarian(problem, w)
    if not lotteries:
        return _single_point(problem, w, lexicographic)
    if w.min() < NEGLIGIBLE:
        raise GameError(
            f"weights: the largest is {1 / w.min():.2g} times the smallest; at most "
            f"{1 / NEGLIGIBLE:,.0f} times can be computed with. Leave out a player who counts for nothing"
        )
    found = best_for_each(problem.gains)
    if found is None:
        return problem.without("no lottery over the points leaves everybody at least at the disagreement")
    most, starts = found
    able = most > problem.least
    if not able.any():
        return problem.without("nobody can gain unless somebody loses")
    unable = [oneline(p) for p, a in zip(parties, able, strict=True) if not a]
    notes = (f"cannot gain unless somebody loses: {', '.join(unable)}",) if unable else ()
    if solution == "nash":
        lottery = largest_product(problem.gains, w, able, starts)
        return problem.agreement(lottery, most, notes)
    if solution == "egalitarian":
        if unable and not lexicographic:
            return problem.without(*notes, "equal gains are none then")
        towards = w / problem.size
        towards /= towards.max()
        if towards.min() < 1e-8:
            raise SolverError("gains differ too much in size between players to be made equal")
    else:
        towards = np.where(able, most, 0.0)
    if lexicographic:
        return _lexicographic(problem, towards, most, notes)
    share = largest_share(problem.gains, towards, np.zeros(len(parties)), exactly=not free_disposal)
    if share is None or share.share <= TOLERANCE:
        return problem.without(*notes, "no lottery gives everybody a gain in these proportions")
    target = np.where(towards > 0, share.share * towards, 0.0)
    return problem.agreement(share, most, notes, target)


def _utilitarian(problem: BargainingProblem, w: Floats) -> Bargain:
    total = problem.points @ w
    size = float(np.ptp(total)) or 1.0
    ties = np.flatnonzero(total >= total.max() - TIED * size)
    first = problem.points[ties[0]]
    losers = [
        oneline(p) for p, v, d in zip(problem.players, first, problem.disagreement, strict=True) if v < d
    ]
    notes = (f"less than without agreement: {', '.join(losers)}",) if losers else ()
    return problem.chosen(ties, None, *notes)


def _single_point(problem: BargainingProblem, w: Floats, lexicographic: bool) -> Bargain:
    """The best of the points by themselves, by comparing all."""
    gains = problem.gains
    fair = np.flatnonzero((gains >= -TIED).all(axis=1))
    if not len(fair):
        return problem.without("no point leaves everybody at least at the disagreement")
    part = np.maximum(gains[fair], 0.0)
    most = part.max(axis=0)
    able = most > TIED
    unable = [oneline(p) for p, a in zip(problem.players, able, strict=True) if not a]
    notes = (f"cannot gain unless somebody loses: {', '.join(unable)}",) if unable else ()
    if not able.any():
        return problem.without("nobody can gain unless somebody loses")
    part = part[:, able]
    if problem.solution == "nash":
        with np.errstate(divide="ignore"):
            key = np.log(part) @ (w[able] / w[able].sum())
        ranked = np.exp(key)[:, None]
    elif problem.solution == "kalai_smorodinsky":
        ranked = part / most[able]
    elif unable and not lexicographic:
        return problem.without(*notes, "equal gains are none then")
    else:
        towards = (w / problem.size)[able]
        ranked = part / (towards / towards.max())
    if problem.solution != "nash":
        ranked = np.sort(ranked, axis=1)
        if not lexicographic:
            ranked = ranked[:, :1]
    if ranked[:, 0].max() <= TIED and not lexicographic:
        return problem.without(*notes, "no point gives a gain to all who could gain")
    left = np.arange(len(fair))
    for column in ranked.T:
        best = float(column[left].max())
        left = left[column[left] >= best - TIED * max(best, TIED)]
    return problem.chosen(fair[left], most, *notes)


def _lexicographic(
    problem: BargainingProblem, towards: Floats, most: Floats, notes: tuple[str, ...]
) -> Bargain:
    """Make the smallest share as large as can be, then that of those who can get more, and so on."""
    gains, floors, open_ones = problem.gains, np.zeros(len(towards)), towards > 0
    first: Lottery | None = None
    found: Lottery | None = None
    while open_ones.any():
        found = largest_share(gains, np.where(open_ones, towards, 0.0), floors)
        if found is None:
            raise SolverError("a lottery that was found could not be found again")
        first = first or found
        if found.gap > TOLERANCE:
            raise SolverError(f"the {problem.solution} solution is known only to within {found.gap:.2g}")
        reached = np.where(open_ones, found.share * towards, floors)
        slack = reached - 1e-10  # what was reached is to stay feasible
        more = np.zeros(len(towards), dtype=bool)
        for i in np.flatnonzero(open_ones).tolist():
            alone = np.zeros(len(towards))
            alone[i] = 1.0
            best = largest_share(gains, alone, slack)
            more[i] = best is not None and best.share > reached[i] + 1e-8
        floors = np.where(open_ones & ~more, reached - 1e-12, floors)
        if (more == open_ones).all():  # within rounding everybody could get a little more
            break
        open_ones = more
    assert found is not None
    assert first is not None
    lottery = Lottery(found.weights, first.prices, first.gap)
    return problem.agreement(lottery, most, (*notes, "lexicographic: nothing is thrown away"))
