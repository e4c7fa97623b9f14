"""What is said about proposals is remembered, undone, and becomes events."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from core.building import Diary, default_rules, moment, morning
from core.test_matching import proposal
from followup.core.accepting import events_of
from followup.core.decided import Open, decided, open_proposals
from followup.core.events import Person
from followup.core.history import fold
from followup.core.matching import match_all
from followup.core.records import Recorder, as_batch

if TYPE_CHECKING:
    from followup.core.events import Event
    from followup.core.proposals import Proposal

NOW = "2026-11-20"
_NUMBERS = count(1)


def recorder() -> Recorder:
    return Recorder(morning(NOW), lambda: f"new-{next(_NUMBERS)}")


def opened(diary: Diary, *proposals: Proposal) -> Open:
    history = diary.history()
    matched = match_all(proposals, history, default_rules().stop, morning(NOW))
    return open_proposals(matched, history, default_rules(), morning(NOW))


def accept(diary: Diary, *proposals: Proposal) -> list[Event]:
    """Log all that is open, as one batch."""
    events = as_batch(events_of(opened(diary, *proposals).placed, recorder(), diary.history()))
    diary.events += events
    return events


def row(kind: str = "applied", on: str = "2026-11-02", **more: Any) -> Proposal:
    """Return what a sheet says of Acme."""
    made = proposal(kind=kind, on=on, topic="row", restates=True, **more)
    return msgspec.structs.replace(made, key=("row", on if made.dated else "undated"))


def test_what_was_accepted_is_known() -> None:
    diary = Diary()
    accept(diary, row(), row("rejected", "2026-11-12"))
    found = opened(diary, row(), row("rejected", "2026-11-12"), row("interview", "2026-11-09"))
    assert [each.kind for each in found.placed] == ["interview"]
    assert len(found.known) == 2


def test_a_no_is_remembered_too() -> None:
    diary = Diary()
    diary.events.append(recorder().dismissed(row().origin))
    assert opened(diary, row()).placed == ()
    assert diary.history().applications == []


def test_undo_forgets_and_another_correction_does_not() -> None:
    """What the user took back by itself never happened; to propose it again would be to nag."""
    diary = Diary()
    events = accept(diary, row())
    retracted = [*diary.events, recorder().retraction(events[0])]
    assert decided(retracted) == {row().id}
    undone = [*diary.events, recorder().retraction(events[0], undo=True)]
    assert decided(undone) == set()


def test_what_was_logged_by_hand_is_known() -> None:
    diary = Diary()
    diary.begin("2026-11-02")
    assert opened(diary, row()).placed == ()


def test_a_date_that_the_sheet_corrects_is_amended() -> None:
    """The row no longer says what it said before; and a date is better than none."""
    diary = Diary()
    [applied, rejected] = accept(diary, row(), row("rejected", "2026-11-02", dated=False))
    events = accept(diary, row(on="2026-11-03"), row("rejected", "2026-11-12"))
    assert [(event.kind, event.target) for event in events] == [
        ("amended", applied.id),
        ("amended", rejected.id),
    ]
    [application] = diary.history().applications
    assert [(e.kind, e.at) for e in application.facts] == [
        ("applied", moment("2026-11-03")),
        ("rejected", moment("2026-11-12")),
    ]
    assert opened(diary, row(on="2026-11-03"), row("rejected", "2026-11-12")).placed == ()


def test_what_the_user_logged_is_not_corrected_by_a_sheet() -> None:
    diary = Diary()
    diary.begin("2026-11-05")
    found = opened(diary, row())
    assert found.placed == ()
    assert [each.proposal.kind for each in found.contrary] == ["applied"]


def test_an_undated_status_does_not_come_twice() -> None:
    diary = Diary()
    accept(diary, row(), row("rejected", "2026-11-02", dated=False))
    assert opened(diary, row(), row("rejected", "2026-11-02", dated=False)).placed == ()


def test_a_new_application_begins_with_its_earliest_event() -> None:
    diary = Diary()
    events = accept(diary, row("rejected", "2026-11-12"), row(on="2026-11-02", role="Clerk"))
    assert [event.kind for event in events] == ["applied", "rejected"]
    assert events[0].about.handle == "acme"
    assert events[0].about.role == "Clerk"
    assert {event.application for event in events} == {events[0].id}
    assert {event.batch for event in events} == {events[0].id}


def test_a_person_named_twice_is_one_contact() -> None:
    diary = Diary()
    pat = Person("Pat Lee", "pat@acme.example")
    events = accept(diary, row(people=(pat,)), row("interview", "2026-11-09", people=(Person("Pat Lee"),)))
    [one, other] = [event.people[0].contact for event in events]
    assert one == other != ""


def test_an_invitation_moves_its_talk_and_cancels_it() -> None:
    """METHOD:REQUEST again with another time, then CANCEL; both by the id of the invitation."""
    diary = Diary()
    [talk] = accept(diary, proposal(kind="interview", on="2026-11-24T10:00", uid="u1", topic="t"))
    moved = proposal(kind="interview", on="2026-11-25T11:00", uid="u1", topic="t2")
    [event] = accept(diary, moved)
    assert (event.kind, event.target) == ("amended", talk.id)
    assert opened(diary, moved).placed == ()
    [event] = accept(diary, proposal(kind="cancelled", on="2026-11-20", uid="u1", topic="t3"))
    assert (event.kind, event.talk) == ("cancelled", talk.id)
    assert fold(diary.events, diary.calendar_for).applications[0].called_off.keys() == {talk.id}


def test_a_talk_that_is_moved_has_no_end_of_its_old_hour() -> None:
    diary = Diary()
    accept(
        diary,
        proposal(
            kind="interview", on="2026-11-24T10:00", uid="u1", topic="t", ends=moment("2026-11-24T11:00")
        ),
    )
    accept(diary, proposal(kind="amended", on="2026-11-25T11:00", uid="u1", topic="t2"))
    [talk] = diary.history().applications[0].facts
    assert (talk.at, talk.ends) == (moment("2026-11-25T11:00"), None)


def told(kind: str, said: str, on: str | None = None, **more: Any) -> Proposal:
    """Return what a mail of one thread says of Acme; `said` is when it was sent."""
    made = proposal(kind=kind, on=on or said, topic="thread", **more)
    return msgspec.structs.replace(made, key=(said,), said=moment(said))


@pytest.mark.parametrize(
    ("first", "second", "news"),
    [
        (("receipt", "2026-11-02T09:00"), ("receipt", "2026-11-03T09:00"), 0),  # of the system and of a board
        (("receipt", "2026-11-02T09:00"), ("receipt", "2026-11-12T09:00"), 1),  # perhaps of another job
        (("heard_back", "2026-11-02T09:00"), ("heard_back", "2026-11-02T12:00"), 1),
        (("rejected", "2026-11-02T09:00"), ("receipt", "2026-11-03T09:00"), 2),  # applied for once more
    ],
)
def test_what_one_batch_says_twice(first: tuple[str, str], second: tuple[str, str], news: int) -> None:
    """A receipt brings `applied` with it once."""
    found = opened(Diary(), told(*first), told(*second)).placed
    before = opened(Diary(), told(*first)).placed
    assert len(found) - len(before) == news


def test_what_the_user_logged_by_hand_a_day_later_is_known() -> None:
    diary = Diary()
    place = diary.begin("2026-11-02")
    diary.add("heard_back", "2026-11-11", place)
    assert opened(diary, told("heard_back", "2026-11-10T18:00")).placed == ()
    assert len(opened(diary, told("heard_back", "2026-11-12T18:00")).placed) == 1


def test_an_older_invitation_is_known_once_a_newer_one_is_logged() -> None:
    diary = Diary()
    accept(diary, told("interview", "2026-11-12T09:00", "2026-11-25T14:00", uid="u"))
    assert opened(diary, told("interview", "2026-11-11T09:00", "2026-11-24T10:00", uid="u")).placed == ()
    [moved] = opened(diary, told("interview", "2026-11-13T09:00", "2026-11-26T10:00", uid="u")).placed
    assert moved.kind == "amended"


def test_a_batch_moves_and_calls_off_what_it_logs() -> None:
    """By the invitation, or because there is no other talk ahead; in the order in which it was said."""
    diary = Diary()
    events = accept(
        diary,
        told("cancelled", "2026-11-14T09:00"),
        told("amended", "2026-11-13T09:00", "2026-11-20T10:00"),
        told("interview", "2026-11-12T09:00", "2026-11-25T14:00"),
    )
    assert [event.kind for event in events] == ["interview", "amended", "cancelled"]
    assert (events[1].target, events[2].talk) == (events[0].id, events[0].id)


def test_a_refusal_said_after_a_talk_was_agreed_upon_ends_it() -> None:
    """Although both are logged at once; and one said before it does not."""
    for said, over in (("2026-11-12T09:00", True), ("2026-11-09T09:00", False)):
        diary = Diary()
        accept(diary, told("interview", "2026-11-10T09:00", "2026-11-25T14:00"), told("rejected", said))
        [application] = diary.history().applications
        [talk] = application.by_kind["interview"]
        assert application.ends(application.by_kind["rejected"][0], talk) is over


def test_a_move_of_a_talk_that_nobody_knows_is_that_talk() -> None:
    diary = Diary()
    diary.begin("2026-11-02")
    [event] = accept(diary, proposal(kind="amended", on="2026-11-25T11:00"))
    assert (event.kind, event.at) == ("interview", moment("2026-11-25T11:00"))
    assert opened(diary, proposal(kind="amended", on="2026-11-25T11:00")).placed == ()


def test_an_application_that_had_ended_can_be_applied_for_again() -> None:
    """A mail's `applied` is known while the application lives, and news after a refusal."""
    diary = Diary()
    place = diary.begin("2026-06-01")
    assert opened(diary, proposal(kind="applied", on="2026-06-03")).placed == ()
    diary.add("rejected", "2026-07-01", place)
    assert len(opened(diary, proposal(kind="applied", on="2026-11-03")).placed) == 1
