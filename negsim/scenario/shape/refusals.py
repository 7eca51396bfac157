"""What is wrong with the shape of a scenario: pydantic's findings, as problems at their places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError

from negsim.errors import Problem
from negsim.scenario.names.references import Role, Speller, advice, full_names, levels_of, role_at
from negsim.scenario.shape.keys import key_problems, purpose
from negsim.scenario.shape.numerals import is_grouped, number_meant
from negsim.scenario.shape.remedies import range_remedy, remedy
from negsim.scenario.shape.spelling import NAME_RULE, as_name
from negsim.scenario.text.document import Document, Path

__all__ = ["empty_keys", "grouped_numbers", "refuse", "without"]

MAX_PROBLEMS = 500  # that are put into words

_SECTIONS = ("parties", "parameters", "issues", "moves", "events", "outcomes", "tables", "orders", "sources")


def refuse(error: ValidationError, data: Any, document: Document) -> tuple[list[Problem], list[Path]]:
    """Turn what pydantic found into problems at their places.

    Returns
    -------
    problems : list of Problem
    paths : list of tuple
        Where they are.
    """
    grouped: dict[tuple[Path, bool], list[Any]] = {}
    keys: dict[Path, tuple[list[str], list[str]]] = {}  # those that are missing somewhere, and unknown ones
    paths: dict[Path, None] = {}
    wholes: dict[Path, bool] = {}
    for found in error.errors(include_url=False, include_context=True):
        path, kind = _path(found, data), found["type"]
        paths[path] = None
        top = path[:3]
        if top not in wholes:  # looked at once: a list may have very many entries
            wholes[top] = _is_wrong_as_a_whole(top, data)
        if wholes[top]:
            grouped.setdefault((top, False), []).append(found)
        elif kind in ("extra_forbidden", "missing") and path:
            lacking, unknown = keys.setdefault(path[:-1], ([], []))
            (lacking if kind == "missing" else unknown).append(str(path[-1]))
        else:
            grouped.setdefault((path, "[key]" in found["loc"]), []).append(found)
    problems: list[Problem] = []
    unsaid = 0
    for path, (lacking, unknown) in keys.items():
        if len(problems) >= MAX_PROBLEMS:
            unsaid += len(lacking) + len(unknown)
        elif not document.is_tainted(path):
            problems += key_problems(path, lacking, unknown[:MAX_PROBLEMS], data, document)
            unsaid += max(0, len(unknown) - MAX_PROBLEMS)
    parts = {path[:k] for path, _ in grouped for k in range(len(path))}  # in which something else is wrong
    parts |= {path[:k] for path in keys for k in range(len(path) + 1)}
    words = _Words(data, document)
    for (path, at_key), founds in list(grouped.items())[:MAX_PROBLEMS]:
        left = [found for found in founds if path not in parts or found["type"] not in _FOLLOW]
        if left and not document.is_tainted(path):
            problems.append(words.problem(left, path, at_key))
    unsaid += max(0, len(grouped) - MAX_PROBLEMS) + max(0, len(problems) - MAX_PROBLEMS)
    problems = problems[:MAX_PROBLEMS]
    if unsaid:
        message = f"and {unsaid:,} more problems, which are listed once these are corrected"
        problems.append(document.whole("NS008", message))
    return problems, list(paths)


# That one form of several does not fit, where the trouble is inside another form; and that too little is left
_FOLLOW = ("too_short", "string_type", "tuple_type", "dict_type", "literal_error")


def _is_wrong_as_a_whole(path: Path, data: Any) -> bool:
    """Whether a list is wrong itself, and not one or the other of its entries."""
    if len(path) < 3 or (path[0], path[2]) not in (("parameters", "range"), ("orders", "together")):
        return False
    value = _value_at(path, data)
    if path[2] == "range":
        return not (isinstance(value, list | tuple) and len(value) == 2)
    return isinstance(value, list | tuple) and bool(value) and all(isinstance(v, str) for v in value)


def _value_at(path: Path, data: Any) -> Any:
    for step in path:
        inside = (isinstance(data, dict) and step in data) or (
            isinstance(data, list | tuple) and isinstance(step, int) and step < len(data)
        )
        if not inside:
            return None
        data = data[step]
    return data


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


def _path(found: Any, data: Any) -> Path:
    """Keep what is in the data: pydantic also puts names of union members and key markers into a location."""
    path: list[str | int] = []
    here, location = data, found["loc"]
    for k, part in enumerate(location):
        inside = (isinstance(here, dict) and part in here) or (
            isinstance(here, list | tuple) and isinstance(part, int) and part < len(here)
        )
        if inside:
            here = here[part]
            path.append(part)
        elif k == len(location) - 1 and found["type"] == "missing" and isinstance(here, dict):
            path.append(part)  # a key that is missing
    return tuple(path)


# What is possible at a place, in words, where pydantic knows only the forms
_POSSIBLE = {
    ("play", "turns"): "sequential or rotating",
    ("play", "periods"): "a whole number, such as 10",
    ("play", "final"): "forever, stop, or a payoff for each party",
    ("moves", "by"): "a party, a list of parties such as [a, b], or table",
    ("orders", "proposed_by"): "a party, or a list of parties such as [a, b]",
    ("orders", "forbid"): "a move, a list of moves such as [a, b], or joint",
    ("issues", "values"): "a list of numbers, one for each level, such as [0, 1]",
}

_FORMS = {
    "tuple_type": ("NS210", "a list, such as [a, b]"),
    "dict_type": ("NS209", 'must hold lines "key: value"'),
    "model_type": ("NS209", 'must hold lines "key: value"'),
    "model_attributes_type": ("NS209", 'must hold lines "key: value"'),
    "string_type": ("NS211", "a text"),
    "float_parsing": ("NS204", "a number"),
    "float_type": ("NS204", "a number"),
    "finite_number": ("NS206", "a finite number"),
    "int_parsing": ("NS205", "a whole number, such as 10"),
    "int_parsing_size": ("NS205", "a whole number of ordinary size"),
    "int_type": ("NS205", "a whole number, such as 10"),
    "int_from_float": ("NS205", "a whole number, such as 10"),
}

_BOUNDS = ("NS207", "NS214", "NS215")  # the form is right, and there is too little or too much of it
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


class _Words:
    """Puts what pydantic found into words."""

    def __init__(self, data: Any, document: Document) -> None:
        self.data, self.document = data, document
        self.sections = {section: full_names(data, section) for section in _SECTIONS}
        self.speller = Speller()

    def problem(self, founds: list[Any], path: Path, at_key: bool) -> Problem:
        """Put what was found at one place, by all the forms that it might have had, into one problem."""
        given = founds[0].get("input") if at_key or not path else _value_at(path, self.data)
        kinds = [found["type"] for found in founds]
        if path[-1:] == ("start",) and isinstance(given, dict | list):
            message = 'drawing the "start" of an issue by chance is reserved for a later version'
            return self.document.problem("NS203", path, message, hint="name one level")
        if len(path) == 3 and (path[0], path[2]) == ("parameters", "range"):
            return self._range(path, given)
        if (
            path[:1] == ("orders",)
            and path[2:] == ("together",)
            and "tuple_type" in kinds
            and given is not None
        ):
            message = '"together" is a list of packages, each in brackets of its own'
            return self.document.problem("NS210", path, message, hint=remedy(path, given, self.data))
        if "string_pattern_mismatch" in kinds:
            return self._name(str(given), path, at_key)
        if path == ("negsim",):
            message = f"this version reads files that say negsim: 1; found {shown(given)}"
            return self.document.problem("NS217", path, message)
        if kinds[0] == "invalid_key" or (at_key and kinds[0] == "string_type"):
            found = f"keys must be texts; found {shown(founds[0].get('input'))}"
            return self.document.problem("NS211", path, found, at_key=True)
        code, wanted = _wanted(founds, path)
        code = "NS212" if given is None and code != "NS218" else code
        return self.document.problem(
            code,
            path,
            f"{_called(path)} {wanted}; {_found(given, code)}",
            at_key=at_key,
            hint=self._hint(code, path, given, str(founds[0].get("ctx", {}).get("expected", ""))),
        )

    def _hint(self, code: str, path: Path, given: Any, expected: str) -> str:
        if given is None:
            begin, end = self.document.values.get(path, (0, 0))
            word = self.document.text[begin:end]
            if word in ("~", "null", "Null", "NULL"):
                return f"{word} means nothing in YAML; if a word is meant, write it in quotes"
            comment = _has_comment(path, self.document)
            if len(path) == 2 and path[0] in ("parties", "orders"):
                return f"write {path[1]}: {{}} if nothing more is to be said of it"
            return "a # after a space begins a comment: quote the text" if comment else purpose(path)
        if code == "NS213" and isinstance(given, str):
            words = re.findall(r"'([^']*)'", expected)
            near = [word for word in words if word == re.sub(r"[\s-]+", "_", given.strip()).casefold()]
            return f"write {near[0]}" if near else remedy(path, given, self.data)
        if isinstance(given, str) and code in ("NS204", "NS205"):
            has_unit = path[0] == "parameters"
            return number_meant(given, whole=code == "NS205", has_unit=has_unit) or remedy(
                path, given, self.data
            )
        return remedy(path, given, self.data)

    def _range(self, path: Path, given: Any) -> Problem:
        if isinstance(given, list | tuple):
            code, number = "NS214" if len(given) < 2 else "NS215", len(given)
            found = ("none", "one")[number] if number < 2 else str(number)
        else:
            code = "NS210"
            found = 'lines "key: value"' if isinstance(given, dict) else shown(given)
        message = f'"range" has two numbers, least and greatest; found {found}'
        return self.document.problem(code, path, message, hint=range_remedy(given))

    def _name(self, given: str, path: Path, at_key: bool) -> Problem:
        """Say that something is no name: where one is referred to, say to which."""
        role = role_at(path, at_key=at_key)
        known = self._known(role) if role is not None else []
        if role is not None and known and given not in known:
            hint = advice(given, role, known, self.sections)
            full = self.sections[role.section] if not role.issue else {}
            meant = self.speller(given, known, full, levels=bool(role.issue)) if not hint else ""
            message = f"{shown(given)} is not {role.what}{meant}"
            return self.document.problem(role.code, path, message, at_key=at_key, hint=hint)
        message = f"{shown(given)} is not a name: {NAME_RULE}"
        hint = as_name(given, path, at_key=at_key)
        return self.document.problem("NS208", path, message, at_key=at_key, hint=hint)

    def _known(self, role: Role) -> list[str]:
        return levels_of(self.data, role.issue) if role.issue else list(self.sections[role.section])


def _called(path: Path) -> str:
    """Call what stands at a path by its name, or by its place in a list."""
    if not path:
        return "the scenario"
    if isinstance(path[-1], str):
        return f'"{path[-1]}"'
    owner = next((step for step in reversed(path) if isinstance(step, str)), "")
    k = path[-1]
    what = "number" if owner in ("range", "values") else "draw" if owner == "draws" else "entry"
    return f'the {_ORDINALS[k]} {what} of "{owner}"' if k < len(_ORDINALS) else f'{what} {k + 1} of "{owner}"'


def _wanted(founds: list[Any], path: Path) -> tuple[str, str]:
    """Say what must stand at a path, and which kind of problem it is that something else does."""
    codes, forms = [], []
    for found in founds:
        code, form = _form(found)
        codes.append(code)
        forms.append(form)
    bounds = [form for form in forms if form.startswith(("must ", "may "))]
    names = [step for step in path if isinstance(step, str)]
    key = (names[0], names[-1]) if len(names) > 1 and len(names) == len(path) else None
    if key in _POSSIBLE and not any(code in _BOUNDS for code in codes):
        return codes[0], f"must be {_POSSIBLE[key]}"
    if path[-1:] == ("source",) and not bounds:
        return codes[0], "must be a source, or a list of sources such as [a, b]"
    if bounds:
        return codes[forms.index(bounds[0])], bounds[0]
    return codes[0], f"must be {' or '.join(dict.fromkeys(forms))}"


def _form(found: Any) -> tuple[str, str]:
    kind, context = found["type"], found.get("ctx", {})
    if kind in ("too_short", "string_too_short"):
        least = context.get("min_length")
        return "NS214", f"must have at least {least} {_things(kind, least)}"
    if kind in ("too_long", "string_too_long"):
        most = context.get("max_length")
        return "NS215", f"may have at most {most:,} {_things(kind, most)}"
    if kind == "literal_error":
        return "NS213", " or ".join(re.findall(r"'([^']*)'", str(context.get("expected"))))
    if kind == "greater_than_equal":
        return "NS207", f"must be at least {context.get('ge')}"
    if kind == "less_than_equal":
        return "NS207", f"must be at most {context.get('le'):,}"
    return _FORMS.get(kind) or (
        "NS218",
        f"must be possible here, and is not ({found['msg'][0].lower() + found['msg'][1:]})",
    )


def _things(kind: str, number: Any) -> str:
    if "string" in kind:
        return "character" if number == 1 else "characters"
    return "entry" if number == 1 else "entries"


def _found(given: Any, code: str) -> str:
    """Say what stands there instead."""
    if given is None:
        return "nothing stands here"
    if code in ("NS214", "NS215") and isinstance(given, str | list | tuple | dict):
        return f"it has {len(given):,}" if given else "it has none"
    if isinstance(given, dict):
        return 'found lines "key: value"'
    return f"found a list of {len(given):,}" if isinstance(given, list | tuple) else f"found {shown(given)}"


def shown(given: Any) -> str:
    """Quote what was found, not more of it than can be read."""
    text = str(given)
    return f'"{text}"' if len(text) <= 60 else f'"{text[:57]}…"'


def _has_comment(path: Path, document: Document) -> bool:
    if path not in document.keys or not document.text:
        return False
    line, column = document.place(document.keys[path][1])
    return re.match(r"\s*:\s+#", document.line(line)[column - 1 :]) is not None


def grouped_numbers(data: Any, document: Document) -> list[Problem]:
    """Warn of decimals with three zeros, 12.000: in many countries that is how twelve thousand is written."""
    found: list[Problem] = []
    for section, keys in (("parameters", ("value", "range")), ("issues", ("values",))):
        group = data.get(section) if isinstance(data, dict) else None
        for name, entry in group.items() if isinstance(group, dict) else ():
            numbers = list(_numbers(entry, keys)) if isinstance(entry, dict) else []
            if any(re.search(r"\.\d{3,}$", n) and not _is_round(n) for _, n in numbers):
                continue  # here three decimals are the custom
            for path, number in numbers:
                if _is_round(number) and len(found) < MAX_PROBLEMS:
                    few, many = number.split(".")[0], number.replace(".", "")
                    message = f"{number} is read as {few}, because a point begins the decimals"
                    hint = f"write {many} if digits are grouped here, and {few} if they are not"
                    found.append(document.problem("NS220", (section, name, *path), message, hint=hint))
    return found


def _numbers(entry: dict[Any, Any], keys: tuple[str, ...]) -> Iterator[tuple[Path, str]]:
    for key in keys:
        value = entry.get(key)
        if isinstance(value, str):
            yield (key,), value
        elif isinstance(value, list | dict):
            for k, v in value.items() if isinstance(value, dict) else enumerate(value):
                if isinstance(v, str):
                    yield (key, k), v


def _is_round(number: str) -> bool:
    return is_grouped(number) and number.endswith(".000") and number.count(".") == 1
