"""All equilibria of two players: against published games, brute force in fractions, and other programs."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest

import negsim as ns
from bimatrix_brute_force import bicliques, extreme_equilibria
from negsim.solvers.two_players import best_reply_polytopes, complementary_vertices, vertex_enumeration
from negsim.solvers.two_players.best_reply_polytopes import visit_vertices
from negsim.solvers.two_players.nash_subsets import maximal_subsets
from negsim.solvers.two_players.unit_payoffs import unit_payoffs

VERTICES, EXACT = ns.VertexEnumeration(), ns.VertexEnumeration(exact=True)

# von Stengel 1999 (Discrete & Computational Geometry 21): 6 x 6 with 75 equilibria, more than the 63
# conjectured to be the most; and its version with small payoffs (Savani & von Stengel 2006)
STENGEL = (
    [
        [9504, -660, 19976, -20526, 1776, -8976],
        [-111771, 31680, -130944, 168124, -8514, 52764],
        [397584, -113850, 451176, -586476, 29216, -178761],
        [171204, -45936, 208626, -263076, 14124, -84436],
        [1303104, -453420, 1227336, -1718376, 72336, -461736],
        [737154, -227040, 774576, -1039236, 48081, -300036],
    ],
    [
        [72336, 48081, 29216, 14124, 1776, -8514],
        [-461736, -300036, -178761, -84436, -8976, 52764],
        [1227336, 774576, 451176, 208626, 19976, -130944],
        [-1718376, -1039236, -586476, -263076, -20526, 168124],
        [1303104, 737154, 397584, 171204, 9504, -111771],
        [-453420, -227040, -113850, -45936, -660, 31680],
    ],
)
SMALL_STENGEL = (
    [
        [-81, 36, -126, 126, -36, 90],
        [-180, 72, -333, 297, -153, 270],
        [20, -3, 42, -33, 17, -30],
        [-30, 17, -33, 42, -3, 20],
        [270, -153, 297, -333, 72, -180],
        [90, -36, 126, -126, 36, -81],
    ],
    [
        [72, 36, 17, -3, -36, -153],
        [-180, -81, -30, 20, 90, 270],
        [297, 126, 42, -33, -126, -333],
        [-333, -126, -33, 42, 126, 297],
        [270, 90, 20, -30, -81, -180],
        [-153, -36, -3, 17, 36, 72],
    ],
)


def game(A: Any, B: Any) -> ns.NormalFormGame:
    return ns.NormalFormGame([A, B])


def same(one: ns.Solution, two: ns.Solution, accuracy: float = 1e-12) -> None:
    """The same equilibria in the same order."""
    assert [e.support for e in one] == [e.support for e in two]
    for e, w in zip(one, two, strict=True):
        assert all(
            np.allclose(a, b, rtol=0, atol=accuracy) for a, b in zip(e.strategy, w.strategy, strict=True)
        )


def within(found: ns.Solution, known: ns.Solution) -> bool:
    """Whether all that was found is known."""
    return all(
        any(
            all(np.abs(a - b).max() < 1e-9 for a, b in zip(e.strategy, k.strategy, strict=True))
            for k in known
        )
        for e in found
    )


def random_game(rng: np.random.Generator, most: int, high: int) -> tuple[list[list[int]], list[list[int]]]:
    A, B = rng.integers(0, high, (2, *rng.integers(1, most + 1, 2)))
    return A.tolist(), B.tolist()


def agrees(A: list[list[int]], B: list[list[int]]) -> None:
    """Neither an extreme equilibrium missed nor one invented, in floats and in fractions."""
    want = extreme_equilibria(A, B)
    exact = ns.solve(game(A, B), method=EXACT)
    assert len(exact) == len(want)
    assert {e.exact for e in exact} == want
    # in thirds, so that floats are computed with even in small games
    rounded = ns.solve(game(np.array(A) / 3, np.array(B) / 3), method=VERTICES)
    assert not any("exact" in note for note in rounded.notes)  # ties are nothing that floats could not tell
    same(rounded, exact)
    assert [c.equilibria for c in rounded.components] == [c.equilibria for c in exact.components]
    assert rounded.completeness == exact.completeness


# --- published games


@pytest.mark.parametrize("tables", [STENGEL, SMALL_STENGEL])
@pytest.mark.parametrize("method", [VERTICES, EXACT])
def test_75_equilibria(tables: Any, method: Any) -> None:
    found = ns.solve(game(*tables), method=method)
    assert found.completeness == "all"
    assert len(found) == len(found.components) == 75
    assert len({e.support for e in found}) == 75
    full = tuple(range(6))
    assert any(e.support == (full, full) for e in found)


def test_game_with_a_segment() -> None:
    """von Stengel 2007 (Algorithmic Game Theory, chapter 3), degenerate 3 x 2 game: a segment and a point."""
    found = ns.solve(game([[3, 3], [2, 5], [0, 6]], [[3, 3], [2, 6], [3, 1]]))
    third = Fraction(1, 3)
    assert [e.exact for e in found] == [
        ((1, 0, 0), (1, 0)),
        ((1, 0, 0), (2 * third, third)),
        ((0, third, 2 * third), (third, 2 * third)),
    ]
    assert found.completeness == "all extreme points"
    assert [c.equilibria for c in found.components] == [(0, 1), (2,)]
    segment, point = found.components
    assert point.isolated
    assert not segment.isolated
    assert [(s.rows, s.columns) for s in segment.subsets] == [((0,), (0, 1))]


def test_winkels() -> None:
    """Winkels 1979: a degenerate 6 x 2 game with 12 extreme equilibria."""
    A = [[1, 3], [1, 3], [3, 1], [3, 1], ["5/2", "5/2"], ["5/2", "5/2"]]
    B = [[1, 2], [0, -1], [-2, 2], [4, -1], [-1, 6], [6, -1]]
    for method in (VERTICES, EXACT):
        found = ns.solve(game(A, B), method=method)
        assert len(found) == 12
        assert len(found.components) == 1
        assert found.completeness == "all extreme points"


@pytest.mark.parametrize(
    ("A", "B", "support"),
    [
        # O'Neill 1987 (PNAS 84): both play (2, 1, 1, 1)/5
        (
            [[1, -1, -1, -1], [-1, -1, 1, 1], [-1, 1, -1, 1], [-1, 1, 1, -1]],
            [[-1, 1, 1, 1], [1, 1, -1, -1], [1, -1, 1, -1], [1, -1, -1, 1]],
            4,
        ),
        # rock, paper, scissors
        ([[0, -1, 1], [1, 0, -1], [-1, 1, 0]], [[0, 1, -1], [-1, 0, 1], [1, -1, 0]], 3),
        # the prisoners' dilemma
        ([[2, 0], [3, 1]], [[2, 3], [0, 1]], 1),
    ],
)
def test_unique(A: Any, B: Any, support: int) -> None:
    found = ns.solve(game(A, B), method=VERTICES)
    assert found.completeness == "unique"
    assert [len(s) for s in found.one().support] == [support, support]
    assert len(found.components) == 1


@pytest.mark.parametrize("n", [2, 3, 4, 5, 6, 7])
def test_coordination(n: int) -> None:
    """Pure coordination: every set of actions is the support of one equilibrium, 2^n - 1 of them."""
    found = ns.solve(game(np.eye(n), np.eye(n)), method=VERTICES)
    assert found.completeness == "all"
    assert len(found) == 2**n - 1
    sizes = [len(e.support[0]) for e in found]
    assert sizes == sorted(sizes)
    assert [e.support[0][0] for e in found][:n] == list(range(n))
    for e in found:
        assert e.support[0] == e.support[1]
        assert np.allclose(e.strategy[0][list(e.support[0])], 1 / len(e.support[0]), atol=1e-15)


# --- brute force


def test_random_degenerate_games() -> None:
    rng = np.random.default_rng(0)
    for _ in range(70):
        agrees(*random_game(rng, 4, 3))
    for m, n in [(5, 5), (5, 5), (5, 4), (3, 5), (2, 5)]:
        agrees(*rng.integers(0, 3, (2, m, n)).tolist())


def test_random_games_with_few_ties() -> None:
    rng = np.random.default_rng(1)
    for high in (2, 5, 100):
        for _ in range(12):
            agrees(*random_game(rng, 4, high))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5))
def test_many_random_games(seed: int) -> None:
    rng = np.random.default_rng(100 + seed)
    for _ in range(100):
        agrees(*random_game(rng, 5, 3))
    for high in (2, 5, 100):
        for _ in range(20):
            agrees(*random_game(rng, 6, high))


def test_small_games_in_integers_are_exact() -> None:
    rng = np.random.default_rng(2)
    for _ in range(30):
        A, B = random_game(rng, 4, 3)
        assert {e.exact for e in ns.solve(game(A, B))} == extreme_equilibria(A, B)


def test_dependent_payoffs_of_one_player() -> None:
    """Vertices of one polytope are simple, but what they ask of the other is not independent."""
    rng = np.random.default_rng(20)
    for _ in range(12):
        A, B = rng.integers(0, 7, (5, 5)) * 2, rng.integers(0, 1000, (5, 5))
        A[:, 2] = (A[:, 0] + A[:, 1]) // 2
        A[3] = (A[0] + 2 * A[1]) // 3 if rng.random() < 0.5 else A[0]
        agrees(A.tolist(), B.tolist())
        agrees(B.T.tolist(), A.T.tolist())


# --- shapes and constants


def test_constant_payoffs() -> None:
    found = ns.solve(game(np.zeros((3, 4)), np.zeros((3, 4))), method=VERTICES)
    assert len(found) == 12
    assert len(found.components) == 1
    assert [(s.rows, s.columns) for s in found.components[0].subsets] == [((0, 1, 2), (0, 1, 2, 3))]
    assert all(e.pure for e in found)


@pytest.mark.parametrize("value", [0.1, -7.0, 1e300, 1e-300])
def test_one_constant(value: float) -> None:
    A, B = np.full((3, 3), value), np.eye(3) / 3
    found = ns.solve(game(A, B), method=VERTICES)
    assert len(found) == len(extreme_equilibria([[1] * 3] * 3, np.eye(3, dtype=int).tolist()))
    assert found.completeness == "all extreme points"


@pytest.mark.parametrize(("m", "n"), [(1, 1), (1, 7), (7, 1), (1, 70), (70, 1)])
def test_one_action(m: int, n: int) -> None:
    rng = np.random.default_rng(m + n)
    A, B = rng.integers(0, 3, (2, m, n)).tolist()
    agrees(A, B)


def test_repeated_actions() -> None:
    A, B = [[1, 1, 0], [1, 1, 0], [0, 0, 1]], [[1, 1, 0], [1, 1, 0], [0, 0, 1]]
    agrees(A, B)
    assert len(ns.solve(game(A, B)).components) == 3


@pytest.mark.parametrize(
    ("m", "n", "high"), [(50, 2, 20), (30, 2, 1000), (2, 30, 3), (3, 14, 3), (14, 3, 50)]
)
def test_unequal_sizes(m: int, n: int, high: int) -> None:
    agrees(*np.random.default_rng(m * n).integers(0, high, (2, m, n)).tolist())


@pytest.mark.parametrize(("m", "n"), [(2, 100), (3, 70), (64, 1), (32, 32)])
def test_more_than_64_labels(m: int, n: int) -> None:
    """Too large for brute force: floats against fractions."""
    rng = np.random.default_rng(m * n)
    P = rng.integers(0, 1000, (2, m, n))
    if m == n:  # all but three actions are beaten by others, and by different ones
        P[0] += 2000 * np.minimum(np.arange(m), m - 3)[:, None]
    exact, rounded = (
        ns.solve(ns.NormalFormGame(P), method=EXACT),
        ns.solve(ns.NormalFormGame(P), method=VERTICES),
    )
    same(rounded, exact)


def test_dominated_actions_change_nothing() -> None:
    rng = np.random.default_rng(3)
    for _ in range(10):
        A, B = rng.integers(0, 3, (2, 4, 4))
        worse, mine = np.full((1, 4), -5), np.full((1, 4), 7)
        A2, B2 = np.vstack([worse, A, worse - 1]), np.vstack([mine, B, mine])
        agrees(A2.tolist(), B2.tolist())
        assert len(ns.solve(game(A2, B2))) == len(ns.solve(game(A, B)))


# --- rounding

CHANGES = {
    "1e-8": lambda P: P * 1e-8,
    "1e4": lambda P: P * 1e4,
    "thirds": lambda P: P / 3,
    "1e-300": lambda P: P * 1e-300,
    "1e300": lambda P: P * 1e300 - 2e300,
    "integers far off": lambda P: P + 1_000_000_000,
    "far off": lambda P: P * 0.1 + 1000,
    "barely different": lambda P: 1e-8 * P + 1,
    "barely different thirds": lambda P: 1e-8 * P / 3 + 1,
    "least differences": lambda P: 1e-13 * P + 0.5,
    "each its own": lambda P: np.stack([P[0] * 1e-8, P[1] * 1e4 - 17]),
}


@pytest.mark.parametrize("change", CHANGES)
def test_scales_and_shifts_change_nothing(change: str) -> None:
    rng = np.random.default_rng(4)
    for high in (2, 3, 3, 10, 100):
        P = rng.integers(0, high, (2, *rng.integers(2, 6, 2)))
        want = ns.solve(ns.NormalFormGame(P), method=EXACT)
        if change == "least differences":  # written with three digits, of which floats would keep none
            found = ns.solve(
                ns.NormalFormGame([[[f"0.{5 * 10**12 + int(v)}" for v in r] for r in t] for t in P])
            )
        else:
            found = ns.solve(ns.NormalFormGame(CHANGES[change](P)))
        assert len(found) == len(want)
        assert found.completeness == want.completeness
        assert [c.equilibria for c in found.components] == [c.equilibria for c in want.components]
        same(found, want, 1e-6)


def test_75_equilibria_of_any_size() -> None:
    for factor in (1e-8, 1e4):
        tables = np.array(STENGEL) * factor
        assert len(ns.solve(ns.NormalFormGame(tables), method=VERTICES)) == 75


def test_strategies_are_clean() -> None:
    rng = np.random.default_rng(5)
    for e in ns.solve(ns.NormalFormGame(rng.random((2, 8, 8)))):
        for v in e.strategy:
            assert v.sum() == pytest.approx(1, abs=1e-15)
            assert all(p == 0 or p > 1e-6 for p in v)


def test_a_close_decision_is_made_exactly() -> None:
    """Is the third column a best reply where the other two tie? It misses by 10^-9, too little for floats."""
    near = Fraction(1, 2) - Fraction(1, 10**9)
    B = [[0, 1, near], [1, 0, near], [0, 0, 1], [1, 1, 0], [0, 1, 0]]
    A = [[1, 0, 0], [0, 1, 0], [0, 0, "1/3"], [0, 0, 0], [0, 0, 0]]
    found = ns.solve(game(A, B), method=VERTICES)
    assert any("exact arithmetic" in note for note in found.notes)
    assert all(e.exact is not None for e in found)
    assert [e.exact for e in found] == [e.exact for e in ns.solve(game(A, B), method=EXACT)]


def test_a_close_decision_in_a_large_game_is_confessed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vertex_enumeration, "RESCUE_WORK", 0)
    near = Fraction(1, 2) - Fraction(1, 10**9)
    B = [[0, 1, near], [1, 0, near], [0, 0, 1], [1, 1, 0], [0, 1, 0]]
    A = [[1, 0, 0], [0, 1, 0], [0, 0, "1/3"], [0, 0, 0], [0, 0, 0]]
    found = ns.solve(game(A, B), method=VERTICES)
    assert found.completeness == "one of possibly many"
    assert any("too close" in note for note in found.notes)


def test_exact_is_exact() -> None:
    A = [["1/3", "0.1"], ["0.1", "1/7"]]
    found = ns.solve(game(A, A), method=EXACT)
    assert len(found) == 3
    assert all(e.certificate.tolerance == 0 and e.certificate.valid for e in found)
    p = (Fraction(1, 7) - Fraction(1, 10)) / (Fraction(1, 3) + Fraction(1, 7) - Fraction(1, 5))
    assert found[2].exact == ((p, 1 - p), (p, 1 - p))


def test_tableaus_computed_anew_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where levels are too large to be kept, and where rounding has added up."""
    P = np.random.default_rng(6).integers(0, 3, (2, 6, 6)) / 3
    want = ns.solve(ns.NormalFormGame(P), method=VERTICES)
    for name, value in [("MAX_KEPT", 0), ("CHECKSUM", -1.0), ("BLOCK", 7), ("MAX_FOUND", 1)]:
        with monkeypatch.context() as patch:
            patch.setattr(best_reply_polytopes, name, value)
            patch.setattr(complementary_vertices, "BLOCK", 5)
            patch.setattr(complementary_vertices, "PAIRS", 50)
            found = ns.solve(ns.NormalFormGame(P), method=VERTICES)
        same(found, want)


