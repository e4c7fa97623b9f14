"""The fold: what the log adds up to, and how corrections change that."""

from __future__ import annotations

from datetime import UTC, date

import msgspec
import pytest

from core.building import ANN, BERLIN, BO, NEW_YORK, ROBIN, Diary, moment, morning
from followup.core.calendar import Calendar
from followup.core.corrections import corrected
from followup.core.events import Event, Person
from followup.core.moments import start_of


def facts(diary: Diary) -> list[tuple[str, str]]:
    """Return (kind, when) of the facts of the first application."""
    return [(event.kind, event.at.isoformat()[:16]) for event in diary.history().applications[0].facts]


def test_an_application_is_its_first_event() -> None:
    """Company, role and handle are what that says; applications come in the order logged."""
    diary = Diary()
    diary.begin("2026-11-05", ROBIN, role="Engineer")
    diary.begin("2026-11-02", ANN, company="Bell", handle="bell-labs")
    found = diary.history().applications
    assert [(a.id, a.company, a.role, a.handle, a.order) for a in found] == [
        ("event-1", "Acme", "Engineer", "acme", 0),
        ("event-2", "Bell", None, "bell-labs", 1),
    ]


def test_facts_are_in_the_order_of_time_not_of_typing() -> None:
    """Of one date the one without an hour comes first."""
    diary = Diary()
    diary.begin("2026-11-02")
    diary.add("interview", "2026-11-10T15:00", "event-1")
    diary.add("heard_back", "2026-11-10", "event-1")
    diary.add("phone_screen", "2026-11-10T09:00", "event-1")
    diary.add("receipt", "2026-11-03", "event-1")
    assert facts(diary) == [
        ("applied", "2026-11-02"),
        ("receipt", "2026-11-03"),
        ("heard_back", "2026-11-10"),
        ("phone_screen", "2026-11-10T09:00"),
        ("interview", "2026-11-10T15:00"),
    ]


def test_a_retracted_event_never_happened() -> None:
    """Nor does a correction of it matter any more."""
    diary = Diary()
    diary.begin("2026-11-02")
    wrong = diary.add("rejected", "2026-11-03", "event-1")
    diary.amend(wrong, "2026-11-04", note="by mail")
    diary.retract(wrong, "2026-11-05")
    assert facts(diary) == [("applied", "2026-11-02")]


def test_a_retraction_can_be_retracted_and_that_too() -> None:
    """Undo of an undo, as often as one likes."""
    diary = Diary()
    diary.begin("2026-11-02")
    last = diary.add("receipt", "2026-11-03", "event-1")
    there = []
    for _ in range(4):
        there.append(("receipt", "2026-11-03") in facts(diary))
        last = diary.retract(last, "2026-11-04")
    assert there == [True, False, True, False]


def test_amendments_add_up_and_the_later_typed_wins() -> None:
    """Each sets its own fields and leaves the others."""
    diary = Diary()
    diary.begin("2026-11-02")
    talk = diary.add("interview", "2026-11-10T15:00", "event-1", ANN, note="first floor")
    diary.amend(talk, "2026-11-03", on="2026-11-11T15:00")
    second = diary.amend(talk, "2026-11-04", on="2026-11-12T10:00", people=(ANN, BO))
    [event] = diary.history().applications[0].by_kind["interview"]
    assert (event.at, event.note) == (moment("2026-11-12T10:00"), "first floor")
    assert [person.label for person in event.people] == ["Ann", "Bo"]
    diary.retract(second, "2026-11-05")  # the correction was wrong: the one before it holds again
    [event] = diary.history().applications[0].by_kind["interview"]
    assert event.at == moment("2026-11-11T15:00")
    assert [person.label for person in event.people] == ["Ann"]


def test_an_amendment_can_say_what_it_really_was_and_when() -> None:
    """An hour may become known, or turn out not to be."""
    diary = Diary()
    diary.begin("2026-11-02")
    event = diary.add("phone_screen", "2026-11-10", "event-1", note="long")
    diary.amend(event, "2026-11-11", kind="interview", on="2026-11-10T15:00", note=None)
    assert facts(diary)[1] == ("interview", "2026-11-10T15:00")
    assert diary.history().applications[0].facts[1].note is None
    diary.amend(event, "2026-11-12", on="2026-11-09")
    assert facts(diary)[1] == ("interview", "2026-11-09")


def test_what_was_known_when_moves_with_the_time() -> None:
    """Nobody was late for an interview that was moved today; an added name changes nothing of that."""
    diary = Diary()
    diary.begin("2026-11-02")
    talk = diary.add("interview", "2026-11-10T15:00", "event-1", typed="2026-11-03T12:00")
    diary.amend(talk, "2026-11-04T12:00", note="second floor")
    assert corrected(diary.events).events[1].recorded_at == moment("2026-11-03T12:00")
    diary.amend(talk, "2026-11-05T12:00", on="2026-11-12T15:00")
    assert corrected(diary.events).events[1].recorded_at == moment("2026-11-05T12:00")


