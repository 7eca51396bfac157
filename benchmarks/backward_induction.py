"""How fast games are built and solved, beside a plain-Python recursion, pygambit and open_spiel.

Run `python benchmarks/backward_induction.py` (add --quick for the small sizes only). Each figure is a
median; ratios are taken within the run, because machines differ and drift. Peers that are not installed
are left out. The figures that users see are in docs/speed.md.
"""

from __future__ import annotations

import argparse
import gc
import io
import json
import sys
import time
from collections.abc import Callable
from statistics import median
from typing import Any

import numpy as np

import negsim as ns
from negsim.games.stage_game import Chance, Payoffs, StageGame
from negsim.solvers.scenarios.operator import Operator

PERIODS = 8
LONG = 24  # periods after which most states have been reached


def scenario(issues: int, levels: int, parties: int = 3) -> ns.Scenario:
    """Write a dispute over `issues` issues of `levels` levels: each party pushes its issues up or down.

    Every third issue moves only by agreement of two parties, and one event strikes: all kinds of phase.
    """
    names = [f"P{k}" for k in range(parties)]
    lines = ["negsim: 1", 'title: "benchmark"', "parties:"]
    lines += [f"  {p}: {{discount: patience}}" for p in names]
    lines += [
        "parameters:",
        "  patience: {value: 0.9}",
        "  weight: {value: 1.0}",
        "  risk: {value: 0.1}",
        "issues:",
    ]
    for i in range(issues):
        lines.append(f"  i{i}: {{levels: [{', '.join(f'l{i}_{k}' for k in range(levels))}]}}")
    lines.append("moves:")
    for i in range(issues):
        by = names[i % parties] if i % 3 < 2 else f"[{names[i % parties]}, {names[(i + 1) % parties]}]"
        lines.append(f"  up{i}: {{by: {by}, sets: {{i{i}: up}}, pays: {{{names[i % parties]}: -0.35}}}}")
        lines.append(f"  down{i}: {{by: {names[i % parties]}, sets: {{i{i}: down}}}}")
    lines += ["events:", "  setback:", f"    when: i0 == l0_{levels - 1}", "    draws:"]
    lines += ["      - {probability: risk, sets: {i0: down}, pays: {P0: -1}}", "payoffs:"]
    rng = np.random.default_rng(7)
    for p in names:
        terms = "".join(f"{c:+.3f} * weight * value(i{i})" for i, c in enumerate(rng.normal(size=issues)))
        lines.append(f'  {p}: {{all: {{value: "0 {terms}"}}}}')
    lines += ["play:", "  periods: 8", "  final: stop"]
    return ns.loads("\n".join(lines))


def timed(work: Callable[[], Any], repeat: int) -> float:
    """Median seconds of `work`."""
    seconds = []
    for _ in range(repeat):
        gc.collect()
        begin = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - begin)
    return median(seconds)


def moves_of(game: StageGame) -> int:
    """Number of state-moves: edges of all phases."""
    return sum(int(p.target.size if isinstance(p, Chance) else p.available.sum()) for p in game.phases)


def units(game: StageGame) -> int:
    """Number of state-phase-parties in a period: every state that a phase can find, and the close."""
    return sum(game.sizes) * len(game.parties)


