"""Honest dates: what was logged late, what follows a talk, days away, what waited, what the user chose.

The sentences are those of docs/semantics.md. The year is 2026: 2 November is a Monday.
"""

from __future__ import annotations

from datetime import date

import pytest

from core.building import ANN, ASK, ASK_BY, PLAIN, PREPARE, ROBIN, THANK, Diary, book, only, steps

WINDOW = {"earliest": "1 business day", "ideal": "5 business days", "latest": "8 days"}
LATE = ASK | {"wait": {"ideal": "1 business day", "latest": "3 weeks"}}
CHECK = {"after": "applied", "wait": {"ideal": "1 business day", "latest": "3 weeks"}, "logs": "receipt"}
ANSWER = {"before": {"until": "offer"}, "lead": "2 business days"}
PROMISED = ASK | {"after": {"silence_since": ["promised"]}, "wait": "1 week", "unless": ["interview"]}


# --- what was logged late ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "now", "status", "due"),
    [
        ("2026-11-03T12:00", "2026-11-04", "overdue", "2026-11-03"),  # in time: late as ever
        ("2026-11-16T12:00", "2026-11-16T13:00", "due", "2026-11-16"),  # two weeks late: due today,
        ("2026-11-16T12:00", "2026-11-17", "due", "2026-11-16"),  # not late tomorrow,
        ("2026-11-16T12:00", "2026-11-18", "overdue", "2026-11-16"),  # late from the second worked day on
        ("2026-11-14T12:00", "2026-11-16", "due", "2026-11-16"),  # logged on a Saturday: due on Monday
        ("2026-11-13T12:00", "2026-11-16", "due", "2026-11-13"),  # a weekend makes nobody late
        ("2026-11-13T12:00", "2026-11-17", "overdue", "2026-11-13"),
    ],
)
def test_nobody_is_late_for_what_was_logged_after_its_date(
    typed: str, now: str, status: str, due: str
) -> None:
    """The action would have been due on the 3rd."""
    diary = Diary(PLAIN)
    diary.begin("2026-11-02", ROBIN, typed=typed)
    action = only(diary.plan(book({"ask": LATE}), now), "ask")
    assert (action.status, action.due.isoformat()) == (status, due)


@pytest.mark.parametrize(
    ("receipt", "typed", "now", "status", "due"),
    [
        ("2026-11-03", "2026-11-03T12:00", "2026-11-10", "overdue", "2026-11-09"),  # met before it was due
        ("2026-11-12", "2026-11-12T12:00", "2026-11-12T13:00", "due", "2026-11-12"),  # after: due on that day
        ("2026-11-03", "2026-11-12T12:00", "2026-11-12T13:00", "due", "2026-11-12"),  # nobody knew before
        ("2026-11-14", "2026-11-14T12:00", "2026-11-14T13:00", "upcoming", "2026-11-16"),  # a Saturday
        (
            "2026-11-24",
            "2026-11-24T12:00",
            "2026-11-24T13:00",
            "settled",
            "2026-11-24",
        ),  # its time had passed
    ],
)
def test_what_waited_is_due_no_earlier_than_the_day_its_need_was_met(
    receipt: str, typed: str, now: str, status: str, due: str
) -> None:
    """By itself the question is due on the 9th and closes on the 23rd."""
    diary = Diary(PLAIN)
    diary.begin("2026-11-02", ROBIN)
    diary.add("receipt", receipt, "event-1", typed=typed)
    action = only(diary.plan(book({"ask": ASK_BY | {"needs": ["receipt"]}}), now), "ask")
    assert (action.status, action.due.isoformat()) == (status, due)


def test_a_need_is_met_too_when_the_user_does_not_want_to_look() -> None:
    """The check that would have logged the receipt was skipped."""
    diary = Diary(PLAIN)
    diary.begin("2026-11-02", ROBIN)
    rules = book({"check": CHECK, "ask": ASK_BY | {"needs": ["receipt"]}})
    diary.skip(only(diary.plan(rules, "2026-11-03"), "check"), "2026-11-10T10:00")
    action = only(diary.plan(rules, "2026-11-10T11:00"), "ask")
    assert (action.status, action.due) == ("due", date(2026, 11, 10))


