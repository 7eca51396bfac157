"""Execute every notebook, or those named, from its text form. With --write also save it with its outputs."""

import os
import sys
import time
from pathlib import Path

import jupytext
import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

NOTEBOOKS = Path(__file__).resolve().parents[1] / "notebooks"


def executed(path: Path) -> nbformat.NotebookNode:
    """Run a notebook, given by its text form, in a fresh kernel."""
    notebook = jupytext.read(path)
    client = NotebookClient(
        notebook,
        timeout=600,
        kernel_name="python3",
        extra_arguments=["--log-level=ERROR"],
        resources={"metadata": {"path": str(path.parent)}},
    )
    client.execute(
        env={k: v for k, v in os.environ.items() if k != "MPLBACKEND"}
    )  # pictures go into the notebook
    for number, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{number}"  # the same each time, so that a new run changes only what has changed
        cell.metadata.pop("execution", None)
        if "outputs" in cell:
            cell.outputs = _joined(cell.outputs)
    return notebook


def _joined(outputs: list[nbformat.NotebookNode]) -> list[nbformat.NotebookNode]:
    """What is printed comes in pieces of chance sizes: put together, so that a new run changes nothing."""
    kept: list[nbformat.NotebookNode] = []
    for output in outputs:
        same = kept and output.output_type == "stream" and kept[-1].get("name") == output.name
        if same:
            kept[-1].text += output.text
        else:
            kept.append(output)
    return kept


def main(arguments: list[str]) -> int:
    """Run them all; say how long each took."""
    write = "--write" in arguments
    named = [Path(a) for a in arguments if a != "--write"]
    for path in named or sorted(NOTEBOOKS.glob("[0-9]*.py")):
        began = time.monotonic()
        try:
            notebook = executed(path)
        except CellExecutionError as error:
            print(f"{path.name}: a cell failed\n{error}")
            return 1
        if write:
            saved = path.with_suffix(".ipynb.new")
            nbformat.write(notebook, saved)
            saved.replace(path.with_suffix(".ipynb"))
        print(f"{path.name}: ran in {time.monotonic() - began:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
