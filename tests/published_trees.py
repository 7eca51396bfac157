"""Game trees of the literature, written down from there by hand; what is known of them is in the test."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations, product
from typing import Any

import negsim as ns

End, Move, Chance = ns.EndNode, ns.DecisionNode, ns.ChanceNode


def kuhn_poker() -> ns.ExtensiveGame:
    """Kuhn (1950), A simplified two-person poker, Contributions I: three cards, ante 1, bet 1."""

    def end(gain: int) -> ns.EndNode:
        return End(gain, -gain)

    def play(mine: int, theirs: int) -> Any:
        sign = 1 if mine > theirs else -1
        a, b = "JQK"[mine], "JQK"[theirs]
        after_bet = Move("Two", {"pass": end(1), "bet": end(2 * sign)}, infoset=f"{b}, bet")
        third = Move("One", {"pass": end(-1), "bet": end(2 * sign)}, infoset=f"{a}, passed and bet")
        after_pass = Move("Two", {"pass": end(sign), "bet": third}, infoset=f"{b}, passed")
        return Move("One", {"pass": after_pass, "bet": after_bet}, infoset=f"{a}")

    deals = {f"{'JQK'[m]}{'JQK'[t]}": ("1/6", play(m, t)) for m, t in permutations(range(3), 2)}
    return ns.ExtensiveGame.from_tree(Chance(deals), ["One", "Two"], title="Kuhn poker")


def kuhn_family(alpha: Fraction) -> dict[str, list[Fraction]]:
    """Kuhn's solutions: One bets J with alpha, K with 3 alpha, and calls with Q with alpha + 1/3 (pass comes
    first).
    """
    third, one, none = Fraction(1, 3), [Fraction(0), Fraction(1)], [Fraction(1), Fraction(0)]
    return {
        "J": [1 - alpha, alpha],
        "Q": none,
        "K": [1 - 3 * alpha, 3 * alpha],
        "J, passed and bet": none,
        "Q, passed and bet": [1 - alpha - third, alpha + third],
        "K, passed and bet": one,
        "J, bet": none,
        "Q, bet": [1 - third, third],
        "K, bet": one,
        "J, passed": [1 - third, third],
        "Q, passed": none,
        "K, passed": one,
    }


def stripped_down_poker() -> ns.ExtensiveGame:
    """Reiley, Urbancic & Walker (2008), J. Econ. Education 39: King or Queen; folding always loses
    the ante.
    """

    def bet(wins: bool) -> Any:
        big = End(2, -2) if wins else End(-2, 2)
        return Move("Student", {"call": big, "fold": End(1, -1)}, infoset="bet")

    def card(wins: bool) -> Any:
        return Move("Professor", {"bet": bet(wins), "fold": End(-1, 1)}, infoset="king" if wins else "queen")

    root = Chance({"king": ("1/2", card(True)), "queen": ("1/2", card(False))})
    return ns.ExtensiveGame.from_tree(root, ["Professor", "Student"])


def myerson_card_game() -> ns.ExtensiveGame:
    """Myerson (1991), Game Theory, fig. 2.1, solved in section 3.4: red wins when shown; 1/3, 2/3, value
    1/3.
    """

    def raised(wins: bool) -> Any:
        big = End(2, -2) if wins else End(-2, 2)
        return Move("2", {"meet": big, "pass": End(1, -1)}, infoset="raised")

    def card(wins: bool) -> Any:
        folded = End(1, -1) if wins else End(-1, 1)
        return Move("1", {"raise": raised(wins), "fold": folded}, infoset="red" if wins else "black")

    root = Chance({"red": ("1/2", card(True)), "black": ("1/2", card(False))})
    return ns.ExtensiveGame.from_tree(root, ["1", "2"])


def chain_store(entrants: int) -> ns.ExtensiveGame:
    """Selten (1978), The chain store paradox, Theory and Decision 9: out (1, 5), cooperative (2, 2), fight
    (0, 0).
    """
    players = ["Chain", *[f"Entrant {k + 1}" for k in range(entrants)]]

    def town(k: int, chain: int, got: tuple[int, ...]) -> Any:
        if k == entrants:
            return End(chain, *got)
        fight = {
            "cooperate": town(k + 1, chain + 2, (*got, 2)),
            "fight": town(k + 1, chain, (*got, 0)),
        }
        return Move(players[k + 1], {"in": Move("Chain", fight), "out": town(k + 1, chain + 5, (*got, 1))})

    return ns.ExtensiveGame.from_tree(town(0, 0, ()), players)


def centipede(payoffs: list[tuple[Any, Any]]) -> ns.ExtensiveGame:
    """Rosenthal (1981): players alternate, take (and end) or pass; the last pair is for passing to
    the end.
    """

    def node(k: int) -> Any:
        if k == len(payoffs) - 1:
            return End(*payoffs[k])
        return Move("12"[k % 2], {"take": End(*payoffs[k]), "pass": node(k + 1)}, infoset=f"move {k + 1}")

    return ns.ExtensiveGame.from_tree(node(0), ["1", "2"])


# McKelvey & Palfrey (1992), An experimental study of the centipede game, fig. 1, in dollars
CENTIPEDE_4 = [("0.40", "0.10"), ("0.20", "0.80"), ("1.60", "0.40"), ("0.80", "3.20"), ("6.40", "1.60")]


def entry() -> ns.ExtensiveGame:
    """Selten (1978), one town: the threat to fight is not credible."""
    inside = Move("Incumbent", {"share": End(2, 2), "fight": End(0, 0)})
    return ns.ExtensiveGame.from_tree(
        Move("Entrant", {"in": inside, "out": End(1, 5)}), ["Entrant", "Incumbent"]
    )


def seltens_horse() -> ns.ExtensiveGame:
    """Selten (1975), IJGT 4, fig. 1."""

    def third(left: tuple[int, int, int], right: tuple[int, int, int]) -> Any:
        return Move("3", {"L": End(*left), "R": End(*right)}, infoset="3")

    two = Move("2", {"R": End(1, 1, 1), "L": third((4, 4, 0), (0, 0, 1))}, infoset="2")
    root = Move("1", {"R": two, "L": third((3, 2, 2), (0, 0, 0))}, infoset="1")
    return ns.ExtensiveGame.from_tree(root, ["1", "2", "3"])


def beer_quiche() -> ns.ExtensiveGame:
    """Cho & Kreps (1987), QJE 102, fig. 1: strong with 0.9; breakfast 1, no duel 2; the other wants to duel
    the weak.
    """

    def meal(strong: bool, eats: str) -> Any:
        liked = int((eats == "beer") == strong)
        ends = {"duel": End(liked, int(not strong)), "leave": End(liked + 2, int(strong))}
        return Move("B", ends, infoset=eats)

    def a(strong: bool) -> Any:
        eats = {e: meal(strong, e) for e in ("beer", "quiche")}
        return Move("A", eats, infoset="strong" if strong else "weak")

    root = Chance({"strong": ("9/10", a(True)), "weak": ("1/10", a(False))})
    return ns.ExtensiveGame.from_tree(root, ["A", "B"])


def alternating_offers() -> ns.ExtensiveGame:
    """Stahl (1972), two rounds of offers in whole numbers, a pie of 10 that shrinks to 5, and no ties.

    Last round: One accepts anything from 1, so Two keeps 4. First round: of 1, 3, 5, 7 Two accepts what is
    more than 4.
    """

    def answer(player: str, yes: ns.EndNode, no: Any) -> Any:
        return Move(player, {"accept": yes, "reject": no})

    def second() -> Any:
        return Move("Two", {str(x): answer("One", End(x, 5 - x), End(0, 0)) for x in range(1, 6)})

    first = Move("One", {str(x): answer("Two", End(10 - x, x), second()) for x in (1, 3, 5, 7)})
    return ns.ExtensiveGame.from_tree(first, ["One", "Two"])


def ultimatum(pie: int) -> ns.ExtensiveGame:
    """Güth, Schmittberger & Schwarze (1982): whole numbers; the offer of 0 may be accepted or not."""
    offers = {
        str(x): Move("Responder", {"accept": End(pie - x, x), "reject": End(0, 0)}, infoset=f"offer {x}")
        for x in range(pie + 1)
    }
    return ns.ExtensiveGame.from_tree(Move("Proposer", offers, infoset="offer"), ["Proposer", "Responder"])


def bagwell(right: Any, wrong: Any) -> ns.ExtensiveGame:
    """Bagwell (1995), GEB 8: a leader's move seen with noise; S against S pays (5, 2), and so on."""

    def follow(leader: str, seen: str) -> Any:
        pay = {"SS": (5, 2), "SC": (3, 1), "CS": (6, 3), "CC": (4, 4)}
        return Move("Follower", {x: End(*pay[leader + x]) for x in "SC"}, infoset=f"sees {seen}")

    def lead(x: str) -> Any:
        other = "C" if x == "S" else "S"
        return Chance({x: (right, follow(x, x)), other: (wrong, follow(x, other))})

    return ns.ExtensiveGame.from_tree(
        Move("Leader", {x: lead(x) for x in "SC"}, infoset="lead"), ["Leader", "Follower"]
    )


