"""`prefer`: a contact's wishes, which win over every rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import click

from followup.core.errors import WrongUsage
from followup.core.events import Event, Person
from followup.core.lookup import find_application, find_contact
from followup.core.moments import day_of
from followup.core.planner import in_order
from followup.core.rules import Channel
from followup.core.text import clean
from followup.formats.persons import parse_person
from followup.formats.words import CHANNELS, person_label, say_date

if TYPE_CHECKING:
    from datetime import date

    from followup.cli.workspace import Workspace
    from followup.core.history import Application
    from followup.core.people import Contact

_CHANNELS = [channel.replace("_", "-") for channel in get_args(Channel)]


@click.command("prefer")
@click.argument("person")
@click.option(
    "--channel", type=click.Choice(_CHANNELS, case_sensitive=False), help="How they want to hear from you."
)
@click.option(
    "--follow-up", type=click.Choice(["yes", "no"], case_sensitive=False), help="Is a follow-up welcome?"
)
@click.option("--not-before", metavar="WHEN", help="No message before this date.")
@click.option("--phone", metavar="NUMBER", help="Their number.")
@click.option("--application", metavar="HANDLE", help="Only where this application is concerned.")
@click.option("--note", help="Anything to remember.")
@click.pass_obj
def prefer_command(
    workspace: Workspace,
    person: str,
    channel: str | None,
    follow_up: str | None,
    not_before: str | None,
    phone: str | None,
    application: str | None,
    note: str | None,
) -> None:
    """Note what PERSON wishes.

    \b
    followup prefer Ann --follow-up yes --channel phone --phone "555 0100"
    followup prefer robin@example.com --not-before "nov 30"
    followup prefer Bo --follow-up no
    """
    if channel is None and follow_up is None and not_before is None and phone is None:
        raise WrongUsage(
            "Say what they wish: --channel, --follow-up, --not-before or --phone.",
            "followup prefer Ann --follow-up yes --channel phone",
        )
    history = workspace.history()
    place = None
    if application is not None:
        place = find_application(history, application, workspace.rulebook.stop, workspace.now)
    contact = find_contact(history, parse_person(person), place)
    event = Event(
        id=workspace.outside.new_id(),
        kind="preference",
        recorded_at=workspace.now,
        moment=workspace.now,
        application=place.id if place else None,
        people=(Person(contact.name, contact.email, clean(phone)[:60] if phone else None),),
        note=clean(note) or None if note is not None else None,
        channel=channel.lower().replace("-", "_") if channel else None,  # type: ignore[arg-type]  # a choice
        follow_up=None if follow_up is None else follow_up.lower() == "yes",
        not_before=_not_before(workspace, not_before),
    )
    workspace.record([event])
    click.echo(f"Noted for {person_label(contact)}: {_wishes(event)}{_scope(place)}.")
    if not workspace.outside.quiet:
        _say_actions(workspace, contact)


def _not_before(workspace: Workspace, text: str | None) -> date | None:
    if text is None:
        return None
    from followup.formats.when import parse_when

    return day_of(parse_when(text, workspace.now, workspace.calendar, "future"), workspace.calendar.zone)


def _wishes(event: Event) -> str:
    said = []
    if event.follow_up is not None:
        said.append("a follow-up is welcome" if event.follow_up else "no follow-up")
    if event.channel is not None:
        said.append(f"by {CHANNELS[event.channel]}" if event.channel != "in_person" else "in person")
    if event.not_before is not None:
        said.append(f"not before {say_date(event.not_before)}")
    if event.people[0].phone:
        said.append(f"phone {event.people[0].phone}")
    return ", ".join(said)


def _scope(application: Application | None) -> str:
    return f" (for {application.handle} only)" if application else ""


def _say_actions(workspace: Workspace, contact: Contact) -> None:
    """Print the open actions for the person, as the wish has left them."""
    plan = workspace.plan(workspace.history())
    actions = [a for a in plan.actions if a.is_open and a.contact and a.contact.key == contact.key]
    if not actions:
        click.echo(f"Nothing is planned for {contact.label}.")
        return
    from followup.formats.screen import next_screen

    click.echo("Next:")
    workspace.show(next_screen(in_order(actions)[:6], workspace.now, workspace.sentences))
