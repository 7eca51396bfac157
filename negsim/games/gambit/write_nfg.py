"""Writing .nfg files: with named outcomes where the game has them, otherwise with payoffs cell by cell."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from negsim.games.gambit.tokens import quoted
from negsim.games.normal_form import NormalFormGame
from negsim.games.numbers import exact, written

__all__ = ["braced", "write_nfg"]


def write_nfg(game: NormalFormGame) -> str:
    """Write a game in normal form as the text of a .nfg file, numbers exactly.

    Outcomes are written if the game has them and they say what its cells pay; one that no cell leads to
    pays nothing in the file. Gambit refuses names with line breaks or with blanks at their ends.

    Examples
    --------
    >>> import negsim as ns
    >>> print(ns.NormalFormGame([[[1, "1/3"]], [[0, 2.5]]], title="Small").to_nfg())
    NFG 1 R "Small" { "Player 1" "Player 2" }
    <BLANKLINE>
    { { "1" }
    { "1" "2" }
    }
    ""
    <BLANKLINE>
    1 0
    1/3 2.5
    <BLANKLINE>
    """
    strategies = "\n".join(braced(map(quoted, names)) for names in game.actions)
    head = (
        f"NFG 1 R {quoted(game.title)} {braced(map(quoted, game.players))}\n\n"
        f"{{ {strategies}\n}}\n{quoted(game.comment)}\n\n"
    )
    table = _outcome_table(game)
    if table is not None and game.outcomes is not None:
        lines = [
            f"{{ {quoted(name)} {', '.join(map(written, pays))} }}"
            for name, pays in zip(game.outcomes.names, table, strict=True)
        ]
        body = "\n".join(["{", *lines, "}", " ".join(map(str, game.outcomes.index.T.ravel().tolist()))])
    else:
        body = "\n".join(" ".join(cell) for cell in zip(*_numbers(game), strict=True))
    return f"{head}{body}\n"


def braced(parts: Iterable[str]) -> str:
    """Write a list in braces."""
    return f"{{ {' '.join(parts)} }}"


def _numbers(game: NormalFormGame) -> list[list[str]]:
    """What each player gets in each cell, the first player's action changing fastest."""
    # where no fractions are kept, floats stand for the decimals that are written for them
    tables: NDArray[Any] = game.as_given
    known: dict[Any, str] = {}
    return [[known.get(v) or _kept(known, v) for v in table.T.ravel().tolist()] for table in tables]


def _kept(known: dict[Any, str], value: Any) -> str:
    """Write a number, and keep it: payoffs repeat, and writing a fraction takes long."""
    text = repr(value).removesuffix(".0") if isinstance(value, float) else "+"
    # Gambit cannot read 1e+16, though 1e-16 it can
    known[value] = text = written(exact(value)) if "+" in text else text
    return text


def _outcome_table(game: NormalFormGame) -> list[tuple[Fraction, ...]] | None:
    """What each outcome pays; nothing if the game has none, or they do not say what its cells pay."""
    outcomes = game.outcomes
    if outcomes is None:
        return None
    index = outcomes.index.ravel()
    cells = game.exact.reshape(len(game.players), -1)
    if index.min(initial=0) < 0 or index.max(initial=0) > len(outcomes.names):
        return None
    zero = Fraction(0)
    table = np.full((len(game.players), len(outcomes.names) + 1), zero, dtype=object)
    table[:, index] = cells
    if (table[:, 0] != zero).any() or (table[:, index] != cells).any():
        return None
    return [tuple(row) for row in table[:, 1:].T]
