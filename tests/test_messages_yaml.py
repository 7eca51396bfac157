"""What is said of slips in the notation: one message for each, where it was made, by either parser."""

import contextlib
from collections.abc import Iterator
from typing import Any

import pytest

import negsim as ns
from clock import within
from negsim.errors import Problem
from negsim.scenario.text import reader
from negsim.scenario.text.document import Document
from negsim.scenario.text.odd_spaces import odd_spaces
from negsim.scenario.text.reader import MAX_BYTES, read

BASE = """\
negsim: 1
title: "A freeze"
about: "Invented"
parties:
  North: {discount: 0.9, about: "Holds the programme"}
  South: {discount: 0.9, about: "Holds exercises"}
parameters:
  fear: {value: 2, range: [0, 6], about: "Cost of the exercises"}
issues:
  programme: {levels: [advancing, frozen]}
  exercises:
    levels: [held, paused]
    start: held
moves:
  freeze: {by: North, when: programme == advancing, sets: {programme: frozen}}
  pause:
    by: South
    when: exercises == held
    sets: {exercises: paused}
    pays: {South: -0.5}
payoffs:
  North:
    pride: {when: programme == advancing, value: 1}
    fear: {when: exercises == held, value: -fear}
  South:
    worry: {when: programme == advancing, value: -2}
    fear: {value: 1}
outcomes:
  settled: programme == frozen and exercises == paused
  truce: programme == frozen
  open: otherwise
goal: settled
orders:
  first:
    sequence:
      - freeze
      - pause
    binds: all
play: {periods: 4}
"""


def in_python(text: str) -> Iterator[Any]:
    from ruamel.yaml import YAML

    yield from YAML(typ="safe", pure=True).parse(text)


@pytest.fixture(params=["libyaml", "Python"])
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "Python":
        monkeypatch.setattr(reader, "_parser", in_python)
    return str(request.param)


def found(text: str) -> list[Problem]:
    """All that is said, errors and warnings."""
    try:
        return list(ns.loads(text, "f.yaml").warnings)
    except ns.ScenarioError as e:
        return sorted([*e.problems, *e.warnings])


def spoilt(old: str, new: str) -> tuple[str, int, int]:
    """The text with one passage replaced, and where the mark in the new passage stands."""
    assert BASE.count(old) == 1, old
    text = BASE.replace(old, new)
    at = text.index("¦")
    return text.replace("¦", ""), text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


def test_the_text_has_no_problems(parser: str) -> None:
    assert found(BASE) == []


