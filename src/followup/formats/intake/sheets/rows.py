"""Rows: what one row of a table tells, with its dates as they were found; nothing is decided yet."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from followup.core.events import SCHEDULABLE
from followup.formats.intake.sheets.columns import KINDS, PEOPLE
from followup.formats.intake.sheets.dates import Found, of_value, scan, serial, without
from followup.formats.intake.sheets.folding import folded, mark
from followup.formats.intake.sheets.grids import link_in, said
from followup.formats.intake.sheets.names import URL, is_agency, is_structured, jobs_of, says_more
from followup.formats.intake.sheets.persons import take_person
from followup.formats.intake.sheets.states import (
    Fact,
    Row,
    pair_states,
    quote,
    set_hour,
    set_plan,
    take_plan,
    take_status,
)
from followup.formats.intake.sheets.status_words import APPLIED, NOT_APPLIED
from followup.formats.intake.sheets.statuses import is_status, meaning_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from followup.formats.intake.sheets.grids import Cell, Column, Line, Table

# Days of Excel from 1990 to 2063; no other number in a column of dates is one.
_SERIALS = (32874, 60000)
# Whoever writes anything into a column of these says that it happened.
_FILLED_IN_ONCE = {"rejected", "offer", "accepted", "declined", "withdrawn"}
# What a row may tell without saying how it stands.
_LESS = {"applied", "receipt", "heard_back", "sent"}
_NEXT = {"next", "nachster", "nachste", "nachstes", "prochain", "prochaine", "proximo", "proxima"}
_NEXT |= {"volgende", "vervolgstap", "prossimo", "prossima", "upcoming"}
_LONGEST_DATE = 40
_LONGEST_FACT = 120
# A row is also touched for other reasons than its state.
_TOUCHED = {
    "completed",
    "edited",
    "modified",
    "activity",
    "updated",
    "update",
    "aktualisiert",
    "geandert",
    "maj",
    "contact",
}


def read_rows(table: Table, own: Mapping[str, str]) -> Iterator[Row]:
    """Yield what the rows of a table tell; `own` are the user's words for statuses, folded."""
    lines = table.lines
    jobs = jobs_of(table)
    own = {**table.codes, **own}
    has_status = bool(table.of("status", "event"))
    is_contact = not table.of("applied") and any(_is_of_contact(each) for each in table.of("date"))
    above = above_role = ""
    fills_down = is_structured(jobs)
    for line, (company, title) in zip(lines, jobs, strict=True):
        is_below = fills_down and not company
        name, role = (above, title or above_role) if is_below else (company, title)
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
            all_dates={},
            open_kinds=set(),
            year=table.year,
            is_contact=is_contact,
        )
        for column in table.columns:
            if column.place < len(line.cells):
                _take(row, column, line.cells[column.place], own)
        pair_states(row, table)
        set_plan(row)
        set_hour(row)
        _take_titles(row, table, line, own, has_status=has_status)
        yield row


def _is_of_contact(column: Column) -> bool:
    return bool(
        set(folded(column.label).split()) & {"contact", "contacted", "contacto", "activity", "kontakt"}
    )


def _take(row: Row, column: Column, cell: Cell, own: Mapping[str, str]) -> None:
    """Add what one cell tells to its row."""
    field, text = column.field, said(cell)
    link = link_in(cell)
    if link and row.url is None and field in {"company", "role", "card", "url"}:
        row.url = _address(link)
    if field in {"company", "role", "card"} and row.url is None and (found := URL.search(text)):
        row.url = _address(found[0])
    if not text or field in {"company", "card", "ignore"}:
        if field == "company" and text != row.company and (is_agency(column) or says_more(text, row.company)):
            row.notes.append(f"{column.label}: {text}")
        return
    if field == "role":
        return
    if field in KINDS:
        _take_kind(row, column, cell, own)
    elif field in {"status", "event"}:
        _take_told(row, column, text, own)
    elif field in {"date", "status_date", "saved", "offer_until"}:
        _take_date(row, column, cell)
    elif field == "clock":
        row.people.setdefault("clock", text)
    elif field in PEOPLE or field in {"email", "phone"}:
        # Each line of such a cell names somebody, or what belongs to the one above.
        take_person(row, column, "; ".join(filter(None, map(said, str(cell).split("\n")))))
    elif field == "url" and (found := URL.search(text)) and row.url is None:
        row.url = _address(found[0])
    elif mark(text) is not False:
        _take_remark(row, column, text)


def _take_told(row: Row, column: Column, text: str, own: Mapping[str, str]) -> None:
    """Add a state; one that stands among remarks may say more, and stays a remark, too."""
    before = len(row.notes)
    take_status(row, column, text, own)
    if row.is_log and column.field == "status":  # that one waits is no application of that day
        row.facts = [fact for fact in row.facts if fact.kind != APPLIED or fact.column != column.label]
    if _is_plain_note(column.label) and len(row.notes) == before:
        row.notes.append(text)