def test_both_ways_to_complete_a_vertex_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    P = np.random.default_rng(7).random((2, 7, 6))
    want = ns.solve(ns.NormalFormGame(P), method=VERTICES)
    monkeypatch.setattr(vertex_enumeration, "completions", lambda *_: None)
    found = ns.solve(ns.NormalFormGame(P), method=VERTICES)
    assert found.searched["bases"] > want.searched["bases"]
    same(found, want)


# --- what cannot be done


def test_too_large() -> None:
    P = np.random.default_rng(8).random((2, 40, 40))
    with pytest.raises(ns.GameError, match=r"about .* bases.*LemkeHowson .*PureEnumeration .*LogitPath"):
        ns.solve(ns.NormalFormGame(P), method=VERTICES)


def test_limits_are_no_partial_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    P = np.random.default_rng(9).random((2, 8, 8))
    with pytest.raises(ns.GameError, match="more than"):
        ns.solve(ns.NormalFormGame(P), method=ns.VertexEnumeration(max_work=64 * 20))
    monkeypatch.setattr(vertex_enumeration, "EXACT_WORK", 64 * 20)
    with pytest.raises(ns.GameError, match="too many for exact"):
        ns.solve(ns.NormalFormGame(P), method=EXACT)


@pytest.mark.parametrize("method", [VERTICES, ns.LemkeHowson(), ns.Nashpy()])
def test_other_games_are_refused(method: Any) -> None:
    with pytest.raises(ns.NotSupportedError, match=r"two players.*3.*SupportEnumeration"):
        ns.solve(ns.NormalFormGame(np.zeros((3, 2, 2, 2))), method=method)


