"""What is wrong with the shape of a scenario: pydantic's findings, as problems at their places."""

from __future__ import annotations

from typing import Any, NoReturn

from pydantic import ValidationError

from negsim.errors import NotSupportedError, Problem, ScenarioError, nearest
from negsim.scenario.reader import Document
from negsim.scenario.schema import RESERVED_KEYS, ScenarioFile

__all__ = ["refuse"]


def refuse(error: ValidationError, document: Document) -> NoReturn:
    """Turn what pydantic found into problems at their places; reserved keys come first."""
    problems: list[Problem] = []
    reserved: list[Problem] = []
    for found in error.errors(include_url=False):
        path = tuple(p for p in found["loc"] if _in_document(p))
        kind, given = found["type"], found.get("input")
        if kind == "extra_forbidden":
            key, parent = str(path[-1]), path[:-1]
            if key in RESERVED_KEYS:
                message = f'the key "{key}" is reserved for a later version: {RESERVED_KEYS[key]}'
                reserved.append(document.problem(path, message, at_key=True))
                continue
            message = f'unknown key "{key}"; {nearest(key, _keys_at(parent))}'
            problems.append(document.problem(path, message, at_key=True))
            continue
        if path[-1:] == ("start",) and isinstance(given, dict | list):
            reserved.append(
                document.problem(
                    path, 'drawing the "start" of an issue by chance is reserved for a later version'
                )
            )
            continue
        problems.append(document.problem(path, _say(kind, found, path, given), at_key=kind == "missing"))
    if reserved:
        raise NotSupportedError(reserved) from None
    raise ScenarioError(problems) from None


def _in_document(part: Any) -> bool:
    """Pydantic puts the names of union members and key markers into a path; they are not in the file."""
    return isinstance(part, int) or not (
        part == "[key]"
        or part.startswith(("constrained-", "tuple[", "dict[", "literal[", "function-", "int", "float"))
    )


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


def _say(kind: str, found: Any, path: tuple[Any, ...], given: Any) -> str:
    key = f'"{path[-1]}"' if path and isinstance(path[-1], str) else "this"
    if kind == "missing":
        return f"the key {key} is missing"
    if kind == "string_pattern_mismatch":
        return f'"{given}" is not a name: letters, digits and _ only, not starting with a digit, at most 64'
    wanted = {
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
    }.get(kind)
    context = found.get("ctx", {})
    if kind == "too_short":
        wanted = f"needs at least {context.get('min_length')} entries"
    elif kind in ("too_long", "string_too_long"):
        wanted = f"may have at most {context.get('max_length')} entries or characters"
    elif kind == "literal_error":
        wanted = f"is one of: {context.get('expected')}"
    elif wanted is None:
        wanted = f"is wrong ({found['msg'][0].lower() + found['msg'][1:]})"
    if given is None:
        return f"{key} {wanted}; nothing stands here"
    if isinstance(given, dict | list | tuple):
        return (
            f"{key} {wanted}; found {'a mapping' if isinstance(given, dict) else f'a list of {len(given)}'}"
        )
    return f"{key} {wanted}; found {given!r}"
