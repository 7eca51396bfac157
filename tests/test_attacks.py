"""Attacks: files that want something run, exhausted, written, or shown that should not be.

Each is tried in a process of its own, with 1 GiB and little time, whose interpreter reports what it is asked
to do: opening files, importing, running or compiling anything, programs, sockets.
"""

from __future__ import annotations

import io
import os
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from matplotlib import pyplot as plt

import negsim as ns
from clock import pace
from fuzz.bombs import BOMBS, GAMES, small
from fuzz.fields import FULL, fields, keys, replaced, written
from fuzz.jail import Answer, Jail
from fuzz.oracle import CONTROL
from fuzz.trees import quoted
from negsim.cli import program
from negsim.scenario import schema

FOLDER = Path(__file__).parents[1] / "scenarios"


@pytest.fixture(scope="module")
def jail(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Jail]:
    jail = Jail(tmp_path_factory.mktemp("jail"))
    yield jail
    jail.close()


def held(answer: Answer, seconds: float = 2.0, mebibytes: int = 1024) -> None:
    """Require that an attack was answered or refused, in time, and touched nothing."""
    assert not answer.said.startswith("broken"), answer.said
    assert answer.caught == ()
    assert answer.seconds < seconds or answer.seconds < seconds * pace()
    assert answer.mebibytes < mebibytes
    assert not CONTROL.search(answer.text)
    if answer.said == "ScenarioError":
        assert "none" not in answer.codes, "an error that says nothing"


# The jail itself: it catches what it is there to catch ------------------------------------------------------


@pytest.mark.parametrize(
    ("what", "told"),
    [
        ("escape_by_file", "open"),
        ("escape_by_program", "subprocess"),
        ("escape_by_import", "import"),
        ("escape_by_compiling", "compile"),
        ("escape_by_time", "SIGXCPU"),
        ("escape_by_memory", "MemoryError"),
    ],
)
def test_the_jail_catches(jail: Jail, what: str, told: str) -> None:
    answer = jail.attempt(what, small(), seconds=0)
    assert not answer.fine
    assert told in f"{answer.said} {answer.caught}"


# Code -------------------------------------------------------------------------------------------------------

CODE = {
    "a call": "__import__('os').system('touch MARK')",
    "open": "open('MARK', 'w')",
    "exec": "exec(\"open('MARK', 'w')\")",
    "eval": "eval(\"open('MARK', 'w')\")",
    "an attribute": "worry.__class__.__base__.__subclasses__()",
    "a way out of a literal": "().__class__.__mro__[1].__subclasses__()[0]",
    "an index": "worry[open('MARK', 'w')]",
    "a slice": "worry[0:1]",
    "lambda": "(lambda: open('MARK', 'w'))()",
    "a comprehension": "max([open('MARK', 'w') for x in (1, 2)])",
    "a generator": "max(open('MARK', 'w') for x in (1, 2))",
    "an f-string": 'f\'{open("MARK", "w")}\'',
    "a walrus": "(worry := open('MARK', 'w'))",
    "star arguments": "max(*(1, 2), **{'key': open})",
    "a keyword argument": "max(1, 2, key=open)",
    "a conditional": "open('MARK', 'w') if 1 else 0",
    "await": "await open('MARK', 'w')",
    "a second statement": "1\nimport os; os.system('touch MARK')",
    "a semicolon": "1; open('MARK', 'w')",
    "a comment": "1 # -*- coding: utf-7 -*-\nopen('MARK', 'w')",
    "a continued line": "1 + \\\n open('MARK', 'w')",
    "a look-alike": "ｏｐｅｎ('MARK', 'w')",
    "a mathematical look-alike": "𝐞𝐱𝐞𝐜('open')",
    "a ligature": "ﬁle('MARK')",
    "NumPy": "np.memmap('MARK', mode='w+', shape=1)",
    "a module": "negsim.files.write_whole('MARK', print)",
    "its own machinery": "env.parameter(worry) + self.symbols",
    "a format": "{0.__class__.__init__.__globals__}{worry!r:>99999999}",
    "a percent format": "%(worry)s %n %99999999d",
    "the shell": "$(touch MARK) `touch MARK`; touch MARK | touch MARK > MARK",
    "the environment": "$HOME ${PATH} %USERPROFILE% ~root",
    "a template": "{{ ''.__class__.__mro__ }} {% include '/etc/passwd' %} <%= `touch MARK` %>",
    "a logger": "${jndi:ldap://127.0.0.1:9/a}",
    "a pickle": "cos\nsystem\n(S'touch MARK'\ntR.",
    "a pickle in bytes": "\x80\x04\x95\x0e\x00\x00\x00\x00\x00\x00\x00\x8c\x02os\x94\x93.",
    "a YAML tag": "!!python/object/apply:os.system ['touch MARK']",
    "a nul": "worry\x00open('MARK', 'w')",
    "a file": "/etc/passwd",
    "an address": "http://127.0.0.1:9/a.yaml",
    "__class__": "__class__",
    "__init__": "__init__",
    "__builtins__": "__builtins__",
    "model_config": "model_config",
    "model_fields": "model_fields",
    "_document": "_document",
    "self": "self",
}


