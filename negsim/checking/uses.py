"""What the expressions of a scenario read."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from negsim.checking.wording import issues_of
from negsim.scenario.expressions import Expression
from negsim.scenario.ranges.situations import Situations
from negsim.scenario.scenario import Scenario
from negsim.scenario.schema import Effect

__all__ = ["asked_about", "for_moves_only", "gates", "numbers", "parties_paid", "payoff_issues", "wanted"]


def _effects(s: Scenario) -> Iterator[Effect]:
    for move in s.moves.values():
        if move.declined is not None:
            yield move.declined
    for event in s.events.values():
        yield from event.draws
    for order in s.orders.values():
        if order.opens is not None:
            yield order.opens


def numbers(s: Scenario) -> Iterator[Expression]:
    """All that is a number: payoffs, payments, probabilities, discounts."""
    texts = [party.discount for party in s.parties.values()]
    texts += [term.value for terms in s.payoffs.values() for term in terms.values()]
    texts += [text for move in s.moves.values() for text in move.pays.values()]
    texts += [text for effect in _effects(s) for text in effect.pays.values()]
    texts += [draw.probability for event in s.events.values() for draw in event.draws]
    texts += list(s.play.final.values()) if isinstance(s.play.final, dict) else []
    return (s.expression(text, "number") for text in texts)


def _payoff_conditions(s: Scenario) -> Iterator[Expression]:
    texts = (term.when for terms in s.payoffs.values() for term in terms.values())
    return (s.expression(text, "guard") for text in texts if text is not None)


def gates(s: Scenario) -> Iterator[Expression]:
    """All conditions on what can happen: on moves and events, and on the end of play."""
    texts = [move.when for move in s.moves.values()] + [event.when for event in s.events.values()]
    texts += [text for order in s.orders.values() for text in order.require.values()]
    texts += [s.play.until]
    return (s.expression(text, "guard") for text in texts if text is not None)


def payoff_issues(s: Scenario) -> set[str]:
    """Issues that it makes a difference to somebody's payoff where they stand."""
    return {issue for e in (*numbers(s), *_payoff_conditions(s)) for issue in issues_of(s, e)}


def asked_about(s: Scenario) -> set[str]:
    """Moves that some expression or sequence asks about."""
    outcomes = [s.expression(text, "guard") for text in s.outcomes.values() if text != "otherwise"]
    found = {m for order in s.orders.values() for m in order.sequence}
    for e in (*numbers(s), *_payoff_conditions(s), *gates(s), *outcomes):
        found |= e.done | e.in_force
    return found


def parties_paid(s: Scenario) -> set[str]:
    """Parties that something, at some time, is paid to."""
    found = {party for party, terms in s.payoffs.items() if terms}
    found |= {party for move in s.moves.values() for party in move.pays}
    found |= {party for effect in _effects(s) for party in effect.pays}
    return found | (set(s.play.final) if isinstance(s.play.final, dict) else set())


def for_moves_only(s: Scenario, party: str) -> list[str]:
    """List the moves that a party is paid for, if it is paid for nothing else."""
    moves = [name for name, move in s.moves.items() if party in move.pays]
    elsewhere = party in s.payoffs or any(party in effect.pays for effect in _effects(s))
    final = isinstance(s.play.final, dict) and party in s.play.final
    return [] if elsewhere or final else moves


def wanted(s: Scenario) -> bool:
    """Whether anybody may gain anything: without payoffs, moves that only cost something will not do."""
    if any(s.payoffs.values()) or isinstance(s.play.final, dict):
        return True
    texts = [text for move in s.moves.values() for text in move.pays.values()]
    texts += [text for effect in _effects(s) for text in effect.pays.values()]
    return any(_may_be_positive(s, s.expression(text, "number")) for text in texts)


def _may_be_positive(s: Scenario, e: Expression) -> bool:
    if e.issues or e.done or e.in_force:
        return True
    return bool(np.any(e(Situations(s, 1, True, {}).at(s.values)) > 0))
