"""Reading scenario files: what is refused and where, what is written back, what expressions mean."""

import ast
import contextlib
import json
import math
import operator
import random
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

import negsim as ns
from clock import within

QUARREL = """\
negsim: 1
title: "A quarrel"
sources:
  paper: "A paper."
parties:
  A:
    discount: patience
  B:
    discount: 0.5
parameters:
  patience:
    value: 0.9
    range: [0.5, 0.99]
issues:
  x:
    levels: [low, mid, high]
    start: low
  y:
    levels: [none, some]
    values: [0, 2]
moves:
  lift:
    by: A
    when: x < high
    sets: {x: up}
    pays: {A: -1, B: 2 * patience}
    source: paper
  agree:
    by: [A, B]
    when: y == none and x >= mid
    sets: {y: some}
    declined:
      pays: {A: -1}
  sign:
    by: table
    sets: {y: some}
events:
  storm:
    when: x == high
    draws:
      - probability: 0.1
        sets: {x: down}
payoffs:
  A:
    calm:
      when: x == low
      value: value(x) - patience
  B:
    joy:
      value: value(y)
outcomes:
  deal: y == some
  quarrel: otherwise
goal: deal
tables:
  both: [A, B]
orders:
  first:
    table: both
    proposed_by: A
    require:
      agree: x == high
    sequence: [lift, agree]
    forbid: sign
  staged:
    implementation: when_complete
    complete: [agree, sign]
    together:
      - [lift, agree]
    opens:
      pays: {A: -patience}
play:
  movers: [A, B]
  periods: 3
  final: stop
  until: y == some
dispute:
  parties: [A, B]
  fallback: first
"""

MARK = "¦"


def changed(old: str, new: str) -> tuple[str, list[tuple[int, int]]]:
    """The quarrel with one passage replaced, and line and column of each mark in it."""
    assert old in QUARREL, old
    text = QUARREL.replace(old, new, 1)
    places = []
    while MARK in text:
        at = text.index(MARK)
        places.append((text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)))
        text = text[:at] + text[at + 1 :]
    return text, places


def refusal(text: str, kind: type[Exception] = ns.ScenarioError) -> Any:
    with pytest.raises(kind) as caught:
        ns.loads(text, "quarrel.yaml")
    assert type(caught.value) is kind
    return caught.value


# Whole files ------------------------------------------------------------------------------------------------


def test_the_designs_example_loads() -> None:
    s = ns.load("korea_reduced")
    assert list(s.parties) == ["US", "DPRK"]
    assert s.values == {"patience": 0.9, "threat": 3.0, "arsenal": 2.0, "recognition": 1.0}
    assert list(s.orders) == [
        "denuclearization_first",
        "peace_first",
        "parallel",
        "omnibus",
        "suspension_for_suspension",
        "no_talks",
    ]
    assert s.orders["omnibus"].together == (("freeze", "dismantle", "declare", "sign"),)
    assert s.moves["scale_down"].sets == {"exercises": "up"}
    assert s.play.periods == 8


@pytest.mark.parametrize("name", sorted(ns.shipped()))
def test_what_ships_reads_back_as_it_was_written(name: str) -> None:
    s = ns.load(name)
    again = ns.loads(s.to_yaml())
    assert again == s
    assert hash(again) == hash(s)
    assert again.to_yaml() == s.to_yaml()


def test_the_quarrel_itself_is_fine() -> None:
    s = ns.loads(QUARREL)
    assert ns.loads(s.to_yaml()) == s
    assert s != s.with_values(patience=0.8)
    for order in (None, *s.orders):
        assert ns.solve(s, order).one().certificate.valid


SMALL = "negsim: 1\ntitle: t\nparties: {A: {}}\nissues: {x: {levels: [a]}}\nplay: {periods: 1}\n"
prose = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=60)


@settings(max_examples=120, deadline=None)
@given(about=prose, title=prose.filter(bool), label=prose.filter(bool))
@example(about="null", title="~", label="otherwise")
@example(about="a: b", title="- x", label="#")
@example(about=" lead\n\n trail \t", title="'", label='"\\')
@example(about="\x85\u2028\ufeff\x7f\ufffe", title="\r\n", label="\x00")
def test_prose_reads_back_as_it_was(about: str, title: str, label: str) -> None:
    assume(len(title) <= 80 and len(label) <= 80)
    s = ns.loads(SMALL).with_order("mine", {"about": about, "name": label})
    s = ns.Scenario.from_data(
        {**s.model_dump(exclude_defaults=True), "title": title, "outcomes": {label: "otherwise"}}
    )
    again = ns.loads(s.to_yaml())
    assert again.title == title
    assert again.orders["mine"].about == about
    assert again.orders["mine"].name == label
    assert again == s


@settings(max_examples=60, deadline=None)
@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_read_back_as_they_were(value: float) -> None:
    s = ns.loads(SMALL + "parameters: {p: {value: 1}}\n").with_values(p=value)
    assert ns.loads(s.to_yaml()).values["p"] == value


def test_words_that_other_yaml_readers_turn_into_something_else_stay_words() -> None:
    text = QUARREL.replace("[none, some]", "[no, yes]").replace("none", "no").replace("some", "yes")
    s = ns.loads(text)
    assert s.issues["y"].levels == ("no", "yes")
    assert ns.loads(s.to_yaml()) == s
    s = ns.loads(QUARREL.replace("title: " + '"A quarrel"', "title: 2016-01-06"))
    assert s.title == "2016-01-06"


def test_defaults() -> None:
    s = ns.loads(SMALL)
    assert s.movers == ("A",)
    assert s.play.final == "forever"
    assert s.play.turns == "sequential"
    assert s.moves == {}


# Mistakes and their places ----------------------------------------------------------------------------------


