"""Days and times that a sentence names, for as far as they are certain.

A weekday is the next one after the mail; a day without a year is the next such day. A day of which it is open
which number is the month counts only where a weekday decides it.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple

from followup.formats.intake.judging.datewords import (
    BEFORE_LIMIT,
    BEFORE_OLD,
    DATES,
    EITHER,
    FOLDED,
    MONTHS,
    MOVES,
    RANGE,
    RELATIVE,
    SHORT,
    SPANS,
    TIMES,
    WEEKDAYS,
    WORDS,
    ZONE_MARKS,
    ZONE_NAME,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from followup.formats.intake.judging.sentences import Sentence

FURTHEST = timedelta(days=300)  # nobody agrees on a talk further ahead
CENTURY = 100
NOON = 12
NEAR = 40  # characters in which a zone follows its time


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
    text = unicodedata.normalize("NFKC", text).casefold().translate(FOLDED)
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def days_in(text: str, sent: date) -> list[Day]:
    """Return the days that a folded text names, in order, for a mail of the day `sent`."""
    found: dict[int, Day] = {}
    taken = [False] * len(text)
    for pattern in DATES:
        for match in pattern.finditer(text):
            day = None if any(taken[match.start() : match.end()]) else _date(match, sent)
            if day is not None:
                found[match.start()] = _day(day, match, text)
            taken[match.start() : match.end()] = [True] * (match.end() - match.start())
    for match in RELATIVE.finditer(text):
        if any(taken[match.start() : match.end()]):
            continue
        day = _relative(match, sent)
        if day is not None:
            found[match.start()] = _day(day, match, text)
    return [found[start] for start in sorted(found)]


def _day(day: date, match: re.Match[str], text: str) -> Day:
    before = text[max(0, match.start() - NEAR) : match.start()]
    return Day(
        day, match.start(), match.end(), bool(BEFORE_OLD.search(before)), bool(BEFORE_LIMIT.search(before))
    )


def _date(match: re.Match[str], sent: date) -> date | None:
    groups = match.groupdict()
    year = int(groups["year"]) if groups.get("year") else None
    year = year + 2000 if year is not None and year < CENTURY else year
    weekday = WEEKDAYS.get(groups["weekday"] or "")
    if groups.get("first"):
        pairs = {(int(groups["first"]), int(groups["second"])), (int(groups["second"]), int(groups["first"]))}
    else:
        month = MONTHS[groups["name"]] if groups.get("name") else int(groups["month"])
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
        return sent + timedelta(days=WORDS[match["word"]])
    name = match["weekday"]
    if name in SHORT or match["next"]:
        return None  # `next Friday` is this week's to some
    return sent + timedelta(days=(WEEKDAYS[name] - sent.weekday() - 1) % 7 + 1)


def hours_in(text: str, raw: str) -> list[Hour]:
    """Return the times of the day at which something begins; the ends of spans are left out."""
    found: dict[int, Hour] = {}
    taken = [False] * len(text)
    for pattern in TIMES:
        for match in pattern.finditer(text):
            if any(taken[match.start() : match.end()]):
                continue
            taken[match.start() : match.end()] = [True] * (match.end() - match.start())
            hour = _hour(match)
            if hour is not None and not _ends_span(text, match.start(), taken):
                found[match.start()] = Hour(
                    hour, match.start(), _zone(text[match.end() : match.end() + NEAR], raw)
                )
    return [found[start] for start in sorted(found)]


def _ends_span(text: str, start: int, taken: Sequence[bool]) -> bool:
    before = RANGE.search(text[:start])
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
        if not 1 <= hour <= NOON:
            return None
        hour = hour % NOON + (NOON if half == "p" else 0)
    try:
        return time(hour, minute)
    except ValueError:
        return None


def _zone(after: str, raw: str) -> str | None:
    after = re.sub(r"^\s?-\s?\d{1,2}(?:[:.]\d\d)?\s?(?:[ap]\.?m\.?|uhr)?", "", after)
    for zone, pattern in ZONE_MARKS:
        if pattern.match(after):
            return zone
    named = ZONE_NAME.search(raw)
    return named[1] if named else None


def times_told(sentences: Sequence[Sentence], sent: datetime) -> list[Told]:
    """Return the times after `sent` at which something is to be, each once, in the order of the text."""
    found: dict[tuple[datetime, str | None], Told] = {}
    lines = [(each, folded(each.text)) for each in sentences]
    day = sent.date()
    for number, (sentence, text) in enumerate(lines):
        hours = hours_in(text, sentence.text)
        named = [each for each in days_in(text, day) if not each.limit]
        days = [each for each in named if not each.old]
        if len(days) > 1 and EITHER.search(text[days[0].end : days[-1].start]):
            return []
        if hours and not days and not sentence.asks:
            named = days = list(_days_beside(lines, number, day))
        for told in _paired(named, hours, text):
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
        ahead = text[max(0, hour.start - NEAR) : hour.start]
        if BEFORE_OLD.search(ahead) and (MOVES.search(text) or not ahead.endswith(SPANS)):
            continue
        before = [each for each in days if each.start < hour.start]
        chosen = before[-1] if before else days[0] if len({each.day for each in days}) == 1 else None
        if chosen is not None and not chosen.old:
            yield chosen, hour


def limits_told(sentence: Sentence, sent: date) -> list[date]:
    """Return the days after `sent` that a sentence names."""
    return [each.day for each in days_in(folded(sentence.text), sent) if sent < each.day and not each.old]
