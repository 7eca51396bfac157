"""How fast all equilibria of two players are found, and how many of them, beside nashpy, quantecon, pygambit.

Run `python benchmarks/equilibria.py` (add --quick for the small sizes only). It prints three tables. All get
the same games, and one thread. In the first two, games are built before the clock starts, in the third
within. Each cell is a process of its own, because some tools hang, and has a time limit; in it the tool first
solves another game, so that imports are done and numba has compiled. Times are of the processor, since
machines are shared, and do not include starting.

A profile counts as an equilibrium if nobody gains more than 1e-6 of its range by leaving it. What exists are
the extreme equilibria: those that negsim finds in exact arithmetic, and any other that some tool found and
that is one. Peers that are not installed are left out. The figures that users see are in docs/speed.md.
"""

from __future__ import annotations

import argparse
import gc
import importlib.util
import json
import os
import subprocess
import sys
import threading
import time
import warnings
from collections.abc import Callable
from statistics import median
from typing import Any

import numpy as np

import negsim as ns

Profile = tuple[list[float], list[float]]
Solve = Callable[[], Any]  # solves one game; what it returns is listed after the clock has stopped

TOP = {"generic": 9999, "degenerate": 2}  # payoffs are integers from 0 to this
GAMES = {3: 20, 5: 20, 8: 10, 10: 5, 12: 3, 15: 1}  # of each size and kind
NEAR = 1e-6  # probabilities that differ by less belong to one equilibrium, and gains that count as none
BATCH = {2: 400_000, 3: 400_000, 4: 100_000}


# --- tools: each makes a game, and returns what solves it and what lists the profiles found


def negsim_vertices(a: Any, b: Any) -> tuple[Solve, Callable[[Any], list[Profile]]]:
    game = ns.NormalFormGame([a, b])
    method = ns.VertexEnumeration()
    return lambda: ns.solve(game, method=method), lambda s: [_listed(*e.strategy) for e in s]


def negsim_exact(a: Any, b: Any) -> tuple[Solve, Callable[[Any], list[Profile]]]:
    game = ns.NormalFormGame([a, b])
    method = ns.VertexEnumeration(exact=True)
    return lambda: ns.solve(game, method=method), lambda s: [_listed(*e.strategy) for e in s]


def _nashpy(name: str) -> Callable[[Any, Any], tuple[Solve, Callable[[Any], list[Profile]]]]:
    def make(a: Any, b: Any) -> tuple[Solve, Callable[[Any], list[Profile]]]:
        import nashpy

        game = nashpy.Game(a, b)
        return lambda: list(getattr(game, name)()), lambda found: [_listed(x, y) for x, y in found]

    return make


def _quantecon(name: str) -> Callable[[Any, Any], tuple[Solve, Callable[[Any], list[Profile]]]]:
    def make(a: Any, b: Any) -> tuple[Solve, Callable[[Any], list[Profile]]]:
        import quantecon.game_theory as gt

        game = gt.NormalFormGame([gt.Player(a.astype(float)), gt.Player(b.T.astype(float).copy())])
        solve = getattr(gt, name)
        return lambda: solve(game), lambda found: [_listed(x, y) for x, y in found]

    return make


def pygambit_mixed(a: Any, b: Any) -> tuple[Solve, Callable[[Any], list[Profile]]]:
    import pygambit

    game = getattr(pygambit, "StrategicGame", pygambit.Game).from_arrays(a, b)  # the name since version 17

    def listed(result: Any) -> list[Profile]:
        return [_listed(*([p for _, p in mixed] for mixed in profile)) for profile in result.equilibria]

    return lambda: pygambit.nash.enummixed_solve(game, rational=False), listed


def _listed(x: Any, y: Any) -> Profile:
    return [float(p) for p in x], [float(p) for p in y]


TOOLS: dict[str, tuple[str, Callable[[Any, Any], tuple[Solve, Callable[[Any], list[Profile]]]]]] = {
    "negsim VertexEnumeration": ("negsim", negsim_vertices),
    "quantecon vertex_enumeration": ("quantecon", _quantecon("vertex_enumeration")),
    "pygambit enummixed_solve (floats)": ("pygambit", pygambit_mixed),
    "nashpy vertex_enumeration": ("nashpy", _nashpy("vertex_enumeration")),
    "nashpy support_enumeration": ("nashpy", _nashpy("support_enumeration")),
}
REFERENCE = "negsim VertexEnumeration(exact=True)"  # makes the list of what exists, and is not timed
ALL_TOOLS = {**TOOLS, REFERENCE: ("negsim", negsim_exact)}


