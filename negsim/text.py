"""Text that comes from strangers, made safe to show: nothing in it is obeyed by a terminal or a page."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["clean", "oneline", "width"]

# Everything that a terminal or a page might obey instead of show: C0 and C1 but for the newline, the marks
# that turn the direction of text around, so that what is read could differ from what is written, and the tags
# and the invisible joiners in which text can be hidden.
_CONTROL = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b\u200e\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e0fff]"
)


def clean(text: object) -> str:
    r"""Show control characters instead of obeying them.

    >>> print(clean("red: \x1b[31m"))
    red: \x1b[31m
    """
    return _CONTROL.sub(lambda m: m[0].encode("unicode_escape").decode("ascii"), str(text))


def oneline(text: object) -> str:
    """Show control characters, and write what has several lines on one."""
    return " ".join(clean(text).split())


def width(text: str) -> int:
    """Count the columns that a text takes on a terminal.

    >>> width("한국"), width("e\u0301")
    (4, 1)
    """
    return sum(0 if unicodedata.combining(c) else 1 + (unicodedata.east_asian_width(c) in "WF") for c in text)
