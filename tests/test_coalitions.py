"""Games of coalitions: published values, closed forms, and definitions written out."""

from fractions import Fraction
from itertools import permutations
from math import factorial

import numpy as np
import pytest

import negsim as ns


def random_game(rng: np.random.Generator, most: int = 5) -> ns.CoalitionGame:
    n = int(rng.integers(1, most + 1))
    kind = rng.integers(3)
    worth = rng.integers(0, 4, 1 << n) if kind == 0 else rng.integers(0, 100, 1 << n)
    if kind == 2:  # convex: the square of a sum
        weights = rng.integers(1, 6, n)
        worth = np.array([int(weights @ (s >> np.arange(n) & 1)) ** 2 for s in range(1 << n)])
    worth[0] = 0
    return ns.CoalitionGame(worth)


def given(game: ns.CoalitionGame, point: dict[str, float]) -> np.ndarray:
    """What each coalition is given, one by one."""
    return np.array([sum(point[p] for p in game.members(s)) for s in range(len(game.worth))])


def bankruptcy(estate: int, claims: list[int]) -> ns.CoalitionGame:
    """What is left to a coalition once all others have got what they claim (O'Neill 1982)."""
    n = len(claims)
    left = [max(0, estate - sum(c for k, c in enumerate(claims) if not s >> k & 1)) for s in range(1 << n)]
    return ns.CoalitionGame(left)


# --- power and value


def test_security_council() -> None:
    # Shapley & Shubik (1954): eleven members before 1965, 76/385 = 0.1974 to each permanent one;
    # fifteen members since, nine votes: 421/2145 = 0.1963
    before = ns.CoalitionGame.weighted_voting(27, [5] * 5 + [1] * 6).shapley(exact=True)
    assert before["Player 1"] == Fraction(76, 385)
    after = ns.CoalitionGame.weighted_voting(39, [7] * 5 + [1] * 10).shapley(exact=True)
    assert after["Player 1"] == Fraction(421, 2145)
    assert after["Player 6"] == Fraction(4, 2145)
    assert sum(after.values()) == 1
    assert round(float(after["Player 1"]), 4) == 0.1963


def test_council_of_the_eec() -> None:
    # Banzhaf (1965) for the Council of 1958, twelve of seventeen votes: 5/21, 3/21, and Luxembourg nothing
    votes = {"France": 4, "Germany": 4, "Italy": 4, "Belgium": 2, "Netherlands": 2, "Luxembourg": 1}
    council = ns.CoalitionGame.weighted_voting(12, votes)
    index = council.banzhaf(normalised=True, exact=True)
    assert index["France"] == Fraction(5, 21)
    assert index["Belgium"] == Fraction(3, 21)
    assert index["Luxembourg"] == 0
    assert council.banzhaf(exact=True)["France"] == Fraction(10, 32)
    assert council.shapley(exact=True)["France"] == Fraction(14, 60)
    assert council.shapley(exact=True)["Luxembourg"] == 0


def test_airport() -> None:
    # Littlechild & Owen (1973): each part of the runway is paid for, alike, by those who need it
    costs = [2, 5, 9, 9, 14]
    n = len(costs)
    game = ns.CoalitionGame(
        [-max((c for k, c in enumerate(costs) if s >> k & 1), default=0) for s in range(1 << n)]
    )
    shares, paid = [], Fraction(0)
    for k, c in enumerate(costs):
        paid += Fraction(c - ([0, *costs][k]), n - k)
        shares.append(-paid)
    assert list(game.shapley(exact=True).values()) == shares
    assert game.is_convex
    assert game.is_superadditive
    assert game.is_balanced


def test_gloves() -> None:
    # Shapley & Shubik (1969): the scarce side takes all in the core; two left gloves and one right one
    game = ns.CoalitionGame({("L", "R"): 1, ("M", "R"): 1, ("L", "M", "R"): 1}, ["L", "M", "R"], missing=0)
    core = game.core()
    assert core.point == {"L": 0, "M": 0, "R": 1}
    np.testing.assert_allclose(core.vertices, [[0, 0, 1]])
    assert core.proven
    assert game.shapley(exact=True) == {"L": Fraction(1, 6), "M": Fraction(1, 6), "R": Fraction(2, 3)}
    pair = ns.CoalitionGame([0, 0, 0, 1])
    np.testing.assert_allclose(sorted(pair.core().vertices.tolist()), [[0, 1], [1, 0]])


