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
    "BackwardInduction": "negsim.solvers.scenarios.backward_induction",
    "Bargain": "negsim.solvers.bargaining.bargaining_problem",
    "BehaviorEquilibrium": "negsim.solution",
    "Certificate": "negsim.certificate",
    "ChanceNode": "negsim.games.tree",
    "Change": "negsim.scenario.difference",
    "CoalitionGame": "negsim.games.coalitions",
    "Commitment": "negsim.solvers.concepts.commitment",
    "Comparison": "negsim.sequencing.compare",
    "Component": "negsim.solution",
    "Correlated": "negsim.solvers.concepts.correlated",
    "CorrelatedEquilibrium": "negsim.solution",
    "DecisionNode": "negsim.games.tree",
    "DecisionTerms": "negsim.sequencing.terms",
    "Difference": "negsim.scenario.difference",
    "Elimination": "negsim.solvers.concepts.dominance",
    "EndNode": "negsim.games.tree",
    "Equilibrium": "negsim.solution",
    "ExtensiveGame": "negsim.games.extensive_form",
    "Gambit": "negsim.solvers.many_players.gambit_methods",
    "GameError": "negsim.errors",
    "Ledger": "negsim.sequencing.ledger",
    "LemkeHowson": "negsim.solvers.two_players.lemke_howson",
    "LogitBranch": "negsim.solvers.logit.branch",
    "LogitPath": "negsim.solvers.logit.logit_path",
    "ManySolutions": "negsim.solvers.two_players.many_games",
    "MixedEquilibrium": "negsim.solution",
    "Nashpy": "negsim.solvers.two_players.nashpy_methods",
    "NegsimError": "negsim.errors",
    "NormalFormGame": "negsim.games.normal_form",
    "NotSupportedError": "negsim.errors",
    "Problem": "negsim.errors",
    "PureEnumeration": "negsim.solvers.many_players.pure_enumeration",
    "QuantalResponse": "negsim.solvers.logit.quantal_response",
    "Report": "negsim.checking.report",
    "Scenario": "negsim.scenario.scenario",
    "ScenarioError": "negsim.errors",
    "Security": "negsim.solvers.concepts.security",
    "SequenceLCP": "negsim.solvers.trees.sequence_lcp",
    "SequenceLP": "negsim.solvers.trees.sequence_lp",
    "Solution": "negsim.solution",
    "SolverError": "negsim.errors",
    "StageGame": "negsim.games.stage_game",
    "SubgamePerfect": "negsim.solvers.trees.subgame_perfect",
    "SupportEnumeration": "negsim.solvers.many_players.support_enumeration",
    "VertexEnumeration": "negsim.solvers.two_players.vertex_enumeration",
    "ZeroSum": "negsim.solvers.two_players.zero_sum",
    "bargaining_solution": "negsim.solvers.bargaining.solutions",
    "certify": "negsim.certificate",
    "check": "negsim.checking.checked",
    "compare": "negsim.sequencing.compare",
    "compile_game": "negsim.games.compile",
    "correlated_payoffs": "negsim.solvers.concepts.correlated",
    "decision_terms": "negsim.sequencing.terms",
    "diff": "negsim.scenario.difference",
    "eliminate_dominated": "negsim.solvers.concepts.dominance",
    "incentives": "negsim.sequencing.incentives",
    "label_equilibria": "negsim.solvers.concepts.selection",
    "load": "negsim.scenario.catalog",
    "loads": "negsim.scenario.scenario",
    "logit_branch": "negsim.solvers.logit.quantal_response",
    "minmax": "negsim.solvers.concepts.security",
    "read_game": "negsim.games.gambit",
    "read_game_text": "negsim.games.gambit",
    "shipped": "negsim.scenario.catalog",
    "solve": "negsim.solvers.dispatch",
    "solve_many": "negsim.solvers.two_players.many_games",
    "solve_points": "negsim.solvers.scenarios.backward_induction",
    "stackelberg": "negsim.solvers.concepts.commitment",
    "unroll": "negsim.games.forms.unrolling",
}

__all__ = ["__version__", "plots", *_PUBLIC]

