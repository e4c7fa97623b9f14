"""A rules file: text -> `Rulebook`, or every problem in it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, get_type_hints

import msgspec

from followup.core.daysoff import DaysOff, parse_day, parse_days_off
from followup.core.durations import Duration, duration
from followup.core.errors import Problem
from followup.core.rules import Limit, Rule, Rulebook, limit
from followup.formats.rules.checks import check_rulebook
from followup.formats.rules.kinds import KIND_PATTERN
from followup.formats.yamlfile.decoding import confirm, decode
from followup.formats.yamlfile.findings import Findings, listed, quoted
from followup.formats.yamlfile.nodes import Mapping, Node, Scalar
from followup.formats.yamlfile.reader import read_yaml
from followup.formats.yamlfile.scalars import Dialect, TextForm, pattern_of

if TYPE_CHECKING:
    from followup.formats.rules.calendar import Atlas

# The versions of the rule language that this program reads.
VERSIONS = (1,)

# How to write what is asked for, by key.
EXAMPLES = {
    "version": "`version: 1`",
    "rules": "`rules:` and under it your rules",
    "do": "`do: Ask {contact} about your application`",
    "after": "`after: applied`, or `after: {silence_since: [applied, interview]}`",
    "before": "`before: interview`",
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
    rulebook = _understood(node, lines, atlas, findings) if isinstance(node, Mapping) else None
    return Checked(None if findings.has_errors else rulebook, findings.all(), lines)


def _understood(node: Mapping, lines: tuple[str, ...], atlas: Atlas, findings: Findings) -> Rulebook | None:
    if not _can_be_read(node, findings):
        return None
    rulebook, places = decode(node, Rulebook, findings, DIALECT)
    if rulebook is not None:
        check_rulebook(rulebook, places, lines, atlas, findings)
        confirm(rulebook, Rulebook, findings)
    return rulebook  # type: ignore[no-any-return]  # it is what `decode` was asked for


def _can_be_read(node: Mapping, findings: Findings) -> bool:
    """Whether the file is in a version of the language that makes it worth reading on."""
    entry = node.entries.get("version")
    value: Node | None = entry.value if entry else None
    if not isinstance(value, Scalar) or value.value in VERSIONS or value.text in {*map(str, VERSIONS), ""}:
        return True
    reads = f"This program reads version {listed([str(version) for version in VERSIONS])}."
    findings.error(value.at, "bad-version", f"Rules of version {quoted(value.text)} cannot be read. {reads}")
    return False


DIALECT = Dialect(
    by_class={
        Duration: TextForm("bad-duration", "is no duration", duration, numbers_too=True),
        Limit: TextForm("bad-value", "cannot be read as `limit`", limit),
        DaysOff: TextForm("bad-date", "cannot be read", parse_days_off),
        date: TextForm("bad-date", "cannot be read", parse_day),
    },
    by_pattern={
        # Names of events and messages are looked up by `checks`, which know what was meant.
        KIND_PATTERN: TextForm("unknown-event", "is no event", str),
        pattern_of(get_type_hints(Rule, include_extras=True)["send"]): TextForm(
            "unknown-message", "is no message", str
        ),
    },
    examples=EXAMPLES,
)