MISTAKES: list[tuple[str, str, str]] = [
    # unknown keys, wherever there are keys
    ('title: "A quarrel"\n', 'title: "A quarrel"\n¦titel: again\n', "titel"),
    ("    discount: patience\n", "    ¦discont: patience\n", "discount"),
    ("    range: [0.5", "    ¦rnge: [0.5", "range"),
    ("    start: low", "    ¦strat: low", "start"),
    ("    source: paper", "    ¦sauce: paper", "source"),
    ("      pays: {A: -1}\n", "      ¦pay: {A: -1}\n", "pays"),
    ("    when: x == high\n", "    ¦whn: x == high\n", "when"),
    ("      when: x == low", "      ¦if: x == low", '"if"'),
    ("    forbid: sign", "    ¦forbids: sign", "forbid"),
    ("      pays: {A: -patience}", "      ¦cost: {A: -patience}", "cost"),
    ("  periods: 3", "  periods: 3\n  ¦period: 3", "periods"),
    ("  fallback: first", "  ¦falback: first", "fallback"),
    # once: a second problem, that `draws` is empty, is reported too, and is not so
    ("        sets: {x: down}", "        ¦set: {x: down}", "sets"),
    # keys twice
    ('title: "A quarrel"\n', 'title: "A quarrel"\n¦title: again\n', "title"),
    ("  B:\n    discount: 0.5", "  ¦A:\n    discount: 0.5", "line 6"),
    ("    by: A\n", "    by: A\n    ¦by: B\n", "by"),
    ("    sets: {x: up}", "    sets: {x: up, ¦x: down}", "twice"),
    # names that stand for nothing
    ("by: A\n", "by: ¦C\n", "party"),
    ("by: [A, B]", "by: [A, ¦C]", "party"),
    ("both: [A, B]", "both: [A, ¦C]", "party"),
    ("proposed_by: A", "proposed_by: ¦C", "party"),
    ("movers: [A, B]", "movers: [A, ¦C]", "party"),
    ("  parties: [A, B]", "  parties: [A, ¦C]", "party"),
    ("sets: {x: up}", "sets: {x: ¦upp}", "level"),
    ("start: low", "start: ¦lwo", "level"),
    ("table: both", "table: ¦three", "table"),
    ("forbid: sign", "forbid: ¦sing", "move"),
    ("sequence: [lift, agree]", "sequence: [¦lfit, agree]", "move"),
    ("complete: [agree, sign]", "complete: [agree, ¦sing]", "move"),
    ("      - [lift, agree]", "      - [lift, ¦argee]", "move"),
    ("source: paper", "source: ¦papre", "paper"),
    ("source: paper", "source: [paper, ¦papre]", "paper"),
    ("goal: deal", "goal: ¦peace", "outcome"),
    ("fallback: first", "fallback: ¦frist", "first"),
    # once: the place is that of the value, not that of the name which is wrong
    ("pays: {A: -1, B", "pays: {¦C: -1, B", "party"),
    ("sets: {x: up}", "sets: {¦z: up}", "issue"),
    ("      - probability: 0.1\n        sets: {x", "      - probability: 0.1\n        sets: {¦z", "issue"),
    ("      agree: x == high", "      ¦argee: x == high", "move"),
    ("payoffs:\n  A:", "payoffs:\n  ¦C:", "party"),
    ("      pays: {A: -patience}", "      pays: {¦C: -patience}", "party"),
    ("final: stop", "final: {¦C: 1}", "party"),
    ("values: [0, 2]", "values: {none: 0, some: 2, ¦sum: 2}", "level"),
    # once: the place is that of the list, if it has one member
    ("sequence: [lift, agree]", "sequence: [¦lfit]", "move"),
    ("movers: [A, B]", "movers: [¦C]", "party"),
    # expressions, and where in them
    ("when: x < high", "when: x < ¦hihg", "high"),
    ("pays: {A: -1, B", "pays: {A: ¦patiance, B", "patience"),
    ("pays: {A: -1, B", "pays: {A: -1 + ¦patiance, B", "patience"),
    ("y == none and x >= mid", "y == none and ¦z >= mid", '"z"'),
    ("y == none and x >= mid", "y == none and ¦x >= y", "both issues"),
    ("y == none and x >= mid", "y == none and x >= ¦some", "level"),
    ("y == none and x >= mid", "y == none and ¦patience > 1", "parameter"),
    ("y == none and x >= mid", "¦value(y)", "condition"),
    ("y == none and x >= mid", "y == none and in_force(¦lfit)", "lift"),
    ("y == none and x >= mid", "y == none and done(¦x)", "move"),
    ("y == none and x >= mid", "y == none and ¦value(y)", "condition"),
    ("probability: 0.1", "probability: 0.1 * ¦low", "level"),
    ("discount: 0.5", "discount: 0.5 + ¦pateince", "patience"),
    ("discount: patience", "discount: ¦value(x)", "state"),
    ("value(x) - patience", "value(¦z) - patience", "issue"),
    ("value(x) - patience", "2 * ¦x - patience", "value(x)"),
    ("value(x) - patience", "¦sin(patience)", "function"),
    ("value(x) - patience", "1 + ¦min(2)", "2 to 16 numbers"),
    ("value(x) - patience", "1 + ¦1e999", "large"),
    ("value(x) - patience", "1 + ¦True", "number"),
    ("value(x) - patience", '"1 + ¦bogus"', "bogus"),
    ("value(x) - patience", '"1 + (¦lambda: 1)"', "lambda"),
    ("deal: y == some", "deal: y == ¦sum", "level"),
    ("until: y == some", "until: y == ¦sum", "level"),
    ("      agree: x == high", "      agree: x == ¦hgih", "high"),
    # once: blanks at the start of a quoted expression are not counted
    ("value(x) - patience", '"   ¦bogus"', "bogus"),
    # numbers, types, shapes
    ("value: 0.9", "value: ¦lots", "number"),
    ("value: 0.9", "value: ¦inf", "finite"),
    ("value: 0.9", "value: ¦nan", "finite"),
    ("range: [0.5, 0.99]", "range: ¦[0.99, 0.5]", "range"),
    ("range: [0.5, 0.99]", "range: ¦0.5", "range"),
    ("values: [0, 2]", "values: ¦[0]", "2 levels"),
    ("values: [0, 2]", "values: ¦{none: 0}", "some"),
    ("levels: [low, mid, high]", "levels: ¦low", "levels"),
    ("    declined:", "    lasts: ¦0\n    declined:", "lasts"),
    ("    declined:", "    after: ¦soon\n    declined:", "after"),
    ("periods: 3", "periods: ¦0", "periods"),
    ("periods: 3", "periods: ¦2.5", "periods"),
    ("periods: 3", "periods: ¦three", "periods"),
    ("final: stop", "final: ¦end", "final"),
    ("implementation: when_complete", "implementation: ¦later", "when_complete"),
    ("implementation: when_complete", "binds: ¦both\n    implementation: when_complete", "joint"),
    ("negsim: 1", "negsim: ¦2", "1"),
    ("both: [A, B]", "both: ¦[A]", "2"),
    ("      - [lift, agree]", "      ¦- lift", "together"),
    ("    sets: {x: up}", "    sets: ¦up", "sets"),
    # what is well formed, and still cannot be meant
    ("by: [A, B]", "by: ¦[A]", "two"),
    ("sets: {x: down}", "sets: {x: ¦any}", "any"),
    ("    source: paper", "    ¦declined: {pays: {A: 1}}", "joint"),
    ("    sets: {x: up}\n    pays", "    ¦lasts: 2\n    pays", "sets"),
    ("  quarrel: otherwise", "  quarrel: ¦otherwise\n  more: x == low", "more"),
    ("    implementation: when_complete\n    complete", "    ¦complete", "when_complete"),
    ("[low, mid, high]", "[low, mid, high, ¦any]", "any"),
    ("[low, mid, high]", "[low, mid, high, ¦patience]", "parameter"),
    ("moves:\n", "moves:\n  ¦up:\n    by: A\n", "up"),
    ("moves:\n", "moves:\n  ¦abs:\n    by: A\n", "abs"),
    ("parties:\n", "parties:\n  ¦table: {}\n", "table"),
    ("parameters:\n", "parameters:\n  ¦x: {value: 1}\n", "issue"),
    # once: a wrong name is reported at the line of what stands below it
    ("moves:\n", "moves:\n  ¦2nd:\n    by: A\n", "name"),
    ("  y:\n    levels", "  ¦the issue:\n    levels: [a]\n  y:\n    levels", "name"),
    # once: what is missing is reported at the line below it
    ("value: 0.9", "¦value:", "value"),
    ("orders:\n", "orders:\n  ¦parallel:\n", "parallel"),
]


