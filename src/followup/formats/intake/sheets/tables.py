"""Tables: where in a worksheet rows of applications stand, and which field each of their columns has."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from followup.core.text import clean
from followup.formats.intake.sheets.columns import KINDS, LONGEST_NAME, field_of
from followup.formats.intake.sheets.content import guess_fields
from followup.formats.intake.sheets.dates import scan, without
from followup.formats.intake.sheets.folding import folded, mark
from followup.formats.intake.sheets.statuses import is_status

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from followup.formats.intake.sheets.files import Cell, Grid

# A header stands somewhere in the first rows; a second table can begin anywhere.
_DEEPEST_HEADER = 40
_NAMES_A_JOB = {"company", "role", "card", "name"}
_SAYS_WHEN = {*KINDS, "date", "status", "event", "status_date", "saved"}
_MOSTLY = 0.6
_ERRORS = re.compile(r"#(?:REF|N/A|NAME|VALUE|DIV/0|NULL|NUM|ERROR)[!?]?.*")
_LINKED = re.compile(r'=\s*HYPERLINK\(\s*"(?P<url>[^"]*)"\s*[,;]\s*"(?P<text>[^"]*)"\s*\)', re.IGNORECASE)
_MARKDOWN = re.compile(r"\[(?P<text>[^\[\]]+)\]\((?P<url>[^()\s]+)\)")
_NOTION = re.compile(r"(?P<text>.+?) \((?P<url>https?://(?:www\.)?notion\.so/[^()\s]*)\)")
_TOTALS = re.compile(
    r"(?:grand |sub ?)?(?:totals?|sum|summe|gesamt\w*|somme|suma|soma|totale?|average|mean|durchschnitt|count|anzahl|"
    r"insgesamt|moyenne|media|promedio|nombre total|median)(?: .*)?|.* total|(?:applications? (?:sent|total)|"
    r"(?:number|no) of applications?|response rate|success rate|interview rate).*"
)


class Column(NamedTuple):
    """A column of a table: `place` counts from 0, `label` is its name, or its letter where it has none."""

    place: int
    label: str
    field: str | None


class Line(NamedTuple):
    """A row of a table: its number in the sheet, its cells, and the words of the section that it stands in."""

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

    `own` are the fields of columns that the user's mapping names, by folded name, and `header` is the row that
    it says the names stand in.
    """
    rows = [[said(cell) for cell in row] for row in grid.rows]
    heads = [header - 1] if header else _headers(rows, own)
    if not heads:
        columns, start = _by_content(rows)
        columns = _by_what_they_hold(columns, tuple(_lines(grid.rows, rows, start, len(rows))))
        return [Table(grid.name, columns, tuple(_lines(grid.rows, rows, start, len(rows))))] if columns else []
    found = []
    for index, head in enumerate(heads):
        names, below = _names(rows, head, own)
        columns = _columns(names, own)
        end = _end(rows, heads, index)
        lines = tuple(_lines(grid.rows, rows, below, end))
        columns = _by_what_they_hold(columns, lines)
        if _is_of_applications(columns) and lines:
            found.append(Table(grid.name, columns, lines))
    return found


def _end(rows: Sequence[Sequence[str]], heads: Sequence[int], index: int) -> int:
    return heads[index + 1] if index + 1 < len(heads) else len(rows)


def _field(name: str, own: Mapping[str, str]) -> str | None:
    return own.get(folded(name)) or field_of(name)


def _headers(rows: Sequence[Sequence[str]], own: Mapping[str, str]) -> list[int]:
    """Return the rows that hold names of columns: the first one, and each that begins another table."""
    heads: list[int] = []
    for number, row in enumerate(rows):
        if not _is_header(row, own):
            continue
        if heads:
            same = [cell for cell in row if cell and cell in rows[heads[-1]]]
            if not (_is_apart(rows, number) or len(same) > 1) or number <= heads[-1] + 1:
                continue
        elif number >= _DEEPEST_HEADER:
            break
        if number + 1 < len(rows) and "company" not in _fields(row, own) and "company" in _fields(rows[number + 1], own):
            continue  # it groups the columns of the header below it
        heads.append(number)
    return heads


def _is_apart(rows: Sequence[Sequence[str]], number: int) -> bool:
    """Whether an empty row stands above a row, or above the title that it has."""
    filled = [sum(map(bool, row)) for row in rows[max(0, number - 2) : number]]
    return filled[-1:] == [0] or filled == [0, 1]


def _fields(row: Sequence[str], own: Mapping[str, str]) -> set[str | None]:
    return {_field(cell, own) for cell in row if cell}


