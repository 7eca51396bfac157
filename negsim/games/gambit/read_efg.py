"""Reading .efg files: game trees, node by node in the order of a walk that takes the first branch first.

Nothing is nested on the way: the moves that are still to be followed wait on a stack, so that a tree may be
as deep as the limit allows.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeVar

import numpy as np

from negsim.games.extensive_form import CHANCE, MAX_NODES, ExtensiveGame, InformationSet, Outcome
from negsim.games.gambit.header import read_header
from negsim.games.gambit.tokens import Tokens
from negsim.games.given import MAX_CELLS, PROBABILITY_TOLERANCE
from negsim.games.numbers import written
from negsim.text import oneline

__all__ = ["read_efg"]

MOST_PLAYERS = 1000
MOST_DEEP = 20_000
Declared = TypeVar("Declared", InformationSet, Outcome)


def read_efg(tokens: Tokens) -> ExtensiveGame:
    """Read the rest of a file whose first word is ``EFG``."""
    title, players = read_header(tokens, "EFG", "2", MOST_PLAYERS)
    comment = tokens.comment()
    tree = _Tree(tokens, players)
    tree.read()
    return tree.game(title, comment)


@dataclass
class _Known:
    """What has been declared so far, and where: the second time a number alone is enough."""

    place: dict[object, int] = field(default_factory=dict)
    position: dict[object, int] = field(default_factory=dict)


class _Tree:
    def __init__(self, tokens: Tokens, players: tuple[str, ...]) -> None:
        self.tokens, self.players = tokens, players
        self.sets: list[InformationSet] = []
        self.outcomes: list[Outcome] = []
        self.known_sets, self.known_outcomes = _Known(), _Known()
        # of each node, in the order of the file
        self.infoset: list[int] = []
        self.outcome: list[int] = []
        self.branch: list[int] = []
        self.parent: list[int] = []
        self.depth: list[int] = []
        self.labels: list[str] = []

    def read(self) -> None:
        """Read nodes until every move that was announced has been followed."""
        tokens = self.tokens
        waiting: list[list[int]] = []  # of each node on the way here: node, next branch, number of branches
        most = min(MAX_NODES, MAX_CELLS // len(self.players))
        while True:
            node = len(self.infoset)
            if node == most:
                raise tokens.error(f"more than {most:,} nodes; no more can be read")
            parent, branch = (waiting[-1][0], waiting[-1][1]) if waiting else (-1, -1)
            self.parent.append(parent)
            self.branch.append(branch)
            self.depth.append(len(waiting))
            actions = self._node(waiting)
            if actions:
                if len(waiting) == MOST_DEEP:
                    raise tokens.error(f"a play of more than {MOST_DEEP:,} moves; no longer one can be read")
                waiting.append([node, 0, actions])
                continue
            while waiting:
                waiting[-1][1] += 1
                if waiting[-1][1] < waiting[-1][2]:
                    break
                waiting.pop()
            if not waiting:
                break
        if tokens.kind != "end":
            raise tokens.error(
                f"the tree is complete after {node + 1:,} nodes, and here follows {tokens.found()}",
                "take it away, or give an information set above it more actions",
            )

    def _node(self, waiting: list[list[int]]) -> int:
        """Read one node; return how many branches it has."""
        tokens = self.tokens
        kind = tokens.word
        if tokens.kind != "word" or kind not in ("t", "p", "c"):
            raise self._no_node(waiting)
        tokens.advance()
        self.labels.append(tokens.string("the name of the node"))
        if kind == "t":
            self.infoset.append(-1)
        elif kind == "p":
            self.infoset.append(self._decision())
        else:
            self.infoset.append(self._chance())
        self.outcome.append(self._outcome())
        return 0 if kind == "t" else len(self.sets[self.infoset[-1]].actions)

    def _no_node(self, waiting: list[list[int]]) -> Exception:
        tokens = self.tokens
        if tokens.kind == "end" and waiting:
            open_branches = sum(count - branch for _, branch, count in waiting) - len(waiting) + 1
            return tokens.error(
                f"the file ends before the tree does: {len(self.infoset):,} nodes were found, "
                f"and at least {open_branches:,} more must follow",
                "is the file cut off, or has an information set too many actions?",
            )
        hint = "after an outcome its name and payoffs, or nothing" if tokens.kind in ("open", "text") else ""
        return tokens.expected('a node: "t" (end), "p" (decision) or "c" (chance)', hint)

    # --- information sets

    def _decision(self) -> int:
        tokens = self.tokens
        begin, end = tokens.begin, tokens.end
        player = tokens.integer("the number of a player", 1) - 1
        if player >= len(self.players):
            raise tokens.error(
                f"there is no player {player + 1}; the game has {len(self.players)}",
                f"players are numbered from 1: {oneline(', '.join(self.players[:6]))}", begin, end,
            )  # fmt: skip
        begin = tokens.begin
        number = tokens.integer("the number of an information set", 1)
        key = (player, number)
        what = f"information set {number} of {self.players[player]}"
        if tokens.kind != "text":
            return self._again(self.known_sets, key, what, begin)
        label = tokens.string("the name of an information set")
        actions = self._actions(what)
        made = InformationSet(player, tuple(actions), label, number)
        return self._declare(self.known_sets, self.sets, key, made, what, begin)

    def _chance(self) -> int:
        tokens = self.tokens
        begin = tokens.begin
        number = tokens.integer("the number of a chance move", 1)
        what = f"chance move {number}"
        if tokens.kind != "text":
            return self._again(self.known_sets, (CHANCE, number), what, begin)
        label = tokens.string("the name of a chance move")
        chances: list[Fraction] = []
        opened = tokens.begin
        actions = self._actions(what, chances)
        total = sum(chances, Fraction(0))
        if abs(total - 1) > PROBABILITY_TOLERANCE:
            near = abs(total - 1) < Fraction(1, 100)
            raise tokens.error(
                f"the probabilities of {what} sum to {_number(total)}, not to 1",
                "numbers were rounded: write fractions, such as 1/3" if near else "", opened, tokens.begin,
            )  # fmt: skip
        made = InformationSet(CHANCE, tuple(actions), label, number, tuple(chances))
        return self._declare(self.known_sets, self.sets, (CHANCE, number), made, what, begin)

    def _actions(self, what: str, chances: list[Fraction] | None = None) -> list[str]:
        tokens = self.tokens
        tokens.open(f"the actions of {what}")
        actions: list[str] = []
        while tokens.kind != "close":
            actions.append(tokens.string('the name of an action or "}"'))
            if chances is not None:
                tokens.skip_comma("a probability")
                begin, end = tokens.begin, tokens.end
                chances.append(tokens.number(f'the probability of "{oneline(actions[-1])[:40]}"'))
                if chances[-1] < 0:
                    raise tokens.error(f"a negative probability: {_number(chances[-1])}", "", begin, end)
            tokens.skip_comma("an action")
        if not actions:
            raise tokens.error(f"{what} has no action", "a node without actions is an end: t")
        tokens.advance()
        return actions

    # --- outcomes

    def _outcome(self) -> int:
        tokens = self.tokens
        begin = tokens.begin
        number = tokens.integer("the number of an outcome, or 0 for none", 0)
        what = f"outcome {number}"
        if tokens.kind != "text":
            return self._again(self.known_outcomes, number, what, begin) if number else -1
        if number == 0:
            raise tokens.error("outcome 0 stands for no payoffs, and has no name", "give it another number")
        label = tokens.string("the name of an outcome")
        tokens.open("the payoffs")
        payoffs: list[Fraction] = []
        for player in self.players:
            if tokens.kind == "close":
                raise tokens.error(
                    f"{what} has {len(payoffs)} payoffs; expected {len(self.players)}, one for each player"
                )
            payoffs.append(tokens.number(f"the payoff of {player}"))
            tokens.skip_comma("a payoff")
        if tokens.kind != "close":
            hint = "is there a payoff too many?"
            raise tokens.expected(f'"}}" after the payoffs of {len(self.players)} players', hint)
        tokens.advance()
        made = Outcome(tuple(payoffs), label, number)
        return self._declare(self.known_outcomes, self.outcomes, number, made, what, begin)

    # --- what is declared once and used again

    def _again(self, known: _Known, key: object, what: str, begin: int) -> int:
        if key not in known.position:
            tokens = self.tokens
            end = begin + 1
            while end < len(tokens.text) and tokens.text[end].isdecimal():
                end += 1
            raise tokens.error(
                f"{what} is not described, and has not been before",
                "its name and what is in braces after it are needed where it is first used", begin, end,
            )  # fmt: skip
        return known.position[key]

    def _declare(
        self, known: _Known, made_before: list[Declared], key: object, made: Declared, what: str, begin: int
    ) -> int:
        at = known.position.get(key)
        if at is None:
            known.position[key], known.place[key] = len(made_before), begin
            made_before.append(made)
            return len(made_before) - 1
        if made_before[at] != made:
            tokens = self.tokens
            line, column, _ = tokens.place(known.place[key])
            raise tokens.error(
                f"{what} is described in another way than in line {line}, column {column}: "
                f"{_difference(made_before[at], made)}",
                "describe it in the same way, or by its number alone, or give one of the two another number",
                begin, begin + len(str(made.number)),
            )  # fmt: skip
        return at

    # --- all together

    def game(self, title: str, comment: str) -> ExtensiveGame:
        """Number nodes breadth first; information sets and outcomes as they come in that order."""
        order = np.argsort(np.array(self.depth), kind="stable")
        rank = np.empty(len(order), dtype=np.int32)
        rank[order] = np.arange(len(order), dtype=np.int32)
        parent = np.array(self.parent)[order]
        parent[1:] = rank[parent[1:]]
        infoset, kept_sets = _in_order(np.array(self.infoset)[order])
        outcome, kept_outcomes = _in_order(np.array(self.outcome)[order])
        return ExtensiveGame(
            self.players,
            [self.sets[h] for h in kept_sets],
            infoset,
            parent,
            np.array(self.branch)[order],
            [self.outcomes[o] for o in kept_outcomes],
            outcome,
            labels=[self.labels[v] for v in order.tolist()],
            title=title,
            comment=comment,
        )


def _in_order(numbers: np.ndarray) -> tuple[np.ndarray, list[int]]:
    """Number things again by where they come first; −1 stays."""
    values, first = np.unique(numbers, return_index=True)
    first = first[values >= 0]
    values = values[values >= 0]
    kept = values[np.argsort(first)]
    again = np.full(int(numbers.max(initial=-1)) + 2, -1, dtype=np.int32)
    again[kept] = np.arange(len(kept), dtype=np.int32)
    return again[numbers], kept.tolist()


def _difference(before: InformationSet | Outcome, now: InformationSet | Outcome) -> str:
    if before.label != now.label:
        return f'its name was "{before.label}" and is "{now.label}"'
    if isinstance(before, Outcome) and isinstance(now, Outcome):
        pairs = enumerate(zip(before.payoffs, now.payoffs, strict=True))
        k = next(k for k, (x, y) in pairs if x != y)
        return f"payoff {k + 1} was {_number(before.payoffs[k])} and is {_number(now.payoffs[k])}"
    assert isinstance(before, InformationSet)
    assert isinstance(now, InformationSet)
    if len(before.actions) != len(now.actions):
        return f"it had {len(before.actions)} actions and has {len(now.actions)}"
    for a, (x, y) in enumerate(zip(before.actions, now.actions, strict=True)):
        if x != y:
            return f'action {a + 1} was "{x}" and is "{y}"'
    return "its probabilities were others"


def _number(value: Fraction) -> str:
    exactly = written(value)
    return exactly if len(exactly) <= 24 else f"{float(value):.12g}"
