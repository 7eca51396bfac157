"""`SubgamePerfect` against recursion and brute force on random trees, and on unrolled scenarios."""

import itertools
import random
from fractions import Fraction

import numpy as np
import pytest

import negsim as ns
import random_scenarios
import random_trees as rt
from negsim.certificate import certify_behavior
from negsim.errors import NegsimError
from negsim.games.extensive_form import ExtensiveGame, InformationSet, Outcome
from negsim.solvers.scenarios.tied_strategies import all_equilibria


def backward(game: ns.ExtensiveGame, v: int = 0) -> list[tuple[dict[int, int], list[Fraction]]]:
    """All pure subgame-perfect equilibria under perfect information, by recursion: choices, and values."""
    h = int(game.infoset[v])
    o = game.outcome[v]
    here = list(game.outcomes[o].payoffs) if o >= 0 else [Fraction(0)] * len(game.players)
    if h < 0:
        return [({}, here)]
    s = game.infosets[h]
    out = []
    for combination in itertools.product(
        *(backward(game, int(game.first[v]) + a) for a in range(len(s.actions)))
    ):
        done = {g: a for chosen, _ in combination for g, a in chosen.items()}
        worths = [w for _, w in combination]
        if s.probabilities is not None:
            means = [
                sum((p * w[i] for p, w in zip(s.probabilities, worths, strict=True)), x)
                for i, x in enumerate(here)
            ]
            out.append((done, means))
            continue
        best = max(w[s.player] for w in worths)
        for a, w in enumerate(worths):
            if w[s.player] == best:
                out.append(({**done, h: a}, [x + y for x, y in zip(here, w, strict=True)]))
    return out


def test_perfect_information_gives_all_pure_equilibria() -> None:
    words = set()
    for seed in range(90):
        rng = random.Random(seed)
        game = rt.random_tree(
            rng,
            players=1 + seed % 3,
            depth=3 + seed % 2,
            blur=0,
            inner_pay=0.2,
            top=[2, 3, 6][seed % 3],
        )
        wanted = backward(game)
        if len(wanted) > 20:
            continue
        found = ns.solve(game, method=ns.SubgamePerfect())
        chosen = {
            tuple((h, int(v.argmax())) for h, v in enumerate(e.strategy) if game.infosets[h].player >= 0)
            for e in found
        }
        assert len(found) == len(chosen)
        assert chosen == {tuple(sorted(done.items())) for done, _ in wanted}
        worths = sorted(tuple(float(x) for x in w) for _, w in wanted)
        np.testing.assert_allclose(sorted(tuple(e.values.values()) for e in found), worths, atol=1e-12)
        assert all(e.certificate.tolerance == 0 and e.certificate.claim == "subgame-perfect" for e in found)
        words.add(found.completeness)
        assert (found.completeness == "unique") == (len(wanted) == 1)
        # "all extreme points": every mixture of them is one too; "all pure": some mixtures are none
        mixed = [
            certify_behavior(game, _mixture(rng, game, found), claim="subgame-perfect").valid
            for _ in range(8)
        ]
        if found.completeness != "all pure":
            assert all(mixed)
        else:
            assert not all(mixed)
    assert words == {"unique", "all extreme points", "all pure"}


def _mixture(rng: random.Random, game: ns.ExtensiveGame, found: ns.Solution) -> list[np.ndarray]:
    out = []
    for h, s in enumerate(game.infosets):
        v = sum(rng.random() * e.strategy[h] for e in found)
        out.append(v / v.sum() if s.player >= 0 else found[0].strategy[h])
    return out


def _own_reached(game: ns.ExtensiveGame, profile: list, roots: set[int]) -> frozenset:
    """What is done at the information sets that own choices lead to, from the nearest root on."""
    said = set()
    for v in range(len(game.parent)):
        if game.owner[v] < 0:
            continue
        at, comes = v, True
        while at not in roots:
            up = int(game.parent[at])
            if game.owner[up] == game.owner[v] and not profile[game.infoset[up]][game.branch[at]]:
                comes = False
            at = up
        if comes:
            said.add((int(game.infoset[v]), tuple(float(p) for p in profile[game.infoset[v]])))
    return frozenset(said)


