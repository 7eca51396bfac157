"""The JSON schema of scenario files, made from the pydantic models: for editors, and for other programs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from negsim.scenario import schema as models
from negsim.scenario.hover_texts import DETAILS, PLACES, RESERVED, SNIPPETS, WORDS

__all__ = ["json_schema", "json_schema_text"]

Node = dict[str, Any]

_NOT_A_NAME = "This is not a name: letters, digits and _ only, not starting with a digit, at most 64."
_NUMBER = {
    "number": (r"^\s*[+-]?([0-9][0-9_]*\.?[0-9_]*|\.[0-9][0-9_]*)([eE][+-]?[0-9]+)?\s*$", "a number"),
    "integer": (r"^\s*[+-]?[0-9][0-9_]*(\.0+)?\s*$", "a whole number"),
}
# What the keys of a mapping are called, where an editor offers to write one
_KEYS = {"pays": "party", "sets": "issue", "require": "move", "final": "party", "values": "level"}
_KEYS |= {"sources": "name", "outcomes": "outcome", "tables": "table", "payoffs": "party"}


def json_schema() -> dict[str, Any]:
    """Return the schema of a scenario file that is read as plain YAML 1.2.

    Returns
    -------
    dict
        JSON Schema 2020-12, and besides what editors show and offer by their YAML language server
        (``markdownDescription``, ``defaultSnippets`` and their like). It knows keys, types and bounds;
        whether names, references and expressions make sense is checked when a scenario is loaded.

    Examples
    --------
    >>> json_schema()["required"]
    ['negsim', 'title', 'parties', 'issues', 'play']
    """
    made = _tidy(models.ScenarioFile.model_json_schema())
    about = made.pop("description")
    for model, node in {"ScenarioFile": made, **made["$defs"]}.items():
        if model != "ScenarioFile":
            _describe(node, f"{node['description'].rstrip('.')}.", DETAILS.get(model, ""))
        _keys(model, node)
    # no title: editors would head every hover text with it
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "description": f"{about} This schema knows keys and types; `negsim check FILE` checks all the rest.",
        **made,
    }


def json_schema_text() -> str:
    """Write the schema as the text of a file."""
    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"


# What editors show and offer --------------------------------------------------------------------------------


def _keys(model: str, node: Node) -> None:
    """Explain every key of a model, and those that it does not have yet."""
    properties = node["properties"]
    for key, value in properties.items():
        place = f"{model}.{key}"
        first = getattr(models, model).model_fields[key].description
        _explain(value, place, f"{first}.", DETAILS.get(place, DETAILS.get(key, "")))
        if value.get("type") == "object" and "propertyNames" in value:
            value["propertyNames"] |= {"title": _KEYS.get(key, "name"), "doNotSuggest": place in SNIPPETS}
        for label, body in SNIPPETS.get(place, {}).items():
            value.setdefault("defaultSnippets", []).append({"label": label, "body": body})
    for key in RESERVED.get(model, ()):
        message = f'"{key}" is reserved for a later version: {models.RESERVED_KEYS[key]}.'
        properties[key] = {"enum": [], "errorMessage": message, "doNotSuggest": True}
        _describe(properties[key], f"Reserved for a later version: {models.RESERVED_KEYS[key]}.", "")


def _explain(node: Node, place: str, first: str, detail: str) -> None:
    """Describe what stands at a key, and in it what has no name of its own."""
    if "anyOf" in node:  # one name, or a list: what the list shows in its place is the same
        detail = _words(node["anyOf"][0], WORDS.get(place, {}), detail)
        _explain(node["anyOf"][1], f"{place}[]", first, detail)
    else:
        detail = _words(node, WORDS.get(place, {}), detail)
    if place in ("Issue.levels[]", "Issue.start") or place.endswith(".sets.*"):
        _level(node)
    _describe(node, first, detail)
    for inner in (node.get("items"), *node.get("prefixItems", ())):
        if inner:
            _explain(inner, f"{place}[]", first, detail)
    inner = node.get("additionalProperties")
    if isinstance(inner, dict) and "$ref" not in inner:
        _explain(inner, f"{place}.*", PLACES.get(f"{place}.*", first), "")


def _level(node: Node) -> None:
    """Take levels called true and false, which YAML takes for no text; said so, they are not offered."""
    name = {key: node.pop(key) for key in ("type", "pattern", "patternErrorMessage")}
    other = {"type": ["string", "number", "null", "array", "object"]}
    node["anyOf"] = [name, {"not": other, "description": "A level called true or false."}]


def _describe(node: Node, first: str, detail: str) -> None:
    """Give a node its description, plain and as Markdown."""
    detail = detail.strip()
    text = detail.partition("\n\n```")[0].removeprefix("* ").replace("\n\n* ", " ").replace("\n* ", "; ")
    node["description"] = f"{first} {text}".replace("`", "").strip()
    node["markdownDescription"] = f"{first}\n\n{detail}" if detail else first


def _words(node: Node, words: Mapping[str, str], detail: str) -> str:
    """Offer the words that mean something of their own here, and list them in the text with what they mean;
    where nothing but these words is possible, editors do so by themselves.
    """
    if "enum" in node:
        node["markdownEnumDescriptions"] = [words[word] for word in node["enum"]]
        node["enumDescriptions"] = [text.replace("`", "") for text in node["markdownEnumDescriptions"]]
    elif words and "const" not in node:
        node["defaultSnippets"] = [{"label": w, "body": w, "description": t} for w, t in words.items()]
        listed = "".join(f"\n* `{word}`: {text}" for word, text in words.items())
        before, fence, example = detail.partition("\n\n```")
        return f"{before}\n{listed}{fence}{example}"
    return detail


# What pydantic writes, made fit for YAML and for editors ----------------------------------------------------


def _tidy(node: Any) -> Any:
    """Make what pydantic writes fit for an editor.

    A key is left out rather than set to null, so null is no choice; titles that repeat the key go; and of
    several forms that a value may have, one schema is made, which is easier to explain than a choice.
    """
    if isinstance(node, list):
        return [_tidy(item) for item in node]
    if not isinstance(node, dict):
        return node
    kept = {k: _tidy(v) for k, v in node.items() if not (k == "title" and isinstance(v, str))}
    if kept.get("default") in (None, [], {}):
        kept.pop("default", None)
    if "anyOf" in kept:
        forms = [form for form in kept.pop("anyOf") if form != {"type": "null"}]
        one_or_more = [form.get("type") for form in forms] == ["string", "array"]
        kept = {**({"anyOf": forms} if one_or_more else _one(forms)), **kept}
    return _scalars(_mapping(kept))


def _one(forms: list[Node]) -> Node:
    """Make one schema of several, of which each is of another type, but for words and names."""
    if len(forms) == 1:
        return forms[0]
    words = [form for form in forms if "enum" in form or "const" in form]
    if words:
        options = [w for form in words for w in form.get("enum", [form.get("const")])]
        said = {
            "pattern": f"^({'|'.join(options)})$",
            "patternErrorMessage": f"This is not {' or '.join(options)}.",
        }
        forms = [*(form for form in forms if form not in words), {"type": "string", **said}]
    merged = {key: value for form in forms for key, value in form.items()}
    merged["type"] = list(dict.fromkeys(kind for form in forms for kind in _types(form)))
    with_pattern = [form for form in forms if "pattern" in form]
    if len(with_pattern) > 1:
        said_of = [
            form["patternErrorMessage"].removeprefix("This is not ").rstrip(".") for form in with_pattern
        ]
        merged["pattern"] = "|".join(form["pattern"] for form in with_pattern)
        merged["patternErrorMessage"] = f"This is not {' or '.join(said_of)}."
    return merged


def _types(node: Node) -> list[str]:
    return [node["type"]] if isinstance(node["type"], str) else node["type"]


def _mapping(node: Node) -> Node:
    """Ask for names as keys in the way in which editors have something to say and to offer."""
    if "patternProperties" in node:
        [(pattern, inner)] = node.pop("patternProperties").items()
        about = "Letters, digits and _, not starting with a digit, at most 64."
        named = {"pattern": pattern, "patternErrorMessage": _NOT_A_NAME, "description": about}
        node |= {"propertyNames": named, "additionalProperties": inner}
    return node


def _scalars(node: Node) -> Node:
    """Say more of numbers, which may stand in quotes here, and of names, of which a list has each once."""
    kind = node.get("type")
    if isinstance(kind, str) and kind in _NUMBER:
        pattern, what = _NUMBER[kind]
        node |= {"type": [kind, "string"], "pattern": pattern, "patternErrorMessage": f"This is not {what}."}
    elif kind == "string" and "pattern" in node:
        node["patternErrorMessage"] = _NOT_A_NAME
    elif kind == "array" and node.get("items", {}).get("patternErrorMessage") == _NOT_A_NAME:
        node["uniqueItems"] = True
    return node
