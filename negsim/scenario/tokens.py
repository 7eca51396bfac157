"""The words and signs of an expression: what is none is refused here, before Python's parser sees anything.

Most slips are of a few kinds: a sign from mathematics or from another language, one `=` for a comparison, a
comma for a decimal point, a bracket that is not closed, a sign left out. Each is found at its place and
answered with what to write. A foreign sign that stands for one of ours is taken for it, so that what follows
is looked at too.
"""

from __future__ import annotations

import keyword
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from negsim.scenario.signs import ADVICE, BETWEEN, STANDS_FOR, TIMES, WORDS

__all__ = ["MAX_DEPTH", "ExpressionError", "screen", "together", "too_deep"]

MAX_DEPTH = 60
MOST_TOLD = 6  # mistakes of one expression


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
    others : list of ExpressionError
        What else is wrong with the same expression, further on in it.
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
        self.others: list[ExpressionError] = []

    def moved(self, by: int) -> ExpressionError:
        """Move it, and what else is wrong, to the right."""
        for e in (self, *self.others):
            e.offset += by
        return self


def together(found: Sequence[ExpressionError]) -> ExpressionError:
    """Make one of several: the first in the text, which knows the others; each word once."""
    first, *others = sorted(found, key=lambda e: e.offset)
    said = {(first.code, first.word)}
    for e in others[: 4 * MOST_TOLD]:
        if not e.word or (e.code, e.word) not in said:
            said.add((e.code, e.word))
            first.others.append(e)
    del first.others[MOST_TOLD - 1 :]
    return first


def too_deep(offset: int) -> ExpressionError:
    """Make the refusal of an expression whose parts are nested too deeply."""
    hint = "split it into several payoff terms"
    return ExpressionError("too many brackets stand inside one another here", offset, "NS415", hint)


@dataclass(frozen=True)
class _Token:
    kind: str  # number, name, word, sign, open or close
    text: str
    begin: int

    @property
    def end(self) -> int:
        return self.begin + len(self.text)


_TOKEN = re.compile(
    r"(?P<blank>[ \t\r\n]+)"
    r"|(?P<number>0[xX][0-9A-Fa-f]+(?:_[0-9A-Fa-f]+)*"
    r"|(?:[0-9]+(?:_[0-9]+)*\.?(?:[0-9]+(?:_[0-9]+)*)?|\.[0-9]+(?:_[0-9]+)*)(?:[eE][+-]?[0-9]+)?)"
    r"|(?P<name>[A-Za-z_][A-Za-z0-9_]*)"
    r"|(?P<foreign>//|=<|=>|<>|===|<=>|->|\|\||&&|\+\+)"
    r"|(?P<sign>\*\*|==|!=|<=|>=|[-+*/<>,])"
    r"|(?P<open>\()|(?P<close>\))"
)

_ALLOWED = "expressions know + - * / **, == != < <= > >=, and or not, and round brackets"
_COMPARISONS = ("==", "!=", "<", "<=", ">", ">=")
_LOGIC = ("and", "or", "not")


def screen(text: str) -> None:
    """Refuse what cannot be an expression.

    Raises
    ------
    ExpressionError
        At the first sign, word or bracket that does not belong, with what to write instead.
    """
    found: list[ExpressionError] = []
    tokens, whole = _tokens(text, found)
    if not tokens and not found:
        raise ExpressionError("nothing stands here; an expression is expected", 0)
    tokens = _shouted(tokens, found)
    shapes = (_brackets(tokens, whole), _zeros(tokens), _comma(tokens), _neighbours(tokens, whole))
    shape = sorted((e for e in shapes if e), key=lambda e: e.offset)[:1]  # the rest may follow from it
    found += [e for e in shape if all(e.offset != other.offset for other in found)]
    if found:
        raise together(found)


