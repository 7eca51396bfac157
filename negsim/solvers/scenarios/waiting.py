"""What it is worth when everybody waits for ever: the terminal value of `final: forever`.

Events still strike and countdowns still run, so waiting is a Markov chain on states; its values solve
W = r + δ P W. States are taken component by component of the chain's graph, those that others lead to
first: a state on no cycle but its own needs a division, a larger cycle a small linear system a point.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from negsim.games.stage_game import Chance, StageGame

__all__ = ["waiting_values"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

DENSE = 64  # larger components are solved by sparse factors


def waiting_values(
    game: StageGame, flow: Floats, pay: Floats, probability: Floats, discount: Floats
) -> Floats:
    """Discounted value of waiting for ever, from each state at the start of a period.

    Parameters
    ----------
    game : StageGame
    flow : f8 [S, row, B]
        What each state pays in a period, for each row (a party, or a quantity that is carried along).
    pay : f8 [K, row, B]
        What events pay.
    probability : f8 [Q, 1, B]
    discount : f8 [row, B]
        All below 1.

    Returns
    -------
    f8 [S₀, row, B]
        S₀ is the number of states at the start of a period.
    """
    size = game.sizes[0]
    source, target, weight, reward = _chain(game, flow, pay, probability)
    label, depth, members = _components(size, source, target)
    values = np.zeros((size, *flow.shape[1:]))
    by_depth = np.argsort(depth[source], kind="stable")
    bounds = np.searchsorted(depth[source][by_depth], np.arange(depth.max() + 2))
    for d in range(int(depth.max()) + 1):
        edges = by_depth[bounds[d] : bounds[d + 1]]
        inside = label[source[edges]] == label[target[edges]]
        out, within = edges[~inside], edges[inside]
        np.add.at(reward, source[out], discount * weight[out][:, None] * values[target[out]])
        here = np.flatnonzero(depth == d)
        for n in np.unique(members[here]):
            states = here[members[here] == n]
            mine = within[members[source[within]] == n]
            states = states[
                np.argsort(label[states], kind="stable")
            ]  # the members of a component side by side
            _solve(values, states, int(n), source[mine], target[mine], weight[mine], reward, discount)
    return values


def _chain(
    game: StageGame, flow: Floats, pay: Floats, probability: Floats
) -> tuple[Ints, Ints, Floats, Floats]:
    """Edges of the chain from period to period with their probabilities [edge, B], and expected rewards."""
    size = game.sizes[0]
    points = flow.shape[-1]
    source, state = np.arange(size), np.arange(size)
    weight = np.ones((size, points))
    reward = np.zeros((size, *flow.shape[1:]))
    for phase in game.phases:
        if not isinstance(phase, Chance):
            continue
        place = np.full(game.states, -1)
        place[phase.rows] = np.arange(len(phase.rows))
        at = place[state]
        struck = np.flatnonzero(at >= 0)
        if not len(struck):
            continue
        left = np.ones((len(struck), points))
        more: list[tuple[Ints, Ints, Floats]] = []
        for draw in range(len(phase.target)):
            p = probability[phase.probability[draw, at[struck]], 0]
            left -= p
            more.append((source[struck], phase.target[draw, at[struck]].astype(np.int64), weight[struck] * p))
            np.add.at(
                reward, source[struck], (weight[struck] * p)[:, None] * pay[phase.pay[draw, at[struck]]]
            )
        weight = weight.copy()
        weight[struck] *= left
        source = np.concatenate([source, *(m[0] for m in more)])
        state = np.concatenate([state, *(m[1] for m in more)])
        weight = np.concatenate([weight, *(m[2] for m in more)])
    np.add.at(reward, source, weight[:, None] * flow[state])
    return source, game.tick[state].astype(np.int64), weight, reward


def _components(size: int, source: Ints, target: Ints) -> tuple[Ints, Ints, Ints]:
    """Strong component of each state, how many components lie ahead of it at most, and its members."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    graph = coo_array((np.ones(len(source)), (source, target)), (size, size)).tocsr()
    count, label = connected_components(graph, directed=True, connection="strong")
    a, b = label[source], label[target]
    a, b = a[a != b], b[a != b]
    depth = np.zeros(count, np.int64)
    while True:  # as many rounds as the longest countdown or chain of events
        deeper = depth.copy()
        np.maximum.at(deeper, a, depth[b] + 1)
        if (deeper == depth).all():
            return label.astype(np.int64), depth[label], np.bincount(label, minlength=count)[label]
        depth = deeper


def _solve(
    values: Floats,
    states: Ints,
    n: int,
    source: Ints,
    target: Ints,
    weight: Floats,
    reward: Floats,
    discount: Floats,
) -> None:
    """Solve W = reward + δ P W on components of n states each; `states` lists them one after another."""
    place = np.zeros(len(values), np.int64)
    place[states] = np.arange(len(states))
    component, i, j = place[source] // n, place[source] % n, place[target] % n
    done = np.zeros(len(discount), bool)
    for row in range(len(discount)):
        if done[row]:
            continue
        same = np.flatnonzero([np.array_equal(d, discount[row]) for d in discount])  # they share a matrix
        done[same] = True
        right = reward[np.ix_(states, same)].reshape(len(states) // n, n, len(same), -1)
        if n > DENSE:
            solution = _solve_sparse(n, component, i, j, discount[row] * weight, right)
        else:
            matrix = np.zeros((len(states) // n, n, n, weight.shape[-1]))
            matrix[:, np.arange(n), np.arange(n)] = 1.0
            np.subtract.at(matrix, (component, i, j), discount[row] * weight)
            if n == 1:
                solution = right / matrix[:, :, 0, None]
            else:
                solved = np.linalg.solve(np.moveaxis(matrix, -1, 1), np.moveaxis(right, -1, 1))
                solution = np.moveaxis(np.asarray(solved, np.float64), 1, -1)
        values[np.ix_(states, same)] = solution.reshape(len(states), len(same), -1)


def _solve_sparse(n: int, component: Ints, i: Ints, j: Ints, entries: Floats, right: Floats) -> Floats:
    from scipy.sparse import coo_array, eye_array
    from scipy.sparse.linalg import splu

    solution = np.empty_like(right)
    for c, point in np.ndindex(len(right), entries.shape[-1]):
        mine = component == c
        chain = coo_array((entries[mine, point], (i[mine], j[mine])), (n, n))
        solution[c, :, :, point] = splu((eye_array(n) - chain).tocsc()).solve(right[c, :, :, point])
    return solution
