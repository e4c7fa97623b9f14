"""Links: which applications can touch each other."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given

from core.building import ANN, BO, ROBIN, Diary
from core.logs import Log, logs
from followup.core.events import Person
from followup.core.links import components, links_of


def test_an_event_links_by_company_name_and_address() -> None:
    """As they are compared, not as they are spelt; a number links nobody."""
    diary = Diary()
    diary.begin("2026-11-02", Person("Ann  Lee", "Ann@example.com", "555 0100"), company="ACME Inc")
    assert links_of(diary.events[0]) == {"company:acme inc", "person:ann lee", "person:ann@example.com"}


def test_applications_are_one_group_if_they_share_a_person_or_a_company_however_many_links_away() -> None:
    """Acme - Robin - Bell - Ann - Cast; Dune stands alone."""
    diary = Diary()
    acme = diary.begin("2026-11-02", ROBIN, company="Acme")
    dune = diary.begin("2026-11-02", BO, company="Dune")
    diary.begin("2026-11-02", ROBIN, company="Bell")
    cast = diary.begin("2026-11-02", ANN, company="Cast")
    bell = diary.events[2].id
    diary.add("interview", "2026-11-05", bell, Person("ANN", part="interviewer"))
    diary.add("note", "2026-11-06", dune)
    found = [[event.application for event in group] for group in components(diary.events)]
    assert sorted(found, key=len) == [[dune, dune], [acme, bell, cast, bell]]


def test_a_wish_that_holds_everywhere_goes_with_its_person() -> None:
    """And one about nobody known is a group of its own, which plans nothing."""
    diary = Diary()
    diary.begin("2026-11-02", ROBIN)
    wish = diary.prefer(Person(None, "robin@example.com"), "2026-11-03", follow_up=False)
    stray = diary.prefer(Person("Zoe"), "2026-11-03", follow_up=False)
    groups = components(diary.events)
    assert [wish in group for group in groups] == [True, False]
    assert groups[1] == [stray]


@given(log=logs())
def test_groups_keep_every_event_once_in_order_and_share_nothing(log: Log) -> None:
    """Checked event by event."""
    groups = components(log.events)
    places = {event.id: place for place, event in enumerate(log.events)}
    assert sorted(event.id for group in groups for event in group) == sorted(places)
    for group in groups:
        assert [places[event.id] for event in group] == sorted(places[event.id] for event in group)
    for one, other in combinations(groups, 2):
        ours = {link for event in one for link in links_of(event)}
        theirs = {link for event in other for link in links_of(event)}
        assert not ours & theirs
        assert not {e.application for e in one} & {e.application for e in other} - {None}
