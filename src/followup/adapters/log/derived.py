"""What stands beside the log: which applications share a person or a company, and until when each sleeps.

All of it can be computed from the log again, and is where a row is missing, is not as this program wrote
it, or belongs to another state of the log. A look reads the rows of what is awake and of what is linked to
that, and no others: its time follows what is due.
"""

from __future__ import annotations

import sqlite3
from datetime import MAXYEAR, UTC
from typing import TYPE_CHECKING, NamedTuple

from followup.adapters.log.chain import COLUMNS, event_of
from followup.adapters.log.database import reading
from followup.adapters.log.sealed import Head, Unusable, Wake, make
from followup.adapters.log.tables import FOREVER, HEAD, LAST, SILENT, UNREAD, Tables
from followup.core.links import links_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from followup.core.events import Event


class Awake(NamedTuple):
    """`asked` may have something to show; `planned` adds those whose plan can touch theirs.

    `applications` are all to be read: those that are over add the messages sent in them, no more. `events`
    is how many there are to read, None for the whole log. `tip` was its last event.
    """

    tip: str
    asked: frozenset[str]
    planned: frozenset[str]
    applications: frozenset[str]
    events: int | None


class Wanted(NamedTuple):
    """Which applications a command is about: by keys (`handle:acme`) and by ids, and by where they stand.

    `awake` adds those of today, `planned` all that have anything to come, or talks of the last weeks, and
    `silent` those that have nothing to come, and yet are not over.
    """

    keys: frozenset[str] = frozenset()
    applications: frozenset[str] = frozenset()
    awake: bool = False
    planned: bool = False
    silent: bool = False


# What there is before anything is logged.
NOTHING = Awake("", frozenset(), frozenset(), frozenset(), 0)


def tip_of(connection: sqlite3.Connection) -> str:
    """Return what names the last event of the log."""
    row = connection.execute("SELECT seq, id FROM events ORDER BY seq DESC LIMIT 1").fetchone()
    return f"{row[0]} {row[1]}" if row else ""


def everything(connection: sqlite3.Connection) -> Awake:
    """Return every application as awake, from the events alone."""
    query = "SELECT DISTINCT application FROM events NOT INDEXED WHERE application IS NOT NULL"
    every = frozenset(row[0] for row in connection.execute(query))
    return Awake(tip_of(connection), every, every, every, None)


def awake_at(connection: sqlite3.Connection, premises: str, now: datetime) -> Awake:
    """Return the applications that may have something to show at `now`, and all linked to them."""
    try:
        with reading(connection):
            return _awake_at(connection, premises, _stamp(now))
    except (Unusable, sqlite3.DatabaseError):
        return everything(connection)


def _awake_at(connection: sqlite3.Connection, premises: str, now: str) -> Awake:
    """Return what is awake by the tables; Unusable where they do not say.

    Letters and ranks are decided among the messages to one contact or company, and each application that has
    one can have another: so they are followed from one to the next. What is over for good has nothing to
    plan; it is read for what was sent in it, and leads nowhere.
    """
    tables = Tables(connection)
    head = tables.head(tip_of(connection))
    if head.premises != premises or now < head.since:
        raise Unusable
    return _linked(connection, tables, head, tables.asked(head, now), is_timely=True)


def around(connection: sqlite3.Connection, wanted: Wanted, premises: str, now: datetime) -> Awake | None:
    """Return the applications that are wanted, as asked, and all linked to them; None if it cannot be told.

    What else is over is not planned, if it was found out under these premises, and not later than `now`.
    """
    try:
        with reading(connection):
            return _around(connection, wanted, premises, _stamp(now))
    except (Unusable, sqlite3.DatabaseError):
        return None


def _around(connection: sqlite3.Connection, wanted: Wanted, premises: str, now: str) -> Awake:
    tables = Tables(connection)
    head = tables.head(tip_of(connection))
    tables.links.read(wanted.keys)
    asked = tables.sharing(wanted.keys) | set(wanted.applications)
    is_timely = head.premises == premises and now >= head.since
    if wanted.awake or wanted.planned or wanted.silent:
        if not is_timely:
            raise Unusable
        asked |= tables.asked(head, SILENT if wanted.silent else LAST if wanted.planned else now)
    # What one of two that are one is asked, the other is.
    asked = tables.and_one_with(asked)
    return _linked(connection, tables, head, frozenset(asked), is_timely=is_timely)


def is_near(connection: sqlite3.Connection, word: str) -> bool:
    """Whether any name that was ever logged is close to `word`; also where that cannot be told."""
    try:
        tables = Tables(connection)
        tables.head(tip_of(connection))
        return tables.is_near(word)
    except (Unusable, sqlite3.DatabaseError):
        return True


def _linked(
    connection: sqlite3.Connection, tables: Tables, head: Head, asked: frozenset[str], *, is_timely: bool
) -> Awake:
    """Return those asked, and all whose plan can touch theirs; Unusable where the tables do not say."""
    planned, read, seen = set(asked), set(asked), set[str]()
    new = _reminded(connection, tables) | asked
    while new:
        read |= new
        tables.sleep.read(new)
        if not all(tables.sleep[each].events for each in new):
            raise Unusable
        new = {each for each in new if each in asked or not is_timely or tables.sleep[each].until < SILENT}
        planned |= new
        found = tables.links_from(new)
        new = {each for link in found - seen for each in tables.links[link].names} - read
        seen |= found
    events = head.events + sum(tables.sleep[each].events for each in read)
    return Awake(head.tip, asked, frozenset(planned), frozenset(read), events)


