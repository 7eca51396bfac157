"""A scenario taken apart for comparison: what it holds, by name, and what each thing says, key by key."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, TypeAlias

from negsim.scenario.scenario import Scenario

__all__ = ["DEFAULTS", "GROUPS", "Entry", "Renames", "Value", "entries", "follow", "plainly"]

Value: TypeAlias = Any  # a text, a number, or nested tuples of them
Entry: TypeAlias = dict[str, Value]  # key, such as "pays.US", and what stands there
Renames: TypeAlias = Mapping[str, Mapping[str, str]]  # what is renamed, and from which name to which

# What a scenario consists of: the word for one of them, and the key of the file.
GROUPS = {
    "title": "title",
    "about": "about",
    "source": "sources",
    "party": "parties",
    "parameter": "parameters",
    "issue": "issues",
    "table": "tables",
    "move": "moves",
    "event": "events",
    "payoff": "payoffs",
    "outcome": "outcomes",
    "goal": "goal",
    "order": "orders",
    "play": "play",
    "dispute": "dispute",
}

# What is meant where nothing is said.
DEFAULTS = {
    "discount": "1",
    "binds": "joint",
    "implementation": "at_once",
    "turns": "sequential",
    "final": "forever",
}

# Which names stand where: after these keys as the next key, and under these keys as what stands there.
_KEYS = {"pays": "party", "final": "party", "sets": "issue", "require": "move"}
_NAMES = {
    "by": "party", "proposed_by": "party", "parties": "party", "movers": "party", "sequence": "move",
    "together": "move", "forbid": "move", "complete": "move", "table": "table", "source": "source",
    "fallback": "order", "goal": "outcome",
}  # fmt: skip
_EXPRESSIONS = {"when", "value", "discount", "probability", "until"}
_EXPRESSIONS_UNDER = {"pays", "require", "final"}


def entries(scenario: Scenario) -> dict[str, dict[str, Entry]]:
    """Take a scenario apart: for each of `GROUPS`, by name, what is said under which key.

    What stands there only once (the title, the goal, the play) has the name "". What means the same is said
    in the same way: a start that is the first level, or one source in a list, makes no difference.
    """
    data = scenario.model_dump(exclude_defaults=True)
    found: dict[str, dict[str, Entry]] = {}
    for what, group in GROUPS.items():
        held = data.get(group) or {}
        if what in ("title", "about", "goal"):
            found[what] = {"": {what: held}} if held else {}
        elif what in ("play", "dispute"):
            found[what] = {"": _flat(held)} if held else {}
        elif what == "payoff":
            found[what] = {f"{p}.{t}": _flat(term) for p, terms in held.items() for t, term in terms.items()}
        elif what in ("source", "outcome", "table"):
            key = {"source": "text", "outcome": "when", "table": "parties"}[what]
            found[what] = {name: {key: value} for name, value in held.items()}
        else:
            found[what] = {name: _flat(entry) for name, entry in held.items()}
    for name, entry in found["issue"].items():
        _issue(entry, scenario, name)
    return found


def _flat(data: Mapping[str, Any], before: str = "") -> Entry:
    flat: Entry = {}
    for key, value in data.items():
        path = f"{before}{key}"
        if isinstance(value, Mapping):
            flat |= _flat(value, f"{path}.")
        elif value and isinstance(value, tuple | list) and isinstance(value[0], Mapping):
            for k, item in enumerate(value, 1):
                flat |= _flat(item, f"{path}.{k}.")
        elif key in ("source", "proposed_by", "forbid") and isinstance(value, tuple) and len(value) == 1:
            flat[path] = value[0]
        elif value is not None:
            flat[path] = value
    return {key: flat[key] for key in sorted(flat, key=lambda key: key in ("about", "source"))}  # prose last


def _issue(entry: Entry, scenario: Scenario, name: str) -> None:
    if entry.get("start") == entry["levels"][0]:
        del entry["start"]
    numbers = tuple(scenario.level_numbers(name))
    for key in [key for key in entry if key.partition(".")[0] == "values"]:
        del entry[key]
    if numbers != tuple(range(len(numbers))):
        entry["values"] = numbers


def follow(entry: Entry, renames: Renames) -> Entry:
    """Write an entry with other names."""
    if not any(renames.values()):
        return entry
    return {_key(key, renames): _value(key, value, renames) for key, value in entry.items()}


def _key(key: str, renames: Renames) -> str:
    parts = key.split(".")
    for k in range(1, len(parts)):
        names = renames.get(_KEYS.get(parts[k - 1], ""), {})
        parts[k] = names.get(parts[k], parts[k])
    return ".".join(parts)


def _value(key: str, value: Value, renames: Renames) -> Value:
    if isinstance(value, tuple):
        return tuple(_value(key, v, renames) for v in value)
    if not isinstance(value, str):
        return value
    if _is_expression(key):
        return _reworded(value, renames)
    return renames.get(_NAMES.get(key, ""), {}).get(value, value)


def _reworded(text: str, renames: Renames) -> str:
    moves, words = renames.get("move", {}), {**renames.get("issue", {}), **renames.get("parameter", {})}

    def other(found: re.Match[str]) -> str:
        return (found[1] or "") + (moves if found[1] else words).get(found[2], found[2])

    return re.sub(r"(\b(?:in_force|done)\s*\(\s*)?\b([A-Za-z_]\w*)", other, text)


def _is_expression(key: str) -> bool:
    parts = key.split(".")
    return parts[-1] in _EXPRESSIONS or (len(parts) > 1 and parts[-2] in _EXPRESSIONS_UNDER)


def plainly(key: str, value: Value) -> Value:
    """Write a value such that what means the same is equal: white space aside, 3 and 3.0 the same."""
    if isinstance(value, tuple):
        return tuple(plainly(key, v) for v in value)
    if not isinstance(value, str):
        return value
    text = " ".join(value.split())
    if not _is_expression(key):
        return text
    if any(map(str.isdigit, text)):  # `nan` and `inf` may be names here
        with suppress(ValueError):
            return float(text)
    return re.sub(r" ?([^\w ]) ?", r"\1", text)
