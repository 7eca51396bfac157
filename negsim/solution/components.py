"""How equilibria of two players hang together: convex pieces, and the connected sets they form."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Component", "NashSubset"]


@dataclass(frozen=True, eq=False)
class NashSubset:
    """A maximal Nash subset: any mixture of `rows` against any mixture of `columns` is an equilibrium.

    Attributes
    ----------
    rows : tuple of int, columns : tuple of int
        Which of the component's `rows` and `columns` span it.
    """

    rows: tuple[int, ...]
    columns: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Component:
    """A connected set of equilibria of a game of two players, as a union of maximal Nash subsets.

    Attributes
    ----------
    rows : f8 [k, a_1], columns : f8 [l, a_2]
        Extreme strategies of each player that occur in it.
    subsets : tuple of NashSubset
        Maximal cliques of the graph in which a row and a column are joined if they are an equilibrium
        (Avis, Rosenberg, Savani & von Stengel 2010, section 7).
    equilibria : tuple of int
        Which of the solution's equilibria (the extreme ones) lie in it.
    """

    rows: NDArray[np.float64]
    columns: NDArray[np.float64]
    subsets: tuple[NashSubset, ...]
    equilibria: tuple[int, ...]

    @property
    def isolated(self) -> bool:
        """Whether it is a single equilibrium."""
        return len(self.equilibria) == 1

    def __repr__(self) -> str:
        n, k = len(self.equilibria), len(self.subsets)
        if self.isolated:
            return "Component(one isolated equilibrium)"
        return f"Component({n} extreme equilibria, {k} maximal Nash subset{'s' * (k != 1)})"