def _reminded(connection: sqlite3.Connection, tables: Tables) -> set[str]:
    """Return the applications that share a contact with a reminder that is about none."""
    # A correction may name another person.
    condition = "WHERE application IS NULL AND kind IN ('reminder', 'amended')"
    named = (each for each in _events(connection, condition) if each.kind == "reminder" or each.target)
    return {each for event in named for each in tables.sharing(links_of(event))}


def put_to_sleep(
    connection: sqlite3.Connection,
    until: Mapping[str, datetime | None],
    premises: str,
    awake: Awake,
    now: datetime,
) -> None:
    """Note until when those asked have nothing to show; who is not among them is awake.

    None is for ever, and the last year of all for ever too, though the application is not over.
    Nothing is noted if the log, or what stands beside it, is no longer as it was when `awake` was read.
    """
    stamp = _stamp(now)
    if tip_of(connection) != awake.tip:
        return
    if awake.events is None:
        make(connection)
        tables = replay(connection)
        head, past = Head(awake.tip, events=tables.general), set[str]()
    else:
        tables = Tables(connection)
        head = tables.head(tip_of(connection))
        past = {moment for moment in head.names if moment <= stamp}
        if head.premises != premises or stamp < head.since or tables.asked(head, stamp) != awake.asked:
            return
    wakes: dict[str, set[str]] = {"": set()}
    for application in awake.asked:
        moment = _stamp(until[application]) if application in until else ""
        if tables.sleep[application].until != moment:
            tables.sleep[application] = tables.sleep[application]._replace(until=moment)
        if moment < FOREVER:
            wakes.setdefault(moment, set()).add(application)
    for when, applications in wakes.items():
        before = tables.wakes[when].names if when in head.names else ()
        tables.wakes[when] = Wake(tuple(sorted(applications.union(before))))
    tables.wakes.drop(past - wakes.keys())
    moments = (set(head.names) - past | wakes.keys()) - {""}
    tables.heads[HEAD] = head._replace(premises=premises, since=stamp, names=tuple(sorted(moments)))
    tables.save()


def note(connection: sqlite3.Connection, tip: str, events: Sequence[Event]) -> None:
    """Take up events that were just written after `tip`, and wake every application they can change.

    Where that cannot be, the tables stay behind the log, and the next look makes them anew.
    """
    try:
        tables = _with(connection, tip, events)
    except (Unusable, sqlite3.DatabaseError):
        if not connection.in_transaction:
            raise  # the disk is full, or gone: the events are not written either
        return
    connection.execute("SAVEPOINT derived")
    try:
        tables.save()
    except (Unusable, sqlite3.DatabaseError):
        if not connection.in_transaction:
            raise
        connection.execute("ROLLBACK TO derived")
    connection.execute("RELEASE derived")


def _with(connection: sqlite3.Connection, tip: str, events: Sequence[Event]) -> Tables:
    """Return the tables after these events, unsaved; Unusable where only a replay can tell."""
    # What names neither is about the user's own days, or corrects what was: it can change every plan.
    telling = (event for event in events if event.kind != UNREAD)
    if any(event.application is None and not event.people for event in telling):
        raise Unusable
    tables = Tables(connection)
    head = tables.head(tip)
    woken = {each for event in events for each in tables.take(event)}
    for each in woken:
        query = "SELECT count(*) FROM events WHERE application = ?"
        if connection.execute(query, (each,)).fetchone()[0] != tables.sleep[each].events:
            raise Unusable
    tables.wakes[""] = Wake(tuple(sorted(woken.union(tables.wakes[""].names))))
    tables.heads[HEAD] = head._replace(tip=tip_of(connection), events=head.events + tables.general)
    return tables


def replay(connection: sqlite3.Connection) -> Tables:
    """Return what the whole log comes to, unsaved, with every application awake."""
    tables = Tables(connection, fresh=True)
    for event in _events(connection, "ORDER BY seq"):
        tables.take(event)
    return tables


def fault_of(connection: sqlite3.Connection) -> str | None:
    """Return what is wrong with the tables, held against a replay of the log; None if nothing is.

    Tables that are not there, or behind the log, are not wrong: nothing believes them.
    """
    query = "SELECT 1 FROM sqlite_master WHERE name = 'derived'"
    if connection.execute(query).fetchone() is None:
        return None
    tables = Tables(connection)
    try:
        for rows in (tables.heads, tables.sleep, tables.links, tables.wakes):
            rows.read_all()
        if tables.heads[HEAD].tip != tip_of(connection):
            return None
        tables.asked(tables.heads[HEAD], FOREVER)
        return tables.differing(replay(connection))
    except Unusable as error:
        return f"The row {error} is missing or damaged"
    except sqlite3.DatabaseError as error:
        return f"What stands beside the log cannot be read: {error}"


def _events(connection: sqlite3.Connection, condition: str) -> Iterator[Event]:
    """Yield the events of some rows, each verified; Damage at the first that was altered."""
    for row in connection.execute(f"SELECT {COLUMNS} FROM events {condition}"):  # noqa: S608  # constants
        yield event_of(row)


def _stamp(moment: datetime | None) -> str:
    """Return an instant as text that sorts by time."""
    if moment is not None and moment.year == MAXYEAR:
        return SILENT
    return FOREVER if moment is None else moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")
