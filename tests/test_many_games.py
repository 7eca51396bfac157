"""Many small games at once: nothing missed, nothing wrong, ties noticed, whatever the scale."""

import pickle
import warnings
from dataclasses import replace
from fractions import Fraction
from itertools import combinations

import nashpy
import numpy as np
import pytest

import negsim as ns
from exact_bimatrix import extreme_equilibria
from negsim.certificate.many import certify_many
from negsim.solvers.two_players.many_games import ManySolutions
from negsim.solvers.two_players.small_blocks import TIE
from negsim.solvers.two_players.small_minors import count_minors, minors, supports
from negsim.solvers.two_players.small_ties import solve_ties

SHAPES = [(m, n) for m in range(1, 5) for n in range(1, 5)]
Profile = tuple[tuple[float, ...], tuple[float, ...]]


def profiles(found: ManySolutions, g: int, digits: int = 8) -> list[Profile]:
    mine = np.flatnonzero(found.game == g)
    return sorted(
        (tuple(found.row[:, e].round(digits) + 0.0), tuple(found.column[:, e].round(digits) + 0.0))
        for e in mine
    )


def rounded(exact: set[tuple[tuple[Fraction, ...], tuple[Fraction, ...]]], digits: int = 8) -> list[Profile]:
    return sorted(
        (tuple(round(float(p), digits) for p in x), tuple(round(float(p), digits) for p in y))
        for x, y in exact
    )


# --- against the definition, in fractions


@pytest.mark.parametrize(
    ("shape", "top", "games"),
    [((2, 2), 2, 80), ((2, 2), 9, 40), ((2, 3), 2, 40), ((3, 2), 9, 30), ((3, 3), 2, 12), ((3, 3), 9, 25),
     ((3, 3), 99, 15), ((4, 2), 5, 15), ((1, 3), 2, 20), ((4, 1), 2, 20), ((4, 4), 9, 4), ((3, 4), 30, 4)],
)  # fmt: skip
def test_small_integers_against_fractions(shape: tuple[int, int], top: int, games: int) -> None:
    payoffs = np.random.default_rng(top).integers(0, top + 1, (2, *shape, games))
    found = ns.solve_many(payoffs, careful=False)
    for g in range(games):
        exact, regular = extreme_equilibria(*payoffs[..., g].tolist())
        if found.degenerate[g]:
            assert set(profiles(found, g)) <= set(rounded(exact))
        else:
            assert regular  # no degenerate game goes unnoticed
            assert profiles(found, g) == rounded(exact)


def test_most_regular_games_are_not_called_degenerate() -> None:
    payoffs = np.random.default_rng(5).integers(0, 6, (2, 3, 3, 40))
    found = ns.solve_many(payoffs, careful=False)
    regular = np.array([extreme_equilibria(*payoffs[..., g].tolist())[1] for g in range(40)])
    assert 10 < regular.sum() < 35
    assert (found.degenerate >= ~regular).all()
    assert (found.degenerate & regular).sum() <= 2


@pytest.mark.slow
@pytest.mark.parametrize("top", [1, 2, 4, 20])
@pytest.mark.parametrize("shape", [(2, 2), (2, 4), (3, 3), (4, 3), (4, 4)])
def test_many_small_integers_against_fractions(shape: tuple[int, int], top: int) -> None:
    games = {4: 1000, 8: 200, 9: 200, 12: 80, 16: 40}[shape[0] * shape[1]]
    payoffs = np.random.default_rng(100 + top).integers(0, top + 1, (2, *shape, games))
    bare, careful = ns.solve_many(payoffs, careful=False), ns.solve_many(payoffs)
    for g in range(games):
        exact, regular = extreme_equilibria(*payoffs[..., g].tolist())
        assert regular or bare.degenerate[g]
        assert profiles(careful, g) == rounded(exact)


# --- completeness of games without ties


