"""The words of Gambit's files: quoted text, numbers, braces and commas, and where each of them stands.

Places are kept as offsets; lines and columns are counted only when something is wrong.
"""

from __future__ import annotations

import re
from fractions import Fraction

from negsim.errors import GameError, Problem
from negsim.games.numbers import exact
from negsim.text import oneline

__all__ = ["Tokens", "quoted"]

# Every part is possessive: what has been read is never tried another way, so that no text takes long.
_STRING = r'"(?:[^"\\]|\\.)*+"'
_NUMBER = r"[+-]?+(?:[0-9]++(?:/[0-9]++|\.?+[0-9]*+(?:[eE][+-]?+[0-9]++)?+)|\.[0-9]++(?:[eE][+-]?+[0-9]++)?+)"
_TOKEN = re.compile(
    rf"""\s*+(?:(?P<text>{_STRING})|(?P<number>{_NUMBER})(?=[\s{{}},"]|\Z)
    |(?P<open>\{{)|(?P<close>\}})|(?P<comma>,)|(?P<word>[^\s{{}},"]++)|(?P<unfinished>")|(?P<end>\Z))""",
    re.VERBOSE | re.DOTALL,
)
_KINDS = ("", *_TOKEN.groupindex)  # by number of the group
_ESCAPE = re.compile(r'\\(["\\])')
_LINE_END = re.compile(r"\r\n?|\n")
_TO_ESCAPE = re.compile(r'\\+(?="|\Z)|\\{2,}|"')

LONGEST = 1000  # characters of a number
LARGEST_EXPONENT = 300  # beyond, numbers are too large or too small for floats
SHOWN = 40


