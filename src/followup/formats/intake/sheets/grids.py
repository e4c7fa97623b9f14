"""Grids: the cells of a sheet, whatever file they came from, the tables in it, and what a cell says."""

from __future__ import annotations

import re
from datetime import date, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from followup.core.errors import RequestFailed
from followup.core.text import clean

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Cell = str | float | bool | date | datetime

LARGEST = 20 << 20  # bytes; a search of a lifetime has fewer
MOST_ROWS = 20_000
MOST_COLUMNS = 400
MOST_CELLS = 1_000_000
SAVE_AS = "Save the sheet as CSV (UTF-8) or as XLSX, and import that."


class Grid(NamedTuple):
    """A worksheet: `rows` of cells, the first of which is row 1. `name` is empty in a file of text."""

    name: str
    rows: list[list[Cell]]


def too_many_cells(name: str) -> RequestFailed:
    return RequestFailed(f"{name} has more than {MOST_CELLS:,} cells.", "Import a part of it at a time.")


_AS_TEXT = re.compile(r"'[=+@\uff1d\uff0b\uff0d\uff20-]")  # what programs write before what is no formula
_ERRORS = re.compile(r"#(?:REF|N/A|NAME|VALUE|DIV/0|NULL|NUM|ERROR)[!?]?.*")
_LINKED = re.compile(r'=\s*HYPERLINK\(\s*"(?P<url>[^"]*)"\s*[,;]\s*"(?P<text>[^"]*)"\s*\)', re.IGNORECASE)
_MARKDOWN = re.compile(r"\[(?P<text>[^\[\]]+)\]\((?P<url>[^()\s]+)\)")
_NOTION = re.compile(r"(?P<text>.+?) \((?P<url>https?://(?:www\.)?notion\.so/[^()\s]*)\)")


class Column(NamedTuple):
    """A column of a table: `place` counts from 0, `label` is its name, or its letter where it has none."""

    place: int
    label: str
    field: str | None


class Line(NamedTuple):
    """A row of a table: its number in the sheet, its cells, and the title of the section it stands in."""

    number: int
    cells: Sequence[Cell]
    section: str = ""


class Table(NamedTuple):
    """Rows under one header. `sheet` is the worksheet's name, empty where there are no several.

    `year` is the one that a title names, `codes` what a key beside the rows says of the states, folded.
    """

    sheet: str
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    year: int | None = None
    codes: Mapping[str, str] = MappingProxyType({})

    def of(self, *fields: str) -> list[Column]:
        """Return the columns of these fields, in the order of the sheet."""
        return [column for column in self.columns if column.field in fields]


def said(cell: Cell) -> str:
    """Return what a cell says, as text on one line; errors of formulas, and formulas, say nothing."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, date):
        return cell.isoformat()
    text = str(cell).strip()
    for form in (_LINKED, _NOTION):
        if found := form.fullmatch(text):
            text = found["text"]
    text = _MARKDOWN.sub(lambda found: found["text"], text)
    if _AS_TEXT.match(text):
        return clean(text[1:])
    return "" if text.startswith("=") or _ERRORS.fullmatch(text) else clean(text)


def link_in(cell: Cell) -> str | None:
    """Return the address behind the text of a cell."""
    found = _LINKED.search(str(cell)) or _MARKDOWN.search(str(cell))
    return found["url"] if found else None


def letter(place: int) -> str:
    """Return the letters of a column, as spreadsheets show them: A, B, ... AA."""
    name, number = "", place + 1
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name
