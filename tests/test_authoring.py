"""Writing scenarios on the command line: check, new, diff, show --order; no file is ever overwritten."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import jsonschema
import pytest
from ruamel.yaml import YAML

import negsim as ns
from negsim.cli import program
from negsim.errors import NegsimError
from negsim.files import write_whole
from negsim.scenario.json_schema import json_schema, json_schema_text
from negsim.scenario.starter import starter, title_of

SMALL = "korea_reduced"
TEXT = ns.shipped()[SMALL].read_text("utf-8")
BROKEN = TEXT.replace("by: DPRK", "by: DPKR", 1)
WARNED = TEXT.replace("kind: peace_talks", "kind: track #2", 1)


class Ran:
    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path):  # type: ignore[no-untyped-def]
    """Run the program in this process, in an empty folder."""
    monkeypatch.setenv("COLUMNS", "110")
    for name in ("FORCE_COLOR", "PY_COLORS", "GITHUB_ACTIONS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str) -> Ran:
        capsys.readouterr()
        code = program.run(arguments)
        got = capsys.readouterr()
        assert "Traceback" not in got.err
        return Ran(code, got.out, got.err)

    return call


@contextmanager
def started(*arguments: str, **environment: str) -> Iterator[subprocess.Popen[str]]:
    """Run Python by itself, such that it can be interrupted."""
    with subprocess.Popen(
        [sys.executable, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **environment},
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as process:
        try:
            yield process
        finally:
            process.kill()


# check ------------------------------------------------------------------------------------------------------


def test_check_of_a_clean_file(run) -> None:  # type: ignore[no-untyped-def]
    ran = run("check", "centipede")
    assert ran.code == 0
    assert ran.out.count("\n") == 1
    assert "no problems found" in ran.out
    assert ran.err == ""


def test_check_shows_each_problem_at_its_place(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "broken.yaml").write_text(BROKEN)
    ran = run("check", "broken.yaml")
    [problem] = ns.check("broken.yaml").errors
    assert ran.code == 1
    assert ran.err == ""
    lines = ran.out.splitlines()
    assert lines[0] == str(problem)
    assert lines[1].index("DPKR") == lines[2].index("^^^^")
    assert lines[-2] == "broken.yaml: 1 error"
    assert lines[-1] == f"negsim explain {problem.code} says more"
    assert "\x1b" not in ran.out


def test_check_in_brief_is_a_line_a_problem(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "broken.yaml").write_text(BROKEN.replace("goal: settlement", "goal: settlemet"))
    ran = run("check", "broken.yaml", "--brief")
    problems = ns.check("broken.yaml").problems
    assert len(problems) == 2
    assert ran.out.splitlines()[:2] == [str(p) for p in problems]
    assert len(ran.out.splitlines()) == 4


def test_warnings_count_where_it_is_strict(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "warned.yaml").write_text(WARNED)
    mild = run("check", "warned.yaml")
    assert mild.code == 0
    assert "warning NS115" in mild.out
    assert run("check", "warned.yaml", "--strict").code == 1
    assert run("check", SMALL, "--strict").code == 0


def test_check_of_several_files(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "broken.yaml").write_text(BROKEN)
    ran = run("check", "broken.yaml", SMALL, "nowhere.yaml")
    assert ran.code == 1
    assert "broken.yaml: 1 error" in ran.out
    assert "korea_reduced.yaml: no problems found" in ran.out
    assert "nowhere.yaml: error NS001" in ran.out
    assert ran.out.count("negsim explain") == 1


def test_check_for_programs(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "broken.yaml").write_text(BROKEN)
    ran = run("check", "broken.yaml", "--json")
    assert ran.code == 1
    [found] = json.loads(ran.out)
    [problem] = ns.check("broken.yaml").errors
    assert list(found) == ["file", "line", "column", "code", "severity", "message", "hint"]
    assert (found["line"], found["column"], found["code"]) == (problem.line, problem.column, problem.code)
    assert json.loads(run("check", SMALL, "--json").out) == []


def test_options_of_check_that_exclude_each_other(run) -> None:  # type: ignore[no-untyped-def]
    assert run("check", SMALL, "--json", "--watch").code == 2
    assert run("check", SMALL, "--json", "--brief").code == 2
    assert run("check").code == 2


def test_texts_of_a_file_do_nothing_to_the_terminal(run, tmp_path: Path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "evil.yaml").write_text(TEXT.replace("goal: settlement", 'goal: "[red]\\e[31m\\x9b"'))
    for command in ("check", "show"):
        ran = run(command, "evil.yaml")
        assert ran.code == 1
        assert "[red]" in ran.out + ran.err
        assert not re.search("[\x1b\x9b]", ran.out + ran.err)
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    coloured = run("check", "evil.yaml").out
    assert "[red]" in coloured  # no markup
    assert r"\x1b[31m" in coloured  # shown, not sent
    assert "\x1b[1;31merror" in coloured
    monkeypatch.setenv("NO_COLOR", "1")
    assert not re.search("\x1b\\[[0-9;]*3[0-9]m", run("check", "evil.yaml").out)


def test_colours_change_no_letter(tmp_path: Path) -> None:
    from negsim.cli.problems import shown

    file = tmp_path / "x: error NS1 | y.yaml"
    file.write_text(BROKEN)
    [problem] = ns.check(file)
    text = shown(problem)
    assert text.plain == problem.shown()
    assert shown(problem, brief=True).plain == str(problem)
    red = [text.plain[span.start : span.end].strip() for span in text.spans if span.style == "bold red"]
    assert red == [f"error {problem.code}", "^^^^"]


def test_watch_checks_again_and_ends_quietly(tmp_path: Path) -> None:
    file = tmp_path / "watched.yaml"
    file.write_text(BROKEN)
    with started("-u", "-m", "negsim", "check", str(file), "--watch", "--brief") as process:
        assert process.stdout is not None
        lines = iter(process.stdout.readline, "")
        first = next(line for line in lines if "watched.yaml: " in line and "DPKR" not in line)
        assert first.rstrip().endswith("1 error")
        other = tmp_path / "other"  # as editors do: the file is gone for a moment, then another has its name
        other.write_text(TEXT)
        file.unlink()
        time.sleep(0.4)
        os.replace(other, file)
        second = next(line for line in lines if "watched.yaml: " in line)
        assert "no problems found" in second
        process.send_signal(signal.SIGINT)
        rest, err = process.communicate(timeout=20)
    assert process.returncode == 0
    assert err == ""
    assert "watched.yaml: " not in rest


# new --------------------------------------------------------------------------------------------------------


def test_new_writes_a_scenario_without_a_problem(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    ran = run("new", "arms-talks_2025")
    assert ran.code == 0
    assert "negsim check arms-talks_2025.yaml" in ran.out
    assert sorted(p.name for p in tmp_path.iterdir()) == ["arms-talks_2025.yaml", "scenario.schema.json"]
    checked = ns.check("arms-talks_2025.yaml")
    assert list(map(str, checked)) == []
    scenario = ns.load("arms-talks_2025.yaml")
    assert scenario.title == "Arms talks 2025"
    assert run("check", "arms-talks_2025.yaml", "--strict").code == 0
    result = ns.compare(scenario)
    assert {row.order: row.ledger.reached for row in result} == {
        "weapons_first": False, "reform_first": False, "package": True,
    }  # fmt: skip
    assert set(result["package"].attitudes.values()) == {"accepts"}
    assert result["weapons_first"].stop is not None


def test_the_first_line_of_a_new_scenario_leads_to_a_schema_that_it_keeps_to(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "folder").mkdir()
    assert run("new", "folder/mine.yml").code == 0
    file = tmp_path / "folder" / "mine.yml"
    text = file.read_text("utf-8")
    found = re.match(r"# yaml-language-server: \$schema=(\S+)\n", text)
    assert found is not None
    schema = json.loads((file.parent / found[1]).read_text("utf-8"))
    assert schema == json_schema()
    data = YAML(typ="safe", pure=True).load(text)
    assert list(jsonschema.Draft202012Validator(schema).iter_errors(data)) == []
    assert max(map(len, text.splitlines())) <= 120


def test_new_says_a_word_on_each_section() -> None:
    lines = starter("x", "y").splitlines()
    for section in (
        "sources",
        "parties",
        "parameters",
        "issues",
        "moves",
        "payoffs",
        "outcomes",
        "orders",
        "play",
    ):
        assert lines[lines.index(f"{section}:") - 1].startswith("# "), section


def test_new_overwrites_nothing(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    file, schema = tmp_path / "mine.yaml", tmp_path / "scenario.schema.json"
    file.write_text("mine")
    ran = run("new", "mine")
    assert ran.code == 1
    assert (
        ran.err
        == 'negsim: "mine.yaml" is there already; choose another name, or give --force to replace it\n'
    )
    assert file.read_text() == "mine"
    assert not schema.exists()
    schema.write_text("{}")
    told = run("new", "other")
    assert told.code == 0
    assert schema.read_text() == "{}"
    assert "scenario.schema.json is there already" in told.out
    assert run("new", "mine", "--force").code == 0
    assert ns.check(file).problems == ()
    assert schema.read_text("utf-8") == json_schema_text()


@pytest.mark.parametrize("name", ["", " ", "folder/", "..", "no/such/folder/x"])
def test_names_that_a_scenario_cannot_have(run, tmp_path: Path, name: str) -> None:  # type: ignore[no-untyped-def]
    ran = run("new", name)
    assert ran.code == 1
    assert ran.err.startswith("negsim: ")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "name", ["a: b # c", 'say "no" \\', "x" * 100, "\x1b[31m", "한국", "---", "TITLE SCHEMA"]
)
def test_any_name_makes_a_title(name: str) -> None:
    title = title_of(name)
    assert ns.loads(starter(title, "s.json")).title == title
    assert "\x1b" not in title


# diff -------------------------------------------------------------------------------------------------------


def changed(*replacements: tuple[str, str], text: str = TEXT) -> ns.Scenario:
    for old, new in replacements:
        assert old in text
        text = text.replace(old, new)
    return ns.loads(text)


def told(a: ns.Scenario, b: ns.Scenario) -> list[str]:
    return [str(c) for c in ns.diff(a, b)]


KOREA = ns.loads(TEXT)


def test_layout_makes_no_difference() -> None:
    same = changed(
        ("program == advancing\n", "(  program==advancing )\n".replace("(", "").replace(")", "")),
        ("value: -0.3 * value(exercises)", "value: -0.30*value( exercises )".replace("0.30", "0.3")),
        ("value: 3.0", "value: 3"),
        ("probability: 0.05", "probability: 0.050"),
        ("    start: full\n", ""),
        ("source: sigal2016", "source: [sigal2016]"),
        ("binds: all", "implementation: at_once\n    binds: all"),
        ("  movers: [US, DPRK]\n", ""),
    )
    found = ns.diff(KOREA, same)
    assert list(map(str, found)) == []
    assert not found
    assert str(found).endswith("say the same")
    assert not ns.diff(SMALL, ns.shipped()[SMALL])
    assert not ns.diff(KOREA, ns.loads(KOREA.to_yaml()))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("value: 3.0", "value: 4", "parameter threat: value 3 → 4"),
        ("range: [0.5, 0.99]", "range: [0, 0.9]", "parameter patience: range [0.5, 0.99] → [0, 0.9]"),
        ('name: "North Korea"', 'name: "DPRK"', "party DPRK: name North Korea → DPRK"),
        ("start: full", "start: modulated", "issue exercises: start (nothing) → modulated"),
        ("when: exercises < suspended", "when: exercises == full",
         "move scale_down: when exercises < suspended → exercises == full"),
        ("pays: {DPRK: -0.5}", "pays: {US: -0.5}", "move resume: pays.DPRK -0.5 → (nothing)"),
        ("lasts: 2", "lasts: 3", "move moratorium: lasts 2 → 3"),
        ("probability: 0.05", "probability: 0.1", "event clash: draws.1.probability 0.05 → 0.1"),
        ("value: 1.5 * value(peace)", "value: value(peace)",
         "payoff DPRK.peace: value 1.5 * value(peace) → value(peace)"),
        ("interim freeze: program == frozen", "interim freeze: program >= frozen",
         "outcome interim freeze: when program == frozen → program >= frozen"),
        ("goal: settlement", "goal: deadlock", "goal: settlement → deadlock"),
        ("bilateral: [US, DPRK]", "bilateral: [DPRK, US]",
         "table bilateral: parties [US, DPRK] → [DPRK, US]"),
        ("[freeze, scale_down]", "[freeze, moratorium]",
         "order suspension_for_suspension: together [[freeze, scale_down]] → [[freeze, moratorium]]"),
        ("    binds: all  ", "    binds: joint", "order peace_first: binds all → joint"),
        ("sign: program == dismantled", "sign: program >= frozen",
         "order denuclearization_first: require.sign program == dismantled → program >= frozen"),
        ("periods: 8", "periods: 9", "play: periods 8 → 9"),
        ("final: forever", "final: {US: 1}", "play: final.US (nothing) → 1"),
        ("movers: [US, DPRK]", "movers: [DPRK, US]", "play: movers [US, DPRK] → [DPRK, US]"),
        ("fallback: no_talks", "fallback: parallel", "dispute: fallback no_talks → parallel"),
        ("  no_talks:\n    forbid: joint\n", "  no_talks:\n    forbid: joint\n  mine: {table: bilateral}\n",
         "order mine: added (bilateral)"),
        ("  deadlock: otherwise\n", "", "outcome deadlock: removed (otherwise)"),
        ("(reduced)", "(small)", "title: Order of negotiations, Korea 2015-16 (reduced) → "
         "Order of negotiations, Korea 2015-16 (small)"),
    ],
)  # fmt: skip
def test_what_is_changed(old: str, new: str, said: str) -> None:
    other = changed((old, new))
    assert said in told(KOREA, other)
    assert len(told(KOREA, other)) <= 2
    assert len(ns.diff(other, KOREA)) == len(ns.diff(KOREA, other))


def test_whatever_speaks_of_something_renamed_follows() -> None:
    def renamed(old: str, new: str) -> list[tuple[str, str, str | None]]:
        other = ns.loads(re.sub(rf"\b{old}\b", new, KOREA.to_yaml()))
        return [(c.what, c.kind, c.after) for c in ns.diff(KOREA, other)]

    assert renamed("sign", "conclude") == [("move", "renamed", "conclude")]
    assert renamed("bilateral", "two") == [("table", "renamed", "two")]
    assert renamed("no_talks", "silence") == [("order", "renamed", "silence")]
    assert renamed("settlement", "success") == [("outcome", "renamed", "success")]
    assert renamed("sigal2016", "sigal") == [("source", "renamed", "sigal")]
    assert renamed("clash", "incident") == [("event", "renamed", "incident")]
    assert renamed("patience", "calm") == [("parameter", "renamed", "calm")]
    party = KOREA.to_yaml().replace("the US", "America").replace("to US", "to America")
    other = ns.loads(re.sub(r"\bDPRK\b(?!')", "North", re.sub(r"(about: .*)DPRK", r"\1North", party)))
    assert ("party", "renamed", "North") in [
        (c.what, c.kind, c.after) for c in ns.diff(ns.loads(party), other)
    ]


def test_what_is_renamed_and_changed_is_two_things() -> None:
    other = changed(("  clash:", "  storm:"), ("probability: 0.05", "probability: 0.2"))
    assert [(c.kind, c.name) for c in ns.diff(KOREA, other)] == [("removed", "clash"), ("added", "storm")]


def test_what_stands_in_another_place() -> None:
    data = KOREA.model_dump(exclude_defaults=True)
    moves = data["moves"]
    data["moves"] = {"sign": moves["sign"], **{k: v for k, v in moves.items() if k != "sign"}}
    data["payoffs"]["US"] = dict(reversed(data["payoffs"]["US"].items()))
    data["parameters"] = dict(reversed(data["parameters"].items()))
    other = ns.Scenario.from_data(data)
    assert told(KOREA, other) == ["move sign: now stands first, and stood after declare"]
    for group, what in (("parties", "party"), ("outcomes", "outcome"), ("orders", "order")):
        data = KOREA.model_dump(exclude_defaults=True)
        if group == "outcomes":  # the last of them catches the rest
            first, second, third = data[group]
            data[group] = {second: data[group][second], first: data[group][first], third: data[group][third]}
        else:
            data[group] = dict(reversed(data[group].items()))
        found = ns.diff(KOREA, ns.Scenario.from_data(data))
        assert {(c.what, c.kind) for c in found} == {(what, "reordered")}
        assert len(found) == (1 if group == "outcomes" else len(data[group]) - 1)


def test_long_texts_are_shortened_to_where_they_differ() -> None:
    begin = "so it is said " * 30
    a, b = (KOREA.model_copy(update={"about": begin + end}) for end in ("here it ends", "there it goes on"))
    found = ns.diff(a, b)
    [line] = told(a, b)
    assert len(line) < 200
    assert "here it ends" in line
    assert "there it goes on" in line
    [change] = found
    assert change.after == begin + "there it goes on"
    assert max(map(len, str(found).splitlines())) < 120


def test_a_difference_as_table_and_page() -> None:
    other = changed(("value: 3.0", "value: 4"), ("(reduced)", "<script>alert(1)</script>"))
    found = ns.diff(KOREA, other)
    assert len(found) == 2
    assert bool(found)
    frame = found.to_frame()
    assert list(frame.columns) == ["what", "name", "kind", "key", "before", "after"]
    assert frame.iloc[1].tolist() == ["parameter", "threat", "changed", "value", "3", "4"]
    page = found._repr_html_()
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    with pytest.raises(AttributeError):
        found.changes = ()  # type: ignore[misc]


def test_diff_on_the_command_line(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "mine.yaml").write_text(
        TEXT.replace("value: 3.0", "value: 4").replace("periods: 8", "periods: 9")
    )
    ran = run("diff", SMALL, "mine.yaml")
    assert ran.code == 0
    assert ran.out.splitlines() == [
        "korea_reduced → mine.yaml: 2 changes", "",
        "Parameters", "  threat: value 3 → 4", "",
        "Play", "  periods 8 → 9",
    ]  # fmt: skip
    assert json.loads(run("diff", SMALL, "mine.yaml", "--json").out)[0] == {
        "what": "parameter", "name": "threat", "kind": "changed", "key": "value", "before": "3", "after": "4",
    }  # fmt: skip
    assert run("diff", SMALL, SMALL).code == 0
    (tmp_path / "broken.yaml").write_text(BROKEN)
    ran = run("diff", SMALL, "broken.yaml")
    assert ran.code == 1
    assert "broken.yaml cannot be used" in ran.err


def test_scenarios_of_every_size_are_compared(run) -> None:  # type: ignore[no-untyped-def]
    names = list(ns.shipped())
    for a in names:
        for b in names:
            found = ns.diff(a, b)
            assert bool(found) == (a != b)
            assert "\x1b" not in str(found) + found._repr_html_()


# show --order -----------------------------------------------------------------------------------------------


def overlaid(run, tmp_path: Path, order: str) -> tuple[dict[str, list[str]], dict[str, list[str]], str]:  # type: ignore[no-untyped-def]
    """Rows of what can be done, of what is ruled out, and all that is said above."""
    text = TEXT.replace("  parallel:\n    table: bilateral\n", f"  parallel:\n{order}")
    (tmp_path / "mine.yaml").write_text(text)
    ran = run("show", "mine.yaml", "--order", "parallel")
    assert ran.code == 0
    head, _, rest = ran.out.partition("What can be done\n")
    done, _, ruled_out = rest.partition("What the order rules out\n")

    def rows(table: str) -> dict[str, list[str]]:
        cells = [re.split(r"\s{2,}", line.strip()) for line in table.splitlines() if line.strip()]
        return {first: others for first, *others in cells[2:]}

    return rows(done), rows(ruled_out), " ".join(head.split())


def test_show_require(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    order = "    table: bilateral\n    require: {sign: program == frozen, freeze: peace == declared}\n"
    done, ruled_out, head = overlaid(run, tmp_path, order)
    assert done["sign"] == ["US, DPRK", "peace == declared", "program == frozen"]
    assert done["freeze"] == ["DPRK", "program == advancing"]  # one party's own move
    assert "condition on freeze binds nothing" in head
    assert "at the table bilateral (US, DPRK)" in head
    assert ruled_out == {}


def test_show_binds_all(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    order = "    table: bilateral\n    require: {freeze: peace == declared}\n    binds: all\n"
    done, _, head = overlaid(run, tmp_path, order)
    assert done["freeze"] == ["DPRK", "program == advancing", "peace == declared"]
    assert "binds nothing" not in head
    assert "unilateral moves too" in head


def test_show_sequence(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    done, _, head = overlaid(run, tmp_path, "    table: bilateral\n    sequence: [declare, sign]\n")
    assert done["declare"] == ["US, DPRK", "peace == armistice"]
    assert done["sign"] == ["US, DPRK", "peace == declared", "in_force(declare)"]
    assert "in sequence: declare, sign" in head


def test_show_together(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    done, ruled_out, _ = overlaid(run, tmp_path, "    table: bilateral\n    together: [[freeze, declare]]\n")
    own = "freeze: program == advancing; declare: peace == armistice"
    assert done["freeze + declare"][0] == "DPRK, US"
    assert " ".join(done["freeze + declare"][1:3]).startswith(own[:20])
    assert "freeze" in done  # one party's own move stays
    assert ruled_out["declare"] == ["US, DPRK", "the order makes declare only in a package"]


def test_show_forbid(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    done, ruled_out, _ = overlaid(run, tmp_path, "    table: bilateral\n    forbid: [sign, resume]\n")
    assert "sign" not in done
    assert ruled_out["sign"] == ["US, DPRK", "the order forbids sign"]
    assert ruled_out["resume"] == ["DPRK", "the order forbids resume"]
    _, ruled_out, _ = overlaid(run, tmp_path, "    forbid: joint\n")
    assert ruled_out["sign"] == ["the order forbids joint moves"]  # nobody sits at a table either
    assert ruled_out["declare"] == ["US, DPRK", "the order forbids joint moves"]


# Nothing is overwritten, and nothing is left half written ---------------------------------------------------


def test_schema_overwrites_nothing(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "s.json"
    file.write_text("old")
    ran = run("schema", "--out", "s.json")
    assert ran.code == 1
    assert "is there already" in ran.err
    assert file.read_text() == "old"
    assert run("schema", "--out", "s.json", "--force").code == 0
    assert file.read_text("utf-8") == json_schema_text()


def test_plot_overwrites_nothing(run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    there = [tmp_path / f"{SMALL}-{what}-parallel.png" for what in ("graph", "ledger")]
    for file in there:
        file.write_text("old")
    with monkeypatch.context() as nothing_is_computed:
        nothing_is_computed.setattr("negsim.solvers.dispatch.solve", None)
        nothing_is_computed.setattr("negsim.sequencing.compare.compare", None)
        ran = run("plot", SMALL, "--order", "parallel")
    assert ran.code == 1
    assert all(file.name in ran.err for file in there)
    assert "are there already" in ran.err
    assert sorted(tmp_path.iterdir()) == sorted(there)
    for file in tmp_path.glob("*.png"):
        assert file.read_text() == "old"
    names = [f"{SMALL}-{what}-{order}.svg" for what in ("graph",) for order in ns.load(SMALL).orders]
    for name in names:
        (tmp_path / name).write_text("old")
    ran = run("plot", SMALL, "--what", "graph", "--format", "svg")
    assert ran.code == 1
    assert f"and {len(names) - 3} more are there already" in ran.err
    ran = run("plot", SMALL, "--what", "graph", "--order", "parallel", "--format", "svg", "--force")
    assert ran.code == 0
    assert "<svg" in (tmp_path / f"{SMALL}-graph-parallel.svg").read_text("utf-8")


def test_only_files_are_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for target in (pipe, tmp_path):
        with pytest.raises(NegsimError, match="cannot be written"):
            write_whole(target, lambda stream: stream.write(b"new"))
    assert pipe.is_fifo()
    kept, link = tmp_path / "kept", tmp_path / "link"
    kept.write_text("old")
    link.symlink_to(kept)
    with pytest.raises(NegsimError, match="is there already"):
        write_whole(link, lambda stream: stream.write(b"new"), replace=False)
    assert kept.read_text() == "old"
    write_whole(link, lambda stream: stream.write(b"new"))
    assert link.is_symlink()
    assert kept.read_text() == "new"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["kept", "link", "pipe"]


def test_a_name_that_is_taken_meanwhile_is_not_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(*_: object) -> None:
        raise OSError(1, "Operation not permitted")

    for links in (True, False):
        target = tmp_path / f"file{links}"
        if not links:
            monkeypatch.setattr(os, "link", no_links)
        with pytest.raises(NegsimError, match="is there already"):
            write_whole(target, lambda stream, t=target: t.write_text("theirs"), replace=False)
        assert target.read_text() == "theirs"
        with pytest.raises(NegsimError, match="is there already"):  # known before anything is made
            write_whole(target, lambda stream: pytest.fail("written"), replace=False)
    write_whole(tmp_path / "free", lambda stream: stream.write(b"new"), replace=False)
    assert (tmp_path / "free").read_text() == "new"
    assert len(list(tmp_path.iterdir())) == 3


SLOW = """
import sys, time
from negsim import files
real = files.{where}
def slow(*arguments, **options):
    result = real(*arguments, **options)
    print("writing", flush=True)
    time.sleep(60)
    return result
