"""Which rows the morning mail has, in which section, and how many."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from core.building import ANN, ROBIN, STOP, Diary, book, default_rules, morning, of_rule
from followup.core.digest import COLD_DAYS, MOST_ROWS, Cold, Digest, digest_of
from followup.core.pipeline import pipeline

if TYPE_CHECKING:
    from followup.core.agenda import Row
    from followup.core.rules import Rulebook

PREPARE = {"after": "applied", "wait": {"ideal": "5 business days", "latest": "3 weeks"}}
NEEDING = {"after": "applied", "wait": {"ideal": "1 day", "latest": "99 weeks"}, "needs": ["receipt"]}


def digest(diary: Diary, rules: Rulebook, now: str, most: int = MOST_ROWS) -> Digest:
    """Return the digest of a diary at nine o'clock on a date."""
    history, plan = diary.history(), diary.plan(rules, now)
    return digest_of(plan, pipeline(history, plan, rules, morning(now)), most)


def shape(found: Digest) -> list[tuple[str, list[str], int]]:
    """Return each section with the companies of its rows and the number of those without room."""
    return [
        (str(section.part), [company for row in section.rows for company in companies(row)], section.more)
        for section in found.sections
    ]


def companies(row: Row | Cold) -> list[str]:
    """Return where the actions of a row are."""
    if isinstance(row, Cold):
        return [row.application.company]
    return [action.application.company for action in row]


def test_sections_come_in_the_order_of_their_urgency() -> None:
    """What to do, the next seven days, what waits, what was missed, and what has gone quiet."""
    diary = Diary()
    diary.begin("2026-09-01", company="Quiet")
    diary.begin("2026-10-27", company="Missed")
    diary.begin("2026-11-18", company="Soon")
    diary.begin("2026-11-13", company="Due")
    diary.begin("2026-11-12", company="Overdue")
    diary.begin("2026-11-19", company="Later")
    rules = book({"prepare": PREPARE, "needing": {**NEEDING, "after": "phone_screen"}})
    diary.begin("2026-11-18", company="Waiting", kind="phone_screen")
    found = digest(diary, rules, "2026-11-20")
    assert shape(found) == [
        ("to do", ["Overdue", "Due"], 0),
        ("soon", ["Soon", "Later"], 0),
        ("waiting", ["Waiting"], 0),
        ("missed", ["Missed"], 0),
        ("cold", ["Quiet"], 0),
    ]
    assert found.asks_for_something


@pytest.mark.parametrize(
    ("applied", "shown"),
    [
        ("2026-11-13", ["to do"]),
        ("2026-11-16", ["soon"]),  # Monday
        ("2026-11-19", ["soon"]),  # in seven days, but for Thanksgiving: Friday the 27th
        ("2026-11-20", []),  # in ten days
    ],
)
def test_the_next_seven_days_are_shown(applied: str, shown: list[str]) -> None:
    """Later ones are not counted either: `followup plan` shows the weeks ahead."""
    diary = Diary()
    diary.begin(applied)
    found = digest(diary, book({"prepare": PREPARE}), "2026-11-20")
    assert [part for part, _, _ in shape(found)] == shown
    assert (found.upcoming is None) == (shown == ["to do"])


def test_what_was_put_off_comes_back_with_its_day() -> None:
    """A snoozed action is among the next days, and not before."""
    diary = Diary()
    diary.begin("2026-11-13")
    rules = book({"prepare": PREPARE})
    diary.snooze(diary.plan(rules, "2026-11-20").actions[0], "2026-11-24", "2026-11-20")
    assert shape(digest(diary, rules, "2026-11-20")) == [("soon", ["Acme"], 0)]
    assert shape(digest(diary, rules, "2026-11-24")) == [("to do", ["Acme"], 0)]


def test_a_missed_morning_is_covered_by_the_next() -> None:
    """Everything that is open is there on whatever day it is looked at."""
    diary = Diary()
    diary.begin("2026-11-12", company="Early")
    diary.begin("2026-11-13", company="Late")
    rules = book({"prepare": PREPARE})
    assert shape(digest(diary, rules, "2026-11-24")) == [("to do", ["Early", "Late"], 0)]


@pytest.mark.parametrize(("most", "rows"), [(5, (8, 0, 0)), (10, (8, 2, 0)), (40, (8, 3, 5))])
def test_at_most_so_many_rows_are_shown_and_the_rest_counted(most: int, rows: tuple[int, ...]) -> None:
    """What to do has the measure of the agenda; a section without room still says how many it has."""
    diary = Diary()
    for number in range(10):
        diary.begin("2026-11-12", ROBIN, company=f"Overdue {number}")
    for number in range(3):
        diary.begin("2026-11-18", ROBIN, company=f"Soon {number}")
    for number in range(5):
        diary.begin("2026-09-01", ROBIN, company=f"Quiet {number}")
    rules = book({"prepare": {**PREPARE, "to": "recruiter"}})
    found = digest(diary, rules, "2026-11-20", most)
    assert tuple(len(section.rows) for section in found.sections) == rows
    assert [section.total for section in found.sections] == [10, 3, 5]


def test_every_row_is_an_action_of_the_plan_as_it_is() -> None:
    """No second place computes a date."""
    diary = Diary()
    for company in ("Acme", "Bell", "Corp"):
        diary.begin("2026-11-02", ROBIN, company=company)
    plan = diary.plan(default_rules(), "2026-11-09")
    found = digest_of(plan, [])
    known = {id(action) for action in plan.actions}
    rows = [row for section in found.sections for row in section.rows]
    shown = [action for row in rows if not isinstance(row, Cold) for action in row]
    assert shown
    assert all(id(action) in known for action in shown)


