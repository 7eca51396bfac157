"""Games in normal (strategic) form: everybody chooses once, at the same time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from negsim.errors import GameError
from negsim.games.given import check_probabilities, listed, position, read_names, read_payoffs
from negsim.games.numbers import Exact, exact, exact_array
from negsim.games.relevance import ROUNDING, relevant_spans
from negsim.text import oneline

if TYPE_CHECKING:
    import os

    import pandas as pd

__all__ = ["Mixed", "NormalFormGame", "Outcomes"]

Floats = NDArray[np.float64]
Mixed = tuple[Floats, ...]  # a mixed strategy profile: one vector of probabilities a player


@dataclass(frozen=True)
class Outcomes:
    """Named outcomes, as Gambit's outcome form has them: which one each cell leads to.

    Attributes
    ----------
    names : tuple of str
        By number, from 1.
    index : i4 [a_1, …, a_n]
        Number of each cell's outcome; 0 is the one that pays nothing.
    """

    names: tuple[str, ...]
    index: NDArray[np.int32]


class NormalFormGame:
    """A game of n players in normal form.

    Parameters
    ----------
    payoffs : array-like [player, a_1, …, a_n]
        What each player gets where player k chooses its action a_k. Entries may be integers, floats,
        fractions, decimals, or text such as ``"1/3"``; a float stands for the decimal that is written for it.
        A sequence of one table a player will do.
    players : sequence of str, optional
    actions : sequence of sequence of str, optional
        Names of each player's actions.
    title, comment : str
    outcomes : Outcomes, optional
        Which named outcome each cell leads to; kept for writing, payoffs are what counts.

    Raises
    ------
    GameError
        If payoffs are ragged, not numbers or not finite, if somebody has no action, or names don't fit.

    Examples
    --------
    >>> import negsim as ns
    >>> talks = ns.NormalFormGame(
    ...     [[[3, 0], [4, 1]], [[3, 4], [0, 1]]],
    ...     players=["North", "South"], actions=[["freeze", "test"], ["pause", "exercise"]],
    ... )
    >>> talks
    NormalFormGame(North 2 × South 2)
    >>> talks.payoff("freeze", "pause")
    {'North': 3.0, 'South': 3.0}
    """

    def __init__(
        self,
        payoffs: Any,
        *,
        players: Sequence[str] | None = None,
        actions: Sequence[Sequence[str]] | None = None,
        title: str = "",
        comment: str = "",
        outcomes: Outcomes | None = None,
    ) -> None:
        self.payoffs, self._exact = read_payoffs(payoffs)
        n, *counts = self.payoffs.shape
        if len(counts) != n:
            raise GameError(
                f"payoffs of {n} player{'s' * (n != 1)} need {n + 1} dimensions (player, then one for each "
                f"player's actions); these have {len(counts) + 1}: {self.payoffs.shape}"
            )
        self.players = read_names(players, [f"Player {i + 1}" for i in range(n)], "players")
        if twice := sorted({p for p in self.players if self.players.count(p) > 1 or not p}):
            raise GameError(f'players need names of their own, and more than one has "{oneline(twice[0])}"')
        if actions is not None and not isinstance(actions, Sequence):
            raise GameError(f"actions: {actions!r} is no list; a list of names for each player is needed")
        given = actions if actions is not None else [None] * n
        if len(given) != n:
            raise GameError(f"actions are named for {len(given)} players; the payoffs have {n}")
        self.actions: tuple[tuple[str, ...], ...] = tuple(
            read_names(names, [str(a + 1) for a in range(count)], f"actions of {player}")
            for names, count, player in zip(given, counts, self.players, strict=True)
        )
        if outcomes is not None and outcomes.index.shape != tuple(counts):
            raise GameError(f"outcomes have the shape {outcomes.index.shape}, payoffs {tuple(counts)}")
        self.title, self.comment, self.outcomes = str(title), str(comment), outcomes
        self.payoffs.setflags(write=False)

    # --- from elsewhere

    @classmethod
    def from_bimatrix(cls, A: Any, B: Any = None, **names: Any) -> NormalFormGame:
        """Make a game of two players from a matrix each; without the second, what one wins the other loses.

        Examples
        --------
        >>> import negsim as ns
        >>> pennies = ns.NormalFormGame.from_bimatrix([[1, -1], [-1, 1]])
        >>> pennies.zero_sum
        True
        """
        if B is None:
            first = read_payoffs([A])[1]
            first = first if first is not None else exact_array(read_payoffs([A])[0])
            return cls(np.stack([first[0], -first[0]]), **names)
        return cls([A, B], **names)

    @classmethod
    def from_frames(cls, *frames: pd.DataFrame, players: Sequence[str] | None = None) -> NormalFormGame:
        """Make a game of two players from a DataFrame each, or one of pairs; its labels name the actions.

        Parameters
        ----------
        *frames : DataFrame
            One a player, rows the first player's actions, columns the second's; or a single one whose cells
            are pairs. The names of the index and of the columns name the players, unless `players` does.

        Examples
        --------
        >>> import pandas as pd
        >>> import negsim as ns
        >>> table = pd.DataFrame([[(3, 3), (0, 4)], [(4, 0), (1, 1)]], ["freeze", "test"], ["pause", "drill"])
        >>> ns.NormalFormGame.from_frames(table, players=["North", "South"])
        NormalFormGame(North 2 × South 2)
        """
        first = frames[0] if frames else None
        if first is None or len(frames) > 2:
            raise GameError("give one DataFrame of pairs, or two of numbers")
        actions = [[str(x) for x in first.index], [str(x) for x in first.columns]]
        if len(frames) == 1:
            cells = [list(row) for row in first.itertuples(index=False, name=None)]
            if not all(isinstance(c, (tuple, list)) and len(c) == 2 for row in cells for c in row):
                raise GameError("each cell of a single DataFrame must be a pair: one payoff for each player")
            tables: list[Any] = [[[c[k] for c in row] for row in cells] for k in range(2)]
        else:
            if not (first.index.equals(frames[1].index) and first.columns.equals(frames[1].columns)):
                raise GameError("the two DataFrames must have the same index and the same columns")
            tables = [f.to_numpy().tolist() for f in frames]
        if players is None and first.index.name is not None and first.columns.name is not None:
            players = [str(first.index.name), str(first.columns.name)]
        return cls(tables, players=players, actions=actions)

    @classmethod
    def from_nashpy(cls, game: Any, **names: Any) -> NormalFormGame:
        """Make a game from a `nashpy.Game`.

        Examples
        --------
        >>> import nashpy
        >>> import negsim as ns
        >>> ns.NormalFormGame.from_nashpy(nashpy.Game([[1, -1], [-1, 1]])).zero_sum
        True
        """
        return cls(list(game.payoff_matrices), **names)

    # --- what it is

    @property
    def shape(self) -> tuple[int, ...]:
        """Number of each player's actions."""
        return self.payoffs.shape[1:]

    @cached_property
    def exact(self) -> Exact:
        """Payoffs as fractions, in the shape of `payoffs`."""
        return self._exact if self._exact is not None else exact_array(self.payoffs)

    @property
    def as_given(self) -> Floats | Exact:
        """Payoffs as they were given: fractions where floats would have rounded them, otherwise floats."""
        return self.payoffs if self._exact is None else self._exact

    @cached_property
    def scale(self) -> Floats:
        """How much a player's own choice can matter to it at most [player], with room for rounding.

        What the others do to a player is no matter of choice for it, and neither are actions that another one
        of its own is as good as, whatever the others do (iterated): neither a catastrophe that others cause
        nor one that nobody would choose must make a gain look small.
        """
        spans, most = relevant_spans(self.payoffs), float(np.finfo(float).max)
        return np.array(
            [
                min(2 * span + ROUNDING * _noise(table, given), most)
                for span, table, given in zip(spans, self.payoffs, self.as_given, strict=True)
            ]
        )

    @property
    def stakes(self) -> Floats:
        """What each action is worth more than the worst, against the same others [player, a_1, …, a_n].

        As shares of the largest such difference of the player: 0…1; all 0 for somebody who never cares. Two
        games with the same stakes have the same equilibria.
        """
        return self._own[0]

    @cached_property
    def _own(self) -> tuple[Floats, Floats]:
        """Stakes, and half of the largest differences (a whole one may be too large for a float)."""
        stakes, spans = np.zeros(self.payoffs.shape), np.zeros(len(self.players))
        for k, table in enumerate(self.as_given):
            half = np.asarray(table / 2, dtype=object if table.dtype == object else np.float64)
            own = np.asarray(half - half.min(axis=k, keepdims=True), dtype=np.float64)
            spans[k] = own.max()
            if spans[k] > 0:
                stakes[k] = own / spans[k]
        stakes.setflags(write=False)
        return stakes, spans

    @cached_property
    def unit(self) -> Floats:
        """Payoffs of each player moved and stretched to 0…1; all 0 for somebody who never cares.

        No answer depends on units, so that methods work with these. Where floats would lose digits (a small
        range far from 0) the fractions are taken.
        """
        flat = self.payoffs.reshape(len(self.players), -1)
        low, high = (
            flat.min(axis=1) / 2,
            flat.max(axis=1) / 2,
        )  # halves: a range may be too large
        span = high - low
        if (span < 1e-3 * np.abs(flat / 2).max(axis=1)).any():
            rows = []
            for row in self.exact.reshape(len(self.players), -1):
                least, most = min(row), max(row)
                rows.append([float((v - least) / (most - least)) if most > least else 0.0 for v in row])
            return np.array(rows).reshape(self.payoffs.shape)
        out = (flat / 2 - low[:, None]) / np.where(span > 0, span, 1.0)[:, None]
        return np.asarray(out.reshape(self.payoffs.shape))

    @cached_property
    def zero_sum(self) -> bool:
        """Whether two players' payoffs add up to the same number everywhere (constant sum)."""
        if len(self.players) != 2:
            return False
        total = self.payoffs.sum(axis=0)
        if float(np.ptp(total)) > 1e-12 * float(self.scale.sum()):
            return False
        sums = self.exact[0] + self.exact[1]
        return bool((sums == sums.flat[0]).all())

    def payoff(self, *chosen: str | int) -> dict[str, float]:
        """What each player gets where these actions are chosen, by name or number from 0."""
        if len(chosen) != len(self.players):
            raise GameError(f"{len(chosen)} actions given; the game has {len(self.players)} players")
        cell = tuple(self.action(k, a) for k, a in enumerate(chosen))
        return {p: float(self.payoffs[(k, *cell)]) for k, p in enumerate(self.players)}

    def player(self, name: str | int) -> int:
        """Position of a player, from its name or number from 0.

        Raises
        ------
        GameError
            If there is none of that name.
        """
        return position(name, self.players, "player")

    def action(self, player: str | int, name: str | int) -> int:
        """Position of an action of a player, from its name or number from 0."""
        k = self.player(player)
        return position(name, self.actions[k], f"action of {self.players[k]}")

    # --- strategies

    def profile(self, strategies: Any) -> Mixed:
        """Read a profile of mixed strategies and check it.

        Parameters
        ----------
        strategies : sequence or mapping
            For each player, in order or by name: probabilities of its actions in order, a mapping from
            action to probability (those left out are 0), or the name of a single action.

        Returns
        -------
        tuple of f8 [a_k]

        Raises
        ------
        GameError
            If one is missing, has the wrong length, is negative or does not sum to 1.
        """
        return tuple(
            np.array([float(p) for p in vector]) for vector in self.exact_profile(strategies, rounded=True)
        )

    def exact_profile(self, strategies: Any, *, rounded: bool = False) -> tuple[tuple[Fraction, ...], ...]:
        """Read a profile as fractions; sums must be exactly 1 unless it may be `rounded`."""
        if isinstance(strategies, Mapping):
            for name in strategies:
                self.player(name)
            given = [strategies.get(p, strategies.get(k)) for k, p in enumerate(self.players)]
        else:
            given = listed(strategies)
        if len(given) != len(self.players) or any(g is None for g in given):
            raise GameError(f"a strategy for each of {', '.join(self.players)} is needed")
        out = []
        for k, g in enumerate(given):
            vector = self._vector(k, g)
            check_probabilities(vector, f"strategy of {self.players[k]}", exactly=not rounded)
            out.append(vector)
        return tuple(out)

    def _vector(self, k: int, given: Any) -> tuple[Fraction, ...]:
        names, where = self.actions[k], f"a probability of {self.players[k]}"
        if isinstance(given, str):
            given = {given: 1}
        if isinstance(given, Mapping):
            at = {self.action(k, name): exact(p, where) for name, p in given.items()}
            return tuple(at.get(a, Fraction(0)) for a in range(len(names)))
        vector = tuple(exact(p, where) for p in np.asarray(given, dtype=object).ravel().tolist())
        if len(vector) != len(names):
            raise GameError(
                f"strategy of {self.players[k]}: {len(vector)} probabilities for {len(names)} actions"
            )
        return vector

    def action_values(self, profile: Mixed, player: int) -> Floats:
        """What each action of a player is worth to it against the others' strategies [a_k]."""
        table = self.payoffs[player]
        for k in reversed(range(len(self.players))):
            if k != player:
                table = np.tensordot(table, profile[k], axes=(k, 0))
        return np.asarray(table)

    def values(self, profile: Mixed) -> Floats:
        """Expected payoffs [player] of a profile."""
        return np.array(
            [float(self.action_values(profile, k) @ profile[k]) for k in range(len(self.players))]
        )

    def restricted(self, keep: Sequence[Sequence[int | str]]) -> NormalFormGame:
        """The same game with only some of each player's actions, by their numbers or names."""
        if len(keep) != len(self.players):
            raise GameError(f"actions to keep are given for {len(keep)} players of {len(self.players)}")
        kept = [
            [position(a, names, f"action of {player}") for a in chosen]
            for chosen, names, player in zip(keep, self.actions, self.players, strict=True)
        ]
        index = np.ix_(range(len(self.players)), *kept)
        payoffs = self._exact[index] if self._exact is not None else self.payoffs[index]
        actions = [[self.actions[k][a] for a in chosen] for k, chosen in enumerate(kept)]
        return NormalFormGame(payoffs, players=self.players, actions=actions, title=self.title)

    # --- files and display

    def to_nfg(self) -> str:
        """Write it in Gambit's .nfg format, numbers exactly."""
        from negsim.games.gambit.write_nfg import write_nfg

        return write_nfg(self)

    def save(self, path: str | os.PathLike[str], *, overwrite: bool = False) -> None:
        """Write it to a .nfg file, whole or not at all."""
        from negsim.files import write_whole

        text = self.to_nfg().encode("utf-8")
        write_whole(path, lambda file: file.write(text), replace=overwrite)

    def to_frame(self) -> pd.DataFrame:
        """Payoffs as a table: for two players one cell a pair, otherwise a row for each cell."""
        import pandas as pd

        if len(self.players) == 2:
            cells = [
                [tuple(self.payoffs[:, i, j].tolist()) for j in range(self.shape[1])]
                for i in range(self.shape[0])
            ]
            rows = pd.Index(self.actions[0], name=self.players[0])
            return pd.DataFrame(cells, index=rows, columns=pd.Index(self.actions[1], name=self.players[1]))
        rows = pd.MultiIndex.from_product(self.actions, names=self.players)
        return pd.DataFrame(self.payoffs.reshape(len(self.players), -1).T, index=rows, columns=self.players)

    def _repr_html_(self) -> str:
        from negsim.reporting.games_html import normal_form

        return normal_form(self)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, NormalFormGame):
            return NotImplemented
        mine, theirs = self.outcomes, other.outcomes
        same_outcomes = (mine is None) == (theirs is None) and (
            mine is None
            or theirs is None
            or (mine.names == theirs.names and np.array_equal(mine.index, theirs.index))
        )
        return bool(
            (self.title, self.comment, self.players, self.actions)
            == (other.title, other.comment, other.players, other.actions)
            and same_outcomes
            and np.array_equal(self.payoffs, other.payoffs)
            and (self._exact is other._exact is None or (self.exact == other.exact).all())
        )

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        size = " × ".join(f"{p} {m}" for p, m in zip(self.players, self.shape, strict=True))
        return f"NormalFormGame({size})"


def _noise(table: Floats, given: Floats | Exact) -> float:
    """How well floats say what was meant: whole numbers and fractions exactly, others to their last digit."""
    if given.dtype == object or bool((table == np.rint(table)).all()):
        return 0.0
    return float(np.spacing(np.abs(table).max()))