@pytest.mark.parametrize(
    ("old", "new", "word"), MISTAKES, ids=[m[1].replace(MARK, "").strip() for m in MISTAKES]
)
def test_a_mistake_is_reported_at_its_place(old: str, new: str, word: str) -> None:
    text, places = changed(old, new)
    error = refusal(text)
    assert [(p.line, p.column) for p in error.problems][:1] == places
    assert {(p.line, p.column) for p in error.problems} == set(places), str(error)
    assert word in error.problems[0].message
    assert (error.file, error.line, error.column) == ("quarrel.yaml", *places[0])
    assert str(error).startswith(f"quarrel.yaml:{error.line}:{error.column}: ")


@pytest.mark.parametrize("name", ["intervene", "interim", "integrate", "floating"])
def test_names_that_begin_like_a_type_do_not_lose_the_place(name: str) -> None:
    # once: parts of the path that start with `int` or `float` are taken for pydantic's own and dropped
    text, places = changed("moves:\n", f"moves:\n  {name}:\n    by: A\n    ¦whn: x == low\n")
    assert [(p.line, p.column) for p in refusal(text).problems] == places


def test_a_parameter_in_a_condition_is_found_where_it_stands() -> None:
    # once: it is looked for as text, and found inside a longer name
    old = "when: y == none and x >= mid"
    text, places = changed(old, "when: value(patience_y) > 1 and ¦patience > 1")
    text = text.replace("issues:\n", "issues:\n  patience_y: {levels: [a, b]}\n")
    error = refusal(text)
    assert [(p.line, p.column) for p in error.problems] == [(places[0][0] + 1, places[0][1])]
    assert "parameter" in str(error)


@pytest.mark.parametrize(
    ("old", "parent", "word"),
    [
        ('title: "A quarrel"\n', (1, 1), "title"),
        ("negsim: 1\n", (1, 1), "negsim"),
        ("  periods: 3\n", (72, 1), "periods"),
        ("    value: 0.9\n", (11, 3), "value"),
        ("    levels: [low, mid, high]\n", (15, 3), "levels"),
        ("    by: A\n", (22, 3), "by"),
        ("      value: value(x) - patience\n", (45, 5), "value"),
    ],
)
def test_a_missing_key_is_reported_at_what_lacks_it(old: str, parent: tuple[int, int], word: str) -> None:
    error = refusal(QUARREL.replace(old, "", 1))
    assert [(p.line, p.column) for p in error.problems] == [parent]
    assert f'"{word}"' in str(error)
    assert "missing" in str(error)


def test_an_agreement_that_lists_nothing_is_a_mistake() -> None:
    error = refusal(QUARREL.replace("    complete: [agree, sign]\n", ""))
    assert [(p.line, p.column) for p in error.problems] == [(66, 21)]
    assert "complete" in str(error)


def test_names_that_stand_twice_in_a_list() -> None:
    for old, new in [
        ("[low, mid, high]", "[low, mid, low, high]"),
        ("by: [A, B]", "by: [A, B, A]"),
        ("both: [A, B]", "both: [A, B, B]"),
        ("movers: [A, B]", "movers: [B, B]"),
        ("sequence: [lift, agree]", "sequence: [lift, agree, lift]"),
        ("      - [lift, agree]", "      - [lift, lift]"),
        ("complete: [agree, sign]", "complete: [agree, agree, sign]"),
    ]:
        text, _ = changed(old, new)
        error = refusal(text)
        line = text[: text.index(new)].count("\n") + 1
        assert [p.line for p in error.problems] == [line]
        assert "2 times" in str(error) or "twice" in str(error)


