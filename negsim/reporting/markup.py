"""Pieces of HTML for notebooks: no scripts, everything escaped, readable on light and on dark ground."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from negsim.text import clean, oneline

__all__ = ["FAINT", "block", "bullets", "cell", "more", "table", "text", "two_lines"]

LINE = "1px solid rgba(128,128,128,.35)"
CELL = f"padding:.3em .7em;text-align:left;vertical-align:top;border-bottom:{LINE}"
FAINT = "opacity:.7;font-size:.9em"


def text(given: object) -> str:
    """Escape a text, and show control characters."""
    return escape(clean(given), quote=True)


def two_lines(first: str, second: str) -> str:
    """Put one text below another, paler."""
    below = f"<br><span style='{FAINT}'>{text(second)}</span>" if second else ""
    return f"{text(oneline(first))}{below}"


def cell(content: str, ground: str = "") -> str:
    """Make a cell of a table."""
    colour = f";background:{ground}" if ground else ""
    return f"<td style='{CELL}{colour}'>{content}</td>"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Make a table; rows are of finished cells."""
    top = "".join(f"<th scope='col' style='{CELL}'>{text(h)}</th>" for h in heads)
    body = "".join(f"<tr style='background:transparent'>{''.join(cells)}</tr>" for cells in rows)
    style = "border-collapse:collapse;margin:.5em 0"
    return f"<table style='{style}'><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"


def bullets(lines: Iterable[str]) -> str:
    """Make a list."""
    return f"<ul>{''.join(f'<li>{text(line)}</li>' for line in lines)}</ul>"


def more(title: str, content: str, *, raw: bool = False, shown: bool = False) -> str:
    """Make a part that opens on a click."""
    inside = content if raw else f"<div style='white-space:pre-wrap;max-width:60em'>{text(content)}</div>"
    return f"<details{' open' * shown}><summary>{text(title)}</summary>{inside}</details>"


def block(*parts: str) -> str:
    """Put parts into one block that scrolls by itself."""
    # the classes keep notebooks from typesetting what stands between dollar signs in a text of the file
    return f"<div class='tex2jax_ignore mathjax_ignore' style='overflow-x:auto'>{''.join(parts)}</div>"
