"""What shows only when the games are built: each kind of problem at its place, and gone once it is mended."""

import contextlib
import random
import re
import resource
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import negsim as ns
from clock import within
from negsim.checking import built, games
from negsim.checking.budget import Budget
from negsim.checking.tables import without_table
from negsim.games.stage_game import Turn
from random_scenarios import random_scenario, to_yaml

MARK = "¦"  # in a text, stands before the place that is reported

REST = {
    "negsim": "negsim: 1\n",
    "title": 'title: "A freeze for a pause"\n',
    "parties": "parties: {A: {discount: 0.9}, B: {discount: 0.9}}\n",
    "issues": "issues:\n  x: {levels: [low, mid, high]}\n  y: {levels: [none, some]}\n",
    "moves": (
        "moves:\n"
        "  lift: {by: A, when: x < high, sets: {x: up}}\n"
        "  give: {by: B, when: y == none, sets: {y: some}}\n"
        "  deal: {by: [A, B], when: x >= mid and y == none, sets: {y: some}, pays: {A: 1}}\n"
    ),
    "payoffs": "payoffs:\n  A: {gain: {value: value(y)}}\n  B: {loss: {when: x == high, value: -1}}\n",
    "play": "play: {periods: 3}\n",
}


def whole(part: str) -> str:
    own = set(re.findall(rf"^{MARK}?(\w+):", part, re.M))
    return part + "".join(text for key, text in REST.items() if key not in own)


def place(text: str) -> tuple[str, list[tuple[int, int]]]:
    """The text without its marks, and line and column of each."""
    places = []
    while MARK in text:
        at = text.index(MARK)
        places.append((text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)))
        text = text[:at] + text[at + 1 :]
    return text, places


def check(part: str) -> ns.Report:
    return ns.check(ns.loads(whole(part)))


MOVES, XY = REST["moves"], REST["issues"]
SELFISH = "payoffs:\n  A: {gain: {value: value(y) - value(x)}}\n"
AT_ONCE = "play: {periods: 3, turns: simultaneous}\n"

