"""Windows: the earliest, due and latest moment that a rule's wait gives at its anchor."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from followup.core.calendar import add_business_days, subtract_business_days
from followup.core.moments import Moment, day_of, plus_hours, sort_key, start_of
from followup.core.rules import Deadline, Silence
from followup.core.values import Value

if TYPE_CHECKING:
    from followup.core.calendar import Calendar
    from followup.core.durations import Duration
    from followup.core.events import Event
    from followup.core.rules import Rule


class Window(Value, frozen=True):
    """`latest` is None where the action never closes."""

    earliest: Moment
    due: Moment
    latest: Moment | None


def after(anchor: Moment, wait: Duration, calendar: Calendar) -> Moment:
    """Return the moment `wait` after `anchor`.

    Business days, days and weeks give a date in the calendar's zone. Hours are elapsed time, across
    daylight saving too; from a bare date they count from its midnight and give a date.
    """
    if wait.unit == "hour":
        end = plus_hours(start_of(anchor, calendar.zone), wait.count, calendar.zone)
        return end if isinstance(anchor, datetime) else end.date()
    day = day_of(anchor, calendar.zone)
    if wait.unit == "business day":
        return add_business_days(day, wait.count, calendar)
    return day + _days(wait)


def ahead_of(anchor: Moment, lead: Duration, calendar: Calendar) -> Moment:
    """Return the moment `lead` before `anchor`; business days are counted strictly before it."""
    if lead.unit == "hour":
        start = plus_hours(start_of(anchor, calendar.zone), -lead.count, calendar.zone)
        return start if isinstance(anchor, datetime) else start.date()
    day = day_of(anchor, calendar.zone)
    if lead.unit == "business day":
        return subtract_business_days(day, lead.count, calendar)
    return day - _days(lead)


def starts_at(rule: Rule, anchor: Event) -> Moment:
    """Return the moment that `rule` counts from: that of its anchor, or the date that the anchor names.

    A promise stands at its own date, but waiting starts at the date that was named; and so does silence after
    an offer.
    """
    return anchor.until if counts_from_named(rule, anchor) and anchor.until is not None else anchor.at


def counts_from_named(rule: Rule, anchor: Event) -> bool:
    """Whether `rule` counts from the date that its anchor names, if that names one."""
    if rule.before is not None:
        return isinstance(rule.before, Deadline)
    return anchor.kind == "promised" or (anchor.kind == "offer" and isinstance(rule.after, Silence))


def window_of(rule: Rule, anchor: Moment, calendar: Calendar) -> Window:
    """Return the rule's own window at `anchor`, before landing, wishes and guards.

    A `before` rule is due `lead` ahead of the anchor and closes when that begins.
    """
    if rule.lead is not None:
        due = ahead_of(anchor, rule.lead, calendar)
        return Window(due, due, anchor)
    wait = rule.waits
    due = after(anchor, wait.ideal, calendar)
    earliest = after(anchor, wait.opens, calendar)
    latest = after(anchor, wait.latest, calendar) if wait.latest else None
    return Window(_first(earliest, due, calendar), due, latest)


def repeated(rule: Rule, before: Moment, first: Window, calendar: Calendar) -> Window:
    """Return the window of a repetition: `every` after the day that the one before was sent or skipped.

    It stays open after its due date for as long as the first one did.
    """
    if rule.repeat is None:
        raise ValueError("the rule does not repeat")
    zone = calendar.zone
    due = after(day_of(before, zone), rule.repeat.every, calendar)
    if first.latest is None or rule.before is not None:
        return Window(due, due, first.latest)  # what is due before an event closes when that begins
    open_for = day_of(first.latest, zone) - day_of(first.due, zone)
    return Window(due, due, day_of(due, zone) + open_for)


def spacing(within: Duration, day: date, calendar: Calendar) -> date:
    """Return the first date that lies a whole period `within` after `day`; hours count as whole days."""
    if within.unit == "hour":
        return day + timedelta(days=-(-within.count // 24))
    if within.unit == "business day":
        return add_business_days(day, within.count, calendar) if within.count else day
    return day + _days(within)


def _days(span: Duration) -> timedelta:
    return timedelta(weeks=span.count) if span.unit == "week" else timedelta(days=span.count)


def _first(one: Moment, other: Moment, calendar: Calendar) -> Moment:
    return min(one, other, key=lambda moment: sort_key(moment, calendar.zone))
