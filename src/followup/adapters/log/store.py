"""The store: an append-only log of events in SQLite, and beside it what can be computed again at any time."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager, suppress
from operator import itemgetter
from typing import TYPE_CHECKING, Any, TypeVar

from followup.adapters.files import check_own
from followup.adapters.log import around, chain, creation, derived
from followup.adapters.log.database import (
    PATIENCE_SECONDS,
    begin,
    connected,
    prepared,
    reading,
    roll_back,
    writing,
)
from followup.adapters.log.sealed import Unusable
from followup.adapters.log.tables import UNREAD
from followup.adapters.log.troubles import certain, told
from followup.core.errors import FollowupError, LogChanged

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator, Mapping, Sequence
    from datetime import date, datetime
    from pathlib import Path

    from followup.adapters.log.anew import Numbered, Progress, Until
    from followup.adapters.log.around import Awake, Wanted
    from followup.core.events import Event

_BATCH = 500  # SQLite's oldest limit on parameters is 999
_EVENTS = f"SELECT {chain.COLUMNS} FROM events"  # noqa: S608  # two constants


_Found = TypeVar("_Found")


class Store:
    """The log of one user. Opening creates nothing; the first `append` does."""

    def __init__(
        self,
        path: Path | None,
        note: Callable[[str], None] = lambda _text: None,
        today: Callable[[], date] | None = None,
    ) -> None:
        """Use the file at `path`, or a log in memory if it is None. NotValid if it is no log of followup.

        `note` is told what a user should know of it. A copy is made before the first event of each day, which
        `today` tells; without it none.
        """
        self.path = path
        self._note = note
        self._today = today
        self._connection: sqlite3.Connection | None = None
        self._began_empty = False
        self._whole: Sequence[Event] = ()  # the log as it was read last

    def log(self, awake: Awake | None = None) -> list[Event]:
        """Return the events in the order logged: all, or those that the plan of awake applications needs.

        Those are the events of all `awake.applications`, and every event without an application. What is
        read is verified; NotValid where it is not what was logged.
        """
        connection = self._open()
        if connection is None:
            return []
        with told(self.path), reading(connection):
            rows = None if awake is None or awake.events is None else _some(connection, awake)
            if rows is not None:
                return chain.read(rows)
            rows = connection.execute(f"{_EVENTS} ORDER BY seq").fetchall()
            self._whole = chain.read_whole(rows, chain.head_of(connection))
            return self._whole

    def last(self, count: int) -> list[Event]:
        """Return the last `count` events, or all if there are no more, in the order logged."""
        connection = self._open()
        if connection is None:
            return []
        with told(self.path), reading(connection):
            chain.head_of(connection)
            rows = connection.execute(f"{_EVENTS} ORDER BY seq DESC LIMIT ?", (count,)).fetchall()
            return [chain.event_of(row) for row in reversed(rows)]

    def begin(self) -> None:
        """Keep other commands from writing until `append`, `give_up` or `close`.

        What is decided from the log then still holds when the decision is logged. Where there is no log
        yet, none is made before there is something to write; `append` sees whether another was first.
        """
        self._check_own()
        connection = self._open()
        self._began_empty = connection is None
        if connection is not None and not connection.in_transaction:
            with told(self.path):
                connection.execute("BEGIN IMMEDIATE")

    def give_up(self) -> None:
        """End what `begin` began without having written."""
        if self._connection is not None and self._connection.in_transaction:
            roll_back(self._connection)

    def append(self, events: Sequence[Event]) -> None:
        """Add `events` in one transaction: all of them are kept, or none.

        LogChanged if there was no log at `begin`, and there is one now.
        """
        connection = self._created()
        with told(self.path), certain(self.path, events[-1].id), writing(connection):
            if self._began_empty and _last(connection):
                raise LogChanged("Another followup command was first.", "Run this again.")
            self._began_empty = False
            self._copy()
            write(connection, events)

    def awake(self, premises: str, now: datetime) -> Awake:
        """Return the applications that may have something to show at `now`, and all linked to them.

        `premises` names the rules and whatever else the sleep was computed from.
        """
        return self._looked_up(lambda connection: around.awake_at(connection, premises, now))

    def around(self, wanted: Wanted, premises: str, now: datetime) -> Awake | None:
        """Return the applications that are wanted, and all linked to them; None where only the log can tell.

        Those wanted are `asked`, and planned whatever has become of them.
        """
        return self._looked_up(lambda connection: around.around(connection, wanted, premises, now))

    def joined(self, awake: Awake, since: date) -> Awake | None:
        """Return `awake` with what rests and has events from `since` on; None where only the log can tell."""
        return self._looked_up(lambda connection: around.joined(connection, awake, since.isoformat()))

    def is_near(self, word: str) -> bool:
        """Whether any name that was ever logged is close to `word`; also where that cannot be told."""
        connection = self._open()
        return connection is not None and around.is_near(connection, word)

    def latest(self, count: int, without: Container[str]) -> list[str]:
        """Return the applications of which something was logged last, the latest first, at most so many."""
        connection = self._open()
        if connection is None:
            return []
        query = "SELECT application FROM events WHERE application IS NOT NULL ORDER BY seq DESC"
        with told(self.path):
            found: dict[str, None] = {}
            for (place,) in connection.execute(query):
                if place not in without:
                    found[place] = None
                if len(found) == count:
                    break
            return list(found)

    def holding(self, beginning: str) -> list[str]:
        """Return the applications that have an event whose id begins so."""
        connection = self._open()
        if connection is None:
            return []
        query = "SELECT DISTINCT application FROM events WHERE id >= ? AND id < ? AND application IS NOT NULL"
        with told(self.path):
            return [row[0] for row in connection.execute(query, (beginning, f"{beginning}\U0010ffff"))]

    def everything(self) -> Awake:
        """Return all applications as awake, whatever stands beside the log."""
        return self._looked_up(around.everything)

    def work_out(
        self,
        awake: Awake,
        premises: str,
        now: datetime,
        until_by: Callable[[Sequence[Numbered]], Until],
        progress: Progress,
    ) -> bool:
        """Note until when each application has nothing to show, a few of them at a time.

        `awake` is all of them, for want of tables that say it under these premises. `until_by` makes, of the
        events about no application, what tells it of some. False where that cannot be written, or anything is
        not as it should be: then the whole log is to be read, which says what is wrong.
        """
        connection = self._open()
        if connection is None or connection.in_transaction or awake.events is not None:
            return False
        from followup.adapters.log.anew import work_out

        # Again if another command has written meanwhile, or the tables were less sound than they seemed.
        for is_sound in (awake.is_sound, False, False):
            with suppress(sqlite3.Error, Unusable, FollowupError):
                with writing(connection):
                    pass  # who cannot write need not begin
                if work_out(connection, premises, now, until_by, progress, is_sound=is_sound):
                    return True
        return False

    def put_to_sleep(
        self, until: Mapping[str, datetime | None], premises: str, awake: Awake, now: datetime
    ) -> None:
        """Note until when these applications have nothing to show, if nothing is logged; None is for ever.

        Those of `awake.asked` that are not among them may have. Only a cache: where it cannot be written
        at once, or the log has grown since `awake` was read, the next command computes it again.
        """
        connection = self._open()
        if connection is None or connection.in_transaction or not (until or awake.events is None):
            return
        with suppress(sqlite3.Error, Unusable):
            connection.execute("PRAGMA busy_timeout = 0")
            with writing(connection):
                derived.put_to_sleep(connection, until, premises, awake, now, self._whole)
        with suppress(sqlite3.Error):
            connection.execute(f"PRAGMA busy_timeout = {int(PATIENCE_SECONDS * 1000)}")

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Give the connection, in a transaction, for what stands beside the log."""
        connection = self._created()
        with told(self.path), writing(connection):
            yield connection

    def close(self) -> None:
        """Close the file."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _looked_up(self, look: Callable[[sqlite3.Connection], _Found]) -> _Found | Awake:
        connection = self._open()
        if connection is None:
            return around.NOTHING
        with told(self.path), reading(connection):
            chain.head_of(connection)
            return look(connection)

    def _check_own(self) -> None:
        """NotValid where others can write into the log's folder."""
        if self.path is not None:
            check_own(self.path.parent)

    def _copy(self) -> None:
        """Copy the log as it was before the first event of the day; that it cannot be stops no event."""
        if self.path is None or self._today is None:
            return
        from followup.adapters.log.backups import copy_of_the_day

        try:
            copy_of_the_day(self.path, self._today())
        except FollowupError as error:
            self._note(f"{error.message} {error.hint or ''}".rstrip())

    def _created(self) -> sqlite3.Connection:
        self._check_own()
        connection = self._open(create=True)
        if connection is None:  # creating always connects
            raise AssertionError
        return connection

    def _open(self, *, create: bool = False) -> sqlite3.Connection | None:
        """Return the connection; None where there is no log, and none is to be made."""
        if self._connection is None and self.path is None:
            self._connection = prepared(sqlite3.connect(":memory:", isolation_level=None))
        elif self._connection is None and self.path is not None:
            with told(self.path):
                if create:
                    begin(self.path)
                if self.path.exists():
                    self._connection = connected(self.path, self._note)
                else:
                    creation.refuse_if_gone(self.path)
        if create and self.path is not None:
            creation.mark(self.path)
        return self._connection


def _last(connection: sqlite3.Connection) -> int:
    found: int = connection.execute("SELECT coalesce(max(seq), 0) FROM events").fetchone()[0]
    return found


def write(connection: sqlite3.Connection, events: Sequence[Event]) -> None:
    """Add events, and wake every application whose plan they can change."""
    tip = around.tip_of(connection)
    chain.append(connection, events)
    derived.note(connection, tip, events)


def _some(connection: sqlite3.Connection, awake: Awake) -> list[Any] | None:
    """Return the rows of awake applications and those of none; None if they are not as many as counted."""
    rows = connection.execute(f"{_EVENTS} WHERE application IS NULL AND kind != ?", (UNREAD,)).fetchall()
    names = sorted(awake.applications)
    for start in range(0, len(names), _BATCH):
        part = names[start : start + _BATCH]
        rows += connection.execute(
            f"{_EVENTS} WHERE application IN ({', '.join('?' * len(part))})", part
        ).fetchall()
    return sorted(rows, key=itemgetter(0)) if len(rows) == awake.events else None
