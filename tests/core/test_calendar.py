"""Business days: counted, subtracted, landed on; numpy and `holidays` are the second opinion."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Literal
from zoneinfo import ZoneInfo

import holidays
import numpy as np
import pytest

from followup.core.calendar import (
    Calendar,
    Landing,
    add_business_days,
    land,
    next_worked,
    previous_worked,
    subtract_business_days,
)
from followup.core.errors import NotValid

UTC = ZoneInfo("UTC")
COUNTRIES = ("US", "GB", "DE", "FR", "JP", "AE")
SUN_TO_THU = frozenset({6, 0, 1, 2, 3})


def country(code: str, working_days: frozenset[int] = frozenset(range(5))) -> Calendar:
    """Return a calendar with a country's holidays."""
    return Calendar(UTC, working_days, lambda year: frozenset(holidays.country_holidays(code, years=year)))


AMERICAN = country("US")
OWN_DAYS = Calendar(
    UTC,
    holidays=lambda _year: frozenset({date(2026, 12, 25)}),
    days_off=((date(2026, 11, 27), date(2026, 11, 27)), (date(2026, 12, 28), date(2027, 1, 3))),
    extra_working_days=frozenset({date(2026, 11, 28), date(2026, 12, 25), date(2026, 12, 29)}),
)
GULF = Calendar(UTC, working_days=SUN_TO_THU)
SATURDAYS_ONLY = Calendar(UTC, working_days=frozenset({5}))


@pytest.mark.parametrize(
    ("calendar", "anchor", "count", "expected"),
    [
        (AMERICAN, "2026-11-19", 1, "2026-11-20"),  # Thursday -> Friday
        (AMERICAN, "2026-11-20", 1, "2026-11-23"),  # Friday -> Monday
        (AMERICAN, "2026-11-21", 1, "2026-11-23"),  # Saturday counts from itself
        (AMERICAN, "2026-11-22", 1, "2026-11-23"),  # so does Sunday
        (AMERICAN, "2026-11-20", 0, "2026-11-20"),  # 0 is the same day if it is worked ...
        (AMERICAN, "2026-11-21", 0, "2026-11-23"),  # ... else the next
        (AMERICAN, "2026-11-20", 5, "2026-11-30"),  # a week with Thanksgiving in it
        (AMERICAN, "2026-11-25", 1, "2026-11-27"),  # over Thanksgiving
        (AMERICAN, "2026-11-26", 1, "2026-11-27"),  # from it
        (AMERICAN, "2026-11-26", 0, "2026-11-27"),  # on it
        (AMERICAN, "2026-09-04", 1, "2026-09-08"),  # Friday, over Labor Day, a Monday
        (AMERICAN, "2026-09-07", 1, "2026-09-08"),  # from the holiday
        (AMERICAN, "2026-07-02", 1, "2026-07-06"),  # 4 July is a Saturday, so Friday the 3rd is off
        (AMERICAN, "2028-02-28", 1, "2028-02-29"),  # leap day, a Tuesday
        (AMERICAN, "2028-02-29", 1, "2028-03-01"),
        (AMERICAN, "2028-02-25", 3, "2028-03-01"),
        (AMERICAN, "2027-02-26", 1, "2027-03-01"),  # no leap year
        (AMERICAN, "2026-12-31", 1, "2027-01-04"),  # year end: holiday on Friday, then the weekend
        (AMERICAN, "2027-12-30", 1, "2028-01-03"),  # New Year's Day 2028 is a Saturday: Friday is off
        (AMERICAN, "2026-12-31", 0, "2026-12-31"),
        (OWN_DAYS, "2026-11-26", 1, "2026-11-28"),  # Friday is a day off, Saturday is worked
        (OWN_DAYS, "2026-11-27", 0, "2026-11-28"),
        (OWN_DAYS, "2026-12-24", 1, "2026-12-25"),  # worked, although a holiday
        (OWN_DAYS, "2026-12-25", 1, "2027-01-04"),  # a range of days off; nothing makes one worked
        (GULF, "2026-11-19", 1, "2026-11-22"),  # Thursday -> Sunday
        (GULF, "2026-11-20", 1, "2026-11-22"),  # Friday
        (GULF, "2026-11-21", 0, "2026-11-22"),  # Saturday
        (GULF, "2026-11-22", 5, "2026-11-29"),
        (SATURDAYS_ONLY, "2026-11-21", 2, "2026-12-05"),
    ],
)
def test_business_days_are_counted_strictly_after_the_anchor(
    calendar: Calendar, anchor: str, count: int, expected: str
) -> None:
    """From a Saturday, 1 business day is Monday."""
    assert add_business_days(date.fromisoformat(anchor), count, calendar).isoformat() == expected


@pytest.mark.parametrize(
    ("calendar", "anchor", "count", "expected"),
    [
        (AMERICAN, "2026-11-20", 1, "2026-11-19"),  # Friday -> Thursday
        (AMERICAN, "2026-11-23", 1, "2026-11-20"),  # Monday -> Friday
        (AMERICAN, "2026-11-22", 1, "2026-11-20"),  # Sunday counts from itself
        (AMERICAN, "2026-11-22", 0, "2026-11-20"),  # 0 is the same day or the worked day before
        (AMERICAN, "2026-11-20", 0, "2026-11-20"),
        (AMERICAN, "2026-11-27", 1, "2026-11-25"),  # over Thanksgiving
        (AMERICAN, "2026-09-08", 1, "2026-09-04"),  # over a holiday on Monday
        (AMERICAN, "2028-03-01", 1, "2028-02-29"),  # leap day
        (AMERICAN, "2027-01-04", 1, "2026-12-31"),  # year end
        (OWN_DAYS, "2027-01-04", 1, "2026-12-25"),
        (OWN_DAYS, "2026-11-30", 2, "2026-11-26"),
        (GULF, "2026-11-22", 1, "2026-11-19"),  # Sunday -> Thursday
    ],
)
def test_and_strictly_before_it(calendar: Calendar, anchor: str, count: int, expected: str) -> None:
    """As a `lead` does."""
    assert subtract_business_days(date.fromisoformat(anchor), count, calendar).isoformat() == expected


