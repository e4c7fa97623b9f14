"""A Hypothesis strategy for whole logs: several applications, shared people, wishes, promises, deeds.

A log is typed in the order of time, as a person would; now lies some days after its last line.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

import msgspec
from hypothesis import strategies as st

from core.building import ANN, BERLIN, BO, CY, NEW_YORK, OFFICE, ROBIN, TOKYO, Diary, default_rules
from followup.core.calendar import Calendar
from followup.core.corrections import corrected
from followup.core.events import Event, Person
from followup.core.forecast import forecast
from followup.core.history import fold
from followup.core.planner import plan_for

if TYPE_CHECKING:
    from followup.core.actions import Action
    from followup.core.forecast import Day
    from followup.core.history import Application, History
    from followup.core.planner import Plan

RAE = Person("Rae", "rae@example.com", part="recruiter")
# Two of one name, whom only their addresses tell apart, and a name that may be either.
SAM, OTHER_SAM = Person("Sam Lee", "sam@example.com"), Person("Sam Lee", "lee@example.com")
RECRUITERS = (ROBIN, RAE)
INTERVIEWERS = (ANN, BO, CY, SAM, OTHER_SAM)
KNOWN = (*RECRUITERS, *INTERVIEWERS)
START = date(2026, 10, 5)  # clocks change in Berlin on 25 October, in New York on 1 November
ABROAD = {
    "DE": Calendar(BERLIN, holidays=lambda year: frozenset({date(year, 10, 3), date(year, 12, 25)})),
    "JP": Calendar(TOKYO),  # a day ahead in the evening
    "HI": Calendar(ZoneInfo("Pacific/Honolulu")),  # still yesterday in the morning
}
# Three weeks without a worked day: long enough for a wait to end after its latest.
AWAY = Calendar(NEW_YORK, OFFICE.working_days, OFFICE.holidays, ((date(2026, 10, 8), date(2026, 11, 1)),))


class Log(NamedTuple):
    """A log and the moment at which it is looked at."""

    events: tuple[Event, ...]
    now: datetime
    diary: Diary

    def history(self) -> History:
        """Return what the log adds up to."""
        return fold(self.events, self.diary.calendar_for)

    def in_force(self) -> tuple[Event, ...]:
        """Return the events as corrected."""
        return corrected(self.events).events

    def plan(self, now: datetime | None = None) -> Plan:
        """Return the plan, now or at another time."""
        return plan_for(self.history(), default_rules(), now or self.now)

    def forecast(self, days: int) -> list[Day]:
        """Return the simulated future."""
        return forecast(self.events, default_rules(), self.diary.calendar_for, self.now, days)

    def with_event(self, kind: str, application: str | None, *people: Person, **more: Any) -> Log:
        """Return the log with one more event, logged now."""
        known = tuple(
            msgspec.structs.replace(person, contact=self.history().contacts.called(person)[0].id)
            for person in people
        )
        event = Event(
            id="last",
            kind=kind,
            recorded_at=self.now,
            moment=self.now,
            application=application,
            people=known,
            **more,
        )
        return self._replace(events=(*self.events, event))


class Line(NamedTuple):
    """One thing a person logs: so many days after the line before, about the n-th application."""

    kind: str
    gap: int
    application: int
    hour: int | None
    people: tuple[Person, ...]
    ahead: int
    choice: int


FACTS = (
    *("receipt", "no_receipt", "heard_back", "promised", "sent", "offer", "note"),
    *("cancelled", "reminder", "declined", "rejected", "withdrawn"),
)
TALKS = ("phone_screen", "interview", "interview")
WISHES = ("yes", "no", "not_before", "channel")
DEEDS = ("done", "done", "done", "snooze", "skip")
CORRECTIONS = ("retract", "retract", "move", "rename", "attend", "merge")

_hours = st.none() | st.integers(8, 18)


def _line(kinds: tuple[str, ...], people: st.SearchStrategy[tuple[Person, ...]]) -> st.SearchStrategy[Line]:
    return st.builds(
        Line,
        kind=st.sampled_from(kinds),
        gap=st.integers(0, 9),
        application=st.integers(0, 2),
        hour=_hours,
        people=people,
        ahead=st.integers(0, 14),
        choice=st.integers(0, 5),
    )


def _some(people: tuple[Person, ...], most: int) -> st.SearchStrategy[tuple[Person, ...]]:
    return st.lists(st.sampled_from(people), max_size=most, unique=True).map(tuple)


FACT_LINES = _line(FACTS, _some(KNOWN, 1))
TALK_LINES = _line(TALKS, _some(INTERVIEWERS, 3))
WISH_LINES = _line(WISHES, st.sampled_from(KNOWN).map(lambda person: (person,)))
DEED_LINES = _line(DEEDS, st.just(()))
CORRECTION_LINES = _line(CORRECTIONS, _some(INTERVIEWERS, 2))


@st.composite
def logs(draw: st.DrawFn, *, deeds: bool = True, zones: bool = True, corrections: bool = True) -> Log:
    """Draw a log.

    `deeds` are actions done, snoozed and skipped, `zones` lets employers be abroad, `corrections` are events
    taken back or amended, and contacts merged.
    """
    diary = Diary(draw(st.sampled_from((OFFICE, OFFICE, AWAY))), ABROAD)
    kinds = [FACT_LINES, TALK_LINES, WISH_LINES] + ([DEED_LINES, DEED_LINES] if deeds else [])
    kinds += [CORRECTION_LINES] if corrections else []
    lines = draw(st.lists(st.one_of(kinds), max_size=10))
    writer = _Writer(diary)
    for number in range(draw(st.integers(1, 3))):
        company = draw(st.sampled_from(("Acme", "Acme", "Bell")))
        recruiter = draw(st.sampled_from(((ROBIN,), (ROBIN,), (RAE,), ())))
        abroad = draw(st.sampled_from((None, None, *ABROAD))) if zones else None
        writer.begin(number, company, recruiter, draw(st.integers(0, 6)), abroad)
    for line in lines:
        writer.write(line)
    day = writer.day + timedelta(days=draw(st.integers(0, 25)))
    now = datetime.combine(day, time(draw(st.integers(0, 16))), NEW_YORK)
    return Log(tuple(diary.events), max(now, writer.typed), diary)


class _Writer:
    """Writes lines into a diary, day after day."""

    def __init__(self, diary: Diary) -> None:
        self.diary = diary
        self.day = START
        self.applications: list[str] = []

    @property
    def typed(self) -> datetime:
        """Lines are typed at seven in the evening, when everything of the day has happened."""
        return datetime.combine(self.day, time(19), NEW_YORK)

    def begin(
        self, number: int, company: str, people: tuple[Person, ...], gap: int, holidays: str | None
    ) -> None:
        self.day += timedelta(days=gap)
        self.applications.append(
            self.diary.begin(
                self.day.isoformat(),
                *people,
                company=company,
                handle=f"app-{number}",
                holidays=holidays,
                typed=self.typed.isoformat()[:16],
            )
        )

    def write(self, line: Line) -> None:
        self.day += timedelta(days=line.gap)
        application = self.applications[line.application % len(self.applications)]
        if line.kind in WISHES:
            self._wish(line, application if line.choice > 3 else None)
        elif line.kind in DEEDS:
            self._deed(line)
        elif line.kind in CORRECTIONS:
            self._correct(line)
        else:
            self._fact(line, application)

    def _fact(self, line: Line, application: str) -> None:
        day = self.day + timedelta(days=line.ahead if line.kind in TALKS else 0)
        at = day.isoformat() if line.hour is None else f"{day}T{line.hour:02}:00"
        part = "interviewer" if line.kind in TALKS else "contact"
        people = [_as(person, part) for person in line.people]
        more: dict[str, Any] = {}
        if line.kind in {"promised", "offer"}:
            more["until"] = day + timedelta(days=line.ahead)
        if line.kind == "cancelled":
            talks = [e.id for e in self.diary.events if e.kind in TALKS and e.application == application]
            if not talks:
                return
            more["talk"] = talks[-1]
        if line.kind == "reminder":
            at, more["note"] = (day + timedelta(days=line.ahead)).isoformat(), "Call"
        self.diary.add(line.kind, at, application, *people, typed=self.typed.isoformat()[:16], **more)

    def _wish(self, line: Line, application: str | None) -> None:
        said = {
            "yes": {"follow_up": True},
            "no": {"follow_up": False},
            "not_before": {"not_before": self.day + timedelta(days=line.ahead)},
            "channel": {"channel": "phone"},
        }[line.kind]
        typed = self.typed.isoformat()[:16]
        self.diary.prefer(_as(line.people[0], "contact"), typed, application, **said)

    def _correct(self, line: Line) -> None:
        typed = self.typed.isoformat()[:16]
        events = [event for event in self.diary.events if event.kind not in {"amended", "same_person"}]
        event = events[-1 - line.choice % len(events)]
        people = tuple(_as(person, "interviewer") for person in line.people)
        if line.kind == "retract":
            self.diary.retract(event, typed)
        elif line.kind == "merge":
            contacts = list(self.diary.contacts)
            if len(contacts) > 1:
                one, other = contacts[line.choice % len(contacts)], contacts[line.application % len(contacts)]
                if one.id != other.id:
                    self.diary.merge(Person(one.id), Person(other.id), typed)
        elif event.kind in {*FACTS, *TALKS}:
            day = self.day + timedelta(days=line.ahead if event.kind in TALKS else 0)
            changes = {"move": {"on": day.isoformat()}, "attend": {"people": people}}
            self.diary.amend(event, typed, **changes.get(line.kind, {"note": "x"}))
        elif event.application == event.id and line.kind == "rename":
            self.diary.amend(event, typed, role="Other", holidays="JP")

    def _deed(self, line: Line) -> None:
        plan = self.diary.plan(default_rules(), self.typed.isoformat()[:16])
        able = [action for action in plan.open() if line.kind != "done" or action.status != "upcoming"]
        if not able:
            return
        action = able[line.choice % len(able)]
        day = self.day.isoformat()
        if line.kind == "done":
            self.diary.done(action, day)
        elif line.kind == "skip":
            self.diary.skip(action, day)
        else:
            self.diary.snooze(action, (self.day + timedelta(days=line.ahead)).isoformat(), day)


def _as(person: Person, part: str) -> Person:
    return msgspec.structs.replace(person, part=part)


def content(action: Action) -> tuple[object, ...]:
    """Return what an action says, without any id."""
    reasons = [
        (r.step, r.due, r.name, r.event and (r.event.kind, r.event.at), r.other, r.until, r.was)
        for r in action.reasons
    ]
    return (
        action.rule,
        action.application.handle,
        (action.anchor.kind, action.anchor.at),
        action.repetition,
        action.contact and action.contact.label,
        action.channel,
        str(action.status),
        action.earliest,
        action.due,
        action.latest,
        reasons,
    )


def of(plan: Plan, application: Application) -> list[Action]:
    """Return the actions of an application by its id; two folds of one log are two sets of values."""
    return [action for action in plan.actions if action.application.id == application.id]
