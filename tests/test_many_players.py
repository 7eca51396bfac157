"""Games of any number of players: pure enumeration, support enumeration, and Gambit's methods."""

import itertools
import sys

import numpy as np
import pytest

import negsim as ns
from negsim.certificate import certify_mixed
from negsim.solvers.many_players.polynomial.certified_roots import certify_roots
from negsim.solvers.many_players.polynomial.exclusion import excluded
from negsim.solvers.many_players.polynomial.homotopy import in_chart, start, track
from negsim.solvers.many_players.polynomial.multilinear import Shape, assignments
from negsim.solvers.many_players.supports import SupportGroup, surviving, values_on


def game_of(cells, shape):
    """Payoffs as .nfg files list them: the first player's actions run fastest."""
    return ns.NormalFormGame([np.reshape(p, shape, order="F") for p in np.transpose(cells)])


def random_game(seed, shape, high=None):
    rng = np.random.default_rng(seed)
    size = (len(shape), *shape)
    return ns.NormalFormGame(rng.random(size) if high is None else rng.integers(0, high, size))


def all_of(game, **options):
    return ns.solve(game, method=ns.SupportEnumeration(**options))


def same_sets(found, other, tolerance=1e-7):
    """Whether two lists of profiles are the same but for their order."""

    def inside(a, b):
        return all(any(distance(x, y) < tolerance for y in b) for x in a)

    return len(found) == len(other) and inside(found, other) and inside(other, found)


def distance(a, b):
    return max(np.abs(x - y).max() for x, y in zip(a, b, strict=True))


def strategies(solution):
    return [e.strategy for e in solution]


MCKELVEY_MCLENNAN = [
    (9, 8, 12), (0, 0, 0), (0, 0, 0), (9, 8, 2), (0, 0, 0), (3, 4, 6), (3, 4, 6), (0, 0, 0),
]  # fmt: skip
NAU = [(3, 0, 2), (0, 1, 0), (0, 2, 0), (1, 0, 0), (1, 0, 0), (0, 3, 0), (0, 1, 0), (2, 0, 3)]
NAU_CONTINUUM = [
    (0, 0, 2), (3, 0, 0), (0, 3, 0), (0, 0, 0), (1, 1, 0), (0, 0, 0), (0, 0, 0), (0, 0, 3),
]  # fmt: skip


# --- published games


def test_the_most_equilibria_of_three_players_with_two_actions():
    """McKelvey & McLennan (1997, section 7): nine equilibria, two of them totally mixed; at most nine."""
    found = all_of(game_of(MCKELVEY_MCLENNAN, (2, 2, 2)))
    assert (found.completeness, len(found)) == ("all", 9)
    assert sum(e.support == ((0, 1),) * 3 for e in found) == 2
    assert sum(e.pure for e in found) == 4
    assert found.searched["failed"] == found.searched["continuum"] == 0
    mixed = [e for e in found if e.support == ((0, 1),) * 3]
    # by hand: p q = 1/4 (1-p)(1-q), and so on; one of the two is (2/5, 1/2, 1/3)
    assert min(distance(e.strategy, ([0.4, 0.6], [0.5, 0.5], [1 / 3, 2 / 3])) for e in mixed) < 1e-12


def test_a_unique_equilibrium_in_irrational_strategies():
    """Nau, Gomez Canovas & Hansen (2004, section 4)."""
    found = all_of(game_of(NAU, (2, 2, 2)))
    assert found.completeness == "unique"
    equilibrium = found.one()
    x, y, z = (v[0] for v in equilibrium.strategy)
    assert 0 < min(x, y, z) < max(x, y, z) < 1
    assert all(abs(v - round(v * k) / k) > 1e-7 for v in (x, y, z) for k in range(1, 200))


def test_a_continuum_is_noted():
    """Nau, Gomez Canovas & Hansen (2004, section 5): three pure equilibria, and a continuum of mixed ones."""
    game = game_of(NAU_CONTINUUM, (2, 2, 2))
    found = all_of(game)
    assert found.completeness == "one of possibly many"
    assert found.searched["continuum"] > 0
    assert sum(e.pure for e in found) == 3
    assert any("continuum" in note for note in found.notes)
    assert any(e.support == ((0, 1),) * 3 for e in found)


# --- counts that are known


