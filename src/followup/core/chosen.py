"""Days that the user chose: what becomes of them when something else is logged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from followup.core.actions import Step
from followup.core.candidates import REMINDER
from followup.core.dates import zone_of
from followup.core.moments import day_of
from followup.core.values import Value

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from followup.core.actions import Action, Reason
    from followup.core.planner import Plan

# What moves an action off the day that the user chose.
_MOVES = {Step.GUARD, Step.WISH, Step.PROMISE}


class Moved(Value, frozen=True):
    """An action that does not stand on the `day` chosen for it.

    `action` is as it stands instead, `free` its date, and `reason` says why: a message sent, another chosen
    day, a wish. Where `free` is None no day is left for it; without a `reason` the choice has lapsed.
    """

    action: Action
    day: date
    free: date | None
    reason: Reason | None


def chosen_days(plan: Plan) -> dict[str, date]:
    """Return the days of the open actions that stand where the user put them, by the ids of the actions."""
    found = {}
    for action in plan.actions:
        if action.chosen and action.is_open and not _reason(action):
            found[action.id] = day_of(action.due, zone_of(action))
    return found


def moved(chosen: Mapping[str, date], before: Plan, after: Plan) -> list[Moved]:
    """Return which of the `chosen` days, and of the reminders that are new, do not hold in `after`.

    `before` knows the actions that are gone since.
    """
    days = dict(chosen)
    now = {action.id: action for action in after.actions}
    then = {action.id: action for action in before.actions}
    for action in after.actions:
        if action.rule == REMINDER and action.id not in then:
            days[action.id] = day_of(action.anchor.at, zone_of(action))
    found = []
    for identity, day in days.items():
        still = now.get(identity)
        if still is None or not still.chosen:
            found.append(Moved(then[identity], day, None, None))
            continue
        action, reason = still, _reason(still)
        if reason is not None and (action.is_open or action.verdict is reason):
            free = day_of(action.due, zone_of(action)) if action.is_open else None
            if free != day:
                found.append(Moved(action, day, free, reason))
    return found


def _reason(action: Action) -> Reason | None:
    """Return the last thing that moved the action after its day was chosen."""
    for reason in reversed(action.reasons):
        if reason.step is Step.SNOOZE:
            return None
        if reason.step in _MOVES:
            return reason
    return None
