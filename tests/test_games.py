"""Building games, and solving one structure at many parameter points."""

import json
import random
import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import negsim as ns
import random_scenarios
from negsim.certificate import certify_strategy

Data = dict[str, Any]


def scenario(**keys: Any) -> ns.Scenario:
    """A scenario of parties A and B (discount 0.5) with one issue and no moves, unless the keys say more."""
    data = {
        "negsim": 1,
        "title": "a game",
        "parties": {"A": {"discount": 0.5}, "B": {"discount": 0.5}},
        "issues": {"x": {"levels": ["x0", "x1", "x2"]}},
        "play": {"periods": 3, "final": "stop", **keys.pop("play", {})},
        **keys,
    }
    return ns.loads(json.dumps(data))


def flow(value: Any, **more: Any) -> Data:
    return {"flow": {"value": value, **more}}


# How many states --------------------------------------------------------------------------------------------


def chain(n: int, payoffs: Data | None = None, **keys: Any) -> ns.Scenario:
    """n issues of three levels, each raised once and only after the one before it: n + 1 states of 3ⁿ."""
    return scenario(
        issues={f"i{k}": {"levels": ["a", "b", "c"]} for k in range(n)},
        moves={
            f"m{k}": {
                "by": "A",
                "when": f"i{k} == a" + (f" and i{k - 1} == b" if k else ""),
                "sets": {f"i{k}": "b"},
                "pays": {"A": 1},
            }
            for k in range(n)
        },
        payoffs=payoffs or {},
        **keys,
    )


@pytest.mark.parametrize("n", [1, 2, 5, 39, 40, 41, 70])
def test_only_reachable_states_are_built(n: int) -> None:
    game = ns.compile_game(chain(n))
    assert game.states == n + 1
    assert [list(game.levels(s).values()).count("b") for s in range(n + 1)] == list(range(n + 1))


def test_seventy_issues_are_solved_like_any() -> None:
    s = chain(70, {"B": flow("value(i0) + 10 * value(i1) + 100 * value(i69)")})
    eq = ns.solve(s).one()
    assert eq.values["A"] == 1 + 0.5 + 0.25
    assert eq.values["B"] == 1 + 0.5 * 11 + 0.25 * 11
    assert eq.certificate.valid
    assert eq.play.end == "other"


@pytest.mark.parametrize("n", [39, 40, 41, 64, 70])
def test_a_payoff_may_read_any_number_of_issues(n: int) -> None:
    # once: OverflowError, the key of a payoff cell does not fit 64 bits
    s = chain(n, {"B": {f"t{k}": {"value": f"value(i{k})"} for k in range(n)}})
    assert ns.solve(s).one().values["B"] == 1 + 0.5 * 2 + 0.25 * 3


def test_countdowns_and_delays_multiply_states_only_as_far_as_they_run() -> None:
    m: Data = {"by": "A", "when": "x == x0", "sets": {"x": "x1"}}
    assert ns.compile_game(scenario(moves={"m": m})).states == 2
    assert ns.compile_game(scenario(moves={"m": {**m, "lasts": 3}})).states == 1 + 3
    assert ns.compile_game(scenario(moves={"m": {**m, "after": 3}})).states == 1 + 3 + 1
    assert ns.compile_game(scenario(moves={"m": {**m, "lasts": 2, "after": 3}})).states == 1 + 3 + 2


def test_what_nobody_asks_for_is_not_in_the_state() -> None:
    moves: Data = {"m": {"by": "A", "pays": {"A": 1}}, "n": {"by": "A", "when": "done(m)"}}
    assert ns.compile_game(scenario(moves={"m": moves["m"]})).states == 1
    assert ns.compile_game(scenario(moves=moves)).states == 2
    watched = scenario(moves={"m": moves["m"]}, payoffs={"B": flow("if_(done(m), 1, 0)")})
    assert ns.compile_game(watched).states == 2
    assert ns.compile_game(scenario(play={"turns": "rotating"})).states == 2  # whose turn it is


def test_an_order_cuts_off_states() -> None:
    moves = {
        "raise_it": {"by": ["A", "B"], "sets": {"x": "up"}},
        "own": {"by": "A", "when": "x == x0", "sets": {"x": "x1"}},
    }
    s = scenario(
        moves=moves, orders={"none": {"forbid": "joint"}, "late": {"require": {"raise_it": "x == x2"}}}
    )
    assert ns.compile_game(s).states == 3
    assert ns.compile_game(s, "none").states == 2
    assert ns.compile_game(s, "late").states == 2


