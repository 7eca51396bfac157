"""The catalogue of problem codes: a bad example has its problem where the mark is, a good one has none."""

import importlib.util
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

import negsim as ns
from negsim.cli.explaining import explain
from negsim.codes import GROUPS, KINDS, MARK, Kind, whole_file

ROOT = Path(__file__).resolve().parents[1]

SHOWN = [kind for kind in KINDS.values() if kind.bad]
NOT_SHOWN = [kind for kind in KINDS.values() if not kind.bad]

# What remains to be said of a mended example: it is about something that is not solved yet
STILL_WARNED = {"NS612": {"NS619"}}

by_code = pytest.mark.parametrize("kind", SHOWN, ids=lambda kind: kind.code)


def marked(text: str) -> tuple[str, list[tuple[int, int]]]:
    """A text without its marks, and line and column of each."""
    places = []
    while MARK in text:
        at = text.index(MARK)
        places.append((text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)))
        text = text[:at] + text[at + 1 :]
    return text, places


def checked(tmp_path: Path, text: str) -> ns.Report:
    path = tmp_path / "example.yaml"
    path.write_bytes(text.encode())
    return ns.check(path)


# The examples -----------------------------------------------------------------------------------------------


@by_code
def test_a_bad_example_has_its_problem_where_the_mark_stands(kind: Kind, tmp_path: Path) -> None:
    text, places = marked(whole_file(kind, kind.bad))
    report = checked(tmp_path, text)
    found = [p for p in report if p.code == kind.code]
    assert [(p.line, p.column) for p in found] == (places or [(0, 0)]), str(report)
    assert {p.severity for p in found} == {kind.severity}


@by_code
def test_a_bad_example_has_no_other_error(kind: Kind, tmp_path: Path) -> None:
    report = checked(tmp_path, kind.shown(whole_file(kind, kind.bad)))
    assert {p.code for p in report.errors} <= {kind.code}, str(report)


@by_code
def test_a_good_example_has_no_problem(kind: Kind, tmp_path: Path) -> None:
    report = checked(tmp_path, whole_file(kind, kind.good))
    assert set(report.codes) <= STILL_WARNED.get(kind.code, set()), str(report)
    assert kind.code not in report.codes
    assert MARK not in kind.good


@by_code
def test_a_good_example_is_near_to_the_bad_one(kind: Kind) -> None:
    """It mends the slip, and does not tell another story."""
    bad, good = (set(re.findall(r"\w+", t)) for t in (kind.shown(kind.bad), kind.good))
    assert kind.whole or len(bad & good) >= len(bad) / 2
    assert max(map(len, (kind.bad + "\n" + kind.good).splitlines())) <= 110


def test_what_the_examples_leave_out_has_no_problems(tmp_path: Path) -> None:
    report = checked(tmp_path, whole_file(Kind("NS000", "error", "", ""), ""))
    assert report.codes == ()


# What no short text can show --------------------------------------------------------------------------------


def no_file(tmp_path: Path) -> ns.Report:
    return ns.check(tmp_path / "nowhere.yaml")


def folder(tmp_path: Path) -> ns.Report:
    return ns.check(tmp_path)


def pipe(tmp_path: Path) -> ns.Report:
    os.mkfifo(tmp_path / "example.yaml")
    return ns.check(tmp_path / "example.yaml")


def too_large(tmp_path: Path) -> ns.Report:
    return checked(tmp_path, "# nothing\n" * 110_000)


def latin_1(tmp_path: Path) -> ns.Report:
    path = tmp_path / "example.yaml"
    path.write_bytes('negsim: 1\ntitle: "Genève"\n'.encode("latin-1"))
    return ns.check(path)


def very_many(tmp_path: Path) -> ns.Report:
    moves = "".join(f"  move_{k}: {{by: Nobody_{k}}}\n" for k in range(600))
    return checked(tmp_path, whole_file(KINDS["NS008"], f"moves:\n{moves}"))


def too_deep(tmp_path: Path) -> ns.Report:
    return checked(tmp_path, f"about: {'[' * 40}{']' * 40}\n")


def too_much(tmp_path: Path) -> ns.Report:
    return checked(tmp_path, f"about: [{'1,' * 200_000}]\n")


def payoff(tmp_path: Path, value: str) -> ns.Report:
    text = f"payoffs: {{North: {{all: {{value: 1}}}}, South: {{all: {{value: {value}}}}}}}\n"
    return checked(tmp_path, whole_file(KINDS["NS414"], text))


def impossible(tmp_path: Path) -> ns.Report:
    data: dict[str, Any] = {"negsim": 1, "title": "half a character \ud800"}
    with pytest.raises(ns.ScenarioError) as caught:
        ns.Scenario.from_data(data)
    return ns.Report("<data>", tuple(p for p in caught.value.problems if p.code != "NS202"))


def no_parameter(tmp_path: Path) -> ns.Report:
    with pytest.raises(ns.ScenarioError) as caught:
        ns.load("korea_reduced").with_values(patients=0.5)
    return ns.Report("<scenario>", caught.value.problems)


def too_costly(tmp_path: Path) -> ns.Report:
    """Conditions with many powers, each in 62,500 situations."""
    issues = "".join(f"  {i}: {{levels: [{', '.join(f'{i}{k}' for k in range(250))}]}}\n" for i in "xy")
    powers = " + ".join(["value(x) ** value(y)"] * 20)
    terms = "".join(f"    t{k}: {{when: {powers} > {k}, value: 1}}\n" for k in range(12))
    text = f"issues:\n{issues}moves: {{}}\noutcomes: {{}}\npayoffs:\n  North:\n{terms}"
    return checked(tmp_path, whole_file(KINDS["NS520"], text))


