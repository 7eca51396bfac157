"""Every rule of the model (docs/design.md, "The model, exactly") in games that can be followed by hand.

Most games have an observer: O watches issue x and P issue y. They never move and have the discount 0.1, so
that the digits of their value are the levels in periods 0, 1, 2 …: 1.102 means levels 1, 1, 0, 2. All others
have the discount 0.5 unless a test says otherwise (so nobody puts off what pays), and play stops after the
last period (`final: stop`).
"""

import json
import math
from collections.abc import Mapping
from typing import Any

import pytest

import negsim as ns

Data = dict[str, Any]
X = ["x0", "x1", "x2"]
Y = ["y0", "y1", "y2"]
WATCH = {"O": "value(x)", "P": "value(y)"}


def build(
    moves: Data,
    payoffs: Mapping[str, Any] | None = None,
    *,
    periods: int = 1,
    discount: Mapping[str, float] | None = None,
    issues: Data | None = None,
    movers: str = "A",
    **keys: Any,
) -> ns.Scenario:
    """A scenario of parties A, B, C, O and P; `movers` is a string of letters, the rest as in a file."""
    pays = {**WATCH, **(payoffs or {})}
    play_keys = ("turns", "final", "until")
    play = {"final": "stop", **{k: keys.pop(k) for k in play_keys if k in keys}}
    rates = {"A": 0.5, "B": 0.5, "C": 0.5, "O": 0.1, "P": 0.1, **(discount or {})}
    data = {
        "negsim": 1,
        "title": "by hand",
        "parties": {p: {"discount": d} for p, d in rates.items()},
        "issues": issues or {"x": {"levels": X}, "y": {"levels": Y}},
        "moves": {name: _move(m) for name, m in moves.items()},
        "payoffs": {p: {"all": {"value": text}} for p, text in pays.items()},
        "play": {"movers": list(movers), "periods": periods, **play},
        **keys,
    }
    return ns.loads(json.dumps(data))


def _move(m: Data) -> Data:
    """A move in short: `by` is A unless stated, and a string of several letters is a joint move."""
    by = m.get("by", "A")
    return {**m, "by": by if by == "table" or len(by) == 1 else list(by)}


def solve(scenario: ns.Scenario, order: str | None = None, **method: Any) -> Any:
    eq = ns.solve(scenario, order, method=ns.BackwardInduction(**method)).one()
    assert eq.certificate.valid
    return eq


def values(scenario: ns.Scenario, order: str | None = None, **method: Any) -> Any:
    return approx_dict(solve(scenario, order, **method).values)


class approx_dict(dict):
    """Values whose entries compare approximately."""

    def __getitem__(self, key: str) -> Any:
        return pytest.approx(super().__getitem__(key), abs=1e-10)


def made(scenario: ns.Scenario, order: str | None = None, **method: Any) -> list[str | None]:
    """What takes effect in each turn of the path."""
    return [s.made for s in solve(scenario, order, **method).play.steps]


# A period ---------------------------------------------------------------------------------------------------


def test_flows_and_payments_are_discounted_from_the_period_in_which_they_happen() -> None:
    s = build(
        {"go": {"when": "x == x0", "sets": {"x": "x1"}, "pays": {"A": 1}}},
        {"A": "2 * value(x)"},
        periods=3,
    )
    assert values(s)["A"] == 1 + 2 + 0.5 * 2 + 0.25 * 2


def test_a_payment_in_a_later_period_is_discounted() -> None:
    s = build(
        {"gift": {"by": "B", "when": "x == x0", "sets": {"x": "x1"}, "pays": {"B": 4}}},
        periods=2,
        movers="AB",
        turns="rotating",
    )
    assert values(s)["B"] == 0 + 0.5 * 4


def test_flows_are_of_the_state_after_moves_and_events() -> None:
    s = build(
        {"go": {"when": "x == x0", "sets": {"x": "x1"}, "pays": {"A": 1}}},
        events={"push": {"when": "x == x1", "draws": [{"probability": 1, "sets": {"x": "x2"}}]}},
    )
    assert values(s)["O"] == 2  # the event sees what was moved, the flow what the event left


FIRST = {"when": "x == x0", "draws": [{"probability": 1, "sets": {"x": "x1"}}]}
SECOND = {"when": "x == x1", "draws": [{"probability": 1, "sets": {"x": "x2"}}]}


def test_events_strike_in_file_order() -> None:
    forth = build({}, events={"first": FIRST, "second": SECOND}, periods=2)
    back = build({}, events={"second": SECOND, "first": FIRST}, periods=2)
    assert values(forth)["O"] == 2 + 0.1 * 2
    assert values(back)["O"] == 1 + 0.1 * 2


def test_draws_exclude_each_other_and_leave_nothing_happens() -> None:
    draws = [
        {"probability": 0.3, "sets": {"x": "x1"}},
        {"probability": 0.2, "sets": {"x": "x2"}, "pays": {"O": 5}},
    ]
    s = build({}, events={"chance": {"when": "x == x0", "draws": draws}})
    assert values(s)["O"] == 0.3 * 1 + 0.2 * (2 + 5) + 0.5 * 0


def test_a_probability_reads_the_state_before_the_draw_and_pays_the_state_after() -> None:
    draw = {"probability": "0.5 - 0.1 * value(x)", "sets": {"x": "up"}, "pays": {"B": "10 * value(x)"}}
    s = build(
        {}, events={"e": {"draws": [draw]}}, issues={"x": {"levels": X, "start": "x1"}, "y": {"levels": Y}}
    )
    assert values(s)["B"] == (0.5 - 0.1 * 1) * 10 * 2


def test_two_events_multiply() -> None:
    half = {"draws": [{"probability": 0.5, "sets": {"x": "up"}}]}
    s = build({}, {"B": "if_(x == x2, 1, 0)"}, events={"e": half, "f": half})
    assert values(s)["B"] == 0.5 * 0.5


def test_up_in_a_draw_does_nothing_at_the_top() -> None:
    draw = {"probability": 1, "sets": {"x": "up", "y": "down"}, "pays": {"B": 1}}
    s = build({}, events={"e": {"draws": [draw]}}, periods=4)
    v = values(s)
    assert v["O"] == 1 + 0.1 * 2 + 0.01 * 2 + 0.001 * 2
    assert v["P"] == 0
    assert v["B"] == 1 + 0.5 + 0.25 + 0.125  # the draw itself still happens


def test_value_reads_the_numbers_of_levels() -> None:
    s = build(
        {"go": {"sets": {"x": "x2"}, "when": "x == x0", "pays": {"A": 1}}},
        {"B": "value(x) + value(y)"},
        issues={
            "x": {"levels": X, "values": [0, 5, 7]},
            "y": {"levels": Y, "start": "y1", "values": {"y0": 1, "y1": -3, "y2": 0}},
        },
    )
    assert values(s)["B"] == 7 - 3


def test_a_term_counts_only_where_its_guard_holds() -> None:
    terms = {
        "one": {"when": "x == x0", "value": 3},
        "two": {"when": "x == x1", "value": "1 / value(y)"},
        "three": {"value": 4},
    }
    data = json.loads(json.dumps({"B": terms}))
    s = ns.loads(
        json.dumps(
            {
                "negsim": 1,
                "title": "terms",
                "parties": {"B": {}},
                "issues": {"x": {"levels": X}, "y": {"levels": Y}},
                "payoffs": data,
                "play": {"periods": 2, "final": "stop"},
            }
        )
    )
    assert values(s)["B"] == (3 + 4) + (3 + 4)  # 1 / value(y) is 1 / 0, where it does not count


def test_outcomes_are_named_by_the_first_that_matches() -> None:
    go = {"go": {"when": "x == x0", "sets": {"x": "x2"}, "pays": {"A": 1}}}
    outcomes = {"low": "x == x0", "high": "x >= x1", "top": "x == x2", "rest": "otherwise"}
    assert solve(build(go, outcomes=outcomes)).play.end == "high"
    assert solve(build({}, outcomes=outcomes)).play.end == "low"


# What comes after the last period ---------------------------------------------------------------------------


def test_final_stop_counts_nothing() -> None:
    assert values(build({}, {"B": "3"}, periods=2))["B"] == 3 + 0.5 * 3


def test_final_forever_counts_waiting_with_events_still_striking() -> None:
    fall = {"when": "x == x1", "draws": [{"probability": 0.5, "sets": {"x": "x0"}}]}
    s = build(
        {},
        {"B": "value(x)"},
        final="forever",
        events={"fall": fall},
        issues={"x": {"levels": X, "start": "x1"}, "y": {"levels": Y}},
    )
    # W(x1) = 0.5 (1 + 0.5 W(x1)) + 0.5 (0 + 0.5 W(x0)) and W(x0) = 0: so W(x1) = 0.5 / 0.75
    assert values(s)["B"] == 0.5 / 0.75


def test_final_forever_counts_what_events_pay() -> None:
    s = build(
        {},
        final="forever",
        events={"e": {"draws": [{"probability": 0.25, "pays": {"B": 8}}]}},
    )
    assert values(s)["B"] == 0.25 * 8 / (1 - 0.5)


def test_final_forever_lets_countdowns_run() -> None:
    s = build(
        {"m": {"when": "x == x0", "sets": {"x": "x1"}, "lasts": 2, "pays": {"A": 9}}},
        {"B": "if_(x == x1, 1, 5)"},
        final="forever",
    )
    assert values(s)["B"] == 1 + 0.5 * 1 + 0.25 * 5 / (1 - 0.5)


