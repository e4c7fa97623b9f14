"""Reservations: the messages of one plan take their slots under the guards, first come, first served."""

from __future__ import annotations

from typing import TYPE_CHECKING

from followup.core.actions import Reason, Status, Step
from followup.core.calendar import land
from followup.core.moments import day_of, sort_key
from followup.core.status import by_date, conclude_missed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from followup.core.actions import Action
    from followup.core.guards import Ledger, Verdict
    from followup.core.moments import Moment
    from followup.core.rules import Rulebook

_READY = {Status.DUE, Status.OVERDUE, Status.UPCOMING, Status.SNOOZED}


def reserve(actions: list[Action], ledger: Ledger, rulebook: Rulebook, now: datetime) -> None:
    """Give each message of `actions` that can go out its slot, moving or stopping it where a guard says so.

    They take turns in the order of (due, latest, place of the rule in the file, application in the order
    logged, person in the order named). One that is due or overdue takes today, for it cannot be sent earlier.
    A missed one takes nothing; it becomes `stopped` if a guard had crowded it out.
    """
    places = {name: place for place, name in enumerate(rulebook.rules)}
    guarded = [action for action in actions if action.definition.is_guarded]
    ready = sorted((a for a in guarded if _is_ready(a)), key=lambda action: _turn(action, places))
    # What was really sent moves dates first; slots are taken under the dates that come of it.
    for action in guarded:
        if action.status is Status.MISSED and action.verdict is None:
            _say_missed(action, ledger, now)
    for action in ready:
        _put_off(action, ledger, now)
    for action in ready:
        if action.status is not Status.STOPPED:
            _take(action, ledger, now)


def _is_ready(action: Action) -> bool:
    """Whether nothing but the guards stands in the way; what is snoozed may wait for a need as well."""
    return action.status in _READY and not action.needs


def _turn(action: Action, places: dict[str, int]) -> tuple[object, ...]:
    """Return the place of the action in the order of reservations; equal ones keep the order of `actions`.

    What is due where its employer is goes before what is still to come elsewhere on an earlier date.
    """
    zone, ahead = action.application.calendar.zone, action.status not in {Status.DUE, Status.OVERDUE}
    latest = (1,) if action.latest is None else (0, *sort_key(action.latest, zone))
    return (ahead, *sort_key(action.due, zone), latest, places[action.rule], action.application.order)


def _put_off(action: Action, ledger: Ledger, now: datetime) -> None:
    """Move an action that is due or overdue behind the messages sent in the meantime."""
    zone = action.application.calendar.zone
    today, start = day_of(now, zone), day_of(action.due, zone)
    if start > today or not ledger.has_sent(action.contact, action.application):
        return
    free, verdict = ledger.free_since(start, today, action.contact, action.application)
    if verdict is None or free > today:
        return  # never in the way, or still in the way: then the slot says more
    was, application = action.due, action.application
    action.due = land(free, action.definition.lands, application.calendar, floor=free)
    if _is_past_latest(action, day_of(action.due, zone)):
        action.due = was
        _stop(action, (verdict,))
        return
    action.reasons.extend(_reasons(action, (verdict,), was))
    action.status = by_date(action, today)


def _take(action: Action, ledger: Ledger, now: datetime) -> None:
    """Reserve the first day on which the action can be sent."""
    zone = action.application.calendar.zone
    today = day_of(now, zone)
    wanted = max(day_of(action.due, zone), today)
    snoozed = action.status is Status.SNOOZED
    slot = ledger.slot(wanted, action.contact, action.application, action.definition.lands)
    if slot.day is None or _is_past_latest(action, slot.day):
        _stop(action, slot.verdicts)
        return
    if slot.day != wanted:
        was, action.due = action.due, slot.day
        action.reasons.extend(_reasons(action, slot.verdicts, was))
        action.status = by_date(action, today, snoozed=snoozed)
    ledger.reserve(slot.day, action.contact, action.application, f"{action.rule}/{action.application.handle}")


def _say_missed(action: Action, ledger: Ledger, now: datetime) -> None:
    """Say `missed`, or `stopped` where a guard had left no day at the end of the window."""
    zone = action.application.calendar.zone
    last = day_of(action.latest if action.latest is not None else action.due, zone)
    verdict = ledger.objection_by(last, action.contact, action.application)
    if verdict is None:
        conclude_missed(action, day_of(now, zone))
    else:
        _stop(action, (verdict,))


def _is_past_latest(action: Action, day: date) -> bool:
    return action.latest is not None and day > day_of(action.latest, action.application.calendar.zone)


def _stop(action: Action, verdicts: Sequence[Verdict]) -> None:
    action.conclude(Status.STOPPED, *_reasons(action, verdicts, action.due))


def _reasons(action: Action, verdicts: Sequence[Verdict], was: Moment) -> list[Reason]:
    """Return a reason for each guard that spoke, with the message that left no room and its day.

    The guards share the date that came of them all.
    """
    return [
        Reason(
            Step.GUARD,
            action.due,
            name=guard,
            event=blocker.event,
            other=blocker.action,
            contact=action.contact,
            until=blocker.day,
            was=was,
            free=free,
        )
        for guard, blocker, free in verdicts
    ]
