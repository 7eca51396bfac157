"""Correlated equilibria, dominance, security, commitment and labels: published answers, and brute force."""

from dataclasses import replace
from fractions import Fraction
from itertools import product

import numpy as np
import pytest

import negsim as ns
from negsim.certificate import certify_correlated
from negsim.games.linear_programs import exact_corner, exact_solution, maximise
from negsim.solvers.concepts.correlated import correlated_payoffs
from negsim.solvers.concepts.dominance import Elimination
from negsim.solvers.concepts.normal_only import far_apart
from negsim.solvers.dispatch import certified
from negsim.solvers.method import Found

CHICKEN = ns.NormalFormGame.from_bimatrix([[6, 2], [7, 0]], [[6, 7], [2, 0]])
# Moulin & Vial (1978), as in Georgalos, Ray & Sen Gupta (2020): one correlated equilibrium, worth (3, 3).
MOULIN_VIAL = ns.NormalFormGame.from_bimatrix(
    [[3, 1, 4], [1, 5, 0], [1, 0, 2]], [[3, 1, 1], [4, 2, 0], [1, 0, 5]]
)
PRISONERS = ns.NormalFormGame.from_bimatrix([[3, 0], [5, 1]], [[3, 5], [0, 1]])


def random_game(rng: np.random.Generator, players: int = 2, most: int = 4) -> ns.NormalFormGame:
    """Few numbers make ties, one action makes 1 × n games."""
    shape = rng.integers(1, most + 1, players)
    return ns.NormalFormGame(rng.integers(0, rng.choice([1, 2, 3, 50]) + 1, (players, *shape)))


def scaled(game: ns.NormalFormGame, factor: float, shift: float = 0.0) -> ns.NormalFormGame:
    return ns.NormalFormGame(game.payoffs * factor + shift * factor)


# --- correlated equilibria


def test_aumanns_chicken() -> None:
    # Aumann (1974, 1987): the most welfare is 10½, with ½ on both giving in and ¼ on each of two other cells
    best = ns.solve(CHICKEN, method=ns.Correlated()).one()
    np.testing.assert_allclose(best.distribution, [[0.5, 0.25], [0.25, 0]], atol=1e-12)
    assert list(best.values.values()) == pytest.approx([21 / 4, 21 / 4])
    # his own lottery, a third on each of the three, is a correlated equilibrium outside the hull of Nash's
    assert certify_correlated(CHICKEN, np.array([[1, 1], [1, 0]]) / 3, [5, 5]).valid
    assert not certify_correlated(CHICKEN, np.array([[0.6, 0.2], [0.2, 0]])).valid


def test_objectives_of_chicken() -> None:
    assert ns.solve(CHICKEN, method=ns.Correlated("Player 1")).one().values["Player 1"] == pytest.approx(7)
    worst = ns.solve(CHICKEN, method=ns.Correlated("Player 1", sense="min"))
    assert worst.one().values["Player 1"] == pytest.approx(2)
    assert "smallest payoff of Player 1 is 2" in worst.notes[0]
    assert ns.solve(CHICKEN, method=ns.Correlated(sense="min")).one().values["Player 1"] == pytest.approx(3.6)
    any_one = ns.solve(CHICKEN, method=ns.Correlated(None))
    assert any_one.completeness == "one of possibly many"
    assert any_one.one().certificate.valid
    assert ns.solve(CHICKEN, method="correlated").one().certificate.claim == "correlated"


def test_moulin_and_vial() -> None:
    only = correlated_payoffs(MOULIN_VIAL)
    np.testing.assert_allclose(only.vertices, [[3, 3]], atol=1e-9)
    assert only.whole
    lottery = np.eye(3) / 3  # all three of the diagonal alike: 10/3 for both, and nobody wants to commit
    assert certify_correlated(MOULIN_VIAL, lottery, [10 / 3, 10 / 3], coarse=True).valid
    assert not certify_correlated(MOULIN_VIAL, lottery).valid
    best = ns.solve(MOULIN_VIAL, method=ns.Correlated(coarse=True)).one()
    assert best.certificate.claim == "coarse correlated"
    assert sum(best.values.values()) == pytest.approx(7)
    assert (correlated_payoffs(MOULIN_VIAL, coarse=True).vertices.max(axis=0) > 10 / 3).all()


