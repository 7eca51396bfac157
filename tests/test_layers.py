"""A module of negsim imports only from its own layer and from those before it (docs/design.md)."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "negsim"
LAYERS = [
    ["errors", "text", "files"],
    ["codes"],
    ["scenario"],
    ["games"],
    ["checking"],
    ["solution", "certificate"],
    ["solvers"],
    ["sweep"],
    ["sequencing"],
    ["landscapes", "simulation"],
    ["plots"],
    ["reporting"],
    ["cli", "__main__", "__init__"],  # `from negsim import compare` is an import from __init__
]
RANK = {name: rank for rank, names in enumerate(LAYERS) for name in names}
LAZY = {"sequencing", "plots", "reporting"}  # methods that show a result may import these inside their bodies
FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)


def _for_types(node: ast.AST) -> bool:
    """Whether this is an `if TYPE_CHECKING:`, which nothing runs through."""
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def violations(source: str, module: str) -> list[str]:
    """Imports that `module`, a dotted path with `__init__` spelled out, must not make."""
    tree, own = ast.parse(source), module.split(".")[1]
    if own not in RANK:
        return [f"{module}: belongs to no layer"]
    late = [node for node in ast.walk(tree) if isinstance(node, FUNCTION) or _for_types(node)]
    in_body = {inner for outer in late for inner in ast.walk(outer)}
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = module.split(".")[: -node.level] if node.level else []
            base += node.module.split(".") if node.module else []
            names = [".".join([*base, alias.name]) for alias in node.names]
        else:
            continue
        for name in names:
            top, _, rest = name.partition(".")
            layer = rest.split(".")[0] if rest.split(".")[0] in RANK else "__init__"
            if top == "negsim" and RANK[layer] > RANK[own] and not (layer in LAZY and node in in_body):
                found.append(f"{module}, line {node.lineno}: imports {name}")
    return found


def test_layers() -> None:
    paths = sorted(PACKAGE.rglob("*.py"))
    modules = {path: ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts) for path in paths}
    assert paths
    assert [line for path in paths for line in violations(path.read_text("utf-8"), modules[path])] == []


@pytest.mark.parametrize(
    ("source", "module", "count"),
    [
        ("from negsim.errors import GameError", "negsim.games.compile", 0),
        ("from ..errors import GameError", "negsim.games.compile", 0),
        ("from .. import errors", "negsim.games.__init__", 0),
        ("from negsim.certificate import check", "negsim.solution", 0),
        ("def plot(self):\n    from .plots import timeline", "negsim.solution", 0),
        ("from negsim import compare", "negsim.cli.main", 0),
        ("import negsim.solvers.logit", "negsim.games.compile", 1),
        ("from ..solvers import logit, markov_perfect", "negsim.games.compile", 2),
        ("from .. import plots", "negsim.solvers.__init__", 1),
        ("from negsim.plots import timeline", "negsim.solution", 1),
        ("def solve():\n    from .solvers import logit", "negsim.solution", 1),
        ("if TYPE_CHECKING:\n    from .sequencing import Comparison", "negsim.solution", 0),
        ("if TYPE_CHECKING:\n    from .cli import main", "negsim.solution", 1),
        ("from negsim import compare", "negsim.plots.comparison", 1),
        ("", "negsim.helpers", 1),
    ],
)
def test_what_counts_as_a_violation(source: str, module: str, count: int) -> None:
    assert len(violations(source, module)) == count
