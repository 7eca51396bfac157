"""Finite alternating offers (Ståhl 1972): the scenario on a grid of shares, and its closed form off it."""

from __future__ import annotations

import math

__all__ = ["alternating_offers_yaml", "stahl_grid_share", "stahl_share"]

TEXT = """\
# yaml-language-server: $schema=schema/scenario.schema.json
negsim: 1
title: "Alternating offers"
about: >-
  Stahl (1972): two parties divide 1 and propose in turn, for a fixed number of periods; what is agreed is
  paid at once, and without agreement both have nothing. Agreement is immediate. With T periods the first
  proposer keeps (1 - delta_2) (1 - q) / (1 - delta_1 delta_2) if T is even, and q more if it is odd, where
  q is (delta_1 delta_2) ** (T // 2); with T without end this is Rubinstein's (1982) division. On a grid of
  shares a proposer has to round in the responder's favour at every step: each keeps 1 minus what the other
  would keep next, discounted and rounded up to the grid. A responder who is indifferent accepts.
sources:
  stahl1972: "Stahl, I. (1972). Bargaining Theory. Stockholm School of Economics."
  rubinstein1982: "Rubinstein, A. (1982). Perfect Equilibrium in a Bargaining Model. Econometrica 50, 97-109."
parties:
  First:
    name: "First proposer"
    discount: delta_1
  Second:
    name: "Second proposer"
    discount: delta_2
parameters:
  delta_1:
    value: {delta_1!r}
    range: [0, 1]
    about: "Discount factor of the first proposer: its patience"
    source: stahl1972
  delta_2:
    value: {delta_2!r}
    range: [0, 1]
    about: "Discount factor of the second proposer: the lower, the more the first keeps"
    source: stahl1972
issues:
  share:                           # of the first proposer
    levels: [{levels}]
    values: [{values}]
  deal:
    levels: [open, agreed]
moves:
  offer:
    name: "Agree on a division"
    by: [First, Second]            # whose turn it is proposes, the other answers
    when: deal == open
    sets: {{share: any, deal: agreed}}
    pays: {{First: value(share), Second: 1 - value(share)}}
    source: stahl1972
outcomes:
  agreement: deal == agreed
  no agreement: otherwise
goal: agreement
orders:
  alternating_offers:
    name: "Offers in turn"
    source: stahl1972
  no_talks:
    forbid: joint
play:
  turns: rotating
  movers: [First, Second]
  periods: {periods}
  final: stop
  until: deal == agreed
dispute:
  parties: [First, Second]
  fallback: no_talks
"""


def alternating_offers_yaml(n_shares: int, periods: int, delta_1: float, delta_2: float) -> str:
    """The text of the scenario with `n_shares` divisions, from nothing to all for the first proposer."""
    shares = range(n_shares)
    return TEXT.format(
        delta_1=delta_1,
        delta_2=delta_2,
        periods=periods,
        levels=", ".join(f"s{k}" for k in shares),
        values=", ".join(repr(k / (n_shares - 1)) for k in shares),
    )


def stahl_share(periods: int, delta_1: float, delta_2: float) -> float:
    """What the first proposer keeps of 1 with any division possible; all, if there is one period only."""
    q = (delta_1 * delta_2) ** (periods // 2)
    rest = periods // 2 if delta_1 * delta_2 == 1 else (1 - q) / (1 - delta_1 * delta_2)
    return (1 - delta_2) * rest + (q if periods % 2 else 0)


def stahl_grid_share(n_shares: int, periods: int, delta_1: float, delta_2: float) -> float:
    """The same on a grid: whoever proposes gives the least that the other accepts, and accepts ties."""
    steps = n_shares - 1
    keeps = 0  # in steps of the grid; nobody proposes after the last period
    for period in reversed(range(periods)):
        responder = delta_2 if period % 2 == 0 else delta_1
        keeps = steps - math.ceil(responder * keeps - 1e-9 * steps)
    return keeps / steps
