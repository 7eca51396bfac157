"""The JSON schema of scenario files, made from the pydantic models: for editors, and for other programs."""

from __future__ import annotations

import json
from typing import Any

from negsim.scenario.schema import ScenarioFile

__all__ = ["json_schema", "json_schema_text"]


def json_schema() -> dict[str, Any]:
    """Return the schema of a scenario file that is read as plain YAML 1.2.

    Returns
    -------
    dict
        JSON Schema 2020-12. It knows keys, types and bounds; whether names, references and expressions make
        sense is checked when a scenario is loaded.

    Examples
    --------
    >>> json_schema()["required"]
    ['negsim', 'title', 'parties', 'issues', 'play']
    """
    schema = _tidy(ScenarioFile.model_json_schema())
    schema.pop("title", None)
    about = schema.pop("description", "")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "negsim scenario",
        "description": f"{about} This schema knows keys and types; `negsim show FILE` checks all the rest.",
        **schema,
    }


def json_schema_text() -> str:
    """Write the schema as the text of a file."""
    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"


def _tidy(node: Any) -> Any:
    """Make what pydantic writes fit for an editor.

    A key is left out rather than set to null, so null is no choice; titles that repeat the key go; and where
    keys are names, a key that is no name is a mistake.
    """
    if isinstance(node, list):
        return [_tidy(item) for item in node]
    if not isinstance(node, dict):
        return node
    kept = {k: _tidy(v) for k, v in node.items() if not (k == "title" and isinstance(v, str))}
    if "default" in kept and kept["default"] is None:
        del kept["default"]
    if "anyOf" in kept:
        options = [o for o in kept["anyOf"] if o != {"type": "null"}]
        if len(options) == 1:
            del kept["anyOf"]
            kept = {**options[0], **kept}  # what the key is for says more than what its type is
        else:
            kept["anyOf"] = options
    if "patternProperties" in kept:
        kept["additionalProperties"] = False
    return kept