def test_final_forever_lets_delayed_moves_land() -> None:
    s = build(
        {"m": {"when": "x == x0", "sets": {"x": "x1"}, "after": 2, "pays": {"A": 9}}},
        {"B": "if_(x == x1, 1, 5)"},
        final="forever",
    )
    assert values(s)["B"] == 5 + 0.5 * 5 + 0.25 * 1 / (1 - 0.5)


def test_final_forever_is_nobodys_move_any_more() -> None:
    s = build(
        {"go": {"by": "B", "when": "x == x0", "sets": {"x": "x1"}}},
        {"B": "value(x)"},
        movers="AB",
        turns="rotating",
        final="forever",
    )
    assert values(s)["B"] == 0  # the only period was A's; in the second B would have gone


def test_final_expression_is_discounted_over_all_periods() -> None:
    s = build({}, {"B": "1"}, periods=3, final={"B": "10 + value(x)"})
    assert values(s)["B"] == 1 + 0.5 + 0.25 + 0.125 * 10


def test_final_sees_the_state_after_countdowns_have_ticked() -> None:
    s = build(
        {"m": {"when": "x == x0", "sets": {"x": "x1"}, "lasts": 1, "pays": {"A": 9}}},
        {"B": "value(x)"},
        final={"B": "if_(x == x0, 100, 200)"},
    )
    assert values(s)["B"] == 1 + 0.5 * 100


def test_final_sees_what_has_landed() -> None:
    s = build(
        {"m": {"when": "x == x0", "sets": {"x": "x1"}, "after": 1, "pays": {"A": 9}}},
        {"B": "value(x)"},
        final={"B": "if_(x == x0, 100, 200)"},
    )
    assert values(s)["B"] == 0 + 0.5 * 200


def test_final_defaults_to_forever() -> None:
    s = build({}, {"B": "3"})
    data = s.model_dump(exclude_defaults=True)
    del data["play"]["final"]
    assert values(ns.loads(json.dumps(data)))["B"] == 3 / (1 - 0.5)


def test_normalised_value_is_a_payoff_per_period() -> None:
    eq = solve(build({}, {"B": "3"}, final="forever", discount=dict.fromkeys("ABC", 0.75)))
    assert eq.normalised["B"] == pytest.approx((1 - 0.75) * (3 / 0.25))


# until ------------------------------------------------------------------------------------------------------


STEP = {"when": "x < x2", "sets": {"x": "up"}, "pays": {"A": 1}}


def test_until_ends_the_game_after_the_flows() -> None:
    s = build({"step": STEP}, periods=4, until="x == x1")
    assert values(s)["O"] == 1  # counted once, and there is no second step
    assert len(solve(s).play.closes) == 1


def test_until_rules_out_later_reneging() -> None:
    moves = {
        "open": {"by": "B", "when": "x == x0", "sets": {"x": "x1"}},
        "exploit": {"when": "x == x1", "sets": {"x": "x2"}, "pays": {"A": 1}},
    }
    pay = {"B": "if_(x == x1, 1, 0) - 5 * if_(x == x2, 1, 0)"}
    assert (
        values(build(moves, pay, periods=3, movers="AB"))["B"] == 0.25 * 1
    )  # only where it cannot be exploited
    assert values(build(moves, pay, periods=3, movers="AB", until="x == x1"))["B"] == 1
    assert solve(build(moves, pay, periods=3, movers="AB", until="x == x1")).play.steps[1].made == "open"


def test_until_is_tested_before_the_tick() -> None:
    m = {"when": "x == x0", "sets": {"x": "x1"}, "lasts": 1, "pays": {"A": 9}}
    s = build({"m": m}, periods=3, until="x == x1", final={"B": "if_(x == x0, 100, 200)"})
    v = values(s)
    assert v["A"] == 9  # it holds at the flows of period 0, though at the tick the level goes back
    assert v["B"] == 0.5 * 100  # and what comes after sees the level after the tick


def test_until_does_not_see_what_lands_at_the_tick() -> None:
    m = {"when": "x == x0", "sets": {"x": "x1"}, "after": 1, "pays": {"A": 9}}
    s = build({"m": m}, {"B": "1"}, periods=5, until="x == x1")
    assert values(s)["B"] == 1 + 0.5  # lands at the start of period 1, ends the game at that period's end


def test_until_is_not_tested_between_moves() -> None:
    moves = {
        "one": {"when": "x == x0", "sets": {"x": "x1"}, "pays": {"A": 1}},
        "two": {"by": "B", "when": "x == x1", "sets": {"x": "x2"}, "pays": {"B": 1}},
    }
    s = build(moves, {"C": "1"}, periods=3, movers="AB", until="x == x1")
    assert values(s)["C"] == 1 + 0.5 + 0.25


def test_until_is_not_tested_before_period_0() -> None:
    leave = {"when": "x == x0", "sets": {"x": "x1"}, "pays": {"A": 1}}
    s = build({"leave": leave}, {"C": "1"}, periods=3, until="x == x0")
    assert values(s)["C"] == 1 + 0.5 + 0.25  # x0 holds at the start, and at no period's end


def test_after_until_the_final_rule_applies_from_then_on() -> None:
    go = {"go": {"when": "x == x0", "sets": {"x": "x1"}, "pays": {"A": 1}}}
    pay = {"B": "value(x)"}
    forever = build(go, pay, periods=9, until="x == x1", final="forever")
    assert values(forever)["B"] == 1 + 0.5 * 1 / (1 - 0.5)
    stated = build(go, pay, periods=9, until="x == x1", final={"B": 10})
    assert values(stated)["B"] == 1 + 0.5 * 10  # discounted by one period, not by nine


# Turns ------------------------------------------------------------------------------------------------------


CHAIN = {
    "one": {"by": "A", "when": "x == x0", "sets": {"x": "x1"}, "pays": {"A": 1}},
    "two": {"by": "B", "when": "x == x1", "sets": {"x": "x2"}, "pays": {"B": 1}},
}


def test_sequential_movers_see_what_came_before_in_the_period() -> None:
    assert values(build(CHAIN, movers="AB", periods=3))["O"] == 2 + 0.1 * 2 + 0.01 * 2


def test_the_order_of_movers_matters() -> None:
    assert values(build(CHAIN, movers="BA", periods=3))["O"] == 1 + 0.1 * 2 + 0.01 * 2


def test_rotating_gives_one_turn_a_period() -> None:
    assert values(build(CHAIN, movers="AB", turns="rotating", periods=3))["O"] == 1 + 0.1 * 2 + 0.01 * 2
    assert values(build(CHAIN, movers="BA", turns="rotating", periods=3))["O"] == 0 + 0.1 * 1 + 0.01 * 2


def test_rotating_comes_round_and_every_horizon_starts_with_the_first_mover() -> None:
    s = build(
        {"a": STEP, "b": {"by": "B", "when": "x < x2", "sets": {"x": "up"}, "pays": {"B": 1}}},
        movers="AB",
        turns="rotating",
    )
    for periods, a, b in [(1, 1, 0), (2, 1, 0.5), (3, 1, 0.5)]:
        v = values(s.with_play(periods=periods))
        assert (v["A"], v["B"]) == (a, b)
    longer = build(
        {"a": {"pays": {"A": 1}}, "b": {"by": "B", "pays": {"B": 1}}},
        movers="AB",
        turns="rotating",
        periods=5,
    )
    v = values(longer)
    assert (v["A"], v["B"]) == (1 + 0.25 + 0.0625, 0.5 + 0.125)


def test_a_turn_is_one_action() -> None:
    moves = {
        "x": {"when": "x == x0", "sets": {"x": "x1"}, "pays": {"A": 1}},
        "y": {"when": "y == y0", "sets": {"y": "y1"}, "pays": {"A": 2}},
    }
    v = values(build(moves, periods=1))
    assert (v["A"], v["O"], v["P"]) == (2, 0, 1)
    assert values(build(moves, periods=2))["A"] == 2 + 0.5 * 1


def test_a_mover_may_always_wait() -> None:
    assert values(build({"pay": {"pays": {"A": -1}}}, periods=2))["A"] == 0


def test_movers_default_to_all_parties() -> None:
    s = build(CHAIN)
    data = s.model_dump(exclude_defaults=True)
    del data["play"]["movers"]
    assert values(ns.loads(json.dumps(data)))["O"] == 2


def test_who_is_no_mover_does_not_move() -> None:
    assert values(build(CHAIN, movers="A"))["O"] == 1


# Joint moves ------------------------------------------------------------------------------------------------


def deal(a: float, b: float, by: str = "AB", **keys: Any) -> Data:
    return {"by": by, "when": "x == x0", "sets": {"x": "x1"}, "pays": {"A": a, "B": b}, **keys}


def test_a_joint_move_needs_consent() -> None:
    assert values(build({"deal": deal(1, 2)}))["O"] == 1
    assert values(build({"deal": deal(1, -0.01)}))["O"] == 0


def test_any_signatory_who_moves_may_propose() -> None:
    assert values(build({"deal": deal(1, 2)}, movers="B"))["O"] == 1
    assert values(build({"deal": deal(1, 2)}, movers="C"))["O"] == 0


