"""Reading .nfg files: games in normal form, as a list of payoffs or of named outcomes."""

from __future__ import annotations

import math
import re
from typing import Any

import numpy as np
from numpy.typing import NDArray

from negsim.games.gambit.header import read_header
from negsim.games.gambit.number_lists import PLAIN, as_floats, read_numbers, skip_numbers
from negsim.games.gambit.tokens import Tokens
from negsim.games.given import MAX_CELLS
from negsim.games.normal_form import NormalFormGame, Outcomes

__all__ = ["read_nfg"]

MOST_PLAYERS = 60  # what numpy's arrays have dimensions for
MOST_ACTIONS = 1_000_000
MOST_OUTCOMES = 5_000_000
Actions = tuple[tuple[int, ...], list[list[str]] | None]


def read_nfg(tokens: Tokens) -> NormalFormGame:
    """Read the rest of a file whose first word is ``NFG``."""
    title, players = read_header(tokens, "NFG", "1", MOST_PLAYERS)
    begin = tokens.begin
    counts, actions = _actions(tokens, players)
    if math.prod(counts) * len(players) > MAX_CELLS:
        raise tokens.error(
            f"{_size(counts)} actions and {len(players)} players make {math.prod(counts) * len(players):,} "
            f"payoffs; at most {MAX_CELLS:,} can be read", "", begin, begin + 1,
        )  # fmt: skip
    comment = tokens.comment()
    if tokens.kind == "open":
        payoffs, outcomes = _outcome_form(tokens, counts, players)
    elif tokens.kind == "number":
        payoffs, outcomes = _payoff_form(tokens, counts), None
    else:
        raise tokens.expected('payoffs, or "{" before a list of outcomes')
    return NormalFormGame(
        payoffs, players=players, actions=actions, title=title, comment=comment, outcomes=outcomes
    )


# --- who can do what


def _actions(tokens: Tokens, players: tuple[str, ...]) -> Actions:
    tokens.open("the players' strategies")
    if tokens.kind == "open":
        named = []
        for player in players:
            named.append(_names(tokens, player, players))
            tokens.skip_comma("a list of strategies")
        counts, actions = tuple(map(len, named)), named
    else:
        counts, actions = _counts(tokens, players), None
    if tokens.kind != "close":
        raise tokens.expected(
            f'"}}" after the strategies of {len(players)} players',
            "a list, or a number, for each player is needed",
        )
    tokens.advance()
    return counts, actions


def _names(tokens: Tokens, player: str, players: tuple[str, ...]) -> list[str]:
    if tokens.kind == "close":
        raise tokens.error(
            f"the strategies of {player} are missing; there are {len(players)} players",
            "a list in braces for each player is needed",
        )
    tokens.open(f"the strategies of {player}")
    names: list[str] = []
    while tokens.kind != "close":
        names.append(tokens.string(f'the name of a strategy of {player} or "}}"'))
        tokens.skip_comma("the name of a strategy")
        if len(names) > MOST_ACTIONS:
            raise tokens.error(f"{player} has more than {MOST_ACTIONS:,} strategies; no more can be read")
    if not names:
        raise tokens.error(f"{player} has no strategy", "everybody needs at least one")
    tokens.advance()
    return names


def _counts(tokens: Tokens, players: tuple[str, ...]) -> tuple[int, ...]:
    counts = []
    for player in players:
        what = f"the number of strategies of {player}"
        begin, end = tokens.begin, tokens.end
        if tokens.kind == "close":
            raise tokens.error(
                f"{what} is missing; there are {len(players)} players", "a number for each player is needed"
            )
        counts.append(tokens.integer(what, 1))
        if counts[-1] > MOST_ACTIONS:
            raise tokens.error(
                f"{what} is {counts[-1]:,}; at most {MOST_ACTIONS:,} can be read", "", begin, end
            )
        tokens.skip_comma(what)
    return tuple(counts)


# --- what it pays