def test_corrections_are_no_events_of_their_own() -> None:
    """The log keeps them; the facts do not show them."""
    diary = Diary()
    diary.begin("2026-11-02")
    diary.amend(diary.events[0], "2026-11-03", handle="other")
    diary.retract(diary.add("note", "2026-11-03", "event-1"), "2026-11-03")
    before = list(diary.events)
    assert [event.kind for event in corrected(diary.events).events] == ["applied"]
    assert diary.events == before


def test_an_application_outlives_its_first_event_while_it_has_others() -> None:
    """Under the same id, company and handle; without any it is gone."""
    diary = Diary()
    diary.begin("2026-11-02", role="Engineer")
    screen = diary.add("phone_screen", "2026-11-05", "event-1")
    diary.retract(diary.events[0], "2026-11-06")
    [application] = diary.history().applications
    assert (application.id, application.company, application.role) == ("event-1", "Acme", "Engineer")
    assert facts(diary) == [("phone_screen", "2026-11-05")]
    diary.retract(screen, "2026-11-06")
    assert diary.history().applications == []


def test_an_application_whose_first_event_is_retracted_can_still_be_corrected() -> None:
    """What it is does not depend on whether its first event happened; before the retraction and after it."""
    abroad = Calendar(BERLIN)
    diary = Diary(others={"DE": abroad})
    diary.begin("2026-11-02", role="Engineer")
    diary.add("phone_screen", "2026-11-05", "event-1")
    diary.amend(diary.events[0], "2026-11-05", role="Analyst")
    diary.retract(diary.events[0], "2026-11-06")
    assert diary.history().applications[0].role == "Analyst"
    diary.amend(diary.events[0], "2026-11-07", role="Tester", holidays="DE")
    [application] = diary.history().applications
    assert (application.role, application.calendar) == ("Tester", abroad)


def test_an_amended_country_gives_the_application_another_calendar() -> None:
    """The employer turned out to be in Germany."""
    abroad = Calendar(BERLIN)
    diary = Diary(others={"DE": abroad})
    diary.begin("2026-11-02")
    assert diary.history().applications[0].calendar.zone is NEW_YORK
    diary.amend(diary.events[0], "2026-11-03", holidays="DE")
    assert diary.history().applications[0].calendar is abroad


@pytest.mark.parametrize(
    ("at", "now", "happened"),
    [
        ("2026-11-10T15:00", "2026-11-10T14:59", False),
        ("2026-11-10T15:00", "2026-11-10T15:00", True),
        ("2026-11-10", "2026-11-09T23:59", False),
        ("2026-11-10", "2026-11-10T00:00", True),  # without an hour it happens on its whole day
        ("2026-11-10", "2026-11-11T00:00", True),
    ],
)
def test_when_an_event_has_happened(at: str, now: str, happened: bool) -> None:
    """By the hour where one is known."""
    diary = Diary()
    diary.begin("2026-11-02")
    event = diary.add("interview", at, "event-1")
    assert diary.history().applications[0].has_happened(event, moment(now)) is happened


@pytest.mark.parametrize(
    ("stop", "typed", "news", "then", "over"),
    [
        # (closed at, logged at), (heard back at, logged at): is it over?
        ("2026-11-10", "2026-11-10T09:00", "2026-11-11", "2026-11-11T09:00", False),
        ("2026-11-10", "2026-11-10T09:00", "2026-11-09", "2026-11-11T09:00", True),
        # Of one date without hours, what was logged first came first ...
        ("2026-11-10", "2026-11-10T09:00", "2026-11-10", "2026-11-10T16:00", False),
        ("2026-11-10", "2026-11-10T16:00", "2026-11-10", "2026-11-10T09:00", True),
        ("2026-11-10", "2026-11-12T09:00", "2026-11-10", "2026-11-12T09:05", False),  # both logged late
        # ... and of what was logged at once, nobody knows: what is over stays so.
        ("2026-11-10", "2026-11-10T09:00", "2026-11-10", "2026-11-10T09:00", True),
        # An hour on one side tells nothing about the other.
        ("2026-11-10T15:00", "2026-11-10T15:00", "2026-11-10", "2026-11-10T16:00", False),
        ("2026-11-10T15:00", "2026-11-10T15:00", "2026-11-10", "2026-11-10T14:00", True),
        ("2026-11-10", "2026-11-10T09:00", "2026-11-10T16:00", "2026-11-10T16:00", False),
        # Two hours tell, whenever it was logged.
        ("2026-11-10T15:00", "2026-11-10T15:00", "2026-11-10T09:00", "2026-11-10T16:00", True),
        ("2026-11-10T09:00", "2026-11-10T16:00", "2026-11-10T15:00", "2026-11-10T15:00", False),
        # A talk to come, agreed upon before the end or after it on the same day.
        ("2026-11-10", "2026-11-10T09:00", "2026-11-16T10:00", "2026-11-10T16:00", False),
        ("2026-11-10", "2026-11-10T16:00", "2026-11-16T10:00", "2026-11-10T09:00", True),
    ],
)
@pytest.mark.parametrize("kind", ["heard_back", "phone_screen", "interview", "offer"])
def test_news_after_the_end_opens_an_application_again(
    stop: str, typed: str, news: str, then: str, over: bool, kind: str
) -> None:
    """By the hours where both are known; else, on one date, by the order of logging."""
    diary = Diary()
    diary.begin("2026-11-02")
    diary.add("closed", stop, "event-1", typed=typed)
    diary.add(kind, news, "event-1", typed=then)
    application = diary.history().applications[0]
    assert (application.ended_by({"closed"}, morning("2026-11-20")) is not None) is over


