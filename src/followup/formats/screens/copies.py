"""The copies of the log: what each holds, as a table, in a sentence and as a document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.text import Text

from followup.core.copies import Origin
from followup.core.text import clean
from followup.formats.screens.layout import list_table
from followup.formats.words.phrases import name_of, say_date

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import tzinfo

    from rich.table import Table

    from followup.core.copies import Content, Copy

ORIGINS = {
    Origin.DAY: "before the first event of that day",
    Origin.ASKED: "you asked for it",
    Origin.MIGRATION: "before the log was rewritten",
    Origin.MERGE: "before another log was merged into it",
    Origin.REPLACED: "the log that was replaced",
}


def copies_screen(copies: Iterable[Copy], zone: tzinfo) -> Table:
    """Return a row for each copy: its name, what it was made for, what it holds, on the clock of `zone`."""
    table = list_table()
    for copy in copies:
        row = Text(ORIGINS[copy.origin])
        row.append(f"\n{say_content(copy.content, zone)}", style="dim" if copy.content else "red")
        table.add_row(Text(clean(copy.name), style="cyan"), row)
    return table


def say_content(content: Content | None, zone: tzinfo) -> str:
    """Return what a log holds: `12 events, the last of Fri 20 Nov 2026, 15:29 (interview)`."""
    if content is None:
        return "it cannot be read"
    if content.recorded_at is None:
        return "no events"
    noun = "1 event" if content.events == 1 else f"{content.events} events, the last"
    when = say_date(content.recorded_at.astimezone(zone).replace(second=0, microsecond=0))
    return f"{noun} of {when} ({clean(name_of(content.kind))})"


def copies_document(copies: Iterable[Copy]) -> dict[str, Any]:
    """Return what is known of each copy; `events` and `last` are null where it cannot be read."""
    return {"schema": 1, "copies": [_object(copy) for copy in copies]}


def _object(copy: Copy) -> dict[str, Any]:
    content = copy.content
    last = None
    if content is not None and content.recorded_at is not None:
        last = {"id": content.last, "kind": content.kind, "recorded_at": content.recorded_at.isoformat()}
    return {
        "name": copy.name,
        "path": copy.path,
        "made_for": copy.origin.value,
        "date": copy.made.isoformat() if copy.made else None,
        "events": content.events if content else None,
        "last": last,
        "bytes": copy.size,
    }
