"""Equilibria of games that users bring, drawn by a notebook."""

from __future__ import annotations

from typing import Any

from negsim.games.extensive_form import CHANCE
from negsim.reporting.markup import FAINT, block, bullets, cell, more, table, text
from negsim.reporting.profiles import mixture, probability, solution_text
from negsim.reporting.wording import number
from negsim.solution.profiles import (
    NOTHING,
    BehaviorEquilibrium,
    CorrelatedEquilibrium,
    MixedEquilibrium,
)
from negsim.solution.solution import Solution

__all__ = ["brought_solution", "profile"]

MOST_SHOWN = 30  # equilibria
MOST_CELLS = 30  # cells of a correlated equilibrium, information sets of a tree


def profile(equilibrium: MixedEquilibrium | BehaviorEquilibrium | CorrelatedEquilibrium) -> str:
    """One equilibrium: who does what, what it is worth, and its certificate."""
    worth = table(
        ["Player", "Value"], [[cell(text(p)), cell(text(number(v)))] for p, v in equilibrium.values.items()]
    )
    marks = ", ".join(equilibrium.labels)
    sentences = "" if isinstance(equilibrium, CorrelatedEquilibrium) else equilibrium.explain()
    return block(
        f"<b>{text(_title(equilibrium))}</b>",
        f"<div>{text(marks)}</div>" if marks else "",
        table(*_strategy(equilibrium)),
        worth,
        f"<div style='{FAINT}'>{text(equilibrium.certificate)}</div>",
        more("In sentences", sentences) if sentences else "",
    )


def _title(equilibrium: Any) -> str:
    kind = {
        MixedEquilibrium: "Equilibrium in mixed strategies",
        BehaviorEquilibrium: "Equilibrium in behaviour strategies",
        CorrelatedEquilibrium: "Correlated equilibrium",
    }[type(equilibrium)]
    if not isinstance(equilibrium, CorrelatedEquilibrium) and equilibrium.pure:
        kind = "Equilibrium in pure strategies"
    return f"{equilibrium.game.title}: {kind}" if equilibrium.game.title else kind


def _strategy(equilibrium: Any) -> tuple[list[str], list[list[str]]]:
    game = equilibrium.game
    if isinstance(equilibrium, CorrelatedEquilibrium):
        frame = equilibrium.to_frame().head(MOST_CELLS)
        rows = [
            [cell(text(v if isinstance(v, str) else number(float(v)))) for v in row]
            for row in frame.itertuples(index=False, name=None)
        ]
        return [str(c) for c in frame.columns], rows
    if isinstance(equilibrium, MixedEquilibrium):
        return ["Player", "Does"], [
            [cell(text(p)), cell(text(_does(equilibrium, k, game.actions[k])))]
            for k, p in enumerate(game.players)
        ]
    own = [h for h, s in enumerate(game.infosets) if s.player != CHANCE]
    reach = game.reach(equilibrium.strategy)
    rows = [
        [
            cell(text(game.infoset_names[h])),
            cell(text(game.players[game.infosets[h].player])),
            cell(text(_does(equilibrium, h, game.infosets[h].actions))),
            cell(text(probability(float(reach[game.members[h]].sum())))),
        ]
        for h in own[:MOST_CELLS]
    ]
    if len(own) > MOST_CELLS:
        rows.append([cell(text(f"and {len(own) - MOST_CELLS} more")), *[cell("")] * 3])
    return ["Information set", "Player", "Does", "Reached"], rows


def _does(equilibrium: Any, k: int, names: tuple[str, ...]) -> str:
    return mixture(names, equilibrium.strategy[k], equilibrium.exact[k] if equilibrium.exact else None)


def brought_solution(solution: Solution) -> str:
    """What was found, as a table with a row for each equilibrium; a single one in full."""
    first, *others = solution_text(solution).split("\n")
    head = f"<b>{text(solution.game.title)}</b>" if solution.game.title else ""
    said = f"<div>{text(first)}</div>" + (bullets(others) if others else "")
    if len(solution) == 1:
        return block(head, said, profile(solution.equilibria[0]))
    shown = solution.equilibria[:MOST_SHOWN]
    players = solution.game.players
    labelled = any(e.labels for e in shown)
    heads = ["", *(f"{p} does" for p in players), *(f"value of {p}" for p in players), *["Labels"] * labelled]
    rows = [
        [cell(text(i)), *_row(e), *[cell(text(", ".join(e.labels)))] * labelled] for i, e in enumerate(shown)
    ]
    left = len(solution) - len(shown)
    rest = f"<div style='{FAINT}'>and {left} more</div>" if left > 0 else ""
    worst = max((max(e.certificate.relative.values()) for e in shown), default=0.0)
    valid = all(e.certificate.valid for e in shown)
    gained = "anything by deviating" if valid else f"more than {worst:.2g} of its range by deviating"
    certified = f"<div style='{FAINT}'>No player gains {gained}, as the certificates say.</div>"
    return block(head, said, table(heads, rows) if shown else "", rest, certified if shown else "")


def _row(equilibrium: Any) -> list[str]:
    game = equilibrium.game
    worth = [cell(text(number(v))) for v in equilibrium.values.values()]
    if isinstance(equilibrium, MixedEquilibrium):
        does = [_does(equilibrium, k, game.actions[k]) for k in range(len(game.players))]
    elif isinstance(equilibrium, BehaviorEquilibrium):
        reach = game.reach(equilibrium.strategy)
        does = []
        for k in range(len(game.players)):
            sets = [h for h in game.owned(k) if reach[game.members[h]].sum() > NOTHING]
            does.append(
                "; ".join(_does(equilibrium, h, game.infosets[h].actions) for h in sets) or "never moves"
            )
    else:
        does = ["follows the mediator"] * len(game.players)
    return [*(cell(text(d)) for d in does), *worth]
