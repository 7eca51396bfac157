"""Messages about expressions, contradictions and games: one slip, one message, at its place, in words."""

from __future__ import annotations

import re

import pytest

import negsim as ns
from negsim.cli.problems import see_also
from negsim.errors import Problem
from negsim.scenario.expressions import ExpressionError, Symbols, parse

MARK = "¦"

BASE = """\
negsim: 1
title: "A civil war"
parties:
  Government: {discount: patience}
  Opposition: {discount: patience}
parameters:
  patience: {value: 0.9, range: [0.5, 0.98]}
  war: {value: 2, range: [0, 6]}
  loss: {value: 1, range: [0, 4]}
issues:
  weapons: {levels: [in_use, silent, handed_in]}
  reform: {levels: [refused, drafted, in_law]}
moves:
  cease: {by: Opposition, when: weapons == in_use, sets: {weapons: silent}}
  resume: {by: Opposition, when: weapons == silent, sets: {weapons: in_use}, pays: {Opposition: -0.5}}
  hand_in: {by: Opposition, when: weapons == silent, sets: {weapons: handed_in}}
  draft: {by: Government, when: reform == refused, sets: {reform: drafted}}
  enact: {by: [Government, Opposition], when: reform == drafted, sets: {reform: in_law}}
events:
  clash: {when: weapons == in_use, draws: [{probability: 0.05, pays: {Government: -2}}]}
payoffs:
  Government:
    war: {when: weapons == in_use, value: -war}
    reform: {when: reform == in_law, value: -loss}
  Opposition:
    shield: {when: weapons != handed_in, value: 0.5}
    reform: {when: reform == in_law, value: 3}
outcomes:
  peace: weapons == handed_in and reform == in_law
  truce: weapons == silent
  fighting: otherwise
goal: peace
orders:
  first: {require: {draft: weapons == handed_in}, binds: all}
  free: {}
play: {periods: 12}
"""


def changed(old: str, new: str) -> tuple[str, list[tuple[int, int]]]:
    """The file with one change, and line and column of each mark in it."""
    assert BASE.count(old) == 1, old
    text, places = BASE.replace(old, new), []
    while MARK in text:
        at = text.index(MARK)
        places.append((text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)))
        text = text[:at] + text[at + 1 :]
    return text, places


def problems(text: str) -> list[Problem]:
    try:
        return list(ns.check(ns.loads(text)))
    except ns.ScenarioError as e:
        return [*e.problems, *e.warnings]


def only(old: str, new: str) -> Problem:
    """The one problem after a change: it stands where the mark is."""
    text, places = changed(old, new)
    (problem,) = problems(text)
    assert [(problem.line, problem.column)] == places, str(problem)
    return problem


def test_the_file_has_no_problems() -> None:
    assert problems(BASE) == []


# Expressions ------------------------------------------------------------------------------------------------

VALUE = "value: -war"
WHEN = "when: weapons == silent, sets: {weapons: handed_in}"
OUTCOME = "truce: weapons == silent"

