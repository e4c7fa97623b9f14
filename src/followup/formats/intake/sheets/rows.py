"""Rows: what one row of a table tells, with its dates as they were found; nothing is decided yet."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import TYPE_CHECKING

import msgspec

from followup.formats.intake.sheets.columns import KINDS, PEOPLE
from followup.formats.intake.sheets.content import split_jobs
from followup.formats.intake.sheets.dates import Found, of_value, scan, serial, without
from followup.formats.intake.sheets.folding import folded, mark
from followup.formats.intake.sheets.statuses import APPLIED, NOT_APPLIED, Meaning, is_picture, is_status, meaning_of
from followup.formats.intake.sheets.tables import link_in, said

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from followup.formats.intake.sheets.files import Cell
    from followup.formats.intake.sheets.tables import Column, Line, Table

# Days of Excel from 1990 to 2063; no other number in a column of dates is one.
_SERIALS = (32874, 60000)
_URL = re.compile(r"https?://[^\s<>\"]+")
_PLACES = {"location", "ort", "city", "ville", "lieu", "ubicacion", "localizacao", "cidade", "ciudad", "standort"}
# A row is also touched for other reasons than its state.
_TOUCHED = {"edited", "modified", "activity", "updated", "update", "aktualisiert", "geandert", "maj", "contact"}
_LIST = re.compile(r"[;,\n|→]|->|=>|>")


class Fact(msgspec.Struct):
    """One thing that a cell tells: `kind` an event kind or `not_applied`, `found` its date if it has one.

    `column` is the name of the column that tells it, `text` what stands there. `of_status`: the row's state
    tells it, not a column of its own.
    """

    kind: str
    column: str
    text: str
    found: Found | None = None
    certain: bool = True
    of_status: bool = False
    at: date | datetime | None = None
    dated: bool = True
    note: str | None = None


class Row(msgspec.Struct):
    """What one row tells. `dates` are those of its columns for the row as a whole, by field."""

    sheet: str
    number: int
    company: str
    role: str | None
    url: str | None
    place: str | None
    facts: list[Fact]
    dates: dict[str, Fact]
    notes: list[str]
    people: dict[str, str]
    is_log: bool = False
    unclear: list[tuple[str | None, str]] = []
    says_no: set[str] = set()
    open_kinds: set[str] = set()


def read_rows(table: Table, own: Mapping[str, str]) -> Iterator[Row]:
    """Yield what the rows of a table tell; `own` are the user's words for statuses, folded."""
    lines = table.lines
    jobs = _jobs(table)
    has_status = bool(table.of("status", "event"))
    above = above_role = ""
    is_structured = _is_structured(jobs)
    for line, (company, role) in zip(lines, jobs, strict=True):
        name = company
        if not name and is_structured:
            name, role = above, role or above_role
        above, above_role = name or above, role or above_role
        row = Row(
            sheet=table.sheet,
            number=line.number,
            company=name,
            role=role or None,
            url=None,
            place=None,
            facts=[],
            dates={},
            notes=[],
            people={},
            is_log=bool(table.of("event")),
            unclear=[],
            says_no=set(),
            open_kinds=set(),
        )
        for column in table.columns:
            if column.place < len(line.cells):
                _take(row, column, line.cells[column.place], own)
        _take_titles(row, table, line, own, has_status=has_status)
        yield row


def _jobs(table: Table) -> list[tuple[str, str]]:
    """Return company and role of each line."""
    cards = table.of("card")
    if cards and not table.of("company"):
        split = iter(split_jobs([_first(line, cards) for line in table.lines]))
        roles = table.of("role")
        found = [next(split) for _ in table.lines]
        return [
            (company, _first(line, roles) or role or "")
            for line, (company, role) in zip(table.lines, found, strict=True)
        ]
    companies, roles = table.of("company"), table.of("role")
    return [(_first(line, companies), _first(line, roles)) for line in table.lines]


def _first(line: Line, columns: Iterable[Column]) -> str:
    """Return the first of the columns that says anything in this line."""
    texts = (said(line.cells[each.place]) for each in columns if each.place < len(line.cells))
    return next((text for text in texts if mark(text) is not False), "")


def _is_structured(jobs: list[tuple[str, str]]) -> bool:
    """Whether several rows leave the company out: then it stands for the rows below it, as in merged cells."""
    return 1 < sum(not company for company, _ in jobs) < len(jobs)