def test_several_mistakes_of_one_kind_are_all_reported_in_the_order_of_the_file() -> None:
    text = (
        QUARREL.replace("goal: deal", "goal: peace")
        .replace("x < high", "x < hihg")
        .replace("A: -1, B", "A: foo, B")
    )
    error = refusal(text)
    assert [p.line for p in error.problems] == [24, 26, 54]
    assert [line.split(": ")[0] for line in str(error).splitlines() if line.startswith("quarrel")] == [
        f"quarrel.yaml:{p.line}:{p.column}" for p in error.problems
    ]
    text = (
        QUARREL.replace("start:", "strat:")
        .replace("forbid:", "forbids:")
        .replace("  periods: 3", "  periods: 0")
    )
    assert [p.line for p in dict.fromkeys(refusal(text).problems)][:2] == [17, 64]
    assert refusal(text).problems[-1].line == 74


def test_several_mistakes_of_different_kinds_are_all_reported() -> None:
    # once: an unknown key or a wrong type hides what is wrong with names and expressions
    text = (
        QUARREL.replace("goal: deal", "goal: peace")
        .replace("start:", "strat:")
        .replace("x < high", "x < hihg")
    )
    assert [p.line for p in refusal(text).problems] == [17, 24, 54]


# What a later version will know -----------------------------------------------------------------------------


RESERVED: list[tuple[str, str, str, str]] = [
    ("goal: deal\n", "¦types: {}\n", "types", "private information"),
    ("    discount: 0.5\n", "    ¦types: {weak: 0.5}\n", "types", "private information"),
    ("    by: A\n", "    by: A\n    ¦hidden: true\n", "hidden", "see"),
    ("    by: A\n", "    by: A\n    ¦transfer: [0, 3]\n", "transfer", "payments"),
    ("    by: A\n", "    by: A\n    ¦share: x\n", "share", "payments"),
    ("    start: low\n", "    start: ¦{low: 0.5, mid: 0.5}\n", "start", "chance"),
    ("    forbid: sign\n", "    ¦accept: {quota: 2, veto: [A]}\n", "accept", "quota"),
    ("  sign:\n", "  sign:\n    ¦accept: {quota: 2, veto: [A]}\n", "accept", "veto"),
    ("  final: stop\n", "  ¦must_move: true\n", "must_move", "waiting"),
    ("goal: deal\n", "¦landscapes: {}\n", "landscapes", "landscapes"),
    ("goal: deal\n", "¦preferences: {}\n", "preferences", "rankings"),
    ("    discount: 0.5\n", "    ¦preferences: [a, b]\n", "preferences", "rankings"),
]


@pytest.mark.parametrize(
    ("old", "new", "key", "purpose"), RESERVED, ids=[f"{r[2]}-{k}" for k, r in enumerate(RESERVED)]
)
def test_reserved_keys_say_what_they_are_for(old: str, new: str, key: str, purpose: str) -> None:
    text, places = changed(old, new)
    error = refusal(text, ns.NotSupportedError)
    assert [(p.line, p.column) for p in error.problems] == places
    assert (error.line, error.column) == places[0]
    assert f'"{key}"' in str(error)
    assert purpose in str(error)
    assert "reserved" in str(error)


def test_reserved_words_may_still_be_names() -> None:
    s = ns.loads(QUARREL.replace("x:", "share:").replace("x ", "share ").replace("(x)", "(share)"))
    assert s.moves["lift"].sets == {"share": "up"}


@pytest.mark.parametrize(
    ("key", "value"), [("turns", "random"), ("turns", "simultaneous"), ("periods", "forever")]
)
def test_ways_of_play_of_a_later_version_are_refused_when_solved(key: str, value: str) -> None:
    s = ns.loads(QUARREL).with_play(**{key: value})
    with pytest.raises(ns.NotSupportedError, match=value):
        ns.solve(s)


# Text that is no scenario -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "place", "word"),
    [
        ("", None, "empty"),
        ("# a comment\n", None, "empty"),
        ("---\n...\n", None, ""),
        ("- negsim: 1\n", (1, 1), "key: value"),
        ("hello\n", (1, 1), "key: value"),
        ("negsim: 1\ntitle: [a\n", (2, 8), "closed"),
        ("negsim: 1\n\ttitle: a\n", (2, 1), "YAML"),
        ("negsim: 1\ntitle: a: b\n", (2, 9), "YAML"),
        ("negsim: 1\ntitle: 'a\n", (2, 8), "closed"),
        ("negsim: 1\nfoo: &a 1\n", (2, 6), "anchor"),
        ("negsim: 1\nfoo: *a\n", (2, 6), "alias"),
        ("negsim: 1\nfoo: {<<: *a}\n", (2, 11), "alias"),
        ("negsim: 1\nfoo: !!int 1\n", (2, 6), "tag"),
        ("negsim: 1\nfoo: !mine 1\n", (2, 6), "tag"),
        ("negsim: 1\n--- \nnegsim: 1\n", (2, 1), "second"),
        ("negsim: 1\n[a, b]: 1\n", None, ""),
        ("negsim: 1\n? [a, b]\n: 1\n", (2, 3), "key"),
        ("negsim: \x00\n", None, "character"),
        ("a: " + "[" * 40 + "\n", (1, 35), "deep"),
        ("x: 1\n" * 2_000, (2, 1), "twice"),
        ("# " + "a" * (1 << 20), None, "larger"),
    ],
)
def test_text_that_is_no_scenario(text: str, place: tuple[int, int] | None, word: str) -> None:
    with within(3):
        error = refusal(text)
    assert word in str(error)
    if place is not None:
        assert place in {(p.line, p.column) for p in error.problems}


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ns.ScenarioError, match="no such file") as e:
        ns.load(tmp_path / "none.yaml")
    assert e.value.file == str(tmp_path / "none.yaml")
    with pytest.raises(ns.ScenarioError, match="korea_reduced"):
        ns.load("korea_reducd")
    with pytest.raises(ns.ScenarioError, match="folder"):
        ns.load(tmp_path)
    with pytest.raises(ns.ScenarioError):
        ns.load("a\0b")


