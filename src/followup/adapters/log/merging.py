"""Merging: another log's events are put among those of this one, in one transaction, and taken out again.

The file stays the same one; its rows are written anew, with a new chain. What the log was before is kept
beside it, in a file whose name says with which row the merged log ended. So nothing in the log has to know
of the merge, and the same events are the same log on either machine.
"""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, NamedTuple

from followup.adapters.log import chain, sealed
from followup.adapters.log.backups import copy_beside
from followup.adapters.log.copying import sound
from followup.adapters.log.database import SCHEMA, statements
from followup.adapters.log.others import read_log
from followup.adapters.log.store import write
from followup.adapters.log.troubles import read_only
from followup.core.errors import FollowupError, LogChanged, RequestFailed
from followup.core.merging import unmerged

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

    from followup.adapters.log.store import Store
    from followup.core.events import Event

# As many digits of the hash of the last row as stand in a name: 64 bits.
_DIGITS = 16
_NAME = re.compile(rf"followup\.merged-(\d{{4}}-\d\d-\d\d-\d{{4}})-([0-9a-f]{{{_DIGITS}}})(?:-(\d+))?\.db")
_TIP = "SELECT id, hash FROM events ORDER BY seq DESC LIMIT 1"


class Merge(NamedTuple):
    """A merge that can be taken back: the copy of before, and how many events the log had after it."""

    before: Path
    events: int


class Unmerged(NamedTuple):
    """How many events went, how many are left, and where the log with them is kept."""

    gone: int
    left: int
    kept: Path


def merge(store: Store, ours: Sequence[Event], events: Sequence[Event], now: datetime) -> Path:
    """Let the log, which holds `ours`, hold `events` instead; return where the log of before is kept.

    To be called after `store.begin`. LogChanged if the log has begun meanwhile.
    """
    path = _path_of(store)
    tip = chain.linked(events)[-1].hash
    with _certain(path, tip), store.writing() as connection:
        _check_unchanged(connection, ours)
        target = path.with_name(f"followup.merged-{now:%Y-%m-%d-%H%M}-{tip[:_DIGITS]}.db")
        before = copy_beside(path, target, sound)
        _rewrite(connection, events)
    return before


def last_merge(store: Store) -> Merge | None:
    """Return the last merge that the log still has whole; None if there is none, or no copy of before."""
    if store.path is None or not store.path.is_file():
        return None
    found = [(match, each) for each in store.path.parent.iterdir() if (match := _NAME.fullmatch(each.name))]
    if not found:
        return None
    with closing(read_only(store.path)) as connection:
        rows = connection.execute("SELECT seq, hash FROM events").fetchall()
    numbers = {hash_[:_DIGITS]: seq for seq, hash_ in rows}
    merges = [
        (numbers[match[2]], match[1], int(match[3] or 1), path)
        for match, path in found
        if match[2] in numbers
    ]
    if not merges:
        return None
    seq, *_, path = max(merges)
    return Merge(path, seq)


def unmerge(store: Store, log: Sequence[Event], last: Merge, now: datetime) -> Unmerged:
    """Take a merge back: the log, which holds `log`, gets what it was before, and what was logged since.

    What it held with the merge is kept beside it. NotValid if the copy of before cannot be read.
    """
    path = _path_of(store)
    events = unmerged(read_log(last.before), log[last.events :])
    rows = chain.linked(events)
    with _certain(path, rows[-1].hash if rows else ""), store.writing() as connection:
        _check_unchanged(connection, log)
        kept = copy_beside(path, path.with_name(f"followup.replaced-{now:%Y-%m-%d-%H%M}.db"), sound)
        _rewrite(connection, events)
    return Unmerged(len(log) - len(events), len(events), kept)


def _path_of(store: Store) -> Path:
    if store.path is None:
        raise RequestFailed("A log in memory cannot be merged.")
    return store.path


def _check_unchanged(connection: sqlite3.Connection, log: Sequence[Event]) -> None:
    """Raise LogChanged if the log does not end as the one that the decision rests on."""
    tip = connection.execute(_TIP).fetchone()
    if (tip[0] if tip else None) != (log[-1].id if log else None):
        raise LogChanged("Another followup command was first.", "Run this again.")


def _rewrite(connection: sqlite3.Connection, events: Sequence[Event]) -> None:
    """Write the events anew, as a chain of their own; what was computed from the old ones goes."""
    connection.execute("DROP TABLE events")  # and with it its index and triggers
    for table in sealed.SHAPES:
        connection.execute(f"DROP TABLE IF EXISTS {table}")
    for statement in statements(SCHEMA):
        if re.search(r"\b(TABLE|ON) events\b", statement):
            connection.execute(statement)
    chain.set_head(connection, chain.START)
    if events:
        write(connection, events)


@contextmanager
def _certain(path: Path, tip: str) -> Iterator[None]:
    """Say so where the block fails although the log ends with the row of hash `tip`.

    The last thing that COMMIT does is to bring the end of the transaction to the disk.
    """
    try:
        yield
    except FollowupError as error:
        if not _ends_with(path, tip):
            raise
        raise RequestFailed(
            f"{path} is as it should be now, but the disk reports an error, it may be full or read-only:"
            " a power failure may undo it.",
            "See with `followup doctor` whether all is well.",
        ) from error


def _ends_with(path: Path, tip: str) -> bool:
    try:
        with closing(read_only(path)) as connection:
            found = connection.execute(_TIP).fetchone()
    except sqlite3.Error:
        return False
    return (found[1] if found else "") == tip
