"""Lotteries over points: the one with the largest Nash product, and those that favour the least favoured.

The product is maximised through its dual. With gains g of each point over the disagreement and weights w that
sum to 1, prices p > 0 maximise Σ wᵢ log pᵢ subject to p·g ≤ 1 at every point; the solution pays wᵢ / pᵢ, and
the prices are the hyperplane that supports it (Nash 1950; Kalai 1977). There are as many prices as parties,
however many points there are; Newton's method with a logarithmic barrier finds them (Boyd & Vandenberghe
2004, section 11.3), and Newton's method on the points of the lottery takes away what the barrier leaves.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from negsim.errors import SolverError
from negsim.games.linear_programs import maximise

__all__ = ["Lottery", "best_for_each", "largest_product", "largest_share"]

Floats = NDArray[np.float64]

CENTRED = 1e-13  # of the product's logarithm: what the barrier leaves
NOTHING = 1e-12


@dataclass(frozen=True, eq=False)
class Lottery:
    """A lottery over points, and the prices that prove that there is none better.

    Attributes
    ----------
    weights : f8 [point]
    prices : f8 [party]
        Normal of the hyperplane that supports the set of gains.
    gap : float
        How much better, at most, another lottery could be: of the sum of weighted relative gains, or of the
        common share.
    share : float
        The common share, where that was maximised.
    """

    weights: Floats
    prices: Floats
    gap: float
    share: float = 0.0


def best_for_each(gains: Floats) -> tuple[Floats, Floats] | None:
    """The most that each party can gain if nobody loses [party], and lotteries that give it [party, point].

    None if no lottery over the gains [point, party] leaves everybody at least where it was.
    """
    count, n = gains.shape
    nobody_loses = (-gains.T, np.zeros(n))
    total = (np.ones((1, count)), np.ones(1))
    most, lotteries = np.empty(n), np.empty((n, count))
    for i in range(n):
        found = maximise(gains[:, i], nobody_loses, total)
        if found is None:
            return None
        lotteries[i] = np.where(found.x > NOTHING, found.x, 0.0)
        lotteries[i] /= lotteries[i].sum()
        most[i] = max(0.0, float(lotteries[i] @ gains[:, i]))
    return most, lotteries


def largest_product(gains: Floats, weights: Floats, able: NDArray[np.bool_], starts: Floats) -> Lottery:
    """Maximise the product of gains to the power of `weights`, for those who are able to gain.

    Parameters
    ----------
    gains : f8 [point, party]
        Of the size 1.
    weights : f8 [party]
    able : bool [party]
        Who can gain at all without somebody's loss; the others are kept from losing.
    starts : f8 [lottery, point]
        Lotteries in which nobody loses, and everybody who is able gains in one of them.
    """
    w = weights[able] / weights[able].sum()
    if able.all():
        lottery, prices = _product(gains, w)
        return Lottery(lottery, prices, float((gains @ prices).max()) - 1.0)
    # somebody cannot gain, so that points which cost it something may matter only in mixtures: these are
    # found one at a time, as what is best at the prices so far
    count, n = gains.shape
    known = starts
    for _ in range(200):
        mixture, p = _product(known @ gains[:, able], w)
        lottery = mixture @ known
        found = maximise(gains[:, able] @ p, (-gains.T, np.zeros(n)), (np.ones((1, count)), np.ones(1)))
        if found is None:
            raise SolverError("a lottery in which nobody loses was found, and then not found again")
        gap = found.value - 1.0
        if gap <= 1e-10:
            prices = found.at_most.copy()  # of keeping the others from losing
            prices[able] += p
            return Lottery(lottery, prices, max(0.0, float((gains @ prices).max()) - 1.0))
        known = np.vstack([known, found.x / found.x.sum()])
    raise SolverError(f"the Nash product is known only to within {gap:.2g} of its maximum")


def _product(gains: Floats, w: Floats) -> tuple[Floats, Floats]:
    """Lottery [point] with the largest weighted product of gains, and prices, if everybody can gain."""
    size = gains.max(axis=0)
    if (size <= 0).any():
        raise SolverError("somebody who was found able to gain gains nowhere")
    g = gains / size
    p = np.full(len(w), 0.5 / np.abs(g).sum(axis=1).max())
    t = float(len(g))
    while True:
        p = _centre(g, w, p, t)
        if len(g) / t <= CENTRED:
            break
        t = min(20 * t, len(g) / CENTRED)
    slack = 1.0 - g @ p
    lottery = _sharpened(g, w, p, slack)
    gained = lottery @ g
    prices = w / gained
    return lottery, prices / size


def _centre(g: Floats, w: Floats, p: Floats, t: float) -> Floats:
    """Minimise −t Σ w log p − Σ log(1 − g·p) by Newton's method, from a point inside."""

    def height(p: Floats) -> float:
        slack = 1.0 - g @ p
        if p.min() <= 0 or slack.min() <= 0:
            return float("inf")
        return float(-t * (w @ np.log(p)) - np.log(slack).sum())

    at = height(p)
    for _ in range(100):
        slack = 1.0 - g @ p
        pull = g / slack[:, None]
        slope = -t * w / p + pull.sum(axis=0)
        curve = np.diag(t * w / p**2) + pull.T @ pull
        size = 1.0 / np.sqrt(np.diag(curve))  # scaled, for prices may be of very different sizes
        step = -size * np.linalg.lstsq(size[:, None] * curve * size, size * slope, rcond=None)[0]
        decrement = float(-slope @ step)
        if decrement <= 1e-10:
            break
        length = 1.0
        while (new := height(p + length * step)) > at - 0.1 * length * decrement and length > 1e-10:
            length /= 2
        if length <= 1e-10:  # as far as rounding lets it go
            break
        p, at = p + length * step, new
    return p


