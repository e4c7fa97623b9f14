"""Moments: dates and times of day, and their order.

A moment is a `date` (nobody knows the hour) or an aware `datetime`. `datetime` is a kind of `date` in
Python, so `is_timed` is asked wherever the difference matters.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, TypeGuard

if TYPE_CHECKING:
    from datetime import tzinfo

Moment = date | datetime


def is_timed(moment: Moment) -> TypeGuard[datetime]:
    """Return True if the hour is known."""
    return isinstance(moment, datetime)


def day_of(moment: Moment, zone: tzinfo) -> date:
    """Return the local date of `moment` in `zone`."""
    return moment.astimezone(zone).date() if isinstance(moment, datetime) else moment


def in_zone(moment: Moment, zone: tzinfo) -> Moment:
    """Return `moment` with the hour on the clock of `zone`; a date stays as it is."""
    return moment.astimezone(zone) if isinstance(moment, datetime) else moment


def start_of(moment: Moment, zone: tzinfo) -> datetime:
    """Return the instant at which `moment` begins: itself, or the local midnight of its date."""
    return moment if isinstance(moment, datetime) else datetime.combine(moment, time(), zone)


def is_before(one: Moment, other: Moment, zone: tzinfo) -> bool:
    """Return True if `one` certainly lies before `other`.

    Two moments of one date cannot be ordered unless both have an hour; then neither is before the other.
    """
    if isinstance(one, datetime) and isinstance(other, datetime):
        return one < other
    return day_of(one, zone) < day_of(other, zone)


def is_ahead(moment: Moment, now: datetime, zone: tzinfo) -> bool:
    """Return True if `moment` is yet to come: a later instant, or a later date where no hour is known."""
    return is_before(now, moment, zone)


def later_by(moment: Moment, days: int) -> Moment:
    """Return `moment` moved by whole local days; the hour on the clock stays."""
    return moment + timedelta(days=days)


def plus_hours(moment: datetime, hours: int, zone: tzinfo) -> datetime:
    """Return the instant `hours` of elapsed time after `moment` (before it, if negative), in `zone`."""
    return (moment.astimezone(UTC) + timedelta(hours=hours)).astimezone(zone)


def sort_key(moment: Moment, zone: tzinfo) -> tuple[date, float]:
    """Order moments by local date, and within one by instant; a bare date comes first in its day."""
    if isinstance(moment, datetime):
        return moment.astimezone(zone).date(), moment.timestamp()
    return moment, 0.0