@pytest.mark.parametrize("count", [add_business_days, subtract_business_days])
def test_a_negative_count_is_refused(count: object) -> None:
    """Backwards has a name of its own."""
    with pytest.raises(ValueError, match="0 or more"):
        count(date(2026, 11, 20), -1, AMERICAN)


def test_a_calendar_without_a_worked_day_says_so() -> None:
    """Five years off are a slip of the keyboard."""
    nothing = Calendar(UTC, days_off=((date(2025, 1, 1), date(2029, 12, 31)),))
    for looking in (next_worked, previous_worked):
        with pytest.raises(NotValid, match="No day is worked"):
            looking(date(2027, 6, 1), nothing)


def _cases(seed: int, count: int) -> list[tuple[str, bool, date, int]]:
    random = Random(seed)  # noqa: S311  # cases, no secrets
    days = (date(2030, 12, 31) - date(2024, 1, 1)).days
    return [
        (
            random.choice(COUNTRIES),
            random.random() < 0.2,
            date(2024, 1, 1) + timedelta(days=random.randint(0, days)),
            random.choice((0, 1, 1, 2, 3, 5, 10, random.randint(0, 60))),
        )
        for _ in range(count)
    ]


Roll = Literal["forward", "backward"]


def _numpy_calendar(code: str, gulf: bool) -> np.busdaycalendar:
    """Return numpy's calendar, with a week mask of its own and the library's holidays."""
    off = sorted(holidays.country_holidays(code, years=range(2022, 2033)))
    return np.busdaycalendar("1111001" if gulf else "1111100", [np.datetime64(day) for day in off])


THEIRS = {(code, gulf): _numpy_calendar(code, gulf) for code in COUNTRIES for gulf in (False, True)}
OURS = {
    (code, gulf): country(code, SUN_TO_THU if gulf else frozenset(range(5)))
    for code in COUNTRIES
    for gulf in (False, True)
}


def _by_numpy(calendar: np.busdaycalendar, day: date, count: int, roll: Roll) -> date:
    return np.busday_offset(np.datetime64(day), count, roll=roll, busdaycal=calendar).item()


def test_20_000_random_dates_agree_with_numpy() -> None:
    """Six countries, 2024 to 2030, every fifth case with a week from Sunday to Thursday: 0 differences."""
    different = []
    for code, gulf, day, count in _cases(20_26, 20_000):
        ours = add_business_days(day, count, OURS[code, gulf])
        theirs = _by_numpy(THEIRS[code, gulf], day, count, "backward" if count else "forward")
        if ours != theirs:
            different.append((code, gulf, day, count, ours, theirs))
    assert different == []


def test_20_000_random_dates_agree_with_numpy_backwards() -> None:
    """The mirror image: rolled forward first, so that the count is strictly before."""
    different = []
    for code, gulf, day, count in _cases(11_22, 20_000):
        ours = subtract_business_days(day, count, OURS[code, gulf])
        theirs = _by_numpy(THEIRS[code, gulf], day, -count, "forward" if count else "backward")
        if ours != theirs:
            different.append((code, gulf, day, count, ours, theirs))
    assert different == []


@pytest.mark.parametrize(
    ("day", "lands", "floor", "ceiling", "expected"),
    [
        ("2026-11-20", "working_day", "2026-11-01", None, "2026-11-20"),  # a Friday stays
        ("2026-11-21", "working_day", "2026-11-01", None, "2026-11-23"),  # a Saturday goes forward
        ("2026-11-26", "working_day", "2026-11-01", None, "2026-11-27"),  # Thanksgiving
        ("2026-11-21", "working_day_before", "2026-11-01", None, "2026-11-20"),
        ("2026-11-26", "working_day_before", "2026-11-01", None, "2026-11-25"),
        ("2026-11-21", "anytime", "2026-11-01", None, "2026-11-21"),
        # back, but never before earliest: then forward
        ("2026-11-21", "working_day_before", "2026-11-20", None, "2026-11-20"),
        ("2026-11-21", "working_day_before", "2026-11-21", None, "2026-11-23"),
        # forward, but not past latest: then back
        ("2026-11-21", "working_day", "2026-11-01", "2026-11-23", "2026-11-23"),
        ("2026-11-21", "working_day", "2026-11-01", "2026-11-22", "2026-11-20"),
        # neither way is a worked day: it stays
        ("2026-11-21", "working_day", "2026-11-21", "2026-11-22", "2026-11-21"),
        ("2026-11-21", "working_day_before", "2026-11-21", "2026-11-22", "2026-11-21"),
    ],
)
def test_landing(day: str, lands: Landing, floor: str, ceiling: str | None, expected: str) -> None:
    """Forward or back as the rule says, inside the window where that can be."""
    found = land(
        date.fromisoformat(day),
        lands,
        AMERICAN,
        date.fromisoformat(floor),
        date.fromisoformat(ceiling) if ceiling else None,
    )
    assert found.isoformat() == expected
