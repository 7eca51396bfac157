"""Certificates of behaviour strategies: against trying every strategy, and on spoiled equilibria."""

import random
from fractions import Fraction
from itertools import product

import numpy as np
import pytest

import negsim as ns
import random_trees as rt
from negsim.certificate import certify_behavior
from negsim.games.extensive_form import InformationSet, Outcome

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


# --- spoiled equilibria


def _deterrence() -> ns.ExtensiveGame:
    answer = ns.DecisionNode("Incumbent", {"yield": ns.EndNode(1, 1), "fight": ns.EndNode(-1, -1)})
    root = ns.DecisionNode("Entrant", {"out": ns.EndNode(0, 2), "in": answer})
    return ns.ExtensiveGame.from_tree(root, ["Entrant", "Incumbent"])


def test_what_is_done_off_the_path_matters_in_subgames_only() -> None:
    game = _deterrence()
    good = game.exact_profile(["in", "yield"])
    for claim in ("Nash", "subgame-perfect", "agent"):
        assert certify_behavior(game, good, [1, 1], claim=claim).valid
    threat = game.exact_profile(["out", "fight"])
    assert certify_behavior(game, threat, [0, 2]).valid
    assert certify_behavior(game, threat, [0, 2], claim="agent").valid
    spoiled = certify_behavior(game, threat, [0, 2], claim="subgame-perfect")
    assert not spoiled.valid
    assert spoiled.gains == {"Entrant": 0.0, "Incumbent": 2.0}
    with pytest.raises(ns.SolverError, match=r"subgame-perfect\) FAILS.*Incumbent"):
        spoiled.demand()


def test_spoiled_equilibria_fail() -> None:
    """Of every random equilibrium: a wrong value, a probability moved on the path, one moved off it."""
    on = off = 0
    for game, _ in _games(25, players=2, top=9):
        found = ns.solve(game, method=ns.SubgamePerfect(limit=3))[0]
        worth = list(found.values.values())
        scale = float(game.scale.max())
        for exact in (False, True) if found.exact is not None else (False,):
            profile = found.exact if exact else found.strategy
            assert certify_behavior(game, profile, worth, claim="subgame-perfect").valid
            wrong = certify_behavior(
                game, profile, [worth[0] + 1e-4 * scale, worth[1]], claim="subgame-perfect"
            )
            assert not wrong.valid
            assert wrong.error > 1e-5
        reach = game.reach(found.strategy)
        for h, s in enumerate(game.infosets):
            if s.player < 0 or len(s.actions) < 2:
                continue
            changed = [np.array(v) for v in found.strategy]
            changed[h] = np.roll(changed[h], 1)
            nash, perfect = (certify_behavior(game, changed, claim=c) for c in ("Nash", "subgame-perfect"))
            rolled = [tuple(Fraction(float(p)).limit_denominator(10**6) for p in v) for v in changed]
            if any(sum(v) != 1 for v in rolled):
                continue
            rolled = [s.probabilities or v for s, v in zip(game.infosets, rolled, strict=True)]
            gain = {k: rt.best_gain(game, rolled, k) for k in range(2)}
            anywhere = {
                k: max(rt.best_gain(game, rolled, k, r) for r in rt.subgame_roots(game)) for k in range(2)
            }
            assert nash.valid == (not any(gain.values()))
            assert perfect.valid == (not any(anywhere.values()))
            if reach[game.members[h]].any():
                on += not nash.valid
            else:
                off += nash.valid and not perfect.valid
    assert on > 20
    assert off > 20


@pytest.mark.parametrize("claim", ["Nash", "subgame-perfect", "agent"])
@pytest.mark.parametrize(
    "profile",
    [
        [[0.5, 0.6], [1, 0], [0.5, 0.5]],  # more than 1
        [[1.5, -0.5], [1, 0], [0.5, 0.5]],  # negative
        [[1.0], [1, 0], [0.5, 0.5]],  # an action missing
        [[1, 0], [1, 0]],  # a set missing
        [[np.nan, 1.0], [1, 0], [0.5, 0.5]],
        [[1, 0], [1, 0], [0.4, 0.6]],  # chance does something else
    ],
)
def test_no_profile_is_no_equilibrium(profile: list, claim: str) -> None:
    luck = ns.ChanceNode({"a": ("1/2", ns.EndNode(1, 0)), "b": ("1/2", ns.EndNode(0, 1))})
    answer = ns.DecisionNode("B", {"l": luck, "r": ns.EndNode(0, 0)})
    game = ns.ExtensiveGame.from_tree(ns.DecisionNode("A", {"l": answer, "r": ns.EndNode(0, 0)}), ["A", "B"])
    good = [[1, 0], [1, 0], [Fraction(1, 2)] * 2]
    assert certify_behavior(game, good, [0.5, 0.5], claim=claim).valid
    bad = certify_behavior(game, profile, [0.5, 0.5], claim=claim)
    assert not bad.valid
    assert set(bad.gains.values()) == {float("inf")}
    assert not certify_behavior(game, good, [float("nan"), 0.5], claim=claim).valid


