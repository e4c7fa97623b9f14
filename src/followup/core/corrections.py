"""Corrections: the events that are in force once `amended` and `retracted` events have had their say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from followup.core.events import Event


def in_force(log: Sequence[Event]) -> list[Event]:
    """Return the events of `log` (in the order logged) as corrected, without the corrections themselves.

    A retraction can be retracted, an amendment too. An amendment of the time moves `recorded_at` as well:
    what was known when is part of how late a person can be for it.
    """
    retracted = retractions(log)
    amendments: dict[str, list[Event]] = {}
    for event in log:
        if event.kind == "amended" and event.id not in retracted and event.target:
            amendments.setdefault(event.target, []).append(event)
    return [
        _amended(event, amendments.get(event.id, ()))
        for event in log
        if event.kind not in {"amended", "retracted"} and event.id not in retracted
    ]


def retractions(log: Sequence[Event]) -> set[str]:
    """Return the ids of the events that are taken back. A correction only ever points backwards."""
    gone: set[str] = set()
    for event in reversed(log):
        if event.kind == "retracted" and event.id not in gone and event.target:
            gone.add(event.target)
    return gone


def _amended(event: Event, amendments: Iterable[Event]) -> Event:
    for amendment in amendments:
        values = {name: getattr(amendment, name) for name in amendment.changed}
        if "day" in values or "moment" in values:
            values["recorded_at"] = amendment.recorded_at
        if "kind" in values:  # an amendment's own kind says that it is one; the new kind stands in `rule`
            values["kind"] = amendment.rule
        event = msgspec.structs.replace(event, **values)
    return event
