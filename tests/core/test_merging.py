"""Two logs become one: the same one either way, with everything of both, each in its order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest
from hypothesis import given

from core.building import ANN, OFFICE, ROBIN, Diary, default_rules, morning
from core.two_logs import MACHINES, in_order, pairs, renamed
from followup.core.corrections import corrected
from followup.core.errors import RequestFailed
from followup.core.events import Event, Person
from followup.core.history import fold
from followup.core.merging import (
    alike_applications,
    alike_contacts,
    cleaned,
    renames,
    renaming,
    union,
    unmerged,
)
from followup.core.planner import plan_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    from followup.core.history import History

Pair = tuple[list[Event], list[Event]]


def merged(ours: Sequence[Event], theirs: Sequence[Event]) -> list[Event]:
    """Return what `followup merge` writes where nobody answers."""
    events = union(ours, theirs)
    return events + renaming(renames(history(events)), events)


def history(log: Sequence[Event]) -> History:
    return fold(log, lambda _holidays, _zone: OFFICE)


@given(pairs())
def test_both_directions_give_the_same_events_and_nothing_is_lost(pair: Pair) -> None:
    ours, theirs = pair
    both = merged(ours, theirs)
    assert both == merged(theirs, ours)
    ids = [event.id for event in both]
    assert len(set(ids)) == len(ids)
    for log in pair:
        known = {event.id for event in log}
        assert [event for event in both if event.id in known] == log  # each log keeps its order


@given(pairs())
def test_both_directions_give_the_same_plan(pair: Pair) -> None:
    now = max((event.recorded_at for log in pair for event in log), default=morning("2026-11-20"))
    plans = [plan_for(history(merged(*logs)), default_rules(), now) for logs in (pair, pair[::-1])]
    assert msgspec.json.encode(_said(plans[0])) == msgspec.json.encode(_said(plans[1]))


def _said(plan: object) -> list[object]:
    return [(each.id, each.status, each.due, each.reasons) for each in plan.actions]  # type: ignore[attr-defined]


@given(pairs())
def test_merging_again_in_either_direction_changes_nothing(pair: Pair) -> None:
    ours, theirs = pair
    both = merged(ours, theirs)
    for log in (ours, theirs, both):
        assert merged(both, log) == merged(log, both) == both


@given(MACHINES)
def test_three_machines_agree_in_whatever_order_they_merge(logs: tuple[list[Event], ...]) -> None:
    """Where no clock was put back."""
    one, two, three = map(in_order, logs)
    assert union(union(one, two), three) == union(one, union(three, two)) == union(two, union(one, three))


@given(pairs())
def test_what_came_is_taken_out_again(pair: Pair) -> None:
    ours, theirs = pair
    both = merged(ours, theirs)
    assert unmerged(ours, []) == ours
    # Whatever was logged about what came goes with it; the rest stays.
    came = [event for event in both if event not in ours]
    about = Diary()
    note = about.begin("2026-11-20", company="New")
    later = [*renamed(about.events, "later")]
    assert note
    assert unmerged(ours, later) == [*ours, *later]
    pointing = [
        msgspec.structs.replace(event, id=f"x{event.id}", kind="note") for event in came if event.application
    ]
    begun = {event.application for event in ours}
    assert [each for each in unmerged(ours, pointing) if each not in ours] == [
        each for each in pointing if each.application in begun and _points_into(each, ours)
    ]


def _points_into(event: Event, log: Sequence[Event]) -> bool:
    ids = {each.id for each in log} | {f"x{each.id}" for each in log}
    anchor = event.settles.anchor if event.settles else ""
    return all(each in ids for each in (event.target, event.talk, anchor) if each)


@given(pairs())
def test_every_handle_is_of_one_application(pair: Pair) -> None:
    handles = [each.handle for each in history(merged(*pair)).applications]
    assert len(set(handles)) == len(handles)


def test_logs_that_disagree_about_their_order_are_still_one_log_each_way() -> None:
    """As after three machines have merged in different orders, with clocks put back."""
    diary = Diary()
    acme = diary.begin("2026-11-02")
    one, other = (diary.add("note", day, acme, note="x") for day in ("2026-11-03", "2026-11-04"))
    begin = diary.events[0]
    assert union([begin, one, other], [begin, other, one]) == union([begin, other, one], [begin, one, other])
    assert union([begin, one, other], [begin, other, one]) == [begin, one, other]


def test_an_id_that_stands_for_two_different_events_is_refused() -> None:
    diary = Diary()
    diary.begin("2026-11-02")
    changed = [msgspec.structs.replace(diary.events[0], note="another")]
    with pytest.raises(RequestFailed, match="different things of the event event-1"):
        union(diary.events, changed)


def test_the_later_of_two_applications_with_one_handle_gets_another() -> None:
    ours, theirs = Diary(), Diary()
    ours.begin("2026-11-03", company="Acme")
    theirs.begin("2026-11-02", company="Acme", role="Engineer")
    both = merged(ours.events, renamed(theirs.events, "b"))
    names = {each.role: each.handle for each in history(both).applications}
    assert names == {"Engineer": "acme", None: "acme-2"}


@pytest.mark.parametrize(
    ("one", "other", "is_asked"),
    [
        (
            Person("Robin Roe", "robin@example.com"),
            Person("R. Roe", "Robin@Example.com"),
            True,
        ),  # one address
        (Person("Robin Roe", "robin@example.com"), Person("Robin Roe"), True),  # one has no address
        (Person("Robin Roe", "robin@example.com"), Person("Robin Roe", "roe@example.com"), False),  # two
        (Person("Robin", "robin@example.com"), Person("Robin"), True),  # one word, at one company
        (Person("Robin Roe"), Person("Ann Lee"), False),
    ],
)
def test_people_who_may_be_one_are_asked_about(one: Person, other: Person, is_asked: bool) -> None:
    ours, theirs = Diary(), Diary()
    ours.begin("2026-11-02", one, company="Acme")
    theirs.begin("2026-11-02", other, company="Acme", role="Engineer")
    log = renamed(theirs.events, "b")
    both = history(merged(ours.events, log))
    found = list(alike_contacts(both, history(ours.events), history(log)))
    assert [{a.name, b.name} for a, b in found] == ([{one.name, other.name}] if is_asked else [])
    assert len(list(both.contacts)) == 2  # never silently


def test_a_first_name_alone_crosses_no_companies() -> None:
    ours, theirs = Diary(), Diary()
    ours.begin("2026-11-02", Person("Sam"), company="Acme")
    theirs.begin("2026-11-02", Person("Sam"), company="Globex")
    log = renamed(theirs.events, "b")
    assert list(alike_contacts(history(merged(ours.events, log)), history(ours.events), history(log))) == []


@pytest.mark.parametrize(
    ("one", "other", "is_asked"),
    [
        ({"company": "Acme", "role": "Engineer"}, {"company": "ACME Inc.", "role": "engineer"}, True),
        ({"company": "Acme", "role": "Engineer"}, {"company": "Acme"}, True),  # one has no role
        ({"company": "Acme", "role": "Engineer"}, {"company": "Acme", "role": "Analyst"}, False),
        ({"company": "Acme"}, {"company": "Globex"}, False),
        (
            {"company": "Acme", "url": "https://a.example"},
            {"company": "Acme", "url": "https://b.example"},
            False,
        ),
    ],
)
def test_applications_that_may_be_one_are_asked_about(
    one: dict[str, str], other: dict[str, str], is_asked: bool
) -> None:
    ours, theirs = Diary(), Diary()
    ours.begin("2026-11-02", **one)  # type: ignore[arg-type]
    theirs.begin("2026-11-02", **other)  # type: ignore[arg-type]
    log = renamed(theirs.events, "b")
    both = history(merged(ours.events, log))
    assert len(both.applications) == 2
    assert len(list(alike_applications(both, history(ours.events), history(log)))) == is_asked


def test_what_both_machines_know_is_not_asked_about() -> None:
    """They were two when it was logged, with both in sight."""
    diary = Diary()
    diary.begin("2026-11-02", ROBIN, ANN, company="Acme")
    diary.begin("2026-11-03", company="Acme", handle="acme-2")
    other = [*diary.events[:1]]
    both = history(merged(diary.events, other))
    assert list(alike_applications(both, history(diary.events), history(other))) == []


@given(pairs())
def test_cleaning_leaves_what_the_program_has_logged(pair: Pair) -> None:
    assert [cleaned(event) for event in pair[0]] == pair[0]


def test_texts_from_another_machine_are_cleaned_and_ids_left() -> None:
    event = Event(
        id="e\u202e1",
        kind="note",
        recorded_at=morning("2026-11-02"),
        note="a\x1b[31m\u202eb",
        text="two\nlines\x07",
        people=(Person("Ann\u200b\n", "ann@example.com"),),
    )
    found = cleaned(event)
    assert (found.id, found.note, found.text, found.people[0].name) == ("e\u202e1", "ab", "two\nlines", "Ann")


def test_in_force_is_what_was_in_force_on_both() -> None:
    """What was taken back on one machine is taken back."""
    diary = Diary()
    acme = diary.begin("2026-11-02")
    wrong = diary.add("rejected", "2026-11-05", acme)
    before = list(diary.events)
    diary.retract(wrong, "2026-11-06")
    both = merged(before, diary.events)
    assert "rejected" not in [event.kind for event in corrected(both).events]