def test_upper_bound_theorem() -> None:
    """Random polytopes stay below; polygons reach it."""
    assert best_reply_polytopes.most_bases(2, 9) == 9
    assert best_reply_polytopes.most_bases(6, 12) == 112  # McMullen 1970: dual cyclic polytope C(12, 6)
    unit, precision = unit_payoffs(ns.NormalFormGame(np.random.default_rng(10).random((2, 6, 6))))
    labels = np.arange(12)
    found = visit_vertices(unit[1].T, labels[:6], labels[6:], precision, "A")
    assert found.visited <= 112
    assert found.simple


# --- maximal Nash subsets


def test_maximal_subsets() -> None:
    rng = np.random.default_rng(11)
    for _ in range(100):
        x, y = np.nonzero(rng.random((6, 7)) < rng.choice([0.2, 0.5, 0.8]))
        pairs = list(zip(x.tolist(), y.tolist(), strict=True))
        assert set(maximal_subsets(pairs)) == bicliques(set(pairs))


def test_mixtures_within_subsets_are_equilibria_and_across_are_not() -> None:
    rng = np.random.default_rng(12)
    for _ in range(20):
        P = rng.integers(0, 3, (2, 4, 4))
        g = ns.NormalFormGame(P)
        for component in ns.solve(g).components:
            for s in component.subsets:
                x = rng.dirichlet(np.ones(len(s.rows))) @ component.rows[list(s.rows)]
                y = rng.dirichlet(np.ones(len(s.columns))) @ component.columns[list(s.columns)]
                assert ns.certify(g, [x, y]).valid
            inside = {(i, j) for s in component.subsets for i in s.rows for j in s.columns}
            for i, x in enumerate(component.rows):
                for j, y in enumerate(component.columns):
                    assert ns.certify(g, [x, y]).valid == ((i, j) in inside)


