"""Game trees: their other forms, recall, subgames and subgame-perfect equilibria, against published games and
against plain recursion."""

import io
import itertools
import random
from fractions import Fraction

import numpy as np
import pytest

import negsim as ns
import random_trees as rt
from negsim.certificate import certify_behavior, certify_mixed
from negsim.certificate.behavior import _roots
from negsim.games.forms.agent_form import agent_form
from negsim.games.forms.completion import fill_in
from negsim.games.forms.reduced_form import reduced_normal_form, strategy_counts

D, E = ns.DecisionNode, ns.EndNode


def game(root: object, *players: str) -> ns.ExtensiveGame:
    return ns.ExtensiveGame.from_tree(root, players)


def values(solution: ns.Solution) -> list[tuple[float, ...]]:
    return sorted(tuple(round(v, 9) + 0.0 for v in e.values.values()) for e in solution)


# --- published games


def horse() -> ns.ExtensiveGame:
    """Selten (1975), figure 1."""

    def third(left: ns.EndNode, right: ns.EndNode) -> ns.DecisionNode:
        return D("3", {"L": left, "R": right}, infoset="3")

    two = D("2", {"L": third(E(4, 4, 0), E(0, 0, 1)), "R": E(1, 1, 1)}, infoset="2")
    return game(D("1", {"L": third(E(3, 2, 2), E(0, 0, 0)), "R": two}, infoset="1"), "1", "2", "3")


@pytest.mark.parametrize(
    ("one", "two", "three", "holds"),
    [
        ("R", "R", {"L": "1/4", "R": "3/4"}, True),  # Selten (1975): equilibria of type 1 up to 1/4
        ("R", "R", {"L": "26/100", "R": "74/100"}, False),
        ("L", {"L": "2/3", "R": "1/3"}, "L", True),  # and of type 2 from 1/3 on
        ("L", {"L": "68/100", "R": "32/100"}, "L", False),
        ("L", "R", "L", True),
    ],
)
def test_both_kinds_of_equilibria_of_the_horse(one: object, two: object, three: object, holds: bool) -> None:
    """The only subgame is the whole game: subgame-perfection excludes none of them (Selten 1975)."""
    tree = horse()
    assert len(tree.subgames()) == 1
    assert tree.perfect_recall
    profile = {"1": one, "2": two, "3": three}
    for claim in ("Nash", "subgame-perfect"):
        assert ns.certify(tree, profile, claim=claim, exact=True).valid == holds


def test_the_horse_has_more_equilibria_than_can_be_listed() -> None:
    found = ns.solve(horse(), method=ns.SubgamePerfect())
    assert found.completeness == "one of possibly many"
    assert {(1.0, 1.0, 1.0), (3.0, 2.0, 2.0)} <= set(values(found))


def chain_store(towns: int) -> ns.ExtensiveGame:
    """Selten (1978): the store meets an entrant in each town."""
    players = ["store", *(f"entrant {k + 1}" for k in range(towns))]

    def town(k: int, paid: tuple[int, ...]) -> object:
        if k == towns:
            return E(*paid)

        def with_(store: int, entrant: int) -> tuple[int, ...]:
            new = list(paid)
            new[0] += store
            new[k + 1] = entrant
            return tuple(new)

        meets = D("store", {"cooperate": town(k + 1, with_(2, 2)), "fight": town(k + 1, with_(0, 0))})
        return D(players[k + 1], {"in": meets, "out": town(k + 1, with_(5, 1))})

    return game(town(0, (0,) * (towns + 1)), *players)


def test_chain_store_paradox() -> None:
    tree = chain_store(4)
    found = ns.solve(tree)
    assert found.completeness == "unique"
    assert list(found.one().values.values()) == [8, 2, 2, 2, 2]
    for s, v in zip(tree.infosets, found.one().exact, strict=True):
        assert s.actions[v.index(1)] in ("in", "cooperate")
    # deterrence is a Nash equilibrium, and worth more to the store, but not in subgames
    deterrence = [{"out" if "out" in s.actions else "fight": 1} for s in tree.infosets]
    assert ns.certify(tree, deterrence).valid
    perfect = ns.certify(tree, deterrence, claim="subgame-perfect", exact=True)
    assert perfect.gains["store"] == 2
    assert not perfect.valid


