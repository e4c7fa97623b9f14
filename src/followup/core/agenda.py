"""The agenda: the part of a plan a person should look at now, within the measure of a morning."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from followup.core.actions import Action, Status
from followup.core.appointments import Appointment, to_keep_in_mind
from followup.core.moments import day_of
from followup.core.planner import in_order

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from followup.core.planner import Plan

# What one row asks for: the actions of one letter, or those of one rule, at several applications, that are
# for nobody in particular.
Row = tuple[Action, ...]

_TO_DO = (Status.OVERDUE, Status.DUE)


class Agenda(NamedTuple):
    """What asks for something now.

    `appointments` are the talks and deadlines close at hand. `rows` are what to do, the hottest first, as
    much of it as one morning holds; `more` counts the rows left out. `to_do`, `waiting`, `missed` and `later`
    are all actions, whatever the measure, by date; `to_do` also holds what was due and goes with a letter of
    a day to come.
    """

    now: datetime
    appointments: tuple[Appointment, ...]
    rows: tuple[Row, ...]
    more: int
    to_do: tuple[Action, ...]
    waiting: tuple[Action, ...]
    missed: tuple[Action, ...]
    later: tuple[Action, ...]

    @property
    def overdue(self) -> tuple[Action, ...]:
        """What is late."""
        return tuple(action for action in self.to_do if action.status is Status.OVERDUE)

    @property
    def due(self) -> tuple[Action, ...]:
        """What is for today, or goes with a letter to come."""
        return tuple(action for action in self.to_do if action.status is not Status.OVERDUE)

    @property
    def actions(self) -> tuple[Action, ...]:
        """All of them, the most urgent first."""
        return self.to_do + self.waiting + self.missed + self.later


def agenda_of(plan: Plan, *, everything: bool = False) -> Agenda:
    """Return what to do now, what waits, and what was missed lately.

    `everything` adds the upcoming and the snoozed, and what was missed long ago, and lifts the measure.
    """
    by_status: dict[Status, list[Action]] = {status: [] for status in Status}
    joined = []
    for action in plan.actions:
        if action.status is Status.UPCOMING and goes_along(action, plan.now):
            joined.append(action)
        elif action.status is not Status.MISSED or action.wakes is not None or everything:
            by_status[action.status].append(action)
    to_do = [*in_order(by_status[Status.OVERDUE]), *in_order(by_status[Status.DUE]), *in_order(joined)]
    found = to_keep_in_mind(plan.applications, plan.rulebook, plan.now)
    rows = sorted(rows_of(to_do), key=_place)
    shown = rows if everything else _within(rows, plan.rulebook.agenda.rows - len(found), plan.now)
    later = by_status[Status.UPCOMING] + by_status[Status.SNOOZED] if everything else []
    return Agenda(
        plan.now,
        tuple(found),
        tuple(shown),
        len(rows) - len(shown),
        tuple(to_do),
        in_order(by_status[Status.WAITING]),
        in_order(by_status[Status.MISSED]),
        in_order(later),
    )


def goes_along(action: Action, now: datetime) -> bool:
    """Whether the action was due by itself, and goes with a letter of a day to come."""
    zone = action.application.calendar.zone
    return action.alone is not None and day_of(action.alone, zone) <= day_of(now, zone)


def rows_of(actions: Iterable[Action]) -> list[Row]:
    """Return `actions` in rows, each where its first action stands."""
    rows: dict[object, list[Action]] = {}
    for action in actions:
        key = action.letter or (action.id if action.contact else (action.rule, action.status))
        rows.setdefault(key, []).append(action)
    return [tuple(row) for row in rows.values()]


def _place(row: Row) -> tuple[object, ...]:
    """Return the place of a row on the screen: the user's own, then the hottest, then what closes first."""
    rank = min(action.application.rank for action in row)
    return (not _is_own(row), rank, _closes(row), day_of(row[0].due, row[0].application.calendar.zone))


def _within(rows: list[Row], room: int, now: datetime) -> list[Row]:
    """Return the rows that fit; the user's own and what closes today always do."""
    zone = rows[0][0].application.calendar.zone if rows else None
    stays = [_is_own(row) or (zone is not None and _closes(row) <= day_of(now, zone)) for row in rows]
    left = max(0, room - sum(stays))
    found = []
    for row, stay in zip(rows, stays, strict=True):
        if stay or left > 0:
            found.append(row)
            left -= not stay
    return found


def _is_own(row: Row) -> bool:
    """Whether the user asked for it: a reminder, or an action put off to a day of their own."""
    return any(action.chosen for action in row)


def _closes(row: Row) -> date:
    """Return the date on which the first action of the row closes."""
    days = [
        day_of(action.latest, action.application.calendar.zone) if action.latest is not None else date.max
        for action in row
    ]
    return min(days)