def myerson_4_2() -> ns.ExtensiveGame:
    """Myerson (1991), fig. 4.2: (B1, Z1, W2) is an equilibrium of the agents, and none of the players."""

    def last(y: tuple[int, int], z: tuple[int, int]) -> Any:
        return Move("1", {"Y1": End(*y), "Z1": End(*z)}, infoset="1 again")

    after_a = Move("2", {"W2": last((3, 0), (0, 0)), "X2": last((2, 3), (4, 1))}, infoset="2")
    after_b = Move("2", {"W2": End(2, 3), "X2": End(3, 2)}, infoset="2")
    return ns.ExtensiveGame.from_tree(
        Move("1", {"A1": after_a, "B1": after_b}, infoset="1 first"), ["1", "2"]
    )


def absent_minded_driver() -> ns.ExtensiveGame:
    """Piccione & Rubinstein (1997), GEB 20, fig. 1: exits pay 0 and 4, going on 1; both exits look
    the same.
    """
    second = Move("Driver", {"exit": End(4), "go on": End(1)}, infoset="exit")
    return ns.ExtensiveGame.from_tree(
        Move("Driver", {"exit": End(0), "go on": second}, infoset="exit"), ["Driver"]
    )


def wichardt() -> ns.ExtensiveGame:
    """Wichardt (2008), GEB 63: imperfect recall, and no equilibrium in behaviour strategies; pennies
    otherwise.
    """

    def two(top: int, bottom: int) -> Any:
        return Move("2", {"B": End(top, -top), "T": End(bottom, -bottom)}, infoset="2")

    def again(first: Any, second: Any) -> Any:
        return Move("1", {"r": first, "l": second}, infoset="1 again")

    root = Move(
        "1", {"R": again(two(1, -1), two(-5, -5)), "L": again(two(-5, -5), two(-1, 1))}, infoset="1 first"
    )
    return ns.ExtensiveGame.from_tree(root, ["1", "2"])


