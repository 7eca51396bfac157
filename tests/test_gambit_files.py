"""Gambit's files: every construct is read, every mistake has its place, and what is written reads the same.

What the format means is told by Gambit's documentation ("The strategic game (.nfg) file format", "The
extensive game (.efg) file format"); its example games are written here in other words, with the same
numbers.
"""

from __future__ import annotations

import os
import random
import time
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import negsim as ns
from clock import within
from negsim.games.gambit import reading
from negsim.games.gambit.header import distinct
from negsim.games.gambit.number_lists import read_numbers
from negsim.games.gambit.tokens import Tokens, quoted
from negsim.games.normal_form import Outcomes

read = ns.read_game_text
FOLDER = os.environ.get("NEGSIM_GAMES_FOLDER")  # a folder of your own with games, for the slow test below


def text_of(game: ns.NormalFormGame | ns.ExtensiveGame) -> str:
    return game.to_nfg() if isinstance(game, ns.NormalFormGame) else game.to_efg()


def attempt(text: str) -> ns.NormalFormGame | ns.ExtensiveGame | ns.Problem | None:
    """A game, or what is wrong and where; nothing else may come of a text."""
    try:
        return read(text)
    except ns.GameError as e:
        return e.problem


def again(game: ns.NormalFormGame | ns.ExtensiveGame) -> ns.NormalFormGame | ns.ExtensiveGame:
    return read(text_of(game))


# Normal form -----------------------------------------------------------------------------------------------

# Selten (1975), figure 2 in normal form, as both versions of the format have it
PAYOFFS = 'NFG 1 R "Selten" { "One" "Two" } { 3 2 }\n\n1 1 0 2 0 2 1 1 0 3 2 0\n'
OUTCOMES = """NFG 1 R "Selten" { "One" "Two" }
{ { "1" "2" "3" } { "1" "2" } }
{
{ "" 1, 1 }
{ "" 0, 2 }
{ "" 0, 2 }
{ "" 1, 1 }
{ "" 0, 3 }
{ "" 2, 0 }
}
1 2 3 4 5 6
"""


def test_payoff_form() -> None:
    game = read(PAYOFFS)
    assert isinstance(game, ns.NormalFormGame)
    assert (game.title, game.players, game.shape) == ("Selten", ("One", "Two"), (3, 2))
    assert game.payoffs[0].tolist() == [[1, 1], [0, 0], [0, 2]]  # the first player's strategy changes fastest
    assert game.payoffs[1].tolist() == [[1, 1], [2, 3], [2, 0]]
    assert game.outcomes is None
    assert game.actions == (("1", "2", "3"), ("1", "2"))


def test_outcome_form_says_the_same() -> None:
    game = read(OUTCOMES)
    assert np.array_equal(game.payoffs, read(PAYOFFS).payoffs)
    assert game.outcomes is not None
    assert game.outcomes.names == ("",) * 6
    assert game.outcomes.index.tolist() == [[1, 4], [2, 5], [3, 6]]


def test_three_players_in_order() -> None:
    cells = [(i, j, k) for k in range(2) for j in range(3) for i in range(2)]
    numbers = " ".join(f"{i} {10 * j} {100 * k}" for i, j, k in cells)
    game = read(f'NFG 1 R "" {{ "A" "B" "C" }} {{ 2 3 2 }} {numbers}')
    for i, j, k in cells:
        assert list(game.payoff(i, j, k).values()) == [i, 10 * j, 100 * k]


def test_null_outcome_and_shared_outcomes() -> None:
    game = read(
        'NFG 1 R "" { "A" "B" } { 2 2 } "said" { { "war" -1, "-1" } } 0 1 1 0'.replace('"-1"', "-1/3")
    )
    assert game.comment == "said"
    assert game.exact[1].tolist() == [[0, Fraction(-1, 3)], [Fraction(-1, 3), 0]]
    assert game.outcomes.names == ("war",)
    assert again(game) == game


def test_no_outcomes_at_all() -> None:
    game = read('NFG 1 R "" { "A" } { 2 } { } 0 0')
    assert game.payoffs.tolist() == [[0, 0]]
    assert again(game) == game


@pytest.mark.parametrize("letter", ["R", "D"])
def test_header_versions(letter: str) -> None:
    assert read(PAYOFFS.replace("R", letter, 1).replace("NFG 1 D", f"NFG 1 {letter}")) == read(PAYOFFS)
    assert read('EFG 2 D "" { "A" } t "" 0') == read('EFG 2 R "" { "A" } t "" 0')


