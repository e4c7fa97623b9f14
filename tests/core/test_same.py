"""Two applications are one: what both say counts once, what was done is done, undoing it needs nothing."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from hypothesis import given

from core.building import ANN, OFFICE, ROBIN, Diary, book, default_rules, morning, only
from core.two_logs import pairs, renamed
from followup.core.history import fold
from followup.core.merging import union
from followup.core.planner import plan_for
from followup.core.records import Recorder
from followup.core.same import same_application

if TYPE_CHECKING:
    from followup.core.events import Event
    from followup.core.history import History


def history(log: list[Event]) -> History:
    return fold(log, lambda _holidays, _zone: OFFICE)


def joined(log: list[Event], name: str = "same") -> list[Event]:
    """Return a log in which its first two applications are said to be one."""
    numbers = count(1)
    recorder = Recorder(morning("2026-12-24"), lambda: f"{name}-{next(numbers)}")
    one, other, *_ = history(log).applications
    return [*log, *same_application(other, one, recorder)]


def two() -> list[Event]:
    ours, theirs = Diary(), Diary()
    acme = ours.begin("2026-11-02", ROBIN, role="Engineer")
    ours.add("receipt", "2026-11-03", acme)
    again = theirs.begin("2026-11-02", ANN, url="https://example.com/job")
    theirs.add("interview", "2026-11-20", again, ANN)
    return union(ours.events, renamed(theirs.events, "b"))


def test_all_facts_stand_in_the_first_and_what_both_say_counts_once() -> None:
    [application] = history(joined(two())).applications
    assert [event.kind for event in application.facts] == ["applied", "receipt", "interview"]
    assert {person.name for person in application.facts[0].people} == {"Robin", "Ann"}
    assert (application.handle, application.role) == ("acme", "Engineer")
    assert application.first.about.url == "https://example.com/job"


def test_each_id_leads_to_it() -> None:
    log = two()
    found = history(joined(log))
    ids = {event.application for event in log}
    assert {found.application(identity) for identity in ids} == {found.applications[0]}


def test_it_is_the_same_whichever_machine_says_it_and_if_both_do() -> None:
    log = two()
    once, twice = joined(log), union(joined(log, "a"), joined(log, "b"))
    facts = [[each.kind for each in history(said).applications[0].facts] for said in (once, twice)]
    assert facts[0] == facts[1]


def test_what_was_done_in_the_other_one_is_done() -> None:
    rules = book({"thank": {"after": "interview", "wait": "1 business day", "lands": "anytime"}})
    ours, theirs = Diary(), Diary()
    ours.begin("2026-11-01")
    again = theirs.begin("2026-11-02")
    talk = theirs.add("interview", "2026-11-03", again)
    assert talk
    log = union(ours.events, theirs_done(theirs, rules))
    plan = plan_for(history(joined(log)), rules, morning("2026-11-20"))
    assert only(plan, "thank").status == "done"


def theirs_done(diary: Diary, rules: object) -> list[Event]:
    """Return a log of another machine in which its one action is done; its ids are its own from the start."""
    diary.events[:] = renamed(diary.events, "b")
    plan = diary.plan(rules, "2026-11-05T09:00")  # type: ignore[arg-type]
    diary.done(plan.actions[0], "2026-11-05")
    return [*diary.events[:2], *renamed(diary.events[2:], "b")]


def test_taking_one_half_back_is_enough() -> None:
    log = joined(two())
    for half in [event for event in log if event.kind == "same_application"]:
        back = Recorder(morning("2026-12-25"), lambda: "back").retraction(half)
        assert len(history([*log, back]).applications) == 2


def test_three_may_be_one() -> None:
    """Whichever two are named."""
    diary = Diary()
    for day in ("2026-11-02", "2026-11-03", "2026-11-04"):
        diary.begin(day)
    numbers = count(1)
    recorder = Recorder(morning("2026-12-24"), lambda: f"same-{next(numbers)}")
    first, second, third = diary.history().applications
    log = [*diary.events, *recorder.same_application(third, second), *recorder.same_application(third, first)]
    [application] = history(log).applications
    assert application.id == first.id
    assert len(application.facts) == 3


@given(pairs())
def test_undoing_it_needs_nothing(pair: tuple[list[Event], list[Event]]) -> None:
    """The retractions bring everything back, to the plan."""
    log = union(*pair)
    if len(history(log).applications) < 2:
        return
    said = joined(log)
    assert len(history(said).applications) == len(history(log).applications) - 1
    numbers = count(1)
    recorder = Recorder(morning("2026-12-25"), lambda: f"undo-{next(numbers)}")
    back = [*said, *(recorder.retraction(event, undo=True) for event in said[len(log) :])]
    now = morning("2026-11-20")
    plans = [plan_for(history(each), default_rules(), now).actions for each in (log, back)]
    assert [(a.id, a.status, a.due) for a in plans[0]] == [(a.id, a.status, a.due) for a in plans[1]]