#  code, a part of a file with a mark at each place, the same mended, and what the message says
CASES = {
    "uncovered": (
        "NS601",
        "¦outcomes:\n  top: x == high\n  start: x == low and y == none\n",
        "outcomes:\n  top: x == high\n  start: x == low and y == none\n  rest: otherwise\n",
        "none of them holds where x == mid and y == none",
    ),
    "uncovered under an order": (
        "NS601",
        "¦outcomes:\n  low: x == low\n  mid: x == mid\norders:\n  free: {}\n  held: {forbid: lift}\n",
        "outcomes:\n  low: x == low\n  mid: x == mid\n  high: x == high\norders:\n  free: {}\n",
        'none of them holds under the order "free" where x == high',
    ),
    "outcome behind another": (
        "NS602",
        "outcomes:\n  some: y == some\n  both: ¦x == high and y == some\n  rest: otherwise\n",
        "outcomes:\n  both: x == high and y == some\n  some: y == some\n  rest: otherwise\n",
        'an outcome above it does too ("some")',
    ),
    "outcome out of reach": (
        "NS602",
        "outcomes:\n  gone: y == some and ¦x == high\n  rest: otherwise\n"
        + MOVES.replace("x < high", "x < mid"),
        "outcomes:\n  gone: y == some and x == high\n  rest: otherwise\n",
        '"x == high" holds in no situation',
    ),
    "goal out of reach": (
        "NS603",
        "goal: ¦won\noutcomes:\n  won: x == low and y == some\n  rest: otherwise\n"
        "moves:\n  lift: {by: A, when: x < high, sets: {x: up}}\n"
        "  give: {by: B, when: x == high, sets: {y: some}}\n",
        "goal: won\noutcomes:\n  won: x == high and y == some\n  rest: otherwise\n"
        "moves:\n  lift: {by: A, when: x < high, sets: {x: up}}\n"
        "  give: {by: B, when: x == high, sets: {y: some}}\n",
        '"x == low and y == some" holds in no situation',
    ),
    "goal only without an order": (
        "NS603",
        "goal: ¦won\noutcomes:\n  won: x == high\n  rest: otherwise\norders:\n  stuck: {forbid: lift}\n",
        "goal: won\noutcomes:\n  won: x == high\n  rest: otherwise\norders:\n  stuck: {forbid: give}\n",
        "without an order, but under none of the orders",
    ),
    "move never available": (
        "NS604",
        MOVES + "  late: {by: A, when: x == high and ¦done(late), sets: {x: low}}\n",
        MOVES + "  late: {by: A, when: x == high and done(lift), sets: {x: low}}\n",
        '"done(late)" holds in no situation',
    ),
    "nobody is a mover": (
        "NS604",
        MOVES + "  late: {by: ¦C, sets: {x: low}}\n"
        "parties: {A: {}, B: {}, C: {}}\n" + REST["payoffs"] + "  C: {joy: {value: 1}}\n"
        "play: {periods: 3, movers: [A, B], final: stop}\n",
        MOVES + "  late: {by: C, sets: {x: low}}\n"
        "parties: {A: {}, B: {}, C: {}}\n" + REST["payoffs"] + "  C: {joy: {value: 1}}\n"
        "play: {periods: 3, final: stop}\n",
        '"C" is no mover, so nobody can make it',
    ),
    "no table at all": (
        "NS604",
        MOVES + "  sign: {by: ¦table, sets: {x: low}}\norders:\n  o: {forbid: give}\n",
        MOVES + "  sign: {by: table, sets: {x: low}}\ntables: {t: [A, B]}\n"
        "orders:\n  o: {table: t, forbid: give}\n",
        "no order has a table",
    ),
    "order never available": (
        "NS605",
        "orders:\n  o: {binds: all, ¦require: {lift: y == some, give: x == mid}}\n",
        "orders:\n  o: {binds: all, require: {lift: y == some, give: x == low}}\n",
        '"lift" waits for y == some, which only "give" and "deal" bring about; "give" waits for x == mid',
    ),
    "step never available": (
        "NS606",
        "orders:\n  o: {binds: all, forbid: [lift], require: {give: x == low, ¦deal: x == high}}\n",
        "orders:\n  o: {binds: all, require: {give: x == low, deal: x == high}}\n",
        '"deal" can never be made under the order "o": "x >= mid" never holds under this order',
    ),
    "step of a sequence": (
        "NS606",
        MOVES + "  raise_x: {by: A, when: y == some, sets: {x: high}}\n"
        "orders:\n  o: {forbid: lift, sequence: [raise_x, ¦deal]}\n",
        MOVES + "  raise_x: {by: A, when: y == some, sets: {x: high}}\n"
        "orders:\n  o: {sequence: [raise_x, deal]}\n",
        '"x >= mid and y == none" never holds under this order',
    ),
    "package never available": (
        "NS606",
        MOVES + "  trade: {by: [A, B], when: done(give), sets: {x: high}, pays: {B: 1}}\n"
        "orders:\n  o: {together: [[lift, ¦trade]], require: {deal: x == high}, forbid: give}\n",
        MOVES + "  trade: {by: [A, B], when: done(give), sets: {x: high}, pays: {B: 1}}\n"
        "orders:\n  o: {together: [[lift, trade]], require: {deal: x == high}}\n",
        '"lift" and "trade" can never be made under the order "o": "trade" cannot be made after "lift"',
    ),
    "payoff never paid": (
        "NS607",
        "payoffs:\n  A: {gain: {value: value(y)}, odd: {when: x == mid and ¦not done(lift), value: 1}}\n"
        "  B: {loss: {when: x == high, value: -1}}\n".replace("¦", ""),
        "payoffs:\n  A: {gain: {value: value(y)}, odd: {when: x == mid and done(lift), value: 1}}\n"
        "  B: {loss: {when: x == high, value: -1}}\n",
        '"x == mid and not done(lift)" holds in no situation',
    ),
    "event never strikes": (
        "NS608",
        "events:\n  storm: {when: x > low and ¦y == some, draws: [{probability: 0.1, pays: {A: -1}}]}\n"
        "moves:\n  lift: {by: A, when: x < high, sets: {x: up}}\n",
        "events:\n  storm: {when: x > low and y == some, draws: [{probability: 0.1, pays: {A: -1}}]}\n",
        'the event "storm" never strikes: "y == some"',
    ),
    "draw of probability 0": (
        "NS608",
        "events:\n  e: {draws: [{probability: 0.1, pays: {A: -1}}, {probability: ¦0 * 2, pays: {A: -2}}]}\n",
        "events:\n  storm: {draws: [{probability: 0.1, pays: {A: -1}}, {probability: 0.2, pays: {A: -2}}]}\n",
        "draw 2",
    ),
    "levels never reached": (
        "NS609",
        "issues:\n  x: {levels: [low, mid, high]}\n  y: {levels: [none, some, ¦more, most]}\n",
        XY,
        'the levels "more" and "most" of "y" are never reached',
    ),
    "issue read by nothing": (
        "NS610",
        MOVES + "  paint: {by: A, sets: {z: any}}\n"
        + XY + "  ¦z: {levels: [red, blue]}\n",
        MOVES + "  paint: {by: A, when: z == red, sets: {z: any}}\n"
        + XY + "  z: {levels: [red, blue]}\n",
        "no payoff, no condition, no outcome",
    ),
    "issue that names outcomes only": (
        "NS610",
        MOVES + "  paint: {by: A, sets: {z: any}}\noutcomes:\n  red: z == red\n  rest: otherwise\n"
        + XY + "  ¦z: {levels: [red, blue]}\n",
        MOVES + "  paint: {by: A, sets: {z: any}, pays: {A: value(z)}}\n"
        "outcomes:\n  red: z == red\n  rest: otherwise\n"
        + XY + "  z: {levels: [red, blue]}\n",
        "names outcomes, but no payoff and no condition reads it",
    ),
    "parameter unused": (
        "NS611",
        "parameters:\n  ¦worth: {value: 2}\n",
        "parameters:\n  worth: {value: 2}\npayoffs:\n  A: {gain: {value: worth * value(y)}}\n"
        "  B: {loss: {when: x == high, value: -1}}\n",
        'nothing uses the parameter "worth"',
    ),
    "collision": (
        "NS612",
        MOVES + "  drop: {by: B, when: x == mid, sets: {x: ¦low}}\n" + AT_ONCE,
        MOVES.replace("x < high", "x == low")
        + "  rise: {by: A, when: x == mid and y == some, sets: {x: high}}\n"
        "  drop: {by: B, when: x == mid and y == none, sets: {x: low}}\n" + AT_ONCE,
        '"lift" and "drop" can be made at once',
    ),
    "countdown": (
        "NS613",
        MOVES + "  lend: {by: A, when: x == low, sets: {x: high}, lasts: 60}\n"
        "  owe: {by: B, when: y == none, sets: {y: some}, after: ¦40}\n",
        MOVES + "  lend: {by: A, when: x == low, sets: {x: high}, lasts: 2}\n"
        "  owe: {by: B, when: y == none, sets: {y: some}, after: 3}\n",
        'because "owe" takes effect 40 periods later and "lend" lasts 60 periods the game has',
    ),
    "too large": (
        "NS614",
        "orders:\n  ¦o: {forbid: deal}\n" + MOVES
        + "  lend: {by: A, when: x == low, sets: {x: high}, lasts: 900}\n"
        "  owe: {by: B, when: y == none, sets: {y: some}, lasts: 900}\n",
        "orders:\n  o: {forbid: deal}\n" + MOVES
        + "  lend: {by: A, when: x == low, sets: {x: high}, lasts: 2}\n",
        'the game of "o" has more than 50000 situations',
    ),
    "no table under one order": (
        "NS615",
        MOVES + "  sign: {by: table, sets: {x: low}}\ntables: {t: [A, B]}\n"
        "orders:\n  o: {table: t}\n  ¦p: {forbid: give}\n",
        MOVES + "  sign: {by: table, sets: {x: low}}\ntables: {t: [A, B]}\n"
        "orders:\n  o: {table: t}\n  p: {forbid: [give, sign]}\n",
        'the order "p" names no table; "sign" needs one',
    ),
    "table unused": (
        "NS616",
        "tables:\n  ¦t: [A, B]\norders: {o: {forbid: give}}\n",
        "tables:\n  t: [A, B]\norders: {o: {table: t, forbid: give}}\n",
        'no order uses the table "t"',
    ),
    "party without payoffs": (
        "NS617",
        SELFISH + "parties:\n  A: {discount: 0.9}\n  ¦B: {discount: 0.9}\n",
        SELFISH + "parties:\n  A: {discount: 0.9}\n  B: {discount: 0.9}\nplay: {periods: 3, final: {B: 1}}\n",
        '"B" has no payoffs',
    ),
    "start that nothing leads away from": (
        "NS622",
        "issues:\n  x: {levels: [low, mid, high]}\n  y: {levels: ¦[some, none]}\n" + MOVES,
        "issues:\n  x: {levels: [low, mid, high]}\n  y: {levels: [none, some]}\n" + MOVES,
        '"y" starts at "some", and nothing leads away from it',
    ),
    "move that changes nothing": (
        "NS618",
        MOVES + "  ¦stay: {by: A, when: x == high, sets: {x: high}}\n",
        MOVES + "  stay: {by: A, when: x == high, sets: {x: low}}\n",
        "wherever it can be made, x is at high already",
    ),
    "without end": (
        "NS619",
        "play: {periods: ¦forever}\n",
        "play: {periods: 5}\n",
        "without end",
    ),
    "random turns": (
        "NS619",
        "play: {periods: 3, turns: ¦random}\n",
        "play: {periods: 3, turns: rotating}\n",
        '"random" turns',
    ),
    "no game": (
        "NS620",
        "issues:\n  x: {levels: [low, mid, high]}\n  y: {levels: [none, some]}\n"
        + "".join(f"  z{k}: {{levels: [{', '.join(f'l{j}' for j in range(20))}]}}\n" for k in range(4))
        + MOVES
        + "".join(f"  m{k}: {{by: [A, B], when: z{k} == l0, sets: {{z{k}: any}}}}\n" for k in range(4))
        + "orders:\n  ¦o: {together: [[m0, m1, m2, m3]]}\n",
        "orders:\n  o: {together: [[lift, deal]]}\n",
        "actions to choose from",
    ),
    "infinite payoff": (
        "NS621",
        "payoffs:\n  A: {gain: {value: ¦1 / (2 - value(x))}}\n  B: {loss: {value: value(y)}}\n",
        "payoffs:\n  A: {gain: {value: 1 / (3 - value(x))}}\n  B: {loss: {value: value(y)}}\n",
        "inf where x == high",
    ),
    "probability out of bounds": (
        "NS621",
        "parameters: {p: {value: 0.6}}\n"
        "events:\n  storm: {draws: [{probability: ¦p * value(x), pays: {A: -1}}]}\n",
        "parameters: {p: {value: 0.5}}\n"
        "events:\n  storm: {draws: [{probability: p * value(x), pays: {A: -1}}]}\n",
        "they are 1.2 where x == high",
    ),
}  # fmt: skip