NOISE = {
    "e": {"draws": [{"probability": 0.3, "sets": {"x": "up"}}, {"probability": 0.3, "sets": {"x": "down"}}]}
}


def refused(s: ns.Scenario, limit: int) -> str:
    with pytest.raises(ns.GameError) as e:
        ns.compile_game(s, max_states=limit)
    assert f"{limit:,} states" in str(e.value)
    count = re.search(r"\(([\d,]+) and counting\)", str(e.value))
    assert count
    assert int(count[1].replace(",", "")) > limit
    assert "max_states" in str(e.value)
    with pytest.raises(ns.GameError, match="states"):
        ns.solve(s, max_states=limit)
    return str(e.value)


def test_too_many_states_are_refused_and_the_issue_that_multiplies_them_is_named() -> None:
    issues = {"x": {"levels": ["x0", "x1", "x2"]}, "price": {"levels": [f"p{k}" for k in range(500)]}}
    bid: Data = {"by": "A", "sets": {"price": "any"}}
    message = refused(scenario(issues=issues, moves={"bid": bid}, events=NOISE), 100)
    assert re.search(r'multiplied by: the issue "price" by [\d.]+', message)


def test_too_many_states_by_a_countdown() -> None:
    issues = {"x": {"levels": ["x0", "x1", "x2"]}, "truce": {"levels": ["off", "on"]}}
    m: Data = {"by": "A", "when": "truce == off", "sets": {"truce": "on"}, "lasts": 900}
    message = refused(scenario(issues=issues, moves={"m": m}, events=NOISE), 300)
    assert re.search(r'multiplied by: the countdown of "truce" by [\d.]+', message)
    m = {"by": "A", "when": "truce == off", "sets": {"truce": "on"}, "after": 900}
    message = refused(scenario(issues=issues, moves={"m": m}, events=NOISE), 300)
    assert re.search(r'multiplied by: the delay of "m" by [\d.]+', message)


def test_the_limit_itself_is_allowed() -> None:
    assert ns.compile_game(chain(9), max_states=10).states == 10
    with pytest.raises(ns.GameError):
        ns.compile_game(chain(9), max_states=9)
    with pytest.raises(ns.GameError):
        ns.compile_game(chain(9), max_states=0)


def test_an_unknown_order_is_refused() -> None:
    with pytest.raises(ns.GameError, match="parallel"):
        ns.compile_game(ns.load("korea_reduced"), "paralel")
    with pytest.raises(ns.SolverError):
        ns.solve(ns.compile_game(ns.load("korea_reduced"), "parallel"), "parallel")


@pytest.mark.slow
def test_more_actions_than_sixteen_bits_can_number() -> None:
    # once: OverflowError. 182² packages of choices, all of which lead back to the only state
    levels = 182
    names = {i: [f"{i}{k}" for k in range(levels)] for i in "yz"}
    s = scenario(
        issues={i: {"levels": v} for i, v in names.items()},
        moves={
            "one": {"by": "A", "sets": {"y": "any"}, "pays": {"A": "value(y)"}},
            "two": {"by": "A", "sets": {"z": "any"}, "pays": {"A": "value(z)"}},
            "back": {"by": "A", "sets": {"y": "y0", "z": "z0"}},
        },
        orders={"o": {"together": [["one", "two", "back"]], "binds": "all"}},
        play={"periods": 1},
    )
    game = ns.compile_game(s, "o")
    assert game.states == 1
    assert ns.solve(game).one().values["A"] == 2 * (levels - 1)


# Small and bare games ---------------------------------------------------------------------------------------


def test_no_moves_at_all() -> None:
    s = scenario(payoffs={"A": flow(2)})
    eq = ns.solve(s).one()
    assert dict(eq.values) == {"A": 2 + 0.5 * 2 + 0.25 * 2, "B": 0}
    assert eq.certificate.valid
    assert [step.made for step in eq.play.steps] == [None] * 6
    assert ns.solve(s, method=ns.BackwardInduction(ties="all")).one().values == eq.values


def test_nothing_but_a_party_and_an_issue() -> None:
    play = "play: {periods: 1, final: stop}"
    s = ns.loads(f"negsim: 1\ntitle: t\nparties: {{A: {{}}}}\nissues: {{x: {{levels: [a]}}}}\n{play}\n")
    assert dict(ns.solve(s).one().values) == {"A": 0}
    assert ns.compile_game(s).states == 1


