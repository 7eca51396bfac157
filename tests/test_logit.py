"""Logit quantal response: fixed points found otherwise, published numbers, and where the branch leads."""

import itertools
from fractions import Fraction

import numpy as np
import pytest
from scipy.optimize import brentq, root

import negsim as ns
from negsim.solvers.logit.any_game import system_of
from negsim.solvers.logit.path import follow

OCHS = np.array([[1, 0], [0, 0]]), np.array([[0, 0], [0, 1]]), np.array([[0, 1], [1, 0]])
LIEBERMAN = [[15, 0, -2], [0, -15, -1], [1, 2, 0]]
CENTIPEDE = [("0.40", "0.10"), ("0.20", "0.80"), ("1.60", "0.40"), ("0.80", "3.20"), ("6.40", "1.60")]


def logit(z):
    e = np.exp(z - z.max())
    return e / e.sum()


def residual(game, profile, lam):
    """How far a profile is from its own logit response: utilities by brute force over all cells."""
    worst = 0.0
    for k in range(len(game.players)):
        u = np.zeros(game.shape[k])
        for cell in itertools.product(*map(range, game.shape)):
            others = np.prod([profile[j][a] for j, a in enumerate(cell) if j != k])
            u[cell[k]] += others * game.payoffs[(k, *cell)]
        worst = max(worst, float(np.abs(logit(lam * u) - profile[k]).max()))
    return worst


def qre(game, lam):
    return ns.solve(game, method=ns.QuantalResponse(lam=lam)).one().strategy


def ochs(x, row_unit=1.0, column_unit=1.0):
    return ns.NormalFormGame([(x * OCHS[0] + OCHS[1]) * row_unit, OCHS[2] * column_unit])


# --- one λ


@pytest.mark.parametrize("x", [1, 4, 9])
@pytest.mark.parametrize("lam", [0.1, 1, 10, 300])
def test_asymmetric_matching_pennies(x, lam):
    """Ochs (1995): one equation in one unknown, with one solution (McKelvey & Palfrey 1995, section 5.4)."""

    def surplus(p):
        q = 1 / (1 + np.exp(-lam * (1 - 2 * p)))
        return 1 / (1 + np.exp(-lam * ((x + 1) * q - 1))) - p

    with np.errstate(over="ignore"):
        p = brentq(surplus, 0, 1, xtol=1e-15, rtol=1e-14)
    first, second = qre(ochs(x), lam)
    assert first[0] == pytest.approx(p, abs=1e-10)
    assert second[0] == pytest.approx(1 / (1 + np.exp(-lam * (1 - 2 * p))), abs=1e-8)


def test_ochs_in_cents():
    """Game 2 of Ochs (1995) in 1982 cents: with the estimated λ, 1.845, choices of 0.616 and 0.383.

    McKelvey & Palfrey (1995), as recomputed by Turocy (2016) with Gambit.
    """
    first, second = qre(ochs(4, 0.2785, 1.1141), 1.8456)
    assert first[0] == pytest.approx(0.6156, abs=5e-5)
    assert second[0] == pytest.approx(0.3833, abs=5e-5)


@pytest.mark.parametrize("lam", [0.05, 0.2, 1.0])
def test_lieberman(lam):
    """Zero-sum games have one equilibrium at each λ; Lieberman (1960), in McKelvey & Palfrey (1995)."""
    game = ns.NormalFormGame.from_bimatrix(LIEBERMAN)
    a = np.array(LIEBERMAN, float)

    def gap(z):
        return np.concatenate([lam * (a @ logit(z[3:])), -lam * (a.T @ logit(z[:3]))]) - z

    z = np.zeros(6)
    for scale in np.linspace(0, 1, 21):
        z = root(lambda z, s=scale: gap(z) + (1 - s) * (z + gap(z)) * -1, z, tol=1e-13).x
    first, second = qre(game, lam)
    assert np.allclose(first, logit(z[:3]), atol=1e-10)
    assert np.allclose(second, logit(z[3:]), atol=1e-10)


def test_a_constant_sum_game():
    """Numbers that Gambit's test suite expects, at λ = 1, 2, 3."""
    game = ns.NormalFormGame([[[1, 1], [0, 1]], [[1, 1], [2, 1]]])
    first, second = ns.logit_branch(game, lambdas=[1, 2, 3]).strategy
    assert first[0] == pytest.approx([0.643, 0.7727, 0.8595], abs=1e-4)
    assert second[0] == pytest.approx([0.5883, 0.6117, 0.6038], abs=1e-4)


