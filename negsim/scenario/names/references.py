"""Places of a file that refer to something by its name: what is looked up there, and what may be meant."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from negsim.errors import nearest
from negsim.scenario.text.document import Path

__all__ = [
    "Role",
    "Speller",
    "advice",
    "full_names",
    "levels_of",
    "listed",
    "pieces",
    "quoted_list",
    "role_at",
]

MAX_COMPARISONS = 20_000_000  # of a letter of an unknown word with one of a known word: about a second
MOST = 12  # names that are listed

_EVERYBODY = frozenset(
    ("all", "any", "anyone", "both", "each", "everybody", "everyone", "jointly", "parties")
)
_JOINTS = re.compile(r"\s*(?:[,;/+&|]|->|→|\band\b|\bund\b|\bet\b|\bwith\b|\bthen\b)\s*", re.IGNORECASE)


@dataclass(frozen=True)
class Role:
    """What a name stands for at a place.

    Attributes
    ----------
    code : str
        Of the problem that it stands for nothing.
    what : str
        What it should be, in words.
    section : str
        Where it should be listed.
    key : str
        The key after which it stands; empty where it is a key itself.
    several : bool
        Whether a list of names may stand there.
    inside : bool
        Whether it stands in such a list.
    issue : str
        Whose level it is.
    """

    code: str
    what: str
    section: str
    key: str = ""
    several: bool = False
    inside: bool = False
    issue: str = ""


def role_at(path: Path, *, at_key: bool = False) -> Role | None:
    """Find what the name at a path refers to; nothing if it is a name that is given here."""
    steps = [str(step) for step in path if not isinstance(step, int)]
    inside = len(steps) < len(path)
    if len(steps) < 2:
        return None
    first, parent, last = steps[0], steps[-2], steps[-1]
    if at_key:
        return _as_key(steps, first, parent)
    if len(steps) > 3 and parent == "sets":
        return Role("NS304", f'a level of "{last}"', "issues", last, issue=last)
    if first == "issues" and last == "start" and len(steps) == 3:
        return Role("NS304", f'a level of "{steps[1]}"', "issues", "start", issue=steps[1])
    if (
        (len(steps) == 3 and (first, last) in (("moves", "by"), ("orders", "proposed_by")))
        or (first == "tables" and len(steps) == 2)
        or steps in (["play", "movers"], ["dispute", "parties"])
    ):
        return Role("NS301", "a party", "parties", last, several=True, inside=inside)
    if last == "source" and len(steps) > 2 and parent != "pays":
        return Role("NS308", "a source", "sources", "source", several=True, inside=inside)
    if first == "orders" and len(steps) == 3 and last in ("sequence", "together", "forbid", "complete"):
        return Role("NS305", "a move", "moves", last, several=True, inside=inside)
    if first == "orders" and len(steps) == 3 and last == "table":
        return Role("NS307", "a table", "tables", "table")
    if steps == ["dispute", "fallback"]:
        return Role("NS306", "an order", "orders", "fallback")
    return None


def _as_key(steps: list[str], first: str, parent: str) -> Role | None:
    if (first == "payoffs" and len(steps) == 2) or (parent == "pays" and len(steps) > 3):
        return Role("NS301", "a party", "parties")
    if steps[:2] == ["play", "final"]:
        return Role("NS301", "a party", "parties")
    if parent == "sets" and len(steps) > 3:
        return Role("NS303", "an issue", "issues")
    if first == "issues" and parent == "values" and len(steps) == 4:
        return Role("NS304", f'a level of "{steps[1]}"', "issues", issue=steps[1])
    if first == "orders" and parent == "require" and len(steps) == 4:
        return Role("NS305", "a move", "moves")
    return None


def full_names(data: Any, section: str) -> dict[str, str]:
    """Names that a section of plain data lists, with the full name of each, where it has one."""
    group = data.get(section) if isinstance(data, dict) else None
    found = {}
    for name, entry in group.items() if isinstance(group, dict) else ():
        full = entry.get("name") if isinstance(entry, dict) else None
        found[str(name)] = full if isinstance(full, str) else ""
    return found


def levels_of(data: Any, issue: str) -> list[str]:
    """Levels of an issue in plain data, lowest first."""
    group = data.get("issues") if isinstance(data, dict) else None
    entry = group.get(issue) if isinstance(group, dict) else None
    levels = entry.get("levels") if isinstance(entry, dict) else None
    return [v for v in levels if isinstance(v, str)] if isinstance(levels, list | tuple) else []


def pieces(text: str, *, spaces: bool = False) -> list[str]:
    """Split a text that may have been meant as a list of names."""
    bare = text.strip().strip("[](){}").strip()
    parts = [part for part in _JOINTS.split(bare) if part]
    return bare.split() if spaces and len(parts) < 2 else parts


def listed(names: Iterable[Any]) -> str:
    """Write a list as it stands in a file; of a long one, the beginning."""
    words = [str(name) for name in names]
    more = ", …" if len(words) > MOST else ""
    return f"[{', '.join(words[:MOST])}{more}]"


def quoted_list(names: Iterable[str]) -> str:
    """Write names one after the other; of very many, the first."""
    words = list(names)
    return ", ".join(words[:MOST]) + (", …" if len(words) > MOST else "")


class Speller:
    """Says which name was probably meant; in a file with very many mistakes, no longer."""

    def __init__(self) -> None:
        self._compared = 0

    def __call__(
        self,
        word: str,
        known: Collection[str],
        full: Mapping[str, str] | None = None,
        *,
        levels: bool = False,
        others: Collection[str] = (),
    ) -> str:
        """Say it as the end of a message.

        Parameters
        ----------
        word : str
            What stands in the file.
        known : collection of str
            What might have been meant.
        full : mapping, optional
            The full name of each, where it has one.
        levels : bool
            Whether they are the levels of an issue, whose order matters.
        others : collection of str
            What might have been meant too, but is not listed.
        """
        full = full or {}
        self._compared += len(word) * (sum(map(len, known)) + sum(map(len, full.values())))
        if self._compared > MAX_COMPARISONS:
            return ""
        by_full = {name: key for key, name in full.items() if name and key in known}
        meant = nearest(word, [*known, *others])
        near = nearest(word, by_full) if by_full and len(word) > 1 else ""
        if near.startswith("did you mean") and (not meant.startswith("did you mean") or " " in word):
            name = near.removeprefix('did you mean "').removesuffix('"?')
            return f'; did you mean "{by_full[name]}" ({name})?'
        if levels and not meant.startswith("did you mean") and known:
            return f"; its levels: {quoted_list(known)}"
        return f"; {meant}"


def advice(name: str, role: Role, known: Collection[str], data: Mapping[str, Collection[str]]) -> str:
    """Say what to do about a name that stands for nothing; empty if there is nothing special to say.

    `data` has the names that other sections list.
    """
    write = f"write {role.key}: " if role.key and not role.inside else "write "
    if role.section == "tables" and role.key == "table" and pieces(name) and len(pieces(name)) > 1:
        return (
            f"a table has a name: list who sits there under tables, such as bilateral: {listed(pieces(name))}"
        )
    if role.several:
        parts = [_known(part, known) for part in pieces(name)]
        if len(parts) > 1 and all(parts):
            if role.inside and role.key != "together":
                sign = "semicolons" if ";" in name else "anything else"
                return f"write {', '.join(map(str, parts))}: commas separate names, not {sign}"
            return f"{write}{listed(map(str, parts))}"
    if role.issue and re.fullmatch(r"[+-]?\d+(\.\d+)?", name) and known:
        return f"levels are named, not numbered; lowest first: {quoted_list(known)}"
    if role.code == "NS301" and name.casefold() in _EVERYBODY and len(known) > 1:
        if not role.key:
            return f"name each party: {{{', '.join(f'{party}: …' for party in list(known)[:MOST])}}}"
        return f"{write}{listed(known)}" if not role.inside else "name each party"
    if role.key == "by" and name in data.get("tables", ()):
        return f'"{name}" is a table: write by: table, and table: {name} in the order'
    return _elsewhere(name, role, data)


def _known(part: str, known: Collection[str]) -> str | None:
    if part in known:
        return part
    same = [name for name in known if name.casefold() == part.replace(" ", "_").casefold()]
    return same[0] if same else None


_ONE = {
    "parties": "a party",
    "parameters": "a parameter",
    "issues": "an issue",
    "moves": "a move",
    "events": "an event",
    "outcomes": "an outcome",
    "tables": "a table",
    "orders": "an order",
    "sources": "a source",
}


def _elsewhere(name: str, role: Role, data: Mapping[str, Collection[str]]) -> str:
    for section, what in _ONE.items():
        if section != role.section and name in data.get(section, ()):
            return f'"{name}" is the name of {what}; {role.what} is expected here'
    return ""
