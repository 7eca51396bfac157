"""What the YAML parser complains about, in words that say what to do."""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass
from typing import Any

from negsim.errors import Problem
from negsim.scenario.text.cuts import short
from negsim.scenario.text.document import Document
from negsim.scenario.text.indentation import depth, line_above, misfit
from negsim.scenario.text.quotation import closed_too_early, is_typographic, never_closed, straight

__all__ = ["Complaint", "Repair", "explain"]

# What the parser says, and the code, message and hint that stand for it; the place is where it stopped,
# or with "began" where what it was reading began.
_SAID: tuple[tuple[str, str, str, str, str], ...] = (
    ("anchor|alias", "NS106", "began", "anchors and aliases (& and *) are not allowed",
     "quote a text that begins with & or *"),
    (r"\btag\b", "NS107", "began", "tags (!) are not allowed",
     'write "not" for a negation; quote a text that begins with !'),
    ("block scalar", "NS122", "at", "after | or > nothing more may stand in this line",
     "begin the text in the next line; quote it if it is to begin with | or >"),
    ("document start", "NS108", "at", "a file holds one scenario; after its end (...) nothing may follow",
     "delete the line of three dots"),
)  # fmt: skip

# What may follow a quotation mark that is never closed, if the line is to be read without the mark
_HARMLESS = re.compile(r"[^:#,\[\]{}\"'\r\n]*+[\]}]*+[ \t]*+(?:#.*)?$", re.M)


@dataclass(frozen=True)
class Repair:
    """A character that lets the rest of the file be read, and the place about which nothing more is said."""

    index: int
    character: str
    tainted: int | None = None


@dataclass(frozen=True)
class Complaint:
    """What the parser's error means, and how to go on, if one can."""

    problem: Problem
    repair: Repair | None = None


def explain(
    error: Any, document: Document, text: str, after: int, quoted: tuple[int, int] | None, keys: Set[str]
) -> Complaint:
    """Find the place that is wrong, not the one where it was noticed, and say what is wrong there.

    Parameters
    ----------
    error : YAMLError
    document : Document
        The file.
    text : str
        What was read: the file, with the repairs so far.
    after : int
        Where the last event ended.
    quoted : (int, int) or None
        The last text in quotation marks that takes several lines.
    keys : set of str
        Keys of the format.
    """
    said = f"{getattr(error, 'context', None) or ''} {getattr(error, 'problem', None) or ''}".lower()
    marks = (getattr(error, "problem_mark", None), getattr(error, "context_mark", None))
    places = [min(int(m.index), len(text)) for m in marks if m is not None] or [0]
    opening = never_closed(text, quoted, after, tuple(places))
    reading = _Reading(document, text, keys, said, places[0], places[-1])
    return reading.unclosed(opening) if opening is not None else reading.explain()


