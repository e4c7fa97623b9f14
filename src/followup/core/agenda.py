"""The agenda: the part of a plan a person should look at now, within the measure of a morning."""

from __future__ import annotations

from datetime import UTC, date, timedelta
from typing import TYPE_CHECKING

from followup.core.actions import Action, Status
from followup.core.appointments import Appointment, coming, to_keep_in_mind
from followup.core.moments import day_of, sort_key
from followup.core.planner import in_order
from followup.core.rules import Deadline
from followup.core.values import Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from followup.core.history import History
    from followup.core.planner import Plan
    from followup.core.rules import Rulebook

# What one row asks for: the actions of one letter, or those of one rule, at several applications, that are
# for nobody in particular.
Row = tuple[Action, ...]

# What is over is counted past so many rows.
MOST_MISSED = 5
# What follows a talk later than this is no business of its morning: a check-in comes weeks after it.
DAYS_AFTERWARDS = 3


class Agenda(Value, frozen=True):
    """What asks for something now.

    `appointments` are the talks and deadlines close at hand; by the id of their event, `there` is what to do
    at them and `afterwards` what follows them and is still to come. `rows` are the rest of what to do, the
    hottest first, as much of it as one morning holds; `more` counts the rows left out. `to_do`, `waiting`,
    `missed` and `later` are all actions, whatever the measure, by date; `to_do` also holds what was due and
    goes with a letter of a day to come, and what is for a talk of today where that is still tomorrow.
    `away_until` is the last of the days on which the user is away now.
    """

    now: datetime
    appointments: tuple[Appointment, ...]
    rows: tuple[Row, ...]
    more: int
    to_do: tuple[Action, ...]
    waiting: tuple[Action, ...]
    missed: tuple[Action, ...]
    later: tuple[Action, ...]
    there: Mapping[str, tuple[Action, ...]] = {}
    afterwards: Mapping[str, tuple[Action, ...]] = {}
    away_until: date | None = None

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
        if action.status is Status.UPCOMING and _stands_today(action, plan.now):
            joined.append(action)
        elif action.status is not Status.MISSED or action.wakes is not None or everything:
            by_status[action.status].append(action)
    to_do = [*in_order(by_status[Status.OVERDUE]), *in_order(by_status[Status.DUE]), *in_order(joined)]
    found = to_keep_in_mind(plan.applications, plan.rulebook, plan.now)
    there = {each.event.id: things_to_do_at(each, to_do) for each in found}
    shown_there = {action.id for actions in there.values() for action in actions}
    rows = rows_of(action for action in to_do if action.id not in shown_there)
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
        there,
        {each.event.id: _follows(each, plan.actions) for each in found},
        plan.calendar.away_until(plan.now.date()),
    )


def numbered(agenda: Agenda, *, whole: bool = False) -> list[Row]:
    """Return the rows that the screen of `today` numbers from 1 on, from its top to its bottom.

    A morning shows what only waits as one line for each reason, and the latest of what was missed; the
    `whole` agenda shows each.
    """
    there = [(action,) for each in agenda.appointments for action in agenda.there[each.event.id]]
    missed = agenda.missed if whole else agenda.missed[:MOST_MISSED]
    waiting = agenda.waiting if whole else ()
    return [
        *there,
        *agenda.rows,
        *((action,) for action in (*waiting, *missed)),
        *rows_by_day(agenda.later),
    ]


def within(history: History, rulebook: Rulebook, now: datetime, days: int) -> list[Appointment]:
    """Return the talks of the `days` from today on, and the deadlines of open offers up to then, in order."""
    last = now.date() + timedelta(days=days - 1)
    found = [
        appointment
        for application in history.applications
        for appointment in coming(application, rulebook, now)
        if day_of(appointment.at, now.tzinfo or UTC) <= last
    ]
    return sorted(found, key=lambda each: (*sort_key(each.at, now.tzinfo or UTC), each.event.id))