by_case = pytest.mark.parametrize(("code", "bad", "good", "said"), CASES.values(), ids=CASES)


@by_case
def test_each_kind_is_found_at_its_place(code: str, bad: str, good: str, said: str) -> None:
    text, places = place(whole(bad))
    report = ns.check(ns.loads(text))
    found = [p for p in report if p.code == code]
    if places:
        assert [(p.line, p.column) for p in found] == places, str(report)
    assert any(said in p.message for p in report), str(report)
    assert all(p.hint for p in found if code != "NS620")
    assert {p.severity for p in report} <= {"warning"} | ({"error"} & {p.severity for p in found})


@by_case
def test_the_repaired_twin_has_no_such_problem(code: str, bad: str, good: str, said: str) -> None:
    report = check(good)
    assert code not in report.codes, str(report)
    assert not report.errors


def test_every_code_of_the_games_has_a_case() -> None:
    from negsim.codes.games import GAMES

    assert {kind.code for kind in GAMES} == {case[0] for case in CASES.values()}


def test_a_file_without_problems_has_none() -> None:
    assert check("").problems == ()


@pytest.mark.parametrize("name", list(ns.shipped()))
def test_shipped_scenarios_have_nothing_to_complain_about(name: str) -> None:
    assert ns.check(name).problems == ()