def test_a_file_is_found_by_path_and_errors_name_it(tmp_path: Path) -> None:
    path = tmp_path / "quarrel.yaml"
    path.write_text(QUARREL, encoding="utf-8")
    assert ns.load(path) == ns.load(str(path)) == ns.loads(QUARREL)
    path.write_bytes(b"\xef\xbb\xbf" + QUARREL.encode())  # a byte order mark, as some editors leave it
    assert ns.load(path) == ns.loads(QUARREL)
    path.write_text(QUARREL.replace("\n", "\r\n"), encoding="utf-8", newline="")
    assert ns.load(path) == ns.loads(QUARREL)
    path.write_text(QUARREL.replace("goal: deal", "goal: peace"), encoding="utf-8")
    with pytest.raises(ns.ScenarioError) as e:
        ns.load(path)
    assert (e.value.file, e.value.line, e.value.column) == (str(path), 54, 7)


def test_a_file_that_is_not_utf8(tmp_path: Path) -> None:
    path = tmp_path / "latin.yaml"
    path.write_bytes("negsim: 1\ntitle: Séoul\n".encode("latin-1"))
    with pytest.raises(ns.ScenarioError, match="UTF-8") as e:
        ns.load(path)
    assert e.value.line == 2


def test_a_file_that_is_too_large(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    path.write_bytes(b"# " + b"a" * (2 << 20))
    with pytest.raises(ns.ScenarioError, match="larger"):
        ns.load(path)
    path.write_bytes(b"# " + "é".encode() * (1 << 20))
    # once: the reader stops in the middle of a character, and calls the file no UTF-8 text
    with pytest.raises(ns.ScenarioError, match="larger"):
        ns.load(path)


@settings(max_examples=150, deadline=None)
@given(st.text(st.sampled_from(list("ab:1 -[]{}'\"\n\t#&*!|>%@`?,~.\\é\x00\u2028")), max_size=40))
def test_no_text_is_a_crash(text: str) -> None:
    with pytest.raises((ns.ScenarioError, ns.NotSupportedError)):
        ns.loads(text)


def _spoiled(seed: int) -> str:
    rng = random.Random(seed)
    text = QUARREL
    for _ in range(rng.randint(1, 3)):
        words = list(re.finditer(r"[\w.]+|[^\w\s]|\n *", text))
        a, b = rng.choice(words), rng.choice(words)
        if rng.random() < 0.3:
            text = text[: a.start()] + text[a.end() :]
        elif rng.random() < 0.5:
            text = text[: a.start()] + b.group() + text[a.end() :]
        else:
            text = text[: a.start()] + b.group() + text[a.start() :]
    return text


@pytest.mark.parametrize("batch", range(3))
def test_no_slip_of_the_pen_is_a_crash(batch: int) -> None:
    lines = refused = 0
    for seed in range(70 * batch, 70 * batch + 70):
        text = _spoiled(seed)
        try:
            s = ns.loads(text)
        except (ns.ScenarioError, ns.NotSupportedError) as e:
            refused += 1
            lines += all(1 <= p.line <= text.count("\n") + 1 and p.column >= 1 for p in e.problems)
            continue
        assert ns.loads(s.to_yaml()) == s, seed
        with contextlib.suppress(ns.NegsimError):
            ns.solve(s, next(iter(s.orders), None))
    assert refused > 30
    assert lines == refused  # each is at a place in the file


# Nothing is executed ----------------------------------------------------------------------------------------


CANARY = "negsim_was_here"


@pytest.mark.parametrize(
    "attempt",
    [
        "__import__('os').mkdir('CANARY')",
        "open('CANARY', 'w')",
        "exec('1')",
        "eval('1')",
        "().__class__.__bases__[0].__subclasses__()",
        "patience.__class__",
        "patience[0]",
        "[1, 2]",
        "{1: 2}",
        "(1, 2)",
        "[x for x in (1, 2)]",
        "lambda: 1",
        "(y := 1)",
        "f'{1}'",
        "'a' * 10",
        "b'a'",
        "1 if patience else 2",
        "1 and 2",
        "patience @ 2",
        "1 << 100",
        "1 // 2",
        "5 % 3",
        "~1",
        "1j",
        "None",
        "...",
        "min(*[1, 2])",
        "min(1, 2, key=abs)",
        "abs(x=1)",
        "value('x')",
        "value(value(x))",
        "if_(1, 2, 3)",
        "not 1",
        "x is low",
        "x in low",
        "await 1",
        "yield 1",
        "1; 2",
        "a = 1",
        "import os",
        "print(1)",
        "((((((((((" * 20,
        "-" * 400 + "1",
        "1" + " + 1" * 200,
        "9" * 400,
    ],
)
def test_nothing_in_an_expression_is_executed(
    attempt: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    data = json.dumps(attempt.replace("CANARY", CANARY))
    error = refusal(QUARREL.replace("value: value(x) - patience", f"value: {data}"))
    assert error.line == 47
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "tag",
    [
        "!!python/object/apply:os.mkdir [CANARY]",
        "!!python/name:os.mkdir",
        "!<tag:yaml.org,2002:python/name:os.x> a",
    ],
)
def test_nothing_in_the_yaml_is_executed(tag: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    error = refusal(QUARREL.replace('"A quarrel"', tag.replace("CANARY", CANARY)))
    assert (error.line, error.column) == (2, 8)
    assert list(tmp_path.iterdir()) == []


# Copies -----------------------------------------------------------------------------------------------------


def test_with_values() -> None:
    s = ns.loads(QUARREL)
    t = s.with_values(patience=0.7)
    assert (s.values, t.values) == ({"patience": 0.9}, {"patience": 0.7})
    assert t.parameters["patience"].range == (0.5, 0.99)
    assert t.with_values(patience=0.9) == s
    assert s.with_values() == s
    for wrong, word in [({"patiance": 0.5}, 'did you mean "patience"'), ({"x": 1}, "parameter")]:
        with pytest.raises(ns.ScenarioError, match=word):
            s.with_values(**wrong)
    for number in (math.nan, math.inf, "lots", None, [0.5]):
        with pytest.raises(ns.ScenarioError, match="value"):
            s.with_values(patience=number)  # type: ignore[arg-type]


def test_with_order() -> None:
    s = ns.loads(QUARREL)
    t = s.with_order("mine", table="both", require={"agree": "x == mid"}, name="My own")
    assert list(t.orders) == ["first", "staged", "mine"]
    assert t.orders["mine"].require == {"agree": "x == mid"}
    assert t.label("mine") == "My own"
    assert "mine" not in s.orders
    assert s.with_order("mine", {"table": "both"}, forbid="joint") == s.with_order(
        "mine", table="both", forbid="joint"
    )
    assert s.with_order("mine", s.orders["first"]).orders["mine"] == s.orders["first"]
    replaced = s.with_order("first", binds="all")
    assert list(replaced.orders) == ["first", "staged"]
    assert replaced.orders["first"].require == {}
    assert ns.loads(t.to_yaml()) == t


@pytest.mark.parametrize(
    ("keys", "word"),
    [
        ({"tabel": "both"}, 'did you mean "table"'),
        ({"table": "three"}, "table"),
        ({"require": {"agre": "x == mid"}}, 'did you mean "agree"'),
        ({"require": {"agree": "x == midd"}}, 'did you mean "mid"'),
        ({"sequence": "lift"}, "sequence"),
        ({"sequence": ["lift", "lfit"]}, "lfit"),
        ({"binds": "both"}, "joint"),
        ({"together": [["lift", "lift"]]}, "lift"),
        ({"opens": {"pays": {"C": 1}}}, '"C"'),
        ({"opens": {"sets": {"x": "any"}}}, "any"),
        ({"complete": ["agree"]}, "when_complete"),
    ],
)
def test_with_order_refuses_what_a_file_may_not_say(keys: Mapping[str, Any], word: str) -> None:
    with pytest.raises(ns.ScenarioError, match=word):
        ns.loads(QUARREL).with_order("mine", keys)


def test_with_order_refuses_bad_names_and_reserved_keys() -> None:
    s = ns.loads(QUARREL)
    with pytest.raises(ns.ScenarioError, match="name"):
        s.with_order("my own")
    with pytest.raises(ns.NotSupportedError, match="quota"):
        s.with_order("mine", accept={"quota": 2})


def test_with_play() -> None:
    s = ns.loads(QUARREL)
    t = s.with_play(periods=5, movers=["B", "A"], final={"A": "patience"}, turns="rotating")
    assert (t.play.periods, t.movers, t.play.turns, t.play.until) == (5, ("B", "A"), "rotating", "y == some")
    assert s.play.periods == 3
    assert s.with_play(until=None).play.until is None
    assert ns.loads(t.to_yaml()) == t
    for wrong, word in [
        ({"period": 3}, "periods"),
        ({"periods": 0}, "periods"),
        ({"periods": 2.5}, "periods"),
        ({"movers": ["A", "C"]}, '"C"'),
        ({"until": "y == sum"}, '"sum"'),
        ({"final": "end"}, "final"),
        ({"final": {"C": 1}}, '"C"'),
        ({"turns": "random_"}, "turns"),
    ]:
        with pytest.raises(ns.ScenarioError, match=word):
            s.with_play(**wrong)
    with pytest.raises(ns.NotSupportedError, match="must_move"):
        s.with_play(must_move=True)


def test_a_scenario_is_not_changed_in_place() -> None:
    s = ns.loads(QUARREL)
    with pytest.raises(Exception, match="frozen"):
        s.title = "another"  # type: ignore[misc]


# What expressions mean --------------------------------------------------------------------------------------


LEVELS = {"x": ["low", "mid", "high"], "y": ["none", "some"]}
NUMBERS = {"x": [0.0, 1.0, 2.0], "y": [-1.5, 4.0]}


def expressed(
    texts: list[str], at: Mapping[str, float], levels: Mapping[str, str], *, when: bool = False
) -> ns.Scenario:
    """A scenario of one period in which party P<k> is paid the k-th expression, or 1 where it holds."""
    return ns.loads(
        json.dumps(
            {
                "negsim": 1,
                "title": "expressions",
                "parties": {f"P{k}": {} for k in range(len(texts))},
                "parameters": {n: {"value": v} for n, v in at.items()},
                "issues": {
                    "x": {"levels": LEVELS["x"]},
                    "y": {"levels": LEVELS["y"], "values": NUMBERS["y"]},
                },
                "payoffs": {
                    f"P{k}": {"t": {"when": text, "value": 1} if when else {"value": text}}
                    for k, text in enumerate(texts)
                },
                "orders": {"o": {"opens": {"sets": dict(levels)}}},
                "play": {"periods": 1, "final": "stop"},
            }
        )
    )


class Undefined(Exception):
    """Python finds no finite number here."""


Evaluate = Callable[[Mapping[str, float], Mapping[str, str]], Any]
Tree = tuple[ast.expr, Evaluate]
PYTHON = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}
COMPARE = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}
FUNCTIONS = {"abs": abs, "exp": math.exp, "log": math.log, "sqrt": math.sqrt}


