"""Splicing: a set of rules with the user's own calendar and kinds of events in it."""

from __future__ import annotations

from followup.formats import yamlfile
from followup.formats.nodes import Mapping

OWN = ("calendar", "events")


def with_own_parts(rules: bytes, own: bytes) -> bytes:
    """Return the text `rules` with the calendar and the events of the rules file `own` in their places.

    Comments between the lines of a part move with it. Where `own` cannot be read, `rules` stays as it is.
    """
    theirs, ours = _parts(own), _parts(rules)
    lines = rules.decode("utf-8").splitlines(keepends=True)
    for key in sorted(OWN, key=lambda key: -ours[key][0] if key in ours else 0):
        if key in theirs and key in ours:
            first, last = ours[key]
            start, end = theirs[key]
            lines[first:last] = own.decode("utf-8").splitlines(keepends=True)[start:end]
    return "".join(lines).encode()


def _parts(data: bytes) -> dict[str, tuple[int, int]]:
    """Return the lines of each top-level key, from its own to its last with content, as (start, end)."""
    loaded = yamlfile.load(data)
    if not isinstance(loaded.node, Mapping) or any(p.severity == "error" for p in loaded.problems):
        return {}
    starts = sorted((entry.at.line - 1, key) for key, entry in loaded.node.entries.items())
    ends = [start for start, _ in starts[1:]] + [len(loaded.source)]
    found = {}
    for (start, key), limit in zip(starts, ends, strict=True):
        end = limit
        while end > start + 1 and not _has_content(loaded.source[end - 1]):
            end -= 1
        found[key] = (start, end)
    return found


def _has_content(line: str) -> bool:
    return bool(line.strip()) and not line.startswith("#")
