"""Decisions on the path of play: what was chosen, what else could have been, and what decides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from negsim.games.stage_game import Turn
from negsim.sequencing.distance import FAR, distances
from negsim.sequencing.play import Play, Step
from negsim.sequencing.terms import Edge, Option, Terms, options

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
    parts: dict[str, float]
    then: tuple[tuple[str, str], ...] = ()

    @property
    def tie(self) -> bool:
        """Whether both are worth the same."""
        return abs(self.value - self.otherwise) <= TIE * (1 + max(abs(self.value), abs(self.otherwise)))


def decisions(play: Play) -> Iterator[Decision]:
    """Yield the decisions that make the most likely path what it is, in the order in which they come up.

    Each step that is made is set against the best that its mover could do instead, and each answer against
    the other answer. A party that waits is looked at the first time it does so in a situation: why it leaves
    those steps undone that lead nearer to the goal, or any, where none does or there is no goal.
    """
    game = play.game
    far = distances(game) if game.goal is not None else None
    terms = {party: Terms(play, party) for party in game.parties}
    seen: set[tuple[int, int, str]] = set()
    told: set[tuple[str, str, int]] = set()  # a party that would not propose something would decline it too
    for step in play.steps:
        key = (step.phase, step.before, step.action.label if step.action else "")
        if key in seen:
            continue
        seen.add(key)
        node = _Node(play, step, terms)
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
    """A turn on the path, with all that can be done in it, and what that is worth to whom."""

    def __init__(self, play: Play, step: Step, terms: dict[str, Terms]) -> None:
        self.play, self.step, self.terms, self.parties = play, step, terms, play.game.parties
        turn = play.game.phases[step.phase]
        assert isinstance(turn, Turn)
        self.turn = turn
        self.later = play.nodes(step.period)[step.phase + 1]
        self.wait = Edge("wait", step.before)
        self.options = list(options(play, step.period, step.phase, step.before))

    def made(self, label: str) -> Iterator[Decision]:
        """Why a step is made and consented to, or declined."""
        mover = self.step.party
        made = next(o for o in self.options if o.agreed.label == label)
        if self.step.declined_by is not None:
            yield self.against(self.step.declined_by, "declines", label, made.refused, made.agreed)
            return
        others = [self.wait, *_consented(o for o in self.options if o is not made)]
        other = max(others, key=lambda e: self.worth(e, mover))  # waiting comes first where equal
        yield self.against(mover, "makes", label, made.agreed, other)
        for responder in self.turn.responders[made.number]:
            yield self.against(self.parties[responder], "consents", label, made.agreed, made.refused)

    def waited(self, nearer: NDArray[np.bool_] | None) -> Iterator[Decision]:
        """Why nothing is done; `nearer` says which states are nearer to the goal."""
        found = self.options
        if nearer is not None:
            found = [o for o in found if nearer[o.agreed.state]] or found
        mover = self.step.party
        edges = sorted(_consented(found), key=lambda e: -self.worth(e, mover))
        for edge in edges[:MOST_OPTIONS]:
            yield self.against(mover, "waits", edge.label, self.wait, edge)
        declined = [(o, o.declined_by) for o in found if o.declined_by is not None]
        for o, who in declined[:MOST_OPTIONS]:
            yield self.against(who, "would decline", o.agreed.label, o.refused, o.agreed)

    def worth(self, edge: Edge, party: str) -> float:
        """Value to a party of something that can happen here."""
        return float(self.later[edge.state, self.parties.index(party)] + self.terms[party].pay[edge.pay])

    def against(self, party: str, kind: Kind, step: str, chosen: Edge, other: Edge) -> Decision:
        """Set two things that can happen here against each other."""
        both = self.terms[party].along(self.step.period, self.step.phase, [chosen, other])
        scale = TIE * (1 + max((float(np.abs(b).max()) for b in both.values()), default=0.0))
        difference = {name: float(b[0] - b[1]) for name, b in both.items()}
        kept = sorted(((n, d) for n, d in difference.items() if abs(d) > scale), key=lambda p: -abs(p[1]))
        return Decision(
            self.step.period, party, kind, step, other.label, self.step.party,
            self.worth(chosen, party), self.worth(other, party), dict(kept), self.follow(other),
        )  # fmt: skip

    def follow(self, edge: Edge) -> tuple[tuple[str, str], ...]:
        """Say which steps come next, if chance does nothing."""
        play, game, state, first = self.play, self.play.game, edge.state, self.step.phase + 1
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


def _consented(found: Iterable[Option]) -> list[Edge]:
    """List those that nobody would decline."""
    return [o.agreed for o in found if o.declined_by is None]