def test_of_several_ends_of_one_date_any_after_the_news_counts() -> None:
    """Rejected, an answer, and closed in the end: whichever kind comes first in the alphabet."""
    diary = Diary()
    diary.begin("2026-11-02")
    diary.add("rejected", "2026-11-10", "event-1", typed="2026-11-10T09:00")
    diary.add("heard_back", "2026-11-10", "event-1", typed="2026-11-10T10:00")
    application = diary.history().applications[0]
    assert application.ended_by({"rejected", "closed"}, morning("2026-11-20")) is None
    diary.add("closed", "2026-11-10", "event-1", typed="2026-11-10T11:00")
    end = diary.history().applications[0].ended_by({"rejected", "closed"}, morning("2026-11-20"))
    assert end is not None
    assert end.kind == "closed"


def test_people_are_named_by_facts_in_the_order_of_time() -> None:
    """The one named last is at the end; a message that settled an action names nobody anew."""
    diary = Diary()
    diary.begin("2026-11-02", ROBIN)
    diary.add("heard_back", "2026-11-05", "event-1", Person("Rae", part="recruiter"))
    diary.add("receipt", "2026-11-04", "event-1", ROBIN)
    diary.add("sent", "2026-11-06", "event-1", ROBIN, courtesy=True)
    history = diary.history()
    named = history.named(history.applications[0])
    assert [(each.contact.name, each.part, each.event.kind) for each in named] == [
        ("Robin", "recruiter", "receipt"),
        ("Rae", "recruiter", "heard_back"),
    ]


def test_wishes_hold_everywhere_or_for_one_application() -> None:
    """In the order typed, for whoever is the same person."""
    diary = Diary()
    acme = diary.begin("2026-11-02", ROBIN)
    diary.begin("2026-11-02", ROBIN, company="Bell")
    diary.prefer(Person(None, "ROBIN@example.com"), "2026-11-03", channel="phone")
    diary.prefer(Person("Robin"), "2026-11-04", acme, not_before=date(2026, 12, 1))
    diary.prefer(ANN, "2026-11-05", follow_up=False)
    history = diary.history()
    found = {
        a.company: [wish.at.isoformat() for wish in history.wishes(diary.contact(ROBIN), a)]
        for a in history.applications
    }
    assert found == {"Acme": ["2026-11-03", "2026-11-04"], "Bell": ["2026-11-03"]}


def test_a_retracted_wish_is_none() -> None:
    """As any event."""
    diary = Diary()
    diary.begin("2026-11-02", ROBIN)
    diary.retract(diary.prefer(ROBIN, "2026-11-03", follow_up=False), "2026-11-04")
    history = diary.history()
    application = history.applications[0]
    assert history.wishes(diary.contact(ROBIN), application) == []


def test_an_event_is_the_same_after_it_was_kept_and_read() -> None:
    """The log survives JSON; in the night that has one o'clock twice, too."""
    diary = Diary()
    diary.begin("2026-11-02", ROBIN)
    diary.add("interview", "2026-11-01T01:30", "event-1", ANN, typed="2026-10-30T12:00")
    for event in diary.events:
        kept = msgspec.json.encode(event)
        read = msgspec.json.decode(kept, type=Event)
        assert msgspec.json.encode(read) == kept
        assert start_of(read.at, NEW_YORK).astimezone(UTC) == start_of(event.at, NEW_YORK).astimezone(UTC)