def test_names_or_numbers_of_strategies() -> None:
    named = read('NFG 1 R "" { "A" "B" } { { "1" "2" } { "1" } } 1 2 3 4')
    assert named == read('NFG 1 R "" { "A" "B" } { 2 1 } 1 2 3 4')
    assert named == read('NFG 1 R "" {"A","B"} {{"1","2"},{"1"}} 1,2,3,4')
    assert read('NFG 1 R "" { "A" } { { "" "x" "x" } } 1 2 3').actions == (("", "x", "x"),)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("3", 3), ("-3", -3), ("+3", 3), ("007", 7), ("1.", 1), (".5", Fraction(1, 2)),
        ("-.25", Fraction(-1, 4)), ("0.1", Fraction(1, 10)), ("1/3", Fraction(1, 3)),
        ("-2/6", Fraction(-1, 3)),
        ("1e3", 1000), ("1E-2", Fraction(1, 100)), ("1.5e+2", 150), (".5e1", 5), ("2.e1", 20),
        ("0.1234567890123456789", Fraction(1234567890123456789, 10**19)),
        ("9007199254740993", 9007199254740993), ("1e-16", Fraction(1, 10**16)), ("-0", 0), ("-0.0", 0),
        ("0.30000000000000004", Fraction(30000000000000004, 10**17)),
        ("0.300000000000000040", Fraction(30000000000000004, 10**17)),
        ("123456789012345678", 123456789012345678), ("1e22", 10**22), ("0.1e-5", Fraction(1, 10**6)),
    ],
)  # fmt: skip
def test_numbers_are_exact(written: str, value: Fraction) -> None:
    for text in (
        f'NFG 1 R "" {{ "A" }} {{ 2 }} {written} 1',
        f'NFG 1 R "" {{ "A" }} {{ 2 }} {{ {{ "" {written} }} {{ "" 1 }} }} 1 2',
        f'EFG 2 R "" {{ "A" }} t "" 1 "" {{ {written} }}',
        f'NFG 1 R "" {{ "A" }} {{ 2 }} {written}, 1/7',  # the slower way: not all are plain
    ):
        game = read(text)
        assert (game.exact if isinstance(game, ns.NormalFormGame) else game.exact_payoffs)[0, 0] == value
        assert again(game) == game


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", " ", "\t\n\n"])
def test_blanks(end: str) -> None:
    assert read(PAYOFFS.replace("\n", end).replace(" { 3", f"{end}{{{end}3").rstrip()) == read(PAYOFFS)
    assert read(f"{end}{PAYOFFS}{end}") == read(PAYOFFS)
    assert read('NFG 1 R "Selten"{"One""Two"}{3 2}1 1 0 2 0 2 1 1 0 3 2 0') == read(PAYOFFS)


# Texts -----------------------------------------------------------------------------------------------------

STRINGS = [
    "", "plain", 'a "quoted" word', '"', '""', "\\", "\\\\", "a\\b", "a\\\\b", '\\"', 'a\\\\"', "\\n",
    "two\nlines", "crlf\r\nlines", "tab\there", "한국", "naïve", "{ } , 1", " edges ", "e\u0301",
    "\U0001f600", "# no",
]  # fmt: skip


@pytest.mark.parametrize("string", STRINGS)
def test_texts(string: str) -> None:
    assert Tokens(quoted(string), "").string("") == string
    game = ns.NormalFormGame(
        [[1, 2]], players=[string or "A"], actions=[[string, string]], title=string, comment=string
    )
    assert again(game) == game
    tree = ns.ExtensiveGame.from_tree(
        ns.DecisionNode(
            "A",
            {string: ns.EndNode(1, 2, label=string), string + "'": ns.EndNode("1/3", 0)},
            infoset=string,
            label=string,
        ),
        ["A", string or "B"],
        title=string,
    )
    assert again(tree) == tree


def test_escapes_as_gambit_writes_them() -> None:
    # it writes a backslash twice, and a quote with one before it
    assert Tokens(r'"a\\b \"c\""', "").string("") == r'a\b "c"'
    assert Tokens(r'"a\b"', "").string("") == r"a\b"  # what older programs wrote


def test_names_of_players_are_made_distinct() -> None:
    game = read('NFG 1 R "" { "A" "" "A" "A" } { 1 1 1 1 } 1 2 3 4')
    assert game.players == ("A", "Player 2", "A (2)", "A (3)")
    assert distinct(["", "Player 1"]) == ("Player 1 (2)", "Player 1")
    assert distinct(["A", "A", "A (2)"]) == ("A", "A (3)", "A (2)")
    assert read('EFG 2 R "" { "" "" } t "" 0').players == ("Player 1", "Player 2")


# Game trees ------------------------------------------------------------------------------------------------

TREE = """EFG 2 R "Bayes" { "One" "Two" } "a comment"
c "root" 1 "deal" { "high" 1/2 "low" 0.5 } 0
p "" 1 7 "knows high" { "H" "L" } 0
p "" 2 3 "sees" { "h" "l" } 4 "toll" { -1, 0.5 }
t "end" 1 "first" { 10 2 }
t "" 2 "second" { 0 10 }
t "" 0
p "" 1 8 "knows low" { "H" "L" } 0
p "" 2 3 4
t "" 1 "first" { 10, 2 }
t "" 2
p "" 2 3 "sees" { "h" "l" } 0
t "" 9 "" { 1/3 0 }
t "" 9
"""


def test_tree() -> None:
    game = read(TREE)
    assert isinstance(game, ns.ExtensiveGame)
    assert (game.title, game.comment, game.players) == ("Bayes", "a comment", ("One", "Two"))
    assert len(game.parent) == 13
    assert [(s.player, s.number, s.label) for s in game.infosets] == [
        (-1, 1, "deal"), (0, 7, "knows high"), (0, 8, "knows low"), (1, 3, "sees")
    ]  # fmt: skip
    assert game.infosets[0].probabilities == (Fraction(1, 2), Fraction(1, 2))
    assert {o.number for o in game.outcomes} == {1, 2, 4, 9}
    assert len(game.members[3]) == 3
    assert game.labels[0] == "root"
    # what is collected on the way is added up: the toll, then the end
    ends = {tuple(map(float, game.exact_payoffs[:, v])) for v in np.flatnonzero(game.terminal)}
    assert ends == {(9, 2.5), (-1, 10.5), (0, 0), (1 / 3, 0)}
    assert again(game) == game


def test_a_tree_may_be_its_end() -> None:
    game = read('EFG 2 R "" { "A" } t "" 5 "x" { 3 }')
    assert game.exact_payoffs.tolist() == [[3]]
    assert again(game) == game
    assert again(read('EFG 2 R "" { "A" } t "" 0')).outcomes == ()


def test_same_number_for_different_players_and_chance() -> None:
    game = read(
        'EFG 2 R "" { "A" "B" } c "" 1 "" { "x" 1 } 0 p "" 1 1 "" { "x" } 0 p "" 2 1 "" { "x" } 0 t "" 0'
    )
    assert [s.player for s in game.infosets] == [-1, 0, 1]
    assert again(game) == game


