"""The screens of `today` and `plan`: what leads a row, what stands beside it, what is counted."""

from __future__ import annotations

import io
import re
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from rich.console import Console

from core.building import (
    ANN,
    ASK,
    BERLIN,
    BO,
    GERMANY,
    PLAIN,
    ROBIN,
    STOP,
    THANK,
    Diary,
    book,
    moment,
    morning,
)
from followup.core.actions import Reason, Status, Step
from followup.core.agenda import Agenda, agenda_of
from followup.formats.screens.agenda import agenda_screen
from followup.formats.words.mornings import say_appointment, say_row, say_waiting
from followup.formats.words.phrases import hours
from followup.formats.words.reasons import Sentences

if TYPE_CHECKING:
    from followup.core.actions import Action
    from followup.core.rules import Rulebook

NOW = "2026-11-20T08:00"  # a Friday
CHECK: dict[str, Any] = {
    "after": "applied",
    "wait": {"ideal": "1 business day", "latest": "3 weeks"},
    "do": "See whether your application to {company} arrived",
    "asks": "Did it arrive?",
    "logs": "receipt",
}
ASK_FOR: dict[str, Any] = {**ASK, "do": "Ask {contact} about your application"}
AT_THE_TALK = {
    "before": "interview",
    "lead": "0 days",
    "lands": "anytime",
    "do": "Before you leave the room at {company}, ask each interviewer how to follow up",
}


def agenda(diary: Diary, rules: Rulebook, now: str = NOW, *, everything: bool = False) -> Agenda:
    """Return the agenda of a diary."""
    return agenda_of(diary.plan(rules, now), everything=everything)


def drawn(found: Agenda, rules: Rulebook, width: int = 80, *, whole: bool = False) -> list[str]:
    """Return the lines of `today`, without ids, which are made of hashes, and blanks at their ends."""
    console = Console(width=width, file=io.StringIO(), color_system=None, _environ={})
    console.print(agenda_screen(found, Sentences(rules.guards, found.now), whole=whole))
    ids = {action.id[:5] for action in found.actions}
    lines = console.file.getvalue().splitlines()  # type: ignore[attr-defined]
    return [" ".join(word for word in line.split() if word not in ids) for line in lines]


class TestAppointments:
    """They head the morning: who, when, where it stands, the note, what to do there, what follows."""

    RULES = book({"there": AT_THE_TALK, "thank": {**THANK, "do": "Thank {contact} for the interview"}})

    @pytest.fixture
    def diary(self) -> Diary:
        """Return a search with an interview at two in the afternoon."""
        diary = Diary()
        acme = diary.begin("2026-11-02", ROBIN, role="Data Engineer")
        diary.add("heard_back", "2026-11-10", acme)
        more = {"where": "Room 3", "ends": moment("2026-11-20T15:00"), "note": "bring the diagrams"}
        diary.add("interview", "2026-11-20T14:00", acme, ANN, BO, typed="2026-11-12", **more)
        return diary

    def test_what_the_user_did_is_no_news(self, diary: Diary) -> None:
        """Where it stands is what others did, or heard of."""
        diary.add("done", "2026-11-19", "event-1")
        assert "so far: heard back on Tue 10 Nov" in drawn(agenda(diary, self.RULES), self.RULES)
        diary.add("sent", "2026-11-19", "event-1")
        assert "so far: sent on Thu 19 Nov" in drawn(agenda(diary, self.RULES), self.RULES)

    def test_on_the_morning(self, diary: Diary) -> None:
        """The rule for the talk stands under it and in no row; the thanks are not asked for yet."""
        found = agenda(diary, self.RULES)
        assert found.rows == ()
        assert drawn(found, self.RULES) == [
            "Fri 20 Nov 2026",
            "",
            "Appointments",
            "Acme Interview with Ann and Bo today",
            "14:00-15:00",
            "Data Engineer; Room 3",
            "so far: heard back on Tue 10 Nov",
            "bring the diagrams",
            "Before you leave the room, ask each interviewer how to follow up",
            "afterwards: thank Ann and Bo for the interview",
            "",
            *("Did it? followup done", "Not now? followup snooze tomorrow", "Why? followup why"),
        ]

    @pytest.mark.parametrize(
        ("now", "shown"),
        [
            ("2026-11-18T08:00", False),
            ("2026-11-19T08:00", True),  # the last worked day before
            ("2026-11-20T13:00", True),
            ("2026-11-20T14:30", True),
            ("2026-11-20T15:00", False),  # it is over
        ],
    )
    def test_from_the_day_before_until_it_is_over(self, now: str, shown: bool, diary: Diary) -> None:
        """A day without work is no reason to keep quiet about a talk."""
        assert bool(agenda(diary, self.RULES, now).appointments) is shown

    @pytest.mark.parametrize(
        ("now", "says"),
        [
            ("2026-12-12T08:00", "Offer: answer by Fri 18 Dec, in 6 days"),
            ("2026-12-18T08:00", "Offer: answer by Fri 18 Dec, today"),
            ("2026-12-20T08:00", "Offer: was to be answered by Fri 18 Dec, 2 days ago"),
        ],
    )
    def test_the_deadline_of_an_offer_counts_down(self, now: str, says: str) -> None:
        """Every morning, until it is answered."""
        diary = Diary()
        acme = diary.begin("2026-11-02")
        diary.add("offer", "2026-12-01", acme, until=date(2026, 12, 18))
        [appointment] = agenda(diary, self.RULES, now).appointments
        assert say_appointment(appointment, None, morning(now)).what == says
        diary.add("declined", "2026-12-02", acme)
        assert agenda(diary, book({"there": AT_THE_TALK}, stop=STOP), now).appointments == ()


