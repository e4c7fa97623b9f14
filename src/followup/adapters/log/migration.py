"""Migration: a log of an older format is rewritten once, in one transaction, with a copy kept beside it."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import msgspec

from followup.adapters.log.database import APPLICATION_ID, MAILS, SCHEMA, VERSION, statements, writing
from followup.adapters.log.store import write
from followup.core.errors import NotValid
from followup.core.format1 import OldEvent, upgraded

if TYPE_CHECKING:
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
        kept = copy(path, path.with_name(f"{path.stem}.format-{version}{path.suffix}"))
        for table in ("events", "links", "sleep"):  # what stood beside the events is made anew
            connection.execute(f"DROP TABLE {table}")
        for statement in statements(SCHEMA.removeprefix(MAILS)):
            connection.execute(statement)
        write(connection, events)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {VERSION}")
    return kept


def copy(path: Path, beside: Path) -> Path:
    """Copy the log to a file that only its owner can read, and return that; an open transaction goes on.

    An earlier copy is never overwritten; the new one gets a number.
    """
    number = 1
    while True:
        name = beside if number == 1 else beside.with_name(f"{beside.stem}-{number}{beside.suffix}")
        try:
            os.close(os.open(name, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        except FileExistsError:
            number += 1
            continue
        with closing(sqlite3.connect(path)) as log, closing(sqlite3.connect(name)) as other:
            log.backup(other)
        return name
