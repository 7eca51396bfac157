"""Keys, and what kind of value each one takes."""

from __future__ import annotations

from negsim.codes.kind import Kind

__all__ = ["SHAPE"]

SHAPE = (
    Kind(
        "NS201",
        "error",
        "An unknown key",
        "",
    ),
    Kind(
        "NS202",
        "error",
        "A key is missing",
        "",
    ),
    Kind(
        "NS203",
        "error",
        "Reserved for a later version",
        "",
    ),
    Kind(
        "NS204",
        "error",
        "Not a number",
        "",
    ),
    Kind(
        "NS205",
        "error",
        "Not a whole number",
        "",
    ),
    Kind(
        "NS206",
        "error",
        "Not a finite number",
        "",
    ),
    Kind(
        "NS207",
        "error",
        "A number beyond its bounds",
        "",
    ),
    Kind(
        "NS208",
        "error",
        "Not a name",
        "",
    ),
    Kind(
        "NS209",
        "error",
        "Not a mapping",
        "",
    ),
    Kind(
        "NS210",
        "error",
        "Not a list",
        "",
    ),
    Kind(
        "NS211",
        "error",
        "Not a text",
        "",
    ),
    Kind(
        "NS212",
        "error",
        "Nothing stands here",
        "",
    ),
    Kind(
        "NS213",
        "error",
        "Not one of the words that are possible here",
        "",
    ),
    Kind(
        "NS214",
        "error",
        "Too few",
        "",
    ),
    Kind(
        "NS215",
        "error",
        "Too many, or too long",
        "",
    ),
    Kind(
        "NS216",
        "error",
        "Not a scenario",
        "",
    ),
    Kind(
        "NS217",
        "error",
        "Another version of the format",
        "",
    ),
    Kind(
        "NS218",
        "error",
        "A value that is not possible here",
        "",
    ),
)
