"""Attitudes, plans, ledgers, temptations, deadline flags, shares: against numbers worked out by hand."""

from __future__ import annotations

import sys
import time
from dataclasses import replace

import numpy as np
import pytest

import negsim as ns
import reference
from negsim.certificate import certify_strategy
from negsim.games.stage_game import WAIT
from negsim.sequencing.distance import FAR, distances
from negsim.sequencing.plans import shortest_plans
from negsim.solvers.scenarios.all_ties import is_unique


def scenario(
    moves: str,
    payoffs: str = "",
    *,
    issues: str = "p: {levels: [n, y]}",
    goal: str = "p == y",
    orders: str = "o: {}",
    play: str = "periods: 2, final: stop",
    movers: str = "A, B",
    deltas: tuple[float, float] = (0.5, 0.5),
    events: str = "",
) -> ns.Scenario:
    """Write the smallest file: parties A and B, outcomes `done` (the goal) and `open`."""

    def block(key: str, text: str) -> str:
        lines = [line.strip() for line in text.strip().splitlines()]
        return f"{key}:\n" + "".join(f"  {line}\n" for line in lines) if lines else ""

    a, b = deltas
    return ns.loads(
        'negsim: 1\ntitle: "test"\n'
        f"parties:\n  A: {{discount: {a}}}\n  B: {{discount: {b}}}\n"
        + block("issues", issues)
        + block("moves", moves)
        + block("events", events)
        + block("payoffs", payoffs)
        + block("outcomes", f"done: {goal}\nopen: otherwise")
        + "goal: done\n"
        + block("orders", orders)
        + f"play: {{movers: [{movers}], {play}}}\n"
    )


def compared(s: ns.Scenario, order: str = "o"):
    return ns.compare(s, [order])[order]


def made(result) -> list[str | None]:
    return [step.made for step in result.equilibrium.play.steps]


# ------------------------------------------------------------------------------------------------- the ledger

# A freezes (−1 a period to A, +2 to B); then B rewards it (+3 a period to A, −0.5 to B). B would not.
TWO_ISSUES = "p: {levels: [n, y]}\nq: {levels: [n, y]}"
RENEGE = """freeze: {by: A, when: p == n, sets: {p: y}}
reward: {by: [B, A], when: p == y and q == n, sets: {q: y}}"""
TRADE = """A: {cost: {when: p == y, value: -1}, gain: {when: q == y, value: 3}}
B: {gain: {when: p == y, value: 2}, cost: {when: q == y, value: -0.5}}"""


def renege(**more) -> ns.Scenario:
    return scenario(
        RENEGE, TRADE, issues=TWO_ISSUES, goal="p == y and q == y", deltas=(0.5, 0.8), **more
    )  # two periods, nothing afterwards


def test_ledger_by_hand():
    ledger = ns.incentives(renege(), "o")
    (plan,) = ledger.plans
    assert plan.labels == ("freeze", "reward")
    first, mover, signatory = plan.rows
    # both in period 0: A gets −1 + 3 in either period, B 2 − 0.5
    assert (first.step, first.party, first.role) == (1, "A", "makes")
    assert first.follow == pytest.approx(2 + 0.5 * 2)
    assert (first.deviate, first.instead, first.exposure) == (0, "wait", 0)
    assert (mover.step, mover.party, mover.role) == (2, "B", "makes")
    assert mover.follow == pytest.approx(1.5 + 0.8 * 1.5)
    assert mover.deviate == pytest.approx(2 + 0.8 * 2)  # keeps the freeze for nothing
    assert mover.slack == pytest.approx(-0.9)
    assert mover.exposure == pytest.approx(0 - 3.6)
    assert (signatory.party, signatory.role, signatory.instead) == ("A", "consents to", "decline")
    assert signatory.deviate == pytest.approx(-1 - 0.5)
    assert signatory.exposure == pytest.approx(0 - -1.5)


