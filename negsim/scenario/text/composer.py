"""Events of the YAML parser, one at a time, to plain data with the place of every key and value."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from negsim.codes import KINDS
from negsim.scenario.text.cuts import Cut, Saying, alone, joined, short
from negsim.scenario.text.document import Document, Path

__all__ = ["Composer", "TooMuchError"]

MAX_DEPTH = 32
MAX_VALUES = 150_000
MAX_KEY = 200
MAX_PROBLEMS = 200

_NOTHING = ("~", "null", "Null", "NULL")

# Keys whose values are lists: there `- a` in two lines is no subtraction
_LISTS = ("levels", "values", "sequence", "together", "forbid", "complete", "movers", "draws", "range")


class TooMuchError(Exception):
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
    skip: bool = False  # whether the next value belongs to such a key, or to one that is there twice
    end_of_key: int = 0
    last: str | None = None  # the key before: whose value a comma may have cut


class Composer:
    """Puts plain data together from events."""

    def __init__(self, document: Document, text: str) -> None:
        self.document = document
        self.text = text
        self.open: list[_Open] = []
        self.values = 0
        self.documents = 0
        self.cuts: dict[Path, Cut] = {}  # values that a comma has cut
        self.after = 0  # where the last event ended
        self.quoted: tuple[int, int] | None = None  # the last quoted text that takes several lines

    def say(self, code: str, index: int, message: str, hint: str = "", length: int = 1) -> None:
        """Report a problem; after very many errors, stop."""
        problems = self.document.problems
        severe = KINDS[code].severity == "error"
        if severe or len(problems) < MAX_PROBLEMS:
            problems.append(self.document.at(code, index, message, hint=hint, length=length))
        if severe and len(problems) >= MAX_PROBLEMS:
            more = "and perhaps more, which are listed once these are corrected"
            problems.append(self.document.whole("NS008", more))
            raise TooMuchError

    def compose(self, events: Iterable[Any]) -> None:
        """Put together what the events tell."""
        from ruamel.yaml.events import (
            AliasEvent,
            CollectionEndEvent,
            DocumentStartEvent,
            MappingStartEvent,
            ScalarEvent,
            SequenceStartEvent,
        )

        for event in events:
            kind, begin, end = type(event), event.start_mark.index, event.end_mark.index
            self.after = end
            if kind is ScalarEvent:
                begin = self._marks(event, begin, end)
                if event.style in ("'", '"') and event.end_mark.line > event.start_mark.line:
                    self.quoted = (begin, end)
                empty = not event.style and event.value in ("", *_NOTHING)
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
                    raise TooMuchError
        self._join()

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
            raise TooMuchError

    def _scalar(self, value: str | None, begin: int, end: int) -> None:
        self._count(begin)
        top = self.open[-1] if self.open else None
        if top is not None and isinstance(top.into, dict) and top.key is None:
            self._key(top, self._nothing(begin, end) if value is None else value, begin, end)
        else:
            self._value(value, begin, end)
            if value is not None and self.text[begin : begin + 1] not in ("'", '"', "|", ">"):
                self._comment(end)

    def _comment(self, end: int) -> None:
        """Warn of a text that ends at a # where a comment would have a space after it: `track #2`."""
        found = re.compile(r"[ \t]+(#[^\s#!])").match(self.text, end)
        if found and not self._dropped():
            self.say(
                "NS115", found.start(1), "YAML reads the rest of this line as a comment, which is not used",
                "put the whole text in quotes; if it is a comment, put a space after the #",
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
        joined_to = self._joined_to(top, key, begin)
        if joined_to is not None and self._is_cut(end) is None:
            message = f'a space is missing after "{short(joined_to)}:"'
            hint = f"write {short(joined_to)}: {short(key[len(joined_to) + 1 :])}"
            self.say("NS119", begin + len(joined_to), message, hint)
            self.document.doubled.add(top.path)
            top.skip = True
            return
        if key in top.into:
            if self._is_cut(end) is not None:
                return  # a piece of a value, not a key
            line, _ = self.document.place(self.document.keys[path][0])
            message = f'"{key}" is there twice; the first is in line {line}'
            hint = "keep one of them, or give the other its own name"
            if top.path == ("payoffs",):
                hint = "keep one of them; perhaps the second is meant for another party"
            self.say("NS111", begin, message, hint, end - begin)
            self.document.doubled.add(top.path)
            top.skip = True
            return
        self.document.keys[path] = (begin, end)

    def _nothing(self, begin: int, end: int) -> str:
        """Refuse a key that is a word of YAML for nothing; say what stands there."""
        word = self.text[begin:end]
        if word not in _NOTHING:
            return ""
        if not self._dropped() and self._is_cut(end) is None:
            hint = "give it a name, in letters a to z" if word == "~" else f'write it in quotes: "{word}"'
            self.say("NS208", begin, f"{word} means nothing in YAML; a name is expected", hint, len(word))
            self.document.tainted.add((*self._path(), word))
        return word

    def _joined_to(self, top: _Open, key: str, begin: int) -> str | None:
        """Find the key whose colon has no space after it; names of outcomes may have colons."""
        if self.text[begin : begin + 1] in ("'", '"') or top.path == ("outcomes",):
            return None
        found = re.match(r"([\w-]+):\S", key)
        return found[1] if found else None

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
        if value is None and self.text[begin:end] not in _NOTHING:
            self.document.empty.append(path)
            comment = re.compile(r"\s*:[ \t]+(#[^\s#!])").match(self.text, top.end_of_key)
            if comment:
                self.document.commented[path] = comment.start(1)
        elif isinstance(value, str):
            self._hyphens(key, path, begin, end)
        # nothing has no place of its own, unless it is written: null
        self.document.values[path] = (begin, end) if end > begin else self.document.keys[path]
        top.into[key] = value
        top.last = key

    def _hyphens(self, key: str, path: Path, begin: int, end: int) -> None:
        """Look whether a text of several lines is a list without spaces after its hyphens."""
        if key not in _LISTS and path[:1] != ("tables",):
            return
        hyphens = re.compile(r"-(\w[^\r\n]*)[\r\n]+ *-").match(self.text, begin, end)
        if hyphens:
            hint = f"write - {short(hyphens[1])}"
            self.say("NS119", begin, "a space is missing after the hyphen", hint)
            self.document.tainted.add(path)

    def _cut(self, top: _Open, key: str, path: Path) -> None:
        """See to a word without a value: a piece of the value before it, that a comma has cut, or a slip."""
        assert isinstance(top.into, dict)
        begin, end = self.document.keys.pop(path, (top.end_of_key - len(key), top.end_of_key))
        piece = self.document.text[begin:end]
        last = top.last if top.last is not None and isinstance(top.into[top.last], str) else None
        whole = (*top.path, last) if last is not None else None
        if whole not in self.cuts:
            name = self._joined_to(top, piece, begin)
            if name is not None:
                value = piece[len(name) + 1 :].strip()
                hint = f"write {short(name)}: {short(value)}"
                self.say("NS119", begin + len(name), f'a space is missing after "{short(name)}:"', hint)
                if name not in top.into:
                    self._put(top, name, value, begin, end)
                return
            opened = self._opened(whole, begin)
            if opened <= 0:
                saying = alone(piece, last, top.path)
                if saying is not None and not top.into and top.path in self.document.tainted:
                    return  # one more word of what was said to be no list
                if saying is not None:
                    self.say(saying.code, begin, saying.message, saying.hint, end - begin)
                    self.document.tainted.add(top.path)
                    return
            if whole is not None:
                self.cuts[whole] = Cut(top.into, opened)
        if whole is not None:
            self.document.values[whole] = (self.document.values[whole][0], end)

    def _put(self, top: _Open, key: str, value: str, begin: int, end: int) -> None:
        """Keep a value about which nothing more is to be said."""
        assert isinstance(top.into, dict)
        path = (*top.path, key)
        top.into[key] = value
        self.document.keys[path] = self.document.values[path] = (begin, end)
        self.document.tainted.add(path)
        top.last = None

    def _opened(self, whole: Path | None, end: int) -> int:
        """Count the round brackets that are open where a comma cuts a value."""
        if whole is None:
            return 0
        before = self.text[self.document.values[whole][0] : end]
        return before.count("(") - before.count(")")

    def _join(self) -> None:
        """Put the values together again that commas have cut, and report each of them, whole."""
        for path, cut in self.cuts.items():
            begin, end = self.document.values[path]
            saying: Saying = joined(str(path[-1]), self.document.text[begin:end], cut.open)
            cut.into[path[-1]] = saying.meant or " ".join(self.text[begin:end].split())
            if saying.meant is None:
                self.document.tainted.add(path)
            self.say(saying.code, begin, saying.message, saying.hint, end - begin)

    def _start(self, into: dict[str, Any] | list[Any], begin: int, flow: bool) -> None:
        self._count(begin)
        if len(self.open) >= MAX_DEPTH:
            hint = "the format is never nested deeper than six levels; look for brackets that are not closed"
            self.say("NS109", begin, f"nested deeper than {MAX_DEPTH} levels", hint)
            raise TooMuchError
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
