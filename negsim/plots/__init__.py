"""Pictures: each function takes a result and an Axes, or makes a figure of its own, and returns the Axes."""

from negsim.plots.comparing import comparison
from negsim.plots.deciding import decision
from negsim.plots.files import save
from negsim.plots.graphing import game_graph
from negsim.plots.keeping import ledger
from negsim.plots.payoff_space import payoff_polygon
from negsim.plots.replying import best_replies
from negsim.plots.responding import qre_branch
from negsim.plots.timing import timeline
from negsim.plots.trees import game_tree

__all__ = [
    "best_replies",
    "comparison",
    "decision",
    "game_graph",
    "game_tree",
    "ledger",
    "payoff_polygon",
    "qre_branch",
    "save",
    "timeline",
]
