"""What each player can be sure of, and what the others can hold it down to (von Neumann 1928).

The maxmin value is the most that a player can guarantee itself, the minmax value the least that the others
can hold it down to when it replies as well as it can. In mixed strategies the two are equal for two players,
and for more if the others may correlate what they do; if they mix independently, they may not be able to hold
it down as far, and by how far is no linear program.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from negsim.errors import SolverError
from negsim.games.linear_programs import Optimum, maximise
from negsim.games.normal_form import NormalFormGame
from negsim.solvers.concepts.normal_only import far_apart, normal_form_only
from negsim.text import oneline

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Security", "SecurityLevel", "minmax"]

Floats = NDArray[np.float64]

TOLERANCE = 1e-9  # of the range of payoffs, between what is guaranteed and what the others hold to
NOTHING = 1e-12
DESCENTS = 4  # starts of the search for independent strategies that punish
SWEEPS = 60  # rounds of each


@dataclass(frozen=True, eq=False)
class SecurityLevel:
    """What one player can be sure of.

    Attributes
    ----------
    player : str
    pure_maxmin : float
        The most that a single action guarantees: `pure_action`.
    pure_action : str
    value : float
        The most that a mixture guarantees: `strategy`. It is also the least that the others can hold the
        player down to if they may correlate: `punishment`.
    strategy : f8 [a_k]
    punishment : f8 [a_1, …] without the player's own axis
        Probabilities of what the others do together.
    pure_minmax : float
        The least that the others can hold it down to by single actions.
    independent : (float, float)
        Bounds of what the others can hold it down to by mixing each on its own; equal where it is known.
    punishments : tuple of f8 [a_j]
        Strategies of the others, in order, that hold it down to the upper bound.
    gap : float
        Between what `strategy` guarantees and what `punishment` holds to, as a share of the player's range.
    """

    player: str
    pure_maxmin: float
    pure_action: str
    value: float
    strategy: Floats
    punishment: Floats
    pure_minmax: float
    independent: tuple[float, float]
    punishments: tuple[Floats, ...]
    gap: float

    def __repr__(self) -> str:
        return (
            f"SecurityLevel({oneline(self.player)}: {self.value:.6g} by mixing, "
            f"{self.pure_maxmin:.6g} by a single action)"
        )


@dataclass(frozen=True, eq=False)
class Security:
    """What each player can be sure of, whatever the others do.

    Attributes
    ----------
    game : NormalFormGame
    levels : dict of str to SecurityLevel
    notes : tuple of str
    """

    game: NormalFormGame
    levels: Mapping[str, SecurityLevel]
    notes: tuple[str, ...] = ()

    @property
    def values(self) -> dict[str, float]:
        """Mixed maxmin value of each player."""
        return {p: level.value for p, level in self.levels.items()}

    def __getitem__(self, player: str | int) -> SecurityLevel:
        return self.levels[self.game.players[self.game.player(player)]]

    def to_frame(self) -> pd.DataFrame:
        """Values, a row for each player, from the least to the most."""
        import pandas as pd

        rows = {}
        for p, level in self.levels.items():
            low, high = level.independent
            rows[p] = {
                "pure maxmin": level.pure_maxmin,
                "maxmin": level.value,
                "minmax, correlated": level.value,
                "minmax, independent, at least": low,
                "minmax, independent, at most": high,
                "pure minmax": level.pure_minmax,
            }
        frame = pd.DataFrame.from_dict(rows, orient="index")
        if len(self.game.players) == 2:  # a single opponent has nobody to correlate with
            frame = frame[["pure maxmin", "maxmin", "minmax, correlated", "pure minmax"]]
            frame = frame.rename(columns={"minmax, correlated": "minmax"})
        return frame.rename_axis("player")

    def explain(self) -> str:
        """Say in plain sentences what each player can be sure of."""
        lines = []
        for k, (p, level) in enumerate(self.levels.items()):
            mixed = [
                f'"{oneline(a)}" ({q:.4g})'
                for a, q in zip(self.game.actions[k], level.strategy, strict=True)
                if q > NOTHING
            ]
            how = f"by {mixed[0].split(' (')[0]}" if len(mixed) == 1 else f"by mixing {', '.join(mixed)}"
            lines.append(f"{oneline(p)} can be sure of {level.value:.6g}, {how}.")
            if len(mixed) > 1:
                best = oneline(level.pure_action)
                lines.append(f'  A single action guarantees {level.pure_maxmin:.6g} at most ("{best}").')
            low, high = level.independent
            if high - low > TOLERANCE * float(self.game.scale[k]):
                lines.append(
                    f"  The others hold it down to that only if they correlate; each on its own, they can to "
                    f"{high:.6g}, and perhaps lower."
                )
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        from negsim.reporting.results_html import framed

        return framed(self)

    def __repr__(self) -> str:
        values = ", ".join(f"{oneline(p)} {v:.6g}" for p, v in self.values.items())
        return f"Security({values})"


def minmax(game: NormalFormGame) -> Security:
    """Find what each player can guarantee itself, and what the others can hold it down to.

    By von Neumann's theorem the two are the same number in mixed strategies, if the others may correlate
    their actions; with two players they always may. For three or more, the least that they can hold a player
    down to by mixing independently is at least that, and at most what the search found: both are reported.

    Parameters
    ----------
    game : NormalFormGame

    Returns
    -------
    Security

    Raises
    ------
    NotSupportedError
        If the game is not in normal form.
    SolverError
        If a value could not be proven to within 1e-9 of the player's range of payoffs.

    Examples
    --------
    >>> import negsim as ns
    >>> pennies = ns.NormalFormGame.from_bimatrix([[3, -1], [-1, 1]])
    >>> safe = ns.minmax(pennies)
    >>> {player: round(v, 6) for player, v in safe.values.items()}
    {'Player 1': 0.333333, 'Player 2': -0.333333}
    >>> safe["Player 1"].strategy.round(6)
    array([0.333333, 0.666667])
    """
    game = normal_form_only(game, "maxmin and minmax")
    levels = {p: _level(game, k) for k, p in enumerate(game.players)}
    notes: tuple[str, ...] = ()
    open_ones = [
        oneline(p)
        for k, (p, v) in enumerate(levels.items())
        if v.independent[1] - v.independent[0] > TOLERANCE * float(game.scale[k])
    ]
    if len(game.players) > 2:
        notes = ("minmax values are against others who may correlate; if they mix independently, see bounds",)
        if open_ones:
            notes += (f"the bounds for independent others differ for {', '.join(open_ones)}",)
    if apart := far_apart(game):
        notes += (
            "values are proven to within 1e-9 of the range of payoffs only, which is more than the smaller "
            f"differences in those of {', '.join(apart)}",
        )
    return Security(game, levels, notes)


def _level(game: NormalFormGame, k: int) -> SecurityLevel:
    table = game.payoffs[k]
    others = tuple(m for j, m in enumerate(game.shape) if j != k)
    unit = np.moveaxis(game.unit[k], k, 0)
    flat = unit.reshape(game.shape[k], -1)
    x, y = _zero_sum(flat)
    low, high = float((x @ flat).min()), float((flat @ y).max())
    gap = max(0.0, high - low)
    if gap > TOLERANCE:
        raise SolverError(
            f"the value of {game.players[k]} is known only to within {gap:.2g} of the range of its payoffs"
        )
    real = np.moveaxis(table, k, 0).reshape(game.shape[k], -1)
    value = _at(real, (x @ flat).argmin(), x)
    worst, most = real.min(axis=1), real.max(axis=0)
    pure_minmax = float(most.min())
    punishment = y.reshape(others)
    if len(others) <= 1:
        bounds, found = (value, value), tuple([y] if others else [])
    else:
        found = _independent(unit, punishment, np.unravel_index(int(most.argmin()), others))
        upper = float(_against(np.moveaxis(table, k, 0), found).max())
        near = upper - value <= TOLERANCE * float(game.scale[k])
        bounds = (value, value if near else upper)
    return SecurityLevel(
        game.players[k],
        float(worst.max()),
        game.actions[k][int(worst.argmax())],
        value,
        x,
        punishment,
        pure_minmax,
        bounds,
        found,
        gap,
    )


def _at(real: Floats, column: np.int64, x: Floats) -> float:
    return float(x @ real[:, column])


def _zero_sum(A: Floats) -> tuple[Floats, Floats]:
    """Optimal strategies of the row player, who maximises, and of the other one, by one linear program."""
    m, n = A.shape
    if m == 1 or n == 1:  # nothing to mix against
        row, column = (np.argmax(A.min(axis=1)), np.argmin(A.max(axis=0)))
        return np.eye(m)[row], np.eye(n)[column]
    flip = m > n  # fewer rows make the program faster
    if flip:
        A, m, n = 1.0 - A.T, n, m
    # variables x, then the value t: x·A ≥ t in every column
    constraints = (np.column_stack([-A.T, np.ones(n)]), np.zeros(n))
    total = (np.append(np.ones((1, m)), [[0.0]], axis=1), np.ones(1))
    found = maximise(np.append(np.zeros(m), 1.0), constraints, total, free=1)
    if found is None:
        raise SolverError("the linear program was found to have no solution, although every game has a value")
    x, y = _polished(A, found)
    return (y, x) if flip else (x, y)


def _polished(A: Floats, found: Optimum) -> tuple[Floats, Floats]:
    """Strategies without the program's rounding: solved for again on the supports that it ended in."""
    x = np.where(found.x[:-1] > NOTHING, found.x[:-1], 0.0)
    y = np.where(found.at_most > NOTHING, found.at_most, 0.0)
    x, y = x / x.sum(), y / y.sum()
    rows, columns = np.flatnonzero(x), np.flatnonzero(y)
    if len(rows) == len(columns):
        size = len(rows)
        system = np.zeros((size + 1, size + 1))
        system[:size, :size] = A[np.ix_(rows, columns)]
        system[:size, size], system[size, :size] = -1.0, 1.0
        right = np.append(np.zeros(size), 1.0)
        try:
            new_y = np.linalg.solve(system, right)[:size]
            system[:size, :size] = A[np.ix_(rows, columns)].T
            new_x = np.linalg.solve(system, right)[:size]
        except np.linalg.LinAlgError:
            return x, y
        x2, y2 = np.zeros_like(x), np.zeros_like(y)
        x2[rows], y2[columns] = new_x, new_y
        sound = min(x2.min(), y2.min()) >= 0
        if sound and (A @ y2).max() - (x2 @ A).min() <= (A @ y).max() - (x @ A).min():
            return x2 / x2.sum(), y2 / y2.sum()
    return x, y


