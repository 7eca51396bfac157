"""Games that users bring: what is read, what is refused, and what a certificate says of a profile."""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any, cast

import nashpy
import numpy as np
import pandas as pd
import pytest

import negsim as ns
from negsim.certificate import certify_correlated, certify_mixed

F = Fraction
PENNIES = [[[1, -1], [-1, 1]], [[-1, 1], [1, -1]]]


# --- what is read


def test_numbers_are_read_exactly() -> None:
    game = ns.NormalFormGame([[["1/3", 0.1], [Decimal("2.50"), F(7, 2)]], [[1, 2], [3, "-1e-3"]]])
    assert game.exact[0].tolist() == [[F(1, 3), F(1, 10)], [F(5, 2), F(7, 2)]]
    assert game.exact[1, 1, 1] == F(-1, 1000)
    assert game.payoffs[0, 0, 0] == 1 / 3


def test_a_float_stands_for_the_decimal_that_is_written_for_it() -> None:
    # 0.1 + 0.2 is not 0.3 in binary; as the decimals that a user writes, the mixture ties
    game = ns.NormalFormGame(np.array([[[0.1, 0.3], [0.2, 0.2]], [[0.0, 0.0], [0.0, 0.0]]]))
    assert game.exact[0, 0, 0] + game.exact[0, 0, 1] == game.exact[0, 1, 0] + game.exact[0, 1, 1]


def test_large_integers_stay_exact() -> None:
    game = ns.NormalFormGame(np.array([[[2**53 + 1, 0]], [[0, 0]]]))
    assert game.exact[0, 0, 0] == 2**53 + 1


@pytest.mark.parametrize(
    "made",
    [
        ns.NormalFormGame(PENNIES),
        ns.NormalFormGame(np.array(PENNIES)),
        ns.NormalFormGame.from_bimatrix([[1, -1], [-1, 1]]),
        ns.NormalFormGame.from_bimatrix(*PENNIES),
        ns.NormalFormGame.from_nashpy(nashpy.Game([[1, -1], [-1, 1]])),
        ns.NormalFormGame.from_frames(pd.DataFrame([[(1, -1), (-1, 1)], [(-1, 1), (1, -1)]], [1, 2], [1, 2])),
        ns.NormalFormGame.from_frames(*(pd.DataFrame(t, ["1", "2"], ["1", "2"]) for t in PENNIES)),
    ],
)
def test_every_way_in_gives_the_same_game(made: ns.NormalFormGame) -> None:
    assert made == ns.NormalFormGame(PENNIES)
    assert made.zero_sum


def test_frames_name_players_and_actions() -> None:
    table = pd.DataFrame(
        [[(3, 3), (0, 4)], [(4, 0), (1, 1)]],
        pd.Index(["freeze", "test"], name="North"),
        pd.Index(["pause", "drill"], name="South"),
    )
    game = ns.NormalFormGame.from_frames(table)
    assert game.players == ("North", "South")
    assert game.payoff("test", "pause") == {"North": 4.0, "South": 0.0}
    pd.testing.assert_frame_equal(game.to_frame(), table.map(lambda c: tuple(map(float, c))))


def test_a_game_of_one_and_of_four_players() -> None:
    assert ns.NormalFormGame([[1, 2, 3]]).shape == (3,)
    four = ns.NormalFormGame(np.zeros((4, 2, 3, 1, 2)))
    assert four.shape == (2, 3, 1, 2)
    assert len(four.to_frame()) == 12


def test_payoffs_cannot_be_changed_behind_the_games_back() -> None:
    given = np.array(PENNIES, dtype=float)
    game = ns.NormalFormGame(given)
    given[0, 0, 0] = 99
    assert game.payoffs[0, 0, 0] == 1
    with pytest.raises(ValueError, match="read-only"):
        game.payoffs[0, 0, 0] = 5


# --- what is refused


