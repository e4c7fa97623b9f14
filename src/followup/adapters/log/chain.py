"""The chain: each event's row carries a hash over itself and over the hash of the row before.

So a row says by itself whether it is as it was written, whatever part of the log a command reads; the row
after it says so again; and the head of the log, which knows the last row, notices an end that is gone. The
chain holds against damage and careless hands. Whoever can write the file can also write a new chain.
"""

from __future__ import annotations

import sqlite3
from _blake2 import blake2b
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from followup.core.errors import RequestFailed
from followup.core.events import Event

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from followup.core.format1 import OldEvent

VERSION = 3  # of the format
COLUMNS = "seq, id, kind, application, recorded_at, data, previous, hash"
# A file that says two different things about its format is damaged, so the head says it too.
HEAD = """
CREATE TABLE head (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    format INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    hash TEXT NOT NULL,
    seal TEXT NOT NULL
);
"""
_EVENT = msgspec.json.Decoder(Event)
# JSON has the offsets of old local times in whole minutes.
_A_MINUTE = timedelta(minutes=1)


class Damage(sqlite3.DatabaseError):
    """What SQLite reads without complaint, and yet is not what was written."""


class Row(NamedTuple):
    """A row of `events`: the columns that say what happened, and its links to the chain."""

    seq: int
    id: str
    kind: str
    application: str | None
    recorded_at: str
    data: str
    previous: str
    hash: str


class Head(NamedTuple):
    """The last row of a log: its number and its hash."""

    seq: int
    hash: str


START = Head(0, "0" * 32)


def digest(*columns: object) -> str:
    """Return the hash of a row, all but the hash itself: 128 bits as 32 hexadecimal digits."""
    return _digest("\n".join(map(str, columns)))


def _digest(text: str) -> str:
    return blake2b(text.encode(), digest_size=16).hexdigest()


def linked(events: Iterable[Event], head: Head = START) -> list[Row]:
    """Return the rows of `events`, which follow `head`; a whole new chain if that is left out."""
    seq, last = head
    rows = []
    for event in events:
        seq += 1
        data = msgspec.json.encode(event).decode()
        columns = (seq, event.id, event.kind, event.application, event.recorded_at.isoformat(), data, last)
        last = digest(*columns)
        rows.append(Row(*columns, last))
    return rows


def append(connection: sqlite3.Connection, events: Sequence[Event]) -> None:
    """Add the rows of `events` at the end of the chain; Damage if it does not end where its head says.

    RequestFailed if an event belongs to an application that neither is in the log nor begins with `events`.
    """
    rows = linked(events, head_of(connection))
    begun = {event.id for event in events if event.application == event.id}
    for application in sorted({event.application for event in events if event.application} - begun):
        found = connection.execute("SELECT application FROM events WHERE id = ?", (application,)).fetchone()
        if found is None or found[0] != application:
            raise RequestFailed(
                f"The log has no application {application}.", "An application begins with its first event."
            )
    connection.executemany("INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
    if rows:
        set_head(connection, Head(rows[-1].seq, rows[-1].hash))


def set_head(connection: sqlite3.Connection, head: Head) -> None:
    """Note which row is the last. The seal tells an altered head from a log whose end is gone."""
    row = (VERSION, *head)
    connection.execute("INSERT OR REPLACE INTO head VALUES (1, ?, ?, ?, ?)", (*row, digest(*row)))


def head_of(connection: sqlite3.Connection) -> Head:
    """Return the head of the log; Damage if that is not the last row."""
    noted = connection.execute("SELECT format, seq, hash, seal FROM head").fetchone()
    last = connection.execute("SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1").fetchone() or START
    if noted is None or digest(*noted[:3]) != noted[3]:
        raise Damage("what it says of its last event was altered")
    if noted[1:3] != last:
        raise Damage(f"its last event is number {last[0]}, and should be number {noted[1]}, as it was logged")
    return Head(*last)


def read(rows: Iterable[tuple[object, ...]]) -> list[Event]:
    """Return the events of some rows, each verified by itself; Damage at the first that was altered.

    Damage also if the application of one does not begin among them.
    """
    events = [event_of(row) for row in rows]
    check_applications(events)
    return events


def read_whole(rows: Sequence[tuple[object, ...]], head: Head) -> list[Event]:
    """Return the events of all rows of a log, in their order; Damage if the chain is broken anywhere."""
    last = START.hash
    for row in rows:
        if row[6] != last:
            event_of(row)  # an altered row is the better thing to say
            raise Damage(f"what stood before event number {row[0]} is gone, or not what was logged")
        last = row[7]  # type: ignore[assignment]
    events = read(rows)
    if last != head.hash:
        raise Damage("its last events are gone")
    return events


def event_of(row: tuple[Any, ...]) -> Event:
    """Return the event of a row; Damage if it is not as it was written, or its columns do not agree.

    `today` pays for this a thousand times.
    """
    seq, identity, kind, application, recorded_at, data, previous, own = row
    if _digest(f"{seq}\n{identity}\n{kind}\n{application}\n{recorded_at}\n{data}\n{previous}") != own:
        raise Damage(f"event number {seq} ({identity}) was altered")
    try:
        event = _EVENT.decode(data)
        if event.id != identity or event.kind != kind or event.application != application:
            raise _two_things(identity)
        if recorded_at.replace("+00:00", "Z") not in data:  # JSON may say the same time in another way
            check_columns(event, identity, kind, application, recorded_at)
    except (msgspec.DecodeError, TypeError, ValueError) as error:
        raise Damage(f"event number {seq} cannot be read: {error}") from None
    return event


def check_columns(
    event: Event | OldEvent, identity: str, kind: str, application: str | None, recorded_at: str
) -> None:
    """Raise Damage if the columns beside the data of `event` say something else than it."""
    if (event.id, event.kind, event.application) != (identity, kind, application) or (
        abs(event.recorded_at - datetime.fromisoformat(recorded_at)) >= _A_MINUTE
    ):
        raise _two_things(identity)


def _two_things(identity: str) -> Damage:
    return Damage(f"event {identity} says two different things of itself")


def check_applications(events: Sequence[Event]) -> None:
    """Raise Damage if an event belongs to an application that does not begin among `events`."""
    missing = {event.application for event in events} - {
        event.id for event in events if event.application == event.id
    }
    for event in events if missing - {None} else ():
        if event.application is not None and event.application in missing:
            raise Damage(f"event {event.id} belongs to an application that is not there")
