"""What is said about proposals is remembered, undone, and becomes events."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any

import msgspec

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
