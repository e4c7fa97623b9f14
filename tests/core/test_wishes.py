"""Stated wishes win, sentence by sentence of docs/semantics.md. 2 November 2026 is a Monday."""

from __future__ import annotations

from datetime import date

import pytest

from core.building import (
    ANN,
    ASK,
    ASK_BY,
    ROBIN,
    THANK,
    WEEKLY,
    Diary,
    book,
    moment,
    only,
    rows,
    steps,
)
from followup.core.events import Person


@pytest.mark.parametrize(
    ("until", "due", "latest"),
    [
        ("2026-11-05", "2026-11-09", "2026-11-23"),  # before it is due anyway: nothing moves
        ("2026-11-09", "2026-11-10", "2026-11-24"),  # on the due date: the first worked day after
        ("2026-11-13", "2026-11-16", "2026-11-30"),  # a Friday: Monday, and latest moves as far
        ("2026-11-25", "2026-11-27", "2026-12-11"),  # before Thanksgiving
    ],
)
def test_a_promise_holds_messages_back_to_the_first_worked_day_after_it(
    until: str, due: str, latest: str
) -> None:
    """If it moves due by N days, latest moves by N days too."""
    diary = Diary()
    diary.begin("2026-11-02", ROBIN)
    diary.add("promised", "2026-11-04", "event-1", until=date.fromisoformat(until))
    action = only(diary.plan(book({"ask": ASK_BY}), "2026-11-05"), "ask")
    assert (action.due.isoformat(), action.latest.isoformat()) == (due, latest)
    assert ("promise" in steps(action)) == (due != "2026-11-09")


@pytest.mark.parametrize(
    ("events", "due"),
    [
        ([("promised", "2026-11-04", "2026-11-20")], "2026-11-23"),
        # the latest promise counts, shorter or longer
        ([("promised", "2026-11-03", "2026-11-20"), ("promised", "2026-11-05", "2026-11-12")], "2026-11-13"),
        ([("promised", "2026-11-03", "2026-11-12"), ("promised", "2026-11-05", "2026-11-20")], "2026-11-23"),
        # until a later answer
        ([("promised", "2026-11-03", "2026-11-20"), ("heard_back", "2026-11-05", None)], "2026-11-09"),
        ([("promised", "2026-11-03", "2026-11-20"), ("offer", "2026-11-05", None)], "2026-11-09"),
        ([("heard_back", "2026-11-03", None), ("promised", "2026-11-05", "2026-11-20")], "2026-11-23"),
        # an interview that is only agreed upon ends no promise yet
        ([("promised", "2026-11-03", "2026-11-20"), ("interview", "2026-11-12", None)], "2026-11-23"),
        # of one date nobody knows which came later: the wish to wait wins
        ([("promised", "2026-11-05", "2026-11-20"), ("heard_back", "2026-11-05", None)], "2026-11-23"),
        # what is no answer ends none
        ([("promised", "2026-11-03", "2026-11-20"), ("receipt", "2026-11-05", None)], "2026-11-23"),
    ],
)
def test_the_latest_promise_counts_until_the_employer_has_moved(
    events: list[tuple[str, str, str | None]], due: str
) -> None:
    """`heard_back`, `phone_screen`, `interview` and `offer` after it release it."""
    diary = Diary()
    diary.begin("2026-11-02", ROBIN)
    for kind, on, until in events:
        more = {"until": date.fromisoformat(until)} if until else {}
        diary.add(kind, on, "event-1", typed="2026-11-05T12:00", **more)
    assert only(diary.plan(book({"ask": ASK}), "2026-11-06"), "ask").due.isoformat() == due


def test_an_interview_ends_a_promise_for_what_is_anchored_on_it_before_it_comes() -> None:
    """What follows the interview by itself counts from there; what hangs on the application still waits."""
    rules = book(
        {"ask": ASK, "after-talk": {"after": "interview", "wait": "2 days", "send": "x", "to": "recruiter"}}
    )
    diary = Diary()
    diary.begin("2026-11-02", ROBIN)
    diary.add("promised", "2026-11-03", "event-1", until=date(2026, 11, 20))
    diary.add("interview", "2026-11-10T10:00", "event-1", typed="2026-11-04T12:00")
    assert rows(diary.plan(rules, "2026-11-05").actions) == [
        ("ask", "upcoming", "2026-11-23"),
        ("after-talk", "upcoming", "2026-11-12"),
    ]


