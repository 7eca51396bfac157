"""What to write instead, where a value has the wrong shape: one remedy for each key."""

from __future__ import annotations

import re
from typing import Any

from negsim.scenario.names.references import full_names, listed, pieces
from negsim.scenario.shape.numerals import number_meant
from negsim.scenario.text.document import Path

__all__ = ["range_remedy", "remedy"]

MOST = 80  # characters of a value that a remedy repeats

_NUMBER = r"[+-]?\d+(?:[.,]\d+)?%?"
_ENDLESS = ("infinite", "infinity", "inf", "unlimited", "endless", "∞", "indefinite", "forever")


def remedy(path: Path, given: Any, data: Any) -> str:
    """Say what to write instead; nothing where that depends on what was meant."""
    if isinstance(given, bool) or given is None:
        return ""
    steps, last = path, str(path[-1]) if path else ""
    if last == "range" or (len(path) == 4 and path[0] == "parameters" and path[2] == "range"):
        return ""
    if len(path) == 1:
        return _section(last, given, data)
    if len(path) == 2:
        found = _entry(str(steps[0]), last, given)
        if found:
            return found
    if isinstance(given, dict):
        return _lines(path, last)
    text = _short(given)
    if last == "sets":
        return _sets(text)
    if last == "pays" and not isinstance(given, list):
        return f"write pays: {{{_payer(path, data)}: {text}}}"
    if last == "require" and not isinstance(given, list):
        move = next(iter(full_names(data, "moves")), "MOVE")
        return f"name the move: {{{move}: {text}}}"
    if len(path) == 3 and path[0] == "payoffs":
        return f"write {last}: {{value: {text}}}" if not isinstance(given, list) else ""
    if last == "together" or (len(path) > 1 and path[-2] == "together"):
        parts = given if isinstance(given, list) else pieces(text)
        if all(isinstance(part, str) for part in parts):
            return f"write [{listed(parts)}]" if last == "together" else f"write {listed(parts)}"
    if last in ("levels", "sequence", "complete", "movers", "parties", "values") or path[0] == "tables":
        return _as_list(text, last) if isinstance(given, str) else ""
    if (last in ("when", "until") or path[0] == "outcomes" or "require" in path[-2:-1]) and _are_texts(given):
        return f"a condition is one text: write {_short(' and '.join(given))}"
    if last == "table" and isinstance(given, list):
        return f"a table has a name: list who sits there under tables, such as bilateral: {listed(given)}"
    if last == "periods" and text.casefold() in _ENDLESS:
        return "write a number of periods; what comes after them is said by final: forever"
    if last == "final":
        return _final(text)
    if last == "draws":
        return "write draws: [{probability: 0.05, pays: {…}}]"
    return ""


def _are_texts(given: Any) -> bool:
    return isinstance(given, list) and bool(given) and all(isinstance(part, str) for part in given)


def range_remedy(given: Any) -> str:
    """Say how to write the two numbers that were probably meant."""
    if isinstance(given, list | tuple):
        parts = [str(part) for part in given]
        if len(parts) == 1:
            if re.fullmatch(_NUMBER, parts[0]):
                return (
                    f"write [0, {parts[0]}]"
                    if not parts[0].startswith(("-", "0"))
                    else "write [least, greatest]"
                )
            return range_remedy(parts[0])
        joined = ",".join(parts)
        halves = re.fullmatch(r"([+-]?\d+),(\d+),([+-]?\d+),(\d+)", joined)
        if halves is not None:
            return f"write [{halves[1]}.{halves[2]}, {halves[3]}.{halves[4]}]: decimals have a point here"
        return (
            "write [least, greatest]: decimals have a point, as in 0.5"
            if len(parts) == 3
            else "write [least, greatest]"
        )
    text = str(given).strip().strip("[](){}").strip() if len(str(given)) <= MOST else ""
    sign = r"\s*(?:,|;|\.\.+|…|-|–|—|\bto\b|\bbis\b|\band\b)\s*"
    ends = re.fullmatch(rf"(?:from\s+|between\s+)?({_NUMBER}){sign}({_NUMBER})", text, re.IGNORECASE)
    if ends is None:
        return "write [least, greatest]"
    return f"write [{_plain(ends[1])}, {_plain(ends[2])}]"