@pytest.mark.parametrize(
    ("payoffs", "says"),
    [
        ([[[1, float("nan")], [0, 0]], [[1, 2], [3, 4]]], r"player 1 in cell \(1, 2\) is nan"),
        ([[[1, 2], [0, 0]], [[1, 2], [float("-inf"), 4]]], r"player 2 in cell \(2, 1\) is -inf"),
        ([[[1, 2], [0]], [[1, 2], [3, 4]]], "ragged"),
        ([[[1, 2], [0, 1]], [[1, 2, 3], [3, 4, 5]]], "ragged"),
        ([[["a", 2], [0, 1]], [[1, 2], [3, 4]]], "'a'"),
        ([[[None, 2], [0, 1]], [[1, 2], [3, 4]]], "None"),
        ([[[1 + 2j, 2], [0, 1]], [[1, 2], [3, 4]]], "finite number is needed"),
        ([[[True, False], [0, 1]], [[1, 2], [3, "x"]]], "True"),
        ([[["1/0", 2], [0, 1]], [[1, 2], [3, 4]]], "1/0"),
        ([[["1e999999999", 2], [0, 1]], [[1, 2], [3, 4]]], "finite number"),
        ([["9" * 400, 2], [0, 1]], "dimensions|too large"),
        ([[[], []], [[], []]], "without an action"),
        ([], "without an action"),
        (np.zeros((2, 0, 3)), "without an action"),
        (np.zeros((2, 2)), "need 3 dimensions"),
        (np.zeros((3, 2, 2)), "need 4 dimensions"),
    ],
)
def test_bad_payoffs_are_refused(payoffs: object, says: str) -> None:
    with pytest.raises(ns.GameError, match=says):
        ns.NormalFormGame(payoffs)


@pytest.mark.parametrize(
    ("names", "says"),
    [
        ({"players": ["A", "A"]}, "names of their own"),
        ({"players": ["A"]}, "1 names for 2"),
        ({"actions": [["a", "b"]]}, "1 players"),
        ({"actions": [["a"], ["b", "c"]]}, "1 names for 2"),
        ({"actions": ["ab", ["b", "c"]]}, "one text"),
    ],
)
def test_bad_names_are_refused(names: dict[str, object], says: str) -> None:
    with pytest.raises(ns.GameError, match=says):
        ns.NormalFormGame(PENNIES, **names)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("strategy", "says"),
    [
        ([[0.5, 0.6], [1, 0]], "sum to 1.1"),
        ([[1.5, -0.5], [1, 0]], "negative"),
        ([[1, 0]], "a strategy for each"),
        ([[1, 0, 0], [1, 0]], "3 probabilities for 2 actions"),
        ({"Player 1": [1, 0]}, "a strategy for each"),
        ({"Player 1": "1", "Player 3": "2"}, 'no player "Player 3"'),
        (["1", "3"], 'no action of Player 2 "3"'),
        ([[float("nan"), 1], [1, 0]], "nan"),
    ],
)
def test_bad_profiles_are_refused(strategy: object, says: str) -> None:
    with pytest.raises(ns.GameError, match=says):
        ns.certify(ns.NormalFormGame(PENNIES), strategy)


def test_exact_certificates_want_exact_probabilities() -> None:
    thirds = ns.NormalFormGame.from_bimatrix([[0, -1, 1], [1, 0, -1], [-1, 1, 0]])
    with pytest.raises(ns.GameError, match="sum to"):
        ns.certify(thirds, [[1 / 3] * 3] * 2, exact=True)
    assert ns.certify(thirds, [["1/3"] * 3] * 2, exact=True).valid


def circle() -> ns.DecisionNode:
    branches: dict[str, ns.DecisionNode] = {}
    node = ns.DecisionNode("A", branches)  # type: ignore[arg-type]
    branches["again"] = branches["once more"] = node
    return node


def pennies() -> Any:
    return ns.NormalFormGame(PENNIES)


def vast(payoff: float) -> ns.ExtensiveGame:
    choice = ns.DecisionNode("A", {"x": ns.EndNode(payoff), "y": ns.EndNode(-payoff)})
    return ns.ExtensiveGame.from_tree(choice, ["A"])