@pytest.mark.parametrize("players", [2, 3])
def test_no_pure_equilibrium_is_missed_where_the_list_is_complete(players: int) -> None:
    tested = 0
    for seed in range(200):
        rng = random.Random(seed)
        game = rt.random_tree(rng, players=players, depth=3, blur=0.6, chance=0.15, top=4)
        own = [h for h, s in enumerate(game.infosets) if s.player >= 0]
        roots = rt.subgame_roots(game)
        several = any(len(m) > 1 for m in game.members)
        if not several or np.prod([len(game.infosets[h].actions) for h in own]) > 70:
            continue
        tested += 1
        found = ns.solve(game, method=ns.SubgamePerfect())
        assert all(e.certificate.valid for e in found)
        if found.completeness in ("one of possibly many", "candidate"):
            continue
        listed = {_own_reached(game, e.strategy, set(roots)) for e in found if e.pure}
        for plan in rt.pure_strategies(game, own):
            profile = [plan.get(h, s.probabilities) for h, s in enumerate(game.infosets)]
            perfect = all(rt.best_gain(game, profile, k, r) == 0 for r in roots for k in range(players))
            assert not perfect or _own_reached(game, profile, set(roots)) in listed
    assert tested > 15


def test_an_inner_method() -> None:
    def second(a: int) -> ns.DecisionNode:
        ends = {"x": ns.EndNode(2 - 2 * a, 1 - a), "y": ns.EndNode(a, 2 * a)}
        return ns.DecisionNode("B", ends, infoset="B")

    root = ns.DecisionNode("A", {"X": second(0), "Y": second(1)}, infoset="A")
    game = ExtensiveGame.from_tree(root, ["A", "B"])
    assert len(ns.solve(game, method=ns.SubgamePerfect())) == 3
    pure = ns.solve(game, method=ns.SubgamePerfect(inner="pure_enumeration"))
    assert (pure.completeness, len(pure)) == ("all pure", 2)
    one = ns.solve(game, method=ns.SubgamePerfect(inner=ns.SequenceLCP()))
    assert (one.completeness, len(one)) == ("one of possibly many", 1)
    pennies = ns.DecisionNode(
        "A",
        {
            a: ns.DecisionNode(
                "B",
                {b: ns.EndNode(int(a == b), int(a != b)) for b in "xy"},
                infoset="B",
            )
            for a in "xy"
        },
    )
    with pytest.raises(ns.GameError, match="no equilibrium was found of the subgame"):
        ns.SubgamePerfect(inner="pure_enumeration").find(ExtensiveGame.from_tree(pennies, ["A", "B"]))
    with pytest.raises(ns.NotSupportedError, match="game trees"):
        ns.solve(game.normal_form(), method=ns.SubgamePerfect())


