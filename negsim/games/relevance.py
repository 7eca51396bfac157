"""How much choices matter that a player might make: the yardstick for what counts as no gain."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from negsim.games.extensive_form import ExtensiveGame

__all__ = ["ROUNDING", "relevant_spans", "relevant_tree_spans", "spans_against"]

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

ROUNDING = 4e9  # certificates allow for a thousand-millionth of the scale: four times what rounding may do
MOST_COMPARED = 200_000_000  # payoffs in all comparisons of two actions; beyond, no action is left aside
MOST_ROUNDS = 4  # of elimination that are looked back upon: the whole game, and what was kept last
MOST_PASSES = 20  # over a tree: each lets one more round of choices that nobody would make go
MOST_LEVELS = 20_000  # in all passes


def relevant_spans(payoffs: Floats) -> Floats:
    """Half of the largest difference that each player's own choice makes [player], among relevant actions.

    Actions that another one is as good as in every cell, and better in some, are left aside, again and
    again; where that leaves nothing to choose, the next best actions count. For a yardstick that is
    harmless: nothing else is concluded from it.

    Parameters
    ----------
    payoffs : f8 [player, a_1, …, a_n]
    """
    kept = [np.arange(m) for m in payoffs.shape[1:]]
    rounds = [kept]
    tables = list(payoffs)
    while sum(t.size * t.shape[k] for k, t in enumerate(tables)) <= MOST_COMPARED:
        keep = [_undominated(t, k) for k, t in enumerate(tables)]
        if all(len(a) == len(old) for a, old in zip(keep, kept, strict=True)):
            break
        tables = [t[np.ix_(*keep)] for t in tables]
        kept = [old[a] for a, old in zip(keep, kept, strict=True)]
        rounds.append(kept)
    return np.array([_span_of(payoffs[k], k, rounds) for k in range(len(payoffs))])


def _span_of(whole: Floats, k: int, rounds: list[list[NDArray[np.intp]]]) -> float:
    """Half of the largest difference of a player among relevant actions, if there is any."""
    last = rounds[-1]
    if span := _span(whole[np.ix_(*last)], k):
        return span
    # which actions are the next best depends on what of the others' counts: a tie in what was kept to the end
    # must not make a catastrophe count, so that several rounds are asked, and the least difference taken
    if len(rounds) > MOST_ROUNDS:
        rounds = [rounds[0], *rounds[1 - MOST_ROUNDS :]]
    spans = {
        _least_span(whole[np.ix_(*kept[:k], own[k], *kept[k + 1 :])], k, np.isin(own[k], last[k]))
        for r, kept in enumerate(rounds)
        for own in rounds[: r + 1]
    }
    return min(spans - {0.0}, default=0.0)


def _least_span(table: Floats, k: int, kept: Mask) -> float:
    """Half of the largest difference of a player among what was kept and the fewest next best that differ."""
    counted = np.flatnonzero(kept)
    while not (span := _span(table.take(counted, axis=k), k)) and len(counted) < len(kept):
        rest = np.setdiff1d(np.arange(len(kept)), counted)
        if table.size * len(rest) <= MOST_COMPARED:
            rest = rest[_undominated(table.take(rest, axis=k), k)]
        counted = np.union1d(counted, rest)
    return span


def _span(table: Floats, k: int) -> float:
    return float((table.max(axis=k) / 2 - table.min(axis=k) / 2).max())


def _undominated(table: Floats, k: int) -> NDArray[np.intp]:
    """Actions that no other one is as good as everywhere and better somewhere; of equal ones all."""
    rows = np.moveaxis(table, k, 0).reshape(table.shape[k], -1)
    kept = [
        a for a, row in enumerate(rows) if not ((rows >= row).all(axis=1) & (rows > row).any(axis=1)).any()
    ]
    return np.array(kept, dtype=np.intp)


def relevant_tree_spans(game: ExtensiveGame) -> Floats:
    """Half of the largest difference that a player's own choice can make in a tree [player].

    At an own node, how far apart the ends below it are; ends count that some plan without obviously bad
    actions leads to. An action is obviously bad if the best that it may lead to is no better than the worst
    that another one does, wherever in its information set play is. As in games in normal form, a catastrophe
    that comes about elsewhere, or that nobody would choose, does not make a gain look small, and where
    nothing is left to choose the next best actions count. Where one action is left there is no choice, and
    what chance never does counts for nothing.
    """
    if not len(game.infosets):
        return np.zeros(len(game.players))
    halves = np.where(game.terminal, game.payoffs / 2, 0.0)
    alive = np.array(
        [p is None or p > 0 for s in game.infosets for p in s.probabilities or (None,) * len(s.actions)]
    )
    for _ in range(max(1, min(MOST_PASSES, MOST_LEVELS // len(game.levels)))):
        high, low, reached = _extremes(game, halves, alive)
        bad = _obviously_bad(game, high, low, alive)
        if not bad.any():
            break
        alive &= ~bad
    spans = np.zeros(len(game.players))
    left = np.add.reduceat(alive.astype(np.int64), game.action_offset)  # actions of each set
    choice = np.append(left > 1, False)[game.infoset]
    for k in range(len(spans)):
        own = game.owner == k
        if own.any():
            spans[k] = (high - low)[k, own & reached & choice].max(initial=0.0) or _next_best(
                game, high, low, alive, own
            )
    return spans


def spans_against(game: ExtensiveGame, profile: Sequence[Any], *, everywhere: bool) -> Floats:
    """Half of the largest difference that a player's own choice makes against what others ever do [player].

    Parameters
    ----------
    profile : sequence of f8 [action]
        Probabilities at every information set.
    everywhere : bool
        Whether nodes count that the others keep play from, since subgames may start there.
    """
    spans = np.zeros(len(game.players))
    if not len(game.infosets):
        return spans
    done = np.concatenate([np.asarray(v, dtype=np.float64) for v in profile]) > 0
    halves = np.where(game.terminal, game.payoffs / 2, 0.0)
    owners = np.repeat([s.player for s in game.infosets], [len(s.actions) for s in game.infosets])
    for k in range(len(spans)):
        own = game.owner == k
        if own.any():
            high, low, reached = _extremes(game, halves[k : k + 1], done | (owners == k))
            spans[k] = (high - low)[0, own & (reached | everywhere)].max(initial=0.0)
    return spans


def _next_best(game: ExtensiveGame, high: Floats, low: Floats, alive: Mask, own: Mask) -> float:
    """How much the best action of a set is better than the next one, where that is least; but no less than a
    millionth of where it is most, since that may be a matter of rounding.
    """
    k = int(game.owner[own][0])
    child = np.arange(1, len(game.parent))
    child = child[own[game.parent[child]]]
    above, action = game.parent[child], game.arrival[child]
    best = np.full(len(game.parent), -np.inf)
    np.maximum.at(best, above, np.where(alive[action], high[k, child], -np.inf))
    gap = np.zeros(len(alive))
    np.maximum.at(gap, action, best[above] - low[k, child])
    sets = np.full(len(game.infosets), np.inf)
    some = gap[action] > 0
    np.minimum.at(sets, game.infoset[above][some], gap[action][some])
    sets = sets[np.isfinite(sets)]
    return max(float(sets.min()), float(sets.max()) / 1e6) if len(sets) else 0.0


def _extremes(game: ExtensiveGame, halves: Floats, alive: Mask) -> tuple[Floats, Floats, Mask]:
    """Best and worst end below each node [player, node], and nodes that are not left aside [node]."""
    open_ = np.concatenate([[True], alive[game.arrival[1:]]])
    high, low = halves.copy(), halves.copy()
    for nodes in reversed(game.levels[1:]):
        heads = np.flatnonzero(game.branch[nodes] == 0)
        above = game.parent[nodes][heads]
        shut = ~open_[nodes]
        high[:, above] = np.maximum.reduceat(np.where(shut, -np.inf, high[:, nodes]), heads, axis=1)
        low[:, above] = np.minimum.reduceat(np.where(shut, np.inf, low[:, nodes]), heads, axis=1)
    reached = open_
    for nodes in game.levels[1:]:
        reached[nodes] &= reached[game.parent[nodes]]
    return high, low, reached


def _obviously_bad(game: ExtensiveGame, high: Floats, low: Floats, alive: Mask) -> Mask:
    """Actions that are obviously no better than the one of their set with the best worst ends [action]."""
    child = np.arange(1, len(game.parent))
    child = child[game.owner[game.parent[child]] >= 0]
    above = game.parent[child]
    action, owner, infoset = game.arrival[child], game.owner[above], game.infoset[above]
    worst = np.full(len(alive), np.inf)
    np.minimum.at(worst, action, low[owner, child])
    worst[~alive] = -np.inf
    offset = game.action_offset.astype(np.int64)
    sets = np.repeat(np.arange(len(offset)), np.diff(np.append(offset, len(alive))))
    last = np.append(offset[1:], len(alive)) - 1
    safest = np.lexsort((worst, sets))[last]  # action of each set whose worst end is best
    other = game.first[above] + (safest - offset)[infoset]
    no_better, worse = np.zeros(len(alive), dtype=bool), np.zeros(len(alive), dtype=bool)
    no_better[action] = True  # chance has no actions to leave aside
    np.logical_and.at(no_better, action, high[owner, child] <= low[owner, other])
    np.logical_or.at(worse, action, low[owner, child] < high[owner, other])
    worse[safest] = False
    return no_better & worse & alive
