"""YAML text to plain data with the place of every key and value; nothing in the text is executed.

All scalars stay text (`no` is the word no): the schema decides what is a number. Where the parser gives up
over one character, the character is replaced in a copy that is read instead, so that the rest is looked at
too; the file is refused in any case.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import NoneType
from typing import Any, get_args

from negsim.errors import Problem, ScenarioError
from negsim.scenario.models import model_at
from negsim.scenario.text.composer import MAX_DEPTH, MAX_VALUES, Composer, TooMuchError
from negsim.scenario.text.document import Document
from negsim.scenario.text.escapes import SEPARATORS
from negsim.scenario.text.misplaced import FORMAT_KEYS, put_in_place
from negsim.scenario.text.odd_spaces import NAMES, odd_spaces
from negsim.scenario.text.quotation import has_typographic, is_wrapped, straight
from negsim.scenario.text.yaml_errors import explain

__all__ = ["MAX_BYTES", "MAX_DEPTH", "MAX_VALUES", "read"]

MAX_BYTES = 1 << 20
REPAIRED_CHARACTERS = 4 << 20  # that are read again and again because one of them was replaced
MAX_DOUBTS = 50  # of a kind that are put into words

# Keys whose values are prose, in which typographic quotation marks are fine, if they are meant
_PROSE = ("title", "about", "name", "unit")

# libyaml ends lines at these, as YAML 1.1 did; YAML 1.2 and editors do not, and who pastes them wants a space
_TO_SPACES = str.maketrans(dict.fromkeys(SEPARATORS, " "))

# What a line begins with, where a tab indents, and the rest of it, where a tab is a space like others
_INDENTED = re.compile(r"(?:(?<=[\r\n])|\A)([ \t-]*+)([^\r\n]*\t[^\r\n]*)")

# What YAML does not allow in a text, and a half of a character that is none by itself
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


def read(text: str, file: str = "<text>") -> Document:
    """Read YAML 1.2 text.

    Returns
    -------
    Document
        The data, where everything stands, and in `problems` what was found that does not keep the rest from
        being looked at.

    Raises
    ------
    ScenarioError
        If the text is not YAML, or is too large, too deep or too much.
    """
    document = Document(file, text.removeprefix("\ufeff"))
    if len(text) > MAX_BYTES or len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise ScenarioError([document.whole("NS004", f"the file is larger than {MAX_BYTES >> 20} MiB")])
    _characters(document)
    tainted = _compose(document)
    if document.data is None and not document.problems:
        hint = "negsim new NAME writes a file to start from"
        raise ScenarioError(
            [document.whole("NS006", 'the file is empty; a scenario starts with "negsim: 1"', hint)]
        )
    for index in tainted:  # what is said of a text that was changed would be said of something else
        document.tainted |= {
            path
            for table in (document.keys, document.values)
            for path, (begin, end) in table.items()
            if path and begin <= index < end
        }
    if tainted:
        document.tainted -= {path[:k] for path in document.tainted for k in range(len(path))}
    put_in_place(document)
    _commented(document)
    _typographic(document)
    return document


def _parser(text: str) -> Iterator[Any]:
    """Read events, by libyaml where it is to be had, which is twenty times faster than the same in Python."""
    from ruamel.yaml import YAML

    yield from YAML(typ="safe").parse(text)


def _compose(document: Document) -> list[int]:
    """Put the data together; where the parser gives up over one character, replace it and go on looking.

    Returns
    -------
    list of int
        Characters of which nothing more is to be said.
    """
    from ruamel.yaml.error import YAMLError

    text, found = _spaces(document)
    replaced, tainted = set[int](), list[int]()
    while True:
        document.forget()
        composer = Composer(document, text)
        try:
            composer.compose(_parser(text))
        except YAMLError as e:
            if _is_at_tab(e, text) and (spaced := _without_tabs(text)) != text:
                text = spaced
                continue
            complaint = explain(e, document, text, composer.after, composer.quoted, FORMAT_KEYS)
            problem, repair = complaint.problem, complaint.repair
            found.append(problem)
            if problem.code == "NS102":  # one tab is seldom alone
                hint, tabs = problem.hint, re.finditer(r"^ *\t(?=.*\S)", text, re.M)
                found += [document.at("NS102", m.end() - 1, problem.message, hint=hint) for m in tabs][:50]
            if repair is None or repair.index in replaced or len(text) * len(found) > REPAIRED_CHARACTERS:
                raise ScenarioError(_once(document.problems + found)) from None
            replaced.add(repair.index)
            tainted += [repair.tainted] if repair.tainted is not None else []
            text = f"{text[: repair.index]}{repair.character}{text[repair.index + 1 :]}"
        except TooMuchError:
            raise ScenarioError(_once(document.problems + found)) from None
        else:
            document.problems = _once(document.problems + found)
            return tainted


def _is_at_tab(error: Any, text: str) -> bool:
    mark = getattr(error, "problem_mark", None)
    return mark is not None and text.startswith("\t", mark.index)


def _without_tabs(text: str) -> str:
    """Put spaces in the place of tabs that do not indent, which libyaml allows, and its stand-in does not."""
    return _INDENTED.sub(lambda m: m[1] + m[2].replace("\t", " "), text)


def _once(problems: list[Problem]) -> list[Problem]:
    """Keep the first of problems of one kind at one place: the parser may notice what was said already."""
    first: dict[tuple[int, int, str], Problem] = {}
    for p in problems:
        first.setdefault((p.line, p.column, p.code), p)
    return list(first.values())


def _spaces(document: Document) -> tuple[str, list[Problem]]:
    """Put ordinary spaces in the place of others that stand where YAML wants one, and of old line ends."""
    text, spans = document.text.translate(_TO_SPACES), odd_spaces(document)
    if not spans:
        return text, []
    found: list[Problem] = []
    pieces, done = [], 0
    for begin, end in spans:
        pieces += [text[done:begin], " " * (end - begin)]
        done = end
        odd = next(k for k in range(begin, end) if text[k] in NAMES)
        if len(found) < MAX_DOUBTS:
            message = f"{NAMES[text[odd]]} stands here"
            found.append(document.at("NS124", odd, message, hint="type an ordinary space instead"))
    return "".join([*pieces, text[done:]]), found


def _commented(document: Document) -> None:
    """Say of keys after which only a comment stands that it may be none."""
    for path, place in list(document.commented.items())[:MAX_DOUBTS]:
        if document.is_tainted(path):
            continue
        model = model_at(path[:-1])
        field = model.model_fields.get(str(path[-1])) if model is not None else None
        needed = field is not None and NoneType not in get_args(field.annotation)
        hint = "if a name is meant, take the # away; if the text begins with #, put it in quotes"
        if needed:
            message = f'nothing stands after "{path[-1]}:", because a # after a space begins a comment'
            document.problems.append(document.at("NS212", place, message, hint=hint))
            document.tainted.add(path)
        else:
            message = "YAML reads the rest of this line as a comment, which is not used"
            document.problems.append(document.at("NS115", place, message, hint=hint))
            document.empty.remove(path)


def _typographic(document: Document) -> None:
    """Warn of prose that typographic quotation marks enclose."""
    if not has_typographic(document.text):
        return
    found = [
        (begin, end)
        for path, (begin, end) in document.values.items()
        if path and (path[-1] in _PROSE or path[0] == "sources")
        if is_wrapped(document.text, begin, end) and not document.is_tainted(path)
    ]
    for begin, end in found[:MAX_DOUBTS]:
        hint = f"if they are to mark the text off, write {straight(document.text[begin:end])}"
        message = "typographic quotation marks are part of this text"
        document.problems.append(document.at("NS123", begin, message, hint=hint, length=end - begin))


def _characters(document: Document) -> None:
    """Refuse characters that have no place in a text."""
    found = list(_FORBIDDEN.finditer(document.text))
    if found:
        hint = "delete it; if the whole file looks like this, it is not a text file"
        raise ScenarioError(
            document.at(
                "NS007", m.start(), f"the character U+{ord(m[0]):04X} has no place in a text", hint=hint
            )
            for m in found[:20]
        )