def test_who_stops_and_because_of_whom():
    result = compared(renege())
    stop = result.stop
    assert (stop.period, stop.party, stop.move, stop.instead) == (0, "A", "freeze", "waits")
    assert (stop.because.party, stop.because.move) == ("B", "reward")
    assert result.attitudes == {"A": "stalls", "B": "indifferent"}
    assert result.stalls == {"A": "leaves freeze undone"}


def test_ledger_through_chance_that_changes_the_state():
    # B's turn is first, so its reward comes a period later; in between the freeze breaks down with 0.2
    s = renege(
        movers="B, A", events="thaw: {when: p == y and q == n, draws: [{probability: 0.2, sets: {p: n}}]}"
    )
    plans = {tuple((r.period, r.party) for r in p.rows): p for p in ns.incentives(s, "o").plans}
    (plan,) = plans.values()
    freeze, mover, signatory = plan.rows
    assert freeze.follow == pytest.approx(0.8 * (-1 + 0.5 * 2) + 0.2 * 0)
    assert freeze.deviate == 0
    assert mover.period == signatory.period == 1
    assert mover.follow == pytest.approx(1.5)
    assert mover.deviate == pytest.approx(0.8 * 2)
    assert signatory.deviate == pytest.approx(0.8 * -1)
    # collapse from a freeze, over two periods: it holds in the first with 0.8, in the second with 0.64
    assert mover.exposure == pytest.approx(-(0.8 * 2 + 0.8 * 0.64 * 2))


def test_a_package_closes_the_gap():
    s = renege(orders="o: {together: [[freeze, reward]], binds: all}")
    result = compared(s)
    assert result.values == pytest.approx({"A": 2 + 0.5 * 2, "B": 1.5 + 0.8 * 1.5})
    assert made(result)[:2] == [None, "freeze + reward"]  # A may as well wait for B, whose turn is next
    assert result.stop is None
    assert set(result.attitudes.values()) == {"accepts"}
    assert ns.incentives(s, "o").plans[0].holds


def test_values_agree_with_the_plain_solver():
    data = {
        "parties": {"A": {"discount": 0.5}, "B": {"discount": 0.8}},
        "issues": {"p": {"levels": ["n", "y"]}, "q": {"levels": ["n", "y"]}},
        "moves": {
            "freeze": {"by": "A", "when": "p == n", "sets": {"p": "y"}},
            "reward": {"by": ["B", "A"], "when": "p == y and q == n", "sets": {"q": "y"}},
        },
        "payoffs": {
            "A": {"cost": {"when": "p == y", "value": -1}, "gain": {"when": "q == y", "value": 3}},
            "B": {"gain": {"when": "p == y", "value": 2}, "cost": {"when": "q == y", "value": -0.5}},
        },
        "outcomes": {"done": "p == y and q == y", "open": "otherwise"},
        "orders": {"o": {"together": [["freeze", "reward"]], "binds": "all"}},
        "play": {"movers": ["A", "B"], "periods": 2, "final": "stop"},
    }
    assert reference.solve(data, "o").values == pytest.approx({"A": 3, "B": 2.7})
    assert reference.solve(data, None).values == pytest.approx({"A": 0, "B": 0})


def test_a_goal_that_holds_needs_no_step():
    s = scenario("undo: {by: B, when: p == y, sets: {p: n}}", issues="p: {levels: [n, y], start: y}")
    result = compared(s)
    assert [p.labels for p in result.ledger.plans] == [()]
    assert (result.outcome, result.stop, result.duration) == ("done", None, 0)


def test_a_goal_that_cannot_be_reached():
    s = scenario("freeze: {by: A, when: p == y, sets: {p: n}}")
    result = compared(s)
    assert result.ledger.plans == ()
    assert "no sequence of moves" in result.ledger.obstacle
    assert (result.stop, result.stalls) == (None, {})
    assert set(result.attitudes.values()) == {"indifferent"}