@pytest.mark.parametrize(
    ("sizes", "count"),
    [((1,), 0), ((1, 1), 1), ((1, 1, 1), 2), ((1,) * 4, 9), ((1,) * 5, 44), ((1,) * 6, 265),
     ((2, 2), 1), ((2, 1), 0), ((2, 2, 2), 10), ((3, 3, 3), 56), ((2, 2, 2, 2), 297)],
)  # fmt: skip
def test_block_derangements(sizes, count):
    """McKelvey & McLennan (1997, table 1); derangements where everybody has two actions."""
    shape = Shape.indifference(sizes)
    ways = assignments(shape)
    assert shape.roots == len(ways) == len(np.unique(ways, axis=0)) == count
    for (groups, _), rows in zip(shape.blocks, shape.rows, strict=True):
        assert np.isin(ways[:, rows], groups).all()
    for group, size in enumerate(sizes):
        assert ((ways == group).sum(axis=1) == size).all()


def product_game(actions, players, rng):
    """Payoff differences that are products of linear forms, whose zeros meet near the middle."""
    payoffs = np.zeros((players, *(actions,) * players))
    for i in range(players):
        for e in range(1, actions):
            table = np.ones((1,) * players)
            for j in (j for j in range(players) if j != i):
                form = rng.normal(size=actions)
                form -= form.mean()
                # 0 near the middle, on lines that are to meet inside the simplex
                form = form / np.linalg.norm(form) + (0, 0, 0.4, 0.02, 0.01)[actions] * rng.uniform(-1, 1)
                table = table * form.reshape([actions if k == j else 1 for k in range(players)])
            payoffs[i][tuple(slice(e, e + 1) if k == i else slice(None) for k in range(players))] = table
    return ns.NormalFormGame(payoffs)


@pytest.mark.parametrize(
    ("actions", "players", "count"),
    [(2, 3, 2), (2, 4, 9), (2, 5, 44), (3, 3, 10), pytest.param(4, 3, 56, marks=pytest.mark.slow)],
)
def test_as_many_totally_mixed_equilibria_as_there_can_be(actions, players, count):
    """McKelvey & McLennan (1997, theorem 3.3) reach the bound by products of linear forms."""
    found = all_of(product_game(actions, players, np.random.default_rng(7)))
    assert sum(e.support == (tuple(range(actions)),) * players for e in found) == count
    assert found.completeness == "all"


@pytest.mark.parametrize("seed", range(30))
def test_odd_2x2x2(seed):
    """Wilson (1971), Harsanyi (1973): a regular game has an odd number of equilibria."""
    found = all_of(random_game(seed, (2, 2, 2)))
    assert found.completeness in ("unique", "all")
    assert len(found) % 2 == 1


@pytest.mark.parametrize(
    ("shape", "seeds"),
    [((3, 3, 3), 3), ((2, 3, 4), 3), ((2, 2, 2, 2), 3), ((2, 2, 2, 2, 2), 1), ((4, 2, 2), 4),
     ((5, 2, 2), 2), ((2, 2, 3, 1), 3)],
)  # fmt: skip
def test_odd_larger(shape, seeds):
    for seed in range(seeds):
        found = all_of(random_game(seed, shape))
        assert found.completeness in ("unique", "all")
        assert len(found) % 2 == 1


@pytest.mark.slow
@pytest.mark.parametrize("shape", [(3, 3, 3), (2, 2, 2, 2), (4, 4, 4), (3, 3, 3, 3), (2,) * 6, (5, 3, 3)])
def test_odd_slow(shape):
    for seed in range(100, 105 if np.prod(shape) > 60 else 130):
        found = all_of(random_game(seed, shape))
        assert found.completeness in ("unique", "all"), seed
        assert len(found) % 2 == 1, seed


def test_wilson_parity_and_sign():
    """The signs of the Jacobian at all equilibria add up to one (Gul, Pearce & Stacchetti 1993)."""
    for seed in range(3):
        game = random_game(seed, (3, 3, 3))
        assert sum(index(game, e.strategy) for e in all_of(game)) == 1


def index(game, profile):
    """Sign of the determinant of minus the Jacobian of the indifference equations of the support."""
    supports = [np.flatnonzero(p) for p in profile]
    sizes = [len(s) - 1 for s in supports]
    ends = np.cumsum([0, *sizes])
    jacobian = np.zeros((ends[-1], ends[-1]))
    for i, j in itertools.permutations(range(len(profile)), 2):
        table = game.payoffs[i]
        for k in reversed(range(len(profile))):
            if k not in (i, j):
                table = np.tensordot(table, profile[k], axes=(k, 0))
        table = (table if i < j else table.T)[np.ix_(supports[i], supports[j])]
        block = table[1:] - table[:1]
        jacobian[ends[i] : ends[i + 1], ends[j] : ends[j + 1]] = block[:, 1:] - block[:, :1]
    return int(np.sign(np.linalg.det(-jacobian))) if ends[-1] else 1


