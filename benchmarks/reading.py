"""How fast scenario files are read and checked, beside what YAML parsers alone take for the same text.

Run `python benchmarks/reading.py`. Each figure is a median; ratios are taken within the run, because machines
differ and drift. The figures that users see are in docs/speed.md.
"""

from __future__ import annotations

import io
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from ruamel.yaml import YAML

import negsim as ns

MEBIBYTE = 1 << 20


def large(size: int) -> str:
    """Write a file of this size, with about as much in a line as people write."""
    lines = ['negsim: 1\ntitle: "Large"\nparties:\n  A: {discount: 0.9}\n  B: {discount: 0.9}\nissues:']
    lines += [f'  i{k}:\n    levels: [a, b, c]\n    about: "Issue {k}"' for k in range(250)]
    lines += ["parameters:"]
    lines += [f'  p{k}:\n    value: {k}.5\n    range: [0, 9999]\n    about: "A number"' for k in range(3000)]
    lines += ["moves:"]
    for k in range(1000):
        when = f"i{k % 250} < c and i{(k + 1) % 250} == a"
        lines.append(f"  m{k}:\n    by: A\n    when: {when}\n    sets: {{i{k % 250}: up}}")
        lines.append(f"    pays: {{A: -p{k}, B: 2 * p{k + 1}}}")
    lines += ["play:\n  periods: 2\npayoffs:\n  A:"]
    left = size - sum(len(line) + 1 for line in lines)
    k = 0
    while left > 120:
        lines.append(f"    t{k}:\n      when: i{k % 250} == b")
        lines.append(f"      value: max(p{k % 3000}, 0.3 * value(i{(k * 7) % 250}))")
        left -= len(lines[-1]) + len(lines[-2]) + 2
        k += 1
    return "\n".join(lines) + "\n"


def seconds(do: Callable[[], object], runs: int = 5) -> float:
    """Time something: the median of some runs."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        do()
        times.append(time.perf_counter() - start)
    return median(times)


def shell(*arguments: str) -> Callable[[], object]:
    """Make a call of a program of its own."""
    return lambda: subprocess.run(arguments, check=False, capture_output=True)


def report(name: str, text: str) -> None:
    """Print what reading and checking take, and what parsers take."""
    scenario = ns.loads(text)
    load, check = seconds(lambda: ns.loads(text)), seconds(lambda: ns.check(scenario))
    pure = seconds(lambda: YAML(typ="safe", pure=True).load(io.StringIO(text)), 3)
    print(f"{name}, {len(text):,} characters, {len(ns.check(scenario))} problems")
    print(f"  read             {load:8.3f} s    {pure / load:6.1f} x as fast as a parser in Python alone")
    print(f"  check the games  {check:8.3f} s")


def main() -> None:
    """Print all figures."""
    report("korea_2016", ns.shipped()["korea_2016"].read_text("utf-8"))
    report("1 MiB", large(MEBIBYTE))
    broken = large(MEBIBYTE).replace("value(i", "value(j")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "broken.yaml"
        file.write_text(broken, "utf-8")
        found = ns.check(file)
        print(f"1 MiB with {len(found)} problems listed: {seconds(lambda: ns.check(file)):.3f} s")
    python = seconds(shell(sys.executable, "-c", "pass"))
    pandas = seconds(shell(sys.executable, "-c", "import pandas"))
    command = seconds(shell(sys.executable, "-m", "negsim", "check", "korea_2016"))
    print(f"negsim check korea_2016 from the shell: {command:.2f} s")
    print(f"  (python alone {python:.2f} s, import pandas {pandas:.2f} s)")


if __name__ == "__main__":
    main()
