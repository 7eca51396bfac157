"""Values that are no numbers, and discounts and probabilities out of bounds: what is said of them at load."""

import random
import time
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import negsim as ns
from clock import pace
from negsim.scenario.expressions import Expression
from negsim.scenario.names.finder import Finder, Lost
from negsim.scenario.ranges.bounds import _FINITE, _hull, check_bounds
from negsim.scenario.ranges.estimates import LARGEST, estimate
from negsim.scenario.ranges.intervals import Evaluation, Interval
from negsim.scenario.ranges.situations import Moment, Situations
from negsim.scenario.ranges.verdicts import EFFORT, Quantity, Search, _Boxes

MARK = "¦"
MANY = 400  # random expressions
FILE = """\
negsim: 1
title: "Bounds"
parties:
  A: {discount: "%(discount)s"}
  B: {discount: 0.5}
parameters:
  p: {value: 0.9, range: [0.5, 1.2]}
  q: {value: 0.2, range: [0, 0.3]}
  n: {value: 2, range: [-1, 4]}
issues:
  x: {levels: [low, mid, high]}
  y: {levels: [none, some], values: [-1, 0.5]}
moves:
  lift: {by: A, when: x < high, sets: {x: up}, pays: {A: "%(pays)s"}}
  drop: {by: B, when: x > low, sets: {x: low}}
  agree: {by: [A, B], sets: {y: some}, declined: {pays: {B: "%(declined)s"}}}
events:
  storm:
    when: x >= mid
    draws:
      - {probability: "%(first)s", sets: {x: down}, pays: {A: "%(drawn)s"}}
      - {probability: "%(second)s"}
payoffs:
  A:
    calm: {when: x == low, value: "%(calm)s"}
    joy: {value: "%(joy)s"}
orders:
  o: {opens: {pays: {A: "%(opens)s"}, sets: {y: some}}}
play: {periods: 3, final: %(final)s}
"""
FINE = {
    "discount": "0.9",
    "pays": "-1",
    "declined": "-1",
    "first": "0.1",
    "second": "0.1",
    "drawn": "-1",
    "calm": "1",
    "joy": "2",
    "opens": "0",
    "final": "stop",
}


def problems(**texts: str) -> tuple[list[Any], list[tuple[int, int]]]:
    """All problems of the file with some of its expressions, and where the marks in them stand."""
    text = FILE % {**FINE, **texts}
    places = []
    while MARK in text:
        at = text.index(MARK)
        places.append((text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)))
        text = text[:at] + text[at + 1 :]
    try:
        found = list(ns.loads(text, "bounds.yaml").warnings)
    except ns.ScenarioError as e:
        found = [*e.problems, *e.warnings]
    return [p for p in found if p.code != "NS516"], places


