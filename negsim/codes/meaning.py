"""What is well formed, and still cannot be meant."""

from __future__ import annotations

from negsim.codes.kind import Kind

__all__ = ["MEANING"]

MEANING = (
    Kind(
        "NS501",
        "error",
        "A discount factor out of bounds",
        "",
    ),
    Kind(
        "NS502",
        "error",
        "A probability out of bounds",
        "",
    ),
    Kind(
        "NS503",
        "error",
        "Probabilities that add up to more than one",
        "",
    ),
    Kind(
        "NS504",
        "error",
        "A range that is none",
        "",
    ),
    Kind(
        "NS505",
        "error",
        "Numbers that do not fit the levels",
        "",
    ),
    Kind(
        "NS506",
        "error",
        "A joint move of fewer than two",
        "",
    ),
    Kind(
        "NS507",
        "error",
        "A choice that nobody makes",
        "",
    ),
    Kind(
        "NS508",
        "error",
        "Declining what needs no consent",
        "",
    ),
    Kind(
        "NS509",
        "error",
        "Nothing that lasts",
        "",
    ),
    Kind(
        "NS510",
        "error",
        "An outcome after `otherwise`",
        "",
    ),
    Kind(
        "NS511",
        "error",
        "`complete` without `when_complete`",
        "",
    ),
    Kind(
        "NS512",
        "error",
        "`when_complete` without `complete`",
        "",
    ),
    Kind(
        "NS513",
        "error",
        "A sequence that contradicts itself",
        "",
    ),
    Kind(
        "NS514",
        "error",
        "A package whose parts can never follow one another",
        "",
    ),
    Kind(
        "NS515",
        "warning",
        "A value outside its own range",
        "",
    ),
    Kind(
        "NS516",
        "warning",
        "A rule of an order that binds nothing",
        "",
    ),
    Kind(
        "NS517",
        "warning",
        "A discount factor that may leave its bounds",
        "",
    ),
    Kind(
        "NS518",
        "warning",
        "A probability that may leave its bounds",
        "",
    ),
    Kind(
        "NS519",
        "warning",
        "Probabilities that may add up to more than one",
        "",
    ),
)
