"""What is known about a kind of problem: its code, how grave it is, and what it looks like."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

__all__ = ["MARK", "Kind", "error", "warning", "whole_file"]

MARK = "¦"  # in a bad example, stands before each place that is reported

# What an example leaves out. Each section is taken only where the example has none of its own.
_REST = {
    "negsim": "negsim: 1\n",
    "title": 'title: "A freeze for a pause"\n',
    "parties": "parties:\n  North: {discount: 0.9}\n  South: {discount: 0.9}\n",
    "issues": "issues:\n  programme: {levels: [advancing, frozen]}\n  exercises: {levels: [held, paused]}\n",
    "moves": (
        "moves:\n"
        "  freeze: {by: North, when: programme == advancing, sets: {programme: frozen}}\n"
        "  pause: {by: South, when: exercises == held, sets: {exercises: paused}}\n"
    ),
    "payoffs": (
        "payoffs:\n"
        "  North:\n"
        "    prestige: {when: programme == advancing, value: 1}\n"
        "    fear: {when: exercises == held, value: -1.5}\n"
        "  South:\n"
        "    worry: {when: programme == advancing, value: -2}\n"
        "    readiness: {when: exercises == paused, value: -0.5}\n"
    ),
    "outcomes": "outcomes:\n  settled: programme == frozen and exercises == paused\n  deadlock: otherwise\n",
    "play": "play: {periods: 4}\n",
}


@dataclass(frozen=True)
class Kind:
    """A kind of problem.

    Attributes
    ----------
    code : str
        ``NS`` and three digits. A code never changes its meaning; a code that is given up is not used again.
    severity : {"error", "warning"}
        An error keeps the file from being used.
    title : str
        What is wrong, in a few words.
    why : str
        Why it is wrong, and what to do.
    bad, good : str
        The part of a file that shows it, with a mark before each place that is reported, and the same part as
        it should be; sections that are left out are those of a small file without problems. Empty where no
        short text can show it.
    whole : bool
        Whether the examples are whole files: nothing is added to them.
    """

    code: str
    severity: Literal["error", "warning"]
    title: str
    why: str
    bad: str = ""
    good: str = ""
    whole: bool = False

    def shown(self, example: str) -> str:
        """Write an example for reading: without marks."""
        return example.replace(MARK, "")


def error(code: str, title: str, why: str, bad: str = "", good: str = "", *, whole: bool = False) -> Kind:
    """Make a kind of problem that keeps a file from being used, of texts that are indented as code is."""
    return Kind(code, "error", title, _prose(why), _flush(bad), _flush(good), whole)


def warning(code: str, title: str, why: str, bad: str = "", good: str = "", *, whole: bool = False) -> Kind:
    """Make a kind of problem that is worth a second look, of texts that are indented as code is."""
    return Kind(code, "warning", title, _prose(why), _flush(bad), _flush(good), whole)


def whole_file(kind: Kind, example: str) -> str:
    """Make a whole file of an example: the sections that it lacks follow it."""
    if kind.whole:
        return example
    own = set(re.findall(rf"^{MARK}?(\w+):", example, re.M))
    return example.rstrip("\n") + "\n" + "".join(text for key, text in _REST.items() if key not in own)


def _prose(text: str) -> str:
    return " ".join(text.split())


def _flush(text: str) -> str:
    """Take away the margin that all lines share, and the blank lines around them."""
    lines = text.lstrip("\n").rstrip().split("\n")
    margin = len(lines[0]) - len(lines[0].lstrip(" "))
    return "\n".join(line[margin:] for line in lines)
