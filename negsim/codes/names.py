"""Names: what they stand for, and which are taken."""

from __future__ import annotations

from negsim.codes.kind import Kind

__all__ = ["NAMES"]

NAMES = (
    Kind(
        "NS301",
        "error",
        "Not a party",
        "",
    ),
    Kind(
        "NS302",
        "error",
        "Not a parameter",
        "",
    ),
    Kind(
        "NS303",
        "error",
        "Not an issue",
        "",
    ),
    Kind(
        "NS304",
        "error",
        "Not a level",
        "",
    ),
    Kind(
        "NS305",
        "error",
        "Not a move",
        "",
    ),
    Kind(
        "NS306",
        "error",
        "Not an order",
        "",
    ),
    Kind(
        "NS307",
        "error",
        "Not a table",
        "",
    ),
    Kind(
        "NS308",
        "error",
        "Not a source",
        "",
    ),
    Kind(
        "NS309",
        "error",
        "Not an outcome",
        "",
    ),
    Kind(
        "NS310",
        "error",
        "A word of the format as a name",
        "",
    ),
    Kind(
        "NS311",
        "error",
        "One name for two things",
        "",
    ),
    Kind(
        "NS312",
        "error",
        "A name stands twice",
        "",
    ),
    Kind(
        "NS313",
        "error",
        "A word of Python as a name",
        "",
    ),
)