def test_nobody_learns_from_nothing():
    game = ns.NormalFormGame(np.random.default_rng(0).random((3, 2, 3, 4)))
    assert [v.tolist() for v in qre(game, 0)] == [[1 / m] * m for m in (2, 3, 4)]


def test_what_is_said_about_it():
    found = ns.solve(ochs(9), method=ns.QuantalResponse(lam=1))
    assert found.completeness == "candidate"
    assert not found.one().certificate.valid
    assert "lambda 1" in found.notes[0]
    gain = max(found.one().certificate.gains[p] / r for p, r in zip(found.game.players, (9, 1), strict=True))
    assert f"off by {gain:.3g}" in found.notes[2]


def test_by_name_and_bad_lambdas():
    assert len(ns.solve(ochs(4), method="quantal_response")) == 1
    for lam in (-1, float("nan"), float("inf")):
        with pytest.raises(ns.SolverError, match="lam"):
            ns.solve(ochs(4), method=ns.QuantalResponse(lam=lam))
    with pytest.raises(ns.SolverError, match="max_regret"):
        ns.logit_branch(ochs(4), max_regret=0)
    with pytest.raises(ns.SolverError, match="max_regret"):
        ns.solve(ochs(4), method=ns.LogitPath(max_regret=0))
    with pytest.raises(ns.SolverError, match="empty"):
        ns.logit_branch(ochs(4), lambdas=[])


# --- many games


def random_games(count, seed):
    rng = np.random.default_rng(seed)
    for i in range(count):
        n = int(rng.integers(2, 5))
        shape = tuple(int(m) for m in rng.integers(1, 4, n))
        table = rng.random((n, *shape)) if i % 2 else rng.integers(0, 4, (n, *shape))
        yield ns.NormalFormGame(table)


def test_random_games_at_some_lambda():
    for i, game in enumerate(random_games(60, seed=1)):
        lam = [0.3, 3.0, 30.0][i % 3]
        assert residual(game, qre(game, lam), lam) < 1e-10


def test_random_games_lead_to_equilibria():
    """With ties and without: the certificate is computed by `solve`, which raises if it fails."""
    found = [ns.solve(game, method=ns.LogitPath()) for game in random_games(200, seed=2)]
    assert {f.completeness for f in found} == {"one of possibly many"}


def test_units_of_payoffs_are_units_of_lambda():
    for i, game in enumerate(random_games(12, seed=3)):
        here = qre(game, 2.0)
        for c in (1e-8, 1e-3, 1e4):
            shift = np.arange(len(game.players)).reshape(-1, *[1] * len(game.players)) * c
            there = qre(ns.NormalFormGame(c * game.payoffs + shift), 2.0 / c)
            assert all(np.allclose(a, b, atol=1e-9) for a, b in zip(here, there, strict=True)), i


@pytest.mark.parametrize("units", [(1e-8, 1e-8), (1e4, 1e4), (1e-6, 1e4), (1e3, 1e-7)])
def test_equilibria_in_any_units(units):
    rng = np.random.default_rng(4)
    for _ in range(6):
        game = ns.NormalFormGame([rng.random((3, 3)) * u for u in units])
        assert ns.solve(game, method=ns.LogitPath()).completeness == "one of possibly many"


def test_order_of_players_and_actions_does_not_matter():
    rng = np.random.default_rng(5)
    table = rng.random((3, 2, 3, 4))
    here = qre(ns.NormalFormGame(table), 5.0)
    swapped = np.transpose(table[[2, 0, 1]], (0, 3, 1, 2))[:, ::-1]
    there = qre(ns.NormalFormGame(swapped), 5.0)
    assert np.allclose(there[0], here[2][::-1], atol=1e-12)
    assert np.allclose(there[1], here[0], atol=1e-12)
    assert np.allclose(there[2], here[1], atol=1e-12)


