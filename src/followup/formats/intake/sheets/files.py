"""Files of sheets: the bytes of a CSV, TSV or XLSX file -> its cells. Bounded, whatever stands in them.

Delimiter, quoting and encoding are found out. Of a workbook nothing is handed to the library before it is
known how much comes out of it.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from typing import TYPE_CHECKING

from followup.core.errors import RequestFailed
from followup.formats.intake.sheets.grids import (
    LARGEST,
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_ROWS,
    SAVE_AS,
    Cell,
    Grid,
    too_many_cells,
)
from followup.formats.intake.sheets.workbooks import read_workbook

if TYPE_CHECKING:
    from collections.abc import Iterator

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


def read_grids(data: bytes, name: str) -> list[Grid]:
    """Return the worksheets of a file; RequestFailed, in one sentence, if it cannot be read."""
    if len(data) > LARGEST:
        raise RequestFailed(
            f"{name} is larger than {LARGEST >> 20} MB.", "Import the part with applications."
        )
    if not data.strip():
        raise RequestFailed(f"{name} is empty.", SAVE_AS)
    foreign = next((what for mark, what in _FOREIGN.items() if data.startswith(mark)), None)
    if foreign:
        raise RequestFailed(f"{name} is {foreign}, and no sheet that can be read.", SAVE_AS)
    grids = read_workbook(data, name) if data.startswith(_ZIP) else [Grid("", _text_rows(data, name))]
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
        raise RequestFailed(f"{name} is no text and no workbook.", SAVE_AS)
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
        if cells > MOST_CELLS:
            raise too_many_cells("The sheet")
        yield list(row)


def _leniently(text: str, delimiter: str, name: str) -> list[list[Cell]]:
    """Return the rows of a file whose quotation marks are not doubled, if they still are of one width."""
    try:
        rows = list(_records(text, delimiter, strict=False))
    except csv.Error:
        raise RequestFailed(f"{name} cannot be read as a table.", SAVE_AS) from None
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