def test_a_party_without_payoffs_moves_where_it_is_paid_or_waits() -> None:
    moves = {"go": {"by": "B", "when": "x == x0", "sets": {"x": "x1"}}}
    s = scenario(moves=moves, payoffs={"A": flow("value(x)")}, play={"periods": 1})
    assert ns.solve(s).one().values["A"] == 0
    moves["go"]["pays"] = {"B": 1}  # type: ignore[assignment]
    s = scenario(moves=moves, payoffs={"A": flow("value(x)")}, play={"periods": 1})
    assert dict(ns.solve(s).one().values) == {"A": 1, "B": 1}


@pytest.mark.parametrize("final", ["stop", "forever", {"A": 3}])
def test_one_period(final: Any) -> None:
    moves = {"go": {"by": "A", "when": "x == x0", "sets": {"x": "x1"}}}
    s = scenario(moves=moves, payoffs={"A": flow("value(x)")}, play={"periods": 1, "final": final})
    after = {"stop": 0, "forever": 0.5 * 1 / (1 - 0.5)}.get(str(final), 0.5 * 3)
    eq = ns.solve(s).one()
    assert eq.values["A"] == pytest.approx(1 + after)
    assert len(eq.play.closes) == 1


def test_a_horizon_of_n_is_n_periods() -> None:
    moves = {"go": {"by": "A", "sets": {"x": "up"}, "pays": {"A": "1 + value(x)"}}}
    for periods, value in [(1, 2), (2, 2 + 0.5 * 3), (3, 2 + 0.5 * 3), (40, 2 + 0.5 * 3)]:
        eq = ns.solve(scenario(moves=moves, play={"periods": periods})).one()
        assert eq.values["A"] == pytest.approx(value)
        assert len(eq.play.closes) == periods


# Discounts and probabilities --------------------------------------------------------------------------------


def patient(text: str, final: Any, value: float = 0.5) -> ns.Scenario:
    return scenario(
        parties={"A": {"discount": text}, "B": {"discount": 0.5}},
        parameters={"d": {"value": value}},
        payoffs={"A": flow(1), "B": flow(1)},
        play={"periods": 4, "final": final},
    )


@pytest.mark.parametrize("final", ["stop", {"A": 7}])
def test_a_discount_of_one_is_fine_where_play_stops(final: Any) -> None:
    eq = ns.solve(patient("1", final)).one()
    assert eq.values["A"] == 4 + (7 if final != "stop" else 0)
    assert eq.normalised["A"] == 0


def test_a_discount_of_zero_counts_the_first_period_alone() -> None:
    for final in ("stop", "forever"):
        assert ns.solve(patient("0", final)).one().values["A"] == 1


@pytest.mark.parametrize(
    ("text", "final"),
    [("1", "forever"), ("1.01", "stop"), ("-0.01", "stop"), ("2 * d", "forever"), ("d - 1", "forever")],
)
def test_a_discount_out_of_bounds_is_refused(text: str, final: Any) -> None:
    # what is so at every value of the parameters is found when the file is read
    with pytest.raises((ns.GameError, ns.ScenarioError), match="discount"):
        ns.solve(patient(text, final))


@pytest.mark.parametrize(
    ("bad", "final"), [(1.0, "forever"), (1.5, "stop"), (-0.1, "stop"), (np.nan, "stop")]
)
@pytest.mark.parametrize("place", [0, 3, 9])
def test_a_discount_out_of_bounds_at_one_of_many_points_is_refused(
    bad: float, final: str, place: int
) -> None:
    game = ns.compile_game(patient("d", final))
    points = np.full(10, 0.5)
    assert ns.solve_points(game, {"d": points}).values.shape == (2, 10)
    points[place] = bad
    for block in (None, 1, 4):
        with pytest.raises(ns.GameError, match="A"):
            ns.solve_points(game, {"d": points}, block=block)


def chancy(*probabilities: str) -> ns.Scenario:
    draws = [{"probability": p, "pays": {"A": 1}} for p in probabilities]
    return scenario(parameters={"p": {"value": 0.5}}, events={"storm": {"draws": draws}}, play={"periods": 1})


@pytest.mark.parametrize(
    "texts", [("1.01",), ("-0.01",), ("0.6", "0.6"), ("p", "p", "0.001"), ("p - 1", "1")]
)
def test_probabilities_out_of_bounds_are_refused(texts: tuple[str, ...]) -> None:
    with pytest.raises((ns.GameError, ns.ScenarioError), match="probabilit"):
        ns.solve(chancy(*texts))


