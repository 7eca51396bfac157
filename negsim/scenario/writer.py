"""Plain data to the text of a scenario file: block style, quotes only where YAML needs them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

__all__ = ["write"]

_PLAIN = re.compile(r"(?:-(?=[\w(.])|[A-Za-z0-9_(.])[ -~]*")
_AWKWARD = re.compile(r": |:$| #|[,\[\]{}]|\s$|^(?:null|~|---|\.\.\.)", re.IGNORECASE)


def write(data: Mapping[str, Any]) -> str:
    """Write nested mappings, sequences, texts and numbers as YAML."""
    return "\n".join(_mapping(data, 0)) + "\n"


def _mapping(data: Mapping[str, Any], indent: int) -> list[str]:
    lines: list[str] = []
    pad = "  " * indent
    for key, value in data.items():
        head = f"{pad}{_scalar(key)}:"
        if isinstance(value, Mapping) and value:
            lines += [head, *_mapping(value, indent + 1)]
        elif _is_list(value) and any(isinstance(v, Mapping) for v in value):
            lines.append(head)
            for item in value:
                first, *rest = _mapping(item, indent + 2)
                lines += [f"{pad}  - {first.strip()}", *rest]
        else:
            lines.append(f"{head} {_inline(value)}")
    return lines


def _inline(value: Any) -> str:
    if _is_list(value):
        return "[" + ", ".join(_inline(v) for v in value) + "]"
    if isinstance(value, Mapping):
        return "{}"
    return _scalar(value)


def _is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _scalar(value: Any) -> str:
    if not isinstance(value, str):
        return repr(value)
    if _PLAIN.fullmatch(value) and not _AWKWARD.search(value):
        return value
    escapes = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}
    return (
        '"' + "".join(escapes.get(c) or (c if c.isprintable() else f"\\U{ord(c):08x}") for c in value) + '"'
    )