def test_several_at_once_each_once() -> None:
    report = check(
        "parameters: {idle: {value: 1}}\n"
        "outcomes:\n  top: x == high\n"
        "tables: {t: [A, B]}\n"
        "events:\n  storm: {draws: [{probability: 0, pays: {A: 1}}]}\n" + MOVES +
        "  sign: {by: table, sets: {y: some}}\n"
        "orders:\n  o: {forbid: give}\n"
    )  # fmt: skip
    assert sorted(report.codes) == ["NS601", "NS604", "NS608", "NS611", "NS616"]
    assert len(report) == len(set(report.problems))


# One mistake, one message -----------------------------------------------------------------------------------


def test_a_goal_out_of_reach_is_not_an_outcome_out_of_reach_too() -> None:
    report = check("goal: won\noutcomes:\n  won: x == low and done(lift)\n  rest: otherwise\n")
    assert report.codes == ("NS603",)


def test_a_move_that_no_order_can_make_is_not_reported_for_each_order() -> None:
    report = check(
        MOVES + "  late: {by: [A, B], when: done(late), sets: {x: low}}\n"
        "orders:\n  o: {sequence: [lift, late]}\n  p: {require: {late: y == some, deal: x == mid}}\n"
    )
    assert report.codes == ("NS604",)


def test_what_an_order_forbids_is_no_step_that_is_missing() -> None:
    assert check("orders:\n  o: {require: {deal: x == high}, forbid: joint}\n").codes.count("NS606") == 0