# --- games


def square_games(kind: str, n: int, games: int) -> Any:
    """Payoffs [game, 2, n, n], integers."""
    return np.random.default_rng([n, TOP[kind]]).integers(0, TOP[kind] + 1, (games, 2, n, n))


def batch_games(n: int, games: int, top: int | None = None) -> Any:
    """Payoffs [game, 2, n, n]: uniform between 0 and 1, or integers from 0 to `top`."""
    rng = np.random.default_rng([n, 77])
    shape = (games, 2, n, n)
    return rng.random(shape) if top is None else rng.integers(0, top + 1, shape).astype(float)


# --- workers: one cell of a table each, in a process of its own


def timed(make: Any, a: Any, b: Any, repeat: int) -> tuple[float, list[Profile]]:
    """Median seconds of solving a game, built anew each time, and what was found; once if slow."""
    seconds: list[float] = []
    while len(seconds) < repeat and sum(seconds) < 1:
        solve, listed = make(a, b)
        gc.collect()
        begin = time.process_time()
        result = solve()
        seconds.append(time.process_time() - begin)
    return median(seconds), listed(result)


def ready() -> None:
    """Tell that imports are done and all is compiled: from here on time is limited."""
    print("ready", flush=True)


def work_on_square(tool: str, kind: str, n: int, games: int) -> None:
    """Solve the games of a cell, and write a line for each."""
    make = ALL_TOOLS[tool][1]
    timed(make, *np.random.default_rng(1).integers(0, 99, (2, 3, 3)), 1)
    ready()
    for a, b in square_games(kind, n, games):
        try:
            seconds, profiles = timed(make, a, b, 1 if tool == REFERENCE else 5)
            line: dict[str, Any] = {"seconds": seconds, "profiles": profiles}
        except Exception as error:  # of whatever kind a tool's authors chose
            line = {"error": f"{type(error).__name__}: {str(error)[:200]}"}
        print(json.dumps(line), flush=True)


def work_on_batch(tool: str, n: int, games: int) -> None:
    """Write games a second, three times: games built and solved."""
    if tool.startswith("negsim"):
        top = int(tool.split()[-1]) if "integers" in tool else None
        payoffs = np.ascontiguousarray(np.moveaxis(batch_games(n, games, top), 0, -1))
        ns.solve_many(payoffs[..., :20_000])
        ready()
        for _ in range(5):
            begin = time.process_time()
            found = ns.solve_many(payoffs)
            print(json.dumps({"rate": games / (time.process_time() - begin)}), flush=True)
        few = found.game < 100
        profiles = [[*g, *_listed(x, y)] for g, x, y in zip(found.game[few, None].tolist(), found.row.T[few],
                                                             found.column.T[few], strict=True)]  # fmt: skip
        print(json.dumps({"profiles": profiles}), flush=True)
        return
    make = TOOLS_OF_BATCH[tool][1]
    payoffs = batch_games(n, BATCH[n])[:2000]
    make(*payoffs[-1])[0]()
    ready()
    profiles = []
    for g, (a, b) in enumerate(payoffs[:100]):
        solve, listed = make(a, b)
        profiles += [[g, *p] for p in listed(solve())]
    for _ in range(5):
        begin, done = time.process_time(), 0
        while done < games and time.process_time() - begin < 2:
            for a, b in payoffs[done % 2000 : done % 2000 + 20]:
                make(a, b)[0]()
            done += 20
        print(json.dumps({"rate": done / (time.process_time() - begin)}), flush=True)
    print(json.dumps({"profiles": profiles}), flush=True)


TOOLS_OF_BATCH: dict[str, tuple[str, Any]] = {
    "negsim solve_many": ("negsim", None),
    "negsim solve_many, integers from 0 to 9999": ("negsim", None),
    "negsim solve_many, integers from 0 to 2": ("negsim", None),
    "quantecon support_enumeration": ("quantecon", _quantecon("support_enumeration")),
    "quantecon vertex_enumeration": ("quantecon", _quantecon("vertex_enumeration")),
    "pygambit enummixed_solve (floats)": ("pygambit", pygambit_mixed),
    "nashpy support_enumeration": ("nashpy", _nashpy("support_enumeration")),
    "nashpy vertex_enumeration": ("nashpy", _nashpy("vertex_enumeration")),
}


