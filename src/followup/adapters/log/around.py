"""Reading along: which applications a look at the log needs, by the tables beside it.

A look reads the rows of what it is about, of what is linked to that, and no others: its time follows what is
due or meant, not how much was ever logged.
"""

from __future__ import annotations

import sqlite3
from datetime import MAXYEAR, UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from followup.adapters.log.chain import COLUMNS, event_of
from followup.adapters.log.database import reading
from followup.adapters.log.sealed import Head, Unusable
from followup.adapters.log.tables import FOREVER, LAST, SILENT, Tables
from followup.core.links import links_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from followup.core.events import Event


class Awake(NamedTuple):
    """`asked` may have something to show; `planned` adds those whose plan can touch theirs.

    `applications` are all to be read: those that are over add the messages sent in them, no more. `events`
    is how many there are to read, None for the whole log. `tip` was its last event. `resting` are more that
    share a person and may have been sent messages, up to their last date: they count if that is recent.
    `wakes` is the next moment at which something wakes, if there is one. Where all is awake for other rules
    or an earlier day, and not for what the tables say, they are `is_sound`.
    """

    tip: str
    asked: frozenset[str]
    planned: frozenset[str]
    applications: frozenset[str]
    events: int | None
    resting: Mapping[str, str] = {}
    wakes: tuple[datetime, ...] = ()
    is_sound: bool = False


class Wanted(NamedTuple):
    """Which applications a command is about: by keys (`handle:acme`) and by ids, and by where they stand.

    `people` are the keys of contacts (`name:robin`) whose applications have to do with it. What is `complete`
    leaves nothing out that shares a person, however long it has been over.

    `awake` adds those of today, `planned` all that have anything to come, or talks of the last weeks, and
    `silent` those that have nothing to come, and yet are not over, or could be brought back by a wish.
    """

    keys: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()
    applications: frozenset[str] = frozenset()
    awake: bool = False
    planned: bool = False
    silent: bool = False
    complete: bool = False


# So many that are over are read at once; of more, only those that count.
FEW = 30
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
            return _awake_at(connection, premises, stamp_of(now))
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
        return everything(connection)._replace(is_sound=True)
    found = _linked(connection, tables, head, tables.asked(head, now), set(), is_brief=True)
    later = min((each for each in head.names if now < each < LAST), default=None)
    return found._replace(wakes=() if later is None else (datetime.fromisoformat(f"{later}Z"),))


def around(connection: sqlite3.Connection, wanted: Wanted, premises: str, now: datetime) -> Awake | None:
    """Return the applications that are wanted, as asked, and all linked to them; None if it cannot be told.

    What else is over is not planned, if it was found out under these premises, and not later than `now`.
    """
    try:
        with reading(connection):
            return _around(connection, wanted, premises, stamp_of(now))
    except (Unusable, sqlite3.DatabaseError):
        return None


def _around(connection: sqlite3.Connection, wanted: Wanted, premises: str, now: str) -> Awake:
    tables = Tables(connection)
    head = tables.head(tip_of(connection))
    tables.links.read({*wanted.keys, *wanted.people})
    asked = tables.sharing(wanted.keys) | set(wanted.applications)
    is_timely = head.premises == premises and now >= head.since
    if wanted.awake or wanted.planned or wanted.silent:
        if not is_timely:
            raise Unusable
        asked |= tables.asked(head, SILENT if wanted.silent else LAST if wanted.planned else now)
    # What one of two that are one is asked, the other is.
    tables.sleep.read(asked)
    asked = tables.and_one_with(asked)
    contacts = {f"contact:{contact}" for contact in tables.sharing(wanted.people)}
    is_brief = is_timely and not wanted.complete
    return _linked(connection, tables, head, frozenset(asked), contacts, is_brief=is_brief)


def is_near(connection: sqlite3.Connection, word: str) -> bool:
    """Whether any name that was ever logged is close to `word`; also where that cannot be told."""
    try:
        tables = Tables(connection)
        tables.head(tip_of(connection))
        return tables.is_near(word)
    except (Unusable, sqlite3.DatabaseError):
        return True


def _linked(
    connection: sqlite3.Connection,
    tables: Tables,
    head: Head,
    asked: frozenset[str],
    found: set[str],
    *,
    is_brief: bool,
) -> Awake:
    """Return those asked, and all whose plan can touch theirs or that have a link `found`.

    Unusable where the tables do not say. What `is_brief` believes that what is over has nothing to come.
    """
    planned, read, seen = set(asked), set[str](), set[str]()
    resting: dict[str, str] = {}
    new, found = set(asked), found | _reminded(connection, tables)
    while new or found - seen:
        tables.sleep.read(new)
        new = tables.and_one_with(new) - read
        read |= new
        if not all(tables.sleep[each].events for each in new):
            raise Unusable
        new = {each for each in new if each in asked or not is_brief or tables.sleep[each].until < SILENT}
        planned |= new
        found |= tables.links_from(new)
        new = set()
        for link in found - seen:
            sharing = tables.links.held(link)
            over = {each: last for each, last in sharing.items() if last} if is_brief else {}
            if link.startswith("contact:") and len(over) > FEW:
                resting |= over
                new |= sharing.keys() - over.keys()
                new |= tables.links.saying(link.removeprefix("contact:"), over)
            else:
                new |= sharing.keys()
        seen |= found
        new -= read
    events = head.events + sum(tables.sleep[each].events for each in read)
    rest = {each: last for each, last in resting.items() if each not in read}
    return Awake(head.tip, asked, frozenset(planned), frozenset(read), events, rest)


def _reminded(connection: sqlite3.Connection, tables: Tables) -> set[str]:
    """Return the links to those whom reminders about no application are for."""
    # A correction may name another person.
    condition = "WHERE application IS NULL AND kind IN ('reminder', 'amended')"
    named = (each for each in events_where(connection, condition) if each.kind == "reminder" or each.target)
    found = {link for event in named for link in links_of(event)}
    tables.links.read(found)
    return found


def joined(connection: sqlite3.Connection, awake: Awake, since: str) -> Awake | None:
    """Return `awake` with those of its resting applications that have an event from the date `since` on.

    None where the tables do not say, or are those of another state of the log.
    """
    more = {each for each, last in awake.resting.items() if last >= since}
    try:
        with reading(connection):
            tables = Tables(connection)
            if tables.head(tip_of(connection)).tip != awake.tip:
                return None
            tables.sleep.read(more)
            more = tables.and_one_with(more) - awake.applications
            counts = [tables.sleep[each].events for each in more]
    except (Unusable, sqlite3.DatabaseError):
        return None
    if not all(counts) or awake.events is None:
        return None
    return awake._replace(
        applications=awake.applications | more, events=awake.events + sum(counts), resting={}
    )


def events_where(connection: sqlite3.Connection, condition: str) -> Iterator[Event]:
    """Yield the events of some rows, each verified; Damage at the first that was altered."""
    for row in connection.execute(f"SELECT {COLUMNS} FROM events {condition}"):  # noqa: S608  # constants
        yield event_of(row)


def stamp_of(moment: datetime | None) -> str:
    """Return an instant as text that sorts by time."""
    if moment is not None and moment.year == MAXYEAR:
        return SILENT
    return FOREVER if moment is None else moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")
