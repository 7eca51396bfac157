"""Where a character of a scalar's value stands in the text of the file: quotes, escapes, folds, blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["SEPARATORS", "content_place"]

# Line ends of YAML 1.1 which YAML 1.2 and editors take for characters like others; here they are spaces
SEPARATORS = "\x85\u2028\u2029"

_SPACES = " " + SEPARATORS
_BLANKS = "\t" + _SPACES

_ESCAPE = re.compile(r"\\(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)")
_BREAK = re.compile(r"\r\n|\r|\n")
_JOINT = re.compile(rf"\\(?:\r\n|\r|\n)[{_BLANKS}\r\n]*")
_FOLD = re.compile(rf"[{_BLANKS}]*(?:\r\n|\r|\n)[{_BLANKS}\r\n]*")
_HEADER = re.compile(r"([|>])[-+]?([1-9])?[^\r\n]*(?:\r\n|\r|\n)")
_LINE = re.compile(r"([^\r\n]*)(?:\r\n|\r|\n|\Z)")
_HYPHENS = re.compile(r" *(?:- +)*+(?:-$)?")


def content_place(text: str, begin: int, end: int, offset: int) -> int:
    r"""Find the character of the text that a character of a scalar's value was read from.

    Parameters
    ----------
    text : str
        The whole file.
    begin, end : int
        The characters that the scalar takes, with its quotes or its ``|`` or ``>``.
    offset : int
        Which character of the value; past its end the last one is meant.

    Examples
    --------
    >>> text = 'a: "x \\u003d y"'
    >>> text[content_place(text, 3, len(text), 4)]
    'y'
    """
    quote = text[begin : begin + 1]
    header = _HEADER.match(text, begin, end)
    if header:
        last = begin + len(text[begin:end].rstrip()) - 1
        places = _block(text, header, end)
    else:
        quote = quote if quote in ("'", '"') else ""
        last = end - 1 - len(quote)
        places = _flow(text, begin + len(quote), last + 1, quote)
    for k, place in enumerate(places):
        if k == offset:
            return min(place, max(begin, last))
    return max(begin, last)


def _flow(text: str, at: int, end: int, quote: str) -> Iterator[int]:
    """Go through a plain or quoted text: the end of a line is a space, and each empty line an end of a line.

    Yields
    ------
    int
        Where each character of the value stands.
    """
    while at < end:
        if quote == '"' and (joint := _JOINT.match(text, at, end)):  # this end of a line is no part of it
            place, at = at, joint.end()
            yield from [place] * (_breaks(joint[0]) - 1)
        elif quote == '"' and (escape := _ESCAPE.match(text, at, end)):
            yield at
            at = escape.end()
        elif quote == "'" and text.startswith("''", at):
            yield at
            at += 2
        elif fold := _FOLD.match(text, at, end):
            place, at = at, fold.end()
            yield from [place] * max(1, _breaks(fold[0]) - 1)
        else:
            yield at
            at += 1


def _block(text: str, header: re.Match[str], end: int) -> Iterator[int]:
    """Go through a text after | or >: what its lines are indented by is no part of it.

    Yields
    ------
    int
        Where each character of the value stands.
    """
    folded = header[1] == ">"
    lines = [m for m in _LINE.finditer(text, header.end(), end) if m[0]]
    if header[2]:
        deep = _parent(text, header.start()) + int(header[2])
    else:
        deep = next((_indentation(m[1]) for m in lines if m[1].strip(_SPACES)), 0)
    before: re.Match[str] | None = None  # the last line that is not empty
    empty: list[int] = []  # ends of the empty lines since then
    for line in lines:
        content = line[1][deep:]
        if not content:
            empty.append(line.end(1))
            continue
        if before is not None:
            further_in = before[1][deep : deep + 1] in _BLANKS or content[:1] in _BLANKS
            if not folded or further_in or not empty:
                yield before.end(1)
        yield from empty
        yield from range(line.start(1) + deep, line.end(1))
        before, empty = line, []
    if before is not None:
        yield before.end(1)
    yield from empty


def _parent(text: str, begin: int) -> int:
    """Find how deep the key or hyphen stands whose value begins at a character.

    In its line, or, if the value has a line of its own, in the last one above that says something.
    """
    start = max(text.rfind("\n", 0, begin), text.rfind("\r", 0, begin)) + 1
    line = text[start:begin]
    while start > 0 and (not line.strip() or line.lstrip().startswith("#")):
        above = start - 1 - text.startswith("\r\n", start - 2)
        start = max(text.rfind("\n", 0, above), text.rfind("\r", 0, above)) + 1
        line = text[start:above]
    bare = line.partition(" #")[0].rstrip()
    hyphens = _HYPHENS.match(bare)
    deep = hyphens.end() if hyphens else 0
    return bare.rindex("-") if 0 < deep == len(bare) else deep


def _indentation(line: str) -> int:
    return len(line) - len(line.lstrip(_SPACES))


def _breaks(text: str) -> int:
    return len(_BREAK.findall(text))