def _index_sum(payoffs: np.ndarray, found: ManySolutions) -> np.ndarray:
    """Sum of the equilibria's indices by game, from determinants of the payoffs on their supports."""
    _, m, n, games = payoffs.shape
    low, high = (f(payoffs, axis=(1, 2), keepdims=True) for f in (np.min, np.max))
    positive = (payoffs - low) / np.maximum(high - low, 1e-300) + 1
    total = np.zeros(games, int)
    played = [found.row > 0, found.column > 0]
    for k in range(1, min(m, n) + 1):
        for i in combinations(range(m), k):
            for j in combinations(range(n), k):
                here = np.ones(found.game.shape, bool)
                for mask, chosen in zip(played, (i, j), strict=True):
                    here &= (mask == np.isin(np.arange(len(mask)), chosen)[:, None]).all(axis=0)
                game = found.game[here]
                square = positive[:, i][:, :, j][..., game]
                dets = np.linalg.det(np.moveaxis(square, -1, 1))
                np.add.at(total, game, ((-1) ** (k + 1) * np.sign(dets[0] * dets[1])).astype(int))
    return total


@pytest.mark.parametrize("shape", SHAPES)
def test_indices_sum_to_one(shape: tuple[int, int]) -> None:
    # Shapley (1974), "A note on the Lemke-Howson algorithm": of every nondegenerate game
    payoffs = np.random.default_rng(1).normal(size=(2, *shape, 3000))
    found = ns.solve_many(payoffs, careful=False)
    assert not found.degenerate.any()
    assert (found.count % 2 == 1).all()
    assert (_index_sum(payoffs, found) == 1).all()


@pytest.mark.parametrize(("shape", "games"), [((2, 2), 40), ((3, 3), 20), ((2, 3), 20), ((4, 3), 8)])
def test_against_nashpy(shape: tuple[int, int], games: int) -> None:
    payoffs = np.random.default_rng(8).random((2, *shape, games))
    found = ns.solve_many(payoffs, careful=False)
    for g in range(games):
        game = ns.NormalFormGame(payoffs[..., g])
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            peer = list(nashpy.Game(*payoffs[..., g]).support_enumeration())
        certified = {
            tuple(tuple((np.asarray(v).round(8) + 0.0).tolist()) for v in p)
            for p in peer
            if ns.certify(game, [v / v.sum() for v in p]).valid
        }
        mine = set(profiles(found, g))
        assert certified <= mine
        assert all(e.certificate.valid for e in found.of(g))
        assert len(found.of(g)) == found.count[g]


def test_published_games() -> None:
    # von Stengel (2007), Equilibrium computation for two-player games in strategic and extensive form, in
    # Nisan et al., Algorithmic Game Theory, chapter 3: its running example, with three equilibria
    a, b = [[3, 3], [2, 5], [0, 6]], [[3, 2], [2, 6], [3, 1]]
    found = ns.solve_many((np.array(a)[..., None], np.array(b)[..., None]))
    expected = [
        ((0, 1 / 3, 2 / 3), (1 / 3, 2 / 3)),
        ((4 / 5, 1 / 5, 0), (2 / 3, 1 / 3)),
        ((1, 0, 0), (1, 0)),
    ]
    mine = profiles(found, 0)
    assert len(mine) == 3
    for got, right in zip(mine, expected, strict=True):
        for v, w in zip(got, right, strict=True):
            assert v == pytest.approx(w, abs=1e-7)


# --- ties


def test_planted_ties_are_noticed() -> None:
    # games without ties, to each of which one is made at an equilibrium: a best reply gets a twin
    payoffs = np.random.default_rng(4).normal(size=(2, 3, 3, 400))
    found = ns.solve_many(payoffs, careful=False)
    first = np.searchsorted(found.game, np.arange(400))
    x, y = found.row[:, first], found.column[:, first]
    outside = [np.flatnonzero(x[:, g] == 0) for g in range(400)]
    tied = payoffs.copy()
    changed = []
    for g in range(400):
        if len(outside[g]):
            i = outside[g][0]
            worth = payoffs[0, :, :, g] @ y[:, g]
            tied[0, i, :, g] += worth.max() - worth[i]
            changed.append(g)
    again = ns.solve_many(tied, careful=False)
    assert again.degenerate[changed].all()
    assert len(changed) > 100


@pytest.mark.parametrize("shape", [(2, 2), (3, 3), (4, 4), (2, 4)])
@pytest.mark.parametrize("size", [1e-4, 1e-7, 1e-9, 1e-10, 1e-12, 1e-15])
def test_near_ties_are_certain_or_called_degenerate(shape: tuple[int, int], size: float) -> None:
    rng = np.random.default_rng(6)
    payoffs = rng.integers(0, 3, (2, *shape, 1500)) + size * rng.normal(size=(2, *shape, 1500))
    found = ns.solve_many(payoffs, careful=False)  # certificates hold
    sure = ~found.degenerate
    if size >= 1e-7:
        assert sure.mean() > 0.05
    assert (_index_sum(payoffs, found)[sure] == 1).all()


