"""Random valid scenarios over every feature that tests/reference.py models, small enough to be solved by it.

Payoffs are mostly integers and quarters and discount factors often powers of a half, so that exact ties are
frequent and the tie rules are tested; every fourth scenario or so has generic payoffs instead. Features that
rarely meet in hand-written files (`lasts` with `after`, packages with `any`, `when_complete` with both, …)
are drawn independently of each other, hence meet often here. Nothing is taken from `negsim`.

    random_scenario(random.Random(7))     a nested dict, as read from YAML
    to_yaml(data)                         its text in block style
"""

from __future__ import annotations

import io
import random

from ruamel.yaml import YAML

PARTIES = ["Ada", "Ben", "Cyd"]
ISSUES = {
    "arms": ["massed", "thinned", "scrapped"],
    "border": ["shut", "ajar", "open_wide"],
    "trade": ["dry", "trickle", "rich"],
}
MOVES = ["pledge", "pact", "retreat", "accord", "probe", "relief", "charter"]
EVENTS = ["storm", "leak"]
TITLES = ["Two rivers", "The long strait", "A quarrel: shared wells", "Three keys"]

#          parties   issues  levels   moves    events   orders   periods
SIZES = {
    "tiny": ((2, 2), (2, 2), (2, 2), (3, 4), (0, 1), (1, 2), (2, 2)),
    "small": ((2, 3), (2, 3), (2, 3), (3, 6), (0, 2), (1, 3), (2, 4)),
}


def random_scenario(rng: random.Random, size: str = "small") -> dict:
    return _Builder(rng, size).scenario()


def to_yaml(data: dict) -> str:
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = False
    yaml.sort_base_mapping_type_on_output = False  # file order is part of the model
    yaml.width = 10_000  # no folded scalars: an expression stays on its line
    stream = io.StringIO()
    yaml.dump(data, stream)
    return stream.getvalue()


