"""Results draw themselves in a notebook, whatever players and actions are called."""

from html.parser import HTMLParser
from typing import Any

import numpy as np
import pytest

import negsim as ns

HOSTILE = "<script>alert(1)</script>\x1b[31m"


def chicken(first: str = "North", action: str = "freeze") -> ns.NormalFormGame:
    return ns.NormalFormGame.from_bimatrix(
        [[6, 2], [7, 0]],
        [[6, 7], [2, 0]],
        players=[first, "South"],
        actions=[[action, "test"], ["pause", "drill"]],
        title=first,
    )


def tree(first: str = "North", action: str = "freeze") -> ns.ExtensiveGame:
    answer = ns.DecisionNode("South", {"pause": ns.EndNode(2, 2), "drill": ns.EndNode(0, 3)}, action)
    root = ns.DecisionNode(first, {action: answer, "test": ns.EndNode(1, 0)})
    return ns.ExtensiveGame.from_tree(root, [first, "South"], title=first)


RESULTS = {
    "normal form": chicken,
    "tree": tree,
    "three players": lambda *n: ns.NormalFormGame(np.zeros((3, 2, 2, 2)), players=[n[0], "B", "C"]),
    "solution": lambda *n: ns.solve(chicken(*n)),
    "labels": lambda *n: ns.label_equilibria(ns.solve(chicken(*n))),
    "mixed": lambda *n: ns.solve(chicken(*n))[2],
    "behaviour": lambda *n: ns.solve(tree(*n)),
    "correlated": lambda *n: ns.solve(chicken(*n), method="correlated"),
    "none": lambda *n: ns.solve(
        ns.NormalFormGame.from_bimatrix([[1, -1], [-1, 1]]), method="pure_enumeration"
    ),
    "security": lambda *n: ns.minmax(chicken(*n)),
    "commitment": lambda *n: ns.stackelberg(chicken(*n), n[0]),
    "elimination": lambda *n: ns.eliminate_dominated(chicken(*n)),
    "bargain": lambda *n: ns.bargaining_solution(chicken(*n), (2, 2)),
    "votes": lambda *n: ns.CoalitionGame.weighted_voting(3, [2, 1, 1], players=[n[0], "B", "C"]),
    "core": lambda *n: ns.CoalitionGame.weighted_voting(3, [2, 1, 1], players=[n[0], "B", "C"]).core(),
    "many": lambda *n: ns.solve_many(np.random.default_rng(1).random((2, 2, 2, 40))),
    "branch": lambda *n: ns.logit_branch(chicken(*n), max_lambda=3),
    "payoff set": lambda *n: ns.correlated_payoffs(chicken(*n)),
}


class Tags(HTMLParser):
    """Every tag is closed, and none is one that a notebook would obey."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tables = 0

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        assert tag not in ("script", "img", "iframe", "style", "link")
        self.tables += tag == "table"
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("kind", RESULTS)
@pytest.mark.parametrize("names", [("North", "freeze"), (HOSTILE, HOSTILE)], ids=["plain", "hostile"])
def test_results_draw_themselves(kind: str, names: tuple[str, str]) -> None:
    html = RESULTS[kind](*names)._repr_html_()
    tags = Tags()
    tags.feed(html)
    tags.close()
    assert tags.open == []
    assert "<script" not in html
    assert "\x1b" not in html
    if kind not in ("none", "elimination"):
        assert tags.tables >= 1


@pytest.mark.parametrize("kind", ["solution", "mixed", "behaviour", "labels"])
def test_sentences_and_tables_say_who_does_what(kind: str) -> None:
    made = RESULTS[kind]("North", "freeze")
    assert "South" in made.explain()
    frame = made.to_frame()
    assert len(frame) >= 1
    assert "North" in frame.to_string()


def test_a_solution_says_what_may_be_concluded() -> None:
    text = ns.solve(chicken()).explain()
    assert text.startswith("3 equilibria (vertex enumeration): there are no others.")
    assert "#2 North: freeze 2/3, test 1/3; South: pause 2/3, drill 1/3: worth North 4.67" in text
    none = ns.solve(ns.NormalFormGame.from_bimatrix([[1, -1], [-1, 1]]), method="pure_enumeration")
    assert "there is no pure equilibrium; mixed ones were not looked for" in none.explain()