def test_degenerate_games_with_care() -> None:
    payoffs = np.random.default_rng(2).integers(0, 3, (2, 2, 3, 60))
    found = ns.solve_many(payoffs, block=16)
    assert 10 < found.degenerate.sum() < 60
    for g in range(60):
        assert profiles(found, g) == rounded(extreme_equilibria(*payoffs[..., g].tolist())[0])
        assert len(found.of(g)) == found.count[g]
    assert (np.diff(found.game) >= 0).all()


def test_constant_and_twin_games() -> None:
    constant = np.zeros((2, 3, 3, 2))
    constant[..., 1] = 1e6
    assert ns.solve_many(constant, careful=False).degenerate.all()
    twins = np.random.default_rng(3).normal(size=(2, 3, 3, 50))
    twins[:, 1] = twins[:, 0]
    found = ns.solve_many(twins, careful=False)
    used = np.isin(np.arange(50), found.game[(found.row[2] < 1)])
    assert found.degenerate[used | (found.count == 0)].all()


def test_one_action_each() -> None:
    found = ns.solve_many(np.full((2, 1, 1, 3), 7.0))
    assert not found.degenerate.any()
    assert found.count.tolist() == [1, 1, 1]
    assert (found.values == 7).all()


def test_equilibria_of_too_little_weight_are_left_to_exact_arithmetic() -> None:
    e = 1e-6  # of the row player's payoffs: the weights of the mixed equilibrium are that small
    payoffs = np.array([[[2, 2], [2 - e, 2 + e], [0, 1]], [[1, 0], [0, 1], [0, 0]]])[..., None]
    bare, careful = ns.solve_many(payoffs, careful=False), ns.solve_many(payoffs)
    assert bare.degenerate.all()
    assert profiles(bare, 0) == [((0, 1, 0), (0, 1)), ((1, 0, 0), (1, 0))]
    assert profiles(careful, 0) == sorted([*profiles(bare, 0), ((0.5, 0.5, 0), (0.5, 0.5))])


@pytest.mark.parametrize("factor", [1.0, 1e-2, 300.0, 1 / 3, 1e-8 / 7, 1e30])
def test_ties_in_all_kinds_of_numbers(factor: float) -> None:
    # whole numbers and decimals are solved with exact signs, others one by one: the answers are the same
    payoffs = np.random.default_rng(12).integers(-2, 3, (2, 3, 2, 25))
    whole, other = ns.solve_many(payoffs), ns.solve_many(payoffs * factor)
    assert 5 < whole.degenerate.sum() < 25
    for g in range(25):
        exact = rounded(extreme_equilibria(*payoffs[..., g].tolist())[0])
        assert profiles(whole, g) == profiles(other, g) == exact


def test_differences_that_are_hardly_more_than_rounding() -> None:
    low = [[126.18699721824429, 126.1869972182432], [126.18699721824046, 126.1869972182413]]
    payoffs = [[*low, [126.18562702236382, 126.18562702236247]],
               [[126.18596466142148, 126.18596466142327], [126.18596466141997, 126.18596466142147],
                [126.18585930107818, 126.18585930107727]]]  # fmt: skip
    found = ns.solve_many(np.array(payoffs)[..., None])
    assert found.degenerate.all()
    assert profiles(found, 0) == [((1, 0, 0), (0, 1))]


@pytest.mark.parametrize(
    ("factor", "shift", "exact"),
    [(1, 0, True), (0.1, 0, True), (0.01, 5.25, True), (1e-7, 0, True), (250_000, 0, True), (1, 1e9, True),
     (1 / 3, 0, False), (1, 1 / 3, False), (1e-30, 0, False), (1e300, 0, False), (np.pi, 0, False)],
)  # fmt: skip
def test_numbers_of_few_digits(factor: float, shift: float, exact: bool) -> None:
    whole = np.random.default_rng(12).integers(0, 4, (2, 3, 4, 40))
    payoffs = np.array([[float(f"{v * factor + shift:.12g}") for v in whole.ravel()]]).reshape(whole.shape)
    solved = solve_ties(payoffs)[0]
    assert solved.mean() == exact or (not exact and not solved.any())


