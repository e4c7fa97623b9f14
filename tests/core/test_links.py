"""Links: which applications can touch each other."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given

from core.building import ANN, BO, ROBIN, Diary
from core.logs import Log, logs
from followup.core.corrections import corrected
from followup.core.events import Person
from followup.core.links import components, links_of


def groups(diary: Diary) -> list[list[str | None]]:
    """Return the applications of the events of each group."""
    return [[event.application for event in part.events] for part in components(corrected(diary.events))]


def test_an_event_links_by_company_and_contact() -> None:
    """The company as it is compared, not as it is spelt; the contact as it was decided."""
    diary = Diary()
    diary.begin("2026-11-02", Person("Ann  Lee", "Ann@example.com", "555 0100"), company="ACME Inc")
    assert links_of(diary.events[0]) == {"company:acme inc", "contact:contact-001"}


def test_an_amendment_links_to_what_it_puts_in_place() -> None:
    """Another company, other people."""
    diary = Diary()
    diary.begin("2026-11-02", ROBIN)
    amended = diary.amend(diary.events[0], "2026-11-03", company="Bell", people=(ANN,))
    assert links_of(amended) == {"company:bell", f"contact:{diary.contact(ANN).id}"}


def test_applications_are_one_group_if_they_share_a_contact_or_a_company_however_many_links_away() -> None:
    """Acme - Robin - Bell - Ann - Cast; Dune stands alone."""
    diary = Diary()
    acme = diary.begin("2026-11-02", ROBIN, company="Acme")
    dune = diary.begin("2026-11-02", BO, company="Dune")
    bell = diary.begin("2026-11-02", ROBIN, company="Bell")
    cast = diary.begin("2026-11-02", ANN, company="Cast")
    diary.add("interview", "2026-11-05", bell, Person(None, "ANN@example.com", part="interviewer"))
    diary.add("note", "2026-11-06", dune)
    assert sorted(groups(diary), key=len) == [[dune, dune], [acme, bell, cast, bell]]


def test_namesakes_link_nothing_until_they_are_said_to_be_one_person() -> None:
    """The two Sams of two companies."""
    diary = Diary()
    sam = Person("Sam", "sam@example.com")
    acme = diary.begin("2026-11-02", Person("Sam"), company="Acme")
    bell = diary.begin("2026-11-02", sam, company="Bell")
    assert groups(diary) == [[acme], [bell]]
    one = Person(contact=diary.events[0].people[0].contact, name=diary.events[0].people[0].contact)
    merged = diary.merge(Person(one.contact), sam, "2026-11-03")
    assert groups(diary) == [[acme, bell, None]]
    diary.retract(merged, "2026-11-04")
    assert groups(diary) == [[acme], [bell]]


def test_a_wish_that_holds_everywhere_goes_with_its_contact() -> None:
    """And one about somebody without an application is a group of its own, which plans nothing."""
    diary = Diary()
    diary.begin("2026-11-02", ROBIN)
    wish = diary.prefer(Person(None, "robin@example.com"), "2026-11-03", follow_up=False)
    stray = diary.prefer(Person("Zoe"), "2026-11-03", follow_up=False)
    parts = [part.events for part in components(corrected(diary.events))]
    assert [wish in part for part in parts] == [True, False]
    assert parts[1] == (stray,)


@given(log=logs())
def test_groups_keep_every_event_once_in_order_and_share_nothing(log: Log) -> None:
    """Checked event by event."""
    found = corrected(log.events)
    parts = [part.events for part in components(found)]
    places = {event.id: place for place, event in enumerate(found.events)}
    assert sorted(event.id for part in parts for event in part) == sorted(places)
    for part in parts:
        assert [places[event.id] for event in part] == sorted(places[event.id] for event in part)
    for one, other in combinations(parts, 2):
        ours = {link for event in one for link in links_of(event)}
        theirs = {link for event in other for link in links_of(event)}
        assert not ours & theirs
        assert not {e.application for e in one} & {e.application for e in other} - {None}
