"""Where a character of a scalar's value stands in the text of the file: quotes, escapes and folded lines."""

from __future__ import annotations

import re

__all__ = ["content_place"]

_ESCAPE = re.compile(r"\\(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|\r\n|[\s\S])")
_FOLD = re.compile(r"[ \t]*(?:\r\n|\r|\n)[ \t\r\n]*")
_HEADER = re.compile(r"[|>][^\r\n]*(?:\r\n|\r|\n)[ \t\r\n]*")


def content_place(text: str, begin: int, end: int, offset: int) -> int:
    r"""Find the character of the text that a character of a scalar's value was read from.

    Parameters
    ----------
    text : str
        The whole file.
    begin, end : int
        The characters that the scalar takes, with its quotes or its ``|`` or ``>``.
    offset : int
        Which character of the value.

    Examples
    --------
    >>> text = 'a: "x \\u003d y"'
    >>> text[content_place(text, 3, len(text), 4)]
    'y'
    """
    quote = text[begin : begin + 1]
    at = begin
    if quote in ("'", '"'):
        at += 1
        end -= 1
    elif quote in ("|", ">") and (header := _HEADER.match(text, begin, end)):
        at = header.end()
    for _ in range(offset):
        if at >= end:
            break
        fold = _FOLD.match(text, at, end)
        if quote == '"' and (escape := _ESCAPE.match(text, at, end)):
            at = escape.end()
            if escape[0][1] in "\r\n":  # an escaped end of a line is no character of the value
                at = _skip_blanks(text, at, end)
        elif quote == "'" and text.startswith("''", at):
            at += 2
        elif fold is not None:
            at = fold.end()
        else:
            at += 1
    return min(at, max(begin, end - 1))


def _skip_blanks(text: str, at: int, end: int) -> int:
    while at < end and text[at] in " \t":
        at += 1
    return at + 1 if at < end else at