SHOWN = {"a call", "a format", "a percent format", "the shell", "a template", "a logger", "__class__"}


@pytest.mark.parametrize("name", CODE)
def test_code_in_fields_is_not_run(jail: Jail, tmp_path: Path, name: str) -> None:
    mark = tmp_path / "mark"
    code = CODE[name].replace("MARK", str(mark))
    if name in SHOWN:
        held(jail.attempt("show", replaced(fields("text"), code[:80])), seconds=4)  # longer ones are refused
    texts = [replaced(fields(kind), code) for kind in ("text", "expression", "name")]
    texts += [replaced([k for k in keys() if len(k) == n], code, key=True) for n in (1, 2)]
    held(jail.attempt("load", *texts, written({**FULL, code: code})))
    assert not mark.exists()


@pytest.mark.slow
@pytest.mark.parametrize("name", CODE)
def test_code_in_each_field_by_itself_is_not_run(jail: Jail, tmp_path: Path, name: str) -> None:
    mark = tmp_path / "mark"
    code = CODE[name].replace("MARK", str(mark))
    held(jail.attempt("show", replaced(fields("text"), code[:80])), seconds=4)
    for kind in ("text", "expression", "name"):
        held(jail.attempt("check", *(replaced([path], code) for path in fields(kind))), seconds=8)
    held(jail.attempt("check", *(replaced([path], code, key=True) for path in keys())), seconds=8)
    assert not mark.exists()


def test_the_fields_are_all_there_are() -> None:
    models = [getattr(schema, name) for name in schema.__all__ if isinstance(getattr(schema, name), type)]
    known = {key for model in models for key in model.model_fields}
    assert (
        known - {str(path[-1]) for path in keys()} - {str(p) for path in fields("name") for p in path}
        == set()
    )
    assert ns.loads(written(FULL)).title == FULL["title"]


YAML = {
    "a Python object": "a: !!python/object/apply:os.system ['touch MARK']\n",
    "a Python name": "a: !!python/name:os.system\n",
    "a Python module": "a: !!python/module:os\n",
    "an object by its full tag": "a: !<tag:yaml.org,2002:python/object/new:os.system> [touch MARK]\n",
    "a tag of the file's own": "%TAG ! tag:yaml.org,2002:python/object/apply:\n---\na: !os.system [true]\n",
    "a tag on the whole": "!!python/object/apply:os.system\nargs: ['touch MARK']\n",
    "a tag on a key": "!!python/object/apply:os.system ['touch MARK']: 1\n",
    "a tag in the place of a name": "parties: {!!python/object/apply:os.system A: {}}\n",
    "a tag that does nothing": "a: !!str b\n",
    "a tag without a name": "a: ! b\n",
    "a set": "a: !!set {b, c}\n",
    "bytes": "a: !!binary R0lGODlhDAAMAIQAAP\n",
    "a date": "a: !!timestamp 2001-12-14t21:59:43.10-05:00\n",
    "an included file": "a: !include /etc/passwd\n",
    "the environment": "a: !ENV ${HOME}\n",
    "a merge": "a: &a {b: 1}\nc: {<<: *a}\n",
    "a merge without an alias": "a: {<<: {b: 1}}\n",
    "a default key": "=: 1\n",
    "an older YAML": "%YAML 1.1\n---\na: yes\n",
    "a YAML of the future": "%YAML 9.9\n---\na: yes\n",
    "an alias to nothing": "a: *b\n",
    "an alias as a key": "a: &b c\n*b : 1\n",
    "JSON": '{"__proto__": {"constructor": 1}, "negsim": 1}',
    "a second document": "---\na: 1\n---\n!!python/object/apply:os.system ['touch MARK']\n",
}


