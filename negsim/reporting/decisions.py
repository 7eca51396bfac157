"""Decisions on the path of play: what was chosen, what else could have been, and what decides."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from negsim.games.stage_game import Turn
from negsim.reporting.terms import Parts, Sources, declining, making
from negsim.sequencing.distance import FAR, distances
from negsim.sequencing.play import Play, Step

__all__ = ["Decision", "Kind", "decisions"]

TIE = 1e-9
MOST_OPTIONS = 3  # steps left undone that are worth a word, at one turn
MOST_THEN = 2  # steps that follow upon what is not chosen

Kind = Literal["makes", "waits", "consents", "declines", "would decline"]


@dataclass(frozen=True)
class Decision:
    """One party's choice between two things at a node of the most likely path.

    Attributes
    ----------
    period : int
    party : str
        Who decides.
    kind : {"makes", "waits", "consents", "declines", "would decline"}
        What it decides; "would decline" is about a proposal that nobody makes.
    step : str
        Label of the step that is made, left undone, or answered.
    other : str
        What the party does not choose: a label, "wait" or "decline"; for "waits" and answers in the
        negative the step itself.
    proposer : str
        Whose turn it is.
    value, otherwise : float
        What the choice, and the other thing, are worth to the party from here on.
    parts : dict of str to float
        Their difference by source of value, largest first; adds up to ``value - otherwise``.
    then : tuple of (str, str)
        What the other thing would most likely be followed by: party and label of the next steps.
    """

    period: int
    party: str
    kind: Kind
    step: str
    other: str
    proposer: str
    value: float
    otherwise: float
    parts: Parts
    then: tuple[tuple[str, str], ...] = ()

    @property
    def tie(self) -> bool:
        """Whether both are worth the same."""
        return abs(self.value - self.otherwise) <= TIE * (1 + max(abs(self.value), abs(self.otherwise)))


@dataclass(frozen=True)
class _Branch:
    """Something that can happen in a turn: where it leads, and what it pays, called what."""

    label: str
    state: int
    pay: int
    source: str


def decisions(play: Play) -> Iterator[Decision]:
    """Yield the decisions that make the most likely path what it is, in the order in which they come up.

    Each step that is made is set against the best that its mover could do instead, and each answer against
    the other answer. A party that waits is looked at the first time it does so in a situation: why it leaves
    those steps undone that lead nearer to the goal, or any, where none does or there is no goal.
    """
    game = play.game
    far = distances(game) if game.goal is not None else None
    sources = {party: Sources(play, party) for party in game.parties}
    seen: set[tuple[int, int, str]] = set()
    told: set[tuple[str, str, int]] = set()  # a party that would not propose something would decline it too
    for step in play.steps:
        key = (step.phase, step.before, step.action.label if step.action else "")
        turn = game.phases[step.phase]
        assert isinstance(turn, Turn)
        place = int(np.searchsorted(turn.rows, step.before))
        if key in seen or place == len(turn.rows) or turn.rows[place] != step.before:
            continue
        seen.add(key)
        node = _Node(play, step, turn, place, sources)
        if step.action is not None:
            yield from node.made(step.action.label)
            continue
        here = int(far[step.phase][step.before]) if far is not None else FAR
        if here == 0:
            continue  # the goal is reached; there is nothing left to ask for
        nearer = None if far is None else far[step.phase + 1] < here
        for decision in node.waited(nearer):
            if (decision.party, decision.step, step.before) not in told:
                told.add((decision.party, decision.step, step.before))
                yield decision


class _Node:
    """A turn on the path, with values and sources of everything that can be done in it."""

    def __init__(self, play: Play, step: Step, turn: Turn, place: int, sources: dict[str, Sources]) -> None:
        self.step, self.turn, self.place, self.sources = step, turn, place, sources
        self.play, self.parties = play, play.game.parties
        self.later = play.nodes(step.period)[step.phase + 1]
        answers = play.strategy.answers[play.periods - step.period - 1][step.phase]
        assert answers is not None
        self.answers = answers[:, :, place]

    def made(self, label: str) -> Iterator[Decision]:
        """Why a step is made and consented to, or declined."""
        mover, turn, wait = self.step.party, self.turn, self.wait
        a = next(k for k in self.open if turn.actions[k].label == label)
        if self.step.declined_by is not None:
            yield self.against(self.step.declined_by, "declines", label, self.no(a), self.yes(a))
            return
        others = [wait, *self.agreed([k for k in self.open if k != a])]
        other = max(others, key=lambda b: self.worth(b, mover))  # waiting comes first where equal
        yield self.against(mover, "makes", label, self.yes(a), other)
        for responder in turn.responders[a]:
            yield self.against(self.parties[responder], "consents", label, self.yes(a), self.no(a))

    def waited(self, nearer: NDArray[np.bool_] | None) -> Iterator[Decision]:
        """Why nothing is done; `nearer` says which states are nearer to the goal."""
        options = self.open
        if nearer is not None:
            options = [a for a in options if nearer[self.turn.target[a, self.place]]] or options
        branches = sorted(self.agreed(options), key=lambda b: -self.worth(b, self.step.party))
        for branch in branches[:MOST_OPTIONS]:
            yield self.against(self.step.party, "waits", branch.label, self.wait, branch)
        declined = [(a, who) for a in options if (who := self.decliner(a)) is not None]
        for a, who in declined[:MOST_OPTIONS]:
            yield self.against(who, "would decline", self.turn.actions[a].label, self.no(a), self.yes(a))

    @property
    def open(self) -> list[int]:
        """Numbers of the actions that can be taken."""
        turn = self.turn
        return [
            a for a in range(len(turn.actions)) if turn.available[a, self.place] and not turn.forbidden[a]
        ]

    def decliner(self, a: int) -> str | None:
        """Who declines a proposal, if it were made."""
        found = (r for k, r in enumerate(self.turn.responders[a]) if not self.answers[a, k])
        first = next(found, None)
        return None if first is None else self.parties[first]

    def agreed(self, options: list[int]) -> list[_Branch]:
        """Those of some actions that would not be declined."""
        return [self.yes(a) for a in options if self.decliner(a) is None]

    @property
    def wait(self) -> _Branch:
        return _Branch("wait", self.step.before, 0, "")

    def yes(self, a: int) -> _Branch:
        label, turn = self.turn.actions[a].label, self.turn
        return _Branch(label, int(turn.target[a, self.place]), int(turn.pay[a, self.place]), making(label))

    def no(self, a: int) -> _Branch:
        label, turn = self.turn.actions[a].label, self.turn
        target, pay = int(turn.refusal[a, self.place]), int(turn.refusal_pay[a, self.place])
        return _Branch("decline", target, pay, declining(label))

    def worth(self, branch: _Branch, party: str) -> float:
        return float(self.later[branch.state, self.parties.index(party)]) + self.sources[party].paid(
            branch.pay
        )

    def parts(self, branch: _Branch, party: str) -> Parts:
        total = self.sources[party].of(self.step.period, self.step.phase + 1, branch.state)
        if paid := self.sources[party].paid(branch.pay):
            total[branch.source] = total.get(branch.source, 0.0) + paid
        return total

    def against(self, party: str, kind: Kind, step: str, chosen: _Branch, other: _Branch) -> Decision:
        mine, theirs = self.parts(chosen, party), self.parts(other, party)
        difference = {n: mine.get(n, 0.0) - theirs.get(n, 0.0) for n in {**mine, **theirs}}
        scale = TIE * (1 + max(map(abs, [*mine.values(), *theirs.values()]), default=0.0))
        kept = sorted(((n, d) for n, d in difference.items() if abs(d) > scale), key=lambda p: -abs(p[1]))
        return Decision(
            self.step.period, party, kind, step, other.label, self.step.party,
            self.worth(chosen, party), self.worth(other, party), dict(kept), self.follow(other),
        )  # fmt: skip

    def follow(self, branch: _Branch) -> tuple[tuple[str, str], ...]:
        """Next steps after a branch, if chance does nothing."""
        play, game, state, first = self.play, self.play.game, branch.state, self.step.phase + 1
        found: list[tuple[str, str]] = []
        for period in range(self.step.period, play.periods):
            for k in range(first, len(game.phases)):
                turn = game.phases[k]
                if not isinstance(turn, Turn):
                    continue
                action, a, declined_by = play.turn_at(period, k, state)
                if action is not None and declined_by is None:
                    found.append((self.parties[turn.owner], action.label))
                    state = int(turn.target[a, np.searchsorted(turn.rows, state)])
            first, state = 0, int(game.tick[state])
            if len(found) >= MOST_THEN or game.ends[state]:
                break
        return tuple(found[:MOST_THEN])