def test_probabilities_at_their_bounds_are_fine() -> None:
    assert ns.solve(chancy("1")).one().values["A"] == 1
    assert ns.solve(chancy("0")).one().values["A"] == 0
    assert ns.solve(chancy("p", "p")).one().values["A"] == 1
    assert ns.solve(chancy(*["0.1"] * 10)).one().values["A"] == pytest.approx(1)  # 0.1 ten times, in floats


@pytest.mark.parametrize("bad", [-0.01, 0.51, np.nan])
def test_a_probability_out_of_bounds_at_one_of_many_points_is_refused(bad: float) -> None:
    game = ns.compile_game(chancy("p", "p"))
    points = np.linspace(0, 0.5, 10)
    np.testing.assert_allclose(ns.solve_points(game, {"p": points}).values[0], 2 * points)
    points[7] = bad
    with pytest.raises(ns.GameError, match="storm"):
        ns.solve_points(game, {"p": points})


def test_a_probability_counts_only_where_its_event_may_strike() -> None:
    chance = "if_(x == x2, 7, 0.5)"
    events = {"storm": {"when": "x != x0", "draws": [{"probability": chance, "pays": {"A": 1}}]}}
    assert ns.solve(scenario(events=events)).one().values["A"] == 0  # x2 cannot be reached
    with pytest.raises(ns.GameError, match="storm"):
        ns.solve(scenario(events=events, moves={"go": {"by": "A", "sets": {"x": "x2"}}}))


# Many points ------------------------------------------------------------------------------------------------


EVERYTHING = scenario(
    parties={"A": {"discount": "d"}, "B": {"discount": "0.5 + d / 3"}, "C": {"discount": 0.7}},
    parameters={n: {"value": v} for n, v in {"d": 0.6, "p": 0.2, "cost": 0.3, "gain": 1.1}.items()},
    issues={"x": {"levels": ["x0", "x1", "x2"]}, "y": {"levels": ["y0", "y1"]}},
    moves={
        "climb": {"by": "A", "sets": {"x": "up"}, "pays": {"A": "-cost"}},
        "slide": {
            "by": "B",
            "when": "x > x0",
            "sets": {"x": "down"},
            "lasts": 2,
            "pays": {"B": "cost - gain * p"},
        },
        "deal": {
            "by": ["A", "B"],
            "when": "y == y0",
            "sets": {"y": "y1"},
            "after": 1,
            "pays": {"B": "gain / 2"},
            "declined": {"pays": {"A": "-cost / 4"}},
        },
    },
    events={
        "storm": {
            "when": "x == x2",
            "draws": [
                {"probability": "p", "sets": {"x": "x0"}, "pays": {"C": "-gain"}},
                {"probability": "p * d", "sets": {"y": "down"}},
            ],
        }
    },
    payoffs={
        "A": flow("gain * value(x) - cost * value(y)"),
        "B": flow("value(y) * gain - value(x) * cost ** 2"),
        "C": flow("exp(-cost) * value(x)", when="y == y0"),
    },
    outcomes={"settled": "y == y1", "open": "otherwise"},
    orders={"o": {"together": [["climb", "deal"]], "opens": {"pays": {"C": "-cost"}}}},
    play={"turns": "rotating", "periods": 7, "final": "forever"},
)
DRAWN = {"d": (0, 0.99), "p": (0, 0.5), "cost": (-1, 2), "gain": (-2, 3)}
KOREA = {"patience": (0.5, 0.99), "threat": (0, 6), "arsenal": (0, 6), "recognition": (0, 4)}


def drawn(bounds: dict[str, tuple[float, float]], count: int) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(7)
    return {n: rng.uniform(*b, count) for n, b in bounds.items()}


def compare_points(
    s: ns.Scenario, order: str | None, points: dict[str, np.ndarray], block: int | None
) -> None:
    found = ns.solve_points(ns.compile_game(s, order), points, block=block)
    count = len(next(iter(points.values())))
    assert found.values.shape == (len(s.parties), count)
    for k in range(count):
        eq = ns.solve(s.with_values(**{n: float(v[k]) for n, v in points.items()}), order).one()
        assert eq.certificate.valid
        assert found.parties == tuple(eq.values)
        one = np.array(list(eq.values.values()))
        assert np.abs(found.values[:, k] - one).max() <= 1e-12 * (1 + np.abs(one).max())
        shares = [eq.play.shares[o] for o in found.outcomes]
        np.testing.assert_allclose(found.shares[:, k], shares, atol=1e-10)
    np.testing.assert_allclose(found.shares.sum(axis=0), 1)


