"""Long lists of numbers, read fast where they are plain, and exactly in any case."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from negsim.games.gambit.tokens import Tokens

__all__ = ["PLAIN", "floats", "read_numbers", "skip_numbers"]

# Of at most fifteen characters: decimals that floats stand for, so that the decimal can be told from the float
PLAIN = (
    r"[+-]?+(?![0-9.]{16})(?:[0-9]++\.?+[0-9]*+|\.[0-9]++)(?:[eE][+-]?+[0-9]{1,2})?+"
    r"(?:\s++(?:,\s*+)?+|,\s*+|(?=\}|\Z))"
)
_ALL_PLAIN = re.compile(rf"(?:{PLAIN})*+")
_ONE = re.compile(r"[^\s,]++")
BLOCK = 1 << 20  # characters that are taken apart at a time
MOST_EXACT = 4_000_000  # numbers that are fractions or have many digits


def read_numbers(tokens: Tokens, count: int, what: str, why: str) -> NDArray[Any]:
    """Read the numbers that a file ends with.

    Parameters
    ----------
    count : int
        How many there must be.
    what, why : str
        What each of them is, and why there are so many, for messages.

    Returns
    -------
    f8 or object (Fraction) [count]
        Floats only where each stands for the decimal that is written.
    """
    plain = _ALL_PLAIN.match(tokens.text, tokens.begin)
    assert plain is not None  # as long as it is, and be it nothing
    if plain.end() == len(tokens.text):
        numbers = np.concatenate([np.empty(0), *map(floats, _blocks(tokens.text, tokens.begin))])
        if len(numbers) == count:
            return numbers
        found = len(numbers)
        if found > count:
            skip_numbers(tokens, count)
            raise tokens.error(*_too_many(found, count, what, why))
        tokens.go(len(tokens.text))
        raise tokens.error(*_too_few(found, count, what, why))
    if count > MOST_EXACT:
        tokens.go(plain.end())
        raise tokens.error(
            f"expected {what}, a decimal of at most 15 digits, as in any list of {count:,} numbers; "
            f"found {tokens.found()}",
            f"fractions and longer decimals can be read in lists of at most {MOST_EXACT:,}",
        )
    out = np.empty(count, dtype=object)
    for i in range(count):
        if tokens.kind == "end":
            raise tokens.error(*_too_few(i, count, what, why))
        out[i] = tokens.number(what)
        tokens.skip_comma(what)
    if tokens.kind == "number":
        raise tokens.error(*_too_many(None, count, what, why))
    if tokens.kind != "end":
        raise tokens.expected("nothing after the last number", f"{count:,} were expected and found: {why}")
    return out


def skip_numbers(tokens: Tokens, count: int) -> None:
    """Look at the number that comes after this many, of which all are plain."""
    found = next(islice(_ONE.finditer(tokens.text, tokens.begin), count, None))
    tokens.go(found.start())


def floats(text: str) -> NDArray[np.float64]:
    """Read plain numbers."""
    return np.array(list(map(float, text.replace(",", " ").split()))) + 0.0  # a zero has no sign


def _blocks(text: str, begin: int) -> Iterator[str]:
    """Cut a text between numbers into parts, so that no list of all of them is ever needed."""
    while begin < len(text):
        end = begin + BLOCK
        while end < len(text) and text[end] not in " \n":
            end += 1
        yield text[begin:end]
        begin = end


def _too_many(found: int | None, count: int, what: str, why: str) -> tuple[str, str]:
    many = "more" if found is None else f"{found:,}"
    return f"expected {count:,} numbers and found {many}; this is the first that is too many", (
        f"{what} stands for each of {why}"
    )


def _too_few(found: int, count: int, what: str, why: str) -> tuple[str, str]:
    return f"the file ends after {found:,} numbers; expected {count:,}", f"{what} stands for each of {why}"
