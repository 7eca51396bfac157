"""What is said of keys, values and names: one message for one slip, at its place, with what to write."""

from typing import Any

import pytest

import negsim as ns
from negsim.scenario.shape.numerals import number_meant
from negsim.scenario.shape.remedies import range_remedy
from negsim.scenario.shape.spelling import as_name

MARK = "¦"

DISPUTE = """\
negsim: 1
title: "Weapons and a reform"
sources:
  report2016: "A report, 2016."
parties:
  GOV: {name: "The Government", discount: patience}
  OPP: {name: "Armed Opposition", discount: patience, source: report2016}
parameters:
  patience: {value: 0.9, range: [0.5, 0.98]}
  war:
    value: 2
    range: [0, 4]
issues:
  weapons: {levels: [in_use, silent, handed_in], start: in_use}
  reform:
    levels: [refused, drafted, in_law]
    values: [0, 1, 2]
moves:
  cease: {by: OPP, when: weapons == in_use, sets: {weapons: silent}}
  hand_in: {by: OPP, when: weapons == silent, sets: {weapons: handed_in}}
  draft:
    by: GOV
    when: reform == refused
    sets: {reform: drafted}
    pays: {GOV: -0.1}
  enact:
    by: [GOV, OPP]
    when: reform == drafted
    sets: {reform: in_law}
events:
  clash:
    when: weapons == in_use
    draws:
      - probability: 0.05
        pays: {GOV: -1, OPP: -2}
payoffs:
  GOV:
    war: {when: weapons == in_use, value: -war}
    reform: {when: reform == in_law, value: -1}
  OPP:
    hope:
      when: reform == in_law
      value: 3
outcomes:
  peace: weapons == handed_in and reform == in_law
  war: otherwise
goal: peace
tables:
  bilateral: [GOV, OPP]
orders:
  weapons_first:
    table: bilateral
    require: {draft: weapons == handed_in}
    binds: all
  package:
    together:
      - [cease, hand_in, draft, enact]
play:
  periods: 10
  final: forever
"""


def whole(section: str) -> str:
    """A section of the file, with all that stands in it."""
    lines = DISPUTE[DISPUTE.index(f"\n{section}:") + 1 :].splitlines(keepends=True)
    end = next((k for k, line in enumerate(lines) if k and not line.startswith(" ")), len(lines))
    return "".join(lines[:end])


def problems(text: str) -> list[ns.Problem]:
    try:
        return list(ns.loads(text).warnings)
    except ns.ScenarioError as error:
        return [*error.problems, *error.warnings]


def changed(old: str, new: str) -> tuple[str, tuple[int, int]]:
    assert DISPUTE.count(old) >= 1, old
    text = DISPUTE.replace(old, new, 1)
    at = text.index(MARK) if MARK in text else 0
    text = text.replace(MARK, "", 1)
    return text, (text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at))


TOGETHER = "      - [cease, hand_in, draft, enact]\n"
DRAWS = "    draws:\n      - probability: 0.05\n        pays: {GOV: -1, OPP: -2}\n"

