"""Expressions: payoffs, probabilities, conditions."""

from __future__ import annotations

from negsim.codes.kind import Kind

__all__ = ["EXPRESSIONS"]

EXPRESSIONS = (
    Kind(
        "NS401",
        "error",
        "Not an expression",
        "",
    ),
    Kind(
        "NS402",
        "error",
        "A name that is neither a parameter nor an issue",
        "",
    ),
    Kind(
        "NS403",
        "error",
        "Not allowed in an expression",
        "",
    ),
    Kind(
        "NS404",
        "error",
        "A sign that expressions do not know",
        "",
    ),
    Kind(
        "NS405",
        "error",
        "Not a function",
        "",
    ),
    Kind(
        "NS406",
        "error",
        "The wrong arguments",
        "",
    ),
    Kind(
        "NS407",
        "error",
        "A number where a condition is expected",
        "",
    ),
    Kind(
        "NS408",
        "error",
        "A condition that reads a parameter",
        "",
    ),
    Kind(
        "NS409",
        "error",
        "Two issues compared",
        "",
    ),
    Kind(
        "NS410",
        "error",
        "An issue as a number",
        "",
    ),
    Kind(
        "NS411",
        "error",
        "A level without its issue",
        "",
    ),
    Kind(
        "NS412",
        "error",
        "An issue compared with something else than a level",
        "",
    ),
    Kind(
        "NS413",
        "error",
        "A number that is too large",
        "",
    ),
    Kind(
        "NS414",
        "error",
        "An expression that is too long",
        "",
    ),
    Kind(
        "NS415",
        "error",
        "An expression that is nested too deeply",
        "",
    ),
    Kind(
        "NS416",
        "error",
        "A discount that reads the state",
        "",
    ),
    Kind(
        "NS417",
        "error",
        "No finite value",
        "",
    ),
    Kind(
        "NS418",
        "warning",
        "Perhaps no finite value",
        "",
    ),
    Kind(
        "NS419",
        "error",
        "A condition that can never hold",
        "",
    ),
)
