"""Files of sheets: the bytes of a CSV, TSV or XLSX file -> its cells. Bounded, whatever stands in them.

Delimiter, quoting and encoding are found out. Of a workbook nothing is handed to the library before it is
known how much comes out of it.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections import Counter
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from followup.core.errors import RequestFailed

if TYPE_CHECKING:
    from collections.abc import Iterator

Cell = str | float | bool | date | datetime

LARGEST = 20 << 20  # bytes; a search of a lifetime has fewer
MOST_ROWS = 20_000
MOST_COLUMNS = 400
MOST_CELLS = 1_000_000
LONGEST_CELL = 50_000  # Excel ends at 32,767 characters
_LARGEST_UNPACKED = 200 << 20
_CHUNK = 1 << 20
_DELIMITERS = ",;\t|"
_SAMPLE = 200
_NEARLY_ALL = 0.95
_ZIP = b"PK\x03\x04"
# What begins like this is another program's file.
_FOREIGN = {
    b"\xd0\xcf\x11\xe0": "an old Excel file",
    b"%PDF": "a PDF",
    b"PK\x05\x06": "an empty archive",
    b"\x1f\x8b": "a compressed file",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"SQLite format 3": "a database",
    b"{\\rtf": "an RTF document",
}
_SAVE_AS = "Save the sheet as CSV (UTF-8) or as XLSX, and import that."


class Grid(NamedTuple):
    """A worksheet: `rows` of cells, the first of which is row 1. `name` is empty in a file of text."""

    name: str
    rows: list[list[Cell]]


def read_grids(data: bytes, name: str) -> list[Grid]:
    """Return the worksheets of a file; RequestFailed, in one sentence, if it cannot be read."""
    if len(data) > LARGEST:
        raise RequestFailed(
            f"{name} is larger than {LARGEST >> 20} MB.", "Import the part with applications."
        )
    foreign = next((what for mark, what in _FOREIGN.items() if data.startswith(mark)), None)
    if foreign:
        raise RequestFailed(f"{name} is {foreign}, and no sheet that can be read.", _SAVE_AS)
    grids = _workbook(data, name) if data.startswith(_ZIP) else [Grid("", _text_rows(data, name))]
    return [grid._replace(rows=_checked(grid.rows, name)) for grid in grids]


def _checked(rows: list[list[Cell]], name: str) -> list[list[Cell]]:
    """Return the rows without the empty ends; RequestFailed if they are too many."""
    for row in rows:
        while row and row[-1] == "":
            row.pop()
    while rows and not rows[-1]:
        rows.pop()
    if len(rows) > MOST_ROWS:
        raise RequestFailed(f"{name} has more than {MOST_ROWS} rows.", "Import a part of it at a time.")
    if any(len(row) > MOST_COLUMNS for row in rows):
        raise RequestFailed(f"{name} has more than {MOST_COLUMNS} columns, which looks like no list of jobs.")
    return rows


def _text_rows(data: bytes, name: str) -> list[list[Cell]]:
    text = _decoded(data, name)
    said, delimiter = re.match(r"sep=(.)\r?\n", text), None
    if said:
        text, delimiter = text[said.end() :], said[1]
    delimiter = delimiter or _delimiter(text)
    try:
        rows = list(_records(text, delimiter, strict=True))
    except csv.Error as error:
        if "unexpected end" in str(error):
            raise _unclosed(name) from None
        rows = _leniently(text, delimiter, name)
    before: list[list[Cell]] = [[""]] if said else []
    return before + rows


def _decoded(data: bytes, name: str) -> str:
    """Return the text of a file in UTF-8, UTF-16 or, failing that, whatever it most looks like."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return _sane(data.decode(encoding, "replace"), name)
    head = data[:1000]
    if head[1::2].count(0) > len(head) // 3:
        return _sane(data.decode("utf-16-le", "replace"), name)
    if head[::2].count(0) > len(head) // 3:
        return _sane(data.decode("utf-16-be", "replace"), name)
    try:
        return _sane(data.decode("utf-8"), name)
    except UnicodeDecodeError:
        pass
    return _sane(data.decode(_encoding(data), "replace"), name)


# Letters and marks of western languages; whatever reads a text rightly finds hardly any others in it.
_WESTERN = set("äöüßéèêëàâáçñíìîïóòôúùûãõåøæœÄÖÜÉÈÀÂÁÇÑÍÓÔÚÃÕÅØ’‘“”„–—…€£°ºª«»·•¿¡§´ \N{NO-BREAK SPACE}")


def _encoding(data: bytes) -> str:
    """Return the encoding of a text that is not Unicode."""
    high = sum(byte > 127 for byte in data)  # noqa: PLR2004  # ASCII ends there
    for encoding in ("cp1252", "mac_roman", "cp850"):
        text = data.decode(encoding, "replace")
        if sum(character in _WESTERN for character in text if character > "\x7f") >= high * _NEARLY_ALL:
            return encoding
    from charset_normalizer import from_bytes

    best = from_bytes(data).best()
    return best.encoding if best is not None else "cp1252"