def test_derivatives():
    """Analytic derivatives against differences."""
    rng = np.random.default_rng(6)
    for game in (ns.NormalFormGame(rng.random((4, 2, 3, 2, 3))), horse(), hidden_move(), poker()):
        system = system_of(game)
        x = system.normalised(rng.normal(size=system.size))
        u, d = system.derivatives(x)
        assert np.allclose(system.utilities(x), u, atol=1e-14)
        h = 1e-6
        for b in range(system.size):
            e = np.zeros(system.size)
            e[b] = h
            slope = (system.utilities(x + e) - system.utilities(x - e)) / (2 * h)
            assert np.allclose(slope, d[:, b], atol=1e-8)


def test_a_very_large_lambda():
    found = ns.solve(ochs(9), method=ns.QuantalResponse(lam=1e6))
    assert residual(ochs(9), found.one().strategy, 1e6) < 1e-8
    assert found.one().strategy[0][0] == pytest.approx(0.5, abs=1e-5)
    with pytest.raises(ns.SolverError, match="rounding"):
        ns.solve(ochs(9), method=ns.QuantalResponse(lam=1e20))


# --- where the branch leads


def test_risk_dominance():
    """In symmetric 2 × 2 games the branch leads to the risk-dominant equilibrium (Turocy 2005).

    It stays symmetric, p = logit(λ ((a + b) p − b)), and leaves 1/2 towards the larger of a and b.
    """
    rng = np.random.default_rng(7)
    for a, b in rng.random((30, 2)) + 0.2:
        if abs(np.log(a / b)) < 0.02:
            continue
        c, d = rng.random(2)  # what the other action is worth does not matter
        rows = np.array([[a + c, d], [c, b + d]])
        strategy = ns.solve(ns.NormalFormGame([rows, rows.T]), method=ns.LogitPath()).one().strategy
        assert strategy[0].tolist() == strategy[1].tolist() == [float(a > b), float(a < b)]


def test_risk_dominance_need_not_be_selected():
    """Zhang & Hofbauer (2016): without symmetry the logit branch may lead to the other equilibrium."""
    game = ns.NormalFormGame([np.diag([0.835, 0.384]), np.diag([0.262, 0.612])])
    assert 0.835 * 0.262 < 0.384 * 0.612
    assert [v.tolist() for v in ns.solve(game, method=ns.LogitPath()).one().strategy] == [[1, 0], [1, 0]]
    # by hand: while λ grows in small steps, the nearest fixed point
    p, q = 0.5, 0.5
    for lam in np.linspace(0, 8, 4001):
        for _ in range(40):
            p, q = (
                0.5 * p + 0.5 / (1 + np.exp(-lam * (1.219 * q - 0.384))),
                0.5 * q + 0.5 / (1 + np.exp(-lam * (0.874 * p - 0.612))),
            )
    assert p > 0.99
    assert q > 0.85
    assert np.allclose([v[0] for v in qre(game, 8.0)], [p, q], atol=1e-9)


@pytest.mark.parametrize("m", [2, 3, 4])
def test_a_symmetric_game_keeps_its_symmetry_and_says_so(m):
    """Pure coordination: the branch stays at the mixture, and meets others at λ = m."""
    found = ns.solve(ns.NormalFormGame([np.eye(m), np.eye(m)]), method=ns.LogitPath())
    assert np.allclose(np.array(found.one().strategy), 1 / m)
    assert any(f"near lambda {m}" in note or f"near lambda {m - 0.001:.4g}" in note for note in found.notes)


def test_nearly_symmetric_games_do_not_make_it_jump():
    """An option that is better by a thousandth: a sharp turn, at which a long step would leave the branch."""
    for m, best in itertools.product((2, 3), range(2)):
        bonus = np.zeros((m, m))
        bonus[best, best] = 1e-3
        found = ns.solve(ns.NormalFormGame([np.eye(m) + bonus, np.eye(m) + bonus]), method=ns.LogitPath())
        assert found.one().strategy[0].tolist() == np.eye(m)[best].tolist()