def finite(f: Callable[..., Any], *arguments: Any) -> float:
    try:
        result = f(*arguments)
    except (ArithmeticError, ValueError):
        raise Undefined from None
    if isinstance(result, complex) or not abs(result) < 1e6:
        raise Undefined
    return float(result)


def constant(value: float) -> Tree:
    return ast.Constant(value), lambda p, s: float(value)


def parameter(name: str) -> Tree:
    return ast.Name(name), lambda p, s: p[name]


def level_number(issue: str) -> Tree:
    node = ast.Call(ast.Name("value"), [ast.Name(issue)], [])
    return node, lambda p, s: NUMBERS[issue][LEVELS[issue].index(s[issue])]


def binary(left: Tree, op: type[ast.operator], right: Tree) -> Tree:
    return ast.BinOp(left[0], op(), right[0]), lambda p, s: finite(PYTHON[op], left[1](p, s), right[1](p, s))


def negative(a: Tree) -> Tree:
    return ast.UnaryOp(ast.USub(), a[0]), lambda p, s: -a[1](p, s)


def call(name: str, a: Tree) -> Tree:
    return ast.Call(ast.Name(name), [a[0]], []), lambda p, s: finite(FUNCTIONS[name], a[1](p, s))


def extreme(name: str, several: list[Tree]) -> Tree:
    f = {"min": min, "max": max}[name]
    return ast.Call(ast.Name(name), [a[0] for a in several], []), lambda p, s: f(
        [a[1](p, s) for a in several]
    )


