"""Calendars: the order of day and month, decided for each column, and the years that dates leave out."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from followup.core.events import SCHEDULABLE
from followup.formats.intake.sheets.dates import (
    Found,
    Order,
    first_after,
    last_before,
    moment_of,
    nearest_year,
    orders,
)
from followup.formats.intake.sheets.folding import folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import tzinfo

    from followup.formats.intake.sheets.states import Fact, Row

_HINTS: tuple[tuple[re.Pattern[str], Order], ...] = (
    (re.compile(r"\b(?:d{1,2}|t{1,2}|j{1,2})[/.\- ]m{1,2}\b", re.IGNORECASE), "dmy"),
    (re.compile(r"\bm{1,2}[/.\- ]d{1,2}\b", re.IGNORECASE), "mdy"),
)
# In whose languages nobody writes the month first.
_DAY_FIRST = {
    *("firma", "unternehmen", "arbeitgeber", "stelle", "bewerbung", "beworben", "bewerbungsdatum"),
    *("datum", "ansprechpartner", "ergebnis", "bemerkung", "bemerkungen", "notizen", "absage"),
    *("ruckmeldung", "vorstellungsgesprach", "eingangsbestatigung", "gehalt", "entreprise", "societe"),
    *("poste", "statut", "candidature", "envoi", "postule", "lien", "relance", "entretien"),
    *("commentaires", "reponse", "etat", "ville", "empresa", "puesto", "estado", "fecha", "solicitud"),
    *("notas", "entrevista", "respuesta", "enlace", "contacto", "salario", "ubicacion", "vaga"),
    *("cargo", "situacao", "data", "envio", "candidatura", "observacoes", "contato", "resposta"),
    *("bedrijf", "werkgever", "functie", "vacature", "sollicitatie", "sollicitatiedatum", "gesprek"),
    *(
        "opmerking",
        "opmerkingen",
        "afwijzing",
        "azienda",
        "posizione",
        "ruolo",
        "stato",
        "colloquio",
        "esito",
    ),
    *("etapa", "societa", "risposta", "inviata"),
}
_UNLIKELY = 2  # years ahead


class OpenDates(NamedTuple):
    """A column whose dates can be read both ways: its name, one of them, and what it then means."""

    column: str
    text: str
    dmy: date | None
    mdy: date | None


def decide_dates(
    rows: Sequence[Row],
    given: Order | None,
    now: datetime,
    zone: tzinfo,
    labels: Iterable[str] = (),
    *,
    month_first: bool = False,
) -> OpenDates | None:
    """Give every fact of `rows` its moment; return the first column that leaves the order open, if one does.

    `given` is what the user says, `labels` are the names of all columns, `month_first` is known of the
    program that wrote the file. The today of `now`, in `zone`, is the last day on which anybody can have
    applied.
    """
    columns: dict[tuple[str, str], list[tuple[Row, Fact]]] = {}
    for row in rows:
        for fact in (*row.facts, *row.dates.values()):
            if fact.found is not None:
                columns.setdefault((row.sheet, fact.column), []).append((row, fact))
    everywhere: set[Order] = orders(
        fact.found for facts in columns.values() for _, fact in facts if fact.found
    )
    everywhere = everywhere or orders(each for row in rows for each in row.all_dates.values())
    everywhere = everywhere or {order for label in labels for order in _hints_in(label)}
    is_day_first = _in_language_of_days(labels) and not month_first
    found: dict[tuple[str, str], Order | None] = {}
    for key, facts in columns.items():
        order = given or _order(key[1], facts, everywhere, now.date())
        if order is None and (month_first or is_day_first):
            order = "mdy" if month_first else "dmy"
        swappable = [fact for _, fact in facts if fact.found and fact.found.swappable]
        if order is None and swappable:
            if len(columns) > 1 and all(fact.kind == "saved" for fact in swappable):
                continue  # it is not needed
            return _open(key[1], swappable[0], now.date())
        found[key] = order
    _date_rows(rows, found, now.date(), zone)
    return None


def _hints_in(label: str) -> set[Order]:
    return {order for pattern, order in _HINTS if pattern.search(label)}


def _in_language_of_days(labels: Iterable[str]) -> bool:
    return any(set(folded(label).split()) & _DAY_FIRST for label in labels)


def _open(column: str, fact: Fact, today: date) -> OpenDates:
    assert fact.found is not None  # noqa: S101  # it is one of those that can be swapped
    days = [fact.found.day_in(order, today.year) for order in ("dmy", "mdy")]
    return OpenDates(column, fact.text, *days)


def _order(
    label: str, facts: Sequence[tuple[Row, Fact]], everywhere: set[Order], today: date
) -> Order | None:
    """Return which comes first in a column, by its name, by its dates, then by those of other columns."""
    found = [fact.found for _, fact in facts if fact.found is not None]
    votes = _hints_in(label) or orders(found) or everywhere
    if votes:
        return next(iter(votes)) if len(votes) == 1 else None
    swappable = [each for each in found if each.swappable]
    if swappable and all(each.dotted for each in swappable):
        return "dmy"
    return (
        _only(_has_come(fact, today) for _, fact in facts)
        or _only(_is_later(row, fact) for row, fact in facts)
        or _in_time(found)
    )


_BOTH: tuple[Order, Order] = ("dmy", "mdy")


def _only(possible: Iterable[set[Order]]) -> Order | None:
    """Return the only order that is possible for all dates of a column."""
    left: set[Order] = set(_BOTH)
    for each in possible:
        left &= each
    return left.pop() if len(left) == 1 else None


def _in_time(found: Sequence[Found]) -> Order | None:
    """Return the only order by which a column of many days goes up, or down, throughout."""
    if len({(each.year, each.month, each.day) for each in found}) < _MANY or not all(f.year for f in found):
        return None
    sorted_by: list[Order] = []
    for order in _BOTH:
        days = [day for each in found if (day := each.day_in(order)) is not None]
        if len(days) == len(found) and days in (sorted(days), sorted(days, reverse=True)):
            sorted_by.append(order)
    return sorted_by[0] if len(sorted_by) == 1 else None


_MANY = 5  # days; of so many hardly any other order goes up by chance


def _has_come(fact: Fact, today: date) -> set[Order]:
    """Return the orders by which a day is not still to come: nobody has applied, or answered, tomorrow."""
    found = fact.found
    if found is None or not found.year or fact.kind in SCHEDULABLE or fact.kind == "offer_until":
        return set(_BOTH)
    return {order for order in _BOTH if (day := found.day_in(order)) is None or day <= today}


def _is_later(row: Row, fact: Fact) -> set[Order]:
    """Return the orders by which a day is not before the one, surely read, on which the user applied."""
    begun = _spine(row)
    if fact.found is None or not fact.found.year or begun is None or begun is fact or begun.found is None:
        return set(_BOTH)
    first = begun.found.day_in(None)
    if first is None or not begun.found.year or begun.kind == "saved" or fact.kind == "saved":
        return set(_BOTH)
    return {order for order in _BOTH if (day := fact.found.day_in(order)) is None or day >= first}


def _date_rows(
    rows: Sequence[Row], found: dict[tuple[str, str], Order | None], today: date, zone: tzinfo
) -> None:
    def order_of(row: Row, fact: Fact) -> Order | None:
        return found.get((row.sheet, fact.column))

    spine = [_spine(row) for row in rows]
    days = _spine_days(
        rows, spine, [order_of(r, f) if f else None for r, f in zip(rows, spine, strict=True)], today
    )
    for row, fact, day in zip(rows, spine, days, strict=True):
        if fact is not None and day is not None:
            _set(row, fact, day, today, zone)
        for each in (*row.facts, *row.dates.values()):
            if each.found is not None and each is not fact:
                said = _day_beside(each, order_of(row, each), day, today)
                if said is None:
                    row.unclear.append((each.column, f'"{each.text}" is no date'))
                else:
                    _set(row, each, said, today, zone)


def _set(row: Row, fact: Fact, day: date, today: date, zone: tzinfo) -> None:
    if day.year > today.year + _UNLIKELY or day.year < 1990:  # noqa: PLR2004  # nobody's search is older
        row.unclear.append((fact.column, f'"{fact.text}" looks like a typo'))
        return
    at = moment_of(day, fact.found.clock if fact.found else None, zone)
    fact.at = at.date() if isinstance(at, datetime) and fact.kind in _DAYS else at


# Of these only the day is asked for, in the user's zone.
_DAYS = {"status_date", "saved", "offer_until"}


def _spine(row: Row) -> Fact | None:
    """Return what tells the day that a row stands for: when the user applied, else its only date."""
    applied = [fact for fact in row.facts if fact.kind == "applied" and fact.found is not None]
    return next(iter(applied), None) or row.dates.get("date") or row.dates.get("saved")


def _spine_days(
    rows: Sequence[Row], spine: Sequence[Fact | None], given: Sequence[Order | None], today: date
) -> list[date | None]:
    """Return the days that the rows stand for; a year that is left out is that of the neighbours."""
    days: list[date | None] = [
        fact.found.day_in(order) if fact and fact.found and fact.found.year is not None else None
        for fact, order in zip(spine, given, strict=True)
    ]
    missing = [i for i, fact in enumerate(spine) if fact and fact.found and fact.found.year is None]
    if missing and not any(days):
        first = _newest(spine, missing)
        newest = spine[first]
        found = newest.found if newest else None
        days[first] = _day_of_newest(found, given[first], rows[first].year, spine, today) if found else None
        missing.remove(first)
    while missing:
        known = [i for i, day in enumerate(days) if day is not None]
        if not known:
            break
        place = min(missing, key=lambda i: min(abs(i - k) for k in known))
        near = days[min(known, key=lambda k: (abs(place - k), k > place))]
        fact = spine[place]
        missing.remove(place)
        if fact is None or fact.found is None or near is None:
            continue
        day = nearest_year(fact.found, given[place], near)
        if day is not None and day > today:
            day = last_before(fact.found, given[place], today)
        days[place] = day
    return days


def _day_of_newest(
    found: Found, order: Order | None, year: int | None, spine: Sequence[Fact | None], today: date
) -> date | None:
    """Return the day of the newest row of a sheet without years; `year` is the one that its title names.

    In a sheet of autumn and winter that is the year in which most of its days are.
    """
    last = last_before(found, order, today)
    if year is None or last is None or last.year <= year:
        return last
    if last.year == year + 1:
        months = [fact.found.month for fact in spine if fact is not None and fact.found is not None]
        if sum(month > last.month for month in months) * 2 > len(months):
            return last
    return last_before(found, order, min(date(year, 12, 31), today))


def _newest(spine: Sequence[Fact | None], missing: Sequence[int]) -> int:
    """Return the row that was written last: the last one, or the first where the days go down."""
    facts = [fact for i in missing if (fact := spine[i]) is not None]
    marks = [(fact.found.month, fact.found.day) for fact in facts if fact.found]
    ups = sum(one < two for one, two in pairwise(marks))
    downs = sum(one > two for one, two in pairwise(marks))
    return missing[0] if downs > ups else missing[-1]


def _day_beside(fact: Fact, order: Order | None, day: date | None, today: date) -> date | None:
    """Return the day of a fact that stands in a row for `day`."""
    found = fact.found
    if found is None or found.year is not None:
        return found.day_in(order) if found else None
    if day is None:
        may_come = fact.kind in SCHEDULABLE
        return nearest_year(found, order, today) if may_come else last_before(found, order, today)
    later = first_after(found, order, day)
    limit = today + timedelta(days=180 if fact.kind in SCHEDULABLE else 0)
    return later if later is not None and later <= limit else nearest_year(found, order, day)
