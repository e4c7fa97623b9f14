"""Holdings: which field a column has by what stands in it, where its name leaves that open."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from followup.formats.intake.sheets.columns import BESIDE, KINDS, PEOPLE, loose_field
from followup.formats.intake.sheets.content import is_role
from followup.formats.intake.sheets.dates import scan, without
from followup.formats.intake.sheets.folding import folded, mark
from followup.formats.intake.sheets.grids import Column, Line, Table, letter, said
from followup.formats.intake.sheets.names import is_agency
from followup.formats.intake.sheets.states import is_history
from followup.formats.intake.sheets.statuses import is_status, meaning_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_MOSTLY = 0.6


def by_what_they_hold(
    columns: tuple[Column, ...], lines: Sequence[Line], codes: Mapping[str, str] | None = None
) -> tuple[Column, ...]:
    """Return the columns with the fields that names leave open: what is called `Name`, what dates are of.

    `codes` are what a key says of the states, folded.
    """
    fields = [column.field for column in columns]
    found = []
    for number, column in enumerate(columns):
        texts = _texts(column, lines)
        field = _by_others(number, columns, texts, fields)
        if field == column.field and texts:
            field = _by_texts(column, texts, fields, codes or {})
        found.append(column._replace(field=field))
    return _with_cards(_with_first_days(found, lines), lines)


def _texts(column: Column, lines: Sequence[Line]) -> list[str]:
    texts = [said(line.cells[column.place]) for line in lines if column.place < len(line.cells)]
    return [text for text in texts if text]


def _by_others(
    number: int, columns: Sequence[Column], texts: Sequence[str], fields: Sequence[str | None]
) -> str | None:
    """Return the field of a column that depends on which other columns there are."""
    column = columns[number]
    field = column.field
    if field == "name":
        return _named(column, columns, texts)
    if field == "role" and fields.count("role") > 1:
        return "note" if number != _first_role(columns) else field
    if field == "date" and fields.count("date") > 1:
        return _paired(number, columns)
    if field == "card" and "company" in fields:
        return "role" if "role" not in fields else "note"
    return field


def _first_role(columns: Sequence[Column]) -> int:
    """Return which of several columns is the role: a title behind a contact is the contact's."""
    roles = [number for number, column in enumerate(columns) if column.field == "role"]
    own = [n for n in roles if folded(columns[n].label) != "title" or columns[n - 1].field not in PEOPLE]
    return (own or roles)[0]


def _by_texts(
    column: Column, texts: Sequence[str], fields: Sequence[str | None], codes: Mapping[str, str]
) -> str | None:
    """Return the field of a column that depends on what stands in it."""
    field = column.field
    if field in {"date", "status_date", "saved"} and sum(bool(scan(text)) for text in texts) * 3 < len(texts):
        return _unnamed(column._replace(field=None), texts, fields, codes)
    if field in {"status", "heard_back", "applied"}:
        return _told_by_texts(field, texts, fields)
    if field == "phone" and _days_in(texts) + _marks_in(texts) >= len(texts) * _MOSTLY:
        return "phone_screen"  # the talk, not the number
    if field in {None, "note", "location"}:
        return _unnamed(column, texts, fields, codes) or field
    return field


def _with_cards(columns: Sequence[Column], lines: Sequence[Line]) -> tuple[Column, ...]:
    """Return the columns with a `card` where one of company or role is said to be there, and holds both."""
    fields = {column.field for column in columns}
    only = "company" if "role" not in fields else "role" if not {"company", "card"} & fields else None
    found = list(columns)
    for number, column in enumerate(columns):
        texts = _texts(column, lines) if column.field == only is not None else []
        is_both = _split_often(texts)
        if is_both and (only == "role" or sum(map(is_role, texts)) * 2 > len(texts)):
            found[number] = column._replace(field="card")
    return tuple(found)


def _with_first_days(columns: list[Column], lines: Sequence[Line]) -> list[Column]:
    """Return the columns with the day of applying, where no name says it: the first of each row's dates."""
    if {column.field for column in columns} & {"applied", "date", "saved"}:
        return columns
    sample = lines[:_SAMPLE]
    dated = [
        column
        for column in columns
        if sum(_day_at(line, column) is not None for line in sample) > len(sample) / 2
    ]
    if not dated or dated[0].field is not None or set(folded(dated[0].label).split()) & BESIDE:
        return columns
    first = dated[0]
    for line in lines:
        days = [_day_at(line, each) for each in columns if each in dated or each.field in _EVENTS]
        begun = _day_at(line, first)
        if begun is None or any(day is not None and day < begun for day in days):
            return columns
    return [each._replace(field="date") if each is first else each for each in columns]


_SAMPLE = 200
_EVENTS = {*KINDS, "status_date"}


def _day_at(line: Line, column: Column) -> tuple[int, int, int] | None:
    """Return what sorts the date of a cell, as if the month stood where it mostly does."""
    found = scan(said(line.cells[column.place])) if column.place < len(line.cells) else []
    return (found[0].year or 0, found[0].month, found[0].day) if len(found) == 1 else None


