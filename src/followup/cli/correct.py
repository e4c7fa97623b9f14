"""`edit` and `undo`: correct the log by adding to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click
import msgspec

from followup.cli.event_options import (
    check_moment,
    check_order,
    country_of,
    kind_named,
    moment_of,
    part_at,
    people_of,
    until_of,
    with_discussed,
    zone_of,
)
from followup.cli.identify import handle_for, identify_people
from followup.cli.output import Result, answer
from followup.cli.what_next import logged
from followup.core.corrections import retractions
from followup.core.errors import RequestFailed, WrongUsage
from followup.core.events import KEEPING
from followup.core.lookup import find_event, who_is_who
from followup.core.people import is_called
from followup.core.text import clean
from followup.formats.typed.people import parse_person
from followup.formats.words.phrases import listed, name_of, phrase_of, say_date

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from followup.cli.session import Session
    from followup.core.events import Event, Person, PersonPart
    from followup.core.history import Application, History
    from followup.core.moments import Moment
    from followup.core.people import Contact

    _Option = str | tuple[str, ...] | None
    _Given = Mapping[str, _Option]


@click.command("edit")
@click.argument("event")
@click.option("--on", metavar="WHEN", help="When it really happened, or will.")
@click.option("--until", metavar="WHEN", help="The date they named.")
@click.option("--kind", help="What it really was.")
@click.option("--with", "attendees", metavar="PERSON", multiple=True, help="One more who was there.")
@click.option("--without", metavar="PERSON", multiple=True, help="Who was not there after all.")
@click.option("--recruiter", metavar="PERSON", help="Who is in charge of you there.")
@click.option("--discussed", metavar="'NAME: WHAT'", multiple=True, help="What you two talked about.")
@click.option("--note", help="The note, instead of the old one; empty for none.")
@click.option("--company", help="The company's name (for the whole application).")
@click.option("--role", help="The job (for the whole application).")
@click.option("--handle", help="Another short name (for the whole application).")
@click.option("--holidays", metavar="CODE", help="The employer's holidays (for the whole application).")
@click.option("--timezone", metavar="ZONE", help="The employer's time zone (for the whole application).")
@click.option("--anyway", is_flag=True, help="Move it though it then lies before the application began.")
@click.option("--retract", is_flag=True, help="It never happened.")
@click.pass_obj
def edit_command(session: Session, /, event: str, retract: bool, anyway: bool, **options: _Option) -> Result:
    """Correct an event of the log. EVENT is an id from `followup show`, or KIND/APPLICATION.

    \b
    followup edit interview/acme --on "next thu 10:00"
    followup edit 0q7ab --with "Cy <cy@example.com>" --note "moved to the big room"
    followup edit 0q7ab --retract

    Nothing is overwritten: the correction is an event too, and `followup undo` takes it back.
    """
    history = session.history_to_change()
    target, application = find_event(history, event)
    given = {key: value for key, value in options.items() if value not in (None, ())}
    if retract == bool(given):
        raise WrongUsage(
            "Say what to correct, or --retract.", "followup edit interview/acme --on 'next thu 10:00'"
        )
    if retract:
        events, done = [session.recorder.retraction(target)], "Taken back"
    else:
        events, done = _amendments(session, history, target, application, given, anyway=anyway), "Corrected"
    if not events:
        return answer(f"The log says that already: {_say(target, application)}. Nothing was logged.")
    session.record(events)
    there = session.history().application(application.id)
    if retract or there is None:
        sentence = f"{done}: {_say(target, application)}."
    else:
        now_said = next(each for each in there.timeline() if each.id == target.id)
        before = "" if now_said.at == target.at else f", before: {say_date(target.at)}"
        what = f"{name_of(now_said.kind)} of {session.echo(now_said.at)} ({there.handle})"
        sentence = f"{done}: {what}{before}."
    if there is None:
        return answer(sentence, f"{application.handle} has no events left, so it is gone.")
    return logged(session, target, sentence)


@click.command("undo")
@click.pass_obj
def undo_command(session: Session) -> Result:
    """Take back the last thing you did; again for the one before.

    \b
    followup undo
    """
    history = session.history_to_change()
    last = _last_batch(history.log)
    if not last:
        raise RequestFailed("There is nothing to undo.")
    session.record([session.recorder.retraction(event, undo=True) for event in last])
    return answer(*(f"Undone: {_deed(event, history)}." for event in last))


def _last_batch(log: Sequence[Event]) -> list[Event]:
    """Return the events of the last command that was neither an undo nor undone."""
    gone = retractions(log)
    for event in reversed(log):
        if event.id not in gone and not event.undo:
            return [each for each in log if each.batch == event.batch and each.id not in gone]
    return []


def _deed(event: Event, history: History) -> str:
    """Return what a command did, in words."""
    application = history.application(event.application)
    where = f" ({application.handle})" if application else ""
    if event.kind == "same_person":
        return f"saying that {listed(person.label for person in event.people)} are one person"
    if event.kind == "amended" and event.target is None:
        return f"the correction of {event.people[0].label}"
    if event.kind in {"amended", "retracted"}:
        target = next((each for each in history.log if each.id == event.target), None)
        what = "the correction of" if event.kind == "amended" else "taking back"
        return f"{what} {name_of(target.kind) if target else 'an event'}{where}"
    if event.kind == "preference":
        return f"the wish of {', '.join(person.label for person in event.people)}{where}"
    if event.kind == "snoozed":
        return f"putting off {event.settles.rule if event.settles else 'an action'}{where}"
    rule = f" for {event.settles.rule}" if event.settles else ""
    return f"{phrase_of(event.kind)} on {say_date(event.at)}{rule}{where}"


def _say(event: Event, application: Application) -> str:
    return f"{name_of(event.kind)} of {say_date(event.at)} ({application.handle})"


def _amendments(
    session: Session,
    history: History,
    target: Event,
    application: Application,
    given: _Given,
    *,
    anyway: bool,
) -> list[Event]:
    """Return the corrections of the event, and of the application, which its first event describes.

    None where the log says all of that already.
    """
    own = _own_changes(session, history, target, application, given)
    if target.id != application.first.id and {"at", "kind"} & own.keys():
        kind, at = own.get("kind", target.kind), own.get("at", target.at)
        check_order(session, application, kind, at, anyway=anyway)
    whole = _whole_changes(history, application, given)
    amendment = session.recorder.amendment
    if application.first.id == target.id:
        own, whole = own | whole, {}
    corrections = ((target, own), (application.first, whole))
    return [amendment(event, changes) for event, changes in corrections if changes]


def _own_changes(
    session: Session, history: History, target: Event, application: Application, given: _Given
) -> dict[str, Any]:
    kind, at = target.kind, target.at
    if "kind" in given:
        kind = kind_named(session, str(given["kind"]))
        if target.kind in KEEPING:
            raise RequestFailed(
                f"{name_of(target.kind)} is what you did, and no fact that could be another one.",
                "`followup undo` takes back what you did last; --retract takes back this.",
            )
    if "on" in given:
        at = moment_of(session, kind, str(given["on"]))
    elif kind != target.kind:
        check_moment(session, kind, at)
    changes = {
        "kind": kind,
        "at": at,
        "until": _until(session, target, kind, at, given),
        "note": clean(str(given["note"])) or None if "note" in given else target.note,
        "people": _people(session, history, target, kind, application, given),
    }
    return {key: value for key, value in changes.items() if value != getattr(target, key)}


def _until(session: Session, target: Event, kind: str, at: Moment, given: _Given) -> date | None:
    """Return the date that a promise names, the old one where no other is given; it must fit the new day."""
    until = str(given["until"]) if "until" in given else None
    if kind == target.kind != "promised" and until is None:
        return target.until  # a snooze has one too
    if kind == "promised" and until is None and target.until is not None:
        until = target.until.isoformat()
    return until_of(session, kind, until, at)


def _people(
    session: Session, history: History, target: Event, kind: str, application: Application, given: _Given
) -> tuple[Person, ...]:
    people = list(target.people)
    for word in given.get("without") or ():
        gone = _meant(history, people, parse_person(word))
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


def _meant(history: History, people: Iterable[Person], word: Person) -> Contact:
    """Return the one contact of an event that `word` names; RequestFailed if there is none, or several."""
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


def _whole_changes(history: History, application: Application, given: _Given) -> dict[str, object]:
    changes: dict[str, object] = {}
    for key in ("company", "role"):
        if key in given:
            value = clean(str(given[key]))
            if not value:
                raise WrongUsage(f"--{key} is empty.")
            changes[key] = value
    if given.get("handle") not in {None, application.handle}:
        changes["handle"] = handle_for(history, application.company, application.role, str(given["handle"]))
    if "holidays" in given:
        changes["holidays"] = country_of(str(given["holidays"]))
    if "timezone" in given:
        changes["timezone"] = zone_of(str(given["timezone"]))
    about = application.first.about
    return {key: value for key, value in changes.items() if value != getattr(about, key)}
