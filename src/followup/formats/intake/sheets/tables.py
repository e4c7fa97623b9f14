"""Tables: where in a worksheet rows of applications stand, and which field each of their columns has."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from followup.core.text import clean
from followup.formats.intake.sheets.columns import BESIDE, KINDS, loose_field
from followup.formats.intake.sheets.content import guess_fields
from followup.formats.intake.sheets.dates import scan, without
from followup.formats.intake.sheets.folding import folded, mark
from followup.formats.intake.sheets.headers import DEEPEST, headers_in, named_field, names_under
from followup.formats.intake.sheets.states import is_history
from followup.formats.intake.sheets.statuses import is_status

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from followup.formats.intake.sheets.grids import Cell, Grid

_SAYS_WHEN = {*KINDS, "date", "status", "event", "status_date", "saved"}
_MOSTLY = 0.6
_AS_TEXT = re.compile(r"'[=+@\uff1d\uff0b\uff0d\uff20-]")  # what programs write before what is no formula
_ERRORS = re.compile(r"#(?:REF|N/A|NAME|VALUE|DIV/0|NULL|NUM|ERROR)[!?]?.*")
_LINKED = re.compile(r'=\s*HYPERLINK\(\s*"(?P<url>[^"]*)"\s*[,;]\s*"(?P<text>[^"]*)"\s*\)', re.IGNORECASE)
_MARKDOWN = re.compile(r"\[(?P<text>[^\[\]]+)\]\((?P<url>[^()\s]+)\)")
_NOTION = re.compile(r"(?P<text>.+?) \((?P<url>https?://(?:www\.)?notion\.so/[^()\s]*)\)")
_TOTALS = re.compile(
    r"(?:grand |sub ?)?(?:totals?|sum|summe|gesamt\w*|somme|suma|soma|totale?|average|mean|durchschnitt|"
    r"count|anzahl|"
    r"insgesamt|moyenne|media|promedio|nombre total|median)(?: .*)?|.* total|(?:applications? (?:sent|"
    r"total)|"
    r"(?:number|no) of applications?|response rate|success rate|interview rate).*"
)


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
    """Rows under one header. `sheet` is the worksheet's name, empty where there are no several."""

    sheet: str
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]

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


def tables_in(grid: Grid, own: Mapping[str, str], header: int | None = None) -> list[Table]:
    """Return the tables of applications in a worksheet; none where it holds something else.

    `own` are the fields of columns that the user's mapping names, by folded name; `header` is the row that
    it says the names stand in.
    """
    rows = [[said(cell) for cell in row] for row in grid.rows]
    heads = [header - 1] if header else headers_in(rows, own)
    if not heads:
        columns, start = _by_content(rows)
        lines = tuple(_lines(grid.rows, rows, start, len(rows)))
        return [Table(grid.name, _by_what_they_hold(columns, lines), lines)] if columns else []
    found = []
    for index, head in enumerate(heads):
        names, below = names_under(rows, head, own)
        columns = _columns(names, own)
        end = heads[index + 1] if index + 1 < len(heads) else len(rows)
        title = _title(rows, head)
        end -= bool(end < len(rows) and _title(rows, end))
        above = _lines(grid.rows, rows, 0, head) if index == 0 else iter(())
        lines = (*filter(_is_data, above), *_lines(grid.rows, rows, below, end, title))
        columns = _by_what_they_hold(columns, lines)
        if _is_of_applications(columns) and lines:
            found.append(Table(grid.name, columns, lines))
    return found


def _is_data(line: Line) -> bool:
    """Whether a row above the header holds data: whoever sorts a sheet may sort its header too."""
    texts = [text for text in map(said, line.cells) if text]
    return len(texts) > 2 and any(scan(t) and not without(t, scan(t)) for t in texts)  # noqa: PLR2004


def _title(rows: Sequence[Sequence[str]], head: int) -> str:
    """Return what stands alone above a header."""
    above = {cell for cell in rows[head - 1] if cell} if head else set()
    return above.pop() if len(above) == 1 else ""


def _columns(names: Sequence[str], own: Mapping[str, str]) -> tuple[Column, ...]:
    """Return the columns that have names; of several with one name the later are numbered."""
    times: Counter[str] = Counter()
    found = []
    for place, name in enumerate(names):
        times[folded(name)] += 1
        again = times[folded(name)]
        label = (f"{name} ({again})" if again > 1 else name) if name else letter(place)
        found.append(Column(place, label, own.get(folded(label)) or named_field(name, own) if name else None))
    return tuple(found)


def _by_what_they_hold(columns: tuple[Column, ...], lines: Sequence[Line]) -> tuple[Column, ...]:
    """Return the columns with the fields that names leave open: what is called `Name`, what dates are of."""
    fields = [column.field for column in columns]
    found = list(columns)
    for number, column in enumerate(columns):
        field = column.field
        texts = [said(line.cells[column.place]) for line in lines if column.place < len(line.cells)]
        texts = [text for text in texts if text]
        if field == "name":
            field = _named(column, columns, texts)
        elif field == "role" and fields.count("role") > 1 and fields.index("role") != number:
            field = "note"
        elif field == "date" and fields.count("date") > 1:
            field = _paired(number, columns)
        elif field == "card" and "company" in fields:
            field = "role" if "role" not in fields else "note"
        elif field in {"date", "status_date", "saved"} and sum(bool(scan(t)) for t in texts) * 3 < len(texts):
            field = None
        elif field in {"status", "heard_back", "applied"} and texts:
            field = _told_by_texts(field, texts, fields)
        elif field in {None, "note"} and texts:
            field = _unnamed(column, texts, fields) or field
        found[number] = column._replace(field=field)
    if not {"company", "card"} & {column.field for column in found}:
        for number, column in enumerate(found):
            texts = [said(line.cells[column.place]) for line in lines if column.place < len(line.cells)]
            if column.field == "role" and _split_often([text for text in texts if text]):
                found[number] = column._replace(field="card")
    return tuple(found)