def test_repeated_declarations_need_not_be_written_alike() -> None:
    game = read(
        'EFG 2 R "" { "A" } c "" 1 "" { "x" .5 "y" 1/2 } 0 '
        'c "" 1 "" { "x", 0.50, "y", 5e-1 } 0 t "" 1 "" { 0.5 } t "" 1 "" { 1/2 } t "" 0'
    )
    assert len(game.infosets) == 1
    assert len(game.outcomes) == 1


def test_no_depth_is_too_much_for_recursion() -> None:
    deep = "".join(f'p "" 1 {k} "" {{ "x" }} 0\n' for k in range(1, 5001))
    game = read(f'EFG 2 R "" {{ "A" }}\n{deep}t "" 1 "" {{ 7 }}')
    assert int(game.depth.max()) == 5000
    assert game.exact_payoffs[0, -1] == 7
    assert again(game) == game


def test_probabilities_are_kept_as_they_are() -> None:
    ten = "0.3333333333"  # of ten digits: they sum to 1 within what a game allows, and are left alone
    game = read(f'EFG 2 R "" {{ "A" }} c "" 1 "" {{ "a" {ten} "b" {ten} "c" {ten} }} 0 t "" 0 t "" 0 t "" 0')
    assert game.infosets[0].probabilities == (Fraction(ten),) * 3
    zero = read('EFG 2 R "" { "A" } c "" 1 "" { "a" 0 "b" 1 } 0 t "" 0 t "" 0')
    assert zero.infosets[0].probabilities == (0, 1)


# Mistakes --------------------------------------------------------------------------------------------------

