"""Story files: what was logged, and what the plan must say then. The form of `followup rules test`."""

from __future__ import annotations

import re
import shlex
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from followup.core.actions import Status
from followup.core.text import quoted
from followup.formats.yamlfile.findings import Findings
from followup.formats.yamlfile.nodes import Mapping, Node, Position, Scalar, Sequence
from followup.formats.yamlfile.reader import read_yaml

if TYPE_CHECKING:
    from followup.core.errors import Problem

DATES = ("earliest", "due", "latest")
# The fields of the action object that a story can speak of.
FIELDS = (
    *("id", "rule", "application", "company", "role", "contact", "do", "send", "channel", "status"),
    *DATES,
    *("optional", "reasons"),
)
BOUNDS = ("before", "after")
KEYS = ("name", "rules", "log", "now", "expect", "never", "exactly")
# The commands a log line may hold: those that write, and that need nobody to answer.
COMMANDS = ("add", "done", "snooze", "skip", "remind", "away", "prefer", "people", "edit", "undo")

_MOMENT = re.compile(
    r"(\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?(?:Z|[+-]\d{2}:\d{2})?)?)\s+(\S.*)", re.DOTALL
)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


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
    return LogLine(item.at, text, match[1], words)


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
        _check_value(key, fields[key], places[key], findings)
    if not fields:
        findings.error(node.at, "empty-value", "This says nothing of an action.")
    before, after = fields.pop("before", None), fields.pop("after", None)
    return Pattern(node.at, fields, places, before, after)


def _check_value(key: str, value: Any, at: Position, findings: Findings) -> None:
    statuses = [status.value for status in Status]
    if key == "status" and value not in statuses:
        hint = findings.did_you_mean(str(value), statuses) or f"Known: {', '.join(statuses)}."
        findings.error(at, "unknown-value", f"There is no status {quoted(str(value))}.", hint)
    is_absent = key in DATES and value is None  # a bound cannot be
    if key in {*DATES, *BOUNDS} and not is_absent and not _is_date(value):
        findings.error(at, "bad-date", f"`{key}` is a date.", "Write it as 2026-11-20.")


def _is_date(value: Any) -> bool:
    """Return True for an ISO date or time that exists; `before: 2026-02-30` would always pass."""
    try:
        datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return False
    return _DATE.match(value) is not None


def _plain(node: Node) -> Any:
    if isinstance(node, Scalar):
        return node.value
    if isinstance(node, Sequence):
        return [_plain(item) for item in node.items]
    if isinstance(node, Mapping):
        return {key: _plain(entry.value) for key, entry in node.entries.items()}
    return None
