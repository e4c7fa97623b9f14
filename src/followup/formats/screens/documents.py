"""JSON documents: the same objects in every command."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec

from followup.core.actions import Action, Status, Step
from followup.core.lookup import parts_of_contacts
from followup.core.wishes import stated_by
from followup.formats.words.phrases import do_of, listed, name_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from followup.core.agenda import Agenda
    from followup.core.appointments import Appointment
    from followup.core.difference import Change
    from followup.core.events import Event, Wish
    from followup.core.forecast import Day
    from followup.core.history import Application, History
    from followup.core.moments import Moment
    from followup.core.people import Contact
    from followup.core.pipeline import Row
    from followup.core.planner import WhyNot
    from followup.formats.words.reasons import Sentences

# The steps whose `name` tells a machine something that the text does not.
_NAMED = {Step.GUARD, Step.NEED, Step.CHANNEL}


def encode(document: dict[str, Any]) -> str:
    """Return a document as indented JSON."""
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode()


def agenda_document(agenda: Agenda, sentences: Sentences, news: int = 0) -> dict[str, Any]:
    """Return the document of `today`; `news` is how many proposals of mails wait for a decision."""
    document = _with_appointments(agenda.appointments, actions_document(agenda.actions, sentences))
    return {**document, "proposals": news}


def actions_document(actions: Iterable[Action], sentences: Sentences) -> dict[str, Any]:
    """Return the document of `why ID`, on which those of several actions build."""
    objects = [action_object(action, sentences) for action in actions]
    return _document(now=sentences.now.isoformat(timespec="seconds"), actions=objects)


def why_document(actions: Iterable[Action], silent: Iterable[WhyNot], sentences: Sentences) -> dict[str, Any]:
    """Return the document of `why APPLICATION`: its actions, and the rules that ask for nothing."""
    return {
        **actions_document(actions, sentences),
        "silent": [_why_not_object(each, sentences) for each in silent],
    }


def days_document(
    days: Iterable[Day], sentences: Sentences, ahead: Iterable[Appointment] = ()
) -> dict[str, Any]:
    """Return the document of `plan`; each action carries the `day` on which it would be done."""
    actions = []
    for day in days:
        status = {"status": Status.UPCOMING} if day.date > sentences.now.date() else {}
        actions += [{**action_object(each, sentences), **status, "day": day.date} for each in day.actions]
    return _with_appointments(ahead, {**actions_document((), sentences), "actions": actions})


def pipeline_document(rows: Iterable[Row], sentences: Sentences) -> dict[str, Any]:
    """Return the document of `list`."""
    return _document(
        applications=[
            {
                **_fields(row.application, "handle", "company", "role"),
                "stage": row.stage,
                "last_event": event_object(row.last_event, row.application),
                "next": _open_object(row.next, sentences),
            }
            for row in rows
        ]
    )


def application_document(
    application: Application, history: History, actions: Iterable[Action], sentences: Sentences
) -> dict[str, Any]:
    """Return the document of `show`, with the people known in the application and their wishes in force."""
    people = [
        {
            **_fields(named.contact, "id", "name", "email", "phone"),
            "part": named.part,
            **_wish_object(stated_by(named.contact, application, history).wish),
        }
        for named in history.named(application)
    ]
    return _document(
        application={
            **_fields(application, "handle", "company", "role"),
            **_fields(application.first.about, "holidays", "timezone", "url", "location", "salary"),
            "people": people,
        },
        events=[event_object(event, application) for event in application.timeline()],
        actions=[action_object(action, sentences) for action in actions],
    )


def logged_document(
    logged: tuple[Event, Application] | Sequence[tuple[Event, Application]],
    actions: Iterable[Action],
    sentences: Sentences,
) -> dict[str, Any]:
    """Return the document of a command that logged an event, or several: the last, all, what is to come."""
    several = [logged] if isinstance(logged, tuple) else logged
    objects = [event_object(event, application) for event, application in several]
    return _document(
        event=objects[-1],
        application=objects[-1]["application"],
        **({} if isinstance(logged, tuple) else {"events": objects}),
        next=[action_object(action, sentences) for action in actions],
    )


def undone_document(undone: Iterable[tuple[Event, Application]]) -> dict[str, Any]:
    """Return the document of `undo`: the events that were taken back."""
    return _document(undone=[event_object(event, application) for event, application in undone])


def people_document(history: History) -> dict[str, Any]:
    """Return everyone who is known: in which applications, in which parts, with the wishes in force."""
    parts = parts_of_contacts(history)
    return _document(
        people=[
            {
                **_fields(contact, "id", "name", "email", "phone"),
                "applications": [
                    {"handle": application.handle, "parts": played}
                    for application, played in parts.get(contact.id, ())
                ],
                "wishes": _wishes_object(contact, [place for place, _ in parts.get(contact.id, ())], history),
            }
            for contact in history.contacts
        ]
    )


def changes_document(changes: Iterable[Change], sentences: Sentences) -> dict[str, Any]:
    """Return the document of `rules diff`: each action before and after; null where it is not open."""
    return _document(
        changes=[
            {
                "change": change.kind,
                "before": _open_object(change.before, sentences),
                "after": _open_object(change.after, sentences),
            }
            for change in changes
        ]
    )


def action_object(action: Action, sentences: Sentences) -> dict[str, Any]:
    """Return an action as an object; absent values are null, dates are local to the application."""
    application, rule, contact = action.application, action.definition, action.contact
    return {
        "id": action.id,
        "letter": action.letter or None,
        "rule": action.rule,
        "application": application.handle or None,
        "company": application.company or None,
        "role": application.role,
        "contact": _fields(contact, "id", "name", "email") if contact else None,
        "do": do_of(action),
        "send": rule.send,
        "channel": action.channel,
        "status": action.status,
        "earliest": iso(action.earliest, application),
        "due": iso(action.due, application),
        "latest": iso(action.latest, application),
        "optional": rule.optional,
        "reasons": [_reason_object(action, index, sentences) for index in range(len(action.reasons))],
    }


def appointment_object(appointment: Appointment) -> dict[str, Any]:
    """Return an appointment as an object; that of an offer is at the date by which to answer it."""
    event, application = appointment
    return {
        "event": event.id,
        "kind": event.kind,
        "application": application.handle,
        **_fields(application, "company", "role"),
        "at": iso(appointment.at, application),
        "people": [person.label for person in event.people],
        **_fields(event, "note", "where"),
        "ends": iso(event.ends, application),
    }


def event_object(event: Event, application: Application) -> dict[str, Any]:
    """Return an event as an object; absent values are null. `channel` is that of a reminder, or of a wish."""
    found: dict[str, Any] = {
        "id": event.id,
        "kind": event.kind,
        "application": application.handle or None,
        "at": iso(event.at, application),
        "recorded_at": iso(event.recorded_at, application),
        "people": [
            {"id": person.contact, **_fields(person, "name", "email", "phone", "part")}
            for person in event.people
        ],
        **_fields(event, "note", "until", "where"),
        "ends": iso(event.ends, application),
        **_fields(event, "talk", "channel"),
        "url": event.about.url,
        "action": event.settles.action if event.settles else None,
    }
    return found | _wish_object(event.wish) if event.kind == "preference" else found


def iso(moment: Moment | None, application: Application) -> str | None:
    """Return a date as `YYYY-MM-DD`, a datetime with its offset in the application's zone."""
    if isinstance(moment, datetime):
        return moment.astimezone(application.calendar.zone).isoformat(timespec="seconds")
    return None if moment is None else moment.isoformat()