def _sane(text: str, name: str) -> str:
    """Return the text; RequestFailed where it is none."""
    head = text[:20_000]
    odd = sum((c < " " and c not in "\t\r\n") or c == "\N{REPLACEMENT CHARACTER}" for c in head)
    if odd > max(2, len(head) // 50):
        raise RequestFailed(f"{name} is no text and no workbook.", _SAVE_AS)
    return text.replace("\x00", "")


def _delimiter(text: str) -> str:
    """Return what stands between cells: what gives the most rows of one width."""
    best, most = ",", 0.0
    for delimiter in _DELIMITERS:
        widths = [len(row) for row in _sampled(text, delimiter) if len(row) > 1]
        if not widths:
            continue
        width, times = Counter(widths).most_common(1)[0]
        score = times * min(width, 12) + len(widths) / 10
        if score > most:
            best, most = delimiter, score
    return best


def _sampled(text: str, delimiter: str) -> Iterator[list[Cell]]:
    try:
        for number, row in enumerate(_records(text[: 1 << 18], delimiter, strict=False)):
            if number >= _SAMPLE:
                return
            yield row
    except csv.Error:
        return


def _records(text: str, delimiter: str, *, strict: bool) -> Iterator[list[Cell]]:
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=delimiter, strict=strict, skipinitialspace=True
    )
    cells = 0
    for row in reader:
        cells += len(row)
        if reader.line_num and cells > MOST_CELLS:
            raise RequestFailed(f"The sheet has more than {MOST_CELLS:,} cells.", "Import a part at a time.")
        yield list(row)


def _leniently(text: str, delimiter: str, name: str) -> list[list[Cell]]:
    """Return the rows of a file whose quotation marks are not doubled, if they still are of one width."""
    try:
        rows = list(_records(text, delimiter, strict=False))
    except csv.Error:
        raise RequestFailed(f"{name} cannot be read as a table.", _SAVE_AS) from None
    width = max((len(row) for row in rows[:10]), default=0)
    for number, row in enumerate(rows, 1):
        if len(row) > width or any(isinstance(cell, str) and cell.count("\n") > _SAMPLE for cell in row):
            raise RequestFailed(
                f"In {name} a quotation mark is missing in row {number} or before.",
                "Close it, or save the sheet as XLSX.",
            )
    return rows


def _unclosed(name: str) -> RequestFailed:
    return RequestFailed(
        f"In {name} a quotation mark is never closed, so that nobody knows where its cell ends.",
        "Close it, or save the sheet as XLSX.",
    )


def _workbook(data: bytes, name: str) -> list[Grid]:
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
    return RequestFailed(f"{name} is damaged, and no workbook that can be read.", _SAVE_AS)


def _worksheet(sheet: Any, name: str) -> Grid:
    rows = [[_cell(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        if top < len(rows) and left < len(rows[top]) and (bottom - top) * (right - left + 1) < _SAMPLE:
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


def _check_archive(data: bytes, name: str) -> None:
    """Raise RequestFailed where a workbook is none, or more would come out of it than a sheet holds."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            if "xl/workbook.xml" not in names and not any(each.endswith("workbook.xml") for each in names):
                raise RequestFailed(f"{name} is an archive, but no XLSX workbook.", _SAVE_AS)
            left = _LARGEST_UNPACKED
            for each in archive.infolist():
                left -= _check_entry(archive, each, left, name)
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError, RuntimeError, zlib.error):
        raise _damaged(name) from None


def _check_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int, name: str) -> int:
    """Unpack one part of a workbook piece by piece and return its size; RequestFailed if it has no bound."""
    size, tail = 0, b""
    is_sheet = "worksheets/" in entry.filename
    with archive.open(entry) as part:
        while chunk := part.read(_CHUNK):
            size += len(chunk)
            if size > left:
                raise RequestFailed(
                    f"{name} unpacks to more than {_LARGEST_UNPACKED >> 20} MB, and no list of jobs does."
                )
            if is_sheet:
                _check_places(tail + chunk, name)
                tail = chunk[-200:]
    return size


def _check_places(part: bytes, name: str) -> None:
    for match in _VALUE.finditer(part):
        if int(match[2]) > MOST_ROWS or _number_of(match[1]) > MOST_COLUMNS:
            place = (match[1] + match[2]).decode()
            raise RequestFailed(
                f"{name} has a cell at {place}; {MOST_ROWS} rows and {MOST_COLUMNS} columns are read.",
                "Import the part with applications.",
            )


def _number_of(column: bytes) -> int:
    number = 0
    for letter in column:
        number = number * 26 + letter - 64
    return number
