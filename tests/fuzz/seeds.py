"""What mutations start from: shipped files, the examples of the code catalogue, random small scenarios."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from negsim.codes import KINDS, MARK, whole_file
from random_scenarios import random_scenario

__all__ = ["data", "examples", "shipped", "text"]

FOLDER = Path(__file__).resolve().parents[2] / "scenarios"
LARGE = 10_000  # characters from which on a file is taken less often: it costs as much as many small ones


@cache
def shipped() -> tuple[str, ...]:
    """Texts of the files that come with negsim, small ones first."""
    return tuple(sorted((p.read_text("utf-8") for p in FOLDER.glob("*.yaml")), key=len))


@cache
def examples() -> tuple[str, ...]:
    """Examples of each kind of problem, bad and good: each sits at an edge of what is allowed."""
    given = [(kind, example) for kind in KINDS.values() for example in (kind.bad, kind.good) if example]
    return tuple(whole_file(kind, example).replace(MARK, "") for kind, example in given)


def text(rng: random.Random) -> str:
    """Pick a text."""
    if examples() and rng.random() < 0.4:
        return rng.choice(examples())
    chosen = rng.choice(shipped())
    return chosen if len(chosen) < LARGE or rng.random() < 0.3 else rng.choice(shipped()[:-1])


def data(rng: random.Random) -> Any:
    """Pick the plain data of a scenario."""
    if rng.random() < 0.5:
        return random_scenario(rng, rng.choice(["tiny", "small"]))
    chosen = rng.choice(shipped())
    return _parsed(chosen if len(chosen) < LARGE or rng.random() < 0.1 else shipped()[0])


@cache
def _parsed(chosen: str) -> Any:
    return YAML(typ="safe").load(chosen)