UNDO = """freeze: {by: A, when: p == n, sets: {p: y}, pays: {A: 1}}
undo: {by: B, when: p == y, sets: {p: n}}"""


def test_a_step_undone_in_the_same_period_has_not_reached_the_goal():
    result = compared(scenario(UNDO, "B: {hurt: {when: p == y, value: -1}}"))
    assert made(result) == ["freeze", "undo"] * 2
    assert result.outcome == "open"
    (plan,) = result.ledger.plans
    row = next(r for r in plan.rows if r.party == "B")
    # held: −1 now, and what equilibrium brings in period 1, where B undoes it before the close
    assert (row.role, row.follow, row.deviate) == ("holds", pytest.approx(-1), 0)
    assert (result.stop.party, result.stop.instead) == ("B", "undo")


def test_a_move_that_lands_after_the_end_is_no_plan():
    s = scenario("slow: {by: A, when: p == n, sets: {p: y}, after: 2}", play="periods: 1, final: stop")
    ledger = ns.incentives(s, "o")
    assert ledger.plans == ()
    assert "in time" in ledger.obstacle


LATE = """slow: {by: A, when: p == a, sets: {p: b}, after: 3}
then: {by: A, when: p == b, sets: {p: y}}
one: {by: A, when: p == a, sets: {p: c}}
two: {by: A, when: p == c, sets: {p: d}}
three: {by: A, when: p == d, sets: {p: y}}"""


def test_the_shortest_plan_that_fits_into_the_periods():
    s = scenario(
        LATE,
        "A: {gain: {when: p == y, value: 1}}",
        issues="p: {levels: [a, b, c, d, y]}",
        play="periods: 3, final: stop",
    )
    assert made(compared(s))[::2] == ["one", "two", "three"]
    assert [p.labels for p in ns.incentives(s, "o").plans] == [("one", "two", "three")]
    result = compared(s)
    assert result.outcome == "done"
    assert [p.labels for p in result.ledger.plans] == [("one", "two", "three")]


def many(count: int, periods: int) -> ns.Scenario:
    """A has `count` things to do, in any order, one a period."""
    return scenario(
        "\n".join(f"m{k}: {{by: A, when: i{k} == n, sets: {{i{k}: y}}}}" for k in range(count)),
        issues="\n".join(f"i{k}: {{levels: [n, y]}}" for k in range(count)),
        goal=" and ".join(f"i{k} == y" for k in range(count)),
        play=f"periods: {periods}, final: stop",
    )


def test_several_shortest_plans_are_all_found():
    ledger = ns.incentives(many(3, 3), "o")
    assert len({p.labels for p in ledger.plans}) == 3 * 2
    assert not ledger.more


def test_a_plan_that_does_not_fit_is_not_searched_for_in_every_order():
    game = ns.compile_game(many(9, 8), "o")
    began = time.perf_counter()
    assert shortest_plans(game, 8) == ((), False)
    assert time.perf_counter() - began < 1


def test_a_plan_of_very_many_steps():
    s = scenario(
        "climb: {by: A, sets: {p: up}}",
        issues=f"p: {{levels: [{', '.join(f'l{k}' for k in range(1101))}]}}",
        goal="p == l1100",
        play="periods: 1100, final: stop",
    )
    game, limit = ns.compile_game(s, "o"), sys.getrecursionlimit()
    sys.setrecursionlimit(1000)  # Python's default; tests/reference.py raises it
    try:
        (plan,), more = shortest_plans(game, 1100)
    finally:
        sys.setrecursionlimit(limit)
    assert (len(plan.steps), more) == (1100, False)


# ------------------------------------------------------------------------------------- distance and attitudes


def test_distance_counts_moves_and_not_time():
    s = renege(orders="o: {}\npack: {together: [[freeze, reward]]}", movers="B, A")
    alone, packed = (ns.compile_game(s, order) for order in ("o", "pack"))
    assert distances(alone)[0][alone.start] == 2
    assert distances(packed)[0][packed.start] == 1
    never = ns.compile_game(renege(orders="o: {forbid: joint}"), "o")
    assert distances(never)[0][never.start] == FAR