@pytest.mark.parametrize("name", YAML)
def test_yaml_is_refused_and_not_obeyed(jail: Jail, tmp_path: Path, name: str) -> None:
    mark = tmp_path / "mark"
    text = YAML[name].replace("MARK", str(mark))
    whole = text + small() if not text.startswith(("{", "!!", "---")) else text
    answer = jail.attempt("load", whole)
    held(answer)
    assert answer.said != "read"
    assert not mark.exists()


# Names that mean something to Python, to a library, or to a table -------------------------------------------

NAMES = [
    "__class__", "__init__", "__dict__", "__eq__", "__repr__", "model_config", "model_fields", "_document",
    "self",
    "values", "index", "order", "outcome", "period", "level_0", "shape", "dtype", "name", "None_",
    "constructor", "_",
    "copy", "keys", "items", "count", "scenario", "file", "nan", "inf", "e", "pi", "np", "env", "Index", "T",
    "_x",
]  # fmt: skip


FEW = {"__class__", "order"}


@pytest.mark.parametrize(
    "name", [pytest.param(n, marks=[] if n in FEW else [pytest.mark.slow]) for n in NAMES]
)
def test_a_name_is_only_a_name(jail: Jail, name: str) -> None:
    texts = [
        re.sub(rf"\b{old}\b", name, written(FULL)).replace(f"The {name}", "The North")
        for old in (
            "North",
            "freeze",
            "programme",
            "frozen",
            "second",
            "patience",
            "storm",
            "paper",
            "settled",
            "fear",
        )
    ]
    answer = jail.attempt("show", *texts)
    held(answer, seconds=8)
    assert answer.said == "read", answer.text


def test_a_parameter_may_have_any_name() -> None:
    for name in ("self", "values", "name", "cls", "scenario"):
        scenario = ns.loads(re.sub(r"\bpatience\b", name, written(FULL)))
        assert scenario.with_values(**{name: 0.75}).values[name] == 0.75


def test_a_name_with_a_line_break_is_none() -> None:
    with pytest.raises(ns.ScenarioError):
        ns.loads(replaced([("parties", "North")], "North\n", key=True))


# Exhaustion -------------------------------------------------------------------------------------------------

# Those that take a second or more of their two go with the long suite
HEAVY = {
    "keys", "tabs", "wrong terms", "terms without a value", "expressions", "wrong expressions",
    "misspelt parameters",
    "misspelt moves", "misspelt among levels", "the last of 2,000 levels", "levels", "levels twice",
    "outcomes",
    "packages", "sources", "half pairs", "half pairs, the same", "half pairs, closed", "a long parent",
}  # fmt: skip
HEAVY_GAMES = {"chance", "wide issues", "orders", "large orders", "moves", "terms"}


def _bombs(bombs: list[tuple[str, str, object]], heavy: set[str]) -> list[object]:
    marks = {name: [pytest.mark.slow] for name in heavy}
    return [pytest.param(make, id=name, marks=marks.get(name, [])) for name, _, make in bombs]


@pytest.mark.parametrize("make", _bombs(BOMBS, HEAVY))  # type: ignore[arg-type]
def test_bombs_are_defused(jail: Jail, request, make) -> None:  # type: ignore[no-untyped-def]
    # a file of a whole mebibyte may take five seconds, on a machine that does other things too
    heavy = request.node.get_closest_marker("slow") is not None
    held(jail.attempt("load", make(), seconds=6 if heavy else 4), seconds=5 if heavy else 2)


@pytest.mark.parametrize("make", _bombs(GAMES, HEAVY_GAMES))  # type: ignore[arg-type]
def test_large_games_are_checked(jail: Jail, request, make) -> None:  # type: ignore[no-untyped-def]
    answer = jail.attempt("check", make(), seconds=10)
    held(answer, seconds=8 if request.node.get_closest_marker("slow") else 5)
    assert answer.said == "read"


