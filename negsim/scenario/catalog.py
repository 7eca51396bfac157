"""Where scenarios are found: files by path, and those that come with negsim by name."""

from __future__ import annotations

from os import PathLike
from pathlib import Path

from negsim.errors import Problem, ScenarioError, nearest
from negsim.scenario.reader import MAX_BYTES
from negsim.scenario.scenario import Scenario, loads

__all__ = ["load", "shipped"]


def _folder() -> Path:
    package = Path(__file__).resolve().parent.parent
    installed = package / "_shipped"
    return installed if installed.is_dir() else package.parent / "scenarios"  # beside an editable install


def shipped() -> dict[str, Path]:
    """Return the scenarios that come with negsim: name and file.

    >>> import negsim as ns
    >>> "korea_2016" in ns.shipped()
    True
    """
    return {p.stem: p for p in sorted(_folder().glob("*.yaml"))}


def load(name_or_path: str | PathLike[str]) -> Scenario:
    """Read a scenario: one that comes with negsim by its name, or any by its path.

    Parameters
    ----------
    name_or_path : str or path
        A name that `shipped` lists, or the path of a file.

    Raises
    ------
    ScenarioError
        If there is no such file, it can't be read, or it has mistakes.
    NotSupportedError
        If it uses a key that is reserved for a later version.

    Examples
    --------
    >>> import negsim as ns
    >>> ns.load("korea_reduced").title
    'Order of negotiations, Korea 2015-16 (reduced)'
    """
    names = shipped()
    given = str(name_or_path)
    path = names[given] if isinstance(name_or_path, str) and given in names else Path(name_or_path)
    try:
        with path.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
        if len(content) > MAX_BYTES:
            raise ScenarioError([Problem(given, 0, 0, f"the file is larger than {MAX_BYTES >> 20} MiB")])
        text = content.decode("utf-8-sig")
    except FileNotFoundError:
        looks_like_name = "/" not in given and not given.endswith((".yaml", ".yml"))
        hint = f"; of the scenarios that come with negsim: {nearest(given, names)}" if looks_like_name else ""
        raise ScenarioError([Problem(given, 0, 0, f"there is no such file{hint}")]) from None
    except IsADirectoryError:
        raise ScenarioError([Problem(given, 0, 0, "this is a folder; name a file in it")]) from None
    except UnicodeDecodeError as e:
        line = content[: e.start].count(b"\n") + 1
        raise ScenarioError([Problem(given, line, 1, "this is not UTF-8 text")]) from None
    except (OSError, ValueError) as e:
        raise ScenarioError([Problem(given, 0, 0, f"cannot be read: {e}")]) from None
    return loads(text, str(path) if path.name != given else given)