def test_shapley_and_banzhaf_by_their_definitions() -> None:
    rng = np.random.default_rng(1)
    for _ in range(20):
        game = random_game(rng)
        n = len(game.players)
        total = dict.fromkeys(game.players, Fraction(0))
        for order in permutations(range(n)):
            at = 0
            for k in order:
                total[game.players[k]] += game.exact[at | 1 << k] - game.exact[at]
                at |= 1 << k
        assert game.shapley(exact=True) == {p: v / factorial(n) for p, v in total.items()}
        for k, p in enumerate(game.players):
            added = [game.exact[s | 1 << k] - game.exact[s] for s in range(1 << n) if not s >> k & 1]
            assert game.banzhaf(exact=True)[p] == sum(added) / 2 ** (n - 1)
        assert sum(game.shapley().values()) == pytest.approx(float(game.exact[-1]))


def test_large_numbers_do_not_overflow() -> None:
    n = 12
    worth = [10**30 * s.bit_count() for s in range(1 << n)]
    assert ns.CoalitionGame(worth).shapley(exact=True)["Player 7"] == 10**30
    worth = [10**11 * s.bit_count() for s in range(1 << n)]
    assert ns.CoalitionGame(worth).shapley(exact=True)["Player 7"] == 10**11
    fractions = [Fraction(s.bit_count(), 7) for s in range(1 << n)]
    assert ns.CoalitionGame(fractions).banzhaf(exact=True)["Player 1"] == Fraction(1, 7)


# --- the core and what is near it


def test_majority() -> None:
    # m of n: the least core is 1 − m/n, and its only point 1/n each
    for n, m in [(3, 2), (5, 3), (7, 4), (6, 5)]:
        game = ns.CoalitionGame.weighted_voting(m, [1] * n)
        least = game.least_core()
        assert least.exact == 1 - Fraction(m, n)
        assert all(v == pytest.approx(1 / n) for v in least.point.values())
        core = game.core()
        assert core.empty
        assert core.proven
        assert core.point is None
        assert core.balanced is not None
        for p in game.players:
            assert sum(w for s, w in core.balanced.items() if p in game.members(s)) == 1
        assert sum(w * game.exact[s] for s, w in core.balanced.items()) > 1
        assert not game.is_balanced
        assert "empty" in core.explain()


def test_veto_players_share_everything() -> None:
    # the core of a simple game gives all to those without whom nobody wins (e.g. Peleg & Sudhölter 2007)
    game = ns.CoalitionGame.weighted_voting(6, {"A": 4, "B": 2, "C": 1, "D": 1})
    assert game.core().vertices is not None
    assert (game.core().vertices[:, 1:].sum(axis=1) == 0).all()  # type: ignore[index]
    assert game.core().point == pytest.approx({"A": 1, "B": 0, "C": 0, "D": 0})


def test_convex_games() -> None:
    # Shapley (1971): the core is the hull of the marginal vectors, and the Shapley value lies in it
    rng = np.random.default_rng(2)
    for n in (2, 3, 4, 5):
        weights = rng.integers(1, 6, n)
        game = ns.CoalitionGame([int(weights @ (s >> np.arange(n) & 1)) ** 2 for s in range(1 << n)])
        assert game.is_convex
        marginal = set()
        for order in permutations(range(n)):
            at, x = 0, [0.0] * n
            for k in order:
                x[k] = float(game.worth[at | 1 << k] - game.worth[at])
                at |= 1 << k
            marginal.add(tuple(x))
        found = game.core().vertices
        assert found is not None
        assert {tuple(v) for v in found.round(6).tolist()} == marginal
        assert (given(game, game.shapley()) >= game.worth - 1e-9).all()