N = 'NFG 1 R "" { "A" "B" } { 2 2 }'
E = 'EFG 2 R "" { "A" "B" }'
BAD: list[tuple[str, int, int, str]] = [
    # what it is
    ("", 1, 1, "the file is empty"),
    ("\n \n", 3, 1, "the file is empty"),
    ("hello", 1, 1, 'no Gambit file: it begins with "hello"'),
    ("title: Korea\nparties:", 1, 1, 'begins with "title:"'),
    ("{ }", 1, 1, 'begins with "{"'),
    ("12", 1, 1, "begins with the number 12"),
    ("nfg 1 R", 1, 1, "found nfg; expected NFG"),
    ("\n  #AGG\n2", 2, 3, "an action graph game"),
    ("#BAGG\n2", 1, 1, "a Bayesian action graph game"),
    ('<?xml version="1.0"?>', 1, 1, "a workspace of Gambit's"),
    ('<gambit:document xmlns="">', 1, 1, "a workspace of Gambit's"),
    ("player 1 name A\nlevel 0 node 1", 1, 1, "a drawing of a game tree"),
    ('EFG 1 R "" { "A" }', 1, 5, "expected EFG 2; found EFG and the number 1"),
    ("NFG 2 R", 1, 5, "expected NFG 1; found NFG and the number 2"),
    ("NFG", 1, 4, "found NFG and the end of the file"),
    ("NFG 1 X", 1, 7, 'expected "R" after "NFG 1"; found "X"'),
    ("NFG 1 R {", 1, 9, "expected the title of the game in quotes"),
    ("NFG 1 R Title {", 1, 9, 'found "Title"'),
    # texts
    ('NFG 1 R "title\n{ "A" }', 2, 4, 'names of the players; found "A"'),
    ('NFG 1 R "title', 1, 9, "begins with a quote and never ends"),
    (r'NFG 1 R "title\" { 2 }', 1, 9, "begins with a quote and never ends"),
    # players
    ('NFG 1 R "" "A"', 1, 12, 'expected "{" before the names of the players; found the text "A"'),
    ('NFG 1 R "" { A B }', 1, 14, 'in quotes; found "A"'),
    ('NFG 1 R "" { "A" ', 1, 18, "found the end of the file"),
    ('NFG 1 R "" { "A",, "B" }', 1, 18, "two commas"),
    ('NFG 1 R "" { }', 1, 14, "a game needs a player"),
    ('EFG 2 R "" { } t "" 0', 1, 14, "a game needs a player"),
    ('NFG 1 R "" { ' + '"A" ' * 61 + "}", 1, 258, "more than 60 players"),
    # strategies
    ('NFG 1 R "" { "A" "B" } 2 2', 1, 24, 'expected "{" before the players\' strategies'),
    ('NFG 1 R "" { "A" "B" } { 2 } 1', 1, 28, "the number of strategies of B is missing"),
    ('NFG 1 R "" { "A" "B" } { 2 2 2 } 1', 1, 30, 'expected "}" after the strategies of 2 players'),
    ('NFG 1 R "" { "A" "B" } { 2 0 } 1', 1, 28, "the number of strategies of B is 0"),
    ('NFG 1 R "" { "A" "B" } { 2 -2 } 1', 1, 28, "it must be 1 or more"),
    ('NFG 1 R "" { "A" "B" } { 2 1.5 } 1', 1, 28, "a whole number; found the number 1.5"),
    ('NFG 1 R "" { "A" } { 2000000 } 1', 1, 22, "at most 1,000,000 can be read"),
    ('NFG 1 R "" { "A" } { 12345678901 } 1', 1, 22, "at most 999,999,999"),
    ('NFG 1 R "" { "A" "B" } { 900000 900000 } 1', 1, 24, "1,620,000,000,000 payoffs"),
    ('NFG 1 R "" { "A" "B" }\n{ { "x" } }\n1', 2, 11, "the strategies of B are missing"),
    ('NFG 1 R "" { "A" "B" }\n{ { "x" } { } }\n1', 2, 13, "B has no strategy"),
    ('NFG 1 R "" { "A" }\n{ { "x" } { "y" } }\n1', 2, 11, 'expected "}" after the strategies of 1 player'),
    ('NFG 1 R "" { "A" }\n{ { x } }\n1', 2, 5, "the name of a strategy of A"),
    # payoffs
    (f"{N}", 1, 31, "expected payoffs"),
    (f"{N} hello", 1, 32, 'found "hello"'),
    (f"{N}\n1 2 3 4\n5 6 7", 3, 6, "the file ends after 7 numbers; expected 8"),
    (f"{N}\n1 2 3 4\n5 6 7 1/8 9", 3, 11, "expected 8 numbers and found more"),
    (f"{N}\n1 2 3 4\n5 6 7 8 9 10", 3, 9, "expected 8 numbers and found 10"),
    (f"{N}\n1 2 3 4\n5 6 7 1/8\n}}", 4, 1, 'expected the end of the file; found "}"'),
    (f"{N}\n1 2 3 4\n5 6 7/2", 3, 8, "the file ends after 7 numbers"),
    (f"{N}\n1 2 NaN 4 5 6 7 8", 2, 5, 'expected a payoff; found "NaN"'),
    (f"{N}\n1 2 -inf 4 5 6 7 8", 2, 5, 'found "-inf"'),
    (f"{N}\n1 2 0x1F 4 5 6 7 8", 2, 5, 'found "0x1F"'),
    (f"{N}\n1 2 1_000 4 5 6 7 8", 2, 5, 'found "1_000"'),
    (f"{N}\n1 2 ١ 4 5 6 7 8", 2, 5, 'found "١"'),
    (f"{N}\n1 2 1/0 4 5 6 7 8", 2, 5, "a fraction over zero"),
    (f"{N}\n1 2 1.5/2 4 5 6 7 8", 2, 5, 'found "1.5/2"'),
    (f"{N}\n1 2 1/-2 4 5 6 7 8", 2, 5, 'found "1/-2"'),
    (f"{N}\n1 2 - 4 5 6 7 8", 2, 5, 'found "-"'),
    (f"{N}\n1 2 --3 4 5 6 7 8", 2, 5, 'found "--3"'),
    (f"{N}\n1 2 3e 4 5 6 7 8", 2, 5, 'found "3e"'),
    (f"{N}\n1 2,, 3 4 5 6 7 8", 2, 5, "two commas"),
    (f"{N}\n1 2 1e999 4 5 6 7 8", 2, 5, "too large to compute with"),
    (f"{N}\n1 2 1e-999 4 5 6 7 8", 2, 5, "too small to compute with"),
    (f"{N}\n1 2 1e{'9' * 900} 4 5 6 7 8", 2, 5, "too large to compute with"),
    (f"{N}\n1 2 {'9' * 400} 4 5 6 7 8", 2, 5, "400 digits, too many"),
    (f"{N}\n1 2 {'9' * 2000} 4 5 6 7 8", 2, 5, "a number of 2,000 characters"),
    (f'{N}\n1 2 "3" 4 5 6 7 8', 2, 5, 'found the text "3"'),
    # outcomes
    (f"{N}\n{{ 1 2 }}", 2, 3, 'expected "{" before the next outcome'),
    (f"{N}\n{{ {{ 1 2 }} }}", 2, 5, "expected the name of an outcome"),
    (f'{N}\n{{ "x" 1 2 }}', 2, 3, 'expected "{" before the next outcome'),
    (f'{N}\n{{ {{ "x" 1 }} }}\n1 1 1 1', 2, 11, "outcome 1 has 1 payoffs; expected 2"),
    (f'{N}\n{{ {{ "x" 1 2 3 }} }}\n1 1 1 1', 2, 13, 'expected "}" after the payoffs of 2 players'),
    (f'{N}\n{{ {{ "x" 1 nan }} }}\n1 1 1 1', 2, 11, 'expected the payoff of B; found "nan"'),
    (f'{N}\n{{ {{ "x" 1 2 }} }}\n1 0 2 1', 3, 5, "there is no outcome number 2"),
    (f'{N}\n{{ {{ "x" 1 2 }} }}\n1 0 -1 1', 3, 5, "there is no outcome number -1"),
    (f'{N}\n{{ {{ "x" 1 2 }} }}\n1 0 1/2 1', 3, 5, "there is no outcome number 1/2"),
    (f'{N}\n{{ {{ "x" 1 2 }} }}\n1 0 1', 3, 6, "the file ends after 3 numbers; expected 4"),
    (f'{N}\n{{ {{ "x" 1 2 }} }}\n1 0 1 1 1', 3, 9, "expected 4 numbers and found 5"),
    (f'{N}\n{{ {{ "x" 1 2 }}\n1 0 1 1', 3, 1, 'or "}" after the last one'),
    # trees
    (f"{E}", 1, 23, 'expected a node: "t" (end), "p" (decision) or "c" (chance); found the end'),
    (f"{E}\nx", 2, 1, 'found "x"'),
    (f'{E}\n// end\nt "" 0', 2, 1, 'found "//"'),
    (f"{E}\nt 0", 2, 3, "expected the name of the node in quotes; found the number 0"),
    (f'{E}\nt "" x', 2, 6, "expected the number of an outcome"),
    (f'{E}\nt "" -1', 2, 6, "it must be 0 or more"),
    (f'{E}\nt "" 1', 2, 6, "outcome 1 is not described"),
    (f'{E}\nt "" 0 "" {{ 1 2 }}', 2, 8, "outcome 0 stands for no payoffs"),
    (f'{E}\nt "" 1 ""', 2, 10, 'expected "{" before the payoffs'),
    (f'{E}\nt "" 1 "" {{ 1 }}', 2, 15, "outcome 1 has 1 payoffs; expected 2"),
    (f'{E}\nt "" 1 "" {{ 1 2 3 }}', 2, 17, 'expected "}" after the payoffs of 2 players'),
    (f'{E}\nt "" 1 "" {{ 1,, 2 }}', 2, 15, "two commas"),
    (f'{E}\nt "" 1 "" {{ 1 x }}', 2, 15, "expected the payoff of B"),
    (f'{E}\nt "" 0\nt "" 0', 3, 1, "the tree is complete after 1 nodes"),
    (f'{E}\nt "" 0\n}}', 3, 1, "the tree is complete after 1 nodes"),
    (f'{E}\nt "" 1 "" {{ 1 2 }} {{ 3 }}', 2, 19, "the tree is complete"),
    (f'{E}\np "" 3 1 "" {{ "a" }} 0', 2, 6, "there is no player 3; the game has 2"),
    (f'{E}\np "" 0 1 "" {{ "a" }} 0', 2, 6, "it must be 1 or more"),
    (f'{E}\np "" 1 0 "" {{ "a" }} 0', 2, 8, "it must be 1 or more"),
    (f'{E}\np "" 1 1.5 "" {{ "a" }} 0', 2, 8, "a whole number; found the number 1.5"),
    (f'{E}\np "" 1 1 0', 2, 8, "information set 1 of A is not described"),
    (f'{E}\nc "" 12 0', 2, 6, "chance move 12 is not described"),
    (f'{E}\np "" 1 1 "" {{ }} 0', 2, 15, "information set 1 of A has no action"),
    (f'{E}\np "" 1 1 "" {{ a }} 0', 2, 15, "expected the name of an action"),
    (f'{E}\np "" 1 1 "" {{ "a" 0\nt "" 0', 2, 19, "the name of an action or"),
    (f'{E}\np "" 1 1 "" {{ "a" "b" }} 0\nt "" 0', 3, 7, "at least 1 more must follow"),
    (
        f'{E}\np "" 1 1 "" {{ "a" "b" "c" }} 0\np "" 1 2 "" {{ "a" "b" }} 0\nt "" 0',
        4, 7, "3 nodes were found, and at least 3 more must follow",
    ),
    (f'{E}\nc "" 1 "" {{ "a" }} 0', 2, 17, 'expected the probability of "a"'),
    (f'{E}\nc "" 1 "" {{ "a" -1 "b" 2 }} 0', 2, 17, "a negative probability: -1"),
    (f'{E}\nc "" 1 "" {{ "a" 0.3 "b" 0.3 }} 0', 2, 11, "the probabilities of chance move 1 sum to 0.6"),
    (
        f'{E}\nc "" 1 "" {{ "a" .333333 "b" .333333 "c" .333333 }} 0',
        2, 11, "sum to 0.999999, not to 1",
    ),
    # what is declared twice
    (
        f'{E}\np "" 1 1 "x" {{ "a" }} 0\np "" 1 1 "y" {{ "a" }} 0\nt "" 0',
        3, 8, 'described in another way than in line 2, column 8: its name was "x" and is "y"',
    ),
    (
        f'{E}\np "" 1 1 "" {{ "a" }} 0\np "" 1 1 "" {{ "a" "b" }} 0\nt "" 0',
        3, 8, "it had 1 actions and has 2",
    ),
    (
        f'{E}\np "" 1 1 "" {{ "a" "b" }} 0\np "" 1 1 "" {{ "b" "a" }} 0\nt "" 0',
        3, 8, 'action 1 was "a" and is "b"',
    ),
    (
        f'{E}\nc "" 1 "" {{ "a" 1 "b" 0 }} 0\nc "" 1 "" {{ "a" .5 "b" .5 }} 0\nt "" 0',
        3, 6, "its probabilities were others",
    ),
    (
        f'{E}\np "" 1 1 "" {{ "a" "b" }} 0\nt "" 7 "" {{ 1 2 }}\nt "" 7 "" {{ 1 2.5 }}',
        4, 6, "outcome 7 is described in another way than in line 3, column 6: payoff 2 was 2 and is 2.5",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "line", "column", "said"), BAD, ids=range(len(BAD)))
