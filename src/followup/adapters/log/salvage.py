"""The salvage: which events can be saved from what a scan found, and which are lost."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from followup.adapters.log.chain import Damage, Row, event_of
from followup.core.events import About, Event
from followup.core.format1 import OldEvent, upgraded
from followup.core.records import stand_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from followup.adapters.log.scan import Found


class Indexed(NamedTuple):
    """What the indexes of a file still know of its events, by their numbers."""

    ids: Mapping[int, str]
    applications: Mapping[int, str]


class Lost(NamedTuple):
    """Events that are lost, by their numbers, `first` to `last`; one alone where more is known of it.

    `id` and `application` are ids, `altered` is what its row says now.
    """

    first: int
    last: int
    id: str | None = None
    application: str | None = None
    altered: Row | None = None


class Salvaged(NamedTuple):
    """The `events` to be saved, in the order logged, and what is lost.

    Of them, `stand_ins` were made for first events of applications that are lost. `end_is_known` tells
    whether the file still said which event was its last; if not, more may be lost after that.
    """

    events: list[Event]
    stand_ins: list[Event]
    lost: list[Lost]
    end_is_known: bool


def salvaged(found: Found, indexed: Indexed, version: int) -> Salvaged:
    """Return what can be saved.

    `version` is the format that the file's header says, which only counts where no row has a hash.
    """
    has_hashes = found.rows or found.altered or found.head
    numbered = _of_chain(found) if has_hashes else _of_old(found, version)
    last = found.head.seq if found.head else max(numbered, default=0)
    while found.head is None and last + 1 in indexed.ids:
        last += 1
    altered = {row.seq: row for row in found.altered if row.data.startswith("{")}
    lost = _lost(last, numbered, indexed, altered)
    abouts = {row.id: _about(row) for row in found.altered}
    events, stand_ins = _with_beginnings([numbered[seq] for seq in sorted(numbered)], abouts)
    return Salvaged(events, stand_ins, lost, found.head is not None)


def _of_chain(found: Found) -> dict[int, Event]:
    """Return the events of rows that are as they were written, by number.

    A file can hold two rows of one number: somebody changed one, and its old place was not used again. The
    chain tells which of them belongs to the row after.
    """
    by_number: dict[int, list[Row]] = defaultdict(list)
    for row in found.rows:
        if found.head is None or row.seq <= found.head.seq:
            by_number[row.seq].append(row)
    wanted = found.head.hash if found.head else ""
    numbered: dict[int, Event] = {}
    for seq in sorted(by_number, reverse=True):
        rows = by_number[seq]
        row = next((row for row in rows if row.hash == wanted), rows[-1])
        wanted = row.previous
        try:
            numbered[seq] = event_of(row)
        except Damage:  # written by another hand
            found.altered.append(row)
    return numbered


def _of_old(found: Found, version: int) -> dict[int, Event]:
    """Return the events of a log of format 1 or 2, by number."""
    if version == 1 or not any(isinstance(event, Event) for _, event in found.old):
        old = {seq: event for seq, event in found.old if isinstance(event, OldEvent)}
        return dict(zip(sorted(old), upgraded([old[seq] for seq in sorted(old)]), strict=True))
    return {seq: event for seq, event in found.old if isinstance(event, Event)}


def _lost(
    last: int, numbered: Mapping[int, Event], indexed: Indexed, altered: Mapping[int, Row]
) -> list[Lost]:
    """Return which events up to the number `last` are missing."""
    lost: list[Lost] = []
    for seq in range(1, last + 1):
        if seq in numbered:
            continue
        event = Lost(seq, seq, indexed.ids.get(seq), indexed.applications.get(seq), altered.get(seq))
        if lost and lost[-1] == Lost(lost[-1].first, seq - 1) and event == Lost(seq, seq):
            lost[-1] = Lost(lost[-1].first, seq)  # nothing is known of either
        else:
            lost.append(event)
    return lost


def _about(row: Row) -> About:
    """Return what an altered first event says of its application, as far as it can be read."""
    try:
        return msgspec.json.decode(row.data, type=Event).about
    except msgspec.DecodeError:
        return About()


def _with_beginnings(events: list[Event], abouts: Mapping[str, About]) -> tuple[list[Event], list[Event]]:
    """Return the events, with one that stands for the first of each application whose own first is lost."""
    begun = {event.id for event in events if event.application == event.id}
    result: list[Event] = []
    stand_ins: list[Event] = []
    for event in events:
        application = event.application
        if application is not None and application not in begun:
            begun.add(application)
            stand_ins.append(stand_in(event, abouts.get(application) or About()))
            result.append(stand_ins[-1])
        result.append(event)
    return result, stand_ins
