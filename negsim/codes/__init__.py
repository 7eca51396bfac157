"""Every kind of problem that a scenario file can have, by its code (docs/problems.md is made from this)."""

from __future__ import annotations

from negsim.codes.expressions import EXPRESSIONS
from negsim.codes.files import FILES
from negsim.codes.games import GAMES
from negsim.codes.kind import MARK, Kind, whole_file
from negsim.codes.meaning import MEANING
from negsim.codes.names import NAMES
from negsim.codes.shape import SHAPE
from negsim.codes.yaml import YAML

__all__ = ["GROUPS", "KINDS", "MARK", "Kind", "whole_file"]

GROUPS: dict[str, tuple[Kind, ...]] = {
    "The file": FILES,
    "YAML": YAML,
    "Keys and values": SHAPE,
    "Names": NAMES,
    "Expressions": EXPRESSIONS,
    "What cannot be meant": MEANING,
    "The games that follow": GAMES,
}
KINDS: dict[str, Kind] = {kind.code: kind for group in GROUPS.values() for kind in group}
