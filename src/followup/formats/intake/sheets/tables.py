"""Tables: where in a worksheet rows of applications stand, and which field each of their columns has."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from followup.formats.intake.sheets.columns import BESIDE, KINDS, field_of
from followup.formats.intake.sheets.content import guess_fields, is_role
from followup.formats.intake.sheets.dates import scan, without
from followup.formats.intake.sheets.folding import folded, mark
from followup.formats.intake.sheets.grids import Column, Line, Table, letter, said
from followup.formats.intake.sheets.headers import DEEPEST, headers_in, named_field, names_under
from followup.formats.intake.sheets.holdings import by_what_they_hold
from followup.formats.intake.sheets.layouts import (
    board_in,
    key_in,
    remarks_in,
    turned,
    with_companies,
    with_whole_dates,
    year_said,
)
from followup.formats.intake.sheets.statuses import is_status

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from followup.formats.intake.sheets.grids import Cell, Grid

_SAYS_WHEN = {*KINDS, "date", "status", "event", "status_date", "saved"}
_TRADE = {"invoice", "order", "amount", "total", "price", "quantity", "qty", "balance", "paid", "payment"}
_TRADE |= {
    "cost",
    "lead",
    "leads",
    "customer",
    "rechnung",
    "betrag",
    "preis",
    "menge",
    "saldo",
    "facture",
    "montant",
    "prix",
    "factura",
}
_TRADE |= {
    "importe",
    "precio",
    "fatura",
    "valor",
    "preco",
    "bedrag",
    "factuur",
    "fattura",
    "importo",
    "prezzo",
}
_TOTALS = re.compile(
    r"(?:grand |sub ?)?(?:totals?|sum|summe|gesamt\w*|somme|suma|soma|totale?|average|mean|durchschnitt|"
    r"count|anzahl|"
    r"insgesamt|moyenne|media|promedio|nombre total|median)(?: .*)?|.* total|(?:applications? (?:sent|"
    r"total)|"
    r"(?:number|no) of applications?|response rate|success rate|interview rate).*"
)


def tables_in(grid: Grid, own: Mapping[str, str], header: int | None = None) -> list[Table]:
    """Return the tables of applications in a worksheet; none where it holds something else.

    `own` are the fields of columns that the user's mapping names, by folded name; `header` is the row that
    it says the names stand in.
    """
    rows = _said_rows(grid)
    heads = [header - 1] if header else headers_in(rows, own)
    if not heads:
        board = board_in(grid, rows)
        if board is not None:
            return [board]
        grid = turned(grid, own)
        rows = _said_rows(grid)
        heads = headers_in(rows, own)
    if not heads:
        columns, start = _by_content(rows)
        lines = tuple(_lines(grid.rows, rows, start, len(rows)))
        return [Table(grid.name, by_what_they_hold(columns, lines), lines)] if columns else []
    year = year_said([grid.name]) or year_said([cell for row in rows[: heads[0]] for cell in row])
    codes, key = key_in(rows)
    found = []
    for index, head in enumerate(heads):
        names, below = names_under(rows, head, own)
        columns = _columns(names, own)
        end = heads[index + 1] if index + 1 < len(heads) else len(rows)
        title = _title(rows, head)
        end -= bool(end < len(rows) and _title(rows, end))
        above = _lines(grid.rows, rows, 0, head) if index == 0 else iter(())
        lines = (*filter(_is_data, above), *_lines(grid.rows, rows, below, end, title))
        columns, lines = with_whole_dates(*with_companies(columns, lines), grid.name, year)
        lines = tuple(line for line in lines if line.number - 1 not in key)
        columns = by_what_they_hold(columns, lines, codes)
        if _is_of_applications(columns) and lines:
            found.append(Table(grid.name, columns, lines, year, codes))
    return found


def _said_rows(grid: Grid) -> list[list[str]]:
    return [[said(cell) for cell in row] for row in grid.rows]


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


def _is_of_applications(columns: Sequence[Column]) -> bool:
    fields = {column.field for column in columns}
    words = {word for column in columns for word in folded(column.label).split()}
    if words & _TRADE and not fields & {"role", "card", "applied", "interview"}:
        return False  # invoices, orders and the like have companies, dates and states, too
    is_name = any(each.field == "company" and folded(each.label) == "name" for each in columns)
    if is_name and not fields & {"role", "status", "event", *KINDS}:
        return False  # names and dates are of anything
    return bool(fields & {"company", "card"}) and bool(fields & _SAYS_WHEN)


def _lines(
    cells: Sequence[Sequence[Cell]], rows: Sequence[Sequence[str]], start: int, end: int, section: str = ""
) -> Iterator[Line]:
    """Yield the rows that hold data; what stands alone in a row names the section below it."""
    remarks = remarks_in(rows, start, end)
    for number in range(start, end):
        filled = [cell for cell in rows[number] if cell]
        if number in remarks or not filled or all(mark(cell) is False for cell in filled):
            continue
        if _TOTALS.fullmatch(folded(filled[0])) and len(filled) < 2 + len(rows[number]) // 2:
            continue
        if len(set(filled)) == 1:
            section = filled[0]
            if is_status(section) or scan(section) or len(filled) > 1:
                continue
        yield Line(number + 1, cells[number], section)


_DAYS = {"applied", "date", "saved", "status_date"}


def _is_beside(names: Sequence[str], place: int) -> bool:
    return place < len(names) and bool(set(folded(names[place]).split()) & BESIDE)


def _by_content(rows: Sequence[Sequence[str]]) -> tuple[tuple[Column, ...], int]:
    """Return the columns of a sheet without a header, where their content leaves no doubt, and its first row.

    Whatever stands above the first date is a title, or names in a language that is not known here.
    """
    filled = [row for row in rows if sum(map(bool, row)) > 1]
    above = filled[0] if filled else []
    names = [] if any(scan(cell) for cell in above) else above
    known = {place: field for place, name in enumerate(names) if name and (field := field_of(name))}
    if len(known) > 1 and not {"role", "status", "event", *KINDS} & set(known.values()):
        return (), 0  # its names are of something else
    named = {place: field for place, field in known.items() if field in _SAYS_WHEN}
    fields = guess_fields(filled[bool(names) :] or filled, named if len(named) > 1 else {})
    if fields is None:
        return (), 0
    days = [place for place, field in enumerate(fields) if field in _DAYS]
    role = fields.index("role") if "role" in fields else None
    titles = [row[role] for row in filled[1:] if role is not None and role < len(row) and row[role]]
    if names and sum(map(is_role, titles)) * 3 < max(1, len(titles)):
        return (), 0  # names that are not known, and nothing that jobs are called by
    if days and names and all(_is_beside(names, place) for place in days):
        return (), 0  # days of birth, of payment, or the like
    start = 0
    for number, row in enumerate(rows[:DEEPEST]):
        if not days or any(place < len(row) and scan(row[place]) for place in days):
            start = number
            break
    return tuple(Column(place, letter(place), field) for place, field in enumerate(fields)), start
