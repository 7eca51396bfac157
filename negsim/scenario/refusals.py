"""What is wrong with the shape of a scenario: pydantic's findings, as problems at their places."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from pydantic import ValidationError

from negsim.errors import NotSupportedError, Problem, nearest
from negsim.scenario.reader import Document
from negsim.scenario.schema import RESERVED_KEYS, ScenarioFile

__all__ = ["refuse", "without"]


Path = tuple[str | int, ...]


def refuse(error: ValidationError, data: Any, document: Document) -> tuple[list[Problem], list[Path]]:
    """Turn what pydantic found into problems at their places.

    Returns
    -------
    problems : list of Problem
    paths : list of tuple
        Where they are.

    Raises
    ------
    NotSupportedError
        If a reserved key is among them.
    """
    reserved: list[Problem] = []
    grouped: dict[tuple[Path, bool], list[Any]] = {}
    for found in error.errors(include_url=False):
        path, kind = _path(found["loc"], data), found["type"]
        if kind == "extra_forbidden" and str(path[-1]) in RESERVED_KEYS:
            message = f'the key "{path[-1]}" is reserved for a later version: {RESERVED_KEYS[str(path[-1])]}'
            reserved.append(document.problem(path, message, at_key=True))
        elif path[-1:] == ("start",) and isinstance(found.get("input"), dict | list):
            message = 'drawing the "start" of an issue by chance is reserved for a later version'
            reserved.append(document.problem(path, message))
        else:
            at_key = kind in ("extra_forbidden", "missing") or "[key]" in found["loc"]
            grouped.setdefault((path, at_key), []).append(found)
    if reserved:
        raise NotSupportedError(reserved) from None
    problems = []
    for (path, at_key), founds in grouped.items():
        inner = any(other[: len(path)] == path and len(other) > len(path) for other, _ in grouped)
        founds = [f for f in founds if not (inner and f["type"] == "too_short")]  # what fails does not count
        if founds:
            problems.append(document.problem(path, _say(founds, path), at_key=at_key))
    return problems, [path for path, _ in grouped]


def without(data: Any, paths: list[Path]) -> Any:
    """Copy plain data without what stands at some paths; of a list nothing is left."""
    kept = deepcopy(data)
    for path in paths:
        steps = list(path)
        while steps and isinstance(steps[-1], int):
            steps.pop()
        here = kept
        for step in steps[:-1]:
            here = here.get(step) if isinstance(here, dict) else None
        if steps and isinstance(here, dict):
            here.pop(steps[-1], None)
    return kept


def _path(location: tuple[Any, ...], data: Any) -> Path:
    """Keep what is in the data: pydantic also puts names of union members and key markers into a location."""
    path: list[str | int] = []
    here = data
    for k, part in enumerate(location):
        inside = (isinstance(here, dict) and part in here) or (
            isinstance(here, list | tuple) and isinstance(part, int) and part < len(here)
        )
        if inside:
            here = here[part]
            path.append(part)
        elif k == len(location) - 1 and part != "[key]" and isinstance(here, dict):
            path.append(part)  # a key that is missing
    return tuple(path)


def _keys_at(path: tuple[Any, ...]) -> list[str]:
    from negsim.scenario import schema

    models: dict[str, type] = {
        "parties": schema.Party,
        "parameters": schema.Parameter,
        "issues": schema.Issue,
        "moves": schema.Move,
        "events": schema.Event,
        "payoffs": schema.Term,
        "orders": schema.Order,
        "play": schema.Play,
        "dispute": schema.Dispute,
    }
    model: Any = models.get(str(path[0]), ScenarioFile) if path else ScenarioFile
    if "draws" in path:
        model = schema.Draw
    elif path and path[-1] in ("declined", "opens"):
        model = schema.Effect
    return list(model.model_fields)


_WANTED = {
    "tuple_type": "is a list, such as [a, b]",
    "dict_type": 'holds lines "key: value"',
    "model_type": 'holds lines "key: value"',
    "model_attributes_type": 'holds lines "key: value"',
    "string_type": "is a text",
    "float_parsing": "is a number",
    "float_type": "is a number",
    "finite_number": "is a finite number",
    "int_parsing": "is a whole number",
    "int_type": "is a whole number",
    "int_from_float": "is a whole number",
}


def _say(founds: list[Any], path: Path) -> str:
    """Put what was found at one place, by all the forms that it might have had, into one message."""
    kind, given = founds[0]["type"], founds[0].get("input")
    name = path[-1] if path else "scenario"
    key = f'"{name}"' if isinstance(name, str) else f"entry {name + 1}"
    if kind == "extra_forbidden":
        return f"unknown key {key}; {nearest(str(name), _keys_at(path[:-1]))}"
    if kind == "missing":
        return f"the key {key} is missing" if isinstance(name, str) else f"{key} is missing: two are needed"
    if kind == "string_pattern_mismatch":
        return f'"{given}" is not a name: letters, digits and _ only, not starting with a digit, at most 64'
    wanted = " or ".join(dict.fromkeys(_wanted(found) for found in founds))
    if given is None:
        return f"{key} {wanted}; nothing stands here"
    if isinstance(given, dict | list | tuple):
        return (
            f"{key} {wanted}; found {'a mapping' if isinstance(given, dict) else f'a list of {len(given)}'}"
        )
    return f"{key} {wanted}; found {given!r}"


def _wanted(found: Any) -> str:
    kind, context = found["type"], found.get("ctx", {})
    if kind in ("too_short", "string_too_short"):
        return f"needs at least {context.get('min_length')} entries or characters"
    if kind in ("too_long", "string_too_long"):
        return f"may have at most {context.get('max_length')} entries or characters"
    if kind == "literal_error":
        return f"is {context.get('expected')}"
    if kind == "greater_than_equal":
        return f"is at least {context.get('ge')}"
    if kind == "less_than_equal":
        return f"is at most {context.get('le')}"
    return _WANTED.get(kind) or f"is wrong ({found['msg'][0].lower() + found['msg'][1:]})"
