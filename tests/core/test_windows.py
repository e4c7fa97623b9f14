"""Windows: the dates that a rule's wait gives at its anchor, before anything moves them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.building import BERLIN, NEW_YORK, OFFICE, PLAIN, TOKYO, book, moment
from followup.core.calendar import Calendar
from followup.core.durations import duration
from followup.core.windows import Window, after, ahead_of, repeated, spacing, window_of


def said(at: date | datetime | None) -> str | None:
    """Return a moment as local text, to the minute."""
    if isinstance(at, datetime):
        return at.strftime("%Y-%m-%dT%H:%M%z")
    return None if at is None else at.isoformat()


@pytest.mark.parametrize(
    ("anchor", "wait", "expected"),
    [
        ("2026-11-20T16:00", "2 hours", "2026-11-20T18:00-0500"),
        ("2026-11-20T23:00", "2 hours", "2026-11-21T01:00-0500"),  # over midnight
        ("2026-11-20T16:00", "0 hours", "2026-11-20T16:00-0500"),
        # 1 November: at two in the morning it is one o'clock again; the night has 25 hours
        ("2026-10-31T23:00", "2 hours", "2026-11-01T01:00-0400"),
        ("2026-10-31T23:00", "3 hours", "2026-11-01T01:00-0500"),
        ("2026-10-31T23:00", "4 hours", "2026-11-01T02:00-0500"),
        ("2026-10-31T12:00", "24 hours", "2026-11-01T11:00-0500"),
        # 14 March 2027: two o'clock is three; the night has 23 hours
        ("2027-03-13T23:00", "3 hours", "2027-03-14T03:00-0400"),
        ("2027-03-13T12:00", "24 hours", "2027-03-14T13:00-0400"),
        # a bare date: from its midnight, and a date comes out
        ("2026-11-20", "2 hours", "2026-11-20"),
        ("2026-11-20", "24 hours", "2026-11-21"),
        ("2026-11-20", "36 hours", "2026-11-21"),
        ("2026-11-01", "24 hours", "2026-11-01"),  # 24 hours of that day of 25
        ("2027-03-14", "23 hours", "2027-03-15"),  # that day has no more
        # days and weeks are local dates, whatever the hour
        ("2026-10-31T23:00", "1 day", "2026-11-01"),
        ("2026-10-31T23:00", "1 week", "2026-11-07"),
        ("2026-11-20", "3 days", "2026-11-23"),
        ("2028-02-22", "1 week", "2028-02-29"),
        ("2028-02-29", "52 weeks", "2029-02-27"),
        ("2026-12-31", "1 day", "2027-01-01"),
        ("2026-11-20", "0 days", "2026-11-20"),
        # business days from the local date, Thanksgiving is the 26th
        ("2026-11-20T23:59", "1 business day", "2026-11-23"),
        ("2026-11-25", "1 business day", "2026-11-27"),
        ("2026-11-21", "0 business days", "2026-11-23"),
    ],
)
def test_a_wait_after_an_anchor(anchor: str, wait: str, expected: str) -> None:
    """Hours are elapsed time; days, weeks and business days are dates."""
    assert said(after(moment(anchor), duration(wait), OFFICE)) == expected


@pytest.mark.parametrize(
    ("anchor", "lead", "expected"),
    [
        ("2026-11-20T16:00", "2 hours", "2026-11-20T14:00-0500"),
        ("2026-11-01T03:00", "3 hours", "2026-11-01T01:00-0400"),  # the clocks went back in between
        ("2027-03-14T04:00", "3 hours", "2027-03-14T00:00-0500"),  # and forward
        ("2026-11-20", "1 hour", "2026-11-19"),  # before its midnight
        ("2026-11-20", "0 hours", "2026-11-20"),
        ("2026-11-20T16:00", "1 day", "2026-11-19"),
        ("2028-03-07", "1 week", "2028-02-29"),
        ("2026-11-23T09:00", "1 business day", "2026-11-20"),
        ("2026-11-27T09:00", "1 business day", "2026-11-25"),
        ("2026-11-21", "1 business day", "2026-11-20"),
    ],
)
def test_a_lead_before_an_anchor(anchor: str, lead: str, expected: str) -> None:
    """Business days are counted strictly before it."""
    assert said(ahead_of(moment(anchor), duration(lead), OFFICE)) == expected


@given(
    minutes=st.integers(0, 8 * 366 * 24 * 60),
    hours=st.integers(0, 999),
    zone=st.sampled_from(
        (NEW_YORK, BERLIN, TOKYO, ZoneInfo("Australia/Lord_Howe"), ZoneInfo("Asia/Kolkata"))
    ),
)
def test_hours_are_elapsed_time_in_every_zone(minutes: int, hours: int, zone: ZoneInfo) -> None:
    """Counted in UTC, forth and back."""
    instant = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    calendar = Calendar(zone)
    later = after(instant.astimezone(zone), duration(f"{hours} hours"), calendar)
    assert later.astimezone(UTC) == instant + timedelta(hours=hours)
    assert later.tzinfo is zone
    assert ahead_of(later, duration(f"{hours} hours"), calendar) == instant


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        (NEW_YORK, "2026-11-21"),  # eleven in the evening there
        (BERLIN, "2026-11-22"),  # five in the morning of the next day
        (TOKYO, "2026-11-22"),
    ],
)
def test_dates_are_those_of_the_calendars_zone(zone: ZoneInfo, expected: str) -> None:
    """One instant has several dates; a day later is counted from the local one."""
    assert said(after(moment("2026-11-20T23:00"), duration("1 day"), Calendar(zone))) == expected


@pytest.mark.parametrize(
    ("wait", "earliest", "due", "latest"),
    [
        ("5 business days", "2026-11-09", "2026-11-09", None),  # only when it is due
        ({"ideal": "5 business days"}, "2026-11-09", "2026-11-09", None),
        (
            {"earliest": "1 business day", "ideal": "5 business days", "latest": "3 weeks"},
            *("2026-11-03", "2026-11-09", "2026-11-23"),
        ),
        ({"ideal": "1 week", "latest": "3 weeks"}, "2026-11-09", "2026-11-09", "2026-11-23"),
        ({"earliest": "0 days", "ideal": "1 week"}, "2026-11-02", "2026-11-09", None),
        # uneven: earliest would come after ideal; it is then no later than that
        ({"earliest": "6 days", "ideal": "2 business days"}, "2026-11-04", "2026-11-04", None),
    ],
)
def test_a_window_is_what_the_wait_says(wait: Any, earliest: str, due: str, latest: str | None) -> None:
    """Earliest is due where nothing is said; without a latest it never closes. 2026-11-02 is a Monday."""
    rule = book({"ask": {"after": "applied", "wait": wait}}).rules["ask"]
    found = window_of(rule, moment("2026-11-02"), PLAIN)
    assert tuple(map(said, (found.earliest, found.due, found.latest))) == (earliest, due, latest)


def test_a_window_before_an_event_closes_when_that_begins() -> None:
    """It is due `lead` ahead, and then only."""
    rule = book({"ask": {"before": "interview", "lead": "1 business day"}}).rules["ask"]
    talk = moment("2026-11-09T10:00")
    assert window_of(rule, talk, PLAIN) == Window(date(2026, 11, 6), date(2026, 11, 6), talk)


@pytest.mark.parametrize(
    ("every", "latest", "sent", "due", "closes"),
    [
        ("1 week", None, "2026-11-18", "2026-11-25", None),
        ("1 week", None, "2026-11-18T23:30", "2026-11-25", None),  # a day, whatever the hour
        ("1 week", "5 weeks", "2026-11-18", "2026-11-25", "2026-12-16"),  # 21 days, as the first was
        ("3 business days", "2 weeks", "2026-11-20", "2026-11-25", "2026-11-25"),
    ],
)
def test_a_repetition_counts_from_the_day_the_one_before_was_sent(
    every: str, latest: str | None, sent: str, due: str, closes: str | None
) -> None:
    """And stays open for as long as the first one did."""
    wait = {"ideal": "2 weeks"} | ({"latest": latest} if latest else {})
    repeat = {"every": every, "at_most": 3}
    rule = book({"ask": {"after": "applied", "wait": wait, "repeat": repeat}}).rules["ask"]
    first = window_of(rule, moment("2026-11-02"), PLAIN)
    found = repeated(rule, moment(sent), first, PLAIN)
    assert tuple(map(said, (found.earliest, found.due, found.latest))) == (due, due, closes)


def test_a_rule_that_does_not_repeat_has_no_repetition() -> None:
    """Asking for one is a mistake of the caller."""
    rule = book({"ask": {"after": "applied", "wait": "1 day"}}).rules["ask"]
    with pytest.raises(ValueError, match="does not repeat"):
        repeated(rule, moment("2026-11-02"), window_of(rule, moment("2026-11-02"), PLAIN), PLAIN)


@pytest.mark.parametrize(
    ("within", "day", "expected"),
    [
        ("7 days", "2026-11-20", "2026-11-27"),
        ("1 week", "2026-11-20", "2026-11-27"),
        ("1 hour", "2026-11-20", "2026-11-21"),  # hours count as whole days
        ("24 hours", "2026-11-20", "2026-11-21"),
        ("25 hours", "2026-11-20", "2026-11-22"),
        ("1 business day", "2026-11-20", "2026-11-23"),
        ("5 business days", "2026-11-20", "2026-11-30"),  # Thanksgiving is none
        ("1 business day", "2026-11-21", "2026-11-23"),
    ],
)
def test_a_period_ends_before_the_first_date_that_lies_a_whole_one_later(
    within: str, day: str, expected: str
) -> None:
    """The spacing that a guard keeps."""
    assert said(spacing(duration(within), date.fromisoformat(day), OFFICE)) == expected
