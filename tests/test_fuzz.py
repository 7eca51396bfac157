"""Scenario files spoilt at random: an answer to each, in time, at a place that is in the file (tests/fuzz).

A case that fails is found again by what is printed:
``cd tests && python -m fuzz.worker --seed S --first K --count 1``.
Files that once broke something are kept under ``tests/fuzz/cases``.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import negsim as ns
from fuzz.garbage import expression, near_expression
from fuzz.mutations import case
from fuzz.oracle import Breach, judge
from negsim.codes import KINDS
from negsim.scenario.expressions import Expression, ExpressionError, Symbols, parse
from negsim.scenario.text.document import Document

TESTS = Path(__file__).parent
CASES = sorted((TESTS / "fuzz" / "cases").glob("*.yaml"))
CHUNKS, EACH = 50, 2_000  # of the long suite


def _work(seed: int, count: int, out: Path) -> None:
    """Go through cases in a process of their own, whose memory and time are limited."""
    command = [sys.executable, "-m", "fuzz.worker", f"--seed={seed}", f"--count={count}", f"--out={out}"]
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(command, cwd=TESTS, env=environment, capture_output=True, text=True, check=False)
    current = (out / "current").read_text() if (out / "current").exists() else "none"
    assert done.returncode == 0, f"seed {seed}, case {current}:\n{done.stdout}\n{done.stderr[-3000:]}"


def test_spoilt_files(tmp_path: Path) -> None:
    _work(20261125, 1_500, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_very_many_spoilt_files(tmp_path: Path, chunk: int) -> None:
    _work(chunk, EACH, tmp_path)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_what_once_broke_something(tmp_path: Path, path: Path) -> None:
    judge(path.read_bytes(), tmp_path)


# The fuzzing itself -----------------------------------------------------------------------------------------


def test_cases_are_the_same_for_the_same_seed() -> None:
    assert [case(3, k) for k in range(20)] == [case(3, k) for k in range(20)]
    assert len({case(3, k) for k in range(20)} | {case(4, k) for k in range(20)}) > 35


def test_a_good_part_of_the_cases_is_read(tmp_path: Path) -> None:
    answers = [judge(case(5, k), tmp_path) for k in range(200)]
    assert 20 < answers.count("read") < 180


GOOD = (ns.shipped()["hold_up"]).read_bytes()
BAD = b"negsim: 1\ntitel: x\n"
AT = Document.at


@pytest.mark.parametrize(
    ("content", "where", "instead"),
    [
        (BAD, "negsim.loads", lambda text: 1 / 0),
        (BAD, "fuzz.oracle.SECONDS", -1.0),
        (BAD, "negsim.codes.KINDS", {}),
        (BAD, "negsim.errors.clean", str),
        (BAD, "negsim.scenario.text.document.Document.at", lambda *a, **k: replace(AT(*a, **k), line=99)),
        (BAD, "negsim.scenario.text.document.Document.at", lambda *a, **k: replace(AT(*a, **k), length=99)),
        (BAD, "negsim.scenario.text.document.Document.place", lambda self, index: (1, 99)),
        (GOOD, "negsim.scenario.scenario.Scenario.to_yaml", lambda self: BAD.decode()),
        (GOOD, "negsim.scenario.scenario.Scenario.__hash__", lambda self: id(self)),
        (GOOD, "negsim.check", lambda scenario: None),
    ],
)
def test_the_oracle_notices(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes, where: str, instead: object
) -> None:
    judge(content, tmp_path)
    if where == "negsim.codes.KINDS":
        monkeypatch.setattr("fuzz.oracle.KINDS", instead)
    elif where == "negsim.errors.clean":
        monkeypatch.setattr("negsim.errors.oneline", instead)
        content = b'negsim: 1\n"\\e[31m": x\n'
    else:
        monkeypatch.setattr(where, instead)
    with pytest.raises((Breach, ZeroDivisionError, ns.ScenarioError)):
        judge(content, tmp_path)


def test_the_worker_tells_what_failed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from fuzz import worker

    def spoilt(content: bytes, folder: Path) -> str:
        raise Breach(f"{len(content)} bytes")

    monkeypatch.setattr(worker, "judge", spoilt)
    monkeypatch.setattr(worker.resource, "setrlimit", lambda *_: None)
    monkeypatch.setattr(worker.faulthandler, "register", lambda *_, **__: None)
    assert worker.run(7, range(3, 5), tmp_path) == 1
    assert (tmp_path / "seed7-3.yaml").read_bytes() == case(7, 3)


# Expressions ------------------------------------------------------------------------------------------------

SYMBOLS = Symbols(
    {"x": ("low", "mid", "high"), "y": ("none", "some")}, frozenset(["a", "b_1"]), frozenset(["go", "stay"])
)
NAMES = ["x", "y", "low", "high", "some", "a", "b_1", "go", "stay", "nowhere", "A", "value", "__class__"]
SIGNS = [
    *"()+-*/=<>!.,;:#'\"\\[]{}@$%^&|~`?_ \n\t\r\x00",
    "**",
    "==",
    "<=",
    "//",
    "0x",
    "1e",
    "9" * 30,
    "é",
    "²",
    "−",
]
WORDS = [
    "if_",
    "min",
    "max",
    "exp",
    "not",
    "and",
    "or",
    "lambda",
    "for",
    "in",
    "is",
    "if",
    "else",
    "yield",
    "f''",
]


class _Points:
    """Some states at some parameter points."""

    def level(self, issue: str) -> int:
        return 1

    def value(self, issue: str) -> float:
        return 1.0

    def done(self, move: str) -> bool:
        return True

    def in_force(self, move: str) -> bool:
        return False

    def parameter(self, name: str) -> float:
        return 0.5


def _parsed(text: str) -> None:
    """Parse as a number and as a condition: a value comes of it, or a complaint at a place inside."""
    for kind in ("number", "guard"):
        found = _parse(text, kind)
        if isinstance(found, ExpressionError):
            assert str(found).strip()
            assert found.code in KINDS
            assert 0 <= found.offset <= len(text)
            assert found.length >= 1
        else:
            assert found(_Points()).shape == ()  # type: ignore[arg-type]
            assert found.parameters <= SYMBOLS.parameters


def _parse(text: str, kind: str) -> Expression | ExpressionError:
    try:
        return parse(text, SYMBOLS, kind)  # type: ignore[arg-type]
    except ExpressionError as e:
        return e


def _try_expressions(seed: int, count: int) -> None:
    rng = random.Random(seed)
    for _ in range(count):
        _parsed(expression(rng, NAMES, rng.randint(1, 7)))
        _parsed(near_expression(rng, NAMES))


def test_expressions_of_the_grammar_and_near_it() -> None:
    _try_expressions(1, 2_000)


LOOSE = settings(deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)


@given(st.text(max_size=600))
@settings(LOOSE, max_examples=300)
def test_any_text_as_an_expression(text: str) -> None:
    _parsed(text)


@given(st.lists(st.sampled_from([*NAMES, *SIGNS, *WORDS]), max_size=60).map("".join))
@settings(LOOSE, max_examples=500)
def test_words_and_signs_as_an_expression(text: str) -> None:
    _parsed(text)


@pytest.mark.slow
def test_very_many_expressions() -> None:
    _try_expressions(2, 100_000)


@pytest.mark.slow
@given(st.lists(st.sampled_from([*NAMES, *SIGNS, *WORDS, " "]), max_size=120).map("".join))
@settings(LOOSE, max_examples=20_000)
def test_very_many_words_and_signs(text: str) -> None:
    _parsed(text)


@pytest.mark.slow
@given(st.text(max_size=600))
@settings(LOOSE, max_examples=20_000)
def test_very_many_texts(text: str) -> None:
    _parsed(text)