def test_too_many_digits_for_exact_signs() -> None:
    payoffs = np.random.default_rng(12).integers(0, 10**9, (2, 4, 4, 10)).astype(float)
    assert not solve_ties(payoffs)[0].any()
    payoffs %= 100_000
    solved, game, row, column = solve_ties(payoffs)
    assert solved.all()
    plain = ns.solve_many(payoffs, careful=False)
    assert not plain.degenerate.any()
    found = replace(plain, game=game, row=row, column=column)
    for g in range(10):
        assert profiles(found, g) == profiles(plain, g)


# --- scale and shift


@pytest.mark.parametrize("scale", [1e-8, 1e-3, 1.0, 1e4, 1e100, 1e-100])
@pytest.mark.parametrize("shift", [0.0, -3.0, 1e4])
def test_scale_and_shift(scale: float, shift: float) -> None:
    whole = np.random.default_rng(9).integers(0, 6, (2, 3, 3, 400)).astype(float)
    generic = np.random.default_rng(9).random((2, 3, 2, 400))
    factor = np.array([scale, 7 * scale]).reshape(2, 1, 1, 1)
    for payoffs in (whole, generic):
        plain = ns.solve_many(payoffs, careful=False)
        moved = ns.solve_many((payoffs + shift) * factor, careful=False)
        assert (plain.degenerate == moved.degenerate).all()
        assert (plain.game == moved.game).all()
        assert plain.row == pytest.approx(moved.row, abs=1e-8)
        assert plain.column == pytest.approx(moved.column, abs=1e-8)


def test_what_others_do_may_be_worth_anything() -> None:
    payoffs = np.random.default_rng(9).integers(0, 50, (2, 3, 3, 300)).astype(float)
    moved = payoffs.copy()
    moved[0] += np.array([0.0, 200.0, -3000.0])[None, :, None]  # by column: no choice of the row player's
    moved[1] += np.array([-70.0, 0.0, 1000.0])[:, None, None]
    plain, other = (ns.solve_many(p, careful=False) for p in (payoffs, moved))
    assert (plain.degenerate == other.degenerate).all()
    assert plain.row == pytest.approx(other.row, abs=1e-9)
    assert plain.column == pytest.approx(other.column, abs=1e-9)


def test_decimals_that_floats_cannot_tell_from_ties() -> None:
    # 0.1 + 0.2 is not 0.3 as floats, but a tie all the same
    payoffs = np.array([[[0.1 + 0.2, 0.0], [0.3, 0.0]], [[1.0, 0.0], [1.0, 0.0]]])[..., None]
    assert ns.solve_many(payoffs, careful=False).degenerate.all()
    assert ns.solve_many(payoffs * 1e-7 + 1e3, careful=False).degenerate.all()


# --- blocks, and what is handed over


@pytest.mark.parametrize("games", [0, 1, 15, 16, 17, 32, 33, 100])
def test_blocks(games: int) -> None:
    payoffs = np.random.default_rng(7).integers(0, 9, (2, 3, 2, 100)).astype(float)[..., :games]
    whole, blocks = (ns.solve_many(payoffs, careful=False, block=b) for b in (100_000, 16))
    for name in ("game", "row", "column", "values", "gains", "degenerate", "count"):
        assert np.array_equal(getattr(whole, name), getattr(blocks, name)), name
    assert len(blocks) == games
    assert blocks.row.shape == (3, len(blocks.game))
    assert (blocks.count == np.bincount(blocks.game, minlength=games)).all()
    assert len(blocks.to_frame()) == len(blocks.game)
    assert f"{games} games 3 × 2" in repr(blocks)


def test_blocks_of_the_usual_size() -> None:
    payoffs = np.random.default_rng(7).random((2, 2, 2, 16_385))
    whole = ns.solve_many(payoffs)
    for cut in (16_383, 16_384):
        part = ns.solve_many(payoffs[..., :cut])
        assert np.array_equal(part.row, whole.row[:, whole.game < cut])
    last = ns.solve_many(payoffs[..., -1:])
    assert np.array_equal(last.row, whole.row[:, whole.game == 16_384])


def test_other_layouts_and_kinds_of_numbers() -> None:
    first = np.random.default_rng(3).integers(-9, 9, (50, 2, 3, 4))
    payoffs = np.moveaxis(first, 0, -1)
    found = ns.solve_many(payoffs, careful=False)
    for same in (
        (payoffs[0], payoffs[1]),
        payoffs.astype(np.float32),
        np.ascontiguousarray(payoffs),
        np.vectorize(Fraction)(payoffs),
        payoffs.tolist(),
    ):
        assert np.array_equal(found.row, ns.solve_many(same, careful=False).row)


