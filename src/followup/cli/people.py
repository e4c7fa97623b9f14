"""`people`: who is known, and who a person is when a command names one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
import msgspec

from followup.cli.lazy import LazyGroup
from followup.core.errors import RequestFailed, WrongUsage
from followup.core.events import Person
from followup.core.lookup import find_contact, who_is_who
from followup.core.text import clean, normal
from followup.formats.typed.people import parse_person
from followup.formats.words.phrases import person_label

if TYPE_CHECKING:
    from collections.abc import Iterable

    from followup.cli.session import Workspace
    from followup.core.history import Application, History
    from followup.core.people import Contact


def decide(
    workspace: Workspace,
    history: History,
    people: Iterable[Person],
    application: Application | None,
    company: str,
) -> tuple[Person, ...]:
    """Return the people of an event at `company`, each with the id of the contact that they are.

    Where two known contacts fit, the user is asked; RequestFailed, with the list, where nobody can be.
    `history` learns who they are, so that a person named twice in one command is one contact.
    """
    place, company_key = application.id if application else None, normal(company)
    found: dict[tuple[str, str], Person] = {}
    for person in people:
        identity = person.contact or _identity(workspace, history, person, place, company_key)
        decided = msgspec.structs.replace(person, contact=identity)
        history.contacts.add(decided, place, company_key)
        known = found.setdefault((history.contacts.id_of(decided), person.part), decided)
        if decided.email and not known.email:
            found[history.contacts.id_of(decided), person.part] = decided
    return tuple(found.values())


def _identity(
    workspace: Workspace, history: History, person: Person, application: str | None, company: str
) -> str:
    match = history.contacts.match(person, application, company)
    if match.contact is not None:
        return match.contact.id
    for other in match.others:
        if workspace.ask(f"Is {_typed(person)} the same person as {who_is_who([other], history)}?"):
            return other.id
    if match.is_open and not workspace.can_ask:
        raise RequestFailed(
            f"{person.label} may be one of several people: {who_is_who(match.others, history)}."
            " Nothing was logged.",
            f"Write the address too: '{person.label} <{match.others[0].email or 'mail@example.com'}>'.",
        )
    return workspace.recorder.new_id()


def _typed(person: Person) -> str:
    return f"{person.name} <{person.email}>" if person.name and person.email else person.label


class PeopleCommands(LazyGroup):
    """The commands about people."""

    modules = {"merge": "people", "edit": "people"}  # noqa: RUF012  # a ClassVar of the group
    prefix = "people_"


@click.group("people", cls=PeopleCommands, invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_context
def people_command(ctx: click.Context, as_json: bool) -> None:
    """Show who is known, where, and what they wish.

    \b
    followup people
    followup people merge robin@example.com "Robin Roe"
    followup people edit "Robin Roe" --email robin@example.org
    """
    if ctx.invoked_subcommand is not None:
        return
    workspace: Workspace = ctx.obj
    history = workspace.history()
    if as_json:
        from followup.formats.screens.documents import people_document

        workspace.say_json(people_document(history))
        return
    from followup.formats.screens.people import people_screen

    workspace.show(people_screen(history))


@click.command("merge")
@click.argument("one", metavar="PERSON")
@click.argument("other", metavar="PERSON")
@click.pass_obj
def people_merge_command(workspace: Workspace, one: str, other: str) -> None:
    """Say that two contacts are one person. PERSON is a name, an address, or an id from `followup people`.

    \b
    followup people merge robin@example.com "Robin Roe"

    From now on limits count them as one, and the wishes of both hold. `followup undo` takes it back.
    """
    history = workspace.history_to_change()
    kept, gone = (find_contact(history, parse_person(each)) for each in (one, other))
    if kept.id == gone.id:
        raise RequestFailed(
            f"{person_label(kept)} is one contact already.",
            "Name the other one by the address, or the id from `followup people`.",
        )
    workspace.record([workspace.recorder.same_person(kept, gone)])
    click.echo(f"One person from now on: {person_label(kept)} and {person_label(gone)}.")


@click.command("edit")
@click.argument("person")
@click.option("--name", help="What they are called.")
@click.option("--email", metavar="ADDRESS", help="Where they get mail.")
@click.option("--phone", metavar="NUMBER", help="Their number.")
@click.pass_obj
def people_edit_command(
    workspace: Workspace, person: str, name: str | None, email: str | None, phone: str | None
) -> None:
    """Correct what is known of a person. PERSON is a name, an address, or an id from `followup people`.

    \b
    followup people edit Robin --name "Robin Roe" --email robin@example.org
    """
    if name is None and email is None and phone is None:
        raise WrongUsage(
            "Say what to correct: --name, --email or --phone.",
            "followup people edit Robin --email robin@example.org",
        )
    history = workspace.history_to_change()
    contact = find_contact(history, parse_person(person))
    corrected = _corrected(history, contact, name, email, phone)
    workspace.record([workspace.recorder.corrected_contact(corrected)])
    history.contacts.correct(corrected)
    after = history.contact(corrected)
    number = f", phone {after.phone}" if after.phone else ""
    click.echo(f"Corrected: {person_label(after)}{number}; before: {person_label(contact)}.")


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
    number = None if phone is None else phone_number(phone)
    return Person(named.name, reached.email, number, contact=contact.id)


# More digits than any number has, with room for an extension and words.
LONGEST_NUMBER = 60


def phone_number(text: str) -> str:
    """Return a number as the log keeps it; WrongUsage if it is none."""
    number = clean(text)
    if not 0 < len(number) <= LONGEST_NUMBER:
        raise WrongUsage(f"--phone has {len(number)} characters.", "Write for example --phone '555 0100'.")
    return number