if TYPE_CHECKING:
    from negsim import plots as plots
    from negsim.certificate import Certificate as Certificate
    from negsim.certificate import certify as certify
    from negsim.checking.checked import check as check
    from negsim.checking.report import Report as Report
    from negsim.errors import GameError as GameError
    from negsim.errors import NegsimError as NegsimError
    from negsim.errors import NotSupportedError as NotSupportedError
    from negsim.errors import Problem as Problem
    from negsim.errors import ScenarioError as ScenarioError
    from negsim.errors import SolverError as SolverError
    from negsim.games.coalitions import CoalitionGame as CoalitionGame
    from negsim.games.compile import compile_game as compile_game
    from negsim.games.extensive_form import ExtensiveGame as ExtensiveGame
    from negsim.games.forms.unrolling import unroll as unroll
    from negsim.games.gambit import read_game as read_game
    from negsim.games.gambit import read_game_text as read_game_text
    from negsim.games.normal_form import NormalFormGame as NormalFormGame
    from negsim.games.stage_game import StageGame as StageGame
    from negsim.games.tree import ChanceNode as ChanceNode
    from negsim.games.tree import DecisionNode as DecisionNode
    from negsim.games.tree import EndNode as EndNode
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
    from negsim.solution import BehaviorEquilibrium as BehaviorEquilibrium
    from negsim.solution import Component as Component
    from negsim.solution import CorrelatedEquilibrium as CorrelatedEquilibrium
    from negsim.solution import Equilibrium as Equilibrium
    from negsim.solution import MixedEquilibrium as MixedEquilibrium
    from negsim.solution import Solution as Solution
    from negsim.solvers.bargaining.bargaining_problem import Bargain as Bargain
    from negsim.solvers.bargaining.solutions import bargaining_solution as bargaining_solution
    from negsim.solvers.concepts.commitment import Commitment as Commitment
    from negsim.solvers.concepts.commitment import stackelberg as stackelberg
    from negsim.solvers.concepts.correlated import Correlated as Correlated
    from negsim.solvers.concepts.correlated import correlated_payoffs as correlated_payoffs
    from negsim.solvers.concepts.dominance import Elimination as Elimination
    from negsim.solvers.concepts.dominance import eliminate_dominated as eliminate_dominated
    from negsim.solvers.concepts.security import Security as Security
    from negsim.solvers.concepts.security import minmax as minmax
    from negsim.solvers.concepts.selection import label_equilibria as label_equilibria
    from negsim.solvers.dispatch import solve as solve
    from negsim.solvers.logit.branch import LogitBranch as LogitBranch
    from negsim.solvers.logit.logit_path import LogitPath as LogitPath
    from negsim.solvers.logit.quantal_response import QuantalResponse as QuantalResponse
    from negsim.solvers.logit.quantal_response import logit_branch as logit_branch
    from negsim.solvers.many_players.gambit_methods import Gambit as Gambit
    from negsim.solvers.many_players.pure_enumeration import PureEnumeration as PureEnumeration
    from negsim.solvers.many_players.support_enumeration import SupportEnumeration as SupportEnumeration
    from negsim.solvers.scenarios.backward_induction import BackwardInduction as BackwardInduction
    from negsim.solvers.scenarios.backward_induction import solve_points as solve_points
    from negsim.solvers.trees.sequence_lcp import SequenceLCP as SequenceLCP
    from negsim.solvers.trees.sequence_lp import SequenceLP as SequenceLP
    from negsim.solvers.trees.subgame_perfect import SubgamePerfect as SubgamePerfect
    from negsim.solvers.two_players.lemke_howson import LemkeHowson as LemkeHowson
    from negsim.solvers.two_players.many_games import ManySolutions as ManySolutions
    from negsim.solvers.two_players.many_games import solve_many as solve_many
    from negsim.solvers.two_players.nashpy_methods import Nashpy as Nashpy
    from negsim.solvers.two_players.vertex_enumeration import VertexEnumeration as VertexEnumeration
    from negsim.solvers.two_players.zero_sum import ZeroSum as ZeroSum


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
