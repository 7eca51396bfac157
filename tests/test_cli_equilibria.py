"""`negsim equilibria`: each file solved or refused, and what befalls one of them is not the others' loss."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import negsim as ns
from negsim.cli import program
from negsim.cli.child import Child
from negsim.cli.one_game import examine
from negsim.reporting.folder_report import GameReport, files_csv, files_json, reasons, summary

PENNIES = 'NFG 1 R "Pennies" { "Row" "Col" } { { "heads" "tails" } { "heads" "tails" } } 1 -1 -1 1 -1 1 1 -1'
ENTRY = """EFG 2 R "Entry" { "Entrant" "Incumbent" }
p "" 1 1 "door" { "stay out" "enter" } 0
t "" 1 "" { 0, 2 }
p "" 2 1 "shop" { "fight" "share" } 0
t "" 2 "" { -1, -1 }
t "" 3 "" { 1, 1 }
"""


class Ran:
    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    """Run the program in this process; games are solved in a child all the same."""
    monkeypatch.setenv("COLUMNS", "110")

    def call(*arguments: str | Path) -> Ran:
        capsys.readouterr()
        code = program.run([str(a) for a in arguments])
        got = capsys.readouterr()
        assert "Traceback" not in got.err
        return Ran(code, got.out, got.err)

    return call


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("games")
    (folder / "pennies.nfg").write_text(PENNIES)
    (folder / "deeper").mkdir()
    (folder / "deeper" / "entry.EFG").write_text(ENTRY)
    (folder / "deeper" / "notes.txt").write_text("not a game")
    return folder


@pytest.fixture
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Examine without a child, where the child is not what is tested: it takes a second to start."""
    monkeypatch.setattr(Child, "examine", lambda self, file: examine(file, self.method, self.profiles))


# What is said ----------------------------------------------------------------------------------------------


def test_a_single_file_shows_its_equilibrium(run, folder: Path) -> None:  # type: ignore[no-untyped-def]
    ran = run("equilibria", folder / "pennies.nfg")
    assert ran.code == 0
    assert "Pennies (normal form, 2 × 2)" in ran.out
    assert "Row: heads 1/2, tails 1/2" in ran.out
    assert "unique" in ran.out
    assert "certificate (Nash) holds" in ran.out
    assert "1 file: 1 solved; 1 read, and all of them written back" in ran.out


