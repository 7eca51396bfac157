"""`Scenario`: a checked scenario file, and the ways to change one."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from pydantic import PrivateAttr, ValidationError

from negsim.errors import NotSupportedError, Problem, ScenarioError, nearest
from negsim.scenario.expressions import Expression, Kind, Symbols, parse
from negsim.scenario.names.checks import Lost, check
from negsim.scenario.schema import Order, ScenarioFile
from negsim.scenario.shape.plain_data import printable
from negsim.scenario.shape.refusals import empty_keys, grouped_numbers, refuse, without
from negsim.scenario.text.document import Document, Path
from negsim.scenario.text.reader import read
from negsim.scenario.tokens import ExpressionError
from negsim.scenario.writer import write

__all__ = ["Scenario", "loads"]


class Scenario(ScenarioFile):
    """A dispute: parties, issues, moves, events, payoffs, and the orders of negotiation to compare.

    Made by `negsim.load` or `negsim.loads`; never changed in place. The attributes are the keys of the
    file (`parties`, `parameters`, `issues`, `moves`, `events`, `payoffs`, `outcomes`, `orders`, `play` …).

    Examples
    --------
    >>> import negsim as ns
    >>> korea = ns.load("korea_2016")
    >>> hard_line = korea.with_values(patience=0.8)
    >>> hard_line.values["patience"]
    0.8
    """

    _document: Document | None = PrivateAttr(None)
    _warnings: tuple[Problem, ...] = PrivateAttr(())
    _expressions: dict[tuple[str, Kind], Expression | ExpressionError] = PrivateAttr(default_factory=dict)

    @classmethod
    def from_data(cls, data: Any, document: Document | None = None) -> Scenario:
        """Check plain data (dicts, lists, texts, numbers) and make a scenario of it.

        Raises
        ------
        ScenarioError
            With every problem found.
        NotSupportedError
            If a key is used that is reserved for a later version.
        """
        document = document or Document("<data>", data=data)
        if document.changed or not document.text:
            data = printable(data)
        problems = list(document.problems)
        if not isinstance(data, dict):
            if not any(p.severity == "error" for p in problems):
                hint = "negsim new NAME writes a file to start from"
                message = 'a scenario has lines "key: value" at the left margin, the first of them negsim: 1'
                problems.append(document.problem("NS216", (), message, hint=hint))
            raise ScenarioError(problems)
        scenario, more = cls._read(data, document)
        problems = _once(problems, more)
        errors = [p for p in problems if p.severity == "error"]
        if errors or scenario is None:
            reserved = bool(errors) and all(p.code == "NS203" for p in errors)
            raise (NotSupportedError if reserved else ScenarioError)(problems)
        scenario._warnings = tuple(p for p in problems if p.severity == "warning")
        return scenario

    @classmethod
    def _read(cls, data: Any, document: Document) -> tuple[Scenario | None, list[Problem]]:
        """Find all that is wrong: with the shape, and then with what is left without the misshapen parts."""
        problems: list[Problem] = []
        rest, lost = data, Lost()
        for attempt in range(5):
            try:
                scenario = cls.model_validate(rest)
            except ValidationError as e:
                found, paths = refuse(e, rest, document)
                if attempt == 0:
                    problems += found
                else:  # something needed went: take out what needed it
                    paths = [path[:-1] for path in paths if len(path) > 1]
                lost.add(data, paths)
                rest = lost.filled(without(rest, paths))
                continue
            scenario._document = document
            problems += empty_keys(problems, document)
            problems += grouped_numbers(data, document)
            problems += check(scenario, document, lost)
            return (scenario if attempt == 0 else None), problems
        return None, problems

    def problem(self, code: str, path: Path, message: str, *, hint: str = "") -> Problem:
        """Make a problem at the place of the file where a path of keys stands."""
        return self.document.problem(code, path, message, hint=hint)

    @property
    def document(self) -> Document:
        """The text that the scenario was read from, and where in it everything stands."""
        return self._document or Document("<scenario>")

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What the text of the file alone gives reason to look at twice; `negsim.check` finds more."""
        return self._warnings

    def __eq__(self, other: object) -> bool:
        """Whether both say the same, wherever they were read from."""
        return isinstance(other, Scenario) and self.model_dump() == other.model_dump()

    def __hash__(self) -> int:
        return hash(self.model_dump_json())

    @cached_property
    def values(self) -> dict[str, float]:
        """Today's best guess of each parameter."""
        return {name: p.value for name, p in self.parameters.items()}

    @cached_property
    def symbols(self) -> Symbols:
        """Names that expressions may use, and what other names stand for."""
        raw = self._document.data if self._document else None
        known: Any = (self.parameters, self.issues)
        given = [raw.get(key) or () for key in ("parameters", "issues")] if isinstance(raw, dict) else known
        others: dict[str, str] = {}
        # what could not be read may have the name of a move, say, and is probably what is meant
        pairs = zip(given, known, strict=True)
        if all(isinstance(g, Mapping | tuple) and set(g) <= set(k) for g, k in pairs):
            others |= dict.fromkeys(self.tables, "a table") | dict.fromkeys(self.orders, "an order")
            others |= dict.fromkeys(self.events, "an event") | dict.fromkeys(self.parties, "a party")
            others |= dict.fromkeys(self.outcomes, "an outcome") | dict.fromkeys(self.moves, "a move")
        issues = {name: issue.levels for name, issue in self.issues.items()}
        return Symbols(issues, frozenset(self.parameters), frozenset(self.moves), others)

    @cached_property
    def movers(self) -> tuple[str, ...]:
        """The parties that move, in order."""
        return self.play.movers or tuple(self.parties)

    @property
    def file(self) -> str:
        """The file that the scenario was read from."""
        return self._document.file if self._document else "<scenario>"

    def expression(self, text: str, kind: Kind) -> Expression:
        """Parse an expression of this scenario (once)."""
        key = (text, kind)
        if key not in self._expressions:
            try:
                self._expressions[key] = parse(text, self.symbols, kind)
            except ExpressionError as e:
                self._expressions[key] = e.with_traceback(None)
        found = self._expressions[key]
        if isinstance(found, ExpressionError):
            raise found
        return found

    def start_of(self, issue: str) -> str:
        """Level of an issue before anybody moves."""
        return self.issues[issue].start or self.issues[issue].levels[0]

    def level_numbers(self, issue: str) -> list[float]:
        """Return the numbers that `value(issue)` stands for, lowest level first."""
        i = self.issues[issue]
        if isinstance(i.values, dict):
            return [i.values[level] for level in i.levels]
        return list(i.values) if i.values is not None else [float(k) for k in range(len(i.levels))]

    def label(self, name: str) -> str:
        """Full name of a party, move or order, where it has one."""
        for group in (self.parties, self.moves, self.orders):
            if name in group and group[name].name:
                return str(group[name].name)
        return name

    def with_values(self, /, **values: float) -> Scenario:
        """Make a copy with other parameter values.

        Raises
        ------
        ScenarioError
            If a name is not a parameter, or a value is not a finite number.
        """
        for name in values:
            if name not in self.parameters:
                message = f'"{name}" is not a parameter of this scenario; {nearest(name, self.parameters)}'
                raise ScenarioError([self.document.whole("NS302", message)])
        return self._changed(parameters={n: {"value": v} for n, v in values.items()})

    def with_order(
        self, name: str, order: Mapping[str, Any] | Order | None = None, /, **keys: Any
    ) -> Scenario:
        """Make a copy with one more order, or with another one under this name.

        Parameters
        ----------
        name : str
            Name of the order.
        order : mapping or Order, optional
            Its keys, as in a file.
        **keys
            The same as keyword arguments.

        Examples
        --------
        >>> import negsim as ns
        >>> korea = ns.load("korea_reduced")
        >>> ours = korea.with_order("freeze_first", require={"declare": "program >= frozen"})
        >>> "freeze_first" in ours.orders
        True
        """
        given: Any = order.model_dump(exclude_defaults=True) if isinstance(order, Order) else order or {}
        data = self.model_dump(exclude_defaults=True)
        data.setdefault("orders", {})[name] = {**given, **keys} if isinstance(given, Mapping) else given
        return self._again(data, {("orders", name)})

    def with_play(self, /, **keys: Any) -> Scenario:
        """Make a copy with other rules of play: `periods`, `turns`, `movers`, `final`, `until`.

        >>> import negsim as ns
        >>> ns.load("korea_reduced").with_play(periods=12).play.periods
        12
        """
        return self._changed(play=keys)

    def _changed(self, **groups: Mapping[str, Any]) -> Scenario:
        data = self.model_dump(exclude_defaults=True)
        new: set[Path] = set()
        for group, changes in groups.items():
            target = data.setdefault(group, {})
            for key, value in changes.items():
                new |= {(group, key, k) for k in value} if group == "parameters" else {(group, key)}
                merge = (
                    isinstance(value, dict) and isinstance(target.get(key), dict) and group == "parameters"
                )
                target[key] = {**target[key], **value} if merge else value
        return self._again(data, new)

    def _again(self, data: Any, new: set[Path]) -> Scenario:
        """Check changed data; what stands at the paths that are new is not what the file says there."""
        origin = self._document
        return type(self).from_data(data, origin and origin.without(new))

    def to_yaml(self) -> str:
        """Write the scenario as the text of a file; `loads` reads an equal scenario from it."""
        return write(self.model_dump(exclude_defaults=True))

    def __repr__(self) -> str:
        warned = f"; {len(self.warnings)} warnings, which negsim.check shows" if self.warnings else ""
        return (
            f"Scenario({self.title!r}: {len(self.parties)} parties, {len(self.issues)} issues, "
            f"{len(self.moves)} moves, {len(self.orders)} orders{warned})"
        )

    __str__ = __repr__


