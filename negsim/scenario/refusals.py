"""What is wrong with the shape of a scenario: pydantic's findings, as problems at their places."""

from __future__ import annotations

import re
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from negsim.errors import Problem, nearest
from negsim.scenario.document import Document, Path
from negsim.scenario.schema import RESERVED_KEYS, ScenarioFile

__all__ = ["empty_keys", "refuse", "without"]

MAX_PROBLEMS = 500  # that are put into words


def refuse(error: ValidationError, data: Any, document: Document) -> tuple[list[Problem], list[Path]]:
    """Turn what pydantic found into problems at their places.

    Returns
    -------
    problems : list of Problem
    paths : list of tuple
        Where they are.
    """
    grouped: dict[tuple[Path, bool], list[Any]] = {}
    for found in error.errors(include_url=False, include_context=True):
        path, kind = _path(found["loc"], data), found["type"]
        at_key = kind in ("extra_forbidden", "missing") or "[key]" in found["loc"]
        grouped.setdefault((path, at_key), []).append(found)
    parts = {path[:k] for path, _ in grouped for k in range(len(path))}  # in which something else is wrong
    problems = _missing(grouped, document)
    for (path, at_key), founds in list(grouped.items())[:MAX_PROBLEMS]:
        if path in parts:  # what fails does not count: that nothing is left is no second problem
            founds = [f for f in founds if f["type"] != "too_short"]
        founds = [f for f in founds if f["type"] != "missing" or isinstance(path[-1], int)]
        if founds and not document.is_tainted(path):
            problems.append(_problem(founds, path, data, document, at_key))
    if len(grouped) > MAX_PROBLEMS:
        message = f"and {len(grouped) - MAX_PROBLEMS:,} more problems, which are listed once these are mended"
        problems.append(document.whole("NS008", message))
    return problems, [path for path, _ in grouped]


def _missing(grouped: dict[tuple[Path, bool], list[Any]], document: Document) -> list[Problem]:
    """Say of each mapping, once, which keys it lacks."""
    lacking: dict[Path, list[Path]] = {}
    for (path, _), founds in grouped.items():
        if founds[0]["type"] == "missing" and isinstance(path[-1], str) and not document.is_tainted(path):
            lacking.setdefault(path[:-1], []).append(path)
    problems = []
    for paths in list(lacking.values())[:MAX_PROBLEMS]:
        names = [f'"{path[-1]}"' for path in paths]
        keys = " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
        message = f"the key{'s' * (len(names) > 1)} {keys} {'are' if len(names) > 1 else 'is'} missing"
        hint = "; ".join(filter(None, map(_about, paths)))
        problems.append(document.problem("NS202", paths[0], message, at_key=True, hint=hint))
    return problems


def empty_keys(problems: list[Problem], document: Document) -> list[Problem]:
    """Warn of keys after which nothing stands, where that is allowed, and nothing else was said of it."""
    said = {(p.line, p.column) for p in problems}
    found = []
    for path in document.empty[:MAX_PROBLEMS]:
        hint = "leave the line out, or complete it"
        problem = document.problem(
            "NS219", path, f'after "{path[-1]}" nothing stands', at_key=True, hint=hint
        )
        if (problem.line, problem.column) not in said and not document.is_tainted(path):
            found.append(problem)
    return found


def without(data: Any, paths: list[Path]) -> Any:
    """Copy plain data without what stands at some paths; of a list nothing is left.

    Only what leads to the paths is copied.
    """
    gone: dict[Any, Any] = {}
    for path in paths:
        steps = list(path)
        while steps and isinstance(steps[-1], int):
            steps.pop()
        branch = gone
        for step in steps[:-1]:
            branch = branch.setdefault(step, {})
            if branch is None:
                break
        if steps and branch is not None:
            branch[steps[-1]] = None
    return _prune(data, gone)


def _prune(data: Any, gone: dict[Any, Any]) -> Any:
    if isinstance(data, dict):
        kept = {k: v for k, v in data.items() if k not in gone or gone[k] is not None}
        return {k: _prune(v, gone[k]) if k in gone else v for k, v in kept.items()}
    if isinstance(data, list | tuple):
        return [_prune(v, gone[k]) if k in gone and gone[k] is not None else v for k, v in enumerate(data)]
    return data


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