def test_beer_and_quiche() -> None:
    """Cho & Kreps (1987), section II: both types may have one breakfast if the other would be fought."""

    def meal(strong: bool, beer: bool) -> ns.DecisionNode:
        breakfast = 1 if strong == beer else 0
        return D(
            "B",
            {"duel": E(breakfast, 0 if strong else 1), "not": E(breakfast + 2, 1 if strong else 0)},
            infoset="after beer" if beer else "after quiche",
        )

    def sender(strong: bool) -> ns.DecisionNode:
        branches = {"beer": meal(strong, True), "quiche": meal(strong, False)}
        return D("A", branches, infoset="strong" if strong else "weak")

    root = ns.ChanceNode({"strong": ("9/10", sender(True)), "weak": ("1/10", sender(False))})
    tree = game(root, "A", "B")
    for both, other in (("beer", "after quiche"), ("quiche", "after beer")):
        for duel, holds in (("1/2", True), ("49/100", False)):
            profile = {
                "strong": both,
                "weak": both,
                f"after {both}": "not",
                other: {"duel": duel, "not": 1 - Fraction(duel)},
            }
            assert ns.certify(tree, profile, exact=True).valid == holds
    found = ns.solve(tree, method=ns.SubgamePerfect())
    assert found.completeness == "all extreme points"
    assert {(2.9, 0.9), (2.1, 0.9)} == set(values(found))


def test_reputation() -> None:
    """Kreps & Wilson (1982), Reputation and imperfect information, section 2, with two entrants.

    The weak store fights so often that the last entrant's belief rises to b, and the last entrant then stays
    out with 1/a; the first one enters, as the store is strong with less than b² only.
    """
    a, b, strong = 2, Fraction(1, 2), Fraction(1, 10)

    def meets(tough: bool, seen: str, before: tuple, after: object) -> ns.DecisionNode:
        """What the store does when somebody has entered, and what follows on each."""
        who = f"{'strong' if tough else 'weak'} after {seen}"
        store = {"fight": 0 if tough else -1, "yield": -1 if tough else 0}
        entrant = {"fight": b - 1, "yield": b}
        return D(
            "store", {x: after((*before, (store[x], entrant[x])), x) for x in ("fight", "yield")}, infoset=who
        )

    def end(paid: tuple, _: str = "") -> ns.EndNode:
        return E(sum(p[0] for p in paid), paid[0][1], paid[1][1])

    def last(tough: bool) -> object:
        def node(paid: tuple, seen: str) -> ns.DecisionNode:
            inside = meets(tough, seen, paid, end)
            return D("last", {"in": inside, "out": end((*paid, (a, 0)))}, infoset=f"last after {seen}")

        return node

    def first(tough: bool) -> ns.DecisionNode:
        out = last(tough)(((a, 0),), "peace")
        return D("first", {"in": meets(tough, "nothing", (), last(tough)), "out": out}, infoset="first")

    tree = game(
        ns.ChanceNode({"strong": (strong, first(True)), "weak": (1 - strong, first(False))}),
        *("store", "first", "last"),
    )
    fights = (1 - b) * strong / ((1 - strong) * b)
    assert fights == Fraction(1, 9)

    def certificate(fights: Fraction, stays_out: Fraction) -> ns.Certificate:
        profile = {
            "first": "in",
            "weak after nothing": {"fight": fights, "yield": 1 - fights},
            "last after fight": {"out": stays_out, "in": 1 - stays_out},
            "last after yield": "in",
            "last after peace": "in",
        }
        for s in tree.infosets:
            if s.player == 0:
                profile.setdefault(s.label, "fight" if "strong" in s.label else "yield")
        return ns.certify(tree, profile, claim="subgame-perfect", exact=True)

    assert certificate(fights, Fraction(1, a)).valid
    assert certificate(fights + Fraction(1, 100), Fraction(1, a)).gains["last"] > 0
    assert certificate(fights, Fraction(1, a) + Fraction(1, 100)).gains["store"] > 0


