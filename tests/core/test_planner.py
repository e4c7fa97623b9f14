"""The plan, sentence by sentence of design.md section 4; guards have a page of their own.

Rows are (rule, status, due). The year is 2026: 2 November is a Monday, Thanksgiving is 26 November.
"""

from __future__ import annotations

import hashlib
from datetime import date

import msgspec
import pytest

from core.building import (
    ANN,
    BERLIN,
    BO,
    CY,
    ROBIN,
    Diary,
    book,
    default_rules,
    moment,
    of_rule,
    only,
    rows,
    steps,
)
from followup.core.agenda import agenda_of
from followup.core.calendar import Calendar
from followup.core.events import Person

ASK = {"after": "applied", "wait": "5 business days", "send": "ask", "to": "recruiter"}
ASK_BY = ASK | {"wait": {"earliest": "1 business day", "ideal": "5 business days", "latest": "3 weeks"}}
THANK = {
    "after": "interview",
    "for_each": "interviewer",
    "wait": {"earliest": "0 hours", "ideal": "2 hours", "latest": "3 business days"},
    "lands": "anytime",
    "send": "thanks",
    "courtesy": True,
}
CHECK_IN = {
    "after": {"silence_since": ["applied", "heard_back", "interview"]},
    "wait": "2 weeks",
    "repeat": {"every": "1 week", "at_most": 2},
    "send": "check-in",
    "to": "recruiter",
}
STOP = ["rejected", "withdrawn", "accepted", "declined", "closed"]
WEEKLY = {"once-a-week": {"at_most": 1, "per": "contact", "within": "7 days"}}


# --- Statuses go by date ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "status"),
    [
        ("2026-11-08T23:59", "upcoming"),  # due on Monday the 9th
        ("2026-11-09T00:00", "due"),  # all day ...
        ("2026-11-09T23:59", "due"),
        ("2026-11-10T00:00", "overdue"),  # ... and overdue from the next
        ("2026-11-23T23:59", "overdue"),  # its last day, three weeks after
        ("2026-11-24T00:00", "missed"),
    ],
)
def test_due_is_by_date(now: str, status: str) -> None:
    """What is for six in the evening is due all day; nothing is lost because a day was missed."""
    diary = Diary()
    diary.begin("2026-11-02", ROBIN)
    assert rows(diary.plan(book({"ask": ASK_BY}), now).actions) == [("ask", status, "2026-11-09")]


def test_what_is_for_the_evening_is_due_in_the_morning() -> None:
    """An hour is kept and shown, and does not decide the status."""
    diary = Diary()
    diary.begin("2026-11-02", ROBIN)
    diary.add("interview", "2026-11-04T16:00", "event-1", ANN)
    action = only(diary.plan(book({"thank": THANK}), "2026-11-04T08:00"), "thank")
    assert (action.status, action.due) == ("due", moment("2026-11-04T18:00"))


def test_without_a_latest_an_action_is_overdue_for_ever() -> None:
    """Nothing is lost."""
    diary = Diary()
    diary.begin("2026-11-02", ROBIN)
    assert rows(diary.plan(book({"ask": ASK}), "2027-11-02").actions) == [("ask", "overdue", "2026-11-09")]


@pytest.mark.parametrize(
    ("now", "shown"),
    [
        ("2026-11-24", True),  # the day after latest
        ("2026-11-30", True),  # the seventh day
        ("2026-12-01", False),  # the eighth
        ("2027-06-01", False),  # `--all` still has it
    ],
)
def test_a_missed_action_is_shown_for_seven_days(now: str, shown: bool) -> None:
    """With its reason; it is never silently dropped."""
    diary = Diary()
    diary.begin("2026-11-02", ROBIN)
    plan = diary.plan(book({"ask": ASK_BY}), now)
    action = only(plan, "ask")
    assert (action.status, steps(action)[-1]) == ("missed", "missed")
    assert (action in agenda_of(plan).missed) is shown
    assert action in agenda_of(plan, everything=True).missed