def test_payoffs_of_a_zero_sum_game_are_its_value() -> None:
    # Moulin & Vial (1978): in zero-sum games coarse correlation changes nothing
    game = ns.NormalFormGame.from_bimatrix([[3, -1, 2], [-1, 1, 0]])
    for coarse in (False, True):
        found = correlated_payoffs(game, coarse=coarse)
        np.testing.assert_allclose(found.vertices, [[1 / 3, -1 / 3]], atol=1e-9)


def _brute_force_support(game: ns.NormalFormGame, direction: np.ndarray, coarse: bool) -> float:
    """Largest weighted payoff over correlated equilibria, the constraints written down one by one."""
    from scipy.optimize import linprog

    cells = list(product(*map(range, game.shape)))
    rows = []
    for k, m in enumerate(game.shape):
        for told, done in product(range(m), repeat=2):
            row = []
            for cell in cells:
                other = (*cell[:k], done, *cell[k + 1 :])
                gain = game.payoffs[(k, *other)] - game.payoffs[(k, *cell)]
                row.append(gain if coarse or cell[k] == told else 0.0)
            rows.append(row)
    cost = [-sum(d * game.payoffs[(k, *c)] for k, d in enumerate(direction)) for c in cells]
    found = linprog(cost, rows, np.zeros(len(rows)), [np.ones(len(cells))], [1.0], method="highs-ipm")
    return -float(found.fun)


@pytest.mark.parametrize("coarse", [False, True])
def test_payoff_polygons_against_their_supports(coarse: bool) -> None:
    rng = np.random.default_rng(7)
    for _ in range(12):
        game = random_game(rng)
        found = correlated_payoffs(game, coarse=coarse)
        for angle in rng.uniform(0, 2 * np.pi, 3):
            direction = np.array([np.cos(angle), np.sin(angle)])
            reach = _brute_force_support(game, direction, coarse)
            assert float((found.vertices @ direction).max()) == pytest.approx(reach, abs=1e-6)
        v = found.vertices  # counterclockwise, without points in between
        if len(v) > 2:
            a, b = np.roll(v, -1, axis=0) - v, np.roll(v, -2, axis=0) - np.roll(v, -1, axis=0)
            assert (a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0] > 0).all()
        assert all(e.certificate.valid for e in found.equilibria)


def test_payoffs_of_three_players_and_in_directions() -> None:
    rng = np.random.default_rng(3)
    for _ in range(3):
        game = random_game(rng, 3, 3)
        found = correlated_payoffs(game)
        assert not found.whole
        for k, player in enumerate(game.players):
            low = -_brute_force_support(game, -np.eye(3)[k], False)
            assert found.lowest[player] == pytest.approx(low, abs=1e-6)
        along = correlated_payoffs(game, directions=[[1, 1, 1]])
        assert float(along.vertices[0].sum()) == pytest.approx(
            _brute_force_support(game, np.ones(3), False), abs=1e-6
        )
    assert "gets between 2 and 7" in correlated_payoffs(CHICKEN).explain()
    assert correlated_payoffs(CHICKEN).to_frame().shape == (4, 2)


def test_nash_is_correlated_and_correlated_is_coarse() -> None:
    rng = np.random.default_rng(11)
    for _ in range(15):
        game = random_game(rng, int(rng.integers(1, 4)), 3)
        best = {}
        for coarse in (False, True):
            best[coarse] = sum(ns.solve(game, method=ns.Correlated(coarse=coarse)).one().values.values())
        pure = [
            cell
            for cell in product(*map(range, game.shape))
            if all(
                game.payoffs[(k, *cell)] >= game.payoffs[(k, *cell[:k], slice(None), *cell[k + 1 :])].max()
                for k in range(len(game.shape))
            )
        ]
        nash = max((float(sum(game.payoffs[(slice(None), *c)])) for c in pure), default=-np.inf)
        assert nash <= best[False] + 1e-9
        assert best[False] <= best[True] + 1e-9


@pytest.mark.parametrize(("factor", "shift"), [(1e-8, 0), (1e4, 0), (1, 1e4), (1e-8, -50)])
def test_correlated_scales(factor: float, shift: float) -> None:
    for game in (CHICKEN, MOULIN_VIAL):
        for coarse in (False, True):
            base = correlated_payoffs(game, coarse=coarse).vertices
            moved = correlated_payoffs(scaled(game, factor, shift), coarse=coarse)
            np.testing.assert_allclose(moved.vertices / factor - shift, base, atol=1e-7)


