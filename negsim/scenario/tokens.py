"""The words and signs of an expression: what is none is refused here, before Python's parser sees anything.

Most slips are of a few kinds: a sign from mathematics or from another language, one `=` for a comparison, a
bracket that is not closed, an operator left out. Each is found at its place and answered with what to write.
"""

from __future__ import annotations

import keyword
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from negsim.scenario.signs import SIGNS, WORDS

__all__ = ["MAX_DEPTH", "ExpressionError", "screen", "too_deep"]

MAX_DEPTH = 60


class ExpressionError(ValueError):
    """An expression that is not one.

    Attributes
    ----------
    code : str
        Kind of problem.
    offset, length : int
        Which characters of the expression are meant.
    hint : str
        What to do about it.
    word : str
        The name that means nothing, if that is what is wrong.
    known : sequence of str
        The names that might stand in its place.
    """

    def __init__(
        self,
        message: str,
        offset: int = 0,
        code: str = "NS401",
        hint: str = "",
        length: int = 1,
        word: str = "",
        known: Sequence[str] = (),
    ) -> None:
        super().__init__(message)
        self.offset, self.code, self.hint, self.length = offset, code, hint, length
        self.word, self.known = word, known


def too_deep(offset: int) -> ExpressionError:
    """Make the refusal of an expression whose parts are nested too deeply."""
    hint = "split it into several payoff terms"
    return ExpressionError("this expression is nested too deeply", offset, "NS415", hint)


@dataclass(frozen=True)
class _Token:
    kind: str  # number, name, word, sign, open or close
    text: str
    begin: int


_TOKEN = re.compile(
    r"(?P<blank>[ \t\r\n]+)"
    r"|(?P<number>0[xX][0-9A-Fa-f]+(?:_[0-9A-Fa-f]+)*"
    r"|(?:[0-9]+(?:_[0-9]+)*\.?(?:[0-9]+(?:_[0-9]+)*)?|\.[0-9]+(?:_[0-9]+)*)(?:[eE][+-]?[0-9]+)?)"
    r"|(?P<name>[A-Za-z_][A-Za-z0-9_]*)"
    r"|(?P<foreign>//|=<|=>|<>|===|<=>|->|\|\||&&|\+\+)"
    r"|(?P<sign>\*\*|==|!=|<=|>=|[-+*/<>,])"
    r"|(?P<open>\()|(?P<close>\))"
)

_OPERATORS = "expressions know + - * / **, == != < <= > >=, and or not, and round brackets"


def screen(text: str) -> None:
    """Refuse what cannot be an expression.

    Raises
    ------
    ExpressionError
        At the first sign, word or bracket that does not belong, with what to write instead.
    """
    tokens = _tokens(text)
    if not tokens:
        raise ExpressionError("nothing stands here; an expression is expected", 0)
    _brackets(tokens)
    for before, after in zip([None, *tokens], [*tokens, None], strict=True):
        _neighbours(before, after, text)


def _tokens(text: str) -> list[_Token]:
    found: list[_Token] = []
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        kind = match.lastgroup if match else "foreign"
        sign = match[0] if match else text[at]
        if kind == "foreign":
            raise _foreign(sign, at)
        assert match is not None
        assert kind is not None
        if kind == "number" and re.match(r"[A-Za-z_0-9.]", text[match.end() : match.end() + 1]):
            rest = re.match(r"[\w.]*", text[match.end() :])
            whole = sign + (rest[0] if rest else "")
            hint = (
                f"write {sign} * {whole[len(sign) :]} for a product"
                if sign.isdigit()
                else "a number has one decimal point and no letters"
            )
            raise ExpressionError(f'"{whole}" is neither a number nor a name', at, "NS404", hint, len(whole))
        if kind == "name" and keyword.iskeyword(sign) and sign not in ("and", "or", "not"):
            message = f'"{sign}" has no meaning in an expression'
            if sign in ("True", "False", "None"):
                message = f'"{sign}" is not a number'
            raise ExpressionError(message, at, "NS403", WORDS.get(sign, _OPERATORS), len(sign))
        if kind == "name" and sign in ("and", "or", "not"):
            kind = "word"
        if kind != "blank":
            found.append(_Token(kind, sign, at))
        at = match.end()
    return found


