"""Details of an action: when, how late, and what else to know; every view says them so."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from followup.core.actions import Action, Status
from followup.core.moments import day_of
from followup.formats.words.phrases import days_late, say_day

if TYPE_CHECKING:
    from followup.formats.words.reasons import Sentences


def hour_of(action: Action) -> str:
    """Return the hour at which an action is due, such as `18:00`; empty where it has none."""
    return f"{action.due:%H:%M}" if isinstance(action.due, datetime) else ""


def when_and_late(action: Action, now: datetime) -> tuple[str, str]:
    """Return when an action is due (`18:00`, `today`, `Fri 20 Nov`) and how late it is (`2 days late`).

    The second is empty where it is not overdue.
    """
    late = days_late(action, now)
    if action.status is Status.DUE and late == 0:
        return hour_of(action) or "today", ""
    day = say_day(day_of(action.due, action.application.calendar.zone), now)
    is_late = action.status is Status.OVERDUE and late > 0
    return day, f"{late} {'day' if late == 1 else 'days'} late" if is_late else ""


def details_of(action: Action, sentences: Sentences) -> list[str]:
    """Return what else to know: optional, what it waits for, when it closed, put off."""
    found = ["optional"] if action.definition.optional else []
    if action.status is Status.WAITING:
        found += [f"waits for {sentences.need(need, action)}" for need in action.needs]
    if action.status is Status.MISSED and action.latest is not None:
        day = day_of(action.latest, action.application.calendar.zone)
        found.append(f"closed on {say_day(day, sentences.now)}")
    if action.status is Status.SNOOZED:
        found.append("put off")
    return found
