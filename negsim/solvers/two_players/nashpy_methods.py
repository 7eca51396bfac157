"""nashpy's methods, with what they return looked through."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import comb
from typing import Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from negsim.errors import GameError, SolverError, nearest
from negsim.games.normal_form import NormalFormGame
from negsim.solvers.method import Found
from negsim.solvers.two_players.profile_order import gains, in_order
from negsim.solvers.two_players.unit_payoffs import GAIN, two_players, unit_payoffs

__all__ = ["Nashpy"]

Floats = NDArray[np.float64]
ALGORITHMS = ("support_enumeration", "vertex_enumeration", "lemke_howson_enumeration")
MOST_SUPPORTS = 200_000  # minutes
MOST_ACTIONS = 400
SAME = 1e-7  # probabilities that differ by less are of one equilibrium


@dataclass(frozen=True)
class Nashpy:
    """What nashpy finds, without what is no equilibrium, and each only once.

    Its tolerances are absolute: payoffs are moved and stretched to between 1 and 2 before it sees them.

    Parameters
    ----------
    algorithm : {"vertex_enumeration", "support_enumeration", "lemke_howson_enumeration"}

    References
    ----------
    V. Knight & J. Campbell (2018), Nashpy: A Python library for the computation of Nash equilibria, Journal
    of Open Source Software 3.

    Examples
    --------
    >>> import negsim as ns
    >>> chicken = ns.NormalFormGame.from_bimatrix([[6, 2], [7, 0]], [[6, 7], [2, 0]])
    >>> found = ns.solve(chicken, method=ns.Nashpy("support_enumeration"))
    >>> len(found), found.completeness
    (3, 'one of possibly many')
    """

    algorithm: Literal["vertex_enumeration", "support_enumeration", "lemke_howson_enumeration"] = (
        "vertex_enumeration"
    )
    name: ClassVar[str] = "nashpy"

    def find(self, game: NormalFormGame) -> Found:
        """Run it, and keep what stands the test.

        Raises
        ------
        NotSupportedError
            If there are not two players.
        GameError
            If it would take too long.
        SolverError
            If there is no such algorithm, or nothing that it finds is an equilibrium.
        """
        if self.algorithm not in ALGORITHMS:
            raise SolverError(f'nashpy has no "{self.algorithm}" here; {nearest(self.algorithm, ALGORITHMS)}')
        two_players(game, "Nashpy")
        _bound(game.shape, self.algorithm)
        unit, _ = unit_payoffs(game)
        returned, stopped = _run(unit, self.algorithm)
        profiles = [p for r in returned if (p := _read(r, game.shape)) is not None]
        kept: list[tuple[Floats, Floats]] = []
        right = 0
        if profiles:
            gain = gains(unit, np.array([x for x, _ in profiles]), np.array([y for _, y in profiles]))
            for profile, worst in zip(profiles, gain.tolist(), strict=True):
                if worst > GAIN:
                    continue
                right += 1
                if not any(
                    all(np.abs(a - b).max() <= SAME for a, b in zip(profile, k, strict=True)) for k in kept
                ):
                    kept.append(profile)
        count = (
            f"nashpy returned {len(returned)} profiles, {right} are equilibria, {len(kept)} of them different"
        )
        if not kept:
            raise SolverError(f"{count}{stopped}; VertexEnumeration finds all equilibria of two players")
        order = in_order(np.array([x for x, _ in kept]), np.array([y for _, y in kept])).tolist()
        why = {
            "support_enumeration": "systems with many solutions are passed over: some equilibria may be lost",
            "vertex_enumeration": "it tells vertices apart by fixed tolerances, and can miss some",
            "lemke_howson_enumeration": "only what some path from (0, 0) leads to is found",
        }[self.algorithm]
        return Found(
            [kept[i] for i in order],
            "one of possibly many",
            (count + stopped, why),
            searched={"returned": len(returned), "equilibria": right, "different": len(kept)},
        )


def _run(unit: Floats, algorithm: str) -> tuple[list[Any], str]:
    """All that it returns until it ends or fails, and how it failed."""
    import nashpy

    returned: list[Any] = []
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")  # what they warn of is tested here
        try:
            found: Iterable[Any]
            if algorithm == "lemke_howson_enumeration":
                found = _paths(unit)
            else:
                found = getattr(nashpy.Game(unit[0], unit[1]), algorithm)()
            for profile in found:
                returned.append(profile)
        except Exception as error:  # of whatever kind: it is a library of others
            return returned, f" (then it failed: {type(error).__name__})"
    return returned, ""


def _paths(unit: Floats) -> Iterator[Any]:
    """What nashpy's tableaus lead to from each label: its own loop over them need not end."""
    from nashpy.linalg import create_col_tableau, create_row_tableau

    labels = sum(unit.shape[1:])
    for label in range(labels):
        row, column = create_row_tableau(unit[1], True), create_col_tableau(unit[0], True)
        pair = (row, column) if label in row.non_basic_variables else (column, row)
        entering = label
        for step in range(20 * labels):
            entering = pair[step % 2].pivot_and_drop_label(entering)
            if row.non_basic_variables | column.non_basic_variables == column.labels:
                break
        yield row.to_strategy(column.non_basic_variables), column.to_strategy(row.non_basic_variables)


def _read(profile: Any, shape: tuple[int, ...]) -> tuple[Floats, Floats] | None:
    """A profile as probabilities, None if it is none."""
    try:
        x, y = (np.asarray(v, np.float64) for v in profile)
    except (TypeError, ValueError):
        return None
    if (x.shape, y.shape) != ((shape[0],), (shape[1],)):
        return None
    cleaned = []
    for v in (x, y):
        if not np.isfinite(v).all() or v.min() < -1e-9 or abs(v.sum() - 1) > 1e-9:
            return None
        v = np.where(v > 1e-12, v, 0)
        cleaned.append(v / v.sum())
    return cleaned[0], cleaned[1]


def _bound(shape: tuple[int, ...], algorithm: str) -> None:
    m, n = shape
    if algorithm == "lemke_howson_enumeration":
        if m + n > MOST_ACTIONS:
            raise GameError(
                f"{m} + {n} actions; nashpy follows a path for each of at most {MOST_ACTIONS}. "
                "LemkeHowson(label=0) follows one in larger games"
            )
    elif comb(m + n, m) > MOST_SUPPORTS:
        raise GameError(
            f"{comb(m + n, m):.0e} pairs of supports; nashpy's enumerations are finished up to "
            f"{MOST_SUPPORTS:,}. VertexEnumeration is for larger games, LemkeHowson finds one equilibrium"
        )
