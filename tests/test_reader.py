"""Reading a text: where everything stands, what is found at once, how much and how fast."""

import json
import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import negsim as ns
from clock import within
from negsim.errors import Problem, nearest
from negsim.scenario.text.escapes import content_place
from negsim.scenario.text.reader import MAX_BYTES, read

BASE = (
    "negsim: 1\ntitle: t\nparties: {A: {}}\nissues: {x: {levels: [low, high]}}\n"
    "parameters: {threat: {value: 1}}\nplay: {periods: 1, final: stop}\n"
)
TERM = BASE + "payoffs:\n  A:\n    t:\n      value: "


def places(text: str) -> list[tuple[str, int, int]]:
    with pytest.raises(ns.ScenarioError) as caught:
        ns.loads(text, "f.yaml")
    return [(p.code, p.line, p.column) for p in caught.value.problems]


# Where a character of a value stands in the text ------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "offset", "found"),
    [
        ("plain text", 6, "t"),
        ("'it''s here'", 5, "h"),
        (r'"a \"b\" c"', 7, "c"),
        (r'"\u00e9\x41\t z"', 4, "z"),
        ('"one\n    two"', 4, "t"),
        ('"one \\\n    two"', 4, "t"),
        ("one\n    two", 4, "t"),
        ("'one\r\n    two'", 4, "t"),
        ("|\n    one\n    two", 4, "t"),
        (">-\n\n    one\n    two", 5, "t"),
        ("short", 50, "t"),
        ("''", 0, "'"),
    ],
)
def test_a_character_is_found_through_quotes_and_folds(text: str, offset: int, found: str) -> None:
    assert text[content_place(text, 0, len(text), offset)] == found


@pytest.mark.parametrize(
    ("value", "line", "column"),
    [
        ("1 + ¦thraet", 10, 18),
        ("'1 + ¦thraet'", 10, 19),
        ('"1 + ¦thraet"', 10, 19),
        (r'"\u0031 + ¦thraet"', 10, 24),
        ("\n        1 +\n        ¦thraet", 12, 9),
        (">-\n        1 +\n        ¦thraet", 12, 9),
        ("|\n        1 +\n\n        ¦thraet", 13, 9),
        ('"1 + \\\n         ¦thraet"', 11, 10),
        ('"1 + \\\n\n         ¦thraet"', 12, 10),
        ("|\n        1 +\n          ¦thraet", 12, 11),
        ("|\n\n        1 +\n        ¦thraet", 13, 9),
        ("|2\n             ¦thraet", 11, 14),
        ("\n        |2\n             ¦thraet", 12, 14),
        (">\n        1 +\n          ¦thraet", 12, 11),
        (">\n        1 +\n\n          2 +\n\n        ¦thraet", 15, 9),
    ],
)
def test_an_unknown_name_is_found_wherever_it_is_written(value: str, line: int, column: int) -> None:
    found = places(TERM + value.replace("¦", "") + "\n")
    assert found == [("NS402", line, column)]


WORDS = ("a", "bc", "é", "평화", "1 + 2", "- d", "x:y", "u\u2028v", "#e", "'", '"', "\t", "f\tg", "")
ESCAPES = {r"\"": '"', r"\\": "\\", r"\u00e9": "é", r"\x41": "A", r"\U0001f54a": "🕊", r"\n": "\n", r"\ ": " "}
BEFORE = (
    "k: ",
    "- k: ",
    "- - ",
    "l:\n- ",
    "k:\n  - ",
    "- k: # c\n     ",
    "k:\n  l:\n    - m: ",
    "k:\n\n  # c\n  ",
    "",
)


def scalars(chance: random.Random, count: int) -> Iterator[str]:
    """Texts with one value that takes several lines, of all the kinds that YAML has; not all are YAML."""
    for _ in range(count):
        before, kind = chance.choice(BEFORE), chance.choice(["", "'", '"', "|", ">"])
        deep = chance.randint(7, 9)
        lines = [
            " ".join(chance.choices(WORDS, k=chance.randint(0, 3))) if chance.random() < 0.7 else ""
            for _ in range(chance.randint(1, 6))
        ]
        if kind == "'":
            lines = [line.replace("'", "''") for line in lines]
        elif kind == '"':
            lines = [
                line.replace('"', chance.choice(list(ESCAPES))) + chance.choice(["", "", " ", "\\", " \\"])
                for line in lines[:-1]
            ] + ["z"]
        further = (
            " " * (deep + chance.choice([0, 0, 0, 2]) if line else chance.randint(0, 6)) for line in lines
        )
        lines = [space + line for space, line in zip(further, lines, strict=True)]
        if kind in ("|", ">"):
            header = kind + chance.choice(["", "", "2", "5"]) + chance.choice(["", "+", "-", " # 3"])
            text = f"{before}{header}\n" + "\n".join(lines) + "\n" * chance.randint(0, 3)
        else:
            text = before + kind + "\n".join(lines).lstrip(" ") + kind + "\n"
        yield text.replace("\n", chance.choice(["\n", "\n", "\r\n", "\r"]))


