"""`edit` and `undo`: correct the log by adding to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from followup.adapters.files import uninterrupted
from followup.adapters.log.merging import last_merge, unmerge
from followup.adapters.news import note_undecided
from followup.cli.amend import amendments
from followup.cli.doubt import Doubt
from followup.cli.output import Result, json_option
from followup.cli.reach import wanted_by_event, within_reach
from followup.cli.remind import reminder_details, say_away
from followup.cli.what_next import document_of, logged, note_moved
from followup.core.corrections import corrected, retractions
from followup.core.errors import RequestFailed, WrongUsage
from followup.core.event_lookup import find_event
from followup.core.events import CHOOSING
from followup.core.text import clean
from followup.formats.screens.documents import undone_document
from followup.formats.typed.people import parse_person
from followup.formats.words.phrases import counted, name_of, phrase_of, say_date

if TYPE_CHECKING:
    from collections.abc import Sequence

    from followup.adapters.log.around import Wanted
    from followup.adapters.log.merging import Merge
    from followup.cli.amend import Given, Option
    from followup.cli.session import Session
    from followup.core.events import Event
    from followup.core.history import Application, History

# An import logs hundreds of events; nobody reads a line for each.
_MOST_TOLD = 20


@click.command("edit")
@click.argument("event")
@click.option("--on", metavar="WHEN", help="When it really happened, or will.")
@click.option("--until", metavar="WHEN", help="The date they named.")
@click.option("--where", metavar="TEXT", help="Where the talk is; empty for nowhere known.")
@click.option("--ends", metavar="WHEN", help="When the talk ends; empty for no hour known.")
@click.option("--kind", help="What it really was.")
@click.option("--with", "attendees", metavar="PERSON", multiple=True, help="One more who was there.")
@click.option("--without", metavar="PERSON", multiple=True, help="Who was not there after all.")
@click.option("--recruiter", metavar="PERSON", help="Who is in charge of you there.")
@click.option("--discussed", metavar="'NAME: WHAT'", multiple=True, help="What you two talked about.")
@click.option("--to", metavar="PERSON", help="Whom the reminder is to; empty for nobody.")
@click.option("--channel", metavar="CHANNEL", help="How the reminder says to reach them; empty for any way.")
@click.option("--note", help="The note, or the reminder's text, instead of the old one; empty for none.")
@click.option("--company", help="The company's name (for the whole application).")
@click.option("--role", help="The job (for the whole application).")
@click.option("--handle", help="Another short name (for the whole application).")
@click.option("--holidays", metavar="CODE", help="The employer's holidays (for the whole application).")
@click.option("--timezone", metavar="ZONE", help="The employer's time zone (for the whole application).")
@click.option("--url", help="Where the job is advertised (for the whole application).")
@click.option(
    "--location", metavar="TEXT", help="Where the job is; empty for unknown (for the whole application)."
)
@click.option(
    "--salary", metavar="TEXT", help="What they offer; empty for unknown (for the whole application)."
)
@click.option("--anyway", is_flag=True, help="Move it though it then lies before the application began.")
@click.option("--retract", is_flag=True, help="It never happened.")
@json_option
@click.pass_obj
def edit_command(session: Session, /, event: str, retract: bool, anyway: bool, **options: Option) -> Result:
    """Correct an event of the log. EVENT is an id from `followup show`, or KIND/APPLICATION.

    \b
    followup edit interview/acme --on "next thu 10:00"
    followup edit 0q7ab --with "Cy <cy@example.com>" --note "moved to the big room"
    followup edit 0q7ab --retract
    followup edit reminder/acme --on friday --to Tom --channel email --note "Write to Tom"

    `away` and `reminder` alone mean what is about no application: followup edit away --until "jan 8"

    Nothing is overwritten: the correction is an event too, and `followup undo` takes it back.
    """
    given = {key: value for key, value in options.items() if value not in (None, ())}
    if retract == bool(given):
        raise WrongUsage(
            "Say what to correct, or --retract.", "followup edit interview/acme --on 'next thu 10:00'"
        )
    # gather
    session.store.begin()
    wanted = _wanted(session, event, given)
    said = None if retract else given
    # decide
    target, application, events = within_reach(
        session, wanted, lambda history: _corrections(session, history, event, said, anyway=anyway)
    )
    if not events:
        same = f"The log says that already: {_say(session, target, application)}. Nothing was logged."
        return Result(lambda: [same], lambda: document_of(session, target))
    # act
    session.record(events)
    done = "Taken back" if retract else "Corrected"
    known = session.history_of(*([application.id] if application else []))
    if application is None:
        after = next((each for each in corrected(known.log).events if each.id == target.id), target)
        return logged(session, after, f"{done}: {_say_own(session, known, after)}.")
    there = known.application(application.id)
    if retract or there is None:
        sentence = f"{done}: {_say(session, target, application)}."
    else:
        now_said = next(each for each in there.timeline() if each.id == target.id)
        before = "" if now_said.at == target.at else f", before: {session.say(target.at)}"
        what = f"{name_of(now_said.kind)} of {session.echo(now_said.at)}"
        if now_said.until is not None and now_said.until != target.until:
            what += f", now until {session.echo(now_said.until)}"
        details = "".join(f"; {each}" for each in reminder_details(now_said, known))
        sentence = f"{done}: {what} ({there.handle}){before}{details}."
    if there is None:
        gone = f"{application.handle} has no events left, so it is gone."
        return Result(lambda: [sentence, gone], lambda: document_of(session, target))
    return logged(session, target, sentence)


def _wanted(session: Session, event: str, given: Given) -> Wanted:
    """Return the part of the log that the words of `edit` are about."""
    words = [clean(str(given["company"]))] if given.get("company") else []
    named = [*(given.get("attendees") or ()), *(given.get("without") or ())]
    named += [str(given[key]) for key in ("recruiter", "to") if given.get(key)]
    return wanted_by_event(session, event, words, map(parse_person, named))


def _corrections(
    session: Session, history: History, event: str, given: Given | None, *, anyway: bool
) -> tuple[Event, Application | None, list[Event]]:
    """Return the event that is meant, its application, and its corrections; without `given`, it never was."""
    target, application = find_event(history, event)
    if session.narrow and target.kind == "away":
        raise Doubt  # it moves the days of all
    if given is None:
        events = [session.recorder.retraction(target)]
    else:
        events = amendments(session, history, target, application, given, anyway=anyway)
    if events and any(each.kind in CHOOSING for each in history.log):
        note_moved(session, history, session.plan(history), events)
    return target, application, events


# So far back an undo looks before it reads the whole log.
_LOOKED_BACK = 100


@click.command("undo")
@json_option
@click.pass_obj
def undo_command(session: Session) -> Result:
    """Take back the last thing you did; again for the one before.

    \b
    followup undo
    """
    session.store.begin()
    merge = last_merge(session.store)
    if merge is None:
        last = _last_done(session)
    else:
        whole = session.history()
        last = _last_batch(whole.log[merge.events :])
        if not last:
            return _unmerged(session, whole, merge)
    if not last:
        raise RequestFailed("There is nothing to undo.")
    places = {event.application for event in last if event.application}
    history = session.history_of(*places)
    session.record([session.recorder.retraction(event, undo=True) for event in last])
    if session.environment.store is None:
        ids = [event.origin.proposal for event in last if event.origin is not None]
        note_undecided(session.folders.data, ids)
    if len(last) > _MOST_TOLD:
        what = f"{counted(len(last), 'event')} of {counted(len(places), 'application')}"
        lines = [f"Undone: {what}."]
    else:
        lines = [f"Undone: {_deed(session, event, history)}." for event in last if not _is_said(event)]
    undone = [(event, history.application(event.application) or history.own) for event in last]
    return Result(lambda: lines, lambda: undone_document(undone))


def _unmerged(session: Session, history: History, merge: Merge) -> Result:
    """Take a merge back; nothing that was logged since is still in force."""
    known = {event.id for event in history.log}
    with uninterrupted():
        went = unmerge(session.store, history.log, merge, session.clock)
        session.acted = "The merge is undone"
    known -= {event.id for event in session.store.log()}
    gone = [event for event in history.log if event.id in known]
    undone = [(event, history.application(event.application) or history.own) for event in gone]
    name = went.kept.name.removeprefix("followup.").removesuffix(".db")
    lines = [
        f"Undone: the merge. {counted(went.gone, 'event')} went, and {went.left} stay.",
        f"To have them back: followup backup restore {name}",
    ]
    return Result(lambda: lines, lambda: undone_document(undone))


def _last_done(session: Session) -> list[Event]:
    """Return the events of the last command that can be undone, from the end of the log if they are there."""
    end = session.store.last(_LOOKED_BACK)
    found = _last_batch(end)
    # A batch stands together; one that the end begins with may have begun before it.
    if found and found[0].id != end[0].id:
        return found
    return _last_batch(session.store.log())


def _last_batch(log: Sequence[Event]) -> list[Event]:
    """Return the events of the last command that was neither an undo nor undone."""
    gone = retractions(log)
    for event in reversed(log):
        if event.id not in gone and not event.undo:
            return [each for each in log if each.batch == event.batch and each.id not in gone]
    return []


def _is_said(event: Event) -> bool:
    """Whether it is the second half of what is said once: that two applications are one."""
    return event.same_as is not None and event.same_as < (event.application or "")


def _deed(session: Session, event: Event, history: History) -> str:
    """Return what a command did, in words."""
    application, day = history.application(event.application), session.say(event.at)
    where = f" ({application.handle})" if application else ""
    people = [person.label for person in event.people]
    if event.kind in {"amended", "retracted"}:
        return f"{_correction(event, history)}{where}"
    rule = event.settles.rule if event.settles else ""
    choices = {
        "dismissed": "leaving out what was proposed",
        "same_application": f"saying that two applications are one{where}",
        "same_person": f"saying that {' and '.join(people)} are one person",
        "preference": f"the wish of {', '.join(people)}{where}",
        "snoozed": f"putting off {rule or 'an action'}{where}",
        "reminder": f"the reminder of {day}{where}: {event.note}",
        "away": f"the days away from {day} to {say_date(event.until)}"
        if event.until and event.until != event.day
        else f"the day away on {day}",
    }
    done = f"{phrase_of(event.kind)} on {day}{f' for {rule}' if rule else ''}{where}"
    return choices.get(event.kind, done)


def _correction(event: Event, history: History) -> str:
    if event.target is None:
        return f"the correction of {event.people[0].label}"
    target = next((each for each in history.log if each.id == event.target), None)
    what = "the correction of" if event.kind == "amended" else "taking back"
    return f"{what} {name_of(target.kind) if target else 'an event'}"


def _say(session: Session, event: Event, application: Application | None) -> str:
    where = f" ({application.handle})" if application else ""
    return f"{name_of(event.kind)} of {session.say(event.at)}{where}"


def _say_own(session: Session, history: History, event: Event) -> str:
    """Return what the user asked for that is about no application."""
    if event.kind == "away":
        return say_away(session, event)
    said = reminder_details(event, history)
    return f"{name_of(event.kind)} of {session.echo(event.at)}: {'; '.join(said)}"
