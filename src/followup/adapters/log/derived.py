"""What stands beside the log: which applications share a person or a company, and until when each sleeps.

All of it can be computed from the log again, and is where a row is missing, is not as this program wrote
it, or belongs to another state of the log. A look reads the rows of what is awake and of what is linked to
that, and no others: its time follows what is due.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from followup.adapters.log.around import Awake, events_where, stamp_of, tip_of
from followup.adapters.log.sealed import Head, Unusable, Wake, make
from followup.adapters.log.tables import FOREVER, HEAD, UNREAD, Tables

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from followup.core.events import Event


def put_to_sleep(
    connection: sqlite3.Connection,
    until: Mapping[str, datetime | None],
    premises: str,
    awake: Awake,
    now: datetime,
    whole: Sequence[Event] = (),
) -> None:
    """Note until when those asked have nothing to show; who is not among them is awake.

    None is for ever, and the last year of all for ever too, though the application is not over. `whole` is
    the log, where it was read since. Nothing is noted if the log, or what stands beside it, is no longer as
    it was when `awake` was read.
    """
    stamp = stamp_of(now)
    if tip_of(connection) != awake.tip:
        return
    if awake.events is None:
        tables, past = _sound(connection, awake) or _anew(connection, whole)
        head = tables.heads[HEAD]._replace(names=())
    else:
        tables = Tables(connection)
        head = tables.head(tip_of(connection))
        past = {moment for moment in head.names if moment <= stamp}
        if head.premises != premises or stamp < head.since or tables.asked(head, stamp) != awake.asked:
            return
    wakes: dict[str, set[str]] = {"": set()}
    for application in awake.asked:
        moment = stamp_of(until[application]) if application in until else ""
        if tables.sleep[application].until != moment:
            tables.lay(application, tables.sleep[application]._replace(until=moment))
        if moment < FOREVER:
            wakes.setdefault(moment, set()).add(application)
    for when, applications in wakes.items():
        before = tables.wakes[when].names if when in head.names else ()
        tables.wakes[when] = Wake(tuple(sorted(applications.union(before))))
    tables.wakes.drop(past - wakes.keys())
    moments = (set(head.names) - past | wakes.keys()) - {""}
    tables.heads[HEAD] = head._replace(premises=premises, since=stamp, names=tuple(sorted(moments)))
    tables.save()


def _sound(connection: sqlite3.Connection, awake: Awake) -> tuple[Tables, set[str]] | None:
    """Return the tables as they are, and the moments at which something was to wake; None if not sound.

    Other rules change when an application wakes, but neither its events nor what it is linked to.
    """
    if not awake.is_sound:
        return None
    try:
        tables = Tables(connection)
        head = tables.head(awake.tip)
        tables.sleep.read(awake.asked)
        tables.links_from(set(awake.asked))
    except (Unusable, sqlite3.DatabaseError):
        return None
    return (tables, set(head.names)) if all(tables.sleep[each].events for each in awake.asked) else None


def _anew(connection: sqlite3.Connection, whole: Sequence[Event]) -> tuple[Tables, set[str]]:
    """Return new tables, as the log has it, and no moment at which anything was to wake."""
    make(connection)
    tables = replay(connection, whole)
    tables.heads[HEAD] = Head(tip_of(connection), events=tables.general)
    return tables, set()


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


def replay(connection: sqlite3.Connection, whole: Sequence[Event] = ()) -> Tables:
    """Return what the whole log comes to, unsaved, with every application awake; `whole` is it, if known."""
    tables = Tables(connection, fresh=True)
    for event in whole or events_where(connection, "ORDER BY seq"):
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
