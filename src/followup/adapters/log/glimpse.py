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
    from collections.abc import Iterable
    from typing import Any

    _Found = tuple[str, str, str, dict[str, Any]]  # id, kind, application, and the event itself

# As many of the newest events are looked at, and where there are no tables beside the log.
RECENT, RECENT_WITHOUT_TABLES = 300, 3000
MOST = 100  # nobody reads more, whatever begins with the prefix
# As `adapters.log.database` has it, which imports more than a Tab may cost.
APPLICATION_ID = 0x666C7570
# As `core.events` has it: with these alone there is no application.
NO_FACTS = {
    *("snoozed", "skipped", "reminder", "away", "preference"),
    *("amended", "retracted", "same_person", "same_application", "dismissed"),
}
_OF_CONTACTS = ("name:", "mail:")
EVERY = "*"  # as `adapters.log.links` has it
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
    found = list(dict.fromkeys(_keys(connection, prefix, prefix + _LAST, MOST)))
    if not prefix.startswith(_OF_CONTACTS):
        return found
    # Names and addresses lead to contacts, and these to where something was said of them.
    places = (
        place
        for contact in found
        for key in (f"said:{contact}", f"contact:{contact}")
        for place in _keys(connection, key, f"{key}\0", 1)
    )
    return [place for place in dict.fromkeys(places) if place != EVERY]


def _keys(connection: sqlite3.Connection, start: str, end: str, most: int) -> list[str]:
    query = "SELECT json_extract(names, '$[#-1]') FROM links WHERE link >= ? AND link < ? LIMIT ?"
    try:
        return [row[0] for row in connection.execute(query, (start, end, most)) if row[0]]
    except sqlite3.DatabaseError:  # nothing was computed yet
        return []


class Glimpse:
    """What the events of some applications come to, in the order of the applications given.

    `handles` are by application; `events` in force are id, kind and application, the newest first; `settled`
    are the actions that were done or skipped, `people` by contact: the name and the address shown,
    and all names that were ever used.
    """

    def __init__(self, connection: sqlite3.Connection, applications: Iterable[str]) -> None:
        places = list(applications)
        rows = sorted(_rows(connection, places), reverse=True)
        found = [(row[1], row[2], row[3] or "", json.loads(row[4])) for row in rows]
        gone = _gone(found)
        kept = [each for each in found if each[0] not in gone]
        self.events = [
            (identity, kind, place)
            for identity, kind, place, _ in kept
            if kind not in {"amended", "retracted"}
        ]
        self.settled = {
            event["settles"]["action"]
            for _, kind, _, event in kept
            if "settles" in event and kind != "snoozed"
        }
        handles = dict[str, str]()
        for identity, _, place, event in found:
            about = event.get("patch", {}).get("about", {}) if identity not in gone else {}
            handle = about.get("handle") or event.get("about", {}).get("handle")
            if handle:
                handles.setdefault(place, handle)
        alive = {place for _, kind, place in self.events if kind not in NO_FACTS} - _retired(found, gone)
        self.handles = {place: handles[place] for place in places if place in alive and place in handles}
        self.people = _people(kept)


def _retired(newest_first: list[_Found], gone: set[str]) -> set[str]:
    """Return the applications that are one with another, which was begun first; both say so."""
    age = {place: number for number, (identity, _, place, _) in enumerate(newest_first) if identity == place}
    said = {
        (place, event["same_as"])
        for identity, _, place, event in newest_first
        if "same_as" in event and identity not in gone
    }
    # One that is not among these is older, mostly.
    return {
        place
        for place, other in said
        if age.get(other, len(newest_first)) > age.get(place, 0)
        and ((other, place) in said or other not in age)
    }


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


def _gone(newest_first: Iterable[_Found]) -> set[str]:
    """Return the ids of what was taken back; a correction only points backwards."""
    gone = set[str]()
    for identity, kind, _, event in newest_first:
        if kind == "retracted" and identity not in gone:
            gone.add(event.get("target", ""))
    return gone


def _people(newest_first: Iterable[_Found]) -> dict[str, tuple[str, str, set[str]]]:
    """Return name, address and all names of each contact."""
    told: list[tuple[str, list[dict[str, str]]]] = []
    amended: dict[str, Any] = {}
    for identity, kind, _, event in newest_first:
        if "target" not in event:
            told.append((kind, amended.get(identity, event.get("people")) or []))
        elif "people" in event.get("patch", {}):
            amended.setdefault(event["target"], event["patch"]["people"])
    people = _People()
    for kind, named in reversed(told):
        people.take(kind, named)
    return {
        who: (each.get("name", ""), each.get("email", ""), people.names.get(who, set()))
        for who, each in people.known.items()
    }


class _People:
    """What is known of each contact, learnt as `core.people` does."""

    def __init__(self) -> None:
        self.known: dict[str, dict[str, str]] = {}
        self.corrected: dict[str, set[str]] = {}  # what `people edit` has said stays
        self.merged: dict[str, str] = {}
        self.names: dict[str, set[str]] = {}

    def take(self, kind: str, named: list[dict[str, str]]) -> None:
        """Learn what an event of a kind says of the people that it names."""
        who = [self._root(person.get("contact", "")) for person in named]
        if kind == "same_person":
            if who[0] != who[1]:
                self.known[who[0]] = self.known.pop(who[1], {}) | self.known.get(who[0], {})
                self.merged[who[1]] = who[0]
                self.names.setdefault(who[0], set()).update(self.names.pop(who[1], ()))
            return
        for contact, person in zip(who, named, strict=True):
            self.names.setdefault(contact, set()).add(person.get("name", ""))
            if kind == "amended":
                if contact in self.known:
                    said = {field: person[field] for field in ("name", "email") if person.get(field)}
                    self.known[contact] |= said
                    self.corrected.setdefault(contact, set()).update(said)
                continue
            known, corrected = self.known.setdefault(contact, {}), self.corrected.get(contact, ())
            name, words = person.get("name", ""), len(known.get("name", "").split())
            if name and "name" not in corrected and len(name.split()) >= words:
                known["name"] = name
            if person.get("email") and "email" not in corrected:
                known["email"] = person["email"]

    def _root(self, contact: str) -> str:
        while contact in self.merged:
            contact = self.merged[contact]
        return contact
