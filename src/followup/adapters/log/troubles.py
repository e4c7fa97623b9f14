"""Troubles: what keeps SQLite from reading or writing a log, in sentences with what to do about it."""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from followup.core.errors import LogChanged, NotValid, RequestFailed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MEND = "`followup doctor --mend` saves what can be read."
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


@contextmanager
def told(path: Path | None) -> Iterator[None]:
    """Turn what SQLite says into a sentence for the user."""
    try:
        yield
    except sqlite3.OperationalError as error:
        text, code = str(error), getattr(error, "sqlite_errorcode", None)
        if code in {None, sqlite3.SQLITE_ERROR}:  # no table of that name, no text: a file that was altered
            raise damaged(path, text) from None
        if "locked" in text or "busy" in text:
            raise RequestFailed(
                "Another followup command is writing to the log.", "Try again in a moment."
            ) from None
        if code == sqlite3.SQLITE_READONLY_DBMOVED:
            raise LogChanged("The log was replaced while this command ran.", "Run this again.") from None
        why, what_to_do = trouble(error)
        raise RequestFailed(
            f"The log {path} cannot be used: {why}. Nothing was written.", what_to_do
        ) from None
    except sqlite3.DatabaseError as error:
        raise damaged(path, str(error)) from None
    except UnicodeDecodeError:  # in what SQLite says of a schema that it cannot read
        raise damaged(path, "its schema cannot be read") from None
    except PermissionError:
        raise RequestFailed(f"The log {path} cannot be opened: permission denied.") from None


def damaged(path: Path | None, text: str) -> NotValid:
    """Return the error that says what is wrong with the log."""
    return NotValid(f"The log {path} is damaged or no log of followup: {text}.", MEND)


def trouble(error: sqlite3.Error) -> tuple[str, str | None]:
    """Return what kept SQLite from using a file, as the end of a sentence, and what to do about it."""
    code = getattr(error, "sqlite_errorcode", 0)  # none where Python itself raised it
    return TROUBLES.get(code & 0xFF, (str(error), None))


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


def read_only(path: Path) -> sqlite3.Connection:
    """Return a connection to the file at `path` that cannot change it."""
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
