"""Who is who: decided when a person is named, by what the log knows of people by then."""

from __future__ import annotations

import pytest

from followup.core.events import Person
from followup.core.people import Contact, Contacts, Match

SAM = Person("Sam", "sam@example.com", contact="sam-1")
OTHER_SAM = Person("Sam", "sam@example.org", contact="sam-2")
SAM_LEE = Person("Sam Lee", "lee@example.com", contact="lee-1")
OTHER_LEE = Person("Sam Lee", "lee@example.org", contact="lee-2")
JUST_SAM = Person("Sam", contact="sam-3")
JUST_LEE = Person("Sam Lee", contact="lee-3")

Known = tuple[Person, str, str]


def known(*mentions: Known) -> Contacts:
    """Return contacts that were named so, each (person, application, company)."""
    contacts = Contacts()
    for person, application, company in mentions:
        contacts.add(person, application, company)
    return contacts


def ids(match: Match) -> tuple[str | None, list[str], bool]:
    """Return (who it is, who it may be, whether only the user can tell)."""
    return match.contact and match.contact.id, [each.id for each in match.others], match.is_open


NEW = (None, [], False)


@pytest.mark.parametrize(
    ("mentions", "named", "expected"),
    [
        # an address is one contact, however it or the name is written, wherever it is named
        ([(SAM, "a1", "acme")], Person("Samuel", "SAM@example.com"), ("sam-1", [], False)),
        ([(SAM, "b1", "bell")], Person(None, "sam@example.com"), ("sam-1", [], False)),
        # two addresses are two people, whatever the name ...
        ([(SAM, "a1", "acme")], Person("Sam", "sam@example.org"), (None, ["sam-1"], False)),
        # ... but a new one goes to the contact of that name that has none, in the same application ...
        ([(JUST_SAM, "a1", "acme"), (SAM, "a1", "acme")], OTHER_SAM, ("sam-3", [], False)),
        # ... else at the same company ...
        ([(JUST_SAM, "a2", "acme")], OTHER_SAM, ("sam-3", [], False)),
        # ... else only the user can say so: without one it is somebody new
        ([(JUST_LEE, "b1", "bell")], SAM_LEE, (None, ["lee-3"], False)),
        # a name is the contact of that name in the same application ...
        ([(SAM, "a1", "acme"), (OTHER_SAM, "a2", "acme")], Person("sam"), ("sam-1", [], False)),
        # ... else at the same company ...
        ([(SAM, "a2", "acme"), (OTHER_SAM, "b1", "bell")], Person("Sam"), ("sam-1", [], False)),
        # ... else the only one known, if the name has more than one word; a first name crosses no company
        ([(SAM_LEE, "b1", "bell")], Person("Sam  lee"), ("lee-1", [], False)),
        ([(SAM, "b1", "bell")], Person("Sam"), NEW),
        # where two fit in the nearest place, nobody but the user can tell
        ([(SAM, "a1", "acme"), (OTHER_SAM, "a1", "acme")], Person("Sam"), (None, ["sam-1", "sam-2"], True)),
        ([(SAM, "a2", "acme"), (OTHER_SAM, "a3", "acme")], Person("Sam"), (None, ["sam-1", "sam-2"], True)),
        (
            [(SAM_LEE, "b1", "bell"), (OTHER_LEE, "c1", "cast")],
            Person("Sam Lee"),
            (None, ["lee-1", "lee-2"], True),
        ),
        # a first name of somebody in the application may be that person, if the user says so
        ([(SAM_LEE, "a1", "acme")], Person("Sam"), (None, ["lee-1"], False)),
        # nobody of that name
        ([(SAM, "a1", "acme")], Person("Ann"), NEW),
        ([], Person("Ann", "ann@example.com"), NEW),
    ],
)
def test_who_a_person_is_that_a_command_names_for_an_application(
    mentions: list[Known], named: Person, expected: tuple[str | None, list[str], bool]
) -> None:
    """Named for application a1 at Acme: the nearest place first."""
    plain = Person(named.name, named.email)
    assert ids(known(*mentions).match(plain, "a1", "acme")) == expected


def test_a_contact_is_what_all_mentions_say_together() -> None:
    """The name that was written last, the address, the number."""
    contacts = known(
        (Person("Sam", "sam@example.com", contact="1"), "a1", "acme"),
        (Person("Sam Lee", None, "555 0100", contact="1"), "b1", "bell"),
        (Person(None, "sam@example.com", contact="1"), "b1", "bell"),
    )
    contact = contacts.of(Person(contact="1"))
    assert contact == Contact("1", "Sam Lee", "sam@example.com", "555 0100")


