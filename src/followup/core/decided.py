"""Decided: what is still to be said about proposals, and the events that follow from a yes.

What was said is remembered by the id of the proposal, in the events logged or, for a no, in a `dismissed`
one. `undo` takes the whole batch back, and with it what was said; any other correction does not.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from followup.core.appointments import coming
from followup.core.events import About, Person
from followup.core.moments import day_of, sort_key
from followup.core.people import is_called
from followup.core.text import normal

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from followup.core.events import Event
    from followup.core.history import Application, History
    from followup.core.matching import Matched, Place
    from followup.core.proposals import Proposal
    from followup.core.records import Recorder
    from followup.core.rules import Rulebook

# What happens once in an application; told of again it is no news.
ONCE = (
    "applied",
    "receipt",
    "no_receipt",
    "accepted",
    "declined",
    "rejected",
    "withdrawn",
    "closed",
    "offer",
)


class Placed(NamedTuple):
    """A proposal, the application it goes to, and the event of the log that it corrects or calls off."""

    proposal: Proposal
    place: Place
    target: Event | None = None

    @property
    def kind(self) -> str:
        """What is logged: a known event that the proposal moves is `amended`."""
        return (
            "amended" if self.target is not None and self.proposal.kind != "cancelled" else self.proposal.kind
        )


class Open(NamedTuple):
    """What is still to be said.

    `placed` are news, `known` were decided or are logged already, `contrary` say another date than the log,
    `lost` are about a talk that the log does not have.
    """

    placed: tuple[Placed, ...]
    known: tuple[Proposal, ...]
    contrary: tuple[Placed, ...]
    lost: tuple[Placed, ...]


def decided(log: Sequence[Event]) -> set[str]:
    """Return the ids of the proposals about which the user has said yes or no, and has not undone it."""
    undone = {event.target for event in log if event.kind == "retracted" and event.undo}
    return {event.origin.proposal for event in log if event.origin is not None and event.id not in undone}


def open_proposals(matched: Matched, history: History, rulebook: Rulebook, now: datetime) -> Open:
    """Return which of the matched proposals are news to the log."""
    done = decided(history.log)
    stale = _Stale(matched)
    found: dict[str, list[Any]] = {"placed": [], "known": [], "contrary": [], "lost": []}
    seen: set[str] = set()
    for proposal, place in matched.placed:
        if proposal.id in done or proposal.id in seen:
            found["known"].append(proposal)
            continue
        seen.add(proposal.id)
        where, what = _judged(proposal, place, stale, rulebook, now)
        found[where].append(what.proposal if where == "known" else what)
    return Open(*(tuple(each) for each in found.values()))


def _judged(
    proposal: Proposal, place: Place, stale: _Stale, rulebook: Rulebook, now: datetime
) -> tuple[str, Placed]:
    """Return which part of `Open` a proposal belongs to."""
    application, placed = place.application, Placed(proposal, place)
    if proposal.kind in {"amended", "cancelled"}:
        talk = _talk(proposal, application, rulebook, now)
        return ("lost", placed) if talk is None else ("placed", placed._replace(target=talk))
    same = application.by_kind.get(proposal.kind, []) if application else []
    if application is None or not same:
        return "placed", placed
    uid = proposal.source.uid
    invited = [event for event in same if uid and event.origin and event.origin.uid == uid]
    if any(not proposal.dated or _says(proposal, event, application) for event in invited[-1:] or same):
        return "known", placed
    before = invited[-1] if invited else stale.replaced(proposal, same)
    if before is not None:
        return "placed", placed._replace(target=before)
    if proposal.kind in ONCE and proposal.restates:
        return "contrary", placed._replace(target=same[-1])
    is_once = proposal.kind in ONCE and not _begins_anew(proposal, same[-1], application, rulebook)
    return ("known" if is_once else "placed"), placed


def _begins_anew(proposal: Proposal, last: Event, application: Application, rulebook: Rulebook) -> bool:
    """Whether the application had ended between `last`, of the same kind, and what is proposed."""
    zone = application.calendar.zone
    days = (day_of(event.at, zone) for event in application.of_kinds(rulebook.stop) if event is not last)
    return any(day_of(last.at, zone) <= day < day_of(proposal.at, zone) for day in days)


def _says(proposal: Proposal, event: Event, application: Application) -> bool:
    """Whether an event of the log says when the proposal says it; an hour counts where both have one."""
    if isinstance(proposal.at, datetime) and event.moment is not None:
        return proposal.at == event.moment
    zone = application.calendar.zone
    return day_of(proposal.at, zone) == day_of(event.at, zone)


class _Stale:
    """What sources that restate themselves said before, by topic, and no longer say."""

    def __init__(self, matched: Matched) -> None:
        self._said = {proposal.id for proposal, _ in matched.placed}
        self._used: set[str] = set()

    def replaced(self, proposal: Proposal, same: Iterable[Event]) -> Event | None:
        """Return the only event that the proposal corrects, if there is one: a date was changed, or added."""
        found = [
            event
            for event in same
            if proposal.restates and event.origin is not None and event.id not in self._used
            if event.origin.topic == proposal.topic and event.origin.proposal not in self._said
        ]
        if len(found) != 1:
            return None
        self._used.add(found[0].id)
        return found[0]


def _talk(
    proposal: Proposal, application: Application | None, rulebook: Rulebook, now: datetime
) -> Event | None:
    """Return the talk that is moved or called off: that of the invitation, else the only one ahead."""
    if application is None:
        return None
    uid = proposal.source.uid
    invited = [event for event in application.facts if uid and event.origin and event.origin.uid == uid]
    ahead = [each.event for each in coming(application, rulebook, now) if each.event.kind != "offer"]
    found = [each for each in invited if each.id not in application.called_off] or ahead
    return found[-1] if len(found) == 1 or (invited and found) else None


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
    ordered = sorted(group, key=lambda each: (*sort_key(each.proposal.at, zone), _step(each.proposal.kind)))
    events: list[Event] = []
    application = place.application.id if place.application else None
    for each in ordered:
        about = _about(place) if application is None else None
        event = _event(each, application, about, recorder, history)
        application = application or event.id
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


def _event(
    placed: Placed, application: str | None, about: About | None, recorder: Recorder, history: History
) -> Event:
    proposal = placed.proposal
    people, unknown = _who(proposal.people, history, application, placed.place.company)
    people = tuple(_identified(person, recorder, history, application, placed) for person in people)
    note = "; ".join(filter(None, (proposal.note, *(f"With: {person.label}" for person in unknown)))) or None
    if placed.target is not None and placed.kind == "amended":
        changes = {"at": proposal.at, "ends": proposal.ends, "where": proposal.where, "note": note}
        said = {name: value for name, value in changes.items() if value is not None}
        return recorder.amendment(placed.target, said, proposal.origin)
    return recorder.fact(
        proposal.kind,
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
