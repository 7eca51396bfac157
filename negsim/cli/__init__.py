"""The command line: `negsim list | new | check | show | compare | incentives | solve | plot | diff | …`."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit with its code.

    0: done. 1: something is wrong with the input, or a file cannot be read or written. 2: wrong usage.
    130: interrupted. Nothing is imported before this function runs, so that Ctrl-C finds it in charge.
    """
    import sys

    try:
        from negsim.cli.program import run

        code = run(arguments)
    except KeyboardInterrupt:
        print("negsim: interrupted", file=sys.stderr)
        code = 130
    sys.exit(code)