def test_correlated_refusals() -> None:
    with pytest.raises(ns.GameError, match="Player 1"):
        ns.solve(CHICKEN, method=ns.Correlated("Plaer 1"))
    with pytest.raises(ns.SolverError, match="sense"):
        ns.solve(CHICKEN, method=ns.Correlated(sense="most"))  # type: ignore[arg-type]
    with pytest.raises(ns.GameError, match="at most"):
        ns.solve(ns.NormalFormGame(np.zeros((2, 300, 300))), method=ns.Correlated())
    with pytest.raises(ns.GameError, match="directions"):
        correlated_payoffs(CHICKEN, directions=[[1, 1, 1]])
    tree = ns.ExtensiveGame.from_tree(ns.DecisionNode("A", {"x": ns.EndNode(1), "y": ns.EndNode(0)}), ["A"])
    with pytest.raises(ns.NotSupportedError, match="normal_form"):
        ns.solve(tree, method=ns.Correlated())


def test_a_spoiled_distribution_is_refused() -> None:
    spoiled = Found([np.array([[1.0, 0.0], [0.0, 0.0]])], "one of possibly many", claim="correlated")
    with pytest.raises(ns.SolverError):
        certified(CHICKEN, "spoiled", spoiled)


# --- dominance


def test_mixture_that_dominates() -> None:
    # Pearce (1984) and Bernheim (1984): M is no best reply to anything, but only a mixture dominates it
    game = ns.NormalFormGame.from_bimatrix(
        [[3, 0], [1, 1], [0, 3]], [[1, 0], [0, 1], [0, 1]], actions=[["T", "M", "B"], ["L", "R"]]
    )
    found = ns.eliminate_dominated(game)
    [step] = found.steps
    assert (step.player, step.action, step.number) == ("Player 1", "M", 1)
    assert step.by == (("T", Fraction(1, 2)), ("B", Fraction(1, 2)))
    assert step.margin == 0.5
    assert step.strict
    assert found.kept == ((0, 2), (0, 1))
    assert not ns.eliminate_dominated(game, mixed=False).steps
    assert found.to_frame()["dominated by"].tolist() == ["1/2 T + 1/2 B"]


def test_prisoners_and_explanations() -> None:
    found = ns.eliminate_dominated(PRISONERS)
    assert found.solved
    assert found.remaining == {"Player 1": ("2",), "Player 2": ("2",)}
    assert 'Player 1: "1" is worse than "2" whatever the others do, by 1 at least.' in found.explain()
    assert ns.eliminate_dominated(PRISONERS, rounds=0).kept == ((0, 1), (0, 1))
    assert ns.eliminate_dominated(CHICKEN).explain().startswith("No action is dominated.")
    assert "2 actions in 1 round;" in repr(found)


def test_beauty_contest() -> None:
    # guess from 1 to 10, nearest to half the average wins (Moulin 1986): only 1 survives, by iteration
    size = 10
    guess = np.arange(1, size + 1)
    target = (guess[:, None] + guess[None, :]) / 4
    own, other = np.abs(guess[:, None] - target), np.abs(guess[None, :] - target)
    A = np.where(own < other, 2, np.where(own == other, 1, 0))
    found = ns.eliminate_dominated(ns.NormalFormGame.from_bimatrix(A, A.T), strict=False)
    assert found.solved
    assert found.kept == ((0,), (0,))


def test_order_of_weak_elimination_matters() -> None:
    # Osborne & Rubinstein (1994, figure 63.1): T then L go, or B then R; both at once leave L and R
    game = ns.NormalFormGame.from_bimatrix(
        [[1, 0], [1, 2], [0, 2]], [[1, 0], [1, 1], [0, 1]], actions=[["T", "M", "B"], ["L", "R"]]
    )
    found = ns.eliminate_dominated(game, strict=False)
    assert found.kept == ((1,), (0, 1))
    assert [(s.action, s.strict) for s in found.steps] == [("T", False), ("B", False)]
    assert any("weakly dominated" in note for note in found.notes)
    [matters] = [note for note in found.notes if "the order matters" in note]
    assert 'removing "T" of Player 1 alone first leaves Player 1: M; Player 2: R' in matters
    assert ns.eliminate_dominated(game).kept == ((0, 1, 2), (0, 1))


def test_the_order_is_said_to_matter_where_it_does() -> None:
    # T weakly dominates B, and L weakly dominates R; whoever goes first leaves the other without a reason
    game = ns.NormalFormGame.from_bimatrix([[1, 1], [1, 0]], [[1, 1], [1, 0]])
    found = ns.eliminate_dominated(game, strict=False)
    assert found.solved
    assert any("the order matters" in note for note in found.notes)
    plain = ns.NormalFormGame.from_bimatrix([[2, 1], [1, 1]], [[2, 1], [2, 1]])
    assert not any("the order matters" in n for n in ns.eliminate_dominated(plain, strict=False).notes)


