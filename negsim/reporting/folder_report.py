"""What became of each game file of a folder: a record a file, and all of them as a table, CSV or JSON.

A record in JSON has the fields of `GameReport`; keys are stable. `status` says what became of the file:

========= ====================================================================================================
solved    equilibria were found, and every certificate holds
refused   the file, or the method, says why it cannot be read or solved
failed    a certificate does not hold, nothing was found, or what was written back reads differently
timeout   it took longer than the limit
crashed   a mistake in negsim: an error that is none of its own, the end of the process, or of the memory
========= ====================================================================================================

`gain` is the largest gain of any player by any deviation in any equilibrium, as a share of the player's
range of payoffs.
"""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any

from negsim.reporting.wording import clean, oneline

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text

__all__ = ["FoundProfile", "GameReport", "all_fine", "files_csv", "files_json", "files_table", "summary"]

STATUSES = {
    "solved": "solved",
    "refused": "refused",
    "failed": "failed",
    "timeout": "out of time",
    "crashed": "crashed",
}
STYLES = {"refused": "yellow", "failed": "bold red", "timeout": "bold red", "crashed": "bold red"}
LONGEST_REASON = 20  # lines of a reason that are shown


@dataclass(frozen=True)
class FoundProfile:
    """An equilibrium in plain words and numbers.

    Attributes
    ----------
    values : dict of str to float
        By player.
    chosen : list of [who or where, list of [action, probability]]
        Probabilities of all actions, by player or by information set; of a correlated equilibrium those of
        the cells that are ever drawn.
    exact : list of list of str, optional
        The same probabilities as fractions.
    certificate : str
    labels : list of str
    """

    values: dict[str, float]
    chosen: list[tuple[str, list[tuple[str, float]]]]
    exact: list[list[str]] | None
    certificate: str
    labels: list[str]


@dataclass(frozen=True)
class GameReport:
    """What became of one file.

    Attributes
    ----------
    file, status : str
    reason : str
        Why it is not solved.
    kind, size, title : str
        Empty where it could not be read.
    written_back : bool, optional
        Whether what is written from the game reads as the same game.
    method, completeness : str
    equilibria : int, optional
    components : int, optional
        Connected sets of equilibria, where they were worked out.
    gain : float, optional
        Largest gain by any deviation, as a share of the player's range.
    notes : list of str
    seconds : float
    profiles : list of FoundProfile
        Where they were asked for.
    """

    file: str
    status: str = "crashed"
    reason: str = ""
    kind: str = ""
    size: str = ""
    title: str = ""
    written_back: bool | None = None
    method: str = ""
    completeness: str = ""
    equilibria: int | None = None
    components: int | None = None
    gain: float | None = None
    notes: tuple[str, ...] = ()
    seconds: float = 0.0
    profiles: tuple[FoundProfile, ...] = ()

    @property
    def fine(self) -> bool:
        """Whether it was solved, or truly refused."""
        return self.status in ("solved", "refused")


def all_fine(reports: Sequence[GameReport]) -> bool:
    """Whether every file was solved, or truly refused."""
    return all(r.fine for r in reports)


def files_json(reports: Sequence[GameReport], *, interrupted: bool = False) -> str:
    """Write records as JSON, in ASCII."""
    records = [asdict(r) for r in reports]
    for r in records:
        if not r["profiles"]:
            del r["profiles"]
    data = {"format": 1, "interrupted": interrupted, "summary": _counts(reports), "files": records}
    return json.dumps(data, indent=2).replace("\x7f", "\\u007f") + "\n"  # DEL is ASCII


def files_csv(reports: Sequence[GameReport]) -> str:
    """Write records as CSV, a row a file."""
    names = [f.name for f in fields(GameReport) if f.name not in ("profiles", "notes")]
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([*names, "notes"])
    for r in reports:
        writer.writerow([*(_cell(getattr(r, name)) for name in names), _cell("; ".join(r.notes))])
    return stream.getvalue()


def _cell(value: Any) -> str:
    """Write a value so that no spreadsheet takes a stranger's text for a formula."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.15g}"
    text = oneline(value)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@") else text


def files_table(reports: Sequence[GameReport], names: Sequence[str]) -> RenderableType:
    """Make the table of all files; `names` are what they are called in it."""
    from rich.text import Text

    from negsim.reporting.terminal import grid

    table = grid(["File", "Game", "Found", "Complete", "Parts", "Method", "Gain", "Time"])
    for k in (2, 4, 6, 7):
        table.columns[k].justify = "right"
    for r, name in zip(reports, names, strict=True):
        if r.completeness:
            found = [
                Text("-" if r.equilibria is None else str(r.equilibria)),
                Text(r.completeness),
                Text("-" if r.components is None else str(r.components), style="dim"),
                Text(oneline(r.method)),
                Text("-" if r.gain is None else f"{r.gain:.1g}"),
            ]
        else:
            found = [Text("-"), Text(STATUSES[r.status], style=STYLES.get(r.status, "")), *[Text("")] * 3]
        if r.status == "failed" and r.completeness:
            found[1] = Text(f"{r.completeness}; failed", style=STYLES["failed"])
        table.add_row(Text(oneline(name)), Text(r.size), *found, Text(f"{r.seconds:.2f}"))
    return table


def reasons(reports: Sequence[GameReport]) -> list[Text]:
    """Say of each file that is not solved why, the gravest first."""
    from rich.text import Text

    out = []
    for status in ("crashed", "failed", "timeout", "refused"):
        of_these = [r for r in reports if r.status == status]
        if not of_these:
            continue
        out.append(Text(f"\n{STATUSES[status].capitalize()}\n", style="bold"))
        for r in of_these:
            first, *rest = clean(r.reason).split("\n")[:LONGEST_REASON]
            named = first if first.startswith(r.file) else f"{clean(r.file)}: {first}"
            out.append(Text("\n".join([named, *rest]), style=STYLES.get(status, "")))
    return out


def summary(reports: Sequence[GameReport]) -> str:
    """Say in one line what became of all files."""
    counts = _counts(reports)
    told = [f"{counts[s]} {name}" for s, name in STATUSES.items() if counts[s] or s == "solved"]
    total = len(reports)
    back = [r.written_back for r in reports if r.written_back is not None]
    parts = [f"{total} file{'s' * (total != 1)}: {', '.join(told)}"]
    if back:
        same = "all of them" if all(back) else f"{sum(back)} of them"
        parts.append(f"{len(back)} read, and {same} written back and read again as the same game")
    gains = [r.gain for r in reports if r.gain is not None]
    if gains:
        parts.append(f"largest gain by any deviation {max(gains):.1g} of a player's range")
    return f"{'; '.join(parts)}; {sum(r.seconds for r in reports):.1f} s"


def _counts(reports: Sequence[GameReport]) -> dict[str, int]:
    counted = Counter(r.status for r in reports)
    return {status: counted[status] for status in STATUSES}


def profile_lines(profile: FoundProfile) -> list[str]:
    """Write an equilibrium: a line for each player or information set, what is never done left out."""
    from negsim.reporting.profiles import probability
    from negsim.solution.profiles import NOTHING

    lines = []
    for k, (who, actions) in enumerate(profile.chosen):
        exact = profile.exact[k] if profile.exact is not None else None
        parts = [
            f"{oneline(action)} {exact[a] if exact and len(exact[a]) <= 12 else probability(p)}"
            for a, (action, p) in enumerate(actions)
            if p > NOTHING
        ]
        lines.append(f"{oneline(who)}: {', '.join(parts)}")
    return lines
