"""The store: an append-only log of events in SQLite.

Beside the log stand two things that can be computed again at any time: which applications share a person
or a company (`links`), and from when until when each application has nothing to show (`sleep`).
"""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from datetime import UTC
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from followup.adapters.log.database import certain, connected, prepared, roll_back, told, writing
from followup.core.errors import FollowupError, LogChanged, NotValid
from followup.core.events import Event

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator, Sequence
    from datetime import date, datetime
    from pathlib import Path

_BATCH = 500  # SQLite's oldest limit on parameters is 999

_AWAKE = """
SELECT application FROM sleep WHERE NOT (premises = ? AND since <= ? AND ? < until)
"""
_OVER = "SELECT application FROM sleep WHERE premises = ? AND since <= ? AND until = ?"
_EVENT = msgspec.json.Decoder(Event)
_FOREVER = "9999"


class Awake(NamedTuple):
    """`asked` may have something to show; `planned` adds those whose plan can touch theirs.

    `applications` are all to be read: those that are over add the messages sent in them, no more. `seq` is
    the last event that was there when they were read.
    """

    seq: int
    asked: frozenset[str]
    planned: frozenset[str]
    applications: frozenset[str]


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

    def log(self, awake: Awake | None = None) -> list[Event]:
        """Return the events in the order logged: all, or those that the plan of awake applications needs.

        Those are the events of all `awake.applications`, and every event without an application.
        """
        connection = self._open()
        if connection is None:
            return []
        with told(self.path):
            if awake is None:
                rows = connection.execute("SELECT data FROM events ORDER BY seq").fetchall()
            else:
                rows = _some(connection, awake)
            try:
                return [_EVENT.decode(row[0]) for row in rows]
            except msgspec.DecodeError as error:
                raise NotValid(f"The log {self.path} holds an event that cannot be read: {error}.") from None

    def begin(self) -> None:
        """Keep other commands from writing until `append`, `give_up` or `close`.

        What is decided from the log then still holds when the decision is logged. Where there is no log
        yet, none is made before there is something to write; `append` sees whether another was first.
        """
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
        connection = self._open()
        if connection is None:
            return Awake(0, frozenset(), frozenset(), frozenset())
        stamp = _stamp(now)
        with told(self.path):
            seq = _last(connection)
            rows = connection.execute(_AWAKE, (premises, stamp, stamp)).fetchall()
            asked = frozenset(row[0] for row in rows)
            over = {row[0] for row in connection.execute(_OVER, (premises, stamp, _FOREVER))}
            planned, read = _linked(connection, asked, over)
            return Awake(seq, asked, planned, read)

    def put_to_sleep(
        self, until: dict[str, datetime | None], premises: str, awake: Awake, now: datetime
    ) -> None:
        """Note until when these applications have nothing to show, if nothing is logged; None is for ever.

        Only a cache: where it cannot be written, or the log has grown since `awake` was read, the next
        command computes it again.
        """
        connection = self._open()
        rows = [(each, premises, _stamp(now), _stamp(moment)) for each, moment in until.items()]
        if connection is None or not rows:
            return
        try:
            with writing(connection):
                if _last(connection) != awake.seq:
                    return
                connection.executemany("INSERT OR REPLACE INTO sleep VALUES (?, ?, ?, ?)", rows)
        except sqlite3.OperationalError:
            return

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
        connection = self._open(create=True)
        if connection is None:  # creating always connects
            raise AssertionError
        return connection

    def _open(self, *, create: bool = False) -> sqlite3.Connection | None:
        if self._connection is None:
            if self.path is None:
                self._connection = prepared(sqlite3.connect(":memory:", isolation_level=None))
            elif create or self.path.exists():
                self._connection = connected(self.path, self._note)
        return self._connection


def _last(connection: sqlite3.Connection) -> int:
    found: int = connection.execute("SELECT coalesce(max(seq), 0) FROM events").fetchone()[0]
    return found


