"""Lookup: what a word on the command line means, and what is said if it means nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from core.building import ANN, ASK, BO, ROBIN, THANK, Diary, book, default_rules, morning, of_rule
from followup.core.actions import Status
from followup.core.errors import RequestFailed
from followup.core.event_lookup import find_event
from followup.core.events import Person
from followup.core.lookup import (
    close_to,
    find_action,
    find_actions,
    find_application,
    find_contact,
    matching,
)

if TYPE_CHECKING:
    from followup.core.planner import Plan

STOP = default_rules().stop
NOW = morning("2026-11-20")


def search() -> Diary:
    """Return a search with two jobs at Acme, one at Bell Labs that is over, one at Bell Labs that is not."""
    diary = Diary()
    diary.begin("2026-11-02", ROBIN, company="Acme", role="Engineer", handle="acme")
    diary.begin("2026-11-03", ROBIN, company="Acme", role="Analyst", handle="acme-analyst")
    first = diary.begin("2026-11-03", ANN, company="Bell Labs", handle="bell-labs")
    diary.begin("2026-11-04", ANN, company="Bell Labs", handle="bell-labs-2")
    diary.add("rejected", "2026-11-05", first)
    return diary


@pytest.mark.parametrize(
    ("word", "role", "handles"),
    [
        ("acme", None, ["acme"]),  # a handle, exactly as it is shown
        ("Acme", None, ["acme", "acme-analyst"]),  # a company, as it is called
        ("ACME ", None, ["acme", "acme-analyst"]),
        ("Acme", "engineer", ["acme"]),  # and the job there
        ("Acme", "Cook", []),
        ("bell labs", None, ["bell-labs", "bell-labs-2"]),
        ("Bell-Labs", None, ["bell-labs"]),  # as a handle
        ("acme analyst", None, ["acme-analyst"]),
        ("bell", None, []),
    ],
)
def test_which_applications_a_word_names(word: str, role: str | None, handles: list[str]) -> None:
    """The one with this handle, else those at this company, else what would be its handle."""
    assert [each.handle for each in matching(search().history(), word, role)] == handles


@pytest.mark.parametrize(
    ("word", "handle"),
    [
        ("acme-analyst", "acme-analyst"),
        ("Bell Labs", "bell-labs-2"),  # the one that is not over
        ("bell-labs", "bell-labs"),  # unless the other is named
    ],
)
def test_one_application_is_meant(word: str, handle: str) -> None:
    """Where a company has one that is not over, that one."""
    assert find_application(search().history(), word, STOP, NOW).handle == handle


@pytest.mark.parametrize(
    ("word", "sentence", "hint"),
    [
        ("Acme", "There are 2 applications at Acme.", "Say which one: acme, acme-analyst."),
        ("Acne", "No application is called 'Acne'.", "Did you mean acme or acme-analyst?"),
        ("bel-labs", "No application is called 'bel-labs'.", "Did you mean bell-labs or bell-labs-2?"),
        ("Zebra", "No application is called 'Zebra'.", "`followup list` shows them all."),
    ],
)
def test_a_word_that_does_not_name_one_is_answered_with_what_to_type(
    word: str, sentence: str, hint: str
) -> None:
    """The handles, or the nearest."""
    with pytest.raises(RequestFailed, match=re.escape(sentence)) as refused:
        find_application(search().history(), word, STOP, NOW)
    assert refused.value.hint == hint


def test_an_empty_log_says_so() -> None:
    """Nobody is sent looking for a list of nothing."""
    with pytest.raises(RequestFailed) as refused:
        find_application(Diary().history(), "acme", STOP, NOW)
    assert refused.value.hint == "Nothing is logged yet."


def test_what_may_have_been_meant() -> None:
    """By the company's name or by a handle."""
    history = search().history()
    assert [each.handle for each in close_to(history, "Acme Ltd")] == ["acme", "acme-analyst"]
    assert [each.handle for each in close_to(history, "Belllabs")] == ["bell-labs", "bell-labs-2"]
    assert close_to(history, "Zebra") == []


@pytest.mark.parametrize(
    ("events", "over"),
    [
        ([], False),
        ([("rejected", "2026-11-05")], True),
        ([("rejected", "2026-11-05"), ("note", "2026-11-06")], True),  # a note opens nothing
        ([("rejected", "2026-11-05"), ("sent", "2026-11-06")], True),  # nor does writing
        ([("rejected", "2026-11-05"), ("heard_back", "2026-11-06")], False),  # they came back
        ([("heard_back", "2026-11-04"), ("rejected", "2026-11-05")], True),
        ([("rejected", "2026-11-05"), ("interview", "2026-11-25")], False),  # one is agreed upon
        ([("accepted", "2026-11-05"), ("closed", "2026-11-06")], True),
    ],
)
def test_when_an_application_is_over(events: list[tuple[str, str]], over: bool) -> None:
    """It has ended, and nothing has happened since that opened it again."""
    diary = Diary()
    diary.begin("2026-11-02")
    for kind, on in events:
        diary.add(kind, on, "event-1")
    ended = diary.history().applications[0].ended_by(STOP, NOW)
    assert (ended is not None) is over


