"""`negsim show`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from negsim.checking.tables import without_table
from negsim.cli.common import File, Settings, order_key, read

if TYPE_CHECKING:
    from rich.console import RenderableType

    from negsim.games.rules import Action
    from negsim.scenario.scenario import Scenario
    from negsim.scenario.schema import Effect, Move, Order

__all__ = ["show"]


def show(
    file: File,
    order: Annotated[
        str | None,
        typer.Option("--order", "-o", metavar="ORDER", help="Show what this order leaves of the moves."),
    ] = None,
    settings: Settings = None,
) -> None:
    """Show what is in a scenario, or what an order leaves of its moves.

    [bold]Examples[/bold]

      negsim show korea_2016

      negsim show korea_2016 --order peace_first
    """
    from negsim.cli.output import emit
    from negsim.reporting.wording import Words, oneline

    scenario = read(file, settings)
    if order is not None:
        emit(*_order_in_full(scenario, order_key(scenario, order)))
        return
    words = Words(scenario)
    emit(_bold(oneline(scenario.title)))
    if scenario.about:
        from negsim.cli.output import paragraphs

        emit("", paragraphs(scenario.about.strip()))
    for title, heads, rows in _sections(scenario, words.name):
        cells = list(rows)
        if cells:
            emit("", _bold(title), _table(heads, cells))
    emit("", *_rules(scenario))


Section = tuple[str, Sequence[str], Iterable[Sequence[str]]]


def _sections(s: Scenario, name: object) -> Iterable[Section]:
    assert callable(name)
    yield (
        "Parties",
        ["Key", "Name", "Discount", "About"],
        ([k, p.name or "", _number(p.discount, s), p.about or ""] for k, p in s.parties.items()),
    )
    yield (
        "Parameters",
        ["Key", "Value", "Range", "About"],
        (
            [
                k,
                _value(p.value, p.unit),
                f"{p.range[0]:g} to {p.range[1]:g}" if p.range else "",
                p.about or "",
            ]
            for k, p in s.parameters.items()
        ),
    )
    yield (
        "Issues",
        ["Key", "Levels, lowest first (start in brackets)", "About"],
        (
            [k, ", ".join(f"[{v}]" if v == s.start_of(k) else v for v in _some(i.levels)), i.about or ""]
            for k, i in s.issues.items()
        ),
    )
    yield (
        "Moves",
        ["Key", "Name", "By", "When", "What it does"],
        (
            [k, m.name or "", m.by if isinstance(m.by, str) else ", ".join(m.by), m.when or "", _does(m)]
            for k, m in s.moves.items()
        ),
    )
    yield (
        "Events",
        ["Key", "When", "What chance does"],
        (
            [k, e.when or "", "; ".join(f"with probability {d.probability}: {_effect(d)}" for d in e.draws)]
            for k, e in s.events.items()
        ),
    )
    yield (
        "Payoffs a period",
        ["Party", "Term", "When", "Value"],
        ([p, k, t.when or "", t.value] for p, terms in s.payoffs.items() for k, t in terms.items()),
    )
    yield (
        "Outcomes",
        ["Outcome", "When"],
        ([f"{k} (the goal)" if k == s.goal else k, v] for k, v in s.outcomes.items()),
    )
    yield "Tables", ["Key", "Who sits there"], ([k, ", ".join(v)] for k, v in s.tables.items())
    yield (
        "Orders",
        ["Key", "Name", "Proposed by", "Table", "What it rules"],
        ([k, o.name or "", _joined(o.proposed_by), o.table or "", _rules_of(o)] for k, o in s.orders.items()),
    )


def _rules(s: Scenario) -> Iterable[RenderableType]:
    from rich.text import Text

    from negsim.reporting.wording import Words, count, oneline

    play = s.play
    words = Words(s)
    final = "then the payoffs that the file states follow"
    if play.final == "forever":
        final = "then for ever as things stand at their end"
    elif play.final == "stop":
        final = "nothing counts after them"
    periods = count(play.periods, "period") if isinstance(play.periods, int) else "periods for ever"
    told = f"Play: {periods}, {play.turns} turns of {words.parties(s.movers)}; {final}."
    if play.until:
        told += f" It ends when {play.until}."
    yield Text(oneline(told))
    if s.dispute is not None:
        who = words.parties(s.dispute.parties or s.movers)
        fallback = (
            f"{words.quoted(s.dispute.fallback)} is followed"
            if s.dispute.fallback
            else "no joint move is made"
        )
        yield Text(oneline(f"Unless {who} agree on an order, {fallback}."))


def _order_in_full(scenario: Scenario, order: str) -> Iterable[RenderableType]:
    from rich.text import Text

    from negsim.games.rules import resolve
    from negsim.reporting.equilibrium_text import heading
    from negsim.reporting.wording import Words, oneline, sentence

    found = resolve(scenario, order, forbidden=True).actions
    overlay, words = scenario.orders[order], Words(scenario, order)

    def row(action: Action) -> list[str]:
        name = words.step(action.label, full=True).removeprefix("the package ").strip('"')
        known = len(action.components) > 1 or name == action.label.replace(
            "_", " "
        )  # parts have rows of their own
        own = "" if known else name
        return [action.label, own, ", ".join(action.signatories)]

    head = heading(words)
    if overlay.table is not None:
        head += f", at the table {overlay.table} ({', '.join(scenario.tables[overlay.table])})"
    rules = oneline(_rules_of(overlay)) or "the moves are as in the file"
    yield _bold(oneline(scenario.title))
    yield Text(f"\n{sentence(f'{head}: {rules}')}")
    if overlay.about:
        yield Text(oneline(overlay.about))
    for note in _without_effect(scenario, overlay):
        yield Text(sentence(note), style="yellow")
    yield ""
    yield _bold("What can be done")
    possible = [a for a in found if not a.forbidden]
    heads = ["Step", "Name", "By (all must agree)", "When", "And by this order"]
    rows = [[*row(a), *_conditions(a, scenario)] for a in possible]
    yield _table(heads, rows) if rows else Text("nothing")
    # A step that only waits for a condition of the order stands above, with that condition.
    left = {a.label for a in possible}
    ruled_out = [[*row(a), words.reason(a.forbidden)] for a in found if a.forbidden and a.label not in left]
    tableless = without_table(scenario, order)
    acting = {move for action in found for move in action.moves}
    for key in scenario.moves:
        if key in acting:
            continue
        name = "" if words.name(key) == key.replace("_", " ") else words.name(key)
        forbids = "joint moves" if overlay.forbid == "joint" else key
        why = "needs a table; this order names none" if key in tableless else f"the order forbids {forbids}"
        ruled_out.append([key, name, "", why])
    if ruled_out:
        yield ""
        yield _bold("What the order rules out")
        yield _table(["Step", "Name", "By (all must agree)", "Why"], ruled_out)


def _conditions(action: Action, scenario: Scenario) -> tuple[str, str]:
    """When a step can be made: what the file says of its moves, and what the order adds."""
    own, added = [], []
    several = len(action.components) > 1
    for c in action.components:
        when = scenario.moves[c.move].when
        if when is not None:
            own.append(f"{c.move}: {when}" if several else when)
        added += [g.text for g in c.guards[0 if when is None else 1 :]]
    return "; ".join(own), "all or none, one after the other" if several else " and ".join(added)


def _without_effect(scenario: Scenario, order: Order) -> Iterable[str]:
    """Name what an order says and what binds nobody."""
    spoken = dict.fromkeys((*order.require, *order.sequence[1:]))
    packaged = {move for package in order.together for move in package}
    for move in spoken:
        alone = isinstance(scenario.moves[move].by, str) and scenario.moves[move].by != "table"
        if alone and order.binds == "joint":
            yield (
                f"its condition on {move} binds nothing: one party makes this move alone, "
                "and the order rules joint moves only (binds: all rules both)"
            )
        elif move in packaged:
            yield f"its condition on {move} binds nothing: conditions do not apply inside a package"


def _rules_of(order: Order) -> str:
    """What an order says, in words."""
    told = []
    if order.sequence:
        told.append("in sequence: " + ", ".join(order.sequence))
    told += [f"{move} only when {guard}" for move, guard in order.require.items()]
    told += ["only together: " + " + ".join(package) for package in order.together]
    if order.forbid:
        told.append(f"forbids {'joint moves' if order.forbid == 'joint' else _joined(order.forbid)}")
    if order.binds == "all" and told:
        told.append("this binds unilateral moves too")
    if order.implementation == "when_complete":
        told.append("takes effect when all of these are agreed: " + ", ".join(order.complete))
    if order.opens is not None:
        told.append("opening it: " + _effect(order.opens))
    return "; ".join(told)


def _does(move: Move) -> str:
    from negsim.reporting.wording import count

    parts = [_effect(move)] if move.sets or move.pays else ["nothing"]
    if move.lasts is not None:
        parts.append(f"lasts {count(move.lasts, 'period')}")
    if move.after is not None:
        parts.append(f"after {count(move.after, 'period')}")
    if move.declined is not None:
        parts.append(f"if declined: {_effect(move.declined)}")
    return "; ".join(parts)


def _effect(effect: Effect | Move) -> str:
    sets = [f"{issue}: {level}" for issue, level in effect.sets.items()]
    return ", ".join(sets + [f"{party} gets {amount}" for party, amount in effect.pays.items()]) or "nothing"


def _joined(names: str | Sequence[str] | None) -> str:
    return names if isinstance(names, str) else ", ".join(names or ())


def _some(levels: Sequence[str]) -> list[str]:
    return list(levels) if len(levels) <= 12 else [*levels[:5], "…", *levels[-2:]]


def _value(value: float, unit: str | None) -> str:
    return f"{value:g} {unit}" if unit else f"{value:g}"


def _number(text: str, s: Scenario) -> str:
    """Show a discount factor, and its value where it is a parameter."""
    return f"{text} = {s.values[text]:g}" if text in s.values else text


def _bold(text: str) -> RenderableType:
    from rich.text import Text

    return Text(text, style="bold")


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> RenderableType:
    from rich.text import Text

    from negsim.reporting.terminal import grid
    from negsim.reporting.wording import oneline

    rows = list(rows)
    used = [
        k for k in range(len(heads)) if any(row[k] for row in rows)
    ]  # columns without a word are left out
    table = grid([heads[k] for k in used])
    table.columns[0].no_wrap = max(len(row[0]) for row in rows) <= 32
    for row in rows:
        table.add_row(*(Text(oneline(row[k])) for k in used))
    return table
