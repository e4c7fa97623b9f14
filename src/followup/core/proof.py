"""The proof of a search: what was done for each application, and when, as employment offices ask for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from followup.core.events import SCHEDULABLE
from followup.core.moments import day_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from followup.core.events import Event
    from followup.core.history import Application, History
    from followup.core.people import Contact
    from followup.core.pipeline import Row


class Period(NamedTuple):
    """The days from `first` to `last`, both included; None is without end."""

    first: date | None = None
    last: date | None = None

    def has(self, day: date) -> bool:
        """Whether `day` is one of them."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


class Message(NamedTuple):
    """One message that was really sent: when, by which channel (`email`), to whom, as far as it is known."""

    day: date
    channel: str | None
    to: str | None


class Entry(NamedTuple):
    """One application. `applied` is when one applied, also before the period; None where that is not logged.

    `where` is where the job is, `url` where it is advertised.

    `messages` and `talks` (the days of talks that were not called off) lie in the period; `stage` is the kind
    of event that it has come to now, on `stage_day`, which is `ahead` where that is still to come.
    """

    application: Application
    applied: date | None
    where: str | None
    url: str | None
    contacts: tuple[Contact, ...]
    messages: tuple[Message, ...]
    talks: tuple[tuple[str, date], ...]
    stage: str
    stage_day: date
    ahead: bool


class Proof(NamedTuple):
    """Every application about which something happened in a period, by the day on which it began.

    A letter about several applications stands in each of them, and counts as one of `messages`.
    """

    period: Period
    entries: tuple[Entry, ...]
    applied: int
    messages: int
    talks: int


def proof_of(history: History, rows: Iterable[Row], period: Period, today: date) -> Proof:
    """Return what was done in `period`, up to `today`; `rows` say where each application stands now."""
    entries, letters = list[Entry](), set[str]()
    for row in rows:
        application, zone = row.application, row.application.calendar.zone
        facts = [
            event
            for event in application.facts
            if period.has(day_of(event.at, zone)) and event.id not in application.called_off
        ]
        if facts and min(day_of(event.at, zone) for event in facts) <= today:
            entries.append(_entry(row, facts, history, today))
            letters |= {_letter(event) for event in facts if event.kind == "sent"}
    entries.sort(key=lambda each: (each.applied or _began(each), each.application.order))
    applied = sum(each.applied is not None and period.has(each.applied) for each in entries)
    return Proof(period, tuple(entries), applied, len(letters), sum(len(each.talks) for each in entries))


def _letter(event: Event) -> str:
    return (event.settles.letter if event.settles else "") or event.id


def _began(entry: Entry) -> date:
    return day_of(entry.application.facts[0].at, entry.application.calendar.zone)


def _entry(row: Row, facts: Sequence[Event], history: History, today: date) -> Entry:
    application, zone = row.application, row.application.calendar.zone
    applied = application.by_kind.get("applied", ())
    about = application.first.about
    known = {named.contact.id: named.contact for named in history.named(application)}
    reached = [e for e in application.by_kind[row.stage] if e.id not in application.called_off]
    stage_days = [day_of(event.at, zone) for event in reached or application.by_kind[row.stage]]
    stage_day = max((day for day in stage_days if day <= today), default=min(stage_days))
    talks = [event for event in facts if event.kind in SCHEDULABLE and day_of(event.at, zone) <= today]
    return Entry(
        application=application,
        applied=day_of(applied[0].at, zone) if applied else None,
        where=about.location or next((event.where for event in applied if event.where), None),
        url=about.url,
        contacts=tuple(known.values()),
        messages=tuple(_message(event, history, application) for event in facts if event.kind == "sent"),
        talks=tuple((event.kind, day_of(event.at, zone)) for event in talks),
        stage=row.stage,
        stage_day=stage_day,
        ahead=stage_day > today,
    )


def _message(event: Event, history: History, application: Application) -> Message:
    to = history.contact(event.people[0]).label if event.people else None
    return Message(day_of(event.at, application.calendar.zone), event.channel, to)
