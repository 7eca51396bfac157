"""Lines that do not begin where they should: which two, in which columns, and which of them is to move."""

from __future__ import annotations

import re
from dataclasses import dataclass

from negsim.scenario.text.document import Document

__all__ = ["Misfit", "depth", "line_above", "many", "misfit"]

LINES_BACK = 2000

_ENTRY = re.compile(
    r"\s*+(?:- )*+(?P<key>\"[^\"]*\"|'[^']*'|[^\s:'\"#][^:#]*):"
    r"(?:\s+(?P<value>[^\s#].*)|\s*(?:#.*)?$)"
)


@dataclass(frozen=True)
class Misfit:
    """A line to report, and what to say of it."""

    number: int
    message: str
    hint: str


def depth(line: str) -> int:
    """Count the spaces that a line begins with."""
    return len(line) - len(line.lstrip(" "))


def many(number: int) -> str:
    """Write a small number as a word."""
    return ["no", "one", "two", "three", "four", "five", "six"][number] if 0 <= number <= 6 else str(number)


def line_above(read: Document, number: int) -> int:
    """Find the last line before that says something; the line itself if there is none."""
    for k in range(number - 1, max(0, number - LINES_BACK), -1):
        text = read.line(k).strip()
        if text and not text.startswith("#"):
            return k
    return number


def misfit(read: Document, number: int) -> Misfit:
    """Say with which line above a line does not fit together."""
    mine = depth(read.line(number))
    above = _fellow(read, number, mine)
    other = depth(read.line(above))
    if above == number or mine == other:
        message = "this line does not fit to the ones above"
        hint = "each line is key: value; look at the line above too"
        return Misfit(number, message, hint)
    parent = _parent(read, above, min(mine, other))
    entry = _ENTRY.match(read.line(above))
    if mine >= other + 2 and entry and entry["value"] and not _should_move(read, parent, other, mine):
        key, value = _key(entry), re.split(r"\s#", entry["value"])[0].rstrip()
        value = value if len(value) <= 40 else value[:37] + "…"
        message = f'"{key}" in line {above} already has the value {value}; nothing can stand below it'
        hint = f"write its value below it too, or begin line {number} in the column of line {above}"
        return Misfit(number, message, hint)
    message = f"lines {above} and {number} do not begin in the same column ({other} and {mine})"
    moved, kept = (above, mine - other) if _should_move(read, parent, other, mine) else (number, other - mine)
    by = f"{many(abs(kept))} {'more' if kept > 0 else 'less'}"
    name = _ENTRY.match(read.line(parent)) if parent else None
    condition = f'if line {moved} is part of "{_key(name)}", ' if name else ""
    return Misfit(moved, message, f"{condition}indent it by {by}")


def _key(entry: re.Match[str]) -> str:
    return entry["key"].strip("\"'")[:60]


def _fellow(read: Document, number: int, mine: int) -> int:
    """Find the line beside which a line should begin: the last one above of those that stand least deep."""
    above = line_above(read, number)
    if above == number or depth(read.line(above)) <= mine:
        return above
    best, k = above, above
    for _ in range(LINES_BACK):
        k, before = line_above(read, k), k
        if k == before or depth(read.line(k)) <= mine:
            break
        if depth(read.line(k)) < depth(read.line(best)):
            best = k
    return best


def _parent(read: Document, above: int, least: int) -> int:
    """Find the line whose value the two lines are part of; 0 where there is none.

    It has a key and nothing more, and begins further left than one of them, or right above.
    """
    k = above
    for _ in range(LINES_BACK):
        k, before = line_above(read, k), k
        if k == before:
            return 0
        entry = _ENTRY.match(read.line(k))
        if depth(read.line(k)) <= least and entry and not entry["value"]:
            return k
        if depth(read.line(k)) < least:
            return 0
    return 0


def _should_move(read: Document, parent: int, other: int, mine: int) -> bool:
    """Whether it is the line above that begins in a column where nothing else does."""
    if not parent:
        return False
    return mine == depth(read.line(parent)) + 2 and other < mine