files.{where} = slow
from negsim.cli import main
main(sys.argv[1:])
"""
SLOW_PICTURE = """
import sys, time
from matplotlib.figure import Figure
real = Figure.savefig
def slow(self, stream, **options):
    stream.write(b"half of it"); stream.flush()
    print("writing", flush=True)
    time.sleep(60)
Figure.savefig = slow
from negsim.cli import main
main(sys.argv[1:])
"""


@pytest.mark.parametrize(
    ("code", "arguments"),
    [
        (SLOW.format(where="os.chmod"), ["schema", "--out", "OUT/s.json"]),
        (SLOW.format(where="os.chmod"), ["schema", "--out", "OUT/old", "--force"]),
        (SLOW_PICTURE, ["plot", "centipede", "--what", "graph", "--out", "OUT"]),
    ],
)
def test_an_interrupt_leaves_nothing_half_written(tmp_path: Path, code: str, arguments: list[str]) -> None:
    (tmp_path / "old").write_text("old")
    given = [a.replace("OUT", str(tmp_path)) for a in arguments]
    with started("-c", code, *given, MPLBACKEND="Agg") as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "writing\n"
        assert len(list(tmp_path.iterdir())) == 2  # the one that is being written
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=20)
    assert process.returncode == 130
    assert err == "negsim: interrupted\n"
    assert [p.name for p in tmp_path.iterdir()] == ["old"]
    assert (tmp_path / "old").read_text() == "old"


def test_a_full_disk_leaves_nothing_half_written(
    run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # type: ignore[no-untyped-def]
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "chmod", full)
    ran = run("new", "mine")
    assert ran.code == 1
    assert "No space left on device" in ran.err
    assert list(tmp_path.iterdir()) == []