def _dominated_by_definition(game: ns.NormalFormGame, k: int, a: int, strict: bool) -> bool:
    """By an interior-point program over all mixtures of all actions."""
    from scipy.optimize import linprog

    table = np.moveaxis(game.payoffs[k], k, 0).reshape(game.shape[k], -1)
    better = (table - table[a]).T
    m, columns = game.shape[k], better.shape[0]
    if strict:
        A = np.column_stack([-better, np.ones(columns)])
        cost = np.append(np.zeros(m), -1.0)
        total = np.append(np.ones(m), 0.0)[None]
        found = linprog(
            cost, A, np.zeros(columns), total, [1.0], [(0, None)] * m + [(None, None)], method="highs-ipm"
        )
    else:
        found = linprog(
            -better.sum(axis=0), -better, np.zeros(columns), [np.ones(m)], [1.0], method="highs-ipm"
        )
    return -float(found.fun) > 1e-6


@pytest.mark.parametrize("strict", [True, False])
def test_one_round_against_the_definition(strict: bool) -> None:
    rng = np.random.default_rng(5)
    mixtures = 0
    for i in range(33):
        game = random_game(rng, int(rng.integers(1, 4)), 4)
        if i % 3 == 0:  # mixtures dominate where there are more actions than the other has
            game = ns.NormalFormGame(rng.integers(0, 9, (2, 5, 2)))
        found = ns.eliminate_dominated(game, strict=strict, rounds=1)
        gone = {(s.player, s.number) for s in found.steps}
        for k, player in enumerate(game.players):
            for a in range(game.shape[k]):
                assert ((player, a) in gone) == _dominated_by_definition(game, k, a, strict)
        mixtures += sum(len(s.by) > 1 for s in found.steps)
        _check_steps(game, found)
    assert mixtures >= 2


def _check_steps(game: ns.NormalFormGame, found: Elimination) -> None:
    """Every reason holds, in fractions, in what was left when it was given."""
    kept = [list(range(m)) for m in game.shape]
    for number in sorted({s.round for s in found.steps}):
        steps = [s for s in found.steps if s.round == number]
        for s in steps:
            k = game.player(s.player)
            table = np.moveaxis(game.exact[k][np.ix_(*kept)], k, 0).reshape(len(kept[k]), -1)
            row = {a: table[i] for i, a in enumerate(kept[k])}
            weights = {game.action(k, name): w for name, w in s.by}
            assert sum(weights.values()) == 1
            advantage = sum(w * row[b] for b, w in weights.items()) - row[s.number]
            assert min(advantage) >= 0
            assert max(advantage) > 0
            assert s.margin == pytest.approx(float(min(advantage)))
            assert s.strict == (min(advantage) > 0)
        for s in steps:
            kept[game.player(s.player)].remove(s.number)
    assert tuple(map(tuple, kept)) == found.kept


def test_strict_elimination_keeps_every_equilibrium_and_scales() -> None:
    rng = np.random.default_rng(8)
    for _ in range(12):
        game = random_game(rng, 2, 4)
        found = ns.eliminate_dominated(game)
        for factor in (1e-8, 1e4):
            assert ns.eliminate_dominated(scaled(game, factor)).kept == found.kept
            weakly = ns.eliminate_dominated(game, strict=False).kept
            assert ns.eliminate_dominated(scaled(game, factor), strict=False).kept == weakly
        before, after = ns.solve(game), ns.solve(found.game)
        assert len(before) == len(after)
        _check_steps(game, found)


def test_ties_are_exact() -> None:
    third = Fraction(1, 3)
    nearly = Fraction(1, 3) - Fraction(1, 10**30)  # the same float
    game = ns.NormalFormGame([[[nearly, 1], [third, 1]], [[0, 0], [0, 0]]])
    [step] = ns.eliminate_dominated(game, strict=False).steps
    assert step.number == 0
    same = ns.NormalFormGame([[[third, 1], [third, 1]], [[0, 0], [0, 0]]])
    assert not ns.eliminate_dominated(same, strict=False).steps  # duplicates do not dominate one another


