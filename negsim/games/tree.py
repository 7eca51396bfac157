"""Writing a game tree down by hand: nodes inside nodes, made into an `ExtensiveGame`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ["ChanceNode", "DecisionNode", "EndNode", "Node"]


@dataclass(frozen=True, eq=False)
class EndNode:
    """The end of a game, and what each player gets, in order of players.

    Examples
    --------
    >>> import negsim as ns
    >>> ns.EndNode(3, "1/2").payoffs
    (3, '1/2')
    """

    payoffs: tuple[Any, ...]
    label: str = ""

    def __init__(self, *payoffs: Any, label: str = "") -> None:
        object.__setattr__(self, "payoffs", payoffs)
        object.__setattr__(self, "label", label)


@dataclass(frozen=True, eq=False)
class DecisionNode:
    """A node where a player chooses.

    Parameters
    ----------
    player : str
    branches : mapping of action to node
    infoset : str, optional
        Name of the information set: nodes of a player with the same name look the same to it, and must offer
        the same actions. Without one the player knows where it is.
    pays : tuple, optional
        Payoffs that are collected on passing this node.

    Examples
    --------
    >>> import negsim as ns
    >>> ns.DecisionNode("North", {"freeze": ns.EndNode(2, 2), "test": ns.EndNode(3, 0)}).player
    'North'
    """

    player: str
    branches: Mapping[str, Node]
    infoset: str | None = None
    pays: tuple[Any, ...] | None = None
    label: str = ""


@dataclass(frozen=True, eq=False)
class ChanceNode:
    """A node where chance chooses: for each event its probability and where it leads.

    Examples
    --------
    >>> import negsim as ns
    >>> chance = ns.ChanceNode({"clash": ("1/4", ns.EndNode(-2, -2)), "quiet": ("3/4", ns.EndNode(0, 0))})
    >>> list(chance.branches)
    ['clash', 'quiet']
    """

    branches: Mapping[str, tuple[Any, Node]]
    pays: tuple[Any, ...] | None = None
    label: str = ""
    name: str = field(default="")


Node = EndNode | DecisionNode | ChanceNode
