"""What `edit` changes: the fields of an event, and what it says of its application."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec

from followup.cli.doubt import Doubt
from followup.cli.event_options import (
    check_moment,
    check_order,
    country_of,
    ends_of,
    is_talk,
    kind_named,
    last_day_of,
    moment_of,
    part_at,
    people_of,
    until_of,
    url_of,
    where_of,
    with_discussed,
    zone_of,
)
from followup.cli.identify import handle_for, identify_people
from followup.cli.prefer import channel_named
from followup.cli.remind import reminder_day, reminder_person, reminder_text
from followup.core.errors import RequestFailed, WrongUsage
from followup.core.events import KEEPING
from followup.core.lookup import who_is_who
from followup.core.moments import day_of
from followup.core.people import is_called
from followup.core.text import clean
from followup.formats.typed.people import parse_person
from followup.formats.words.phrases import name_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from followup.cli.session import Session
    from followup.core.events import Event, Person, PersonPart
    from followup.core.history import Application, History
    from followup.core.moments import Moment
    from followup.core.people import Contact

    Option = str | tuple[str, ...] | None
    Given = Mapping[str, Option]


def amendments(
    session: Session,
    history: History,
    target: Event,
    application: Application | None,
    given: Given,
    *,
    anyway: bool,
) -> list[Event]:
    """Return the corrections of the event, and of the application, which its first event describes.

    None where the log says all of that already.
    """
    _check_options(target, application, given)
    own = _own_changes(session, history, target, application, given)
    amendment = session.recorder.amendment
    if application is None:
        return [amendment(target, own)] if own else []
    if target.id != application.first.id and {"at", "kind"} & own.keys():
        kind, at = own.get("kind", target.kind), own.get("at", target.at)
        check_order(session, application, kind, at, anyway=anyway)
    whole = _whole_changes(session, history, application, given)
    if application.first.id == target.id:
        own, whole = own | whole, {}
    corrections = ((target, own), (application.first, whole))
    return [amendment(event, changes) for event, changes in corrections if changes]


def _check_options(target: Event, application: Application | None, given: Given) -> None:
    """Raise WrongUsage for what can be corrected in other events only."""
    if target.kind == "reminder":
        if given.keys() & {"attendees", "without", "recruiter", "discussed"}:
            raise WrongUsage(
                "A reminder is to one person, whom --to names.",
                "followup edit reminder/acme --to Tom --channel phone",
            )
    elif given.keys() & {"to", "channel"}:
        raise WrongUsage(
            "--to and --channel go with reminders only.",
            "A contact's way is a wish: followup prefer Tom --channel phone",
        )
    if application is None and given.keys() - {"on", "until", "note", "to", "channel"}:
        raise WrongUsage(
            "It is about no application: only --on, --until, --note, --to and --channel can be corrected.",
            "--retract takes it back.",
        )


def _own_changes(
    session: Session, history: History, target: Event, application: Application | None, given: Given
) -> dict[str, Any]:
    kind, at = target.kind, target.at
    if "kind" in given:
        kind = kind_named(session, str(given["kind"]))
        if target.kind in KEEPING:
            raise RequestFailed(
                f"{name_of(target.kind)} is what you did, and no fact that could be another one.",
                "`followup undo` takes back what you did last; --retract takes back this.",
            )
        if kind != target.kind and "cancelled" in {kind, target.kind}:
            raise RequestFailed(
                "What was called off names its talk, and no other event does.",
                "--retract takes this back; `followup add cancelled` calls a talk off.",
            )
    if "on" in given and application is not None and target.id in application.called_off:
        raise RequestFailed(
            f"The {name_of(kind)} was called off, so another date is another talk.",
            f"Log it with `followup add`. Was it not? followup edit cancelled/{application.handle} --retract",
        )
    if "on" in given:
        on = str(given["on"])
        at = reminder_day(session, on) if kind == "reminder" else moment_of(session, kind, on)
        at = day_of(at, session.calendar.zone) if kind == "away" else at
    elif kind != target.kind:
        check_moment(session, kind, at)
    changes = {
        "kind": kind,
        "at": at,
        "until": _until(session, target, kind, at, given),
        "ends": _ends(session, target, kind, at, given),
        "where": _where(session, target, kind, given),
        "note": _note(target, given),
    }
    if target.kind == "reminder":
        changes |= _way(session, history, target, application, given)
    elif application is not None:
        changes["people"] = _people(session, history, target, kind, application, given)
    return {key: value for key, value in changes.items() if value != getattr(target, key)}


def _until(session: Session, target: Event, kind: str, at: Moment, given: Given) -> date | None:
    """Return the date that the event names, the old one where no other is given; it must fit the new day."""
    until = str(given["until"]) if "until" in given else None
    if kind == "away":
        first = day_of(at, session.calendar.zone)
        return last_day_of(session, first, until or (target.until or first).isoformat())
    names_one = kind in {"promised", "offer"}
    if kind == target.kind and until is None and not names_one:
        return target.until  # a snooze has one too
    if names_one and until is None and target.until is not None:
        until = target.until.isoformat()
    return until_of(session, kind, until or None, at)


def _note(target: Event, given: Given) -> str | None:
    if "note" not in given:
        return target.note
    said = str(given["note"])
    return reminder_text(said) if target.kind == "reminder" else clean(said) or None


def _way(
    session: Session, history: History, target: Event, application: Application | None, given: Given
) -> dict[str, Any]:
    """Return whom a reminder is to, and how to reach them: nobody is reached in no way."""
    people, channel = target.people, target.channel
    if "to" in given:
        word = clean(str(given["to"]))
        people = (reminder_person(session, history, word, application),) if word else ()
    if "channel" in given:
        word = clean(str(given["channel"]))
        channel = channel_named(word) if word else None
    if not people and given.get("channel"):
        raise WrongUsage("--channel is a way to reach somebody: say whom with --to.")
    return {"people": people, "channel": channel if people else None}


def _ends(session: Session, target: Event, kind: str, at: Moment, given: Given) -> datetime | None:
    """Return when the talk ends; one that was moved takes as long as before."""
    if "ends" in given:
        return ends_of(session, kind, str(given["ends"]), at)
    if target.ends is None or not isinstance(at, datetime) or not is_talk(session, kind):
        return None
    return target.ends + (at - target.moment) if target.moment is not None else target.ends


def _where(session: Session, target: Event, kind: str, given: Given) -> str | None:
    if "where" in given:
        return where_of(session, kind, str(given["where"]))
    return target.where if is_talk(session, kind) else None


def _people(
    session: Session, history: History, target: Event, kind: str, application: Application, given: Given
) -> tuple[Person, ...]:
    people = list(target.people)
    for word in given.get("without") or ():
        gone = _meant(session, history, people, parse_person(word))
        people = [person for person in people if history.contact(person).id != gone.id]
    recruiter = given.get("recruiter")
    if recruiter:
        people = [person for person in people if person.part != "recruiter"]
    if kind != target.kind:  # who was there at a talk is an interviewer
        people = [
            msgspec.structs.replace(each, part=part_at(session, kind))
            if each.part in {"interviewer", "contact"}
            else each
            for each in people
        ]
    named: dict[PersonPart, str | None] = {"recruiter": str(recruiter) if recruiter else None}
    people += people_of(session, kind, named, given.get("attendees") or ())
    decided = identify_people(session, history, people, application, application.company)
    return with_discussed(decided, given.get("discussed") or ())


def _meant(session: Session, history: History, people: Iterable[Person], word: Person) -> Contact:
    """Return the one contact of an event that `word` names; RequestFailed if there is none, or several."""
    if session.narrow and not history.contacts.has(word):
        raise Doubt  # part of an id, or a first name
    known = {history.contact(person).id: (person, history.contact(person)) for person in people}
    found = {each.id: each for each in history.contacts.called(word)}
    label = word.email or word.label
    there = {
        identity: contact
        for identity, (person, contact) in known.items()
        if identity in found or is_called(person, label)
    }
    if len(there) == 1:
        return next(iter(there.values()))
    names = ", ".join(contact.label for _, contact in known.values()) or "nobody"
    if there:
        raise RequestFailed(
            f"{label} may be one of several people: {who_is_who(there.values(), history)}.",
            "Give the address, or the id from `followup people`.",
        )
    raise RequestFailed(f"{label} is not in this event.", f"It names {names}.")


def _whole_changes(
    session: Session, history: History, application: Application, given: Given
) -> dict[str, object]:
    changes: dict[str, object] = {}
    for key in ("company", "role"):
        if key in given:
            value = clean(str(given[key]))
            if not value:
                raise WrongUsage(f"--{key} is empty.")
            changes[key] = value
    if given.get("handle") not in {None, application.handle}:
        changes["handle"] = handle_for(
            session, history, application.company, application.role, str(given["handle"])
        )
    if "holidays" in given:
        changes["holidays"] = country_of(str(given["holidays"]))
    if "timezone" in given:
        changes["timezone"] = zone_of(str(given["timezone"]))
    if "url" in given:
        changes["url"] = url_of(str(given["url"]))
    changes |= {key: clean(str(given[key])) or None for key in ("location", "salary") if key in given}
    about = application.first.about
    return {key: value for key, value in changes.items() if value != getattr(about, key)}
