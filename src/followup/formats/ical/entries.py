"""Calendar entries: open actions as to-dos and appointments as events, for an iCalendar file (RFC 5545).

Instants are written in UTC: every program shows them in its own zone, and no zone has to be described.
Entries depend on the log and the plan alone; `file` adds what tells versions apart.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple

from icalendar import Alarm, Component, Event, Todo

from followup.core.actions import Status
from followup.core.moments import day_of
from followup.core.text import clean
from followup.formats.words.mornings import heading_of
from followup.formats.words.phrases import by_channel, do_of, name_of, person_label, place_of, say_date

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import tzinfo

    from followup.core.actions import Action
    from followup.core.agenda import Row
    from followup.core.appointments import Appointment, Touched
    from followup.core.history import History
    from followup.core.moments import Moment
    from followup.formats.words.reasons import Sentences

CATEGORY = "Job search"
# Nobody logs when an interview ends. These are the usual lengths of invitations; the entry has to block
# some time, and whoever knows better still sees the hour it begins.
LENGTHS = {"phone_screen": timedelta(minutes=30)}
USUAL_LENGTH = timedelta(hours=1)
# When an entry without an hour rings: the beginning of office hours, when one can act on it.
MORNING = time(9)
BEFORE_AN_HOUR = (timedelta(days=-1), timedelta(hours=-1))
BEFORE_A_DAY = (timedelta(days=-1, hours=MORNING.hour),)  # the morning of the day before
# A `now` in a year of its own, so that sentences name every year: an entry outlives New Year's Eve.
NO_YEAR = datetime.min.replace(tzinfo=UTC)


class CalendarEntry(NamedTuple):
    """An entry, its UID, and how often and when events of the log touched its application."""

    uid: str
    component: Component
    touched: Touched


class Writer:
    """Writes the entries of one history. `zone` is the user's, where their mornings are."""

    def __init__(
        self, history: History, touched: dict[str, Touched], sentences: Sentences, zone: tzinfo
    ) -> None:
        self._history = history
        self._touched = touched
        self._sentences = sentences
        self._zone = zone

    def actions(self, actions: Iterable[Action], *, as_events: bool = False) -> list[CalendarEntry]:
        """Return a to-do for each action or letter, and an all-day event beside it if `as_events`.

        Each rings once: where events are asked for, it is because to-dos do not show.
        """
        entries = []
        for row in _letters(actions):
            todo, first = self._todo(row, rings=not as_events), row[0]
            entries.append(self._entry(f"{first.id}@followup", todo, first.application.id))
            if as_events:
                event = self._day_event(row)
                entries.append(self._entry(f"{first.id}-day@followup", event, first.application.id))
        return entries

    def appointments(self, appointments: Iterable[Appointment]) -> list[CalendarEntry]:
        """Return an event for each appointment: at its hour, or all day where the hour is not known."""
        return [
            self._entry(f"{each.event.id}@followup", self._appointment(each), each.application.id)
            for each in appointments
        ]

    def _entry(self, uid: str, component: Component, application: str) -> CalendarEntry:
        component.add("uid", uid)
        component.add("categories", [CATEGORY])
        return CalendarEntry(uid, component, self._touched[application])

    def _todo(self, row: Row, *, rings: bool) -> Todo:
        todo, action, title = Todo(), row[0], _title(row)
        todo.add("summary", title)
        todo.add("description", self._description(row))
        todo.add("status", "NEEDS-ACTION")
        todo.add("due", _written(action.due))
        if rings and not _waits(action):
            # An absolute time: programs disagree on where within its day a to-do without an hour is due.
            todo.add_component(_alarm(title, self._morning(action.due)))
        return todo

    def _morning(self, moment: Moment) -> datetime:
        """Return the instant at which `moment` rings."""
        if not isinstance(moment, datetime):
            moment = datetime.combine(moment, MORNING, self._zone)
        return moment.astimezone(UTC)

    def _day_event(self, row: Row) -> Event:
        event, action, title = Event(), row[0], _title(row)
        event.add("summary", title)
        event.add("description", self._description(row))
        event.add("dtstart", day_of(action.due, action.application.calendar.zone))
        event.add("transp", "TRANSPARENT")  # it takes no time of the day
        if not _waits(action):
            event.add_component(_alarm(title, timedelta(hours=MORNING.hour)))
        return event

    def _appointment(self, appointment: Appointment) -> Event:
        logged, application = appointment
        what = "answer the offer" if logged.kind == "offer" else name_of(logged.kind)
        role = f" ({application.role})" if application.role else ""
        summary = clean(f"{application.company}: {what}{role}")
        event = Event()
        event.add("summary", summary)
        event.add("description", self._about(appointment))
        event.add("dtstart", _written(appointment.at))
        if logged.where:
            event.add("location", clean(logged.where))
        is_timed = isinstance(appointment.at, datetime)
        if is_timed and logged.ends:
            event.add("dtend", _written(logged.ends))
        elif is_timed:
            event.add("duration", LENGTHS.get(logged.kind, USUAL_LENGTH))
        elif logged.kind == "offer":
            event.add("transp", "TRANSPARENT")  # it takes no time of the day
        for alarm in BEFORE_AN_HOUR if is_timed else BEFORE_A_DAY:
            event.add_component(_alarm(summary, alarm))
        return event

    def _about(self, appointment: Appointment) -> str:
        logged, application = appointment
        contacts = [self._history.contact(person) for person in logged.people]
        lines = [f"With {person_label(each)}{f', {each.phone}' if each.phone else ''}" for each in contacts]
        lines += [logged.note] if logged.note else []
        return _lines([*lines, f"followup show {application.handle}"])

    def _description(self, row: Row) -> str:
        action = row[0]
        rule, lines = action.definition, []
        if action.contact is not None:
            lines.append(f"{person_label(action.contact)}{_phone(action)}")
        if action.channel is not None:
            by = by_channel(action.channel)
            lines.append(by[0].upper() + by[1:])
        lines += [f"{number}. {step}" for number, step in enumerate(rule.steps, 1)]
        lines += [f"{place_of(each)}: {do_of(each)}" for each in row] if len(row) > 1 else []
        if rule.optional:
            lines.append("Optional.")
        if action.latest is not None:
            lines.append(f"Open until {say_date(action.latest)}.")
        lines += [self._sentences.say(reason, action) for reason in action.reasons]
        lines += [f"followup draft {action.id}"] if rule.send else []
        return _lines([*lines, f"followup done {action.id}"])


def _title(row: Row) -> str:
    lead, about, what = heading_of(row)
    return clean(f"{lead}: {what}{f' ({about})' if about else ''}")


def _letters(actions: Iterable[Action]) -> list[Row]:
    """Return the actions, those of one letter together, its first one first."""
    found: dict[str, list[Action]] = {}
    for action in actions:
        found.setdefault(action.letter or action.id, []).append(action)
    return [tuple(sorted(row, key=lambda each: each.id != each.letter)) for row in found.values()]


def _lines(lines: Iterable[str]) -> str:
    """Join cleaned lines. Rules are passed around like job ads, so their texts are cleaned too."""
    return "\n".join(clean(line) for line in lines)


def _phone(action: Action) -> str:
    return f", {action.contact.phone}" if action.contact and action.contact.phone else ""


def _waits(action: Action) -> bool:
    """Whether there is nothing to ring for: it waits for something, or its time is over."""
    return action.status in {Status.WAITING, Status.MISSED} or bool(action.needs)


def _written(moment: Moment) -> date:
    return moment.astimezone(UTC) if isinstance(moment, datetime) else moment


def _alarm(text: str, trigger: datetime | timedelta) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", text)
    alarm.add("trigger", trigger)
    return alarm