# --- Lemke and Howson


def test_lemke_howson_finds_equilibria_of_degenerate_games() -> None:
    rng = np.random.default_rng(13)
    for k in range(60):
        A, B = random_game(rng, 6, 2 + k % 3)
        found = ns.solve(game(A, B), method=ns.LemkeHowson())  # certified
        assert found.completeness == "one of possibly many"
        assert within(found, ns.solve(game(A, B), method=EXACT))
        assert not any("astray" in note for note in found.notes)
        assert not any("given up" in note for note in found.notes)


def test_lemke_howson_does_not_go_round_in_circles() -> None:
    """With the last of tied rows leaving, the path from one of the labels never ends in this game."""
    A = ["111011", "111100", "010100", "100111", "111001", "110001", "100101", "001000"]
    B = ["001111", "010101", "110100", "011001", "111010", "010000", "100101", "001110"]
    g = game(*([[int(v) for v in row] for row in table] for table in (A, B)))
    found = ns.solve(g, method=ns.LemkeHowson())
    assert found.searched["pivots"] < 500
    assert not any("given up" in note for note in found.notes)
    assert within(found, ns.solve(g, method=EXACT))


def test_lemke_howson_from_one_label() -> None:
    """The nondegenerate 3 x 2 game of von Stengel 2007, (3.3), with three equilibria."""
    g = game([[3, 3], [2, 5], [0, 6]], [[3, 2], [2, 6], [3, 1]])
    assert len(ns.solve(g)) == 3
    for label in range(5):
        assert len(ns.solve(g, method=ns.LemkeHowson(label))) == 1
    with pytest.raises(ns.GameError, match="labels from 0 to 4"):
        ns.solve(g, method=ns.LemkeHowson(5))


