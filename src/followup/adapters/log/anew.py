"""Anew: the tables beside the log made in one pass through it, some applications at a time.

What is held in memory is those applications and what is about none; what the pieces come to waits in
temporary tables, which SQLite keeps in a file of its own, until all can be written at once. So a pass that
is interrupted leaves everything as it was, and others can write while it works.
"""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

import msgspec

from followup.adapters.log.around import stamp_of, tip_of
from followup.adapters.log.chain import COLUMNS, START, Damage, check_applications, event_of, head_of
from followup.adapters.log.database import writing
from followup.adapters.log.pieces import index, row_of
from followup.adapters.log.sealed import Asleep, Head, Link, Rows, Unusable, Wake, make
from followup.adapters.log.tables import FOREVER, HEAD, UNREAD, Tables

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from followup.core.events import Event

    Numbered = tuple[int, Event]  # with its place in the log
    Until = Callable[[Mapping[str, Sequence[Numbered]]], Mapping[str, datetime | None]]
    Progress = Callable[[int, int], None]
    Pair = tuple[str, int, str, str]  # a row of `pairs`

# So many applications are worked on at once; SQLite's oldest limit on parameters is 999.
PIECE = 400
_OFTEN = 5_000  # rows between two looks at how far it is
_EVENTS = f"SELECT {COLUMNS} FROM events"  # noqa: S608  # constants
# Applications that are one are asked together, so they wait for one another.
_JOINING = "same_application"
# `pairs` are keys with what they lead to, or, of a contact, what was said at which place in the log.
_TEMPORARY = {
    "units": "application TEXT",
    "found": "application TEXT, until TEXT, events INTEGER, last TEXT, names TEXT, is_new INTEGER",
    "pairs": "link TEXT, place INTEGER, name TEXT, last TEXT",
}


