"""Candidates: at which anchors, for which people and how many times a rule asks for its action."""

from __future__ import annotations

from typing import TYPE_CHECKING

from followup.core.actions import action_id
from followup.core.rules import Deadline, Rule, Silence
from followup.core.values import Value
from followup.core.windows import Window, repeated, starts_at, window_of
from followup.core.wishes import stated_by

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from followup.core.events import Event
    from followup.core.history import Application, History
    from followup.core.people import Contact, Contacts

# The parts that a rule's `to` accepts, the first known one first.
STAND_INS: dict[str, tuple[str, ...]] = {
    "recruiter": ("recruiter", "contact", "hiring_manager", "referrer"),
    "hiring_manager": ("hiring_manager",),
    "referrer": ("referrer",),
    "interviewer": ("interviewer",),
    "anyone": ("recruiter", "hiring_manager", "contact", "referrer", "interviewer"),
}
# What stands for a rule where the user asked for an action.
REMINDER = "reminder"
# The parts of people who were at an event.
IN_THE_ROOM = {"interviewer", "contact"}


class Candidate(Value, frozen=True):
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

    def __init__(self, application: Application, contacts: Contacts) -> None:
        self._contacts = contacts
        self._settled: dict[str, Event] = {}
        self._snoozed: dict[str, Event] = {}
        self._of_rule: dict[str, list[Event]] = {}
        for event in (*application.facts, *application.kept):
            if event.settles is None:
                continue
            if event.kind == "snoozed":
                self._snoozed[event.settles.action] = event
            else:
                self._settled[event.settles.action] = event
                self._of_rule.setdefault(event.settles.rule, []).append(event)

    def of(self, identities: Iterable[str]) -> Event | None:
        """Return the event that did or skipped the action, by any of its ids."""
        return next((self._settled[each] for each in identities if each in self._settled), None)

    def snooze_of(self, identities: Iterable[str]) -> Event | None:
        """Return the event that last put the action off."""
        return next((self._snoozed[each] for each in identities if each in self._snoozed), None)

    def anchors_done(self, rule: str, contact: Contact | None) -> set[str]:
        """Return the anchors at which the rule's action was done, for this person where there is one."""
        return {
            event.settles.anchor
            for event in self._of_rule.get(rule, ())
            if event.settles is not None and event.kind != "skipped"
            if contact is None or contact.id in map(self._contacts.id_of, event.people)
        }


def candidates_of(
    name: str, rule: Rule, application: Application, history: History, settlements: Settlements
) -> Iterator[Candidate]:
    """Yield the actions that `rule` asks for in `application`, in the order of anchors and people."""
    anchors = anchors_of(rule, application)
    if not anchors:
        return
    for anchor in anchors:
        for named, contact in _recipients(rule, anchor, application, history):
            whose = contact if named else None
            over = _is_over_limit(name, rule, application, anchor, anchors, settlements, whose)
            yield from _repetitions(name, rule, application, anchor, named, contact, settlements, over)


def reminders_of(application: Application, history: History, settlements: Settlements) -> Iterator[Candidate]:
    """Yield the user's reminders about `application`; one that is for a person is a message."""
    for event in application.reminders:
        identity = action_id(REMINDER, event.logged_in or application.id, event.id, "", 1)
        rule = Rule(
            do=event.note or "",
            send=REMINDER if event.people else None,
            channel=event.channel,
            lands="anytime",
        )
        contact = history.contact(event.people[0]) if event.people else None
        yield Candidate(
            identity,
            REMINDER,
            rule,
            application,
            event,
            1,
            contact,
            Window(event.at, event.at, None),
            event,
            settlements.of([identity]),
            settlements.snooze_of([identity]),
            over_limit=False,
        )


def anchors_of(rule: Rule, application: Application) -> list[Event]:
    """Return the events that `rule` counts from, in the order of time; the scheduled ones too.

    A talk that was called off begins no silence. What hung on it is still among the anchors, to be settled.
    """
    if isinstance(rule.after, Silence):
        since = application.of_kinds(rule.after.silence_since)
        return [event for event in since if event.id not in application.called_off][-1:]
    if isinstance(rule.before, Deadline):
        return [event for event in application.by_kind.get(rule.before.until, ()) if event.until]
    return application.by_kind.get(rule.after or rule.before or "", [])


def _recipients(
    rule: Rule, anchor: Event, application: Application, history: History
) -> list[tuple[tuple[str, ...], Contact | None]]:
    """Return, for each action, the ids by which the anchor names the person, and the contact.

    No ids unless the rule is `for_each` person; several where contacts have been merged since.
    """
    if rule.for_each is None:
        return [((), recipient(rule, anchor, application, history))]
    named: dict[str, list[str]] = {}
    found: dict[str, Contact] = {}
    for person in anchor.people:
        if person.part in IN_THE_ROOM:
            contact = history.contact(person)
            found.setdefault(contact.id, contact)
            named.setdefault(contact.id, []).append(person.contact)
    return [(tuple(named[each]), found[each]) for each in found] or [((), None)]


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
        return history.contact(in_the_room[0])
    for part in parts:
        of_part = [each.contact for each in named if each.part == part]
        if of_part:
            return of_part[-1]
        if part == "recruiter" and anchor.people and anchor.kind != "interview":
            return history.contact(anchor.people[0])
    if wanted != "recruiter":
        return None
    # Whoever interviewed is thanked, not asked where things stand, unless they said that they may be.
    interviewers = [each.contact for each in named if each.part == "interviewer"]
    welcome = [each for each in interviewers if stated_by(each, application, history).permits]
    return welcome[-1] if welcome else None


def _is_over_limit(
    name: str,
    rule: Rule,
    application: Application,
    anchor: Event,
    anchors: list[Event],
    settlements: Settlements,
    contact: Contact | None,
) -> bool:
    """Whether the rule's limit leaves this anchor out: done ones count first, then the latest."""
    most = rule.limit.anchors
    if most is None:
        return False
    done = settlements.anchors_done(name, contact)
    left = max(0, most - len(done))
    called_off = application.called_off
    still_open = [event.id for event in anchors if event.id not in done and event.id not in called_off]
    if anchor.id in done or anchor.id in called_off:
        return False
    return anchor.id not in still_open[len(still_open) - left :]


def _repetitions(
    name: str,
    rule: Rule,
    application: Application,
    anchor: Event,
    named: tuple[str, ...],
    contact: Contact | None,
    settlements: Settlements,
    over_limit: bool,
) -> Iterator[Candidate]:
    window = first = window_of(rule, starts_at(rule, anchor), application.calendar)
    counts_from = anchor
    most = rule.repeat.at_most if rule.repeat else 1
    for repetition in range(1, most + 1):
        # What was done in an application that turned out to be one with another is done.
        place = anchor.logged_in or application.id
        identities = [action_id(name, place, anchor.id, each, repetition) for each in named or ("",)]
        done = settlements.of(identities)
        snoozed = settlements.snooze_of(identities)
        yield Candidate(
            identities[0],
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
