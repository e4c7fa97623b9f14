"""text/calendar parts -> invitations; icalendar knows the format and the zones."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from followup.core.text import clean, clean_lines
from followup.formats.intake.mails.definitions import Address, Invitation
from followup.formats.intake.mails.parts import BROKEN

if TYPE_CHECKING:
    from icalendar import Component

LARGEST = 128 << 10
MOST_EVENTS = 5
MOST_PEOPLE = 50
LONGEST = 4000
LONGEST_UID = 500


def read_invitations(text: str, method: str = "") -> tuple[Invitation, ...]:
    """Return the events of a calendar part; `method` is what the part's header says, for one that does not.

    What cannot be read is left out: a mail can still say in words what its calendar garbles.
    """
    from icalendar import Calendar

    if len(text) > LARGEST:
        return ()
    try:
        calendar = Calendar.from_ical(text)
        told = str(calendar.get("METHOD") or method).strip().upper()
        events = [each for each in calendar.walk("VEVENT") if "RECURRENCE-ID" not in each]
        found = [_invitation(each, told) for each in events[:MOST_EVENTS]]
    except BROKEN:
        return ()
    return tuple(each for each in found if each is not None)


def _invitation(event: Component, method: str) -> Invitation | None:
    uid = clean(str(event.get("UID", "")))[:LONGEST_UID]
    if not uid:
        return None
    starts, zone = _time(event, "DTSTART")
    ends, _ = _time(event, "DTEND")
    if ends is None and isinstance(starts, datetime):
        ends = _after(event, starts)
    attendees = event.get("ATTENDEE", [])
    listed = attendees if isinstance(attendees, list) else [attendees]
    organizer = event.get("ORGANIZER")
    return Invitation(
        method=method or "PUBLISH",
        uid=uid,
        sequence=_number(event),
        starts=starts,
        ends=ends,
        zone=zone,
        summary=clean(str(event.get("SUMMARY", "")))[:LONGEST],
        description=clean_lines(str(event.get("DESCRIPTION", ""))[:LONGEST]),
        where=clean(str(event.get("LOCATION", "")))[:LONGEST],
        status=clean(str(event.get("STATUS", ""))).upper()[:40],
        organizer=_person(organizer) if organizer is not None else None,
        attendees=tuple(_person(each) for each in listed[:MOST_PEOPLE] if not _is_thing(each)),
    )


def _time(event: Component, name: str) -> tuple[date | None, str | None]:
    """Return a time on the clock and the zone of that clock."""
    try:
        value = event.decoded(name) if name in event else None
    except BROKEN:
        return None, None
    if isinstance(value, datetime):
        zone = _zone(value, str(event[name].params.get("TZID", "")))
        if zone is None and value.tzinfo is not None:
            value, zone = value.astimezone(UTC), "UTC"
        return value.replace(tzinfo=None), zone
    return (value, None) if isinstance(value, date) else (None, None)


def _zone(value: datetime, called: str) -> str | None:
    """Return the zone by the name that the zone database has for it; Windows has names of its own."""
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    if value.tzinfo is UTC or value.tzname() == "UTC":
        return "UTC"
    key = getattr(value.tzinfo, "key", None) or called
    return WINDOWS_TO_OLSON.get(key) or (key if "/" in key else None)


def _after(event: Component, starts: datetime) -> datetime | None:
    try:
        length = event.decoded("DURATION") if "DURATION" in event else None
        return starts + length if isinstance(length, timedelta) else None
    except BROKEN:
        return None


def _number(event: Component) -> int:
    try:
        return max(0, int(str(event.get("SEQUENCE", 0))))
    except ValueError:
        return 0


def _is_thing(value: Any) -> bool:
    """Whether a room or a device is invited."""
    return str(getattr(value, "params", {}).get("CUTYPE", "")).upper() in {"ROOM", "RESOURCE"}


def _person(value: Any) -> Address:
    email = clean(str(value)).lower()
    email = email.partition(":")[2] if email.startswith("mailto:") else email
    name = clean(str(getattr(value, "params", {}).get("CN", ""))).strip("\"' ")
    return Address("" if name.lower() == email else name, email if "@" in email else "")
