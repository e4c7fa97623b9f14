"""What a person does about actions, and takes back."""

from __future__ import annotations

from datetime import date

import pytest

from core.building import (
    ANN,
    ASK,
    ASK_BY,
    CY,
    ROBIN,
    STOP,
    THANK,
    WEEKLY,
    Diary,
    book,
    default_rules,
    only,
    rows,
)
from followup.core.events import Person


# --- snooze, done, skip ----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("until", "latest", "status"),
    [
        ("2026-11-12", "2026-11-26", "snoozed"),  # latest moves with it, from the 9th
        ("2026-11-14", "2026-11-28", "snoozed"),  # a Saturday is the day the user chose
        ("2026-11-30", "2026-12-14", "snoozed"),  # past its latest too
        ("2026-11-10", "2026-11-24", "due"),  # today
    ],
)
def test_a_snoozed_action_is_due_on_the_day_the_user_chose(until: str, latest: str, status: str) -> None:
    """Whatever day that is."""
    diary = Diary()
    diary.begin("2026-11-02", ROBIN)
    rules = book({"ask": ASK_BY})
    diary.snooze(only(diary.plan(rules, "2026-11-10"), "ask"), until, "2026-11-10T08:00")
    action = only(diary.plan(rules, "2026-11-10"), "ask")
    assert (action.status, action.due.isoformat(), action.latest.isoformat()) == (status, until, latest)
    later = only(diary.plan(rules, until), "ask")
    assert (later.status, later.due.isoformat()) == ("due", until)


def test_a_missed_action_comes_back_when_it_is_snoozed() -> None:
    """The user wants to do it after all."""
    diary = Diary()
    diary.begin("2026-11-02", ROBIN)
    rules = book({"ask": ASK_BY})
    diary.snooze(only(diary.plan(rules, "2026-11-25"), "ask"), "2026-11-27", "2026-11-25")
    assert rows(diary.plan(rules, "2026-11-25").actions) == [("ask", "snoozed", "2026-11-27")]


def test_of_two_snoozes_the_later_typed_holds() -> None:
    """To an earlier day too."""
    diary = Diary()
    diary.begin("2026-11-02", ROBIN)
    rules = book({"ask": ASK_BY})
    action = only(diary.plan(rules, "2026-11-10"), "ask")
    diary.snooze(action, "2026-11-20", "2026-11-10")
    diary.snooze(action, "2026-11-12", "2026-11-11")
    assert only(diary.plan(rules, "2026-11-11"), "ask").due == date(2026, 11, 12)


def test_what_is_snoozed_does_not_go_out_against_a_wish() -> None:
    """Stated wishes win over the user's own day, too."""
    diary = Diary()
    diary.begin("2026-11-02", ROBIN)
    rules = book({"ask": ASK_BY})
    diary.snooze(only(diary.plan(rules, "2026-11-10"), "ask"), "2026-11-12", "2026-11-10")
    diary.prefer(ROBIN, "2026-11-11", not_before=date(2026, 11, 17))
    assert rows(diary.plan(rules, "2026-11-11").actions) == [("ask", "snoozed", "2026-11-17")]


def test_done_settles_exactly_the_one_action() -> None:
    """Of five people in the room each is thanked by themselves."""
    people = [Person(name, f"{name}@example.com", part="interviewer") for name in "abcde"]
    rules = book({"thank": THANK})
    diary = Diary()
    diary.begin("2026-11-02", ROBIN)
    diary.add("interview", "2026-11-05T10:00", "event-1", *people)
    plan = diary.plan(rules, "2026-11-05T13:00")
    assert [action.contact.name for action in plan.actions] == list("abcde")
    diary.done(plan.actions[2], "2026-11-05T13:00")
    diary.skip(plan.actions[3], "2026-11-05T13:00")
    after = diary.plan(rules, "2026-11-05T14:00").actions
    assert [action.status for action in after] == ["due", "due", "done", "skipped", "due"]


def test_a_message_logged_by_hand_settles_nothing() -> None:
    """It counts for guards only."""
    diary = Diary()
    diary.begin("2026-11-02", ROBIN)
    diary.add("sent", "2026-11-09", "event-1", ROBIN)
    plan = diary.plan(book({"ask": ASK}, guards=WEEKLY), "2026-11-09T12:00")
    assert rows(plan.actions) == [("ask", "upcoming", "2026-11-16")]


def test_the_check_that_was_done_opens_what_needs_the_receipt() -> None:
    """`logs: receipt` records it."""
    diary = Diary()
    diary.begin("2026-11-02", ROBIN)
    check = only(diary.plan(default_rules(), "2026-11-03"), "check-receipt")
    assert [event.kind for event in diary.done(check, "2026-11-03")] == ["receipt"]
    plan = diary.plan(default_rules(), "2026-11-09")
    assert only(plan, "check-receipt").status == "done"
    assert only(plan, "follow-up-application").status == "due"


def test_someone_thanked_by_name_is_not_thanked_again_when_the_address_becomes_known() -> None:
    """Cy was in the room without one; the recruiter sent it later."""
    rules = book({"thank": THANK})
    diary = Diary()
    diary.begin("2026-11-02", ROBIN)
    talk = diary.add("interview", "2026-11-05T10:00", "event-1", CY)
    diary.done(only(diary.plan(rules, "2026-11-05T13:00"), "thank"), "2026-11-05T13:00")
    known = (Person("Cy", "cy@example.com", part="interviewer"),)
    diary.amend(talk, "2026-11-06", people=known)
    assert only(diary.plan(rules, "2026-11-06"), "thank").status == "done"


# --- corrections and edited rules --------------------------------------------------------------------------
def test_undoing_brings_the_plan_back_as_it_was() -> None:
    """A retraction takes back an event, and a retraction of that brings the event back."""
    rules = book({"ask": ASK}, stop=STOP)
    diary = Diary()
    diary.begin("2026-11-02", ROBIN)
    rejected = diary.add("rejected", "2026-11-04", "event-1")
    assert only(diary.plan(rules, "2026-11-05"), "ask").status == "stopped"
    undone = diary.retract(rejected, "2026-11-05")
    assert only(diary.plan(rules, "2026-11-05"), "ask").status == "upcoming"
    diary.retract(undone, "2026-11-05")
    assert only(diary.plan(rules, "2026-11-05"), "ask").status == "stopped"


def test_edited_rules_apply_to_open_actions_at_once_and_what_was_done_stays_done() -> None:
    """The wait of the first is longer now; the second was done under the old rules."""
    diary = Diary()
    diary.begin("2026-11-02", ROBIN)
    diary.begin("2026-11-02", ANN, company="Bell")
    diary.done(diary.plan(book({"ask": ASK}), "2026-11-09").actions[1], "2026-11-09")
    edited = book({"ask": ASK | {"wait": "10 business days"}})
    assert rows(diary.plan(edited, "2026-11-09").actions) == [
        ("ask", "upcoming", "2026-11-16"),
        ("ask", "done", "2026-11-16"),
    ]