def test_an_otherwise_that_nothing_is_left_for_is_a_safeguard() -> None:
    outcomes = "outcomes:\n  none: y == none\n  some: y == some\n  rest: otherwise\n"
    assert check(outcomes).problems == ()


def test_values_that_only_later_periods_reach_are_no_error() -> None:
    """What is played for three periods lifts x twice at most, with sequential turns."""
    rising = (
        "issues:\n  x: {levels: [a, b, c, d, e, f]}\n  y: {levels: [none, some]}\n"
        + MOVES.replace("x < high", "x < f").replace("x >= mid", "x >= b")
        + "payoffs:\n  A: {gain: {value: 1 / (5 - value(x))}}\n  B: {loss: {value: value(y)}}\n"
    )
    assert "NS621" not in check(rising).codes
    assert "NS621" in check(rising + "play: {periods: 5}\n").codes


def test_moves_that_agree_do_not_collide() -> None:
    report = check(MOVES + "  help: {by: B, when: x == low, sets: {x: mid}}\n" + AT_ONCE)
    assert report.codes == ("NS619",)


def test_a_move_that_a_condition_asks_about_changes_something() -> None:
    signal = MOVES + "  signal: {by: A}\n"
    assert check(signal).codes == ("NS618",)
    heard = signal.replace("when: y == none, sets", "when: y == none and done(signal), sets")
    assert check(heard).problems == ()