# --- independent searches


def newton_union(game, rng, starts=40):
    """Equilibria that Newton's method comes to from random starts, in every support: no code is shared."""
    found = []
    n, shape = len(game.players), game.shape
    sets = [[s for k in range(1, m + 1) for s in itertools.combinations(range(m), k)] for m in shape]
    for supports in itertools.product(*sets):
        if all(len(s) == 1 for s in supports):
            points = [[np.eye(m)[s[0]] for m, s in zip(shape, supports, strict=True)]]
        else:
            points = [p for _ in range(starts) if (p := newton(game, supports, rng)) is not None]
        for p in points:
            worths = [game.action_values(tuple(p), i) for i in range(n)]
            gain = max((w.max() - w @ q) for w, q in zip(worths, p, strict=True))
            if gain < 1e-10 and not any(distance(p, q) < 1e-6 for q in found):
                found.append(p)
    return found


def newton(game, supports, rng):
    n, shape = len(game.players), game.shape
    p = [np.zeros(m) for m in shape]
    for v, s in zip(p, supports, strict=True):
        v[list(s)] = rng.dirichlet(np.ones(len(s)))
    index = [(i, a) for i in range(n) for a in supports[i]]
    for _ in range(25):
        rows, right = [], []
        for i in range(n):
            worth = game.action_values(tuple(p), i)
            for a in supports[i][1:]:
                right.append(worth[a] - worth[supports[i][0]])
                row = []
                for j, b in index:
                    if j == i:
                        row.append(0.0)
                        continue
                    there = list(p)
                    there[j] = np.eye(shape[j])[b]
                    w = game.action_values(tuple(there), i)
                    row.append(w[a] - w[supports[i][0]])
                rows.append(row)
            rows.append([float(j == i) for j, _ in index])
            right.append(p[i].sum() - 1)
        try:
            step = np.linalg.solve(np.array(rows), np.array(right))
        except np.linalg.LinAlgError:
            return None
        for (j, b), d in zip(index, step, strict=True):
            p[j][b] -= d
        if np.abs(step).max() < 1e-13:
            return p if min(v[list(s)].min() for v, s in zip(p, supports, strict=True)) > 1e-9 else None
        if not np.abs(step).max() < 1e3:
            return None
    return None


@pytest.mark.parametrize(
    ("shape", "seed", "starts"), [((2, 2, 2), 2, 12), ((2, 2, 2), 7, 12), ((2, 2, 3), 5, 6)]
)
def test_newton_from_many_starts_finds_no_others(shape, seed, starts):
    game = random_game(seed, shape)
    found = all_of(game)
    union = newton_union(game, np.random.default_rng(0), starts)
    assert all(any(distance(p, q) < 1e-7 for q in strategies(found)) for p in union)
    assert len(union) >= 1


@pytest.mark.slow
@pytest.mark.parametrize(("shape", "seed"), [((3, 3, 3), 1), ((2, 2, 2, 2), 0), ((3, 3, 2), 4)])
def test_newton_finds_the_same(shape, seed):
    game = random_game(seed, shape)
    assert same_sets(newton_union(game, np.random.default_rng(0)), strategies(all_of(game)))


@pytest.mark.slow
def test_gambit_finds_no_others():
    pytest.importorskip("pygambit")
    for shape, seeds in [((3, 3, 3), 8), ((2, 2, 2, 2), 6), ((2, 3, 4), 4)]:
        for seed in range(seeds):
            game = random_game(seed, shape)
            mine = strategies(all_of(game))
            theirs = []
            for algorithm in ("enumpoly", "gnm"):
                for e in ns.solve(game, method=ns.Gambit(algorithm)):
                    if not any(distance(e.strategy, t) < 1e-6 for t in theirs):
                        theirs.append(e.strategy)
            assert all(any(distance(t, m) < 1e-6 for m in mine) for t in theirs)


@pytest.mark.parametrize("seed", range(4))
def test_two_players_as_by_vertex_enumeration(seed):
    game = random_game(seed, (4, 3))
    found, other = all_of(game), ns.solve(game, method=ns.VertexEnumeration())
    assert found.completeness == other.completeness
    assert same_sets(strategies(found), strategies(other))