def test_other_claims_are_refused() -> None:
    with pytest.raises(ns.GameError, match="Nash"):
        certify_behavior(_deterrence(), [[1, 0], [1, 0]], claim="correlated")


def test_units_and_origin_change_nothing() -> None:
    for seed in range(30):
        rng = random.Random(seed)
        game = rt.random_tree(rng, depth=4, blur=0.5, inner_pay=0)
        profile = [np.array([float(p) for p in v]) for v in rt.random_profile(rng, game)]
        for claim in ("Nash", "subgame-perfect", "agent"):
            before = certify_behavior(game, profile, claim=claim)
            for unit, origin in ((Fraction(1, 10**8), 0), (10**4, 0), (1, 10**5)):
                outcomes = [
                    Outcome(tuple(x * unit + origin for x in o.payoffs), "", o.number) for o in game.outcomes
                ]
                other = ns.ExtensiveGame(
                    game.players,
                    game.infosets,
                    game.infoset,
                    game.parent,
                    game.branch,
                    outcomes,
                    game.outcome,
                )
                after = certify_behavior(other, profile, claim=claim)
                assert after.valid == before.valid
                np.testing.assert_allclose(
                    list(after.gains.values()),
                    [g * float(unit) for g in before.gains.values()],
                    atol=1e-9 * float(unit),
                )


def test_chance_that_was_written_with_too_few_digits() -> None:
    """Probabilities that sum to a little less than 1 are the game's own: no gain comes of that."""
    sets = [
        InformationSet(-1, ("a", "b", "c"), "", 1, (Fraction("0.3333333333"),) * 3),
        InformationSet(0, ("l", "r"), "", 1),
    ]
    outcomes = [Outcome((Fraction(x),), "", i) for i, x in enumerate((1000, 1001, 1002, 1001))]
    game = ns.ExtensiveGame(
        ["A"],
        sets,
        [0, 1, -1, -1, -1, -1],
        [-1, 0, 0, 0, 1, 1],
        [-1, 0, 1, 2, 0, 1],
        outcomes,
        [-1, -1, 0, 1, 2, 3],
    )
    for profile in (game.exact_profile(["l"]), game.profile(["l"])):
        for claim in ("Nash", "subgame-perfect"):
            assert certify_behavior(game, profile, game.values(game.profile(["l"])), claim=claim).valid


@pytest.mark.parametrize("w", [0, 100, 10**6, 10**9, 10**12])
def test_a_catastrophe_that_nobody_chooses_hides_no_gain(w: int) -> None:
    """An entry game in which each may also bring ruin to both, and chance may bring it before they move."""
    ruin = ns.EndNode(-w, -w)
    fight = ns.DecisionNode("Incumbent", {"yield": ns.EndNode(1, 1), "fight": ns.EndNode(0, 0), "ruin": ruin})
    entry = ns.DecisionNode("Entrant", {"out": ns.EndNode("1/2", 2), "in": fight, "ruin": ruin})
    start = ns.ChanceNode({"peace": ("1/2", entry), "war": ("1/2", ruin)})
    game = ns.ExtensiveGame.from_tree(start, ["Entrant", "Incumbent"])
    for profile, claim, gains in (
        (["in", "yield"], "subgame-perfect", (0, 0)),
        (["out", "fight"], "Nash", (0, 0)),
        (["out", "fight"], "subgame-perfect", (0, 1)),
        (["out", "yield"], "Nash", (0.25, 0)),
        (["in", "fight"], "Nash", (0.25, 0.5)),
    ):
        certificate = certify_behavior(game, game.profile(profile), claim=claim)
        np.testing.assert_allclose(list(certificate.gains.values()), gains, atol=1e-3)
        assert certificate.valid == (not any(gains))


def test_scale_of_information_sets_that_span_depths() -> None:
    """What counts is the best and the worst that an action may lead to anywhere in the set."""
    deep = ns.DecisionNode("A", {"l": ns.EndNode(0, 5), "r": ns.EndNode(2, 7)}, infoset="where")
    early = ns.DecisionNode("A", {"l": ns.EndNode(1, 0), "r": ns.EndNode(4, 0)}, infoset="where")
    tree = ns.DecisionNode(
        "B", {"now": early, "later": ns.DecisionNode("B", {"go": deep, "quit": ns.EndNode(9, 1)})}
    )
    game = ns.ExtensiveGame.from_tree(tree, ["A", "B"])
    np.testing.assert_allclose(game.scale, [3, 6], rtol=1e-4)  # of A where r is 3 better, of B over quitting


@pytest.mark.parametrize("large", [1e4, 1e10, 1e13])
def test_a_large_payoff_that_the_others_never_bring_about_hides_no_gain(large: float) -> None:
    """The incumbent could ruin the entrant, and does not: between in and out it loses 1 all the same."""
    after = ns.DecisionNode("B", {"yield": ns.EndNode(3, 3), "ruin": ns.EndNode(-large, 4)})
    game = ns.ExtensiveGame.from_tree(
        ns.DecisionNode("A", {"in": after, "out": ns.EndNode(2, 0)}), ["A", "B"]
    )
    certificate = certify_behavior(game, game.profile(["out", "yield"]))
    assert certificate.gains == {"A": 1.0, "B": 0.0}
    assert not certificate.valid


