"""Dates as the calendar of a rules file writes them: `2026-11-27`, `2026-12-24..2027-01-01`."""

from __future__ import annotations

import re
from datetime import date

import msgspec

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# A year off is plausible; more is a typing error.
LONGEST_RANGE = 366


class DaysOff(msgspec.Struct, frozen=True, array_like=True):
    """From `first` to `last`, both included. Rules write it as `2026-12-24..2027-01-01`, or as one date."""

    first: date
    last: date


def parse_day(text: str) -> date:
    """Return the date that `text` (YYYY-MM-DD) names; ValueError, with a sentence, otherwise."""
    if not _DATE.fullmatch(text):
        raise ValueError("Write a date as `2026-11-27`.")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"There is no {text} in the calendar.") from None


def parse_days_off(entry: str) -> DaysOff:
    """Return the days off of one date or of a range `first..last`.

    ValueError, with a sentence, where it is neither, where it runs backwards, or for more than 366 days.
    """
    if ".." not in entry:
        try:
            day = parse_day(entry.strip())
        except ValueError as error:
            if _DATE.fullmatch(entry.strip()):
                raise
            raise ValueError("Write a date as `2026-11-27`, a range as `2026-12-24..2027-01-01`.") from error
        return DaysOff(day, day)
    start, _, end = entry.partition("..")
    first, last = parse_day(start.strip()), parse_day(end.strip())
    if last < first:
        raise ValueError(f"The range ends before it begins; write `{last}..{first}`.")
    if (last - first).days >= LONGEST_RANGE:
        raise ValueError(f"A range is at most {LONGEST_RANGE} days long.")
    return DaysOff(first, last)
