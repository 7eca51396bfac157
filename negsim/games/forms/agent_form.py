"""The agent normal form: each information set is a player of its own, with its owner's payoffs (Selten 1975).

Its equilibria are profiles that no change at a single information set improves; under perfect recall every
equilibrium of the tree is among them, but not the other way round.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import prod
from typing import Any

import numpy as np

from negsim.errors import GameError, NotSupportedError
from negsim.games.extensive_form import CHANCE, ExtensiveGame
from negsim.games.forms.recall import path
from negsim.games.forms.reduced_form import exact_chance
from negsim.games.normal_form import NormalFormGame

__all__ = ["MAX_PAYOFFS", "AgentForm", "agent_form"]

MAX_PAYOFFS = 1_000_000  # agents × cells
MAX_AGENTS = 60  # an array has no more dimensions


@dataclass(frozen=True, eq=False)
class AgentForm:
    """A game tree in which every information set decides for itself.

    Attributes
    ----------
    tree : ExtensiveGame
    game : NormalFormGame
        Its players are the information sets, by name.
    infosets : tuple of int
        Information set of each agent, by position in the tree; those without nodes are left out.
    owners : tuple of str
        Player whose payoffs each agent has.
    """

    tree: ExtensiveGame
    game: NormalFormGame
    infosets: tuple[int, ...]
    owners: tuple[str, ...]

    def to_behavior(self, profile: Sequence[Any]) -> tuple[Any, ...]:
        """Behaviour profile in which each information set does what its agent does, chance included."""
        exact = all(isinstance(p, (Fraction, int)) for v in profile for p in v)
        given = dict(zip(self.infosets, profile, strict=True))
        out = []
        for h, s in enumerate(self.tree.infosets):
            vector = given.get(h, s.probabilities or (1,) + (0,) * (len(s.actions) - 1))
            out.append(tuple(map(Fraction, vector)) if exact else np.array([float(p) for p in vector]))
        return tuple(out)


def agent_form(game: ExtensiveGame, *, max_payoffs: int = MAX_PAYOFFS) -> AgentForm:
    """Make the agent normal form of a game tree.

    Parameters
    ----------
    game : ExtensiveGame
        In which no play comes to an information set twice.
    max_payoffs : int
        Refuse more agents × cells than this.

    Returns
    -------
    AgentForm

    Raises
    ------
    GameError
        If there would be too many agents or payoffs.
    NotSupportedError
        If one play can come to an information set twice (absent-mindedness).

    Examples
    --------
    >>> import negsim as ns
    >>> tree = ns.DecisionNode("Ann", {
    ...     "out": ns.EndNode(2),
    ...     "in": ns.DecisionNode("Ann", {"up": ns.EndNode(3), "down": ns.EndNode(0)}, infoset="later"),
    ... }, infoset="first")
    >>> agents = agent_form(ns.ExtensiveGame.from_tree(tree, ["Ann"]))
    >>> agents.game
    NormalFormGame(first 2 × later 2)
    >>> agents.owners
    ('Ann', 'Ann')
    """
    problem = next((p for p in game.recall_problems() if p.absent_minded), None)
    if problem is not None:
        raise NotSupportedError(f"{problem}; an agent that moves twice in one play has no normal form")
    used = [h for h, s in enumerate(game.infosets) if s.player != CHANCE and len(game.members[h])]
    sizes = [len(game.infosets[h].actions) for h in used]
    if not used:
        raise GameError("nobody has anything to choose in this game")
    if len(used) > MAX_AGENTS or prod(sizes) * len(used) > max_payoffs:
        raise GameError(
            f"the agent form has {len(used)} agents, {_many(prod(sizes))} cells; at most {MAX_AGENTS} agents "
            f"and {max_payoffs:,} payoffs are built. LogitPath works on the tree itself, and "
            'certify(…, claim="agent") tests a profile'
        )
    players = sorted({game.infosets[h].player for h in used})
    axis = {h: i for i, h in enumerate(used)}
    pays = np.full((len(players), *sizes), Fraction(0), dtype=object)
    chance = exact_chance(game)
    for z in np.flatnonzero(game.terminal).tolist():
        cells: list[Any] = [slice(None)] * len(used)
        for h, a in path(game, z):
            if h in axis:
                cells[axis[h]] = a
        for row, k in enumerate(players):
            pays[(row, *cells)] += chance[z] * game.exact_payoffs[k, z]
    owners = [game.infosets[h].player for h in used]
    form = NormalFormGame(
        pays[[players.index(k) for k in owners]],
        players=_names(game, used),
        actions=[game.infosets[h].actions for h in used],
        title=game.title,
    )
    return AgentForm(game, form, tuple(used), tuple(game.players[k] for k in owners))


def _names(game: ExtensiveGame, used: Sequence[int]) -> list[str]:
    """Names of the information sets; with their number where two have the same."""
    names = [game.infoset_names[h] for h in used]
    return [n if names.count(n) == 1 else f"{n} ({h + 1})" for n, h in zip(names, used, strict=True)]


def _many(count: int) -> str:
    return f"{count:,}" if count < 10**12 else f"10^{len(str(count)) - 1}"