@pytest.mark.parametrize(
    ("person", "label"),
    [
        (Person("Ann", "ann@example.com", contact="1"), "Ann"),
        (Person(None, "ann@example.com", contact="1"), "ann@example.com"),
        (Person(None, None, "555 0100", contact="1"), "somebody"),
    ],
)
def test_what_a_contact_is_called(person: Person, label: str) -> None:
    """The name, else the address."""
    assert known((person, "a1", "acme")).of(person).label == label


def test_merged_contacts_are_one_under_every_name_and_address() -> None:
    """The first of the two keeps its id and what is shown; earlier events mean it as well."""
    contacts = known((JUST_LEE, "a1", "acme"), (SAM, "b1", "bell"))
    contacts.merge(JUST_LEE, SAM)
    assert contacts.of(SAM) == Contact("lee-3", "Sam Lee", "sam@example.com", None)
    assert contacts.id_of(SAM) == contacts.id_of(JUST_LEE) == "lee-3"
    assert ids(contacts.match(Person("Sam"), "b1", "bell")) == ("lee-3", [], False)
    assert ids(contacts.match(Person(None, "sam@example.com"), "c1", "cast")) == ("lee-3", [], False)
    assert [contact.id for contact in contacts] == ["lee-3"]


def test_a_chain_of_merges_ends_at_the_last() -> None:
    """Merging what was merged before merges all of it, in whatever order."""
    contacts = known((SAM, "a1", "acme"), (OTHER_SAM, "b1", "bell"), (SAM_LEE, "c1", "cast"))
    contacts.merge(OTHER_SAM, SAM)
    contacts.merge(SAM_LEE, SAM)
    contacts.merge(SAM, OTHER_SAM)
    assert {contacts.id_of(person) for person in (SAM, OTHER_SAM, SAM_LEE)} == {"lee-1"}


def test_a_corrected_contact_is_shown_so_whatever_is_said_later() -> None:
    """The old name and address still find it, for they stand in the log and in old mails."""
    contacts = known((SAM_LEE, "a1", "acme"))
    contacts.correct(Person("Samir Lee", "samir@example.com", "555 0100", contact="lee-1"))
    contacts.add(Person("Sam Lee", "lee@example.com", contact="lee-1"), "a1", "acme")
    assert contacts.of(SAM_LEE) == Contact("lee-1", "Samir Lee", "samir@example.com", "555 0100")
    for named in (Person("Sam Lee"), Person("Samir Lee"), Person(None, "lee@example.com")):
        assert ids(contacts.match(named, "a1", "acme")) == ("lee-1", [], False)


def test_a_first_name_does_not_replace_the_whole_one() -> None:
    """The name "Sam" tells less than "Sam Lee"; another spelling of as many words is the latest."""
    contacts = known((SAM_LEE, "a1", "acme"), (Person("Sam", contact="lee-1"), "a1", "acme"))
    assert contacts.of(SAM_LEE).name == "Sam Lee"
    contacts.add(Person("Samuel Lee", contact="lee-1"), "a1", "acme")
    assert contacts.of(SAM_LEE).name == "Samuel Lee"


def test_a_correction_of_whom_no_event_names_any_more_makes_nobody() -> None:
    """The event that named them was corrected since."""
    contacts = known()
    contacts.correct(Person("Sam Lee", contact="lee-1"))
    assert list(contacts) == []


@pytest.mark.parametrize(
    ("word", "application", "expected"),
    [
        (Person("Sam Lee"), None, ["lee-1"]),
        (Person("sam"), None, ["sam-1"]),  # a whole name goes before a first name
        (Person("Sam"), "c1", ["lee-1"]),  # who is called so in that application
        (Person("ann"), None, ["ann-1", "ann-2"]),  # two first names
        (Person(None, "SAM@example.com"), None, ["sam-1"]),
        (Person("ann-2"), None, ["ann-2"]),  # an id
        (Person("Bo"), None, []),
    ],
)
def test_whom_a_word_means_where_the_person_is_known(
    word: Person, application: str | None, expected: list[str]
) -> None:
    """As `prefer` and `people merge` name people: address, name, first name, id."""
    contacts = known(
        (SAM, "a1", "acme"),
        (SAM_LEE, "c1", "cast"),
        (Person("Ann Able", contact="ann-1"), "a1", "acme"),
        (Person("Ann Baker", contact="ann-2"), "c1", "cast"),
    )
    assert [contact.id for contact in contacts.called(word, application)] == expected