class Tokens:
    """A text, and the token of it that is looked at.

    Attributes
    ----------
    kind : str
        ``"text"``, ``"number"``, ``"open"``, ``"close"``, ``"comma"``, ``"word"`` or ``"end"``.
    begin, end : int
        Offsets of the token.
    """

    def __init__(self, text: str, file: str) -> None:
        self.text, self.file = text, file
        self.kind, self.begin, self.end = "", 0, 0
        self.known: dict[str, Fraction] = {}
        self.advance()

    def advance(self) -> None:
        """Look at the next token."""
        self.go(self.end)

    def go(self, offset: int) -> None:
        """Look at the token that begins at an offset, or after the blanks there."""
        found = _TOKEN.match(self.text, offset)
        assert found is not None  # anything is a word, at worst
        group = found.lastindex or 0
        self.kind = _KINDS[group]
        self.begin, self.end = found.start(group), found.end()
        if self.kind == "unfinished":
            raise self.error(
                "this text begins with a quote and never ends",
                'close it with "; a quote inside of a text is written \\"',
            )

    @property
    def word(self) -> str:
        """The token as it is written."""
        return self.text[self.begin : self.end]

    # --- what is expected

    def string(self, what: str) -> str:
        """Take a quoted text."""
        if self.kind != "text":
            raise self.expected(f"{what} in quotes", f'such as "{_example(self.word)}"')
        value = self.text[self.begin + 1 : self.end - 1]
        if "\\" in value:
            value = _ESCAPE.sub(r"\1", value)
        self.advance()
        return value

    def comment(self) -> str:
        """Take the comment, if there is one."""
        return self.string("a comment") if self.kind == "text" else ""

    def open(self, what: str) -> None:
        """Take an opening brace."""
        if self.kind != "open":
            raise self.expected(f'"{{" before {what}')
        self.advance()

    def close(self, what: str) -> None:
        """Take a closing brace."""
        if self.kind != "close":
            raise self.expected(f'"}}" after {what}')
        self.advance()

    def number(self, what: str) -> Fraction:
        """Take a number, exactly."""
        word = self.word
        value = self.known.get(word) if self.kind == "number" else None
        if value is None:
            value = self._read_number(what)
            if len(self.known) < 100_000:  # most numbers of a file repeat, and reading one takes long
                self.known[word] = value
        self.advance()
        return value

    def _read_number(self, what: str) -> Fraction:
        word = self.word
        if self.kind != "number":
            raise self.expected(what, _about_number(word) if self.kind == "word" else "")
        if len(word) > LONGEST:
            raise self.error(f"a number of {len(word):,} characters; at most {LONGEST:,} can be read")
        mantissa, _, exponent = word.lower().partition("e")
        if exponent and abs(int(exponent)) > LARGEST_EXPONENT:
            raise self.error(
                f"{what} is {_short(word)}, too {'small' if exponent[0] == '-' else 'large'} to compute with",
                f"exponents may be from -{LARGEST_EXPONENT} to {LARGEST_EXPONENT}",
            )
        top, _, bottom = mantissa.partition("/")
        if bottom and not bottom.strip("0"):
            raise self.error(f"{what} is {_short(word)}, a fraction over zero", "a finite number is needed")
        value = exact(word)
        try:
            float(value)
        except OverflowError:
            raise self.error(f"{what} has {len(top):,} digits, too many to compute with") from None
        return value

    def integer(self, what: str, least: int) -> int:
        """Take a whole number of at most nine digits."""
        word = self.word
        if self.kind != "number" or not word.lstrip("+-").isdecimal():
            raise self.expected(f"{what}, a whole number")
        if len(word) > 9:
            raise self.error(f"{what} is {_short(word)}; at most 999,999,999 can be read")
        value = int(word)
        if value < least:
            raise self.error(f"{what} is {value}; it must be {least} or more")
        self.advance()
        return value

    def skip_comma(self, what: str) -> None:
        """Take a comma, if there is one; nothing can stand between two."""
        if self.kind == "comma":
            self.advance()
            if self.kind == "comma":
                raise self.error(f"two commas, and nothing between them; expected {what}", "take one away")

    # --- what is wrong

    def found(self) -> str:
        """Say what the token is."""
        if self.kind == "end":
            return "the end of the file"
        if self.kind == "number":
            return f"the number {_short(self.word)}"
        if self.kind == "text":
            return f"the text {_short(self.word)}"
        return self.word if self.kind == "word" and '"' in self.word else f'"{_short(self.word)}"'

    def expected(self, what: str, hint: str = "") -> GameError:
        """Make the error that something else was expected here."""
        if self.kind == "end" and not hint:
            hint = "is the file cut off?"
        return self.error(f"expected {what}; found {self.found()}", hint)

    def error(self, message: str, hint: str = "", begin: int | None = None, end: int = -1) -> GameError:
        """Make the error that stands at this token, or between two offsets."""
        if begin is None:
            begin, end = self.begin, self.end
        line, column, source = self.place(begin)
        length = max(1, min(end - begin, len(source) - column + 1))
        return GameError(Problem(self.file, line, column, message, hint=hint, source=source, length=length))

    def place(self, offset: int) -> tuple[int, int, str]:
        """Find line and column of an offset, from 1, and the line itself."""
        line, start = 1, 0
        for found in _LINE_END.finditer(self.text, 0, offset):
            line, start = line + 1, found.end()
        stop = _LINE_END.search(self.text, start)
        return line, offset - start + 1, self.text[start : stop.start() if stop else len(self.text)]

    def line_of(self, offset: int) -> int:
        """Find the line of an offset."""
        return self.place(offset)[0]


def quoted(text: str) -> str:
    r"""Write a text in quotes, such that negsim reads it back, and Gambit too where it can.

    A backslash before anything but a quote or a backslash is written as it is: Gambit writes it twice, but
    reads what it wrote as three.

    >>> print(quoted('a "b" \\c'))
    "a \"b\" \c"
    """
    escaped = _TO_ESCAPE.sub(lambda m: '\\"' if m[0] == '"' else m[0] * 2, text)
    return f'"{escaped}"'


def _short(word: str) -> str:
    return oneline(word if len(word) <= SHOWN else f"{word[:SHOWN]}…")


def _example(word: str) -> str:
    return _short(word.strip("{},")) or "Player 1"


def _about_number(word: str) -> str:
    bare = word.strip("+-").lower()
    if bare in ("nan", "inf", "infinity"):
        return "payoffs and probabilities must be finite numbers"
    if re.fullmatch(r"[0-9.]+/[0-9.]+", bare):
        return "fractions are of whole numbers, such as 3/4"
    return "an integer, a decimal or a fraction, such as -2, 0.5 or 1/3"
