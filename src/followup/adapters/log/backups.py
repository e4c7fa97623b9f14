"""Copies of the log: one for each day, those that were asked for, and how one is brought back.

They are in the folder `backups` beside the log; what a migration or a restore replaces is kept beside the log
itself.
"""

from __future__ import annotations

import os
import re
import sqlite3
from contextlib import closing, suppress
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

from followup.adapters.files import flush_folder
from followup.adapters.log.copying import (
    content_of,
    copied,
    filled,
    is_file,
    opened,
    own_folder,
    place,
    placed,
    readable,
    said,
    saved,
    sound,
)
from followup.adapters.log.creation import BESIDE
from followup.adapters.log.database import DURABLE
from followup.adapters.log.troubles import TROUBLES, read_only, told
from followup.core.copies import Content, Copy, Origin, superfluous
from followup.core.errors import RequestFailed

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FOLDER = "backups"
_NAME = re.compile(r"followup[-.](.+)\.db")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


class Restored(NamedTuple):
    """What the log holds now; the log that was there before, and how many events only that one has."""

    content: Content
    before: Copy | None = None
    only_before: int = 0


def copy_of_the_day(path: Path, today: date) -> None:
    """Copy the log, unless this was done today, and remove older copies that have had their time.

    To be called while the log is held for writing. RequestFailed or NotValid where that is not possible: a
    damaged log is not copied, and pushes no good copy out.
    """
    target = path.parent / FOLDER / f"followup-{today}.db"
    if is_file(target):
        return
    content = content_of(path)
    if content is not None and not content.events:
        return
    with said(path, target):
        # The command that holds the log has read every event of it.
        own_folder(target.parent)
        copied(path, target, sound)
        _prune(target, today)


def copy_now(path: Path, now: datetime, to: Path | None = None) -> Copy:
    """Copy the log to a new file and return what is known of that; by itself it goes to the other copies.

    RequestFailed or NotValid if there is no log, if it is damaged, or if there is a file `to` already.
    """
    if not os.path.lexists(path):
        raise RequestFailed(f"There is no log {path} to copy.", "The first `followup add` makes one.")
    if to is None or to.is_dir():
        with said(path, to or path.parent / FOLDER):
            folder = to or own_folder(path.parent / FOLDER)
        target = copy_beside(path, folder / f"followup-{now:%Y-%m-%d-%H%M}.db")
    else:
        target = to
        with said(path, to):
            copied(path, to, readable)
    with said(path, target):
        copy = _known(target)
    if copy.content is None:
        raise RequestFailed(
            f"The copy {target} cannot be read.", "Try another place: followup backup --to FILE"
        )
    return copy


def copy_beside(path: Path, target: Path, verify: Callable[[Path, Path], None] | None = readable) -> Path:
    """Copy the log to `target`, or to that name with a number where it is taken; return where the copy is."""
    with said(path, target):
        return copied(path, target, verify, number=True)


def copies(path: Path) -> list[Copy]:
    """Return every file that the log at `path` can be brought back from."""
    own, kept = (path.parent / FOLDER).glob("followup-*.db"), path.parent.glob("followup.*.db")
    found = []
    for each in (*sorted(own), *sorted(kept)):
        with suppress(FileNotFoundError):  # another command has just removed it
            found += [_known(each)] if is_file(each) else []
    return found


def restore(path: Path, source: Path, now: datetime) -> Restored:
    """Put a copy in the place of the log; what was there is kept beside it under a name of its own.

    NotValid if the copy is damaged or no log of followup; nothing is changed then.
    """
    if not is_file(source):
        raise RequestFailed(f"There is no file {source}.", "`followup backup list` shows the copies.")
    with said(source, path):
        fresh = filled(source, own_folder(path.parent / FOLDER), readable)
        content = content_of(fresh) or Content(0)
        try:
            kept = _put_in_place(fresh, path, path.with_name(f"followup.replaced-{now:%Y-%m-%d-%H%M}.db"))
        finally:
            with suppress(OSError):
                fresh.unlink()
        if kept is None:
            return Restored(content)
        return Restored(content, _known(kept), len(_ids(kept) - _ids(path)))


