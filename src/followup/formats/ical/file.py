"""The calendar file: entries as iCalendar text (RFC 5545), each with the number of its version.

SEQUENCE has to grow when a date moves. It cannot be computed from the log: guards put an action off day by
day while nothing is logged, and an edited rules file moves dates as well. Nor can it be kept in a table that
another folder, machine or `--out` would not share. So the previous file is read: it is exactly what its
readers were told last. An entry with the same date keeps its number; one that moved or comes back gets a
number higher than any the file ever held. That highest number is stored in the file, since entries leave it.
Without a previous file the number is the count of the application's events; the log only grows, so a lost
file, or standard output, counts upwards too.

An unchanged entry keeps its stamps, so an unchanged calendar gives the same file, byte for byte. A new file
takes its stamps from the log, a changed entry from now.
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
# These tell versions of an entry apart and are no part of its content.
_VERSION = ("SEQUENCE", "DTSTAMP", "LAST-MODIFIED")


class Told(NamedTuple):
    """One entry of a previous file."""

    dates: list[date]
    number: int
    stamp: datetime
    content: bytes


class Previous(NamedTuple):
    """A previous file: what its readers were told last, and the highest number they ever saw."""

    entries: dict[str, Told]
    highest: int


def read_calendar(data: bytes) -> Previous | None:
    """Return a previous file; None if followup has not written it."""
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
    """Return the file of `entries` that follows `previous`."""
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
