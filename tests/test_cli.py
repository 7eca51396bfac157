"""The command line: each command, each exit code, and what goes to which stream."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import jsonschema
import pytest
from ruamel.yaml import YAML
from typer.testing import CliRunner

import negsim as ns
from negsim.cli import program
from negsim.scenario.json_schema import json_schema, json_schema_text

SHIPPED = sorted(ns.shipped())
SMALL = "korea_reduced"
COMMANDS = [
    "list",
    "new",
    "check",
    "explain",
    "show",
    "compare",
    "incentives",
    "solve",
    "plot",
    "diff",
    "schema",
    "equilibria",
]


class Ran:
    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    """Run the program in this process, as it would run by itself."""
    monkeypatch.setenv("COLUMNS", "110")
    for name in ("FORCE_COLOR", "PY_COLORS", "GITHUB_ACTIONS"):
        monkeypatch.delenv(name, raising=False)

    def call(*arguments: str) -> Ran:
        capsys.readouterr()
        code = program.run(arguments)
        got = capsys.readouterr()
        assert "Traceback" not in got.err
        return Ran(code, got.out, got.err)

    return call


def shell(command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command in which `negsim` stands for this package's."""
    ready = f'set -o pipefail; negsim() {{ "{sys.executable}" -m negsim "$@"; }}; {command}'
    given = {**os.environ, **environment}
    return subprocess.run(["bash", "-c", ready], capture_output=True, text=True, env=given, check=False)


# What each command does -------------------------------------------------------------------------------------


def test_list(run) -> None:  # type: ignore[no-untyped-def]
    ran = run("list")
    assert ran.code == 0
    for name in SHIPPED:
        assert name in ran.out


@pytest.mark.parametrize("name", SHIPPED)
def test_show(run, name: str) -> None:  # type: ignore[no-untyped-def]
    ran = run("show", name)
    scenario = ns.load(name)
    assert ran.code == 0
    for group in (scenario.parties, scenario.parameters, scenario.issues, scenario.moves, scenario.orders):
        for key in group:
            assert key in ran.out


def test_show_an_order(run) -> None:  # type: ignore[no-untyped-def]
    ran = run("show", SMALL, "--order", "peace_first")
    assert ran.code == 0
    left, _, ruled_out = ran.out.partition("What the order rules out")
    row = next(line for line in left.splitlines() if line.startswith("moratorium"))
    assert re.search(
        r"program == advancing +in_force\(sign\)$", row
    )  # the move's own condition, and the order's
    assert ruled_out == ""