@pytest.mark.slow
@pytest.mark.parametrize("make", _bombs(GAMES, set()))  # type: ignore[arg-type]
def test_large_games_are_solved_or_refused(jail: Jail, make) -> None:  # type: ignore[no-untyped-def]
    held(jail.attempt("solve", make(), seconds=120), seconds=120, mebibytes=4096)


def test_many_warnings_are_no_error() -> None:
    notes = "".join(f"    t{k}:\n      value: 1 #c\n" for k in range(300))
    text = small(payoffs="") + "payoffs:\n  North:\n" + notes
    assert ns.loads(text).warnings  # a warning keeps no file from being used, nor do very many


# Files that are none ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "/dev/zero", "/dev/stdin", "/dev/tty", "/dev/null", "/dev/urandom", "/proc/self/mem",
        "/proc/self/environ",
        "../../../../../../etc/passwd", "/etc/passwd", "~/.ssh/id_rsa", "~root", "", ".", "..", "/",
        "nul\0byte",
        "x" * 5000, "korea_2016/../korea_2016", "../scenarios/korea_2016", "schema/scenario.schema",
        "http://127.0.0.1:9/",
        "file:///etc/passwd", "|touch x", "\udcff", "a\nb", "C:\\x", "{0.__class__}", "%s", "$HOME", "*", "-",
    ],
)  # fmt: skip
def test_paths_lead_nowhere(jail: Jail, path: str) -> None:
    answer = jail.attempt_files("load", path, seconds=3)
    assert not answer.said.startswith("broken"), answer.said
    assert answer.said != "read"
    assert [c for c in answer.caught if not c.startswith("open")] == []
    assert answer.seconds < 2 * pace()


