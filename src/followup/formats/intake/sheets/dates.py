"""Dates as sheets have them: found in a cell, first with the order of day and month left open.

Which comes first is decided for a whole column, and the year of a date without one by its neighbours; both
are known only where all rows are.
"""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from typing import TYPE_CHECKING, Literal, NamedTuple

from followup.formats.intake.sheets.folding import plain

if TYPE_CHECKING:
    from collections.abc import Iterable

Order = Literal["dmy", "mdy"]

_NAMES = {
    1: "january januar janner jaenner janvier enero janeiro januari gennaio gen jan janv ene",
    2: "february februar feber fevrier febrero fevereiro februari febbraio feb febr fevr fev",
    3: "march marz maerz mars marzo marco maart mrt mar mrz",
    4: "april avril abril aprile apr avr abr",
    5: "may mai mayo maio mei maggio mag",
    6: "june juni juin junio junho giugno giu jun",
    7: "july juli juillet julio julho luglio lug jul juil",
    8: "august aout agosto augustus aug ago",
    9: "september septembre septiembre setiembre setembro settembre sep sept set",
    10: "october oktober octobre octubre outubro ottobre ott oct okt out",
    11: "november novembre noviembre novembro nov",
    12: "december dezember decembre diciembre dicembre dezembro dec dez dic",
}
_MONTHS = {name: number for number, names in _NAMES.items() for name in names.split()}
_MONTH = rf"(?P<month>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})(?![a-z])\.?"
# Only in English does the month come first; `set 10/22` is no September.
_ENGLISH = (
    r"(?P<month>january|february|march|april|may|june|july|august|september|october|november|december|"
    r"jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)(?![a-z])\.?"
)
_WEEKDAYS = (
    r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|satur|sat|sun)(?:day)?|mo|di|mi|do|fr|sa|so|(?:mon|diens|"
    r"donners|frei|sams|sonn)tag|"
    r"mittwoch|sonnabend|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lun|mer|jeu|ven|sam|dim|"
    r"lunes|martes|miercoles|"
    r"jueves|viernes|sabado|domingo|(?:segunda|terca|quarta|quinta|sexta)(?: ?feira)?|seg|ter|qua|qui|"
    r"sex|sab|dom|maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag|lunedi|martedi|mercoledi|"
    r"giovedi|venerdi|sabato|domenica|gio|wo|vr|za|zo|ma"
)
_TO = r"\s*(?:-|–|—|→|->|\b(?:to|bis|au|al?|until|hasta|ate|tot|t/m|fino al?)\b)\s*"
_YEAR = r"(?:'\d\d|(?:19|20)\d\d|\d\d)(?![\d:]|\s*(?:[ap]\.?m\b|uhr\b|uur\b|h\b))"
_FORMS = tuple(
    re.compile(form)
    for form in (
        r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<sep>[-/.])(?P<mon>\d{1,2})(?P=sep)(?P<day>\d{1,2})(?!\d)",
        rf"(?<!\d)(?:(?P<from>\d{{1,2}})\.?{_TO})?(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|"
        rf"[.º°ª])?(?![\d:])[\s\-/]*"
        rf"(?:(?:de|of|d)\s+)?{_MONTH}(?:[\s\-/,]*(?:(?:de|del|of)\s+)?(?P<year>{_YEAR}))?",
        rf"(?<![a-z]){_ENGLISH}[\s\-/]*(?P<day>\d{{1,2}})(?:st|nd|rd|"
        rf"th)?(?![\d:])(?P<span>{_TO}\d{{1,2}}(?:st|nd|rd|th)?(?![\d/.:]))?"
        rf"(?:[\s\-/,]+(?P<year>{_YEAR}))?",
        r"(?<![\d/.])(?:(?P<from>\d{1,2})\.\s*(?:-|–|—|"
        r"bis)\s*)?(?P<one>\d{1,2})\s?(?P<sep>[/.\-])\s?(?P<two>\d{1,2})\s?(?P=sep)\s?"
        r"(?P<year>(?:19|20)\d\d|\d\d)(?!\d|[/.]\d|:\d|\s*(?:[ap]\.?m\b|uhr\b|uur\b|h\b))",
        r"(?<![\d/.,\-:])(?P<one>\d{1,2})\.(?P<two>\d{1,2})\.(?!\d)",
        r"(?<![\d/.\-:])(?P<one>\d{1,2})/(?P<two>\d{1,2})(?![\d/]|-\d)",
    )
)
# What is a date only where nothing else stands in the cell.
_BARE = re.compile(r"(?P<one>\d{1,2})[-.](?P<two>\d{1,2})")
_COMPACT = re.compile(r"(?P<year>20\d\d)(?P<mon>\d\d)(?P<day>\d\d)")
_SERIAL = re.compile(r"(?P<days>[2-5]\d{4})(?P<part>[.,]\d+)?")
_EPOCH = re.compile(r"1[0-9]{9}(?:[0-9]{3})?")
_CLOCK = re.compile(
    r"[\s,(t]*(?:(?:at|um|om|a|las|as|alle|ore|kl|@|-|–|den|les)\s+)*"
    r"(?:(?P<hour>\d{1,2})[:.h](?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,]\d+)?)?(?:\s*(?P<half>[ap])\.?\s?m\b\.?)?(?:\s*(?:uhr|uur|h)\b)?"
    r"|(?P<hour2>\d{1,2})\s*(?P<half2>[ap])\.?\s?m\b\.?|(?P<hour3>\d{1,2})\s*(?:uhr|uur|h)\b)"
    r"(?:\s*(?P<zone>z\b|(?:gmt|utc)?[+-]\d\d:?\d\d|utc\b|gmt\b))?(?:\s*\([a-z ]+\)|\s*\b[a-z]{2,4}t\b)?"
)
# Excel counts days from here; 1900 was no leap year, which it does not know.
_EXCEL = datetime(1899, 12, 30)  # noqa: DTZ001  # a day on the wall
_EARLIEST_SERIAL = 32874  # 1990
_NOON = 12
_LONGEST = 2000  # characters; what stands further on is a remark
_MONTHS_OF_YEAR = 12
_CENTURY = 2000
EARLIEST = 1990


