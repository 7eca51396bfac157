"""Certificates of behaviour strategies: against trying every strategy, and with equilibria that were spoiled."""

import random
from fractions import Fraction

import numpy as np
import pytest
import random_trees as rt

import negsim as ns
from negsim.certificate import certify_behavior

CASES = [
    dict(players=2, depth=4, blur=0.6),
    dict(players=2, depth=4, blur=0.0, chance=0.1),
    dict(players=3, depth=4, blur=0.3, chance=0.4),
    dict(players=1, depth=4, blur=0.8, chance=0.5),
    dict(players=2, depth=5, blur=0.9, inner_pay=0.5),
]


def _few(game: ns.ExtensiveGame) -> bool:
    return all(
        np.prod([len(game.infosets[h].actions) for h in game.owned(k)] or [1]) <= 60
        for k in range(len(game.players))
    )


def _games(count: int, **more: object) -> list[tuple[ns.ExtensiveGame, random.Random]]:
    found = []
    for seed in range(10 * count):
        rng = random.Random(seed)
        game = rt.random_tree(rng, **{**CASES[seed % len(CASES)], **more})
        if _few(game):
            found.append((game, rng))
        if len(found) == count:
            break
    return found


def test_nash_gains_are_those_of_the_best_strategy() -> None:
    for game, rng in _games(50):
        profile = rt.random_profile(rng, game)
        wanted = [rt.best_gain(game, profile, k) for k in range(len(game.players))]
        value = rt.worth(game, profile)
        exact = certify_behavior(game, profile, [float(v) for v in value])
        assert list(exact.gains.values()) == [float(w) for w in wanted]
        assert exact.tolerance == 0
        assert exact.error == 0
        assert exact.valid == (not any(wanted))
        rounded = [np.array([float(p) for p in v]) for v in profile]
        found = certify_behavior(game, rounded, [float(v) for v in value])
        np.testing.assert_allclose(list(found.gains.values()), [float(w) for w in wanted], atol=1e-12)
        assert found.error < 1e-12
        assert found.valid == (not any(wanted))


def test_gains_in_subgames_are_those_of_the_best_strategy_there() -> None:
    proper = 0
    for game, rng in _games(50):
        profile = rt.random_profile(rng, game)
        roots = rt.subgame_roots(game)
        proper += len(roots) > 1
        wanted = [max(rt.best_gain(game, profile, k, r) for r in roots) for k in range(len(game.players))]
        exact = certify_behavior(game, profile, claim="subgame-perfect")
        assert list(exact.gains.values()) == [float(w) for w in wanted]
        rounded = [np.array([float(p) for p in v]) for v in profile]
        found = certify_behavior(game, rounded, claim="subgame-perfect")
        np.testing.assert_allclose(list(found.gains.values()), [float(w) for w in wanted], atol=1e-12)
    assert proper > 30


def test_agents_gain_at_one_set_alone() -> None:
    for game, rng in _games(40):
        profile = rt.random_profile(rng, game)
        value = rt.worth(game, profile)
        wanted = [Fraction(0)] * len(game.players)
        for h, s in enumerate(game.infosets):
            for strategy in rt.pure_strategies(game, [h]) if s.player >= 0 else ():
                changed = [strategy.get(g, v) for g, v in enumerate(profile)]
                gain = rt.worth(game, changed)[s.player] - value[s.player]
                wanted[s.player] = max(wanted[s.player], gain)
        found = certify_behavior(game, profile, claim="agent")
        assert list(found.gains.values()) == [float(w) for w in wanted]


def test_who_forgets_is_tried_strategy_by_strategy() -> None:
    tried = refused = 0
    for game, rng in _games(40, forget="moves") + _games(40, forget="everything", depth=3):
        if game.perfect_recall:
            continue
        profile = rt.random_profile(rng, game)
        if any(p.absent_minded for p in game.recall_problems()):
            with pytest.raises(ns.NotSupportedError, match='claim="agent"'):
                certify_behavior(game, profile)
            refused += 1
            continue
        wanted = [rt.best_gain(game, profile, k) for k in range(len(game.players))]
        found = certify_behavior(game, profile)
        assert list(found.gains.values()) == [float(w) for w in wanted]
        rounded = [np.array([float(p) for p in v]) for v in profile]
        found = certify_behavior(game, rounded)
        np.testing.assert_allclose(list(found.gains.values()), [float(w) for w in wanted], atol=1e-12)
        tried += 1
    assert tried > 10
    assert refused > 10
