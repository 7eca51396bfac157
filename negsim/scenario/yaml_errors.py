"""What the YAML parser complains about, in words that say what to do."""

from __future__ import annotations

import re
from typing import Any

from negsim.errors import Problem
from negsim.scenario.document import Document

__all__ = ["explain"]

# What the parser says, and the code, message and hint that stand for it; the place is where it stopped,
# or with "began" where what it was reading began.
_SAID: tuple[tuple[str, str, str, str, str], ...] = (
    ("anchor|alias", "NS106", "began", "anchors and aliases (& and *) are not allowed",
     "quote a text that begins with & or *"),
    (r"\btag\b", "NS107", "began", "tags (!) are not allowed",
     'write "not" for a negation; quote a text that begins with !'),
    ("sequence entries are not allowed", "NS120", "at",
     "a list that is written with hyphens begins on a line of its own",
     "put each entry on its own line, indented, or write the list as [a, b]"),
    ("block scalar", "NS122", "at", "after | or > nothing more may stand in this line",
     "begin the text in the next line; quote it if it is to begin with | or >"),
    ("document start", "NS108", "at", "a file holds one scenario; after its end (...) nothing may follow",
     "delete the line of three dots"),
)  # fmt: skip


def explain(error: Any, document: Document) -> Problem:
    """Make a problem of the parser's error: the place that is wrong, not the one where it was noticed."""
    said = f"{getattr(error, 'context', None) or ''} {getattr(error, 'problem', None) or ''}".lower()
    marks = (getattr(error, "problem_mark", None), getattr(error, "context_mark", None))
    places = [min(int(m.index), len(document.text)) for m in marks if m is not None]
    return _Complaint(document, said, *(places or [0])).explain()