class Recursion:
    """The same game as a plain memoised recursion over tuples and lists, as one would write it by hand."""

    def __init__(self, game: StageGame) -> None:
        payoffs = game.payoffs()
        self.pay = payoffs.pay[:, :, 0].tolist()
        flow = payoffs.flow[:, :, 0].tolist()
        self.flow = [tuple(flow[f]) for f in game.flow_id.tolist()]
        self.discount = payoffs.discount[:, 0].tolist()
        self.tick = game.tick.tolist()
        p = payoffs.probability[:, 0, 0]
        self.phases: list[tuple[int, dict[int, list[Any]]]] = []
        for phase in game.phases:
            table: dict[int, list[Any]] = {}
            for place, x in enumerate(phase.rows.tolist()):
                if isinstance(phase, Chance):
                    table[x] = [
                        (
                            float(p[phase.probability[d, place]]),
                            int(phase.target[d, place]),
                            self._pay(phase.pay[d, place]),
                        )
                        for d in range(len(phase.target))
                    ]
                else:
                    table[x] = [
                        (int(phase.target[a, place]), self._pay(phase.pay[a, place]), phase.responders[a])
                        for a in range(len(phase.actions))
                        if phase.available[a, place]
                    ]
            self.phases.append((-1 if isinstance(phase, Chance) else phase.owner, table))
        self.zero = tuple(0.0 for _ in game.parties)

    def _pay(self, k: int) -> tuple[float, ...] | None:
        return tuple(self.pay[k]) if k else None

    def solve(self, start: int, periods: int) -> tuple[float, ...]:
        """Value of the game by recursion from its start; every node is visited once."""
        memo: dict[tuple[int, int, int], tuple[float, ...]] = {}
        phases, last, zero, flows, discount, tick = (
            self.phases, len(self.phases), self.zero, self.flow, self.discount, self.tick,
        )  # fmt: skip

        def value(to_go: int, k: int, x: int) -> tuple[float, ...]:
            key = (to_go, k, x)
            if key in memo:
                return memo[key]
            if k == last:
                later = value(to_go - 1, 0, tick[x]) if to_go > 1 else zero
                result = tuple([f + d * v for f, d, v in zip(flows[x], discount, later)])  # noqa: B905
            else:
                owner, table = phases[k]
                result = value(to_go, k + 1, x)
                branches = table.get(x)
                if branches is not None and owner < 0:
                    total, left = zero, 1.0
                    for p, target, pay in branches:
                        v = value(to_go, k + 1, target)
                        if pay is not None:
                            v = tuple([a + b for a, b in zip(v, pay)])  # noqa: B905
                        total = tuple([a + p * b for a, b in zip(total, v)])  # noqa: B905
                        left -= p
                    result = tuple([a + left * b for a, b in zip(total, result)])  # noqa: B905
                elif branches is not None:
                    wait = result
                    best = wait[owner]
                    for target, pay, responders in branches:
                        v = value(to_go, k + 1, target)
                        if pay is not None:
                            v = tuple([a + b for a, b in zip(v, pay)])  # noqa: B905
                        if v[owner] > best + 1e-9 * (1 + abs(best)) and all(
                            v[r] >= wait[r] - 1e-9 * (1 + abs(wait[r])) for r in responders
                        ):
                            best, result = v[owner], v
            memo[key] = result
            return result

        return value(periods, 0, start)


def reach(game: StageGame, periods: int) -> int:
    """Nodes that a recursion from the start visits: (period, phase, state)."""
    now = np.zeros(game.states, bool)
    now[game.start] = True
    count = 0
    for _ in range(periods):
        for phase in game.phases:
            count += int(now.sum())
            after = now.copy()
            active = now[phase.rows]
            for a in range(len(phase.target)):
                ok = active if isinstance(phase, Chance) else active & phase.available[a]
                after[phase.target[a, ok]] = True
            now = after
        count += int(now.sum())
        after = np.zeros(game.states, bool)
        after[game.tick[now]] = True
        now = after
    return count


def solve_single(operator: Operator, periods: int = PERIODS) -> float:
    """Value of the game to its first party; payoffs have been evaluated, as they have for the recursion."""
    values = operator.final
    for _ in range(periods):
        values, _ = operator.apply(values)
    return float(values[operator.game.start, 0, 0])


def solve_batch(game: StageGame, points: int) -> float:
    """Seconds a full solve of `points` points takes, and nothing else: payoffs are evaluated before."""
    rng = np.random.default_rng(3)
    payoffs = game.payoffs({"weight": rng.uniform(0.5, 2, points), "risk": rng.uniform(0, 0.5, points)})
    operator = Operator(game, payoffs, reuse=True)
    return timed(lambda: solve_single(operator), 5 if game.states * points < 2e7 else 3)