def test_centipede() -> None:
    """Rosenthal (1981): both would gain by going on, and the first stops at once."""
    node: object = E(49, 52)
    for k in range(98, -1, -1):
        pot = (k // 2, k // 2 + 3) if k % 2 else (k // 2 + 1, k // 2)
        node = D(f"P{k % 2 + 1}", {"stop": E(*pot), "on": node})
    tree = game(node, "P1", "P2")
    assert len(tree.subgames()) == 99
    found = ns.solve(tree)
    assert found.completeness == "unique"
    assert found.one().values == {"P1": 1.0, "P2": 0.0}
    assert all(v[0] == 1 for v in found.one().strategy)


def battle(outside: object, top: int = 3) -> ns.DecisionNode:
    """Kohlberg & Mertens (1986): battle of the sexes, which the first player may leave for something else."""

    def second(a: int) -> ns.DecisionNode:
        ends = {"x": E(top, 1) if a == 0 else E(0, 0), "y": E(0, 0) if a == 0 else E(1, 3)}
        return D("B", ends, infoset=f"B{id(outside)}")

    inside = D("A", {"X": second(0), "Y": second(1)}, infoset=f"A{id(outside)}")
    return D("A", {"out": outside, "in": inside})


def test_battle_of_the_sexes_with_an_outside_option() -> None:
    found = ns.solve(game(battle(E(2, 2)), "A", "B"), method=ns.SubgamePerfect())
    assert found.completeness == "all"
    assert values(found) == [(2, 2), (2, 2), (3, 1)]  # in after (X, x); out before (Y, y) and the mixed one
    assert all(e.exact is not None for e in found)
    [mixed] = [e for e in found if not e.pure]
    assert mixed.at(mixed.game.infoset_names[1]) == {"X": 0.75, "Y": 0.25}


def test_subgames_multiply() -> None:
    two = ns.ChanceNode({"here": ("1/2", battle(E(2, 2))), "there": ("1/2", battle(E(0, 0)))})
    found = ns.solve(game(two, "A", "B"), method=ns.SubgamePerfect())
    assert found.completeness == "all"
    assert len(found) == 9
    cut = ns.solve(game(two, "A", "B"), method=ns.SubgamePerfect(limit=4))
    assert cut.completeness == "one of possibly many"
    assert len(cut) == 4
    assert any("more" in note for note in cut.notes)


def test_a_tie_inside_a_larger_game_is_no_complete_list() -> None:
    """What the second player's indifferent answer is worth decides over the equilibria around it."""
    tie = D("B", {"a": E(3, 1), "b": E(0, 1)}, label="tied")

    def second(a: int) -> ns.DecisionNode:
        return D("B", {"x": tie if a == 0 else E(0, 0), "y": E(0, 0) if a == 0 else E(1, 3)}, infoset="B")

    tree = game(D("A", {"X": second(0), "Y": second(1)}, infoset="A"), "A", "B")
    assert len(tree.subgames()) == 2
    found = ns.solve(tree, method=ns.SubgamePerfect())
    assert found.completeness == "one of possibly many"
    assert len(found) > 3


@pytest.mark.parametrize(
    ("before", "word", "count"), [(5, "all extreme points", 2), (1, "all pure", 2), (2, "all pure", 3)]
)
def test_words_for_ties(before: int, word: str, count: int) -> None:
    """Mixing at a tie may make somebody earlier mix as well: then the pure ones do not span all."""
    tie = D("B", {"a": E(2, 1), "b": E(0, 1)})
    found = ns.solve(game(D("A", {"out": E(before, 0), "in": tie}), "A", "B"), method=ns.SubgamePerfect())
    assert (found.completeness, len(found)) == (word, count)


def test_chance_between_choices() -> None:
    lucky = ns.ChanceNode({"good": ("1/3", E(3, 0)), "bad": ("2/3", E(0, 3))})
    tree = game(D("A", {"bet": lucky, "keep": E(1, 1)}), "A", "B")
    found = ns.solve(tree)
    assert found.completeness == "all extreme points"  # 1/3 of 3 is 1 exactly, though not in floats
    assert values(found) == [(1, 1), (1, 2)]
    assert all(e.certificate.tolerance == 0 for e in found)


def test_payoffs_collected_on_the_way() -> None:
    later = D("B", {"l": E(0, 0), "r": E(5, -1)}, pays=(1, 2))
    found = ns.solve(game(D("A", {"stay": E(0, 0), "go": later}, pays=(10, 0)), "A", "B"))
    assert found.one().values == {"A": 11.0, "B": 2.0}


# --- recall


def driver() -> ns.ExtensiveGame:
    """Piccione & Rubinstein (1997), example 1: the second exit is home, but the exits look the same."""
    second = D("driver", {"exit": E(4), "on": E(1)}, infoset="exit?")
    return game(D("driver", {"exit": E(0), "on": second}, infoset="exit?"), "driver")


def test_the_absent_minded_driver() -> None:
    tree = driver()
    [problem] = tree.recall_problems()
    assert problem.absent_minded
    assert problem.nodes == (0, 2)
    assert "driver forgets whether it has been here before" in str(problem)
    # driving on with 2/3 is the plan that is worth most, 4/3, and no single visit would change it
    best = {"exit?": {"exit": "1/3", "on": "2/3"}}
    assert tree.values(tree.profile(best)).tolist() == pytest.approx([4 / 3])
    assert ns.certify(tree, best, claim="agent", exact=True).valid
    assert not ns.certify(tree, {"exit?": "on"}, claim="agent").valid
    for claim in ("Nash", "subgame-perfect"):
        with pytest.raises(ns.NotSupportedError, match='claim="agent"'):
            ns.certify(tree, best, claim=claim)
    with pytest.raises(ns.NotSupportedError, match=r"driver forgets.*normal_form"):
        ns.SubgamePerfect().find(tree)
    with pytest.raises(ns.NotSupportedError, match="driver"):
        agent_form(tree)
    form = reduced_normal_form(tree)  # plans are well defined, and worth less than 4/3
    assert form.game.payoffs.tolist() == [[0, 1]]
    with pytest.raises(ns.NotSupportedError, match="forgets"):
        form.to_behavior([[0.5, 0.5]])
    with pytest.raises(ns.NotSupportedError, match="anew at each visit"):
        form.to_mixed(tree.profile(best))
    assert [v.tolist() for v in form.to_behavior([[0.0, 1.0]])] == [[0, 1]]


def test_what_is_forgotten_is_named() -> None:
    def last(name: str) -> ns.DecisionNode:
        return D("A", {"l": E(0), "r": E(1)}, infoset=name)

    chosen = game(D("A", {"x": last("end"), "y": last("end")}, infoset="start"), "A")
    assert [p.forgotten for p in chosen.recall_problems()] == ['whether it chose "x" or "y" at "start"']
    known = ns.ChanceNode(
        {
            c: ("1/2", D("A", {"go": last("end"), "stop": E(0)}, infoset=f"seen {c}"))
            for c in ("heads", "tails")
        }
    )
    [problem] = game(known, "A").recall_problems()
    assert problem.forgotten == 'whether it has been at "seen heads" or at "seen tails"'
    assert problem.paths == ("after heads, go", "after tails, go")
    moved = ns.ChanceNode({"a": ("1/2", last("end")), "b": ("1/2", D("A", {"go": last("end")}, infoset="s"))})
    assert [p.forgotten for p in game(moved, "A").recall_problems()] == ['whether it has moved at "s"']


def test_recall_problems_are_found_wherever_there_are_any() -> None:
    for seed in range(150):
        tree = rt.random_tree(
            random.Random(seed), depth=4, blur=0.7, forget=["", "moves", "everything"][seed % 3]
        )
        past: dict[int, set] = {}
        for v in range(len(tree.parent)):
            own, at = [], v
            while at:
                up = int(tree.parent[at])
                if tree.owner[up] == tree.owner[v]:
                    own.append((int(tree.infoset[up]), int(tree.branch[at])))
                at = up
            if tree.owner[v] >= 0:
                past.setdefault(int(tree.infoset[v]), set()).add(tuple(own))
        wanted = {tree.infoset_names[h] for h, ways in past.items() if len(ways) > 1}
        # named where it happens, not again at each set that follows
        told = {p.infoset for p in tree.recall_problems()}
        assert told == {tree.infoset_names[h] for h, ways in past.items() if len({w[:1] for w in ways}) > 1}
        assert told <= wanted
        assert tree.perfect_recall == (not wanted)
        if seed % 3 == 0:
            assert not wanted


# --- subgames


def test_subgames_are_those_of_the_definition() -> None:
    for seed in range(150):
        tree = rt.random_tree(
            random.Random(seed), depth=4, blur=[0.2, 0.5, 0.9][seed % 3], forget="everything"
        )
        wanted = rt.subgame_roots(tree)
        assert tree.subgames().roots.tolist() == wanted
        if wanted:
            assert _roots(tree).tolist() == wanted  # found in another way for certificates


def test_subgames_are_games() -> None:
    for seed in range(30):
        rng = random.Random(seed)
        tree = rt.random_tree(rng, depth=4, blur=0.4, inner_pay=0.4)
        profile = rt.random_profile(rng, tree)
        parts = tree.subgames()
        for k, part in enumerate(parts):
            root = int(parts.roots[k])
            inside = sorted(rt.below(tree, root))
            assert len(part.parent) == len(inside)
            used = sorted({int(tree.infoset[v]) for v in inside} - {-1})
            here = tree.outcomes[tree.outcome[root]].payoffs if tree.outcome[root] >= 0 else [0, 0]
            parts_of_it = zip(tree.exact_payoffs[:, root], rt.worth(tree, profile, root), here, strict=True)
            wanted = [collected + later - counted_twice for collected, later, counted_twice in parts_of_it]
            assert rt.worth(part, [profile[h] for h in used]) == wanted
        if len(parts):
            assert len(parts[0].parent) == len(tree.parent)


# --- other forms


def test_reduced_strategies_pay_what_full_ones_pay() -> None:
    tested = 0
    for seed in range(150):
        rng = random.Random(seed)
        tree = rt.random_tree(
            rng,
            players=1 + seed % 3,
            depth=3,
            blur=0.6,
            inner_pay=0.3,
            forget=["", "moves", "everything"][seed % 3],
        )
        owned = [list(tree.owned(k)) for k in range(len(tree.players))]
        if np.prod([len(tree.infosets[h].actions) for sets in owned for h in sets] or [1]) > 80:
            continue
        tested += 1
        form = reduced_normal_form(tree)
        counts = strategy_counts(tree)
        assert all(c is None or c == n for c, n in zip(counts, form.game.shape, strict=True))
        if tree.perfect_recall:
            assert None not in counts
        for plans in itertools.product(*(list(rt.pure_strategies(tree, sets)) for sets in owned)):
            profile = [s.probabilities for s in tree.infosets]
            cell = []
            for k, plan in enumerate(plans):
                for h, vector in plan.items():
                    profile[h] = vector
                [row] = [
                    i
                    for i, row in enumerate(form.choices[k].tolist())
                    if all(a < 0 or plan[h][a] == 1 for h, a in zip(form.sets[k].tolist(), row, strict=True))
                ]
                cell.append(row)
            assert [form.game.exact[(k, *cell)] for k in range(len(plans))] == rt.worth(tree, profile)
    assert tested > 60


def test_kuhns_theorem() -> None:
    """Kuhn (1953), theorem 4: with perfect recall some behaviour does the same as any mixed strategy."""
    for seed in range(80):
        rng = random.Random(seed)
        tree = rt.random_tree(rng, players=1 + seed % 3, depth=4, blur=0.5, chance=0.3)
        if np.prod([c or 0 for c in strategy_counts(tree)], dtype=float) > 300:
            continue
        form = reduced_normal_form(tree)
        behavior = rt.random_profile(rng, tree)
        mixed = form.to_mixed(behavior)
        assert all(sum(v) == 1 for v in mixed)
        back = form.to_behavior(mixed)
        assert rt.worth(tree, back) == rt.worth(tree, behavior)
        # and from any mixture, not only from those that behaviour makes
        weights = [[Fraction(rng.randint(0, 2)) for _ in range(n)] for n in form.game.shape]
        anyhow = [
            [w / sum(v) for w in v] if sum(v) else [Fraction(1), *[Fraction(0)] * (len(v) - 1)]
            for v in weights
        ]
        expected = [form.game.exact[k] for k in range(len(tree.players))]
        for v in anyhow:
            expected = [np.tensordot(np.array(v, dtype=object), t, axes=(0, 0)) for t in expected]
        behaved = form.to_behavior(anyhow)
        assert rt.worth(tree, behaved) == [np.asarray(x).item() for x in expected]
        again = form.to_behavior([[float(p) for p in v] for v in anyhow])
        for a, b in zip(behaved, again, strict=True):
            np.testing.assert_allclose([float(p) for p in a], b, atol=1e-12)


def test_where_own_choices_never_lead_the_best_is_filled_in() -> None:
    later = D("A", {"bad": E(0, 0), "good": E(3, 0)}, infoset="later")
    tree = game(D("A", {"out": E(5, 0), "in": D("B", {"l": later, "r": E(1, 1)})}), "A", "B")
    form = reduced_normal_form(tree)
    assert form.game.actions[0] == ("out,*", "in,bad", "in,good")
    for other in ([1, 0], [0, 1]):  # whether the other would let it come there or not
        assert form.to_behavior([[1, 0, 0], other])[2] == (0, 1)
    nothing = [s.probabilities for s in tree.infosets]
    assert fill_in(tree, nothing, exact=True)[0] == (1, 0)


def test_numbers_stay_exact_in_the_normal_form() -> None:
    third = ns.ChanceNode({"a": ("1/3", E("0.1", 1)), "b": ("2/3", E("0.3", "1/7"))})
    form = game(D("A", {"x": third, "y": E(0, 0)}), "A", "B").normal_form()
    assert form.exact[:, 0, 0].tolist() == [Fraction(7, 30), Fraction(3, 7)]
    tenth = game(D("A", {"x": E("0.1"), "y": E("1e-3")}), "A").normal_form()
    assert tenth.exact[0].tolist() == [Fraction(1, 10), Fraction(1, 1000)]


def test_a_normal_form_that_is_too_large_is_counted_not_built() -> None:
    signals = {
        str(i): (Fraction(1, 60), D("A", {"l": E(0, 0), "r": E(1, 1)}, infoset=str(i))) for i in range(60)
    }
    with pytest.raises(ns.GameError, match=r"A 10\^18 × B 1 strategies.*SequenceLCP"):
        game(ns.ChanceNode(signals), "A", "B").normal_form()


def test_agent_form_pays_each_set_what_its_owner_gets() -> None:
    tested = 0
    for seed in range(60):
        rng = random.Random(seed)
        tree = rt.random_tree(rng, players=2, depth=3, blur=0.5, inner_pay=0.3)
        used = [h for h, s in enumerate(tree.infosets) if s.player >= 0]
        if not used or np.prod([len(tree.infosets[h].actions) for h in used]) > 500:
            continue
        tested += 1
        agents = agent_form(tree)
        profile = rt.random_profile(rng, tree)
        mixed = [np.array(profile[h], dtype=object) for h in agents.infosets]
        gains = list(certify_mixed(agents.game, mixed).gains.values())
        by_player = certify_behavior(tree, profile, claim="agent").gains
        for p in tree.players:
            own = [g for g, o in zip(gains, agents.owners, strict=True) if o == p]
            assert by_player[p] == max(own, default=0)
        assert agents.to_behavior([tuple(v) for v in mixed]) == profile
    assert tested > 20
    with pytest.raises(ns.GameError, match="agents"):
        agent_form(chain_store(5))


# --- another program


@pytest.mark.parametrize("forget", ["", "moves", "everything"])
def test_gambit_sees_the_same_game(forget: str) -> None:
    """Recall, subgames, reduced strategies and what they pay, as Gambit has them."""
    gambit = pytest.importorskip("pygambit", minversion="17.0.0b2")
    for seed in range(15):
        tree = rt.random_tree(
            random.Random(seed), players=1 + seed % 3, depth=3, blur=0.6, inner_pay=0.3, forget=forget
        )
        other = gambit.read_efg(io.BytesIO(tree.to_efg().encode()))
        assert other.is_perfect_recall == tree.perfect_recall
        assert len(list(other.get_subgame_roots())) == len(tree.subgames())
        form = tree.normal_form()
        assert form.shape == tuple(len(list(other.get_strategies(p))) for p in other.players)
        ours = sorted(map(tuple, form.payoffs.reshape(len(form.players), -1).T.tolist()))
        theirs = np.stack([np.asarray(t, dtype=float).ravel() for t in other.to_arrays()])
        np.testing.assert_allclose(ours, sorted(map(tuple, theirs.T.tolist())), atol=1e-12)
