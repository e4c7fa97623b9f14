"""The page and the document of `brief`: what to know before a talk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.text import Text

from followup.core.moments import day_of
from followup.core.wishes import stated_by
from followup.formats.screens.applications import job_lines, said_of
from followup.formats.screens.documents import action_object, appointment_object, event_object
from followup.formats.screens.layout import heading, indented, list_table
from followup.formats.words.phrases import (
    do_of,
    listed,
    name_of,
    person_label,
    say_day,
    say_distance,
    say_when,
    say_wish,
    zone_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from rich.console import RenderableType

    from followup.core.briefing import Acquainted, Briefing
    from followup.core.history import Application, History
    from followup.formats.words.reasons import Sentences


def briefing_document(found: Briefing, sentences: Sentences) -> dict[str, Any]:
    """Return the document: the talk, the people with what was discussed, what happened, what to ask."""
    application, about = found.application, found.application.first.about
    return {
        "schema": 1,
        "now": sentences.now.isoformat(timespec="seconds"),
        "application": {name: getattr(application, name) for name in ("handle", "company", "role")}
        | {name: getattr(about, name) for name in ("url", "location", "salary")},
        "appointment": appointment_object(found.appointment) if found.appointment else None,
        "there": [_person_object(each) for each in found.there],
        "others": [_person_object(each) for each in found.others],
        "events": [
            {
                **event_object(event, application),
                "text": event.text,
                "discussed": _discussed_at(found, event.id),
            }
            for event in found.happened
        ],
        "questions": list(found.asked),
        "actions": [action_object(each, sentences) for each in found.due],
    }


def _person_object(person: Acquainted) -> dict[str, Any]:
    contact = person.contact
    return {
        **{name: getattr(contact, name) for name in ("id", "name", "email", "phone")},
        "parts": list(person.parts),
        "met": [event.id for event, _ in person.before],
        "discussed": [
            {"event": each.event.id, "application": each.application.handle, "text": each.text}
            for each in person.discussed
        ],
    }


def _discussed_at(found: Briefing, event: str) -> list[dict[str, str]]:
    return [
        {"with": person.contact.label, "text": each.text}
        for person in (*found.there, *found.others)
        for each in person.discussed
        if each.event.id == event
    ]


def briefing_screen(found: Briefing, history: History, now: datetime) -> RenderableType:
    """Return one page to read before a talk."""
    application = found.application
    title = Text(application.company, style="bold")
    title.append(f", {application.role}" if application.role else "")
    parts: list[RenderableType] = [title.append(f" ({application.handle})", style="dim")]
    parts += [Text(each, style="dim") for each in job_lines(application.first.about)]
    parts += [Text(), *_talk(found, now)]
    heads = ("Who will be there", "Who else is known there") if found.there else ("", "Who is known there")
    for head, people in zip(heads, (found.there, found.others), strict=True):
        if people:
            parts += [Text(), heading(head)]
            for person in people:
                parts += _person(person, application, history, now)
    parts += [Text(), heading("So far"), _so_far(found, now)]
    asking = [*(f"{do_of(each)}." for each in found.due), *found.asked]
    parts += [Text(), heading("To ask"), *map(indented, asking or ["Nothing is noted yet."])]
    hint = f"A question of yours stands here with: followup note {application.handle} 'How big is the team?'"
    parts += [Text(), Text(hint, style="dim")]
    return Group(*parts)


def _talk(found: Briefing, now: datetime) -> Iterator[RenderableType]:
    if found.appointment is None:
        yield Text("No talk is agreed upon.")
        return
    event, application = found.appointment
    when = say_when(event.at, application, now, event.ends)
    distance = say_distance(day_of(event.at, zone_of(now)), now.date())
    yield Text(f"{name_of(event.kind).capitalize()} on {when}, {distance}", style="bold")
    yield from (indented(each) for each in (event.where, event.note) if each)


def _person(
    person: Acquainted, application: Application, history: History, now: datetime
) -> Iterator[RenderableType]:
    contact = person.contact
    said = [person_label(contact), listed(each.replace("_", " ") for each in _telling(person.parts))]
    said += [f"phone {contact.phone}"] if contact.phone else []
    wishes = say_wish(stated_by(contact, application, history).wish)
    said += [f"wishes: {wishes}"] if wishes else []
    yield indented(", ".join(said))
    lines = [
        f"{_when(each.event.at, now)}, {name_of(each.event.kind)}{_elsewhere(each.application, application)}:"
        f" {each.text}"
        for each in person.discussed
    ]
    if not lines and person.before:
        event, place = person.before[-1]
        lines = [f"{_when(event.at, now)}, {name_of(event.kind)}{_elsewhere(place, application)}"]
    for line in lines or ["Not met or written to before."]:
        yield indented(indented(line, style="dim"))


def _telling(parts: Iterable[str]) -> list[str]:
    parts = list(parts)
    return [part for part in parts if part != "contact"] or parts


def _elsewhere(place: Application, here: Application) -> str:
    return "" if place.id == here.id else f" at {place.handle}"


def _when(at: Any, now: datetime) -> str:
    return say_day(day_of(at, zone_of(now)), now)


def _so_far(found: Briefing, now: datetime) -> RenderableType:
    table = list_table()
    for event in found.happened:
        said = Text(said_of(event, found.application, now))
        for line in filter(None, (event.note, event.text)):
            said.append(f"\n{line}", style="dim")
        table.add_row(Text(_when(event.at, now)), said)
    return indented(table)
