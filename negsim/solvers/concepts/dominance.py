"""Iterated elimination of dominated actions, with the reason for each step.

An action is strictly dominated if some other action, or a mixture of others, is better whatever the others
do; such an action is never played in any equilibrium, and the order of elimination does not matter (Gilboa,
Kalai & Zemel 1990). It is weakly dominated if the other is never worse and sometimes better; then the order
can matter, and equilibria can be lost. What survives strict elimination by mixtures is, for two players,
what can be rationalised (Bernheim 1984, Pearce 1984).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice, permutations
from typing import TYPE_CHECKING, Any

import numpy as np

from negsim.errors import GameError
from negsim.games.normal_form import NormalFormGame
from negsim.solvers.concepts.dominating import by_single, mixable, mixture, proven, ranks_of, table_of
from negsim.solvers.concepts.normal_only import normal_form_only, normalised
from negsim.text import oneline

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Elimination", "EliminationStep", "eliminate_dominated"]

Kept = tuple[tuple[int, ...], ...]

MAX_ACTIONS = 2_000  # of a player, where mixtures are looked for
MAX_COMPARED = 5_000_000_000  # payoffs that are compared in a round, for pure dominance
ORDERS_TRIED = 12  # other orders of weak elimination: half of players, half of single actions


@dataclass(frozen=True)
class EliminationStep:
    """One action that is dominated by what its player has left, whatever the others have left.

    Attributes
    ----------
    round : int
        From 1; everything in a round is eliminated at once.
    player, action : str
    number : int
        Of the action in the original game, from 0.
    by : tuple of (str, Fraction)
        What dominates it: actions with their probabilities, which sum to 1.
    margin : float
        By how much it is worse at least, in units of the player's payoffs; 0 if the dominance is weak.
    most : float
        By how much it is worse at most.
    """

    round: int
    player: str
    action: str
    number: int
    by: tuple[tuple[str, Fraction], ...]
    margin: float
    most: float

    @property
    def strict(self) -> bool:
        """Whether it is worse whatever the others do."""
        return self.margin > 0

    def explain(self) -> str:
        """Say it in a sentence."""
        if len(self.by) == 1:
            better = f'"{oneline(self.by[0][0])}"'
        else:
            better = "mixing " + ", ".join(f'"{oneline(a)}" ({_share(w)})' for a, w in self.by)
        who = f'{oneline(self.player)}: "{oneline(self.action)}" is worse than {better}'
        if self.strict:
            return f"{who} whatever the others do, by {self.margin:.6g} at least."
        return f"{who} in some cases, by up to {self.most:.6g}, and never better."


@dataclass(frozen=True, eq=False)
class Elimination:
    """What is left when dominated actions are removed, and why each was.

    Attributes
    ----------
    original, game : NormalFormGame
        Before and after.
    steps : tuple of EliminationStep
    kept : tuple of tuple of int
        Numbers of each player's remaining actions in the original game.
    notes : tuple of str
        What the result depends on.
    """

    original: NormalFormGame
    game: NormalFormGame
    steps: tuple[EliminationStep, ...]
    kept: Kept
    notes: tuple[str, ...] = ()

    @property
    def solved(self) -> bool:
        """Whether a single action is left to each player."""
        return all(len(k) == 1 for k in self.kept)

    @property
    def remaining(self) -> dict[str, tuple[str, ...]]:
        """Names of each player's remaining actions."""
        return dict(zip(self.game.players, self.game.actions, strict=True))

    def to_frame(self) -> pd.DataFrame:
        """Steps, a row each."""
        import pandas as pd

        columns = ["round", "player", "action", "dominated by", "by at least", "by at most"]
        rows = [
            (s.round, s.player, s.action, " + ".join(_part(a, w) for a, w in s.by), s.margin, s.most)
            for s in self.steps
        ]
        return pd.DataFrame(rows, columns=columns)

    def explain(self) -> str:
        """Say in plain sentences what was removed and why, and what is left."""
        lines = [f"{step.round}. {step.explain()}" for step in self.steps]
        if not lines:  # a note may say that something was not looked at, or not proven
            lines = ["No action was removed." if self.notes else "No action is dominated."]
        left = "; ".join(
            f"{oneline(p)}: {', '.join(oneline(a) for a in names)}" for p, names in self.remaining.items()
        )
        lines.append(f"What is left: {left}.")
        lines += [note[0].upper() + note[1:] + "." for note in self.notes]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        from negsim.reporting.results_html import framed

        return framed(self)

    def __repr__(self) -> str:
        rounds = self.steps[-1].round if self.steps else 0
        left = " × ".join(
            f"{oneline(p)} {len(k)} of {m}"
            for p, k, m in zip(self.game.players, self.kept, self.original.shape, strict=True)
        )
        many = (
            f"{len(self.steps)} action{'s' * (len(self.steps) != 1)} in {rounds} round{'s' * (rounds != 1)}"
        )
        return f"Elimination({many}; left: {left})"