def test_moves_for_which_an_order_has_no_table_are_named(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "tableless.yaml"
    text = (
        ns.shipped()[SMALL].read_text("utf-8").replace("  parallel:\n    table: bilateral", "  parallel: {}")
    )
    file.write_text(text)
    _, _, ruled_out = run("show", str(file), "-o", "parallel").out.partition("What the order rules out")
    assert re.search(r"sign .*needs a table; this order names none", ruled_out)
    ran = run("compare", str(file), "-o", "parallel", "-o", "omnibus")
    assert ran.code == 0
    assert ran.err == 'negsim: "Parallel" names no table; sign needs one and cannot be made\n'


def test_solve(run) -> None:  # type: ignore[no-untyped-def]
    ran = run("solve", SMALL, "--order", "omnibus")
    assert ran.code == 0
    assert "settlement" in ran.out
    assert "15.0 to North Korea" in ran.out
    assert "2-8" in ran.out  # periods in which nothing changes are one row


def test_solve_with_other_numbers(run) -> None:  # type: ignore[no-untyped-def]
    scenario = ns.load(SMALL).with_values(threat=1.0).with_play(periods=3)
    value = ns.solve(scenario, "no_talks").one().values["US"]
    ran = run("solve", SMALL, "-o", "no_talks", "--set", "threat=1.0", "--periods", "3")
    assert ran.code == 0
    assert f"worth {value:.1f} to the United States" in " ".join(ran.out.split())


def test_solve_every_tie(run) -> None:  # type: ignore[no-untyped-def]
    ran = run("solve", SMALL, "-o", "omnibus", "--ties", "all")
    assert ran.code == 0
    assert "15.0" in ran.out
    assert "unique" in ran.out


def test_solve_in_favour_of_a_party(run) -> None:  # type: ignore[no-untyped-def]
    ran = run("solve", SMALL, "-o", "omnibus", "--favour", "US")
    assert ran.code == 0
    assert "in favour of the United States" in " ".join(ran.out.split())


def test_compare(run) -> None:  # type: ignore[no-untyped-def]
    ran = run("compare", SMALL)
    assert ran.code == 0
    assert ran.err == ""
    assert "Which orders hold" in ran.out
    assert max(map(len, ran.out.splitlines())) <= 110
    assert "\x1b" not in ran.out


def test_compare_in_brief_is_how_it_starts(run) -> None:  # type: ignore[no-untyped-def]
    brief = run("compare", SMALL, "--brief")
    assert brief.code == 0
    assert "holds: play reaches" in brief.out
    assert "What each order is worth" not in brief.out
    assert run("compare", SMALL).out.startswith(brief.out)
    assert len(brief.out.splitlines()) < 25


def test_an_order_may_be_called_by_its_name(run) -> None:  # type: ignore[no-untyped-def]
    by_name = run("compare", SMALL, "--csv", "--order", "Peace first")
    assert by_name.code == 0
    assert by_name.out == run("compare", SMALL, "--csv", "--order", "peace_first").out
    by_name = run("show", "korea_2016", "--order", "one omnibus package")
    assert by_name.out == run("show", "korea_2016", "--order", "omnibus").out


def test_a_value_beyond_its_range_is_noted(run) -> None:  # type: ignore[no-untyped-def]
    ran = run("compare", SMALL, "--brief", "--set", "threat=7")
    assert ran.code == 0
    assert ran.err == "negsim: --set threat=7: the file takes threat from 0 to 6 seriously\n"


def test_incentives_without_an_order_lists_them(run) -> None:  # type: ignore[no-untyped-def]
    ran = run("incentives", SMALL)
    assert ran.code == 2
    assert all(order in ran.err for order in ns.load(SMALL).orders)


def test_compare_explained(run) -> None:  # type: ignore[no-untyped-def]
    comparison = ns.compare(ns.load(SMALL), ["omnibus", "no_talks"])
    ran = run("compare", SMALL, "--explain", "-o", "omnibus", "-o", "no_talks")
    assert ran.code == 0
    assert "".join(ran.out.split()) == "".join(comparison.explain().split())


def test_compare_for_programs(run) -> None:  # type: ignore[no-untyped-def]
    comparison = ns.compare(ns.load(SMALL).with_values(patience=0.8), ["peace_first", "omnibus"])
    options = ("-o", "peace_first", "-o", "omnibus", "--set", "patience=0.8")
    data = json.loads(run("compare", SMALL, *options, "--json").out)
    records = list(csv.DictReader(io.StringIO(run("compare", SMALL, *options, "--csv").out)))
    for row, record, line in zip(comparison, data["orders"], records, strict=True):
        assert {p: v["value"] for p, v in record["parties"].items()} == row.values
        assert {p: float(line[f"value_{p}"]) for p in row.values} == pytest.approx(row.values, rel=1e-14)
        assert line["order"] == record["order"] == row.order


def test_incentives(run) -> None:  # type: ignore[no-untyped-def]
    ledger = ns.incentives(ns.load(SMALL), "denuclearization_first")
    ran = run("incentives", SMALL, "--order", "denuclearization_first")
    assert ran.code == 0
    assert '"sign" in period 3' in " ".join(ran.out.split())
    records = list(
        csv.DictReader(
            io.StringIO(run("incentives", SMALL, "-o", "denuclearization_first", "--plan", "2", "--csv").out)
        )
    )
    slacks = [r.slack for r in ledger.plans[1].rows]
    assert [float(r["slack"]) for r in records] == pytest.approx(slacks, rel=1e-14)
    assert all(len(re.sub(r"\D", "", r["slack"]).strip("0")) <= 15 for r in records)
    data = json.loads(run("incentives", SMALL, "-o", "denuclearization_first", "--json").out)
    assert len(data["plans"]) == len(ledger.plans)


def test_plot_one_picture(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    out = tmp_path / "new" / "folder"
    ran = run("plot", SMALL, "--what", "timeline", "--order", "omnibus", "--out", str(out), "--format", "svg")
    assert ran.code == 0
    [file] = out.iterdir()
    assert ran.out.split() == [str(file)]
    assert file.name == "korea_reduced-timeline-omnibus.svg"
    assert "<svg" in file.read_text("utf-8")


def test_plot_all_pictures_of_an_order(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    ran = run("plot", SMALL, "--order", "parallel", "--out", str(tmp_path))
    assert ran.code == 0
    kinds = ["comparison", "graph-parallel", "ledger-parallel", "timeline-parallel"]
    assert sorted(p.name for p in tmp_path.iterdir()) == [f"korea_reduced-{k}.png" for k in kinds]
    told = ran.out.splitlines()
    assert told[:2] == ["all orders: comparison", "parallel: timeline, ledger, graph"]
    assert told[2].startswith(f"4 pictures in {tmp_path} ")
    assert told[2].endswith("start with korea_reduced-comparison.png")
    assert ran.err == ""  # no progress but on a terminal


def test_plot_prints_each_file_on_request(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    ran = run("plot", SMALL, "--order", "no_talks", "--out", str(tmp_path), "--verbose")
    assert sorted(ran.out.split()) == sorted(map(str, tmp_path.iterdir()))


def test_plot_a_decision(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    options = ("--what", "decision", "--order", "parallel", "--party", "US", "--out", str(tmp_path))
    assert run("plot", SMALL, *options).code == 0
    assert [p.name for p in tmp_path.iterdir()] == ["korea_reduced-decision-parallel-US-1.png"]
    late = run("plot", SMALL, *options, "--period", "99")
    assert late.code == 1
    assert "99" in late.err or "98" in late.err


def test_schema(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    out = tmp_path / "scenario.schema.json"
    assert run("schema", "--out", str(out)).code == 0
    assert out.read_text("utf-8") == run("schema").out == json_schema_text()
    assert run("schema", "--check", "--out", str(out)).code == 0
    out.write_text("{}")
    stale = run("schema", "--check", "--out", str(out))
    assert stale.code == 1
    assert "out of date" in stale.err
    assert out.read_text() == "{}"


def test_version(run) -> None:  # type: ignore[no-untyped-def]
    assert run("--version").out.split() == ["negsim", ns.__version__]


@pytest.mark.parametrize("command", COMMANDS)
def test_help_has_examples(command: str) -> None:
    shown = CliRunner().invoke(program.app, [command, "--help"]).stdout
    assert "Example" in shown
    assert f"negsim {command}" in shown


# The schema -------------------------------------------------------------------------------------------------


def test_shipped_schema_is_fresh(run) -> None:  # type: ignore[no-untyped-def]
    assert run("schema", "--check").code == 0


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_files_keep_to_the_schema(name: str) -> None:
    validator = jsonschema.Draft202012Validator(json_schema())
    data = YAML(typ="safe", pure=True).load(ns.shipped()[name].read_text("utf-8"))
    assert [e.message for e in validator.iter_errors(data)] == []
    first = ns.shipped()[name].read_text("utf-8").splitlines()[0]
    assert first == "# yaml-language-server: $schema=schema/scenario.schema.json"


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("moves", "freeze", "byy"), "DPRK"),
        (("moves", "freeze", "lasts"), 0),
        (("moves", "two words"), {"by": "DPRK"}),
        (("moves", "freeze", "about"), None),
        (("play", "turns"), "whenever"),
        (("payoffs", "US", "threat", "value"), [1]),
    ],
)
def test_the_schema_finds_mistakes(path: tuple[str, ...], value: object) -> None:
    data = YAML(typ="safe", pure=True).load(ns.shipped()[SMALL].read_text("utf-8"))
    node = data
    for key in path[:-1]:
        node = node[key]
    node[path[-1]] = value
    schema = json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    assert list(jsonschema.Draft202012Validator(schema).iter_errors(data))


# Mistakes ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["compare", "nowhere"], "no such file"),
        (["compare", "no/such/file.yaml"], "no such file"),
        (["show", "."], "folder"),
        (["show", SMALL, "--order", "nope"], "not an order"),
        (["compare", SMALL, "--order", "nope"], "not an order"),
        (["solve", SMALL, "--order", "nope"], "not an order"),
        (["incentives", SMALL, "--order", "nope"], "not an order"),
        (["plot", SMALL, "--order", "nope"], "not an order"),
        (["incentives", SMALL, "--order", "parallel", "--plan", "99"], "--plan 99"),
        (["compare", SMALL, "--set", "patience"], "NAME=VALUE"),
        (["compare", SMALL, "--set", "patience=much"], "not a number"),
        (["compare", SMALL, "--set", "patience=nan"], "finite"),
        (["compare", SMALL, "--set", "threat=2,3"], "use 2.3"),
        (["compare", SMALL, "--set", "patience=2"], "discount"),
        (["compare", SMALL, "--set", "patince=1"], 'did you mean "patience"'),
        (["compare", SMALL, "--set", "self=1"], "not a parameter"),
        (["compare", SMALL, "--set", "patience=.5", "--set", "patience=.6"], "twice"),
        (["solve", SMALL, "--favour", "Mars"], "not a party"),
        (["solve", SMALL, "--periods", "1000000"], "10000"),
        (["plot", SMALL, "--out", "/proc/negsim/x"], "/proc/negsim/x"),
        (["schema", "--out", "/proc/negsim/x"], "/proc/negsim/x"),
        (["schema", "--check", "--out", "/no/such/file"], "/no/such/file"),
    ],
)
def test_mistakes_in_the_input(run, arguments: list[str], said: str) -> None:  # type: ignore[no-untyped-def]
    ran = run(*arguments)
    assert ran.code == 1
    assert said in ran.err
    assert ran.err.startswith("negsim: ")
    assert ran.out == ""


@pytest.mark.parametrize(
    "arguments",
    [
        ["frobnicate"],
        ["compare", SMALL, "--frobnicate"],
        ["compare", SMALL, "--json", "--csv"],
        ["compare", SMALL, "--json", "--brief"],
        ["incentives", SMALL],
        ["incentives", SMALL, "--order", "parallel", "--plan", "0"],
        ["solve", SMALL, "--ties", "some"],
        ["solve", SMALL, "--ties", "all", "--favour", "US"],
        ["solve", SMALL, "--periods", "many"],
        ["plot", SMALL, "--what", "music"],
        ["plot", SMALL, "--format", "gif"],
    ],
)
def test_wrong_usage(run, arguments: list[str]) -> None:  # type: ignore[no-untyped-def]
    ran = run(*arguments)
    assert ran.code == 2
    assert ran.err != ""
    assert ran.out == ""


def test_a_broken_file_is_reported_with_its_place(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "broken.yaml"
    file.write_text(ns.shipped()[SMALL].read_text("utf-8").replace("by: DPRK", "by: DPKR", 1))
    [problem] = ns.check(file).errors
    ran = run("compare", str(file))
    assert ran.code == 1
    first, place, line, caret, last = ran.err.splitlines()
    assert first == f"negsim: {file} cannot be used: 1 error"
    assert place == str(problem)
    assert place.startswith(f"{file}:{problem.line}:{problem.column}: ")  # editors jump to it
    assert line.index("DPKR") == caret.index("^^^^")
    assert last == f"negsim explain {problem.code} says more"


def test_of_very_many_mistakes_some_are_shown(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "broken.yaml"
    keys = "".join(f"key_{k}: 1\n" for k in range(25))
    file.write_text(ns.shipped()[SMALL].read_text("utf-8") + keys)
    count = len(ns.check(file).errors)
    ran = run("show", str(file))
    assert ran.err.count(f"\n{file}:") == 20 < count
    assert f"and {count - 20} more" in ran.err


def test_warnings_of_a_file_are_pointed_to(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "warned.yaml"
    text = ns.shipped()[SMALL].read_text("utf-8")
    file.write_text(text.replace("kind: peace_talks", "kind: track #2", 1))
    ran = run("compare", str(file), "--brief")
    assert ran.code == 0
    assert ran.err == f"negsim: {file}: 1 warning, which negsim check shows\n"


def test_texts_of_a_file_do_nothing_to_the_terminal(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "evil.yaml"
    text = ns.shipped()[SMALL].read_text("utf-8")
    text = text.replace('name: "North Korea"', 'name: "[red]North[/red] \\e[31m\\x9b Korea"')
    file.write_text(text.replace("kind: freeze ", 'name: "[/bold] \\e]0;x\\a" ', 1))
    for arguments in (
        ["show", str(file)], ["show", str(file), "-o", "parallel"], ["compare", str(file)],
        ["compare", str(file), "--explain"], ["solve", str(file), "-o", "omnibus"],
        ["incentives", str(file), "-o", "parallel"],
    ):  # fmt: skip
        ran = run(*arguments)
        assert ran.code == 0
        assert "\x1b" not in ran.out
        assert "\x9b" not in ran.out
        assert "[red]" in ran.out or "[/bold]" in ran.out
    file.write_text(text.replace("goal: settlement", 'goal: "\\e[31m"'))
    ran = run("show", str(file))
    assert ran.code == 1
    assert "\x1b" not in ran.err


def test_what_stood_there_stays_if_a_file_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from negsim.cli import output
    from negsim.errors import NegsimError

    file = tmp_path / "file"
    file.write_text("old")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(NegsimError, match="No space left"):
        output.write_file(file, "new", replace=True)
    assert [p.name for p in tmp_path.iterdir()] == ["file"]
    assert file.read_text() == "old"


# As a program of its own ------------------------------------------------------------------------------------


def test_closed_pipe_and_full_disk() -> None:
    done = shell("negsim show korea_2016 | head -1 && negsim list > /dev/full")
    assert "Korea" in done.stdout
    assert done.returncode == 1
    assert done.stderr == "negsim: cannot write the results: No space left on device\n"


def test_interrupt_is_one_line() -> None:
    code = "import sys, time, negsim.cli.program as p; p.app.command('wait')(lambda: time.sleep(60)); "
    code += "from negsim.cli import main; print('ready', flush=True); main(['wait'])"
    with subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(0.3)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=20)
    assert process.returncode == 130
    assert err == "negsim: interrupted\n"


def test_help_is_quick_and_loads_nothing_heavy() -> None:
    heavy = ["numpy", "scipy", "pandas", "matplotlib", "pydantic", "ruamel.yaml"]
    code = (
        "import sys; from negsim.cli.program import run; code = run(['--help']); "
        f"sys.exit(code or str([m for m in {heavy} if m in sys.modules] or ''))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stderr.strip() == ""
    assert "compare" in done.stdout


def test_colour_is_left_out_where_it_is_not_wanted() -> None:
    script = (
        f'import pty, sys; sys.exit(pty.spawn(["{sys.executable}", "-m", "negsim", "compare", "{SMALL}"]))'
    )
    plain = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False,
        env={**os.environ, "NO_COLOR": "1", "TERM": "xterm"}, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert "settlement" in plain.stdout
    assert "\x1b[31m" not in plain.stdout
    assert "\x1b[1;31m" not in plain.stdout
