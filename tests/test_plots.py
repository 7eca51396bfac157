"""Pictures: drawn without warnings, whole, legible, and true to what they show."""

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text

import negsim as ns
from negsim import plots
from negsim.sequencing.compare import Comparison, OrderResult
from negsim.sequencing.terms import decision_terms
from random_scenarios import random_scenario, to_yaml

# Orders that hold, that break at once and that go part of the way, and one with no way to the goal
ORDERS = {
    "korea_reduced": ["peace_first", "omnibus", "suspension_for_suspension", "no_talks"],
    "korea_2016": ["denuclearization_first", "omnibus", "reciprocal_steps"],
}
CASES = [(scenario, order) for scenario, orders in ORDERS.items() for order in orders]

# A grid of shares: many levels, declined proposals (B says no to A's last offer of a trifle), no discounting
SHARES = """
negsim: 1
title: "Shares of a pie"
parties:
  A: {name: "Confederation of Ardennes"}
  B: {name: "Byzantium"}
issues:
  pie: {levels: [open, divided]}
  share: {levels: [s0, s1, s2, s3, s4, s5, s6, s7, s8, s9]}
moves:
  divide:
    by: [A, B]
    when: pie == open
    sets: {pie: divided, share: any}
    declined: {pays: {A: 1}}
payoffs:
  A: {get: {when: pie == divided, value: "value(share) / 100"}}
  B: {get: {when: pie == divided, value: "-value(share)"}}
outcomes: {deal: "pie == divided", none: otherwise}
goal: deal
orders: {talk: {}, no: {forbid: joint}}
play: {periods: 30, final: stop}
"""


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    yield
    plt.close("all")


@pytest.fixture(scope="module")
def compared() -> dict[str, Comparison]:
    return {name: ns.compare(ns.load(name), [*orders, "no_talks"]) for name, orders in ORDERS.items()}


Draw = Callable[..., Axes]


def pictures(row: OrderResult) -> dict[str, Draw]:
    """One order's pictures, each waiting for its axes."""
    first = row.equilibrium.play.steps[0]
    return {
        "timeline": lambda **to: plots.timeline(row.equilibrium, **to),
        "ledger": lambda **to: plots.ledger(row.ledger, **to),
        "game_graph": lambda **to: plots.game_graph(row.equilibrium, **to),
        "decision": lambda **to: plots.decision(row.equilibrium, first.period, first.party, **to),
    }


def words(ax: Axes) -> list[Text]:
    """Texts that are shown: tick labels outside the axes are there, too, but never drawn."""
    figure = ax.get_figure(root=True)
    assert figure is not None
    unseen = set()
    for axis, limits in ((ax.xaxis, ax.get_xlim()), (ax.yaxis, ax.get_ylim())):
        for tick in axis.get_major_ticks():
            if not min(limits) <= tick.get_loc() <= max(limits):
                unseen |= {tick.label1, tick.label2}
    found = figure.findobj(Text)
    return [t for t in found if t.get_visible() and t.get_text().strip() and t not in unseen]


def assert_legible(ax: Axes, *, overlaps: bool = True) -> None:
    figure = ax.get_figure(root=True)
    assert isinstance(figure, Figure)
    figure.draw_without_rendering()
    assert ax.get_title(loc="left")
    assert ax.get_xlabel()
    assert ax.get_ylabel()
    shown = words(ax)
    boxes = [t.get_window_extent() for t in shown]
    for text, box in zip(shown, boxes, strict=True):
        assert text.get_fontsize() >= 8, text
        assert box.x0 >= -1, text
        assert box.y0 >= -1, text
        assert box.x1 <= figure.bbox.width + 1, text
        assert box.y1 <= figure.bbox.height + 1, text
    if overlaps:
        for k, a in enumerate(boxes):
            for n, b in enumerate(boxes[k + 1 :], k + 1):
                covered = min(a.x1, b.x1) - max(a.x0, b.x0), min(a.y1, b.y1) - max(a.y0, b.y0)
                assert min(covered) <= 1.5, f"{shown[k]} and {shown[n]}"


def legend(ax: Axes) -> set[str]:
    box = ax.get_legend()
    assert box is not None
    return {t.get_text() for t in box.get_texts()}


@pytest.mark.parametrize("scenario", ORDERS)
def test_comparison(compared: dict[str, Comparison], scenario: str) -> None:
    ax = plots.comparison(compared[scenario])
    assert_legible(ax)
    names = {p.name for p in compared[scenario].scenario.parties.values()}
    assert names <= legend(ax)
    text = "\n".join(t.get_text() for t in words(ax))
    for word in ("accepts", "rejects", "relative to disagreement", "settlement"):
        assert word in text


def test_comparison_marks_artefacts_of_the_deadline(compared: dict[str, Comparison]) -> None:
    ax = plots.comparison(compared["korea_reduced"])
    names = [t.get_text() for t in ax.get_yticklabels()]
    assert [n for n in names if "*" in n] == ["suspension for suspension *"]
    assert any(t.get_text().find("* May be an artefact of the deadline") >= 0 for t in words(ax))


