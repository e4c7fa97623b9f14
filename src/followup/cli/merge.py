"""`merge`: the log of another machine and this one become one; and `same`: two applications are one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from followup.adapters.files import uninterrupted
from followup.adapters.log.merging import merge
from followup.adapters.log.others import read_other
from followup.cli.output import Result, answer
from followup.core.errors import RequestFailed
from followup.core.history import fold
from followup.core.lookup import find_application, who_is_who
from followup.core.merging import (
    alike_applications,
    alike_contacts,
    check,
    renames,
    renaming,
    union,
)
from followup.core.moments import day_of
from followup.core.records import as_batch
from followup.core.same import same_application
from followup.formats.words.phrases import SHORT_ID, counted, job_of, person_label, say_date

if TYPE_CHECKING:
    from collections.abc import Sequence

    from followup.cli.session import Session
    from followup.core.events import Event
    from followup.core.history import Application, History
    from followup.core.merging import Rename
    from followup.core.people import Contact


class Merged(NamedTuple):
    """What two logs come to: all events, those that came, and what was or is to be decided.

    `people` and `applications` are pairs, one from each machine, that may be one and were not asked about.
    """

    events: Sequence[Event]
    came: Sequence[Event]
    history: History
    renamed: Sequence[Rename]
    people: Sequence[tuple[Contact, Contact]]
    applications: Sequence[tuple[Application, Application]]


@click.command("merge")
@click.argument("other")
@click.option("--dry-run", is_flag=True, help="Say what would come, and log nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, and ask nothing.")
@click.pass_obj
def merge_command(session: Session, other: str, dry_run: bool, as_json: bool) -> Result:
    """Put the events of another log among those of this one: OTHER is a log's file, or an export of one.

    \b
    followup merge /media/stick/followup.db
    followup merge laptop.jsonl --dry-run

    Each event is there once, however often and in whichever direction you merge. An application or a person
    logged on both machines is asked about, or listed with what to type; nothing becomes one by itself. OTHER
    is only read. `followup undo` takes the whole merge back.
    """
    name = "standard input" if other == "-" else Path(other).name
    ours = session.history() if dry_run else session.history_to_change()
    theirs = read_other(other)
    is_asking = session.can_ask and not as_json
    found = merge_events(session, ours, theirs, name, dry_run=dry_run, is_asking=is_asking)
    return found._replace(as_json=as_json)


def merge_events(
    session: Session, ours: History, theirs: Sequence[Event], name: str, *, dry_run: bool, is_asking: bool
) -> Result:
    """Merge events that were read from a file called `name` into the log, which holds `ours`."""
    # decide
    known = {event.id for event in ours.log}
    came = [event for event in theirs if event.id not in known]
    if not came:
        said = f"Nothing new: {_holds(name, theirs)} is in the log already."
        return Result(lambda: [said], lambda: {"schema": 1, "new": 0, "logged": 0, **_NOTHING})
    merged = _decide(session, ours, theirs, came)
    if dry_run:
        return Result(
            lambda: [f"Would come from {name}: {_say(merged)}.", *_details(merged)],
            lambda: {"schema": 1, "new": len(came), "logged": 0, **_document(merged)},
        )
    if is_asking:
        merged = _asked(session, merged)
    # act
    with uninterrupted():
        before = merge(session.store, ours.log, merged.events, session.clock)
        session.acted = "The logs are merged"
    logged = len(merged.events) - len(ours.log)
    said = f"Merged {name}: {_say(merged)}. `followup undo` takes it back."
    kept = [f"The log of before is kept: {before}"] if ours.log else []
    return Result(
        lambda: [said, *_details(merged), *kept],
        lambda: {"schema": 1, "new": len(came), "logged": logged, **_document(merged)},
    )


_NOTHING: dict[str, Any] = {"renamed": [], "people": [], "applications": []}


def _decide(session: Session, ours: History, theirs: Sequence[Event], came: Sequence[Event]) -> Merged:
    events = union(ours.log, theirs)
    check(events)
    renamed = renames(fold(events, session.calendars))
    events += renaming(renamed, events)
    both, other = (fold(log, session.calendars) for log in (events, theirs))
    people, applications = alike_contacts(both, ours, other), alike_applications(both, ours, other)
    return Merged(events, came, both, renamed, list(people), list(applications))


def _asked(session: Session, merged: Merged) -> Merged:
    """Ask about each pair, and add what follows from a yes."""
    gone, recorder, history = set[str](), session.recorder, merged.history
    events: list[Event] = []
    for one, other in merged.people:
        question = f"Is {who_is_who([one], history)} the same person as {who_is_who([other], history)}?"
        if not {one.id, other.id} & gone and session.ask(question):
            events.append(recorder.same_person(one, other))
            gone.add(other.id)
    for first, second in merged.applications:
        question = f"Is {_named(first)} the same application as {_named(second)}?"
        if not {first.id, second.id} & gone and session.ask(question):
            events += same_application(first, second, recorder)
            gone.add(second.id)
    added = as_batch(events) if events else []
    return merged._replace(events=[*merged.events, *added], people=(), applications=())


def _named(application: Application) -> str:
    began = day_of(application.facts[0].at, application.calendar.zone)
    return f"{application.handle} ({job_of(application)}, since {say_date(began)})"


def _holds(name: str, events: Sequence[Event]) -> str:
    return f"what {name} holds ({counted(len(events), 'event')})"


def _say(merged: Merged) -> str:
    """Return what came: `12 events of 3 applications, 2 of them new`."""
    places = {event.application for event in merged.came if event.application}
    new = sum(event.application == event.id for event in merged.came)
    fresh = f", {new} of them new" if 0 < new < len(places) else ", all new" if new else ""
    of = f" of {counted(len(places), 'application')}" if places else ""
    return f"{counted(len(merged.came), 'event')}{of}{fresh}"


def _details(merged: Merged) -> list[str]:
    """Return which handles changed, and what to type where two may be one."""
    lines = [
        f"Two applications were called {old.handle}: {job_of(old)}, logged later, is {new} now."
        for old, new in merged.renamed
    ]
    history = merged.history
    for one, other in merged.people:
        told = f"{person_label(one)} and {who_is_who([other], history)}"
        command = f"followup people merge {one.id[:SHORT_ID]} {other.id[:SHORT_ID]}"
        lines.append(f"These may be one person: {told}. If they are: {command}")
    for first, second in merged.applications:
        command = f"followup same {first.handle} {second.handle}"
        lines.append(
            f"These may be one application: {_named(first)} and {_named(second)}. If they are: {command}"
        )
    return lines


def _document(merged: Merged) -> dict[str, Any]:
    return {
        "renamed": [{"from": old.handle, "to": new} for old, new in merged.renamed],
        "people": [[one.id, other.id] for one, other in merged.people],
        "applications": [[one.handle, other.handle] for one, other in merged.applications],
    }


@click.command("same")
@click.argument("one", metavar="APPLICATION")
@click.argument("other", metavar="APPLICATION")
@click.pass_obj
def same_command(session: Session, one: str, other: str) -> Result:
    """Say that two applications are one, logged twice, on one machine or on two.

    \b
    followup same acme acme-2

    The one that was begun first keeps its handle and gets all that is logged of the other one; what both say
    counts once. `followup undo` takes it back.
    """
    history = session.history_to_change()
    stop, now = session.rulebook.stop, session.now
    first, second = (find_application(history, word, stop, now) for word in (one, other))
    if first is second:
        raise RequestFailed(
            f"{first.handle} is one application already.", "`followup list` shows the handles of all."
        )
    session.record(same_application(first, second, session.recorder))
    kept, gone = sorted((first, second), key=lambda each: each.order)
    return answer(f"One application from now on: {kept.handle} ({job_of(kept)}); {gone.handle} is it, too.")