class Found(NamedTuple):
    """A date in a text, from `start` to `end`. `swappable`: day and month may stand the other way round.

    `order` is the one that alone is possible, where the text has two numbers of which one is past 12.
    `dotted`: it is written as few write the month first. `ranged`: it is the first of a range.
    """

    start: int
    end: int
    year: int | None
    month: int
    day: int
    swappable: bool = False
    order: Order | None = None
    clock: time | None = None
    ranged: bool = False
    dotted: bool = False

    def day_in(self, order: Order | None, year: int | None = None) -> date | None:
        """Return the date, day or month first; None where there is none such, or that is open."""
        if self.swappable and order is None:
            return None
        month, day = (self.day, self.month) if self.swappable and order == "mdy" else (self.month, self.day)
        with suppress(ValueError):
            return date(self.year if self.year is not None else year or 0, month, day)
        return None


def month_in(text: str) -> int | None:
    """Return the month that a title names, such as `September 2024`; None where it is not just one."""
    words = re.findall(r"[a-z]+", plain(text[:_LONGEST]))
    found = {_MONTHS[word] for word in words if word in _MONTHS}
    return found.pop() if len(found) == 1 and len(words) <= _FEW else None


def of_value(value: date | datetime) -> Found:
    """Return the date that a cell of a workbook holds; midnight is no hour."""
    clock = value.time() if isinstance(value, datetime) and value.time() != time() else None
    return Found(0, 0, value.year, value.month, value.day, clock=clock)


def scan(text: str) -> list[Found]:
    """Return the dates in a text, in their order; each range counts once, by its first day."""
    if not any(map(str.isdigit, text)):
        return []
    low = plain(text[:_LONGEST])
    bare = _alone(low)
    if bare is not None:
        return [bare._replace(start=0, end=len(text))]
    found: list[Found] = []
    for form in _FORMS:
        for match in form.finditer(low):
            if all(match.end() <= each.start or match.start() >= each.end for each in found):
                one = _read(match)
                if one is not None:
                    found.append(_with_clock(one, low))
    found.sort()
    return _joined(found, low)


def _alone(low: str) -> Found | None:
    """Return the date that a whole cell is, where it would be no date within a sentence."""
    said = low.strip()
    if match := _SERIAL.fullmatch(said):
        days = float(f"{match['days']}{(match['part'] or '').replace(',', '.')}")
        return serial(days) if days >= _EARLIEST_SERIAL else None
    if _EPOCH.fullmatch(said):
        return of_value(datetime.fromtimestamp(int(said[:10]), UTC).replace(tzinfo=None))
    match = _COMPACT.fullmatch(said) or _BARE.fullmatch(said)
    return _read(match) if match else None


def serial(days: float) -> Found:
    """Return the date that Excel keeps as this number of days."""
    moment = _EXCEL + timedelta(seconds=round(days * 86400))
    return of_value(moment)


def _read(match: re.Match[str]) -> Found | None:
    groups = match.groupdict()
    year = _year(groups.get("year"))
    start, end, ranged = match.start(), match.end(), bool(groups.get("from") or groups.get("span"))
    if groups.get("mon"):
        month, day = int(groups["mon"]), int(groups["day"])
        return Found(start, end, year, month, day) if _is_day(year, month, day) else None
    if groups.get("month"):
        month, day = _MONTHS[groups["month"]], int(groups.get("from") or groups["day"])
        return Found(start, end, year, month, day, ranged=ranged) if _is_day(year, month, day) else None
    one, two = int(groups.get("from") or groups["one"]), int(groups["two"])
    dmy, mdy = _is_day(year, two, one), _is_day(year, one, two)
    if not dmy and not mdy:
        return None
    dotted = groups.get("sep", ".") == "." and match.re is not _FORMS[5]
    if dmy and mdy:
        return Found(start, end, year, two, one, one != two and not ranged, ranged=ranged, dotted=dotted)
    if dmy:
        return Found(start, end, year, two, one, order="dmy", ranged=ranged, dotted=dotted)
    return Found(start, end, year, one, two, order="mdy", dotted=dotted)


