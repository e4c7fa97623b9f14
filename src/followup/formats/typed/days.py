"""Words for days, `last friday` or `in 3 business days`, and what to say of words that name none.

The patterns here decide about the form of a text. Only then does python-dateutil count months and read the
name of a month; its own guessing never decides anything. It is imported late, and no pattern is compiled
before it is asked for, so that a date in digits does not pay for them.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Literal

from followup.core.calendar import add_business_days, subtract_business_days
from followup.core.errors import WrongUsage
from followup.core.moments import plus_hours
from followup.core.values import Value

if TYPE_CHECKING:
    from followup.core.calendar import Calendar

Direction = Literal["past", "future"]

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
# Nobody looks for a job before the one, or plans to so far ahead as the other: a slip of the finger.
EARLIEST = date(1990, 1, 1)
YEARS_AHEAD = 30
JUST_PASSED = 31  # days
LEAP_DAY = (2, 29)

_DAY_WORDS = {
    "day before yesterday": -2,
    "yesterday": -1,
    "today": 0,
    "tomorrow": 1,
    "day after tomorrow": 2,
}
_WEEKDAYS = {form: n for n, name in enumerate(WEEKDAYS) for form in (name.lower(), name[:3].lower())}
_WEEKDAYS |= {"tues": 1, "thur": 3, "thurs": 3}
_MONTHS = {form: n for n, name in enumerate(MONTHS, 1) for form in (name.lower(), name[:3].lower())}
_MONTHS |= {"sept": 9}

_SPAN = r"(?P<amount>an?|[0-9]+) (?P<unit>business day|day|week|month|hour)s?"
_SHIFT = (
    rf"in {_SPAN}",
    rf"{_SPAN} ago",
    r"[+-](?P<amount>[0-9]+)(?P<unit>bd|d|w|h)",
)
_LETTERS = {"bd": "business day", "d": "day", "w": "week", "h": "hour"}
# The fewest days that one of a unit can take.
_FEWEST_DAYS = {"business day": 1, "day": 1, "week": 7, "month": 28}

_WEEKDAY = r"(?:(?P<which>last|this|next) )?(?P<name>[a-z]+)"
_DAY = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?:,? (?P<year>[1-9][0-9]{3}))?"
_NAMED = (
    rf"(?:(?P<weekday>[a-z]+),? )?{_DAY}(?: of)? (?P<month>[a-z]+){_YEAR}",
    rf"(?:(?P<weekday>[a-z]+),? )?(?P<month>[a-z]+) {_DAY}{_YEAR}",
)

# What is no date but nearly one: what to say of it, and what to type instead.
_NEARLY = (
    (
        r"(?:.* )?[0-9]{1,2}\.[0-9]{1,2}(?:\.| ?[ap]m)?",
        "{quoted} has a number with a dot, which can be a date or a time.",
        "Write a date as `nov 3` and a time as `9:30`.",
    ),
    (
        _SPAN,
        "{quoted} can lie ahead or back.",
        "Write `in {words}` or `{words} ago`.",
    ),
    (
        r"[0-9]+(?:bd|d|w|h)",
        "{quoted} can lie ahead or back.",
        "Write `+{words}` or `-{words}`.",
    ),
    (
        r"(?:last|this|next) (?:week|weekend|month|year)",
        "{quoted} names no single day.",
        "Write for example `last fri`, `next mon`, `1 week ago` or `in 2 weeks`.",
    ),
    (
        rf"(?:{'|'.join(_MONTHS)})(?: [0-9]{{4}})?",
        "{quoted} names no day of the month.",
        "Write for example `nov 3` or `nov 3 2026`.",
    ),
    (
        r"in .+|.+ ago|[+-].+",
        "{quoted} is no span of time that followup knows.",
        "Write for example `in 2 weeks`, `3 business days ago`, `in an hour`, `1 month ago` or `+3d`.",
    ),
    (
        r"(?:.* )?[0-9]{1,4}",
        "{quoted} has a number that can be a day, an hour or a year.",
        "Write a day as `nov 3` or `nov 3 2026`, a time as `14:00` or `2pm`.",
    ),
)


class Asked(Value, frozen=True):
    """What was typed, as a message quotes it, and what is needed to understand it.

    `now` is in the zone of `calendar`.
    """

    quoted: str
    now: datetime
    calendar: Calendar
    towards: Direction

    @property
    def today(self) -> date:
        """Return the local date of `now`."""
        return self.now.date()


class _Shift(Value, frozen=True):
    """So many units from now, ahead or back."""

    ahead: bool
    amount: int
    unit: str

    @property
    def signed(self) -> int:
        return self.amount if self.ahead else -self.amount


def instant_in_words(words: str, asked: Asked) -> datetime | None:
    """Return the instant that `now`, `2 hours ago` or `in an hour` names; None for anything else.

    Hours are elapsed time. `words` are in lower case with single spaces here and below.
    """
    if words == "now":
        return asked.now
    shift = _shift(words, asked)
    if shift is None or shift.unit != "hour":
        return None
    moment = plus_hours(asked.now, shift.signed, asked.calendar.zone)
    check_likely(moment.date(), asked)
    return moment


def day_in_words(words: str, asked: Asked) -> date:
    """Return the day that `words` name. WrongUsage, with the likely reason, if they name none."""
    if words in _DAY_WORDS:
        return asked.today + timedelta(days=_DAY_WORDS[words])
    shift = _shift(words, asked)
    if words == "now" or (shift is not None and shift.unit == "hour"):
        raise WrongUsage(
            f"{asked.quoted} names an instant and then a time.", "Write for example `2 hours ago` or `14:00`."
        )
    day = _shifted(shift, asked) if shift else _weekday(words, asked) or _named_date(words, asked)
    if day is None:
        raise _reason(words, asked)
    return day


def _shift(words: str, asked: Asked) -> _Shift | None:
    found = next(filter(None, (re.fullmatch(form, words) for form in _SHIFT)), None)
    if found is None:
        return None
    ahead = words.startswith(("in ", "+"))
    amount = int(found["amount"]) if found["amount"].isdigit() else 1
    unit = _LETTERS.get(found["unit"], found["unit"])
    # Asked before counting: business days are counted one by one, and Python's calendar has an end.
    fewest = amount // 24 if unit == "hour" else amount * _FEWEST_DAYS[unit]
    if fewest > (YEARS_AHEAD * 366 if ahead else (asked.today - EARLIEST).days):
        raise _unlikely(asked, ahead=ahead)
    return _Shift(ahead, amount, unit)


def _shifted(shift: _Shift, asked: Asked) -> date:
    if shift.unit == "business day":
        count_days = add_business_days if shift.ahead else subtract_business_days
        return count_days(asked.today, shift.amount, asked.calendar)
    if shift.unit == "month":
        from dateutil.relativedelta import relativedelta

        return asked.today + relativedelta(months=shift.signed)
    return asked.today + timedelta(days=shift.signed * _FEWEST_DAYS[shift.unit])


def _weekday(words: str, asked: Asked) -> date | None:
    found = re.fullmatch(_WEEKDAY, words)
    number = _WEEKDAYS.get(found["name"]) if found else None
    if found is None or number is None:
        return None
    today = asked.today.weekday()
    ahead, back = (number - today) % 7, (today - number) % 7
    days = {
        "last": -(back or 7),
        "past": -back,
        "this": number - today,
        "next": ahead or 7,
        "future": ahead,
    }
    return asked.today + timedelta(days=days[found["which"] or asked.towards])


def _named_date(words: str, asked: Asked) -> date | None:
    found = next(filter(None, (re.fullmatch(form, words) for form in _NAMED)), None)
    month = _MONTHS.get(found["month"]) if found else None
    if found is None or month is None or found["weekday"] not in {None, *_WEEKDAYS}:
        return None
    number = int(found["day"])
    year = int(found["year"]) if found["year"] else _nearest_year(month, number, asked)
    check_day(year, month, number, asked.quoted)

    from dateutil import parser

    # The default is ours, since dateutil would read the clock for one.
    default = datetime(year, 1, 1, tzinfo=UTC)
    day = parser.parse(f"{number} {MONTHS[month - 1]} {year}", default=default).date()
    if found["weekday"] and _WEEKDAYS[found["weekday"]] != day.weekday():
        raise WrongUsage(
            f"{asked.quoted} contradicts itself: {day.isoformat()} is a {WEEKDAYS[day.weekday()]}.",
            f"Write `{day.isoformat()}` if that is the day.",
        )
    return day


def _nearest_year(month: int, number: int, asked: Asked) -> int:
    """Return the year of the nearest such day in the direction asked for; today counts.

    What can lie ahead may just have passed: a day of the last 31 days is that day, not one in eleven months.
    A 29 February has its place between two days in every year, so it is looked for in no other year; it may
    not have passed where there was none.
    """
    today, wanted = asked.today, (month, number)
    if asked.towards == "past":
        return today.year - (wanted > (today.month, today.day))
    first = today if wanted == LEAP_DAY else today - timedelta(days=JUST_PASSED)
    return first.year + (wanted < (first.month, first.day))


def check_day(year: int, month: int, day: int, quoted: str) -> None:
    """Raise WrongUsage unless there is such a day; `quoted` is what was typed, for the message."""
    if not 1 <= month <= len(MONTHS):
        raise WrongUsage(
            f"{quoted} is no date: there is no month {month}.",
            f"Write year, month and day, such as `{year}-11-20`.",
        )
    try:
        date(year, month, day)
    except ValueError:
        from calendar import monthrange

        length = monthrange(year, month)[1]
        name = f"{MONTHS[month - 1]} {year}"
        raise WrongUsage(
            f"{quoted} is no date: {name} has {length} days.",
            f"The last day of {name} is `{year}-{month:02}-{length}`.",
        ) from None


def check_likely(day: date, asked: Asked) -> None:
    """Raise WrongUsage if `day` is before 1990 or more than 30 years after today."""
    if not is_likely(day, asked):
        raise _unlikely(asked, ahead=day >= EARLIEST)


def is_likely(day: date, asked: Asked) -> bool:
    """Whether `day` lies from 1990 to 30 years after today."""
    latest = (asked.today.year + YEARS_AHEAD, asked.today.month, asked.today.day)
    return day >= EARLIEST and (day.year, day.month, day.day) <= latest


def _unlikely(asked: Asked, *, ahead: bool) -> WrongUsage:
    where = f"more than {YEARS_AHEAD} years ahead" if ahead else f"before {EARLIEST.year}"
    return WrongUsage(f"{asked.quoted} lies {where}, which looks like a typo.", _examples(asked))


def unknown(asked: Asked) -> WrongUsage:
    """Return what to say of a text that has no likely reading at all."""
    if asked.quoted == '""':
        return WrongUsage("No date was given.", _examples(asked))
    return WrongUsage(f"{asked.quoted} is no date or time that followup knows.", _examples(asked))


def _examples(asked: Asked) -> str:
    if asked.towards == "past":
        words = "`today 10:00`, `last friday`, `3 days ago` or `nov 3`"
    else:
        words = "`tomorrow 9am`, `next tue 14:00`, `in 3 business days` or `nov 3`"
    return f"Write for example `{asked.today.isoformat()}`, {words}."


def _reason(words: str, asked: Asked) -> WrongUsage:
    """Return what to say of words that name no day: how they can be read, or what they lack."""
    for pattern, message, hint in _NEARLY:
        if re.fullmatch(pattern, words):
            return WrongUsage(message.format(quoted=asked.quoted), hint.format(words=words))
    return unknown(asked)
