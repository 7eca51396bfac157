"""Keys that are unknown or missing: often the two are one slip, a key by another name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from negsim.errors import Problem, nearest
from negsim.scenario.models import model_at
from negsim.scenario.names.references import full_names
from negsim.scenario.schema import (
    RESERVED_KEYS,
    Draw,
    Event,
    Issue,
    Move,
    Order,
    Parameter,
    Party,
    Play,
    ScenarioFile,
    Term,
)
from negsim.scenario.text.document import Document, Path

__all__ = ["key_problems", "purpose"]

_Model = type[BaseModel]

_WORDS: Mapping[_Model, str] = {
    Party: "a party",
    Parameter: "a parameter",
    Issue: "an issue",
    Move: "a move",
    Event: "an event",
    Draw: "a draw",
    Term: "a payoff term",
    Order: "an order",
    Play: "play",
}

# What keys are called elsewhere, or by those who guess
_CONDITION = ("if", "condition", "require", "requires", "provided")
_PROSE = {
    **dict.fromkeys(("description", "note", "notes", "comment"), "about"),
    "reference": "source",
    "label": "name",
}
_SLIPS: Mapping[_Model, Mapping[str, str]] = {
    ScenarioFile: {
        **dict.fromkeys(("players", "actors"), "parties"),
        **dict.fromkeys(("variables", "topics"), "issues"),
        **dict.fromkeys(("utility", "utilities", "preferences"), "payoffs"),
        "actions": "moves",
        "references": "sources",
        "name": "title",
    },
    Party: {"delta": "discount", "patience": "discount"},
    Parameter: {**dict.fromkeys(("default", "estimate"), "value"), "bounds": "range", "name": "about"},
    Issue: {
        **dict.fromkeys(("options", "states"), "levels"),
        **dict.fromkeys(("initial", "default"), "start"),
        "name": "about",
    },
    Move: {
        **dict.fromkeys(("who", "party", "parties", "actor", "from", "mover"), "by"),
        **dict.fromkeys(("cost", "costs", "payoff", "payoffs"), "pays"),
        **dict.fromkeys(("effect", "effects", "changes", "does"), "sets"),
        **dict.fromkeys(_CONDITION, "when"),
        "duration": "lasts",
        "delay": "after",
    },
    Event: {**dict.fromkeys(_CONDITION, "when"), "outcomes": "draws"},
    Draw: {**dict.fromkeys(("chance", "p"), "probability"), "cost": "pays", "effect": "sets"},
    Term: {**dict.fromkeys(("payoff", "utility", "amount"), "value"), **dict.fromkeys(_CONDITION, "when")},
    Order: {
        **dict.fromkeys(("when", "if", "condition"), "require"),
        **dict.fromkeys(("by", "proposer"), "proposed_by"),
        **dict.fromkeys(("cost", "costs", "pays"), "opens"),
        **dict.fromkeys(("package", "packages"), "together"),
        **dict.fromkeys(("moves", "steps"), "sequence"),
        "forbids": "forbid",
    },
    Play: {
        **dict.fromkeys(("rounds", "horizon", "length"), "periods"),
        **dict.fromkeys(("players", "parties", "order"), "movers"),
    },
}

# What to write where a key is missing
_EXAMPLES: Mapping[tuple[_Model, str], str] = {
    (ScenarioFile, "negsim"): "write negsim: 1 as the first line",
    (ScenarioFile, "title"): 'add at the left margin: title: "What the dispute is called"',
    (
        ScenarioFile,
        "parties",
    ): "add at the left margin: parties: {North: {discount: 0.9}, South: {discount: 0.9}}",
    (ScenarioFile, "issues"): "add at the left margin: issues: {border: {levels: [closed, open]}}",
    (ScenarioFile, "play"): "add at the left margin: play: {periods: 10}",
    (Parameter, "value"): "add value: 1",
    (Issue, "levels"): "add levels: [low, high]",
    (Event, "draws"): "write draws: [{probability: 0.05, pays: {…}}]",
    (Draw, "probability"): "add probability: 0.05",
    (Term, "value"): "add value: 1",
    (Play, "periods"): "add periods: 10",
}
_SECTIONS = ("parties", "issues", "play")


def key_problems(
    path: Path, missing: list[str], unknown: list[str], data: Any, document: Document
) -> list[Problem]:
    """Say which keys the lines at a path lack, and which they have that mean nothing.

    Where one key is missing and another one unknown, the one is probably meant by the other: that is said
    once, at the key that is there.
    """
    model = model_at(path) or ScenarioFile
    present = _keys_at(path, data)
    problems, left, lacking = [], [], [key for key in missing if not document.is_tainted((*path, key))]
    if model is Event and "draws" in missing and {"probability", "pays", "sets"} & set(unknown):
        unknown = [key for key in unknown if key not in ("probability", "pays", "sets")]
    for key in unknown:
        meant = _meant(key, model, present)
        if key not in RESERVED_KEYS and meant in lacking:
            lacking.remove(meant)
            text = f'unknown key "{key}"{_owner(path)}; did you mean "{meant}"?'
            problems.append(document.problem("NS201", (*path, key), text, at_key=True))
        else:
            left.append(key)
    strange = [key for key in left if key not in RESERVED_KEYS and not _meant(key, model, present)]
    if len(strange) == len(lacking) == 1 and path and strange[0] not in ScenarioFile.model_fields:
        text = (
            f'"{strange[0]}" is not a key of {_WORDS.get(model, "these lines")}; it is called "{lacking[0]}"'
        )
        problems.append(document.problem("NS201", (*path, strange[0]), text, at_key=True))
        left.remove(strange[0])
        lacking = []
    problems += [
        _unknown(key, path, model, present, document) for key in left if not document.is_tainted((*path, key))
    ]
    if lacking:
        problems.append(_missing(path, lacking, model, data, document))
    return problems


def purpose(path: Path) -> str:
    """Say what a key is for."""
    model = model_at(path[:-1])
    field = model.model_fields.get(str(path[-1])) if model is not None else None
    if field is None or not field.description:
        return ""
    return f"{path[-1]}: {field.description[0].lower()}{field.description[1:]}"


def _missing(path: Path, keys: list[str], model: _Model, data: Any, document: Document) -> Problem:
    names = [f'"{key}"' for key in keys]
    what = "section" if not path and all(key in _SECTIONS for key in keys) else "key"
    said = " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
    message = f"the {what}{'s' * (len(names) > 1)} {said} {'are' if len(names) > 1 else 'is'} missing"
    hints = []
    for key in keys:
        hint = _EXAMPLES.get((model, key)) or purpose((*path, key))
        if model is Move and key == "by":
            hint = f"say who makes it: add by: {next(iter(full_names(data, 'parties')), 'PARTY')}"
        hints.append(hint)
    return document.problem(
        "NS202", (*path, keys[0]), message, at_key=True, hint="; ".join(filter(None, hints))
    )


def _unknown(key: str, path: Path, model: _Model, present: set[str], document: Document) -> Problem:
    at = (*path, key)
    if key in RESERVED_KEYS:
        message = f'the key "{key}" is reserved for a later version: {RESERVED_KEYS[key]}'
        return document.problem("NS203", at, message, at_key=True, hint="leave it out until then")
    known = list(model.model_fields)
    meant = _meant(key, model, present) or _near(key, known)
    if meant:
        message = f'unknown key "{key}"{_owner(path)}; did you mean "{meant}"?'
        return document.problem("NS201", at, message, at_key=True)
    hint = (
        f'"{key}" belongs at the left margin, not inside "{path[-1]}"'
        if key in ScenarioFile.model_fields and path
        else ""
    )
    message = f'unknown key "{key}"{_owner(path)}; the keys are {", ".join(known)}'
    return document.problem("NS201", at, message, at_key=True, hint=hint)


def _meant(key: str, model: _Model, present: set[str]) -> str:
    """Find which key is meant: a slip of many, or one that is spelt nearly so and not there yet."""
    free = [name for name in model.model_fields if name not in present]
    slip = _SLIPS.get(model, {}).get(key.casefold()) or _PROSE.get(key.casefold())
    return slip if slip in model.model_fields else _near(key, free)


def _near(key: str, known: list[str]) -> str:
    said = nearest(key, known)
    return said.removeprefix('did you mean "').removesuffix('"?') if said.startswith("did you mean") else ""


def _owner(path: Path) -> str:
    return f' of "{path[-1]}"' if path and isinstance(path[-1], str) else ""


def _keys_at(path: Path, data: Any) -> set[str]:
    for step in path:
        data = data[step]
    return {str(key) for key in data} if isinstance(data, dict) else set()
