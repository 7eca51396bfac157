"""Go through many cases in one process: ``cd tests && python -m fuzz.worker --seed 1 --count 1000``.

Each case that fails is written to a file, and its number printed; ``--first K --count 1`` tries it again.
Ends with 1 if any failed. A case that hangs is ended by the limit of processor time: its number stands in the
file ``current`` of the output folder, and what it was at on stderr.
"""

from __future__ import annotations

import argparse
import faulthandler
import os
import resource
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from pathlib import Path

from fuzz.mutations import case
from fuzz.oracle import judge

MEMORY = 1 << 30  # bytes of address space
HANG = 20  # seconds of processor time for any one case; the oracle complains much earlier
MOST_FAILURES = 20


def main() -> int:
    parser = argparse.ArgumentParser(description="Read scenario files spoilt at random.")
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--first", type=int, default=0, metavar="K")
    parser.add_argument("--count", type=int, default=1000, metavar="N")
    parser.add_argument("--out", type=Path, default=Path(tempfile.gettempdir()) / "negsim-fuzz")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    return run(given.seed, range(given.first, given.first + given.count), given.out)


def run(seed: int, numbers: range, out: Path) -> int:
    """Judge cases; print what came of them."""
    faulthandler.register(signal.SIGXCPU, chain=True)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    began, failures = time.process_time(), 0
    answers: Counter[str] = Counter()
    with open(out / "current", "wb", buffering=0) as current, tempfile.TemporaryDirectory() as folder:
        for number in numbers:
            os.pwrite(current.fileno(), f"{number:<12}".encode(), 0)
            _until(time.process_time() + HANG)
            content = case(seed, number)
            try:
                answers[judge(content, Path(folder))] += 1
            except BaseException as e:
                failures += 1
                path = out / f"seed{seed}-{number}.yaml"
                path.write_bytes(content)
                print(f"FAILED --seed {seed} --first {number} --count 1: {_told(e)}\n  {path}", flush=True)
                if failures >= MOST_FAILURES:
                    break
    _until(resource.RLIM_INFINITY)
    took = time.process_time() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    counts = ", ".join(f"{n} {what}" for what, n in sorted(answers.items()))
    print(f"{counts}; {failures} failed; {took:.1f} s, at most {peak} MiB")
    return int(failures > 0)


def _until(limit: float) -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (limit if limit < 0 else int(limit) + 1, hard))


def _told(error: BaseException) -> str:
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__}: {str(error)[:300]} ({Path(last.filename).name}, line {last.lineno})"


if __name__ == "__main__":
    sys.exit(main())