def test_all_must_consent() -> None:
    assert values(build({"deal": deal(1, 2, "ABC")}))["O"] == 1
    assert values(build({"deal": {**deal(1, 2, "ABC"), "pays": {"A": 1, "B": 2, "C": -1}}}))["O"] == 0


def test_answering_is_no_turn() -> None:
    moves = {"deal": deal(1, 1), "own": {"by": "B", "when": "y == y0", "sets": {"y": "y1"}, "pays": {"B": 2}}}
    v = values(build(moves, movers="AB"))
    assert (v["O"], v["P"], v["B"]) == (1, 1, 1 + 2)


def test_a_responder_looks_ahead() -> None:
    # consent pays B 1 at once; A then exploits it, at a cost of 3 to B
    moves = {
        "deal": deal(1, 1),
        "exploit": {"when": "x == x1", "sets": {"x": "x2"}, "pays": {"A": 1, "B": -3}},
    }
    assert values(build(moves, periods=1))["O"] == 1
    assert values(build(moves, periods=2))["O"] == 0 + 0.1 * 1


DECLINED = {"pays": {"A": 1, "B": -2}, "sets": {"y": "up"}}


def test_a_declined_proposal_pays_and_sets() -> None:
    s = build({"deal": {**deal(0, -5), "declined": DECLINED}})
    v = values(s)
    assert (v["A"], v["B"], v["O"], v["P"]) == (1, -2, 0, 1)
    step = solve(s).play.steps[0]
    assert step.declined_by == "B"
    assert step.made is None


def test_what_declining_costs_may_make_a_responder_consent() -> None:
    v = values(build({"deal": {**deal(0, -1.9), "declined": DECLINED}}, {"A": "3 * value(x)"}))
    assert (v["A"], v["B"]) == (3, -1.9)


@pytest.mark.parametrize("who", "BC")
def test_declined_belongs_to_the_move_whoever_declines(who: str) -> None:
    m = {"by": "ABC", "sets": {"x": "x1"}, "pays": {"A": 1, who: -5}, "declined": {"pays": {"A": 2}}}
    v = values(build({"deal": m}))
    assert (v["A"], v["O"]) == (2, 0)


def test_after_a_refusal_the_proposers_turn_is_over() -> None:
    moves = {
        "deal": {**deal(0, -5), "declined": {"pays": {"A": 1}}},
        "own": {"when": "y == y0", "sets": {"y": "y1"}, "pays": {"A": 0.5}},
    }
    v = values(build(moves))
    assert (v["A"], v["P"]) == (1, 0)


def test_declined_pays_read_the_state_after_its_own_sets() -> None:
    s = build({"deal": {**deal(0, -9), "declined": {"sets": {"y": "y2"}, "pays": {"A": "value(y)"}}}})
    assert values(s)["A"] == 2


def test_up_in_declined_does_nothing_at_the_top() -> None:
    s = build({"deal": {**deal(0, -9), "declined": {"sets": {"y": "up"}, "pays": {"A": 1}}}}, periods=4)
    v = values(s)
    assert v["A"] == 1 + 0.5 + 0.25 + 0.125
    assert v["P"] == 1 + 0.1 * 2 + 0.01 * 2 + 0.001 * 2


def test_by_default_declining_does_nothing() -> None:
    v = values(build({"deal": deal(5, -1)}, {"B": "-value(x)"}, periods=2))
    assert (v["A"], v["B"], v["O"]) == (0, 0, 0)


# Packages ---------------------------------------------------------------------------------------------------


def together(*packages: list[str], **keys: Any) -> Data:
    return {"o": {"together": list(packages), **keys}}


TWO = {
    "first": {"by": "A", "when": "x == x0", "sets": {"x": "x1"}, "pays": {"B": 3}},
    "second": {"by": "B", "when": "x == x1", "sets": {"x": "x2"}, "pays": {"A": 3, "B": -1}},
}


def test_components_see_what_their_predecessors_left() -> None:
    assert values(build(TWO, orders=together(["first", "second"])), "o")["O"] == 2
    assert values(build(TWO, orders=together(["second", "first"])), "o")["O"] == 0


def test_all_signatories_of_a_package_must_consent() -> None:
    dear = {**TWO, "second": {**TWO["second"], "pays": {"A": 3, "B": -4}}}
    assert values(build(TWO, orders=together(["first", "second"])), "o")["B"] == 3 - 1
    assert values(build(dear, orders=together(["first", "second"])), "o")["B"] == 0


def test_unilateral_components_are_still_there_alone_under_binds_joint() -> None:
    greedy = {
        **TWO,
        "first": {**TWO["first"], "pays": {"A": 1, "B": 0}},
        "second": {**TWO["second"], "pays": {"B": -9}},
    }
    assert values(build(greedy, orders=together(["first", "second"])), "o")["O"] == 1
    assert values(build(greedy, orders=together(["first", "second"], binds="all")), "o")["O"] == 0


def test_joint_components_are_not_available_alone() -> None:
    moves = {
        "deal": deal(1, 1),
        "rest": {"by": "B", "when": "y == y0", "sets": {"y": "y1"}, "pays": {"B": -9}},
    }
    assert values(build(moves))["O"] == 1
    assert values(build(moves, orders=together(["deal", "rest"])), "o")["O"] == 0


def test_require_and_sequence_do_not_apply_inside_a_package() -> None:
    moves = {"one": deal(1, 1), "two": {"by": "AB", "when": "y == y0", "sets": {"y": "y1"}, "pays": {"A": 1}}}
    orders = together(["two", "one"], sequence=["one", "two"], require={"one": "y == y2"})
    v = values(build(moves, orders=orders), "o")
    assert (v["O"], v["P"]) == (1, 1)


def test_a_forbidden_component_forbids_the_package() -> None:
    v = values(build(TWO, orders=together(["first", "second"], forbid=["second"])), "o")
    assert v["O"] == 0


def test_forbid_joint_forbids_packages_even_of_one_party() -> None:
    moves = {"one": {"sets": {"x": "x1"}, "pays": {"A": -1}}, "two": {"sets": {"y": "y1"}, "pays": {"A": -1}}}
    pay = {"A": "if_(x == x1 and y == y1, 5, 0)"}
    assert values(build(moves, pay, orders=together(["one", "two"])), "o")["A"] == 5 - 1 - 1
    assert values(build(moves, pay, orders=together(["one", "two"], forbid="joint")), "o")["A"] == 0


def test_a_package_of_one_party_is_unilateral() -> None:
    moves = {
        "one": {"sets": {"x": "x1"}, "pays": {"B": -5}},
        "two": {"sets": {"y": "y1"}, "pays": {"A": 1, "C": -5}},
    }
    v = values(build(moves, {"A": "if_(x == x1, 1, 0)"}, orders=together(["one", "two"])), "o")
    assert (v["A"], v["B"], v["C"]) == (1 + 1, -5, -5)


def test_what_components_pay_when_declined_does_not_apply() -> None:
    moves = {
        "deal": {**deal(0, -5), "declined": {"pays": {"A": 1}, "sets": {"y": "y1"}}},
        "more": {"when": "y == y0", "sets": {"y": "y2"}, "pays": {"A": -1}},
    }
    v = values(build(moves, orders=together(["deal", "more"])), "o")
    assert (v["A"], v["P"]) == (0, 0)
    assert values(build(moves))["A"] == 1


def test_a_component_pays_in_the_state_right_after_its_own_sets() -> None:
    moves = {
        "one": {"sets": {"x": "x1"}, "pays": {"C": "100 * value(x) + value(y)"}},
        "two": {"sets": {"y": "y2"}, "pays": {"A": 1, "C": "10 * value(x) + 1000 * value(y)"}},
    }
    s = build(moves, {"A": "if_(x == x1, 1, 0)"}, orders=together(["one", "two"]))
    assert values(s, "o")["C"] == (100 * 1 + 0) + (10 * 1 + 1000 * 2)


def test_a_package_whose_table_is_missing_is_unavailable() -> None:
    moves = {
        "sign": {"by": "table", "sets": {"x": "x1"}, "pays": {"A": 1}},
        "more": {"when": "y == y0", "sets": {"y": "y1"}, "pays": {"A": 1}},
    }
    tables = {"two": ["A", "B"]}
    v = values(build(moves, tables=tables, orders=together(["more", "sign"])), "o")
    assert (v["A"], v["O"], v["P"]) == (1, 0, 1)  # the unilateral component alone
    v = values(build(moves, tables=tables, orders=together(["more", "sign"], table="two")), "o")
    assert (v["A"], v["O"], v["P"]) == (1 + 1, 1, 1)


def test_packages_come_after_all_single_moves_in_file_order() -> None:
    moves = {
        "one": {"sets": {"x": "x1"}, "pays": {"A": 0.5}},
        "two": {"sets": {"x": "x2"}, "pays": {"A": 0.5}},
        "late": {"sets": {"y": "y1"}, "pays": {"A": 1}},
    }
    packed = together(["one", "two"], ["two", "one"])
    v = values(build(moves, orders=packed), "o")
    assert (v["A"], v["O"], v["P"]) == (1, 0, 1)  # tied with the package, and listed before it
    del moves["late"]
    v = values(build(moves, orders=packed), "o")
    assert (v["A"], v["O"]) == (0.5 + 0.5, 2)  # of tied packages the first
    v = values(build(moves, orders=together(["two", "one"], ["one", "two"])), "o")
    assert (v["A"], v["O"]) == (0.5 + 0.5, 1)