def write(connection: sqlite3.Connection, events: Sequence[Event]) -> None:
    """Add events and their links, and wake every application whose plan they can change."""
    from followup.core.links import links_of

    connection.executemany(
        "INSERT INTO events (id, kind, application, recorded_at, data) VALUES (?, ?, ?, ?, ?)",
        [_row(event) for event in events],
    )
    own = sorted({event.application for event in events if event.application})
    links = [(link, event.application) for event in events if event.application for link in links_of(event)]
    connection.executemany("INSERT OR IGNORE INTO links VALUES (?, ?)", links)
    for event in events:
        if event.application is None:
            contacts = sorted(links_of(event))
            found = _of_links(connection, contacts)
            if event.kind == "same_person":
                both = [(link, application) for link in contacts for application in sorted(found)]
                connection.executemany("INSERT OR IGNORE INTO links VALUES (?, ?)", both)
            own += sorted(found)
    # What names neither is about the user's own days, or corrects what was: it can change every plan.
    if any(event.application is None and not event.people for event in events):
        own += [row[0] for row in connection.execute("SELECT DISTINCT application FROM events")]
    connection.executemany(
        "INSERT OR REPLACE INTO sleep (application) VALUES (?)", [(each,) for each in own if each]
    )


def _linked(
    connection: sqlite3.Connection, asked: Iterable[str], over: Container[str]
) -> tuple[frozenset[str], frozenset[str]]:
    """Return the applications to plan, and those to read, for what `asked` may show.

    Letters and ranks are decided among the messages to one contact or company, and each application that has
    one can have another: so they are followed from one to the next. What is `over` for good has nothing to
    plan; it is read for what was sent in it, and leads nowhere.
    """
    planned, read = set(asked), set(asked)
    new: set[str] = planned | _reminded(connection)
    links: set[str] = set()
    while new:
        read |= new
        new = {each for each in new if each not in over}
        planned |= new
        more = _select(connection, "SELECT DISTINCT link FROM links WHERE application IN", new) - links
        links |= more
        new = _of_links(connection, more) - read
    return frozenset(planned), frozenset(read)


def _reminded(connection: sqlite3.Connection) -> set[str]:
    """Return the applications that share a contact with a reminder that is about none."""
    from followup.core.links import links_of

    query = "SELECT data FROM events WHERE application IS NULL AND kind = 'reminder'"
    reminders = [_EVENT.decode(row[0]) for row in connection.execute(query)]
    return _of_links(connection, {link for event in reminders for link in links_of(event)})


def _of_links(connection: sqlite3.Connection, links: Iterable[str]) -> set[str]:
    return _select(connection, "SELECT DISTINCT application FROM links WHERE link IN", links)


def _some(connection: sqlite3.Connection, awake: Awake) -> list[tuple[str]]:
    rows = connection.execute("SELECT seq, data FROM events WHERE application IS NULL").fetchall()
    rows += _rows(connection, "SELECT seq, data FROM events WHERE application IN", awake.applications)
    return [(data,) for _, data in sorted(rows)]


def _select(connection: sqlite3.Connection, query: str, values: Iterable[str]) -> set[str]:
    return {row[0] for row in _rows(connection, query, values)}


def _rows(connection: sqlite3.Connection, query: str, values: Iterable[str]) -> list[Any]:
    """Return the rows of a query that ends in `IN`, for any number of values."""
    names, found = sorted(values), list[Any]()
    for start in range(0, len(names), _BATCH):
        part = names[start : start + _BATCH]
        found += connection.execute(f"{query} ({', '.join('?' * len(part))})", part).fetchall()
    return found


def _row(event: Event) -> tuple[object, ...]:
    data = msgspec.json.encode(event).decode()
    return event.id, event.kind, event.application, event.recorded_at.isoformat(), data


def _stamp(moment: datetime | None) -> str:
    """Return an instant as text that sorts by time."""
    return _FOREVER if moment is None else moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")