# --- talks -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("talk", "now", "status", "due"),
    [
        ("2026-11-05T14:00", "2026-11-05T08:00", "upcoming", "2026-11-05"),  # nothing comes before its talk
        ("2026-11-05T14:00", "2026-11-05T14:00", "due", "2026-11-05"),
        ("2026-11-05T14:00", "2026-11-06T08:00", "due", "2026-11-05"),  # the day after is early enough
        ("2026-11-05T14:00", "2026-11-07T08:00", "overdue", "2026-11-05"),
        ("2026-11-05", "2026-11-05T23:00", "upcoming", "2026-11-06"),  # no hour: the next day
        ("2026-11-05", "2026-11-06T08:00", "due", "2026-11-06"),
        ("2026-11-05", "2026-11-07T08:00", "overdue", "2026-11-06"),
    ],
)
def test_nothing_comes_before_its_talk(talk: str, now: str, status: str, due: str) -> None:
    """Thanks are due two hours after it."""
    diary = Diary(PLAIN)
    diary.begin("2026-11-02", ROBIN)
    diary.add("interview", talk, "event-1", ANN, typed="2026-11-03")
    action = only(diary.plan(book({"thank": THANK}), now), "thank")
    assert (action.status, action.due.isoformat()[:10]) == (status, due)


def test_what_hung_on_a_talk_called_off_is_settled() -> None:
    """Nobody is thanked for it; what counts silence counts from when it was called off."""
    diary = Diary(PLAIN)
    diary.begin("2026-11-02", ROBIN)
    talk = diary.add("interview", "2026-11-12T14:00", "event-1", ANN, typed="2026-11-03")
    diary.add("cancelled", "2026-11-10", "event-1", talk=talk.id)
    silence = ASK | {"after": {"silence_since": ["applied", "interview", "cancelled"]}, "wait": "2 weeks"}
    first = ASK | {"unless": ["interview"]}
    new = ASK | {"after": "cancelled", "wait": "3 business days", "unless": ["interview"]}
    plan = diary.plan(
        book({"thank": THANK, "silence": silence, "first": first, "new": new}), "2026-11-12T15:00"
    )
    assert [(a.rule, a.status, a.due.isoformat()[:10]) for a in plan.actions] == [
        ("thank", "settled", "2026-11-12"),
        ("silence", "upcoming", "2026-11-24"),
        ("first", "settled", "2026-11-09"),  # what it had settled stays settled
        ("new", "upcoming", "2026-11-13"),  # what came after it is not
    ]
    assert steps(plan.actions[0])[-1] == "cancelled"


@pytest.mark.parametrize(
    ("talk", "status"),
    [
        ("2026-11-04", "upcoming"),  # that talk is the one in which they named the date
        ("2026-11-04T15:00", "settled"),  # the hour says that it came after
        ("2026-11-05", "settled"),
    ],
)
def test_a_talk_on_the_day_of_a_promise_is_the_one_in_which_it_was_made(talk: str, status: str) -> None:
    """Waiting counts from the date that was named, the 11th; for order the promise stands at its own."""
    diary = Diary(PLAIN)
    diary.begin("2026-11-02", ROBIN)
    at = "2026-11-04T12:00" if "T" in talk else "2026-11-04"
    diary.add("promised", at, "event-1", until=date(2026, 11, 11))
    diary.add("interview", talk, "event-1", typed="2026-11-04T18:00")
    action = only(diary.plan(book({"ask": PROMISED}), "2026-11-09"), "ask")
    assert action.status == status
    if status == "upcoming":
        assert action.due == date(2026, 11, 18)


@pytest.mark.parametrize(
    ("now", "status"),
    [
        ("2026-11-17", "upcoming"),
        ("2026-11-18", "due"),  # two business days before Friday the 20th
        ("2026-11-20T20:00", "overdue"),
        ("2026-11-21", "settled"),  # it vanishes with the date
    ],
)
def test_what_comes_before_a_deadline_counts_back_from_the_date_named(now: str, status: str) -> None:
    """Not from when the offer came."""
    diary = Diary(PLAIN)
    diary.begin("2026-11-02", ROBIN)
    diary.add("offer", "2026-11-09", "event-1", until=date(2026, 11, 20))
    assert only(diary.plan(book({"answer": ANSWER}), now), "answer").status == status