def test_lemke_howson_in_large_games() -> None:
    rng = np.random.default_rng(14)
    for shape in [(150, 150), (300, 20), (2, 400)]:
        g = ns.NormalFormGame(rng.integers(0, 3, (2, *shape)))
        assert len(ns.solve(g, method=ns.LemkeHowson(label=1))) == 1


def test_lemke_howson_follows_long_paths(monkeypatch: pytest.MonkeyPatch) -> None:
    """Paths can be exponentially long (Savani & von Stengel 2006); one that is given up is mentioned."""
    from negsim.solvers.two_players import lemke_howson

    P = np.random.default_rng(15).random((2, 12, 12))
    monkeypatch.setattr(lemke_howson, "MOST_PIVOTS", 4)
    monkeypatch.setattr(lemke_howson, "LEAST_PIVOTS", 4)
    found = ns.solve(ns.NormalFormGame(P), method=ns.LemkeHowson())
    assert any("given up" in note for note in found.notes)
    monkeypatch.setattr(lemke_howson, "MOST_PIVOTS", 1)
    monkeypatch.setattr(lemke_howson, "LEAST_PIVOTS", 1)
    with pytest.raises(ns.SolverError, match="within 1 steps"):
        ns.solve(ns.NormalFormGame(P), method=ns.LemkeHowson(0))
    with pytest.raises(ns.SolverError, match="none of 24 paths"):
        ns.solve(ns.NormalFormGame(P), method=ns.LemkeHowson())


