"""What was meant where a comma between braces cuts a value, so that the rest looks like a key."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from negsim.scenario.text.quotation import is_typographic, straight

__all__ = ["Cut", "Saying", "alone", "joined", "short"]

_PROSE = ("about", "title", "name", "unit", "sources")


@dataclass
class Cut:
    """A value that one comma or more have cut."""

    into: dict[Any, Any]
    open: int  # brackets that are open where the first comma stands


@dataclass(frozen=True)
class Saying:
    """A problem: its code and words, and what is to be read instead (None: nothing more is said of it)."""

    code: str
    message: str
    hint: str
    meant: str | None = None


def short(text: str, most: int = 60) -> str:
    """Write a text on one line, not more of it than can be read."""
    text = " ".join(text[: 10 * most].split())
    return text if len(text) <= most else text[: most - 3] + "…"


def alone(piece: str, last: str | None, path: tuple[Any, ...]) -> Saying | None:
    """Say what is wrong with a word without a value that is no part of the value before it; else None.

    Parameters
    ----------
    piece : str
        The word, or words.
    last : str or None
        Key of the entry before, if its value is a text.
    path : tuple
        Of the mapping in which it stands.
    """
    shown = short(piece)
    assigned = re.fullmatch(r"([\w-]+)\s*=\s*([^=\s].*)", piece[:200], re.S)
    if assigned and last not in _PROSE:
        name, value = assigned[1], short(assigned[2])
        return Saying("NS119", f'after "{name}" stands = where a colon belongs', f"write {name}: {value}")
    if last in _PROSE or path[:1] == ("sources",):
        return None
    if re.fullmatch(r"[-+]\s*[A-Za-z_(].*", piece[:200], re.S):
        key = "value" if path[:1] == ("payoffs",) else "key"
        return Saying("NS116", f'a key is missing before "{shown}"', f"write {key}: {shown}")
    if last is None or (re.fullmatch(r"[\w-]+", piece) and not piece[:1].isdigit()):
        hint = f"write {shown}: …; a list has square brackets"
        return Saying("NS116", f'"{shown}" has no value', hint)
    return None


def joined(key: str, text: str, opened: int) -> Saying:
    """Say what is wrong with a value that a comma has cut, of which the whole is known."""
    meant, shown = " ".join(text.split()), short(text)
    decimal = re.fullmatch(r"([+−–-]?)\s*(\d+)\s*,\s*(\d+)", meant[:80])
    if decimal:
        sign = "-" if decimal[1] in ("−", "–") else decimal[1]  # typographic ones are pasted too
        number = f"{sign}{decimal[2]}.{decimal[3]}"
        return Saying("NS114", f"decimals have a point here: write {number}", "a comma ends the value")
    if re.fullmatch(r"\([\d\s.,+-]+\)", meant[:200]):
        return Saying("NS114", "a list stands in square brackets", f"write [{meant[1:-1].strip()}]")
    if is_typographic(meant):
        message = "these are typographic quotation marks, which YAML does not know"
        return Saying("NS114", message, f"write {key}: {straight(meant)}")
    message = f"between {{ and }} a comma ends a value, so this is read in pieces: {shown}"
    quotes = "'" if '"' in shown else '"'
    hint = f"put it in quotes: {key}: {quotes}{shown}{quotes}"
    if opened > 0:
        return Saying("NS114", message, hint, meant)
    if re.search(r"==|!=|[<>]", meant[:2000]):
        hint = "if both conditions must hold, write and instead of the comma"
    return Saying("NS114", message, hint)