# old passage, new one with a mark where the problem is, code, part of the message, part of the hint
SLIPS = {
    # Quotation marks
    "an open title": (
        'title: "A freeze"', 'title: ¦"A freeze', "NS104", '(") is never closed in its line', "close it"),
    "an open text before one in single quotes": (
        'about: "Invented"', "about: ¦'Invented\n# the North's view", "NS104", "(') is never closed", "''"),
    "an open text between braces": (
        '"Holds the programme"', '¦"Holds the programme', "NS104", '(") is never closed in its line',
        "close it"),
    "the last open text": (
        'about: "Cost of the exercises"', 'about: ¦"Cost of the exercises', "NS104",
        "never closed in its line", ""),
    "a quotation in a text": (
        '"Invented"', '"An "¦open" question"', "NS118", 'the text ends at the second "', '\\"'),
    "a quotation between braces": (
        '"Holds exercises"', '"Holds "¦heavy" exercises"', "NS118", 'the text ends at the second "',
        "single"),
    "an apostrophe": (
        '"Invented"', "'The North'¦s view'", "NS118", "the text ends at the second '", "write ''"),
    "words after a quotation": (
        '"Invented"', '"Invented" ¦by us', "NS118", "after a closing quotation mark", "all"),
    "typographic marks": (
        '"A freeze"', "“A freeze¦: talks”", "NS103", "typographic quotation marks",
        'write "A freeze: talks"'),
    "typographic marks between braces": (
        '"Holds exercises"', "¦„Holds, in turn, exercises“", "NS114", "typographic",
        '"Holds, in turn, exercises"'),
    "typographic marks around a title": (
        '"A freeze"', "¦“A freeze”", "NS123", "part of this text", '"A freeze"'),
    # Spaces
    "a no-break space after a colon": (
        "goal: settled", "goal:¦\u00a0settled", "NS124", "a no-break space", "ordinary"),
    "a no-break space in the margin": (
        "    by: South", "¦\u00a0\u00a0\u00a0\u00a0by: South", "NS124", "a no-break", ""),
    "a narrow space between braces": (
        "{periods: 4}", "{periods:¦\u202f4}", "NS124", "a narrow no-break space", ""),
    "a wide space in a list": ("[held, paused]", "[held,¦\u3000paused]", "NS124", "a wide space", ""),
    "a digit's space before a bracket": (
        "[held, paused]", "[held, paused¦\u2007]", "NS124", "a no-break", ""),
    "a space of no width": ("      - pause", "      -¦\u200b pause", "NS124", "a space of no width", ""),
    "a no-break space at the end": ("goal: settled", "goal: settled¦\u00a0", "NS124", "a no-break space", ""),
    # Indentation
    "a hyphen and a space between braces": (
        "value: -fear}", "value: ¦- fear}", "NS120", "cannot begin with a hyphen and a space", "write -fear"),
    "a hyphen and a space after a key": (
        "    start: held", "    start: ¦- held", "NS120", "cannot begin with a hyphen and a space", "-held"),
    "a list after a key": (
        "sequence:\n      - freeze\n      - pause", "together: ¦- [freeze, pause]", "NS120",
        "on a line of its own", "[a, b]"),
    "the first line too far left": (
        "  settled: p", "¦settled: p", "NS113", "lines 29 and 30 do not begin in the same column (0 and 2)",
        'if line 29 is part of "outcomes", indent it by two more'),
    "the first line one too far left": (
        "  freeze: {by", " ¦freeze: {by", "NS113",
        "lines 15 and 16 do not begin in the same column (1 and 2)",
        'if line 15 is part of "moves", indent it by one more'),
    "a line one too far right": (
        "  South: {disc", "   ¦South: {disc", "NS113",
        "lines 5 and 6 do not begin in the same column (2 and 3)",
        'if line 6 is part of "parties", indent it by one less'),
    "a line between two columns": (
        "  truce: pro", " ¦truce: pro", "NS113", "lines 29 and 30 do not begin in the same column (2 and 1)",
        'if line 30 is part of "outcomes", indent it by one more'),
    "something below a value": (
        "  North:\n    pride", "  North: -2\n    ¦pride", "NS113",
        '"North" in line 22 already has the value -2; nothing can stand below it', "below it too"),
    "one hyphen before one entry": (
        "  freeze: {by: North, when: programme == advancing, sets: {programme: frozen}}",
        "  ¦- freeze:\n    by: North\n    when: programme == advancing\n    sets: {programme: frozen}",
        "NS113", '"moves" begins as a list (with a hyphen) and goes on without', "take the hyphen away"),
    "no hyphen before one entry": (
        "      - pause", "      - pause\n      ¦go: on", "NS113", '"sequence" is a list (with hyphens)',
        "hyphen"),
    "keys beside what they are part of": (
        "    levels: [held, paused]\n    start: held", "  ¦levels: [held, paused]\n  start: held", "NS113",
        '"levels" and "start" are keys of an issue, and begin in the same column as "exercises"',
        "indent them by two more"),
    "one key beside what it is part of": (
        '  fear: {value: 2, range: [0, 6], about: "Cost of the exercises"}', "  fear:\n  ¦value: 2", "NS113",
        '"value" is a key of a parameter, and begins in the same column as "fear"', "indent it by two more"),
    "a section without a margin": (
        "play: {periods: 4}", "play:\n¦periods: 4", "NS113", '"periods" is a key of "play", and begins',
        "indent it"),
    "terms beside their party": (
        "    pride: {when: programme == advancing, value: 1}\n"
        "    fear: {when: exercises == held, value: -fear}",
        "  ¦pride: {when: programme == advancing, value: 1}\n  fear: {when: exercises == held, value: -fear}",
        "NS113", '"pride" and "fear" begin in the same column as "North"', "indent them"),
    "a party inside another one": (
        "  South:\n    worry", "    ¦South:\n    worry", "NS113",
        '"South" is a party, and stands inside "North"', "indent it by two less"),
    # Colons, hyphens and equals
    "no space between braces": (
        "{by: North", "{by¦:North", "NS119", 'a space is missing after "by:"', "write by: North"),
    "no space after a key": (
        "goal: settled", "goal¦:settled", "NS119", 'missing after "goal:"', "write goal: settled"),
    "no space after a key inside": (
        "    by: South", "    by¦:South", "NS119", 'missing after "by:"', "write by: South"),
    "no space before a quoted text": (
        'about: "Holds exercises"', 'about¦:"Holds exercises"', "NS119", 'missing after "about:"',
        "write about:"),
    "no space after a hyphen": (
        "- pause", "¦-pause", "NS119", "a space is missing after the hyphen", "write - pause"),
    "no space after hyphens": (
        "- freeze\n      - pause", "¦-freeze\n      -pause", "NS119", "missing after the hyphen", "- freeze"),
    "equals for a colon": (
        "goal: settled", "goal ¦= settled", "NS119", 'after "goal" stands =', "write goal: settled"),
    "equals without spaces": (
        "goal: settled", "goal¦=settled", "NS119", 'after "goal" stands =', "goal: settled"),
    "equals between braces": (
        "value: -fear}", "¦value=-fear}", "NS119", 'after "value" stands =', "write value: -fear"),
    "a key of the format after a key": (
        "programme: {levels: [advancing, frozen]}", "programme: levels¦: [advancing, frozen]", "NS103",
        'after "programme:" stands',
        "write programme: {levels: [advancing, frozen]}, or levels on a line of its own"),
    "a percent sign": ("goal: settled", "¦% the aim\ngoal: settled", "NS101", "a comment begins with #", "#"),
    "a percent sign at the beginning": (
        "negsim: 1", "¦% Talks\nnegsim: 1", "NS101", "may not begin with %", "#"),
    "a percent sign before a word": (
        "goal: settled", "¦%the aim\ngoal: settled", "NS101", "not begin with %", "#"),
    "a comma that is missing": (
        "{by: North, when:", "{by: North ¦when:", "NS105", 'a comma is missing before "when"',
        "commas separate"),
    "a semicolon": (
        "{by: North, when:", "{by: North¦; when:", "NS105", "a semicolon stands here", "commas separate"),
    # Commas
    "a decimal comma": ("value: 2,", "value: ¦2,5,", "NS114", "decimals have a point here: write 2.5", ""),
    "a range in round brackets": (
        "[0, 6]", "¦(0, 6)", "NS114", "a list stands in square brackets", "write [0, 6]"),
    "a value that a comma cuts": (
        '"Cost of the exercises"', "¦Cost, in all, of exercises", "NS114", "read in pieces: Cost, in all, of",
        '"Cost'),
    "a function that a comma cuts": (
        "value: -fear}", "value: ¦max(1, fear)}", "NS114", "pieces: max(1, fear)", "quotes"),
    "two conditions": (
        "{when: exercises == held, v", "{when: ¦exercises == held, programme == frozen, v", "NS114", "pieces",
        "and"),
    "a value without a key": (
        "held, value: -fear}", "held, ¦-fear}", "NS116", 'a key is missing before "-fear"',
        "write value: -fear"),
    "a name without a value": (
        "{South: -0.5}", "{South: -0.5, ¦North}", "NS116", '"North" has no value', "North: …"),
    "braces for a list": (
        "by: South", "by: {¦North, South}", "NS116", '"North" has no value', "square brackets"),
    # Comments, and keys that are there twice
    "a comment for a value": (
        "value: -fear}", "value: ¦#fear\n      }", "NS212", 'nothing stands after "value:", because a #',
        "take the #"),
    "a comment for a text": (
        'about: "Invented"', "about: ¦#1 of two", "NS115", "as a comment", "put it in quotes"),
    "a party twice": (
        "  South:\n    worry", "  ¦North:\n    worry", "NS111", '"North" is there twice', "another party"),
    # Signs
    "a question mark": ('"Invented"', "¦? perhaps", "NS117", "may not begin with ?", "quotes"),
    "a bracket that is never closed": (
        "play: {periods: 4}", "play: ¦{periods: 4, final", "NS105", "is never closed", "close it with }"),
    "no key between braces": (
        "{South: -0.5}", "{South: -0.5, ¦: 2}", "NS105", "a key or a value is expected", "missing"),
}  # fmt: skip