#  what is changed, into what, the code, words of the message, the hint
SLIPS = [
    # numbers
    (OUTCOME, 'truce: value(weapons) == ¦0,5', "NS403", "decimals have a point here", "write 0.5"),
    (OUTCOME, "truce: value(weapons) > -¦1,05", "NS403", "decimals have a point here", "write 1.05"),
    (OUTCOME, "truce: value(weapons) > ¦0,05", "NS403", "decimals have a point here", "write 0.05"),
    (OUTCOME, "truce: value(weapons) > ¦1,000", "NS403", "has a comma", "write 1000, or with"),
    (VALUE, "value: ¦007", "NS401", 'the number "007" begins with a zero', "write 7"),
    (VALUE, "value: ¦5%", "NS404", "% has no meaning", "write 0.05"),
    (VALUE, 'value: "¦12.5 %"', "NS404", "% has no meaning", "write 0.125"),
    (VALUE, 'value: "war ¦% 2"', "NS404", "% has no meaning", "write a share as a number"),
    (VALUE, "value: ¦∞", "NS404", "∞", "infinity is not possible; write a large number"),
    (VALUE, "value: -war ¦x 2", "NS404", '"x" has no meaning', "write * for a product"),
    (VALUE, "value: ¦minus 2", "NS404", '"minus" has no meaning', "write -"),
    (VALUE, 'value: "1 + ¦min(2)"', "NS406", "min( ) takes 2 to 16 numbers", "write min("),
    # commas and joined conditions
    (OUTCOME, "truce: weapons == silent¦, reform == drafted", "NS403", "a comma", 'with "and" or "or"'),
    (OUTCOME, "truce: weapons == silent ¦AND reform == drafted", "NS404", '"AND"', "write and"),
    # what else has this name
    (WHEN, WHEN.replace("weapons == silent", "¦enact"), "NS402", '"enact" is a move', "write done(enact) or"),
    (WHEN, WHEN.replace("weapons == silent", "not ¦enact"), "NS402", "is a move", "in_force(enact)"),
    (WHEN, WHEN.replace("weapons == silent", "¦peace"), "NS402", "is an outcome", "write its condition here"),
    (OUTCOME, "truce: ¦Opposition == silent", "NS402", '"Opposition" is a party', "weapons == in_use"),
    (OUTCOME, "truce: ¦first", "NS402", '"first" is an order', "weapons == in_use"),
    (VALUE, "value: ¦peace", "NS402", '"peace" is an outcome', "a number, or the name of a parameter"),
    (VALUE, "value: ¦enact", "NS402", '"enact" is a move', "in_force(enact)"),
    (OUTCOME, "truce: ¦weapns == silent", "NS402", 'did you mean "weapons"?', ""),
    (VALUE, "value: ¦high", "NS402", "known: loss, patience, war", ""),
    (OUTCOME, "truce: ¦after hand_in", "NS404", '"after" has no meaning', "write done(hand_in) or"),
    (OUTCOME, "truce: ¦before hand_in", "NS404", '"before"', "write not done(hand_in)"),
    ("fighting: otherwise", "fighting: ¦Otherwise", "NS402", 'did you mean "otherwise"?', ""),
    ("fighting: otherwise", "fighting: ¦else", "NS403", '"else"', "write otherwise"),
    (WHEN, WHEN.replace("weapons == silent", "¦otherwise"), "NS402", "only under outcomes", "leave the line"),
    # if, not
    (WHEN, WHEN.replace("weapons", "¦if weapons", 1), "NS403", '"if" has no meaning', 'leave "if" out'),
    (VALUE, 'value: "¦if(weapons == in_use, 1, 2)"', "NS403", '"if"', "write if_(condition, then, else)"),
    (OUTCOME, "truce: weapons == ¦not handed_in", "NS401", '"not" cannot', "write weapons != handed_in"),
    (OUTCOME, "truce: weapons != ¦not silent", "NS401", '"not" cannot', "write weapons == silent"),
    # levels and numbers
    (OUTCOME, "truce: value(weapons) == ¦silent", "NS411", '"weapons"', "silent, without value( )"),
    (OUTCOME, "truce: weapons == in_use or ¦silent", "NS411", '"weapons"', "write weapons == silent"),
    (OUTCOME, "truce: ¦weapons", "NS410", "not a condition by itself", "write weapons == in_use"),
    (VALUE, "value: -¦weapons", "NS410", "value(weapons)", "write value(weapons)"),
    (WHEN, WHEN.replace("weapons == silent", "¦war > 1"), "NS408", '"war"', '"if_(war > 1, -war, 0)"'),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "code", "words", "hint"), SLIPS, ids=[s[1] for s in SLIPS])
def test_one_slip_in_an_expression(old: str, new: str, code: str, words: str, hint: str) -> None:
    problem = only(old, new)
    assert problem.code == code
    assert words in problem.message
    assert hint in problem.hint


@pytest.mark.parametrize(("written", "hint"), [("0,05", "write 0.05"), ("05", "0.5"), ("5 %", "write 0.05")])
def test_a_probability(written: str, hint: str) -> None:
    problem = only("probability: 0.05", f'probability: "¦{written}"')
    assert hint in problem.hint


SYMBOLS = Symbols({"x": ("low", "high")}, frozenset(["p", "q"]), frozenset(["go"]), {"go": "a move"})
PYTHON = re.compile("syntax|literal|octal|token|operand|operator|argument|unterminated|EOL|Perhaps you", re.I)


def complaint(text: str, kind: str = "guard") -> ExpressionError:
    with pytest.raises(ExpressionError) as caught:
        parse(text, SYMBOLS, kind)  # type: ignore[arg-type]
    return caught.value


@pytest.mark.parametrize(
    "text",
    ["0,05", "007", "x == not low", "p = 1", "p p", "(p", "p)", "()", "p,", "1__0", "- not p", "0_7", "p(,)"],
)
def test_no_words_of_python(text: str) -> None:
    for kind in ("guard", "number"):
        error = complaint(text, kind)
        assert error.hint
        assert not PYTHON.search(f"{error} {error.hint}")


