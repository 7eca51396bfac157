"""A scenario under an order, as what each party may do: the overlay resolved, nothing about states yet."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from math import prod

from negsim.errors import GameError, NotSupportedError, nearest
from negsim.scenario.expressions import Expression
from negsim.scenario.scenario import Scenario
from negsim.scenario.schema import Effect, Move, Order

__all__ = ["Action", "Component", "Rules", "resolve"]

MAX_ACTIONS = 100_000  # of all movers together


@dataclass(frozen=True)
class Component:
    """One move as part of an action: its targets with every `any` resolved, and all that guards it."""

    move: str
    targets: tuple[tuple[str, str], ...]  # issue, and: a level, `up` or `down`
    guards: tuple[Expression, ...]
    joint: bool  # guards of joint moves read agreed levels


@dataclass(frozen=True)
class Action:
    """What a mover may choose in its turn: a move, one level of an `any` move, or a package."""

    label: str
    components: tuple[Component, ...]
    signatories: tuple[str, ...]  # one: unilateral; more: the proposer and those who must consent, in order
    declined: Effect | None = None
    forbidden: str = ""  # why the order rules it out; such an action is never taken, only looked at

    @property
    def joint(self) -> bool:
        """Whether it needs anybody's consent."""
        return len(self.signatories) > 1

    @property
    def moves(self) -> tuple[str, ...]:
        """Names of the moves that it makes."""
        return tuple(c.move for c in self.components)


@dataclass(frozen=True)
class Rules:
    """All that a scenario and an order say about moves."""

    scenario: Scenario
    name: str | None
    order: Order
    actions: tuple[Action, ...]  # in file order, packages last
    complete: tuple[str, ...]  # moves that take effect together (when_complete)
    sequence: tuple[
        str, ...
    ]  # the order's sequence where it binds something; its moves are watched by guards


def resolve(scenario: Scenario, order: str | None = None, *, forbidden: bool = False) -> Rules:
    """Lay an order over the moves of a scenario (docs/design.md).

    Parameters
    ----------
    scenario : Scenario
    order : str, optional
        Name of an order; without it the file is taken as it stands.
    forbidden : bool
        Also list the actions that the order rules out, marked as such.
    """
    if order is not None and order not in scenario.orders:
        raise GameError(f'"{order}" is not an order of this scenario; {nearest(order, scenario.orders)}')
    overlay = scenario.orders[order] if order is not None else Order()
    if scenario.play.turns in ("random", "simultaneous"):
        message = (
            f'"{scenario.play.turns}" turns are reserved for a later version; use sequential or rotating'
        )
        raise NotSupportedError([scenario.problem("NS203", ("play", "turns"), message)])
    _limit(scenario, overlay)
    actions = [a for name in scenario.moves for a in _alone(scenario, overlay, name, forbidden)]
    for k, package in enumerate(overlay.together):
        actions += _package(scenario, overlay, package, k, forbidden)
    complete = overlay.complete if overlay.implementation == "when_complete" else ()
    return Rules(scenario, order, overlay, tuple(actions), complete, overlay.sequence)


def _limit(scenario: Scenario, order: Order) -> None:
    """Refuse more actions than can be built: `any` makes one of each level, a package of each combination."""

    def choices(name: str) -> int:
        move = scenario.moves[name]
        return prod(len(scenario.issues[i].levels) for i, target in move.sets.items() if target == "any")

    counts = {f'the move "{name}"': choices(name) for name in scenario.moves}
    for k, package in enumerate(order.together):
        counts[f"package {k + 1} ({' + '.join(package)})"] = prod(map(choices, package))
    if sum(counts.values()) > MAX_ACTIONS:
        worst = max(counts, key=counts.__getitem__)
        many = f"{counts[worst]:,}" if counts[worst] < 10**15 else "astronomically many"
        raise GameError(
            f"more than {MAX_ACTIONS:,} actions to choose from; {worst[:200]} alone leaves {many}. "
            "Name the level that a move sets where it says `any`, or give the issue fewer levels"
        )


def _signatories(scenario: Scenario, order: Order, move: Move) -> tuple[str, ...]:
    if move.by == "table":
        return scenario.tables[order.table] if order.table is not None else ()
    return (move.by,) if isinstance(move.by, str) else move.by


def _forbids(order: Order, name: str, joint: bool) -> str:
    if order.forbid == "joint":
        return "the order forbids joint moves" if joint else ""
    names = (order.forbid,) if isinstance(order.forbid, str) else order.forbid
    return f"the order forbids {name}" if name in names else ""


def _alone(scenario: Scenario, order: Order, name: str, forbidden: bool) -> list[Action]:
    """List the actions of one move by itself: none where the order rules it out."""
    move = scenario.moves[name]
    signatories = _signatories(scenario, order, move)
    if not signatories:
        return []  # `by: table`, and nobody sits at one
    joint = len(signatories) > 1
    packaged = any(name in package for package in order.together)
    reason = _forbids(order, name, joint)
    if not reason and packaged and (joint or order.binds == "all"):
        reason = f"the order makes {name} only in a package"
    own = [move.when] if move.when is not None else []
    extra = _overlay_guards(order, name) if joint or order.binds == "all" else []
    choices = _components(scenario, name, own + extra if not reason else own, joint)
    actions = [Action(_label(name, c, move), (c,), signatories, move.declined, reason) for c in choices]
    if not forbidden:
        return [] if reason else actions
    if not reason and extra:  # where only the order's conditions fail, the move is there to be looked at
        why = f"the order lets {name} wait for: {' and '.join(extra)}"
        bare = _components(scenario, name, own, joint)
        actions += [Action(_label(name, c, move), (c,), signatories, move.declined, why) for c in bare]
    return actions


def _overlay_guards(order: Order, name: str) -> list[str]:
    guards = [order.require[name]] if name in order.require else []
    place = order.sequence.index(name) if name in order.sequence else 0
    if place > 0:
        guards.append(f"in_force({order.sequence[place - 1]})")
    return guards


def _package(
    scenario: Scenario, order: Order, package: tuple[str, ...], k: int, forbidden: bool
) -> list[Action]:
    each = [_signatories(scenario, order, scenario.moves[name]) for name in package]
    if not all(each):
        return []
    signatories = tuple(dict.fromkeys(p for members in each for p in members))
    reasons = [_forbids(order, name, joint=True) for name in package]
    reason = next(filter(None, reasons), "")
    if reason and not forbidden:
        return []
    parts = []
    for name, members in zip(package, each, strict=True):
        when = scenario.moves[name].when
        parts.append(_components(scenario, name, [when] if when is not None else [], len(members) > 1))
    actions = []
    for components in product(*parts):
        label = " + ".join(_label(c.move, c, scenario.moves[c.move]) for c in components)
        actions.append(Action(label, components, signatories, None, reason))
    return actions


def _components(scenario: Scenario, name: str, guards: list[str], joint: bool) -> list[Component]:
    """Make one component a choice of levels: `any` is one action a level, lowest first."""
    move = scenario.moves[name]
    parsed = tuple(scenario.expression(text, "guard") for text in guards)
    options = [
        [(issue, level) for level in scenario.issues[issue].levels] if target == "any" else [(issue, target)]
        for issue, target in move.sets.items()
    ]
    return [Component(name, targets, parsed, joint) for targets in product(*options)]


def _label(name: str, component: Component, move: Move) -> str:
    chosen = [level for (issue, level) in component.targets if move.sets[issue] == "any"]
    return f"{name}({', '.join(chosen)})" if chosen else name
