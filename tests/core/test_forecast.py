"""The forecast: the days ahead, as if every action is done on its day and nobody answers."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from core.building import (
    ANN,
    BERLIN,
    BO,
    NEW_YORK,
    PLAIN,
    ROBIN,
    TOKYO,
    Diary,
    book,
    default_rules,
    morning,
)
from followup.core.calendar import Calendar
from followup.core.forecast import MOST_ROUNDS, forecast
from followup.core.planner import plan_for

if TYPE_CHECKING:
    from followup.core.rules import Rulebook

LOS_ANGELES = ZoneInfo("America/Los_Angeles")
HONOLULU = ZoneInfo("Pacific/Honolulu")

WEEKLY = {"once-a-week": {"at_most": 1, "per": "contact", "within": "7 days"}}
ASK = {"after": "applied", "wait": "5 business days", "send": "ask", "to": "recruiter"}


def days(diary: Diary, rules: Rulebook, now: str, count: int) -> list[tuple[str, list[str]]]:
    """Return (date, rule/application of each action) of the days that ask for something."""
    found = forecast(diary.events, rules, diary.calendar_for, morning(now), count)
    return [
        (day.date.isoformat(), [f"{action.rule}/{action.application.handle}" for action in day.actions])
        for day in found
    ]


def test_a_silent_application_under_the_default_rules() -> None:
    """A check, a question, two check-ins, and an end: nobody is asked more than three times.

    The second check-in waits a day for the first question to be more than three weeks ago.
    """
    diary = Diary(PLAIN)
    diary.begin("2026-11-02", ROBIN)
    assert days(diary, default_rules(), "2026-11-02", 200) == [
        ("2026-11-03", ["check-receipt/acme"]),
        ("2026-11-09", ["follow-up-application/acme"]),
        ("2026-11-16", ["check-in/acme"]),
        ("2026-12-01", ["check-in/acme"]),
        ("2026-12-29", ["close-cold/acme"]),
    ]


def test_what_is_overdue_stands_on_the_first_day_with_what_doing_it_opens() -> None:
    """The check is late, so is the question that waited for it."""
    diary = Diary(PLAIN)
    diary.begin("2026-11-02", ROBIN)
    assert days(diary, default_rules(), "2026-11-12", 5) == [
        ("2026-11-12", ["check-receipt/acme", "follow-up-application/acme"])
    ]


def test_an_interview_that_is_agreed_upon_takes_place() -> None:
    """Asking what they prefer, thanking, asking where things stand two weeks after it."""
    diary = Diary(PLAIN)
    diary.begin("2026-10-20", ROBIN, kind="phone_screen")
    diary.add("interview", "2026-11-05T10:00", "event-1", ANN, BO, typed="2026-11-02")
    assert days(diary, default_rules(), "2026-11-02", 20) == [
        ("2026-11-05", ["ask-preference/acme", "thank-interviewers/acme", "thank-interviewers/acme"]),
        ("2026-11-19", ["check-in/acme"]),
    ]


def test_applications_with_one_recruiter_go_in_one_letter() -> None:
    """One message a week to that person; another recruiter is of no matter."""
    diary = Diary(PLAIN)
    diary.begin("2026-11-02", ROBIN)
    diary.begin("2026-11-02", ROBIN, company="Bell")
    diary.begin("2026-11-02", ANN, company="Cast")
    assert days(diary, book({"ask": ASK | {"to": "anyone"}}, guards=WEEKLY), "2026-11-02", 60) == [
        ("2026-11-09", ["ask/acme", "ask/cast", "ask/bell"]),
    ]


@pytest.mark.parametrize(
    ("user", "employer", "day"),
    [
        # the employer's Friday begins at six in the morning of the user's
        (BERLIN, NEW_YORK, "2026-11-13"),
        # it has begun when the user gets up on Thursday: from then on `today` shows it
        (LOS_ANGELES, TOKYO, "2026-11-12"),
        # the user's Thursday evening is the employer's Friday, but no morning
        (NEW_YORK, BERLIN, "2026-11-13"),
        # at eight of the user's Friday it is still Thursday there
        (BERLIN, HONOLULU, "2026-11-14"),
    ],
)
def test_a_day_is_that_of_the_users_morning(user: ZoneInfo, employer: ZoneInfo, day: str) -> None:
    """Due on Friday the 13th, where the employer is."""
    diary = Diary(Calendar(user), others={"there": Calendar(employer)})
    diary.begin("2026-11-06", timezone="there")
    rules = book({"ask": {"after": "applied", "wait": "1 week", "lands": "anytime"}})
    now = datetime(2026, 11, 9, 9, tzinfo=user)
    found = forecast(diary.events, rules, diary.calendar_for, now, 30)
    assert [each.date.isoformat() for each in found] == [day]
    history = diary.history()
    [shown] = plan_for(history, rules, datetime.combine(found[0].date, time(8), user)).actions
    assert shown.status == "due"


def test_a_wish_taken_back_holds_nothing_up() -> None:
    """Nor does one about somebody whom two applications share."""
    diary = Diary(PLAIN)
    diary.begin("2026-11-02", ROBIN)
    diary.retract(diary.prefer(ROBIN, "2026-11-03", follow_up=False), "2026-11-04")
    assert days(diary, book({"ask": ASK}), "2026-11-04", 30) == [("2026-11-09", ["ask/acme"])]


def test_rules_that_feed_themselves_end() -> None:
    """They are refused where rules are read; whatever is read, the forecast comes to an end."""
    diary = Diary(PLAIN)
    diary.begin("2026-11-02", kind="note")
    tidy = {"after": "note", "wait": "0 days", "lands": "anytime", "logs": "note"}
    found = days(diary, book({"tidy": tidy}), "2026-11-02", 3)
    assert [day for day, _ in found] == ["2026-11-02", "2026-11-03", "2026-11-04"]
    assert all(len(actions) <= 2 * MOST_ROUNDS for _, actions in found)


def test_the_number_of_days_counts_today() -> None:
    """One day is today."""
    diary = Diary(PLAIN)
    diary.begin("2026-11-02", ROBIN)
    rules = book({"ask": ASK})
    assert days(diary, rules, "2026-11-09", 1) == [("2026-11-09", ["ask/acme"])]
    assert days(diary, rules, "2026-11-08", 1) == []
    assert days(diary, rules, "2026-11-08", 2) == [("2026-11-09", ["ask/acme"])]


def test_a_promise_and_a_snooze_are_kept() -> None:
    """The forecast is the plan run forward: what holds there holds here."""
    diary = Diary(PLAIN)
    diary.begin("2026-11-02", ROBIN)
    diary.begin("2026-11-02", ANN, company="Bell")
    rules = book({"ask": ASK | {"to": "anyone"}})
    diary.add("promised", "2026-11-03", "event-1", until=date(2026, 11, 13))
    diary.snooze(diary.plan(rules, "2026-11-04").actions[1], "2026-11-14", "2026-11-04")
    assert days(diary, rules, "2026-11-04", 30) == [
        ("2026-11-14", ["ask/bell"]),
        ("2026-11-16", ["ask/acme"]),
    ]


def test_a_need_that_a_coming_event_meets_opens_on_its_day() -> None:
    """Nothing else happens that day."""
    diary = Diary(PLAIN)
    diary.begin("2026-11-02", ROBIN)
    diary.add("interview", "2026-11-12T10:00", "event-1", typed="2026-11-03")
    assert days(diary, book({"ask": ASK | {"needs": ["interview"]}}), "2026-11-03", 30) == [
        ("2026-11-13", ["ask/acme"])
    ]


def test_nothing_is_planned_where_nothing_is_logged_or_all_is_over() -> None:
    """An empty list, not an empty day."""
    diary = Diary(PLAIN)
    assert days(diary, default_rules(), "2026-11-02", 30) == []
    diary.begin("2026-11-02", ROBIN)
    diary.add("rejected", "2026-11-03", "event-1")
    assert days(diary, default_rules(), "2026-11-04", 60) == []


def test_the_log_is_left_as_it_is() -> None:
    """What is simulated is not logged."""
    diary = Diary(PLAIN)
    diary.begin("2026-11-02", ROBIN)
    before = list(diary.events)
    days(diary, default_rules(), "2026-11-02", 60)
    assert diary.events == before