#  what is replaced, by what, with a mark at the place; the code; words of the message; words of the hint
SLIPS: list[tuple[str, str, str, str, str]] = [
    # 1: sections
    (whole("issues"), "", "NS202", 'the section "issues" is missing', "issues: {border: {levels:"),
    (whole("play"), "", "NS202", 'the section "play" is missing', "left margin: play: {periods: 10}"),
    (whole("parties"), "", "NS202", 'the section "parties" is missing', "{discount: 0.9}"),
    ("negsim: 1\n", "", "NS202", '"negsim" is missing', "negsim: 1 as the first line"),
    # 2: whole numbers
    ("periods: 10", "periods: ¦10,000", "NS205", "whole number, such as 10;", "write 10000: digits are not"),
    ("periods: 10", "periods: ¦10.000", "NS205", "whole number", "write 10000"),
    ("periods: 10", "periods: ¦12,5", "NS205", "whole number", "write 12 or 13"),
    ("periods: 10", "periods: ¦8 years", "NS205", "whole number", "write 8"),
    ("periods: 10", "periods: ¦infinite", "NS205", "whole number", "final: forever"),
    ("value: 2\n", "value: ¦2.000\n", "NS220", "2.000 is read as 2", "write 2000 if"),
    # 3: what refers to names
    ("by: [GOV, OPP]", "by: ¦GOV and OPP", "NS301", "not a party", "write by: [GOV, OPP]"),
    ("by: [GOV, OPP]", "by: ¦GOV, OPP", "NS301", "not a party", "write by: [GOV, OPP]"),
    ("by: [GOV, OPP]", "by: ¦GOV/OPP", "NS301", "not a party", "write by: [GOV, OPP]"),
    ("by: [GOV, OPP]", "by: ¦GOV + OPP", "NS301", "not a party", "write by: [GOV, OPP]"),
    ("by: GOV", "by: ¦The Government", "NS301", 'did you mean "GOV" (The Government)?', ""),
    ("by: GOV", "by: ¦armed opposition", "NS301", 'did you mean "OPP" (Armed Opposition)?', ""),
    ("source: report2016", "source: ¦Report 2016", "NS308", 'did you mean "report2016"?', ""),
    ("start: in_use", "start: ¦0", "NS304", "level", "lowest first: in_use, silent, handed_in"),
    ("{reform: drafted}", "{reform: ¦1}", "NS304", "level", "lowest first: refused, drafted, in_law"),
    ("{reform: drafted}", "{¦the reform: drafted}", "NS303", 'did you mean "reform"?', ""),
    ("[cease, hand_in,", "[cease, ¦hand-in,", "NS305", 'did you mean "hand_in"?', ""),
    ("[refused, drafted", "[¦refused drafted", "NS208", "not a name", "several levels, put commas between"),
    # 4: names
    ("play:", "tables2: {}\nplay:", "NS201", 'did you mean "tables"?', ""),
    (
        "  weapons: {levels",
        "  ¦the réforme: {levels: [a]}\n  weapons: {levels",
        "NS208",
        "letters a to z without accents, digits and _",
        'write the_reforme; what it stands for can be said under "about"',
    ),
    (
        "  cease: {",
        "  ¦Größe 2: {by: OPP}\n  cease: {",
        "NS208",
        "not a name",
        "write Groesse_2; its full name can stand",
    ),
    ("  cease: {", "  ¦휴전: {by: OPP}\n  cease: {", "NS208", "not a name", "choose another name"),
    # 5: ranges
    ("range: [0, 4]", "range: ¦[4]", "NS214", "two numbers, least and greatest; found one", "write [0, 4]"),
    ("range: [0, 4]", "range: ¦(0, 6)", "NS210", "two numbers, least and greatest", "write [0, 6]"),
    ("range: [0, 4]", "range: ¦[0-4]", "NS214", "found one", "write [0, 4]"),
    ("range: [0, 4]", "range: ¦0 to 4", "NS210", "two numbers", "write [0, 4]"),
    ("range: [0, 4]", "range: ¦0.5-0.98", "NS210", "two numbers", "write [0.5, 0.98]"),
    ("range: [0, 4]", "range: ¦0..4", "NS210", "two numbers", "write [0, 4]"),
    ("range: [0, 4]", "range: ¦[0,5, 6,5]", "NS215", "found 4", "write [0.5, 6.5]: decimals have a point"),
    (
        "range: [0, 4]",
        "range: [0, ¦4%]",
        "NS204",
        'the second number of "range" must be a number',
        "write 0.04",
    ),
    # 6: lists of names
    (
        "by: [GOV, OPP]",
        "by: [¦GOV; OPP]",
        "NS301",
        "not a party",
        "GOV, OPP: commas separate names, not semicolons",
    ),
    ("by: [GOV, OPP]", "by: ¦{GOV: 1}", "NS211", "a party, a list of parties such as [a, b], or table", ""),
    # 7: packages
    (
        TOGETHER,
        "      ¦- cease\n      - hand_in\n",
        "NS210",
        "each in brackets of its own",
        "write [[cease, hand_in]]",
    ),
    (
        "    together:\n" + TOGETHER,
        "    together: ¦[cease, hand_in]\n",
        "NS210",
        "a list of packages",
        "write [[cease, hand_in]]",
    ),
    # 8: lines "key: value"
    ("{weapons: silent}}", "¦weapons == silent}", "NS209", "sets", "write sets: {weapons: silent}"),
    ("pays: {GOV: -0.1}", "pays: ¦-0.1", "NS209", "pays", "write pays: {GOV: -0.1}"),
    ("{when: reform == in_law, value: -1}", "¦-war", "NS209", "reform", "write reform: {value: -war}"),
    (
        "  weapons: {levels: [in_use, silent, handed_in], start: in_use}",
        "  weapons: ¦[in_use, silent, handed_in]",
        "NS209",
        "weapons",
        "write weapons: {levels: [in_use, silent, handed_in]}",
    ),
    (
        "  package:\n    together:\n" + TOGETHER,
        "  mine: ¦[draft, enact]\n",
        "NS209",
        "mine",
        "write mine: {sequence: [draft, enact]}",
    ),
    (
        "  package:\n    together:\n" + TOGETHER,
        "  mine: ¦draft, enact\n",
        "NS209",
        "mine",
        "write mine: {sequence: [draft, enact]}",
    ),
    (
        "require: {draft: weapons == handed_in}",
        "require: ¦weapons == handed_in",
        "NS209",
        "require",
        "name the move: {cease: weapons == handed_in}",
    ),
    (whole("parties"), "parties: ¦[GOV, OPP]\n", "NS209", "parties", "GOV: {discount: 0.9}"),
    # 9: one slip, an unknown key and a missing one
    ("    by: GOV\n", "    ¦from: GOV\n", "NS201", 'unknown key "from" of "draft"; did you mean "by"?', ""),
    ("    by: GOV\n", "    ¦whose: GOV\n", "NS201", '"whose" is not a key of a move; it is called "by"', ""),
    ("      value: 3", "      ¦payoff: 3", "NS201", 'did you mean "value"?', ""),
    ("      value: 3", "      ¦quantity: 3", "NS201", 'not a key of a payoff term; it is called "value"', ""),
    ("play:\n", "¦Play:\n", "NS201", 'did you mean "play"?', ""),
    (
        DRAWS,
        "    probability: 0.05\n    pays: {GOV: -1}\n",
        "NS202",
        '"draws" is missing',
        "draws: [{probability: 0.05",
    ),
    # 10: keys
    ("    table: bilateral\n", "    ¦when: weapons == silent\n", "NS201", 'did you mean "require"?', ""),
    ("    table: bilateral\n", "    ¦by: GOV\n", "NS201", 'did you mean "proposed_by"?', ""),
    ("    table: bilateral\n", "    ¦cost: {GOV: -1}\n", "NS201", 'did you mean "opens"?', ""),
    ("    table: bilateral\n", "    ¦zebra: 1\n", "NS201", "require, sequence, together, forbid", ""),
    ("    pays: {GOV: -0.1}", "    ¦cost: {GOV: -0.1}", "NS201", 'did you mean "pays"?', ""),
    ("    sets: {reform: drafted}", "    ¦effect: {reform: drafted}", "NS201", 'did you mean "sets"?', ""),
    # 11: numbers
    ("value: 2\n", "value: ¦3 Mio\n", "NS204", "must be a number", "write 3000000; or 3, and unit: Mio"),
    ("value: 2\n", "value: ¦ca. 2\n", "NS204", "must be a number", "write 2"),
    ("value: 2\n", "value: ¦2/3\n", "NS204", "must be a number", "write 0.667"),
    ("value: 2\n", "value: ¦½\n", "NS204", "must be a number", "write 0.5"),
    # 12: words
    (
        "periods: 10",
        "turns: ¦alternating\n  periods: 10",
        "NS213",
        "must be sequential or rotating; found",
        "",
    ),
    (
        "final: forever",
        "final: ¦deadline",
        "NS213",
        "must be forever, stop, or a payoff for each party",
        "write stop",
    ),
    # 13: levels in their order
    ("{weapons: silent}}", "{weapons: ¦gone}}", "NS304", "its levels: in_use, silent, handed_in", ""),
    ("when: reform == refused", "when: reform == ¦gone", "NS304", "its levels: refused, drafted, in_law", ""),
    # 14: everybody, and tables
    ("by: [GOV, OPP]", "by: ¦both", "NS301", "not a party", "write by: [GOV, OPP]"),
    ("pays: {GOV: -0.1}", "pays: {¦all: -0.1}", "NS301", "not a party", "{GOV: …, OPP: …}"),
    (
        "by: [GOV, OPP]",
        "by: ¦bilateral",
        "NS301",
        "not a party",
        "write by: table, and table: bilateral in the order",
    ),
    # 15: goals
    (
        "goal: peace",
        "goal: ¦weapons == handed_in and reform == in_law",
        "NS309",
        "the goal is the name of an outcome, not a condition",
        "write goal: peace",
    ),
    # 16: numbers of levels
    (
        "values: [0, 1, 2]",
        "values: ¦[0, 1]",
        "NS505",
        '"reform" has 3 levels, but "values" gives 2 numbers',
        "each level",
    ),
    ("values: [0, 1, 2]", "values: ¦[0,5, 1, 2]", "NS505", '"values" gives 4 numbers', "with a point: 0.5"),
    # 17: what is wrong for want of a section
    (whole("parameters"), "", "NS402", 'there is no section "parameters"', ""),
    # 18: conditions
    (
        "when: reform == refused",
        "when: ¦[reform == refused, weapons == silent]",
        "NS211",
        '"when"',
        "a condition is one text: write reform == refused and weapons == silent",
    ),
    # 20: words
    ("[cease, hand_in, draft", "[cease, hand_in, ¦cease", "NS312", '"cease" is there twice', "keep one"),
    ("  cease: {", "  ¦table: {by: OPP}\n  cease: {", "NS310", "word of the format", "choose another name"),
]