def test_a_component_that_is_pending_blocks_the_package() -> None:
    moves = {
        "slow": {"sets": {"x": "x1"}, "after": 2, "pays": {"A": 1}},
        "more": {"sets": {"y": "up"}, "pays": {"A": 1}},
    }
    s = build(moves, orders=together(["slow", "more"], binds="all"), periods=2)
    assert values(s, "o")["A"] == 2


def test_components_may_raise_the_same_issue_twice() -> None:
    moves = {"one": {"sets": {"x": "up"}, "pays": {"A": 1}}, "two": {"sets": {"x": "up"}, "pays": {"A": 1}}}
    s = build(moves, orders=together(["one", "two"]))
    assert values(s, "o")["O"] == 2
    assert values(build(moves, orders=together(["one", "two"], opens={"sets": {"x": "x1"}})), "o")["A"] == 1


def test_components_may_last_and_be_delayed() -> None:
    moves = {
        "brief": {"when": "not done(slow)", "sets": {"x": "x1"}, "lasts": 2},
        "slow": {"when": "not done(slow)", "sets": {"y": "y1"}, "after": 2, "pays": {"A": 1}},
    }
    v = values(build(moves, periods=4, orders=together(["brief", "slow"], binds="all")), "o")
    assert v["O"] == 1 + 0.1 * 1
    assert v["P"] == 0.01 * 1 + 0.001 * 1


def test_a_package_is_declined_as_a_whole() -> None:
    moves = {**TWO, "third": {"by": "C", "when": "y == y0", "sets": {"y": "y1"}, "pays": {"C": -1}}}
    v = values(build(moves, orders=together(["first", "second", "third"])), "o")
    assert (v["B"], v["C"], v["O"], v["P"]) == (0, 0, 0, 0)


# sequence, require, binds, forbid ---------------------------------------------------------------------------


JOINT_AND_OWN = {
    "both": {"by": "AB", "when": "x == x0", "sets": {"x": "x1"}, "pays": {"A": 2}},
    "own": {"when": "y == y0", "sets": {"y": "y1"}, "pays": {"A": 1}},
}


def test_require_binds_joint_moves_only_unless_it_says_all() -> None:
    s = build(JOINT_AND_OWN, periods=2, orders={"o": {"require": {"own": "x == x2", "both": "y == y1"}}})
    assert made(s, "o") == ["own", "both"]
    s = build(JOINT_AND_OWN, periods=2, orders={"o": {"require": {"own": "x == x2"}, "binds": "all"}})
    assert made(s, "o") == ["both", None]


def test_require_comes_on_top_of_the_moves_own_guard() -> None:
    s = build(JOINT_AND_OWN, periods=2, orders={"o": {"require": {"both": "y <= y1"}}})
    assert values(s, "o")["A"] == 2 + 0.5 * 1  # once, since x == x0 is still asked for


def test_sequence_binds_joint_moves_only_unless_it_says_all() -> None:
    joint_late = {"sequence": ["own", "both"]}
    assert made(build(JOINT_AND_OWN, periods=2, orders={"o": joint_late}), "o") == ["own", "both"]
    own_late = {"sequence": ["both", "own"], "binds": "all"}
    assert made(build(JOINT_AND_OWN, periods=2, orders={"o": own_late}), "o") == ["both", "own"]
    dear = {**JOINT_AND_OWN, "both": {**JOINT_AND_OWN["both"], "pays": {"B": -1}}}
    for binds, value in [("joint", 1), ("all", 0)]:
        s = build(dear, periods=2, orders={"o": {"sequence": ["both", "own"], "binds": binds}})
        assert values(s, "o")["A"] == value


def test_a_sequence_asks_whether_the_move_before_is_in_force_now() -> None:
    moves = {
        "one": {"when": "x == x0 and y == y0", "sets": {"x": "x1"}, "lasts": 1, "pays": {"A": 1}},
        "two": {"by": "AB", "when": "y == y0", "sets": {"y": "y1"}, "pays": {"A": 9}},
    }
    once = {"o": {"sequence": ["one", "two"]}}
    assert values(build(moves, periods=2, orders=once), "o")["P"] == 0  # over again by the next turn
    moves["one"]["lasts"] = 2
    assert values(build(moves, periods=2, orders=once), "o")["P"] == 0 + 0.1 * 1


def test_require_and_sequence_apply_together() -> None:
    moves = {
        "own": {"when": "y == y0", "sets": {"y": "y1"}, "pays": {"A": 0.1}},
        "both": {"by": "AB", "when": "x == x0", "sets": {"x": "x1"}, "pays": {"A": 2}},
    }
    orders = {
        "open": {"sequence": ["own", "both"], "require": {"both": "x == x0"}},
        "shut": {"sequence": ["own", "both"], "require": {"both": "x == x1"}},
    }
    s = build(moves, periods=2, orders=orders)
    assert made(s, "open") == ["own", "both"]
    assert made(s, "shut") == ["own", None]


def test_each_of_a_sequence_waits_for_the_one_just_before_it() -> None:
    issues = {n: {"levels": [f"{n}0", f"{n}1"]} for n in "xyz"}
    moves = {
        n: {"by": "AB", "when": f"{n} == {n}0", "sets": {n: f"{n}1"}, "pays": {"A": k}}
        for k, n in enumerate("xyz", 1)
    }
    s = build(moves, issues=issues, periods=3, orders={"o": {"sequence": ["y", "x", "z"]}})
    assert made(s, "o") == ["y", "x", "z"]
    assert made(s) == ["z", "y", "x"]  # without an order, what pays most comes first


def test_forbid_lists_moves_of_any_kind_and_joint_means_the_joint_ones() -> None:
    s = build(
        JOINT_AND_OWN,
        periods=2,
        orders={"a": {"forbid": "own"}, "b": {"forbid": ["own"]}, "c": {"forbid": "joint"}},
    )
    assert values(s, "a")["A"] == 2
    assert values(s, "b")["A"] == 2
    assert values(s, "c")["A"] == 1


def test_by_table_needs_an_order_with_a_table() -> None:
    sign = {"sign": {"by": "table", "when": "x == x0", "sets": {"x": "x1"}, "pays": {"A": 1, "C": -1}}}
    tables = {"two": ["A", "B"], "three": ["A", "B", "C"], "others": ["B", "C"]}
    s = build(sign, tables=tables, orders={"none": {}, **{t: {"table": t} for t in tables}})
    assert values(s)["O"] == 0
    assert values(s, "none")["O"] == 0
    assert values(s, "two")["O"] == 1
    assert values(s, "three")["O"] == 0  # C sits there and would lose
    assert values(s, "others")["O"] == 0  # the mover does not sit there


# in_force, done ---------------------------------------------------------------------------------------------


FIVE = ["l0", "l1", "l2", "l3", "l4"]


@pytest.mark.parametrize(
    ("sets", "levels"),
    [
        ("l3", [3, 4]),  # above the start: that level or beyond
        ("l4", [4]),
        ("l1", [0, 1]),  # below it: that level or beyond
        ("l0", [0]),
        ("l2", [2]),  # the start itself: that level only
        ("up", [3, 4]),
        ("down", [0, 1]),
        ("any", [0, 1, 3, 4]),
    ],
)
def test_in_force_is_measured_from_the_start(sets: str, levels: list[int]) -> None:
    for k, level in enumerate(FIVE):
        s = build(
            {"m": {"by": "B", "sets": {"x": sets}}},
            {"C": "if_(in_force(m), 1, 0)"},
            issues={"x": {"levels": FIVE, "start": "l2"}, "y": {"levels": Y}},
            orders={"o": {"opens": {"sets": {"x": level}}}},
        )
        assert values(s, "o")["C"] == (1 if k in levels else 0), level


@pytest.mark.parametrize(
    ("x", "y", "holds"), [("x1", "y1", True), ("x2", "y2", True), ("x1", "y0", False), ("x0", "y1", False)]
)
def test_in_force_asks_for_every_issue_that_the_move_sets(x: str, y: str, holds: bool) -> None:
    s = build(
        {"m": {"by": "B", "sets": {"x": "x1", "y": "up"}}},
        {"C": "if_(in_force(m), 1, 0)"},
        orders={"o": {"opens": {"sets": {"x": x, "y": y}}}},
    )
    assert values(s, "o")["C"] == holds


def test_in_force_of_a_move_that_sets_nothing_means_done() -> None:
    s = build(
        {"talk": {"pays": {"A": 1}}}, {"C": "if_(in_force(talk), 1, 0)"}, discount={"C": 0.1}, periods=2
    )
    assert values(s)["C"] == 1 + 0.1 * 1
    s = build(
        {"talk": {"pays": {"A": -1}}}, {"C": "if_(in_force(talk), 1, 0)"}, discount={"C": 0.1}, periods=2
    )
    assert values(s)["C"] == 0


def test_in_force_does_not_ask_who_did_it() -> None:
    moves = {
        "go": {"when": "x == x0", "sets": {"x": "x2"}, "pays": {"A": 1}},
        "other": {"by": "B", "sets": {"x": "x1"}},
    }
    assert values(build(moves, {"C": "if_(in_force(other), 1, 0)"}))["C"] == 1


