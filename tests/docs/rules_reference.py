"""The reference part of docs/rules.md: every key, from the definitions that read a rules file.

The definitions say which keys there are, what they take and what they default to; here stand only a sentence
and an example for each.
"""

from __future__ import annotations

from typing import Any

from msgspec import NODEFAULT, inspect

from followup.core.daysoff import DaysOff
from followup.core.durations import Duration
from followup.core.rules import (
    KIND_PATTERN,
    AgendaSettings,
    CalendarSettings,
    Deadline,
    Guard,
    Limit,
    Repeat,
    Rule,
    Rulebook,
    Silence,
    Template,
    Wait,
)

WORDS: dict[type, str] = {
    Duration: "duration",
    Wait: "duration or window",
    Limit: "limit",
    DaysOff: "date or range",
    inspect.StrType: "text",
    inspect.BoolType: "true or false",
    inspect.DateType: "date",
    inspect.DictType: "keys and values",
}
# The parts of a file in the order of the page, with where each stands.
PARTS: dict[type, str] = {
    Rulebook: "The file",
    CalendarSettings: "`calendar`",
    AgendaSettings: "`agenda`",
    Rule: "A rule, under `rules`",
    Wait: "`wait` as a window",
    Silence: "`after` a silence",
    Deadline: "`before` a deadline",
    Repeat: "`repeat`",
    Guard: "A guard, under `guards`",
    Template: "A message, under `messages`",
}
KEYS: dict[type, dict[str, tuple[str, str]]] = {
    Rulebook: {
        "version": ("The version of the language.", "version: 1"),
        "rules": ("The rules, by name.", "rules: {look: {after: applied, wait: 1 day, do: Look}}"),
        "calendar": ("Zone, worked days and holidays.", "calendar: {timezone: Europe/Paris, holidays: FR}"),
        "agenda": ("How much one morning shows.", "agenda: {rows: 12}"),
        "events": ("Event kinds of your own.", "events: [coding_test]"),
        "guards": (
            "Limits across rules, by name.",
            "guards: {week: {at_most: 1, per: contact, within: 7 days}}",
        ),
        "stop": ("After these nothing more is planned.", "stop: [rejected, closed]"),
        "messages": ("What `send` names.", "messages: {ask: {body: Hello}}"),
    },
    CalendarSettings: {
        "timezone": ("An IANA name, or `local` for that of the computer.", "timezone: America/New_York"),
        "working_days": ("The weekdays on which people work.", "working_days: [sun, mon, tue, wed, thu]"),
        "holidays": ("A country or a part of one, a list of them, or `none`.", "holidays: [US, US-CA]"),
        "days_off": ("Your own days off; ranges include both ends.", 'days_off: ["2026-12-24..2027-01-01"]'),
        "extra_working_days": (
            "Worked although weekday or holiday say no.",
            'extra_working_days: ["2026-12-19"]',
        ),
    },
    AgendaSettings: {"rows": ("At most so many rows; the rest is counted.", "rows: 12")},
    Rule: {
        "do": ("What to do.", "do: Ask {contact} about your application"),
        "after": ("The event, or silence, that it counts from.", "after: applied"),
        "before": ("The event that it comes before; instead of `after`.", "before: interview"),
        "wait": ("How long after the anchor; goes with `after`.", "wait: 5 business days"),
        "lead": ("How long ahead of the event; goes with `before`.", "lead: 1 business day"),
        "unless": ("Events that make it needless.", "unless: [heard_back, offer]"),
        "needs": ("Events it waits for, or `permission`.", "needs: [receipt]"),
        "limit": ("How many anchors of an application count.", "limit: once per application"),
        "repeat": ("Asks again, from the day of the time before.", "repeat: {every: 1 week, at_most: 2}"),
        "for_each": ("One action for each person at the anchor.", "for_each: interviewer"),
        "lands": ("What becomes of a date that nobody works on.", "lands: anytime"),
        "steps": ("The work in detail.", "steps: [Search your inbox, Open your profile]"),
        "send": ("The message that it sends.", "send: application-follow-up"),
        "courtesy": ("It asks for nothing: no guard, no wish.", "courtesy: true"),
        "to": ("The part of the person it is for.", "to: recruiter"),
        "channel": ("How, unless the contact prefers another way.", "channel: phone"),
        "asks": ("What `followup done` asks; a yes `logs`.", "asks: Did it arrive?"),
        "logs": ("The event that doing it records.", "logs: receipt"),
        "else_logs": ("The event that a no to `asks` records.", "else_logs: no_receipt"),
        "distinct": ("No two people may get the same text.", "distinct: true"),
        "optional": ("Shown as a suggestion.", "optional: true"),
        "because": ("Why; shown with the action.", "because: They need time to read it."),
        "source": ("Who says so.", "source: recruiter-qa"),
        "dissent": ("Who says otherwise.", "dissent: Some call it chasing."),
    },
    Wait: {
        "ideal": ("When it is due.", "ideal: 5 business days"),
        "earliest": (
            "From when on it may be done; left out, from when it is due.",
            "earliest: 1 business day",
        ),
        "latest": ("When it closes; left out, never.", "latest: 3 weeks"),
    },
    Silence: {"silence_since": ("The latest of these is the anchor.", "silence_since: [applied, interview]")},
    Deadline: {"until": ("The event that names the date.", "until: offer")},
    Repeat: {
        "every": ("From the day of the time before to the next.", "every: 1 week"),
        "at_most": ("How often in all; the first time counts.", "at_most: 2"),
    },
    Guard: {
        "at_most": ("How many messages.", "at_most: 1"),
        "per": ("Whose messages are counted together.", "per: contact"),
        "within": ("The rolling period; left out, since ever.", "within: 7 days"),
        "since": ("The count starts again at these.", "since: [heard_back, interview]"),
        "then": ("What becomes of one message more.", "then: stop"),
    },
    Template: {
        "body": ("The text.", 'body: "Hello {{ contact.first_name }}"'),
        "subject": ("The subject of a mail.", 'subject: "Thank you"'),
        "line": ("What it says in a letter with others.", "line: Is there news about it?"),
        "opening": ("What to say first in a call.", 'opening: "Hello, this is {{ me.name }}."'),
        "questions": ("What to ask in a call, three at most.", 'questions: ["Where do things stand?"]'),
        "max_words": ("`draft` warns of a longer text.", "max_words: 90"),
    },
}


