"""Workbooks: an XLSX file -> its cells; weighed before the library opens it."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from datetime import date, time, timedelta
from typing import TYPE_CHECKING, Any

from followup.core.errors import RequestFailed
from followup.formats.intake.sheets.grids import (
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_ROWS,
    SAVE_AS,
    Grid,
    too_many_cells,
)

if TYPE_CHECKING:
    from followup.formats.intake.sheets.grids import Cell

LONGEST_CELL = 50_000  # Excel ends at 32,767 characters
_LARGEST_UNPACKED = 100 << 20
# A range that is merged is a company with its roles, no more.
_LONGEST_RANGE = 200


def read_workbook(data: bytes, name: str) -> list[Grid]:
    _check_archive(data, name)
    import python_calamine

    try:
        with python_calamine.load_workbook(io.BytesIO(data)) as book:
            kinds = python_calamine.SheetTypeEnum.WorkSheet, python_calamine.SheetVisibleEnum.Visible
            names = [each.name for each in book.sheets_metadata if (each.typ, each.visible) == kinds]
            return [_worksheet(book.get_sheet_by_name(each), each) for each in names]
    except python_calamine.PasswordError:
        raise RequestFailed(f"{name} is locked with a password.", "Save it without one.") from None
    except (python_calamine.CalamineError, OSError, ValueError):
        raise _damaged(name) from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # which is no Exception, so that nobody may catch it
            raise
        raise _damaged(name) from None


def _damaged(name: str) -> RequestFailed:
    return RequestFailed(f"{name} is damaged, and no workbook that can be read.", SAVE_AS)


def _worksheet(sheet: Any, name: str) -> Grid:
    rows = [[_cell(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        if top < len(rows) and left < len(rows[top]) and (bottom - top) * (right - left + 1) < _LONGEST_RANGE:
            for row in rows[top : bottom + 1]:
                row[left] = rows[top][left]
    return Grid(name, rows)


def _cell(value: object) -> Cell:
    if isinstance(value, (time, timedelta)):
        return str(value)
    if isinstance(value, str):
        return value[:LONGEST_CELL]
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:  # noqa: PLR2004  # exact so far
        return str(int(value))
    return value if isinstance(value, (bool, date, float)) else str(value)


# A cell with a value; one that only has a colour is written as an empty element.
_VALUE = re.compile(rb"<(?:\w+:)?c\s[^>]*?\br=\"([A-Z]{1,3})([0-9]{1,7})\"[^>]*?(?<!/)>")

_PREFIX = rb"<(?:[\w.\-]+:)?"
_ATTRIBUTES = rb"((?:\s+[^\s=<>\"']+\s*=\s*(?:\"[^\"<]*\"|'[^'<]*'))*)\s*(/?)>"
_ANY_CELL, _CELL = re.compile(_PREFIX + rb"c[\s/>]"), re.compile(_PREFIX + rb"c" + _ATTRIBUTES)
_ANY_ROW, _ROW = re.compile(_PREFIX + rb"row[\s/>]"), re.compile(_PREFIX + rb"row" + _ATTRIBUTES)
_HAS_PLACE = re.compile(rb"\sr\s*=")
_CELL_PLACE = re.compile(rb"\sr\s*=\s*[\"']([A-Z]{1,3})([1-9][0-9]{0,6})[\"']")
_ROW_PLACE = re.compile(rb"\sr\s*=\s*[\"']([1-9][0-9]{0,6})[\"']")
# Parts of other kinds of workbooks, which the library would open in its turn.
_OTHERS = {"content.xml", "xl/workbook.bin"}


def _check_archive(data: bytes, name: str) -> None:
    """Raise RequestFailed where a workbook is none, or more would come out of it than a sheet holds."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            if "xl/workbook.xml" not in names or names & _OTHERS:
                raise RequestFailed(f"{name} is an archive, but no XLSX workbook.", SAVE_AS)
            left, cells = _LARGEST_UNPACKED, 0
            for entry in archive.infolist():
                part = _unpacked(archive, entry, left, name)
                left -= len(part)
                cells += _weigh(part, name) if b"sheetData" in part or b"\0" in part[:200] else 0
                if cells > MOST_CELLS:
                    raise too_many_cells(name)
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError, RuntimeError, zlib.error):
        raise _damaged(name) from None


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int, name: str) -> bytes:
    """Return a part of a workbook; RequestFailed if it is longer than `left`, whatever it says of itself."""
    with archive.open(entry) as part:
        found = part.read(left + 1)
    if len(found) > left:
        raise RequestFailed(
            f"{name} unpacks to more than {_LARGEST_UNPACKED >> 20} MB, and no list of jobs does."
        )
    return found


def _weigh(part: bytes, name: str) -> int:
    """Return how many cells of a worksheet hold something; RequestFailed if one is too far away.

    What is not written plainly enough to see where it stands is taken for damage: the library makes room
    for every cell up to the last, and ends the process where there is none.
    """
    if part.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in part[:200]:
        return 0 if not _looks_like_text(part) else _refuse(name)
    cells, rows = _CELL.findall(part), _ROW.findall(part)
    if len(cells) != len(_ANY_CELL.findall(part)) or len(rows) != len(_ANY_ROW.findall(part)):
        _refuse(name)
    is_placed = all(_check_cell(attributes, name, is_empty=bool(end)) for attributes, end in cells)
    last = max((_row_number(attributes, name) for attributes, _ in rows), default=0)
    if not is_placed and last > MOST_ROWS:
        _refuse(name)
    return sum(not end for _, end in cells)


def _looks_like_text(part: bytes) -> bool:
    """Whether a part with zero bytes may be XML in two bytes a letter, rather than a picture."""
    return b"<\0" in part[:200] or b"\0<" in part[:200]


def _refuse(name: str) -> int:
    raise _damaged(name)


def _check_cell(attributes: bytes, name: str, *, is_empty: bool) -> bool:
    """Whether a cell says where it stands; RequestFailed if that is too far away, unless it is empty."""
    if not _HAS_PLACE.search(attributes):
        return False
    place = _CELL_PLACE.search(attributes)
    if place is None:
        _refuse(name)
    elif not is_empty and (int(place[2]) > MOST_ROWS or _number_of(place[1]) > MOST_COLUMNS):
        raise RequestFailed(
            f"{name} has a cell at {(place[1] + place[2]).decode()}; {MOST_ROWS} rows and {MOST_COLUMNS}"
            " columns are read.",
            "Import the part with applications.",
        )
    return True


def _row_number(attributes: bytes, name: str) -> int:
    if not _HAS_PLACE.search(attributes):
        return 0
    place = _ROW_PLACE.search(attributes)
    return int(place[1]) if place else _refuse(name)


def _number_of(column: bytes) -> int:
    number = 0
    for letter in column:
        number = number * 26 + letter - 64
    return number
