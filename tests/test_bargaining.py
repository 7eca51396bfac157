"""Bargaining solutions: published examples, closed forms, and their supporting hyperplanes."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest

import negsim as ns
from negsim.solvers.bargaining.solutions import Bargain

SOLUTIONS = ("nash", "kalai_smorodinsky", "egalitarian", "utilitarian")


def values(deal: Bargain) -> list[float]:
    return list(deal.values.values())


# --- published examples


def test_bill_and_jack() -> None:
    # Nash (1950, table on p. 161): Bill gives book, whip, ball and bat, Jack gives pen, toy and knife
    bills = {"book": (2, 4), "whip": (2, 2), "ball": (2, 1), "bat": (2, 2), "box": (4, 1)}
    jacks = {"pen": (10, 1), "toy": (4, 1), "knife": (6, 2), "hat": (2, 2)}
    swaps = {}
    for k in range(10):
        for given in combinations([*bills, *jacks], k):
            bill = sum(jacks[g][0] if g in jacks else -bills[g][0] for g in given)
            jack = sum(bills[g][1] if g in bills else -jacks[g][1] for g in given)
            swaps[" ".join(sorted(given))] = (12 + bill, 6 + jack)
    assert len(swaps) == 2**9
    deal = ns.bargaining_solution(swaps, swaps[""], players=["Bill", "Jack"])
    assert deal.gains == pytest.approx({"Bill": 12, "Jack": 5})
    assert [deal.names[i] for i in deal.chosen] == ["ball bat book knife pen toy whip"]
    assert deal.gap <= 1e-9
    alone = ns.bargaining_solution(swaps, swaps[""], lotteries=False)
    assert [alone.names[i] for i in alone.ties] == ["ball bat book knife pen toy whip"]


def test_kalai_and_smorodinsky_on_monotonicity() -> None:
    # Kalai & Smorodinsky (1975, section 1): for each that player 1 may get, more is left to player 2 in the
    # second problem; yet Nash's solution gives it less, and theirs more
    first, second = [[0, 1], [1, 0], [0.75, 0.75]], [[0, 1], [1, 0], [1, 0.7]]
    assert values(ns.bargaining_solution(first, [0, 0])) == pytest.approx([0.75, 0.75])
    assert values(ns.bargaining_solution(second, [0, 0])) == pytest.approx([1, 0.7])
    ks = ns.bargaining_solution(first, [0, 0], "kalai_smorodinsky")
    assert values(ks) == pytest.approx([0.75, 0.75])
    ks = ns.bargaining_solution(second, [0, 0], "kalai_smorodinsky")
    assert values(ks) == pytest.approx([10 / 13, 10 / 13])
    assert ks.ideal == pytest.approx({"Player 1": 1, "Player 2": 1})


def test_divide_the_dollar_with_weights() -> None:
    # Kalai (1977): shares of a dollar in proportion to the weights; n parties
    for n in (1, 2, 3, 6):
        weights = np.arange(1, n + 1)
        deal = ns.bargaining_solution(np.eye(n), np.zeros(n), weights=weights)
        assert values(deal) == pytest.approx((weights / weights.sum()).tolist(), abs=1e-12)
        assert deal.lottery == pytest.approx(weights / weights.sum(), abs=1e-12)
    # what one gets without agreement it gets first; the rest is split
    deal = ns.bargaining_solution(np.eye(3), [0.1, 0.2, 0.0])
    assert values(deal) == pytest.approx([0.1 + 0.7 / 3, 0.2 + 0.7 / 3, 0.7 / 3], abs=1e-12)


def test_solutions_of_an_asymmetric_triangle() -> None:
    points = [[10, 0], [0, 4]]
    assert values(ns.bargaining_solution(points, [0, 0])) == pytest.approx([5, 2])
    assert values(ns.bargaining_solution(points, [0, 0], "kalai_smorodinsky")) == pytest.approx([5, 2])
    equal = ns.bargaining_solution(points, [0, 0], "egalitarian")
    assert values(equal) == pytest.approx([20 / 7, 20 / 7])
    double = ns.bargaining_solution(points, [0, 0], "egalitarian", weights={"Player 1": 2, "Player 2": 1})
    assert values(double) == pytest.approx([40 / 9, 20 / 9])
    assert values(ns.bargaining_solution(points, [0, 0], "utilitarian")) == [10, 0]
    even = ns.bargaining_solution([[3, 0], [0, 3], [1, 1]], [0, 0], "utilitarian")
    assert even.ties == (0, 1)


# --- against closed forms and hyperplanes


def _nash_of_two(points: np.ndarray, d: np.ndarray, w: np.ndarray) -> np.ndarray | None:
    """Best of the closed forms on the segments between any two points."""
    best, at = -np.inf, None
    for a in points - d:
        for b in points - d:
            step = b - a
            shares = [0.0]
            if step[0] * step[1] != 0:
                slope = w[0] * step[0] * a[1] + w[1] * step[1] * a[0]
                shares.append(float(np.clip(-slope / (w.sum() * step[0] * step[1]), 0, 1)))
            for s in shares:
                u = a + s * step
                if (u > 1e-12).all() and w @ np.log(u) > best:
                    best, at = float(w @ np.log(u)), u
    return at


def test_nash_of_two_against_the_closed_form() -> None:
    rng = np.random.default_rng(1)
    solved = 0
    for _ in range(35):
        points = rng.integers(-3, 8, (int(rng.integers(1, 8)), 2)).astype(float)
        d = rng.integers(-2, 4, 2).astype(float)
        w = rng.integers(1, 4, 2).astype(float)
        expected = _nash_of_two(points, d, w)
        deal = ns.bargaining_solution(points, d, weights=w)
        if expected is not None:
            solved += 1
            np.testing.assert_allclose(values(deal) - d, expected, atol=1e-8)
    assert solved > 12


@pytest.mark.parametrize("n", [2, 3, 5])
def test_certificates(n: int) -> None:
    rng = np.random.default_rng(n)
    for _ in range(6):
        points, d = rng.integers(0, 6, (30, n)).astype(float), np.full(n, 1.5)
        w = rng.integers(1, 4, n).astype(float)
        for solution in ("nash", "kalai_smorodinsky", "egalitarian"):
            weights = None if solution == "kalai_smorodinsky" else w
            deal = ns.bargaining_solution(points, d, solution, weights=weights)
            if not deal.agreed:
                continue
            assert deal.lottery.min() >= 0
            assert deal.lottery.sum() == pytest.approx(1)
            got, said = np.array(list(deal.attained.values())), np.array(values(deal))
            assert (got >= said - 1e-8).all()
            assert deal.prices is not None
            # nobody can find a point beyond the hyperplane that goes through the solution
            assert (deal.prices >= -1e-9).all()
            reach = float(((points - d) @ deal.prices).max())
            assert float((said - d) @ deal.prices) == pytest.approx(reach, abs=1e-7)
            gains = said - d
            if solution == "nash":
                np.testing.assert_allclose(deal.prices * gains, w / w.sum(), atol=1e-8)
            elif solution == "egalitarian":
                np.testing.assert_allclose(gains / w, gains[0] / w[0], atol=1e-8)
            else:
                ideal = np.array(list(deal.ideal.values())) - d  # type: ignore[union-attr]
                able = ideal > 1e-9
                np.testing.assert_allclose((gains / np.where(able, ideal, 1))[able].std(), 0, atol=1e-8)


@pytest.mark.parametrize(("factor", "shift"), [(1e-8, 0), (1e4, 0), (1, -1e4)])
def test_scales(factor: float, shift: float) -> None:
    rng = np.random.default_rng(3)
    for _ in range(3):
        points, d = rng.integers(0, 5, (8, 3)).astype(float), np.array([1.0, 1.5, 0.5])
        for solution in SOLUTIONS:
            base = ns.bargaining_solution(points, d, solution)
            moved = ns.bargaining_solution((points + shift) * factor, (d + shift) * factor, solution)
            np.testing.assert_allclose(np.array(values(moved)) / factor - shift, values(base), atol=1e-6)
    # Nash's solution and that of Kalai and Smorodinsky do not depend on anybody's own units
    units = np.array([1e-6, 1.0, 1e5])
    for solution in SOLUTIONS[:2]:
        base = ns.bargaining_solution(points, d, solution)
        other = ns.bargaining_solution(points * units, d * units, solution)
        np.testing.assert_allclose(np.array(values(other)) / units, values(base), atol=1e-6)


def test_invariance_of_nash_to_irrelevant_alternatives() -> None:
    rng = np.random.default_rng(4)
    for _ in range(5):
        points = rng.uniform(0, 1, (12, 3))
        deal = ns.bargaining_solution(points, [0, 0, 0])
        fewer = ns.bargaining_solution(points[list(deal.chosen)], [0, 0, 0])
        np.testing.assert_allclose(values(fewer), values(deal), atol=1e-9)


# --- degenerate problems


def test_nobody_gains() -> None:
    for solution in SOLUTIONS[:3]:
        for lotteries in (True, False):
            worse = ns.bargaining_solution([[1, 5], [5, 1]], [4, 4], solution, lotteries=lotteries)
            assert not worse.agreed
            assert values(worse) == [4, 4]
            assert worse.notes
            assert "No agreement" in worse.explain()
            same = ns.bargaining_solution([[2, 2]], [2, 2], solution, lotteries=lotteries)
            assert not same.agreed
            one = ns.bargaining_solution([[3, 2]], [1, 1], solution, lotteries=lotteries)
            if solution == "egalitarian":
                assert values(one) == (pytest.approx([2, 2]) if lotteries else [3, 2])
            else:
                assert values(one) == pytest.approx([3, 2])
    assert "less than without" in ns.bargaining_solution([[9, 0]], [1, 1], "utilitarian").explain().lower()


def test_a_player_who_cannot_gain() -> None:
    # the third gets nothing anywhere; the others share a dollar
    points = [[1, 0, 0], [0, 1, 0]]
    for solution in ("nash", "kalai_smorodinsky"):
        deal = ns.bargaining_solution(points, [0, 0, 0], solution)
        assert values(deal) == pytest.approx([0.5, 0.5, 0])
        assert "Player 3" in deal.notes[0]
    assert not ns.bargaining_solution(points, [0, 0, 0], "egalitarian").agreed
    # it could even lose: what it must be compensated for is only had by mixing
    points = [[4, 0, -1], [0, 0, 1], [0, 4, -1], [1, 1, 0]]
    deal = ns.bargaining_solution(points, [0, 0, 0])
    assert deal.gap <= 1e-9
    held = [[4, 0, 0], [0, 2, -1], [2, 2, -3]]
    deal = ns.bargaining_solution(held, [0, 0, 0])
    assert values(deal) == pytest.approx([4, 0, 0])
    assert "Player 2, Player 3" in deal.notes[0]


def test_compensation_by_mixing() -> None:
    # the third gains if the second does, and is kept from losing by mixing what costs it with what pays it
    points = np.array([[4.0, 0, -1], [0, 2, 1], [0, 4, 1], [-1, -1, -5]])
    d = np.zeros(3)
    deal = ns.bargaining_solution(points, d)
    grid = [s * points[0] + (1 - s) * points[2] for s in np.linspace(0, 1, 10_001)]
    best = max(grid, key=lambda u: float(np.prod(np.maximum(u, 0))))
    np.testing.assert_allclose(values(deal), best, atol=1e-2)


def test_disposal() -> None:
    # three parties, where the first can get no more than a little
    points = [[1, 4, 4], [0, 6, 0]]
    held = ns.bargaining_solution(points, [0, 0, 0], "egalitarian")
    assert values(held) == pytest.approx([1, 1, 1])
    assert held.attained == pytest.approx({"Player 1": 1, "Player 2": 4, "Player 3": 4})
    assert "thrown away" in held.notes[-1]
    free = ns.bargaining_solution(points, [0, 0, 0], "egalitarian", lexicographic=True)
    assert values(free) == pytest.approx([1, 4, 4])
    exactly = ns.bargaining_solution(points, [0, 0, 0], "egalitarian", free_disposal=False)
    assert not exactly.agreed
    line = ns.bargaining_solution([[2, 0], [0, 2]], [0, 0], "egalitarian", free_disposal=False)
    assert values(line) == pytest.approx([1, 1])


def test_lexicographic_against_sorted_grids() -> None:
    # Imai (1983): the smallest share first, then the next; compared with all lotteries on a grid
    rng = np.random.default_rng(6)
    steps = 40
    grid = np.array([(i, j, steps - i - j) for i in range(steps + 1) for j in range(steps + 1 - i)]) / steps
    for _ in range(6):
        points = rng.integers(0, 5, (3, 3)).astype(float)
        deal = ns.bargaining_solution(points, [-1, -1, -1], "egalitarian", lexicographic=True)
        ours = sorted(v + 1 for v in values(deal))
        for u in grid @ points + 1:
            theirs = sorted(u)
            for a, b in zip(ours, theirs, strict=True):
                if b < a - 1e-7:
                    break
                assert b <= a + 1e-7


def test_single_points() -> None:
    points = {"a": [4, 1], "b": [2, 2], "c": [1, 4], "d": [3, -9]}
    nash = ns.bargaining_solution(points, [0, 0], lotteries=False)
    assert [nash.names[i] for i in nash.ties] == ["a", "b", "c"]
    assert "3 points are equally good" in nash.notes[-1]
    equal = ns.bargaining_solution(points, [0, 0], "egalitarian", lotteries=False)
    assert [equal.names[i] for i in equal.ties] == ["b"]
    ks = ns.bargaining_solution(points, [0, 0], "kalai_smorodinsky", lotteries=False)
    assert ks.names[ks.chosen[0]] == "b"
    most = ns.bargaining_solution(points, [0, 0], "utilitarian", lotteries=False)
    assert [most.names[i] for i in most.ties] == ["a", "c"]
    only_one = ns.bargaining_solution([[3, 0], [0, 3]], [0, 0], lotteries=False)
    assert not only_one.agreed
    lex = ns.bargaining_solution([[1, 2], [1, 3]], [0, 0], "egalitarian", lotteries=False, lexicographic=True)
    assert lex.chosen == (1,)


# --- what is read


def test_games_and_frames() -> None:
    chicken = ns.NormalFormGame.from_bimatrix([[6, 2], [7, 0]], [[6, 7], [2, 0]])
    deal = ns.bargaining_solution(chicken, "minmax")
    assert deal.disagreement.tolist() == pytest.approx([2, 2])
    assert values(deal) == pytest.approx([6, 6])
    assert deal.names[deal.chosen[0]] == "1, 1"
    frame = pd.DataFrame([[1, 0], [0, 1]], ["x", "y"], ["North", "South"])
    deal = ns.bargaining_solution(frame, {"South": 0, "North": 0})
    assert deal.values == pytest.approx({"North": 0.5, "South": 0.5})
    assert deal.to_frame().index.tolist() == ["x", "y"]
    assert "lottery over x (0.5), y (0.5)" in deal.explain()
    assert "North 0.5" in repr(deal)


@pytest.mark.parametrize(
    ("arguments", "options", "message"),
    [
        (([[1, 2]], [0, 0], "nahs"), {}, "nash"),
        (([[1, 2], [3]], [0, 0]), {}, "points must be"),
        (([1, 2], [0, 0]), {}, "table"),
        (([[np.nan, 1]], [0, 0]), {}, "finite"),
        (([[1, 2]], [0]), {}, "disagreement"),
        (([[1, 2]], "minmax"), {}, "NormalFormGame"),
        (([[1, 2]], "none"), {}, "not known"),
        (([[1, 2]], [0, 0]), {"weights": [1, 0]}, "positive"),
        (([[1, 2]], [0, 0], "kalai_smorodinsky"), {"weights": [1, 1]}, "no weights"),
        (([[1, 2]], [0, 0]), {"lexicographic": True}, "lexicographic"),
        (([[1, 2]], [0, 0]), {"players": ["A"]}, "players"),
        (([[1, 2]], {"A": 0}), {"players": ["A", "B"]}, "each of A, B"),
    ],
)
def test_refusals(arguments: tuple[object, ...], options: dict[str, object], message: str) -> None:
    with pytest.raises(ns.GameError, match=message):
        ns.bargaining_solution(*arguments, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("loss", [1e3, 1e6, 1e8, 1e9, 1e10, 1e12, 1e100])
@pytest.mark.parametrize("solution", ["nash", "kalai_smorodinsky"])
def test_a_terrible_point_is_irrelevant(solution: str, loss: float) -> None:
    # the half-way point of the segment; a loss of 1e10 once made gains of 1 count as none
    points = [[1, 1], [2, 0.5], [-loss, 0]]
    assert values(ns.bargaining_solution(points, [0, 0], solution)) == pytest.approx([1.5, 0.75])
    assert not ns.bargaining_solution(points, [0, 0], solution).notes
    best = ns.bargaining_solution([[1, 1], [-loss, -loss]], [0, 0], solution, lotteries=False)
    assert values(best) == [1, 1]


def test_numbers_too_far_apart_are_refused() -> None:
    with pytest.raises(ns.GameError, match="hold the difference"):
        ns.bargaining_solution([[0, 1e308], [1e308, 0]], [-1e308, -1e308])
    with pytest.raises(ns.GameError, match="1e\\+12 times the smallest"):
        ns.bargaining_solution([[0, 2], [3, 0]], [0, 0], weights=[1e-12, 1])
    with pytest.raises(ns.SolverError, match="made equal"):  # it said that there is no such lottery
        ns.bargaining_solution([[1e12, 1e-12], [2e12, 0], [0, 2e-12]], [0, 0], "egalitarian")
    with pytest.raises(ns.GameError, match="no bargaining solution"):
        ns.bargaining_solution([[0, 2], [3, 0]], [0, 0], None)  # type: ignore[arg-type]
