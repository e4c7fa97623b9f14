"""Pieces: what the events of some applications come to in the tables, apart from all others.

What is said of a person follows from all that was said before, wherever; so it is kept as it was said, and
`row_of` puts it together in the order of the log.
"""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING

import msgspec

from followup.adapters.log.links import EVERY, link_of
from followup.adapters.log.sealed import Asleep, Link
from followup.adapters.log.tables import SILENT, UNREAD, Tables, said_only_at
from followup.core.events import Person
from followup.core.links import links_of
from followup.core.names import handles_of, keys_of_person, near_keys_of
from followup.core.people import learnt

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Container, Iterable, Mapping, Sequence

    from followup.core.events import Event

    Numbered = tuple[int, Event]  # with its place in the log
    # A key, what it leads to, and the last date if that rests; of a contact, what was said at which place in
    # the log, and in which application.
    Pair = tuple[str, int, str, str]

# What says something of other events than itself, or joins what was two.
_CORRECTING = {"amended", "retracted", "same_person", "same_application", UNREAD}


def index(
    connection: sqlite3.Connection,
    applications: Mapping[str, Sequence[Numbered]],
    general: Sequence[Numbered],
    stamps: Mapping[str, str],
    merged: Container[str],
) -> tuple[list[tuple[str, Asleep]], list[Pair]]:
    """Return the rows of `sleep` of some applications, and what there is to put into `links`.

    `general` are the events about none that may concern them, and `merged` the contacts whom those join;
    `stamps` say until when each sleeps. Without applications it is of `general` alone.
    """
    rows: list[tuple[str, Asleep]] = []
    pairs: list[Pair] = []
    others: list[Numbered] = []
    for application, numbered in applications.items():
        if _is_plain(numbered, merged):
            row, found = _plain(application, numbered, stamps[application])
            rows.append((application, row))
            pairs += found
        else:
            others += numbered
    if others or not applications:
        piece = _Piece(connection)
        for piece.place, event in sorted((*others, *general), key=itemgetter(0)):
            before = len(piece.said)
            piece.take(event)
            if applications and event.application is None:
                del piece.said[before:]  # that is said once, with all that is about no application
        for application in {event.application: None for _, event in others if event.application}:
            piece.lay(application, piece.sleep[application]._replace(until=stamps[application]))
            rows.append((application, piece.sleep[application]))
        place = others[0][0] if others else 0
        pairs += [(key, place, name, last) for key, name, last in piece.links.pairs()]
        pairs += piece.said
    return rows, pairs


def _is_plain(numbered: Sequence[Numbered], merged: Container[str]) -> bool:
    """Whether nothing corrects the events, nor joins anybody whom they name to another."""
    return all(
        event.kind not in _CORRECTING and all(person.contact not in merged for person in event.people)
        for _, event in numbered
    )


class _Piece(Tables):
    """The tables of some applications; what is said of people is kept for when all of it is known."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        super().__init__(connection, fresh=True)
        self.place = 0
        self.said: list[Pair] = []

    def hear(self, person: Person, event: Event) -> None:
        self.said.append(_said(self.place, person, event))

    def doubt(self, contact: str, event: Event) -> None:
        self.said.append((f"said:{contact}", self.place, EVERY, said_only_at(event)))


def _said(place: int, person: Person, event: Event) -> Pair:
    """Return what an event says of somebody, with the application in which it does."""
    words = (person.name, person.email, person.phone, event.kind == "amended")
    text = msgspec.json.encode(words).decode()
    return f"said:{person.contact}", place, text, event.application or ""


def _plain(application: str, numbered: Sequence[Numbered], until: str) -> tuple[Asleep, list[Pair]]:
    """Return what the events of an application come to that neither correct nor join anything.

    It is what `Tables.take` makes of them, in a third of the time: a log is nearly all of this kind.
    """
    last, links = "", set[str]()
    pairs: list[Pair] = []
    named: tuple[Person, ...] = ()
    place = numbered[0][0]
    for number, event in numbered:
        last = max(last, event.at.isoformat()[:10])
        if event.about.handle or event.about.company:
            pairs += [(key, place, application, "") for key in handles_of(event)]
            near = near_keys_of(event).items()
            pairs += [(key, place, each, "") for key, spellings in near for each in sorted(spellings)]
            links |= links_of(event)
        if not event.people:
            continue
        pairs += [_said(number, person, event) for person in event.people]
        if event.people != named:
            named = event.people
            links |= links_of(event)
            pairs += [(key, place, each.contact, "") for each in named for key in keys_of_person(each)]
    rests = last if until >= SILENT else ""
    pairs += [(link, place, application, rests if link.startswith("contact:") else "") for link in links]
    return Asleep(until, len(numbered), last, tuple(sorted(links))), pairs


def row_of(key: str, pairs: Sequence[tuple[str, str]], after: str) -> Link:
    """Return the row of a key, before the next one in order."""
    if key.startswith("said:"):
        return _known(key, pairs)._replace(next=after)
    return link_of(dict(pairs), after)


def _known(key: str, said: Iterable[tuple[str, str]]) -> Link:
    """Return what is known of a contact once all was said, and which applications said anything new."""
    known, heard, names = "", "", dict[str, None]()
    for text, application in said:
        if text == EVERY:  # as `Tables.doubt` has it
            if application == EVERY or application in names or EVERY in names:
                names[EVERY] = None
        elif text != heard:
            heard = text
            name, email, phone, corrects = msgspec.json.decode(text)
            person = Person(name, email, phone, contact=key.removeprefix("said:"))
            learns = learnt(known, person, corrects=corrects)
            if learns != known:
                known, names[application] = learns, None
    return Link("", known, tuple(sorted(names, key=bool)))  # what is about no application comes first
