"""Story files: what was logged, and what the plan must say then. The form of `followup rules test`."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING, Any, NamedTuple

from followup.core.text import quoted
from followup.formats.stories.checks import BOUNDS, DATES, check_bounds, check_value
from followup.formats.yamlfile.findings import Findings
from followup.formats.yamlfile.nodes import Mapping, Node, Position, Scalar, Sequence
from followup.formats.yamlfile.reader import read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

    from followup.core.errors import Problem

# The fields of the action object that a story can speak of.
FIELDS = (
    *("id", "rule", "application", "company", "role", "contact", "do", "send", "channel", "status"),
    *DATES,
    *("optional", "reasons"),
)
KEYS = ("name", "rules", "log", "now", "expect", "never", "exactly")
# The commands a log line may hold: those that write, and that need nobody to answer.
COMMANDS = ("add", "done", "snooze", "skip", "remind", "away", "prefer", "people", "edit", "undo")

_MOMENT = re.compile(
    r"(\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?(?:Z|[+-]\d{2}:\d{2})?)?)\s+(\S.*)", re.DOTALL
)


class LogLine(NamedTuple):
    """One line of a log: when it was typed, and the words after `followup`."""

    at: Position
    text: str
    moment: str
    words: tuple[str, ...]


class Pattern(NamedTuple):
    """Fields that an action must have. `before` and `after` (dates, exclusive) bound the day, in `never`."""

    at: Position
    fields: dict[str, Any]
    places: dict[str, Position]
    before: str | None = None
    after: str | None = None


class Story(NamedTuple):
    """One story; `rules` is a path relative to the file, `exactly` is None where it does not say."""

    name: str
    at: Position
    rules: str | None
    log: tuple[LogLine, ...]
    now: str
    expect: tuple[Pattern, ...]
    never: tuple[Pattern, ...]
    exactly: tuple[Pattern, ...] | None

    @property
    def patterns(self) -> tuple[Pattern, ...]:
        """Everything that it says of actions."""
        return (*self.expect, *self.never, *(self.exactly or ()))


class Stories(NamedTuple):
    """A story file as it was read; `stories` can be relied on only where `problems` has no errors."""

    stories: tuple[Story, ...]
    problems: tuple[Problem, ...]
    lines: tuple[str, ...]


def read_stories(data: bytes | str) -> Stories:
    """Read a story file, with every problem in it."""
    findings = Findings()
    node, lines = read_yaml(data, findings, top="list")
    items = node.items if isinstance(node, Sequence) else []
    if isinstance(node, Sequence) and not items:
        findings.error(
            node.at, "empty-file", "There is no story in this file.", "Begin one with `- name: ...`."
        )
    found = [story for item in items if (story := _story(item, findings)) is not None]
    names: dict[str, Position] = {}
    for story in found:
        if story.name in names:
            findings.error(story.at, "duplicate-value", f"Two stories are called {quoted(story.name)}.")
        names[story.name] = story.at
    return Stories(tuple(found), findings.all(), lines)


def _story(node: Node, findings: Findings) -> Story | None:
    if not isinstance(node, Mapping):
        if isinstance(node, (Scalar, Sequence)):
            findings.error(node.at, "wrong-type", "A story is a mapping.", "Begin it with `- name: ...`.")
        return None
    for key, entry in node.entries.items():
        if key not in KEYS:
            hint = findings.did_you_mean(key, KEYS) or f"Known here: {', '.join(KEYS)}."
            findings.error(entry.at, "unknown-key", f"{quoted(key)} means nothing here.", hint)
    story = Story(
        _text(node, "name", findings, required=True),
        node.at,
        _text(node, "rules", findings) or None,
        tuple(filter(None, (_log_line(item, findings) for item in _list(node, "log", findings)))),
        _text(node, "now", findings, required=True),
        _patterns(node, "expect", findings),
        _patterns(node, "never", findings),
        _patterns(node, "exactly", findings) if "exactly" in node.entries else None,
    )
    if not story.expect and not story.never and story.exactly is None:
        hint = "Add `expect`, `never` or `exactly`."
        findings.error(node.at, "missing-key", f"{quoted(story.name)} expects nothing.", hint)
    return story


def _text(node: Mapping, key: str, findings: Findings, *, required: bool = False) -> str:
    """Return the text under `key`; empty where there is none, or something else."""
    entry = node.entries.get(key)
    if entry is None:
        if required:
            findings.error(node.at, "missing-key", f"The story has no `{key}`.")
    elif isinstance(entry.value, Scalar) and entry.value.text:
        return entry.value.text
    else:
        findings.error(entry.value.at, "wrong-type", f"`{key}` must be a text.")
    return ""


def _list(node: Mapping, key: str, findings: Findings) -> list[Node]:
    entry = node.entries.get(key)
    if entry is None:
        return []
    if isinstance(entry.value, Sequence):
        return entry.value.items
    if isinstance(entry.value, (Scalar, Mapping)):
        findings.error(entry.value.at, "wrong-type", f"`{key}` must be a list.", "Begin each line with `- `.")
    return []


def _log_line(item: Node, findings: Findings) -> LogLine | None:
    hint = 'Write it as `2026-11-02 add applied Acme --role "Data Engineer"`.'
    text = item.text.strip() if isinstance(item, Scalar) else ""
    match = _MOMENT.fullmatch(text)
    if match is None:
        wrong = "A log line is a moment and the words after `followup`."
        findings.error(item.at, "bad-log-line", wrong, hint)
        return None
    try:
        words = tuple(shlex.split(match[2]))
    except ValueError:
        findings.error(item.at, "bad-log-line", "A quotation mark is not closed.", hint)
        return None
    if words[0] not in COMMANDS:
        wrong = f"A log line holds one of {', '.join(COMMANDS)}."
        findings.error(item.at, "bad-log-line", wrong, findings.did_you_mean(words[0], COMMANDS) or hint)
        return None
    for wrong in _unfit(words):
        findings.error(item.at, "bad-log-line", wrong, hint)
    return LogLine(item.at, text, match[1], words)


def _unfit(words: tuple[str, ...]) -> Iterator[str]:
    """Yield what a line asks for that a story has not."""
    if {"--help", "-h"} & {*words}:
        yield "A log line logs something; `--help` logs nothing."
    for first, second in zip(words, (*words[1:], ""), strict=True):
        if (first, second) == ("--text", "-") or first == "--text=-":
            yield "Nobody types while a story is played, so `--text -` has nothing to read."


def _patterns(node: Mapping, key: str, findings: Findings) -> tuple[Pattern, ...]:
    found = []
    for item in _list(node, key, findings):
        if isinstance(item, Mapping):
            found.append(_pattern(item, findings, bounded=key == "never"))
        elif isinstance(item, (Scalar, Sequence)):
            hint = "Write it as `{rule: check-in, status: due}`."
            findings.error(item.at, "wrong-type", f"`{key}` lists fields and their values.", hint)
    return tuple(found)


def _pattern(node: Mapping, findings: Findings, *, bounded: bool) -> Pattern:
    known = (*FIELDS, *BOUNDS) if bounded else FIELDS
    fields: dict[str, Any] = {}
    places = {key: entry.value.at for key, entry in node.entries.items()}
    for key, entry in node.entries.items():
        if key not in known:
            hint = findings.did_you_mean(key, known) or f"Known here: {', '.join(known)}."
            findings.error(entry.at, "unknown-key", f"An action has no {quoted(key)}.", hint)
            continue
        fields[key] = _plain(entry.value)
        check_value(key, fields[key], places[key], findings)
    if not fields:
        findings.error(node.at, "empty-value", "This says nothing of an action.")
    before, after = fields.pop("before", None), fields.pop("after", None)
    pattern = Pattern(node.at, fields, places, before, after)
    check_bounds(pattern, findings)
    return pattern


def _plain(node: Node) -> Any:
    if isinstance(node, Scalar):
        return node.value
    if isinstance(node, Sequence):
        return [_plain(item) for item in node.items]
    if isinstance(node, Mapping):
        return {key: _plain(entry.value) for key, entry in node.entries.items()}
    return None