@pytest.mark.parametrize(
    ("ask", "says"),
    [
        (lambda: ns.solve(cast(Any, None)), "not NoneType"),
        (lambda: ns.solve(cast(Any, np.zeros((2, 2, 2)))), r"NormalFormGame\(payoffs\)"),
        (lambda: ns.solve(pennies(), method=cast(Any, ns.VertexEnumeration)), "with brackets"),
        (lambda: ns.solve(pennies(), method="vertex_enumerate"), "vertex_enumeration"),
        (lambda: ns.solve(pennies(), method=ns.LemkeHowson(label=cast(Any, "a"))), "label a"),
        (lambda: ns.solve(pennies(), method=ns.QuantalResponse(lam=cast(Any, "a"))), "lam: a"),
        (lambda: ns.solve(pennies(), order="omnibus"), "only scenarios have orders"),
        (lambda: ns.certify(pennies(), None), "not NoneType"),
        (lambda: ns.certify(cast(Any, 5), [[1, 0], [1, 0]]), "not int"),
        (lambda: ns.ExtensiveGame.from_tree(ns.ChanceNode({"x": cast(Any, ns.EndNode(1))}), ["A"]), "pair"),
        (lambda: ns.ExtensiveGame.from_tree(ns.EndNode(), []), "needs players"),
        (lambda: ns.ExtensiveGame.from_tree(circle(), ["A"]), "contains itself"),
        (lambda: ns.read_game_text(cast(Any, b"NFG")), "not bytes"),
        (lambda: ns.NormalFormGame([[1e308, -1e308]]), "as large as"),
        (lambda: ns.NormalFormGame([["1e306", 0]]), "as large as"),
        (lambda: ns.solve(vast(1.7e308), method="logit_path"), "as large as"),
        (lambda: ns.certify(pennies(), [[1, 0], [1, 0]], tolerance=-1), "tolerance: -1"),
        (lambda: ns.certify(pennies(), [[1, 0], [1, 0]], tolerance=float("nan")), "tolerance: nan"),
        (lambda: ns.certify(pennies(), [[1, 0], [1, 0]], tolerance=cast(Any, "x")), "tolerance: 'x'"),
        (lambda: pennies().restricted([[-1], [0]]), "no action of Player 1 -1"),
        (lambda: pennies().restricted([["heads"], [0]]), 'no action of Player 1 "heads"'),
        (lambda: pennies().restricted([[0]]), "for 1 players of 2"),
        (lambda: ns.read_game(cast(Any, None)), "path of a file is needed, not NoneType"),
        (lambda: ns.NormalFormGame(np.ma.masked_equal(np.eye(2)[None], 0)), "masked"),
        (lambda: ns.NormalFormGame(np.ones((2, 1, 1)), players=cast(Any, 3)), "3 is no list"),
        (lambda: ns.NormalFormGame(np.ones((2, 1, 1)), actions=cast(Any, 3)), "3 is no list"),
        (lambda: ns.ExtensiveGame.from_tree(ns.EndNode(1, 2), "AB"), '"AB" is one text'),
        (lambda: ns.ExtensiveGame.from_tree(ns.DecisionNode("A", cast(Any, [])), ["A"]), "are a mapping"),
        (
            lambda: ns.ExtensiveGame.from_tree(ns.DecisionNode(cast(Any, None), {"x": ns.EndNode(1)}), ["A"]),
            'no player "None"',
        ),
        (
            lambda: ns.solve(ns.NormalFormGame(np.zeros((16, *[2] * 16))), method="pure_enumeration"),
            "65,536 cells",
        ),
    ],
)
def test_slips_are_told(ask: Callable[[], object], says: str) -> None:
    with pytest.raises(ns.NegsimError, match=says):
        ask()


# --- certificates


def random_profile(rng: np.random.Generator, shape: tuple[int, ...]) -> list[np.ndarray]:
    return [rng.dirichlet(np.ones(m)) for m in shape]


