"""Dates as a person types them.

The grammar is small and strict: a text has one meaning, or it is refused with an example of what works.
Here are the parts in digits, ISO forms and times of day; `daywords` knows the words.
"""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import TYPE_CHECKING

from followup.core.errors import WrongUsage
from followup.core.moments import Moment, is_timed
from followup.formats.typed.days import (
    EARLIEST,
    MONTHS,
    Asked,
    Direction,
    check_day,
    check_likely,
    day_in_words,
    instant_in_words,
    is_likely,
    unknown,
)

if TYPE_CHECKING:
    from datetime import tzinfo

    from followup.core.calendar import Calendar

__all__ = ["Direction", "parse_now", "parse_pretended", "parse_when"]

# What the program can pretend that it is. Tables of holidays and of clock changes end about there.
LAST_YEAR = 2099
# No form is as long as this, so no pattern meets a longer text.
LONGEST = 80
LONGEST_QUOTE = 40
NOON = 12
# The most digits that a day or a month has.
DIGITS = 2

# Offsets past +14:00 exist nowhere; nine digits of a second are what `date -Ins` prints.
_ISO = (
    r"(?P<year>[1-9][0-9]{3})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})"
    r"(?:[t ](?P<clock>[0-9]{2}:[0-9]{2}(?::[0-9]{2})?)(?:(?<=:..:..)[.,](?P<fraction>[0-9]{1,9}))?"
    r"(?: ?(?P<offset>z|[+-](?:0[0-9]|1[0-4])(?::?[0-5][0-9])?))?)?"
)
_CLOCK = r"(?P<hour>[0-9]{1,2})(?::(?P<minute>[0-9]{2}))?(?::(?P<second>[0-9]{2}))?(?: ?(?P<half>[ap])m)?"
_AND_CLOCK = (
    r"(?:(?P<day>.+?),? )??(?:at )?"
    r"(?P<clock>[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?: ?[ap]m)?|[0-9]{1,2} ?[ap]m|noon|midnight)"
)
_NUMERIC = r"([0-9]{1,4})[/.-]([0-9]{1,2})[/.-]([0-9]{1,4})"
_NUMERIC_NO_YEAR = r"([0-9]{1,2})[/-]([0-9]{1,2})"


def parse_when(text: str, now: datetime, calendar: Calendar, towards: Direction) -> Moment:
    """Return what a person meant by `text`: a date, or an instant in the calendar's zone if it has a time.

    `now` is aware. `towards` decides about a weekday alone and about a date without a year: `past` takes
    the latest that is not after today; `future` the first weekday that is not before today, and the first
    date that is not before the last 31 days. The day is found first and a time then put on it, so
    `friday 23:00` on a Friday evening lies ahead even in the `past`. A time that comes twice, as the clocks
    go back, is the first one.

    Raises WrongUsage, with a sentence and a hint, for whatever is not in the grammar, for dates before 1990
    and for those more than 30 years after `now`.
    """
    asked = Asked(_quoted(text), now.astimezone(calendar.zone), calendar, towards)
    words = _tidied(text)
    if words is None:
        raise unknown(asked)
    day, clock = _iso(words, asked.quoted) or (None, None)
    if day is None:
        instant = instant_in_words(words, asked)
        if instant is not None:
            return instant
        day, clock = _day_and_clock(words, asked)
    check_likely(day, asked)
    return day if clock is None else _at_local(day, clock, calendar.zone)


def parse_now(text: str, zone: tzinfo) -> datetime:
    """Return the instant in `zone` that an ISO date or time names; a date alone is its first moment.

    Years from 1990 to 2099. Raises WrongUsage for anything else: no word makes sense before now is known.
    """
    quoted = _quoted(text)
    day, clock = _iso(_tidied(text) or "", quoted) or (None, None)
    if day is None:
        raise WrongUsage(
            f"{quoted} is no ISO date or time.", "Write for example `2026-11-20` or `2026-11-20 19:00`."
        )
    if not EARLIEST.year <= day.year <= LAST_YEAR:
        raise WrongUsage(
            f"{quoted} lies outside the years {EARLIEST.year} to {LAST_YEAR}, which looks like a typo.",
            "Write for example `2026-11-20`.",
        )
    if clock is not None:
        return _at_local(day, clock, zone)
    # Through UTC: in some zones the clocks go forward at midnight, and such a day begins at 01:00.
    return datetime.combine(day, time(), zone).astimezone(UTC).astimezone(zone)


def parse_pretended(text: str, clock: datetime, calendar: Calendar) -> datetime:
    """Return the instant that `--now` names: an ISO form, or words counted from the real `clock`.

    A date is its first moment. Raises WrongUsage as `parse_when` does.
    """
    if re.fullmatch(_ISO, _tidied(text) or ""):
        return parse_now(text, calendar.zone)
    moment = parse_when(text, clock, calendar, "future")
    return moment if is_timed(moment) else parse_now(moment.isoformat(), calendar.zone)


def _quoted(text: str) -> str:
    """Return `text` for a message: short, and with nothing in it that a terminal could obey."""
    shown = ""
    for character in text.strip(" "):
        piece = character if character.isprintable() else character.encode("unicode_escape").decode("ascii")
        if len(shown) + len(piece) > LONGEST_QUOTE:
            return f'"{shown}…"'
        shown += piece
    return f'"{shown}"'


