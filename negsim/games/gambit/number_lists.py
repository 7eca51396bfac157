"""Long lists of numbers, read fast where they are plain, and exactly in any case.

A number is plain if a float stands for it, as `NormalFormGame` takes floats: for the shortest decimal that is
written for the float. That is so of any decimal of at most fifteen digits, and of a longer one if Python
writes its float in the same way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from negsim.games.gambit.tokens import Tokens

__all__ = ["PLAIN", "as_floats", "read_numbers", "skip_numbers"]

SHORT = 15  # characters: no longer number has more than fifteen digits
PLAIN = (
    r"[+-]?+(?![0-9.]{24})(?:[0-9]++\.?+[0-9]*+|\.[0-9]++)(?:[eE][+-]?+[0-9]{1,2})?+"
    r"(?:\s++(?:,\s*+)?+|,\s*+|(?=\}|\Z))"
)
_PLAIN_LIST = re.compile(rf"(?:{PLAIN})*+")
_ONE = re.compile(r"[^\s,]++")
BLOCK = 1 << 20  # characters that are taken apart at a time
MOST_EXACT = 4_000_000  # numbers of which some are not plain


def read_numbers(tokens: Tokens, count: int, what: str, why: str) -> NDArray[Any]:
    """Read the numbers that a file ends with.

    Parameters
    ----------
    count : int
        How many there must be.
    what, why : str
        What each of them is, and what they are for, for messages.

    Returns
    -------
    f8 or object (Fraction) [count]
        Floats only where each stands for the decimal that is written.
    """
    plain = _PLAIN_LIST.match(tokens.text, tokens.begin)
    assert plain is not None  # as long as it is, and be it nothing
    if plain.end() == len(tokens.text):
        blocks = [as_floats(part) for part in _blocks(tokens.text, tokens.begin)]
        numbers = [block for block in blocks if block is not None]
        if len(numbers) == len(blocks):
            return _counted(tokens, np.concatenate([np.empty(0), *numbers]), count, what, why)
    return _read_exactly(tokens, count, what, why)


def as_floats(text: str) -> NDArray[np.float64] | None:
    """Read plain numbers; nothing if a float does not stand for one of them after all."""
    words = text.replace(",", " ").split()
    numbers = list(map(float, words))
    if any(len(w) > SHORT and repr(v) != w for w, v in zip(words, numbers, strict=True)):
        return None
    return np.array(numbers) + 0.0  # so that no zero has a sign


def skip_numbers(tokens: Tokens, count: int) -> None:
    """Look at the number that comes after this many."""
    found = next(islice(_ONE.finditer(tokens.text, tokens.begin), count, None))
    tokens.go(found.start())


def _blocks(text: str, begin: int) -> Iterator[str]:
    """Cut a text between numbers into parts, so that no list of all of them is ever needed."""
    while begin < len(text):
        end = begin + BLOCK
        while end < len(text) and text[end] not in " \n":
            end += 1
        yield text[begin:end]
        begin = end


def _counted(
    tokens: Tokens, numbers: NDArray[np.float64], count: int, what: str, why: str
) -> NDArray[np.float64]:
    if len(numbers) > count:
        skip_numbers(tokens, count)
        raise tokens.error(*_too_many(f"{len(numbers):,}", count, what, why))
    if len(numbers) < count:
        tokens.go(len(tokens.text))
        raise tokens.error(*_too_few(len(numbers), count, what, why))
    return numbers


def _read_exactly(tokens: Tokens, count: int, what: str, why: str) -> NDArray[np.object_]:
    if count > MOST_EXACT:
        raise tokens.error(
            f"{count:,} numbers, and not all of them are decimals of at most {SHORT} digits",
            f"fractions and longer decimals can be read in lists of at most {MOST_EXACT:,}",
        )
    out = np.empty(count, dtype=object)
    for i in range(count):
        if tokens.kind == "end":
            raise tokens.error(*_too_few(i, count, what, why))
        out[i] = tokens.number(what)
        tokens.skip_comma(what)
    if tokens.kind == "number":
        raise tokens.error(*_too_many("more", count, what, why))
    if tokens.kind != "end":
        raise tokens.expected("the end of the file", f"all {count:,} numbers are there: {what} for {why}")
    return out


def _too_many(found: str, count: int, what: str, why: str) -> tuple[str, str]:
    message = f"expected {count:,} numbers and found {found}; this is the first that is too many"
    return message, f"there is {what} for {why}"


def _too_few(found: int, count: int, what: str, why: str) -> tuple[str, str]:
    message = f"the file ends after {found:,} numbers; expected {count:,}"
    return message, f"there must be {what} for {why}"
