"""Other logs: the log of another machine, or an export of one, is read and never written."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from followup.adapters.files import read_bytes
from followup.adapters.log import chain
from followup.adapters.log.database import check_size, format_of, reading
from followup.adapters.log.migration import EVENTS, events_of
from followup.adapters.log.troubles import read_only, trouble
from followup.core.errors import NotValid, RequestFailed
from followup.core.merging import cleaned
from followup.formats.export.jsonlines import LARGEST, is_export, read_lines

if TYPE_CHECKING:
    from followup.core.events import Event

_SQLITE = b"SQLite format 3\0"


def is_log(data: bytes) -> bool:
    """Whether the content of a file begins as a database does."""
    return data.startswith(_SQLITE)


def read_other(name: str) -> list[Event]:
    """Return the events of the log or of the export in a file, of standard input for `-`.

    NotValid or RequestFailed, in one sentence, if it is neither, or not as it was written.
    """
    if name != "-" and Path(name).is_dir():
        raise RequestFailed(f"{name} is a folder.", f"Name the log in it: {Path(name) / 'followup.db'}")
    head = b"" if name == "-" else read_bytes(name, len(_SQLITE))
    if is_log(head):
        return read_log(Path(name))
    data = read_bytes(name, LARGEST)
    said = "standard input" if name == "-" else Path(name).name
    if not is_export(data):
        raise RequestFailed(
            f"{said} is neither a log of followup nor an export of one. Nothing was logged.",
            "`followup export --all --out FILE` on the other machine makes one;"
            " `followup import` reads spreadsheets.",
        )
    return read_lines(data, said)


def read_log(path: Path) -> list[Event]:
    """Return the events of the log at `path`, verified; those of an older format as those of today.

    NotValid if it is damaged, no log of followup, or one of a newer version.
    """
    try:
        with closing(read_only(path)) as connection, reading(connection):
            version = format_of(connection)
            check_size(connection, path)
            if version > chain.VERSION:
                raise NotValid(
                    f"{path} has format {version}, from a newer followup. Nothing was logged.",
                    "Upgrade followup on this machine.",
                )
            if version < chain.VERSION:
                events = events_of(version, connection.execute(EVENTS).fetchall())
            else:
                rows = connection.execute(f"SELECT {chain.COLUMNS} FROM events ORDER BY seq").fetchall()  # noqa: S608  # a constant
                events = chain.read_whole(rows, chain.head_of(connection))
        return [cleaned(event) for event in events]
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_IOERR}:
            raise RequestFailed(f"{path} cannot be read: {trouble(error)[0]}.", trouble(error)[1]) from None
        raise _damaged(path, error) from None
    except (sqlite3.DatabaseError, msgspec.DecodeError, UnicodeDecodeError, RequestFailed) as error:
        raise _damaged(path, error) from None


def _damaged(path: Path, why: Exception) -> NotValid:
    return NotValid(
        f"{path} is damaged, half written, or no log of followup ({why}). Nothing was logged.",
        "On the machine that it is of, `followup doctor` says more, and `followup doctor --mend` saves what"
        " can be read.",
    )