# What only libyaml refuses
LENIENT = {"no key between braces", "no space before a quoted text"}


@pytest.mark.parametrize("name", SLIPS)
def test_one_slip_is_one_message_where_it_was_made(name: str, parser: str) -> None:
    old, new, code, message, hint = SLIPS[name]
    if name in LENIENT and parser == "Python":
        return
    text, line, column = spoilt(old, new)
    problems = found(text)
    shown = "\n".join(p.shown() for p in problems)
    assert [(p.code, p.line, p.column) for p in problems] == [(code, line, column)], shown
    assert message in problems[0].message
    assert hint in problems[0].hint
    assert '""' not in problems[0].hint


JARGON = ("scanning", "parsing", "token", "scalar", "expected <", "indicator", "blank", "mend", "_North")


def test_no_message_speaks_as_the_parser_does(parser: str) -> None:
    for old, new, *_ in SLIPS.values():
        for p in found(spoilt(old, new)[0]):
            said = f"{p.message} {p.hint}"
            assert not [word for word in JARGON if word in said], said


# What must not be taken for a slip --------------------------------------------------------------------------

FINE = {
    "a text of several lines": ('"Invented"', '"Invented,\n  in 1994"'),
    "a text of several lines between braces": ('"Holds exercises"', '"Holds\n    exercises"'),
    "a text of several lines with a colon": ('"Invented"', '"Invented\n  note: by us"'),
    "a no-break space in quotes": ('"Invented"', '"Invented:\u00a0by us\u00a0"'),
    "a no-break space in prose": ('"Invented"', "Invented:\u00a0by\u00a0us, and\u00a0others"),
    "a no-break space in a comment": ("goal: settled", "goal: settled # so:\u00a0it is"),
    "a no-break space in a long text": ('"Invented"', ">-\n  \u00a0Invented\n  by:\u00a0us"),
    "a no-break space in a quoted line": ('"Invented"', '"Invented\n  \u00a0by:\u00a0us"'),
    "typographic marks in a text": ('"Invented"', "“Invented” by “us”"),
    "typographic marks in quotes": ('"Invented"', '"“Invented”"'),
    "a minus over two lines": ("value: -fear}", "value:\n      -fear\n      - 1}"),
    "a comment after a section": ("payoffs:", "payoffs: # per period"),
    "a line separator in prose": ('"Invented"', "Invented\u2028by us, \u2029in\x851994"),
    "a line separator in a comment": ("goal: settled", "goal: settled # so\u2028it: is"),
    "a line separator at the end of a line": ("goal: settled", "goal: settled\u2028"),
    "a line separator between braces": ("{by: North, when", "{by: North,\u2028when"),
    "a tab after a colon": ("goal: settled", "goal:\tsettled"),
    "a tab before a quoted text": ('"Invented"', '\t"Invented"'),
    "a tab before a comment": ("goal: settled", "goal: settled\t# the aim"),
    "a tab at the end of a line": ("goal: settled", "goal: settled\t"),
    "a tab in a text": ('"Invented"', "Invented\tby us"),
    "a tab in a long text": ('"Invented"', "|\n  Invented\n  \tby us"),
    "nothing that is written": ('about: "Invented"', "about: null"),
    "null in quotes": ("[held, paused]", '[held, paused, "null"]'),
    "a level that is called as a key": ("[held, paused]", "[held, start]"),
}  # fmt: skip


