"""Business days: which dates are worked, and how to count and land on them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

from followup.core.errors import NotValid

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import tzinfo

Landing = Literal["working_day", "working_day_before", "anytime"]

# Days; a longer stretch without a worked day is taken for a mistake.
PATIENCE = 730
ONE_DAY = timedelta(days=1)


def no_holidays(_year: int) -> frozenset[date]:
    """Return the holidays of a calendar without any."""
    return frozenset()


class Calendar:
    """The zone and the worked days of the user, or of one employer.

    `working_days` are numbers of weekdays, Monday is 0. `holidays` gives the holidays of a year.
    `days_off` are the user's own, as (first, last) dates; nothing makes such a day worked.
    `extra_working_days` are worked although weekday or holiday say otherwise. `away` are days, as
    (first, last), on which the user plans nothing; the employer's business days go on.
    """

    __slots__ = ("_known", "away", "days_off", "extra_working_days", "holidays", "working_days", "zone")

    def __init__(
        self,
        zone: tzinfo,
        working_days: frozenset[int] = frozenset(range(5)),
        holidays: Callable[[int], frozenset[date]] = no_holidays,
        days_off: tuple[tuple[date, date], ...] = (),
        extra_working_days: frozenset[date] = frozenset(),
        away: tuple[tuple[date, date], ...] = (),
    ) -> None:
        self.zone = zone
        self.working_days = working_days
        self.holidays = holidays
        self.days_off = days_off
        self.extra_working_days = extra_working_days
        self.away = away
        self._known: dict[int, frozenset[date]] = {}

    def is_worked(self, day: date) -> bool:
        """Whether people work on `day`."""
        if self.days_off and any(first <= day <= last for first, last in self.days_off):
            return False
        if day in self.extra_working_days:
            return True
        return day.weekday() in self.working_days and day not in self._holidays_of(day.year)

    def is_away(self, day: date) -> bool:
        """Whether the user is away on `day`."""
        return bool(self.away) and any(first <= day <= last for first, last in self.away)

    def away_until(self, day: date) -> date | None:
        """Return the last of the days away in a row that `day` is one of; None if it is none."""
        last = None
        while self.is_away(day):
            last, day = day, day + ONE_DAY
        return last

    def is_open(self, day: date) -> bool:
        """Whether an action can be planned on `day`: it is worked, and the user is not away."""
        return self.is_worked(day) and not self.is_away(day)

    def while_away(self, away: tuple[tuple[date, date], ...]) -> Calendar:
        """Return the calendar of a user who is away on these days."""
        return Calendar(
            self.zone, self.working_days, self.holidays, self.days_off, self.extra_working_days, away
        )

    def _holidays_of(self, year: int) -> frozenset[date]:
        known = self._known.get(year)
        if known is None:
            known = self._known[year] = self.holidays(year)
        return known


def add_business_days(day: date, count: int, calendar: Calendar) -> date:
    """Return the `count`-th worked day strictly after `day`; 0 means `day` or the next worked day.

    `count` is in business days, 0 or more; ValueError otherwise. From a Saturday, 1 is Monday.
    """
    if count < 0:
        raise ValueError(f"count must be 0 or more, not {count}")
    if count == 0:
        return next_worked(day, calendar)
    for _ in range(count):
        day = next_worked(day + ONE_DAY, calendar)
    return day


def subtract_business_days(day: date, count: int, calendar: Calendar) -> date:
    """Return the `count`-th worked day strictly before `day`; 0 means `day` or the worked day before it.

    `count` is in business days, 0 or more; ValueError otherwise.
    """
    if count < 0:
        raise ValueError(f"count must be 0 or more, not {count}")
    if count == 0:
        return previous_worked(day, calendar)
    for _ in range(count):
        day = previous_worked(day - ONE_DAY, calendar)
    return day


def next_worked(day: date, calendar: Calendar) -> date:
    """Return `day`, or the first worked day after it."""
    return _nearest(day, ONE_DAY, calendar.is_worked)


def previous_worked(day: date, calendar: Calendar) -> date:
    """Return `day`, or the last worked day before it."""
    return _nearest(day, -ONE_DAY, calendar.is_worked)


def next_open(day: date, calendar: Calendar) -> date:
    """Return `day`, or the first day after it on which an action can be planned."""
    return _nearest(day, ONE_DAY, calendar.is_open)


def previous_open(day: date, calendar: Calendar) -> date:
    """Return `day`, or the last day before it on which an action can be planned."""
    return _nearest(day, -ONE_DAY, calendar.is_open)


def land(day: date, lands: Landing, calendar: Calendar, floor: date, ceiling: date | None = None) -> date:
    """Return the worked day, not one of the user's days away, that `day` is moved to as `lands` says.

    `floor` is the earliest date allowed: `working_day_before` never goes back past it, and lands forward
    where no worked day is left. `ceiling` is the latest: a forward landing that would pass it goes back
    instead, so that nothing is due after it has closed. Where neither direction has a worked day, `day`
    stays.
    """
    if lands == "anytime" or calendar.is_open(day):
        return day
    forward, back = next_open(day, calendar), previous_open(day, calendar)
    wanted = [back, forward] if lands == "working_day_before" else [forward, back]
    for choice in wanted:
        if floor <= choice and (ceiling is None or choice <= ceiling):
            return choice
    return day


def _nearest(day: date, step: timedelta, fits: Callable[[date], bool]) -> date:
    start = day
    for _ in range(PATIENCE):
        if fits(day):
            return day
        day += step
    raise NotValid(
        f"No day is worked in the {PATIENCE} days around {start.isoformat()}.",
        "Look at working_days and days_off in your rules file.",
    )
