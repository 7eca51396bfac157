"""What every method for games that users bring has in common: what it is asked, and what it answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, ClassVar, Protocol

from negsim.certificate.behavior import Claim
from negsim.solution import Completeness, Component

__all__ = ["Found", "Method"]


@dataclass(frozen=True, eq=False)
class Found:
    """Raw answer of a method, before anything is certified.

    Attributes
    ----------
    profiles : sequence
        Of a normal form: a tuple of f8 [a_k]. Of a game tree: a vector an information set, chance included.
        Of correlated equilibria: a distribution over the cells, f8 [a_1, …, a_n].
    completeness : str
        As `Solution` has it.
    notes : tuple of str
    exact : sequence, optional
        The same profiles as fractions.
    components : tuple of Component
    searched : mapping of str to int
    claim : {"Nash", "subgame-perfect", "agent", "correlated", "coarse correlated"}
        What the certificate is to test.
    labels : sequence of tuple of str, optional
        Of each profile.
    """

    profiles: Sequence[Any]
    completeness: Completeness
    notes: tuple[str, ...] = ()
    exact: Sequence[tuple[tuple[Fraction, ...], ...]] | None = None
    components: tuple[Component, ...] = ()
    searched: Mapping[str, int] = field(default_factory=dict)
    claim: Claim = "Nash"
    labels: Sequence[tuple[str, ...]] | None = None


class Method(Protocol):
    """A method: a small frozen object that holds its options.

    `find` raises `NotSupportedError` for games it is not for, and `GameError` for those it could not finish,
    with the count and a method that can.
    """

    name: ClassVar[str]

    def find(self, game: Any) -> Found:
        """Look for equilibria."""
        ...
