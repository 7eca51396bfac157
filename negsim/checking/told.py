"""What is said already, so that what follows from it need not be said too."""

from __future__ import annotations

from negsim.checking.wording import issues_of
from negsim.scenario.scenario import Scenario
from negsim.scenario.text.document import Path

__all__ = ["Told"]


class Told:
    """What the text alone told, and issues that never leave their start.

    Attributes
    ----------
    stuck : set of str
        Issues from whose start nothing leads away, though something would set them.
    constant : set of str
        Issues that nothing sets.
    """

    def __init__(self, scenario: Scenario) -> None:
        self.scenario, self.document = scenario, scenario.document
        self.places = [(p.code, (p.line, p.column)) for p in scenario.warnings if p.line]
        self.stuck: set[str] = set()
        self.constant: set[str] = set()

    def inside(self, path: Path, *codes: str) -> bool:
        """Whether a problem of one of these codes was found in what stands at a path, or at its key."""
        spans = [t[path] for t in (self.document.keys, self.document.values) if path in t]
        if not self.places or not spans or self.document.changed or not self.document.text:
            return False
        first = self.document.place(min(begin for begin, _ in spans))
        last = self.document.place(max(end for _, end in spans))
        return any(code in codes and first <= at <= last for code, at in self.places)

    def follows(self, text: str) -> bool:
        """Whether a condition that never holds asks for an issue that never leaves its start."""
        if not self.stuck:
            return False
        read = issues_of(self.scenario, self.scenario.expression(text, "guard"))
        return not self.stuck.isdisjoint(read)
