"""YAML text to plain data with the place of every key and value; nothing in the text is executed.

All scalars stay text (`no` is the word no): the schema decides what is a number. Anchors, aliases and tags
are refused on the event stream, before anything is built.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from negsim.errors import Problem, ScenarioError

__all__ = ["Document", "read"]

MAX_BYTES = 1 << 20
MAX_DEPTH = 32

Path = tuple[str | int, ...]
Mark = tuple[int, int]


@dataclass
class Document:
    """What was read: `data`, and the line and column (from 1) of the key and value at each path."""

    file: str
    data: Any = None
    keys: dict[Path, Mark] = field(default_factory=dict)
    values: dict[Path, Mark] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    changed: bool = False  # no longer what the file says: what is not in the file is named by its keys

    def problem(self, path: Path, message: str, *, at_key: bool = False, offset: int = 0) -> Problem:
        """Make a problem at the nearest place that is known for the path."""
        if self.changed and path not in self.keys and path not in self.values:
            message = f"{'.'.join(map(str, path))}: {message}"
            return Problem(self.file, 0, 0, message)
        for table in (self.keys, self.values) if at_key else (self.values, self.keys):
            if path in table:
                line, column = table[path]
                return Problem(self.file, line, column + offset, message)
        if path:
            return self.problem(path[:-1], message, at_key=not isinstance(path[-1], int))
        return Problem(self.file, 1 if self.values else 0, 1 if self.values else 0, message)


def read(text: str, file: str = "<text>") -> Document:
    """Read YAML 1.2 text.

    Raises
    ------
    ScenarioError
        If the text is not YAML, is too large or too deep, or uses anchors, aliases or tags.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    document = Document(file)
    if len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise ScenarioError([Problem(file, 0, 0, f"the file is larger than {MAX_BYTES >> 20} MiB")])
    try:
        _check_events(text, file)
        node = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as e:
        mark = e.problem_mark or e.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
        raise ScenarioError([Problem(file, line, column, f"this is not YAML: {e.problem}")]) from None
    except YAMLError as e:
        raise ScenarioError([Problem(file, 0, 0, f"this is not YAML: {e}")]) from None
    if node is None:
        raise ScenarioError([Problem(file, 0, 0, 'the file is empty; a scenario starts with "negsim: 1"')])
    document.data = _plain(node, (), document)
    if document.problems:
        raise ScenarioError(document.problems)
    return document


def _check_events(text: str, file: str) -> None:
    from ruamel.yaml import YAML
    from ruamel.yaml.events import (
        AliasEvent,
        CollectionEndEvent,
        CollectionStartEvent,
        DocumentStartEvent,
        NodeEvent,
    )

    depth = documents = 0
    for event in YAML(typ="safe", pure=True).parse(text):
        line, column = event.start_mark.line + 1, event.start_mark.column + 1
        if isinstance(event, DocumentStartEvent):
            documents += 1
            if documents > 1:
                raise ScenarioError(
                    [Problem(file, line, column, "a file holds one scenario; a second one starts here")]
                )
        if isinstance(event, AliasEvent) or (isinstance(event, NodeEvent) and event.anchor):
            raise ScenarioError(
                [
                    Problem(
                        file,
                        line,
                        column,
                        "anchors and aliases (& and *) are not allowed; repeat the text, or quote it",
                    )
                ]
            )
        if isinstance(event, NodeEvent) and getattr(event, "tag", None) is not None:
            raise ScenarioError(
                [Problem(file, line, column, "tags (!) are not allowed; quote the text if it starts with !")]
            )
        if isinstance(event, CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                raise ScenarioError([Problem(file, line, column, f"nested deeper than {MAX_DEPTH} levels")])
        elif isinstance(event, CollectionEndEvent):
            depth -= 1


def _plain(node: Any, path: Path, document: Document) -> Any:
    from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode

    mark = (node.start_mark.line + 1, node.start_mark.column + 1)
    quoted = isinstance(node, ScalarNode) and node.style in ("'", '"')
    document.values[path] = (mark[0], mark[1] + quoted)
    if isinstance(node, ScalarNode):
        empty = node.style is None and node.value in ("", "~", "null")
        return None if empty else node.value
    if isinstance(node, SequenceNode):
        return [_plain(child, (*path, i), document) for i, child in enumerate(node.value)]
    assert isinstance(node, MappingNode)
    result: dict[str, Any] = {}
    for key_node, value_node in node.value:
        line, column = key_node.start_mark.line + 1, key_node.start_mark.column + 1
        if not isinstance(key_node, ScalarNode):
            document.problems.append(Problem(document.file, line, column, "a key must be a word"))
            continue
        key = key_node.value
        if key in result:
            first = document.keys[(*path, key)]
            message = f'"{key}" stands here twice; the first is in line {first[0]}'
            document.problems.append(Problem(document.file, line, column, message))
            continue
        document.keys[(*path, key)] = (line, column)
        result[key] = _plain(value_node, (*path, key), document)
        if result[key] is None:  # nothing has no place of its own
            document.values[(*path, key)] = (line, column)
    return result
