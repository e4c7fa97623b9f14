"""States: what a row tells, and how its state is read: one word, several, or a history with dates."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import TYPE_CHECKING

import msgspec

from followup.core.events import SCHEDULABLE
from followup.formats.intake.sheets.dates import Found, scan, without
from followup.formats.intake.sheets.folding import mark
from followup.formats.intake.sheets.status_words import APPLIED
from followup.formats.intake.sheets.statuses import Meaning, is_picture, is_status, meaning_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from followup.formats.intake.sheets.grids import Column, Table

# A date behind such a word is that of something still to be done.
_DEADLINE = re.compile(r"(?i)\b(?:due|deadline|until|bis|frist|hasta|ate|avant le|expires?)\b[^\d]{0,12}$")
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
    all_dates: dict[str, Found] = {}
    open_kinds: set[str] = set()
    year: int | None = None


def take_status(row: Row, column: Column, text: str, own: Mapping[str, str], kind: str | None = None) -> None:
    """Add what a state tells: one word, several, or a history with dates."""
    found = scan(text)
    if len(found) == 1 and _DEADLINE.search(text[: found[0].start]):
        row.notes.append(f"{column.label}: {text}")
        text, found = without(text, found), []
    if len(found) > 1 or (found and kind is None):
        pieces = _pieces(text, found)
        read = [(meaning_of(words, own) if words else None, each) for words, each in pieces]
        if len(found) > 1 and any(meaning is None for meaning, _ in read):
            row.unclear.append((column.label, f"{quote(text)} has {len(found)} dates, and none is taken"))
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


def is_history(text: str) -> bool:
    """Whether a text tells of states with their dates: `Applied (2026-10-01) > Screen (2026-10-08)`."""
    found = scan(text)
    return bool(found) and all(words and meaning_of(words) for words, _ in _pieces(text, found))


def _unknown(row: Row, column: Column, text: str) -> None:
    row.notes.append(f"{column.label}: {text}")
    what = "nothing is logged for it" if column.field == "event" else "only that you applied is logged"
    row.unclear.append((column.label, f"{quote(text)} is no known status; {what}"))
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


def quote(text: str) -> str:
    return f'"{text}"' if len(text) <= 60 else f'"{text[:59]}…"'  # noqa: PLR2004  # a line of a terminal


def set_hour(row: Row) -> None:
    """Give the only talk of a row without an hour the one that stands in a column of its own."""
    hour = scan(f"2000-01-01 {row.people.pop('clock', '')}")[0].clock
    talks = [fact for fact in row.facts if fact.kind in SCHEDULABLE and fact.found is not None]
    if hour is not None and len(talks) == 1 and talks[0].found and talks[0].found.clock is None:
        talks[0].found = talks[0].found._replace(clock=hour)


def pair_states(row: Row, table: Table) -> None:
    """Give each of several states the date of its own: `date, status, date2, status2`."""
    states, dates = table.of("status"), table.of("date", "status_date")
    if len(states) < 2 or len(states) != len(dates):  # noqa: PLR2004
        return
    by_column = dict(zip((c.label for c in states), (c.label for c in dates), strict=True))
    for fact in row.facts:
        dated = row.all_dates.get(by_column.get(fact.column, ""))
        if fact.of_status and fact.found is None and dated is not None:
            fact.found = dated
