"""Who is who: when two mentions in a log are one person."""

from __future__ import annotations

import pytest

from followup.core.events import Person
from followup.core.people import Contacts, Mention

SAM = Person("Sam", "sam@example.com")
OTHER_SAM = Person("Sam", "sam@example.org")
SAM_LEE = Person("Sam Lee", "lee@example.com")
OTHER_LEE = Person("Sam Lee", "lee@example.org")


def at(person: Person, application: str | None = "a1", company: str | None = "acme") -> Mention:
    """Return a mention in an application of Acme, unless it says otherwise."""
    return Mention(person, application, company)


@pytest.mark.parametrize(
    ("known", "asked", "key"),
    [
        # an address is one person, however it or the name is written
        ([at(SAM)], at(Person("Samuel", "SAM@example.com")), "mail:sam@example.com"),
        ([at(SAM)], at(Person(None, "sam@example.com"), "b1", "bell"), "mail:sam@example.com"),
        # two addresses are two people, whatever the name
        ([at(SAM)], at(OTHER_SAM), "mail:sam@example.org"),
        # a name is the person of that name in the same application ...
        ([at(SAM), at(OTHER_SAM, "a2")], at(Person("sam"), "a2"), "mail:sam@example.org"),
        # ... else of the same company ...
        ([at(SAM), at(OTHER_SAM, "b1", "bell")], at(Person("Sam"), "a2"), "mail:sam@example.com"),
        # ... else the only one known, if the name has more than one word
        ([at(SAM_LEE)], at(Person("Sam Lee"), "b1", "bell"), "mail:lee@example.com"),
        ([at(SAM)], at(Person("Sam"), "b1", "bell"), "name:sam"),
        # of two in the nearest place nobody can tell
        ([at(SAM), at(OTHER_SAM)], at(Person("Sam")), "name:sam"),
        ([at(SAM, "a1"), at(OTHER_SAM, "a2")], at(Person("Sam"), "a3"), "name:sam"),
        ([at(SAM_LEE), at(OTHER_LEE, "b1", "bell")], at(Person("Sam Lee"), "c1", "cast"), "name:sam lee"),
        # a wish that holds everywhere takes the only one there is
        ([at(SAM)], at(Person("Sam"), None, None), "mail:sam@example.com"),
        ([at(SAM), at(OTHER_SAM, "b1", "bell")], at(Person("Sam"), None, None), "name:sam"),
        # nobody of that name
        ([at(SAM)], at(Person("Ann")), "name:ann"),
        ([], at(Person("Ann  Lee")), "name:ann lee"),
        # the name may become known by an address later in the log: mentions are looked at as a whole
        (
            [at(Person("Ann")), at(Person("Ann", "ann@example.com"))],
            at(Person("Ann")),
            "mail:ann@example.com",
        ),
    ],
)
def test_who_a_mention_is(known: list[Mention], asked: Mention, key: str) -> None:
    """The nearest place first; a first name alone borrows no address from another company."""
    contacts = Contacts([*known, asked])
    assert contacts.of(asked.person, asked.application, asked.company).key == key


def test_a_contact_is_what_all_mentions_say_together() -> None:
    """The name that was written last, the address, the number."""
    mentions = [
        at(Person("Sam", "sam@example.com")),
        at(Person("Sam Lee", "sam@example.com", "555 0100")),
        at(Person(None, "sam@example.com")),
    ]
    contact = Contacts(mentions).of(Person(None, "Sam@Example.com"))
    assert (contact.name, contact.email, contact.phone) == ("Sam Lee", "sam@example.com", "555 0100")


@pytest.mark.parametrize(
    ("person", "label"),
    [
        (Person("Ann", "ann@example.com"), "Ann"),
        (Person(None, "ann@example.com"), "ann@example.com"),
        (Person(None, None, "555 0100"), "somebody"),
    ],
)
def test_what_a_contact_is_called(person: Person, label: str) -> None:
    """The name, else the address."""
    assert Contacts([at(person)]).of(person, "a1", "acme").label == label


def test_people_of_no_name_are_not_one_person() -> None:
    """Two numbers are two people."""
    one, other = Person(phone="555 0100"), Person(phone="555 0199")
    contacts = Contacts([at(one), at(other)])
    assert contacts.of(one, "a1", "acme").key != contacts.of(other, "a1", "acme").key
