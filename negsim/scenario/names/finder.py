"""What all checks of a scenario share: saying what is wrong at its place, and looking names up."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Set
from typing import TYPE_CHECKING, Any

from negsim.errors import Problem
from negsim.scenario.expressions import Expression, Kind
from negsim.scenario.names.unknown import Strangers, Unknown
from negsim.scenario.text.document import Document, Path
from negsim.scenario.tokens import ExpressionError

if TYPE_CHECKING:
    from negsim.scenario.scenario import Scenario

__all__ = ["Finder", "Lost"]

MAX_PROBLEMS = 500  # more are counted, not worded

# Sections in which a name is looked up, by what is said if it is not there
_GROUPS = {
    "NS301": ("parties",),
    "NS303": ("issues",),
    "NS305": ("moves",),
    "NS306": ("orders",),
    "NS307": ("tables",),
    "NS308": ("sources",),
    "NS309": ("outcomes",),
    "NS402": ("parameters", "issues"),
}

# What stands in for sections that no scenario is without
_NEEDED = {
    "negsim": "1",
    "title": "?",
    "parties": {"nobody": {}},
    "issues": {"nothing": {"levels": ["unknown"]}},
    "play": {"periods": 1},
}


class Lost:
    """Names that stand in a file, in parts that could not be read: they are not unknown."""

    def __init__(self) -> None:
        self.words: set[str] = set()
        self.paths: set[Path] = set()
        self.groups: set[str] = set()  # sections that are missing, or lost as a whole

    def add(self, data: Any, paths: Iterable[Path]) -> None:
        """Note the names that are gone with what stands at some paths."""
        self.paths.update(paths)
        for path in paths:
            if not path or len(path) > 2:
                continue
            group = data.get(path[0]) if isinstance(data, dict) else None
            names = group if isinstance(group, dict) else {}
            if len(path) == 1 and not isinstance(group, dict):
                self.groups.add(str(path[0]))
            for name in names if len(path) == 1 else [path[1]]:
                self.words.add(str(name))
                entry = names.get(name)
                levels = entry.get("levels") if path[0] == "issues" and isinstance(entry, dict) else None
                if isinstance(levels, list | dict | str):
                    self.words.update([levels] if isinstance(levels, str) else map(str, levels))

    def filled(self, data: Any) -> Any:
        """Put something in the place of sections that every scenario has, so that the rest can be checked."""
        missing = {key: value for key, value in _NEEDED.items() if key not in data}
        self.groups.update(missing)
        return {**data, **missing}


class Finder:
    """Collects the problems of one scenario."""

    def __init__(self, scenario: Scenario, document: Document, lost: Lost) -> None:
        self.scenario = scenario
        self.document = document
        self.lost = lost
        self.problems: list[Problem] = []
        self.unworded = 0
        self.unfinished: list[str] = []  # questions that too much was asked for to be answered
        self.strangers = Strangers(scenario, document)

    def say(
        self,
        code: str,
        path: Path,
        message: str,
        *,
        at_key: bool = False,
        offset: int | None = None,
        length: int | None = None,
        hint: str = "",
    ) -> None:
        """Report a problem, unless something was found there already."""
        if self.document.is_tainted(path):
            return
        if len(self.problems) >= MAX_PROBLEMS:
            self.unworded += 1
            return
        self.problems.append(
            self.document.problem(code, path, message, at_key=at_key, offset=offset, length=length, hint=hint)
        )

    def excused(self, name: str, code: str) -> bool:
        """Whether an unknown name is probably the consequence of another mistake, which is reported."""
        groups = _GROUPS.get(code, ())
        doubled = any((g,) in self.document.doubled for g in groups)
        return name in self.lost.words or doubled or not self.lost.groups.isdisjoint(groups)

    def name_strangers(self) -> None:
        """Report the names that stand for nothing, which were noted until now."""
        for unknown, message, hint in self.strangers.worded():
            u = unknown
            self.say(u.code, u.path, message, at_key=u.at_key, offset=u.offset, length=u.length, hint=hint)

    def known(
        self,
        names: Iterable[str],
        group: Collection[str],
        code: str,
        what: str,
        path: Path,
        *,
        keys: bool = False,
        single: bool = False,
        others: Collection[str] = (),
    ) -> bool:
        """Report names that occur twice, and note those that the group lacks.

        `keys`: they are keys of what is at the path; `single`: what is at the path is one name; `others`:
        what may stand there too.
        """
        names, members = list(names), group if isinstance(group, Set | Mapping) else frozenset(group)
        fine, first = True, set[str]()
        for k, name in enumerate(names):
            if name not in members and name not in others:
                fine = False
                where = path if single else (*path, name if keys else k)
                if not self.excused(name, code) and not self.document.is_tainted(where):
                    message = f'"{name}" is not {what}'
                    self.strangers.add(Unknown(code, name, message, where, group, others, at_key=keys))
            elif name in first:
                fine = False
                self.say("NS312", (*path, k), f'"{name}" is there twice', hint="keep one of them")
            first.add(name)
        return fine and self.lost.words.isdisjoint(names)

    def parties(self, names: Any, path: Path, *, keys: bool = False) -> bool:
        """Report names that are no parties; `names` is one, or several."""
        single = isinstance(names, str)
        several = (names,) if single else names
        return self.known(several, self.scenario.parties, "NS301", "a party", path, keys=keys, single=single)

    def quiet(self, text: str, kind: Kind) -> Expression | None:
        """Parse an expression; what is wrong with it is reported elsewhere."""
        try:
            return self.scenario.expression(text, kind)
        except ExpressionError:
            return None

    def expression(self, text: str, kind: Kind, path: Path) -> Expression | None:
        """Parse an expression; report what is wrong with it."""
        try:
            return self.scenario.expression(text, kind)
        except ExpressionError as error:
            found = (error, *error.others)
            if any(e.word and self.excused(e.word, e.code) for e in found):
                found = tuple(
                    e for e in found if not e.word
                )  # what stands beside a lost name is unknown for it
            for e in found:
                if not e.word:
                    self.say(e.code, path, str(e), offset=e.offset, length=e.length, hint=e.hint)
                elif not self.document.is_tainted(path):
                    self.strangers.add(
                        Unknown(
                            e.code,
                            e.word,
                            str(e),
                            path,
                            e.known,
                            offset=e.offset,
                            length=e.length,
                            hint=e.hint,
                        )
                    )
            return None
