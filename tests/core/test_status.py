"""Status and dates of one action by itself, sentence by sentence of docs/semantics.md.

Rows are (rule, status, due). The year is 2026: 2 November is a Monday, Thanksgiving is 26 November.
"""

from __future__ import annotations

from datetime import date

import pytest

from core.building import (
    ANN,
    ASK,
    ASK_BY,
    BO,
    CHECK_IN,
    NEW_YORK,
    PREPARE,
    ROBIN,
    STOP,
    THANK,
    Diary,
    book,
    default_rules,
    moment,
    only,
    rows,
    steps,
)
from followup.core.agenda import agenda_of
from followup.core.calendar import Calendar
from followup.core.events import Person
from followup.core.planner import why_not


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
    """An hour is kept and shown, and does not decide the status; but nothing comes before its talk."""
    diary = Diary()
    diary.begin("2026-11-02", ROBIN)
    diary.add("interview", "2026-11-04T16:00", "event-1", ANN)
    for now, status in (
        ("2026-11-04T08:00", "upcoming"),
        ("2026-11-04T16:00", "due"),
        ("2026-11-05T08:00", "due"),  # the day after is early enough
        ("2026-11-06T08:00", "overdue"),
    ):
        action = only(diary.plan(book({"thank": THANK}), now), "thank")
        assert (action.status, action.due) == (status, moment("2026-11-04T18:00"))


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


@pytest.mark.parametrize(
    ("latest", "lands", "due"),
    [
        # nothing is worked from the 7th to the 30th, so 5 business days end on 1 December
        ("2 weeks", "working_day", "2026-11-06"),  # latest is the 16th; the last worked day before it
        ("2 weeks", "anytime", "2026-11-16"),  # any day will do: the last one
        ("6 weeks", "working_day", "2026-12-01"),  # the wait ends in time
        ("3 days", "working_day", "2026-11-05"),  # latest itself is worked
    ],
)
def test_nothing_is_due_after_its_latest(latest: str, lands: str, due: str) -> None:
    """Where days off push the wait past it, the action is due on the last day on which it can be done."""
    away = Calendar(NEW_YORK, days_off=((date(2026, 11, 7), date(2026, 11, 30)),))
    diary = Diary(away)
    diary.begin("2026-11-02", ROBIN)
    wait = {"earliest": "1 business day", "ideal": "5 business days", "latest": latest}
    rule = {"after": "applied", "wait": wait, "lands": lands}
    rules = book({"ask": ASK | rule, "tidy": rule})
    action = only(diary.plan(rules, "2026-11-03"), "ask")
    assert (str(action.status), action.due.isoformat()) == ("upcoming", due)
    assert ("latest" in steps(action)) is (due != "2026-12-01")
    assert [str(each.status) for each in diary.plan(rules, due).actions] == ["due", "due"]


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
        ("2026-11-05T10:00", "2026-11-05T10:01", "settled"),  # it has begun
        ("2026-11-05", "2026-11-05T23:59", "overdue"),  # nobody knows the hour: open all day
        ("2026-11-05", "2026-11-06T00:00", "settled"),
    ],
)
def test_what_is_due_before_an_event_closes_when_it_begins(interview: str, now: str, status: str) -> None:
    """To the minute, where the minute is known; it vanishes with the event, and is nobody's fault."""
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
    """No receipt: the follow-up waits, past its due date too; it is due on the day on which one is logged."""
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
    assert rows(diary.plan(rules, "2026-11-10T13:00").actions) == [("ask", "due", "2026-11-10")]
    assert rows(diary.plan(rules, "2026-11-11").actions) == [("ask", "overdue", "2026-11-10")]


def test_a_need_is_met_when_the_event_has_happened_not_when_it_is_agreed_upon() -> None:
    """A scheduled interview is none yet."""
    rules = book({"ask": ASK | {"needs": ["interview"]}})
    diary = Diary()
    diary.begin("2026-11-02", ROBIN)
    diary.add("interview", "2026-11-12T10:00", "event-1", typed="2026-11-03T12:00")
    assert only(diary.plan(rules, "2026-11-12T09:00"), "ask").status == "waiting"
    assert only(diary.plan(rules, "2026-11-12T11:00"), "ask").status == "due"


def test_what_waits_is_settled_when_its_window_has_passed() -> None:
    """Nobody missed it; and the reasons keep what it waited for."""
    diary = Diary()
    diary.begin("2026-11-02", ROBIN)
    action = only(diary.plan(book({"ask": ASK_BY | {"needs": ["receipt"]}}), "2026-11-24"), "ask")
    assert (action.status, steps(action)[-2:]) == ("settled", ["need", "missed"])


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


@pytest.mark.parametrize(
    ("closed", "status"),
    [
        ("2026-11-12", "stopped"),  # a later end ends it
        ("2026-11-10", "upcoming"),  # of one date neither ends the other
        ("2026-11-09", "upcoming"),  # an earlier one was no end
    ],
)
def test_a_rule_anchored_on_a_stop_event_is_ended_by_a_later_one(closed: str, status: str) -> None:
    """The offer was declined on the 10th."""
    diary = Diary()
    diary.begin("2026-11-02", ROBIN)
    diary.add("declined", "2026-11-10", "event-1")
    diary.add("closed", closed, "event-1", typed="2026-11-12T12:00")
    rules = book({"thank": {"after": "declined", "wait": "1 week"}}, stop=STOP)
    assert only(diary.plan(rules, "2026-11-12T13:00"), "thank").status == status


def test_an_interview_agreed_upon_after_the_rejection_runs() -> None:
    """They changed their mind: what was logged after the end is a new beginning."""
    diary = Diary()
    diary.begin("2026-11-02", ROBIN)
    diary.add("rejected", "2026-11-05", "event-1")
    diary.add("interview", "2026-11-12T10:00", "event-1", ANN, typed="2026-11-09T12:00")
    plan = diary.plan(book({"ask": ASK, "thank": THANK}, stop=STOP), "2026-11-12T12:00")
    assert rows(plan.actions) == [("ask", "stopped", "2026-11-09"), ("thank", "due", "2026-11-12")]


def test_after_an_offer_there_is_no_thank_you_mail() -> None:
    """One talks by phone: an optional call is all that goes to them; the offer is compared meanwhile."""
    diary = Diary()
    diary.begin("2026-11-02", ROBIN)
    diary.add("receipt", "2026-11-02", "event-1")
    diary.add("offer", "2026-11-09T10:00", "event-1")
    open_ = diary.plan(default_rules(), "2026-11-09T11:00").open()
    assert [(a.rule, a.channel, a.definition.optional, a.definition.send) for a in open_] == [
        ("call-after-offer", "phone", True, None),
        ("compare-offer", None, False, None),
        ("close-offer", None, True, None),
    ]


# --- rules that do not fire --------------------------------------------------------------------------------
def test_a_rule_without_its_event_is_silent_and_says_what_it_listens_for() -> None:
    """`why` tells it."""
    diary = Diary()
    diary.begin("2026-11-02", ROBIN)
    plan = diary.plan(book({"thank": THANK, "check-in": CHECK_IN}), "2026-11-03")
    assert [
        (why.rule, why.counts_from, why.action) for why in why_not(plan, plan.actions[0].application)
    ] == [("thank", ("interview",), None)]


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