@pytest.mark.parametrize(
    ("not_before", "due", "latest"),
    [
        ("2026-11-06", "2026-11-09", "2026-11-23"),
        ("2026-11-12", "2026-11-12", "2026-11-26"),  # that very day is allowed
        ("2026-11-14", "2026-11-16", "2026-11-30"),  # a Saturday: lands on Monday
        ("2026-11-26", "2026-11-27", "2026-12-11"),
    ],
)
def test_not_before_holds_every_message_to_the_contact(not_before: str, due: str, latest: str) -> None:
    """About whatever application; latest moves as far as due."""
    diary = Diary()
    diary.begin("2026-11-02", ROBIN)
    other = diary.begin("2026-11-02", ROBIN, company="Bell")
    diary.prefer(Person(email="robin@example.com"), "2026-11-03", not_before=date.fromisoformat(not_before))
    actions = diary.plan(book({"ask": ASK_BY}), "2026-11-05").actions
    assert [(a.due.isoformat(), a.latest.isoformat()) for a in actions] == [(due, latest)] * 2
    assert actions[1].application.id == other


def test_of_a_wish_and_a_promise_the_later_date_holds() -> None:
    """And each that moved something is among the reasons."""
    diary = Diary()
    diary.begin("2026-11-02", ROBIN)
    diary.add("promised", "2026-11-03", "event-1", until=date(2026, 11, 10))
    diary.prefer(ROBIN, "2026-11-03", not_before=date(2026, 11, 18))
    action = only(diary.plan(book({"ask": ASK_BY}), "2026-11-05"), "ask")
    assert (action.due, action.latest) == (date(2026, 11, 18), date(2026, 12, 2))
    assert steps(action) == ["anchor", "wait", "promise", "wish"]


def test_a_wish_for_one_application_leaves_the_others_alone() -> None:
    """Nor does a wish of somebody else matter."""
    diary = Diary()
    first = diary.begin("2026-11-02", ROBIN)
    diary.begin("2026-11-02", ROBIN, company="Bell")
    diary.prefer(ROBIN, "2026-11-03", first, follow_up=False)
    diary.prefer(ANN, "2026-11-03", follow_up=False)
    assert [a.status for a in diary.plan(book({"ask": ASK}), "2026-11-05").actions] == ["stopped", "upcoming"]


def test_a_stated_channel_replaces_that_of_the_rule() -> None:
    """E-mail, if neither says anything; what is no message goes by the rule's channel or none."""
    rules = book(
        {"ask": ASK, "ring": ASK | {"channel": "phone"}, "tidy": {"after": "applied", "wait": "1 day"}}
    )
    diary = Diary()
    diary.begin("2026-11-02", ROBIN)
    assert [a.channel for a in diary.plan(rules, "2026-11-03").actions] == ["email", "phone", None]
    diary.prefer(ROBIN, "2026-11-03", channel="letter")
    actions = diary.plan(rules, "2026-11-03").actions
    assert [a.channel for a in actions] == ["letter", "letter", None]
    assert steps(actions[0])[-1] == "channel"


def test_a_thank_you_is_exempt_from_all_of_it_but_the_channel() -> None:
    """It asks for nothing: no promise, no not-before, no `no`, no guard holds it."""
    diary = Diary()
    diary.begin("2026-11-02", ROBIN)
    diary.add("sent", "2026-11-04", "event-1", ANN)
    diary.add("interview", "2026-11-05T10:00", "event-1", ANN)
    diary.add("promised", "2026-11-05T12:00", "event-1", until=date(2026, 11, 30))
    diary.prefer(ANN, "2026-11-05", follow_up=False, not_before=date(2026, 12, 1), channel="letter")
    plan = diary.plan(book({"thank": THANK}, guards=WEEKLY), "2026-11-05T13:00")
    action = only(plan, "thank")
    assert (action.status, action.due, action.channel) == ("due", moment("2026-11-05T12:00"), "letter")


def test_what_closes_when_an_event_begins_still_does() -> None:
    """A wish moves due, not the interview."""
    rule = {"before": "interview", "lead": "5 days", "send": "ask", "to": "recruiter"}
    diary = Diary()
    diary.begin("2026-11-02", ROBIN)
    talk = diary.add("interview", "2026-11-13T10:00", "event-1", typed="2026-11-03T12:00")
    diary.prefer(ROBIN, "2026-11-04", not_before=date(2026, 11, 12))
    action = only(diary.plan(book({"ask": rule}), "2026-11-05"), "ask")
    assert (action.due, action.latest) == (date(2026, 11, 12), talk.at)