@pytest.mark.parametrize("claim", ["Nash", "subgame-perfect", "agent"])
def test_what_chance_never_does_hides_no_gain(claim: str) -> None:
    """The fortune has probability 0: quitting loses 1 against going on."""
    draw = ns.ChanceNode({"never": (0, ns.EndNode(1e12)), "always": (1, ns.EndNode(-1))})
    game = ns.ExtensiveGame.from_tree(ns.DecisionNode("A", {"go": draw, "quit": ns.EndNode(-2)}), ["A"])
    assert game.scale[0] < 1e7  # room for rounding beside 1e12, but not 1e12
    certificate = ns.certify(game, ["quit"], claim=claim)
    assert certificate.gains == {"A": 1.0}
    assert not certificate.valid
    assert ns.certify(game, ["go"], claim=claim).valid


def test_a_draw_after_the_only_good_choice_hides_no_gain() -> None:
    """What chance makes of "draw" is no choice of A's, and nothing else at the root comes near."""
    draw = ns.ChanceNode({"luck": ("1/2", ns.EndNode(1e12)), "none": ("1/2", ns.EndNode(3))})
    later = ns.DecisionNode("A", {"bad": ns.EndNode(-1), "good": ns.EndNode(1)})
    game = ns.ExtensiveGame.from_tree(ns.DecisionNode("A", {"draw": draw, "later": later}), ["A"])
    assert not ns.certify(game, ["draw", "bad"], claim="subgame-perfect").valid
    assert ns.certify(game, ["draw", "good"], claim="subgame-perfect").valid


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("claim", ["Nash", "subgame-perfect", "agent"])
def test_payoffs_near_the_largest_float(claim: str) -> None:
    """Their difference is no float; as a nan it once counted as no gain."""
    game = ns.ExtensiveGame.from_tree(
        ns.DecisionNode("A", {"x": ns.EndNode(1.7e308), "y": ns.EndNode(-1.7e308)}), ["A"]
    )
    assert ns.certify(game, ["x"], claim=claim).valid
    assert not ns.certify(game, ["y"], claim=claim).valid
    assert ns.certify(game, [[0.5, 0.5]], claim=claim).gains == {"A": 1.7e308}


@pytest.mark.parametrize("claim", ["Nash", "subgame-perfect", "agent"])
@pytest.mark.parametrize("threat", [1e6, 1e11, 1e15, 1e18, 1e40, 1e300])
def test_a_threat_that_is_not_carried_out_hides_no_gain(threat: float, claim: str) -> None:
    """Beside it floats lose what A gains by entering; fractions do not."""
    reply = ns.DecisionNode("B", {"share": ns.EndNode(1, 1), "fight": ns.EndNode(-threat, -threat)})
    game = ns.ExtensiveGame.from_tree(
        ns.DecisionNode("A", {"stay out": ns.EndNode(0, threat), "enter": reply}), ["A", "B"]
    )
    half = ns.certify(game, [[0.5, 0.5], "share"], claim=claim)
    assert half.gains == {"A": 0.5, "B": 0.0}
    assert half.relative["A"] == pytest.approx(0.5, rel=0.01)
    assert not half.valid
    assert ns.certify(game, ["enter", "share"], claim=claim).valid
    third = [1 / 3, 1 / 3, 1 / 3]  # sums to 1 up to rounding, which payoffs of 1e300 must not show
    three = ns.ExtensiveGame.from_tree(
        ns.DecisionNode("A", {"x": ns.EndNode(threat, 0), "y": ns.EndNode(threat, 0), "z": reply}), ["A", "B"]
    )
    assert ns.certify(three, [[0.5, 0.5, 0.0], "share"], claim=claim).valid
    assert not ns.certify(three, [third, "share"], claim=claim).valid


def test_threats_in_random_trees_hide_no_gain() -> None:
    """A gain that is large beside all that the player can bring about is seen, whatever else there is."""
    seen = 0
    for game, rng in _games(150, chance=0.0, players=2):
        outcomes = [
            Outcome(tuple(p * (10**12 if rng.random() < 0.2 else 1) for p in o.payoffs), o.label, o.number)
            for o in game.outcomes
        ]
        parts = game.players, game.infosets, game.infoset, game.parent, game.branch
        wild = ns.ExtensiveGame(*parts, outcomes, game.outcome)
        plan = [rng.choice(s.actions) for s in wild.infosets]
        found = ns.certify(wild, plan)
        for k, player in enumerate(wild.players):
            ends = []
            for own in product(*(wild.infosets[h].actions for h in wild.owned(k))):
                other = list(plan)
                for h, action in zip(wild.owned(k), own, strict=True):
                    other[h] = action
                ends.append(wild.values(wild.profile(other))[k])
            gain, reach = max(ends) - wild.values(wild.profile(plan))[k], max(ends) - min(ends)
            assert found.gains[player] == gain
            if gain > 1.1e-9 * reach:
                seen += reach < 1e6
                assert found.relative[player] > found.tolerance
    assert seen > 20
