"""A scenario that uses every key of the format, and what can be put into its fields in their stead."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fuzz.trees import quoted

__all__ = ["FULL", "fields", "keys", "replaced", "written"]

FULL: dict[str, Any] = {
    "negsim": 1,
    "title": "A freeze for a pause",
    "about": "What it is about.",
    "sources": {"paper": "A paper. A publisher."},
    "parties": {
        "North": {"name": "The North", "discount": "patience", "about": "One.", "source": "paper"},
        "South": {"name": "The South", "discount": "0.9"},
    },
    "parameters": {
        "patience": {"value": 0.9, "range": [0.5, 0.99], "unit": "a share", "about": "How much.",
        "source": ["paper"]},
        "worry": {"value": 2},
    },
    "issues": {
        "programme": {"levels": ["advancing", "frozen"], "start": "advancing", "values": [0, 1],
        "about": "Arms.",
                      "source": "paper"},
        "exercises": {"levels": ["held", "paused"], "values": {"held": 0, "paused": 2}},
    },
    "moves": {
        "freeze": {"name": "A freeze", "kind": "freeze", "by": "North", "when": "programme == advancing",
                   "sets": {"programme": "frozen"}, "pays": {"North": "-0.1"}, "lasts": 3, "about": "It.",
                   "source": "paper"},
        "pause": {"name": "A pause", "by": "South", "when": "exercises == held",
        "sets": {"exercises": "paused"},
                  "after": 1},
        "accord": {"name": "An accord", "by": ["North", "South"], "sets": {"programme": "up",
        "exercises": "any"},
                   "declined": {"pays": {"South": "-0.5"}, "sets": {"exercises": "held"}}},
        "sign": {"by": "table", "when": "in_force(accord)", "sets": {"programme": "frozen"}},
    },
    "events": {
        "storm": {"when": "programme == advancing", "about": "Bad luck.", "source": "paper",
                  "draws": [{"probability": "0.05", "pays": {"North": "-2"}, "sets": {"exercises": "held"}}]},
    },
    "payoffs": {
        "North": {"fear": {"when": "exercises == held", "value": "-1.5", "about": "Why.", "source": "paper"}},
        "South": {"worry_term": {"when": "programme == advancing", "value": "-worry * value(programme) - 1"}},
    },
    "outcomes": {"settled": "programme == frozen and exercises == paused", "dead lock": "otherwise"},
    "goal": "settled",
    "tables": {"both": ["North", "South"]},
    "orders": {
        "first": {"name": "Freeze first", "proposed_by": ["North"], "table": "both", "about": "One way.",
                  "source": "paper", "require": {"pause": "programme == frozen"}, "binds": "all",
                  "opens": {"pays": {"South": "-0.1"}, "sets": {"exercises": "held"}}},
        "second": {"name": "Both at once", "together": [["freeze", "pause"]], "forbid": ["accord"]},
        "third": {"sequence": ["accord", "sign"], "table": "both", "implementation": "when_complete",
                  "complete": ["accord", "sign"]},
        "none": {"forbid": "joint"},
    },
    "play": {"turns": "sequential", "movers": ["North", "South"], "periods": 3, "until": "done(sign)",
             "final": {"North": "value(programme)", "South": "0"}},
    "dispute": {"parties": ["North", "South"], "rule": "unanimity", "fallback": "none"},
}  # fmt: skip

Path = tuple[str | int, ...]
_TEXTS = {"title", "about", "name", "kind", "unit"}
_EXPRESSIONS = {"discount", "when", "value", "probability", "until"}


def fields(kind: str) -> list[Path]:
    """List where in `FULL` a kind of text stands: ``text``, ``expression`` or ``name``."""
    return [path for path, value in _leaves(FULL, ()) if isinstance(value, str) and _kind(path) == kind]


def _kind(path: Path) -> str:
    last, before = path[-1], path[-2] if len(path) > 1 else ""
    if path[0] == "sources" or last in _TEXTS:
        return "text"
    if last in _EXPRESSIONS or before in ("pays", "require", "outcomes", "final"):
        return "expression"
    return "name"


def keys() -> list[Path]:
    """List the paths of all keys."""
    return [*_keys(FULL, ())]


def _leaves(node: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    parts = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in parts:
        if isinstance(value, dict | list):
            yield from _leaves(value, (*path, key))
        else:
            yield (*path, key), value


def _keys(node: Any, path: Path) -> Iterator[Path]:
    parts = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in parts:
        if isinstance(node, dict):
            yield (*path, key)
        yield from _keys(value, (*path, key))


def replaced(paths: list[Path], *texts: str, key: bool = False) -> str:
    """Write the scenario with other texts in some fields, or as some keys; several texts take turns."""
    others = {path: texts[k % len(texts)] for k, path in enumerate(paths)}
    return written(_replaced(FULL, (), others, key))


def _replaced(node: Any, path: Path, others: dict[Path, str], key: bool) -> Any:
    if isinstance(node, dict):
        return {
            others.get((*path, k), k) if key else k: _replaced(v, (*path, k), others, key)
            for k, v in node.items()
        }
    if isinstance(node, list):
        return [_replaced(v, (*path, k), others, key) for k, v in enumerate(node)]
    return node if key else others.get(path, node)


def written(node: Any) -> str:
    """Write plain data in flow style: all texts quoted, a key of the file a line."""
    return "".join(f"{quoted(str(k))}: {_flow(v)}\n" for k, v in node.items())


def _flow(node: Any) -> str:
    if isinstance(node, dict):
        return "{" + ", ".join(f"? {quoted(str(k))} : {_flow(v)}" for k, v in node.items()) + "}"
    if isinstance(node, list):
        return "[" + ", ".join(map(_flow, node)) + "]"
    return quoted(node) if isinstance(node, str) else str(node)
