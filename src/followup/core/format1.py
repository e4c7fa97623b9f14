"""Format 1 of the log, which knew people by name: its events, rewritten as those of today.

Who somebody was had to be guessed at every start, from all mentions in the log. The guess is made here one
last time and kept, so that a migration moves no date.
"""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from followup.core.actions import action_id, encode
from followup.core.events import About, Event, Person, Settles, Wish
from followup.core.text import normal

if TYPE_CHECKING:
    from collections.abc import Sequence

_ABOUT = ("company", "role", "handle", "holidays", "timezone")


class OldEvent(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An event of format 1, which had one flat row of fields for all kinds."""

    id: str
    kind: str
    recorded_at: datetime
    day: date | None = None
    moment: datetime | None = None
    application: str | None = None
    batch: str = ""
    people: tuple[Person, ...] = ()
    note: str | None = None
    company: str | None = None
    role: str | None = None
    handle: str | None = None
    holidays: str | None = None
    timezone: str | None = None
    until: date | None = None
    action: str | None = None
    rule: str | None = None
    anchor: str | None = None
    repetition: int = 1
    courtesy: bool = False
    text: str | None = None
    channel: str | None = None
    follow_up: bool | None = None
    not_before: date | None = None
    target: str | None = None
    changed: tuple[str, ...] = ()
    undo: bool = False


def upgraded(log: Sequence[OldEvent]) -> list[Event]:
    """Return the events of `log`, in the order logged, as events of today; same ids, same facts."""
    people = _People(log)
    by_id = {event.id: event for event in log}
    named: dict[str, list[Person]] = {}
    for event in log:
        anchor = event.target if event.kind == "amended" else event.id
        named.setdefault(anchor or "", []).extend(event.people)
    return [_upgraded(event, people, by_id, named) for event in log]


def _corrected(log: Sequence[OldEvent]) -> tuple[list[OldEvent], set[str]]:
    """Return the events with the corrections made in them, and the ids of those that were taken back."""
    gone: set[str] = set()
    for event in reversed(log):
        if event.kind == "retracted" and event.id not in gone and event.target:
            gone.add(event.target)
    amended: dict[str, dict[str, Any]] = {}
    for event in log:
        if event.kind == "amended" and event.id not in gone and event.target:
            changes = {name: getattr(event, name) for name in event.changed if name != "kind"}
            amended.setdefault(event.target, {}).update(changes)
    found = [event for event in log if event.kind not in {"amended", "retracted"}]
    return [msgspec.structs.replace(event, **amended.get(event.id, {})) for event in found], gone


def _upgraded(
    event: OldEvent, people: _People, by_id: dict[str, OldEvent], named: dict[str, list[Person]]
) -> Event:
    whom = tuple(each for person in event.people for each in people.meant(person, event.application))
    patch: dict[str, Any] = {}
    if event.kind == "amended":
        patch, whom = _patch(event, whom), ()
    elif event.kind == "retracted" and event.application is None and event.target in by_id:
        whom = tuple(each for person in by_id[event.target].people for each in people.meant(person, None))
    is_first = event.application == event.id
    return Event(
        id=event.id,
        kind=event.kind,
        recorded_at=event.recorded_at,
        day=event.day if event.kind != "amended" else None,
        moment=event.moment if event.kind != "amended" else None,
        application=event.application,
        batch=event.batch,
        people=whom,
        note=event.note if event.kind != "amended" else None,
        about=About(*(getattr(event, name) for name in _ABOUT)) if is_first else About(),
        until=event.until if event.kind != "amended" else None,
        settles=_settles(event, people, named),
        text=event.text,
        wish=Wish(event.channel, event.follow_up, event.not_before),  # type: ignore[arg-type]  # a text there, one of a few here
        target=event.target,
        patch=patch,
        undo=event.undo,
    )


def _patch(event: OldEvent, whom: tuple[Person, ...]) -> dict[str, Any]:
    """Return what an amendment changes; the new kind of an event stood in its field `rule`."""
    changes: dict[str, Any] = {name: getattr(event, name) for name in event.changed}
    if "kind" in changes:
        changes["kind"] = event.rule
    if "people" in changes:
        changes["people"] = whom
    about = {name: changes.pop(name) for name in _ABOUT if name in changes}
    patch: dict[str, Any] = msgspec.to_builtins(changes | ({"about": about} if about else {}))
    return patch


def _settles(event: OldEvent, people: _People, named: dict[str, list[Person]]) -> Settles | None:
    if event.action is None or event.rule is None or event.anchor is None or event.application is None:
        return None
    identity = event.action
    place = (event.rule, event.application, event.anchor)
    # An action for each person was named after the person as the anchor spelt them; others after nobody.
    for person in named.get(event.anchor, ()):
        if event.action == action_id(*place, person.label.casefold(), event.repetition):
            contact = people.decided(person, event.application).contact
            identity = action_id(*place, contact, event.repetition)
            break
    return Settles(identity, event.rule, event.anchor, event.repetition, event.courtesy)


class _Place(NamedTuple):
    """Where a person with an address was named; None for a wish that holds everywhere."""

    application: str | None
    company: str | None


class _People:
    """Who is who in a log of format 1, by all of its mentions."""

    def __init__(self, log: Sequence[OldEvent]) -> None:
        events, gone = _corrected(log)
        self._companies: dict[str | None, str] = {
            event.application: normal(event.company)
            for event in events
            if event.company and event.application == event.id
        }
        self._addresses: dict[str, dict[str, set[_Place]]] = {}
        self._without_address: dict[str, dict[str, Person]] = {}
        mentions = [
            (person, event.application)
            for event in events
            if event.id not in gone
            and event.kind not in {"skipped", "snoozed"}  # these told nobody's address
            for person in event.people
        ]
        for person, application in mentions:
            if person.name and person.email:
                known = self._addresses.setdefault(normal(person.name), {})
                place = _Place(application, self._companies.get(application))
                known.setdefault(normal(person.email), set()).add(place)
        for person, application in mentions:
            decided = self.decided(person, application)
            if application is not None:
                self._without_address.setdefault(normal(person.label), {})[decided.contact] = decided

    def meant(self, person: Person, application: str | None) -> list[Person]:
        """Return the person, decided; for a wish that holds everywhere, all whom the name may have meant."""
        name = normal(person.label)
        if application is not None or person.email or self._address(name, None, None):
            return [self.decided(person, application)]
        return [
            msgspec.structs.replace(person, contact=contact)
            for contact, mention in self._without_address.get(name, {}).items()
            if not mention.email
        ] or [self.decided(person, None)]

    def decided(self, person: Person, application: str | None) -> Person:
        """Return the person with the id of a contact, the same for all whom format 1 took for one.

        But a single word never crosses companies: two people called Sam are likelier than one, and contacts
        can be merged, but not taken apart.
        """
        name, company = normal(person.label), self._companies.get(application)
        address = normal(person.email) if person.email else self._address(name, application, company)
        if address:
            key = f"mail:{address}"
        elif " " in name or application is None:
            key = f"name:{name}"
        else:
            key = f"name:{name}\x1f{company}"
        digest = hashlib.blake2b(f"contact\x1f{key}".encode(), digest_size=10).digest()
        return msgspec.structs.replace(person, contact=encode(digest))

    def _address(self, name: str, application: str | None, company: str | None) -> str | None:
        """Return the only address that fits the name, looking from the nearest place outwards."""
        known = self._addresses.get(name, {})
        everywhere = application is None
        nearest = (
            []
            if everywhere
            else [a for a, at in known.items() if any(p.application == application for p in at)],
            [] if everywhere else [a for a, at in known.items() if any(p.company == company for p in at)],
            list(known) if " " in name or everywhere else [],
        )
        found = next((addresses for addresses in nearest if addresses), [])
        return found[0] if len(found) == 1 else None