def test_small_steps_lead_to_the_same_place(monkeypatch):
    """Coordination among three options, with noise: where λ falls on the way, and branches are near."""
    rng = np.random.default_rng(8)
    games = []
    for _ in range(12):
        table = rng.random((2, 3, 3)) * 0.1
        table += np.stack([np.diag(rng.random(3) + 0.3), np.diag(rng.random(3) + 0.3)])
        games.append(ns.NormalFormGame(table))
    ends = [ns.solve(g, method=ns.LogitPath()).one().strategy for g in games]
    monkeypatch.setattr("negsim.solvers.logit.path.AIM", 3e-4)
    monkeypatch.setattr("negsim.solvers.logit.path.FIRST_STEP", 0.01)
    monkeypatch.setattr("negsim.solvers.logit.path.LONGEST_TURN", 0.98)
    for game, end in zip(games, ends, strict=True):
        again = ns.solve(game, method=ns.LogitPath()).one().strategy
        assert all(np.allclose(a, b, atol=1e-9) for a, b in zip(end, again, strict=True))


def test_nine_equilibria():
    """McKelvey & McLennan's 2 × 2 × 2: the branch, on which two players mix evenly, meets another."""
    table = np.zeros((3, 2, 2, 2))
    table[:, 0, 0, 0], table[:, 1, 1, 0] = (9, 8, 12), (9, 8, 2)
    table[:, 1, 0, 1], table[:, 0, 1, 1] = (3, 4, 6), (3, 4, 6)
    found = ns.solve(ns.NormalFormGame(table), method=ns.LogitPath())
    assert found.completeness == "one of possibly many"
    assert any("near lambda 0.597" in note for note in found.notes)


@pytest.mark.parametrize(
    "payoffs",
    [
        np.zeros((2, 3, 2)),
        np.ones((3, 2, 2, 2)),
        np.array([[[0, 1, 1]], [[2, 2, 0]]]),
        [[[1, 1], [1, 1], [0, 0]], [[0, 1], [1, 0], [2, 2]]],
        np.arange(5).reshape(1, 5),
    ],
    ids=["constant", "three constant", "1 x 3", "duplicates", "one player"],
)
def test_degenerate_games(payoffs):
    game = ns.NormalFormGame(payoffs)
    assert ns.solve(game, method=ns.LogitPath()).completeness == "one of possibly many"
    assert residual(game, qre(game, 7.0), 7.0) < 1e-12


def test_sizes():
    rng = np.random.default_rng(9)
    for shape in [(2,) * 10, (5, 5, 5), (50, 2)]:
        game = ns.NormalFormGame(rng.random((len(shape), *shape)))
        assert ns.solve(game, method="logit_path").completeness == "one of possibly many"
    with pytest.raises(ns.GameError, match="1,600 probabilities"):
        ns.solve(ns.NormalFormGame(np.zeros((2, 800, 800))), method="logit_path")
    with pytest.raises(ns.GameError, match="payoffs"):
        ns.solve(ns.NormalFormGame(np.zeros((19, *[2] * 19))), method="logit_path")


@pytest.mark.slow
@pytest.mark.parametrize("shape", [(5, 5, 5, 5), (2, 50, 50), (100, 100), (2,) * 14])
def test_large_sizes(shape):
    rng = np.random.default_rng(10)
    for _ in range(3):
        game = ns.NormalFormGame(rng.random((len(shape), *shape)))
        assert ns.solve(game, method="logit_path").completeness == "one of possibly many"


# --- the branch as a result


def test_the_branch_passes_through_what_is_asked():
    game = ochs(4)
    branch = ns.logit_branch(game, lambdas=[3, 0.5, 20])
    assert branch.lam.tolist() == [3, 0.5, 20]
    for k, lam in enumerate(branch.lam):
        profile = [s[:, k] for s in branch.strategy]
        assert residual(game, profile, lam) < 1e-12
        assert np.allclose(branch.values[:, k], game.values(tuple(profile)))
        assert all(np.allclose(a, b, atol=1e-12) for a, b in zip(branch.at(lam), profile, strict=True))


def test_points_and_what_lies_between():
    game = ochs(9)
    branch = ns.logit_branch(game)
    assert branch.lam[0] == 0
    assert branch.regret[-1] <= 1e-4 < branch.regret[-2]
    assert len(branch) == len(branch.lam) == branch.values.shape[1]
    for k in range(len(branch)):
        assert residual(game, [s[:, k] for s in branch.strategy], branch.lam[k]) < 1e-10
    for lam in np.geomspace(1e-3, branch.lam[-1], 20):
        assert residual(game, branch.at(lam), lam) < 1e-10
    with pytest.raises(ns.GameError, match="followed up to"):
        branch.at(1e9)
    with pytest.raises(ns.GameError, match="from 0 on"):
        branch.at(-1)
    frame = branch.to_frame()
    assert frame.shape == (len(branch), 4)
    assert np.allclose(frame.sum(axis=1), 2)
    assert repr(branch).startswith(f"LogitBranch({len(branch)} points, lambda 0 to ")