@pytest.mark.parametrize(
    ("old", "new", "code", "message", "hint"), SLIPS, ids=[f"{k}-{s[2]}" for k, s in enumerate(SLIPS)]
)
def test_one_slip_is_one_message(old: str, new: str, code: str, message: str, hint: str) -> None:
    text, place = changed(old, new)
    found = problems(text)
    if code == "NS402":  # the section is missing: one message for all that refer to it
        assert [p.code for p in found] == ["NS402"]
    assert [p.code for p in found] == [code], "\n".join(p.shown() for p in found)
    assert message in found[0].message
    assert hint in found[0].hint
    assert bool(hint) <= bool(found[0].hint)
    if MARK in new:
        assert (found[0].line, found[0].column) == place
    for word in ("mapping", "scalar", "blank", "mend", "'"):
        assert word not in found[0].message + found[0].hint


def test_the_dispute_itself_has_no_problems() -> None:
    assert problems(DISPUTE) == []


# Numbers, ranges and names ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("1.000,50", "write 1000.50"),
        ("1,000.50", "write 1000.50"),
        ("1'000", "write 1000"),
        ("1\u202f000", "write 1000"),
        ("1\u00a0000", "write 1000"),
        ("5 %", "write 0.05"),
        ("5,5%", "write 0.055"),
        ("½", "write 0.5"),
        ("2½", "write 2.5"),
        ("2/3", "write 0.667"),
        ("$2", "write 2"),
        ("2 €", "write 2"),
        ("~2", "write 2"),
        ("3 Mrd", "write 3000000000"),
        ("−3,5", "write -3.5"),
        ("0,125", "write 0.125:"),
        ("10,000", "write 10000: digits are not grouped here; or 10.000"),
        ("–3", "write -3"),
        ("2 weeks", "write 2"),
        ("1/0", ""),
        ("lots", ""),
        ("9" * 5000, ""),
        ("²", ""),
        ("", ""),
        ("1 2 3", ""),
        ("-", ""),
    ],
)
def test_the_number_that_was_meant(given: str, meant: str) -> None:
    said = number_meant(given, whole=False)
    assert said.startswith(meant)
    assert bool(said) == bool(meant)