def test_rounding_is_named() -> None:
    # only ½ T + ½ B is as good as M against the first two, and better against the third
    tied = np.array([[0.3, 0, 1], [0.15, 0.15, 0], [0, 0.3, 1]])
    found = ns.eliminate_dominated(ns.NormalFormGame.from_bimatrix(tied, 0 * tied), strict=False)
    assert found.kept[0] == (0, 2)
    assert not any("but for rounding" in note for note in found.notes)
    tied[0, 0] -= 1e-16  # a float less
    found = ns.eliminate_dominated(ns.NormalFormGame.from_bimatrix(tied, 0 * tied), strict=False)
    assert found.kept[0] == (0, 2)
    assert "but for rounding" in found.notes[-1]
    tied[0, 0] -= 1e-9
    found = ns.eliminate_dominated(ns.NormalFormGame.from_bimatrix(tied, 0 * tied), strict=False)
    assert found.kept[0] == (0, 1, 2)


def test_dominance_refusals() -> None:
    with pytest.raises(ns.GameError, match="mixed=False"):
        ns.eliminate_dominated(ns.NormalFormGame(np.zeros((1, 3000))))
    with pytest.raises(ns.GameError, match="rounds"):
        ns.eliminate_dominated(PRISONERS, rounds=-1)
    with pytest.raises(ns.NotSupportedError):
        ns.eliminate_dominated(ns.load("korea_reduced"))  # type: ignore[arg-type]


# --- what each can be sure of


def test_von_neumanns_theorem() -> None:
    rng = np.random.default_rng(2)
    for _ in range(20):
        A = rng.integers(-3, 4, rng.integers(1, 7, 2))
        safe = ns.minmax(ns.NormalFormGame.from_bimatrix(A))
        one, two = safe["Player 1"], safe["Player 2"]
        assert one.value == pytest.approx(-two.value, abs=1e-9)
        assert float((one.strategy @ A).min()) == pytest.approx(one.value, abs=1e-9)
        assert float((A @ one.punishment).max()) == pytest.approx(one.value, abs=1e-9)
        assert one.pure_maxmin == A.min(axis=1).max()
        assert one.pure_minmax == A.max(axis=0).min()
        assert one.pure_maxmin <= one.value + 1e-12 <= one.pure_minmax + 2e-12


def test_known_values() -> None:
    rps = ns.NormalFormGame.from_bimatrix([[0, -1, 1], [1, 0, -1], [-1, 1, 0]])
    level = ns.minmax(rps)["Player 1"]
    np.testing.assert_allclose(level.strategy, np.ones(3) / 3, atol=1e-12)
    assert level.value == pytest.approx(0, abs=1e-12)
    assert level.pure_maxmin == -1
    # 2 × 2 without a saddle point: (ad − bc) / (a + d − b − c)
    assert ns.minmax(ns.NormalFormGame.from_bimatrix([[4, 1], [2, 3]]))["Player 1"].value == pytest.approx(
        2.5
    )
    assert "by mixing" in ns.minmax(rps).explain()
    assert ns.minmax(rps).to_frame().columns.tolist() == ["pure maxmin", "maxmin", "minmax", "pure minmax"]


def test_correlated_punishment_is_stronger() -> None:
    # the others want to do the same, and Player 1 not to guess what: a common coin leaves it ½, but with
    # independent ones min(pq, (1 − p)(1 − q)) is ¼ at most, which leaves it ¾
    guess = 1 - np.array([[[0, 0], [0, 1]], [[1, 0], [0, 0]]])
    found = ns.minmax(ns.NormalFormGame([guess, 0 * guess, 0 * guess]))["Player 1"]
    assert found.value == pytest.approx(1 / 2)
    assert found.independent == pytest.approx((1 / 2, 3 / 4))
    assert found.pure_minmax == 1


def test_independent_bounds_bracket_a_grid() -> None:
    rng = np.random.default_rng(4)
    grid = np.linspace(0, 1, 101)
    for _ in range(4):
        game = ns.NormalFormGame(rng.integers(0, 6, (3, 2, 2, 2)))
        level = ns.minmax(game)["Player 1"]
        mixes = np.stack([grid, 1 - grid])
        worth = np.einsum("abc,bi,cj->aij", game.payoffs[0], mixes, mixes).max(axis=0)
        low, high = level.independent
        assert low <= float(worth.min()) + 1e-9
        assert high <= float(worth.min()) + 1e-9  # the search is no worse than a grid of 101 × 101
        own = game.payoffs[0]
        for s in reversed(level.punishments):
            own = own @ s
        assert float(own.max()) == pytest.approx(high, abs=1e-9)


