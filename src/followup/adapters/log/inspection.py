"""The inspection: whether a log is, to the last byte that means something, what was written."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from followup.adapters.log import chain, derived
from followup.adapters.log.chain import Damage
from followup.adapters.log.database import begin_tables, check_size, format_of, reading, writing
from followup.adapters.log.sealed import SHAPES
from followup.adapters.mail.outbox import readable_mails
from followup.core.errors import NotValid

if TYPE_CHECKING:
    from pathlib import Path

_SCHEMA = "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY name"


def trouble_with(path: Path) -> str | None:
    """Return what is wrong with the log of today's format at `path`; None if nothing is."""
    try:
        with path.open("rb") as file:
            header = file.read(100)
        # Any other version of the file's format makes SQLite refuse to write, and everything can be read.
        if header[18:20] not in {b"\1\1", b"\2\2"}:
            return "its header was altered"
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True)) as connection:
            _inspect(connection, path)
    except sqlite3.Error as error:
        return str(error)
    except UnicodeDecodeError:  # in what SQLite says of a schema that it cannot read
        return "its schema cannot be read"
    except NotValid as error:
        return error.message
    return None


def _inspect(connection: sqlite3.Connection, path: Path) -> None:
    """Raise an error of SQLite, Damage among them, for the first thing that is wrong."""
    with reading(connection):
        if format_of(connection) != chain.VERSION:
            raise Damage("its header was altered")
        check_size(connection, path)
        # Not the quick check: it would not see that an index leads to fewer rows than there are.
        said = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
        if said != "ok":
            raise Damage(" ".join(str(said).split()))
        rows = connection.execute(f"SELECT {chain.COLUMNS} FROM events ORDER BY seq").fetchall()  # noqa: S608  # a constant
        chain.read_whole(rows, chain.head_of(connection))
        _check_tables(connection)
        if len(readable_mails(connection)) != connection.execute("SELECT count(*) FROM mails").fetchone()[0]:
            raise Damage("what it says of a morning mail was altered")


def _check_tables(connection: sqlite3.Connection) -> None:
    """Raise Damage if the schema is not that of a log, or what stands beside the events not what follows."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as anew:
        with writing(anew):
            begin_tables(anew)
        found, right = (each.execute(_SCHEMA).fetchall() for each in (connection, anew))
    if [each for each in found if each[2] not in SHAPES] != right:
        raise Damage("its tables are not those of a log")
    fault = derived.fault_of(connection)
    if fault is not None:
        raise Damage(fault)