def _model_at(path: Path) -> type[BaseModel] | None:
    """Find the model whose keys stand at a path; none where the keys are names."""
    kind: Any = ScenarioFile
    for step in path:
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            field = kind.model_fields.get(str(step))
            kind = field.annotation if field is not None else None
        else:  # a mapping of names, or a list
            arguments = [a for a in _inside(kind) if a is not type(None)]
            kind = arguments[-1] if arguments else None
        kind = _unwrapped(kind)
    return kind if isinstance(kind, type) and issubclass(kind, BaseModel) else None


def _unwrapped(kind: Any) -> Any:
    """Look through `Annotated` and `| None` to what may have keys."""
    for _ in range(6):
        arguments = [a for a in get_args(kind) if a is not type(None)]
        if hasattr(kind, "__metadata__"):
            kind = arguments[0]
        elif arguments and not hasattr(kind, "__origin__"):  # a union
            models = [a for a in arguments if isinstance(a, type) and issubclass(a, BaseModel)]
            kind = models[0] if models else arguments[0]
        else:
            break
    return kind


def _inside(kind: Any) -> tuple[Any, ...]:
    return tuple(a for a in get_args(kind) if a is not Ellipsis)


_WANTED = {
    "tuple_type": ("NS210", "is a list, such as [a, b]"),
    "dict_type": ("NS209", 'holds lines "key: value"'),
    "model_type": ("NS209", 'holds lines "key: value"'),
    "model_attributes_type": ("NS209", 'holds lines "key: value"'),
    "string_type": ("NS211", "is a text"),
    "float_parsing": ("NS204", "is a number"),
    "float_type": ("NS204", "is a number"),
    "finite_number": ("NS206", "is a finite number"),
    "int_parsing": ("NS205", "is a whole number"),
    "int_parsing_size": ("NS205", "is a whole number of ordinary size"),
    "int_type": ("NS205", "is a whole number"),
    "int_from_float": ("NS205", "is a whole number"),
}


def _problem(founds: list[Any], path: Path, data: Any, document: Document, at_key: bool) -> Problem:
    """Put what was found at one place, by all the forms that it might have had, into one problem."""
    kind, given = founds[0]["type"], founds[0].get("input")
    name = path[-1] if path else "scenario"
    key = f'"{name}"' if isinstance(name, str) else f"entry {name + 1}"
    if kind == "extra_forbidden":
        return _unknown_key(str(name), path, document)
    if path[-1:] == ("start",) and isinstance(given, dict | list):
        message = 'drawing the "start" of an issue by chance is reserved for a later version'
        return document.problem("NS203", path, message, hint="name one level")
    if kind == "missing":
        message, hint = f"{key} is missing: two are needed", "write [least, greatest]"
        return document.problem("NS214", path, message, at_key=True, hint=hint)
    if kind == "string_pattern_mismatch":
        message = (
            f"{shown(given)} is not a name: letters, digits and _ only, not starting with a digit, at most 64"
        )
        return document.problem("NS208", path, message, at_key=at_key, hint=_as_name(str(given)))
    if path == ("negsim",):
        return document.problem(
            "NS217", path, f"this version reads files that say negsim: 1; found {shown(given)}"
        )
    wants = [_wanted(found) for found in founds]
    wanted = " or ".join(dict.fromkeys(text for _, text in wants))
    if given is None:
        hint = (
            "a # after a blank begins a comment: quote the text"
            if _has_comment(path, document)
            else _about(path)
        )
        return document.problem(
            "NS212", path, f"{key} {wanted}; nothing stands here", at_key=at_key, hint=hint
        )
    if isinstance(given, dict | list | tuple):
        what = "lines of their own (a mapping)" if isinstance(given, dict) else f"a list of {len(given)}"
        code = wants[0][0]
        hint = "write decimals with a point: 0.5" if code == "NS215" and path[-1:] == ("range",) else ""
        return document.problem(code, path, f"{key} {wanted}; found {what}", at_key=at_key, hint=hint)
    return document.problem(
        wants[0][0],
        path,
        f"{key} {wanted}; found {shown(given)}",
        at_key=at_key,
        hint=_as_number(str(given), wants[0][0]),
    )