@pytest.mark.parametrize(("factor", "shift"), [(1e-8, 0), (1e4, 0), (1, 1e4)])
def test_security_scales(factor: float, shift: float) -> None:
    rng = np.random.default_rng(6)
    for players in (1, 2, 3):
        game = random_game(rng, players, 4)
        base, moved = ns.minmax(game), ns.minmax(scaled(game, factor, shift))
        for p in game.players:
            assert moved.values[p] / factor - shift == pytest.approx(base.values[p], abs=1e-7)


# --- commitment


def test_conitzer_and_sandholm() -> None:
    # Conitzer & Sandholm (2006, figure 1): Nash 2, a pure commitment 3, a mixed one 3½
    game = ns.NormalFormGame.from_bimatrix([[2, 4], [1, 3]], [[1, 0], [0, 1]])
    found = ns.stackelberg(game, 0)
    np.testing.assert_allclose(found.strategy, [0.5, 0.5], atol=1e-9)
    assert found.value == pytest.approx(3.5)
    assert found.reply == "2"
    assert found.replies == ("1", "2")
    assert found.against == pytest.approx(1.5)
    assert found.assured == pytest.approx(3.5)  # as near as it likes
    assert (found.pure.action, found.pure.values["Player 1"]) == ("2", 3)
    assert found.nash == (2, 2)
    assert found.to_frame().loc["mixed commitment"].tolist() == pytest.approx([3.5, 3.5])
    assert "replies" in found.explain()


def test_ties_that_cannot_be_broken_by_a_small_change() -> None:
    # the follower is indifferent whatever the leader does: it may as well take what is bad for the leader
    game = ns.NormalFormGame.from_bimatrix([[5, 1], [3, 2]], [[0, 0], [0, 0]])
    found = ns.stackelberg(game, "Player 1")
    assert found.value == 5
    assert found.assured == pytest.approx(2)
    assert found.pure.assured == 2
    # a reply that is best only at a single point cannot be made the only best one
    edge = ns.NormalFormGame.from_bimatrix([[0, 9, 0], [0, 9, 0]], [[2, 1, 0], [0, 1, 2]])
    found = ns.stackelberg(edge, 0)
    assert found.value == pytest.approx(9)
    assert found.assured == pytest.approx(0)


def test_stackelberg_duopoly() -> None:
    # von Stackelberg (1934): demand 12 − q₁ − q₂ without costs; the leader makes 6 and earns 18, against 16
    # in Cournot's equilibrium. The leader's amounts are even, so that the follower's best reply is unique.
    q1, q2 = np.arange(0, 13, 2)[:, None], np.arange(0, 13)[None, :]
    price = np.maximum(0, 12 - q1 - q2)
    names = [[str(q) for q in q1.ravel()], [str(q) for q in q2.ravel()]]
    found = ns.stackelberg(ns.NormalFormGame.from_bimatrix(price * q1, price * q2, actions=names), 0)
    assert (found.pure.action, found.pure.reply) == ("6", "3")
    assert found.pure.values == {"Player 1": 18, "Player 2": 9}
    assert found.pure.assured == 18
    assert found.value >= 18 - 1e-9
    assert found.nash is not None
    assert found.nash[1] == pytest.approx(16)


def test_commitment_against_a_grid_and_nash() -> None:
    # von Stengel & Zamir (2010): the leader gets at least its best Nash payoff, and what it is assured of is
    # at least its worst
    rng = np.random.default_rng(9)
    grid = np.linspace(0, 1, 2001)
    for _ in range(25):
        n = int(rng.integers(1, 4))
        game = ns.NormalFormGame(rng.integers(0, 5, (2, 2, n)))
        found = ns.stackelberg(game, 0)
        x = np.stack([1 - grid, grid], axis=1)
        A, B = x @ game.payoffs[0], x @ game.payoffs[1]
        best = B - B.max(axis=1, keepdims=True) >= -1e-12
        strong = np.where(best, A, -np.inf).max(axis=1)
        weak = np.where(best, A, np.inf).min(axis=1)
        assert strong.max() <= found.value + 1e-9
        assert weak.max() <= found.assured + 1e-9
        assert weak.max() >= found.assured - 0.01
        assert found.nash is not None
        assert found.nash[0] - 1e-9 <= found.assured <= found.value + 1e-9
        assert found.nash[1] <= found.value + 1e-9
        assert found.against <= found.value + 1e-9