class _Reading:
    def __init__(self, document: Document, text: str, keys: Set[str], said: str, at: int, began: int) -> None:
        self.document, self.text, self.keys, self.said = document, text, keys, said
        self.at, self.began = at, began
        self.read = Document("", text)
        self.number, self.column = document.place(at)
        self.source = self.read.line(self.number)
        self.rest = max(1, len(self.source.rstrip()) - self.column + 1)

    def say(
        self, code: str, index: int, message: str, hint: str, length: int = 1, repair: Repair | None = None
    ) -> Complaint:
        return Complaint(self.document.at(code, index, message, hint=hint, length=length), repair)

    def explain(self) -> Complaint:
        said, character = self.said, self.text[self.at : self.at + 1]
        if character == "\t" or "tab character" in said:
            return self.tab()
        if "mapping values are not allowed" in said:
            return self.colon()
        if "unexpected ':'" in said:
            return self.colon_between_brackets()
        if "quoted scalar" in said:
            return self.quote()
        if "flow sequence" in said or "flow mapping" in said:
            return self.bracket(character)
        if "cannot start any token" in said or "mapping keys are not allowed" in said:
            return self.sign(character)
        if "sequence entries are not allowed" in said or ("node content" in said and character == "-"):
            return self.hyphen()
        if "could not find expected ':'" in said:
            return self.no_colon(*self.document.place(self.began))
        if "block collection" in said or "block sequence" in said:
            return self.no_hyphen()
        if "directive" in said or "yaml document" in said or "document start" in said:
            percent = self.percent()
            if percent is not None:
                return percent
        for pattern, code, where, message, hint in _SAID:
            if re.search(pattern, said):
                return self.say(code, self.began if where == "began" else self.at, message, hint)
        if "node content" in said or "expected key" in said or "expected <block end>" in said:
            return self.misfit(character)
        hint = "compare it with the lines around it; a text with unusual signs stands in quotes"
        return self.say("NS101", self.at, "this line breaks a rule of YAML", hint, self.rest)

    # Signs ------------------------------------------------------------------------------------------------

    def tab(self) -> Complaint:
        tab = self.text.find("\t", self.document.start(self.number))
        hint = "YAML wants spaces here: set the editor to put spaces for tabs, two for each level"
        return self.say("NS102", tab if tab >= 0 else self.at, "a tab indents this line", hint)

    def sign(self, character: str) -> Complaint:
        message = f"a text may not begin with {character} unless it is quoted"
        repair = Repair(self.at, "_", self.at)
        return self.say("NS117", self.at, message, "put the whole text in quotes", repair=repair)

    def percent(self) -> Complaint | None:
        """Find the line that begins with %, which is read as an order to the parser."""
        place = self.text.rfind("\n%", 0, self.at + 1) + 1
        if self.text[place : place + 1] != "%":
            return None
        message = "a line may not begin with %; a comment begins with #"
        return self.say("NS101", place, message, "write # instead of %", repair=Repair(place, "#"))

    def hyphen(self) -> Complaint:
        rest = re.compile(r"-[ \t]+([^\s,\[\]{}#][^,\[\]{}#\r\n]*)?").match(self.text, self.at)
        value = short(rest[1]) if rest and rest[1] else ""
        between = "node content" in self.said
        repair = Repair(self.at, "_", self.at) if between or ": " not in self.source[self.column :] else None
        if between or re.fullmatch(r"[\w.(][^:]*", value):
            message = "a value cannot begin with a hyphen and a space"
            hint = f"write -{value}; a list stands in square brackets, without hyphens"
            return self.say("NS120", self.at, message, hint, repair=repair)
        message = "a list that is written with hyphens begins on a line of its own"
        hint = "put each entry on its own line, indented, or write the list as [a, b]"
        return self.say("NS120", self.at, message, hint, repair=repair)

    def no_hyphen(self) -> Complaint:
        """Say of a list that goes on without hyphens which of the lines is the odd one."""
        first, column = self.document.place(self.began)
        lines = map(self.read.line, range(first, self.number))
        hyphens = sum(
            line[column - 1 :].startswith("- ") and not line[: column - 1].strip() for line in lines
        )
        above = line_above(self.read, first)
        key = re.match(r"\s*+(?:- )*+([^:]+):\s*(?:#.*)?$", self.read.line(above))
        name = f'"{short(key[1])}"' if key else "this"
        if hyphens <= 1:
            message = f"{name} begins as a list (with a hyphen) and goes on without"
            return self.say("NS113", self.began, message, "take the hyphen away")
        message = f"{name} is a list (with hyphens), and this line has none"
        hint = "begin it with a hyphen, or let it begin where the text of the entry above begins"
        return self.say("NS113", self.at, message, hint, self.rest)

    # Colons -------------------------------------------------------------------------------------------------

    def colon(self) -> Complaint:
        first = re.match(r"\s*+(?:- )*+([^:'\"]+):\s+", self.source[: self.column - 1])
        if first:
            return self.second_colon(short(first[1]), first.end())
        above = line_above(self.read, self.number)
        found = self.joined(above)
        if found is not None:
            return found
        text = self.read.line(above)
        if above != self.number and depth(text) == depth(self.source) and ":" not in text:
            return self.no_colon(above, depth(text) + 1)
        return self.indentation()

    def second_colon(self, key: str, begin: int) -> Complaint:
        value = re.split(r"\s#", self.source[begin:])[0].rstrip()
        inner = self.source[begin : self.column - 1]
        repair = Repair(self.at, "_", self.at)
        if is_typographic(value):
            message = "these are typographic quotation marks, which YAML does not know"
            return self.say("NS103", self.at, message, f"write {straight(value)}", repair=repair)
        message = f'after "{key}:" stands a text with another colon, which YAML takes for the end of a key'
        hint = f'put the text in quotes: {key}: "…"'
        if inner in self.keys:
            hint = f"write {key}: {{{short(value)}}}, or {inner} on a line of its own"
        return self.say("NS103", self.at, message, hint, repair=repair)

    def colon_between_brackets(self) -> Complaint:
        word = self.text[self.began : self.at]
        before = self.text[max(0, self.began - 200) : self.began].rstrip()
        if before.endswith(("{", ",")) and re.fullmatch(r"[\w-]+", word) and not word.isdigit():
            found = self.missing_space(self.began, word)
            if found is not None:
                return found
        message = "between brackets a text with a colon in it must be quoted"
        repair = Repair(self.at, "_", self.at)
        return self.say("NS103", self.at, message, "put the text in quotes", repair=repair)

    def joined(self, number: int) -> Complaint | None:
        """Find a key whose colon has no space after it, which makes one word of key and value."""
        found = re.match(r"(\s*+(?:- )*+)([\w-]+):[^\s:]", self.read.line(number))
        return self.missing_space(self.document.start(number) + found.end(1), found[2]) if found else None

    def missing_space(self, begin: int, key: str) -> Complaint | None:
        colon = begin + len(key)
        value = re.compile(r"[^,\]}\r\n]*").match(self.text, colon + 1)
        shown = _before_comment(value[0]) if value else ""
        plain = re.match(r"[\w.+-]", shown) and ": " not in shown
        repair = Repair(colon + 1, " ", begin) if plain else None
        message = f'a space is missing after "{short(key)}:"'
        return self.say("NS119", colon, message, f"write {short(key)}: {shown}", repair=repair)

    def no_colon(self, line: int, column: int) -> Complaint:
        found = self.joined(line)
        if found is not None:
            return found
        begin = self.document.start(line) + column - 1
        text = self.read.line(line)[column - 1 :].rstrip()
        hyphen = re.match(r"-([^\s-].*)", text)
        if hyphen:
            repair = Repair(begin + 1, " ", begin + 2) if re.match(r"\w[\w ]", hyphen[1]) else None
            hint = f"write - {_before_comment(hyphen[1])}"
            return self.say("NS119", begin, "a space is missing after the hyphen", hint, repair=repair)
        equals = re.match(r"([\w-]+)(\s*)=(?!=)(\s*)(\S.*)", text)
        if equals:
            place = begin + equals.end(2)
            repair = Repair(place, ":") if equals[3] else None
            hint = f"write {short(equals[1])}: {_before_comment(equals[4])}"
            message = f'after "{short(equals[1])}" stands = where a colon belongs'
            return self.say("NS119", place, message, hint, repair=repair)
        hint = "add the colon; a text that goes on from the line above stands further in than its key"
        message = 'a line "key: value" is expected here; this one has no colon'
        return self.say("NS119", begin, message, hint, len(text))

    # Quotation marks and brackets ---------------------------------------------------------------------------

    def unclosed(self, opening: int) -> Complaint:
        quote = self.text[opening]
        inside = "''" if quote == "'" else '\\"'
        hint = f"close it; for {quote} inside a text that is quoted so, write {inside}"
        repair = Repair(opening, "_", opening) if _HARMLESS.match(self.text, opening + 1) else None
        message = f"this quotation mark ({quote}) is never closed in its line"
        return self.say("NS104", opening, message, hint, repair=repair)

    def quote(self) -> Complaint:
        if any(part in self.said for part in ("end of stream", "document indicator", "document separator")):
            return self.unclosed(self.began)
        place = self.text.rfind("\\", self.began, self.at + 1)
        message = "a backslash in double quotes stands for a special character, and this is none"
        hint = "write \\\\ for a backslash, or put the text in single quotes"
        return self.say("NS121", place if place >= 0 else self.at, message, hint, 2)

    def bracket(self, character: str) -> Complaint:
        early = closed_too_early(self.text, self.at)
        if early is not None and character not in (":", "]", "}", ""):
            return self.say("NS118", self.at, *early, self.rest)
        opening = self.text[self.began : self.began + 1]
        closing = {"[": "]", "{": "}"}.get(opening, "a closing bracket")
        line, _ = self.document.place(self.began)
        if line == self.number and self.at < len(self.text):
            entry = re.search(r"([,;]?)\s*([\w-]+)\s*$", self.source[: self.column - 1][-200:])
            if character == ":" and entry and opening == "{":
                place = self.at - len(entry[0]) + entry.start(1 if entry[1] else 2) - entry.start()
                if entry[1] == ";":
                    return self.say("NS105", place, "a semicolon stands here", "commas separate entries")
                message = f'a comma is missing before "{entry[2]}"'
                hint = "commas separate entries between brackets; quote a text that has a colon in it"
                return self.say("NS105", place, message, hint, len(entry[2]))
            hint = "commas separate entries between brackets; quote a text that has a colon in it"
            return self.say("NS105", self.at, f"a comma or {closing} is missing before this", hint)
        return self.never_closed(self.began)

    def never_closed(self, opening: int) -> Complaint:
        bracket = self.text[opening : opening + 1]
        closing = "]" if bracket == "[" else "}"
        message = f"this {bracket} is never closed, or a comma is missing after it"
        return self.say("NS105", opening, message, f"close it with {closing}")

    def misfit(self, character: str) -> Complaint:
        before = self.source[: self.column - 1].rstrip()
        key = re.match(r"\s*+(?:- )*+([\w-]+)\s*[{\[]", self.source)
        if key:
            place, name = self.document.start(self.number) + key.end(1), short(key[1])
            return self.say("NS119", place, f'a colon is missing after "{name}"', f"write {name}: …")
        if "flow node" in self.said:
            if not self.text[self.at :].strip():
                return self.never_closed(max(self.text.rfind("{"), self.text.rfind("[")))
            message = f"a key or a value is expected here; found {character}"
            return self.say("NS105", self.at, message, "add what is missing, or quote the text")
        if character in ("]", "}"):
            hint = "delete it, or quote the text that it is part of"
            return self.say("NS105", self.at, f"this {character} closes nothing", hint)
        early = closed_too_early(self.text, self.at)
        if early is not None and before:
            return self.say("NS118", self.at, *early, self.rest)
        if before.endswith(("]", "}")):
            message = f"after the closing {before[-1]} nothing more may stand"
            return self.say("NS118", self.at, message, "quote the text, or delete what follows", self.rest)
        return self.indentation()

    def indentation(self) -> Complaint:
        found = misfit(self.read, self.number)
        line = self.read.line(found.number)
        place = self.document.start(found.number) + depth(line)
        length = max(1, len(line.rstrip()) - depth(line))
        return self.say("NS113", place, found.message, found.hint, length)


def _before_comment(text: str) -> str:
    return short(re.split(r"\s#", text, maxsplit=1)[0])
