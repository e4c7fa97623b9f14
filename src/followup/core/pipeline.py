"""The pipeline: how far along each application is, and what comes next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from followup.core.actions import Status
from followup.core.appointments import Appointment, coming
from followup.core.moments import day_of, sort_key
from followup.core.planner import in_order
from followup.core.text import normal
from followup.core.values import Value

if TYPE_CHECKING:
    from datetime import date, datetime

    from followup.core.actions import Action
    from followup.core.events import Event
    from followup.core.history import Application, History
    from followup.core.planner import Plan
    from followup.core.rules import Rulebook

# These do not say how far along an application is.
NO_STAGE = {"note", "sent", "receipt", "no_receipt", "heard_back", "promised", "cancelled", "done"}


class Row(Value, frozen=True):
    """One application. `stage` is a kind of event; `next` is None where nothing is open.

    `appointment` is the next talk agreed upon, or the deadline of the offer.
    """

    application: Application
    stage: str
    last_event: Event
    next: Action | None
    is_over: bool
    appointment: Appointment | None = None

    def is_at(self, kind: str) -> bool:
        """Whether it is at the stage of this kind, or has a talk of this kind ahead."""
        return self.stage == kind or (self.appointment is not None and self.appointment.event.kind == kind)


def pipeline(history: History, plan: Plan, rulebook: Rulebook, now: datetime) -> list[Row]:
    """Return the applications: those with something to do first, by date; what is over comes last."""
    rows = []
    by_application: dict[str, list[Action]] = {}
    for action in plan.actions:
        if action.is_open and action.status is not Status.MISSED:
            by_application.setdefault(action.application.id, []).append(action)
    for application in history.applications:
        over = application.ended_by(rulebook.stop, now) is not None
        actions = in_order(by_application.get(application.id, ()))
        last, stage = last_event(application, now), _stage(application, now)
        ahead = min(coming(application, rulebook, now), key=_day, default=None)
        rows.append(Row(application, stage, last, actions[0] if actions else None, over, ahead))
    return sorted(rows, key=_place)


def mentions(application: Application, text: str) -> bool:
    """Whether `text` stands in what the application is, in a person or in a note of it."""
    about = application.first.about
    said = [
        application.company,
        application.role,
        application.handle,
        about.location,
        about.salary,
        about.url,
    ]
    for event in application.facts:
        said += [event.note, *(part for each in event.people for part in (each.name, each.email))]
    return any(normal(text) in normal(each) for each in said if each)


def _place(row: Row) -> tuple[object, ...]:
    zone = row.application.calendar.zone
    days = [day_of(row.next.due, zone)] if row.next else []
    days += [_day(row.appointment)] if row.appointment else []
    if not days:
        return (2 if row.is_over else 1, -day_of(row.last_event.at, zone).toordinal(), row.application.order)
    return (0, min(days).toordinal(), row.application.order)


def _day(appointment: Appointment) -> date:
    return day_of(appointment.at, appointment.application.calendar.zone)


def _stage(application: Application, now: datetime) -> str:
    """Return the kind of the latest event that says how far along it is, one that has happened if any."""
    zone = application.calendar.zone
    telling = [
        event
        for event in application.facts
        if event.kind not in NO_STAGE and event.id not in application.called_off
    ]
    happened = [event for event in telling if application.has_happened(event, now)]
    latest = max(happened or telling or application.facts, key=lambda e: sort_key(e.at, zone))
    return latest.kind


def last_event(application: Application, now: datetime) -> Event:
    """Return what happened last; its first event where nothing has happened yet.

    What the user did without anybody hearing of it is no news.
    """
    news = [event for event in application.facts if event.kind != "done"] or application.facts
    happened = [event for event in news if application.has_happened(event, now)]
    return (happened or news)[-1]
