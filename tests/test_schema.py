"""The JSON schema: every key explained, right as a schema, and of one mind with negsim about files."""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from pydantic import BaseModel
from ruamel.yaml import YAML

import negsim as ns
from negsim.scenario import hover_texts, schema
from negsim.scenario.json_schema import json_schema
from negsim.scenario.writer import write
from random_scenarios import random_scenario, to_yaml

ROOT = Path(__file__).resolve().parents[1]
SCHEMA = ROOT / "scenarios" / "schema" / "scenario.schema.json"
PAGE = (ROOT / "docs" / "scenario-format.md").read_text("utf-8")
MODELS = {n: getattr(schema, n) for n in schema.__all__ if n != "RESERVED_KEYS"}

SMALL = """\
negsim: 1
title: "A freeze for a pause"
parties: {North: {discount: 0.9}, South: {discount: 0.8}}
parameters: {worry: {value: 2, range: [0, 5]}}
issues: {programme: {levels: [advancing, frozen]}, exercises: {levels: [held, paused], start: held}}
moves:
  freeze: {by: North, when: programme == advancing, sets: {programme: frozen}}
  swap: {by: [North, South], sets: {programme: frozen, exercises: paused}, declined: {pays: {South: -1}}}
events: {storm: {draws: [{probability: 0.1, pays: {North: -1}}]}}
payoffs: {South: {worry: {when: programme == advancing, value: -worry}}}
outcomes: {settled: programme == frozen, deadlock: otherwise}
goal: settled
tables: {both: [North, South]}
orders: {first: {require: {swap: programme == frozen}}, closed: {forbid: joint}}
play: {periods: 4}
dispute: {fallback: closed}
"""

TIMES = "outcomes:\n  12:30: programme == frozen\n  no: otherwise\ngoal: 12:30"

# What is taken out, and the mistake that is put in its place
MISTAKES = [
    ("goal: settled", "colour: red"),
    ("North: {discount", "North: {discounts"),
    ("range: [0, 5]", "rnage: [0, 5]"),
    ("start: held", "begin: held"),
    ("when: programme == advancing, sets", "if: programme == advancing, sets"),
    ("declined: {pays", "declined: {pay"),
    ("storm: {draws", "storm: {about: x, draw"),
    ("probability: 0.1, pays", "probability: 0.1, gives"),
    ("value: -worry", "value: -worry, unit: x"),
    ("require: {swap", "requires: {swap"),
    ("periods: 4", "periods: 4, turn: rotating"),
    ("fallback: closed", "default: closed"),
    ("North: {discount: 0.9}", "North: {types: [a, b]}"),
    ("freeze: {by", "freeze: {hidden: yes, by"),
    ("negsim: 1\n", ""),
    ("negsim: 1", "negsim: 2"),
    ('title: "A freeze for a pause"\n', ""),
    ('"A freeze for a pause"', "[a, b]"),
    ("play: {periods: 4}\n", ""),
    ("value: 2, ", ""),
    ("by: North, ", ""),
    ("probability: 0.1, ", ""),
    (", value: -worry", ""),
    ("{periods: 4}", "{}"),
    ("value: 2", "value: two"),
    ("value: 2", "value: [2]"),
    ("value: 2", "value: 12:30"),
    ("value: 2", "value:"),
    ("range: [0, 5]", "range: [0]"),
    ("range: [0, 5]", "range: 5"),
    ("levels: [advancing, frozen]", "levels: advancing"),
    ("levels: [advancing, frozen]", "levels: []"),
    ("levels: [advancing, frozen]", "levels: [advancing, advancing]"),
    ("levels: [advancing, frozen]", "levels: [advancing, 2nd]"),
    ("levels: [advancing, frozen]", "levels: [advancing, {a: b}]"),
    ("start: held", "start: [held, paused]"),
    ("freeze: {by", "the freeze: {by"),
    ("by: [North, South]", "by: [North]"),
    ("by: [North, South]", "by: [North, North]"),
    ("by: [North, South]", "by: {North: South}"),
    ("sets: {programme: frozen}}", "sets: programme}"),
    ("sets: {programme: frozen}}", "sets: {programme: [frozen]}}"),
    ("sets: {programme: frozen}}", "lasts: 0}"),
    ("sets: {programme: frozen}}", "after: 2.5}"),
    ("sets: {programme: frozen}}", "after: soon}"),
    ("when: programme == advancing, sets", "when: 3, sets"),
    ("pays: {North: -1}", "pays: -1"),
    ("pays: {North: -1}", "pays: {North: [1]}"),
    ("draws: [{probability: 0.1, pays: {North: -1}}]", "draws: {probability: 0.1}"),
    ("draws: [{probability: 0.1, pays: {North: -1}}]", "draws: []"),
    ("value: -worry", f"value: {'1 + ' * 150}1"),
    ("both: [North, South]", "both: [North]"),
    ("both: [North, South]", "both: North"),
    ("forbid: joint", "together: [freeze]"),
    ("forbid: joint", "together: [[]]"),
    ("forbid: joint", "binds: everybody"),
    ("forbid: joint", "implementation: later"),
    ("closed: {forbid: joint}", "closed:"),
    ("periods: 4", "periods: 0"),
    ("periods: 4", "periods: 10001"),
    ("periods: 4", "periods: many"),
    ("periods: 4", "periods: 4, turns: whenever"),
    ("periods: 4", "periods: 4, final: never"),
    ("periods: 4", "periods: 4, final: [1, 2]"),
    ("fallback: closed", "rule: majority"),
    ("parties: {North: {discount: 0.9}, South: {discount: 0.8}}", "parties: {}"),
    ("parties: {North: {discount: 0.9}, South: {discount: 0.8}}", "parties: [North, South]"),
]

