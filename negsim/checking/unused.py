"""What is declared and never used: parameters, tables, issues and parties without consequences."""

from __future__ import annotations

from negsim.checking.uses import for_moves_only, gates, numbers, parties_paid, payoff_issues, wanted
from negsim.checking.wording import issues_of, listed
from negsim.scenario.names.finder import Finder
from negsim.scenario.scenario import Scenario

__all__ = ["check_unused"]


def check_unused(finder: Finder) -> None:
    """Report what could be left out, or was forgotten."""
    s = finder.scenario
    paying = wanted(s)
    used = {name for e in numbers(s) for name in e.parameters}
    for name in s.parameters:
        if name not in used and paying:
            message = f'nothing uses the parameter "{name}"'
            hint = "use it in a payoff, a payment, a probability or a discount, or leave it out"
            finder.say("NS611", ("parameters", name), message, at_key=True, hint=hint)
    tables = {order.table for order in s.orders.values()}
    for name in s.tables:
        if name not in tables:
            message = f'no order uses the table "{name}"'
            hint = f"write table: {name} in an order, or leave it out"
            finder.say("NS616", ("tables", name), message, at_key=True, hint=hint)
    if not paying:
        message = "there are no payoffs: nobody has a reason to do anything"
        hint = "say under `payoffs` what each party wants: payoffs: {PARTY: {NAME: {when: …, value: …}}}"
        finder.say("NS617", (), message, hint=hint)
        return
    paid = parties_paid(s)
    for name in s.parties:
        moves = for_moves_only(s, name) if s.payoffs else []
        if moves:
            message = f'"{name}" has no payoffs: it is only paid for moves ({listed(moves)})'
            hint = f"say under `payoffs` what {name} wants"
            finder.say("NS617", ("parties", name), message, at_key=True, hint=hint)
        elif name not in paid:
            message = f'"{name}" has no payoffs: to this party all that can happen is the same'
            hint = f"say under `payoffs` what {name} wants, or leave the party out"
            finder.say("NS617", ("parties", name), message, at_key=True, hint=hint)
    _issues(finder)


def _issues(finder: Finder) -> None:
    """Report issues that have no consequences.

    That an issue only opens or closes moves is a common device, and no payoff need read it; that it only
    names outcomes is not.
    """
    s = finder.scenario
    read = payoff_issues(s) | {issue for e in gates(s) for issue in issues_of(s, e)} | _opened(s)
    naming = [s.expression(text, "guard") for text in s.outcomes.values() if text != "otherwise"]
    named = {issue for e in naming for issue in issues_of(s, e)}
    for name in s.issues:
        if name in read:
            continue
        if name in named:
            message = f'the issue "{name}" names outcomes, but no payoff and no condition reads it'
            hint = "say under `payoffs` to whom it matters; as it is, no party has a reason to change it"
        else:
            message = f'nothing reads the issue "{name}": no payoff, no condition, no outcome'
            hint = "say under `payoffs` to whom it matters, or leave it out"
        finder.say("NS610", ("issues", name), message, at_key=True, hint=hint)


def _opened(s: Scenario) -> set[str]:
    """Issues that open or close moves without a condition: by a sequence, or by `up` at the top."""
    found = {
        issue for order in s.orders.values() for move in order.sequence[:-1] for issue in s.moves[move].sets
    }
    for move in s.moves.values():
        if move.pays or len(move.sets) > 1:
            found |= {issue for issue, target in move.sets.items() if target in ("up", "down")}
    return found