def test_up_to_a_lambda():
    branch = ns.logit_branch(ochs(9), max_lambda=2.5)
    assert branch.lam[-1] == 2.5
    assert residual(ochs(9), [s[:, -1] for s in branch.strategy], 2.5) < 1e-12


def test_where_lambda_falls():
    """A game whose branch turns back: `at` gives the first point, and the notes tell."""
    table = np.zeros((2, 3, 3))
    table[0] = [[1.0, 0.0, 0.0], [0.0, 1.01, 0.0], [0.0, 0.0, 1.02]]
    table[1] = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]
    game = ns.NormalFormGame(table)
    branch = ns.logit_branch(game)
    assert (np.diff(branch.lam) < 0).any()
    assert any("lambda falls" in note for note in branch.notes)
    turn = int(np.argmax(np.diff(branch.lam) < 0))
    for lam in (branch.lam[turn] * 0.999, branch.lam[turn + 3]):
        point = branch.at(lam)
        assert residual(game, point, lam) < 1e-10
        before = max(k for k in range(turn + 1) if branch.lam[k] <= lam)
        assert np.allclose(point[0], branch.strategy[0][:, before], atol=0.1)


# --- game trees


def horse():
    """Selten's (1975) horse."""
    end, move = ns.EndNode, ns.DecisionNode
    third = move("3", {"L": end(3, 2, 2), "R": end(0, 0, 0)}, infoset="3")
    other = move("3", {"L": end(4, 4, 0), "R": end(0, 0, 1)}, infoset="3")
    second = move("2", {"d": other, "c": end(1, 1, 1)})
    return ns.ExtensiveGame.from_tree(move("1", {"D": third, "C": second}), ["1", "2", "3"])


def hidden_move():
    """A move that the other does not see, after chance of which one event never happens."""
    end, move = ns.EndNode, ns.DecisionNode

    def play(bonus):
        def answer(x):
            return move("B", {"l": end(x + bonus, 1 - x), "r": end(1, 2 * x)}, infoset="b")

        return move("A", {"u": answer(2), "v": answer(0)}, infoset="a" if bonus < 2 else "never")

    chance = ns.ChanceNode({"p": ("1/3", play(0)), "q": ("2/3", play(1)), "never": (0, play(2))})
    return ns.ExtensiveGame.from_tree(chance, ["A", "B"])


def poker():
    """Stripped-down poker (Reiley, Urbancic & Walker 2008)."""
    end, move = ns.EndNode, ns.DecisionNode

    def card(win):
        meet = move("Bob", {"call": end(2 * win, -2 * win), "fold": end(1, -1)}, infoset="bob")
        return move("Alice", {"raise": meet, "fold": end(-1, 1)})

    deal = ns.ChanceNode({"ace": ("1/2", card(1)), "king": ("1/2", card(-1))})
    return ns.ExtensiveGame.from_tree(deal, ["Alice", "Bob"])


def centipede():
    node = ns.EndNode(*CENTIPEDE[4])
    for k in (3, 2, 1, 0):
        node = ns.DecisionNode("AB"[k % 2], {"take": ns.EndNode(*CENTIPEDE[k]), "pass": node})
    return ns.ExtensiveGame.from_tree(node, ["A", "B"])


@pytest.mark.parametrize("lam", [0.0, 0.5, 2.0, 10.0, 200.0])
def test_centipede(lam):
    """Perfect information is solved from the end (McKelvey & Palfrey 1998, section 5: their centipede)."""
    worth = np.array([float(p) for p in CENTIPEDE[4]])
    takes = []
    for k in (3, 2, 1, 0):
        stop = np.array([float(p) for p in CENTIPEDE[k]])
        take = 1 / (1 + np.exp(-lam * (stop - worth)[k % 2]))
        worth = take * stop + (1 - take) * worth
        takes.append(take)
    found = ns.solve(centipede(), method=ns.QuantalResponse(lam=lam)).one()
    assert [v[0] for v in found.strategy] == pytest.approx(takes[::-1], abs=1e-11)
    assert list(found.values.values()) == pytest.approx(worth.tolist(), abs=1e-10)


