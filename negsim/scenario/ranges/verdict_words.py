"""Verdicts in words: what was found, at which values and in which situation, and what to do about it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from negsim.scenario.ranges.estimates import Span
from negsim.scenario.ranges.verdicts import Verdict

__all__ = ["found", "joined", "narrow", "where"]

MOST_NAMED = 3  # parameters that are named though they have their value of today
MOST_QUOTED = 4


def found(verdict: Verdict, be: str = "is") -> str:
    """Say which value was found, and where."""
    if verdict.how == "perhaps":
        return f"may leave its bounds{where(verdict)}, which cannot be ruled out"
    return f"{be} {verdict.value:.6g}{where(verdict, situation=True)}"


def where(verdict: Verdict, *, situation: bool = False) -> str:
    """Say at which values, and in which situation: if asked, even where it is so in all of them."""
    names = list(verdict.changed)
    if verdict.how == "perhaps":
        near = _listed([f"{n} = {verdict.point[n]:.3g}" for n in names])
        return f" near {near}" if near else ""
    if not names and len(verdict.point) <= MOST_NAMED:
        names = list(verdict.point)
    values = [f"{n} = {verdict.point[n]:.6g}" for n in names]
    at = f" with {_listed(values)}" if values else " at today's values" if verdict.point else ""
    which = verdict.situation.described(0) if situation or not verdict.everywhere else ""
    return at + (f" where {which}" if which else "")


def narrow(verdict: Verdict, ranges: Mapping[str, Span]) -> str:
    """Say which values to change, or which ranges to narrow; nothing if there are none."""
    if verdict.today and not verdict.changed and verdict.point:
        return f"change the value of {_quoted(verdict.point)}"
    names = verdict.changed or [n for n in verdict.point if ranges[n][0] < ranges[n][1]]
    return f"narrow the range of {_quoted(names)}" if names else ""


def joined(names: Sequence[str]) -> str:
    """Write names one after the other, not more of them than can be read."""
    return _listed([*names[:MOST_QUOTED], "others"] if len(names) > MOST_QUOTED else list(names))


def _listed(words: list[str]) -> str:
    *first, last = words or [""]
    return f"{', '.join(first)} and {last}" if first else last


def _quoted(names: Collection[str]) -> str:
    quoted = [f'"{n}"' for n in list(names)[:MOST_QUOTED]]
    return _listed([*quoted, "others"] if len(names) > MOST_QUOTED else quoted)