def test_a_missed_action_that_was_skipped_is_not_shown() -> None:
    """Skipping it is the way to be rid of it."""
    diary = Diary()
    diary.begin("2026-11-02", ROBIN)
    rules = book({"ask": ASK_BY})
    diary.skip(only(diary.plan(rules, "2026-11-25"), "ask"), "2026-11-25")
    assert agenda_of(diary.plan(rules, "2026-11-25"), everything=True).actions == ()


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ("2026-11-23T18:00", "missed"),  # logged on the last day: one could still have asked
        ("2026-11-24T08:00", "settled"),  # logged after it had closed
    ],
)
def test_what_had_closed_when_it_was_logged_is_settled(typed: str, status: str) -> None:
    """Nobody can be late for an old application that is noted down today."""
    diary = Diary()
    diary.begin("2026-11-02", ROBIN, typed=typed)
    assert only(diary.plan(book({"ask": ASK_BY}), "2026-11-25"), "ask").status == status


# --- before: ahead of an event ---------------------------------------------------------------------------

PREPARE = {"before": "interview", "lead": "1 business day"}


@pytest.mark.parametrize(
    ("interview", "due"),
    [
        ("2026-11-05T10:00", "2026-11-04"),  # Thursday -> Wednesday
        ("2026-11-09T10:00", "2026-11-06"),  # Monday -> Friday
        ("2026-11-07T10:00", "2026-11-06"),  # Saturday -> Friday
        ("2026-11-27T10:00", "2026-11-25"),  # over Thanksgiving
        ("2026-11-27", "2026-11-25"),  # the hour is not needed
    ],
)
def test_before_counts_business_days_strictly_before_the_event(interview: str, due: str) -> None:
    """The lead is counted back from the date of the event."""
    diary = Diary()
    diary.begin("2026-11-02", ROBIN)
    diary.add("interview", interview, "event-1", ANN, typed="2026-11-02T12:00")
    assert rows(diary.plan(book({"prepare": PREPARE}), "2026-11-02T13:00").actions) == [
        ("prepare", "upcoming", due)
    ]


@pytest.mark.parametrize(
    ("interview", "now", "status"),
    [
        ("2026-11-05T10:00", "2026-11-05T09:59", "overdue"),
        ("2026-11-05T10:00", "2026-11-05T10:01", "missed"),  # it has begun
        ("2026-11-05", "2026-11-05T23:59", "overdue"),  # nobody knows the hour: open all day
        ("2026-11-05", "2026-11-06T00:00", "missed"),
    ],
)
def test_what_is_due_before_an_event_closes_when_it_begins(interview: str, now: str, status: str) -> None:
    """To the minute, where the minute is known."""
    diary = Diary()
    diary.begin("2026-11-02", ROBIN)
    diary.add("interview", interview, "event-1", ANN, typed="2026-11-02T12:00")
    assert only(diary.plan(book({"prepare": PREPARE}), now), "prepare").status == status


# --- unless ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "on", "status"),
    [
        ("heard_back", "2026-11-04", "settled"),  # after the anchor
        ("heard_back", "2026-11-02", "settled"),  # on the date of it
        ("heard_back", "2026-11-01", "upcoming"),  # before it: an older matter
        ("interview", "2026-11-20T10:00", "settled"),  # scheduled counts
        ("note", "2026-11-04", "upcoming"),  # not listed
    ],
)
def test_unless_settles_what_such_an_event_at_or_after_the_anchor_makes_needless(
    kind: str, on: str, status: str
) -> None:
    """A scheduled one counts; one that lies before the anchor does not."""
    diary = Diary()
    diary.begin("2026-11-02", ROBIN)
    diary.add(kind, on, "event-1", typed="2026-11-04T12:00")
    rules = book({"ask": ASK | {"unless": ["heard_back", "interview"]}})
    assert only(diary.plan(rules, "2026-11-05"), "ask").status == status


