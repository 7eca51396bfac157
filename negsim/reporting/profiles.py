"""Equilibria of games that users bring, as tables and in sentences."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from negsim.games.extensive_form import CHANCE
from negsim.reporting.wording import count, listed, number, oneline, percent, sentence
from negsim.solution.profiles import NOTHING

if TYPE_CHECKING:
    import pandas as pd

    from negsim.solution import (
        BehaviorEquilibrium,
        CorrelatedEquilibrium,
        MixedEquilibrium,
        Solution,
    )

__all__ = [
    "behavior_table",
    "behavior_text",
    "correlated_table",
    "listed_text",
    "mixed_table",
    "mixed_text",
    "mixture",
    "probability",
    "solution_text",
]

MOST_NAMED = 6  # actions of a mixture that a sentence names
MOST_LISTED = 20  # equilibria
LONGEST_FRACTION = 12  # characters


def probability(p: float, exact: Fraction | None = None) -> str:
    """Write a probability: the fraction where it is known and short, otherwise four digits.

    >>> probability(1 / 3, Fraction(1, 3)), probability(0.123456), probability(1.0)
    ('1/3', '0.1235', '1')
    """
    if exact is not None and len(str(exact)) <= LONGEST_FRACTION:
        return str(exact)
    if p <= NOTHING:
        return "0"
    text = f"{p:.4f}" if p >= 0.001 else f"{p:.2g}"
    return text.rstrip("0").rstrip(".") if "e" not in text else text


def mixture(
    names: Sequence[str],
    vector: Sequence[float] | NDArray[np.float64],
    exact: Sequence[Fraction] | None = None,
) -> str:
    """Say what is chosen: one action, or several with their probabilities.

    >>> mixture(["freeze", "test"], [0.25, 0.75])
    'freeze 0.25, test 0.75'
    >>> mixture(["1", "2"], [0.25, 0.75])
    '1: 0.25, 2: 0.75'
    """
    chosen = [a for a, p in enumerate(vector) if p > NOTHING]
    if len(chosen) == 1:
        return oneline(names[chosen[0]])
    named = sorted(chosen, key=lambda a: (-vector[a], a))[:MOST_NAMED]
    sign = ":" if any(n[-1:].isdigit() for n in names) else ""  # "1 1/2" would read as one number
    parts = [
        f"{oneline(names[a])}{sign} {probability(vector[a], exact[a] if exact is not None else None)}"
        for a in sorted(named)
    ]
    left = len(chosen) - len(named)
    return ", ".join(parts) + (f" and {left} more" if left else "")


def mixed_table(equilibrium: MixedEquilibrium) -> pd.DataFrame:
    """Probability of each action, and what it is worth against what the others do."""
    import pandas as pd

    game = equilibrium.game
    rows = []
    for k, player in enumerate(game.players):
        worth = game.action_values(equilibrium.strategy, k)
        for a, action in enumerate(game.actions[k]):
            p = float(equilibrium.strategy[k][a])
            rows.append((oneline(player), oneline(action), p, float(worth[a])))
    frame = pd.DataFrame(rows, columns=["player", "action", "probability", "worth"])
    return frame.set_index(["player", "action"])


def behavior_table(equilibrium: BehaviorEquilibrium) -> pd.DataFrame:
    """Probability of each action at each information set, and how often play comes there."""
    import pandas as pd

    game = equilibrium.game
    reach = game.reach(equilibrium.strategy)
    rows = []
    for h, s in enumerate(game.infosets):
        if s.player == CHANCE:
            continue
        reached = float(reach[game.members[h]].sum())
        for a, action in enumerate(s.actions):
            p = float(equilibrium.strategy[h][a])
            rows.append(
                (oneline(game.players[s.player]), oneline(game.infoset_names[h]), oneline(action), p, reached)
            )
    frame = pd.DataFrame(rows, columns=["player", "information set", "action", "probability", "reached"])
    return frame.set_index(["player", "information set", "action"])


def correlated_table(equilibrium: CorrelatedEquilibrium) -> pd.DataFrame:
    """Cells that the mediator ever draws, how likely, and what they pay."""
    import pandas as pd

    game = equilibrium.game
    cells = np.argwhere(equilibrium.distribution > NOTHING)
    rows = [
        (
            *(oneline(game.actions[k][a]) for k, a in enumerate(cell)),
            float(equilibrium.distribution[tuple(cell)]),
            *(float(game.payoffs[(k, *cell)]) for k in range(len(game.players))),
        )
        for cell in cells
    ]
    heads = [oneline(p) for p in game.players]
    return pd.DataFrame(rows, columns=[*heads, "probability", *(f"payoff of {p}" for p in heads)])


def mixed_text(equilibrium: MixedEquilibrium) -> str:
    """Who does what, what it is worth, and by how much each other action would be worse."""
    game = equilibrium.game
    lines = []
    for k, player in enumerate(game.players):
        vector = equilibrium.strategy[k]
        exact = equilibrium.exact[k] if equilibrium.exact is not None else None
        worth = game.action_values(equilibrium.strategy, k)
        value = equilibrium.values[player]
        verb = "chooses" if np.count_nonzero(vector > NOTHING) == 1 else "mixes"
        text = f"{oneline(player)} {verb} {mixture(game.actions[k], vector, exact)}, worth {number(value)}"
        others = [a for a in range(len(vector)) if vector[a] <= NOTHING]
        tied = [a for a in others if value - worth[a] <= 1e-9 * game.scale[k]]
        worse = [a for a in others if a not in tied]
        if worse:
            best = max(worse, key=lambda a: worth[a])
            text += f"; the best of what it leaves out, {oneline(game.actions[k][best])}, is worth "
            text += f"{number(float(worth[best]))}"
        if tied:
            names = listed([oneline(game.actions[k][a]) for a in tied[:MOST_NAMED]])
            text += f"; {names} would be worth as much"
        lines.append(sentence(text))
    return "\n".join([*lines, *_closing(equilibrium)])


def behavior_text(equilibrium: BehaviorEquilibrium) -> str:
    """What is done at each information set, those that play comes to first."""
    game = equilibrium.game
    reach = game.reach(equilibrium.strategy)
    reached, off = [], []
    for h, s in enumerate(game.infosets):
        if s.player == CHANCE:
            continue
        exact = equilibrium.exact[h] if equilibrium.exact is not None else None
        does = mixture(s.actions, equilibrium.strategy[h], exact)
        at = float(reach[game.members[h]].sum())
        where = f'At "{oneline(game.infoset_names[h])}" {oneline(game.players[s.player])} chooses {does}'
        if at > NOTHING:
            reached.append(sentence(f"{where} (reached with probability {percent(at)})"))
        else:
            off.append(sentence(where))
    lines = reached
    if off:
        lines = [*lines, "Never reached, but part of the reason:", *off]
    worth = listed(f"{oneline(p)} {number(v)}" for p, v in equilibrium.values.items())
    return "\n".join([*lines, sentence(f"It is worth {worth}"), *_closing(equilibrium)])


def _closing(equilibrium: MixedEquilibrium | BehaviorEquilibrium) -> list[str]:
    marks = [sentence(f"It is {listed(equilibrium.labels)}")] if equilibrium.labels else []
    return [*marks, sentence(str(equilibrium.certificate))]


def solution_text(solution: Solution) -> str:
    """Say what was found and what may be concluded.

    Parameters
    ----------
    solution : Solution
        Of a game in normal or extensive form.
    """
    found = count(len(solution), "equilibrium").replace("equilibriums", "equilibria")
    meaning = {
        "unique": "there is no other",
        "all": "there are no others",
        "all extreme points": "there are infinitely many, and all are mixtures of these",
        "all pure": "there are no other pure ones; mixed ones were not looked for",
        "one of possibly many": "there may be others",
        "candidate": "near an equilibrium, as near as the certificate says",
    }[solution.completeness]
    if not len(solution):
        found, meaning = "no equilibrium was found", meaning.replace("others", "any")
        if solution.completeness == "all pure":
            meaning = "there is no pure equilibrium; mixed ones were not looked for"
    lines = [sentence(f"{found} ({solution.method}): {meaning}"), *(sentence(n) for n in solution.notes)]
    if solution.searched:
        lines.append(sentence("Searched: " + ", ".join(f"{k} {n:,}" for k, n in solution.searched.items())))
    return "\n".join(lines)


def listed_text(solution: Solution) -> list[str]:
    """Say in a line for each equilibrium what is done and what it is worth."""
    lines = []
    for i, e in enumerate(solution.equilibria[:MOST_LISTED]):
        worth = listed(f"{oneline(p)} {number(v)}" for p, v in e.values.items())
        does = ""
        if hasattr(e, "support"):
            does = "; ".join(
                f"{oneline(p)}: {mixture(e.game.actions[k], e.strategy[k], e.exact[k] if e.exact else None)}"
                for k, p in enumerate(e.game.players)
            )
        marks = f" ({', '.join(e.labels)})" if e.labels else ""
        lines.append(f"  #{i} {does + ': ' if does else ''}worth {worth}{marks}")
    left = len(solution) - MOST_LISTED
    return [*lines, f"  and {left} more"] if left > 0 else lines
