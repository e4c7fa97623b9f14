"""The calendar file: versions of entries, and texts from outside."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar, Component, Event, Todo

from followup.core.appointments import Touched
from followup.core.text import clean
from followup.formats.ical.entries import CalendarEntry
from followup.formats.ical.file import HIGHEST, read_calendar, write_calendar

NOW = datetime(2026, 11, 20, 16, 30, tzinfo=UTC)
LOGGED = datetime(2026, 11, 2, 9, 10, tzinfo=UTC)
LONGEST_LINE = 75  # RFC 5545, 3.1, in octets and without the line end

days = st.dates(date(2026, 11, 1), date(2026, 11, 9))
hours = st.datetimes(datetime(2026, 11, 1), datetime(2026, 11, 3), timezones=st.just(UTC))  # noqa: DTZ001
moments = days | hours.map(lambda moment: moment.replace(microsecond=0))
# One version of a file: for each entry its date and its text.
versions = st.dictionaries(st.sampled_from("abcd"), st.tuples(moments, st.sampled_from(["x", "y; z"])))


def entry(name: str, moment: date, text: str = "x", events: int = 1) -> CalendarEntry:
    """Return a to-do, or an event where the name is early in the alphabet."""
    component: Component = Event() if name < "c" else Todo()
    component.add("dtstart" if name < "c" else "due", moment)
    component.add("summary", text)
    uid = f"{name}@followup"
    component.add("uid", uid)
    return CalendarEntry(uid, component, Touched(events, LOGGED))


def entries(version: dict[str, tuple[date, str]]) -> list[CalendarEntry]:
    """Return the entries of a version."""
    return [entry(name, moment, text) for name, (moment, text) in version.items()]


def numbers(data: bytes) -> dict[str, int]:
    """Return the number of each entry, as another reading of the file has it."""
    return {str(each["UID"])[0]: each["SEQUENCE"] for each in Calendar.from_ical(data).subcomponents}


@given(st.lists(versions, min_size=1, max_size=8))
def test_a_number_grows_exactly_when_a_date_moves(story: list[dict[str, tuple[date, str]]]) -> None:
    """In any series of versions: kept where the date stays, higher than ever where it moved or came back."""
    data = b""
    ever: dict[str, int] = {}
    before: dict[str, tuple[date, str]] = {}
    for version in story:
        previous = read_calendar(data) if data else None
        data = write_calendar(entries(version), previous, NOW)
        for name, number in numbers(data).items():
            if name in before and before[name][0] == version[name][0]:
                assert number == ever[name]
            elif name in ever:
                assert number > ever[name]
            ever[name] = number
        before = version


@given(versions, moments)
def test_what_has_not_changed_gives_the_same_file(version: dict[str, tuple[date, str]], later: date) -> None:
    """A file is the same byte for byte until something in it changes, whatever time it is."""
    first = write_calendar(entries(version), None, NOW)
    again = NOW + timedelta(days=later.day)
    assert write_calendar(reversed(entries(version)), read_calendar(first), again) == first


def test_a_changed_text_gets_a_new_stamp_and_keeps_its_number() -> None:
    """SEQUENCE is about dates; DTSTAMP and LAST-MODIFIED are about everything."""
    first = write_calendar([entry("a", NOW), entry("b", NOW)], None, LOGGED)
    second = write_calendar([entry("a", NOW, "other"), entry("b", NOW)], read_calendar(first), NOW)
    [a, b] = Calendar.from_ical(second).subcomponents
    assert (a["SEQUENCE"], a["DTSTAMP"].dt, a["LAST-MODIFIED"].dt) == (1, NOW, NOW)
    assert (b["SEQUENCE"], b["DTSTAMP"].dt, b["LAST-MODIFIED"].dt) == (1, LOGGED, LOGGED)


def test_a_new_file_counts_what_was_logged() -> None:
    """A file that was lost goes on from the log, which only grows."""
    assert numbers(write_calendar([entry("a", NOW, events=7)], None, NOW)) == {"a": 7}


def test_the_highest_number_outlives_its_entry() -> None:
    """An entry that was taken out and comes back is newer than all that readers ever saw of it."""
    data = write_calendar([entry("a", NOW, events=9), entry("b", NOW)], None, NOW)
    data = write_calendar([entry("b", NOW)], read_calendar(data), NOW)
    data = write_calendar([entry("a", NOW), entry("b", NOW)], read_calendar(data), NOW)
    assert numbers(data) == {"a": 10, "b": 1}


@given(st.text(st.characters(codec="utf-8")))
def test_any_clean_text_comes_back_as_it_was(text: str) -> None:
    """Commas, semicolons, backslashes, quotes and words of the format are text."""
    text = clean(text)
    data = write_calendar([entry("a", NOW, text)], None, NOW)
    [event] = Calendar.from_ical(data).subcomponents
    assert str(event.get("SUMMARY", "")) == text
    lines = data.split(b"\r\n")
    assert all(len(line) <= LONGEST_LINE and b"\n" not in line for line in lines)
    assert sum(line.startswith(b"BEGIN:") for line in lines) == 2


@pytest.mark.parametrize(
    "data",
    [
        b"a shopping list",
        b"BEGIN:VCALENDAR\r\n",
        b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//example.com//other//EN\r\nEND:VCALENDAR\r\n",
        b"BEGIN:VEVENT\r\nEND:VEVENT\r\n",
        b"\xff\xfe",
        write_calendar([entry("a", NOW)], None, NOW).replace(b"PRODID:-//followup", b"PRODID:-//example.com"),
        write_calendar([entry("a", NOW)], None, NOW).replace(b"SEQUENCE:1", b"SEQUENCE:one"),
        write_calendar([entry("a", NOW)], None, NOW).replace(b"UID:a@followup\r\n", b""),
        write_calendar([entry("a", NOW)], None, NOW).replace(HIGHEST.encode(), b"X-OTHER"),
    ],
)
def test_what_followup_has_not_written_is_not_taken_for_its_own(data: bytes) -> None:
    """Another calendar, or one changed by hand into something else, is told apart."""
    assert read_calendar(data) is None