def cell(arguments: list[str], limit: float) -> tuple[list[dict[str, Any]], bool]:
    """Run a worker; the lines that it wrote, and whether the time limit cut it short."""
    command = [sys.executable, "-W", "ignore", __file__, "--work", *arguments]
    one = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL", "NUMBA")}
    lines: list[str] = []
    started, late = threading.Event(), False

    def listen() -> None:
        assert process.stdout is not None
        for line in process.stdout:
            lines.append(line)
            started.set()

    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=os.environ | one
    ) as process:
        listener = threading.Thread(target=listen)
        listener.start()
        started.wait(300)
        try:
            process.wait(limit)
        except subprocess.TimeoutExpired:
            process.kill()
            late = True
        listener.join()
    if process.returncode and not late:
        print(f"{arguments}: {lines[-1] if lines else process.returncode}", file=sys.stderr)
    return [json.loads(line) for line in lines if line.startswith("{") and line.endswith("\n")], late


# --- what was found, of what exists


class Known:
    """Extreme equilibria of one game, and how good a tool's profiles are."""

    def __init__(self, a: Any, b: Any) -> None:
        self.a, self.b = a.astype(float), b.astype(float)
        self.extreme: list[Any] = []

    def gain(self, x: Any, y: Any) -> float:
        """The largest gain from leaving, as a share of the range; infinite if these are no probabilities."""
        v = np.concatenate([x, y])
        if len(v) != sum(self.a.shape) or not np.isfinite(v).all() or min(x.min(), y.min()) < -NEAR:
            return float("inf")
        if max(abs(x.sum() - 1), abs(y.sum() - 1)) > NEAR:
            return float("inf")
        worth = self.a @ y, self.b.T @ x
        gains = [worth[0].max() - x @ worth[0], worth[1].max() - y @ worth[1]]
        return float(max(g / (np.ptp(t) or 1.0) for g, t in zip(gains, (self.a, self.b), strict=True)))

    def is_extreme(self, x: Any, y: Any) -> bool:
        """Whether neither strategy is a mixture of others with the same best replies."""
        return _is_vertex(x, self.b.T) and _is_vertex(y, self.a)

    def grade(self, profiles: list[Profile]) -> tuple[set[int], int, int]:
        """Numbers of the extreme equilibria found, how many others, and how many that are no equilibria."""
        found: set[int] = set()
        other, wrong = 0, 0
        for p in profiles:
            x, y = np.array(p[0]), np.array(p[1])
            if self.gain(x, y) > NEAR:
                wrong += 1
                continue
            v = np.concatenate([x, y])
            place = next((k for k, e in enumerate(self.extreme) if np.abs(e - v).max() < NEAR), None)
            if place is None and self.is_extreme(x, y):
                place = len(self.extreme)
                self.extreme.append(v)
            if place is None:
                other += 1
            else:
                found.add(place)
        return found, other, wrong


def _is_vertex(x: Any, worth: Any) -> bool:
    """Whether the best replies to x, and what it does not play, determine it."""
    played = x > NEAR
    values = worth @ x
    best = values >= values.max() - 10 * NEAR * (np.ptp(worth) or 1.0)
    unit = worth[best][:, played] / (np.ptp(worth) or 1.0)
    lines = np.vstack([unit - unit[0], np.ones(played.sum())])
    return bool(np.linalg.matrix_rank(lines, tol=1e-5) == played.sum())


# --- the tables