def test_unless_goes_by_the_hour_where_both_have_one() -> None:
    """An answer at ten does not settle what the screen at four began."""
    rules = book({"nudge": {"after": "phone_screen", "wait": "2 days", "unless": ["heard_back"]}})
    for hour, status in (("10:00", "upcoming"), ("16:00", "settled"), ("17:00", "settled")):
        diary = Diary()
        diary.begin("2026-11-02", ROBIN)
        diary.add("phone_screen", "2026-11-04T16:00", "event-1")
        diary.add("heard_back", f"2026-11-04T{hour}", "event-1")
        assert only(diary.plan(rules, "2026-11-05"), "nudge").status == status, hour


def test_an_event_does_not_make_itself_needless() -> None:
    """A rule after an interview, unless there is another: the second of two is the one that stays."""
    rules = book({"follow": {"after": "interview", "wait": "3 days", "unless": ["interview"]}})
    diary = Diary()
    diary.begin("2026-11-02", ROBIN)
    diary.add("interview", "2026-11-04", "event-1")
    diary.add("interview", "2026-11-06", "event-1")
    plan = diary.plan(rules, "2026-11-06")
    assert rows(plan.actions) == [("follow", "settled", "2026-11-09"), ("follow", "upcoming", "2026-11-09")]


# --- needs -----------------------------------------------------------------------------------------------


def test_an_unmet_need_waits_and_still_shows_its_dates() -> None:
    """No receipt: the follow-up waits, past its due date too; a receipt opens it, backdated or not."""
    rules = book({"ask": ASK_BY | {"needs": ["receipt"]}})
    diary = Diary()
    diary.begin("2026-11-02", ROBIN)
    for now in ("2026-11-03", "2026-11-20"):
        action = only(diary.plan(rules, now), "ask")
        assert (action.status, action.due, action.reasons[-1].name) == (
            "waiting",
            date(2026, 11, 9),
            "receipt",
        )
    diary.add("receipt", "2026-11-03", "event-1", typed="2026-11-10T12:00")
    assert rows(diary.plan(rules, "2026-11-10T13:00").actions) == [("ask", "overdue", "2026-11-09")]


def test_a_need_is_met_when_the_event_has_happened_not_when_it_is_agreed_upon() -> None:
    """A scheduled interview is none yet."""
    rules = book({"ask": ASK | {"needs": ["interview"]}})
    diary = Diary()
    diary.begin("2026-11-02", ROBIN)
    diary.add("interview", "2026-11-12T10:00", "event-1", typed="2026-11-03T12:00")
    assert only(diary.plan(rules, "2026-11-12T09:00"), "ask").status == "waiting"
    assert only(diary.plan(rules, "2026-11-12T11:00"), "ask").status == "overdue"


def test_what_waits_is_missed_when_its_window_has_passed() -> None:
    """And the reasons keep what it waited for."""
    diary = Diary()
    diary.begin("2026-11-02", ROBIN)
    action = only(diary.plan(book({"ask": ASK_BY | {"needs": ["receipt"]}}), "2026-11-24"), "ask")
    assert (action.status, steps(action)[-2:]) == ("missed", ["need", "missed"])


@pytest.mark.parametrize(
    ("wish", "status"),
    [
        (None, "waiting"),  # nobody was asked
        ({"follow_up": True}, "due"),
        ({"follow_up": False}, "stopped"),
        ({"channel": "phone"}, "waiting"),  # a channel is no permission
    ],
)
def test_permission_is_what_the_contact_said(wish: dict[str, object] | None, status: str) -> None:
    """Each interviewer for themselves: Bo has said nothing."""
    rule = {"after": "interview", "for_each": "interviewer", "wait": "2 days", "send": "ask"}
    diary = Diary()
    diary.begin("2026-11-02", ROBIN)
    diary.add("interview", "2026-11-03", "event-1", ANN, BO)
    if wish:
        diary.prefer(Person("Ann"), "2026-11-03", **wish)
    ann, bo = diary.plan(book({"ask": rule | {"needs": ["permission"]}}), "2026-11-05").actions
    assert (ann.status, bo.status) == (status, "waiting")


