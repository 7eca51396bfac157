"""Subgame-perfect equilibrium by backward induction over periods (Kuhn 1953, Zermelo 1913).

The last period is solved first, from what its states are worth afterwards; then the one before it, from
the values just found; and so on. Each sweep is one application of the period's `Operator`, so a game of n
periods gives all shorter ones on the way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from negsim.certificate import certify_strategy
from negsim.errors import GameError, NotSupportedError, SolverError, nearest
from negsim.games.stage_game import Payoffs, StageGame
from negsim.scenario.scenario import Scenario
from negsim.solution import Completeness, Equilibrium, Solution, Strategy
from negsim.solvers.scenarios.all_ties import is_unique
from negsim.solvers.scenarios.operator import Operator, with_passengers
from negsim.solvers.scenarios.tied_strategies import all_equilibria

__all__ = ["BackwardInduction", "PointValues", "fixed_periods", "induce", "solve_points", "solve_stage_game"]

Floats = NDArray[np.float64]

EXAMINED = 1_000_000  # states × periods up to which uniqueness is looked into
MAX_BYTES = 2 << 30  # of values and choices that a strategy keeps
CACHE_BYTES = 8 << 20  # values of a block of points are best kept within the cache


@dataclass(frozen=True)
class BackwardInduction:
    """Backward induction over a fixed number of periods.

    Parameters
    ----------
    ties : {"default", "all"}
        With "default", responders consent when indifferent, and movers break ties towards waiting, then in
        file order. With "all", every pure subgame-perfect payoff vector is found.
    favour : str, optional
        A party for whom ties are broken instead; what is still tied follows the default.
    limit : int
        With ``ties="all"``, the most payoff vectors that a node may have.
    """

    ties: Literal["default", "all"] = "default"
    favour: str | None = None
    limit: int = 2_000


def fixed_periods(scenario: Scenario) -> int:
    """Return the number of periods; open-ended play is refused."""
    periods = scenario.play.periods
    if periods == "forever":
        message = "open-ended play (forever) is reserved for a later version; give a number of periods"
        raise NotSupportedError([scenario.problem("NS203", ("play", "periods"), message)])
    return int(periods)


def solve_stage_game(game: StageGame, method: BackwardInduction, *, throw: bool = True) -> Solution:
    """Solve one game at the scenario's own values.

    Raises
    ------
    SolverError
        If the certificate fails, unless ``throw=False``; if there are too many tied vectors.
    """
    payoffs = game.payoffs()
    if method.ties == "all":
        return all_equilibria(game, payoffs, fixed_periods(game.scenario), limit=method.limit, throw=throw)
    if method.ties != "default":
        raise SolverError(f'ties: "{method.ties}" is not known; it is "default" or "all"')
    strategy = induce(game, payoffs, fixed_periods(game.scenario), favour_of(game, method.favour))
    certificate = certify_strategy(game, payoffs, strategy)
    if throw:
        certificate.demand()
    equilibrium = Equilibrium(game, payoffs, _values(game, payoffs, strategy), strategy, certificate)
    rule = (
        f"ties broken for {method.favour}"
        if method.favour
        else "ties broken towards waiting, then in file order"
    )
    completeness, note = _completeness(game, payoffs, strategy.periods)
    return Solution(game, "backward induction", completeness, (equilibrium,), (rule, note))


def _completeness(game: StageGame, payoffs: Payoffs, periods: int) -> tuple[Completeness, str]:
    """Tell whether other pure equilibria give other values, where that can be told at a price."""
    if game.states * periods > EXAMINED:
        return (
            "one of possibly many",
            "whether ties allow of other values was not examined in so large a game",
        )
    try:
        if is_unique(game, payoffs, periods, most_work=2_000):
            return "unique", "all pure subgame-perfect equilibria give these values"
    except SolverError:
        return "one of possibly many", "too many ties to tell which other values they allow of"
    return "one of possibly many", 'ties allow of other values, which ties="all" lists'


def favour_of(game: StageGame, favour: str | None) -> int | None:
    """Index of the favoured party."""
    if favour is None:
        return None
    if favour not in game.parties:
        raise SolverError(f'favour: "{favour}" is not a party; {nearest(favour, game.parties)}')
    return game.parties.index(favour)


def induce(game: StageGame, payoffs: Payoffs, periods: int, favour: int | None = None) -> Strategy:
    """Find the equilibrium's choices at one point, and keep them."""
    if game.horizon is not None and periods > game.horizon:
        raise GameError(f"the game was compiled for {game.horizon} periods, fewer than {periods}")
    _limit(game, periods)
    observer = payoffs.discount.mean(axis=0)
    wide_game, wide = with_passengers(game, payoffs, observer)
    operator = Operator(wide_game, wide, favour)
    values, records = [operator.final], []
    for _ in range(periods):
        before, record = operator.apply(values[-1], record=True)
        assert record is not None
        values.append(before)
        records.append(record)
    return Strategy(
        tuple(r.choice for r in records),
        tuple(r.answers for r in records),
        tuple(v[:, :, 0] for v in values),
        float(observer[0]),
        favour,
    )