def test_two_players_degenerate_points_to_vertex_enumeration():
    game = ns.NormalFormGame.from_bimatrix([[1, 1], [0, 1]], [[1, 1], [1, 0]])
    found = all_of(game)
    assert found.completeness == "one of possibly many"
    assert "VertexEnumeration" in " ".join(found.notes)


# --- planted equilibria, and what must not matter


def planted(rng, shape, supports):
    """A game with a known equilibrium: payoffs are moved so that it makes everybody indifferent."""
    payoffs = rng.random((len(shape), *shape))
    profile = []
    for m, s in zip(shape, supports, strict=True):
        v = np.zeros(m)
        v[list(s)] = rng.dirichlet(2 * np.ones(len(s)))
        profile.append(v)
    game = ns.NormalFormGame(payoffs)
    for i in range(len(shape)):
        worth = game.action_values(tuple(profile), i)
        goal = np.where(profile[i] > 0, 0.0, -rng.random(shape[i]) * 0.3)
        payoffs[i] += (goal - worth).reshape([-1 if k == i else 1 for k in range(len(shape))])
    return ns.NormalFormGame(payoffs), profile


@pytest.mark.parametrize(
    "supports",
    [((0, 1, 2),) * 3, ((0, 1), (0, 2), (1, 2)), ((0,), (1, 2), (0, 1)), ((0, 1, 2), (0, 1), (0, 2)),
     ((0, 1), (0, 1), (0, 1), (0, 1)), ((2,), (0,), (1,))],
)  # fmt: skip
def test_planted_equilibria_are_found(supports):
    rng = np.random.default_rng(11)
    for _ in range(2):
        game, profile = planted(rng, (3,) * len(supports) if len(supports) < 4 else (2,) * 4, supports)
        found = all_of(game)
        assert found.completeness in ("unique", "all")
        assert min(distance(profile, e.strategy) for e in found) < 1e-8


def test_cells_with_an_equilibrium_are_never_excluded():
    rng = np.random.default_rng(3)
    for sizes in [(2, 2, 2), (3, 3, 2), (2, 3, 1), (1, 3, 3)]:
        game, _ = planted(rng, (3, 3, 3), [tuple(range(k)) for k in sizes])
        group = SupportGroup(sizes, tuple(np.arange(k)[None] for k in sizes))
        payoffs = game.unit
        players = [i for i, k in enumerate(sizes) if k > 1]
        assert not excluded(values_on(payoffs, group), sizes, players, 300)[0]
        groups = surviving(payoffs)
        assert any(
            all(tuple(a[s]) == tuple(range(k)) for a, k in zip(g.actions, sizes, strict=True))
            for g in groups
            if g.sizes == sizes
            for s in range(len(g))
        )


@pytest.mark.parametrize(("factor", "shift"), [(1e-8, 0), (1e4, 0), (3, 1e5), (1e-6, -7)])
def test_scaling_and_shifting_change_nothing(factor, shift):
    game = game_of(MCKELVEY_MCLENNAN, (2, 2, 2))
    moved = ns.NormalFormGame(game.payoffs * factor + shift)
    found = all_of(moved)
    assert (found.completeness, len(found)) == ("all", 9)
    assert same_sets(strategies(found), strategies(all_of(game)), 1e-4)


def test_players_and_actions_in_another_order():
    game = random_game(1, (3, 2, 3))
    orders = [np.array([2, 0, 1]), np.array([1, 0]), np.array([1, 2, 0])]
    players = [2, 0, 1]
    payoffs = game.payoffs[np.ix_(range(3), *orders)]
    payoffs = np.stack([payoffs[p].transpose(players) for p in players])
    found, other = all_of(game), all_of(ns.NormalFormGame(payoffs))
    back = []
    for e in other:
        profile = [None] * 3
        for place, p in enumerate(players):
            profile[p] = np.zeros(game.shape[p])
            profile[p][orders[p]] = e.strategy[place]
        back.append(tuple(profile))
    assert same_sets(strategies(found), back)
    assert found.completeness == other.completeness


def test_random_numbers_change_nothing():
    game = random_game(1, (3, 3, 3))
    assert same_sets(strategies(all_of(game)), strategies(all_of(game, seed=99)))


def test_somebody_without_a_choice():
    game = random_game(4, (2, 1, 3, 1))
    assert len(all_of(game)) % 2 == 1
    alone = ns.NormalFormGame([[1, 3, 2]])
    assert all_of(alone).one().support == ((1,),)
    assert all_of(ns.NormalFormGame(np.zeros((3, 1, 1, 1)))).completeness == "unique"


# --- degenerate games


