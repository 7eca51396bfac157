"""What people read: sentences hold the facts, tables fit, pages and files are safe."""

from __future__ import annotations

import csv
import io
import json
import math
import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest

import negsim as ns
from negsim.reporting import explain, export, html, tables
from negsim.reporting.decisions import decisions
from negsim.reporting.verdict import verdict
from negsim.reporting.wording import Words, clean, number, worth
from negsim.scenario.scenario import Scenario
from negsim.sequencing.compare import Comparison
from negsim.sequencing.terms import Terms, decision_terms

HOSTILE = '<script>alert(1)</script>[red]x[/red]\u202e\x1b[31m{"&'


@pytest.fixture(scope="module")
def korea() -> Comparison:
    return ns.compare(ns.load("korea_reduced"))


@pytest.fixture(scope="module")
def hostile() -> Comparison:
    """A scenario that puts into every free text what could hurt a terminal, a page, or a spreadsheet."""
    scenario = ns.load("korea_reduced")
    data = json.loads(scenario.model_dump_json(exclude_defaults=True))
    data["title"] = f"T {HOSTILE}"
    data["parties"]["US"]["name"] = f"US {HOSTILE}"
    data["moves"]["sign"]["name"] = f"sign {HOSTILE}"
    data["orders"]["omnibus"]["name"] = f"omnibus {HOSTILE}"
    data["outcomes"] = {"settlement": data["outcomes"]["settlement"], f"=1+1 {HOSTILE}": "otherwise"}
    return ns.compare(type(scenario).from_data(data), ["denuclearization_first", "omnibus", "no_talks"])


# Sentences --------------------------------------------------------------------------------------------------


def test_order_says_who_stops_it_because_of_whom_and_by_how_much(korea: Comparison) -> None:
    text = explain.explain_order(korea["denuclearization_first"])
    assert "(proposed by the United States)" in text
    assert 'ends in "deadlock"' in text
    [stop] = re.findall(r"North Korea does not [^.]*freeze.*?\(.*?\)\.", text)
    assert "period 1" in stop
    assert "United States would not" in stop
    assert '"sign" in period 3' in stop
    assert "2.0 against waiting (-4.0 instead of -2.0)" in stop
    assert '"growth" (+0.6)' in text
    assert "North Korea stalls" in text
    assert "not renegotiation-proof" in text


def test_order_that_is_rejected_names_the_cost_of_opening_it(korea: Comparison) -> None:
    text = explain.explain_order(korea["peace_first"])
    assert "the United States rejects it (-32.0 against -31.0; agreeing to it costs 1.0 at once)" in text
    assert "North Korea (9.0) is indifferent" in text
    assert "23.5" in text


def test_deadline_artefact_is_said_with_its_reason(korea: Comparison) -> None:
    text = explain.explain_order(korea["suspension_for_suspension"])
    assert "artefact" in text
    assert "last period" in text
    assert "period 8" in text


def test_comparison_says_which_orders_hold(korea: Comparison) -> None:
    text = explain.explain_comparison(korea)
    assert re.search(r'"Omnibus" holds.*settlement.*period 1.*\+27\.0.*\+6\.0', text)
    assert re.search(r'Rejected: "Peace first" \(by the United States\)', text)
    for row in korea:
        assert Words(korea.scenario).quoted(row.order) in text
    assert korea.explain() == text


def test_verdict(korea: Comparison) -> None:
    found = verdict(korea)
    names = {group: [r.order for r in getattr(found, group)] for group in vars(found)}
    assert names == {
        "holds": ["omnibus"],
        "partial": ["suspension_for_suspension"],
        "idle": ["denuclearization_first", "parallel"],
        "unwanted": [],
        "rejected": ["peace_first"],
    }


def test_ledger_says_who_would_leave_where(korea: Comparison) -> None:
    text = explain.explain_ledger(korea["denuclearization_first"].ledger)
    assert '"freeze", then "declare", then "dismantle", then "sign"' in text
    assert re.search(
        r"North Korea in period 2, by taking the step \"resume\".*23\.5 instead of 13\.5, 10\.0 more", text
    )
    assert re.search(r"The United States in period 3, by waiting.*2\.0 more", text)


def test_ledger_without_a_plan_says_why(korea: Comparison) -> None:
    assert "No talks" in (text := explain.explain_ledger(korea["no_talks"].ledger))
    assert "settlement" in text