def three_man_poker() -> ns.ExtensiveGame:
    """Nash (1951), Annals of Mathematics 54, pp. 293-294: a three-man poker game.

    High or low for each, equally likely; two chips to ante, to open and to call. If all pass, the antes are
    retrieved; otherwise, when the others have had a chance to call, the highest hands that have bet share
    the pot.
    """
    names = ("I", "II", "III")

    def settle(cards: str, bet: dict[int, bool]) -> ns.EndNode:
        inside = [k for k in range(3) if bet[k]]
        if not inside:
            return End(0, 0, 0)
        best = min(cards[k] for k in inside)  # H before L
        winners = [k for k in inside if cards[k] == best]
        pot = 6 + 2 * len(inside)
        paid = [2 + 2 * bet[k] for k in range(3)]
        return End(*[f"{pot * (k in winners) - paid[k] * len(winners)}/{len(winners)}" for k in range(3)])

    def call(cards: str, bet: dict[int, bool], told: str, left: list[int]) -> Any:
        if not left:
            return settle(cards, bet)
        k, *rest = left
        return Move(
            names[k],
            {
                "call": call(cards, {**bet, k: True}, told + "c", rest),
                "fold": call(cards, {**bet, k: False}, told + "f", rest),
            },
            infoset=f"{names[k]} {cards[k]} {told}",
        )

    def opening(cards: str, k: int) -> Any:
        if k == 3:
            return settle(cards, {0: False, 1: False, 2: False})
        told = "p" * k
        return Move(
            names[k],
            {
                "open": call(cards, {k: True}, told + "o", [(k + 1) % 3, (k + 2) % 3]),
                "pass": opening(cards, k + 1),
            },
            infoset=f"{names[k]} {cards[k]} {told}",
        )

    deals = {"".join(c): ("1/8", opening("".join(c), 0)) for c in product("HL", repeat=3)}
    return ns.ExtensiveGame.from_tree(Chance(deals), names)
