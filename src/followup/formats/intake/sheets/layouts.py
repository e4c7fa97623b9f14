"""Layouts: what is no plain table made into one: turned, a board, dates in parts, companies as titles."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from followup.formats.intake.sheets.columns import KINDS, LONGEST_NAME
from followup.formats.intake.sheets.dates import month_in, scan, without
from followup.formats.intake.sheets.folding import folded, mark
from followup.formats.intake.sheets.grids import Column, Grid, Line, Table, said
from followup.formats.intake.sheets.headers import DEEPEST, headers_in
from followup.formats.intake.sheets.statuses import is_status, meaning_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from followup.formats.intake.sheets.grids import Cell

_DAY = {*("day", "tag", "jour", "dia", "dag", "giorno", "dd")}
_MONTH = {*("month", "monat", "mois", "mes", "maand", "mese", "mm", "mon")}
_YEAR = {*("year", "jahr", "annee", "ano", "jaar", "anno", "yyyy")}
_DATED = {*KINDS, "date", "status_date", "saved"}
_DAY_NUMBER = re.compile(r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th|er|\.|º|ª)?")
_YEAR_NUMBER = re.compile(r"(?<!\d)20\d\d(?!\d)")
_SPAN_OF_YEARS = re.compile(r"20\d\d\s?[-/–]\s?(?:20)?\d\d(?!\d)")
_ENGLISH = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FEWEST_LISTS = 3
_MOST_TURNED = 400


def turned(grid: Grid, own: Mapping[str, str]) -> Grid:
    """Return a sheet whose columns are applications with its rows; others as they are.

    A row is then numbered as its column was.
    """
    width = max((len(row) for row in grid.rows), default=0)
    if width > _MOST_TURNED or len(grid.rows) > _MOST_TURNED:
        return grid
    sides: list[list[Cell]] = [
        [row[place] if place < len(row) else "" for row in grid.rows] for place in range(width)
    ]
    # Two names of columns may also stand in one row of data; of a whole column nearly all are names.
    found = headers_in([[said(cell) for cell in side] for side in sides[:2]], own)
    return Grid(grid.name, sides) if found else grid


def board_in(grid: Grid, rows: Sequence[Sequence[str]]) -> Table | None:
    """Return the cards of a board, whose columns are the states; None where the sheet is no board."""
    head = next((n for n, row in enumerate(rows[:DEEPEST]) if sum(map(bool, row)) > 1), None)
    if head is None:
        return None
    lists = {place: _without_count(name) for place, name in enumerate(rows[head]) if name}
    if len(lists) < _FEWEST_LISTS or not all(map(is_status, lists.values())):
        return None
    lines = []
    for number, row in enumerate(rows[head + 1 :], head + 1):
        for place, state in lists.items():
            text = str(grid.rows[number][place]) if place < len(row) and row[place] else ""
            if text:
                lines.append(_card(number + 1, text, state))
    texts = [said(line.cells[0]) for line in lines]
    if not texts or any(mark(text) is not None or is_status(text) for text in texts):
        return None
    columns = (Column(0, "Card", "card"), Column(1, "List", "status"), Column(2, "Date", "status_date"))
    return Table(grid.name, columns, tuple(lines))


def _without_count(name: str) -> str:
    return re.sub(r"\s*[(\[]?\d+[)\]]?$", "", name[:LONGEST_NAME])


def _card(number: int, text: str, state: str) -> Line:
    text = said(" - ".join(filter(None, map(str.strip, text.split("\n")))))
    found = scan(text)
    if len(found) != 1:
        return Line(number, (text, state, ""))
    return Line(number, (without(text, found), state, text[found[0].start : found[0].end]))


def year_said(texts: Sequence[str]) -> int | None:
    """Return the only year that titles name, such as `My search, fall 2024`."""
    years = {found for text in texts for found in _YEAR_NUMBER.findall(text)}
    is_span = any(_SPAN_OF_YEARS.search(text) for text in texts)
    return int(years.pop()) if len(years) == 1 and not is_span else None


def with_whole_dates(
    columns: tuple[Column, ...], lines: tuple[Line, ...], title: str, year: int | None
) -> tuple[tuple[Column, ...], tuple[Line, ...]]:
    """Return the table with its dates whole, where day and month stand in two columns or a title."""
    places = {
        what: next((c.place for c in columns if folded(c.label) in names), None)
        for what, names in (("day", _DAY), ("month", _MONTH), ("year", _YEAR))
    }
    lines = tuple(line for line in lines if not _is_month(line))
    day = places["day"]
    if day is None or not _are_days(lines, day):
        day = next((c.place for c in columns if c.field in _DATED and _are_days(lines, c.place)), None)
    if day is None or (places["month"] is None and not any(_month_of(line, title) for line in lines)):
        return columns, lines
    whole = []
    for line in lines:
        number = re.sub(r"\D", "", _at(line, day))
        month = _month_in(_at(line, places["month"])) if places["month"] is not None else None
        month = month or _month_of(line, title)
        own_year = year_said([_at(line, places["year"])] if places["year"] is not None else [line.section])
        cells = list(line.cells)
        if number and month:
            cells[day] = f"{number} {_ENGLISH[month - 1]} {own_year or year or ''}".strip()
        whole.append(line._replace(cells=cells))
    rest = {places["month"], places["year"]} - {None}
    named = tuple(
        c._replace(field="date" if c.field in {None, "note", "ignore"} else c.field)
        if c.place == day
        else c._replace(field="ignore" if c.place in rest else c.field)
        for c in columns
    )
    return named, tuple(whole)


def _at(line: Line, place: int | None) -> str:
    return said(line.cells[place]) if place is not None and place < len(line.cells) else ""


def _is_month(line: Line) -> bool:
    """Whether a row is the title of a month."""
    texts = [text for text in map(said, line.cells) if text]
    return len(texts) == 1 and month_in(texts[0]) is not None and texts[0] == line.section


def _are_days(lines: Sequence[Line], place: int) -> bool:
    texts = [text for line in lines if (text := _at(line, place))]
    return bool(texts) and all(_DAY_NUMBER.fullmatch(text) for text in texts)


def _month_of(line: Line, title: str) -> int | None:
    """Return the month that the section or the worksheet of a row is called by."""
    return month_in(line.section) or month_in(title)


def _month_in(text: str) -> int | None:
    return int(text) if text.isdigit() and 1 <= int(text) <= len(_ENGLISH) else month_in(text)


def with_companies(
    columns: tuple[Column, ...], lines: tuple[Line, ...]
) -> tuple[tuple[Column, ...], tuple[Line, ...]]:
    """Return the table with a column for the company where it stands alone above the rows about it."""
    fields = {column.field for column in columns}
    if fields & {"company", "card", "name"} or "role" not in fields:
        return columns, lines
    width = 1 + max(column.place for column in columns)
    found, company = [], ""
    for line in lines:
        texts = {text for text in map(said, line.cells) if text}
        company = texts.pop() if len(texts) == 1 else line.section or company
        if len(texts) > 1:
            cells = [*line.cells, *[""] * (width - len(line.cells))][:width]
            found.append(line._replace(cells=[*cells, company], section=""))
    if not any(line.cells[width] for line in found):
        return columns, lines
    return (*columns, Column(width, "Company", "company")), tuple(found)


_CODE = re.compile(r"(?P<code>\w{1,4})\s*(?:=|:|–|—|-|->)\s*(?P<words>[^=]{2,40})")


def key_in(rows: Sequence[Sequence[str]]) -> tuple[dict[str, str], set[int]]:
    """Return what a key of states says, such as `R = rejected`, by folded code; and the rows it is in."""
    codes: dict[str, str] = {}
    found: set[int] = set()
    for number, row in enumerate(rows):
        cells = [cell for cell in row if cell]
        line = _CODE.fullmatch(cells[0]) if len(cells) == 1 else None
        code, words = (line["code"], line["words"]) if line else ("", "")
        if len(cells) == 2 and len(cells[0]) <= 4:  # noqa: PLR2004  # a code and what it stands for
            code, words = cells
        meaning = meaning_of(words) if code and is_status(words) else None
        if meaning is not None and not is_status(code):
            codes[folded(code)] = meaning.kind
            found.add(number)
    return (codes, found) if len(codes) > 1 else ({}, set())


def remarks_in(rows: Sequence[Sequence[str]], start: int, end: int) -> set[int]:
    """Return the rows below an empty one that are no data: a key of the states, a line to sign."""
    found: set[int] = set()
    block: list[int] = []
    is_first = True
    for number in range(start, end + 1):
        if number < end and any(rows[number]):
            block.append(number)
            continue
        if block and not is_first and _is_remark([rows[each] for each in block]):
            found |= set(block)
        is_first = is_first and not block
        block = []
    return found


_SENTENCE = 25


def _is_remark(rows: Sequence[Sequence[str]]) -> bool:
    texts = [[cell for cell in row if cell] for row in rows]
    cells = [cell for row in texts for cell in row]
    says_so = any(c.endswith(":") or (len(c) > _SENTENCE and c.endswith((".", "!"))) for c in cells)
    return says_so and all(len(row) <= 2 for row in texts) and not any(map(scan, cells))  # noqa: PLR2004