def test_lemke_howson_is_followed_exactly_where_rounding_leads_astray(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from negsim.solvers.two_players import lemke_howson

    rng = np.random.default_rng(16)
    games = [game(*random_game(rng, 5, 3)) for _ in range(10)]
    want = [ns.solve(g, method=ns.LemkeHowson()) for g in games]
    monkeypatch.setattr(lemke_howson.End, "holds", lambda *_: False)
    for g, w in zip(games, want, strict=True):
        found = ns.solve(g, method=ns.LemkeHowson())
        assert any("exact arithmetic" in note for note in found.notes)
        assert all(e.exact is not None for e in found)
        assert len(found) >= 1
        assert {e.exact for e in found} <= {e.exact for e in ns.solve(g, method=EXACT)}
        assert len(w) >= 1


# --- nashpy


def test_nashpy_is_looked_through(monkeypatch: pytest.MonkeyPatch) -> None:
    import nashpy

    half, first, second = np.array([0.5, 0.5]), np.array([1.0, 0.0]), np.array([0.0, 1.0])
    returned = [
        (half, half),
        (half + 1e-10, half - 1e-10),  # the same, and sums that are off
        (half, half),
        (first, second),  # no equilibrium
        (np.array([np.nan, np.nan]), half),
        (half, np.array([1.0])),
        (np.array([1.5, -0.5]), half),
        None,
    ]
    monkeypatch.setattr(nashpy.Game, "vertex_enumeration", lambda _: iter(returned))
    found = ns.solve(game([[1, 0], [0, 1]], [[1, 0], [0, 1]]), method=ns.Nashpy("vertex_enumeration"))
    assert found.completeness == "one of possibly many"
    assert found.notes[0] == "nashpy returned 8 profiles, 3 are equilibria, 1 of them different"
    assert np.array_equal(found.one().strategy[0], half)

    def failing(_: Any) -> Any:
        yield first, first
        raise ValueError

    monkeypatch.setattr(nashpy.Game, "vertex_enumeration", failing)
    found = ns.solve(game([[1, 0], [0, 1]], [[1, 0], [0, 1]]), method=ns.Nashpy("vertex_enumeration"))
    assert "then it failed: ValueError" in found.notes[0]
    assert len(found) == 1


def test_nashpy_finds_what_others_find() -> None:
    """Its tolerances are made for small payoffs, and it is given such."""
    P = np.random.default_rng(19).integers(0, 10_000, (2, 4, 4))
    known = ns.solve(ns.NormalFormGame(P))
    found = ns.solve(ns.NormalFormGame(P), method=ns.Nashpy())
    assert len(found) == len(known)
    assert within(found, known)


@pytest.mark.parametrize(
    "algorithm", ["support_enumeration", "vertex_enumeration", "lemke_howson_enumeration"]
)
def test_nashpy(algorithm: Any) -> None:
    g = game([[6, 2], [7, 0]], [[6, 7], [2, 0]])
    found = ns.solve(g, method=ns.Nashpy(algorithm))
    assert len(found) == (2 if algorithm.startswith("lemke") else 3)
    assert "nashpy returned" in found.notes[0]


@pytest.mark.parametrize("algorithm", ["support_enumeration", "lemke_howson_enumeration"])
def test_nashpy_of_degenerate_games(algorithm: Any) -> None:
    """Whatever it returns: what is left are equilibria, or an error that says what there was."""
    rng, failed = np.random.default_rng(17), []
    for _ in range(6):
        A, B = random_game(rng, 3, 2)
        try:
            found = ns.solve(game(A, B), method=ns.Nashpy(algorithm))
        except ns.SolverError as error:
            failed.append(str(error))
        else:
            assert all(e.certificate.valid for e in found)
            assert found.completeness == "one of possibly many"
    assert all("nashpy returned" in message for message in failed)
    assert len(failed) < 6


def test_nashpy_is_bounded() -> None:
    with pytest.raises(ns.SolverError, match='no "vertex"'):
        ns.solve(game([[1]], [[1]]), method=ns.Nashpy("vertex"))  # type: ignore[arg-type]
    with pytest.raises(ns.GameError, match="VertexEnumeration"):
        ns.solve(ns.NormalFormGame(np.zeros((2, 15, 15))), method=ns.Nashpy())
    with pytest.raises(ns.GameError, match="LemkeHowson"):
        ns.solve(ns.NormalFormGame(np.zeros((2, 300, 300))), method=ns.Nashpy("lemke_howson_enumeration"))


# --- other programs


@pytest.mark.parametrize("n", [3, 6, 8])
def test_against_gambit(n: int) -> None:
    gambit = pytest.importorskip("pygambit")
    rng = np.random.default_rng(18 + n)
    for high in (3, 10_000):
        if high == 3 and n > 6:
            continue
        A, B = rng.integers(0, high, (2, n, n))
        theirs = gambit.nash.enummixed_solve(
            gambit.StrategicGame.from_arrays(A, B), rational=n < 8
        ).equilibria
        known = set()
        for p in theirs:
            shares = [round(float(share), 9) + 0.0 for strategy in p for _, share in strategy]
            known.add((tuple(shares[:n]), tuple(shares[n:])))
        mine = {
            tuple(tuple(round(float(v), 9) + 0.0 for v in s) for s in e.strategy)
            for e in ns.solve(game(A, B), method=VERTICES)
        }
        assert mine == known


@pytest.mark.parametrize("large", [1e3, 1e8, 1e11, 1e13, 1e15])
def test_small_payoffs_beside_large_ones(large: float) -> None:
    """Differences that decide are not taken for ties because another payoff is very large (or very small)."""
    for first, second, count in (
        ([[6, 2], [7, -large]], [[6, 7], [2, -large]], 3),  # chicken, with a catastrophe that is risked
        ([[0.25, 0.125], [0, 1]], [[large, large / 8], [7.5e-6, 4e-6]], 1),  # column 1 is dominant
        ([[3, 0, -large], [0, 1, large / 3]], [[1, 0, -large], [0, 2, 1.5]], 3),
    ):
        game = ns.NormalFormGame.from_bimatrix(first, second)
        found, sure = (ns.solve(game, method=ns.VertexEnumeration(exact=e)) for e in (False, True))
        assert len(found) == len(sure) == count
        assert found.completeness == sure.completeness


def test_ties_by_rounding_beside_small_payoffs() -> None:
    """0.1 + 0.2 and 0.3 tie for whoever wrote them; 3e-17 and 0 do not."""
    tied = ns.NormalFormGame.from_bimatrix([[0.1 + 0.2, 1], [0.3, 0]], [[1, 1], [1, 0]])
    assert ns.solve(tied, method="vertex_enumeration").completeness == "all extreme points"
    apart = ns.NormalFormGame.from_bimatrix([[3e-17, 1], [0, 0]], [[1, 1], [1, 0]])
    assert all(e.strategy[0].tolist() == [1, 0] for e in ns.solve(apart, method="vertex_enumeration"))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ([[3, 0, 0], [-99998, 3, 2]], [[0, 3, 1], [2, 1, -1e13]]),  # was refused: a profile that is none
        ([[0, 2, -1e13], [3, 1, 3], [1, 2, 3]], [[3, 3, 1], [2, -1e12, 3], [3, 3, 1]]),  # was certified
        ([[0, -2, 0], [2e12, -2e12, -2e12], [0, 0, 1]], [[-2, 0, -2], [0, 2, 0], [2e12, -1e12, 0]]),
        ([[-10.0], [-10], [30], [-999999999999980]], [[-100.0], [-20], [-20], [-30]]),
    ],
)
def test_lemke_howson_with_small_payoffs_beside_large_ones(first: Any, second: Any) -> None:
    """What two paths lead to is an equilibrium by exact enumeration too."""
    played = game(first, second)
    known = {e.exact for e in ns.solve(played, method=EXACT)}
    for label in (None, *range(sum(played.shape))):
        found = ns.solve(played, method=ns.LemkeHowson(label))
        assert all(ns.certify(played, e, exact=True).valid for e in found)
        if len(known) == 1:
            assert {e.exact for e in found} == known


