"""The sequence form, what is solved on it, and zero-sum games: published values, brute force, hard cases."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import combinations, product
from typing import Any

import numpy as np
import pytest
from scipy.optimize import linprog

import negsim as ns
from clock import within
from negsim.games.extensive_form import InformationSet, Outcome
from negsim.games.forms.sequence_form import sequence_form
from negsim.solvers.method import Found
from negsim.solvers.trees.lemke import exact_solution, lemke, lemke_exact, solution
from negsim.solvers.two_players.exact_matrix_game import exact_matrix_game, exact_rank

PLAYERS = ["Ann", "Bob"]
Payer = Callable[[], list[Any]]


# --- games


def kuhn_poker(cards: int = 3) -> ns.ExtensiveGame:
    """Kuhn (1950): a card each, antes of 1, one bet of 1."""

    def end(value: int) -> ns.EndNode:
        return ns.EndNode(value, -value)

    def play(a: int, b: int) -> ns.DecisionNode:
        won = 1 if a > b else -1
        raised = ns.DecisionNode("Ann", {"call": end(2 * won), "fold": end(-1)}, infoset=f"Ann {a} raised")
        passed = ns.DecisionNode("Bob", {"bet": raised, "pass": end(won)}, infoset=f"Bob {b} passed")
        bet = ns.DecisionNode("Bob", {"call": end(2 * won), "fold": end(1)}, infoset=f"Bob {b} bet")
        return ns.DecisionNode("Ann", {"bet": bet, "pass": passed}, infoset=f"Ann {a}")

    share = Fraction(1, cards * (cards - 1))
    deals = {f"{a} {b}": (share, play(a, b)) for a in range(cards) for b in range(cards) if a != b}
    return ns.ExtensiveGame.from_tree(ns.ChanceNode(deals), PLAYERS)


def leduc_poker(ranks: int = 3, kept: Fraction | int = 1) -> ns.ExtensiveGame:
    """Southey et al. (2005): two cards of each rank, two rounds, a public card; the winner keeps a share."""

    def wins(winner: int, paid: tuple[int, int]) -> ns.EndNode:
        pays: list[Any] = [-paid[0], -paid[1]]
        pays[winner] = paid[1 - winner] * kept
        return ns.EndNode(*pays)

    def shown(cards: tuple[int, int], public: int, paid: tuple[int, int]) -> ns.EndNode:
        hands = [(card == public, card) for card in cards]
        if hands[0] == hands[1]:
            return ns.EndNode(0, 0)
        return wins(int(hands[1] > hands[0]), paid)

    def move(
        cards: tuple[int, int], public: int | None, paid: tuple[int, int], said: str, me: int, raises: int
    ) -> ns.DecisionNode:
        other = 1 - me
        first = said == "" or said.endswith("/")

        def over(told: str, now: tuple[int, int]) -> Any:
            return shown(cards, public, now) if public is not None else next_card(cards, now, told)

        branches: dict[str, Any] = {}
        if paid[other] > paid[me]:
            branches["fold"] = wins(other, paid)
            branches["call"] = over(said + "c", (max(paid), max(paid)))
        elif first:
            branches["check"] = move(cards, public, paid, said + "k", other, raises)
        else:
            branches["check"] = over(said + "k", paid)
        if raises < 2:
            size = 2 if public is None else 4
            now = list(paid)
            now[me] = paid[other] + size
            branches["raise"] = move(cards, public, (now[0], now[1]), said + "r", other, raises + 1)
        seen = f"{PLAYERS[me]} {cards[me]} {public} {said}"
        return ns.DecisionNode(PLAYERS[me], branches, infoset=seen)

    def next_card(cards: tuple[int, int], paid: tuple[int, int], said: str) -> ns.ChanceNode:
        left = [2 - cards.count(r) for r in range(ranks)]
        return ns.ChanceNode(
            {
                str(r): (Fraction(left[r], sum(left)), move(cards, r, paid, said + "/", 0, 0))
                for r in range(ranks)
                if left[r]
            }
        )

    deals = {}
    for a, b in product(range(ranks), repeat=2):
        share = Fraction(2 * (1 if a == b else 2), 2 * ranks * (2 * ranks - 1))
        deals[f"{a} {b}"] = (share, move((a, b), None, (1, 1), "", 0, 0))
    return ns.ExtensiveGame.from_tree(ns.ChanceNode(deals), PLAYERS)


def bimatrix_tree(A: Any, B: Any) -> ns.ExtensiveGame:
    """A game in normal form as a tree: Bob does not see what Ann did."""
    rows = {}
    for i, (a, b) in enumerate(zip(A, B, strict=True)):
        ends = {f"c{j}": ns.EndNode(*pays) for j, pays in enumerate(zip(a, b, strict=True))}
        rows[f"r{i}"] = ns.DecisionNode("Bob", ends, infoset="Bob")
    return ns.ExtensiveGame.from_tree(ns.DecisionNode("Ann", rows), PLAYERS)


def random_tree(
    rng: np.random.Generator, depth: int, pays: Payer, hidden: float = 0.6, chance: float = 0.25
) -> ns.ExtensiveGame:
    """A tree in which players remember, and see what others do now and then."""
    sets: dict[Any, tuple[str, int]] = {}

    def seen_by(seen: list[Any], mover: int, what: Any) -> list[Any]:
        return [s + ((what,) if k == mover or rng.random() > hidden else ()) for k, s in enumerate(seen)]

    def build(left: int, seen: list[Any]) -> Any:
        if left == 0 or (left < depth - 1 and rng.random() < 0.15):
            return ns.EndNode(*pays())
        if rng.random() < chance:
            weights = rng.integers(1, 5, int(rng.integers(2, 4))).tolist()
            return ns.ChanceNode(
                {
                    f"e{i}": (Fraction(w, sum(weights)), build(left - 1, seen_by(seen, -1, ("chance", i))))
                    for i, w in enumerate(weights)
                }
            )
        k = int(rng.integers(2))
        name, count = sets.setdefault(
            (k, seen[k]), (f"{PLAYERS[k]} {len(sets)}", 1 if rng.random() < 0.1 else int(rng.integers(2, 4)))
        )
        return ns.DecisionNode(
            PLAYERS[k],
            {f"a{i}": build(left - 1, seen_by(seen, k, (name, i))) for i in range(count)},
            infoset=name,
        )

    return ns.ExtensiveGame.from_tree(build(depth, [(), ()]), PLAYERS)


def best_gain(game: ns.ExtensiveGame, profile: Any) -> float:
    """Most that anybody gains by another strategy, as a share of its range: a recursion of its own."""
    worst = 0.0
    for k in range(2):
        others = tuple(np.ones(len(v)) if game.infosets[h].player == k else v for h, v in enumerate(profile))
        reach = game.reach(others)
        chosen: dict[int, int] = {}

        def worth(v: int, k: int, reach: Any, chosen: dict[int, int]) -> float:
            if game.terminal[v]:
                return float(reach[v] * game.payoffs[k, v])
            first, h = int(game.first[v]), int(game.infoset[v])
            if game.owner[v] != k:
                return sum(worth(first + a, k, reach, chosen) for a in range(game.n_actions[v]))
            if h not in chosen:
                sums = [
                    sum(worth(int(game.first[u]) + a, k, reach, chosen) for u in game.members[h])
                    for a in range(game.n_actions[v])
                ]
                chosen[h] = int(np.argmax(sums))
            return worth(first + chosen[h], k, reach, chosen)

        gain = worth(0, k, reach, chosen) - game.values(profile)[k]
        worst = max(worst, gain / (float(np.ptp(game.payoffs[k, game.terminal])) or 1.0))
    return worst


def pure_matrix(game: ns.ExtensiveGame) -> Any:
    """What Ann gets for each pair of pure strategies, all of them tried."""
    own = [game.owned(k) for k in range(2)]
    plans = [list(product(*(range(len(game.infosets[h].actions)) for h in sets))) for sets in own]
    table = np.empty((len(plans[0]), len(plans[1])))
    for i, j in product(range(len(plans[0])), range(len(plans[1]))):
        chosen = dict(zip(own[0], plans[0][i], strict=True)) | dict(zip(own[1], plans[1][j], strict=True))
        profile = tuple(
            np.array([float(p) for p in s.probabilities])
            if s.probabilities is not None
            else np.eye(len(s.actions))[chosen[h]]
            for h, s in enumerate(game.infosets)
        )
        table[i, j] = game.values(profile)[0]
    return table


def matrix_value(table: Any) -> float:
    n, m = table.shape
    found = linprog(
        np.append(np.zeros(n), -1.0),
        np.column_stack([-table.T, np.ones(m)]),
        np.zeros(m),
        np.append(np.ones(n), 0.0)[None],
        [1.0],
        [(0, None)] * n + [(None, None)],
    )
    return -float(found.fun)


def integers(rng: np.random.Generator, high: int) -> Payer:
    return lambda: rng.integers(0, high, 2).tolist()


def opposed(rng: np.random.Generator, high: int) -> Payer:
    def pays() -> list[Any]:
        value = int(rng.integers(-high, high + 1))
        return [value, -value]

    return pays


# --- the form


def test_plans_and_behaviour_are_the_same_thing() -> None:
    rng = np.random.default_rng(1)
    for _ in range(20):
        game = random_tree(rng, 5, integers(rng, 9))
        form = sequence_form(game)
        profile = tuple(
            np.array([float(p) for p in s.probabilities])
            if s.probabilities is not None
            else rng.dirichlet(np.ones(len(s.actions)))
            for s in game.infosets
        )
        plans = [side.plan(profile) for side in form.sides]
        for side, plan in zip(form.sides, plans, strict=True):
            assert side.constraints @ plan == pytest.approx(side.start)
            assert (np.asarray(side.parent) < np.asarray(side.first)).all()
        for k in range(2):
            assert plans[0] @ form.payoffs[k] @ plans[1] == pytest.approx(game.values(profile)[k])
        for back, given in zip(form.behavior(plans), profile, strict=True):
            assert back == pytest.approx(given)
        exact = form.exact_matrix(game.exact_payoffs[0, form.ends])
        table = np.zeros(form.shape)
        for pair, v in exact.items():
            table[pair] = float(v)
        assert table == pytest.approx(form.payoffs[0].toarray())


def test_number_of_sequences_of_kuhn_poker() -> None:
    # von Stengel (1996): as many sequences as actions at information sets, and the empty one
    form = sequence_form(kuhn_poker())
    assert form.shape == (13, 13)
    assert [len(side.infosets) for side in form.sides] == [6, 6]
    assert form.constant_sum


def test_a_big_tree_is_read_quickly() -> None:
    depth = 15
    inner = 2**depth - 1
    nodes = 2 * inner + 1
    sets = [InformationSet((v + 1).bit_length() % 2, ("l", "r"), "", v + 1) for v in range(inner)]
    outcomes = [Outcome((Fraction(a), Fraction(-a))) for a in range(50)]
    outcome = np.where(np.arange(nodes) < inner, -1, np.arange(nodes) % 50)
    game = ns.ExtensiveGame(
        PLAYERS,
        sets,
        np.where(np.arange(nodes) < inner, np.arange(nodes), -1),
        (np.arange(nodes) + 1) // 2 - 1,
        np.where(np.arange(nodes) > 0, (np.arange(nodes) + 1) % 2, -1),
        outcomes,
        outcome,
    )
    with within(5):  # 65,535 nodes: 0.3 s
        form = sequence_form(game)
    assert form.shape[0] + form.shape[1] == nodes + 1


def test_where_a_player_never_comes_it_does_what_is_best() -> None:
    deep = ns.DecisionNode("Ann", {"bad": ns.EndNode(0, 0), "good": ns.EndNode(1, 0)}, infoset="deep")
    game = ns.ExtensiveGame.from_tree(
        ns.DecisionNode("Ann", {"out": ns.EndNode(2, 2), "in": ns.DecisionNode("Bob", {"go": deep})}), PLAYERS
    )
    for method in (ns.SequenceLCP(), ns.SequenceLCP(exact=True)):
        eq = ns.solve(game, method=method).one()
        assert eq.strategy[0].tolist() == [1, 0]
        assert eq.at("deep") == {"bad": 0, "good": 1}


# --- refusals


def test_what_is_refused_and_what_to_do_instead() -> None:
    one = {"L": ns.EndNode(1, 0, 0), "R": ns.EndNode(0, 1, 0)}
    horse = ns.ExtensiveGame.from_tree(  # Selten (1975), in outline: three players
        ns.DecisionNode("1", {"D": ns.DecisionNode("3", one), "C": ns.DecisionNode("2", one)}),
        ["1", "2", "3"],
    )
    forget = ns.DecisionNode("Ann", {"x": ns.EndNode(1, -1), "y": ns.EndNode(0, 0)}, infoset="later")
    forgetful = ns.ExtensiveGame.from_tree(ns.DecisionNode("Ann", {"l": forget, "r": forget}), PLAYERS)
    general = bimatrix_tree([[1, 0], [0, 2]], [[2, 0], [0, 1]])
    for method in (ns.SequenceLP(), ns.SequenceLCP()):
        with pytest.raises(ns.NotSupportedError, match="two players; this game has 3"):
            ns.solve(horse, method=method)
        with pytest.raises(ns.NotSupportedError, match=r'"later".*normal_form\(\)'):
            ns.solve(forgetful, method=method)
        with pytest.raises(ns.NotSupportedError, match=r"LemkeHowson|ZeroSum"):
            method.find(ns.NormalFormGame.from_bimatrix([[1]]))  # type: ignore[arg-type]
    with pytest.raises(ns.NotSupportedError, match="use SequenceLCP"):
        ns.solve(general, method=ns.SequenceLP())
    with pytest.raises(ns.NotSupportedError, match="VertexEnumeration or LemkeHowson"):
        ns.solve(ns.NormalFormGame([[[1, 0], [0, 2]], [[2, 0], [0, 1]]]), method=ns.ZeroSum())
    with pytest.raises(ns.NotSupportedError):
        ns.solve(general, method=ns.ZeroSum())


def test_too_many_sequences_are_refused_with_their_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("negsim.solvers.trees.sequence_lcp.MAX_SEQUENCES", 20)
    monkeypatch.setattr("negsim.solvers.trees.sequence_lcp.MAX_EXACT", 20)
    with pytest.raises(ns.GameError, match=r"26 sequences.*at most 20.*SequenceLP"):
        ns.solve(kuhn_poker(), method=ns.SequenceLCP())
    with pytest.raises(ns.GameError, match="leave out exact=True"):
        ns.solve(kuhn_poker(), method=ns.SequenceLCP(exact=True))
    monkeypatch.setattr("negsim.solvers.two_players.zero_sum.MAX_EXACT", 3)
    with pytest.raises(ns.GameError, match="2 × 2 = 4 cells"):
        ns.solve(ns.NormalFormGame.from_bimatrix([[1, 0], [0, 1]]), method=ns.ZeroSum(exact=True))


# --- published games


@pytest.mark.parametrize("method", [ns.SequenceLP(), ns.SequenceLCP(), ns.SequenceLCP(exact=True)])
def test_kuhn_poker(method: Any) -> None:
    """Kuhn (1950): the value is −1/18; Ann's optimal strategies are a line, Bob's is a single one."""
    found = ns.solve(kuhn_poker(), method=method)
    assert found.completeness == "one of possibly many"
    eq = found.one()
    assert eq.values["Ann"] == pytest.approx(-1 / 18, abs=1e-12)
    bluff = eq.at("Ann 0")["bet"]
    assert -1e-12 <= bluff <= 1 / 3 + 1e-12
    assert eq.at("Ann 1")["bet"] == pytest.approx(0, abs=1e-12)
    assert eq.at("Ann 2")["bet"] == pytest.approx(3 * bluff)
    assert eq.at("Ann 0 raised")["call"] == pytest.approx(0, abs=1e-12)
    assert eq.at("Ann 1 raised")["call"] == pytest.approx(bluff + 1 / 3)
    assert eq.at("Ann 2 raised")["call"] == pytest.approx(1)
    assert eq.at("Bob 0 passed")["bet"] == pytest.approx(1 / 3)
    assert eq.at("Bob 1 passed")["bet"] == pytest.approx(0, abs=1e-12)
    assert eq.at("Bob 2 passed")["bet"] == pytest.approx(1)
    assert [eq.at(f"Bob {c} bet")["call"] for c in range(3)] == pytest.approx([0, 1 / 3, 1])
    if eq.exact is not None:
        assert eq.certificate.tolerance == 0
        assert eq.certificate.gains == {"Ann": 0, "Bob": 0}


def test_leduc_poker() -> None:
    """Southey et al. (2005); its value as by Lanctot et al. (2019), OpenSpiel: −0.085606424078."""
    eq = ns.solve(leduc_poker(), method=ns.SequenceLP()).one()
    assert eq.values["Ann"] == pytest.approx(-0.085606424078, abs=1e-11)
    assert max(eq.certificate.relative.values()) < 1e-12


@pytest.mark.parametrize("bet", [1, 2, 5])
@pytest.mark.parametrize("method", [ns.SequenceLP(), ns.SequenceLCP()])
def test_bluffing(bet: int, method: Any) -> None:
    """Myerson (1991, figure 2.1) with any bet: bluff with b / (2 + b), call with 2 / (2 + b)."""

    def hand(strong: bool) -> ns.DecisionNode:
        won = (1 + bet) if strong else -(1 + bet)
        called = {"call": ns.EndNode(won, -won), "fold": ns.EndNode(1, -1)}
        answer = ns.DecisionNode("Bob", called, infoset="raised")
        drop = ns.EndNode(1, -1) if strong else ns.EndNode(-1, 1)
        name = "strong" if strong else "weak"
        return ns.DecisionNode("Ann", {"raise": answer, "check": drop}, infoset=name)

    deal = ns.ChanceNode({"strong": ("1/2", hand(True)), "weak": ("1/2", hand(False))})
    eq = ns.solve(ns.ExtensiveGame.from_tree(deal, PLAYERS), method=method).one()
    assert eq.values["Ann"] == pytest.approx(bet / (2 + bet))
    assert eq.at("strong")["raise"] == pytest.approx(1)
    assert eq.at("weak")["raise"] == pytest.approx(bet / (2 + bet))
    assert eq.at("raised")["call"] == pytest.approx(2 / (2 + bet))


def test_matching_pennies_in_units_of_their_own() -> None:
    """von Neumann (1928); what Ann counts in euros, Bob counts in cents, from another zero."""
    game = bimatrix_tree([[1, -1], [-1, 1]], [[-100 + 7, 100 + 7], [100 + 7, -100 + 7]])
    for method in (ns.SequenceLP(), ns.SequenceLCP()):
        eq = ns.solve(game, method=method).one()
        assert np.concatenate(eq.strategy) == pytest.approx(np.full(4, 0.5))
        assert eq.values == pytest.approx({"Ann": 0, "Bob": 7})


def test_a_path_that_must_not_come_back() -> None:
    """Shapley (1974), with ties at the even prior: a path with ties badly broken comes back to its start."""
    A, B = [[0, 3, 0], [2, 2, 0], [3, 0, 1]], [[0, 2, 3], [3, 2, 0], [0, 0, 1]]
    game = bimatrix_tree(A, B)
    for exact in (False, True):
        eq = ns.solve(game, method=ns.SequenceLCP(exact=exact)).one()
        assert eq.certificate.valid


def test_a_prior_leads_to_the_equilibrium_that_it_suggests() -> None:
    game = bimatrix_tree([[2, 0], [0, 1]], [[1, 0], [0, 2]])
    for a, b in (("r0", "c0"), ("r1", "c1")):
        eq = ns.solve(game, method=ns.SequenceLCP(prior=[a, b])).one()
        assert eq.strategy[0].tolist() == [float(a == "r0"), float(a == "r1")]
        assert eq.strategy[1].tolist() == [float(b == "c0"), float(b == "c1")]


def test_nash_is_not_subgame_perfect_and_the_notes_say_so() -> None:
    """Selten (1978): a threat that nobody would carry out is a Nash equilibrium, if it is expected."""
    entry = ns.ExtensiveGame.from_tree(
        ns.DecisionNode(
            "Ann",
            {
                "out": ns.EndNode(0, 2),
                "in": ns.DecisionNode("Bob", {"fight": ns.EndNode(-1, -1), "yield": ns.EndNode(1, 1)}),
            },
        ),
        PLAYERS,
    )
    found = ns.solve(entry, method=ns.SequenceLCP(prior=["out", "fight"]))
    assert found[0].at("Bob:1") == {"fight": 1, "yield": 0}
    assert found[0].certificate.claim == "Nash"
    assert any("need not be subgame-perfect" in note for note in found.notes)
    even = ns.solve(entry, method=ns.SequenceLCP()).one()
    assert even.at("Bob:1") == {"fight": 0, "yield": 1}
    assert not ns.certify(entry, found[0].strategy, claim="subgame-perfect").valid


# --- random trees


def test_zero_sum_trees_against_their_normal_form() -> None:
    rng = np.random.default_rng(7)
    seen = 0
    while seen < 15:
        game = random_tree(rng, 4, opposed(rng, int(rng.choice([1, 2, 50]))))
        if np.prod([len(s.actions) for s in game.infosets if s.player >= 0]) > 2000:
            continue
        seen += 1
        value = matrix_value(pure_matrix(game))
        found = ns.SequenceLP().find(game).profiles[0]
        assert game.values(found)[0] == pytest.approx(value, abs=1e-8)
        assert best_gain(game, found) < 1e-9
        lcp = ns.SequenceLCP().find(game).profiles[0]
        assert game.values(lcp)[0] == pytest.approx(value, abs=1e-8)


def test_general_sum_trees() -> None:
    """No gain beyond 1e−9 for two hundred trees; a third of them full of ties."""
    rng = np.random.default_rng(3)
    for i in range(200):
        pays = [integers(rng, 10), integers(rng, 3), lambda: rng.normal(size=2).tolist()][i % 3]
        game = random_tree(rng, 2 + i % 5, pays, hidden=float(rng.choice([0.3, 0.6, 0.9])))
        found = ns.SequenceLCP().find(game)
        assert found.claim == "Nash"
        assert best_gain(game, found.profiles[0]) < 1e-9
        if i % 10 == 0:
            assert ns.solve(game, method=ns.SequenceLCP()).one().certificate.valid


def test_the_path_in_fractions_is_exact_even_with_ties() -> None:
    rng = np.random.default_rng(4)
    for i in range(40):
        if i % 2:
            shape = rng.integers(1, 5, 2)
            game = bimatrix_tree(rng.integers(0, 3, shape).tolist(), rng.integers(0, 3, shape).tolist())
        else:
            game = random_tree(rng, 3, integers(rng, 3))
        if sum(sequence_form(game).shape) > 50:
            continue
        eq = ns.solve(game, method=ns.SequenceLCP(exact=True)).one()
        assert eq.exact is not None
        assert eq.certificate.tolerance == 0
        assert eq.certificate.valid


def test_fractions_alone_find_it_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def spoiled(*_: Any, **__: Any) -> Any:
        raise ns.SolverError("spoiled")

    rng = np.random.default_rng(5)
    games = [random_tree(rng, 3, integers(rng, 3)) for _ in range(15)]
    usual = [ns.SequenceLCP(exact=True).find(game) for game in games]
    monkeypatch.setattr("negsim.solvers.trees.sequence_lcp.lemke", spoiled)
    for game, before in zip(games, usual, strict=True):
        found: Found = ns.SequenceLCP().find(game)
        assert found.exact == before.exact
        assert any("rounding" in note for note in found.notes)


@pytest.mark.parametrize("factor", [Fraction(1, 10**8), 10**4])
@pytest.mark.parametrize("shift", [0, 10**6])
def test_units_do_not_matter(factor: Any, shift: int) -> None:
    rng = np.random.default_rng(6)
    for i in range(12):
        seed = int(rng.integers(1 << 30))
        profiles = []
        for scale, zero in ((1, 0), (factor, shift)):
            inner = np.random.default_rng(seed)
            given = opposed(inner, 5) if i % 2 else integers(inner, 5)

            def pays(given: Payer = given, scale: Any = scale, zero: int = zero) -> list[Any]:
                return [v * scale + zero for v in given()]

            game = random_tree(inner, 4, pays)
            profiles.append(ns.SequenceLCP().find(game).profiles[0])
            if i % 2:
                profiles.append(ns.SequenceLP().find(game).profiles[0])
        half = len(profiles) // 2
        for before, after in zip(profiles[:half], profiles[half:], strict=True):
            assert np.concatenate(after) == pytest.approx(np.concatenate(before), abs=1e-9)


def test_odd_payoffs() -> None:
    rng = np.random.default_rng(8)
    odd: list[Payer] = [
        lambda: [1, 1],
        lambda: [0, int(rng.integers(3))],
        lambda: (rng.normal(size=2) * 10.0 ** rng.integers(-6, 7)).tolist(),
        lambda: (1e300 * rng.normal(size=2)).tolist(),
        lambda: (1e4 + 1e-8 * rng.normal(size=2)).tolist(),
        lambda: (1e-300 * rng.integers(0, 3, 2)).tolist(),
    ]
    for pays in odd:
        for _ in range(5):
            game = random_tree(rng, 4, pays)
            assert ns.solve(game, method=ns.SequenceLCP()).one().certificate.valid
    only = ns.ExtensiveGame.from_tree(ns.EndNode(1, -1), PLAYERS)
    for method in (ns.SequenceLP(), ns.SequenceLCP(), ns.SequenceLCP(exact=True)):
        assert ns.solve(only, method=method).one().values == {"Ann": 1, "Bob": -1}
        assert ns.solve(bimatrix_tree([[3, 3]], [[-3, -3]]), method=method).one().values["Ann"] == 3


def test_branches_that_chance_never_takes() -> None:
    loose = ns.DecisionNode("Bob", {"a": ns.EndNode(100, -100), "b": ns.EndNode(0, 0)})
    game = ns.ExtensiveGame.from_tree(
        ns.ChanceNode({"never": (0, loose), "always": (1, ns.EndNode(1, -1))}), PLAYERS
    )
    for method in (ns.SequenceLP(), ns.SequenceLCP(), ns.SequenceLCP(exact=True)):
        eq = ns.solve(game, method=method).one()
        assert eq.values["Ann"] == 1
        assert sum(eq.strategy[1]) == pytest.approx(1)


@pytest.mark.slow
def test_larger_trees_take_seconds() -> None:
    """Leduc poker where a tenth of what is won is taken away: not zero-sum. And 16,291 nodes by a program."""
    raked = leduc_poker(3, Fraction(9, 10))
    with within(60):
        eq = ns.solve(raked, method=ns.SequenceLCP()).one()  # 1,936 nodes, 674 sequences: 0.5 s
    assert eq.certificate.valid
    big = leduc_poker(6)
    with within(30):
        assert ns.solve(big, method=ns.SequenceLP()).one().certificate.valid  # 16,291 nodes: 0.3 s


@pytest.mark.slow
def test_both_ways_agree_on_leduc_poker() -> None:
    eq = ns.solve(leduc_poker(), method=ns.SequenceLCP()).one()
    assert eq.values["Ann"] == pytest.approx(-0.085606424078, abs=1e-10)


# --- complementary pivoting by itself


def all_solutions(M: Any, q: Any) -> list[Any]:
    n, out = len(q), []
    for k in range(n + 1):
        for basic in combinations(range(n), k):
            at = list(basic)
            z = np.zeros(n)
            if at:
                block = M[np.ix_(at, at)]
                if abs(np.linalg.det(block)) < 1e-9:
                    continue
                z[at] = np.linalg.solve(block, -q[at])
            if (z >= -1e-9).all() and (M @ z + q >= -1e-9).all():
                out.append(z)
    return out


def test_lemke_on_positive_definite_problems() -> None:
    """Cottle, Pang & Stone (1992, section 3.1): there is exactly one solution."""
    rng = np.random.default_rng(9)
    for _ in range(30):
        n = int(rng.integers(1, 7))
        root = rng.integers(-3, 4, (n, n))
        M, q = root @ root.T + np.eye(n, dtype=int), rng.integers(-5, 6, n)
        path = lemke(M.astype(float), q.astype(float), np.ones(n))
        z = solution(M.astype(float), q.astype(float), path.basic)
        for other in all_solutions(M.astype(float), q.astype(float)):
            assert z == pytest.approx(other, abs=1e-8)
        whole = [np.array(a.tolist(), dtype=object) for a in (M, q)]
        exact = exact_solution(*whole, lemke_exact(*whole, np.array([1] * n, dtype=object)).basic)
        assert exact is not None
        assert z == pytest.approx([float(v) for v in exact], abs=1e-8)


def test_lemke_says_where_it_ends_in_a_ray() -> None:
    M, q = np.array([[-1.0, 0.0], [0.0, -1.0]]), np.array([-1.0, -2.0])  # w = −1 − z < 0
    with pytest.raises(ns.SolverError, match="ray"):
        lemke(M, q, np.ones(2))
    whole = [np.array(a.astype(int).tolist(), dtype=object) for a in (M, q, np.ones(2))]
    with pytest.raises(ns.SolverError, match="ray"):
        lemke_exact(*whole)
    with pytest.raises(ns.SolverError, match="within 1 steps"):
        lemke(np.eye(3), -np.arange(1.0, 4.0), np.ones(3), most=1)


def test_exact_solution_refuses_what_is_none() -> None:
    M, q = np.array([[1, 1], [1, 1]], dtype=object), np.array([-1, -1], dtype=object)
    assert exact_solution(M, q, np.array([True, True])) is None  # singular
    assert exact_solution(M, -q, np.array([True, False])) is None  # z < 0
    assert exact_solution(M, q, np.array([False, False])) is None  # w < 0
    assert exact_solution(M, q, np.array([True, False])) == [1, 0]


# --- zero-sum games in normal form


def test_rock_paper_scissors() -> None:
    """von Neumann (1928): thirds, and nothing else."""
    rps = ns.NormalFormGame.from_bimatrix([[0, -1, 1], [1, 0, -1], [-1, 1, 0]])
    for exact in (False, True):
        found = ns.solve(rps, method=ns.ZeroSum(exact=exact))
        assert found.completeness == "unique"
        assert np.concatenate(found[0].strategy) == pytest.approx(np.full(6, 1 / 3), abs=1e-15)
    assert found[0].exact == ((Fraction(1, 3),) * 3,) * 2


def test_colonel_blotto() -> None:
    """Dresher (1961, chapter 1): four regiments against three, two posts: the value is 14/9."""
    blotto, enemy = [(4 - k, k) for k in range(5)], [(3 - k, k) for k in range(4)]

    def pays(mine: tuple[int, int], theirs: tuple[int, int]) -> int:
        return sum((m > t) * (t + 1) - (t > m) * (m + 1) for m, t in zip(mine, theirs, strict=True))

    table = [[pays(a, b) for b in enemy] for a in blotto]
    assert table == [[4, 2, 1, 0], [1, 3, 0, -1], [-2, 2, 2, -2], [-1, 0, 3, 1], [0, 1, 2, 4]]
    game = ns.NormalFormGame.from_bimatrix(table)
    found = ns.solve(game, method=ns.ZeroSum(exact=True))
    x, y = found[0].exact
    value = sum(p * q * v for p, row in zip(x, table, strict=True) for q, v in zip(y, row, strict=True))
    assert value == Fraction(14, 9)
    assert x == (Fraction(4, 9), 0, Fraction(1, 9), 0, Fraction(4, 9))
    assert found.completeness == "one of possibly many"  # the enemy has more than one optimal strategy
    assert ns.solve(game, method=ns.ZeroSum())[0].values["Player 1"] == pytest.approx(14 / 9)


def test_unique_means_unique() -> None:
    """Bohnenblust, Karlin & Shapley (1950) against the list of all extreme equilibria."""
    rng = np.random.default_rng(10)
    counts = {"unique": 0, "one of possibly many": 0}
    for i in range(40):
        shape = rng.integers(1, 5, 2)
        table = rng.integers(-9, 10, shape) if i % 2 else rng.integers(0, 3, shape)
        game = ns.NormalFormGame.from_bimatrix(table)
        exact = ns.solve(game, method=ns.ZeroSum(exact=True))
        close = ns.solve(game, method=ns.ZeroSum())
        every = ns.solve(game, method=ns.VertexEnumeration())
        assert (exact.completeness == "unique") == (len(every) == 1)
        assert close.completeness == exact.completeness
        assert close[0].values["Player 1"] == pytest.approx(exact[0].values["Player 1"], abs=1e-12)
        assert close[0].values["Player 1"] == pytest.approx(matrix_value(table), abs=1e-8)
        counts[exact.completeness] += 1
    assert min(counts.values()) > 8


def test_zero_sum_against_nashpy() -> None:
    nashpy = pytest.importorskip("nashpy")
    rng = np.random.default_rng(11)
    for shape in ((3, 5), (20, 20), (50, 2)):
        table = rng.normal(size=shape)
        x, y = nashpy.Game(table).linear_program()
        eq = ns.solve(ns.NormalFormGame.from_bimatrix(table), method=ns.ZeroSum()).one()
        assert eq.values["Player 1"] == pytest.approx(x @ table @ y, abs=1e-7)
        assert max(eq.certificate.relative.values()) < 1e-12


def test_zero_sum_in_other_units_and_nearly() -> None:
    rng = np.random.default_rng(12)
    table = rng.normal(size=(4, 6))
    first = ns.solve(ns.NormalFormGame.from_bimatrix(table), method=ns.ZeroSum()).one()
    for others in (-3 * table + 7, 1 - table):  # constant but for rounding
        eq = ns.solve(ns.NormalFormGame([table, others]), method=ns.ZeroSum()).one()
        assert np.concatenate(eq.strategy) == pytest.approx(np.concatenate(first.strategy), abs=1e-9)
    for scale in (1e-8, 1e4, 1e300):
        eq = ns.solve(ns.NormalFormGame.from_bimatrix(table * scale), method=ns.ZeroSum()).one()
        assert np.concatenate(eq.strategy) == pytest.approx(np.concatenate(first.strategy), abs=1e-9)
    flat = ns.solve(ns.NormalFormGame.from_bimatrix([[2, 2], [2, 2]]), method=ns.ZeroSum(exact=True))
    assert flat.completeness == "one of possibly many"
    assert flat[0].values == {"Player 1": 2, "Player 2": -2}
    alone = ns.solve(ns.NormalFormGame.from_bimatrix([[5]]), method=ns.ZeroSum())
    assert alone.completeness == "unique"


def test_two_hundred_actions_each() -> None:
    table = np.random.default_rng(13).integers(-999, 1000, (200, 200))
    with within(5):  # 0.1 s
        found = ns.solve(ns.NormalFormGame.from_bimatrix(table), method=ns.ZeroSum())
    assert found.completeness == "unique"


def test_exact_matrix_games_with_ties() -> None:
    rng = np.random.default_rng(14)
    for _ in range(40):
        n, m = rng.integers(1, 6, 2)
        table = np.array(rng.integers(1, 4, (n, m)).tolist(), dtype=object).reshape(n, m)
        x, y, _ = exact_matrix_game(table)
        assert sum(x) == sum(y) == 1
        assert min(*x, *y) >= 0
        assert max(table @ np.array(y)) == min(np.array(x) @ table)  # weak duality with equality: optimal
        assert exact_rank(table) == np.linalg.matrix_rank(table.astype(float))


def test_a_catastrophe_that_nobody_chooses_spoils_no_program() -> None:
    """Bob's last choice leaves Ann -2 or 1; beside 1e11 HiGHS takes them for the same."""

    def end(value: float) -> ns.EndNode:
        return ns.EndNode(value, -value)

    last = ns.DecisionNode("Bob", {"a": end(-2), "b": end(1)})
    terrible = ns.DecisionNode("Bob", {"a": end(-1), "b": end(-3), "c": end(-1e11)})
    risk = ns.DecisionNode("Ann", {"l": last, "r": terrible})
    stay = ns.DecisionNode("Ann", {"l": end(-2), "r": end(-2)})
    tree = ns.DecisionNode("Ann", {"l": end(-2), "r": ns.DecisionNode("Ann", {"l": stay, "r": risk})})
    game = ns.ExtensiveGame.from_tree(tree, PLAYERS)
    eq = ns.solve(game, method=ns.SequenceLP()).one()
    assert eq.certificate.valid
    assert eq.values == {"Ann": -2, "Bob": 2}


def test_a_catastrophe_that_nobody_chooses_spoils_no_path() -> None:
    """Ann could have 2 or 1; beside 1e11 the path in floats took them for the same."""
    ruin = ns.DecisionNode(
        "Bob", {"a": ns.EndNode(-1e11, -1), "b": ns.EndNode(3, -1), "c": ns.EndNode(-1, 2)}
    )
    left = ns.DecisionNode("Ann", {"l": ns.EndNode(1, -2), "r": ruin})
    right = ns.DecisionNode(
        "Bob", {"on": ns.DecisionNode("Bob", {"l": ns.EndNode(0, -3), "r": ns.EndNode(2, 3)})}
    )
    game = ns.ExtensiveGame.from_tree(ns.DecisionNode("Ann", {"l": left, "r": right}), PLAYERS)
    eq = ns.solve(game, method=ns.SequenceLCP()).one()
    assert eq.certificate.valid
    assert eq.values == {"Ann": 2, "Bob": 3}
