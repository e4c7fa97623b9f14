"""The rule language, version 1: the one definition that gives type, validation and JSON Schema.

Its fields hold values. A struct that is `array_like` is written as one text in the file; `formats.rules`
knows how each is read. What a single field cannot say (one of `after` and `before`, names that must exist)
is checked there too.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from followup.core.calendar import Landing
from followup.core.daysoff import DaysOff
from followup.core.durations import Duration

KIND_PATTERN = r"^[a-z][a-z0-9_]*$"
LONGEST_KIND = 40
KindName = Annotated[str, Meta(pattern=KIND_PATTERN, max_length=LONGEST_KIND)]
Text = Annotated[str, Meta(min_length=1, max_length=2000)]
Count = Annotated[int, Meta(ge=1, le=99)]

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Channel = Literal["email", "phone", "letter", "text", "linkedin", "in_person"]
Part = Literal["recruiter", "hiring_manager", "referrer", "interviewer", "anyone"]

WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
PERMISSION = "permission"
# The message that carries what several actions ask of one person.
SEVERAL = "several"


class Definition(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A mapping of the rules file; a key that is not a field is an error."""


class Wait(Definition, frozen=True):
    """A window after the anchor. `ideal` is when it is due; the others default to `ideal` and to never."""

    # Where a file has one duration instead of the mapping, it is this.
    ideal: Duration
    earliest: Duration | None = None
    latest: Duration | None = None

    @property
    def opens(self) -> Duration:
        """When it may first be done."""
        return self.earliest or self.ideal


AT_ONCE = Wait(ideal=Duration(0, "hour"))


class Silence(Definition, frozen=True):
    """The anchor is the latest of these events."""

    silence_since: Annotated[tuple[KindName, ...], Meta(min_length=1)]


class Deadline(Definition, frozen=True):
    """The anchor is the date that such an event names, as `until`, rather than the event itself."""

    until: KindName


class Repeat(Definition, frozen=True):
    """`at_most` in all; each counts from the day the one before was really sent or skipped."""

    every: Duration
    at_most: Count


LIMIT_PATTERN = r"^(once per event|once per application|[1-9][0-9]? per application)$"


class Limit(msgspec.Struct, frozen=True, array_like=True):
    """How many anchors of one application may have an action of the rule; None is all of them."""

    anchors: int | None = None

    def __str__(self) -> str:
        if self.anchors is None:
            return "once per event"
        return f"{'once' if self.anchors == 1 else self.anchors} per application"


def limit(text: str) -> Limit:
    """Return what `text` (`once per event`, `3 per application`) says; ValueError otherwise."""
    if not re.fullmatch(LIMIT_PATTERN, text):
        raise ValueError
    count, _, per = text.partition(" per ")
    if per == "event":
        return Limit()
    return Limit(1 if count == "once" else int(count))


class Rule(Definition, frozen=True):
    """After (or before) which event, how long to wait, what to do, to whom, how often."""

    do: Text
    after: KindName | Silence | None = None
    before: KindName | Deadline | None = None
    wait: Wait | None = None
    lead: Duration | None = None
    unless: tuple[KindName, ...] = ()
    needs: tuple[KindName, ...] = ()
    limit: Limit = Limit()
    repeat: Repeat | None = None
    for_each: Literal["interviewer"] | None = None
    lands: Landing = "working_day"
    steps: tuple[Text, ...] = ()
    send: Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=60)] | None = None
    courtesy: bool = False
    to: Part | None = None
    channel: Channel | None = None
    asks: Text | None = None
    logs: KindName | None = None
    else_logs: KindName | None = None
    distinct: bool = False
    optional: bool = False
    because: Text | None = None
    source: Text | None = None
    dissent: Text | None = None

    @property
    def is_guarded(self) -> bool:
        """Whether guards count it and wishes hold it back: a message that asks for something."""
        return self.send is not None and not self.courtesy

    @property
    def anchor_kinds(self) -> tuple[str, ...]:
        """Return the kinds of events that the rule counts from."""
        if isinstance(self.after, Silence):
            return self.after.silence_since
        before = self.before.until if isinstance(self.before, Deadline) else self.before
        return tuple(kind for kind in (self.after, before) if kind)

    @property
    def waits(self) -> Wait:
        """The window after the anchor; at once where the file says none."""
        return self.wait or AT_ONCE

    @property
    def usual_channel(self) -> Channel | None:
        """The channel unless the contact prefers another; a message for which none is named is an email."""
        return self.channel or ("email" if self.send else None)


class Guard(Definition, frozen=True):
    """At most `at_most` messages per contact, company or application, within a rolling period."""

    at_most: Count
    per: Literal["contact", "company", "application"]
    within: Duration | None = None
    since: tuple[KindName, ...] = ()
    then: Literal["postpone", "stop"] = "postpone"


class Template(Definition, frozen=True):
    """The text of the message that a rule's `send` names; `opening` and `questions` are for a call.

    `line` says it in one sentence of a letter that asks for other things as well.
    """

    body: Annotated[str, Meta(min_length=1, max_length=20_000)]
    subject: Text | None = None
    line: Text | None = None
    opening: Text | None = None
    questions: Annotated[tuple[Text, ...], Meta(max_length=3)] = ()
    max_words: Annotated[int, Meta(ge=1, le=2000)] | None = None


class CalendarSettings(Definition, frozen=True):
    """Zone, worked days and holidays, before they are looked up."""

    timezone: Text = "local"
    working_days: Annotated[tuple[Weekday, ...], Meta(min_length=1)] = WEEKDAYS[:5]
    holidays: Text | tuple[Text, ...] = "none"
    days_off: tuple[DaysOff, ...] = ()
    extra_working_days: tuple[date, ...] = ()

    @property
    def countries(self) -> tuple[str, ...]:
        """Return the codes of the holiday lists, such as `US` or `DE-BY`; none is empty."""
        codes = (self.holidays,) if isinstance(self.holidays, str) else self.holidays
        return tuple(code for code in codes if code.lower() != "none")


class AgendaSettings(Definition, frozen=True):
    """How many rows one morning shows; the rest is counted."""

    rows: Count = 8


class Rulebook(Definition, frozen=True):
    """A whole rules file."""

    version: Literal[1]
    rules: dict[str, Rule]
    calendar: CalendarSettings = CalendarSettings()
    agenda: AgendaSettings = AgendaSettings()
    events: tuple[KindName, ...] = ()
    guards: dict[str, Guard] = {}
    stop: tuple[KindName, ...] = ()
    messages: dict[str, Template] = {}