def _once(read: list[Problem], shape: list[Problem]) -> list[Problem]:
    """Join problems; of a value that a comma between braces cut, what it should be is enough."""
    said = {(p.line, p.column) for p in shape if p.code in ("NS204", "NS205", "NS210") and p.hint}
    return [p for p in read if p.code != "NS114" or (p.line, p.column) not in said] + shape


def loads(text: str, file: str = "<text>") -> Scenario:
    """Read a scenario from text.

    Parameters
    ----------
    text : str
        YAML, at most 1 MiB.
    file : str
        What error messages call it.

    Raises
    ------
    ScenarioError
        With every problem found, each at its line and column.
    NotSupportedError
        If a key is used that is reserved for a later version.

    Examples
    --------
    >>> import negsim as ns
    >>> s = ns.loads('''
    ... negsim: 1
    ... title: "A gift"
    ... parties: {A: {discount: 0.9}, B: {discount: 0.9}}
    ... issues: {gift: {levels: [none, given]}}
    ... moves: {give: {by: A, when: gift == none, sets: {gift: given}}}
    ... payoffs: {B: {joy: {when: gift == given, value: 1}}}
    ... play: {periods: 2}
    ... ''')
    >>> ns.solve(s).one().values["B"]
    0.0
    """
    document = read(text, file)
    return Scenario.from_data(document.data, document)