def _tidied(text: str) -> str | None:
    """Return `text` in lower case with single spaces, or None if it cannot be of any form."""
    if not (text.isascii() and text.isprintable()):
        return None
    words = " ".join(text.lower().split())
    return words if 0 < len(words) <= LONGEST else None


def _iso(words: str, quoted: str) -> tuple[date, time | None] | None:
    """Return the date of an ISO form, and its time with its offset, as far as they are there."""
    found = re.fullmatch(_ISO, words)
    if found is None:
        return None
    year, month, day = (int(found[part]) for part in ("year", "month", "day"))
    check_day(year, month, day, quoted)
    if found["clock"] is None:
        return date(year, month, day), None
    microsecond = int((found["fraction"] or "").ljust(6, "0")[:6])
    offset = _offset(found["offset"]) if found["offset"] else None
    return date(year, month, day), _clock(found["clock"]).replace(microsecond=microsecond, tzinfo=offset)


def _offset(text: str) -> tzinfo:
    if text == "z":
        return UTC
    digits = text[1:].replace(":", "").ljust(4, "0")
    distance = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-distance if text.startswith("-") else distance)


def _day_and_clock(words: str, asked: Asked) -> tuple[date, time | None]:
    found = re.fullmatch(_AND_CLOCK, words)
    if found is None:
        return _day(words, asked), None
    clock = _clock(found["clock"])
    return (_day(found["day"], asked) if found["day"] else asked.today), clock


def _day(words: str, asked: Asked) -> date:
    iso = _iso(words, asked.quoted)
    if iso is not None and iso[1] is None:
        return iso[0]
    _refuse_numeric(words, asked)
    return day_in_words(words, asked)


def _refuse_numeric(words: str, asked: Asked) -> None:
    """Raise WrongUsage for a date in bare numbers: a month and a day in an order that nobody can know."""
    readings = _readings(words, asked)
    if not readings:
        return
    names, forms = list(readings), list(readings.values())
    if len(readings) == 1:
        raise WrongUsage(
            f'"{words}" is not a date of the form {asked.today.isoformat()}.',
            f"Write `{forms[0]}` for {names[0]}.",
        )
    raise WrongUsage(f"{words} can mean {names[0]} or {names[1]}; write {forms[0]} or {forms[1]}.")


def _readings(words: str, asked: Asked) -> dict[str, str]:
    """Return the days that a date in bare numbers can mean, by name, and how to type each of them."""
    if part := re.fullmatch(_NUMERIC_NO_YEAR, words):
        # In a leap year every day exists; the year is not shown.
        days = _dates((2000, part[1], part[2]), (2000, part[2], part[1]))
        return {_name(day): f"{MONTHS[day.month - 1][:3].lower()} {day.day}" for day in days}
    whole = re.fullmatch(_NUMERIC, words)
    if whole is None:
        return {}
    first, second, third = whole.groups()
    if len(first) > DIGITS:
        days = _dates((first, second, third))
    else:
        year = third if len(third) > DIGITS else f"20{third:0>2}"
        days = _dates((year, first, second), (year, second, first))
    return {_name(day): day.isoformat() for day in days if is_likely(day, asked)}


def _dates(*triples: tuple[int | str, str, str]) -> list[date]:
    """Return the dates among triples of year, month and day."""
    days = []
    for triple in triples:
        with suppress(ValueError):
            days.append(date(*map(int, triple)))
    return days


def _name(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]}"


def _clock(text: str) -> time:
    if text == "noon":
        return time(NOON)
    found = re.fullmatch(_CLOCK, text)
    if found is None:
        raise WrongUsage(
            f'"{text}" can be the first or the last minute of a day.',
            "Write `00:00` for the first, `23:59` for the last.",
        )
    hour, minute, second = (int(found[part] or 0) for part in ("hour", "minute", "second"))
    half = found["half"]
    if half and 1 <= hour <= NOON:
        hour = hour % NOON + (NOON if half == "p" else 0)
    elif half:
        raise _no_such_time(text)
    try:
        return time(hour, minute, second)
    except ValueError:
        raise _no_such_time(text) from None


def _no_such_time(text: str) -> WrongUsage:
    return WrongUsage(f'There is no "{text}" on the clock.', "Write a time as `14:00`, `9:30am` or `2pm`.")


def _at_local(day: date, clock: time, zone: tzinfo) -> datetime:
    """Return the instant at which the clocks in `zone` show `clock` on `day`; an offset of its own wins.

    Where the clocks go back, a time comes twice and the first is taken; with an offset one can name the
    second. Where they go forward, some times never come: WrongUsage.
    """
    if clock.tzinfo is not None:
        return datetime.combine(day, clock).astimezone(zone)
    moment = datetime.combine(day, clock, zone)
    shown = moment.astimezone(UTC).astimezone(zone)
    if shown.replace(tzinfo=None) != moment.replace(tzinfo=None):
        raise WrongUsage(
            f"There is no {clock:%H:%M} on {day.isoformat()} in {zone}: the clocks go forward then.",
            f"Write `{shown:%Y-%m-%d %H:%M}`, or an earlier time.",
        )
    return moment
