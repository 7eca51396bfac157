"""The file itself: found, readable, a text."""

from __future__ import annotations

from negsim.codes.kind import Kind

__all__ = ["FILES"]

FILES = (
    Kind(
        "NS001",
        "error",
        "There is no such file",
        "",
    ),
    Kind(
        "NS002",
        "error",
        "This is a folder",
        "",
    ),
    Kind(
        "NS003",
        "error",
        "The file cannot be read",
        "",
    ),
    Kind(
        "NS004",
        "error",
        "The file is too large",
        "",
    ),
    Kind(
        "NS005",
        "error",
        "The file is not UTF-8 text",
        "",
    ),
    Kind(
        "NS006",
        "error",
        "The file is empty",
        "",
    ),
    Kind(
        "NS007",
        "error",
        "A character that has no place in a text",
        "",
    ),
    Kind(
        "NS008",
        "error",
        "More problems than are listed",
        "",
    ),
)