def _tokens(text: str, found: list[ExpressionError]) -> tuple[list[_Token], bool]:
    """Take a text apart, as far as that is possible, and say whether it is all of it."""
    tokens: list[_Token] = []
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        kind = match.lastgroup if match else "foreign"
        sign = match[0] if match else text[at]
        end = at + len(sign)
        if kind == "foreign":
            error = _percent(tokens, text, at) if sign == "%" else _foreign(sign, at)
            found.append(error)
            if sign not in STANDS_FOR:
                return tokens, False
            tokens += [_Token(_kind(word), word, at) for word in STANDS_FOR[sign].split()]
        elif kind == "number":
            error_or_none = _number(sign, text, at)
            if error_or_none is not None:
                found.append(error_or_none)
                return tokens, False
            tokens.append(_Token("number", sign, at))
        elif kind == "name" and keyword.iskeyword(sign) and sign not in _LOGIC:
            found.append(_keyword(sign, text, at))
            if sign == "is":
                tokens.append(_Token("sign", "==", at))
            elif sign != "if" or not found[-1].hint.startswith("leave"):
                return tokens, False
        elif kind != "blank":
            assert kind is not None
            tokens.append(_Token("word" if sign in _LOGIC else kind, sign, at))
        at = end
    return tokens, True


def _kind(word: str) -> str:
    return "word" if word in _LOGIC else "number" if word.isdigit() else "sign"


def _number(sign: str, text: str, at: int) -> ExpressionError | None:
    """Say what is wrong with a number and what sticks to it."""
    end = at + len(sign)
    if re.match(r"[A-Za-z_0-9.]", text[end : end + 1]):
        rest = re.match(r"[\w.]*", text[end:])
        whole = sign + (rest[0] if rest else "")
        hint = "a number has one decimal point and no letters"
        if sign.isdigit() and not re.match(r"[\d._]", text[end:]):
            hint = f"write {sign} * {whole[len(sign) :]} for a product"
        return ExpressionError(f'"{whole}" is neither a number nor a name', at, "NS404", hint, len(whole))
    return None


def _percent(tokens: list[_Token], text: str, at: int) -> ExpressionError:
    last = tokens[-1] if tokens else None
    hint = ADVICE["%"]
    if last is None or last.kind != "number" or re.match(r"\s*[\w(]", text[at + 1 :]):
        return ExpressionError("% has no meaning in an expression", at, "NS404", hint)
    share = _hundredth(last.text)
    message = f'"{text[last.begin : at + 1]}": % has no meaning in an expression'
    return ExpressionError(
        message, last.begin, "NS404", f"write {share}" if share else hint, at + 1 - last.begin
    )


def _hundredth(number: str) -> str:
    """Write a hundredth of a number; nothing where that would be no plain number."""
    if not re.fullmatch(r"[0-9]{1,6}(\.[0-9]{1,6})?", number):
        return ""
    return f"{float(number) / 100:.10f}".rstrip("0").rstrip(".")


def _keyword(sign: str, text: str, at: int) -> ExpressionError:
    message = f'"{sign}" has no meaning in an expression'
    hint = WORDS.get(sign, _ALLOWED)
    if sign in ("True", "False", "None"):
        message = f'"{sign}" is not a number'
    elif sign == "else" and text.strip() == sign:
        hint = "write otherwise, as the last outcome"
    elif sign == "if" and not text[:at].strip() and not re.search(r"\belse\b|^\s*if\s*\(.*,", text, re.S):
        hint = 'leave "if" out'
    return ExpressionError(message, at, "NS403", hint, len(sign))


def _foreign(sign: str, at: int) -> ExpressionError:
    hint = ADVICE.get(sign) or (f"write {STANDS_FOR[sign]}" if sign in STANDS_FOR else None)
    if hint is None and (sign.isalpha() or sign.isdigit()):
        hint = "names and numbers are written in plain letters a to z, digits and _"
    name = (
        unicodedata.name(sign, f"U+{ord(sign):04X}").lower() if len(sign) == 1 and not sign.isascii() else ""
    )
    shown = f"{sign} ({name})" if name and sign.isprintable() else name or sign
    return ExpressionError(
        f"{shown} has no meaning in an expression", at, "NS404", hint or _ALLOWED, len(sign)
    )