@pytest.mark.parametrize("name", FINE)
def test_what_is_no_slip(name: str, parser: str) -> None:
    old, new = FINE[name]
    text = BASE.replace(old, new)
    assert text != BASE
    if name == "a level that is called as a key":
        text = text.replace("paused", "start")
    assert found(text) == []


def test_names_that_are_keys_of_the_format_stay_where_they_are() -> None:
    text = BASE.replace("  fear: {value: 2,", "  name: {value: 1}\n  unit: {value: 1}\n  fear: {value: 2,")
    assert not [p for p in found(text) if p.code == "NS113"]


# The rest is looked at --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('title: "A freeze"', 'title: "A freeze', "NS104"),
        ("goal: settled", "goal:\u00a0settled", "NS124"),
        ("goal: settled", "goal = settled", "NS119"),
        ("{by: North", "{by:North", "NS119"),
        ("- pause", "-pause", "NS119"),
        ("goal: settled", "% the aim\ngoal: settled", "NS101"),
        ("value: -fear}", "value: - fear}", "NS120"),
        ("    start: held", "  start: held", "NS304"),
    ],
)
def test_what_is_corrected_in_reading_lets_the_rest_be_looked_at(
    old: str, new: str, code: str, parser: str
) -> None:
    problems = found(BASE.replace(old, new).replace("periods: 4", "periods: soon"))
    assert "NS205" in [p.code for p in problems]
    assert any(p.severity == "error" and p.code == code for p in problems) or code == "NS304"


