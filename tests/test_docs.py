"""What the documentation shows runs, and what it links to is there."""

import doctest
import importlib
import re
from pathlib import Path

import pytest

import negsim as ns

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
MODULES = sorted(
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    for path in (ROOT / "negsim").rglob("*.py")
    if ">>>" in path.read_text("utf-8")
)


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings(name: str) -> None:
    result = doctest.testmod(importlib.import_module(name))
    assert result.attempted > 0
    assert result.failed == 0


def test_public_names_have_examples() -> None:
    without = [
        n
        for n in ns.__all__
        if callable(getattr(ns, n)) and n[0].islower() and ">>>" not in getattr(ns, n).__doc__
    ]
    assert without == []


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_links(page: Path) -> None:
    text = page.read_text("utf-8")
    links = [link for link in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in link]
    for link in links:
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), f"{page.name}: {link}"
        if anchor:
            titles = re.findall(r"^#+ (.*)$", target.read_text("utf-8"), re.M)
            assert anchor in {re.sub(r"[^\w -]", "", t).strip().lower().replace(" ", "-") for t in titles}


def test_the_scenario_of_the_readme() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    [file] = re.findall(r"```yaml\n(.*?)```", text, re.S)
    comparison = ns.compare(ns.loads(file, "README.md"))
    assert comparison["both_at_once"].outcome == "settled"
    assert comparison["freeze_first"].attitudes == {"North": "stalls", "South": "indifferent"}


def test_the_message_of_the_readme() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    [file] = re.findall(r"```yaml\n(.*?)```", text, re.S)
    with pytest.raises(ns.ScenarioError) as caught:
        ns.loads(file.replace("pause: programme == frozen", "pause: programme == frozne"), "dispute.yaml")
    assert f"```\n{caught.value}\n```" in text


def test_the_notebook_lines_of_the_readme(monkeypatch: pytest.MonkeyPatch) -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    code = "\n".join(re.findall(r"```python\n(.*?)```", text, re.S))
    space: dict[str, object] = {}
    exec(compile(code, "README.md", "exec"), space)
    assert space["eq"].certificate.valid  # type: ignore[attr-defined]
    assert len(space["found"]) == 3  # type: ignore[arg-type]
    assert space["game"] == space["chicken"]


def test_every_key_of_the_format_is_in_its_page() -> None:
    from negsim.scenario import schema

    page = (ROOT / "docs" / "scenario-format.md").read_text("utf-8")
    models = [
        getattr(schema, n) for n in ("ScenarioFile", "Party", "Parameter", "Issue", "Move", "Event", "Draw")
    ]
    models += [getattr(schema, n) for n in ("Term", "Order", "Play", "Dispute")]
    missing = {
        key for m in models for key in m.model_fields if not re.search(rf"`[^`]*\b{key}\b[^`]*`", page)
    }
    assert missing == set()
    assert all(f"`{key}`" in page for key in schema.RESERVED_KEYS)