def test_done_is_never_unset() -> None:
    moves = {
        "go": {"when": "x == x0 and not done(go)", "sets": {"x": "x1"}, "pays": {"A": 1}},
        "back": {"when": "x == x1", "sets": {"x": "x0"}, "pays": {"A": 1}},
    }
    s = build(
        moves, {"C": "if_(done(go), 1, 0) + 2 * if_(in_force(go), 1, 0)"}, periods=3, discount={"C": 0.1}
    )
    assert values(s)["C"] == (1 + 2) + 0.1 * 1 + 0.01 * 1


def test_done_needs_consent() -> None:
    pay = {"C": "if_(done(deal), 1, 0)"}
    assert values(build({"deal": {**deal(0, -1), "declined": {"pays": {"A": 1}}}}, pay))["C"] == 0
    assert values(build({"deal": {**deal(2, 0), "declined": {"pays": {"A": 1}}}}, pay))["C"] == 1


def test_done_counts_components_of_packages() -> None:
    s = build(TWO, {"C": "if_(done(first) and done(second), 1, 0)"}, orders=together(["first", "second"]))
    assert values(s, "o")["C"] == 1


def test_done_is_when_a_delayed_move_is_made_not_when_it_lands() -> None:
    m = {"when": "not done(m)", "sets": {"x": "x1"}, "after": 2, "pays": {"A": 1}}
    s = build(
        {"m": m}, {"C": "if_(done(m), 1, 0) + 2 * if_(in_force(m), 1, 0)"}, periods=3, discount={"C": 0.1}
    )
    assert values(s)["C"] == 1 + 0.1 * 1 + 0.01 * (1 + 2)


def test_done_is_seen_by_a_guard_in_the_same_period() -> None:
    moves = {
        "talk": {"when": "not done(talk)", "pays": {"A": 1}},
        "go": {"by": "B", "when": "done(talk) and x == x0", "sets": {"x": "x1"}, "pays": {"B": 1}},
    }
    assert values(build(moves, movers="AB", periods=2))["O"] == 1 + 0.1 * 1
    assert values(build(moves, movers="BA", periods=2))["O"] == 0 + 0.1 * 1


# opens ------------------------------------------------------------------------------------------------------


def test_opens_pays_once_before_period_0_and_may_set_levels() -> None:
    opens = {"pays": {"B": "-3 - value(x)"}, "sets": {"x": "x2"}}
    s = build({}, {"B": "1"}, periods=2, orders={"o": {"opens": opens}, "free": {}})
    v = values(s, "o")
    assert v["B"] == (-3 - 2) + 1 + 0.5 * 1  # undiscounted, and in the state after its own sets
    assert v["O"] == 2 + 0.1 * 2
    assert values(s, "free")["B"] == 1 + 0.5
    assert values(s)["B"] == 1 + 0.5


def test_up_in_opens_is_relative_to_the_start() -> None:
    for start, level in [("x1", 2), ("x2", 2)]:
        s = build(
            {},
            issues={"x": {"levels": X, "start": start}, "y": {"levels": Y}},
            orders={"o": {"opens": {"sets": {"x": "up"}}}},
        )
        assert values(s, "o")["O"] == level


def test_in_force_is_measured_from_the_start_not_from_what_opening_set() -> None:
    s = build(
        {"m": {"by": "B", "sets": {"x": "x1"}}},
        {"C": "if_(in_force(m), 1, 0)"},
        orders={"o": {"opens": {"sets": {"x": "x2"}}}},
    )
    assert values(s, "o")["C"] == 1  # x1 lies above x0, the start; from x2 it would lie below


# lasts ------------------------------------------------------------------------------------------------------


ONCE = "not done(m)"


@pytest.mark.parametrize(("lasts", "digits"), [(1, 1.0), (2, 1.1), (3, 1.11), (4, 1.111)])
def test_lasts_holds_for_so_many_flows_and_then_goes_back(lasts: int, digits: float) -> None:
    s = build({"m": {"when": ONCE, "sets": {"x": "x1"}, "lasts": lasts, "pays": {"A": 1}}}, periods=4)
    assert values(s)["O"] == digits


def test_lasts_goes_back_to_the_level_before_not_to_the_start() -> None:
    s = build(
        {"m": {"when": ONCE, "sets": {"x": "x2"}, "lasts": 1, "pays": {"A": 1}}},
        periods=3,
        orders={"o": {"opens": {"sets": {"x": "x1"}}}},
    )
    assert values(s, "o")["O"] == 2 + 0.1 * 1 + 0.01 * 1


def test_another_moves_change_cancels_the_countdown() -> None:
    moves = {
        "m": {"when": ONCE, "sets": {"x": "x1"}, "lasts": 2, "pays": {"A": 5}},
        "n": {"when": "x == x1", "sets": {"x": "x2"}, "pays": {"A": 1}},
    }
    assert values(build(moves, periods=4))["O"] == 1 + 0.1 * 2 + 0.01 * 2 + 0.001 * 2


def test_there_and_back_by_others_cancels_the_countdown_too() -> None:
    moves = {
        "m": {"when": ONCE, "sets": {"x": "x1"}, "lasts": 3, "pays": {"A": 5}},
        "n": {"by": "B", "when": "x == x1 and not done(n)", "sets": {"x": "x2"}, "pays": {"B": 1}},
        "p": {"by": "C", "when": "x == x2", "sets": {"x": "x1"}, "pays": {"C": 1}},
    }
    s = build(moves, movers="ABC", periods=5)
    assert values(s)["O"] == 1 + 0.1 * 1 + 0.01 * 1 + 0.001 * 1 + 0.0001 * 1  # back at x1, but for good


def test_rewriting_the_same_level_keeps_the_countdown() -> None:
    moves = {
        "m": {"when": ONCE, "sets": {"x": "x1"}, "lasts": 2, "pays": {"A": 5}},
        "n": {"when": "x == x1", "sets": {"x": "x1"}, "pays": {"A": 1}},
    }
    s = build(moves, periods=4)
    assert made(s) == ["m", "n", None, None]
    assert values(s)["O"] == 1 + 0.1 * 1 + 0.01 * 0 + 0.001 * 0


def test_an_events_change_cancels_and_its_rewriting_does_not() -> None:
    m = {"m": {"when": ONCE, "sets": {"x": "x1"}, "lasts": 2, "pays": {"A": 5}}}
    change = {"when": "x == x1", "draws": [{"probability": 1, "sets": {"x": "x2"}}]}
    rewrite = {"when": "x == x1", "draws": [{"probability": 1, "sets": {"x": "x1"}}]}
    assert values(build(m, periods=4, events={"e": change}))["O"] == 2 + 0.1 * 2 + 0.01 * 2 + 0.001 * 2
    assert values(build(m, periods=4, events={"e": rewrite}))["O"] == 1 + 0.1 * 1


def test_the_change_of_a_refusal_cancels_the_countdown() -> None:
    moves = {
        "m": {"when": ONCE, "sets": {"x": "x1"}, "lasts": 2, "pays": {"A": 5}},
        "deal": {
            "by": "AB",
            "when": "x == x1",
            "pays": {"B": -9},
            "declined": {"sets": {"x": "x2"}, "pays": {"A": 1}},
        },
    }
    assert values(build(moves, periods=4))["O"] == 1 + 0.1 * 2 + 0.01 * 2 + 0.001 * 2


def test_repeating_the_same_move_restarts_the_countdown() -> None:
    m = {"when": "y <= y1", "sets": {"x": "x1"}, "lasts": 2, "pays": {"A": 5}}
    clock = {"e": {"draws": [{"probability": 1, "sets": {"y": "up"}}]}}
    s = build({"m": m}, periods=5, events=clock)  # made in periods 0 and 1
    assert made(s)[:3] == ["m", "m", None]
    assert values(s)["O"] == 1 + 0.1 * 1 + 0.01 * 1 + 0.001 * 0


def test_repeating_the_same_move_keeps_the_first_prior_level() -> None:
    s = build({"m": {"sets": {"x": "up"}, "lasts": 2, "pays": {"A": "if_(x == x1, 1, 2)"}}}, periods=4)
    # up in periods 0 and 1, then over after two more flows: from x2 back to x0, not to x1; then up again
    assert values(s)["O"] == 1 + 0.1 * 2 + 0.01 * 2 + 0.001 * 1


def test_a_write_that_changes_nothing_starts_no_countdown() -> None:
    moves = {
        "long": {"when": "not done(long)", "sets": {"x": "x1"}, "lasts": 3, "pays": {"A": 5}},
        "short": {
            "by": "B",
            "when": "x == x1 and not done(short)",
            "sets": {"x": "x1"},
            "lasts": 1,
            "pays": {"B": 5},
        },
    }
    s = build(moves, movers="AB", periods=5)
    # had `short` taken over, the level would go back to x1 and stay there
    assert values(s)["O"] == 1 + 0.1 * 1 + 0.01 * 1 + 0.001 * 0


def test_a_write_that_changes_nothing_leaves_no_trace_in_the_state() -> None:
    m = {"when": "x == x1", "sets": {"x": "x1"}, "lasts": 5, "pays": {"A": 1}}
    s = build({"m": m}, issues={"x": {"levels": X, "start": "x1"}, "y": {"levels": Y}})
    assert ns.compile_game(s).states == 1


def test_a_lasting_move_over_another_goes_back_to_the_others_level() -> None:
    moves = {
        "m": {"when": ONCE, "sets": {"x": "x1"}, "lasts": 3, "pays": {"A": 5}},
        "n": {
            "by": "B",
            "when": "x == x1 and not done(n)",
            "sets": {"x": "x2"},
            "lasts": 1,
            "pays": {"B": 5},
        },
    }
    assert (
        values(build(moves, movers="AB", periods=5))["O"] == 2 + 0.1 * 1 + 0.01 * 1 + 0.001 * 1 + 0.0001 * 1
    )


