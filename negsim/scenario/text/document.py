"""A scenario file as it was read: plain data, and where in the text each key and value stands."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from negsim.codes import KINDS
from negsim.errors import Problem
from negsim.scenario.text.escapes import content_place

__all__ = ["Document", "Path", "Span"]

Path = tuple[str | int, ...]
Span = tuple[int, int]  # of characters: the first, and one past the last

_BREAK = re.compile(r"\r\n|\r|\n")


@dataclass
class Document:
    """What was read.

    Attributes
    ----------
    file : str
        What messages call it.
    text : str
        The file, without a byte order mark.
    data : dict, list, str or None
        What it holds; every scalar is text.
    keys, values : dict of tuple to (int, int)
        The characters that the key and the value at each path take.
    problems : list of Problem
        What was found while reading.
    tainted : set of tuple
        Paths at which something was found already, so that nothing more need be said about what stands there.
    doubled : set of tuple
        Paths of mappings in which a key is there twice: what is missing there is probably misnamed.
    empty : list of tuple
        Paths of keys after which nothing stands.
    commented : dict of tuple to int
        Paths of keys after which only a comment stands that may be none, and the place of its #.
    changed : bool
        No longer what the file says: then places in it would mislead, and what is wrong is named by its keys.
    """

    file: str
    text: str = ""
    data: Any = None
    keys: dict[Path, Span] = field(default_factory=dict)
    values: dict[Path, Span] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    tainted: set[Path] = field(default_factory=set)
    doubled: set[Path] = field(default_factory=set)
    empty: list[Path] = field(default_factory=list)
    commented: dict[Path, int] = field(default_factory=dict)
    changed: bool = False

    def forget(self) -> None:
        """Start anew: the text is read once more."""
        self.keys, self.values, self.problems = {}, {}, []
        self.tainted, self.doubled, self.empty, self.commented = set(), set(), [], {}

    def without(self, paths: set[Path]) -> Document:
        """Make the document of a copy in which something else stands at some paths: they have no place."""

        def kept(spans: dict[Path, Span]) -> dict[Path, Span]:
            return {p: s for p, s in spans.items() if not any(p[:k] in paths for k in range(len(p) + 1))}

        return Document(self.file, self.text, keys=kept(self.keys), values=kept(self.values), changed=True)

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(m.end() for m in _BREAK.finditer(self.text))]

    def place(self, index: int) -> tuple[int, int]:
        """Line and column of a character, both from 1."""
        line = bisect_right(self._starts, index)
        return line, index - self._starts[line - 1] + 1

    @property
    def lines(self) -> int:
        """How many lines the text has."""
        return len(self._starts)

    def start(self, number: int) -> int:
        """Index of the first character of a line."""
        return self._starts[number - 1]

    def line(self, number: int) -> str:
        """Text of a line, without its end."""
        begin = self._starts[number - 1]
        end = self._starts[number] if number < len(self._starts) else len(self.text)
        return self.text[begin:end].rstrip("\r\n")

    def is_tainted(self, path: Path) -> bool:
        """Whether something was found already at a path, or at what it is part of."""
        return bool(self.tainted) and any(path[:k] in self.tainted for k in range(len(path) + 1))

    def at(self, code: str, index: int, message: str, *, length: int = 1, hint: str = "") -> Problem:
        """Make a problem at a character of the text."""
        line, column = self.place(min(index, len(self.text)))
        source = self.line(line)
        length = max(1, min(length, len(source) - column + 1))
        return Problem(
            self.file, line, column, message, code, KINDS[code].severity, hint, source[:10_000], length
        )

    def whole(self, code: str, message: str, hint: str = "") -> Problem:
        """Make a problem of the file as a whole."""
        return Problem(self.file, 0, 0, message, code, KINDS[code].severity, hint)

    def problem(
        self,
        code: str,
        path: Path,
        message: str,
        *,
        at_key: bool = False,
        offset: int | None = None,
        length: int | None = None,
        hint: str = "",
    ) -> Problem:
        """Make a problem at the nearest place that is known for a path.

        Parameters
        ----------
        code : str
            Its kind.
        path : tuple of str and int
            Keys and list places that lead to it.
        message : str
        at_key : bool
            Whether the key is meant, not what stands there.
        offset, length : int, optional
            Which characters of the value are meant; all by default.
        hint : str
        """
        if self.changed and path not in self.keys and path not in self.values:
            return self.whole(code, f"{'.'.join(map(str, path))}: {message}", hint)
        for table in (self.keys, self.values) if at_key else (self.values, self.keys):
            if path not in table:
                continue
            begin, end = table[path] if path else (0, 1)
            if table is self.values and self.text and offset is not None:
                begin = content_place(self.text, begin, end, offset)
                end = begin + (length or 1)
            elif self.text[begin : begin + 1] in ("'", '"'):
                begin, end = begin + 1, end - 1
            return self.at(code, begin, message, length=end - begin, hint=hint)
        if path:
            return self.problem(code, path[:-1], message, at_key=not isinstance(path[-1], int), hint=hint)
        return self.at(code, 0, message, hint=hint) if self.values else self.whole(code, message, hint)
