"""The agenda: what heads a morning, in which order it stands, and how much of it one morning holds."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from core.building import ANN, ASK, ASK_BY, BO, NEW_YORK, PLAIN, ROBIN, STOP, TOKYO, WEEKLY, Diary, book
from followup.core.agenda import Agenda, agenda_of
from followup.core.calendar import Calendar
from followup.core.events import Person
from followup.core.forecast import forecast
from followup.core.planner import plan_for

if TYPE_CHECKING:
    from followup.core.rules import Rulebook

CHECK = {"after": "applied", "wait": "1 business day", "do": "See whether it arrived"}


def agenda(diary: Diary, rules: Rulebook, now: str, *, everything: bool = False) -> Agenda:
    """Return the agenda at nine o'clock, or at the time given."""
    return agenda_of(diary.plan(rules, now), everything=everything)


def said(found: Agenda) -> list[tuple[str, str]]:
    """Return the kind and the date of each appointment."""
    return [(each.event.kind, each.at.isoformat()[:10]) for each in found.appointments]


def rows(found: Agenda) -> list[str]:
    """Return the rows as `rule: handle, handle`."""
    return [f"{row[0].rule}: {', '.join(action.application.handle for action in row)}" for row in found.rows]


# --- appointments ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "now", "shown"),
    [
        ("2026-11-12T14:00", "2026-11-10", False),  # two days before
        ("2026-11-12T14:00", "2026-11-11", True),  # the day before
        ("2026-11-12T14:00", "2026-11-12T13:59", True),
        ("2026-11-12T14:00", "2026-11-12T14:59", True),  # who comes late still finds where it is
        ("2026-11-12T14:00", "2026-11-12T15:00", False),  # nobody named an end: one hour
        ("2026-11-12", "2026-11-12T23:00", True),  # nobody knows the hour
        ("2026-11-16T09:00", "2026-11-13", True),  # Monday's from Friday on
        ("2026-11-16T09:00", "2026-11-15", True),  # and on the Sunday
    ],
)
def test_a_talk_is_said_from_the_last_worked_day_before_until_it_is_over(
    at: str, now: str, shown: bool
) -> None:
    """Under no rule at all."""
    diary = Diary(PLAIN)
    diary.begin("2026-11-02", ROBIN)
    diary.add("interview", at, "event-1", ANN, typed="2026-11-03")
    assert bool(said(agenda(diary, book({}), now))) == shown


@pytest.mark.parametrize(
    ("typed", "ends", "now", "shown"),
    [
        ("2026-11-03", "2026-11-12T16:30", "2026-11-12T16:29", True),  # it takes as long as it takes
        ("2026-11-03", "2026-11-12T16:30", "2026-11-12T16:30", False),
        ("2026-11-03", "2026-11-12T14:20", "2026-11-12T14:30", False),  # a short one
        ("2026-11-12T14:05", "2026-11-12T16:30", "2026-11-12T15:30", True),  # typed while it is on
        ("2026-11-12T14:00", None, "2026-11-12T14:01", False),  # typed in as something that was
    ],
)
def test_a_talk_is_over_when_it_ends(typed: str, ends: str | None, now: str, shown: bool) -> None:
    """Where the end is known; what was no appointment before is none afterwards."""
    diary = Diary(PLAIN)
    diary.begin("2026-11-02", ROBIN)
    more = {"ends": datetime.fromisoformat(ends).replace(tzinfo=PLAIN.zone)} if ends else {}
    diary.add("interview", "2026-11-12T14:00", "event-1", ANN, typed=typed, **more)
    assert bool(said(agenda(diary, book({}), now))) == shown


LOS_ANGELES = ZoneInfo("America/Los_Angeles")
THERE = {"before": "interview", "lead": "0 days"}  # on the day itself