@pytest.mark.parametrize(("scenario", "order"), CASES)
def test_pictures_of_an_order(compared: dict[str, Comparison], scenario: str, order: str) -> None:
    row = compared[scenario][order]
    names = {p.name for p in row.equilibrium.game.scenario.parties.values()}
    for name, draw in pictures(row).items():
        ax = draw()
        if name == "ledger" and not row.ledger.plans:
            assert ax.get_legend() is None  # the title, and one sentence
            continue
        assert_legible(ax)
        first = row.equilibrium.game.scenario.label(row.equilibrium.play.steps[0].party)
        if name == "game_graph":
            assert legend(ax) & names  # only those with edges
            continue
        assert ({first} if name == "decision" else names) <= legend(ax), name


@pytest.mark.parametrize("scenario", ORDERS)
def test_given_axes_are_used_and_their_figure_keeps_its_size(
    compared: dict[str, Comparison], scenario: str
) -> None:
    row = compared[scenario]["omnibus"]
    draws = {**pictures(row), "comparison": lambda **to: plots.comparison(compared[scenario], **to)}
    for name, draw in draws.items():
        figure, ax = plt.subplots(figsize=(15, 10))
        others = plt.get_fignums()
        assert draw(ax=ax) is ax, name
        assert plt.get_fignums() == others, name
        figure.tight_layout()
        assert figure.get_size_inches().tolist() == [15, 10], name
        assert_legible(ax, overlaps=name != "game_graph")


def test_ledger_says_where_play_stops_and_because_of_what(compared: dict[str, Comparison]) -> None:
    row = compared["korea_reduced"]["peace_first"]
    text = "\n".join(t.get_text() for t in words(plots.ledger(row.ledger)))
    assert "play stops here: waits" in text
    assert "because of this: would rather" in text
    empty = "\n".join(t.get_text() for t in words(plots.ledger(compared["korea_reduced"]["no_talks"].ledger)))
    assert "No sequence of moves" in empty
    with pytest.raises(ns.GameError, match="no plan 99"):
        plots.ledger(row.ledger, plan=99)


def test_a_long_ledger_leaves_out_who_gladly_holds_still(compared: dict[str, Comparison]) -> None:
    given = compared["korea_reduced"]["omnibus"].ledger
    plan = given.plans[0]
    still = next(r for r in plan.rows if r.role == "holds")
    rows = (*(replace(still, period=k) for k in range(50)), *plan.rows)
    ax = plots.ledger(replace(given, plans=(replace(plan, rows=rows),)))
    assert "51 further turns" in ax.get_xlabel()
    assert_legible(ax)


def test_game_graph_folds_what_is_far_from_the_path(compared: dict[str, Comparison]) -> None:
    equilibrium = ns.solve(ns.load("korea_2016"), order="denuclearization_first").one()
    ax = plots.game_graph(equilibrium, most=20)
    assert_legible(ax, overlaps=False)
    nodes = [t.get_text() for t in ax.texts if t.get_zorder() == 5]
    folded = [int(t[1:].split()[0]) for t in nodes if t.startswith("+")]
    assert folded
    assert len(nodes) <= 20
    assert len(nodes) - len(folded) + sum(folded) == equilibrium.game.states
    path = {equilibrium.game.start, *(s.after for s in equilibrium.play.steps)}
    bold = [t for t in ax.texts if t.get_zorder() == 5 and t.get_fontweight() == "bold"]
    assert len(bold) >= len(path)


def test_game_graph_shows_the_plan_and_where_play_leaves_it(compared: dict[str, Comparison]) -> None:
    for order, why in (("peace_first", "North Korea"), ("denuclearization_first", "United States")):
        equilibrium = ns.solve(ns.load("korea_2016"), order=order).one()
        ax = plots.game_graph(equilibrium)
        assert_legible(ax)
        nodes = [t.get_text() for t in ax.texts if t.get_zorder() == 5]
        assert len(nodes) <= 16
        assert any(
            "programme dismantled" in n and "peace treaty" in n and "\N{BLACK STAR}" in n for n in nodes
        )
        text = " ".join(" ".join(t.get_text().split()) for t in ax.texts)
        assert "play stops here: " in text
        assert f"because of this: {why} would rather" in text
        assert "play stays here" in text
        assert "plan to the goal" in legend(ax)
        assert "South Korea" not in legend(ax)


def test_timeline_marks_whose_moves_they_are() -> None:
    equilibrium = ns.solve(ns.load("korea_2016"), order="omnibus").one()
    ax = plots.timeline(equilibrium)
    proposer = next(s.party for s in equilibrium.play.steps if s.made)
    assert proposer == "China"
    markers = [line.get_marker() for line in ax.lines if np.size(line.get_xdata()) == 1]
    assert markers.count("^") == 1  # China's, among the moves only
    assert "d" in markers
    assert "proposed by China" in " ".join(" ".join(t.get_text().split()) for t in ax.get_yticklabels())


