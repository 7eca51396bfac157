"""Names as they may be written: what to make of one with spaces, accents or other signs."""

from __future__ import annotations

import keyword
import re
import unicodedata

from negsim.scenario.expressions import RESERVED_WORDS
from negsim.scenario.text.document import Path

__all__ = ["NAME_RULE", "as_name"]

NAME_RULE = "letters a to z without accents, digits and _ only, not starting with a digit, at most 64"

_LETTERS = str.maketrans(
    {
        "ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss", "æ": "ae", "Æ": "Ae",
        "œ": "oe", "Œ": "Oe", "ø": "oe", "Ø": "Oe", "å": "aa", "Å": "Aa", "ł": "l", "Ł": "L", "đ": "d",
        "ð": "d", "þ": "th", "ı": "i", "'": "", "’": "",
    }
)  # fmt: skip


def as_name(given: str, path: Path, *, at_key: bool) -> str:
    """Say which name to write, and where what it stands for can be said."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFC", given[:200]).translate(_LETTERS))
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    kept = sum(c.isascii() for c in plain if c.isalnum()), sum(c.isalnum() for c in plain)
    name = re.sub(r"\W+", "_", plain.strip(), flags=re.ASCII).strip("_")[:64]
    if name[:1].isdigit():
        name = f"_{name}"
    if not name or 2 * kept[0] < kept[1] or keyword.iskeyword(name) or name in RESERVED_WORDS:
        return "choose another name, in letters a to z"
    if path[:1] == ("issues",) and "levels" in path and len(given.split()) > 1:
        return f"write {name}; if these are several levels, put commas between them"
    if at_key and len(path) == 2 and path[0] in ("parties", "moves", "orders"):
        return f'write {name}; its full name can stand under "name"'
    if at_key and len(path) >= 2 and path[0] in ("parameters", "issues", "events", "payoffs"):
        return f'write {name}; what it stands for can be said under "about"'
    return f"write {name}"
