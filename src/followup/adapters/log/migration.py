"""Migration: a log of an older format is rewritten once, in one transaction, with a copy kept beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from followup.adapters.log import chain
from followup.adapters.log.backups import copy_beside
from followup.adapters.log.database import begin_tables, format_of, writing
from followup.adapters.log.store import write
from followup.adapters.log.troubles import damaged
from followup.adapters.mail.outbox import keep_mails
from followup.core.events import Event
from followup.core.format1 import OldEvent, upgraded

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

_TABLES = ("events", "links", "sleep", "mails")
EVENTS = "SELECT id, kind, application, recorded_at, data FROM events ORDER BY seq"


def migrate(connection: sqlite3.Connection, path: Path) -> Path | None:
    """Rewrite the log at `path` in today's format; NotValid if an event of it cannot be read.

    Return where the copy of before is, or None if another command was first.
    """
    with writing(connection):
        version = format_of(connection)
        if version == chain.VERSION:
            return None  # another command was first
        try:
            events = events_of(version, connection.execute(EVENTS).fetchall())
        except (msgspec.DecodeError, chain.Damage) as error:
            raise damaged(path, f"an event of it cannot be read: {error}") from None
        mails = _mails(connection)
        kept = copy_beside(path, path.with_name(f"{path.stem}.format-{version}{path.suffix}"), None)
        for table in _TABLES:
            connection.execute(f"DROP TABLE IF EXISTS {table}")  # what stood beside the events is made anew
        begin_tables(connection)
        write(connection, events)
        keep_mails(connection, mails)
    return kept


def events_of(version: int, rows: list[tuple[Any, ...]]) -> list[Event]:
    """Return the events of an older format, as those of today.

    DecodeError or Damage if one cannot be read, or contradicts itself or the others: hashes there were none.
    """
    if version == 1:
        events = upgraded([msgspec.json.decode(row[-1], type=OldEvent) for row in rows])
    else:
        events = [msgspec.json.decode(row[-1], type=Event) for row in rows]
    for event, row in zip(events, rows, strict=True):
        chain.check_columns(event, *row[:4])  # an upgrade changes none of these
    chain.check_applications(events)
    return events


def _mails(connection: sqlite3.Connection) -> list[tuple[Any, ...]]:
    """Return the morning mails; the first logs had no table of them."""
    if not connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'mails'").fetchone()[0]:
        return []
    return connection.execute("SELECT date, message_id, state, claimed_at, changed_at FROM mails").fetchall()