def test_distance_sees_countdowns_lapse():
    # after A's freeze of one period, it is B's turn first again, and the freeze is gone
    moves = """freeze: {by: A, when: p == n, sets: {p: y}, lasts: 1}
    sign: {by: B, when: p == y and q == n, sets: {q: y}}"""
    for movers, far in (("A, B", 2), ("B, A", FAR)):
        game = ns.compile_game(scenario(moves, issues=TWO_ISSUES, goal="q == y", movers=movers), "o")
        assert distances(game)[0][game.start] == far


def test_whoever_makes_its_step_does_not_stall():
    moves = """freeze: {by: A, when: p == n, sets: {p: y}, lasts: 1}
    sign: {by: B, when: p == y and q == n, sets: {q: y}}"""
    pay = "A: {gain: {when: p == y, value: 1}}\nB: {cost: {when: q == y, value: -1}}"
    result = compared(
        scenario(moves, pay, issues=TWO_ISSUES, goal="q == y", orders="o: {}\nidle: {forbid: joint}")
    )
    assert made(result) == ["freeze", None] * 2
    assert result.stalls == {"B": "leaves sign undone"}


def test_chance_may_bring_play_nearest():
    moves = "first: {by: A, when: p == n, sets: {p: h}}\nsecond: {by: A, when: p == h, sets: {p: y}}"
    result = compared(
        scenario(
            moves,
            "A: {hurt: {when: p == y, value: -1}}",
            issues="p: {levels: [n, h, y]}",
            events="luck: {when: p == n, draws: [{probability: 0.9, sets: {p: h}}]}",
        )
    )
    assert made(result) == [None] * 4
    assert result.stalls == {"A": "leaves second undone"}


def test_a_signatory_who_would_lose_stalls_and_not_the_mover():
    s = scenario("deal: {by: [A, B], when: p == n, sets: {p: y}}", "A: {x: {when: p == y, value: 1}}\n"
                 "B: {x: {when: p == y, value: -1}}")  # fmt: skip
    result = compared(s)
    assert result.values == {"A": 0, "B": 0}
    assert result.stalls == {"B": "would lose by deal"}
    assert result.attitudes == {"A": "indifferent", "B": "stalls"}
    assert (result.stop.party, result.stop.instead) == ("B", "declines")


@pytest.mark.parametrize("worth", ["0.3", "0.1 + 0.2"])
def test_a_mover_who_would_not_gain_waits_of_its_own_accord(worth):
    s = scenario(
        "deal: {by: [A, B], when: p == n, sets: {p: y}}",
        f"A: {{now: {{when: p == n, value: 0.3}}, then: {{when: p == y, value: {worth}}}}}\n"
        "B: {x: {when: p == y, value: -1}}",
        play="periods: 1, final: stop",
    )
    stop = compared(s).stop
    assert (stop.party, stop.instead) == ("A", "waits")


def test_a_signatory_who_never_moves_may_decline():
    s = scenario("deal: {by: [A, B], when: p == n, sets: {p: y}}", "A: {x: {when: p == y, value: 1}}\n"
                 "B: {x: {when: p == y, value: -1}}", movers="A")  # fmt: skip
    assert compared(s).stalls == {"B": "would lose by deal"}


def test_rejection_comes_before_stalling_and_opens_counts():
    orders = "o: {opens: {pays: {A: -0.25}}}\nheadstart: {opens: {sets: {p: y}}}"
    s = renege(orders=orders)
    first, second = compared(s), compared(s, "headstart")
    assert first.values == pytest.approx({"A": -0.25, "B": 0})
    assert first.attitudes == {"A": "rejects", "B": "indifferent"}  # A stalls it too
    assert first.stalls == {"A": "leaves freeze undone"}
    assert second.values == pytest.approx({"A": -1 - 0.5, "B": 2 + 0.8 * 2})
    assert second.attitudes == {"A": "rejects", "B": "stalls"}  # it gains, and leaves the reward undone
    assert second.stalls == {"B": "would lose by reward"}
    assert second.ledger.plans[0].labels == ("reward",)
    exposure = {row.party: row.exposure for row in second.ledger.plans[0].rows}
    assert exposure == pytest.approx({"A": 1.5, "B": -3.6})  # all of it from what opening the order set