def _take(row: Row, column: Column, cell: Cell, own: Mapping[str, str]) -> None:
    """Add what one cell tells to its row."""
    field, text = column.field, said(cell)
    link = link_in(cell)
    if link and row.url is None and field in {"company", "role", "card", "url"}:
        row.url = _address(link)
    if not text or field in {"company", "card", "ignore"}:
        return
    if field == "role":
        return
    if field in KINDS:
        _take_kind(row, column, cell, own)
    elif field in {"status", "event"}:
        _take_status(row, column, text, own)
    elif field in {"date", "status_date", "saved", "offer_until"}:
        _take_date(row, column, cell)
    elif field == "clock":
        row.people.setdefault("clock", text)
    elif field in PEOPLE or field in {"email", "phone"}:
        _take_person(row, column, text)
    elif field == "url" and (found := _URL.search(text)) and row.url is None:
        row.url = _address(found[0])
    elif mark(text) is not False:
        if set(folded(column.label).split()) & _PLACES:
            row.place = folded(text)
        row.notes.append(f"{column.label}: {text}" if not _is_plain_note(column.label) else text)


def _is_plain_note(label: str) -> bool:
    return label.lower().rstrip(":s") in {"note", "comment", "notizen", "bemerkungen", "nota", "remark"}


def _take_person(row: Row, column: Column, text: str) -> None:
    if mark(text) is not None and column.field != "phone":
        return
    key = column.field or "contact"
    if key in row.people:
        row.notes.append(f"{column.label}: {text}")
    else:
        row.people[key] = text


def _address(text: str) -> str | None:
    """Return the address of a page without what only counts clicks; None if a browser would not open it."""
    text = text.strip().rstrip(").,;")
    if not text.lower().startswith(("http://", "https://")) or set(text) & set(' "<>') or len(text) > 1000:  # noqa: PLR2004
        return None
    page, mark_, query = text.partition("?")
    kept = [each for each in query.split("&") if not re.match(r"(?:utm_|ref(?:id)?=|trk|trackingid|src=)", each.lower())]
    return page + (mark_ + "&".join(kept) if mark_ and any(kept) else "")


def dates_of(cell: Cell) -> list[Found]:
    """Return the dates of a cell in a column of dates."""
    if isinstance(cell, bool):
        return []
    if isinstance(cell, date):
        return [of_value(cell)]
    if isinstance(cell, float):
        return [serial(cell)] if _SERIALS[0] < cell < _SERIALS[1] else []
    return scan(said(cell))


def _take_date(row: Row, column: Column, cell: Cell) -> None:
    text, found = said(cell), dates_of(cell)
    field = str(column.field)
    if len(found) > 1:
        row.unclear.append((column.label, f"{_quote(text)} has {len(found)} dates, and none of them is taken"))
        row.notes.append(f"{column.label}: {text}")
    elif found and field not in row.dates:
        rest = without(text, found) if isinstance(cell, str) else ""
        when = found[0] if field == "date" else found[0]._replace(clock=None)
        is_touched = bool(set(folded(column.label).split()) & _TOUCHED) and "status" not in folded(column.label)
        row.dates[field] = Fact(field, column.label, text, when, dated=not is_touched)
        if rest:
            row.notes.append(f"{column.label}: {text}")
    elif not found and mark(text) is None:
        if field != "saved":
            row.unclear.append((column.label, f"{_quote(text)} is no date"))
        row.notes.append(f"{column.label}: {text}")


def _take_kind(row: Row, column: Column, cell: Cell, own: Mapping[str, str]) -> None:
    """Add what a column tells that is about one kind of event: a date, a mark, or words."""
    kind, text = str(column.field), said(cell)
    found = dates_of(cell)
    if not found:
        _take_mark(row, column, kind, text, own)
    elif len(found) > 1:
        _take_status(row, column, text, own, kind)
    else:
        rest = without(text, found) if isinstance(cell, str) else ""
        meaning = meaning_of(rest, own) if rest else None
        other = meaning.kind if meaning and meaning.kind not in {APPLIED, NOT_APPLIED} else kind
        if kind != "applied" and meaning is not None and other in {"heard_back", "receipt"}:
            other = kind
        if kind in {"phone_screen", "interview"} and other in {"phone_screen", "interview"}:
            other = kind
        row.facts.append(Fact(other, column.label, text, found[0], note=text if rest else None))