def test_keys_that_were_put_in_their_place_are_known_there() -> None:
    text = BASE.replace(
        "    levels: [held, paused]\n    start: held", "  levels: [held, paused]\n  start: hold"
    )
    problems = found(text)
    assert [(p.code, p.line, p.column) for p in problems] == [("NS113", 12, 3), ("NS304", 13, 10)]


@pytest.mark.parametrize("inner", ["goal:\tsettled", 'goal: "a\tb"', "goal: settled"])
def test_of_tabs_only_those_that_indent_are_slips(inner: str, parser: str) -> None:
    text = BASE.replace("goal: settled", inner).replace("    by: South", "\tby: South")
    assert [(p.code, p.line, p.column) for p in found(text)] == [("NS102", 17, 1)]


def test_one_place_has_one_problem_of_a_kind(parser: str) -> None:
    problems = found(BASE.replace("parties:\n", "parties:after: 2000\n"))
    assert [(p.code, p.line, p.column) for p in problems] == [("NS119", 4, 8)]


@pytest.mark.parametrize("word", ["null", "~", "NULL"])
def test_null_is_no_name(word: str, parser: str) -> None:
    problems = found(BASE.replace("  truce:", f"  {word}:"))
    assert [(p.code, p.line, p.column) for p in problems] == [("NS208", 30, 3)]
    assert "nothing in YAML" in problems[0].message
    [problem] = found(BASE.replace('title: "A freeze"', f"title: {word}"))
    assert (problem.code, problem.line, problem.column, problem.length) == ("NS212", 2, 8, len(word))


def test_two_slips_are_two_messages(parser: str) -> None:
    text = BASE.replace("{by: North", "{by:North").replace("goal: settled", "goal:settled")
    assert [(p.code, p.line) for p in found(text)] == [("NS119", 15), ("NS119", 32)]


def test_odd_spaces_are_named_a_run_each() -> None:
    document = Document("f", "a:\u00a0\u00a0b\n\u00a0c: [d,\u3000e]\n")
    assert [document.text[begin:end] for begin, end in odd_spaces(document)] == [
        "\u00a0\u00a0",
        "\u00a0",
        "\u3000",
    ]


# Much of it -------------------------------------------------------------------------------------------------

MUCH = {
    "odd spaces": "a:\u00a0[b,\u00a0c]\n",
    "odd spaces in one line": "a\u00a0",
    "open quotation marks": 'a: "b\nc: d\n',
    "open quotation marks in one line": "a: 'b' 'c ",
    "words between braces": "b, ",
    "keys without spaces": "b:c, ",
    "hyphens": "- - ",
    "equals": "a = b\n",
    "percent signs": "%a\n",
    "comments for values": "- a: #b\n",
    "typographic marks": "- title: “b”\n",
    "empty entries": "b:\nlevels: x\n",
    "colons": "a: b: c\n",
    "deeper and deeper": "a\n b\n  c: d\n",
    "round brackets": "b: (1, ",
}


@pytest.mark.parametrize("before", ["", "{"])
@pytest.mark.parametrize("name", MUCH)
def test_much_of_it_does_not_take_long(name: str, before: str) -> None:
    text = before + MUCH[name] * (MAX_BYTES // 2 // len(MUCH[name].encode()))
    with within(2), contextlib.suppress(ns.ScenarioError):
        read(text)


LONG = {
    "spaces before a second colon": "a: b\n" + " " * 500_000 + "x: y: z\n",
    "hyphens before a colon": "a: x\n  " + "- " * 250_000 + "\n b: c\n",
    "spaces after an open quotation mark": 'a: "' + " " * 500_000 + ": b\n",
    "a word before a colon": "a: {b: " + "c" * 500_000 + "! d: e}\n",
    "values with a minus in one line": "a: {" + "".join(f"k{k}: -b, " for k in range(40_000)) + "}\n",
    "a text of many lines": 'a: "' + "\nb: c" * 100_000 + '" x: "\n',
    "equals far away": "a: 1\n" + "b" * 500_000 + " c\n",
    "a deep line": "a: 1\n" + " " * 500_000 + "b: 2\n",
    "lines without a key": "a: 1\n" + "  # b\n" * 80_000 + " c: d\n",
}


@pytest.mark.parametrize("name", LONG)
def test_long_lines_do_not_take_long(name: str) -> None:
    with within(2), contextlib.suppress(ns.ScenarioError):
        read(LONG[name])