def test_mistakes_and_their_places(text: str, line: int, column: int, said: str) -> None:
    with pytest.raises(ns.GameError) as caught:
        read(text, "bad.nfg")
    problem = caught.value.problem
    assert problem is not None
    assert said in problem.message
    assert (problem.line, problem.column) == (line, column)
    shown = problem.shown()
    assert shown.startswith(f"bad.nfg:{line}:{column}: error: ")
    if problem.source.strip():
        assert "^" in shown.splitlines()[2]


def test_an_error_quotes_its_line() -> None:
    with pytest.raises(ns.GameError) as caught:
        read('NFG 1 R "Talks" { "North" "South" } { 2 2 }\r\n3 3  0 four\r\n4 0  1 1\r\n', "talks.nfg")
    assert str(caught.value) == (
        'talks.nfg:2:8: error: expected a payoff; found "four"\n'
        "   2 | 3 3  0 four\n"
        "     |        ^^^^\n"
        "     = an integer, a decimal or a fraction, such as -2, 0.5 or 1/3"
    )


def test_how_many_payoffs_and_why() -> None:
    with pytest.raises(ns.GameError) as caught:
        read('NFG 1 R "" { "A" "B" "C" } { 2 3 2 } 1 2 3')
    assert caught.value.problem.message == "the file ends after 3 numbers; expected 36"
    assert caught.value.problem.hint == (
        "there must be a payoff for each of 3 players in each of 12 cells (2 × 3 × 2)"
    )


@pytest.mark.parametrize("text", [TREE, PAYOFFS, OUTCOMES])
def test_cut_off_anywhere(text: str) -> None:
    """Whatever is left of a file is refused, or is a game of its own."""
    whole = read(text)
    for end in range(len(text.rstrip())):
        game = attempt(text[:end])
        assert game is not None
        assert game != whole or text[end:].strip(" \n}0123456789/") == ""
        assert not isinstance(game, ns.Problem) or game.line


