"""Reading: the bytes of a sheet -> proposals, with what was understood of its columns and statuses."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from followup.core.errors import RequestFailed
from followup.core.proposals import Unclear
from followup.formats.intake.sheets.applications import Composer
from followup.formats.intake.sheets.calendars import decide_dates
from followup.formats.intake.sheets.files import read_grids
from followup.formats.intake.sheets.folding import folded
from followup.formats.intake.sheets.holdings import unknown_dates
from followup.formats.intake.sheets.mapping import Mapping
from followup.formats.intake.sheets.rows import read_rows
from followup.formats.intake.sheets.tables import tables_in

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from followup.core.proposals import Proposal
    from followup.formats.intake.sheets.calendars import OpenDates
    from followup.formats.intake.sheets.dates import Order
    from followup.formats.intake.sheets.grids import Table

# What LinkedIn calls the columns of its export. It writes the month first, and the user's own address.
_LINKEDIN = {
    "application date",
    "saved date",
    "contact email",
    "company name",
    "job title",
    "job url",
    "resume name",
}
_MOSTLY_LINKEDIN = 4


class Reading(NamedTuple):
    """What a sheet tells. `open_dates` is a column that can be read both ways: then there are no proposals.

    `waiting` counts the rows of jobs that were not applied for; `used` is the mapping that was followed.
    """

    proposals: tuple[Proposal, ...]
    unclear: tuple[Unclear, ...]
    used: Mapping
    waiting: int = 0
    open_dates: OpenDates | None = None


def read_sheet(
    data: bytes, name: str, now: datetime, mapping: Mapping | None = None, dates: Order | None = None
) -> Reading:
    """Return what the sheet in `data`, a file called `name`, tells at `now`, which is in the user's zone.

    `mapping` is what the user says of its columns and statuses, `dates` of the order of day and month.
    RequestFailed, in one sentence, if it is no sheet of applications.
    """
    mapping = mapping or Mapping()
    grids = read_grids(data, name)
    if mapping.worksheet is not None:
        grids = [grid for grid in grids if folded(grid.name) == folded(mapping.worksheet)]
    several = len(grids) > 1
    tables = [
        table._replace(sheet=table.sheet if several else "")
        for grid in grids
        for table in tables_in(grid, mapping.fields, mapping.header)
    ]
    if not tables:
        raise RequestFailed(
            f"{name} has no table with companies, and when you applied there or what came of it.",
            "Give the columns names such as Company, Position, Date applied and Status.",
        )
    rows = [row for table in tables for row in read_rows(table, mapping.kinds)]
    zone = now.tzinfo
    assert zone is not None  # noqa: S101  # now is aware
    is_linkedin = _is_linkedin(tables)
    given = dates or mapping.dates
    used = Mapping.of(tables, rows, given)
    is_open = decide_dates(rows, given, now, zone, used.columns, month_first=is_linkedin)
    if is_open is not None:
        return Reading((), (), used, open_dates=is_open)
    composer = Composer(name, now, is_own_contact=is_linkedin)
    proposals = composer.compose(rows)
    composer.unclear += [
        Unclear(
            "Nothing says what the dates of this column are of; they are kept in the note.",
            name,
            column=label,
        )
        for table in tables
        for label in unknown_dates(table)
    ]
    return Reading(tuple(proposals), tuple(composer.unclear), used, composer.waiting)


def _is_linkedin(tables: Sequence[Table]) -> bool:
    names = {folded(column.label) for table in tables for column in table.columns}
    return len(names & _LINKEDIN) >= _MOSTLY_LINKEDIN