def test_an_order_that_equals_the_fallback_has_no_attitudes():
    s = scenario("wait: {by: A, sets: {p: y}, when: p == y}", orders="o: {}")
    with_dispute = ns.loads(s.to_yaml() + "\ndispute: {parties: [A, B], rule: unanimity, fallback: o}\n")
    assert compared(with_dispute).attitudes == {}
    assert compared(s).attitudes == {"A": "indifferent", "B": "indifferent"}


# ---------------------------------------------------------------------------------------------- renegotiation

DEAL = """freeze: {by: A, when: p == n, sets: {p: y}}
deal: {by: [A, B], when: p == y and q == n, sets: {q: y}}"""
BOTH = "A: {x: {when: q == y, value: 1}}\nB: {x: {when: q == y, value: 1}}"


def test_a_temptation_by_hand():
    s = scenario(
        "deal: {by: [A, B], when: p == n, sets: {p: y}}",
        "A: {x: {when: p == y, value: 1}}\nB: {x: {when: p == y, value: 2}}",
        orders="o: {forbid: joint}",
        deltas=(0.5, 0.8),
    )
    (found,) = compared(s).temptations
    assert (found.period, found.party, found.move, found.on_path) == (0, "A", "deal", True)
    assert found.gains == pytest.approx({"A": 1 + 0.5, "B": 2 + 0.8 * 2})


def test_nobody_is_tempted_after_the_end():
    s = scenario(
        DEAL, BOTH, issues=TWO_ISSUES, goal="q == y", movers="B, A",
        orders="o: {forbid: joint}", play="periods: 3, final: stop, until: p == y",
    )  # fmt: skip
    # B moves first: in its turn p is n, or the game is over; A could make the deal, but has had its turn
    assert compared(s).temptations == ()


def test_nobody_is_tempted_where_there_is_no_time_to_get():
    s = scenario(
        "climb: {by: A, sets: {p: up}}\ndeal: {by: [A, B], when: p == d and q == n, sets: {q: y}}",
        BOTH,
        issues="p: {levels: [a, b, c, d]}\nq: {levels: [n, y]}",
        goal="q == y",
        orders="o: {forbid: joint}",
        play="periods: 2, final: stop",
    )
    assert compared(s).temptations == ()  # three climbs, two periods


# --------------------------------------------------------------------------------------------------- deadline


def late_deal(periods: int) -> ns.Scenario:
    # the deal pays each 1 at once and costs B 0.6 a period: worth it only if one period is left
    return scenario(
        "deal: {by: [A, B], when: p == n, sets: {p: y}, pays: {A: 1, B: 1}}",
        "B: {cost: {when: p == y, value: -0.6}}",
        play=f"periods: {periods}, final: stop",
        deltas=(0.9, 0.9),
    )


def test_an_agreement_in_the_last_period_is_flagged():
    result = compared(late_deal(3))
    assert result.values == pytest.approx({"A": 0.81, "B": 0.81 * 0.4})
    assert result.duration == 2
    assert "agreement on deal falls in the last period" in result.deadline
    assert any("final: forever gives open" in reason for reason in result.deadline)


def test_one_period_is_an_artefact_if_a_second_changes_play():
    result = compared(late_deal(1))
    assert result.values == pytest.approx({"A": 1, "B": 0.4})
    assert any("first period's play" in reason for reason in result.deadline)