# Each code at its place, with what it says; and its twin, of which nothing is said
CASES = [
    # no finite value anywhere
    ("joy", "¦1 / 0", "NS417", "this is a division by zero"),
    ("joy", "2 + ¦0 / 0", "NS417", "division by zero"),
    ("joy", "¦9**9**9", "NS417", "too large a number"),
    ("joy", "¦log(-1)", "NS417", "the logarithm of a negative number"),
    ("joy", "¦log(0)", "NS417", "the logarithm of zero"),
    ("joy", "3 * ¦exp(1000)", "NS417", "too large a number"),
    ("joy", "¦1e308 * 10", "NS417", "too large a number"),
    ("joy", "¦1e150", "NS417", "this is 1e+150, which is too large"),
    ("joy", "¦(-8) ** 0.5", "NS417", "a root of a negative number"),
    ("joy", "¦0 ** -1", "NS417", "0 to a negative power"),
    ("joy", "¦sqrt(q - 5)", "NS417", "this is always the square root of a negative number"),
    ("joy", "p + ¦p / (0 * q)", "NS417", "this is always a division by zero"),
    ("calm", "¦1 / value(x)", "NS417", "this is always a division by zero"),
    ("opens", "¦sqrt(value(y) - 1)", "NS417", "square root"),
    # somewhere
    ("joy", "¦1 / value(x)", "NS418", "where x == low"),
    ("joy", "¦1 / (p - 0.9)", "NS418", "with p = 0.9"),
    ("joy", "¦1 / n", "NS418", "a division by zero with n = 0"),
    ("joy", "¦log(n * n - 2 * n + 1)", "NS418", "the logarithm of zero with n = 1"),
    ("joy", "¦1 / (n - 0.12345678901)", "NS418", "may have no value near n = 0.123"),
    ("joy", "¦1 / (n - 0.7 + 0 * p)", "NS418", "a division by zero with n = 0.7"),
    ("joy", "¦1 / n ** 2", "NS418", "a division by zero with n = 0"),
    ("joy", "¦log(n)", "NS418", "with n = -1"),
    ("joy", "if_(x == low, q, 1 + ¦1 / q)", "NS418", "division by zero with q = 0 where x == mid"),
    ("pays", "¦1 / q", "NS418", "with q = 0"),
    ("declined", "¦1 / q", "NS418", "with q = 0"),
    ("drawn", "¦1 / value(x)", "NS418", "where x == low"),
    ("opens", "¦1 / q", "NS418", "with q = 0"),
    ("final", '{A: "¦1 / q"}', "NS418", "with q = 0"),
    ("first", "¦0.1 / q", "NS418", "with q = 0"),
    ("discount", "¦0.1 / q", "NS418", "with q = 0"),
    # discounts
    ("discount", "¦1.2", "NS501", "this discount factor is 1.2"),
    ("discount", "¦-p", "NS501", "is -0.9 with p = 0.9"),
    ("discount", "¦n / 2 + 0.5", "NS501", "is 1.5 with n = 2; it must lie between 0 and 1"),
    ("discount", "¦p + 0", "NS517", "is 1.2 with p = 1.2"),
    ("discount", "¦exp(-q) + 0.9 * q", "NS517", "with q = 0.3"),
    # probabilities
    ("first", "¦1.5", "NS502", "this probability is 1.5; probabilities lie between 0 and 1"),
    ("first", "¦q - 1", "NS502", "is -0.8 with q = 0.2"),
    ("first", "¦value(x) - 0.5", "NS518", "is 1.5 where x == high"),
    ("first", "¦2 * value(x)", "NS502", "is 2 where x == mid"),
    ("first", "¦p / 2 + q + 0.05", "NS519", ""),
    ("first", "¦p - 0.3 + q / 2", "NS518", "is 1.05 with p = 1.2 and q = 0.3"),
]


@pytest.mark.parametrize(("key", "text", "code", "said"), CASES, ids=[c[1] for c in CASES])
def test_what_is_said_and_where(key: str, text: str, code: str, said: str) -> None:
    found, places = problems(**{key: text})
    first = [p for p in found if p.code == code]
    assert first, found
    assert said in first[0].message
    assert {p.code for p in found} <= {code, "NS501", "NS502", "NS517", "NS518", "NS519"}
    if code != "NS519":
        assert [(p.line, p.column) for p in first] == places


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("joy", "1 / (1 + value(x))"),
        ("calm", "1 / (1 - value(x))"),  # only where x is low
        ("pays", "1 / value(x)"),  # paid after x has gone up
        ("opens", "1 / (value(y) + 1)"),  # paid after y is some
        ("joy", "if_(x == low, 0, 1 / value(x))"),
        ("joy", "if_(value(x) > 0 and x != high, sqrt(value(x) - 1), 0)"),
        ("joy", "1 / exp(1000)"),  # 0, as NumPy has it
        ("joy", "min(1, 1 / 0)"),
        ("joy", "1 / (p - 0.4)"),
        ("joy", "1 / (p + (1 - p))"),
        ("joy", "1 / (p * (1 - p) + 0.26)"),
        ("joy", "log(n * n - 2 * n + 2)"),  # 1 at least, which only halving shows
        ("joy", "n ** 2 / (1 + n ** 2)"),
        ("joy", "sqrt(n ** 2)"),
        ("joy", "sqrt(abs(n))"),
        ("joy", "q ** 0.5"),
        ("joy", "(1 + q) ** -n"),
        ("joy", "1e99 * q"),
        ("discount", "1"),
        ("discount", "p / 1.2"),
        ("discount", "min(p, 0.99)"),
        ("discount", "exp(-q)"),
        ("discount", "1 / (1 + q)"),
        ("discount", "q + (1 - q) * 0.5"),
        ("first", "if_(x == low, 7, 0.3)"),  # the event comes only from mid on
        ("first", "0.4 * value(x)"),
        ("first", "q * (1 - q) + 0.5"),
        ("first", "max(0, min(0.9, n))"),
    ],
)
def test_what_is_fine_is_not_mentioned(key: str, text: str) -> None:
    assert problems(**{key: text})[0] == []