def _is_header(row: Sequence[str], own: Mapping[str, str]) -> bool:
    filled = [cell for cell in row if cell]
    fields = [_field(cell, own) for cell in filled]
    known = [field for field in fields if field is not None]
    if len(set(known)) < 2 or len(known) * 2 < len(filled):  # noqa: PLR2004  # a title alone is no header
        return False
    if any(len(cell) > LONGEST_NAME or scan(cell) for cell in filled):
        return len(known) >= len(filled) - 2 and len(set(known)) >= 4  # noqa: PLR2004  # one long remark
    names = set(known) & _NAMES_A_JOB
    return bool(names) or {"email", "contact"} <= set(known) or {"email", "phone"} <= set(known)


def _names(rows: Sequence[Sequence[str]], head: int, own: Mapping[str, str]) -> tuple[list[str], int]:
    """Return the names of the columns, joined from several rows where they are, and where the data begin."""
    names, below = list(rows[head]), head + 1
    above = rows[head - 1] if head else []
    groups = [cell for cell in above if cell]
    is_title = len(groups) < 2 or len(set(groups)) < 2  # noqa: PLR2004
    if not is_title and not any(scan(cell) for cell in groups) and len(groups) < len(names):
        names = _under(above, names, own)
    if below < len(rows) and _is_second(rows[below], names, own):
        names = _under(names, list(rows[below]), own, keep=True)
        below += 1
    elif below < len(rows) and _is_hint(rows[below]):
        below += 1
    return names, below


def _under(above: Sequence[str], names: list[str], own: Mapping[str, str], *, keep: bool = False) -> list[str]:
    """Return names that say what the wider name above them says too, where they need it."""
    width = max(len(above), len(names))
    above, names = [*above, *[""] * (width - len(above))], [*names, *[""] * (width - len(names))]
    wide = ""
    joined: list[str] = []
    for place, name in enumerate(names):
        wide = above[place] or (wide if name else "")
        both = f"{wide} {name}".strip()
        field = _field(name, own)
        is_own = field in _NAMES_A_JOB or (not keep and field not in {"date", "status", "contact", "note", None})
        is_clearer = wide and not (is_own and name) and (_field(both, own) or not field)
        joined.append(both if is_clearer else name)
    return joined


def _is_second(row: Sequence[str], names: Sequence[str], own: Mapping[str, str]) -> bool:
    """Whether a row goes on with the names of the header above it, under some of them."""
    filled = [(place, cell) for place, cell in enumerate(row) if cell]
    if not filled or any(scan(cell) or is_status(cell) and not _field(cell, own) for _, cell in filled):
        return False
    known = [cell for _, cell in filled if _field(cell, own) is not None]
    named = [place for place, cell in filled if place < len(names) and _field(names[place], own) in _NAMES_A_JOB]
    return len(known) == len(filled) and len(filled) > 1 and not named


def _is_hint(row: Sequence[str]) -> bool:
    """Whether a row under the header only says how to fill in the columns: `(dd/mm/yyyy)`, `required`."""
    filled = [cell for cell in row if cell]
    hints = [cell for cell in filled if re.fullmatch(r"\(.*\)|(?i:[dmy]{1,4}[/.-][dmy]{1,4}[/.-][dmy]{2,4}|required|optional|e\.?g\.? .*)", cell)]
    return bool(filled) and len(hints) == len(filled)


def _columns(names: Sequence[str], own: Mapping[str, str]) -> tuple[Column, ...]:
    """Return the columns that have names; of several with one name the later are numbered."""
    times: Counter[str] = Counter()
    found = []
    for place, name in enumerate(names):
        times[folded(name)] += 1
        again = times[folded(name)]
        label = (f"{name} ({again})" if again > 1 else name) if name else letter(place)
        found.append(Column(place, label, own.get(folded(label)) or _field(name, own) if name else None))
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
        elif field is None and texts and not column.label.strip():
            field = None
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
            return "status" if states >= len(texts) * _MOSTLY and "status" not in fields else None if not told else field
    elif field == "status" and all(scan(text) and not without(text, scan(text)) for text in texts):
        return "status_date" if fields.count("status") > 1 else field
    return field


def _is_of_applications(columns: Sequence[Column]) -> bool:
    fields = {column.field for column in columns}
    return bool(fields & {"company", "card"}) and bool(fields & _SAYS_WHEN)


def _lines(
    cells: Sequence[Sequence[Cell]], rows: Sequence[Sequence[str]], start: int, end: int
) -> Iterator[Line]:
    """Yield the rows that hold data; what stands alone in a row names the section below it."""
    section = ""
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
    for number, row in enumerate(rows[:_DEEPEST_HEADER]):
        if not days or any(place < len(row) and scan(row[place]) for place in days):
            start = number
            break
    return tuple(Column(place, letter(place), field) for place, field in enumerate(fields)), start
