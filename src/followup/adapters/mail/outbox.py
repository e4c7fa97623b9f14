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
from followup.adapters.log.chain import Damage, digest
from followup.adapters.log.troubles import read_only
from followup.core.errors import RequestFailed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
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
            kept = _found(connection, day)
            if kept is not None and kept.state is MailState.SENDING:
                _move(connection, kept.message_id, MailState.UNKNOWN, kept.changed_at)
                kept = kept._replace(state=MailState.UNKNOWN)
            if kept is not None and kept.state in {MailState.SENT, MailState.UNKNOWN} and not again:
                return kept
            keep_mails(
                connection, [(day.isoformat(), message_id, MailState.CLAIMED, _stamp(now), _stamp(now))]
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
            mails = readable_mails(connection)
    except (sqlite3.Error, UnicodeDecodeError):
        return None, None  # no log, or one from before there were mails
    sent = [mail.changed_at for mail in mails if mail.state is MailState.SENT]
    return max(mails, key=lambda mail: mail.date, default=None), max(sent, default=None)


def keep_mails(connection: sqlite3.Connection, mails: Iterable[tuple[str, ...]]) -> None:
    """Write rows of the outbox, in the order of `MailRecord`; each gets a hash, as the events have one."""
    rows = [(*mail, digest(*mail)) for mail in mails]
    connection.executemany("INSERT OR REPLACE INTO mails VALUES (?, ?, ?, ?, ?, ?)", rows)


def readable_mails(connection: sqlite3.Connection) -> list[MailRecord]:
    """Return the mails that are as they were written."""
    rows = connection.execute("SELECT * FROM mails").fetchall()
    return [_record(row) for row in rows if digest(*row[:-1]) == row[-1]]


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
    row = connection.execute("SELECT * FROM mails WHERE date = ?", (day.isoformat(),)).fetchone()
    return _record(row) if row is not None else None


def _record(row: tuple[str, ...]) -> MailRecord:
    *columns, own = row
    if digest(*columns) != own:
        raise Damage("what it says of a morning mail was altered")
    day, message_id, state, *stamps = columns
    return MailRecord(
        date.fromisoformat(day), message_id, MailState(state), *map(datetime.fromisoformat, stamps)
    )


def _move(connection: sqlite3.Connection, message_id: str, state: MailState, now: datetime) -> bool:
    row = connection.execute("SELECT * FROM mails WHERE message_id = ?", (message_id,)).fetchone()
    if row is None:
        return False
    mail = _record(row)
    keep_mails(connection, [(mail.date.isoformat(), message_id, state, row[3], _stamp(now))])
    return True


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")