@pytest.mark.parametrize(
    "given", ["10,000", "10.000", "10 000", "1.000.000", "12,5", "12.5", "8 years", "5%"]
)
def test_a_whole_number_is_never_written_with_a_point(given: str) -> None:
    said = number_meant(given, whole=True)
    assert "." not in said
    assert bool(said) == (given != "5%")


def test_ranges_that_nobody_can_guess() -> None:
    for given in ("lots", "", [], ["a"], ["1", "2", "3"], "9" * 5000, "1-2-3", {"a": 1}):
        assert range_remedy(given).startswith("write [least, greatest]")


def test_names_without_accents() -> None:
    for given, name in [
        ("Übergang", "Uebergang"),
        ("São Tomé", "Sao_Tome"),
        ("2nd", "_2nd"),
        ("e\u0301", "e"),
    ]:
        assert as_name(given, ("tables", given), at_key=True) == f"write {name}"
    for given in ("!", "평화", "yield!", "table ", "x" * 10**6 + "é"):
        assert "choose another name" in as_name(given, ("tables", given), at_key=True) or len(given) > 99


# Numbers with a point ---------------------------------------------------------------------------------------


def test_three_decimals_are_no_groups_where_they_are_the_custom() -> None:
    for value, least, most, warned in [
        ("1.000", "0.125", "4.000", 0), ("0.125", "0", "4", 0), ("0.000", "-1", "4", 0),
        ("2.000", "1", "3.000", 2), ("2.500", "0", "4", 0), ("2.0", "0", "4", 0),
    ]:  # fmt: skip
        text = DISPUTE.replace("value: 2\n", f"value: {value}\n").replace("[0, 4]", f"[{least}, {most}]")
        assert [p.code for p in problems(text)] == ["NS220"] * warned


