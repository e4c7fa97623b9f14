"""The store: an append-only log of events in SQLite.

Beside the log stand two things that can be computed again at any time: which applications share a person
or a company (`links`), and from when until when each application has nothing to show (`sleep`).
"""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from datetime import UTC
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from followup.adapters.files import check_own
from followup.adapters.log import chain, creation
from followup.adapters.log.database import begin, connected, prepared, reading, told, writing
from followup.core.errors import LogChanged

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

    from followup.core.events import Event

_BATCH = 500  # SQLite's oldest limit on parameters is 999

_AWAKE = """
SELECT application FROM sleep WHERE NOT (premises = ? AND since <= ? AND ? < until)
"""
_ASLEEP = "SELECT application, until FROM sleep WHERE premises = ? AND since <= ? AND ? < until"
_OVER = "SELECT application FROM sleep WHERE premises = ? AND since <= ? AND until = ?"
_EVENTS = f"SELECT {chain.COLUMNS} FROM events"  # noqa: S608  # two constants
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

    def __init__(self, path: Path | None, note: Callable[[str], None] = lambda _text: None) -> None:
        """Use the file at `path`, or a log in memory if it is None. NotValid if it is no log of followup.

        `note` is told what a user should know of it.
        """
        self.path = path
        self._note = note
        self._connection: sqlite3.Connection | None = None
        self._began_empty = False

    def log(self, awake: Awake | None = None) -> list[Event]:
        """Return the events in the order logged: all, or those that the plan of awake applications needs.

        Those are the events of all `awake.applications`, and every event without an application. What is
        read is verified; NotValid where it is not what was logged.
        """
        connection = self._open()
        if connection is None:
            return []
        with told(self.path), reading(connection):
            if awake is not None:
                return chain.read(_some(connection, awake))
            rows = connection.execute(f"{_EVENTS} ORDER BY seq").fetchall()
            return chain.read_whole(rows, chain.head_of(connection))

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
            self._connection.execute("ROLLBACK")

    def append(self, events: Sequence[Event]) -> None:
        """Add `events` in one transaction: all of them are kept, or none.

        LogChanged if there was no log at `begin`, and there is one now.
        """
        connection = self._created()
        with told(self.path), writing(connection):
            if self._began_empty and _last(connection):
                raise LogChanged("Another followup command was first.", "Run this again.")
            self._began_empty = False
            write(connection, events)

    def awake(self, premises: str, now: datetime) -> Awake:
        """Return the applications that may have something to show at `now`, and all linked to them.

        `premises` names the rules and whatever else the sleep was computed from.
        """
        connection = self._open()
        if connection is None:
            return Awake(0, frozenset(), frozenset(), frozenset())
        at = stamp(now)
        with told(self.path), reading(connection):
            seq = chain.head_of(connection).seq
            rows = connection.execute(_AWAKE, (premises, at, at)).fetchall()
            asked = frozenset(row[0] for row in rows)
            over = {row[0] for row in connection.execute(_OVER, (premises, at, _FOREVER))}
            planned, read = _linked(connection, asked, over)
            return Awake(seq, asked, planned, read)

    def asleep(self, premises: str, now: datetime) -> dict[str, str]:
        """Return until when applications sleep, at `now` and by these `premises`, as `stamp` has it."""
        connection = self._open()
        if connection is None:
            return {}
        moment = stamp(now)
        with told(self.path):
            return dict(connection.execute(_ASLEEP, (premises, moment, moment)).fetchall())

    def put_to_sleep(
        self, until: dict[str, datetime | None], premises: str, awake: Awake, now: datetime
    ) -> None:
        """Note until when these applications have nothing to show, if nothing is logged; None is for ever.

        Only a cache: where it cannot be written, or the log has grown since `awake` was read, the next
        command computes it again.
        """
        connection = self._open()
        rows = [(each, premises, stamp(now), stamp(moment)) for each, moment in until.items()]
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

    def _check_own(self) -> None:
        """NotValid where others can write into the log's folder."""
        if self.path is not None:
            check_own(self.path.parent)

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
    """Add events and their links, and wake every application whose plan they can change."""
    chain.append(connection, events)
    own = _link(connection, events)
    # What names neither is about the user's own days, or corrects what was: it can change every plan.
    if any(event.application is None and not event.people for event in events):
        own += [row[0] for row in connection.execute("SELECT DISTINCT application FROM events")]
    connection.executemany(
        "INSERT OR REPLACE INTO sleep (application) VALUES (?)", [(each,) for each in own if each]
    )


def _link(connection: sqlite3.Connection, events: Sequence[Event]) -> list[str]:
    """Add the links of events, one event after the other, and return the applications that they touch.

    The links of a log are the same however its events came in, one by one or all at once.
    """
    from followup.core.links import links_of

    insert = "INSERT OR IGNORE INTO links VALUES (?, ?)"
    own: dict[str, None] = {}
    links: list[tuple[str, str]] = []
    for event in events:
        contacts = sorted(links_of(event))
        if event.application:
            own[event.application] = None
            links += [(link, event.application) for link in contacts]
            continue
        connection.executemany(insert, links)
        links = []
        found = sorted(_of_links(connection, contacts))
        if event.kind == "same_person":
            links = [(link, application) for link in contacts for application in found]
        own |= dict.fromkeys(found)
    connection.executemany(insert, links)
    return list(own)


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

    # A correction may name another person.
    rows = connection.execute(f"{_EVENTS} WHERE application IS NULL AND kind IN ('reminder', 'amended')")
    named = (event for event in chain.read(rows) if event.kind == "reminder" or event.target)
    return _of_links(connection, {link for event in named for link in links_of(event)})


def _of_links(connection: sqlite3.Connection, links: Iterable[str]) -> set[str]:
    return _select(connection, "SELECT DISTINCT application FROM links WHERE link IN", links)


def _some(connection: sqlite3.Connection, awake: Awake) -> list[Any]:
    rows = connection.execute(f"{_EVENTS} WHERE application IS NULL AND kind != 'dismissed'").fetchall()
    rows += _rows(connection, f"{_EVENTS} WHERE application IN", awake.applications)
    return sorted(rows, key=itemgetter(0))


def _select(connection: sqlite3.Connection, query: str, values: Iterable[str]) -> set[str]:
    return {row[0] for row in _rows(connection, query, values)}


def _rows(connection: sqlite3.Connection, query: str, values: Iterable[str]) -> list[Any]:
    """Return the rows of a query that ends in `IN`, for any number of values."""
    names, found = sorted(values), list[Any]()
    for start in range(0, len(names), _BATCH):
        part = names[start : start + _BATCH]
        found += connection.execute(f"{query} ({', '.join('?' * len(part))})", part).fetchall()
    return found


def stamp(moment: datetime | None) -> str:
    """Return an instant as text that sorts by time."""
    return _FOREVER if moment is None else moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")