def test_draws_add_up() -> None:
    found, _ = problems(first="0.7", second="0.6")
    assert [(p.code, p.line, p.column) for p in found] == [("NS503", 20, 5)]
    assert "together these probabilities are 1.3" in found[0].message
    found, _ = problems(first="p / 2", second="0.45")
    assert [(p.code, p.line) for p in found] == [("NS519", 20)]
    assert "are 1.05 with p = 1.2" in found[0].message
    assert problems(first="q", second="1 - q")[0] == []
    assert problems(first="1 / 3 + q", second="2 / 3 - q")[0] == []
    assert problems(first="if_(x == mid, 0.9, q)", second="if_(x == mid, 0.1, 1 - q)")[0] == []
    # what may be wrong with one draw is not said of the sum again
    assert [p.code for p in problems(first="n / 4 - 0.3", second="0.4")[0]] == ["NS518"]
    # an error of the sum is not hidden by a warning about a part of it
    found, _ = problems(first="n / 4", second="0.7")
    assert sorted(p.code for p in found) == ["NS503", "NS518"]


def test_without_an_end_discounts_stay_below_one() -> None:
    # a warning: with another end it is fine, and solving refuses it as long as there is none
    assert [(p.code, p.severity) for p in problems(discount="1", final="forever")[0]] == [
        ("NS517", "warning")
    ]
    assert [p.code for p in problems(discount="1.1", final="forever")[0]] == ["NS501"]
    assert [p.code for p in problems(discount="exp(-q)", final="forever")[0]] == ["NS517"]
    assert problems(discount="0.999 - q", final="forever")[0] == []
    text = FILE % {**FINE, "final": "forever"}
    s = ns.loads(text.replace('A: {discount: "0.9"}', "A: {}"))
    assert [p.code for p in s.warnings] == ["NS517"]
    assert 'the discount factor of "A" is 1 as none is given' in s.warnings[0].message
    assert "final: stop" in s.warnings[0].hint
    assert "NS621" in ns.check(s).codes
    with pytest.raises(ns.GameError):
        ns.solve(s)


def test_todays_values_may_have_no_value_if_others_have() -> None:
    found, _ = problems(joy="1 / (p - 0.9)")
    assert [(p.code, p.severity) for p in found] == [("NS418", "warning")]


def test_an_error_names_the_value_and_a_warning_the_range() -> None:
    assert 'change the value of "n"' in problems(discount="n / 2 + 0.5")[0][0].hint
    assert 'narrow the range of "p"' in problems(discount="p")[0][0].hint
    assert "min(1, …)" in problems(first="p + q", second="0")[0][0].hint


def test_what_is_wrong_elsewhere_is_not_said_twice() -> None:
    for texts in (
        {"joy": "1 / nobody"},
        {"calm": "1 / value(z)", "first": "zz"},
        {"joy": "1 / in_force(nothing)"},
    ):
        assert not {p.code for p in problems(**texts)[0]} & {"NS417", "NS418", "NS502", "NS518"}
    text = FILE % {**FINE, "joy": "1 / value(y)", "calm": "1 / (value(x) + in_force(lift) - 1)"}
    for old, new in (
        ("values: [-1, 0.5]", "values: [0]"),
        ("values: [-1, 0.5]", "values: {none: 0}"),
        ("values: [-1, 0.5]", "values: [.inf, .nan]"),
        ("levels: [low, mid, high]", "levels: [low, mid, 3]"),
        ("sets: {x: up}", "sets: {zzz: up}"),
        ("sets: {x: up}", "sets: {x: hihg}"),
        ("range: [0.5, 1.2]", "range: [1, .inf]"),
        ("range: [0.5, 1.2]", "range: [2, 1]"),
        ("when: x >= mid", "when: x >= mdi"),
        ("play: {periods: 3", "play: {periods: three"),
    ):
        with pytest.raises(ns.ScenarioError):
            ns.loads(text.replace(old, new))


@pytest.mark.parametrize(
    "name", ["korea_2016", "korea_reduced", "alternating_offers", "centipede", "entry_deterrence", "hold_up"]
)
def test_shipped_scenarios_keep_their_bounds(name: str) -> None:
    assert ns.load(name).warnings == ()


# Intervals --------------------------------------------------------------------------------------------------

NAMES = ["p", "q", "n"]
LEAVES = st.sampled_from(
    ["0", "1", "2", "-1", "0.5", "3", "p", "q", "n", "p", "n", "value(x)", "value(y)", "done(lift)"]
)
CONDITIONS = st.sampled_from(["x == low", "y == some", "x >= mid", "in_force(lift)", "done(agree)"])


