"""A briefing: what to know before a talk, from all that was logged of the people and the application."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from followup.core.appointments import coming
from followup.core.moments import sort_key
from followup.core.rules import Deadline

if TYPE_CHECKING:
    from followup.core.actions import Action
    from followup.core.appointments import Appointment
    from followup.core.events import Event
    from followup.core.history import Application, History
    from followup.core.people import Contact
    from followup.core.planner import Plan

# Sentences of a note end here; what stands between quotes is not looked at.
_SENTENCE = re.compile(r"[^.!?\n]*[.!?\n]?")


class Discussed(NamedTuple):
    """What was talked about with somebody, at which event of which application."""

    event: Event
    application: Application
    text: str


class Acquainted(NamedTuple):
    """Somebody to meet or to know of: their parts here, when they were met or written to, and about what."""

    contact: Contact
    parts: tuple[str, ...]
    before: tuple[tuple[Event, Application], ...]
    discussed: tuple[Discussed, ...]


class Briefing(NamedTuple):
    """What to know before `appointment`, the next talk of `application`; None where none is agreed upon.

    `there` are those whom the talk names, `others` everyone else of the application. `happened` are the
    facts so far, in the order of time. `asked` are the questions in the user's own notes, `due` the actions
    for the talk itself.
    """

    application: Application
    appointment: Appointment | None
    there: tuple[Acquainted, ...]
    others: tuple[Acquainted, ...]
    happened: tuple[Event, ...]
    asked: tuple[str, ...]
    due: tuple[Action, ...]


def briefing_for(application: Application, history: History, plan: Plan) -> Briefing:
    """Return what to know before the next talk of `application`."""
    now, zone = plan.now, application.calendar.zone
    talks = [each for each in coming(application, plan.rulebook, now) if each.event.kind != "offer"]
    talk = min(talks, key=lambda each: sort_key(each.at, zone), default=None)
    parts: dict[Contact, list[str]] = {}
    for named in history.named(application):
        parts.setdefault(named.contact, []).append(named.part)
    meeting = [history.contact(person) for person in talk.event.people] if talk else []
    known = {contact: _acquainted(contact, tuple(played), history, plan) for contact, played in parts.items()}
    past = tuple(each for each in application.facts if application.has_happened(each, now))
    return Briefing(
        application,
        talk,
        tuple(known[each] for each in dict.fromkeys(meeting) if each in known),
        tuple(each for contact, each in known.items() if contact not in meeting),
        past,
        _questions(application),
        _due_at(talk, application, plan),
    )


def _acquainted(contact: Contact, parts: tuple[str, ...], history: History, plan: Plan) -> Acquainted:
    """Return somebody with what happened with them so far, here and in other applications."""
    before, discussed = [], []
    for place in history.naming(contact.id):
        for event in place.facts:
            persons = [each for each in event.people if history.contact(each).id == contact.id]
            if not persons or not place.has_happened(event, plan.now):
                continue
            before.append((event, place))
            discussed += [Discussed(event, place, each.discussed) for each in persons if each.discussed]
    return Acquainted(contact, parts, tuple(before), tuple(discussed))


def _questions(application: Application) -> tuple[str, ...]:
    """Return the questions in the user's own notes, each once, in the order noted."""
    notes = (event.note for event in (*application.facts, *application.reminders) if event.note)
    sentences = (part.strip() for note in notes for part in _SENTENCE.findall(note))
    return tuple(dict.fromkeys(each for each in sentences if len(each) > 1 and each.endswith("?")))


def _due_at(talk: Appointment | None, application: Application, plan: Plan) -> tuple[Action, ...]:
    """Return the open actions that belong to the talk itself: rules that count back from it."""
    return tuple(
        action
        for action in plan.of(application)
        if talk is not None and action.is_open and action.anchor.id == talk.event.id
        if action.definition.before is not None and not isinstance(action.definition.before, Deadline)
    )
