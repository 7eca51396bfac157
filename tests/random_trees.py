"""Random game trees, and what a plain recursion over them says: nothing of negsim's array code is used.

Payoffs are small integers, so that ties are frequent; chance has simple fractions.
"""

from __future__ import annotations

import itertools
import random
from fractions import Fraction
from typing import Any

import negsim as ns

PLAYERS = ["Ann", "Bob", "Cid"]


def random_tree(
    rng: random.Random,
    *,
    players: int = 2,
    depth: int = 4,
    chance: float = 0.2,
    blur: float = 0.5,
    top: int = 3,
    inner_pay: float = 0.1,
    forget: str = "",
) -> ns.ExtensiveGame:
    """A random game: `blur` is how readily nodes that may be are put into one information set; with
    `forget` ("moves" or "everything") also such as came after different own moves.
    """
    names = PLAYERS[:players]
    pools: dict[Any, list[str]] = {}
    count = itertools.count()

    def pay() -> tuple[int, ...]:
        return tuple(rng.randint(0, top) for _ in names)

    def make(level: int, own: dict[str, tuple]) -> Any:
        if level == 0 or (level < depth and rng.random() < 0.15):
            return ns.EndNode(*pay())
        extra = pay() if rng.random() < inner_pay else None
        k = rng.choice([2, 2, 2, 3])
        if rng.random() < chance:
            weights = [rng.randint(1, 3) for _ in range(k)]
            branches = {
                str(a): (Fraction(w, sum(weights)), make(level - 1, own)) for a, w in enumerate(weights)
            }
            return ns.ChanceNode(branches, pays=extra)
        who = rng.choice(names)
        # nodes with the same own past and as many actions may look the same: recall stays perfect
        key: tuple[Any, ...] = (who, k, own[who])
        if forget == "moves":  # never where it is twice on a path
            key = (who, k, level)
        elif forget == "everything":
            key = (who, k)
        pool = pools.setdefault(key, [])
        if pool and rng.random() < blur:
            infoset = rng.choice(pool)
        else:
            infoset = f"{who}{next(count)}"
            pool.append(infoset)
        later = [make(level - 1, {**own, who: (*own[who], infoset, a)}) for a in range(k)]
        return ns.DecisionNode(
            who, {f"a{a}": node for a, node in enumerate(later)}, infoset=infoset, pays=extra
        )

    return ns.ExtensiveGame.from_tree(make(depth, dict.fromkeys(names, ())), names)


def random_profile(rng: random.Random, game: ns.ExtensiveGame) -> tuple[tuple[Fraction, ...], ...]:
    """Exact probabilities, many of them 0."""
    out = []
    for s in game.infosets:
        if s.probabilities is not None:
            out.append(s.probabilities)
            continue
        weights = [rng.choice([0, 0, 1, 2]) for _ in s.actions]
        if not any(weights):
            weights[rng.randrange(len(weights))] = 1
        out.append(tuple(Fraction(w, sum(weights)) for w in weights))
    return tuple(out)


def worth(game: ns.ExtensiveGame, profile: Any, node: int = 0) -> list[Fraction]:
    """What each player gets from a node on, by recursion; what is collected before the node is left out."""
    here = game.outcome[node]
    total = list(game.outcomes[here].payoffs) if here >= 0 else [Fraction(0)] * len(game.players)
    h = game.infoset[node]
    if h >= 0:
        for a, p in enumerate(profile[h]):
            if p:
                after = worth(game, profile, int(game.first[node]) + a)
                total = [t + p * x for t, x in zip(total, after, strict=True)]
    return total


def below(game: ns.ExtensiveGame, node: int) -> list[int]:
    """A node and all that follow."""
    return [node] + [
        v for a in range(int(game.n_actions[node])) for v in below(game, int(game.first[node]) + a)
    ]


def subgame_roots(game: ns.ExtensiveGame) -> list[int]:
    """Nodes that start a subgame, by the definition."""
    roots = []
    for v in range(len(game.parent)):
        inside = set(below(game, v))
        if game.infoset[v] >= 0 and all(
            inside.isdisjoint(m.tolist()) or inside >= set(m.tolist())
            for m, s in zip(game.members, game.infosets, strict=True)
            if s.player >= 0
        ):
            roots.append(v)
    return roots


def pure_strategies(game: ns.ExtensiveGame, sets: list[int]) -> Any:
    """All ways to choose an action at each of these information sets."""
    sizes = [range(len(game.infosets[h].actions)) for h in sets]
    for chosen in itertools.product(*sizes):
        yield {
            h: tuple(Fraction(int(b == a)) for b in sizes[i])
            for i, (h, a) in enumerate(zip(sets, chosen, strict=True))
        }


def best_gain(game: ns.ExtensiveGame, profile: Any, player: int, root: int = 0) -> Fraction:
    """The most that a player gains from a node on by any pure strategy, all of which are tried."""
    met = sorted({int(game.infoset[v]) for v in below(game, root)} - {-1})
    own = [h for h in met if game.infosets[h].player == player]
    stays = worth(game, profile, root)[player]
    best = stays
    for strategy in pure_strategies(game, own):
        changed = [strategy.get(h, v) for h, v in enumerate(profile)]
        best = max(best, worth(game, changed, root)[player])
    return best - stays