# Bounded work -----------------------------------------------------------------------------------------------


def levels(issues: int, count: int) -> str:
    return "issues:\n" + "".join(
        f"  i{i}: {{levels: [{', '.join(f'v{k}' for k in range(count))}]}}\n" for i in range(issues)
    )


def free(issues: int, more: str = "") -> str:
    return "moves:\n" + "".join(
        f"  up{i}: {{by: {'AB'[i % 2]}, sets: {{i{i}: up}}{more}}}\n"
        f"  down{i}: {{by: {'AB'[i % 2]}, sets: {{i{i}: down}}}}\n"
        for i in range(issues)
    )


PAID = "payoffs:\n  A: {g: {value: value(i0)}}\n  B: {g: {value: -value(i0)}}\n"

HOSTILE = {
    "levels": levels(12, 12) + free(12) + PAID,
    "countdowns": levels(10, 2) + free(10, ", lasts: 1000") + PAID,
    "delays": levels(10, 2) + free(10, ", after: 1000") + PAID,
    "orders": levels(3, 3) + free(3) + PAID
    + "orders:\n" + "".join(f"  o{k}: {{forbid: up{k % 3}}}\n" for k in range(1000)),
    "moves and orders": levels(3, 3) + "moves:\n"
    + "".join(f"  m{k}: {{by: {'AB'[k % 2]}, sets: {{i{k % 3}: v{k % 2}}}}}\n" for k in range(1000)) + PAID
    + "orders:\n" + "".join(f"  o{k}: {{forbid: m{k}}}\n" for k in range(1000)),
    "packages": levels(20, 12) + "moves:\n"
    + "".join(f"  m{k}: {{by: {'AB'[k % 2]}, sets: {{i{k}: any}}}}\n" for k in range(20)) + PAID
    + "orders:\n  o: {together: [[" + ", ".join(f"m{k}" for k in range(20)) + "]]}\n",
    "memory": levels(200, 2) + "moves:\n"
    + "".join(f"  m{k}: {{by: A, sets: {{i{k % 200}: up}}}}\n" for k in range(800))
    + "payoffs:\n  A:\n" + "".join(f"    t{k}: {{when: done(m{k}), value: 1}}\n" for k in range(800)),
    "draws": levels(6, 10) + free(6) + PAID + "events:\n" + "".join(
        f"  e{k}: {{draws: ["
        + ", ".join(f"{{probability: 0.01, sets: {{i{j % 6}: up}}}}" for j in range(64)) + "]}\n"
        for k in range(60)
    ),
    "collisions": levels(4, 10) + "moves:\n"
    + "".join(f"  m{k}: {{by: {'AB'[k % 2]}, sets: {{i{k % 3}: v{k % 7}}}}}\n" for k in range(900)) + PAID
    + "play: {periods: 3, turns: simultaneous}\n",
}  # fmt: skip


LONG = {"moves and orders", "draws", "memory"}  # these use all of the budget


@pytest.mark.parametrize("name", [pytest.param(n, marks=[pytest.mark.slow] * (n in LONG)) for n in HOSTILE])
def test_what_nobody_could_build_ends_soon_and_is_said(name: str) -> None:
    scenario = ns.loads(whole(HOSTILE[name]))
    with within(4):  # a second and a half where nothing else runs
        report = ns.check(scenario)
    assert {"NS614", "NS620", "NS612"} & set(report.codes)
    if name == "collisions":
        return
    never = {"NS602", "NS603", "NS604", "NS607", "NS609", "NS618"}
    assert not never & set(report.codes)  # what was not all seen is not said never to happen
    if sys.platform == "linux":
        assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < 1 << 20  # KiB


def test_what_is_spent_does_not_depend_on_the_clock() -> None:
    scenario = ns.loads(whole(HOSTILE["delays"]))
    assert ns.check(scenario) == ns.check(scenario)


