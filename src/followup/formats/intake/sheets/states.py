"""States: what a row tells, and how its state is read: one word, several, or a history with dates."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import TYPE_CHECKING

import msgspec

from followup.core.events import SCHEDULABLE
from followup.formats.intake.sheets.dates import Found, scan, without
from followup.formats.intake.sheets.folding import folded, mark
from followup.formats.intake.sheets.status_words import APPLIED
from followup.formats.intake.sheets.statuses import Meaning, is_picture, is_status, meaning_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from followup.formats.intake.sheets.grids import Column, Table

# A date behind such a word is that of something still to be done.
_DEADLINE = re.compile(r"(?i)\b(?:due|deadline|until|bis|frist|hasta|ate|avant le|expires?)\b[^\d]{0,12}$")
# "No" is the answer that came, where the column is of answers.
_NOES = {"no", "nope", "nein", "non", "nao", "nee"}
_OUTCOMES = {"outcome", "result", "decision", "ergebnis", "resultat", "resultado", "entscheidung", "uitslag"}
_OUTCOMES |= {"esito", "risultato", "response", "answer", "antwort", "reponse", "respuesta", "resposta"}
# What one hears who asks for work, and has not applied.
_NO_JOB = {"not hiring", "no vacancy", "no vacancies", "no openings", "no opening", "no work", "no jobs"}
_NO_JOB |= {"kein bedarf", "keine stelle frei", "pas de poste", "no hay vacantes", "sem vagas"}
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
    """What one row tells. `dates` are those of its columns for the row as a whole, by field.

    `plan` is the talk that is the next step, and its day. `is_contact`: its day is that of any contact, so
    that the day alone does not say that the user applied.
    """

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
    is_contact: bool = False
    location: str | None = None
    salary: str | None = None
    plan: list[Fact | Found | None] = msgspec.field(default_factory=lambda: [None, None])


def take_status(row: Row, column: Column, text: str, own: Mapping[str, str], kind: str | None = None) -> None:
    """Add what a state tells: one word, several, or a history with dates."""
    if row.is_contact and folded(text) in _NO_JOB:
        row.unclear.append((column.label, f"{quote(text)} tells of no application, so nothing is logged"))
        return
    found = scan(text)
    if len(found) == 1 and _DEADLINE.search(text[: found[0].start]):
        row.notes.append(f"{column.label}: {text}")
        text, found = without(text, found), []
    if len(found) > 1 or (found and kind is None):
        if _take_pieces(row, column, text, found, own, kind):
            return
        text = text if len(found) > 1 else without(text, found) or text
        found = found if len(found) == 1 else []
    if mark(text) is False and meaning_of(text, own) is None and not any(map(is_picture, text)):
        if folded(text) in _NOES and set(folded(column.label).split()) & _OUTCOMES:
            row.facts.append(Fact("rejected", column.label, text, certain=False, of_status=True))
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


def _take_pieces(
    row: Row, column: Column, text: str, found: list[Found], own: Mapping[str, str], kind: str | None
) -> bool:
    """Take what each date of a state has its own word for; return whether that was all there is to it."""
    read = [(meaning_of(words, own) if words else None, words, each) for words, each in _pieces(text, found)]
    known = [(meaning, each) for meaning, _, each in read if meaning is not None]
    if len(known) < len(read):
        if len(found) == 1:
            return False
        row.notes.append(f"{column.label}: {text}")
        if kind is not None or len(known) * 2 < len(read):
            row.unclear.append((column.label, f"{quote(text)} has {len(found)} dates, and none is taken"))
            row.open_kinds |= {kind} if kind is not None else set()
            return kind is not None
    row.facts += [_state(meaning, column, text, each) for meaning, each in known]
    for meaning, words, each in read:
        if meaning is None:
            said = f"{words} {text[each.start : each.end]}".strip()
            row.unclear.append((column.label, f"{quote(said)} is no known status; nothing is logged for it"))
    return True


def is_history(text: str) -> bool:
    """Whether a text tells of states with their dates: `Applied (2026-10-01) > Screen (2026-10-08)`."""
    found = scan(text)
    return bool(found) and all(words and meaning_of(words) for words, _ in _pieces(text, found))


def _unknown(row: Row, column: Column, text: str) -> None:
    row.notes.append(f"{column.label}: {text}")
    is_log = column.field == "event" or row.is_contact
    what = "nothing is logged for it" if is_log else "only that you applied is logged"
    row.unclear.append((column.label, f"{quote(text)} is no known status; {what}"))
    if not is_log:
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


def take_plan(row: Row, column: Column, text: str) -> None:
    """Keep what a next step says of a talk, and of its day; both may stand in columns of their own."""
    found = scan(text)
    words = without(text, found)
    meaning = meaning_of(words) if words else None
    if meaning is not None and meaning.kind in SCHEDULABLE:
        row.plan[0] = Fact(meaning.kind, column.label, text, certain=False, note=text)
    if len(found) == 1:
        row.plan[1] = found[0]


def set_plan(row: Row) -> None:
    """Take the talk that is the next step, where the row says when it is."""
    talk, found = row.plan
    if isinstance(talk, Fact) and isinstance(found, Found):
        talk.found = found
        row.facts.append(talk)


def pair_states(row: Row, table: Table) -> None:
    """Give each of several states the date of its own: `date, status, date2, status2`."""
    states = table.of("status")
    beside = {column.place: column for column in table.of("date", "status_date")}
    if len(states) < 2:  # noqa: PLR2004
        return
    for step in (1, -1):
        pairs = [(state, beside.get(state.place + step)) for state in states]
        if all(day is not None for _, day in pairs):
            by_column = {state.label: day.label for state, day in pairs if day is not None}
            break
    else:
        return
    for fact in row.facts:
        dated = row.all_dates.get(by_column.get(fact.column, ""))
        if fact.of_status and fact.found is None and dated is not None:
            fact.found = dated
