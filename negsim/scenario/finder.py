"""What all checks of a scenario share: saying what is wrong at its place, and looking names up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any

from negsim.errors import Problem, nearest
from negsim.scenario.document import Document, Path
from negsim.scenario.expressions import Expression, Kind
from negsim.scenario.tokens import ExpressionError

if TYPE_CHECKING:
    from negsim.scenario.scenario import Scenario

__all__ = ["Finder", "Lost"]

MAX_PROBLEMS = 500  # more are counted, not worded
MAX_NEAREST = 200  # words that the nearest known one is looked up for

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


class Lost:
    """Names that stand in a file, in parts that could not be read: they are not unknown."""

    def __init__(self) -> None:
        self.words: set[str] = set()
        self.paths: set[Path] = set()

    def add(self, data: Any, paths: Iterable[Path]) -> None:
        """Note the names that are gone with what stands at some paths."""
        self.paths.update(paths)
        for path in paths:
            if not path or len(path) > 2:
                continue
            group = data.get(path[0]) if isinstance(data, dict) else None
            names = group if isinstance(group, dict) else {}
            for name in names if len(path) == 1 else [path[1]]:
                self.words.add(str(name))
                entry = names.get(name)
                levels = entry.get("levels") if path[0] == "issues" and isinstance(entry, dict) else None
                if isinstance(levels, list | dict | str):
                    self.words.update([levels] if isinstance(levels, str) else map(str, levels))


class Finder:
    """Collects the problems of one scenario."""

    def __init__(self, scenario: Scenario, document: Document, lost: Lost) -> None:
        self.scenario = scenario
        self.document = document
        self.lost = lost
        self.problems: list[Problem] = []
        self.unworded = 0
        self._looked_up = 0

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
        return name in self.lost.words or any((g,) in self.document.doubled for g in groups)

    def nearest(self, word: str, known: Collection[str]) -> str:
        """Say which word was probably meant; in a file with very many mistakes, no longer."""
        self._looked_up += 1
        return f"; {nearest(word, known)}" if self._looked_up <= MAX_NEAREST else ""

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
    ) -> bool:
        """Report names that the group lacks or that stand twice.

        `keys`: they are keys of what is at the path; `single`: what is at the path is one name.
        """
        names = list(names)
        fine = True
        for k, name in enumerate(names):
            if name not in group and not self.excused(name, code):
                where = path if single else (*path, name if keys else k)
                meant = self.nearest(name, group)
                self.say(code, where, f'"{name}" is not {what}{meant}', at_key=keys)
                fine = False
        for name, count in Counter(names).items() if len(set(names)) < len(names) else ():
            if count > 1:
                second = [k for k, other in enumerate(names) if other == name][1]
                message = f'"{name}" stands here {count} times'
                self.say("NS312", (*path, second), message, hint="keep one of them")
                fine = False
        return fine and not any(name in self.lost.words for name in names)

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
        except ExpressionError as e:
            if not e.word or not self.excused(e.word, e.code):
                self.say(e.code, path, str(e), offset=e.offset, length=e.length, hint=e.hint)
            return None
