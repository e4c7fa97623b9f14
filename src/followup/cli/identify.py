"""Which application an event belongs to, and who the people are that it names; asks where that is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from followup.cli.doubt import Doubt
from followup.cli.reach import Taken, all_close_to
from followup.core.errors import RequestFailed, WrongUsage
from followup.core.events import BEGINNINGS
from followup.core.lookup import (
    find_application,
    find_contact,
    free_handle,
    matching,
    unknown_application,
    who_is_who,
)
from followup.core.text import normal, slug
from followup.core.values import Value
from followup.formats.typed.people import parse_person
from followup.formats.words.phrases import person_label

if TYPE_CHECKING:
    from collections.abc import Iterable

    from followup.cli.session import Session
    from followup.core.events import Person
    from followup.core.history import Application, History
    from followup.core.people import Contact

LONGEST = 120


class Chosen(Value, frozen=True):
    """The application of an event. `application` is None where the event begins a new one."""

    application: Application | None
    company: str
    role: str | None
    handle: str


def identify_application(
    session: Session,
    history: History,
    company: str,
    kind: str,
    role: str | None,
    handle: str | None,
    *,
    new: bool,
    again: bool,
) -> Chosen:
    """Return the application that an event of `kind` at `company` belongs to.

    RequestFailed, with what to type instead, where that is not certain: a name close to a known one is
    a question, never a silent new application.
    """
    _check_words(company, role)
    known = _for_role(history, matching(history, company), company, role)
    begins = new or (not known and kind in BEGINNINGS)
    if begins and not new:
        _confirm_new(session, history, company)
    if handle is not None and not begins:
        raise RequestFailed(
            "--handle names a new application, and this one is known.",
            f"It is called {known[0].handle}; --new begins another one." if known else None,
        )
    if begins:
        found = None
    elif not known:
        raise unknown_application(history, company)
    elif kind == "applied":
        found = _to_apply_to(known, role, again=again)
    else:
        stop, now = session.rulebook.stop, session.now
        found = _by_role(known, role) or find_application(history, company, stop, now)
    if found is None:
        name = known[0].company if known else company
        return Chosen(None, name, role, handle_for(session, history, name, role, handle))
    _mention_others(session, history, company, found)
    return Chosen(found, found.company, found.role or role, found.handle)


def _check_words(company: str, role: str | None) -> None:
    """Raise WrongUsage for words that can never name an application."""
    hint = "COMPANY is the name of a company, or a handle from `followup list`."
    if not slug(company):
        raise WrongUsage(f"{company!r} cannot be a company: it has no letter and no digit.", hint)
    for what, text in (("company", company), ("role", role or "")):
        if len(text) > LONGEST:
            raise WrongUsage(f"The name of the {what} has {len(text)} characters; {LONGEST} are allowed.")


def _for_role(history: History, known: list[Application], word: str, role: str | None) -> list[Application]:
    """Return `known`, or those for `role` where the word is the company's name as well as a handle."""
    if role is None or not known or known[0].company_key != normal(word):
        return known
    exact = [e for e in history.applications if e.company_key == known[0].company_key and _is_for(e, role)]
    return exact or known


def _is_for(application: Application, role: str) -> bool:
    return normal(application.role or "") == normal(role)


def _confirm_new(session: Session, history: History, company: str) -> None:
    """Ask whether an unknown name is a new company where it is close to a known one; RequestFailed if not."""
    near = all_close_to(session, history, company)
    known = " or ".join(f"{each.handle} ({each.company})" for each in near)
    if near and not session.ask(f"{company} is close to {known}. Is it a new application?"):
        raise RequestFailed(
            f"{company!r} is close to {known}. Nothing was logged.",
            f"Write {near[-1].handle} if you mean that, or add --new if it is another company.",
        )


def _to_apply_to(known: list[Application], role: str | None, *, again: bool) -> Application | None:
    """Return the known application that `applied` belongs to, or None if it begins another one.

    Where no role is said, on either side, it may be any.
    """
    same = [each for each in known if role is None or _is_for(each, role)]
    same = same or [each for each in known if each.role is None and "applied" not in each.by_kind]
    fits = same if again else [each for each in same if "applied" not in each.by_kind]
    if len(fits) == 1:
        return fits[0]
    if again:
        handles, at = ", ".join(each.handle for each in same or known), known[0].company
        if not same:
            raise RequestFailed(f"No application at {at} is for {role!r}.", f"Known: {handles}.")
        raise RequestFailed(f"There are {len(same)} applications at {at}.", f"Say which one: {handles}.")
    if not same:
        return None
    first = same[-1]
    job = f"{first.company}, {first.role}," if first.role else first.company
    raise RequestFailed(
        f"You have already logged that you applied to {job} as {first.handle}. Nothing was logged.",
        "Add --again if you applied for that job once more; --new or another --role for another one.",
    )


