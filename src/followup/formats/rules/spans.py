"""How long a duration can be in dates, whatever day it begins on: for what is certain about a window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from followup.core.rules import WEEKDAYS

if TYPE_CHECKING:
    from followup.core.durations import Duration
    from followup.core.rules import CalendarSettings

DAYS_IN_WEEK = 7
# Holidays in one stretch that no employer exceeds by much: between the years, Golden Week, New Year in Asia.
HOLIDAYS_IN_A_ROW = 14


class Spans:
    """Bounds of durations in dates, under the worked weekdays of a calendar."""

    def __init__(self, calendar: CalendarSettings) -> None:
        self._worked = {WEEKDAYS.index(day) for day in calendar.working_days} or set(range(DAYS_IN_WEEK))
        # Days off and extra working days lie where the user put them; then little is certain.
        self._is_regular = not calendar.extra_working_days
        self._days_off = HOLIDAYS_IN_A_ROW if not calendar.days_off else 4 * HOLIDAYS_IN_A_ROW

    def shortest(self, span: Duration) -> int:
        """Return the fewest dates that `span` can move."""
        if span.unit == "hour":
            return span.count // 24
        if span.unit == "business day":
            return min(self._worked_spans(span.count)) if self._is_regular else span.count
        return span.count * (DAYS_IN_WEEK if span.unit == "week" else 1)

    def longest(self, span: Duration) -> int:
        """Return the most dates that `span` can move in ordinary life."""
        if span.unit == "hour":
            return -(-span.count // 24)
        if span.unit == "business day":
            return max(self._worked_spans(span.count)) + self._days_off
        return span.count * (DAYS_IN_WEEK if span.unit == "week" else 1)

    def is_longer(self, first: Duration, second: Duration) -> bool:
        """Whether `first` certainly ends after `second`."""
        if first.unit == second.unit:
            return first.count > second.count
        if {first.unit, second.unit} == {"day", "week"}:
            return self.shortest(first) > self.shortest(second)
        return self.shortest(first) > self.longest(second)

    def _worked_spans(self, count: int) -> list[int]:
        """Return the dates that `count` business days move, from each weekday."""
        return [self._worked_span(start, count) for start in range(DAYS_IN_WEEK)]

    def _worked_span(self, start: int, count: int) -> int:
        weeks, rest = divmod(count, len(self._worked))
        if rest == 0 and weeks:
            weeks, rest = weeks - 1, len(self._worked)
        day, left = start, rest
        if count == 0:
            while day % DAYS_IN_WEEK not in self._worked:
                day += 1
        while left:
            day += 1
            left -= day % DAYS_IN_WEEK in self._worked
        return weeks * DAYS_IN_WEEK + day - start