def choice(c: Tree, a: Tree, b: Tree) -> Tree:
    node = ast.Call(ast.Name("if_"), [c[0], a[0], b[0]], [])
    return node, lambda p, s: a[1](p, s) if c[1](p, s) else b[1](p, s)


def at_level(issue: str, op: type[ast.cmpop], k: int, turned: bool) -> Tree:
    level = LEVELS[issue][k % len(LEVELS[issue])]
    pair: list[ast.expr] = [ast.Name(issue), ast.Name(level)]

    def test(p: Mapping[str, float], s: Mapping[str, str]) -> bool:
        numbers = [LEVELS[issue].index(s[issue]), LEVELS[issue].index(level)]
        return bool(COMPARE[op](*(numbers[::-1] if turned else numbers)))

    left, right = pair[::-1] if turned else pair
    return ast.Compare(left, [op()], [right]), test


def compared(a: Tree, ops: list[type[ast.cmpop]], others: list[Tree]) -> Tree:
    def test(p: Mapping[str, float], s: Mapping[str, str]) -> bool:
        numbers = [t[1](p, s) for t in (a, *others)]
        return all(COMPARE[op](m, n) for op, m, n in zip(ops, numbers[:-1], numbers[1:], strict=True))

    return ast.Compare(a[0], [op() for op in ops], [t[0] for t in others]), test


def logical(op: type[ast.boolop], several: list[Tree]) -> Tree:
    f = all if op is ast.And else any
    return ast.BoolOp(op(), [a[0] for a in several]), lambda p, s: f([a[1](p, s) for a in several])


def negated(a: Tree) -> Tree:
    return ast.UnaryOp(ast.Not(), a[0]), lambda p, s: not a[1](p, s)


def grammar(leaf: st.SearchStrategy[Tree]) -> tuple[st.SearchStrategy[Tree], st.SearchStrategy[Tree]]:
    """Strategies for numbers and for conditions, each made of both."""
    comparisons = st.sampled_from(list(COMPARE))
    simple = st.one_of(leaf, st.builds(level_number, st.sampled_from("xy")))
    tests = st.one_of(
        st.builds(at_level, st.sampled_from("xy"), comparisons, st.integers(0, 2), st.booleans()),
        st.builds(lambda a, o, b: compared(a, [o], [b]), simple, comparisons, simple),
        st.builds(
            lambda a, o, b, q, c: compared(a, [o, q], [b, c]),
            simple,
            comparisons,
            simple,
            comparisons,
            simple,
        ),
    )
    guards = st.recursive(
        tests,
        lambda g: st.one_of(
            st.builds(logical, st.sampled_from([ast.And, ast.Or]), st.lists(g, min_size=2, max_size=3)),
            st.builds(negated, g),
        ),
        max_leaves=6,
    )
    numbers = st.recursive(
        simple,
        lambda n: st.one_of(
            st.builds(binary, n, st.sampled_from(list(PYTHON)), n),
            st.builds(negative, n),
            st.builds(call, st.sampled_from(list(FUNCTIONS)), n),
            st.builds(extreme, st.sampled_from(["min", "max"]), st.lists(n, min_size=2, max_size=3)),
            st.builds(choice, guards, n, n),
        ),
        max_leaves=10,
    )
    return numbers, guards


round_numbers = st.one_of(st.integers(0, 9), st.sampled_from([0.5, 1.25, 2e-3, 1e3]), st.floats(0, 10))
NUMBER, _ = grammar(
    st.one_of(st.builds(constant, round_numbers), st.builds(parameter, st.sampled_from("pq")))
)
_, GUARD = grammar(st.builds(constant, st.integers(0, 3)))
points = st.floats(-3, 3).map(lambda v: round(v, 3))
states = st.fixed_dictionaries({i: st.sampled_from(v) for i, v in LEVELS.items()})
quiet = settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))


def written(tree: Tree) -> str:
    text = ast.unparse(ast.fix_missing_locations(ast.Expression(tree[0])))
    assume(len(text) <= 500)
    return text


