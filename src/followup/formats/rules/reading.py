"""A rules file: text -> `Rulebook`, or every problem in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from followup.core.daysoff import parse_day, parse_days_off
from followup.core.durations import duration
from followup.core.errors import Problem
from followup.core.rules import Rulebook, Wait, limit
from followup.core.text import quoted
from followup.formats.rules.calendar import Geography
from followup.formats.rules.checks import LONGEST_NAME, check_rulebook
from followup.formats.rules.kinds import KEYS, Kinds, declared
from followup.formats.yamlfile.decoding import Dialect, decode
from followup.formats.yamlfile.findings import Findings
from followup.formats.yamlfile.nodes import Mapping, Scalar, Sequence
from followup.formats.yamlfile.reader import read_yaml
from followup.formats.yamlfile.scalars import Wrong, reader
from followup.formats.yamlfile.source import Source

if TYPE_CHECKING:
    from collections.abc import Collection

    from followup.formats.rules.calendar import Atlas
    from followup.formats.yamlfile.decoding import Reader

# The version of the rule language that this program reads.
VERSION = 1

# How to write what is asked for, by key.
EXAMPLES = {
    "version": "`version: 1`",
    "rules": "`rules:` and under it your rules",
    "do": "`do: Ask {contact} about your application`",
    "after": "`after: applied`, or `after: {silence_since: [applied, interview]}`",
    "before": "`before: interview`, or `before: {until: offer}`",
    "until": "`until: offer`",
    "rows": "`rows: 8`",
    "wait": "`wait: 5 business days`, or `wait: {earliest: 1 day, ideal: 1 week, latest: 3 weeks}`",
    "lead": "`lead: 1 business day`",
    "ideal": "`ideal: 5 business days`",
    "silence_since": "`silence_since: [applied, interview]`",
    "unless": "`unless: [heard_back, interview]`",
    "needs": "`needs: [receipt]`",
    "steps": "`steps:` and under it a list",
    "limit": "`once per event`, `once per application` or such as `3 per application`",
    "repeat": "`repeat: {every: 1 week, at_most: 2}`",
    "every": "`every: 1 week`",
    "at_most": "`at_most: 2`",
    "per": "`per: contact`, `per: company` or `per: application`",
    "within": "`within: 7 days`",
    "body": "`body: |` and below it the text",
    "stop": "`stop: [rejected, withdrawn]`",
    "since": "`since: [heard_back, interview]`",
    "working_days": "`working_days: [mon, tue, wed, thu, fri]`",
    "days_off": '`days_off: ["2026-12-24..2027-01-01"]`',
    "extra_working_days": '`extra_working_days: ["2026-11-28"]`',
    "holidays": "`holidays: US`, or `holidays: [US, US-CA]`",
}


class Checked(msgspec.Struct, frozen=True):
    """A rules file as it was read; `rulebook` is None exactly where there is an error among `problems`."""

    rulebook: Rulebook | None
    problems: tuple[Problem, ...]
    lines: tuple[str, ...]


def read_rules(data: bytes | str, atlas: Atlas) -> Checked:
    """Read a rules file; never raises for what it says. Problems are in the order of the file."""
    findings = Findings()
    node, lines = read_yaml(data, findings)
    book: Rulebook | None = None
    if isinstance(node, Mapping) and _can_be_read(node, findings):
        source = Source(findings, lines)
        book = decode(node, Rulebook, source, _dialect(node, atlas, findings))
        if book is not None:
            check_rulebook(book, source)
    return Checked(None if findings.has_errors else book, findings.all(), lines)


def _can_be_read(node: Mapping, findings: Findings) -> bool:
    """Whether the file is in a version of the language that makes it worth reading on."""
    value = node.value("version")
    if not isinstance(value, Scalar) or value.text in {"", str(VERSION)}:
        return True
    text = f"Rules of version {quoted(value.text)} cannot be read. This program reads version `{VERSION}`."
    findings.error(value.at, "bad-version", text)
    return False


def _dialect(node: Mapping, atlas: Atlas, findings: Findings) -> Dialect:
    """Return how the single values of a file are read, which depends on the names that it gives itself."""
    events, messages = node.value("events"), node.value("messages")
    items = events.items if isinstance(events, Sequence) else ()
    named = Kinds((item.text for item in items if isinstance(item, Scalar)), findings).named
    world = Geography(atlas, findings)
    readers: dict[str, Reader] = {
        **dict.fromkeys(KEYS, named),
        "events": declared,
        "timezone": world.zone,
        "holidays": world.holidays,
        **dict.fromkeys(("lead", "ideal", "earliest", "latest", "every", "within"), _DURATION),
        "wait": lambda node, key: Wait(ideal=_DURATION(node, key)),
        "limit": reader("bad-value", "cannot be read as `limit`", limit),
        "days_off": reader("bad-date", "cannot be read", parse_days_off),
        "extra_working_days": reader("bad-date", "cannot be read", parse_day),
    }
    if messages is None or isinstance(messages, Mapping):
        readers["send"] = _message(messages.entries if messages else (), findings)
    return Dialect(readers, EXAMPLES)


_DURATION = reader("bad-duration", "is no duration", duration)


def _message(names: Collection[str], findings: Findings) -> Reader:
    """Return what reads the name of one of the file's messages."""

    def read(node: Scalar, _key: str) -> str:
        if node.value in names:
            return node.text
        hint = findings.did_you_mean(node.text, names)
        hint = hint or f"Write it under `messages`, as `{node.text[:LONGEST_NAME]}:` with a `body`."
        raise Wrong("unknown-message", f"There is no message {quoted(node.text)}.", hint)

    return read
