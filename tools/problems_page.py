"""Write docs/problems.md: every kind of problem, with an example and what negsim prints for it."""

import re
import sys
from pathlib import Path

import negsim as ns
from negsim.codes import GROUPS, Kind, whole_file

PAGE = Path(__file__).resolve().parents[1] / "docs" / "problems.md"

HEAD = """\
# Problems that negsim reports

<!-- Written by tools/problems_page.py (make problems-page) from negsim/codes. Do not edit. -->

Everything that can be wrong with a scenario file has a code. A code never changes its meaning, so that it can
be searched for and cited. An *error* keeps the file from being used; a *warning* is worth a second look.
`negsim explain NS304` tells on the command line what stands here.

`negsim.load` reports what the text of a file tells; `negsim.check` and `negsim check FILE` also build the
games that follow from it, and so find the codes from NS601 on.

The examples are parts of a small file: a North that may freeze its programme, and a South that may pause its
exercises. What they leave out is the same everywhere and without problems.
"""


def message(kind: Kind) -> str:
    """Make negsim report the bad example of a kind; what else is wrong with it is left out."""
    text = whole_file(kind, kind.shown(kind.bad))
    try:
        problems = list(ns.check(ns.loads(text, "example.yaml")))
    except (ns.ScenarioError, ns.NotSupportedError) as e:
        problems = [*e.problems, *e.warnings]
    return "\n".join(p.shown() for p in problems if p.code == kind.code)


def section(kind: Kind) -> str:
    """Tell one kind of problem."""
    parts = [f"### {kind.code} {kind.title}", f"*{kind.severity.capitalize()}.* {prose(kind.why)}"]
    if kind.bad:
        parts += [
            fenced("yaml", visible(kind.shown(kind.bad))),
            fenced("text", message(kind)),
            "Mended:",
            fenced("yaml", kind.good),
        ]
    return "\n\n".join(parts)


def page() -> str:
    """Make the whole page."""
    parts = [HEAD]
    for name, kinds in GROUPS.items():
        rows = [
            f"| [{k.code}](#{anchor(f'{k.code} {k.title}')}) | {k.severity} | {prose(k.title)} |"
            for k in kinds
        ]
        table = "\n".join(["| code | | what is wrong |", "| --- | --- | --- |", *rows])
        parts.append(f"**[{name}](#{anchor(name)})**\n\n{table}\n")
    for name, kinds in GROUPS.items():
        parts.append(f"## {name}\n")
        parts += [f"{section(k)}\n" for k in kinds]
    return "\n".join(parts)


def anchor(heading: str) -> str:
    """Find the anchor that a heading gets on GitHub and elsewhere."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def prose(text: str) -> str:
    """Keep signs of Markdown and HTML in a text from being obeyed, outside of what stands in backticks."""
    pieces = re.split(r"(`[^`]*`)", text)
    return "".join(p if p.startswith("`") else re.sub(r"([\\*_<>|\[\]])", r"\\\1", p) for p in pieces)


def visible(text: str) -> str:
    """Show control characters; tabs stay."""
    from negsim.text import clean

    return "\t".join(map(clean, text.split("\t")))


def fenced(language: str, text: str) -> str:
    return f"```{language}\n{text}\n```"


def main() -> int:
    """Write the page."""
    PAGE.write_text(page(), "utf-8")
    print(PAGE)
    return 0


if __name__ == "__main__":
    sys.exit(main())
