"""Results as pandas tables, and the comparison as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from negsim.reporting.verdict import flags
from negsim.reporting.wording import Words
from negsim.text import oneline

if TYPE_CHECKING:
    import pandas as pd

    from negsim.sequencing.compare import Comparison
    from negsim.sequencing.ledger import Ledger
    from negsim.solution import Equilibrium, Solution

__all__ = ["comparison", "comparison_text", "ledger", "outcomes", "solution", "timeline", "values"]


def timeline(equilibrium: Equilibrium) -> pd.DataFrame:
    """Period by period, the most likely play: what is done, the levels at the end, and the outcome.

    Returns
    -------
    DataFrame
        Indexed by period, counted from 1. Columns: `moves` (who does what; declined proposals say who
        declines), one an issue, and `outcome`. The probability that chance takes play this way is in
        ``attrs["probability"]``.
    """
    import pandas as pd

    play = equilibrium.play
    game = play.game
    words = Words(game.scenario, game.rules.name)
    rows = []
    for period, state in enumerate(play.closes):
        done = []
        for step in play.steps:
            if step.period != period or step.action is None:
                continue
            text = f"{words.name(step.party)}: {words.step(step.action.label)}"
            if step.declined_by is not None:
                text += f" (declined by {words.name(step.declined_by)})"
            done.append(text)
        outcome = oneline(game.outcomes[int(game.outcome[state])])
        rows.append({"moves": "; ".join(done), **game.levels(state), "outcome": outcome})
    frame = pd.DataFrame(rows, index=pd.RangeIndex(1, len(rows) + 1, name="period"))
    frame.attrs["probability"] = play.path_probability
    return frame


def outcomes(equilibrium: Equilibrium) -> pd.DataFrame:
    """Share of discounted time in each outcome, and the probability that play ends there.

    Returns
    -------
    DataFrame
        Indexed by outcome; columns `share`, `ends` and `goal`. The mean number of periods before play
        enters the outcome that it ends in is in ``attrs["duration"]``.
    """
    import pandas as pd

    play = equilibrium.play
    names = list(play.shares)
    frame = pd.DataFrame(
        {
            "share": [play.shares[n] for n in names],
            "ends": [play.ends[n] for n in names],
            "goal": [n == play.game.scenario.goal for n in names],
        },
        index=pd.Index([oneline(n) for n in names], name="outcome"),
    )
    frame.attrs["duration"] = play.duration
    return frame


def values(equilibrium: Equilibrium) -> pd.DataFrame:
    """Values by party.

    Returns
    -------
    DataFrame
        Indexed by party; columns `name`, `value`, `normalised` (the value as a payoff a period) and `gain`
        (the certificate: the most that the party could gain by any deviation).
    """
    import pandas as pd

    words = Words(equilibrium.game.scenario)
    parties = list(equilibrium.values)
    return pd.DataFrame(
        {
            "name": [words.name(p) for p in parties],
            "value": [equilibrium.values[p] for p in parties],
            "normalised": [equilibrium.normalised[p] for p in parties],
            "gain": [equilibrium.certificate.gains[p] for p in parties],
        },
        index=pd.Index(parties, name="party"),
    )


def ledger(ledger: Ledger, plan: int = 0) -> pd.DataFrame:
    """Rows of one plan of a ledger.

    Parameters
    ----------
    ledger : Ledger
    plan : int
        Counted from 0; the one that play follows farthest comes first.

    Returns
    -------
    DataFrame
        Columns `step`, `period` (both counted from 1; step 0: before the first), `move`, `party`, `role`,
        `follow`, `deviate`, `slack`, `instead`, `exposure`, `breaks`. No rows where there is no plan.

    Raises
    ------
    IndexError
        If there are plans, but not this one.
    """
    import pandas as pd

    columns = [
        "step",
        "period",
        "move",
        "party",
        "role",
        "follow",
        "deviate",
        "slack",
        "instead",
        "exposure",
        "breaks",
    ]
    if ledger.plans and not 0 <= plan < len(ledger.plans):
        raise IndexError(f"there are {len(ledger.plans)} plans, counted from 0")
    rows = ledger.plans[plan].rows if ledger.plans else ()
    data = [
        [
            r.step,
            r.period + 1,
            r.move,
            r.party,
            r.role,
            r.follow,
            r.deviate,
            r.slack,
            r.instead,
            r.exposure,
            r.breaks,
        ]
        for r in rows
    ]
    return pd.DataFrame(data, columns=pd.Index(columns))


def comparison(comparison: Comparison) -> pd.DataFrame:
    """One row an order.

    Returns
    -------
    DataFrame
        Indexed by order. Columns: `name`, `outcome`, for each party `value_P`, `difference_P` (from
        disagreement) and `attitude_P`; `duration` (periods that pass before play enters the outcome that it
        ends in); `stops_period` (counted from 1), `stops_party`, `stops_move`, `because_party`,
        `because_move`, `because_period`, `because_slack`; `unique`, `renegotiation_proof`,
        `deadline_artefact`, and `flags`.
    """
    import pandas as pd

    rows = []
    for row in comparison:
        stop = row.stop
        because = stop.because if stop is not None else None
        record: dict[str, object] = {
            "order": row.order,
            "name": oneline(row.name),
            "outcome": oneline(row.outcome),
        }
        for p in comparison.scenario.parties:
            record[f"value_{p}"] = row.values[p]
            record[f"difference_{p}"] = row.values[p] - row.disagreement[p]
            record[f"attitude_{p}"] = row.attitudes.get(p, "")
        record |= {
            "duration": row.duration,
            "reaches_goal": row.ledger.reached,
            "stops_period": stop.period + 1 if stop else None,
            "stops_party": stop.party if stop else "",
            "stops_move": stop.move if stop else "",
            "because_party": because.party if because else "",
            "because_move": because.move if because else "",
            "because_period": because.period + 1 if because else None,
            "because_slack": because.slack if because else None,
            "unique": row.unique,
            "renegotiation_proof": row.renegotiation_proof,
            "deadline_artefact": bool(row.deadline),
            "flags": ", ".join(flags(row)),
        }
        rows.append(record)
    frame = pd.DataFrame(rows).set_index("order")
    return frame.astype({"stops_period": "Int64", "because_period": "Int64", "unique": "boolean"})


def comparison_text(comparison: Comparison, width: int | None = None) -> str:
    """Write the comparison as tables for a terminal, without colour."""
    from negsim.reporting.terminal import comparison_tables, plain, text_width

    columns = width or text_width()
    return plain(comparison_tables(comparison, columns), columns)


def solution(solution: Solution) -> pd.DataFrame:
    """Equilibria, a row each: what everybody does, what it is worth, and labels.

    Returns
    -------
    DataFrame
        Columns of pairs: ``("does", player)`` for games in normal form, ``("value", party)``, and
        ``("labels", "")``, where there are any.
    """
    import pandas as pd

    from negsim.reporting.profiles import mixture
    from negsim.solution import MixedEquilibrium

    rows = []
    for e in solution.equilibria:
        row: dict[tuple[str, str], object] = {}
        if isinstance(e, MixedEquilibrium):
            for k, player in enumerate(e.game.players):
                exact = e.exact[k] if e.exact is not None else None
                row["does", oneline(player)] = mixture(e.game.actions[k], e.strategy[k], exact)
        row |= {("value", oneline(party)): v for party, v in e.values.items()}
        if labels := getattr(e, "labels", ()):
            row["labels", ""] = ", ".join(labels)
        rows.append(row)
    columns = pd.MultiIndex.from_tuples(dict.fromkeys(key for row in rows for key in row))
    return pd.DataFrame([[row.get(c, "") for c in columns] for row in rows], columns=columns)
