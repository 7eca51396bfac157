"""negsim: which order of negotiations holds, who stops the others, and why.

A dispute is written down as a scenario file; `load` reads it, `compare` plays every order of negotiations
out, `incentives` keeps the ledger of one, and `solve` gives the equilibria with their certificates.

>>> import negsim as ns
>>> korea = ns.load("korea_reduced")
>>> ns.compare(korea)["omnibus"].outcome
'settlement'
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

# Public names and where they live: loaded when first used, so that `import negsim` stays quick.
_PUBLIC = {
    "BackwardInduction": "negsim.solvers.backward_induction",
    "Certificate": "negsim.certificate",
    "Change": "negsim.scenario.difference",
    "DecisionTerms": "negsim.sequencing.terms",
    "Comparison": "negsim.sequencing.compare",
    "Difference": "negsim.scenario.difference",
    "Equilibrium": "negsim.solution",
    "GameError": "negsim.errors",
    "Ledger": "negsim.sequencing.ledger",
    "NegsimError": "negsim.errors",
    "NotSupportedError": "negsim.errors",
    "Scenario": "negsim.scenario.scenario",
    "ScenarioError": "negsim.errors",
    "Solution": "negsim.solution",
    "SolverError": "negsim.errors",
    "StageGame": "negsim.games.stage_game",
    "Problem": "negsim.errors",
    "Report": "negsim.checking.report",
    "check": "negsim.checking.checked",
    "compare": "negsim.sequencing.compare",
    "compile_game": "negsim.games.compile",
    "decision_terms": "negsim.sequencing.terms",
    "diff": "negsim.scenario.difference",
    "incentives": "negsim.sequencing.incentives",
    "load": "negsim.scenario.catalog",
    "loads": "negsim.scenario.scenario",
    "shipped": "negsim.scenario.catalog",
    "solve": "negsim.solvers.dispatch",
    "solve_points": "negsim.solvers.backward_induction",
}

__all__ = ["__version__", "plots", *_PUBLIC]

if TYPE_CHECKING:
    from negsim import plots as plots
    from negsim.certificate import Certificate as Certificate
    from negsim.checking.checked import check as check
    from negsim.checking.report import Report as Report
    from negsim.errors import GameError as GameError
    from negsim.errors import NegsimError as NegsimError
    from negsim.errors import NotSupportedError as NotSupportedError
    from negsim.errors import Problem as Problem
    from negsim.errors import ScenarioError as ScenarioError
    from negsim.errors import SolverError as SolverError
    from negsim.games.compile import compile_game as compile_game
    from negsim.games.stage_game import StageGame as StageGame
    from negsim.scenario.catalog import load as load
    from negsim.scenario.catalog import shipped as shipped
    from negsim.scenario.difference import Change as Change
    from negsim.scenario.difference import Difference as Difference
    from negsim.scenario.difference import diff as diff
    from negsim.scenario.scenario import Scenario as Scenario
    from negsim.scenario.scenario import loads as loads
    from negsim.sequencing.compare import Comparison as Comparison
    from negsim.sequencing.compare import compare as compare
    from negsim.sequencing.incentives import incentives as incentives
    from negsim.sequencing.ledger import Ledger as Ledger
    from negsim.sequencing.terms import DecisionTerms as DecisionTerms
    from negsim.sequencing.terms import decision_terms as decision_terms
    from negsim.solution import Equilibrium as Equilibrium
    from negsim.solution import Solution as Solution
    from negsim.solvers.backward_induction import BackwardInduction as BackwardInduction
    from negsim.solvers.backward_induction import solve_points as solve_points
    from negsim.solvers.dispatch import solve as solve


def __getattr__(name: str) -> Any:
    if name == "plots":
        return import_module("negsim.plots")
    if name not in _PUBLIC:
        raise AttributeError(f"module 'negsim' has no attribute {name!r}")
    value = getattr(import_module(_PUBLIC[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