@pytest.mark.parametrize("high", [2, 3, 5])
def test_games_with_many_ties(high):
    for seed in range(12):
        game = random_game(seed, (2, 2, 2), high)
        found = all_of(game)
        assert len(found) >= 1
        union = newton_union(game, np.random.default_rng(0), 3) if seed < 2 else []
        if found.completeness in ("all", "unique"):
            assert all(any(distance(p, q) < 1e-6 for q in strategies(found)) for p in union)
            assert found.searched["failed"] == found.searched["continuum"] == 0
        else:
            assert found.searched["failed"] + found.searched["continuum"] > 0 or len(found) % 2 == 0
        for a, b in itertools.combinations(strategies(found), 2):
            assert distance(a, b) > 1e-9


def test_constant_payoffs_and_twin_actions():
    constant = all_of(ns.NormalFormGame(np.zeros((3, 2, 2, 2))))
    assert constant.completeness == "one of possibly many"
    assert sum(e.pure for e in constant) == 8
    game = random_game(2, (2, 2, 2))
    twins = ns.NormalFormGame(game.payoffs[:, [0, 1, 1]])
    before, after = all_of(game), all_of(twins)
    assert before.completeness in ("unique", "all")
    mixing = any(e.strategy[0][1] > 0 for e in before)
    assert mixing
    assert after.completeness == "one of possibly many"
    assert after.searched["continuum"] > 0


def test_two_totally_mixed_equilibria_that_fall_together_are_not_called_all():
    payoffs = np.zeros((3, 2, 2, 2))
    x = np.array([0.5, -0.5])
    payoffs[0, 1], payoffs[1, :, 1], payoffs[2, :, :, 1] = (np.multiply.outer(x, x),) * 3
    found = all_of(ns.NormalFormGame(payoffs))
    assert found.completeness == "one of possibly many"
    assert any(distance(e.strategy, [[0.5, 0.5]] * 3) < 1e-6 for e in found)


def test_an_action_that_is_as_good_is_noted():
    payoffs = np.array(random_game(5, (2, 2, 2)).payoffs)
    payoffs[:, 0, 0, 0] = 2  # strict for everybody, but
    payoffs[0, 1, 0, 0] = 2  # for the first player
    found = all_of(ns.NormalFormGame(payoffs))
    assert any(e.pure and e.support == ((0,), (0,), (0,)) for e in found)
    assert any("as good" in note for note in found.notes)
    assert found.completeness == "one of possibly many"


# --- paths and proofs


@pytest.mark.parametrize("sizes", [(1, 1, 1), (2, 2, 2), (3, 2, 1), (1, 1, 1, 1)])
def test_all_roots_of_random_systems_are_proven(sizes):
    shape = Shape.indifference(sizes)
    rng = np.random.default_rng(5)
    begin = start(shape, rng)
    equations = [rng.normal(size=(6, m, *(sizes[g] + 1 for g in groups))) for groups, m in shape.blocks]
    tensors = in_chart(equations, begin)
    roots = certify_roots(tensors, begin, track(tensors, begin))
    assert (roots.distinct == shape.roots).all()
    assert ((roots.real.sum(axis=1) - shape.roots) % 2 == 0).all()  # others come in pairs
    assert roots.radius.max() < 1e-6


def test_what_is_no_root_is_not_proven():
    shape = Shape.indifference((1, 1, 1))
    rng = np.random.default_rng(5)
    begin = start(shape, rng)
    equations = [rng.normal(size=(4, 1, 2, 2)) for _ in range(3)]
    tensors = in_chart(equations, begin)
    ends = track(tensors, begin)
    assert (certify_roots(tensors, begin, ends[:, [0, 0]]).distinct == 1).all()  # the same one twice
    equations = [np.multiply.outer(np.ones((4, 1)), np.ones((2, 2)) * 0 + np.outer([1, -1], [1, -1]))] * 3
    tensors = in_chart(equations, begin)
    double = certify_roots(tensors, begin, track(tensors, begin))
    assert (double.distinct < 2).all()


# --- pure equilibria


@pytest.mark.parametrize(("shape", "high"), [((3, 4), 4), ((2, 3, 4), 3), ((2, 2, 2, 2), 2), ((5,), 3)])
def test_pure_by_brute_force(shape, high):
    for seed in range(10):
        game = random_game(seed, shape, high)
        brute = set()
        for cell in itertools.product(*map(range, shape)):
            deviations = (
                game.payoffs[(i, *cell[:i], b, *cell[i + 1 :])] <= game.payoffs[(i, *cell)]
                for i, m in enumerate(shape)
                for b in range(m)
            )
            if all(deviations):
                brute.add(cell)
        found = ns.solve(game, method=ns.PureEnumeration())
        assert found.completeness == "all pure"
        assert {tuple(s[0] for s in e.support) for e in found} == brute
        assert all(certify_mixed(game, e.strategy, tolerance=0).valid for e in found)


