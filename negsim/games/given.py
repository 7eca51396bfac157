"""Reading what users give for a game: payoffs, names, numbers of players and actions, probabilities."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from negsim.errors import GameError, nearest
from negsim.games.numbers import Exact, exact_array, float_array, refuse_large
from negsim.text import oneline

__all__ = [
    "MAX_CELLS",
    "PROBABILITY_TOLERANCE",
    "check_probabilities",
    "listed",
    "name_list",
    "position",
    "read_names",
    "read_payoffs",
]

Floats = NDArray[np.float64]

MAX_CELLS = 50_000_000  # payoffs of all players together
PROBABILITY_TOLERANCE = Fraction(1, 10**9)  # of a sum; what is written with fewer digits is refused


def listed(strategies: Any) -> list[Any]:
    """Strategies in order, where they are given so."""
    try:
        return list(strategies)
    except TypeError:
        raise GameError(
            f"a strategy profile is needed, a sequence or a mapping, not {type(strategies).__name__}"
        ) from None


def check_probabilities(vector: Iterable[Fraction], what: str, *, exactly: bool) -> None:
    """Refuse what is no probability distribution."""
    numbers = list(vector)
    slack = Fraction(0) if exactly else PROBABILITY_TOLERANCE
    if min(numbers) < -slack:
        raise GameError(f"{what}: probability {float(min(numbers)):g} is negative")
    total = sum(numbers, Fraction(0))
    if abs(total - 1) > slack:
        raise GameError(f"{what}: probabilities sum to {float(total):.12g}, not to 1")


def read_payoffs(given: Any) -> tuple[Floats, Exact | None]:
    """Read payoffs as floats, and as fractions where they were given as something that floats would round."""
    if np.ma.is_masked(given):
        raise GameError("payoffs are masked: every cell needs a number")
    try:
        raw = np.asarray(given) if not isinstance(given, np.ndarray) else given
        if raw.dtype.kind not in "iuf":
            raw = np.asarray(given, dtype=object)
    except ValueError:
        raise GameError("payoffs are ragged: every player's table must have the same shape") from None
    if raw.ndim < 2 or raw.size == 0:
        raise GameError(f"there is somebody without an action: payoffs have the shape {raw.shape}")
    if raw.size > MAX_CELLS:
        raise GameError(f"{raw.size:,} payoffs; at most {MAX_CELLS:,} can be taken")
    if raw.dtype.kind == "O":
        _refuse_ragged(raw)
        fractions = exact_array(raw)
        floats = float_array(fractions)
        refuse_large(floats)
        return floats, fractions
    floats = raw.astype(np.float64)
    if not np.isfinite(floats).all():
        at = np.argwhere(~np.isfinite(floats))[0]
        raise GameError(
            f"the payoff of player {at[0] + 1} in cell {tuple(int(a) + 1 for a in at[1:])} is "
            f"{floats[tuple(at)]}; payoffs must be finite numbers"
        )
    refuse_large(floats)
    big = raw.dtype.kind in "iu" and bool((np.abs(floats) >= 2**53).any())
    return floats, exact_array(raw) if big else None


def _refuse_ragged(raw: NDArray[Any]) -> None:
    for cell in raw.flat:
        if isinstance(cell, (list, tuple, np.ndarray)):
            raise GameError("payoffs are ragged: every player's table must have the same shape")


def read_names(given: Sequence[str] | None, default: Sequence[str], many: str) -> tuple[str, ...]:
    """Names as texts, one for each of the default ones; these where none are given."""
    if given is None:
        return tuple(default)
    names = name_list(given, many)
    if len(names) != len(default):
        raise GameError(f"{many}: {len(names)} names for {len(default)}")
    return names


def name_list(given: Any, many: str) -> tuple[str, ...]:
    """A list of names as texts."""
    if isinstance(given, str) or not isinstance(given, Iterable):
        what = f'"{oneline(given)}" is one text' if isinstance(given, str) else f"{given!r} is no list"
        raise GameError(f"{many}: {what}; a list of names is needed")
    return tuple(str(g) for g in given)


def position(name: str | int, names: Sequence[str], what: str) -> int:
    """Position of a name, or of a number from 0; `what` says what it names, for the message.

    Raises
    ------
    GameError
        If there is none, or more than one has that name (as in some files).
    """
    if isinstance(name, (int, np.integer)) and not isinstance(name, bool):
        if 0 <= name < len(names):
            return int(name)
        raise GameError(f"there is no {what} {name}; they are numbered from 0 to {len(names) - 1}")
    found = [k for k, known in enumerate(names) if known == name]
    if len(found) == 1:
        return found[0]
    if found:
        raise GameError(f'{len(found)} are called "{oneline(name)}"; give the number of the {what}, from 0')
    raise GameError(f'there is no {what} "{oneline(name)}"; {nearest(str(name), names)}')
