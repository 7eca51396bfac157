"""The ledger of an order: what each party gains by going on, or by stopping, at each step of a plan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from negsim.scenario.scenario import Scenario
from negsim.solvers.scenarios.operator import TIE

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

__all__ = ["Ledger", "LedgerRow", "PlanLedger", "Role", "Stop"]

Role = Literal["makes", "consents to", "holds"]


@dataclass(frozen=True)
class LedgerRow:
    """One party's incentive at one point of a plan.

    Attributes
    ----------
    step : int
        Which step of the plan it belongs to, counted from 1; for a turn in which the plan lets time pass, the
        step that was made last (0: none yet).
    period : int
    move : str
        Label of the step; empty where the party is to hold still.
    party : str
    role : {"makes", "consents to", "holds"}
        Whose step it is, who must consent, or who has a turn and must hold still.
    follow, deviate : float
        Value of following the plan from here on, and of the best deviation.
    instead : str
        What the best deviation is.
    exposure : float
        What the party would have lost, against disagreement at the start, if all collapsed here.
    """

    step: int
    period: int
    move: str
    party: str
    role: Role
    follow: float
    deviate: float
    instead: str
    exposure: float

    @property
    def slack(self) -> float:
        """Value of following minus that of deviating; negative: the party would stop here."""
        return self.follow - self.deviate

    @property
    def breaks(self) -> bool:
        """Whether the party gains by leaving the plan here."""
        return self.slack < -TIE * (1 + max(abs(self.follow), abs(self.deviate)))


@dataclass(frozen=True)
class Stop:
    """Where play leaves a plan, and because of whom.

    Attributes
    ----------
    period, party, move, instead
        The first departure: who was to do what (empty: hold still), and what it does instead. Where the
        mover would gain by a joint step and proposes nothing because it would be declined, the party is the
        one that declines.
    because : LedgerRow or None
        The last row of the plan with negative slack; None where only ties keep play from the plan.
    """

    period: int
    party: str
    move: str
    instead: str
    because: LedgerRow | None


@dataclass(frozen=True)
class PlanLedger:
    """The ledger of one plan."""

    labels: tuple[str, ...]
    rows: tuple[LedgerRow, ...]
    stop: Stop | None  # None: play follows the plan to its end
    followed: int  # steps that play makes before it leaves the plan

    @property
    def holds(self) -> bool:
        """Whether nobody gains by leaving the plan anywhere."""
        return not any(r.breaks for r in self.rows)


@dataclass(frozen=True)
class Ledger:
    """The ledgers of all shortest ways to the goal under one order.

    Attributes
    ----------
    plans : tuple of PlanLedger
        The one that play follows farthest comes first.
    more : bool
        Whether there are more shortest plans than were worked out.
    reached : bool
        Whether play ends in the goal.
    obstacle : str
        Why there is no plan at all; empty where there is one.
    """

    scenario: Scenario
    order: str
    plans: tuple[PlanLedger, ...]
    more: bool
    reached: bool
    obstacle: str

    @property
    def stop(self) -> Stop | None:
        """Where play stops on the plan that it follows farthest; None if it gets to the goal all the same."""
        return self.plans[0].stop if self.plans and not self.reached else None

    def to_frame(self, plan: int = 0) -> pd.DataFrame:
        """Rows of one plan as a table."""
        from negsim.reporting.tables import ledger

        return ledger(self, plan)

    def explain(self) -> str:
        """Say in plain sentences where the plan breaks, for whom, and by how much."""
        from negsim.reporting.explain import explain_ledger

        return explain_ledger(self)

    def plot(self, ax: Axes | None = None, *, plan: int = 0) -> Axes:
        """Draw the slack by step and party, along one of the plans."""
        from negsim.plots import ledger

        return ledger(self, plan=plan, ax=ax)

    def _repr_html_(self) -> str:
        from negsim.reporting.html import ledger

        return ledger(self)

    def __repr__(self) -> str:
        return self.explain()