@pytest.mark.parametrize("final", ["stop", "forever"])
def test_steady_payoffs_are_no_artefact(final):
    s = scenario(
        "freeze: {by: A, when: p == n, sets: {p: y}}",
        "A: {x: {when: p == y, value: 5}}",
        play=f"periods: 3, final: {final}",
    )
    assert compared(s).deadline == ()


def test_chance_alone_is_no_artefact_of_the_deadline():
    s = scenario(
        "idle: {by: A, when: p == y, sets: {p: y}}",
        events="luck: {when: p == n, draws: [{probability: 0.05, sets: {p: y}}]}",
        play="periods: 8, final: forever",
    )
    result = compared(s)
    assert result.ends["done"] == pytest.approx(1 - 0.95**8)
    assert result.deadline == ()


@pytest.mark.parametrize("unit", [1, 0.001])
def test_values_that_keep_changing_are_flagged_in_any_unit(unit):
    data = ns.load("korea_reduced").model_dump(exclude_defaults=True)
    for terms in data["payoffs"].values():
        for term in terms.values():
            term["value"] = f"({term['value']}) * {unit}"
    pays = [move["pays"] for move in data["moves"].values() if "pays" in move]
    pays += [draw["pays"] for draw in data["events"]["clash"]["draws"]]
    for effect in pays:
        effect.update({party: f"({text}) * {unit}" for party, text in effect.items()})
    result = ns.compare(ns.Scenario.from_data(data), "suspension_for_suspension")
    row = result["suspension_for_suspension"]
    assert row.values["US"] == pytest.approx(-17.607687 * unit)
    assert any("values keep changing" in reason for reason in row.deadline)


def test_a_game_that_only_lasts_longer_is_no_artefact():
    s = scenario(
        "freeze: {by: A, when: p == n, sets: {p: y}}",
        "A: {x: {when: p == y, value: 1}}",
        play="periods: 3, final: {A: 0}",
        deltas=(0.9, 0.9),
    )
    result = compared(s)
    assert result.values["A"] == pytest.approx(1 + 0.9 + 0.81)  # a fourth period would add 0.729
    assert not any("values" in reason for reason in result.deadline)


# ---------------------------------------------------------------------------- outcomes, waiting, certificates

LUCK = "luck: {when: p == n, draws: [{probability: 0.5, sets: {p: y}}]}"


@pytest.mark.parametrize("deltas", [(0.5, 0.5), (0.2, 0.8)])  # time is weighed at their mean
def test_shares_ends_and_duration(deltas):
    def solved(final: str):
        s = scenario("idle: {by: A, when: p == y, sets: {p: y}}", events=LUCK, deltas=deltas,
                     play=f"periods: 2, final: {final}")  # fmt: skip
        return compared(s).equilibrium.play

    # still open after period t with 0.5^(t+1): (1 − δ) Σ δ^t 0.5^(t+1) = 0.25 Σ 0.25^t
    assert solved("forever").shares["open"] == pytest.approx(0.25 / (1 - 0.25))
    play = solved("stop")
    assert play.shares["open"] == pytest.approx((0.5 + 0.5 * 0.25) / (1 + 0.5))
    assert play.ends == pytest.approx({"done": 0.75, "open": 0.25})
    # in period 0 with 0.5, in period 1 with 0.25; what never changes was entered in period 0
    assert play.duration == pytest.approx(0.5 * 0 + 0.25 * 1 + 0.25 * 0)


def test_waiting_for_ever_by_hand():
    s = scenario(
        "idle: {by: A, when: p == y, sets: {p: y}}",
        "A: {x: {when: p == y, value: 1}}\nB: {x: {when: p == y, value: 1}}",
        events=LUCK,
        deltas=(0.5, 0.8),
        play="periods: 1, final: forever",
    )
    # W = ½ · 1/(1 − δ) + ½ δ W
    wanted = {"A": 0.5 * 2 / (1 - 0.25), "B": 0.5 * 5 / (1 - 0.4)}
    assert dict(ns.solve(s, order="o").one().values) == pytest.approx(wanted)


