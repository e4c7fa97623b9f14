"""JSON documents: the same objects in every command."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec

from followup.core.actions import Action, Status, Step
from followup.core.events import Wish
from followup.core.wishes import Stated, stated_by
from followup.formats.words.phrases import do_of, listed, name_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from followup.core.checkup import Finding
    from followup.core.difference import Change
    from followup.core.errors import Problem
    from followup.core.events import Event
    from followup.core.forecast import Day
    from followup.core.history import Application, History, Named
    from followup.core.moments import Moment
    from followup.core.pipeline import Row
    from followup.core.planner import WhyNot
    from followup.formats.words.reasons import Sentences

SCHEMA = 1

# The steps whose `name` tells a machine something that the text does not.
_NAMED = {Step.GUARD, Step.NEED, Step.CHANNEL}


def encode(document: dict[str, Any]) -> str:
    """Return a document as indented JSON."""
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode()


def actions_document(actions: Iterable[Action], sentences: Sentences, now: datetime) -> dict[str, Any]:
    """Return the document that `today`, `plan` and `why` share."""
    return {
        "schema": SCHEMA,
        "now": now.isoformat(timespec="seconds"),
        "actions": [action_object(action, sentences) for action in actions],
    }


def action_object(action: Action, sentences: Sentences) -> dict[str, Any]:
    """Return an action as an object; absent values are null, dates are local to the application."""
    contact = action.contact
    return {
        "id": action.id,
        "rule": action.rule,
        "application": action.application.handle,
        "company": action.application.company,
        "role": action.application.role,
        "contact": {"id": contact.id, "name": contact.name, "email": contact.email} if contact else None,
        "do": do_of(action),
        "send": action.definition.send,
        "channel": action.channel,
        "status": action.status.value,
        "earliest": iso(action.earliest, action.application),
        "due": iso(action.due, action.application),
        "latest": iso(action.latest, action.application),
        "optional": action.definition.optional,
        "reasons": [_reason_object(action, index, sentences) for index in range(len(action.reasons))],
    }


def why_document(
    actions: Iterable[Action], silent: Iterable[WhyNot], sentences: Sentences, now: datetime
) -> dict[str, Any]:
    """Return the document of `why APPLICATION`: its actions, and the rules that ask for nothing."""
    document = actions_document(actions, sentences, now)
    return {**document, "silent": [_why_not_object(each, sentences) for each in silent]}


def pipeline_document(rows: Iterable[Row], sentences: Sentences) -> dict[str, Any]:
    """Return the document of `list`."""
    return {"schema": SCHEMA, "applications": [_row_object(row, sentences) for row in rows]}


def application_document(
    application: Application, history: History, actions: Iterable[Action], sentences: Sentences
) -> dict[str, Any]:
    """Return the document of `show`."""
    return {
        "schema": SCHEMA,
        "application": _application_object(application, history),
        "events": [event_object(event, application) for event in application.timeline()],
        "actions": [action_object(action, sentences) for action in actions],
    }


def logged_document(
    event: Event, application: Application, actions: Iterable[Action], sentences: Sentences
) -> dict[str, Any]:
    """Return the document of a command that logged `event`: the event, and the actions to come."""
    return {
        "schema": SCHEMA,
        "event": event_object(event, application),
        "application": application.handle,
        "next": [action_object(action, sentences) for action in actions],
    }


def _reason_object(action: Action, index: int, sentences: Sentences) -> dict[str, Any]:
    reason = action.reasons[index]
    found: dict[str, Any] = {"step": reason.step.value}
    if reason.step in _NAMED:
        found["name"] = reason.name
    found["text"] = sentences.say(reason, action)
    if reason.event is not None:
        found["event"] = reason.event.id
    found["due"] = iso(reason.due, action.application)
    return found


def iso(moment: Moment | None, application: Application) -> str | None:
    """Return a date as `YYYY-MM-DD`, a datetime with its offset in the application's zone."""
    if isinstance(moment, datetime):
        return moment.astimezone(application.calendar.zone).isoformat(timespec="seconds")
    return None if moment is None else moment.isoformat()


def event_object(event: Event, application: Application) -> dict[str, Any]:
    """Return an event as an object; `until` stands where a date was named."""
    found: dict[str, Any] = {
        "id": event.id,
        "kind": event.kind,
        "application": application.handle,
        "at": iso(event.at, application),
        "recorded_at": iso(event.recorded_at, application),
        "people": [
            {"id": p.contact, "name": p.name, "email": p.email, "phone": p.phone, "part": p.part}
            for p in event.people
        ],
        "note": event.note,
    }
    if event.until is not None:
        found["until"] = event.until.isoformat()
    if event.settles is not None:
        found["action"] = event.settles.action
    if event.kind == "preference":
        found["channel"], found["follow_up"] = event.wish.channel, event.wish.follow_up
        found["not_before"] = iso(event.wish.not_before, application)
    return found