def test_equilibrium_quotes_the_terms_that_decide() -> None:
    text = ns.solve(ns.load("korea_reduced"), "suspension_for_suspension").one().explain()
    assert "-17.61 to the United States (-1.76 a period)" in text
    assert "14.26 to North Korea" in text
    assert re.search(
        r'In period 8 North Korea proposes the package "freeze \+ scale down".*20\.0.*9\.0', text
    )
    assert '"exercises" (+15.0)' in text
    assert "No party can gain more than" in text


@pytest.mark.parametrize("name", sorted(ns.shipped()))
def test_every_shipped_scenario_can_be_told(name: str) -> None:
    scenario = ns.load(name)
    for order in [None, *list(scenario.orders)[:3]]:
        equilibrium = ns.solve(scenario, order).one()
        text = equilibrium.explain()
        assert f'"{equilibrium.play.end}"' in text
        assert equilibrium._repr_html_().startswith("<div")
        assert len(equilibrium.timeline()) == len(equilibrium.play.closes)


# Sources of value -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("order", ["denuclearization_first", "suspension_for_suspension", "omnibus"])
def test_sources_add_up_to_values(order: str) -> None:
    play = ns.solve(ns.load("korea_reduced"), order).one().play
    for i, party in enumerate(play.game.parties):
        terms = Terms(play, party)
        for period in (0, play.periods - 1):
            for phase in range(len(play.game.phases) + 1):
                size = play.game.sizes[phase]
                total = sum(terms.of(period, phase, range(size)).values())
                assert total == pytest.approx(play.nodes(period)[phase][:size, i], abs=1e-9)


def test_decisions_agree_with_decision_terms(korea: Comparison) -> None:
    equilibrium = ns.solve(korea.scenario, "denuclearization_first").one()
    found = [d for d in decisions(equilibrium.play) if d.kind == "waits" and d.party == d.proposer]
    assert {(d.party, d.step) for d in found} >= {("US", "scale_down"), ("DPRK", "freeze")}
    for d in found:
        other = decision_terms(equilibrium, d.period, d.party)
        k = other.alternatives.index(d.step)
        assert d.value - d.otherwise == pytest.approx(-other.differences[k].sum())
        for term, difference in zip(other.terms, -other.differences[k], strict=True):
            if term != "payments":
                assert d.parts.get(term, 0.0) == pytest.approx(difference, abs=1e-9)


# Tables -----------------------------------------------------------------------------------------------------


def test_timeline_counts_from_one(korea: Comparison) -> None:
    frame = korea["suspension_for_suspension"].equilibrium.timeline()
    assert list(frame.index) == list(range(1, 9))
    assert list(frame.columns) == ["moves", "program", "exercises", "peace", "outcome"]
    assert frame.loc[8, "outcome"] == "interim freeze"
    assert "North Korea" in frame.loc[8, "moves"]
    assert (frame.loc[:7, "moves"] == "").all()


def test_outcomes_and_values_frames(korea: Comparison) -> None:
    equilibrium = korea["omnibus"].equilibrium
    frame = equilibrium.outcomes()
    assert frame["share"].sum() == pytest.approx(1)
    assert frame.loc["settlement", "ends"] == 1
    assert frame.index[frame["goal"]].tolist() == ["settlement"]
    assert equilibrium.to_frame().loc["US", "value"] == equilibrium.values["US"]


def test_comparison_frame_is_the_comparison(korea: Comparison) -> None:
    frame = korea.to_frame()
    assert list(frame.index) == [r.order for r in korea]
    for row in korea:
        record = frame.loc[row.order]
        assert record["value_DPRK"] == row.values["DPRK"]
        assert record["attitude_US"] == row.attitudes.get("US", "")
        if row.stop is not None and row.stop.because is not None:
            assert record["stops_period"] == row.stop.period + 1
            assert record["because_slack"] == row.stop.because.slack


def test_ledger_frame(korea: Comparison) -> None:
    ledger = korea["parallel"].ledger
    frame = ledger.to_frame()
    assert frame["slack"].tolist() == [r.slack for r in ledger.plans[0].rows]
    assert frame["period"].tolist() == [r.period + 1 for r in ledger.plans[0].rows]
    with pytest.raises(IndexError, match="counted from 0"):
        ledger.to_frame(99)
    assert korea["no_talks"].ledger.to_frame().empty


@pytest.mark.parametrize("width", [60, 80, 100, 110, 120])
def test_comparison_text_fits(korea: Comparison, width: int) -> None:
    text = tables.comparison_text(korea, width)
    assert max(map(len, text.splitlines())) <= width
    joined = re.sub(r"\s+", " ", text)
    for word in (
        "deadlock",
        "settlement",
        "rejects",
        "stalls",
        "accepts",
        "indifferent",
        "+27.0",
        "deadline:",
    ):
        assert word in joined
    assert "not unique:" not in joined  # no flag is explained that nobody has


