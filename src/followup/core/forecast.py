"""The forecast: the plan run forward, as if every action is done on its day and nobody answers."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from itertools import count
from typing import TYPE_CHECKING, NamedTuple

from followup.core.actions import Status
from followup.core.agenda import is_for_a_talk_today
from followup.core.calendar import ONE_DAY
from followup.core.corrections import Corrected, corrected
from followup.core.dates import zone_of
from followup.core.history import fold_corrected
from followup.core.links import components
from followup.core.moments import day_of, start_of
from followup.core.planner import in_order, plan_for
from followup.core.records import Recorder

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date, tzinfo

    from followup.core.actions import Action
    from followup.core.events import Event
    from followup.core.history import CalendarFor, History
    from followup.core.moments import Moment
    from followup.core.planner import Plan
    from followup.core.rules import Rulebook

_TO_DO = {Status.DUE, Status.OVERDUE}
# How often doing everything may make more due on one day. Rules that feed themselves without end are refused
# where they are read; this bounds the rest.
MOST_ROUNDS = 50
# When a user looks at the day. For an employer far to the west it is still yesterday then.
MORNING = time(8)


class Day(NamedTuple):
    """What one day asks for; overdue actions stand on the first."""

    date: date
    actions: tuple[Action, ...]


def forecast(
    log: Sequence[Event], rulebook: Rulebook, calendar_for: CalendarFor, now: datetime, days: int
) -> list[Day]:
    """Return the days that ask for something, among the `days` from the date of `now` on.

    The actions are those of the plan that each morning of the user would show. Applications that share
    neither a person nor a company do not touch each other, so each group is run by itself.
    """
    found: dict[date, list[Action]] = {}
    for part in components(corrected(log)):
        for day, action in _run(part, rulebook, calendar_for, now, days):
            found.setdefault(day, []).append(action)
    return [Day(day, in_order(found[day])) for day in sorted(found)]


def _run(
    part: Corrected, rulebook: Rulebook, calendar_for: CalendarFor, start: datetime, days: int
) -> Iterator[tuple[date, Action]]:
    """Yield what each of the user's days asks for, if everything is done on its day."""
    numbers = count(1)
    last = start.date() + timedelta(days=days - 1)
    now: datetime | None = start
    rounds = 0
    while now is not None and now.date() <= last:
        history = fold_corrected(part, calendar_for)
        plan = plan_for(history, rulebook, now)
        recorder = Recorder(now, lambda: f"forecast-{next(numbers)}")
        to_do = [action for action in plan.actions if _is_for_today(action, now)]
        rounds += 1
        if not to_do or rounds > MOST_ROUNDS:
            now, rounds = _tomorrow(now) if to_do else _next_morning(plan, history, now), 0
            continue
        for action in to_do:
            yield now.date(), action
            day = day_of(now, action.application.calendar.zone)
            done = recorder.done(action, day, letter=action.letter)
            part = Corrected((*part.events, *done), part.origins)


def _is_for_today(action: Action, now: datetime) -> bool:
    """Whether the day asks for the action, be it after a talk that is still to come."""
    if action.status is Status.UPCOMING and action.follows_ahead:
        return day_of(action.due, zone_of(action)) <= day_of(now, zone_of(action))
    if action.status is Status.UPCOMING and is_for_a_talk_today(action, now):
        return True
    return action.status in _TO_DO


def _next_morning(plan: Plan, history: History, now: datetime) -> datetime | None:
    """Return the first morning of the user after `now` at which something can differ; None if none will.

    Something can differ once a day has begun, where the application is, on which an open action opens or is
    due or an event is scheduled, or the day after that: a need may be met then, and a promise may end.
    Where the user is, the day of a talk counts as well.
    """
    user = now.tzinfo or UTC
    days = {(day_of(at, zone), zone) for action, zone in _open(plan) for at in _begins(action)}
    for application in (*history.applications, history.own):
        zone = application.calendar.zone
        for event in application.facts:
            if not application.has_happened(event, now):
                day = day_of(event.at, zone)
                days |= {(day, zone), (day + ONE_DAY, zone), (day_of(event.at, user), user)}
    mornings = (_morning(start_of(day, zone).astimezone(now.tzinfo)) for day, zone in days)
    return min((morning for morning in mornings if morning > now), default=None)


def _begins(action: Action) -> tuple[Moment, ...]:
    """Return when the action is due, in a letter and by itself; of a message also when it opens.

    For then it can go with another one, which goes on the day of whichever comes first.
    """
    own = () if action.alone is None else (action.alone,)
    return (action.due, action.earliest, *own) if action.letter else (action.due,)


def _tomorrow(now: datetime) -> datetime:
    return datetime.combine(now.date() + ONE_DAY, MORNING, now.tzinfo)


def _open(plan: Plan) -> Iterator[tuple[Action, tzinfo]]:
    return ((action, action.application.calendar.zone) for action in plan.actions if action.is_open)


def _morning(start: datetime) -> datetime:
    """Return the first time at or after `start` at which the user looks at the day."""
    morning = datetime.combine(start.date(), MORNING, start.tzinfo)
    return morning if morning >= start else datetime.combine(start.date() + ONE_DAY, MORNING, start.tzinfo)
