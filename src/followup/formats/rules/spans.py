"""How long a duration can be in dates, whatever day it begins on: for what is certain about a window."""

from __future__ import annotations

from datetime import UTC, date, timedelta
from typing import TYPE_CHECKING

from followup.core.calendar import Calendar, add_business_days
from followup.core.rules import WEEKDAYS

if TYPE_CHECKING:
    from followup.core.durations import Duration
    from followup.core.rules import CalendarSettings

DAYS_IN_WEEK = 7
MONDAY = date(2024, 1, 1)
# Holidays in one stretch that no employer exceeds by much: between the years, Golden Week, New Year in Asia.
HOLIDAYS_IN_A_ROW = 14


class Spans:
    """Bounds of durations in dates, under the worked weekdays of a calendar."""

    def __init__(self, settings: CalendarSettings) -> None:
        worked = frozenset(map(WEEKDAYS.index, settings.working_days)) or frozenset(range(DAYS_IN_WEEK))
        self._calendar = Calendar(UTC, worked)
        # Days off and extra working days lie where the user put them; then little is certain.
        self._is_regular = not settings.extra_working_days
        self._days_off = HOLIDAYS_IN_A_ROW if not settings.days_off else 4 * HOLIDAYS_IN_A_ROW

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
        """Return the dates that `count` business days move, from each weekday; whole weeks are not walked."""
        in_week = len(self._calendar.working_days)
        weeks = max(0, count - 1) // in_week
        starts = [MONDAY + timedelta(days=number) for number in range(DAYS_IN_WEEK)]
        ends = [add_business_days(start, count - weeks * in_week, self._calendar) for start in starts]
        return [(end - start).days + weeks * DAYS_IN_WEEK for start, end in zip(starts, ends, strict=True)]