def _grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    binary = st.tuples(inner, st.sampled_from(["+", "-", "*", "/", "**"]), inner).map(
        lambda t: f"({t[0]} {t[1]} {t[2]})"
    )
    functions = st.tuples(st.sampled_from(["abs", "exp", "log", "sqrt", "-"]), inner).map(
        lambda t: f"{t[0]}({t[1]})"
    )
    pairs = st.tuples(st.sampled_from(["min", "max"]), inner, inner).map(lambda t: f"{t[0]}({t[1]}, {t[2]})")
    compared = st.tuples(inner, st.sampled_from(["<", "<=", "==", "!=", ">", ">="]), inner).map(
        lambda t: f"({t[0]} {t[1]} {t[2]})"
    )
    condition = st.one_of(
        CONDITIONS, compared, st.tuples(CONDITIONS, compared).map(lambda t: f"(not {t[0]} or {t[1]})")
    )
    chosen = st.tuples(condition, inner, inner).map(lambda t: f"if_({t[0]}, {t[1]}, {t[2]})")
    return st.one_of(binary, binary, functions, pairs, chosen, compared)


TREES = st.recursive(LEAVES, _grown, max_leaves=14)
SCENARIO = ns.loads(FILE % FINE)
ENDS = st.sampled_from([-3.0, -1.0, -0.5, 0.0, 0.25, 0.5, 1.0, 2.0, 700.0])


def interval(e: Expression, situations: Situations, ranges: dict[str, tuple[float, float]]) -> Interval:
    quantity = Quantity([e])
    low, high = (np.array([[ranges[n][k] for n in quantity.parameters]], float) for k in (0, 1))
    boxes = _Boxes(situations, quantity.parameters, low, high)
    return Evaluation(boxes, quantity.degrees).number(quantity.tree)


def all_situations(e: Expression) -> Situations:
    return Situations.of(SCENARIO, [e], None, Moment())


@settings(max_examples=MANY, deadline=None)
@given(TREES, st.lists(st.tuples(ENDS, ENDS), min_size=3, max_size=3), st.randoms(use_true_random=False))
def test_an_interval_holds_every_value(
    text: str, ends: list[tuple[float, float]], rng: random.Random
) -> None:
    e = SCENARIO.expression(text, "number")
    ranges = {n: (min(r), max(r)) for n, r in zip(NAMES, ends, strict=True)}
    names = sorted(e.parameters)
    shares = [[rng.choice([0, 1, rng.random()]) for _ in names] for _ in range(40)]
    points = np.array(
        [
            [ranges[n][0] * (1 - s) + ranges[n][1] * s for n, s in zip(names, row, strict=True)]
            for row in shares
        ],
        float,
    ).reshape(40, len(names))
    situations = all_situations(e)
    for k, name in enumerate(names):
        points[:, k] = points[:, k].clip(*ranges[name])
    values = Quantity([e]).at(situations, points)
    for exact in (True, False):
        seen = Situations(SCENARIO, situations.count, exact, situations.columns)
        i = interval(e, seen, ranges)
        finite = np.isfinite(values)
        lo, hi, bad = (np.broadcast_to(np.asarray(v), values.shape) for v in (i.lo, i.hi, i.bad))
        assert (lo[finite] <= values[finite]).all()
        assert (hi[finite] >= values[finite]).all()
        assert bad[~finite].all()
    rough = estimate(e.tree, ranges, lambda issue: {"x": (0.0, 2.0), "y": (-1.0, 0.5)}[issue])
    if rough is not None:
        assert np.all(np.abs(values) <= LARGEST)
        error = 1e-12 * max(map(abs, rough))
        assert rough[0] - error <= values.min()
        assert values.max() <= rough[1] + error