def test_against_an_interior_point_program() -> None:
    from scipy.optimize import linprog

    rng = np.random.default_rng(3)
    empty = 0
    for _ in range(40):
        game = random_game(rng)
        n, size = len(game.players), len(game.worth)
        core, least = game.core(), game.least_core()
        assert core.proven
        empty += core.empty
        if n == 1:
            assert core.point == {"Player 1": float(game.exact[-1])}
            continue
        rows = [[-(s >> k & 1) for k in range(n)] + [-1] for s in range(1, size - 1)]
        found = linprog(
            [0] * n + [1],
            rows,
            -game.worth[1:-1],
            [[1] * n + [0]],
            [game.worth[-1]],
            [(None, None)] * (n + 1),
            method="highs-ipm",
        )
        assert least.epsilon == pytest.approx(float(found.fun), abs=1e-6)
        assert core.empty == (least.exact > 0)  # type: ignore[operator]
        complaints = (game.worth - given(game, dict(least.point)))[1:-1]
        assert float(complaints.max()) == pytest.approx(least.epsilon, abs=1e-9)
        assert {s + 1 for s in np.flatnonzero(complaints > least.epsilon - 1e-9)} == set(least.binding)
        if not core.empty:
            assert core.excess <= 1e-12
            assert core.vertices is not None
            for v in core.vertices:
                assert (given(game, dict(zip(game.players, v, strict=True))) >= game.worth - 1e-6).all()
    assert 10 < empty < 35


def _kohlberg(game: ns.CoalitionGame, x: dict[str, float]) -> bool:
    """Kohlberg (1971): those who complain most, down to any level, are balanced with positive weights."""
    from scipy.optimize import linprog

    n = len(game.players)
    complaints = (game.worth - given(game, x))[1:-1]
    members = np.array([[s >> k & 1 for k in range(n)] for s in range(1, len(game.worth) - 1)])
    for level in np.unique(complaints.round(7)):
        most = members[complaints >= level - 1e-6]
        k = len(most)
        # the largest t such that weights of t and more make each player's sum up to 1
        found = linprog(
            [0] * k + [-1],
            np.column_stack([-np.eye(k), np.ones(k)]),
            np.zeros(k),
            np.column_stack([most.T, np.zeros(n)]),
            np.ones(n),
            [(None, None)] * (k + 1),
        )
        if found.status != 0 or -found.fun <= 1e-9:
            return False
    return True


def test_nucleolus_by_kohlbergs_criterion() -> None:
    rng = np.random.default_rng(4)
    spoiled = 0
    for _ in range(18):
        game = random_game(rng)
        exact = game.nucleolus(exact=True)
        assert sum(exact.values()) == game.exact[-1]
        x = game.nucleolus()
        if len(game.players) == 1:
            continue
        assert _kohlberg(game, x)
        other = dict(x)
        step = 0.01 * float(np.abs(game.worth).max() or 1.0)
        other[game.players[0]] += step
        other[game.players[1]] -= step
        spoiled += not _kohlberg(game, other)
        least = game.least_core()
        worst = float((game.worth - given(game, x))[1:-1].max())
        assert worst == pytest.approx(least.epsilon, abs=1e-9)
    assert spoiled > 10  # the check can fail


def test_talmud() -> None:
    # Aumann & Maschler (1985): the Mishna's division of 100, 200 and 300 among claims of 100, 200 and 300
    third = Fraction(100, 3)
    expected = {100: [third] * 3, 200: [50, 75, 75], 300: [50, 100, 150]}
    for estate, shares in expected.items():
        assert list(bankruptcy(estate, [100, 200, 300]).nucleolus(exact=True).values()) == shares


@pytest.mark.parametrize("factor", [1e-8, 1e4])
def test_scales(factor: float) -> None:
    rng = np.random.default_rng(5)
    for _ in range(6):
        game = random_game(rng, 4)
        other = ns.CoalitionGame(game.worth * factor)
        assert other.core().empty == game.core().empty
        assert other.least_core().epsilon / factor == pytest.approx(game.least_core().epsilon, abs=1e-6)
        for p, v in game.nucleolus().items():
            assert other.nucleolus()[p] / factor == pytest.approx(v, abs=1e-6)


# --- properties, by their definitions


def test_properties_by_their_definitions() -> None:
    rng = np.random.default_rng(6)
    seen = set()
    for _ in range(60):
        game = random_game(rng, 4)
        v, every = game.worth, range(len(game.worth))
        additive = all(v[s | t] >= v[s] + v[t] for s in every for t in every if not s & t)
        convex = all(v[s | t] + v[s & t] >= v[s] + v[t] for s in every for t in every)
        assert game.is_superadditive == additive
        assert game.is_convex == convex
        seen.add((additive, convex))
    assert {(True, True), (False, False)} <= seen
    rounding = ns.CoalitionGame([0, 0.1, 0.2, 0.3])  # 0.1 + 0.2 is more than 0.3 in floats
    assert rounding.is_superadditive
    assert rounding.is_convex
    assert not rounding.core().empty