@pytest.mark.parametrize("factor", [1e-8, 1e4])
def test_commitment_scales(factor: float) -> None:
    rng = np.random.default_rng(10)
    for _ in range(8):
        game = random_game(rng, 2, 5)
        base, moved = ns.stackelberg(game, 1), ns.stackelberg(scaled(game, factor), 1)
        assert moved.value / factor == pytest.approx(base.value, abs=1e-7)
        assert moved.assured / factor == pytest.approx(base.assured, abs=1e-7)


def test_commitment_refusals() -> None:
    with pytest.raises(ns.NotSupportedError, match="3 players"):
        ns.stackelberg(ns.NormalFormGame(np.zeros((3, 2, 2, 2))), 0)
    with pytest.raises(ns.GameError, match="no player"):
        ns.stackelberg(CHICKEN, "Nobody")


# --- labels


def _labels(game: ns.NormalFormGame) -> dict[tuple[float, ...], set[str]]:
    return {
        tuple(np.round(list(e.values.values()), 6)): set(e.labels)
        for e in ns.label_equilibria(ns.solve(game))
    }


def test_stag_hunt() -> None:
    # Harsanyi & Selten (1988, section 3.9) and Aumann (1990): (9, 9) pays more, (7, 7) risks less
    labels = _labels(ns.NormalFormGame.from_bimatrix([[9, 0], [8, 7]], [[9, 8], [0, 7]]))
    assert {"strict", "payoff-dominant", "symmetric", "Pareto-undominated"} <= labels[9, 9]
    assert "risk-dominant" in labels[7, 7]
    assert "risk-dominant" not in labels[9, 9]
    assert any(x.startswith("Pareto-dominated by #") for x in labels[7, 7])


def test_ties_in_risk_dominance_are_named() -> None:
    labels = _labels(CHICKEN)
    assert "risk dominance tied" in labels[7, 2]
    assert "risk dominance tied" in labels[2, 7]
    assert "Pareto-undominated" in labels[7, 2]
    # battle of the sexes with a larger loss on one side
    labels = _labels(ns.NormalFormGame.from_bimatrix([[3, 0], [0, 1]], [[2, 0], [0, 1]]))
    assert "risk-dominant" in labels[3, 2]


def test_labels_say_what_they_compare() -> None:
    whole = ns.solve(CHICKEN)
    assert ns.label_equilibria(whole).notes[-1] == "labels compare all equilibria"
    part = replace(whole, equilibria=whole.equilibria[:1], completeness="all pure")
    assert "others may exist" in ns.label_equilibria(part).notes[-1]
    twice = ns.label_equilibria(ns.label_equilibria(whole))
    once = ns.label_equilibria(whole)
    assert [e.labels for e in twice] == [e.labels for e in once]
    assert twice.notes == once.notes
    empty = replace(whole, equilibria=())
    assert len(ns.label_equilibria(empty)) == 0
    with pytest.raises(ns.NotSupportedError):
        ns.label_equilibria(ns.solve(CHICKEN, method=ns.Correlated()))


def test_labels_of_game_trees() -> None:
    share = ns.DecisionNode("B", {"fight": ns.EndNode(-1, -1), "share": ns.EndNode(1, 1)})
    tree = ns.ExtensiveGame.from_tree(
        ns.DecisionNode("A", {"in": share, "out": ns.EndNode(0, 2)}), ["A", "B"]
    )
    rows = {"in": [[1, 0], [0, 1]], "out": [[0, 1], [1, 0]]}  # the second is a threat, and pays B more
    found = Found([tuple(map(np.array, profile)) for profile in rows.values()], "one of possibly many")
    for e in ns.label_equilibria(certified(tree, "by hand", found, throw=False)):
        assert e.labels == ("Pareto-undominated",)


def test_an_asymmetric_game_has_no_symmetric_equilibria() -> None:
    labels = _labels(ns.NormalFormGame.from_bimatrix([[2, 0], [0, 1]], [[1, 0], [0, 2]]))
    assert not any("symmetric" in x for x in labels.values())


def test_three_players_alike() -> None:
    # each gets 2 if all choose the second action, 1 for the first one; payoffs depend on numbers only
    pays = np.zeros((3, 2, 2, 2))
    for cell in product(range(2), repeat=3):
        for k in range(3):
            pays[(k, *cell)] = 2 * (sum(cell) == 3) if cell[k] else 1
    game = ns.NormalFormGame(pays)
    found = Found([tuple(np.eye(2)[a] for _ in range(3)) for a in range(2)], "all pure")
    low, high = ns.label_equilibria(certified(game, "by hand", found))
    assert low.labels == ("pure", "strict", "symmetric", "Pareto-dominated by #1")
    assert high.labels == ("pure", "strict", "symmetric", "Pareto-undominated", "payoff-dominant")


