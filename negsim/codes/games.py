"""What shows only when the games are built (`negsim check`)."""

from __future__ import annotations

from negsim.codes.kind import Kind

__all__ = ["GAMES"]

GAMES = (
    Kind(
        "NS601",
        "warning",
        "Situations that no outcome names",
        "",
    ),
    Kind(
        "NS602",
        "warning",
        "An outcome that is never reached",
        "",
    ),
    Kind(
        "NS603",
        "warning",
        "A goal that is out of reach",
        "",
    ),
    Kind(
        "NS604",
        "warning",
        "A move that never becomes available",
        "",
    ),
    Kind(
        "NS605",
        "warning",
        "An order that never becomes available",
        "",
    ),
    Kind(
        "NS606",
        "warning",
        "A step that never becomes available under an order",
        "",
    ),
    Kind(
        "NS607",
        "warning",
        "A payoff that is never paid",
        "",
    ),
    Kind(
        "NS608",
        "warning",
        "An event that never strikes",
        "",
    ),
    Kind(
        "NS609",
        "warning",
        "A level that is never reached",
        "",
    ),
    Kind(
        "NS610",
        "warning",
        "An issue that no payoff reads",
        "",
    ),
    Kind(
        "NS611",
        "warning",
        "A parameter that nothing uses",
        "",
    ),
    Kind(
        "NS612",
        "warning",
        "Simultaneous moves that collide",
        "",
    ),
    Kind(
        "NS613",
        "warning",
        "A countdown that multiplies the states",
        "",
    ),
    Kind(
        "NS614",
        "warning",
        "A game too large to be checked",
        "",
    ),
    Kind(
        "NS615",
        "warning",
        "A move for the table, and nobody sits at one",
        "",
    ),
    Kind(
        "NS616",
        "warning",
        "A table that no order uses",
        "",
    ),
    Kind(
        "NS617",
        "warning",
        "A party without payoffs",
        "",
    ),
    Kind(
        "NS618",
        "warning",
        "A move that changes nothing",
        "",
    ),
    Kind(
        "NS619",
        "warning",
        "Not to be solved by this version",
        "",
    ),
    Kind(
        "NS620",
        "error",
        "No game can be built",
        "",
    ),
    Kind(
        "NS621",
        "error",
        "A value without bounds in a situation that can be reached",
        "",
    ),
)