def test_discount_zero_and_one():
    moves, pay = "freeze: {by: A, when: p == n, sets: {p: y}}", "A: {x: {when: p == y, value: 1}}"
    last = compared(scenario(moves, pay, deltas=(0, 0), play="periods: 3, final: stop"))
    assert (last.values["A"], last.shares["done"]) == (1, 1)
    all_ = compared(scenario(moves, pay, deltas=(1, 1), play="periods: 3, final: stop"))
    assert (all_.values["A"], all_.shares["done"], all_.deadline) == (3, 1, ())


def test_rotating_turns():
    # A in periods 0 and 2, B in period 1: the freeze at once, its answer in period 1
    moves = (
        "freeze: {by: A, when: p == n, sets: {p: y}}\nanswer: {by: B, when: p == y and q == n, sets: {q: y}}"
    )
    s = scenario(
        moves, BOTH, issues=TWO_ISSUES, goal="q == y", play="turns: rotating, periods: 3, final: stop"
    )
    result = compared(s)
    assert made(result) == ["freeze", "answer", None]
    assert result.values == pytest.approx({"A": 0.5 + 0.25, "B": 0.5 + 0.25})
    assert [(r.period, r.party, r.follow) for r in result.ledger.plans[0].rows] == [
        (0, "A", pytest.approx(0.75)),
        (1, "B", pytest.approx(1 + 0.5)),
    ]


def test_ties_all_and_favour():
    # B gains nothing by the deal and may decline it; A may give B 1 or 2 at no cost
    s = scenario(
        "deal: {by: [A, B], when: p == n, sets: {p: y}, pays: {A: 1}}", play="periods: 1, final: stop"
    )
    found = ns.solve(s, order="o", method=ns.BackwardInduction(ties="all"))
    assert sorted(tuple(e.values.values()) for e in found.equilibria) == [(0, 0), (1, 0)]
    game = ns.compile_game(s, "o")
    assert not is_unique(game, game.payoffs(), 1)
    assert compared(s).unique is False
    gift = "small: {by: A, when: p == n, sets: {p: y}, pays: {B: 1}}\n"
    s = scenario(gift + gift.replace("small", "large").replace("1", "2"), play="periods: 1, final: stop")
    assert ns.solve(s, order="o").one().values["B"] == 0
    assert ns.solve(s, order="o", method=ns.BackwardInduction(favour="B")).one().values["B"] == 2
    assert ns.solve(s, order="o", method=ns.BackwardInduction(favour="A")).one().values["B"] == 0


def test_declined_with_effects():
    # declining costs B 3, agreeing 1; A is paid 1 by agreement
    s = scenario(
        "deal: {by: [A, B], when: p == n, sets: {p: y}, pays: {A: 1, B: -1}, declined: {pays: {B: -3}}}",
        movers="A",
        play="periods: 1, final: stop",
    )
    result = compared(s)
    assert result.values == {"A": 1, "B": -1}
    mover, signatory = result.ledger.plans[0].rows
    assert (mover.follow, mover.deviate) == (1, 0)
    assert (signatory.follow, signatory.deviate) == (-1, -3)
    assert result.attitudes == {"A": "accepts", "B": "rejects"}


def test_the_certificate_measures_what_is_forgone():
    s = scenario("take: {by: A, when: p == n, sets: {p: y}, pays: {A: 1}}", play="periods: 1, final: stop")
    game = ns.compile_game(s, "o")
    strategy = ns.solve(game).one().strategy
    idle = tuple(tuple(np.full_like(c, WAIT) if c is not None else c for c in row) for row in strategy.choice)
    certificate = certify_strategy(game, game.payoffs(), replace(strategy, choice=idle))
    assert certificate.gains == {"A": 1, "B": 0}
    assert certificate.error == 1  # the values claimed are no longer those of the strategy
    assert not certificate.valid
