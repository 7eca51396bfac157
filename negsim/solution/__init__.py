"""What solvers return: a `Solution` with its equilibria, of whatever form the game is."""

from negsim.solution.components import Component, NashSubset
from negsim.solution.profiles import BehaviorEquilibrium, CorrelatedEquilibrium, MixedEquilibrium
from negsim.solution.solution import Completeness, Solution
from negsim.solution.stage import Equilibrium, Strategy, TiedEquilibrium

__all__ = [
    "BehaviorEquilibrium",
    "Completeness",
    "Component",
    "CorrelatedEquilibrium",
    "Equilibrium",
    "MixedEquilibrium",
    "NashSubset",
    "Solution",
    "Strategy",
    "TiedEquilibrium",
]