# --- what is read, and shown


def test_ways_to_write_it_down() -> None:
    one = ns.CoalitionGame({"A": 1, ("B",): 2, frozenset("AB"): "7/2"}, ["A", "B"])
    assert one == ns.CoalitionGame([0, 1, 2, Fraction(7, 2)], ["A", "B"])
    assert one != ns.CoalitionGame([0, 1, 2, 3], ["A", "B"])
    assert one.value(["B", "A"]) == 3.5
    assert one.value("A") == 1
    assert one.members(2) == ("B",)
    assert one.to_frame().loc["{A, B}", "worth"] == 3.5
    assert one.values_frame().shape == (2, 3)
    assert one.core().to_frame().index[0] == "point"
    assert one.least_core().to_frame()["complaint"].tolist() == pytest.approx([-0.25, -0.25])
    assert "2 players" in repr(one)
    assert "not empty" in repr(one.core())
    empty = ns.CoalitionGame([0, 3, 3, 4])
    assert empty.core().to_frame()["worth"].tolist() == [3, 3]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: ns.CoalitionGame([0, 1, 2]), "2\\^n"),
        (lambda: ns.CoalitionGame([1, 1]), "empty coalition"),
        (lambda: ns.CoalitionGame({"A": 1}), "named"),
        (lambda: ns.CoalitionGame({"A": 1}, ["A", "B"]), "missing=0"),
        (lambda: ns.CoalitionGame({"C": 1}, ["A", "B"]), "no player"),
        (lambda: ns.CoalitionGame({("A", "A"): 1}, ["A", "B"]), "twice"),
        (lambda: ns.CoalitionGame({"A": 1, ("A",): 2}, ["A", "B"], missing=0), "given twice"),
        (lambda: ns.CoalitionGame({"A": float("nan")}, ["A"]), "finite"),
        (lambda: ns.CoalitionGame([0, 1], ["A", "B"]), "2 players"),
        (lambda: ns.CoalitionGame({}, [str(k) for k in range(17)], missing=0), "at most 16"),
        (lambda: ns.CoalitionGame.weighted_voting(0, [1, 2]), "positive"),
        (lambda: ns.CoalitionGame.weighted_voting(1, [1, 2], ["A"]), "1 players for 2"),
        (lambda: ns.CoalitionGame(np.zeros(1 << 15)).is_superadditive, "14 players"),
        (lambda: ns.CoalitionGame(np.zeros(8)).banzhaf(normalised=True), "nothing to normalise"),
    ],
)
def test_refusals(make: object, message: str) -> None:
    with pytest.raises(ns.GameError, match=message):
        make()  # type: ignore[operator]


def test_the_nucleolus_of_worths_of_all_sizes_is_right_or_refused() -> None:
    # one complaint was larger than the first program said: it took small worths for nothing
    worth = ["0", "0", "1/200", "3/1000000", "1/1000", "-100000000", "3/100", "-3000000000"]
    worth += ["1/2000000", "0", "1/5", "1/20000000", "1/20000000", "1/25", "-500", "-1/2500"]
    for exact in (True, False):
        with pytest.raises(ns.SolverError, match="differ too much"):
            ns.CoalitionGame(worth).nucleolus(exact=exact)


def test_an_empty_core_by_a_hair_says_by_how_much() -> None:
    game = ns.CoalitionGame([0, 0, 0, 1, 0, 1, 1, Fraction(3, 2) - Fraction(1, 10**10)])
    assert "get 1e-10 more than the 1.5 that all get together" in game.core().explain()


def test_what_is_no_coalition_is_refused_in_words() -> None:
    game = ns.CoalitionGame([0, 1])
    assert repr(game) == "CoalitionGame(1 player, together worth 1)"
    for members in (None, 1.0):
        with pytest.raises(ns.GameError, match="names of its members"):
            game.value(members)  # type: ignore[arg-type]
    for weights in (None, 5, "12"):
        with pytest.raises(ns.GameError, match="a number for each player"):
            ns.CoalitionGame.weighted_voting(1, weights)  # type: ignore[arg-type]
    with pytest.raises(ns.GameError, match="name the players already"):
        ns.CoalitionGame.weighted_voting(2, {"a": 1, "b": 1}, ["x", "y"])
