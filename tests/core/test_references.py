"""What an event points to may not be there: nothing hangs or falls over, and no other thing is meant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.building import ANN, ROBIN, Diary
from core.logs import Log, logs
from followup.core.corrections import corrected
from followup.core.errors import NotValid

if TYPE_CHECKING:
    from followup.core.events import Event

NOWHERE = "no-such-id"
# The fields of an event that hold the id of something.
FIELDS = ("id", "application", "target", "talk", "batch", "anchor", "action", "letter", "contact")


def pointing(event: Event, field: str, to: str) -> Event:
    """Return the event with one of its references leading elsewhere."""
    change = msgspec.structs.replace
    if field in {"anchor", "action", "letter"}:
        return change(event, settles=change(event.settles, **{field: to})) if event.settles else event
    if field == "contact":
        return change(event, people=tuple(change(person, contact=to) for person in event.people))
    return change(event, **{field: to})


@given(logs(), st.data())
def test_a_plan_and_a_forecast_are_made_whatever_an_event_points_to(log: Log, data: st.DataObject) -> None:
    """To nothing, to itself, to a later event, to one of another application."""
    events = list(log.events)
    for _ in range(data.draw(st.integers(1, 3))):
        number = data.draw(st.integers(0, len(events) - 1))
        to = data.draw(st.sampled_from([NOWHERE, *(event.id for event in events)]))
        events[number] = pointing(events[number], data.draw(st.sampled_from(FIELDS)), to)
    damaged = log._replace(events=tuple(events))
    damaged.plan()
    assert len(damaged.forecast(60)) <= 60


def test_what_is_done_in_an_application_without_its_first_event_is_done_in_it() -> None:
    """The first event that is left tells when it began; each action done began an application of its own."""
    diary = Diary()
    diary.begin("2026-11-02", ROBIN)
    diary.add("interview", "2026-11-05", "event-1", ANN)
    log = Log(tuple(diary.events[1:]), diary.events[-1].recorded_at, diary)
    assert [application.id for application in log.history().applications] == ["event-1"]
    assert {action.application.id for action in log.plan().actions} == {"event-1"}
    days = log.forecast(200)
    assert 0 < sum(len(day.actions) for day in days) < 20


@pytest.mark.parametrize(
    ("patch", "sentence"),
    [
        ({"day": "soon"}, "makes no event of it"),
        ({"kind": None}, "makes no event of it"),
        ({"people": 5}, "makes no event of it"),
        ({"id": "other"}, "makes another event of it"),
        ({"application": "other"}, "makes another event of it"),
    ],
)
def test_a_correction_that_makes_no_event_is_told(patch: dict[str, Any], sentence: str) -> None:
    """With the event that it is about."""
    diary = Diary()
    diary.begin("2026-11-02")
    amended = msgspec.structs.replace(
        diary.events[0], id="event-2", kind="amended", target="event-1", patch=patch
    )
    with pytest.raises(NotValid, match=f"event-1 {sentence}"):
        corrected([*diary.events, amended])