# What other readers of YAML make something else of, and negsim reads as it stands
ODD = [
    ('"A freeze for a pause"', "2016-01-06"),
    ('"A freeze for a pause"', "2016"),
    ("negsim: 1", 'negsim: "1"'),
    ("advancing", "no"),
    ("advancing", "on"),
    ("held", "true"),
    ("value: 2", "value: .5"),
    ("value: 2", "value: 1e0"),
    ("value: 2", 'value: "2"'),
    ("value: 2", "value: +2."),
    ("[0, 5]", "['0', 5.0]"),
    ("probability: 0.1", "probability: .1"),
    ("probability: 0.1", "probability: '1e-1'"),
    ("pays: {North: -1}", 'pays: {North: "-1"}'),
    ("discount: 0.9", "discount: '0.9'"),
    ("periods: 4", 'periods: "4"'),
    ("periods: 4", "periods: 4.0"),
    ("start: held", "values: [0, '1']"),
    ("start: held", "values: {held: .5, paused: 1}"),
    ("start: held", "about: 2016"),
    ("outcomes: {settled: programme == frozen, deadlock: otherwise}\ngoal: settled", TIMES),
    ("settled", "2016"),
    ("by: North,", "by: North, lasts: '2', kind: 1,"),
    ("tables: {both: [North, South]}", "tables: {no: [North, South]}"),
]


def changed(old: str, new: str) -> str:
    assert old in SMALL
    return SMALL.replace(old, new) if (old, new) in ODD else SMALL.replace(old, new, 1)


def check_jsonschema(*arguments: Any) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "check_jsonschema", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def refused(folder: Path, texts: list[str]) -> dict[int, list[str]]:
    """What the schema says about files, by their place in the list."""
    files = []
    for k, text in enumerate(texts):
        files.append(folder / f"{k}.yaml")
        files[-1].write_text(text, "utf-8")
    ran = check_jsonschema("--schemafile", SCHEMA, "-o", "json", *files)
    told = json.loads(ran.stdout)
    assert told.get("parse_errors", []) == []
    found: dict[int, list[str]] = {}
    for error in told["errors"]:
        name = int(Path(error["filename"]).stem)
        found.setdefault(name, []).append(f"{error['path']}: {error['message']}")
    return found


# A schema, and one with which files agree -------------------------------------------------------------------


def test_it_is_a_schema() -> None:
    ran = check_jsonschema("--check-metaschema", SCHEMA)
    assert ran.returncode == 0, ran.stdout