def test_many_levels_declined_proposals_and_no_discounting() -> None:
    scenario = ns.loads(SHARES)
    comparison = ns.compare(scenario)
    ax = plots.comparison(comparison)
    assert "summed over the periods" in ax.get_xlabel()
    assert_legible(ax)
    row = comparison["talk"]
    assert any(s.declined_by == "B" for s in row.equilibrium.play.steps)
    for name, draw in pictures(row).items():
        ax = draw()
        assert_legible(ax)
        if name == "timeline":
            assert "proposed, declined by\nByzantium" in legend(ax)
        if name == "decision":
            assert "proposes in vain" in ax.get_title(loc="left")


@pytest.mark.parametrize("suffix", ["png", "svg", "pdf"])
def test_save(tmp_path: Path, suffix: str) -> None:
    figure, ax = plt.subplots(figsize=(3, 2))
    ax.set_title("A picture")
    path = tmp_path / f"picture.{suffix}"
    assert plots.save(ax, path) == path
    first = path.read_bytes()
    assert first
    plots.save(figure, str(path))
    assert path.read_bytes() == first
    assert list(tmp_path.iterdir()) == [path]


def test_save_keeps_what_is_there_if_it_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    figure, _ = plt.subplots()
    path = tmp_path / "picture.png"
    path.write_text("before")

    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(figure, "savefig", fail)
    with pytest.raises(ns.NegsimError, match="No space left"):
        plots.save(figure, path)
    assert path.read_text() == "before"
    assert list(tmp_path.iterdir()) == [path]
    with pytest.raises(ns.NegsimError, match=r"\.png, \.svg or \.pdf"):
        plots.save(figure, tmp_path / "picture.gif")
    with pytest.raises(ns.NegsimError, match="cannot be written"):
        plots.save(figure, tmp_path / "nowhere" / "picture.png")


# The terms behind a decision ----------------------------------------------------------------------------


def assert_terms_add_up(scenario: ns.Scenario, order: str | None, favour: str | None = None) -> int:
    method = ns.BackwardInduction(favour=favour)
    equilibrium = ns.solve(scenario, order=order, method=method).one()
    play = equilibrium.play
    for step in play.steps:
        found = decision_terms(equilibrium, step.period, step.party)
        nodes = play.nodes(step.period)
        party = equilibrium.game.parties.index(step.party)
        before = nodes[step.phase][step.before, party]
        waiting = nodes[step.phase + 1][step.before, party]
        assert found.totals[found.chosen] == pytest.approx(before, abs=1e-9, rel=1e-9)
        assert found.totals[0] == pytest.approx(waiting, abs=1e-9, rel=1e-9)
        assert found.totals.max() <= before + 1e-8 * (1 + abs(before))
        np.testing.assert_allclose(found.differences.sum(axis=1), found.totals - before, atol=1e-8)
        assert (found.alternatives[found.chosen] == "wait") == (step.action is None)
        assert found.declined_by[found.chosen] == step.declined_by
    return len(play.steps)


@pytest.mark.parametrize(("scenario", "order"), CASES)
def test_decision_terms_add_up(scenario: str, order: str) -> None:
    assert assert_terms_add_up(ns.load(scenario), order) > 0


def test_decision_terms_add_up_whatever_the_rules() -> None:
    """Chance, countdowns, delays, declined proposals, `until`, every kind of end."""
    turns = 0
    for seed in range(40):
        scenario = ns.loads(to_yaml(random_scenario(random.Random(seed))))
        for order in (None, *scenario.orders):
            turns += assert_terms_add_up(scenario, order, next(iter(scenario.parties)) if seed % 2 else None)
    assert turns > 500


def test_decision_terms_of_a_known_case() -> None:
    equilibrium = ns.solve(ns.load("korea_reduced"), order="parallel").one()
    found = decision_terms(equilibrium, 0, "US")
    by_term = dict(zip(found.terms, found.differences[found.alternatives.index("scale_down")], strict=True))
    # exercises scaled down for ever: −0.3 a period at patience 0.9; and no clashes, 0.05 × 2 a period
    assert by_term == pytest.approx(
        {"threat": 0, "recognition": 0, "readiness": -3.0, "alliance": 0, "payments": 1.0}
    )


def test_decision_terms_refuse_what_is_no_turn() -> None:
    equilibrium = ns.solve(ns.load("korea_2016"), order="omnibus").one()
    with pytest.raises(ns.GameError, match="is not a party"):
        decision_terms(equilibrium, 0, "USA")
    with pytest.raises(ns.GameError, match="never has a turn"):
        decision_terms(equilibrium, 0, "ROK")
    with pytest.raises(ns.GameError, match="no turn in period 99"):
        decision_terms(equilibrium, 99, "US")
