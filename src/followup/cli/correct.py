"""`edit` and `undo`: correct the log by adding to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from followup.cli.add import amendment
from followup.cli.logged import logged
from followup.cli.options import country_of, kind_named, moment_of, until_of, with_discussed, zone_of
from followup.cli.output import Result, answer
from followup.core.corrections import retractions
from followup.core.errors import RequestFailed, WrongUsage
from followup.core.events import Event, Person
from followup.core.lookup import find_event
from followup.core.moments import is_timed
from followup.core.text import clean, normal
from followup.formats.words.phrases import name_of, phrase_of, say_date

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from followup.cli.session import Session as Workspace
    from followup.core.history import Application, History

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
@click.option("--retract", is_flag=True, help="It never happened.")
@click.pass_obj
def edit_command(workspace: Workspace, /, event: str, retract: bool, **options: _Option) -> Result:
    """Correct an event of the log. EVENT is an id from `followup show`, or KIND/APPLICATION.

    \b
    followup edit interview/acme --on "next thu 10:00"
    followup edit 0q7ab --with "Cy <cy@example.com>" --note "moved to the big room"
    followup edit 0q7ab --retract

    Nothing is overwritten: the correction is an event too, and `followup undo` takes it back.
    """
    history = workspace.history_to_change()
    target, application = find_event(history, event)
    given = {key: value for key, value in options.items() if value not in (None, ())}
    if retract == bool(given):
        raise WrongUsage(
            "Say what to correct, or --retract.", "followup edit interview/acme --on 'next thu 10:00'"
        )
    if retract:
        event_added = _retraction(workspace, target.id, application.id)
        workspace.record([event_added])
        sentence = f"Taken back: {_say(target, application)}."
    else:
        events = _amendments(workspace, history, target, application, given)
        workspace.record(events)
        sentence = f"Corrected: {_corrected(workspace, target, application)}."
    return _said(workspace, target, application, sentence)


@click.command("undo")
@click.pass_obj
def undo_command(workspace: Workspace) -> Result:
    """Take back the last thing you did; again for the one before.

    \b
    followup undo
    """
    before = workspace.history_to_change()
    log = before.log
    last = _last_batch(log)
    if not last:
        raise RequestFailed("There is nothing to undo.")
    gone = [_retraction(workspace, event.id, event.application, undo=True) for event in last]
    workspace.record(gone)
    return answer(*(f"Undone: {_deed(e, log, before.application(e.application))}." for e in last))


def _last_batch(log: Sequence[Event]) -> list[Event]:
    """Return the events of the last command that was neither an undo nor undone."""
    gone = retractions(log)
    for event in reversed(log):
        if event.id not in gone and not event.undo:
            return [each for each in log if each.batch == event.batch and each.id not in gone]
    return []


def _deed(event: Event, log: Sequence[Event], application: Application | None) -> str:
    """Return what a command did, in words."""
    where = f" ({application.handle})" if application else ""
    if event.kind in {"amended", "retracted"}:
        target = next((each for each in log if each.id == event.target), None)
        what = "the correction of" if event.kind == "amended" else "taking back"
        return f"{what} {name_of(target.kind) if target else 'an event'}{where}"
    if event.kind == "preference":
        return f"the wish of {', '.join(person.label for person in event.people)}{where}"
    if event.kind == "snoozed":
        return f"putting off {event.rule}{where}"
    rule = f" for {event.rule}" if event.rule else ""
    return f"{phrase_of(event.kind)} on {say_date(event.at)}{rule}{where}"


def _say(event: Event, application: Application) -> str:
    return f"{name_of(event.kind)} of {say_date(event.at)} ({application.handle})"


def _corrected(workspace: Workspace, target: Event, application: Application) -> str:
    """Return the event as it is now, and when it was said to be where that has changed."""
    there = workspace.history().application(application.id) or application
    event = next((each for each in there.facts if each.id == target.id), target)
    before = "" if event.at == target.at else f", before: {say_date(target.at)}"
    return f"{_say(event, there)}{before}"


def _retraction(workspace: Workspace, target: str, application: str | None, *, undo: bool = False) -> Event:
    return Event(
        id=workspace.environment.new_id(),
        kind="retracted",
        recorded_at=workspace.now,
        application=application,
        target=target,
        undo=undo,
    )


def _amendments(
    workspace: Workspace,
    history: History,
    target: Event,
    application: Application,
    given: _Given,
) -> list[Event]:
    """Return the corrections of the event, and of the application, which its first event describes."""
    own = _own_changes(workspace, target, given)
    whole = _whole_changes(history, application, given)
    if application.first.id == target.id:
        return [amendment(workspace, target, application, own | whole)]
    found = [amendment(workspace, target, application, own)] if own else []
    return [*found, amendment(workspace, application.first, application, whole)] if whole else found


def _own_changes(workspace: Workspace, target: Event, given: _Given) -> dict[str, object]:
    changes: dict[str, object] = {}
    kind = target.kind
    if "kind" in given:
        kind = kind_named(workspace, str(given["kind"]))
        changes["kind"] = kind
    if "on" in given:
        at = moment_of(workspace, kind, str(given["on"]))
        changes |= {"moment": at, "day": None} if is_timed(at) else {"day": at, "moment": None}
    if "until" in given or kind == "promised" != target.kind:
        until = str(given["until"]) if "until" in given else None
        changes["until"] = until_of(workspace, kind, until, target.at)
    if "note" in given:
        changes["note"] = clean(str(given["note"])) or None
    people = _people(target, given)
    if people != target.people:
        changes["people"] = people
    return changes


def _people(target: Event, given: _Given) -> tuple[Person, ...]:
    from followup.formats.typed.people import parse_person

    people = list(target.people)
    for text in given.get("without") or ():
        gone = parse_person(text)
        kept = [
            p
            for p in people
            if normal(p.label) != normal(gone.label) and (not gone.email or p.email != gone.email)
        ]
        if len(kept) == len(people):
            names = ", ".join(person.label for person in people) or "nobody"
            raise RequestFailed(f"{gone.label} is not in this event.", f"It names {names}.")
        people = kept
    part = (
        "interviewer"
        if target.kind not in {"heard_back", "promised", "offer", "sent", "applied"}
        else "contact"
    )
    people += [parse_person(text, part) for text in given.get("attendees") or ()]  # type: ignore[arg-type]
    if "recruiter" in given:
        people = [p for p in people if p.part != "recruiter"]
        people.append(parse_person(str(given["recruiter"]), "recruiter"))
    return with_discussed(dict.fromkeys(people), given.get("discussed") or ())


def _whole_changes(history: History, application: Application, given: _Given) -> dict[str, object]:
    from followup.cli.placement import handle_for

    changes: dict[str, object] = {}
    for key in ("company", "role"):
        if key in given:
            value = clean(str(given[key]))
            if not value:
                raise WrongUsage(f"--{key} is empty.")
            changes[key] = value
    if "handle" in given:
        changes["handle"] = handle_for(history, application.company, application.role, str(given["handle"]))
    if "holidays" in given:
        changes["holidays"] = country_of(str(given["holidays"]))
    if "timezone" in given:
        changes["timezone"] = zone_of(str(given["timezone"]))
    return changes


def _said(workspace: Workspace, target: Event, application: Application, sentence: str) -> Result:
    now_there = workspace.history().application(application.id)
    if now_there is None:
        return answer(sentence, f"{application.handle} has no events left, so it is gone.")
    return logged(workspace, target, sentence)
