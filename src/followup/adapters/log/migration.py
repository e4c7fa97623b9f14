"""Migration: a log of an older format is rewritten once, in one transaction, with a copy kept beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from followup.adapters.log.backups import copy_beside
from followup.adapters.log.database import APPLICATION_ID, MAILS, SCHEMA, VERSION, statements, writing
from followup.adapters.log.store import write
from followup.core.errors import NotValid
from followup.core.format1 import OldEvent, upgraded

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path


def migrate(connection: sqlite3.Connection, path: Path) -> Path | None:
    """Rewrite the log at `path` in today's format; NotValid if an event of it cannot be read.

    Return where the copy of before is, or None if another command was first.
    """
    with writing(connection):
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version == VERSION:
            return None  # another command was first
        rows = connection.execute("SELECT data FROM events ORDER BY seq").fetchall()
        try:
            events = upgraded([msgspec.json.decode(row[0], type=OldEvent) for row in rows])
        except msgspec.DecodeError as error:
            raise NotValid(f"The log {path} holds an event that cannot be read: {error}.") from None
        kept = copy_beside(path, path.with_name(f"{path.stem}.format-{version}{path.suffix}"), None)
        for table in ("events", "links", "sleep"):
            connection.execute(f"DROP TABLE {table}")
        for statement in statements(SCHEMA.removeprefix(MAILS)):
            connection.execute(statement)
        write(connection, events)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {VERSION}")
    return kept
