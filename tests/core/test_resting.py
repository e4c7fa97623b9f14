"""What sleeps is found by its own events; of what is long past, by a look at them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.building import OFFICE, default_rules
from core.logs import Log, logs
from followup.core.durations import Duration
from followup.core.events import About, Event, Person, Wish
from followup.core.history import fold
from followup.core.planner import SILENT, plan_for, sleep_of
from followup.core.resting import Resting
from followup.core.rules import Repeat, Rule, Rulebook, Wait

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
ROBIN = Person("Robin", contact="robin")
LONG_AGO = NOW - timedelta(days=300)
# Rules that count from an end, never close, or come again.
LASTING = Rulebook(
    version=1,
    rules={
        "learn": Rule(do="Ask why", after="rejected", wait=Wait(ideal=Duration(2, "week"))),
        "again": Rule(
            do="Ask again",
            send="again",
            after="sent",
            wait=Wait(ideal=Duration(3, "business day"), latest=Duration(9, "week")),
            repeat=Repeat(every=Duration(36, "week"), at_most=3),
        ),
    },
    stop=("rejected", "closed"),
)


def by_application(events: Sequence[Event]) -> dict[str, list[tuple[int, Event]]]:
    """Return the numbered events of each application; those of "" are about none."""
    found: dict[str, list[tuple[int, Event]]] = {}
    for number, event in enumerate(events):
        found.setdefault(event.application or "", []).append((number, event))
    return found


def until_of(log: Log, rulebook: Rulebook, now: datetime) -> dict[str, datetime | None]:
    """Return until when each application sleeps by itself; what is awake is left out."""
    found = by_application(log.events)
    general = found.pop("", [])
    return Resting(general, rulebook, log.diary.calendar_for, now).until(found)


def place(until: Mapping[str, datetime | None], identity: str, now: datetime) -> datetime:
    """Return when it wakes; what is over for good comes last."""
    moment = until.get(identity, now)
    return datetime.max.replace(tzinfo=UTC) if moment is None else moment


@settings(max_examples=2 * settings().max_examples)
@given(
    log=logs(),
    far=st.one_of(st.integers(0, 40), st.integers(41, 500)),
    rulebook=st.sampled_from((default_rules(), LASTING)),
)
def test_nothing_sleeps_longer_than_the_plan_of_the_whole_log_lets_it(
    log: Log, far: int, rulebook: Rulebook
) -> None:
    """What the whole plan shows is awake, and what is not over by it is not over."""
    now = log.now + timedelta(days=far)
    history = log.history()
    asked = {event.application for event in log.events if event.application}
    whole = sleep_of(history, plan_for(history, rulebook, now), asked, now)
    alone = until_of(log, rulebook, now)
    for identity in asked:
        assert place(alone, identity, now) <= place(whole, identity, now)
        if whole.get(identity, now) in {None, SILENT} and alone.get(identity, now) in {None, SILENT}:
            assert whole[identity] == alone[identity]


@settings(max_examples=2 * settings().max_examples)
@given(log=logs(), far=st.integers(30, 700), rulebook=st.sampled_from((default_rules(), LASTING)))
def test_what_is_past_by_its_events_has_nothing_to_come_in_the_plan(
    log: Log, far: int, rulebook: Rulebook
) -> None:
    """The look at the events says of none that it is past that is not, nor over, by the whole plan."""
    now = log.now + timedelta(days=far)
    history = log.history()
    found = by_application(log.events)
    resting = Resting(found.pop("", []), rulebook, log.diary.calendar_for, now)
    whole = sleep_of(history, plan_for(history, rulebook, now), found.keys(), now)
    for identity, numbered in found.items():
        is_over = resting.past([event for _, event in numbered])
        if is_over is not None:
            assert whole[identity] == (None if is_over else SILENT)


def event(number: int, kind: str, days: int = 0, **fields: object) -> Event:
    """Return an event of the one application, so many days after it began."""
    moment = LONG_AGO + timedelta(days=days)
    made = Event(id=f"e{number}", kind=kind, recorded_at=moment, day=moment.date(), application="e1")
    return msgspec.structs.replace(made, **fields)


APPLIED = event(1, "applied", about=About(company="Acme", handle="acme"), people=(ROBIN,))
SENT = event(2, "sent", 7, people=(ROBIN,))
REJECTED = event(3, "rejected", 30)
RULES = default_rules()
OVER, NOT_OVER = True, False
GENERAL = Event(id="g", kind="preference", recorded_at=NOW, people=(ROBIN,), wish=Wish(channel="phone"))


@pytest.mark.parametrize(
    ("events", "general", "rulebook", "expected"),
    [
        ([APPLIED, SENT, REJECTED], [], RULES, OVER),
        ([APPLIED, SENT], [], RULES, NOT_OVER),  # silence, for longer than any rule waits
        ([APPLIED, event(3, "rejected", 270)], [], RULES, None),  # of the last weeks
        ([APPLIED, event(3, "rejected", 1)], [], RULES, None),  # elsewhere it was the same day
        ([APPLIED, REJECTED, event(4, "heard_back", 60)], [], RULES, None),  # it goes on
        ([APPLIED, event(4, "promised", 9, until=(NOW + timedelta(9)).date())], [], RULES, None),
        ([APPLIED, event(4, "snoozed", 9), REJECTED], [], RULES, None),
        ([APPLIED, event(4, "reminder", 9), REJECTED], [], RULES, None),
        ([APPLIED, REJECTED, event(4, "retracted", 40, target="e3")], [], RULES, None),
        ([APPLIED, SENT], [GENERAL], RULES, None),  # a wish may put off what closes
        ([APPLIED, SENT, REJECTED], [GENERAL], RULES, OVER),  # but nothing that was stopped
        ([APPLIED, SENT, REJECTED], [], LASTING, None),  # counts from the end, and never closes
        ([APPLIED, SENT, event(3, "closed", 30)], [], LASTING, OVER),
        ([APPLIED, SENT], [], LASTING, None),  # may come again in 36 weeks, and for nine
        ([APPLIED], [], LASTING, NOT_OVER),
    ],
)
def test_what_is_past(
    events: list[Event], general: list[Event], rulebook: Rulebook, expected: bool | None
) -> None:
    """It is past, and over or only silent; or something may follow."""
    resting = Resting(list(enumerate(general)), rulebook, lambda *_: OFFICE, NOW)
    assert resting.past(events) is expected
    log = [*general, *events]
    history = fold(log, lambda *_: OFFICE)
    whole = sleep_of(history, plan_for(history, rulebook, NOW), ["e1"], NOW)
    assert expected is None or whole["e1"] == (None if expected else SILENT)
