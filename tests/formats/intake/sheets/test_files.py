"""The bytes of sheets: encodings, delimiters and quotes are found out, and nothing is without a bound."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest

from followup.core.errors import RequestFailed
from followup.formats.intake.sheets import grids, workbooks
from followup.formats.intake.sheets.files import read_grids

TEXT = "Firma;Rolle\nMüller – Söhne;Prüfer\n"


def rows(data: bytes) -> list[list[grids.Cell]]:
    return read_grids(data, "jobs.csv")[0].rows


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("utf-16"),
        TEXT.encode("utf-16-le"),  # without a byte order mark
        TEXT.encode("utf-16-be"),
        TEXT.encode("cp1252"),
        TEXT.encode("mac_roman"),
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.replace("\n", "\r").encode(),
        TEXT.replace(";", "\t").encode(),
        TEXT.replace(";", "|").encode(),
        TEXT.replace(";", ",").encode(),
        TEXT.replace("Prüfer", '"Prüfer"').encode(),
        b"\n\n" + TEXT.encode() + b"\n;;;\n",  # empty rows and columns
    ],
)
def test_a_text_is_read_whatever_it_was_saved_as(data: bytes) -> None:
    assert [row for row in rows(data) if row] == [["Firma", "Rolle"], ["Müller – Söhne", "Prüfer"]]


def test_a_cell_has_lines_delimiters_and_quotes() -> None:
    assert rows(b'a,"b\nc, ""d""",e\n') == [["a", 'b\nc, "d"', "e"]]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"%PDF-1.7", "is a PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "is an old Excel file"),
        (bytes(range(256)) * 20, "is no text and no workbook"),
        (b'a,"b\nc,d\n', "a quotation mark is never closed"),
        (b"PK\x03\x04 and no more", "is damaged"),
        (b"a,b\n" * (grids.MOST_ROWS + 1), "has more than 20000 rows"),
        (b"," * 500 + b"a\n", "has more than 400 columns"),
        (b"a," * (grids.MOST_CELLS + 10), "has more than"),
        (b"x" * (grids.LARGEST + 1), "is larger than 20 MB"),
        (b"a,b\n1," + b"x" * 200_000, "cannot be read as a table"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_sheet_is_refused_in_one_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(RequestFailed, match=sentence) as refused:
        read_grids(data, "jobs.csv")
    assert "\n" not in refused.value.message


def workbook(*parts: tuple[str, bytes]) -> bytes:
    """Return a workbook of one cell, with other content in some of its parts."""
    book = openpyxl.Workbook()
    book.active["A1"] = "Company"
    plain, changed = io.BytesIO(), io.BytesIO()
    book.save(plain)
    others = dict(parts)
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(name, others.pop(name, source.read(name)))
        for name, data in others.items():
            target.writestr(name, data)
    return changed.getvalue()


def test_a_zip_bomb_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its bound is in bytes, of whatever part; 3 MB here stand for the 100 MB of the program."""
    monkeypatch.setattr(workbooks, "_LARGEST_UNPACKED", 3 << 20)
    bomb = workbook(("xl/media/image1.png", bytes(4 << 20)))
    assert len(bomb) < 20_000
    with pytest.raises(RequestFailed, match="unpacks to more than 3 MB"):
        read_grids(bomb, "jobs.xlsx")


def test_a_workbook_of_too_many_cells_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether they say where they stand or not."""
    monkeypatch.setattr(workbooks, "MOST_CELLS", 1000)
    row = b"<row>" + b"<c><v>1</v></c>" * 1001 + b"</row>"
    sheet = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    data = workbook(("xl/worksheets/sheet1.xml", sheet + row + b"</sheetData></worksheet>"))
    with pytest.raises(RequestFailed, match=r"jobs.xlsx has more than 1,000,000 cells"):
        read_grids(data, "jobs.xlsx")


@pytest.mark.parametrize("place", ["XFD1", "A1048576", "XFD1048576"])
def test_a_cell_far_away_is_refused(place: str) -> None:
    """The library would make room for every cell up to it."""
    book = openpyxl.Workbook()
    book.active["A1"] = "Company"
    book.active[place] = "x"
    data = io.BytesIO()
    book.save(data)
    with pytest.raises(RequestFailed, match=f"has a cell at {place}"):
        read_grids(data.getvalue(), "jobs.xlsx")


@pytest.mark.parametrize(
    "cell",
    [
        b'<c r="%s1"><v>1</v></c>' % (b"x" * 500),  # the library counts small letters too
        b"<c r='XFD1048577'><v>1</v></c>",
        b'<c a=">" r="XFD1048576"><v>1</v></c>',  # a tag does not end in quotes
        b'<c r=XFD1048576 t="n"><v>1</v></c>',
        b'<c\nr = "XFD1048576"\n><v>1</v></c>',
        b'<x:c r="A9999999"><v>1</v></x:c>',
        b'</row><row r="1048576"><c><v>1</v></c>',  # a cell stands where its row does
        b'</row><row r="99999999999"><c><v>1</v></c>',
        b'<c r="&#65;1048576"><v>1</v></c>',
    ],
)
def test_no_way_of_writing_a_place_far_away_gets_through(cell: bytes) -> None:
    """Room for all the cells up to it would be more than any machine has, and end the program."""
    head = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
    )
    data = workbook(("xl/worksheets/sheet1.xml", head + cell + b"</row></sheetData></worksheet>"))
    with pytest.raises(RequestFailed, match=r"is damaged|has a cell at"):
        read_grids(data, "jobs.xlsx")


def test_a_worksheet_in_two_bytes_a_letter_is_not_read() -> None:
    sheet = '<?xml version="1.0" encoding="UTF-16"?><worksheet><sheetData/></worksheet>'
    with pytest.raises(RequestFailed, match="is damaged"):
        read_grids(workbook(("xl/worksheets/sheet1.xml", sheet.encode("utf-16"))), "jobs.xlsx")


@pytest.mark.parametrize("part", [b"", b"<worksheet>", b"<a/>" * 10, b"\xff\xfe\x00" * 50])
def test_a_damaged_workbook_is_refused_or_empty(part: bytes) -> None:
    try:
        grids = read_grids(workbook(("xl/worksheets/sheet1.xml", part)), "jobs.xlsx")
    except RequestFailed as refused:
        assert "damaged" in refused.message  # noqa: PT017  # both are right
    else:
        assert not any(grid.rows for grid in grids)


def test_an_archive_that_is_no_workbook_is_refused() -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("notes.txt", "hello")
    with pytest.raises(RequestFailed, match="is an archive, but no XLSX workbook"):
        read_grids(data.getvalue(), "jobs.zip")