def changed(**groups: object) -> Scenario:
    """The reduced Korea scenario with other keys at the top."""
    data = json.loads(ns.load("korea_reduced").model_dump_json(exclude_defaults=True))
    return Scenario.from_data({k: v for k, v in (data | groups).items() if v is not None})


@pytest.mark.parametrize(
    ("final", "said"),
    [
        ("forever", "8 periods, and for ever after as things then stand"),
        ("stop", "over 8 periods"),
        ({"US": "0", "DPRK": "1"}, "8 periods and the final payoff"),
    ],
)
def test_what_values_are_summed_over(final: object, said: str) -> None:
    scenario = ns.load("korea_reduced").with_play(final=final)
    comparison = ns.compare(scenario, ["omnibus"])
    assert f"Discounted total: {said}\n" in tables.comparison_text(comparison)
    assert f"Discounted total: {said} (" in html.comparison(comparison)


def test_chance_is_counted_in_where_it_decides() -> None:
    clash = {"when": "program == advancing", "draws": [{"probability": "0.1", "sets": {"program": "frozen"}}]}
    moves = json.loads(ns.load("korea_reduced").model_dump_json(exclude_defaults=True))["moves"]
    del moves["resume"]
    comparison = ns.compare(changed(events={"accident": clash}, moves=moves), ["parallel", "no_talks"])
    row = comparison["no_talks"]
    assert row.outcome == "interim freeze"
    assert row.equilibrium.play.path_probability < 0.5
    odds = f"{row.ends['interim freeze']:.0%}".replace("%", " %")
    assert odds in tables.comparison_text(comparison)
    assert f"interim freeze {odds}" in html.comparison(comparison)
    text = row.explain()
    assert f'most probably ends in "interim freeze" ({odds})' in text
    assert 'one of many: its probability is 43 %; it ends in "deadlock"' in text
    assert "goes part of the way" not in comparison.explain()
    alone = ns.compare(comparison.scenario, ["parallel"])
    assert "goes part of the way" not in alone.explain()


def test_a_missing_goal_is_said_once() -> None:
    comparison = ns.compare(changed(goal=None))
    for text in (tables.comparison_text(comparison), comparison.explain()):
        assert text.count("names no goal") == 1
        assert "Where play stops" not in text
    assert html.comparison(comparison).count("names no goal") == 2  # the list, and the text below


def test_tables_name_orders_as_sentences_do(korea: Comparison) -> None:
    text = tables.comparison_text(korea, 110)
    assert re.search(r"^Peace first .*\npeace_first ", text, re.M)


def test_who_rejects_an_order_and_goes_along_is_explained() -> None:
    text = ns.compare(ns.load("korea_2016"), ["omnibus", "no_talks"]).explain()
    assert "North Korea rejects it" in text
    assert re.search(
        r"once the order is open, North Korea goes along .* more to it than declining", text, re.I
    )
    assert "(5.6 against 5.01)" in text


def test_several_ways_are_counted_where_a_party_would_stop_later_itself() -> None:
    comparison = ns.compare(ns.load("korea_2016"), ["suspension_for_suspension"])
    row = comparison["suspension_for_suspension"]
    for text in (tables.comparison_text(comparison), row.explain(), comparison.explain()):
        assert "farthest, 1 of 12" in re.sub(r"\s+", " ", text)


def test_comparison_text_of_four_parties_is_one_table_of_values() -> None:
    many = ns.compare(ns.load("korea_2016"), ["peace_first", "no_talks"])
    text = tables.comparison_text(many, 110)
    assert max(map(len, text.splitlines())) <= 110
    assert sum(line.startswith("Order  ") for line in text.splitlines()) == 2
    assert repr(many) == tables.comparison_text(many)


# Numbers and names ------------------------------------------------------------------------------------------


def test_numbers_that_differ_look_different() -> None:
    assert number(-17.6076868) == "-17.61"
    assert number(2) == "2.0"
    assert number(math.inf) == "inf"
    for a, b in [(1.0, 1.0 + 1e-6), (-31.0, -31.0004), (12345.0, 12345.2), (0.0, 1e-7)]:
        first, second = worth(a, b)
        assert first != second
        assert float(first.replace(",", "")) == pytest.approx(a, abs=abs(a - b))


