"""Who is who: the contacts that the mentions of people in all events add up to."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from followup.core.text import normal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from followup.core.events import Person


class Contact(NamedTuple):
    """A person, as the whole log knows them. `key` is equal for two mentions of one person."""

    key: str
    name: str | None
    email: str | None
    phone: str | None

    @property
    def label(self) -> str:
        """Return what to call them on a screen."""
        return self.name or self.email or "somebody"


class Mention(NamedTuple):
    """A person in an event; `application` and `company` say where, None for a wish without either."""

    person: Person
    application: str | None
    company: str | None


class Contacts:
    """The contacts of a log.

    An address is one person. A name without an address is the person of that name: the one of the same
    application, else of the same company, else the only one known. A single word, such as a first name,
    never borrows an address from another company: a letter would go to the wrong Sam.
    """

    def __init__(self, mentions: Iterable[Mention]) -> None:
        self._places: dict[str, dict[str, set[tuple[str | None, str | None]]]] = {}
        self._names: dict[str, str] = {}
        self._phones: dict[str, str] = {}
        seen = list(mentions)
        for mention in seen:
            person = mention.person
            if person.name and person.email:
                places = self._places.setdefault(normal(person.name), {})
                places.setdefault(normal(person.email), set()).add((mention.application, mention.company))
        for mention in seen:
            key, person = self._key(mention), mention.person
            if person.name:
                self._names[key] = person.name
            if person.phone:
                self._phones[key] = person.phone

    def of(self, person: Person, application: str | None = None, company: str | None = None) -> Contact:
        """Return the contact that `person`, named in an event of `application` at `company`, is."""
        key = self._key(Mention(person, application, company))
        email = key.removeprefix("mail:") if key.startswith("mail:") else None
        return Contact(key, self._names.get(key, person.name), email, self._phones.get(key, person.phone))

    def _key(self, mention: Mention) -> str:
        person = mention.person
        if person.email:
            return f"mail:{normal(person.email)}"
        name = normal(person.label)
        address = self._address(name, mention)
        return f"mail:{address}" if address else f"name:{name}"

    def _address(self, name: str, mention: Mention) -> str | None:
        """Return the only address that fits the name, looking from the nearest place outwards."""
        known = self._places.get(name)
        if not known:
            return None
        here = [mail for mail, places in known.items() if any(p[0] == mention.application for p in places)]
        at_company = [mail for mail, places in known.items() if any(p[1] == mention.company for p in places)]
        wishes_everywhere = mention.application is None and mention.company is None
        anywhere = list(known) if " " in name or wishes_everywhere else []
        for found in ([] if wishes_everywhere else here, [] if wishes_everywhere else at_company, anywhere):
            if found:
                return found[0] if len(found) == 1 else None
        return None