# --- away --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "last", "due", "latest"),
    [
        ("2026-11-11", "2026-11-13", "2026-11-09", "2026-11-10"),  # it is not on these days
        ("2026-11-09", "2026-11-09", "2026-11-10", "2026-11-10"),  # to the first day after
        ("2026-11-07", "2026-11-10", "2026-11-06", "2026-11-10"),  # the window ends meanwhile: before
        ("2026-11-03", "2026-11-12", "2026-11-13", "2026-11-13"),  # it lies in them whole: the return
        ("2026-11-03", "2026-11-13", "2026-11-16", "2026-11-16"),  # and a worked day
    ],
)
def test_what_would_be_on_a_day_away_moves(first: str, last: str, due: str, latest: str) -> None:
    """Open from the 3rd to the 10th, due on the 9th; business days go on."""
    diary = Diary(PLAIN)
    diary.begin("2026-11-02", ROBIN)
    diary.add("away", first, None, typed="2026-11-02", until=date.fromisoformat(last))
    action = only(diary.plan(book({"ask": ASK | {"wait": WINDOW}}), "2026-11-02"), "ask")
    assert (action.due.isoformat(), action.latest.isoformat()) == (due, latest)


@pytest.mark.parametrize(
    ("first", "due"),
    [
        ("2026-11-17", "2026-11-16"),  # the lead is Tuesday the 17th
        ("2026-11-14", "2026-11-13"),
        ("2026-11-18", "2026-11-17"),
    ],
)
def test_what_is_due_before_an_event_is_done_before_going_away(first: str, due: str) -> None:
    """Even before its earliest; the interview is on the 18th."""
    diary = Diary(PLAIN)
    diary.begin("2026-11-02", ROBIN)
    diary.add("interview", "2026-11-18T10:00", "event-1", ANN, typed="2026-11-02")
    diary.add("away", first, None, typed="2026-11-02", until=date(2026, 11, 18))
    assert only(diary.plan(book({"prepare": PREPARE}), "2026-11-02T12:00"), "prepare").due.isoformat() == due


def test_thanks_and_chosen_days_stay_where_they_are() -> None:
    """They land anytime; and what the user chose is theirs."""
    diary = Diary(PLAIN)
    diary.begin("2026-11-02", ROBIN)
    diary.add("interview", "2026-11-04T10:00", "event-1", ANN, typed="2026-11-02")
    diary.add("away", "2026-11-04", None, typed="2026-11-02", until=date(2026, 11, 13))
    rules = book({"thank": THANK, "ask": ASK})
    diary.snooze(only(diary.plan(rules, "2026-11-03"), "ask"), "2026-11-11", "2026-11-03")
    plan = diary.plan(rules, "2026-11-03T12:00")
    assert [action.due.isoformat()[:10] for action in plan.actions] == ["2026-11-04", "2026-11-11"]


# --- days that the user chose ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("until", "due"),
    [
        ("2026-11-05", "2026-11-05"),  # between its lead and the event
        ("2026-11-12", "2026-11-04"),  # after the event: it has lapsed
    ],
)
def test_what_comes_before_an_event_can_be_put_off_until_then(until: str, due: str) -> None:
    """The interview is on Friday the 6th, its lead two business days."""
    diary = Diary(PLAIN)
    diary.begin("2026-11-02", ROBIN)
    diary.add("interview", "2026-11-06T10:00", "event-1", ANN, typed="2026-11-02")
    rules = book({"prepare": PREPARE | {"lead": "2 business days"}})
    diary.snooze(only(diary.plan(rules, "2026-11-03"), "prepare"), until, "2026-11-03")
    assert only(diary.plan(rules, "2026-11-03T12:00"), "prepare").due.isoformat() == due


def test_a_reminder_is_an_action_that_only_the_user_ends() -> None:
    """Not a rejection, not a year; for a person it is a message."""
    diary = Diary(PLAIN)
    diary.begin("2026-11-02", ROBIN)
    diary.add("reminder", "2026-11-11", "event-1", ROBIN, note="Call Robin", channel="phone")
    diary.add("reminder", "2026-11-11", None, note="Buy stamps")
    diary.add("rejected", "2026-11-12", "event-1")
    plan = diary.plan(book({}, stop=["rejected"]), "2027-11-12")
    assert [(a.definition.do, a.status, a.definition.is_guarded, a.channel) for a in plan.actions] == [
        ("Call Robin", "overdue", True, "phone"),
        ("Buy stamps", "overdue", False, None),
    ]
    for action in plan.actions:
        diary.done(action, "2027-11-12")
    assert diary.plan(book({}), "2027-11-13").open() == ()