def test_whole_numbers_may_have_a_decimal_nought() -> None:
    assert ns.loads(DISPUTE.replace("periods: 10", "periods: 10.0")).play.periods == 10
    for key in ("lasts", "after"):
        text = DISPUTE.replace("    by: GOV\n", f"    by: GOV\n    {key}: 1.000\n")
        assert [p.code for p in problems(text)] == ["NS205"]


# Names that stand for nothing, many times -------------------------------------------------------------------


def test_a_missing_section_is_said_once() -> None:
    (problem,) = problems(DISPUTE.replace(whole("moves"), ""))
    assert problem.code == "NS305"
    assert 'there is no section "moves"; 5 places refer to moves: "draft"' in problem.message
    (problem,) = problems(DISPUTE.replace(whole("outcomes"), ""))
    assert problem.message == '"peace" is not an outcome; there is no section "outcomes"'
    (problem,) = problems(DISPUTE.replace(whole("moves"), "moves: {}\n"))
    assert 'the section "moves" is empty' in problem.message


def test_the_same_unknown_name_is_said_once_if_it_occurs_often() -> None:
    text = DISPUTE.replace("by: GOV", "by: GVO").replace("pays: {GOV", "pays: {GVO")
    assert [p.code for p in problems(text)] == ["NS301"] * 3
    (problem,) = problems(text.replace("bilateral: [GOV", "bilateral: [GVO"))
    assert problem.line == DISPUTE[: DISPUTE.index("by: GOV")].count("\n") + 1
    assert 'did you mean "GOV"?' in problem.message
    assert problem.hint == "the same in 3 other places: lines 25, 35, 49"


def test_without_a_text_only_the_number_of_places_is_said() -> None:
    data = ns.loads(DISPUTE).model_dump(exclude_defaults=True)
    for move in data["moves"].values():
        move["by"] = "GVO"
    with pytest.raises(ns.ScenarioError) as caught:
        ns.Scenario.from_data(data)
    assert [p.hint for p in caught.value.problems] == ["the same in 3 other places"]


def test_what_was_lost_with_its_section_is_not_unknown() -> None:
    text = DISPUTE.replace(whole("outcomes"), "outcomes:\n  - peace: weapons == silent\n  - war: otherwise\n")
    (problem,) = problems(text)
    assert (problem.code, problem.hint) == ("NS209", "leave out the hyphens")


# Data from Python -------------------------------------------------------------------------------------------


LONG = {
    "up": 10**5000,
    "down": -(10**5000),
    "list": [10**5000],
    "key": {10**5000: 1},
    "value": {"a": 10**5000},
}


PLACES = (
    "title parties parties.GOV moves.cease.by moves.cease.sets moves.cease.pays issues.weapons goal play "
    "issues.weapons.levels parameters.war.range orders.package.together payoffs.GOV payoffs.GOV.war "
    "play.periods play.final"
)


@pytest.mark.parametrize("number", LONG.values(), ids=LONG)
@pytest.mark.parametrize("path", PLACES.split())
def test_numbers_that_python_cannot_write_are_refused(path: str, number: Any) -> None:
    data = ns.loads(DISPUTE).model_dump(exclude_defaults=True)
    *steps, last = path.split(".")
    here = data
    for step in steps:
        here = here[step]
    here[last] = number
    with pytest.raises(ns.NegsimError):
        ns.Scenario.from_data(data)


def test_very_many_unknown_keys_and_names_are_counted() -> None:
    text = DISPUTE + "".join(f"k{k}: 1\n" for k in range(20_000))
    with pytest.raises(
        ns.ScenarioError, match=r"and 19,5\d\d more problems, which are listed once these are corrected"
    ):
        ns.loads(text)
    packages = ", ".join(f"m{k}" for k in range(20_000))  # each looked at once, not once for every other
    with pytest.raises(ns.ScenarioError, match="together"):
        ns.loads(DISPUTE.replace("    together:\n" + TOGETHER, f"    together: [{packages}]\n"))
    moves = "".join(f"  m{k}: {{by: [GOV and nobody{k}, N{k}]}}\n" for k in range(990))
    with pytest.raises(ns.ScenarioError, match="more problems"):
        ns.loads(DISPUTE.replace("moves:\n", "moves:\n" + moves))
