"""Splicing: a set of rules with the user's own calendar and kinds of events in it."""

from __future__ import annotations

from typing import NamedTuple

from followup.formats.yamlfile.findings import Findings
from followup.formats.yamlfile.nodes import Mapping
from followup.formats.yamlfile.reader import read_yaml

OWN = ("calendar", "events")


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