def test_centipede_ends_at_once():
    found = ns.solve(centipede(), method=ns.LogitPath())
    assert [v.tolist() for v in found.one().strategy] == [[1, 0]] * 4
    assert found.completeness == "one of possibly many"


def test_horse():
    """The branch leads to (C, c) with little of L, which is sequential, not to (D, L) (Selten 1975)."""
    found = ns.solve(horse(), method=ns.LogitPath())
    strategy = dict(zip(horse().infoset_names, found.one().strategy, strict=True))
    assert found.one().values == pytest.approx({"1": 1, "2": 1, "3": 1})
    assert strategy["3"][0] < 0.25
    assert found.completeness == "one of possibly many"
    assert any("where play never comes" in note for note in found.notes)


def agent_residual(game, profile, lam):
    """Logit responses at each information set, by going through all plays."""
    reach = game.reach(profile)
    worst = 0.0
    for h, s in enumerate(game.infosets):
        if s.player < 0:
            continue
        u = np.zeros(len(s.actions))
        for a in range(len(u)):
            changed = list(profile)
            changed[h] = np.eye(len(u))[a]
            after = game.reach(tuple(changed))
            under = np.zeros(len(game.parent), bool)
            under[game.members[h]] = True
            for v in range(1, len(game.parent)):
                under[v] |= under[game.parent[v]]
            ends = under & game.terminal
            u[a] = after[ends] @ game.payoffs[s.player, ends] / reach[game.members[h]].sum()
        worst = max(worst, float(np.abs(logit(lam * u) - profile[h]).max()))
    return worst


@pytest.mark.parametrize("lam", [0.1, 1.0, 8.0])
def test_agents_respond(lam):
    for game in (horse(), poker(), centipede()):
        assert agent_residual(game, qre(game, lam), lam) < 1e-11
    branch = ns.logit_branch(poker(), lambdas=[lam])
    assert agent_residual(poker(), [s[:, 0] for s in branch.strategy], lam) < 1e-11


def test_poker():
    """Alice bluffs with a third of her kings, Bob calls two thirds of the time."""
    found = ns.solve(poker(), method=ns.LogitPath()).one()
    at = dict(zip(poker().infoset_names, found.strategy, strict=True))
    assert at["bob"].tolist() == pytest.approx([2 / 3, 1 / 3], abs=1e-12)
    assert sorted(v[0] for k, v in at.items() if k.startswith("Alice")) == pytest.approx(
        [1 / 3, 1], abs=1e-12
    )


def test_what_never_happens():
    game = hidden_move()
    strategy = ns.solve(game, method=ns.LogitPath()).one().strategy
    assert strategy[0].tolist() == pytest.approx([1 / 3, 2 / 3, 0])
    assert ns.certify(game, strategy).valid
    assert ns.certify(game, strategy, claim="agent").valid


def test_a_tree_of_moves_at_once():
    """One move each, unseen: then the two forms are the same."""
    rng = np.random.default_rng(11)
    table = rng.random((2, 2, 3))

    def cell(i):
        ends = {f"c{j}": ns.EndNode(*map(float, table[:, i, j])) for j in range(3)}
        return ns.DecisionNode("B", ends, infoset="b")

    root_node = ns.DecisionNode("A", {"r0": cell(0), "r1": cell(1)})
    tree = qre(ns.ExtensiveGame.from_tree(root_node, ["A", "B"]), 4.0)
    flat = qre(ns.NormalFormGame(table), 4.0)
    assert all(np.allclose(a, b, atol=1e-12) for a, b in zip(tree, flat, strict=True))


def test_tree_refusals():
    nobody = ns.ExtensiveGame.from_tree(ns.EndNode(1, 2), ["A", "B"])
    assert ns.solve(nobody, method=ns.LogitPath()).completeness == "unique"
    assert ns.solve(nobody, method=ns.QuantalResponse()).one().values == {"A": 1, "B": 2}
    again = ns.DecisionNode("A", {"on": ns.EndNode(4), "off": ns.EndNode(0)}, infoset="x")
    driver = ns.DecisionNode("A", {"on": again, "off": ns.EndNode(1)}, infoset="x")
    with pytest.raises(ns.NotSupportedError, match="same information set twice"):
        ns.solve(ns.ExtensiveGame.from_tree(driver, ["A"]), method=ns.LogitPath())
    with pytest.raises(ns.NotSupportedError, match="not a list"):
        ns.logit_branch([[1, 2]])