@pytest.mark.parametrize(
    ("user", "employer", "at", "now", "shown", "asked"),
    [
        # at eight of the day before, in Tokyo
        (TOKYO, NEW_YORK, "2026-11-12T22:00", "2026-11-11T08:00", True, False),
        # at eight of the day it is still the day before in New York
        (TOKYO, NEW_YORK, "2026-11-12T22:00", "2026-11-12T08:00", True, True),
        # Tuesday morning there is Monday afternoon here, and Friday the last worked day before
        (LOS_ANGELES, TOKYO, "2026-11-16T16:00", "2026-11-12T08:00", False, False),
        (LOS_ANGELES, TOKYO, "2026-11-16T16:00", "2026-11-13T08:00", True, False),
        # while it is Monday there since Sunday morning
        (LOS_ANGELES, TOKYO, "2026-11-16T16:00", "2026-11-15T08:00", True, False),
        (LOS_ANGELES, TOKYO, "2026-11-16T16:00", "2026-11-16T08:00", True, True),
    ],
)
def test_a_talk_abroad_is_on_the_users_day(
    user: ZoneInfo, employer: ZoneInfo, at: str, now: str, *, shown: bool, asked: bool
) -> None:
    """And so is what to do there; `plan` says that day as well."""
    diary, rules = Diary(Calendar(user), others={"there": Calendar(employer)}), book({"ask": THERE})
    diary.begin("2026-11-02", ROBIN, timezone="there")
    talk = datetime.fromisoformat(at).replace(tzinfo=user)
    diary.add("interview", talk.isoformat(), "event-1", ANN, typed="2026-11-03")
    looked = datetime.fromisoformat(now).replace(tzinfo=user)
    found = agenda_of(plan_for(diary.history(), rules, looked))
    assert bool(found.appointments) == shown
    assert [len(each) for each in found.there.values()] == ([int(asked)] if shown else [])
    planned = forecast(diary.events, rules, diary.calendar_for, looked, 30)
    assert [(day.date, [each.rule for each in day.actions]) for day in planned] == [(talk.date(), ["ask"])]


@pytest.mark.parametrize("end", ["cancelled", "rejected"])
def test_a_talk_that_is_off_is_no_appointment(end: str) -> None:
    """Called off by itself, or with the application."""
    diary = Diary(PLAIN)
    diary.begin("2026-11-02", ROBIN)
    diary.add("interview", "2026-11-12T14:00", "event-1", ANN, typed="2026-11-03")
    more = {"talk": "event-2"} if end == "cancelled" else {}
    diary.add(end, "2026-11-10", "event-1", **more)
    assert said(agenda(diary, book({}, stop=STOP), "2026-11-12")) == []


def test_the_deadline_of_an_offer_is_said_every_morning_until_it_is_answered() -> None:
    """Past the deadline too: then it is time to ask."""
    diary = Diary(PLAIN)
    diary.begin("2026-11-02", ROBIN)
    diary.add("offer", "2026-11-09", "event-1", until=date(2026, 11, 20))
    rules = book({}, stop=STOP)
    for now in ("2026-11-09", "2026-11-14", "2026-11-20", "2026-11-21"):
        assert said(agenda(diary, rules, now)) == [("offer", "2026-11-20")]
    diary.add("declined", "2026-11-21", "event-1")
    assert said(agenda(diary, rules, "2026-11-22")) == []


# --- rows --------------------------------------------------------------------------------------------------


def test_what_is_for_nobody_in_particular_stands_in_one_row() -> None:
    """Nine receipts to look for are one thing to do."""
    diary = Diary(PLAIN)
    for number in range(9):
        diary.begin("2026-11-02", company=f"Company {number}")
    found = agenda(diary, book({"check": CHECK}), "2026-11-03")
    assert [len(row) for row in found.rows] == [9]
    assert found.more == 0


def test_a_letter_is_one_row() -> None:
    """One recruiter, two roles."""
    diary = Diary(PLAIN)
    diary.begin("2026-11-02", ROBIN)
    diary.begin("2026-11-02", ROBIN, company="Bell")
    assert rows(agenda(diary, book({"ask": ASK}, guards=WEEKLY), "2026-11-09")) == ["ask: acme, bell"]


def test_the_hot_stand_above_the_cold_and_the_users_own_above_all() -> None:
    """Then what closes first."""
    diary = Diary(PLAIN)
    for company, person in (("Acme", ROBIN), ("Bell", ANN), ("Cast", BO)):
        diary.begin("2026-11-02", person, company=company)
    diary.add("interview", "2026-11-04", "event-2", typed="2026-11-03")
    diary.add("reminder", "2026-11-09", "event-3", note="Call")
    rules = book({"ask": ASK | {"to": "anyone"}}, guards=WEEKLY)
    assert rows(agenda(diary, rules, "2026-11-09")) == [
        "reminder: cast",
        "ask: bell",
        "ask: acme",
        "ask: cast",
    ]


def test_a_morning_holds_so_many_rows_and_what_must_stand() -> None:
    """The rest is counted. What closes today, and what the user asked for, is never left out."""
    diary = Diary(PLAIN)
    for number in range(6):
        diary.begin("2026-11-02", Person(f"P{number}", part="recruiter"), company=f"Company {number}")
    diary.begin("2026-10-19", Person("Old", part="recruiter"), company="Old")
    diary.add("reminder", "2026-11-09", "event-6", note="Call")
    rules = book({"ask": ASK_BY}, agenda={"rows": 3})
    found = agenda(diary, rules, "2026-11-09")
    assert rows(found) == ["reminder: company-5", "ask: old", "ask: company-0"]
    assert (found.more, len(found.to_do)) == (5, 8)
    assert agenda(diary, rules, "2026-11-09", everything=True).more == 0
