"""The forecast: the plan run forward, as if every action is done on its day and nobody answers."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from itertools import count
from typing import TYPE_CHECKING, NamedTuple

from followup.core.actions import Status
from followup.core.history import fold
from followup.core.links import components
from followup.core.moments import day_of
from followup.core.planner import in_order, plan_for
from followup.core.records import done

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from followup.core.actions import Action
    from followup.core.events import Event
    from followup.core.history import CalendarFor, History
    from followup.core.planner import Plan
    from followup.core.rules import Rulebook

_TO_DO = {Status.DUE, Status.OVERDUE}


class Day(NamedTuple):
    """What one day asks for; overdue actions stand on the first."""

    date: date
    actions: tuple[Action, ...]


def forecast(
    log: Sequence[Event], rulebook: Rulebook, calendar_for: CalendarFor, now: datetime, days: int
) -> list[Day]:
    """Return those of the `days` from the date of `now` on that ask for something.

    The actions are those of the plan that each morning would show. Applications that share neither a
    person nor a company do not touch each other, so each group is run by itself.
    """
    found: dict[date, list[Action]] = {}
    for part in components(log):
        for day, action in _run(part, rulebook, calendar_for, now, days):
            found.setdefault(day, []).append(action)
    return [Day(day, in_order(found[day])) for day in sorted(found)]


def _run(
    log: Sequence[Event], rulebook: Rulebook, calendar_for: CalendarFor, start: datetime, days: int
) -> Iterator[tuple[date, Action]]:
    """Yield what each day asks for while everything is done on its day."""
    numbers = count(1)
    events = list(log)
    last = start.date() + timedelta(days=days - 1)
    now: datetime | None = start
    while now is not None and now.date() <= last:
        history = fold(events, calendar_for)
        plan = plan_for(history, rulebook, now)
        to_do = [action for action in plan.actions if action.status in _TO_DO]
        for action in to_do:
            day = day_of(now, action.application.calendar.zone)
            yield day, action
            events.extend(done(action, day, now, lambda: f"forecast-{next(numbers)}"))
        if not to_do:
            now = _next_morning(plan, history, now)


def _next_morning(plan: Plan, history: History, now: datetime) -> datetime | None:
    """Return the first midnight after `now` at which something can differ; None if nothing ever will.

    That is the day on which an open action is due, or the day of a scheduled event or the day after it:
    a need may be met then, and a promise may end.
    """
    days = {day_of(action.due, action.application.calendar.zone) for action in plan.actions if action.is_open}
    for application in history.applications:
        for event in application.facts:
            if not application.has_happened(event, now):
                day = day_of(event.at, application.calendar.zone)
                days |= {day, day + timedelta(days=1)}
    mornings = [datetime.combine(day, time(), now.tzinfo) for day in days]
    return min((morning for morning in mornings if morning > now), default=None)