@pytest.mark.parametrize("order", [*ns.load("korea_reduced").orders, None])
def test_many_points_are_solved_like_each_by_itself(order: str | None) -> None:
    compare_points(ns.load("korea_reduced"), order, drawn(KOREA, 12), None)


@pytest.mark.parametrize("order", [None, "o"])
@pytest.mark.parametrize("turns", ["rotating", "sequential"])
@pytest.mark.parametrize("block", [None, 1, 7])
def test_with_chance_delays_and_discounts_that_vary(order: str | None, turns: str, block: int | None) -> None:
    compare_points(EVERYTHING.with_play(turns=turns), order, drawn(DRAWN, 15), block)


def test_parameters_left_out_keep_their_values_and_single_ones_are_spread() -> None:
    game = ns.compile_game(EVERYTHING, "o")
    one = list(ns.solve(EVERYTHING, "o").one().values.values())
    np.testing.assert_allclose(ns.solve_points(game, {}).values[:, 0], one, rtol=1e-12)
    np.testing.assert_allclose(
        ns.solve_points(game, {"cost": [0.3, 0.3]}).values, np.transpose([one, one]), rtol=1e-12
    )
    np.testing.assert_allclose(
        ns.solve_points(game, {"cost": [0.3] * 3, "p": [0.2]}).values[:, 2], one, rtol=1e-12
    )
    np.testing.assert_allclose(
        ns.solve_points(game, {"cost": [0.3] * 5}, block=2).values[:, 4], one, rtol=1e-12
    )


def test_a_parameter_that_nothing_reads_still_gives_as_many_points() -> None:
    s = scenario(parameters={"idle": {"value": 1}}, payoffs={"A": flow(2)})
    found = ns.solve_points(ns.compile_game(s), {"idle": np.arange(6.0)})
    assert found.values.tolist() == [[3.5] * 6, [0.0] * 6]


def test_bad_points_are_refused() -> None:
    game = ns.compile_game(EVERYTHING)
    for points, word in [
        ({"costs": [1.0]}, "cost"),
        ({"x": [1.0]}, "parameter"),
        ({"cost": [1.0, 2.0], "p": [0.1, 0.2, 0.3]}, "length"),
        ({"cost": [[1.0, 2.0], [3.0, 4.0]]}, "length"),
        ({"cost": [1.0, np.nan]}, "cost"),
        ({"cost": [1.0, np.inf]}, "cost"),
    ]:
        with pytest.raises(ns.GameError, match=word):
            ns.solve_points(game, points)  # type: ignore[arg-type]


def test_ties_are_broken_at_each_point_by_itself() -> None:
    s = scenario(
        parameters={"pay": {"value": 0}},
        moves={
            "one": {"by": "A", "when": "x == x0", "sets": {"x": "x1"}, "pays": {"A": "pay"}},
            "two": {"by": "A", "when": "x == x0", "sets": {"x": "x2"}, "pays": {"A": "2 * pay"}},
        },
        payoffs={"B": flow("value(x)")},
        play={"periods": 1},
    )
    found = ns.solve_points(ns.compile_game(s), {"pay": [-1.0, 0.0, 1e-10, 0.8e-9, 2e-9, 1.0]})
    # nothing gained: wait. 1e-10: all equal. 0.8e-9: two gains 1.6e-9, one is equal to it. 2e-9: two alone
    assert found.values[1].tolist() == [0, 0, 0, 1, 2, 2]


