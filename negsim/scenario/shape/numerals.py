"""Which number was meant, where what stands is not one: commas, groups of digits, percent, units."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["is_grouped", "number_meant"]

MOST = 60  # characters of what may still have been meant as a number

_SPACES = re.compile("[\u00a0\u2000-\u200a\u202f\u205f\u3000]")
_NUMBER = r"([+-]?\d{1,15}(?:[.,]\d{1,15})?)"
_GROUPS = re.compile(r"[+-]?\d{1,3}(?:([ .,'’_])\d{3})(?:\1\d{3})*")
_GROUPS_AND_DECIMALS = re.compile(r"([+-]?\d{1,3}(?:([ .,'’_])\d{3})(?:\2\d{3})*)([.,])(\d{1,15})")
_LARGE = {
    **dict.fromkeys(("k", "tsd", "thousand"), 10**3),
    **dict.fromkeys(("m", "mn", "mio", "million", "millions", "millionen"), 10**6),
    **dict.fromkeys(("bn", "mrd", "billion", "billions", "milliarden"), 10**9),
}


def is_grouped(text: str) -> bool:
    """Whether a number looks as if its point were to group digits: 10.000."""
    return re.fullmatch(r"[+-]?[1-9]\d{0,2}(?:\.\d{3})+", text.strip()) is not None


def number_meant(given: str, *, whole: bool, has_unit: bool = False) -> str:
    """Say how to write the number that was probably meant; nothing if nobody could tell.

    Parameters
    ----------
    given : str
        What stands there.
    whole : bool
        Whether a whole number is expected.
    has_unit : bool
        Whether the unit can stand under `unit`.
    """
    text = _SPACES.sub(" ", given).strip().replace("−", "-")
    if not text or len(text) > MOST:
        return ""
    for guess in (_grouped, _with_comma, _as_share, _as_fraction):
        hint = guess(text, whole)
        if hint:
            return hint
    if re.fullmatch(r"\d+:\d+(:\d+)?", text):
        return "a time of day is no number"
    if re.fullmatch(r"[-–—]\s*\d+(\.\d+)?", text):
        return f"write -{text[1:].strip()} with a plain minus"
    return _without_words(text, whole, has_unit)


def _plain(number: str) -> str:
    return number.replace(",", ".").removeprefix("+")


def _grouped(text: str, whole: bool) -> str:
    both = _GROUPS_AND_DECIMALS.fullmatch(text)
    if both is not None and both[2] != both[3]:
        digits = re.sub(r"[^0-9-]", "", both[1])
        return f"write {digits}.{both[4]}: digits are not grouped here, and decimals have a point"
    groups = _GROUPS.fullmatch(text)
    if groups is None or re.match(r"[+-]?0", text):
        return ""
    digits = re.sub(r"[^0-9-]", "", text)
    if groups[1] == "," and not whole and text.count(",") == 1:
        return (
            f"write {digits}: digits are not grouped here; or {_plain(text)}, if the comma is a decimal one"
        )
    return f"write {digits}: digits are not grouped here"


def _with_comma(text: str, whole: bool) -> str:
    if whole and re.fullmatch(r"\d{1,9}[.,]\d+", text):
        least = int(re.split("[.,]", text)[0])
        return f"write {least} or {least + 1}" if least else "write 1"
    if re.fullmatch(r"[+-]?\d+,\d+", text):
        return f"write {_plain(text)}: decimals have a point here"
    return ""


def _as_share(text: str, whole: bool) -> str:
    share = re.fullmatch(rf"{_NUMBER}\s*(?:%|per ?cent|prozent)", text, re.IGNORECASE)
    return f"write {float(_plain(share[1])) / 100:.12g}" if share is not None and not whole else ""


def _as_fraction(text: str, whole: bool) -> str:
    if whole:
        return ""
    fraction = re.fullmatch(r"([+-]?\d{1,9})\s*[/⁄]\s*(\d{1,9})", text)
    if fraction is not None and int(fraction[2]):
        return f"write {int(fraction[1]) / int(fraction[2]):.3g}: what stands here is not calculated"
    one = re.fullmatch(r"([+-]?)(\d{0,9})\s*(\D)", text)
    if one is not None and unicodedata.category(one[3]) == "No" and unicodedata.numeric(one[3], 1) < 1:
        return f"write {one[1]}{int(one[2] or 0) + unicodedata.numeric(one[3]):.3g}"
    return ""


def _without_words(text: str, whole: bool, has_unit: bool) -> str:
    """Take away what stands before or after a number."""
    unit = "; the unit can stand under unit" if has_unit else ""
    about = "; that it is a guess can be said under about" if has_unit else ""
    forms: tuple[tuple[str, str], ...] = (
        (rf"(?:ca\.?|circa|approx\.?|about|around|~|≈)\s*{_NUMBER}", about),
        (rf"[$€£¥]\s*{_NUMBER}", unit),
        (rf"{_NUMBER}\s*[^\W\d_.,]*[$€£¥]?", unit),
    )
    large = re.fullmatch(rf"{_NUMBER}\s*([a-z]+)\.?", text, re.IGNORECASE)
    if large is not None and large[2].lower() in _LARGE:
        exact = float(_plain(large[1])) * _LARGE[large[2].lower()]
        other = f"; or {_plain(large[1])}, and unit: {large[2]}" if has_unit else ""
        return f"write {exact:.15g}{other}"
    for pattern, more in forms:
        found = re.fullmatch(pattern, text, re.IGNORECASE)
        if found is not None and not (whole and not found[1].isdigit()):
            return f"write {_plain(found[1])}{more}"
    return ""
