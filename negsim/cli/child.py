"""A process that examines games one after the other, and is replaced where one takes it down.

Only so can the time and the memory of a single game be limited: what hangs or is killed is one file's loss.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from contextlib import suppress
from dataclasses import replace
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any

from negsim.errors import NegsimError
from negsim.reporting.folder_report import GameReport

__all__ = ["Child"]

STARTING = 120  # seconds that a process may take to start on a machine with much to do
LEAST_MEMORY = 4 << 30


class Child:
    """Examines files in a process of its own; to be used in a `with` statement.

    Parameters
    ----------
    method : str, optional
    profiles : bool
    limit : float
        Seconds for each file.
    """

    def __init__(self, method: str | None, profiles: bool, limit: float) -> None:
        self.method, self.profiles, self.limit = method, profiles, limit
        self.process: Any = None
        self.pipe: Any = None

    def __enter__(self) -> Child:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def examine(self, file: str) -> GameReport:
        """Examine a file, for no longer than the limit."""
        if self.process is None:
            self._start()
        start = time.monotonic()
        known = GameReport(file, status="timeout")  # what is known if nothing more comes
        try:
            self.pipe.send(file)
            last = False
            while not last and self.pipe.poll(max(0.0, start + self.limit - time.monotonic())):
                known, last = self.pipe.recv()
            if last:
                return known
        except (EOFError, OSError):
            return replace(
                known, status="crashed", reason=self._how_it_ended(), seconds=time.monotonic() - start
            )
        self._end()
        stage = "solving" if known.kind else "reading"
        reason = f"{stage} took longer than {self.limit:g} s (--limit)"
        return replace(known, reason=reason, seconds=time.monotonic() - start)

    def _start(self) -> None:
        context = get_context("spawn")  # nothing of this process is copied: no locks, no threads
        self.pipe, other = context.Pipe()
        self.process = context.Process(target=_serve, args=(other, self.method, self.profiles))
        self.process.start()
        other.close()
        try:
            if not self.pipe.poll(STARTING) or self.pipe.recv() != "ready":
                raise EOFError
        except (EOFError, OSError):
            self._end()
            raise NegsimError("the process that solves games could not be started") from None

    def _how_it_ended(self) -> str:
        self.process.join(5)
        code = self.process.exitcode
        self._end()
        if code is not None and code < 0:
            return f"its process was ended by signal {-code}, perhaps for want of memory"
        return f"its process ended, with code {code}"

    def _end(self) -> None:
        if self.process is None:
            return
        process, pipe, self.process, self.pipe = self.process, self.pipe, None, None
        with suppress(OSError, ProcessLookupError):
            if hasattr(os, "killpg"):
                os.killpg(process.pid, signal.SIGKILL)  # and whatever the method has started itself
        process.kill()
        process.join()
        pipe.close()


def _serve(pipe: Connection, method: str | None, profiles: bool) -> None:
    """Examine what is asked for, until nobody asks any more: the life of the child."""
    if hasattr(os, "setsid"):
        os.setsid()  # Ctrl-C is for the parent, which then ends this process
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _limit_memory()
    from negsim.cli.one_game import examine, prepare

    prepare()
    pipe.send("ready")
    while True:
        try:
            file = pipe.recv()
        except EOFError:
            return
        pipe.send((examine(file, method, profiles, lambda known: pipe.send((known, False))), True))


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _limit_memory() -> None:
    """Let this process fail before the machine does."""
    if sys.platform == "win32" or sys.platform == "darwin":  # where there is no such limit
        return
    import resource

    with suppress(OSError, ValueError):
        physical = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
        most = max(LEAST_MEMORY, physical * 3 // 4)
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        if hard == resource.RLIM_INFINITY or hard > most:
            resource.setrlimit(resource.RLIMIT_AS, (most, hard))
