"""Corrections: what the log says once `amended` and `retracted` events are applied."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import msgspec

from followup.core.errors import NotValid
from followup.core.events import Event
from followup.core.values import Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


class Corrected(Value, frozen=True):
    """The `events` in force, in the order logged, without the corrections themselves.

    `origins` are the first events of applications by id, as amended, the retracted ones too: what an
    application is does not depend on whether its first event really happened. `joined` leads from the id of
    an application that is one with an earlier one to the id of that one, which all its events have.
    """

    events: tuple[Event, ...]
    origins: Mapping[str, Event]
    joined: Mapping[str, str] = MappingProxyType({})


def corrected(log: Iterable[Event]) -> Corrected:
    """Return what `log`, in the order logged, says after its corrections.

    Amendments and retractions can themselves be retracted. An amendment of the time moves `recorded_at` as
    well: nobody is late for what they could not know; one of the time, or of the date that was named, is when
    the event was last `moved_at`. One without a target corrects a contact, and stays among the events.
    """
    log = list(log)
    gone = retractions(log)
    amendments: dict[str, list[Event]] = {}
    for event in log:
        if event.kind == "amended" and event.id not in gone and event.target:
            amendments.setdefault(event.target, []).append(event)
    events, origins = [], {}
    for event in log:
        if event.kind == "retracted" or event.target:
            continue
        if event.id in amendments:
            event = _amended(event, amendments[event.id])  # noqa: PLW2901  # from here on, as corrected
        if event.application == event.id:
            origins[event.id] = event
        if event.id not in gone:
            events.append(event)
    joined = _joined(events, list(origins))
    return Corrected(
        tuple(_moved(event, joined) for event in events) if joined else tuple(events), origins, joined
    )


def _joined(events: Iterable[Event], applications: Sequence[str]) -> dict[str, str]:
    """Return which application each is one with, by the user's word: the one that was begun first."""
    place = {identity: number for number, identity in enumerate(applications)}
    roots: dict[str, str] = {}

    def root(identity: str) -> str:
        while identity in roots:
            identity = roots[identity]
        return identity

    said = [(each.application, each.same_as) for each in events if each.kind == "same_application"]
    for application, same_as in said:
        # It is said in each of the two; who takes one half back takes back that they are one.
        if application in place and same_as in place and (same_as, application) in said:
            one, other = sorted((root(application), root(same_as)), key=place.__getitem__)
            if one != other:
                roots[other] = one
    return {identity: root(identity) for identity in roots}


def _moved(event: Event, joined: Mapping[str, str]) -> Event:
    application = joined.get(event.application or "")
    if application is None:
        return event
    return msgspec.structs.replace(event, application=application, logged_in=event.application)


def retractions(log: Sequence[Event]) -> set[str]:
    """Return the ids of the events that are taken back. A correction only points backwards."""
    gone: set[str] = set()
    for event in reversed(log):
        if event.kind == "retracted" and event.id not in gone and event.target:
            gone.add(event.target)
    return gone


def _amended(event: Event, amendments: Iterable[Event]) -> Event:
    fields = msgspec.to_builtins(event)
    for amendment in amendments:
        fields = merge_patch(fields, amendment.patch)
        if not amendment.patch.keys().isdisjoint(("day", "moment")):
            fields["recorded_at"] = fields["moved_at"] = amendment.recorded_at
            _say_anew(fields, amendment)
        if "until" in amendment.patch:
            fields["moved_at"] = amendment.recorded_at
    try:
        after = msgspec.convert(fields, Event)
    except msgspec.ValidationError as error:
        raise NotValid(f"A correction of event {event.id} makes no event of it: {error}.") from None
    if (after.id, after.application) != (event.id, event.application):
        raise NotValid(f"A correction of event {event.id} makes another event of it.")
    return after


def _say_anew(fields: dict[str, Any], amendment: Event) -> None:
    """Let what an event rests on be as new as the mail that moved it, or as the user who did."""
    origin, new = fields.get("origin"), amendment.origin
    if origin is not None:
        said = {"said": new.said, "sequence": new.sequence} if new is not None else {"said": None}
        fields["origin"] = merge_patch(origin, said)


def merge_patch(target: Any, patch: Any) -> Any:
    """Return `target` with the JSON merge patch `patch` applied, as RFC 7396 has it: null takes out."""
    if not isinstance(patch, dict):
        return patch
    merged = dict(target) if isinstance(target, dict) else {}
    for key, value in patch.items():
        if value is None:
            merged.pop(key, None)
        else:
            merged[key] = merge_patch(merged.get(key), value)
    return merged