def _take_remark(row: Row, column: Column, text: str) -> None:
    """Add where the job is and what it pays, as it is said, and else a note."""
    found = scan(text) if len(text) <= _LONGEST_DATE else []
    if len(found) == 1 and not without(text, found):
        row.all_dates.setdefault(column.label, found[0])
    if set(folded(column.label).split()) & _NEXT:
        take_plan(row, column, text)
    if column.field == "location" and len(text) <= _LONGEST_FACT:
        row.place = folded(f"{row.place or ''} {text}")
        row.location = ", ".join(filter(None, (row.location, text)))
    elif column.field == "salary" and len(text) <= _LONGEST_FACT:
        row.salary = " - ".join(filter(None, (row.salary, text)))  # what is least, and what is most
    else:
        row.notes.append(f"{column.label}: {text}" if not _is_plain_note(column.label) else text)


def _is_plain_note(label: str) -> bool:
    return label.lower().rstrip(":s") in {"note", "comment", "notizen", "bemerkungen", "nota", "remark"}


def _address(text: str) -> str | None:
    """Return the address of a page without what only counts clicks; None if a browser would not open it."""
    text = text.strip().rstrip(").,;")
    if not text.lower().startswith(("http://", "https://")) or set(text) & set(' "<>') or len(text) > 1000:  # noqa: PLR2004
        return None
    page, mark_, query = text.partition("?")
    kept = [
        each
        for each in query.split("&")
        if not re.match(r"(?:utm_|ref(?:id)?=|trk|trackingid|src=)", each.lower())
    ]
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
        row.unclear.append((column.label, f"{quote(text)} has {len(found)} dates, and none of them is taken"))
        row.notes.append(f"{column.label}: {text}")
    if len(found) == 1:
        row.all_dates[column.label] = found[0]
    if len(found) == 1 and field not in row.dates:
        rest = without(text, found) if isinstance(cell, str) else ""
        clock = found[0].clock
        is_moment = field == "date" or (clock is not None and clock.tzinfo is not None)
        when = found[0] if is_moment else found[0]._replace(clock=None)
        is_touched = (
            field == "status_date"
            and bool(set(folded(column.label).split()) & _TOUCHED)
            and "status" not in folded(column.label)
        )
        row.dates[field] = Fact(field, column.label, text, when, dated=not is_touched)
        if rest:
            row.notes.append(f"{column.label}: {text}")
    elif not found and mark(text) is None:
        if field != "saved":
            row.unclear.append((column.label, f"{quote(text)} is no date"))
        row.notes.append(f"{column.label}: {text}")


def _take_kind(row: Row, column: Column, cell: Cell, own: Mapping[str, str]) -> None:
    """Add what a column tells that is about one kind of event: a date, a mark, or words."""
    kind, text = str(column.field), said(cell)
    found = dates_of(cell)
    if not found:
        _take_mark(row, column, kind, text, own)
    elif len(found) > 1 and kind in SCHEDULABLE and _are_listed(text, found):
        row.facts += [Fact(kind, column.label, text, each, certain=False) for each in found]
    elif len(found) > 1:
        take_status(row, column, text, own, kind)
    else:
        rest = without(text, found) if isinstance(cell, str) else ""
        meaning = meaning_of(rest, own) if rest else None
        other = meaning.kind if meaning and meaning.kind not in {APPLIED, NOT_APPLIED} else kind
        is_receipt = kind == "heard_back" and other == "receipt" and len(rest.split()) > 1
        if (
            kind != "applied"
            and meaning is not None
            and other in {"heard_back", "receipt"}
            and not is_receipt
        ):
            other = kind
        if kind in {"phone_screen", "interview"} and other in {"phone_screen", "interview"}:
            other = kind
        row.facts.append(Fact(other, column.label, text, found[0], note=text if rest else None))


_BETWEEN = re.compile(r"(?:[\s;,&+]|and|und|et|y|e|en)*")


def _are_listed(text: str, found: list[Found]) -> bool:
    """Whether a cell only counts up days, each with its year: then each is one of a talk of its own."""
    between = [text[one.end : two.start] for one, two in pairwise(found)]
    return (
        not re.search(r"\w", text[: found[0].start] + text[found[-1].end :])
        and all(each.year is not None and not each.ranged for each in found)
        and all(_BETWEEN.fullmatch(each.lower()) for each in between)
    )


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
    elif kind in _FILLED_IN_ONCE:
        row.facts.append(Fact(kind, column.label, text, certain=False, note=text))
    else:
        row.notes.append(f"{column.label}: {text}")
        row.unclear.append(
            (column.label, f"{quote(text)} is neither a date nor a known state; it is kept in the note")
        )


def _take_titles(row: Row, table: Table, line: Line, own: Mapping[str, str], *, has_status: bool) -> None:
    """Take the state from the section or the worksheet that the row stands in, where no column has it."""
    if has_status or any(fact.of_status or fact.kind not in {APPLIED, *_LESS} for fact in row.facts):
        return
    for title, what in ((line.section, "Section"), (table.sheet, "Worksheet")):
        meaning = meaning_of(title, own) if title and is_status(title) else None
        if meaning is not None:
            row.facts.append(Fact(meaning.kind, what, title, None, meaning.certain, of_status=True))
            return