def test_a_later_no_takes_a_permission_back() -> None:
    """Of two wishes the later holds."""
    rule = {"after": "interview", "for_each": "interviewer", "wait": "2 days", "send": "ask"}
    diary = Diary()
    diary.begin("2026-11-02", ROBIN)
    diary.add("interview", "2026-11-03", "event-1", ANN)
    diary.prefer(ANN, "2026-11-03", follow_up=True)
    diary.prefer(ANN, "2026-11-04", follow_up=False)
    assert only(diary.plan(book({"ask": rule | {"needs": ["permission"]}}), "2026-11-05"), "ask").status == (
        "stopped"
    )


# --- limit -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("limit", "done", "statuses"),
    [
        ("once per event", (), ["overdue", "overdue", "overdue"]),
        ("once per application", (), ["settled", "settled", "overdue"]),  # the latest anchor stays open
        ("2 per application", (), ["settled", "overdue", "overdue"]),
        ("once per application", (0,), ["done", "settled", "settled"]),  # done ones count first
        ("2 per application", (0,), ["done", "settled", "overdue"]),
        ("3 per application", (0,), ["done", "overdue", "overdue"]),
    ],
)
def test_a_limit_counts_done_ones_first_then_the_latest_anchors(
    limit: str, done: tuple[int, ...], statuses: list[str]
) -> None:
    """`N per application` leaves N at most."""
    diary = Diary()
    diary.begin("2026-11-02", ROBIN)
    free = book({"nudge": {"after": "phone_screen", "wait": "1 day"}})
    for day in ("03", "04", "05"):
        diary.add("phone_screen", f"2026-11-{day}", "event-1")
    for number in done:
        diary.done(diary.plan(free, "2026-11-10").actions[number], "2026-11-06")
    limited = book({"nudge": {"after": "phone_screen", "wait": "1 day", "limit": limit}})
    assert [action.status for action in diary.plan(limited, "2026-11-10").actions] == statuses


def test_a_limit_is_per_person_where_the_action_is() -> None:
    """Ann was thanked after the first interview; Bo, who came to the second, has not been."""
    rules = book({"thank": THANK | {"limit": "once per application"}})
    diary = Diary()
    diary.begin("2026-11-02", ROBIN)
    diary.add("interview", "2026-11-03T10:00", "event-1", ANN)
    diary.done(only(diary.plan(rules, "2026-11-03T12:00"), "thank"), "2026-11-03T13:00")
    diary.add("interview", "2026-11-05T10:00", "event-1", ANN, BO)
    plan = diary.plan(rules, "2026-11-05T12:00")
    assert [(action.contact.name, action.status) for action in plan.actions] == [
        ("Ann", "done"),
        ("Ann", "settled"),
        ("Bo", "due"),
    ]


# --- repeat and silence ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("how", "on", "second"),
    [
        ("done", "2026-11-16", "2026-11-23"),  # on its day
        ("done", "2026-11-19", "2026-11-26"),  # three days late; Thanksgiving is a holiday ...
        ("skip", "2026-11-17", "2026-11-24"),  # skipping moves on as well
    ],
)
def test_a_repetition_counts_from_the_day_the_one_before_was_really_sent_or_skipped(
    how: str, on: str, second: str
) -> None:
    """Not from the day it was due."""
    diary = Diary()
    diary.begin("2026-11-02", ROBIN)
    rules = book({"check-in": CHECK_IN})
    first = only(diary.plan(rules, on), "check-in")
    assert first.due == date(2026, 11, 16)
    (diary.done if how == "done" else diary.skip)(first, on)
    _, action = diary.plan(rules, on).actions
    landed = {"2026-11-26": "2026-11-27"}.get(second, second)  # ... so it lands on Friday
    assert (action.repetition, action.due.isoformat(), steps(action)[1]) == (2, landed, "repeat")


