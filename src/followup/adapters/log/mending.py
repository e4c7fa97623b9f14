"""Mending: every event of a damaged log that is as it was written goes into a new one.

The damaged file is kept beside it, byte for byte.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, contextmanager, suppress
from typing import TYPE_CHECKING, NamedTuple

from followup.adapters.files import flush_folder, make_folder
from followup.adapters.log import creation
from followup.adapters.log.chain import VERSION
from followup.adapters.log.database import APPLICATION_ID, PATIENCE_SECONDS, SHORTEST, create, writing
from followup.adapters.log.inspection import trouble_with
from followup.adapters.log.salvage import Indexed, Salvaged, salvaged
from followup.adapters.log.scan import scan
from followup.adapters.log.store import write
from followup.adapters.log.troubles import told
from followup.adapters.mail.outbox import keep_mails
from followup.core.errors import NotValid, RequestFailed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from followup.adapters.log.scan import Found

_IDS = "SELECT seq, id FROM events INDEXED BY sqlite_autoindex_events_1 ORDER BY id"
_APPLICATIONS = (
    "SELECT seq, application FROM events INDEXED BY events_of_application"
    " WHERE application > '' ORDER BY application"
)
_NOTHING = Salvaged([], [], [], end_is_known=False)


class Mended(NamedTuple):
    """What was saved, and where the damaged file is; None where there was none."""

    saved: Salvaged
    kept: Path | None


def mend(path: Path) -> Mended:
    """Write a new log with all that can be saved of the one at `path`, and put it in its place.

    NotValid if the file is none of a log, or one of a newer followup; it is left alone then.
    """
    path = path.resolve()
    try:
        with told(path):
            if not path.exists():
                _take_away(path, path.with_name(f"{path.stem}.damaged{path.suffix}"))
                _put(path, _NOTHING, ())
                return Mended(_NOTHING, None)
            with _held(path) as (data, indexed):
                found = scan(data)
                _refuse_others(path, data, found)
                saved = salvaged(found, indexed, _version(data))
                kept = _keep(path, data)
                _put(path, saved, found.mails)
            return Mended(saved, kept)
    except OSError as error:
        raise RequestFailed(
            f"The log {path} cannot be mended: {error.strerror or error}.", "It is as it was."
        ) from None


@contextmanager
def _held(path: Path) -> Iterator[tuple[bytes, Indexed]]:
    """Give the bytes of the file, and what its indexes know, while no other command can write.

    SQLite first takes back what a command that was killed had half written. As far as it can: a file that it
    cannot read, no other command will write to.
    """
    # To close the file anywhere would free the lock that SQLite has on it, so this comes first and last.
    descriptor = os.open(path, os.O_RDONLY)
    try:
        with closing(sqlite3.connect(path, timeout=PATIENCE_SECONDS, isolation_level=None)) as connection:
            try:
                connection.execute("BEGIN EXCLUSIVE")
            except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
                if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY:
                    raise
            with open(descriptor, "rb", closefd=False) as file:
                data = file.read()
            yield data, Indexed(_column(connection, _IDS), _column(connection, _APPLICATIONS))
    finally:
        os.close(descriptor)


def _column(connection: sqlite3.Connection, query: str) -> dict[int, str]:
    """Return a column by number, from an index, as far as it can be read from one end and from the other."""
    found: dict[int, str] = {}
    for order in ("ASC", "DESC"):
        with suppress(sqlite3.Error, UnicodeDecodeError):
            for seq, text in connection.execute(f"{query} {order}"):
                found[seq] = str(text)
    return found


def _version(data: bytes) -> int:
    return int.from_bytes(data[60:64], "big")


def _refuse_others(path: Path, data: bytes, found: Found) -> None:
    """Raise NotValid for a file that is none of ours to mend."""
    says_so = int.from_bytes(data[68:72], "big") == APPLICATION_ID
    if says_so and _version(data) > VERSION and found.head is None:
        raise NotValid(
            f"The log {path} has format {_version(data)}, from a newer followup.", "Upgrade followup."
        )
    if not (says_so or any(found) or creation.marker_of(path).exists() or len(data) < SHORTEST):
        raise NotValid(f"{path} holds nothing of a log of followup.", "Point --data-dir to another folder.")


def _keep(path: Path, data: bytes) -> Path:
    """Write the damaged file beside the log, under a name that no file has, and return where."""
    kept = creation.unused(path.with_name(f"{path.stem}.damaged{path.suffix}"))
    with kept.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    _take_away(path, kept)
    return kept


def _take_away(path: Path, kept: Path) -> None:
    """Move what SQLite kept beside the log: it would take it for a part of the new one."""
    for end in creation.BESIDE:
        left = path.with_name(path.name + end)
        if left.exists() and not _is_spent(left):
            left.replace(kept.with_name(kept.name + end))


def _is_spent(journal: Path) -> bool:
    """Whether a journal undoes nothing any more: at the end of a transaction its header becomes zeros."""
    with journal.open("rb") as file:
        return not any(file.read(8))


def _put(path: Path, saved: Salvaged, mails: Iterable[tuple[str, ...]]) -> None:
    """Write the new log and put it in the place of the old one; there is one of the two at any time."""
    make_folder(path.parent)
    with creation.beside(path) as new:
        create(new)
        with closing(sqlite3.connect(new, isolation_level=None)) as connection, writing(connection):
            write(connection, saved.events)
            keep_mails(connection, mails)
        trouble = trouble_with(new)
        if trouble is not None:
            raise NotValid(f"No sound log can be made of {path}: {trouble}.", f"{path} is as it was.")
        new.replace(path)
        flush_folder(path.parent)
    creation.mark(path)