def test_shipped_files_keep_to_it() -> None:
    ran = check_jsonschema("--schemafile", SCHEMA, *ns.shipped().values())
    assert ran.returncode == 0, ran.stdout


def test_what_negsim_reads_it_takes(tmp_path: Path) -> None:
    rng = random.Random(20160106)
    texts: list[str] = []
    for k in range(1000):
        text = to_yaml(random_scenario(rng, "tiny" if k % 5 else "small"))
        with suppress(ns.ScenarioError):  # a condition may happen to be one that never holds
            written = ns.loads(text).to_yaml()
            texts += [text] if k % 10 else [text, written]
        if len(texts) >= 110:
            break
    assert len(texts) >= 110
    validator, yaml = jsonschema.Draft202012Validator(json_schema()), YAML(typ="safe")
    for text in texts:
        assert [e.message for e in validator.iter_errors(yaml.load(text))] == []
    assert refused(tmp_path, texts[:10]) == {}


def test_what_yaml_makes_something_else_of(tmp_path: Path) -> None:
    texts = [changed(*odd) for odd in ODD]
    for text in texts:
        ns.loads(text)
    assert {ODD[k]: errors for k, errors in refused(tmp_path, texts).items()} == {}


def test_mistakes_are_found_by_both(tmp_path: Path) -> None:
    ns.loads(SMALL)
    texts = [SMALL, *(changed(*mistake) for mistake in MISTAKES)]
    for text in texts[1:]:
        with pytest.raises((ns.ScenarioError, ns.NotSupportedError)):
            ns.loads(text)
    found = refused(tmp_path, texts)
    assert [MISTAKES[k - 1] for k in range(1, len(texts)) if k not in found] == []
    assert 0 not in found


# Explained to the last key ----------------------------------------------------------------------------------


