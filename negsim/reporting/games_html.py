"""Games that users bring, drawn by a notebook: tables of payoffs, and what a tree is made of."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from negsim.reporting.markup import FAINT, block, cell, table, text
from negsim.reporting.wording import count

if TYPE_CHECKING:
    from negsim.games.extensive_form import ExtensiveGame
    from negsim.games.normal_form import NormalFormGame

__all__ = ["extensive_form", "normal_form"]

MOST_ROWS, MOST_COLUMNS = 30, 12
MOST_SETS = 30


def normal_form(game: NormalFormGame) -> str:
    """Payoffs in order of players: a table of pairs for two, otherwise a row for each cell."""
    head = f"<b>{text(game.title)}</b>" if game.title else ""
    if len(game.players) == 2:
        return block(head, _pairs(game))
    heads = [*game.players, *(f"payoff of {p}" for p in game.players)]
    rows: list[list[str]] = []
    for at in product(*map(range, game.shape)):
        if len(rows) == MOST_ROWS:
            break
        names = [game.actions[k][a] for k, a in enumerate(at)]
        worth = [_short(float(game.payoffs[(k, *at)])) for k in range(len(game.players))]
        rows.append([cell(text(t)) for t in (*names, *worth)])
    cells = game.payoffs[0].size
    return block(head, table(heads, rows), _left(cells - len(rows), "cell"))


def _pairs(game: NormalFormGame) -> str:
    rows, columns = game.shape
    heads = [f"{game.players[0]} \\ {game.players[1]}", *game.actions[1][:MOST_COLUMNS]]
    lines = [
        [
            cell(f"<b>{text(game.actions[0][i])}</b>"),
            *(
                cell(text(", ".join(_short(float(v)) for v in game.payoffs[:, i, j])))
                for j in range(min(columns, MOST_COLUMNS))
            ),
        ]
        for i in range(min(rows, MOST_ROWS))
    ]
    left = _left(rows - MOST_ROWS, "row"), _left(columns - MOST_COLUMNS, "column")
    return table(heads, lines) + "".join(left)


def extensive_form(game: ExtensiveGame) -> str:
    """Who knows what: the information sets, their actions, and how many nodes each has."""
    rows = [
        [
            cell(text(game.infoset_names[h])),
            cell(text(game.players[s.player] if s.probabilities is None else "chance")),
            cell(text(", ".join(s.actions))),
            cell(text(len(game.members[h]))),
        ]
        for h, s in enumerate(game.infosets[:MOST_SETS])
    ]
    said = f"A game tree of {text(', '.join(game.players))}: {count(len(game.parent), 'node')}"
    return block(
        f"<b>{text(game.title)}</b>" if game.title else "",
        f"<div>{said}</div>",
        table(["Information set", "Player", "Actions", "Nodes"], rows) if rows else "",
        _left(len(game.infosets) - MOST_SETS, "information set"),
    )


def _left(n: int, thing: str) -> str:
    return f"<div style='{FAINT}'>and {count(n, thing)} more</div>" if n > 0 else ""


def _short(value: float) -> str:
    return f"{value:.6g}"