def why_not_text(why: WhyNot, sentences: Sentences) -> str:
    """Return why a rule asks for nothing, as a sentence."""
    if why.action is not None and why.action.verdict is not None:
        return sentences.say(why.action.verdict, why.action)
    kinds = listed((name_of(kind) for kind in why.counts_from), "or")
    return f"It counts from {kinds}, and none is logged."


def _document(**parts: Any) -> dict[str, Any]:
    return {"schema": 1, **parts}


def _with_appointments(found: Iterable[Appointment], document: dict[str, Any]) -> dict[str, Any]:
    """Return `document` with the appointments before its actions."""
    actions = document.pop("actions")
    return {**document, "appointments": [appointment_object(each) for each in found], "actions": actions}


def _fields(value: object, *names: str) -> dict[str, Any]:
    return {name: getattr(value, name) for name in names}


def _open_object(action: Action | None, sentences: Sentences) -> dict[str, Any] | None:
    return action_object(action, sentences) if action else None


def _reason_object(action: Action, index: int, sentences: Sentences) -> dict[str, Any]:
    reason = action.reasons[index]
    found: dict[str, Any] = {"step": reason.step}
    if reason.step in _NAMED:
        found["name"] = reason.name
    found["text"] = sentences.say(reason, action)
    if reason.event is not None:
        found["event"] = reason.event.id
    found["due"] = iso(reason.due, action.application)
    return found


def _why_not_object(why: WhyNot, sentences: Sentences) -> dict[str, Any]:
    """Return a rule that asks for nothing, the reason in words, its step and the event it speaks of."""
    action = why.action
    reason = action.verdict if action else None
    return {
        "rule": why.rule,
        "step": reason.step if reason else Step.ANCHOR,
        "text": why_not_text(why, sentences),
        "event": reason.event.id if reason and reason.event else None,
        "until": iso(reason.free, action.application) if reason and action else None,
    }


def _wishes_object(contact: Contact, places: Iterable[Application], history: History) -> dict[str, Any]:
    """Return what a contact wishes everywhere and, under `only`, in applications where that differs."""
    everywhere = _wish_object(stated_by(contact, None, history).wish)
    here = {place.handle: _wish_object(stated_by(contact, place, history).wish) for place in places}
    only = {handle: wish for handle, wish in here.items() if wish != everywhere}
    return everywhere | ({"only": only} if only else {})


def _wish_object(wish: Wish) -> dict[str, Any]:
    return _fields(wish, "channel", "follow_up", "not_before")