def _named(column: Column, columns: Sequence[Column], texts: Sequence[str]) -> str:
    """Return what a column that is only called `Name`, `Application` or `Where` holds."""
    fields = [each.field for each in columns if each is not column]
    words = set(folded(column.label).split())
    if is_agency(column):
        return "company"  # where the sheet does not name the company itself
    if texts and _days_in(texts) >= len(texts) * _MOSTLY and not {"applied", "date"} & set(fields):
        return "applied"
    if "company" in fields or "card" in fields:
        if "role" not in fields and folded(column.label) not in {"where", "agency", "client"}:
            return "role"
        return "contact" if folded(column.label) == "name" and "contact" not in fields else "note"
    if any(field == "name" for field in fields[: columns.index(column)]) and not words & _CLIENTS:
        return "note"
    return "company" if "role" in fields or not _split_often(texts) else "card"


_CLIENTS = {"client", "customer", "kunde", "endkunde"}
_BOTH = re.compile(r".+(?: [-–—|@/] | at | bei | chez |: |, ).+")


def _split_often(texts: Sequence[str]) -> bool:
    both = sum(_BOTH.fullmatch(text) is not None for text in texts)
    return both > len(texts) * _MOSTLY


def _unnamed(
    column: Column, texts: Sequence[str], fields: Sequence[str | None], codes: Mapping[str, str]
) -> str | None:
    """Return what a column of unknown name is: a state by its words, or by a part of its name if dated."""
    if _are_states(column, texts, fields, codes):
        return "status"
    if column.label == letter(column.place) and all(text.isdigit() for text in texts):
        return "ignore"
    days = _days_in(texts)
    if days + _marks_in(texts) < len(texts) * _MOSTLY:
        return None
    if days and set(folded(column.label).split()) & {"round", "runde", "ronda", "ronde", "tour"}:
        return "phone_screen" if set(folded(column.label).split()) & {"hr", "phone", "rh"} else "interview"
    if column.label == letter(column.place):
        return "date" if days and not {"applied", "date"} & set(fields) else None
    found = loose_field(column.label)
    is_taken = found in {"status_date", "saved", "applied"} and (not days or found in fields)
    return None if is_taken else found


def _are_states(
    column: Column, texts: Sequence[str], fields: Sequence[str | None], codes: Mapping[str, str]
) -> bool:
    """Whether a column of unknown name says how it stands."""
    if all(folded(text) in codes for text in texts):
        return True
    states = sum((is_status(text) and mark(text) is None) or is_history(text) for text in texts)
    if states >= max(1, len(texts) * _MOSTLY):
        is_of_talk = "status" not in fields and set(folded(column.label).split()) & _KINDS_OF_TALK
        is_answer = "feedback" in folded(column.label).split()
        if column.field in {None, "location"} or is_answer or is_of_talk or any(map(is_history, texts)):
            return True
    is_free = column.field in {None, "note"} and not {"status", "event"} & set(fields)
    return is_free and _are_news(column, texts)


def _are_news(column: Column, texts: Sequence[str]) -> bool:
    """Whether short remarks say how it stands, in a sheet that has no other column for it."""
    is_remark = column.field is None or set(folded(column.label).split()) & _REMARKS
    told = sum(meaning_of(text) is not None and len(text.split()) <= _SHORT for text in texts)
    return bool(is_remark) and told >= len(texts) * _MOSTLY


_REMARKS = {"feedback", "notes", "note", "comment", "comments", "remarks", "bemerkung", "bemerkungen"}
_REMARKS |= {"observaciones", "observacoes", "commentaires", "opmerkingen", "notizen"}
_SHORT = 5
_KINDS_OF_TALK = {"round", "rounds", "type", "kind", "format", "what", "art", "runde", "tipo", "ronde"}


def _days_in(texts: Sequence[str]) -> int:
    """Return how many texts are a date and nothing else."""
    return sum(bool(scan(text)) and not without(text, scan(text)) for text in texts)


def _marks_in(texts: Sequence[str]) -> int:
    return sum(mark(text) is not None for text in texts)


def unknown_dates(table: Table) -> list[str]:
    """Return the names of the columns of dates of which nothing says what they are dates of."""
    found = []
    for column in table.columns:
        cells = [said(line.cells[column.place]) for line in table.lines if column.place < len(line.cells)]
        texts = [text for text in cells if text]
        is_unknown = column.field is None and not set(folded(column.label).split()) & BESIDE
        if is_unknown and texts and _days_in(texts) >= len(texts) * _MOSTLY:
            found.append(column.label)
    return found


def _paired(number: int, columns: Sequence[Column]) -> str:
    """Return which event the date beside it is of, where several columns are called `Date`."""
    for before in reversed(columns[:number]):
        if before.field in KINDS:
            return str(before.field)
        if before.field == "status" and {"applied", "date"} & {each.field for each in columns[:number]}:
            return "status_date"
        if before.field == "date":
            break
    return "date"


def _told_by_texts(field: str, texts: Sequence[str], fields: Sequence[str | None]) -> str | None:
    """Return what a column is by what stands in it, where its name can mean a state, a day or a note."""
    if field == "applied":
        told = sum(bool(scan(text)) or mark(text) is not None for text in texts)
        if told < len(texts) * _MOSTLY:
            states = sum(is_status(text) for text in texts)
            return (
                "status"
                if states >= len(texts) * _MOSTLY and "status" not in fields
                else None
                if not told
                else field
            )
    elif field == "status" and all(scan(text) and not without(text, scan(text)) for text in texts):
        return "status_date" if fields.count("status") > 1 else field
    return field
