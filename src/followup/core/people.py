"""People: the contacts of a log, and who a person is when a command names one.

That is decided once, and the event keeps the contact's id. So nothing logged later, least of all a
namesake, changes what an earlier event meant.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from followup.core.text import normal, slug
from followup.core.values import Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from followup.core.events import Event, Person


class Contact(Value, frozen=True):
    """A person as the whole log knows them; `id` is that of the contact they were merged into, if any."""

    id: str
    name: str | None
    email: str | None
    phone: str | None

    @property
    def label(self) -> str:
        """What to call them on a screen."""
        return self.name or self.email or "somebody"


class Match(Value, frozen=True):
    """Who a named person is.

    `contact` is set where that is certain. Else the person is one of `others` if `is_open` (two fit, and
    only the user can tell), and somebody new if not, unless the user says that it is one of `others`.
    """

    contact: Contact | None
    others: tuple[Contact, ...] = ()
    is_open: bool = False


class _Known:
    """What is known of one contact so far: every spelling and address, and where it was named."""

    __slots__ = (
        *("companies", "emails", "id", "is_named", "is_reached", "name", "names", "phone", "places"),
        "shown_email",
    )

    def __init__(self, identity: str) -> None:
        self.id = identity
        self.name: str | None = None
        self.shown_email: str | None = None
        self.phone: str | None = None
        # Whether `people edit` has said the name and the address.
        self.is_named = self.is_reached = False
        self.names: set[str] = set()
        self.emails: set[str] = set()
        self.places: set[str] = set()
        self.companies: set[str] = set()

    @property
    def contact(self) -> Contact:
        return Contact(self.id, self.name, self.shown_email, self.phone)

    def as_text(self) -> str:
        """Return all but where it was named."""
        names, emails = sorted(self.names), sorted(self.emails)
        shown = (self.name, self.shown_email, self.phone, self.is_named, self.is_reached)
        return msgspec.json.encode((*shown, names, emails)).decode()


class Contacts:
    """The contacts of a log; every mention is added in the order logged, so the latest spelling is shown."""

    def __init__(self) -> None:
        self._known: dict[str, _Known] = {}
        self._merged: dict[str, str] = {}

    def __iter__(self) -> Iterator[Contact]:
        return (known.contact for known in self._known.values())

    def id_of(self, person: Person) -> str:
        """Return the contact's id for a person as an event names them."""
        return self._root(person.contact)

    def of(self, person: Person) -> Contact:
        """Return the contact that a person, as an event names them, is."""
        known = self._known.get(self._root(person.contact))
        return known.contact if known else Contact(person.contact, person.name, person.email, person.phone)

    def places_of(self, identity: str) -> set[str]:
        """Return the ids of the applications whose events name the contact."""
        known = self._known.get(self._root(identity))
        return known.places if known else set()

    def add(self, person: Person, application: str | None = None, company: str | None = None) -> None:
        """Learn that an event of `application`, at `company` (normalised), names `person`."""
        known = self._at(person.contact)
        self._learn(known, person)
        if application is not None:
            known.places.add(application)
        if company is not None:
            known.companies.add(company)

    def add_known(self, identity: str, text: str) -> _Known:
        """Take in what `as_text` of a contact says, and return the contact."""
        known = self._at(identity)
        if text:
            shown = msgspec.json.decode(text)
            known.name, known.shown_email, known.phone, known.is_named, known.is_reached = shown[:5]
            known.names, known.emails = set(shown[5]), set(shown[6])
        return known

    def correct(self, person: Person) -> None:
        """Take in that name, address and number of a contact are those of `person`, as far as it says them.

        What was known before still finds the contact, and no later mention changes what is shown.
        """
        known = self._known.get(self._root(person.contact))
        if known is None:
            return  # no event names the contact any more
        self._learn(known, person)
        known.name, known.is_named = person.name or known.name, known.is_named or bool(person.name)
        known.shown_email = person.email or known.shown_email
        known.is_reached = known.is_reached or bool(person.email)

    def merge(self, one: Person, other: Person) -> None:
        """Learn that two contacts are one person: `one`, who keeps the id and what is shown."""
        kept, gone = self._at(one.contact), self._at(other.contact)
        if kept is gone:
            return
        kept.name = kept.name or gone.name
        kept.shown_email = kept.shown_email or gone.shown_email
        kept.phone = kept.phone or gone.phone
        kept.names |= gone.names
        kept.emails |= gone.emails
        kept.places |= gone.places
        kept.companies |= gone.companies
        self._merged[gone.id] = kept.id
        del self._known[gone.id]

    def match(self, person: Person, application: str | None, company: str | None) -> Match:
        """Return who `person` is, named by a command for `application` at `company` (normalised).

        An address is one contact; a new one goes to the contact of that name without one, in the same
        application or else at the company. A name is the contact of that name in the application, else at
        the company, else the only one anywhere; but a single word never crosses companies: a letter would
        go to the wrong Sam.
        """
        address, name = normal(person.email or ""), normal(person.name or "")
        if address:
            known = [each for each in self._known.values() if address in each.emails]
            if known:
                return Match(known[0].contact)
        of_name = [each for each in self._known.values() if name in each.names]
        nameable = [each for each in of_name if not (address and each.emails)]
        for near in (
            [each for each in nameable if application in each.places],
            [each for each in nameable if company in each.companies],
        ):
            if near:
                return _only(near)
        if address:
            return Match(None, tuple(each.contact for each in of_name))
        if " " in name:
            return _only(of_name)
        here = (each.contact for each in self._known.values() if application in each.places)
        return Match(None, tuple(contact for contact in here if is_called(contact, name)))

    def has(self, person: Person) -> bool:
        """Whether anybody has this address, or else this whole name."""
        address, name = normal(person.email or ""), normal(person.name or "")
        return any(address in each.emails if address else name in each.names for each in self._known.values())

    def called(self, person: Person, application: str | None = None) -> list[Contact]:
        """Return the contacts that `person` may mean: by address or id, else by name, else by first name.

        Only those of `application`, where one is given.
        """
        here = [each for each in self._known.values() if application is None or application in each.places]
        if person.email:
            return [each.contact for each in here if normal(person.email) in each.emails]
        word = person.name or ""
        return [
            each.contact
            for each in (
                [each for each in here if normal(word) in each.names]
                or [each for each in here if is_called(each.contact, word)]
                or [each for each in here if len(word) >= SHORTEST_ID and each.id.startswith(word.lower())]
            )
        ]

    def _at(self, identity: str) -> _Known:
        identity = self._root(identity)
        known = self._known.get(identity)
        if known is None:
            known = self._known[identity] = _Known(identity)
        return known

    def _root(self, identity: str) -> str:
        while identity in self._merged:
            identity = self._merged[identity]
        return identity

    def _learn(self, known: _Known, person: Person) -> None:
        if person.name:
            # "Robin" is the same person as "Robin Roe", and tells less.
            if not known.is_named and len(person.name.split()) >= len((known.name or "").split()):
                known.name = person.name
            known.names.add(normal(person.name))
        if person.email:
            known.shown_email = known.shown_email if known.is_reached else person.email
            known.emails.add(normal(person.email))
        known.phone = person.phone or known.phone


