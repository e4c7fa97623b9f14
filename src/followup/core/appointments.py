"""Appointments: talks agreed upon, and the dates by which an offer is to be answered."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import TYPE_CHECKING, NamedTuple

from followup.core.calendar import ONE_DAY, previous_worked
from followup.core.events import SCHEDULABLE, Event
from followup.core.moments import Moment, day_of, is_ahead, is_before, sort_key, start_of
from followup.core.rules import Deadline
from followup.core.values import Value

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime, tzinfo

    from followup.core.history import Application, History
    from followup.core.rules import Rulebook

# How long a past appointment stays in the calendar: long enough to look up who was there while one still
# writes to them, short enough that the calendar does not become a second log.
RECENT_DAYS = 28
# A talk whose end nobody named: whoever comes late still finds where it is.
PRESUMED_LENGTH = timedelta(hours=1)
# For so many days after the date of an offer a morning asks what became of it.
DAYS_TO_LOG = 7


class Appointment(NamedTuple):
    """A talk, or an offer that names a date, and its application."""

    event: Event
    application: Application

    @property
    def at(self) -> Moment:
        """When the talk begins; of an offer, the date by which to answer it."""
        is_deadline = self.event.kind == "offer" and self.event.until is not None
        return self.event.until if is_deadline and self.event.until else self.event.at

    def is_past(self, now: datetime) -> bool:
        """Whether it is the deadline of an offer, and has passed."""
        return self.event.kind == "offer" and day_of(self.at, now.tzinfo or UTC) < now.date()


class Touched(Value, frozen=True):
    """How many events of the log concern an application, and when the last of them was recorded."""

    events: int
    at: datetime


def appointments(history: History, rulebook: Rulebook, now: datetime) -> list[Appointment]:
    """Return what lies ahead and what lies at most `RECENT_DAYS` back, in the order of time.

    What fell with its application is left out. Of the kinds that the user declared, only those logged
    beforehand are appointments; the others are news.
    """
    found = [
        Appointment(event, application)
        for application in history.applications
        for event in application.of_kinds((*SCHEDULABLE, *rulebook.events))
        if _takes_place(event, application) and _is_near(event, application, now)
        if event.id not in application.called_off
        if not _called_off(event, application, rulebook.stop, now)
    ]
    return sorted(
        found, key=lambda each: (*sort_key(each.event.at, each.application.calendar.zone), each.event.id)
    )


def rests_from(application: Application, rulebook: Rulebook, now: datetime) -> date | None:
    """Return the first local date on which no talk or offer of the application is recent; None if none is."""
    zone = application.calendar.zone
    talks = application.of_kinds((*SCHEDULABLE, "offer", *rulebook.events))
    day = max((day_of(event.at, zone) for event in talks), default=None)
    rested = None if day is None else day + timedelta(days=RECENT_DAYS + 1)
    return rested if rested is not None and rested > day_of(now, zone) else None


def to_keep_in_mind(
    applications: Iterable[Application], rulebook: Rulebook, now: datetime
) -> list[Appointment]:
    """Return what a morning should say first, in the order of time.

    Those are the talks, from the last worked day before on until they end, by the days of the user, whose
    morning it is; and the deadline of every open offer.
    """
    found = [
        appointment
        for application in applications
        for appointment in coming(application, rulebook, now)
        if shown_from(appointment, now.tzinfo or UTC) <= now
    ]
    return sorted(found, key=lambda each: (*sort_key(each.at, each.application.calendar.zone), each.event.id))


def coming(application: Application, rulebook: Rulebook, now: datetime) -> list[Appointment]:
    """Return the talks of the application that are not over, and the deadline of its open offer.

    A deadline that has passed is there for `DAYS_TO_LOG` days more: something is to be logged.
    """
    zone = application.calendar.zone
    talks = [
        Appointment(event, application)
        for event in application.of_kinds((*SCHEDULABLE, *rulebook.events))
        if _is_not_over(event, application, now) and event.id not in application.called_off
        if not _called_off(event, application, rulebook.stop, now)
    ]
    offers = application.by_kind.get("offer", [])[-1:]
    is_open = application.ended_by(rulebook.stop, now) is None
    return talks + [
        Appointment(event, application)
        for event in offers
        if event.until is not None and is_open and not is_ahead(event.at, now, zone)
        if day_of(now, zone) <= event.until + timedelta(days=DAYS_TO_LOG)
        if not _is_answered(event, application, rulebook)
    ]


def shown_from(appointment: Appointment, user: tzinfo) -> datetime:
    """Return the moment from which a morning says it, for a user in the zone `user`.

    It is the beginning of the last worked day before; of an offer, that of its own.
    """
    calendar = appointment.application.calendar
    if appointment.event.kind == "offer":
        return start_of(day_of(appointment.event.at, calendar.zone), calendar.zone)
    return start_of(previous_worked(day_of(appointment.at, user) - ONE_DAY, calendar), user)


def _is_not_over(event: Event, application: Application, now: datetime) -> bool:
    """Whether it is to come, or on; without an hour it is on its whole day, if it was agreed upon before."""
    zone = application.calendar.zone
    if is_ahead(event.at, now, zone):
        return True
    if event.moment is None:
        return event.day == day_of(now, zone) and _takes_place(event, application)
    if event.ends is not None:
        return now < event.ends
    # What was logged when it had been is no appointment.
    return now < event.moment + PRESUMED_LENGTH and is_before(event.recorded_at, event.at, zone)


def _is_answered(offer: Event, application: Application, rulebook: Rulebook) -> bool:
    """Whether the user did all that the rules ask for before the date that the offer names."""
    asking = {
        name
        for name, rule in rulebook.rules.items()
        if isinstance(rule.before, Deadline) and rule.before.until == offer.kind
    }
    settled = (event.settles for event in application.facts)
    done = {each.rule for each in settled if each is not None and each.anchor == offer.id}
    return bool(asking) and asking <= done


def _takes_place(event: Event, application: Application) -> bool:
    if event.kind in SCHEDULABLE:
        return True
    return is_before(event.recorded_at, event.at, application.calendar.zone)


def _is_near(event: Event, application: Application, now: datetime) -> bool:
    zone = application.calendar.zone
    return day_of(event.at, zone) >= day_of(now, zone) - timedelta(days=RECENT_DAYS)


def _called_off(event: Event, application: Application, stop: Iterable[str], now: datetime) -> bool:
    """Whether the application ended before the appointment, which was known by then.

    What is agreed upon after a rejection takes place: the employer has thought again.
    """
    zone = application.calendar.zone
    return any(
        application.has_happened(end, now)
        and is_before(end.at, event.at, zone)
        and application.ends(end, event)
        for end in application.of_kinds(stop)
    )


def touched(history: History) -> dict[str, Touched]:
    """Return how many events concern each application, by its id.

    Those are its own, corrections included, and every event without an application but those of proposals
    left out. The count only ever grows, for nothing leaves the log.
    """
    everywhere = [
        event.recorded_at for event in history.log if event.application is None and event.kind != "dismissed"
    ]
    places = (*history.applications, history.own)  # the user's own reminders are about no application
    recorded: dict[str, list[datetime]] = {each.id: [*everywhere] for each in places}
    for event in history.log:
        if event.application in recorded:
            recorded[event.application].append(event.recorded_at)
    return {place: Touched(len(moments), max(moments)) for place, moments in recorded.items() if moments}
