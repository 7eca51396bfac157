"""Execute every notebook, or those named, from its text form if it has one. Writes nothing."""

import sys
import time
from pathlib import Path

import jupytext
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

NOTEBOOKS = Path(__file__).resolve().parents[1] / "notebooks"


def sources() -> list[Path]:
    """One path a notebook: the paired text form before the .ipynb."""
    found: dict[str, Path] = {}
    for suffix in (".ipynb", ".md", ".py"):
        found |= {path.stem: path for path in NOTEBOOKS.glob(f"[0-9]*{suffix}")}
    return [found[stem] for stem in sorted(found)]


def main(paths: list[Path]) -> int:
    for path in paths:
        began = time.monotonic()
        client = NotebookClient(
            jupytext.read(path),
            timeout=600,
            kernel_name="python3",
            extra_arguments=["--log-level=ERROR"],
            resources={"metadata": {"path": str(path.parent)}},
        )
        try:
            client.execute()
        except CellExecutionError as error:
            print(f"{path.name}: a cell failed\n{error}")
            return 1
        print(f"{path.name}: ran in {time.monotonic() - began:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main([Path(name) for name in sys.argv[1:]] or sources()))
