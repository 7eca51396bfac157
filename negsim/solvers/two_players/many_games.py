"""`solve_many`: all equilibria of very many small games of two players, in array calls.

Support enumeration (Dickhaut & Kaplan 1991; von Stengel 2002, algorithm 3.4) with games on the last axis:
what it asks of a pair of supports is the signs of a few minors of the payoffs (`small_minors`), so that a
block of games takes the same few hundred array calls as one game. Games that are too near to a tie for that
are recognised (`small_blocks`), and solved with exact signs (`small_ties`) or one by one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from negsim.certificate.many import certify_many
from negsim.certificate.mixed import certify_mixed
from negsim.errors import GameError, SolverError
from negsim.games.normal_form import NormalFormGame
from negsim.solution import MixedEquilibrium
from negsim.solvers.two_players.small_blocks import Workspace, solve_block
from negsim.solvers.two_players.small_ties import solve_ties

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["ManySolutions", "solve_many"]

Floats = NDArray[np.float64]
Index = NDArray[np.intp]

MOST_ACTIONS = 4
BLOCK = 16_384  # games: larger blocks leave the cache, in smaller ones the calls cost more than the work


@dataclass(frozen=True, eq=False)
class ManySolutions:
    """Equilibria of many games of one shape, as one list sorted by game.

    Attributes
    ----------
    payoffs : f8 [2, m, n, G]
        As they were given, not copied.
    game : i8 [E]
        Number of the game, from 0, that each equilibrium belongs to.
    row : f8 [m, E], column : f8 [n, E]
        Probabilities of the actions of the first player and of the second.
    values : f8 [2, E]
        What each player gets.
    gains : f8 [2, E]
        The certificate: the most that each player could gain by leaving, recomputed from the payoffs.
    degenerate : bool [G]
        Games too close to a tie for closed forms. All others have finitely many equilibria, an odd number,
        and all of them are listed.
    count : i4 [G]
        How many equilibria are listed of each game.
    careful : bool
        Whether degenerate games were solved with care: then their extreme equilibria are listed, of which all
        others are mixtures. Otherwise there may be more.

    Examples
    --------
    >>> import numpy as np
    >>> import negsim as ns
    >>> chicken, pennies = [[[6, 2], [7, 0]], [[6, 7], [2, 0]]], [[[1, 0], [0, 1]], [[0, 1], [1, 0]]]
    >>> found = ns.solve_many(np.stack([chicken, pennies], axis=-1))
    >>> found.of(1)[0].values
    {'Player 1': 0.5, 'Player 2': 0.5}
    """

    payoffs: Floats
    game: Index
    row: Floats
    column: Floats
    values: Floats
    gains: Floats
    degenerate: NDArray[np.bool_]
    count: NDArray[np.int32]
    careful: bool

    def __len__(self) -> int:
        return int(self.payoffs.shape[-1])

    def of(self, g: int) -> tuple[MixedEquilibrium, ...]:
        """Equilibria of game `g`, from 0, as `solve` gives them.

        Raises
        ------
        GameError
            If there is no such game.
        """
        if not 0 <= _whole(g) < len(self):
            raise GameError(f"there is no game {g}; they are numbered from 0 to {len(self) - 1}")
        game = NormalFormGame(self.payoffs[..., g])
        first, last = np.searchsorted(self.game, [g, g + 1])
        return tuple(_equilibrium(game, self.row[:, e], self.column[:, e]) for e in range(first, last))

    def to_frame(self) -> pd.DataFrame:
        """The list as a table: game, probabilities, values and gains."""
        import pandas as pd

        columns: dict[str, Any] = {"game": self.game}
        for name, table in (
            ("row", self.row),
            ("column", self.column),
            ("value", self.values),
            ("gain", self.gains),
        ):
            columns |= {f"{name} {k + 1}": line for k, line in enumerate(table)}
        return pd.DataFrame(columns)

    def _repr_html_(self) -> str:
        from negsim.reporting.results_html import framed

        return framed(self)

    def __repr__(self) -> str:
        _, m, n, games = self.payoffs.shape
        ties = int(self.degenerate.sum())
        how = "" if not ties else ", with the extreme ones" if self.careful else ", perhaps with more"
        worst = f"; no gain exceeds {self.gains.max():.2g}" if self.gains.size else ""
        return (
            f"ManySolutions({games:,} games {m} × {n}: {len(self.game):,} equilibria; "
            f"{ties:,} games degenerate{how}{worst})"
        )


def solve_many(
    payoffs: ArrayLike | Sequence[ArrayLike],
    *,
    careful: bool = True,
    throw: bool = True,
    block: int = BLOCK,
) -> ManySolutions:
    """Find all Nash equilibria of very many small games of two players.

    Millions of games a second, where one at a time thousands are solved: for statistics over random games,
    for a game at each point of a fine grid of parameters, for a stage of a larger model.

    Parameters
    ----------
    payoffs : f8 [2, m, n, G], or a pair of f8 [m, n, G]
        What each player gets where the first takes its action i and the second its action j, in each game;
        m and n from 1 to 4. Games are on the last axis.
    careful : bool
        Solve the degenerate games as well, and list their extreme equilibria: there may be infinitely many
        others, all of them mixtures of those. Where payoffs are whole numbers or decimals, and differ by at
        most five digits, that is done in array calls too, otherwise one by one by `VertexEnumeration`, which
        takes a millisecond or two each. With False degenerate games are only marked, and those of their
        equilibria that are not in doubt are listed.
    throw : bool
        Raise if a certificate fails; with False the gains only say so.
    block : int
        Games worked on together; the memory used beside the result is proportional to it.

    Returns
    -------
    ManySolutions

    Raises
    ------
    GameError
        If payoffs are not finite or of another shape.
    SolverError
        If a certificate fails.

    Notes
    -----
    A game is called degenerate if a tie, of payoffs or of mixtures of them, could matter for an equilibrium,
    to within 1e-8 of the largest difference that the player's own choice makes anywhere. In all other games
    nothing is missed: `small_blocks` has the argument. As a safety net a game for which an even number was
    found is called degenerate as well.

    References
    ----------
    von Stengel, B. (2002). Computing equilibria for two-person games. Handbook of Game Theory 3, 1723-1759.

    Examples
    --------
    >>> import numpy as np
    >>> import negsim as ns
    >>> games = np.random.default_rng(0).normal(size=(2, 3, 3, 1000))
    >>> found = ns.solve_many(games)
    >>> np.bincount(found.count).tolist()  # how many games have 0, 1, 2, ... equilibria
    [0, 706, 0, 273, 0, 15, 0, 6]
    """
    tables = _checked(payoffs)
    if _whole(block) < 1:
        raise GameError(f"block is {block!r}; a whole number is needed, at least 1 game at a time")
    total = tables.shape[-1]
    degenerate = np.zeros(total, np.bool_)
    pieces: list[tuple[Any, ...]] = []
    work = Workspace(tables.shape[1], tables.shape[2], min(block, total))
    for low in range(0, total or 1, block):
        part = np.ascontiguousarray(tables[..., low : low + block])
        _refuse_infinite(part, low)
        if part.shape[-1] != work.games:
            work = Workspace(work.m, work.n, part.shape[-1])
        game, row, column, close = solve_block(part, work)
        degenerate[low : low + block] = close
        if careful and close.any():
            sure = ~close[game]
            game, row, column = game[sure], row[:, sure], column[:, sure]
        pieces.append(_certified(part, np.arange(low, low + work.games), game, row, column, throw))
    tied = np.flatnonzero(degenerate & careful)
    for low in range(0, len(tied), block):
        numbers = tied[low : low + block]
        part = tables[..., numbers]
        pieces.append(_certified(part, numbers, *_with_care(part, throw), throw))
    lists = [np.concatenate(kind, axis=-1) for kind in zip(*pieces, strict=True)]
    if len(tied):
        order = np.argsort(lists[0], kind="stable")
        lists = [kind.take(order, axis=-1) for kind in lists]
    game, row, column, values, gains = lists
    count = np.bincount(game, minlength=total).astype(np.int32)
    return ManySolutions(tables, game, row, column, values, gains, degenerate, count, careful)


def _whole(given: Any) -> int:
    """What is given as a whole number; -1 for what is none."""
    return int(given) if isinstance(given, (int, np.integer)) else -1


def _checked(given: Any) -> Floats:
    """Payoffs as floats [2, m, n, G], not to be written to."""
    try:
        raw = np.asarray(given)
        if raw.dtype.kind not in "iufO":
            raise TypeError
        tables = raw.astype(np.float64, copy=False).view()
    except (TypeError, ValueError):
        raise GameError("payoffs must be numbers, and both players' arrays of the same shape") from None
    except OverflowError:
        raise GameError("a payoff is too large to compute with") from None
    tables.setflags(write=False)
    shape = tables.shape
    if len(shape) != 4 or shape[0] != 2:
        raise GameError(
            f"payoffs have the shape {shape}; (2, m, n, G) is needed: player, the first player's action, the "
            "second's, game. A single game is solved by solve"
        )
    if not (1 <= shape[1] <= MOST_ACTIONS and 1 <= shape[2] <= MOST_ACTIONS):
        raise GameError(
            f"games of {shape[1]} × {shape[2]} actions; 1 to {MOST_ACTIONS} each can be solved together, "
            "larger ones by solve, one at a time. The games are on the last axis"
        )
    return tables


def _refuse_infinite(part: Floats, low: int) -> None:
    """Refuse what is no number, and differences that overflow; `low` is the number of the first game."""
    with np.errstate(over="ignore", invalid="ignore"):
        if np.isfinite(part.max(initial=0.0) - part.min(initial=0.0)):  # of all together, which is quick
            return
        wrong = np.flatnonzero(~np.isfinite(np.ptp(part, axis=(1, 2))).all(axis=0))
    if len(wrong) == 0:
        return
    g = int(wrong[0])
    bad = np.argwhere(~np.isfinite(part[..., g]))
    if len(bad) == 0:
        raise GameError(f"game {low + g}: payoffs are too far apart for their differences to be computed")
    k, i, j = bad[0].tolist()
    raise GameError(
        f"game {low + g}: the payoff of player {k + 1} in cell ({i + 1}, {j + 1}) is {part[k, i, j, g]}; "
        "payoffs must be finite numbers"
    )


def _certified(
    part: Floats, numbers: Index, game: Index, row: Floats, column: Floats, throw: bool
) -> tuple[Index, Floats, Floats, Floats, Floats]:
    """Certify what was found in a part of the games, which have these numbers."""
    certificates = certify_many(part, game, row, column)
    game = numbers[game]
    if throw:
        certificates.demand(game)
    return game, row, column, certificates.values, certificates.gains


def _with_care(part: Floats, throw: bool) -> tuple[Index, Floats, Floats]:
    """Extreme equilibria of degenerate games: exactly and together where that is possible."""
    solved, game, row, column = solve_ties(part)
    if solved.all():
        return game, row, column
    from negsim.solvers.dispatch import solve
    from negsim.solvers.two_players.vertex_enumeration import VertexEnumeration

    games, rows, columns = [game], [row], [column]
    for g in np.flatnonzero(~solved).tolist():
        table = NormalFormGame(part[..., g].copy())
        try:
            single = solve(table, method=VertexEnumeration())
        except SolverError:  # payoffs that differ by hardly more than rounding: their decimals decide
            single = solve(table, method=VertexEnumeration(exact=True), throw=throw)
        games.append(np.full(len(single), g))
        rows.append(np.stack([e.strategy[0] for e in single], axis=-1))
        columns.append(np.stack([e.strategy[1] for e in single], axis=-1))
    return np.concatenate(games), np.concatenate(rows, axis=1), np.concatenate(columns, axis=1)


def _equilibrium(game: NormalFormGame, row: Floats, column: Floats) -> MixedEquilibrium:
    profile = (row.copy(), column.copy())
    worth = game.values(profile).tolist()
    values = dict(zip(game.players, worth, strict=True))
    return MixedEquilibrium(game, profile, values, certify_mixed(game, profile, worth))
