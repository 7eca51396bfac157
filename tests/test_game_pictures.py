"""Pictures of brought games: drawn without warnings, whole, and true to what they show."""

import io
from collections.abc import Iterator

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.axes import Axes

import negsim as ns
from negsim import plots
from negsim.plots.payoff_space import convex_hull, pareto_frontier

CHICKEN = ns.NormalFormGame.from_bimatrix(
    [[6, 2], [7, 0]],
    [[6, 7], [2, 0]],
    players=["North", "South"],
    actions=[["freeze", "test"], ["pause", "drill"]],
)
HOSTILE = "$x$\x1b[31m<b>\n한국"


def poker(first: str = "Ann", second: str = "Bob") -> ns.ExtensiveGame:
    """Bluffing with two cards: the bet is seen, the card is not."""
    end = ns.EndNode

    def dealt(card: str, win: int) -> ns.DecisionNode:
        seen = ns.DecisionNode(second, {"call": end(2 * win, -2 * win), "fold": end(1, -1)}, "bet heard")
        return ns.DecisionNode(first, {"bet": seen, "check": end(win, -win)}, card)

    root = ns.ChanceNode({"high": ("1/2", dealt("high card", 1)), "low": ("1/2", dealt("low card", -1))})
    return ns.ExtensiveGame.from_tree(root, [first, second], title="A bluff")


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    yield
    plt.close("all")


def drawn(ax: Axes) -> Axes:
    """Render it: warnings are errors here, and every text must lie within the figure."""
    figure = ax.figure
    figure.savefig(io.BytesIO(), dpi=60)
    box = figure.bbox.padded(1)
    for text in [*ax.texts, *(ax.get_legend().get_texts() if ax.get_legend() else [])]:
        extent = text.get_window_extent()
        assert box.x0 <= extent.x0, text
        assert extent.x1 <= box.x1, text
        assert box.y0 <= extent.y0, text
        assert extent.y1 <= box.y1, text
    return ax


def labelled(ax: Axes, label: str) -> np.ndarray:
    [line] = [line for line in ax.get_lines() if line.get_label() == label]
    return np.column_stack([line.get_xdata(), line.get_ydata()])


def test_best_replies_meet_in_the_equilibria() -> None:
    ax = drawn(plots.best_replies(CHICKEN))
    marks = {tuple(np.round(p, 9)) for p in labelled(ax, "Equilibria").tolist()}
    assert marks == {(0, 1), (1, 0), (round(1 / 3, 9), round(1 / 3, 9))}
    north = labelled(ax, "North's best replies")  # tests while South drills with less than a third
    np.testing.assert_allclose(north, [[1, 0], [1, 1 / 3], [0, 1 / 3], [0, 1]])
    assert ax.get_ylabel().replace("\n", " ") == "South: probability of drill rather than pause"


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ([[0, 0], [0, 0]], [[1, 0], [0, 1]]),  # indifferent everywhere
        ([[1, 1], [1, 0]], [[1, 1], [1, 0]]),  # at one end only
        ([[1, 0], [1, 1]], [[0, 0], [0, 0]]),
        ([[2, 2], [1, 1]], [[2, 1], [2, 1]]),  # dominated
        ([[1e-8, 0], [0, 1e-8]], [[0, 1e4], [1e4, 0]]),
    ],
)
def test_best_replies_of_degenerate_games(row: list[list[float]], column: list[list[float]]) -> None:
    game = ns.NormalFormGame.from_bimatrix(row, column)
    solution = ns.solve(game)
    drawn(plots.best_replies(solution))


def test_best_replies_are_for_two_actions_each() -> None:
    with pytest.raises(ns.GameError, match="two actions each"):
        plots.best_replies(ns.NormalFormGame(np.zeros((2, 2, 3))))


def test_the_polygon_has_the_frontier_and_the_equilibria() -> None:
    ax = drawn(plots.payoff_polygon(CHICKEN))
    np.testing.assert_allclose(labelled(ax, "Pareto frontier"), [[7, 2], [6, 6], [2, 7]])
    nash = sorted(np.round(labelled(ax, "Nash equilibria"), 6).tolist())
    assert nash == [[2, 7], [4.666667, 4.666667], [7, 2]]
    correlated = next(p for p in ax.patches if p.get_label() == "Correlated equilibria")
    corners = {tuple(np.round(c, 6)) for c in correlated.get_xy().tolist()}
    assert (5.25, 5.25) in corners