def _shouted(tokens: list[_Token], found: list[ExpressionError]) -> list[_Token]:
    """Read AND, Or and NOT between values as what they stand for; elsewhere they may be names."""
    result = list(tokens)
    for k, token in enumerate(tokens):
        word = token.text.lower()
        if token.kind != "name" or word not in _LOGIC:
            continue
        before = tokens[k - 1] if k else None
        after = tokens[k + 1] if k + 1 < len(tokens) else None
        if after is None or not (after.kind in ("name", "number", "open") or after.text == "not"):
            continue
        if word == "not" and after.kind == "open":
            continue  # a function of this name: said later, at its place
        ends = before is not None and before.kind in ("name", "number", "close")
        if ends != (word == "not"):
            message = f'"{token.text}" has no meaning in an expression'
            found.append(ExpressionError(message, token.begin, "NS404", f"write {word}", len(word)))
            result[k] = _Token("word", word, token.begin)
    return result


def _brackets(tokens: list[_Token], whole: bool) -> ExpressionError | None:
    opened: list[_Token] = []
    for token in tokens:
        if token.kind == "open":
            opened.append(token)
            if len(opened) > MAX_DEPTH:
                return too_deep(token.begin)
        elif token.kind == "close":
            if not opened:
                hint = "delete it, or open one before"
                return ExpressionError("this bracket closes nothing", token.begin, hint=hint)
            opened.pop()
    if opened and whole:
        hint = "add the ) that belongs to it"
        return ExpressionError("this bracket is never closed", opened[-1].begin, hint=hint)
    return None


def _zeros(tokens: list[_Token]) -> ExpressionError | None:
    """Refuse whole numbers that begin with a zero, which might be meant otherwise."""
    for token in tokens:
        if token.kind == "number" and re.fullmatch(r"0[0-9_]*[1-9][0-9_]*", token.text):
            digits = token.text.replace("_", "")
            hint = f"write {digits.lstrip('0')}, or with a decimal point 0.{digits[1:]}"
            message = f'the number "{token.text}" begins with a zero'
            return ExpressionError(message, token.begin, hint=hint, length=len(token.text))
    return None


def _comma(tokens: list[_Token]) -> ExpressionError | None:
    """Refuse a comma that separates nothing: commas stand between what a function takes."""
    inside = [False]  # of a function, at each depth
    for k, token in enumerate(tokens):
        if token.kind == "open":
            inside.append(k > 0 and tokens[k - 1].kind == "name")
        elif token.kind == "close":
            if len(inside) > 1:
                inside.pop()
        elif token.text == "," and not inside[-1]:
            return _stray(token, tokens[:k], tokens[k + 1 :])
    return None


def _stray(comma: _Token, left: list[_Token], right: list[_Token]) -> ExpressionError:
    if left and right and left[-1].end == comma.begin == right[0].begin - 1:
        number = f"{left[-1].text},{right[0].text}"
        if re.fullmatch(r"[0-9]+,[0-9]+", number):
            message = f'"{number}" has a comma, and decimals have a point here'
            hint = f"write {number.replace(',', '.')}"
            if re.fullmatch(r"[1-9][0-9]{0,2},[0-9]{3}", number):  # or thousands
                hint = f"write {number.replace(',', '')}, or with a decimal point {number.replace(',', '.')}"
            return ExpressionError(message, left[-1].begin, "NS403", hint, len(number))
    message = "a comma has no meaning here: commas stand only between what a function takes"
    hint = "a value is one expression: leave out what follows the comma"
    if any(t.text in (*_COMPARISONS, *_LOGIC) for t in (*left, *right)):
        hint = 'join conditions with "and" or "or"'
    return ExpressionError(message, comma.begin, "NS403", hint)