def test_articles_are_put_before_names_that_take_one() -> None:
    scenario = ns.load("korea_reduced")
    words = Words(scenario)
    assert words.party("US") == "the United States"
    assert words.party("DPRK") == "North Korea"


def test_control_characters_are_shown_not_obeyed() -> None:
    shown = clean("a\x1b[31m\x9b\u202e\u2066\r\t\x07\nb")
    assert shown == "a\\x1b[31m\\x9b\\u202e\\u2066\\r\\t\\x07\nb"


# What is not to be trusted ----------------------------------------------------------------------------------


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        assert not [name for name, _ in attrs if name.startswith("on") or name in ("src", "href")]
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def pages(comparison: Comparison) -> Iterator[str]:
    yield html.comparison(comparison)
    for row in comparison:
        yield html.equilibrium(row.equilibrium)
        yield html.ledger(row.ledger)
    game = comparison.scenario
    yield html.solution(ns.solve(game, "omnibus"))
    yield html.solution(ns.solve(game, "omnibus", method=ns.BackwardInduction(ties="all")))


def test_pages_are_escaped_and_closed(hostile: Comparison) -> None:
    for page in pages(hostile):
        parser = _Tags()
        parser.feed(page)
        assert parser.open == []
        known = {
            "div",
            "b",
            "table",
            "thead",
            "tbody",
            "tr",
            "th",
            "td",
            "span",
            "br",
            "ul",
            "li",
            "details",
            "summary",
        }
        assert set(parser.tags) <= known
        assert "<script" not in page
        assert "\x1b" not in page
        assert "\u202e" not in page


def test_texts_are_safe_for_terminals(hostile: Comparison) -> None:
    ledger = hostile["denuclearization_first"].ledger
    for text in (
        tables.comparison_text(hostile), hostile.explain(), ledger.explain(),
        hostile["omnibus"].explain(), hostile["omnibus"].equilibrium.explain(),
        export.comparison_json(hostile), export.comparison_csv(hostile), export.ledger_json(ledger),
        export.ledger_csv(ledger),
    ):  # fmt: skip
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", text)
    assert "[red]" in hostile.explain()  # markup is text


def test_spreadsheets_get_no_formulas(hostile: Comparison) -> None:
    for record in csv.DictReader(io.StringIO(export.comparison_csv(hostile))):
        assert not record["outcome"].startswith("=")


# Exports ----------------------------------------------------------------------------------------------------


def test_json_agrees_with_the_comparison(korea: Comparison) -> None:
    data = json.loads(export.comparison_json(korea))
    assert data["format"] == 1
    assert data["scenario"]["parties"] == {"US": "United States", "DPRK": "North Korea"}
    assert data["verdict"]["holds"] == ["omnibus"]
    for record, row in zip(data["orders"], korea, strict=True):
        assert record["order"] == row.order
        assert {p: v["value"] for p, v in record["parties"].items()} == row.values  # to the last digit
        assert {p: v["attitude"] for p, v in record["parties"].items() if v["attitude"]} == row.attitudes
        assert record["ends"] == row.ends
        assert (record["stop"] is None) == (row.stop is None)
        if row.stop is not None and row.stop.because is not None:
            assert record["stop"]["period"] == row.stop.period + 1
            assert record["stop"]["because"]["slack"] == row.stop.because.slack
        assert record["deadline"] == list(row.deadline)
        assert record["certificate"]["valid"]


def test_csv_has_fifteen_digits(korea: Comparison) -> None:
    records = list(csv.DictReader(io.StringIO(export.comparison_csv(korea))))
    assert [r["order"] for r in records] == [r.order for r in korea]
    for record, row in zip(records, korea, strict=True):
        assert {p: float(record[f"value_{p}"]) for p in row.values} == pytest.approx(row.values, rel=1e-14)
        assert all(len(re.sub(r"\D", "", record[f"value_{p}"]).strip("0")) <= 15 for p in row.values)


def test_ledger_exports(korea: Comparison) -> None:
    ledger = korea["parallel"].ledger
    data = json.loads(export.ledger_json(ledger))
    assert [p["labels"] for p in data["plans"]] == [list(p.labels) for p in ledger.plans]
    assert [r["slack"] for r in data["plans"][0]["rows"]] == [r.slack for r in ledger.plans[0].rows]
    records = list(csv.DictReader(io.StringIO(export.ledger_csv(ledger, 1))))
    follow = [r.follow for r in ledger.plans[1].rows]
    assert [float(r["follow"]) for r in records] == pytest.approx(follow, rel=1e-14)