def room() -> Diary:
    """Return an application with an interview of two people, who are to be thanked."""
    diary = Diary()
    diary.begin("2026-11-02", ROBIN)
    diary.add("interview", "2026-11-19T10:00", "event-1", Person("Ann Lee", "ann@example.com"), BO)
    return diary


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("thank-interviewers/acme/ann", "Ann Lee"),
        ("thank-interviewers/acme/ann-lee", "Ann Lee"),
        ("thank-interviewers/Acme/Ann Lee", "Ann Lee"),
        ("thank-interviewers/acme/ann@example.com", "Ann Lee"),
        ("thank-interviewers/acme/BO", "Bo"),
    ],
)
def test_a_name_means_an_open_action(word: str, name: str) -> None:
    """`rule/application/person` where several people have one."""
    plan = room().plan(default_rules(), "2026-11-19T12:00")
    found = find_action(plan, word)
    assert (found.rule, found.contact.name) == ("thank-interviewers", name)


def test_an_id_or_a_unique_beginning_of_one_means_an_action() -> None:
    """Capital letters too, as a person copies them."""
    plan = room().plan(default_rules(), "2026-11-19T12:00")
    for action in plan.actions:
        unique = next(
            action.id[:length]
            for length in range(3, 17)
            if sum(each.id.startswith(action.id[:length]) for each in plan.actions) == 1
        )
        assert find_action(plan, action.id) is action
        assert find_action(plan, unique.upper()) is action


def test_a_letter_or_two_are_no_id() -> None:
    """What is unique today may be another action tomorrow."""
    plan = room().plan(default_rules(), "2026-11-19T12:00")
    for action in plan.actions:
        with pytest.raises(RequestFailed, match="No action has the id"):
            find_action(plan, action.id[:2])
        assert find_action(plan, action.id[:8]) is action


@pytest.mark.parametrize(
    ("word", "hint"),
    [("acme", "such as"), ("check-in", "such as check-in/acme")],
)
def test_half_a_name_is_answered_with_a_whole_one(word: str, hint: str) -> None:
    """A rule alone, or an application alone, is not enough."""
    plan = room().plan(default_rules(), "2026-11-19T12:00")
    with pytest.raises(RequestFailed) as caught:
        find_action(plan, word)
    assert hint in (caught.value.hint or "")


def three_roles() -> Plan:
    """Return a plan in which three questions to Robin are due, two of them in one letter, and a thank-you."""
    diary = Diary()
    for company in ("Acme", "Bell", "Cray"):
        diary.begin("2026-11-02", ROBIN, company=company)
    diary.begin("2026-11-20", ANN, company="Dell", kind="interview")
    rules = book({"ask": ASK, "thank": THANK})
    plan = diary.plan(rules, "2026-11-20")
    first, second, *_ = of_rule(plan, "ask")
    for action in plan.actions:
        action.status, action.letter = Status.DUE, action.id
    second.letter = first.id
    return plan


def test_the_id_of_a_letter_means_all_that_goes_in_it() -> None:
    """A member's own id, and its name, mean the member alone; so does the letter's where that is said."""
    plan = three_roles()
    acme, bell, cray = of_rule(plan, "ask")
    assert find_actions(plan, acme.id) == [acme, bell]
    assert find_actions(plan, acme.id[:8]) == [acme, bell]
    assert find_actions(plan, acme.id, only=True) == [acme]
    assert find_actions(plan, "ask/acme") == [acme]
    assert find_actions(plan, bell.id) == [bell]
    assert find_actions(plan, cray.id) == [cray]
    bell.status = Status.DONE
    assert find_actions(plan, acme.id) == [acme]


def test_the_name_of_a_rule_means_all_of_it_that_is_due() -> None:
    """What is still to come, waits or was done is not meant."""
    plan = three_roles()
    acme, bell, cray = of_rule(plan, "ask")
    assert find_actions(plan, "ask") == [acme, bell, cray]
    acme.status, bell.status = Status.UPCOMING, Status.OVERDUE
    assert find_actions(plan, "ask") == [bell, cray]
    bell.status = cray.status = Status.WAITING
    with pytest.raises(RequestFailed, match="Nothing of ask is due") as refused:
        find_actions(plan, "ask")
    assert refused.value.hint == "Name the rule and the application, such as ask/acme."