def _payoff_form(tokens: Tokens, counts: tuple[int, ...]) -> NDArray[Any]:
    n = len(counts)
    why = f"each of {n} player{'s' * (n != 1)} in each of {math.prod(counts):,} cells ({_size(counts)})"
    numbers = read_numbers(tokens, math.prod(counts) * n, "a payoff", why)
    return _cells(numbers.reshape(-1, n), counts)


def _cells(rows: NDArray[Any], counts: tuple[int, ...]) -> NDArray[Any]:
    """From a row a cell, the first player's action changing fastest, to [player, a_1, …, a_n]."""
    return np.ascontiguousarray(rows.reshape(*reversed(counts), -1).T)


def _outcome_form(
    tokens: Tokens, counts: tuple[int, ...], players: tuple[str, ...]
) -> tuple[NDArray[Any], Outcomes]:
    tokens.advance()
    names, table = _plain_outcomes(tokens, len(players)) or _outcomes(tokens, players)
    if tokens.kind != "close":
        raise tokens.expected('"{" before the next outcome, or "}" after the last one')
    tokens.advance()
    start = tokens.begin
    why = f"each of {math.prod(counts):,} cells ({_size(counts)})"
    numbers = read_numbers(tokens, math.prod(counts), "the number of an outcome", why)
    values = numbers.astype(np.float64)
    wrong = (values != numbers) | (values != np.floor(values)) | (values < 0) | (values > len(names))
    if wrong.any():
        tokens.go(start)
        skip_numbers(tokens, int(np.flatnonzero(wrong)[0]))
        raise tokens.error(
            f"there is no outcome number {tokens.word}",
            f"outcomes are numbered from 1 to {len(names):,}, in order; 0 pays nothing",
        )
    index = values.astype(np.int32)
    paid = np.concatenate([np.zeros((1, len(players)), dtype=table.dtype), table])[index]
    cells = index.reshape(tuple(reversed(counts))).T
    return _cells(paid, counts), Outcomes(tuple(names), np.ascontiguousarray(cells))


def _plain_outcomes(tokens: Tokens, n: int) -> tuple[list[str], NDArray[Any]] | None:
    """Read all outcomes at once, if their names have no escapes and their numbers are plain."""
    one = rf'\{{\s*+"([^"\\]*+)"\s*+(?:,\s*+)?+((?:{PLAIN}){{{n}}}+)\}}\s*+'
    whole = re.compile(rf"(?:{one})*+(?=\}})").match(tokens.text, tokens.begin)
    if whole is None:
        return None
    found = re.findall(one, whole[0])
    numbers = as_floats(" ".join(pays for _, pays in found))
    if len(found) > MOST_OUTCOMES or numbers is None:
        return None
    tokens.go(whole.end())
    return [name for name, _ in found], numbers.reshape(-1, n)


def _outcomes(tokens: Tokens, players: tuple[str, ...]) -> tuple[list[str], NDArray[Any]]:
    names: list[str] = []
    rows: list[list[Any]] = []
    while tokens.kind == "open":
        tokens.advance()
        names.append(tokens.string("the name of an outcome"))
        tokens.skip_comma("a payoff")
        row: list[Any] = []
        for player in players:
            if tokens.kind == "close":
                raise tokens.error(
                    f"outcome {len(names)} has {len(row)} payoffs; "
                    f"expected {len(players)}, one for each player"
                )
            row.append(tokens.number(f"the payoff of {player}"))
            tokens.skip_comma("a payoff")
        if tokens.kind != "close":
            raise tokens.expected(
                f'"}}" after the payoffs of {len(players)} players', "is there a payoff too many?"
            )
        tokens.advance()
        tokens.skip_comma("an outcome")
        rows.append(row)
        if len(names) > MOST_OUTCOMES or len(names) * len(players) > MAX_CELLS:
            raise tokens.error(f"more than {len(names) - 1:,} outcomes; no more can be read")
    table = np.empty((len(rows), len(players)), dtype=object)
    for i, row in enumerate(rows):
        table[i] = row
    return names, table


def _size(counts: tuple[int, ...]) -> str:
    return " × ".join(map(str, counts))