@quiet
@given(
    st.lists(NUMBER, min_size=1, max_size=8),
    st.lists(st.tuples(points, points), min_size=2, max_size=3),
    states,
)
def test_numbers_are_what_python_says(
    trees: list[Tree], at: list[tuple[float, float]], levels: dict[str, str]
) -> None:
    parameters = [dict(zip("pq", point, strict=True)) for point in at]
    kept: list[tuple[str, list[float]]] = []
    for tree in trees:
        try:
            kept.append((written(tree), [tree[1](p, levels) for p in parameters]))
        except Undefined:
            continue
    assume(kept)
    s = expressed([text for text, _ in kept], parameters[0], levels)
    found = list(ns.solve(s, "o").one().values.values())
    wanted = np.array([w for _, w in kept])
    assert found == pytest.approx(wanted[:, 0], rel=1e-7, abs=1e-7)
    arrays = {n: [p[n] for p in parameters] for n in "pq"}
    many = ns.solve_points(ns.compile_game(s, "o"), arrays).values
    np.testing.assert_allclose(many, wanted, rtol=1e-7, atol=1e-7)


@quiet
@given(st.lists(GUARD, min_size=1, max_size=12), states)
def test_conditions_are_what_python_says(trees: list[Tree], levels: dict[str, str]) -> None:
    s = expressed([written(t) for t in trees], {}, levels, when=True)
    found = list(ns.solve(s, "o").one().values.values())
    assert found == [float(t[1]({}, levels)) for t in trees]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("-2 ** 2", -4),
        ("2 ** 3 ** 2", 2**9),
        ("2 ** -1", 0.5),
        ("1 / 2", 0.5),
        ("7 - 2 - 1", 4),
        ("8 / 4 / 2", 1),
        ("1 + 2 * 3", 7),
        ("+3", 3),
        ("1_000 + 0x10 + 1e3", 2016),
        ("(x == low) + (y == some) * 2", 1),
        ("3 > 2 > 1", 1),
        ("3 > 2 > 2", 0),
        ("low == x == low", 1),
        ("high > x", 1),
        ("not x == low or y == none", 1),
        ("if_(y == some, 1 / value(x), 5)", 5),
        ("if_(x == low and not y == some, 1, 0)", 1),
        ("min(3, 1, 2) + max(1, 2, 3)", 4),
        ("exp(0) + log(1) + sqrt(4) + abs(-1)", 4),
        ("value(y)", -1.5),
    ],
)
def test_expressions_by_hand(text: str, value: float) -> None:
    assert ns.solve(expressed([text], {}, {})).one().values["P0"] == pytest.approx(value)


def test_what_has_no_value_here_is_a_game_error_that_quotes_it() -> None:
    text = "1 / value(x)"
    s = expressed([text], {}, {})
    with pytest.raises(ns.GameError, match=re.escape(text)) as e:
        ns.solve(s)
    assert "P0" in str(e.value)
    assert "x == low" in str(e.value)
    assert e.value.problem is not None
    assert e.value.problem.code == "NS621"
    assert ns.solve(expressed([text], {}, {"x": "high"}), "o").one().values["P0"] == 0.5


@pytest.mark.parametrize("text", ["sqrt(p - 5)", "1 / (p - 1)"])
def test_what_has_no_value_at_a_point_is_a_game_error_that_names_it(text: str) -> None:
    game = ns.compile_game(expressed([text], {"p": 6.0}, {}))
    with pytest.raises(ns.GameError, match=re.escape(text)) as e:
        ns.solve_points(game, {"p": [5.5, 1.0]})
    assert "p = 1" in str(e.value)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("0 / 0", "division by zero"),
        ("log(-1)", "logarithm"),
        ("log(0)", "logarithm"),
        ("(-8) ** 0.5", "root"),
        ("0 ** -1", "division by zero"),
        ("exp(1000)", "too large"),
        ("9**9**9", "too large"),
        ("1e308 * 10", "too large"),
    ],
)
def test_what_never_has_a_value_is_refused_when_it_is_read(text: str, word: str) -> None:
    with within(2):
        error = refusal(QUARREL.replace("value: value(y)", f"value: {text}"))
    assert [(p.code, p.line, p.column) for p in error.problems] == [("NS417", 50, 14)]
    assert word in str(error)


BAD = "0.1 / (0.9 - patience)"


@pytest.mark.parametrize(
    ("old", "new", "order"),
    [
        ("pays: {A: -1, B: 2 * patience}", f"pays: {{A: {BAD}}}", None),
        ("      pays: {A: -1}", f"      pays: {{A: {BAD}}}", None),
        ("probability: 0.1", f"probability: {BAD}", None),
        ("        sets: {x: down}", f"        pays: {{A: {BAD}}}", None),
        ("discount: 0.5", f"discount: {BAD}", None),
        ("      pays: {A: -patience}", f"      pays: {{A: {BAD}}}", "staged"),
        ("final: stop", f"final: {{A: {BAD}}}", None),
        ("value: value(y)", f"value: {BAD}", None),
    ],
)
def test_it_is_found_wherever_a_number_may_stand(old: str, new: str, order: str | None) -> None:
    s = ns.loads(changed(old, new)[0])
    with pytest.raises(ns.GameError, match=re.escape(BAD)):
        ns.solve(s, order)
    game = ns.compile_game(s.with_values(patience=0.6), order)
    with pytest.raises(ns.GameError, match=re.escape(BAD)):
        ns.solve_points(game, {"patience": [0.6, 0.7, 0.9]})


def test_sums_that_overflow_are_game_errors_too() -> None:
    # once: A is worth inf, and the certificate "holds" (with Python's own warning on stderr)
    s = ns.loads(QUARREL.replace("value: value(y)", "value: 9e99\n    more:\n      value: 9e99"))
    assert math.isfinite(ns.solve(s).one().values["B"])
    with pytest.raises(ns.ScenarioError, match="too large"):
        ns.loads(QUARREL.replace("value: value(y)", "value: 1e308"))


def test_an_expression_has_at_most_500_characters() -> None:
    fine = "+".join(["1"] * 30)
    text = fine + " " * (500 - len(fine) - 2) + "+0"
    s = expressed([text], {}, {})
    assert ns.solve(s).one().values["P0"] == 30
    error = refusal(QUARREL.replace("value: value(y)", "value: " + json.dumps(text + "0")))
    assert "500" in str(error)