def _named(column: Column, columns: Sequence[Column], texts: Sequence[str]) -> str:
    """Return what a column that is only called `Name`, `Application` or `Where` holds."""
    fields = [each.field for each in columns if each is not column]
    if "company" in fields or "card" in fields:
        if "role" not in fields and folded(column.label) not in {"where", "agency", "client"}:
            return "role"
        return "contact" if folded(column.label) == "name" and "contact" not in fields else "note"
    if any(field == "name" for field in fields[: columns.index(column)]):
        return "note"
    return "company" if "role" in fields or not _split_often(texts) else "card"


_BOTH = re.compile(r".+(?: [-–—|@/] | at | bei | chez |: |, ).+")


def _split_often(texts: Sequence[str]) -> bool:
    both = sum(_BOTH.fullmatch(text) is not None for text in texts)
    return both > len(texts) * _MOSTLY


def _unnamed(column: Column, texts: Sequence[str], fields: Sequence[str | None]) -> str | None:
    """Return what a column of unknown name is: a state by its words, or by a part of its name if dated."""
    states = sum((is_status(text) and mark(text) is None) or is_history(text) for text in texts)
    if states >= max(1, len(texts) * _MOSTLY) and (column.field is None or any(map(is_history, texts))):
        return "status"
    days = _days_in(texts)
    if days + sum(mark(text) is not None for text in texts) < len(texts) * _MOSTLY:
        return None
    if column.label == letter(column.place):
        return "date" if days and not {"applied", "date"} & set(fields) else None
    found = loose_field(column.label)
    is_taken = found in {"status_date", "saved", "applied"} and (not days or found in fields)
    return None if is_taken else found


def _days_in(texts: Sequence[str]) -> int:
    """Return how many texts are a date and nothing else."""
    return sum(bool(scan(text)) and not without(text, scan(text)) for text in texts)


def unknown_dates(table: Table) -> list[str]:
    """Return the names of the columns of dates of which nothing says what they are dates of."""
    found = []
    for column in table.columns:
        cells = [said(line.cells[column.place]) for line in table.lines if column.place < len(line.cells)]
        texts = [text for text in cells if text]
        is_unknown = column.field is None and not set(folded(column.label).split()) & BESIDE
        if is_unknown and texts and _days_in(texts) >= len(texts) * _MOSTLY:
            found.append(column.label)
    return found


def _paired(number: int, columns: Sequence[Column]) -> str:
    """Return which event the date beside it is of, where several columns are called `Date`."""
    for before in reversed(columns[:number]):
        if before.field in KINDS:
            return str(before.field)
        if before.field == "status" and {"applied", "date"} & {each.field for each in columns[:number]}:
            return "status_date"
        if before.field == "date":
            break
    return "date"


def _told_by_texts(field: str, texts: Sequence[str], fields: Sequence[str | None]) -> str | None:
    """Return what a column is by what stands in it, where its name can mean a state, a day or a note."""
    if field == "applied":
        told = sum(bool(scan(text)) or mark(text) is not None for text in texts)
        if told < len(texts) * _MOSTLY:
            states = sum(is_status(text) for text in texts)
            return (
                "status"
                if states >= len(texts) * _MOSTLY and "status" not in fields
                else None
                if not told
                else field
            )
    elif field == "status" and all(scan(text) and not without(text, scan(text)) for text in texts):
        return "status_date" if fields.count("status") > 1 else field
    return field


def _is_of_applications(columns: Sequence[Column]) -> bool:
    fields = {column.field for column in columns}
    return bool(fields & {"company", "card"}) and bool(fields & _SAYS_WHEN)


def _lines(
    cells: Sequence[Sequence[Cell]], rows: Sequence[Sequence[str]], start: int, end: int, section: str = ""
) -> Iterator[Line]:
    """Yield the rows that hold data; what stands alone in a row names the section below it."""
    for number in range(start, end):
        filled = [cell for cell in rows[number] if cell]
        if not filled or all(mark(cell) is False for cell in filled):
            continue
        if _TOTALS.fullmatch(folded(filled[0])) and len(filled) < 2 + len(rows[number]) // 2:
            continue
        if len(set(filled)) == 1:
            section = filled[0]
            if is_status(section) or scan(section) or len(filled) > 1:
                continue
        yield Line(number + 1, cells[number], section)


def _by_content(rows: Sequence[Sequence[str]]) -> tuple[tuple[Column, ...], int]:
    """Return the columns of a sheet without a header, where their content leaves no doubt, and its first row.

    Whatever stands above the first date is a title, or names in a language that is not known here.
    """
    filled = [row for row in rows if sum(map(bool, row)) > 1]
    fields = guess_fields(filled)
    if fields is None:
        return (), 0
    days = [place for place, field in enumerate(fields) if field == "applied"]
    start = 0
    for number, row in enumerate(rows[:DEEPEST]):
        if not days or any(place < len(row) and scan(row[place]) for place in days):
            start = number
            break
    return tuple(Column(place, letter(place), field) for place, field in enumerate(fields)), start
