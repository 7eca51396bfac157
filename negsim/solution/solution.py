"""`Solution`: the equilibria that were found, and what may be concluded from there being no others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from negsim.errors import SolverError
from negsim.solution.components import Component

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

__all__ = ["Completeness", "Solution"]

Completeness = Literal["unique", "all", "all extreme points", "all pure", "one of possibly many", "candidate"]


@dataclass(frozen=True, eq=False)
class Solution:
    """The equilibria that were found, and what may be concluded from there being no others.

    Attributes
    ----------
    game : StageGame, NormalFormGame or ExtensiveGame
    method : str
    completeness : str
        ``"unique"``: the one found is the only one. ``"all"``: there are no others. ``"all extreme points"``:
        there are infinitely many, and all are mixtures of those found, as `components` says. ``"all pure"``:
        all pure ones were found, mixed ones not looked for. ``"one of possibly many"``: there may be others,
        even where several were found. ``"candidate"``: near an equilibrium, as near as the certificate says.
    equilibria : tuple
        Of `Equilibrium` or `TiedEquilibrium` for scenarios, `MixedEquilibrium` for normal forms,
        `BehaviorEquilibrium` for game trees, `CorrelatedEquilibrium` where that was asked for.
    notes : tuple of str
        Ties and degeneracy met on the way, and how they were resolved; what was not looked for.
    components : tuple of Component
        For two players: the connected sets of equilibria, where they were worked out.
    searched : dict of str to int
        How much was searched, in the words of the method.
    """

    game: Any
    method: str
    completeness: Completeness
    equilibria: tuple[Any, ...]
    notes: tuple[str, ...] = ()
    components: tuple[Component, ...] = ()
    searched: Mapping[str, int] = field(default_factory=dict)

    def one(self) -> Any:
        """Return the equilibrium, if there is exactly one.

        Raises
        ------
        SolverError
            If there are several or none.
        """
        if len(self.equilibria) != 1:
            raise SolverError(f"{len(self.equilibria)} equilibria were found; choose one of .equilibria")
        return self.equilibria[0]

    def explain(self) -> str:
        """Say in plain sentences what was found, and what may be concluded from it."""
        from negsim.games.stage_game import StageGame

        if isinstance(self.game, StageGame):
            return "\n\n".join(e.explain() if hasattr(e, "explain") else repr(e) for e in self.equilibria)
        from negsim.reporting.profiles import listed_text, solution_text

        return "\n".join([solution_text(self), *listed_text(self)])

    def to_frame(self) -> pd.DataFrame:
        """Equilibria, a row each: what everybody does, what it is worth, and labels."""
        from negsim.reporting.tables import solution

        return solution(self)

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw it: best replies of a 2 × 2 game, payoffs of two players, a tree, or a scenario's timeline.

        Raises
        ------
        NotSupportedError
            If there is no picture for such a game.
        """
        from negsim.plots.choosing import draw

        return draw(self, ax)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.equilibria)

    def __getitem__(self, place: int) -> Any:
        return self.equilibria[place]

    def __len__(self) -> int:
        return len(self.equilibria)

    def _repr_html_(self) -> str:
        from negsim.reporting.html import solution

        return solution(self)

    def __repr__(self) -> str:
        listed = "".join(f"\n  {e!r}" for e in self.equilibria[:12])
        head = f"Solution by {self.method}: {self.completeness}, {len(self)} found"
        notes = f" ({'; '.join(self.notes)})" if self.notes else ""
        return f"{head}{notes}{listed}"