# --- linear programs


def test_linear_programs() -> None:
    assert maximise([1.0], ([[1.0]], [-1.0])) is None  # x ≥ 0 and x ≤ −1
    with pytest.raises(ns.SolverError):
        maximise([1.0], ([[-1.0]], [0.0]))  # as much as one likes
    assert exact_solution(np.array([[1, 1]], dtype=object), [1]) is None  # open
    assert exact_solution(np.array([[1], [1]], dtype=object), [1, 2]) is None  # contradictory
    A, b = np.array([[3, 1], [1, 3]], dtype=object), np.array([1, 1], dtype=object)
    corner = exact_corner(np.array([0.25, 0.25]), (A, b), (np.empty((0, 2), dtype=object), b[:0]))
    assert corner == [Fraction(1, 4), Fraction(1, 4)]


@pytest.mark.parametrize("bad", [1e4, 1e7, 1e9, 1e12, 1e15])
def test_a_catastrophe_spoils_no_answer(bad: float) -> None:
    # answers must be those of the game without it, or refused: floats lose the other differences
    dominated = ns.NormalFormGame.from_bimatrix([[6, 2, -bad], [7, 0, -bad]], [[6, 7, -bad], [2, 0, -bad]])
    war = ns.NormalFormGame.from_bimatrix([[6, 2], [7, -bad]], [[6, 7], [2, -bad]])
    led = ns.NormalFormGame.from_bimatrix([[2, 4], [1, 3], [-bad, -bad]], [[1, 0], [0, 1], [-bad, -bad]])
    calls = {
        "correlated": lambda: sum(ns.solve(dominated, method=ns.Correlated()).one().values.values()) - 10.5,
        "payoffs": lambda: correlated_payoffs(war).highest["Player 1"] - 7,
        "commitment": lambda: ns.stackelberg(led, 0).value - 3.5,
    }
    for name, call in calls.items():
        if bad > 1e8 and name != "correlated":  # what is strictly dominated is left aside there
            with pytest.raises(ns.SolverError, match="differ too much in size"):
                call()
        else:
            assert abs(call()) < 1e-6, name
    safe = ns.minmax(ns.NormalFormGame.from_bimatrix([[3, -1], [-1, 1], [-bad, -bad]], [[0, 0]] * 3))
    assert any("smaller differences" in note for note in safe.notes) == (bad > 1e8)


def test_payoffs_of_one_size_are_no_catastrophe() -> None:
    rng = np.random.default_rng(0)
    for payoffs in (
        rng.normal(size=(2, 60, 60)),
        rng.normal(size=(2, 3, 3)) + 1e9,
        1e12 * np.eye(4)[None, :].repeat(2, 0),
    ):
        assert not far_apart(ns.NormalFormGame(payoffs))


def test_strict_beside_a_large_payoff() -> None:
    # deviating costs 2 or 1e13; the mixed equilibrium plays one action with probability 2e-13
    game = ns.NormalFormGame.from_bimatrix([[2, 0], [0, 1e13]], [[2, 0], [0, 1e13]])
    labels = [e.labels for e in ns.label_equilibria(ns.solve(game))]
    assert ["strict" in own for own in labels] == ["pure" in own for own in labels] == [True, True, False]
    assert ["risk-dominant" in own for own in labels] == [False, True, False]


def test_no_round_says_nothing_of_dominance() -> None:
    said = ns.eliminate_dominated(PRISONERS, rounds=0).explain()
    assert "No action was removed." in said
    assert "was not looked for" in said
    with pytest.raises(ns.GameError, match="whole number"):
        ns.eliminate_dominated(PRISONERS, rounds="2")  # type: ignore[arg-type]


def test_other_things_are_refused_in_words() -> None:
    with pytest.raises(ns.NotSupportedError, match="a Solution is needed"):
        ns.label_equilibria(None)  # type: ignore[arg-type]
    with pytest.raises(ns.NotSupportedError, match="a Solution is needed"):
        ns.stackelberg(CHICKEN, 0, nash="all")  # type: ignore[arg-type]
    with pytest.raises(ns.GameError, match="table of numbers"):
        correlated_payoffs(CHICKEN, directions=[["a", 2]])  # type: ignore[list-item]
