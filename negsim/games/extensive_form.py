"""Games in extensive form: a tree of moves, chance, and what each player knows when it moves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from negsim.errors import GameError, nearest
from negsim.games.given import check_probabilities, listed, position
from negsim.games.numbers import Exact, exact, float_array
from negsim.games.relevance import ROUNDING, relevant_tree_spans, spans_against
from negsim.games.tree import Node
from negsim.text import oneline

if TYPE_CHECKING:
    import os

    from negsim.games.forms.recall import RecallProblem
    from negsim.games.forms.subgames import Subgames
    from negsim.games.normal_form import NormalFormGame

__all__ = ["Behavior", "ExtensiveGame", "InformationSet", "Outcome"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Behavior = tuple[
    Floats, ...
]  # probabilities of the actions at every information set, those of chance included

CHANCE = -1  # as the player of an information set
MAX_NODES = 2_000_000


@dataclass(frozen=True)
class InformationSet:
    """What a player cannot tell apart, and what it can do there; or a kind of chance node.

    Attributes
    ----------
    player : int
        Position of the player; −1 for chance.
    actions : tuple of str
    label : str
    number : int
        As in a file; unique among the sets of a player.
    probabilities : tuple of Fraction, optional
        Of chance.
    """

    player: int
    actions: tuple[str, ...]
    label: str = ""
    number: int = 0
    probabilities: tuple[Fraction, ...] | None = None


@dataclass(frozen=True)
class Outcome:
    """Payoffs that are collected where they are attached, by number and name."""

    payoffs: tuple[Fraction, ...]
    label: str = ""
    number: int = 0


class ExtensiveGame:
    """A game tree with chance and information sets.

    Nodes are numbered breadth first, the root 0: the children of node v are ``first[v] + a`` for the actions
    a, and every parent comes before its children. Payoffs may be attached to any node; a play is worth the
    sum of what its path collects.

    Parameters
    ----------
    players : sequence of str
    infosets : sequence of InformationSet
    infoset : i4 [node]
        Information set of each node; −1 where the game ends.
    parent, branch : i4 [node]
        Where each node comes from, and by which action; −1 at the root.
    outcomes : sequence of Outcome
    outcome : i4 [node]
        What is collected at each node; −1 for nothing.
    labels : sequence of str, optional
        Of nodes.

    Raises
    ------
    GameError
        If the tree is not numbered as above, probabilities don't sum to 1, or names are ambiguous.

    See Also
    --------
    ExtensiveGame.from_tree : the way to write a game down by hand.
    read_game : from a file.
    """

    def __init__(
        self,
        players: Sequence[str],
        infosets: Sequence[InformationSet],
        infoset: Any,
        parent: Any,
        branch: Any,
        outcomes: Sequence[Outcome],
        outcome: Any,
        *,
        labels: Sequence[str] | None = None,
        title: str = "",
        comment: str = "",
    ) -> None:
        self.players, self.infosets, self.outcomes = tuple(players), tuple(infosets), tuple(outcomes)
        self.infoset, self.parent = np.asarray(infoset, dtype=np.int32), np.asarray(parent, dtype=np.int32)
        self.branch, self.outcome = np.asarray(branch, dtype=np.int32), np.asarray(outcome, dtype=np.int32)
        self.labels = tuple(labels) if labels is not None else ("",) * len(self.parent)
        self.title, self.comment = str(title), str(comment)
        self._check()

    def _check(self) -> None:
        if twice := sorted({p for p in self.players if self.players.count(p) > 1 or not p}):
            raise GameError(f'players need names of their own, and more than one has "{oneline(twice[0])}"')
        for s in self.infosets:
            if not s.actions:
                raise GameError(f"{self._where(s)} has no action")
            if (s.player == CHANCE) != (s.probabilities is not None):
                raise GameError("chance has probabilities, players have none")
            if s.probabilities is not None:
                if len(s.probabilities) != len(s.actions):
                    raise GameError(f"{self._where(s)}: a probability for each action is needed")
                check_probabilities(s.probabilities, self._where(s), exactly=False)
        for o in self.outcomes:
            if len(o.payoffs) != len(self.players):
                raise GameError(f"an outcome has {len(o.payoffs)} payoffs for {len(self.players)} players")
        if len(self.parent) > MAX_NODES:
            raise GameError(f"{len(self.parent):,} nodes; at most {MAX_NODES:,} can be taken")
        counts = self.n_actions
        expected = np.repeat(np.arange(len(counts)), counts)
        if len(expected) != len(self.parent) - 1 or not np.array_equal(self.parent[1:], expected):
            raise GameError("nodes must be numbered breadth first, each with a child for each of its actions")

    def _where(self, s: InformationSet) -> str:
        who = self.players[s.player] if s.player != CHANCE else "chance"
        return f"information set {s.label or s.number!r} of {who}"

    # --- from elsewhere

    @classmethod
    def from_tree(cls, root: Node, players: Sequence[str], *, title: str = "") -> ExtensiveGame:
        """Make a game from nodes written inside nodes.

        Parameters
        ----------
        root : DecisionNode, ChanceNode or EndNode
        players : sequence of str
            In the order of the payoffs.

        Examples
        --------
        >>> import negsim as ns
        >>> game = ns.ExtensiveGame.from_tree(
        ...     ns.DecisionNode("North", {
        ...         "test": ns.EndNode(1, 0),
        ...         "freeze": ns.DecisionNode("South", {"pause": ns.EndNode(2, 2), "go": ns.EndNode(0, 3)}),
        ...     }),
        ...     players=["North", "South"],
        ... )
        >>> game
        ExtensiveGame(North, South; 5 nodes, 2 information sets)
        """
        from negsim.games.tree_reading import from_tree

        return from_tree(root, players, title=title)

    # --- what it is

    @cached_property
    def n_actions(self) -> Ints:
        """Number of actions at each node [node]; 0 where the game ends."""
        sizes = np.array([len(s.actions) for s in self.infosets] + [0], dtype=np.int32)
        return sizes[self.infoset]

    @cached_property
    def action_offset(self) -> Ints:
        """Number of the first action of each information set, if the actions of all are counted in a row."""
        sizes = [len(s.actions) for s in self.infosets]
        return np.concatenate([[0], np.cumsum(sizes, dtype=np.int32)]).astype(np.int32)[:-1]

    @cached_property
    def arrival(self) -> Ints:
        """Action that leads to each node [node], counted as in `action_offset`; −1 at the root."""
        offset = self.action_offset[self.infoset[self.parent[1:]]]
        return np.concatenate([[-1], offset + self.branch[1:]]).astype(np.int32)

    @cached_property
    def first(self) -> Ints:
        """Number of each node's first child [node]."""
        return (1 + np.concatenate([[0], np.cumsum(self.n_actions)[:-1]])).astype(np.int32)

    @cached_property
    def owner(self) -> Ints:
        """Player who moves at each node [node]; −1 chance, −2 nobody, for the game ends."""
        owners = np.array([s.player for s in self.infosets] + [-2], dtype=np.int32)
        return owners[self.infoset]

    @cached_property
    def terminal(self) -> NDArray[np.bool_]:
        """Where the game ends [node]."""
        return self.infoset < 0

    @cached_property
    def depth(self) -> Ints:
        """Number of moves before each node [node]; never falls from one node to the next."""
        depth = np.zeros(len(self.parent), dtype=np.int32)
        for nodes in self._levels_after_root:
            depth[nodes] = depth[self.parent[nodes]] + 1
        return depth

    @cached_property
    def _levels_after_root(self) -> tuple[slice, ...]:
        levels, begin, end = [], 0, 1
        while end < len(self.parent):
            begin, end = end, end + int(self.n_actions[begin:end].sum())
            levels.append(slice(begin, end))
        return tuple(levels)

    @property
    def levels(self) -> tuple[slice, ...]:
        """Nodes of each depth, the root first."""
        return (slice(0, 1), *self._levels_after_root)

    @cached_property
    def exact_payoffs(self) -> Exact:
        """What each player has collected on the way to each node, exactly [player, node]."""
        zero = Fraction(0)
        table = np.array(
            [[o.payoffs[k] for o in self.outcomes] + [zero] for k in range(len(self.players))], dtype=object
        ).reshape(len(self.players), -1)
        total = table[:, self.outcome]
        some = self.outcome >= 0
        for nodes in self._levels_after_root:
            # most trees pay at their ends only, and fractions add slowly
            above = self.parent[nodes]
            at, up = np.arange(nodes.start, nodes.stop), some[above]
            total[:, at[up & ~some[nodes]]] = total[:, above[up & ~some[nodes]]]
            total[:, at[up & some[nodes]]] += total[:, above[up & some[nodes]]]
            some[nodes] |= up
        return total

    @cached_property
    def payoffs(self) -> Floats:
        """What each player has collected on the way to each node [player, node]."""
        return float_array(self.exact_payoffs)

    @cached_property
    def scale(self) -> Floats:
        """How much a player's own choice can matter to it at most [player], with room for rounding.

        As `NormalFormGame.scale`: what comes about without it, or by what nobody would choose, leave aside.
        """
        return self._with_room(relevant_tree_spans(self))

    def _with_room(self, spans: Floats, room: bool = True) -> Floats:
        """Twice the spans [player], with room for rounding."""
        most = float(np.finfo(float).max)
        noise = room * 10 * ROUNDING * np.spacing(np.abs(self.payoffs[:, self.terminal]).max(axis=1))
        return np.array(
            [min(2 * span + n, most) for span, n in zip(spans.tolist(), noise.tolist(), strict=True)]
        )

    def scale_against(self, profile: Sequence[Any], *, everywhere: bool = False, room: bool = True) -> Floats:
        """As `scale`, or less if a player's choice matters less against what the others ever do [player].

        Parameters
        ----------
        profile : behaviour profile
        everywhere : bool
            Whether nodes count that the others keep play from, since subgames may start there.
        room : bool
            Whether there is room for what floats round; without, 0 where nothing matters.
        """
        against = self._with_room(spans_against(self, profile, everywhere=everywhere), room)
        if room:
            return np.minimum(self.scale, against)
        relevant = self._with_room(relevant_tree_spans(self), room=False)
        return np.where(relevant > 0, np.minimum(relevant, against), against)

    def owned(self, player: int) -> tuple[int, ...]:
        """Information sets of a player, by position in `infosets`."""
        return tuple(h for h, s in enumerate(self.infosets) if s.player == player)

    @cached_property
    def members(self) -> tuple[Ints, ...]:
        """Nodes of each information set, in order."""
        order = np.argsort(self.infoset, kind="stable")
        cuts = np.searchsorted(self.infoset[order], np.arange(len(self.infosets) + 1))
        return tuple(np.sort(order[a:b]).astype(np.int32) for a, b in pairwise(cuts))

    @cached_property
    def perfect_information(self) -> bool:
        """Whether everybody always knows where it is."""
        return all(
            len(nodes) <= 1 or s.player == CHANCE
            for nodes, s in zip(self.members, self.infosets, strict=True)
        )

    @cached_property
    def infoset_names(self) -> tuple[str, ...]:
        """A name of its own for each information set: its label, or its player and number."""
        used = Counter(s.label for s in self.infosets)
        return tuple(
            s.label
            if s.label and used[s.label] == 1
            else f"{self.players[s.player] if s.player != CHANCE else 'chance'}:{s.number or h + 1}"
            for h, s in enumerate(self.infosets)
        )

    # --- strategies

    def profile(self, strategies: Any) -> Behavior:
        """Read a behaviour strategy profile and check it.

        Parameters
        ----------
        strategies : mapping or sequence
            For each information set of a player, by name or in order, the probabilities of its actions in
            order, a mapping from action to probability, or the name of one action. Chance is filled in.

        Returns
        -------
        tuple of f8 [action]
            One vector an information set, those of chance included.

        Raises
        ------
        GameError
            If one is missing, negative or does not sum to 1.
        """
        return tuple(np.array([float(p) for p in v]) for v in self.exact_profile(strategies, rounded=True))

    def exact_profile(self, strategies: Any, *, rounded: bool = False) -> tuple[tuple[Fraction, ...], ...]:
        """Read a behaviour profile as fractions; sums must be exactly 1 unless it may be `rounded`."""
        own = [h for h, s in enumerate(self.infosets) if s.player != CHANCE]
        if isinstance(strategies, Mapping):
            names = {self.infoset_names[h]: h for h in own}
            for name in strategies:
                if name not in names:
                    raise GameError(f'there is no information set "{oneline(name)}"; {nearest(name, names)}')
            given = {names[name]: g for name, g in strategies.items()}
        else:
            given_in_order = listed(strategies)
            if len(given_in_order) not in (len(own), len(self.infosets)):
                raise GameError(f"{len(given_in_order)} strategies for {len(own)} information sets")
            sets = own if len(given_in_order) == len(own) else list(range(len(self.infosets)))
            given = dict(zip(sets, given_in_order, strict=True))
        out = []
        for h, s in enumerate(self.infosets):
            if s.probabilities is not None:
                out.append(s.probabilities)
                continue
            if h not in given:
                raise GameError(f'the strategy says nothing about information set "{self.infoset_names[h]}"')
            vector = _vector(s, given[h], self.infoset_names[h])
            check_probabilities(vector, f'strategy at "{self.infoset_names[h]}"', exactly=not rounded)
            out.append(vector)
        return tuple(out)

    def branch_probabilities(self, profile: Behavior) -> Floats:
        """Probability with which each node's own branch is taken at its parent [node]; 1 at the root."""
        flat = np.concatenate([*profile, [1.0]])
        return np.concatenate([[1.0], flat[self.arrival[1:]]])

    def values(self, profile: Behavior) -> Floats:
        """Expected payoffs [player] of a behaviour profile."""
        reach = self.reach(profile)
        return np.asarray(self.payoffs[:, self.terminal] @ reach[self.terminal])

    def reach(self, profile: Behavior) -> Floats:
        """Probability that play comes to each node [node]."""
        reach = self.branch_probabilities(profile)
        for nodes in self._levels_after_root:
            reach[nodes] *= reach[self.parent[nodes]]
        return reach

    # --- other forms, files and display

    def normal_form(self) -> NormalFormGame:
        """The reduced normal form: see `negsim.games.forms.reduced_form.reduced_normal_form`."""
        from negsim.games.forms.reduced_form import reduced_normal_form

        return reduced_normal_form(self).game

    def agent_form(self) -> NormalFormGame:
        """The agent normal form: see `negsim.games.forms.agent_form.agent_form`."""
        from negsim.games.forms.agent_form import agent_form

        return agent_form(self).game

    def subgames(self) -> Subgames:
        """All subgames, the whole game first: see `negsim.games.forms.subgames.subgames`."""
        from negsim.games.forms.subgames import subgames

        return subgames(self)

    @cached_property
    def _recall_problems(self) -> tuple[RecallProblem, ...]:
        from negsim.games.forms.recall import recall_problems

        return recall_problems(self)

    def recall_problems(self) -> tuple[RecallProblem, ...]:
        """Who forgets what: see `negsim.games.forms.recall.recall_problems`."""
        return self._recall_problems

    @property
    def perfect_recall(self) -> bool:
        """Whether everybody remembers what it knew and did."""
        return not self._recall_problems

    def to_efg(self) -> str:
        """Write it in Gambit's .efg format, numbers exactly."""
        from negsim.games.gambit.write_efg import write_efg

        return write_efg(self)

    def save(self, path: str | os.PathLike[str], *, overwrite: bool = False) -> None:
        """Write it to a .efg file, whole or not at all."""
        from negsim.files import write_whole

        text = self.to_efg().encode("utf-8")
        write_whole(path, lambda file: file.write(text), replace=overwrite)

    def preorder(self) -> Iterator[int]:
        """Nodes in the order of a file: each before what follows on it, branch by branch."""
        stack = [0]
        while stack:
            node = stack.pop()
            yield node
            count, first = int(self.n_actions[node]), int(self.first[node])
            stack.extend(range(first + count - 1, first - 1, -1))

    def _repr_html_(self) -> str:
        from negsim.reporting.games_html import extensive_form

        return extensive_form(self)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, ExtensiveGame):
            return NotImplemented
        return (
            (self.title, self.comment, self.players, self.labels, self.infosets, self.outcomes)
            == (other.title, other.comment, other.players, other.labels, other.infosets, other.outcomes)
            and np.array_equal(self.infoset, other.infoset)
            and np.array_equal(self.outcome, other.outcome)
        )

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        own = sum(s.player != CHANCE for s in self.infosets)
        sets = f"{own} information set{'s' * (own != 1)}"
        return f"ExtensiveGame({', '.join(self.players)}; {len(self.parent)} nodes, {sets})"


def _vector(s: InformationSet, given: Any, name: str) -> tuple[Fraction, ...]:
    if isinstance(given, str):
        given = {given: 1}
    where = f'a probability at "{name}"'
    if isinstance(given, Mapping):
        at = {position(a, s.actions, f'action at "{name}"'): exact(p, where) for a, p in given.items()}
        return tuple(at.get(a, Fraction(0)) for a in range(len(s.actions)))
    vector = tuple(exact(p, where) for p in np.asarray(given, dtype=object).ravel().tolist())
    if len(vector) != len(s.actions):
        raise GameError(f'strategy at "{name}": {len(vector)} probabilities for {len(s.actions)} actions')
    return vector