def test_forgetful_players():
    """Imperfect recall: deviations are those of agents, and the certificate says so."""
    last = [
        ns.DecisionNode("A", {"l": ns.EndNode(x), "r": ns.EndNode(1 - x)}, infoset="forgot") for x in (0, 1)
    ]
    game = ns.ExtensiveGame.from_tree(ns.DecisionNode("A", {"u": last[0], "v": last[1]}), ["A"])
    found = ns.solve(game, method=ns.LogitPath())
    assert found.one().certificate.claim == "agent"


def random_tree(rng, depth, seen=""):
    """Chance, three players, information sets that hide the last move; all remember what they did."""
    if depth == 0:
        return ns.EndNode(*rng.integers(0, 6, 3).tolist())
    if rng.random() < 0.2:
        names = [(f"{c}", f"{w}/4") for c, w in (("x", 1), ("y", 3))]
        return ns.ChanceNode({c: (w, random_tree(rng, depth - 1, seen + c)) for c, w in names})
    k = depth % 3
    hidden = seen[:-1] if rng.random() < 0.5 else seen + "!"
    branches = {a: random_tree(rng, depth - 1, seen + a) for a in "lr"}
    return ns.DecisionNode("ABC"[k], branches, infoset=f"{k}{depth}{hidden}")


def test_random_trees():
    rng = np.random.default_rng(14)
    for depth in (2, 3, 3, 4, 4, 4):
        game = ns.ExtensiveGame.from_tree(random_tree(rng, depth), ["A", "B", "C"])
        if game.perfect_recall:
            assert agent_residual(game, qre(game, 1.5), 1.5) < 1e-10
            assert ns.solve(game, method=ns.LogitPath()).completeness == "one of possibly many"


# --- against Gambit


def test_against_gambit(tmp_path):
    gambit = pytest.importorskip("pygambit")
    rng = np.random.default_rng(12)
    for shape in [(2, 3), (3, 3), (2, 2, 2), (2, 3, 2)]:
        for _ in range(4):
            game = ns.NormalFormGame(rng.random((len(shape), *shape)).round(4))
            game.save(tmp_path / "game.nfg", overwrite=True)
            theirs = gambit.read_nfg(str(tmp_path / "game.nfg"))

            def flat(profile, theirs=theirs):
                return np.concatenate([[float(p) for _, p in profile[k]] for k in theirs.players])

            for lam in (0.5, 4.0):
                [point] = gambit.qre.logit_solve_lambda(theirs, lam=[lam])
                assert np.allclose(np.concatenate(qre(game, lam)), flat(point.profile), atol=1e-5)
            mine = np.concatenate(ns.solve(game, method=ns.LogitPath()).one().strategy)
            assert np.allclose(mine, flat(gambit.nash.logit_solve(theirs).equilibrium), atol=1e-3)


def test_points_of_the_path():
    """Points of a path solve the system, whichever way λ goes."""
    system = system_of(ns.NormalFormGame(np.random.default_rng(13).random((3, 3, 3, 3))))
    for point in itertools.islice(follow(system, precise=True), 25):
        game_lam = point.lam
        z = game_lam * system.utilities(point.x)
        z = z - system.per_block(np.maximum, z)
        p = np.exp(z) / system.per_block(np.add, np.exp(z))
        assert np.abs(p - np.exp(point.x)).max() < 1e-10


def test_fractions_are_welcome():
    half = Fraction(1, 2)
    game = ns.NormalFormGame([[[half, 0], [0, half]], [[0, half], [half, 0]]])
    assert [v.tolist() for v in ns.solve(game, method="logit_path").one().strategy] == [[0.5, 0.5]] * 2


@pytest.mark.parametrize("lambdas", [5, "12"])
def test_a_single_lambda_is_no_list(lambdas):
    with pytest.raises(ns.SolverError, match="a list of numbers"):
        ns.logit_branch(ns.NormalFormGame(np.zeros((2, 2, 2))), lambdas=lambdas)