class Anew:
    """One pass through the log as it stands now, by groups of applications."""

    def __init__(
        self, connection: sqlite3.Connection, size: int, progress: Progress, *, is_sound: bool
    ) -> None:
        self.connection, self.size, self.is_sound = connection, size, is_sound
        self._progress = progress
        self._total = 0
        self.head, self.tip = head_of(connection), tip_of(connection)
        self._read = self._general = 0
        self._merged: set[str] = set()

    def general(self) -> list[Numbered]:
        """Return the events about no application that can change a plan; Damage if the chain is broken."""
        last = START.hash
        for previous, own in self.connection.execute("SELECT previous, hash FROM events ORDER BY seq"):
            if previous != last:
                raise Damage("the chain is broken")
            last = own
        if last != self.head.hash:
            raise Damage("its last events are gone")
        found = []
        for row in self.connection.execute(f"{_EVENTS} WHERE application IS NULL ORDER BY seq"):
            event = event_of(row)
            self._read += 1
            if event.kind != UNREAD:
                found.append((row[0], event))
        self._general = len(found)
        return found

    def work(self, general: Sequence[Numbered], until: Until) -> None:
        """Go through all applications; Damage where a row is not as it was written, or is missing.

        Unusable where the tables were to be sound, and are not.
        """
        connection = self.connection
        for table, columns in _TEMPORARY.items():
            connection.execute(f"CREATE TABLE temp.{table} ({columns})")
        connection.execute(
            "INSERT INTO units SELECT application FROM events WHERE application IS NOT NULL AND seq <= ?"
            " GROUP BY application ORDER BY min(seq)",
            (self.head.seq,),
        )
        total = self._total = connection.execute("SELECT count(*) FROM units").fetchone()[0]
        merges = [each for each in general if each[1].kind == "same_person"]
        self._merged = {person.contact for _, event in merges for person in event.people}
        if not self.is_sound:
            self._index({}, general, {})
        joined = set[str]()
        for start in range(0, total, self.size):
            query = "SELECT application FROM units WHERE rowid > ? AND rowid <= ?"
            events = self._events_of(
                [row[0] for row in connection.execute(query, (start, start + self.size))]
            )
            joining = {event.application for _, event in events if event.kind == _JOINING}
            joined |= {each for each in joining if each}
            self._take_up([each for each in events if each[1].application not in joining], merges, until)
            self._show(min(start + self.size, total))
        if joined:
            self._take_up(self._events_of(sorted(joined)), merges, until)
        if self._read != self.head.seq:
            raise Damage("events are missing")

    def _show(self, done: int, written: float = 0) -> None:
        """Say how far it is; to write the index takes half as long as all else."""
        index = 0 if self.is_sound else self._total // 2
        self._progress(done + round(index * written), self._total + index)

    def _events_of(self, applications: Sequence[str]) -> list[Numbered]:
        """Return the events of these applications in the order logged."""
        found: list[Numbered] = []
        for start in range(0, len(applications), PIECE):
            part = applications[start : start + PIECE]
            query = f"{_EVENTS} WHERE application IN ({', '.join('?' * len(part))}) AND seq <= ?"
            rows = self.connection.execute(query, (*part, self.head.seq)).fetchall()
            found += [(row[0], event_of(row)) for row in rows]
        found.sort(key=itemgetter(0))
        check_applications([event for _, event in found])
        return found

    def _take_up(self, events: Sequence[Numbered], merges: Sequence[Numbered], until: Until) -> None:
        """Note what becomes of the applications of these events."""
        self._read += len(events)
        applications: dict[str, list[Numbered]] = {}
        for each in events:
            applications.setdefault(each[1].application or "", []).append(each)
        asleep = until(applications)
        stamps = {each: stamp_of(asleep[each]) if each in asleep else "" for each in applications}
        if self.is_sound:
            self._compare(applications, stamps)
        else:
            self._index(applications, merges, stamps)

    def _compare(self, applications: Mapping[str, Sequence[Numbered]], stamps: Mapping[str, str]) -> None:
        """Note until when applications sleep that have their rows; Unusable if one is not as it should be."""
        tables = Tables(self.connection)
        tables.sleep.read(applications)
        tables.links_from(set(applications))
        if any(tables.sleep[each].events != len(events) for each, events in applications.items()):
            raise Unusable("sleep")
        rows = [(each, stamp, 0, "", "", tables.sleep[each].until != stamp) for each, stamp in stamps.items()]
        self._keep("found", rows)

    def _index(
        self,
        applications: Mapping[str, Sequence[Numbered]],
        general: Sequence[Numbered],
        stamps: Mapping[str, str],
    ) -> None:
        """Note what the events of some applications, and some about none, come to in the tables."""
        rows, pairs = index(self.connection, applications, general, stamps, self._merged)
        self._keep("found", [(name, *row[:3], _as_json(row.names), True) for name, row in rows])
        self._keep("pairs", pairs)

    def _keep(self, table: str, rows: Iterable[tuple[object, ...]]) -> None:
        marks = ", ".join("?" * len(_TEMPORARY[table].split(",")))
        self.connection.execute("BEGIN")  # for speed: temporary tables lock nothing of the log
        self.connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608
        self.connection.execute("COMMIT")

    def write(self, premises: str, now: datetime) -> bool:
        """Write what was found, in the transaction that is open; False if the log is another by now."""
        if head_of(self.connection) != self.head:
            return False
        with suppress(Unusable, sqlite3.DatabaseError):
            head = Tables(self.connection).head(self.tip)
            if head.premises == premises and head.since <= stamp_of(now):
                return True  # another command has found out the same meanwhile
        if self.is_sound:
            self._write_changed()
            self.connection.execute("DELETE FROM wakes")
        else:
            make(self.connection)
            self._write_all()
        moments = self._write_wakes()
        heads = Rows(self.connection, "derived", Head)
        heads.write([(HEAD, Head(self.tip, premises, stamp_of(now), self._general, tuple(moments)))])
        return True

    def _write_all(self) -> None:
        query = "SELECT application, until, events, last, names FROM found ORDER BY application"
        sleep = Rows(self.connection, "sleep", Asleep)
        sleep.write(
            (name, Asleep(until, events, last, tuple(msgspec.json.decode(names))))
            for name, until, events, last, names in self.connection.execute(query)
        )
        Rows(self.connection, "links", Link).write(self._links())

    def _write_changed(self) -> None:
        """Set until when those applications sleep of which that has changed."""
        query = "SELECT application, until FROM found WHERE is_new ORDER BY rowid"
        changed = self.connection.execute(query)
        while part := changed.fetchmany(self.size):
            tables = Tables(self.connection)
            tables.sleep.read(name for name, _ in part)
            for name, until in part:
                tables.lay(name, tables.sleep[name]._replace(until=until))
            tables.save()

    def _write_wakes(self) -> list[str]:
        """Write which applications wake when, and return the moments."""
        query = "SELECT until, application FROM found WHERE until < ? ORDER BY until, application"
        found = groupby(self.connection.execute(query, (FOREVER,)), itemgetter(0))
        wakes = {moment: Wake(tuple([name for _, name in group])) for moment, group in found}
        Rows(self.connection, "wakes", Wake).write(({"": Wake()} | wakes).items())
        return sorted(wakes.keys() - {""})

    def _links(self) -> Iterator[tuple[str, Link]]:
        """Yield the rows of `links` in the order of their keys, each with the next key."""
        query = "SELECT link, name, last FROM pairs ORDER BY link, place, rowid"
        key, pairs = "", list[tuple[str, str]]()
        count = self.connection.execute("SELECT count(*) FROM pairs").fetchone()[0]
        for number, (link, name, last) in enumerate(self.connection.execute(query), 1):
            if number % _OFTEN == 0:
                self._show(self._total, number / count)
            if link == key:
                pairs.append((name, last))
                continue
            yield key, row_of(key, pairs, link)
            key, pairs = link, [(name, last)]
        yield key, row_of(key, pairs, "")


def _as_json(names: tuple[str, ...]) -> str:
    return msgspec.json.encode(names).decode()


def work_out(
    connection: sqlite3.Connection,
    premises: str,
    now: datetime,
    until_by: Callable[[Sequence[Numbered]], Until],
    progress: Progress,
    *,
    is_sound: bool,
    size: int = PIECE,
) -> bool:
    """Make the tables anew, by so many applications at once; False if the log has changed meanwhile.

    With `is_sound` only until when each application sleeps; Unusable if the rest is not sound. Damage and
    FollowupError as the log and the planner have it; whatever is raised, all is as it was.
    """
    found = Anew(connection, size, progress, is_sound=is_sound)
    try:
        _drop(connection)
        general = found.general()
        found.work(general, until_by(general))
        with writing(connection):
            return found.write(premises, now)
    finally:
        _drop(connection)


def _drop(connection: sqlite3.Connection) -> None:
    if connection.in_transaction:
        connection.execute("ROLLBACK")
    for table in _TEMPORARY:
        connection.execute(f"DROP TABLE IF EXISTS temp.{table}")