class TestRows:
    """One row for what is one thing to do."""

    def test_one_question_about_many_applications(self) -> None:
        """The ones that are for nobody in particular; what to type means them all."""
        diary, rules = Diary(), book({"check": CHECK})
        for company in ("Acme", "Globex", "Initech"):
            diary.begin("2026-11-18", company=company)
        assert drawn(agenda(diary, rules), rules)[2:] == [
            "To do",
            "3 companies See whether 3 applications arrived: acme, globex, 1 day late",
            "initech",
            "one by one: followup done check",
            "",
            *("Did it? followup done check", "Not now? followup snooze check tomorrow", "Why? followup why"),
        ]

    def test_a_message_to_somebody_unknown_says_how_to_name_them(self) -> None:
        """Two companies without a known recruiter are two messages."""
        diary, rules = Diary(), book({"ask": ASK_FOR})
        diary.begin("2026-11-13", company="Acme", role="Data Engineer")
        diary.begin("2026-11-13", company="Globex")
        assert drawn(agenda(diary, rules), rules, 120)[3:5] == [
            "Acme, Data Engineer Ask the recruiter about your application today",
            "by email; name one: followup edit applied/acme --recruiter NAME",
        ]
        assert len(agenda(diary, rules).rows) == 2

    def test_a_letter_about_several_applications(self) -> None:
        """The person leads, for it is one message."""
        diary, rules = Diary(), book({"ask": ASK_FOR})
        for company in ("Acme", "Globex", "Initech"):
            diary.begin("2026-11-13", ROBIN, company=company)
        plan = diary.plan(rules, NOW)
        for action in plan.actions:
            action.letter = plan.actions[0].id
        [row] = agenda_of(plan).rows
        said = say_row(row, Sentences({}, plan.now))
        assert (said.lead, said.what) == ("Robin", "Ask about 3 applications: acme, globex, initech")
        assert (said.when, said.how) == ("today", "by email")

    @pytest.mark.parametrize(
        ("until", "says"),
        [
            ("2026-11-20", "a week after you write to Robin"),  # today's letter, perhaps overdue for days
            ("2026-11-24", ""),  # a letter of a day to come keeps its day
        ],
    )
    def test_what_waits_behind_a_letter_says_so(self, until: str, says: str) -> None:
        """The date alone would seem to move every day."""
        action = upcoming(
            "2026-11-27",
            reason=Reason(Step.GUARD, date(2026, 11, 27), other="ask/globex", until=moment(until)),
        )
        assert [*say_row((action,), Sentences({}, morning(NOW))).details] == ([says] if says else [])

    def test_where_something_else_gave_the_day_it_says_nothing_of_the_letter(self) -> None:
        """It stood in the way of a day that is over."""
        action = upcoming(
            "2026-11-27",
            reason=Reason(Step.GUARD, date(2026, 11, 17), other="ask/globex", until=moment("2026-11-18")),
        )
        assert [*say_row((action,), Sentences({}, morning(NOW))).details] == []

    @pytest.mark.parametrize(
        ("due", "says"),
        [
            ("2026-11-27", "goes with the letter of Fri 27 Nov to Robin"),
            ("2026-11-25", "goes with Wednesday's letter to Robin"),
        ],
    )
    def test_what_goes_with_the_letter_of_another_day_says_so(self, due: str, says: str) -> None:
        """It was due, so it stands there still, after what there is to do."""
        action = msgspec.structs.replace(upcoming(due, alone="2026-11-19"), letter="another")
        said = say_row((action,), Sentences({}, morning(NOW)))
        assert (said.details, said.late) == ((says,), False)

    def test_the_first_of_a_letter_goes_with_itself(self) -> None:
        """In `plan`, under its day, be it another than its own."""
        action = upcoming("2026-11-25", alone="2026-11-26")
        assert action.letter == action.id
        assert say_row((action,), Sentences({}, morning(NOW))).details == ()


