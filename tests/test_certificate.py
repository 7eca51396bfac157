"""Certificates hold for equilibria, and fail for whatever is not one."""

import random
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

import negsim as ns
import random_scenarios
from negsim.certificate import TreeNode, certify_strategy, certify_tree
from negsim.games.stage_game import Turn

CLEAR = 1e-4  # spoiled decisions that cost at least this much must be found


def _games(seeds: range) -> Iterator[ns.Equilibrium]:
    for seed in seeds:  # games of some hundred nodes, of which each test spoils a part
        data = random_scenarios.random_scenario(random.Random(seed))
        scenario = ns.loads(random_scenarios.to_yaml(data))
        for order in scenario.orders:
            yield ns.solve(scenario, order).one()


def _spoiled(eq: ns.Equilibrium, which: str, period: int, phase: int, where: tuple[int, ...], value: object):
    """Change one entry of the strategy."""
    arrays = [list(a) for a in getattr(eq.strategy, which)]
    changed = arrays[period][phase].copy()
    changed[where] = value
    arrays[period][phase] = changed
    return replace(eq.strategy, **{which: tuple(tuple(a) for a in arrays)})


def _valid(eq: ns.Equilibrium, strategy: object) -> bool:
    return certify_strategy(eq.game, eq.payoffs, strategy).valid


def _turns(eq: ns.Equilibrium) -> Iterator[tuple[int, int, Turn, np.ndarray, np.ndarray]]:
    """Turns with choices: periods to go, phase, turn, values before and after it."""
    for to_go in range(eq.strategy.periods):
        nodes = eq.play.nodes(eq.strategy.periods - to_go - 1)
        for k, phase in enumerate(eq.game.phases):
            if isinstance(phase, Turn) and len(phase.rows):
                yield to_go, k, phase, nodes[k], nodes[k + 1]


def test_spoiled_choices_fail() -> None:
    spoiled = 0
    for eq in _games(range(3000, 3006)):
        pay = eq.payoffs.pay[:, :, 0]
        for to_go, k, turn, now, later in _turns(eq):
            o = turn.owner
            for i, x in list(enumerate(turn.rows.tolist()))[::11]:
                wait_loses = now[x, o] - later[x, o] > CLEAR
                if wait_loses:
                    spoiled += 1
                    assert not _valid(eq, _spoiled(eq, "choice", to_go, k, (i,), -1))
                for a in np.flatnonzero(turn.available[:, i]):
                    agreed = eq.strategy.answers[to_go][k][a, :, i].all()
                    to, p = (turn.target, turn.pay) if agreed else (turn.refusal, turn.refusal_pay)
                    if now[x, o] - (later[to[a, i], o] + pay[p[a, i], o]) > CLEAR:
                        spoiled += 1
                        assert not _valid(eq, _spoiled(eq, "choice", to_go, k, (i,), a))
    assert spoiled > 100


def test_spoiled_answers_fail_even_off_the_path() -> None:
    spoiled = 0
    for eq in _games(range(3012, 3020)):
        pay = eq.payoffs.pay[:, :, 0]
        for to_go, k, turn, _, later in _turns(eq):
            for a, responders in enumerate(turn.responders):
                for i in np.flatnonzero(turn.available[a])[::7]:
                    yes = later[turn.target[a, i]] + pay[turn.pay[a, i]]
                    no = later[turn.refusal[a, i]] + pay[turn.refusal_pay[a, i]]
                    if len(responders) == 1 and abs(yes[responders[0]] - no[responders[0]]) > CLEAR:
                        answer = eq.strategy.answers[to_go][k][a, 0, i]
                        spoiled += 1
                        assert not _valid(eq, _spoiled(eq, "answers", to_go, k, (a, 0, i), not answer))
    assert spoiled > 30


def test_impossible_choices_fail() -> None:
    for eq in _games(range(3024, 3028)):
        for to_go, k, turn, _, _ in _turns(eq):
            for a, i in np.argwhere(~turn.available)[:3]:
                assert not _valid(eq, _spoiled(eq, "choice", to_go, k, (i,), a))


def test_false_values_fail() -> None:
    eq = ns.solve(ns.load("korea_reduced"), "parallel").one()
    for n in range(len(eq.strategy.values)):
        values = list(eq.strategy.values)
        values[n] = values[n] + 1e-3 * (np.arange(len(values[n])) == 0)[:, None]
        assert not _valid(eq, replace(eq.strategy, values=tuple(values)))


def test_solving_refuses_what_is_not_certified(monkeypatch: pytest.MonkeyPatch) -> None:
    from negsim.solvers.scenarios import backward_induction

    def wrong(*arguments: object) -> object:
        strategy = original(*arguments)
        choice = tuple(
            tuple(np.full_like(c, -1) if c is not None else None for c in p) for p in strategy.choice
        )
        return replace(strategy, choice=choice)

    original = backward_induction.induce
    monkeypatch.setattr(backward_induction, "induce", wrong)
    korea = ns.load("korea_reduced")
    with pytest.raises(ns.SolverError, match="not an equilibrium"):
        ns.solve(korea, "omnibus")
    solution = ns.solve(korea, "omnibus", throw=False)
    assert not solution.one().certificate.valid
    assert "FAILS" in repr(solution.one())


def test_trees() -> None:
    """A two-stage threat: the certificate of a remembered strategy sees that it is empty."""
    nothing, same = np.zeros(2), np.ones(2)
    fight, yield_ = (np.array([-1.0, -1.0]), same, None), (np.array([1.0, 1.0]), same, None)
    stay_out = (np.array([0.0, 2.0]), same, None)

    def certificate(answer: int, enters: bool) -> ns.Certificate:
        tree = {
            "answer": TreeNode(1, answer, (), (fight, yield_)),
            "entry": TreeNode(0, int(enters), (), (stay_out, (nothing, same, "answer"))),
        }
        value = (fight[0], yield_[0])[answer] if enters else stay_out[0]
        return certify_tree(tree, "entry", value, ("entrant", "incumbent"))

    assert certificate(1, enters=True).valid
    empty = certificate(0, enters=False)  # a Nash equilibrium that rests on a threat nobody would carry out
    assert not empty.valid
    assert empty.gains == {"entrant": 0.0, "incumbent": 2.0}
    assert certificate(1, enters=False).gains["entrant"] == 1.0


@pytest.mark.parametrize("large", [1e4, 1e8, 1e10, 1e13])
def test_a_large_payoff_that_nobody_brings_about_hides_no_gain(large: float) -> None:
    """What counts is what is at stake against what the others do here, not against all they might do."""
    first = [[2, 3, 0], [3, 0, 0], [-99997, 0, 2]]
    second = [[0, 3, 2], [2, 0, 1], [3, 0, -large]]
    game = ns.NormalFormGame([first, second])
    assert not ns.certify(game, [[1, 0, 0], [0, 0.8, 0.2]]).valid  # column 2 alone brings 0.2 more
    assert ns.certify(game, ns.solve(game, method=ns.VertexEnumeration(exact=True))[0].strategy).valid