def test_each_issue_that_a_move_sets_has_its_own_countdown() -> None:
    moves = {
        "m": {"when": ONCE, "sets": {"x": "x1", "y": "y1"}, "lasts": 2, "pays": {"A": 5}},
        "n": {"when": "y == y1", "sets": {"y": "y2"}, "pays": {"A": 1}},
    }
    v = values(build(moves, periods=4))
    assert v["O"] == 1 + 0.1 * 1 + 0.01 * 0 + 0.001 * 0
    assert v["P"] == 1 + 0.1 * 2 + 0.01 * 2 + 0.001 * 2


def test_choosing_the_current_level_starts_no_countdown() -> None:
    moves = {"m": {"when": "not done(m)", "sets": {"x": "any"}, "lasts": 1, "pays": {"A": 1}}}
    s = build(
        moves,
        {"A": "if_(x == x1, 3, 0)"},
        issues={"x": {"levels": X, "start": "x1"}, "y": {"levels": Y}},
        periods=3,
    )
    v = values(s)
    assert (v["A"], v["O"]) == (1 + 3 + 0.5 * 3 + 0.25 * 3, 1.11)


# after ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("after", "digits"), [(1, 0.111), (2, 0.011), (3, 0.001), (4, 0.0)])
def test_after_takes_effect_at_the_start_of_a_later_period(after: int, digits: float) -> None:
    s = build({"m": {"when": ONCE, "sets": {"x": "x1"}, "after": after, "pays": {"A": 1}}}, periods=4)
    assert values(s)["O"] == digits


def test_movers_see_what_has_landed() -> None:
    moves = {
        "m": {"when": ONCE, "sets": {"x": "x1"}, "after": 1, "pays": {"A": 9}},
        "n": {"when": "x == x1", "sets": {"x": "x2"}, "pays": {"A": 1}},
    }
    assert values(build(moves, periods=3))["O"] == 0 + 0.1 * 2 + 0.01 * 2


def test_it_lands_without_a_second_look_at_its_guard() -> None:
    moves = {
        "m": {"when": "y == y0 and x == x0", "sets": {"x": "x1"}, "after": 2, "pays": {"A": 9}},
        "shut": {"by": "B", "when": "y == y0", "sets": {"y": "y1"}, "pays": {"B": 1}},
    }
    v = values(build(moves, movers="AB", periods=3))
    assert v["O"] == 0 + 0.1 * 0 + 0.01 * 1
    assert v["P"] == 1 + 0.1 * 1 + 0.01 * 1


def test_it_is_unavailable_while_pending_and_available_again_then() -> None:
    s = build({"m": {"sets": {"x": "x1"}, "after": 2, "pays": {"A": 1}}}, periods=5)
    assert made(s) == ["m", None, "m", None, "m"]


def test_up_is_relative_when_it_lands() -> None:
    moves = {
        "slow": {"when": "not done(slow)", "sets": {"x": "up"}, "after": 1, "pays": {"A": 9}},
        "set": {"by": "B", "when": "x == x0", "sets": {"x": "x1"}, "pays": {"B": 1}},
    }
    assert values(build(moves, movers="AB", periods=3))["O"] == 1 + 0.1 * 2 + 0.01 * 2


def test_up_stops_at_the_end_when_it_lands() -> None:
    moves = {
        "slow": {"when": "not done(slow)", "sets": {"x": "up"}, "after": 1, "pays": {"A": 9}},
        "set": {"by": "B", "when": "x == x0", "sets": {"x": "x2"}, "pays": {"B": 1}},
    }
    assert values(build(moves, movers="AB", periods=3))["O"] == 2 + 0.1 * 2 + 0.01 * 2


def test_a_delayed_move_pays_when_it_is_made_in_the_state_of_then() -> None:
    m = {"when": "not done(m)", "sets": {"x": "x2"}, "after": 1, "pays": {"A": "5 + value(x)"}}
    assert values(build({"m": m}, periods=2))["A"] == 5 + 0


def test_after_and_lasts_count_from_the_landing() -> None:
    s = build({"m": {"when": ONCE, "sets": {"x": "x1"}, "after": 1, "lasts": 2, "pays": {"A": 1}}}, periods=5)
    assert values(s)["O"] == 0 + 0.1 * 1 + 0.01 * 1 + 0.001 * 0


def test_levels_go_back_before_delayed_moves_land() -> None:
    moves = {
        "brief": {"when": "not done(brief)", "sets": {"x": "x1"}, "lasts": 2, "pays": {"A": 5}},
        "slow": {"by": "B", "when": "not done(slow)", "sets": {"x": "up"}, "after": 2, "pays": {"B": 5}},
    }
    # both fall due at the end of period 1: x1 goes back to x0, then up to x1; the other way round it is x2
    assert values(build(moves, movers="AB", periods=4))["O"] == 1 + 0.1 * 1 + 0.01 * 1 + 0.001 * 1


def test_delayed_moves_land_in_file_order() -> None:
    one = {"when": "not done(one)", "sets": {"x": "x1"}, "after": 1, "pays": {"A": 5}}
    two = {"by": "B", "when": "not done(two)", "sets": {"x": "x2"}, "after": 1, "pays": {"B": 5}}
    assert values(build({"one": one, "two": two}, movers="AB", periods=2))["O"] == 0 + 0.1 * 2
    assert values(build({"two": two, "one": one}, movers="AB", periods=2))["O"] == 0 + 0.1 * 1


def test_a_landing_cancels_a_running_countdown() -> None:
    moves = {
        "brief": {"when": "not done(brief)", "sets": {"x": "x1"}, "lasts": 3, "pays": {"A": 5}},
        "slow": {"by": "B", "when": "not done(slow)", "sets": {"x": "x2"}, "after": 1, "pays": {"B": 5}},
    }
    assert (
        values(build(moves, movers="AB", periods=5))["O"] == 1 + 0.1 * 2 + 0.01 * 2 + 0.001 * 2 + 0.0001 * 2
    )


def test_a_delayed_choice_is_the_one_that_was_made() -> None:
    s = build(
        {"m": {"when": ONCE, "sets": {"x": "any"}, "after": 1, "pays": {"A": 1}}},
        {"A": "if_(x == x1, 1, 0)"},
        periods=3,
    )
    v = values(s)
    assert (v["A"], v["O"]) == (1 + 0 + 0.5 * 1 + 0.25 * 1, 0.11)


def test_joint_moves_can_be_delayed() -> None:
    s = build({"m": {"by": "AB", "when": ONCE, "sets": {"x": "x1"}, "after": 1, "pays": {"A": 1}}}, periods=3)
    assert values(s)["O"] == 0.11


def test_landing_again_restarts_the_countdown_and_keeps_the_first_prior_level() -> None:
    clock = {"e": {"draws": [{"probability": 1, "sets": {"y": "up"}}]}}
    m = {"when": "y <= y1", "sets": {"x": "up"}, "after": 1, "lasts": 2, "pays": {"A": 5}}
    # made in periods 0 and 1, lands at the start of 1 and 2, goes back after the flows of 3: to x0, not x1
    s = build({"m": m}, periods=5, events=clock)
    assert values(s)["O"] == 0 + 0.1 * 1 + 0.01 * 2 + 0.001 * 2 + 0.0001 * 0


def test_a_delayed_move_is_unavailable_at_the_top_when_it_is_made() -> None:
    issues = {"x": {"levels": X, "start": "x2"}, "y": {"levels": Y}}
    s = build({"m": {"sets": {"x": "up"}, "after": 1, "pays": {"A": 1}}}, issues=issues, periods=3)
    assert values(s)["A"] == 0


def test_countdowns_count_periods_whoevers_turn_it_is() -> None:
    m = {"m": {"when": ONCE, "sets": {"x": "x1"}, "lasts": 3, "pays": {"A": 1}}}
    assert values(build(m, movers="ABC", turns="rotating", periods=5))["O"] == 1.11
    assert values(build(m, movers="ABC", periods=5))["O"] == 1.11


# when_complete ----------------------------------------------------------------------------------------------


def staged(*complete: str, **keys: Any) -> Data:
    return {"o": {"implementation": "when_complete", "complete": list(complete), **keys}}


PAIR = {
    "mx": {"by": "AB", "when": "x == x0", "sets": {"x": "x1"}, "pays": {"A": 1}},
    "my": {"by": "AB", "when": "y == y0", "sets": {"y": "y1"}, "pays": {"A": 2}},
}


def test_agreed_moves_take_effect_and_pay_together() -> None:
    s = build(PAIR, periods=3, orders=staged("mx", "my"))
    v = values(s, "o")
    assert v["A"] == 0 + 0.5 * (1 + 2)
    assert (v["O"], v["P"]) == (0 + 0.1 * 1 + 0.01 * 1, 0 + 0.1 * 1 + 0.01 * 1)
    at_once = values(s)
    assert at_once["A"] == 2 + 0.5 * 1


def test_if_the_game_ends_before_nothing_takes_effect() -> None:
    v = values(build(PAIR, periods=1, orders=staged("mx", "my")), "o")
    assert (v["A"], v["O"], v["P"]) == (0, 0, 0)
    v = values(build(PAIR, periods=1, orders=staged("mx", "my"), final={"B": "value(x) + value(y)"}), "o")
    assert v["B"] == 0


