"""The digest: the part of the plan that goes into the morning mail, most urgent first."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from followup.core.actions import Action, Status
from followup.core.agenda import agenda_of
from followup.core.moments import day_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

    from followup.core.history import Application
    from followup.core.pipeline import Row
    from followup.core.planner import Plan

# About as much as a person reads before breakfast; the rest is counted.
MOST_ROWS = 25
DAYS_AHEAD = 7
# A rule of thumb: the default rules ask for the last time after five weeks at most, and a hiring process
# in the US takes 23.8 days on average (Glassdoor, 2017).
COLD_DAYS = 35


class Part(StrEnum):
    """The sections, in their order."""

    OVERDUE = "overdue"
    DUE = "due"
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
    rows: tuple[Action | Cold, ...]
    more: int

    @property
    def total(self) -> int:
        """The number of rows, shown or not."""
        return len(self.rows) + self.more


class Digest(NamedTuple):
    """The morning mail as values. `sections` holds no empty one; `upcoming` is the next action of all."""

    now: datetime
    sections: tuple[Section, ...]
    upcoming: Action | None

    def count_of(self, part: Part) -> int:
        """Return the number of rows of a section, shown or not."""
        return sum(section.total for section in self.sections if section.part is part)

    @property
    def asks_for_something(self) -> bool:
        """Whether anything is overdue or due today."""
        return self.count_of(Part.OVERDUE) + self.count_of(Part.DUE) > 0


def digest_of(plan: Plan, pipeline: Iterable[Row], most: int = MOST_ROWS) -> Digest:
    """Return the digest of `plan`, at most `most` rows; `pipeline` are the rows of the same plan."""
    agenda = agenda_of(plan)
    coming = [action for action in plan.open() if action.status in {Status.UPCOMING, Status.SNOOZED}]
    found: dict[Part, Sequence[Action | Cold]] = {
        Part.OVERDUE: agenda.overdue,
        Part.DUE: agenda.due,
        Part.SOON: [action for action in coming if _days_ahead(action, plan.now) <= DAYS_AHEAD],
        Part.WAITING: agenda.waiting,
        Part.MISSED: agenda.missed,
        Part.COLD: _cold(plan, pipeline, {action.application.id for action in agenda.missed}),
    }
    sections, room = [], most
    for part in Part:
        rows = tuple(found[part][:room])
        room -= len(rows)
        if found[part]:
            sections.append(Section(part, rows, len(found[part]) - len(rows)))
    return Digest(plan.now, tuple(sections), coming[0] if coming else None)


def _days_ahead(action: Action, now: datetime) -> int:
    zone = action.application.calendar.zone
    return (day_of(action.due, zone) - day_of(now, zone)).days


def _cold(plan: Plan, pipeline: Iterable[Row], shown: set[str]) -> list[Cold]:
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
