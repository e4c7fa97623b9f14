"""The calendar file: entries as iCalendar text (RFC 5545), each with the number of its version.

SEQUENCE has to grow when a date moves. It cannot be computed from the log alone: limits put a letter off
day by day while nobody logs anything, and an edited rules file moves dates as well. Nor may it hang on a
hidden table, which another folder, machine or `--out` would not share. So the file itself is asked: what
the readers of it were last told is exactly what stands in it. An entry whose date is the one in the file
keeps its number; one that moved, or that comes back, gets a number higher than any that the file ever
held. That highest number stands in the file too, since entries leave it. Without a file before, the
number is how many events of the log concern the application; the log only grows, so a file that was lost,
or standard output, counts upwards as well.

An entry that says what it said keeps its stamps too: what has not changed gives the same file, byte for
byte. A new file takes them from the log, a changed entry from now.
"""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, NamedTuple

from icalendar import Calendar

if TYPE_CHECKING:
    from collections.abc import Iterable

    from icalendar import Component

    from followup.formats.ical.entries import CalendarEntry

PRODUCT = "-//followup//followup//EN"
HIGHEST = "X-FOLLOWUP-SEQUENCE"
# What tells one version of an entry from another, and is no part of what it says.
_VERSION = ("SEQUENCE", "DTSTAMP", "LAST-MODIFIED")


class Told(NamedTuple):
    """What a file says of one entry: its dates, its number, its stamp and the rest."""

    dates: list[date]
    number: int
    stamp: datetime
    content: bytes


class Previous(NamedTuple):
    """What the readers of a calendar file were told last; `highest` is the highest number they ever saw."""

    entries: dict[str, Told]
    highest: int


def read_calendar(data: bytes) -> Previous | None:
    """Return what a calendar file says; None if it is none that followup has written."""
    try:
        calendar = Calendar.from_ical(data)
        if not isinstance(calendar, Calendar) or calendar["PRODID"] != PRODUCT:
            return None
        entries = {str(each["UID"]): _told(each) for each in calendar.subcomponents}
        highest = max([int(str(calendar[HIGHEST])), *(entry.number for entry in entries.values())])
    except (ValueError, LookupError, TypeError, AttributeError):
        return None  # another program's, or changed by hand into something else
    return Previous(entries, highest)


def _told(component: Component) -> Told:
    stamp: datetime = component.decoded("DTSTAMP")
    return Told(_dates(component), _number(component), stamp.astimezone(UTC), _content(component))


def write_calendar(entries: Iterable[CalendarEntry], previous: Previous | None, now: datetime) -> bytes:
    """Return the file that holds `entries`, when `previous` is what its readers were told before."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "followup")
    components = [_stamped(entry, previous, now) for entry in sorted(entries, key=_by_date)]
    for component in components:
        calendar.add_component(component)
    highest = max([previous.highest if previous else 0, *map(_number, components)])
    calendar.add(HIGHEST, str(highest))
    return bytes(calendar.to_ical())


def _stamped(entry: CalendarEntry, previous: Previous | None, now: datetime) -> Component:
    """Return the entry with its number and its stamps."""
    component = deepcopy(entry.component)
    before = previous.entries.get(entry.uid) if previous else None
    if previous is None:
        number, stamp = entry.touched.events, entry.touched.at
    elif before is None or before.dates != _dates(component):
        number, stamp = max(previous.highest + 1, entry.touched.events), now
    else:
        number = before.number
        stamp = before.stamp if before.content == _content(component) else now
    stamp = stamp.astimezone(UTC).replace(microsecond=0)
    component.add("sequence", number)
    component.add("dtstamp", stamp)
    component.add("last-modified", stamp)
    return component


def _by_date(entry: CalendarEntry) -> tuple[str, str]:
    return _dates(entry.component)[0].isoformat(), entry.uid


def _dates(component: Component) -> list[date]:
    return [component.decoded(name) for name in ("DTSTART", "DUE") if name in component]


def _number(component: Component) -> int:
    return int(component.decoded("SEQUENCE"))


def _content(component: Component) -> bytes:
    plain = deepcopy(component)
    for name in _VERSION:
        plain.pop(name, None)
    return bytes(plain.to_ical())