def no_game(tmp_path: Path) -> ns.Report:
    """A package of choices that has 8 ** 8 forms."""
    issues = "".join(f"  i{k}: {{levels: [a, b, c, d, e, f, g, h]}}\n" for k in range(8))
    moves = "".join(f"  m{k}: {{by: North, sets: {{i{k}: any}}}}\n" for k in range(8))
    text = (
        'negsim: 1\ntitle: "Too many"\nparties: {North: {discount: 0.9}}\n'
        f"issues:\n{issues}moves:\n{moves}"
        "payoffs: {North: {all: {value: 1}}}\n"
        f"orders: {{all: {{together: [[{', '.join(f'm{k}' for k in range(8))}]]}}}}\n"
        "play: {periods: 2}\n"
    )
    return checked(tmp_path, text)


BUILT: dict[str, Callable[[Path], ns.Report]] = {
    "NS001": no_file,
    "NS002": folder,
    "NS003": pipe,
    "NS004": too_large,
    "NS005": latin_1,
    "NS008": very_many,
    "NS109": too_deep,
    "NS110": too_much,
    "NS218": impossible,
    "NS302": no_parameter,
    "NS414": lambda tmp_path: payoff(tmp_path, "1" + " + 1" * 200),
    "NS415": lambda tmp_path: payoff(tmp_path, "abs(" * 70 + "1" + ")" * 70),
    "NS520": too_costly,
    "NS620": no_game,
}


@pytest.mark.parametrize("code", BUILT)
def test_what_no_text_can_show(code: str, tmp_path: Path) -> None:
    report = BUILT[code](tmp_path)
    assert code in report.codes, str(report)
    assert {p.severity for p in report if p.code == code} == {KINDS[code].severity}
    if code != "NS008":
        assert {p.code for p in report.errors} <= {code}, str(report)


def test_every_kind_is_shown_by_an_example_or_built_here() -> None:
    assert [kind.code for kind in NOT_SHOWN] == list(BUILT)
    assert all(bool(kind.bad) == bool(kind.good) for kind in KINDS.values())


# The catalogue ----------------------------------------------------------------------------------------------


def test_codes_are_unique_sorted_and_of_one_form() -> None:
    codes = [kind.code for kinds in GROUPS.values() for kind in kinds]
    assert codes == sorted(set(codes))
    assert all(re.fullmatch(r"NS\d{3}", code) for code in codes)
    for kinds in GROUPS.values():
        assert len({kind.code[:3] for kind in kinds}) == 1
    assert len({kind.title for kind in KINDS.values()}) == len(KINDS)


def test_every_kind_is_explained_in_a_few_sentences() -> None:
    for kind in KINDS.values():
        assert 1 <= len(re.findall(r"[.!?](?= |$)", kind.why)) <= 5, kind
        assert kind.why.endswith(".")
        assert not kind.title.endswith(".")
        assert "—" not in kind.why + kind.title + kind.bad + kind.good


def test_every_code_that_the_package_uses_is_in_the_catalogue_and_the_reverse() -> None:
    sources = [p for p in (ROOT / "negsim").rglob("*.py") if p.parent.name not in ("codes", "cli")]
    used = {code for p in sources for code in re.findall(r"[\"'](NS\d{3})[\"']", p.read_text("utf-8"))}
    assert used == set(KINDS)


def test_the_page_is_what_the_tool_writes() -> None:
    spec = importlib.util.spec_from_file_location("problems_page", ROOT / "tools" / "problems_page.py")
    assert spec is not None
    assert spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    page = tool.page()
    assert not re.search(r"[\x00-\x08\x0b-\x1f]", page)
    assert tool.PAGE.read_text("utf-8") == page, "make problems-page"


# negsim explain ---------------------------------------------------------------------------------------------


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    for name in ("FORCE_COLOR", "PY_COLORS", "GITHUB_ACTIONS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "110")
    app = typer.Typer(rich_markup_mode="rich")
    app.command()(explain)

    def call(*arguments: str) -> str:
        ran = CliRunner().invoke(app, list(arguments), catch_exceptions=False)
        assert ran.exit_code == 0, ran.output
        return ran.output

    return call


@pytest.mark.parametrize("code", ["NS304", "ns304", "304", " Ns304 "])
def test_explain_tells_one_kind(told: Callable[..., str], code: str) -> None:
    text, kind = told(code), KINDS["NS304"]
    assert text.startswith("NS304  Not a level\nAn error")
    assert kind.why in " ".join(text.split())
    assert "  settled: programme == stopped and" in text
    below = text.splitlines()[text.splitlines().index("    outcomes:") + 2]
    assert below.strip() == "^"
    assert below.index("^") == "      settled: programme == stopped".index("stopped")
    assert "  settled: programme == frozen and" in text.split("But so:")[1]


def test_explain_tells_every_kind(told: Callable[..., str]) -> None:
    for kind in KINDS.values():
        text = told(kind.code)
        assert kind.title in text
        assert MARK not in text
        assert not re.search(r"[\x00-\x09\x0b-\x1f]", text)
        assert ("Not so:" in text) == bool(kind.bad)


def test_explain_without_a_code_lists_all(told: Callable[..., str]) -> None:
    text = told()
    for kind in KINDS.values():
        assert re.search(rf"^{kind.code} +{kind.severity} +{re.escape(kind.title)}$", text, re.M)
    assert all(group in text for group in GROUPS)


@pytest.mark.parametrize("code", ["NS340", "NS999", "deadlock", "", "\x1b[31m"])
def test_explain_knows_no_other_codes(told: Callable[..., str], code: str) -> None:
    with pytest.raises(ns.NegsimError, match=f'there is no code "{re.escape(code)}"'):
        told(code)
    with pytest.raises(ns.NegsimError, match=r'did you mean "NS304"'):
        told("NS3004")