def _unknown_key(name: str, path: Path, document: Document) -> Problem:
    if name in RESERVED_KEYS:
        message = f'the key "{name}" is reserved for a later version: {RESERVED_KEYS[name]}'
        return document.problem("NS203", path, message, at_key=True, hint="leave it out until then")
    model = _model_at(path[:-1])
    known = list((model or ScenarioFile).model_fields)
    meant = nearest(name, known)
    hint = ""
    if not meant.startswith("did you") and name in ScenarioFile.model_fields and len(path) > 1:
        hint = f'"{name}" belongs at the left margin, not inside "{path[-2]}"'
    where = f' of "{path[-2]}"' if len(path) > 1 and isinstance(path[-2], str) else ""
    return document.problem("NS201", path, f'unknown key "{name}"{where}; {meant}', at_key=True, hint=hint)


def _wanted(found: Any) -> tuple[str, str]:
    kind, context = found["type"], found.get("ctx", {})
    if kind in ("too_short", "string_too_short"):
        least = context.get("min_length")
        return "NS214", f"has at least {least} {_things(kind, least)}"
    if kind in ("too_long", "string_too_long"):
        most = context.get("max_length")
        return "NS215", f"has at most {most:,} {_things(kind, most)}"
    if kind == "literal_error":
        return "NS213", f"is {context.get('expected')}"
    if kind == "greater_than_equal":
        return "NS207", f"is at least {context.get('ge')}"
    if kind == "less_than_equal":
        return "NS207", f"is at most {context.get('le')}"
    return _WANTED.get(kind) or ("NS218", f"is wrong ({found['msg'][0].lower() + found['msg'][1:]})")


def _things(kind: str, number: Any) -> str:
    thing = ("character" if "string" in kind else "entr") + ("s" if number != 1 else "")
    return thing.replace("entrs", "entries") if thing != "entr" else "entry"


def shown(given: Any) -> str:
    """Quote what was found, not more of it than can be read."""
    text = str(given)
    return f'"{text}"' if len(text) <= 60 else f'"{text[:57]}…"'


def _has_comment(path: Path, document: Document) -> bool:
    if path not in document.keys or not document.text:
        return False
    line, column = document.place(document.keys[path][1])
    return re.match(r"\s*:\s+#", document.line(line)[column - 1 :]) is not None


def _about(path: Path) -> str:
    """Say what a key is for."""
    model = _model_at(path[:-1])
    field = model.model_fields.get(str(path[-1])) if model is not None else None
    return (
        f"{path[-1]}: {field.description[0].lower()}{field.description[1:]}"
        if field is not None and field.description
        else ""
    )


def _as_name(given: str) -> str:
    name = re.sub(r"\W+", "_", given.strip(), flags=re.ASCII).strip("_")[:64]
    if name[:1].isdigit():
        name = f"_{name}"
    return f"write {name}; its full name can stand under `name`" if name else "choose another name"


def _as_number(given: str, code: str) -> str:
    """Guess which number was meant."""
    if code not in ("NS204", "NS205"):
        return ""
    if re.fullmatch(r"[+-]?\d+,\d+", given):
        return f"write {given.replace(',', '.')}: decimals have a point here"
    if re.fullmatch(r"[+-]?\d{1,3}([ ,.'’_]\d{3})+", given):
        return f"write {re.sub('[^0-9+-]', '', given)}: digits are not grouped here"
    if re.fullmatch(r"\d+(\.\d+)?\s*%", given):
        return f"write {float(given.rstrip('% ')) / 100:g}"
    if re.fullmatch(r"\d+:\d+(:\d+)?", given):
        return "a time of day is no number"
    if re.fullmatch(r"[−–—]\s*\d+(\.\d+)?", given):
        return f"write -{given[1:].strip()} with a plain minus"
    if code == "NS204" and re.search(r"[A-Za-z(*/+]", given):
        return "a fixed number is expected here; expressions go under payoffs, pays, probability and discount"
    return ""