# Waiting for ever -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("n", [2, 5, 64, 65, 150])
def test_waiting_for_ever_solves_the_chain_that_events_make(n: int) -> None:
    draws = [
        {"probability": "p", "sets": {"x": "up"}, "pays": {"B": 1}},
        {"probability": 0.25, "sets": {"x": "down"}},
    ]
    s = scenario(
        parties={"A": {"discount": 0.9}, "B": {"discount": "d"}},
        parameters={"p": {"value": 0.5}, "d": {"value": 0.5}},
        issues={"x": {"levels": [f"l{k}" for k in range(n)], "start": f"l{n // 2}"}},
        events={"drift": {"draws": draws}},
        payoffs={"A": flow("value(x) ** 2")},
        play={"periods": 1, "final": "forever"},
    )
    points = [(0.5, 0.5), (0.1, 0.99), (0.7, 0.0)]
    found = ns.solve_points(ns.compile_game(s), {"p": [p for p, _ in points], "d": [d for _, d in points]})
    for k, (p, d) in enumerate(points):
        chain = (0.75 - p) * np.eye(n)
        for i in range(n):
            chain[i, min(i + 1, n - 1)] += p
            chain[i, max(i - 1, 0)] += 0.25
        square = np.linalg.solve(np.eye(n) - 0.9 * chain, chain @ np.arange(n) ** 2)
        assert found.values[0, k] == pytest.approx(square[n // 2], rel=1e-9)
        assert found.values[1, k] == pytest.approx(p / (1 - d), rel=1e-9)


def test_waiting_for_ever_goes_on_though_until_holds() -> None:
    fall = {"fall": {"when": "x == x1", "draws": [{"probability": 0.5, "sets": {"x": "x0"}}]}}
    s = scenario(
        issues={"x": {"levels": ["x0", "x1", "x2"], "start": "x1"}},
        events=fall,
        payoffs={"A": flow("value(x)")},
        play={"periods": 5, "final": "forever", "until": "x >= x0"},
    )
    assert ns.solve(s).one().values["A"] == pytest.approx(0.5 / (1 - 0.5 * 0.5))


# Certificates -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("order", [None, "o"])
@pytest.mark.parametrize("turns", ["rotating", "sequential"])
@pytest.mark.parametrize("final", ["forever", "stop", {"A": "gain", "C": "cost * value(x)"}])
@pytest.mark.parametrize("favour", [None, "B"])
def test_certificates_hold(order: str | None, turns: str, final: Any, favour: str | None) -> None:
    s = EVERYTHING.with_play(turns=turns, final=final)
    certificate = ns.solve(s, order, method=ns.BackwardInduction(favour=favour)).one().certificate
    assert certificate.valid
    assert max(certificate.gains.values()) < 1e-9
    assert certificate.error < 1e-9
    assert "holds" in str(certificate)


def test_a_certificate_is_not_valid_where_numbers_are_missing() -> None:
    # once: nan is not larger than the tolerance, so the certificate "holds"
    eq = ns.solve(EVERYTHING).one()
    missing = replace(eq.strategy, values=tuple(np.full_like(v, np.nan) for v in eq.strategy.values))
    assert not certify_strategy(eq.game, eq.payoffs, missing).valid
    last = replace(
        eq.strategy, values=(*eq.strategy.values[:-1], np.full_like(eq.strategy.values[-1], np.nan))
    )
    assert not certify_strategy(eq.game, eq.payoffs, last).valid


def test_a_certificate_is_not_valid_where_values_are_wrong() -> None:
    eq = ns.solve(EVERYTHING).one()
    for k in range(len(eq.strategy.values)):
        values = list(eq.strategy.values)
        values[k] = values[k] + 1e-3
        assert not certify_strategy(eq.game, eq.payoffs, replace(eq.strategy, values=tuple(values))).valid


def test_unknown_ties_and_favours_are_refused() -> None:
    s = scenario()
    with pytest.raises(ns.SolverError, match="favour"):
        ns.solve(s, method=ns.BackwardInduction(favour="C"))
    with pytest.raises(ns.SolverError, match="ties"):
        ns.solve(s, method=ns.BackwardInduction(ties="none"))  # type: ignore[arg-type]


def test_all_ties_and_the_default_agree_where_nothing_is_tied() -> None:
    every = ns.solve(EVERYTHING.with_play(periods=3), method=ns.BackwardInduction(ties="all"))
    default = ns.solve(EVERYTHING.with_play(periods=3)).one()
    assert any(dict(e.values) == pytest.approx(dict(default.values)) for e in every.equilibria)


@pytest.mark.parametrize("seed", range(40, 52))
def test_what_is_out_of_reach_makes_no_difference(seed: int) -> None:
    s = ns.loads(random_scenarios.to_yaml(random_scenarios.random_scenario(random.Random(seed))))
    for order in s.orders:
        everything = ns.compile_game(s, order)
        near = ns.compile_game(s, order, periods=s.play.periods)
        assert near.states <= everything.states
        assert dict(ns.solve(near).one().values) == pytest.approx(
            dict(ns.solve(everything).one().values), abs=1e-9
        )


def test_a_game_is_not_played_for_longer_than_it_was_compiled_for() -> None:
    korea = ns.load("korea_reduced")
    game = ns.compile_game(korea, "parallel", periods=2)
    assert game.states < ns.compile_game(korea, "parallel").states
    with pytest.raises(ns.GameError, match="compiled for 2 periods"):
        ns.solve(game)
    with pytest.raises(ns.GameError, match="compiled for 2 periods"):
        ns.solve_points(game, {})
