"""Coverage-guided fuzzing of `negsim.load` and `negsim.check`, for as long as you like.

atheris is no dependency of the project. It goes into an environment of its own, with the checkout:

    python3.11 -m venv /tmp/atheris
    /tmp/atheris/bin/pip install atheris -e .
    /tmp/atheris/bin/python tools/fuzz_atheris.py --minutes 60 --out /tmp/negsim-atheris

What is found stands in ``OUT/found``: a file for each kind of breach (the same exception at the same place
counts once; the smallest file is kept) with what was wrong beside it, and after a hang or too much memory
libFuzzer's own ``timeout-…`` or ``oom-…``, after which the tool begins anew from its corpus. ``OUT/corpus``
is kept, and gone on from by the next run. To judge one file again:

    /tmp/atheris/bin/python tools/fuzz_atheris.py FILE

A file that broke something belongs, made small, into ``tests/fuzz/cases``: `tests/test_fuzz.py` replays
those. Inputs begin as the shipped files, the code catalogue's examples, random small scenarios and the kept
cases. They are mutated by libFuzzer with a dictionary of the format's words, as bytes and lines
(`tests/fuzz/mutations.py`), and, where they still are YAML, in the format's terms (`tests/fuzz/trees.py`).
What must hold is the oracle's (`tests/fuzz/oracle.py`): two seconds, a gigabyte, only our own errors, each
problem at a place in the file.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import re
import subprocess
import sys
import tempfile
import time
import traceback
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

MEBIBYTES = 1024
SECONDS = 20  # for one input, after which it hangs; the oracle complains much earlier
LONGEST = 32_768  # bytes of an input


def main() -> int:
    parser = argparse.ArgumentParser(description="Fuzz negsim's reader, guided by coverage.")
    parser.add_argument("file", type=Path, nargs="?", help="judge this one file only")
    parser.add_argument("--minutes", type=float, default=2.0)
    parser.add_argument("--out", type=Path, default=Path(tempfile.gettempdir()) / "negsim-atheris")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rounds", action="store_true", help=argparse.SUPPRESS)  # in the child: fuzz
    given = parser.parse_args()
    if given.file is not None:
        from fuzz.oracle import judge

        with tempfile.TemporaryDirectory() as folder:
            print(judge(given.file.read_bytes(), Path(folder)))
        return 0
    if given.rounds:
        return fuzz(given.out, given.minutes, given.seed)
    return supervise(given.out, given.minutes, given.seed)


def supervise(out: Path, minutes: float, seed: int) -> int:
    """Fuzz in a process that may be ended by a hang, and go on in another until the time is over."""
    (out / "found").mkdir(parents=True, exist_ok=True)
    plant(out / "corpus")
    (out / "words.dict").write_text(dictionary())
    end = time.monotonic() + 60 * minutes
    while (left := end - time.monotonic()) > 5:
        arguments = [f"--minutes={left / 60}", f"--out={out}", f"--seed={seed}", "--rounds"]
        ended = subprocess.run([sys.executable, __file__, *arguments], check=False).returncode
        seed += 1
        if ended != 0:
            print(f"ended with {ended}; beginning anew", flush=True)
    found = sorted(p.name for p in (out / "found").iterdir() if p.suffix != ".txt")
    print(f"{len(found)} found in {out / 'found'}", *found, sep="\n  ")
    return int(bool(found))


def plant(corpus: Path) -> None:
    """Write what mutations begin with."""
    from fuzz import seeds, trees

    corpus.mkdir(parents=True, exist_ok=True)
    texts = [t.encode() for t in (*seeds.shipped(), *seeds.examples())]
    texts += [trees.spoil(random.Random(k), seeds.data(random.Random(k))).encode() for k in range(60)]
    texts += [path.read_bytes() for path in (ROOT / "tests" / "fuzz" / "cases").glob("*.yaml")]
    for text in texts:
        (corpus / hashlib.sha1(text).hexdigest()).write_bytes(text)


def dictionary() -> str:
    """Words of the format, of expressions and of YAML, as libFuzzer reads them."""
    from fuzz.garbage import EXTREMES, KEYS, SPECIAL, TEXTS

    functions = [
        "min(",
        "max(",
        "abs(",
        "exp(",
        "log(",
        "sqrt(",
        "if_(",
        "value(",
        "in_force(",
        "done(",
        "and",
        "or",
        "not",
        "==",
        "!=",
        "<=",
        ">=",
        "**",
    ]
    words = [
        w.encode("utf-8", "surrogatepass") for w in [*(f"{k}: " for k in KEYS), *functions, *EXTREMES, *TEXTS]
    ]
    lines = {"".join(f"\\x{b:02x}" for b in w) for w in [*words, *SPECIAL] if 0 < len(w) <= 60}
    return "".join(f'"{line}"\n' for line in sorted(lines))


def fuzz(out: Path, minutes: float, seed: int) -> int:
    """Let libFuzzer work until the time is over."""
    import atheris

    with atheris.instrument_imports(include=["negsim"]):
        import negsim.checking.checked  # noqa: F401 - and with it all that reads and checks
    from fuzz.oracle import judge

    folder = Path(tempfile.mkdtemp())
    seen: dict[str, int] = {}

    def one_input(content: bytes) -> None:
        try:
            judge(content, folder)
        except Exception as e:
            keep(content, e, out / "found", seen)

    flags = [
        f"-max_total_time={int(60 * minutes)}",
        f"-timeout={SECONDS}",
        f"-rss_limit_mb={MEBIBYTES}",
        f"-max_len={LONGEST}",
        f"-dict={out / 'words.dict'}",
        f"-artifact_prefix={out / 'found'}/",
        f"-seed={seed}",
        "-print_final_stats=1",
        "-verbosity=1",
        str(out / "corpus"),
    ]
    atheris.Setup([sys.argv[0], *flags], one_input, custom_mutator=mutate)
    atheris.Fuzz()
    return 0


def mutate(content: bytes, longest: int, seed: int) -> bytes:
    """Change an input: by libFuzzer's means, as bytes and lines, or in the format's terms."""
    import atheris
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    from fuzz import mutations, seeds, trees

    rng = random.Random(seed)
    how = rng.random()
    if how < 0.4:
        return bytes(atheris.Mutate(content, longest))
    if how < 0.7:
        return mutations.spoil(rng, content, seeds.text(rng).encode())[:longest]
    try:
        data = YAML(typ="safe").load(content.decode())
        if isinstance(data, dict):
            return trees.spoil(rng, data).encode("utf-8", "surrogatepass")[:longest]
    except (YAMLError, ValueError, TypeError, RecursionError, AttributeError):  # no YAML any more
        pass
    return bytes(atheris.Mutate(content, longest))


def keep(content: bytes, error: Exception, found: Path, seen: dict[str, int]) -> None:
    """Keep the smallest input of each kind of breach."""
    where = traceback.extract_tb(error.__traceback__)[-1]
    said = re.sub(r"\d+", "N", str(error))[:60] if isinstance(error, AssertionError) else ""
    kind = hashlib.sha1(
        f"{type(error).__name__} {where.filename} {where.lineno} {said}".encode()
    ).hexdigest()[:12]
    if len(content) < seen.get(kind, 1 << 30):
        seen[kind] = len(content)
        (found / f"{kind}.yaml").write_bytes(content)
        (found / f"{kind}.txt").write_text("".join(traceback.format_exception(error)))
        print(f"FOUND {kind}: {type(error).__name__}: {error}"[:300], flush=True)


if __name__ == "__main__":
    sys.exit(main())
