"""A glimpse of the log: what a shell may offer at Tab. Bounded, read-only, of the standard library alone.

A Tab must cost no more than the start of Python. So this looks at the applications of the newest events, and
at what begins with the prefix by the tables beside the log. It verifies nothing: a word of a damaged row
names nothing, and that is said when it is used.
"""

# ruff: noqa: PTH100, PTH116, PTH123  # pathlib costs more than the rest
from __future__ import annotations

import json
import os
import sqlite3
import stat

TYPE_CHECKING = False  # typing costs as much as pathlib
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

# As many of the newest events are looked at, and where there are no tables beside the log.
RECENT, RECENT_WITHOUT_TABLES = 300, 3000
MOST = 100  # nobody reads more, whatever begins with the prefix
# As `adapters.log.database` has it, which imports more than a Tab may cost.
APPLICATION_ID = 0x666C7570
_BATCH = 500  # SQLite's oldest limit on parameters is 999
_LAST = "\U0010ffff"
_COLUMNS = "seq, id, kind, application, data"


def opened(path: str) -> sqlite3.Connection | None:
    """Return the log for reading, None if the file is none; nothing is waited for, made or changed.

    Another program's database is not even opened: in some modes SQLite would make files beside it.
    """
    if not stat.S_ISREG(os.stat(path).st_mode):
        return None
    with open(path, "rb") as file:
        header = file.read(100)
    if header[68:72] != APPLICATION_ID.to_bytes(4, "big") or header[18:20] != b"\x01\x01":
        return None
    name = os.path.abspath(path).replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    return sqlite3.connect(f"file:{name}?mode=ro", timeout=0, uri=True)


def recent(connection: sqlite3.Connection) -> list[str]:
    """Return the applications of the newest events, the newest first."""
    count = RECENT if _keys(connection, "handle:", "handle;", 1) else RECENT_WITHOUT_TABLES
    found = connection.execute("SELECT application FROM events ORDER BY seq DESC LIMIT ?", (count,))
    return list(dict.fromkeys(row[0] for row in found if row[0]))


def beginning(connection: sqlite3.Connection, prefix: str) -> list[str]:
    """Return the applications of the keys with this prefix; of those that share one the last is enough."""
    return list(dict.fromkeys(_keys(connection, prefix, prefix + _LAST, MOST)))


def _keys(connection: sqlite3.Connection, start: str, end: str, most: int) -> list[str]:
    query = "SELECT json_extract(names, '$[#-1]') FROM links WHERE link >= ? AND link < ? LIMIT ?"
    try:
        return [row[0] for row in connection.execute(query, (start, end, most)) if row[0]]
    except sqlite3.DatabaseError:  # nothing was computed yet
        return []


class Glimpse:
    """What the events of some applications come to, in the order of the applications given.

    `handles` are by application; `events` in force are id, kind and application, the newest first; `settled`
    are the actions that were done or skipped, `people` by contact: the name and the address shown.
    """

    def __init__(self, connection: sqlite3.Connection, applications: Iterable[str]) -> None:
        places = list(applications)
        rows = sorted(_rows(connection, places), reverse=True)
        found = [(row[1], row[2], row[3] or "", json.loads(row[4])) for row in rows]
        gone = _gone(found)
        self.events = [
            (identity, kind, place)
            for identity, kind, place, event in found
            if identity not in gone and kind not in {"amended", "retracted"}
        ]
        kept = [(identity, kind, event) for identity, kind, _, event in found if identity not in gone]
        self.settled = {
            event["settles"]["action"] for _, kind, event in kept if "settles" in event and kind != "snoozed"
        }
        handles = dict[str, str]()
        for identity, _, place, event in found:
            about = event.get("patch", {}).get("about", {}) if identity not in gone else {}
            handle = about.get("handle") or event.get("about", {}).get("handle")
            if handle:
                handles.setdefault(place, handle)
        alive = {place for _, _, place in self.events}
        self.handles = {place: handles[place] for place in places if place in alive and place in handles}
        self.people = _people(kept)


def _rows(connection: sqlite3.Connection, applications: list[str]) -> list[tuple[Any, ...]]:
    """Return the events of these applications, and the newest of those that are about none."""
    query = f"SELECT {_COLUMNS} FROM events WHERE application IS NULL ORDER BY seq DESC LIMIT ?"  # noqa: S608
    rows = connection.execute(query, (RECENT,)).fetchall()
    for start in range(0, len(applications), _BATCH):
        part = applications[start : start + _BATCH]
        marks = ", ".join("?" * len(part))
        rows += connection.execute(
            f"SELECT {_COLUMNS} FROM events WHERE application IN ({marks})",  # noqa: S608
            part,
        )
    return rows


def _gone(newest_first: Iterable[tuple[str, str, str, Mapping[str, Any]]]) -> set[str]:
    """Return the ids of what was taken back; a correction only points backwards."""
    gone = set[str]()
    for identity, kind, _, event in newest_first:
        if kind == "retracted" and identity not in gone:
            gone.add(event.get("target", ""))
    return gone


def _people(newest_first: Iterable[tuple[str, str, Mapping[str, Any]]]) -> dict[str, tuple[str, str]]:
    """Return name and address of each contact, as `core.people` has them shown."""
    told: list[tuple[str, Any, bool]] = []
    amended: dict[str, Any] = {}
    for identity, kind, event in newest_first:
        if "target" not in event:
            people = amended.get(identity, event.get("people")) or ()
            told.append((kind, people, kind == "amended"))
        elif "people" in event.get("patch", {}):
            amended.setdefault(event["target"], event["patch"]["people"])
    names, addresses, merged = dict[str, str](), dict[str, str](), dict[str, str]()
    said = set[tuple[str, str]]()  # what `people edit` has said stays
    for kind, people, is_edit in reversed(told):
        if kind == "same_person" and len(people) > 1:
            merged[people[1].get("contact", "")] = people[0].get("contact", "")
        for person in people:
            contact, name, address = (person.get(field, "") for field in ("contact", "name", "email"))
            is_longer = len(name.split()) >= len(names.get(contact, "").split())
            if name and (is_edit or (is_longer and ("name", contact) not in said)):
                names[contact] = name
            if address and (is_edit or ("email", contact) not in said):
                addresses[contact] = address
            if is_edit:
                said |= {(field, contact) for field in ("name", "email") if person.get(field)}
    return {
        contact: (names.get(contact, ""), addresses.get(contact, ""))
        for contact in names | addresses
        if contact and contact not in merged
    }
