"""How two scenarios differ, in their own terms: parties, moves, orders and what they say, not lines."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby
from os import PathLike
from typing import TYPE_CHECKING, Literal

from negsim.scenario.catalog import load
from negsim.scenario.entries import DEFAULTS, GROUPS, Entry, Value, entries, follow, plainly
from negsim.scenario.scenario import Scenario
from negsim.text import clean, oneline

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Change", "Difference", "diff"]

LONGEST = 72  # characters of a text that are shown
REORDERED = ("party", "move", "event", "outcome", "order")  # where it matters what comes before what
Entries = dict[str, dict[str, Entry]]


@dataclass(frozen=True)
class Change:
    """One difference between two scenarios.

    Attributes
    ----------
    what : str
        What it is about: party, parameter, issue, move, event, payoff, outcome, table, order, source, play,
        dispute, goal, title or about.
    name : str
        Its name, of a payoff term ``PARTY.TERM``; empty for what a scenario has only one of.
    kind : {"added", "removed", "changed", "renamed", "reordered"}
    key : str
        Which of its keys, such as ``pays.US``; empty where the whole of it is meant.
    before, after : str or None
        What was said and what is said now; None where nothing is.
    """

    what: str
    name: str
    kind: Literal["added", "removed", "changed", "renamed", "reordered"]
    key: str = ""
    before: str | None = None
    after: str | None = None

    def __str__(self) -> str:
        return f"{self.what} {oneline(self.name)}".strip() + ": " + self.told()

    def told(self) -> str:
        """Say it without what it is about; long texts are shortened."""
        before, after = _shortened(self.before, self.after)
        key = f"{self.key} " if self.key else ""
        if self.kind == "renamed":
            return f"is now called {after}"
        if self.kind == "reordered":
            return f"now stands {after}, and stood {before}"
        if self.kind == "changed":
            return f"{key}{before or '(nothing)'} → {after or '(nothing)'}"
        content = after if self.kind == "added" else before
        return f"{self.kind} ({content})" if content else self.kind


@dataclass(frozen=True)
class Difference:
    """What `negsim.diff` found: false if nothing.

    Attributes
    ----------
    before, after : str
        What the two scenarios are called.
    changes : tuple of Change
        In the order of a file.
    """

    before: str
    after: str
    changes: tuple[Change, ...]

    def __bool__(self) -> bool:
        return bool(self.changes)

    def __len__(self) -> int:
        return len(self.changes)

    def __iter__(self) -> Iterator[Change]:
        return iter(self.changes)

    @property
    def summary(self) -> str:
        """How many changes there are, in words."""
        before, after = oneline(self.before), oneline(self.after)
        if not self.changes:
            return f"{before} and {after} say the same"
        return f"{before} → {after}: {len(self)} change{'s' * (len(self) != 1)}"

    def __str__(self) -> str:
        lines = [self.summary]
        for what, changes in groupby(self.changes, key=lambda c: c.what):
            lines += ["", GROUPS[what].capitalize()]
            for change in changes:
                lines += _lines(change)
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        line = "1px solid rgba(128,128,128,.35)"
        style = f"padding:.3em .7em;text-align:left;vertical-align:top;border-bottom:{line}"

        def row(cells: Sequence[str], tag: str) -> str:
            inside = "".join(
                f"<{tag} style='{style}'>{escape(clean(cell), quote=True)}</{tag}>" for cell in cells
            )
            return f"<tr style='background:transparent'>{inside}</tr>"

        head = f"<b>{escape(clean(self.summary), quote=True)}</b>"
        if not self.changes:
            return f"<div>{head}</div>"
        top = row(("What", "Name", "Change", "Key", "Before", "After"), "th")
        rows = [
            row((c.what, c.name, c.kind, c.key, *(t or "" for t in _shortened(c.before, c.after))), "td")
            for c in self.changes
        ]
        table = f"<table style='border-collapse:collapse;margin:.5em 0'>{top}{''.join(rows)}</table>"
        return f"<div style='overflow-x:auto'>{head}{table}</div>"

    def to_frame(self) -> pd.DataFrame:
        """One row a change, with the attributes of `Change` as columns; texts in full."""
        import pandas as pd

        columns = ["what", "name", "kind", "key", "before", "after"]
        rows = [[c.what, c.name, c.kind, c.key, c.before, c.after] for c in self.changes]
        return pd.DataFrame(rows, columns=pd.Index(columns))


def diff(a: Scenario | str | PathLike[str], b: Scenario | str | PathLike[str]) -> Difference:
    """Compare two scenarios in their own terms: what was added, removed, renamed, changed and reordered.

    Layout, comments and the order of keys make no difference, nor does white space in expressions. Where
    something has another name, whatever speaks of it follows without being reported.

    Parameters
    ----------
    a, b : Scenario, str or path
        Scenarios, names of ones that come with negsim, or paths of files.

    Raises
    ------
    ScenarioError
        If a file has mistakes.

    Examples
    --------
    >>> import negsim as ns
    >>> korea = ns.load("korea_reduced")
    >>> for change in ns.diff(korea, korea.with_values(threat=4)):
    ...     print(change)
    parameter threat: value 3 → 4
    """
    names = [s.file if isinstance(s, Scenario) else str(s) for s in (a, b)]
    first, second = (s if isinstance(s, Scenario) else load(s) for s in (a, b))
    old, new = _effective(first, second), _effective(second, first)
    renames = _renames(old, new)
    changes = [c for what in GROUPS for c in _changes(what, old, new, renames)]
    return Difference(names[0], names[1], tuple(changes))


def _effective(scenario: Scenario, other: Scenario) -> Entries:
    """Take a scenario apart, with what it leaves unsaid and the other one says."""
    found = entries(scenario)
    if other.play.movers and not scenario.play.movers:
        found["play"][""]["movers"] = tuple(scenario.parties)
    if scenario.dispute and other.dispute and other.dispute.parties and not scenario.dispute.parties:
        found["dispute"][""]["parties"] = scenario.movers
    return found


def _renames(old: Entries, new: Entries) -> dict[str, dict[str, str]]:
    """Pair what has gone with what has come and says the same; afterwards `old` is written in new names."""
    renames: dict[str, dict[str, str]] = {}
    for what in sorted(GROUPS, key=lambda what: what != "parameter"):  # parties' discounts read parameters
        mine = {_called(what, name, renames): follow(e, renames) for name, e in old[what].items()}
        gone = [name for name in mine if name not in new[what]]
        come: dict[object, deque[str]] = defaultdict(deque)
        for name, entry in new[what].items():
            if name not in mine:
                come[_whose(what, name), _content(what, name, entry)].append(name)
        pairs = {}
        for name in gone:
            same = come.get((_whose(what, name), _content(what, name, mine[name])))
            if same:
                pairs[name] = same.popleft()
        renames[what] = pairs
        old[what] = {pairs.get(name, name): follow(e, {what: pairs}) for name, e in mine.items()}
    return renames


def _called(what: str, name: str, renames: dict[str, dict[str, str]]) -> str:
    """Name of an entry where the party whose payoff it is may have another name."""
    if what != "payoff":
        return name
    party, _, term = name.partition(".")
    return f"{renames['party'].get(party, party)}.{term}"


def _whose(what: str, name: str) -> str:
    """The party that an entry stays with under a new name: that of a payoff."""
    return name.partition(".")[0] if what == "payoff" else ""


def _content(what: str, name: str, entry: Entry) -> frozenset[tuple[str, Value]]:
    """What an entry says, whatever it is called."""
    return frozenset((k, plainly(k, v)) for k, v in follow(entry, {what: {name: "_"}}).items())


def _changes(what: str, old: Entries, new: Entries, renames: dict[str, dict[str, str]]) -> Iterator[Change]:
    mine, other = old[what], new[what]
    former = {name: before for before, name in renames[what].items()}
    for name, entry in mine.items():
        if name not in other:
            yield Change(what, name, "removed", before=_summary(entry))
            continue
        if name in former:
            yield Change(what, former[name], "renamed", before=former[name], after=name)
        for key in dict.fromkeys((*entry, *other[name])):
            before, after = (e.get(key, DEFAULTS.get(key)) for e in (entry, other[name]))
            if plainly(key, before) != plainly(key, after):
                shown = "" if key == what else key
                yield Change(what, name, "changed", shown, _shown(before), _shown(after))
    for name, entry in other.items():
        if name not in mine:
            yield Change(what, name, "added", after=_summary(entry))
    if what in REORDERED:
        yield from _reordered(what, list(mine), list(other))


def _reordered(what: str, old: list[str], new: list[str]) -> Iterator[Change]:
    """Say which entries have to be taken to another place so that one order becomes the other."""
    place = {name: k for k, name in enumerate(new)}
    old = [name for name in old if name in place]
    known = set(old)
    new = [name for name in new if name in known]
    stay = _longest_rising([place[name] for name in old])
    before = {name: k for k, name in enumerate(new)}
    for k, name in enumerate(old):
        if k not in stay:
            yield Change(what, name, "reordered", "", _where(k, old), _where(before[name], new))


def _where(k: int, among: list[str]) -> str:
    return f"after {among[k - 1]}" if k else "first"


def _longest_rising(numbers: list[int]) -> set[int]:
    """Places of a longest subsequence that rises."""
    ends: list[int] = []  # for each length, the least number that ends such a subsequence
    at: list[int] = []  # and where it stands
    before: list[int] = []
    for k, number in enumerate(numbers):
        length = bisect_left(ends, number)
        ends[length : length + 1] = [number]
        at[length : length + 1] = [k]
        before.append(at[length - 1] if length else -1)
    found: set[int] = set()
    k = at[-1] if at else -1
    while k >= 0:
        found.add(k)
        k = before[k]
    return found


def _summary(entry: Entry) -> str:
    if len(entry) == 1:
        return str(_shown(*entry.values()))
    return ", ".join(f"{key} {_shown(value)}" for key, value in entry.items())


def _shown(value: Value) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, tuple):
        return f"[{', '.join(str(_shown(v)) for v in value)}]"
    return f"{value:.12g}"


def _shortened(before: str | None, after: str | None) -> tuple[str, str]:
    """Shorten two texts to the part in which they differ."""
    texts = [oneline(t or "") for t in (before, after)]
    same = 0
    if all(texts):
        same = next((k for k, (x, y) in enumerate(zip(*texts, strict=False)) if x != y), 0)
    longest = max(map(len, texts))
    begin = max(0, min(same - LONGEST // 4, longest - LONGEST)) if longest > LONGEST else 0
    if begin:  # at the beginning of a word
        begin = texts[0].rfind(" ", 0, begin) + 1
    return _part(texts[0], begin), _part(texts[1], begin)


def _part(text: str, begin: int) -> str:
    lead = "…" if begin and text else ""
    rest = text[begin:]
    return lead + (rest if len(rest) <= LONGEST else rest[: LONGEST - 1].rstrip() + "…")


def _lines(change: Change) -> list[str]:
    """One line of the list, or two where a text is long: what was said, and below it what is said now."""
    name = f"{oneline(change.name)}: " if change.name else ""
    line = f"  {name}{change.told()}"
    if len(line) <= LONGEST or change.kind != "changed":
        return [line]
    before, after = _shortened(change.before, change.after)
    head = f"{name}{change.key}".rstrip(": ")
    lines = [f"      {before or '(nothing)'}", f"    → {after or '(nothing)'}"]
    return [f"  {head}", *lines] if head else lines
