"""The database file of the log: its schema, how it is opened, and what is said when that fails."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, contextmanager, suppress
from typing import TYPE_CHECKING

from followup.adapters.log import creation
from followup.adapters.log.chain import HEAD, START, VERSION, Damage, set_head
from followup.adapters.log.troubles import told
from followup.core.errors import NotValid, RequestFailed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

SHORTEST = 512  # bytes of a page; SQLite takes an empty file for a new database
FIRST_CHAINED = 3  # the format in which events began to carry hashes
# "flup": tells a log of followup from any other SQLite file.
APPLICATION_ID = 0x666C7570
# How long a command waits for another one that is writing.
PATIENCE_SECONDS = 10.0
# What is acknowledged must outlive a power failure. SQLite's usual way ends a transaction by deleting its
# journal; where the power fails before the folder is on the disk, the journal is back, and takes the event
# away. In this mode the journal stays; its header is overwritten, and that is synced before COMMIT returns.
# EXTRA and a write-ahead log are safe, too, and cost a sync more: `tests/bench/journal.py` measures them.
DURABLE = (
    "PRAGMA journal_mode = PERSIST",
    "PRAGMA synchronous = FULL",
    "PRAGMA fullfsync = ON",  # macOS has a sync of its own for that; others know no difference
    "PRAGMA journal_size_limit = 1048576",
)

# `links` and `sleep` can be computed from `events`; `adapters.mail.outbox` keeps the morning mails.
SCHEMA = f"""{HEAD}
CREATE TABLE mails (
    date TEXT PRIMARY KEY,
    message_id TEXT NOT NULL,
    state TEXT NOT NULL,
    claimed_at TEXT NOT NULL,
    changed_at TEXT NOT NULL,
    hash TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE events (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    application TEXT,
    recorded_at TEXT NOT NULL,
    data TEXT NOT NULL,
    previous TEXT NOT NULL,
    hash TEXT NOT NULL
);
CREATE INDEX events_of_application ON events (application, seq);
CREATE TRIGGER events_never_change BEFORE UPDATE ON events
    BEGIN SELECT RAISE(ABORT, 'events are never changed'); END;
CREATE TRIGGER events_never_go BEFORE DELETE ON events
    BEGIN SELECT RAISE(ABORT, 'events are never deleted'); END;
"""


def connected(path: Path, note: Callable[[str], None]) -> sqlite3.Connection:
    """Return the file opened; NotValid if it is no log of followup.

    `note` is told if an older format was rewritten.
    """
    with told(path):
        if not path.is_file():
            raise RequestFailed(f"The log {path} cannot be opened: it is no file.", "Look at --data-dir.")
        if (size := path.stat().st_size) < SHORTEST:
            raise Damage(f"it has only {size} bytes")
        # Nothing is made here: where the file has just gone, SQLite says that it cannot open it.
        connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode=rw", timeout=PATIENCE_SECONDS, isolation_level=None, uri=True
        )
        try:
            return prepared(connection, path, note)
        except BaseException:
            connection.close()
            raise


def begin(path: Path) -> None:
    """Make an empty log at `path`, unless there is one; NotValid if there was one, and is no more."""
    with told(path):
        if not os.path.lexists(path):
            creation.refuse_if_gone(path)
            creation.begin_log(path, create)


def create(path: Path) -> None:
    """Make an empty log of the empty file at `path`."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        prepared(connection)


def prepared(
    connection: sqlite3.Connection, path: Path | None = None, note: Callable[[str], None] | None = None
) -> sqlite3.Connection:
    """Return the connection, with an old format rewritten; without `path`, with the schema made."""
    for pragma in DURABLE:
        connection.execute(pragma)
    if path is None:
        with writing(connection):
            begin_tables(connection)
        return connection
    with reading(connection):
        version = format_of(connection)
        check_size(connection, path)
    if version > VERSION:
        raise NotValid(
            f"The log has format {version}, from a newer followup; this program reads format {VERSION}.",
            "Upgrade followup.",
        )
    if version < VERSION and note is not None:
        from followup.adapters.log.migration import migrate

        kept = migrate(connection, path)
        if kept is not None:
            note(f"The log was rewritten once for this version of followup. As it was before: {kept}")
            creation.mark(path)
    return connection


def format_of(connection: sqlite3.Connection) -> int:
    """Return the format of a log; NotValid if the file is another's, Damage if it contradicts itself.

    One wrong bit in the header makes no other program's file of a log, and no other format.
    """
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    application: int = connection.execute("PRAGMA application_id").fetchone()[0]
    if application != APPLICATION_ID and not _is_one_bit(application ^ APPLICATION_ID):
        raise NotValid(
            "The file is a database, but not a log of followup.", "Point --data-dir to another folder."
        )
    chained = connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'head'").fetchone()[0]
    if application != APPLICATION_ID or bool(chained) != (version >= FIRST_CHAINED):
        raise Damage("its header was altered")
    noted = connection.execute("SELECT format FROM head").fetchone() if chained else None
    if noted == (VERSION,) and _is_one_bit(version ^ VERSION):
        raise Damage("its header was altered")
    return version


def check_size(connection: sqlite3.Connection, path: Path) -> None:
    """Raise Damage if the file does not end with a page; SQLite reads zeros there, and does not say so."""
    page = connection.execute("PRAGMA page_size").fetchone()[0]
    if path.stat().st_size % page:
        raise Damage("its end is cut off")


def _is_one_bit(difference: int) -> bool:
    return difference & 0xFFFFFFFF in {1 << bit for bit in range(32)}


def begin_tables(connection: sqlite3.Connection) -> None:
    """Make the tables of a log without events, and mark the file as one of today's format."""
    for statement in statements(SCHEMA):
        connection.execute(statement)
    set_head(connection, START)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {VERSION}")


def statements(script: str) -> Iterator[str]:
    """Yield the statements of `script`; `executescript` would commit the transaction they stand in."""
    statement = ""
    for line in script.splitlines():
        statement += line + "\n"
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


@contextmanager
def writing(connection: sqlite3.Connection) -> Iterator[None]:
    """Make what is written inside one transaction; it may have been begun before."""
    if not connection.in_transaction:
        connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        roll_back(connection)
        raise


def roll_back(connection: sqlite3.Connection) -> None:
    """End a transaction as if it had never begun.

    Where SQLite has done so itself, or cannot now, the next command that opens the file finds it whole.
    """
    if connection.in_transaction:
        with suppress(sqlite3.OperationalError):
            connection.execute("ROLLBACK")


@contextmanager
def reading(connection: sqlite3.Connection) -> Iterator[None]:
    """Let all that is read inside be of one moment."""
    if connection.in_transaction:
        yield
        return
    connection.execute("BEGIN")
    try:
        yield
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
