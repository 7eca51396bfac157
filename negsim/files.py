"""Files written whole or not at all: beside their place first, then moved there in one step."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from os import PathLike
from pathlib import Path
from tempfile import mkstemp
from typing import BinaryIO

from negsim.errors import NegsimError

__all__ = ["write_whole"]


def write_whole(
    path: str | PathLike[str], write: Callable[[BinaryIO], object], *, replace: bool = True
) -> Path:
    """Write a file such that at any time either the old one or the complete new one is there.

    Parameters
    ----------
    path : str or path
    write : callable
        Given the open file, writes its content. If it raises, or is interrupted, nothing is left behind.
    replace : bool
        Whether a file that is there already may be replaced.

    Raises
    ------
    NegsimError
        If the file cannot be written, or is there and may not be replaced.
    """
    target = Path(path)
    with _complaints(target):
        handle, beside = mkstemp(suffix=target.suffix, prefix=f".{target.stem[:64]}-", dir=target.parent)
        try:
            with os.fdopen(handle, "wb") as stream:
                write(stream)
            os.chmod(beside, _mode(target))  # mkstemp's files are private
            if replace:
                os.replace(beside, target)
            else:
                _place(beside, target)
        finally:
            with suppress(FileNotFoundError):
                os.unlink(beside)
    return target


@contextmanager
def _complaints(target: Path) -> Iterator[None]:
    try:
        yield
    except FileExistsError:
        raise NegsimError(f'"{target}" is there already; --force (or another name) replaces it') from None
    except (OSError, ValueError) as e:
        raise NegsimError(f'"{target}" cannot be written: {getattr(e, "strerror", None) or e}') from None


def _place(beside: str, target: Path) -> None:
    """Give the file its name unless something has it: in one step, so that nobody can come between."""
    try:
        os.link(beside, target)
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        if target.exists():
            raise FileExistsError from None
        os.replace(beside, target)


def _mode(target: Path) -> int:
    with suppress(OSError):
        return target.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