def _put_in_place(fresh: Path, path: Path, kept: Path) -> Path | None:
    """Let the log hold what `fresh` holds; return where the one before is, None if there was none.

    The file stays the same one, and its journal its own, where SQLite can use it: a command that has it open
    would take the journal of a new file of that name for one of the old file, and undo what is in it.
    """
    if not is_file(path):
        return _replace(fresh, path, kept)
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    try:
        with closing(opened(path)) as log:
            if _is_held(log, path):
                before = saved(descriptor, own_folder(path.parent / FOLDER), kept)
                if not is_file(before):
                    raise RequestFailed(f"{path} could not be kept as {before}.", "Run this again.")
                with closing(read_only(fresh)) as copy:
                    copy.backup(log)  # in one transaction
                return before
    finally:
        os.close(descriptor)  # last, for this frees every lock that the process has on the file
    return _replace(fresh, path, kept)


def _is_held(log: sqlite3.Connection, path: Path) -> bool:
    """Hold the log against all other commands until it is closed; False where it is too damaged for that.

    What a command that was killed left undone in it is ended.
    """
    try:
        for statement in (*DURABLE, "BEGIN EXCLUSIVE", "PRAGMA locking_mode = EXCLUSIVE", "ROLLBACK"):
            log.execute(statement)
    except UnicodeDecodeError:  # SQLite quotes what it has found
        return False
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode & 0xFF not in TROUBLES:
            return False
        with told(path):
            raise
    return True


def _replace(fresh: Path, path: Path, kept: Path) -> Path | None:
    """Put `fresh` where there is no log that SQLite can open; what is there, and its journal, moves away."""
    identity, before = fresh.stat().st_ino, None
    if os.path.lexists(path):
        before = placed(path, kept, keep=is_file(path))  # a link or a folder goes as it is
    for suffix in BESIDE:  # the new log would take it for its own
        beside = path.with_name(path.name + suffix)
        if os.path.lexists(beside):
            beside.rename((before or kept).with_name((before or kept).name + suffix))
    if before is None:
        place(fresh, path)  # another command may have begun one meanwhile
    else:
        fresh.replace(path)
        flush_folder(path.parent)
    if path.lstat().st_ino != identity:
        raise RequestFailed(f"{path} is not the file that was put there.", "Run this again.")
    return before


def _prune(newest: Path, today: date) -> None:
    """Remove the copies that have had their time, if the newest one holds what they hold."""
    days = {}
    for each in newest.parent.glob("followup-*.db"):
        with suppress(ValueError):
            days[date.fromisoformat(each.stem.removeprefix("followup-"))] = each
    content = content_of(newest)
    with closing(read_only(newest)) as log:
        for day in superfluous(days, today):
            old = content_of(days[day])
            # The log is only ever added to: where it has the last event of a copy, it has all of them.
            if content is None or old is None or old.events > content.events:
                continue
            if log.execute("SELECT 1 FROM events WHERE id = ?", (old.last,)).fetchone():
                days[day].unlink()


def _known(path: Path) -> Copy:
    found = _NAME.fullmatch(path.name)
    name = found[1] if found else path.name
    origin = Origin.ASKED
    if name.startswith("format-"):
        origin = Origin.MIGRATION
    elif name.startswith("merged-"):
        origin = Origin.MERGE
    elif path.name.startswith("followup."):
        origin = Origin.REPLACED
    elif _DAY.fullmatch(name):
        origin = Origin.DAY
    made, day = None, _DAY.search(name)
    with suppress(ValueError):
        made = date.fromisoformat(day[0]) if day else None
    return Copy(name, str(path), origin, path.lstat().st_size, made, content_of(path))


def _ids(path: Path) -> set[str]:
    try:
        with closing(read_only(path)) as log:
            return {row[0] for row in log.execute("SELECT id FROM events")}
    except (sqlite3.Error, ValueError):
        return set()