def _limit(game: StageGame, periods: int) -> None:
    """Refuse to keep more than memory has room for: values and choices of every period."""
    kept = 8 * game.sizes[0] * (len(game.parties) + len(game.outcomes))
    kept += sum(5 * len(phase.rows) for phase in game.phases)
    if kept * periods > MAX_BYTES:
        size = f"{kept * periods / 2**30:.1f} GiB"
        raise GameError(
            f"a strategy for {periods} periods and {game.states:,} states takes {size}; at most "
            f"{MAX_BYTES >> 30} GiB are kept. Play fewer periods, or use solve_points, which keeps none"
        )


def _values(game: StageGame, payoffs: Payoffs, strategy: Strategy) -> dict[str, float]:
    found = strategy.values[-1][game.start, : len(game.parties)] + payoffs.opening[:, 0]
    return dict(zip(game.parties, map(float, found), strict=True))


@dataclass(frozen=True, eq=False)
class PointValues:
    """Equilibrium values of one order at many parameter points.

    Attributes
    ----------
    parties, outcomes : tuple of str
    values : f8 [party, point]
        What the order is worth to each party, `opens` included.
    shares : f8 [outcome, point]
        Share of discounted time spent in each outcome.
    """

    parties: tuple[str, ...]
    outcomes: tuple[str, ...]
    values: Floats
    shares: Floats


def solve_points(
    game: StageGame, points: Mapping[str, Sequence[float] | Floats], *, block: int | None = None
) -> PointValues:
    """Solve one structure at many parameter points, by the same code as a single one.

    Strategies are not kept, so these are values without certificates: `solve` certifies any of the points.

    Parameters
    ----------
    game : StageGame
        From `negsim.compile_game`.
    points : mapping of str to array
        Values of parameters, arrays of one length; parameters left out keep the scenario's value.
    block : int, optional
        Points solved together; chosen to fit the memory otherwise.

    Returns
    -------
    PointValues

    Raises
    ------
    GameError
        If a payoff is not finite, or a probability or discount leaves its bounds, at any of the points.

    Examples
    --------
    >>> import negsim as ns
    >>> game = ns.compile_game(ns.load("korea_reduced"), "omnibus")
    >>> ns.solve_points(game, {"threat": [2.0, 3.0]}).values.round(6)
    array([[-4., -4.],
           [15., 15.]])
    """
    periods = fixed_periods(game.scenario)
    if game.horizon is not None and periods > game.horizon:
        raise GameError(f"the game was compiled for {game.horizon} periods, fewer than {periods}")
    arrays = {name: np.atleast_1d(np.asarray(v, np.float64)) for name, v in points.items()}
    count = max((len(v) for v in arrays.values()), default=1)
    if any(len(v) not in (1, count) for v in arrays.values()):
        raise GameError(
            f"parameter arrays must be of one length; found {sorted({len(v) for v in arrays.values()})}"
        )
    rows = len(game.parties) + len(game.outcomes)
    block = block or max(
        16 if game.states > 200_000 else 64, min(CACHE_BYTES // (8 * rows * game.states), 16_384)
    )
    found = np.empty((rows, count))
    weights = np.empty(count)
    for low in range(0, count, block):
        part = {n: v if len(v) == 1 else v[low : low + block] for n, v in arrays.items()}
        payoffs = game.payoffs(part)
        observer = payoffs.discount.mean(axis=0)
        wide_game, wide = with_passengers(game, payoffs, observer)
        operator = Operator(wide_game, wide, reuse=True)
        last = operator.final
        for _ in range(periods):
            last, _ = operator.apply(last)
        width = last.shape[-1]
        found[:, low : low + width] = last[game.start] + wide.opening
        if width < min(block, count - low):  # no parameter varies what is paid
            found[:, low : low + block] = found[:, low : low + 1]
        weights[low : low + block] = found[len(game.parties) :, low : low + block].sum(axis=0)
    shares = found[len(game.parties) :] / weights
    return PointValues(game.parties, game.outcomes, found[: len(game.parties)], shares)
