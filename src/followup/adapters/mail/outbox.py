"""The outbox: at most one morning mail for each local date, however many runs want to send it.

A run takes the lock of the outbox, which the system frees if the run dies, and then claims the date. So
what the table holds while the lock is free was left by a run that is over:

    claimed -> sending -> sent       `sending` is committed once the text is asked for
       |          |-----> failed     the server said no: the next run may claim the date
       |          `-----> unknown    nobody knows: only the user may have it sent again
       `----------------> failed

A run that died as `claimed` has certainly sent nothing; one that died as `sending` counts as `unknown`.
"""

from __future__ import annotations

import os
import sqlite3
import sys
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from followup.adapters.files import make_folder
from followup.adapters.log.database import MAILS, read_only
from followup.core.errors import RequestFailed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from followup.adapters.log.store import Store

LOCK_NAME = "mail.lock"


class MailState(StrEnum):
    """How far a mail got."""

    CLAIMED = "claimed"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"


class MailRecord(NamedTuple):
    """A mail of the outbox: the local `date` it is for, and when it was claimed and last changed state."""

    date: date
    message_id: str
    state: MailState
    claimed_at: datetime
    changed_at: datetime


class Outbox:
    """The morning mails of one log."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def mail_of(self, day: date) -> MailRecord | None:
        """Return the mail of a date; None if none was ever claimed."""
        if self._store.path is not None and not self._store.path.exists():
            return None
        with self._store.writing() as connection:
            connection.execute(MAILS)
            return _found(connection, day)

    @contextmanager
    def alone(self) -> Iterator[bool]:
        """Hold the lock while the block runs; yield whether this run got it and may send."""
        if self._store.path is None:
            yield True
            return
        lock = _opened(self._store.path.with_name(LOCK_NAME))
        try:
            yield _take(lock)
        finally:
            os.close(lock)  # which frees it

    def claim(self, day: date, message_id: str, now: datetime, *, again: bool = False) -> MailRecord | None:
        """Claim the date for a mail; return None, or the mail that prevents it.

        Call it only while `alone`. A mail that was sent, or may have been, prevents it unless `again`.
        """
        with self._store.writing() as connection:
            connection.execute(MAILS)
            kept = _found(connection, day)
            if kept is not None and kept.state is MailState.SENDING:
                _move(connection, kept.message_id, MailState.UNKNOWN, kept.changed_at)
                kept = kept._replace(state=MailState.UNKNOWN)
            if kept is not None and kept.state in {MailState.SENT, MailState.UNKNOWN} and not again:
                return kept
            connection.execute(
                "INSERT OR REPLACE INTO mails VALUES (?, ?, ?, ?, ?)",
                (day.isoformat(), message_id, MailState.CLAIMED, _stamp(now), _stamp(now)),
            )
            return None

    def move(self, message_id: str, state: MailState, now: datetime) -> None:
        """Set the state of a mail; RequestFailed if another run has claimed its date since."""
        with self._store.writing() as connection:
            if not _move(connection, message_id, state, now):
                raise RequestFailed("Another run has taken over the mail of this day.", "Nothing was sent.")


def last_mail(path: Path) -> tuple[MailRecord | None, datetime | None]:
    """Return the mail of the latest date in the log at `path`, and when one was last sent."""
    try:
        with closing(read_only(path)) as connection:
            last = connection.execute("SELECT * FROM mails ORDER BY date DESC LIMIT 1").fetchone()
            query = "SELECT max(changed_at) FROM mails WHERE state = ?"
            sent = connection.execute(query, (MailState.SENT,)).fetchone()[0]
    except sqlite3.Error:
        return None, None  # no log, or one from before there were mails
    return _record(last), datetime.fromisoformat(sent) if sent else None


def _opened(path: Path) -> int:
    try:
        make_folder(path.parent)
        return os.open(path, os.O_CREAT | os.O_NOFOLLOW | os.O_RDWR, 0o600)
    except OSError as error:
        raise RequestFailed(f"{path} cannot be opened: {error.strerror or error}.") from None


def _take(lock: int) -> bool:
    """Take the lock if it is free; the system frees it when this process ends, however it ends."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(lock, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    except OSError as error:
        raise RequestFailed(f"The outbox cannot be locked: {error.strerror or error}.") from None
    return True


def _found(connection: sqlite3.Connection, day: date) -> MailRecord | None:
    query = "SELECT * FROM mails WHERE date = ?"
    return _record(connection.execute(query, (day.isoformat(),)).fetchone())


def _record(row: tuple[str, str, str, str, str] | None) -> MailRecord | None:
    if row is None:
        return None
    day, message_id, state, *stamps = row
    return MailRecord(
        date.fromisoformat(day), message_id, MailState(state), *map(datetime.fromisoformat, stamps)
    )


def _move(connection: sqlite3.Connection, message_id: str, state: MailState, now: datetime) -> bool:
    done = connection.execute(
        "UPDATE mails SET state = ?, changed_at = ? WHERE message_id = ?", (state, _stamp(now), message_id)
    )
    return done.rowcount == 1


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")