# Files -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [("utf-8", b""), ("utf-8", b"\xef\xbb\xbf"), ("latin-1", b""), ("utf-16", b"")],
)
def test_encodings(tmp_path: Path, encoding: str, mark: bytes) -> None:
    path = tmp_path / "game.nfg"
    path.write_bytes(mark + PAYOFFS.replace("Selten", "Grün").encode(encoding))
    assert ns.read_game(path).title == "Grün"
    assert ns.read_game(str(path)).title == "Grün"


def test_a_mark_in_text_is_skipped() -> None:
    assert read("\ufeff" + PAYOFFS) == read(PAYOFFS)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"NFG 1 R \x00", "no text file"),
        (b"\xff\xfeN\x00F", "the encoding that it claims"),
        (b"\xef\xbb\xbf\xff", "the encoding that it claims"),
        (b"", "the file is empty"),
        (b"\x89PNG\r\n\x1a\n\x00", "no text file"),
    ],
)
def test_files_that_are_no_text(tmp_path: Path, data: bytes, said: str) -> None:
    path = tmp_path / "bad.efg"
    path.write_bytes(data)
    with pytest.raises(ns.GameError, match=said):
        ns.read_game(path)


def test_places_that_are_no_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ns.GameError, match="folder"):
        ns.read_game(tmp_path)
    with pytest.raises(ns.GameError, match="No such file"):
        ns.read_game(tmp_path / "none.nfg")
    with pytest.raises(ns.GameError, match="cannot be read"):
        ns.read_game("a\0b")
    with pytest.raises(ns.GameError, match="device or a pipe"):
        ns.read_game(os.devnull)
    path = tmp_path / "large.nfg"
    path.write_text(PAYOFFS)
    monkeypatch.setattr(reading, "LARGEST", 20)
    with pytest.raises(ns.GameError, match="larger than"):
        ns.read_game(path)
    with pytest.raises(ns.GameError, match="more than 20 characters"):
        read(PAYOFFS)


def test_save_and_read(tmp_path: Path) -> None:
    for game, name in ((read(PAYOFFS), "a.nfg"), (read(OUTCOMES), "b.nfg"), (read(TREE), "c.efg")):
        game.save(tmp_path / name)
        assert ns.read_game(tmp_path / name) == game
        with pytest.raises(ns.NegsimError, match="there already"):
            game.save(tmp_path / name)


def test_a_strangers_text_is_not_obeyed() -> None:
    with pytest.raises(ns.GameError) as caught:
        read("\x1b[31m\u202e evil", "a\x1b[2Jb.nfg")
    assert "\x1b" not in str(caught.value)
    assert "\u202e" not in str(caught.value)


# Limits ----------------------------------------------------------------------------------------------------


def test_counts_are_looked_at_before_anything_is_made() -> None:
    for text in (
        'NFG 1 R "" { "A" "B" } { 1000000 1000000 } 1 2 3',
        'NFG 1 R "" { "A" } { 1000000 } 1 2 3',
        'NFG 1 R "" { "A" "B" "C" } { 999999999 999999999 999999999 } 1',
        f'EFG 2 R "" {{ "A" }} p "" 1 1 "" {{ {"x ".join([""] * 3)} }} 0',
    ):
        with within(1), pytest.raises(ns.GameError):
            read(text)


