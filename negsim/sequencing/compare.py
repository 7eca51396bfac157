"""`compare`: every order of a scenario played out, beside disagreement."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from negsim.certificate import certify_strategy
from negsim.errors import GameError, SolverError, nearest
from negsim.games.compile import compile_game
from negsim.scenario.scenario import Scenario
from negsim.sequencing.attitudes import Attitude, attitudes, stallers
from negsim.sequencing.deadline import LOOK_AHEAD, artefacts
from negsim.sequencing.disagreement import disagreement_order
from negsim.sequencing.incentives import Exposure, Ledger, Stop, exposures, ledger_of
from negsim.sequencing.play import Play
from negsim.sequencing.renegotiation import Temptation, temptations
from negsim.solution import Equilibrium
from negsim.solvers.scenarios.all_ties import is_unique
from negsim.solvers.scenarios.backward_induction import fixed_periods, induce

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

__all__ = ["Comparison", "OrderResult", "compare"]


@dataclass(frozen=True, eq=False)
class OrderResult:
    """What one order of negotiations leads to.

    Attributes
    ----------
    order, name : str
        Its name in the file, and its full name.
    equilibrium : Equilibrium
        With its certificate.
    values, normalised, disagreement : dict of str to float
        By party: value of the order (`opens` included), the same as a payoff a period, (1 − δ) V, and the
        value of disagreement.
    attitudes : dict of str to str
        By party: accepts, rejects, indifferent, or stalls. Empty for the fallback itself.
    stalls : dict of str to str
        By party that keeps play from the goal: what it does.
    outcome : str
        Where play most probably ends.
    ends : dict of str to float
        Probability that play ends in each outcome.
    shares : dict of str to float
        Share of discounted time in each outcome.
    duration : float
        Mean period in which play enters the outcome that it ends in, for good.
    ledger : Ledger
    unique : bool or None
        Whether all pure subgame-perfect equilibria give these values; None: too many ties to tell.
    temptations : tuple of Temptation
        What would be renegotiated; none: the order is renegotiation-proof.
    deadline : tuple of str
        Reasons to take the result for an artefact of the deadline; none: it is not one.
    states : int
        Size of the game.
    """

    order: str
    name: str
    equilibrium: Equilibrium
    values: dict[str, float]
    normalised: dict[str, float]
    disagreement: dict[str, float]
    attitudes: dict[str, Attitude]
    stalls: dict[str, str]
    outcome: str
    ends: dict[str, float]
    shares: dict[str, float]
    duration: float
    ledger: Ledger
    unique: bool | None
    temptations: tuple[Temptation, ...]
    deadline: tuple[str, ...]
    states: int

    @property
    def stop(self) -> Stop | None:
        """Where play stops on its way to the goal, and because of whom; None: it gets there."""
        return self.ledger.stop

    @property
    def renegotiation_proof(self) -> bool:
        """Whether nobody is tempted by what the order rules out."""
        return not self.temptations

    def explain(self) -> str:
        """Say in plain sentences what happens and why."""
        from negsim.reporting.explain import explain_order

        return explain_order(self)


@dataclass(frozen=True, eq=False)
class Comparison:
    """All orders of a scenario side by side; `comparison["peace_first"]` is one of them."""

    scenario: Scenario
    fallback: str
    rows: tuple[OrderResult, ...]

    def __getitem__(self, order: str) -> OrderResult:
        """Return the result of one order."""
        for row in self.rows:
            if row.order == order:
                return row
        raise KeyError(f'"{order}" was not compared; {nearest(order, [r.order for r in self.rows])}')

    def __iter__(self) -> Iterator[OrderResult]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def to_frame(self) -> pd.DataFrame:
        """One row an order."""
        from negsim.reporting.tables import comparison

        return comparison(self)

    def explain(self) -> str:
        """Say which orders hold, who stops the others, and why."""
        from negsim.reporting.explain import explain_comparison

        return explain_comparison(self)

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw values by party against disagreement."""
        from negsim.plots import comparison

        return comparison(self, ax=ax)

    def _repr_html_(self) -> str:
        from negsim.reporting.html import comparison

        return comparison(self)

    def __repr__(self) -> str:
        from negsim.reporting.tables import comparison_text

        return comparison_text(self)


def compare(scenario: Scenario, orders: Sequence[str] | str | None = None) -> Comparison:
    """Play every order of negotiations out and set them side by side.

    Parameters
    ----------
    scenario : Scenario
    orders : str or sequence of str, optional
        Some of its orders; all by default.

    Returns
    -------
    Comparison
        A row an order: outcome, values, attitudes, where play stops and because of whom, and how far the
        answer may be trusted.

    Raises
    ------
    GameError
        If an order is unknown, there are none, or a game cannot be built or evaluated.
    SolverError
        If a certificate fails.

    Examples
    --------
    >>> import negsim as ns
    >>> comparison = ns.compare(ns.load("korea_reduced"))
    >>> comparison["peace_first"].attitudes
    {'US': 'rejects', 'DPRK': 'indifferent'}
    """
    chosen = (
        list(scenario.orders) if orders is None else [orders] if isinstance(orders, str) else list(orders)
    )
    if not chosen:
        missing = (
            'the scenario has none; write some under "orders"' if not scenario.orders else "none was named"
        )
        raise GameError(f"there are no orders to compare: {missing}")
    altered, fallback = disagreement_order(scenario)
    disagreement = _equilibrium(altered, fallback)[0].values
    exposure = exposures(scenario)
    rows = tuple(_row(scenario, order, fallback, dict(disagreement), exposure) for order in chosen)
    return Comparison(scenario, fallback, rows)


def _equilibrium(scenario: Scenario, order: str) -> tuple[Equilibrium, Play]:
    """Solve an order; also return the play of the same game with more periods, from the same sweeps."""
    periods = fixed_periods(scenario)
    game = compile_game(scenario, order, periods=periods + LOOK_AHEAD, forbidden=True)
    payoffs = game.payoffs()
    longest = Play(game, payoffs, induce(game, payoffs, periods + LOOK_AHEAD))
    strategy = longest.strategy.shorter(periods)
    certificate = certify_strategy(game, payoffs, strategy)
    certificate.demand()
    found = strategy.values[-1][game.start, : len(game.parties)] + payoffs.opening[:, 0]
    values = dict(zip(game.parties, map(float, found), strict=True))
    return Equilibrium(game, payoffs, values, strategy, certificate), longest


def _row(
    scenario: Scenario, order: str, fallback: str, disagreement: dict[str, float], exposure: Exposure
) -> OrderResult:
    equilibrium, longest = _equilibrium(scenario, order)
    play = equilibrium.play
    plain = compile_game(
        scenario, order, periods=play.periods
    )  # without the states that only forbidden moves lead to
    try:
        unique: bool | None = is_unique(plain, plain.payoffs(), play.periods)
    except SolverError:
        unique = None
    return OrderResult(
        order=order,
        name=scenario.label(order),
        equilibrium=equilibrium,
        values=dict(equilibrium.values),
        normalised=equilibrium.normalised,
        disagreement=disagreement,
        attitudes={} if order == fallback else attitudes(play, equilibrium.values, disagreement),
        stalls=stallers(play),
        outcome=play.end,
        ends=play.ends,
        shares=play.shares,
        duration=play.duration,
        ledger=ledger_of(play, exposure),
        unique=unique,
        temptations=temptations(play),
        deadline=artefacts(longest, play.periods),
        states=plain.states,
    )