@pytest.mark.parametrize("pure", [False, True], ids=["libyaml", "Python"])
def test_every_character_of_a_value_is_where_it_was_read(pure: bool) -> None:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError
    from ruamel.yaml.events import ScalarEvent

    seen: dict[str | None, int] = {}
    for text in scalars(random.Random(5), 2500):
        try:
            events = list(YAML(typ="safe", pure=pure).parse(text.replace("\u2028", " ")))
        except YAMLError:
            continue
        for value in (event for event in events if isinstance(event, ScalarEvent)):
            begin, end = value.start_mark.index, value.end_mark.index
            for k, character in enumerate(value.value):
                if character.isspace():
                    continue
                place = content_place(text, begin, end, k)
                written = text[place]
                if written == "\\" and value.style == '"':
                    written = next(ESCAPES[e] for e in ESCAPES if text.startswith(e, place))
                assert written == character, (text, value.value, k)
            if len(text[begin:end].strip().splitlines()) > 1:
                seen[value.style] = seen.get(value.style, 0) + 1
    assert len(seen) == 5
    assert min(seen.values()) > 50, seen


def test_past_the_end_of_a_value_its_last_character_is_meant() -> None:
    for text in ("|\n  ab\n\n", ">+\n  ab\n\n\n", "'ab'", '"ab"', "ab"):
        assert text[content_place(text, 0, len(text), 99)] == "b"


def test_every_plain_value_is_where_the_document_says() -> None:
    for name, path in ns.shipped().items():
        text = path.read_text("utf-8")
        for variant in (text, text.replace("\n", "\r\n"), "\ufeff" + text):
            document = read(variant, name)
            count = 0
            for where, (begin, end) in document.values.items():
                value = document.data
                for step in where:
                    value = value[step]
                given = document.text[begin:end]
                if isinstance(value, str) and given[0] not in "'\">|" and "\n" not in given:
                    assert given == value
                    count += 1
            for where, (begin, end) in document.keys.items():
                assert document.text[begin:end].strip("\"'") == where[-1]
            assert count > 20


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_as_they_do_in_editors(end: str) -> None:
    text = (BASE + "goal: peace\n").replace("\n", end)
    assert places(text) == [("NS309", 7, 7)]
    assert places("\ufeff" + text) == [("NS309", 7, 7)]


def test_separators_that_editors_do_not_count_are_no_lines() -> None:
    assert places(BASE + 'about: "a\u2028b\u2029c\x85d"\ngoal: peace\n') == [("NS309", 8, 7)]
    for written in (
        "a{}b",
        "a {} b",
        '"a{}b"',
        "'a{}b'",
        "a{}\n  b",
        "a\n  {}b",
        "|-\n  a{}b",
        ">-\n  a{}b",
        "a b # c{}d",
    ):
        for sign in "\u2028\u2029\x85":
            text = BASE + f"about: {written.format(sign)}\ngoal: peace\n"
            assert places(text) == [("NS309", text.count("\n"), 7)]
            about = ns.loads(text.replace("goal: peace\n", "")).about
            assert about is not None
            assert about.split() in (["a", "b"], ["ab"]), about
            assert sign not in about
    assert ns.loads(BASE + r'about: "a\u2028b"').about == "a\u2028b"  # who writes this means it


def test_columns_count_characters() -> None:
    assert places(BASE + "outcomes: {평화: otherwise}\ngoal: 평화협정\n") == [("NS309", 8, 7)]
    with pytest.raises(ns.ScenarioError) as caught:
        ns.loads(BASE + 'tables: {"🕊": [A, B]}\n')
    assert (caught.value.line, caught.value.column) == (7, 11)


# The quoted line --------------------------------------------------------------------------------------------


def caret(problem: Problem) -> str:
    """What the carets stand under."""
    _, line, carets = problem.shown().splitlines()[:3]
    return line[carets.index("^") : carets.rindex("^") + 1]