def _neighbours(tokens: list[_Token], whole: bool) -> ExpressionError | None:
    """Find the first two values without a sign between them, or a sign without a value."""
    before: list[_Token | None] = [None, *tokens]
    after: list[_Token | None] = [*tokens, None]
    for k, (left, right) in enumerate(zip(before, after, strict=True)):
        if right is None and (left is None or not whole):
            break
        error = _between(left, right, tokens[:k], tokens[k:])
        if error is not None:
            return error
    return None


def _between(
    before: _Token | None, after: _Token | None, left: list[_Token], right: list[_Token]
) -> ExpressionError | None:
    ends = before is not None and before.kind in ("number", "name", "close")
    begins = after is not None and (after.kind in ("number", "name") or after.text == "not")
    if ends and before is not None and after is not None:
        if begins and after.text != "not":
            return _missing(before, after)
        if after.kind == "open" and before.kind != "name":
            hint = "write * for a product"
            return ExpressionError("a sign is missing before this bracket", after.begin, hint=hint)
        if after.text == "not":
            message = '"and" or "or" is missing before "not"'
            return ExpressionError(message, after.begin, length=3, hint="write and not …")
    if before is not None and before.kind == "sign" and before.text != "," and begins and not ends:
        return _negated(before, left, right) if after is not None and after.text == "not" else None
    if ends or (after is not None and (begins or after.kind == "open" or after.text in ("+", "-"))):
        return None
    if after is None:
        assert before is not None
        return _incomplete(f'after "{before.text}" something is missing', before, "complete the expression")
    if before is None:
        hint = "an expression begins with a value"
        return _incomplete(f'before "{after.text}" something is missing', after, hint)
    if before.kind == "open" and after.kind == "close":
        if len(left) > 1 and left[-2].kind == "name":
            return None  # a function that is given nothing, of which the compiler knows more
        return ExpressionError("nothing stands between these brackets", before.begin, hint="leave them out")
    message = f'between "{before.text}" and "{after.text}" something is missing'
    return _incomplete(message, after, "complete the expression, or leave one of the two out")


def _incomplete(message: str, token: _Token, hint: str) -> ExpressionError:
    return ExpressionError(message, token.begin, length=len(token.text), hint=hint)


def _negated(sign: _Token, left: list[_Token], right: list[_Token]) -> ExpressionError:
    """Refuse a `not` after a sign, and turn a comparison around if one is meant."""
    message = f'"not" cannot stand after "{sign.text}"'
    turned = {"==": "!=", "!=": "=="}.get(sign.text)
    if turned and len(left) > 1 and len(right) > 1 and left[-2].kind == right[1].kind == "name":
        hint = f"write {left[-2].text} {turned} {right[1].text}"
    else:
        hint = "put brackets around not and what belongs to it"
    return ExpressionError(message, right[0].begin, hint=hint, length=3)


def _missing(before: _Token, after: _Token) -> ExpressionError:
    """Say what is missing between two values: often one of them is a word that stands for a sign."""
    for word, at in ((before.text.lower(), before), (after.text.lower(), after)):
        if at.kind == "name" and word in BETWEEN:
            message = f'"{at.text}" has no meaning in an expression'
            return ExpressionError(message, at.begin, "NS404", BETWEEN[word], len(at.text))
    if before.text.lower() in TIMES and after.kind == "name":
        message = f'"{before.text}" has no meaning in an expression'
        move = after.text
        hint = f"if {move} is a move, write done({move}) or in_force({move})"
        if before.text.lower() == "before":
            hint = f"if {move} is a move, write not done({move})"
        return ExpressionError(message, before.begin, "NS404", hint, len(before.text))
    message = f'a sign is missing between "{before.text}" and "{after.text}"'
    hint = "write +, *, and … between them"
    if before.text in ("value", "in_force", "done"):
        hint = f"write {before.text}({after.text})"
    elif after.text in ("then", "when", "unless"):
        hint = "write if_(condition, then, else)"
    return ExpressionError(message, after.begin, hint=hint, length=len(after.text))