def test_no_pure_equilibrium_is_an_answer():
    found = ns.solve(ns.NormalFormGame.from_bimatrix([[1, -1], [-1, 1]]), method="pure_enumeration")
    assert len(found) == 0
    assert "not looked for" in " ".join(found.notes)


def test_pure_ties_are_decided_in_fractions():
    third = "1/3"
    close = "0.33333333333333333"  # less than 1/3, and the same float
    game = ns.NormalFormGame([[[third], [close]], [[0], [0]]])
    assert [e.support for e in ns.solve(game, method="pure_enumeration")] == [((0,), (0,))]
    game = ns.NormalFormGame([[[third], [third]], [[0], [0]]])
    found = ns.solve(game, method="pure_enumeration")
    assert len(found) == 2
    assert any("just as good" in note for note in found.notes)


# --- refusals


def test_too_large_games_are_refused_with_what_can():
    with pytest.raises(ns.GameError, match=r"support profiles.*LogitPath.*PureEnumeration"):
        all_of(random_game(0, (9, 9, 9)))
    with pytest.raises(ns.GameError, match=r"paths, at most 50 .*LogitPath"):
        all_of(random_game(0, (3, 3, 3)), max_paths=50)
    with pytest.raises(ns.GameError, match=r"paths, at most [\d,]+ .*LogitPath"):
        all_of(random_game(0, (5, 5, 5)))
    with pytest.raises(ns.GameError, match="LemkeHowson"):
        all_of(random_game(0, (15, 15)))


def test_trees_are_refused():
    tree = ns.ExtensiveGame.from_tree(ns.DecisionNode("A", {"l": ns.EndNode(1), "r": ns.EndNode(0)}), ["A"])
    for method in (ns.PureEnumeration(), ns.SupportEnumeration()):
        with pytest.raises(ns.NotSupportedError, match="normal_form"):
            method.find(tree)


# --- Gambit


def test_without_pygambit(monkeypatch):
    monkeypatch.setitem(sys.modules, "pygambit", None)
    with pytest.raises(ns.NotSupportedError, match=r'pip install "negsim\[gambit\]"'):
        ns.solve(random_game(0, (2, 2)), method="gambit")


def test_gambit_has_no_such_algorithm():
    with pytest.raises(ns.SolverError, match='did you mean "enumpoly"'):
        ns.Gambit("enumpol").find(random_game(0, (2, 2)))


@pytest.mark.parametrize(
    "algorithm", ["enummixed", "enumpure", "enumpoly", "lcp", "lp", "logit", "gnm", "ipa", "liap", "simpdiv"]
)
def test_gambit(algorithm):
    pytest.importorskip("pygambit")
    game = ns.NormalFormGame.from_bimatrix([[3, 1], [0, 2]])
    found = ns.solve(game, method=ns.Gambit(algorithm))
    assert found.searched["returned"] >= found.searched["equilibria"] >= found.searched["different"]
    if algorithm == "enumpure":
        assert (found.completeness, len(found)) == ("all pure", 0)
    elif found.completeness != "candidate" and len(found):
        assert found.completeness == "one of possibly many"
        assert distance(found.one().strategy, ([0.5, 0.5], [0.25, 0.75])) < 1e-7


def test_gambit_on_trees():
    pytest.importorskip("pygambit")
    last = ns.DecisionNode("South", {"pause": ns.EndNode(2, 2), "go": ns.EndNode(0, 3)})
    middle = ns.ChanceNode({"quiet": ("2/3", last), "clash": ("1/3", ns.EndNode(-1, -1))})
    tree = ns.DecisionNode("North", {"test": ns.EndNode(1, 0), "freeze": middle})
    game = ns.ExtensiveGame.from_tree(tree, ["North", "South"])
    for algorithm in ("lcp", "enumpure", "enummixed", "gnm", "logit"):
        found = ns.solve(game, method=ns.Gambit(algorithm))
        assert found[0].values["North"] == pytest.approx(1)
    with pytest.raises(ns.NotSupportedError, match="constant"):
        ns.solve(game, method=ns.Gambit("lp"))