def _by_role(known: list[Application], role: str | None) -> Application | None:
    """Return the one application for `role`; None where no role was said, or one has none yet."""
    if role is None:
        return None
    same = [each for each in known if _is_for(each, role)]
    if len(same) == 1:
        return same[0]
    if same or (len(known) == 1 and known[0].role is None):
        return None
    roles = ", ".join(f"{each.handle} ({each.role or 'no role'})" for each in known)
    raise RequestFailed(
        f"No application at {known[0].company} is for {role!r}.",
        f"Known: {roles}. Add --new if it is another one.",
    )


def _mention_others(session: Session, history: History, word: str, found: Application) -> None:
    """Say so where the word was taken as a handle though the company has other open applications."""
    stop, now = session.rulebook.stop, session.now
    others = [
        each.handle
        for each in matching(history, found.company)
        if each is not found and each.ended_by(stop, now) is None
    ]
    if others and word == found.handle and normal(word) == found.company_key:
        session.note(f"{found.company} has other applications too: {', '.join(others)}.")


def handle_for(session: Session, history: History, company: str, role: str | None, wanted: str | None) -> str:
    """Return a handle that no application has: the one wanted, else from company, role and a number."""
    taken = Taken(session, history)
    if wanted is not None:
        if not wanted or slug(wanted) != wanted:
            raise WrongUsage(
                f"{wanted!r} cannot be a handle: write small letters and digits, joined by a hyphen.",
                f"For example {slug(wanted) or slug(company)}.",
            )
        if wanted in taken:
            raise RequestFailed(f"The handle {wanted!r} is taken.", "Choose another one.")
        return wanted
    return free_handle(taken, company, role)


def identify_people(
    session: Session,
    history: History,
    people: Iterable[Person],
    application: Application | None,
    company: str,
) -> tuple[Person, ...]:
    """Return the people of an event at `company`, each with the id, and the name, of the contact they are.

    Where two known contacts fit, the user is asked; RequestFailed, with the list, where nobody can be.
    `history` learns who they are, so that a person named twice in one command is one contact.
    """
    place, company_key = application.id if application else None, normal(company)
    found: dict[tuple[str, str], Person] = {}
    for person in people:
        identity = person.contact or _identity(session, history, person, place, company_key)
        decided = msgspec.structs.replace(person, contact=identity)
        history.contacts.add(decided, place, company_key)
        if decided.name is None:  # an address says less on the screen than the name that goes with it
            decided = msgspec.structs.replace(decided, name=history.contact(decided).name)
        known = found.setdefault((history.contacts.id_of(decided), person.part), decided)
        if decided.email and not known.email:
            found[history.contacts.id_of(decided), person.part] = decided
    return tuple(found.values())


def _identity(
    session: Session, history: History, person: Person, application: str | None, company: str
) -> str:
    match = history.contacts.match(person, application, company)
    if match.contact is not None:
        return match.contact.id
    for other in match.others:
        if session.ask(f"Is {person_label(person)} the same person as {who_is_who([other], history)}?"):
            return other.id
    if match.is_open and not session.can_ask:
        raise RequestFailed(
            f"{person.label} may be one of several people: {who_is_who(match.others, history)}."
            " Nothing was logged.",
            f"Write the address too: '{person.label} <{match.others[0].email or 'mail@example.com'}>'.",
        )
    return session.recorder.new_id()


def identify_contact(
    session: Session, history: History, word: str, application: Application | None = None
) -> Contact:
    """Return the known contact that `word` means, asking where several fit; else RequestFailed."""
    person = parse_person(word)
    if session.narrow and not history.contacts.has(person):
        raise Doubt  # part of a name, or of an id, may be that of anybody
    found = history.contacts.called(person, application.id if application else None)
    for contact in found if len(found) > 1 else ():
        if session.ask(f"Do you mean {who_is_who([contact], history)}?"):
            return contact
    return find_contact(history, person, application)