@pytest.mark.parametrize(
    ("word", "sentence", "hint"),
    [
        ("zzzzz", "No action has the id 'zzzzz'.", "`followup today --all` shows the open ones."),
        ("thank/acme", "There is no rule 'thank'.", None),
        ("thank-interviewer/acme", "There is no rule", "Did you mean thank-interviewers/acme?"),
        ("thank-interviewers/acme", "means several actions", None),
        ("thank-interviewers/acne/bo", "No open action", "Did you mean thank-interviewers/acme?"),
        ("thank-interviewers/acme/zoe", "No open action", "`followup today --all` shows the open ones."),
    ],
)
def test_a_word_that_means_no_action_is_answered_with_what_to_type(
    word: str, sentence: str, hint: str | None
) -> None:
    """The ids of those that were close."""
    plan = room().plan(default_rules(), "2026-11-19T12:00")
    with pytest.raises(RequestFailed, match=re.escape(sentence)) as refused:
        find_action(plan, word)
    if hint:
        assert refused.value.hint == hint
    elif "several" in sentence:
        assert refused.value.hint.count("thank-interviewers/acme/") == 2


def test_an_action_that_is_done_is_still_found_by_its_name() -> None:
    """So that the command can say when that was."""
    diary = Diary()
    diary.begin("2026-11-02", ROBIN)
    diary.done(diary.plan(default_rules(), "2026-11-03").actions[0], "2026-11-03")
    plan = diary.plan(default_rules(), "2026-11-04")
    assert find_action(plan, "check-receipt/acme").status == "done"


@pytest.mark.parametrize(
    ("word", "identity"),
    [
        ("event-2", "event-2"),
        ("EVENT-2", "event-2"),
        ("interview/acme", "event-3"),  # of several of one kind the latest
        ("phone-screen/acme", "event-2"),  # the hyphen is that of the command line
        ("phone_screen/Acme", "event-2"),
    ],
)
def test_an_event_is_meant_by_its_id_or_by_kind_and_application(word: str, identity: str) -> None:
    """As corrected."""
    diary = Diary()
    diary.begin("2026-11-02", ROBIN)
    diary.add("phone_screen", "2026-11-05", "event-1")
    diary.add("interview", "2026-11-19T10:00", "event-1")
    diary.add("interview", "2026-11-12T10:00", "event-1")
    event, application = find_event(diary.history(), word)
    assert (event.id, application.handle) == (identity, "acme")


@pytest.mark.parametrize(
    ("word", "sentence"),
    [
        ("event", "Several events begin with 'event'."),
        ("offer/acme", "There is no 'offer' in acme."),
        ("ev", "No event has the id 'ev'."),  # too short to mean anything
        ("xyz", "No event has the id 'xyz'."),
    ],
)
def test_a_word_that_means_no_event_is_refused(word: str, sentence: str) -> None:
    """Nothing is corrected by a guess."""
    diary = Diary()
    diary.begin("2026-11-02", ROBIN)
    diary.add("phone_screen", "2026-11-05", "event-1")
    with pytest.raises(RequestFailed, match=re.escape(sentence)):
        find_event(diary.history(), word)


@pytest.mark.parametrize(
    ("person", "email"),
    [
        (Person("Ann Lee"), "ann@example.com"),
        (Person("ann lee"), "ann@example.com"),
        (Person("Ann"), "ann@example.com"),  # a first name, where only one person has it
        (Person(None, "ANN@example.com"), "ann@example.com"),
        (Person("Robin"), "robin@example.com"),
    ],
)
def test_a_person_who_is_known_is_found(person: Person, email: str) -> None:
    """By name or by address."""
    assert find_contact(room().history(), person, None).email == email


@pytest.mark.parametrize(
    ("person", "sentence", "hint"),
    [
        (Person("Robbin"), "Nobody called 'Robbin' is known.", "Did you mean Robin?"),
        (
            Person("Margerite"),
            "Nobody called 'Margerite' is known.",
            "Did you mean Marguerite?",
        ),  # first names too
        (Person("Zoe"), "Nobody called 'Zoe' is known.", "People are known from"),
        (Person(None, "x@example.net"), "Nobody called 'x@example.net' is known.", ""),
        (Person("Sam"), "Several people are called 'Sam'", "Give the address, or the id"),
    ],
)
def test_a_person_who_is_not_is_answered_with_the_nearest(person: Person, sentence: str, hint: str) -> None:
    """Or with the addresses of those who share the name."""
    diary = room()
    for mail in ("sam@example.com", "sam@example.org"):
        diary.add("heard_back", "2026-11-05", "event-1", Person("Sam", mail))
    diary.add("heard_back", "2026-11-05", "event-1", Person("Marguerite Featherstone"))
    with pytest.raises(RequestFailed, match=re.escape(sentence)) as refused:
        find_contact(diary.history(), person, None)
    assert hint in (refused.value.hint or "")
