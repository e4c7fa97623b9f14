"""`add`: log what happened, and say what comes next."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import click
import msgspec

from followup.cli.called_off import check_all_called_off, identify_talk
from followup.cli.event_options import (
    check_order,
    country_of,
    details_of,
    kind_named,
    people_of,
    url_of,
    with_discussed,
    zone_of,
)
from followup.cli.identify import Chosen, identify_application, identify_people
from followup.cli.output import json_option
from followup.cli.reach import wanted_by, wanted_by_event, within_reach
from followup.cli.what_next import hints_of, logged, note_moved
from followup.core.errors import RequestFailed, WrongUsage
from followup.core.event_lookup import logged_just_now
from followup.core.events import CHOOSING, About, PersonPart
from followup.core.moments import day_of
from followup.core.text import clean, normal
from followup.formats.words.phrases import name_of, phrase_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from followup.cli.event_options import Details
    from followup.cli.output import Result
    from followup.cli.session import Session
    from followup.core.events import Event, Person
    from followup.core.history import Application, History
    from followup.core.records import Recorder


@click.command("add")
@click.argument("kind", required=False)
@click.argument("company", required=False)
@click.option("--role", help="The job, such as 'Data Engineer'.")
@click.option("--recruiter", metavar="PERSON", help="Who is in charge of you there.")
@click.option("--hiring-manager", metavar="PERSON", help="Whom you would work for.")
@click.option("--referrer", metavar="PERSON", help="Who recommended you.")
@click.option("--with", "attendees", metavar="PERSON", multiple=True, help="Who was there; again for each.")
@click.option("--on", metavar="WHEN", help="When it happened; now, if not given.")
@click.option("--until", metavar="WHEN", help="The date they named (with promised, offer).")
@click.option("--where", metavar="TEXT", help="Where the talk is: a place, a link, a number.")
@click.option("--ends", metavar="WHEN", help="When the talk ends.")
@click.option("--talk", metavar="EVENT", help="Which talk was called off (with cancelled).")
@click.option("--note", help="Anything to remember.")
@click.option("--url", help="Where the job is advertised.")
@click.option("--location", metavar="TEXT", help="Where the job is.")
@click.option("--salary", metavar="TEXT", help="What they offer, or what you asked for.")
@click.option("--handle", help="A short name of your own for a new application.")
@click.option("--new", is_flag=True, help="It is another application, though one is known.")
@click.option("--again", is_flag=True, help="It happened once more, though the same is logged.")
@click.option("--anyway", is_flag=True, help="Log it though it lies before the application began.")
@click.option("--discussed", metavar="'NAME: WHAT'", multiple=True, help="What you two talked about.")
@click.option("--holidays", metavar="CODE", help="The employer's holidays: US, GB-ENG, DE-BY, none.")
@click.option("--timezone", metavar="ZONE", help="The employer's time zone: Europe/Berlin.")
@json_option
@click.pass_obj
def add_command(
    session: Session,
    kind: str | None,
    company: str | None,
    role: str | None,
    recruiter: str | None,
    hiring_manager: str | None,
    referrer: str | None,
    attendees: tuple[str, ...],
    on: str | None,
    until: str | None,
    where: str | None,
    ends: str | None,
    talk: str | None,
    note: str | None,
    url: str | None,
    location: str | None,
    salary: str | None,
    handle: str | None,
    new: bool,
    again: bool,
    anyway: bool,
    discussed: tuple[str, ...],
    holidays: str | None,
    timezone: str | None,
) -> Result:
    """Log what happened: KIND at COMPANY.

    \b
    followup add applied Acme --role "Data Engineer" --recruiter "Robin <robin@example.com>"
    followup add interview Acme --on "next tue 14:00" --with Ann --with Bo
    followup add interview Acme --with Ann --discussed "Ann: the move to a new data platform"
    followup add promised Acme --until "in 2 weeks"
    followup add offer Acme --until "dec 18"
    followup add cancelled Acme
    followup add rejected acme --on yesterday

    KIND is applied, receipt (their system confirmed that the application arrived), no-receipt (you looked,
    and found none), phone-screen, interview, cancelled (a talk was called off), heard-back (a human
    answered), promised (they named a date), sent (you wrote or called), offer, accepted, declined, rejected,
    withdrawn, closed, note, or one of your own from the rules file.

    PERSON is a name, 'Name <mail@example.com>' or an address. WHEN is 2026-11-20, '2026-11-20 16:00', or
    words such as yesterday, 'last friday', '3 days ago', 'nov 3'. A weekday alone, or a date without a year,
    lies ahead for a talk and back for everything else. COMPANY may be a handle from `followup list`.
    """
    if session.can_ask and _is_first(session):
        from followup.cli.init import offer

        offer(session)
    if kind is None or company is None:
        from followup.cli.asking import ask_what_happened

        said = ask_what_happened(session, kind, company)
        kind, company = str(said["kind"]), str(said["company"])
        role, on, until = role or said.get("role"), on or said["on"], until or said.get("until")
        recruiter, attendees = recruiter or said.get("recruiter"), attendees or said.get("attendees", ())
    # gather
    kind = kind_named(session, kind, company)
    named: dict[PersonPart, str | None] = {
        "recruiter": recruiter,
        "hiring_manager": hiring_manager,
        "referrer": referrer,
    }
    people = with_discussed(people_of(session, kind, named, attendees), discussed)
    details, noted = details_of(session, kind, on, until, where, ends), clean(note or "") or None
    about = About(
        role=clean(role or "") or None,
        holidays=country_of(holidays),
        timezone=zone_of(timezone),
        url=url_of(url),
        location=clean(location or "") or None,
        salary=clean(salary or "") or None,
    )
    if talk is not None and kind != "cancelled":
        raise WrongUsage(
            "--talk goes with cancelled only.", "followup add cancelled Acme --talk interview/acme"
        )
    words = [clean(company)]
    wanted = wanted_by(words, people) if talk is None else wanted_by_event(session, talk, words, people)
    if kind == "accepted":  # then the user is told who else still waits
        wanted = wanted._replace(silent=True)
    # decide
    typed = _Typed(clean(company), kind, details, people, noted, about, talk, handle, new, again, anyway)
    found = within_reach(session, wanted, lambda history: _decided(session, history, typed), to_change=True)
    # act
    session.record(found.events)
    for hint in found.hints:
        session.note(hint)
    event, chosen = found.events[0], found.chosen
    sentence = _sentence(session, event, chosen, found.called_off)
    return logged(session, event, f"{sentence}{_opened_again(session, chosen.application)}")


class _Typed(NamedTuple):
    """What was typed, read and checked by itself."""

    company: str
    kind: str
    details: Details
    people: tuple[Person, ...]
    noted: str | None
    about: About
    talk: str | None
    handle: str | None
    new: bool
    again: bool
    anyway: bool


class _Decided(NamedTuple):
    """What is to be logged, and said of it."""

    events: list[Event]
    chosen: Chosen
    called_off: Event | None
    hints: list[str]


def _decided(session: Session, history: History, typed: _Typed) -> _Decided:
    """Return what the words come to in `history`; a FollowupError where that is nothing."""
    kind, details, about, noted = typed.kind, typed.details, typed.about, typed.noted
    chosen = identify_application(
        session, history, typed.company, kind, about.role, typed.handle, new=typed.new, again=typed.again
    )
    found, recorder = chosen.application, session.recorder
    if found is not None:
        check_order(session, found, kind, details.at, anyway=typed.anyway)
    called_off = None
    if kind == "cancelled":
        called_off = identify_talk(session, history, chosen, typed.talk, details.at)
    people = identify_people(session, history, typed.people, found, chosen.company)
    if called_off is not None:
        check_all_called_off(session, history, called_off, people)
    if found is None:
        about = msgspec.structs.replace(about, company=chosen.company, handle=chosen.handle)
        events = [_fact(recorder, kind, details, None, people, noted, about=about)]
    else:
        events = [_fact(recorder, kind, details, found.id, people, noted, talk=called_off)]
        more = _more(found, about)
        events += [recorder.amendment(found.first, more)] if more else []
    if not typed.again:
        _check_repeated(session, history, chosen, events[0], typed.handle)
    hints = hints_of(session, history, found, events[0])
    if any(each.kind in CHOOSING for each in history.log):
        note_moved(session, history, session.plan(history), events)
    return _Decided(events, chosen, called_off, hints)


def _is_first(session: Session) -> bool:
    """Whether nothing was logged or set up yet, so that nobody has been asked where they are."""
    folders, environment = session.folders, session.environment
    is_set_up = environment.rules is not None or folders.rules is not None or folders.own_rules.exists()
    return not is_set_up and environment.store is None and not folders.log.exists()


def _fact(
    recorder: Recorder,
    kind: str,
    details: Details,
    application: str | None,
    people: tuple[Person, ...],
    note: str | None,
    *,
    about: About | None = None,
    talk: Event | None = None,
) -> Event:
    at, until, where, ends = details
    off = talk.id if talk else None
    return recorder.fact(kind, at, application, people, note, until, about, where=where, ends=ends, talk=off)


def _more(application: Application, about: About) -> dict[str, str]:
    """Return what `about` says of a known application that is new."""
    known = application.first.about
    said = msgspec.structs.asdict(about)
    return {key: text for key, text in said.items() if text is not None and text != getattr(known, key)}


def _sentence(session: Session, event: Event, chosen: Chosen, called_off: Event | None) -> str:
    tense = "is planned for" if session.lies_ahead(event.at) else "on"
    job = f"{chosen.company}, {chosen.role}" if chosen.role else chosen.company
    if chosen.application is None and event.kind != "applied":
        job += ", a new application"  # a name that was mistyped is seen
    said = f"Logged for {chosen.handle} ({job}): {phrase_of(event.kind)} {tense} {session.echo(event.at)}"
    if event.until:
        said += f", {'news' if event.kind == 'promised' else 'answer'} by {session.echo(event.until)}"
    if event.ends:
        same_day = day_of(event.at, session.calendar.zone) == event.ends.date()
        said += f", until {event.ends:%H:%M}" if same_day else f", until {session.say(event.ends)}"
    if event.where:
        said += f", at {event.where}"
    if called_off is not None:
        said += f", the {name_of(called_off.kind)} of {session.say(called_off.at)}"
    return f"{said}."


def _opened_again(session: Session, before: Application | None) -> str:
    """Return the sentence that an application which was over goes on; empty where it was not, or stays so."""
    stop = session.rulebook.stop
    end = before.ended_by(stop, session.now) if before is not None else None
    if before is None or end is None:
        return ""
    after = session.history_of(before.id).application(before.id)
    if after is None or after.ended_by(stop, session.now) is not None:
        return ""
    return f"\n{before.handle} is open again; before: {phrase_of(end.kind)} on {session.say(end.at)}."


def _check_repeated(
    session: Session, history: History, chosen: Chosen, event: Event, handle: str | None
) -> None:
    """Ask whether a fact that was logged a moment ago happened once more; RequestFailed if not.

    A script that believes that its command failed runs it again, and `sent` would count twice in guards.
    """
    others: Sequence[Event] = ()
    if chosen.application is not None:
        others = chosen.application.by_kind.get(event.kind, ())
    elif handle is None:
        company = normal(chosen.company)
        same = (e for e in history.applications if e.company_key == company and e.role == chosen.role)
        others = [each.first for each in same]
    before = logged_just_now(event, others, session.now)
    if before is None:
        return
    said = (
        f"You logged the same less than ten minutes ago: {phrase_of(event.kind)} on {session.say(before.at)}."
    )
    if not session.ask(f"{said} Log it once more?"):
        raise RequestFailed(f"{said} Nothing was logged.", "Add --again if it happened once more.")
