"""Signs and words that mean nothing in expressions, and what to write instead of each."""

from __future__ import annotations

__all__ = ["ADVICE", "BETWEEN", "STANDS_FOR", "TIMES", "WORDS"]

# From mathematics, from other languages and from word processors: what each stands for, for reading on
STANDS_FOR = {
    "=": "==",
    "===": "==",
    "=<": "<=",
    "=>": ">=",
    "<>": "!=",
    "<=>": "==",
    "->": ">",
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
    "⩽": "<=",
    "⩾": ">=",
    "&&": "and",
    "&": "and",
    "∧": "and",
    "||": "or",
    "|": "or",
    "∨": "or",
    "!": "not",
    "~": "not",
    "¬": "not",
    "^": "**",
    "²": "** 2",
    "³": "** 3",
    "//": "/",
    "÷": "/",
    "∕": "/",
    "×": "*",
    "·": "*",
    "∙": "*",
    "⋅": "*",
    "−": "-",
    "–": "-",
    "—": "-",
    "\u00a0": "",
    "\u202f": "",
}

# What to do about a sign, where "write" and what it stands for does not say it
ADVICE = {
    "=": "write == to compare; nothing is assigned here",
    "^": "write ** for a power",
    "√": "write sqrt(…)",
    "−": "this is a typographic minus; write -",
    "–": "this is a dash; write -",
    "—": "this is a dash; write -",
    "++": "write +",
    "%": "write a share as a number, such as 0.1 for 10 %",
    "½": "write 0.5",
    "¼": "write 0.25",
    "¾": "write 0.75",
    "∞": "infinity is not possible; write a large number",
    "[": "write round brackets ( )",
    "]": "write round brackets ( )",
    "{": "write round brackets ( )",
    "}": "write round brackets ( )",
    "'": "names are written without quotation marks",
    '"': "names are written without quotation marks",
    "‘": "names are written without quotation marks",
    "’": "names are written without quotation marks",
    "“": "names are written without quotation marks",
    "”": "names are written without quotation marks",
    "`": "names are written without quotation marks",
    ".": "a dot stands only in a number, such as 0.5",
    ":": "write if_(condition, a, b) for a choice; a time of day is no number",
    ";": "an expression is one value; leave out what follows",
    "#": "an expression has no comments",
    "?": "write if_(condition, a, b) for a choice",
    "$": "a name is written as it is, and a unit belongs under `unit`",
    "€": "a unit belongs under `unit`",
    "£": "a unit belongs under `unit`",
    "\\": "delete it",
    "\u00a0": "this is a no-break space; write a plain one",
    "\u202f": "this is a no-break space; write a plain one",
}

# Words that expressions keep for themselves
WORDS = {
    "if": "write if_(condition, then, else)",
    "else": "write if_(condition, then, else)",
    "is": "write ==",
    "in": "compare with each level, joined by or",
    "None": "leave the line out instead",
    "True": "conditions stand under `when`; a number is written as such",
    "False": "conditions stand under `when`; a number is written as such",
}

# Words that are written between values, and stand for signs
BETWEEN = {
    "minus": "write -",
    "plus": "write +",
    "times": "write *",
    "x": "write * for a product",
    "equals": "write ==",
    "percent": "write a share as a number, such as 0.1 for 10 %",
}

# Words that speak of time: what has happened is asked with done(move) and in_force(move)
TIMES = ("after", "before", "once", "since", "until", "when", "while")
