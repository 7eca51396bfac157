"""Names that stand for nothing: one in many places, or many for want of a section, is one mistake."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from negsim.scenario.names.references import Speller, advice, quoted_list, role_at
from negsim.scenario.text.document import Document, Path

if TYPE_CHECKING:
    from negsim.scenario.scenario import Scenario

__all__ = ["Strangers", "Unknown"]

MOST_ALIKE = 3  # places in which the same unknown name is reported one by one
LEAST_WANTING = 3  # places that make it probable that a section was forgotten
MOST_LINES = 8  # that are listed

# Sections that may be left out, by what is said of a name that should be listed there
_SECTIONS = {
    "NS305": "moves",
    "NS306": "orders",
    "NS307": "tables",
    "NS308": "sources",
    "NS309": "outcomes",
    "NS402": "parameters",
}
_ALL = ("parties", "parameters", "issues", "moves", "events", "outcomes", "tables", "orders", "sources")


@dataclass(frozen=True)
class Unknown:
    """A name that stands for nothing, at one place.

    Attributes
    ----------
    code, message, hint : str
        What is said of it.
    name : str
    path : tuple
        Where it stands, as a key, or from a character of the value on.
    known : collection of str
        What it might have been.
    others : collection of str
        Words of the format that may stand there too.
    """

    code: str
    name: str
    message: str
    path: Path
    known: Collection[str]
    others: Collection[str] = ()
    at_key: bool = False
    offset: int | None = None
    length: int | None = None
    hint: str = ""


class Strangers:
    """Notes names that stand for nothing, and puts them into words."""

    def __init__(self, scenario: Scenario, document: Document) -> None:
        self.scenario, self.document = scenario, document
        self.speller = Speller()
        self._alike: dict[tuple[str, str], list[Unknown]] = {}  # by code and message

    def add(self, unknown: Unknown) -> None:
        """Note one."""
        self._alike.setdefault((unknown.code, unknown.message), []).append(unknown)

    def worded(self) -> Iterator[tuple[Unknown, str, str]]:
        """Say of each what is wrong, and what to do; they are forgotten then."""
        groups, self._alike = list(self._alike.values()), {}
        wanting = self._wanting(groups)
        for section, unknowns in wanting.items():
            yield self._section(section, unknowns)
        said = {id(unknown) for unknowns in wanting.values() for unknown in unknowns}
        for group in groups:
            if id(group[0]) in said:
                continue
            group.sort(key=self._begin)
            if len(group) <= MOST_ALIKE:
                for unknown in group:
                    yield unknown, *self._words(unknown)
            else:
                message, hint = self._words(group[0])
                hint = "; ".join(filter(None, (hint, f"the same in {self._places(group[1:])}")))
                yield group[0], message, hint

    def _wanting(self, groups: list[list[Unknown]]) -> dict[str, list[Unknown]]:
        """Find the sections for want of which several names stand for nothing."""
        found: dict[str, list[Unknown]] = {}
        for group in groups:
            section = _SECTIONS.get(group[0].code)
            if section is None or getattr(self.scenario, section):
                continue
            if section == "parameters" and not self._may_be_parameter(group[0]):
                continue
            found.setdefault(section, []).extend(group)
        return {section: unknowns for section, unknowns in found.items() if len(unknowns) >= LEAST_WANTING}

    def _may_be_parameter(self, unknown: Unknown) -> bool:
        """Whether a parameter may stand there, and nothing else that is known is spelt nearly so."""
        meant = self.speller(unknown.name, unknown.known)
        return "a parameter" in unknown.message and "did you mean" not in meant

    def _section(self, section: str, unknowns: list[Unknown]) -> tuple[Unknown, str, str]:
        unknowns.sort(key=self._begin)
        names = list(dict.fromkeys(f'"{u.name}"' for u in unknowns))
        first = unknowns[0]
        message = f"{self._lack(section)}; {len(unknowns):,} places refer to {section}: {quoted_list(names)}"
        lines = self._places(unknowns[1:])
        return first, message, f'add the section "{section}", or correct the names; the others are in {lines}'

    def _lack(self, section: str) -> str:
        there = (section,) in self.document.keys
        return f'the section "{section}" is empty' if there else f'there is no section "{section}"'

    def _words(self, unknown: Unknown) -> tuple[str, str]:
        u, s = unknown, self.scenario
        section = _SECTIONS.get(u.code)
        if section is not None and not u.known:
            return f"{u.message}; {self._lack(section)}", u.hint
        levels, full = u.code == "NS304", dict[str, str]()
        group = {"NS301": s.parties, "NS305": s.moves, "NS306": s.orders}.get(u.code)
        if isinstance(group, Mapping):
            full = {name: item.name or "" for name, item in group.items()}
        role = role_at(u.path, at_key=u.at_key) if u.offset is None else None
        names = {name: getattr(s, name) for name in _ALL}
        hint = u.hint or (advice(u.name, role, u.known, names) if role is not None else "")
        return f"{u.message}{self.speller(u.name, u.known, full, levels=levels, others=u.others)}", hint

    def _begin(self, unknown: Unknown) -> tuple[int, int]:
        d = self.document
        first, second = (d.keys, d.values) if unknown.at_key else (d.values, d.keys)
        begin = first.get(unknown.path) or second.get(unknown.path)
        return (begin[0] if begin else -1, unknown.offset or 0)

    def _places(self, unknowns: list[Unknown]) -> str:
        """Say where else the same is wrong."""
        places = f"{len(unknowns):,} other place{'s' * (len(unknowns) != 1)}"
        begins = [begin for begin, _ in map(self._begin, unknowns) if begin >= 0]
        if not self.document.text or len(begins) < len(unknowns):
            return places
        lines = list(dict.fromkeys(self.document.place(begin)[0] for begin in begins))
        more = ", …" if len(lines) > MOST_LINES else ""
        return f"{places}: line{'s' * (len(lines) != 1)} {', '.join(map(str, lines[:MOST_LINES]))}{more}"
