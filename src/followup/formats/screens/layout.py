"""What the screens are laid out with: tables and lists in one look."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich import box
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from rich.console import RenderableType


def headed_table() -> Table:
    """Return a table whose columns have headings, as wide as the screen."""
    return Table(box=box.SIMPLE_HEAD, expand=True, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")


def list_table() -> Table:
    """Return a table without headings: a short word, what it is about, and whatever else a row has."""
    table = Table.grid(padding=(0, 2, 0, 0), expand=True)
    table.add_column(no_wrap=True)
    table.add_column(ratio=1, overflow="fold")
    return table


def indented(part: RenderableType, style: str = "") -> Padding:
    """Return `part`, a text or anything drawn, two columns further right."""
    return Padding(Text(part, style=style) if isinstance(part, str) else part, (0, 0, 0, 2))


def heading(text: str) -> Text:
    """Return the heading of a section."""
    return Text(text, style="bold")