COLD = f"{COLD_DAYS} days"
SHORT = {"ask": {"after": "applied", "wait": {"ideal": "1 day", "latest": "2 days"}}}


def cold(diary: Diary, now: str, rules: Rulebook | None = None) -> list[tuple[str, int]]:
    """Return what has gone quiet, with the days."""
    found = digest(diary, rules or book(SHORT, stop=STOP), now)
    return [
        (row.application.company, row.days) for s in found.sections for row in s.rows if isinstance(row, Cold)
    ]


@pytest.mark.parametrize(
    ("now", "days"),
    [("2026-11-24", None), ("2026-11-25", 35), ("2026-12-25", 65)],  # applied on 21 October
)
def test_silence_makes_an_application_cold_after_five_weeks(now: str, days: int | None) -> None:
    """Open, nothing planned, nothing heard."""
    diary = Diary()
    diary.begin("2026-10-21")
    assert cold(diary, now) == ([] if days is None else [("Acme", days)])


def test_what_is_over_is_not_offered_for_closing() -> None:
    """It is closed."""
    diary = Diary()
    acme = diary.begin("2026-09-01")
    diary.add("rejected", "2026-09-20", acme)
    assert cold(diary, "2026-11-20") == []


def test_what_still_has_something_planned_is_not_cold() -> None:
    """However long it is silent."""
    diary = Diary()
    diary.begin("2026-09-01")
    later = {"ask": {"after": "applied", "wait": {"ideal": "20 weeks", "latest": "30 weeks"}}}
    assert cold(diary, "2026-11-20", book(later)) == []


def test_a_date_agreed_upon_keeps_an_application_warm() -> None:
    """An interview in two weeks, logged long ago."""
    diary = Diary()
    acme = diary.begin("2026-09-01")
    diary.add("interview", "2026-12-04T10:00", acme, ANN, typed="2026-09-05")
    assert cold(diary, "2026-11-20") == []


def test_whatever_was_logged_of_late_keeps_an_application_warm() -> None:
    """The user wrote by themselves, and may yet get an answer."""
    diary = Diary()
    acme = diary.begin("2026-09-01")
    diary.add("sent", "2026-11-01", acme, ROBIN)
    assert cold(diary, "2026-11-20") == []


def test_what_was_just_missed_is_not_said_twice() -> None:
    """It is cold once it has left the missed ones."""
    diary = Diary()
    diary.begin("2026-10-01")
    rules = book({"ask": {"after": "applied", "wait": {"ideal": "1 week", "latest": "6 weeks"}}})
    assert shape(digest(diary, rules, "2026-11-14")) == [("missed", ["Acme"], 0)]
    assert shape(digest(diary, rules, "2026-12-01")) == [("cold", ["Acme"], 0)]


def test_the_longest_silence_comes_first() -> None:
    """And equal ones in the order logged."""
    diary = Diary()
    for company, on in (("B", "2026-09-02"), ("C", "2026-09-02"), ("A", "2026-09-01")):
        diary.begin(on, company=company)
    assert [company for company, _ in cold(diary, "2026-11-20")] == ["A", "B", "C"]


@pytest.mark.parametrize(
    ("now", "asks"),
    [("2026-11-13", False), ("2026-11-19", False), ("2026-11-20", True), ("2026-11-23", True)],
)
def test_only_what_is_due_or_overdue_asks_for_something(now: str, asks: bool) -> None:
    """Neither what comes nor what waits is a reason for a mail."""
    diary = Diary()
    diary.begin("2026-11-13")
    diary.begin("2026-11-12", company="Waiting", kind="phone_screen")
    rules = book({"prepare": PREPARE, "needing": {**NEEDING, "after": "phone_screen"}})
    found = digest(diary, rules, now)
    assert found.asks_for_something is asks
    assert of_rule(diary.plan(rules, now), "needing")[0].status == "waiting"


def test_an_empty_log_gives_an_empty_digest() -> None:
    """Nothing is shown, nothing comes."""
    found = digest(Diary(), default_rules(), "2026-11-20")
    assert (found.sections, found.upcoming, found.asks_for_something) == ((), None, False)


class TestAway:
    """On a day away nothing but appointments and deadlines."""

    RULES = book(
        {
            "prepare": PREPARE,
            "bring": {"before": "interview", "lead": "0 days", "lands": "anytime"},
            "answer": {"before": {"until": "offer"}, "lead": "2 business days"},
        }
    )

    @pytest.fixture
    def diary(self) -> Diary:
        """Return a search with an interview, an offer, and an application to ask about."""
        diary = Diary()
        diary.begin("2026-11-12", company="Acme")
        globex = diary.begin("2026-11-02", company="Globex")
        diary.add("offer", "2026-11-10", globex, until=date(2026, 11, 24))
        initech = diary.begin("2026-11-02", company="Initech")
        diary.add("interview", "2026-11-20T14:00", initech, ANN, typed="2026-11-10")
        return diary

    def seen(self, diary: Diary, *, away: bool) -> tuple[list[str], list[tuple[str, list[str], int]]]:
        """Return the companies of the appointments, and the sections."""
        history, plan = diary.history(), diary.plan(self.RULES, "2026-11-20")
        found = digest_of(plan, pipeline(history, plan, self.RULES, morning("2026-11-20")), away=away)
        assert found.asks_for_something
        return [each.application.company for each in found.agenda.appointments], shape(found)

    def test_at_home_everything_is_there(self, diary: Diary) -> None:
        """What to do at the interview and about the offer stands under them."""
        assert self.seen(diary, away=False) == (
            ["Initech", "Globex"],
            [("to do", ["Globex", "Initech", "Acme"], 0)],
        )

    def test_away_only_what_cannot_wait(self, diary: Diary) -> None:
        """No question about an application."""
        assert self.seen(diary, away=True) == (["Initech", "Globex"], [])
