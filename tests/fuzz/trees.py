"""Changes in the format's own terms: keys dropped, doubled, renamed, values of other types, names missed."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from fuzz.garbage import EXTREMES, KEYS, TEXTS, expression, near_expression, near_miss

__all__ = ["quoted", "spoil"]


@dataclass
class Map:
    """A mapping as pairs: a file may say a key twice, a dict may not."""

    pairs: list[list[Any]]


def spoil(rng: random.Random, data: Any) -> str:
    """Change what a scenario says in a few places, and write it down."""
    root = _tree(data)
    for _ in range(rng.choice([0, 1, 1, 2, 3, 8])):
        spots = [*_spots(root)]
        if not spots:
            break
        rng.choice(_CHANGES)(rng, root, rng.choice(spots))
    return "\n".join(_block(rng, root, 0)) + "\n"


def quoted(text: str) -> str:
    """Write a text between double quotes, as YAML reads it."""
    written = json.dumps(text, ensure_ascii=False)
    return re.sub("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]", lambda m: f"\\u{ord(m[0]):04x}", written)


def _tree(data: Any) -> Any:
    if isinstance(data, dict):
        return Map([[str(k), _tree(v)] for k, v in data.items()])
    return [_tree(v) for v in data] if isinstance(data, list) else data


Holder = list[Any]  # a pair of a mapping, or a list
Spot = tuple[Map | list[Any], Holder, int]  # what it is part of, the holder of the value, its place there


def _spots(node: Any) -> Iterator[Spot]:
    if isinstance(node, Map):
        for pair in node.pairs:
            yield node, pair, 1
            yield from _spots(pair[1])
    elif isinstance(node, list):
        for k, item in enumerate(node):
            yield node, node, k
            yield from _spots(item)


def _words(node: Any) -> list[str]:
    """All names that a tree has, as keys or as values."""
    found = {"x"}
    for _, holder, k in _spots(node):
        found |= {v for v in (holder[0], holder[k]) if isinstance(v, str) and re.fullmatch(r"\w{1,64}", v)}
    return sorted(found)


# Changes: each is given the generator, the whole tree, and one spot -----------------------------------------


def _drop(rng: random.Random, root: Map, spot: Spot) -> None:
    part, holder, k = spot
    if isinstance(part, Map):
        part.pairs.remove(holder)
    else:
        del part[k]


def _double(rng: random.Random, root: Map, spot: Spot) -> None:
    part, holder, k = spot
    if isinstance(part, Map):
        name = rng.choice([holder[0], holder[0], near_miss(rng, holder[0])])
        part.pairs.insert(rng.randint(0, len(part.pairs)), [name, holder[1]])
    else:
        part.insert(k, part[k])


def _rename(rng: random.Random, root: Map, spot: Spot) -> None:
    part, holder, _ = spot
    if isinstance(part, Map):
        names = [near_miss(rng, holder[0]), rng.choice(KEYS), rng.choice(_words(root)), rng.choice(TEXTS)]
        holder[0] = rng.choice(names)


def _add(rng: random.Random, root: Map, spot: Spot) -> None:
    part, holder, k = spot
    value = rng.choice([rng.choice(TEXTS), rng.choice(EXTREMES), rng.choice(_words(root)), holder[k]])
    if isinstance(part, Map):
        part.pairs.insert(rng.randint(0, len(part.pairs)), [rng.choice([*KEYS, *_words(root)]), value])
    else:
        part.append(value)


def _swap(rng: random.Random, root: Map, spot: Spot) -> None:
    _, holder, k = spot
    _, other, j = rng.choice([*_spots(root)])
    value, another = holder[k], other[j]
    if not _inside(other, value) and not _inside(holder, another):  # or a tree would hold itself
        holder[k], other[j] = another, value


def _inside(holder: Holder, node: Any) -> bool:
    return holder is node or any(h is holder for _, h, _ in _spots(node))


def _shuffle(rng: random.Random, root: Map, spot: Spot) -> None:
    rng.shuffle(spot[0].pairs if isinstance(spot[0], Map) else spot[0])


def _nest(rng: random.Random, root: Map, spot: Spot) -> None:
    _, holder, k = spot
    for _ in range(rng.choice([1, 1, 2, 30])):
        holder[k] = rng.choice([Map([[rng.choice(KEYS), holder[k]]]), [holder[k]]])


def _flatten(rng: random.Random, root: Map, spot: Spot) -> None:
    _, holder, k = spot
    value = holder[k]
    if isinstance(value, Map) and value.pairs:
        holder[k] = rng.choice(value.pairs)[rng.randrange(2)]
    elif isinstance(value, list) and value:
        holder[k] = rng.choice(value)


def _leaf(
    replace: Callable[[random.Random, Any, list[str]], Any],
) -> Callable[[random.Random, Map, Spot], None]:
    def change(rng: random.Random, root: Map, spot: Spot) -> None:
        leaves = [s for s in _spots(root) if not isinstance(s[1][s[2]], Map | list)]
        _, holder, k = rng.choice(leaves) if leaves else spot
        holder[k] = replace(rng, holder[k], _words(root))

    return change


_CHANGES = (
    _drop,
    _drop,
    _double,
    _rename,
    _rename,
    _add,
    _swap,
    _swap,
    _shuffle,
    _nest,
    _flatten,
    _leaf(lambda rng, old, words: near_miss(rng, str(old))),
    _leaf(lambda rng, old, words: rng.choice(words)),
    _leaf(lambda rng, old, words: rng.choice(words)),
    _leaf(lambda rng, old, words: rng.choice(EXTREMES)),
    _leaf(lambda rng, old, words: rng.choice(TEXTS)),
    _leaf(lambda rng, old, words: rng.choice([None, [], Map([]), [old, old], Map([[str(old), old]])])),
    _leaf(lambda rng, old, words: expression(rng, words)),
    _leaf(lambda rng, old, words: expression(rng, words)),
    _leaf(lambda rng, old, words: near_expression(rng, words)),
)


# Writing ----------------------------------------------------------------------------------------------------


def _block(rng: random.Random, node: Any, depth: int) -> list[str]:
    pad = "  " * depth
    if isinstance(node, Map) and node.pairs:
        lines = []
        for key, value in node.pairs:
            below = _has_parts(value) and (rng.random() < 0.8 or depth == 0)
            head = f"{pad}{_scalar(rng, key)}:"
            lines += [head, *_block(rng, value, depth + 1)] if below else [f"{head} {_flow(rng, value)}"]
        return lines
    if isinstance(node, list) and node:
        lines = []
        for item in node:
            first, *rest = _block(rng, item, depth + 1)
            lines += [f"{pad}- {first.lstrip(' ')}", *rest]
        return lines
    return [f"{pad}{_flow(rng, node)}"]


def _has_parts(node: Any) -> bool:
    return isinstance(node, Map | list) and bool(node.pairs if isinstance(node, Map) else node)


def _flow(rng: random.Random, node: Any) -> str:
    if isinstance(node, Map):
        return "{" + ", ".join(f"{_scalar(rng, k)}: {_flow(rng, v)}" for k, v in node.pairs) + "}"
    if isinstance(node, list):
        return "[" + ", ".join(_flow(rng, v) for v in node) + "]"
    return _scalar(rng, node)


def _scalar(rng: random.Random, value: Any) -> str:
    if value is None:
        return rng.choice(["", "~", "null"])
    text = str(value)
    if re.fullmatch(r"[\w.][\w .+*/()<=>-]*", text) or rng.random() < 0.01:  # now and then, what is no YAML
        return text
    return quoted(text)