def _plain(number: str) -> str:
    return number_meant(number, whole=False).removeprefix("write ").split(":")[0] or number


def _short(given: Any) -> str:
    text = given if isinstance(given, str) else listed(given) if isinstance(given, list) else repr(given)
    return text if len(text) <= MOST else text[: MOST - 1] + "…"


def _sets(text: str) -> str:
    found = re.fullmatch(r"\s*(\w+)\s*(?:==?|:=|:|to|->|→)\s*(\w+)\s*", text)
    if found is not None:
        return f"write sets: {{{found[1]}: {found[2]}}}"
    issue = text if re.fullmatch(r"\w+", text) and text not in ("up", "down", "any") else "ISSUE"
    return f"write sets: {{{issue}: LEVEL}}"


def _payer(path: Path, data: Any) -> str:
    """Find who probably pays: the one who makes the move."""
    moves = data.get("moves") if isinstance(data, dict) else None
    move = moves.get(path[1]) if isinstance(moves, dict) and path[0] == "moves" and len(path) == 3 else None
    by = move.get("by") if isinstance(move, dict) else None
    return by if isinstance(by, str) and by in full_names(data, "parties") else "PARTY"


def _as_list(text: str, last: str) -> str:
    parts = pieces(text, spaces=last == "levels")
    return f"write {listed(parts)}" if all(re.fullmatch(r"[\w.-]+", part) for part in parts) and parts else ""


def _final(text: str) -> str:
    if text.casefold() in _ENDLESS:
        return "write forever: what holds at the end is counted for ever"
    return "write stop, if nothing counts after the last period"


def _lines(path: Path, last: str) -> str:
    """Say what to do about lines where something else is expected."""
    if last == "levels":
        return "list the names only; their numbers can stand under values"
    if last == "draws":
        return "put a hyphen before each draw: - probability: 0.05"
    return ""


_ENTRIES = {
    "parties": "{discount: 0.9}",
    "parameters": "{value: 1}",
    "issues": "{levels: [a, b]}",
    "moves": "{by: PARTY, when: CONDITION, sets: {ISSUE: LEVEL}}",
    "events": "{draws: [{probability: 0.05, pays: {…}}]}",
    "orders": "{sequence: [a, b]}",
    "payoffs": "{TERM: {value: 1}}",
    "outcomes": "CONDITION",
    "tables": "[PARTY, PARTY]",
    "sources": '"a text"',
}


def _section(section: str, given: Any, data: Any) -> str:
    """Say how the entries of a section are written: each with its name."""
    if section == "play":
        return "write play: {periods: 10}"
    if section not in _ENTRIES:
        return ""
    entry = _ENTRIES[section]
    names = given if isinstance(given, list) else pieces(given) if isinstance(given, str) else []
    name = names[0] if names and isinstance(names[0], str) and re.fullmatch(r"\w{1,64}", names[0]) else "NAME"
    if isinstance(given, list) and any(isinstance(item, dict) for item in given):
        single = all(isinstance(item, dict) and len(item) == 1 for item in given)
        return (
            "leave out the hyphens"
            if single
            else f"leave out the hyphens, and give each its name: NAME: {entry}"
        )
    return f"write one a line, below {section}, indented by two: {name}: {entry}"


def _entry(section: str, name: str, given: Any) -> str:
    """Say how one entry of a section is written."""
    text = _short(given)
    if isinstance(given, dict):
        return ""
    if section == "issues":
        levels = given if isinstance(given, list) else pieces(text, spaces=True)
        return f"write {name}: {{levels: {listed(levels)}}}"
    if section == "orders":
        moves = given if isinstance(given, list) else pieces(text)
        return f"write {name}: {{sequence: {listed(moves)}}}"
    if isinstance(given, list):
        return ""
    if section == "parameters":
        return f"write {name}: {{value: {text}}}"
    if section == "parties":
        key = "discount" if re.match(r"[\d.]", text) else "name"
        return f"write {name}: {{{key}: {text}}}"
    if section == "payoffs":
        return f"write {name}: {{TERM: {{value: {text}}}}}"
    return f"write {name}: {_ENTRIES[section]}" if section in ("moves", "events") else ""