def test_the_caret_stands_under_what_is_meant() -> None:
    for text, meant in [
        (BASE + "goal: peace\n", "peace"),
        (BASE + "gaol: peace\n", "gaol"),
        (BASE + "moves: {m: {by: A, when: x == hgih}}\n", "hgih"),
        (BASE + "\ttab: 1\n", " "),
    ]:
        with pytest.raises(ns.ScenarioError) as caught:
            ns.loads(text)
        assert caret(caught.value.problems[0]) == meant


def test_of_a_long_line_what_is_around_the_place_is_shown() -> None:
    long = (
        BASE
        + "payoffs: {A: {"
        + ", ".join(f"t{k}: {{value: 1}}" for k in range(400))
        + ", u: {value: thraet}}}\n"
    )
    with pytest.raises(ns.ScenarioError) as caught:
        ns.loads(long)
    [problem] = caught.value.problems
    assert caret(problem) == "thraet"
    assert max(map(len, problem.shown().splitlines())) < 200


def test_wide_characters_do_not_move_the_caret() -> None:
    problem = Problem("f", 1, 4, "m", source="평화: thraet", length=6)
    line, carets = problem.shown().splitlines()[1:3]
    assert (
        carets.index("^") == line.index("t") + 1 + 1 - 1 + 0
    )  # two wide characters before it, one column more each


def test_nothing_that_a_terminal_obeys_is_quoted() -> None:
    text = BASE + 'goal: "\\e[31m\\x9b\\u202e"\n"k\\e[2J": 1\n'
    with pytest.raises(ns.ScenarioError) as caught:
        ns.loads(text, "na\x1bme\u202e.yaml")
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", str(caught.value))


# All at once ------------------------------------------------------------------------------------------------


def test_what_yaml_can_read_past_is_read_past() -> None:
    text = (
        "negsim: 1\n"
        "title: Korea: the order of talks\n"  # a second colon
        "parties:\n"
        "  US: {discount: max(a, b)}\n"  # a comma between braces
        "  DPRK: &d {discount: 0.9}\n"  # an anchor
        "  ROK: *d\n"  # an alias
        "  US: {}\n"  # again
        "issues:\n"
        "  x: {levels: [low, high], strat: low}\n"  # an unknown key
        "about: @home\n"  # a sign that must be quoted
        "moves:\n"
        "  m: {by: USA, when: x == hgih, sets: {x: upp}}\n"  # unknown names
        "play: {periods: soon}\n"  # no number
    )
    assert places(text) == [
        ("NS103", 2, 13),
        ("NS114", 4, 18),
        ("NS402", 4, 22),
        ("NS402", 4, 25),
        ("NS106", 5, 9),
        ("NS106", 6, 8),
        ("NS111", 7, 3),
        ("NS201", 9, 28),
        ("NS117", 10, 8),
        ("NS304", 12, 27),
        ("NS304", 12, 43),
        ("NS205", 13, 17),
    ]


def test_mending_is_never_silent() -> None:
    # what was mended for reading on must not be what is used: the file is refused
    for text in (BASE.replace("title: t", "title: a: b"), BASE.replace("title: t", "title: %t")):
        with pytest.raises(ns.ScenarioError):
            ns.loads(text)


@pytest.mark.parametrize(
    "text",
    [
        "{value: max(1, 2)}",
        "{value: min(1, max(2, threat), 3)}",
        "{about: x, value: max(1, 2), when: x == low}",
        "{value: if_(x == low, 1, 2), source: s}",
    ],
)
def test_a_value_that_a_comma_has_cut_is_one_problem(text: str) -> None:
    whole = BASE + f"sources: {{s: s}}\npayoffs:\n  A:\n    t: {text}\n"
    found = places(whole)
    assert len(found) == 1
    assert found[0][0] == "NS114"
    assert whole.splitlines()[found[0][1] - 1][found[0][2] - 1 :].startswith(("max", "min", "if_"))


def test_words_of_yaml_1_1_are_words() -> None:
    levels = ["no", "yes", "on", "off", "y", "n", "null_", "Off", "NO"]
    s = ns.loads(BASE.replace("[low, high]", "[" + ", ".join(levels) + "]"))
    assert list(s.issues["x"].levels) == levels
    assert ns.loads(BASE.replace("value: 1", "value: +1")).values["threat"] == 1
    assert ns.loads(BASE.replace("title: t", "title: 12:30")).title == "12:30"
    assert places(
        BASE.replace("parameters: {threat: {value: 1}}", "parameters:\n  threat:\n    value: 12:30")
    ) == [("NS204", 7, 12)]
    assert places(BASE.replace("value: 1", "value: 12:30")) == [("NS103", 5, 32)]  # between braces
    assert places(BASE.replace("value: 1", "value: no")) == [("NS204", 5, 30)]
    assert places(BASE.replace("periods: 1", "periods: on")) == [("NS205", 6, 17)]