def tree_scenario(depth: int) -> ns.Scenario:
    """Write a tree of `depth` turns of three actions: wait, or set this turn's issue to a level."""
    lines = ["negsim: 1", 'title: "tree"', "parties: {A: {}, B: {}}", "issues:"]
    lines.append(f"  now: {{levels: [{', '.join(f't{k}' for k in range(depth + 1))}]}}")
    lines += [f"  h{k}: {{levels: [a{k}, b{k}, c{k}]}}" for k in range(depth)]
    lines.append("moves:")
    for k in range(depth):
        for level in "bc":
            lines.append(
                f"  {level}_{k}: {{by: {'AB'[k % 2]}, when: now == t{k}, sets: {{h{k}: {level}{k}}}}}"
            )
    lines += ["events:", "  passing:", "    draws:", "      - {probability: 1, sets: {now: up}}"]
    lines += ["play:", "  turns: rotating", f"  periods: {depth}", "  final:"]
    for i, party in enumerate("AB"):
        products = " + ".join(f"{leaf_weight(i, k)} * value(h{k}) * value(h{k - 1})" for k in range(1, depth))
        singles = " + ".join(f"{leaf_weight(i + 2, k)} * value(h{k})" for k in range(depth))
        lines.append(f'    {party}: "{singles} + {products}"')
    return ns.loads("\n".join(lines))


def leaf_weight(i: int, k: int) -> int:
    """Small integers without pattern, the same for every solver."""
    return (37 * (i + 1) * (k + 3) ** 2 + 11 * i) % 101 - 50


def tree_efg(depth: int) -> str:
    """Write the same tree in Gambit's format."""
    lines = ['EFG 2 R "tree" { "A" "B" }', '""']

    numbers = [0, 0, 0]  # information sets of each player, and outcomes

    def node(history: tuple[int, ...]) -> None:
        k = len(history)
        kind = 2 if k == depth else k % 2
        numbers[kind] += 1
        number = numbers[kind]
        if k == depth:
            pay = [
                sum(leaf_weight(i + 2, j) * v for j, v in enumerate(history))
                + sum(leaf_weight(i, j) * history[j] * history[j - 1] for j in range(1, depth))
                for i in range(2)
            ]
            lines.append(f't "" {number} "" {{ {pay[0]}, {pay[1]} }}')
            return
        lines.append(f'p "" {k % 2 + 1} {number} "" {{ "a" "b" "c" }} 0')
        for v in range(3):
            node((*history, v))

    node(())
    return "\n".join(lines)


