"""Subgame-perfect equilibria: every subgame solved before what leads to it (Selten 1965, 1975; Kuhn 1953).

A profile is subgame-perfect if and only if what it does between each subgame's root and the roots of those
inside is an equilibrium once these are replaced by what they are worth. Subgames that are a single choice
(all of them, in games of perfect information) are solved a level of the tree at a time; where two actions are
worth the same, each of them is a branch, and the branches are followed one by one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from negsim.errors import NotSupportedError
from negsim.games.extensive_form import Behavior, ExtensiveGame
from negsim.games.forms.subgames import own_choice_excludes, subgames
from negsim.solution import Completeness
from negsim.solvers.method import Found
from negsim.solvers.trees.subgame_search import Search

__all__ = ["SubgamePerfect"]

MOST_COSTLY = 8  # subgames that only one equilibrium is found of: how often they are solved anew
MOST_ENTRIES = 300_000  # nodes × equilibria that are kept
MOST_EXACT = 10_000  # nodes × equilibria up to which they are kept as fractions too, and certified so


@dataclass(frozen=True)
class SubgamePerfect:
    """Subgame-perfect equilibria, subgame by subgame from the smallest.

    In games of perfect information this is backward induction (Kuhn 1953), with all pure equilibria where
    there are ties. Other subgames are solved in reduced normal form: all equilibria of two players by
    `VertexEnumeration`, of more by `SupportEnumeration`; one that is too large for that by `SequenceLCP` or
    `LogitPath`, which find one.

    Parameters
    ----------
    inner : method or str, optional
        Solves the subgames that are more than a single choice, in place of those.
    limit : int
        Keep at most so many equilibria (fewer of very large trees); that there are more is said.

    References
    ----------
    R. Selten (1975), Reexamination of the perfectness concept for equilibrium points in extensive games,
    International Journal of Game Theory 4. H. W. Kuhn (1953), Extensive games and the problem of information,
    in Contributions to the Theory of Games II.

    Examples
    --------
    >>> import negsim as ns
    >>> tree = ns.DecisionNode("Entrant", {
    ...     "out": ns.EndNode(0, 2),
    ...     "in": ns.DecisionNode("Incumbent", {"yield": ns.EndNode(1, 1), "fight": ns.EndNode(-1, -1)}),
    ... })
    >>> game = ns.ExtensiveGame.from_tree(tree, ["Entrant", "Incumbent"])
    >>> found = ns.solve(game, method=ns.SubgamePerfect())
    >>> found.completeness, found.one().values
    ('unique', {'Entrant': 1.0, 'Incumbent': 1.0})
    """

    inner: Any = None
    limit: int = 1000
    name: ClassVar[str] = "subgame by subgame"

    def find(self, game: ExtensiveGame) -> Found:
        """Solve all subgames.

        Raises
        ------
        NotSupportedError
            If it is no game tree, or somebody forgets what it knew or did.
        GameError
            If the inner method cannot solve one of the subgames, or finds no equilibrium of it.
        """
        if not isinstance(game, ExtensiveGame):
            raise NotSupportedError(
                "SubgamePerfect is for game trees: a normal form has no subgames; use VertexEnumeration or "
                "SupportEnumeration"
            )
        if not game.perfect_information and not game.perfect_recall:
            raise NotSupportedError(
                f"{game.recall_problems()[0]}; what a subgame is worth to it is not defined. Solve its "
                "normal form, game.normal_form(), by VertexEnumeration or SupportEnumeration (mixing over "
                "plans), or its agent form, game.agent_form() (each information set by itself)"
            )
        inner = self.inner
        if isinstance(inner, str):
            from negsim.solvers.dispatch import named

            inner = named(inner)
        search = Search(game, subgames(game), inner)
        search.first_pass()
        most = max(1, min(self.limit, MOST_ENTRIES // len(game.parent)))
        costly = search.stages.costly + MOST_COSTLY
        profiles, exact, more = [], [], False
        for count, _ in enumerate(search.all_picks()):
            if count == most or search.stages.costly > costly:
                more = True
                break
            profile, exactly = search.profile()
            profiles.append(profile)
            exact.append(exactly)
        word, notes = _conclusion(search, more, profiles)
        searched = {"subgames": len(search.parts), **search.stages.methods}
        known = [e for e in exact if e is not None]
        keeps = len(known) == len(profiles) and len(known) * len(game.parent) <= MOST_EXACT
        return Found(
            profiles,
            word,
            notes,
            known if keeps else None,
            searched=searched,
            claim="subgame-perfect",
        )


def _conclusion(
    search: Search, more: bool, profiles: Sequence[Behavior]
) -> tuple[Completeness, tuple[str, ...]]:
    """How complete the list is, and why."""
    notes = []
    perfect = bool(search.single.all())
    words = search.stages.words
    word: Completeness
    if search.continuum:
        notes.append("ties: where several choices are as good, so is every mixture of them")
    if search.rounded:
        notes.append("some ties were judged in floats, within 1e-9 of the range of payoffs")
    excluded = search.stages.silent and any(own_choice_excludes(search.parts, p) for p in profiles)
    if excluded:
        notes.append(
            "where own choices never lead, what is best against the others is given; whatever else is done "
            "there makes an equivalent equilibrium"
        )
    if more:
        notes.append(f"there are more; the first {len(profiles):,} were kept")
    if "candidate" in words:
        word = "candidate"
    elif more or "one of possibly many" in words:
        word = "one of possibly many"
    elif "all pure" in words:
        word = "all pure"
    elif search.continuum and not search.mixing_is_harmless():
        word = "all pure" if perfect else "one of possibly many"
        notes.append("mixtures at ties may make other choices before them best: not looked for")
    elif search.continuum:
        word = "all extreme points"
    else:
        word = "all" if search.at_first else "unique"
    if excluded and word in ("unique", "all", "all extreme points"):
        word = "one of possibly many"
        notes.append("all others are equivalent to those listed, or mixtures of them: they are reduced plans")
    return word, tuple(notes)
