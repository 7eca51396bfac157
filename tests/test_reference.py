"""negsim against a plain recursive solver that interprets scenarios itself (tests/reference.py)."""

import random

import pytest

import negsim as ns
import random_scenarios
import reference

BATCHES, SIZE = 12, 42  # 504 random scenarios, each under all its orders and without one
TIED_BATCHES, TIED_SIZE = 6, 50


def _scenario(seed: int, size: str) -> tuple[dict, ns.Scenario]:
    data = random_scenarios.random_scenario(random.Random(seed), size)
    scenario = ns.loads(random_scenarios.to_yaml(data), f"seed {seed}")
    assert ns.loads(scenario.to_yaml()) == scenario
    return data, scenario


def _compare(seed: int) -> int:
    """Compare values and where play ends, ties broken by default and for one party; count the games."""
    data, scenario = _scenario(seed, "small")
    friend = list(scenario.parties)[seed % len(scenario.parties)]
    for order in [None, *scenario.orders]:
        favour = friend if seed % 2 else None
        expected = reference.solve(data, order, favour=favour)
        found = ns.solve(scenario, order, method=ns.BackwardInduction(favour=favour)).one()
        assert dict(found.values) == pytest.approx(expected.values, abs=1e-8), f"seed {seed}, order {order}"
        if not favour:
            chance = [p for p in found.game.phases if not hasattr(p, "owner") and len(p.rows)]
            if not chance:  # the reference follows "nothing happens", negsim what is likeliest
                last = found.play.closes[-1]
                assert found.game.levels(last) == expected.end, f"seed {seed}, order {order}"
    return 1 + len(scenario.orders)


@pytest.mark.parametrize("batch", range(BATCHES))
def test_values(batch: int) -> None:
    assert sum(_compare(SIZE * batch + k) for k in range(SIZE)) > SIZE


def test_moves_agreed_in_several_orders_complete_at_once() -> None:
    """Rows that complete in one step may have been agreed in different orders (once forgotten in some)."""
    assert _compare(4639) > 1


@pytest.mark.slow
@pytest.mark.parametrize("batch", range(100, 140))
def test_values_of_many_more(batch: int) -> None:
    assert sum(_compare(SIZE * batch + k) for k in range(SIZE)) > SIZE


def _compare_tied(seed: int) -> tuple[int, int]:
    """Compare all payoff vectors; count games, and those with more than one vector."""
    data, scenario = _scenario(seed, "tiny")
    games = several = 0
    for order in [None, *scenario.orders]:
        try:
            expected = [tuple(v) for v in reference.all_values(data, order, limit=60)]
        except reference.TooMany:
            continue
        solution = ns.solve(scenario, order, method=ns.BackwardInduction(ties="all", limit=500))
        found = [tuple(e.values.values()) for e in solution.equilibria]
        assert len(found) == len(expected), f"seed {seed}, order {order}"
        for vector in expected:
            assert any(vector == pytest.approx(f, abs=1e-7) for f in found), f"seed {seed}, order {order}"
        assert all(e.certificate.valid for e in solution.equilibria)
        games, several = games + 1, several + (len(expected) > 1)
    return games, several


@pytest.mark.parametrize("batch", range(TIED_BATCHES))
def test_all_tied_vectors(batch: int) -> None:
    counts = [_compare_tied(10_000 + TIED_SIZE * batch + k) for k in range(TIED_SIZE)]
    assert sum(g for g, _ in counts) > TIED_SIZE
    assert sum(m for _, m in counts) > 10  # ties that matter were among them


@pytest.mark.slow
@pytest.mark.parametrize("batch", range(100, 120))
def test_all_tied_vectors_of_many_more(batch: int) -> None:
    assert sum(_compare_tied(TIED_SIZE * batch + k)[0] for k in range(TIED_SIZE)) > TIED_SIZE
