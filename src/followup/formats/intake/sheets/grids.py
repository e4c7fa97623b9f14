"""Grids: the cells of a sheet, whatever file they came from, and how many there may be."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from followup.core.errors import RequestFailed

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
