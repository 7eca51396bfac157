"""The shipped scenario files: what is known about them, and what they say about themselves."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import numpy as np
import pytest

import negsim as ns
from stahl import alternating_offers_yaml, stahl_grid_share, stahl_share

FOLDER = Path(__file__).parent.parent / "scenarios"
FILES = sorted(FOLDER.glob("*.yaml"))
NAMES = [f.stem for f in FILES]
FIRST_LINE = "# yaml-language-server: $schema=schema/scenario.schema.json"


@cache
def load(name: str) -> ns.Scenario:
    return ns.load(FOLDER / f"{name}.yaml")


def values(name: str, order: str, **parameters: float) -> dict[str, float]:
    return dict(ns.solve(load(name).with_values(**parameters), order=order).one().values)


# ------------------------------------------------------------------------------------------------ every file


def test_there_are_the_files_that_are_shipped():
    wanted = {"korea_reduced", "korea_2016", "entry_deterrence", "centipede", "hold_up", "alternating_offers"}
    assert wanted <= set(NAMES)


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_it_starts_with_the_schema_line(path):
    assert path.read_text(encoding="utf-8").splitlines()[0] == FIRST_LINE


@pytest.mark.parametrize("name", NAMES)
def test_it_survives_being_written(name):
    scenario = load(name)
    assert ns.loads(scenario.to_yaml()) == scenario


@pytest.mark.parametrize("name", NAMES)
def test_it_says_what_its_numbers_mean(name):
    scenario = load(name)
    assert scenario.sources
    for number, parameter in scenario.parameters.items():
        assert parameter.about, number
        assert parameter.range is not None, number
        low, high = parameter.range
        assert low <= parameter.value <= high, number
    if name != "korea_reduced":  # the design's example has none
        assert scenario.about


@pytest.mark.parametrize("name", NAMES)
def test_its_outcomes_cover_everything(name):
    scenario = load(name)
    assert list(scenario.outcomes.values())[-1] == "otherwise"
    assert scenario.goal in scenario.outcomes


@pytest.mark.parametrize("name", NAMES)
def test_every_order_can_be_solved(name):
    for order in load(name).orders:
        assert ns.solve(load(name), order=order).one().certificate is not None


# ------------------------------------------------------------------------------------------- textbook answers


def play(name: str, order: str, **parameters: float):
    return ns.compare(load(name).with_values(**parameters), [order])[order]


def made(result) -> list[str]:
    """Say what is done, in turn."""
    return [step.made for step in result.equilibrium.play.steps if step.made is not None]


def test_entry_is_accommodated_unless_commitment_comes_first():
    assert values("entry_deterrence", "entry_first") == pytest.approx({"Incumbent": 2, "Entrant": 2})
    assert values("entry_deterrence", "commitment_first") == pytest.approx({"Incumbent": 4, "Entrant": 1})
    before = play("entry_deterrence", "entry_first")
    assert (made(before), before.outcome) == (["enter"], "entry accommodated")
    after = play("entry_deterrence", "commitment_first")
    assert (made(after), after.outcome) == (["commit"], "no entry")
    assert before.unique
    assert after.unique


@pytest.mark.parametrize(("parameter", "deters", "fails"), [("edge", 2.01, 1.99), ("capacity", 2.99, 3.01)])
def test_commitment_deters_only_while_it_is_credible_and_cheap(parameter, deters, fails):
    entrant = [
        values("entry_deterrence", "commitment_first", **{parameter: v})["Entrant"] for v in (deters, fails)
    ]
    assert entrant == pytest.approx([1, 2])


def test_the_centipede_is_stopped_at_once():
    result = play("centipede", "step_by_step")
    assert made(result) == ["stop_first"]
    assert result.values == pytest.approx({"First": 0, "Second": 0})
    assert result.unique
    assert values("centipede", "binding_agreement") == pytest.approx({"First": 10, "Second": 10})


def test_the_centipede_goes_on_if_stopping_gains_too_little():
    # the second player stops last, for 9 + lead, while going on gives 10
    assert values("centipede", "step_by_step", lead=0.9) == pytest.approx({"First": 10, "Second": 10})


def test_nobody_invests_where_the_investment_would_be_held_up():
    result = play("hold_up", "investment_first")
    assert made(result) == []
    assert result.values == pytest.approx({"Maker": 0, "Buyer": 0})
    assert result.attitudes["Maker"] == "stalls"
    assert result.stop.party == "Maker"
    package = play("hold_up", "package")
    assert made(package) == ["invest + contract"]
    assert package.values == pytest.approx({"Maker": 1.5, "Buyer": 1.5})
    assert package.unique


@pytest.mark.parametrize(("share", "invests"), [(0.62, False), (0.63, True)])  # cost / worth = 0.625
def test_hold_up_hangs_on_what_is_left_to_the_maker(share, invests):
    maker = values("hold_up", "investment_first", share=share)["Maker"]
    assert maker == pytest.approx(8 * share - 5 if invests else 0)


def test_the_shipped_alternating_offers_are_those_of_the_helper():
    scenario = load("alternating_offers")
    assert scenario == ns.loads(alternating_offers_yaml(21, 6, 0.9, 0.8))
    first = stahl_grid_share(21, 6, 0.9, 0.8)
    result = play("alternating_offers", "alternating_offers")
    assert result.values == pytest.approx({"First": first, "Second": 1 - first})
    assert len(made(result)) == 1
    assert result.outcome == "agreement"


@pytest.mark.parametrize("periods", [1, 2, 3, 6, 7])
@pytest.mark.parametrize("n_shares", [6, 11, 101])
def test_alternating_offers_on_a_grid(n_shares, periods):
    # On a coarser grid a proposer may be left with nothing whatever it offers; it is indifferent, and waits.
    scenario = ns.loads(alternating_offers_yaml(n_shares, periods, 0.9, 0.8))
    found = ns.solve(scenario, order="alternating_offers").one().values
    first = stahl_grid_share(n_shares, periods, 0.9, 0.8)
    assert found == pytest.approx({"First": first, "Second": 1 - first})


@pytest.mark.parametrize(("periods", "delta_1", "delta_2"), [(6, 0.9, 0.8), (5, 0.7, 0.95)])
def test_alternating_offers_converge_as_the_grid_refines(periods, delta_1, delta_2):
    exact = stahl_share(periods, delta_1, delta_2)
    errors = []
    for n_shares in (11, 101, 1001):
        scenario = ns.loads(alternating_offers_yaml(n_shares, periods, delta_1, delta_2))
        found = ns.solve(scenario, order="alternating_offers").one().values["First"]
        errors.append(abs(found - exact))
        # each period rounds by less than one step of the grid, and what it adds is discounted on the way
        assert errors[-1] <= (periods - 1) / (n_shares - 1)
    assert errors[0] > errors[1] > errors[2]
    assert errors[2] < 1e-3


def test_the_closed_form_satisfies_the_recursion():
    def keeps(periods: int, mine: float, other: float) -> float:
        return 1 - other * keeps(periods - 1, other, mine) if periods else 0.0

    for periods in range(1, 12):
        assert stahl_share(periods, 0.9, 0.7) == pytest.approx(keeps(periods, 0.9, 0.7))
    assert stahl_share(4, 1.0, 1.0) == pytest.approx(keeps(4, 1.0, 1.0))
    assert stahl_share(400, 0.9, 0.7) == pytest.approx(0.3 / (1 - 0.63))  # Rubinstein


# ---------------------------------------------------------------------------------------------- korea_reduced

REDUCED = {  # the table of the design
    "denuclearization_first": (-31, 9, "deadlock", "indifferent", "stalls"),
    "peace_first": (-32, 9, "deadlock", "rejects", "indifferent"),
    "parallel": (-31, 9, "deadlock", "stalls", "stalls"),
    "omnibus": (-4, 15, "settlement", "accepts", "accepts"),
    "suspension_for_suspension": (-17.607687, 14.261266, "interim freeze", "accepts", "accepts"),
    "no_talks": (-31, 9, "deadlock", None, None),
}


@cache
def compared(name: str) -> ns.Comparison:
    return ns.compare(load(name))


@pytest.mark.parametrize("order", REDUCED)
def test_korea_reduced(order):
    us, dprk, outcome, *attitudes = REDUCED[order]
    result = compared("korea_reduced")[order]
    assert result.values == pytest.approx({"US": us, "DPRK": dprk}, abs=1e-6)
    assert result.outcome == outcome
    assert [result.attitudes.get(p) for p in ("US", "DPRK")] == attitudes
    assert bool(result.deadline) == (order == "suspension_for_suspension")


# ------------------------------------------------------------------------------------------------- korea_2016

KOREA = {  # US, DPRK, ROK, China
    "denuclearization_first": ("deadlock", "indifferent", "stalls", "indifferent", "indifferent"),
    "talks_about_presteps": ("deadlock", "indifferent", "rejects", "indifferent", "indifferent"),
    "peace_first": ("deadlock", "rejects", "indifferent", "rejects", "indifferent"),
    "declaration_first": ("deadlock", "stalls", "indifferent", "rejects", "indifferent"),
    "parallel_tracks": ("deadlock", "stalls", "stalls", "indifferent", "indifferent"),
    "omnibus": ("settlement", "accepts", "rejects", "accepts", "accepts"),
    "suspension_for_suspension": ("deadlock", "rejects", "stalls", "indifferent", "indifferent"),
    "modulated_suspension": ("interim freeze", "stalls", "stalls", "accepts", "accepts"),
    "reciprocal_steps": ("interim freeze", "accepts", "stalls", "accepts", "accepts"),
    "no_talks": ("deadlock",),
}


def test_korea_has_the_orders_of_the_dispute():
    assert set(load("korea_2016").orders) == set(KOREA)
    for name, order in load("korea_2016").orders.items():
        assert order.name, name
        assert order.source, name


@pytest.mark.parametrize("order", KOREA)
def test_korea_is_small(order):
    assert ns.compile_game(load("korea_2016"), order).states <= 300


@pytest.mark.parametrize("order", KOREA)
def test_korea(order):
    result = compared("korea_2016")[order]
    assert (result.outcome, *result.attitudes.values()) == KOREA[order]
    assert result.unique
    assert not result.deadline


def test_each_side_turns_down_the_others_order():
    korea = compared("korea_2016")
    assert korea["peace_first"].attitudes["US"] in ("rejects", "stalls")
    assert korea["denuclearization_first"].attitudes["DPRK"] in ("rejects", "stalls")


def test_each_fears_what_the_other_would_do_next():
    korea = compared("korea_2016")
    ours, theirs = korea["denuclearization_first"].stop, korea["peace_first"].stop
    assert (ours.party, ours.move) == ("DPRK", "pause")
    assert (ours.because.party, ours.because.move) == ("US", "sign")
    assert (theirs.party, theirs.move) == ("US", "declare")
    assert (theirs.because.party, theirs.because.move) == ("DPRK", "dismantle")


def test_everybody_would_prefer_a_settlement():
    free = ns.compare(load("korea_2016").with_values(complication=0), ["omnibus"])["omnibus"]
    assert free.outcome == "settlement"
    assert set(free.attitudes.values()) == {"accepts"}


def test_a_freeze_is_worth_its_price_only_while_the_arsenal_is_small():
    text = (FOLDER / "korea_2016.yaml").read_text(encoding="utf-8").replace("start: small", "start: large")
    late = ns.compare(ns.loads(text), ["modulated_suspension", "reciprocal_steps"])
    assert {row.outcome for row in late} == {"deadlock"}
    assert {row.attitudes["US"] for row in late} == {"stalls"}


@pytest.mark.parametrize(("periods", "final"), [(6, "stop"), (20, "forever")])
def test_korea_does_not_hang_on_the_deadline(periods, final):
    other = load("korea_2016").with_play(periods=periods, final=final, movers=("China", "DPRK", "US"))
    headline = ["peace_first", "denuclearization_first", "modulated_suspension", "reciprocal_steps"]
    for row in ns.compare(other, headline):
        assert (row.outcome, *row.attitudes.values()) == KOREA[row.order]


# What `about` says of single numbers: on one side of the number all is as in KOREA, on the other not.
# (order, party or "outcome", parameter, number as written, side on which it changes, what it is there)
CLAIMS = [
    ("denuclearization_first", "DPRK", "bite", "2.8", "above", "indifferent"),
    ("denuclearization_first", "DPRK", "clash_risk", "0.15", "above", "indifferent"),
    ("denuclearization_first", "DPRK", "clash_cost", "11", "above", "indifferent"),
    ("denuclearization_first", "outcome", "breach", "2.1", "below", "interim freeze"),
    ("denuclearization_first", "outcome", "bite", "1.33", "above", "interim freeze"),
    ("denuclearization_first", "outcome", "clash_risk", "0.08", "above", "interim freeze"),
    ("denuclearization_first", "outcome", "clash_cost", "5.9", "above", "interim freeze"),
    ("omnibus", "DPRK", "complication", "5.5", "below", "accepts"),
    ("omnibus", "DPRK", "security", "1.45", "above", "accepts"),
    ("omnibus", "DPRK", "deterrent", "1.8", "below", "accepts"),
    ("omnibus", "DPRK", "bite", "1.1", "above", "accepts"),
    ("omnibus", "DPRK", "fear", "2.02", "above", "accepts"),
    ("modulated_suspension", "outcome", "deterrent", "3.7", "above", "deadlock"),
    ("modulated_suspension", "outcome", "momentum", "0.89", "above", "deadlock"),
    ("modulated_suspension", "outcome", "fear", "0.95", "below", "deadlock"),
    ("modulated_suspension", "outcome", "modulation", "0.07", "below", "deadlock"),
    ("modulated_suspension", "outcome", "readiness", "1.6", "above", "deadlock"),
    ("modulated_suspension", "outcome", "threat", "0.25", "below", "deadlock"),
    ("reciprocal_steps", "outcome", "security", "1.94", "above", "settlement"),
    ("reciprocal_steps", "outcome", "deterrent", "1.26", "below", "settlement"),
    ("reciprocal_steps", "outcome", "momentum", "1.8", "above", "deadlock"),
    ("reciprocal_steps", "outcome", "leniency", "0.43", "above", "deadlock"),
    ("reciprocal_steps", "outcome", "threat", "1.12", "below", "deadlock"),
    ("reciprocal_steps", "outcome", "readiness", "1.26", "above", "deadlock"),
    ("reciprocal_steps", "outcome", "modulation", "0.86", "above", "deadlock"),
    ("reciprocal_steps", "outcome", "bite", "0.4", "below", "deadlock"),
    ("reciprocal_steps", "outcome", "provocation", "0.12", "below", "deadlock"),
    ("reciprocal_steps", "outcome", "growth", "0.065", "below", "deadlock"),
    ("parallel_tracks", "outcome", "security", "3.3", "above", "settlement"),
    ("parallel_tracks", "outcome", "deterrent", "0.72", "below", "settlement"),
    ("modulated_suspension", "ROK", "readiness", "0.78", "below", "rejects"),
    ("suspension_for_suspension", "outcome", "readiness", "0.54", "below", "interim freeze"),
]


@pytest.mark.parametrize(("order", "who", "parameter", "number", "side", "there"), CLAIMS)
def test_what_korea_says_of_its_numbers_is_true(order, who, parameter, number, side, there):
    korea = load("korea_2016")
    assert re.search(rf"`{parameter}`\s+({side}|of)\s+{re.escape(number)}\b", korea.about), "not said"

    def found(value: float) -> str:
        moved = korea.with_values(**{parameter: value})
        if who == "outcome":
            return ns.solve(moved, order=order).one().play.end
        return ns.compare(moved, [order])[order].attitudes[who]

    as_it_is = KOREA[order][("outcome", *korea.parties).index(who)]
    digits = len(number.partition(".")[2])
    margin = 0.6 * 10**-digits  # the numbers are rounded
    away = 1 if side == "above" else -1
    assert found(float(number) - away * margin) == as_it_is != there
    assert found(float(number) + away * margin) == there


def test_the_us_accepts_peace_first_at_no_value_of_any_one_number():
    korea = load("korea_2016")
    game, base = ns.compile_game(korea, "peace_first"), ns.compile_game(korea, "no_talks")
    us = game.parties.index("US")
    for name, parameter in korea.parameters.items():
        points = {name: np.linspace(*parameter.range, 13)}
        gain = ns.solve_points(game, points).values[us] - ns.solve_points(base, points).values[us]
        assert (gain <= 1e-9).all(), name


def test_what_else_korea_says_of_both_orders():
    korea = load("korea_2016")
    signs = korea.with_values(audience=0, recognition=0, alliance=0)
    assert ns.compare(signs, ["peace_first"])["peace_first"].outcome == "peace without disarmament"
    for security, outcome in ((2.7, "deadlock"), (2.9, "settlement")):
        trusting = korea.with_values(alliance=0, security=security)
        assert ns.compare(trusting, ["denuclearization_first"])["denuclearization_first"].outcome == outcome
    order = "denuclearization_first"
    for parameter, numbers in (("clash_risk", (0.23, 0.25)), ("clash_cost", (17, 19))):
        rows = [ns.compare(korea.with_values(**{parameter: v}), [order])[order] for v in numbers]
        assert [row.attitudes["DPRK"] for row in rows] == ["indifferent", "stalls"]


def test_korea_lets_either_reading_be_held():
    korea = load("korea_2016")
    hard = ns.compare(korea.with_values(deterrent=4, momentum=1.4))
    assert {row.outcome for row in hard} == {"deadlock"}
    open_ = ns.compare(korea.with_values(security=2), ["reciprocal_steps"])["reciprocal_steps"]
    assert open_.outcome == "settlement"
    assert set(open_.attitudes.values()) == {"accepts"}
