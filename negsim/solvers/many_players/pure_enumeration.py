"""All pure equilibria of a game in normal form, of any number of players."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from negsim.errors import GameError, NotSupportedError
from negsim.games.normal_form import NormalFormGame
from negsim.solvers.method import Found

__all__ = ["PureEnumeration", "pure_cells"]

MOST_WORK = 100_000_000  # equilibria × cells, each of which is read for each certificate
NEAR = 1e-12  # of the size of a player's payoffs: differences up to it are looked at in fractions


@dataclass(frozen=True)
class PureEnumeration:
    """Every cell of the game in which each player's action is a best reply to the others'.

    Ties are decided in fractions. Mixed equilibria are not looked for, and a game need not have pure ones.

    Examples
    --------
    >>> import negsim as ns
    >>> stag_hunt = ns.NormalFormGame.from_bimatrix([[4, 0], [3, 3]], [[4, 3], [0, 3]])
    >>> found = ns.solve(stag_hunt, method=ns.PureEnumeration())
    >>> found.completeness, [e.support for e in found]
    ('all pure', [((0,), (0,)), ((1,), (1,))])
    """

    name: ClassVar[str] = "pure enumeration"

    def find(self, game: Any) -> Found:
        """List all pure equilibria.

        Raises
        ------
        NotSupportedError
            If the game is no normal form.
        """
        if not isinstance(game, NormalFormGame):
            raise NotSupportedError(
                "pure enumeration is for games in normal form; take game.normal_form(), or SubgamePerfect"
            )
        found = pure_cells(game)
        profiles = [tuple(np.eye(m)[a] for m, a in zip(game.shape, cell, strict=True)) for cell, _ in found]
        notes = ["mixed equilibria were not looked for"]
        if not found:
            notes.insert(0, "there is no pure equilibrium")
        if tied := sum(tie for _, tie in found):
            notes.append(f"in {tied} of them somebody has another action that is just as good")
        searched = {"cells": int(np.prod(game.shape)), "found": len(found)}
        return Found(profiles, "all pure", tuple(notes), searched=searched)


def pure_cells(game: NormalFormGame) -> list[tuple[tuple[int, ...], bool]]:
    """All cells that are equilibria, in order, and whether somebody is tied with another action there."""
    best = np.ones(game.shape, dtype=bool)
    for i, table in enumerate(game.payoffs):
        best &= table >= table.max(axis=i, keepdims=True) - NEAR * game.scale[i]
    if (count := int(best.sum())) * best.size > MOST_WORK:
        raise GameError(
            f"up to {count:,} of {best.size:,} cells are equilibria, too many to certify one by one; "
            "remove actions that are the same (eliminate_dominated), or take LogitPath, which finds one"
        )
    found = []
    for cell in map(tuple, np.argwhere(best).tolist()):
        tied = False
        for i in range(len(game.players)):
            line: tuple[Any, ...] = (i, *cell[:i], slice(None), *cell[i + 1 :])
            mine = game.payoffs[i][cell]
            near = np.abs(game.payoffs[line] - mine) <= NEAR * game.scale[i]
            if near.sum() > 1:
                rivals = game.exact[line][near]
                if max(rivals) > game.exact[(i, *cell)]:
                    break
                tied |= int((rivals == game.exact[(i, *cell)]).sum()) > 1
        else:
            found.append((cell, tied))
    return found
