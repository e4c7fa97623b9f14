"""JSON Schema (draft-07) of a rules file, from the definitions that read it."""

from __future__ import annotations

from typing import Any

import msgspec

from followup.core.events import BUILT_IN, FACTS
from followup.core.rules import Rulebook

DRAFT = "http://json-schema.org/draft-07/schema#"
# What draft-07 calls what msgspec writes for draft 2020-12.
_RENAMED = {"$defs": "definitions"}


def rules_schema() -> dict[str, Any]:
    """Return the schema: types, ranges, patterns, exactly one anchor with its wait.

    What depends on other parts of a file (an event kind declared under `events`, a template that must
    exist) is left to `followup rules check`.
    """
    schema = _draft_07(msgspec.json.schema(Rulebook))
    rule = schema["definitions"]["Rule"]
    rule["oneOf"] = [
        {"required": ["after", "wait"], "not": {"anyOf": [{"required": ["lead"]}, {"required": ["before"]}]}},
        {"required": ["before", "lead"], "not": {"anyOf": [{"required": ["wait"]}, {"required": ["after"]}]}},
    ]
    guard = schema["definitions"]["Guard"]
    guard["if"] = {"not": {"required": ["then"], "properties": {"then": {"const": "stop"}}}}
    guard["then"] = {"required": ["within"]}
    schema["properties"]["events"]["items"]["not"] = {"enum": list(BUILT_IN)}
    schema["properties"]["stop"]["items"]["examples"] = list(FACTS)
    names = {"pattern": "^[a-z0-9][a-z0-9-]*$"}
    schema["properties"]["rules"]["propertyNames"] = names
    schema["properties"]["guards"]["propertyNames"] = names
    return {"$schema": DRAFT, "title": "Rules of followup, version 1", **schema}


def _draft_07(schema: Any) -> Any:
    """Return the schema in the words of draft-07, with the definition of the whole file on top."""
    document = _renamed(schema)
    name = document.pop("$ref").rpartition("/")[2]
    top = document["definitions"].pop(name)
    return {**top, **document}


def _renamed(node: Any) -> Any:
    if isinstance(node, dict):
        found = {_RENAMED.get(key, key): _renamed(value) for key, value in node.items()}
        if isinstance(found.get("$ref"), str):
            found["$ref"] = found["$ref"].replace("#/$defs/", "#/definitions/")
        return found
    return [_renamed(each) for each in node] if isinstance(node, list) else node