def test_a_move_that_nobody_completes_never_takes_effect() -> None:
    # my hurts A, whose agreement to it is needed: mx is agreed in vain
    moves = {**PAIR, "my": {**PAIR["my"], "pays": {"A": -3}}}
    assert values(build(moves, periods=4, orders=staged("mx", "my")), "o")["O"] == 0


def test_moves_that_are_not_listed_take_effect_at_once() -> None:
    v = values(build(PAIR, periods=2, orders=staged("mx")), "o")
    assert v["A"] == 2 + 0.5 * 1


def test_guards_of_joint_moves_read_agreed_levels_and_others_actual_ones() -> None:
    moves = {
        "mx": {"by": "AB", "when": "x == x0", "sets": {"x": "x1"}, "pays": {"A": 1}},
        "my": {"by": "AB", "when": "x == x1 and y == y0", "sets": {"y": "y1"}, "pays": {"A": 1}},
        "own": {"by": "C", "when": "x == x1", "pays": {"C": 1}},
    }
    s = build(moves, movers="AC", periods=3, orders=staged("mx", "my"))
    assert made(s, "o") == ["mx", None, "my", "own", None, "own"]
    assert values(s, "o")["C"] == 0.5 + 0.25


def test_events_payoffs_and_until_read_actual_levels() -> None:
    e = {"e": {"when": "x == x1", "draws": [{"probability": 1, "pays": {"C": 7}}]}}
    s = build(PAIR, {"B": "value(x)"}, periods=4, orders=staged("mx", "my"), events=e, until="x == x1")
    v = values(s, "o")
    assert (v["C"], v["B"]) == (0 + 0.5 * 7, 0 + 0.5 * 1)


def test_outcomes_read_actual_levels() -> None:
    s = build(PAIR, periods=2, orders=staged("mx", "my"), outcomes={"yes": "x == x1", "no": "otherwise"})
    assert solve(s, "o").play.by_period.tolist() == [[0.0, 1.0], [1.0, 0.0]]


def test_all_take_effect_in_order_of_agreement() -> None:
    low = {"by": "AB", "when": "y == y0", "sets": {"x": "x1"}, "pays": {"A": 1}}
    high = {"by": "AB", "when": "y == y0", "sets": {"x": "x2"}, "pays": {"A": 1}}
    s = build({"low": low, "high": high}, periods=2, orders=staged("high", "low"))
    assert made(s, "o") == ["low", "high"]  # tied, so in file order
    assert values(s, "o")["O"] == 0 + 0.1 * 2
    s = build({"high": high, "low": low}, periods=2, orders=staged("high", "low"))
    assert values(s, "o")["O"] == 0 + 0.1 * 1


def test_at_completion_each_pays_right_after_its_own_sets() -> None:
    moves = {
        "mx": {**PAIR["mx"], "pays": {"A": 1, "C": "10 * value(x) + value(y)"}},
        "my": {
            **PAIR["my"],
            "when": "x == x1 and y == y0",
            "pays": {"A": 1, "C": "1000 * value(x) + 100 * value(y)"},
        },
    }
    s = build(moves, periods=2, orders=staged("mx", "my"))
    assert values(s, "o")["C"] == 0.5 * ((10 * 1 + 0) + (1000 * 1 + 100 * 1))


def test_a_listed_move_is_unavailable_between_agreement_and_completion() -> None:
    moves = {
        "mx": {"by": "AB", "sets": {"x": "x1"}, "pays": {"A": 1}},
        "my": {"by": "BC", "when": "y == y0", "sets": {"y": "y1"}, "pays": {"C": 1, "B": 1}},
    }
    s = build(moves, movers="A", periods=3, orders=staged("mx", "my"))
    assert ns.compile_game(s, "o").states == 2  # mx agreed or not; my has nobody to propose it


def test_completion_lets_moves_be_agreed_anew() -> None:
    moves = {
        "mx": {"by": "AB", "sets": {"x": "any"}, "pays": {"A": 1}},
        "my": {"by": "AB", "sets": {"y": "y1"}, "pays": {"A": 1}},
    }
    s = build(moves, periods=4, orders=staged("mx", "my"))
    assert values(s, "o")["A"] == 0.5 * (1 + 1) + 0.125 * (1 + 1)


def test_done_is_set_at_completion_only() -> None:
    s = build(
        PAIR,
        {"C": "if_(done(mx), 1, 0) + if_(done(my), 1, 0)"},
        periods=3,
        orders=staged("mx", "my"),
        discount={"C": 0.1},
    )
    assert values(s, "o")["C"] == 0 + 0.1 * 2 + 0.01 * 2


def test_agreed_moves_count_as_in_force_for_joint_guards_alone() -> None:
    moves = {**PAIR, "own": {"by": "C", "when": "in_force(mx)", "pays": {"C": 1}}}
    s = build(
        moves,
        {"B": "if_(in_force(mx), 1, 0)"},
        movers="AC",
        periods=3,
        orders=staged("mx", "my", sequence=["mx", "my"]),
    )
    assert made(s, "o") == ["mx", None, "my", "own", None, "own"]
    assert values(s, "o")["B"] == 0 + 0.5 * 1 + 0.25 * 1


def test_an_agreed_move_that_sets_nothing_is_in_force_for_joint_guards() -> None:
    moves = {
        "talk": {"by": "AB", "pays": {"A": 1}},
        "my": {**PAIR["my"], "when": "in_force(talk) and y == y0"},
    }
    s = build(moves, periods=2, orders=staged("talk", "my"))
    assert values(s, "o")["A"] == 0.5 * (1 + 2)
    assert made(s, "o") == ["talk", "my"]


def test_countdowns_start_at_completion() -> None:
    moves = {**PAIR, "mx": {**PAIR["mx"], "when": "x == x0 and not done(my)", "lasts": 2}}
    s = build(moves, periods=5, orders=staged("mx", "my"))
    v = values(s, "o")
    assert v["O"] == 0 + 0.1 * 1 + 0.01 * 1 + 0.001 * 0
    assert v["P"] == 0 + 0.1 * 1 + 0.01 * 1 + 0.001 * 1 + 0.0001 * 1


def test_delays_start_at_completion() -> None:
    moves = {**PAIR, "mx": {**PAIR["mx"], "when": "x == x0 and not done(my)", "after": 1}}
    v = values(build(moves, periods=4, orders=staged("mx", "my")), "o")
    assert v["O"] == 0 + 0.1 * 0 + 0.01 * 1 + 0.001 * 1


def test_a_package_may_complete_an_agreement_at_once() -> None:
    s = build(PAIR, periods=2, orders=staged("mx", "my", together=[["mx", "my"]]))
    v = values(s, "o")
    assert (v["A"], v["O"], v["P"]) == (1 + 2, 1.1, 1.1)


def test_done_in_a_joint_guard_waits_for_completion() -> None:
    moves = {**PAIR, "my": {**PAIR["my"], "when": "done(mx) and y == y0"}}
    assert (
        values(build(moves, periods=4, orders=staged("mx", "my")), "o")["A"] == 0
    )  # so it is never complete
    assert values(build(moves, periods=4), None)["A"] == 1 + 0.5 * 2


def test_up_and_value_read_agreed_levels_in_joint_guards() -> None:
    moves = {
        "mx": {"by": "AB", "when": "x == x0", "sets": {"x": "up"}, "pays": {"A": 1}},
        "more": {"by": "AB", "when": "value(x) == 1", "sets": {"x": "up"}, "pays": {"A": 1}},
    }
    s = build(moves, periods=2, orders=staged("mx", "more"))
    assert values(s, "o")["O"] == 0 + 0.1 * 2


def test_what_is_agreed_but_not_complete_is_lost_at_the_deadline() -> None:
    moves = {**PAIR, "my": {**PAIR["my"], "by": "AC", "pays": {"C": -1}}}
    s = build(moves, {"B": "value(x)"}, periods=3, orders=staged("mx", "my"), final="forever")
    assert values(s, "o")["B"] == 0


def test_a_package_of_agreed_moves_is_agreed_component_by_component() -> None:
    moves = {**PAIR, "mz": {"by": "AB", "when": "x == x1 and y == y1", "sets": {"x": "x2"}, "pays": {"A": 4}}}
    orders = staged("mx", "my", "mz", together=[["mx", "my"]])
    s = build(moves, periods=2, orders=orders)
    assert made(s, "o") == ["mx + my", "mz"]
    v = values(s, "o")
    assert (v["A"], v["O"], v["P"]) == (0.5 * (1 + 2 + 4), 0.1 * 2, 0.1 * 1)


# any, up, down ----------------------------------------------------------------------------------------------


def test_any_is_one_action_a_level_lowest_first() -> None:
    s = build(
        {"m": {"when": ONCE, "sets": {"x": "any"}, "pays": {"A": 1}}},
        issues={"x": {"levels": X, "start": "x1"}, "y": {"levels": Y}},
    )
    assert values(s)["O"] == 0  # tied: the lowest
    game = ns.compile_game(s)
    labels = [a.label for phase in game.phases for a in getattr(phase, "actions", ())]
    assert labels == ["m(x0)", "m(x1)", "m(x2)"]