@pytest.mark.parametrize(
    ("text", "offsets"),
    [
        ("x == lw or x == hgh", [5, 16]),
        ("zz == low and done(gone) and x == high", [0, 19]),
        ("(x = low", [0, 3]),
        ("x = low AND x = high", [2, 8, 14]),
        ("x == low AND x = high", [9, 15]),
        ("zz == low and zz == high", [0]),
        ("  zz > 1 and yy > 2", [2, 13]),
        ("x == lw and p > 1", [5]),
    ],
)
def test_all_mistakes_of_an_expression_in_their_order(text: str, offsets: list[int]) -> None:
    error = complaint(text)
    assert [e.offset for e in (error, *error.others)] == offsets


def test_what_is_told_of_one_expression_is_bounded() -> None:
    assert len(complaint(" or ".join(f"u{k} == low" for k in range(40))).others) < 10
    assert len(complaint("=" + " = " * 100).others) < 10


def test_a_parameter_that_could_not_be_read_is_not_taken_for_an_outcome() -> None:
    text = BASE.replace("war: {value: 2, range: [0, 6]}", "war: {value: lots}").replace("truce:", "war:")
    assert [p.code for p in problems(text)] == ["NS204"]


# Discounts --------------------------------------------------------------------------------------------------

PATIENCE = "patience: {value: 0.9, range: [0.5, 0.98]}"


def test_a_discount_of_several_parties_is_reported_once_at_the_parameter() -> None:
    problem = only(PATIENCE, "patience: {value: ¦90, range: [50, 98]}")
    assert problem.code == "NS501"
    assert problem.message.startswith(
        '"patience" is 90, but it is the discount factor of Government and Opposition'
    )
    assert problem.hint == "write value: 0.9, range: [0.5, 0.98]"
    assert only(PATIENCE, "patience: {value: ¦90}").hint == "write 0.9"
    assert "0.015" not in only(PATIENCE, "patience: {value: ¦1.5}").hint


def test_a_value_per_cent_outside_its_range_is_one_slip() -> None:
    assert only(PATIENCE, "patience: {value: ¦90, range: [0.5, 0.98]}").code == "NS501"


def test_a_range_of_a_discount_that_reaches_too_far() -> None:
    problem = only(PATIENCE, "patience: {value: 0.9, range: ¦[0.5, 1]}")
    assert problem.code == "NS517"
    assert 'the range of "patience" reaches 1' in problem.message
    assert 'narrow the range of "patience"' in problem.hint


def test_a_discount_that_is_an_expression_is_reported_where_it_stands() -> None:
    assert only("Government: {discount: patience}", "Government: {discount: ¦patience + 1}").code == "NS501"


# What follows from something else ---------------------------------------------------------------------------

WEAPONS = "weapons: {levels: [in_use, silent, handed_in]}"
REFORM = "reform: {levels: [refused, drafted, in_law]}"


def test_levels_listed_backwards() -> None:
    problem = only(WEAPONS, "weapons: {levels: ¦[handed_in, silent, in_use]}")
    assert (problem.code, problem.severity) == ("NS622", "warning")
    assert problem.message == '"weapons" starts at "handed_in", and nothing leads away from it'
    assert "lowest first" in problem.hint
    assert "start: in_use" in problem.hint


def test_a_wrong_start() -> None:
    problem = only(REFORM, REFORM.replace("}", ", start: ¦in_law}"))
    assert problem.code == "NS622"
    assert problem.hint.startswith("write start: refused")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("sets: {weapons: silent}", "sets: {weapons: up}"),
        (
            "when: weapons == in_use, sets: {weapons: silent}",
            "when: not done(enact), sets: {weapons: silent}",
        ),
        ("when: weapons == in_use, sets: {weapons: silent}", "sets: {weapons: any}"),
    ],
)
def test_a_start_that_something_leads_away_from(old: str, new: str) -> None:
    assert "NS622" not in [p.code for p in problems(changed(old, new)[0])]


def test_an_issue_that_nothing_sets() -> None:
    text, places = changed(WEAPONS, WEAPONS + "\n  place: {levels: [north, ¦south]}")
    (problem,) = problems(text.replace("value: 0.5", "value: value(place)"))
    assert (problem.code, problem.line, problem.column) == ("NS609", *places[0])
    assert problem.message == 'nothing ever sets "place": it always stays at "north"'


FIRST = "first: {require: {draft: weapons == handed_in}, binds: all}"


def test_a_sequence_that_contradicts_itself_is_one_problem() -> None:
    problem = only(FIRST, "first: {sequence: [enact, ¦draft, cease], binds: all}")
    assert problem.code == "NS513"
    assert problem.message.startswith(
        'once "enact" is made, reform is in_law; "draft" is possible only where reform == refused'
    )
    assert only(FIRST, "first: {sequence: [cease, resume, ¦hand_in], binds: all}").code == "NS513"