def test_too_deep(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("negsim.games.gambit.read_efg.MOST_DEEP", 3)
    chain = "".join(f'p "" 1 {k} "" {{ "x" }} 0\n' for k in range(1, 5))
    with pytest.raises(ns.GameError, match="more than 3 moves"):
        read(f'EFG 2 R "" {{ "A" }}\n{chain}t "" 0')


def test_too_many_nodes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("negsim.games.gambit.read_efg.MAX_NODES", 3)
    with pytest.raises(ns.GameError, match="more than 3 nodes") as caught:
        read(f'{E}\np "" 1 1 "" {{ "a" "b" "c" }} 0\nt "" 0\nt "" 0\nt "" 0')
    assert (caught.value.problem.line, caught.value.problem.column) == (5, 1)


def test_too_many_long_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("negsim.games.gambit.number_lists.MOST_EXACT", 7)
    with pytest.raises(ns.GameError, match="8 numbers, and not all of them are decimals"):
        read(f"{N} 1 2 3 4 5 6 7 1/8")
    assert read(f"{N} 1 2 3 4 5 6 7 8").payoffs[1, 1, 1] == 8


# Writing ---------------------------------------------------------------------------------------------------


def random_game(seed: int) -> ns.NormalFormGame:
    rng = random.Random(seed)
    shape = [rng.randint(1, 3) for _ in range(rng.randint(1, 4))]

    def number() -> object:
        return rng.choice([
            rng.randint(-3, 3), Fraction(rng.randint(-9, 9), rng.randint(1, 9)), rng.random(),
            rng.gauss(0, 1e-12), rng.gauss(0, 1e20), str(rng.randint(0, 10**30)),
            f"0.{rng.randint(0, 10**25)}",
        ])  # fmt: skip

    kinds = [number() for _ in range(4)]  # few values, so that outcomes repeat
    draw = rng.choice([number, lambda: rng.choice(kinds), lambda: rng.randint(0, 2), rng.random])
    count = int(np.prod(shape)) * len(shape)
    table = np.empty(count, dtype=object)
    table[:] = [draw() for _ in range(count)]
    if rng.random() < 0.3:
        table = np.array([float(Fraction(v)) for v in table])
    text = lambda: rng.choice(STRINGS)  # noqa: E731
    return ns.NormalFormGame(
        table.reshape(len(shape), *shape),
        players=distinct([text() for _ in shape]),
        actions=[[text() for _ in range(m)] for m in shape],
        title=text(),
        comment=text(),
    )


@pytest.mark.parametrize("seed", range(60))
def test_random_normal_forms_come_back(seed: int) -> None:
    game = random_game(seed)
    assert again(game) == game
    rng = np.random.default_rng(seed)
    # the same game with outcomes of its own: one for each cell, in any order, some of them unused
    cells = int(np.prod(game.shape))
    index = rng.permutation(cells + 2)[:cells].reshape(game.shape).astype(np.int32) + 1
    names = tuple(rng.choice(STRINGS) for _ in range(cells + 2))
    with_outcomes = ns.NormalFormGame(
        game.exact,
        players=game.players,
        actions=game.actions,
        title=game.title,
        outcomes=Outcomes(names, index),
    )
    assert again(with_outcomes) == with_outcomes


def test_outcomes_that_do_not_say_what_is_paid_are_not_written() -> None:
    for index in ([[1, 1]], [[0, 1]], [[1, 3]], [[-1, 2]]):
        wrong = Outcomes(("x", "y"), np.array(index, dtype=np.int32).reshape(2))
        game = ns.NormalFormGame([[1, 2]], outcomes=wrong)
        assert np.array_equal(again(game).payoffs, game.payoffs)
        assert again(game).outcomes is None


def random_tree(seed: int) -> ns.ExtensiveGame:
    rng = random.Random(seed)
    players = ["A", "B", "C"][: rng.randint(1, 3)]
    text = lambda: rng.choice(STRINGS)  # noqa: E731

    def payoffs() -> tuple[object, ...]:
        return tuple(
            rng.choice([rng.randint(-2, 2), Fraction(rng.randint(-9, 9), 7), 0.1, "1e-12"]) for _ in players
        )

    def node(depth: int) -> object:
        kind = rng.random()
        if depth == 0 or kind < 0.2:
            return ns.EndNode(*payoffs(), label=text())
        count = rng.randint(1, 3)
        pays = payoffs() if rng.random() < 0.3 else None
        if kind < 0.4:
            weights = [rng.randint(0, 5) for _ in range(count)]
            weights[0] += 1
            total = sum(weights)
            return ns.ChanceNode(
                {f"{a}": (Fraction(w, total), node(depth - 1)) for a, w in enumerate(weights)},
                pays=pays, label=text(), name=text(),
            )  # fmt: skip
        set_name = f"{count} {rng.randint(1, 2)}" if rng.random() < 0.6 else None
        return ns.DecisionNode(
            rng.choice(players),
            {f'"{a}"\\': node(depth - 1) for a in range(count)},
            infoset=set_name,
            pays=pays,
        )

    return ns.ExtensiveGame.from_tree(node(5), players, title=text())


@pytest.mark.parametrize("seed", range(60))
def test_random_trees_come_back(seed: int) -> None:
    game = random_tree(seed)
    assert again(game) == game


def test_numbers_that_are_missing_or_used_twice_are_replaced() -> None:
    from negsim.games.extensive_form import InformationSet, Outcome

    sets = [InformationSet(0, ("x",)), InformationSet(0, ("x",), "s", 1), InformationSet(0, ("x",), "", 1)]
    outcomes = [Outcome((Fraction(1),), "a", 4), Outcome((Fraction(2),), "b", 4)]
    game = ns.ExtensiveGame(
        ["A"], sets, [0, 1, 2, -1], [-1, 0, 1, 2], [-1, 0, 0, 0], outcomes, [0, -1, -1, 1]
    )
    back = again(game)
    assert [s.number for s in back.infosets] == [2, 1, 3]
    assert [(o.number, o.label) for o in back.outcomes] == [(4, "a"), (1, "b")]
    assert np.array_equal(back.exact_payoffs, game.exact_payoffs)
    assert again(back) == back


# Gambit ----------------------------------------------------------------------------------------------------


def uniform_values(game: ns.ExtensiveGame) -> list[Fraction]:
    """What the game is worth, exactly, if everybody chooses at random."""
    reach = [Fraction(1)] * len(game.parent)
    for v in range(1, len(reach)):
        s = game.infosets[game.infoset[game.parent[v]]]
        taken = (
            s.probabilities[game.branch[v]] if s.probabilities is not None else Fraction(1, len(s.actions))
        )
        reach[v] = reach[game.parent[v]] * taken
    ends = np.flatnonzero(game.terminal)
    return [sum((reach[v] * row[v] for v in ends), Fraction(0)) for row in game.exact_payoffs]


def test_gambit_reads_what_is_written_and_we_read_what_it_writes() -> None:
    pygambit = pytest.importorskip("pygambit")
    import io

    texts = ["Title", 'a "b" c', "a\\b", "한국"]
    for seed in range(20):
        rng = random.Random(seed)
        made = random_game(seed)
        game = ns.NormalFormGame(
            made.exact, title=rng.choice(texts), comment=rng.choice(texts),
            players=[f"{rng.choice(texts)} {k}" for k in range(len(made.players))],
            actions=[[f"{rng.choice(texts)} {a}" for a in range(m)] for m in made.shape],
        )  # fmt: skip
        theirs = pygambit.read_nfg(io.StringIO(game.to_nfg()))
        assert theirs.title == game.title
        tables = theirs.to_arrays(dtype=Fraction)
        for k in range(len(game.players)):
            assert (np.array(tables[k], dtype=object) == game.exact[k]).all()
        back = read(theirs.to_nfg())
        assert (back.exact == game.exact).all()
        assert (back.players, back.actions) == (game.players, game.actions)
    tree = read(TREE.replace('"root"', '""').replace('"end"', '""'))
    theirs = pygambit.read_efg(io.StringIO(tree.to_efg()))
    values = theirs.mixed_behavior_profile(rational=True).payoffs
    worth = values() if callable(values) else values
    assert [Fraction(str(worth[p])) for p in theirs.players] == uniform_values(tree)
    back = read(theirs.to_efg())
    assert np.array_equal(back.infoset, tree.infoset)
    assert (back.exact_payoffs == tree.exact_payoffs).all()


# Fuzzing ---------------------------------------------------------------------------------------------------

SEEDS = [PAYOFFS, OUTCOMES, TREE, *(text for text, *_ in BAD if 10 < len(text) < 200)]
PIECES = ['"', "{", "}", ",", " 0 ", " 1 ", "-", "1/0", "1e9999", "999999999", "\\", "\n", "p", "t", "c",
          "\x00", '{ "x" }', '"" ', "NFG", "EFG 2 R", "9" * 50, "\ud800", "é", "\u2028",
          "1e400", "0.", "nan"]  # fmt: skip


def mutated(rng: random.Random) -> str:
    text = rng.choice(SEEDS)
    for _ in range(rng.randint(1, 6)):
        a, b = sorted(rng.randint(0, len(text)) for _ in range(2))
        match rng.randint(0, 4):
            case 0:
                text = text[:a] + text[min(b, a + 12) :]
            case 1:
                text = text[:a] + rng.choice(PIECES) + text[a:]
            case 2:
                text = text[:b] + text[a:b] + text[b:]
            case 3:
                other = rng.choice(SEEDS)
                text = text[:a] + other[rng.randint(0, len(other)) :]
            case _:
                tokens = text.split(" ")
                i, j = rng.randrange(len(tokens)), rng.randrange(len(tokens))
                tokens[i], tokens[j] = tokens[j], tokens[i]
                text = " ".join(tokens)
    return text[:5000]


def fuzz(seconds: float, seed: int) -> None:
    rng, end, count, games = random.Random(seed), time.perf_counter() + seconds, 0, 0
    while time.perf_counter() < end:
        text = mutated(rng)
        count += 1
        game = attempt(text)
        if isinstance(game, ns.Problem):
            assert game.line > 0, text
            assert game.column <= len(game.source) + 1, text
            continue
        games += 1
        assert game is not None, text
        assert again(game) == game, text
    assert count > 50
    assert games > 0


def test_changed_files_are_games_or_errors() -> None:
    fuzz(1.5, seed=1)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2, 6))