def reference() -> str:
    """Return the tables, one for each definition."""
    return "\n\n".join(_table(definition, title) for definition, title in PARTS.items())


def _table(definition: type, title: str) -> str:
    kind = inspect.type_info(definition)
    assert isinstance(kind, inspect.StructType)
    rows = ["| key | takes | default | | example |", "|---|---|---|---|---|"]
    for field in kind.fields:
        meaning, example = KEYS[definition][field.encode_name]
        cells = (f"`{field.encode_name}`", _takes(field.type), _default(field), meaning, f"`{example}`")
        rows.append(f"| {' | '.join(cells)} |")
    return f"### {title}\n\n" + "\n".join(rows)


def _takes(kind: inspect.Type) -> str:
    """Return what may be written, in a few words."""
    if isinstance(kind, inspect.Metadata):
        return _takes(kind.type)
    if isinstance(kind, inspect.UnionType):
        return " or ".join(_takes(each) for each in kind.types if not isinstance(each, inspect.NoneType))
    if isinstance(kind, inspect.VarTupleType):
        return f"list of {_takes(kind.item_type)}"
    if isinstance(kind, inspect.LiteralType):
        return ", ".join(f"`{value}`" for value in kind.values)
    return _word(kind)


def _word(kind: inspect.Type) -> str:
    if isinstance(kind, inspect.StructType):
        return WORDS.get(kind.cls, "keys and values")
    if isinstance(kind, inspect.IntType):
        return f"{kind.ge} to {kind.le}"
    is_event = isinstance(kind, inspect.StrType) and kind.pattern == KIND_PATTERN
    return "event" if is_event else WORDS[type(kind)]


def _default(field: inspect.Field) -> str:
    default: Any = field.default
    if field.required:
        return "required"
    if default in (NODEFAULT, None, (), CalendarSettings(), AgendaSettings()):
        return ""
    if isinstance(default, tuple):
        return f"`[{', '.join(default)}]`"
    return f"`{str(default).lower() if isinstance(default, bool) else default}`"
