"""Files that ask for more than they should get: deep, long, many, huge."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

__all__ = ["BOMBS", "GAMES", "small"]

FULL = (1 << 20) - 4_000  # what a file may hold, and room for the rest of it

_SECTIONS = {
    "negsim": "1",
    "title": '"A freeze for a pause"',
    "parties": "{North: {discount: 0.9}, South: {discount: 0.9}}",
    "parameters": "{worry: {value: 2.0, range: [0, 5]}}",
    "issues": "{programme: {levels: [advancing, frozen]}, exercises: {levels: [held, paused]}}",
    "moves": (
        "{freeze: {by: North, when: programme == advancing, sets: {programme: frozen}}, "
        "pause: {by: South, when: exercises == held, sets: {exercises: paused}}}"
    ),
    "payoffs": (
        "{North: {fear: {when: exercises == held, value: -1.5}}, "
        "South: {worry: {when: programme == advancing, value: -worry}}}"
    ),
    "outcomes": "{settled: programme == frozen and exercises == paused, deadlock: otherwise}",
    "goal": "settled",
    "orders": "{both_at_once: {together: [[freeze, pause]]}}",
    "play": "{periods: 4}",
}


def small(**sections: str) -> str:
    """Write a small scenario, some of whose sections are others."""
    return "".join(f"{key}: {text}\n" for key, text in {**_SECTIONS, **sections}.items() if text)


def _fill(unit: str, before: str = "", after: str = "") -> str:
    return before + unit * (FULL // len(unit.encode())) + after


def _numbered(form: str, before: str = "", after: str = "", most: int = 1 << 20) -> str:
    """Repeat a form with a number in it until the file is full."""
    parts, size = [before], 0
    for k in range(most):
        part = form.format(k)
        size += len(part)
        if size > FULL:
            break
        parts.append(part)
    return "".join(parts) + after


def _laughs() -> str:
    lines = [f"a{k}: &a{k} [{', '.join([f'*a{k - 1}'] * 10) if k else 'ha'}]\n" for k in range(40)]
    return "".join(lines) + small()


def _many(form: str, **sections: str) -> str:
    """Fill the payoffs of one party with terms."""
    before = "payoffs:\n  North:\n"
    return small(payoffs="", **sections) + _numbered(form, before)


def _wide_issues(levels: int, twice: bool = False, room: int = FULL) -> str:
    lines, size = [], 0
    for k in range(95):
        names = [f"l{j:x}" for j in range(levels // 2 if twice else levels)] * (2 if twice else 1)
        line = f"  i{k}: {{levels: [{','.join(names)}]}}\n"
        size += len(line)
        if size > room:
            break
        lines.append(line)
    return "issues:\n" + "".join(lines)


def _alike(k: int, length: int = 60) -> str:
    return "ab" * (length // 2) + f"{k:04x}"


def _misspelt() -> str:
    known = "".join(f"  {_alike(k)}: {{value: 1}}\n" for k in range(4000))
    wrong = _numbered(f"    t{{0}}: {{{{value: {'ba' * 30}{{0}}}}}}\n", most=8000)
    return small(parameters="", payoffs="") + f"parameters:\n{known}payoffs:\n  North:\n{wrong}"


def _misspelt_moves() -> str:
    moves = "".join(f"  {_alike(k)}: {{by: North, sets: {{exercises: held}}}}\n" for k in range(1000))
    wrong = ", ".join("ba" * 30 + f"{k:02x}" for k in range(64))
    return (
        small(moves="", orders="")
        + f"moves:\n{moves}"
        + "orders:\n"
        + _numbered(f"  o{{0}}: {{{{sequence: [{wrong}]}}}}\n", most=200)
    )


def _misspelt_among_levels() -> str:
    return (
        small(issues="", payoffs="") + _wide_issues(2000, room=FULL // 2)
        + "payoffs:\n  North:\n" + _numbered("    t{0}: {{value: nothing{0}}}\n", most=14_000)
    )  # fmt: skip


def _late_levels() -> str:
    levels = ",".join(f"l{j:x}" for j in range(2000))
    guard = " or ".join(["x==l7cf"] * 40)
    terms = _numbered(f"    t{{0}}: {{{{value: {guard} or value(x)>{{0}}}}}}\n", most=2100)
    sections = dict.fromkeys(("payoffs", "moves", "outcomes", "goal", "orders"), "")
    return small(issues=f"{{x: {{levels: [{levels}]}}}}", **sections) + f"payoffs:\n  North:\n{terms}"


def _long_parent() -> str:
    return (
        small(parties="")
        + f"parties:\n  ? {'x' * (FULL // 2)}\n  :\n"
        + _numbered("    k{0}: 1\n", most=20_000)
    )


def _long_name(place: str) -> Callable[[], str]:
    return lambda: small(**{place: ""}) + f"{place}:\n  ? {'x' * (FULL // 2)}\n  : {{}}\n"


def _value(text: str) -> Callable[[], str]:
    return lambda: small(payoffs=f'{{North: {{t: {{value: "{text}"}}}}}}')


def _characters() -> Iterator[tuple[str, str, Callable[[], str]]]:
    names = {
        "[": "bracket", "{": "brace", "(": "round", "- ": "hyphen", "? ": "question", '"': "double quote",
        "'": "single quote", "\\": "backslash", "\n": "newline", "\r": "return", "#": "hash", ":": "colon",
        ": ": "colon and blank", ",": "comma", "&": "ampersand", "& ": "anchor without name", "*": "star",
        "!": "tag",
        "! ": "tag and blank", "|": "pipe", ">": "greater", "%": "directive", "@": "at", "`": "backtick",
        "~": "tilde",
        "\t": "tab", " ": "blank", "]": "closing bracket", "[]": "pairs", "[{": "mixed",
        "{a: ": "nested pairs",
        "a: ": "colons in a line", "---\n": "documents", "...\n": "ends", "\u0301": "combining",
        "\u202e": "turned around",
        "\u200b": "invisible", "\ufeff": "marks", "\ue000": "private", "\U0010ffff": "the last character",
        "<<: ": "merges", "- - - ": "hyphens", "\n ": "blank lines", '"a" ': "quoted words",
        "''": "quoted quotes",
    }  # fmt: skip
    for character, name in names.items():
        yield f"1 MiB: {name}", "a character over and over", partial(_fill, character)
    for character in "[{-?\"'|>&!*":
        yield f"a title of {character}", "in a file", partial(_fill, character, small(title="") + "title: ")


# Each: name, why it may hurt, and the text
BOMBS: list[tuple[str, str, Callable[[], str]]] = [
    *_characters(),
    ("billion laughs", "aliases that stand for ten times as much, forty times over", _laughs),
    ("alias to itself", "an endless structure", lambda: "a: &a [*a]\n" + small()),
    ("deep block", "indentation that never stops", lambda: "".join(" " * k + "a:\n" for k in range(1400))),
    ("deep lists in blocks", "hyphens that never stop",
    lambda: "".join(" " * k + "-\n" for k in range(1400))),
    ("keys", "100,000 unknown keys", lambda: small() + _numbered("k{0}: 1\n", most=100_000)),
    ("key twice", "100,000 times the same key", lambda: small() + "k: 1\n" * 100_000),
    ("party twice", "100,000 times the same party",
    lambda: small(parties="") + "parties:\n" + "  A: {}\n" * 90_000),
    ("half pairs", "commas that cut a value into 100,000 pieces", lambda: _numbered(",c{0}", "{a: b")),
    ("half pairs, the same", "100,000 times the same piece", lambda: _fill(",c", "{a: b")),
    ("half pairs, closed", "the same, with an end", lambda: _numbered(",c{0}", "{a: b", "}\n")),
    ("bare words in braces", "100,000 keys without values", lambda: _numbered("c{0},", "{", "}\n")),
    ("tabs", "every line indented by a tab", lambda: _fill("\tx: 1\n", "a:\n")),
    ("colons", "every line to be mended", lambda: _numbered("a{0}: b: c\n")),
    ("signs", "every line begins with a sign that YAML reserves", lambda: _numbered("a{0}: @b\n")),
    ("comments", "every line loses its end to a comment", lambda: _numbered("a{0}: b #c\n")),
    ("anchors", "every line has an anchor", lambda: _numbered("a{0}: &b c\n")),
    ("marks on marks", "anchors and tags without end", lambda: _fill("&a !b ", "a: ")),
    ("a blank line of 1 MiB", "patterns that look for its end", lambda: _fill(" ", "a: b", "#c\n" + small())),
    ("a key of 1 MiB", "is quoted in messages", lambda: _fill("x", "? ", "\n: 1\n" + small())),
    ("a long parent", "each child's message quotes its parent", _long_parent),
    ("a long party", "is no name", _long_name("parties")),
    ("a long order", "is no name", _long_name("orders")),
    ("a long text", "a title of 1 MiB", lambda: small(title=f'"{"x" * FULL}"')),
    ("a long expression", "1 MiB of sums", _value("1+" * 500_000 + "1")),
    ("a long number", "a million digits", _value("9" * 1_000_000)),
    ("a long count", "a million digits where an integer is wanted",
    lambda: small(play=f"{{periods: {'9' * FULL}}}")),
    ("a long decimal", "a million digits where a number is wanted",
     lambda: small(parameters=f"{{worry: {{value: 0.{'1' * FULL}}}}}")),
    ("a long grouped number", "patterns that guess what was meant",
     lambda: small(parameters=f"{{worry: {{value: {'1 000' * 200_000}x}}}}")),
    ("wrong terms", "100,000 values of a wrong type", lambda: _many("    t{0}: 1\n")),
    ("terms without a value", "a key that is missing everywhere", lambda: _many("    t{0}: {{}}\n")),
    ("expressions", "20,000 different expressions", lambda: _many("    t{0}: {{value: 1 + worry * {0}}}\n")),
    ("wrong expressions", "20,000 expressions with a slip",
    lambda: _many("    t{0}: {{value: 1 + * {0}}}\n")),
    ("misspelt parameters", "each is compared with all that are known", _misspelt),
    ("misspelt moves", "the same, in orders", _misspelt_moves),
    ("misspelt among levels", "each is looked for among 100,000 levels", _misspelt_among_levels),
    ("the last of 2,000 levels", "100,000 comparisons that look it up", _late_levels),
    ("levels", "as many issues of 2,000 levels as a file holds",
    lambda: small(issues="") + _wide_issues(2000, room=FULL - 60_000)),
    ("levels twice", "and each of them stands there twice", lambda: small(issues="") + _wide_issues(2000,
    twice=True, room=FULL - 60_000)),
    ("outcomes", "20,000 of them", lambda: small(outcomes="", goal="") + "outcomes:\n" + _numbered(
        "  o{0}: programme == frozen\n", after="  rest: otherwise\n")),
    ("packages", "3,000 of 32 moves that are not there",
        lambda: small(orders="") + "orders:\n  o:\n    together:\n"
     + _numbered(f"      - [{', '.join(f'm{k}_{{0}}' for k in range(32))}]\n")),
    ("sources", "64 sources that are not there, at every term",
     lambda: _many(f"    t{{0}}: {{{{value: 1, source: [{', '.join(f's{k}' for k in range(64))}]}}}}\n")),
    ("orders", "1,000 of them, each with a mistake", lambda: small(orders="") + "orders:\n" + _numbered(
        "  o{0}: {{require: {{freez: programme == frozen}}, forbid: [paus], table: nowhere}}\n", most=1000)),
    *[(f"expression: {text[:12]}", why, _value(text)) for text, why in (
        ("9**9**9**9**9", "a number with more digits than atoms"),
        ("2**" * 160 + "2", "powers of powers"),
        ("1e999", "larger than any"),
        ("9" * 499, "larger than any, digit by digit"),
        ("0x" + "F" * 490, "larger than any, in another notation"),
        ("(" * 240 + "1" + ")" * 240, "brackets in brackets"),
        ("-" * 490 + "1", "signs before signs"),
        ("not " * 120 + "programme == frozen", "negations of negations"),
        ("abs(" * 99 + "1" + ")" * 99, "functions of functions"),
        ("1+" * 249 + "1", "a long sum"),
        ("1<" * 249 + "1", "a long chain"),
        ("if_(1<2,1," * 40 + "1" + ")" * 40, "choices in choices"),
        ("max(" + "1," * 240 + "1)", "very many arguments"),
        (" " * 499 + "1", "blanks"),
        ("(" * 500, "brackets that never close"),
        ("x" * 500, "one long name"),
    )],
]  # fmt: skip


def _issues(count: int, levels: int) -> str:
    names = ", ".join(f"l{k}" for k in range(levels))
    return "{" + ", ".join(f"i{k}: {{levels: [{names}]}}" for k in range(count)) + "}"


def _game(issues: str, moves: str, **sections: str) -> Callable[[], str]:
    given = {"orders": "", "payoffs": "", "outcomes": "", "goal": "", **sections}
    return lambda: small(issues=issues, moves=moves, **given)


def _draw(k: int) -> str:
    return f"{{{{probability: 0.01, sets: {{{{i{k % 8}: l{k // 8}}}}}}}}}"


def _each(form: str, count: int) -> str:
    return "{" + ", ".join(form.format(k=k, by=["North", "South"][k % 2]) for k in range(count)) + "}"


# Well-formed files whose games are too large, or large enough to be a trial
GAMES: list[tuple[str, str, Callable[[], str]]] = [
    ("any in a package", "a choice of 2000 levels, 32 times over", _game(
        _issues(32, 50), _each("m{k}: {{by: {by}, sets: {{i{k}: any}}}}", 32),
        orders="{o: {together: [[" + ", ".join(f"m{k}" for k in range(32)) + "]]}}")),
    ("any in a move", "one move that chooses levels of 200 issues", _game(
        _issues(200, 4), "{m: {by: North, sets: {" + ", ".join(f"i{k}: any" for k in range(200)) + "}}}")),
    ("any of a few", "a choice among a million", _game(
        _issues(6, 10), "{m: {by: North, sets: {" + ", ".join(f"i{k}: any" for k in range(6)) + "}}}")),
    ("wide issues", "2000 levels of 60 issues", _game(
        _issues(60, 1000), _each("m{k}: {{by: {by}, sets: {{i{k}: up}}}}", 60))),
    ("countdowns", "states that remember how long, on many issues", _game(
        _issues(40, 3), _each("m{k}: {{by: {by}, sets: {{i{k}: up}}, lasts: 1000}}", 40))),
    ("delays", "the same, before they take effect", _game(
        _issues(40, 3), _each("m{k}: {{by: {by}, sets: {{i{k}: up}}, after: 1000}}", 40))),
    ("memory", "states that remember what was done", _game(
        _issues(1, 2), _each("m{k}: {{by: {by}, when: not done(m{k})}}", 60))),
    ("periods", "10,000 of them", _game(
        _issues(6, 4), _each("m{k}: {{by: {by}, sets: {{i{k}: up}}}}", 6), play="{periods: 10000}")),
    ("periods of a large game", "10,000, with a million states", _game(
        _issues(10, 4), _each("m{k}: {{by: {by}, sets: {{i{k}: up}}}}", 10), play="{periods: 10000}")),
    ("chance", "256 events of 64 draws", _game(
        _issues(8, 8), "{m: {by: North}}", events=_each(
            f"e{{k}}: {{{{draws: [{', '.join(map(_draw, range(64)))}]}}}}", 256))),
    ("parties", "32 of them, who must all agree", lambda: small(
        parties=_each("P{k}: {{discount: 0.9}}", 32), payoffs="", parameters="",
        moves=f"{{m: {{by: [{', '.join(f'P{k}' for k in range(32))}], sets: {{programme: up}}}}}}",
        orders="", outcomes="", goal="", play="{periods: 40, turns: rotating}")),
    ("orders", "1,000 of them, all to be built", lambda: small(
        orders=_each("o{k}: {{forbid: [freeze]}}", 1000))),
    ("large orders", "1,000 of them, each with 4,096 states", _game(
        _issues(6, 4), _each("m{k}: {{by: {by}, sets: {{i{k}: up}}}}", 6),
        orders=_each("o{k}: {{require: {{m0: i1 == l0}}, binds: all}}", 1000))),
    ("moves", "1,000 of them, each a state more", _game(
        _issues(1, 1000), _each("m{k}: {{by: {by}, when: i0 == l{k}, sets: {{i0: up}}}}", 999),
        orders="{}")),
    ("terms", "20,000 payoff terms", lambda: _many("    t{0}: {{value: 1 + worry * {0}}}\n")),
]  # fmt: skip
