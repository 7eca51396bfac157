"""Contradictions are found, are said where they stand and why, and are never claimed where there are none."""

import json
import random
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from itertools import product
from typing import Any

import numpy as np
import pytest

import negsim as ns
import random_scenarios
from clock import pace, within
from negsim.errors import GameError
from negsim.games.states import States
from negsim.scenario.logic import contradictions, possibilities
from negsim.scenario.names import checks
from negsim.scenario.names.finder import Finder, Lost

Data = dict[str, Any]
CODES = ("NS419", "NS513", "NS514", "NS516")


class Recorder(Finder):
    """Keeps the path of each problem, too."""

    def __init__(self, scenario: ns.Scenario) -> None:
        super().__init__(scenario, scenario.document, Lost())
        self.found: list[tuple[str, tuple[Any, ...], str]] = []

    def say(self, code: str, path: Any, message: str, **more: Any) -> None:
        self.found.append((code, path, message))
        super().say(code, path, message, **more)


@pytest.fixture
def unchecked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let scenarios that contradict themselves be made."""
    monkeypatch.setattr(checks, "check_contradictions", lambda finder: None)


def file(**changes: Any) -> str:
    """A file without contradictions, but for the changes."""
    data: Data = {
        "negsim": 1,
        "title": "Three levels each",
        "parties": {"N": {}, "S": {}},
        "issues": {
            "arms": {"levels": ["massed", "thinned", "gone"]},
            "trade": {"levels": ["none", "some", "free"]},
            "talk": {"levels": ["idle"]},
        },
        "moves": {
            "thin": {"by": "N", "when": "arms == massed", "sets": {"arms": "thinned"}},
            "scrap": {"by": ["N", "S"], "when": "arms == thinned", "sets": {"arms": "gone"}},
            "open": {"by": ["N", "S"], "when": "trade == none", "sets": {"trade": "some"}},
            "raise_": {"by": ["N", "S"], "sets": {"trade": "up"}},
            "swing": {"by": ["N", "S"], "sets": {"trade": "any"}},
            "pray": {"by": ["N", "S"], "pays": {"N": 1}},
            "later": {"by": ["N", "S"], "sets": {"arms": "gone"}, "after": 2},
            "pause": {"by": ["N", "S"], "sets": {"arms": "thinned"}, "lasts": 2},
        },
        "payoffs": {"N": {"calm": {"when": "arms < gone", "value": 1}}},
        "play": {"periods": 2, "final": "stop"},
    }
    for key, value in changes.items():
        data[key] = {**data.get(key, {}), **value} if key in ("moves", "play") else value
    return json.dumps(data)


def everything(text: str) -> list[Any]:
    """Errors and warnings: how grave a contradiction is stands in negsim/codes."""
    try:
        return list(ns.loads(text).warnings)
    except ns.ScenarioError as e:
        return [*e.problems, *e.warnings]


def problems(**changes: Any) -> list[Any]:
    """What is said about such a file; nothing else may be wrong with it."""
    found = everything(file(**changes))
    assert {p.code for p in found} <= set(CODES)
    return found


def only(code: str, **changes: Any) -> Any:
    (problem,) = problems(**changes)
    assert problem.code == code
    return problem


def meant(problem: Any) -> str:
    """The characters that a problem points at."""
    return str(problem.source[problem.column - 1 :][: problem.length])


# Conditions -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("guard", "place", "words"),
    [
        ("arms > gone", "arms > gone", 'gone is the highest level of "arms"'),
        ("trade == some and arms < massed", "arms < massed", 'massed is the lowest level of "arms"'),
        ("talk != idle", "talk != idle", 'idle is the only level of "talk"'),
        ("arms == massed and arms == gone", None, '"arms" cannot be both massed and gone'),
        ("trade == some and arms > thinned and arms < gone", "arms > thinned and arms < gone", "at once"),
        ("trade == some and arms > thinned and (arms < gone)", None, "at once"),
        ("gone < arms", "gone < arms", "there is no situation with gone < arms"),
        ("value(arms) == 0.5", None, "there is no situation with value(arms) == 0.5"),
        ("(arms == gone or trade == free) and arms < gone and trade < free", None, "at once"),
        ("in_force(scrap) and arms < gone", None, "in_force(scrap) (arms >= gone)"),
        ("not in_force(thin) and arms == gone", None, "at once"),
        ("done(pray) and not done(pray)", None, "at once"),
        ("in_force(pray) and not in_force(pray)", None, "at once"),
        ("1 > 2", "1 > 2", "there is no situation with 1 > 2"),
        ("not (arms <= gone)", "not (arms <= gone)", "there is no situation"),
    ],
)
def test_a_condition_that_never_holds(guard: str, place: str | None, words: str) -> None:
    problem = only("NS419", moves={"m": {"by": "N", "when": guard, "pays": {"N": 1}}})
    assert words in problem.message
    assert meant(problem) == (place or guard)


@pytest.mark.parametrize(
    "guard",
    [
        "arms > thinned",
        "arms > gone or trade == some",
        "arms == massed and trade == none and not done(open)",
        "in_force(thin) and not done(thin)",  # somebody else may have thinned
        "done(thin) and arms == massed",
        "in_force(raise_)",
        "value(arms) + value(trade) == 4",
        "1 < 2",
    ],
)
def test_a_condition_that_may_hold(guard: str) -> None:
    assert problems(moves={"m": {"by": "N", "when": guard, "pays": {"N": 1}}}) == []


NEVER = "arms > gone"


@pytest.mark.parametrize(
    "changes",
    [
        {"events": {"e": {"when": NEVER, "draws": [{"probability": 0.1, "pays": {"N": 1}}]}}},
        {"payoffs": {"S": {"joy": {"when": NEVER, "value": 1}}}},
        {"outcomes": {"peace": NEVER, "rest": "otherwise"}},
        {"orders": {"o": {"require": {"scrap": NEVER}}}},
        {"play": {"until": NEVER}},
    ],
)
def test_wherever_conditions_stand(changes: Data) -> None:
    assert meant(only("NS419", **changes)) == NEVER


def test_up_from_the_top() -> None:
    move = {"by": "N", "when": "done(pray) and arms == gone", "sets": {"arms": "up"}}
    problem = only("NS419", moves={"m": move})
    assert (
        meant(problem),
        problem.message,
    ) == ("arms == gone", 'where this holds, "arms" cannot go up: that needs arms < gone')


def test_a_further_condition_against_the_own_one() -> None:
    problem = only("NS419", orders={"o": {"require": {"scrap": "trade == none and arms == massed"}}})
    assert meant(problem) == "arms == massed"
    assert problem.message == (
        '"scrap" can never be made under this order: '
        'by itself "scrap" needs arms == thinned, and here arms == massed'
    )


def test_no_verdict_on_what_would_be_too_much() -> None:
    issues = {f"i{k}": {"levels": [f"a{k}_{n}" for n in range(300)]} for k in range(3)}
    guard = "value(i0) + value(i1) + value(i2) > 10000"  # never, but in 27 million situations
    move = {"by": "N", "when": guard, "pays": {"N": 1}}
    base = json.loads(file(issues=issues, payoffs={}))
    assert everything(json.dumps({**base, "moves": {"m": move}})) == []
    move["when"] = f"{guard} and i0 > a0_7 and i0 < a0_7"  # but what is plain is said all the same
    (problem,) = everything(json.dumps({**base, "moves": {"m": move}}))
    assert meant(problem) == "i0 > a0_7 and i0 < a0_7"


# Sequences ------------------------------------------------------------------------------------------------


def test_a_sequence_that_contradicts_itself() -> None:
    problem = only("NS513", orders={"o": {"sequence": ["later", "scrap"]}})
    assert problem.message == (
        'once "later" is made, arms is gone; "scrap" is possible only where arms == thinned, '
        "so it can never be made"
    )
    assert meant(problem) == "scrap"


def test_a_sequence_against_a_further_condition() -> None:
    order = {"sequence": ["pray", "open", "scrap"], "require": {"scrap": "trade == none"}}
    problem = only("NS513", orders={"o": order})
    assert meant(problem) == "scrap"


def test_a_sequence_after_what_is_never_in_force() -> None:
    moves = {"sink": {"by": ["N", "S"], "sets": {"trade": "down"}}}
    assert (
        "never in force" in only("NS513", moves=moves, orders={"o": {"sequence": ["sink", "scrap"]}}).message
    )


@pytest.mark.parametrize(
    "order",
    [
        {"sequence": ["pause", "scrap", "open"]},
        {"sequence": ["later", "scrap"], "together": [["scrap", "pray"]]},  # does not bind a package
        {"sequence": ["later", "scrap"], "forbid": ["scrap"]},
        {"sequence": ["later", "scrap"], "forbid": "scrap"},
        {"sequence": ["scrap", "pray"], "require": {"pray": "arms == gone"}},
    ],
)
def test_a_sequence_that_is_possible_or_binds_nothing(order: Data) -> None:
    assert problems(orders={"o": order}) == []


# Packages -------------------------------------------------------------------------------------------------


def test_a_package_whose_parts_cannot_follow() -> None:
    problem = only("NS514", orders={"o": {"together": [["pray", "scrap", "thin"]]}})
    assert problem.message == (
        'after "scrap", "thin" can never be made: it needs arms == massed, and "arms" is gone then'
    )
    assert meant(problem) == "thin"


def test_a_package_whose_parts_exclude_one_another() -> None:
    moves = {"bow": {"by": "S", "when": "arms == massed", "pays": {"N": 1}}}
    problem = only("NS514", moves=moves, orders={"o": {"together": [["pray", "bow", "open", "scrap"]]}})
    assert problem.message == (
        'after "bow", "scrap" can never be made: it needs arms == thinned, and "arms" is massed then'
    )


@pytest.mark.parametrize(
    "package",
    [
        ["thin", "scrap"],
        ["swing", "raise_", "swing2"],
        ["later", "thin", "scrap"],  # nothing has landed yet
        ["thin", "pause", "scrap"],
        ["open", "raise_"],
    ],
)
def test_a_package_that_can_be_made(package: list[str]) -> None:
    moves = {"swing2": {"by": ["N", "S"], "when": "trade == free", "sets": {"trade": "any"}}}
    assert problems(moves=moves, orders={"o": {"together": [package]}}) == []


@pytest.mark.parametrize("asked", ["done(pray)", "in_force(pray)"])
def test_a_package_that_remembers_what_was_made(asked: str) -> None:
    moves = {
        "first": {"by": ["N", "S"], "when": asked, "pays": {"N": 1}},
        "last": {"by": ["N", "S"], "when": f"not {asked}", "pays": {"N": 1}},
    }
    assert problems(moves=moves, orders={"o": {"together": [["pray", "first"], ["last", "pray"]]}}) == []
    problem = only("NS514", moves=moves, orders={"o": {"together": [["pray", "last"]]}})
    assert problem.message == f'after "pray", "last" can never be made: it needs not {asked}'


def test_up_twice_from_the_middle() -> None:
    moves = {"again": {"by": ["N", "S"], "sets": {"trade": "up"}}}
    assert problems(moves=moves, orders={"o": {"together": [["raise_", "again"]]}}) == []
    problem = only("NS514", moves=moves, orders={"o": {"together": [["open", "raise_", "again"]]}})
    assert problem.message == (
        'after "open" and "raise_", "again" can never be made: '
        'it needs trade < free, and "trade" is free then'
    )


def test_a_package_under_implementation() -> None:
    """Listed joint moves see one another; what is only partly listed is left alone."""
    once = {"when": "not done(pray)", "by": ["N", "S"], "pays": {"N": 1}}
    complete = {"implementation": "when_complete"}
    moves = {"back": {"by": ["N", "S"], "when": "arms == massed", "sets": {"arms": "thinned"}}}
    for package, listed, said in (
        (["scrap", "back"], ["scrap", "back"], ["NS514"]),
        (["scrap", "back"], ["pray"], ["NS514"]),
        (["scrap", "back"], ["scrap"], []),
        (["scrap", "back"], ["scrap", "back", "later"], []),
        (["scrap", "back"], ["pause"], []),
        (["pray", "once"], ["pray", "once"], []),
    ):
        order = {"together": [package], "complete": listed, **complete}
        found = problems(moves={**moves, "once": once}, orders={"o": order})
        assert [p.code for p in found] == said, (package, listed)


# Rules that bind nothing -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("order", "place", "words"),
    [
        ({"require": {"thin": "trade == some"}}, "thin", "so this changes nothing"),
        ({"sequence": ["open", "thin", "scrap"]}, "thin", 'it does not wait for "open"'),
        ({"require": {"open": "arms == gone"}, "together": [["open", "pray"]]}, "open", "only in a package"),
        ({"require": {"open": "arms == gone"}, "forbid": ["open"]}, "open", "forbids"),
        ({"require": {"open": "arms == gone"}, "forbid": "joint"}, "open", "forbids"),
    ],
)
def test_a_rule_that_binds_nothing(order: Data, place: str, words: str) -> None:
    problem = only("NS516", orders={"o": order})
    assert meant(problem).strip('"') == place
    assert words in problem.message


@pytest.mark.parametrize(
    "order",
    [
        {"require": {"thin": "trade == some"}, "binds": "all"},
        {"sequence": ["thin", "scrap"]},
        {"require": {"scrap": "trade == some"}},
    ],
)
def test_a_rule_that_binds(order: Data) -> None:
    assert problems(orders={"o": order}) == []


# Soundness ------------------------------------------------------------------------------------------------


def test_shipped_scenarios_do_not_contradict_themselves() -> None:
    for name in ns.shipped():
        assert not {p.code for p in ns.load(name).warnings} & set(CODES)


def test_half_read_files_are_not_judged_by_what_is_missing() -> None:
    data = json.loads(file(orders={"o": {"sequence": ["pause", "scrap"], "together": [["pause", "scrap"]]}}))
    data["issues"]["arms"]["levels"][2] = "not a name"
    data["moves"]["thin"]["when"] = "arms > thinned"
    data["moves"]["pause"]["sets"]["arms"] = ["thinned"]
    data["moves"]["open"]["sets"]["trade"] = "sme"
    codes = {p.code for p in everything(json.dumps(data))}
    assert codes
    assert not codes & set(CODES)


def random_orders(seed: int) -> Data:
    """A random scenario with more packages and sequences, many of them impossible."""
    rng = random.Random(seed)
    data = random_scenarios.random_scenario(rng, "tiny" if seed % 2 else "small")
    for k, move in enumerate(data["moves"].values()):
        if rng.random() < 0.3:
            issue = rng.choice(list(data["issues"]))
            move["when"] = f"{issue} == {rng.choice(data['issues'][issue]['levels'])}"
        if k > 4:
            move.pop("lasts", None)
    moves, tables = list(data["moves"]), list(data.get("tables", {}))
    for k in range(3):
        order: Data = {"binds": rng.choice(["all", "joint"])}
        if tables:
            order["table"] = rng.choice(tables)
        if rng.random() < 0.7:
            order["together"] = [rng.sample(moves, rng.randint(2, 3))]
        if rng.random() < 0.5:
            order["sequence"] = rng.sample(moves, rng.randint(2, 3))
        if rng.random() < 0.4:
            whole = order.get("together", [moves])[0]
            complete = rng.choice([whole, rng.sample(moves, 2), [*whole, rng.choice(moves)]])
            order |= {"implementation": "when_complete", "complete": list(dict.fromkeys(complete))}
        if rng.random() < 0.3:
            issue = rng.choice(list(data["issues"]))
            level = rng.choice(data["issues"][issue]["levels"])
            order["require"] = {rng.choice(moves): f"{issue} == {level}"}
        data["orders"][f"more_{k}"] = order
    return data


def games(scenario: ns.Scenario, order: str | None, starts: int, rng: random.Random) -> Iterator[Any]:
    """Compile from several starts, so that more situations are met."""
    levels = [[(n, v) for v in i.levels] for n, i in scenario.issues.items()]
    several = rng.sample(list(product(*levels)), starts - 1)
    for start in ({}, *map(dict, several)):
        with suppress(GameError):
            yield ns.compile_game(scenario, order, start=start, max_states=5_000)


def made(game: Any) -> set[tuple[str, ...]]:
    """The moves and packages that are available somewhere."""
    return {
        action.moves
        for turn in game.phases
        if hasattr(turn, "actions")
        for action, available in zip(turn.actions, turn.available, strict=True)
        if available.any()
    }


def refute(seed: int, starts: int, tally: Counter[str]) -> None:
    """Look in the games for anything that is said to be impossible."""
    rng = random.Random(seed)
    scenario = ns.loads(random_scenarios.to_yaml(random_orders(seed)), f"seed {seed}")
    finder = Recorder(scenario)
    contradictions.check_contradictions(finder)
    said = {(code, path) for code, path, _ in finder.found}
    never = {path[1] for code, path in said if code == "NS419" and path[0] == "moves"}
    guards = {
        path: text
        for path, text in contradictions._conditions(scenario)
        if ("NS419", path) in said and path[0] != "moves" and path[0] != "orders"
    }
    tally["conditions"] += len(guards)
    tally["moves"] += len(never)
    for name in [None, *scenario.orders]:
        seen: set[tuple[str, ...]] = set()
        for game in games(scenario, name, starts, rng):
            seen |= made(game)
            states = States(game.space, game.table)
            for view in (states, states.agreed()):
                for path, text in guards.items():
                    assert not np.any(scenario.expression(text, "guard")(view)), (seed, path)
        assert not any(m in never for moves in seen for m in moves), (seed, name, never)
        if name is None:
            continue
        order, path = scenario.orders[name], ("orders", name)
        bound = [m for m in order.require if (m,) in seen and order.binds == "all"]
        for move in order.require:
            if ("NS419", (*path, "require", move)) in said and (
                "NS516",
                (*path, "require", move),
            ) not in said:
                tally["require"] += 1
                assert (move,) not in seen, (seed, name, move)
        tally["require possible"] += len(bound)
        for k, move in enumerate(order.sequence):
            if ("NS513", (*path, "sequence", k)) in said:
                tally["sequence"] += 1
                assert (move,) not in seen, (seed, name, move)
            elif k:
                tally["sequence possible"] += (move,) in seen
        for k, package in enumerate(order.together):
            if any(("NS514", (*path, "together", k, i)) in said for i in range(len(package))):
                tally["package"] += 1
                tally["package agreed"] += order.implementation == "when_complete"
                assert package not in seen, (seed, name, package)
            else:
                tally["package possible"] += package in seen
                tally["package open"] += package not in seen


def tried(seeds: range, starts: int) -> Counter[str]:
    tally: Counter[str] = Counter()
    for seed in seeds:
        refute(seed, starts, tally)
    return tally


@pytest.mark.usefixtures("unchecked")
def test_what_is_said_to_be_impossible_never_happens() -> None:
    tally = tried(range(24), 2)
    for what in ("package", "sequence", "conditions", "moves", "package possible", "sequence possible"):
        assert tally[what] > 2, tally


@pytest.mark.slow
@pytest.mark.usefixtures("unchecked")
def test_what_is_said_to_be_impossible_never_happens_in_many_more() -> None:
    tally = tried(range(1000, 1240), 4)
    assert min(tally[what] for what in ("package", "sequence", "package possible", "require")) > 30, tally


# Speed ----------------------------------------------------------------------------------------------------


def seconds(scenario: ns.Scenario) -> float:
    finder = Recorder(scenario)
    begin = time.process_time()
    contradictions.check_contradictions(finder)
    return (time.process_time() - begin) / pace()


@pytest.mark.usefixtures("unchecked")
def test_speed() -> None:
    """Bounds that slow machines keep; what is usual is a fifth of them."""
    assert seconds(ns.load("korea_2016")) < 0.05
    levels = {f"i{k}": {"levels": [f"l{k}_{n}" for n in range(10)]} for k in range(12)}
    rng = random.Random(3)

    def atom() -> str:
        k = rng.randrange(12)
        return f"i{k} {rng.choice(['<=', '>=', '!='])} l{k}_{rng.randrange(10)}"

    terms = {f"t{k}": {"when": f"{atom()} and {atom()} and {atom()}", "value": k} for k in range(2_000)}
    assert (
        seconds(ns.loads(file(issues={**json.loads(file())["issues"], **levels}, payoffs={"N": terms}))) < 3
    )


@pytest.mark.usefixtures("unchecked")
@pytest.mark.parametrize(
    "guard",
    [
        " and ".join(f"in_force(m{{k}}) == in_force(m{n})" for n in range(12)),
        "value(big) ** value(wide) ** 9 ** {k} ** 9 ** 9 ** 9 ** 9 ** 9 ** 9 ** 9 ** 9 ** 9 ** 9 ** 9 < 0",
        " and ".join(["value(big) + value(wide) < {k}"] * 12),
        " and ".join(f"big != b{n}" for n in range(30)) + " and big == b{k} and big == b3",
    ],
)
def test_hostile_conditions_are_bounded(guard: str) -> None:
    issues = {
        "big": {"levels": [f"b{k}" for k in range(2000)]},
        "wide": {"levels": [f"w{k}" for k in range(32)]},
    }
    moves = {f"m{k}": {"by": "N", "pays": {"N": 1}} for k in range(300)}
    terms = {f"t{k}": {"when": guard.format(k=k), "value": 1} for k in range(300)}
    base = json.loads(file(issues=issues, payoffs={"N": terms}))
    scenario = ns.loads(json.dumps({**base, "moves": moves}))
    assert seconds(scenario) < 6
    assert possibilities.WORK <= 1e8


def setting(number: int, target: str, **more: Any) -> Data:
    """That many moves, each of which sets 256 issues."""
    moves = {f"m{k}": {"by": "N", "sets": {f"i{n}": target for n in range(256)}} for k in range(number)}
    return {
        "negsim": 1,
        "title": "Large moves",
        "parties": {"N": {}, "S": {}},
        "issues": {f"i{n}": {"levels": ["a", "b"]} for n in range(256)},
        "moves": {**moves, **more},
        "payoffs": {"N": {"all": {"value": 1}}},
        "play": {"periods": 2, "final": "stop"},
    }


def turned(number: int, by: int) -> list[str]:
    return [f"m{(k + by) % number}" for k in range(number)]


def all_in_force(number: int) -> str:
    return " and ".join(f"in_force(m{k})" for k in range(number))


CLASH = {"by": "S", "when": f"{all_in_force(4)} and i0 == a", "sets": {"i0": "b"}}
LATE = {f"t{k}": {"when": f"{all_in_force(24)} and i{k % 256} == a", "value": k} for k in range(600)}
EITHER = {f"t{k}": {"when": f"not ({all_in_force(20)}) or i{k % 256} == a", "value": k} for k in range(600)}
PAIR = {"y": {"by": "S", "when": "i0 == a", "pays": {"N": 1}}}

HEAVY: dict[str, tuple[Data, set[str]]] = {
    "a condition that asks for large moves": (setting(4, "b", z=CLASH), {"NS419"}),
    "many of them": ({**setting(24, "b"), "payoffs": {"N": LATE}}, {"NS419", "NS520"}),
    "not at its end": ({**setting(20, "b"), "payoffs": {"N": EITHER}}, set()),
    "a package": ({**setting(3, "up"), "orders": {"o": {"together": [turned(3, 0)]}}}, {"NS514"}),
    "many packages": (
        {**setting(32, "up"), "orders": {"o": {"together": [turned(32, k) for k in range(300)]}}},
        {"NS514", "NS520"},
    ),
    "the same package": (
        {**setting(1, "b", **PAIR), "orders": {"o": {"together": [["m0", "y"]] * 9_000}}},
        {"NS514"},
    ),
    "many sequences": (
        {
            **setting(60, "b"),
            "orders": {f"o{k}": {"binds": "all", "sequence": turned(60, k)} for k in range(60)},
        },
        set(),
    ),
    "many further conditions": (
        {
            **setting(30, "up"),
            "orders": {
                f"o{k}": {
                    "binds": "all",
                    "require": {f"m{n}": f"in_force(m{(n + k) % 30}) and i{k} == a" for n in range(30)},
                }
                for k in range(200)
            },
        },
        {"NS419", "NS520"},
    ),
}


@pytest.mark.usefixtures("unchecked")
@pytest.mark.parametrize("what", HEAVY)
def test_heavy_files_take_no_longer(what: str) -> None:
    data, codes = HEAVY[what]
    finder = Recorder(ns.Scenario.from_data(data))
    with within(4):  # usually below 1
        contradictions.check_contradictions(finder)
    assert {p.code for p in finder.problems} == codes - {"NS520"}
    assert len(finder.unfinished) == ("NS520" in codes)


def test_as_much_is_found_whatever_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Work is counted, not timed; with less to spend, less is found, and that is said."""
    text = json.dumps(HEAVY["a package"][0])
    assert [p.code for p in everything(text)] == ["NS514"]
    monkeypatch.setattr(possibilities, "WORK", 100_000)
    assert [p.code for p in everything(text)] == ["NS520"]
    assert everything(text) == everything(text)


def test_as_few_conditions_as_suffice_are_told() -> None:
    """Leaving any of them out would leave something possible."""
    arms = ["arms >= thinned", "arms != gone", "arms != thinned", "arms < gone"]
    guard = " and trade == some and ".join(arms)
    problem = only("NS419", moves={"m": {"by": "N", "when": guard, "pays": {"N": 1}}})
    assert "no situation has arms >= thinned and arms != thinned and arms < gone at once" in problem.message