def test_lemke_howson_does_not_turn_in_circles_for_small_payoffs() -> None:
    """A path that floats lost after 250,000 steps ends after a few."""
    played = game(
        [[100, 1e-6, 1e-6, 0], [10, 0, -0.1, 100], [0, -1e6, 0.01, -1000], [-1e5, -1e-5, 0, -1e4]],
        [[-1e5, 0, 1e-6, 0], [0.1, -1e-5, 0, 1e-6], [-1e8, 100, -0.01, 0], [1e-6, 0, -1e-4, 1e8]],
    )
    found = ns.solve(played, method=ns.LemkeHowson())
    assert found.searched["pivots"] < 1000
    assert not any("given up" in note for note in found.notes)


@pytest.mark.parametrize(
    ("first", "second", "scale", "profile", "gain"),
    [
        (
            [[0, 2, -1e13], [3, 1, 3], [1, 2, 3]],
            [[3, 3, 1], [2, -1e12, 3], [3, 3, 1]],
            [2, 1],
            [[1, 0, 0], [1, 0, 0]],
            3,
        ),
        (
            [[2, 1, -3], [-1e4, -9999, -10002], [2, 2, 0]],
            [[-1, -1e14, 2], [-3, -1e14 + 2, 2], [-3, -1e14, -3]],
            [3, 5],
            [[1, 0, 0], [1, 0, 0]],
            3,
        ),
        ([[3, 1], [0, -1e10]], [[1, 0], [0, 0]], [3, 1], [[0, 1], [1, 0]], 3),
    ],
)
def test_ties_do_not_make_a_catastrophe_count(
    first: Any, second: Any, scale: Any, profile: Any, gain: float
) -> None:
    """Where the last actions left tie with the next best, nobody would choose the catastrophe either."""
    played = game(first, second)
    assert played.scale.tolist() == scale
    certificate = ns.certify(played, profile)
    assert not certificate.valid
    assert max(certificate.gains.values()) == gain