def test_any_may_choose_the_current_level_and_is_paid_for_it() -> None:
    s = build(
        {"m": {"when": ONCE, "sets": {"x": "any"}, "pays": {"A": 1}}},
        {"A": "if_(x == x1, 2, 0)"},
        issues={"x": {"levels": X, "start": "x1"}, "y": {"levels": Y}},
    )
    v = values(s)
    assert (v["A"], v["O"]) == (1 + 2, 1)


def test_any_pays_in_the_state_after_the_choice() -> None:
    s = build({"m": {"sets": {"x": "any"}, "pays": {"A": "if_(x == x1, 5, value(x))"}}})
    v = values(s)
    assert (v["A"], v["O"]) == (5, 1)


def test_any_of_two_issues_is_every_combination() -> None:
    s = build({"m": {"sets": {"x": "any", "y": "any"}}}, {"A": "if_(x == x2 and y == y1, 1, 0)"})
    v = values(s)
    assert (v["A"], v["O"], v["P"]) == (1, 2, 1)


def test_up_at_the_top_makes_a_move_unavailable() -> None:
    assert values(build({"m": {"sets": {"x": "up"}, "pays": {"A": 1}}}, periods=5))["A"] == 1 + 0.5
    assert values(build({"m": {"sets": {"x": "down"}, "pays": {"A": 1}}}, periods=5))["A"] == 0
    both = {"m": {"sets": {"x": "up", "y": "down"}, "pays": {"A": 1}}}
    assert values(build(both, periods=5))["A"] == 0  # one of them at its end is enough


def test_naming_a_level_is_available_even_where_it_changes_nothing() -> None:
    assert (
        values(build({"m": {"sets": {"x": "x0"}, "pays": {"A": 1}}}, periods=5))["A"]
        == 1 + 0.5 + 0.25 + 0.125 + 0.0625
    )


def test_a_moves_pays_read_the_state_after_its_own_sets() -> None:
    assert values(build({"m": {"when": "x == x0", "sets": {"x": "x2"}, "pays": {"A": "value(x)"}}}))["A"] == 2


# Ties -------------------------------------------------------------------------------------------------------


def test_ties_go_to_waiting() -> None:
    assert values(build({"m": {"sets": {"x": "x1"}}}))["O"] == 0


def test_then_to_what_is_first_in_the_file() -> None:
    one, two = {"sets": {"x": "x1"}, "pays": {"A": 1}}, {"sets": {"x": "x2"}, "pays": {"A": 1}}
    assert values(build({"one": one, "two": two}))["O"] == 1
    assert values(build({"two": two, "one": one}))["O"] == 2


@pytest.mark.parametrize(
    ("base", "gain", "moves"),
    [
        (0, 0.9e-9, 0),
        (0, 1.1e-9, 1),
        (1e6, 0.9e-3, 0),
        (1e6, 1.1e-3, 1),
        (-1e6, 0.9e-3, 0),
        (-1e6, 1.1e-3, 1),
    ],
)
def test_equal_means_within_a_billionth(base: float, gain: float, moves: int) -> None:
    s = build({"m": {"sets": {"x": "x1"}, "pays": {"A": gain}}}, {"A": str(base)})
    assert values(s)["O"] == moves


def test_equal_means_within_tolerance_of_the_best_not_of_a_running_best() -> None:
    def m(level: str, pay: float) -> Data:
        return {"sets": {"x": level}, "pays": {"A": pay}}

    # waiting 0, one 0.8e-9, two 1.6e-9: the best is two, one is equal to it, waiting is not
    assert values(build({"one": m("x1", 0.8e-9), "two": m("x2", 1.6e-9)}))["O"] == 1
    # two is first in the file, and equal to the best; a running best would go on to prefer it either way
    assert values(build({"two": m("x2", 1.6e-9), "one": m("x1", 0.8e-9)}))["O"] == 2
    # three moves in steps of 0.8e-9: the first is not equal to the best, though to its neighbour
    assert values(build({"one": m("x1", 1e-9), "two": m("x2", 1.8e-9), "three": m("x0", 2.6e-9)}))["O"] == 2


def test_responders_accept_when_indifferent() -> None:
    assert values(build({"deal": deal(1, 0)}))["O"] == 1
    assert values(build({"deal": deal(1, -0.9e-9)}))["O"] == 1
    assert values(build({"deal": deal(1, -1.1e-9)}))["O"] == 0


def test_a_proposal_that_would_be_declined_loses_ties() -> None:
    refused = {**deal(0, -5), "declined": {"sets": {"y": "y1"}, "pays": {"A": 1}}}
    own = {"when": "x == x0", "sets": {"x": "x2"}, "pays": {"A": 1}}
    v = values(build({"deal": refused, "own": own}))
    assert (v["A"], v["O"], v["P"]) == (1, 2, 0)  # though it is first in the file
    nothing = {**deal(0, -5), "declined": {"sets": {"y": "y1"}}}
    assert values(build({"deal": nothing}))["P"] == 0  # waiting first
    plain = solve(build({"deal": deal(0, -5)})).play.steps[0]
    assert plain.action is None


def test_a_proposal_that_would_be_declined_is_made_where_that_is_strictly_better() -> None:
    refused = {**deal(0, -5), "declined": {"sets": {"y": "y1"}, "pays": {"A": 1.1}}}
    own = {"when": "x == x0", "sets": {"x": "x2"}, "pays": {"A": 1}}
    v = values(build({"own": own, "deal": refused}))
    assert (v["A"], v["O"], v["P"]) == (1.1, 0, 1)


def test_favour_breaks_ties_for_a_party() -> None:
    moves = {
        "one": {"sets": {"x": "x1"}, "pays": {"B": 1, "C": 5}},
        "two": {"sets": {"x": "x2"}, "pays": {"B": 2}},
    }
    s = build(moves)
    assert values(s)["O"] == 0
    assert values(s, favour="B")["O"] == 2
    assert values(s, favour="C")["O"] == 1
    assert values(s, favour="P")["O"] == 0  # still tied: waiting
    dear = build({"one": {"sets": {"x": "x1"}, "pays": {"A": -0.1, "B": 9}}})
    assert values(dear, favour="B")["O"] == 0  # no tie, no favour


def test_favour_decides_the_answers_of_who_is_indifferent() -> None:
    s = build({"deal": {**deal(1, 0), "pays": {"A": 1, "C": -1}}})
    assert values(s)["O"] == 1
    assert values(s, favour="C")["O"] == 0
    assert values(s, favour="A")["O"] == 1


def vectors(s: ns.Scenario, *parties: str) -> list[tuple[float, ...]]:
    found = ns.solve(s, method=ns.BackwardInduction(ties="all"))
    assert found.completeness in ("all", "unique")
    assert all(e.certificate.valid for e in found.equilibria)
    return sorted({tuple(round(e.values[p], 9) for p in parties) for e in found.equilibria})


def test_all_ties_finds_both_sides_of_a_tie() -> None:
    s = build({"m": {"sets": {"x": "x1"}, "pays": {"B": 4}}})
    assert vectors(s, "A", "B") == [(0, 0), (0, 4)]
    assert vectors(build({"m": {"sets": {"x": "x1"}, "pays": {"A": 1, "B": 4}}}), "A", "B") == [(1, 4)]


def test_all_ties_lets_a_threat_and_a_promise_decide() -> None:
    moves = {
        "trust": {"when": "x == x0", "sets": {"x": "x1"}},
        "reward": {"by": "B", "when": "x == x1", "sets": {"x": "x2"}, "pays": {"A": 2}},
        "punish": {"by": "B", "when": "x == x1", "sets": {"x": "x2"}, "pays": {"A": -1}},
    }
    s = build(moves, movers="AB")
    # after trust B is indifferent: A gets 2, -1 or (B waits) 0. A trusts for 2 or 0; or waits, fearing -1
    assert vectors(s, "A", "O") == [(0, 0), (0, 1), (2, 2)]


def test_all_ties_treats_each_answer_as_a_node() -> None:
    s = build({"deal": {**deal(1, 0), "declined": {"pays": {"A": -1}}}})
    # B accepts: A has 1. B declines: proposing costs 1, so A waits for 0
    assert vectors(s, "A", "B") == [(0, 0), (1, 0)]


# The example of the design ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("order", "us", "dprk"),
    [
        ("denuclearization_first", -31, 9),
        ("peace_first", -32, 9),
        ("parallel", -31, 9),
        ("omnibus", -4, 15),
        ("suspension_for_suspension", -17.607687, 14.261266),
        ("no_talks", -31, 9),
    ],
)
def test_the_designs_example_has_the_designs_values(order: str, us: float, dprk: float) -> None:
    eq = solve(ns.load("korea_reduced"), order)
    assert eq.values["US"] == pytest.approx(us, abs=1e-6)
    assert eq.values["DPRK"] == pytest.approx(dprk, abs=1e-6)


def test_the_designs_deadlock_by_hand() -> None:
    # no talks: nobody moves. US: -3 - 0, less 0.05 * 2 a period; DPRK: 2 + 0.6 - 1.5, less 0.05 * 4
    eq = solve(ns.load("korea_reduced"), "no_talks")
    assert eq.values["US"] == pytest.approx((-3 - 0.05 * 2) / (1 - 0.9))
    assert eq.values["DPRK"] == pytest.approx((2 + 0.6 - 1.5 - 0.05 * 4) / (1 - 0.9))
    assert math.isclose(eq.normalised["US"], -3.1)