def test_the_games_given_are_not_changed() -> None:
    payoffs = np.random.default_rng(3).random((2, 3, 3, 20))
    before = payoffs.copy()
    found = ns.solve_many(payoffs)
    assert np.array_equal(payoffs, before)
    with pytest.raises(ValueError, match="read-only"):
        found.payoffs[0] = 1
    payoffs[0] = 1  # still the caller's own


def test_memory_is_bounded_by_the_block() -> None:
    import tracemalloc

    payoffs = np.random.default_rng(3).random((2, 3, 3, 60_000))
    tracemalloc.start()
    found = ns.solve_many(payoffs, careful=False, block=2000)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    kept = sum(getattr(found, n).nbytes for n in ("game", "row", "column", "values", "gains"))
    assert peak < 2.2 * kept + 8e6


def test_one_game_of_many() -> None:
    payoffs = np.random.default_rng(3).random((2, 3, 3, 20))
    found = ns.solve_many(payoffs)
    for eq in found.of(7):
        assert eq.game == ns.NormalFormGame(payoffs[..., 7])
        assert eq.certificate.valid
    for g in (-1, 20):
        with pytest.raises(ns.GameError, match="from 0 to 19"):
            found.of(g)


def test_results_can_be_kept() -> None:
    found = ns.solve_many(np.random.default_rng(3).random((2, 2, 2, 9)))
    again = pickle.loads(pickle.dumps(found))
    assert np.array_equal(again.row, found.row)
    assert replace(found, careful=False).degenerate is found.degenerate


# --- certificates


def test_certificates_agree_with_those_of_single_games() -> None:
    payoffs = np.random.default_rng(3).normal(size=(2, 3, 4, 30))
    found = ns.solve_many(payoffs)
    for g in range(30):
        one = found.of(g)
        here = found.game == g
        worth = np.array([list(e.values.values()) for e in one]).T
        gains = np.array([list(e.certificate.gains.values()) for e in one]).T
        assert worth == pytest.approx(found.values[:, here])
        assert gains == pytest.approx(found.gains[:, here], abs=1e-12)


@pytest.mark.parametrize("spoil", ["row", "column"])
def test_spoiled_equilibria_fail(spoil: str) -> None:
    payoffs = np.random.default_rng(3).normal(size=(2, 3, 3, 200))
    found = ns.solve_many(payoffs)
    strategies = {"row": found.row.copy(), "column": found.column.copy()}
    e = 123
    strategies[spoil][:, e] = np.roll(strategies[spoil][:, e], 1)
    certificates = certify_many(payoffs, found.game, strategies["row"], strategies["column"])
    assert np.flatnonzero(~certificates.valid).tolist() == [e]
    with pytest.raises(ns.SolverError, match=f"in game {found.game[e]} player"):
        certificates.demand(found.game)
    single = ns.certify(
        ns.NormalFormGame(payoffs[..., found.game[e]]), [v[:, e] for v in strategies.values()]
    )
    assert list(single.gains.values()) == pytest.approx(certificates.gains[:, e].tolist())


@pytest.mark.parametrize("wrong", [[0.5, 0.4, 0.0], [1.5, -0.5, 0.0], [np.nan, 1.0, 0.0]])
def test_no_distribution_no_certificate(wrong: list[float]) -> None:
    payoffs = np.zeros((2, 3, 1, 1))
    certificates = certify_many(payoffs, np.array([0]), np.array(wrong)[:, None], np.ones((1, 1)))
    assert not certificates.valid.any()
    with pytest.raises(ns.SolverError):
        certificates.demand(np.array([0]))


def test_a_wrong_solver_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    from negsim.solvers.two_players import many_games

    right = many_games.solve_block

    def wrong(payoffs, work):  # type: ignore[no-untyped-def]
        found = right(payoffs, work)
        found.row[:, 5] = np.roll(found.row[:, 5], 1)
        return found

    monkeypatch.setattr(many_games, "solve_block", wrong)
    payoffs = np.random.default_rng(3).normal(size=(2, 3, 3, 20))
    with pytest.raises(ns.SolverError, match="not an equilibrium: in game"):
        ns.solve_many(payoffs)
    shown = ns.solve_many(payoffs, throw=False)
    assert shown.gains.max() > 1e-3