def test_two_in_all_are_two() -> None:
    """`at_most: 2` counts the first."""
    diary = Diary()
    diary.begin("2026-11-02", ROBIN)
    rules = book({"check-in": CHECK_IN})
    for day in ("2026-11-16", "2026-11-23"):
        diary.done(diary.plan(rules, day).open()[0], day)
    assert [action.status for action in diary.plan(rules, "2026-12-30").actions] == ["done", "done"]


def test_silence_counts_from_the_latest_of_the_events_and_starts_anew_when_that_moves_on() -> None:
    """Of the first action two were allowed; after the answer two are again."""
    diary = Diary()
    diary.begin("2026-11-02", ROBIN)
    rules = book({"check-in": CHECK_IN})
    diary.done(only(diary.plan(rules, "2026-11-16"), "check-in"), "2026-11-16")
    diary.add("heard_back", "2026-11-18", "event-1")
    [action] = diary.plan(rules, "2026-11-18").actions
    assert (action.anchor.kind, action.repetition, action.due) == ("heard_back", 1, date(2026, 12, 2))


def test_a_scheduled_interview_is_no_silence() -> None:
    """The check-in counts from it, though it lies ahead."""
    diary = Diary()
    diary.begin("2026-11-02", ROBIN)
    diary.add("interview", "2026-11-18T10:00", "event-1", typed="2026-11-10T12:00")
    assert rows(diary.plan(book({"check-in": CHECK_IN}), "2026-11-16").actions) == [
        ("check-in", "upcoming", "2026-12-02")
    ]


def test_the_users_own_messages_do_not_break_the_silence() -> None:
    """Writing is not hearing."""
    diary = Diary()
    diary.begin("2026-11-02", ROBIN)
    diary.add("sent", "2026-11-10", "event-1", ROBIN)
    diary.add("note", "2026-11-11", "event-1")
    assert rows(diary.plan(book({"check-in": CHECK_IN}), "2026-11-12").actions) == [
        ("check-in", "upcoming", "2026-11-16")
    ]


# --- wishes and promises ---------------------------------------------------------------------------------


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


# --- stop ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", STOP)
def test_stop_ends_every_action_anchored_before_it(kind: str) -> None:
    """Open, waiting, upcoming or scheduled for later: all of them."""
    rules = book(
        {"ask": ASK, "wait": ASK | {"needs": ["receipt"]}, "prepare": PREPARE, "thank": THANK}, stop=STOP
    )
    diary = Diary()
    diary.begin("2026-11-02", ROBIN)
    diary.add("interview", "2026-11-20T10:00", "event-1", ANN, typed="2026-11-05T12:00")
    diary.add(kind, "2026-11-10", "event-1")
    plan = diary.plan(rules, "2026-11-10T12:00")
    assert [a.status for a in plan.actions] == ["stopped"] * 4  # the interview falls with it
    assert plan.actions[0].reasons[-1].event.kind == kind


def test_a_rule_anchored_on_the_stop_event_itself_still_runs() -> None:
    """After `declined` only the optional thank-you is left."""
    diary = Diary()
    diary.begin("2026-11-02", ROBIN)
    diary.add("offer", "2026-11-09", "event-1")
    diary.add("declined", "2026-11-10", "event-1")
    assert rows(diary.plan(default_rules(), "2026-11-10T12:00").open()) == [
        ("thank-after-declining", "upcoming", "2026-11-11")
    ]


def test_an_interview_agreed_upon_after_the_rejection_runs() -> None:
    """They changed their mind: what was logged after the end is a new beginning."""
    diary = Diary()
    diary.begin("2026-11-02", ROBIN)
    diary.add("rejected", "2026-11-05", "event-1")
    diary.add("interview", "2026-11-12T10:00", "event-1", ANN, typed="2026-11-09T12:00")
    plan = diary.plan(book({"ask": ASK, "thank": THANK}, stop=STOP), "2026-11-12T12:00")
    assert rows(plan.actions) == [("ask", "stopped", "2026-11-09"), ("thank", "due", "2026-11-12")]


