"""Doing something again whenever a file is saved."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Sequence

__all__ = ["keep_checking"]

PAUSE = 0.3  # seconds between two looks
SETTLING = 0.05  # seconds after which a file that is being written is looked at again
PATIENCE = 5  # looks for which a file may be missing: editors take the old one away before the new one comes

Stamp = tuple[int, int, int]  # when it was changed, its size, and which file it is


def keep_checking(names: Sequence[str], show: Callable[[], None]) -> None:
    """Show, and show again when one of the files changes, until Ctrl-C.

    Parameters
    ----------
    names : sequence of str
        Paths of files, or names of ones that come with negsim.
    show : callable
    """
    try:
        from negsim.scenario.catalog import shipped

        known = shipped()
        paths = [os.fspath(known.get(name, name)) for name in names]
        while True:
            seen = _stamps(paths)  # taken before, so that a change while the files are read is not missed
            _head(len(paths))
            show()
            _foot()
            _wait(paths, seen)
    except KeyboardInterrupt:  # the way to end it
        if sys.stdout.isatty():
            sys.stdout.write("\n")


def _stamps(paths: Sequence[str]) -> list[Stamp | None]:
    return [_stamp(path) for path in paths]


def _stamp(path: str) -> Stamp | None:
    try:
        found = os.stat(path)
    except (OSError, ValueError):
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def _wait(paths: Sequence[str], seen: list[Stamp | None]) -> None:
    """Return once a file is another than it was, and is no longer being written."""
    missing = 0
    while True:
        time.sleep(PAUSE)
        now = _stamps(paths)
        if now == seen:
            missing = 0
            continue
        gone = any(n is None and s is not None for n, s in zip(now, seen, strict=True))
        missing += 1
        if gone and missing < PATIENCE:
            continue
        while True:
            time.sleep(SETTLING)
            later = _stamps(paths)
            if later == now:
                return
            now = later


def _head(count: int) -> None:
    from negsim.cli.output import emit_text

    if sys.stdout.isatty():
        sys.stdout.write("\x1b[2J\x1b[3J\x1b[H")
    what = "it is saved" if count == 1 else "one of them is saved"
    emit_text(f"{time.strftime('%H:%M:%S')}: checked, and again whenever {what} (Ctrl-C ends)\n")


def _foot() -> None:
    from negsim.cli.output import emit_text

    if not sys.stdout.isatty():
        emit_text("")  # the reports follow each other
    sys.stdout.flush()