@pytest.mark.parametrize("shape", [(2, 2), (3, 4), (2, 3, 2), (2, 2, 2, 2), (4,), (1, 5)])
def test_gains_are_those_of_the_best_pure_deviation(shape: tuple[int, ...]) -> None:
    rng = np.random.default_rng(7)
    game = ns.NormalFormGame(rng.integers(-5, 6, (len(shape), *shape)))
    for _ in range(5):
        profile = random_profile(rng, shape)
        joint = profile[0]
        for vector in profile[1:]:
            joint = np.multiply.outer(joint, vector)
        certificate = certify_mixed(game, profile)
        for k, player in enumerate(game.players):
            best = -np.inf
            for a in range(shape[k]):
                deviating = list(profile)
                deviating[k] = np.eye(shape[k])[a]
                other = deviating[0]
                for vector in deviating[1:]:
                    other = np.multiply.outer(other, vector)
                best = max(best, float((other * game.payoffs[k]).sum()))
            gain = best - float((joint * game.payoffs[k]).sum())
            assert certificate.gains[player] == pytest.approx(max(gain, 0), abs=1e-12)


def test_a_spoiled_equilibrium_fails() -> None:
    pennies = ns.NormalFormGame(PENNIES)
    half = [np.array([0.5, 0.5])] * 2
    assert certify_mixed(pennies, half, [0.0, 0.0]).valid
    assert not certify_mixed(pennies, [np.array([0.5 + 1e-8, 0.5 - 1e-8]), half[1]]).valid
    assert not certify_mixed(pennies, half, [0.0, 1e-6]).valid  # a wrong value
    assert not certify_mixed(pennies, [np.array([0.5, 0.4]), half[1]]).valid  # no distribution
    assert not certify_mixed(pennies, [np.array([1.5, -0.5]), half[1]]).valid
    assert not certify_mixed(pennies, [np.array([np.nan, 0.5]), half[1]]).valid
    exact = [np.array([F(1, 2), F(1, 2)], dtype=object)] * 2
    assert certify_mixed(pennies, exact).valid
    near = np.array([F(1, 2) + F(1, 10**30), F(1, 2) - F(1, 10**30)], dtype=object)
    assert not certify_mixed(pennies, [near, exact[1]]).valid


@pytest.mark.parametrize("factor", [1e-8, 1e-4, 1.0, 1e4])
@pytest.mark.parametrize("shift", [0.0, 1.0, -1e3])
def test_a_certificate_does_not_depend_on_units(factor: float, shift: float) -> None:
    game = ns.NormalFormGame(np.array(PENNIES) * factor + shift)
    assert certify_mixed(game, [np.array([0.5, 0.5])] * 2).valid
    if factor > 1e-6 or abs(shift) < 10:  # else floats have rounded the game itself away
        assert not certify_mixed(game, [np.array([0.501, 0.499]), np.array([0.5, 0.5])]).valid


def test_correlated_chicken() -> None:
    """Aumann (1974): a third on each cell but the crash, worth 5 to each; the Nash mixture gives 14/3."""
    chicken = ns.NormalFormGame.from_bimatrix([[6, 2], [7, 0]], [[6, 7], [2, 0]])
    third = np.array([[1, 1], [1, 0]]) / 3
    certificate = certify_correlated(chicken, third, [5.0, 5.0])
    assert certificate.valid
    more = np.array([[2, 1], [1, 0]]) / 4  # 21/4 each: the best symmetric one
    assert certify_correlated(chicken, more, [5.25, 5.25]).valid
    too_kind = np.array([[0.52, 0.24], [0.24, 0.0]])
    assert not certify_correlated(chicken, too_kind).valid
    assert not certify_correlated(chicken, more, [5.25, 5.3]).valid
    assert not certify_correlated(chicken, np.array([[0.5, 0.25], [0.25, 0.1]])).valid
    assert not certify_correlated(chicken, np.ones((2, 3)) / 6).valid


def test_coarse_is_weaker() -> None:
    """Advice that is worth taking unheard, but not once it is heard (Moulin and Vial 1978)."""
    game = ns.NormalFormGame.from_bimatrix(
        [[0, 1, 2], [2, 0, 1], [1, 2, 0]], [[0, 2, 1], [1, 0, 2], [2, 1, 0]]
    )
    second_wins = np.roll(np.eye(3), 1, axis=1) / 3
    assert certify_correlated(game, second_wins, [1.0, 2.0], coarse=True).valid
    assert certify_correlated(game, second_wins).gains == pytest.approx({"Player 1": 1.0, "Player 2": 0.0})
