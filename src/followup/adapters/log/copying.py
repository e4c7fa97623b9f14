"""Copying a log: a whole one into a new file, on the disk and verified before it gets its name.

Until then it has a name that nobody can guess, so that there is never half a copy. Only its owner can read
it, and nothing is written through a link.
"""

from __future__ import annotations

import errno
import os
import sqlite3
import stat
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from itertools import count
from typing import TYPE_CHECKING

import msgspec

from followup.adapters.files import flush_folder, make_folder
from followup.adapters.log.chain import VERSION
from followup.adapters.log.database import APPLICATION_ID, PATIENCE_SECONDS
from followup.adapters.log.troubles import read_only, trouble
from followup.core.copies import Content
from followup.core.errors import NotValid, RequestFailed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

# A file of a command that was killed goes when it is so much older than one that is just being made.
STALE_SECONDS = 3600
OTHERS_WRITE = 0o022
OTHERS = "`followup backup list` shows the copies that there are."
_NEW = os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_WRONLY
_LAST = "SELECT id, kind, recorded_at FROM events ORDER BY seq DESC LIMIT 1"


def filled(source: Path, folder: Path, verify: Callable[[Path, Path], None] | None) -> Path:
    """Return a new file in `folder` with what the log `source` holds, on the disk.

    NotValid if that is damaged or no log.
    """
    fresh = folder / f".followup-{os.urandom(8).hex()}.tmp"
    os.close(os.open(fresh, _NEW, 0o600))
    try:
        with closing(opened(source)) as log, closing(sqlite3.connect(fresh)) as other:
            # It may have to wait here; the copying itself would wait for ever.
            log.execute("BEGIN")
            log.execute("SELECT count(*) FROM sqlite_master").fetchone()
            # Nobody knows the file yet: it needs no journal, and is synced once, when it is whole.
            other.execute("PRAGMA journal_mode = OFF")
            other.execute("PRAGMA synchronous = OFF")
            log.backup(other)
        _sync(fresh)
        if verify is not None:
            verify(fresh, source)
    except BaseException:
        with suppress(OSError):
            fresh.unlink()
        raise
    _sweep(fresh)
    return fresh


def copied(
    source: Path, target: Path, verify: Callable[[Path, Path], None] | None, *, number: bool = False
) -> Path:
    """Copy the log `source` to `target`, with `number` to the next name that is free; return where it is.

    FileExistsError if there is anything of that name, NotValid if `source` is damaged or no log.
    """
    fresh = filled(source, target.parent, verify)
    try:
        if number:
            return placed(fresh, target)
        place(fresh, target)
    except BaseException:
        with suppress(OSError):
            fresh.unlink()
        raise
    return target


def saved(descriptor: int, folder: Path, target: Path) -> Path:
    """Copy an open file byte by byte, by way of `folder`, to `target` or the next name that is free."""
    import shutil  # with it every way to compress; a damaged log alone is copied so

    fresh = folder / f".followup-{os.urandom(8).hex()}.tmp"
    try:
        copy_of = os.open(fresh, _NEW, 0o600)
        with os.fdopen(copy_of, "wb") as copy, os.fdopen(descriptor, "rb", closefd=False) as file:
            shutil.copyfileobj(file, copy)
            copy.flush()
            os.fsync(copy.fileno())
        return placed(fresh, target)
    except BaseException:
        with suppress(OSError):
            fresh.unlink()
        raise


def placed(fresh: Path, target: Path, *, keep: bool = False) -> Path:
    """Give a file the name of `target`, with a number where it is taken, and return that."""
    for number in count(1):
        each = target if number == 1 else target.with_name(f"{target.stem}-{number}{target.suffix}")
        with suppress(FileExistsError):
            place(fresh, each, keep=keep)
            return each
    raise AssertionError  # there is always one more number


def place(fresh: Path, target: Path, *, keep: bool = False) -> None:
    """Give a file another name, on the disk too; FileExistsError if there is anything of that name.

    With `keep` it has its old name as well.
    """
    try:
        os.link(fresh, target, follow_symlinks=False)
    except FileExistsError:
        raise
    except OSError:  # a folder, or a file system without a second name for a file
        if os.path.lexists(target):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target)) from None
        fresh.rename(target)
    else:
        if not keep:
            with suppress(OSError):  # `_sweep` tries again
                fresh.unlink()
    flush_folder(target.parent)