def square_table(kind: str, sizes: list[int], limit: float, quick: bool) -> None:
    """Print a row for each tool and a column for each size."""
    installed = [t for t, (module, _) in TOOLS.items() if importlib.util.find_spec(module)]
    columns: dict[int, dict[str, str]] = {}
    for n in sizes:
        games = max(1, GAMES[n] // (4 if quick else 1))
        payoffs = square_games(kind, n, games)
        known = [Known(a, b) for a, b in payoffs]
        results = {t: cell(["square", t, kind, str(n), str(games)], limit) for t in [REFERENCE, *installed]}
        for _ in range(2):  # once to know what exists, once to count
            grades = {
                t: [k.grade(line.get("profiles", [])) for k, line in zip(known, lines, strict=False)]
                for t, (lines, _) in results.items()
            }
        ours = [line.get("seconds") for line in results["negsim VertexEnumeration"][0]]
        columns[n] = {
            t: _shown(results[t], grades[t], known, [] if t.startswith("negsim") else ours, limit)
            for t in installed
        }
        print(f"{kind}, {n} × {n}: done", file=sys.stderr)
    print(f"\n{kind}: integers from 0 to {TOP[kind]}; median ms a game (× negsim), found / exist\n")
    print("| | " + " | ".join(f"{n} × {n}" for n in sizes) + " |")
    print("| --- |" + " --- |" * len(sizes))
    for t in installed:
        print(f"| {t} | " + " | ".join(columns[n][t] for n in sizes) + " |")


def _shown(
    result: tuple[list[dict[str, Any]], bool],
    grades: list[tuple[set[int], int, int]],
    known: list[Known],
    ours: list[float | None],
    limit: float,
) -> str:
    lines, late = result
    if not lines:
        return f"> {limit:g} s" if late else "–"
    solved = [k for k, line in enumerate(lines) if "seconds" in line]
    if not solved:
        return lines[0]["error"].split(":")[0]
    ms = median(lines[k]["seconds"] for k in solved) * 1e3
    times = [s for k in solved if k < len(ours) and (s := ours[k])]
    text = f"{_short(ms)} ({_short(ms / median(times) / 1e3)} ×), " if times else f"{_short(ms)}, "
    text += f"{sum(len(grades[k][0]) for k in solved)} / {sum(len(known[k].extreme) for k in solved)}"
    if other := sum(grades[k][1] for k in solved):
        text += f" + {other} between"
    if wrong := sum(grades[k][2] for k in solved):
        text += f", **{wrong} wrong**"
    if len(solved) < len(known):
        text += f" ({len(solved)} of {len(known)} games{f' in {limit:g} s' if late else ''})"
    return text


def _short(number: float) -> str:
    """Two digits or three, without exponents."""
    return f"{number:,.0f}" if number >= 100 else f"{number:.2g}"


def batch_table(limit: float, quick: bool) -> None:
    """Print games a second, and what was found of the first hundred games."""
    sizes = [2, 3] if quick else [2, 3, 4]
    installed = [t for t, (module, _) in TOOLS_OF_BATCH.items() if importlib.util.find_spec(module)]
    columns: dict[int, dict[str, str]] = {}
    for n in sizes:
        games = BATCH[n] // (10 if quick else 1)
        known = [Known(a, b) for a, b in batch_games(n, BATCH[n])[:100]]
        columns[n], ours = {}, float("nan")
        for t in installed:
            # the first hundred games are the same, however many there are
            lines, late = cell(["batch", t, "", str(n), str(games)], limit)
            rates = [line["rate"] for line in lines if "rate" in line]
            if not rates:
                columns[n][t] = f"> {limit:g} s" if late else "–"
                continue
            rate = median(rates)
            text = f"{rate:,.0f}"
            if t == "negsim solve_many":
                ours = rate
            elif not t.startswith("negsim"):
                text += f" (1/{ours / rate:,.0f})"
            profiles = lines[-1].get("profiles", [])
            if profiles and "integers" not in t:
                graded = [k.grade([p[1:] for p in profiles if p[0] == g]) for g, k in enumerate(known)]
                text += f", {sum(len(f) for f, _, _ in graded)} / {sum(len(k.extreme) for k in known)}"
                if wrong := sum(w for _, _, w in graded):
                    text += f", **{wrong} wrong**"
            columns[n][t] = text
        print(f"batch, {n} × {n}: done", file=sys.stderr)
    print(
        "\nmany games: built and solved, games a second (of negsim's), found / exist in the first hundred\n"
    )
    print("| | " + " | ".join(f"{n} × {n}" for n in sizes) + " |")
    print("| --- |" + " --- |" * len(sizes))
    for t in installed:
        print(f"| {t} | " + " | ".join(columns[n][t] for n in sizes) + " |")


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="only the small sizes")
    parser.add_argument("--limit", type=float, default=60, help="seconds for a cell of a table")
    parser.add_argument("--sizes", type=int, nargs="+", choices=list(GAMES), help="only these sizes")
    parser.add_argument("--only", choices=["generic", "degenerate", "batch"], help="only this table")
    parser.add_argument("--work", nargs=5, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.work:
        table, tool, kind, n, games = options.work
        warnings.simplefilter("ignore")
        if table == "square":
            work_on_square(tool, kind, int(n), int(games))
        else:
            work_on_batch(tool, int(n), int(games))
        return
    for module in ("nashpy", "quantecon", "pygambit"):
        if not importlib.util.find_spec(module):
            print(f"{module} is not installed; left out", file=sys.stderr)
    sizes = options.sizes or ([3, 5, 8] if options.quick else list(GAMES))
    for kind in TOP:
        if options.only in (None, kind):
            square_table(kind, sizes, options.limit, options.quick)
    if options.only in (None, "batch"):
        batch_table(options.limit, options.quick)


if __name__ == "__main__":
    main()