def _share(w: Fraction) -> str:
    return str(w) if w.denominator <= 1000 else f"{float(w):.6g}"


def _part(action: str, w: Fraction) -> str:
    return action if w == 1 else f"{_share(w)} {action}"


def eliminate_dominated(
    game: NormalFormGame, *, strict: bool = True, mixed: bool = True, rounds: int | None = None
) -> Elimination:
    """Remove dominated actions, again and again, and say of each what dominates it and by how much.

    In each round everything that is dominated is removed at once, of all players. With ``strict=True`` no
    equilibrium is lost, and any order would lead to the same game. With ``strict=False`` actions that are
    only weakly dominated go as well: then another order may lead to another game, and equilibria may be lost;
    `notes` says whether any of some other orders was found to lead elsewhere.

    Parameters
    ----------
    game : NormalFormGame
    strict : bool
        Whether only strictly dominated actions are removed.
    mixed : bool
        Whether mixtures may dominate, by a linear program an action; otherwise single actions only.
    rounds : int, optional
        Stop after so many rounds; 1 removes what is dominated in the game as it is.

    Returns
    -------
    Elimination

    Raises
    ------
    NotSupportedError
        If the game is not in normal form.
    GameError
        If it is too large.

    Notes
    -----
    Ties are exact: single actions are compared as the numbers that were given, and a mixture that a linear
    program finds counts once it is checked in fractions. Mixtures that are better by less than 1e-9 of the
    range of payoffs are not found. Floats that stand for other numbers spoil ties: mixtures that are as good
    but for 1e-12 of the range are taken to be so, and `notes` lists them, as it does those that could not be
    proven to dominate.

    Examples
    --------
    A mixture of T and B is better than M, although neither alone is.

    >>> import negsim as ns
    >>> game = ns.NormalFormGame.from_bimatrix(
    ...     [[3, 0], [1, 1], [0, 3]], [[1, 0], [0, 1], [0, 1]], actions=[["T", "M", "B"], ["L", "R"]])
    >>> print(ns.eliminate_dominated(game).explain())
    1. Player 1: "M" is worse than mixing "T" (1/2), "B" (1/2) whatever the others do, by 0.5 at least.
    What is left: Player 1: T, B; Player 2: L, R.
    """
    game = normal_form_only(game, "dominance")
    given: Any = rounds
    if given is not None and (not isinstance(given, (int, np.integer)) or given < 0):
        raise GameError(f"rounds: {rounds}; a whole number from 0 is needed")
    if mixed and max(game.shape) > MAX_ACTIONS:
        raise GameError(
            f"a player has {max(game.shape):,} actions; mixtures are looked for among at most "
            f"{MAX_ACTIONS:,}. With mixed=False only single actions are compared"
        )
    run = _Run(game, strict, mixed)
    every = tuple(range(len(game.players)))
    steps: list[EliminationStep] = []
    kept: Kept = tuple(tuple(range(m)) for m in game.shape)
    number = 0
    while rounds is None or number < rounds:
        number += 1
        found, kept = run.round(kept, every, number)
        if not found:
            break
        steps += found
    notes = () if strict else _on_order(run, steps, kept, rounds)
    if rounds == 0:
        notes += ("no round was asked for: what is dominated was not looked for",)
    if run.open:
        notes += (
            f"a mixture that seems to dominate could not be proven to, so these were kept: {_list(run.open)}",
        )
    if run.rounded:
        notes += (
            f"mixtures as good but for rounding, 1e-12 of the range, were taken to dominate these: "
            f"{_list(run.rounded)}",
        )
    return Elimination(game, game.restricted(kept), tuple(steps), kept, notes)


def _list(actions: set[tuple[str, str]]) -> str:
    return ", ".join(f"{oneline(p)}: {oneline(a)}" for p, a in sorted(actions))


def _on_order(run: _Run, steps: Sequence[EliminationStep], kept: Kept, rounds: int | None) -> tuple[str, ...]:
    """What is to be said about the order of weak elimination."""
    if all(s.strict for s in steps):
        return ("every step is strict, so that the order does not matter",) if steps else ()
    lost = "weakly dominated actions were removed: equilibria in which they are played, if any, are lost"
    if rounds is not None:
        return (lost, "whether another order leads elsewhere was not looked into")
    for how, other in _other_orders(run, steps):
        if other != kept:
            left = "; ".join(
                f"{oneline(p)}: {', '.join(oneline(run.game.actions[k][a]) for a in other[k])}"
                for k, p in enumerate(run.game.players)
            )
            return (lost, f"the order matters: {how} leaves {left}")
    return (
        lost,
        f"taking one player after another, or one action alone first, leads to the same game ({ORDERS_TRIED} "
        "orders tried at most); others may lead elsewhere",
    )


