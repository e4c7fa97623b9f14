"""Dates as a person types them: what is understood, what is refused, and what is said back."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta, timezone
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from dateutil.relativedelta import FR, MO, SA, SU, TH, TU, WE, relativedelta
from hypothesis import assume, example, given
from hypothesis import strategies as st

from followup.core.calendar import Calendar
from followup.core.errors import WrongUsage
from followup.formats.typed.dates import Direction, parse_now, parse_when
from followup.formats.words.phrases import say_date

if TYPE_CHECKING:
    from datetime import time, tzinfo

    from followup.core.moments import Moment

NEW_YORK = ZoneInfo("America/New_York")
THANKSGIVING = date(2026, 11, 26)
OFFICE = Calendar(NEW_YORK, holidays=lambda year: frozenset({THANKSGIVING, date(year, 12, 25)}))
BOTH: tuple[Direction, Direction] = ("past", "future")

# The fixed now of most tables: a Friday evening.
FRIDAY = "2026-11-20T19:00"


def parsed(text: str, towards: Direction = "past", now: str = FRIDAY, calendar: Calendar = OFFICE) -> Moment:
    return parse_when(text, datetime.fromisoformat(now).replace(tzinfo=calendar.zone), calendar, towards)


def iso(text: str, towards: Direction = "past", now: str = FRIDAY, calendar: Calendar = OFFICE) -> str:
    """Return what `text` is understood as, in ISO form; only an instant has a time and an offset."""
    moment = parsed(text, towards, now, calendar)
    return moment.isoformat(timespec="auto") if isinstance(moment, datetime) else moment.isoformat()


def refusal(
    text: str, towards: Direction = "past", now: str = FRIDAY, calendar: Calendar = OFFICE
) -> WrongUsage:
    with pytest.raises(WrongUsage) as caught:
        parsed(text, towards, now, calendar)
    return caught.value


# The same in both directions, seen from Friday 2026-11-20 19:00 in New York.
PLAIN = [
    # ISO dates
    ("2026-11-20", "2026-11-20"),
    ("2026-01-01", "2026-01-01"),
    ("2024-02-29", "2024-02-29"),  # a leap day
    ("1990-01-01", "1990-01-01"),  # the first date that is believed
    ("2056-11-20", "2056-11-20"),  # the last: 30 years from now
    # ISO dates with a time: local, or with an offset of their own
    ("2026-11-20 16:00", "2026-11-20T16:00:00-05:00"),
    ("2026-11-20T16:00", "2026-11-20T16:00:00-05:00"),
    ("2026-11-20t16:00", "2026-11-20T16:00:00-05:00"),
    ("2026-07-20 16:00", "2026-07-20T16:00:00-04:00"),  # summer
    ("2026-11-20T16:00:30", "2026-11-20T16:00:30-05:00"),
    ("2026-11-20 16:00:30.5", "2026-11-20T16:00:30.500000-05:00"),
    ("2026-11-20T16:00:30,123456789", "2026-11-20T16:00:30.123456-05:00"),  # as `date -Ins` prints it
    ("2026-11-20T16:00Z", "2026-11-20T11:00:00-05:00"),
    ("2026-11-20T16:00:00z", "2026-11-20T11:00:00-05:00"),
    ("2026-11-20T16:00+01:00", "2026-11-20T10:00:00-05:00"),
    ("2026-11-20T16:00+0100", "2026-11-20T10:00:00-05:00"),
    ("2026-11-20T16:00+01", "2026-11-20T10:00:00-05:00"),
    ("2026-11-20 16:00:00 -0800", "2026-11-20T19:00:00-05:00"),  # as git prints it
    ("2026-11-21T01:00+05:30", "2026-11-20T14:30:00-05:00"),  # another date here
    ("2026-11-20T23:59-12:00", "2026-11-21T06:59:00-05:00"),
    ("2026-11-20T00:00", "2026-11-20T00:00:00-05:00"),
    ("2026-11-20T23:59:59", "2026-11-20T23:59:59-05:00"),
    ("2026-11-20 4pm", "2026-11-20T16:00:00-05:00"),  # any form of a time can follow a date
    ("2026-11-20 at 9:30 am", "2026-11-20T09:30:00-05:00"),
    ("2026-11-20, 9:30", "2026-11-20T09:30:00-05:00"),
    # words for days
    ("now", "2026-11-20T19:00:00-05:00"),
    ("today", "2026-11-20"),
    ("yesterday", "2026-11-19"),
    ("tomorrow", "2026-11-21"),
    ("day after tomorrow", "2026-11-22"),
    ("day before yesterday", "2026-11-18"),
    ("today 10:00", "2026-11-20T10:00:00-05:00"),
    ("tomorrow 9am", "2026-11-21T09:00:00-05:00"),
    ("yesterday at 16:30", "2026-11-19T16:30:00-05:00"),
    ("yesterday, 16:30", "2026-11-19T16:30:00-05:00"),
    ("day after tomorrow noon", "2026-11-22T12:00:00-05:00"),
    ("day before yesterday at 2:30 pm", "2026-11-18T14:30:00-05:00"),
    # times alone, and every form of a time
    ("14:00", "2026-11-20T14:00:00-05:00"),
    ("at 14:00", "2026-11-20T14:00:00-05:00"),
    ("23:00", "2026-11-20T23:00:00-05:00"),  # today, although it is still to come
    ("9:05", "2026-11-20T09:05:00-05:00"),
    ("09:05", "2026-11-20T09:05:00-05:00"),
    ("0:00", "2026-11-20T00:00:00-05:00"),
    ("00:00", "2026-11-20T00:00:00-05:00"),
    ("23:59", "2026-11-20T23:59:00-05:00"),
    ("14:00:30", "2026-11-20T14:00:30-05:00"),
    ("2pm", "2026-11-20T14:00:00-05:00"),
    ("2 pm", "2026-11-20T14:00:00-05:00"),
    ("2:30pm", "2026-11-20T14:30:00-05:00"),
    ("2:30 pm", "2026-11-20T14:30:00-05:00"),
    ("2:30:15 pm", "2026-11-20T14:30:15-05:00"),
    ("11am", "2026-11-20T11:00:00-05:00"),
    ("12am", "2026-11-20T00:00:00-05:00"),  # the first hour of the day
    ("12:30 am", "2026-11-20T00:30:00-05:00"),
    ("12pm", "2026-11-20T12:00:00-05:00"),
    ("12:30pm", "2026-11-20T12:30:00-05:00"),
    ("noon", "2026-11-20T12:00:00-05:00"),
    ("today at noon", "2026-11-20T12:00:00-05:00"),
    # weekdays with a word before them
    ("last friday", "2026-11-13"),  # never today
    ("last thursday", "2026-11-19"),
    ("last sat", "2026-11-14"),
    ("last sunday", "2026-11-15"),
    ("last mon", "2026-11-16"),
    ("next friday", "2026-11-27"),  # never today
    ("next sat", "2026-11-21"),  # the first one, although it is tomorrow
    ("next tue", "2026-11-24"),
    ("next thurs", "2026-11-26"),
    ("this monday", "2026-11-16"),  # the week from Monday to Sunday, whatever has passed of it
    ("this friday", "2026-11-20"),
    ("this sunday", "2026-11-22"),
    ("next tue 14:00", "2026-11-24T14:00:00-05:00"),
    ("last wed at 9:15am", "2026-11-18T09:15:00-05:00"),
    ("this sat noon", "2026-11-21T12:00:00-05:00"),
    # spans
    ("3 days ago", "2026-11-17"),
    ("1 day ago", "2026-11-19"),
    ("a day ago", "2026-11-19"),
    ("0 days ago", "2026-11-20"),
    ("2 weeks ago", "2026-11-06"),
    ("a week ago", "2026-11-13"),
    ("1 weeks ago", "2026-11-13"),
    ("30 days ago", "2026-10-21"),
    ("5 business days ago", "2026-11-13"),
    ("a business day ago", "2026-11-19"),
    ("in 1 day", "2026-11-21"),
    ("in 10 days", "2026-11-30"),
    ("in 0 days", "2026-11-20"),
    ("in 2 weeks", "2026-12-04"),
    ("in a week", "2026-11-27"),
    ("in 1 business day", "2026-11-23"),  # over the weekend
    ("in 3 business days", "2026-11-25"),
    ("in 4 business days", "2026-11-27"),  # over Thanksgiving
    ("in 0 business days", "2026-11-20"),
    ("in 1 month", "2026-12-20"),
    ("in a month", "2026-12-20"),
    ("2 months ago", "2026-09-20"),
    ("in 12 months", "2027-11-20"),
    ("3 days ago 10:00", "2026-11-17T10:00:00-05:00"),
    ("3 days ago at 4pm", "2026-11-17T16:00:00-05:00"),
    ("in 2 weeks 9:30", "2026-12-04T09:30:00-05:00"),
    ("in 3 business days at noon", "2026-11-25T12:00:00-05:00"),
    ("in 1 month 9am", "2026-12-20T09:00:00-05:00"),
    # hours are instants
    ("an hour ago", "2026-11-20T18:00:00-05:00"),
    ("1 hour ago", "2026-11-20T18:00:00-05:00"),
    ("2 hours ago", "2026-11-20T17:00:00-05:00"),
    ("20 hours ago", "2026-11-19T23:00:00-05:00"),
    ("in 2 hours", "2026-11-20T21:00:00-05:00"),
    ("in an hour", "2026-11-20T20:00:00-05:00"),
    ("in 6 hours", "2026-11-21T01:00:00-05:00"),
    # spans, signed
    ("-2d", "2026-11-18"),
    ("+3d", "2026-11-23"),
    ("-1w", "2026-11-13"),
    ("+2w", "2026-12-04"),
    ("+3bd", "2026-11-25"),
    ("-1bd", "2026-11-19"),
    ("-0d", "2026-11-20"),
    ("-2h", "2026-11-20T17:00:00-05:00"),
    ("+2d 10:00", "2026-11-22T10:00:00-05:00"),
    # names of months, with a year
    ("3 nov 2026", "2026-11-03"),
    ("nov 3 2026", "2026-11-03"),
    ("nov 3, 2026", "2026-11-03"),
    ("november 3rd 2026", "2026-11-03"),
    ("3rd november 2026", "2026-11-03"),
    ("3rd of november 2026", "2026-11-03"),
    ("03 nov 2026", "2026-11-03"),
    ("1st sept 2025", "2025-09-01"),
    ("may 2nd, 2027", "2027-05-02"),
    ("31 dec 2026", "2026-12-31"),
    ("feb 29 2024", "2024-02-29"),
    ("nov 3 2026 14:00", "2026-11-03T14:00:00-05:00"),
    ("3 nov 2026, 14:00", "2026-11-03T14:00:00-05:00"),
    ("nov 3, 2026 at 2pm", "2026-11-03T14:00:00-05:00"),
    # with a weekday, as the program says them
    ("fri 20 nov 2026", "2026-11-20"),
    ("Fri 20 Nov 2026, 16:00", "2026-11-20T16:00:00-05:00"),
    ("friday, november 20, 2026", "2026-11-20"),
    ("fri 20 nov", "2026-11-20"),
    # case and space do not matter
    ("  Last   FRIDAY ", "2026-11-13"),
    ("NOON", "2026-11-20T12:00:00-05:00"),
    ("In 2 Weeks", "2026-12-04"),
]


@pytest.mark.parametrize("towards", BOTH)
@pytest.mark.parametrize(("text", "expected"), PLAIN)
def test_a_plain_form_means_the_same_in_both_directions(text: str, expected: str, towards: Direction) -> None:
    assert iso(text, towards) == expected


# What `towards` decides, seen from Friday 2026-11-20: the text, the date in the past, the date in the future.
DIRECTED = [
    ("friday", "2026-11-20", "2026-11-20"),  # typed on a Friday it means today
    ("fri", "2026-11-20", "2026-11-20"),
    ("sat", "2026-11-14", "2026-11-21"),
    ("saturday", "2026-11-14", "2026-11-21"),
    ("sun", "2026-11-15", "2026-11-22"),
    ("mon", "2026-11-16", "2026-11-23"),
    ("tue", "2026-11-17", "2026-11-24"),
    ("tues", "2026-11-17", "2026-11-24"),
    ("wed", "2026-11-18", "2026-11-25"),
    ("thu", "2026-11-19", "2026-11-26"),
    ("thur", "2026-11-19", "2026-11-26"),
    ("thurs", "2026-11-19", "2026-11-26"),
    ("thursday", "2026-11-19", "2026-11-26"),
    ("fri 9:30am", "2026-11-20T09:30:00-05:00", "2026-11-20T09:30:00-05:00"),
    ("fri 23:00", "2026-11-20T23:00:00-05:00", "2026-11-20T23:00:00-05:00"),  # the day first, then the time
    ("monday at 2pm", "2026-11-16T14:00:00-05:00", "2026-11-23T14:00:00-05:00"),
    ("nov 3", "2026-11-03", "2026-11-03"),  # one of the last 31 days is that day
    ("3 nov", "2026-11-03", "2026-11-03"),
    ("3rd november", "2026-11-03", "2026-11-03"),
    ("oct 20", "2026-10-20", "2026-10-20"),  # the 31st day back
    ("oct 19", "2026-10-19", "2027-10-19"),
    ("nov 20", "2026-11-20", "2026-11-20"),  # today counts in both
    ("nov 21", "2025-11-21", "2026-11-21"),
    ("nov 19", "2026-11-19", "2026-11-19"),
    ("jan 5", "2026-01-05", "2027-01-05"),
    ("31st of december", "2025-12-31", "2026-12-31"),
    ("sept 30", "2026-09-30", "2027-09-30"),
    ("nov 3 14:00", "2026-11-03T14:00:00-05:00", "2026-11-03T14:00:00-05:00"),
    ("3 july 2pm", "2026-07-03T14:00:00-04:00", "2027-07-03T14:00:00-04:00"),
]


@pytest.mark.parametrize(("text", "past", "future"), DIRECTED)
def test_a_weekday_or_a_date_without_a_year_goes_in_the_direction_asked_for(
    text: str, past: str, future: str
) -> None:
    assert (iso(text, "past"), iso(text, "future")) == (past, future)


# Other days to stand on: the text, the direction, now, and the expected moment.
ELSEWHEN = [
    # a Saturday
    ("sat", "past", "2026-11-21T09:00", "2026-11-21"),
    ("sat", "future", "2026-11-21T09:00", "2026-11-21"),
    ("next sat", "future", "2026-11-21T09:00", "2026-11-28"),
    ("this mon", "future", "2026-11-21T09:00", "2026-11-16"),
    ("this sun", "past", "2026-11-21T09:00", "2026-11-22"),
    ("in 1 business day", "future", "2026-11-21T09:00", "2026-11-23"),
    ("in 0 business days", "future", "2026-11-21T09:00", "2026-11-23"),
    ("0 business days ago", "past", "2026-11-21T09:00", "2026-11-20"),
    ("1 business day ago", "past", "2026-11-21T09:00", "2026-11-20"),
    # a Sunday and a Monday: both ends of a week
    ("this mon", "future", "2026-11-22T09:00", "2026-11-16"),
    ("this sun", "past", "2026-11-16T09:00", "2026-11-22"),
    # a leap day
    ("feb 29", "past", "2028-02-29T12:00", "2028-02-29"),
    ("feb 29", "future", "2028-02-29T12:00", "2028-02-29"),
    ("in 12 months", "future", "2028-02-29T12:00", "2029-02-28"),
    ("tomorrow", "future", "2028-02-28T12:00", "2028-02-29"),
    # around leap days: found in a leap year within twelve months only
    ("feb 29", "past", "2025-02-28T12:00", "2024-02-29"),
    ("feb 29", "past", "2024-03-01T12:00", "2024-02-29"),
    ("feb 29", "future", "2027-03-01T12:00", "2028-02-29"),
    ("29 february", "future", "2028-01-15T12:00", "2028-02-29"),
    # ends of months and years
    ("in 1 month", "future", "2026-01-31T12:00", "2026-02-28"),
    ("1 month ago", "past", "2026-03-31T12:00", "2026-02-28"),
    ("in 1 month", "future", "2028-01-31T12:00", "2028-02-29"),
    ("tomorrow", "future", "2026-12-31T23:30", "2027-01-01"),
    ("yesterday", "past", "2027-01-01T00:10", "2026-12-31"),
    ("jan 1", "future", "2026-12-31T23:30", "2027-01-01"),
    ("jan 1", "past", "2026-12-31T23:30", "2026-01-01"),
    ("dec 31", "past", "2027-01-01T00:10", "2026-12-31"),
    ("dec 31", "future", "2027-01-01T00:10", "2026-12-31"),  # yesterday
    ("dec 1", "future", "2027-01-01T00:10", "2026-12-01"),
    ("nov 30", "future", "2027-01-01T00:10", "2027-11-30"),
    ("next fri", "future", "2026-12-31T23:30", "2027-01-01"),
    ("an hour ago", "past", "2027-01-01T00:10", "2026-12-31T23:10:00-05:00"),
    # the clocks go forward on 2026-03-08 at 02:00, and back on 2026-11-01 at 02:00
    ("in 2 hours", "future", "2026-03-08T01:00", "2026-03-08T04:00:00-04:00"),
    ("2 hours ago", "past", "2026-03-08T04:00", "2026-03-08T01:00:00-05:00"),
    ("in 2 hours", "future", "2026-11-01T00:30", "2026-11-01T01:30:00-05:00"),
    ("2 hours ago", "past", "2026-11-01T02:30", "2026-11-01T01:30:00-04:00"),
    ("in 24 hours", "future", "2026-10-31T12:00", "2026-11-01T11:00:00-05:00"),
    ("tomorrow 12:00", "future", "2026-10-31T12:00", "2026-11-01T12:00:00-05:00"),
    ("today 1:59", "past", "2026-03-08T12:00", "2026-03-08T01:59:00-05:00"),
    ("today 3:00", "past", "2026-03-08T12:00", "2026-03-08T03:00:00-04:00"),
    # a time that comes twice is the first one, unless an offset says otherwise
    ("1:30", "past", "2026-11-01T12:00", "2026-11-01T01:30:00-04:00"),
    ("2026-11-01 01:30", "past", "2026-11-20T19:00", "2026-11-01T01:30:00-04:00"),
    ("2026-11-01 01:30 -05:00", "past", "2026-11-20T19:00", "2026-11-01T01:30:00-05:00"),
]


@pytest.mark.parametrize(("text", "towards", "now", "expected"), ELSEWHEN)
def test_words_count_from_the_day_they_are_typed(
    text: str, towards: Direction, now: str, expected: str
) -> None:
    assert iso(text, towards, now) == expected


def test_now_in_another_zone_is_read_in_the_zone_of_the_calendar() -> None:
    """At 00:30 UTC on Saturday it is still Friday in New York."""
    assert parse_when("today", datetime(2026, 11, 21, 0, 30, tzinfo=UTC), OFFICE, "past") == date(
        2026, 11, 20
    )


def test_the_second_of_two_equal_times_is_counted_from_as_such() -> None:
    second = datetime(2026, 11, 1, 1, 30, tzinfo=NEW_YORK, fold=1)
    moment = parse_when("an hour ago", second, OFFICE, "past")
    assert moment.isoformat() == "2026-11-01T01:30:00-04:00"


# The text, what the message says, and what the hint says; from Friday 2026-11-20.
REFUSED = [
    # nothing, and nothing known
    ("", "No date was given", "`2026-11-20`"),
    ("   ", "No date was given", "`last friday`"),
    ("soon", '"soon" is no date or time', "`3 days ago`"),
    ("asap!", '"asap!" is no date or time', "`nov 3`"),
    ("firday", '"firday" is no date or time', "`last friday`"),
    ("fri day", '"fri day" is no date or time', "`last friday`"),
    ("last", '"last" is no date or time', "`last friday`"),
    ("today tomorrow", '"today tomorrow" is no date or time', "`today 10:00`"),
    ("today today 10:00", "is no date or time", "`today 10:00`"),
    ("at", '"at" is no date or time', "`today 10:00`"),
    ("last today", '"last today" is no date or time', "`last friday`"),
    ("next tomorrow 10:00", "is no date or time", "`last friday`"),
    ("10:00 today", "is no date or time", "`today 10:00`"),
    ("fri, sat", "is no date or time", "`last friday`"),
    ("foo 3 nov", "is no date or time", "`nov 3`"),
    ("3xx nov", "is no date or time", "`nov 3`"),
    ("fri 2026-11-20", "is no date or time", "`2026-11-20`"),
    ("2026-11-20T", "is no date or time", "`2026-11-20`"),
    ("2026-11-20T9:00", "is no date or time", "`2026-11-20`"),
    ("2026-11-20T16:00+15:00", "is no date or time", "`2026-11-20`"),
    ("2026-11-20T16:00 10:00", "is no date or time", "`2026-11-20`"),
    ("2026-11-20T16:00.5", "is no date or time", "`2026-11-20`"),
    ("2026-W47-5", "is no date or time", "`2026-11-20`"),
    ("20261120", "is no date or time", "`2026-11-20`"),
    ("12026-11-20", "is no date or time", "`2026-11-20`"),
    ("{quoted}", '"{quoted}" is no date', "`nov 3`"),
    ("%s {0} \\", "is no date", "`nov 3`"),
    # characters that are no part of any date
    ("today\n", '"today\\n"', "`today 10:00`"),
    ("to\x00day", '"to\\x00day"', "`today 10:00`"),
    ("\x1b[31mred", '"\\x1b[31mred"', "`today 10:00`"),
    ("\u202etoday", '"\\u202etoday"', "`today 10:00`"),
    ("\udcfftoday", '"\\udcfftoday"', "`today 10:00`"),
    ("3\u00a0days ago", '"3\\xa0days ago"', "`3 days ago`"),
    ("٣ days ago", '"٣ days ago"', "`3 days ago`"),
    ("2026-11-2\uff10", '"2026-11-2\uff10" is no date', "`2026-11-20`"),  # a digit of full width
    ("2026\u201111\u201120", "is no date or time", "`2026-11-20`"),  # hyphens that only look like one
    ("wee\u212a ago", "is no date or time", "`3 days ago`"),  # lower() would make a k of this Kelvin sign
    ("x" * 10_000, f'"{"x" * 40}…"', "`nov 3`"),
    ("\x07" * 10_000, '\\x07…"', "`nov 3`"),
    ("1" * 10_000, f'"{"1" * 40}…"', "`nov 3`"),
    # days that do not exist
    ("2026-02-30", '"2026-02-30" is no date: February 2026 has 28 days', "`2026-02-28`"),
    ("2025-02-29", "February 2025 has 28 days", "`2025-02-28`"),
    ("2026-11-00", "November 2026 has 30 days", "`2026-11-30`"),
    ("2026-13-01", "there is no month 13", "`2026-11-20`"),
    ("2026-00-10", "there is no month 0", "`2026-11-20`"),
    ("2026-02-30 4pm", "February 2026 has 28 days", "`2026-02-28`"),
    ("2026-02-30T16:00Z", "February 2026 has 28 days", "`2026-02-28`"),
    ("32 nov", '"32 nov" is no date: November 2025 has 30 days', "`2025-11-30`"),
    ("nov 31", '"nov 31" is no date: November 2025 has 30 days', "`2025-11-30`"),
    ("0 nov", "November 2026 has 30 days", "`2026-11-30`"),
    ("feb 30 2028", "February 2028 has 29 days", "`2028-02-29`"),
    ("feb 29", "February 2026 has 28 days", "`2026-02-28`"),
    ("thu 20 nov 2026", "contradicts itself: 2026-11-20 is a Friday", "`2026-11-20`"),
    ("sat 21 nov", "contradicts itself: 2025-11-21 is a Friday", "`2025-11-21`"),
    # times that do not exist, or may be two
    ("midnight", '"midnight" can be the first or the last minute', "`00:00` for the first, `23:59`"),
    ("today midnight", "the first or the last minute", "`23:59`"),
    ("nov 3 at midnight", "the first or the last minute", "`23:59`"),
    ("24:00", 'There is no "24:00"', "`14:00`"),
    ("today 25:00", 'There is no "25:00"', "`2pm`"),
    ("14:60", 'There is no "14:60"', "`14:00`"),
    ("14:00:60", 'There is no "14:00:60"', "`14:00`"),
    ("13pm", 'There is no "13pm"', "`2pm`"),
    ("0am", 'There is no "0am"', "`9:30am`"),
    ("14:00 pm", 'There is no "14:00 pm"', "`14:00`"),
    ("2026-11-20T24:00", 'There is no "24:00"', "`14:00`"),
    ("2026-11-20T23:59:60Z", 'There is no "23:59:60"', "`14:00`"),
    ("2026-03-08 02:30", "There is no 02:30 on 2026-03-08 in America/New_York", "`2026-03-08 03:30`"),
    ("8 mar 2026 2:00 am", "There is no 02:00 on 2026-03-08", "`2026-03-08 03:00`"),
    # numbers that can be more than one thing
    ("1", '"1" has a number that can be a day, an hour or a year', "`nov 3`"),
    ("2026", "a day, an hour or a year", "`nov 3 2026`"),
    ("today at 9", "a day, an hour or a year", "`14:00`"),
    ("fri 9", "a day, an hour or a year", "`2pm`"),
    ("3 nov 26", '"3 nov 26" has a number', "`nov 3 2026`"),
    ("nov 3 0026", "a day, an hour or a year", "`nov 3 2026`"),
    ("fri 9.30", "a number with a dot", "`9:30`"),
    ("9.30", "can be a date or a time", "`nov 3` and a time as `9:30`"),
    ("9.30am", "can be a date or a time", "`9:30`"),
    ("3.4.", "can be a date or a time", "`nov 3`"),
    ("nov", '"nov" names no day of the month', "`nov 3`"),
    ("november 2026", "names no day of the month", "`nov 3 2026`"),
    ("nov 3 pm", '"nov 3 pm" names no day of the month', "`nov 3`"),
    ("next week", '"next week" names no single day', "`next mon`"),
    ("this weekend", "names no single day", "`next mon`"),
    ("last month", "names no single day", "`1 week ago`"),
    # spans
    ("3 days", '"3 days" can lie ahead or back', "`in 3 days` or `3 days ago`"),
    ("a week", "can lie ahead or back", "`in a week` or `a week ago`"),
    ("5 business days", "can lie ahead or back", "`in 5 business days` or `5 business days ago`"),
    ("2d", "can lie ahead or back", "`+2d` or `-2d`"),
    ("3bd", "can lie ahead or back", "`+3bd` or `-3bd`"),
    ("in 3", "is no span of time", "`in 2 weeks`"),
    ("in 1.5 days", "is no span of time", "`in 2 weeks`"),
    ("in -3 days", "is no span of time", "`in 2 weeks`"),
    ("in 3 days ago", "is no span of time", "`in 2 weeks`"),
    ("two weeks ago", "is no span of time", "`in 2 weeks`"),
    ("20 minutes ago", "is no span of time", "`in an hour`"),
    ("in 2 years", "is no span of time", "`in 2 weeks`"),
    ("-1m", "is no span of time", "`+3d`"),  # a minute or a month
    ("+ 3d", "is no span of time", "`+3d`"),
    ("--3d", "is no span of time", "`+3d`"),
    ("now 10:00", "names an instant and then a time", "`2 hours ago` or `14:00`"),
    ("2 hours ago 10:00", "names an instant and then a time", "`2 hours ago` or `14:00`"),
    ("+2h at noon", "names an instant and then a time", "`2 hours ago` or `14:00`"),
    # so far away that it is a typo
    ("1989-12-31", '"1989-12-31" lies before 1990', "`2026-11-20`"),
    ("1026-11-20", "lies before 1990", "`2026-11-20`"),
    ("2056-11-21", "lies more than 30 years ahead", "`2026-11-20`"),
    ("9999-12-31T23:59-14:00", "lies more than 30 years ahead", "`2026-11-20`"),
    ("3 nov 1985", "lies before 1990", "`nov 3`"),
    ("3 nov 9999", "lies more than 30 years ahead", "`nov 3`"),
    ("in 999999999 days", '"in 999999999 days" lies more than 30 years ahead', "`3 days ago`"),
    ("in 10959 days", "lies more than 30 years ahead", "`3 days ago`"),
    ("in 999999999 business days", "lies more than 30 years ahead", "`3 days ago`"),
    ("in 9000 business days", "lies more than 30 years ahead", "`3 days ago`"),
    ("in 999999999 weeks", "lies more than 30 years ahead", "`3 days ago`"),
    ("in 361 months", "lies more than 30 years ahead", "`3 days ago`"),
    ("in 9999999 months", "lies more than 30 years ahead", "`3 days ago`"),
    ("in 300000 hours", "lies more than 30 years ahead", "`3 days ago`"),
    (f"in {'9' * 60} hours", "lies more than 30 years ahead", "`3 days ago`"),
    ("999999999 days ago", "lies before 1990", "`3 days ago`"),
    ("444 months ago", "lies before 1990", "`3 days ago`"),
    ("-999999999bd", "lies before 1990", "`3 days ago`"),
    ("-330000h", "lies before 1990", "`3 days ago`"),
]


@pytest.mark.parametrize(("text", "message", "hint"), REFUSED, ids=[repr(row[0][:30]) for row in REFUSED])
def test_what_has_no_single_meaning_is_refused_with_the_reason_and_an_example(
    text: str, message: str, hint: str
) -> None:
    refused = refusal(text)
    assert message in refused.message
    assert hint in (refused.hint or "")


@pytest.mark.parametrize("text", [row[0] for row in REFUSED], ids=[repr(row[0][:30]) for row in REFUSED])
def test_every_example_in_a_hint_is_understood(text: str) -> None:
    for offered in re.findall("`([^`]+)`", refusal(text).hint or ""):
        assert parsed(offered)


@pytest.mark.parametrize("text", [row[0] for row in REFUSED], ids=[repr(row[0][:30]) for row in REFUSED])
def test_a_message_is_one_short_printable_sentence(text: str) -> None:
    message = refusal(text).message
    assert message.isprintable()
    assert message.endswith(".")
    assert len(message) < 120


# Dates in bare numbers: the text, the whole message or the days it offers, and the hint.
SWAPPED = [
    ("03/04/2026", "03/04/2026 can mean 4 March or 3 April; write 2026-03-04 or 2026-04-03.", None),
    ("3.4.2026", "3.4.2026 can mean 4 March or 3 April; write 2026-03-04 or 2026-04-03.", None),
    ("3-4-26", "3-4-26 can mean 4 March or 3 April; write 2026-03-04 or 2026-04-03.", None),
    ("3-4-2026", "3-4-2026 can mean 4 March or 3 April; write 2026-03-04 or 2026-04-03.", None),
    ("12/11/2026", "12/11/2026 can mean 11 December or 12 November; write 2026-12-11 or 2026-11-12.", None),
    ("3/4", "3/4 can mean 4 March or 3 April; write mar 4 or apr 3.", None),
    ("3-4", "3-4 can mean 4 March or 3 April; write mar 4 or apr 3.", None),
    ("03/04/2026 14:00", "03/04/2026 can mean 4 March or 3 April; write 2026-03-04 or 2026-04-03.", None),
    # only one reading: still not guessed
    ("25/12/2026", '"25/12/2026" is not a date of the form', "Write `2026-12-25` for 25 December."),
    ("12/25/2026", '"12/25/2026" is not a date of the form', "Write `2026-12-25` for 25 December."),
    ("25.12.2026", '"25.12.2026" is not a date of the form', "Write `2026-12-25` for 25 December."),
    ("4/4/2026", '"4/4/2026" is not a date of the form', "Write `2026-04-04` for 4 April."),
    ("25/12", '"25/12" is not a date of the form', "Write `dec 25` for 25 December."),
    ("2026/11/20", '"2026/11/20" is not a date of the form', "Write `2026-11-20` for 20 November."),
    ("2026-11-5", '"2026-11-5" is not a date of the form', "Write `2026-11-05` for 5 November."),
    ("2026.3.4", '"2026.3.4" is not a date of the form', "Write `2026-03-04` for 4 March."),
    # no reading at all, or none that is likely
    ("31/31/2026", '"31/31/2026" is no date or time', "`2026-11-20`"),
    ("3/4/85", '"3/4/85" is no date or time', "`2026-11-20`"),
    ("3/4/1985", '"3/4/1985" is no date or time', "`2026-11-20`"),
    ("0/0/0000", '"0/0/0000" is no date or time', "`2026-11-20`"),
    ("45/67", '"45/67" is no date or time', "`2026-11-20`"),
]


@pytest.mark.parametrize(("text", "message", "hint"), SWAPPED)
def test_a_date_in_bare_numbers_is_refused_with_all_its_readings(
    text: str, message: str, hint: str | None
) -> None:
    refused = refusal(text)
    assert refused.message.startswith(message)
    assert hint is None if refused.hint is None else (hint or "") in refused.hint


@pytest.mark.parametrize(
    ("now", "towards", "year"),
    [
        ("2026-03-01T12:00", "past", 2026),  # 2024-02-29 is more than twelve months ago
        ("2025-03-01T12:00", "past", 2025),
        ("2026-02-28T12:00", "past", 2025),
        ("2025-02-28T12:00", "future", 2025),
        ("2026-03-01T12:00", "future", 2027),
        ("2027-02-28T12:00", "future", 2027),  # a day too early for 2028
    ],
)
def test_a_leap_day_without_a_year_is_not_looked_for_further_than_a_year(
    now: str, towards: Direction, year: int
) -> None:
    assert f"February {year} has 28 days" in refusal("feb 29", towards, now).message


def test_a_time_that_the_clocks_skip_is_refused_on_the_night_itself() -> None:
    refused = refusal("today 2:30", "past", "2026-03-08T12:00")
    assert (
        refused.message == "There is no 02:30 on 2026-03-08 in America/New_York: the clocks go forward then."
    )


def test_the_time_is_put_on_the_day_in_the_zone_of_the_calendar() -> None:
    berlin = Calendar(ZoneInfo("Europe/Berlin"))
    assert iso("tomorrow 9am", "future", calendar=berlin) == "2026-11-21T09:00:00+01:00"


def test_examples_lie_in_the_direction_asked_for() -> None:
    assert refusal("soon", "past").hint == (
        "Write for example `2026-11-20`, `today 10:00`, `last friday`, `3 days ago` or `nov 3`."
    )
    assert refusal("soon", "future").hint == (
        "Write for example `2026-11-20`, `tomorrow 9am`, `next tue 14:00`, `in 3 business days` or `nov 3`."
    )


# ---------------------------------------------------------------- laws


def instants(first: date, last: date, zone: tzinfo) -> st.SearchStrategy[datetime]:
    return st.builds(datetime.combine, st.dates(first, last), st.times(), st.just(zone))


moments_now = instants(date(1995, 1, 1), date(2050, 12, 31), NEW_YORK)
directions = st.sampled_from(BOTH)
# Texts made of the very words of the grammar come much nearer to its borders than arbitrary ones.
WORDS = [
    *(
        "in",
        "ago",
        "at",
        "of",
        "a",
        "an",
        "now",
        "today",
        "last",
        "next",
        "this",
        "fri",
        "sunday",
        "nov",
        "may",
    ),
    *(
        "3",
        "31",
        "2026",
        "0",
        "999999999",
        "3rd",
        "day",
        "days",
        "weeks",
        "business",
        "months",
        "hours",
        "-2d",
    ),
    *(
        "+9bd",
        "10:00",
        "9am",
        "pm",
        "noon",
        "midnight",
        "2026-11-20",
        "2026-02-30",
        "T16:00",
        "Z",
        "3/4",
        "9.30",
    ),
    *("+01:00", ",", "before", "after", "yesterday", "tomorrow", "\u2028"),
]
phrases = st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join)
near_iso = st.builds(
    "{:04}-{:02}-{:02}{}{:02}:{:02}{}".format,
    st.integers(0, 9999),
    st.integers(0, 13),
    st.integers(0, 32),
    st.sampled_from("Tt "),
    st.integers(0, 25),
    st.integers(0, 61),
    st.sampled_from(
        ["", "Z", "z", ":00", ":61", ".5", ":00,123456789", "+14:00", "-14:00", "+1459", "-15", " +01", "+"]
    ),
)


@given(text=st.one_of(st.text(), phrases, near_iso), now=moments_now, towards=directions)
@example(text="\ud800", now=datetime(2026, 11, 20, tzinfo=NEW_YORK), towards="past")
def test_any_text_at_all_is_a_moment_or_is_refused(text: str, now: datetime, towards: Direction) -> None:
    try:
        moment = parse_when(text, now, OFFICE, towards)
    except WrongUsage:
        return
    if isinstance(moment, datetime):
        assert moment.tzinfo is NEW_YORK
        moment = moment.date()
    # One day of slack for a time with an offset of its own.
    assert date(1989, 12, 31) <= moment <= now.date() + relativedelta(years=30, days=1)


@given(text=st.one_of(st.text(), near_iso))
def test_any_text_at_all_is_a_pretended_now_or_is_refused(text: str) -> None:
    try:
        now = parse_now(text, NEW_YORK)
    except WrongUsage:
        return
    assert now.tzinfo is NEW_YORK


@given(text=st.text())
def test_the_message_about_any_text_can_be_printed(text: str) -> None:
    message = refusal(f"no date: {text}").message
    assert message.isprintable()
    assert len(message) < 120


@given(day=st.dates(date(1990, 1, 1), date(2056, 11, 20)), towards=directions)
def test_the_iso_form_of_every_date_is_that_date(day: date, towards: Direction) -> None:
    assert parsed(day.isoformat(), towards) == day


@given(
    moment=instants(date(1990, 1, 2), date(2056, 11, 19), UTC),
    towards=directions,
)
def test_the_iso_form_of_every_instant_is_that_instant(moment: datetime, towards: Direction) -> None:
    local = moment.astimezone(NEW_YORK)
    # Compared as text, since Python finds the two times of one name equal when the clocks go back.
    assert iso(local.isoformat(), towards) == iso(moment.isoformat(), towards) == local.isoformat()


@given(day=st.dates(date(1990, 1, 1), date(2056, 11, 20)), clock=st.none() | st.times(), towards=directions)
def test_what_the_program_says_back_can_be_typed_again(
    day: date, clock: time | None, towards: Direction
) -> None:
    moment: Moment = day
    if clock is not None:
        moment = datetime.combine(day, clock, NEW_YORK)
        moment = moment.astimezone(UTC).astimezone(NEW_YORK).replace(second=0, microsecond=0, fold=0)
    assert parsed(say_date(moment), towards) == moment


@given(text=st.sampled_from([row[0] for row in PLAIN]), data=st.data())
def test_case_and_spacing_change_nothing(text: str, data: st.DataObject) -> None:
    spaced = re.sub(" +", lambda _: " " * data.draw(st.integers(1, 3)), text)
    typed = "".join(data.draw(st.sampled_from([c.lower(), c.upper()])) for c in spaced)
    assert parsed(f"  {typed} ") == parsed(text)


@given(now=moments_now, count=st.integers(1, 400))
def test_business_days_agree_with_numpy(now: datetime, count: int) -> None:
    years = range(now.year - 3, now.year + 4)
    holidays = [f"{year}-12-25" for year in years] + [THANKSGIVING.isoformat()]
    today = np.datetime64(now.date(), "D")
    ahead = np.busday_offset(today, count, roll="backward", holidays=holidays).item()
    back = np.busday_offset(today, -count, roll="forward", holidays=holidays).item()
    for towards in BOTH:
        assert parse_when(f"in {count} business days", now, OFFICE, towards) == ahead
        assert parse_when(f"+{count}bd", now, OFFICE, towards) == ahead
        assert parse_when(f"{count} business days ago", now, OFFICE, towards) == back
        assert parse_when(f"-{count}bd", now, OFFICE, towards) == back


@given(now=moments_now, number=st.integers(0, 6))
def test_weekdays_agree_with_dateutil(now: datetime, number: int) -> None:
    today, weekday = now.date(), (MO, TU, WE, TH, FR, SA, SU)[number]
    name = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")[number]
    before = today + relativedelta(days=-1, weekday=weekday(-1))
    after = today + relativedelta(days=+1, weekday=weekday(+1))
    this = today + relativedelta(weekday=MO(-1)) + relativedelta(weekday=weekday(+1))
    for towards in BOTH:
        assert parse_when(f"last {name}", now, OFFICE, towards) == before
        assert parse_when(f"next {name}", now, OFFICE, towards) == after
        assert parse_when(f"this {name}", now, OFFICE, towards) == this
    assert parse_when(name[:3], now, OFFICE, "past") == today + relativedelta(weekday=weekday(-1))
    assert parse_when(name[:3], now, OFFICE, "future") == today + relativedelta(weekday=weekday(+1))


@given(now=moments_now, back=st.integers(0, 364), ahead=st.integers(-31, 333))
def test_a_date_without_a_year_is_the_nearest_one(now: datetime, back: int, ahead: int) -> None:
    """Within these days no name of a date comes twice; what can lie ahead may lie 31 days back."""
    earlier, later = now.date() - timedelta(back), now.date() + timedelta(ahead)
    assert parse_when(f"{earlier:%d %b}", now, OFFICE, "past") == earlier
    assume((later.month, later.day) != (2, 29) or ahead >= 0)
    assert parse_when(f"{later:%d %b}", now, OFFICE, "future") == later


# ---------------------------------------------------------------- the pretended now


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-20", "2026-11-20T00:00:00-05:00"),  # local midnight
        ("2026-07-20", "2026-07-20T00:00:00-04:00"),
        ("2026-11-20 19:00", "2026-11-20T19:00:00-05:00"),
        ("2026-11-20T19:00", "2026-11-20T19:00:00-05:00"),
        ("2026-11-20T19:00:05", "2026-11-20T19:00:05-05:00"),
        ("2026-11-20T19:00Z", "2026-11-20T14:00:00-05:00"),
        ("2026-11-20T19:00:00+01:00", "2026-11-20T13:00:00-05:00"),
        ("2026-11-01 01:30", "2026-11-01T01:30:00-04:00"),  # the first of two
        (" 2026-11-20 ", "2026-11-20T00:00:00-05:00"),
        ("1990-01-01", "1990-01-01T00:00:00-05:00"),
        ("2099-12-31", "2099-12-31T00:00:00-05:00"),
    ],
)
def test_the_pretended_now_is_an_iso_date_or_time_in_the_zone(text: str, expected: str) -> None:
    now = parse_now(text, NEW_YORK)
    assert (now.isoformat(), now.tzinfo) == (expected, NEW_YORK)


def test_a_day_that_begins_at_one_o_clock_is_pretended_from_there() -> None:
    """In Cuba the clocks go forward at midnight."""
    assert parse_now("2026-03-08", ZoneInfo("America/Havana")).isoformat() == "2026-03-08T01:00:00-04:00"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("today", '"today" is no ISO date or time'),
        ("tomorrow 10:00", "is no ISO date or time"),
        ("14:00", "is no ISO date or time"),
        ("03/04/2026", "is no ISO date or time"),
        ("", '"" is no ISO date or time'),
        ("\x1b[0m", '"\\x1b[0m" is no ISO date or time'),
        ("2026-02-30", "February 2026 has 28 days"),
        ("2026-11-20T24:00", 'There is no "24:00"'),
        ("2026-03-08 02:30", "There is no 02:30 on 2026-03-08"),
        ("1989-12-31", "outside the years 1990 to 2099"),
        ("2100-01-01", "outside the years 1990 to 2099"),
        ("9999-12-31T23:59-14:00", "outside the years 1990 to 2099"),
    ],
)
def test_any_other_pretended_now_is_refused(text: str, message: str) -> None:
    with pytest.raises(WrongUsage) as caught:
        parse_now(text, NEW_YORK)
    assert message in caught.value.message
    assert caught.value.hint


# ---------------------------------------------------------------- what is said back


@pytest.mark.parametrize(
    ("moment", "now", "expected"),
    [
        (date(2026, 11, 20), None, "Fri 20 Nov 2026"),
        (date(2026, 11, 3), None, "Tue 3 Nov 2026"),  # no zero before the day
        (datetime(2026, 11, 20, 16, tzinfo=NEW_YORK), None, "Fri 20 Nov 2026, 16:00"),
        (datetime(2026, 11, 20, 9, 5, 59, tzinfo=NEW_YORK), None, "Fri 20 Nov 2026, 09:05"),
        (datetime(2026, 11, 20, 0, 0, tzinfo=NEW_YORK), None, "Fri 20 Nov 2026, 00:00"),
        (date(2026, 11, 23), datetime(2026, 11, 20, tzinfo=NEW_YORK), "Mon 23 Nov"),
        (
            datetime(2026, 11, 23, 16, tzinfo=NEW_YORK),
            datetime(2026, 11, 20, tzinfo=NEW_YORK),
            "Mon 23 Nov, 16:00",
        ),
        (date(2027, 1, 4), datetime(2026, 12, 31, tzinfo=NEW_YORK), "Mon 4 Jan 2027"),  # another year is said
        (datetime(2026, 5, 6, 7, 8, tzinfo=timezone(timedelta(hours=1))), None, "Wed 6 May 2026, 07:08"),
    ],
)
def test_a_moment_is_said_with_its_weekday_and_its_year_where_needed(
    moment: Moment, now: datetime | None, expected: str
) -> None:
    assert say_date(moment, now) == expected


def test_dates_in_digits_do_not_pay_for_dateutil() -> None:
    program = """
import sys
from datetime import UTC, datetime
from followup.core.calendar import Calendar
from followup.formats.typed.dates import parse_now, parse_when
now = parse_now("2026-11-20T19:00", UTC)
for text in ("2026-11-20", "2026-11-20 16:00", "today 10:00", "last friday", "in 3 business days"):
    parse_when(text, now, Calendar(UTC), "past")
sys.exit("dateutil" in sys.modules)
"""
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