def _foreign(sign: str, at: int) -> ExpressionError:
    hint = SIGNS.get(sign)
    if hint is None and (sign.isalpha() or sign.isdigit()):
        hint = "names and numbers are written in plain letters a to z, digits and _"
    name = (
        unicodedata.name(sign, f"U+{ord(sign):04X}").lower() if len(sign) == 1 and not sign.isascii() else ""
    )
    shown = f"{sign} ({name})" if name and sign.isprintable() else name or sign
    return ExpressionError(
        f"{shown} has no meaning in an expression", at, "NS404", hint or _OPERATORS, len(sign)
    )


def _brackets(tokens: list[_Token]) -> None:
    opened: list[_Token] = []
    for token in tokens:
        if token.kind == "open":
            opened.append(token)
            if len(opened) > MAX_DEPTH:
                raise too_deep(token.begin)
        elif token.kind == "close":
            if not opened:
                raise ExpressionError(
                    "this bracket closes nothing", token.begin, hint="delete it, or open one before"
                )
            opened.pop()
    if opened:
        raise ExpressionError(
            "this bracket is never closed", opened[-1].begin, hint="add the ) that belongs to it"
        )


def _neighbours(before: _Token | None, after: _Token | None, text: str) -> None:
    """Refuse two values without an operator between them, and operators without a value."""
    ends = before is not None and (before.kind in ("number", "name", "close"))
    begins = after is not None and (after.kind in ("number", "name") or after.text == "not")
    if ends and before is not None and after is not None:
        if begins and after.text != "not":
            raise _missing(before, after)
        if after.kind == "open" and before.kind != "name":
            raise ExpressionError(
                "an operator is missing before this bracket", after.begin, hint="write * for a product"
            )
        if after.text == "not":
            raise ExpressionError(
                "and or or is missing before not", after.begin, length=3, hint="write and not …"
            )
    if ends or (after is not None and (begins or after.kind == "open" or after.text in ("+", "-"))):
        return
    if after is None:
        assert before is not None
        raise ExpressionError(
            f"after {before.text} something is missing",
            before.begin,
            length=len(before.text),
            hint="complete the expression",
        )
    if before is None:
        raise ExpressionError(
            f"before {after.text} something is missing",
            after.begin,
            length=len(after.text),
            hint="an expression begins with a value",
        )
    if before.kind == "open" and after.kind == "close":
        return  # a function without arguments, of which the compiler knows more
    where = f"between {before.text} and {after.text}"
    raise ExpressionError(
        f"{where} something is missing",
        after.begin,
        length=len(after.text),
        hint="two signs follow one another",
    )


def _missing(before: _Token, after: _Token) -> ExpressionError:
    message = f'an operator is missing between "{before.text}" and "{after.text}"'
    hint = "write +, *, and … between them"
    if before.text in ("value", "in_force", "done"):
        hint = f"write {before.text}({after.text})"
    elif before.text.lower() in ("and", "or", "not"):
        return ExpressionError(
            f'"{before.text}" has no meaning in an expression',
            before.begin,
            "NS404",
            f"write {before.text.lower()}",
            len(before.text),
        )
    elif after.text.lower() in ("and", "or", "not"):
        return ExpressionError(
            f'"{after.text}" has no meaning in an expression',
            after.begin,
            "NS404",
            f"write {after.text.lower()}",
            len(after.text),
        )
    elif after.text in ("then", "when", "unless"):
        hint = "write if_(condition, then, else)"
    return ExpressionError(message, after.begin, hint=hint, length=len(after.text))