def _take_mark(row: Row, column: Column, kind: str, text: str, own: Mapping[str, str]) -> None:
    marked = mark(text)
    meaning = meaning_of(text, own) if marked is None else None
    if marked is False or (meaning and meaning.kind == NOT_APPLIED):
        row.says_no.add(kind)
    elif marked or (meaning and kind == meaning.kind):
        row.facts.append(Fact(kind, column.label, text))
    elif meaning and meaning.kind == APPLIED:
        row.says_no.add(kind)
        row.notes.append(f"{column.label}: {text}")
    elif meaning:
        row.facts.append(Fact(meaning.kind, column.label, text, certain=meaning.certain, of_status=True))
    else:
        row.notes.append(f"{column.label}: {text}")
        row.unclear.append((column.label, f"{_quote(text)} is neither a date nor a known state; it is kept in the note"))


def _take_status(
    row: Row, column: Column, text: str, own: Mapping[str, str], kind: str | None = None
) -> None:
    """Add what a state tells: one word, several, or a history with dates."""
    found = scan(text)
    if len(found) > 1 or (found and kind is None):
        pieces = _pieces(text, found)
        read = [(meaning_of(words, own) if words else None, each) for words, each in pieces]
        if any(meaning is None for meaning, _ in read):
            if len(found) > 1:
                told = f"{_quote(text)} has {len(found)} dates, and none of them is taken"
                row.unclear.append((column.label, told))
                row.notes.append(f"{column.label}: {text}")
                if kind is not None:
                    row.open_kinds.add(kind)
                    return
                found = []
        if all(meaning is not None for meaning, _ in read):
            row.facts += [_state(meaning, column, text, each) for meaning, each in read if meaning]
            return
        text = without(text, found) or text
    if mark(text) is False and meaning_of(text, own) is None and not any(map(is_picture, text)):
        return
    parts = [part.strip() for part in _LIST.split(text) if part.strip()]
    if len(parts) > 1 and all(is_status(part) for part in parts) and not is_status(text):
        states = [meaning_of(part, own) for part in parts]
    else:
        states = [meaning_of(text, own)]
    for meaning in states:
        if meaning is None:
            _unknown(row, column, text)
        else:
            row.facts.append(_state(meaning, column, text, found[0] if len(found) == 1 else None))


def _unknown(row: Row, column: Column, text: str) -> None:
    row.notes.append(f"{column.label}: {text}")
    what = "nothing is logged for it" if column.field == "event" else "only that you applied is logged"
    row.unclear.append((column.label, f"{_quote(text)} is no known status; {what}"))
    if column.field != "event":
        row.facts.append(Fact(APPLIED, column.label, text, certain=False, of_status=True))


def _state(meaning: Meaning, column: Column, text: str, found: Found | None) -> Fact:
    return Fact(meaning.kind, column.label, text, found, meaning.certain, of_status=True)


def _pieces(text: str, found: list[Found]) -> list[tuple[str, Found]]:
    """Return the words that belong to each date: those before it, or after it where a date comes first."""
    if not found:
        return []
    comes_first = not re.search(r"\w", text[: found[0].start])
    pieces = []
    for number, each in enumerate(found):
        if comes_first:
            end = found[number + 1].start if number + 1 < len(found) else len(text)
            words = text[each.end : end]
        else:
            words = text[found[number - 1].end if number else 0 : each.start]
            if number == len(found) - 1 and not re.search(r"\w", words):
                words = text[each.end :]
        pieces.append((words.strip(" \t\n,;:.()[]-–—/|→>"), each))
    if len(found) == 1:
        return [(without(text, found), found[0])]
    return pieces


def _take_titles(
    row: Row, table: Table, line: Line, own: Mapping[str, str], *, has_status: bool
) -> None:
    """Take the state from the section or the worksheet that the row stands in, where no column has it."""
    if has_status or any(fact.kind != APPLIED for fact in row.facts):
        return
    for title, what in ((line.section, "Section"), (table.sheet, "Worksheet")):
        meaning = meaning_of(title, own) if title and is_status(title) else None
        if meaning is not None:
            row.facts.append(Fact(meaning.kind, what, title, None, meaning.certain, of_status=True))
            return


def _quote(text: str) -> str:
    return f'"{text}"' if len(text) <= 60 else f'"{text[:59]}…"'  # noqa: PLR2004  # a line of a terminal
