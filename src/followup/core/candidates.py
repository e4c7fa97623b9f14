"""Candidates: at which anchors, for which people and how many times a rule asks for its action."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from followup.core.actions import action_id
from followup.core.rules import Rule, Silence
from followup.core.windows import Window, repeated, window_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from followup.core.events import Event, Person
    from followup.core.history import Application, History
    from followup.core.people import Contact

# Whom a rule means where nobody of the part it names is known, in this order.
STAND_INS: dict[str, tuple[str, ...]] = {
    "recruiter": ("recruiter", "contact"),
    "hiring_manager": ("hiring_manager",),
    "referrer": ("referrer",),
    "interviewer": ("interviewer",),
    "anyone": ("recruiter", "hiring_manager", "contact", "referrer", "interviewer"),
}
# The parts of those whom an event names as having been there.
IN_THE_ROOM = {"interviewer", "contact"}


class Candidate(NamedTuple):
    """One action before its status is known. `settled_by` did or skipped it, `snoozed` put it off."""

    id: str
    rule: str
    definition: Rule
    application: Application
    anchor: Event
    repetition: int
    contact: Contact | None
    window: Window
    counts_from: Event
    settled_by: Event | None
    snoozed: Event | None
    over_limit: bool


class Settlements:
    """What the user did about the actions of one application."""

    def __init__(self, application: Application, history: History) -> None:
        self._application = application
        self._history = history
        self._by_id: dict[str, Event] = {}
        self._by_place: dict[tuple[str, str, int], list[Event]] = {}
        self._snoozes: dict[str, Event] = {}
        for event in application.kept:
            if event.kind == "snoozed" and event.action:
                self._snoozes[event.action] = event
        for event in (*application.facts, *application.kept):
            if event.action and event.kind != "snoozed":
                self._by_id[event.action] = event
                if event.rule and event.anchor:
                    place = (event.rule, event.anchor, event.repetition)
                    self._by_place.setdefault(place, []).append(event)

    def of(self, identity: str, place: tuple[str, str, int], contact: Contact | None) -> Event | None:
        """Return the event that did or skipped the action.

        A person whose address became known later is still the person who was thanked by name.
        """
        found = self._by_id.get(identity)
        if found is not None or contact is None:
            return found
        for event in self._by_place.get(place, ()):
            keys = {self._history.contact(person, self._application).key for person in event.people}
            if contact.key in keys:
                return event
        return None

    def snooze_of(self, identity: str) -> Event | None:
        """Return the last time the user put the action off."""
        return self._snoozes.get(identity)

    def anchors_done(self, rule: str, contact: Contact | None) -> set[str]:
        """Return the anchors at which the rule's action was done, for this person where there is one."""
        return {
            anchor
            for (name, anchor, _), events in self._by_place.items()
            if name == rule
            for event in events
            if event.kind != "skipped"
            and (contact is None or contact.key in {self._key(person) for person in event.people})
        }

    def _key(self, person: Person) -> str:
        return self._history.contact(person, self._application).key


def candidates_of(
    name: str, rule: Rule, application: Application, history: History, settlements: Settlements
) -> Iterator[Candidate]:
    """Yield the actions that `rule` asks for in `application`, in the order of anchors and people."""
    anchors = anchors_of(rule, application)
    if not anchors:
        return
    for anchor in anchors:
        for person, contact in _recipients(rule, anchor, application, history):
            over = _is_over_limit(name, rule, anchor, anchors, settlements, contact if person else None)
            yield from _repetitions(name, rule, application, anchor, person, contact, settlements, over)


def anchors_of(rule: Rule, application: Application) -> list[Event]:
    """Return the events that `rule` counts from, in the order of time; the scheduled ones too."""
    if isinstance(rule.after, Silence):
        return application.of_kinds(rule.after.silence_since)[-1:]
    return application.by_kind.get(rule.after or rule.before or "", [])


def _recipients(
    rule: Rule, anchor: Event, application: Application, history: History
) -> list[tuple[Person | None, Contact | None]]:
    """Return (person as the anchor names them, contact); no person where it is not one action each."""
    if rule.for_each is None:
        return [(None, recipient(rule, anchor, application, history))]
    found: dict[str, tuple[Person | None, Contact | None]] = {}
    for person in anchor.people:
        if person.part in IN_THE_ROOM:
            contact = history.contact(person, application)
            found.setdefault(contact.key, (person, contact))
    return list(found.values()) or [(None, None)]


def recipient(rule: Rule, anchor: Event, application: Application, history: History) -> Contact | None:
    """Return whom the rule's action is for: the one named last in that part, or who stands in for them.

    Where no recruiter is known, the people of the anchor stand in, unless it is an interview: those in
    the room are thanked, not asked where things stand.
    """
    if rule.to is None and rule.send is None:
        return None
    wanted = rule.to or "anyone"
    named = history.named(application)
    parts = STAND_INS[wanted]
    in_the_room = [person for person in anchor.people if person.part in IN_THE_ROOM]
    if wanted == "interviewer" and in_the_room:
        return history.contact(in_the_room[0], application)
    for part in parts:
        of_part = [each.contact for each in named if each.part == part]
        if of_part:
            return of_part[-1]
        if part == "recruiter" and anchor.people and anchor.kind != "interview":
            return history.contact(anchor.people[0], application)
    return None


def _is_over_limit(
    name: str,
    rule: Rule,
    anchor: Event,
    anchors: list[Event],
    settlements: Settlements,
    contact: Contact | None,
) -> bool:
    """Tell whether the rule's limit leaves this anchor out: done ones count first, then the latest."""
    most = rule.limit.anchors
    if most is None:
        return False
    done = settlements.anchors_done(name, contact)
    left = max(0, most - len(done))
    still_open = [event.id for event in anchors if event.id not in done]
    return anchor.id not in done and anchor.id not in still_open[len(still_open) - left :]


def _repetitions(
    name: str,
    rule: Rule,
    application: Application,
    anchor: Event,
    person: Person | None,
    contact: Contact | None,
    settlements: Settlements,
    over_limit: bool,
) -> Iterator[Candidate]:
    window = first = window_of(rule, anchor.at, application.calendar)
    counts_from = anchor
    most = rule.repeat.at_most if rule.repeat else 1
    for repetition in range(1, most + 1):
        named = person.label.casefold() if person else ""
        identity = action_id(name, application.id, anchor.id, named, repetition)
        done = settlements.of(identity, (name, anchor.id, repetition), contact if person else None)
        snoozed = settlements.snooze_of(identity)
        yield Candidate(
            identity,
            name,
            rule,
            application,
            anchor,
            repetition,
            contact,
            window,
            counts_from,
            done,
            snoozed,
            over_limit,
        )
        if done is None:
            return
        counts_from = done
        if repetition < most:
            window = repeated(rule, done.at, first, application.calendar)