@pytest.mark.usefixtures("in_this_process")
class TestWithoutChild:
    def test_folder(self, run, folder: Path) -> None:  # type: ignore[no-untyped-def]
        ran = run("equilibria", folder)
        assert ran.code == 0
        lines = ran.out.splitlines()
        assert any(line.startswith("pennies.nfg") and "2 × 2" in line and "unique" in line for line in lines)
        assert any(line.startswith("deeper/entry.EFG") and "5 nodes" in line for line in lines)
        assert "notes.txt" not in ran.out
        assert "2 files: 2 solved" in lines[-2] + lines[-1]
        assert "heads" not in ran.out  # equilibria are shown of a single file only, unless asked for
        assert "Row: heads 1/2" in run("equilibria", folder, "--show").out
        assert "heads" not in run("equilibria", folder / "pennies.nfg", "--no-show").out

    def test_tree(self, run, folder: Path) -> None:  # type: ignore[no-untyped-def]
        ran = run("equilibria", folder / "deeper" / "entry.EFG")
        assert ran.code == 0
        assert "Entrant at door: enter 1" in ran.out
        assert "Incumbent at shop: share 1" in ran.out

    def test_each_file_once(self, run, folder: Path) -> None:  # type: ignore[no-untyped-def]
        ran = run("equilibria", folder, folder / "pennies.nfg", folder / "deeper", "--json")
        assert len(json.loads(ran.out)["files"]) == 2

    def test_json(self, run, folder: Path) -> None:  # type: ignore[no-untyped-def]
        ran = run("equilibria", folder / "pennies.nfg", "--json")
        assert ran.code == 0
        data = json.loads(ran.out)
        assert data["summary"] == {"solved": 1, "refused": 0, "failed": 0, "timeout": 0, "crashed": 0}
        (record,) = data["files"]
        assert record["kind"] == "normal form"
        assert record["written_back"] is True
        assert (record["completeness"], record["equilibria"]) == ("unique", 1)
        assert record["gain"] <= 1e-12
        (profile,) = record["profiles"]
        assert profile["values"] == {"Row": 0.0, "Col": 0.0}
        assert profile["chosen"][0] == ["Row", [["heads", 0.5], ["tails", 0.5]]]

    def test_csv_and_file(self, run, folder: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
        ran = run("equilibria", folder, "--csv")
        rows = list(csv.DictReader(io.StringIO(ran.out)))
        assert [r["status"] for r in rows] == ["solved", "solved"]
        out = tmp_path / "new" / "r.csv"
        again = run("equilibria", folder, "--out", out)
        assert again.code == 0
        assert "wrote" in again.err
        kept = list(csv.DictReader(io.StringIO(out.read_text("utf-8"))))
        assert [r["file"] for r in kept] == [r["file"] for r in rows]
        refused = run("equilibria", folder, "--out", out)
        assert refused.code == 1
        assert "there already" in refused.err
        assert run("equilibria", folder, "--out", out, "--force").code == 0
        assert run("equilibria", folder, "--out", tmp_path / "r.json").code == 0
        assert len(json.loads((tmp_path / "r.json").read_text("utf-8"))["files"]) == 2

    def test_refused_files_are_no_failure(self, run, folder: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
        bad = tmp_path / "bad.nfg"
        bad.write_text('NFG 1 R "" { "A" } { 2 }\n1 x')
        (tmp_path / "good.nfg").write_text(PENNIES)
        ran = run("equilibria", tmp_path)
        assert ran.code == 0
        assert "Refused" in ran.out
        said = "".join(ran.out.split())  # wherever lines are broken
        assert f"{bad}:2:3:error:expectedapayoff" in said
        assert "2 files: 1 solved, 1 refused" in ran.out
        one = run("equilibria", bad)
        assert one.code == 0
        assert "1 file: 0 solved, 1 refused" in one.out

    def test_method(self, run, folder: Path) -> None:  # type: ignore[no-untyped-def]
        ran = run("equilibria", folder / "pennies.nfg", "--method", "pure_enumeration", "--json")
        record = json.loads(ran.out)["files"][0]
        assert (record["completeness"], record["equilibria"], record["status"]) == ("all pure", 0, "solved")

    def test_correlated(self, run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
        path = tmp_path / "chicken.nfg"
        ns.NormalFormGame.from_bimatrix([[6, 2], [7, 0]], [[6, 7], [2, 0]]).save(path)
        ran = run("equilibria", path, "--method", "correlated")
        assert ran.code == 0
        assert "Drawn: 1 and 1 " in ran.out

    def test_a_strangers_names_are_not_obeyed(self, run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
        path = tmp_path / "evil.nfg"
        path.write_text('NFG 1 R "\x1b[31mt" { "[bold]A" "=cmd()" } { { "\x1b]0;x" } { "y" } } 1 2')
        for options in ((), ("--csv",), ("--json",)):
            ran = run("equilibria", path, *options)
            assert ran.code == 0
            assert "\x1b" not in ran.out
        assert "[bold]A" in run("equilibria", path).out


# What goes wrong -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "said", "code"),
    [
        (["nowhere.nfg"], "no such file or folder", 1),
        (["FOLDER/deeper/empty"], "no .nfg or .efg file", 1),
        (["FOLDER", "--method", "lemke_housen"], 'did you mean "lemke_howson"?', 1),
        (["FOLDER", "--json", "--csv"], "exclude each other", 2),
        (["FOLDER", "--out", "x.txt"], "must end in .json or .csv", 1),
        (["FOLDER", "--limit", "0"], "limit", 2),
    ],
)
def test_usage(run, folder: Path, arguments: list[str], said: str, code: int) -> None:  # type: ignore[no-untyped-def]
    (folder / "deeper" / "empty").mkdir(exist_ok=True)
    ran = run("equilibria", *(a.replace("FOLDER", str(folder)) for a in arguments))
    assert ran.code == code
    assert said in ran.err
    assert ran.out == ""


def test_anything_that_is_no_error_of_ours_is_a_crash(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("oh")

    monkeypatch.setattr("negsim.solvers.dispatch.solve", broken)
    report = examine(str(folder / "pennies.nfg"), None, False)
    assert report.status == "crashed"
    assert "ZeroDivisionError: oh" in report.reason
    assert report.written_back
    assert not report.fine


def test_a_certificate_that_fails_is_a_failure(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    from negsim.solvers import dispatch
    from negsim.solvers.method import Found

    def wrong(game: ns.NormalFormGame, **_: object) -> ns.Solution:
        profile = game.profile(["heads", "heads"])
        return dispatch.certified(game, "guess", Found([profile], "all"), throw=False)

    monkeypatch.setattr(dispatch, "solve", wrong)
    report = examine(str(folder / "pennies.nfg"), None, False)
    assert report.status == "failed"
    assert "not an equilibrium" in report.reason
    assert report.gain == pytest.approx(1.0, abs=1e-4)


def test_nothing_found_is_a_failure(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.setattr(
        "negsim.solvers.dispatch.solve", lambda game, **_: ns.Solution(game, "x", "one of possibly many", ())
    )
    report = examine(str(folder / "pennies.nfg"), None, False)
    assert (report.status, report.reason) == ("failed", "no equilibrium was found")


def test_warnings_are_kept(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    import warnings

    def warned(game: ns.NormalFormGame, **_: object) -> ns.Solution:
        warnings.warn("something odd", RuntimeWarning, stacklevel=1)
        return ns.Solution(game, "x", "all pure", ())

    monkeypatch.setattr("negsim.solvers.dispatch.solve", warned)
    assert "warning: something odd" in examine(str(folder / "pennies.nfg"), None, False).notes


def _child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str, limit: float) -> Child:
    """A child in which one method misbehaves for games whose title asks for it."""
    (tmp_path / "misbehaving.py").write_text(
        "from negsim.solvers import dispatch\nsolve = dispatch.solve\n\n"
        "def find(game, **options):\n    if game.title != 'bad':\n        return solve(game, **options)\n"
        f"    {body}\n\ndispatch.solve = find\n"
    )
    (tmp_path / "sitecustomize.py").write_text("import misbehaving\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    return Child(None, False, limit)


def slow(*values: object) -> object:
    return pytest.param(*values, marks=pytest.mark.slow)


@pytest.mark.skipif(sys.platform == "win32", reason="needs signals")
@pytest.mark.parametrize(
    ("body", "status", "said", "limit"),
    [
        ("while True: pass", "timeout", "solving took longer than 1 s", 1),
        slow("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "crashed", "ended by signal 9", 30),
        slow("import os; os._exit(3)", "crashed", "ended, with code 3", 30),
        slow("x = bytearray(1 << 50)", "crashed", "not enough memory", 30),
        slow("raise SystemExit(4)", "crashed", "ended, with code 4", 30),
    ],
)
def test_one_files_misfortune_is_no_others(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    folder: Path,
    body: str,
    status: str,
    said: str,
    limit: float,
) -> None:
    bad = tmp_path / "bad.nfg"
    bad.write_text(PENNIES.replace("Pennies", "bad"))
    with _child(tmp_path, monkeypatch, body, limit) as child:
        report = child.examine(str(bad))
        assert (report.status, report.kind, report.size) == (status, "normal form", "2 × 2")
        assert said in report.reason
        assert not report.fine
        assert child.examine(str(folder / "pennies.nfg")).status == "solved"
        process = child.process
    assert not process.is_alive()


@pytest.mark.skipif(sys.platform == "win32", reason="needs signals")
def test_interrupt_keeps_what_is_finished(tmp_path: Path) -> None:
    (tmp_path / "a.nfg").write_text(PENNIES)
    (tmp_path / "b.nfg").write_text(PENNIES.replace("Pennies", "bad"))
    (tmp_path / "sitecustomize.py").write_text(
        "from negsim.solvers import dispatch\nsolve = dispatch.solve\n\n"
        "def find(game, **options):\n    if game.title == 'bad':\n"
        f"        open({str(tmp_path / 'there')!r}, 'w').close()\n        import time; time.sleep(600)\n"
        "    return solve(game, **options)\n\ndispatch.solve = find\n"
    )
    out = tmp_path / "r.json"
    command = [sys.executable, "-m", "negsim", "equilibria", str(tmp_path), "--out", str(out)]
    process = subprocess.Popen(
        command, env={**os.environ, "PYTHONPATH": str(tmp_path)}, stdout=-1, stderr=-1, text=True,
        start_new_session=True,
        # what a shell starts in the background ignores Ctrl-C, and so does all that it starts in turn
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip
    try:
        end = time.monotonic() + 30
        while not (tmp_path / "there").exists() and time.monotonic() < end:
            time.sleep(0.02)
        os.killpg(process.pid, signal.SIGINT)
        shown, said = process.communicate(timeout=30)
    finally:
        process.kill()
        process.communicate()
    assert process.returncode == 130
    assert "1 file: 1 solved" in shown
    assert "interrupted" in said
    assert "Traceback" not in said
    data = json.loads(out.read_text("utf-8"))
    assert data["interrupted"] is True
    assert [r["status"] for r in data["files"]] == ["solved"]


# Reports ---------------------------------------------------------------------------------------------------


def test_report_of_many() -> None:
    reports = [
        GameReport("a.nfg", "solved", kind="normal form", written_back=True, gain=1e-17, seconds=1.0),
        GameReport("=b.nfg", "refused", reason="=b.nfg:1:2: error: no\n   1 | x"),
        GameReport("c.efg", "crashed", reason="KeyError: 'x'", kind="game tree", written_back=False),
    ]
    assert summary(reports) == (
        "3 files: 1 solved, 1 refused, 1 crashed; 2 read, and 1 of them written back and read again as the "
        "same game; largest gain by any deviation 1e-17 of a player's range; 1.0 s"
    )
    rows = list(csv.DictReader(io.StringIO(files_csv(reports))))
    assert rows[1]["file"] == "'=b.nfg"
    assert [r["written_back"] for r in rows] == ["yes", "", "no"]
    told = [str(text) for text in reasons(reports)]
    assert told[:2] == ["\nCrashed\n", "c.efg: KeyError: 'x'"]
    assert told[-1] == "=b.nfg:1:2: error: no\n   1 | x"
    assert json.loads(files_json(reports, interrupted=True))["interrupted"] is True


def test_nothing_finished(run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    def interrupted(self: Child, file: str) -> GameReport:
        raise KeyboardInterrupt

    monkeypatch.setattr(Child, "examine", interrupted)
    with pytest.raises(KeyboardInterrupt):
        run("equilibria", folder)
