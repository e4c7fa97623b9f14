"""The plan as a whole: messages that hold each other back, and employers abroad.

Every sentence of the semantics has a table: those on one action in test_status, test_candidates,
test_wishes and test_settling, those on limits in test_guards.
"""

from __future__ import annotations

from datetime import date

import pytest

from core.building import (
    ASK,
    ASK_BY,
    GERMANY,
    ROBIN,
    STOP,
    WEEKLY,
    Diary,
    book,
    only,
    rows,
)
from followup.core.planner import quiet_until


# --- guards, as the issue tells them; every case is in test_guards.py --------------------------------------
def test_two_applications_with_one_recruiter_give_one_letter() -> None:
    """One message about both; the one left out waits a week behind the other, and says so."""
    diary = Diary()
    diary.begin("2026-11-02", ROBIN)
    diary.begin("2026-11-02", ROBIN, company="Bell")
    plan = diary.plan(book({"ask": ASK}, guards=WEEKLY), "2026-11-09")
    first, second = plan.actions
    assert rows([first, second]) == [("ask", "due", "2026-11-09"), ("ask", "due", "2026-11-09")]
    assert first.letter == second.letter == first.id
    assert plan.letter_of(second) == (first, second)
    diary.done(first, "2026-11-10")
    _, second = diary.plan(book({"ask": ASK}, guards=WEEKLY), "2026-11-10").actions
    assert second.due == date(2026, 11, 17)  # a day late moves the other by a day
    reason = second.reasons[-1]
    assert (reason.step, reason.name, reason.event.kind) == ("guard", "once-a-week", "sent")


def test_a_week_away_releases_no_burst() -> None:
    """Everything is overdue; by each channel one message a week goes to each person, and nothing is lost."""
    diary = Diary()
    for number in range(4):
        diary.begin("2026-11-02", ROBIN, company=f"Company {number}")
    by_phone = ASK | {"after": "receipt", "channel": "phone"}
    diary.add("receipt", "2026-11-02", "event-1")
    rules = book({"ask": ASK, "call": by_phone}, guards=WEEKLY)
    plan = diary.plan(rules, "2026-11-19")
    assert rows(plan.actions) == [
        ("ask", "overdue", "2026-11-09"),
        ("call", "upcoming", "2026-11-27"),  # 26 November is Thanksgiving
        ("ask", "overdue", "2026-11-09"),
        ("ask", "overdue", "2026-11-09"),
        ("ask", "overdue", "2026-11-09"),
    ]
    assert len({action.letter for action in plan.actions if action.rule == "ask"}) == 1


def test_what_guards_push_past_its_latest_is_stopped_and_says_which() -> None:
    """The window ends on the 23rd, before the week of the other message is over."""
    diary = Diary()
    diary.begin("2026-11-02", ROBIN)
    diary.add("sent", "2026-11-20", "event-1", ROBIN)
    action = only(diary.plan(book({"ask": ASK_BY}, guards=WEEKLY), "2026-11-20T12:00"), "ask")
    assert (action.status, action.reasons[-1].name) == ("stopped", "once-a-week")


# --- zones and calendars -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("holidays", "due"),
    [
        (None, "2026-11-27"),  # an employer at home keeps Thanksgiving
        ("DE", "2026-11-26"),  # one in Germany does not
    ],
)
def test_an_application_may_carry_its_own_calendar(holidays: str | None, due: str) -> None:
    """The employer's holidays count, not the user's."""
    diary = Diary(others={"DE": GERMANY})
    diary.begin("2026-11-19", ROBIN, holidays=holidays)
    assert only(diary.plan(book({"ask": ASK}), "2026-11-20"), "ask").due.isoformat() == due


@pytest.mark.parametrize(
    ("now", "status"),
    [
        ("2026-11-08T17:59", "upcoming"),  # in Berlin it is one minute to midnight
        ("2026-11-08T18:00", "due"),  # Monday the 9th has begun there
        ("2026-11-09T18:00", "overdue"),
    ],
)
def test_dates_are_those_of_the_applications_zone(now: str, status: str) -> None:
    """Now is given in New York here."""
    diary = Diary(others={"DE": GERMANY})
    diary.begin("2026-11-02", ROBIN, holidays="DE")
    assert only(diary.plan(book({"ask": ASK}), now), "ask").status == status


def test_a_late_evening_is_the_next_day_abroad() -> None:
    """An event at eleven in the evening in New York lies on the next date in Berlin."""
    diary = Diary(others={"DE": GERMANY})
    diary.begin("2026-11-02", ROBIN, holidays="DE")
    diary.add("phone_screen", "2026-11-05T23:00", "event-1")
    rules = book({"nudge": {"after": "phone_screen", "wait": "1 business day"}})
    assert only(diary.plan(rules, "2026-11-05T23:30"), "nudge").due == date(2026, 11, 9)  # 6th is a Friday


# --- What sleeps -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "events", "until"),
    [
        (ASK_BY, [], "2026-11-09"),  # nothing before it is due
        (ASK_BY, [("rejected", "2026-11-03")], None),  # nothing ever
        (ASK_BY | {"needs": ["receipt"]}, [], "2026-11-04"),  # what waits is shown today
        (ASK_BY | {"unless": ["heard_back"]}, [("heard_back", "2026-11-03")], None),
        # a scheduled interview may end a promise, or meet a need
        # the day before an interview says that it is to come
        (ASK, [("promised", "2026-11-03"), ("interview", "2026-11-12T10:00")], "2026-11-11"),
    ],
)
def test_until_when_an_application_has_nothing_to_show(
    rule: dict[str, object], events: list[tuple[str, str]], until: str | None
) -> None:
    """The first date on which it may again, if nothing is logged; None is never. Now is 4 November."""
    diary = Diary()
    diary.begin("2026-11-02", ROBIN)
    for kind, on in events:
        more = {"until": date(2026, 11, 20)} if kind == "promised" else {}
        diary.add(kind, on, "event-1", typed="2026-11-03T12:00", **more)
    plan = diary.plan(book({"ask": rule}, stop=STOP), "2026-11-04")
    found = quiet_until(plan, plan.actions[0].application)
    assert (found.isoformat() if found else None) == until
