"""Keys that begin too far left or right, so that they are read beside what they are part of."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from negsim.errors import Problem, nearest
from negsim.scenario import schema
from negsim.scenario.models import model_at
from negsim.scenario.text.document import Document, Path
from negsim.scenario.text.indentation import many

__all__ = ["FORMAT_KEYS", "put_in_place"]

MAX_PROBLEMS = 500  # that are put into words
MAX_KEYS = 100  # that one key may lack

# Sections that hold entries with names of their own, and what an entry is
_ENTRIES: dict[str, tuple[str, type[BaseModel]]] = {
    "parties": ("a party", schema.Party),
    "parameters": ("a parameter", schema.Parameter),
    "issues": ("an issue", schema.Issue),
    "moves": ("a move", schema.Move),
    "events": ("an event", schema.Event),
    "orders": ("an order", schema.Order),
}
_PLAIN: dict[str, type[BaseModel]] = {"play": schema.Play, "dispute": schema.Dispute}
FORMAT_KEYS = frozenset(schema.ScenarioFile.model_fields).union(
    schema.Term.model_fields,
    *(model.model_fields for _, model in _ENTRIES.values()),
    *(model.model_fields for model in _PLAIN.values()),
)


def put_in_place(document: Document) -> None:
    """Report keys that stand beside the one that they are part of, and put them below it."""
    data = document.data
    if not isinstance(data, dict):
        return
    moves = _Moves(document)
    moves.look((), data)
    for section in data:
        if section in _ENTRIES:
            moves.look((section,), data[section])
    payoffs = data.get("payoffs")
    if isinstance(payoffs, dict):
        moves.look(("payoffs",), payoffs)
        for party in list(payoffs):
            moves.look(("payoffs", party), payoffs[party])
            moves.party_inside(party, payoffs, data.get("parties"))
    moves.done()


class _Moves:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.to: dict[Path, Path] = {}
        self.filled: set[Path] = set()

    def look(self, path: Path, into: Any) -> None:
        """Look for an entry without a value, beside which what it lacks stands."""
        if not isinstance(into, dict) or None not in into.values():
            return
        names = list(into)
        for k, name in enumerate(names):
            if name not in into or into[name] is not None:
                continue
            own = [name]
            for other in names[k + 1 : k + 1 + MAX_KEYS]:
                if not self.fits(path, name, other) or not self.same_column(path, name, other):
                    break
                own.append(other)
            if len(own) > 1:
                self.report(path, name, own[1:])
                self.move(path, into, name, (*path, name), own[1:])
                into[name] = {key: into.pop(key) for key in own[1:]}

    def fits(self, path: Path, name: str, other: str) -> bool:
        """Whether `other` can only be meant as part of `name`."""
        if not path:
            if other in schema.ScenarioFile.model_fields or name not in schema.ScenarioFile.model_fields:
                return False
            model = _PLAIN.get(name)
            if model is not None:
                return other in model.model_fields
            return not nearest(other, schema.ScenarioFile.model_fields).startswith("did you")
        if path == ("payoffs",):
            parties = self.document.data.get("parties")
            return isinstance(parties, dict) and name in parties and other not in parties
        model = model_at((*path, name))
        return model is not None and other in model.model_fields

    def same_column(self, path: Path, name: str, other: str) -> bool:
        keys = self.document.keys
        places = [keys.get((*path, key)) for key in (name, other)]
        columns = [self.document.place(place[0]) for place in places if place is not None]
        return len(columns) == 2 and columns[0][1] == columns[1][1] and columns[0][0] != columns[1][0]

    def report(self, path: Path, name: str, keys: list[str]) -> None:
        shown = [f'"{key}"' for key in keys[:3]] + [f"{len(keys) - 3} more"] * (len(keys) > 3)
        several = len(keys) > 1
        subject = " and ".join(filter(None, [", ".join(shown[:-1]), shown[-1]]))
        model = model_at((*path, name))
        what = _ENTRIES[str(path[0])][0] if path and path[0] in _ENTRIES else "a payoff term"
        what = f'"{name}"' if not path else what
        begins = f'begin{"" if several else "s"} in the same column as "{name}"'
        if model is not None:
            is_key = f"are keys of {what}" if several else f"is a key of {what}"
            message = f"{subject} {is_key}, and {begins}"
        else:
            message = f"{subject} {begins}, which has nothing below it"
        hint = f"indent {'them' if several else 'it'} by two more"
        self.say(self.document.problem("NS113", (*path, keys[0]), message, at_key=True, hint=hint))

    def say(self, problem: Problem) -> None:
        if len(self.document.problems) < MAX_PROBLEMS:
            self.document.problems.append(problem)

    def move(self, path: Path, into: dict[str, Any], name: str, target: Path, keys: list[str]) -> None:
        document = self.document
        places = [document.values.get((*path, key)) or document.keys[(*path, key)] for key in keys]
        begin = document.keys[(*path, keys[0])][0]
        self.to.update({(*path, key): (*target, key) for key in keys})
        document.values[(*path, name)] = (begin, max(place[1] for place in places))
        self.filled.add((*path, name))

    def party_inside(self, party: str, payoffs: dict[str, Any], parties: Any) -> None:
        """Look for a party that stands too far right, among the terms of another one."""
        terms, document = payoffs[party], self.document
        if not isinstance(terms, dict) or not isinstance(parties, dict):
            return
        names = list(terms)
        path: Path = ("payoffs", party)
        inner = [
            k for k, name in enumerate(names) if terms[name] is None and name in parties and name != party
        ]
        if not inner or names[inner[0]] in payoffs:
            return
        name, keys = names[inner[0]], names[inner[0] + 1 :]
        begin, end = document.keys[(*path, name)]
        column, other = document.place(begin)[1], document.place(document.keys[path][0])[1]
        if column <= other:
            return
        message = f'"{name}" is a party, and stands inside "{party}"'
        hint = f"indent it by {many(column - other)} less, so that it begins in the same column"
        last = document.values.get(path, (begin, end))[1]
        first, until = document.place(begin)[0], document.place(last)[0]
        document.problems = [
            p for p in document.problems if p.code != "NS111" or not first <= p.line <= until
        ]
        document.doubled.discard(path)
        self.say(document.problem("NS113", (*path, name), message, at_key=True, hint=hint))
        self.filled.add((*path, name))
        payoffs[name] = {key: terms.pop(key) for key in keys}
        terms.pop(name)
        self.to.update({(*path, key): ("payoffs", name, key) for key in keys})
        self.to[(*path, name)] = ("payoffs", name)

    def done(self) -> None:
        """Let the document know where everything stands now."""
        if not self.to:
            return

        def new(path: Path) -> Path:
            for k in range(len(path), 0, -1):
                if path[:k] in self.to:
                    return self.to[path[:k]] + path[k:]
            return path

        document = self.document
        document.keys = {new(path): span for path, span in document.keys.items()}
        document.values = {new(path): span for path, span in document.values.items()}
        document.tainted = set(map(new, document.tainted))
        document.doubled = set(map(new, document.doubled))
        document.empty = [new(path) for path in document.empty if path not in self.filled]
        document.commented = {
            new(path): place for path, place in document.commented.items() if path not in self.filled
        }