def test_after_an_offer_there_is_no_thank_you_mail() -> None:
    """One talks by phone: an optional call is all."""
    diary = Diary()
    diary.begin("2026-11-02", ROBIN)
    diary.add("receipt", "2026-11-02", "event-1")
    diary.add("offer", "2026-11-09T10:00", "event-1")
    open_ = diary.plan(default_rules(), "2026-11-09T11:00").open()
    assert [(a.rule, a.channel, a.definition.optional, a.definition.send) for a in open_] == [
        ("call-after-offer", "phone", True, None)
    ]


# --- snooze, done, skip ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("until", "latest", "status"),
    [
        ("2026-11-12", "2026-11-23", "snoozed"),
        ("2026-11-14", "2026-11-23", "snoozed"),  # a Saturday is the day the user chose
        ("2026-11-30", "2026-11-30", "snoozed"),  # past latest: latest is at least that day
        ("2026-11-10", "2026-11-23", "due"),  # today
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


# --- guards, as the issue tells them; every case is in test_guards.py --------------------------------------


def test_two_applications_with_one_recruiter_give_one_message_a_week() -> None:
    """The second waits, and its reasons name the guard and the message that holds it back."""
    diary = Diary()
    diary.begin("2026-11-02", ROBIN)
    diary.begin("2026-11-02", ROBIN, company="Bell")
    first, second = diary.plan(book({"ask": ASK}, guards=WEEKLY), "2026-11-09").actions
    assert rows([first, second]) == [("ask", "due", "2026-11-09"), ("ask", "upcoming", "2026-11-16")]
    reason = second.reasons[-1]
    assert (reason.step, reason.name, reason.other) == ("guard", "once-a-week", "ask/acme")
    diary.done(first, "2026-11-10")
    _, second = diary.plan(book({"ask": ASK}, guards=WEEKLY), "2026-11-10").actions
    assert second.due == date(2026, 11, 17)  # a day late moves the other by a day
    assert second.reasons[-1].event.kind == "sent"


def test_a_week_away_releases_no_burst() -> None:
    """Everything is overdue; one message a week goes to each person, and nothing is lost."""
    diary = Diary()
    for number in range(4):
        diary.begin("2026-11-02", ROBIN, company=f"Company {number}")
    rules = book({"ask": ASK}, guards=WEEKLY)
    plan = diary.plan(rules, "2026-11-19")
    assert rows(plan.actions) == [
        ("ask", "overdue", "2026-11-09"),
        ("ask", "upcoming", "2026-11-27"),  # 26 November is Thanksgiving
        ("ask", "upcoming", "2026-12-04"),
        ("ask", "upcoming", "2026-12-11"),
    ]


def test_what_guards_push_past_its_latest_is_stopped_and_says_which() -> None:
    """The window ends on the 23rd, before the week of the other message is over."""
    diary = Diary()
    diary.begin("2026-11-02", ROBIN)
    diary.add("sent", "2026-11-20", "event-1", ROBIN)
    action = only(diary.plan(book({"ask": ASK_BY}, guards=WEEKLY), "2026-11-20T12:00"), "ask")
    assert (action.status, action.reasons[-1].name) == ("stopped", "once-a-week")


# --- identity --------------------------------------------------------------------------------------------


def _expected_id(*parts: str) -> str:
    """Compute an id by long division, from what design 4.10 and `action_id` say of it."""
    digest = hashlib.blake2b("\x1f".join(parts).encode(), digest_size=10).digest()
    number, letters = int.from_bytes(digest, "big"), ""
    for _ in range(16):
        number, place = divmod(number, 32)
        letters = "0123456789abcdefghjkmnpqrstvwxyz"[place] + letters
    return letters


def test_an_actions_id_is_the_hash_of_rule_application_anchor_person_and_repetition() -> None:
    """The same in every view, on every day and on every machine."""
    diary = Diary()
    diary.begin("2026-11-02", ROBIN)
    diary.add("interview", "2026-11-05T10:00", "event-1", ANN)
    rules = book({"check-in": CHECK_IN, "thank": THANK})
    diary.done(only(diary.plan(rules, "2026-11-25"), "check-in"), "2026-11-25")
    plan = diary.plan(rules, "2026-11-25")
    assert [action.id for action in plan.actions] == [
        _expected_id("check-in", "event-1", "event-2", "", "1"),
        _expected_id("check-in", "event-1", "event-2", "", "2"),
        _expected_id("thank", "event-1", "event-2", "ann", "1"),
    ]


def test_ids_stay_when_all_that_is_not_their_own_changes() -> None:
    """Another handle, role and company, other events, other rules, another day."""
    diary = Diary()
    diary.begin("2026-11-02", ROBIN, role="Engineer")
    before = only(diary.plan(book({"ask": ASK}), "2026-11-03"), "ask")
    diary.amend(diary.events[0], "2026-11-04", handle="other", role="Analyst", company="Acme Ltd")
    diary.begin("2026-11-01", ROBIN, company="Bell")
    diary.add("note", "2026-11-02", "event-1")
    changed = book({"tidy": PREPARE, "ask": ASK | {"wait": "1 week", "do": "Write"}})
    after = of_rule(diary.plan(changed, "2026-11-20"), "ask")[0]
    assert (after.id, after.application.handle, after.due) == (before.id, "other", date(2026, 11, 9))


def test_a_rescheduled_interview_keeps_ids_and_moves_dates() -> None:
    """The thanks hang on the interview, whenever it is."""
    rules = book({"thank": THANK, "prepare": PREPARE})
    diary = Diary()
    diary.begin("2026-11-02", ROBIN)
    talk = diary.add("interview", "2026-11-05T10:00", "event-1", ANN, BO, typed="2026-11-03T12:00")
    before = diary.plan(rules, "2026-11-03T12:00").actions
    diary.amend(talk, "2026-11-04T08:00", on="2026-11-10T15:00")
    after = diary.plan(rules, "2026-11-04T12:00").actions
    assert [a.id for a in after] == [a.id for a in before]
    assert [a.due for a in before] == [*[moment("2026-11-05T12:00")] * 2, date(2026, 11, 4)]
    assert [a.due for a in after] == [*[moment("2026-11-10T17:00")] * 2, date(2026, 11, 9)]


def test_a_snooze_to_before_the_interview_lapses_when_that_moves_behind_it() -> None:
    """Nobody is thanked for what has not been."""
    rules = book({"thank": THANK})
    diary = Diary()
    diary.begin("2026-11-02", ROBIN)
    talk = diary.add("interview", "2026-11-05T10:00", "event-1", ANN)
    diary.snooze(only(diary.plan(rules, "2026-11-05T13:00"), "thank"), "2026-11-06", "2026-11-05T13:00")
    assert only(diary.plan(rules, "2026-11-05T14:00"), "thank").due == date(2026, 11, 6)
    diary.amend(talk, "2026-11-05T15:00", on="2026-11-12T10:00")
    assert only(diary.plan(rules, "2026-11-05T16:00"), "thank").due == moment("2026-11-12T12:00")


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


# --- zones and calendars -----------------------------------------------------------------------------------

GERMANY = Calendar(BERLIN, holidays=lambda _year: frozenset({date(2026, 10, 3), date(2026, 12, 25)}))


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


# --- to whom -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("to", "people", "name"),
    [
        ("recruiter", (ROBIN, ANN), "Robin"),
        ("recruiter", (msgspec.structs.replace(ANN, part="contact"),), "Ann"),  # who stands in for them
        ("hiring_manager", (ROBIN,), None),
        ("referrer", (ROBIN, msgspec.structs.replace(BO, part="referrer")), "Bo"),
        ("interviewer", (ROBIN, ANN), "Ann"),
        ("interviewer", (ROBIN,), None),  # the recruiter was not in the room
        ("anyone", (ANN, ROBIN), "Robin"),
        (None, (ROBIN,), "Robin"),  # a message goes to anyone who is known
    ],
)
def test_a_rule_says_to_whom(to: str | None, people: tuple[Person, ...], name: str | None) -> None:
    """The one named last in that part, or who stands in for them."""
    diary = Diary()
    diary.begin("2026-11-02", *people)
    rule = {key: value for key, value in (ASK | {"to": to}).items() if value}
    contact = only(diary.plan(book({"ask": rule}), "2026-11-03"), "ask").contact
    assert (contact.name if contact else None) == name