def test_what_is_wrong_besides_is_said_all_the_same() -> None:
    order = "first: {sequence: [cease, resume, hand_in], require: {enact: weapons == handed_in}, binds: all}"
    assert [p.code for p in problems(changed(FIRST, order)[0])] == ["NS513", "NS606"]


def test_a_package_that_contradicts_itself_is_one_problem() -> None:
    assert only(FIRST, "first: {together: [[hand_in, ¦cease, draft, enact]]}").code == "NS514"


def test_a_condition_that_never_holds_is_one_problem() -> None:
    never = "weapons == in_use and weapons == silent"
    assert only("war: {when: weapons == in_use", f"war: {{when: ¦{never}").code == "NS419"
    assert only(OUTCOME, f"truce: ¦{never}").code == "NS419"
    assert (
        only(FIRST, f"first: {{require: {{draft: ¦{never}, hand_in: reform == in_law}}, binds: all}}").code
        == "NS419"
    )


def test_a_move_by_nobody_known_is_one_problem() -> None:
    old = "enact: {by: [Government, Opposition]"
    text, _ = changed(old, "enact: {by: Rebels")
    text = text.replace(FIRST, "first: {require: {enact: weapons == handed_in}}")
    assert [p.code for p in problems(text)] == ["NS301"]


def test_the_same_condition_twice() -> None:
    problem = only(OUTCOME, OUTCOME + "\n  peace2: ¦weapons == handed_in  and reform == in_law")
    assert problem.code == "NS602"
    assert 'it has the same condition as "peace"' in problem.message


def test_moves_that_wait_for_one_another() -> None:
    problem = only(
        FIRST, "first: {¦require: {draft: weapons == handed_in, hand_in: reform == in_law}, binds: all}"
    )
    assert problem.code == "NS605"
    assert '"draft" waits for weapons == handed_in, which only "hand_in" brings about' in problem.message
    assert '"hand_in" waits for reform == in_law, which only "enact" brings about' in problem.message
    assert '"enact" waits for reform == drafted, which only "draft" brings about' in problem.message


def test_a_single_condition_that_nothing_brings_about_under_the_order() -> None:
    problem = only(FIRST, "first: {require: {¦enact: weapons == handed_in}, forbid: [cease]}")
    assert problem.code == "NS605"


# Payoffs ----------------------------------------------------------------------------------------------------

OPPOSITION = BASE[BASE.index("  Opposition:\n    shield") : BASE.index("outcomes:")]
PAYOFFS = BASE[BASE.index("payoffs:") : BASE.index("outcomes:")]


def test_a_party_that_is_only_paid_for_moves() -> None:
    text = BASE.replace(OPPOSITION, "")
    (problem,) = problems(text)
    assert (problem.code, problem.line, problem.column) == ("NS617", 5, 3)
    assert problem.message == '"Opposition" has no payoffs: it is only paid for moves ("resume")'


def test_no_payoffs_at_all() -> None:
    (problem,) = problems(BASE.replace(PAYOFFS, ""))
    assert (problem.code, problem.line) == ("NS617", 1)
    assert problem.message == "there are no payoffs: nobody has a reason to do anything"


def test_moves_that_pay_are_payoffs_enough() -> None:
    text = BASE.replace(PAYOFFS, "").replace(
        "sets: {weapons: handed_in}", "sets: {weapons: handed_in}, pays: {Opposition: 2}"
    )
    assert "there are no payoffs" not in str([p.message for p in problems(text)])


# Words ------------------------------------------------------------------------------------------------------


def test_a_countdown_in_words() -> None:
    text, _ = changed("sets: {weapons: silent}", "sets: {weapons: silent}, lasts: 400")
    (problem,) = [p for p in problems(text) if p.code in ("NS613", "NS614")]
    assert 'because "cease" lasts 400 periods the game has' in problem.message
    assert "times as many)" in problem.message
    assert not re.search(r"\d,\d", problem.message)


def test_the_last_line_names_the_codes() -> None:
    def found(*codes: str) -> list[Problem]:
        return [Problem("a.yaml", k, 1, "", code) for k, code in enumerate(codes, 1)]

    assert see_also(found()) == ""
    assert see_also(found("NS202", "NS202")) == "negsim explain NS202 says more"
    assert see_also(found("NS202", "NS201", "NS309")) == "negsim explain NS202 (or NS201, NS309) says more"
    assert see_also(found(*(f"NS20{k}" for k in range(1, 9)))).count("NS") == 5


def test_no_problems_in_words() -> None:
    assert ns.check(ns.loads(BASE, "a.yaml")).summary == "a.yaml: no problems found"
