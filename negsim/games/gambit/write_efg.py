"""Writing .efg files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from negsim.games.extensive_form import CHANCE, ExtensiveGame, InformationSet, Outcome
from negsim.games.gambit.tokens import quoted
from negsim.games.gambit.write_nfg import braced
from negsim.games.numbers import written

__all__ = ["write_efg"]

Numbered = TypeVar("Numbered", InformationSet, Outcome)


def write_efg(game: ExtensiveGame) -> str:
    """Write a game tree as the text of an .efg file, numbers exactly.

    Information sets and outcomes are described where they come first, and afterwards named by their numbers
    alone. Numbers that are missing or used twice are replaced by new ones. Gambit refuses names with line
    breaks or with blanks at their ends, and probabilities that do not sum to exactly 1.

    Examples
    --------
    >>> import negsim as ns
    >>> tree = ns.DecisionNode("North", {"test": ns.EndNode(1, 0), "freeze": ns.EndNode("1/3", 2)})
    >>> print(ns.ExtensiveGame.from_tree(tree, ["North", "South"], title="Small").to_efg())
    EFG 2 R "Small" { "North" "South" }
    ""
    <BLANKLINE>
    p "" 1 1 "" { "test" "freeze" } 0
    t "" 1 "" { 1, 0 }
    t "" 2 "" { 1/3, 2 }
    <BLANKLINE>
    """
    sets = [_describe_set(s, number) for s, number in zip(game.infosets, _set_numbers(game), strict=True)]
    outcomes = [
        _describe_outcome(o, number) for o, number in zip(game.outcomes, _numbers(game.outcomes), strict=True)
    ]
    lines = [f"EFG 2 R {quoted(game.title)} {braced(map(quoted, game.players))}", quoted(game.comment), ""]
    infoset, outcome = game.infoset.tolist(), game.outcome.tolist()
    described_sets: set[int] = set()
    described_outcomes: set[int] = set()
    for node in game.preorder():
        h, o, label = infoset[node], outcome[node], quoted(game.labels[node])
        if h < 0:
            line = f"t {label} "
        else:
            kind, full, short = sets[h]
            line = f"{kind} {label} {short if h in described_sets else full} "
            described_sets.add(h)
        if o < 0:
            line += "0"
        else:
            full, short = outcomes[o]
            line += short if o in described_outcomes else full
            described_outcomes.add(o)
        lines.append(line)
    return "\n".join(lines) + "\n"


def _describe_set(s: InformationSet, number: int) -> tuple[str, str, str]:
    if s.probabilities is not None:
        moves = (f"{quoted(a)} {written(p)}" for a, p in zip(s.actions, s.probabilities, strict=True))
        return "c", f"{number} {quoted(s.label)} {braced(moves)}", f"{number}"
    short = f"{s.player + 1} {number}"
    return "p", f"{short} {quoted(s.label)} {braced(map(quoted, s.actions))}", short


def _describe_outcome(o: Outcome, number: int) -> tuple[str, str]:
    return f"{number} {quoted(o.label)} {{ {', '.join(map(written, o.payoffs))} }}", f"{number}"


def _set_numbers(game: ExtensiveGame) -> list[int]:
    """A number for each information set that no other of its player has."""
    numbers = [0] * len(game.infosets)
    for player in range(CHANCE, len(game.players)):
        own = game.owned(player)
        for h, number in zip(own, _numbers([game.infosets[h] for h in own]), strict=True):
            numbers[h] = number
    return numbers


def _numbers(things: Sequence[Numbered]) -> list[int]:
    """Keep the numbers that may be kept, and fill in the others."""
    taken: set[int] = set()
    numbers = []
    for thing in things:
        keep = 0 < thing.number <= 999_999_999 and thing.number not in taken
        numbers.append(thing.number if keep else 0)
        taken.add(numbers[-1])
    free = 0
    for i, number in enumerate(numbers):
        if not number:
            free += 1
            while free in taken:
                free += 1
            numbers[i] = free
            taken.add(free)
    return numbers
