"""Headers: which rows of a worksheet name its columns, and what they are called where several rows do."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from followup.formats.intake.sheets.columns import LONGEST_NAME, field_of
from followup.formats.intake.sheets.dates import scan
from followup.formats.intake.sheets.folding import folded
from followup.formats.intake.sheets.statuses import is_status

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# A header stands somewhere in the first rows; a second table can begin anywhere.
DEEPEST = 40
_NAMES_A_JOB = {"company", "role", "card", "name"}


def named_field(name: str, own: Mapping[str, str]) -> str | None:
    return own.get(folded(name)) or field_of(name)


def headers_in(rows: Sequence[Sequence[str]], own: Mapping[str, str]) -> list[int]:
    """Return the rows that hold names of columns: the first one, and each that begins another table."""
    heads: list[int] = []
    for number, row in enumerate(rows):
        if not _is_header(row, own):
            continue
        if heads:
            same = [cell for cell in row if cell and cell in rows[heads[-1]]]
            if not (_is_apart(rows, number) or len(same) > 1) or number <= heads[-1] + 1:
                continue
        elif number >= DEEPEST:
            break
        if number + 1 < len(rows) and _is_above_header(row, rows[number + 1], own):
            continue
        heads.append(number)
    return heads


def _is_above_header(row: Sequence[str], below: Sequence[str], own: Mapping[str, str]) -> bool:
    """Whether a row only groups the columns that the row below it names."""
    if "company" not in _fields(row, own) and "company" in _fields(below, own):
        return True
    wide, narrow = sum(map(bool, row)), sum(map(bool, below))
    return wide * 3 <= narrow * 2 and _is_header(below, own)


def _is_apart(rows: Sequence[Sequence[str]], number: int) -> bool:
    """Whether an empty row stands above a row, or above the title that it has."""
    filled = [sum(map(bool, row)) for row in rows[max(0, number - 2) : number]]
    return filled[-1:] == [0] or filled == [0, 1]


def _fields(row: Sequence[str], own: Mapping[str, str]) -> set[str | None]:
    return {named_field(cell, own) for cell in row if cell}


def _is_header(row: Sequence[str], own: Mapping[str, str]) -> bool:
    filled = [cell for cell in row if cell]
    fields = [named_field(cell, own) for cell in filled]
    known = [field for field in fields if field is not None]
    if len(set(known)) < 2:  # noqa: PLR2004  # a title alone is no header
        return False
    is_plain = {"company", "card"} & set(known)
    if len(known) * (4 if is_plain else 2) < len(filled):
        return False
    if any(len(cell) > LONGEST_NAME or scan(cell) for cell in filled):
        return len(known) >= len(filled) - 2 and len(set(known)) >= 4  # noqa: PLR2004  # one long remark
    names = set(known) & _NAMES_A_JOB
    return bool(names) or {"email", "contact"} <= set(known) or {"email", "phone"} <= set(known)


def names_under(rows: Sequence[Sequence[str]], head: int, own: Mapping[str, str]) -> tuple[list[str], int]:
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


def _under(
    above: Sequence[str], names: list[str], own: Mapping[str, str], *, keep: bool = False
) -> list[str]:
    """Return names that say what the wider name above them says too, where they need it."""
    width = max(len(above), len(names))
    above, names = [*above, *[""] * (width - len(above))], [*names, *[""] * (width - len(names))]
    wide = ""
    joined: list[str] = []
    for place, name in enumerate(names):
        wide = above[place] or (wide if name else "")
        both = f"{wide} {name}".strip()
        field = named_field(name, own)
        is_own = field in _NAMES_A_JOB or (
            not keep and field not in {"date", "status", "contact", "note", None}
        )
        is_clearer = wide and not (is_own and name) and (named_field(both, own) or not field)
        joined.append(both if is_clearer else name)
    return joined


def _is_second(row: Sequence[str], names: Sequence[str], own: Mapping[str, str]) -> bool:
    """Whether a row goes on with the names of the header above it, under some of them."""
    filled = [(place, cell) for place, cell in enumerate(row) if cell]
    if not filled or any(
        scan(cell) or (is_status(cell) and not named_field(cell, own)) for _, cell in filled
    ):
        return False
    known = [cell for _, cell in filled if named_field(cell, own) is not None]
    named = [
        place
        for place, cell in filled
        if place < len(names) and named_field(names[place], own) in _NAMES_A_JOB
    ]
    return len(known) == len(filled) and len(filled) > 1 and not named


def _is_hint(row: Sequence[str]) -> bool:
    """Whether a row under the header only says how to fill in the columns: `(dd/mm/yyyy)`, `required`."""
    filled = [cell for cell in row if cell]
    hints = [
        cell
        for cell in filled
        if re.fullmatch(
            r"\(.*\)|(?i:[dmy]{1,4}[/.-][dmy]{1,4}[/.-][dmy]{2,4}|required|optional|e\.?g\.? .*)", cell
        )
    ]
    return bool(filled) and len(hints) == len(filled)
