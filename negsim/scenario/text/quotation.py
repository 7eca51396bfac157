"""Quotation marks that do not do what was meant: never closed, closed too early, or of the printer's kind."""

from __future__ import annotations

import re

__all__ = [
    "closed_too_early",
    "has_typographic",
    "is_typographic",
    "is_wrapped",
    "never_closed",
    "straight",
]

# Opening and closing marks as word processors write them
_OPENING, _CLOSING = "“„‚‘«»‹›", "”“’‘»«›‹"
_LIKE_A_KEY = re.compile(r"[\r\n][ ]*(?:#|(?:- )*+[\w-]+[ ]*:(?=[ \r\n]|$))")
_END = {'"': re.compile(r'(?:[^"\\]|\\.)*+(")', re.S), "'": re.compile(r"(?:[^']|'')*+(')")}
_BEFORE = re.compile(r"[\s:,\[\]{}-]*")


def never_closed(
    text: str, quoted: tuple[int, int] | None, after: int, noticed: tuple[int, ...]
) -> int | None:
    """Find a quotation mark that only one of a later text closes, so that keys between are part of its text.

    Parameters
    ----------
    text : str
    quoted : (int, int) or None
        The last text in quotation marks that was read and takes several lines.
    after : int
        Where what was read ends.
    noticed : tuple of int
        Places at which the parser noticed that something is wrong.

    Returns
    -------
    int or None
        Its place.
    """
    next_one = _BEFORE.match(text, after)
    begin = next_one.end() if next_one else after
    closing = _END[text[begin]].match(text, begin + 1) if text[begin : begin + 1] in _END else None
    for span in [quoted, (begin, closing.end()) if closing else None]:
        if span is None:
            continue
        here = text.find("\n", span[1])
        line = text.rfind("\n", 0, span[1]) + 1, here if here >= 0 else len(text)
        near = any(line[0] <= place <= line[1] + 1 for place in noticed)
        if near and _is_open(text, span[0]) and _LIKE_A_KEY.search(text, *span):
            return span[0]
    return None


def _is_open(text: str, begin: int) -> bool:
    """Whether the line in which a quotation mark stands has none that closes it."""
    line = re.compile(r"[^\r\n]*").match(text, begin)
    assert line is not None
    return _END[text[begin]].match(text, begin + 1, line.end()) is None


def closed_too_early(text: str, at: int) -> tuple[str, str] | None:
    """Say what is wrong where something follows a text that quotation marks have closed, and what to do."""
    before = text[max(0, at - 200) : at].rstrip(" ")
    quote = before[-1:]
    if quote not in ("'", '"'):
        return None
    rest = re.split(r"\s#|[\r\n]", text[at : at + 2000], maxsplit=1)[0]
    if quote not in rest and quote != before[-2:-1]:
        return (
            "after a closing quotation mark nothing more may stand",
            "put all of the text between the quotation marks",
        )
    if quote == '"':
        hint = 'for quotation marks inside the text write \\", or put single quotation marks around the whole'
    else:
        hint = "for an apostrophe inside the text write '', or put double quotation marks around the whole"
    return f"the text ends at the second {quote}", hint


def is_typographic(text: str) -> bool:
    """Whether a text begins with a quotation mark that YAML does not know."""
    return text[:1] != "" and text[0] in _OPENING


def has_typographic(text: str) -> bool:
    """Whether a text has any quotation mark that YAML does not know."""
    return re.search(f"[{_OPENING}]", text) is not None


def is_wrapped(text: str, begin: int, end: int) -> bool:
    """Whether typographic quotation marks enclose the whole of a passage, and not only words in it."""
    if end - begin < 2 or text[begin] not in _OPENING or text[end - 1] not in _CLOSING:
        return False
    return not re.compile("[“”„«»]").search(text, begin + 1, end - 1)


def straight(text: str) -> str:
    """Write a text in the quotation marks that YAML knows instead of typographic ones."""
    bare = text.strip()
    bare = bare[1:] if is_typographic(bare) else bare
    bare = bare[:-1] if bare[-1:] and bare[-1] in _CLOSING else bare
    bare = bare if len(bare) <= 60 else bare[:57] + "…"
    return f"'{bare}'" if '"' in bare else f'"{bare}"'
