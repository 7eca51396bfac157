"""Pictures as files, written whole or not at all."""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from negsim.errors import NegsimError
from negsim.files import write_whole

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["save"]

DPI = 150
# without dates, so that an unchanged picture is an unchanged file
UNDATED: dict[str, dict[str, str | None]] = {
    ".png": {},
    ".svg": {"Date": None},
    ".pdf": {"CreationDate": None},
}


def save(figure_or_ax: Figure | Axes, path: str | PathLike[str], *, replace: bool = True) -> Path:
    """Write a picture to a file: PNG, SVG or PDF, by its suffix.

    What stood at `path` is replaced once the new picture is complete; if anything goes wrong it stays.

    Parameters
    ----------
    figure_or_ax : Figure or Axes
        Of an Axes its whole figure is written.
    path : str or path
    replace : bool
        Whether a file that is there already may be replaced.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    NegsimError
        If the suffix names another format, or the file cannot be written, or may not be replaced.

    Examples
    --------
    >>> import tempfile, negsim as ns
    >>> ax = ns.plots.comparison(ns.compare(ns.load("korea_reduced")))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     ns.plots.save(ax, folder + "/orders.png").name
    'orders.png'
    """
    import matplotlib as mpl

    target = Path(path)
    suffix = target.suffix.lower()
    if suffix not in UNDATED:
        raise NegsimError(f'"{target}": pictures are written as .png, .svg or .pdf')
    figure = figure_or_ax.get_figure(root=True)
    if figure is None:
        raise NegsimError("these axes belong to no figure any more")

    def write(stream: BinaryIO) -> None:
        with mpl.rc_context({"svg.hashsalt": "negsim"}):
            figure.savefig(
                stream,
                format=suffix[1:],
                dpi=DPI,
                bbox_inches="tight",
                pad_inches=0.12,
                metadata=UNDATED[suffix],
            )

    return write_whole(target, write, replace=replace)
