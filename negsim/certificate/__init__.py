"""Whether a strategy is an equilibrium, in code that shares nothing with any solver: a file a game form."""

from negsim.certificate.any_game import certify
from negsim.certificate.behavior import certify_behavior
from negsim.certificate.certificate import Certificate
from negsim.certificate.correlated import certify_correlated
from negsim.certificate.histories import TreeNode, certify_tree
from negsim.certificate.mixed import certify_mixed
from negsim.certificate.stage import certify_strategy

__all__ = [
    "Certificate",
    "TreeNode",
    "certify",
    "certify_behavior",
    "certify_correlated",
    "certify_mixed",
    "certify_strategy",
    "certify_tree",
]
