"""Accepting: the events that log the proposals to which the user said yes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from followup.core.events import SCHEDULABLE, About, Person
from followup.core.moments import is_ahead, sort_key
from followup.core.people import is_called
from followup.core.text import normal

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import tzinfo

    from followup.core.decided import Placed
    from followup.core.events import Event
    from followup.core.history import History
    from followup.core.matching import Place
    from followup.core.moments import Moment
    from followup.core.records import Recorder


def events_of(accepted: Iterable[Placed], recorder: Recorder, history: History) -> list[Event]:
    """Return the events that log what was accepted, in the order of time for each application.

    The first of a new application begins it, whatever its kind. `history` learns who the people are.
    """
    by_place: dict[int, list[Placed]] = {}
    for each in accepted:
        by_place.setdefault(id(each.place), []).append(each)
    events: list[Event] = []
    for group in by_place.values():
        events += _events_at(group, recorder, history)
    return events


def _events_at(group: list[Placed], recorder: Recorder, history: History) -> list[Event]:
    place, zone = group[0].place, recorder.now.tzinfo
    assert zone is not None  # noqa: S101  # now is aware
    ordered = sorted(
        group, key=lambda each: (*sort_key(each.proposal.told_at, zone), _step(each.proposal.kind))
    )
    events: list[Event] = []
    talks = _Talks(zone)
    application = place.application.id if place.application else None
    for each in map(talks.aimed, ordered):
        about = _about(place) if application is None else None
        event = _event(each, application, about, recorder, history)
        application = application or event.id
        talks.add(each, event)
        events.append(event)
    if place.application is not None:
        more = _more(place)
        events += [recorder.amendment(place.application.first, more)] if more else []
    return events


def _about(place: Place) -> About:
    return About(
        place.company,
        place.role,
        place.handle,
        url=place.url,
        location=place.location,
        salary=place.salary,
    )


def _step(kind: str) -> int:
    """Return where a kind stands within one day: what begins an application first, what ends it last."""
    ends = ("accepted", "declined", "rejected", "withdrawn", "closed")
    return 0 if kind == "applied" else 2 if kind in ends else 1


class _Talks:
    """The talks of one application that this batch logs: a later mail of it may move one, or call it off."""

    def __init__(self, zone: tzinfo) -> None:
        self._zone = zone
        self._found: dict[str, Event] = {}  # by the id of its event
        self._at: dict[str, Moment] = {}
        self._uids: dict[str, str] = {}

    def add(self, placed: Placed, event: Event) -> None:
        """Take in what was logged."""
        target = placed.target.id if placed.target is not None else event.id
        if placed.kind == "cancelled":
            self._at.pop(target, None)
        elif event.kind in SCHEDULABLE:
            self._found[event.id] = event
        if target in self._found and placed.kind != "cancelled":
            self._at[target] = placed.proposal.at
            self._uids[placed.proposal.source.uid or ""] = target

    def aimed(self, placed: Placed) -> Placed:
        """Return `placed` with the talk of this batch that it moves or calls off, if it is one."""
        proposal = placed.proposal
        if placed.target is not None or proposal.kind not in {"amended", "cancelled", *SCHEDULABLE}:
            return placed
        by_uid = self._uids.get(proposal.source.uid or "") if proposal.source.uid else None
        if by_uid in self._at:
            return placed._replace(target=self._found[by_uid])
        said = proposal.said
        if said is None or by_uid is not None or proposal.kind in SCHEDULABLE:
            return placed
        ahead = [each for each, at in self._at.items() if is_ahead(at, said, self._zone)]
        return placed._replace(target=self._found[ahead[0]]) if len(ahead) == 1 else placed


def _event(
    placed: Placed, application: str | None, about: About | None, recorder: Recorder, history: History
) -> Event:
    proposal = placed.proposal
    people, unknown = _who(proposal.people, history, application, placed.place.company)
    people = tuple(_identified(person, recorder, history, application, placed) for person in people)
    note = "; ".join(filter(None, (proposal.note, *(f"With: {person.label}" for person in unknown)))) or None
    if placed.target is not None and placed.kind == "amended":
        changes = {"at": proposal.at, "ends": proposal.ends, "where": proposal.where, "note": note}
        said: dict[str, Any] = {name: value for name, value in changes.items() if value is not None}
        if proposal.ends is None and placed.target.ends is not None:
            said["ends"] = None  # the old one, of another hour
        return recorder.amendment(placed.target, said, proposal.origin)
    return recorder.fact(
        "interview" if proposal.kind == "amended" else proposal.kind,  # a talk that nobody knew of
        proposal.at,
        application,
        people,
        note,
        proposal.until,
        about,
        where=proposal.where,
        ends=proposal.ends,
        talk=placed.target.id if placed.target else None,
        text=proposal.text,
        origin=proposal.origin,
    )


def _who(
    people: Iterable[Person], history: History, application: str | None, company: str
) -> tuple[tuple[Person, ...], list[Person]]:
    """Return the people, those that are known with their ids; and apart those who may be one of several."""
    found, unknown = [], list[Person]()
    for person in people:
        match = history.contacts.match(person, application, normal(company))
        if match.is_open:
            unknown.append(person)
        elif match.contact is not None:
            found.append(msgspec.structs.replace(person, contact=match.contact.id))
        else:
            near = [each for each in match.others if application and is_called(each, person.name or "")]
            found.append(msgspec.structs.replace(person, contact=near[0].id) if len(near) == 1 else person)
    return tuple(found), unknown


def _identified(
    person: Person, recorder: Recorder, history: History, application: str | None, placed: Placed
) -> Person:
    """Return the person with the id of a contact, a new one if need be, that later events find again."""
    decided_person = person if person.contact else msgspec.structs.replace(person, contact=recorder.new_id())
    history.contacts.add(decided_person, application, normal(placed.place.company))
    return decided_person


def _more(place: Place) -> dict[str, Any]:
    """Return what is now known of an application of the log that was not before."""
    if place.application is None:
        return {}
    about = place.application.first.about
    said = {
        "role": place.role,
        "url": place.url,
        "location": place.location,
        "salary": place.salary,
    }
    return {name: text for name, text in said.items() if text and getattr(about, name) is None}
