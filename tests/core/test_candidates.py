"""At which anchors, how often and for whom a rule asks for its action."""

from __future__ import annotations

import hashlib
from datetime import date

import msgspec
import pytest

from core.building import (
    ANN,
    ASK,
    BO,
    CHECK_IN,
    PREPARE,
    ROBIN,
    THANK,
    Diary,
    book,
    moment,
    of_rule,
    only,
    rows,
    steps,
)
from followup.core.events import Person


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


def test_where_no_recruiter_is_known_the_people_of_the_anchor_stand_in_but_never_those_in_the_room() -> None:
    """Who interviewed is thanked, not asked where things stand."""
    found = {}
    for kind, person in (
        ("heard_back", msgspec.structs.replace(BO, part="hiring_manager")),
        ("interview", ANN),
    ):
        diary = Diary()
        diary.begin("2026-11-02")
        diary.add(kind, "2026-11-05", "event-1", person)
        contact = only(diary.plan(book({"check-in": CHECK_IN}), "2026-11-06"), "check-in").contact
        found[kind] = contact.name if contact else None
    assert found == {"heard_back": "Bo", "interview": None}


def test_of_two_answers_of_one_date_it_is_of_no_matter_which_was_typed_first() -> None:
    """No recruiter is known; one of the two who answered stands in, the same one either way."""
    people = [msgspec.structs.replace(person, part="hiring_manager") for person in (ANN, BO)]
    found = set()
    for typed in (people, people[::-1]):
        diary = Diary()
        diary.begin("2026-11-02")
        for person in typed:
            diary.add("heard_back", "2026-11-05", "event-1", person)
        found.add(only(diary.plan(book({"check-in": CHECK_IN}), "2026-11-06"), "check-in").contact.name)
    assert len(found) == 1


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


# --- identity --------------------------------------------------------------------------------------------
def _expected_id(*parts: str) -> str:
    """Compute an id by long division, from what docs/semantics.md (Identity) and `action_id` say of it."""
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
        _expected_id("thank", "event-1", "event-2", diary.contact(ANN).id, "1"),
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
