"""Splicing: a set of rules with the user's own calendar and kinds of events in it."""

from __future__ import annotations

import re
from typing import NamedTuple

from followup.formats.yamlfile.findings import Findings
from followup.formats.yamlfile.nodes import Mapping
from followup.formats.yamlfile.reader import read_yaml

OWN = ("calendar", "events")
# A value on one line: in quotes, in brackets, or plain up to a comma, a bracket or a comment.
_VALUE = re.compile(r"""'(?:[^']|'')*'|"(?:[^"\\]|\\.)*"|\[[^\]]*\]|[^,}\]#]*?(?=\s*(?:[,}\]]|\s#|$))|""")


def with_own_parts(rules: bytes, own: bytes) -> bytes:
    """Return the text `rules` with the calendar and the events of the rules file `own` in their places.

    Comments between the lines of a part move with it. Where `own` cannot be read, or does not begin its
    parts on lines of their own, the result is not what the caller asked for; compare what both say.
    """
    theirs, ours = _parts(own), _parts(rules)
    lines = ours.lines[:]
    for key in sorted(OWN, key=lambda key: -ours.places.get(key, (0, 0))[0]):
        if key in theirs.places and key in ours.places:
            first, last = ours.places[key]
            start, end = theirs.places[key]
            lines[first:last] = theirs.lines[start:end]
    return ("\n".join(lines).rstrip("\n") + "\n").encode()


def with_calendar(rules: bytes, values: dict[str, str]) -> bytes:
    """Return the text `rules` with these keys of its calendar set, comments kept.

    `values` are as YAML writes them, on one line. Where the file has no place for one that is easy to find
    (a list over several lines), the result is not what the caller asked for; read it, and compare.
    """
    text = rules
    for key, value in values.items():
        text = _with_key(text, key, value)
    return text


def _with_key(data: bytes, key: str, value: str) -> bytes:
    findings = Findings()
    node, source = read_yaml(data, findings)
    if not isinstance(node, Mapping) or findings.has_errors:
        return data
    lines, calendar = list(source), node.value("calendar")
    if calendar is None:
        start = max((entry.at.line for name, entry in node.entries.items() if name == "version"), default=0)
        lines[start:start] = ["calendar:", f"  {key}: {value}"]
    elif isinstance(calendar, Mapping) and key in calendar.entries:
        at = calendar.entries[key].value.at
        lines[at.line - 1] = _with_value(lines[at.line - 1], at.column - 1, value)
    elif isinstance(calendar, Mapping):
        row, column = calendar.at.line - 1, calendar.at.column - 1
        if lines[row][column : column + 1] == "{":
            lines[row] = f"{lines[row][: column + 1]}{key}: {value}, {lines[row][column + 1 :]}"
        else:
            lines.insert(row, f"{' ' * column}{key}: {value}")
    return "\n".join(lines).encode()


def _with_value(line: str, start: int, value: str) -> str:
    """Return the line with another value at `start`; a comment behind it stays where it is, if it can."""
    end = start + len(_VALUE.match(line[start:])[0])  # type: ignore[index]  # it matches everything
    rest = line[end:]
    spaces = len(rest) - len(rest.lstrip(" "))
    if rest[spaces:].startswith("#"):
        rest = " " * max(1, spaces + end - start - len(value)) + rest[spaces:]
    return f"{line[:start]}{value}{rest}"


class _Parts(NamedTuple):
    """The lines of a file, and of each top-level key those from its own to its last with content."""

    lines: list[str]
    places: dict[str, tuple[int, int]]


def _parts(data: bytes) -> _Parts:
    findings = Findings()
    node, source = read_yaml(data, findings)
    lines = list(source)
    if not isinstance(node, Mapping) or findings.has_errors:
        return _Parts(lines, {})
    starts = sorted((entry.at.line - 1, key) for key, entry in node.entries.items())
    ends = [start for start, _ in starts[1:]] + [len(lines)]
    found = {}
    for (start, key), limit in zip(starts, ends, strict=True):
        end = limit
        while end > start + 1 and not _has_content(lines[end - 1]):
            end -= 1
        found[key] = (start, end)
    return _Parts(lines, found)


def _has_content(line: str) -> bool:
    return bool(line.strip()) and not line.startswith(("#", "...", "---"))