# --- what is refused


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_payoffs_that_are_no_numbers(bad: float) -> None:
    payoffs = np.zeros((2, 2, 3, 40))
    payoffs[1, 0, 2, 33] = bad
    with pytest.raises(
        ns.GameError, match=r"game 33: the payoff of player 2 in cell \(1, 3\) is .*(nan|inf)"
    ):
        ns.solve_many(payoffs, block=16)


def test_payoffs_too_far_apart() -> None:
    payoffs = np.zeros((2, 2, 2, 3))
    payoffs[0, 0, 0, 2], payoffs[0, 1, 0, 2] = 1.5e308, -1.5e308
    with pytest.raises(ns.GameError, match="game 2: payoffs are too far apart"):
        ns.solve_many(payoffs)
    payoffs[..., 2], payoffs[..., 1] = 1.5e308, -1.5e308  # each game by itself is none too large
    assert ns.solve_many(payoffs, careful=False).degenerate.all()


@pytest.mark.parametrize(
    ("payoffs", "message"),
    [
        (np.zeros((2, 3, 3)), "A single game is solved by solve"),
        (np.zeros((3, 3, 3, 9)), "player"),
        (np.zeros((2, 5, 3, 9)), "5 × 3 actions; 1 to 4 each"),
        (np.zeros((2, 0, 3, 9)), "0 × 3 actions"),
        ((np.zeros((2, 2, 5)), np.zeros((2, 2, 4))), "same shape"),
        (np.zeros((2, 2, 2, 2), complex), "must be numbers"),
        ([[[["a"]]], [[["b"]]]], "must be numbers"),
        (None, "shape"),
    ],
)
def test_what_are_no_games(payoffs: object, message: str) -> None:
    with pytest.raises(ns.GameError, match=message):
        ns.solve_many(payoffs)


def test_blocks_of_no_games() -> None:
    with pytest.raises(ns.GameError, match="at least 1"):
        ns.solve_many(np.zeros((2, 2, 2, 2)), block=0)


# --- minors


@pytest.mark.parametrize(("own", "other"), SHAPES)
def test_minors_are_determinants(own: int, other: int) -> None:
    table = np.random.default_rng(3).random((own, other, 5))
    out = np.empty((count_minors(own, other), 5))
    minors(table, np.full(5, 0.5), out)
    bordered = np.concatenate([0.5 * table, np.ones((own, 1, 5))], axis=1)
    at = 1
    for size in range(2, min(own, other + 1) + 1):
        for rows in combinations(range(own), size):
            for columns in combinations(range(other), size - 1):
                square = np.moveaxis(bordered[np.ix_(rows, (*columns, other), range(5))], -1, 0)
                assert out[at] == pytest.approx(np.linalg.det(square), abs=1e-12)
                at += 1
    assert at == len(out)
    assert (out[0] == 1).all()


def test_rounding_is_far_below_what_counts_as_a_tie() -> None:
    table = np.random.default_rng(3).integers(0, 8, (4, 4, 2000)) / 7.0
    out = np.empty((count_minors(4, 4), 2000))
    minors(table, np.full(2000, 1.0), out)
    whole = np.empty_like(out)
    minors(np.rint(7 * table), np.full(2000, 1.0), whole)  # integers: exact
    assert np.abs(out[whole == 0]).max() < 1e-5 * TIE


def test_number_of_supports() -> None:
    assert [len(supports(*shape).rows) for shape in ((1, 4), (2, 2), (3, 3), (4, 4))] == [4, 5, 19, 69]
    assert [count_minors(*shape) for shape in ((2, 2), (3, 3), (4, 4), (4, 1))] == [3, 13, 53, 7]


def test_what_is_no_number_is_refused_kindly() -> None:
    games = np.zeros((2, 2, 2, 3))
    for block in (0, 1.5, "x"):
        with pytest.raises(ns.GameError, match=r"block is .*a whole number is needed"):
            ns.solve_many(games, block=block)  # type: ignore[arg-type]
    for g in (-1, 3, 1.5, "a"):
        with pytest.raises(ns.GameError, match="there is no game"):
            ns.solve_many(games).of(g)  # type: ignore[arg-type]
    with pytest.raises(ns.GameError, match="too large"):
        ns.solve_many(np.array([[[[10**400]]], [[[1]]]], dtype=object))
