"""YAML text to plain data with the place of every key and value; nothing in the text is executed.

All scalars stay text (`no` is the word no): the schema decides what is a number. The data are put together
from the parser's events, one at a time: anchors, aliases and tags are refused there, and so is what is too
deep or too much, before anything is built of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from negsim.codes import KINDS
from negsim.errors import Problem, ScenarioError
from negsim.scenario.document import Document, Path
from negsim.scenario.yaml_errors import explain

__all__ = ["MAX_BYTES", "read"]

MAX_BYTES = 1 << 20
MAX_DEPTH = 32
MAX_VALUES = 150_000
MAX_KEY = 200
MAX_PROBLEMS = 200
MENDED_CHARACTERS = 4 << 20  # that are read again and again because one of them was mended

# Problems of one character, in whose place another one lets the rest of the file be read
_MENDED = ("NS103", "NS117")

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
    mended = _compose(document)
    if document.data is None and not document.problems:
        hint = "negsim new NAME writes a file to start from"
        raise ScenarioError(
            [document.whole("NS006", 'the file is empty; a scenario starts with "negsim: 1"', hint)]
        )
    for index in mended:  # what is said of a text that was mended would be said of something else
        document.tainted |= {
            path for path, (begin, end) in document.values.items() if path and begin <= index < end
        }
    document.tainted -= {path[:k] for path in document.tainted for k in range(len(path))} if mended else set()
    return document


def _compose(document: Document) -> list[int]:
    """Put the data together; where the parser gives up over one character, mend it and go on looking.

    Returns
    -------
    list of int
        Characters that were mended.
    """
    from ruamel.yaml.error import YAMLError

    text, mended = document.text, []
    found: list[Problem] = []
    while True:
        document.forget()
        try:
            _Composer(document, text).compose()
        except YAMLError as e:
            problem = explain(e, document)
            found.append(problem)
            if problem.code == "NS102":  # one tab is seldom alone
                hint, tabs = problem.hint, re.finditer(r"^ *\t(?=.*\S)", text, re.M)
                found += [document.at("NS102", m.end() - 1, problem.message, hint=hint) for m in tabs][:50]
            index = document.start(problem.line) + problem.column - 1 if problem.line else 0
            if problem.code not in _MENDED or index in mended or len(text) * len(found) > MENDED_CHARACTERS:
                raise ScenarioError(found + document.problems) from None
            mended.append(index)
            text = f"{text[:index]}_{text[index + 1 :]}"
        except _TooMuchError:
            raise ScenarioError(found + document.problems) from None
        else:
            document.problems += found
            return mended


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


class _TooMuchError(Exception):
    """Reading stops here."""


@dataclass
class _Open:
    """A mapping or list that is being put together, and the key that waits for its value."""

    path: Path
    into: dict[str, Any] | list[Any]
    begin: int
    flow: bool
    key: str | None = None
    is_key: bool = False  # a mapping or list where a word should stand
    skip: bool = (
        False  # whether the value that comes next belongs to such a key, or to one that stands there twice
    )
    end_of_key: int = 0
    last: str | None = None  # the key before: whose value a comma may have cut


class _Composer:
    """Puts plain data together from events."""

    def __init__(self, document: Document, text: str) -> None:
        self.document = document
        self.text = text
        self.open: list[_Open] = []
        self.values = 0
        self.documents = 0
        self.cuts: dict[Path, dict[Any, Any]] = {}  # values that a comma has cut, and what they are part of

    def say(self, code: str, index: int, message: str, hint: str = "", length: int = 1) -> None:
        problems = self.document.problems
        severe = KINDS[code].severity == "error"
        if severe or len(problems) < MAX_PROBLEMS:
            problems.append(self.document.at(code, index, message, hint=hint, length=length))
        if severe and len(problems) >= MAX_PROBLEMS:
            more = "and perhaps more, which are listed once these are mended"
            problems.append(self.document.whole("NS008", more))
            raise _TooMuchError

    def compose(self) -> None:
        from ruamel.yaml.events import (
            AliasEvent,
            CollectionEndEvent,
            DocumentStartEvent,
            MappingStartEvent,
            ScalarEvent,
            SequenceStartEvent,
        )

        for event in self._events():
            kind, begin, end = type(event), event.start_mark.index, event.end_mark.index
            if kind is ScalarEvent:
                begin = self._marks(event, begin, end)
                empty = not event.style and event.value in ("", "~", "null", "Null", "NULL")
                self._scalar(None if empty else event.value, begin, end)
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                begin = self._marks(event, begin, end)
                self._start({} if kind is MappingStartEvent else [], begin, bool(event.flow_style))
            elif isinstance(event, CollectionEndEvent):
                self._end(end)
            elif kind is AliasEvent:
                self._alias(begin, end)
            elif kind is DocumentStartEvent:
                self.documents += 1
                if self.documents > 1:
                    hint = "keep one scenario a file, and no line of three hyphens between"
                    self.say("NS108", begin, "a file holds one scenario; a second one starts here", hint, 3)
                    raise _TooMuchError
        self._join()

    def _events(self) -> Iterator[Any]:
        from ruamel.yaml import YAML

        # libyaml where it is to be had, which reads twenty times faster than the same in Python
        yield from YAML(typ="safe").parse(self.text)

    # What strangers may not use ---------------------------------------------------------------------------

    def _marks(self, event: Any, begin: int, end: int) -> int:
        """Refuse an anchor or a tag; say where what follows it begins."""
        tag = getattr(event, "tag", None)
        if event.anchor is None and tag is None:
            return begin
        found = re.compile(r"(?:[&!]\S*\s*)+").match(self.text, begin)
        after = found.end() if found else begin
        for mark in re.finditer(r"([&!])\S*", self.text[begin:after]):
            if mark[1] == "&":
                message, hint = (
                    "anchors (&) are not allowed",
                    "repeat what is meant; quote a text that begins with &",
                )
                self.say("NS106", begin + mark.start(), message, hint, len(mark[0]))
            else:
                message = "tags (!) are not allowed"
                hint = 'write "not" for a negation; quote a text that begins with !'
                self.say("NS107", begin + mark.start(), message, hint, len(mark[0]))
        self.document.tainted.add(self._path())
        return min(after, end)

    def _alias(self, begin: int, end: int) -> None:
        hint = "repeat what is meant; quote a text that begins with *"
        self.say("NS106", begin, "aliases (*) are not allowed", hint, end - begin)
        self.document.tainted.add(self._path())
        self._scalar(None, begin, end)

    # Putting together ---------------------------------------------------------------------------------------

    def _path(self) -> Path:
        """Path of the value that comes next."""
        if not self.open:
            return ()
        top = self.open[-1]
        if isinstance(top.into, list):
            return (*top.path, len(top.into))
        return (*top.path, top.key) if top.key is not None else top.path

    def _dropped(self) -> bool:
        """Whether what is read is part of something that is not kept."""
        return any(o.skip or o.is_key for o in self.open)

    def _count(self, index: int) -> None:
        self.values += 1
        if self.values > MAX_VALUES:
            hint = "no dispute needs so many; leave out what does not matter for the question"
            self.say("NS110", index, f"the file holds more than {MAX_VALUES:,} keys and values", hint)
            raise _TooMuchError

    def _scalar(self, value: str | None, begin: int, end: int) -> None:
        self._count(begin)
        top = self.open[-1] if self.open else None
        if top is not None and isinstance(top.into, dict) and top.key is None:
            self._key(top, "" if value is None else value, begin, end)
        else:
            self._value(value, begin, end)
            if value is not None and self.text[begin : begin + 1] not in ("'", '"', "|", ">"):
                self._comment(end)

    def _comment(self, end: int) -> None:
        """Warn of a text that ends at a # where a comment would have a blank after it: `track #2`."""
        found = re.compile(r"[ \t]+(#[^\s#!])").match(self.text, end)
        if found and not self._dropped():
            self.say(
                "NS115", found.start(1), "YAML reads the rest of this line as a comment, which is not used",
                "put the whole text in quotes; if it is a comment, put a blank after the #",
            )  # fmt: skip

    def _key(self, top: _Open, key: str, begin: int, end: int) -> None:
        assert isinstance(top.into, dict)
        top.key, top.end_of_key = key, end
        path = (*top.path, key)
        if self._dropped():
            return
        if len(key) > MAX_KEY:
            message = f"this key has {len(key):,} characters; names have at most 64"
            self.say("NS215", begin, message, "look for a quotation mark that is not closed", end - begin)
            top.skip = True
            return
        plain = self.text[begin : begin + 1] not in ("'", '"') and top.path != ("outcomes",)
        joined = re.match(r"([\w-]+):\S", key) if plain else None
        if joined:
            message = f'a blank is missing after "{joined[1]}:"'
            self.say("NS119", begin + joined.end(1), message, f"write {joined[1]}: …")
            self.document.doubled.add(top.path)
            top.skip = True
            return
        if key in top.into:
            if self._is_cut(end) is not None:
                return  # a piece of a value, not a key
            line, _ = self.document.place(self.document.keys[path][0])
            message = f'"{key}" stands here twice; the first is in line {line}'
            self.say("NS111", begin, message, "keep one of them, or give the other its own name", end - begin)
            self.document.doubled.add(top.path)
            top.skip = True
            return
        self.document.keys[path] = (begin, end)

    def _is_cut(self, end: int) -> int | None:
        """Say where a key without a colon ends: then a comma inside { } has cut a value in two."""
        found = re.compile(r"\s*([,}])").match(self.text, end)
        return found.start(1) if found else None

    def _value(self, value: Any, begin: int, end: int) -> None:
        if not self.open:
            self.document.values[()] = (begin, end)
            self.document.data = value
            return
        top = self.open[-1]
        path = self._path()
        if isinstance(top.into, list):
            if not self._dropped():
                self.document.values[path] = (begin, end)
            top.into.append(value)
            return
        key, skipped = top.key, top.skip
        top.key, top.skip = None, False
        assert key is not None
        if skipped or self._dropped():
            return
        if value is None and top.flow and self._is_cut(top.end_of_key) is not None:
            self._cut(top, key, path)
            return
        if value is None:
            self.document.empty.append(path)
        # nothing has no place of its own
        self.document.values[path] = (begin, end) if value is not None else self.document.keys[path]
        top.into[key] = value
        top.last = key

    def _cut(self, top: _Open, key: str, path: Path) -> None:
        """Put a value that a comma has cut in two together again, and say so."""
        assert isinstance(top.into, dict)
        begin, end = self.document.keys.pop(path, (top.end_of_key - len(key), top.end_of_key))
        last = top.last
        if last is None or not isinstance(top.into[last], str):
            message = f'"{key[:60]}" has no value: between {{ and }} stand pairs of "key: value"'
            self.say(
                "NS116", begin, message, f'write "{key[:60]}: …"; a list has square brackets', end - begin
            )
            self.document.tainted.add(top.path)
            return
        whole = (*top.path, last)
        self.document.values[whole] = (self.document.values[whole][0], end)
        self.cuts[whole] = top.into

    def _join(self) -> None:
        """Put the values together again that commas have cut, and report each of them, whole."""
        for path, into in self.cuts.items():
            begin, end = self.document.values[path]
            into[path[-1]] = meant = " ".join(self.text[begin:end].split())
            shown = meant if len(meant) <= 60 else meant[:57] + "…"
            message = f"between {{ and }} a comma ends a value, so this is read in pieces: {shown}"
            self.say("NS114", begin, message, f'put it in quotes: {path[-1]}: "{shown}"', end - begin)

    def _start(self, into: dict[str, Any] | list[Any], begin: int, flow: bool) -> None:
        self._count(begin)
        if len(self.open) >= MAX_DEPTH:
            hint = "the format is never nested deeper than six levels; look for brackets that are not closed"
            self.say("NS109", begin, f"nested deeper than {MAX_DEPTH} levels", hint)
            raise _TooMuchError
        top = self.open[-1] if self.open else None
        if top is not None and isinstance(top.into, dict) and top.key is None:
            if not self._dropped():
                hint = "write the key as a word; a text with brackets as a key needs quotes"
                self.say("NS112", begin, "a key must be a word, not a list or a mapping", hint)
            self.open.append(_Open(top.path, into, begin, flow, is_key=True))
            return
        self.open.append(_Open(self._path(), into, begin, flow))

    def _end(self, end: int) -> None:
        closed = self.open.pop()
        if closed.is_key:
            self.open[-1].key, self.open[-1].skip = "", True  # its value is read, and dropped
            return
        self._value(closed.into, closed.begin, end)
