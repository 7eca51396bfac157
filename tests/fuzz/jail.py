"""One attack at a time, in a process of its own with little memory and time, which tells what it did.

`Jail` starts a server, ``python -m fuzz.jail``, that has everything imported and forks for each attack: so
what an attack wrecks is gone with it, and a fork costs milliseconds where a start costs a second.
"""

from __future__ import annotations

import json
import os
import re
import resource
import signal
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import negsim as ns

__all__ = ["Answer", "Jail"]

MEMORY = {"solve": 6 << 30}  # bytes of address space: the largest games that are built take some
USUAL = 1 << 30
SLOW = 4  # what takes so many times as long as it may is stopped; slow machines take some of that


@dataclass(frozen=True)
class Answer:
    """What became of an attack.

    `said` is ``read`` where a result came, the name of negsim's own error where one was raised, and
    ``broken: …`` for anything else; `seconds` are of processor time, `mebibytes` the most that it took.
    `caught` lists what no reader of scenarios has any business to do: see `_Watch`.
    """

    said: str
    codes: tuple[str, ...]
    text: str
    caught: tuple[str, ...]
    seconds: float
    mebibytes: int

    @property
    def fine(self) -> bool:
        """Whether it was answered or refused, and nothing else."""
        return not self.said.startswith("broken") and not self.caught