def _sharpened(g: Floats, w: Floats, p: Floats, slack: Floats) -> Floats:
    """The lottery that pays what the prices say, over few points, solved for anew on these."""
    near = np.flatnonzero(slack <= max(1e-5, 2 * float(slack.min())))
    target = w / p
    # of the gains that are promised, as much as can be had by the points on the hyperplane
    k, n = len(near), len(w)
    rows = np.column_stack([-g[near].T / target[:, None], np.ones(n)])
    total = (np.append(np.ones((1, k)), [[0.0]], axis=1), np.ones(1))
    found = maximise(np.append(np.zeros(k), 1.0), (rows, np.zeros(n)), total, free=1)
    if found is None:
        raise SolverError("no point lies on the hyperplane that supports the Nash solution")
    x = np.where(found.x[:k] > 1e-9, found.x[:k], 0.0)
    support, x = near[x > 0], x[x > 0] / x.sum()
    best, least = _spread(support, x, len(g)), np.inf
    for _ in range(20 + len(x)):
        part = g[support]
        gained = x @ part
        gap = float((g @ (w / gained)).max()) - 1.0 if gained.min() > 0 else np.inf
        if gap < least:
            best, least = _spread(support, x, len(g)), gap
        residual = part @ (w / gained) - 1.0
        slope = -(part * (w / gained**2)) @ part.T
        step = np.linalg.lstsq(slope, -residual, rcond=None)[0]
        out = (x + step <= 0) & (step < 0)
        if out.any():  # go as far as one of the points drops out of the lottery
            reach = np.where(out, x / np.where(out, -step, 1.0), 2.0)
            first = int(reach.argmin())
            x = np.delete(x + float(reach[first]) * step, first)
            support = np.delete(support, first)
        else:
            x = x + step
            if np.abs(step).max() <= 1e-15:
                break
    return best


def _spread(support: NDArray[np.intp], x: Floats, count: int) -> Floats:
    lottery = np.zeros(count)
    lottery[support] = x / x.sum()
    return lottery


def largest_share(gains: Floats, towards: Floats, floors: Floats, *, exactly: bool = False) -> Lottery | None:
    """Maximise t such that a lottery gives every party t · towards, and at least its floor.

    Parameters
    ----------
    gains : f8 [point, party]
    towards : f8 [party]
        0 for those to whom only the floor applies.
    floors : f8 [party]
    exactly : bool
        Whether nobody may get more than its share.
    """
    count, n = gains.shape
    share = towards > 0
    rows = np.column_stack([-gains.T, towards])
    total = np.append(np.ones((1, count)), [[0.0]], axis=1)
    objective = np.append(np.zeros(count), 1.0)
    if exactly:
        equal = (np.concatenate([total, rows[share]]), np.append(1.0, np.zeros(int(share.sum()))))
        found = maximise(objective, (rows[~share], -floors[~share]), equal, free=1)
    else:
        found = maximise(objective, (rows, np.where(share, 0.0, -floors)), (total, np.ones(1)), free=1)
    if found is None:
        return None
    prices = np.zeros(n)
    if exactly:
        prices[~share], prices[share] = found.at_most, found.equal[1:]
    else:
        prices[:] = found.at_most
    x = np.where(found.x[:-1] > NOTHING, found.x[:-1], 0.0)
    x /= x.sum()
    got = x @ gains
    t = float((got[share] / towards[share]).min())
    # any lottery has t = Σ prices · t · towards ≤ prices · gains − prices · floors ≤ the largest at a point
    unit = float(prices @ towards)
    prices = prices / unit
    bound = float((gains @ prices).max()) - float(prices[~share] @ floors[~share])
    return Lottery(x, prices, max(0.0, bound - t), t)
