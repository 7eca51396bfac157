"""Where a character of a scalar's value stands in the text of the file: quotes, escapes and folded lines."""

from __future__ import annotations

import re

__all__ = ["content_place"]

_ESCAPE = re.compile(r"\\(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)")
_JOINT = re.compile(r"\\(?:\r\n|\r|\n)[ \t]*")
_FOLD = re.compile(r"[ \t]*(?:\r\n|\r|\n)[ \t\r\n]*")
_BREAK = re.compile(r"\r\n|\r|\n")
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
    left = offset
    while left > 0:
        at = _past_joints(text, at, end) if quote == '"' else at
        if at >= end:
            break
        if quote == '"' and (escape := _ESCAPE.match(text, at, end)):
            at, read = escape.end(), 1
        elif quote == "'" and text.startswith("''", at):
            at, read = at + 2, 1
        elif fold := _FOLD.match(text, at, end):
            breaks = len(_BREAK.findall(fold[0]))
            at, read = (
                fold.end(),
                breaks if quote == "|" else max(1, breaks - 1),
            )  # one end of a line is a blank
        else:
            at, read = at + 1, 1
        left -= read
    at = _past_joints(text, at, end) if quote == '"' else at
    return min(at, max(begin, end - 1))


def _past_joints(text: str, at: int, end: int) -> int:
    """Skip a line's end that is escaped, and the blanks that follow: they are no part of the value."""
    while joint := _JOINT.match(text, at, end):
        at = joint.end()
    return at