def upcoming(due: str, *, alone: str | None = None, reason: Reason | None = None) -> Action:
    """Return a question to Robin that is put off to a day."""
    diary = Diary()
    diary.begin("2026-11-12", ROBIN)
    [action] = diary.plan(book({"ask": ASK_FOR}), NOW).actions
    return msgspec.structs.replace(
        action,
        status=Status.UPCOMING,
        due=date.fromisoformat(due),
        alone=date.fromisoformat(alone) if alone else None,
        reasons=[reason] if reason else [],
    )


class TestMeasure:
    """Eight rows, the hottest first; the rest is counted."""

    RULES = book({"ask": ASK_FOR})

    def test_the_rest_is_counted_in_one_line(self) -> None:
        """`--all` shows it."""
        diary = Diary()
        for number in range(11):
            diary.begin("2026-11-12", company=f"Company {number}")
        found = agenda(diary, self.RULES)
        assert (len(found.rows), found.more, len(found.to_do)) == (8, 3, 11)
        assert "and 3 more, when there is room: followup today --all" in drawn(found, self.RULES)
        assert len(agenda(diary, self.RULES, everything=True).rows) == 11

    def test_the_hot_come_before_the_cold(self) -> None:
        """An application with an interview, however young, is before one that nobody answered."""
        diary = Diary()
        diary.begin("2026-11-10", company="Acme")
        globex = diary.begin("2026-11-13", company="Globex")
        diary.add("interview", "2026-11-16", globex)
        found = agenda(diary, self.RULES)
        assert [row[0].application.company for row in found.rows] == ["Globex", "Acme"]


class TestWaiting:
    """One line for each thing that is waited for."""

    RULES = book({"check": CHECK, "ask": {**ASK_FOR, "needs": ["receipt"]}})

    def test_a_receipt(self) -> None:
        """Who does not want to look can say so."""
        diary = Diary()
        for company in ("Acme", "Globex", "Initech"):
            diary.begin("2026-11-16", company=company)
        lines = drawn(agenda(diary, self.RULES), self.RULES, 100)
        assert "3 wait for the receipt: acme, globex, initech (skip check to stop waiting)" in lines
        assert "waits for the receipt" in " ".join(
            drawn(agenda(diary, self.RULES, everything=True), self.RULES, whole=True)
        )

    def test_one(self) -> None:
        """By the name that means it alone; nothing to skip, nothing said."""
        diary = Diary()
        diary.begin("2026-11-16")
        found = agenda(diary, self.RULES)
        sentences = Sentences({}, found.now)
        said = say_waiting(found.waiting, sentences, found.to_do)
        assert said == "1 waits for the receipt: acme (skip check/acme to stop waiting)"
        assert say_waiting(found.waiting, sentences, ()) == "1 waits for the receipt: acme"


@pytest.mark.parametrize(
    ("at", "zone", "shown"),
    [
        ("2026-11-23T09:00", GERMANY, "09:00 (15:00 Berlin)"),
        ("2026-11-23T20:00", GERMANY, "20:00 (Tue 02:00 Berlin)"),
        ("2026-11-23T09:00", PLAIN, "09:00"),
        ("2026-11-23", GERMANY, ""),
    ],
)
def test_hours_are_the_users_with_the_employers_beside_them(at: str, zone: Any, shown: str) -> None:
    """Where the clocks differ."""
    diary = Diary(others={"DE": zone})
    diary.begin("2026-11-02", holidays="DE")
    [application] = diary.history().applications
    assert hours(moment(at), application, morning(NOW)) == shown


def test_an_hour_without_a_zone_of_ones_own() -> None:
    """A user in Berlin reads Berlin's clock, whatever zone the moment was logged in."""
    diary = Diary(GERMANY)
    diary.begin("2026-11-02")
    [application] = diary.history().applications
    now = datetime(2026, 11, 20, 8, tzinfo=BERLIN)
    assert hours(datetime(2026, 11, 20, 13, tzinfo=UTC), application, now) == "14:00"
    assert hours(now, application, now, now + timedelta(hours=1)) == "08:00-09:00"


@pytest.mark.parametrize("width", [20, 40, 60, 80, 100, 120])
def test_every_width_says_the_same(width: int) -> None:
    """Nothing is cut: each word stands on the screen, in columns or in lines."""
    diary, rules = Diary(), book({"ask": ASK_FOR, "there": AT_THE_TALK})
    acme = diary.begin("2026-11-13", ROBIN, company="Acme", role="Data Engineer")
    diary.begin("2026-11-12", company="Globex")
    diary.add("interview", "2026-11-20T14:00", acme, ANN, typed="2026-11-12", note="a note of some words")
    lines = drawn(agenda(diary, rules), rules, width)
    assert max(map(len, lines)) <= width
    words = re.findall(r"[\w:]+", " ".join(lines))
    for word in ("Acme", "Globex", "Engineer", "14:00", "today", "words", "Before", "application", "late"):
        assert word in words