class Jail:
    """The server's other end."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MPLBACKEND": "Agg"}
        self._server = subprocess.Popen(
            [sys.executable, "-m", "fuzz.jail"],
            cwd=Path(__file__).parents[1],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def attempt(self, what: str, *contents: str | bytes, seconds: float = 10.0) -> Answer:
        """Do `what` (a name of `DOINGS`) with the content of a file, or with that of one after the other."""
        paths = [self.folder / f"attack{k}.yaml" for k in range(len(contents))]
        for path, content in zip(paths, contents, strict=True):
            path.write_bytes(
                content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")
            )
        return self.attempt_files(what, *paths, seconds=seconds)

    def attempt_files(self, what: str, *paths: str | Path, seconds: float = 10.0) -> Answer:
        """Do `what` with files that are there already, or are none."""
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        self._server.stdin.write(json.dumps([what, [*map(str, paths)], SLOW * seconds]).encode() + b"\n")
        self._server.stdin.flush()
        given = json.loads(self._server.stdout.readline())
        return Answer(**{k: tuple(v) if isinstance(v, list) else v for k, v in given.items()})

    def close(self) -> None:
        """End the server."""
        self._server.communicate()


# What can be done with a file -------------------------------------------------------------------------------


def _load(path: str) -> str:
    scenario = ns.load(path)
    return f"{scenario}{scenario.warnings}"


def _check(path: str) -> str:
    return str(ns.check(path))


def _solve(path: str) -> str:
    scenario = ns.load(path)
    order = next(iter(scenario.orders), None)
    return repr(ns.solve(scenario, order=order, max_states=100_000))  # two millions take minutes


def _show(path: str) -> str:
    """All that can be made of a scenario without a picture."""
    from negsim.reporting import export

    scenario = ns.load(path)
    comparison = ns.compare(scenario, list(scenario.orders)[:2])
    told = [
        repr(scenario),
        scenario.to_yaml(),
        str(ns.check(scenario)),
        repr(comparison),
        comparison.explain(),
    ]
    told += [comparison._repr_html_(), comparison.to_frame().to_html()]
    told += [export.comparison_csv(comparison)]  # JSON says which version made it, for which it opens a file
    for row in comparison:
        told += [row.explain(), row.ledger.explain(), row.ledger._repr_html_()]
        told += [row.equilibrium.explain(), row.equilibrium._repr_html_(), str(row.equilibrium.timeline())]
    return "\n".join(told)


def _escape_by_file(path: str) -> str:
    return Path("/etc/hostname").read_text()


def _escape_by_program(path: str) -> str:
    return str(subprocess.run(["true"], check=False))


def _escape_by_import(path: str) -> str:
    return str(__import__("antigravity_that_is_not_there"))


def _escape_by_compiling(path: str) -> str:
    return str(eval("path.upper()"))


def _escape_by_time(path: str) -> str:
    while True:
        path = path[::-1]


def _escape_by_memory(path: str) -> str:
    return path * USUAL


DOINGS: dict[str, Callable[[str], str]] = {
    "load": _load,
    "check": _check,
    "solve": _solve,
    "show": _show,
    "escape_by_file": _escape_by_file,  # so that the jail can be tried itself
    "escape_by_program": _escape_by_program,
    "escape_by_import": _escape_by_import,
    "escape_by_compiling": _escape_by_compiling,
    "escape_by_time": _escape_by_time,
    "escape_by_memory": _escape_by_memory,
}


# The server -------------------------------------------------------------------------------------------------


class _Watch:
    """Notes what the interpreter is asked to do, from the moment when it is set."""

    ALLOWED = re.compile(r"[\w\s+*/<>=!(),.-]*")  # what Python's parser may be given
    WRONG = re.compile(
        r"open|import|exec|compile|code\.__new__|marshal\..*|pickle\..*|ctypes\..*|socket\..*|subprocess\..*|"
        r"os\.(?:system|exec|fork|forkpty|posix_spawn|spawn|remove|rename|mkdir|rmdir|link|symlink|chmod|chown|"
        r"truncate|utime|putenv|unsetenv|kill|killpg|chdir)|shutil\..*|tempfile\..*|urllib\..*|builtins\.input|"
        r"sys\.(?:settrace|setprofile|addaudithook)|webbrowser\..*|http\..*|ftplib\..*|smtplib\..*"
    )

    def __init__(self, paths: list[str]) -> None:
        self.paths, self.caught, self.on = paths, list[str](), True

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self.on or not self.WRONG.fullmatch(event):
            return
        if event == "open" and str(arguments[0]) in self.paths and "w" not in str(arguments[1]):
            return
        if event == "import" and str(arguments[0]).startswith("negsim."):
            return
        if event == "compile":
            source = arguments[0].decode() if isinstance(arguments[0], bytes) else str(arguments[0])
            if self.ALLOWED.fullmatch(source) and not re.search(r"\.\s*[A-Za-z_]", source):
                return
        self.caught.append(f"{event} {[str(a)[:80] for a in arguments]}")


def _try(what: str, paths: list[str], seconds: float) -> dict[str, Any]:
    from negsim.errors import NegsimError

    memory = MEMORY.get(what, USUAL)
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 1, int(seconds) + 2))
    watch = _Watch(paths)
    sys.addaudithook(watch)
    said, codes, texts = "", set[str](), []
    for path in paths:
        try:
            texts.append(DOINGS[what](path))
            said = said or "read"
        except NegsimError as e:
            said = type(e).__name__
            texts.append(str(e))
            codes |= {p.code for p in getattr(e, "problems", ())} or {"none"}
        except BaseException as e:
            said = f"broken: {type(e).__name__}: {str(e)[:500]}"
            break
    watch.on = False
    text = "\n".join(texts)[:200_000]
    return {"said": said, "codes": sorted(codes), "text": text, "caught": watch.caught[:10]}


def _serve() -> None:
    warnings.simplefilter("error")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "warm.yaml"  # what is imported when it is needed is imported before
        small = ns.shipped()["hold_up"].read_text("utf-8")
        for text in ("a: [", 'negsim: "\\e[31m"', "a: {b: c d}", small.replace("by:", "bi:"), small):
            path.write_text(text)
            str(ns.check(str(path)))
        path.write_text(re.sub('(?m)^title: ".', 'title: "\u97d3', small))
        _show(str(path))
    _show("korea_reduced")
    for line in sys.stdin:
        what, paths, seconds = json.loads(line)
        receive, send = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(receive)
            with os.fdopen(send, "w") as stream:
                json.dump(_try(what, paths, seconds), stream)
            os._exit(0)
        os.close(send)
        with os.fdopen(receive) as stream:
            told = stream.read()
        _, status, usage = os.wait4(child, 0)
        ended = signal.Signals(os.WTERMSIG(status)).name if os.WIFSIGNALED(status) else "no answer"
        answer = (
            json.loads(told) if told else {"said": f"broken: {ended}", "codes": [], "text": "", "caught": []}
        )
        answer |= {"seconds": usage.ru_utime + usage.ru_stime, "mebibytes": usage.ru_maxrss >> 10}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    _serve()
