"""Games of coalitions with transferable payoffs: what a group of players can get on its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from math import factorial, lcm
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from negsim.errors import GameError, SolverError
from negsim.games.coalition_core import Core, LeastCore, core, least_core, nucleolus, sums
from negsim.games.given import position
from negsim.games.numbers import Exact, exact, exact_array, float_array
from negsim.text import oneline

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["CoalitionGame"]

Floats = NDArray[np.float64]

MAX_PLAYERS = 16  # 2^16 coalitions
MAX_PAIRS = 14  # players up to which all 3^n pairs of disjoint coalitions are compared


class CoalitionGame:
    """A game of coalitions: a worth for each group of players.

    Coalitions are numbered by their members: player k belongs to coalition S if bit k of S is set, so that
    0 is the empty coalition and ``2**n - 1`` the one of all.

    Parameters
    ----------
    worth : mapping of coalition to number, or array-like [2^n]
        A coalition is a set or tuple of players' names, or the name of a single one. Numbers may be integers,
        floats, fractions, decimals or text such as ``"1/3"``. The empty coalition is worth 0.
    players : sequence of str, optional
        Their names, in order; needed with a mapping.
    missing : number, optional
        What coalitions are worth that the mapping leaves out; without it they are refused.

    Raises
    ------
    GameError
        If a coalition is missing, named twice or has unknown members, if there are too many players, or the
        empty coalition is worth something.

    Examples
    --------
    Two left gloves and one right one (Shapley 1959): a pair is worth 1.

    >>> import negsim as ns
    >>> pairs = {("A", "C"): 1, ("B", "C"): 1, ("A", "B", "C"): 1}
    >>> gloves = ns.CoalitionGame(pairs, ["A", "B", "C"], missing=0)
    >>> gloves.shapley(exact=True)
    {'A': Fraction(1, 6), 'B': Fraction(1, 6), 'C': Fraction(2, 3)}
    >>> gloves.core().point
    {'A': 0.0, 'B': 0.0, 'C': 1.0}
    """

    def __init__(self, worth: Any, players: Sequence[str] | None = None, *, missing: Any = None) -> None:
        if isinstance(worth, Mapping):
            if players is None:
                raise GameError("with a mapping of coalitions the players must be named, in order")
            self.players = _names(players)
            self.exact = self._read(worth, missing)
        else:
            given = np.asarray(worth, dtype=object)
            n = len(given).bit_length() - 1 if given.ndim == 1 else 0
            if given.ndim != 1 or n < 1 or len(given) != 1 << n:
                raise GameError(
                    f"worth must have 2^n entries, one for each coalition; this has the shape {given.shape}"
                )
            default = [f"Player {i + 1}" for i in range(n)]
            self.players = _names(players if players is not None else default)
            if len(self.players) != n:
                raise GameError(f"{len(self.players)} players for {len(given)} coalitions, which are of {n}")
            self.exact = exact_array(given)
        if self.exact[0] != 0:
            raise GameError(f"the empty coalition is worth {self.exact[0]}; it must be worth 0")
        self.worth = float_array(self.exact)
        self.worth.setflags(write=False)

    def _read(self, worth: Mapping[Any, Any], missing: Any) -> Exact:
        out = np.full(1 << len(self.players), None, dtype=object)
        out[0] = Fraction(0)
        seen: set[int] = set()
        for coalition, value in worth.items():
            at = self.coalition(coalition)
            if at in seen:
                raise GameError(f"coalition {self.name(at)} is given twice")
            seen.add(at)
            out[at] = exact(value, f"the worth of {self.name(at)}")
        absent = np.array([s for s, v in enumerate(out) if v is None], dtype=np.int64)
        if len(absent) and missing is None:
            few = ", ".join(self.name(int(s)) for s in absent[:5]) + (", …" if len(absent) > 5 else "")
            raise GameError(
                f"{len(absent)} coalitions have no worth ({few}); give it, or say with missing=0 that "
                "they are worth nothing"
            )
        out[absent] = exact(missing, "what missing coalitions are worth") if len(absent) else Fraction(0)
        return out

    @classmethod
    def weighted_voting(
        cls, quota: Any, weights: Sequence[Any] | Mapping[str, Any], players: Sequence[str] | None = None
    ) -> CoalitionGame:
        """Make a voting game: a coalition is worth 1 if its weights reach the quota, otherwise 0.

        Examples
        --------
        The Council of the EEC in 1958: Luxembourg's vote never counted (Banzhaf's index).

        >>> import negsim as ns
        >>> votes = {"France": 4, "Germany": 4, "Italy": 4, "Belgium": 2, "Netherlands": 2, "Luxembourg": 1}
        >>> council = ns.CoalitionGame.weighted_voting(12, votes)
        >>> council.banzhaf(exact=True)["Luxembourg"]
        Fraction(0, 1)
        """
        if isinstance(weights, Mapping):
            if players is not None:
                raise GameError("the weights name the players already; give players only with a list")
            players, weights = list(weights), list(weights.values())
        elif isinstance(weights, str) or not hasattr(weights, "__len__"):
            raise GameError("weights: a number for each player is needed, in order or by name")
        names = _names(players if players is not None else [f"Player {i + 1}" for i in range(len(weights))])
        if len(names) != len(weights):
            raise GameError(f"{len(names)} players for {len(weights)} weights")
        needed = exact(quota, "the quota")
        if needed <= 0:
            raise GameError(f"the quota is {needed}; it must be positive, for nobody is to win without votes")
        votes = [exact(w, "a weight") for w in weights]
        unit = lcm(needed.denominator, *(w.denominator for w in votes))
        total = sums(np.array([int(w * unit) for w in votes], dtype=object))
        return cls((total >= int(needed * unit)).astype(int), names)

    # --- coalitions

    def coalition(self, members: str | Iterable[str] | int) -> int:
        """Number of a coalition, from its members' names; its number itself will do."""
        if isinstance(members, (int, np.integer)):
            if not 0 <= members < 1 << len(self.players):
                raise GameError(f"there is no coalition {members}")
            return int(members)
        if not isinstance(members, Iterable):
            raise GameError(f"a coalition is the names of its members, or its number; found {members!r}")
        at = 0
        for name in (members,) if isinstance(members, str) else members:
            bit = 1 << position(name, self.players, "player")
            if at & bit:
                raise GameError(f'"{oneline(name)}" is twice in a coalition')
            at |= bit
        return at

    def members(self, coalition: int) -> tuple[str, ...]:
        """Names of a coalition's members."""
        return tuple(p for k, p in enumerate(self.players) if coalition >> k & 1)

    def name(self, coalition: int) -> str:
        """A coalition as it is written in tables and messages."""
        return "{" + ", ".join(oneline(p) for p in self.members(coalition)) + "}"

    def value(self, members: str | Iterable[str] | int) -> float:
        """What a coalition is worth."""
        return float(self.worth[self.coalition(members)])

    # --- what it is like

    @cached_property
    def _whole(self) -> tuple[NDArray[Any], int]:
        """Worth as whole numbers, and what they were multiplied with: sums of these are exact and quick."""
        unit = lcm(*{v.denominator for v in self.exact.tolist()})
        whole = [int(v * unit) for v in self.exact.tolist()]
        # products with up to n! ≤ 16! must fit
        small = max(map(abs, whole)) < 1 << 40
        return np.array(whole, dtype=np.int64 if small else object), unit

    @property
    def is_superadditive(self) -> bool:
        """Whether two coalitions without common members never lose by joining.

        Raises
        ------
        GameError
            If there are more than 14 players: 3^n pairs are compared.
        """
        n = len(self.players)
        if n > MAX_PAIRS:
            raise GameError(
                f"{3**n:,} pairs of coalitions would be compared for {n} players; at most {MAX_PAIRS} "
                "players are taken. is_convex is quicker, and a convex game is superadditive"
            )
        v = self._whole[0]
        everybody = (1 << n) - 1
        for s in range(1, everybody):
            rest = everybody & ~s
            t = _subsets(rest)
            if (v[s | t] < v[s] + v[t]).any():
                return False
        return True

    @property
    def is_convex(self) -> bool:
        """Whether joining is worth more to a player the larger the coalition is (Shapley 1971)."""
        v, n = self._whole[0], len(self.players)
        every = np.arange(1 << n)
        for i in range(n):
            for j in range(i):
                a, b = 1 << i, 1 << j
                s = every[(every & (a | b)) == 0]
                if (v[s | a | b] - v[s | a] < v[s | b] - v[s]).any():
                    return False
        return True

    @property
    def is_balanced(self) -> bool:
        """Whether the core is not empty (Bondareva 1963, Shapley 1967)."""
        return not self.core().empty

    # --- solutions

    def shapley(self, *, exact: bool = False) -> dict[str, Any]:
        """What each player adds on average over all orders of joining (Shapley 1953).

        Parameters
        ----------
        exact : bool
            As fractions.

        Returns
        -------
        dict of str to float or Fraction
            They sum to the worth of all.

        Examples
        --------
        The UN Security Council before 1965: five permanent members with a veto, six others, seven votes
        (Shapley & Shubik 1954).

        >>> import negsim as ns
        >>> council = ns.CoalitionGame.weighted_voting(27, [5] * 5 + [1] * 6)
        >>> round(council.shapley()["Player 1"], 4)
        0.1974
        """
        n = len(self.players)
        weights = [factorial(s) * factorial(n - s - 1) for s in range(n)]
        return self._average(weights, factorial(n), exact=exact)

    def banzhaf(self, *, normalised: bool = False, exact: bool = False) -> dict[str, Any]:
        """What each player adds on average to the coalitions of the others (Penrose 1946, Banzhaf 1965).

        Parameters
        ----------
        normalised : bool
            Scale the values so that they sum to the worth of all, which for voting games is 1 (Banzhaf's
            index); otherwise they are probabilities of being decisive (absolute Banzhaf value).
        exact : bool
            As fractions.

        Returns
        -------
        dict of str to float or Fraction
        """
        n = len(self.players)
        found = self._average([1] * n, 1 << (n - 1), exact=True)
        if normalised:
            total = sum(found.values())
            if total == 0:
                raise GameError("nobody adds anything in sum, so that there is nothing to normalise")
            found = {p: v * self.exact[-1] / total for p, v in found.items()}
        return found if exact else {p: float(v) for p, v in found.items()}

    def _average(self, weights: list[int], total: int, *, exact: bool) -> dict[str, Any]:
        """Sum of what each player adds, weighted by the size of the coalition that it joins."""
        v, unit = self._whole
        every = np.arange(len(v))
        size = np.bitwise_count(every)
        out: dict[str, Any] = {}
        for k, p in enumerate(self.players):
            without = every[(every >> k & 1) == 0]
            added = v[without | 1 << k] - v[without]
            # sums by size stay small, and only these are multiplied with factorials
            sums = [int(added[size[without] == s].sum()) for s in range(len(weights))]
            share = Fraction(sum(w * x for w, x in zip(weights, sums, strict=True)), total * unit)
            out[p] = share if exact else float(share)
        return out

    def core(self) -> Core:
        """Payoffs that no coalition can improve upon (Gillies 1959): a point, or a proof that there is none.

        Returns
        -------
        Core

        Examples
        --------
        Three players who share 1 by majority: whatever is agreed on, two can do better.

        >>> import negsim as ns
        >>> majority = ns.CoalitionGame.weighted_voting(2, [1, 1, 1])
        >>> print(majority.core().explain())
        The core is empty.
        Each player's time is split among coalitions that together get 1.5 (all together: 1): {Player 1, Player 2} 1/2; {Player 1, Player 3} 1/2; {Player 2, Player 3} 1/2.
        """  # noqa: E501
        return core(self)

    def least_core(self) -> LeastCore:
        """Payoffs for which the largest complaint of any coalition is as small as can be.

        A coalition complains by how much more it could get on its own (Maschler, Peleg & Shapley 1979). The
        core is empty if and only if the smallest such complaint is positive.

        Returns
        -------
        LeastCore
        """
        return least_core(self)

    def nucleolus(self, *, exact: bool = False) -> dict[str, Any]:
        """Payoffs for which the largest complaint is smallest, then the next, and so on (Schmeidler 1969).

        Complaints of coalitions over payoffs that share the worth of all; what single players could get alone
        is a complaint like others (the prenucleolus, which is the nucleolus wherever the core is not empty or
        the game is superadditive).

        Parameters
        ----------
        exact : bool
            As fractions.

        Returns
        -------
        dict of str to float or Fraction

        Raises
        ------
        SolverError
            If fractions are asked for and complaints lie too near to each other to be told apart.

        Examples
        --------
        An estate of 200 and claims of 100, 200 and 300, as the Talmud divides it (Aumann & Maschler 1985).

        >>> import negsim as ns
        >>> claims, estate = [100, 200, 300], 200
        >>> left = [max(0, estate - sum(c for k, c in enumerate(claims) if not s >> k & 1)) for s in range(8)]
        >>> {p: round(v, 6) for p, v in ns.CoalitionGame(left, ["A", "B", "C"]).nucleolus().items()}
        {'A': 50.0, 'B': 75.0, 'C': 75.0}
        """
        found = nucleolus(self)
        if exact and not all(isinstance(v, Fraction) for v in found.values()):
            raise SolverError("the nucleolus could not be solved for in fractions; exact=False gives floats")
        return dict(found) if exact else {p: float(v) for p, v in found.items()}

    # --- display

    def to_frame(self) -> pd.DataFrame:
        """Coalitions and what they are worth, small ones first."""
        import pandas as pd

        every = np.arange(1, len(self.worth))
        order = every[np.lexsort((every, np.bitwise_count(every)))]
        index = pd.Index([self.name(int(s)) for s in order], name="coalition")
        sizes = np.bitwise_count(order).astype(int)
        return pd.DataFrame({"members": sizes, "worth": self.worth[order]}, index=index)

    def values_frame(self) -> pd.DataFrame:
        """Shapley and Banzhaf values and the nucleolus, a row for each player."""
        import pandas as pd

        columns = {"Shapley": self.shapley(), "Banzhaf": self.banzhaf(), "nucleolus": self.nucleolus()}
        return pd.DataFrame(columns).rename_axis("player")

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, CoalitionGame):
            return NotImplemented
        return self.players == other.players and bool((self.exact == other.exact).all())

    __hash__ = None  # type: ignore[assignment]

    def _repr_html_(self) -> str:
        from negsim.reporting.results_html import framed

        return framed(self)

    def __repr__(self) -> str:
        whole = f"{float(self.exact[-1]):.6g}"
        n = len(self.players)
        return f"CoalitionGame({n} player{'s' * (n != 1)}, together worth {whole})"


def _names(players: Sequence[str]) -> tuple[str, ...]:
    if isinstance(players, str) or not len(players):
        raise GameError("players: a sequence of names is needed, one at least")
    if len(players) > MAX_PLAYERS:
        raise GameError(
            f"{len(players)} players have 2^{len(players)} coalitions; at most {MAX_PLAYERS} can be"
        )
    names = tuple(str(p) for p in players)
    if twice := sorted({p for p in names if names.count(p) > 1 or not p}):
        raise GameError(f'players need names of their own, and more than one has "{oneline(twice[0])}"')
    return names


def _subsets(mask: int) -> NDArray[np.int64]:
    """All subsets of a coalition but the empty one."""
    return sums(np.array([1 << k for k in range(mask.bit_length()) if mask >> k & 1], dtype=np.int64))[1:]
