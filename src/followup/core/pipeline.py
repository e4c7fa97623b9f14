"""The pipeline: how far along each application is, and what comes next."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from followup.core.actions import Status
from followup.core.moments import day_of, sort_key
from followup.core.planner import in_order

if TYPE_CHECKING:
    from datetime import datetime

    from followup.core.actions import Action
    from followup.core.events import Event
    from followup.core.history import Application, History
    from followup.core.planner import Plan
    from followup.core.rules import Rulebook

# These do not say how far along an application is.
_NO_STAGE = {"note", "sent", "receipt", "no_receipt", "cancelled", "heard_back", "promised", "done"}


class Row(NamedTuple):
    """One application. `stage` is a kind of event; `next` is None where nothing is open."""

    application: Application
    stage: str
    last_event: Event
    next: Action | None
    is_over: bool


def pipeline(history: History, plan: Plan, rulebook: Rulebook, now: datetime) -> list[Row]:
    """Return the applications: those with something to do first, by date; what is over comes last."""
    rows = []
    by_application: dict[str, list[Action]] = {}
    for action in plan.actions:
        if action.is_open and action.status is not Status.MISSED:
            by_application.setdefault(action.application.id, []).append(action)
    for application in history.applications:
        over = application.ended_by(rulebook.stop, now) is not None
        coming = in_order(by_application.get(application.id, ()))
        last = _last(application, now)
        rows.append(Row(application, _stage(application, now), last, coming[0] if coming else None, over))
    return sorted(rows, key=_place)


def _place(row: Row) -> tuple[object, ...]:
    zone = row.application.calendar.zone
    if row.next is None:
        return (2 if row.is_over else 1, -day_of(row.last_event.at, zone).toordinal(), row.application.order)
    return (0, day_of(row.next.due, zone).toordinal(), row.application.order)


def _stage(application: Application, now: datetime) -> str:
    """Return the kind of the latest event that says how far along it is, one that has happened if any."""
    zone = application.calendar.zone
    telling = [event for event in application.facts if event.kind not in _NO_STAGE]
    happened = [event for event in telling if application.has_happened(event, now)]
    latest = max(happened or telling or application.facts, key=lambda e: sort_key(e.at, zone))
    return latest.kind


def _last(application: Application, now: datetime) -> Event:
    happened = [event for event in application.facts if application.has_happened(event, now)]
    return (happened or application.facts)[-1]
