"""What must hold of every answer: a scenario or problems, each at its place, in little time and memory."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable
from pathlib import Path

import negsim as ns
from negsim.codes import KINDS

__all__ = ["CONTROL", "SECONDS", "Breach", "judge"]

SECONDS = 2.0  # of processor time, for reading, and again for checking

# What a terminal obeys, or what turns the direction of text around
CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


class Breach(AssertionError):
    """Something that must hold does not."""


def judge(content: bytes, folder: Path) -> str:
    """Read and check a case.

    Returns
    -------
    str
        ``"read"`` or ``"refused"``.

    Raises
    ------
    Breach
        If the answer is not what it must be. Whatever else is raised is a mistake, too.
    """
    began = time.process_time()
    try:
        scenario = _load(content, folder)
    except (ns.ScenarioError, ns.NotSupportedError) as e:
        _in_time(began, "reading")
        _expect(bool(e.problems), "an error without problems")
        _expect(all(p.severity == "error" for p in e.problems), "a warning among the errors")
        _expect(not CONTROL.search(str(e)), "a control character in the error's text")
        _problems([*e.problems, *e.warnings], content)
        return "refused"
    _in_time(began, "reading")
    _problems(scenario.warnings, content)
    _written_and_read(scenario)
    began = time.process_time()
    report = ns.check(scenario)
    _in_time(began, "checking")
    _expect(isinstance(report, ns.Report), "check gives no report")
    _expect(not CONTROL.search(str(report)), "a control character in the report")
    _problems(report.problems, content)
    return "read"


def _load(content: bytes, folder: Path) -> ns.Scenario:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        path = folder / "case.yaml"  # only a file can hold what is no text
        path.write_bytes(content)
        return ns.load(path)
    return ns.loads(text)


def _written_and_read(scenario: ns.Scenario) -> None:
    text = scenario.to_yaml()
    again = ns.loads(text)
    _expect(again == scenario, "what is written reads differently")
    _expect(hash(again) == hash(scenario), "equal scenarios with different hashes")
    _expect(again.to_yaml() == text, "written twice, not the same text")
    _expect(not CONTROL.search(repr(scenario)), "a control character in the repr")


def _problems(problems: Iterable[ns.Problem], content: bytes) -> None:
    text = content.decode("utf-8", "surrogateescape").removeprefix("\ufeff")
    lines = re.split(r"\r\n|\r|\n", text)
    for p in problems:
        _expect(p.code in KINDS, f"unknown code {p.code!r}")
        _expect(p.severity == KINDS[p.code].severity, f"{p.code} as {p.severity}")
        _expect(bool(p.message.strip()), f"{p.code} without a message")
        _expect(not CONTROL.search(p.shown()), f"a control character in {p.shown()!r}")
        if p.line == 0:
            _expect(p.column == 0, f"{p.code} at a column of no line")
            continue
        _expect(1 <= p.line <= len(lines), f"{p.code} in line {p.line} of {len(lines)}")
        width = len(lines[p.line - 1])
        _expect(1 <= p.column <= width + 1, f"{p.code} at column {p.column} of {width}")
        _expect(1 <= p.length <= max(1, width - p.column + 1), f"{p.code} is {p.length} long, of {width}")


def _in_time(began: float, doing: str) -> None:
    took = time.process_time() - began
    _expect(took <= SECONDS, f"{doing} took {took:.1f} s")


def _expect(holds: bool, otherwise: str) -> None:
    if not holds:
        raise Breach(otherwise)