@settings(max_examples=MANY // 3, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from([-2.0, -1, 0.5, 1, 3]), st.lists(st.sampled_from(NAMES), unique=True)),
        min_size=1,
        max_size=6,
    ),
    st.sampled_from(["1", "value(x)", "if_(x == low, p, 1 - p)", "(y == some)"]),
)
def test_what_is_linear_in_each_parameter_is_bounded_exactly(
    terms: list[tuple[float, list[str]]], factor: str
) -> None:
    text = " + ".join(
        "*".join([str(c), *names]) for c, names in terms if "p" not in names or factor[0] != "i"
    )
    text = f"{factor} * ({text or '0'})"
    e = SCENARIO.expression(text, "number")
    ranges = {"p": (0.5, 1.2), "q": (0.0, 0.3), "n": (-1.0, 4.0)}
    names = sorted(e.parameters)
    situations = all_situations(e)
    i = interval(e, situations, ranges)
    corners = np.array(list(product(*[ranges[n] for n in names])), float)
    values = Quantity([e]).at(situations, corners)
    shape = (1, situations.count)
    np.testing.assert_allclose(np.broadcast_to(i.lo, shape)[0], values.min(axis=0), rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(np.broadcast_to(i.hi, shape)[0], values.max(axis=0), rtol=1e-9, atol=1e-9)
    assert not np.any(i.bad)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("if_(n > 1 and n < 2, 5, 1) + n - n", 1, 5),  # not linear, whatever its corners say
        ("abs(n) - n + n", 0, 4),
        ("n * n - n", -0.25, 12),
        ("1 / exp(900 * n)", 0, 1),
    ],
)
def test_what_is_not_linear_is_not_taken_for_it(text: str, low: float, high: float) -> None:
    e = SCENARIO.expression(text, "number")
    i = interval(e, all_situations(e), {"n": (-1.0, 4.0)})
    assert np.all(i.lo <= low)
    assert np.all(i.hi >= high)


@settings(max_examples=MANY // 3, deadline=None)
@given(TREES)
def test_what_is_called_always_undefined_is(text: str) -> None:
    found, _ = problems(joy=text)
    e = SCENARIO.expression(text, "number")
    search = Search({n: _hull(p.value, p.range) for n, p in SCENARIO.parameters.items()}, SCENARIO.values)
    names = sorted(e.parameters)
    values = Quantity([e]).at(all_situations(e), search._points(names, 500))
    bad = ~(np.abs(values) <= LARGEST)
    codes = {p.code for p in found}
    if "NS417" in codes:
        assert bad.all()
    elif bad.any():
        assert "NS418" in codes


# Effort -----------------------------------------------------------------------------------------------------


def _file(parameters: int, issues: int, payoffs: list[str]) -> str:
    lines = ["negsim: 1", "title: t", "parties: {A: {discount: 0.9}}", "parameters:"]
    lines += [f"  p{k}: {{value: 0.5, range: [0, 1]}}" for k in range(parameters)]
    lines += ["issues:", *[f"  i{k}: {{levels: [a, b, c]}}" for k in range(issues)]]
    lines += ["payoffs:", "  A:", *[f"    t{k}: {{value: {text!r}}}" for k, text in enumerate(payoffs)]]
    return "\n".join([*lines, "play: {periods: 1}", ""])


def _hostile(k: int) -> str:
    """A deep expression over many parameters and issues, of which nothing is certain."""
    text = f"p{k % 8}"
    rng = random.Random(k)
    while len(text) < 440 and text.count("(") < 40:
        leaf = rng.choice([f"p{rng.randrange(8)}", f"value(i{rng.randrange(256)})"])
        text = rng.choice(
            ["{0}/(1-{1})", "({0})**{1}", "log({0}+{1})", "exp({1}*({0}))", "sqrt({1}-{0})"]
        ).format(text, leaf)
    return text


def _seconds(s: ns.Scenario) -> float:
    begin = time.process_time()
    check_bounds(Finder(s, s.document, Lost()))
    return (time.process_time() - begin) / pace()


def test_a_hostile_file_takes_no_longer_than_a_large_one() -> None:
    """Ten times the milliseconds that it takes, and a tenth of what it would take without a bound."""
    shared = " + ".join(f"value(i{k})*p{k % 8}" for k in range(20))
    deep = [f"log({k + 1} + p0 - p1 + {shared})*(1/(p0-0.3))" for k in range(200)]
    assert _seconds(ns.loads(_file(8, 256, [*deep, *map(_hostile, range(100))]))) < 4
    assert _seconds(ns.loads(_file(8, 8, [f"{k} - p{k % 8} * value(i{k % 8})" for k in range(1000)]))) < 0.4
    assert _seconds(ns.load("korea_2016")) < 0.05


def test_when_the_effort_is_spent_nothing_more_is_looked_at() -> None:
    e = SCENARIO.expression("1 / q", "number")
    search = Search({n: _hull(p.value, p.range) for n, p in SCENARIO.parameters.items()}, SCENARIO.values)
    assert search.judge(Quantity([e]), all_situations(e), _FINITE) is not None
    assert search.left < EFFORT
    search.left = -1.0
    assert search.judge(Quantity([e]), all_situations(e), _FINITE) is None