def binary(levels: int, payoffs: np.ndarray) -> ns.ExtensiveGame:
    """A full binary tree in which two players take turns."""
    size, inner = 2 ** (levels + 1) - 1, 2**levels - 1
    nodes = np.arange(size)
    depth = np.floor(np.log2(nodes + 1)).astype(int)
    return ExtensiveGame(
        ["A", "B"],
        [InformationSet(int(depth[v]) % 2, ("l", "r"), "", v + 1) for v in range(inner)],
        np.where(nodes < inner, nodes, -1),
        np.where(nodes > 0, (nodes - 1) // 2, -1),
        np.where(nodes > 0, (nodes - 1) % 2, -1),
        [Outcome(tuple(map(Fraction, row)), "", i + 1) for i, row in enumerate(payoffs.tolist())],
        np.where(nodes < inner, -1, nodes - inner),
    )


def test_large_trees() -> None:
    rng = np.random.default_rng(3)
    payoffs = rng.permuted(np.stack([np.arange(2**12)] * 2), axis=1).T  # no ties
    values = payoffs.copy()
    for level in range(11, -1, -1):
        pairs = values.reshape(-1, 2, 2)
        values = pairs[np.arange(len(pairs)), pairs[:, :, level % 2].argmax(axis=1)]
    found = ns.solve(binary(12, payoffs))
    assert found.completeness == "unique"
    assert list(found.one().values.values()) == values[0].tolist()
    tied = ns.solve(binary(10, rng.integers(0, 3, (2**10, 2))))
    assert tied.completeness == "one of possibly many"
    assert len(tied) > 10


@pytest.mark.slow
def test_very_large_trees() -> None:
    rng = np.random.default_rng(3)
    found = ns.solve(binary(17, rng.permuted(np.stack([np.arange(2**17)] * 2), axis=1).T))
    assert found.completeness == "unique"
    tied = ns.solve(binary(16, rng.integers(0, 2, (2**16, 2))))
    assert tied.completeness == "one of possibly many"


def test_scale_and_shift_change_nothing() -> None:
    for seed in range(25):
        rng = random.Random(seed)
        game = rt.random_tree(rng, depth=4, blur=0.4, chance=0.2, top=3)
        before = ns.SubgamePerfect(limit=60).find(game)
        for scale, shift in ((Fraction(1, 10**8), 0), (10**4, 0), (1, 10**6)):
            outcomes = [
                Outcome(
                    tuple(
                        x * scale + (shift if game.outcome[np.flatnonzero(game.outcome == i)[0]] >= 0 else 0)
                        for x in o.payoffs
                    ),
                    "",
                    o.number,
                )
                for i, o in enumerate(game.outcomes)
            ]
            if shift and any(game.outcome[v] >= 0 for v in np.flatnonzero(~game.terminal)):
                continue  # a shift of what is paid on the way is no shift of the game
            other = ExtensiveGame(
                game.players, game.infosets, game.infoset, game.parent, game.branch, outcomes, game.outcome
            )
            after = ns.SubgamePerfect(limit=60).find(other)
            assert after.completeness == before.completeness
            assert len(after.profiles) == len(before.profiles)
            for a, b in zip(before.profiles, after.profiles, strict=True):
                assert all(np.allclose(x, y, atol=1e-7) for x, y in zip(a, b, strict=True))


# --- scenarios as trees


def _values(equilibria: object) -> list[tuple[float, ...]]:
    """Values that differ by more than rounding."""
    distinct: list[tuple[float, ...]] = []
    for e in equilibria:
        worth = tuple(e.values.values())
        if not any(np.allclose(worth, other, atol=1e-6) for other in distinct):
            distinct.append(worth)
    return distinct


def _among(some: list[tuple[float, ...]], others: list[tuple[float, ...]]) -> bool:
    return all(any(np.allclose(a, b, atol=1e-6) for b in others) for a in some)


def _agree(scenario: ns.Scenario, order: str | None, periods: int, most: int) -> bool | None:
    """Whether backward induction on states finds a single value vector, and the tree the same; None if the
    tree is too large.
    """
    try:
        tree = ns.unroll(scenario, order, periods=periods, max_nodes=most)
    except ns.GameError as error:
        assert "nodes" in str(error)  # noqa: PT017
        return None
    game = ns.compile_game(scenario, order, periods=periods)
    wanted = _values(all_equilibria(game, game.payoffs(), periods, limit=2_000, throw=True))
    solved = ns.solve(tree, method=ns.SubgamePerfect(limit=8))
    found = _values(solved)
    assert _among(found, wanted)
    if solved.completeness != "one of possibly many":
        assert _among(wanted, found)
    return len(wanted) == 1


@pytest.mark.parametrize("periods", [1, 2])
def test_korea_as_a_tree(periods: int) -> None:
    korea = ns.load("korea_reduced")
    assert all(_agree(korea, order, periods, 1_000) is not False for order in [None, *korea.orders])


@pytest.mark.parametrize("name", ["centipede", "entry_deterrence", "hold_up", "alternating_offers"])
def test_shipped_scenarios_as_trees(name: str) -> None:
    scenario = ns.load(name)
    done = [_agree(scenario, order, 1, 500) for order in [None, *scenario.orders]]
    assert any(d is not None for d in done)


def test_the_number_of_periods_of_the_file() -> None:
    scenario = ns.load("entry_deterrence")
    tree = ns.unroll(scenario)
    assert _among(_values(ns.solve(tree)), _values(ns.solve(scenario)))
    assert ns.unroll(ns.compile_game(scenario)) == tree


def test_random_scenarios_as_trees() -> None:
    outcomes = []
    for seed in range(24):
        data = random_scenarios.random_scenario(random.Random(seed), "tiny")
        try:
            scenario = ns.loads(random_scenarios.to_yaml(data), "random.yaml")
            outcomes += [_agree(scenario, order, 2, 200) for order in [None, *scenario.orders]]
        except NegsimError as error:
            assert "too many" in str(error) or "more than" in str(error)  # noqa: PT017
    assert outcomes.count(True) > 12
    assert outcomes.count(False) > 1


def test_a_tree_that_is_too_large_is_counted_not_built() -> None:
    with pytest.raises(
        ns.GameError, match=r"8 periods make a tree of about .* nodes.*With periods=\d+ it fits"
    ):
        ns.unroll(ns.load("korea_reduced"))
    korea = ns.load("korea_reduced")
    for order in korea.orders:
        tree = ns.unroll(korea, order, periods=2)
        count = len(tree.parent)
        ns.unroll(korea, order, periods=2, max_nodes=count)
        with pytest.raises(ns.GameError, match=f"{count:,} nodes"):
            ns.unroll(korea, order, periods=2, max_nodes=count - 1)
    with pytest.raises(ns.GameError, match="at least 1"):
        ns.unroll(korea, periods=0)