def learnt(known: str, person: Person, *, corrects: bool = False) -> str:
    """Return what is known of a contact, as text, once an event names `person`; "" is nothing yet.

    Where it stays the same, the contact is the same without that event.
    """
    contacts = Contacts()
    contact = contacts.add_known(person.contact, known)
    if corrects and known:
        contacts.correct(person)
    elif not corrects:
        contacts.add(person)
    return contact.as_text()


# As many characters of a contact's id as the screens show; fewer do not name one.
SHORTEST_ID = 5


def _only(found: Iterable[_Known]) -> Match:
    contacts = tuple(each.contact for each in found)
    if len(contacts) > 1:
        return Match(None, contacts, is_open=True)
    return Match(contacts[0] if contacts else None)


def is_called(contact: Contact | Person, word: str) -> bool:
    """Whether `word` is the name, the first name or the address, as written or as a word of a handle."""
    first = (contact.name or " ").split(" ")[0]
    names = {normal(contact.name or ""), slug(contact.name or ""), normal(first), slug(first)}
    return bool({normal(word), slug(word)} & ((names | {normal(contact.email or "")}) - {""}))


def contacts_of(events: Iterable[Event], companies: Mapping[str, str]) -> Contacts:
    """Return the contacts that `events` name; `companies` are normalised, by application id."""
    contacts = Contacts()
    for event in events:
        if event.kind == "same_person":
            contacts.merge(*event.people)
        elif event.kind == "amended":
            contacts.correct(*event.people)
        else:
            for person in event.people:
                contacts.add(person, event.application, companies.get(event.application or ""))
    return contacts
