"""YAML, the notation of the file."""

from __future__ import annotations

from negsim.codes.kind import Kind

__all__ = ["YAML"]

YAML = (
    Kind(
        "NS101",
        "error",
        "This is not YAML",
        "",
    ),
    Kind(
        "NS102",
        "error",
        "A tab indents a line",
        "",
    ),
    Kind(
        "NS103",
        "error",
        "A second colon in an unquoted text",
        "",
    ),
    Kind(
        "NS104",
        "error",
        "A quotation mark is never closed",
        "",
    ),
    Kind(
        "NS105",
        "error",
        "Brackets do not match, or a comma is missing between them",
        "",
    ),
    Kind(
        "NS106",
        "error",
        "Anchors and aliases are not allowed",
        "",
    ),
    Kind(
        "NS107",
        "error",
        "Tags are not allowed",
        "",
    ),
    Kind(
        "NS108",
        "error",
        "A second scenario in one file",
        "",
    ),
    Kind(
        "NS109",
        "error",
        "Nested too deep",
        "",
    ),
    Kind(
        "NS110",
        "error",
        "Too many keys and values",
        "",
    ),
    Kind(
        "NS111",
        "error",
        "A key stands twice",
        "",
    ),
    Kind(
        "NS112",
        "error",
        "A key is not a word",
        "",
    ),
    Kind(
        "NS113",
        "error",
        "The indentation does not fit",
        "",
    ),
    Kind(
        "NS114",
        "error",
        "A comma cuts a value in two",
        "",
    ),
    Kind(
        "NS115",
        "warning",
        "Part of a line is read as a comment",
        "",
    ),
    Kind(
        "NS116",
        "error",
        "A key between braces has no value",
        "",
    ),
    Kind(
        "NS117",
        "error",
        "A text begins with a sign that must be quoted",
        "",
    ),
    Kind(
        "NS118",
        "error",
        "Text after a closing quotation mark or bracket",
        "",
    ),
    Kind(
        "NS119",
        "error",
        "A line without a key and its colon",
        "",
    ),
    Kind(
        "NS120",
        "error",
        "A list begins in the line of its key",
        "",
    ),
    Kind(
        "NS121",
        "error",
        "A backslash in double quotes",
        "",
    ),
    Kind(
        "NS122",
        "error",
        "Text in the line of | or >",
        "",
    ),
)