def test_of_two_recruiters_the_one_named_last_is_in_charge() -> None:
    """Writing to the other one does not change that."""
    diary = Diary()
    diary.begin("2026-11-02", ROBIN)
    diary.add("heard_back", "2026-11-03", "event-1", Person("Rae", "rae@example.com", part="recruiter"))
    assert only(diary.plan(book({"ask": ASK}), "2026-11-04"), "ask").contact.name == "Rae"


def test_an_interview_with_nobody_named_still_gives_one_thank_you() -> None:
    """To whom is for the user to know."""
    diary = Diary()
    diary.begin("2026-11-02", ROBIN)
    diary.add("interview", "2026-11-05T10:00", "event-1")
    assert only(diary.plan(book({"thank": THANK}), "2026-11-05T13:00"), "thank").contact is None


def test_a_person_named_twice_in_one_room_is_thanked_once() -> None:
    """By address and by name: the contact is one."""
    diary = Diary()
    diary.begin("2026-11-02", ROBIN)
    diary.add("interview", "2026-11-05T10:00", "event-1", ANN, Person("ann", part="interviewer"))
    assert len(diary.plan(book({"thank": THANK}), "2026-11-05T13:00").actions) == 1


# --- rules that do not fire --------------------------------------------------------------------------------


def test_a_rule_without_its_event_is_silent_and_says_what_it_listens_for() -> None:
    """`why` tells it."""
    diary = Diary()
    diary.begin("2026-11-02", ROBIN)
    plan = diary.plan(book({"thank": THANK, "check-in": CHECK_IN}), "2026-11-03")
    assert [(silent.rule, silent.kinds) for silent in plan.silent] == [("thank", ("interview",))]