def _year(text: str | None) -> int | None:
    if not text:
        return None
    number = int(text.lstrip("'"))
    return number if number >= EARLIEST else _CENTURY + number


def _is_day(year: int | None, month: int, day: int) -> bool:
    with suppress(ValueError):
        date(year or 2024, month, day)
        return True
    return False


def _with_clock(found: Found, low: str) -> Found:
    """Return the date with the time of day that stands behind it; midnight is none."""
    match = _CLOCK.match(low, found.end)
    if match is None:
        return found
    hour = int(match["hour"] or match["hour2"] or match["hour3"])
    half = match["half"] or match["half2"]
    if half and 1 <= hour <= _NOON:
        hour = hour % _NOON + (_NOON if half == "p" else 0)
    try:
        clock = time(hour, int(match["minute"] or 0), int(match["second"] or 0), tzinfo=_zone(match["zone"]))
    except ValueError:
        return found
    is_midnight = clock.replace(tzinfo=None) == time()
    return found._replace(end=match.end(), clock=None if is_midnight else clock)


def _zone(text: str | None) -> tzinfo | None:
    if not text:
        return None
    digits = re.sub(r"[^\d+-]", "", text)
    if not digits:
        return UTC
    distance = timedelta(hours=int(digits[1:3]), minutes=int(digits[3:5]))
    return timezone(-distance if digits[0] == "-" else distance)


def _joined(found: list[Found], low: str) -> list[Found]:
    """Return the dates with the two ends of each range as one."""
    kept: list[Found] = []
    for each in found:
        before = kept[-1] if kept else None
        if before is not None and not before.ranged and re.fullmatch(_TO, low[before.end : each.start]):
            year = before.year
            if year is None and each.year is not None:
                year = each.year - ((before.month, before.day) > (each.month, each.day))
            kept[-1] = before._replace(end=each.end, year=year, ranged=True)
        else:
            kept.append(each)
    return kept


def without(text: str, found: Iterable[Found]) -> str:
    """Return what a text says beside its dates, times and weekdays."""
    rest, at = "", 0
    for each in sorted(found):
        rest += text[at : each.start] + " "
        at = max(at, each.end)
    rest += text[at:]
    rest = re.sub(rf"(?i)\b(?:{_WEEKDAYS})\b\.?,?", " ", rest) if len(rest.split()) < _FEW else rest
    rest = " ".join(rest.split()).strip(_EDGES)
    return _LOOSE.sub("", rest).strip(_EDGES)


_FEW = 4
_EDGES = " \t,;:.()[]<>-–—/|~'’@✓✔✅☑\ufe0f"
# What leads to a date says nothing without it.
_LEADING = r"on|am|le|el|em|at|by|since|seit|vom|den|du|del|do|um|for the|for|op|om|il|dal|per il"
_LOOSE = re.compile(rf"(?i)^(?:{_LEADING})\b|\b(?:{_LEADING})$")


def orders(found: Iterable[Found]) -> set[Order]:
    """Return which orders the dates leave no choice but."""
    return {each.order for each in found if each.order is not None}


def moment_of(day: date, clock: time | None, zone: tzinfo) -> date | datetime:
    """Return a date, or the instant where the cell has an hour: in `zone`, or its own if it names one."""
    if clock is None:
        return day
    if clock.tzinfo is not None:
        return datetime.combine(day, clock).astimezone(zone)
    return datetime.combine(day, clock, zone).astimezone(UTC).astimezone(zone)


def nearest_year(found: Found, order: Order | None, near: date) -> date | None:
    """Return the date of a day and month that is nearest to `near`."""
    days = [found.day_in(order, year) for year in (near.year - 1, near.year, near.year + 1)]
    return min((day for day in days if day), key=lambda day: abs((day - near).days), default=None)


def last_before(found: Found, order: Order | None, limit: date) -> date | None:
    """Return the latest date of a day and month that is not after `limit`."""
    days = [found.day_in(order, limit.year - back) for back in range(5)]
    return max((day for day in days if day and day <= limit), default=None)


def first_after(found: Found, order: Order | None, limit: date) -> date | None:
    """Return the first date of a day and month that is not before `limit`."""
    days = [found.day_in(order, limit.year + ahead) for ahead in range(5)]
    return min((day for day in days if day and day >= limit), default=None)
