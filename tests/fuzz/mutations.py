"""Cases: the bytes of a file, spoilt at random, the same ones for the same seed.

Half of the cases change bytes, without knowing what they mean; half change what a file says (`trees`).
"""

from __future__ import annotations

import random

from fuzz import seeds, trees
from fuzz.garbage import SPECIAL

__all__ = ["case", "spoil"]


def case(seed: int, number: int) -> bytes:
    """Make a case of a seed."""
    rng = random.Random(f"{seed}/{number}")
    if rng.random() < 0.5:
        return spoil(rng, seeds.text(rng).encode(), seeds.text(rng).encode())
    text = trees.spoil(rng, seeds.data(rng)).encode("utf-8", "surrogatepass")
    return spoil(rng, text, text) if rng.random() < 0.1 else text


def spoil(rng: random.Random, content: bytes, other: bytes) -> bytes:
    """Change bytes or lines of a file in one to six places; `other` is what is spliced in."""
    for _ in range(rng.choice([1, 1, 1, 2, 3, 6])):
        change = rng.choice(_LINES if rng.random() < 0.4 else _BYTES)
        content = change(rng, content, other)
    return content


def _place(rng: random.Random, content: bytes) -> tuple[int, int]:
    begin = rng.randint(0, len(content))
    return begin, min(len(content), begin + rng.choice([1, 1, 2, 8, 40, 300]))


def _flip(rng: random.Random, content: bytes, other: bytes) -> bytes:
    begin, _ = _place(rng, content)
    changed = bytes(b ^ (1 << rng.randrange(8)) for b in content[begin : begin + 1])
    return content[:begin] + changed + content[begin + 1 :]


def _insert(rng: random.Random, content: bytes, other: bytes) -> bytes:
    begin, _ = _place(rng, content)
    return content[:begin] + rng.choice(SPECIAL) * rng.choice([1, 1, 1, 2, 50]) + content[begin:]


def _replace(rng: random.Random, content: bytes, other: bytes) -> bytes:
    begin, end = _place(rng, content)
    return content[:begin] + rng.choice(SPECIAL) + content[end:]


def _delete(rng: random.Random, content: bytes, other: bytes) -> bytes:
    begin, end = _place(rng, content)
    return content[:begin] + content[end:]


def _double(rng: random.Random, content: bytes, other: bytes) -> bytes:
    begin, end = _place(rng, content)
    return content[:end] + content[begin:end] * rng.choice([1, 1, 3, 40]) + content[end:]


def _splice(rng: random.Random, content: bytes, other: bytes) -> bytes:
    begin, end = _place(rng, content)
    first, last = _place(rng, other)
    return content[:begin] + other[first:last] + content[end:]


def _cut(rng: random.Random, content: bytes, other: bytes) -> bytes:
    begin, _ = _place(rng, content)
    return content[:begin] if rng.random() < 0.7 else content[begin:]


def _swap_lines(rng: random.Random, content: bytes, other: bytes) -> bytes:
    lines = content.split(b"\n")
    a, b = rng.randrange(len(lines)), rng.randrange(len(lines))
    lines[a], lines[b] = lines[b], lines[a]
    return b"\n".join(lines)


def _indent(rng: random.Random, content: bytes, other: bytes) -> bytes:
    lines = content.split(b"\n")
    first = rng.randrange(len(lines))
    by = rng.choice([b" ", b"  ", b"\t", b"    ", b""])
    for k in range(first, min(len(lines), first + rng.choice([1, 1, 3, 20]))):
        lines[k] = by + lines[k] if by else lines[k].removeprefix(b" ")
    return b"\n".join(lines)


def _drop_line(rng: random.Random, content: bytes, other: bytes) -> bytes:
    lines = content.split(b"\n")
    del lines[rng.randrange(len(lines))]
    return b"\n".join(lines)


def _double_lines(rng: random.Random, content: bytes, other: bytes) -> bytes:
    lines = content.split(b"\n")
    first = rng.randrange(len(lines))
    piece = lines[first : first + rng.choice([1, 1, 2, 5])]
    at = rng.randrange(len(lines)) if rng.random() < 0.5 else first
    return b"\n".join([*lines[:at], *piece, *lines[at:]])


_BYTES = (_flip, _insert, _insert, _insert, _replace, _delete, _delete, _double, _splice, _cut)
_LINES = (_swap_lines, _indent, _drop_line, _double_lines)
