"""Spaces as word processors and web pages write them, where YAML knows only the ordinary one."""

from __future__ import annotations

import re

from negsim.scenario.text.document import Document
from negsim.scenario.text.escapes import SEPARATORS

__all__ = ["NAMES", "odd_spaces"]

NAMES = {
    "\u00a0": "a no-break space (as Word writes it)",
    "\u2007": "a no-break space (as wide as a digit)",
    "\u202f": "a narrow no-break space (as Word writes it)",
    "\u3000": "a wide space (as Chinese, Japanese and Korean texts have it)",
    "\u200b": "a space of no width (as web pages have it)",
}

_ODD = re.compile(f"[{''.join(NAMES)}]")
_RUN = re.compile(f"[ \t{''.join(NAMES)}{SEPARATORS}]+")
_TO_SPACES = str.maketrans(dict.fromkeys((*NAMES, *SEPARATORS), " "))
_QUOTED = re.compile(r"""(?:^|(?<=[\s:,\[{]))(?:"(?:[^"\\]|\\.)*+("?)|'(?:[^']|'')*+('?))""")
_CLOSING = {'"': re.compile(r'(?:[^"\\]|\\.)*+"'), "'": re.compile(r"(?:[^']|'')*+'")}
_COMMENT = re.compile(r"(?:^|(?<=\s))#")
_HYPHENS = re.compile(r"\s*(?:-\s+)*+")
_BLOCK = re.compile(r"(?:^|[:\-]\s+)[|>][-+0-9]*\s*$")


def odd_spaces(document: Document) -> list[tuple[int, int]]:
    """Find those that stand where only a space that separates can stand; in texts they are allowed.

    Returns
    -------
    list of (int, int)
        First character, and one past the last, of each run.
    """
    if not _ODD.search(document.text):
        return []
    return _Search(document).found


class _Search:
    def __init__(self, document: Document) -> None:
        self.found: list[tuple[int, int]] = []
        self.quote = ""  # that is open at the beginning of a line
        self.quoted = 0  # how much of a line such a quote takes
        self.block: int | None = None  # how deep the key of a text of several lines stands
        self.brackets = 0
        for number in range(1, document.lines + 1):
            self.line(document.start(number), document.line(number))

    def line(self, begin: int, given: str) -> None:
        plain = given.translate(_TO_SPACES)
        deep = len(plain) - len(plain.lstrip(" "))
        if self.block is not None and (not plain.strip() or deep > self.block):
            return
        self.block = None
        bare = self.bare(plain)
        odd = _ODD.search(given) is not None
        colon = self.colon(bare) if not self.brackets else -1
        inside = self.inside(bare, colon)
        for run in _RUN.finditer(given, self.quoted) if odd else ():
            if run.end() <= len(bare) and _ODD.search(run[0]) and self.separates(run, bare, colon, inside):
                self.found.append((begin + run.start(), begin + run.end()))
        if _BLOCK.search(bare):
            self.block = deep

    def bare(self, plain: str) -> str:
        """Put letters in the place of what stands in quotation marks, and leave out a comment."""
        self.quoted = 0
        if self.quote:
            closing = _CLOSING[self.quote].match(plain)
            self.quoted = closing.end() if closing else len(plain)
            if closing is None:
                return "x" * len(plain)
            self.quote = ""
            plain = "x" * self.quoted + plain[self.quoted :]

        def masked(m: re.Match[str]) -> str:
            if not (m[1] or m[2]):
                self.quote = m[0][0]
            return "x" * len(m[0])

        comment = _COMMENT.search(re.sub(_QUOTED, lambda m: "x" * len(m[0]), plain), self.quoted)
        return re.sub(_QUOTED, masked, plain[: comment.start()] if comment else plain)

    @staticmethod
    def colon(bare: str) -> int:
        """Find the colon of the key with which a line begins."""
        at = bare.find(":")
        return at if at > 0 and bare[at + 1 : at + 2] in ("", " ", "\t") else -1

    def inside(self, bare: str, colon: int) -> tuple[int, int]:
        """Find the part of the line that stands in brackets which YAML reads."""
        if self.brackets:
            start = 0
        else:
            first = len(bare) - len(bare[colon + 1 :].lstrip()) if colon >= 0 else _end_of_hyphens(bare)
            if bare[first : first + 1] not in ("{", "["):
                return 0, 0
            start = first
        for m in re.compile(r"[\[{\]}]").finditer(bare, start):
            self.brackets += 1 if m[0] in "[{" else -1
            if self.brackets <= 0:
                self.brackets = 0
                return start, m.end()
        return start, len(bare)

    @staticmethod
    def separates(run: re.Match[str], bare: str, colon: int, inside: tuple[int, int]) -> bool:
        begin, end = run.span()
        before, after = bare[begin - 1 : begin], bare[end : end + 1]
        if begin == 0 or (colon in (begin - 1, end) and colon >= 0):
            return True
        if inside[0] <= begin and end <= inside[1] and inside[1]:
            return before in "{[,:" or (after != "" and after in "}],:")
        if not after:
            return " " not in bare[colon + 1 : begin].strip()
        return before == "-" and end <= _end_of_hyphens(bare)


def _end_of_hyphens(bare: str) -> int:
    found = _HYPHENS.match(bare)
    return found.end() if found else 0
