"""Words, numbers and expressions that a scenario may hold, nearly may hold, or should not survive."""

from __future__ import annotations

import random
from collections.abc import Sequence

__all__ = ["EXTREMES", "KEYS", "SPECIAL", "TEXTS", "expression", "near_expression", "near_miss"]

KEYS = [
    "negsim",
    "title",
    "about",
    "sources",
    "parties",
    "parameters",
    "issues",
    "moves",
    "events",
    "payoffs",
    "outcomes",
    "goal",
    "tables",
    "orders",
    "play",
    "dispute",
    "name",
    "discount",
    "value",
    "range",
    "unit",
    "levels",
    "start",
    "values",
    "by",
    "when",
    "sets",
    "pays",
    "lasts",
    "after",
    "declined",
    "kind",
    "draws",
    "probability",
    "table",
    "require",
    "sequence",
    "together",
    "forbid",
    "binds",
    "opens",
    "implementation",
    "complete",
    "proposed_by",
    "periods",
    "turns",
    "movers",
    "final",
    "until",
    "rule",
    "fallback",
    "source",
    "types",
    "hidden",
    "transfer",
    "share",
    "accept",
    "must_move",
    "landscapes",
    "preferences",
    "weights",
    "on_conflict",
    "procedure",
    "<<",
]

EXTREMES = [
    "0", "-0", "1", "-1", "2", "1e308", "-1e308", "1e309", "1e999", "1e-400", "nan", "inf", "-inf", ".inf",
    ".nan",
    "9" * 400, "0x10", "0b1", "0o7", "1_000", "1,5", "½", "٣", "1.", ".5", "1e", "--1", "+1", "1.5", "1000",
    "1001",
    "10000", "10001", "18446744073709551616", "true", "null", "~", "forever", "50%", "1:30", "2026-01-01",
]  # fmt: skip

TEXTS = [
    "", " ", "x", "A", "otherwise", "joint", "all", "table", "up", "down", "any", "yes", "no", "stop",
    "forever",
    "sequential", "rotating", "random", "simultaneous", "unanimity", "when_complete", "at_once",
    "a: b", "a, b", "# c", "- d", "[e", "{f", "g]", "&h", "*i", "!j", "|k", ">l", "%m", "@n", "`o", "'p",
    '"q',
    "\\", "\n", "\t", "\r", "\x1b[31m", "\x07", "\x85", "\u2028", "\u202e", "\u200b", "\ufeff", "e\u0301",
    "한국",
    "😀", "\ue000", "ſ", "ｘ", "x" * 64, "x" * 65, "x" * 81, "y" * 600, "<b>", "$x$", "{0}",
    "%s", "__class__",
]  # fmt: skip

SPECIAL = [
    b"\x00", b"\x07", b"\x1b", b"\x7f", b"\x80", b"\xff", b"\xff\xfe", b"\xc3\x28", b"\xc0\x80",
    b"\xed\xa0\x80",
    b"\xf4\x90\x80\x80", b"\xef\xbb\xbf", b"\xef\xbf\xbf", b"\xc2\x85", b"\xe2\x80\xa8", b"\xe2\x80\xae",
    b"\xc2\xa0",
    b"\r", b"\r\n", b"\n", b"\n\n", b"\t", b" ", b"  ", b"&a ", b"*a", b"!t ",
    b"!!python/object/apply:os.system ",
    b"<<: ", b"%YAML 1.1\n---\n", b"%TAG ! x\n", b"---\n", b"...\n", b"? ", b": ", b"- ", b"| ", b"|\n",
    b">-\n",
    b"|9\n", b"{", b"}", b"[", b"]", b",", b"'", b'"', b"\\", b"#", b" #", b"~", b"null", b"=", b"==", b"**",
    b"(",
    b")", b"((((((((", b"not ", b"-", b"@", b"`", b"$", b"0", b"9", b"e9", b"1e999", b"_", b"\xe2\x88\x92",
    b"\xc2\xbd",
]  # fmt: skip

_ODD = [
    "__import__('os')", "x.y", "x[0]", "lambda: 0", "f'{x}'", "(x := 1)", "*x", "x if y else z", "[1]",
    "{1}", "~1",
    "1 // 2", "1 % 2", "x @ y", "x is y", "x in y", "max(1, key=2)", "True", "1j", "'s'", "await x", "...",
    "x;y",
]  # fmt: skip


def expression(rng: random.Random, names: Sequence[str], depth: int = 4) -> str:
    """Make an expression by the grammar; its names are those given, rightly used or not."""
    if depth <= 0 or rng.random() < 0.25:
        return rng.choice([rng.choice(names), str(rng.randint(0, 9)), "0.5", "1e3", rng.choice(EXTREMES)])

    def part() -> str:
        return expression(rng, names, depth - 1)

    form = rng.randrange(9)
    if form == 0:
        return f"{part()} {rng.choice(['+', '-', '*', '/', '**'])} {part()}"
    if form == 1:
        return f"{rng.choice(names)} {rng.choice(['==', '!=', '<', '<=', '>', '>='])} {rng.choice(names)}"
    if form == 2:
        return f"{part()} {rng.choice(['and', 'or'])} {part()}"
    if form == 3:
        return f"{rng.choice(['not ', '-', '+'])}{part()}"
    if form == 4:
        return f"({part()})"
    if form == 5:
        return f"{rng.choice(['value', 'in_force', 'done'])}({rng.choice(names)})"
    if form == 6:
        return f"{rng.choice(['min', 'max'])}({part()}, {part()})"
    if form == 7:
        return f"{rng.choice(['abs', 'exp', 'log', 'sqrt', 'round'])}({part()})"
    return f"if_({part()}, {part()}, {part()})"


def near_expression(rng: random.Random, names: Sequence[str]) -> str:
    """Make an expression that is nearly one."""
    text = expression(rng, names)
    for _ in range(rng.randint(1, 3)):
        at = rng.randint(0, len(text))
        text = text[:at] + rng.choice([*_ODD, *"()+-*/=<>!.,'\"#", " ", "\n", "\u00a0", "²"]) + text[at:]
        if rng.random() < 0.3:
            text = text[: at // 2] + text[at // 2 + 1 :]
    return text


def near_miss(rng: random.Random, word: str) -> str:
    """Misspell a word."""
    at = rng.randrange(len(word) + 1)
    return rng.choice(
        [
            word[:at] + word[at + 1 :],
            word[:at] + rng.choice("aeiou_xyz 9-") + word[at:],
            word.upper(),
            word.replace("_", "-"),
            word + "s",
            word[::-1],
            word[:at] + word[at : at + 2][::-1] + word[at + 2 :],
        ]
    )
