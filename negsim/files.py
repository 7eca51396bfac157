"""Files written whole or not at all: beside their place first, then moved there in one step."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from os import PathLike
from pathlib import Path
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
        A link is followed: what it leads to is written, and the link stays.
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
        if not replace and os.path.lexists(target):
            raise FileExistsError
        real = Path(os.path.realpath(target)) if replace else target
        if real.exists() and not real.is_file() and not real.is_dir():
            raise OSError("it is a device or a pipe, not a file")  # which must not be replaced by a file
        mode = _mode(real)
        # The name is chosen before the file is made, so that no interrupt can come between the two.
        beside = real.with_name(f".{real.stem[:32]}-{secrets.token_hex(8)}{real.suffix[:16]}")
        try:
            with open(beside, "xb") as stream:
                write(stream)
            os.chmod(beside, mode)
            if replace:
                os.replace(beside, real)
            else:
                _place(beside, target)
        finally:
            with suppress(OSError, ValueError):
                os.unlink(beside)
    return target


@contextmanager
def _complaints(target: Path) -> Iterator[None]:
    try:
        yield
    except FileExistsError:
        message = f'"{target}" is there already; choose another name, or give --force to replace it'
        raise NegsimError(message) from None
    except FileNotFoundError:
        raise NegsimError(f'"{target}" cannot be written: there is no folder "{target.parent}"') from None
    except (OSError, ValueError) as e:
        raise NegsimError(f'"{target}" cannot be written: {getattr(e, "strerror", None) or e}') from None


def _place(beside: Path, target: Path) -> None:
    """Give the file its name unless something has it: in one step, so that nobody can come between."""
    try:
        os.link(beside, target)
    except FileExistsError:
        raise
    except OSError:  # a file system without links: take the name first, and give it back if that is all
        open(target, "xb").close()
        try:
            os.replace(beside, target)
        except BaseException:
            os.unlink(target)
            raise


def _mode(target: Path) -> int:
    with suppress(OSError):
        return target.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