def _other_orders(run: _Run, steps: Sequence[EliminationStep]) -> Iterator[tuple[str, Kept]]:
    """Eliminate in other orders, and say in which: one player after another; one action alone first."""
    game = run.game
    whole: Kept = tuple(tuple(range(m)) for m in game.shape)
    every = range(len(game.players))
    for order in islice(permutations(every), ORDERS_TRIED // 2):
        names = ", then ".join(oneline(game.players[k]) for k in order)
        yield f"one player after another, {names},", run.to_the_end(whole, [(k,) for k in order])
    first = [s for s in steps if s.round == 1 and not s.strict]
    for s in first[: ORDERS_TRIED // 2]:
        k = game.player(s.player)
        kept = tuple(tuple(a for a in own if (j, a) != (k, s.number)) for j, own in enumerate(whole))
        how = f'removing "{oneline(s.action)}" of {oneline(s.player)} alone first'
        yield how, run.to_the_end(kept, [tuple(every)])


class _Run:
    """The rounds of an elimination, over numbers of the original game."""

    def __init__(self, game: NormalFormGame, strict: bool, mixed: bool) -> None:
        self.game, self.strict, self.mixed = game, strict, mixed
        self.ranks = ranks_of(game)
        self.open: set[tuple[str, str]] = set()  # whose mixture could not be proven to dominate
        self.rounded: set[tuple[str, str]] = set()  # whose mixture is as good but for rounding

    def round(self, kept: Kept, who: Sequence[int], number: int) -> tuple[list[EliminationStep], Kept]:
        """Find what is dominated in what is left, of some players; return it and what is left then."""
        steps: list[EliminationStep] = []
        left = list(kept)
        for k in who:
            found = self._dominated(k, kept, number)
            steps += found
            gone = {s.number for s in found}
            left[k] = tuple(a for a in kept[k] if a not in gone)
        return steps, tuple(left)

    def to_the_end(self, kept: Kept, turns: Sequence[Sequence[int]]) -> Kept:
        """Eliminate until nothing is dominated, the players of each turn together, turn after turn."""
        going = True
        while going:
            going = False
            for who in turns:
                found, kept = self.round(kept, who, 0)
                going = going or bool(found)
        return kept

    def _dominated(self, k: int, kept: Kept, number: int) -> list[EliminationStep]:
        own, player = kept[k], self.game.players[k]
        if len(own) == 1:
            return []
        ranks = table_of(self.ranks[k], k, kept)
        compared = len(own) * ranks.size
        if compared > MAX_COMPARED:
            raise GameError(
                f"{compared:,} payoffs of {player} would be compared in a round; "
                f"at most {MAX_COMPARED:,} can be"
            )
        found, alive = [], set(range(len(own)))
        for a, b in by_single(ranks, self.strict).items():
            found.append(self._step(k, kept, number, a, {b: Fraction(1)}))
            alive.discard(a)
        if self.mixed and len(alive) > 2:
            table = normalised(table_of(self.game.payoffs[k], k, kept))
            for a in sorted(alive):
                others = mixable(ranks, a, np.array(sorted(alive - {a})), self.strict)
                x = mixture(table, a, others, self.strict)
                if x is None:
                    continue
                reason = proven(x, table_of(self.game.exact[k], k, kept), a, others, self.strict)
                if reason is None:
                    self.open.add((player, self.game.actions[k][own[a]]))
                    continue
                by, exactly = reason
                if not exactly:
                    self.rounded.add((player, self.game.actions[k][own[a]]))
                found.append(self._step(k, kept, number, a, by))
                alive.discard(a)
        return sorted(found, key=lambda s: s.number)

    def _step(self, k: int, kept: Kept, number: int, a: int, by: dict[int, Fraction]) -> EliminationStep:
        exact, own, names = table_of(self.game.exact[k], k, kept), kept[k], self.game.actions[k]
        advantage = sum(w * exact[b] for b, w in by.items()) - exact[a]
        low, high = max(0.0, float(min(advantage))), float(max(advantage))
        parts = tuple((names[own[b]], w) for b, w in by.items())
        return EliminationStep(number, self.game.players[k], names[own[a]], own[a], parts, low, high)