@pytest.mark.parametrize("payoffs", [np.zeros((2, 2, 2)), [[[1, 2]], [[2, 1]]], [[[1, 2, 3]], [[1, 2, 3]]]])
def test_polygons_that_are_points_or_lines(payoffs: object) -> None:
    drawn(plots.payoff_polygon(ns.NormalFormGame(payoffs)))


def test_a_bargain_and_its_disagreement() -> None:
    points = CHICKEN.payoffs.reshape(2, -1).T
    nash = ns.bargaining_solution(points, (2, 2))
    ax = drawn(plots.payoff_polygon(CHICKEN, bargains=[nash], correlated=False))
    assert labelled(ax, "Disagreement").tolist() == [[2, 2]]
    np.testing.assert_allclose(labelled(ax, "Bargain: Nash"), [[6, 6]], atol=1e-6)


def test_hull_and_frontier() -> None:
    rng = np.random.default_rng(3)
    points = rng.integers(0, 9, (60, 2)).astype(float)
    hull = convex_hull(points)
    for (x0, y0), (x1, y1) in zip(hull, np.roll(hull, -1, axis=0), strict=True):
        side = (x1 - x0) * (points[:, 1] - y0) - (y1 - y0) * (points[:, 0] - x0)
        assert side.min() >= 0
    frontier = pareto_frontier(hull)
    for corner in frontier:
        better = (points >= corner).all(axis=1) & (points > corner).any(axis=1)
        assert not better.any()


def test_a_tree_has_all_its_branches_and_information_sets() -> None:
    game = poker()
    ax = drawn(plots.game_tree(game))
    branches = [line for line in ax.get_lines() if line.get_zorder() == 1]
    assert len(branches) == len(game.parent) - 1
    dotted = [line for line in ax.get_lines() if line.get_zorder() == 2]
    assert len(dotted) == 1  # Bob's
    texts = [t.get_text() for t in ax.texts]
    assert texts.count("bet heard") == 1
    assert "high (0.5)" in texts
    assert "\N{MINUS SIGN}2, 2" in texts


def test_an_equilibrium_in_a_tree() -> None:
    ax = drawn(plots.game_tree(ns.solve(poker()).equilibria[0]))
    texts = [t.get_text() for t in ax.texts]
    assert "bet (0.3333)" in texts  # bluffs with one low card of three
    widths = {line.get_linewidth() for line in ax.get_lines() if line.get_zorder() == 1}
    assert len(widths) > 2


def test_a_large_tree_says_what_it_leaves_out() -> None:
    def deep(n: int) -> ns.DecisionNode | ns.EndNode:
        return ns.DecisionNode("A", {"l": deep(n - 1), "r": deep(n - 1)}) if n else ns.EndNode(1)

    ax = drawn(plots.game_tree(ns.ExtensiveGame.from_tree(deep(8), ["A"]), most=31))
    assert "the first 31 of 511 nodes" in ax.get_title(loc="left").replace("\n", " ")
    assert [t.get_text() for t in ax.texts].count("… 30 more nodes") == 16


def test_hostile_names_are_shown_as_they_are() -> None:
    game = ns.NormalFormGame(CHICKEN.payoffs, players=[HOSTILE, "$$"], actions=[[HOSTILE, "a"], ["b", "$"]])
    drawn(plots.best_replies(game))
    drawn(plots.payoff_polygon(game))
    drawn(plots.game_tree(poker(HOSTILE, "$$")))


def test_payoffs_beside_a_catastrophe_are_drawn_without_the_correlated_ones() -> None:
    war = ns.NormalFormGame.from_bimatrix([[6, 2], [7, -1e9]], [[6, 7], [2, -1e9]])
    legend = plots.payoff_polygon(war).get_legend()
    assert "Correlated equilibria: not found" in [t.get_text() for t in legend.get_texts()]


@pytest.mark.parametrize("bargains", ["x", ns.bargaining_solution([[1, 2]], [0, 0])])
def test_bargains_are_a_list_of_them(bargains: object) -> None:
    game = ns.NormalFormGame.from_bimatrix([[6, 2], [7, 0]], [[6, 7], [2, 0]])
    three = [ns.bargaining_solution([[1, 2, 3]], [0, 0, 0])]
    for given in (bargains, three):
        with pytest.raises(ns.GameError, match="for two players"):
            plots.payoff_polygon(game, bargains=given)  # type: ignore[arg-type]