def test_a_pipe_does_not_hang(jail: Jail, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    answer = jail.attempt_files("load", tmp_path / "pipe.yaml", seconds=3)
    assert answer.codes == ("NS003",)


def test_links_that_lead_in_a_circle(jail: Jail, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").symlink_to(tmp_path / "b.yaml")
    (tmp_path / "b.yaml").symlink_to(tmp_path / "a.yaml")
    assert jail.attempt_files("load", tmp_path / "a.yaml", seconds=3).codes == ("NS003",)


def test_a_file_that_grows_is_read_only_so_far(jail: Jail, tmp_path: Path) -> None:
    with open(tmp_path / "huge.yaml", "wb") as stream:
        stream.truncate(1 << 40)  # of zeros, which take no room
    answer = jail.attempt_files("load", tmp_path / "huge.yaml", seconds=3)
    assert answer.codes == ("NS004",)
    held(answer)


# The command line and its files -----------------------------------------------------------------------------

Run = object


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    monkeypatch.setenv("COLUMNS", "110")

    def call(*arguments: str) -> tuple[int, str]:
        capsys.readouterr()
        code = program.run(arguments)
        got = capsys.readouterr()
        assert "Traceback" not in got.err
        return code, got.out + got.err

    return call


COMMANDS = [
    ["show"], ["show", "--order", "first"], ["compare"], ["compare", "--explain"], ["compare", "--brief"],
    ["compare", "--csv"], ["compare", "--json"], ["solve", "--order", "first"], ["incentives", "--order",
    "second"],
    ["incentives", "--order", "second", "--csv"], ["incentives", "--order", "second", "--json"], ["check"],
    ["diff"],
]  # fmt: skip
KNOWN = {command.name for command in program.app.registered_commands}

ESCAPES = (
    "\x1b[31m\x1b]0;owned\x07\x1b]8;;http://x\x1b\\y\x1b]52;c;eA==\x07\x1bc\x1b[2J\x9b31m\x9d0;x\x9c\x90"
    "\b\b\b\r\x00\x0b\x0c\x7f\x85\u2028\u202e\u2066\u200f\u061c\x1b"
)
SHORT = "\x1b[31m\x9b1m\x1b]8;;x\x07\b\r\x7f\x85\u2028\u202e\u2066\u061c"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A scenario with control characters in every text, in a file that has some in its name."""
    path = tmp_path_factory.mktemp("hostile") / f"x{SHORT.replace('/', '')}.yaml"
    outcomes = {f"settled{SHORT}": FULL["outcomes"]["settled"], "dead lock": "otherwise"}
    text = replaced(fields("text"), f"a {SHORT} b").replace(
        '"outcomes": ', '"outcomes": ' + _flow(outcomes) + " #", 1
    )
    path.write_text(text.replace('"goal": "settled"', f'"goal": {quoted("settled" + SHORT)}'), "utf-8")
    return path


def _flow(texts: dict[str, str]) -> str:
    return "{" + ", ".join(f"{quoted(k)}: {quoted(v)}" for k, v in texts.items()) + "}"


def _refused(path: Path) -> bool:
    """Whether such a file is not even read: then there is nothing to show, but the refusal."""
    try:
        ns.load(path)
    except ns.ScenarioError:
        return True
    return False


def obeyed(text: str) -> list[str]:
    """What a terminal would obey, in a text; line breaks are meant, and CSV's."""
    return [repr(text[max(0, m.start() - 20) : m.end()]) for m in CONTROL.finditer(text)][:3]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_nothing_is_obeyed_by_a_terminal(run, hostile: Path, command: list[str]) -> None:  # type: ignore[no-untyped-def]
    if command[0] not in KNOWN:
        pytest.skip(f"there is no command {command[0]}")
    files = [str(hostile), str(FOLDER / "hold_up.yaml")] if command[0] == "diff" else [str(hostile)]
    code, shown = run(command[0], *files, *command[1:])
    assert code == int(_refused(hostile)) or command[0] in ("check", "diff"), shown
    assert shown
    assert obeyed(shown) == []


def test_nothing_is_obeyed_at_a_prompt(hostile: Path) -> None:
    """What a Python prompt shows of any result, and what it explains."""
    if _refused(hostile):
        return
    scenario = ns.load(hostile)
    comparison = ns.compare(scenario, ["first", "second"])
    row = comparison["second"]
    solution = ns.solve(scenario, order="first")
    things = [scenario, comparison, row, row.ledger, row.equilibrium, row.equilibrium.game, solution]
    things += [row.equilibrium.certificate, ns.check(scenario), ns.incentives(scenario, "second")]
    things += [row.equilibrium.timeline(), row.equilibrium.outcomes(), row.equilibrium.to_frame()]
    things += [comparison.to_frame(), row.ledger.to_frame(), ns.decision_terms(row.equilibrium, 0, "North")]
    for thing in things:
        assert obeyed(repr(thing)) == []
        assert obeyed(str(thing)) == []
        for name in ("explain", "_repr_html_"):
            if hasattr(thing, name):
                assert obeyed(getattr(thing, name)()) == []


NUMBERS = {
    "large": 10**400,
    "too large to write": 10**5000,
    "none": float("nan"),
    "endless": float("inf"),
    "imaginary": 1j,
    "digits": "9" * 5000,
}


@pytest.mark.parametrize("number", NUMBERS.values(), ids=NUMBERS)
def test_numbers_from_python_are_taken_or_refused(number: object) -> None:
    scenario = ns.loads(written(FULL))
    data = scenario.model_dump(exclude_defaults=True)
    for make in (
        lambda: scenario.with_values(worry=number),  # type: ignore[arg-type]
        lambda: scenario.with_order("another", table=number),
        lambda: scenario.with_order("another", require={"pause": number}),
        lambda: scenario.with_play(periods=number),
        lambda: ns.Scenario.from_data({**data, "negsim": number}),
        lambda: ns.Scenario.from_data({**data, "title": number}),
        lambda: ns.Scenario.from_data({**data, number: 1}),  # type: ignore[dict-item]
    ):
        with pytest.raises(ns.NegsimError):
            make()


def test_data_from_python_that_hold_themselves_are_refused() -> None:
    data = dict(FULL)
    data["parties"] = {"North": data}
    with pytest.raises(ns.ScenarioError):
        ns.Scenario.from_data(data)


MISTAKES = {
    "an unknown key": written({**FULL, ESCAPES: 1}),
    "an unknown key inside": replaced([("parties", "North", "name")], ESCAPES, key=True),
    "a name": replaced([("parties", "North")], ESCAPES, key=True),
    "a reference": replaced([("moves", "freeze", "by")], ESCAPES),
    "an expression": replaced(fields("expression"), ESCAPES),
    "a comparison": replaced([("moves", "freeze", "when")], f"programme == {ESCAPES}"),
    "a goal": replaced([("goal",)], SHORT),
    "a number": replaced([("parameters", "worry", "value")], ESCAPES).replace('"value": 2',
    f'"value": {quoted(ESCAPES)}'),
    "a number of periods": written({**FULL, "play": {"periods": ESCAPES}}),
    "a choice": replaced([("orders", "first", "binds")], ESCAPES),
    "the version": written({**FULL, "negsim": ESCAPES}),
    "a long title": written({**FULL, "title": ESCAPES * 9}),
    "a list": written({**FULL, "parties": [ESCAPES]}),
    "a key twice": written({**FULL, ESCAPES: 1}) + f"{quoted(ESCAPES)}: 2\n",
    "what is read in pieces": f"a: {{b: c, {quoted(ESCAPES)}, d}}\n",
    "plain text": f"{SHORT.translate(dict.fromkeys(range(0x20)))}\n",
    "raw text": f"a: {ESCAPES}\n",
    "an anchor": "a: &\x85\u2028\u202eb c\n",
}  # fmt: skip


@pytest.mark.parametrize("name", MISTAKES)
def test_no_message_is_obeyed(run, tmp_path: Path, name: str) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / f"x{SHORT}.yaml"
    path.write_bytes(MISTAKES[name].encode("utf-8", "surrogatepass"))
    with pytest.raises(ns.NegsimError) as caught:
        ns.load(path)
    report = ns.check(path)
    assert report.problems
    assert obeyed(str(caught.value)) == []
    assert obeyed(str(report)) == []
    assert [obeyed(str(p)) for p in report if obeyed(str(p))] == []
    code, shown = run("show", str(path))
    assert code == 1
    assert obeyed(shown) == []


@pytest.mark.parametrize("name", MISTAKES)
def test_the_parts_of_a_problem_can_be_printed(name: str) -> None:
    with pytest.raises(ns.NegsimError) as caught:
        ns.loads(MISTAKES[name])
    for problem in caught.value.problems:
        assert obeyed(problem.message) == []
        assert obeyed(problem.hint) == []


def test_letters_that_cannot_be_seen_are_shown() -> None:
    for unseen in (
        "\u200b",
        "\u2060",
        "\ufeff",
        "\u00ad",
        "\u034f",
        "\u115f",
        "\u180e",
        "\U000e0061",
        "\U000e0101",
    ):
        with pytest.raises(ns.ScenarioError) as caught:
            ns.loads(written({**FULL, f"ti{unseen}tle": 1}))
        assert unseen not in str(caught.value), f"U+{ord(unseen):04X}"


def test_usage_errors_are_not_obeyed(run) -> None:  # type: ignore[no-untyped-def]
    for arguments in (
        ["show", "hold_up", f"x{SHORT}"],
        ["show", "hold_up", f"--x{SHORT}"],
        ["show", "hold_up", "--order", SHORT],
        ["compare", "hold_up", "--set", f"{SHORT}=1"],
        ["compare", "hold_up", "--periods", SHORT],
        [SHORT],
    ):
        code, shown = run(*arguments)
        assert code in (1, 2)
        assert obeyed(shown) == []


FORMULAS = ["=1+1", "+1", "-1", "@SUM(1)", "=cmd|' /C calc'!A0", "\t=1", "\r=1", "\n=1", "＝1", "＠x"]


@pytest.mark.parametrize(
    "formula", [pytest.param(f, marks=[] if f[0] in "=\n＝" else [pytest.mark.slow]) for f in FORMULAS]
)
def test_a_spreadsheet_finds_no_formula(run, tmp_path: Path, formula: str) -> None:  # type: ignore[no-untyped-def]
    import csv

    path = tmp_path / "x.yaml"
    outcomes = {formula: FULL["outcomes"]["settled"], "rest": "otherwise"}
    text = replaced(fields("text"), formula).replace(
        '"outcomes": ', '"outcomes": ' + _flow(outcomes) + " #", 1
    )
    path.write_text(text.replace('"goal": "settled"', f'"goal": {quoted(formula)}'), "utf-8")
    for command in (
        ()
        if _refused(path)
        else (["compare", str(path), "--csv"], ["incentives", str(path), "--order", "second", "--csv"])
    ):
        code, shown = run(*command)
        assert code == 0
        for row in csv.reader(io.StringIO(shown)):
            for cell in row:
                bare = cell.lstrip("\t\r\n")
                assert not bare.startswith(("=", "@", "＝", "＠")), row
                assert not bare.startswith(("+", "-")) or re.fullmatch(r"[+-][\d.e+-]+|-", bare), row


def test_pictures_stay_in_their_folder(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    inside = tmp_path / "in"
    inside.mkdir()
    text = (
        written({**FULL, "title": "../../owned"})
        .replace("Freeze first", "../../owned")
        .replace("The North", "/owned")
    )
    path = inside / "..%2f..;x -rf.yaml"
    path.write_text(text)
    before = {*tmp_path.rglob("*")}
    code, shown = run(
        "plot", str(path), "--out", str(tmp_path / "out"), "--what", "timeline", "--order", "../../owned"
    )
    assert code == 0, shown
    new = {*tmp_path.rglob("*")} - before
    assert {p.parent for p in new} == {tmp_path, tmp_path / "out"}
    assert all(re.fullmatch(r"[\w-]+\.png|out", p.name) for p in new)
    for wrong in (["--order", "../x"], ["--party", "../../x", "--what", "decision"]):
        assert run("plot", str(path), "--out", str(tmp_path / "out"), *wrong)[0] == 1
    assert {*tmp_path.rglob("*")} - before == new


# Pages ------------------------------------------------------------------------------------------------------

MARKUP = [
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "'><svg/onload=alert(1)>",
    "</td></table></div>",
    "&lt;script&gt;", "<a href='javascript:alert(1)'>x</a>", "<!--", "]]>", "<style>*{display:none}</style>",
    "{{7*7}}", "<iframe src=//x>", "&#60;b&#62;", "<b onclick=x>", "' onmouseover='x", "` onfocus=`x",
]  # fmt: skip


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: set[tuple[str, tuple[tuple[str, str | None], ...]]] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.seen.add((tag, tuple(attributes)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        self.seen.add(("comment", ()))

    def handle_decl(self, decl: str) -> None:
        self.seen.add(("declaration", ()))


def _parsed(page: str) -> _Tags:
    tags = _Tags()
    tags.feed(page)
    tags.close()
    return tags


def _pages(scenario: ns.Scenario) -> dict[str, str]:
    """Everything that a notebook would show as a page."""
    comparison = ns.compare(scenario, ["first", "second"])
    solutions = [ns.solve(scenario, order=name) for name in ("first", "second")]
    solutions.append(ns.solve(scenario, order="second", method=ns.BackwardInduction(ties="all")))
    row = comparison["second"]
    things: list[object] = [scenario, ns.check(scenario), comparison, *comparison, *solutions, row.ledger]
    things += [
        row.equilibrium,
        row.equilibrium.certificate,
        row.equilibrium.game,
        ns.incentives(scenario, "first"),
    ]
    things += [*scenario.warnings]
    pages = {}
    for k, thing in enumerate(things):
        if hasattr(thing, "_repr_html_"):
            pages[f"{k} {type(thing).__name__}"] = thing._repr_html_()
        for frame in ("to_frame", "timeline", "outcomes"):
            if callable(getattr(thing, frame, None)):
                pages[f"{k} {frame}"] = getattr(thing, frame)().to_html()
    return pages


def test_pages_hold_no_markup_of_the_file() -> None:
    plain = _pages(ns.loads(written(FULL)))
    assert {name.split()[1] for name in plain} >= {
        "Comparison",
        "Solution",
        "Equilibrium",
        "Ledger",
        "to_frame",
    }
    known = {tag for page in plain.values() for tag, _ in _parsed(page).seen}
    attributes = {pair for page in plain.values() for _, pairs in _parsed(page).seen for pair in pairs}
    for k in range(2):
        markup = [*MARKUP[7 * k :], *MARKUP[: 7 * k]]
        outcomes = {markup[0]: FULL["outcomes"]["settled"], f"rest {markup[1]}"[:80]: "otherwise"}
        scenario = ns.loads(replaced(fields("text"), *markup)).model_dump(exclude_defaults=True)
        pages = _pages(ns.Scenario.from_data({**scenario, "outcomes": outcomes, "goal": markup[0]}))
        for name, page in pages.items():
            found = _parsed(page)
            assert {tag for tag, _ in found.seen} <= known, name
            assert {pair for _, pairs in found.seen for pair in pairs} <= attributes, name
        assert any(markup[0] in _parsed(page).text for page in pages.values())


def test_a_page_typesets_no_formula_of_the_file() -> None:
    r"""Notebooks hand what stands between dollars to MathJax, which knows \href and endless macros."""
    comparison = ns.compare(ns.loads(replaced([("title",)], r"$\href{javascript:alert(1)}{x}$")))
    assert re.search(r"<div[^>]*class='[^']*tex2jax_ignore", comparison._repr_html_())


# Pictures ---------------------------------------------------------------------------------------------------

PICTURED = [
    r"$\frac{", "$x_1^2$ and $5", r"\frac\int$", "% 100 %s %d", "_hidden", "__class__", "^up_down",
    "{braces} {0}",
    "W" * 80, "北朝鮮と韓国", "한국 민주주의", "👍🏽🇰🇷 emoji", "مرحبا", "e\u0301" * 40,
    "\u0300" * 20, "\ue000\U0010ffff",
    "&amp;<b>",
    r"\N{LATIN}", r"\mathdefault{x}", "a\nb\nc", "\t\x07\x1b[31m", "\x00\x01\x7f\x85", " ",
]  # fmt: skip


def _pictures(text: str) -> list[bytes]:
    """Draw every kind of picture of a scenario with a text in all places where one may stand."""
    outcomes = {text: FULL["outcomes"]["settled"], f"{text[:70]} rest": "otherwise"}
    data = ns.loads(written(FULL)).model_dump(exclude_defaults=True)
    for group in ("parties", "moves", "orders"):
        for part in data[group].values():
            part["name"] = text
    scenario = ns.Scenario.from_data({**data, "title": text, "outcomes": outcomes, "goal": text})
    comparison = ns.compare(scenario, ["first", "second"])
    row = comparison["second"]
    first = row.equilibrium.play.steps[0]
    axes = [
        ns.plots.comparison(comparison),
        ns.plots.timeline(row.equilibrium),
        ns.plots.ledger(row.ledger),
        ns.plots.game_graph(row.equilibrium),
        ns.plots.decision(row.equilibrium, first.period, first.party),
    ]
    drawn = []
    for ax in axes:
        figure = ax.get_figure(root=True)
        assert figure is not None
        stream = io.BytesIO()
        figure.savefig(stream, format="svg")
        drawn.append(stream.getvalue())
    plt.close("all")
    return drawn


def _refuses_as_label(text: str) -> bool:
    try:
        ns.loads(written({**FULL, "title": text}))
    except ns.ScenarioError:
        return True
    return False


QUICK = {PICTURED[0], "_hidden", "👍🏽🇰🇷 emoji", "\t\x07\x1b[31m"}


@pytest.mark.parametrize(
    "text",
    [pytest.param(t, id=ascii(t)[:20], marks=[] if t in QUICK else [pytest.mark.slow]) for t in PICTURED],
)
@pytest.mark.filterwarnings("ignore:constrained_layout not applied")  # 80 of the widest letters leave no room
def test_pictures_survive_every_label(text: str) -> None:
    if any(c in text for c in "\x00\x07\n\t") and _refuses_as_label(text):
        return
    for picture in _pictures(text):
        names = {element.tag.rpartition("}")[2] for element in ET.fromstring(picture).iter()}
        assert names <= {
            "svg", "g", "path", "defs", "use", "style", "metadata", "RDF", "Work", "type", "format",
            "creator", "Agent",
            "title", "pattern", "clipPath", "rect", "image", "date", "text",
        }  # fmt: skip
