"""The database file of the log: its schema, how it is opened, and what is said when that fails."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, contextmanager, suppress
from typing import TYPE_CHECKING

from followup.adapters.files import make_folder
from followup.core.errors import LogChanged, NotValid, RequestFailed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

VERSION = 2
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
RESTORE = "`followup backup list` shows the copies of it, `followup backup restore` brings the last one back."

# What SQLite met, and what to do about it, by its primary error code.
TROUBLES = {
    sqlite3.SQLITE_BUSY: ("another followup command is writing to it", "Try again in a moment."),
    sqlite3.SQLITE_FULL: ("the disk is full", "Make room on it and run this again."),
    sqlite3.SQLITE_READONLY: (
        "it cannot be opened for writing",
        "See whether the file, its folder or the disk is read-only; --data-dir keeps the log elsewhere.",
    ),
    sqlite3.SQLITE_CANTOPEN: (
        "it, or the journal beside it, cannot be opened",
        "Look at who may write in that folder, and whether the disk is full or read-only.",
    ),
    sqlite3.SQLITE_IOERR: (
        "the disk reports an error, it may be full or read-only",
        "Look after the disk; `followup backup --to FILE` makes a copy on another one.",
    ),
}

# The morning mails, one per date, which `adapters.mail.outbox` keeps; it makes the table in older logs.
MAILS = """
CREATE TABLE IF NOT EXISTS mails (
    date TEXT PRIMARY KEY,
    message_id TEXT NOT NULL,
    state TEXT NOT NULL,
    claimed_at TEXT NOT NULL,
    changed_at TEXT NOT NULL
) WITHOUT ROWID;
"""
SCHEMA = f"""{MAILS}
CREATE TABLE events (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    application TEXT,
    recorded_at TEXT NOT NULL,
    data TEXT NOT NULL
);
CREATE INDEX events_of_application ON events (application, seq);
CREATE TRIGGER events_never_change BEFORE UPDATE ON events
    BEGIN SELECT RAISE(ABORT, 'events are never changed'); END;
CREATE TRIGGER events_never_go BEFORE DELETE ON events
    BEGIN SELECT RAISE(ABORT, 'events are never deleted'); END;
CREATE TABLE links (
    link TEXT NOT NULL,
    application TEXT NOT NULL,
    PRIMARY KEY (link, application)
) WITHOUT ROWID;
CREATE INDEX links_of_application ON links (application, link);
CREATE TABLE sleep (
    application TEXT PRIMARY KEY,
    premises TEXT NOT NULL DEFAULT '',
    since TEXT NOT NULL DEFAULT '',
    until TEXT NOT NULL DEFAULT ''
) WITHOUT ROWID;
"""


def connected(path: Path, note: Callable[[str], None]) -> sqlite3.Connection:
    """Return the file opened, made where there is none; NotValid if it is no log of followup.

    `note` is told if an older format was rewritten.
    """
    with told(path):
        try:
            make_folder(path.parent)
            # The file is made before SQLite opens it, so that nobody else can ever read it.
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        except PermissionError:
            if not path.exists():
                raise
        except (FileExistsError, NotADirectoryError):
            raise RequestFailed(
                f"The log cannot be kept in {path.parent}: that is no folder.", "Look at --data-dir."
            ) from None
        except OSError as error:
            raise RequestFailed(f"The log {path} cannot be opened: {error.strerror or error}.") from None
        connection = sqlite3.connect(path, timeout=PATIENCE_SECONDS, isolation_level=None)
        try:
            return prepared(connection, path, note)
        except BaseException:
            connection.close()
            raise


def prepared(
    connection: sqlite3.Connection, path: Path | None = None, note: Callable[[str], None] | None = None
) -> sqlite3.Connection:
    """Return the connection, with the schema made where the file is empty, and an old format rewritten."""
    for pragma in DURABLE:
        connection.execute(pragma)
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version == 0:
        _create(connection)
    elif connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise NotValid(
            "The file is a database, but not a log of followup.", "Point --data-dir to another folder."
        )
    elif version > VERSION:
        raise NotValid(
            f"The log has format {version}, from a newer followup; this program reads format {VERSION}.",
            "Upgrade followup.",
        )
    elif version < VERSION and path is not None and note is not None:
        from followup.adapters.log.migration import migrate

        kept = migrate(connection, path)
        if kept is not None:
            note(f"The log was rewritten once for this version of followup. As it was before: {kept}")
    return connection


def _create(connection: sqlite3.Connection) -> None:
    with writing(connection):
        if connection.execute("PRAGMA user_version").fetchone()[0] != 0:
            return  # another command was first
        if connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            raise NotValid(
                "The file is a database, but not a log of followup.", "Point --data-dir to another folder."
            )
        for statement in statements(SCHEMA):
            connection.execute(statement)
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
def certain(path: Path | None, event: str) -> Iterator[None]:
    """Say so where the block fails although the log has its last event, by its id.

    The last thing that COMMIT does is to bring the end of the transaction to the disk. Where just that fails,
    the log has what was written, and only a power failure could take it away.
    """
    try:
        yield
    except sqlite3.OperationalError as error:
        if path is None or not _holds(path, event):
            raise
        raise RequestFailed(
            f"What you logged is in {path}, but {trouble(error)[0]}: a power failure may take it away.",
            "Do not log it again; see with `followup doctor` whether all is well.",
        ) from None


def _holds(path: Path, event: str) -> bool:
    """Whether the log has this event, for whoever opens it next."""
    try:
        with closing(read_only(path)) as connection:
            return connection.execute("SELECT 1 FROM events WHERE id = ?", (event,)).fetchone() is not None
    except sqlite3.Error:
        return False


@contextmanager
def told(path: Path | None) -> Iterator[None]:
    """Turn what SQLite says into a sentence for the user."""
    try:
        yield
    except sqlite3.OperationalError as error:
        text = str(error)
        if "locked" in text or "busy" in text:
            raise RequestFailed(
                "Another followup command is writing to the log.", "Try again in a moment."
            ) from None
        if error.sqlite_errorcode == sqlite3.SQLITE_READONLY_DBMOVED:
            raise LogChanged("The log was replaced while this command ran.", "Run this again.") from None
        why, what_to_do = trouble(error)
        raise RequestFailed(
            f"The log {path} cannot be used: {why}. Nothing was written.", what_to_do
        ) from None
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        raise NotValid(f"The log {path} is damaged or no log of followup: {error}.", RESTORE) from None
    except PermissionError:
        raise RequestFailed(f"The log {path} cannot be opened: permission denied.") from None


def trouble(error: sqlite3.Error) -> tuple[str, str | None]:
    """Return what kept SQLite from using a file, as the end of a sentence, and what to do about it."""
    code = getattr(error, "sqlite_errorcode", 0)  # none where Python itself raised it
    return TROUBLES.get(code & 0xFF, (str(error), None))


def read_only(path: Path) -> sqlite3.Connection:
    """Return a connection to the file at `path` that cannot change it."""
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)


def damage_of(path: Path) -> str | None:
    """Return what SQLite finds wrong with the file at `path`; None if it finds nothing."""
    try:
        with closing(read_only(path)) as connection:
            rows = connection.execute("PRAGMA quick_check(1)").fetchall()
    except (sqlite3.Error, UnicodeDecodeError) as error:  # a damaged name, quoted by SQLite, is no text
        return str(error)
    said = str(rows[0][0]) if rows else "no answer"
    return None if said == "ok" else said
