"""Certificates of behaviour strategies in game trees: each player's own best reply to all others.

Nothing here, nor in `tree_replies`, is shared with a solver. A profile that spoils nothing but what is done
off the path of play stays a Nash equilibrium; that it is no more than that shows in subgames.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from negsim.certificate.certificate import Certificate
from negsim.certificate.tree_replies import Numbers, Play, best_gain
from negsim.errors import GameError
from negsim.games.extensive_form import CHANCE, ExtensiveGame

__all__ = ["Claim", "certify_behavior"]

Claim = Literal["Nash", "subgame-perfect", "agent", "correlated", "coarse correlated"]

TOLERANCE = 1e-9  # of `ExtensiveGame.scale`, and of sums of probabilities
DROWNED = 2.0  # times what matters: where room for rounding makes a scale larger, floats cannot decide
MOST_DIGITS = (
    500_000  # nodes × mixed moves before one: up to so many, fractions of floats take a second or so
)

Ints = NDArray[np.int64]


def certify_behavior(
    game: ExtensiveGame,
    profile: Sequence[Any],
    claimed: Sequence[float] | None = None,
    *,
    claim: Claim = "Nash",
    tolerance: float = TOLERANCE,
) -> Certificate:
    """Certify a behaviour strategy profile.

    Parameters
    ----------
    game : ExtensiveGame
    profile : sequence of array-like [action]
        Probabilities at every information set, those of chance included; fractions are computed with
        exactly, and then certified with no tolerance at all. What is no profile of this game (a negative
        probability, a sum that is not 1, other probabilities of chance) gets infinite gains.
    claimed : sequence of float, optional
        Values that the solver reports.
    claim : {"Nash", "subgame-perfect", "agent"}
        ``"Nash"``: the most that a player gains by any other strategy. ``"subgame-perfect"``: the most that
        it gains so in any subgame, had play come there. ``"agent"``: the most that it gains by other choices
        at a single information set, all else as it is (Selten 1975); where one play can pass a set twice, by
        another choice at one visit (modified multiselves, Piccione & Rubinstein 1997).
    tolerance : float
        As a share of how much each player's own choices can matter to it: `ExtensiveGame.scale`, or less if
        they matter less against what the others ever do here.

    Raises
    ------
    NotSupportedError
        If a player forgets what it knew or did, and has too many strategies to try them all, or may meet an
        information set twice; or if it does and subgames were to be tested.

    Examples
    --------
    >>> import negsim as ns
    >>> tree = ns.DecisionNode("Entrant", {
    ...     "out": ns.EndNode(0, 2),
    ...     "in": ns.DecisionNode("Incumbent", {"yield": ns.EndNode(1, 1), "fight": ns.EndNode(-1, -1)}),
    ... })
    >>> game = ns.ExtensiveGame.from_tree(tree, ["Entrant", "Incumbent"])
    >>> threat = game.profile(["out", "fight"])
    >>> certify_behavior(game, threat).gains
    {'Entrant': 0.0, 'Incumbent': 0.0}
    >>> certify_behavior(game, threat, claim="subgame-perfect").gains
    {'Entrant': 0.0, 'Incumbent': 2.0}
    """
    if claim not in ("Nash", "subgame-perfect", "agent"):
        raise GameError(f'of behaviour in a game tree only "Nash", "subgame-perfect", "agent", not "{claim}"')
    scale = dict(zip(game.players, map(float, game.scale), strict=True))
    exact = all(isinstance(p, (Fraction, int)) for v in profile for p in v)
    flat = _flat(game, profile, exact)
    if flat is None:
        nothing = float("inf")
        error = 0.0 if claimed is None else nothing
        return Certificate(
            dict.fromkeys(game.players, nothing), error, 0.0 if exact else tolerance, claim, scale
        )
    drowned = False
    if not exact:
        everywhere = claim == "subgame-perfect"
        against = game.scale_against(profile, everywhere=everywhere)
        bare = game.scale_against(profile, everywhere=everywhere, room=False)
        lost = (bare > 0) & (against / DROWNED > bare)
        if drowned := bool(lost.any()) and _few_digits(game, flat):
            flat, against = _fractions(game, flat), bare
        scale = dict(zip(game.players, map(float, against), strict=True))
    play = Play(game, flat, exact or drowned)
    players = range(len(game.players))
    if claim == "agent":
        gains = [_at_one_set(play, k) for k in players]
    else:
        roots = _roots(game) if claim == "subgame-perfect" else np.zeros(1, dtype=np.int64)
        gains = [best_gain(play, k, roots) for k in players]
    error = 0.0
    if claimed is not None:
        sizes = np.maximum(game.scale, np.abs(game.payoffs[:, game.terminal]).max(axis=1))
        off = [abs(float(c) - float(play.value(k))) / (float(sizes[k]) or 1.0) for k, c in enumerate(claimed)]
        off = [x if np.isfinite(x) else float("inf") for x in off]  # nan would compare as nothing
        error = max(off) if not exact or max(off) > TOLERANCE else 0.0  # values are shown as floats
    found = dict(zip(game.players, map(float, gains), strict=True))
    return Certificate(found, error, 0.0 if exact else tolerance, claim, scale)


def _flat(game: ExtensiveGame, profile: Sequence[Any], exact: bool) -> Numbers | None:
    """Probabilities of the actions of all information sets in a row; None if that is no profile."""
    if len(profile) != len(game.infosets):
        return None
    if any(len(v) != len(s.actions) for v, s in zip(profile, game.infosets, strict=True)):
        return None
    if not len(profile):
        return np.zeros(0)
    if exact:
        flat: Numbers = np.array([p for v in profile for p in v], dtype=object)
    else:
        flat = np.concatenate([np.asarray(v, dtype=np.float64) for v in profile])
    chance = [h for h, s in enumerate(game.infosets) if s.player == CHANCE]
    offset = game.action_offset
    slack = 0 if exact else TOLERANCE
    for h in chance:
        given = game.infosets[h].probabilities
        assert given is not None
        found = flat[offset[h] : offset[h] + len(given)]
        if not all(abs(p - (q if exact else float(q))) <= slack for p, q in zip(found, given, strict=True)):
            return None
    total = np.add.reduceat(flat, offset)
    total[chance] = 1  # what chance does is as the game says, and that may be rounded
    fits = (flat >= -slack).all() and (abs(total - 1) <= slack).all()
    return flat if fits else None


def _few_digits(game: ExtensiveGame, flat: Numbers) -> bool:
    """Whether what floats cannot decide can be computed in fractions: each mixed move makes them longer."""
    mixed = np.zeros(len(game.parent), dtype=np.int64)
    own = (flat > 0) & (flat < 1)
    for nodes in game.levels[1:]:
        mixed[nodes] = mixed[game.parent[nodes]] + own[game.arrival[nodes]]
    return int((1 + mixed).sum()) <= MOST_DIGITS


def _fractions(game: ExtensiveGame, flat: Numbers) -> Numbers:
    """The same probabilities as fractions whose sums are 1; those of chance as the game has them."""
    exact: list[Fraction] = []
    for s, v in zip(game.infosets, np.split(flat, game.action_offset[1:]), strict=True):
        own = [Fraction(max(p, 0.0)) for p in v.tolist()]
        total = sum(own, Fraction(0))
        exact.extend(s.probabilities or (p / total for p in own))
    return np.array(exact, dtype=object)


def _at_one_set(play: Play, player: int) -> Any:
    """The most that is gained at a single information set, given how often play comes there."""
    game = play.game
    worth, reach = play.worth(player), play.reach
    mine = np.flatnonzero((game.owner[game.parent] == player) & (game.parent >= 0))
    if not len(mine):
        return 0
    total = play.zeros(int(game.arrival.max()) + 1)
    above = game.parent[mine]
    np.add.at(total, game.arrival[mine], reach[above] * (worth[mine] - worth[above]))
    return play.in_its_units(player, max(0, max(total[game.arrival[mine]])))


def _roots(game: ExtensiveGame) -> Ints:
    """Nodes that start a subgame: information sets of several nodes spoil all nodes on the ways up from them
    to where these ways meet. The whole game is always one.
    """
    members = np.bincount(game.infoset[game.owner >= 0], minlength=len(game.infosets) + 1)
    shared = np.flatnonzero((game.owner >= 0) & (members[game.infoset] > 1))
    spoilt = game.terminal.copy()
    depth, parent = game.depth.astype(np.int64), game.parent.astype(np.int64)
    size = len(parent)
    ways = game.infoset[shared].astype(np.int64) * size + shared  # a set, and a node on a way up from it
    while len(ways):
        sets = ways // size
        many = np.bincount(sets)[sets] > 1  # those that have met are done with
        ways, sets = ways[many], sets[many]
        nodes = ways % size
        deepest = np.zeros(len(game.infosets), dtype=np.int64)
        np.maximum.at(deepest, sets, depth[nodes])
        up = depth[nodes] == deepest[sets]
        spoilt[nodes[up]] = True
        ways = np.unique(sets * size + np.where(up, parent[nodes], nodes))
    return np.flatnonzero(~spoilt | (np.arange(size) == 0))