class _Complaint:
    def __init__(self, document: Document, said: str, at: int, began: int | None = None) -> None:
        self.document, self.said, self.at = document, said, at
        self.began = at if began is None else began
        self.text = document.text
        self.number, self.column = document.place(at)
        self.source = document.line(self.number)
        self.rest = max(1, len(self.source.rstrip()) - self.column + 1)

    def explain(self) -> Problem:
        said, character = self.said, self.text[self.at : self.at + 1]
        if character == "\t" or "tab character" in said:
            return self.tab()
        if "mapping values are not allowed" in said:
            return self.colon()
        if "unexpected ':'" in said:
            message = "between brackets a text with a colon in it must be quoted"
            return self.document.at("NS103", self.at, message, hint="put the text in quotes")
        if "quoted scalar" in said:
            return self.quote()
        if "flow sequence" in said or "flow mapping" in said:
            return self.bracket()
        if "cannot start any token" in said:
            message = f"a text may not begin with {character} unless it is quoted"
            return self.document.at("NS117", self.at, message, hint="put the whole text in quotes")
        if "could not find expected ':'" in said:
            return self.no_colon()
        for pattern, code, where, message, hint in _SAID:
            if re.search(pattern, said):
                return self.document.at(code, self.began if where == "began" else self.at, message, hint=hint)
        if "expected key" in said or "expected <block end>" in said or "node content" in said:
            return self.misfit(character)
        message = f"this is not YAML: {said.strip() or 'it cannot be read'}"
        return self.document.at("NS101", self.at, message, hint="negsim new NAME writes a file that works")

    def tab(self) -> Problem:
        tab = self.text.find("\t", self.document.start(self.number))
        hint = "YAML wants blanks here: set the editor to put blanks for tabs, two for each level"
        return self.document.at("NS102", tab if tab >= 0 else self.at, "a tab indents this line", hint=hint)

    def colon(self) -> Problem:
        before = self.source[: self.column - 1]
        first = re.match(r"\s*(?:- )*([^\s:'\"]+):\s+", before)
        if first:
            message = (
                f'after "{first[1]}:" stands a text with another colon, which YAML takes for the end of a key'
            )
            return self.document.at(
                "NS103", self.at, message, hint=f'put the text in quotes: {first[1]}: "…"'
            )
        above = self.above()
        return self.joined(above) or self.indentation(above)

    def above(self) -> int:
        """Find the last line before that says something; this line itself if there is none."""
        for number in range(self.number - 1, max(0, self.number - 50), -1):
            text = self.document.line(number).strip()
            if text and not text.startswith("#"):
                return number
        return self.number

    def joined(self, number: int) -> Problem | None:
        """Find a key whose colon has no blank after it, which makes one word of key and value."""
        found = re.match(r"\s*(?:- )*([\w-]+):([^\s:])", self.document.line(number))
        if found is None:
            return None
        place = self.document.start(number) + found.end(1)
        message = f'a blank is missing after "{found[1]}:"'
        return self.document.at("NS119", place, message, hint=f"write {found[1]}: {found[2]}…")

    def indentation(self, above: int) -> Problem:
        def depth(line: str) -> int:
            return len(line) - len(line.lstrip(" "))

        mine, other = depth(self.source), depth(self.document.line(above))
        message = (
            f"this line is indented by {mine}, the last one above by {other}; that does not fit together"
        )
        hint = (
            "what belongs together begins in the same column; what is part of something stands two further in"
        )
        place = self.document.start(self.number) + mine
        length = max(1, len(self.source.rstrip()) - mine)
        return self.document.at("NS113", place, message, hint=hint, length=length)

    def quote(self) -> Problem:
        quote = self.text[self.began : self.began + 1]
        if "end of stream" in self.said or "document indicator" in self.said:
            inside = "''" if quote == "'" else '\\"'
            hint = f"close it; for {quote} inside a text that is quoted so, write {inside}"
            return self.document.at(
                "NS104", self.began, f"this quotation mark ({quote}) is never closed", hint=hint
            )
        place = self.text.rfind("\\", self.began, self.at + 1)
        message = "a backslash in double quotes stands for a special character, and this is none"
        hint = "write \\\\ for a backslash, or put the text in single quotes"
        return self.document.at("NS121", place if place >= 0 else self.at, message, hint=hint, length=2)

    def bracket(self) -> Problem:
        opening = self.text[self.began : self.began + 1]
        closing = {"[": "]", "{": "}"}.get(opening, "a closing bracket")
        line, _ = self.document.place(self.began)
        if line == self.number and self.at < len(self.text):
            hint = "commas separate entries between brackets; quote a text that has a colon in it"
            return self.document.at(
                "NS105", self.at, f"a comma or {closing} is missing before this", hint=hint
            )
        message = f"this {opening} is never closed, or a comma is missing after it"
        return self.document.at("NS105", self.began, message, hint=f"close it with {closing}")

    def no_colon(self) -> Problem:
        line, column = self.document.place(self.began)
        found = self.joined(line)
        if found is not None:
            return found
        text = self.document.line(line)[column - 1 :].rstrip()
        hint = "add the colon; a text that goes on from the line above stands further in than its key"
        message = 'a line "key: value" is expected here; this one has no colon'
        return self.document.at("NS119", self.began, message, hint=hint, length=len(text))

    def misfit(self, character: str) -> Problem:
        before = self.source[: self.column - 1].rstrip()
        key = re.match(r"\s*(?:- )*([\w-]+)\s*[{\[]", self.source)
        if key:
            place = self.document.start(self.number) + key.end(1)
            message = f'a colon is missing after "{key[1]}"'
            return self.document.at("NS119", place, message, hint=f"write {key[1]}: …")
        if character in ("]", "}"):
            hint = "delete it, or quote the text that it is part of"
            return self.document.at("NS105", self.at, f"this {character} closes nothing", hint=hint)
        if before.endswith(("'", '"')):
            message = "after a closing quotation mark nothing more may stand"
            hint = "put all of the text between the quotation marks"
            return self.document.at("NS118", self.at, message, hint=hint, length=self.rest)
        if before.endswith(("]", "}")):
            message = f"after the closing {before[-1]} nothing more may stand"
            hint = "quote the text, or delete what follows"
            return self.document.at("NS118", self.at, message, hint=hint, length=self.rest)
        return self.indentation(self.above())