def deadlines(history: History, rulebook: Rulebook, now: datetime) -> list[Appointment]:
    """Return the dates by which open offers are to be answered."""
    return [
        appointment
        for application in history.applications
        for appointment in coming(application, rulebook, now)
        if appointment.event.kind == "offer"
    ]


def things_to_do_at(appointment: Appointment, actions: Iterable[Action]) -> tuple[Action, ...]:
    """Return those of `actions` that belong before the appointment: they stand under it, not in a row."""
    return tuple(
        action
        for action in actions
        if action.definition.before is not None and action.anchor.id == appointment.event.id
    )


def _follows(appointment: Appointment, actions: Iterable[Action]) -> tuple[Action, ...]:
    """Return what is to do soon after the appointment, of what cannot be done before it."""
    zone = appointment.application.calendar.zone
    last = day_of(appointment.at, zone) + timedelta(days=DAYS_AFTERWARDS)
    found = (
        action
        for action in actions
        if action.anchor.id == appointment.event.id and action.status is Status.UPCOMING
        if action.definition.before is None and day_of(action.due, zone) <= last
    )
    return in_order(found)


def _stands_today(action: Action, now: datetime) -> bool:
    return goes_along(action, now) or is_for_a_talk_today(action, now)


def goes_along(action: Action, now: datetime) -> bool:
    """Whether the action was due by itself, and goes with a letter of a day to come."""
    zone = action.application.calendar.zone
    return action.alone is not None and day_of(action.alone, zone) <= day_of(now, zone)


def is_for_a_talk_today(action: Action, now: datetime) -> bool:
    """Whether the action is for the day of a talk, and that is today where the user is."""
    if action.definition.before is None or isinstance(action.definition.before, Deadline):
        return False
    zone, at = action.application.calendar.zone, action.anchor.at
    is_for_its_day = day_of(action.due, zone) == day_of(at, zone)
    return is_for_its_day and day_of(at, now.tzinfo or UTC) == now.date()


def rows_of(actions: Iterable[Action]) -> list[Row]:
    """Return `actions` in rows: the user's own, then the hottest, then what closes first.

    What goes with a letter of another day asks for nothing now, and comes last.
    """
    rows: dict[object, list[Action]] = {}
    for action in actions:
        rows.setdefault(_row_key(action), []).append(action)
    # A letter goes by the id of its first action.
    found = (tuple(sorted(row, key=lambda each: each.id != each.letter)) for row in rows.values())
    return sorted(found, key=_place)


def is_one(row: Row) -> bool:
    """Whether the row is one thing to do, and not the same at several applications."""
    return len(row) == 1 or bool(row[0].letter)


def rows_by_day(actions: Iterable[Action]) -> list[Row]:
    """Return what is to come in rows, in the order of their days."""
    return sorted(rows_of(actions), key=lambda row: day_of(row[0].due, row[0].application.calendar.zone))


def _row_key(action: Action) -> object:
    rule = action.definition
    if action.letter:
        return action.letter
    if action.contact or action.chosen or rule.send or rule.to or rule.for_each:
        return action.id
    is_to_do = action.status in {Status.OVERDUE, Status.DUE}
    return action.rule, rule.do, None if is_to_do else day_of(action.due, action.application.calendar.zone)


def waiting_by_need(actions: Iterable[Action]) -> list[Row]:
    """Return what waits, put together by what it waits for."""
    found: dict[tuple[str, ...], list[Action]] = {}
    for action in actions:
        found.setdefault(action.needs, []).append(action)
    return [tuple(group) for group in found.values()]


def _place(row: Row) -> tuple[object, ...]:
    along = all(action.status is Status.UPCOMING and action.alone is not None for action in row)
    rank = min(action.application.rank for action in row)
    due = day_of(row[0].due, row[0].application.calendar.zone)
    return (not _is_own(row), along, rank, _closes(row), due)


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
