"""The digest: the part of the plan that goes into the morning mail, most urgent first."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from followup.core.actions import Status
from followup.core.agenda import Agenda, Row, agenda_of, rows_by_day, waiting_by_need
from followup.core.moments import day_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

    from followup.core.actions import Action
    from followup.core.history import Application
    from followup.core.pipeline import Row as PipelineRow
    from followup.core.planner import Plan

# About as much as a person reads before breakfast; the rest is counted.
MOST_ROWS = 25
DAYS_AHEAD = 7
# A rule of thumb: the default rules ask for the last time after five weeks at most, and a hiring process
# in the US takes 23.8 days on average (Glassdoor, 2017).
COLD_DAYS = 35


class Part(StrEnum):
    """The sections, in their order."""

    TO_DO = "to do"
    SOON = "soon"
    WAITING = "waiting"
    MISSED = "missed"
    COLD = "cold"


class Cold(NamedTuple):
    """An application with nothing planned and no event since a date, `days` ago."""

    application: Application
    since: date
    days: int


class Section(NamedTuple):
    """Rows of one kind; `more` counts those that did not fit."""

    part: Part
    rows: tuple[Row | Cold, ...]
    more: int

    @property
    def total(self) -> int:
        """The number of rows, shown or not."""
        return len(self.rows) + self.more


class Digest(NamedTuple):
    """The morning mail as values: what stands under which appointment is in `agenda`.

    `sections` holds no empty one; `upcoming` is the next action of all. On a day `away` nothing but
    appointments and deadlines is there.
    """

    now: datetime
    agenda: Agenda
    sections: tuple[Section, ...]
    upcoming: Action | None
    away: bool = False

    def count_of(self, part: Part) -> int:
        """Return the number of rows of a section, shown or not."""
        return sum(section.total for section in self.sections if section.part is part)

    @property
    def asks_for_something(self) -> bool:
        """Whether there is an appointment to keep in mind, or anything to do today."""
        return bool(self.agenda.appointments) or self.count_of(Part.TO_DO) > 0


def digest_of(
    plan: Plan, pipeline: Iterable[PipelineRow], most: int = MOST_ROWS, *, away: bool = False
) -> Digest:
    """Return the digest of `plan`, at most `most` rows; `pipeline` are the rows of the same plan.

    What is to do today is measured by the agenda alone: it is what the mail is for.
    """
    agenda = agenda_of(plan)
    coming = [action for action in plan.open() if action.status in {Status.UPCOMING, Status.SNOOZED}]
    upcoming = coming[0] if coming else None
    if away:
        deadlines = tuple(row for row in agenda.rows if row[0].definition.before is not None)
        only = (Section(Part.TO_DO, deadlines, 0),) if deadlines else ()
        return Digest(plan.now, agenda, only, upcoming, away)
    shown = {action.id for actions in (agenda.to_do, *agenda.afterwards.values()) for action in actions}
    soon = (a for a in coming if a.id not in shown and _days_ahead(a, plan.now) <= DAYS_AHEAD)
    missed = {action.application.id for action in agenda.missed}
    found: dict[Part, Sequence[Row | Cold]] = {
        Part.SOON: rows_by_day(soon),
        Part.WAITING: waiting_by_need(agenda.waiting),
        Part.MISSED: [(action,) for action in agenda.missed],
        Part.COLD: _cold(plan, pipeline, missed),
    }
    sections = [Section(Part.TO_DO, agenda.rows, agenda.more)] if agenda.rows else []
    room = max(0, most - len(agenda.rows))
    for part, rows in found.items():
        if rows:
            sections.append(Section(part, tuple(rows[:room]), len(rows[room:])))
        room -= len(rows[:room])
    return Digest(plan.now, agenda, tuple(sections), upcoming)


def _days_ahead(action: Action, now: datetime) -> int:
    zone = action.application.calendar.zone
    return (day_of(action.due, zone) - day_of(now, zone)).days


def _cold(plan: Plan, pipeline: Iterable[PipelineRow], shown: set[str]) -> list[Cold]:
    """Return the applications to close, the one silent for longest first."""
    found = []
    for row in pipeline:
        application = row.application
        if row.next is not None or row.is_over or application.id in shown:
            continue
        if not all(application.has_happened(event, plan.now) for event in application.facts):
            continue
        zone = application.calendar.zone
        since = day_of(row.last_event.at, zone)
        days = (day_of(plan.now, zone) - since).days
        if days >= COLD_DAYS:
            found.append(Cold(application, since, days))
    return sorted(found, key=lambda cold: (-cold.days, cold.application.order))
