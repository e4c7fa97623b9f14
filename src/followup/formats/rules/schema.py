"""JSON Schema (draft-07) of a rules file, from the definitions that read it."""

from __future__ import annotations

from inspect import cleandoc
from typing import Any

import msgspec

from followup.core.durations import PATTERN
from followup.core.events import BUILT_IN, FACTS, KEEPING, SCHEDULABLE
from followup.core.rules import KIND_PATTERN, LIMIT_PATTERN, PERMISSION, Limit, Rulebook

DRAFT = "http://json-schema.org/draft-07/schema#"
# What draft-07 calls what msgspec writes for draft 2020-12.
_RENAMED = {"$defs": "definitions"}
# Values that are written as one text.
_DURATION = {"type": "string", "pattern": PATTERN, "examples": ["5 business days", "2 weeks"]}
_DATES = {"type": "string", "minLength": 1, "maxLength": 2000}
_WRITTEN = {
    "#/$defs/Duration": _DURATION,
    "#/$defs/Limit": {"type": "string", "pattern": LIMIT_PATTERN, "default": str(Limit())},
    "#/$defs/DaysOff": _DATES,
}
_NAMES = {"pattern": "^[a-z0-9][a-z0-9-]*$", "maxLength": 60}


def rules_schema() -> dict[str, Any]:
    """Return the schema: types, ranges, patterns, exactly one anchor with its wait.

    What depends on other parts of a file (an event kind declared under `events`, a template that must
    exist) is left to `followup rules check`.
    """
    schema = _draft_07(msgspec.json.schema(Rulebook))
    _refine_rule(schema["definitions"]["Rule"])
    guard = schema["definitions"]["Guard"]
    guard["if"] = {"not": {"required": ["then"], "properties": {"then": {"const": "stop"}}}}
    guard["then"] = {"required": ["within"], "properties": {"within": {"type": "string"}}}
    top = schema["properties"]
    top["events"]["items"]["not"] = {"enum": [*BUILT_IN, PERMISSION]}
    top["events"]["uniqueItems"] = True
    schema["definitions"]["CalendarSettings"]["properties"]["working_days"]["uniqueItems"] = True
    top["stop"]["items"]["examples"] = list(FACTS)
    top["rules"]["propertyNames"] = top["guards"]["propertyNames"] = _NAMES
    del schema["title"]
    return {"$schema": DRAFT, "title": "Rules of followup, version 1", **schema}


def _refine_rule(rule: dict[str, Any]) -> None:
    """Add to the schema of a rule what its keys say of each other."""
    rule["properties"]["wait"]["anyOf"].insert(0, _DURATION)  # written alone, it is the ideal
    rule["oneOf"] = [
        {"allOf": [_has(anchor), _has(wait)], "not": {"anyOf": [_has(other), _has(its)]}}
        for anchor, wait, other, its in (
            ("after", "wait", "before", "lead"),
            ("before", "lead", "after", "wait"),
        )
    ]
    # At these nobody is met whom something could be done for.
    alone = {"enum": [kind for kind in FACTS if kind not in SCHEDULABLE]}
    silence = {"type": "object"}
    is_set = {"const": True}
    rule["allOf"] = [
        *(
            {"if": {"required": [key], "properties": {key: is_set}}, "then": _has("send")}
            for key in ("courtesy", "distinct")
        ),
        *({"if": _has(key), "then": _has(its)} for key, its in (("asks", "logs"), ("else_logs", "asks"))),
        {
            "if": {"required": ["for_each"], "properties": {"for_each": {"type": "string"}}},
            "then": {"properties": {"after": {"not": {"anyOf": [alone, silence]}}, "before": {"not": alone}}},
        },
    ]
    # `permission` is no event, but it can be needed.
    rule["properties"]["needs"]["items"]["not"] = {"enum": list(KEEPING)}


def _has(key: str) -> dict[str, Any]:
    """Return what a mapping fits that has a key; one that is `null` is none."""
    return {"required": [key], "properties": {key: {"not": {"type": "null"}}}}


def _draft_07(schema: Any) -> Any:
    """Return the schema in the words of draft-07, with the definition of the whole file on top."""
    document = _plain(schema)
    name = document.pop("$ref").rpartition("/")[2]
    top = document["definitions"].pop(name)
    for written in _WRITTEN:
        del document["definitions"][written.rpartition("/")[2]]
    return {**top, **document}


def _plain(node: Any) -> Any:
    """Return a node in the words of draft-07; no event kind is one by which the program keeps its log."""
    if isinstance(node, list):
        return [_plain(each) for each in node]
    if not isinstance(node, dict):
        return node
    if node.get("$ref") in _WRITTEN:
        return _WRITTEN[node["$ref"]]
    if node.get("format") == "date":
        return _DATES
    found = {_RENAMED.get(key, key): _plain(value) for key, value in node.items()}
    if isinstance(found.get("description"), str):
        found["description"] = cleandoc(found["description"])  # as Python 3.13 has it by itself
    if isinstance(found.get("$ref"), str):
        found["$ref"] = found["$ref"].replace("#/$defs/", "#/definitions/")
    if found.get("pattern") == KIND_PATTERN:
        found["not"] = {"enum": [*KEEPING, PERMISSION]}
    return found
