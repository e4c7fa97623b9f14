"""`prefer`: a contact's wishes, which win over every rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import click

from followup.cli.identify import identify_contact
from followup.cli.output import json_option
from followup.cli.reach import wanted_by, within_reach
from followup.cli.what_next import logged, next_actions
from followup.core.errors import WrongUsage
from followup.core.events import Person, Wish
from followup.core.lookup import find_application
from followup.core.planner import in_order
from followup.core.rules import Channel
from followup.core.text import clean, closest
from followup.formats.typed.people import parse_person, parse_phone
from followup.formats.words.phrases import person_label, say_preference

if TYPE_CHECKING:
    from collections.abc import Iterator

    from followup.cli.output import Part, Result
    from followup.cli.session import Session
    from followup.core.history import Application, History
    from followup.core.people import Contact

_CHANNELS: dict[str, Channel] = {channel.replace("_", "-"): channel for channel in get_args(Channel)}


@click.command("prefer")
@click.argument("person")
@click.option("--channel", metavar="CHANNEL", help=f"How they want to hear from you: {', '.join(_CHANNELS)}.")
@click.option(
    "--follow-up", type=click.Choice(["yes", "no"], case_sensitive=False), help="Is a follow-up welcome?"
)
@click.option("--not-before", metavar="WHEN", help="No message before this date.")
@click.option("--phone", metavar="NUMBER", help="Their number.")
@click.option("--application", metavar="HANDLE", help="Only where this application is concerned.")
@click.option("--note", help="Anything to remember.")
@json_option
@click.pass_obj
def prefer_command(
    session: Session,
    person: str,
    channel: str | None,
    follow_up: str | None,
    not_before: str | None,
    phone: str | None,
    application: str | None,
    note: str | None,
) -> Result:
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
    number = None if phone is None else parse_phone(phone)

    def look(history: History) -> tuple[Application | None, Contact]:
        place = None
        if application is not None:
            place = find_application(history, application, session.rulebook.stop, session.now)
        return place, identify_contact(session, history, person, place)

    wanted = wanted_by([] if application is None else [application], [parse_person(person)])
    place, contact = within_reach(session, wanted, look, to_change=True)
    wish = Wish(
        channel=None if channel is None else channel_named(channel),
        follow_up=None if follow_up is None else follow_up.lower() == "yes",
        not_before=None if not_before is None else session.parse_day(not_before),
    )
    noted = clean(note or "") or None
    event = session.recorder.preference(contact, wish, place.id if place else None, number, noted)
    session.record([event])
    scope = f" (for {place.handle} only)" if place else ""
    sentence = f"Noted for {person_label(contact)}: {say_preference(event, session.now.date())}{scope}."
    return logged(session, event, sentence)._replace(screen=lambda: _screen(session, contact, sentence))


def channel_named(word: str) -> Channel:
    """Return the channel that `word` names; `in-person` and `in_person` are the same word."""
    name = clean(word).lower().replace("_", "-")
    if name in _CHANNELS:
        return _CHANNELS[name]
    near = closest(name, _CHANNELS, 1)
    raise WrongUsage(
        f"There is no channel {clean(word)!r}.",
        f"Did you mean {near[0]}?" if near else f"Known channels: {', '.join(_CHANNELS)}.",
    )


def _screen(session: Session, contact: Contact, sentence: str) -> Iterator[Part]:
    """Draw the sentence and the open actions for the person, as the wish has left them."""
    yield sentence
    named = Person(contact.name, contact.email)
    plan = session.plan(session.history(session.reached(wanted_by(people=[named]))))
    actions = [a for a in plan.actions if a.is_open and a.contact and a.contact.id == contact.id]
    if actions:
        yield from next_actions(session, in_order(actions))
    else:
        yield f"Nothing is planned for {contact.label}."