class _Builder:
    def __init__(self, rng: random.Random, size: str):
        self.rng = rng
        parties, issues, levels, moves, events, orders, periods = SIZES[size]
        self.generic = rng.random() < 0.25
        self.parties = PARTIES[: rng.randint(*parties)]
        chosen = list(ISSUES)[: rng.randint(*issues)]
        self.issues = {name: ISSUES[name][: rng.randint(*levels)] for name in chosen}
        self.moves = MOVES[: max(rng.randint(*moves), rng.randint(*moves))]  # few moves, little to decide
        self.n_events, self.n_orders = rng.randint(*events), rng.randint(*orders)
        self.n_periods = rng.randint(*periods)
        self.starts = {
            name: rng.choice(levels) if self.chance(0.3) else levels[0]
            for name, levels in self.issues.items()
        }
        self.tables: dict[str, list[str]] = {}
        # Countdowns and done bits multiply the states; a few of each per scenario are enough.
        self.clocks = 2
        self.done_names = rng.sample(self.moves, 2)

    # -- small helpers

    def chance(self, p: float) -> bool:
        return self.rng.random() < p

    def maybe(self, p: float, key: str, value) -> dict:
        return {key: value} if self.chance(p) else {}

    def number(self, low: float, high: float) -> float | int:
        if self.generic:
            return round(self.rng.uniform(low, high), 4)
        step = self.rng.choice([1, 1, 2, 4])
        value = self.rng.randint(int(low * step), int(high * step)) / step
        return int(value) if value == int(value) else value

    def nonzero(self, low: float, high: float) -> float | int:
        for _ in range(50):
            value = self.number(low, high)
            if value:
                return value
        return 1

    def scalar(self, value):
        """Sometimes a number as text: a reader meets both."""
        return str(value) if self.chance(0.2) else value

    def some(self, items, low: int, high: int) -> list:
        """A few of them, in random order."""
        items = list(items)
        return self.rng.sample(items, min(len(items), self.rng.randint(low, high)))

    # -- expressions

    def atom(self) -> str:
        issue = self.rng.choice(list(self.issues))
        kind = self.rng.random()
        if kind < 0.62:
            level = self.rng.choice(self.issues[issue])
            return f"{issue} {self.rng.choice(['==', '==', '!=', '<', '<=', '>', '>='])} {level}"
        if kind < 0.72:
            return f"value({issue}) {self.rng.choice(['<', '>=', '=='])} {self.rng.choice([0, 0.5, 1, 2])}"
        if kind < 0.86:
            return f"done({self.rng.choice(self.done_names)})"
        return f"in_force({self.rng.choice(self.moves)})"

    def guard(self) -> str:
        kind = self.rng.random()
        if kind < 0.6:
            return self.atom()
        if kind < 0.75:
            return f"not {self.atom()}" if self.chance(0.5) else f"not ({self.atom()} and {self.atom()})"
        return f"{self.atom()} {'and' if self.chance(0.35) else 'or'} {self.atom()}"

    def amount(self, low: float, high: float) -> str | float | int:
        """A payment: mostly a number, sometimes an expression that reads parameters and levels."""
        value = self.nonzero(low, high)
        if self.chance(0.6):
            return self.scalar(value)
        issue = self.rng.choice(list(self.issues))
        return self.rng.choice(
            [
                f"{value} * value({issue})",
                f"weight - {abs(value)}",
                f"-weight * {abs(value)} / 2",
                f"if_({self.atom()}, {value}, 0)",
                f"min({value}, value({issue}) - weight)",
                f"max(-1, {value} - value({issue}) ** 2)",
            ]
        )

    def term_value(self, sign: float) -> str | float | int:
        issue, other = self.rng.choice(list(self.issues)), self.rng.choice(list(self.issues))
        value = abs(self.nonzero(-3, 3)) * sign
        if not self.chance(0.8):
            value = -value
        choices = [f"{value} * value({issue})"] * 4 + [
            f"{value} * value({issue}) * value({other})",
            f"weight * {value}",
            f"{value} * abs(value({issue}) - 1)",
            f"{value} * (value({issue}) + value({other})) ** 2 / 4",
            f"if_({self.atom()}, {value}, -stake / 2)",
            f"{value} - stake * value({issue})",
            f"max(value({issue}), value({other})) * {value}",
            value,
        ]
        if self.generic:
            choices += [
                f"{value} * exp(-abs(value({issue})))",
                f"{value} * log(2 + abs(value({issue})))",
                f"{value} * sqrt(abs(value({issue})))",
            ] * 2
        return self.rng.choice(choices)

    def probability(self) -> str | float:
        """At most 1/2, so that two draws always fit."""
        issue = self.rng.choice(list(self.issues))
        return self.rng.choice(
            [
                0.25,
                0.5,
                "0.125",
                "risk",
                "risk / 2",
                f"min(0.5, risk * abs(value({issue})))",
                f"if_({issue} == {self.rng.choice(self.issues[issue])}, risk, 0.25)",
                f"0.5 * exp(-abs(value({issue})))",
            ]
        )

    def payments(self, low: float = -2, high: float = 2) -> dict:
        return {party: self.amount(low, high) for party in self.some(self.parties, 1, 2)}

    def writes(self, words: bool = True) -> dict:
        """Levels for draws, `declined` and `opens`: no `any` there."""
        found = {}
        for issue in self.some(self.issues, 1, 1 if self.chance(0.8) else 2):
            found[issue] = self.rng.choice(self.issues[issue] + (["up", "down"] if words else []))
        return found

    def consequence(self, pays: float, sets: float) -> dict:
        """`pays` and `sets`, at least one of them."""
        entry = {**self.maybe(pays, "pays", self.payments()), **self.maybe(sets, "sets", self.writes())}
        return entry or {"pays": self.payments()}

    # -- the parts of a file

    def scenario(self) -> dict:
        rng = self.rng
        final, patient = self.final()
        data = {"negsim": 1, "title": rng.choice(TITLES), **self.maybe(0.2, "about", "Random: no meaning.")}
        self.sources = ["notes1999"] if self.chance(0.2) else []
        if self.sources:
            data["sources"] = {"notes1999": "Nobody, N. (1999). Notes."}
        data["parties"] = {party: self.party(party, patient) for party in self.parties}
        data["parameters"] = self.parameters()
        data["issues"] = {issue: self.issue(issue) for issue in self.issues}
        if self.chance(0.8):
            for name in ("round_table", "back_room")[: rng.randint(1, 2)]:
                self.tables[name] = self.some(self.parties, 2, 3)
        play = self.play(final)
        data["moves"] = {move: self.move(move, play.get("movers", self.parties)) for move in self.moves}
        self.move_entries = data["moves"]
        if self.n_events:
            data["events"] = {event: self.event() for event in EVENTS[: self.n_events]}
        data["payoffs"] = {party: self.payoffs(party) for party in self.parties}
        if self.chance(0.7):
            data["outcomes"] = {
                "success": self.guard(),
                **self.maybe(0.5, "halfway", self.guard()),
                **self.maybe(0.7, "stalemate", "otherwise"),
            }
            if self.chance(0.7):
                data["goal"] = "success"
        if self.tables:
            data["tables"] = self.tables
        data["orders"] = {f"order_{k + 1}": self.order() for k in range(self.n_orders)}
        data["orders"]["no_talks"] = {"forbid": "joint"}
        data["play"] = play
        if self.chance(0.4):
            data["dispute"] = {
                "parties": self.some(self.parties, 2, 3),
                "rule": "unanimity",
                "fallback": "no_talks",
            }
        return data

    def described(self) -> dict:
        return {
            **self.maybe(0.1, "about", "Why: see the notes"),
            **(self.maybe(0.5, "source", "notes1999") if self.sources else {}),
        }

    def party(self, party: str, patient: bool) -> dict:
        discount = self.rng.choice(
            ["patience"] * 4 + [0.5, 0.75, "0.9", "patience / 2", "1 - risk", "patience ** 2"]
        )
        if patient and self.chance(0.5):
            discount = 1  # allowed where nothing is summed for ever
        return {**self.maybe(0.3, "name", f"Party {party}"), "discount": discount, **self.described()}

    def parameters(self) -> dict:
        def entry(value, low, high):
            return {
                "value": self.scalar(value),
                **self.maybe(0.5, "range", [low, high]),
                **self.described(),
                **self.maybe(0.1, "unit", "points a period"),
            }

        patience = self.rng.choice([0.5, 0.75, 0.75, 0.9])
        if self.generic:
            patience = round(self.rng.uniform(0.3, 0.95), 3)
        return {
            "patience": entry(patience, 0.2, 0.99),
            "weight": entry(abs(self.nonzero(-3, 3)), 0, 4),
            "stake": entry(abs(self.nonzero(-2, 2)), 0, 3),
            "risk": entry(self.rng.choice([0.125, 0.25, 0.25, 0.5]), 0, 0.5),
        }

    def issue(self, issue: str) -> dict:
        levels = self.issues[issue]
        entry: dict = {"levels": list(levels)}
        if self.starts[issue] != levels[0] or self.chance(0.5):
            entry["start"] = self.starts[issue]
        if self.chance(0.35):
            numbers = [self.number(-1, 3) for _ in levels]
            entry["values"] = numbers if self.chance(0.5) else dict(zip(levels, numbers, strict=True))
        return {**entry, **self.described()}

    def move(self, name: str, movers: list[str]) -> dict:
        rng = self.rng
        entry: dict = {**self.maybe(0.3, "kind", rng.choice(["concession", "ritual"]))}
        kind = rng.random()
        if kind < 0.45:
            entry["by"] = rng.choice(movers)
        elif kind < 0.8 or not self.tables:
            signatories = self.some(self.parties, 2, 3)
            if not set(signatories) & set(movers):  # nobody could ever propose it
                signatories[rng.randrange(len(signatories))] = rng.choice(movers)
            entry["by"] = signatories
        else:
            entry["by"] = "table"
        joint = not isinstance(entry["by"], str) or entry["by"] == "table"

        guards = []
        sets: dict[str, str] = {}
        if not self.chance(0.12):
            for issue in self.some(self.issues, 1, 1 if self.chance(0.75) else 2):
                levels, draw = self.issues[issue], rng.random()
                if draw < 0.5:  # a step from one level to another
                    old, new = rng.sample(levels, 2)
                    if self.chance(0.5):
                        old = self.starts[issue]
                        new = rng.choice([level for level in levels if level != old])
                    sets[issue] = new
                    if self.chance(0.55):
                        guards.append(f"{issue} == {old}")
                elif draw < 0.7:
                    sets[issue] = "up"
                elif draw < 0.82:
                    sets[issue] = "down"
                else:
                    sets[issue] = "any"
        if name in self.done_names and self.chance(0.35 if sets else 0.7):
            guards.append(f"not done({name})")
        if self.chance(0.2):
            guards.append(f"({self.guard()})" if guards else self.guard())
        if guards:
            entry["when"] = " and ".join(guards)
        if sets:
            entry["sets"] = sets
        if not sets or self.chance(0.4):
            entry["pays"] = self.payments(-1, 1)
        # Clocks: often both on one move, which is the case that is easy to get wrong.
        if sets and self.clocks and self.chance(0.4):
            self.clocks -= 1
            entry["lasts"] = self.scalar(rng.choice([1, 2, 2, 3]))
        if self.clocks and self.chance(0.5 if "lasts" in entry else 0.25):
            self.clocks -= 1
            entry["after"] = rng.choice([1, 1, 2])
        if joint and self.chance(0.3):
            entry["declined"] = self.consequence(0.7, 0.5)
        return {**entry, **self.described()}

    def event(self) -> dict:
        draws = [
            {"probability": self.probability(), **self.consequence(0.6, 0.6)}
            for _ in range(1 if self.chance(0.7) else 2)
        ]
        if len(draws) == 1 and self.chance(0.05):
            draws[0]["probability"] = 1
        return {**self.maybe(0.6, "when", self.guard()), "draws": draws}

    def payoffs(self, party: str) -> dict:
        """Parties pull different ways, or nothing would need negotiating."""
        terms = {}
        for k in range(self.rng.randint(2, 4)):
            sign = self.rng.choice([1, 1, 1, -1])
            terms[f"{party.lower()}_term_{k + 1}"] = {
                **self.maybe(0.4, "when", self.guard()),
                "value": self.term_value(sign),
            }
        return terms

    def order(self) -> dict:
        rng = self.rng
        entry: dict = {**self.maybe(0.4, "proposed_by", rng.choice(self.parties))}
        if self.tables and self.chance(0.85):
            entry["table"] = rng.choice(list(self.tables))
        joint = [
            move
            for move, its in self.move_entries.items()
            if its["by"] == "table" or not isinstance(its["by"], str)
        ]
        if self.chance(0.4):
            entry["require"] = {move: self.guard() for move in self.some(self.moves, 1, 2)}
        if self.chance(0.4):
            entry["sequence"] = self.some(self.moves, 2, 3)
        if self.chance(0.5):
            first = self.likely(self.moves, entry, 2, 3)
            entry["together"] = [first]
            if self.chance(0.2):
                second = self.likely(self.moves, entry, 2, 2)
                if set(second) != set(first):
                    entry["together"].append(second)
        if self.chance(0.12):
            entry["forbid"] = self.some(self.moves, 1, 1)
        if self.chance(0.4):
            entry["binds"] = "all" if self.chance(0.85) else "joint"
        if self.chance(0.35):
            entry["opens"] = self.consequence(0.6, 0.6)
        if self.chance(0.4):
            pool = joint if joint and self.chance(0.8) else self.moves
            entry["implementation"] = "when_complete"
            entry["complete"] = self.likely(pool, entry, 1 if self.chance(0.25) else 2, 3)
            if "together" in entry and self.chance(0.4):
                # often completed in the middle of the package
                entry["complete"] = self.some(entry["together"][0], 1, 3)
            if self.chance(0.65):
                self.read_agreed(entry, joint)
        elif self.chance(0.1):
            entry["implementation"] = "at_once"
        return {**entry, **self.described()}

    def read_agreed(self, entry: dict, joint: list[str]) -> None:
        """Make the order's guards depend on what is agreed and not yet completed."""
        rng, complete = self.rng, entry["complete"]
        others = [move for move in joint if move not in complete]
        if self.chance(0.4) and len(complete + others) > 1:
            entry["sequence"] = complete + rng.sample(others, min(len(others), 1))
            return
        first = rng.choice(complete)
        sets = self.move_entries[first].get("sets", {})
        tests = [f"in_force({first})", f"not in_force({first})"]
        tests += [f"{issue} == {how}" for issue, how in sets.items() if how in self.issues[issue]]
        tests += [f"{issue} {rng.choice(['!=', '>'])} {self.starts[issue]}" for issue in sets]
        later = [move for move in complete + others if move != first]
        if later:
            entry.setdefault("require", {})[rng.choice(later)] = rng.choice(tests)

    def likely(self, moves: list[str], order: dict, low: int, high: int) -> list[str]:
        """A few moves, seldom those that a guard or a missing table may keep from being made."""

        def rank(move: str) -> float:
            entry = self.move_entries[move]
            hindered = "when" in entry or (entry["by"] == "table" and "table" not in order)
            return self.rng.random() + (0.6 if hindered else 0)

        return sorted(moves, key=rank)[: self.rng.randint(low, high)]

    def final(self) -> tuple[object, bool]:
        """The final rule (None: left out) and whether discount factors of 1 are allowed."""
        kind = self.rng.random()
        if kind < 0.15:
            return None, False
        if kind < 0.5:
            return "forever", False
        if kind < 0.7:
            return "stop", self.chance(0.2)
        issues = list(self.issues)
        return {
            party: self.rng.choice(
                [
                    self.number(-3, 3),
                    f"{self.nonzero(-4, 4)} * value({self.rng.choice(issues)})",
                    f"value({self.rng.choice(issues)}) - stake * value({self.rng.choice(issues)})",
                    f"if_({self.atom()}, weight, -stake)",
                ]
            )
            for party in self.some(self.parties, 1, 3)
        }, self.chance(0.2)

    def play(self, final: object) -> dict:
        play: dict = {}
        if self.chance(0.9):
            play["turns"] = "sequential" if self.chance(0.65) else "rotating"
        kind = self.rng.random()
        if kind < 0.4:
            play["movers"] = self.some(self.parties, len(self.parties), len(self.parties))
        elif kind < 0.75:
            play["movers"] = self.some(self.parties, 1 if self.chance(0.3) else 2, 2)
        play["periods"] = self.scalar(self.n_periods)
        if final is not None:
            play["final"] = final
        if self.chance(0.25):  # mostly something that does not hold at once
            issue = self.rng.choice(list(self.issues))
            other = self.rng.choice([level for level in self.issues[issue] if level != self.starts[issue]])
            play["until"] = self.rng.choice(
                [
                    f"{issue} == {other}",
                    f"{issue} == {other} and {self.atom()}",
                    f"done({self.rng.choice(self.done_names)})",
                    self.guard(),
                ]
            )
        return play