def test_many_changed_files_are_games_or_errors(seed: int) -> None:
    fuzz(30, seed)


@given(st.text(max_size=60))
@settings(max_examples=60, deadline=2000, database=None)
def test_any_text_is_a_game_or_an_error(text: str) -> None:
    for head in ("", "NFG 1 R ", N + " ", E + " "):
        game = attempt(head + text)
        assert game is not None
        assert not isinstance(game, ns.Problem) or game.line


@given(st.text(max_size=30))
@settings(max_examples=100, deadline=2000, database=None)
def test_any_name_comes_back(name: str) -> None:
    assert Tokens(quoted(name) + " 1", "").string("") == name


numbers = st.one_of(
    st.integers(-(10**6), 10**6).map(str),
    st.floats(allow_nan=False, allow_infinity=False, width=32).map(repr),
    st.decimals(-1000, 1000, places=20).map(lambda d: f"{d:f}"),
    st.fractions(max_denominator=99).map(str),
    st.sampled_from(["x", "1/0", "}", "1.", ".5", "1e5", "+1"]),
)


@given(st.lists(st.tuples(numbers, st.sampled_from([" ", "\n", ",", " , ", ",,", " ,"])), max_size=8))
@settings(max_examples=150, deadline=2000, database=None)
def test_fast_and_slow_ways_say_the_same(parts: list[tuple[str, str]]) -> None:
    """A list that is read at once means what it means number by number."""
    body = "".join(number + between for number, between in parts)

    def outcome(text: str, count: int) -> object:
        try:
            return [Fraction(str(v)) for v in read_numbers(Tokens(text, ""), count, "a payoff", "x")]
        except ns.GameError as e:
            return (e.problem.line, e.problem.column)

    for count in (len(parts), max(0, len(parts) - 1), len(parts) + 1):
        fast = outcome(body, count)
        if isinstance(fast, list):
            slow = outcome(body + " 1/7", count + 1)  # which is read number by number
            assert slow == ([*fast, Fraction(1, 7)] if not body.rstrip().endswith(",,") else slow)


# Size ------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_million_cells_in_seconds() -> None:
    rng = np.random.default_rng(1)
    game = ns.NormalFormGame(rng.integers(0, 10_000, (2, 1000, 1000)) / 100)
    text = game.to_nfg()
    with within(10):
        back = read(text)
    assert np.array_equal(back.payoffs, game.payoffs)
    body = " ".join(map(str, range(1, 1_000_001)))
    outcomes = "\n".join(f'{{ "" {k % 97}, {k % 89} }}' for k in range(1_000_000))
    with within(20):
        back = read(f'NFG 1 R "" {{ "A" "B" }} {{ 1000 1000 }}\n{{\n{outcomes}\n}}\n{body}')
    assert back.payoffs[1, 4, 3] == 3004 % 89


@pytest.mark.slow
@pytest.mark.skipif(FOLDER is None, reason="NEGSIM_GAMES_FOLDER names no folder of games")
def test_a_folder_of_your_own() -> None:
    paths = [p for p in sorted(Path(FOLDER or ".").rglob("*")) if p.suffix.lower() in (".nfg", ".efg")]
    assert paths
    for path in paths:
        try:
            game = ns.read_game(path)
        except ns.GameError as e:
            print(e)
            continue
        assert again(game) == game, path
