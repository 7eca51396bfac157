"""The words that all reports share: names, numbers, steps and verbs, safe to print."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from negsim.games.rules import resolve
from negsim.scenario.scenario import Scenario
from negsim.text import clean, oneline

__all__ = [
    "CERTAIN",
    "Words",
    "ago",
    "clean",
    "count",
    "horizon",
    "listed",
    "number",
    "oneline",
    "percent",
    "sentence",
    "signed",
    "worth",
]

_SAME = 1e-9
CERTAIN = 0.995  # a probability from which on none is named
MOST_PARTS = 2  # of a package that are named where there are more

# Names that English puts an article before. A name that brings its own is left alone.
_BEFORE = (
    "First|Second|Third|United|European|Soviet|African|People's|Republic of|Kingdom of|State of|House of"
)
_AFTER = (
    "States|Nations|Kingdom|Union|Republic|Emirates|Federation|Confederation|Commonwealth|Islands|Netherlands|"
    "Philippines|Government|Opposition|Authority|Council|Commission|Senate|Parliament|Court|Army|Party|Parties|"
    "Rebels|Player|Incumbent|Entrant|Buyer|Seller|Supplier|Investor|Maker|Firm"
)
_ARTICLE = re.compile(rf"[a-z].*|(?:{_BEFORE}) .*|\w+ of the .*|(?:.* )?(?i:{_AFTER})")


def number(x: float) -> str:
    """Write a number for reading: two decimals at most where it is large, two digits where it is small.

    >>> [number(x) for x in (2, -31.146, 38.5, 0.0417, 1234567.8, -1e-15)]
    ['2.0', '-31.15', '38.5', '0.042', '1,234,568', '0.0']
    """
    if not math.isfinite(x):
        return str(x)
    size = abs(x)
    if size < _SAME:
        return "0.0"
    if size >= 10_000:
        return f"{x:,.0f}"
    if size < 0.095:
        return f"{x:.2g}"
    text = f"{x:,.2f}"
    return text[:-1] if text.endswith("0") else text


def signed(x: float) -> str:
    """Write a difference with its sign; none where there is no difference."""
    return f"+{number(x)}" if x >= _SAME else number(x)


def worth(a: float, b: float) -> tuple[str, str]:
    """Write two values so that a difference between them shows.

    >>> worth(-31.001, -31.003)
    ('-31.001', '-31.003')
    """
    if number(a) != number(b) or math.isclose(a, b, rel_tol=_SAME, abs_tol=_SAME):
        return number(a), number(b)
    digits = min(12, 1 - math.floor(math.log10(abs(a - b))) - 1)
    return f"{a:.{digits}f}", f"{b:.{digits}f}"


def listed(parts: Iterable[str], last: str = "and") -> str:
    """Join with commas and a word.

    >>> listed(["a", "b", "c"])
    'a, b and c'
    """
    items = list(parts)
    return f" {last} ".join(filter(None, [", ".join(items[:-1]), *items[-1:]]))


def sentence(text: str) -> str:
    """Start with a capital, end with a full stop."""
    text = text.strip()
    start = text[:1].upper() + text[1:]
    return start if start.endswith((".", "!", "?", ":")) else start + "."


def count(n: int, thing: str) -> str:
    """Write a number of things.

    >>> count(1, "period"), count(12, "period")
    ('1 period', '12 periods')
    """
    return f"{n:,} {thing}{'s' * (n != 1)}"


def percent(probability: float) -> str:
    """Write a probability; none that is not certain is written as if it were.

    >>> percent(0.917), percent(0.9996), percent(0.0004)
    ('92 %', 'over 99 %', 'under 1 %')
    """
    if 0 < probability < 0.005:
        return "under 1 %"
    return "over 99 %" if CERTAIN <= probability < 1 else f"{probability:.0%}".replace("%", " %")


def horizon(scenario: Scenario) -> str:
    """Over what values are summed: the periods of play, and what follows them."""
    periods, final = scenario.play.periods, scenario.play.final
    shown = count(periods, "period") if isinstance(periods, int) else "all periods"
    if final == "stop":
        return f"over {shown}"
    return (
        f"{shown} and the final payoff"
        if final != "forever"
        else (f"{shown}, and for ever after as things then stand")
    )


def ago(period: float) -> str:
    """Name a period for people, who count from 1; the mean of several may lie between two."""
    shown = period + 1
    return (
        f"period {shown:.0f}"
        if math.isclose(shown, round(shown), abs_tol=1e-6)
        else f"period {shown:.1f} on average"
    )


@dataclass(frozen=True)
class Words:
    """Names of one scenario, and verbs for what is done under one of its orders."""

    scenario: Scenario
    order: str | None = None

    @cached_property
    def _joint(self) -> frozenset[str]:
        known = self.order if self.order in self.scenario.orders else None
        actions = resolve(self.scenario, known, forbidden=True).actions
        return frozenset(a.label for a in actions if a.joint)

    def name(self, key: str) -> str:
        """Full name of a party, move, order, issue or level; underscores of a bare name become blanks."""
        label = self.scenario.label(key)
        return oneline(label if label != key or key in self.scenario.parties else key.replace("_", " "))

    def party(self, key: str) -> str:
        """Name of a party in the middle of a sentence, with its article."""
        name = self.name(key)
        if name.startswith("The "):
            return "the " + name[4:]
        return f"the {name}" if _ARTICLE.fullmatch(name) else name

    def parties(self, keys: Iterable[str], last: str = "and") -> str:
        """Names of several parties in a sentence."""
        return listed(map(self.party, keys), last)

    @staticmethod
    def outcome(name: str) -> str:
        """Name of an outcome, between quotation marks: it may be a phrase."""
        return f'"{oneline(name)}"'

    def quoted(self, key: str) -> str:
        """Name of an order between quotation marks."""
        return f'"{self.order_name(key)}"'

    def order_name(self, key: str) -> str:
        """Name of an order as it stands by itself, in a table."""
        name = self.name(key)
        return f"{name[:1].upper()}{name[1:]}"

    def guard(self, text: str) -> str:
        """Write a condition of the file with what is in force, or done, in words."""
        told = re.sub(r"\bin_force\((\w+)\)", r"\1 is in force", text)
        return oneline(re.sub(r"\bdone\((\w+)\)", r"\1 is done", told))

    def reason(self, text: str) -> str:
        """Why an order rules a step out, as `resolve` says it, in words; moves by their keys."""
        found = re.fullmatch(r"the order lets (\w+) wait for: (.*)", text, re.S)
        return f"{found[1]} waits until {self.guard(found[2])}" if found else oneline(text)

    def reason_named(self, text: str) -> str:
        """Say the same in a sentence, with the names of moves."""
        told = self.reason(text)
        for pattern in (
            r"(?<=^)(\w+)(?= waits until )",
            r"(\w+)(?= is (?:in force|done)\b)",
            r"(?<=^the order makes )(\w+)(?= only)",
            r"(?<=^the order forbids )(\w+)$",
        ):
            told = re.sub(pattern, lambda m: self.step(m[1]) if m[1] in self.scenario.moves else m[1], told)
        return told if told.startswith("the order ") else f"the order lets it wait: {told}"

    def step(self, label: str, *, full: bool = False) -> str:
        """Name a step: a move, a level of a move that leaves a choice, or a package (short unless full)."""
        parts = [self._part(p) for p in label.split(" + ")]
        if len(parts) == 1:
            return f'"{parts[0]}"'
        if len(parts) > MOST_PARTS and not full:
            parts = [parts[0], f"{len(parts) - 1} more"]
        return f'the package "{" + ".join(parts)}"'

    def _part(self, label: str) -> str:
        key, _, rest = label.partition("(")
        return self.name(key) + (f" ({oneline(rest.rstrip(')'))})" if rest else "")

    def steps(self, labels: Sequence[str], *, full: bool = False) -> str:
        """Name several steps, in their order."""
        return ", then ".join(self.step(label, full=full) for label in labels)

    def joint(self, label: str) -> bool:
        """Whether a step needs anybody's consent."""
        return label in self._joint

    def do(self, role: str, label: str, form: str = "base", *, full: bool = False) -> str:
        """Verb and object of a step: `form` is base, s (third person) or ing."""
        if label in ("wait", "waits") and role == "makes":
            return _inflect("wait", form)
        if role == "holds" or not label:
            return f"{_inflect('hold', form)} still"
        if label in ("decline", "declines"):
            return _inflect("decline", form)
        if role == "consents to":
            return f"{_inflect('consent', form)} to {self.step(label, full=full)}"
        if self.joint(label):
            return f"{_inflect('propose', form)} {self.step(label, full=full)}"
        return f"{_inflect('take', form)} the step {self.step(label)}"

    def stall(self, text: str) -> str:
        """What `attitudes` says about a party that keeps play from the goal, with the full names of steps."""
        for before, after in (
            ("leaves ", " undone"),
            ("would lose by ", ""),
            ("does not propose ", ""),
            ("", " leads away from the goal"),
        ):
            if text.startswith(before) and text.endswith(after):
                label = text.removeprefix(before).removesuffix(after)
                return f"{before}{self.step(label)}{after}"
        return oneline(text)


def _inflect(verb: str, form: str) -> str:
    if form == "s":
        return verb + "s"
    if form == "ing":
        return verb.removesuffix("e") + "ing"
    return verb