def own_folder(folder: Path) -> Path:
    """Return the folder of copies, made if need be; RequestFailed if it is a link, or open to others."""
    make_folder(folder)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode):
        raise RequestFailed(f"{folder} is a link; no copy is written through one.", "Move it out of the way.")
    if found.st_mode & OTHERS_WRITE:
        raise RequestFailed(
            f"Others can write into {folder}, so no copy is written there.", f"Type: chmod 700 {folder}"
        )
    return folder


def _sweep(fresh: Path) -> None:
    """Remove what commands that were killed have left in the folder."""
    made = fresh.stat().st_mtime
    for each in fresh.parent.glob(".followup-*.tmp"):
        with suppress(OSError):
            if made - each.lstat().st_mtime > STALE_SECONDS:
                each.unlink()


def content_of(path: Path) -> Content | None:
    """Return what a log holds, of whatever format; None if it cannot be read, or is none."""
    try:
        with closing(read_only(path)) as log:
            if log.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
                return None
            events = log.execute("SELECT count(*) FROM events").fetchone()[0]
            last = log.execute(_LAST).fetchone()
            return Content(events, last[0], last[1], datetime.fromisoformat(last[2])) if last else Content(0)
    except (sqlite3.Error, ValueError, TypeError):
        return None


def sound(fresh: Path, source: Path) -> None:
    """Raise NotValid, in the name of `source`, unless its new copy is a whole database and a log."""
    damage = damage_of(fresh)
    if damage is not None:
        raise _no_log(source, damage)
    if content_of(fresh) is None:
        raise NotValid(f"{source} cannot be copied: it is no log of followup.", OTHERS)


def readable(fresh: Path, source: Path) -> None:
    """Raise NotValid, in the name of `source`, unless every event of its new copy can be read."""
    sound(fresh, source)
    try:
        _read(fresh)
    except NotValid as error:
        said = error.message.replace(str(fresh), str(source))
        raise NotValid(
            f"{source} cannot be copied. {said}", f"{error.hint} {OTHERS}" if error.hint else OTHERS
        ) from None


def _read(path: Path) -> None:
    """Read every event of a log; one of an older format is only read to the letter, until it is rewritten."""
    from followup.adapters.log.store import Store

    with closing(read_only(path)) as log:
        version = log.execute("PRAGMA user_version").fetchone()[0]
        if version < VERSION:
            try:
                for row in log.execute("SELECT data FROM events"):
                    msgspec.json.decode(row[0])
            except msgspec.DecodeError as error:
                raise NotValid(f"It holds an event that cannot be read: {error}.") from None
            return
    with closing(Store(path)) as store:
        store.log()


def damage_of(path: Path) -> str | None:
    """Return what SQLite finds wrong with the file at `path`; None if it finds nothing."""
    try:
        with closing(read_only(path)) as connection:
            rows = connection.execute("PRAGMA quick_check(1)").fetchall()
    except (sqlite3.Error, UnicodeDecodeError) as error:  # a damaged name, quoted by SQLite, is no text
        return str(error)
    said = str(rows[0][0]) if rows else "no answer"
    return None if said == "ok" else said


def _no_log(source: Path, why: object) -> NotValid:
    return NotValid(f"{source} cannot be copied: it is damaged, or no log of followup ({why}).", OTHERS)


def is_file(path: Path) -> bool:
    """Whether there is a file of that name, and no link to one."""
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except OSError:
        return False


def opened(path: Path) -> sqlite3.Connection:
    """Return a connection to a file that is there; what another program left undone in it is ended."""
    uri = f"{path.absolute().as_uri()}?mode=rw"
    return sqlite3.connect(uri, uri=True, timeout=PATIENCE_SECONDS, isolation_level=None)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def said(source: Path, target: Path) -> Iterator[None]:
    """Turn what keeps `source` from being copied to `target` into a sentence."""
    try:
        yield
    except FileExistsError:
        raise RequestFailed(f"There is a file {target} already.", "Name one that is not there yet.") from None
    except OSError as error:
        why = error.strerror or str(error)
        raise RequestFailed(f"{source} could not be copied to {target}: {why}.") from None
    except sqlite3.OperationalError as error:
        why, what_to_do = trouble(error)
        raise RequestFailed(f"{source} could not be copied to {target}: {why}.", what_to_do) from None
    except (
        sqlite3.DatabaseError,
        UnicodeDecodeError,
    ) as error:  # a damaged name, quoted by SQLite, is no text
        raise _no_log(source, error) from None
