"""`remind` and `away`: what the user asks for on days of their own choosing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from followup.cli.doubt import Doubt
from followup.cli.event_options import last_day_of
from followup.cli.identify import identify_contact, identify_people
from followup.cli.output import json_option
from followup.cli.prefer import channel_named
from followup.cli.reach import wanted_by, within_reach
from followup.cli.what_next import logged, note_moved
from followup.core.errors import WrongUsage
from followup.core.lookup import find_application
from followup.core.moments import day_of
from followup.core.text import clean
from followup.formats.typed.people import parse_person
from followup.formats.words.phrases import by_channel, counted, person_label, say_date

if TYPE_CHECKING:
    from followup.cli.output import Result
    from followup.cli.session import Session
    from followup.core.events import Event, Person
    from followup.core.history import Application, History
    from followup.core.moments import Moment

# A row on the screen, not a letter.
_LONGEST = 200


@click.command("remind")
@click.argument("text")
@click.option("--on", metavar="WHEN", help="The day on which to be reminded.")
@click.option("--about", metavar="APPLICATION", help="The application that it is about.")
@click.option("--to", metavar="PERSON", help="Whom to write to or call; it then counts as a message.")
@click.option("--channel", metavar="CHANNEL", help="How to reach them: email, phone, letter, text ...")
@json_option
@click.pass_obj
def remind_command(
    session: Session, text: str, on: str | None, about: str | None, to: str | None, channel: str | None
) -> Result:
    """Plan something of your own: TEXT comes up on the day that you name.

    \b
    followup remind "Call Tom" --on "next wed" --about acme --to Tom --channel phone
    followup remind "Renew the certificate" --on "jan 15"

    With --to it is a message, and limits count it. It keeps its day, and ends only when you say
    `followup done`, `skip` or `undo`.
    """
    # gather
    said, at = reminder_text(text), _day(session, on)
    way = None if channel is None else channel_named(channel)
    if way is not None and to is None:
        raise WrongUsage("--channel is a way to reach somebody: say whom with --to.")

    def decide(history: History) -> tuple[History, Application | None, Event]:
        place = None
        if about is not None:
            place = find_application(history, about, session.rulebook.stop, session.now)
        people = () if to is None else (reminder_person(session, history, to, place),)
        event = session.recorder.reminder(said, at, place.id if place else None, people, way)
        note_moved(session, history, session.plan(history), [event])
        return history, place, event

    wanted = wanted_by([] if about is None else [about], () if to is None else [parse_person(to)])
    history, place, event = within_reach(session, wanted, decide, to_change=True)
    # act
    session.record([event])
    how = [*([f"about {place.handle}"] if place else []), *reminder_details(event, history)[1:]]
    details = f" ({', '.join(how)})" if how else ""
    return logged(session, event, f"You will be reminded on {session.echo(at)}: {said}{details}.")


def reminder_details(event: Event, history: History) -> list[str]:
    """Return what a reminder says: its text, to whom it is, how to reach them; nothing of other events."""
    if event.kind != "reminder":
        return []
    to = [f"to {person_label(history.contact(person))}" for person in event.people[:1]]
    return [event.note or "", *to, *([by_channel(event.channel)] if event.channel else [])]


def reminder_text(text: str) -> str:
    """Return the text of a reminder; WrongUsage if there is none, or more than a row holds."""
    said = clean(text)
    if not said:
        raise WrongUsage("Say what to be reminded of.", 'followup remind "Call Tom" --on "next wed"')
    if len(said) > _LONGEST:
        raise WrongUsage(f"The text has {len(said)} characters; {_LONGEST} are allowed.")
    return said


def _day(session: Session, on: str | None) -> Moment:
    on = on or session.ask_text("On which day?")
    if not on:
        raise WrongUsage("Say on which day.", 'followup remind "Call Tom" --on "next wed"')
    return reminder_day(session, on)


def reminder_day(session: Session, on: str) -> Moment:
    """Return the day that was typed for a reminder; WrongUsage if it has passed."""
    at = session.parse_moment(on, "future")
    if day_of(at, session.calendar.zone) < session.now.date():
        raise WrongUsage(f"{session.echo(at)}, has passed.", "Write for example tomorrow, or 'in 3 days'.")
    return at


def reminder_person(session: Session, history: History, word: str, place: Application | None) -> Person:
    """Return whom the reminder is to; without an application a name means whoever is so called."""
    person = parse_person(word)
    if place is None and session.narrow and not history.contacts.has(person):
        raise Doubt  # whoever has it as a first name is meant
    if place is None and history.contacts.called(person):
        return session.recorder.named(identify_contact(session, history, word))
    [found] = identify_people(session, history, [person], place, place.company if place else "")
    return found


@click.command("away")
@click.argument("first", metavar="FROM")
@click.argument("last", metavar="TO", required=False)
@click.option("--note", help="Anything to remember.")
@json_option
@click.pass_obj
def away_command(session: Session, first: str, last: str | None, note: str | None) -> Result:
    """Name days on which nothing is planned: a holiday, a week with the children.

    \b
    followup away "dec 21" "jan 1"
    followup away friday

    What would be due then is due before, or when you are back. The employers' days go on meanwhile.
    """
    begins = session.parse_day(first)
    ends = last_day_of(session, begins, last)
    session.history_to_change()
    event = session.recorder.away(begins, ends, clean(note or "") or None)
    session.record([event])
    return logged(session, event, f"{say_away(session, event)}. Nothing is planned then.")


def say_away(session: Session, event: Event) -> str:
    """Return the days, how far they are, and how many: `Away from ... to ..., 12 days`."""
    first, last = day_of(event.at, session.calendar.zone), event.until
    if last is None or last == first:
        return f"Away on {session.echo(first)}, 1 day"
    days = counted((last - first).days + 1, "day")
    return f"Away from {session.echo(first)}, to {say_date(last)}, {days}"
