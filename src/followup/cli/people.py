"""`people`: who is known, and what is to be said of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from followup.cli.commands import LazyGroup
from followup.cli.identify import identify_contact
from followup.cli.output import Result, answer, json_option
from followup.cli.reach import wanted_by, within_reach
from followup.core.errors import RequestFailed, WrongUsage
from followup.core.events import Person
from followup.core.lookup import who_is_who
from followup.formats import screens
from followup.formats.typed.people import parse_person, parse_phone
from followup.formats.words.phrases import person_label

if TYPE_CHECKING:
    from followup.cli.session import Session
    from followup.core.history import History
    from followup.core.people import Contact


PEOPLE_COMMANDS = {"merge": "people", "edit": "people"}


@click.group("people", cls=LazyGroup, modules=PEOPLE_COMMANDS, prefix="people_", invoke_without_command=True)
@json_option
@click.pass_context
def people_command(ctx: click.Context) -> Result:
    """Show who is known, where, and what they wish.

    \b
    followup people
    followup people merge robin@example.com "Robin Roe"
    followup people edit "Robin Roe" --email robin@example.org
    """
    if ctx.invoked_subcommand is not None:
        return answer()
    session: Session = ctx.obj
    history = session.history()
    return Result(
        lambda: [screens.applications.people_screen(history)],
        lambda: screens.documents.people_document(history),
    )


@click.command("merge")
@click.argument("one", metavar="PERSON")
@click.argument("other", metavar="PERSON")
@click.pass_obj
def people_merge_command(session: Session, one: str, other: str) -> Result:
    """Say that two contacts are one person. PERSON is a name, an address, or an id from `followup people`.

    \b
    followup people merge robin@example.com "Robin Roe"

    From now on limits count them as one, and the wishes of both hold. `followup undo` takes it back.
    """

    def look(history: History) -> tuple[Contact, Contact]:
        kept, gone = (identify_contact(session, history, each) for each in (one, other))
        if kept.id == gone.id:
            raise RequestFailed(
                f"{person_label(kept)} is one contact already.",
                "Name the other one by the address, or the id from `followup people`.",
            )
        return kept, gone

    kept, gone = within_reach(
        session, wanted_by(people=map(parse_person, (one, other))), look, to_change=True
    )
    session.record([session.recorder.same_person(kept, gone)])
    return answer(f"One person from now on: {person_label(kept)} and {person_label(gone)}.")


@click.command("edit")
@click.argument("person")
@click.option("--name", help="What they are called.")
@click.option("--email", metavar="ADDRESS", help="Where they get mail.")
@click.option("--phone", metavar="NUMBER", help="Their number.")
@click.pass_obj
def people_edit_command(
    session: Session, person: str, name: str | None, email: str | None, phone: str | None
) -> Result:
    """Correct what is known of a person. PERSON is a name, an address, or an id from `followup people`.

    \b
    followup people edit Robin --name "Robin Roe" --email robin@example.org
    """
    if name is None and email is None and phone is None:
        raise WrongUsage(
            "Say what to correct: --name, --email or --phone.",
            "followup people edit Robin --email robin@example.org",
        )

    def look(history: History) -> tuple[History, Contact, Person]:
        contact = identify_contact(session, history, person)
        return history, contact, _corrected(history, contact, name, email, phone)

    wanted = wanted_by(people=[parse_person(each) for each in (person, email) if each is not None])
    history, contact, corrected = within_reach(session, wanted, look, to_change=True)
    session.record([session.recorder.corrected_contact(corrected)])
    history.contacts.correct(corrected)
    after = history.contact(corrected)
    number = f", phone {after.phone}" if after.phone else ""
    return answer(f"Corrected: {person_label(after)}{number}; before: {person_label(contact)}.")


def _corrected(
    history: History, contact: Contact, name: str | None, email: str | None, phone: str | None
) -> Person:
    """Return what the options say, checked; RequestFailed if the address is somebody else's."""
    named = parse_person(name) if name is not None else Person()
    reached = parse_person(email) if email is not None else Person()
    if named.email or (email is not None and (reached.name or not reached.email)):
        raise WrongUsage(
            "--name takes a name, --email an address.", "--name 'Robin Roe' --email robin@example.com"
        )
    others = history.contacts.called(reached) if reached.email else []
    if others and others[0].id != contact.id:
        raise RequestFailed(
            f"{reached.email} is the address of {who_is_who(others, history)}.",
            f"If they are one person: followup people merge {contact.id[:5]} {others[0].id[:5]}",
        )
    number = None if phone is None else parse_phone(phone)
    return Person(named.name, reached.email, number, contact=contact.id)