def test_landing_moves_a_due_date_and_says_so() -> None:
    """`working_day` forward, `working_day_before` back, `anytime` not at all; latest stays."""
    found = {}
    for lands in ("working_day", "working_day_before", "anytime"):
        wait = {"earliest": "1 day", "ideal": "5 days", "latest": "20 days"}
        diary = Diary()
        diary.begin("2026-11-02", ROBIN)  # 5 days later is Saturday the 7th
        action = only(diary.plan(book({"ask": ASK | {"wait": wait, "lands": lands}}), "2026-11-03"), "ask")
        found[lands] = (action.due.day, action.latest.day, steps(action)[2:])
    assert found == {
        "working_day": (9, 22, ["landing"]),
        "working_day_before": (6, 22, ["landing"]),
        "anytime": (7, 22, []),
    }


def test_a_landing_never_goes_back_before_earliest_nor_forward_past_latest() -> None:
    """Saturday is earliest: Monday. Saturday is the last day: Friday."""
    found = []
    for earliest, latest in (("5 days", "20 days"), ("1 day", "5 days")):
        wait = {"earliest": earliest, "ideal": "5 days", "latest": latest}
        lands = "working_day_before" if earliest == "5 days" else "working_day"
        diary = Diary()
        diary.begin("2026-11-02", ROBIN)
        found.append(
            only(diary.plan(book({"ask": ASK | {"wait": wait, "lands": lands}}), "2026-11-03"), "ask")
        )
    assert [action.due.day for action in found] == [9, 6]
