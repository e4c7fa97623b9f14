"""Days and times that a sentence names, for as far as they are certain.

A weekday is the next one after the mail; a day without a year is the next such day. A day of which it is open
which number is the month counts only where a weekday decides it.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from followup.formats.intake.judging.sentences import Sentence

FURTHEST = timedelta(days=300)  # nobody agrees on a talk further ahead
NEAR = 40  # characters in which a zone follows its time

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan januar janvier enero ene",
            "february feb februar fevrier fevr febrero",
            "march mar maerz marz mrz mars marzo",
            "april apr avril avr abril abr",
            "may mai mayo",
            "june jun juni juin junio",
            "july jul juli juillet julio",
            "august aug aout agosto ago",
            "september sep sept septembre septiembre",
            "october oct oktober okt octobre octubre",
            "november nov novembre noviembre",
            "december dec dezember dez decembre diciembre dic",
        ),
        1,
    )
    for name in names.split()
}
_WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "monday mon montag mo lundi lunes",
            "tuesday tue tues dienstag di mardi martes",
            "wednesday wed mittwoch mi mercredi miercoles",
            "thursday thu thur thurs donnerstag do jeudi jueves",
            "friday fri freitag fr vendredi viernes",
            "saturday sat samstag sonnabend sa samedi sabado",
            "sunday sun sonntag so dimanche domingo",
        )
    )
    for name in names.split()
}
_SHORT = {"mo", "di", "mi", "do", "fr", "sa", "so", "mon", "sun", "sat", "wed"}  # words besides
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_WEEKDAY = "|".join(sorted(_WEEKDAYS, key=len, reverse=True))
_NAMED = rf"(?:\b(?P<weekday>{_WEEKDAY})\b\.?,?\s*(?:(?:the|den|der|dem|le|el|dia)\s+)?)?"
_DATES = tuple(
    re.compile(rf"{_NAMED}{pattern}")
    for pattern in (
        r"(?<!\d)(?P<year>20\d\d)-(?P<month>\d\d)-(?P<day>\d\d)(?!\d)",
        rf"(?<![\d.:])(?P<day>\d{{1,2}})(?:st|nd|rd|th|er)?\.?\s+(?:of\s+|de\s+)?(?P<name>{_MONTH})\b\.?,?"
        r"(?:\s+(?:de\s+)?(?P<year>20\d\d)(?!\d))?",
        rf"\b(?P<name>{_MONTH})\b\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?![\d:.]\d|\d|\s?(?:am|pm|uhr)\b)"
        r"(?:,?\s+(?P<year>20\d\d)(?!\d))?",
        r"(?<![\d.])(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.(?:\s?(?P<year>(?:20)?\d\d)(?![\d:.]))?",
        r"(?<![\d/])(?P<first>\d{1,2})[/](?P<second>\d{1,2})(?:/(?P<year>(?:20)?\d\d))?(?![\d/])",
    )
)
_RELATIVE = re.compile(
    rf"\b(?:(?P<next>next|kommende[nrs]?|naechste[nrs]?|prochain|proximo)\s+)?(?:(?P<weekday>{_WEEKDAY})\b"
    r"|(?P<word>tomorrow|today|heute|morgen frueh|morgen|uebermorgen|demain|manana|hoy|aujourd hui)\b)"
)
_WORDS = {
    **dict.fromkeys(("today", "heute", "hoy", "aujourd hui"), 0),
    **dict.fromkeys(("tomorrow", "morgen", "morgen frueh", "demain", "manana"), 1),
    "uebermorgen": 2,
}
_HALF = r"(?:\s?(?P<half>a\.?\s?m\b\.?|p\.?\s?m\b\.?))"
_TIMES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?<![\d:.,/-])(?P<hour>\d{{1,2}})(?:[:.](?P<minute>\d\d))?\s?(?:-|to|until|till|and)\s?\d{{1,2}}(?:[:.]\d\d)?{_HALF}",
        rf"(?<![\d:.,/])(?P<hour>\d{{1,2}})(?:[:.h](?P<minute>\d\d))?{_HALF}",
        r"(?<![\d:.,/])(?P<hour>\d{1,2})(?:[:.](?P<minute>\d\d))?\s?(?:-|bis)\s?\d{1,2}(?:[:.]\d\d)?\s?(?:uhr|h)\b",
        r"(?<![\d:.,/])(?P<hour>\d{1,2})(?:[:.](?P<minute>\d\d))?\s?uhr\b(?:\s(?P<late>\d\d)\b)?",
        r"(?<![\d:.,/+])(?P<hour>\d{1,2}):(?P<minute>\d\d)(?![\d:])",
        r"(?<![\d:.,/])(?P<hour>\d{1,2})\s?h\s?(?P<minute>\d\d)?\b",
        r"(?<=\bat )(?P<hour>\d{1,2})\.(?P<minute>\d\d)(?!\d|\.\d)",
        r"\b(?P<noon>noon|midday)\b",
    )
)
_EITHER = re.compile(r"\b(?:or|oder|ou|o)\b")
_RANGE = re.compile(r"(?:-|to|until|till|bis|a|and|und)\s?$")
_BEFORE_OLD = re.compile(
    r"(?:\bfrom|instead of|rather than|originally|\bwas|\bstatt|anstatt|anstelle|\bvom|eigentlich|urspruenglich"
    r"|scheduled for|planned for|geplante[nr]?|au lieu d[eu]|initialement|en lugar de|\bnot)(?:\s\w+){0,3}\s$"
)
_BEFORE_LIMIT = re.compile(r"(?:\bby|before|until|till|no later than|latest|deadline|due|frist|bewerbungsschluss|\bbis|spaetestens|avant|antes de):?(?:\s\w+){0,3}\s$")
_ZONES = {
    "Europe/Berlin": r"cest|cet|mesz|mez|berlin(?: time)?|central european(?: summer)?(?: time)?|german time",
    "Europe/London": r"bst|gmt|uk time|london(?: time)?|british time",
    "UTC": r"utc|z\b",
    "America/New_York": r"e[sd]?t|eastern(?: time)?|new york(?: time)?",
    "America/Chicago": r"c[sd]t|ct|central time|chicago(?: time)?",
    "America/Denver": r"m[sd]t|mountain(?: time)?",
    "America/Los_Angeles": r"p[sd]?t|pacific(?: time)?",
    "Europe/Paris": r"heure de paris|paris time",
    "Europe/Madrid": r"hora peninsular|hora de madrid",
    "Europe/Vienna": r"vienna",
    "Europe/Zurich": r"zurich(?: time)?",
    "Europe/Amsterdam": r"amsterdam(?: time)?",
    "Europe/Dublin": r"dublin(?: time)?|irish time",
}
_ZONE = tuple((zone, re.compile(rf"[\s(,]*(?:{pattern})\b")) for zone, pattern in _ZONES.items())
_ZONE_NAME = re.compile(r"\b((?:Europe|America|Asia|Africa|Australia|Pacific)/[A-Z][A-Za-z_]+)\b")
_FOLDED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "–": "-", "—": "-", "’": " ", "'": " "})


class Day(NamedTuple):
    """A day that is named, and where; `old` what was before, `limit` the end of a time to do something in."""

    day: date
    start: int
    end: int
    old: bool = False
    limit: bool = False


class Hour(NamedTuple):
    """A time of the day that is named; `zone` where one stands with it."""

    hour: time
    start: int
    zone: str | None


class Told(NamedTuple):
    """A time that is certain."""

    at: datetime
    zone: str | None
    sentence: Sentence


def folded(text: str) -> str:
    """Return `text` in lower-case letters without accents, its punctuation kept."""
    text = unicodedata.normalize("NFKC", text).casefold().translate(_FOLDED)
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def days_in(text: str, sent: date) -> list[Day]:
    """Return the days that a folded text names, in order, for a mail of the day `sent`."""
    found: dict[int, Day] = {}
    taken = [False] * len(text)
    for pattern in _DATES:
        for match in pattern.finditer(text):
            day = None if any(taken[match.start() : match.end()]) else _date(match, sent)
            if day is not None:
                found[match.start()] = _day(day, match, text)
                taken[match.start() : match.end()] = [True] * (match.end() - match.start())
    for match in _RELATIVE.finditer(text):
        if any(taken[match.start() : match.end()]):
            continue
        day = _relative(match, sent)
        if day is not None:
            found[match.start()] = _day(day, match, text)
    return [found[start] for start in sorted(found)]


def _day(day: date, match: re.Match[str], text: str) -> Day:
    before = text[max(0, match.start() - NEAR) : match.start()]
    return Day(day, match.start(), match.end(), bool(_BEFORE_OLD.search(before)), bool(_BEFORE_LIMIT.search(before)))


def _date(match: re.Match[str], sent: date) -> date | None:
    groups = match.groupdict()
    year = int(groups["year"]) if groups.get("year") else None
    year = year + 2000 if year is not None and year < 100 else year
    weekday = _WEEKDAYS.get(groups["weekday"] or "")
    if groups.get("first"):
        pairs = {(int(groups["first"]), int(groups["second"])), (int(groups["second"]), int(groups["first"]))}
    else:
        month = _MONTHS[groups["name"]] if groups.get("name") else int(groups["month"])
        pairs = {(int(groups["day"]), month)}
    days = {day for number, month in pairs if (day := _in_year(number, month, year, sent)) is not None}
    if weekday is not None and len(days) > 1:
        days = {day for day in days if day.weekday() == weekday}
    day = days.pop() if len(days) == 1 else None
    return None if day is None or (weekday is not None and day.weekday() != weekday) else day


def _in_year(day: int, month: int, year: int | None, sent: date) -> date | None:
    try:
        if year is not None:
            return date(year, month, day)
        near = date(sent.year, month, day)
        return near if near >= sent - timedelta(days=60) else date(sent.year + 1, month, day)
    except ValueError:
        return None


def _relative(match: re.Match[str], sent: date) -> date | None:
    if match["word"]:
        return sent + timedelta(days=_WORDS[match["word"]])
    name = match["weekday"]
    if name in _SHORT or match["next"]:
        return None  # `next Friday` is this week's to some
    return sent + timedelta(days=(_WEEKDAYS[name] - sent.weekday() - 1) % 7 + 1)


def hours_in(text: str, raw: str) -> list[Hour]:
    """Return the times of the day at which something begins; the ends of spans are left out."""
    found: dict[int, Hour] = {}
    taken = [False] * len(text)
    for pattern in _TIMES:
        for match in pattern.finditer(text):
            if any(taken[match.start() : match.end()]):
                continue
            taken[match.start() : match.end()] = [True] * (match.end() - match.start())
            hour = _hour(match)
            if hour is not None and not _ends_span(text, match.start(), taken):
                found[match.start()] = Hour(hour, match.start(), _zone(text[match.end() : match.end() + NEAR], raw))
    return [found[start] for start in sorted(found)]


def _ends_span(text: str, start: int, taken: Sequence[bool]) -> bool:
    before = _RANGE.search(text[:start])
    if not before:
        return False
    at = before.start()
    while at > 0 and text[at - 1] == " ":
        at -= 1
    return at > 0 and taken[at - 1]


def _hour(match: re.Match[str]) -> time | None:
    groups = match.groupdict()
    if groups.get("noon"):
        return time(12)
    hour, minute = int(groups["hour"]), int(groups.get("minute") or groups.get("late") or 0)
    half = (groups.get("half") or "")[:1]
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "p" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _zone(after: str, raw: str) -> str | None:
    after = re.sub(r"^\s?-\s?\d{1,2}(?:[:.]\d\d)?\s?(?:[ap]\.?m\.?|uhr)?", "", after)
    for zone, pattern in _ZONE:
        if pattern.match(after):
            return zone
    named = _ZONE_NAME.search(raw)
    return named[1] if named else None


def times_told(sentences: Sequence[Sentence], sent: datetime) -> list[Told]:
    """Return the times after `sent` at which something is to be, each once, in the order of the text."""
    found: dict[tuple[datetime, str | None], Told] = {}
    lines = [(each, folded(each.text)) for each in sentences]
    day = sent.date()
    for number, (sentence, text) in enumerate(lines):
        hours = hours_in(text, sentence.text)
        days = [each for each in days_in(text, day) if not each.old and not each.limit]
        if len(days) > 1 and _EITHER.search(text[days[0].end : days[-1].start]):
            return []
        if hours and not days:
            days = list(_days_beside(lines, number, day))
        for told in _paired(days, hours, text):
            at = datetime.combine(told[0].day, told[1].hour)
            if sent.replace(tzinfo=None) - timedelta(hours=14) < at < sent.replace(tzinfo=None) + FURTHEST:
                found.setdefault((at, None), Told(at, told[1].zone, sentence))
    return list(found.values())


def _days_beside(lines: Sequence[tuple[Sentence, str]], number: int, sent: date) -> Iterator[Day]:
    """Yield the day of the sentence before, where that names one and no time (`Date: ...`, `Time: ...`)."""
    for near in (number - 1, number - 2, number + 1):
        if 0 <= near < len(lines):
            sentence, text = lines[near]
            days = [each for each in days_in(text, sent) if not each.old and not each.limit]
            if len(days) == 1 and not hours_in(text, sentence.text):
                yield days[0]
                return


def _paired(days: Sequence[Day], hours: Sequence[Hour], text: str) -> Iterator[tuple[Day, Hour]]:
    """Yield each time with the day that it is on: the one before it, or the only one."""
    for hour in hours:
        if _BEFORE_OLD.search(text[max(0, hour.start - NEAR) : hour.start]):
            continue
        before = [each for each in days if each.start < hour.start]
        chosen = before[-1] if before else days[0] if len({each.day for each in days}) == 1 else None
        if chosen is not None:
            yield chosen, hour


def limits_told(sentence: Sentence, sent: date) -> list[date]:
    """Return the days after `sent` that a sentence names."""
    return [each.day for each in days_in(folded(sentence.text), sent) if sent < each.day and not each.old]
