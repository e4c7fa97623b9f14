"""docs/json.md, written from the schema: a table for each document, and for what they share."""

from __future__ import annotations

from typing import Any

HEAD = """\
# JSON for scripts

Whatever shows data has `--json`: one document on standard output, whose form is kept. `schema` is the
version; a key is only ever added within one. [json.schema.json](json.schema.json) is the same as JSON Schema
(draft 2020-12), and the tests hold every document against it. Dates without an hour are `2026-11-20`, moments
`2026-11-20T14:00:00-05:00` in the zone of the application; what is absent is null.

Exit codes: 0 done; 1 the request failed; 2 wrong usage; 3 rules, settings or log are not valid; 4 mail
failed, and is tried again; 5 the outcome of a mail is unknown; 130 interrupted. What went wrong stands on
standard error, as a sentence. `--no-input` keeps a script from ever being asked.

## A morning as a script

```python morning.py
import json
import subprocess


def followup(*words):
    return json.loads(subprocess.run(["followup", *words, "--json"], check=True, capture_output=True).stdout)


for action in followup("today")["actions"]:
    if action["rule"] == "check-receipt" and action["status"] in ("due", "overdue"):
        print(action["application"], "waits for its receipt, since", action["due"])
```
"""


def page(schema: dict[str, Any]) -> str:
    """Return the page."""
    shared = {name: each for name, each in schema["$defs"].items() if not name.startswith("document: ")}
    documents = {
        name.removeprefix("document: "): each
        for name, each in schema["$defs"].items()
        if name.startswith("document: ")
    }
    parts = [HEAD, "\n## The documents\n"]
    parts += [_section(name, each) for name, each in documents.items()]
    parts.append("\n## What they share\n")
    parts += [_section(name, each) for name, each in shared.items()]
    return "".join(parts)


def _section(name: str, schema: dict[str, Any]) -> str:
    rows = "".join(_rows(schema, ""))
    return f"\n### {name}\n\n{schema['description']}\n\n| key | type | |\n|---|---|---|\n{rows}"


def _rows(schema: dict[str, Any], before: str) -> list[str]:
    rows = []
    for key, value in schema["properties"].items():
        optional = "" if key in schema["required"] else "only sometimes"
        said = ". ".join(filter(None, (value.get("description", "").rstrip("."), optional)))
        rows.append(f"| `{before}{key}` | {_type(value)} | {said} |\n")
        inner = value.get("items", value)
        if "properties" in inner:
            rows += _rows(inner, f"{before}{key}{'[]' if inner is not value else ''}.")
    return rows


def _type(value: dict[str, Any]) -> str:
    if "const" in value:
        return str(value["const"])
    if "anyOf" in value:
        return " or ".join(_type(each) for each in value["anyOf"])
    if "$ref" in value:
        name = value["$ref"].rpartition("/")[2]
        return f"[{name}](#{name})"
    kinds = value["type"] if isinstance(value["type"], list) else [value["type"]]
    if "enum" in value:
        words = ", ".join(f"`{each}`" for each in value["enum"] if each is not None)
        return words + (" or null" if None in value["enum"] else "")
    named = [_named(kind, value) for kind in kinds]
    return " or ".join(named)


def _named(kind: str, value: dict[str, Any]) -> str:
    if kind == "array":
        inner = value["items"]
        return "list" if "properties" in inner else f"list of {_type(inner)}"
    if kind == "string" and "pattern" in value:
        has_hour, is_open = "T" in value["pattern"], "?" in value["pattern"]
        return "date or moment" if is_open else "moment" if has_hour else "date"
    return {"string": "text", "boolean": "true or false", "integer": "number"}.get(kind, kind)
