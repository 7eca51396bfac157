"""Where scenarios are found: files by path, and those that come with negsim by name."""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Iterable
from os import PathLike
from pathlib import Path

from negsim.errors import ScenarioError, nearest
from negsim.scenario.scenario import Scenario, loads
from negsim.scenario.text.document import Document
from negsim.scenario.text.reader import MAX_BYTES

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
    return loads(_text(path, given, names), str(path) if path.name != given else given)


def _text(path: Path, given: str, names: Iterable[str]) -> str:
    """Read a file: at most as much as a scenario may have, and nothing that never ends."""
    document = Document(given)
    try:
        if path.exists() and not path.is_file() and not path.is_dir():
            raise _refused(
                document, "NS003", "this is a device or a pipe, not a file", "save the text as a file"
            )
        with path.open("rb") as stream:
            content = stream.read(MAX_BYTES + 4)
    except FileNotFoundError:
        looks_like_name = "/" not in given and not given.endswith((".yaml", ".yml"))
        meant = (
            f"; of the scenarios that come with negsim: {nearest(given, names)}" if looks_like_name else ""
        )
        hint = "negsim list shows those that come with negsim"
        raise _refused(document, "NS001", f"there is no such file{meant}", hint) from None
    except IsADirectoryError:
        raise _refused(document, "NS002", "this is a folder", "name a file in it") from None
    except (OSError, ValueError) as e:
        reason = getattr(e, "strerror", None) or str(e)
        raise _refused(document, "NS003", f"the file cannot be read: {reason}") from None
    if len(content) > MAX_BYTES:
        raise _refused(document, "NS004", f"the file is larger than {MAX_BYTES >> 20} MiB")
    try:
        return content.removeprefix(BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError as e:
        raise _not_utf8(document, content.removeprefix(BOM_UTF8), e.start) from None


def _not_utf8(document: Document, content: bytes, start: int) -> ScenarioError:
    hint = "save the file as UTF-8 (in an editor: save with encoding)"
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _refused(document, "NS005", "this is UTF-16 text, and UTF-8 is expected", hint)
    document.text = content[:start].decode("utf-8") + "\N{REPLACEMENT CHARACTER}"
    message = f"the byte 0x{content[start]:02X} is not UTF-8 text"
    return ScenarioError([document.at("NS005", len(document.text) - 1, message, hint=hint)])


def _refused(document: Document, code: str, message: str, hint: str = "") -> ScenarioError:
    return ScenarioError([document.whole(code, message, hint)])