def test_a_comment_that_may_be_none_is_a_warning() -> None:
    s = ns.loads(BASE.replace("title: t", "title: Track #2 talks"))
    assert [(p.code, p.line, p.column, p.severity) for p in s.warnings] == [("NS115", 2, 14, "warning")]
    for fine in ("title: t  # a comment", 'title: "Track #2"', "title: Track#2"):
        assert ns.loads(BASE.replace("title: t", fine)).warnings == ()


# How much, how fast -----------------------------------------------------------------------------------------


def large(size: int) -> str:
    """A file of this size without mistakes, with about as much in a line as people write."""
    lines = ['negsim: 1\ntitle: "Large"\nparties:\n  A: {discount: 0.9}\n  B: {discount: 0.9}\nissues:']
    lines += [f'  i{k}:\n    levels: [a, b, c]\n    about: "Issue {k}"' for k in range(250)]
    lines += ["parameters:"]
    lines += [f'  p{k}:\n    value: {k}.5\n    range: [0, 9999]\n    about: "A number"' for k in range(3000)]
    lines += ["moves:"]
    lines += [
        f"  m{k}:\n    by: A\n    when: i{k % 250} < c and i{(k + 1) % 250} == a\n"
        f"    sets: {{i{k % 250}: up}}\n    pays: {{A: -p{k}, B: 2 * p{k + 1}}}"
        for k in range(1000)
    ]
    lines += ["play:\n  periods: 2\npayoffs:\n  A:"]
    left = size - sum(len(line) + 1 for line in lines)
    k = 0
    while left > 120:
        lines.append(
            f"    t{k}:\n      when: i{k % 250} == b\n"
            f"      value: max(p{k % 3000}, 0.3 * value(i{(k * 7) % 250}))"
        )
        left -= len(lines[-1]) + 1
        k += 1
    return "\n".join(lines) + "\n"


def test_a_file_of_a_mebibyte_is_read() -> None:
    text = large(MAX_BYTES)
    assert MAX_BYTES - 200 < len(text) <= MAX_BYTES
    s = ns.loads(text)
    assert len(s.payoffs["A"]) > 5000
    with pytest.raises(ns.ScenarioError, match="larger"):
        ns.loads(text + " " * 200)


def test_very_many_mistakes_do_not_take_very_long() -> None:
    names = [f"parameter_{k}" for k in range(5000)]
    terms = "".join(f"    t{k}: {{value: parametre_{k % 5000}}}\n" for k in range(8000))
    text = BASE.replace("{threat: {value: 1}}", json.dumps({n: {"value": 1} for n in names}))
    with within(20):  # two seconds; nine minutes once
        found = places(f"{text}payoffs:\n  A:\n{terms}")
    assert len(found) == 501
    assert found[0] == ("NS008", 0, 0)  # how many more there are


def test_the_nearest_word() -> None:
    assert nearest("Freeze", ["freeze", "frieze"]) == 'did you mean "freeze"?'
    assert nearest("scaledown", ["scale_down", "freeze"]) == 'did you mean "scale_down"?'
    assert nearest("x" * 100_000, ["a"]) == "known: a"
    assert nearest("", []) == "there are none"


def test_files_that_are_none(tmp_path: Path) -> None:
    import os

    fifo = tmp_path / "pipe"
    os.mkfifo(fifo)
    for path, code in [
        (fifo, "NS003"),
        (Path("/dev/null"), "NS003"),
        (tmp_path, "NS002"),
        (tmp_path / "no", "NS001"),
    ]:
        with pytest.raises(ns.ScenarioError) as caught:
            ns.load(path)
        assert caught.value.code == code
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    with pytest.raises(ns.ScenarioError):
        ns.load(loop)
    for content, code in [
        ("negsim: 1\n".encode("utf-16"), "NS005"),
        (b"negsim: 1\ntitle: S\xe9oul\n", "NS005"),
        (b"negsim: 1\ntitle: \x00\n", "NS007"),
        (b"", "NS006"),
        (b"\xef\xbb\xbf", "NS006"),
    ]:
        (tmp_path / "f.yaml").write_bytes(content)
        with pytest.raises(ns.ScenarioError) as caught:
            ns.load(tmp_path / "f.yaml")
        assert caught.value.code == code