def peers(depth: int) -> dict[str, float]:
    """Nanoseconds a node of a tree, by solver; those that are installed."""
    nodes = sum(3**k for k in range(depth + 1))
    result: dict[str, float] = {"nodes": nodes}
    game = ns.compile_game(tree_scenario(depth), periods=depth)
    points = max(16, min(4096, 2_000_000 // game.states))
    single = Operator(game, game.payoffs(), reuse=True)
    batch = Operator(game, _repeated(game.payoffs(), points), reuse=True)
    found: list[float] = []

    def sweep(operator: Operator) -> None:
        values = operator.final
        for _ in range(depth):
            values, _ = operator.apply(values)
        found.append(float(values[game.start, 0, 0]))

    result["negsim, 1 point"] = timed(lambda: sweep(single), 9) / nodes * 1e9
    result["negsim, a point of many"] = timed(lambda: sweep(batch), 3) / nodes / points * 1e9
    text = tree_efg(depth)
    try:
        import pygambit
    except ImportError:
        print("pygambit is not installed; left out", file=sys.stderr)
    else:
        tree = pygambit.read_efg(io.StringIO(text))

        def walk(node: Any) -> tuple[float, float]:
            if node.is_terminal:
                return float(node.outcome["A"]), float(node.outcome["B"])
            mine = 0 if node.player.label == "A" else 1
            return max((walk(child) for child in node.children), key=lambda v: v[mine])

        if hasattr(tree, "root"):  # later versions know histories instead of nodes
            assert abs(walk(tree.root)[0] - found[-1]) < 1e-9
            result["pygambit, walk and own recursion"] = timed(lambda: walk(tree.root), 3) / nodes * 1e9
        if nodes <= 400:  # both grow much faster than the tree
            for name in ("lcp_solve", "logit_solve"):
                solver = getattr(pygambit.nash, name)
                result[f"pygambit, {name}"] = (
                    timed(lambda s=solver: s(tree), 3 if nodes <= 40 else 1) / nodes * 1e9
                )
    try:
        import pyspiel
    except ImportError:
        print("open_spiel is not installed; left out", file=sys.stderr)
    else:
        state = pyspiel.load_efg_game(text).new_initial_state()

        def recurse(state: Any) -> list[float]:
            if state.is_terminal():
                return list(state.returns())
            mine = state.current_player()
            return max((recurse(state.child(a)) for a in state.legal_actions()), key=lambda v: v[mine])

        assert abs(recurse(state)[0] - found[-1]) < 1e-9
        result["open_spiel, walk and own recursion"] = timed(lambda: recurse(state), 3) / nodes * 1e9
    return result


def _repeated(payoffs: Payoffs, points: int) -> Payoffs:
    """Give the same numbers at many points: what a batch costs does not depend on what is in it."""
    return Payoffs(**{name: np.repeat(value, points, axis=-1) for name, value in vars(payoffs).items()})


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="only the small sizes")
    parser.add_argument("--json", action="store_true", help="print figures as JSON")
    options = parser.parse_args()
    rows: list[dict[str, Any]] = []
    sizes = [(2, 5), (3, 10)] if options.quick else [(2, 5), (3, 10), (5, 10), (6, 10)]
    for issues, levels in sizes:
        s = scenario(issues, levels)
        begin = time.perf_counter()
        game = ns.compile_game(s)
        build = time.perf_counter() - begin
        if game.states < 50_000:
            build = timed(lambda s=s: ns.compile_game(s), 5)
        row: dict[str, Any] = {"states": game.states, "build, µs a state-move": build / moves_of(game) * 1e6}
        operator = Operator(game, game.payoffs(), reuse=True)
        single = timed(lambda operator=operator: solve_single(operator), 25 if game.states < 50_000 else 3)
        row["1 point, ns a state-phase-party"] = single / (units(game) * PERIODS) * 1e9
        if game.states <= 200_000:
            recursion = Recursion(game)
            sys.setrecursionlimit(100_000)
            nodes = reach(game, PERIODS)
            slow = timed(lambda r=recursion, g=game: r.solve(g.start, PERIODS), 3)
            row["recursion, ns a node-party"] = slow / nodes / len(game.parties) * 1e9
            row["nodes reached, of all"] = nodes / (sum(game.sizes) * PERIODS)
            row["1 point: recursion / negsim, a node"] = (slow / nodes) / (
                single / (sum(game.sizes) * PERIODS)
            )
            row["1 point: recursion / negsim, all states"] = slow / single
            near = ns.compile_game(s, periods=PERIODS)  # as `ns.solve` does
            few = Operator(near, near.payoffs(), reuse=True)
            row["states within reach"] = near.states
            row["1 point: recursion / negsim, states within reach"] = slow / timed(
                lambda o=few: solve_single(o), 25 if near.states < 50_000 else 3
            )
            long = timed(lambda r=recursion, g=game: r.solve(g.start, LONG), 1)
            row[f"the same with {LONG} periods"] = long / timed(lambda o=operator: solve_single(o, LONG), 3)
            assert abs(recursion.solve(game.start, PERIODS)[0] - solve_single(operator)) < 1e-7
        for points in (64, 4096):
            block = min(
                points, max(16, 20_000_000 // game.states)
            )  # large games are solved a block at a time
            per = solve_batch(game, block) / (units(game) * PERIODS * block) * 1e9
            row["points in a block"] = block
            row[f"{points} points, ns a state-phase-party-point"] = per
            if "recursion, ns a node-party" in row:
                row[f"{points} points: recursion / negsim, a node"] = row["recursion, ns a node-party"] / per
        rows.append(row)
        if not options.json:
            print(f"\n{row['states']:,} states")
            for name, value in list(row.items())[1:]:
                print(f"  {name:55s} {value:12.3f}")
    trees = [peers(depth) for depth in ((3, 7) if options.quick else (3, 5, 7, 9))]
    if options.json:
        print(json.dumps({"games": rows, "trees": trees}, indent=1))
        return
    for tree in trees:
        print(f"\na tree of {tree.pop('nodes'):,} nodes, ns a node")
        for name, value in tree.items():
            print(f"  {name:55s} {value:12.1f}")


if __name__ == "__main__":
    main()
