"""The screen for drafts that are nearly the same: both, side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType

    from followup.core.similarity import DraftText


def twins_screen(draft: DraftText, twins: Sequence[DraftText]) -> RenderableType:
    """Return `draft` beside each of `twins`, for the user to tell them apart."""
    parts: list[RenderableType] = []
    for twin in twins:
        table = Table.grid(padding=(0, 3, 0, 0), expand=True)
        table.add_column(ratio=1, overflow="fold")
        table.add_column(ratio=1, overflow="fold")
        table.add_row(Text(f"To {draft.to}", style="bold"), Text(f"To {twin.to}", style="bold"))
        table.add_row(Text(draft.text), Text(twin.text))
        parts += [
            Text(f"The letters to {draft.to} and {twin.to} are nearly the same; people compare them."),
            table,
        ]
    return Group(*parts)