def subschemas(node: Any, place: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Whatever a mouse can rest on: definitions, keys, and what stands under keys without a name."""
    for group in ("$defs", "properties"):
        for key, inner in node.get(group, {}).items():
            yield f"{place}/{key}", inner
            yield from subschemas(inner, f"{place}/{key}")
    several = [*node.get("prefixItems", ()), *node.get("anyOf", ())]
    for key, inner in [("*", node.get("additionalProperties")), ("[]", node.get("items"))]:
        if isinstance(inner, dict):
            several.append(inner)
            if "$ref" not in inner:
                yield f"{place}/{key}", inner
    for inner in several:
        yield from subschemas(inner, place)


def test_everything_is_explained() -> None:
    found = dict(subschemas(json_schema()))
    assert len(found) > 100
    assert [place for place, node in found.items() if not node.get("description")] == []
    assert [place for place, node in found.items() if not node.get("markdownDescription")] == []
    for place, node in found.items():
        assert re.match(r"[A-Z0-9].*[.?!]$|.*: .*", node["description"]), place
        assert not re.search(r"`|, or \*", node["description"]), place
        assert len(node["markdownDescription"]) < 600, place
        assert ".." not in node["description"], place


def test_texts_belong_to_keys() -> None:
    keys = {f"{name}.{key}" for name, model in MODELS.items() for key in model.model_fields}
    texts = {k.removesuffix(".*") for k in (*hover_texts.DETAILS, *hover_texts.PLACES, *hover_texts.WORDS)}
    assert texts - keys - set(MODELS) == {"about", "source"}
    assert set(hover_texts.SNIPPETS) <= keys
    assert {k for keys in hover_texts.RESERVED.values() for k in keys} == set(schema.RESERVED_KEYS)


def test_words_are_explained_one_by_one() -> None:
    with_enum = [(p, n) for p, n in subschemas(json_schema()) if n.get("enum")]
    assert {p.rpartition("/")[2] for p, _ in with_enum} >= {"turns", "binds", "implementation"}
    for place, node in with_enum:
        assert len(node["markdownEnumDescriptions"]) == len(node["enum"]), place


def test_first_sentences_can_stand_alone() -> None:
    for name, model in MODELS.items():
        assert issubclass(model, BaseModel)
        for key, field in model.model_fields.items():
            assert field.description, f"{name}.{key}"
            assert not field.description.endswith("."), f"{name}.{key}"
            assert len(field.description) < 90, f"{name}.{key}"


def test_examples_are_yaml_that_the_schema_takes() -> None:
    whole = json_schema()
    for place, text in hover_texts.DETAILS.items():
        model, _, key = place.partition(".")
        for example in re.findall(r"```yaml\n(.*?)\n```", text, re.S):
            lines = example.splitlines() if model == "Move" else [example]
            for data in (YAML(typ="safe", pure=True).load(e) for e in lines):
                node = whole if model == "ScenarioFile" else whole["$defs"].get(model, whole["$defs"]["Move"])
                if not key and model in MODELS:
                    [data] = data.values()
                node = {k: v for k, v in node.items() if k != "required"} | {"$defs": whole["$defs"]}
                errors = jsonschema.Draft202012Validator(node).iter_errors(data)
                assert [e.message for e in errors] == [], place


def test_what_editors_offer_to_write_is_right() -> None:
    validator = jsonschema.Draft202012Validator(json_schema())
    base = ns.loads(SMALL).model_dump(mode="json", exclude_defaults=True)
    for place, snippets in hover_texts.SNIPPETS.items():
        section = place.partition(".")[2]
        for label, body in snippets.items():
            text = re.sub(r"\$\{\d+:([^}]*)\}", r"\1", json.dumps(body))
            text = re.sub(r'"(-?[\d.]+)"', r"\1", text)
            filled = json.loads(text)
            data = (
                {**base, "play": {"periods": filled}} if section == "periods" else {**base, section: filled}
            )
            assert [e.message for e in validator.iter_errors(data)] == [], label


def test_reserved_keys_are_explained_not_offered() -> None:
    hidden = json_schema()["$defs"]["Move"]["properties"]["hidden"]
    assert "later version" in hidden["errorMessage"]
    assert hidden["doNotSuggest"] is True


# The page on the format -------------------------------------------------------------------------------------


def test_examples_of_the_page() -> None:
    examples = re.findall(r"```yaml\n(.*?)```", PAGE, re.S)
    whole = [e for e in examples if e.startswith("negsim: 1")]
    assert whole
    for text in whole:
        assert ns.check(ns.loads(text)).ok
    for text in [e for e in examples if e not in whole and not e.startswith("#")]:
        names = re.findall(r"^(\w+):", text, re.M)
        sections = "\n".join(line for line in SMALL.splitlines() if line.split(":")[0] not in names)
        ns.loads(f"{sections}\n{text}")


def test_limits_of_the_page() -> None:
    from negsim.scenario import expressions
    from negsim.scenario.text import reader

    for number in (reader.MAX_DEPTH, f"{reader.MAX_VALUES:,}", expressions.MAX_LENGTH, expressions.MAX_DEPTH):
        assert re.search(rf"\b{number}\b", PAGE), number
    assert f"{reader.MAX_BYTES >> 20} MiB" in PAGE


def test_every_key_of_every_model_has_its_row() -> None:
    cells = re.findall(r"^\|(.*?)\|", PAGE, re.M)
    rows = {key for cell in cells for key in re.findall(r"`(\w+)`", cell)}
    missing = {key for model in MODELS.values() for key in model.model_fields} - rows
    assert missing == {"source"}  # which may stand nearly everywhere: the page says so once


def test_functions_of_the_page_are_those_that_there_are() -> None:
    from negsim.scenario.expressions import _FUNCTIONS, _STATE_FUNCTIONS

    section = PAGE.partition("## Expressions")[2].partition("\n## ")[0]
    for name in (*_FUNCTIONS, *_STATE_FUNCTIONS, "if_"):
        assert f"`{name}(" in section, name


def test_written_files_of_a_scenario_are_the_same_to_both(tmp_path: Path) -> None:
    scenario = ns.loads(SMALL)
    text = write(scenario.model_dump(exclude_defaults=True))
    assert ns.loads(text) == scenario
    assert refused(tmp_path, [text]) == {}