def test_a_smaller_budget_says_less_and_never_more(monkeypatch: pytest.MonkeyPatch) -> None:
    part = CASES["move never available"][1].replace(MARK, "") + "orders:\n  o: {forbid: give}\n  p: {}\n"
    full = set(check(part).codes)
    assert "NS604" in full
    for microseconds in (0, 500, 2_000, 5_000, 10_000):
        monkeypatch.setattr(games, "Budget", lambda left=microseconds: Budget(left))
        codes = set(check(part).codes)
        assert codes <= full | {"NS614"}
        assert "NS614" in codes or codes == full
    monkeypatch.setattr(games, "Budget", lambda: Budget(0))
    assert check(part).codes == ("NS614",)


# On random scenarios ----------------------------------------------------------------------------------------


def some_scenarios(count: int) -> Iterator[ns.Scenario]:
    """Random scenarios that can be read: some have orders that contradict themselves."""
    for seed in range(count):
        with contextlib.suppress(ns.ScenarioError):
            yield ns.loads(to_yaml(random_scenario(random.Random(seed))))


def test_the_games_that_are_checked_are_those_that_are_solved() -> None:
    for scenario in some_scenarios(6):
        for order in [None, *scenario.orders]:
            game = ns.compile_game(scenario, order)
            ours = built.build(scenario, order, Budget()).game
            assert (ours.table == game.table).all()
            assert (ours.outcome == game.outcome).all()


def test_nothing_that_happens_is_said_never_to_happen() -> None:
    for scenario in some_scenarios(15):
        report = ns.check(scenario)
        all_games = [ns.compile_game(scenario, order) for order in [None, *scenario.orders]]
        made = {
            move
            for game in all_games
            for turn in game.phases
            if isinstance(turn, Turn)
            for k, action in enumerate(turn.actions)
            if turn.available[k].any()
            for move in action.moves
        }
        reached = {
            name for game in all_games for k, name in enumerate(game.outcomes) if (game.outcome == k).any()
        }
        said = {code: [p.message for p in report if p.code == code] for code in set(report.codes)}
        idle = {re.match(r'the move "(\w+)"', message)[1] for message in said.get("NS604", [])}  # type: ignore[index]
        assert idle <= set(scenario.moves) - made
        if not {"NS419", "NS622"} & set(report.codes):  # which say why, instead
            assert idle == set(scenario.moves) - made
        missing = {re.match(r'the outcome "([^"]+)"', m)[1] for m in said.get("NS602", [])}  # type: ignore[index]
        assert not missing & reached


# Tables -----------------------------------------------------------------------------------------------------


def test_moves_without_a_table() -> None:
    scenario = ns.loads(whole(CASES["no table under one order"][1].replace(MARK, "")))
    assert without_table(scenario, "o") == []
    assert without_table(scenario, "p") == ["sign"]


# The report -------------------------------------------------------------------------------------------------


def test_a_report_as_a_table() -> None:
    report = check(CASES["uncovered"][1].replace(MARK, ""))
    frame = report.to_frame()
    assert list(frame.columns) == ["file", "line", "column", "severity", "code", "message", "hint", "source"]
    assert frame.loc[0, "code"] == "NS601"
    assert (frame.loc[0, "line"], frame.loc[0, "column"]) == (1, 1)
    assert list(check("").to_frame().columns) == list(frame.columns)


def test_a_report_in_a_notebook_obeys_nothing_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "evil.yaml"
    outcomes = "outcomes:\n  some: y == some\n  '<script>alert(1)</script>': x == high and y == some\n"
    outcomes += '  "\\u202eodd": y == some and x == low\n'
    path.write_text(whole(outcomes), "utf-8")
    shown = ns.check(path)._repr_html_()
    assert "<script" not in shown
    assert "&lt;script&gt;" in shown
    assert "<pre" in shown
    assert "NS601" in shown
    assert "\u202e" not in shown
    assert "no problems found" in check("")._repr_html_()