def _against(table: Floats, strategies: tuple[Floats, ...]) -> Floats:
    """Worth of each own action, the first axis, against independent strategies of the others."""
    for s in reversed(strategies):
        table = table @ s
    return table


def _independent(table: Floats, punishment: Floats, pure: tuple[np.intp, ...]) -> tuple[Floats, ...]:
    """Search for independent strategies that hold a player down: one of the others at a time replies best.

    Each step is a linear program in one strategy, the others' being held; it goes down to a local minimum
    from the marginals of the correlated punishment, from the best single actions, and from random mixtures.
    """
    shape = punishment.shape
    rng = np.random.default_rng(0)  # the search is the same each time
    marginals = tuple(
        punishment.sum(axis=tuple(i for i in range(len(shape)) if i != j)) for j in range(len(shape))
    )
    starts = [marginals, tuple(np.eye(m)[a] for m, a in zip(shape, pure, strict=True))]
    starts += [tuple(rng.dirichlet(np.ones(m)) for m in shape) for _ in range(DESCENTS - 2)]
    best, low = starts[0], np.inf
    for start in starts:
        found, value = _descend(table, start)
        if value < low - TOLERANCE:
            best, low = found, value
        if low <= float((table.reshape(len(table), -1) @ punishment.reshape(-1)).max()) + TOLERANCE:
            break  # as low as correlation gets
    return best


def _descend(table: Floats, start: tuple[Floats, ...]) -> tuple[tuple[Floats, ...], float]:
    strategies, value = list(start), float(_against(table, start).max())
    for _ in range(SWEEPS):
        before = value
        for j in range(len(strategies)):
            rest = tuple(s for i, s in enumerate(strategies) if i != j)
            part = _against(np.moveaxis(table, 1 + j, 1), rest)  # [own action, action of the one that moves]
            reply = _zero_sum(part)[1]
            new = float((part @ reply).max())
            if new <= value:
                strategies[j], value = reply, new
        if before - value <= NOTHING:
            break
    return tuple(strategies), value