def _application_object(application: Application, history: History) -> dict[str, Any]:
    """Return what an application is, and the people known in it."""
    return {
        "handle": application.handle,
        "company": application.company,
        "role": application.role,
        "holidays": application.first.about.holidays,
        "timezone": application.first.about.timezone,
        "people": [_person_object(named, application, history) for named in history.named(application)],
    }


def _person_object(named: Named, application: Application, history: History) -> dict[str, Any]:
    """Return who somebody is here, with the wishes in force."""
    contact = named.contact
    return {
        "id": contact.id,
        "name": contact.name,
        "email": contact.email,
        "phone": contact.phone,
        "part": named.part,
        **_wishes_object(stated_by(contact, application, history)),
    }


def people_document(history: History) -> dict[str, Any]:
    """Return everyone who is known: in which applications, in which parts, with the wishes in force."""
    places: dict[str, dict[str, list[str]]] = {}
    for application in history.applications:
        for named in history.named(application):
            parts = places.setdefault(named.contact.id, {}).setdefault(application.handle, [])
            parts.append(named.part)
    people = []
    for contact in history.contacts:
        found = places.get(contact.id, {})
        wishes = stated_by(contact, None, history)
        people.append(
            {
                "id": contact.id,
                "name": contact.name,
                "email": contact.email,
                "phone": contact.phone,
                "applications": [{"handle": handle, "parts": parts} for handle, parts in found.items()],
                "wishes": _wishes_object(wishes),
            }
        )
    return {"schema": SCHEMA, "people": people}


def _wishes_object(stated: Stated) -> dict[str, Any]:
    channel, follow_up, not_before = (event.wish if event else Wish() for event in stated)
    return {
        "channel": channel.channel,
        "follow_up": follow_up.follow_up,
        "not_before": not_before.not_before.isoformat() if not_before.not_before else None,
    }


def _row_object(row: Row, sentences: Sentences) -> dict[str, Any]:
    """Return one application of the pipeline, its last event and its next action."""
    application = row.application
    return {
        "handle": application.handle,
        "company": application.company,
        "role": application.role,
        "stage": row.stage,
        "last_event": event_object(row.last_event, application),
        "next": action_object(row.next, sentences) if row.next else None,
    }


def problems_document(name: str, problems: Sequence[Problem]) -> dict[str, Any]:
    """Return what is wrong with a file: every problem with its place, and how many are errors."""
    return {
        "schema": SCHEMA,
        "file": name,
        "errors": sum(problem.severity == "error" for problem in problems),
        "warnings": sum(problem.severity == "warning" for problem in problems),
        "problems": [
            {
                "line": problem.line,
                "column": problem.column,
                "severity": problem.severity,
                "code": problem.code,
                "text": problem.text,
                "hint": problem.hint,
            }
            for problem in problems
        ],
    }


def _why_not_object(why: WhyNot, sentences: Sentences) -> dict[str, Any]:
    """Return a rule that asks for nothing, the reason in words, its step and the event it speaks of."""
    action = why.action
    reason = action.verdict if action else None
    return {
        "rule": why.rule,
        "step": (reason.step if reason else Step.ANCHOR).value,
        "text": why_not_text(why, sentences),
        "event": reason.event.id if reason and reason.event else None,
        "until": iso(reason.free, action.application) if reason and action else None,
    }


def why_not_text(why: WhyNot, sentences: Sentences) -> str:
    """Return why a rule asks for nothing, as a sentence."""
    if why.action is not None and why.action.verdict is not None:
        return sentences.say(why.action.verdict, why.action)
    kinds = listed((name_of(kind) for kind in why.counts_from), "or")
    return f"It counts from {kinds}, and none is logged."


def days_document(days: Iterable[Day], sentences: Sentences, now: datetime) -> dict[str, Any]:
    """Return the document of `plan`; each action carries the `day` on which it would be done."""
    actions = []
    for day in days:
        for action in day.actions:
            found = action_object(action, sentences)
            if day.date > now.date():
                found["status"] = Status.UPCOMING.value
            actions.append({**found, "day": day.date.isoformat()})
    return {"schema": SCHEMA, "now": now.isoformat(timespec="seconds"), "actions": actions}


def changes_document(changes: Iterable[Change], sentences: Sentences) -> dict[str, Any]:
    """Return the document of `rules diff`: each action before and after; null where it is not open."""
    return {
        "schema": SCHEMA,
        "changes": [
            {
                "change": change.kind,
                "before": action_object(change.before, sentences) if change.before else None,
                "after": action_object(change.after, sentences) if change.after else None,
            }
            for change in changes
        ],
    }


def checkup_document(findings: Sequence[Finding]) -> dict[str, Any]:
    """Return the document of `doctor`."""
    from followup.core.checkup import State

    return {
        "schema": SCHEMA,
        "broken": sum(finding.state is State.BROKEN for finding in findings),
        "findings": [
            {
                "part": finding.part,
                "state": finding.state.value,
                "text": finding.text,
                "next": finding.next or None,
            }
            for finding in findings
        ],
    }
